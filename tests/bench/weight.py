"""What a browser has to load: a page of guidance for who has never been here, and then a first search."""

import gzip
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote_plus

from playwright.sync_api import Browser, Page, sync_playwright

from macros.build import build
from macros.finish.headers import HEADERS
from macros.project import read_project
from tests.bench.builds import AS_OF, Pair
from tests.bench.figures import Figure
from tests.bench.records import WITH_SEARCH
from tests.browser import launch, served, settle
from tests.factories import at
from tests.questions import QUESTIONS

# Of forty questions as people type them, every eighth.
ASKED = tuple(QUESTIONS)[::8]
# Milliseconds. The index that plain loads with each page is large.
PATIENT = 600_000


def weight(pair: Pair, rounds: int) -> Iterator[Figure]:
    """Both sides served as a host serves them, packed; every figure is of a reader whose browser holds nothing."""
    site = pair.folder / "weighed"
    # What is printed and the last reading take most of the time, and no page loads more or less for them.
    with patch("macros.printing.papers.papers", lambda *_: ()), patch("macros.scan.scan", lambda *_, **__: []):
        build(read_project(pair.ours.folder, pair.ours.records, at(AS_OF)), site, "public")
    pair.mkdocs(WITH_SEARCH)
    plain = pair.plain / "site"
    (plain / HEADERS).write_text("", encoding="utf-8")
    page = heaviest(site)
    with (
        sync_playwright() as playwright,
        launch(playwright) as browser,
        served(site, packed=True) as ours,
        served(plain, packed=True) as other,
    ):
        visit, first = visited(browser, ours, page, ask_ours)
        plain_visit, plain_first = visited(browser, other, page, ask_plain)
    yield Figure("page", pair.size, visit, plain_visit)
    yield Figure("search", pair.size, first, plain_first)


def heaviest(site: Path) -> str:
    """The page of guidance with the most in it."""
    pages = site.glob("guidance/**/index.html")
    return max(pages, key=lambda page: len(gzip.compress(page.read_bytes()))).parent.relative_to(site).as_posix()


def visited(browser: Browser, home: str, page: str, ask: Any) -> tuple[float, float]:
    """KB of a first visit, and of the first search after it: the most of some questions."""
    visits, searches = [], []
    for question in ASKED:
        with reader(browser) as (tab, loaded):
            tab.goto(f"{home}{page}/")
            tab.wait_for_load_state("networkidle")
            visits.append(sum(loaded.values()))
            ask(tab, home, question)
            tab.wait_for_load_state("networkidle")
            searches.append(sum(loaded.values()) - visits[-1])
    return max(visits) / 1_000, max(searches) / 1_000


def ask_ours(tab: Page, home: str, question: str) -> None:
    tab.goto(f"{home}search/?q={quote_plus(question)}")
    settle(tab)


def ask_plain(tab: Page, home: str, question: str) -> None:
    """Nothing more is loaded for it: Material loads the whole of its index with the first page."""
    tab.locator(".md-search__input").fill(question)
    tab.wait_for_timeout(1_000)


@contextmanager
def reader(browser: Browser) -> Iterator[tuple[Page, Mapping[str, float]]]:
    """A tab of somebody who has never been here, and the bytes that came for it over the net, headers included.

    A file counts once: of one that the browser holds already a host says that it is the same.
    """
    with browser.new_context() as context:
        tab = context.new_page()
        tab.set_default_timeout(PATIENT)
        addresses: dict[str, str] = {}
        loaded: dict[str, float] = {}

        def answered(one: dict[str, Any]) -> None:
            addresses[one["requestId"]] = one["response"]["url"]

        def finished(one: dict[str, Any]) -> None:
            loaded.setdefault(addresses[one["requestId"]], one["encodedDataLength"])

        network = context.new_cdp_session(tab)
        network.on("Network.responseReceived", answered)
        network.on("Network.loadingFinished", finished)
        network.send("Network.enable")
        yield tab, loaded
