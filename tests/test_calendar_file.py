"""The calendar file, read back by two other libraries than the one that wrote it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any, NamedTuple

import pytest
import vobject
from dateutil.tz import tzical
from ical.calendar_stream import IcsCalendarStream

from macros.dates import LONDON, day, london_day
from macros.guidance.front_matter import HandWritten
from macros.outputs import outputs
from macros.outputs.calendar_file import Event, calendar_file
from macros.outputs.publications import publications
from macros.pages.calendar import entries
from macros.partnership.model import Partnership
from macros.public_view import PublicSite
from macros.scan.data import read_calendar
from macros.scan.reading import Part
from tests.factories import at, miniature
from tests.views import (
    BRIEFING_ALONE,
    IMPROVEMENTS_ONLY,
    Changes,
    aged,
    guidance,
    internal_site,
    public_site,
    with_announcements,
)

SITE = "https://nscp.example/"
EMPTY = PublicSite((), ())
TODAY = "2026-11-23"
ON_THE_CLOCK = datetime(2026, 1, 1, 10, tzinfo=UTC).replace(tzinfo=None)


class Read(NamedTuple):
    """An event as a library reads it."""

    uid: str
    begins: date | None
    ends: date | None
    summary: str
    sequence: int
    status: str


def by_vobject(data: bytes) -> list[Read]:
    calendar = vobject.readOne(data.decode())
    return [
        Read(
            event.uid.value,
            event.dtstart.value,
            event.dtend.value,
            event.summary.value,
            int(event.sequence.value),
            event.status.value,
        )
        for event in getattr(calendar, "vevent_list", [])
    ]


def by_ical(data: bytes) -> list[Read]:
    calendar = IcsCalendarStream.calendar_from_ics(data.decode())
    return [
        Read(
            event.uid,
            event.dtstart,
            event.dtend,
            event.summary or "",
            event.sequence or 0,
            event.status.value if event.status else "",
        )
        for event in calendar.events
    ]


def read_back(data: bytes) -> dict[str, Read]:
    """The events by UID. Both libraries read them alike, or the test fails."""
    one, other = ({event.uid: event for event in read(data)} for read in (by_vobject, by_ical))
    assert one == other
    assert [event.begins.tzinfo is None for event in one.values() if isinstance(event.begins, datetime)].count(
        True
    ) == 0
    return one


def of(*events: Event, name: str = "A calendar") -> bytes:
    return calendar_file(name, events, SITE)


def lines(data: bytes) -> list[str]:
    """The file's lines, unfolded."""
    return data.decode().replace("\r\n ", "").splitlines()


def public_events(
    site: PublicSite = EMPTY, partner: Partnership | None = None, pages: Iterable[HandWritten] = (), today: str = TODAY
) -> dict[str, Event]:
    found = publications(site, partner or miniature(), pages, day(today))
    return {event.uid: event for event in found}


def public_file(site: PublicSite = EMPTY, partner: Partnership | None = None, today: str = TODAY) -> bytes:
    return outputs(site, partner or miniature(), (), day(today))["calendar/publications.ics"]


# Times and days

# By hand: London is an hour ahead of UTC from the last Sunday of March to that of October.
INSTANTS = [
    ("2025-09-16 10:00", "2025-09-16T09:00"),
    ("2025-12-16 10:00", "2025-12-16T10:00"),
    ("2025-03-30 10:00", "2025-03-30T09:00"),  # the day on which summer time begins
    ("2025-10-26 10:00", "2025-10-26T10:00"),  # and on which it ends
    ("2025-03-30 00:45", "2025-03-30T00:45"),  # ends at 02:15, because the clock skips an hour
    ("2025-07-01 00:30", "2025-06-30T23:30"),
    ("2044-06-30 10:00", "2044-06-30T09:00"),
]


