"""The texts that most people write: words in paragraphs, lists, quotes and tables, some of them stressed or a link.

They are read here, many times as fast as by the reader of Markdown and into the very same tree. All that
is decided is whether a text is as simple as that. Whatever is not is left to that reader, and so is every fault.
"""

import re

from macros.prose.addresses import faults_of
from macros.prose.tree import Element, Tree

MOST_COLUMNS = 20

_QUOTES, _ENDS = "\u2018\u201c", "\u2019\u201d"
# All that a simple text is written with, its links apart: no sign of Markdown that is not known here, and none that
# may stand for another character.
_SIMPLE = re.compile(
    rf"(?:[A-Za-z0-9\n ,.;:'\"()?/£!{_QUOTES}{_ENDS}\u2013\u2014\u2026*#|>-]++|[^\W_]|%(?![0-9A-Fa-f]{{2}}))*+"
)
# A line that begins in a way that Markdown may give a meaning to, the marks that are known here taken off.
_STRANGE = re.compile(rf"(?![^\W_]|[\[(*\"'{_QUOTES}])|\d+[.)]|\*(?!\*?[^ *])")
_HEADING = re.compile(r"(#{3,6}) ([^\W_](?:[^*#\[\]|]*[^*#\[\]| ])?)")
_POINT = re.compile(r"- |([0-9]{1,9})\. ")
_ROW = re.compile(r"\|.*\|")
_SIDES = re.compile(r"\|(?: *:?-+:? *\|)+")
# An address of signs that stand for nothing but themselves, and are written in the tree as they are in the text.
_HOST = r"https://[A-Za-z0-9-]{1,40}(?:\.[A-Za-z0-9-]{1,40}){0,5}"
_TARGET = rf"(?:{_HOST})?(?:[/?#][A-Za-z0-9/?#=.,:+~_-]*)?"
_LINK = rf"\[(?<!!\[)(?P<linked>[^\[\] \n](?:[^\[\]]*[^\[\] \n])?)\]\((?P<target>{_TARGET})\)"
# Stars that can be nothing but a beginning and its end: words go on inside of both, and outside is what is no word.
_STRESSED = (
    rf"\*(?<![^ \n(\"{_QUOTES}]\*)(?P<strong>\*?)(?P<stressed>[^ \n*](?:[^*]*[^ \n*])?)\*(?P=strong)"
    rf"(?![^ \n.,;:?!)\"'{_ENDS}])"
)
_LINKS = re.compile(_LINK)
_MARKED = re.compile(f"{_STRESSED}|{_LINK}")


def read_simple(source: str, headings_from: int | None) -> Tree | None:
    """The tree of a text, or None where it is not as simple as that."""
    if not has_simple_signs(source):
        return None
    level = (headings_from or 1) - 1
    blocks: list[Element] = []
    for lines in _blocks(source):
        if lines[0].startswith("#"):
            heading = _HEADING.fullmatch(lines[0])
            if not heading or len(lines) > 1 or headings_from is None:
                return None
            above, level = level, len(heading[1])
            if not headings_from <= level <= above + 1:
                return None
            block: Element | None = Element("heading", (heading[2],), number=level)
        elif point := _POINT.match(lines[0]):
            # Two lists with an empty line between may be one, with more space.
            block = None if blocks and blocks[-1].kind.endswith("list") else _list(lines, point[1])
        elif lines[0].startswith("|"):
            block = _table(lines)
        elif lines[0].startswith("> "):
            block = _quote(lines)
        else:
            block = _paragraph(lines)
        if block is None:
            return None
        blocks.append(block)
    return Tree(tuple(blocks))


def has_simple_signs(source: str) -> bool:
    """Whether a text is written with nothing but words, links, and signs and marks that are known here."""
    return bool(_SIMPLE.fullmatch(_LINKS.sub(r"\g<linked>", source) if "](" in source else source))


