"""What may be shown of a case: the only thing that pages, feeds and files are ever given.

These types have nowhere to put a date of the process, a text that is held, or a list of
pseudonyms: a leak would be a type error. They are made here and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from macros.dates import london_day
from macros.partnership.model import Partnership
from macros.planning import Next, Readiness, next_of, readiness
from macros.prose import Prose
from macros.records.model import Briefing, CaseRecord, Recommendation, ReviewKind
from macros.rules import Judgement, State
from macros.rules.standing import was_ever_out

Audience = Literal["public", "internal"]

KINDS: dict[ReviewKind, str] = {
    "cspr": "Child Safeguarding Practice Review",
    "rapid-review": "Rapid Review",
    "case-mapping": "Case Mapping Exercise",
    "thematic": "Thematic review",
    "serious-case-review": "Serious case review",
}
STATUSES = {"not-started": "Not started", "in-progress": "In progress", "complete": "Complete"}


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the partnership's vocabulary (a theme, an agency, an age band, a status): its id, and what it says."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PublicChild:
    pseudonym: str
    age_band: Term | None


@dataclass(frozen=True, slots=True)
class PublicReviewer:
    name: str
    role: str
    organisation: str


@dataclass(frozen=True, slots=True)
class PublicProgress:
    on: date
    status: Term
    text: Prose


@dataclass(frozen=True, slots=True)
class PublicRecommendation:
    """``status`` is that of the last progress note up to the as-of day, before the first *Not started*."""

    id: str
    text: Prose | None
    finding: str | None
    agencies: tuple[Term, ...]
    due: date | None
    status: Term
    progress: tuple[PublicProgress, ...]


@dataclass(frozen=True, slots=True)
class PublicFinding:
    id: str
    theme: Term | None
    text: Prose


@dataclass(frozen=True, slots=True)
class PublicSection:
    heading: str
    text: Prose


@dataclass(frozen=True, slots=True)
class PublicBriefing:
    """Steps 1 to 5 in order, each with its heading; the sixth is the case's recommendations."""

    steps: tuple[tuple[str, Prose | None], ...]
    last_step: str
    good_practice: Prose | None
    questions: tuple[Prose, ...]
    facilitator_notes: Prose | None


@dataclass(frozen=True, slots=True)
class PublicReport:
    """``improvements_only``: the report itself would identify someone, and is not published."""

    improvements_only: bool
    sections: tuple[PublicSection, ...]


@dataclass(frozen=True, slots=True)
class PublicAmendment:
    on: date
    text: Prose


@dataclass(frozen=True, slots=True)
class PublicCase:
    """A case as it may be shown. ``published_at`` is None where it was public before this system, on a day alone."""

    reference: str
    title: str
    kind: str
    example: bool
    published: date | None
    published_at: datetime | None
    summary: str
    themes: tuple[Term, ...]
    agencies: tuple[Term, ...]
    children: tuple[PublicChild, ...]
    reviewers: tuple[PublicReviewer, ...]
    partners: tuple[str, ...]
    briefing: PublicBriefing | None
    report: PublicReport | None
    family_words: Prose | None
    findings: tuple[PublicFinding, ...]
    recommendations: tuple[PublicRecommendation, ...]
    response: Prose | None
    amendments: tuple[PublicAmendment, ...]


@dataclass(frozen=True, slots=True)
class WithdrawnCase:
    """A case that was out and is not any more: its addresses stay, and say only that."""

    reference: str
    had_briefing: bool
    had_report: bool


@dataclass(frozen=True, slots=True)
class Move:
    """Publication was planned for an instant, and moved away from it on a day."""

    planned: datetime
    on: date


@dataclass(frozen=True, slots=True)
class InternalCase:
    """For internal builds alone: a whole case with its state, how ready it is, and the early briefing for teams."""

    case: PublicCase
    judgement: Judgement
    team_briefing: PublicBriefing | None
    readiness: Readiness
    moved: tuple[Move, ...]
    next: Next

    @property
    def state(self) -> State:
        return self.judgement.state

    @property
    def is_planned(self) -> bool:
        """Whether its day of publication is still a plan."""
        return self.state in ("draft", "scheduled", "blocked")

    @property
    def day_is(self) -> str:
        """What its day of publication is called; nothing where it is not of this site."""
        return "Planned for" if self.is_planned else "Published" if self.state in ("published", "withdrawn") else ""

    @property
    def is_out(self) -> bool:
        """Whether the public can read it here."""
        return self.state == "published"


