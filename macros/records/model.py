"""The case record as a type, field by field as in the contract.

A record grows: what is missing keeps it from being published, it does not make it invalid. So
nearly everything is optional here, and the rules ask for what publication needs.
"""

import re
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from macros.dates import london_day, start_of
from macros.problems import shown
from macros.prose import Prose
from macros.strict_model import Day, Id, Ids, Instant, Line, Strict, Text, YesNo, fault, matching, prose_of

REFERENCE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
LONGEST_REFERENCE = 40
# The lists of briefings and reports live at this name in the folders of the cases' pages.
RESERVED_REFERENCES = frozenset({"index"})

ReviewKind = Literal["cspr", "rapid-review", "case-mapping", "thematic", "serious-case-review"]
Decision = Literal["not-yet", "publish", "improvements-only", "elsewhere"]
Process = Literal[
    "investigation",
    "prosecution",
    "inquest",
    "care",
    "private-law",
    "case-management",
    "single-agency",
    "disciplinary",
    "lado",
    "adult-review",
    "other",
]
EXCEPTIONS_POSSIBLE = frozenset({"panel-14-days", "members", "debriefs", "press"})


def is_reference(text: str) -> bool:
    """Whether a text may name a case, and so a file and an address."""
    return len(text) <= LONGEST_REFERENCE and REFERENCE.fullmatch(text) is not None and text not in RESERVED_REFERENCES


def _reference(text: str) -> str:
    if not is_reference(text):
        right = "small letters and digits with - between, 40 characters at most, not `index`, as in `child-rowan`"
        raise fault("reference", f"found `{shown(text)}`; a reference is {right}")
    return text


def _title(text: str) -> str:
    strange = [character for character in text if not (character.isalnum() or character in " -'")]
    if strange:
        right = "a title has letters, digits, spaces, - and ' only"
        raise fault("title", f"found `{shown(strange[0])}`; {right}")
    if len(text) > 80:
        raise fault("too-long", f"found {len(text)} characters; a title has 80 at most")
    return text


def _summary(text: str) -> str:
    if len(text) > 400:
        raise fault("too-long", f"found {len(text)} characters; a summary has 400 at most")
    return text


def _month_and_day(value: object) -> tuple[int, int]:
    match = re.fullmatch(r"--([0-9]{2})-([0-9]{2})", value) if isinstance(value, str) else None
    try:
        if match:
            on = date(2024, int(match[1]), int(match[2]))
            return on.month, on.day
    except ValueError:
        pass
    raise fault("month-and-day", f"found `{shown(str(value))}`; a day of every year is written --11-20 (20 November)")


def _section(value: object) -> Prose:
    return prose_of(value, headings_from=3)


Reference = Annotated[Line, AfterValidator(_reference)]
Title = Annotated[Line, AfterValidator(_title)]
Summary = Annotated[Line, AfterValidator(_summary)]
Pseudonym = Annotated[Line, AfterValidator(_title)]
MonthAndDay = Annotated[tuple[int, int], BeforeValidator(_month_and_day)]
FindingId = Annotated[Line, matching(r"F[1-9][0-9]?", "id", "a finding is numbered F1, F2 and so on")]
RecommendationId = Annotated[Line, matching(r"R[1-9][0-9]?", "id", "a recommendation is numbered R1, R2 and so on")]
Words = Annotated[Prose, BeforeValidator(prose_of)]
SectionWords = Annotated[Prose, BeforeValidator(_section)]


class Child(Strict):
    pseudonym: Pseudonym
    age_band: Id | None = None


class Reviewer(Strict):
    name: Line
    role: Line
    organisation: Line


class Timeline(Strict):
    incident: Day | None = None
    aware: Day | None = None
    notified: Day | None = None
    rapid_review_meeting: Day | None = None
    rapid_review_sent_to_panel: Day | None = None
    panel_feedback: Day | None = None
    decision: Day | None = None
    review_group_first_met: Day | None = None
    author_briefing: Day | None = None
    practitioner_event: Day | None = None
    first_draft: Day | None = None
    completed: Day | None = None


class Information(Strict):
    requested: Day | None = None
    returned: Day | None = None


class Delay(Strict):
    date: Day
    reason: Text
    panel_told: Day | None = None


class Partner(Strict):
    name: Line
    signed_off: Day | None = None


class SignOff(Strict):
    review_group: Day | None = None
    llr_sub_group: Day | None = None
    strategic_leads: Day | None = None
    national_panel: Day | None = None


class PanelComments(Strict):
    asks: Literal["none", "change", "delay", "not-publish"]
    considered: Day | None = None


class Consulted(Strict):
    role: Line
    date: Day
    view: Literal["no-objection", "delay"]


class ParallelProcess(Strict):
    process: Process
    status: Literal["open", "concluded"]
    concluded: Day | None = None
    consulted: Consulted | None = None
    note: Text | None = None

    def is_open(self, on: date) -> bool:
        """Open until a recorded day on which it was concluded has come."""
        return self.status == "open" or self.concluded is None or self.concluded > on


