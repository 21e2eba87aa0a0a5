"""What tests share: one build of the project's own site a run, and a small project to change."""

import os
import shutil
import statistics
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from macros.build import build
from macros.project import read_project
from macros.public_view import Audience
from tests.browser import Open, launch, new_reader, served, without_headers
from tests.factories import MINIATURE, ROOT, at, record_text
from tests.kinds import SCREEN

# A busy machine is no fault of what is tested.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# Whoever keeps real records has named their folder and the private list, as the README says: no test looks at those.
for named in [name for name in os.environ if name.startswith("CSPR_")]:
    del os.environ[named]

# The day for which the project's own site is looked at; late enough for all its examples.
TODAY = "2026-11-27T12:00"
ASK = """---
title: Ask for a review
form:
  name: A request
  version: 1
  to: business-office
  by: notification
  seen_by: The office.
  sections:
    - title: Who asks
      fields:
        - {id: asker, label: Name, kind: line, help: Your name.}
        - {id: kind, label: Kind of review, kind: choice, help: Choose one., options: [A review, An exercise]}
    - title: Family
      fields:
        - id: family
          label: Family
          kind: table
          help: One row for each person. In a row that you do not need, write "no others".
          blank_rows: 2
          whole_row: [no others]
          columns:
            - {id: person, label: Person, kind: line, help: Who it is.}
            - {id: born, label: Date of birth, kind: date, help: The day.}
---

# Ask for a review

{{ form("ask") }}
"""
# Where the reading level of guidance is left by whichever worker measures it.
READING = "reading/grades"


@pytest.fixture(scope="session", autouse=True)
def _memory_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What the anonymity check remembers stays out of the cache of whoever runs the tests."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    cache = getattr(config, "cache", None)
    grades: dict[str, float] = cache.get(READING, {}) if cache else {}
    if grades:
        hardest = max(grades, key=lambda path: grades[path])
        median = statistics.median(grades.values())
        terminalreporter.write_line(
            f"Reading level of {len(grades)} guidance pages (Flesch-Kincaid grade): "
            f"median {median:.1f}, hardest {grades[hardest]:.1f} ({hardest})"
        )


def _shared(tmp_path_factory: pytest.TempPathFactory, audience: Audience) -> Path:
    """The project's own site, built by whichever worker comes first."""
    # Workers share the folder above their own; without workers that one outlives the run.
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / f"site-{audience}"
    with FileLock(f"{folder}.lock"):
        if not (folder / "manifest.json").exists():
            build(read_project(ROOT, ROOT / "briefings", at(TODAY)), folder, audience)
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _shared(tmp_path_factory, "public")


@pytest.fixture(scope="session")
def internal_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _shared(tmp_path_factory, "internal")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One a worker. Where there is none the run fails: a site nobody has looked at is not checked."""
    expect.set_options(timeout=20_000)  # a machine may be busy
    with sync_playwright() as playwright, launch(playwright) as browser:
        yield browser


@pytest.fixture(scope="session")
def sites(site: Path, internal_site: Path) -> Iterator[Mapping[str, str]]:
    """The addresses of the two sites, served as their host will serve them."""
    with served(site) as public, served(internal_site) as internal:
        yield {"public": public, "internal": internal}


@pytest.fixture(scope="session")
def bare(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The public site on a host that sends no headers."""
    with served(without_headers(site, tmp_path_factory.mktemp("bare") / "site")) as address:
        yield address


@pytest.fixture(scope="session")
def visitors(browser: Browser) -> Iterator[Mapping[bool, Page]]:
    """Two readers a worker, with script and without: a new one for each test would take most of the time."""
    with browser.new_context() as with_script, browser.new_context(java_script_enabled=False) as without:
        yield {True: with_script.new_page(), False: without.new_page()}


@pytest.fixture
def open_page(visitors: Mapping[bool, Page], sites: Mapping[str, str]) -> Iterator[Open]:
    """Opens a page as somebody who has never been here."""

    def open_page(address: str, size: ViewportSize = SCREEN, *, site: str = "public", script: bool = True) -> Page:
        page = visitors[script]
        page.set_viewport_size(size)
        page.goto(sites[site] + address)
        return page

    yield open_page
    reader = visitors[True]
    reader.emulate_media(media="null", color_scheme="light")
    if reader.url.startswith(tuple(sites.values())):
        reader.evaluate("localStorage.clear()")


@pytest.fixture(scope="session")
def looking(browser: Browser) -> Iterator[Page]:
    """One reader a worker, on the day for which the site is looked at."""
    with new_reader(browser, TODAY) as page:
        yield page


class Small:
    """A small project in a folder of its own, whose records a test changes and builds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.records = folder / "briefings"
        self.out = folder / "site"

    def put(self, reference: str, changes: Mapping[str, object] | None = None) -> None:
        text = record_text({"reference": reference, **(changes or {})})
        (self.records / f"{reference}.yml").write_text(text, encoding="utf-8")

    def put_text(self, name: str, text: str) -> None:
        (self.records / name).write_text(text, encoding="utf-8")

    def put_form(self) -> None:
        """A page that explains a form, in a folder of its own: `guidance/ask/ask.docx` lies beside it."""
        (self.folder / "docs/guidance/ask.md").write_text(ASK, encoding="utf-8")

    def take_out(self, reference: str) -> None:
        (self.records / f"{reference}.yml").unlink()

    def build(
        self, as_of: str | datetime, audience: Audience = "public", *, hold_blocked: bool = False, printed: bool = False
    ) -> dict[str, bytes]:
        """Build as of an instant, and give every file with its bytes.

        What is printed takes half of the time, and is made where a test looks at it (``printed``).
        """
        instant = at(as_of) if isinstance(as_of, str) else as_of
        project = read_project(self.folder, self.records, instant)
        with nullcontext() if printed else patch("macros.printing.papers.papers", lambda *_: ()):
            build(project, self.out, audience, hold_blocked=hold_blocked)
        return everything_in(self.out)


def everything_in(folder: Path) -> dict[str, bytes]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def make_small(folder: Path) -> Small:
    shutil.copytree(MINIATURE, folder, dirs_exist_ok=True)
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text().replace("../../overrides", str(ROOT / "overrides")))
    (folder / "briefings").mkdir()
    return Small(folder)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    yield make_small(tmp_path / "project")
