"""The timetable: every dated step of a review, with dates worked out by hand and from the published list."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.dates import day
from macros.timetable import Step, dated, onwards, steps_of
from macros.timetable.of_case import ENTRIES
from tests.factories import GONE, miniature, record
from tests.test_working_days import TYPED

PARTNER = miniature()
# In the published list with room for every limit on both sides.
DAYS = st.dates(date(2020, 6, 1), date(2030, 5, 31))
# Every working day of the published list, in a row: counting is going along it.
ALL_DAYS = [date(2020, 1, 1) + timedelta(days=number) for number in range(11 * 365 + 3)]
WORKING = [on for on in ALL_DAYS if on.weekday() < 5 and on not in TYPED]


def along(on: date, number: int) -> date:
    """The working day so many places along the row: forwards of the day, or backwards if negative."""
    if number > 0:
        return [one for one in WORKING if one > on][number - 1]
    return [one for one in WORKING if one < on][number] if number < 0 else on


def steps(changes: dict[str, object] | None = None) -> dict[str, Step]:
    return {step.id: step for step in steps_of(record(changes), PARTNER)}


def window(step: Step) -> tuple[str, ...]:
    found = (step.window.earliest, step.window.usual, step.window.latest)
    return tuple(str(on) if on else "-" for on in found)


# Around Tuesday 16 September 2025 no bank holiday falls; the summer one of 25 August lies inside nothing.
BY_HAND = {
    # Aware on Wednesday 15 January 2025: five working days on is Wednesday 22.
    "notification": ("-", "-", "2025-01-22"),
    # Nothing is written of the request: it is taken to go out with the notification, on Friday 17 January.
    "additional-information": ("-", "-", "2025-01-28"),
    "additional-information-backstop": ("-", "-", "2025-01-29"),
    # Notified on Friday 17 January: working day 10 is Friday 31, 13 Wednesday 5 February, 15 Friday 7.
    "rapid-review-meeting": ("2025-01-31", "-", "2025-02-05"),
    "rapid-review-to-panel": ("-", "-", "2025-02-07"),
    # Decided on 1 April 2025.
    "review-group-first-meeting": ("2025-04-01", "-", "-"),
    "review-completed": ("-", "-", "2025-10-01"),
    "final-report-to-panel": ("-", "-", "2025-09-02"),
    "final-report-statutory": ("-", "-", "2025-09-05"),
    # The press statement is out on Friday 12 September: by then all others have heard.
    "family-told": ("-", "2025-09-11", "2025-09-12"),
    "debrief-involved": ("2025-09-12", "2025-09-12", "2025-09-12"),
    "members-briefed": ("-", "2025-09-12", "2025-09-12"),
    "press-statement": ("2025-09-09", "2025-09-12", "2025-09-15"),
    "debrief-open": ("2025-09-12", "2025-09-15", "2025-09-18"),
    "publication-time": ("-", "-", "2025-09-16"),
    "repository-deposit": ("-", "2025-09-16", "2025-09-23"),
    "public-at-least": ("2026-09-16", "-", "-"),
}


def test_every_step_of_a_review_has_the_days_worked_out_by_hand() -> None:
    found = {identity: window(step) for identity, step in steps().items()}
    unknown = ("-", "-", "-")
    assert found == {
        **BY_HAND,
        "panel-feedback": unknown,
    }


def test_steps_stand_in_the_order_of_the_framework() -> None:
    assert list(steps()) == [entry.id for entry in ENTRIES if entry.id in PARTNER.timescales]


# Over Christmas 2026 nobody works on 25 and 28 December and on 1 January; over Easter 2027 on 26 and 29 March.
HOLIDAYS = [
    # Notified on Christmas Eve 2026, a Thursday: 29, 30, 31 December, then 4 January is working day 4.
    ("rapid-review-meeting", "2026-12-24", ("2027-01-12", "-", "2027-01-15")),
    ("rapid-review-to-panel", "2026-12-24", ("-", "-", "2027-01-19")),
    # Aware on Maundy Thursday 2027: Tuesday 30 March is working day 1.
    ("notification", "2027-03-25", ("-", "-", "2027-04-05")),
    # Aware on a Sunday: Monday is working day 1.
    ("notification", "2026-11-22", ("-", "-", "2026-11-27")),
    # Asked on Friday 27 May 2022, before the two days of the jubilee (2 and 3 June).
    ("additional-information", "2022-05-27", ("-", "-", "2022-06-09")),
    ("additional-information-backstop", "2022-05-27", ("-", "-", "2022-06-10")),
    # Before the King's coronation, on Monday 8 May 2023.
    ("final-report-statutory", "2023-05-12", ("-", "-", "2023-05-02")),
    ("family-told", "2023-05-10", ("-", "2023-05-04", "2023-05-10")),
    # On Tuesday 5 January 2027: New Year lies between.
    ("press-statement", "2027-01-05", ("2026-12-24", "2026-12-31", "2027-01-04")),
    ("debrief-open", "2026-12-24", ("2026-12-22", "2026-12-23", "2026-12-30")),
    # Months end on the last day of a shorter month; weeks and calendar days take no notice of holidays.
    ("review-completed", "2027-08-31", ("-", "-", "2028-02-29")),
    ("public-at-least", "2028-02-29", ("2029-02-28", "-", "-")),
    ("panel-feedback", "2026-12-11", ("2026-12-25", "-", "2027-01-08")),
    ("final-report-to-panel", "2027-01-08", ("-", "-", "2026-12-25")),
]


@pytest.mark.parametrize(("identity", "event", "expected"), HOLIDAYS)
def test_a_step_over_holidays_has_the_days_worked_out_by_hand(
    identity: str, event: str, expected: tuple[str, ...]
) -> None:
    assert window(dated(identity, PARTNER, day(event))) == expected


@given(DAYS)
def test_the_days_are_those_of_the_published_list_from_2020_to_2030(on: date) -> None:
    meeting = dated("rapid-review-meeting", PARTNER, on).window
    assert (meeting.earliest, meeting.latest) == (along(on, 10), along(on, 13))
    assert dated("notification", PARTNER, on).latest == along(on, 5)
    assert dated("additional-information", PARTNER, on).latest == along(on, 7)
    assert dated("additional-information-backstop", PARTNER, on).latest == along(on, 8)
    assert dated("rapid-review-to-panel", PARTNER, on).latest == along(on, 15)
    assert dated("final-report-to-panel", PARTNER, on).latest == on - timedelta(days=14)
    assert dated("final-report-statutory", PARTNER, on).latest == along(on, -7)
    press = dated("press-statement", PARTNER, on).window
    assert (press.earliest, press.usual, press.latest) == (along(on, -5), along(on, -2), along(on, -1))
    opened = dated("debrief-open", PARTNER, on).window
    assert (opened.earliest, opened.usual, opened.latest) == (along(on, -2), along(on, -1), along(on, 2))
    assert dated("family-told", PARTNER, on).window.usual == along(on, -3)


@given(DAYS)
def test_a_later_event_never_has_an_earlier_last_day(on: date) -> None:
    for entry in ENTRIES:
        if entry.id in PARTNER.timescales:
            one, other = (dated(entry.id, PARTNER, event).day for event in (on, on + timedelta(days=1)))
            assert one and other and one <= other


def test_what_is_counted_from_something_that_has_not_happened_has_no_day() -> None:
    unknown = steps({"timeline": {}, "publication.at": GONE})
    assert {step.day for step in unknown.values() if step.recorded is None} == {None}
    assert not any(step.is_overdue(day("2030-01-01")) for step in unknown.values() if step.recorded is None)


def test_information_waits_for_the_agency_that_was_asked_first_and_has_not_answered() -> None:
    asked = {
        "police": {"requested": "2025-01-20", "returned": "2025-01-24"},
        "health-trust": {"requested": "2025-01-21"},
        "icb": {"requested": "2025-01-23"},
    }
    waits = steps({"information": asked})["additional-information"]
    assert (waits.event_on, waits.latest, waits.recorded) == (day("2025-01-21"), day("2025-01-30"), None)
    assert waits.missing == (PARTNER.agency_names["health-trust"], PARTNER.agency_names["icb"])
    back = {agency: {**one, "returned": "2025-01-28"} for agency, one in asked.items()}
    done = steps({"information": back})["additional-information"]
    assert (done.event_on, done.recorded, done.missing) == (day("2025-01-23"), day("2025-01-28"), ())


def test_a_step_of_several_parts_is_done_on_the_last_of_their_days() -> None:
    sent = {"national_panel": "2025-08-29", "secretary_of_state": "2025-09-01", "ofsted": "2025-09-03"}
    step = steps({"publication.final_report_sent": sent})["final-report-statutory"]
    assert step.recorded == day("2025-09-03")
    assert not step.is_done(day("2025-09-02")) and step.is_done(day("2025-09-03"))
    assert steps({"publication.final_report_sent": {"ofsted": "2025-09-03"}})["final-report-statutory"].missing == (
        "the National Panel",
        "the Secretary of State",
    )
    assert steps({"publication.members_briefed": {"north": "2025-09-12"}})["members-briefed"].missing == (
        PARTNER.councils["west"].name,
    )


def test_the_family_is_told_once_every_entry_has_a_day_and_an_outcome() -> None:
    entry = {"who": "Mother", "date": "2025-09-11", "outcome": "told"}
    waiting = steps({"publication.family_told": [entry, {"who": "Father", "date": "2025-09-11"}]})["family-told"]
    assert (waiting.recorded, waiting.missing) == (None, ("Father",))
    assert steps({"publication.family_told": []})["family-told"].missing == ("who, when and how it went",)


def test_all_others_hear_before_the_press_may() -> None:
    found = steps({"publication.press_statement": GONE})
    # The press hears on the working day before publication at the latest, and the others by then.
    assert {found[one].latest for one in ("debrief-involved", "members-briefed")} == {day("2025-09-15")}
    # On its usual day where that is early enough, else with the last.
    early = steps({"publication.press_statement": "2025-09-09"})["family-told"]
    assert (early.window.usual, early.latest) == (day("2025-09-09"), day("2025-09-09"))


@pytest.mark.parametrize(
    ("changes", "latest"),
    [
        ({"publication.members_briefed": {"north": "2025-09-10"}}, "2025-09-10"),
        ({"publication.members_briefed": {}}, "2025-09-12"),
        ({"publication.members_briefed": {}, "publication.debriefs": {}}, "2025-09-12"),
        (
            {"publication.members_briefed": {}, "publication.debriefs": {}, "publication.press_statement": GONE},
            "2025-09-15",
        ),
    ],
)
def test_the_family_hears_before_whoever_hears_first(changes: dict[str, object], latest: str) -> None:
    """The de-brief of those involved and the press statement are on Friday 12 September 2025."""
    assert steps(changes)["family-told"].latest == day(latest)


@pytest.mark.parametrize(
    ("kind", "there", "not_there"),
    [
        ("rapid-review", {"notification", "panel-feedback", "family-told"}, {"press-statement", "review-completed"}),
        ("case-mapping", {"family-told", "publication-time"}, {"notification", "final-report-to-panel"}),
        ("thematic", {"press-statement", "repository-deposit"}, {"notification", "review-completed"}),
        ("serious-case-review", {"public-at-least"}, {"family-told", "publication-time"}),
    ],
)
def test_each_kind_of_review_has_its_own_steps(kind: str, there: set[str], not_there: set[str]) -> None:
    found = set(steps({"review": kind}))
    assert there <= found and not not_there & found


def test_a_report_that_was_public_before_has_only_its_year() -> None:
    assert list(steps({"publication.already_public": "2024-05-07"})) == ["public-at-least"]


def test_a_partnership_that_takes_a_limit_out_has_no_such_step() -> None:
    scales = {one: entries for one, entries in PARTNER.timescales.items() if one != "repository-deposit"}
    partner = PARTNER.model_copy(update={"timescales": scales})
    assert "repository-deposit" not in {step.id for step in steps_of(record(), partner)}


def test_a_limit_holds_as_it_stood_on_the_day_of_its_event() -> None:
    [now] = PARTNER.timescales["rapid-review-to-panel"]
    old = now.model_copy(update={"until": day("2025-12-31")})
    new = now.model_copy(update={"from_": day("2026-01-01"), "latest": 20})
    partner = PARTNER.model_copy(update={"timescales": {**PARTNER.timescales, "rapid-review-to-panel": (old, new)}})
    # Thursday 18 December 2025: 15 working days on is Tuesday 13 January 2026; three bank holidays lie between.
    assert dated("rapid-review-to-panel", partner, day("2025-12-18")).latest == day("2026-01-13")
    # Friday 2 January 2026: 20 working days on is Friday 30 January.
    assert dated("rapid-review-to-panel", partner, day("2026-01-02")).latest == day("2026-01-30")


def test_a_step_recorded_too_late_or_too_early_says_so() -> None:
    late = steps({"publication.press_statement": "2025-09-16"})["press-statement"]
    early = steps({"publication.press_statement": "2025-09-08"})["press-statement"]
    assert (late.is_late, late.is_early, early.is_late, early.is_early) == (True, False, False, True)
    # Planned for a day after the last one, it is overdue before that day comes.
    assert late.is_overdue(day("2025-09-01"))
    assert not steps()["press-statement"].is_overdue(day("2025-09-01"))


ONWARDS = [
    ("additional-information", "2026-12-24", True, "-", "2027-01-07"),
    ("additional-information-backstop", "2026-12-24", True, "-", "2027-01-08"),
    ("rapid-review-meeting", "2026-12-24", False, "2027-01-12", "2027-01-15"),
    ("rapid-review-to-panel", "2026-12-24", False, "-", "2027-01-19"),
    ("panel-feedback", "2027-01-19", True, "2027-02-02", "2027-02-16"),
    ("review-completed", "2027-01-19", True, "-", "2027-07-19"),
]


def rows(aware: str | None, notified: str | None) -> list[tuple[str, str, bool, str, str]]:
    found = onwards(PARTNER, aware=day(aware) if aware else None, notified=day(notified) if notified else None)
    assert all(one.step.event_on for one in found)
    return [
        (one.step.id, str(one.step.event_on), one.assumed, window(one.step)[0], window(one.step)[2]) for one in found
    ]


def test_from_a_notification_on_every_day_is_the_one_worked_out_by_hand() -> None:
    assert rows(None, "2026-12-24") == ONWARDS


def test_from_becoming_aware_the_notification_is_taken_to_go_out_on_its_last_day() -> None:
    # Thursday 17 December 2026: five working days on is Christmas Eve.
    taken = [(identity, on, True, first, last) for identity, on, _, first, last in ONWARDS]
    assert rows("2026-12-17", None) == [("notification", "2026-12-17", False, "-", "2026-12-24"), *taken]


def test_with_both_days_known_nothing_is_taken_for_granted_that_is_known() -> None:
    assert rows("2026-12-21", "2026-12-24") == [("notification", "2026-12-21", False, "-", "2026-12-30"), *ONWARDS]