@pytest.mark.parametrize(("london", "utc"), INSTANTS)
def test_a_time_is_the_same_instant_in_london_and_by_utc_in_summer_and_winter(london: str, utc: str) -> None:
    data = of(Event("publication.child-rowan", "Published", at=at(london)))
    read = read_back(data)["publication.child-rowan@nscp.example"]
    assert isinstance(read.begins, datetime) and isinstance(read.ends, datetime)
    assert read.begins.astimezone(UTC) == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert read.begins.astimezone(LONDON).strftime("%Y-%m-%d %H:%M") == london
    assert read.ends.astimezone(UTC) - read.begins.astimezone(UTC) == timedelta(minutes=30)
    assert f"DTSTART;TZID=Europe/London:{london.replace('-', '').replace(' ', 'T').replace(':', '')}00" in lines(data)


@pytest.mark.parametrize(
    ("on", "next_day"), [("2025-09-16", "2025-09-17"), ("2028-02-28", "2028-02-29"), ("2026-12-31", "2027-01-01")]
)
def test_a_whole_day_is_a_date_without_a_time_zone_and_keeps_nobody_busy(on: str, next_day: str) -> None:
    data = of(Event("step.one", "A deadline", on=day(on)))
    read = read_back(data)["step.one@nscp.example"]
    assert (read.begins, read.ends) == (day(on), day(next_day))
    assert not isinstance(read.begins, datetime)
    assert {f"DTSTART;VALUE=DATE:{on.replace('-', '')}", "TRANSP:TRANSPARENT"} <= set(lines(data))


def test_the_time_zone_in_the_file_changes_its_clocks_when_london_does() -> None:
    zone = tzical(StringIO(of().decode())).get("Europe/London")
    midnights = (datetime(year, 1, 1, tzinfo=UTC) + timedelta(n) for year in (1997, 2025, 2043) for n in range(365))
    local = [(one + timedelta(hours=hours)).replace(tzinfo=None) for one in midnights for hours in (0, 3, 12)]
    found = [(one, one.replace(tzinfo=zone).utcoffset(), one.replace(tzinfo=LONDON).utcoffset()) for one in local]
    assert [one for one in found if one[1] != one[2]] == []
    assert {one[1] for one in found} == {timedelta(0), timedelta(hours=1)}


# What the file says of itself, and how it is written


def test_the_file_is_a_calendar_that_is_published_and_asked_for_again() -> None:
    wanted = {
        "VERSION:2.0",
        "METHOD:PUBLISH",
        "PRODID:-//cspr-publisher//Publication calendar//EN",
        "X-WR-CALNAME:Ours\\, theirs\\; all",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    }
    assert wanted <= set(lines(of(name="Ours, theirs; all")))


HOSTILE = [
    "One, two; three\\four",
    "First line\nsecond line\n\nfourth",
    'Quotes "here": and colons',
    "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:another@host",
    "Ünïcode é – “words” 🙂 " * 20,
    "x" * 200,
]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_come_back_as_they_are_written_whatever_signs_they_hold(words: str) -> None:
    data = of(Event("step.one", words, on=date(2026, 1, 1), description=words, categories=("a, b", "c;d")))
    assert data.count(b"BEGIN:VEVENT\r\n") == 1
    assert read_back(data)["step.one@nscp.example"].summary == words.replace("\r\n", "\n")
    [event] = vobject.readOne(data.decode()).vevent_list
    assert event.description.value == words.replace("\r\n", "\n")
    assert event.categories.value == ["a, b", "c;d"]


@pytest.mark.parametrize("words", HOSTILE)
def test_lines_end_as_the_standard_wants_and_hold_75_bytes_at_most(words: str) -> None:
    data = of(Event("step.one", words, on=date(2026, 1, 1)), name=words)
    *parts, last = data.split(b"\r\n")
    assert last == b""
    assert max(map(len, parts)) <= 75
    assert not [part for part in parts if b"\n" in part or b"\r" in part]
    assert [part.decode() for part in parts]  # no sign is cut in two


