"""Where every case stands: a line a case, what blocks it, what comes next and who acts."""

from dataclasses import dataclass
from datetime import date

from macros.dates import london_day
from macros.partnership.model import Partnership
from macros.project import JudgedCase, Project
from macros.records.model import CaseRecord
from macros.rules import WITHDRAWN, State

WORST_FIRST: tuple[State, ...] = ("blocked", "scheduled", "draft", "published", "withdrawn", "elsewhere")


@dataclass(frozen=True, slots=True)
class Next:
    """The next thing to do; all None where nothing is due."""

    what: str | None = None
    by: date | None = None
    who: str | None = None


@dataclass(frozen=True, slots=True)
class CaseStatus:
    reference: str
    state: State
    blocked_by: tuple[str, ...]
    warnings: tuple[str, ...]
    next: Next

    def as_json(self) -> dict[str, object]:
        following = {"what": self.next.what, "by": str(self.next.by) if self.next.by else None, "who": self.next.who}
        return {
            "reference": self.reference,
            "state": self.state,
            "blocked_by": list(self.blocked_by),
            "warnings": list(self.warnings),
            "next": following,
        }


def status(project: Project) -> list[CaseStatus]:
    """A status a case, worst first, then by the date of what comes next."""
    partnership = project.partnership
    if partnership is None:
        return []
    today = london_day(project.as_of)
    rows = [_of(judged, today, partnership) for judged in project.cases]
    return sorted(rows, key=lambda row: (WORST_FIRST.index(row.state), row.next.by or date.max, row.reference))


def _of(judged: JudgedCase, today: date, partnership: Partnership) -> CaseStatus:
    case, judgement = judged.case.record, judged.judgement
    return CaseStatus(
        reference=case.reference,
        state=judgement.state,
        blocked_by=tuple(dict.fromkeys(unmet.code for unmet in judgement.blocking)),
        warnings=tuple(dict.fromkeys(unmet.code for unmet in judgement.warnings)),
        next=_next(case, judged, today, partnership),
    )


def _next(case: CaseRecord, judged: JudgedCase, today: date, partnership: Partnership) -> Next:
    blocking = judged.judgement.blocking
    if blocking:
        first = min(blocking, key=lambda unmet: unmet.by or date.max)
        return Next(first.message, first.by, partnership.roles[first.acts].name)
    if judged.judgement.state == "scheduled":
        return Next("Publish", case.publication_day, partnership.roles["communications-sub-group"].name)
    if judged.judgement.state == "published" and case.withdrawn:
        return Next("Withdraw it", london_day(case.withdrawn.at), partnership.roles[WITHDRAWN.acts].name)
    if judged.judgement.state == "published" and case.publication_day:
        until = partnership.public_until(case.publication_day)
        if today < until:
            who = partnership.timescale("public-at-least", case.publication_day).acts
            return Next("Keep it public at least until then", until, partnership.roles[who].name)
    return Next()
