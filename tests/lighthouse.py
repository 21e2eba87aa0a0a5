"""Lighthouse in its own mobile settings, on every kind of page that readers come to: `make lighthouse`.

It is no part of `make test`: what it says of speed depends on what else the machine does meanwhile.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from macros.build import build
from macros.project import read_project
from tests.browser import ALONE, QUIET, executable, served
from tests.conftest import TODAY
from tests.factories import ROOT, at
from tests.kinds import KINDS

VERSION = "12.8.2"
CATEGORIES = ("Performance", "Accessibility", "Best Practices", "SEO")
LEAST = 95
TRIES = 3
PAGES = (
    *("home", "guidance with boxes", "flowchart", "form", "role", "glossary", "about accessibility", "about privacy"),
    *("list of briefings", "briefing", "report", "list of themes", "theme", "recommendations", "calendar"),
    *("dates asked for", "dates worked out", "search", "search that finds"),
)
# Search engines are asked to leave the search page out: it holds nothing of its own.
NOT_ASKED = {"search": ("is-crawlable",), "search that finds": ("is-crawlable",)}

Scores = Mapping[str, int]


def main() -> None:
    lowest()


def lowest() -> Scores:
    """The lowest figure of all pages in each category; every page is told as it comes. Exits where one is too low."""
    print(f"{'':24}", *(f"{category:>15}" for category in CATEGORIES))
    found: dict[str, Scores] = {}
    for page, scores in measured():
        print(f"{page:24}", *(f"{scores[category]:15}" for category in CATEGORIES), flush=True)
        found[page] = scores
    if below := [page for page, scores in found.items() if min(scores.values()) < LEAST]:
        sys.exit(f"Below {LEAST}: {', '.join(below)}. Was the machine busy? Then try again.")
    return {category: min(scores[category] for scores in found.values()) for category in CATEGORIES}


def measured() -> Iterator[tuple[str, Scores]]:
    """Every page with its figures, from a site built for it and served as its host would."""
    with tempfile.TemporaryDirectory() as work:
        site = Path(work, "site")
        build(read_project(ROOT, ROOT / "briefings", at(TODAY)), site, "public")
        lighthouse = installed(Path(work))
        with served(site, packed=True) as home:
            for page in PAGES:
                yield page, best(lighthouse, home + KINDS[page][1], NOT_ASKED.get(page, ()))


def installed(folder: Path) -> str:
    """The command, in a folder that is thrown away."""
    wanted = ["npm", "install", "--silent", "--no-save", "--prefix", str(folder), f"lighthouse@{VERSION}"]
    subprocess.run(wanted, check=True)
    return str(folder / "node_modules/.bin/lighthouse")


def best(lighthouse: str, address: str, not_asked: Collection[str]) -> Scores:
    """The figures of a page, of three tries at most: other work on the machine makes it slower, and never quicker."""
    tries: list[Scores] = []
    while len(tries) < TRIES and not any(min(one.values()) >= LEAST for one in tries):
        tries.append(look(lighthouse, address, not_asked))
    return max(tries, key=lambda one: min(one.values()))


def look(lighthouse: str, address: str, not_asked: Collection[str]) -> Scores:
    """What Lighthouse gives a page in each category, of 100; nothing where it could not look, and says why."""
    flags = " ".join(re.sub("=(.*)", r"='\1'", flag) for flag in ("--headless=new", *QUIET, *ALONE))
    command = [lighthouse, address, "--quiet", "--output=json", f"--chrome-flags={flags}"]
    command += [f"--skip-audits={','.join(not_asked)}"] if not_asked else []
    environment = {**os.environ, "CHROME_PATH": executable()}
    run = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=False)
    if run.returncode:
        return dict.fromkeys(CATEGORIES, 0)
    return {one["title"]: round(one["score"] * 100) for one in json.loads(run.stdout)["categories"].values()}


if __name__ == "__main__":
    main()