def test_the_same_events_in_any_order_are_the_same_bytes() -> None:
    events = [
        Event("step.two", "Two", on=date(2026, 1, 2)),
        Event("step.one", "One", on=date(2026, 1, 2)),
        Event("publication.a", "A", at=at("2026-01-02 10:00"), last_modified=at("2025-12-01 09:00")),
        Event("step.three", "Three", on=date(2025, 1, 2)),
    ]
    assert of(*events) == of(*reversed(events))
    uids = [line[4:] for line in lines(of(*events)) if line.startswith("UID:")]
    assert [uid.split("@")[0] for uid in uids] == ["step.three", "step.one", "step.two", "publication.a"]


def test_a_stamp_comes_from_the_data_and_never_from_the_clock() -> None:
    modified = Event("step.one", "One", on=date(2026, 3, 3), last_modified=at("2026-07-01 10:00"))
    assert {"DTSTAMP:20260701T090000Z", "LAST-MODIFIED:20260701T090000Z"} <= set(lines(of(modified)))
    never = lines(of(Event("step.one", "One", on=date(2026, 3, 3))))
    assert "DTSTAMP:20000101T000000Z" in never
    assert not [line for line in never if line.startswith("LAST-MODIFIED")]


def test_a_moved_and_a_cancelled_event_keep_their_uid() -> None:
    first = Event("publication.child-rowan", "Publication", at=at("2026-07-07 10:00"), status="TENTATIVE")
    moved = Event("publication.child-rowan", "Publication", at=at("2026-12-08 10:00"), sequence=1)
    gone = Event("publication.child-rowan", "Publication", at=at("2026-12-08 10:00"), sequence=2, status="CANCELLED")
    found = [read_back(of(event))["publication.child-rowan@nscp.example"] for event in (first, moved, gone)]
    assert [(read.sequence, read.status) for read in found] == [(0, "TENTATIVE"), (1, "CONFIRMED"), (2, "CANCELLED")]


def test_events_that_a_calendar_would_take_for_one_are_refused() -> None:
    event = Event("step.one", "One", on=date(2026, 1, 1))
    with pytest.raises(ValueError, match="two events have this UID"):
        of(event, event)


def test_an_event_has_a_day_or_an_instant_that_knows_its_zone() -> None:
    with pytest.raises(ValueError, match="a day or an instant"):
        Event("step.one", "One")
    with pytest.raises(ValueError, match="a day or an instant"):
        Event("step.one", "One", on=date(2026, 1, 1), at=at("2026-01-01"))
    with pytest.raises(ValueError, match="time zone"):
        Event("step.one", "One", at=ON_THE_CLOCK)
    with pytest.raises(ValueError, match="time zone"):
        Event("step.one", "One", on=date(2026, 1, 1), last_modified=ON_THE_CLOCK)


# The public file


def test_a_publication_stands_at_its_hour_and_leads_to_its_report() -> None:
    [event] = public_events(public_site({}, as_of=TODAY)).values()
    assert (event.uid, event.at, event.on) == ("publication.child-rowan", at("2025-09-16 10:00"), None)
    assert (event.summary, event.url) == ("Published: Child Rowan", "https://miniature.example/reports/child-rowan/")
    assert event.description == "A baby was hurt, and three services each saw a part."
    assert (event.status, event.categories) == ("CONFIRMED", ("Published",))


def test_a_review_without_a_report_leads_to_its_briefing() -> None:
    [event] = public_events(public_site(BRIEFING_ALONE, as_of=TODAY)).values()
    assert event.url == "https://miniature.example/briefings/child-rowan/"


def test_what_was_public_before_this_system_is_a_whole_day() -> None:
    before: Changes = {"review": "serious-case-review", "publication": {"already_public": "2016-09-14"}}
    [event] = public_events(public_site(before, as_of=TODAY)).values()
    assert (event.on, event.at, event.last_modified) == (day("2016-09-14"), None, None)


def test_how_often_a_publication_was_moved_is_not_told() -> None:
    moved: Changes = {
        "publication.moved": [
            {"from": "2025-07-01 10:00", "on": "2025-06-20"},
            {"from": "2025-08-05 10:00", "on": "2025-07-20"},
        ]
    }
    assert public_file(public_site(moved)) == public_file(public_site({}))
    [event] = public_events(public_site(moved)).values()
    assert (event.sequence, event.last_modified) == (0, at("2025-09-16 10:00"))


