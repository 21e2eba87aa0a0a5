"""Files that come back as forms and are none, or are made to do harm: one sentence each, in bounded time and memory."""

import csv
import io
import json
import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result
from docx.oxml.ns import qn

from macros.cli import main
from macros.forms.check import check_form
from macros.forms.returned import Told, check_all
from macros.word import NotReadable
from macros.word.reading import MOST_ROWS
from tests.factories import ROOT
from tests.filled_forms import empty, filled_form, our_forms, whole_rows
from tests.returned import boxes, saved, type_in, with_parts
from tests.test_team_sheet import sheet
from tests.test_word import HOSTILE

REQUEST = "request-form"
NOT_OURS = "it is not one of our forms, or the line in it that says which was changed"


def secret() -> bytes:
    """A form with a word in it that must not be shown."""
    form = our_forms()[REQUEST].form
    rows = {key: [dict.fromkeys(row, "Zqsecret") for row in some] for key, some in whole_rows(form).items()}
    return filled_form(empty(REQUEST), form, {"rationale": "Zqsecret"}, rows)


def says(words: str) -> Callable[[], bytes]:
    """A form whose last line says something else."""

    def made() -> bytes:
        document = docx.Document(io.BytesIO(secret()))
        type_in(boxes(document, "form")[0], words)
        return saved(document)

    return made


def without_mark() -> bytes:
    document = docx.Document(io.BytesIO(secret()))
    last = document.paragraphs[-1]._p
    last.getparent().remove(last)  # type: ignore[union-attr]
    return saved(document)


def letter() -> bytes:
    document = docx.Document()
    document.add_paragraph("Zqsecret")
    return saved(document)


W = qn("w:x")[1:-2]


def body(content: bytes) -> bytes:
    """A file that says it is our form, and holds something else as well."""
    mark = b"<w:p><w:bookmarkStart w:name='form'/><w:r><w:t>Form request-form, version 1</w:t></w:r></w:p>"
    text = f"<w:document xmlns:w='{W}'><w:body>".encode() + content + mark + b"</w:body></w:document>"
    return with_parts(empty(REQUEST), {"word/document.xml": text})


def too_many_rows() -> bytes:
    head = b"<w:tr><w:tc><w:p><w:bookmarkStart w:name='family__family_name'/></w:p></w:tc></w:tr>"
    return body(
        b"<w:tbl>" + head + b"<w:tr><w:tc><w:p><w:r><w:t>Zq</w:t></w:r></w:p></w:tc></w:tr>" * MOST_ROWS + b"</w:tbl>"
    )


# What is no form of ours, or is not to be read: how the file's name ends, what it holds and what is said.
REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a letter": (".docx", letter, NOT_OURS),
    "without its mark": (".docx", without_mark, NOT_OURS),
    "a mark overwritten": (".docx", says("Zqother"), NOT_OURS),
    "a team sheet": (".docx", sheet, "it is a team sheet, of which no box must be filled in"),
    "a case record": (".docx", says("Form case-record, version 1: child-zq"), "cspr import takes it in"),
    "a form of somebody else": (".docx", says("Form zq, version 1"), "it is a form that this project does not have"),
    "an older version": (
        ".docx",
        says("Form request-form, version 0"),
        "it is an older version of the form (0, today's is 1); copy what it says into today's",
    ),
    "a newer version": (".docx", says("Form request-form, version 2"), "it is a newer version of the form"),
    "a version of the far future": (".docx", says("Form request-form, version 9999"), "it is a newer version"),
    "a scan": (".pdf", lambda: b"%PDF-1.7 Zqsecret", "it is not a .docx file; save it as one in Word"),
    "an old document": (".doc", lambda: b"\xd0\xcf\x11\xe0Zqsecret", "it is not a .docx file"),
    "another program's": (".odt", lambda: b"PK\x03\x04Zqsecret", "it is not a .docx file"),
    "with macros by its name": (".docm", secret, "it is not a .docx file"),
    "more rows than any form": (".docx", too_many_rows, "it has more rows than any form"),
    **{f"hostile: {name}": (".docx", make, sentence) for name, (make, sentence) in HOSTILE.items()},
}


def checked(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["form", "check", "--project", str(ROOT), *map(str, words)])


