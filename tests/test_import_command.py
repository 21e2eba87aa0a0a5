"""`cspr import` and `cspr edit`: what was written in Word gets into the record, and nothing else in it changes."""

import io
import stat
from collections.abc import Mapping
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result
from docx.oxml.ns import qn

from macros import strict_yaml
from macros.cli import main
from macros.cli.from_word import MOST_OF_A_KIND
from macros.word.controls import TICKED
from macros.word.report import BEFORE, Report, read_report
from tests.conftest import Small
from tests.factories import GONE
from tests.reports import Written
from tests.returned import boxes, saved, type_in, with_parts
from tests.test_report_import import CHANGED, PICTURE, WHOLE, thirty_pages, whole
from tests.test_word import filled

AS_OF = "2025-09-01"
# A record as somebody writes it: with comments, and in an order of its own.
OWN = """\
# Written by the Business Office.
title:   Child Hazel   # two words
reference: child-hazel
review: cspr   # agreed

summary: A baby was hurt.
# More will follow.
"""
PUT_IN = "<w:ins {}><w:r><w:t>Tamsin</w:t></w:r></w:ins>"


def run(small: Small, *words: str | Path) -> Result:
    command, *others = map(str, words)
    return CliRunner().invoke(main, [command, "--project", str(small.folder), "--as-of", AS_OF, *others])


def put(tmp_path: Path, report: Written | bytes, name: str = "report.docx") -> Path:
    file = tmp_path / name
    file.write_bytes(report if isinstance(report, bytes) else report.file())
    return file


def record(small: Small, reference: str = "child-rowan") -> Path:
    return small.records / f"{reference}.yml"


def overview(small: Small, reference: str = "child-rowan") -> list[tuple[str, str]]:
    plain = strict_yaml.read(record(small, reference).read_bytes(), "").plain()["overview"]
    assert isinstance(plain, list)
    return [(str(one["heading"]), str(one["text"])) for one in plain if isinstance(one, dict)]


# A report


def test_a_report_is_put_into_the_record_and_nothing_else_changes(small: Small, tmp_path: Path) -> None:
    small.put_text("child-hazel.yml", OWN)
    result = run(small, "import", put(tmp_path, whole()), "--into", "child-hazel")
    assert result.exit_code == 0, result.stderr
    assert overview(small, "child-hazel") == WHOLE
    above, _, below = OWN.partition("# More will follow.")
    after = record(small, "child-hazel").read_text()
    assert after.startswith(f"{above}\n# The report, section by section.")
    assert after.endswith(f"\n# More will follow.{below}")


def test_what_came_in_and_what_stayed_out_is_said(small: Small, tmp_path: Path) -> None:
    small.put_text("child-hazel.yml", OWN)
    result = run(small, "import", put(tmp_path, whole()), "--into", "child-hazel")
    said = result.stderr.splitlines()
    assert said[:3] == [
        "The report has 2 sections, 34 words and 3 footnotes.",
        "Left out: the title; the table of contents; the numbers typed before 4 of its headings.",
        f"Wrote {record(small, 'child-hazel')}: nothing else in it was changed.",
    ]


