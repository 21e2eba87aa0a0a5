"""Putting changed fields into the file of a record, and nothing else of it.

The file is edited as text, at the places the reader knows, so that comments and layout stay. Groups
and lists that have a line for each part are gone into, and only the parts that changed are written.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from macros import strict_yaml
from macros.partnership.model import Partnership
from macros.records import Case
from macros.records.in_place import NotWritten, bytes_of
from macros.records.schema import Schema, described
from macros.records.written import INDENT, field_lines, in_order, item_lines, written
from macros.strict_yaml import Document, Mapping, Node, Plain, Scalar

_BOM = b"\xef\xbb\xbf"
_WITH_ENDS = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_COLON = re.compile(r"[ \t]*:")
_HEAD_OF_BLOCK = re.compile(r"[|>][-+0-9]*")


class _Edit(NamedTuple):
    """Put lines in place of those from ``first`` to ``last``; above ``first`` where ``last`` is the line before it."""

    first: int
    last: int
    lines: Sequence[str]


class _Begin(NamedTuple):
    """Where a value may begin: behind its colon or its dash, and how far the line of that is indented."""

    line: int
    column: int
    indent: str
    is_entry: bool


def new_bytes(file: Path, case: Case, changed: AnyMapping[str, Plain | None], partnership: Partnership) -> bytes:
    """The bytes of a record's file with some fields of its case changed, added, or taken out (None).

    Raises NotWritten, also where the file says another case by now, and OSError.
    """
    return with_fields(bytes_of(file, case, partnership), changed, described(partnership))


def with_fields(data: bytes, changed: AnyMapping[str, Plain | None], record: Schema) -> bytes:
    """The bytes of a record with some of its fields changed, added, or taken out (None).

    ``record`` is the tree of `described`. Raises NotWritten, which says what to do by hand.
    """
    document = _read(data)
    if document is None:
        raise NotWritten("the record cannot be read; mend what `cspr check` says of it first")
    before = document.plain()
    after = {name: value for name, value in {**before, **changed}.items() if value is not None}
    edits = _Editor(document.lines).in_group(document.root, before, after, record, is_whole=True)
    text = data.decode("utf-8-sig")
    new = _applied(text, edits, "\r\n" if "\r\n" in text else "\n").encode()
    new = _BOM + new if data.startswith(_BOM) else new
    again = _read(new)
    if again is None or again.plain() != after:
        names = ", ".join(f"`{name}`" for name in changed)
        raise NotWritten(f"the layout of the file leaves no sure place for {names}; put each field on its own line")
    return new


def _read(data: bytes) -> Document | None:
    try:
        document = strict_yaml.read(data, "")
    except strict_yaml.Unreadable:
        return None
    return None if document.problems else document


def _applied(text: str, edits: Iterable[_Edit], newline: str) -> str:
    lines = _WITH_ENDS.findall(text)
    is_ended = text.endswith(("\n", "\r"))
    lines[-1] += "" if is_ended else newline
    for edit in sorted(edits, reverse=True):
        lines[edit.first - 1 : edit.last] = [f"{line}{newline}" for line in edit.lines]
    whole = "".join(lines)
    return whole if is_ended else whole.removesuffix(newline)


@dataclass(frozen=True)
class _Editor:
    """Finds the edits that make one value of another, from the lines of the file and its tree."""

    lines: Sequence[str]

    def in_group(
        self,
        group: Mapping,
        before: AnyMapping[str, Plain],
        after: AnyMapping[str, Plain],
        field: Schema,
        *,
        is_whole: bool = False,
    ) -> Iterator[_Edit]:
        """The edits of a group that has a line for each field. What is new in the whole record is explained."""
        fields: AnyMapping[str, Schema] = field.get("properties", {})
        for name, node in group.values.items():
            key = group.keys[name]
            if name in before and name not in after:
                yield _Edit(key.start.line, self._last(node), ())
            elif name in after and after[name] != before.get(name):
                yield from self._value(self._behind(key), node, before.get(name), after[name], fields.get(name, {}))
        new: list[str] = []
        for name in in_order(after.keys() - group.values.keys(), fields):
            new += [""] if is_whole else []
            new += field_lines(name, after[name], fields.get(name, {}), is_explained=is_whole)
        yield self._added(self._last(group), group.start.column, new)

    def _in_list(
        self, group: strict_yaml.Sequence, before: list[Plain | None], after: list[Plain | None], field: Schema
    ) -> Iterator[_Edit]:
        """The edits of a list that has a line for each entry. An entry that changed in its place is gone into."""
        old_texts, new_texts = ([json.dumps(entry, sort_keys=True) for entry in entries] for entries in (before, after))
        matched = SequenceMatcher(None, old_texts, new_texts, autojunk=False).get_opcodes()
        for kind, first, last, new, new_last in matched:
            if kind == "equal":
                continue
            both = min(last - first, new_last - new)
            for node, old, entry in zip(group.items[first:last], before[first:last], after[new:new_last], strict=False):
                begin = _Begin(self._dash(group, node), group.start.column + 1, " " * (group.start.column - 1), True)
                yield from self._value(begin, node, old, entry, field)
            for node in group.items[first + both : last]:
                yield _Edit(self._dash(group, node), self._last(node), ())
            above = self._last(group.items[last - 1]) if last else self._dash(group, group.items[0]) - 1
            lines = [line for entry in after[new + both : new_last] for line in item_lines(entry, field)]
            yield self._added(above, group.start.column, lines)

    def _value(
        self, begin: _Begin, node: Node, before: Plain | None, after: Plain | None, field: Schema
    ) -> Iterator[_Edit]:
        match node, before, after:
            case Mapping(flow=False), dict(), dict() if after and self._can_lose(node, before.keys() - after.keys()):
                yield from self.in_group(node, before, after, field)
            case strict_yaml.Sequence(flow=False), list(), list() if after:
                yield from self._in_list(node, before, after, field.get("items", {}))
            case _:
                yield self._replaced(begin, node, after, field)

    def _replaced(self, begin: _Begin, node: Node, after: Plain | None, field: Schema) -> _Edit:
        """A value written anew; a comment behind it stays."""
        line = self.lines[begin.line - 1]
        head, below = written(after, field)
        if begin.is_entry and not head:
            head, below = below[0], below[1:]
        gap = (line[begin.column - 1 : node.start.column - 1] if node.start.line == begin.line else "") or " "
        first = f"{line[: begin.column - 1]}{gap if head else ''}{head}{self._comment(begin, node)}"
        return _Edit(begin.line, self._last(node), [first, *self._indented(begin.indent + INDENT, below)])

    def _comment(self, begin: _Begin, node: Node) -> str:
        """What stands behind a value on its line."""
        if not isinstance(node, Scalar) and not node.flow:
            return self.lines[begin.line - 1][begin.column - 1 :] if node.start.line > begin.line else ""
        if self._is_block(node):
            return _HEAD_OF_BLOCK.sub("", self.lines[node.start.line - 1][node.start.column - 1 :], count=1)
        return self.lines[node.end.line - 1][node.end.column - 1 :]

    def _added(self, above: int, column: int, lines: Iterable[str]) -> _Edit:
        return _Edit(above + 1, above, list(self._indented(" " * (column - 1), lines)))

    def _indented(self, indent: str, lines: Iterable[str]) -> Iterator[str]:
        return (f"{indent}{line}" if line else "" for line in lines)

    def _behind(self, key: Scalar) -> _Begin:
        colon = _COLON.match(self.lines[key.end.line - 1], key.end.column - 1)
        if not colon:
            raise NotWritten(f"`{key.value}` has no colon on its line; put each field on its own line")
        return _Begin(key.end.line, colon.end() + 1, " " * (key.start.column - 1), False)

    def _dash(self, group: strict_yaml.Sequence, node: Node) -> int:
        """The line on which the dash of an entry stands: on that of the entry, or above it."""
        at = group.start.column - 1
        return next(line for line in range(node.start.line, 0, -1) if self.lines[line - 1][at : at + 1] == "-")

    def _can_lose(self, group: Mapping, names: Iterable[str]) -> bool:
        """Whether fields have lines of their own: the first one of an entry of a list stands behind the dash."""
        starts = [group.keys[name].start for name in names]
        return not any(self.lines[start.line - 1][: start.column - 1].strip() for start in starts)

    def _is_block(self, node: Node) -> bool:
        """Whether a text stands below `|` or `>`."""
        first = self.lines[node.start.line - 1][node.start.column - 1 :]
        return isinstance(node, Scalar) and not node.plain and first.startswith(("|", ">"))

    def _last(self, node: Node) -> int:
        """The last line with something of a value on it."""
        if isinstance(node, Scalar) or node.flow:
            last = node.end.line - (node.end.column == 1 and node.end > node.start)
            while self._is_block(node) and last > node.start.line and not self.lines[last - 1].strip():
                last -= 1
            return last
        inner = node.items if isinstance(node, strict_yaml.Sequence) else list(node.values.values())
        return self._last(inner[-1])
