"""The text of a record into Word, so that what `prose_in` reads is the same text.

Each list counts for itself, by a number of its own. What stands in lists and quotes says so by the
name of its style ("Quote in List 2"): programs keep that, and what somebody adds there has it too.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import cast

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import _Cell
from lxml import etree

from macros.prose import Element, Prose
from macros.word.controls import element, place
from macros.word.prose_book import SITE
from macros.word.prose_runs import Run, in_lines, like

# The deepest level of a list that Word knows.
_DEEPEST = 8
# In twentieths of a point: a step to the right, the space after a paragraph, and how wide a page's text is.
_STEP, _ROOM, _WIDE = 360, 160, 9072
_NAMES = {"": "List Continue", "bullet-list": "List Bullet", "numbered-list": "List Number"}
_RELATION = qn("r:id")


def write_prose(document: Document, into: Document | _Cell, prose: Prose) -> None:
    """Write a text at the end of a document made from our blank, or of a cell in it: an empty first line is used up."""
    blocks = _Blocks(document.element.body if isinstance(into, Document) else into._tc)
    marks = [mark for block in prose.blocks for mark in _marks(block)]
    again = frozenset(mark.number for mark in marks if mark.target)
    _Writer(document, document.part, blocks, prose.notes, again).write(prose.blocks)


def _marks(element: Element) -> Iterator[Element]:
    """The marks of footnotes in an element."""
    for child in element.children:
        if isinstance(child, Element):
            yield from [child] if child.kind == "note" else _marks(child)


class _Blocks:
    """Where paragraphs and tables are put, one after another."""

    def __init__(self, parent: etree._Element) -> None:
        self.parent = parent
        last = parent[-1] if len(parent) else None
        passed = (qn("w:pPr"), qn("w:bookmarkStart"), qn("w:bookmarkEnd"))
        is_free = last is not None and last.tag == qn("w:p") and all(node.tag in passed for node in last)
        # Every cell has a paragraph from its beginning. What marks it stays around the words.
        self.free = last if is_free and parent.tag == qn("w:tc") else None

    def put(self, block: etree._Element) -> None:
        last = self.parent[-1] if len(self.parent) else None
        if last is not None and last.tag == qn("w:sectPr"):
            last.addprevious(block)
        else:
            self.parent.append(block)
        if self.free is not None and block.tag == qn("w:p"):
            for node in self.free.findall(qn("w:bookmarkEnd")):
                block.append(node)
            for node in reversed(self.free.findall(qn("w:bookmarkStart"))):
                block.insert(1, node)
            self.parent.remove(self.free)
        self.free = None


class _Writer:
    """Writes blocks into one part of a document; ``again`` are the notes that several marks point to."""

    def __init__(
        self,
        document: Document,
        part: Part,
        blocks: _Blocks,
        notes: Sequence[Sequence[Element]] = (),
        again: frozenset[int] = frozenset(),
    ) -> None:
        self.document, self.part, self.blocks, self.notes, self.again = document, part, blocks, notes, again
        self.usual = ""
        # What stands at the beginning of the first paragraph.
        self.begins: list[etree._Element] = []
        self._styles: dict[str, str] = {
            (node.find(qn("w:name")).get(qn("w:val")) or "").lower(): node.get(qn("w:styleId")) or ""
            for node in document.styles.element.iterchildren(qn("w:style"))
        }
        self._ids: dict[int, str] = {}

    def write(self, blocks: Iterable[Element], path: str = "", *, has_room: bool = False) -> None:
        """Write blocks that stand in lists (``l``) and quotes (``q``), the outermost first."""
        last = ""
        for block in blocks:
            if block.kind == "heading":
                self.blocks.put(self._paragraph(block.children, f"Heading {block.number}"))
            elif block.kind in ("bullet-list", "numbered-list"):
                self._list(block, path + "l")
            elif block.kind == "quote":
                # Between two quotes beside each other stands an empty line, or they were one.
                if last == "quote":
                    self._line((), path)
                self.write((part for part in block.children if isinstance(part, Element)), path + "q")
            elif block.kind == "table":
                self._table(block)
            else:
                self._line(block.children, path, has_room=has_room and path.endswith("l"))
            last = block.kind

    def _list(self, block: Element, path: str) -> None:
        items = [list(in_lines(item.children)) for item in block.children if isinstance(item, Element)]
        has_room = any(part.kind == "paragraph" for item in items for part in item)
        number = self._new_list(block, path)
        for item in items:
            begins = bool(item) and item[0].kind in ("paragraph", "line")
            self._line(item[0].children if begins else (), path, block.kind, number, has_room=has_room)
            self.write(item[begins:], path, has_room=has_room)

    def _new_list(self, block: Element, path: str) -> str:
        """The number of a list that counts for itself. Its kind is its own too, or LibreOffice joins it to others."""
        numbering = self.document.part.numbering_part.element
        kinds, numbers = numbering.findall(qn("w:abstractNum")), numbering.findall(qn("w:num"))
        kind = str(int(kinds[-1].get(qn("w:abstractNumId"), "0")) + 1)
        number = str(int(numbers[-1].get(qn("w:numId"), "0")) + 1)
        many = element("w:multiLevelType", {"val": "multilevel"})
        # All levels of Word, so that somebody can move a point to another one.
        levels = (self._level(block, path, level) for level in range(_DEEPEST + 1))
        kinds[-1].addnext(element("w:abstractNum", {"abstractNumId": kind}, many, *levels))
        numbers[-1].addnext(element("w:num", {"numId": number}, element("w:abstractNumId", {"val": kind})))
        return number

    def _level(self, block: Element, path: str, level: int) -> etree._Element:
        is_numbered, own = block.kind == "numbered-list", _level(path)
        space = {"left": str(_STEP * (len(path) + level - own)), "hanging": str(_STEP)}
        return element(
            "w:lvl",
            {"ilvl": str(level)},
            element("w:start", {"val": str(block.number if is_numbered and level == own else 1)}),
            element("w:numFmt", {"val": "decimal" if is_numbered else "bullet"}),
            element("w:lvlText", {"val": f"%{level + 1}." if is_numbered else "\u2022"}),
            element("w:lvlJc", {"val": "left"}),
            element("w:pPr", None, element("w:ind", space)),
        )

    def _line(
        self, parts: Iterable[Element | str], path: str, kind: str = "", number: str = "", *, has_room: bool = False
    ) -> None:
        """A paragraph in lists and quotes; with the ``number`` of a list it begins a point."""
        others = []
        if number:
            level = element("w:ilvl", {"val": str(_level(path))})
            others.append(element("w:numPr", None, level, element("w:numId", {"val": number})))
        if has_room:
            others.append(element("w:spacing", {"after": str(_ROOM)}))
        self.blocks.put(self._paragraph(parts, _style_of(path, kind) or self.usual, path, others))

    def _paragraph(
        self, parts: Iterable[Element | str], style: str, path: str = "", others: Iterable[etree._Element] = ()
    ) -> etree._Element:
        named = [element("w:pStyle", {"val": self._style_id(style, path)})] if style else []
        paragraph = element("w:p", None, element("w:pPr", None, *named, *others), *self.begins, *self._runs(parts))
        self.begins = []
        return paragraph

    def _style_id(self, name: str, path: str) -> str:
        """The id of a style, which is made where the blank has none for so many lists and quotes."""
        if name.lower() not in self._styles:
            base = "Quote" if path.endswith("q") else "Normal"
            space = [element("w:spacing", {"after": "80"})] if path.endswith("l") else []
            look = element("w:pPr", None, *space, element("w:ind", {"left": str(_STEP * len(path))}))
            told = [element("w:name", {"val": name}), element("w:basedOn", {"val": base})]
            id = name.replace(" ", "")
            style = element("w:style", {"type": "paragraph", "customStyle": "1", "styleId": id}, *told, look)
            self.document.styles.element.append(style)
            self._styles[name.lower()] = id
        return self._styles[name.lower()]

    # Tables

    def _table(self, table: Element) -> None:
        rows = [row for part in table.children if isinstance(part, Element) for row in part.children]
        cells = [
            [cell for cell in row.children if isinstance(cell, Element)] for row in rows if isinstance(row, Element)
        ]
        width = str(_WIDE // len(cells[0]))
        look = element(
            "w:tblPr",
            None,
            element("w:tblStyle", {"val": "TableGrid"}),
            element("w:tblW", {"w": "5000", "type": "pct"}),
            element("w:tblLook", {"val": "0620"}),
        )
        grid = element("w:tblGrid", None, *(element("w:gridCol", {"w": width}) for _ in cells[0]))
        made = element("w:tbl", None, look, grid)
        for number, row in enumerate(cells):
            is_head = [] if number else [element("w:trPr", None, element("w:tblHeader"))]
            made.append(element("w:tr", None, *is_head, *(self._cell(cell, width) for cell in row)))
        self.blocks.put(made)
        # Tables are not joined, and no cell ends with one.
        self.blocks.put(element("w:p"))

    def _cell(self, cell: Element, width: str) -> etree._Element:
        side = [element("w:jc", {"val": cell.align})] if cell.align else []
        paragraph = self._paragraph(cell.children, "Table Head" if cell.kind == "head-cell" else "", others=side)
        return element("w:tc", None, element("w:tcPr", None, element("w:tcW", {"w": width, "type": "dxa"})), paragraph)

    # Within a paragraph

    def _runs(self, parts: Iterable[Element | str]) -> Iterator[etree._Element]:
        for link, runs in groupby(like(parts), lambda run: run.link):
            made = [node for run in runs for node in self._run(run)]
            # Of a link to a place on a page LibreOffice keeps what is of one look.
            for piece in [[node] for node in made] if "#" in link else [made]:
                yield from [self._link(link, piece)] if link else piece

    def _run(self, run: Run) -> list[etree._Element]:
        if run.kind == "note":
            return self._note(run.note)
        look = [element("w:rStyle", {"val": "Hyperlink"})] if run.link else []
        look += [element("w:b")] if run.bold else []
        look += [element("w:i")] if run.italic else []
        said = element("w:br") if run.kind == "break" else _words(run.text)
        return [element("w:r", None, *([element("w:rPr", None, *look)] if look else []), said)]

    def _link(self, target: str, runs: Iterable[etree._Element]) -> etree._Element:
        link = element("w:hyperlink", {"history": "1"}, *runs)
        target = f"{SITE}{target}" if target.startswith("/") else target
        link.set(_RELATION, self.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        return link

    # Footnotes

    def _note(self, number: int) -> list[etree._Element]:
        """A mark for a footnote. The second for the same one is a field that repeats the number of the first."""
        if number in self._ids:
            name = f"_RefNote{self._ids[number]}"
            runs = [
                element("w:fldChar", {"fldCharType": "begin"}),
                _words(f" NOTEREF {name} \\f \\h ", "w:instrText"),
                element("w:fldChar", {"fldCharType": "separate"}),
                _words(self._ids[number]),
                element("w:fldChar", {"fldCharType": "end"}),
            ]
            return [_raised(run) for run in runs]
        part = _footnotes(self.document)
        id = self._ids[number] = str(max(int(node.get(qn("w:id"), "0")) for node in part.element) + 1)
        note = element("w:footnote", {"id": id})
        part.element.append(cast(BaseOxmlElement, note))
        writer = _Writer(self.document, part, _Blocks(note))
        writer.usual = "footnote text"
        writer.begins = [_raised(element("w:footnoteRef")), element("w:r", None, _words(" "))]
        blocks = self.notes[number - 1]
        if not blocks or blocks[0].kind != "paragraph":
            writer._line((), "")
        writer.write(blocks)
        mark = [_raised(element("w:footnoteReference", {"id": id}))]
        if number in self.again:
            start, end = place(f"_RefNote{id}")
            mark = [start, *mark, end]
        return mark


def _level(path: str) -> int:
    return min(path.count("l") - 1, _DEEPEST)


def _style_of(path: str, kind: str) -> str:
    """The name of the style for a path, the innermost first: "List Bullet 2 in Quote"."""
    names: list[str] = []
    for sign, group in groupby(reversed(path)):
        name = "Quote" if sign == "q" else "List" if names else _NAMES[kind]
        times = len(list(group))
        names.append(f"{name} {times}" if times > 1 else name)
    return " in ".join(names)


def _words(text: str, name: str = "w:t") -> etree._Element:
    made = element(name)
    made.text = text
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def _raised(inside: etree._Element) -> etree._Element:
    """A run that looks like the mark of a footnote."""
    return element("w:r", None, element("w:rPr", None, element("w:rStyle", {"val": "FootnoteReference"})), inside)


def _footnotes(document: Document) -> XmlPart:
    """The footnotes of a document, which has none before the first."""
    main = document.part
    for relation in main.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FOOTNOTES:
            assert isinstance(relation.target_part, XmlPart)
            return relation.target_part
    lines = {"separator": "-1", "continuationSeparator": "0"}
    notes = cast(BaseOxmlElement, element("w:footnotes"))
    for kind, id in lines.items():
        space = element("w:pPr", None, element("w:spacing", {"after": "0", "line": "240", "lineRule": "auto"}))
        line = element("w:p", None, space, element("w:r", None, element(f"w:{kind}")))
        notes.append(cast(BaseOxmlElement, element("w:footnote", {"type": kind, "id": id}, line)))
    part = XmlPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, notes, main.package)
    main.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    named = element("w:footnotePr", None, *(element("w:footnote", {"id": id}) for id in lines.values()))
    compat = document.settings.element.find(qn("w:compat"))
    assert compat is not None
    compat.addprevious(named)
    return part