class CourtOrder(Strict):
    kind: Line
    expires: Day | None = None
    cleared_by_lawyer: Day | None = None

    def is_in_force(self, on: date) -> bool:
        """In force through the day it expires, unless a lawyer has cleared the text."""
        expired = self.expires is not None and self.expires < on
        cleared = self.cleared_by_lawyer is not None and self.cleared_by_lawyer <= on
        return not (expired or cleared)


class Moved(Strict):
    from_: Instant = Field(alias="from")
    on: Day


class Avoid(Strict):
    from_: MonthAndDay = Field(alias="from")
    to: MonthAndDay

    def includes(self, on: date) -> bool:
        """Whether a day falls in the period, which may run over the end of a year."""
        here = (on.month, on.day)
        if self.from_ <= self.to:
            return self.from_ <= here <= self.to
        return here >= self.from_ or here <= self.to


class FinalReportSent(Strict):
    national_panel: Day | None = None
    secretary_of_state: Day | None = None
    ofsted: Day | None = None


class FamilyTold(Strict):
    who: Pseudonym
    date: Day | None = None
    outcome: Literal["told", "declined", "not-traced", "unsafe"] | None = None


class Debriefs(Strict):
    involved: Day | None = None
    open: Day | None = None


class SecondReader(Strict):
    role: Line
    date: Day
    text: Line | None = None


class AgreedException(Strict):
    rule: Line
    decided_by: Id
    date: Day
    reason: Text


class Publication(Strict):
    decision: Decision = "not-yet"
    at: Instant | None = None
    moved: tuple[Moved, ...] = ()
    avoid: tuple[Avoid, ...] = ()
    already_public: Day | None = None
    final_report_sent: FinalReportSent = FinalReportSent()
    family_told: tuple[FamilyTold, ...] = ()
    members_briefed: dict[Id, Day] = Field(default_factory=dict)
    debriefs: Debriefs = Debriefs()
    press_statement: Day | None = None
    second_reader: SecondReader | None = None
    exceptions: tuple[AgreedException, ...] = ()


class Withdrawn(Strict):
    at: Instant
    kind: Literal["court-order", "identified", "welfare", "expired"]
    decided_by: Id


class Briefing(Strict):
    audience: Literal["public", "teams"] | None = None
    background: Words | None = None
    safeguarding_concerns: Words | None = None
    incident: Words | None = None
    review: Words | None = None
    findings: Words | None = None
    good_practice: Words | None = None
    questions: tuple[Words, ...] = ()
    facilitator_notes: Words | None = None

    @property
    def written_steps(self) -> tuple[tuple[str, Prose | None], ...]:
        """Steps 1 to 5 in order, by field. Step 6 is the recommendations and stands with them."""
        names = ("background", "safeguarding_concerns", "incident", "review", "findings")
        return tuple((name, getattr(self, name)) for name in names)


class Section(Strict):
    heading: Line
    text: SectionWords


class Finding(Strict):
    id: FindingId
    theme: Id | None = None
    text: Words


class Progress(Strict):
    date: Day
    status: Literal["in-progress", "complete"]
    text: Words


class Recommendation(Strict):
    id: RecommendationId
    text: Words | None = None
    finding: FindingId | None = None
    agencies: Ids = ()
    due: Day | None = None
    progress: tuple[Progress, ...] = ()


class Amendment(Strict):
    date: Day
    text: Words


class Allow(Strict):
    term: Line
    field: Line
    reason: Line


class AnonymityAllowed(Strict):
    allow: tuple[Allow, ...] = ()


class CaseRecord(Strict):
    """One case, as its file says. Confidential: only a public view of it goes further."""

    reference: Reference
    title: Title
    review: ReviewKind
    example: YesNo = False
    summary: Summary | None = None
    themes: Ids = ()
    agencies: Ids = ()
    children: tuple[Child, ...] = ()
    others: tuple[Pseudonym, ...] = ()
    outcome: Literal["died", "harmed"] | None = None
    reviewers: tuple[Reviewer, ...] = ()

    timeline: Timeline = Timeline()
    information: dict[Id, Information] = Field(default_factory=dict)
    delays: tuple[Delay, ...] = ()
    partners: tuple[Partner, ...] = ()
    sign_off: SignOff = SignOff()
    panel_comments: PanelComments | None = None
    parallel_processes: tuple[ParallelProcess, ...] = ()
    court_orders: tuple[CourtOrder, ...] = ()
    publication: Publication = Publication()
    withdrawn: Withdrawn | None = None

    team_briefing: Briefing | None = None
    briefing: Briefing = Briefing()
    overview: tuple[Section, ...] = ()
    family_words: Words | None = None
    findings: tuple[Finding, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    response: Words | None = None
    amendments: tuple[Amendment, ...] = ()
    anonymity: AnonymityAllowed = AnonymityAllowed()

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
