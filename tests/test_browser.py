"""The built site in a real browser, under its own headers: lists, search, calendar, flowcharts, words explained."""

import re
from collections.abc import Mapping
from io import BytesIO
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import BACKGROUND, Open, headers_for, paper, unfold
from tests.kinds import KINDS, PHONE, SCREEN


def test_an_address_that_does_not_exist_is_answered_with_a_way_on(open_page: Open, sites: Mapping[str, str]) -> None:
    page = open_page("briefings/no-such-child/")
    assert page.request.get(page.url).status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("This page is not here")
    page.get_by_role("link", name="Start at the home page").click()
    expect(page).to_have_url(sites["public"])


def test_a_form_is_a_file_of_its_page_that_the_first_lines_lead_to(open_page: Open) -> None:
    page = open_page(KINDS["form"][1], PHONE, script=False)
    page.get_by_role("link", name="Word form").click()
    offered = page.get_by_role("link", name="Form to fill in (Word)")
    expect(offered).to_be_in_viewport()
    address = offered.evaluate("(link) => link.href")
    assert urlsplit(address).path == "/appendices/request-form/request-form.docx"
    assert page.request.get(address).body().startswith(b"PK")


# Lists ------------------------------------------------------------------------------------------------


def titles(page: Page) -> set[str]:
    return set(page.locator("article.card:visible h3").all_inner_texts())


@pytest.mark.parametrize(
    ("by", "choice", "fitting"),
    [
        ("Theme", "Injuries to babies", {"Child Rowan"}),
        ("Age of the child", "16 to 17", {"Child Aspen", "Hedgerow - three young people"}),
        ("Agency", "Probation Service", {"Hedgerow - three young people"}),
        ("Year", "2025", {"Child Rowan"}),
    ],
)
def test_a_practitioner_can_filter_briefings(open_page: Open, by: str, choice: str, fitting: set[str]) -> None:
    page = open_page("briefings/")
    status = page.get_by_role("status")
    everything = titles(page)
    expect(status).to_have_text(f"{len(everything)} in all")

    page.get_by_role("combobox", name=by, exact=True).select_option(choice)
    expect(status).to_have_text(f"{len(fitting)} of {len(everything)} shown")
    assert titles(page) == fitting

    page.reload()
    expect(status).to_have_text(f"{len(fitting)} of {len(everything)} shown")
    assert titles(page) == fitting

    page.get_by_role("button", name="Show all").click()
    expect(status).to_have_text(f"{len(everything)} in all")
    assert titles(page) == everything
    assert urlsplit(page.url).query == ""


def test_choices_are_joined_and_still_hold_on_the_way_back_from_a_report(open_page: Open) -> None:
    page = open_page("reports/")
    page.get_by_role("combobox", name="Theme").select_option("Professional curiosity")
    assert titles(page) == {"Child Rowan", "Child Mulberry"}
    page.get_by_role("combobox", name="Year").select_option("2016")
    assert titles(page) == {"Child Mulberry"}
    page.get_by_role("link", name="Child Mulberry").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Child Mulberry")
    page.go_back()
    expect(page.get_by_role("status")).to_contain_text("1 of ")
    assert titles(page) == {"Child Mulberry"}


def test_a_year_in_which_nothing_fits_is_not_left_as_an_empty_heading(open_page: Open) -> None:
    page = open_page("briefings/?theme=exploitation&year=2025")
    expect(page.get_by_role("status")).to_contain_text("0 of ")
    assert titles(page) == set()
    expect(page.get_by_role("heading", level=2)).to_have_count(0)


@pytest.mark.parametrize("address", ["briefings/hedgerow/", "reports/hedgerow/"])
def test_a_theme_of_a_case_leads_to_all_that_reviews_say_on_it(open_page: Open, address: str) -> None:
    page = open_page(address)
    page.locator(".facts").get_by_role("link", name="Exploitation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Exploitation")
    assert titles(page) == {"Hedgerow - three young people"}
    page.get_by_text("The same figures as a table").click()
    expect(page.get_by_role("cell", name="fewer than 5")).to_be_visible()
    page.get_by_role("link", name="Hedgerow - three young people: finding 1").click()
    expect(page.locator("#finding-f1")).to_be_in_viewport()


# Recommendations ----------------------------------------------------------------------------------------


def recommended(page: Page) -> list[str]:
    return page.locator("tbody th a:visible").all_inner_texts()


