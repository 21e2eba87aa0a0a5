"""The sheet itself: A4, for a team meeting, to fill in on screen or on paper and to send back."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from xml.sax.saxutils import escape

from docx.document import Document
from docx.oxml import parse_xml
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from lxml import etree

from macros.pages.outward import absolute
from macros.pages.sentences import EXAMPLE
from macros.partnership.model import Partnership
from macros.prose import Element, Prose
from macros.public_view import PublicBriefing, PublicCase
from macros.team_sheet.parts import ANSWER, CHANGE, COLUMNS, FACTS, FORM, NOTE, NOTE_ASKS, VERSION
from macros.word import blank, filled, packed, parts_of, same_bytes
from macros.word.controls import ASKS, OF, choice_box, date_box, repeated, text_box
from macros.word.layout import add, add_rows, every_page, fill, marked, new_row, new_table, quiet, which_form
from macros.word.reading import Mark
from macros.word.writing import SPACE, Writer, put

OFFICE = "business-office"
ROWS = 3
OTHER_AGENCY = "Another agency"
_SIDES = "".join(
    f'<w:{side} w:val="single" w:sz="8" w:space="4" w:color="7A4A00"/>' for side in ("top", "left", "bottom", "right")
)
FRAME = f"<w:pBdr {SPACE}>{_SIDES}</w:pBdr>"
# Millimetres: how much room a box gives to somebody who writes by hand.
ANSWER_ROOM, CHANGE_ROOM, NOTE_ROOM, FACT_ROOM = 22, 25, 35, 8


# Where the words of one case go in the sheet that all cases share. No text of a record or a partnership holds such
# signs, and what looks like one there would be filled with words of the same case.
TITLE, REFERENCE, QUESTION = "\ue000title\ue001", "\ue000reference\ue001", "\ue000question {}\ue001"
# Words that are written as they are: no tab, no new line, no space at an end, nothing that no XML can hold.
_AS_THEY_ARE = re.compile(r"(?!\s)[^\x00-\x1f\ud800-\udfff\ufffe\uffff]*(?<!\s)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a team sheet is made from. ``agencies`` are to choose from, and it is sent ``where``.

    ``mark`` goes into the head of every page of a sheet that is not for the public; one without it names the
    public ``address`` of the briefing.
    """

    title: str
    reference: str
    questions: tuple[Prose, ...]
    is_example: bool
    mark: str | None
    address: str
    where: str
    agencies: tuple[str, ...]


def team_sheet(
    case: PublicCase, briefing: PublicBriefing, partnership: Partnership, *, mark: str | None, early: bool = False
) -> bytes:
    """The Word file of the sheet for a briefing of a case: the same bytes for the same arguments.

    ``early`` is for the early briefing, and the sheet says so. Cases differ in a few words, which are put into one
    sheet for all: it takes long to make.
    """
    contact = partnership.contacts.get(OFFICE)
    sheet = Sheet(
        title=f"Team sheet: {case.title}{', early briefing' if early else ''}",
        reference=case.reference,
        questions=briefing.questions,
        is_example=case.example,
        mark=mark,
        address="" if mark else absolute(partnership.site_url, f"briefings/{case.reference}/"),
        where=f"the {partnership.name_of(OFFICE)}{f', {contact.on_paper}' if contact else ''}",
        agencies=tuple(agency.name for agency in partnership.agencies.values() if agency.until is None),
    )
    if not _AS_THEY_ARE.fullmatch(sheet.title):
        return same_bytes(document_of(sheet))
    places = [_place(number) for number, _ in enumerate(sheet.questions, start=1)]
    shared = replace(
        sheet,
        title=TITLE,
        reference=REFERENCE,
        address=sheet.address.replace(case.reference, REFERENCE),
        questions=tuple(place for place, _ in places),
    )
    says = {TITLE: escape(sheet.title), REFERENCE: sheet.reference}
    says |= {written: _runs(words) for (_, written), words in zip(places, sheet.questions, strict=True)}
    return packed(filled(_parts_of(shared), says))


@lru_cache(maxsize=32)
def _parts_of(shared: Sheet) -> Mapping[str, bytes]:
    return parts_of(document_of(shared))


@lru_cache(maxsize=32)
def _place(number: int) -> tuple[Prose, str]:
    """Where a question goes in the sheet that cases share: as a text, and as it stands in a document."""
    text = Prose("", (Element("paragraph", (QUESTION.format(number),)),))
    return text, _runs(text)


