"""The calendar: what stands on which day, months as they are drawn, and nothing that is not to be told yet."""

from collections.abc import Iterable
from datetime import date

import pytest
from bs4 import BeautifulSoup, Tag

from macros.dates import day, london_day
from macros.guidance.front_matter import HandWritten
from macros.pages.calendar import Entry, Month, entries, months
from macros.partnership.model import Partnership
from macros.public_view import PublicSite
from tests.factories import ROOT, at, miniature
from tests.views import (
    BRIEFING_ALONE,
    IMPROVEMENTS_ONLY,
    aged,
    folded,
    guidance,
    macros_of,
    only,
    page,
    parsed,
    public_site,
    with_announcements,
    words_of,
)

EMPTY = PublicSite((), ())
NEWS = {"on": "2027-02-09 10:00", "text": "A review will be published."}


def entries_of(
    view: PublicSite = EMPTY,
    as_of: str = "2026-11-23",
    partner: Partnership | None = None,
    pages: Iterable[HandWritten] = (),
) -> list[tuple[str, str, str, str]]:
    """The day, kind, words and link of every entry."""
    found = entries(view, partner or miniature(), pages, london_day(at(as_of)))
    return [(str(entry.on), entry.kind, entry.what, entry.link) for entry in found]


def months_of(on: Iterable[str], today: str) -> tuple[list[Month[Entry]], list[Month[Entry]]]:
    return months([Entry(day(one), "published", "Child Rowan") for one in sorted(on)], day(today))


def names(found: Iterable[Month[Entry]]) -> list[str]:
    return [f"{month.first:%Y-%m}" for month in found]


def calendar(
    view: PublicSite = EMPTY,
    as_of: str = "2026-11-23",
    partner: Partnership | None = None,
    pages: Iterable[HandWritten] = (),
) -> BeautifulSoup:
    """The page as the engine makes it."""
    return parsed(macros_of(view, as_of, partner, pages)["calendar_page"]())


# Entries


def test_a_case_stands_on_its_day_of_publication_and_leads_to_its_report() -> None:
    view = public_site(aged("child-elm", "2025-09-16"), as_of="2026-11-23")
    assert entries_of(view) == [("2025-09-16", "published", "Child Elm", "reports/child-elm/")]


def test_a_case_without_a_report_leads_to_its_briefing() -> None:
    view = public_site(BRIEFING_ALONE, as_of="2026-11-23")
    assert entries_of(view) == [("2025-09-16", "published", "Child Rowan", "briefings/child-rowan/")]


@pytest.mark.parametrize(("at_night", "on"), [("2025-08-16 00:30", "2025-08-16"), ("2025-08-16 23:30", "2025-08-16")])
def test_a_day_of_publication_is_the_day_in_london(at_night: str, on: str) -> None:
    view = public_site(aged("child-elm", "2025-08-16", {"publication.at": at_night}), as_of="2026-11-23")
    assert entries_of(view) == [(on, "published", "Child Elm", "reports/child-elm/")]


def test_every_correction_up_to_the_day_stands_on_its_own_day() -> None:
    notes = [{"date": on, "text": "A figure."} for on in ("2025-10-02", "2026-11-23", "2026-11-24")]
    view = public_site(aged("child-elm", "2025-09-16", {"amendments": notes}), as_of="2026-11-23")
    assert entries_of(view) == [
        ("2025-09-16", "published", "Child Elm", "reports/child-elm/"),
        ("2025-10-02", "corrected", "Child Elm", "reports/child-elm/"),
        ("2026-11-23", "corrected", "Child Elm", "reports/child-elm/"),
    ]


def test_of_improvements_alone_the_calendar_says_the_title_and_nothing_else() -> None:
    view = public_site(aged("child-elm", "2025-09-16", IMPROVEMENTS_ONLY), as_of="2026-11-23")
    assert entries_of(view) == [("2025-09-16", "published", "Child Elm", "reports/child-elm/")]
    words = calendar(view).get_text()
    assert not [hidden for hidden in ("Injuries", "Police", "Under 1", "A baby", "Serious") if hidden in words]


def test_a_case_to_come_is_on_no_public_calendar() -> None:
    case = aged("child-elm", "2027-02-10")
    assert entries_of(public_site(case, as_of="2026-11-23")) == []
    assert entries_of(public_site(case, as_of="2027-02-10T10:00")) == [
        ("2027-02-10", "published", "Child Elm", "reports/child-elm/")
    ]


