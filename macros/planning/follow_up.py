"""What has become of the recommendations: which are overdue on a day, and which are due soon. Never for the public."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from macros.records.model import CaseRecord
from macros.rules import State

# So many calendar days ahead a recommendation is said to be due.
# Source: what the partnership asked for ("overdue and due in the next 60 days").
DAYS_AHEAD = 60
# Their recommendations have been made: whoever may read them, and wherever they are published.
MADE: frozenset[State] = frozenset({"published", "elsewhere"})

Follow = Literal["overdue", "due"]
FOLLOWS: tuple[Follow, ...] = ("overdue", "due")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A recommendation that somebody has to ask about. ``agencies`` are ids; for people, names."""

    id: str
    follow: Follow
    due: date
    agencies: tuple[str, ...]


def follow(due: date | None, status: str, state: State, today: date) -> Follow | None:
    """Whether a recommendation of a case in a state is overdue or due soon; None where there is nothing to ask.

    It is overdue from the day after its due day, and due soon on that day and the ``DAYS_AHEAD`` before it.
    """
    if due is None or status == "complete" or state not in MADE:
        return None
    if due < today:
        return "overdue"
    return "due" if due <= today + timedelta(days=DAYS_AHEAD) else None


def follow_ups(case: CaseRecord, state: State, today: date) -> tuple[FollowUp, ...]:
    """The recommendations of a case that are overdue or due soon, by their due day."""
    found = []
    for entry in case.recommendations:
        how = follow(entry.due, entry.status_on(today), state, today)
        if how and entry.due:
            found.append(FollowUp(entry.id, how, entry.due, entry.agencies))
    return tuple(sorted(found, key=lambda one: one.due))
