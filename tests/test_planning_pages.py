"""The internal pages for planning: the calendar of every step, the board of all cases, and how ready one is."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from macros.cli import main
from macros.dates import day
from macros.pages.planning import PlanEntry, board, by_case, overdue, plan_choices, plan_entries
from macros.pages.readiness import sheet_of
from macros.pages.templating import coded
from macros.project.standing import Standing, StandingCase
from macros.public_view import InternalSite
from macros.rules import judge
from macros.status import status
from tests.conftest import Small
from tests.factories import GONE, at, miniature, record
from tests.paper_reading import assert_accessible
from tests.views import (
    Changes,
    guidance,
    internal_site,
    macros_of,
    only,
    parsed,
    public_site,
    with_announcements,
    words_of,
)

# The valid record is published on Tuesday 16 September 2025.
AS_OF = "2025-09-01"
WITHDRAWN: Changes = {"withdrawn": {"at": "2025-09-20 09:00", "kind": "welfare", "decided_by": "strategic-leads"}}
ELSEWHERE: Changes = {"publication.decision": "elsewhere"}
NO_DATE: Changes = {"publication.at": GONE}
NOT_DONE: Changes = {
    "publication.family_told": [],
    "publication.debriefs": {},
    "publication.members_briefed": {},
    "publication.press_statement": GONE,
}


def entries_of(*changes: Changes, as_of: str = AS_OF) -> list[PlanEntry]:
    return plan_entries(internal_site(*changes, as_of=as_of), miniature(), (), day(as_of))


def lines(found: list[PlanEntry]) -> list[tuple[str, str, str]]:
    return [(str(entry.on), entry.word, entry.what) for entry in found]


def page(macro: str, view: InternalSite, as_of: str = AS_OF, *names: str) -> BeautifulSoup:
    return parsed(macros_of(view, as_of)[macro](*names))


# The planning calendar


def test_every_step_stands_on_its_day_with_a_word_for_how_it_stands() -> None:
    # By hand: 8 to 12 September is a week of working days, the 13th and 14th a weekend.
    assert lines(entries_of({})) == [
        ("2025-08-29", "Done", "Final report"),
        ("2025-08-29", "Done", "Final report"),
        ("2025-09-11", "Planned", "Family"),
        ("2025-09-12", "Planned", "De-brief"),
        ("2025-09-12", "Planned", "Members"),
        ("2025-09-12", "Planned", "Press"),
        ("2025-09-15", "Planned", "Open event"),
        ("2025-09-16", "Planned", "Publication"),
        ("2025-09-16", "To do", "Deposit"),
        ("2025-10-01", "To do", "Complete"),
        ("2026-09-16", "Reminder", "Public"),
    ]


def test_publication_stands_first_on_its_day_with_its_hour_and_who_acts() -> None:
    [entry] = [entry for entry in entries_of({}) if entry.what == "Publication"]
    assert (entry.at, entry.acts and entry.acts.name, entry.duty) == ("10:00", "Communications Sub Group", "should")


@pytest.mark.parametrize(
    ("changes", "as_of", "state", "word"),
    [
        ({}, "2025-09-16T09:59", "planned", "Planned"),
        ({}, "2025-09-16T10:00", "done", "Published"),
        ({"publication.decision": "not-yet"}, "2025-09-16T10:00", "overdue", "Blocked"),
    ],
)
def test_publication_says_whether_it_has_come(changes: Changes, as_of: str, state: str, word: str) -> None:
    view = internal_site(changes, as_of=as_of)
    found = plan_entries(view, miniature(), (), day("2025-09-16"))
    assert [(one.state, one.word) for one in found if one.what == "Publication"] == [(state, word)]


def test_who_acts_stands_with_must_where_it_is_law_and_should_where_it_is_good_practice() -> None:
    acts = {entry.what: (entry.acts.name, entry.duty) for entry in entries_of({}) if entry.acts}
    assert acts["Family"] == ("Lead Reviewer", "should")
    assert acts["Complete"] == ("Lead Reviewer", "must")


def test_steps_go_back_for_three_whole_months_and_no_further() -> None:
    sent: Changes = {"publication.final_report_sent.national_panel": "2025-07-31"}
    assert "2025-07-31" in [str(entry.on) for entry in entries_of(sent, as_of="2025-10-31")]
    assert "2025-07-31" not in [str(entry.on) for entry in entries_of(sent, as_of="2025-11-01")]
    assert "2025-09-11" in [str(entry.on) for entry in entries_of({}, as_of="2025-12-31")]


def test_what_the_record_does_not_keep_is_a_reminder_until_its_day() -> None:
    assert "Public" in [entry.what for entry in entries_of({}, as_of="2026-09-16")]
    assert "Public" not in [entry.what for entry in entries_of({}, as_of="2026-09-17")]


def test_what_is_overdue_stands_there_however_old_it_is() -> None:
    late = overdue(entries_of(NO_DATE, as_of="2026-06-01"))
    assert lines(late) == [("2025-10-01", "Overdue", "Complete")]


def test_what_is_overdue_is_listed_by_the_day_it_was_needed_on_the_oldest_first() -> None:
    # By hand: the press is told a working day before the 16th, and the others no later than the press.
    other = {**NOT_DONE, "reference": "child-oak", "title": "Child Oak"}
    late = overdue(entries_of(NOT_DONE, other, as_of="2025-09-20"))
    steps = ["Family", "De-brief", "Members", "Press"]
    assert [(str(one.latest or one.on), one.of and one.of.name, one.what) for one in late] == [
        *[("2025-09-15", "Child Oak", step) for step in steps],
        *[("2025-09-15", "Child Rowan", step) for step in steps],
        *[("2025-09-16", name, "Publication") for name in ("Child Oak", "Child Rowan")],
        *[("2025-09-18", name, "Open event") for name in ("Child Oak", "Child Rowan")],
    ]


@pytest.mark.parametrize("changes", [WITHDRAWN, ELSEWHERE], ids=["withdrawn", "elsewhere"])
def test_a_case_that_is_withdrawn_or_published_elsewhere_has_no_steps(changes: Changes) -> None:
    assert entries_of(changes, as_of="2025-09-21") == []


def test_a_correction_stands_on_its_day() -> None:
    notes: Changes = {"amendments": [{"date": "2025-10-02", "text": "A figure."}]}
    assert ("2025-10-02", "Corrected", "Correction of what is published") in lines(
        entries_of(notes, as_of="2025-10-02")
    )


def test_announcements_and_guidance_to_be_read_again_stand_there_as_well() -> None:
    news = with_announcements({"on": "2027-02-09 10:00", "text": "A review will be published."})
    found = plan_entries(InternalSite(()), news, [guidance("guidance/", "Guidance", "2026-05-05")], day("2026-11-23"))
    assert [(entry.word, entry.what, entry.at, entry.link) for entry in found] == [
        ("Announced", "A review will be published.", "10:00", ""),
        ("Guidance to be read again", "Guidance", "", "guidance/"),
    ]


def test_the_entries_of_a_day_stand_case_by_case() -> None:
    twelfth = [
        entry
        for entry in entries_of({}, {"reference": "child-oak", "title": "Child Oak"})
        if str(entry.on) == "2025-09-12"
    ]
    assert [(of and of.name, [one.what for one in found]) for of, found in by_case(twelfth)] == [
        ("Child Oak", ["De-brief", "Members", "Press"]),
        ("Child Rowan", ["De-brief", "Members", "Press"]),
    ]


def test_it_is_filtered_by_who_acts_by_case_and_by_how_things_stand() -> None:
    found = {choice.name: [term.name for term in choice.terms] for choice in plan_choices(entries_of({}), miniature())}
    assert found == {
        "group": ["Lead Reviewer", "Communications Sub Group", "Business Office"],
        "case": ["Child Rowan"],
        "state": ["To do", "Planned", "Reminder", "Done"],
    }


def test_a_month_or_a_list_is_offered_with_the_filter_and_a_month_with_nothing_in_it_is_marked() -> None:
    soup = page("calendar_page", internal_site({}, as_of="2025-11-01"), "2025-11-01")
    assert words_of(soup.select("form.filter select[name='view'] option")) == ["Month", "List"]
    held = [only(one, "h2").get_text() for one in soup.select("section.of-month:not(.free)")]
    assert held == ["September 2026"]
    assert words_of(soup.select("section.of-month.free > :is(h2, p)")) == ["November 2025", "Nothing this month."]


def test_each_entry_on_the_page_has_a_word_and_leads_to_how_ready_its_case_is() -> None:
    soup = page("calendar_page", internal_site({}, as_of=AS_OF))
    held = soup.select("li.held li.entry")
    assert len(held) == len(entries_of({}))
    assert all(only(entry, "span.word").get_text() for entry in held)
    assert {link["href"] for link in soup.select("p.case a")} == {"../readiness/child-rowan/"}
    assert words_of(soup.select("li[data-day='2025-09-11'] li.entry")) == [
        "Planned Family Lead Reviewer should, last day 12 Sep 2025"
    ]
    assert [only(soup, f"li[data-day='2025-09-{on}']").get("class") for on in ("01", "16")] == [
        ["free"],
        ["held", "group"],
    ]


# The board


BLOCKED: Changes = {"reference": "child-oak", "title": "Child Oak", "publication.at": "2025-08-28 10:00"}
DRAFT: Changes = {"reference": "child-ash", "title": "Child Ash", **NO_DATE, "publication.decision": "not-yet"}


def test_the_board_has_every_case_worst_first_and_counts_them_by_state() -> None:
    counts, rows = board(internal_site(DRAFT, {}, BLOCKED, as_of=AS_OF), miniature(), day(AS_OF))
    assert counts == [("Blocked", 1), ("Scheduled", 1), ("Draft", 1)]
    assert [row.case.title for row in rows] == ["Child Oak", "Child Rowan", "Child Ash"]


def test_the_board_says_of_each_case_what_the_command_says() -> None:
    # With a withdrawal to come: what status warns of is no rule of the readiness sheet.
    all_cases: tuple[Changes, ...] = (DRAFT, {}, BLOCKED, {**WITHDRAWN, "reference": "child-yew"})
    cases = [record(changes) for changes in all_cases]
    standing = Standing(
        at(AS_OF),
        miniature(),
        tuple(StandingCase(one, judge(one, at(AS_OF), miniature(), ())) for one in cases),
        (),
        (),
    )
    _, rows = board(internal_site(*all_cases, as_of=AS_OF), miniature(), day(AS_OF))
    assert [(row.case.reference, row.state, row.blocked_by, row.warnings, row.next.by, row.who) for row in rows] == [
        (one.reference, one.state, one.blocked_by, one.warnings, one.next.by, one.next.who or "")
        for one in status(standing)
    ]


def test_a_row_of_the_board_leads_to_how_ready_the_case_is() -> None:
    soup = page("status_board", internal_site({}, as_of=AS_OF))
    assert [link["href"] for link in soup.select("tbody th a")] == ["../readiness/child-rowan/"]
    assert words_of(soup.select("tbody td")) == [
        "Scheduled",
        "16 September 2025",
        "Family",
        "11 September 2025",
        "Lead Reviewer",
        "",
    ]


def test_a_board_without_a_case_says_so() -> None:
    assert "There is no case yet." in page("status_board", InternalSite(())).get_text()


# Readiness


def test_a_case_that_is_ready_has_every_rule_met_and_ticked() -> None:
    soup = page("readiness", internal_site({}, as_of=AS_OF), AS_OF, "child-rowan")
    assert set(words_of(soup.select(".of-rules .stands"))) == {"Met"}
    assert words_of(soup.select("dl dd"))[:4] == ["Scheduled", "16 September 2025, 10:00", "15", "19 of 19"]
    assert not soup.select(".of-rules .empty")


def test_what_is_missing_says_what_to_mend_by_when_and_by_whom_and_has_a_box_to_tick() -> None:
    soup = page("readiness", internal_site({"publication.press_statement": GONE}), AS_OF, "child-rowan")
    [row] = [row for row in soup.select(".of-rules tbody tr") if row.select(".missing.stands")]
    assert words_of(row.select("th, td")) == [
        "",
        "The press statement goes out in time",
        "Missing: no press statement; write the day it goes out",
        "15 Sep 2025",
        "Communications Sub Group",
    ]
    assert row.select(".empty")


def test_a_withdrawn_case_has_nothing_left_to_be_ready_for() -> None:
    view = internal_site(WITHDRAWN, as_of="2025-09-21")
    assert "Nothing is asked of this case any more" in page("readiness", view, "2025-09-21", "child-rowan").get_text()


@pytest.mark.parametrize(("as_of", "left"), [("2025-09-15", 1), ("2025-09-16", 0)])
def test_the_days_left_are_calendar_days_until_the_planned_one(as_of: str, left: int) -> None:
    [internal] = internal_site({}, as_of=as_of).internal_cases
    assert sheet_of(internal, miniature(), day(as_of)).left == left


def test_what_stands_between_backquotes_is_set_as_code_and_nothing_else_is_taken_as_html() -> None:
    assert coded("write `<b>` in\n<i>") == "write <code>&lt;b&gt;</code> in &lt;i&gt;"
    assert coded("one ` two") == "one <code> two</code>"


# The command


def run(small: Small, *args: str) -> tuple[int, str, str]:
    where = ["--project", str(small.folder), "--as-of", "2025-09-01T12:00"]
    result = CliRunner().invoke(main, ["readiness", *where, *args])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_writes_a_sheet_for_its_owner_alone_and_again_over_its_own(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    file = tmp_path / "sheet.pdf"
    for _ in range(2):
        code, out, said = run(small, "child-rowan", "--out", str(file))
        assert (code, out) == (0, "")
        assert str(file) in said
    assert file.stat().st_mode & 0o777 == 0o600
    assert_accessible(file.read_bytes(), "Child Rowan: how ready it is")


def test_the_command_writes_into_the_owners_cache_where_nothing_is_named(small: Small) -> None:
    small.put("child-rowan")
    code, _, said = run(small, "child-rowan")
    assert code == 0
    assert Path(said.strip().rsplit(" ", 1)[1]).parts[-2:] == ("readiness", "child-rowan.pdf")


def test_the_command_does_not_write_over_another_file_or_into_what_is_published(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    other = tmp_path / "other.pdf"
    other.write_text("Something else")
    for file in (other, tmp_path / "sheet.html", small.folder / "docs" / "sheet.pdf"):
        code, _, said = run(small, "child-rowan", "--out", str(file))
        assert code == 1
        assert said.startswith("Nothing was written")
    assert other.read_text() == "Something else"


def test_the_command_gives_the_same_as_data(small: Small) -> None:
    small.put("child-rowan", {"publication.press_statement": GONE})
    code, out, _ = run(small, "child-rowan", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert (found["reference"], found["state"], found["publish"]) == (
        "child-rowan",
        "scheduled",
        "2025-09-16T10:00:00+01:00",
    )
    [press] = [rule for rule in found["rules"] if rule["rule"] == "press"]
    assert (press["state"], press["by"], press["who"]) == ("missing", "2025-09-15", "Communications Sub Group")
    [family] = [step for step in found["steps"] if step["id"] == "family-told"]
    assert (family["state"], family["recorded"]) == ("planned", "2025-09-11")


def test_a_file_and_data_at_once_are_a_question(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    code, _, _ = run(small, "child-rowan", "--format", "json", "--out", str(tmp_path / "a.pdf"))
    assert code == 2


def test_a_case_that_is_not_there_is_said(small: Small) -> None:
    code, _, said = run(small, "child-elm")
    assert code == 1
    assert "there is no record" in said


# Nothing of it is public


def test_a_public_build_has_nothing_of_planning(small: Small) -> None:
    small.put("child-rowan")
    small.put("child-elm", {"title": "Child Elm", "publication.at": "2026-09-16 10:00"})
    public = small.build("2025-09-16T10:00")
    assert not [name for name in public if name.startswith(("status/", "readiness/")) or name.endswith("planning.ics")]
    # How a plan looks is shown there, on an invented case that is on the page itself.
    assert b"elm" not in public.pop("style/index.html").lower()
    assert not [name for name, data in public.items() if b"readiness/" in data or b"Planning calendar" in data]
    macros = macros_of(public_site({}))
    assert not {"status_board", "readiness"} & macros.keys()


def test_an_internal_build_has_all_of_it_watermarked(small: Small) -> None:
    small.put("child-rowan")
    files = small.build("2025-09-01T12:00", "internal")
    for name in ("calendar/index.html", "status/index.html", "readiness/child-rowan/index.html"):
        assert b"Internal: not for publication" in files[name]
        assert b'content="noindex' in files[name]
    assert "calendar/planning.ics" in files
