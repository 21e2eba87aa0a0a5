"""Reading a form that somebody filled in: what stands in each box, whichever program saved it.

Word keeps boxes with their tags. LibreOffice drops the tags, and people delete boxes or write beside
them, so a box is known by the bookmark of its cell as well, and a repeated row by its table's header.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from lxml import etree

from macros.unseen import UNSEEN
from macros.word.controls import ASKS, EACH, FEW, NOT_TICKED, OF, PLACEHOLDERS, TICKED, is_empty_box
from macros.word.package import NotReadable, text_of_form

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_P, _T, _SDT, _TBL, _TR, _TC = (f"{_W}{name}" for name in ("p", "t", "sdt", "tbl", "tr", "tc"))
_START, _PROPERTIES, _DATE = f"{_W}bookmarkStart", f"{_W}sdtPr", f"{_W}date"
_VALUE = f"{_W}val"
# What is not read: deleted text, properties, and what stands for older programs once more.
_PASSED_OVER = frozenset(
    (
        *(f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "tblPr", "instrText")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    )
)
_PICTURES = frozenset((f"{_W}drawing", f"{_W}pict", f"{_W}object"))
_SIGNS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}
MOST_BOXES = 5_000
# In all tables whose rows are read one by one.
MOST_ROWS = 5_000
# Word makes no table wider.
MOST_COLUMNS = 63
# So near stands a table to what marks it, and so few properties does a box have.
_NEAR = 50

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
    """What stands in a box: no text where it was left empty. A tick begins its line with a sign of its own.

    ``place`` is where it stands in the file, for whoever reads more than its words.
    """

    text: str
    has_picture: bool = False
    place: etree._Element | None = field(default=None, compare=False, repr=False)

    def __bool__(self) -> bool:
        return bool(self.text) or self.has_picture


def marked_as_ours(mark: Mark | None) -> Mark:
    """The mark of a file that came back. Raises NotReadable where it has none."""
    if mark is None:
        raise NotReadable("it is not one of our forms, or the line in it that says which was changed")
    return mark


def check_version(mark: Mark, version: int, called: str) -> None:
    """Raises NotReadable where a form is another version than today's. ``called`` is what it is: `the team sheet`."""
    if mark.version < version:
        which = f"it is an older version of {called} ({mark.version}, today's is {version})"
        raise NotReadable(f"{which}; copy what it says into today's")
    if mark.version > version:
        raise NotReadable(
            f"it is a newer version of {called} than is known here; bring the program and project up to date"
        )


Row = Mapping[str, Box]


@dataclass(frozen=True, slots=True)
class Returned:
    """A form that came back: its boxes by tag, and the repeated rows by their name, each with its columns.

    ``blocks`` are tables that ask in one column and take the answer in the next, each row as its label
    and its box, by the tag of their first box.
    """

    mark: Mark | None
    boxes: Mapping[str, Box]
    rows: Mapping[str, tuple[Row, ...]]
    blocks: Mapping[str, tuple[tuple[str, Box], ...]]


def read_form(data: bytes) -> Returned:
    """What somebody wrote into a form. Raises NotReadable."""
    root = text_of_form(data)
    places = _places(root)
    read = _Reader(places.values())
    boxes = {name: read.box(place) for name, place in places.items() if OF not in name}
    found = _MARK.search(boxes[FORM].text) if FORM in boxes else None
    mark = Mark(found[1], int(found[2]), found[3] or "") if found else None
    return Returned(mark, boxes, _rows(places, read), _blocks(places, read))


