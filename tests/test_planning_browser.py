"""The internal pages for planning in a real browser: what is filtered, what a month looks like, and what is printed."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import barriers, served, too_wide
from tests.conftest import Small

PHONE, SCREEN = ViewportSize(width=320, height=640), ViewportSize(width=1280, height=800)
MARK = "Internal: not for publication"


@pytest.fixture(scope="module")
def site_of_plans(internal_site: Path) -> Iterator[str]:
    with served(internal_site) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport=SCREEN) as context:
        yield context.new_page()


def printed(page: Page, across: bool = False) -> list[str]:
    """The words on each A4 side, of paper that stands upright or lies across."""
    document = pypdfium2.PdfDocument(page.pdf(format="A4", landscape=across, prefer_css_page_size=True))
    return [sheet.get_textpage().get_text_bounded() for sheet in document]


def shown(page: Page) -> list[str | None]:
    return [one.get_attribute("data-case") for one in page.locator("li.held li.entry:visible").all()]


def unfold_months(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details.past').forEach((one) => { one.open = true; })")


def test_the_calendar_is_filtered_by_case_and_the_choice_stands_in_the_address(page: Page, site_of_plans: str) -> None:
    page.goto(f"{site_of_plans}calendar/")
    unfold_months(page)
    everything = shown(page)
    page.get_by_label("Case").select_option("Child Tamarisk")
    assert page.url.endswith("?case=child-tamarisk")
    few = shown(page)
    assert set(few) == {"child-tamarisk"}
    assert len(few) == everything.count("child-tamarisk")
    expect(page.get_by_role("status")).to_contain_text(f"{len(few)} of ")
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("li.held li.entry:visible")).to_have_count(len(everything))


def test_an_address_with_a_choice_shows_what_was_chosen(page: Page, site_of_plans: str) -> None:
    page.goto(f"{site_of_plans}calendar/?state=planned")
    unfold_months(page)
    states = {one.get_attribute("data-state") for one in page.locator("li.entry:visible").all()}
    assert states == {"planned"}
    expect(page.get_by_label("How it stands")).to_have_value("planned")


def test_a_day_that_the_filter_empties_keeps_its_place_in_the_month(page: Page, site_of_plans: str) -> None:
    page.goto(f"{site_of_plans}calendar/")
    page.get_by_label("How it stands").select_option("Planned")
    months = page.locator("section.of-month:visible")
    assert months.count() >= 1
    for month in months.all():
        assert month.locator("li[data-day]:visible").count() == month.locator("li[data-day]").count() >= 28
    page.set_viewport_size(PHONE)
    expect(page.locator("h2[id^=month] + ol.month > li[data-day]:has(.entry:not([hidden]))")).to_have_count(
        page.locator("h2[id^=month] + ol.month > li[data-day]:visible").count()
    )


def columns(page: Page) -> int:
    """How many days of the first month stand side by side."""
    style = "getComputedStyle(document.querySelector('ol.month:has(.entry)')).gridTemplateColumns.split(' ').length"
    return int(page.evaluate(style))


def agenda(page: Page) -> list[str]:
    """What the list says, line by line, from the first heading of a month on."""
    return [one.inner_text() for one in page.locator("h2[id]:visible, .month time:visible, li.entry:visible").all()]


def test_a_wide_screen_can_show_the_list_that_a_phone_gets(page: Page, site_of_plans: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{site_of_plans}calendar/")
    on_a_phone = agenda(page)
    # There it is a list anyhow.
    expect(page.get_by_label("Show as")).to_be_hidden()
    page.set_viewport_size(SCREEN)
    choice = page.get_by_label("Show as")
    expect(choice.locator("option")).to_have_text(["Month", "List"])
    assert (choice.input_value(), columns(page)) == ("", 7)
    whole = page.get_by_role("status").inner_text()
    choice.select_option("List")
    assert page.url.endswith("/calendar/?view=list")
    assert (columns(page), agenda(page)) == (1, on_a_phone)
    expect(page.get_by_role("status")).to_have_text(whole)
    expect(page.get_by_role("button", name="Show all")).to_be_hidden()
    choice.select_option("Month")
    assert (columns(page), page.url.endswith("/calendar/")) == (7, True)


def test_the_list_stays_a_list_whatever_is_filtered(page: Page, site_of_plans: str) -> None:
    page.goto(f"{site_of_plans}calendar/?case=child-tamarisk&view=list")
    expect(page.get_by_label("Show as")).to_have_value("list")
    assert (columns(page), set(shown(page))) == (1, {"child-tamarisk"})
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_role("status")).to_contain_text("in all")
    assert (columns(page), page.url.endswith("/calendar/?view=list")) == (1, True)


def test_an_address_with_a_view_that_there_is_not_shows_months(page: Page, site_of_plans: str) -> None:
    page.goto(f"{site_of_plans}calendar/?view=week")
    assert columns(page) == 7
    expect(page.get_by_role("status")).not_to_contain_text("Nothing")


def test_months_in_which_nothing_is_left_are_hidden_in_the_list_and_when_filtered(page: Page, small: Small) -> None:
    # Published on 16 September 2025, complete by 1 October; a reminder after a year. Nothing in November.
    small.put("child-rowan", {})
    small.build("2025-11-01T12:00", "internal")
    with served(small.out) as address:
        page.goto(f"{address}calendar/")
        headings = page.locator("h2[id^=month]:visible")
        nothing = page.get_by_text("Nothing this month.")
        past = page.get_by_role("heading", name="Past months")
        expect(headings).to_have_text(["November 2025", "September 2026"])
        expect(nothing).to_be_visible()
        page.get_by_label("Show as").select_option("List")
        expect(headings).to_have_text(["September 2026"])
        expect(nothing).to_be_hidden()
        expect(past).to_be_visible()
        page.get_by_label("Show as").select_option("Month")
        page.get_by_label("How it stands").select_option("Reminder")
        expect(headings).to_have_text(["September 2026"])
        expect(past).to_be_hidden()
        page.get_by_role("button", name="Show all").click()
        expect(headings).to_have_text(["November 2025", "September 2026"])
        expect(past).to_be_visible()


@pytest.mark.parametrize(
    ("view", "across", "is_grid"),
    [("", True, True), ("?view=list", True, False), ("?view=list", False, False)],
    ids=["month", "list", "list upright"],
)
def test_paper_follows_what_is_chosen(page: Page, site_of_plans: str, view: str, across: bool, is_grid: bool) -> None:
    page.goto(f"{site_of_plans}calendar/{view}")
    words = " ".join(" ".join(printed(page, across)).split())
    # Only a grid has the days of the week above it.
    assert ("Mon Tue Wed" in words) == is_grid
    assert "Show as" not in words


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
def test_the_list_has_no_barrier_and_does_not_scroll_sideways(
    page: Page, site_of_plans: str, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    page.goto(f"{site_of_plans}calendar/?view=list")
    assert (barriers(page, "light"), barriers(page, "dark"), too_wide(page)) == ([], [], [])


@pytest.mark.parametrize(("width", "across"), [(320, 1), (895, 1), (900, 7), (1280, 7)])
def test_it_is_a_month_from_900_pixels_on_and_a_list_below(
    page: Page, site_of_plans: str, width: int, across: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site_of_plans}calendar/")
    assert columns(page) == across


def test_of_a_full_day_the_first_cases_stand_there_and_all_on_paper_or_when_filtered(page: Page, small: Small) -> None:
    names = ("Alder", "Ash", "Beech", "Elm", "Hazel")
    for name in names:
        small.put(f"child-{name.lower()}", {"title": f"Child {name}"})
    small.build("2025-09-01T12:00", "internal")
    with served(small.out) as address:
        page.goto(f"{address}calendar/")
        family = page.locator("li[data-day='2025-09-11'] p.case:visible")
        expect(family).to_have_text(["Child Alder", "Child Ash", "Child Beech"])
        page.get_by_label("Who acts").select_option("Lead Reviewer")
        expect(family).to_have_count(5)
        assert (barriers(page, "light"), barriers(page, "dark")) == ([], [])
        page.get_by_role("button", name="Show all").click()
        expect(family).to_have_count(3)
        paper = " ".join(printed(page))
    assert all(f"Child {name}" in paper for name in names)


def test_every_printed_side_of_an_internal_page_says_that_it_is_not_for_publication(
    page: Page, site_of_plans: str
) -> None:
    for address in ("calendar/", "status/", "reports/child-larch/", "guidance/publication/", ""):
        page.goto(f"{site_of_plans}{address}")
        sides = printed(page)
        assert [MARK in words for words in sides] == [True] * len(sides), address