def _blocks(source: str) -> list[list[str]]:
    """The lines of each block: what stands between empty lines."""
    return [block.strip("\n").split("\n") for block in source.split("\n\n") if block.strip("\n")]


def _paragraph(lines: list[str]) -> Element | None:
    words = _words(lines)
    return Element("paragraph", words) if words else None


def _quote(lines: list[str]) -> Element | None:
    """A quote of one paragraph, which goes on in a line without a mark."""
    inside = _paragraph([line.removeprefix("> ") for line in lines])
    return Element("quote", (inside,)) if inside else None


def _list(lines: list[str], first: str | None) -> Element | None:
    """A list of points, or one that is numbered from ``first``."""
    items: list[list[str]] = []
    indent = ""
    for line in lines:
        point = _POINT.match(line)
        if point and (point[1] is None) == (first is None):
            indent = " " * len(point[0])
            items.append([line[len(indent) :]])
        elif indent and line.startswith(indent):
            items[-1].append(line[len(indent) :])
        else:
            return None
    children = [_words(item) for item in items]
    if None in children:
        return None
    parts = tuple(Element("item", words) for words in children if words)
    return Element("bullet-list", parts) if first is None else Element("numbered-list", parts, number=int(first))


def _table(lines: list[str]) -> Element | None:
    """A table whose rows have as many cells as its head, each with a stroke on both sides."""
    if len(lines) < 2 or not _SIDES.fullmatch(lines[1]) or not all(map(_ROW.fullmatch, lines)):
        return None
    head, sides, *body = ([cell.strip(" ") for cell in line[1:-1].split("|")] for line in lines)
    if len(sides) > MOST_COLUMNS or any(len(row) != len(sides) for row in (head, *body)):
        return None
    aligned = [_SIDE[side.startswith(":"), side.endswith(":")] for side in sides]
    rows: list[Element] = []
    for row in (head, *body):
        words = [_marked(cell) for cell in row]
        if None in words:
            return None
        kind = "cell" if rows else "head-cell"
        cells = (Element(kind, cell or (), align=side) for cell, side in zip(words, aligned, strict=True))
        rows.append(Element("row", tuple(cells)))
    above = Element("table-head", (rows[0],))
    return Element("table", (above, Element("table-body", tuple(rows[1:]))) if body else (above,))


_SIDE = {(False, False): "", (True, False): "left", (False, True): "right", (True, True): "center"}


def _words(lines: list[str]) -> tuple[Element | str, ...] | None:
    """The words of some lines; None where they are not simple."""
    text = "\n".join(lines)
    if any(map(_STRANGE.match, lines)) or " \n" in text or text.endswith(" "):
        return None
    return _marked(text)


def _marked(text: str) -> tuple[Element | str, ...] | None:
    """Words, with those that are stressed or a link as parts of their own; None where a mark is left over."""
    if not _has_marks(text):
        return tuple(_in_one_line(text))
    parts: list[Element | str] = []
    done = 0
    for found in _MARKED.finditer(text):
        inside, target = _marked(found["stressed"] or found["linked"]), found["target"]
        if inside is None or (target is not None and any(faults_of(target))):
            return None
        kind = "link" if target is not None else "strong" if found["strong"] else "emphasis"
        parts += _in_one_line(text[done : found.start()])
        parts.append(Element(kind, inside, target=target or ""))
        done = found.end()
    parts += _in_one_line(text[done:])
    left_over = any(_has_marks(part) for part in parts if isinstance(part, str))
    return None if left_over else tuple(parts)


def _has_marks(text: str) -> bool:
    """A link that is none leaves its bracket. What begins with a # after a link looks like a heading."""
    return "*" in text or "[" in text or "#" in text


def _in_one_line(text: str) -> list[str]:
    """The end of a line is a space, which the tree has as a part of its own."""
    if "\n" not in text:
        return [text] if text else []
    return [part for line in text.split("\n") for part in (" ", line) if part][1:]
