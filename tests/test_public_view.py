"""What leaves: for each kind, decision and audience just what the contract calls public, and never more."""

import dataclasses
import re
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros import public_view
from macros.public_view import InternalSite, PublicCase, PublicSite, Term, WithdrawnCase, site_for
from macros.records.model import Briefing, CaseRecord, Child, Partner, Publication, Recommendation
from macros.rules import Judgement, State, judge
from tests.factories import GONE, at, miniature, record
from tests.views import AGED, AT_TEN, IMPROVEMENTS_ONLY, Changes, internal_site, of_records, public_site, references

LATER = "2026-06-01 10:00"
EVERY_STATE: tuple[State, ...] = ("draft", "scheduled", "blocked", "published", "withdrawn", "elsewhere")

RAPID: Changes = {"review": "rapid-review", "timeline.panel_feedback": "2025-02-27"}
MAPPING: Changes = {"review": "case-mapping"}
THEMATIC: Changes = {"review": "thematic"}
ELSEWHERE: Changes = {"publication.decision": "elsewhere"}
FOR_TEAMS: Changes = {"briefing.audience": "teams"}
FOR_ALL: Changes = {"briefing.audience": "public"}
WITHDRAWN: Changes = {"withdrawn": {"at": "2025-10-01 12:00", "kind": "welfare", "decided_by": "strategic-leads"}}
HIDING = miniature().model_copy(update={"examples": "hide"})


def only(site: PublicSite) -> PublicCase:
    assert not site.withdrawn
    (case,) = site.cases
    return case


# Which pages each kind leads to


class Shown(NamedTuple):
    """The pages a case leads to; None where it leads to nothing."""

    report: bool
    briefing: bool
    improvements_only: bool = False


WHOLE, REPORT, BRIEFING = Shown(True, True), Shown(True, False), Shown(False, True)
IMPROVEMENTS = Shown(True, False, improvements_only=True)
PAGES: list[tuple[str, Changes, Shown | None]] = [
    ("a review", {}, WHOLE),
    ("a review, briefing for all", FOR_ALL, WHOLE),
    ("a review, briefing for teams", FOR_TEAMS, REPORT),
    ("a thematic review", THEMATIC, WHOLE),
    ("a thematic review, briefing for teams", {**THEMATIC, **FOR_TEAMS}, REPORT),
    ("a serious case review", AGED, WHOLE),
    ("a serious case review, briefing for teams", {**AGED, **FOR_TEAMS}, REPORT),
    ("a rapid review", RAPID, None),
    ("a rapid review, briefing for teams", {**RAPID, **FOR_TEAMS}, None),
    ("a rapid review, briefing for all", {**RAPID, **FOR_ALL}, BRIEFING),
    ("a case mapping", MAPPING, None),
    ("a case mapping, briefing for teams", {**MAPPING, **FOR_TEAMS}, None),
    ("a case mapping, briefing for all", {**MAPPING, **FOR_ALL}, BRIEFING),
    ("improvements of a review", IMPROVEMENTS_ONLY, IMPROVEMENTS),
    ("improvements of a review, briefing for all", {**IMPROVEMENTS_ONLY, **FOR_ALL}, IMPROVEMENTS),
    ("improvements of a review, briefing for teams", {**IMPROVEMENTS_ONLY, **FOR_TEAMS}, IMPROVEMENTS),
    ("improvements of a thematic review", {**THEMATIC, **IMPROVEMENTS_ONLY}, IMPROVEMENTS),
    ("improvements of a serious case review", {**AGED, **IMPROVEMENTS_ONLY}, IMPROVEMENTS),
    ("improvements of a rapid review", {**RAPID, **IMPROVEMENTS_ONLY}, IMPROVEMENTS),
    ("improvements of a rapid review for all", {**RAPID, **FOR_ALL, **IMPROVEMENTS_ONLY}, IMPROVEMENTS),
    ("published elsewhere", ELSEWHERE, None),
    ("a rapid review for all, published elsewhere", {**RAPID, **FOR_ALL, **ELSEWHERE}, None),
    ("already public", {"publication.already_public": "2025-08-20", "publication.at": GONE}, WHOLE),
]
each_kind = pytest.mark.parametrize(
    ("changes", "shown"), [pytest.param(changes, shown, id=name) for name, changes, shown in PAGES]
)


