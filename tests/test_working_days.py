"""Counting days: by hand across every kind of holiday, against the published list, and as laws."""

from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros import partnership
from macros.dates import day
from macros.working_days import Calendar, Counted, Unit, bank_holidays
from tests.factories import MINIATURE

ENGLAND = Calendar()

# The list of gov.uk/bank-holidays for England and Wales, typed in: 91 days of eleven years. Where a
# holiday falls on a weekend the list has the substitute day alone.
OFFICIAL = {
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",  # early May moved to VE Day
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",  # Platinum Jubilee, the Queen's funeral
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",  # the King's coronation
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
    2029: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
    2030: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
}
TYPED = frozenset(day(f"{year}-{on}") for year, days in OFFICIAL.items() for on in days.split())

# Far enough inside the list for a count of 60 working days to stay in it.
DAYS = st.dates(date(2020, 6, 1), date(2030, 6, 1))
NUMBERS = st.integers(0, 60)
SIDES: st.SearchStrategy[Counted] = st.sampled_from(("before", "after"))


def working(event: str, number: int, counted: Counted, calendar: Calendar = ENGLAND) -> date:
    return calendar.count(day(event), number, "working-days", counted)


def naive_walk(event: date, number: int, counted: Counted) -> date:
    """Day by day over the typed list, as somebody does with a finger on a wall calendar."""
    on = event
    for _ in range(number):
        on += timedelta(days=1 if counted == "after" else -1)
        while on.weekday() in (5, 6) or on in TYPED:
            on += timedelta(days=1 if counted == "after" else -1)
    return on


# Days that were proclaimed after the library came out; each goes again when the library has it.
NOT_YET_THERE: frozenset[date] = frozenset()


def test_no_bank_holiday_of_the_typed_list_is_missing_or_on_a_weekend() -> None:
    assert len(TYPED) == 91
    assert all(on.weekday() < 5 for on in TYPED)


@pytest.mark.parametrize("year", OFFICIAL)
def test_the_bank_holidays_are_those_of_the_published_list(year: int) -> None:
    typed = {on for on in TYPED if on.year == year}

    assert bank_holidays(year) == typed


@pytest.mark.parametrize("year", range(1978, 2101))
def test_the_bank_holidays_are_those_that_a_library_has(year: int) -> None:
    found = holidays.country_holidays("GB", subdiv="ENG", years=year)

    assert {on for on in (*found, *NOT_YET_THERE) if on.year == year and on.weekday() < 5} == bank_holidays(year)


@pytest.mark.parametrize("year", OFFICIAL)
def test_every_day_of_a_year_is_a_working_day_unless_weekend_or_listed(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]

    assert [on for on in days if ENGLAND.is_working_day(on)] == [
        on for on in days if on.weekday() not in (5, 6) and on not in TYPED
    ]


@pytest.mark.parametrize(
    ("on", "working_day"),
    [
        ("2020-05-04", True),  # the early May holiday of 2020 was moved ...
        ("2020-05-08", False),  # ... to Friday, VE Day
        ("2022-05-30", True),  # the spring holiday of 2022 was moved ...
        ("2022-06-02", False),  # ... to Thursday,
        ("2022-06-03", False),  # and the Platinum Jubilee put after it
        ("2022-09-19", False),  # the State Funeral, a Monday
        ("2023-05-08", False),  # the coronation, a Monday
        ("2021-12-27", False),  # Christmas Day 2021 was a Saturday
        ("2021-12-28", False),
        ("2022-01-03", False),  # New Year's Day 2022 was a Saturday
        ("2022-12-27", False),  # Christmas Day 2022 was a Sunday
        ("2023-01-02", False),  # New Year's Day 2023 was a Sunday
        ("2027-12-27", False),
        ("2027-12-28", False),
        ("2028-01-03", False),
        ("2026-12-28", False),  # Boxing Day 2026 is a Saturday
        ("2025-12-24", True),  # Christmas Eve is a day like any other
        ("2025-03-17", True),  # St Patrick's Day is Northern Ireland's
        ("2025-11-30", False),  # a Sunday
        ("2024-12-02", True),  # Scotland's St Andrew's Day
        ("2025-08-04", True),  # Scotland's summer holiday
        ("2025-01-02", True),  # Scotland's 2 January
        ("2025-07-12", False),  # a Saturday
        ("2025-07-14", True),  # Northern Ireland's Battle of the Boyne
    ],
)
def test_a_working_day_is_monday_to_friday_and_no_bank_holiday_of_england(on: str, working_day: bool) -> None:
    assert ENGLAND.is_working_day(day(on)) is working_day


