"""What a text consists of, once it has passed."""

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


class Tree(NamedTuple):
    """The blocks of a text, and its footnotes in order."""

    blocks: tuple[Element, ...] = ()
    notes: tuple[tuple[Element, ...], ...] = ()


def words_of(part: "Element | str") -> str:
    if isinstance(part, str):
        return part
    inside = "".join(words_of(child) for child in part.children)
    return inside if part.kind in ("emphasis", "strong", "link") else f" {inside} "