@each_kind
def test_the_pages_a_published_case_leads_to(changes: Changes, shown: Shown | None) -> None:
    found = {
        Shown(case.report is not None, case.briefing is not None, bool(case.report and case.report.improvements_only))
        for case in public_site(changes).cases
    }

    assert found == ({shown} if shown else set())


@each_kind
def test_a_withdrawn_case_leaves_a_page_at_each_address_it_had(changes: Changes, shown: Shown | None) -> None:
    site = public_site({**changes, **WITHDRAWN}, as_of=LATER)

    assert site.cases == ()
    assert site.withdrawn == ((WithdrawnCase("child-rowan", shown.briefing, shown.report),) if shown else ())


@pytest.mark.parametrize(
    ("changes", "page"),
    [
        ({"publication.at": "2025-10-01 12:01"}, False),  # withdrawn before it was ever out
        ({"publication.at": "2025-10-01 12:00"}, False),
        ({"publication.at": "2025-10-01 11:59"}, True),
        ({"publication.at": GONE}, False),
        ({"publication.decision": "not-yet"}, False),
        ({"publication.decision": GONE}, False),
        ({"publication.at": GONE, "publication.decision": GONE}, False),
        ({"publication.already_public": "2025-10-01", "publication.decision": GONE}, True),
        ({"publication.already_public": "2025-10-02", "publication.decision": GONE}, False),
    ],
)
def test_a_case_withdrawn_before_it_was_ever_out_has_no_page(changes: Changes, page: bool) -> None:
    site = public_site({**changes, **WITHDRAWN}, as_of=LATER)

    assert site == PublicSite((), (WithdrawnCase("child-rowan", True, True),) if page else ())


def test_a_page_of_a_withdrawn_case_has_no_pseudonym_and_no_text() -> None:
    site = public_site({"reference": "case-2025-1", **WITHDRAWN}, as_of=LATER)

    assert repr(site) == (
        "PublicSite(cases=(), withdrawn=(WithdrawnCase(reference='case-2025-1', had_briefing=True, had_report=True),))"
    )


@pytest.mark.parametrize("state", EVERY_STATE)
def test_only_what_is_published_is_in_the_public_site(state: State) -> None:
    site = site_for("public", [(record(), Judgement(state, ()))], at(AT_TEN), miniature())

    assert len(site.cases) == (1 if state == "published" else 0)
    assert site.withdrawn == ()


# Improvements only

# Every public text of a record with a word of its own, and whether it is one of the improvements.
TEXTS: dict[str, tuple[object, bool]] = {
    "title": ("Word0", True),
    "summary": ("Word1", False),
    "themes": (["neglect"], False),
    "children.0.pseudonym": ("Word2", False),
    "reviewers.0.name": ("Word3", True),
    "reviewers.0.role": ("Word4", True),
    "reviewers.0.organisation": ("Word5", True),
    "partners": ([{"name": "Word6", "signed_off": "2025-07-21"}], False),
    "briefing.background": ("Word7", False),
    "briefing.safeguarding_concerns": ("Word8", False),
    "briefing.incident": ("Word9", False),
    "briefing.review": ("Word10", False),
    "briefing.findings": ("Word11", False),
    "briefing.good_practice": ("Word12", False),
    "briefing.questions": (["Word13"], False),
    "briefing.facilitator_notes": ("Word14", False),
    "overview.0.heading": ("Word15", False),
    "overview.0.text": ("Word16", False),
    "family_words": ("Word17", False),
    "findings.0.text": ("Word18", False),
    "recommendations.0.text": ("Word19", True),
    "recommendations.0.progress": ([{"date": "2025-09-16", "status": "in-progress", "text": "Word20"}], True),
    "response": ("Word21", True),
    "amendments": ([{"date": "2025-09-16", "text": "Word22"}], True),
}
WORDED: Changes = {name: value for name, (value, _) in TEXTS.items()}


def words_in(view: object) -> set[str]:
    return set(re.findall(r"\bWord[0-9]+\b|Neglect", repr(view)))


