"""A text that has passed, as a tree."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Element:
    """A part of a text. ``kind`` is a key of ``TAGS``, or ``link``, ``note`` or ``break``.

    ``number`` is a heading's level, a numbered list's first number or a footnote's number;
    ``target`` is a link's address, or tells a second mark for the same footnote from the first;
    ``align`` is a table cell's side.
    """

    kind: str
    children: tuple["Element | str", ...] = ()
    number: int = 0
    target: str = ""
    align: str = ""


class Heading(NamedTuple):
    """A sub-heading inside a text."""

    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A text that has passed: its source, its tree, and its footnotes in order."""

    source: str
    blocks: tuple[Element, ...] = ()
    notes: tuple[tuple[Element, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.blocks)

    @property
    def words(self) -> str:
        """The text alone, for counting and reading aloud."""
        return " ".join("".join(words_of(part) for part in self.blocks).split())


def words_of(part: "Element | str") -> str:
    if isinstance(part, str):
        return part
    inside = "".join(words_of(child) for child in part.children)
    return inside if part.kind in ("emphasis", "strong", "link") else f" {inside} "
