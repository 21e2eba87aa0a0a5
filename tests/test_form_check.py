"""`cspr form check`: every box that was left empty is named, and nothing else, whichever program saved the form."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner, Result
from docx.document import Document
from docx.oxml.ns import qn

from macros.cli import main
from macros.forms.check import (
    EMPTY_ROW,
    Gap,
    check_form,
)
from macros.guidance.forms import Form, choices_of
from tests.conftest import Small
from tests.factories import ROOT
from tests.filled_forms import (
    PICTURE,
    WORDS,
    Said,
    Ticks,
    Values,
    an_answer,
    answering,
    empty,
    filled_form,
    our_forms,
    title_of,
    whole_boxes,
    whole_rows,
    written_over,
)
from tests.returned import saved, through_libreoffice, type_in

# Every form, filled in by another program. What was left out must be named, and nothing else.

Place = tuple[str, str, int | str | None]
Rows = Mapping[str, Sequence[Values]]


@dataclass(frozen=True)
class Variant:
    form: str
    data: bytes
    lacks: list[Place]


def one_box_left_out() -> Iterator[tuple[str, Variant]]:
    """Each form with one box left empty, each in turn: in every section, in the first row, in the first part."""
    for name, ours in our_forms().items():
        form, data = ours.form, empty(name)
        boxes, rows = whole_boxes(form), whole_rows(form)

        def without(*ids: str, form: Form = form, data: bytes = data) -> bytes:
            kept = {key: value for key, value in whole_boxes(form).items() if key not in ids}
            rows = {
                key: [{column: value for column, value in one.items() if column not in ids} for one in some]
                for key, some in whole_rows(form).items()
                if key not in ids or key in some[0]  # a part that repeats, and its first box
            }
            return filled_form(data, form, kept, rows)

        for section in form.sections:
            for one in section.fields:
                if section.repeats:
                    yield f"{name}-{one.id}", Variant(name, without(one.id), [(section.title, one.label, 1)])
                elif one.id in boxes:
                    yield f"{name}-{one.id}", Variant(name, without(one.id), [(section.title, one.label, None)])
                elif one.id in rows:
                    yield f"{name}-{one.id}", Variant(name, without(one.id), [(section.title, one.label, None)])
                    first = one.rows[0] if one.rows else 1
                    for column in one.columns[: -1 if one.rows else None]:
                        label = column.label if one.label == section.title else f"{one.label}: {column.label}"
                        yield f"{name}-{column.id}", Variant(name, without(column.id), [(section.title, label, first)])


def filled_in_whole() -> Iterator[tuple[str, Variant]]:
    """Each form with an answer in every box, ticked in every way; and written over, boxes and all."""
    ways: tuple[Ticks, ...] = ("word", "state", "sign", "x", "tick", "alone")
    for name, ours in our_forms().items():
        form, data = ours.form, empty(name)
        for way in ways if any(choices_of(one) for section in form.sections for one in section.fields) else ways[:1]:
            file = filled_form(data, form, whole_boxes(form), whole_rows(form), ticks=way)
            yield f"{name}-whole-{way}", Variant(name, file, [])
        yield f"{name}-over", Variant(name, written_over(data, form), [])
        # The last box of its first part; the chronology is but a table.
        last = [one for one in form.sections[0].fields if one.id in whole_boxes(form)][-1:]
        for one in last:
            lacks: list[Place] = [(form.sections[0].title, one.label, None)]
            yield f"{name}-over-without", Variant(name, written_over(data, form, one.id), lacks)


def changed(
    name: str, change: Callable[[Document], object] = saved, /, rows: Rows | None = None, **boxes: Said
) -> bytes:
    """A whole form with other answers in some boxes, and then changed by hand. Ids are written with `_`."""
    form = our_forms()[name].form
    values = {**whole_boxes(form), **{key.replace("_", "-"): value for key, value in boxes.items()}}
    said = {key: value for key, value in values.items() if value != ""}
    file = filled_form(empty(name), form, said, {**whole_rows(form), **(rows or {})})
    document = docx.Document(io.BytesIO(file))
    change(document)
    return saved(document)


def person(**columns: str) -> dict[str, Said]:
    form = our_forms()["request-form"].form
    table = next(one for section in form.sections for one in section.fields if one.id == "family")
    return {column.id: columns.get(column.id.replace("-", "_"), WORDS) for column in table.columns}


def an_event(**boxes: str) -> dict[str, Said]:
    form = our_forms()["key-event-analysis"].form
    section = next(section for section in form.sections if section.repeats)
    return {one.id: boxes.get(one.id.replace("-", "_"), an_answer(one)) for one in section.fields}


def without_row(of: str, label: str) -> Callable[[Document], None]:
    """Somebody deleted the row that asks for something, in the table of that name."""

    def change(document: Document) -> None:
        for node in document.element.iter(qn("w:tbl")):
            if title_of(node) == of:
                [found] = [
                    row
                    for row in node.iter(qn("w:tr"))
                    if "".join(text.text or "" for text in next(row.iter(qn("w:tc"))).iter(qn("w:t"))).startswith(label)
                ]
                found.getparent().remove(found)

    return change


def without_table(of: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        for node in list(document.element.iter(qn("w:tbl"))):
            if title_of(node) == of:
                node.getparent().remove(node)

    return change


def relabelled(document: Document) -> None:
    """Somebody wrote beside the label of a row what they mean by it."""
    [label] = [
        paragraph
        for table in document.tables
        for row in table.rows
        for paragraph in row.cells[0].paragraphs
        if paragraph.text == "Other"
    ]
    label.add_run(": a charity")


def struck_out(document: Document) -> None:
    """What was written was deleted again, and the deletion is on record."""
    box = answering(document, "rationale")[0]
    type_in(box, "Gone")
    run = next(box.iter(qn("w:r")))
    marked: Any = docx.oxml.parse_xml(
        f'<w:del xmlns:w="{qn("w:x")[1:-2]}" w:id="900" w:author="A" w:date="2026-01-05T00:00:00Z"/>'
    )
    run.addprevious(marked)
    for text in run.iter(qn("w:t")):
        text.tag = qn("w:delText")
    marked.append(run)


def without_box(document: Document) -> None:
    """Somebody deleted the box itself, and wrote into its cell."""
    box = answering(document, "rationale")[0]
    paragraph = box.getparent()
    assert paragraph is not None
    paragraph.remove(box)
    run = docx.oxml.parse_xml(f'<w:r xmlns:w="{qn("w:x")[1:-2]}"><w:t>In the cell</w:t></w:r>')
    paragraph.append(run)


REQUEST, INFORMATION, EVENTS = "request-form", "additional-information", "key-event-analysis"
FAMILY, AGENCIES, CHRONOLOGY = "Family details", "Other agencies' known information", "Chronology"
KEY_EVENTS = "Section 2: key events"
REVISION = "Section 1: report revision"
NOBODY: dict[str, Said] = {}


def by_hand() -> Iterator[tuple[str, Variant]]:
    """What people do to forms, and what is then still to be asked for."""

    def request(
        name: str,
        lacks: list[Place],
        change: Callable[[Document], object] = saved,
        /,
        rows: Rows | None = None,
        **boxes: Said,
    ) -> tuple[str, Variant]:
        return name, Variant(REQUEST, changed(REQUEST, change, rows, **boxes), lacks)

    yield request(
        "several-empty",
        [
            ("Referrer", "Signed", None),
            ("Senior Manager for Safeguarding", "I agree with this request for consideration of a review", None),
            ("Rationale", "Rationale to support the request against the criteria", None),
            ("Child's details", "Faith or religion", None),
            (FAMILY, "Address", 1),
        ],
        referrer_signed="",
        manager_agrees="",
        rationale="",
        child_faith="",
        rows={"family": [person(family_address="")]},
    )
    yield request("signed-with-pictures", [], referrer_signed=PICTURE, manager_signed=PICTURE)
    yield request("a-dash", [("Child's details", "Date of death", None)], child_date_of_death="-")
    yield request("dots", [("Referrer", "Name", None)], referrer_name="\u2026")
    yield request("not-applicable", [], child_date_of_death="n/a", child_faith="Not known", referrer_name="No")
    yield request("a-day-in-words", [], child_date_of_birth="some time in May")
    yield request(
        "emptied-again",
        [("Rationale", "Rationale to support the request against the criteria", None)],
        rationale="Click or tap here to enter text.",
    )
    yield request(
        "struck-out", [("Rationale", "Rationale to support the request against the criteria", None)], struck_out
    )
    yield request("box-deleted", [], without_box)
    both = ("Yes", "No")
    yield request(
        "ticked-twice",
        [("Senior Manager for Safeguarding", "I agree with this request for consideration of a review", None)],
        manager_agrees=both,
    )
    yield request("words-beside-ticks", [], manager_agrees="not yet known", type_of_review="We leave that to you")
    yield request("a-dash-beside-ticks", [("Type of review", "Type of review", None)], type_of_review="\u2013")
    yield request("nobody-else", [], rows={"family": [{"family-name": "No others."}]})
    yield request(
        "one-and-no-others",
        [],
        rows={
            "family": [person(), {"family-relationship": "no others"}],
            "chronology": [{"chronology-date": "\u201cNot known\u201d"}],
        },
    )
    yield request(
        "a-row-between-left-empty",
        [(FAMILY, "Ethnic origin", 3), (FAMILY, "Name", 4)],
        rows={"family": [person(), NOBODY, person(family_ethnic_origin=""), person(family_name="?")]},
    )
    yield request(
        "ten-rows",
        [(FAMILY, "Date of birth", 10), (CHRONOLOGY, "Event", 9)],
        rows={
            "family": [*[person()] * 9, person(family_date_of_birth="")],
            "chronology": [*[{"chronology-date": WORDS, "chronology-event": WORDS}] * 8, {"chronology-date": WORDS}],
        },
    )
    not_involved: dict[str, Said] = {"agency-reason": "Not involved"}
    agencies = [not_involved] * 16
    agencies[1], agencies[8] = NOBODY, {"agency-contact": "A station"}
    yield request("nobody-involved", [], rows={"agencies": [not_involved] * 16})
    yield request(
        "two-agencies-left-out",
        [(AGENCIES, "", "NCT: Adoption"), (AGENCIES, "Reason for involvement", "Northamptonshire Police")],
        rows={"agencies": agencies},
    )
    yield request("another-agency", [], relabelled)
    yield request("agency-deleted", [(AGENCIES, "", "Education")], without_row(AGENCIES, "Education"))
    yield request(
        "row-deleted",
        [("Child's details", "Faith or religion", None)],
        without_row("Child's details", "Faith or religion"),
    )
    yield request("table-deleted", [(CHRONOLOGY, CHRONOLOGY, None)], without_table(CHRONOLOGY))
    yield request("office-writes", [], internal_recommended=("Yes",), internal_type=("Case Mapping Exercise (CME)",))

    nothing: Rows = {"family": []}
    yield "genogram", Variant(INFORMATION, changed(INFORMATION, family_genogram=PICTURE, rows=nothing), [])
    yield (
        "genogram-named",
        Variant(INFORMATION, changed(INFORMATION, rows={"family": [{"family-name": "See genogram"}]}), []),
    )
    yield (
        "no-genogram",
        Variant(
            INFORMATION,
            changed(INFORMATION, rows=nothing),
            [("Section 1: the child and the family", "1.2 Family details in boxes", None)],
        ),
    )
    yield (
        "five-events",
        Variant(
            EVENTS,
            changed(EVENTS, rows={"event-title": [*[an_event()] * 3, an_event(event_learning=""), an_event()]}),
            [(KEY_EVENTS, "Learning", 4)],
        ),
    )
    yield (
        "the-second-event-alone",
        Variant(
            EVENTS,
            changed(EVENTS, rows={"event-title": [NOBODY, an_event(event_outstanding="...")]}),
            [(KEY_EVENTS, "Outstanding action", 2)],
        ),
    )
    yield "no-event", Variant(EVENTS, changed(EVENTS, rows={"event-title": []}), [(KEY_EVENTS, "", None)])
    yield (
        "revised-by-one",
        Variant(
            EVENTS,
            changed(EVENTS, revision_author_signature="Signed"),
            [(REVISION, "Agency manager signature", None), (REVISION, "Date", None)],
        ),
    )
    yield (
        "revised",
        Variant(
            EVENTS,
            changed(
                EVENTS,
                revision_author_signature=PICTURE,
                revision_manager_signature="Signed",
                revision_date="5 May 2026",
            ),
            [],
        ),
    )


def test_every_box_that_was_left_empty_is_named_and_nothing_else_after_word_and_after_libreoffice(
    tmp_path: Path,
) -> None:
    variants = dict((*one_box_left_out(), *filled_in_whole(), *by_hand()))
    assert len(variants) > 120
    again = through_libreoffice({f"{name}.docx": variant.data for name, variant in variants.items()}, tmp_path)
    for files in ({name: variant.data for name, variant in variants.items()}, {n[:-5]: d for n, d in again.items()}):
        found = {name: check_form(data, our_forms()) for name, data in files.items()}
        assert {name: checked.ours.name for name, checked in found.items()} == {
            name: variant.form for name, variant in variants.items()
        }
        assert {name: places(checked.gaps) for name, checked in found.items()} == {
            name: variant.lacks for name, variant in variants.items()
        }


def places(found: tuple[Gap, ...]) -> list[Place]:
    # The row of a table is told by its own label where all of it is empty.
    return [(gap.section, "" if gap.message == EMPTY_ROW else gap.label, gap.row) for gap in found]


# The command.


def checked(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["form", "check", "--project", str(ROOT), *map(str, words)])


def put(file: Path, data: bytes) -> Path:
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_bytes(data)
    return file


def with_two_gaps() -> bytes:
    return changed(REQUEST, referrer_signed="", rows={"family": [person(), person(family_address="")]})


REPLY = """Thank you for the form \u201cRequest for consideration of a review\u201d.