def words_of(names: list[str]) -> set[str]:
    return {word.title() for name in names for word in re.findall(r"Word[0-9]+|neglect", str(TEXTS[name][0]))}


@pytest.mark.parametrize("kind", [{}, RAPID, MAPPING, THEMATIC, AGED], ids=lambda kind: kind.get("review", "cspr"))
def test_improvements_only_shows_title_reviewers_recommendations_response_and_amendments(kind: Changes) -> None:
    case = only(public_site({**WORDED, **kind, **IMPROVEMENTS_ONLY}))

    assert words_in(case) == words_of([name for name, (_, improvement) in TEXTS.items() if improvement])
    assert (case.summary, case.themes, case.agencies, case.children, case.partners) == ("", (), (), (), ())
    assert (case.briefing, case.family_words, case.findings) == (None, None, ())
    assert case.report == public_view.PublicReport(improvements_only=True, sections=())
    assert [entry.finding for entry in case.recommendations] == [None]


def test_a_whole_review_shows_every_public_text() -> None:
    assert words_in(public_site(WORDED)) == words_of(list(TEXTS))


def test_a_review_whose_briefing_is_for_teams_shows_all_but_the_briefing() -> None:
    expected = [name for name in TEXTS if not name.startswith("briefing.")]

    assert words_in(public_site({**WORDED, **FOR_TEAMS})) == words_of(expected)


def test_a_rapid_review_for_all_shows_all_but_a_report() -> None:
    expected = [name for name in TEXTS if not name.startswith("overview.")]

    assert words_in(public_site({**WORDED, **RAPID, **FOR_ALL})) == words_of(expected)


def test_a_case_says_in_words_what_a_record_says_by_id() -> None:
    case = only(public_site({"example": "true", "partners": [{"name": "Elsewhere SCP", "signed_off": "2025-07-21"}]}))

    assert (case.reference, case.title, case.kind) == (
        "child-rowan",
        "Child Rowan",
        "Child Safeguarding Practice Review",
    )
    assert case.example is True
    assert case.published == date(2025, 9, 16)
    assert case.themes == (Term("injuries-to-babies", "Injuries to babies"),)
    assert case.agencies == (Term("police", "Police"), Term("health-trust", "Health Trust"))
    assert [(child.pseudonym, child.age_band) for child in case.children] == [
        ("Child Rowan", Term("under-1", "Under 1"))
    ]
    assert [finding.theme for finding in case.findings] == [Term("injuries-to-babies", "Injuries to babies")]
    assert case.partners == ("Elsewhere SCP",)
    assert case.briefing
    assert [heading for heading, _ in case.briefing.steps] == [
        "The background",
        "Safeguarding concerns",
        "The incident",
        "The review",
        "The findings",
    ]
    assert case.briefing.last_step == "Recommendations"
    assert [(entry.id, entry.finding, entry.agencies, entry.due) for entry in case.recommendations] == [
        ("R1", "F1", (Term("icb", "Integrated Care Board"),), date(2025, 12, 31))
    ]


def test_a_child_whose_age_would_identify_it_has_no_band() -> None:
    case = only(public_site({"children": [{"pseudonym": "Child Rowan"}]}))

    assert [(child.pseudonym, child.age_band) for child in case.children] == [("Child Rowan", None)]


@pytest.mark.parametrize(
    ("identity", "name"),
    [("partnership", "Miniature Safeguarding Children Partnership"), ("national", "National bodies")],
)
def test_a_recommendation_to_all_or_to_national_bodies_says_so(identity: str, name: str) -> None:
    (entry,) = only(public_site({"recommendations.0.agencies": [identity]})).recommendations

    assert entry.agencies == (Term(identity, name),)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ({}, "Child Safeguarding Practice Review"),
        ({**RAPID, **FOR_ALL}, "Rapid Review"),
        ({**MAPPING, **FOR_ALL}, "Case Mapping Exercise"),
        (THEMATIC, "Thematic review"),
        (AGED, "Serious case review"),
    ],
)
def test_each_kind_of_review_has_its_name(kind: Changes, name: str) -> None:
    assert only(public_site(kind)).kind == name


