"""Reading a form that somebody filled in: what stands in each box, whichever program saved it.

Word keeps boxes with their tags. LibreOffice drops the tags, and people delete boxes or write beside
them, so a box is known by the bookmark of its cell as well, and a repeated row by its table's header.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from lxml import etree

from macros.unseen import UNSEEN
from macros.word.controls import ASKS, OF, PLACEHOLDERS
from macros.word.package import NotReadable, text_of_form

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_P, _T, _SDT, _TBL, _TR, _TC = (f"{_W}{name}" for name in ("p", "t", "sdt", "tbl", "tr", "tc"))
_START, _PROPERTIES = f"{_W}bookmarkStart", f"{_W}sdtPr"
_VALUE = f"{_W}val"
# What is not read: deleted text, properties, and what stands for older programs once more.
_PASSED_OVER = frozenset(
    (
        *(f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "tblPr", "instrText")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    )
)
_SIGNS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}
MOST_BOXES = 5_000
# Word makes no table wider.
MOST_COLUMNS = 63
# An empty box says a few words, which programs cut into a few runs, each with its look.
_FEW = 400

FORM = "form"
_MARK = re.compile(r"\bForm ([a-z][a-z0-9-]*), version ([0-9]{1,4})(?:: ([a-z0-9-]+))?")


@dataclass(frozen=True, slots=True)
class Mark:
    """Which form a file is, which version of it, and what it is about (a case's reference)."""

    form: str
    version: int
    about: str = ""

    def __str__(self) -> str:
        return f"Form {self.form}, version {self.version}{f': {self.about}' if self.about else ''}"


@dataclass(frozen=True, slots=True)
class Box:
    """What stands in a box: nothing where it was left empty. ``ticked`` is None where it is none to tick."""

    text: str
    ticked: bool | None = None


Row = Mapping[str, Box]


@dataclass(frozen=True, slots=True)
class Returned:
    """A form that came back: its boxes by tag, and the repeated rows by their name, each with its columns."""

    mark: Mark | None
    boxes: Mapping[str, Box]
    rows: Mapping[str, tuple[Row, ...]]


def read_form(data: bytes, placeholders: Collection[str] = PLACEHOLDERS) -> Returned:
    """What somebody wrote into a form. ``placeholders`` are the words of empty boxes. Raises NotReadable."""
    root = text_of_form(data)
    places = _places(root)
    read = _Reader(places.values(), placeholders)
    boxes = {name: read.box(place) for name, place in places.items() if OF not in name}
    found = _MARK.search(boxes[FORM].text) if FORM in boxes else None
    mark = Mark(found[1], int(found[2]), found[3] or "") if found else None
    return Returned(mark, boxes, _rows(places, read))


def _places(root: etree._Element) -> dict[str, etree._Element]:
    """Where each box stands, by its tag or else its bookmark: its cell, or where it has none itself."""
    tagged: dict[str, etree._Element] = {}
    marked: dict[str, etree._Element] = {}
    alone = _alone(root)
    for count, node in enumerate(root.iter(_SDT, _START)):
        if count > MOST_BOXES:
            raise NotReadable("it has more boxes than any form")
        if node.tag == _SDT:
            if (tag := _tag(node)) and not _is_within(node):
                cell = _above(node, _TC)
                tagged.setdefault(tag, cell if cell is not None and cell in alone else node)
        elif name := node.get(f"{_W}name"):
            place = _above(node, _TC)
            place = _above(node, _P) if place is None else place
            if place is not None:
                marked.setdefault(name, place)
    asked = {name.removeprefix(ASKS): _after(place) for name, place in marked.items() if name.startswith(ASKS)}
    return {**{name: place for name, place in asked.items() if place is not None}, **marked, **tagged}


def _after(asks: etree._Element) -> etree._Element | None:
    """The cell in which the answer stands: the next one of the row, or the first one of the next table."""
    if asks.tag == _TC:
        return next(asks.itersiblings(_TC), None)
    table = asks.getnext()
    row = next(_inner(table, _TR), None) if table is not None and table.tag == _TBL else None
    return next(_inner(row, _TC), None) if row is not None else None


def _alone(root: etree._Element) -> set[etree._Element]:
    """The cells that hold one tagged box at most: all that is written into them is its answer."""
    seen: set[etree._Element] = set()
    crowded: set[etree._Element] = set()
    for node in islice(root.iter(_SDT), MOST_BOXES):
        cell = _above(node, _TC) if _tag(node) else None
        if cell is not None:
            (crowded if cell in seen else seen).add(cell)
    return seen - crowded


def _above(node: etree._Element, kind: str) -> etree._Element | None:
    return next(node.iterancestors(kind), None)


def _tag(box: etree._Element) -> str:
    """The tag of a box; repeated rows have one of their own, and are no box."""
    found = box.find(f"{_PROPERTIES}/{_W}tag")
    is_rows = box.find(f"{_PROPERTIES}/{{*}}repeatingSection") is not None
    return (found.get(_VALUE) or "") if found is not None and not is_rows else ""


def _is_within(box: etree._Element) -> bool:
    """Whether a box lies in another one of the same cell, as none of ours does: the outer one is read."""
    for above in box.iterancestors(_SDT, _TC):
        if above.tag == _TC or _tag(above):
            return above.tag == _SDT
    return False


def _rows(places: Mapping[str, etree._Element], read: "_Reader") -> dict[str, tuple[Row, ...]]:
    """The repeated rows of each table that has some, read by their columns whatever became of their boxes."""
    columns: dict[etree._Element, dict[int, str]] = {}
    for name, place in places.items():
        cell = place if place.tag == _TC else _above(place, _TC)
        row = _above(cell, _TR) if cell is not None else None
        table = _above(row, _TBL) if row is not None else None
        if OF in name and cell is not None and row is not None and table is not None and cell in _cells(row):
            columns.setdefault(table, {})[_cells(row).index(cell)] = name
    found: dict[str, tuple[Row, ...]] = {}
    for table, names in columns.items():
        rows = list(_inner(table, _TR))
        first = next((place for place, row in enumerate(rows) if _is_head(row)), -1) + 1
        section = next(iter(names.values())).partition(OF)[0]
        found[section] = (*found.get(section, ()), *(_row(row, names, read) for row in rows[first:]))
    return found


def _inner(node: etree._Element, kind: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, those in a box around them too, and none of a table inside."""
    for child in node.iterchildren():
        if child.tag == kind:
            yield child
        elif child.tag in (_SDT, f"{_W}sdtContent"):
            yield from _inner(child, kind)


def _cells(row: etree._Element) -> list[etree._Element]:
    return list(islice(_inner(row, _TC), MOST_COLUMNS))


def _is_head(row: etree._Element) -> bool:
    head = row.find(f"{_W}trPr/{_W}tblHeader")
    return head is not None and _is_on(head.get(_VALUE))


def _row(row: etree._Element, names: Mapping[int, str], read: "_Reader") -> Row:
    cells = _cells(row)
    return {
        name.partition(OF)[2]: read.box(cells[place]) if place < len(cells) else Box("")
        for place, name in sorted(names.items())
    }


def _is_on(value: str | None) -> bool:
    return value not in ("0", "false", "off")


def _day(chosen: str | None, text: str) -> str | None:
    """The day that was chosen, if it is still the one that the text says: somebody may have typed over it."""
    try:
        found = date.fromisoformat((chosen or "")[:10])
    except ValueError:
        return None
    figures = {int(figure) for figure in re.findall(r"[0-9]{1,4}", text)}
    return found.isoformat() if {found.day, found.year} <= figures else None


class _Reader:
    """Reads places, each once, without other places in it: the time it takes grows with the file alone."""

    def __init__(self, places: Iterable[etree._Element], placeholders: Collection[str]) -> None:
        self._placeholders = placeholders
        self._tables = {table for place in places for table in place.iterancestors(_TBL)}
        self._read: dict[etree._Element, Box] = {}

    def box(self, place: etree._Element) -> Box:
        if place not in self._read:
            self._read[place] = self._box(place)
        return self._read[place]

    def _box(self, place: etree._Element) -> Box:
        """What somebody wrote in a place, paragraphs and lines on lines of their own."""
        if place.tag == _SDT and self._is_empty(place):
            return Box("")
        pieces: list[str] = []
        kinds: list[etree._Element] = []
        walk = etree.iterwalk(place, events=("start", "end"))
        for event, node in walk:
            if event == "end":
                pieces += "\n" if node.tag == _P else ""
            elif node.tag == _T:
                pieces.append(node.text or "")
            elif node.tag in _SIGNS:
                pieces.append(_SIGNS[node.tag])
            elif node.tag == _PROPERTIES:
                kinds += node
                walk.skip_subtree()
            elif node.tag in _PASSED_OVER or (
                node is not place and (node in self._tables or (node.tag == _SDT and self._is_empty(node)))
            ):
                walk.skip_subtree()
        text = UNSEEN.sub("", "".join(pieces)).strip()
        return _of_kind("" if text in self._placeholders else text, kinds)

    def _is_empty(self, box: etree._Element) -> bool:
        """Whether a box still says what it said when it was empty."""
        nodes = list(islice(box.iter(), _FEW + 1))
        words = "".join(node.text or "" for node in nodes if node.tag == _T)
        return len(nodes) <= _FEW and words.strip() in self._placeholders


def _of_kind(text: str, kinds: list[etree._Element]) -> Box:
    """The box of a text, by what the program says of its kind."""
    for kind in kinds:
        if kind.tag == f"{_W14}checkbox":
            tick = kind.find(f"{_W14}checked")
            return Box(text, tick is not None and _is_on(tick.get(f"{_W14}val")))
        if kind.tag == f"{_W}date":
            return Box(_day(kind.get(f"{_W}fullDate"), text) or text)
    return Box(text)