@pytest.mark.parametrize(
    ("event", "number", "expected"),
    [
        # An ordinary week: Tuesday 16 September 2025.
        ("2025-09-16", 0, "2025-09-16"),
        ("2025-09-16", 1, "2025-09-17"),
        ("2025-09-16", 4, "2025-09-22"),
        # Day 0 on a weekend: Monday is working day 1.
        ("2025-09-13", 0, "2025-09-13"),
        ("2025-09-13", 1, "2025-09-15"),
        ("2025-09-14", 1, "2025-09-15"),
        # August bank holiday, Monday 25 August 2025: Friday, then Tuesday.
        ("2025-08-22", 1, "2025-08-26"),
        ("2025-08-25", 1, "2025-08-26"),
        ("2025-08-21", 5, "2025-08-29"),
        # Christmas 2021: Friday 24, then Wednesday 29 (27 and 28 are substitutes); 30, 31; then Tuesday 4 January.
        ("2021-12-24", 1, "2021-12-29"),
        ("2021-12-24", 3, "2021-12-31"),
        ("2021-12-24", 4, "2022-01-04"),
        # Christmas 2022: Friday 23, then 28, 29, 30; then Tuesday 3 January.
        ("2022-12-23", 1, "2022-12-28"),
        ("2022-12-23", 4, "2023-01-03"),
        # Christmas 2025: Wednesday 24, then Monday 29, 30, 31; then Friday 2 January.
        ("2025-12-24", 1, "2025-12-29"),
        ("2025-12-24", 4, "2026-01-02"),
        ("2025-12-24", 5, "2026-01-05"),
        # Christmas 2027: Friday 24, then 29, 30, 31; then Tuesday 4 January 2028.
        ("2027-12-24", 1, "2027-12-29"),
        ("2027-12-24", 4, "2028-01-04"),
        # Easter 2026: Thursday 2 April, then Tuesday 7.
        ("2026-04-02", 1, "2026-04-07"),
        ("2026-04-01", 5, "2026-04-10"),
        # Easter 2025: Thursday 17 April, then Tuesday 22.
        ("2025-04-17", 1, "2025-04-22"),
        # The Platinum Jubilee: Wednesday 1 June 2022, then Monday 6.
        ("2022-06-01", 1, "2022-06-06"),
        # The State Funeral: Friday 16 September 2022, then Tuesday 20.
        ("2022-09-16", 1, "2022-09-20"),
        # The coronation: Friday 5 May 2023, then Tuesday 9; the Monday before was a holiday as well.
        ("2023-05-05", 1, "2023-05-09"),
        ("2023-04-28", 5, "2023-05-09"),
        # VE Day 2020: Thursday 7 May, then Monday 11; Monday 4 May was worked.
        ("2020-05-01", 5, "2020-05-11"),
        # Rapid Review: notified on Friday 17 January 2025, fifteen working days later is Friday 7 February.
        ("2025-01-17", 15, "2025-02-07"),
    ],
)
def test_the_next_working_day_after_the_event_is_working_day_1(event: str, number: int, expected: str) -> None:
    assert working(event, number, "after") == day(expected)


