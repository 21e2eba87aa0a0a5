"""A calendar file (iCalendar, RFC 5545), by which people's own calendars follow the partnership's.

A calendar knows an event again by its UID, and takes the newer of two by SEQUENCE, then by DTSTAMP
(RFC 5546, 2.1.5). So all three come from the data and never from the clock: the same events are
the same bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vDuration, vText
from icalendar import Event as CalendarEvent

from macros.dates import LONDON
from macros.pages.outward import host

__all__ = ["Event", "calendar_file"]

_WE = "-//cspr-publisher//Publication calendar//EN"
# How long an event with an hour takes, and how often a calendar asks whether anything moved.
_LENGTH = timedelta(minutes=30)
_ASK_AGAIN = timedelta(hours=6)

# Of what nobody has moved: a fixed instant, so that a day put right never makes an event the older of two.
NEVER_MODIFIED = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Event:
    """Something in a calendar: all day ``on`` a day, or ``at`` an instant (aware). One of the two is given.

    ``uid`` is what it is, without the host: `publication.child-rowan`. It stays for ever; ``sequence``
    rises each time the event is moved or cancelled, and ``last_modified`` (aware) is when that was.
    ``url`` is a whole address, empty where there is none. Raises ValueError.
    """

    uid: str
    summary: str
    on: date | None = None
    at: datetime | None = None
    description: str = ""
    url: str = ""
    sequence: int = 0
    last_modified: datetime | None = None
    status: Literal["TENTATIVE", "CONFIRMED", "CANCELLED"] = "CONFIRMED"
    categories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.on is None) == (self.at is None):
            raise ValueError(f"{self.uid}: an event has a day or an instant, and not both")
        if any(one is not None and one.tzinfo is None for one in (self.at, self.last_modified)):
            raise ValueError(f"{self.uid}: an instant needs its time zone")

    @property
    def begins(self) -> datetime:
        """Its instant; of a whole day 00:00 by UTC, so that days come in order."""
        if self.at is not None:
            return self.at.astimezone(UTC)
        assert self.on is not None
        return datetime.combine(self.on, time(0), UTC)


def calendar_file(name: str, events: Iterable[Event], site_url: str) -> bytes:
    """The calendar called ``name`` with these events, in order of time, for a site at ``site_url``.

    A day is a date without a time zone, an instant is in London time. Raises ValueError where two
    events have one UID: a calendar would show one of them.
    """
    calendar = Calendar()
    calendar.add("prodid", _WE)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(name))
    calendar.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_ASK_AGAIN))  # what Outlook knows it by
    calendar.add_component(_london())
    seen: set[str] = set()
    for event in sorted(events, key=lambda event: (event.begins, event.uid)):
        if event.uid in seen:
            raise ValueError(f"{event.uid}: two events have this UID")
        seen.add(event.uid)
        calendar.add_component(_component(event, host(site_url)))
    return bytes(calendar.to_ical())


def _component(event: Event, at_host: str) -> CalendarEvent:
    component = CalendarEvent()
    component.add("uid", f"{event.uid}@{at_host}")
    if event.at is not None:
        component.add("dtstart", event.at.astimezone(LONDON))
        component.add("dtend", (event.at.astimezone(UTC) + _LENGTH).astimezone(LONDON))
    elif event.on is not None:
        component.add("dtstart", event.on)
        component.add("dtend", event.on + timedelta(days=1))
        component.add("transp", "TRANSPARENT")  # a deadline does not make anybody busy
    modified = event.last_modified.astimezone(UTC) if event.last_modified else None
    component.add("dtstamp", modified or NEVER_MODIFIED)
    if modified:
        component.add("last-modified", modified)
    component.add("sequence", event.sequence)
    component.add("status", event.status)
    component.add("summary", event.summary)
    if event.description:
        component.add("description", event.description)
    if event.url:
        component.add("url", event.url)
    if event.categories:
        component.add("categories", list(event.categories))
    return component


def _london() -> Timezone:
    """Greenwich Mean Time and British Summer Time, as the clocks have changed since 1996."""
    zone = Timezone()
    zone.add("tzid", LONDON.key)
    winter, summer = timedelta(0), timedelta(hours=1)
    for part, name, began, month, before, then in (
        (TimezoneStandard(), "GMT", datetime(1996, 10, 27, 2), 10, summer, winter),  # noqa: DTZ001 - by the clock there
        (TimezoneDaylight(), "BST", datetime(1981, 3, 29, 1), 3, winter, summer),  # noqa: DTZ001
    ):
        part.add("tzname", name)
        part.add("dtstart", began)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", then)
        zone.add_component(part)
    return zone
