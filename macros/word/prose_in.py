"""Word blocks into Markdown: a text that somebody wrote or changed in Word, as a record holds it.

Only the text, its footnotes and its links are read. What a record cannot hold is a fault with its
place in words, and nothing of what stands there.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from lxml import etree

from macros.prose import Element
from macros.word.controls import is_empty_box
from macros.word.prose_book import MOST_LEVELS, VALUE, Book, Level, Numbering, Style, W, indent_of, is_on, number_of
from macros.word.prose_lists import Line, Outline
from macros.word.prose_runs import row, says_something
from macros.word.prose_source import note_of, pieces_of
from macros.word.prose_words import NOTES, OTHER, PASSED_OVER, REFUSED, WordsReader

__all__ = ["Book", "Fault", "Read", "read_prose"]

Parts = tuple[Element | str, ...]

MOST_FAULTS = 50
LAST_HEADING = 6
# Word makes no table wider.
MOST_COLUMNS = 63
_ROOM = 120
_AROUND = frozenset(f"{W}{name}" for name in ("body", "tc", "sdtContent", "customXml", "footnote", "endnote"))
# LibreOffice writes `start` everywhere.
_SIDES = {"left": "left", "center": "center", "right": "right", "end": "right"}
KINDS = {"bullet": "bullet-list", "number": "numbered-list"}


class Fault(NamedTuple):
    """Something in a text that a record cannot hold: where a person finds it, and what to do."""

    place: str
    message: str


@dataclass(frozen=True, slots=True)
class Read:
    """A text as Markdown. ``starts`` are the places of its blocks, each with where in the source it begins."""

    source: str
    faults: tuple[Fault, ...] = ()
    starts: tuple[tuple[int, str], ...] = ()

    def place_of(self, offset: int) -> str:
        """Where a person finds in Word what stands in the source at an offset."""
        before = bisect_right([start for start, _ in self.starts], offset)
        return self.starts[before - 1][1] if before else ""


def read_prose(blocks: Iterable[etree._Element], book: Book, headings_from: int | None = None) -> Read:
    """The text of paragraphs, tables and boxes of a Word file (or of what holds them), as ``parse`` takes it.

    Its highest headings get the level ``headings_from``; where that is None, they are faults.
    """
    nodes = list(blocks)
    return _Reader(book, headings_from, _marked_notes(nodes)).read(nodes)


class _Reader:
    def __init__(self, book: Book, headings_from: int | None, marked: dict[str, tuple[str, str]]) -> None:
        self.book, self.headings_from = book, headings_from
        self.words = WordsReader(book, self._fault, self._place, marked)
        self.faults: dict[Fault, None] = {}
        self.heading = self.paragraph = self.table = self.note = 0
        self.cell = ""
        self.outline = Outline()
        self._levels: list[int] = []
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._anew: Counter[tuple[str, int]] = Counter()

    def read(self, blocks: list[etree._Element]) -> Read:
        placed = self._text(blocks)
        pieces = [*zip((place for place, _ in placed), pieces_of([block for _, block in placed]), strict=True)]
        # No note points to another, so there are no more of them at the end.
        for (kind, id), number in list(self.words.notes.items()):
            self.note, self.words.note_kind = number, kind
            note = [block for _, block in self._text([self.book.notes[kind, id]])]
            pieces.append((self._place(), note_of(number, note)))
        starts: list[tuple[int, str]] = []
        length = 0
        for place, lines in pieces:
            starts.append((length, place))
            length += sum(map(len, lines)) + len(lines) + 1
        source = "\n\n".join("\n".join(lines) for _, lines in pieces)
        return Read(source, tuple(islice(self.faults, MOST_FAULTS)), tuple(starts))

    def _text(self, blocks: Iterable[etree._Element]) -> list[tuple[str, Element]]:
        self.outline = Outline()
        for node in _inside(blocks):
            if node.tag == f"{W}tbl":
                self._table(node)
            elif node.tag in (f"{W}p", f"{W}sdtContent"):
                self._paragraph(node)
            else:
                self._fault(REFUSED.get(str(node.tag), OTHER))
        self.words.end()
        return self.outline.read()

    def _fault(self, message: str, place: str | None = None) -> None:
        self.faults[Fault(self._place() if place is None else place, message)] = None

    def _place(self) -> str:
        if self.note:
            return f"footnote {self.note}"
        if self.cell:
            return self.cell
        if not self.paragraph:
            return f"heading {self.heading}" if self.heading else "the beginning"
        return f"paragraph {self.paragraph}{f' under heading {self.heading}' if self.heading else ''}"

    # Paragraphs

    def _paragraph(self, node: etree._Element) -> None:
        style_id, style = self.book.style_of(node)
        level = self.book.level(node)
        if style.is_contents:
            self._passed_over(node, style)
        elif level and not self.note:
            self._heading(node, style, level)
        else:
            self.paragraph += 1
            before = len(self.faults)
            parts = tuple(self.words.read(node, style))
            is_empty = not says_something(parts)
            self._line(() if is_empty else parts, node.find(f"{W}pPr"), style_id, style)
            if is_empty and len(self.faults) == before:
                self.paragraph -= 1

    def _passed_over(self, node: etree._Element, style: Style) -> None:
        """A line of a table of contents; a field that begins or ends in it does so."""
        before = dict(self.faults)
        self.words.read(node, style)
        self.faults = before

    def _heading(self, node: etree._Element, style: Style, level: int) -> None:
        self.heading, self.paragraph = self.heading + 1, 0
        words = row(self.words.read(node, style), breaks=False)
        if not words:
            self.heading -= 1
            return
        if any(run.note or run.link for run in words):
            self._fault("a footnote or a link in a heading; move it into the text below")
        text = "".join(run.text for run in words)
        if self.headings_from is None:
            self._fault("a heading; here a paragraph of its own will do")
            self.outline.add(Element("paragraph", (text,)), self._place())
            return
        while self._levels and self._levels[-1] >= level:
            self._levels.pop()
        self._levels.append(level)
        number = min(self.headings_from + len(self._levels) - 1, LAST_HEADING)
        self.outline.add(Element("heading", (text,), number=number), self._place())

    def _line(self, parts: Parts, properties: etree._Element | None, style_id: str, style: Style) -> None:
        path = style.path or ""
        listed = self._listed(properties, style_id, style)
        if listed is None:
            line = Line(parts, path, indent=indent_of(properties) or style.indent or 0)
            if parts:
                self.outline.add_line(line, self._place())
            else:
                self.outline.add_nothing(path)
            return
        list_id, level, kind, number, indent = listed
        # As deep as its style or its level puts it, whichever is deeper, and in a list in any case.
        path += "l" * max(level + 1 - path.count("l"), 0 if path.endswith("l") else 1)
        line = Line(parts, path, KINDS[kind], list_id, number, indent, _has_room(properties))
        self.outline.add_line(line, self._place())

    def _listed(
        self, properties: etree._Element | None, style_id: str, style: Style
    ) -> tuple[str, int, str, int, int] | None:
        """The list of a paragraph, its level there, what stands before it, and where its words begin."""
        direct = properties.find(f"{W}numPr") if properties is not None else None
        id = direct.find(f"{W}numId") if direct is not None else None
        list_id = style.list_id if id is None else id.get(VALUE)
        numbering = self.book.lists.get(list_id or "")
        if numbering is None:
            return ("", 0, style.marker, 1, 0) if style.marker and list_id != "0" else None
        level = number_of(direct.find(f"{W}ilvl")) if direct is not None else None
        if level is None:
            level = numbering.of_styles.get(style_id, 0) if style.level is None else style.level
        level = min(max(level, 0), MOST_LEVELS - 1)
        found = numbering.levels.get(level, Level())
        if found.kind == "none":
            return None
        indent = indent_of(properties) or found.indent or style.indent or 0
        number = self._count(list_id or "", numbering, level, found)
        # Word goes on counting from list to list of the same kind: they are one, until it is told to begin anew.
        begun = self._anew[numbering.counts_with, level]
        return f"{numbering.counts_with} {begun}", level, found.kind, number, indent

    def _count(self, list_id: str, numbering: Numbering, level: int, found: Level) -> int:
        """The number before a point, as Word counts: a level begins again after one above it."""
        counters = self._counters.setdefault(numbering.counts_with, {})
        if level in numbering.starts and (list_id, level) not in self._begun:
            self._begun.add((list_id, level))
            self._anew[numbering.counts_with, level] += 1
            counters[level] = numbering.starts[level]
        else:
            counters[level] = counters.get(level, found.start - 1) + 1
        for deeper in range(level + 1, MOST_LEVELS):
            counters.pop(deeper, None)
        return counters[level]

    # Tables

    def _table(self, table: etree._Element) -> None:
        if self.note:
            self._fault("a table in a footnote; move it into the text")
            return
        self.table += 1
        rows: list[list[Parts]] = []
        sides: list[list[str]] = []
        self._check(table)
        for row_number, tr in enumerate(_children(table, f"{W}tr"), start=1):
            self.cell = f"table {self.table}, row {row_number}"
            self._check(tr)
            rows.append([])
            sides.append([])
            for column, cell in enumerate(islice(_children(tr, f"{W}tc"), MOST_COLUMNS + 1), start=1):
                self.cell = f"table {self.table}, row {row_number}, column {column}"
                self._check(cell)
                parts, side = self._cell(cell)
                rows[-1].append(parts)
                sides[-1].append(side)
        self.cell = ""
        if rows and any(rows):
            self.outline.add(_table_of(rows, sides), f"table {self.table}")

    def _check(self, node: etree._Element) -> None:
        """What the properties of a table, a row or a cell say that cannot be said in a record."""
        for properties in node:
            if properties.tag in (f"{W}tblPr", f"{W}tblGrid", f"{W}tblPrEx", f"{W}trPr", f"{W}tcPr"):
                for found in properties.iter(*REFUSED):
                    self._fault(REFUSED[str(found.tag)])
                wide = number_of(properties.find(f"{W}gridSpan")) or 1
                if wide > 1 or any(properties.find(f"{W}{name}") is not None for name in ("vMerge", "hMerge")):
                    self._fault("merged cells; split them, and write into each what it says")

    def _cell(self, cell: etree._Element) -> tuple[Parts, str]:
        """The parts of a cell in one line, and the side that its text stands on."""
        parts: tuple[Element | str, ...] = ()
        side = ""
        for place, node in enumerate(_inside([cell])):
            if node.tag == f"{W}tbl":
                self._fault("a table inside a table; make it one of its own")
            elif node.tag in (f"{W}p", f"{W}sdtContent"):
                properties = node.find(f"{W}pPr")
                style_id, style = self.book.style_of(node)
                parts = (*parts, " ", *self.words.read(node, style))
                if self._listed(properties, style_id, style) and says_something(parts):
                    self._fault("a list in a table; write it as a sentence, or below the table")
                if place == 0 and properties is not None and (jc := properties.find(f"{W}jc")) is not None:
                    side = _SIDES.get(jc.get(VALUE) or "", "")
            else:
                self._fault(REFUSED.get(str(node.tag), OTHER))
        return parts, side


def _table_of(rows: Sequence[Sequence[Parts]], sides: Sequence[Sequence[str]]) -> Element:
    """A table whose first row is its head. A column has a side where all of its cells have that one."""
    width = max(map(len, rows))
    aligns: list[str] = []
    for column in range(width):
        found = {row[column] for row in sides[1:] or sides if column < len(row)}
        aligns.append(found.pop() if len(found) == 1 else "")
    head = [*rows[0], *[()] * (width - len(rows[0]))]
    first = Element(
        "row", tuple(Element("head-cell", parts, align=side) for parts, side in zip(head, aligns, strict=True))
    )
    body = (Element("row", tuple(Element("cell", parts) for parts in row)) for row in rows[1:])
    return Element("table", (Element("table-head", (first,)), Element("table-body", tuple(body))))


def _has_room(properties: etree._Element | None) -> bool:
    """Whether a paragraph has as much space after it as one of a text, and not the less of a list."""
    if properties is None or is_on(properties.find(f"{W}contextualSpacing")):
        return False
    return (number_of(properties.find(f"{W}spacing"), f"{W}after") or 0) >= _ROOM


def _inside(nodes: Iterable[etree._Element]) -> Iterator[etree._Element]:
    """Paragraphs, tables and what is neither, out of what is around them; no table of contents and no empty box."""
    for node in nodes:
        if node.tag in _AROUND:
            yield from _inside(node)
        elif node.tag == f"{W}sdt":
            gallery = node.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
            content = node.find(f"{W}sdtContent")
            is_contents = gallery is not None and gallery.get(VALUE) == "Table of Contents"
            if content is not None and not is_contents and not is_empty_box(node):
                holds_lines = any(child.tag in (f"{W}r", f"{W}hyperlink") for child in content)
                yield from [content] if holds_lines else _inside(content)
        elif node.tag not in PASSED_OVER and isinstance(node.tag, str):
            yield node


def _children(node: etree._Element, kind: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, those in a box too."""
    for child in node:
        if child.tag == kind:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            yield from _children(child, kind)


def _marked_notes(blocks: Iterable[etree._Element]) -> dict[str, tuple[str, str]]:
    """The first note after the beginning of each bookmark, by its name: other marks for it point to the bookmark.

    Where it ends says nothing: LibreOffice ends it before the note.
    """
    found: dict[str, tuple[str, str]] = {}
    names: list[str] = []
    for block in blocks:
        for node in block.iter(f"{W}bookmarkStart", *NOTES):
            if name := node.get(f"{W}name"):
                names.append(name)
            elif node.tag in NOTES:
                found |= dict.fromkeys(names, (NOTES[str(node.tag)], node.get(f"{W}id") or ""))
                names = []
    return found
