"""Paragraphs of a Word file put into the lists and quotes that they belong to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from macros.prose import Element

# How far two indents that are meant to be the same may lie apart, in twentieths of a point.
_NEAR = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a text. ``path`` are the lists (``l``) and quotes (``q``) that it stands in.

    ``kind`` says that it begins a point, of a ``bullet-list`` or a ``numbered-list``, which is known by
    ``list_id``; its number is ``number``. ``has_room``: space is left after it as after a paragraph.
    """

    parts: tuple[Element | str, ...]
    path: str = ""
    kind: str = ""
    list_id: str = ""
    number: int = 1
    indent: int = 0
    has_room: bool = False


@dataclass(slots=True)
class _Open:
    """A list or quote that goes on. ``depth`` is its place in the path of the lines in it."""

    kind: str
    depth: int
    list_id: str = ""
    number: int = 1
    indent: int = 0
    has_room: bool = False
    # A quote has one, a list has one for each point.
    insides: list[list["Element | _Open"]] = field(default_factory=list)


class Outline:
    """Blocks in the order in which their lines come."""

    def __init__(self) -> None:
        self._blocks: list[Element | _Open] = []
        self._places: list[str] = []
        self._open: list[_Open] = []

    def add(self, block: Element, place: str) -> None:
        """A block of its own: a heading or a table. ``place`` is where it stands in Word."""
        self._open = []
        self._blocks.append(block)
        self._places.append(place)

    def add_line(self, line: Line, place: str) -> None:
        """A paragraph, to where its path says."""
        path = line.path or self._path_by_indent(line)
        while self._open and not _holds(self._open, path):
            self._open.pop()
        if line.kind:
            self._begin_point(line, path)
        else:
            self._begin_quotes(path)
        if line.parts:
            self._inside().append(Element("paragraph", line.parts))
        self._places += [place] * (len(self._blocks) - len(self._places))

    def add_nothing(self, path: str) -> None:
        """A paragraph without words: it ends the quotes that it does not stand in."""
        for place, one in enumerate(self._open):
            if one.kind == "quote" and one.depth > len(path):
                del self._open[place:]
                return

    def read(self) -> list[tuple[str, Element]]:
        """The blocks with their places, without points that nothing stands in."""
        return [
            (place, whole)
            for place, block in zip(self._places, self._blocks, strict=True)
            for whole in _frozen([block])
        ]

    def _inside(self) -> list[Element | _Open]:
        return self._open[-1].insides[-1] if self._open else self._blocks

    def _path_by_indent(self, line: Line) -> str:
        """A paragraph that begins where the words of a point do goes on with it."""
        if line.kind or not line.indent:
            return ""
        for place in range(len(self._open), 0, -1):
            one = self._open[place - 1]
            if one.kind != "quote" and 0 < one.indent <= line.indent + _NEAR:
                path = ["l"] * one.depth
                for outer in self._open[:place]:
                    path[outer.depth - 1] = "q" if outer.kind == "quote" else "l"
                return "".join(path)
        return ""

    def _begin_point(self, line: Line, path: str) -> None:
        last = self._open[-1] if self._open else None
        if last and last.depth == len(path) and (last.kind, last.list_id) != (line.kind, line.list_id):
            self._open.pop()
            last = self._open[-1] if self._open else None
        if last is None or last.depth < len(path):
            self._begin_quotes(path[:-1])
            self._begin(_Open(line.kind, len(path), line.list_id, line.number))
            last = self._open[-1]
        last.indent = line.indent
        last.has_room = last.has_room or line.has_room
        last.insides.append([])

    def _begin_quotes(self, path: str) -> None:
        """The quotes of a path that are not open. A list that is not open has no point to go on with."""
        depth = self._open[-1].depth if self._open else 0
        for place in range(depth, len(path)):
            if path[place] == "q":
                self._begin(_Open("quote", place + 1, insides=[[]]))

    def _begin(self, one: _Open) -> None:
        self._inside().append(one)
        self._open.append(one)


def _holds(is_open: Sequence[_Open], path: str) -> bool:
    """Whether the innermost of what is open holds a line with a path; what is around it does if it does."""
    return all(one.depth <= len(path) and (path[one.depth - 1] == "q") == (one.kind == "quote") for one in is_open)


def _frozen(blocks: Iterable[Element | _Open]) -> list[Element]:
    found: list[Element] = []
    for block in blocks:
        if isinstance(block, Element):
            found.append(block)
            continue
        insides = [children for inside in block.insides if (children := _frozen(inside))]
        if not insides:
            continue
        if block.kind == "quote":
            found.append(Element("quote", tuple(insides[0])))
            continue
        has_room = block.has_room or any(map(_needs_room, insides))
        items = tuple(Element("item", tuple(inside) if has_room else _close(inside)) for inside in insides)
        found.append(Element(block.kind, items, number=block.number if block.kind == "numbered-list" else 0))
    return found


def _needs_room(inside: Sequence[Element]) -> bool:
    """Whether a point can only be written with empty lines between its parts."""
    return any(
        later.kind == "paragraph"
        or (earlier.kind == "paragraph" and later.kind == "numbered-list" and later.number != 1)
        or (earlier.kind == later.kind == "quote")
        for earlier, later in pairwise(inside)
    )


def _close(inside: Sequence[Element]) -> tuple[Element | str, ...]:
    """A point of a list without space: its words stand in it themselves."""
    first, *others = inside
    return (*(first.children if first.kind == "paragraph" else (first,)), *others)
