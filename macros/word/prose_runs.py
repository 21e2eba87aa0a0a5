"""What stands in a paragraph as a row of runs of words, and gaps where their look changes.

Word knows no emphasis inside emphasis: it knows runs that are bold or italic or a link. Both ways go
through this row, so two texts that a reader cannot tell apart are one and the same here.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from macros.prose import Element, Prose

# Kinds of elements that are no part of a line.
BLOCKS = frozenset(("paragraph", "heading", "bullet-list", "numbered-list", "item", "quote", "table"))
_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)
# A space at which no line may end is a sign of its own.
_SPACES = re.compile(r"[ \t\r\n]+")


class Run(NamedTuple):
    """Words of one look; or a gap: ``space``, ``break`` for the end of a line, ``note`` for the mark of a footnote."""

    kind: str
    text: str = ""
    bold: bool = False
    italic: bool = False
    link: str = ""
    note: int = 0

    @property
    def is_gap(self) -> bool:
        return self.kind != "words"


def row(parts: Iterable[Element | str], *, breaks: bool = True) -> list[Run]:
    """Words and gaps as a reader sees them: one space for many, none at the ends of a line.

    A gap has the look that the words on both of its sides have. ``breaks``: whether lines can end
    inside it; otherwise a space stands for the end of a line.
    """
    found: list[Run] = []
    for run in _flat(parts, Run("words")):
        if run.kind == "words":
            edges = _EDGES.fullmatch(_SPACES.sub(" ", run.text))
            for kind, text in zip(("space", "words", "space"), edges.groups() if edges else (), strict=True):
                if text:
                    _add(found, run._replace(kind=kind, text=text))
        else:
            _add(found, run if breaks or run.kind != "break" else run._replace(kind="space", text=" "))
    while found and found[-1].kind in ("space", "break"):
        found.pop()
    return _settled(found)


def says_something(parts: Iterable[Element | str]) -> bool:
    """Whether there are words in it, or the mark of a footnote."""
    return any(run.kind == "note" or run.text.strip() for run in _flat(parts, Run("words")))


def like(parts: Iterable[Element | str], *, breaks: bool = True) -> tuple[Run, ...]:
    """A paragraph in as few runs as can be, spaces within them: equal where a reader sees the same."""
    joined: list[Run] = []
    for run in row(parts, breaks=breaks):
        whole = run._replace(kind="words") if run.kind == "space" else run
        if joined and whole.kind == "words" and joined[-1] == whole._replace(text=joined[-1].text):
            joined[-1] = whole._replace(text=joined[-1].text + whole.text)
        else:
            joined.append(whole)
    return tuple(joined)


def likeness(prose: Prose) -> object:
    """A text for comparing: equal for two that a reader cannot tell apart, however their lines are broken.

    Lists, points and quotes without words say nothing, nor does space around the only line of a list.
    """
    return _alike(prose.blocks), [_alike(note) for note in prose.notes]


def in_lines(parts: Iterable[Element | str]) -> Iterator[Element]:
    """What a point of a list holds, block by block; what stands in it without a paragraph is a ``line``."""
    for is_block, group in groupby(parts, lambda part: isinstance(part, Element) and part.kind in BLOCKS):
        if is_block:
            yield from (part for part in group if isinstance(part, Element))
        else:
            yield Element("line", tuple(group))


def _alike(elements: Iterable[Element]) -> list[tuple[Any, ...]]:
    return [found for element in elements if (found := _like(element))]


def _like(element: Element) -> tuple[Any, ...]:
    inner = [child for child in element.children if isinstance(child, Element)]
    match element.kind:
        case "table" | "table-head" | "table-body" | "row":
            return element.kind, [_like(child) for child in inner]
        case "head-cell" | "cell":
            return element.kind, element.align, like(element.children, breaks=False)
        case "heading":
            return element.kind, element.number, like(element.children, breaks=False)
        case "quote":
            return (element.kind, found) if (found := _alike(inner)) else ()
        case "bullet-list" | "numbered-list":
            points = [found for item in inner if (found := _alike(in_lines(item.children)))]
            if len(points) == 1 and [part[0] for part in points[0]] == ["paragraph"]:
                points = [[("line", *part[1:]) for part in points[0]]]
            return (element.kind, element.number, points) if points else ()
        case _:
            return (element.kind, runs) if (runs := like(element.children)) else ()


def _flat(parts: Iterable[Element | str], look: Run) -> Iterator[Run]:
    for part in parts:
        if isinstance(part, str):
            yield look._replace(text=part)
        elif part.kind in ("break", "note"):
            yield look._replace(kind=part.kind, note=part.number)
        elif part.kind == "link":
            yield from _flat(part.children, look._replace(link=part.target))
        else:
            bold, italic = look.bold or part.kind == "strong", look.italic or part.kind == "emphasis"
            yield from _flat(part.children, look._replace(bold=bold, italic=italic))


def _add(found: list[Run], run: Run) -> None:
    """One more run at the end, if a reader sees it."""
    last = found[-1] if found else None
    if run.kind in ("space", "break") and last is None:
        return
    if run.kind == "break" and last and last.kind == "space":
        found.pop()
    elif run.kind == "space" and last and last.kind in ("space", "break"):
        if last.text == " ":
            found[-1] = run
        return
    elif run.kind == "words" and last and last == run._replace(text=last.text):
        found[-1] = run._replace(text=last.text + run.text)
        return
    found.append(run)


def _settled(runs: list[Run]) -> list[Run]:
    """The runs with the look of every gap made that of its sides, and a link only where it goes on through it."""
    found: list[Run] = []
    groups = [(is_gap, list(group)) for is_gap, group in groupby(runs, lambda run: run.is_gap)]
    for place, (is_gap, group) in enumerate(groups):
        if not is_gap:
            found += group
            continue
        left = groups[place - 1][1][-1] if place else Run("words")
        right = groups[place + 1][1][0] if place + 1 < len(groups) else Run("words")
        goes_on = left.link == right.link and all(run.link == left.link and run.kind != "note" for run in group)
        bold, italic, link = left.bold and right.bold, left.italic and right.italic, left.link if goes_on else ""
        found += (run._replace(bold=bold, italic=italic, link=link) for run in group)
    return found
