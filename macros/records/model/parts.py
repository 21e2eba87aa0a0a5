"""The groups of fields in a record.

What stands below a field is what editors read about it: on hover, in a new record and on the page
about the record. A role is named by its id in braces. A last sentence on who sees the field
("Public.", "Never public.") holds for all fields within.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from macros.prose import Prose
from macros.records.model.forms import (
    AgeBandId,
    AgencyIds,
    CouncilId,
    Decision,
    FindingId,
    MonthAndDay,
    Process,
    Pseudonym,
    RecommendationId,
    RoleId,
    RuleWithExceptions,
    SectionWords,
    StrategicLeads,
    ThemeId,
    Words,
)
from macros.strict_model import Day, Instant, Line, Strict, Text

# Shared by all groups; pydantic makes a copy where it changes one.
_NO_FIELDS: set[str] = set()


class Part(Strict):
    """A group of fields, each said in plain words below it: `records/schema.py` reads them there."""

    def model_post_init(self, context: object) -> None:
        # Nobody asks which fields a file names, and to keep it takes a fifth of the room of a record.
        object.__setattr__(self, "__pydantic_fields_set__", _NO_FIELDS)


class Child(Part):
    pseudonym: Pseudonym = Field(examples=["Child Rowan"])
    """The name that the text uses for the child."""
    age_band: AgeBandId | None = None
    """A band, never an age."""


class Reviewer(Part):
    name: Line = Field(examples=["Example Reviewer"])
    """The reviewer's own name: the law asks for it."""
    role: Line = Field(examples=["{lead-reviewer}"])
    """What the reviewer did in the review."""
    organisation: Line = Field(examples=["Independent"])
    """Where the reviewer works."""


class Timeline(Part):
    incident: Day | None = None
    """The day of the incident."""
    aware: Day | None = None
    """The day the local authority became aware of it."""
    notified: Day | None = None
    """The day the {national-panel} was notified."""
    rapid_review_meeting: Day | None = None
    """The day of the Rapid Review meeting."""
    rapid_review_sent_to_panel: Day | None = None
    """The day the Rapid Review went to the {national-panel}."""
    panel_feedback: Day | None = None
    """The day the {national-panel} answered the Rapid Review."""
    decision: Day | None = None
    """The day it was decided whether to review; the time for the review counts from it."""
    review_group_first_met: Day | None = None
    """The day the {review-group} first met."""
    author_briefing: Day | None = None
    """The day the authors of agencies' reports were briefed."""
    practitioner_event: Day | None = None
    """The day practitioners met the reviewer."""
    first_draft: Day | None = None
    """The day of the first draft."""
    completed: Day | None = None
    """The day the review was complete."""


class Information(Part):
    requested: Day | None = None
    """The day it was asked for."""
    returned: Day | None = None
    """The day it came back."""


class Delay(Part):
    date: Day
    """The day it was clear that the time is not enough."""
    reason: Text = Field(examples=["The family asked for more time."])
    """Why."""
    panel_told: Day | None = None
    """The day the {national-panel} was told."""


class Partner(Part):
    name: Line = Field(examples=["Example Safeguarding Children Partnership"])
    """The other partnership. Public."""
    signed_off: Day | None = None
    """The day it signed the report off. Never public."""


class SignOff(Part):
    review_group: Day | None = None
    """The day the {review-group} agreed the text."""
    llr_sub_group: Day | None = None
    """The day the {llr-sub-group} agreed it."""
    strategic_leads: Day | None = None
    """The day the {strategic-leads} signed it off."""
    national_panel: Day | None = None
    """The day it went to the {national-panel} for its comments. The notice before publication is another."""


class PanelComments(Part):
    asks: Literal["none", "change", "delay", "not-publish"] = Field(examples=["change"])
    """What the comments ask for."""
    considered: Day | None = None
    """The day you considered them."""


class Consulted(Part):
    role: Line = Field(examples=["Local authority solicitor"])
    """Who was asked, as a role and not a name."""
    date: Day
    """The day of the answer."""
    view: Literal["no-objection", "delay"]
    """The answer."""


