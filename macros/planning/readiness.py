"""How ready a case is: each rule and each step, done or missing, by when and by whom."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from macros.partnership.model import Partnership
from macros.records.model import CaseRecord
from macros.rules import Judgement, agreed, asked_of
from macros.rules.asking import Unmet
from macros.timetable import Step, steps_of

# What holds when a rule is met, as the readiness sheet says it.
NAMES = {
    "instant": "Day and hour are set, and it is decided to publish",
    "court-order": "No court order stands against it",
    "prosecution": "No prosecution is open",
    "other-process": "No other open process stands against it",
    "anonymity": "Nobody can be identified: the check is clean, a second reader has read this text",
    "sign-off": "All have signed it off, in order",
    "panel-comments": "Comments of the National Panel are considered",
    "panel-14-days": "The National Panel has the final report in time",
    "statutory-7-days": "All three national bodies have the final report in time",
    "panel-feedback": "The National Panel has answered the Rapid Review",
    "family-first": "The family hears first",
    "debriefs": "Practitioners are de-briefed",
    "members": "Elected members are briefed",
    "press": "The press statement goes out in time",
    "reviewer": "A reviewer is named",
    "report": "Summary and report are written",
    "recommendations": "Every recommendation says what, by whom and by when",
    "briefing": "All six steps and a question are written",
    "avoid": "It is on no day that the family asked to spare",
    "six-months": "The review keeps to its time, or the National Panel was told of the delay",
}
RuleState = Literal["met", "missing", "warning", "excepted"]
StepState = Literal["done", "planned", "due", "overdue", "again", "delayed", "waiting", "not-recorded", "reminder"]
RULE_STATES: dict[RuleState, str] = {
    "met": "Met",
    "missing": "Missing",
    "warning": "Met, with a warning",
    "excepted": "Exception agreed",
}
STEP_STATES: dict[StepState, str] = {
    "done": "Done",
    "planned": "Planned",
    "due": "To do",
    "overdue": "Overdue",
    "again": "To do again",
    "delayed": "Late, and the National Panel was told",
    "waiting": "Waiting",
    "not-recorded": "Not recorded",
    "reminder": "Reminder",
}
# The rule that asks for a step, where a departure from it may be agreed.
RULE_OF = {
    "final-report-to-panel": "panel-14-days",
    "members-briefed": "members",
    "debrief-involved": "debriefs",
    "debrief-open": "debriefs",
    "press-statement": "press",
}
# A review that went on past one of these without its day did not write it down: it is not to do any more.
BEFORE_THE_DECISION = (
    "notification",
    "additional-information",
    "additional-information-backstop",
    "rapid-review-meeting",
)
IN_TURN = (
    *BEFORE_THE_DECISION,
    "rapid-review-to-panel",
    "panel-feedback",
    "review-group-first-meeting",
    "author-briefing",
)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule that is asked of a case, and what of it is unmet."""

    code: str
    name: str
    state: RuleState
    unmet: tuple[Unmet, ...]
    acts: str

    @property
    def word(self) -> str:
        return RULE_STATES[self.state]

    @property
    def by(self) -> date | None:
        """The first day by which something of it is needed."""
        return min((one.by for one in self.unmet if one.by), default=None)


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the timetable as of a day. ``left`` are the calendar days until its last day, if it is to do.

    ``too_early`` is the day on which it was done for another day of publication, from which it has moved.
    """

    step: Step
    state: StepState
    left: int | None
    too_early: date | None = None

    @property
    def word(self) -> str:
        return STEP_STATES[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in ("planned", "due", "overdue", "again")

    @property
    def late(self) -> int:
        """How many calendar days after its last day it was done; 0 where it was in time, or is not done."""
        step = self.step
        if self.state != "done" or step.recorded is None or step.latest is None:
            return 0
        return max(0, (step.recorded - step.latest).days)

    @property
    def by(self) -> date | None:
        """The day to keep in mind: the planned one, else the last, else the one the calendar shows."""
        if self.state == "planned":
            return self.step.recorded
        return self.step.latest or self.step.day


@dataclass(frozen=True, slots=True)
class Readiness:
    """All rules asked of a case in their order, and all its steps in the order of the framework."""

    rules: tuple[RuleLine, ...]
    steps: tuple[StepLine, ...]

    @property
    def met(self) -> int:
        """How many rules are met, those with a warning or an exception included."""
        return sum(line.state != "missing" for line in self.rules)


def readiness(case: CaseRecord, judgement: Judgement, today: date, partnership: Partnership) -> Readiness:
    """How ready a case is as of a day, from what the rules found of it."""
    excepted = agreed(case, case.publication_day or today)
    rules = []
    for rule in asked_of(case):
        unmet = tuple(one for one in judgement.unmet if one.code == rule.code)
        rules.append(RuleLine(rule.code, NAMES[rule.code], _rule_state(unmet, rule.code in excepted), unmet, rule.acts))
    steps = step_lines(steps_of(case, partnership), case, today, is_out=judgement.state == "published")
    return Readiness(tuple(rules), steps)


def step_lines(steps: Iterable[Step], case: CaseRecord, today: date, *, is_out: bool) -> tuple[StepLine, ...]:
    """Every step with where it stands on a day. That the day of publication has come does not make it ``is_out``."""
    steps = tuple(steps)
    past = _gone_past(steps, case, today)
    excepted = agreed(case, case.publication_day or today)
    told = any(_has_come(delay.panel_told, today) for delay in case.delays)
    lines = []
    for step in steps:
        too_early = None
        if step.event == "publication" and step.is_early and not is_out and RULE_OF.get(step.id) not in excepted:
            too_early, step = step.recorded, replace(step, recorded=None)
        state = _step_state(step, today, gone_past=step.id in past)
        if step.id == "publication-time" and state == "done" and not is_out:
            state = "planned"
        if state == "overdue" and step.id == "review-completed" and told:
            state = "delayed"
        if too_early and state == "due":
            state = "again"
        line = StepLine(step, state, None, too_early)
        left = (step.latest - today).days if line.is_open and step.latest else None
        lines.append(replace(line, left=left))
    return tuple(lines)


def _gone_past(steps: tuple[Step, ...], case: CaseRecord, today: date) -> frozenset[str]:
    """The steps that a later one has overtaken: a later step of the row, the decision, the agreed text."""
    if _has_come(case.sign_off.review_group, today):
        return frozenset(IN_TURN)
    done = [IN_TURN.index(step.id) for step in steps if step.id in IN_TURN and step.is_done(today)]
    decided = BEFORE_THE_DECISION if _has_come(case.timeline.decision, today) else ()
    return frozenset((*IN_TURN[: max(done, default=0)], *decided))


def _has_come(on: date | None, today: date) -> bool:
    return on is not None and on <= today


def _rule_state(unmet: tuple[Unmet, ...], is_excepted: bool) -> RuleState:
    if any(one.severity == "error" for one in unmet):
        return "missing"
    if is_excepted:
        return "excepted"
    return "warning" if unmet else "met"


def _step_state(step: Step, today: date, *, gone_past: bool) -> StepState:
    if step.is_done(today):
        return "done"
    if not step.is_kept:
        return "reminder" if step.event_on else "waiting"
    if gone_past and step.recorded is None:
        return "not-recorded"
    if step.is_overdue(today):
        return "overdue"
    if step.recorded:
        return "planned"
    return "due" if step.event_on else "waiting"
