"""The planning calendar and the board of all cases: internal builds alone.

Steps and their days come from the timetable, what is next from planning; here they are put in order.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from macros.dates import LONDON
from macros.guidance.front_matter import HandWritten
from macros.pages.calendar import CalendarPage, calendar_page, held_by_year, of_no_case
from macros.pages.lists import CaseHead, Choice, head_of
from macros.pages.recommendations import Row as Asked
from macros.pages.recommendations import counts_of, internal_rows
from macros.pages.years import ByYear, Years, count, titled, years_of
from macros.partnership.model import Partnership
from macros.planning import Follow, Next, StepLine, worst_first
from macros.planning.readiness import STEP_STATES
from macros.public_view import InternalCase, InternalSite, Term
from macros.rules import State

# The step that is publication itself: it stands on the calendar with its hour, as one thing.
PUBLICATION = "publication-time"
MONTHS_BACK = 3
# A case in one of these has nothing left to plan.
WITHOUT_STEPS: frozenset[State] = frozenset({"withdrawn", "elsewhere"})
# What entries are filtered by, and how each is called; what is worst stands first.
STATES: Mapping[str, str] = {
    "overdue": STEP_STATES["overdue"],
    "again": STEP_STATES["again"],
    "delayed": STEP_STATES["delayed"],
    "due": STEP_STATES["due"],
    "planned": STEP_STATES["planned"],
    "reminder": STEP_STATES["reminder"],
    "done": STEP_STATES["done"],
    "not-recorded": STEP_STATES["not-recorded"],
}
STATES_OF_CASES: Mapping[State, str] = {
    "blocked": "Blocked",
    "scheduled": "Scheduled",
    "draft": "Draft",
    "published": "Published",
    "withdrawn": "Withdrawn",
    "elsewhere": "Published elsewhere",
}


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """Something on a day. ``state`` is one of ``STATES``, empty for what has none, and ``word`` says it.

    ``of`` is the case, ``acts`` the role that acts. ``latest`` is the last day for what is open.
    """

    on: date
    state: str
    word: str
    what: str
    of: Term | None = None
    acts: Term | None = None
    duty: str = ""
    at: str = ""
    latest: date | None = None
    link: str = ""

    @property
    def kind(self) -> str:
        return self.of.id if self.of else self.word


def plan_entries(
    site: InternalSite, partnership: Partnership, pages: Iterable[HandWritten], today: date
) -> list[PlanEntry]:
    """Everything on the planning calendar as of a day, in order of time; on a day, case by case.

    Steps go back for three whole months. What is overdue stands there however old it is, and what the
    record does not keep only while its day is to come.
    """
    of_cases = (entry for one in site.internal_cases for entry in _of_case(one, partnership, today))
    others = (
        PlanEntry(entry.on, "", entry.word, entry.what, at=entry.at, link=entry.link)
        for entry in of_no_case(partnership, pages, today)
    )
    # Python's sorting keeps the order of the framework within one day of one case.
    return sorted([*others, *of_cases], key=lambda entry: (entry.on, *_of(entry)))


def overdue(found: Iterable[PlanEntry]) -> list[PlanEntry]:
    """What is overdue, by the day it was needed on, oldest first."""
    late = (entry for entry in found if entry.state == "overdue")
    return sorted(late, key=lambda entry: (entry.latest or entry.on, *_of(entry)))


def by_case(found: Iterable[PlanEntry]) -> list[tuple[Term | None, list[PlanEntry]]]:
    """The entries of a day, case by case; what is of no case comes first."""
    return [(of, list(entries)) for of, entries in groupby(found, key=lambda entry: entry.of)]


def plan_choices(found: Iterable[PlanEntry], partnership: Partnership) -> tuple[Choice, ...]:
    """The filter of the planning calendar: the groups that act, the cases, and how things stand."""
    found = list(found)
    acting = {entry.acts.id for entry in found if entry.acts}
    cases = sorted({entry.of for entry in found if entry.of}, key=lambda of: (of.name, of.id))
    states = {entry.state for entry in found}
    offered = (
        Choice("group", "Who acts", tuple(Term(id, one.name) for id, one in partnership.roles.items() if id in acting)),
        Choice("case", "Case", tuple(cases)),
        Choice("state", "How it stands", tuple(Term(id, word) for id, word in STATES.items() if id in states)),
    )
    return tuple(choice for choice in offered if choice.terms)


def _of(entry: PlanEntry) -> tuple[str, str]:
    return (entry.of.name, entry.of.id) if entry.of else ("", "")


def _of_case(internal: InternalCase, partnership: Partnership, today: date) -> Iterator[PlanEntry]:
    if internal.state in WITHOUT_STEPS:
        return
    case = internal.case
    of = Term(case.reference, case.title)
    steps = {line.step.id: line for line in internal.readiness.steps}
    publication = steps.pop(PUBLICATION, None)
    if case.published:
        at = f"{case.published_at.astimezone(LONDON):%H:%M}" if case.published_at else ""
        state, word = ("done", "Published") if internal.is_out else ("planned", "Planned")
        if internal.state == "blocked":
            state, word = "overdue", "Blocked"
        acts = _role(publication.step.acts, partnership) if publication else None
        duty = publication.step.duty if publication else ""
        yield PlanEntry(case.published, state, word, "Publication", of, acts, duty, at)
    for line in steps.values():
        if _is_shown(line, today):
            yield _of_step(line, of, partnership)
    for amendment in case.amendments if internal.is_out else ():
        yield PlanEntry(amendment.on, "done", "Corrected", "Correction of what is published", of)


def _is_shown(line: StepLine, today: date) -> bool:
    on = line.step.day
    if on is None or line.state == "waiting":
        return False
    if line.state in ("not-recorded", "reminder"):
        return on >= today
    return line.state == "overdue" or on >= _since(today)


def _since(today: date) -> date:
    """The first day of the month that was three months ago."""
    months = today.year * 12 + today.month - 1 - MONTHS_BACK
    return date(months // 12, months % 12 + 1, 1)


def _of_step(line: StepLine, of: Term, partnership: Partnership) -> PlanEntry:
    step = line.step
    assert step.day
    latest = step.latest if line.is_open and (line.state == "overdue" or step.latest != step.day) else None
    return PlanEntry(
        step.day, line.state, line.word, step.name, of, _role(step.acts, partnership), step.duty, latest=latest
    )


def _role(identity: str, partnership: Partnership) -> Term:
    return Term(identity, partnership.roles[identity].name)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The planning calendar, whole or of a year: what is overdue stands before its months on the first page alone."""

    calendar: CalendarPage[PlanEntry]
    overdue: tuple[PlanEntry, ...]
    choices: tuple[Choice, ...]