def days_due(page: Page) -> list[str]:
    """The due days of what is shown, in its order; what has none is last, whichever way round."""
    cells = page.locator("tr.row:visible td[data-label='By when']").all()
    days = [cell.get_attribute("data-order") or "" for cell in cells]
    dated = [day for day in days if day]
    assert days == [*dated, *[""] * (len(days) - len(dated))]
    return dated


def test_recommendations_are_filtered_by_agency_and_status_joined(open_page: Open) -> None:
    page = open_page("recommendations/")
    everything = len(recommended(page))
    page.get_by_role("combobox", name="Agency").select_option("icb")
    page.get_by_role("combobox", name="Status").select_option("In progress")
    rows = page.locator("tr.row:visible")
    found = {(row.get_attribute("data-agency"), row.get_attribute("data-status")) for row in rows.all()}
    assert found and all("icb" in str(agencies).split() and status == "in-progress" for agencies, status in found)
    expect(page.get_by_role("status")).to_have_text(f"{rows.count()} of {everything} shown")
    assert urlsplit(page.url).query == "agency=icb&status=in-progress"
    page.get_by_role("button", name="Start again").click()
    expect(page.get_by_role("status")).to_have_text(f"{everything} in all")
    assert urlsplit(page.url).query == ""


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
def test_recommendations_are_sorted_by_keyboard_one_way_and_the_other(open_page: Open, size: ViewportSize) -> None:
    page = open_page("recommendations/", size)
    as_it_came = recommended(page)
    head = page.locator("th[data-sort=due]")
    head.get_by_role("button", name="By when").focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    rising = days_due(page)
    assert rising == sorted(rising) and urlsplit(page.url).query == "sort=due"
    page.keyboard.press("Space")
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_role("status")).to_contain_text("Order: By when, last first")
    assert days_due(page) == sorted(rising, reverse=True) and urlsplit(page.url).query == "sort=-due"
    # One column at a time.
    page.locator("th[data-sort=case]").get_by_role("button").press("Enter")
    expect(page.locator("[aria-sort]")).to_have_count(1)
    assert recommended(page)[0].startswith("Child Aspen, recommendation 1")
    page.get_by_role("button", name="Start again").press("Enter")
    expect(page.locator("[aria-sort]")).to_have_count(0)
    assert recommended(page) == as_it_came


def test_what_was_never_reported_comes_last_whichever_way_round(open_page: Open) -> None:
    for order in ("reported", "-reported"):
        page = open_page(f"recommendations/?sort={order}")
        last = page.locator("tr.row td[data-label='Last reported']").last
        expect(last).to_have_text("not reported yet")


def test_a_table_of_recommendations_can_be_shared_as_it_stands(open_page: Open) -> None:
    page = open_page("recommendations/?agency=health-trust&sort=-due")
    found = recommended(page)
    expect(page.get_by_role("combobox", name="Agency")).to_have_value("health-trust")
    assert days_due(page) == sorted(days_due(page), reverse=True)
    page.locator("tbody th a:visible").first.click()
    expect(page.locator(":target")).to_contain_text(f"Recommendation {found[0].split()[-1]}")
    page.go_back()
    expect(page.get_by_role("status")).to_contain_text(f"{len(found)} of ")
    assert recommended(page) == found


def test_an_address_with_what_there_is_not_shows_every_recommendation_and_says_so(open_page: Open) -> None:
    page = open_page("recommendations/?agency=nobody&sort=colour")
    expect(page.get_by_role("status")).to_contain_text("Nothing here fits what was asked for.")
    expect(page.locator("[aria-sort]")).to_have_count(0)
    assert len(recommended(page)) > 10


def test_a_count_of_overdue_recommendations_leads_to_them(open_page: Open) -> None:
    page = open_page("status/", site="internal")
    page.get_by_role("link", name=re.compile(r"\d+ overdue")).click()
    expect(page.get_by_role("combobox", name="Overdue or due soon")).to_have_value("overdue")
    marks = page.locator("tr.row:visible td[data-label='By when']").all_inner_texts()
    assert len(marks) == 3 and all("Overdue" in mark for mark in marks)


# Search -----------------------------------------------------------------------------------------------


def test_a_word_that_stands_in_one_report_alone_leads_to_its_section(open_page: Open) -> None:
    page = open_page("search/")
    expect(page.get_by_label("What are you looking for?")).to_be_focused()
    page.keyboard.type("extractor")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 result found.")
    page.locator(".results li li a").first.click()
    expect(page).to_have_url(re.compile(r"/reports/child-rowan/#."))
    heading = page.locator(f"#{urlsplit(page.url).fragment}")
    expect(heading).to_be_in_viewport()
    until_the_next = "(heading) => { let text = ''; for (let next = heading.nextElementSibling;"
    until_the_next += (
        " next && !next.matches('h2, h3'); next = next.nextElementSibling) text += next.textContent; return text; }"
    )
    assert "extractor" in heading.evaluate(until_the_next)