@pytest.mark.parametrize(
    ("changes", "published"),
    [
        ({}, "2025-09-16"),
        ({**AGED, "publication.at": "2025-08-16 00:30"}, "2025-08-16"),  # still the 15th by UTC
        ({**AGED, "publication.at": "2025-08-16 23:30"}, "2025-08-16"),
        ({"publication.already_public": "2024-03-05"}, "2024-03-05"),
        (IMPROVEMENTS_ONLY, "2025-09-16"),
    ],
)
def test_the_day_of_publication_is_the_day_in_london(changes: Changes, published: str) -> None:
    assert str(only(public_site(changes)).published) == published


def test_cases_stand_newest_first_to_the_hour() -> None:
    instants = {"child-ash": "2025-08-01 10:00", "child-elm": "2025-09-01 10:00", "child-oak": "2025-08-01 23:00"}
    changes = [{**AGED, "reference": name, "publication.at": instant} for name, instant in instants.items()]

    assert references(public_site(*changes).cases) == ["child-elm", "child-oak", "child-ash"]
    assert public_site(*changes) == public_site(*reversed(changes))


# Invented cases


@pytest.mark.parametrize("changes", [changes for _, changes, shown in PAGES if shown])
def test_invented_cases_are_not_there_where_examples_are_hidden(changes: Changes) -> None:
    invented = {**changes, "example": "true"}

    assert len(public_site(invented).cases) == 1
    assert public_site(invented, partner=HIDING) == PublicSite((), ())
    assert len(public_site(changes, partner=HIDING).cases) == 1


def test_invented_cases_that_were_withdrawn_are_not_there_either_where_examples_are_hidden() -> None:
    invented = {**WITHDRAWN, "example": "true"}

    assert len(public_site(invented, as_of=LATER).withdrawn) == 1
    assert public_site(invented, as_of=LATER, partner=HIDING) == PublicSite((), ())
    assert len(public_site(WITHDRAWN, as_of=LATER, partner=HIDING).withdrawn) == 1


# What comes later

PROGRESS = [
    {"date": "2026-01-15", "status": "complete", "text": "Complete."},
    {"date": "2025-10-01", "status": "in-progress", "text": "Begun."},
    {"date": "2026-02-01", "status": "in-progress", "text": "Begun again."},
]


@pytest.mark.parametrize(
    ("as_of", "status", "notes"),
    [
        (AT_TEN, "Not started", []),
        ("2025-09-30T23:59:59", "Not started", []),
        ("2025-09-30T22:59:59Z", "Not started", []),
        ("2025-09-30T23:00:00Z", "In progress", ["Begun."]),  # 1 October in London
        ("2025-10-01", "In progress", ["Begun."]),
        ("2026-01-14T23:59:59", "In progress", ["Begun."]),
        ("2026-01-15", "Complete", ["Begun.", "Complete."]),
        ("2026-01-31", "Complete", ["Begun.", "Complete."]),
        ("2026-02-01", "In progress", ["Begun.", "Complete.", "Begun again."]),
        ("2031-01-01", "In progress", ["Begun.", "Complete.", "Begun again."]),
    ],
)
@pytest.mark.parametrize("decision", ["publish", "improvements-only"])
def test_progress_is_that_of_the_last_note_up_to_the_day(
    as_of: str, status: str, notes: list[str], decision: str
) -> None:
    changes: Changes = {"recommendations.0.progress": PROGRESS, "publication.decision": decision}
    (recommendation,) = only(public_site(changes, as_of=as_of)).recommendations

    assert recommendation.status == Term(status.lower().replace(" ", "-"), status)
    assert [note.text.source for note in recommendation.progress] == notes
    assert [recommendation] == list(
        internal_site(changes, as_of=as_of).cases[0].recommendations
    ) or decision != "publish"


@pytest.mark.parametrize(
    ("as_of", "texts"),
    [
        ("2025-09-30T23:59:59", []),
        ("2025-10-01", ["First."]),
        ("2025-10-31", ["First."]),
        ("2025-11-01", ["First.", "Second."]),
    ],
)
@pytest.mark.parametrize("decision", ["publish", "improvements-only"])
def test_an_amendment_is_shown_from_its_day_on(as_of: str, texts: list[str], decision: str) -> None:
    amendments = [{"date": "2025-11-01", "text": "Second."}, {"date": "2025-10-01", "text": "First."}]
    changes: Changes = {"amendments": amendments, "publication.decision": decision}

    assert [entry.text.source for entry in only(public_site(changes, as_of=as_of)).amendments] == texts
    assert [entry.text.source for entry in internal_site(changes, as_of=as_of).cases[0].amendments] == texts


