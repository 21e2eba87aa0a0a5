"""Characters that no reader sees: they turn words round, or hide a name from whoever looks for it."""

import re
import unicodedata
from collections.abc import Iterator
from html.entities import html5
from typing import NamedTuple
from urllib.parse import unquote

# Control and format characters, the ends of lines that only Unicode knows, fillers, and what chooses a
# variant of the sign before. Tab and the ends of lines of a text file are none of them.
UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001345f\U00016fe4"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# With and without the semicolon, as browsers read them.
_ENTITY = re.compile(
    r"&(?:#[xX](?P<sixteen>[0-9A-Fa-f]{1,8})|#(?P<ten>[0-9]{1,8})|(?P<name>[A-Za-z0-9]{2,32}(?=;)|shy));?"
)
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


class Unseen(NamedTuple):
    """A character that does not show: from where to where a text writes it, and what to do."""

    start: int
    end: int
    message: str


def literal(text: str) -> Iterator[Unseen]:
    """Every such character that stands in a text as itself."""
    for found in UNSEEN.finditer(text):
        yield Unseen(*found.span(), say(found[0]))


def written_out(text: str) -> Iterator[Unseen]:
    """Every such character that a text writes as an entity (`&#x202e;`, `&zwnj;`) or percent-encoded."""
    for found in _ENTITY.finditer(text):
        if sign := _hidden_in(_entity(found)):
            yield Unseen(*found.span(), say(sign, found[0]))
    for found in _PERCENT.finditer(text):
        if sign := _hidden_in(unquote(found[0])):
            yield Unseen(*found.span(), say(sign, found[0]))


def say(sign: str, written: str = "") -> str:
    """What was found and what to do; ``written`` is how it is written where that shows."""
    name = unicodedata.name(sign, "").lower()
    which = f"U+{ord(sign):04X}{f', {name}' if name else ''}"
    if written:
        return f"an invisible character ({which}) written as `{written[:20]}`; take it out"
    return f"an invisible character ({which}); delete it and type the text again"


def _hidden_in(text: str) -> str | None:
    # A tab or the end of a line is seen where it stands, and not where it is written out.
    found = UNSEEN.search(text) or re.search(r"[\t\n\r]", text)
    return found[0] if found else None


def _entity(found: re.Match[str]) -> str:
    if name := found["name"]:
        return html5.get(f"{name};", "")
    number = int(found["sixteen"], 16) if found["sixteen"] else int(found["ten"])
    return chr(number) if number < 0x110000 else ""
