"""The sheet itself: A4, for a team meeting, to fill in on screen or on paper and to send back."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from lxml import etree

from macros import word
from macros.dates import in_words
from macros.pages.outward import absolute
from macros.pages.sentences import EXAMPLE
from macros.partnership.model import Contact, Partnership
from macros.prose import Element, Prose
from macros.public_view import PublicBriefing, PublicCase
from macros.team_sheet.parts import ANSWER, CHANGE, COLUMNS, FACTS, FORM, NOTE, NOTE_ASKS, VERSION
from macros.word import blank, same_bytes
from macros.word.controls import ASKS, OF, choice_box, date_box, element, fixed, place, repeated, text_box
from macros.word.reading import FORM as MARK
from macros.word.reading import Mark
from macros.word.writing import SPACE, Writer, put

OFFICE = "business-office"
ROWS = 3
QUIET = RGBColor(0x4F, 0x5A, 0x69)
LOUD = RGBColor(0x9B, 0x1C, 0x1C)
OTHER_AGENCY = "Another agency"
_SIDES = "".join(
    f'<w:{side} w:val="single" w:sz="8" w:space="4" w:color="7A4A00"/>' for side in ("top", "left", "bottom", "right")
)
FRAME = f"<w:pBdr {SPACE}>{_SIDES}</w:pBdr>"
# Millimetres: how much room a box gives to somebody who writes by hand.
ANSWER_ROOM, CHANGE_ROOM, NOTE_ROOM, FACT_ROOM = 22, 25, 35, 8


def key_of(
    case: PublicCase, briefing: PublicBriefing, partnership: Partnership, *, mark: str | None, early: bool = False
) -> str:
    """A digest of all that the sheet is made from. It stands in the file, so that one that is still right is known."""
    said = (
        case.reference,
        case.title,
        case.example,
        mark,
        early,
        *(question.source for question in briefing.questions),
    )
    return sha256(f"{_code()}\n{said!r}\n{partnership.model_dump_json()}".encode()).hexdigest()


@cache
def _code() -> str:
    """What makes sheets: this room, the one for Word files, and the library."""
    whole = sha256(version("python-docx").encode())
    for folder in (Path(__file__).parent, Path(word.__file__).parent):
        for file in sorted(file for file in folder.rglob("*") if file.suffix in (".py", ".xml")):
            whole.update(f"{file.name}\n".encode() + file.read_bytes())
    return whole.hexdigest()


def team_sheet(
    case: PublicCase, briefing: PublicBriefing, partnership: Partnership, *, mark: str | None, early: bool = False
) -> bytes:
    """The Word file of the sheet for a briefing of a case: the same bytes for the same arguments.

    ``mark`` goes into the head of every page of a sheet that is not for the public; one without it
    names the public address of the briefing. ``early`` is for the early briefing, and the sheet says so.
    """
    title = f"Team sheet: {case.title}{', early briefing' if early else ''}"
    document = blank(title)
    document.core_properties.keywords = key_of(case, briefing, partnership, mark=mark, early=early)
    section = document.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    _every_page(document, title, mark)
    document.add_heading(title, 1)
    if case.example:
        _example(document)
    _how(document, case, partnership, is_public=mark is None)
    document.add_heading("Your meeting", 2)
    _facts(document, partnership)
    if briefing.questions:
        document.add_heading("Questions for your team", 2)
        _questions(document, briefing.questions)
    document.add_heading("What we will change", 2)
    _changes(document)
    asks = document.add_heading("", 2)
    with _marked(asks, f"{ASKS}{NOTE}"):
        asks.add_run(NOTE_ASKS)
    _answer(document, NOTE, NOTE_ASKS, NOTE_ROOM)
    _which(document, Mark(FORM, VERSION, case.reference))
    return same_bytes(document)


def _every_page(document: Document, title: str, mark: str | None) -> None:
    section = document.sections[0]
    if mark:
        head = section.header.paragraphs[0]
        head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = head.add_run(mark)
        run.bold, run.font.color.rgb = True, LOUD
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run(f"{title} · page ")
    foot._p.append(_any(_field("PAGE")))
    foot.add_run(" of ")
    foot._p.append(_any(_field("NUMPAGES")))


def _field(name: str) -> etree._Element:
    """A number that the program works out."""
    number = element("w:t")
    number.text = "1"
    return element("w:fldSimple", {"instr": name}, element("w:r", None, number))


def _example(document: Document) -> None:
    banner = document.add_paragraph()
    banner.paragraph_format.left_indent = banner.paragraph_format.right_indent = Mm(2)
    word, _, means = EXAMPLE.partition(" ")
    banner.add_run(f"{word} ").bold = True
    banner.add_run(means)
    put(banner, FRAME)


def _how(document: Document, case: PublicCase, partnership: Partnership, *, is_public: bool) -> None:
    contact = partnership.contacts.get(OFFICE)
    ways = [way for way in (contact.email, contact.url, contact.telephone) if way] if contact else []
    where = f"the {partnership.name_of(OFFICE)}{f', {ways[0]}{_checked(contact)}' if contact and ways else ''}"
    document.add_paragraph(
        "Read the briefing first, then talk about the questions. Write down what you said and what you will change. "
        f"You can leave a box empty. Save this file as a Word file (.docx) and send it to {where}."
    )
    names = document.add_paragraph()
    names.add_run("Write no names of children, families, patients or staff,").bold = True
    names.add_run(" and nothing from which a reader could tell who is meant.")
    if is_public:
        document.add_paragraph(f"The briefing: {absolute(partnership.site_url, f'briefings/{case.reference}/')}")


def _checked(contact: Contact) -> str:
    """When somebody made sure that an address is right: the file is kept, and opened later."""
    return f" (checked on {in_words(contact.checked)})" if contact.checked else " (check this address first)"


def _facts(document: Document, partnership: Partnership) -> None:
    agencies = [agency.name for agency in partnership.agencies.values() if agency.until is None]
    boxes = {
        "agency": choice_box("agency", FACTS["agency"], [*agencies, OTHER_AGENCY]),
        "met": date_box("met", FACTS["met"]),
    }
    table = _table(document, "Your meeting", (65, 105))
    for tag, label in FACTS.items():
        row = _row(table, FACT_ROOM)
        asks = row.cells[0].paragraphs[0]
        with _marked(asks, f"{ASKS}{tag}"):
            asks.add_run(label).bold = True
        _fill(row.cells[1], tag, boxes.get(tag, text_box(tag, label)))


def _questions(document: Document, questions: Iterable[Prose]) -> None:
    writer = Writer(document)
    counted = writer.anew("List Number")
    for number, question in enumerate(questions, start=1):
        asked = document.add_heading("", 3)
        writer.count_on(asked, counted)
        with _marked(asked, f"{ASKS}{ANSWER}{number}"):
            writer.runs(asked, _in_line(question))
        _answer(document, f"{ANSWER}{number}", f"Answer to question {number}", ANSWER_ROOM)


def _in_line(text: Prose) -> Iterator[Element | str]:
    for number, block in enumerate(text.blocks):
        if number:
            yield Element("break")
        yield from block.children


def _answer(document: Document, tag: str, title: str, room: float) -> None:
    _fill(_row(_table(document, title, (170,)), room).cells[0], tag, text_box(tag, title))


def _changes(document: Document) -> None:
    table = _table(document, "What we will change", (62, 32, 30, 46))
    head = _row(table, 0)
    head._tr.get_or_add_trPr().append(_any(element("w:tblHeader")))
    for cell, (name, label) in zip(head.cells, COLUMNS.items(), strict=True):
        paragraph = cell.paragraphs[0]
        with _marked(paragraph, f"{CHANGE}{OF}{name}"):
            paragraph.add_run(label).bold = True
    rows = []
    for _ in range(ROWS):
        row = _row(table, CHANGE_ROOM)
        for cell, (name, label) in zip(row.cells, COLUMNS.items(), strict=True):
            make = date_box if name == "by_when" else text_box
            cell.paragraphs[0]._p.append(_any(make(f"{CHANGE}{OF}{name}", label, locked=False)))
        rows.append(row._tr)
    table._tbl.append(_any(repeated(CHANGE, "What we will change", rows)))
    _quiet(
        document.add_paragraph(),
        "More rows: in Word, choose the plus sign at the end of the last row; elsewhere, add a row to the table.",
    )


def _which(document: Document, mark: Mark) -> None:
    """Which form this is, and of which case: read when the sheet comes back."""
    paragraph = document.add_paragraph()
    _quiet(paragraph, "Leave this line as it is. ")
    with _marked(paragraph, MARK):
        paragraph._p.append(_any(fixed(MARK, "Which form this is", str(mark), size=9)))


@contextmanager
def _marked(paragraph: Paragraph, tag: str) -> Iterator[None]:
    """A bookmark around what is written meanwhile."""
    start, end = place(tag)
    paragraph._p.append(_any(start))
    yield
    paragraph._p.append(_any(end))


def _any(made: etree._Element) -> Any:
    """The library says of its elements which may stand where; Word takes more than it knows."""
    return made


def _quiet(paragraph: Paragraph, words: str) -> None:
    paragraph.paragraph_format.space_before = Pt(4)
    run = paragraph.add_run(words)
    run.font.size, run.font.color.rgb = Pt(9), QUIET


def _table(document: Document, title: str, widths: tuple[float, ...]) -> Table:
    """A table of columns so many millimetres wide, with a title for whoever does not see it."""
    table: Table = document.add_table(0, len(widths))
    table.style = document.styles["Table Grid"]
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    table._tbl.tblPr.append(_any(element("w:tblCaption", {"val": title})))
    return table


def _row(table: Table, room: float) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    row.height, row.height_rule = Mm(room), WD_ROW_HEIGHT_RULE.AT_LEAST
    row._tr.get_or_add_trPr().insert(0, _any(element("w:cantSplit")))
    for cell, column in zip(row.cells, table.columns, strict=True):
        cell.width = column.width
    return row


def _fill(cell: _Cell, tag: str, box: etree._Element) -> None:
    """A box alone in its cell."""
    paragraph = cell.paragraphs[0]
    with _marked(paragraph, tag):
        paragraph._p.append(_any(box))
