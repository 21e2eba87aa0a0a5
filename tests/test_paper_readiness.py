"""The readiness sheet on paper: all that its page says, to tick by hand, on one side wherever that can be read."""

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from bs4 import Tag

from macros import partnership
from macros.anonymity.of_record import Checked
from macros.dates import day
from macros.pages.readiness import sheet_of
from macros.paper import Typeset, typeset
from macros.paper.case import INTERNAL
from macros.paper.readiness import readiness_paper
from macros.partnership.model import Partnership
from macros.project import JudgedCase, read_project
from macros.public_view import InternalSite
from macros.readiness_sheet import KIND, readiness_sheet
from macros.rules import judge
from macros.sheet_file import html_kind, write_sheet
from tests.conftest import TODAY
from tests.factories import GONE, ROOT, at, case, miniature
from tests.paper_reading import assert_accessible, headings, read_aloud, skipped, structure, tagged
from tests.views import Changes, internal_site, macros_of, parsed, words_of

AS_OF = "2025-09-01"
# A review of which nearly every rule and step is unmet: the fullest that a sheet can be.
NOTHING_DONE: Changes = {
    "title": "Child Rowan and the others who lived with them both",
    "summary": GONE,
    "reviewers": [],
    "overview": [],
    "findings": [],
    "briefing": {},
    "recommendations": [{"id": "R1", "text": "Put it on one page."}],
    "timeline.decision": "2024-04-01",
    "sign_off": {},
    "panel_comments": {"asks": "change"},
    "court_orders": [{"kind": "reporting-restriction"}],
    "parallel_processes": [
        {"process": "prosecution", "status": "open"},
        {"process": "inquest", "status": "open"},
    ],
    "publication.decision": "not-yet",
    "publication.avoid": [{"from": "--09-10", "to": "--09-20"}],
    "publication.final_report_sent": {},
    "publication.family_told": [{"who": "Mother"}, {"who": "Father"}],
    "publication.debriefs": {},
    "publication.members_briefed": {},
    "publication.press_statement": GONE,
    "publication.second_reader": {"role": "Officer", "date": "2025-01-20", "text": "0" * 64},
}


def sheet(changes: Changes | None = None, as_of: str = AS_OF, partner: Partnership | None = None) -> bytes:
    partner = partner or miniature()
    whole = case(changes)
    judged = JudgedCase(whole, judge(whole.record, at(as_of), partner, ()), Checked())
    return readiness_sheet(judged, at(as_of), partner)


def ours(as_of: str) -> Partnership:
    """The project's own partnership, whose names are the longest."""
    found, problems = partnership.read(ROOT, day(as_of))
    assert found, problems
    return found


def set_with(message: str) -> Typeset:
    """A sheet of which one rule has this to be mended."""
    [internal] = internal_site({"publication.press_statement": GONE}, as_of=AS_OF).internal_cases
    rules = tuple(
        replace(line, unmet=tuple(replace(one, message=message) for one in line.unmet))
        for line in internal.readiness.rules
    )
    internal = replace(internal, readiness=replace(internal.readiness, rules=rules))
    return typeset(readiness_paper(sheet_of(internal, miniature(), day(AS_OF)), miniature()))


def page_of(site: InternalSite, as_of: str = AS_OF) -> Tag:
    return parsed(macros_of(site, as_of)["readiness"]("child-rowan"))


def seen(pdf: bytes) -> str:
    """The words that stand within the edges of the sides."""
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)


def lines_of(pdf: bytes) -> list[list[str]]:
    """The words of each line of the tables, without the box to tick."""
    rows: list[list[str]] = []
    for part in structure(pdf):
        if part.tag == "TR":
            rows.append([])
        elif part.tag in ("TH", "TD"):
            rows[-1].append(part.text)
    return [row[1:] for row in rows]


@pytest.mark.parametrize(
    "changes", [{}, {"publication.press_statement": GONE}, NOTHING_DONE], ids=["met", "one", "all"]
)
@pytest.mark.parametrize("as_of", [AS_OF, "2025-10-01"])
def test_the_sheet_holds_the_same_as_the_page(changes: Changes, as_of: str) -> None:
    page = page_of(internal_site(changes, as_of=as_of), as_of)
    rows = [words_of(row.select("th, td"))[1:] for row in page.select("tr")]
    facts = [
        f"{label}: {words}"
        for label, words in zip(*(words_of(page.select(part)) for part in ("dt", "dd")), strict=True)
    ]
    pdf = sheet(changes, as_of)
    assert lines_of(pdf) == rows
    assert len(rows) > 30
    assert [fact for fact in facts if fact not in read_aloud(pdf)] == []


def test_the_sheet_says_what_it_is_and_that_it_is_confidential() -> None:
    pdf = sheet()
    assert_accessible(pdf, "Child Rowan: how ready it is")
    assert headings(pdf) == [(1, "Child Rowan: how ready it is"), (2, "Rules"), (2, "Steps")]
    assert f"Confidential. {INTERNAL}. child-rowan State: Scheduled" in read_aloud(pdf)
    assert [INTERNAL in side for side in skipped(pdf)] == [True]


