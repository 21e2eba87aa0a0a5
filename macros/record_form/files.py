"""The record as a Word file, and the file that comes back as a record."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from docx.document import Document

from macros.forms import Above, answers_of, form_file
from macros.partnership.model import Partnership
from macros.problems import Problem
from macros.prose import Prose, parse
from macros.record_form.changes import HEADINGS_FROM, OVERVIEW, kept, state_of
from macros.record_form.definition import NAME, VERSION, Part, form_of, parts_of
from macros.record_form.from_word import Read, read_answers
from macros.record_form.into_word import filled_of, listed, value_at
from macros.record_form.said import Trouble, Where, in_words
from macros.record_form.words import REPORT
from macros.records import read_record
from macros.records.schema import described
from macros.records.written import as_yaml
from macros.strict_yaml import Plain, field_name
from macros.word import NotReadable
from macros.word.controls import fixed
from macros.word.layout import add, add_place, marked, quiet
from macros.word.prose_book import Book
from macros.word.reading import Mark, Returned, check_version, marked_as_ours, read_form
from macros.word.report import sections_of, write_report

HOW = (
    "Fill in what is known, and leave the rest empty: a record grows. The reference, the title and the kind of "
    "review are needed at once. Write days as in 16 September 2025. Tick a box by clicking it. Save the form as a "
    "Word file (.docx)."
)
HOW_REPORT = (
    "Write the report below this line, or paste it: each section begins with a heading in the style Heading 2, "
    "sub-headings are in Heading 3. Paragraphs, bold and italic words, lists, quotations, tables, footnotes and links "
    "come in; pictures, comments and tracked changes do not."
)
STATE, BEGINS = "state", "report_begins"
_STATE_IS = "State of the record when this form was made"
_STATE = re.compile(r"\b[0-9a-f]{12}\b")
ANOTHER_REFERENCE = "the reference names the record's file, and cannot be changed in its form; write it as it was"
WITHDRAWN_FOR_GOOD = (
    "the record says that the case is withdrawn, and a form does not take that back; write it as it was, or change "
    "the record by hand"
)
REPORT_GONE = "the line above it is gone, so nobody can tell where it begins; take a new form and paste it there"


@dataclass(frozen=True, slots=True)
class Taken:
    """A form that came back: the plain values of its record, and what has to be mended before it is one.

    ``reference`` and ``state`` say which record the form was made from, and as it then was; nothing
    where the form was given out empty.
    """

    plain: Mapping[str, Plain]
    troubles: tuple[Trouble, ...]
    reference: str
    state: str


def record_form(partnership: Partnership, plain: Mapping[str, Plain] | None = None) -> bytes:
    """The Word file of a record, or an empty one: the same bytes for the same arguments.

    ``plain`` are the plain values of a valid record.
    """
    parts, values = parts_of(partnership), dict(plain or {})
    form = form_of(parts)
    says = (("How.", HOW), ("Who sees it.", form.seen_by))
    return form_file(
        form,
        NAME,
        Above(says, partnership.protective_marking),
        filled_of(parts, values),
        about=str(values.get("reference", "")),
        tail=lambda document: _tail(document, values),
    )


def read_record_form(data: bytes, partnership: Partnership, before: Mapping[str, Plain] | None = None) -> Taken:
    """What a form says. Of a record that was there ``before`` texts stay to the letter where they say the same.

    Raises NotReadable. No trouble says anything that stands in the form.
    """
    returned = read_form(data)
    mark = _right_form(returned.mark)
    parts = parts_of(partnership)
    book = Book.of(data)
    read = read_answers(parts, answers_of(form_of(parts), returned), book)
    _read_report(read, returned, book)
    plain = kept(parts, before, read.plain) if before else read.plain
    if before and plain.get("reference") != before.get("reference"):
        read.troubles.append(Trouble(read.places["reference"], ANOTHER_REFERENCE))
    if before and before.get("withdrawn") and plain.get("withdrawn") != before["withdrawn"]:
        read.troubles.append(Trouble(read.places["withdrawn.at"], WITHDRAWN_FOR_GOOD))
    known = [one.where for one in read.troubles]
    troubles = [*read.troubles, *in_words(_problems(plain, partnership), read.places, known)]
    return Taken(plain, tuple(_in_order(troubles, parts)), mark.about, _state(returned))


def _problems(plain: Mapping[str, Plain], partnership: Partnership) -> list[Problem]:
    """What the reader of records says of values, as it would of their file."""
    text = as_yaml(plain, described(partnership), "")
    return read_record(text.encode(), "", str(plain.get("reference", "")), partnership)[1]


def _in_order(troubles: Iterable[Trouble], parts: tuple[Part, ...]) -> list[Trouble]:
    titles = [part.title for part in parts]
    return sorted(troubles, key=lambda one: titles.index(one.where.part) if one.where.part in titles else len(titles))


def _right_form(mark: Mark | None) -> Mark:
    mark = marked_as_ours(mark)
    if mark.form != NAME:
        raise NotReadable("it is another form, not a case record")
    check_version(mark, VERSION, "the case record")
    return mark


# The report, which follows after the boxes as any document does


def _tail(document: Document, plain: Mapping[str, Plain]) -> None:
    if plain:
        line = document.add_paragraph()
        quiet(line, "Leave this line as it is. ")
        with marked(line, STATE):
            add(line, fixed(STATE, _STATE_IS, f"{_STATE_IS}: {state_of(plain)}", size=9))
    document.add_heading(REPORT, 1)
    how = document.add_paragraph(HOW_REPORT)
    add_place(how, BEGINS)
    write_report(document, _sections(plain))


def _sections(plain: Mapping[str, Plain]) -> Iterator[tuple[str, Prose]]:
    for section in listed(plain.get(OVERVIEW)):
        heading, text = (str(value_at(section, (name,)) or "") for name in ("heading", "text"))
        yield heading, parse(text, headings_from=HEADINGS_FROM)


def _read_report(read: Read, returned: Returned, book: Book) -> None:
    """Read the report into the record, section by section: it is all that follows after a line of ours."""
    read.places[OVERVIEW] = Where(REPORT)
    line = returned.boxes[BEGINS].place if BEGINS in returned.boxes else None
    if line is None:
        read.troubles.append(Trouble(Where(REPORT), REPORT_GONE))
        return
    report = sections_of(line.itersiblings(), book)
    for place, message in report.faults:
        read.troubles.append(Trouble(Where(REPORT, place), message))
    for number in range(len(report.sections)):
        read.places[field_name((OVERVIEW, number))] = Where(REPORT, f"section {number + 1}")
    if report.sections:
        read.plain[OVERVIEW] = [{"heading": one.heading, "text": one.text.source} for one in report.sections]


def _state(returned: Returned) -> str:
    found = _STATE.search(returned.boxes[STATE].text) if STATE in returned.boxes else None
    return found[0] if found else ""
