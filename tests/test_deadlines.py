"""Dates worked out in the reader's own browser: equal to the timetable's, in words, on paper, as a calendar file."""

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import icalendar
import pytest
from ical.calendar_stream import IcsCalendarStream
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from macros import partnership
from macros.dates import day
from macros.pages.deadlines import deadlines_data
from macros.partnership.model import Partnership
from macros.timetable import onwards
from macros.working_days import Calendar
from tests.browser import served, watching
from tests.conftest import TODAY
from tests.factories import ROOT, miniature

Given = Literal["notified", "aware"]
SCRIPT = (ROOT / "overrides/assets/deadlines.js").read_text("utf-8")
ON = day(TODAY[:10])


def own() -> Partnership:
    found, _ = partnership.read(ROOT, ON)
    assert found
    return found


OWN = own()

# The script itself, without a page ---------------------------------------------------------------------


class Script:
    """What the script exports, called in a browser."""

    def __init__(self, page: Page) -> None:
        page.evaluate(
            "async (text) => { window.script = await import(`data:text/javascript,${encodeURIComponent(text)}`); }",
            SCRIPT,
        )
        self.page = page

    def rows(self, partner: Partnership, asked: list[tuple[Given, str]]) -> list[list[dict[str, Any]]]:
        """The steps from each of many days, in one call and as one text: values come over one by one."""
        ask = "([data, asked]) => JSON.stringify(asked.map(([given, day]) => script.onwards(data, given, day)))"
        found: list[list[dict[str, Any]]] = json.loads(self.page.evaluate(ask, [deadlines_data(partner, ON), asked]))
        return found

    def when(self, first: str | None, last: str | None) -> str:
        return str(self.page.evaluate("([first, last]) => script.when({ first, last })", [first, last]))

    def calendar_file(self, partner: Partnership, given: Given, on: str) -> str:
        ask = "([data, given, day]) => script.calendarFile(data, given, day, 'nscp.example')"
        return str(self.page.evaluate(ask, [deadlines_data(partner, ON), given, on]))


@pytest.fixture(scope="module")
def script(browser: Browser) -> Iterator[Script]:
    with browser.new_context() as context:
        yield Script(context.new_page())


Row = tuple[str, str | None, str | None, str | None, bool, str, str, str, str]


def in_python(partner: Partnership, given: Given, on: str) -> list[Row]:
    steps = onwards(partner, aware=day(on)) if given == "aware" else onwards(partner, notified=day(on))

    def text(one: date | None) -> str | None:
        return str(one) if one else None

    return [
        (
            *(one.step.id, text(one.step.window.earliest), text(one.step.window.latest), text(one.step.event_on)),
            *(one.assumed, one.step.name, one.step.acts, one.step.duty, one.step.rule),
        )
        for one in steps
    ]


def in_script(rows: list[dict[str, Any]]) -> list[Row]:
    keys = ("id", "first", "last", "from", "assumed", "name", "acts", "duty", "rule")
    return [tuple(row[key] for key in keys) for row in rows]


def differently() -> Partnership:
    """The tests' partnership with limits of every unit and side, one after the other in time, and its own holidays."""
    partner = miniature()
    changes: Mapping[str, list[dict[str, object]]] = {
        "notification": [
            {"latest": 3, "until": day("2023-12-31")},
            {"latest": 6, "from_": day("2024-01-01"), "until": day("2026-06-30")},
            {"latest": 4, "from_": day("2026-07-01")},
        ],
        "additional-information": [{"earliest": 0, "latest": 1, "unit": "weeks"}],
        "rapid-review-meeting": [{"earliest": 3, "latest": 0, "counted": "before"}],
        "panel-feedback": [{"earliest": 1, "latest": None, "unit": "years"}],
        "review-completed": [
            {"latest": 1, "unit": "months"},
            {"latest": 7, "unit": "months", "from_": day("2025-03-01")},
        ],
    }
    timescales = dict(partner.timescales)
    for identity, entries in changes.items():
        timescales[identity] = tuple(timescales[identity][0].model_copy(update=one) for one in entries)
    own_days = Calendar.of([day("2024-03-19"), day("2028-07-04")], [day("2025-05-05"), day("2026-12-28")])
    return partner.model_copy(update={"timescales": timescales, "calendar": own_days})


