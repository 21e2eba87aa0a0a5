"""Where every case stands: a line a case, what blocks it, what comes next and who acts, and its recommendations."""

from dataclasses import dataclass, replace

from macros.dates import london_day
from macros.partnership.model import Partnership
from macros.planning import FOLLOWS, FollowUp, Next, follow_ups, next_of, worst_first
from macros.project.standing import Standing, StandingCase
from macros.rules import State


@dataclass(frozen=True, slots=True)
class CaseStatus:
    """One line of the dashboard. ``next.who`` is the name of the role that acts."""

    reference: str
    state: State
    blocked_by: tuple[str, ...]
    warnings: tuple[str, ...]
    next: Next
    recommendations: tuple[FollowUp, ...]

    def as_json(self) -> dict[str, object]:
        following = {"what": self.next.what, "by": str(self.next.by) if self.next.by else None, "who": self.next.who}
        return {
            "reference": self.reference,
            "state": self.state,
            "blocked_by": list(self.blocked_by),
            "warnings": list(self.warnings),
            "next": following,
            "recommendations": {how: [one.id for one in self.recommendations if one.follow == how] for how in FOLLOWS},
        }


def status(standing: Standing) -> list[CaseStatus]:
    """A status a case, worst first: what is blocked, what is overdue, then by the date of what comes next."""
    partnership = standing.partnership
    if partnership is None:
        return []
    today = london_day(standing.as_of)
    rows = [_of(one, standing, partnership) for one in standing.cases]
    return sorted(rows, key=lambda row: worst_first(row.state, row.next, today, row.reference))


def _of(one: StandingCase, standing: Standing, partnership: Partnership) -> CaseStatus:
    case, judgement, today = one.record, one.judgement, london_day(standing.as_of)
    following = next_of(case, judgement, today, partnership)
    return CaseStatus(
        reference=case.reference,
        state=judgement.state,
        blocked_by=judgement.blocked_by,
        warnings=judgement.warned_of,
        next=Next(following.what, following.by, partnership.roles[following.who].name if following.who else None),
        recommendations=tuple(
            replace(one, agencies=tuple(_short(agency, partnership) for agency in one.agencies))
            for one in follow_ups(case, judgement.state, today)
        ),
    )


def _short(agency: str, partnership: Partnership) -> str:
    """The short name of an agency, or of whom else a recommendation may ask."""
    known = partnership.agencies.get(agency)
    return (known.short_name if known else None) or partnership.agency_names[agency]