def plan_page(
    site: InternalSite, found: ByYear[PlanEntry], partnership: Partnership, today: date, of: str = ""
) -> PlanPage:
    """The planning calendar of these entries (`plan_entries`), or of a long one what is ``of`` a year."""
    calendar = calendar_page(found, held_by_year(site), "Planning calendar", today, of)
    late = () if of else tuple(overdue(found.every))
    return PlanPage(calendar, late, plan_choices((*late, *calendar.entries), partnership))


@dataclass(frozen=True, slots=True)
class Row:
    """A case on the board. ``who`` is the name of the role that acts next, ``asked`` what is overdue or due soon.

    ``day_is`` is what its day is called, empty where it has none here.
    """

    case: CaseHead
    state: State
    word: str
    day_is: str
    is_planned: bool
    next: Next
    blocked_by: tuple[str, ...]
    warnings: tuple[str, ...]
    who: str
    is_overdue: bool
    asked: tuple[Asked, ...]

    @property
    def is_open(self) -> bool:
        """Whether somebody has something to do or to mend, so that it stands on the first page whatever its year."""
        return self.is_planned or bool(self.next.what or self.asked or self.blocked_by)


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The board: how many cases there are in each state, and every case; or of a long one the cases of a year."""

    root: str
    title: str
    by_year: Years
    counts: tuple[tuple[str, int], ...]
    asked: tuple[tuple[Follow, str, int], ...]
    rows: tuple[Row, ...]


def board_page(counts: Sequence[tuple[str, int]], rows: Sequence[Row], of: str = "") -> BoardPage:
    """The page of the board (`board`), or of a long one the page ``of`` a year."""
    years = years_of(count(row.case.published for row in rows), of)
    here = tuple(row for row in rows if years.holds(row.case.published) or (row.is_open and not of))
    asked = counts_of(one for row in rows for one in row.asked)
    title = titled("Where every case stands", of)
    return BoardPage("../../" if of else "../", title, years, tuple(counts), asked, here)


def board(site: InternalSite, partnership: Partnership, today: date) -> tuple[list[tuple[str, int]], list[Row]]:
    """How many cases there are in each state, and every case, worst first, as `cspr status` has them."""
    asked: dict[str, list[Asked]] = {}
    for one in internal_rows(site, today):
        if one.follow:
            asked.setdefault(one.case.reference, []).append(one)
    cases = sorted(site.internal_cases, key=lambda one: worst_first(one.state, one.next, today, one.case.reference))
    counted = Counter(one.state for one in cases)
    counts = [(word, counted[state]) for state, word in STATES_OF_CASES.items() if counted[state]]
    return counts, [_row(one, asked.get(one.case.reference, ()), partnership, today) for one in cases]


def _row(one: InternalCase, asked: Iterable[Asked], partnership: Partnership, today: date) -> Row:
    following = one.next
    return Row(
        head_of(one.case, one.state),
        one.state,
        STATES_OF_CASES[one.state],
        one.day_is,
        one.is_planned,
        following,
        one.judgement.blocked_by,
        one.judgement.warned_of,
        partnership.roles[following.who].name if following.who else "",
        following.by is not None and following.by < today,
        tuple(sorted(asked, key=lambda row: row.entry.due or date.max)),
    )
