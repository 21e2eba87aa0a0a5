"""Where a case stands: what has to be done next, by when and by whom, and which case needs somebody first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from macros.dates import london_day
from macros.partnership.model import Partnership
from macros.planning.readiness import StepLine, step_lines
from macros.records.model import CaseRecord
from macros.rules import WITHDRAWN, Judgement, State
from macros.rules.asking import Unmet
from macros.timetable import steps_of

WORST_FIRST: tuple[State, ...] = ("blocked", "scheduled", "draft", "published", "withdrawn", "elsewhere")
# After publication a thing of a few days, of which most records keep nothing.
DEPOSIT = "repository-deposit"


@dataclass(frozen=True, slots=True)
class Next:
    """The next thing to do, by which day, and the role that acts; all None where nothing is due."""

    what: str | None = None
    by: date | None = None
    who: str | None = None


def next_of(case: CaseRecord, judgement: Judgement, today: date, partnership: Partnership) -> Next:
    """The next thing to do for a case: of what is blocked the first rule, else the first step or rule that is open."""
    if judgement.state == "blocked":
        return _soonest(_unmet(one) for one in judgement.blocking)
    if judgement.state in ("draft", "scheduled"):
        return _to_come(case, judgement, today, partnership)
    if judgement.state == "published" and case.withdrawn:
        return Next("Withdraw it", london_day(case.withdrawn.at), WITHDRAWN.acts)
    if judgement.state == "published" and case.publication_day:
        return _kept_public(case, case.publication_day, today, partnership)
    return Next()


def worst_first(state: State, following: Next, today: date, reference: str) -> tuple[object, ...]:
    """How cases are sorted: what is blocked, what is overdue, then by state and by what comes next."""
    by = following.by or date.max
    urgent = 0 if state == "blocked" else 1 if by < today and state in ("scheduled", "draft") else 2
    return (urgent, WORST_FIRST.index(state), by, reference)


def _to_come(case: CaseRecord, judgement: Judgement, today: date, partnership: Partnership) -> Next:
    lines = step_lines(steps_of(case, partnership), case, today, is_out=False)
    open_ones = (line for line in lines if line.is_open and _is_limited(line))
    steps = [Next(line.step.name, line.by, line.step.acts) for line in open_ones]
    # Steps first: of a step and a rule for the same day, the step says it in fewer words.
    found = [*steps, *(_unmet(one) for one in judgement.blocking)]
    return _soonest(found)


def _is_limited(line: StepLine) -> bool:
    """Whether a step has to be done by some day, and is not only for after publication."""
    return line.step.id != DEPOSIT and (line.step.latest is not None or line.state == "planned")


def _kept_public(case: CaseRecord, published: date, today: date, partnership: Partnership) -> Next:
    # Of most cases it is recorded, and a board of many need not ask for all their steps.
    steps = () if case.publication.deposited else steps_of(case, partnership)
    for line in step_lines(steps, case, today, is_out=True):
        if line.step.id == DEPOSIT and line.state in ("due", "planned"):
            return Next(line.step.name, line.by, line.step.acts)
    until = partnership.public_until(published)
    if today < until:
        return Next(
            "Keep it public at least until then", until, partnership.timescale("public-at-least", published).acts
        )
    return Next()


def _unmet(one: Unmet) -> Next:
    return Next(one.message, one.by, one.acts)


def _soonest(found: Iterable[Next]) -> Next:
    return min(found, key=lambda one: one.by or date.max, default=Next())
