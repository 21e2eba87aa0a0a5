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

import holidays
from dateutil.relativedelta import relativedelta

Unit = Literal["days", "working-days", "weeks", "months", "years"]
Counted = Literal["before", "after"]


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England in a year, substitute and one-off days included."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


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
