"""What the accessibility statement says was checked: `make statement`.

It runs every check in the browser, and Lighthouse, once more. If all is well it writes down what they did.
"""

import inspect
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from importlib import import_module

import yaml
from playwright.sync_api import sync_playwright

from macros.cli.shared import the_clock
from macros.dates import london_day
from macros.pages.checked import FILE
from tests import lighthouse
from tests.browser import AXE, launch
from tests.kinds import EXEMPTIONS, KINDS, SCHEMES, WIDTHS
from tests.test_zoom import ZOOMED

# What was checked, by what the statement calls it.
CHECKS = {
    "Barriers": "test_axe",
    "By keyboard alone": "test_keyboard",
    "With pages zoomed in": "test_zoom",
    "Privacy": "test_private",
}
HEAD = "# What the last full run of the checks in the browser did. `make statement` writes it; nobody else does.\n"


def main() -> None:
    files = [f"tests/{name}.py" for name in CHECKS.values()]
    if subprocess.run([sys.executable, "-m", "pytest", *files], check=False).returncode:
        sys.exit("Not all is well, so the statement stays as it is.")
    lowest = lighthouse.lowest()
    with sync_playwright() as playwright, launch(playwright) as browser:
        chromium = browser.version
    write(london_day(the_clock()), chromium, lowest)


def write(on: date, chromium: str, lowest: lighthouse.Scores) -> None:
    run = {
        "tested": on,
        "chromium": chromium,
        **by_their_own_account(),
        "lighthouse": {**by_lighthouse(), "lowest": dict(lowest)},
    }
    FILE.write_text(HEAD + yaml.safe_dump(run, sort_keys=False, width=110), encoding="utf-8")


def by_their_own_account() -> Mapping[str, object]:
    """What the checks are: all that no run has to find out."""
    version = re.match(r"/\*! axe v([0-9.]+)", AXE)
    assert version
    return {
        "axe": version[1],
        "kinds": len(KINDS),
        "widths": list(WIDTHS),
        "schemes": list(SCHEMES),
        "zooms": list(ZOOMED),
        "checks": {title: sentences(name) for title, name in CHECKS.items()},
        "exemptions": [{"rule": one.rule, "where": one.where, "reason": one.reason} for one in EXEMPTIONS],
    }


def by_lighthouse() -> Mapping[str, object]:
    return {"version": lighthouse.VERSION, "pages": len(lighthouse.PAGES)}


def sentences(module: str) -> list[str]:
    """What the tests of a file say, in their order."""
    tests = inspect.getmembers(import_module(f"tests.{module}"), inspect.isfunction)
    named = sorted((test.__code__.co_firstlineno, name) for name, test in tests if name.startswith("test_"))
    return [name.removeprefix("test_").replace("_", " ").capitalize() for _, name in named]


if __name__ == "__main__":
    main()
