"""Words into a Word document: the tree of a text as paragraphs, headings and lists."""

from collections.abc import Callable, Iterable, Iterator

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from macros.prose import Element

SPACE = nsdecls("w")
Write = Callable[[Paragraph, str, bool, bool], None]


def write(paragraph: Paragraph, words: str, bold: bool = False, italic: bool = False) -> None:
    """Words at the end of a paragraph."""
    run = paragraph.add_run(words)
    run.bold, run.italic = bold or None, italic or None


class Writer:
    """Writes texts at the end of a document; ``write`` puts plain words into a paragraph."""

    def __init__(self, document: Document, write: Write = write) -> None:
        self.document, self.put = document, write

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
                    self.count_on(paragraph, number)
                self.runs(paragraph, part)

    def anew(self, style: str) -> int:
        """The number of a list that begins at 1 again: Word would go on counting from the list before."""
        of_style = self.document.styles[style].element.pPr.numPr.numId.val
        numbering = self.document.part.numbering_part.element
        kind = numbering.num_having_numId(of_style).abstractNumId.val
        number = numbering.add_num(kind)
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(number.numId)

    def count_on(self, paragraph: Paragraph, number: int) -> None:
        """Make a paragraph the next point of a list, by the list's number."""
        put(paragraph, f'<w:numPr {SPACE}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')

    def runs(
        self, paragraph: Paragraph, parts: Iterable[Element | str], bold: bool = False, italic: bool = False
    ) -> None:
        for part in parts:
            if isinstance(part, str):
                self.put(paragraph, part, bold, italic)
            elif part.kind == "break":
                paragraph.add_run().add_break()
            else:
                self.runs(paragraph, part.children, bold or part.kind == "strong", italic or part.kind == "emphasis")


def put(paragraph: Paragraph, xml: str) -> None:
    """One more property of a paragraph, at the place where Word looks for it."""
    after = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")
    paragraph._p.get_or_add_pPr().insert_element_before(parse_xml(xml), *after)


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
