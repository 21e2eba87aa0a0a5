"""What a reader finds in a file, whatever kind of file it is.

A reader takes the bytes of a file and gives what they hold, part by part; what a part may say is
decided elsewhere, and alike for all kinds. A reader that cannot take a file apart to its last byte
says so: what is not read does not go out.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

# Nothing on a site is near these; what is larger was not made here, or is made to choke its reader.
MOST_BYTES = 100_000_000
MOST_DEPTH = 100

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_CONTROLS = bytes((*range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F))
_FURTHER_CONTROLS = re.compile(rb"[\xc2\xef][\x80-\x9f\xbf]")


class Part(NamedTuple):
    """Text of a file. ``field`` says which part of it this is: `text`, `attribute`, `metadata` …

    ``column`` is 0 where only the line is known. ``page`` is the address of the page that a text was
    taken over from, where the file says so.
    """

    field: str
    text: str
    line: int = 1
    column: int = 0
    page: str | None = None


class Link(NamedTuple):
    """An address. A browser follows it by itself where it ``loads``, else when a reader asks for it."""

    field: str
    address: str
    line: int = 1
    loads: bool = False


class Script(NamedTuple):
    """A script that a page loads; ``integrity`` is what the page says that its digest is."""

    field: str
    address: str
    integrity: str
    line: int = 1


class Policy(NamedTuple):
    """What a page says that it may load and run, before anything else."""

    field: str
    text: str
    line: int = 1


class Author(NamedTuple):
    """Who made a file, as the file itself says."""

    field: str
    name: str
    line: int = 1


class Fault(NamedTuple):
    """Something that may not be there, whatever it says."""

    rule: str
    message: str
    line: int = 1
    field: str = ""


class Unreadable(Exception):
    """A file that cannot be taken apart. The message says why, and nothing of what is in it."""


Item = Part | Link | Script | Policy | Author | Fault
Reader = Callable[[bytes], Iterator[Item]]


def _may_control(data: bytes) -> bool:
    """Whether text in UTF-8 may hold a control character: far quicker to say than where."""
    return len(data.translate(None, _CONTROLS)) < len(data) or _FURTHER_CONTROLS.search(data) is not None


def as_text(data: bytes) -> str:
    """The text of a file in UTF-8. Raises Unreadable."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"it is not text in UTF-8 (at byte {error.start + 1:,})") from None
    if _may_control(data) and (control := _CONTROL.search(text)):
        line = text.count("\n", 0, control.start()) + 1
        raise Unreadable(f"it holds a control character, on line {line:,}, at which readers part ways")
    return text