@pytest.mark.parametrize("partner", [OWN, differently()], ids=["own limits", "other limits"])
def test_on_thousands_of_days_the_script_gives_the_same_dates_as_the_timetable(
    script: Script, partner: Partnership
) -> None:
    chance = random.Random(7)
    days = [str(date(2020, 1, 1) + timedelta(days=number)) for number in chance.sample(range(11 * 365 + 3), 2_000)]
    days += ["2023-12-31", "2024-01-01", "2026-06-30", "2026-07-01"]  # limits change
    asked: list[tuple[Given, str]] = [(given, on) for given in ("notified", "aware") for on in days]
    different = [
        (given, on, found, in_python(partner, given, on))
        for (given, on), rows in zip(asked, script.rows(partner, asked), strict=True)
        if (found := in_script(rows)) != in_python(partner, given, on)
    ]
    assert different[:3] == []


# Worked out along a wall calendar with the published bank holidays: the first and the last day of each step.
BY_HAND: Mapping[tuple[Given, str], Mapping[str, tuple[str | None, str]]] = {
    # Christmas: Friday 25 and Monday 28 December 2026 and Friday 1 January 2027 do not count.
    ("notified", "2026-12-24"): {
        "additional-information": (None, "2027-01-07"),
        "additional-information-backstop": (None, "2027-01-08"),
        "rapid-review-meeting": ("2027-01-12", "2027-01-15"),
        "rapid-review-to-panel": (None, "2027-01-19"),
        "panel-feedback": ("2027-02-02", "2027-02-16"),
        "review-completed": (None, "2027-07-19"),
    },
    # Easter: Friday 26 and Monday 29 March 2027 do not count.
    ("aware", "2027-03-24"): {
        "notification": (None, "2027-04-02"),
        "additional-information": (None, "2027-04-13"),
        "additional-information-backstop": (None, "2027-04-14"),
        "rapid-review-meeting": ("2027-04-16", "2027-04-21"),
        "rapid-review-to-panel": (None, "2027-04-23"),
        "panel-feedback": ("2027-05-07", "2027-05-21"),
        "review-completed": (None, "2027-10-23"),
    },
    # The Platinum Jubilee: Thursday 2 and Friday 3 June 2022, and for them the last Monday of May counts.
    ("notified", "2022-05-27"): {
        "additional-information": (None, "2022-06-09"),
        "additional-information-backstop": (None, "2022-06-10"),
        "rapid-review-meeting": ("2022-06-14", "2022-06-17"),
        "rapid-review-to-panel": (None, "2022-06-21"),
    },
    # The day of the Queen's funeral, Monday 19 September 2022.
    ("aware", "2022-09-16"): {"notification": (None, "2022-09-26")},
    # Two Mondays in a row: 1 May 2023, and the coronation on 8 May.
    ("notified", "2023-04-28"): {
        "additional-information": (None, "2023-05-11"),
        "additional-information-backstop": (None, "2023-05-12"),
        "rapid-review-meeting": ("2023-05-16", "2023-05-19"),
        "rapid-review-to-panel": (None, "2023-05-23"),
    },
    # Sent on Thursday 31 August 2023: six months end on the last day of February, in a leap year.
    ("notified", "2023-08-09"): {
        "rapid-review-to-panel": (None, "2023-08-31"),
        "review-completed": (None, "2024-02-29"),
    },
    # From a leap day on.
    ("notified", "2024-02-29"): {
        "additional-information": (None, "2024-03-11"),
        "rapid-review-to-panel": (None, "2024-03-21"),
    },
    # A Saturday, which is a holiday too, is day 0 like another: working day 1 is Tuesday 29 December.
    ("aware", "2026-12-26"): {"notification": (None, "2027-01-05")},
}


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Auckland", "America/Los_Angeles"])
def test_dates_around_every_kind_of_holiday_are_right_wherever_the_reader_is(browser: Browser, zone: str) -> None:
    with browser.new_context(timezone_id=zone, locale="en-US") as context:
        script = Script(context.new_page())
        found = script.rows(OWN, [*BY_HAND])
        assert script.when(None, "2027-01-07") == "By Thursday 7 January 2027"
    for (asked, by_hand), rows in zip(BY_HAND.items(), found, strict=True):
        days = {row["id"]: (row["first"], row["last"]) for row in rows if row["id"] in by_hand}
        assert days == by_hand, asked


