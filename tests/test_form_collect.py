"""`cspr form collect`: sheets that came back, from Word and from LibreOffice, as one table."""

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result
from docx.oxml.ns import qn

from macros import spreadsheet
from macros.cli import main
from macros.team_sheet.parts import VERSION
from macros.team_sheet.returned import HEADINGS
from tests.returned import boxes, filled, part, saved, through_libreoffice, type_in, with_parts
from tests.test_team_sheet import sheet
from tests.test_word import HOSTILE

ANSWERS = {
    "team": "Duty team",
    "agency": "Police",
    "met": "5 January 2026",
    "took_part": "7",
    "filled_in_by": "Team manager",
    "answer_1": "Yesterday.\nAnd last week.",
    "note": "We need the form in other languages.",
}
CHANGES = [
    ("Ask every time", "Duty manager", "31 March 2026", "An audit of ten records"),
    ("", "", "", ""),
    ("Put the body map on the wall", "", "soon", ""),
    ("Ring back", "Everybody", "", ""),
]
EVERY = ["child-rowan", "Duty team", "Police", "2026-01-05", "7", "Team manager"]
ROWS = [
    [*EVERY, "question", "1", "When did you last see a bruise?", "Yesterday.\nAnd last week.", "", "", ""],
    [
        *EVERY,
        "change",
        "1",
        "What we will change",
        "Ask every time",
        "Duty manager",
        "2026-03-31",
        "An audit of ten records",
    ],
    [*EVERY, "change", "2", "What we will change", "Put the body map on the wall", "", "soon", ""],
    [*EVERY, "change", "3", "What we will change", "Ring back", "Everybody", "", ""],
    [*EVERY, "note", "", "Anything the partnership should know", "We need the form in other languages.", "", "", ""],
]


def collected(folder: Path) -> Result:
    return CliRunner().invoke(main, ["form", "collect", str(folder)])


def rows(result: Result) -> list[list[str]]:
    assert result.stdout_bytes.startswith(b"\xef\xbb\xbfsheet,case,")
    head, *found = csv.reader(io.StringIO(result.stdout_bytes.decode("utf-8-sig"), newline=""))
    assert tuple(head) == HEADINGS
    return found


def one(tmp_path: Path, data: bytes, name: str = "a.docx") -> Result:
    (tmp_path / name).write_bytes(data)
    return collected(tmp_path)


def whole() -> bytes:
    return filled(sheet(), ANSWERS, CHANGES)


def test_a_sheet_that_word_saved_becomes_a_row_an_answer_a_change_and_a_note(tmp_path: Path) -> None:
    result = one(tmp_path, whole())
    assert rows(result) == [["a.docx", *row] for row in ROWS]
    assert (result.exit_code, result.stderr) == (0, "1 sheet collected, 5 rows.\n")


