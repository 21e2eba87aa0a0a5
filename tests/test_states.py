"""The state of a case, as of an instant: draft, scheduled, blocked, published, withdrawn or elsewhere."""

from datetime import timedelta
from functools import cache
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.records.model import CaseRecord
from macros.rules import State, judge
from macros.rules.standing import was_ever_out
from tests.factories import GONE, at, judged, miniature, record

Changes = dict[str, object]

# Ten o'clock in London is nine by UTC in summer and ten in winter.
SUMMER = "2025-09-16 10:00"
WINTER = "2025-12-16 10:00"

# Of a serious case review the standing rules alone are asked, so that any day of publication will do.
AGED: Changes = {"review": "serious-case-review"}
IN_WINTER: Changes = {**AGED, "publication.at": WINTER}
NO_INSTANT: Changes = {"publication.at": GONE}
UNDECIDED: Changes = {"publication.decision": "not-yet"}
NEVER_DECIDED: Changes = {"publication.decision": GONE}
IMPROVEMENTS_ONLY: Changes = {"publication.decision": "improvements-only"}
ELSEWHERE: Changes = {"publication.decision": "elsewhere"}
UNSIGNED: Changes = {"sign_off.strategic_leads": GONE}
PROSECUTED: Changes = {"parallel_processes": [{"process": "prosecution", "status": "open"}]}


def tried_until(on: str) -> Changes:
    return {"parallel_processes": [{"process": "prosecution", "status": "concluded", "concluded": on}]}


def ordered(**order: str) -> Changes:
    return {"court_orders": [{"kind": "Reporting restriction", **order}]}


def solicitor_asked(on: str) -> Changes:
    consulted = {"role": "Solicitor", "date": on, "view": "no-objection"}
    return {"parallel_processes": [{"process": "care", "status": "open", "consulted": consulted}]}


def withdrawn(on: str, kind: str = "identified") -> Changes:
    return {"withdrawn": {"at": on, "kind": kind, "decided_by": "strategic-leads"}}


def already(on: str, **more: object) -> Changes:
    return {"publication.already_public": on, "publication.at": GONE, "publication.decision": GONE, **more}


def by_night(instant: str) -> Changes:
    return {**AGED, "publication.at": instant}


class Row(NamedTuple):
    case: str
    changes: Changes
    as_of: str
    state: State