@pytest.mark.parametrize(
    ("event", "number", "expected"),
    [
        # Tuesday 16 September 2025: 15, 12, 11, 10, 9, 8, 5.
        ("2025-09-16", 0, "2025-09-16"),
        ("2025-09-16", 1, "2025-09-15"),
        ("2025-09-16", 2, "2025-09-12"),
        ("2025-09-16", 7, "2025-09-05"),
        # Wednesday 27 August 2025: 26, (25 a holiday) 22, 21, 20, 19, 18, 15.
        ("2025-08-27", 2, "2025-08-22"),
        ("2025-08-27", 7, "2025-08-15"),
        # Tuesday 30 December 2025: 29, (26, 25) 24, 23, 22, 19, 18, 17.
        ("2025-12-30", 2, "2025-12-24"),
        ("2025-12-30", 7, "2025-12-17"),
        # Tuesday 6 January 2026: 5, 2, (1) 31 December, 30, 29, (26, 25) 24, 23.
        ("2026-01-06", 2, "2026-01-02"),
        ("2026-01-06", 3, "2025-12-31"),
        ("2026-01-06", 7, "2025-12-23"),
        # Wednesday 4 January 2023: 3, (2) 30 December, 29, 28, (27, 26) 23, 22, 21.
        ("2023-01-04", 2, "2022-12-30"),
        ("2023-01-04", 7, "2022-12-21"),
        # Wednesday 5 January 2022: 4, (3) 31 December, 30, 29, (28, 27) 24, 23, 22.
        ("2022-01-05", 7, "2021-12-22"),
        # Wednesday 5 January 2028: 4, (3) 31 December, 30, 29, (28, 27) 24, 23, 22.
        ("2028-01-05", 7, "2027-12-22"),
        # Wednesday 8 April 2026: 7, (6, 3) 2, 1, 31 March, 30, 27, 26.
        ("2026-04-08", 2, "2026-04-02"),
        ("2026-04-08", 7, "2026-03-26"),
        # Tuesday 7 June 2022: 6, (3, 2) 1, 31 May.
        ("2022-06-07", 3, "2022-05-31"),
        # A Sunday: Friday is the first before.
        ("2025-09-14", 1, "2025-09-12"),
    ],
)
def test_n_before_counts_back_in_the_same_way(event: str, number: int, expected: str) -> None:
    assert working(event, number, "before") == day(expected)


def test_a_negative_number_lies_on_the_other_side_of_the_event() -> None:
    assert working("2025-09-16", -2, "before") == day("2025-09-18")
    assert working("2025-09-16", -2, "after") == day("2025-09-12")


@pytest.mark.parametrize(
    ("event", "number", "unit", "counted", "expected"),
    [
        ("2025-09-16", 14, "days", "before", "2025-09-02"),
        ("2026-01-06", 14, "days", "before", "2025-12-23"),
        ("2026-03-10", 14, "days", "before", "2026-02-24"),
        ("2024-03-10", 14, "days", "before", "2024-02-25"),  # a leap year
        ("2026-03-31", 14, "days", "before", "2026-03-17"),  # clocks change between the two
        ("2025-12-20", 2, "weeks", "after", "2026-01-03"),
        ("2025-02-06", 4, "weeks", "after", "2025-03-06"),
        ("2025-02-05", 6, "months", "after", "2025-08-05"),
        ("2025-08-31", 6, "months", "after", "2026-02-28"),  # the last of the month
        ("2023-08-31", 6, "months", "after", "2024-02-29"),
        ("2025-08-30", 6, "months", "after", "2026-02-28"),
        ("2025-08-28", 6, "months", "after", "2026-02-28"),
        ("2025-03-31", 6, "months", "after", "2025-09-30"),
        ("2025-10-31", 3, "months", "after", "2026-01-31"),
        ("2025-05-31", 3, "months", "before", "2025-02-28"),
        ("2024-02-29", 6, "months", "after", "2024-08-29"),
        ("2024-02-29", 1, "years", "after", "2025-02-28"),
        ("2024-02-29", 4, "years", "after", "2028-02-29"),
        ("2025-09-16", 1, "years", "after", "2026-09-16"),
        ("2025-09-16", 1, "years", "before", "2024-09-16"),
    ],
)
def test_days_weeks_months_and_years_count_holidays_in(
    event: str, number: int, unit: Unit, counted: Counted, expected: str
) -> None:
    assert ENGLAND.count(day(event), number, unit, counted) == day(expected)