def test_a_sheet_that_libreoffice_saved_becomes_the_same_rows(tmp_path: Path) -> None:
    (tmp_path / "sheets").mkdir()
    empty = docx.Document(
        io.BytesIO(through_libreoffice({"empty.docx": sheet()}, _made(tmp_path / "first"))["empty.docx"])
    )
    for row, words in zip(empty.tables[0].rows, ("Night team", "Health", "in May", "3", "Nurse"), strict=True):
        row.cells[1].text = words
    empty.tables[1].rows[0].cells[0].text = "Never"
    empty.tables[2].rows[1].cells[0].text = "Look twice"
    empty.tables[2].add_row().cells[1].text = "The lead"  # type: ignore[no-untyped-call]
    over = saved(empty)
    files = {
        "word.docx": whole(),
        "over.docx": over,
        "internal.docx": filled(sheet(mark="Internal"), {"answer_1": "Now"}),
    }
    for name, data in through_libreoffice(files, _made(tmp_path / "second")).items():
        (tmp_path / "sheets" / name).write_bytes(data)
    result = collected(tmp_path / "sheets")
    found = rows(result)
    assert [row[1:] for row in found if row[0] == "word.docx"] == ROWS
    every = ["over.docx", "child-rowan", "Night team", "Health", "in May", "3", "Nurse"]
    assert [row for row in found if row[0] == "over.docx"] == [
        [*every, "question", "1", "When did you last see a bruise?", "Never", "", "", ""],
        [*every, "change", "1", "What we will change", "Look twice", "", "", ""],
        [*every, "change", "2", "What we will change", "", "The lead", "", ""],
    ]
    assert [row[10] for row in found if row[0] == "internal.docx"] == ["Now"]
    assert (result.exit_code, result.stderr) == (0, "3 sheets collected, 9 rows.\n")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_folders_in_the_folder_are_read_in_the_order_of_their_paths(tmp_path: Path) -> None:
    for name in ("b/x.docx", "B/a.docx", "a.DOCX", "c.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(filled(sheet(), {"team": name, "note": "It"}))
    for name in ("~$c.docx", ".c.docx", "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "d.docx").mkdir()
    os.mkfifo(tmp_path / "e.docx")
    result = collected(tmp_path)
    assert [row[0] for row in rows(result)] == ["a.DOCX", "B/a.docx", "b/x.docx", "c.docx"]
    # What calls itself a sheet and is no file is named: nobody takes it for read.
    assert result.exit_code == 1 and "e.docx: it is a link, or no file at all" in result.stderr


def test_a_link_is_named_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.docx").write_bytes(filled(sheet(), {"note": "It"}))
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.docx").symlink_to(tmp_path / "elsewhere.docx")
    result = collected(tmp_path / "in")
    assert rows(result) == [] and result.exit_code == 1 and "a.docx: it is a link" in result.stderr


def test_a_cell_that_a_spreadsheet_would_run_has_a_sign_before_it(tmp_path: Path) -> None:
    result = one(
        tmp_path, filled(sheet(), {"answer_1": "=cmd|' /C calc'!A0", "team": "@SUM(1)", "took_part": "-7"}), "=x.docx"
    )
    [row] = rows(result)
    assert (row[0], row[2], row[5], row[10]) == ("'=x.docx", "'@SUM(1)", "-7", "'=cmd|' /C calc'!A0")


@pytest.mark.parametrize("text", ["=1", "+a", "-a", "@a", "\ta", "\ra", "\na", "|a", "%a", "\uff1da"])
def test_what_would_run_is_told_and_guarded_in_one_place(text: str) -> None:
    assert spreadsheet.runs(text) and spreadsheet.cell(text) == f"'{text}"
    assert not spreadsheet.runs(spreadsheet.cell(text))


def test_a_sheet_that_nobody_filled_in_is_named_and_gives_no_row(tmp_path: Path) -> None:
    result = one(tmp_path, sheet())
    assert rows(result) == []
    named = "a.docx: it holds no answer, no change and no note, so no row was made of it."
    assert (result.exit_code, result.stderr) == (0, f"{named}\n0 sheets collected, 0 rows.\n")


def test_the_same_sheet_twice_is_named_and_taken_once(tmp_path: Path) -> None:
    (tmp_path / "first.docx").write_bytes(whole())
    again = docx.Document(io.BytesIO(whole()))
    again.core_properties.comments = "Saved anew"
    result = one(tmp_path, saved(again), "second.docx")
    assert {row[0] for row in rows(result)} == {"first.docx"}
    assert result.exit_code == 0
    assert "second.docx: it says the same as first.docx, and was taken once." in result.stderr


def says(words: str) -> Callable[[], bytes]:
    """A sheet whose last line says something else."""

    def made() -> bytes:
        document = docx.Document(io.BytesIO(filled(sheet(), {"note": "Zqsecret"})))
        type_in(boxes(document, "form")[0], words)
        return saved(document)

    return made


def without_mark() -> bytes:
    document = docx.Document(io.BytesIO(filled(sheet(), {"note": "Zqsecret"})))
    last = document.paragraphs[-1]._p
    last.getparent().remove(last)  # type: ignore[union-attr]
    return saved(document)


@pytest.mark.parametrize(
    ("name", "make", "sentence"),
    [
        ("a.docx", without_mark, "it is not one of our forms, or the line in it that says which was changed"),
        ("a.docx", says("Zqother"), "it is not one of our forms, or the line in it that says which was changed"),
        ("a.docx", says("Form referral, version 1"), "it is another form, not a team sheet"),
        ("a.docx", says("Form team-sheet, version 0: child-rowan"), "it is an older version of the team sheet"),
        (
            "a.docx",
            says(f"Form team-sheet, version {VERSION + 1}: child-rowan"),
            "it is a newer version of the team sheet",
        ),
        ("a.docx", says("Form team-sheet, version 1"), "does not say which case it is about"),
        ("a.docx", says("Form team-sheet, version 1: -zq-"), "does not say which case it is about"),
        ("a.doc", lambda: b"Zqsecret", "it is not a .docx file; save it as one in Word, or type it in by hand"),
        ("a.pdf", lambda: b"Zqsecret", "it is not a .docx file"),
        ("a.docm", whole, "it is not a .docx file"),
        *(("a.docx", make, sentence) for make, sentence in HOSTILE.values()),
    ],
)
def test_what_is_not_taken_is_named_in_one_sentence_and_the_rest_is_collected(
    tmp_path: Path, name: str, make: Callable[[], bytes], sentence: str
) -> None:
    (tmp_path / "good.docx").write_bytes(whole())
    result = one(tmp_path, make(), name)
    assert result.exit_code == 1
    assert {row[0] for row in rows(result)} == {"good.docx"}
    said, summary = result.stderr.splitlines()
    assert said.startswith(f"{name}: ") and sentence in said and said.endswith(".")
    assert "zq" not in said.lower()
    assert summary == "1 sheet collected, 5 rows."


def test_a_place_that_is_gone_is_named_and_the_rest_of_the_sheet_taken(tmp_path: Path) -> None:
    document = docx.Document(io.BytesIO(whole()))
    team = document.tables[0].rows[0]._tr
    team.getparent().remove(team)  # type: ignore[union-attr]
    for table in (document.tables[1], document.tables[2]):
        table._tbl.getparent().remove(table._tbl)  # type: ignore[union-attr]
    result = one(tmp_path, saved(document))
    assert [row[7] for row in rows(result)] == ["note"]
    assert result.exit_code == 1
    gone = "\u201cTeam\u201d; for the answer to question 1; for what the team will change is gone from the sheet"
    assert f"a.docx: the place for {gone}; look whether it is written elsewhere in it." in result.stderr


def test_a_folder_without_sheets_gives_the_headings_alone_and_one_that_is_not_there_is_wrong_usage(
    tmp_path: Path,
) -> None:
    result = collected(tmp_path)
    assert (rows(result), result.exit_code) == ([], 0)
    assert collected(tmp_path / "nowhere").exit_code == 2


def test_a_file_with_a_strange_name_is_told_on_one_line(tmp_path: Path) -> None:
    result = one(tmp_path, b"", "a\nb\x1b[31m.docx")
    assert result.stderr.splitlines()[0] == "a?b?[31m.docx: it is empty."


def test_a_date_that_nobody_chose_is_read_as_it_was_typed(tmp_path: Path) -> None:
    [row] = rows(one(tmp_path, filled(sheet(), {"met": "last Tuesday", "note": "It"})))
    assert row[4] == "last Tuesday"


def test_a_picture_in_a_sheet_does_no_harm(tmp_path: Path) -> None:
    assert part(whole(), "word/document.xml").count(qn("w:x")[1:-2].encode())
    result = one(tmp_path, with_parts(whole(), {"word/media/image1.png": bytes(2_000_000)}))
    assert len(rows(result)) == 5
