"""Leaving a page at once, in a real browser under the site's own headers: by link and by the Shift key."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, ViewportSize, expect

from macros.build import build
from macros.project import read_project
from macros.public_view import Audience
from tests.browser import TELL_REFUSALS, served, watching
from tests.conftest import Small, make_small
from tests.factories import at

ELSEWHERE = "https://elsewhere.example/weather"
WEATHER = "<!doctype html><title>Weather</title><h1>Weather</h1>"
BRIEFING = "briefings/child-rowan/"
WITHDRAWN = {"withdrawn": {"at": "2025-11-03 09:00", "kind": "welfare", "decided_by": "strategic-leads"}}
ON = "2026-11-26T12:00"
PHONE, SCREEN = ViewportSize(width=320, height=640), ViewportSize(width=1280, height=800)
SIZES = pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
# A browser answers no question while another site is on its way. So the page itself says what it still shows: when it
# is left, after it was shown from memory once more, and when it is no longer on the whole screen.
TELL = """() => {
  const tell = (when) => {
    const { innerText } = document.documentElement;
    console.info(`${when}: ${document.title}, ${innerText.trim()}, ${document.fullscreenElement !== null}`);
  };
  addEventListener("beforeunload", () => {
    tell("at once");
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    tell("again");
  });
  document.addEventListener("fullscreenchange", () => tell("full screen"));
}"""


def leaving(small: Small, *, to: str = f"leave_to: {ELSEWHERE}\n", help_now: str = "help_now: [emergency]\n") -> None:
    file = small.folder / "partnership.yml"
    text = file.read_text(encoding="utf-8")
    assert "help_now: [emergency]\n" in text
    file.write_text(text.replace("help_now: [emergency]\n", help_now + to), encoding="utf-8")


def built(small: Small, audience: Audience) -> Path:
    out = small.folder / audience
    build(read_project(small.folder, small.records, at(ON)), out, audience, html_only=True)
    return out


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[Audience, Path]:
    """A small public and a small internal site, with a case that is out and one that was withdrawn."""
    small = make_small(tmp_path_factory.mktemp("leave"))
    leaving(small)
    small.put("child-rowan")
    small.put("child-alder", WITHDRAWN)
    small.build(ON)  # with search, unlike the others
    return {"public": small.out, "internal": built(small, "internal")}


@pytest.fixture(scope="module")
def here(both: dict[Audience, Path]) -> Iterator[str]:
    with served(both["public"]) as address:
        yield address


class Other:
    """The other site. It answers at once, or where it is ``slow`` when it is told to."""

    def __init__(self, context: BrowserContext) -> None:
        self.asked: list[Request] = []
        self.slow = False
        self._waiting: list[Route] = []
        context.route("https://elsewhere.example/**", self._answer)

    def _answer(self, route: Route) -> None:
        self.asked.append(route.request)
        if self.slow:
            self._waiting.append(route)
        else:
            route.fulfill(body=WEATHER, content_type="text/html")

    def come(self) -> None:
        self.slow = False
        for route in self._waiting:
            route.fulfill(body=WEATHER, content_type="text/html")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport=SCREEN) as context:
        context.add_init_script(TELL_REFUSALS)
        yield context


@pytest.fixture
def other(context: BrowserContext) -> Other:
    return Other(context)


@pytest.fixture
def page(context: BrowserContext, other: Other) -> Iterator[Page]:
    page = context.new_page()
    with watching(page) as noticed:
        yield page
    # What a page that is left still asked for is taken back.
    assert [fault for fault in noticed.faults if "net::ERR_ABORTED" not in fault] == []


def by_link(page: Page) -> None:
    page.get_by_role("link", name="Leave this page").click(no_wait_after=True)


def by_shift(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


def stop_the_clock(page: Page) -> None:
    """From here on time goes by only where a test lets it, however busy the machine is."""
    page.clock.install(time=0)
    page.clock.pause_at(1)


WAYS = pytest.mark.parametrize("leave", [by_link, by_shift], ids=["by the link", "by Shift"])


# Where it is ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_every_page_can_be_left(both: dict[Audience, Path], audience: Audience) -> None:
    files = list(both[audience].rglob("*.html"))
    assert len(files) > 20
    for file in files:
        page = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        [link] = page.select(".help > a.leave")
        assert (link["href"], link["rel"], link.get("target")) == (ELSEWHERE, ["noreferrer", "nofollow"], None)
        assert len(page.select("script[src$='assets/leave.js']")) == 1


def test_without_an_address_to_leave_to_there_is_no_link_and_no_script(small: Small) -> None:
    for file in built(small, "public").rglob("*.html"):
        page = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        assert page.select(".help") and page.select(".help .leave, script[src*=leave]") == []


def test_a_partnership_without_numbers_to_call_has_the_link_alone(small: Small, page: Page, other: Other) -> None:
    leaving(small, help_now="")
    with served(built(small, "public")) as address:
        page.goto(address)
        strip = page.locator(".help")
        expect(strip).to_have_text("Leave this page")
        assert strip.evaluate("(strip) => strip.offsetHeight") >= 44
        by_link(page)
        expect(page).to_have_url(ELSEWHERE)


@SIZES
def test_help_and_the_way_out_stand_side_by_side_and_unfolded_help_moves_nothing(
    page: Page, here: str, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    page.goto(here)
    help_now, out = page.locator(".help summary"), page.get_by_role("link", name="Leave this page")
    left, right = help_now.bounding_box(), out.bounding_box()
    assert left and right
    assert left["y"] == right["y"] == 0
    assert 44 <= left["height"] < 50 and 44 <= right["height"] < 50, "one line, and large enough to tap"
    assert left["x"] > 0 and left["x"] + left["width"] <= right["x"] and right["x"] + right["width"] <= size["width"]
    help_now.click()
    expect(page.locator(".help a[href^='tel:']")).to_be_visible()
    assert (help_now.bounding_box(), out.bounding_box()) == (left, right)
    page.mouse.wheel(0, 2000)
    assert out.bounding_box() == right


@pytest.mark.parametrize("unfolded", [False, True])
def test_the_way_out_is_the_second_stop_of_the_keyboard(page: Page, here: str, other: Other, unfolded: bool) -> None:
    page.goto(here)
    page.evaluate("(open) => { document.querySelector('.help details').open = open }", unfolded)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Leave this page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(ELSEWHERE)


# Leaving -------------------------------------------------------------------------------------------------


def test_nothing_is_asked_of_the_other_site_before_and_it_does_not_learn_from_where(
    page: Page, here: str, other: Other
) -> None:
    page.goto(here + BRIEFING)
    link = page.get_by_role("link", name="Leave this page")
    link.hover()
    link.focus()
    assert other.asked == []
    by_link(page)
    expect(page).to_have_url(ELSEWHERE)
    assert [request.url for request in other.asked] == [ELSEWHERE]
    assert "referer" not in other.asked[0].all_headers()


def test_without_script_the_link_leads_there_and_back_leads_here(browser: Browser, here: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        other = Other(context)
        page = context.new_page()
        page.goto(here + BRIEFING)
        by_link(page)
        expect(page).to_have_url(ELSEWHERE)
        assert "referer" not in other.asked[0].all_headers()
        page.go_back()
        expect(page).to_have_url(here + BRIEFING)


@WAYS
def test_back_does_not_lead_to_the_page_that_was_left(
    page: Page, here: str, other: Other, leave: Callable[[Page], None]
) -> None:
    page.goto(here)
    page.goto(here + BRIEFING)
    before = page.evaluate("history.length")
    leave(page)
    expect(page).to_have_url(ELSEWHERE)
    assert page.evaluate("history.length") == before
    page.go_back()
    expect(page).to_have_url(here)
    page.go_forward()
    expect(page).to_have_url(ELSEWHERE)


@WAYS
def test_the_page_is_gone_before_the_other_site_answers_and_does_not_come_back(
    page: Page, here: str, other: Other, leave: Callable[[Page], None]
) -> None:
    other.slow = True
    page.goto(here + BRIEFING)
    page.evaluate(TELL)
    with (
        page.expect_console_message(lambda said: said.text.startswith("again")) as again,
        page.expect_console_message() as at_once,
    ):
        leave(page)
    assert at_once.value.text == "at once: Loading, Loading, false"
    assert again.value.text == "again: Loading, Loading, false"
    assert page.url == here + BRIEFING
    other.come()
    expect(page).to_have_url(ELSEWHERE)


def test_a_briefing_on_a_full_screen_is_left_as_well(page: Page, here: str, other: Other) -> None:
    other.slow = True
    page.goto(here + BRIEFING)
    page.get_by_role("button", name="Present").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".where")).to_contain_text("1 of ")
    assert page.evaluate("document.fullscreenElement !== null")
    stop_the_clock(page)
    page.keyboard.press("Shift")
    expect(dialog.locator("[aria-live]").last).to_have_text("Press Shift two more times to leave this page.")
    page.evaluate(TELL)
    with page.expect_console_message(lambda said: said.text.startswith("full screen")) as left:
        page.keyboard.press("Shift")
        page.keyboard.press("Shift")
    assert left.value.text == "full screen: Loading, Loading, false"
    other.come()
    expect(page).to_have_url(ELSEWHERE)


@WAYS
def test_a_page_can_be_left_while_something_lies_over_it(
    page: Page, here: str, other: Other, leave: Callable[[Page], None]
) -> None:
    page.goto(here + BRIEFING)
    page.evaluate("""() => {
      const over = Object.assign(document.createElement("p"), { popover: "auto", textContent: "Over it" });
      document.querySelector("main").append(over);
      over.showPopover();
    }""")
    expect(page.get_by_text("Over it")).to_be_visible()
    leave(page)
    expect(page).to_have_url(ELSEWHERE)


# The Shift key -------------------------------------------------------------------------------------------


def presses(*keys: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return press


def held_down(page: Page) -> None:
    for _ in range(5):  # as a keyboard repeats it
        page.keyboard.down("Shift")
    page.keyboard.up("Shift")


def with_the_mouse(act: Callable[[Page], None]) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        page.mouse.move(600, 400)
        for _ in range(3):
            page.keyboard.down("Shift")
            act(page)
            page.keyboard.up("Shift")

    return press


def with_another_key_held(key: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        page.keyboard.down(key)
        by_shift(page)
        page.keyboard.up(key)

    return press


def slowly(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")
        page.clock.run_for(5_000)


OTHER_USES = {
    "twice, and a letter": presses("Shift", "Shift", "a", "Shift"),
    "capital letters": presses("Shift+A", "Shift+B", "Shift+C", "Shift+D"),
    "a letter in small between": presses("Shift", "a", "Shift", "a", "Shift"),
    "back through the page": presses("Shift+Tab", "Shift+Tab", "Shift+Tab"),
    "selecting by keyboard": presses("Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown"),
    "selecting with the mouse": with_the_mouse(lambda page: page.mouse.click(600, 400)),
    "scrolling sideways": with_the_mouse(lambda page: page.mouse.wheel(0, 10)),
    "held down": held_down,
    "with Alt, as for another language": with_another_key_held("Alt"),
    "with Control": with_another_key_held("Control"),
    "slowly": slowly,
}


@pytest.mark.parametrize("use", OTHER_USES.values(), ids=OTHER_USES)
def test_shift_used_for_something_else_does_not_leave(
    page: Page, here: str, other: Other, use: Callable[[Page], None]
) -> None:
    page.goto(here + BRIEFING)
    stop_the_clock(page)
    use(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert other.asked == []
    page.keyboard.press("Escape")
    by_shift(page)
    expect(page).to_have_url(ELSEWHERE)


def test_a_name_typed_in_capitals_into_a_field_stays_there(page: Page, here: str) -> None:
    page.goto(here + "search/")
    field = page.get_by_role("searchbox")
    field.press_sequentially("MASH Panel")
    for letter in "NSCP":
        page.keyboard.press(f"Shift+{letter}")
    expect(field).to_have_value("MASH PanelNSCP")


def test_each_press_is_said_aloud_and_so_is_that_it_counts_no_more(page: Page, here: str) -> None:
    page.goto(here)
    stop_the_clock(page)
    said = page.locator(".help [aria-live='polite']")
    expect(said).to_have_text("")
    page.keyboard.press("Shift")
    expect(said).to_have_text("Press Shift two more times to leave this page.")
    page.clock.run_for(4_900)
    page.keyboard.press("Shift")
    expect(said).to_have_text("Press Shift once more to leave this page.")
    page.clock.run_for(4_900)
    expect(said).to_have_text("Press Shift once more to leave this page.")
    page.clock.run_for(100)
    expect(said).to_have_text("Shift is not counted any more.")
    page.keyboard.press("Shift+A")
    expect(said).to_have_text("Shift is not counted any more.")
    page.keyboard.press("Shift")
    page.keyboard.press("a")
    expect(said).to_have_text("")
