"""How many words a text has, told from how it is written: a list says of every case how long it takes to read."""

import re

from macros.prose.simple import has_simple_signs

# A line whose signs all belong to its words, after the mark of a point or of a heading or after space. It begins so
# that Markdown can find no other mark there; what stands between spaces further on is a word, whatever is stressed.
_LINE = re.compile(r" *\Z|(?:- |#{3,6} (?=[^#]*\Z)| *)(?:[^\W\d_]|\d+(?![\d.)])|[\[(\"'\u2018\u201c]|\*\*?[^ *])")
# A table by itself, the strokes of its rows apart from the words between.
_RULE = re.compile(r"\|(?: ?:?-+:? ?\|)+")
_ROW = re.compile(r"\|(?: (?:[^|]*[^| ] )?\|)+")


def count(source: str) -> int | None:
    """The number of words of a text that has passed, or None where that takes its tree."""
    if not has_simple_signs(source):
        return None
    words = 0
    for block in source.split("\n\n") if "|" in source else (source,):
        found = _in_table(block.strip("\n").split("\n")) if block.lstrip("\n").startswith("|") else _in_lines(block)
        if found is None:
            return None
        words += found
    return words


def _in_lines(block: str) -> int | None:
    lines = block.split("\n")
    if not all(map(_LINE.match, lines)):
        return None
    return len(block.split()) - sum(line.startswith(("- ", "#")) for line in lines)


def _in_table(lines: list[str]) -> int | None:
    rows = [lines[0], *lines[2:]]
    is_table = len(lines) > 1 and _RULE.fullmatch(lines[1]) and all(map(_ROW.fullmatch, rows))
    if not is_table or {line.count("|") for line in lines} != {lines[0].count("|")}:
        return None
    return sum(len(row.split()) - row.count("|") for row in rows)