# What never leaves

A_DATE = "1987-06-05"
NEVER_PUBLIC: Changes = {
    "others": ["Quincunx"],
    "outcome": "died",
    "timeline": dict.fromkeys(
        (
            "incident",
            "aware",
            "notified",
            "rapid_review_meeting",
            "rapid_review_sent_to_panel",
            "panel_feedback",
            "decision",
            "review_group_first_met",
            "author_briefing",
            "practitioner_event",
            "first_draft",
            "completed",
        ),
        A_DATE,
    ),
    "information": {"childrens-trust": {"requested": A_DATE, "returned": A_DATE}},
    "delays": [{"date": A_DATE, "reason": "Quincunx", "panel_told": A_DATE}],
    "partners": [{"name": "Elsewhere SCP", "signed_off": A_DATE}],
    "sign_off": dict.fromkeys(("review_group", "llr_sub_group", "strategic_leads", "national_panel"), A_DATE),
    "panel_comments": {"asks": "not-publish", "considered": A_DATE},
    "parallel_processes": [
        {
            "process": "private-law",
            "status": "concluded",
            "concluded": A_DATE,
            "consulted": {"role": "Quincunx", "date": A_DATE, "view": "no-objection"},
            "note": "Quincunx",
        }
    ],
    "court_orders": [{"kind": "Quincunx", "expires": A_DATE, "cleared_by_lawyer": A_DATE}],
    "publication.moved": [{"from": f"{A_DATE} 10:00", "on": A_DATE}],
    "publication.avoid": [{"from": "--06-05", "to": "--06-07"}],
    "publication.final_report_sent": dict.fromkeys(("national_panel", "secretary_of_state", "ofsted"), A_DATE),
    "publication.family_told": [{"who": "Quincunx", "date": A_DATE, "outcome": "not-traced"}],
    "publication.members_briefed": {"north": A_DATE, "west": A_DATE},
    "publication.debriefs": {"involved": A_DATE, "open": A_DATE},
    "publication.press_statement": A_DATE,
    "publication.deposited": A_DATE,
    "publication.second_reader": {"role": "Quincunx", "date": A_DATE, "text": "sha256-Quincunx"},
    "publication.exceptions": [
        {"rule": "press", "decided_by": "strategic-leads", "date": A_DATE, "reason": "Quincunx"}
    ],
    "withdrawn": {"at": "2187-06-05 10:00", "kind": "identified", "decided_by": "strategic-leads"},
    "anonymity": {"allow": [{"term": "Quincunx", "field": "summary", "reason": "Quincunx"}]},
    "team_briefing": {
        "audience": "teams",
        **dict.fromkeys(
            (
                "background",
                "safeguarding_concerns",
                "incident",
                "review",
                "findings",
                "good_practice",
                "facilitator_notes",
            ),
            "Quincunx early",
        ),
        "questions": ["Quincunx early"],
    },
}
TRACES = re.compile(
    "quincunx|1987|2187|strategic|died|identified|private|not-publish|no-objection|not-traced|childrens|north|west"
    r"|prosecution|secretary|ofsted|press|teams|sha256|\(6, [57]\)",
    re.IGNORECASE,
)
# A record with next to nothing public in it, so that no word of a trace stands in it by right.
PLAIN: Changes = {"partners": [{"name": "Elsewhere SCP"}]}
KINDS = {name: changes for name, changes, _ in PAGES}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("as_of", [AT_TEN, LATER])
def test_nothing_of_the_process_is_anywhere_in_the_public_view(name: str, as_of: str) -> None:
    filled = record({**KINDS[name], **NEVER_PUBLIC})
    for state in EVERY_STATE:
        site = site_for("public", [(filled, Judgement(state, ()))], at(as_of), miniature())

        assert TRACES.findall(repr(site)) == []