def test_what_has_not_happened_yet_is_taken_for_granted_and_what_lies_before_is_left_out(script: Script) -> None:
    aware, notified = script.rows(OWN, [("aware", "2027-03-24"), ("notified", "2027-04-02")])
    assert [row["id"] for row in aware if not row["assumed"]] == ["notification"]
    assert [row["id"] for row in notified if not row["assumed"]] == ["rapid-review-meeting", "rapid-review-to-panel"]
    assert [row["id"] for row in aware] == ["notification", *(row["id"] for row in notified)]
    assert [row["last"] for row in aware[1:]] == [row["last"] for row in notified]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, "2027-01-07", "By Thursday 7 January 2027"),
        ("2027-01-07", None, "From Thursday 7 January 2027"),
        ("2027-01-07", "2027-01-07", "Thursday 7 January 2027"),
        ("2027-01-12", "2027-01-15", "Tuesday 12 to Friday 15 January 2027"),
        ("2027-01-28", "2027-02-02", "Thursday 28 January to Tuesday 2 February 2027"),
        ("2026-12-29", "2027-01-05", "Tuesday 29 December 2026 to Tuesday 5 January 2027"),
    ],
)
def test_a_day_has_its_weekday_and_two_days_say_once_what_they_share(
    script: Script, first: str | None, last: str | None, words: str
) -> None:
    assert script.when(first, last) == words


@pytest.mark.parametrize(
    ("text", "right"),
    [("2026-12-24", True), ("2028-02-29", True), ("2027-02-29", False), ("2026-13-01", False), ("2026-04-31", False)]
    + [
        (text, False) for text in ("", "20261224", "2026-12-24T10:00", " 2026-12-24", "24.12.2026", "<b>", "2026-00-10")
    ],
)
def test_only_a_day_that_there_is_written_in_full_is_read_from_an_address(
    script: Script, text: str, right: bool
) -> None:
    assert script.page.evaluate("(text) => script.isDay(text)", text) is right


def test_the_data_have_the_bank_holidays_of_fourteen_years_with_the_partnerships_own() -> None:
    data = json.loads(json.dumps(deadlines_data(differently(), ON)))
    assert (data["from"], data["until"]) == ("2018-01-01", "2031-12-31")
    assert {"2018-01-01", "2026-12-25", "2024-03-19", "2028-07-04"} <= set(data["holidays"])
    assert not {"2025-05-05", "2026-12-26", "2026-12-28"} & set(data["holidays"])  # a Saturday counts for nothing


# The calendar file -------------------------------------------------------------------------------------


def test_a_calendar_file_has_every_step_as_whole_days_in_two_other_libraries(script: Script) -> None:
    given: tuple[Given, ...] = ("notified", "aware")
    for one in given:
        text = script.calendar_file(OWN, one, "2026-12-24")
        steps = in_python(OWN, one, "2026-12-24")
        expected = {
            f"{identity}.{one}-2026-12-24@nscp.example": (day(first or str(last)), day(str(last)) + timedelta(days=1))
            for identity, first, last, *_ in steps
        }
        events = icalendar.Calendar.from_ical(text).walk("VEVENT")
        assert {str(e["UID"]): (e.decoded("DTSTART"), e.decoded("DTEND")) for e in events} == expected
        again = IcsCalendarStream.calendar_from_ics(text).events
        assert {str(e.uid): (e.dtstart, e.dtend) for e in again} == expected
        assert len(events) == len(steps) == len(expected)


def test_a_calendar_file_says_in_plain_words_what_is_to_be_done(script: Script) -> None:
    events = icalendar.Calendar.from_ical(script.calendar_file(OWN, "notified", "2026-12-24")).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == [
        "Return the additional information (last day)",
        "Last day for the additional information (last day)",
        "Hold the Rapid Review meeting (first to last day)",
        "Send the Rapid Review to the National Panel (last day)",
        "Hear from the National Panel (first to last day)",
        "Complete the review (last day)",
    ]
    assert str(events[3]["DESCRIPTION"]) == (
        "Strategic Leads must: within 15 working days of the notification. "
        "Counted from the notification on Thursday 24 December 2026."
    )
    assert {str(event["TRANSP"]) for event in events} == {"TRANSPARENT"}


def test_a_calendar_file_is_the_same_whenever_it_is_saved_and_its_lines_are_short(script: Script) -> None:
    scale = OWN.timescales["notification"][0].model_copy(update={"name": "Überall; am Ort, ganz: " + "äö" * 60})
    partner = OWN.model_copy(update={"timescales": {**OWN.timescales, "notification": (scale,)}})
    text = script.calendar_file(partner, "aware", "2026-12-24")
    assert text == script.calendar_file(partner, "aware", "2026-12-24")
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert r"SUMMARY:Überall\; am Ort\, ganz: " in text.replace("\r\n ", "")
    [first, *_] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert str(first["SUMMARY"]) == f"{scale.name} (last day)"


