"""Onwards from a notification, or from becoming aware: the days of the Rapid Review and of what follows.

What has not happened yet is taken to happen on the last day allowed, and each step says what it
takes for granted.
"""

from dataclasses import dataclass
from datetime import date

from macros.partnership.model import Partnership
from macros.partnership.timescales import Event
from macros.timetable.step import Step, dated

STEPS = (
    "notification",
    "additional-information",
    "additional-information-backstop",
    "rapid-review-meeting",
    "rapid-review-to-panel",
    "panel-feedback",
    "review-completed",
)
# When an event is taken to be that has not happened yet: on the day of another, or on the last day of a step.
TAKEN_FROM: dict[Event, tuple[Event | None, str | None]] = {
    "notified": (None, "notification"),
    "information-requested": ("notified", None),
    "sent-to-panel": (None, "rapid-review-to-panel"),
    "decision": ("sent-to-panel", None),
}


@dataclass(frozen=True, slots=True)
class Assumed:
    """A step, and whether the day it is counted from is only taken for granted."""

    step: Step
    assumed: bool


def onwards(
    partnership: Partnership, *, aware: date | None = None, notified: date | None = None
) -> tuple[Assumed, ...]:
    """Every step from the day the authority became aware, or from the day of the notification.

    Information is taken to be asked for on the day of the notification, the Rapid Review to go to
    the National Panel on its last day, and the decision to review to fall on that day. Steps whose
    event lies before what is given are left out.
    """
    known: dict[Event, date] = {}
    if aware:
        known["aware"] = aware
    if notified:
        known["notified"] = notified
    given = set(known)
    found = []
    for identity in STEPS:
        event = partnership.timescale(identity, date.max).event
        on = _day_of(event, known, partnership)
        if on:
            found.append(Assumed(dated(identity, partnership, on), event not in given))
    return tuple(found)


def _day_of(event: Event, known: dict[Event, date], partnership: Partnership) -> date | None:
    """The day of an event, taken for granted where it is not known; None where nothing leads to it."""
    if event not in known and event in TAKEN_FROM:
        other, step = TAKEN_FROM[event]
        if other:
            on = _day_of(other, known, partnership)
        else:
            assert step
            before = _day_of(partnership.timescale(step, date.max).event, known, partnership)
            on = dated(step, partnership, before).latest if before else None
        if on:
            known[event] = on
    return known.get(event)
