"""How forms are laid out: what stands on every page, tables with boxes in them, and what marks a place."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from docx.document import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from lxml import etree

from macros.word.controls import element, fixed, place
from macros.word.reading import FORM, Mark

QUIET = RGBColor(0x4F, 0x5A, 0x69)
LOUD = RGBColor(0x9B, 0x1C, 0x1C)
SHADE = "F2F4F6"
# Millimetres.
MARGIN = 20
WIDTH = 210 - 2 * MARGIN


def every_page(document: Document, title: str, mark: str | None) -> None:
    """Margins, a mark in the head of every page, and the title with the page's number at its foot."""
    section = document.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
    if mark:
        head = section.header.paragraphs[0]
        head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = head.add_run(mark)
        run.bold, run.font.color.rgb = True, LOUD
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run(f"{title} · page ")
    foot._p.append(_any(_number("PAGE")))
    foot.add_run(" of ")
    foot._p.append(_any(_number("NUMPAGES")))


def which_form(document: Document, mark: Mark) -> None:
    """Which form a file is, and of what: read when it comes back."""
    paragraph = document.add_paragraph()
    quiet(paragraph, "Leave this line as it is. ")
    with marked(paragraph, FORM):
        paragraph._p.append(_any(fixed(FORM, "Which form this is", str(mark), size=9)))


@contextmanager
def marked(paragraph: Paragraph, tag: str) -> Iterator[None]:
    """A bookmark around what is written meanwhile; none where there is no tag."""
    start, end = place(tag)
    if tag:
        paragraph._p.append(_any(start))
    yield
    if tag:
        paragraph._p.append(_any(end))


def add_place(paragraph: Paragraph, tag: str) -> None:
    """A bookmark around a paragraph as it is so far; none where there is no tag."""
    if not tag:
        return
    start, end = place(tag)
    paragraph._p.insert(0 if paragraph._p.pPr is None else 1, _any(start))
    paragraph._p.append(_any(end))


def quiet(paragraph: Paragraph, words: str) -> None:
    """Small words that help."""
    paragraph.paragraph_format.space_before = Pt(4)
    run = paragraph.add_run(words)
    run.font.size, run.font.color.rgb = Pt(9), QUIET


def new_table(document: Document, title: str, widths: tuple[float, ...], *, asks: bool = False) -> Table:
    """A table of columns so many millimetres wide, with a title for whoever does not see it.

    ``asks``: its first column says what stands in each row.
    """
    made: Table = document.add_table(0, len(widths))
    made.style = document.styles["Table Grid"]
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    properties = made._tbl.tblPr
    for look in properties.findall(qn("w:tblLook")):
        properties.remove(look)
    # What a screen reader takes for headings. A head row says so of itself as well.
    attributes = {"firstRow": "0", "lastRow": "0", "firstColumn": str(int(asks)), "lastColumn": "0"}
    properties.append(_any(element("w:tblLook", {**attributes, "noHBand": "1", "noVBand": "1"})))
    properties.append(_any(element("w:tblCaption", {"val": title})))
    return made


def new_row(of: Table, room: float, *, is_head: bool = False) -> _Row:
    """One more row, so many millimetres high at least. A head is said again on every page."""
    made: _Row = of.add_row()  # type: ignore[no-untyped-call]
    if room:
        made.height, made.height_rule = Mm(room), WD_ROW_HEIGHT_RULE.AT_LEAST
    properties = made._tr.get_or_add_trPr()
    properties.insert(0, _any(element("w:cantSplit")))
    if is_head:
        properties.append(_any(element("w:tblHeader")))
        for look in of._tbl.tblPr.findall(qn("w:tblLook")):
            look.set(qn("w:firstRow"), "1")
    for cell, column in zip(made.cells, of.columns, strict=True):
        cell.width = column.width
    return made


def fill(cell: _Cell, tag: str, box: etree._Element) -> None:
    """A box alone in its cell, which is known by the box's tag as well where it is given."""
    paragraph = cell.paragraphs[0]
    with marked(paragraph, tag):
        paragraph._p.append(_any(box))


def begin_block(of: _Row, *, is_first: bool) -> None:
    """A row with which a block of rows begins: not alone at the end of a page, and with a heavy line above it."""
    for cell in of.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True
        if is_first:
            continue
        line = element("w:top", {"val": "single", "sz": "24", "space": "0", "color": "4F5A69"})
        borders = element("w:tcBorders", None, line)
        properties = cell._tc.get_or_add_tcPr()
        shading = properties.find(qn("w:shd"))
        properties.insert(len(properties) if shading is None else properties.index(shading), _any(borders))


def shade(cell: _Cell) -> None:
    """A cell that asks, told from those that are filled in."""
    shading = element("w:shd", {"val": "clear", "color": "auto", "fill": SHADE})
    cell._tc.get_or_add_tcPr().append(_any(shading))


def add(paragraph: Paragraph, made: etree._Element) -> None:
    """An element of ours at the end of a paragraph."""
    paragraph._p.append(_any(made))


def add_rows(to: Table, made: etree._Element) -> None:
    """Rows that are repeated at the end of a table."""
    to._tbl.append(_any(made))


def _number(name: str) -> etree._Element:
    """A number that the program works out."""
    number = element("w:t")
    number.text = "1"
    return element("w:fldSimple", {"instr": name}, element("w:r", None, number))


def _any(made: etree._Element) -> Any:
    """The library says of its elements which may stand where; Word takes more than it knows."""
    return made