class ParallelProcess(Part):
    process: Process
    """Its kind. A prosecution runs from charge to sentence, retrial and appeal included."""
    status: Literal["open", "concluded"]
    """Whether it still runs."""
    concluded: Day | None = None
    """The day it ended."""
    consulted: Consulted | None = None
    """Who was asked whether publication does harm to it."""
    note: Text | None = Field(default=None, examples=["No further action."])
    """What else to know of it."""

    def is_open(self, on: date) -> bool:
        """Open until a recorded day on which it was concluded has come."""
        return self.status == "open" or self.concluded is None or self.concluded > on


class CourtOrder(Part):
    kind: Line = Field(examples=["Reporting restriction"])
    """What the order forbids."""
    expires: Day | None = None
    """The last day it is in force."""
    cleared_by_lawyer: Day | None = None
    """The day a lawyer found that the text keeps to it."""

    def is_in_force(self, on: date) -> bool:
        """In force through the day it expires, unless a lawyer has cleared the text."""
        expired = self.expires is not None and self.expires < on
        cleared = self.cleared_by_lawyer is not None and self.cleared_by_lawyer <= on
        return not (expired or cleared)


class Moved(Part):
    from_: Instant = Field(alias="from")
    """The day and hour that was planned before."""
    on: Day
    """The day it was moved."""


class Avoid(Part):
    from_: MonthAndDay = Field(alias="from")
    """The first day, of every year."""
    to: MonthAndDay = Field(examples=["--11-30"])
    """The last day."""

    def includes(self, on: date) -> bool:
        """Whether a day falls in the period, which may run over the end of a year."""
        here = (on.month, on.day)
        if self.from_ <= self.to:
            return self.from_ <= here <= self.to
        return here >= self.from_ or here <= self.to


class FinalReportSent(Part):
    national_panel: Day | None = None
    """The day the {national-panel} had it."""
    secretary_of_state: Day | None = None
    """The day the Secretary of State for Education had it."""
    ofsted: Day | None = None
    """The day Ofsted had it."""


class FamilyTold(Part):
    who: Pseudonym
    """A pseudonym, as in the text."""
    date: Day | None = None
    """The day they were told."""
    outcome: Literal["told", "declined", "not-traced", "unsafe"] | None = None
    """What came of it."""


class Debriefs(Part):
    involved: Day | None = None
    """The day of those directly involved."""
    open: Day | None = None
    """The day of the open one, for all practitioners."""


class SecondReader(Part):
    role: Line = Field(examples=["{safeguarding-project-officer}"])
    """Who read the text, as a role and not a name."""
    date: Day
    """The day it was read."""
    text: Line | None = None
    """Which text was read: a digest that no longer fits when the text is changed."""


class AgreedException(Part):
    rule: RuleWithExceptions
    """The rule departed from."""
    decided_by: StrategicLeads
    """Only they can agree it."""
    date: Day
    """The day they agreed it."""
    reason: Text = Field(examples=["The council had no meeting before publication."])
    """Why."""


class Publication(Part):
    decision: Decision = "not-yet"
    """What the {communications-sub-group} decided. With `improvements-only` the report itself is not shown,
    with `elsewhere` the national repository publishes it without the partnership's name.
    """
    at: Instant | None = None
    """The day and hour of publication, in London time. Public once it has come."""
    moved: tuple[Moved, ...] = ()
    """Earlier dates of publication, so that people's calendars follow."""
    avoid: tuple[Avoid, ...] = ()
    """Days the family asks to spare; write no reason."""
    already_public: Day | None = None
    """The day, for a report that was public before this system. Public."""
    final_report_sent: FinalReportSent = FinalReportSent()
    """The days on which the final report was sent before publication."""
    family_told: tuple[FamilyTold, ...] = ()
    """Who in the family heard the findings, before anybody else does."""
    members_briefed: dict[CouncilId, Day] = Field(default_factory=dict)
    """The day the elected members of each council were briefed."""
    debriefs: Debriefs = Debriefs()
    """The days on which practitioners heard the findings."""
    press_statement: Day | None = None
    """The day the press statement goes out."""
    deposited: Day | None = None
    """The day the published report went to the national repository."""
    second_reader: SecondReader | None = None
    """Who read the text for identifiability. Do not write it: the command `cspr second-reader` does."""
    exceptions: tuple[AgreedException, ...] = ()
    """Departures from a rule that the {strategic-leads} agreed."""


