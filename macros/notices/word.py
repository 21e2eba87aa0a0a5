"""A draft as a Word file: A4, a letter's layout, DRAFT on every page, the same bytes for the same draft."""

import re

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from macros.notices import Draft
from macros.word import blank, same_bytes
from macros.word.writing import SPACE, Writer, put, write

MARK = "DRAFT \u2013 not sent"
_BLANK = re.compile(r"(\[[^\[\]]*\])")
_SIDES = "".join(
    f'<w:{side} w:val="single" w:sz="8" w:space="6" w:color="767676"/>' for side in ("top", "left", "bottom", "right")
)
BOX = f"<w:pBdr {SPACE}>{_SIDES}</w:pBdr>"


def as_word(draft: Draft) -> bytes:
    """The bytes of the Word file of a draft."""
    document = blank(draft.title)
    _head(document)
    _to_do(document, draft)
    if draft.kind != "letter":
        _line(
            document, "To", f"{draft.recipient} <{draft.address}>" if draft.address else f"{draft.recipient} [address]"
        )
        _line(document, "Subject", draft.subject)
    if draft.kind == "statement":
        document.add_heading(draft.title, 1)
    Writer(document, _write).write(draft.body)
    return same_bytes(document)


def _head(document: Document) -> None:
    """The mark on every page."""
    header = document.sections[0].header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    mark = header.add_run(MARK)
    mark.bold = True
    mark.font.color.rgb = RGBColor(0xA0, 0x10, 0x10)


def _to_do(document: Document, draft: Draft) -> None:
    """What to do before it is sent, in a box."""
    lines = ["Before you send this: take this box out.", *draft.first]
    for number, words in enumerate(lines):
        paragraph = document.add_paragraph()
        _write(paragraph, words, number == 0)
        paragraph.paragraph_format.space_after = Pt(3)
        for run in paragraph.runs:
            run.font.size = Pt(9)
        put(paragraph, BOX)
    document.add_paragraph()


def _line(document: Document, label: str, words: str) -> None:
    paragraph = document.add_paragraph()
    _write(paragraph, f"{label}: ", True)
    _write(paragraph, words)


def _write(paragraph: Paragraph, words: str, bold: bool = False, italic: bool = False) -> None:
    """Words with every blank in them marked, so that none is sent."""
    for piece in _BLANK.split(words):
        if piece:
            write(paragraph, piece, bold, italic)
            if _BLANK.fullmatch(piece):
                paragraph.runs[-1].font.highlight_color = WD_COLOR_INDEX.YELLOW
