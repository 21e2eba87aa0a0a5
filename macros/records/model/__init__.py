"""The case record as a type, field by field as in the contract.

A record grows: what is missing keeps it from being published, it does not make it invalid. So
nearly everything is optional here, and the rules ask for what publication needs.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from macros.dates import london_day, start_of
from macros.records.model.forms import (
    EXCEPTIONS_POSSIBLE,
    AgencyId,
    AgencyIds,
    Decision,
    Pseudonym,
    Reference,
    ReviewKind,
    Summary,
    ThemeIds,
    Title,
    Words,
    is_reference,
)
from macros.records.model.parts import (
    Amendment,
    AnonymityAllowed,
    Briefing,
    Child,
    CourtOrder,
    Delay,
    FinalReportSent,
    Finding,
    Information,
    PanelComments,
    ParallelProcess,
    Part,
    Partner,
    Publication,
    Recommendation,
    Reviewer,
    Section,
    SignOff,
    Timeline,
    Withdrawn,
)
from macros.strict_model import YesNo

__all__ = [
    "EXCEPTIONS_POSSIBLE",
    "Briefing",
    "CaseRecord",
    "Child",
    "Decision",
    "FinalReportSent",
    "Part",
    "Partner",
    "Publication",
    "Recommendation",
    "ReviewKind",
    "is_reference",
]


class CaseRecord(Part):
    """One case, as its file says. Confidential: only a public view of it goes further."""

    reference: Reference
    """Small letters, digits and -, the same as the file's name. Public, in the address."""
    title: Title
    """The pseudonym that pages use. Public."""
    review: ReviewKind
    """The kind of review. Public."""
    example: YesNo = False
    """`true` for an invented case: every page says so. Public."""
    summary: Summary | None = None
    """What happened and what was learnt, for lists and search: plain text of at most 400 characters.
    The {lead-reviewer} writes it. Public.
    """
    themes: ThemeIds = ()
    """What the review is about. The {lead-reviewer} chooses. Public."""
    agencies: AgencyIds = ()
    """The agencies the review is about. The {business-office} writes them. Public."""
    children: tuple[Child, ...] = ()
    """Each child by a pseudonym. The {business-office} writes it. Public."""
    others: tuple[Pseudonym, ...] = ()
    """Every other pseudonym the text uses. The {lead-reviewer} lists them. Never public."""
    outcome: Literal["died", "harmed"] | None = None
    """What happened to the child. The {business-office} writes it. Never public."""
    reviewers: tuple[Reviewer, ...] = ()
    """Who led the review. The {business-office} writes it. Public."""

    timeline: Timeline = Timeline()
    """The days of the review, each when it is known. The {business-office} writes them. Never public."""
    information: dict[AgencyId, Information] = Field(default_factory=dict)
    """When each agency was asked for information, and answered. The {business-office} writes it. Never public."""
    delays: tuple[Delay, ...] = ()
    """Why the review takes longer than it may. The {business-office} writes it. Never public."""
    partners: tuple[Partner, ...] = ()
    """Other partnerships, in a joint review. The {business-office} writes them. Public are their names alone."""
    sign_off: SignOff = SignOff()
    """Who agreed the final text, and when. The {business-office} writes it. Never public."""
    panel_comments: PanelComments | None = None
    """What the {national-panel} says of the report. The {business-office} writes it. Never public."""
    parallel_processes: tuple[ParallelProcess, ...] = ()
    """What courts, the police and others do meanwhile. The {business-office} keeps it up to date. Never public."""
    court_orders: tuple[CourtOrder, ...] = ()
    """Reporting restrictions. The {business-office} writes them. Never public."""
    publication: Publication = Publication()
    """When and how it is published. The {communications-sub-group} decides. Never public."""
    withdrawn: Withdrawn | None = None
    """Takes the case down. The {business-office} writes it. Public is the fact alone."""

    team_briefing: Briefing | None = None
    """The early briefing for the teams concerned, in the form of `briefing`. The {lead-reviewer} writes it.
    Never public.
    """
    briefing: Briefing = Briefing()
    """The six-step briefing for team meetings. Keep it to 1,000 words, recommendations and good practice included:
    `cspr check` warns above that. The {lead-reviewer} writes it. Public, unless it is for `teams`."""
    overview: tuple[Section, ...] = ()
    """The report, section by section. The {lead-reviewer} writes it. Public."""
    family_words: Words | None = None
    """What the family wishes to say, in words they agreed to. The {lead-reviewer} writes it. Public."""
    findings: tuple[Finding, ...] = ()
    """What the review found. The {lead-reviewer} writes it. Public."""
    recommendations: tuple[Recommendation, ...] = ()
    """Step 6 of the briefing: what is to change, by whom and by when. The {lead-reviewer} writes it. Public."""
    response: Words | None = None
    """What the partnership says and has done. The {business-office} writes it. Public."""
    amendments: tuple[Amendment, ...] = ()
    """Corrections after publication. The {business-office} writes them. Public."""
    anonymity: AnonymityAllowed = AnonymityAllowed()
    """Words that the check flagged and that identify nobody. The {business-office} writes them. Never public."""

    @property
    def has_report(self) -> bool:
        """Rapid Reviews and case mappings have a briefing and no report."""
        return self.review not in ("rapid-review", "case-mapping")

    @property
    def briefing_is_public(self) -> bool:
        """The kind decides where the record does not say."""
        return self.briefing.audience == "public" or (self.briefing.audience is None and self.has_report)

    @property
    def decision(self) -> Decision:
        """What was decided; a report public before this system was decided on then."""
        decided = self.publication.decision
        return "publish" if self.publication.already_public and decided == "not-yet" else decided

    @property
    def instant(self) -> datetime | None:
        """When the case is to be seen: 00:00 on the day where it was public before this system."""
        already = self.publication.already_public
        return start_of(already) if already else self.publication.at

    @property
    def publication_day(self) -> date | None:
        return london_day(self.instant) if self.instant else None