@dataclass(frozen=True, slots=True)
class PublicSite:
    """All that a public build may know of the records, newest first."""

    cases: tuple[PublicCase, ...]
    withdrawn: tuple[WithdrawnCase, ...]

    @property
    def out(self) -> tuple[PublicCase, ...]:
        """The cases that the public can read here: all of them."""
        return self.cases


@dataclass(frozen=True, slots=True)
class InternalSite:
    """Every case in every state, for an internal build."""

    internal_cases: tuple[InternalCase, ...]

    @property
    def cases(self) -> tuple[PublicCase, ...]:
        return tuple(internal.case for internal in self.internal_cases)

    @property
    def out(self) -> tuple[PublicCase, ...]:
        return tuple(internal.case for internal in self.internal_cases if internal.is_out)

    @property
    def withdrawn(self) -> tuple[WithdrawnCase, ...]:
        return ()


Site = PublicSite | InternalSite
Judged = tuple[CaseRecord, Judgement]


def site_for(audience: Audience, judged: Iterable[Judged], as_of: datetime, partnership: Partnership) -> Site:
    """The view that an audience has of all cases as of an instant."""
    today = london_day(as_of)
    judged = sorted(judged, key=_newest_first)
    if audience == "internal":
        whole = (_internal(case, judgement, today, partnership) for case, judgement in judged)
        return InternalSite(tuple(whole))
    asked = [(case, one) for case, one in judged if partnership.examples == "show" or not case.example]
    cases = (_public(case, today, partnership) for case, judgement in asked if judgement.state == "published")
    withdrawn = (_withdrawn(case) for case, judgement in asked if judgement.state == "withdrawn")
    return PublicSite(
        tuple(case for case in cases if case),
        tuple(sorted((case for case in withdrawn if case), key=lambda case: case.reference)),
    )


def internal_case(case: CaseRecord, judgement: Judgement, as_of: datetime, partnership: Partnership) -> InternalCase:
    """The internal view of one case alone: no other can be in what is made of it."""
    return _internal(case, judgement, london_day(as_of), partnership)


def _newest_first(judged: Judged) -> tuple[float, str]:
    case, _ = judged
    return (-case.instant.timestamp() if case.instant else 0, case.reference)


def _public(case: CaseRecord, today: date, partnership: Partnership) -> PublicCase | None:
    """A published case as the public sees it; None where its kind has nothing for the public."""
    if case.decision == "improvements-only":
        return _improvements_only(case, today, partnership)
    if not (case.has_report or _shows_briefing(case)):
        return None
    return _whole(case, today, partnership, with_briefing=_shows_briefing(case))


def _shows_briefing(case: CaseRecord) -> bool:
    return case.briefing_is_public and case.briefing.is_begun


def _improvements_only(case: CaseRecord, today: date, partnership: Partnership) -> PublicCase:
    """Title, reviewers, recommendations, response and amendments, and nothing else."""
    return PublicCase(
        reference=case.reference,
        title=case.title,
        kind="",
        example=case.example,
        published=case.publication_day,
        published_at=_instant(case),
        summary="",
        themes=(),
        agencies=(),
        children=(),
        reviewers=_reviewers(case),
        partners=(),
        briefing=None,
        report=PublicReport(improvements_only=True, sections=()),
        family_words=None,
        findings=(),
        recommendations=_recommendations(case, today, partnership, with_findings=False),
        response=case.response,
        amendments=_amendments(case, today),
    )


