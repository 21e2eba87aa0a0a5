"""Days and instants as people write them: ``2025-09-16`` and ``2025-09-16 10:00``, in London.

Instants are kept in UTC, so that comparing two of them is right across a clock change as well.
Nothing else is read as a date. A looser reader takes `20250916` for a day in 1970, and a typo
would publish at once.
"""

import re
from datetime import UTC, date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class NotADate(ValueError):
    """The text is no day or instant we read; the message says what is right."""


def day(text: str) -> date:
    """A calendar day from ``YYYY-MM-DD``. Raises NotADate."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise NotADate("a date is written year-month-day, for example 2025-09-16")
    try:
        value = date.fromisoformat(text)
    except ValueError:
        raise NotADate("there is no such day in the calendar") from None
    return _near(value)


def instant(text: str) -> datetime:
    """An instant in Europe/London from ``YYYY-MM-DD HH:MM``. Raises NotADate.

    A time that the spring clock change leaves out, or the autumn one brings twice, is refused.
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}", text):
        raise NotADate("a day and a time are needed, for example 2025-09-16 10:00")
    on = day(text[:10])
    hour, minute = int(text[11:13]), int(text[14:])
    if hour > 23 or minute > 59:
        raise NotADate("there is no such time of day")
    return in_london(datetime.combine(on, time(hour, minute)))


def in_london(local: datetime) -> datetime:
    """A clock reading without an offset as an instant in Europe/London. Raises NotADate."""
    first, second = (local.replace(tzinfo=LONDON, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        skipped = first.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != local
        change = "does not exist" if skipped else "comes twice"
        raise NotADate(f"this time {change}, because the clocks change; choose another hour")
    return first.astimezone(UTC)


def as_of(text: str) -> datetime:
    """An instant from ISO 8601; without an offset it is Europe/London, without a time 00:00.

    Raises NotADate.
    """
    try:
        value = _near(datetime.fromisoformat(text))
        return in_london(value) if value.tzinfo is None else value.astimezone(UTC)
    except NotADate:
        raise
    except (ValueError, OverflowError):
        raise NotADate(
            "write a day and time, for example 2025-09-16T10:00 (London time) or 2025-09-16T09:00Z"
        ) from None


Dated = TypeVar("Dated", bound=date)


def _near(value: Dated) -> Dated:
    if not 1900 <= value.year <= 2200:
        raise NotADate("the year must lie between 1900 and 2200")
    return value


def london_day(at: datetime) -> date:
    """The calendar day on which an instant falls in London."""
    return at.astimezone(LONDON).date()


def start_of(on: date) -> datetime:
    """00:00 in London on a day (the clocks there never change at midnight)."""
    return datetime.combine(on, time(0), LONDON).astimezone(UTC)


def in_words(on: date) -> str:
    """A day as pages write it: ``16 September 2025``."""
    return f"{on.day} {on:%B} {on.year}"


def short_day(on: date) -> str:
    """A day where there is little room: ``16 Sep 2025``."""
    return f"{on.day} {on:%b} {on.year}"