# The page ----------------------------------------------------------------------------------------------

Open = Callable[[str], Page]


@pytest.fixture(scope="module")
def home(site: Path) -> Iterator[str]:
    """The address of the public site."""
    with served(site) as address:
        yield address


@pytest.fixture
def open_page(browser: Browser, home: str) -> Iterator[Open]:
    with browser.new_context(locale="en-GB", accept_downloads=True) as context:
        page = context.new_page()

        def open_page(query: str = "") -> Page:
            page.goto(f"{home}tools/deadlines/{query}")
            return page

        yield open_page


def without_icon(urls: list[str]) -> list[str]:
    """A browser looks for the icon of a page again when the page's address changes, and drops that when it leaves."""
    return [url for url in urls if "assets/mark.svg" not in url]


def answer(page: Page) -> Locator:
    return page.get_by_role("region", name="The dates", exact=True)


def test_somebody_enters_a_date_by_keyboard_and_nothing_is_asked_for(open_page: Open) -> None:
    page = open_page("")
    expect(answer(page)).to_be_hidden()
    with watching(page) as noticed:
        page.get_by_role("radio", name="The date of the notification").focus()
        page.keyboard.press("Tab")
        expect(page.get_by_label("Date", exact=True)).to_be_focused()
        page.keyboard.type("12122026")  # the same in whichever order this browser takes day and month
        expect(page.get_by_role("status")).to_have_text(
            "6 dates, counted from the notification on Saturday 12 December 2026."
        )
        assert urlsplit(page.url).query == "notified=2026-12-12"
        page.get_by_role("radio", name="The date the local authority became aware").check()
        expect(page.get_by_role("status")).to_contain_text("7 dates, counted from becoming aware on Saturday 12")
        assert urlsplit(page.url).query == "aware=2026-12-12"
    assert (without_icon(noticed.asked), without_icon(noticed.faults)) == ([], [])


def test_an_address_that_was_sent_on_shows_the_answer_in_order_of_time(open_page: Open) -> None:
    page = open_page("?notified=2026-12-24")
    expect(page.get_by_role("radio", name="The date of the notification")).to_be_checked()
    expect(page.get_by_label("Date", exact=True)).to_have_value("2026-12-24")
    assert answer(page).locator(".when").all_inner_texts() == [
        "By Thursday 7 January 2027",
        "By Friday 8 January 2027",
        "Tuesday 12 to Friday 15 January 2027",
        "By Tuesday 19 January 2027",
        "Tuesday 2 to Tuesday 16 February 2027",
        "By Monday 19 July 2027",
    ]
    assert answer(page).get_by_role("listitem").first.locator("p").all_inner_texts() == [
        *["Thursday 24 December 2026", "Day 0: the notification"]
    ]
    fourth = answer(page).get_by_role("listitem").nth(4)
    expect(fourth).to_contain_text("Strategic Leads must: within 15 working days of the notification.")
    expect(fourth).to_contain_text("Counted from the notification on Thursday 24 December 2026.")
    last = answer(page).get_by_role("listitem").last
    expect(last).to_contain_text(
        "Counted from the decision to review, if that is on the day of sending the Rapid Review to the National Panel,"
        " Tuesday 19 January 2027."
    )
    fourth.get_by_role("link", name="Strategic Leads").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Strategic Leads")
    page.go_back()
    expect(page.get_by_role("status")).to_contain_text("6 dates")


