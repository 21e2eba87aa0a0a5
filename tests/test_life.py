"""The whole life of one case, day by day: from the notification to the day it comes down after its year."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from macros.dates import day, london_day
from macros.planning import next_of
from macros.records.model import CaseRecord
from macros.rules import judge
from tests.conftest import Small
from tests.factories import GONE, VALID, at, miniature, record

PARTNER = miniature()
FIRST, LAST = day("2025-01-15"), day("2026-10-02")
SENT = dict.fromkeys(("national_panel", "secretary_of_state", "ofsted"), "2025-08-29")
MARK = "Put it on one page."
# The texts, written by the day the Review Group agrees them.
WORDS = (
    "summary",
    "themes",
    "agencies",
    "children",
    "reviewers",
    "briefing",
    "overview",
    "findings",
    "recommendations",
)
# What the Business Office writes, and when: the record grows, and nothing is known before its day.
WRITTEN: dict[str, dict[str, Any]] = {
    "2025-01-15": {"timeline.aware": "2025-01-15"},
    "2025-01-17": {"timeline.notified": "2025-01-17"},
    "2025-01-20": {"information": {"police": {"requested": "2025-01-20"}}},
    "2025-01-27": {"information": {"police": {"requested": "2025-01-20", "returned": "2025-01-27"}}},
    "2025-02-03": {"timeline.rapid_review_meeting": "2025-02-03"},
    # The Rapid Review becomes a CSPR.
    "2025-02-05": {"timeline.decision": "2025-02-05", "review": "cspr"},
    "2025-02-06": {"timeline.rapid_review_sent_to_panel": "2025-02-06"},
    "2025-02-27": {"timeline.panel_feedback": "2025-02-27"},
    "2025-03-03": {"timeline.review_group_first_met": "2025-03-03"},
    "2025-06-24": {"sign_off.review_group": "2025-06-24", **{name: VALID[name] for name in WORDS}},
    "2025-07-08": {"sign_off.llr_sub_group": "2025-07-08"},
    "2025-07-21": {"sign_off.strategic_leads": "2025-07-21", "timeline.completed": "2025-07-21"},
    "2025-07-22": {"sign_off.national_panel": "2025-07-22"},
    "2025-07-23": {"publication.at": "2025-09-09 10:00", "publication.decision": "publish"},
    "2025-08-20": {
        "publication.at": "2025-09-16 10:00",
        "publication.moved": [{"from": "2025-09-09 10:00", "on": "2025-08-20"}],
    },
    "2025-08-29": {"publication.final_report_sent": SENT},
    "2025-09-11": {"publication.family_told": [{"who": "Mother", "date": "2025-09-11", "outcome": "told"}]},
    "2025-09-12": {
        "publication.debriefs.involved": "2025-09-12",
        "publication.members_briefed": {"north": "2025-09-12", "west": "2025-09-12"},
        "publication.press_statement": "2025-09-12",
    },
    "2025-09-15": {"publication.debriefs.open": "2025-09-15"},
    "2025-09-17": {"publication.deposited": "2025-09-17"},
    "2025-10-01": {"amendments": [{"date": "2025-10-01", "text": "A due date was corrected."}]},
    "2026-09-30": {"withdrawn": {"at": "2026-09-30 09:00", "kind": "expired", "decided_by": "strategic-leads"}},
}
# From each day on, and until the next: what `cspr status` says. Worked out by hand; the tests' partnership
# calls its limits by short names.
SAYS = [
    ("2025-01-15", "draft", "Notify", "2025-01-22"),
    # The request is taken to go out with the notification, on Friday 17 January: seven working days on is Tuesday 28.
    ("2025-01-17", "draft", "Information", "2025-01-28"),
    # Asked on Monday 20 January: seven working days on is Wednesday 29.
    ("2025-01-20", "draft", "Information", "2025-01-29"),
    ("2025-01-27", "draft", "Meeting", "2025-02-05"),
    ("2025-02-03", "draft", "To the Panel", "2025-02-07"),
    # Sent on 6 February: four weeks on is 6 March.
    ("2025-02-06", "draft", "Feedback", "2025-03-06"),
    ("2025-02-27", "draft", "Complete", "2025-08-05"),
    ("2025-07-21", "draft", "no day and hour of publication; write `at`, for example 2025-09-16 10:00", None),
    # 14 days before 9 September.
    ("2025-07-23", "scheduled", "Final report", "2025-08-26"),
    ("2025-08-20", "scheduled", "Final report", "2025-09-02"),
    # All others hear before the press may, on 15 September at the latest.
    ("2025-08-29", "scheduled", "Family", "2025-09-15"),
    ("2025-09-11", "scheduled", "De-brief", "2025-09-15"),
    ("2025-09-12", "scheduled", "Hour", "2025-09-16"),
    ("2025-09-16", "published", "Deposit", "2025-09-23"),
    ("2025-09-17", "published", "Keep it public at least until then", "2026-09-16"),
    ("2026-09-16", "published", None, None),
    ("2026-09-30", "withdrawn", None, None),
]


def changes(on: date) -> dict[str, Any]:
    """The valid record as far as it is written on a day."""
    found: dict[str, Any] = {name: GONE for name in VALID if name not in ("reference", "title", "review")}
    found |= {"review": "rapid-review", "publication": {}, "timeline": {}, "others": VALID["others"]}
    for written, of_that_day in WRITTEN.items():
        found |= of_that_day if day(written) <= on else {}
    return found


def life() -> Iterator[tuple[date, CaseRecord]]:
    """Each day with the record as it stands on it."""
    case = record(changes(FIRST))
    for on in days():
        case = record(changes(on)) if str(on) in WRITTEN else case
        yield on, case


def days() -> Iterator[date]:
    for number in range((LAST - FIRST).days + 1):
        yield FIRST + timedelta(days=number)


def test_on_each_day_status_says_what_comes_next() -> None:
    said: list[tuple[str | None, ...]] = []
    for on, case in life():
        now = at(f"{on}T12:00")
        judged = judge(case, now, PARTNER, ())
        following = next_of(case, judged, london_day(now), PARTNER)
        row = (judged.state, following.what, str(following.by) if following.by else None)
        if not said or said[-1][1:] != row:
            said.append((str(on), *row))
    assert said == SAYS


# What each audience's site shows of the case on its days: the files that name it, its own pages apart for the public.
OWN_PAGES = {"briefings/child-rowan/index.html", "reports/child-rowan/index.html", "api/reviews/child-rowan.json"}
SHOWN = [
    # The day of the notification: nothing for the public, and all of it for the partnership.
    ("2025-01-17T12:00", "nothing", "draft"),
    ("2025-09-15T12:00", "nothing", "scheduled"),
    ("2025-09-16T09:59:59", "nothing", "scheduled"),
    ("2025-09-16T10:00", "whole", "published"),
    ("2025-10-01T00:00", "corrected", "published"),
    ("2026-09-30T08:59:59", "corrected", "published"),
    ("2026-09-30T09:00", "withdrawn", "withdrawn"),
]


def test_on_its_days_each_audience_is_shown_what_is_its_own(small: Small) -> None:
    other = small.folder.parent / "internal"
    for as_of, public, state in SHOWN:
        small.put("child-rowan", changes(day(as_of[:10])))
        small.out = small.folder / "site"
        files = small.build(as_of)
        naming = {path for path, data in files.items() if b"hild-rowan" in data or b"Child Rowan" in data}
        page = files.get("reports/child-rowan/index.html", b"").decode()
        if public == "nothing":
            assert naming == set()
        elif public == "withdrawn":
            assert naming == {"manifest.json"} | {path for path in OWN_PAGES if path.endswith(".html")}
            assert "withdrawn" in page and "Child Rowan" not in page
        else:
            assert naming >= OWN_PAGES and {"feed.xml", "calendar/publications.ics", "sitemap.xml"} <= naming
            assert ("A due date was corrected." in page) == (public == "corrected")
        small.out = other
        own = small.build(as_of, "internal")
        board, sheet = own["status/index.html"].decode(), own["readiness/child-rowan/index.html"].decode()
        assert "Child Rowan" in board and state in board.lower() and "Child Rowan" in sheet
        assert b"child-rowan" in own["calendar/planning.ics"]
