"""How long a site takes, beside plain mkdocs-material with the same pages and texts: `make bench`.

First the anonymity check alone: 1,000 words the first time and from memory, and all records of a
folder on one core and on all.

Records are of realistic length, 4,000 words on average. Both sides build the same pages from a
clean start, without search, one after the other in turns; what counts is the ratio. Then one of
100 records is changed under `cspr serve`, and the time until the browser could see it is taken.
Last the two commands that somebody waits for: `cspr status`, the first time and again, and `cspr plan`.
"""

import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from macros.anonymity import of_record
from macros.anonymity.check import check
from macros.anonymity.remembered import Memory, check_all
from tests.conftest import make_small
from tests.factories import case, miniature, record_text

SIZES = (100, 400, 1_000)
ROUNDS = 3
AS_OF = "2025-10-01T12:00"
BIN = Path(sys.executable).parent
MANY = 2_000
WORDS = tuple(
    "the one child family home visit worker nurse school police record team week cold warm called asked told wrote "
    "knew heard saw met moved carried helped listened early late small quiet worried careful together alone".split()
)


def main() -> None:
    check_alone()
    print(f"{'records':>8} {'pages':>6} {'cspr':>8} {'plain':>8} {'ratio':>6} {'ms a record':>12}")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            ours, plain = Path(folder) / "ours", Path(folder) / "plain"
            pages = make_both(size, ours, plain)
            times: dict[str, list[float]] = {"ours": [], "plain": []}
            for _ in range(ROUNDS):
                times["ours"].append(timed([str(BIN / "cspr"), "build", "--html-only", "--as-of", AS_OF], ours))
                times["plain"].append(timed([str(BIN / "mkdocs"), "build", "--quiet"], plain))
            one, other = statistics.median(times["ours"]), statistics.median(times["plain"])
            row = f"{size:>8} {pages:>6} {one:>7.1f}s {other:>7.1f}s {one / other:>6.2f} {one / size * 1_000:>12.0f}"
            print(row, flush=True)
    print(f"A changed record of {SIZES[0]} is in the browser after {seen_after(SIZES[0]):.1f} s.")
    planning()


def check_alone() -> None:
    """The anonymity check on prose that no run has seen: time for 1,000 words, memory of a worker."""
    people = miniature()
    found = [case({**review(number), "publication.at": "2025-09-16 10:00"}) for number in range(200)]
    asked = [(one.document.path, of_record.asked(one, people)) for one in found]
    words = sum(len(text.value.split()) for _, one in asked for text in one.texts)
    check(asked[0][1])  # the lists are read once
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        list(map(check, (one for _, one in asked)))
        alone = time.perf_counter() - begin
        begin = time.perf_counter()
        check_all(asked, Memory(Path(folder)))
        shared = time.perf_counter() - begin
        begin = time.perf_counter()
        check_all(asked, Memory(Path(folder)))
        again = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    for name, seconds in (("on one core", alone), ("on all cores, kept", shared), ("from memory", again)):
        print(f"Anonymity check, 1,000 words {name}: {seconds / words * 1_000_000:.1f} ms")
    print(f"A worker of it takes {memory:.0f} MB at most; {words:,} words in {len(asked)} records.")


