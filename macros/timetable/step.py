"""A step of a review: who does it, by which day, and whether it is done."""

from dataclasses import dataclass, replace
from datetime import date

from macros.partnership.model import Partnership
from macros.partnership.timescales import EVENTS, Duty, Event, Window

FieldPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One limit of the partnership, held against the day of its event.

    ``event_on`` is the day it is counted from, None while that is not known: then the step has no
    days either. ``recorded`` is the day the record gives, once all of it is recorded; it may lie
    ahead. ``missing`` says what is not recorded yet. ``field`` is where the record says so, empty
    for a step of which the record keeps nothing.
    """

    id: str
    name: str
    acts: str
    to: tuple[str, ...]
    duty: Duty
    source: str
    event: Event
    event_on: date | None
    window: Window
    rule: str
    time: str | None = None
    recorded: date | None = None
    missing: tuple[str, ...] = ()
    field: FieldPath = ()

    @property
    def day(self) -> date | None:
        """The day it stands on in a calendar: the recorded one, the usual, the last or the first."""
        window = self.window
        return self.recorded or window.usual or window.latest or window.earliest

    @property
    def latest(self) -> date | None:
        return self.window.latest

    @property
    def counted_from(self) -> str:
        """What it is counted from, in words."""
        return EVENTS[self.event]

    @property
    def done_when(self) -> str:
        """What in the record says that it is done; nothing where it keeps nothing of the step."""
        return f"`{'.'.join(str(part) for part in self.field)}` has its day" if self.field else ""

    @property
    def is_kept(self) -> bool:
        """Whether the record keeps when it was done."""
        return bool(self.field)

    def is_done(self, today: date) -> bool:
        return self.recorded is not None and self.recorded <= today

    def is_overdue(self, today: date) -> bool:
        """Whether its last day has passed and it is not done; or it is planned for a day after that."""
        has_passed = self.latest is not None and self.latest < today
        return self.is_kept and not self.is_done(today) and (has_passed or self.is_late)

    @property
    def is_late(self) -> bool:
        """Whether the recorded day is later than the last."""
        return self.recorded is not None and self.window.latest is not None and self.recorded > self.window.latest

    @property
    def is_early(self) -> bool:
        """Whether the recorded day is earlier than the first."""
        first = self.window.earliest
        return self.recorded is not None and first is not None and self.recorded < first


def dated(identity: str, partnership: Partnership, event_on: date | None, in_force: date | None = None) -> Step:
    """A limit as a step, counted from the day of its event in the unit that the limit has.

    The limit is the one in force on ``in_force``, else on the day of the event, else the newest.
    """
    scale = partnership.timescale(identity, in_force or event_on or date.max)
    window = scale.window(event_on, partnership.calendar) if event_on else Window()
    return Step(
        identity,
        scale.name,
        scale.acts,
        scale.to,
        scale.duty,
        scale.source,
        scale.event,
        event_on,
        window,
        scale.limit,
        scale.time,
    )


def no_later_than(step: Step, day: date | None) -> Step:
    """The step with a last day that another step sets, where that is the earlier one."""
    latest = min((one for one in (step.window.latest, day) if one), default=None)
    if step.window == Window() or latest == step.window.latest:
        return step
    usual = step.window.usual
    usual = min(usual, latest) if usual and latest else usual
    return replace(step, window=Window(step.window.earliest, usual, latest))