def test_every_correction_is_an_event_and_two_of_one_day_are_two() -> None:
    notes = [
        {"date": on, "text": f"Correction {n}."} for n, on in enumerate(("2025-10-01", "2025-10-01", "2025-11-04"))
    ]
    found = public_events(public_site({"amendments": notes}, as_of=TODAY))
    del found["publication.child-rowan"]
    assert [(uid, str(event.on), event.description) for uid, event in found.items()] == [
        ("amendment.child-rowan.2025-10-01", "2025-10-01", "Correction 0."),
        ("amendment.child-rowan.2025-10-01-2", "2025-10-01", "Correction 1."),
        ("amendment.child-rowan.2025-11-04", "2025-11-04", "Correction 2."),
    ]
    assert {event.url for event in found.values()} == {"https://miniature.example/reports/child-rowan/#amendments"}
    assert {event.summary for event in found.values()} == {"Corrected: Child Rowan"}


def test_an_invented_case_says_so_in_each_of_its_events() -> None:
    notes = [{"date": "2025-10-01", "text": "A figure."}]
    found = public_events(public_site({"example": "true", "amendments": notes}, as_of=TODAY))
    assert [event.summary for event in found.values()] == [
        "Published: Child Rowan (example: an invented case)",
        "Corrected: Child Rowan (example: an invented case)",
    ]
    assert all("Example" in event.categories for event in found.values())


def test_of_improvements_alone_the_file_says_the_title_and_nothing_else() -> None:
    data = public_file(public_site(IMPROVEMENTS_ONLY, as_of=TODAY)).decode()
    assert "Published: Child Rowan" in data
    assert not [hidden for hidden in ("DESCRIPTION", "baby", "Injuries", "Police") if hidden in data]


def test_what_is_to_come_and_what_was_withdrawn_is_not_in_the_file() -> None:
    withdrawn: Changes = {"withdrawn": {"at": "2026-01-06 09:00", "kind": "welfare", "decided_by": "strategic-leads"}}
    site = public_site(aged("child-elm", "2027-02-10"), aged("child-oak", "2025-09-16", withdrawn), as_of=TODAY)
    assert public_file(site) == public_file(EMPTY)


# Announcements

NEWS: Mapping[str, str] = {"on": "2027-02-09 10:00", "text": "A review will\n  be published."}
LATER = {"on": "2027-03-09 10:00", "text": "A review will be published."}


def announced(*written: Mapping[str, object], today: str = TODAY) -> list[Event]:
    return list(public_events(partner=with_announcements(*written), today=today).values())  # type: ignore[arg-type]


def test_an_announcement_stands_at_its_hour_on_one_line() -> None:
    [event] = announced(NEWS)
    assert (event.at, event.summary) == (at("2027-02-09 10:00"), "Announced: A review will be published.")
    assert (event.sequence, event.last_modified, event.url) == (0, None, "")


def test_a_moved_announcement_keeps_its_uid_and_its_sequence_rises() -> None:
    once = {**LATER, "moved": [{"from": "2027-02-09 10:00", "on": "2026-10-06"}]}
    twice = {
        "on": "2027-04-13 10:00",
        "text": "Other words.",
        "moved": [*once["moved"], {"from": "2027-03-09 10:00", "on": "2026-11-23"}],
    }
    found = [announced(one)[0] for one in (NEWS, once, twice)]
    assert len({event.uid for event in found}) == 1
    assert [event.sequence for event in found] == [0, 1, 2]
    assert [event.at for event in found[1:]] == [at("2027-03-09 10:00"), at("2027-04-13 10:00")]
    assert [event.last_modified for event in found] == [None, at("2026-10-06"), at("2026-11-23")]


def test_a_move_with_a_day_to_come_has_not_happened() -> None:
    moved = {**LATER, "moved": [{"from": "2027-02-09 10:00", "on": "2026-11-24"}]}
    found = [announced(moved, today=today)[0] for today in ("2026-11-23", "2026-11-24")]
    assert [event.sequence for event in found] == [0, 1]