@pytest.mark.parametrize("name", KINDS)
def test_a_record_that_says_more_of_the_process_makes_the_same_site(name: str) -> None:
    """The site is a function of what is public: nothing else moves it, not even in its order or its ends."""
    published = Judgement("published", ())
    plain, whole = record({**PLAIN, **KINDS[name]}), record({**KINDS[name], **NEVER_PUBLIC})

    assert site_for("public", [(plain, published)], at(LATER), miniature()) == site_for(
        "public", [(whole, published)], at(LATER), miniature()
    )


@pytest.mark.parametrize("name", KINDS)
def test_an_internal_build_knows_the_early_briefing_and_nothing_else_of_the_process(name: str) -> None:
    filled = record({**KINDS[name], **NEVER_PUBLIC})
    for state in EVERY_STATE:
        site = site_for("internal", [(filled, Judgement(state, ()))], at(LATER), miniature())
        assert isinstance(site, InternalSite)
        (internal,) = site.internal_cases
        assert internal.team_briefing

        assert TRACES.findall(repr(internal.case)) == []
        early = repr(internal.team_briefing)
        assert TRACES.findall(early.replace("Quincunx early", "")) == []


def test_the_filled_record_leaves_no_field_out_that_is_never_public() -> None:
    """A new field of the record has to be called public or never public, here and in the contract."""
    filled = {name.split(".")[0] for name in NEVER_PUBLIC if not name.startswith("publication.")}
    shared = {"partners"}  # the names are public, the days are not
    public = {
        "reference",
        "title",
        "review",
        "example",
        "summary",
        "themes",
        "agencies",
        "children",
        "reviewers",
        "briefing",
        "overview",
        "family_words",
        "findings",
        "recommendations",
        "response",
        "amendments",
    }
    of_publication = {name.split(".")[1] for name in NEVER_PUBLIC if name.startswith("publication.")}

    assert set(CaseRecord.model_fields) == filled | public | {"publication"}
    assert not (filled - shared) & public
    assert set(Publication.model_fields) == of_publication | {"decision", "at", "already_public"}
    assert set(Partner.model_fields) == {"name", "signed_off"}
    assert set(Child.model_fields) == {"pseudonym", "age_band"}
    assert set(Recommendation.model_fields) == {"id", "text", "finding", "agencies", "due", "progress"}


def test_the_filled_record_leaves_no_group_half_empty() -> None:
    case = record(NEVER_PUBLIC)
    groups = [
        case.timeline,
        case.information["childrens-trust"],
        case.delays[0],
        case.sign_off,
        case.panel_comments,
        case.parallel_processes[0],
        case.court_orders[0],
        case.publication.final_report_sent,
        case.publication.family_told[0],
        case.publication.debriefs,
        case.publication.second_reader,
        case.publication.exceptions[0],
        case.withdrawn,
        case.team_briefing,
    ]
    for group in groups:
        assert group is not None
        empty = [name for name in type(group).model_fields if getattr(group, name) in (None, (), {})]
        assert not empty, (type(group).__name__, empty)
    assert case.team_briefing and set(Briefing.model_fields) >= {name for name, _ in case.team_briefing.written_steps}


# The types have nowhere to put it