def test_a_link_in_the_answer_can_be_pressed_straight_from_the_date(open_page: Open) -> None:
    page = open_page("?notified=2026-12-24")
    page.get_by_label("Date", exact=True).focus()
    answer(page).get_by_role("link", name="National Panel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("National Panel")


@pytest.mark.parametrize(
    ("query", "notes"),
    [
        (
            "?notified=2026-12-24",
            [
                "Not counted: weekends, and the bank holidays on Friday 25 December 2026, Monday 28 December 2026"
                " and Friday 1 January 2027."
            ],
        ),
        (
            "?aware=2026-12-26",
            [
                "Saturday 26 December 2026 is not a working day. It is day 0 all the same, and working day 1 is"
                " Tuesday 29 December 2026.",
                "Not counted: weekends, and the bank holidays on Monday 28 December 2026 and Friday 1 January 2027.",
            ],
        ),
        ("?notified=2027-09-06", []),
        ("?notified=2027-08-24", ["Not counted: weekends, and the bank holiday on Monday 30 August 2027."]),
    ],
)
def test_days_that_do_not_count_are_named(open_page: Open, query: str, notes: list[str]) -> None:
    assert answer(open_page(query)).locator("div p").all_inner_texts() == notes


def test_a_last_day_on_which_nobody_works_is_said(open_page: Open) -> None:
    # Sent on Friday 23 April 2027; six months on is a Saturday.
    last = answer(open_page("?aware=2027-03-24")).get_by_role("listitem").last
    expect(last).to_contain_text("By Saturday 23 October 2027")
    expect(last).to_contain_text("The last day is not a working day.")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?notified=2026-02-30", "There is no such day as the address of this page names. Enter the date here."),
        ("?aware=<img src=x>", "There is no such day as the address of this page names. Enter the date here."),
        ("?toString=2026-12-24", ""),
        ("?notified=", ""),
        (
            "?notified=1999-12-24",
            "Bank holidays are known here from 2018 to 2031. Dates outside these years cannot be worked out.",
        ),
        (
            "?notified=2031-12-24",
            "Bank holidays are known here from 2018 to 2031. Dates outside these years cannot be worked out.",
        ),
    ],
)
def test_an_address_that_names_no_day_to_count_from_is_met_calmly(open_page: Open, query: str, said: str) -> None:
    page = open_page("")
    with watching(page) as noticed:
        page = open_page(query)
        expect(page.get_by_role("status")).to_have_text(said)
        expect(answer(page)).to_be_hidden()
        expect(page.get_by_role("form")).to_be_visible()
        assert urlsplit(page.url).query == ""
    assert without_icon(noticed.faults) == []


def test_a_date_that_is_not_whole_is_said_once_it_is_left(open_page: Open) -> None:
    page = open_page("")
    page.get_by_label("Date", exact=True).focus()
    page.keyboard.type("1212")
    expect(page.get_by_role("status")).to_have_text("")
    page.get_by_role("radio", name="The date of the notification").focus()
    expect(page.get_by_role("status")).to_have_text("Enter a day, a month and a year that make a date.")


def test_the_button_saves_the_calendar_file_of_the_day_on_the_page(open_page: Open) -> None:
    page = open_page("?aware=2026-12-26")
    with watching(page) as noticed, page.expect_download() as download:
        page.get_by_role("button", name="Save as calendar file (.ics)").click()
    assert download.value.suggested_filename == "dates-aware-2026-12-26.ics"
    events = icalendar.Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT")
    assert len(events) == 7
    assert str(events[0]["UID"]) == "notification.aware-2026-12-26@127.0.0.1"
    assert [fault for fault in noticed.faults if "blob:" not in fault] == []


def test_the_answer_is_printed_on_one_sheet_with_the_day_it_is_counted_from(open_page: Open) -> None:
    page = open_page("?aware=2026-12-26")
    margins = dict.fromkeys(("top", "right", "bottom", "left"), "15mm")
    [sheet] = PdfReader(BytesIO(page.pdf(format="A4", margin=margins))).pages  # type: ignore[arg-type]
    words = " ".join(sheet.extract_text().split())
    assert "7 dates, counted from becoming aware on Saturday 26 December 2026." in words
    assert "By Monday 26 July 2027" in words
    for on_screen in ("What do you know?", "Save as", "The rules behind"):
        assert on_screen not in words
    assert not re.search(r"\bPrint\b", words)


def test_without_script_the_rules_stand_on_the_page_and_no_form(browser: Browser, home: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{home}tools/deadlines/?notified=2026-12-24")
        expect(page.locator("form.dates")).to_be_hidden()
        expect(answer(page)).to_be_hidden()
        page.get_by_text("The rules behind the dates").click()
        expect(page.get_by_role("row")).to_have_count(8)
        expect(page.get_by_role("row", name="Send the Rapid Review to the National Panel")).to_contain_text(
            "within 15 working days of the notification"
        )
        expect(page.locator("noscript p")).to_be_visible()


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("", "work out the dates"),
        *((address, "Work out the dates") for address in ("guidance/", "guidance/notify/", "guidance/rapid-review/")),
        ("flowcharts/rapid-review/", "Work out the dates"),
    ],
)
def test_the_page_is_one_click_from_where_somebody_needs_a_date(
    browser: Browser, home: str, address: str, link: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(home + address)
        page.locator("main").get_by_role("link", name=link).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Work out the dates")