ROWS = [
    # The instant, in summer and in winter
    Row("an hour before", {}, "2025-09-16 09:00", "scheduled"),
    Row("one second before ten in summer", {}, "2025-09-16T09:59:59", "scheduled"),
    Row("one second before ten in summer, by UTC", {}, "2025-09-16T08:59:59Z", "scheduled"),
    Row("at ten in summer", {}, "2025-09-16T10:00:00", "published"),
    Row("at ten in summer, by UTC", {}, "2025-09-16T09:00:00Z", "published"),
    Row("one second before ten in winter", IN_WINTER, "2025-12-16T09:59:59", "scheduled"),
    Row("one second before ten in winter, by UTC", IN_WINTER, "2025-12-16T09:59:59Z", "scheduled"),
    Row("at nine by UTC in winter", IN_WINTER, "2025-12-16T09:00:00Z", "scheduled"),
    Row("at ten in winter", IN_WINTER, "2025-12-16T10:00:00", "published"),
    Row("at ten in winter, by UTC", IN_WINTER, "2025-12-16T10:00:00Z", "published"),
    Row("years later", {}, "2031-01-01", "published"),
    Row("the night the clocks go forward, before", by_night("2026-03-29 02:00"), "2026-03-29T00:59:59Z", "scheduled"),
    Row("the night the clocks go forward, after", by_night("2026-03-29 02:00"), "2026-03-29T01:00:00Z", "published"),
    Row("the night the clocks go back, before", by_night("2026-10-25 02:00"), "2026-10-25T01:59:59Z", "scheduled"),
    Row("the night the clocks go back, after", by_night("2026-10-25 02:00"), "2026-10-25T02:00:00Z", "published"),
    # No decision, or no instant
    Row("nothing decided, before", UNDECIDED, "2025-09-16T09:59:59", "draft"),
    Row("nothing decided when the time comes", UNDECIDED, SUMMER, "blocked"),
    Row("nothing decided a year later", UNDECIDED, "2026-09-16", "blocked"),
    Row("nothing written about a decision, before", NEVER_DECIDED, "2025-09-16T09:59:59", "draft"),
    Row("nothing written about a decision when the time comes", NEVER_DECIDED, SUMMER, "blocked"),
    Row("decided, without an instant", NO_INSTANT, SUMMER, "draft"),
    Row("neither", {**NO_INSTANT, **NEVER_DECIDED}, SUMMER, "draft"),
    Row("decided, without an instant, and prosecuted", {**NO_INSTANT, **PROSECUTED}, SUMMER, "draft"),
    Row("improvements only, before", IMPROVEMENTS_ONLY, "2025-09-16T09:59:59", "scheduled"),
    Row("improvements only", IMPROVEMENTS_ONLY, SUMMER, "published"),
    Row("improvements only, prosecuted", {**IMPROVEMENTS_ONLY, **PROSECUTED}, SUMMER, "blocked"),
    # Elsewhere, whatever else
    Row("elsewhere, before", ELSEWHERE, "2025-09-16T09:59:59", "elsewhere"),
    Row("elsewhere", ELSEWHERE, SUMMER, "elsewhere"),
    Row("elsewhere, without an instant", {**ELSEWHERE, **NO_INSTANT}, SUMMER, "elsewhere"),
    Row("elsewhere, prosecuted", {**ELSEWHERE, **PROSECUTED, **UNSIGNED}, SUMMER, "elsewhere"),
    Row("elsewhere, withdrawn later", {**ELSEWHERE, **withdrawn("2025-10-01 12:00")}, SUMMER, "elsewhere"),
    Row("elsewhere, withdrawn", {**ELSEWHERE, **withdrawn("2025-10-01 12:00")}, "2025-10-01 12:00", "withdrawn"),
    # A rule unmet
    Row("unsigned, before", UNSIGNED, "2025-09-16T09:59:59", "scheduled"),
    Row("unsigned", UNSIGNED, SUMMER, "blocked"),
    Row("unsigned and undecided, before", {**UNSIGNED, **UNDECIDED}, "2025-09-16T09:59:59", "draft"),
    Row("signed too late, a year later", {"sign_off.national_panel": "2025-09-17"}, "2026-09-16", "blocked"),
    Row("a warning alone", {"publication.debriefs.open": GONE}, SUMMER, "published"),
    # Prosecutions
    Row("prosecuted, before", PROSECUTED, "2025-09-16T09:59:59", "scheduled"),
    Row("prosecuted", PROSECUTED, SUMMER, "blocked"),
    Row("a prosecution that opens after publication", PROSECUTED, "2026-01-10", "blocked"),
    Row("the last second before it is over", tried_until("2026-01-10"), "2026-01-09T23:59:59", "blocked"),
    Row("the day it is over", tried_until("2026-01-10"), "2026-01-10T00:00:00", "published"),
    Row("the last second before it is over in summer", tried_until("2025-10-01"), "2025-09-30T22:59:59Z", "blocked"),
    Row("the day it is over in summer", tried_until("2025-10-01"), "2025-09-30T23:00:00Z", "published"),
    # What is recorded for later has not happened yet
    Row("an order to be cleared tomorrow", ordered(cleared_by_lawyer="2025-10-02"), "2025-10-01T23:59:59", "blocked"),
    Row("an order cleared today", ordered(cleared_by_lawyer="2025-10-02"), "2025-10-02", "published"),
    Row("an order on the day it expires", ordered(expires="2025-10-02"), "2025-10-02T23:59:59", "blocked"),
    Row("an order the day after", ordered(expires="2025-10-02"), "2025-10-03T00:00:00", "published"),
    Row("an order that expires on the day of publication", ordered(expires="2025-09-16"), SUMMER, "blocked"),
    Row("an order that expired the day before publication", ordered(expires="2025-09-15"), SUMMER, "published"),
    Row("an order without an end", ordered(), "2031-01-01", "blocked"),
    Row("somebody to be consulted tomorrow", solicitor_asked("2025-10-02"), "2025-10-01", "blocked"),
    Row("somebody consulted today", solicitor_asked("2025-10-02"), "2025-10-02", "published"),
    # Withdrawn
    Row("to be withdrawn", withdrawn("2025-10-01 12:00"), SUMMER, "published"),
    Row("one second before it is withdrawn", withdrawn("2025-10-01 12:00"), "2025-10-01T11:59:59", "published"),
    Row("withdrawn", withdrawn("2025-10-01 12:00"), "2025-10-01T12:00:00", "withdrawn"),
    Row("withdrawn at noon of winter", withdrawn("2025-12-01 12:00"), "2025-12-01T12:00:00Z", "withdrawn"),
    Row("withdrawn for years", withdrawn("2025-10-01 12:00", "expired"), "2031-01-01", "withdrawn"),
    Row("to be withdrawn, and scheduled", withdrawn("2025-09-10 12:00"), "2025-09-10T11:59:59", "scheduled"),
    Row("withdrawn before it was out", withdrawn("2025-09-10 12:00"), "2025-09-10T12:00:00", "withdrawn"),
    Row("withdrawn before it was out, when the time comes", withdrawn("2025-09-10 12:00"), SUMMER, "withdrawn"),
    Row("withdrawn at the instant itself", withdrawn(SUMMER), SUMMER, "withdrawn"),
    Row(
        "withdrawn without instant or decision",
        {**NO_INSTANT, **NEVER_DECIDED, **withdrawn("2025-09-10 12:00")},
        SUMMER,
        "withdrawn",
    ),
    Row(
        "withdrawn while a prosecution is open",
        {**PROSECUTED, **withdrawn("2025-10-01 12:00")},
        "2025-10-01 12:00",
        "withdrawn",
    ),
    Row(
        "prosecuted, and to be withdrawn",
        {**PROSECUTED, **withdrawn("2025-10-01 12:00")},
        "2025-10-01 11:59",
        "blocked",
    ),
    Row(
        "withdrawn, whatever else is wrong",
        {
            **PROSECUTED,
            **UNSIGNED,
            **UNDECIDED,
            **ordered(),
            "reviewers": GONE,
            "summary": GONE,
            **withdrawn("2025-10-01 12:00"),
        },
        "2025-10-01 12:00",
        "withdrawn",
    ),
    # Public before this system: from 00:00 of the day
    Row("already public, the second before", already("2025-08-20"), "2025-08-19T23:59:59", "scheduled"),
    Row("already public, from midnight in London", already("2025-08-20"), "2025-08-19T23:00:00Z", "published"),
    Row("already public, in winter", already("2025-02-20"), "2025-02-20T00:00:00Z", "published"),
    Row("already public, unsigned", already("2025-08-20", **UNSIGNED), SUMMER, "published"),
    Row("already public, prosecuted", already("2025-08-20", **PROSECUTED), SUMMER, "blocked"),
    Row("already public, an order in force", already("2025-08-20", **ordered()), SUMMER, "blocked"),
    Row("already public, withdrawn", already("2025-08-20", **withdrawn("2025-09-01 12:00")), SUMMER, "withdrawn"),
    Row(
        "already public, before its own instant",
        {"publication.already_public": "2025-08-20"},
        "2025-08-20",
        "published",
    ),
    Row("already public, improvements only", {**already("2025-08-20"), **IMPROVEMENTS_ONLY}, SUMMER, "published"),
    Row("already public, elsewhere", {**already("2025-08-20"), **ELSEWHERE}, SUMMER, "elsewhere"),
    # Every kind
    Row("a thematic review", {"review": "thematic"}, SUMMER, "published"),
    Row(
        "a rapid review the Panel has answered",
        {"review": "rapid-review", "timeline.panel_feedback": "2025-02-27"},
        SUMMER,
        "published",
    ),
    Row("a rapid review it has not", {"review": "rapid-review"}, SUMMER, "blocked"),
    Row("a case mapping", {"review": "case-mapping"}, SUMMER, "published"),
    Row("a serious case review, unsigned", {**AGED, **UNSIGNED}, SUMMER, "published"),
    Row("a serious case review, undecided", {**AGED, **UNDECIDED}, SUMMER, "blocked"),
    Row("a serious case review, prosecuted", {**AGED, **PROSECUTED}, SUMMER, "blocked"),
]