PROSE = "Prose"
TYPES = {
    "PublicSite": {"cases": "tuple[PublicCase, ...]", "withdrawn": "tuple[WithdrawnCase, ...]"},
    "WithdrawnCase": {"reference": "str", "had_briefing": "bool", "had_report": "bool"},
    "PublicCase": {
        "reference": "str",
        "title": "str",
        "kind": "str",
        "example": "bool",
        "published": "date | None",
        "published_at": "datetime | None",
        "summary": "str",
        "themes": "tuple[Term, ...]",
        "agencies": "tuple[Term, ...]",
        "children": "tuple[PublicChild, ...]",
        "reviewers": "tuple[PublicReviewer, ...]",
        "partners": "tuple[str, ...]",
        "briefing": "PublicBriefing | None",
        "report": "PublicReport | None",
        "family_words": "Prose | None",
        "findings": "tuple[PublicFinding, ...]",
        "recommendations": "tuple[PublicRecommendation, ...]",
        "response": "Prose | None",
        "amendments": "tuple[PublicAmendment, ...]",
    },
    "Term": {"id": "str", "name": "str"},
    "PublicChild": {"pseudonym": "str", "age_band": "Term | None"},
    "PublicReviewer": {"name": "str", "role": "str", "organisation": "str"},
    "PublicBriefing": {
        "steps": "tuple[tuple[str, Prose | None], ...]",
        "last_step": "str",
        "good_practice": "Prose | None",
        "questions": "tuple[Prose, ...]",
        "facilitator_notes": "Prose | None",
    },
    "PublicReport": {"improvements_only": "bool", "sections": "tuple[PublicSection, ...]"},
    "PublicSection": {"heading": "str", "text": "Prose"},
    "PublicFinding": {"id": "str", "theme": "Term | None", "text": "Prose"},
    "PublicRecommendation": {
        "id": "str",
        "text": "Prose | None",
        "finding": "str | None",
        "agencies": "tuple[Term, ...]",
        "due": "date | None",
        "status": "Term",
        "progress": "tuple[PublicProgress, ...]",
    },
    "PublicProgress": {"on": "date", "status": "Term", "text": "Prose"},
    "PublicAmendment": {"on": "date", "text": "Prose"},
}
INTERNAL_TYPES = {
    **{name: fields for name, fields in TYPES.items() if name not in ("PublicSite", "WithdrawnCase")},
    "InternalSite": {"internal_cases": "tuple[InternalCase, ...]"},
    "InternalCase": {
        "case": "PublicCase",
        "judgement": "Judgement",
        "team_briefing": "PublicBriefing | None",
        "readiness": "Readiness",
        "moved": "tuple[Move, ...]",
        "next": "Next",
    },
    "Move": {"planned": "datetime", "on": "date"},
}


def written(kind: Any) -> str:
    """A type as the source writes it, without the names of modules."""
    plain = kind.__name__ if isinstance(kind, type) and not get_args(kind) else str(kind)
    return re.sub(r"\b(?:\w+\.)+(\w+)", r"\1", plain)


def types_in(kind: type[Any]) -> dict[str, dict[str, str]]:
    """Every dataclass of the view that can be reached, with its fields; what is from elsewhere is one leaf."""
    found: dict[str, dict[str, str]] = {}
    waiting: list[Any] = [kind]
    while waiting:
        kind = waiting.pop()
        waiting += get_args(kind)
        if (
            dataclasses.is_dataclass(kind)
            and isinstance(kind, type)
            and kind.__module__ == public_view.__name__
            and kind.__name__ not in found
        ):
            hints = get_type_hints(kind)
            found[kind.__name__] = {field.name: written(hints[field.name]) for field in dataclasses.fields(kind)}
            waiting += hints.values()
    return found


def test_the_types_of_the_public_site_can_hold_nothing_else() -> None:
    assert types_in(PublicSite) == TYPES


def test_the_types_of_the_internal_site_can_hold_what_planning_needs_and_the_early_briefing_besides() -> None:
    assert types_in(InternalSite) == INTERNAL_TYPES


def test_the_only_days_in_the_types_are_those_of_publication_progress_amendments_and_what_is_due() -> None:
    days = {
        f"{name}.{field}"
        for name, fields in types_in(PublicSite).items()
        for field in fields
        if "date" in fields[field]
    }

    publication = {"PublicCase.published", "PublicCase.published_at"}
    assert days == {*publication, "PublicProgress.on", "PublicRecommendation.due", "PublicAmendment.on"}


@pytest.mark.parametrize("kind", [PublicSite, InternalSite])
def test_a_view_cannot_be_added_to(kind: type[Any]) -> None:
    for name in types_in(kind):
        view = getattr(public_view, name)
        assert view.__dataclass_params__.frozen, name
        assert "__slots__" in vars(view) and "__dict__" not in vars(view), name


# Internal builds