def _places(root: etree._Element) -> dict[str, etree._Element]:
    """Where each box stands, by its tag or else its bookmark: its cell, or where it has none itself."""
    nodes = list(islice(root.iter(_SDT, _START), MOST_BOXES + 1))
    if len(nodes) > MOST_BOXES:
        raise NotReadable("it has more boxes than any form")
    tags = {node: tag for node in nodes if node.tag == _SDT and (tag := _tag(node))}
    cells = {box: _above(box, _TC) for box in tags}
    # Of a cell that holds one box, all that is written into it is its answer.
    boxes_in = Counter(cells.values())
    tagged: dict[str, etree._Element] = {}
    marked: dict[str, etree._Element] = {}
    for node in nodes:
        if node in tags and not _is_within(node, tags):
            cell = cells[node]
            tagged.setdefault(tags[node], cell if cell is not None and boxes_in[cell] == 1 else node)
        elif node.tag == _START and (name := node.get(f"{_W}name")):
            place = _above(node, _TC)
            place = _above(node, _P) if place is None else place
            if place is not None:
                marked.setdefault(name, place)
    asks = {name.removeprefix(ASKS): place for name, place in marked.items() if name.startswith(ASKS)}
    after = {place: _after(place) for place in set(asks.values())}
    asked = {name: answer for name, place in asks.items() if (answer := after[place]) is not None}
    return {**asked, **marked, **tagged}


def _after(asks: etree._Element) -> etree._Element | None:
    """The cell in which the answer stands: the next one of the row, or the first one of the next table."""
    if asks.tag == _TC:
        return next(asks.itersiblings(_TC), None)
    table = asks.getnext()
    row = next(_inner(table, _TR), None) if table is not None and table.tag == _TBL else None
    return next(_inner(row, _TC), None) if row is not None else None


def _above(node: etree._Element, kind: str) -> etree._Element | None:
    return next(node.iterancestors(kind), None)


def _tag(box: etree._Element) -> str:
    """The tag of a box; repeated rows have one of their own, and are no box."""
    properties = box[0] if len(box) and box[0].tag == _PROPERTIES else ()
    found = {etree.QName(one).localname: one for one in islice(properties, _NEAR) if isinstance(one.tag, str)}
    return (found["tag"].get(_VALUE) or "") if "tag" in found and "repeatingSection" not in found else ""


def _is_within(box: etree._Element, tags: Container[etree._Element]) -> bool:
    """Whether a box lies in another one of the same cell, as none of ours does: the outer one is read."""
    for above in box.iterancestors(_SDT, _TC):
        if above.tag == _TC or above in tags:
            return above.tag == _SDT
    return False


def _rows(places: Mapping[str, etree._Element], read: "_Reader") -> dict[str, tuple[Row, ...]]:
    """The repeated rows of each table that has some, read by their columns whatever became of their boxes."""
    columns: dict[etree._Element, dict[int, str]] = {}
    for name, place in places.items():
        cell = place if place.tag == _TC else _above(place, _TC)
        row = _above(cell, _TR) if cell is not None else None
        table = _above(row, _TBL) if row is not None else None
        if OF in name and cell is not None and row is not None and table is not None and cell in read.cells(row):
            columns.setdefault(table, {})[read.cells(row).index(cell)] = name
    found: dict[str, list[Row]] = {}
    for table, names in columns.items():
        rows = read.rows(table)
        first = next((place for place, row in enumerate(rows) if _is_head(row)), -1) + 1
        section = next(iter(names.values())).partition(OF)[0]
        found.setdefault(section, []).extend(_row(row, names, read) for row in rows[first:])
    return {section: tuple(some) for section, some in found.items()}


def _blocks(places: Mapping[str, etree._Element], read: "_Reader") -> dict[str, tuple[tuple[str, Box], ...]]:
    found: dict[str, tuple[tuple[str, Box], ...]] = {}
    for name, place in places.items():
        near = islice(place.itersiblings(), _NEAR) if name.startswith(EACH) else ()
        table = next((node for node in near if node.tag == _TBL), None)
        if table is not None:
            found[name.removeprefix(EACH)] = read.pairs(table)
    return found