@pytest.mark.parametrize("shape", ["text", "json", "csv"])
def test_what_is_not_taken_is_told_in_one_sentence_each_and_no_word_of_it_shown(tmp_path: Path, shape: str) -> None:
    files = {}
    for number, (what, (suffix, make, _)) in enumerate(REFUSED.items(), start=100):
        files[what] = tmp_path / f"{number}{suffix}"
        files[what].write_bytes(make())
    result = checked(*files.values(), "--format", shape)
    assert result.exit_code == 1
    assert "zq" not in result.output.lower()
    *said, summary = result.stderr.splitlines()
    assert summary == f"0 forms checked, 0 complete, {len(REFUSED)} not checked."
    problems = {}
    for line, (what, file) in zip(said, files.items(), strict=True):
        assert line.startswith(f"{file}: ") and line.endswith(".")
        problems[what] = line.removeprefix(f"{file}: ").removesuffix(".")
    wrong = {what: problems[what] for what, (_, _, sentence) in REFUSED.items() if sentence not in problems[what]}
    assert wrong == {}
    if shape == "json":
        found = json.loads(result.stdout)
        assert [one["problem"] for one in found] == list(problems.values())
        assert {(one["complete"], one["reply"]) for one in found} == {(False, None)}
    elif shape == "csv":
        rows = list(csv.reader(io.StringIO(result.stdout, newline="")))
        assert rows[1:] == [[str(files[what]), "", "", "", "", "", problem] for what, problem in problems.items()]
    else:
        assert result.stdout == ""