def make_both(size: int, ours: Path, plain: Path) -> int:
    """A project of so many records, and the same pages as plain Markdown files; gives their number."""
    small = make_small(ours)
    (plain / "docs").mkdir(parents=True)
    shutil.copytree(ours / "docs", plain / "docs", dirs_exist_ok=True)
    (plain / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
    (plain / "mkdocs.yml").write_text(PLAIN, encoding="utf-8")
    listed: dict[str, list[str]] = {"briefings": [], "reports": []}
    for number in range(size):
        reference, values = f"child-{number}", review(number)
        small.put(reference, values)
        for kind, text in (("briefings", plain_briefing(values)), ("reports", plain_report(values))):
            file = plain / "docs" / kind / f"{reference}.md"
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
            listed[kind].append(f"### [{values['title']}]({reference}.md)\n\n{values['summary']}\n")
    for kind, rows in listed.items():
        text = f"# {kind.title()}\n\n" + "\n".join(rows)
        (plain / "docs" / kind / "index.md").write_text(text, encoding="utf-8")
    return 2 * size + len(listed) + 1


PLAIN = """\
site_name: Plain
theme: {name: material, font: false}
plugins: []
nav: [{Home: index.md}, {Briefings: briefings/index.md}, {Reports: reports/index.md}]
not_in_nav: |
  briefings/*
  reports/*
markdown_extensions: [attr_list, tables, footnotes, md_in_html]
"""


def review(number: int) -> dict[str, Any]:
    """The changes that make the valid record a long one, always the same for a number."""
    dice = random.Random(number)
    long = dice.uniform(0.5, 1.5)
    recommendations = [
        {"id": f"R{place}", "text": prose(dice, 45), "agencies": ["icb"], "due": "2025-12-31"} for place in range(1, 7)
    ]
    steps = ("background", "safeguarding_concerns", "incident", "review", "findings")
    return {
        "reference": f"child-{number}",
        "title": f"Child {number}",
        "summary": prose(dice, 40),
        "review": "serious-case-review",
        "publication.at": f"20{10 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02} 10:00",
        "themes": [["injuries-to-babies"], ["neglect"], ["information-sharing", "neglect"]][number % 3],
        "briefing": {**{step: prose(dice, 100) for step in steps}, "questions": [prose(dice, 20) for _ in range(3)]},
        "overview": [section(dice, place, int(375 * long)) for place in range(1, 10)],
        "findings": [{"id": "F1", "theme": "neglect", "text": prose(dice, 60)}],
        "recommendations": recommendations,
        "response": prose(dice, 120),
    }


def section(dice: random.Random, place: int, length: int) -> dict[str, str]:
    parts = [prose(dice, length // 4) for _ in range(4)]
    parts.insert(2, "### What was seen\n\n- " + "\n- ".join(prose(dice, 9) for _ in range(3)))
    if place % 3 == 0:
        parts.append("| Where | Before | After |\n|---|---|---|\n| Here | 12 | 34 |\n| There | 5 | 60 |")
        parts[0] += " More is [written elsewhere](https://www.gov.uk/)."
    return {"heading": f"Part {place} of the review", "text": "\n\n".join(parts)}


def prose(dice: random.Random, length: int) -> str:
    """So many words in sentences, some of them emphasised."""
    words = [dice.choice(WORDS) for _ in range(length)]
    for place in range(0, length, 60):
        words[place] = f"**{words[place]}**"
    sentences = (words[begin : begin + 14] for begin in range(0, length, 14))
    return " ".join(f"{' '.join(sentence)}." for sentence in sentences)


def plain_briefing(values: dict[str, Any]) -> str:
    steps = [f"## {name}\n\n{text}" for name, text in values["briefing"].items() if isinstance(text, str)]
    questions = [f"{number}. {text}" for number, text in enumerate(values["briefing"]["questions"], start=1)]
    return "\n\n".join([*head(values), *steps, *recommendations(values), "## Questions", "\n".join(questions)])


def plain_report(values: dict[str, Any]) -> str:
    parts = [f"## {part['heading']}\n\n{part['text']}" for part in values["overview"]]
    findings = [f"### {finding['id']}\n\n{finding['text']}" for finding in values["findings"]]
    return "\n\n".join([*head(values), *parts, "## Findings", *findings, *recommendations(values), values["response"]])


def head(values: dict[str, Any]) -> Iterator[str]:
    yield f"# {values['title']}"
    yield values["summary"]
    yield "\n".join(f"- {name}: {values[name]}" for name in ("review", "themes", "publication.at"))


def recommendations(values: dict[str, Any]) -> Iterator[str]:
    yield "## Recommendations"
    for entry in values["recommendations"]:
        yield f"### {entry['id']}\n\n{entry['text']}\n\nWho: {entry['agencies']}. By: {entry['due']}."


def timed(command: list[str], folder: Path) -> float:
    shutil.rmtree(folder / "site", ignore_errors=True)
    begin = time.perf_counter()
    environment = {name: value for name, value in os.environ.items() if name != "CSPR_RECORDS"}
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment)
    return time.perf_counter() - begin


def planning() -> None:
    """Seconds until `cspr status` has said where many cases stand and `cspr plan` when one can be published."""
    with tempfile.TemporaryDirectory() as folder:
        small = make_small(Path(folder) / "ours")
        for number in range(MANY):
            small.put(f"child-{number}", review(number))
        environment = {name: value for name, value in os.environ.items() if name != "CSPR_RECORDS"}
        environment["XDG_CACHE_HOME"] = str(Path(folder) / "cache")
        status = [str(BIN / "cspr"), "status", "--as-of", AS_OF]
        plan = [str(BIN / "cspr"), "plan", "child-7", "--publish", "2025-12-02", "--as-of", AS_OF]
        for name, command in (
            (f"status of {MANY:,} records, the first time", status),
            ("status again", status),
            ("plan of one", plan),
        ):
            begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, cwd=small.folder, check=False, capture_output=True, env=environment)
            taken, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
            worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(f"cspr {name}: {taken:.2f} s ({worked:.2f} s of work)", flush=True)


def seen_after(size: int) -> float:
    """Seconds from saving a changed record until its page shows the change, under `cspr serve`."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "ours"
        make_both(size, project, Path(folder) / "plain")
        command = [str(BIN / "cspr"), "serve", "--as-of", AS_OF, "--port", "8765"]
        server = subprocess.Popen(command, cwd=project, stderr=subprocess.DEVNULL)
        try:
            wait_for("http://127.0.0.1:8765/briefings/child-7/", b"Child 7")
            values = review(7)
            values["summary"] = "Something altogether new is written here."
            (project / "briefings" / "child-7.yml").write_text(record_text(values), encoding="utf-8")
            return wait_for("http://127.0.0.1:8765/briefings/child-7/", b"altogether new")
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str, words: bytes) -> float:
    begin = time.perf_counter()
    while time.perf_counter() - begin < 60:
        try:
            with urlopen(address) as page:
                if words in page.read():
                    return time.perf_counter() - begin
        except OSError:
            pass
        time.sleep(0.05)
    raise SystemExit(f"{address} did not show it within a minute")


if __name__ == "__main__":
    main()