def test_a_report_that_is_there_is_replaced_only_where_somebody_says_so(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    file, before = put(tmp_path, whole()), record(small).read_bytes()
    result = run(small, "import", file, "--into", "child-rowan")
    assert result.exit_code == 1
    assert "it has a report of 1 section already; to put this one in its place, say --replace." in result.stderr
    assert record(small).read_bytes() == before
    run(small, "import", file, "--into", "child-rowan", "--replace")
    assert overview(small) == WHOLE
    above, _, below = before.partition(b"overview:\n")
    after = record(small).read_bytes()
    assert after.startswith(above + b"overview:\n")
    assert after.endswith(below[below.index(b"findings:\n") :])


def test_a_dry_run_writes_nothing(small: Small, tmp_path: Path) -> None:
    small.put_text("child-hazel.yml", OWN)
    result = run(small, "import", put(tmp_path, whole()), "--into", "child-hazel", "--dry-run")
    assert (result.exit_code, record(small, "child-hazel").read_text()) == (0, OWN)
    assert "The report has 2 sections" in result.stderr
    assert "is as it was (--dry-run)." in result.stderr


def test_every_check_runs_at_once_as_cspr_check_does(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    result = run(small, "import", put(tmp_path, whole()), "--into", "child-rowan", "--replace")
    told = run(small, "check", record(small)).stderr
    assert "the second reader has read another text" in told
    assert result.stderr.endswith(told)


def test_a_name_in_the_report_is_found_at_once_and_never_printed(small: Small, tmp_path: Path) -> None:
    small.put_text("child-hazel.yml", OWN)
    report = Written().head("Why").text("The baby was at home. Tamsin Okafor rang the police.")
    result = run(small, "import", put(tmp_path, report), "--into", "child-hazel")
    assert result.exit_code == 1
    assert f"Wrote {record(small, 'child-hazel')}" in result.stderr
    assert "overview[0].text" in result.stderr
    assert "Tamsin" not in result.output + result.stderr
    assert "Okafor" not in result.output + result.stderr


def test_what_word_keeps_of_a_file_gets_nowhere(small: Small, tmp_path: Path) -> None:
    small.put_text("child-hazel.yml", OWN)
    report = whole()
    of_file = report.document.core_properties
    of_file.author = of_file.last_modified_by = of_file.comments = of_file.keywords = "Secret Somebody"
    of_file.title = of_file.subject = of_file.category = "Secret Somebody"
    beside = {
        "docProps/app.xml": b"<Properties><Company>Secret Company</Company></Properties>",
        "docProps/custom.xml": b"<Properties><property name='Secret Case'>Secret Number</property></Properties>",
    }
    run(small, "import", put(tmp_path, with_parts(report.file(), beside)), "--into", "child-hazel")
    assert overview(small, "child-hazel") == WHOLE
    assert "Secret" not in record(small, "child-hazel").read_text()


def test_each_thing_that_cannot_come_in_is_named_and_nothing_is_written(small: Small, tmp_path: Path) -> None:
    small.put_text("child-hazel.yml", OWN)
    report = Written().text("Tamsin").head("Why").text("A.").into_last(PUT_IN.format(_w())).head("What").text("B.")
    file = put(tmp_path, report.into_last(PICTURE))
    result = run(small, "import", file, "--into", "child-hazel")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"{file}: before section 1: {BEFORE}.",
        f"{file}: section 1, paragraph 1: {CHANGED}.",
        f"{file}: section 2, paragraph 1: a picture, drawing, text box or object; take it out.",
        "Nothing was written.",
    ]
    assert record(small, "child-hazel").read_text() == OWN


def test_of_many_faults_of_one_kind_some_are_named_and_the_others_counted(small: Small, tmp_path: Path) -> None:
    small.put_text("child-hazel.yml", OWN)
    report = Written().head("Why")
    for _ in range(MOST_OF_A_KIND + 7):
        report.text("A.").into_last(PUT_IN.format(_w()))
    file = put(tmp_path, report.into_last(PICTURE))
    said = run(small, "import", file, "--into", "child-hazel").stderr.splitlines()
    assert len(said) == MOST_OF_A_KIND + 3
    assert said[MOST_OF_A_KIND].startswith(f"{file}: section 1, paragraph 12: a picture")
    assert said[-2] == f"{file}: 7 more places: {CHANGED}."


def test_a_report_that_makes_the_record_too_large_is_not_written(small: Small, tmp_path: Path) -> None:
    small.put_text("child-hazel.yml", OWN)
    report = Written()
    for _ in range(20):
        report.head("Why").text("word " * 11_000)
    file = put(tmp_path, report)
    result = run(small, "import", file, "--into", "child-hazel")
    assert (result.exit_code, record(small, "child-hazel").read_text()) == (1, OWN)
    assert f"{file}: with this report the record would be larger than 1 MiB; shorten it." in result.stderr


def test_a_record_that_somebody_changes_meanwhile_is_left_as_they_have_it(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.put_text("child-hazel.yml", OWN)
    theirs = OWN.replace("A baby was hurt.", "Two babies were hurt.")

    def reads_slowly(data: bytes) -> Report:
        small.put_text("child-hazel.yml", theirs)
        return read_report(data)

    monkeypatch.setattr("macros.word.report.read_report", reads_slowly)
    result = run(small, "import", put(tmp_path, whole()), "--into", "child-hazel")
    assert (result.exit_code, record(small, "child-hazel").read_text()) == (1, theirs)
    assert "the record was changed meanwhile" in result.stderr


def test_a_record_that_is_not_there_is_named(small: Small, tmp_path: Path) -> None:
    result = run(small, "import", put(tmp_path, whole()), "--into", "child-hazel")
    assert result.exit_code == 1
    assert "there is no record" in result.stderr


def test_a_report_without_its_record_and_a_form_with_one_are_told_apart(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    result = run(small, "import", put(tmp_path, whole()))
    assert (result.exit_code, "if it is a report, say with --into" in result.stderr) == (1, True)
    file = tmp_path / "record.docx"
    run(small, "edit", "child-rowan", "--out", file)
    result = run(small, "import", file, "--into", "child-rowan")
    assert (result.exit_code, "it is a case record and no report" in result.stderr) == (1, True)
    result = run(small, "import", put(tmp_path, filled()))
    assert (result.exit_code, "it is no case record" in result.stderr) == (1, True)
    assert run(small, "import", file, "--replace").exit_code == 2


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", b"", "it is empty"),
        ("a.docx", b"PK\x03\x04", "it is not a Word file"),
        ("a.pdf", b"%PDF", "it is not a .docx file"),
        ("a.docx", with_parts(filled(), {"word/vbaProject.bin": b"x"}), "it holds macros"),
    ],
)
def test_what_is_no_word_file_gets_one_sentence(
    small: Small, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    small.put("child-rowan")
    for words in ([], ["--into", "child-rowan", "--replace"]):
        result = run(small, "import", put(tmp_path, data, name), *words)
        assert result.exit_code == 1
        first, last = result.stderr.splitlines()
        assert said in first
        assert last == "Nothing was written."


def test_a_file_that_is_not_there_gets_one_sentence(small: Small, tmp_path: Path) -> None:
    result = run(small, "import", tmp_path / "none.docx")
    assert result.exit_code == 1
    assert "it cannot be opened" in result.stderr


def test_a_report_of_thirty_pages_comes_in_whole_and_its_page_shows_it(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan", {"overview": GONE, "publication.at": GONE, "publication.decision": "not-yet"})
    result = run(small, "import", put(tmp_path, thirty_pages()), "--into", "child-rowan")
    assert "The report has 12 sections, 15,408 words and 468 footnotes." in result.stderr
    page = small.build(AS_OF, "internal")["reports/child-rowan/index.html"].decode()
    assert page.count("Part of the review</h2>") == 12
    assert page.count("<th scope") == 72
    assert page.count("Health said so.") == 468
    assert page.count("<strong>one thing</strong>") == 468


# A record


def written_into(file: Path, boxes_and_words: Mapping[str, str]) -> Path:
    """The file with words in some of its boxes, as Word saves it when somebody types."""
    document = docx.Document(io.BytesIO(file.read_bytes()))
    for tag, words in boxes_and_words.items():
        type_in(boxes(document, tag)[0], words)
    file.write_bytes(saved(document))
    return file


def edited(small: Small, tmp_path: Path, boxes_and_words: Mapping[str, str]) -> Path:
    """The Word file of a record in which somebody wrote something else into some boxes."""
    file = tmp_path / "record.docx"
    result = run(small, "edit", "child-rowan", "--out", file)
    assert result.exit_code == 0, result.stderr
    return written_into(file, boxes_and_words)


def empty(small: Small, tmp_path: Path) -> Path:
    file = tmp_path / "new.docx"
    assert run(small, "edit", "--out", file).exit_code == 0
    return file


def ticked(file: Path, tag: str) -> Path:
    """The file with one more box ticked."""
    document = docx.Document(io.BytesIO(file.read_bytes()))
    [box] = boxes(document, tag)
    for sign in box.iter(qn("w:t")):
        sign.text = TICKED
    file.write_bytes(saved(document))
    return file


def test_a_record_that_comes_back_as_it_went_out_changes_nothing(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    before = record(small).read_bytes()
    result = run(small, "import", edited(small, tmp_path, {}))
    assert (result.exit_code, record(small).read_bytes()) == (0, before)
    assert "the form says what the record says already; nothing was changed." in result.stderr


def test_what_somebody_changed_is_changed_and_nothing_else(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    before = record(small).read_text()
    result = run(
        small, "import", edited(small, tmp_path, {"summary": "A baby was hurt.", "timeline_aware": "16 January 2025"})
    )
    changed = before.replace("A baby was hurt, and three services each saw a part.", "A baby was hurt.", 1)
    assert record(small).read_text() == changed.replace("aware: '2025-01-15'", "aware: 2025-01-16")
    said = result.stderr.splitlines()
    assert said[:3] == [
        "Changes:",
        "  The days of the review: Local authority became aware",
        "  What the review is about: Summary",
    ]
    assert "the second reader has read another text" in result.stderr
    assert result.exit_code == 0


def test_a_dry_run_says_what_would_change_and_writes_nothing(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    before = record(small).read_bytes()
    result = run(small, "import", edited(small, tmp_path, {"summary": "Another."}), "--dry-run")
    assert result.stderr.splitlines() == [
        "Would change:",
        "  What the review is about: Summary",
        f"{record(small)} is as it was (--dry-run).",
    ]
    assert (result.exit_code, record(small).read_bytes()) == (0, before)


def test_a_record_that_was_changed_since_is_not_changed_by_an_older_form(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    file = edited(small, tmp_path, {"summary": "Another."})
    small.put("child-rowan", {"themes": ["neglect"]})
    before = record(small).read_bytes()
    result = run(small, "import", file)
    assert (result.exit_code, record(small).read_bytes()) == (1, before)
    assert "it was changed since this form was made from it; make a new one with cspr edit." in result.stderr


def test_a_form_for_a_new_case_becomes_a_record_with_comments_for_its_writer_alone(
    small: Small, tmp_path: Path
) -> None:
    file = written_into(
        empty(small, tmp_path), {"reference": "child-hazel", "title": "Child Hazel", "summary": "Hurt."}
    )
    result = run(small, "import", ticked(file, "review.1"))
    assert result.exit_code == 0, result.stderr
    made = record(small, "child-hazel")
    assert strict_yaml.read(made.read_bytes(), "").plain() == {
        "reference": "child-hazel",
        "title": "Child Hazel",
        "review": "cspr",
        "summary": "Hurt.",
    }
    assert "\n# What happened and what was learnt" in made.read_text()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert f"Wrote {made}: a new record, with 4 fields." in result.stderr
    assert "its record belongs in a private folder (--records), never here" in result.stderr


def test_a_new_record_never_takes_the_place_of_one_that_is_there(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    before = record(small).read_bytes()
    file = written_into(empty(small, tmp_path), {"reference": "child-rowan", "title": "Child Rowan"})
    result = run(small, "import", ticked(file, "review.1"))
    assert (result.exit_code, record(small).read_bytes()) == (1, before)
    assert "the case has a record already, and this form was not made from it" in result.stderr


def test_every_box_that_is_missing_or_not_understood_is_named(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    before = record(small).read_bytes()
    changes = {
        "title": "",
        "timeline_aware": "last Tamsin",
        "timeline_notified": "32 May 2025",
        "publication_at": "soon",
    }
    file = edited(small, tmp_path, changes)
    result = run(small, "import", file)
    assert (result.exit_code, record(small).read_bytes()) == (1, before)
    said = result.stderr.splitlines()
    assert said[-1] == "Nothing was written."
    places = [line.removeprefix(f"{file}: ").partition(": ")[0] for line in said[:-1]]
    assert places == [
        "The case, Title",
        "The days of the review, Local authority became aware",
        "The days of the review, National Panel notified",
        "Publication, Day and hour of publication",
    ]
    assert "Tamsin" not in result.stderr


# Where the Word file of a record lies


def test_the_file_is_for_its_writer_alone_and_says_how_it_comes_back(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    result = run(small, "edit", "child-rowan")
    first, second = result.stderr.splitlines()
    assert "it is confidential, so delete it when you are done: " in first
    file = Path(first.rpartition(": ")[2])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert second == f"Then: cspr import --project={small.folder} {file}"


def test_a_file_that_somebody_may_have_written_into_is_not_written_over(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    file = edited(small, tmp_path, {"summary": "Another."})
    before = file.read_bytes()
    result = run(small, "edit", "child-rowan", "--out", file)
    assert (result.exit_code, file.read_bytes()) == (1, before)
    assert "somebody may have written into it" in result.stderr


def test_a_file_does_not_lie_where_it_would_be_published(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    for folder in ("docs", "briefings"):
        result = run(small, "edit", "child-rowan", "--out", small.folder / folder / "record.docx")
        assert (result.exit_code, "does not belong in a folder of the project" in result.stderr) == (1, True)


def _w() -> str:
    return f'xmlns:w="{qn("w:x")[1:-2]}"'
