"""Back from a wished day: what has to be done by when, and whether the day can still be kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from macros.dates import LONDON, NotADate, in_london, in_words, london_day
from macros.partnership.model import Partnership
from macros.planning.readiness import RULE_OF, StepLine, step_lines
from macros.records.model import CaseRecord
from macros.rules import agreed, judge
from macros.rules.asking import FieldPath, Unmet
from macros.timetable import Step, steps_of

# So far ahead a first day is looked for.
HORIZON = timedelta(days=366)
# Before publication, and only a warning where it is missing.
ONLY_ADVISED = frozenset({"debrief-open", "publication-time"})


class NotToPlan(Exception):
    """There is nothing to plan for this case; the message says why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A wished day held against everything that has to come before it.

    ``against`` says why the day cannot be kept, empty where it can; ``first`` is then the first
    working day that can, None where none was found within a year. ``unmet`` is what the rules
    would still ask for on that day.
    """

    case: CaseRecord
    at: datetime
    against: tuple[str, ...]
    first: date | None
    warnings: tuple[str, ...]
    steps: tuple[StepLine, ...]
    unmet: tuple[Unmet, ...]

    @property
    def day(self) -> date:
        return london_day(self.at)

    @property
    def works(self) -> bool:
        return not self.against


def plan(case: CaseRecord, wished: date, now: datetime, partnership: Partnership, marked: Sequence[FieldPath]) -> Plan:
    """Every step of a case with its last day, counted back from a wished day of publication in London.

    ``marked`` are the fields in which the anonymity check marks something. Raises NotToPlan for a
    case that is out already, was withdrawn or is published elsewhere.
    """
    state = judge(case, now, partnership, marked).state
    if case.publication.already_public or state in ("published", "withdrawn", "elsewhere"):
        already = f"it was published on {in_words(case.publication_day)}" if case.publication_day else "it is out"
        reasons = {"withdrawn": "it is withdrawn", "elsewhere": "it is published elsewhere, and not on this site"}
        raise NotToPlan(reasons.get(state, already))
    today = london_day(now)
    planned = _on(case, wished, partnership)
    assert planned.publication.at
    judged = judge(planned, planned.publication.at, partnership, marked)
    steps = step_lines(_steps(case, wished, today, partnership), planned, today, is_out=False)
    against = tuple(_against(case, wished, now, partnership))
    first = _first(case, max(today, wished), now, partnership) if against else None
    warnings = (*_of_the_day(wished, partnership), *_again(steps, partnership))
    return Plan(planned, planned.publication.at, against, first, warnings, steps, judged.unmet)


def _steps(case: CaseRecord, day: date, today: date, partnership: Partnership) -> tuple[Step, ...]:
    """The steps of a case for a day. What is planned for another day moves with it, and is not done yet."""
    moves = day != case.publication_day
    return steps_of(_on(case, day, partnership), partnership, recorded_until=today if moves else None)


def _on(case: CaseRecord, day: date, partnership: Partnership) -> CaseRecord:
    """The case as if it were to be published on a day, at the hour it has or the usual one."""
    publication = case.publication
    if publication.at and london_day(publication.at) == day:
        at = publication.at
    else:
        hour = publication.at.astimezone(LONDON).time() if publication.at else _usual_hour(day, partnership)
        try:
            at = in_london(datetime.combine(day, hour))
        except NotADate:  # an hour that the clock change leaves out or brings twice
            at = in_london(datetime.combine(day, _usual_hour(day, partnership)))
    decision = "publish" if publication.decision == "not-yet" else publication.decision
    changed = publication.model_copy(update={"at": at, "decision": decision})
    return case.model_copy(update={"publication": changed})


def _usual_hour(day: date, partnership: Partnership) -> time:
    return time.fromisoformat(partnership.timescale("publication-time", day).time or "10:00")


def _first(case: CaseRecord, begin: date, now: datetime, partnership: Partnership) -> date | None:
    """The first working day from one on that nothing stands against."""
    day = begin
    while day <= begin + HORIZON:
        if partnership.calendar.is_working_day(day) and not any(_against(case, day, now, partnership)):
            return day
        day += timedelta(days=1)
    return None


def _against(case: CaseRecord, day: date, now: datetime, partnership: Partnership) -> Iterator[str]:
    """Why a day cannot be kept, whatever is still done."""
    today, at = london_day(now), _on(case, day, partnership).publication.at
    if at and at <= now:
        yield f"{in_words(day)}, {at.astimezone(LONDON):%H:%M}, has passed"
    if any(period.includes(day) for period in case.publication.avoid):
        yield f"{in_words(day)} is a day the family asked to spare"
    for order in case.court_orders:
        if order.expires and order.is_in_force(day):
            yield f"a court order is in force until the end of {in_words(order.expires)}, uncleared by a lawyer"
    for name, signed in case.sign_off:
        if signed and signed > day:
            yield f"`sign_off.{name}` is dated {in_words(signed)}, after that day"
    excepted = agreed(case, day)
    for step in _steps(case, day, today, partnership):
        if _is_needed_before(step) and RULE_OF.get(step.id) not in excepted:
            yield from _too_late(step, today)


def _is_needed_before(step: Step) -> bool:
    """Whether publication waits for it: it is counted back from publication, and more than advice."""
    before = step.latest is not None and step.event_on is not None and step.latest <= step.event_on
    return step.event == "publication" and before and step.id not in ONLY_ADVISED


def _too_late(step: Step, today: date) -> Iterator[str]:
    latest = step.latest
    assert latest
    if step.is_late and step.recorded:
        yield f"“{step.name}” is recorded for {in_words(step.recorded)}, and was needed by {in_words(latest)}"
    elif step.recorded is None and latest < today:
        yield f"“{step.name}” is not done, and was needed by {in_words(latest)}"


def _of_the_day(day: date, partnership: Partnership) -> Iterator[str]:
    """What speaks against a day without ruling it out."""
    words = in_words(day)
    if day.weekday() >= 5:
        yield f"{words} is a {day:%A}: hardly anybody who has questions can ask them"
    if partnership.calendar.is_bank_holiday(day):
        yield f"{words} is a bank holiday"
    if day.weekday() == 4:
        yield f"{words} is a Friday: questions come over the weekend, when few can answer"
    if any(period.from_ <= day <= period.to for period in partnership.school_holidays):
        yield f"{words} is in the school holidays"
    if not any(day <= period.to for period in partnership.school_holidays):
        yield f"partnership.yml knows no school holidays from {words} on"
    if not any(day <= period.to for period in partnership.pre_election_periods):
        yield f"partnership.yml knows no pre-election period from {words} on"
    for period in partnership.pre_election_periods:
        if period.from_ <= day <= period.to:
            yield f"{words} is in a pre-election period, from {in_words(period.from_)} to {in_words(period.to)}"


def _again(lines: Sequence[StepLine], partnership: Partnership) -> Iterator[str]:
    """What was done, and would be too early for the day."""
    leads = partnership.roles["strategic-leads"]
    for line in lines:
        first = line.step.window.earliest
        if line.too_early and first:
            words = f"“{line.step.name}” is recorded for {in_words(line.too_early)}, earlier than {in_words(first)}"
            yield f"{words}: do it again, or ask the {leads} for an exception"