def test_a_withdrawn_case_is_on_no_public_calendar() -> None:
    withdrawn: dict[str, object] = {
        "withdrawn": {"at": "2025-10-01 09:00", "kind": "welfare", "decided_by": "strategic-leads"}
    }
    assert entries_of(public_site(aged("child-elm", "2025-09-16", withdrawn), as_of="2026-11-23")) == []


# Announcements


def test_what_is_announced_stands_on_its_day_with_its_hour_and_leads_nowhere() -> None:
    found = entries(EMPTY, with_announcements(NEWS), (), day("2026-11-23"))
    assert found == [Entry(date(2027, 2, 9), "announced", "A review will be published.", "", "10:00")]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-07-07 10:00", ("2026-07-07", "10:00")),  # 09:00 by UTC
        ("2026-07-07 00:30", ("2026-07-07", "00:30")),  # 23:30 on the 6th by UTC
        ("2026-12-31 23:59", ("2026-12-31", "23:59")),
    ],
)
def test_an_announcement_has_the_day_and_the_hour_of_london(on: str, expected: tuple[str, str]) -> None:
    found = entries(EMPTY, with_announcements({**NEWS, "on": on}), (), day("2026-11-23"))
    assert [(str(entry.on), entry.at) for entry in found] == [expected]


@pytest.mark.parametrize(
    ("shown", "as_of", "there"),
    [
        ({"from": "2027-02-02", "until": "2027-02-16"}, "2027-02-01T23:59:59", False),
        ({"from": "2027-02-02", "until": "2027-02-16"}, "2027-02-02T00:00", True),
        ({"from": "2027-02-02", "until": "2027-02-16"}, "2027-02-16T23:59:59", True),
        ({"from": "2027-02-02", "until": "2027-02-16"}, "2027-02-17T00:00", False),
        ({"from": "2026-07-07"}, "2026-07-06T22:59:59Z", False),
        ({"from": "2026-07-07"}, "2026-07-06T23:00:00Z", True),  # midnight in London
        ({"until": "2026-07-07"}, "2026-07-07T22:59:59Z", True),
        ({"until": "2026-07-07"}, "2026-07-07T23:00:00Z", False),
        ({}, "2020-01-01", True),
        ({}, "2031-01-01", True),
    ],
)
def test_an_announcement_is_shown_from_its_first_day_through_its_last(
    shown: dict[str, str], as_of: str, there: bool
) -> None:
    found = entries_of(as_of=as_of, partner=with_announcements({**NEWS, **shown}))
    assert found == ([("2027-02-09", "announced", "A review will be published.", "")] if there else [])


@pytest.mark.parametrize("on", ["2027-02-09 10:00", "2026-02-09 10:00"], ids=["to come", "past"])
def test_the_words_of_an_announcement_are_never_markup(on: str) -> None:
    nasty = "<script>x</script> {{ now() }} {% y %} [a](b) *c* { .z } </details></li>\n\n# Not a heading"
    soup = calendar(partner=with_announcements({"on": on, "text": nasty}))
    assert words_of(soup.select("li.held ul li")) == [f"Announced 10:00: {folded(nasty)}"]
    assert words_of(soup.select("summary")) == (
        [f"February 2026 Announced: {folded(nasty)}"] if on.startswith("2026") else []
    )
    assert not soup.select("script, .z, li em, li a")


# Guidance that is due to be read again


