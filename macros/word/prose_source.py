"""From the tree of a text to Markdown that is read as the same tree: what only looks like markup is made plain."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar

from macros.prose import Element
from macros.word.prose_runs import Run, in_lines, row

# No parser reads a longer number at the beginning of a line as one of a list.
HIGHEST_NUMBER = 999_999_999
_RULES = {"": "---", "left": ":--", "center": ":-:", "right": "--:"}

# Signs that are marks wherever they stand, stars and underscores (between two spaces they are none, nor is an
# underscore inside a word) and brackets.
_SIGNS = r"[\\`]|(?<! )\*|\*(?! )|<(?=[A-Za-z/!?])|&(?=#[0-9]{1,8};|#[xX][0-9A-Fa-f]{1,8};|[A-Za-z][A-Za-z0-9]{0,40};)"
_LOWS = {"*": r"(?!(?<=[^\W_])_(?=[^\W_]))(?!(?<= )_(?= ))_", "_": "_"}
_BRACKETS = {False: r"\[(?=\^)|\](?=[(\[:])", True: r"[\[\]]"}
_MARKS = {
    (italic, in_link): re.compile(f"{_SIGNS}|{low}|{bracket}")
    for italic, low in _LOWS.items()
    for in_link, bracket in _BRACKETS.items()
}
# What may begin a line as a mark, up to where it is made plain.
_BEGINS = re.compile(r"\A(?=[#>|=]|[-+](?![A-Za-z0-9])|:-|~~~)|\A[0-9]{1,9}(?=[.)](?: |$))")
_ADDRESS = re.compile(r"[()\\<>]|&(?=#?[A-Za-z0-9]{1,40};)")


def source_of(blocks: Iterable[Element], notes: Iterable[Sequence[Element]] = ()) -> str:
    """The source of a text: paragraphs on one line each, footnotes at its end."""
    pieces = ["\n".join(lines) for lines in pieces_of(tuple(blocks))]
    pieces += ("\n".join(note_of(number, note)) for number, note in enumerate(notes, start=1))
    return "\n\n".join(piece for piece in pieces if piece)


def pieces_of(blocks: Sequence[Element]) -> list[list[str]]:
    """The lines of each block. Of two lists beside each other the second has another mark, or they were one."""
    found: list[list[str]] = []
    before, other = "", False
    for block in blocks:
        other = block.kind == before and not other
        found.append(_lines(block, other))
        before = block.kind
    return found


def note_of(number: int, blocks: Sequence[Element]) -> list[str]:
    """The lines of a footnote."""
    lines = _joined(pieces_of(blocks), loose=True)
    # A list does not begin beside the mark: its further lines would not be known as such.
    begins_beside = not blocks or blocks[0].kind == "paragraph"
    return _hung(f"[^{number}]: " if begins_beside else f"[^{number}]:", 4, lines if begins_beside else ["", *lines])


def _lines(block: Element, other: bool) -> list[str]:
    inner = [child for child in block.children if isinstance(child, Element)]
    match block.kind:
        case "heading":
            words = _in_one_line(block.children)
            # Signs at its end would close it.
            return [f"{'#' * block.number} {words[:-1]}\\#" if words.endswith("#") else f"{'#' * block.number} {words}"]
        case "bullet-list" | "numbered-list":
            return _list(block, inner, other)
        case "quote":
            return [f"> {line}".rstrip(" ") for line in _joined(pieces_of(inner), loose=True)]
        case "table":
            return _table([row for part in inner for row in part.children if isinstance(row, Element)])
        case _:
            return _inline(row(block.children)).split("\n")


def _list(block: Element, items: Sequence[Element], other: bool) -> list[str]:
    loose = any(isinstance(part, Element) and part.kind == "paragraph" for item in items for part in item.children)
    pieces = []
    for place, item in enumerate(items):
        if block.kind == "bullet-list":
            mark = "* " if other else "- "
        else:
            mark = f"{min(block.number + place, HIGHEST_NUMBER)}{')' if other else '.'} "
        pieces.append(_hung(mark, len(mark), _joined(pieces_of(list(in_lines(item.children))), loose=loose)))
    return _joined(pieces, loose=loose)


def _joined(pieces: Iterable[list[str]], *, loose: bool) -> list[str]:
    lines: list[str] = []
    for piece in pieces:
        lines += ["", *piece] if lines and loose else piece
    return lines


def _hung(mark: str, indent: int, lines: Sequence[str]) -> list[str]:
    """Lines beside a mark, the second and all others below its words."""
    first, *others = lines or [""]
    return [f"{mark}{first}".rstrip(" "), *(f"{' ' * indent}{line}" if line else "" for line in others)]


def _table(rows: Sequence[Element]) -> list[str]:
    cells = [[cell for cell in row.children if isinstance(cell, Element)] for row in rows]
    rules = [_RULES.get(cell.align, "---") for cell in cells[0]]
    head, *body = (_barred(_in_one_line(cell.children).replace("|", "\\|") for cell in row) for row in cells)
    return [head, _barred(rules), *body]


def _barred(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _in_one_line(parts: Iterable[Element | str]) -> str:
    """A heading or a cell: no line ends in it, and none of its signs begins one."""
    return _inline(row(parts, breaks=False), begins=False)


# Within a line

_LINK = "["


@dataclass(slots=True)
class _Piece:
    """A part of a line: ``words``, a ``mark`` of emphasis that opens or closes, a ``note`` or something ``other``."""

    kind: str
    text: str
    opens: bool = False


def _inline(runs: Sequence[Run], *, begins: bool = True) -> str:
    """A line's source. ``begins``: whether a sign at its beginning could be taken for that of a list or the like."""
    words, gaps = _words_and_gaps(runs)
    # Beside stars for bold, stars for italic could be read in two ways.
    italic = "_" if any(run.bold for run in words) else "*"
    wanted = [_wanted(run, italic) for run in words]
    ends = _ends(words, gaps, wanted)
    found: list[_Piece] = []
    is_open: list[str] = []
    link = ""
    for place, run in enumerate(words):
        gap = gaps[place]
        goes_on = run.link == link and all(one.link == link for one in gap)
        stays = _staying(is_open, ends[place], link_goes_on=goes_on)
        found += (_closing(mark, link) for mark in reversed(is_open[stays:]))
        del is_open[stays:]
        found += map(_gap, gap)
        opens = sorted(wanted[place] - set(is_open), key=lambda mark: (-ends[place][mark], mark != _LINK, mark))
        found += (_Piece("other" if mark == _LINK else "mark", mark, opens=True) for mark in opens)
        is_open += opens
        link = run.link
        at_line_start = not opens and (gap[-1].kind == "break" if gap else begins and not place)
        text = _MARKS[italic, bool(link)].sub(_escaped, run.text)
        found.append(_Piece("words", _BEGINS.sub(r"\g<0>\\", text, count=1) if at_line_start else text))
    found += (_closing(mark, link) for mark in reversed(is_open))
    found += map(_gap, gaps[-1])
    _make_room(found)
    return "".join(piece.text for piece in found)


