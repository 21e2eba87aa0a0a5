"""The planning calendar file of an internal build, read back by two other libraries than the one that wrote it."""

from collections.abc import Mapping
from datetime import date, datetime

import pytest
import vobject

from macros.dates import LONDON, day, london_day
from macros.outputs import outputs
from macros.timetable import steps_of
from tests.conftest import Small
from tests.factories import GONE, at, miniature, record
from tests.test_calendar_file import Read, lines, read_back
from tests.views import Changes, internal_site, public_site

AS_OF = "2025-09-01"
HOST = "miniature.example"
PUBLICATION = f"publication.child-rowan@{HOST}"
PRESS = f"press-statement.child-rowan@{HOST}"
NOTIFICATION = f"notification.child-rowan@{HOST}"
# What is done around publication moves with it only as long as it is not recorded.
OPEN: Changes = {
    "publication.family_told": [],
    "publication.debriefs": {},
    "publication.members_briefed": {},
    "publication.press_statement": GONE,
}
FIRST_MOVE = {"from": "2025-09-16 10:00", "on": "2025-08-26"}
SECOND_MOVE = {"from": "2025-10-14 10:00", "on": "2025-08-28"}
WITHDRAWN: Changes = {"withdrawn": {"at": "2025-09-20 09:00", "kind": "welfare", "decided_by": "strategic-leads"}}
ELSEWHERE: Changes = {"publication.decision": "elsewhere"}


def file_of(*changes: Changes, as_of: str = AS_OF) -> bytes:
    view = internal_site(*changes, as_of=as_of)
    return outputs(view, miniature(), (), london_day(at(as_of)))["calendar/planning.ics"]


def events_of(*changes: Changes, as_of: str = AS_OF) -> Mapping[str, Read]:
    return read_back(file_of(*changes, as_of=as_of))


def moved(to: str | None, *moves: Mapping[str, str], **more: object) -> Changes:
    """The case with nothing done around publication, moved so many times, now planned for a day or for none."""
    return {**OPEN, "publication.at": f"{to} 10:00" if to else GONE, "publication.moved": list(moves), **more}


def begins(event: Read) -> str:
    if isinstance(event.begins, datetime):
        return event.begins.astimezone(LONDON).strftime("%Y-%m-%d %H:%M")
    return str(event.begins)


def told(uid: str, *changes: Changes, as_of: str = AS_OF) -> tuple[str, int, str]:
    """When an event is, its SEQUENCE and its STATUS."""
    event = events_of(*changes, as_of=as_of)[uid]
    return begins(event), event.sequence, event.status


# What stands in it


def test_every_step_is_a_day_and_publication_a_time() -> None:
    # By hand: five working days after 15 January 2025 is the 22nd, and so on; the recorded day wins.
    found = {uid.split("@")[0]: begins(event) for uid, event in events_of({}).items()}
    assert found == {
        "notification.child-rowan": "2025-01-17",
        # Nothing is written of the request: it is taken to go out with the notification.
        "additional-information.child-rowan": "2025-01-28",
        "additional-information-backstop.child-rowan": "2025-01-29",
        "rapid-review-meeting.child-rowan": "2025-02-05",
        "rapid-review-to-panel.child-rowan": "2025-02-07",
        "review-completed.child-rowan": "2025-10-01",
        "final-report-to-panel.child-rowan": "2025-08-29",
        "final-report-statutory.child-rowan": "2025-08-29",
        "family-told.child-rowan": "2025-09-11",
        "debrief-involved.child-rowan": "2025-09-12",
        "members-briefed.child-rowan": "2025-09-12",
        "press-statement.child-rowan": "2025-09-12",
        "debrief-open.child-rowan": "2025-09-15",
        "publication.child-rowan": "2025-09-16 10:00",
        "repository-deposit.child-rowan": "2025-09-16",
        "public-at-least.child-rowan": "2026-09-16",
        "review-group-first-meeting.child-rowan": "2025-04-01",
    }


