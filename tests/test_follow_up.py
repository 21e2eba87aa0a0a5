"""Which recommendations are overdue and which are due soon, in `cspr status` and on the board of all cases."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from macros.cli import main
from macros.dates import day
from macros.memory import Memory
from macros.planning import DAYS_AHEAD, FollowUp, follow, follow_ups
from macros.project.standing import read_standing
from macros.rules import State
from macros.status import CaseStatus, status
from tests.conftest import Small
from tests.factories import at, judged, record
from tests.views import AGED, Changes, internal_site, macros_of, only, parsed, words_of

WITHDRAWN: Changes = {"withdrawn": {"at": "2025-09-20 09:00", "kind": "welfare", "decided_by": "strategic-leads"}}
BLOCKED: Changes = {"parallel_processes": [{"process": "prosecution", "status": "open"}]}
FOR_TEAMS: Changes = {"review": "rapid-review", "timeline.panel_feedback": "2025-02-27", "briefing.audience": "teams"}


def note(on: str, how: str) -> dict[str, str]:
    return {"date": on, "status": how, "text": "Something was done."}


class Row(NamedTuple):
    case: str
    today: str
    found: str | None
    progress: tuple[dict[str, str], ...] = ()
    due: str | None = "2025-12-31"


# Due on 31 December 2025: from 1 November it is 30 days to 1 December, and 30 more from there.
ROWS = [
    Row("61 days before", "2025-10-31", None),
    Row("60 days before", "2025-11-01", "due"),
    Row("the day before", "2025-12-30", "due"),
    Row("on the day", "2025-12-31", "due"),
    Row("the day after", "2026-01-01", "overdue"),
    Row("years after", "2031-01-01", "overdue"),
    Row("over the end of February in a leap year", "2028-01-01", "due", due="2028-03-01"),
    Row("a day more over the end of February", "2027-12-31", None, due="2028-03-01"),
    Row("begun", "2026-01-01", "overdue", (note("2025-11-05", "in-progress"),)),
    Row("complete", "2026-01-01", None, (note("2025-11-05", "complete"),)),
    Row("complete before it is due", "2025-12-01", None, (note("2025-11-05", "complete"),)),
    Row("complete from tomorrow on", "2026-01-01", "overdue", (note("2026-01-02", "complete"),)),
    Row("complete from today on", "2026-01-02", None, (note("2026-01-02", "complete"),)),
    Row(
        "complete and then begun again",
        "2026-01-05",
        "overdue",
        (note("2026-01-03", "in-progress"), note("2026-01-02", "complete")),
    ),
    Row("no day set", "2026-01-01", None, due=None),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.case for row in ROWS])
def test_a_recommendation_is_overdue_from_the_day_after_and_due_for_sixty_days_before(row: Row) -> None:
    own = {"id": "R1", "text": "Put it on one page.", "agencies": ["icb"], "progress": list(row.progress)}
    case = record({"recommendations": [{**own, **({"due": row.due} if row.due else {})}]})
    found = follow_ups(case, "published", day(row.today))
    assert [one.follow for one in found] == [row.found] * bool(row.found)


def test_the_window_is_sixty_days() -> None:
    assert DAYS_AHEAD == 60


@pytest.mark.parametrize(
    ("state", "is_asked"),
    [
        ("draft", False),
        ("scheduled", False),
        ("blocked", False),
        ("published", True),
        ("withdrawn", False),
        ("elsewhere", True),
    ],
)
def test_only_what_is_published_here_or_elsewhere_is_asked_about(state: State, is_asked: bool) -> None:
    assert bool(follow(day("2025-12-31"), "not-started", state, day("2026-01-01"))) == is_asked
    assert bool(follow(day("2025-12-31"), "not-started", state, day("2025-12-31"))) == is_asked


def test_several_stand_by_their_due_day_with_who_was_asked() -> None:
    entries = [
        {"id": "R1", "text": "One.", "agencies": ["icb"], "due": "2026-02-01"},
        {"id": "R2", "text": "Two.", "agencies": ["police", "national"], "due": "2025-12-31"},
        {"id": "R3", "text": "Three.", "agencies": ["icb"], "due": "2027-01-01"},
    ]
    assert follow_ups(record({"recommendations": entries}), "published", day("2026-01-10")) == (
        FollowUp("R2", "overdue", day("2025-12-31"), ("police", "national")),
        FollowUp("R1", "due", day("2026-02-01"), ("icb",)),
    )


# In `cspr status`


def run(small: Small, *words: str) -> str:
    result = CliRunner().invoke(main, ["status", "--project", str(small.folder), *words])
    assert result.exit_code == 0, result.stderr
    return result.stdout


def put_some(small: Small) -> None:
    """One that is overdue and one that is due by 1 March, as of 10 January 2026; and a draft that is asked nothing."""
    entries = [
        {"id": "R1", "text": "One.", "agencies": ["icb", "police"], "due": "2025-12-31"},
        {"id": "R2", "text": "Two.", "agencies": ["national"], "due": "2026-03-01"},
        {"id": "R3", "text": "Three.", "due": "2025-12-31", "progress": [note("2025-12-01", "complete")]},
    ]
    small.put("child-rowan", {**AGED, "recommendations": entries})
    small.put("child-yew", {**FOR_TEAMS, "title": "Child Yew"})
    small.put("child-alder", {**AGED, "publication.decision": "elsewhere"})
    small.put("child-elm", {**AGED, "publication.at": "2030-09-17 10:00"})
    small.put("child-oak", {**AGED, **WITHDRAWN})
    small.put("child-ash", {**AGED, **BLOCKED})


def test_status_says_of_each_case_what_is_overdue_and_due_and_how_many_in_all(small: Small) -> None:
    put_some(small)
    said = run(small, "--as-of", "2026-01-10")
    lines = {line.split()[0]: line.rstrip() for line in said.splitlines() if line}
    wanted = "R1 overdue since 31 Dec 2025 (Integrated Care Board, Police); R2 due by 1 Mar 2026 (National bodies)."
    assert lines["child-rowan"].endswith(wanted)
    for reference in ("child-yew", "child-alder"):
        assert lines[reference].endswith("Recommendations: R1 overdue since 31 Dec 2025 (Integrated Care Board).")
    assert not [lines[f"child-{name}"] for name in ("elm", "oak", "ash") if "Recommendations" in lines[f"child-{name}"]]
    assert said.endswith("\nRecommendations of all cases: 3 overdue, 1 due in the next 60 days.\n")


def test_status_says_nothing_of_recommendations_where_nothing_is_to_be_asked(small: Small) -> None:
    small.put("child-rowan")
    # 61 days before the last of December.
    assert "ecommendation" not in run(small, "--as-of", "2025-10-31")
    assert "R1 due by 31 Dec 2025 (Integrated Care Board)." in run(small, "--as-of", "2025-11-01")


def test_status_as_json_names_them_by_id(small: Small) -> None:
    put_some(small)
    rows = json.loads(run(small, "--as-of", "2026-01-10", "--format", "json"))
    assert list(rows[0]) == ["reference", "state", "blocked_by", "warnings", "next", "recommendations"]
    nothing: dict[str, list[str]] = {"overdue": [], "due": []}
    assert {row["reference"]: row["recommendations"] for row in rows} == {
        "child-rowan": {"overdue": ["R1"], "due": ["R2"]},
        "child-yew": {"overdue": ["R1"], "due": []},
        "child-alder": {"overdue": ["R1"], "due": []},
        **dict.fromkeys(("child-elm", "child-oak", "child-ash"), nothing),
    }


def test_a_record_that_is_remembered_gives_the_same_answer_as_one_read_anew(small: Small, tmp_path: Path) -> None:
    put_some(small)
    memory = Memory(tmp_path / "memory")

    def read(as_of: str) -> list[CaseStatus]:
        return status(read_standing(small.folder, small.records, at(as_of), memory))

    new = read("2026-01-10")
    assert [len(row.recommendations) for row in new if row.reference == "child-rowan"] == [2]
    told: list[int] = []
    standing = read_standing(small.folder, small.records, at("2026-01-10"), memory, lambda *number: told.extend(number))
    assert (status(standing), told) == (new, [])
    # What is remembered are days, and not what they meant on that one.
    later = {row.reference: [one.follow for one in row.recommendations] for row in read("2026-03-02")}
    assert later["child-rowan"] == ["overdue", "overdue"]


# On the board of an internal site


def test_the_board_says_what_is_overdue_and_due_beside_what_comes_next() -> None:
    entries = [
        {"id": "R1", "text": "One.", "agencies": ["icb"], "due": "2025-12-31"},
        {"id": "R2", "text": "Two.", "agencies": ["police"], "due": "2026-03-01"},
    ]
    changes: Changes = {"recommendations": entries}
    elsewhere: Changes = {"reference": "child-yew", "title": "Child Yew", "publication.decision": "elsewhere"}
    draft: Changes = {"reference": "child-elm", "title": "Child Elm", "publication.decision": "not-yet"}
    view = internal_site({**AGED, **changes}, {**AGED, **elsewhere}, {**AGED, **draft}, as_of="2026-01-10")
    soup = parsed(macros_of(view, "2026-01-10")["status_board"]())
    assert {only(row, "th a").get_text(): words_of(row.select(".asked li")) for row in soup.select("tbody tr")} == {
        "Child Rowan": ["Recommendation 1 overdue since 31 Dec 2025", "Recommendation 2 due by 1 Mar 2026"],
        "Child Yew": ["Recommendation 1 overdue since 31 Dec 2025"],
        "Child Elm": [],
    }
    links = only(soup, "p:has(a[href*=follow])").select("a")
    assert [(link["href"], link.get_text()) for link in links] == [
        ("../recommendations/?follow=overdue", "2 overdue"),
        ("../recommendations/?follow=due", "1 due in the next 60 days"),
    ]


def test_a_rapid_review_for_teams_is_asked_about_as_well() -> None:
    assert judged(FOR_TEAMS, "2026-01-10").state == "published"
    view = internal_site(FOR_TEAMS, as_of="2026-01-10")
    soup = parsed(macros_of(view, "2026-01-10")["status_board"]())
    assert words_of(soup.select(".asked li")) == ["Recommendation 1 overdue since 31 Dec 2025"]