def test_an_internal_site_has_every_case_in_every_state() -> None:
    shapes: dict[str, Changes] = {
        "draft": {"publication.decision": "not-yet", "publication.at": "2026-09-16 10:00"},
        "scheduled": {**AGED, "publication.at": "2026-09-16 10:00"},
        "blocked": {"parallel_processes": [{"process": "prosecution", "status": "open"}]},
        "published": {"team_briefing": {"background": "Early."}},
        "withdrawn": WITHDRAWN,
        "elsewhere": ELSEWHERE,
    }
    changes = [{"reference": f"child-{state}", **shape} for state, shape in shapes.items()]
    site = internal_site(*changes, as_of=LATER)

    assert {internal.case.reference: internal.state for internal in site.internal_cases} == {
        f"child-{state}": state for state in EVERY_STATE
    }
    assert all(case.briefing and case.report for case in site.cases)
    assert site.withdrawn == ()
    assert [internal.state for internal in site.internal_cases if internal.team_briefing] == ["published"]


@pytest.mark.parametrize("state", EVERY_STATE)
def test_a_day_of_publication_is_a_plan_until_the_case_is_out(state: State) -> None:
    site = site_for("internal", [(record(), Judgement(state, ()))], at(AT_TEN), miniature())
    assert isinstance(site, InternalSite)

    assert [internal.is_planned for internal in site.internal_cases] == [state in ("draft", "scheduled", "blocked")]


def test_an_internal_site_has_the_briefings_for_teams() -> None:
    (case,) = internal_site(RAPID).cases

    assert case.briefing is not None
    assert case.report is None


# Nothing early

INSTANTS = ("2025-09-16 10:00", "2025-12-16 10:00", "2025-03-30 10:00", "2025-10-26 10:00", "2026-02-28 23:59")
SHAPES: dict[str, Changes] = {
    "plain": {},
    "improvements only": IMPROVEMENTS_ONLY,
    "undecided": {"publication.decision": "not-yet"},
    "elsewhere": ELSEWHERE,
    "for teams": FOR_TEAMS,
    "a rapid review for all": {**RAPID, **FOR_ALL},
    "invented": {"example": "true"},
    "prosecuted": {"parallel_processes": [{"process": "prosecution", "status": "open"}]},
    "withdrawn early": {"withdrawn": {"at": "2025-01-02 09:00", "kind": "expired", "decided_by": "strategic-leads"}},
    "withdrawn late": {"withdrawn": {"at": "2026-01-02 09:00", "kind": "expired", "decided_by": "strategic-leads"}},
    "full of the process": {name: value for name, value in NEVER_PUBLIC.items() if name != "publication.second_reader"},
}
which_one = st.tuples(st.sampled_from(sorted(SHAPES)), st.sampled_from(INSTANTS))


@cache
def held_until(shape: str, instant: str) -> CaseRecord:
    return record({**AGED, **SHAPES[shape], "reference": "child-held", "publication.at": instant})


@cache
def others() -> list[CaseRecord]:
    return [
        record({**AGED, "reference": "child-ash", "publication.at": "2025-01-07 10:00"}),
        record({**AGED, **IMPROVEMENTS_ONLY, "reference": "child-zelkova", "publication.at": "2025-11-04 10:00"}),
        record({**AGED, **WITHDRAWN, "reference": "child-oak", "publication.at": "2025-02-04 10:00"}),
    ]


seconds = st.one_of(st.integers(1, 86_400), st.integers(1, 500 * 86_400))


@given(which=which_one, early=seconds, hide=st.booleans())
def test_before_the_instant_the_public_site_is_the_site_without_the_record(
    which: tuple[str, str], early: int, hide: bool
) -> None:
    held = held_until(*which)
    assert held.instant
    before = held.instant - timedelta(seconds=early)
    partner = HIDING if hide else miniature()

    assert of_records([*others(), held], before, partner) == of_records(others(), before, partner)
    assert of_records([held, *others()], before, partner) == of_records(others(), before, partner)
    assert of_records([held], before, partner) == PublicSite((), ())


@given(which=which_one, late=st.one_of(st.just(0), seconds))
def test_from_the_instant_on_the_public_site_has_what_is_published_or_withdrawn(
    which: tuple[str, str], late: int
) -> None:
    held = held_until(*which)
    assert held.instant
    after = held.instant + timedelta(seconds=late)
    state = judge(held, after, miniature(), ()).state
    site = of_records([held], after)

    assert references(site.cases) == (["child-held"] if state == "published" else [])
    out = state == "withdrawn" and held.withdrawn is not None and held.withdrawn.at > held.instant
    assert [case.reference for case in site.withdrawn] == (["child-held"] if out else [])
