"""Planning: back from a wished day, how ready a case is, what comes next, and the commands that say so."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from macros.cli import main
from macros.dates import day
from macros.partnership.model import Partnership, Period
from macros.planning import NotToPlan, Plan, Readiness, next_of, plan, readiness
from macros.planning.readiness import NAMES
from macros.rules import RULES, asked_of, judge
from tests.conftest import Small
from tests.factories import GONE, at, miniature, record

PARTNER = miniature()
NOTHING_KNOWN = (
    "partnership.yml knows no school holidays from 23 September 2025 on",
    "partnership.yml knows no pre-election period from 23 September 2025 on",
)
# Signed off on 21 July and with the Panel on 22 July 2025; nothing of publication done yet.
NOTHING_DONE: dict[str, Any] = {
    "publication.final_report_sent": {},
    "publication.family_told": [],
    "publication.debriefs": {},
    "publication.members_briefed": {},
    "publication.press_statement": GONE,
}


def planned(wished: str, as_of: str, changes: dict[str, Any] | None = None, partner: Partnership = PARTNER) -> Plan:
    return plan(record({**NOTHING_DONE, **(changes or {})}), day(wished), at(as_of), partner, ())


def first(wished: str, as_of: str, changes: dict[str, Any] | None = None) -> str:
    return str(planned(wished, as_of, changes).first)


def test_a_day_works_as_long_as_the_panel_can_have_the_report_14_days_before() -> None:
    # 14 days before Tuesday 16 September is Tuesday 2 September.
    assert planned("2025-09-16", "2025-09-02T18:00").works
    late = planned("2025-09-16", "2025-09-03T08:00")
    assert late.against == ("“Final report” is not done, and was needed by 2 September 2025",)
    # From Wednesday 3 September it is Wednesday 17.
    assert str(late.first) == "2025-09-17"


def test_a_first_day_is_a_working_day() -> None:
    # 14 days after Friday 5 September is Friday 19; after Saturday 6 it is Saturday 20, and so Monday 22.
    assert first("2025-09-16", "2025-09-05T09:00") == "2025-09-19"
    assert first("2025-09-16", "2025-09-06T09:00") == "2025-09-22"


def test_a_report_sent_too_late_for_a_day_moves_the_day_and_not_the_past() -> None:
    sent = dict.fromkeys(("national_panel", "secretary_of_state", "ofsted"), "2025-09-08")
    found = planned("2025-09-16", "2025-09-09T09:00", {"publication.final_report_sent": sent})
    assert found.against == (
        "“Final report” is recorded for 8 September 2025, and was needed by 2 September 2025",
        "“Final report” is recorded for 8 September 2025, and was needed by 5 September 2025",
    )
    assert str(found.first) == "2025-09-22"


def test_a_day_the_family_asked_to_spare_is_refused() -> None:
    spare = {"publication.avoid": [{"from": "--11-20", "to": "--12-02"}]}
    found = planned("2025-11-25", "2025-10-01T09:00", spare)
    assert found.against == ("25 November 2025 is a day the family asked to spare",)
    assert str(found.first) == "2025-12-03"


def test_a_day_gone_by_is_refused_and_so_is_today_after_the_hour() -> None:
    sent = dict.fromkeys(("national_panel", "secretary_of_state", "ofsted"), "2025-08-29")
    told = {"publication.final_report_sent": sent, "publication.family_told": NOTHING_DONE["publication.family_told"]}
    assert planned("2025-09-15", "2025-09-16T09:00", told).against[0] == "15 September 2025, 10:00, has passed"
    done = {
        "publication.final_report_sent": sent,
        "publication.family_told": [{"who": "Mother", "date": "2025-09-11", "outcome": "told"}],
        "publication.debriefs": {"involved": "2025-09-12", "open": "2025-09-15"},
        "publication.members_briefed": {"north": "2025-09-12", "west": "2025-09-12"},
        "publication.press_statement": "2025-09-12",
        "publication.decision": "not-yet",
    }
    assert planned("2025-09-16", "2025-09-16T09:59", done).works
    assert planned("2025-09-16", "2025-09-16T10:00", done).against == ("16 September 2025, 10:00, has passed",)


def test_a_court_order_with_an_end_moves_the_day_behind_it() -> None:
    order = {"court_orders": [{"kind": "Reporting restriction", "expires": "2025-11-07"}]}
    found = planned("2025-11-07", "2025-10-01T09:00", order)
    assert found.against == ("a court order is in force until the end of 7 November 2025, uncleared by a lawyer",)
    assert str(found.first) == "2025-11-10"
    cleared = {"court_orders": [{**order["court_orders"][0], "cleared_by_lawyer": "2025-09-30"}]}
    assert planned("2025-11-07", "2025-10-01T09:00", cleared).works


def test_a_sign_off_after_the_day_is_against_it() -> None:
    found = planned("2025-07-14", "2025-06-25T09:00")
    assert found.against == (
        "`sign_off.strategic_leads` is dated 21 July 2025, after that day",
        "`sign_off.national_panel` is dated 22 July 2025, after that day",
    )


def test_an_agreed_exception_takes_its_limit_away() -> None:
    agreed = {
        "publication.exceptions": [
            {"rule": "panel-14-days", "decided_by": "strategic-leads", "date": "2025-09-02", "reason": "Agreed."}
        ]
    }
    # Seven working days before Tuesday 16 September is Friday 5.
    assert planned("2025-09-16", "2025-09-05T09:00", agreed).works
    assert not planned("2025-09-16", "2025-09-06T09:00", agreed).works


def test_no_exception_takes_the_statutory_limit_away() -> None:
    agreed = {
        "publication.exceptions": [
            {"rule": "panel-14-days", "decided_by": "strategic-leads", "date": "2026-12-01", "reason": "Agreed."}
        ]
    }
    # Before Monday 4 January 2027 no work is done on 25 and 28 December and on 1 January: the seventh working day
    # before is Monday 21 December.
    assert planned("2027-01-04", "2026-12-21T09:00", agreed).works
    late = planned("2027-01-04", "2026-12-22T09:00", agreed)
    assert late.against == ("“Final report” is not done, and was needed by 21 December 2026",)
    assert str(late.first) == "2027-01-05"


def test_what_is_planned_for_the_old_day_moves_with_a_new_one() -> None:
    """A press statement planned for Friday 12 September is no reason against publishing a week later."""
    sent = dict.fromkeys(("national_panel", "secretary_of_state", "ofsted"), "2025-08-29")
    moved = {"publication.final_report_sent": sent, "publication.press_statement": "2025-09-12"}
    found = planned("2025-09-23", "2025-09-08T09:00", moved)
    assert found.works and found.warnings == NOTHING_KNOWN
    press = next(line for line in found.steps if line.step.id == "press-statement")
    assert (press.state, str(press.step.latest)) == ("due", "2025-09-22")


def test_what_was_done_for_a_day_that_moved_is_to_be_done_again() -> None:
    """Told for Tuesday 16 September, which moves two weeks on: those involved and the press hear again."""
    moved = {
        "publication.at": "2025-09-30 10:00",
        "publication.moved": [{"from": "2025-09-16 10:00", "on": "2025-09-15"}],
    }
    lines = {line.step.id: line for line in ready("2025-09-16T12:00", moved).steps}
    assert {one: lines[one].state for one in ("debrief-involved", "press-statement", "debrief-open")} == dict.fromkeys(
        ("debrief-involved", "press-statement", "debrief-open"), "again"
    )
    # Two working days before Tuesday 30 September is Friday 26; the press hears on Monday 29 at the latest.
    press, involved = lines["press-statement"], lines["debrief-involved"]
    assert (str(press.too_early), str(press.by), str(press.step.day)) == ("2025-09-12", "2025-09-29", "2025-09-26")
    assert (str(involved.by), involved.left) == ("2025-09-29", 13)
    assert lines["family-told"].state == lines["members-briefed"].state == "done"
    assert following("2025-09-16T12:00", moved) == ("De-brief", "2025-09-29")
    agreed = {"rule": "press", "decided_by": "strategic-leads", "date": "2025-09-16", "reason": "It is out."}
    excepted = ready("2025-09-16T12:00", {**moved, "publication.exceptions": [agreed]})
    assert next(line.state for line in excepted.steps if line.step.id == "press-statement") == "done"


def test_what_was_done_late_says_by_how_much() -> None:
    sent = dict.fromkeys(("national_panel", "secretary_of_state", "ofsted"), "2025-09-04")
    lines = {line.step.id: line for line in ready("2025-09-10", {"publication.final_report_sent": sent}).steps}
    assert (lines["final-report-to-panel"].late, lines["final-report-statutory"].late) == (2, 0)


def test_what_was_done_too_early_for_a_new_day_is_to_be_done_again() -> None:
    sent = dict.fromkeys(("national_panel", "secretary_of_state", "ofsted"), "2025-08-29")
    out = {"publication.final_report_sent": sent, "publication.press_statement": "2025-09-05"}
    [warning] = [one for one in planned("2025-09-23", "2025-09-08T09:00", out).warnings if "Press" in one]
    # Five working days before Tuesday 23 September is Tuesday 16.
    assert warning == (
        "“Press” is recorded for 5 September 2025, earlier than 16 September 2025: do it again, or ask the Strategic "
        "Leads for an exception"
    )


@pytest.mark.parametrize(
    ("wished", "words"),
    [
        ("2025-12-25", "25 December 2025 is a bank holiday"),
        ("2025-12-28", "28 December 2025 is a Sunday: hardly anybody who has questions can ask them"),
        ("2025-12-19", "19 December 2025 is a Friday: questions come over the weekend, when few can answer"),
        ("2025-12-23", "23 December 2025 is in the school holidays"),
        ("2026-04-07", "7 April 2026 is in a pre-election period, from 26 March 2026 to 7 May 2026"),
    ],
)
def test_a_day_that_is_possible_and_unwise_is_a_warning(wished: str, words: str) -> None:
    periods = {
        "school_holidays": (Period.model_validate({"from": "2025-12-22", "to": "2026-01-02"}),),
        "pre_election_periods": (Period.model_validate({"from": "2026-03-26", "to": "2026-05-07"}),),
    }
    found = planned(wished, "2025-10-01T09:00", partner=PARTNER.model_copy(update=periods))
    assert words in found.warnings and found.works


def test_no_day_is_named_where_none_of_a_year_can_be_kept() -> None:
    whole_year = {"publication.avoid": [{"from": "--01-01", "to": "--12-31"}]}
    assert planned("2025-11-25", "2025-10-01T09:00", whole_year).first is None


@pytest.mark.parametrize(
    ("changes", "as_of", "words"),
    [
        (
            {"withdrawn": {"at": "2025-09-20 10:00", "kind": "expired", "decided_by": "strategic-leads"}},
            "2025-09-21",
            "withdrawn",
        ),
        ({"publication.decision": "elsewhere"}, "2025-09-01", "elsewhere"),
        ({"publication.already_public": "2024-05-07"}, "2025-09-01", "7 May 2024"),
        ({}, "2025-09-17", "16 September 2025"),
    ],
)
def test_there_is_nothing_to_plan_for_a_case_that_is_out_withdrawn_or_elsewhere(
    changes: dict[str, Any], as_of: str, words: str
) -> None:
    with pytest.raises(NotToPlan, match=words):
        plan(record(changes), day("2025-12-09"), at(as_of), PARTNER, ())


@given(st.dates(date(2025, 7, 23), date(2027, 1, 31)), st.integers(0, 120))
@settings(max_examples=30)
def test_the_first_day_that_works_does_work_and_none_before_it(today: date, ahead: int) -> None:
    case, wished = record(NOTHING_DONE), today + timedelta(days=ahead)
    now = at(f"{today}T09:00")
    made = plan(case, wished, now, PARTNER, ())
    if made.works:
        return
    assert made.first and made.first > wished and plan(case, made.first, now, PARTNER, ()).works
    between = (wished + timedelta(days=number) for number in range((made.first - wished).days))
    assert not any(plan(case, on, now, PARTNER, ()).works for on in between if PARTNER.calendar.is_working_day(on))


@given(st.dates(date(2025, 7, 23), date(2027, 1, 31)))
@settings(max_examples=40)
def test_a_day_that_works_with_all_done_by_its_last_day_is_blocked_by_no_rule_of_time(wished: date) -> None:
    """What the plan calls the last day is what the rules accept: done then, the case is published."""
    if not PARTNER.calendar.is_working_day(wished):
        return
    now = at(f"{wished - timedelta(days=40)}T09:00")
    steps = {line.step.id: line.step for line in plan(record(NOTHING_DONE), wished, now, PARTNER, ()).steps}
    last = {identity: str(step.latest) for identity, step in steps.items()}
    sent = min(last["final-report-to-panel"], last["final-report-statutory"])
    done = {
        "sign_off": dict.fromkeys(("review_group", "llr_sub_group", "strategic_leads", "national_panel"), "2025-06-01"),
        "timeline.decision": str(wished - timedelta(days=90)),
        "publication.at": f"{wished} 10:00",
        "publication.final_report_sent": dict.fromkeys(("national_panel", "secretary_of_state", "ofsted"), sent),
        "publication.family_told": [{"who": "Mother", "date": last["family-told"], "outcome": "told"}],
        "publication.debriefs": {"involved": last["debrief-involved"], "open": last["debrief-open"]},
        "publication.members_briefed": dict.fromkeys(("north", "west"), last["members-briefed"]),
        "publication.press_statement": last["press-statement"],
    }
    judged = judge(record(done), at(f"{wished}T10:00"), PARTNER, ())
    assert (judged.state, [one.code for one in judged.blocking]) == ("published", [])


# Readiness and what comes next.


def ready(as_of: str, changes: dict[str, Any] | None = None) -> Readiness:
    case = record(changes)
    return readiness(case, judge(case, at(as_of), PARTNER, ()), day(as_of[:10]), PARTNER)


def test_every_rule_has_words_for_when_it_is_met() -> None:
    assert set(NAMES) == {rule.code for rule in RULES} - {"withdrawn"}


def test_readiness_has_a_line_for_each_rule_that_is_asked_and_says_what_is_missing() -> None:
    found = ready("2025-09-01T09:00", {"publication.family_told": []})
    assert [line.code for line in found.rules] == [rule.code for rule in asked_of(record())]
    missing = [line for line in found.rules if line.state != "met"]
    assert [(line.code, line.state, str(line.by)) for line in missing] == [("family-first", "missing", "2025-09-12")]
    assert found.met == len(found.rules) - 1


def test_readiness_shows_an_agreed_exception_and_a_warning_as_what_they_are() -> None:
    agreed = {"rule": "members", "decided_by": "strategic-leads", "date": "2025-09-02", "reason": "No meeting."}
    changes: dict[str, Any] = {
        "publication.members_briefed": {},
        "publication.exceptions": [agreed],
        "publication.press_statement": "2025-09-11",
        "publication.debriefs": {"involved": "2025-09-12"},
    }
    states = {line.code: line.state for line in ready("2025-09-10T09:00", changes).rules}
    assert (states["members"], states["press"], states["debriefs"]) == ("excepted", "warning", "missing")


def test_each_step_says_where_it_stands_on_a_day() -> None:
    states = {line.step.id: line.state for line in ready("2025-09-12T09:00").steps}
    assert states["press-statement"] == states["final-report-statutory"] == "done"
    assert states["debrief-open"] == states["publication-time"] == "planned"
    assert states["repository-deposit"] == "due"
    assert {line.step.id: line.state for line in ready("2025-01-20", NOTIFIED).steps}["panel-feedback"] == "waiting"
    assert states["public-at-least"] == "reminder"
    # The review was decided on: nobody holds the meeting of its Rapid Review any more.
    assert states["rapid-review-meeting"] == "not-recorded"


def test_a_step_that_is_not_done_on_its_last_day_is_overdue_from_the_next() -> None:
    changes: dict[str, Any] = {"publication.final_report_sent": {}}

    def state(as_of: str) -> tuple[str, int | None]:
        [line] = [one for one in ready(as_of, changes).steps if one.step.id == "final-report-to-panel"]
        return line.state, line.left

    assert [state("2025-09-01"), state("2025-09-02"), state("2025-09-03")] == [("due", 1), ("due", 0), ("overdue", -1)]


def test_a_late_review_of_which_the_panel_was_told_is_not_overdue() -> None:
    told = {"delays": [{"date": "2025-09-20", "reason": "More time.", "panel_told": "2025-10-02"}]}

    def state(as_of: str, changes: dict[str, Any] | None = None) -> str:
        return next(line.state for line in ready(as_of, changes).steps if line.step.id == "review-completed")

    # Decided on 1 April 2025: the six months end on 1 October.
    assert [state(on, told) for on in ("2025-10-01", "2025-10-02", "2025-10-03")] == ["due", "delayed", "delayed"]
    assert [state(on) for on in ("2025-10-01", "2025-10-02")] == ["due", "overdue"]


def following(as_of: str, changes: dict[str, Any] | None = None) -> tuple[str | None, str]:
    case = record(changes)
    judged, today = judge(case, at(as_of), PARTNER, ()), day(as_of[:10])
    found = next_of(case, judged, today, PARTNER)
    return found.what, str(found.by)


BACK = {"police": {"requested": "2025-01-20", "returned": "2025-01-27"}}
NOTIFIED: dict[str, Any] = {
    **NOTHING_DONE,
    "sign_off": {},
    "publication": {},
    "timeline": {"aware": "2025-01-15", "notified": "2025-01-17"},
}


@pytest.mark.parametrize(
    ("as_of", "changes", "expected"),
    [
        ("2025-01-16", {**NOTIFIED, "timeline": {"aware": "2025-01-15"}}, ("Notify", "2025-01-22")),
        # Nothing is written of the request: taken to go out on Friday 17 January, seven working days on is Tuesday 28.
        ("2025-01-20", NOTIFIED, ("Information", "2025-01-28")),
        ("2025-01-29", {**NOTIFIED, "information": BACK}, ("Meeting", "2025-02-05")),
        ("2025-08-30", NOTHING_DONE, ("Final report", "2025-09-02")),
        ("2025-09-14", {}, ("Open event", "2025-09-15")),
        ("2025-09-16T09:00", {}, ("Hour", "2025-09-16")),
        ("2025-09-16T10:00", {}, ("Deposit", "2025-09-23")),
        ("2025-09-24", {}, ("Keep it public at least until then", "2026-09-16")),
        ("2025-09-17", {"publication.deposited": "2025-09-17"}, ("Keep it public at least until then", "2026-09-16")),
        ("2026-09-16", {}, (None, "None")),
    ],
)
def test_what_comes_next_is_the_first_thing_that_is_open(
    as_of: str, changes: dict[str, Any], expected: tuple[str | None, str]
) -> None:
    assert following(as_of, changes) == expected


# The commands.


def run(small: Small, *arguments: str) -> Any:
    return CliRunner().invoke(main, [*arguments, "--project", str(small.folder)], catch_exceptions=False)


def test_plan_says_whether_the_day_can_be_kept_and_what_is_to_do_by_when(small: Small) -> None:
    small.put("child-rowan", NOTHING_DONE)
    kept = run(small, "plan", "child-rowan", "--publish", "2025-09-16", "--as-of", "2025-09-01")
    assert kept.exit_code == 0 and "No limit stands against this day." in kept.stdout
    rows = [line.split() for line in kept.stdout.splitlines()]
    assert ["Tue", "2", "Sep", "2025", "1", "day", "To", "do", "Business", "Office", "Final", "report."] in rows
    gone = run(small, "plan", "child-rowan", "--publish", "2025-09-16", "--as-of", "2025-09-03")
    assert gone.exit_code == 1
    assert "The first day that can: Wednesday 17 September 2025." in gone.stdout


def test_plan_as_data_has_every_step_with_its_days(small: Small) -> None:
    small.put("child-rowan", NOTHING_DONE)
    arguments = ("plan", "child-rowan", "--publish", "2025-09-16", "--as-of", "2025-09-03", "--format", "json")
    found = json.loads(run(small, *arguments).stdout)
    assert (found["reference"], found["publish"]) == ("child-rowan", "2025-09-16T10:00:00+01:00")
    assert (found["works"], found["first_that_works"]) == (False, "2025-09-17")
    step = next(one for one in found["steps"] if one["id"] == "final-report-to-panel")
    assert (step["latest"], step["days_left"], step["state"]) == ("2025-09-02", -1, "overdue")
    assert (step["who"], step["to"], step["duty"]) == ("Business Office", ["National Panel"], "should")
    assert step["done_when"] == "`publication.final_report_sent.national_panel` has its day"


def test_plan_for_a_record_that_cannot_be_read_says_what_is_wrong_with_it(small: Small) -> None:
    small.put_text("child-broken.yml", "reference: child-broken\n")
    result = run(small, "plan", "child-broken", "--publish", "2025-09-16")
    assert result.exit_code == 1 and result.stdout == ""
    assert "child-broken.yml" in result.stderr and "mend the record first" in result.stderr
    assert "there is no record" in run(small, "plan", "child-none", "--publish", "2025-09-16").stderr


def test_plan_changes_nothing(small: Small) -> None:
    small.put("child-rowan", NOTHING_DONE)
    before = (small.records / "child-rowan.yml").read_bytes()
    run(small, "plan", "child-rowan", "--publish", "2025-12-09", "--as-of", "2025-09-03")
    assert (small.records / "child-rowan.yml").read_bytes() == before


def test_deadlines_gives_every_day_from_the_notification(small: Small) -> None:
    found = json.loads(run(small, "deadlines", "--notified", "2026-12-24", "--format", "json").stdout)
    latest = {one["id"]: (one["latest"], one["assumed"]) for one in found}
    assert latest["rapid-review-to-panel"] == ("2027-01-19", False)
    assert latest["additional-information"] == ("2027-01-07", True)
    words = run(small, "deadlines", "--notified", "2026-12-24").stdout
    assert "Tue 19 Jan 2027" in words and "from Tue 12 Jan 2027" in words


def test_deadlines_needs_a_day_and_an_order(small: Small) -> None:
    assert run(small, "deadlines").exit_code == 2
    assert run(small, "deadlines", "--notified", "2026-12-01", "--aware", "2026-12-02").exit_code == 2
    assert run(small, "deadlines", "--notified", "2026-12-32").exit_code == 2


def test_status_puts_what_is_overdue_before_what_is_still_to_come(small: Small) -> None:
    small.put("child-alder", {**NOTIFIED, "reference": "child-alder"})
    small.put("child-yew", {**NOTHING_DONE, "timeline": {}, "publication.at": "2025-12-09 10:00"})
    small.put("child-rowan", {"timeline.aware": GONE, "publication.at": "2025-02-10 10:00"})
    rows = json.loads(run(small, "status", "--as-of", "2025-02-10T10:00", "--format", "json").stdout)
    assert [(row["reference"], row["state"], row["next"]["by"]) for row in rows] == [
        ("child-rowan", "blocked", "2025-01-27"),
        ("child-alder", "draft", "2025-01-28"),
        ("child-yew", "scheduled", "2025-11-25"),
    ]
