"""Reports as reviewers write them in Word: headings, lists, tables, footnotes, and what Word puts around them."""

from collections.abc import Iterable

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph
from lxml import etree

from tests.returned import part, saved, with_parts

W = nsdecls("w")
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RULE = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'


class Written:
    """A report that is being written: each call puts more at its end."""

    def __init__(self) -> None:
        self.document: Document = docx.Document()
        self.notes: list[str] = []

    def title(self, *lines: str) -> "Written":
        for style, words in zip(("Title", "Subtitle"), lines, strict=False):
            self.document.add_paragraph(words, style=style)
        return self

    def head(self, words: str, level: int = 1) -> "Written":
        self.document.add_heading(words, level)
        return self

    def text(self, *pieces: str, style: str | None = None) -> "Written":
        """A paragraph. A piece between stars is bold or italic as in Markdown, one that begins with ^ is a footnote."""
        paragraph = self.document.add_paragraph(style=style)
        for piece in pieces:
            if piece.startswith("^"):
                self._note(paragraph, piece[1:])
            else:
                run = paragraph.add_run(piece.strip("*") if piece.startswith("*") else piece)
                run.bold = piece.startswith("**") or None
                run.italic = (piece.startswith("*") and not piece.startswith("**")) or None
        return self

    def points(self, *lines: str, style: str = "List Bullet") -> "Written":
        for line in lines:
            self.document.add_paragraph(line, style=style)
        return self

    def table(self, *rows: Iterable[str]) -> "Written":
        cells = [list(row) for row in rows]
        table = self.document.add_table(len(cells), len(cells[0]), style="Table Grid")
        for row, words in zip(table.rows, cells, strict=True):
            for cell, text in zip(row.cells, words, strict=True):
                cell.text = text
        return self

    def put(self, xml: str) -> "Written":
        """A block as it stands in the file."""
        self.document.element.body.insert(-1, parse_xml(xml))
        return self

    def into_last(self, xml: str) -> "Written":
        """Something at the end of the last paragraph."""
        add(self.document.paragraphs[-1], xml)
        return self

    def with_property(self, xml: str) -> "Written":
        """A property of the last paragraph."""
        properties: etree._Element = self.document.paragraphs[-1]._p.get_or_add_pPr()
        properties.append(parse_xml(xml))
        return self

    def contents(self, *lines: str) -> "Written":
        """A table of contents as Word makes it: a field over several paragraphs, which ends in one without words."""
        self.document.add_paragraph("Contents", style="TOC Heading")
        begin = '<w:r {}><w:fldChar w:fldCharType="begin"/></w:r>'
        code = '<w:r {}><w:instrText xml:space="preserve"> TOC \\o "1-3" \\h \\z \\u </w:instrText></w:r>'
        shows = '<w:r {}><w:fldChar w:fldCharType="separate"/></w:r>'
        first = self.document.add_paragraph()
        for xml in (begin, code, shows):
            add(first, xml.format(W))
        first.add_run(lines[0])
        for line in lines[1:]:
            self.document.add_paragraph(line)
        return self.put(f'<w:p {W}><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')

    def file(self) -> bytes:
        data = saved(self.document)
        return with_footnotes(data, self.notes) if self.notes else data

    def _note(self, paragraph: Paragraph, words: str) -> None:
        self.notes.append(words)
        add(paragraph, f'<w:r {W}><w:footnoteReference w:id="{len(self.notes)}"/></w:r>')


def add(paragraph: Paragraph, xml: str) -> None:
    """Something at the end of a paragraph, as it stands in the file."""
    parent: etree._Element = paragraph._p
    parent.append(parse_xml(xml))


def with_footnotes(data: bytes, notes: Iterable[str]) -> bytes:
    """A file with footnotes, whose text points to them as 1, 2 and so on."""
    written = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {words}</w:t></w:r></w:p></w:footnote>'
        for number, words in enumerate(notes, start=1)
    )
    kinds = etree.fromstring(part(data, "[Content_Types].xml"))
    etree.SubElement(
        kinds, "{*}Override".replace("*", kinds.nsmap[None]), PartName="/word/footnotes.xml", ContentType=_KIND
    )
    relations = etree.fromstring(part(data, "word/_rels/document.xml.rels"))
    kind = "{*}Relationship".replace("*", relations.nsmap[None])
    etree.SubElement(relations, kind, Id="rIdNotes", Type=_RELATION, Target="footnotes.xml")
    changed = {
        "[Content_Types].xml": etree.tostring(kinds),
        "word/_rels/document.xml.rels": etree.tostring(relations),
        "word/footnotes.xml": f"<w:footnotes {W}>{_RULE}{written}</w:footnotes>".encode(),
    }
    return with_parts(data, changed)