@pytest.mark.parametrize("row", [pytest.param(row, id=row.case) for row in ROWS])
def test_the_state_of_a_case(row: Row) -> None:
    assert judged(row.changes, row.as_of).state == row.state


def test_the_table_has_every_state() -> None:
    assert {row.state for row in ROWS} == {"draft", "scheduled", "blocked", "published", "withdrawn", "elsewhere"}


@pytest.mark.parametrize("decision", ["not-yet", GONE])
def test_nothing_decided_on_the_day_is_said_by_the_rule_of_the_instant(decision: object) -> None:
    judgement = judged({"publication.decision": decision}, SUMMER)

    assert judgement.state == "blocked"
    assert [unmet.code for unmet in judgement.blocking] == ["instant"]
    assert "decided" in judgement.blocking[0].message


def test_a_report_is_held_while_a_prosecution_is_open() -> None:
    judgement = judged(PROSECUTED, "2026-01-10")

    assert judgement.state == "blocked"
    assert [unmet.code for unmet in judgement.blocking] == ["prosecution"]


@pytest.mark.parametrize("kind", ["court-order", "identified", "welfare", "expired"])
def test_a_withdrawal_takes_effect_whatever_else_is_wrong(kind: str) -> None:
    changes = {**PROSECUTED, **ordered(), **UNSIGNED, **withdrawn("2025-10-01 12:00", kind)}
    judgement = judged(changes, "2025-10-01 12:00")

    assert judgement.state == "withdrawn"
    assert judgement.blocking == ()


