"""A limit as data: so many units before or after an event, and the same in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from macros.strict_model import Day, Id, Ids, Strict, Whole, fault, matching
from macros.strict_model import Line as AnyLine
from macros.working_days import Calendar, Counted, Unit


def _plain_words(value: str) -> str:
    # Pages print these as they are, between Markdown and HTML.
    if found := re.search(r"[<>{}\[\]*_`|\\]|&#?\w{1,32};", value):
        raise fault("sign", f"found `{found.group()}`; names and sentences here are plain words")
    return value


Line = Annotated[AnyLine, AfterValidator(_plain_words)]

Event = Literal[
    "incident",
    "aware",
    "notified",
    "information-requested",
    "sent-to-panel",
    "decision",
    "first-meeting",
    "publication",
    "last-report",
]
EVENTS: Mapping[str, str] = {
    "incident": "the incident",
    "aware": "becoming aware",
    "notified": "the notification",
    "information-requested": "the request",
    "sent-to-panel": "sending the Rapid Review to the National Panel",
    "decision": "the decision to review",
    "first-meeting": "the first meeting of the review",
    "publication": "publication",
    "last-report": "the last report",
}


Duty = Literal["must", "should"]
_OTHER_SIDE: Mapping[Counted, Counted] = {"before": "after", "after": "before"}


class InForce(Strict):
    """Something that holds from a day, until a day (both included, both optional)."""

    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.from_ and self.until and self.until < self.from_:
            raise fault("order", f"`until` ({self.until}) lies before `from` ({self.from_}); one of them is wrong")
        return self

    def holds_on(self, on: date) -> bool:
        return (self.from_ is None or self.from_ <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Window:
    """The days a limit leaves: the first, the partnership's usual one, the last; None where it sets none."""

    earliest: date | None = None
    usual: date | None = None
    latest: date | None = None


ClockTime = Annotated[AnyLine, matching(r"([01][0-9]|2[0-3]):[0-5][0-9]", "time", 'a time of day is written "10:00"')]


class Timescale(InForce):
    """One limit: so many units before or after an event.

    ``earliest`` and ``latest`` are moments: "at least 14 days before" is ``latest: 14``, and a
    negative number lies on the other side of the event. ``usual`` is the partnership's default.
    """

    name: Line
    earliest: Whole | None = None
    usual: Whole | None = None
    latest: Whole | None = None
    time: ClockTime | None = None
    unit: Unit
    counted: Counted
    event: Event
    acts: Id
    to: Ids = ()
    basis: Literal["statutory", "local"]
    source: Line

    @model_validator(mode="after")
    def _is_a_limit(self) -> Self:
        if self.earliest is None and self.latest is None:
            raise fault("no-limit", "neither `earliest` nor `latest`; write one or both")
        if self.earliest is not None and self.latest is not None:
            first, last = (self.latest, self.earliest) if self.counted == "before" else (self.earliest, self.latest)
            if first > last:
                message = "`earliest` lies after `latest`; counted before an event the larger number is the earlier"
                raise fault("order", message)
        return self

    def __str__(self) -> str:
        """The span alone: ``20 calendar days``, ``4 to 6 working days``."""
        return " ".join(self.span)

    def window(self, event: date, calendar: Calendar) -> Window:
        """The days this limit leaves around the day of its event."""

        def counted(number: int | None) -> date | None:
            return None if number is None else calendar.count(event, number, self.unit, self.counted)

        return Window(counted(self.earliest), counted(self.usual), counted(self.latest))

    @property
    def span(self) -> tuple[str, str]:
        """The number, or both, and the unit: ``4 to 6``, ``working days``."""
        numbers = sorted({number for number in (self.earliest, self.latest) if number} or {0})
        if numbers[-1] < 0:  # all of it lies on the other side of the event
            numbers = [-number for number in reversed(numbers)]
        last, unit = _span(numbers[-1], self.unit).split(" ", 1)
        return (f"{numbers[0]} to {last}" if len(numbers) == 2 and numbers[0] > 0 else last), unit

    @property
    def usually(self) -> str:
        """The partnership's default within the limit: ``3 working days``."""
        return str(self) if self.usual is None else _span(abs(self.usual), self.unit)

    @property
    def duty(self) -> Duty:
        """*Must* is law or statutory guidance, *should* good practice that the partnership agreed."""
        return "must" if self.basis == "statutory" else "should"

    @property
    def when(self) -> str:
        """When a plan puts it: the hour of the day, the default, or where there is none the limit."""
        if self.time:
            return f"on the day of {EVENTS[self.event]}, at about {self.time}"
        if self.usual is None:
            return self.rule
        if self.usual == 0:
            return f"normally on the day of {EVENTS[self.event]}"
        side = self.counted if self.usual > 0 else _OTHER_SIDE[self.counted]
        return f"normally {self.usually} {side} {EVENTS[self.event]}"

    @property
    def limit(self) -> str:
        """The limit in words, with its hour where it has one."""
        return self.when if self.time else self.rule

    @property
    def rule(self) -> str:
        """The whole limit in words, as it stands after "must come" or "should come"."""
        side, event = self.counted, EVENTS[self.event]
        first, last = self.earliest, self.latest
        if (first or 0) <= 0 and (last or 0) <= 0 and (first or last):
            side = _OTHER_SIDE[side]
            first, last = (None if number is None else -number for number in (first, last))
        if first is not None and last is not None and (first < 0 or last < 0):
            if first == -last:
                return f"within {_span(abs(first), self.unit)} either side of {event}"
            before, after = (first, -last) if side == "before" else (-first, last)
            return f"from {_span(before, self.unit)} before to {_span(after, self.unit)} after {event}"
        if first and first == last:
            return f"{_span(first, self.unit)} {side} {event}"
        if side == "before":
            if first and last:
                return f"between {_span(first, self.unit)} and {_span(last, self.unit)} before {event}"
            if first:
                return f"in the {_span(first, self.unit)} before {event}"
            return f"at least {_span(last, self.unit)} before {event}" if last else f"before {event}"
        if first and last:
            return f"between {first} and {_span(last, self.unit)} after {event}"
        if last is None:
            return f"at least {_span(first, self.unit)} after {event}" if first else f"after {event}"
        return f"within {_span(last, self.unit)} of {event}"


def _span(number: int, unit: Unit) -> str:
    names = {"days": "calendar day", "working-days": "working day"}
    name = names.get(unit, unit.removesuffix("s"))
    return f"{number} {name}{'' if number == 1 else 's'}"
