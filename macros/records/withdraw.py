"""Writing into a record that the case is withdrawn, and nothing else of the file.

It is written even where the record cannot be read: the record says for good what is shown, and the
next publication would bring the case back. So the file is edited as text, line by line, and no
byte of the other lines changes.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from macros import strict_yaml
from macros.dates import LONDON, NotADate, in_london, instant
from macros.strict_yaml import Document, Mapping, Scalar
from macros.written import write_whole

FIELD = "withdrawn"

_KEY = re.compile(rf"""(?P<quote>["']?){FIELD}(?P=quote)[ \t]*:(?=\s|$)""")
_AT = re.compile(r"""\bat["']?[ \t]*:[ \t]*["']?(\d{4}-\d\d-\d\d \d\d:\d\d)""")
_END_OF_DOCUMENT = re.compile(r"\.\.\.\s*(#.*\s*)?")


class NotWritten(Exception):
    """The layout of the file leaves no sure place to write; somebody has to do it by hand."""


@dataclass(frozen=True)
class Withdrawal:
    """Since when a record says that the case is withdrawn: an instant in UTC. ``is_new`` where it was written now.

    Where the record is not ``is_readable``, whoever mends it has to see that the line stays.
    """

    at: datetime
    is_new: bool
    is_readable: bool


def last_minute(now: datetime) -> datetime:
    """The last whole minute up to an instant that a record can say, in UTC.

    On the day the clocks go back an hour comes twice, and no record can say which of the two is meant.
    """
    local = now.astimezone(LONDON).replace(second=0, microsecond=0, tzinfo=None)
    while True:
        try:
            return in_london(local)
        except NotADate:
            local -= timedelta(minutes=1)


def as_field(now: datetime, kind: str, decided_by: str) -> str:
    """The line of a record that says it."""
    at = last_minute(now).astimezone(LONDON)
    return f"{FIELD}: {{at: {at:%Y-%m-%d %H:%M}, kind: {kind}, decided_by: {decided_by}}}"


def write_withdrawal(file: Path, now: datetime, kind: str, decided_by: str) -> Withdrawal:
    """Write into a record's file that the case is withdrawn since the minute that has passed.

    A withdrawal that is in force already stays as it is; one that is still to come gives way.
    Raises NotWritten, and OSError where the machine refuses.
    """
    data = file.read_bytes()
    since = in_force(data, now)
    if since:
        return Withdrawal(since, is_new=False, is_readable=_read(data) is not None)
    at = last_minute(now)
    new = with_withdrawal(data, at, kind, decided_by)
    file = file.resolve()
    write_whole(file, new, file.stat().st_mode & 0o7777)
    return Withdrawal(at, is_new=True, is_readable=_read(new) is not None)


def in_force(data: bytes, now: datetime) -> datetime | None:
    """Since when a record says that it is withdrawn, in UTC; None where it does not, or not yet."""
    document = _read(data)
    lines = _lines(_text(data))
    found = "".join(lines[slice(*_span(lines))])
    if document:
        group = document.root.values.get(FIELD)
        at = group.values.get("at") if isinstance(group, Mapping) else None
        found = f"at: {at.value}" if isinstance(at, Scalar) else ""
    written = _AT.search(found)
    try:
        since = instant(written[1]) if written else None
    except NotADate:
        since = None
    return since if since and since <= now else None


def with_withdrawal(data: bytes, at: datetime, kind: str, decided_by: str) -> bytes:
    """The bytes of a record with ``withdrawn`` set. Raises NotWritten where a readable record would not say so."""
    when = f"{at.astimezone(LONDON):%Y-%m-%d %H:%M}"
    text = _text(data)
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = _lines(text)
    begin, end = _span(lines)
    before, after = "".join(lines[:begin]), "".join(lines[end:])
    if before and not before.endswith(("\n", "\r")):
        before += newline
    new = f"{before}{as_field(at, kind, decided_by)}{newline}{after}".encode("latin-1")
    _verify(data, new, {"at": when, "kind": kind, "decided_by": decided_by})
    return new


def _text(data: bytes) -> str:
    """The file as characters of one byte each: whatever its bytes are, they come out as they went in."""
    return data.decode("latin-1")


def _lines(text: str) -> list[str]:
    """Every line with its end. Not by `splitlines`, to which bytes of a letter may look like the end of a line."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)


def _span(lines: list[str]) -> tuple[int, int]:
    """The lines of the field, and an empty span where it would be added: at the end."""
    last = next((number for number, line in enumerate(lines, start=1) if _END_OF_DOCUMENT.fullmatch(line)), None)
    begin = next((number for number, line in enumerate(lines) if _KEY.match(line.removeprefix("\xef\xbb\xbf"))), None)
    if begin is None:
        return (last - 1, last - 1) if last else (len(lines), len(lines))
    end = begin + 1
    for number in range(begin + 1, len(lines)):
        if re.match(r"[^\s#]", lines[number]):
            break
        if lines[number][:1] in (" ", "\t") and lines[number].strip():
            end = number + 1
    return begin, end


def _read(data: bytes) -> Document | None:
    try:
        return strict_yaml.read(data, "")
    except strict_yaml.Unreadable:
        return None


def _verify(before: bytes, after: bytes, withdrawn: dict[str, str]) -> None:
    """Where the record could be read it still can, and all of it is as before but for the one field."""
    old = _read(before)
    if old is None:
        return
    new = _read(after)
    expected = {**old.plain(), FIELD: withdrawn}
    if new is None or new.plain() != expected:
        raise NotWritten("the layout of the file leaves no sure place")