def _whole(case: CaseRecord, today: date, partnership: Partnership, *, with_briefing: bool) -> PublicCase:
    sections = tuple(PublicSection(section.heading, section.text) for section in case.overview)
    return PublicCase(
        reference=case.reference,
        title=case.title,
        kind=KINDS[case.review],
        example=case.example,
        published=case.publication_day,
        published_at=_instant(case),
        summary=case.summary or "",
        themes=tuple(_theme(theme, partnership) for theme in case.themes),
        agencies=_agencies(case.agencies, partnership),
        children=tuple(PublicChild(child.pseudonym, _age_band(child.age_band, partnership)) for child in case.children),
        reviewers=_reviewers(case),
        partners=tuple(partner.name for partner in case.partners),
        briefing=_briefing(case.briefing, partnership) if with_briefing else None,
        report=PublicReport(improvements_only=False, sections=sections) if case.has_report else None,
        family_words=case.family_words,
        findings=tuple(
            PublicFinding(finding.id, _theme(finding.theme, partnership) if finding.theme else None, finding.text)
            for finding in case.findings
        ),
        recommendations=_recommendations(case, today, partnership, with_findings=True),
        response=case.response,
        amendments=_amendments(case, today),
    )


def _internal(case: CaseRecord, judgement: Judgement, today: date, partnership: Partnership) -> InternalCase:
    early = _briefing(case.team_briefing, partnership) if case.team_briefing else None
    # A case without a report has its page here from the first day on.
    with_briefing = case.briefing.is_begun or not case.has_report
    return InternalCase(
        _whole(case, today, partnership, with_briefing=with_briefing),
        judgement,
        early,
        readiness(case, judgement, today, partnership),
        tuple(
            Move(one.from_, one.on)
            for one in sorted(case.publication.moved, key=lambda move: move.on)
            if one.on <= today
        ),
        next_of(case, judgement, today, partnership),
    )


def _withdrawn(case: CaseRecord) -> WithdrawnCase | None:
    if not was_ever_out(case):
        return None
    whole = case.decision == "publish"
    had_report = case.has_report or not whole
    had_briefing = whole and _shows_briefing(case)
    return WithdrawnCase(case.reference, had_briefing, had_report) if had_briefing or had_report else None


def _instant(case: CaseRecord) -> datetime | None:
    return None if case.publication.already_public else case.publication.at


# Of many cases all say the same few.
_term = lru_cache(maxsize=1024)(Term)
_STATUS = {identity: Term(identity, name) for identity, name in STATUSES.items()}


def _theme(identity: str, partnership: Partnership) -> Term:
    return _term(identity, partnership.themes[identity].name)


def _agencies(ids: Iterable[str], partnership: Partnership) -> tuple[Term, ...]:
    return tuple(_term(identity, partnership.agency_names[identity]) for identity in ids)


def _age_band(identity: str | None, partnership: Partnership) -> Term | None:
    return _term(identity, partnership.age_bands[identity].name) if identity else None


def _reviewers(case: CaseRecord) -> tuple[PublicReviewer, ...]:
    return tuple(PublicReviewer(reviewer.name, reviewer.role, reviewer.organisation) for reviewer in case.reviewers)


def _briefing(briefing: Briefing, partnership: Partnership) -> PublicBriefing:
    headings = partnership.briefing_steps
    texts = (text for _, text in briefing.written_steps)
    return PublicBriefing(
        steps=tuple(zip(headings[:5], texts, strict=True)),
        last_step=headings[5],
        good_practice=briefing.good_practice,
        questions=briefing.questions,
        facilitator_notes=briefing.facilitator_notes,
    )


def _recommendations(
    case: CaseRecord, today: date, partnership: Partnership, *, with_findings: bool
) -> tuple[PublicRecommendation, ...]:
    return tuple(_recommendation(entry, today, partnership, with_findings) for entry in case.recommendations)


def _recommendation(
    entry: Recommendation, today: date, partnership: Partnership, with_findings: bool
) -> PublicRecommendation:
    return PublicRecommendation(
        id=entry.id,
        text=entry.text,
        finding=entry.finding if with_findings else None,
        agencies=_agencies(entry.agencies, partnership),
        due=entry.due,
        status=_STATUS[entry.status_on(today)],
        progress=tuple(PublicProgress(note.date, _STATUS[note.status], note.text) for note in entry.reported_by(today)),
    )


def _amendments(case: CaseRecord, today: date) -> tuple[PublicAmendment, ...]:
    past = sorted((entry for entry in case.amendments if entry.date <= today), key=lambda entry: entry.date)
    return tuple(PublicAmendment(entry.date, entry.text) for entry in past)