def _inner(node: etree._Element, kind: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, those in a box around them too, and none of a table inside."""
    for child in node.iterchildren():
        if child.tag == kind:
            yield child
        elif child.tag in (_SDT, f"{_W}sdtContent"):
            yield from _inner(child, kind)


def _is_head(row: etree._Element) -> bool:
    head = row.find(f"{_W}trPr/{_W}tblHeader")
    return head is not None and _is_on(head.get(_VALUE))


def _row(row: etree._Element, names: Mapping[int, str], read: "_Reader") -> Row:
    cells = read.cells(row)
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

    def __init__(self, places: Iterable[etree._Element]) -> None:
        places = tuple(places)
        # What holds places of its own, or is one: it is read by itself, and not with what is around it.
        self._others = {above for place in places for above in place.iterancestors(_TBL, _TC)}
        self._others |= {place for place in places if place.tag != _SDT}
        self._boxes: dict[etree._Element, Box] = {}
        self._rows: dict[etree._Element, tuple[etree._Element, ...]] = {}
        self._cells: dict[etree._Element, tuple[etree._Element, ...]] = {}
        self._pairs: dict[etree._Element, tuple[tuple[str, Box], ...]] = {}
        self._rows_left = MOST_ROWS

    def box(self, place: etree._Element) -> Box:
        if place not in self._boxes:
            self._boxes[place] = self._box(place)
        return self._boxes[place]

    def rows(self, table: etree._Element) -> tuple[etree._Element, ...]:
        if table not in self._rows:
            self._rows[table] = tuple(islice(_inner(table, _TR), self._rows_left + 1))
            self._rows_left -= len(self._rows[table])
            if self._rows_left < 0:
                raise NotReadable("it has more rows than any form")
        return self._rows[table]

    def cells(self, row: etree._Element) -> tuple[etree._Element, ...]:
        if row not in self._cells:
            self._cells[row] = tuple(islice(_inner(row, _TC), MOST_COLUMNS))
        return self._cells[row]

    def pairs(self, table: etree._Element) -> tuple[tuple[str, Box], ...]:
        """Each row of a table whose first cell asks and whose second one answers."""
        if table not in self._pairs:
            rows = (self.cells(row)[:2] for row in self.rows(table))
            self._pairs[table] = tuple((self.label(pair[0]), self.box(pair[1])) for pair in rows if len(pair) == 2)
        return self._pairs[table]

    def label(self, cell: etree._Element) -> str:
        """What a cell asks: its first line. Below it may stand what helps."""
        return self.box(cell).text.partition("\n")[0].strip()

    def _box(self, place: etree._Element) -> Box:
        """What somebody wrote in a place, paragraphs and lines on lines of their own."""
        if place.tag == _SDT and is_empty_box(place):
            return Box("", place=place)
        pieces: list[str] = []
        days: list[etree._Element] = []
        has_picture = False
        walk = etree.iterwalk(place, events=("start", "end"))
        for event, node in walk:
            if event == "end":
                pieces += "\n" if node.tag == _P else ""
            elif node.tag == _T:
                pieces.append(node.text or "")
            elif node.tag in _SIGNS:
                pieces.append(_SIGNS[node.tag])
            elif node.tag == _SDT and (tick := _tick(node)):
                pieces.append(tick)
                walk.skip_subtree()
            elif node.tag == _PROPERTIES:
                days += node.iterchildren(_DATE)
                walk.skip_subtree()
            elif node.tag in _PICTURES:
                has_picture = True
                walk.skip_subtree()
            elif node.tag in _PASSED_OVER or (
                node is not place and (node in self._others or (node.tag == _SDT and is_empty_box(node)))
            ):
                walk.skip_subtree()
        text = UNSEEN.sub("", "".join(pieces)).strip()
        text = "" if text in PLACEHOLDERS else text
        day = next((_day(one.get(f"{_W}fullDate"), text) for one in days), None)
        return Box(day or text, has_picture, place)


def _tick(box: etree._Element) -> str:
    """The sign of a box to tick, nothing where it is none. Some programs change its state alone, and some its sign."""
    kind = box.find(f"{_PROPERTIES}/{_W14}checkbox")
    if kind is None:
        return ""
    state = kind.find(f"{_W14}checked")
    is_ticked = state is not None and _is_on(state.get(f"{_W14}val"))
    return TICKED if is_ticked or TICKED in "".join(islice(box.itertext(), FEW)) else NOT_TICKED
