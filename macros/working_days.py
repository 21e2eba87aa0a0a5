"""Counting days as the framework does.

The day of the event is day 0; the next working day is working day 1; "N before" counts back in
the same way; months end on the same day of the month, or its last. A working day is Monday to
Friday and no bank holiday of England. Source: the counting rules of the case record.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Literal

from dateutil.easter import easter
from dateutil.relativedelta import MO, relativedelta

Unit = Literal["days", "working-days", "weeks", "months", "years"]
Counted = Literal["before", "after"]


# Where one year departs from the rule: what is no bank holiday in it, and what is one beside it.
# Source: proclamations under the Banking and Financial Dealings Act 1971, as listed on gov.uk/bank-holidays.
APART: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {
    1981: ((), ("07-29",)),
    1995: (("05-01",), ("05-08",)),  # 50 years after the war
    1999: ((), ("12-31",)),
    2002: (("05-27",), ("06-03", "06-04")),  # the Golden Jubilee
    2011: ((), ("04-29",)),
    2012: (("05-28",), ("06-04", "06-05")),  # the Diamond Jubilee
    2020: (("05-04",), ("05-08",)),  # 75 years after the war
    2022: (("05-30",), ("06-02", "06-03", "09-19")),  # the Platinum Jubilee, the Queen's funeral
    2023: ((), ("05-08",)),  # the King's coronation
}


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England in a year from 1978 on, all of them Mondays to Fridays.

    A day that falls on a weekend is kept on the next weekday that is free. Source: Banking and
    Financial Dealings Act 1971, schedule 1, and the proclamations since.
    """
    sunday = easter(year)
    kept = {
        sunday - timedelta(days=2),
        sunday + timedelta(days=1),
        date(year, 5, 1) + relativedelta(weekday=MO(1)),
        date(year, 5, 31) + relativedelta(weekday=MO(-1)),
        date(year, 8, 31) + relativedelta(weekday=MO(-1)),
    }
    for on in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while on.weekday() >= 5 or on in kept:
            on += timedelta(days=1)
        kept.add(on)
    taken, added = ({date.fromisoformat(f"{year}-{on}") for on in days} for days in APART.get(year, ((), ())))
    return frozenset(kept - taken | added)


@dataclass(frozen=True)
class Calendar:
    """Working days of one partnership: England's, with the days it adds and removes."""

    add: frozenset[date] = field(default_factory=frozenset)
    remove: frozenset[date] = field(default_factory=frozenset)

    @classmethod
    def of(cls, add: Iterable[date] = (), remove: Iterable[date] = ()) -> "Calendar":
        return cls(frozenset(add), frozenset(remove))

    def is_bank_holiday(self, on: date) -> bool:
        return on in self.add or (on in bank_holidays(on.year) and on not in self.remove)

    def is_working_day(self, on: date) -> bool:
        return on.weekday() < 5 and not self.is_bank_holiday(on)

    def count(self, event: date, number: int, unit: Unit, counted: Counted) -> date:
        """The day that lies ``number`` units before or after the day of the event.

        Zero is the day of the event itself; a negative number lies on its other side.
        """
        steps = number if counted == "after" else -number
        if unit == "working-days":
            return self._working_days(event, steps)
        if unit in ("days", "weeks"):
            return event + timedelta(days=steps * (7 if unit == "weeks" else 1))
        return event + relativedelta(months=steps * (12 if unit == "years" else 1))

    def _working_days(self, event: date, steps: int) -> date:
        one = timedelta(days=1 if steps > 0 else -1)
        left = abs(steps)
        on = event
        while left:
            on += one
            left -= self.is_working_day(on)
        return on
