"""The sheet itself: A4, for a team meeting, to fill in on screen or on paper and to send back."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from docx.document import Document
from docx.shared import Mm

from macros.pages.outward import absolute
from macros.pages.sentences import EXAMPLE
from macros.partnership.model import Partnership
from macros.prose import Element, Prose
from macros.public_view import PublicBriefing, PublicCase
from macros.team_sheet.parts import ANSWER, CHANGE, COLUMNS, FACTS, FORM, NOTE, NOTE_ASKS, VERSION
from macros.word import blank, digest_of_code, same_bytes
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
    return sha256(
        f"{digest_of_code(Path(__file__).parent)}\n{said!r}\n{partnership.model_dump_json()}".encode()
    ).hexdigest()


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
    every_page(document, title, mark)
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
    with marked(asks, f"{ASKS}{NOTE}"):
        asks.add_run(NOTE_ASKS)
    _answer(document, NOTE, NOTE_ASKS, NOTE_ROOM)
    which_form(document, Mark(FORM, VERSION, case.reference))
    return same_bytes(document)


def _example(document: Document) -> None:
    banner = document.add_paragraph()
    banner.paragraph_format.left_indent = banner.paragraph_format.right_indent = Mm(2)
    word, _, means = EXAMPLE.partition(" ")
    banner.add_run(f"{word} ").bold = True
    banner.add_run(means)
    put(banner, FRAME)


def _how(document: Document, case: PublicCase, partnership: Partnership, *, is_public: bool) -> None:
    contact = partnership.contacts.get(OFFICE)
    where = f"the {partnership.name_of(OFFICE)}{f', {contact.on_paper}' if contact else ''}"
    document.add_paragraph(
        "Read the briefing first, then talk about the questions. Write down what you said and what you will change. "
        f"You can leave a box empty. Save this file as a Word file (.docx) and send it to {where}."
    )
    names = document.add_paragraph()
    names.add_run("Write no names of children, families, patients or staff,").bold = True
    names.add_run(" and nothing from which a reader could tell who is meant.")
    if is_public:
        document.add_paragraph(f"The briefing: {absolute(partnership.site_url, f'briefings/{case.reference}/')}")


def _facts(document: Document, partnership: Partnership) -> None:
    agencies = [agency.name for agency in partnership.agencies.values() if agency.until is None]
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