def _runs(text: Prose) -> str:
    """The words of a question as they stand in a paragraph of a document."""
    paragraph = Paragraph(parse_xml(f"<w:p {SPACE}/>"), None)  # type: ignore[arg-type]  # it stands nowhere yet
    Writer(None).runs(paragraph, _in_line(text))  # type: ignore[arg-type]
    return etree.tostring(paragraph._p, encoding="unicode").partition(">")[2].removesuffix("</w:p>")


def document_of(sheet: Sheet) -> Document:
    """A sheet as a document."""
    document = blank(sheet.title)
    every_page(document, sheet.title, sheet.mark)
    document.add_heading(sheet.title, 1)
    if sheet.is_example:
        _example(document)
    _how(document, sheet)
    document.add_heading("Your meeting", 2)
    _facts(document, sheet.agencies)
    if sheet.questions:
        document.add_heading("Questions for your team", 2)
        _questions(document, sheet.questions)
    document.add_heading("What we will change", 2)
    _changes(document)
    asks = document.add_heading("", 2)
    with marked(asks, f"{ASKS}{NOTE}"):
        asks.add_run(NOTE_ASKS)
    _answer(document, NOTE, NOTE_ASKS, NOTE_ROOM)
    which_form(document, Mark(FORM, VERSION, sheet.reference))
    return document


def _example(document: Document) -> None:
    banner = document.add_paragraph()
    banner.paragraph_format.left_indent = banner.paragraph_format.right_indent = Mm(2)
    word, _, means = EXAMPLE.partition(" ")
    banner.add_run(f"{word} ").bold = True
    banner.add_run(means)
    put(banner, FRAME)


def _how(document: Document, sheet: Sheet) -> None:
    document.add_paragraph(
        "Read the briefing first, then talk about the questions. Write down what you said and what you will change. "
        f"You can leave a box empty. Save this file as a Word file (.docx) and send it to {sheet.where}."
    )
    names = document.add_paragraph()
    names.add_run("Write no names of children, families, patients or staff,").bold = True
    names.add_run(" and nothing from which a reader could tell who is meant.")
    if sheet.address:
        document.add_paragraph(f"The briefing: {sheet.address}")


def _facts(document: Document, agencies: Iterable[str]) -> None:
    boxes = {
        "agency": choice_box("agency", FACTS["agency"], [*agencies, OTHER_AGENCY]),
        "met": date_box("met", FACTS["met"]),
    }
    table = new_table(document, "Your meeting", (65, 105), asks=True)
    for tag, label in FACTS.items():
        row = new_row(table, FACT_ROOM)
        asks = row.cells[0].paragraphs[0]
        with marked(asks, f"{ASKS}{tag}"):
            asks.add_run(label).bold = True
        fill(row.cells[1], tag, boxes.get(tag, text_box(tag, label)))


def _questions(document: Document, questions: Iterable[Prose]) -> None:
    writer = Writer(document)
    counted = writer.anew("List Number")
    for number, question in enumerate(questions, start=1):
        asked = document.add_heading("", 3)
        writer.count_on(asked, counted)
        with marked(asked, f"{ASKS}{ANSWER}{number}"):
            writer.runs(asked, _in_line(question))
        _answer(document, f"{ANSWER}{number}", f"Answer to question {number}", ANSWER_ROOM)


def _in_line(text: Prose) -> Iterator[Element | str]:
    for number, block in enumerate(text.blocks):
        if number:
            yield Element("break")
        yield from block.children


def _answer(document: Document, tag: str, title: str, room: float) -> None:
    fill(new_row(new_table(document, title, (170,)), room).cells[0], tag, text_box(tag, title))


def _changes(document: Document) -> None:
    table = new_table(document, "What we will change", (62, 32, 30, 46))
    head = new_row(table, 0, is_head=True)
    for cell, (name, label) in zip(head.cells, COLUMNS.items(), strict=True):
        paragraph = cell.paragraphs[0]
        with marked(paragraph, f"{CHANGE}{OF}{name}"):
            paragraph.add_run(label).bold = True
    rows = []
    for _ in range(ROWS):
        row = new_row(table, CHANGE_ROOM)
        for cell, (name, label) in zip(row.cells, COLUMNS.items(), strict=True):
            make = date_box if name == "by_when" else text_box
            add(cell.paragraphs[0], make(f"{CHANGE}{OF}{name}", label, locked=False))
        rows.append(row._tr)
    add_rows(table, repeated(CHANGE, "What we will change", [[row] for row in rows]))
    quiet(
        document.add_paragraph(),
        "More rows: in Word, choose the plus sign at the end of the last row; elsewhere, add a row to the table.",
    )
