"""A draft as a Word file: A4, a letter's layout, DRAFT on every page, the same bytes for the same draft."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from macros.notices import Draft
from macros.prose import Element

MARK = "DRAFT \u2013 not sent"
FONT = "Arial"
# A zip has no earlier time.
NO_TIME = (1980, 1, 1, 0, 0, 0)
# What the library's own blank document brings along: a picture of somebody's page, a list of sources, a program's name.
NOT_OURS = ("/thumbnail", "/customXml", "/stylesWithEffects", "/extended-properties")
_BLANK = re.compile(r"(\[[^\[\]]*\])")
SPACE = nsdecls("w")
_SIDES = "".join(
    f'<w:{side} w:val="single" w:sz="8" w:space="6" w:color="767676"/>' for side in ("top", "left", "bottom", "right")
)
BOX = f"<w:pBdr {SPACE}>{_SIDES}</w:pBdr>"


def as_word(draft: Draft) -> bytes:
    """The bytes of the Word file of a draft."""
    document = docx.Document()
    _lay_out(document, draft)
    _to_do(document, draft)
    if draft.kind != "letter":
        _line(
            document, "To", f"{draft.recipient} <{draft.address}>" if draft.address else f"{draft.recipient} [address]"
        )
        _line(document, "Subject", draft.subject)
    if draft.kind == "statement":
        document.add_heading(draft.title, 1)
    _Writer(document).write(draft.body)
    return _same_bytes(document)


def _lay_out(document: Document, draft: Draft) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(25)
    header = section.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    mark = header.add_run(MARK)
    mark.bold = True
    mark.font.color.rgb = RGBColor(0xA0, 0x10, 0x10)
    for name, size in (("Normal", 11), ("Heading 1", 16), ("Heading 2", 12), ("Heading 3", 11)):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [attribute for attribute in fonts.attrib if attribute.endswith(("Theme", "theme"))]:
            del fonts.attrib[theme]
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before = Pt(12 if name.startswith("Heading") else 0)
        style.paragraph_format.space_after = Pt(4 if name.startswith("Heading") else 8)
    for close in list(document.styles.element.iter(qn("w:contextualSpacing"))):
        close.getparent().remove(close)  # the points of a list would stand without space between
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), "en-GB")
    properties = document.core_properties
    properties.title, properties.language = draft.title, "en-GB"
    properties.author = properties.last_modified_by = properties.comments = ""
    for part in list(properties._element):
        if part.tag in (qn("dcterms:created"), qn("dcterms:modified"), qn("dc:creator"), qn("dc:description")):
            properties._element.remove(part)


def _to_do(document: Document, draft: Draft) -> None:
    """What to do before it is sent, in a box."""
    lines = ["Before you send this: take this box out.", *draft.first]
    for number, words in enumerate(lines):
        paragraph = document.add_paragraph()
        _write(paragraph, words, bold=number == 0)
        paragraph.paragraph_format.space_after = Pt(3)
        for run in paragraph.runs:
            run.font.size = Pt(9)
        _put(paragraph, BOX)
    document.add_paragraph()


def _line(document: Document, label: str, words: str) -> None:
    paragraph = document.add_paragraph()
    _write(paragraph, f"{label}: ", bold=True)
    _write(paragraph, words)


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document

    def write(self, blocks: Iterable[Element | str], depth: int = 0) -> None:
        for block in blocks:
            if isinstance(block, str):
                continue
            if block.kind == "heading":
                self.runs(self.document.add_heading("", block.number), block.children)
            elif block.kind in ("bullet-list", "numbered-list"):
                self.list(block, depth)
            else:
                self.runs(self.document.add_paragraph(), block.children)

    def list(self, block: Element, depth: int) -> None:
        level = f" {min(depth + 1, 3)}" if depth else ""
        numbered = block.kind == "numbered-list"
        number = self.anew(f"List Number{level}") if numbered else None
        for item in block.children:
            if isinstance(item, str):
                continue
            for place, part in enumerate(_paragraphs(item)):
                if isinstance(part, Element):
                    self.list(part, depth + 1)
                    continue
                style = f"List {'Number' if numbered else 'Bullet'}{level}" if place == 0 else f"List Continue{level}"
                paragraph = self.document.add_paragraph(style=style)
                paragraph.paragraph_format.space_after = Pt(4)
                if number is not None and place == 0:
                    _put(paragraph, f'<w:numPr {SPACE}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')
                self.runs(paragraph, part)

    def anew(self, style: str) -> int:
        """The number of a list that begins at 1 again: Word would go on counting from the list before."""
        of_style = self.document.styles[style].element.pPr.numPr.numId.val
        numbering = self.document.part.numbering_part.element
        kind = numbering.num_having_numId(of_style).abstractNumId.val
        number = numbering.add_num(kind)
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(number.numId)

    def runs(
        self, paragraph: Paragraph, parts: Iterable[Element | str], bold: bool = False, italic: bool = False
    ) -> None:
        for part in parts:
            if isinstance(part, str):
                _write(paragraph, part, bold=bold, italic=italic)
            elif part.kind == "break":
                paragraph.add_run().add_break()
            else:
                self.runs(paragraph, part.children, bold or part.kind == "strong", italic or part.kind == "emphasis")


def _paragraphs(item: Element) -> Iterator[tuple[Element | str, ...] | Element]:
    """What a point of a list holds: its paragraphs as their parts, and lists inside it."""
    line: tuple[Element | str, ...] = ()
    for part in item.children:
        if isinstance(part, Element) and part.kind in ("paragraph", "bullet-list", "numbered-list"):
            if line:
                yield line
            line = ()
            yield part.children if part.kind == "paragraph" else part
        else:
            line = (*line, part)
    if line:
        yield line


def _write(paragraph: Paragraph, words: str, *, bold: bool = False, italic: bool = False) -> None:
    """Words with every blank in them marked, so that none is sent."""
    for piece in _BLANK.split(words):
        if piece:
            run = paragraph.add_run(piece)
            run.bold, run.italic = bold or None, italic or None
            if _BLANK.fullmatch(piece):
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _put(paragraph: Paragraph, xml: str) -> None:
    """One more property of a paragraph, at the place where Word looks for it."""
    after = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")
    paragraph._p.get_or_add_pPr().insert_element_before(parse_xml(xml), *after)


def _same_bytes(document: Document) -> bytes:
    """The file without what is not ours, and without the time of its making."""
    for holder in (document.part.package, document.part):
        for name, relation in list(holder.rels.items()):
            if relation.reltype.endswith(NOT_OURS):
                del holder.rels[name]
    made, packed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            entry = zipfile.ZipInfo(part.filename, NO_TIME)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(part))
    return packed.getvalue()