def test_a_link_a_pipe_and_what_is_not_there_are_told_and_not_opened(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(secret())
    (tmp_path / "link.docx").symlink_to(tmp_path / "real")
    os.mkfifo(tmp_path / "pipe.docx")
    for name, sentence in (
        ("link.docx", "it is a link, or no file at all; put the file itself there"),
        ("pipe.docx", "it is a link, or no file at all; put the file itself there"),
        ("nowhere.docx", "it cannot be opened; check that it is there, and who may read it"),
        (f"{'a' * 300}.docx", "it cannot be opened; check that it is there, and who may read it"),
    ):
        result = checked(tmp_path / name)
        assert result.exit_code == 1 and result.stderr.splitlines()[0].endswith(f": {sentence}.")


def test_what_calls_itself_a_form_and_is_a_folder_is_looked_into(tmp_path: Path) -> None:
    (tmp_path / "a.docx").mkdir()
    assert "a.docx: there is no form in this folder." in checked(tmp_path / "a.docx").stderr


def test_a_file_or_folder_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever runs the tests may be allowed to read everything.
    (tmp_path / "a.docx").write_bytes(b"x")
    forms = our_forms()
    closed = PermissionError(13, "Permission denied", str(tmp_path / "shut"))

    def refuses(*_: object) -> None:
        raise closed

    def walks(folder: Path, onerror: Callable[[OSError], None]) -> list[tuple[str, list[str], list[str]]]:
        onerror(closed)
        return [(str(folder), [], ["a.docx"])]

    monkeypatch.setattr(Path, "open", refuses)
    monkeypatch.setattr("macros.word.returned.os.walk", walks)
    assert check_all([tmp_path], forms) == (
        Told(str(tmp_path / "shut"), None, "this folder cannot be opened; check who may read it"),
        Told(str(tmp_path / "a.docx"), None, "it cannot be opened; check that it is there, and who may read it"),
    )


def test_a_name_that_would_change_the_screen_is_told_on_one_line(tmp_path: Path) -> None:
    file = tmp_path / "a\nb\x1b[31m\u202e.docx"
    file.write_bytes(b"")
    for words in ((), ("--format", "json"), ("--format", "csv")):
        result = checked(file, *words)
        assert "a?b?[31m?.docx" in result.output
        assert "\x1b" not in result.output and "\u202e" not in result.output
    formula = tmp_path / "=x.docx"
    formula.write_bytes(b"")
    assert "there is no form" not in checked(formula).stderr


def test_one_bad_file_keeps_no_other_from_being_checked(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"no form")
    (tmp_path / "b.docx").write_bytes(secret())
    result = checked(tmp_path)
    assert result.exit_code == 1
    assert f"{tmp_path / 'b.docx'}: Request for consideration of a review, version 1: not complete." in result.stdout
    assert result.stderr.endswith("1 form checked, 0 complete, 1 not checked.\n")


# Files that are read, and are made to take long or much room.


def each(number: int, piece: bytes) -> bytes:
    return b"".join(piece.replace(b"%d", b"%d" % one) for one in range(number))


def within(levels: int, head: bytes, filling: bytes, tail: bytes) -> bytes:
    return each(levels, head) + filling + tail * levels


TAGGED = b"<w:sdt><w:sdtPr><w:tag w:val='a%d'/></w:sdtPr>"
ANSWER = b"<w:tbl><w:tr><w:tc><w:p><w:bookmarkStart w:name='asks_type_of_review'/></w:p></w:tc><w:tc>"
WASTEFUL: dict[str, Callable[[], bytes]] = {
    "thousands of marks before one table": lambda: (
        each(4_000, b"<w:p><w:bookmarkStart w:name='each_%d'/></w:p>")
        + b"<w:tbl>"
        + b"<w:tr><w:tc><w:p/></w:tc><w:tc/></w:tr>" * (MOST_ROWS - 1)
        + b"</w:tbl>"
    ),
    "marks far before a table": lambda: (
        each(4_000, b"<w:p><w:bookmarkStart w:name='each_%d'/></w:p>") + b"<w:p/>" * 600_000 + b"<w:tbl/>"
    ),
    "thousands of questions in one cell": lambda: (
        b"<w:tbl><w:tr><w:tc>"
        + each(4_900, b"<w:bookmarkStart w:name='asks_%d'/>")
        + b"</w:tc>"
        + b"<w:p/>" * 600_000
        + b"<w:tc/></w:tr></w:tbl>"
    ),
    "paragraphs in paragraphs": lambda: within(
        240, b"<w:p><w:bookmarkStart w:name='c%d'/>", b"<w:t>x</w:t>" * 400_000, b"</w:p>"
    ),
    "cells in cells": lambda: within(240, b"<w:tc><w:bookmarkStart w:name='c%d'/>", b"<w:p/>" * 600_000, b"</w:tc>"),
    "boxes in cells in boxes": lambda: within(
        110, b"<w:tc>" + TAGGED.replace(b"a%d", b"z") + b"</w:sdt>" + TAGGED, b"<w:p/>" * 600_000, b"</w:sdt></w:tc>"
    ),
    "boxes far down in a box": lambda: (
        b"<w:sdt>" + b"<w:p/>" * 500_000 + each(4_900, TAGGED + b"</w:sdt>") + b"</w:sdt>"
    ),
    "boxes in a box of a thousand properties": lambda: (
        b"<w:sdt><w:sdtPr>" + b"<w:p/>" * 500_000 + b"</w:sdtPr>" + each(4_900, TAGGED + b"</w:sdt>") + b"</w:sdt>"
    ),
    "boxes in two hundred boxes": lambda: within(240, b"<w:sdt>", each(4_600, TAGGED + b"</w:sdt>"), b"</w:sdt>"),
    "cells far out in a row": lambda: (
        b"<w:tbl><w:tr>"
        + b"<w:p/>" * 400_000
        + each(4_900, b"<w:tc><w:bookmarkStart w:name='a%d__b'/></w:tc>")
        + b"</w:tr></w:tbl>"
    ),
    "a column with a thousand names": lambda: (
        b"<w:tbl><w:tr>"
        + b"<w:p/>" * 500_000
        + b"<w:tc>"
        + each(4_900, b"<w:bookmarkStart w:name='a%d__b'/>")
        + b"</w:tc></w:tr></w:tbl>"
    ),
    "thousands of half-filled rows": lambda: (
        b"<w:tbl><w:tr><w:tc><w:p><w:bookmarkStart w:name='family__family_name'/></w:p></w:tc></w:tr>"
        + b"<w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr>" * (MOST_ROWS - 2)
        + b"</w:tbl>"
    ),
    "a million ticks in a line": lambda: (
        ANSWER + b"<w:p><w:t>" + b" x" * 2_300_000 + b"</w:t></w:p></w:tc></w:tr></w:tbl>"
    ),
    "a line of nothing": lambda: ANSWER + b"<w:p><w:t>a" + b" " * 4_600_000 + b"b</w:t></w:p></w:tc></w:tr></w:tbl>",
    "a hundred thousand lines": lambda: ANSWER + b"<w:p><w:t>( )a</w:t></w:p>" * 150_000 + b"</w:tc></w:tr></w:tbl>",
    "a name without end": lambda: (
        b"<w:p><w:bookmarkStart w:name='form'/><w:t>Form a" + b"-a" * 2_300_000 + b"</w:t></w:p>"
    ),
    "a million attributes": lambda: b"<w:p " + each(200_000, b"a%d='' ") + b"/>",
}
# Bytes of memory, and seconds of the processor for all of them together. Most of them alone once took a minute or more.
MOST_MEMORY, MOST_SECONDS = 700_000_000, 60


def test_all_of_them_together_are_checked_within_set_limits_of_memory_and_time(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, make in enumerate(WASTEFUL.values()):
        (folder / f"wasteful-{number}.docx").write_bytes(body(make()))
    for number, (make, _) in enumerate(HOSTILE.values()):
        (folder / f"hostile-{number}.docx").write_bytes(make())

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))

    program = [sys.executable, "-c", "from macros.cli import main; main()", "form", "check", "--format", "json"]
    result = subprocess.run(
        [*program, "--project", str(ROOT), str(folder)], preexec_fn=limit, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1, result.stderr[-2_000:]
    assert "Traceback" not in result.stderr
    found = json.loads(result.stdout)
    assert len(found) == len(WASTEFUL) + len(HOSTILE)
    assert all(one["problem"] or one["empty"] for one in found)


def test_no_damage_to_a_form_makes_the_check_fail() -> None:
    dice = random.Random(9)
    sample = secret()
    for _ in range(150):
        data = bytearray(sample)
        for _ in range(dice.randint(1, 6)):
            place = dice.randrange(len(data))
            data[place : place + dice.randint(0, 4)] = dice.randbytes(dice.randint(0, 6))
        try:
            assert check_form(bytes(data), our_forms()).gaps
        except NotReadable as error:
            assert str(error)