def test_a_day_the_partnership_adds_is_no_working_day() -> None:
    with_a_day_off = Calendar.of(add=[day("2025-09-15")])

    assert not with_a_day_off.is_working_day(day("2025-09-15"))
    assert working("2025-09-16", 1, "before", with_a_day_off) == day("2025-09-12")


def test_a_bank_holiday_the_partnership_removes_is_worked() -> None:
    moved = Calendar.of(add=[day("2025-09-01")], remove=[day("2025-08-25")])

    assert moved.is_working_day(day("2025-08-25"))
    # Wednesday 27 August: 26, 25.
    assert working("2025-08-27", 2, "before", moved) == day("2025-08-25")
    # Tuesday 2 September: (1 added) 29 August.
    assert working("2025-09-02", 1, "before", moved) == day("2025-08-29")


def test_removing_a_bank_holiday_makes_no_weekend_a_working_day() -> None:
    # Christmas Day 2021 is a Saturday.
    assert not Calendar.of(remove=[day("2021-12-25")]).is_working_day(day("2021-12-25"))


def test_the_partnership_file_says_what_is_added_and_removed(tmp_path: Path) -> None:
    text = (MINIATURE / "partnership.yml").read_text(encoding="utf-8")
    changed = f"{text}bank_holidays: {{add: [2025-09-15], remove: [2025-08-25]}}\n"
    (tmp_path / "partnership.yml").write_text(changed, encoding="utf-8")
    found, problems = partnership.read(tmp_path, day("2025-09-01"))

    assert found and not problems
    assert not found.calendar.is_working_day(day("2025-09-15"))
    assert found.calendar.is_working_day(day("2025-08-25"))


@given(event=DAYS, number=st.integers(1, 60), counted=SIDES)
def test_counting_lands_on_a_working_day(event: date, number: int, counted: Counted) -> None:
    assert ENGLAND.is_working_day(ENGLAND.count(event, number, "working-days", counted))


@given(event=DAYS.filter(ENGLAND.is_working_day), number=NUMBERS)
def test_counting_forward_and_back_returns_to_a_working_day(event: date, number: int) -> None:
    there = ENGLAND.count(event, number, "working-days", "after")

    assert ENGLAND.count(there, number, "working-days", "before") == event


@given(event=DAYS, number=NUMBERS)
def test_one_more_working_day_is_always_later(event: date, number: int) -> None:
    less, more = (ENGLAND.count(event, count, "working-days", "after") for count in (number, number + 1))

    assert less < more


@given(event=DAYS, later=st.integers(0, 30), number=NUMBERS, counted=SIDES)
def test_a_later_event_never_has_an_earlier_limit(event: date, later: int, number: int, counted: Counted) -> None:
    after = event + timedelta(days=later)

    assert ENGLAND.count(event, number, "working-days", counted) <= ENGLAND.count(
        after, number, "working-days", counted
    )


@given(event=DAYS, number=NUMBERS, counted=SIDES)
def test_a_finger_on_the_wall_calendar_finds_the_same_day(event: date, number: int, counted: Counted) -> None:
    assert ENGLAND.count(event, number, "working-days", counted) == naive_walk(event, number, counted)


@given(event=DAYS, number=NUMBERS, counted=SIDES)
def test_a_count_and_its_negative_on_the_other_side_are_one(event: date, number: int, counted: Counted) -> None:
    other: Counted = "before" if counted == "after" else "after"

    assert ENGLAND.count(event, number, "working-days", counted) == ENGLAND.count(event, -number, "working-days", other)


@given(event=DAYS, number=st.integers(0, 48))
def test_months_keep_the_day_or_take_the_last_of_the_month(event: date, number: int) -> None:
    there = ENGLAND.count(event, number, "months", "after")

    assert (there.year - event.year) * 12 + there.month - event.month == number
    assert there.day == event.day or (there.day < event.day and (there + timedelta(days=1)).day == 1)