@pytest.mark.parametrize(
    ("reviewed", "months_good", "due"),
    [
        ("2026-01-15", 12, "2027-01-15"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-02-28", 24, "2028-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-10-31", 1, "2026-11-30"),
    ],
)
def test_guidance_is_due_so_many_months_after_it_was_read_last(reviewed: str, months_good: int, due: str) -> None:
    good = miniature().reviews_of_pages.model_copy(update={"months": months_good})
    partner = miniature().model_copy(update={"reviews_of_pages": good})
    page = guidance("guidance/publication/", "Publishing a report", reviewed)
    assert entries_of(partner=partner, pages=[page]) == [
        (due, "review-due", "Publishing a report", "guidance/publication/")
    ]


def test_overdue_guidance_is_due_today_and_says_since_when() -> None:
    page = guidance("guidance/publication/", "Publishing a report", "2024-02-29")
    assert entries_of(pages=[page]) == [
        ("2026-11-23", "review-due", "Publishing a report, due since 28 February 2025", "guidance/publication/")
    ]


def test_only_guidance_that_was_read_up_to_today_is_due_again() -> None:
    pages = [
        guidance("guidance/", "Read today", "2026-11-23"),
        guidance("guidance/later/", "Read tomorrow", "2026-11-24"),
        guidance("guidance/never/", "Never read"),
        page("about/index.md", reviewed="2026-01-01"),
    ]
    assert [entry[2] for entry in entries_of(pages=pages)] == ["Read today"]


# The order of a day


def test_a_day_has_its_entries_by_kind_then_hour_then_words() -> None:
    cases = [aged(name, "2026-11-23") for name in ("child-oak", "child-elm")]
    amended = aged("child-ash", "2025-09-16", {"amendments": [{"date": "2026-11-23", "text": "A figure."}]})
    partner = with_announcements(
        {"on": "2026-11-23 14:00", "text": "A meeting."},
        {"on": "2026-11-23 09:30", "text": "Z comes first."},
        {"on": "2026-11-23 09:30", "text": "A comes before it."},
    )
    view = public_site(*cases, amended, as_of="2026-11-23T12:00")
    pages = [guidance("guidance/", "Guidance", "2025-11-23")]
    found = entries_of(view, partner=partner, pages=pages)
    assert [(kind, what) for on, kind, what, _ in found if on == "2026-11-23"] == [
        ("announced", "A comes before it."),
        ("announced", "Z comes first."),
        ("announced", "A meeting."),
        ("corrected", "Child Ash"),
        ("published", "Child Elm"),
        ("published", "Child Oak"),
        ("review-due", "Guidance"),
    ]
    day_10 = only(calendar(view, partner=partner, pages=pages), 'li.held[data-day="2026-11-23"]')
    assert words_of(day_10.select("ul > li")) == [
        "Announced 09:30: A comes before it.; 09:30: Z comes first.; 14:00: A meeting.",
        "Corrected Child Ash",
        "Published Child Elm; Child Oak",
        "Guidance to be read again Guidance",
    ]


def test_days_come_in_order_whatever_the_order_of_the_records() -> None:
    cases = [aged("child-oak", "2026-03-03"), aged("child-elm", "2026-01-06"), aged("child-ash", "2026-02-03")]
    assert [entry[0] for entry in entries_of(public_site(*cases, as_of="2026-11-23"))] == [
        "2026-01-06",
        "2026-02-03",
        "2026-03-03",
    ]


# Months


def test_today_s_month_is_there_with_nothing_in_it() -> None:
    coming, past = months_of([], "2026-11-23")
    assert (names(coming), past) == (["2026-11"], [])
    assert coming[0].entries == ()
    soup = calendar()
    assert words_of(soup.select("h2")) == ["November 2026"]
    assert words_of(soup.select("p.quiet")) == ["Nothing this month."]
    assert not soup.select("details")


def test_months_to_come_stand_soonest_first_and_past_ones_newest_first() -> None:
    on = ["2027-02-10", "2026-12-01", "2026-11-01", "2026-10-31", "2025-09-16", "2016-09-14", "2027-02-28"]
    coming, past = months_of(on, "2026-11-23")
    assert names(coming) == ["2026-11", "2026-12", "2027-02"]
    assert names(past) == ["2026-10", "2025-09", "2016-09"]
    assert [len(month.entries) for month in coming] == [1, 1, 2]


@pytest.mark.parametrize(
    ("today", "coming", "past"),
    [
        ("2025-08-31", ["2025-08", "2025-09"], []),
        ("2025-09-01", ["2025-09"], []),
        ("2025-09-30", ["2025-09"], []),
        ("2025-10-01", ["2025-10"], ["2025-09"]),
    ],
)
def test_a_month_is_past_from_the_first_day_of_the_next(today: str, coming: list[str], past: list[str]) -> None:
    found = months_of(["2025-09-16"], today)
    assert (names(found[0]), names(found[1])) == (coming, past)


def test_a_month_begins_in_london() -> None:
    found = calendar(as_of="2026-06-30T23:30:00Z")  # half past midnight on 1 July
    assert words_of(found.select("h2")) == ["July 2026"]


# First day, last day, ISO weekday of the first: worked out with a calendar on paper.
SHAPES = [
    ("2027-02-10", "2027-02-01", 28, 1),  # Monday to Sunday: four whole weeks
    ("2028-02-29", "2028-02-01", 29, 2),  # a leap year, begins on a Tuesday
    ("2026-11-23", "2026-11-01", 30, 7),  # begins on a Sunday
    ("2025-09-16", "2025-09-01", 30, 1),
    ("2027-05-31", "2027-05-01", 31, 6),  # begins on a Saturday
]


@pytest.mark.parametrize(("today", "first", "length", "weekday"), SHAPES)
def test_a_month_is_drawn_with_all_its_days_from_the_right_weekday(
    today: str, first: str, length: int, weekday: int
) -> None:
    [month], _ = months_of([], today)
    assert month.first == day(first)
    assert [one.on.day for one in month.days] == list(range(1, length + 1))
    assert {one.on.replace(day=1) for one in month.days} == {day(first)}
    drawn = only(calendar(as_of=today), "ol.month")
    assert drawn["class"] == ["month", f"from-{weekday}"]
    assert [item.get_text() for item in drawn.select("li.weekday")] == [
        *["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    ]
    days = drawn.select("li[data-day]")
    assert {item["data-day"] for item in drawn.select(".weekend")} == {
        str(one.on) for one in month.days if one.on.isoweekday() in (6, 7)
    }
    assert [str(item["data-day"]) for item in days] == [f"{first[:8]}{number:02}" for number in range(1, length + 1)]
    assert [item["data-day"] for item in drawn.select("li.weekday + li[data-day]")] == [first]
    assert [only(item, ".number").get_text() for item in days] == [str(number) for number in range(1, length + 1)]


def test_the_look_knows_where_a_month_begins_on_each_day_of_the_week() -> None:
    style = (ROOT / "overrides/assets/calendar.css").read_text("utf-8")
    # A month that begins on a Monday begins in the first column of itself.
    assert [number for number in range(2, 8) if f".from-{number}" not in style] == []


def test_a_day_with_an_entry_says_its_date_in_full_and_others_are_not_read_out() -> None:
    view = public_site(aged("child-elm", "2026-11-10"), as_of="2026-11-23")
    soup = calendar(view)
    held = only(soup, "li.held")
    assert only(held, "time")["datetime"] == "2026-11-10"
    assert folded(only(held, "time").get_text()) == "Tue 10 November 2026"
    link = only(held, "a")
    assert (link["href"], link.get_text()) == ("../reports/child-elm/", "Child Elm")
    free = soup.select("li.free")
    assert len(free) == 29
    assert {item["aria-hidden"] for item in free} == {"true"}
    assert "aria-hidden" not in held.attrs


def test_past_months_are_folded_and_say_what_is_in_them() -> None:
    cases = [aged("child-elm", "2026-10-06"), aged("child-oak", "2026-10-06"), aged("child-ash", "2025-01-07")]
    soup = calendar(public_site(*cases, as_of="2026-11-23"))
    assert words_of(soup.select("h2")) == ["November 2026", "Past months"]
    folded_away = soup.select("details.past")
    assert all("open" not in month.attrs for month in folded_away)
    assert words_of([only(month, "summary") for month in folded_away]) == [
        "October 2026 Published: Child Elm; Published: Child Oak",
        "January 2025 Published: Child Ash",
    ]
    assert [len(month.select("li[data-day]")) for month in folded_away] == [31, 31]


def test_every_kind_of_entry_has_a_word_for_it() -> None:
    view = public_site(
        aged("child-oak", "2026-11-03", {"amendments": [{"date": "2026-11-04", "text": "A figure."}]}),
        as_of="2026-11-23",
    )
    pages = [guidance("guidance/", "Guidance", "2026-05-05")]
    soup = calendar(view, partner=with_announcements(NEWS), pages=pages)
    found: list[tuple[Tag, str]] = [(item, only(item, "span.word").get_text()) for item in soup.select("li.held ul li")]
    assert [word for _, word in found] == ["Published", "Corrected", "Announced", "Guidance to be read again"]
    assert [link["href"] for item, _ in found for link in item.select("a")] == [
        "../reports/child-oak/",
        "../reports/child-oak/",
        "../guidance/",
    ]