@pytest.mark.parametrize("changes", [{}, OPEN, {"publication.at": "2026-03-31 10:00", **OPEN}])
def test_its_days_are_those_of_the_timetable(changes: Changes) -> None:
    found = {uid.split(".")[0]: event.begins for uid, event in events_of(changes).items()}
    days = {step.id: step.day for step in steps_of(record(changes), miniature()) if step.day}
    del days["publication-time"], found["publication"]
    assert found == days


def test_an_event_says_who_acts_the_limit_its_source_and_what_is_missing() -> None:
    data = file_of({"publication.members_briefed": {"north": "2025-09-12"}})
    [event] = [
        event
        for event in vobject.readOne(data.decode()).vevent_list
        if event.uid.value == f"members-briefed.child-rowan@{HOST}"
    ]
    assert event.summary.value == "Members: Child Rowan"
    assert event.categories.value == ["Communications Sub Group"]
    assert event.description.value.splitlines() == [
        "Who acts: Communications Sub Group",
        "Limit (should): before publication",
        "Source: Test",
        "Not recorded yet: West Council",
    ]


def test_an_event_says_who_receives_and_the_last_day_where_it_is_another() -> None:
    found = {event.uid.value: event for event in vobject.readOne(file_of({}).decode()).vevent_list}
    words = found[f"final-report-to-panel.child-rowan@{HOST}"].description.value.splitlines()
    assert words == [
        "Who acts: Business Office",
        "Who receives: National Panel",
        "Limit (should): at least 14 calendar days before publication",
        "Last day: 2 September 2025",
        "Source: Test",
    ]


def test_no_word_of_the_record_is_in_it_but_the_title_and_the_reference() -> None:
    filled: Changes = {
        "summary": "Quincunx.",
        "others": ["Mother", "Quincunx"],
        "publication.family_told": [{"who": "Quincunx"}],
        "overview": [{"heading": "Quincunx", "text": "Quincunx."}],
    }
    assert b"uincunx" not in file_of(filled)


def test_an_example_says_that_it_is_one() -> None:
    assert events_of({"example": True})[PRESS].summary == "Press: Child Rowan (example: an invented case)"


@pytest.mark.parametrize(
    ("changes", "as_of", "status"),
    [
        ({"publication.decision": "not-yet"}, AS_OF, "TENTATIVE"),
        ({}, AS_OF, "CONFIRMED"),
        ({"publication.decision": "not-yet"}, "2025-09-17", "TENTATIVE"),
        ({}, "2025-09-17", "CONFIRMED"),
        (WITHDRAWN, "2025-09-21", "CANCELLED"),
        (ELSEWHERE, AS_OF, "CANCELLED"),
    ],
    ids=["draft", "scheduled", "blocked", "published", "withdrawn", "elsewhere"],
)
def test_a_date_is_firm_once_it_is_decided_and_goes_with_its_case(changes: Changes, as_of: str, status: str) -> None:
    assert told(PUBLICATION, changes, as_of=as_of)[2] == status
    assert told(PRESS, changes, as_of=as_of)[2] == status


def test_of_a_case_that_ends_every_step_is_cancelled() -> None:
    assert {event.status for event in events_of(ELSEWHERE).values()} == {"CANCELLED"}
    assert told(NOTIFICATION, {})[1:] == (0, "CONFIRMED")
    assert told(NOTIFICATION, ELSEWHERE)[1:] == (1, "CANCELLED")


def test_a_report_that_was_public_before_this_system_has_a_day_alone() -> None:
    before: Changes = {"publication.already_public": "2016-09-14", "publication.at": GONE}
    assert told(PUBLICATION, before) == ("2016-09-14", 0, "CONFIRMED")


# The life of a date: the events keep their UID, and SEQUENCE rises whenever something changed

LIFE = [
    # By hand: the press is told two working days before publication.
    ("planned", moved("2025-09-16"), "2025-09-16 10:00", "2025-09-12", 0, "CONFIRMED"),
    ("moved", moved("2025-10-14", FIRST_MOVE), "2025-10-14 10:00", "2025-10-10", 2, "CONFIRMED"),
    ("taken away", moved(None, FIRST_MOVE, SECOND_MOVE), "2025-10-14 10:00", "2025-10-10", 3, "CANCELLED"),
    ("set again", moved("2025-11-04", FIRST_MOVE, SECOND_MOVE), "2025-11-04 10:00", "2025-10-31", 4, "CONFIRMED"),
    (
        "published elsewhere",
        moved("2025-11-04", FIRST_MOVE, SECOND_MOVE, **{"publication.decision": "elsewhere"}),
        "2025-11-04 10:00",
        "2025-10-31",
        5,
        "CANCELLED",
    ),
]