def test_what_moved_before_it_was_shown_is_not_told() -> None:
    before = {"from": "2027-02-09 10:00", "on": "2026-11-10"}
    after = {"from": "2027-02-16 10:00", "on": "2026-12-08"}
    shown: dict[str, Any] = {**LATER, "from": "2026-12-01"}
    assert announced({**shown, "moved": [before]}, today="2026-12-24") == announced(shown, today="2026-12-24")
    [moved] = announced({**shown, "moved": [before, after]}, today="2026-12-24")
    assert moved.sequence == 1


def test_two_announcements_of_one_instant_are_two_events() -> None:
    assert len({event.uid for event in announced(NEWS, NEWS, LATER)}) == 3


def test_an_announcement_that_is_not_shown_yet_changes_no_other_one() -> None:
    now, to_come = {**NEWS, "from": "2026-11-01"}, {**NEWS, "text": "More.", "from": "2026-12-01"}
    alone = announced(now)
    assert announced(to_come, now) == alone
    both = announced(to_come, now, today="2026-12-01")
    assert {event.uid for event in both} > {event.uid for event in alone}
    [still] = [event for event in both if "More" not in event.summary]
    assert [still] == alone


# Reviews of the guidance


def test_guidance_is_due_on_a_day_that_moves_when_it_is_read_again() -> None:
    read = [guidance("guidance/notify/", "Notify", on) for on in ("2025-11-25", "2026-02-28")]
    [[first], [again]] = [list(public_events(pages=[page]).values()) for page in read]
    assert first.uid == again.uid == "review.guidance/notify"
    assert (str(first.on), str(again.on)) == ("2026-11-25", "2027-02-28")
    assert first.sequence < again.sequence
    assert (first.last_modified, again.last_modified) == (at("2025-11-25"), at("2026-02-28"))
    assert (again.summary, again.url) == (
        "Guidance to be read again: Notify",
        "https://miniature.example/guidance/notify/",
    )


def test_overdue_guidance_stays_on_the_day_on_which_it_was_due() -> None:
    page = guidance("guidance/notify/", "Notify", "2024-02-29")
    found = [public_events(pages=[page], today=today) for today in ("2026-11-23", "2026-11-24")]
    assert found[0] == found[1]
    assert [str(event.on) for event in found[0].values()] == ["2025-02-28"]


def test_guidance_read_after_today_is_not_in_the_file() -> None:
    assert public_events(pages=[guidance("guidance/notify/", "Notify", "2026-11-24")]) == {}


# Beside the page


def test_the_file_and_the_page_say_the_same() -> None:
    notes = [{"date": "2025-10-01", "text": "A figure."}]
    site = public_site(
        aged("child-elm", "2025-09-16", {"amendments": notes}), aged("child-oak", "2026-03-03"), as_of=TODAY
    )
    partner, pages = with_announcements(NEWS), [guidance("guidance/", "Guidance", "2026-05-05")]
    page = {str(entry.on) for entry in entries(site, partner, pages, day(TODAY))}
    file = outputs(site, partner, pages, day(TODAY))["calendar/publications.ics"]
    begins = [read.begins for read in read_back(file).values()]
    assert {str(london_day(one) if isinstance(one, datetime) else one) for one in begins} == page
    assert len(begins) == 5


def test_an_internal_site_has_no_public_file() -> None:
    assert "calendar/publications.ics" not in outputs(internal_site({}), miniature(), (), day(TODAY))


def test_the_last_reading_knows_the_sites_own_uids_and_takes_no_other_for_one() -> None:
    def fields(uid: str) -> set[str]:
        data = f"BEGIN:VCALENDAR\r\nUID:{uid}\r\nEND:VCALENDAR\r\n".encode()
        return {item.field for item in read_calendar(data) if isinstance(item, Part) and item.text == uid}

    own = [f"{uid}@nscp.example" for uid in public_events(public_site({}), with_announcements(NEWS))]
    assert len(own) == 2 and all(fields(uid) == {"key"} for uid in own)
    for other in ("someone@people.example", "publication.x@a.example someone@people.example"):
        assert fields(other) == {"text"}