class Withdrawn(Part):
    at: Instant
    """The day and hour from which nothing of the case is shown."""
    kind: Literal["court-order", "identified", "welfare", "expired"]
    """Why."""
    decided_by: RoleId
    """The role that decided it."""


class Briefing(Part):
    audience: Literal["public", "teams"] | None = Field(default=None, examples=["teams"])
    """Who may see it; if not said, `teams` for a rapid review or case mapping and `public` for all others."""
    background: Words | None = None
    """Step 1: the child and the family."""
    safeguarding_concerns: Words | None = None
    """Step 2: what services saw."""
    incident: Words | None = None
    """Step 3: what happened, without what would identify anybody."""
    review: Words | None = None
    """Step 4: what the review looked at."""
    findings: Words | None = None
    """Step 5: what it found. Step 6 is the recommendations, written once, in `recommendations`."""
    good_practice: Words | None = None
    """What went well."""
    questions: tuple[Words, ...] = ()
    """Questions for a team meeting, at least one."""
    facilitator_notes: Words | None = None
    """Notes for whoever leads the discussion."""

    @property
    def written_steps(self) -> tuple[tuple[str, Prose | None], ...]:
        """Steps 1 to 5 in order, by field. Step 6 is the recommendations and stands with them."""
        names = ("background", "safeguarding_concerns", "incident", "review", "findings")
        return tuple((name, getattr(self, name)) for name in names)

    @property
    def is_begun(self) -> bool:
        """Whether any of the steps is written: old reviews may have none."""
        return any(text for _, text in self.written_steps)


class Section(Part):
    heading: Line = Field(examples=["Why this review"])
    """The heading of the section."""
    text: SectionWords
    """The words of the section. Sub-headings begin with `###`."""


class Finding(Part):
    id: FindingId
    """F1, F2 and so on."""
    theme: ThemeId | None = None
    """The theme it belongs to."""
    text: Words
    """What was found."""


class Progress(Part):
    date: Day
    """The day of the report on progress."""
    status: Literal["in-progress", "complete"]
    """How far it is."""
    text: Words
    """What has been done."""


Status = Literal["not-started", "in-progress", "complete"]


class Recommendation(Part):
    id: RecommendationId
    """R1, R2 and so on."""
    text: Words | None = None
    """What is to be done."""
    finding: FindingId | None = None
    """The finding it answers."""
    agencies: AgencyIds = ()
    """Who is to do it."""
    due: Day | None = None
    """By when."""
    progress: tuple[Progress, ...] = ()
    """What has been done since, one entry for each report."""

    def reported_by(self, day: date) -> tuple[Progress, ...]:
        """The reports on progress up to a day, the oldest first: one that is dated later has not come yet."""
        return tuple(sorted((note for note in self.progress if note.date <= day), key=lambda note: note.date))

    def status_on(self, day: date) -> Status:
        """How far it is on a day, by the last report; before the first it is not started."""
        past = self.reported_by(day)
        return past[-1].status if past else "not-started"


class Amendment(Part):
    date: Day
    """The day of the correction."""
    text: Words
    """What was corrected."""


class Allow(Part):
    term: Line = Field(examples=["Rose"])
    """The word that was flagged."""
    field: Line = Field(examples=["briefing.background"])
    """The field it stands in."""
    reason: Line = Field(examples=["The flower, and nobody's name."])
    """Why it identifies nobody."""


class AnonymityAllowed(Part):
    allow: tuple[Allow, ...] = ()
    """Each word, and why it may stand."""
