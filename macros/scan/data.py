"""Data for programs: calendars, tables and plain text. JSON, which may hold HTML, is read with HTML."""

import csv
import io
import re
from collections.abc import Iterator

from macros.scan.html import bare
from macros.scan.reading import Fault, Item, Link, Part, Unreadable, as_text
from macros.spreadsheet import runs
from macros.timetable.of_case import ENTRIES

_CONTENT_LINE = re.compile(
    r"(?P<name>[A-Za-z0-9-]+)(?P<more>(?:;[A-Za-z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*)(?:,(?:\"[^\"]*\"|[^\";:,]*))*)*):(?P<value>.*)"
)
# What the site knows its own events by: it looks like an e-mail address.
_OWN_EVENTS = ("publication", "amendment", "announcement", "review", "reviews", *(entry.id for entry in ENTRIES))
_OWN_UID = re.compile(rf"(?:{'|'.join(_OWN_EVENTS)})\.[^@\s]+@[^@\s]+")
_ICS_ADDRESSES = frozenset(("URL", "ATTACH", "CONFERENCE", "IMAGE", "SOURCE"))


def read_text(data: bytes) -> Iterator[Item]:
    yield Part("text", as_text(data), 1, 1)


def read_calendar(data: bytes) -> Iterator[Item]:
    """A calendar file (RFC 5545): its lines unfolded, each of them one property."""
    text = as_text(data)
    open_parts: list[str] = []
    begun = False
    for line, content in _unfolded(text):
        found = _CONTENT_LINE.fullmatch(content)
        if not found or (begun and not open_parts):
            raise Unreadable(f"it is not whole as a calendar (line {line:,})")
        name, value = found["name"].upper(), found["value"]
        begun = True
        if name == "BEGIN":
            open_parts.append(value.upper())
        elif not open_parts or (name == "END" and open_parts.pop() != value.upper()):
            raise Unreadable(f"it is not whole as a calendar (line {line:,})")
        field = "key" if name == "UID" and _OWN_UID.fullmatch(value) else "text"
        yield Part(field, re.sub(r"\\([nN;,\\])", _unescaped, value), line)
        if found["more"]:
            yield Part("attribute", found["more"], line)
        if "ALTREP=" in found["more"].upper():
            yield Fault("scan-element", "a text of the calendar stands elsewhere; take ALTREP out", line)
        if name in _ICS_ADDRESSES:
            yield Link("text", bare(value), line)
    if open_parts or not begun:
        raise Unreadable("it is not whole as a calendar: its end is missing")


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Each content line with the number of its first line."""
    number, whole = 1, ""
    for place, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if line[:1] in (" ", "\t"):
            whole += line[1:]
            continue
        if whole:
            yield number, whole
        number, whole = place, line
    if whole:
        yield number, whole


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match[1] in "nN" else match[1]


def read_table(data: bytes) -> Iterator[Item]:
    """A table in CSV. A cell must not run when a spreadsheet opens it."""
    rows = csv.reader(io.StringIO(as_text(data), newline=""), strict=True)
    try:
        line = 1
        for row in rows:
            for number, cell in enumerate(row, start=1):
                yield Part("cell", cell, line)
                if runs(cell):
                    message = f"the cell in column {number} begins as a formula, which a spreadsheet would run"
                    yield Fault("scan-formula", f"{message}; put ' before it", line, "cell")
            line = rows.line_num + 1
    except csv.Error:
        raise Unreadable(f"it is not whole as a table (line {rows.line_num:,})") from None