def _words_and_gaps(runs: Sequence[Run]) -> tuple[list[Run], list[list[Run]]]:
    """The words, and the gaps before each of them and after the last."""
    words: list[Run] = []
    gaps: list[list[Run]] = [[]]
    for run in runs:
        if run.is_gap:
            gaps[-1].append(run)
        else:
            words.append(run)
            gaps.append([])
    return words, gaps


def _wanted(run: Run, italic: str) -> set[str]:
    return {mark for mark, is_so in (("**", run.bold), (italic, run.italic), (_LINK, run.link)) if is_so}


def _staying(is_open: Sequence[str], ends: Mapping[str, int], *, link_goes_on: bool) -> int:
    """How many of the open marks stay open: all up to the first that ends here, or would end inside a new link."""
    link_ends = 0 if link_goes_on else ends.get(_LINK, 0)
    for place, mark in enumerate(is_open):
        if mark not in ends or (mark == _LINK and not link_goes_on) or ends[mark] < link_ends:
            return place
    return len(is_open)


def _ends(words: Sequence[Run], gaps: Sequence[Sequence[Run]], wanted: Sequence[set[str]]) -> list[dict[str, int]]:
    """For each of the words, the place where each of its marks ends: what lasts longest is opened first."""
    found: list[dict[str, int]] = [{}] * len(words)
    later: dict[str, int] = {}
    for place in range(len(words) - 1, -1, -1):
        link = words[place].link
        following = words[place + 1].link if place + 1 < len(words) else ""
        if link != following or any(one.link != link for one in gaps[place + 1]):
            later = {mark: end for mark, end in later.items() if mark != _LINK}
        later = found[place] = {mark: later.get(mark, place + 1) for mark in wanted[place]}
    return found


def _closing(mark: str, link: str) -> _Piece:
    if mark != _LINK:
        return _Piece("mark", mark)
    return _Piece("other", f"]({_ADDRESS.sub(_escaped, link)})")


def _gap(run: Run) -> _Piece:
    if run.kind == "note":
        return _Piece("note", f"[^{run.note}]")
    return _Piece("other", "\\\n" if run.kind == "break" else run.text)


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _make_room(pieces: Sequence[_Piece]) -> None:
    """What stands beside a mark and would make it none is written by its number."""
    for before, piece in pairwise(pieces):
        if before.kind == "note" and piece.text[0] in ":(":
            piece.text = f"\\{piece.text}"
        elif before.text.endswith("!") and piece.text[0] == "[":
            before.text = f"{before.text[:-1]}\\!"
    # The one that opens from the end, the one that closes from the beginning: each may touch the next in its way.
    for place in range(len(pieces) - 2, 0, -1):
        before, mark, after = pieces[place - 1 : place + 2]
        if mark.kind == "mark" and mark.opens and before.kind == "words":
            letter = before.text[-1]
            if (mark.text == "_" or _is_sign(after.text[0])) and not _is_sign(letter):
                before.text = f"{before.text[:-1]}&#{ord(letter)};"
    for before, mark, after in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if mark.kind == "mark" and not mark.opens and after.kind == "words":
            letter = after.text[0]
            if (mark.text == "_" or _is_sign(before.text[-1])) and not _is_sign(letter):
                after.text = f"&#{ord(letter)};{after.text[1:]}"


def _is_sign(letter: str) -> bool:
    return isMdAsciiPunct(ord(letter)) or isPunctChar(letter)
