"""Nothing is kept of a reader and nobody hears of one: every page of both sites, asked in a real browser.

And nothing moves under a reader's eyes: a page is where it stays before any script has come.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import Open, drawn, paper, settle, watching
from tests.conftest import TODAY
from tests.kinds import KINDS, PHONE, SCREEN

KEPT = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage), cookies: document.cookie,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": [], "session": [], "cookies": "", "databases": 0, "caches": 0, "workers": 0}


# Every page -------------------------------------------------------------------------------------------

SHARES = 12  # so that workers divide them


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("audience", ["public", "internal"])
def test_no_page_asks_anything_of_another_site_or_keeps_anything_or_fails(
    looking: Page, sites: Mapping[str, str], request: pytest.FixtureRequest, audience: str, share: int
) -> None:
    folder: Path = request.getfixturevalue("site" if audience == "public" else "internal_site")
    home = sites[audience]
    pages = sorted(page.relative_to(folder).as_posix() for page in folder.rglob("*.html"))
    assert len(pages) > SHARES
    with watching(looking) as noticed:
        for page in pages[share::SHARES]:
            looking.goto(home + page.removesuffix("index.html"))
        kept = looking.evaluate(KEPT)
        looking.goto("about:blank")  # takes back what the last page still asked for
    assert kept == NOTHING
    assert [url for url in noticed.asked if not url.startswith((home, "about:blank"))] == []
    assert noticed.faults == []
    assert looking.context.cookies() == []


# What is kept -----------------------------------------------------------------------------------------


def test_the_choice_of_dark_holds_from_page_to_page_and_nothing_else_is_kept(open_page: Open) -> None:
    page = open_page("search/?q=bruise")
    expect(page.locator(".results li").first).to_be_visible()
    assert page.evaluate(KEPT) == NOTHING
    light = paper(page)

    page.get_by_label("Dark").check()
    dark = paper(page)
    assert dark != light
    page.reload()
    assert paper(page) == dark
    page.get_by_role("navigation").get_by_role("link", name="Briefings").click()
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()
    assert paper(page) == dark
    assert page.evaluate(KEPT) == NOTHING | {"local": ["colours"]}
    assert page.context.cookies() == []

    page.get_by_label("As my device").check()
    assert paper(page) == light
    assert page.evaluate(KEPT) == NOTHING


def test_a_device_set_to_dark_needs_no_choice(open_page: Open) -> None:
    page = open_page("")
    light = paper(page)
    page.emulate_media(color_scheme="dark")
    assert paper(page) != light
    page.get_by_label("Light").check()
    assert paper(page) == light


# What another site hears ------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["with headers", "without headers"])
def test_another_site_does_not_hear_where_a_reader_came_from(
    browser: Browser, sites: Mapping[str, str], bare: str, host: str
) -> None:
    heard: list[Mapping[str, str]] = []

    def answer(route: Route) -> None:
        heard.append(route.request.all_headers())
        route.fulfill(body="<!doctype html><title>Elsewhere</title>", content_type="text/html")

    with browser.new_context() as context:
        context.route(re.compile("^https://"), answer)
        page = context.new_page()
        page.goto((sites["public"] if host == "with headers" else bare) + "guidance/notify/")
        page.locator("main a[href^='https://']").first.click()
        expect(page).to_have_title("Elsewhere")
        assert page.evaluate("[document.referrer, window.opener]") == ["", None]
    assert heard and not any("referer" in headers for headers in heard)


# What moves -------------------------------------------------------------------------------------------

# The columns of a table find their width while its rows still come: no script has a part in that.
WATCH = """
window.moved = [];
new PerformanceObserver((list) => {
  const [{ domInteractive }] = performance.getEntriesByType("navigation");
  for (const { value, sources, startTime } of list.getEntries()) {
    const nodes = sources.map(({ node }) => node);
    if (nodes.every((node) => node?.matches?.("th, td")) && !(domInteractive && domInteractive < startTime)) continue;
    const what = nodes.map((node) => node?.cloneNode(false).outerHTML ?? node?.data);
    window.moved.push([value, ...what].join(", "));
  }
}).observe({ type: "layout-shift", buffered: true });
"""
# Two scripts run before anything is drawn, and only they: see overrides/main.html.
FIRST, LATER = re.compile(r"/(colours|leave)\.js$"), re.compile(r"/assets/(?!colours|leave)[a-z]+\.js$")
# All that is read, and where it stands on the page; but for what only a script fills, and tables that it sorts.
STANDS = """() => [...document.querySelectorAll("h1, main :is(h2, h3, p, li, dl, table, form)")]
  .filter((one) => one.checkVisibility() && !one.closest("form, .ways, .results, noscript, details, td, [role=status]"))
  .map((one) => {
    const { x, y, width } = one.getBoundingClientRect();
    return [one.tagName, one.textContent.replace(/\\s+/g, "").slice(0, 60), x, y + scrollY, width];
  })"""


@pytest.fixture(scope="module")
def late(browser: Browser) -> Iterator[Page]:
    """A page whose scripts come late: what stood there before has been drawn by then."""
    with browser.new_context() as context:
        context.add_init_script(WATCH)
        context.route(FIRST, lambda route: route.abort())
        page = context.new_page()
        page.clock.set_fixed_time(TODAY)
        yield page


def before_and_after(page: Page, address: str) -> tuple[object, object]:
    """Where everything stands before any script has run, and after all have."""
    waiting: list[Route] = []
    page.route(LATER, lambda route: waiting.append(route))
    page.goto(address, wait_until="commit")
    expect(page.locator("footer.bottom")).to_be_attached()
    drawn(page)
    before = page.evaluate(STANDS)
    for route in waiting:
        route.continue_()
    page.unroute(LATER)
    page.wait_for_load_state("load")
    settle(page)
    drawn(page)
    return before, page.evaluate(STANDS)


# What an address asks for comes with the script, and takes its place then; results of a search have theirs.
AS_IT_CAME = [kind for kind, (_, address) in KINDS.items() if "?" not in address or "?q=" in address]


@pytest.mark.parametrize("kind", AS_IT_CAME)
def test_nothing_moves_when_scripts_come_late_and_all_is_read_where_it_stays(
    late: Page, sites: Mapping[str, str], kind: str
) -> None:
    site, address = KINDS[kind]
    for size in (PHONE, SCREEN):
        late.set_viewport_size(size)
        before, after = before_and_after(late, sites[site] + address)
        assert late.evaluate("moved") == []
        assert after == before