@pytest.mark.parametrize("published", [row for row in ROWS if row.state == "published"], ids=lambda row: row.case)
def test_what_is_published_is_held_from_the_day_a_prosecution_opens(published: Row) -> None:
    assert judged({**published.changes, **PROSECUTED}, published.as_of).state == "blocked"


@pytest.mark.parametrize(
    ("case", "changes", "out"),
    [
        ("after it was out", withdrawn("2025-10-01 12:00"), True),
        ("the minute after", withdrawn("2025-09-16 10:01"), True),
        ("at the instant itself", withdrawn(SUMMER), False),
        ("the minute before", withdrawn("2025-09-16 09:59"), False),
        ("the day before", withdrawn("2025-09-15 10:00"), False),
        ("improvements only", {**IMPROVEMENTS_ONLY, **withdrawn("2025-10-01 12:00")}, True),
        ("nothing decided", {**UNDECIDED, **withdrawn("2025-10-01 12:00")}, False),
        ("nothing written about a decision", {**NEVER_DECIDED, **withdrawn("2025-10-01 12:00")}, False),
        ("elsewhere", {**ELSEWHERE, **withdrawn("2025-10-01 12:00")}, False),
        ("no instant", {**NO_INSTANT, **withdrawn("2025-10-01 12:00")}, False),
        ("already public", already("2025-08-20", **withdrawn("2025-08-20 00:01")), True),
        ("already public from that midnight", already("2025-08-20", **withdrawn("2025-08-20 00:00")), False),
        ("already public, elsewhere", {**already("2025-08-20"), **ELSEWHERE, **withdrawn("2025-09-01 12:00")}, False),
        ("not withdrawn at all", {}, False),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_withdrawn_case_was_out_if_its_instant_came_before_and_it_was_decided(
    case: str, changes: Changes, out: bool
) -> None:
    assert was_ever_out(record(changes)) is out


CHANGES = {row.case: row.changes for row in ROWS if "withdrawn" not in row.changes}
names = st.sampled_from(sorted(CHANGES))


@cache
def case_of(name: str) -> CaseRecord:
    return record(CHANGES[name])


@given(name=names, seconds=st.integers(1, 400 * 86_400))
def test_nothing_is_out_before_its_instant(name: str, seconds: int) -> None:
    case = case_of(name)
    before = (case.instant or at(SUMMER)) - timedelta(seconds=seconds)

    assert judge(case, before, miniature(), ()).state in ("draft", "scheduled", "elsewhere")


@given(name=names, seconds=st.integers(0, 400 * 86_400))
def test_from_its_instant_on_a_decided_case_is_out_or_somebody_has_to_act(name: str, seconds: int) -> None:
    """On publication day silence would be the worst answer."""
    case = case_of(name)
    judgement = judge(case, (case.instant or at(SUMMER)) + timedelta(seconds=seconds), miniature(), ())

    if case.decision == "elsewhere":
        assert judgement.state == "elsewhere"
    elif case.instant is None:
        assert judgement.state == "draft"
    else:
        assert judgement.state == ("blocked" if judgement.blocking else "published")


@given(name=names, seconds=st.integers(0, 10**9))
def test_a_withdrawal_is_for_good(name: str, seconds: int) -> None:
    case = record({**CHANGES[name], **withdrawn("2025-10-01 12:00")})
    judgement = judge(case, at("2025-10-01 12:00") + timedelta(seconds=seconds), miniature(), ())

    assert judgement.state == "withdrawn"
    assert judgement.blocking == ()
