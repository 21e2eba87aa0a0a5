"""By keyboard alone: what people come for, from the home page to the end, and what a key must not do."""

import re
import string
from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import Open, settle
from tests.conftest import TODAY
from tests.kinds import KINDS, PHONE, SCREEN
from tests.test_deadlines import OWN

# What is wrong with the place that has the focus: that it is not marked, or that something stands over it.
WRONG = """() => {
  const stop = document.activeElement;
  const what = stop.cloneNode(false).outerHTML + stop.textContent.slice(0, 40);
  const { outlineStyle, outlineWidth } = getComputedStyle(stop);
  // Of a box for a day the browser marks each part itself.
  const marked = stop.type === "date" || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
  if (!marked) return `is not marked: ${what}`;
  const { left, top, width, height } = stop.getClientRects()[0];
  const over = document.elementFromPoint(left + width / 2, top + height / 2);
  return stop.contains(over) || over?.contains(stop) ? null : `is covered: ${what}`;
}"""


class Keys:
    """Somebody with a keyboard and nothing else, who starts at the home page."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        page.goto(home)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def to(self, wanted: Locator, key: str = "Tab") -> None:
        """Press Tab until what is wanted has the focus. At each stop one sees where that is."""
        focused = wanted.and_(self.page.locator(":focus"))
        for _ in range(150):
            self.press(key)
            wrong = self.page.evaluate(WRONG)
            assert wrong is None, wrong
            if focused.count():
                return
        raise AssertionError(f"The key {key} does not come to {wanted}")

    def follow(self, link: str, heading: str) -> None:
        """Go to a link and press Enter; the page it leads to has this heading."""
        self.to(self.page.get_by_role("link", name=link))
        self.press("Enter")
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)


@pytest.fixture(params=[SCREEN, PHONE], ids=["screen", "phone"])
def keys(request: pytest.FixtureRequest, browser: Browser, sites: Mapping[str, str]) -> Iterator[Keys]:
    with browser.new_context(viewport=request.param) as context:
        page = context.new_page()
        page.clock.set_fixed_time(TODAY)
        yield Keys(page, sites["public"])


# What people come for ---------------------------------------------------------------------------------


def test_by_when_additional_information_is_due_is_found(keys: Keys) -> None:
    keys.follow("Give information for a Rapid Review", "Additional information (form)")
    [limit] = OWN.timescales["additional-information"]
    expect(keys.page.get_by_role("main")).to_contain_text(f"should be back within {limit.latest} working days")


def test_a_briefing_is_opened_presented_and_printed(keys: Keys) -> None:
    page = keys.page
    keys.follow("Use a briefing in your team", "Briefings")
    keys.follow("Child Rowan", "Child Rowan")
    keys.to(page.get_by_role("button", name="Present"))
    keys.press("Enter")
    where = page.locator(".where")
    expect(where).to_have_text(re.compile("^1 of "))
    keys.press("ArrowRight", "ArrowRight", "ArrowLeft")
    expect(where).to_have_text(re.compile("^2 of "))
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    keys.to(page.get_by_role("link", name="Print"), "Shift+Tab")
    with page.expect_request("**/child-rowan-briefing.pdf"):
        keys.press("Enter")


def test_recommendations_are_filtered_by_agency(keys: Keys) -> None:
    page = keys.page
    keys.follow("Recommendations to your agency", "Recommendations")
    keys.to(page.get_by_role("combobox", name="Agency"))
    page.keyboard.type("Probation")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"\d+ of \d+ shown"))
    found = page.locator("tr.row:visible").all_inner_texts()
    assert found and all("Probation Service" in text for text in found)
    keys.to(page.get_by_role("button", name="Start again"))
    keys.press("Space")
    expect(page.get_by_role("status")).to_have_text(re.compile("in all$"))


def test_dates_are_worked_out(keys: Keys) -> None:
    page = keys.page
    keys.follow("Work out the dates", "Work out the dates")
    keys.to(page.get_by_role("radio", name="The date of the notification"))
    keys.press("ArrowDown")
    expect(page.get_by_role("radio", name="The date the local authority became aware")).to_be_checked()
    keys.to(page.get_by_label("Date", exact=True))
    page.keyboard.type("12122026")
    expect(page.get_by_role("status")).to_contain_text("becoming aware on Saturday 12 December 2026")
    keys.to(page.get_by_role("button", name="Save as calendar file (.ics)"))
    with page.expect_download() as file:
        keys.press("Enter")
    assert file.value.suggested_filename == "dates-aware-2026-12-12.ics"


def test_what_is_searched_for_is_found_and_opened(keys: Keys) -> None:
    page = keys.page
    keys.to(page.get_by_role("searchbox", name="Search the whole site"))
    page.keyboard.type("extractor")
    keys.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 result found.")
    keys.follow("Child Rowan", "Child Rowan")


def test_a_box_of_a_flowchart_leads_to_what_is_said_of_it(keys: Keys) -> None:
    page = keys.page
    keys.follow("Publication on one sheet", "The last weeks before publication (flowchart)")
    box = page.locator(".flowchart > li").nth(1)
    keys.to(box.get_by_role("link").last)
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Publishing a report")
    expect(page.locator(":target")).to_be_in_viewport()


def test_help_for_a_child_is_opened_and_closed(keys: Keys) -> None:
    strip = keys.page.get_by_role("complementary", name="Help now")
    first = strip.get_by_role("link", name="999")
    keys.to(strip.get_by_text("Worried about a child?"))
    keys.press("Enter")
    keys.to(first)
    keys.to(strip.get_by_text("Worried about a child?"), "Shift+Tab")
    keys.press("Space")
    expect(first).to_be_hidden()


# The frame of a page ----------------------------------------------------------------------------------


def test_the_first_key_leads_past_everything_to_the_text(open_page: Open) -> None:
    page = open_page("guidance/publication/", PHONE)
    skip = page.get_by_role("link", name="Skip to the text")
    expect(skip).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


# What the key Tab comes to, in the order of the page; of radio buttons it is the chosen one.
STOPS = """() => [...document.querySelectorAll("a[href], button, input, select, summary")].filter((one) =>
  one.checkVisibility({ visibilityProperty: true }) && (one.type !== "radio" || one.checked))"""
STANDS_FREE = """(stop) => {
  const { left, top, width, height } = stop.getClientRects()[0];
  const over = document.elementFromPoint(left + width / 2, top + height / 2);
  return stop.contains(over) || over?.contains(stop);
}"""


@pytest.mark.parametrize(
    "kind", ["home", "list of briefings", "search that finds", "briefing", "recommendations", "internal calendar"]
)
def test_the_tab_key_reaches_everything_on_a_phone_forwards_and_back(open_page: Open, kind: str) -> None:
    site, address = KINDS[kind]
    page = open_page(address, PHONE, site=site)
    settle(page)
    page.evaluate(f"window.stops = ({STOPS})()")
    number = page.evaluate("stops.length")
    assert number > 10
    here = f"() => [stops.indexOf(document.activeElement), ({STANDS_FREE})(document.activeElement)]"
    page.get_by_role("link", name="Skip to the text").focus()
    for key, order in (("Tab", range(1, number)), ("Shift+Tab", range(number - 2, -1, -1))):
        for index in order:
            page.keyboard.press(key)
            assert page.evaluate(here) == [index, True], page.evaluate("document.activeElement.outerHTML")


def test_the_menu_of_a_phone_opens_and_escape_closes_it(open_page: Open) -> None:
    page = open_page("guidance/publication/", PHONE)
    menu, ways = page.get_by_role("button", name="Menu"), page.get_by_role("navigation", name="Site")
    menu.focus()
    page.keyboard.press("Enter")
    expect(ways).to_be_visible()
    page.keyboard.press("Tab")
    expect(ways.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(ways).to_be_hidden()
    expect(menu).to_be_focused()


def test_the_menu_of_a_phone_closes_behind_who_goes_past_it_and_hides_nothing(open_page: Open) -> None:
    page = open_page("recommendations/", PHONE)
    ways = page.get_by_role("navigation", name="Site")
    page.get_by_role("button", name="Menu").press("Enter")
    ways.get_by_role("link").last.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="Agency")).to_be_focused()
    expect(ways).to_be_hidden()
    # A pointer that presses the button takes the focus there first, and still opens it and closes it.
    for is_open in (True, False):
        page.get_by_role("button", name="Menu").click()
        expect(ways).to_be_visible(visible=is_open)


# WCAG 2.1.4: a letter, a sign or a figure does nothing; somebody speaks to the computer, or a hand shakes.
SIGNS = string.ascii_letters + string.digits + string.punctuation
STATE = "[location.href, scrollY, document.activeElement.outerHTML, document.documentElement.outerHTML]"


@pytest.mark.parametrize("kind", KINDS)
def test_no_single_key_does_anything(open_page: Open, kind: str) -> None:
    site, address = KINDS[kind]
    page = open_page(address, site=site)
    settle(page)
    for start in ("document.activeElement.blur()", "document.querySelector('.help summary').focus()"):
        page.evaluate(start)
        before = page.evaluate(STATE)
        page.keyboard.type(SIGNS)
        assert page.evaluate(STATE) == before