def test_what_was_searched_for_stands_in_the_address(open_page: Open) -> None:
    page = open_page("search/?q=bruise")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ results found\.$"))
    expect(page.locator(".results mark").first).to_have_text(re.compile("bruise", re.IGNORECASE))
    expect(page.get_by_label("What are you looking for?")).to_have_value("bruise")


def test_a_search_that_finds_nothing_says_what_to_do(open_page: Open) -> None:
    page = open_page("search/?q=xylophone")
    expect(page.get_by_role("status")).to_have_text("Nothing found. Try other words, or look in the A to Z.")
    expect(page.locator(".results li")).to_have_count(0)


# Calendar, tables, paper ------------------------------------------------------------------------------


def test_today_is_marked_in_the_calendar_by_the_readers_own_clock(browser: Browser, sites: Mapping[str, str]) -> None:
    with browser.new_context(timezone_id="Europe/London") as context:
        page = context.new_page()
        # A phone does not list a day on which there is nothing, such as the first.
        for day, size in (("2026-11-25", SCREEN), ("2027-11-25", SCREEN), ("2027-11-25", PHONE)):
            page.clock.set_fixed_time(f"{day}T00:30:00+00:00")
            page.set_viewport_size(size)
            page.goto(sites["public"] + "calendar/")
            unfold(page)
            number = page.locator(".today .number")
            expect(number).to_have_count(1)
            expect(number).to_be_visible()
            assert number.locator("xpath=ancestor::*[@data-day]").get_attribute("data-day") == day
            other = page.locator(".month > li:not(.today) .number:visible").first
            assert number.evaluate(BACKGROUND) != other.evaluate(BACKGROUND)


@pytest.mark.parametrize("kind", ["guidance with a table", "report", "about the record"])
def test_on_a_phone_the_first_cell_heads_its_row_and_each_other_stands_beside_its_label(
    open_page: Open, kind: str
) -> None:
    page = open_page(KINDS[kind][1], PHONE)
    cells = page.evaluate("""() => [...document.querySelectorAll("table")].flatMap((table) => {
      const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
      return [...table.querySelectorAll("tbody tr")].flatMap((row) => [...row.cells].map((cell, column) =>
        [column, heads[column], getComputedStyle(cell, "::before").content, cell.textContent.trim()]));
    })""")
    assert cells
    labels = {label for column, _, label, _ in cells if not column}
    assert labels == {"none"}
    assert [cell for cell in cells if cell[0] and cell[1] and cell[3] and cell[2] != f'"{cell[1]}"'] == []


@pytest.mark.parametrize(
    "kind", ["briefing", "list of reports", "search", "dates worked out", "guidance with a table", "team briefing"]
)
def test_on_paper_stands_the_text_in_ink_and_nothing_to_press(open_page: Open, kind: str) -> None:
    site, address = KINDS[kind]
    page = open_page(address, site=site)
    page.get_by_label("Dark").check()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    # A word that is explained is a button on screen, and a plain word on paper.
    to_press = page.locator(":is(button:not(.term button), input, select, .skip, .help, .contents):visible")
    expect(to_press).to_have_count(0)
    assert paper(page) == "rgb(255, 255, 255)"
    expect(page.get_by_text("Internal: not for publication", exact=True)).to_have_count(int(site == "internal"))


# Flowcharts -------------------------------------------------------------------------------------------

CHARTS = ("flowcharts/rapid-review/", "flowcharts/review/", "flowcharts/publication/")
A4 = ViewportSize(width=680, height=1010)  # what margins of 15 mm leave, in CSS pixels
PLACES = """(boxes) => boxes.map((box) => {
  const { left, right, top, bottom } = box.getBoundingClientRect();
  return { left, right, top, bottom };
})"""