We return it to you, because a form is only considered once nothing in it is missing.
This is what it still needs:

Referrer
  - Signed: empty

Family details
  - Row 2, Address: empty

\u201cNot known\u201d, \u201cnot applicable\u201d and \u201cnone\u201d are answers: \
write one of them where it is the true one, and leave none of these boxes empty.

Then save the form as a Word file (.docx), and send it by a secure route to \
NSCP inbox, NSCB@northamptonshire.gov.uk (checked on 1 December 2020). Please do this as soon as you can.

Until it is back and whole, the form counts as returned to you, and it is not considered."""


def test_a_form_with_empty_boxes_is_told_with_a_reply_to_send(tmp_path: Path) -> None:
    file = put(tmp_path / "a.docx", with_two_gaps())
    result = checked(file)
    assert result.stdout == (
        f"{file}: Request for consideration of a review, version 1: not complete.\n\n"
        "Referrer\n  - Signed: empty\n\nFamily details\n  - Row 2, Address: empty\n\n"
        f"--- A reply to send ---\n\n{REPLY}\n\n--- End of the reply ---\n"
    )
    assert (result.exit_code, result.stderr) == (1, "1 form checked, 0 complete, 0 not checked.\n")


def test_the_same_for_programs_is_an_entry_a_file(tmp_path: Path) -> None:
    file = put(tmp_path / "a.docx", with_two_gaps())
    whole, other = put(tmp_path / "b.docx", changed(REQUEST)), put(tmp_path / "c.pdf", b"%PDF-1.7")
    result = checked(file, whole, other, "--format", "json")
    problem = "it is not a .docx file; save it as one in Word, or type it in by hand"
    assert json.loads(result.stdout) == [
        {
            "file": str(file),
            "form": "request-form",
            "version": 1,
            "complete": False,
            "empty": [
                {"section": "Referrer", "label": "Signed", "row": None, "message": "empty"},
                {"section": "Family details", "label": "Address", "row": 2, "message": "empty"},
            ],
            "problem": None,
            "reply": REPLY,
        },
        {
            "file": str(whole),
            "form": "request-form",
            "version": 1,
            "complete": True,
            "empty": [],
            "problem": None,
            "reply": None,
        },
        {
            "file": str(other),
            "form": None,
            "version": None,
            "complete": False,
            "empty": [],
            "problem": problem,
            "reply": None,
        },
    ]
    summary = "2 forms checked, 1 complete, 1 not checked.\n"
    assert (result.exit_code, result.stderr) == (1, f"{other}: {problem}.\n{summary}")


def test_as_a_table_each_thing_that_is_missing_has_a_row(tmp_path: Path) -> None:
    files = [put(tmp_path / "a.docx", with_two_gaps()), put(tmp_path / "b.docx", b"")]
    result = checked(*files, "--format", "csv")
    assert result.stdout_bytes.startswith(b"\xef\xbb\xbffile,form,")
    assert list(csv.reader(io.StringIO(result.stdout_bytes.decode("utf-8-sig"), newline=""))) == [
        ["file", "form", "version", "section", "label", "row", "message"],
        [str(files[0]), "request-form", "1", "Referrer", "Signed", "", "empty"],
        [str(files[0]), "request-form", "1", "Family details", "Address", "2", "empty"],
        [str(files[1]), "", "", "", "", "", "it is empty"],
    ]
    assert result.exit_code == 1


def test_a_complete_form_is_said_to_be_and_the_command_exits_0(tmp_path: Path) -> None:
    file = put(tmp_path / "a.docx", changed(INFORMATION))
    result = checked(file, file)
    assert result.stdout == f"{file}: Additional information for a Rapid Review, version 1: complete.\n"
    assert (result.exit_code, result.stderr) == (0, "1 form checked, 1 complete, 0 not checked.\n")


def test_a_form_that_nobody_filled_in_is_told_as_that(tmp_path: Path) -> None:
    for form in (REQUEST, EVENTS):
        result = checked(put(tmp_path / f"{form}.docx", empty(form)))
        assert "version 1: not complete.\nThe form has not been filled in.\n" in result.stdout
        assert "\nThe form has not been filled in. This is what it still needs:\n" in result.stdout
    assert "\nSection 2: key events\n  - Nothing is filled in; one is the least\n" in result.stdout
    assert "  - Date: empty; it stands below \u201cAgency manager signature\u201d\n" in result.stdout
    assert "The form has not" not in checked(put(tmp_path / "a.docx", with_two_gaps())).stdout


def test_what_repeats_is_told_by_its_number_and_a_fixed_row_by_its_label(tmp_path: Path) -> None:
    events = changed(EVENTS, rows={"event-title": [an_event(), an_event(event_learning="")]})
    assert "\n  - Number 2, Learning: empty\n" in checked(put(tmp_path / "a.docx", events)).stdout
    request = changed(REQUEST, rows={"agencies": [{"agency-contact": "A station"}]})
    said = checked(put(tmp_path / "b.docx", request)).stdout
    assert "\n  - NCT: Fostering, Reason for involvement: empty\n  - NCT: Adoption: the row is empty\n" in said


def test_a_time_limit_stands_in_the_reply_where_the_form_has_one(tmp_path: Path) -> None:
    result = checked(put(tmp_path / "a.docx", changed(INFORMATION, analysis="")))
    assert "The time limit is as it was: within 7 working days of the request.\n" in result.stdout


def test_in_a_folder_every_form_is_checked_and_what_word_leaves_beside_is_passed_over(tmp_path: Path) -> None:
    for name in ("b/x.docx", "a.docx", "c.DOCX"):
        put(tmp_path / name, changed(INFORMATION))
    for name in ("~$a.docx", ".a.docx", "b/notes.txt"):
        put(tmp_path / name, b"x")
    (tmp_path / "d.docx").mkdir()
    result = checked(tmp_path, tmp_path / "~$a.docx", "--format", "json")
    assert [one["file"] for one in json.loads(result.stdout)] == [
        str(tmp_path / name) for name in ("a.docx", "b/x.docx", "c.DOCX")
    ]
    assert result.exit_code == 0


@pytest.mark.parametrize("shape", ["text", "json", "csv"])
def test_a_folder_without_a_form_says_so(tmp_path: Path, shape: str) -> None:
    put(tmp_path / "in/notes.txt", b"x")
    result = checked(tmp_path / "in", "--format", shape)
    said = f"{tmp_path / 'in'}: there is no form in this folder"
    assert result.stderr.splitlines()[0] == f"{said}."
    assert result.exit_code == 1


def test_where_all_is_passed_over_nothing_was_checked(tmp_path: Path) -> None:
    result = checked(put(tmp_path / "~$a.docx", b"x"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "0 forms checked, 0 complete, 0 not checked.\n"


@pytest.mark.parametrize("shape", ["text", "json", "csv"])
def test_nothing_that_stands_in_a_form_is_shown(tmp_path: Path, shape: str) -> None:
    for name in our_forms():
        form = our_forms()[name].form
        rows = {key: [dict.fromkeys(some[0], "Zqsecret")] for key, some in whole_rows(form).items()}
        boxes = dict.fromkeys(whole_boxes(form), "Zqsecret")
        last = list(boxes)[-1:]
        file = filled_form(empty(name), form, {key: boxes[key] for key in boxes if key not in last}, rows)
        put(tmp_path / f"{name}.docx", file)
    put(tmp_path / "cut.docx", file[:-200])
    result = checked(tmp_path, "--format", shape)
    assert result.exit_code == 1 and "request-form" in result.output
    assert "zqsecret" not in result.output.lower()


def test_the_forms_are_listed_with_where_they_go_and_by_when() -> None:
    result = CliRunner().invoke(main, ["form", "list", "--project", str(ROOT)])
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "request-form: Request for consideration of a review, version 1\n"
        "  to NSCP inbox, NSCB@northamptonshire.gov.uk (checked on 1 December 2020)\n"
        "additional-information: Additional information for a Rapid Review, version 1\n"
        "  to NSCP inbox, NSCB@northamptonshire.gov.uk (checked on 1 December 2020)\n"
        "  by when: within 7 working days of the request\n"
    )
    found = json.loads(CliRunner().invoke(main, ["form", "list", "--project", str(ROOT), "--format", "json"]).stdout)
    assert [one["name"] for one in found][:4] == [REQUEST, INFORMATION, EVENTS, "chronology"]
    assert found[1] == {
        "name": "additional-information",
        "title": "Additional information for a Rapid Review",
        "version": 1,
        "to": "NSCP inbox, NSCB@northamptonshire.gov.uk (checked on 1 December 2020)",
        "by": "within 7 working days of the request",
    }


def made(name: str, out: Path) -> Result:
    return CliRunner().invoke(main, ["form", "make", "--project", str(ROOT), name, "--out", str(out)])


def test_an_empty_form_is_written_and_never_over_another_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.docx"
    result = made(REQUEST, file)
    assert (result.exit_code, result.stdout) == (0, "") and f"Wrote {file}." in result.stderr
    assert check_form(file.read_bytes(), our_forms()).is_untouched
    filled_in = changed(REQUEST)
    file.write_bytes(filled_in)
    again = made(REQUEST, file)
    assert again.exit_code == 1 and "this is there already, and may be filled in" in again.stderr
    assert file.read_bytes() == filled_in


def test_a_form_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    for out, sentence in (
        (tmp_path / "a.doc", "name one that ends in .docx"),
        (tmp_path / "nowhere/a.docx", "there is no such folder"),
    ):
        result = made(REQUEST, out)
        assert result.exit_code == 1 and sentence in result.stderr
    result = made("request-from", tmp_path / "a.docx")
    assert result.exit_code == 2 and "did you mean `request-form`?" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_pages_with_errors_are_mended_first(small: Small) -> None:
    (small.folder / "docs" / "guidance" / "broken.md").write_text("---\ntitle: [\n---\n")
    result = CliRunner().invoke(main, ["form", "list", "--project", str(small.folder)])
    assert result.exit_code == 1
    assert "docs/guidance/broken.md:" in result.stderr and "mend the pages first" in result.stderr


def test_a_project_without_forms_says_so(small: Small) -> None:
    result = CliRunner().invoke(main, ["form", "list", "--project", str(small.folder)])
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "No page of this project holds a form.\n")
