"""Writing into a record that its text was read for identifiability, and nothing else of the file.

The file is edited as text, at the places the reader knows, so that comments and layout stay.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from macros.partnership.model import Partnership
from macros.records import Case, read_record
from macros.records.digest import digest
from macros.records.in_place import NotWritten, bytes_of, put
from macros.strict_yaml import Mapping, Node, Place, Scalar

FIELDS = ("role", "date", "text")


class _Edit(NamedTuple):
    """Put ``text`` in place of what stands from ``start`` to ``end``."""

    start: Place
    end: Place
    text: str


@dataclass(frozen=True)
class _Layout:
    lines: list[str]
    newline: str

    def last_line(self, node: Node) -> int:
        """The number of the last line with something of the node on it."""
        number = node.end.line
        if node.end.column > 1 and self.lines[number - 1][: node.end.column - 1].strip():
            return number
        while number > node.start.line and re.fullmatch(r"\s*(#.*)?", self.lines[number - 2]):
            number -= 1
        return max(number - 1, node.start.line)

    def line_after(self, number: int, indent: int, text: str) -> _Edit:
        place = Place(number, len(self.lines[number - 1]) + 1)
        return _Edit(place, place, f"{self.newline}{' ' * indent}{text}")


def write_reading(file: Path, case: Case, role: str, on: date, partnership: Partnership) -> None:
    """Write into a record's file that its text, as the case has it, was read. All of it or nothing.

    Raises NotWritten, and OSError where the machine refuses.
    """
    data = bytes_of(file, case, partnership)
    put(file, with_second_reader(data, case, role, on, partnership))


def with_second_reader(data: bytes, case: Case, role: str, on: date, partnership: Partnership) -> bytes:
    """The bytes of a record with ``publication.second_reader`` set to this role, day and text.

    ``data`` are the bytes the case was read from. Raises NotWritten.
    """
    text = data.decode("utf-8-sig")
    newline = "\r\n" if "\r\n" in text else "\n"
    layout = _Layout(case.document.lines, newline)
    values = {"role": _quoted(role), "date": on.isoformat(), "text": digest(case.record)}
    edits = _edits(case.document.root, values, layout)
    new = _apply(layout.lines, edits, newline).encode()
    new = data[:3] + new if data.startswith(b"\xef\xbb\xbf") else new
    verify(case, new, role, on, partnership)
    return new


def _edits(root: Mapping, values: dict[str, str], layout: _Layout) -> list[_Edit]:
    whole = "second_reader: {" + ", ".join(f"{name}: {value}" for name, value in values.items()) + "}"
    publication = root.values.get("publication")
    if publication is None:
        last = max(number for number, line in enumerate(layout.lines, start=1) if line.strip())
        return [layout.line_after(last, 0, f"publication:{layout.newline}  {whole}")]
    if isinstance(publication, Scalar):
        return [layout.line_after(root.keys["publication"].start.line, 2, whole)]
    if not isinstance(publication, Mapping):
        raise NotWritten("`publication` is no group of fields; mend it first")
    reader = publication.values.get("second_reader")
    if isinstance(reader, Mapping):
        return _fields(reader, values, layout)
    if reader is not None:
        fields = "{" + whole.split("{", 1)[1]
        return [_Edit(reader.start, reader.end, f"{'' if reader.start != reader.end else ' '}{fields}")]
    return [_added(publication, whole, layout)]


def _fields(reader: Mapping, values: dict[str, str], layout: _Layout) -> list[_Edit]:
    edits = []
    for name in FIELDS:
        value = reader.values.get(name)
        if isinstance(value, Scalar):
            space = " " if value.start == value.end else ""
            edits.append(_Edit(value.start, value.end, space + values[name]))
        else:
            edits.append(_added(reader, f"{name}: {values[name]}", layout))
    return edits


def _added(group: Mapping, field: str, layout: _Layout) -> _Edit:
    """One more field at the end of a group, in the group's own style."""
    if group.flow:
        before_brace = Place(group.end.line, group.end.column - 1)
        return _Edit(before_brace, before_brace, f"{', ' if group.values else ''}{field}")
    indent = next(iter(group.keys.values())).start.column - 1
    return layout.line_after(layout.last_line(group), indent, field)


def _apply(lines: list[str], edits: list[_Edit], newline: str) -> str:
    lines = list(lines)
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        if edit.start.line != edit.end.line:
            raise NotWritten("`second_reader` is spread over lines in a way that cannot be kept; write it on one line")
        line = lines[edit.start.line - 1]
        lines[edit.start.line - 1] = line[: edit.start.column - 1] + edit.text + line[edit.end.column - 1 :]
    return newline.join(lines)


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z][A-Za-z ()'-]*[A-Za-z)]", text) else json.dumps(text, ensure_ascii=False)


def verify(case: Case, new: bytes, role: str, on: date, partnership: Partnership) -> None:
    """Read the new bytes back: all must be as before but for the second reader."""
    again, _ = read_record(new, case.document.path, case.record.reference, partnership)
    reader = again.record.publication.second_reader if again else None
    if again is None or reader is None or (reader.role, reader.date) != (role, on):
        raise NotWritten("the layout of `publication` leaves no sure place to write; add `second_reader: {}` to it")
    alike = {"second_reader": reader}
    before = case.record.model_copy(update={"publication": case.record.publication.model_copy(update=alike)})
    if again.record != before or reader.text != digest(case.record):
        raise NotWritten("the layout of `publication` leaves no sure place to write; put each field on its own line")