@pytest.mark.parametrize("address", CHARTS)
@pytest.mark.parametrize(("size", "beside"), [(SCREEN, True), (PHONE, False)], ids=["screen", "phone"])
def test_the_boxes_of_a_flowchart_follow_one_another_and_answers_part(
    open_page: Open, address: str, size: ViewportSize, beside: bool
) -> None:
    page = open_page(address, size)
    boxes = page.locator(".flowchart > li > .says").evaluate_all(PLACES)
    assert len(boxes) > 5
    assert all(above["bottom"] < below["top"] for above, below in pairwise(boxes))
    assert all(box["left"] >= 0 and box["right"] <= size["width"] for box in boxes)
    answers = page.locator(".answers").first.locator(":scope > li").evaluate_all(PLACES)
    assert len(answers) == 2
    assert (answers[0]["right"] <= answers[1]["left"] + 1) == beside
    assert (answers[0]["bottom"] <= answers[1]["top"]) == (not beside)


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
def test_the_lines_of_a_flowchart_stay_in_forced_colours(open_page: Open, size: ViewportSize) -> None:
    """Where a reader's own colours take the place of ours, a background is not drawn, and a border is."""
    page = open_page("flowcharts/rapid-review/", size)
    page.emulate_media(forced_colors="active")
    picture = Image.open(BytesIO(page.screenshot(full_page=True)))
    boxes = page.locator(".flowchart > li > .says").evaluate_all(PLACES)[1:]
    answers = page.locator(".answers > li").evaluate_all(PLACES)
    page.emulate_media(forced_colors="none")
    # Above each box, and at the head of each answer but the last, some way is drawn.
    above = [(box["left"], box["top"] - 14, box["left"] + 30, box["top"] - 10) for box in boxes]
    parting = [(one["left"] + 40, one["top"] - 4, one["left"] + 50, one["top"] + 4) for one in answers[:-1]]
    bare = [part for part in above + parting * (size == SCREEN) if len(picture.crop(part).getcolors() or ()) == 1]
    assert bare == []


@pytest.mark.parametrize("address", CHARTS)
def test_a_flowchart_is_printed_on_one_sheet_with_its_title(open_page: Open, address: str) -> None:
    page = open_page(address, A4)
    page.emulate_media(media="print")
    [sheet] = page.locator("main").evaluate_all(PLACES)
    [chart] = page.locator(".flowchart").evaluate_all(PLACES)
    assert chart["bottom"] - sheet["top"] < A4["height"]


# Words explained --------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_word_is_explained_at_a_tap_and_by_keyboard(open_page: Open, script: bool) -> None:
    page = open_page("guidance/notify/", PHONE, script=script)
    word = page.locator(".term button").first
    tip = page.locator(".tip").first
    expect(tip).to_be_hidden()
    word.click()
    expect(tip).to_be_visible()
    expect(tip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    word.focus()
    page.keyboard.press("Enter")
    expect(tip).to_be_visible()
    page.keyboard.press("Tab")
    expect(tip.get_by_role("link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


OPEN_TIP = """() => {
  const tip = document.querySelector(".tip:popover-open");
  const { left, right, top, bottom } = tip.getBoundingClientRect();
  const inside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
  return inside && tip.scrollWidth <= tip.clientWidth + 1;
}"""


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
def test_every_explanation_of_a_page_is_whole_in_the_window_wherever_its_word_stands(
    open_page: Open, size: ViewportSize
) -> None:
    """In a large deadline, in a note, at the edge of the text."""
    page = open_page("guidance/rapid-review/", size)
    words = page.locator(".term button")
    assert words.count() > 10
    for word in words.all():
        word.evaluate("(one) => one.scrollIntoView({ block: 'center' })")
        word.click()
        assert page.evaluate(OPEN_TIP), word.get_attribute("aria-label")
        page.keyboard.press("Escape")


def test_a_word_is_explained_while_a_pointer_rests_on_it_or_on_its_explanation(open_page: Open) -> None:
    page = open_page("guidance/notify/")
    word, tip = page.locator(".term").first, page.locator(".tip").first
    word.hover(position={"x": 5, "y": 10})
    expect(tip).to_be_visible()
    tip.hover()
    page.wait_for_timeout(500)
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.mouse.move(0, 0)
    word.hover(position={"x": 5, "y": 10})
    expect(tip).to_be_visible()
    page.mouse.move(0, 0)
    expect(tip).to_be_hidden()


# The server of these tests ----------------------------------------------------------------------------


def test_blocks_of_a_headers_file_hold_for_the_addresses_they_fit() -> None:
    file = "# all\n/*\n  A: one\n  B: two\n\n/reports/*\n  B: three\n/:any/last\n  C: four: five\n"
    assert headers_for("/", file) == {"A": "one", "B": "two"}
    assert headers_for("/reports/child-rowan/", file) == {"A": "one", "B": "three"}
    assert headers_for("/reports/last", file) == {"A": "one", "B": "three", "C": "four: five"}