def test_every_table_has_a_head_that_names_its_columns() -> None:
    assert [words for tag, words in tagged(sheet(), "TH")] == [
        *("Tick", "Rule", "How it stands, and what is to be mended", "By", "Who acts"),
        *("Tick", "Step", "How it stands", "Last day", "Who acts"),
    ]


def test_a_line_says_how_it_stands_by_when_and_who_acts() -> None:
    found = {row[0]: row[1:] for row in lines_of(sheet(NOTHING_DONE, "2025-09-16"))}
    assert found["A reviewer is named"] == [
        "Missing: no reviewer is named; the law asks for it",
        "16 Sep 2025",
        "Business Office",
    ]
    assert found["The press statement goes out in time"][1:] == ["15 Sep 2025 passed", "Communications Sub Group"]
    assert found["Press"] == ["Overdue", "15 Sep 2025", "Communications Sub Group should"]
    assert found["Open event"][0] == "To do: 2 days left"
    assert found["First meeting"] == ["To do", "from 1 Apr 2024", "Lead Reviewer should"]
    assert found["Public"] == ["Reminder", "16 Sep 2026", "Business Office must"]
    ready = {row[0]: row[1:] for row in lines_of(sheet())}
    assert ready["Notify"][0] == "Done on 17 Jan 2025"
    assert ready["Family"][0] == "Planned for 11 Sep 2025"


def test_an_example_is_said_to_be_invented() -> None:
    assert "child-rowan, an example: this case is invented" in read_aloud(sheet({"example": True}))
    assert "invented" not in read_aloud(sheet())


def test_a_withdrawn_case_has_no_table() -> None:
    withdrawn: Changes = {"withdrawn": {"at": "2025-09-20 09:00", "kind": "welfare", "decided_by": "strategic-leads"}}
    pdf = sheet(withdrawn, "2025-09-21")
    assert "Nothing is asked of this case any more: it is withdrawn." in read_aloud(pdf)
    assert not tagged(pdf, "Table")


def test_the_same_case_as_of_the_same_day_gives_the_same_bytes() -> None:
    assert sheet() == sheet()
    assert sheet() != sheet(as_of="2025-09-02")


@pytest.mark.parametrize("as_of", ["2025-09-01", "2025-10-01"], ids=["to come", "blocked"])
def test_the_fullest_sheet_is_on_one_side(as_of: str) -> None:
    pdf = sheet(NOTHING_DONE, as_of, ours(as_of))
    assert len([row for row in lines_of(pdf) if row[1].startswith("Missing")]) >= 17
    assert len(skipped(pdf)) == 1


def test_the_sheet_of_each_example_is_on_one_side() -> None:
    project = read_project(ROOT, ROOT / "briefings", at(TODAY))
    assert project.partnership
    sheets = {one.case.record.reference: readiness_sheet(one, at(TODAY), project.partnership) for one in project.cases}
    assert len(sheets) >= 8
    assert {reference: len(skipped(pdf)) for reference, pdf in sheets.items()} == dict.fromkeys(sheets, 1)


@pytest.mark.parametrize("times", [40, 400], ids=["two sides", "a line longer than a side"])
def test_what_does_not_fit_goes_on_on_a_further_side_and_nothing_is_cut(times: int) -> None:
    message = "; ".join(f"thing {number} is missing, write it" for number in range(times * 5))
    found = set_with(message)
    assert found.sides >= 2
    assert found.too_long == ""
    assert f"Missing: {message}" in [row[1] for row in lines_of(found.pdf)]
    assert seen(found.pdf).split().count("missing,") == times * 5
    for side in skipped(found.pdf):
        assert INTERNAL in side
        assert any(f"of {found.sides}" in words for words in side)


def test_words_that_look_like_the_typesetters_language_are_set_as_they_are() -> None:
    nasty = '#panic("x") $a$ *b* _c_ <d> @e [f] \\g // h <b>i</b>'
    assert f"Missing: {nasty}" in [row[1] for row in lines_of(set_with(nasty).pdf)]


# As a file


def test_a_sheet_is_known_by_its_title_and_nothing_else_is_taken_for_one() -> None:
    assert KIND.is_one(sheet())
    assert not KIND.is_one(b"%PDF-1.7 Child Rowan: how ready it is")
    assert not html_kind("worksheet", "Second reading: ").is_one(sheet())


@pytest.mark.parametrize("name", ["sheet.html", "sheet"])
def test_a_sheet_is_not_written_under_the_name_of_another_kind(name: str, tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"this is not a readiness sheet; name a new file that ends in \.pdf"):
        write_sheet(tmp_path / name, sheet(), KIND, tmp_path / "project", tmp_path / "records")
    assert not list(tmp_path.iterdir())
