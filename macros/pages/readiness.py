"""How ready a case is, in words: for a page of an internal site, and for the sheet on paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from macros.dates import LONDON, in_words, short_day
from macros.pages.planning import STATES_OF_CASES, WITHOUT_STEPS
from macros.partnership.model import Partnership
from macros.planning import RuleLine, StepLine
from macros.public_view import InternalCase


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact with its label. ``late`` is what of it is late, empty where nothing is."""

    label: str
    words: str
    late: str = ""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A rule or a step. ``word`` says how it stands, ``more`` follows it, with a field or a command in backquotes.

    ``by`` is its day, ``is_from`` whether it can only be done from then on, ``is_late`` whether a rule's has passed.
    ``acts`` is the name of the role that acts, and ``duty`` whether it must or should: rules have none.
    """

    state: str
    is_done: bool
    name: str
    word: str
    more: str
    by: date | None
    acts: str
    is_from: bool = False
    is_late: bool = False
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The readiness of one case as of a day, with the names of those who act, by the id of their role.

    ``left`` are the calendar days until the planned day of publication, None where it is no plan.
    """

    internal: InternalCase
    as_of: date
    state: str
    left: int | None
    names: Mapping[str, str]

    @property
    def rules(self) -> tuple[SheetLine, ...]:
        return tuple(map(self._rule, self.internal.readiness.rules if self._is_asked else ()))

    @property
    def steps(self) -> tuple[SheetLine, ...]:
        return tuple(map(self._step, self.internal.readiness.steps if self._is_asked else ()))

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What stands at the head of the sheet."""
        steps, late = self.steps, sum(line.state == "overdue" for line in self.steps)
        found = (
            Fact("State", self.state),
            Fact(self.internal.day_is or "Publication", self._publication()),
            Fact("Days left", _days_left(self.left)) if self.left is not None else None,
            Fact("Rules met", f"{self.internal.readiness.met} of {len(self.rules)}") if self.rules else None,
            Fact("Steps done", self._done(), f"{late} overdue" if late else "") if steps else None,
            Fact("As of", in_words(self.as_of)),
        )
        return tuple(fact for fact in found if fact)

    @property
    def nothing(self) -> str:
        """What is said where there is neither rule nor step; else nothing."""
        if self.rules or self.steps:
            return ""
        return f"Nothing is asked of this case any more: it is {self.state.lower()}."

    @property
    def _is_asked(self) -> bool:
        return self.internal.state not in WITHOUT_STEPS

    def _publication(self) -> str:
        case = self.internal.case
        if not (case.published and self.internal.day_is):
            return "no day"
        at = f", {case.published_at.astimezone(LONDON):%H:%M}" if case.published_at else ""
        return in_words(case.published) + at

    def _done(self) -> str:
        return f"{sum(line.state == 'done' for line in self.steps)} of {len(self.steps)}"

    def _rule(self, line: RuleLine) -> SheetLine:
        things = f", {len(line.unmet)} things" if len(line.unmet) > 1 else ""
        messages = "; ".join(one.message for one in line.unmet)
        by = line.by if line.state != "met" else None
        return SheetLine(
            line.state,
            line.state in ("met", "excepted"),
            line.name,
            line.word + things,
            f": {messages}" if messages else "",
            by,
            self.names[line.acts] if line.unmet else "",
            is_late=by is not None and by < self.as_of,
        )

    def _step(self, line: StepLine) -> SheetLine:
        step = line.step
        is_from = step.latest is None and step.recorded is None and step.id != "public-at-least"
        by = step.latest or (step.day if step.recorded is None else None)
        acts = self.names[step.acts]
        is_done = line.state == "done"
        return SheetLine(line.state, is_done, step.name, line.word, _when(line), by, acts, is_from, duty=step.duty)


def sheet_of(internal: InternalCase, partnership: Partnership, today: date) -> Sheet:
    """The readiness sheet of a case as of a day in London."""
    planned = internal.case.published if internal.is_planned else None
    left = (planned - today).days if planned else None
    names = {identity: role.name for identity, role in partnership.roles.items()}
    return Sheet(internal, today, STATES_OF_CASES[internal.state], left, names)


def _when(line: StepLine) -> str:
    """The day on which a step was done or is planned, and how late that was; or how long it has still."""
    recorded = line.step.recorded
    if recorded and line.state in ("done", "planned", "overdue"):
        late = f", {_days(line.late)} late" if line.late else ""
        return f" {'on' if line.state == 'done' else 'for'} {short_day(recorded)}{late}"
    if line.left is not None and line.state in ("due", "again"):
        return f": {_days(line.left)} left"
    return ""


def _days_left(left: int) -> str:
    return str(left) if left >= 0 else f"none: passed {_days(-left)} ago"


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"
