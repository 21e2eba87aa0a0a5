"""Days and instants: what is read, what is refused and why, and London across its clock changes."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.dates import NotADate, as_of, day, in_london, in_words, instant, london_day, start_of

A_DAY = "a date is written year-month-day, for example 2025-09-16"
NO_DAY = "there is no such day in the calendar"
FAR_OFF = "the year must lie between 1900 and 2200"
AN_INSTANT = "a day and a time are needed, for example 2025-09-16 10:00"
NO_TIME = "there is no such time of day"
SKIPPED = "this time does not exist, because the clocks change; choose another hour"
TWICE = "this time comes twice, because the clocks change; choose another hour"
ISO = "write a day and time, for example 2025-09-16T10:00 (London time) or 2025-09-16T09:00Z"


def utc(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-09-16", date(2025, 9, 16)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2000-02-29", date(2000, 2, 29)),
        ("1900-01-01", date(1900, 1, 1)),
        ("2200-12-31", date(2200, 12, 31)),
    ],
)
def test_a_day_is_year_month_day(text: str, expected: date) -> None:
    assert day(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", A_DAY),
        (" ", A_DAY),
        ("20250916", A_DAY),  # a day in 1970 to a looser reader
        ("250916", A_DAY),
        ("1757980800", A_DAY),
        ("16/09/2025", A_DAY),
        ("09/16/2025", A_DAY),
        ("16.09.2025", A_DAY),
        ("16-09-2025", A_DAY),
        ("2025/09/16", A_DAY),
        ("2025.09.16", A_DAY),
        ("2025-9-16", A_DAY),
        ("2025-09-6", A_DAY),
        ("25-09-16", A_DAY),
        ("02025-09-16", A_DAY),
        ("-2025-09-16", A_DAY),
        ("2025-09", A_DAY),
        ("2025", A_DAY),
        ("2025-W38-2", A_DAY),
        ("2025-259", A_DAY),
        ("--09-16", A_DAY),
        ("16 September 2025", A_DAY),
        ("September 16, 2025", A_DAY),
        ("2025-Sep-16", A_DAY),
        ("Tuesday", A_DAY),
        ("today", A_DAY),
        ("tbc", A_DAY),
        ("true", A_DAY),
        ("None", A_DAY),
        ("2025-09-16 10:00", A_DAY),
        ("2025-09-16T00:00", A_DAY),
        ("2025-09-16Z", A_DAY),
        (" 2025-09-16", A_DAY),
        ("2025-09-16 ", A_DAY),
        ("2025-09-16\n", A_DAY),
        ("2025-09-16\n2025-09-17", A_DAY),
        ("2025–09–16", A_DAY),  # dashes of a word processor
        ("2025‑09‑16", A_DAY),  # hyphens that do not break
        ("２０２５-09-16", A_DAY),  # digits of another width
        ("٢٠٢٥-09-16", A_DAY),
        ("2O25-09-16", A_DAY),  # the letter O
        ("2025-O9-16", A_DAY),
        ("2025-02-29", NO_DAY),
        ("1900-02-29", NO_DAY),
        ("2025-02-30", NO_DAY),
        ("2025-09-31", NO_DAY),
        ("2025-16-09", NO_DAY),  # day and month the other way round
        ("2025-13-01", NO_DAY),
        ("2025-00-16", NO_DAY),
        ("2025-09-00", NO_DAY),
        ("0000-09-16", NO_DAY),
        ("9999-99-99", NO_DAY),
        ("0025-09-16", FAR_OFF),
        ("1899-12-31", FAR_OFF),
        ("2201-01-01", FAR_OFF),
        ("9999-12-31", FAR_OFF),
    ],
)
def test_an_odd_way_to_write_a_day_is_refused_with_what_is_right(text: str, message: str) -> None:
    with pytest.raises(NotADate) as refused:
        day(text)

    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-09-16 10:00", "2025-09-16 09:00"),  # summer
        ("2025-12-16 10:00", "2025-12-16 10:00"),  # winter
        ("2025-07-01 00:30", "2025-06-30 23:30"),
        ("2026-01-01 00:00", "2026-01-01 00:00"),
        ("2025-12-31 23:59", "2025-12-31 23:59"),
        # Sunday 30 March 2025: 00:59 GMT, then 02:00 BST.
        ("2025-03-30 00:59", "2025-03-30 00:59"),
        ("2025-03-30 02:00", "2025-03-30 01:00"),
        # Sunday 26 October 2025: 00:59 BST, 01:00 to 01:59 twice, 02:00 GMT.
        ("2025-10-26 00:59", "2025-10-25 23:59"),
        ("2025-10-26 02:00", "2025-10-26 02:00"),
        # Sunday 29 March and Sunday 25 October 2026.
        ("2026-03-29 00:59", "2026-03-29 00:59"),
        ("2026-03-29 02:00", "2026-03-29 01:00"),
        ("2026-10-25 00:59", "2026-10-24 23:59"),
        ("2026-10-25 02:00", "2026-10-25 02:00"),
        # The Mondays after.
        ("2026-03-30 10:00", "2026-03-30 09:00"),
        ("2026-10-26 10:00", "2026-10-26 10:00"),
    ],
)
def test_an_instant_is_a_clock_reading_in_london(text: str, expected: str) -> None:
    assert instant(text) == utc(expected)
    assert instant(text).tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", AN_INSTANT),
        ("2025-09-16", AN_INSTANT),
        ("10:00", AN_INSTANT),
        ("2025-09-16T10:00", AN_INSTANT),
        ("2025-09-16  10:00", AN_INSTANT),
        ("2025-09-16\u00a010:00", AN_INSTANT),  # a space that does not break
        ("2025-09-16 10", AN_INSTANT),
        ("2025-09-16 10am", AN_INSTANT),
        ("2025-09-16 10:00am", AN_INSTANT),
        ("2025-09-16 10.00", AN_INSTANT),
        ("2025-09-16 1000", AN_INSTANT),
        ("2025-09-16 9:00", AN_INSTANT),
        ("2025-09-16 10:0", AN_INSTANT),
        ("2025-09-16 10:00:00", AN_INSTANT),
        ("2025-09-16 10:00Z", AN_INSTANT),
        ("2025-09-16 10:00 BST", AN_INSTANT),
        ("2025-09-16 10:00+01:00", AN_INSTANT),
        ("2025-09-16 at 10:00", AN_INSTANT),
        ("2025-09-16 noon", AN_INSTANT),
        ("16/09/2025 10:00", AN_INSTANT),
        ("2025-9-16 10:00", AN_INSTANT),
        (" 2025-09-16 10:00", AN_INSTANT),
        ("2025-09-16 10:00 ", AN_INSTANT),
        ("2025-09-16 10:00\n", AN_INSTANT),
        ("2025-09-16 １０:00", AN_INSTANT),
        ("2025-09-16 24:00", NO_TIME),  # a newer Python would read midnight, a day early
        ("2025-09-16 25:00", NO_TIME),
        ("2025-09-16 10:60", NO_TIME),
        ("2025-09-16 99:99", NO_TIME),
        ("2025-02-29 10:00", NO_DAY),
        ("2025-16-09 10:00", NO_DAY),
        ("0025-09-16 10:00", FAR_OFF),
        ("2201-01-01 10:00", FAR_OFF),
        # The clocks go forward from 01:00 to 02:00 ...
        ("2025-03-30 01:00", SKIPPED),
        ("2025-03-30 01:30", SKIPPED),
        ("2025-03-30 01:59", SKIPPED),
        ("2026-03-29 01:00", SKIPPED),
        ("2026-03-29 01:30", SKIPPED),
        ("2026-03-29 01:59", SKIPPED),
        # ... and back from 02:00 to 01:00.
        ("2025-10-26 01:00", TWICE),
        ("2025-10-26 01:30", TWICE),
        ("2025-10-26 01:59", TWICE),
        ("2026-10-25 01:00", TWICE),
        ("2026-10-25 01:30", TWICE),
        ("2026-10-25 01:59", TWICE),
    ],
)
def test_an_odd_way_to_write_an_instant_is_refused_with_what_is_right(text: str, message: str) -> None:
    with pytest.raises(NotADate) as refused:
        instant(text)

    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Without an offset it is London ...
        ("2025-09-16T10:00", "2025-09-16 09:00"),
        ("2025-09-16 10:00", "2025-09-16 09:00"),
        ("2025-09-16T10:00:00", "2025-09-16 09:00"),
        ("2025-12-16T10:00", "2025-12-16 10:00"),
        # ... and without a time 00:00 there.
        ("2025-09-16", "2025-09-15 23:00"),
        ("2025-12-16", "2025-12-16 00:00"),
        # With an offset it is what it says.
        ("2025-09-16T10:00Z", "2025-09-16 10:00"),
        ("2025-09-16T10:00+00:00", "2025-09-16 10:00"),
        ("2025-09-16T10:00+01:00", "2025-09-16 09:00"),
        ("2025-09-16T10:00-05:00", "2025-09-16 15:00"),
        ("2025-09-16T00:30+14:00", "2025-09-15 10:30"),
        # An offset tells the two half past ones of the autumn apart, and London's clock needs no other hour in spring.
        ("2025-10-26T01:30+01:00", "2025-10-26 00:30"),
        ("2025-10-26T01:30+00:00", "2025-10-26 01:30"),
        ("2025-03-30T01:30Z", "2025-03-30 01:30"),
    ],
)
def test_as_of_is_london_unless_an_offset_says_otherwise(text: str, expected: str) -> None:
    assert as_of(text) == utc(expected)
    assert as_of(text).tzinfo is UTC


def test_as_of_keeps_seconds() -> None:
    assert as_of("2025-09-16T09:59:59") == utc("2025-09-16 09:00") - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ISO),
        ("now", ISO),
        ("tomorrow", ISO),
        ("10:00", ISO),
        ("16/09/2025", ISO),
        ("16 September 2025", ISO),
        ("2025-09", ISO),
        ("2025-09-16T", ISO),
        ("2025-09-16T10:00 BST", ISO),
        ("2025-09-16T10:00 Europe/London", ISO),
        ("2025-09-16T25:00", ISO),
        ("2025-09-16T10:60", ISO),
        ("2025-09-16T10:00+25:00", ISO),
        ("2025-02-29T10:00", ISO),
        ("2025-13-01", ISO),
        ("1757980800", ISO),
        ("2025-03-30T01:30", SKIPPED),
        ("2026-03-29T01:00", SKIPPED),
        ("2025-10-26T01:30", TWICE),
        ("2026-10-25T01:59:59", TWICE),
    ],
)
def test_what_is_no_instant_is_refused_with_what_is_right(text: str, message: str) -> None:
    with pytest.raises(NotADate) as refused:
        as_of(text)

    assert str(refused.value) == message


@pytest.mark.parametrize("text", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-05:00"])
def test_an_instant_before_or_after_all_calendars_is_refused_like_any_other(text: str) -> None:
    with pytest.raises(NotADate):
        as_of(text)


@pytest.mark.parametrize(
    ("earlier", "later", "minutes"),
    [
        # Spring: the clock shows an hour more than has passed; autumn: an hour less.
        ("2025-03-30 00:59", "2025-03-30 02:00", 1),
        ("2026-03-29 00:30", "2026-03-29 02:30", 60),
        ("2025-10-26 00:59", "2025-10-26 02:00", 121),
        ("2026-10-25 00:30", "2026-10-25 02:30", 180),
        ("2026-03-28 10:00", "2026-03-29 10:00", 23 * 60),
        ("2026-10-24 10:00", "2026-10-25 10:00", 25 * 60),
    ],
)
def test_instants_compare_right_around_a_clock_change(earlier: str, later: str, minutes: int) -> None:
    assert instant(earlier) < instant(later)
    assert instant(later) - instant(earlier) == timedelta(minutes=minutes)


def test_the_two_half_past_ones_of_the_autumn_are_an_hour_apart() -> None:
    first, second = as_of("2025-10-26T01:30+01:00"), as_of("2025-10-26T01:30+00:00")

    assert second - first == timedelta(hours=1)
    assert instant("2025-10-26 00:59") < first < second < instant("2025-10-26 02:00")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-09-15T22:59Z", "2025-09-15"),
        ("2025-09-15T23:00Z", "2025-09-16"),  # midnight in summer
        ("2025-12-15T23:59Z", "2025-12-15"),
        ("2025-12-16T00:00Z", "2025-12-16"),  # midnight in winter
        ("2025-03-30T00:00Z", "2025-03-30"),
        ("2025-03-30T23:00Z", "2025-03-31"),
        ("2025-10-25T23:00Z", "2025-10-26"),
        ("2025-10-26T23:30Z", "2025-10-26"),
        ("2025-12-31T23:59Z", "2025-12-31"),
        ("2025-09-15T20:00-05:00", "2025-09-16"),
    ],
)
def test_a_day_begins_and_ends_at_midnight_in_london(text: str, expected: str) -> None:
    assert london_day(as_of(text)) == day(expected)


def test_the_day_of_an_instant_does_not_hang_on_its_zone() -> None:
    at = datetime(2025, 9, 16, 8, 30, tzinfo=timezone(timedelta(hours=9)))  # 00:30 in London

    assert london_day(at) == date(2025, 9, 16)
    assert london_day(at - timedelta(minutes=31)) == date(2025, 9, 15)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2025-09-16", "2025-09-15 23:00"),
        ("2025-12-16", "2025-12-16 00:00"),
        ("2025-03-30", "2025-03-30 00:00"),  # the clocks change later that night
        ("2025-03-31", "2025-03-30 23:00"),
        ("2025-10-26", "2025-10-25 23:00"),
        ("2025-10-27", "2025-10-27 00:00"),
    ],
)
def test_a_day_starts_at_midnight_in_london(on: str, expected: str) -> None:
    assert start_of(day(on)) == utc(expected)


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2025-09-16", "16 September 2025"), ("2025-05-01", "1 May 2025"), ("2025-12-31", "31 December 2025")],
)
def test_a_day_in_words_is_as_pages_write_it(on: str, expected: str) -> None:
    assert in_words(day(on)) == expected


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_every_day_is_read_as_it_is_written(on: date) -> None:
    assert day(f"{on.year}-{on.month:02}-{on.day:02}") == on


@given(st.dates(date(1900, 1, 2), date(2200, 12, 31)))
def test_the_start_of_a_day_falls_on_it_and_the_second_before_does_not(on: date) -> None:
    assert london_day(start_of(on)) == on
    assert london_day(start_of(on) - timedelta(seconds=1)) == on - timedelta(days=1)


@given(st.datetimes(datetime.fromisoformat("1972-01-01"), datetime.fromisoformat("2037-12-31")))
def test_a_clock_reading_comes_back_from_its_instant_or_is_refused(local: datetime) -> None:
    """The zone itself is the judge: a reading is fine if exactly one instant of UTC shows it."""
    local = local.replace(microsecond=0)
    hours = (local.replace(tzinfo=UTC) - timedelta(hours=number) for number in (0, 1))
    shows = [at for at in hours if at.astimezone(ZoneInfo("Europe/London")).replace(tzinfo=None) == local]
    if len(shows) == 1:
        assert in_london(local) == shows[0]
    else:
        with pytest.raises(NotADate):
            in_london(local)