@pytest.mark.parametrize(("changes", "at_ten", "press", "sequence", "status"), [row[1:] for row in LIFE])
def test_a_date_moves_goes_and_comes_again_in_peoples_calendars(
    changes: Changes, at_ten: str, press: str, sequence: int, status: str
) -> None:
    assert told(PUBLICATION, changes) == (at_ten, sequence, status)
    assert told(PRESS, changes) == (press, sequence, status)


def test_a_step_that_is_not_counted_from_publication_stays_where_it_is() -> None:
    for _, changes, *_, status in LIFE[:-1]:
        assert told(NOTIFICATION, changes) == ("2025-01-17", 0, "CONFIRMED"), status


def test_a_date_that_was_taken_away_before_the_first_move_counts_from_one() -> None:
    assert told(PUBLICATION, moved(None, FIRST_MOVE)) == ("2025-09-16 10:00", 1, "CANCELLED")
    assert told(PUBLICATION, moved("2025-11-04", FIRST_MOVE)) == ("2025-11-04 10:00", 2, "CONFIRMED")


def test_a_case_that_never_had_a_date_has_no_event_for_it() -> None:
    found = events_of(moved(None))
    assert PUBLICATION not in found and PRESS not in found
    assert NOTIFICATION in found


def test_a_move_counts_from_its_own_day_on() -> None:
    changes = moved("2025-10-14", FIRST_MOVE)
    assert told(PUBLICATION, changes, as_of="2025-08-25")[1] == 0
    assert told(PUBLICATION, changes, as_of="2025-08-26")[1] == 2


def modified(changes: Changes, uid: str) -> list[str]:
    found = lines(file_of(changes))
    start = found.index(f"UID:{uid}")
    return [line for line in found[start : found.index("END:VEVENT", start)] if line.startswith("LAST-MODIFIED")]


def test_it_was_modified_last_when_the_day_of_the_last_move_began_in_london() -> None:
    changes = moved("2025-11-04", FIRST_MOVE, SECOND_MOVE)
    # By hand: 28 August 2025, 00:00 in summer time, is 23:00 of the day before by UTC.
    assert modified(changes, PUBLICATION) == ["LAST-MODIFIED:20250827T230000Z"]
    assert modified(changes, PRESS) == ["LAST-MODIFIED:20250827T230000Z"]
    assert modified(changes, NOTIFICATION) == []
    assert modified({}, PUBLICATION) == []


# Builds


def test_a_rebuild_gives_the_same_bytes_whatever_the_order_of_the_records() -> None:
    other: Changes = {"reference": "child-oak", "title": "Child Oak"}
    assert file_of({}, other) == file_of(other, {})
    assert file_of({}, as_of="2025-09-01T09:00") == file_of({}, as_of="2025-09-02T17:30")


def test_an_internal_build_writes_it_and_a_public_one_never(small: Small) -> None:
    small.put("child-rowan", moved("2025-10-14", FIRST_MOVE))
    data = small.build("2025-09-01T12:00", "internal")["calendar/planning.ics"]
    assert read_back(data)[PUBLICATION].sequence == 2
    small.take_out("child-rowan")
    small.put("child-rowan")
    small.out = small.folder.parent / "public"
    public = small.build("2025-09-16T10:00")
    assert "calendar/planning.ics" not in public
    assert not [name for name, content in public.items() if b"press-statement.child-rowan" in content]
    assert "calendar/planning.ics" not in outputs(public_site({}), miniature(), (), day("2025-09-16"))


def test_a_day_is_a_date_without_an_hour() -> None:
    found = events_of({})
    days = [event.begins for uid, event in found.items() if uid != PUBLICATION]
    assert all(isinstance(one, date) and not isinstance(one, datetime) for one in days)
    assert isinstance(found[PUBLICATION].begins, datetime)
