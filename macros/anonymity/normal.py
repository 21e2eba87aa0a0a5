"""A text as a reader sees it, with a way back to the characters that its author wrote.

What hides a name from a search and not from a reader is undone: entities, letters of other
alphabets that look Latin, invisible characters, emphasis inside words, percent-encoding.
"""

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from macros.anonymity.lists import look_alikes
from macros.unseen import UNSEEN

MOST_PASSES = 12
# What the loop below has to look at; without any of it a text is normal as it stands.
_ACCENTS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_ODD = (
    r"(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<percent>(?:%[0-9A-Fa-f]{2})+)"
    r"|(?P<mark>[*~`]+(?![\s*~`])|(?<=[^\s*~`])[*~`]+|(?<![^\W_])_+|_+(?![^\W_])|\\(?=[!-/:-@\[-`{-~])"
    r"|(?<=[a-zA-Z])[\[\]](?=[a-z]))"
)
_ODD_WITHOUT_ACCENTS = re.compile(rf"{_ODD}|(?P<foreign>[^\x00-\x7f]+)")
_ODD_WITH_ACCENTS = re.compile(rf"{_ODD}|(?P<foreign>(?:[!-~](?=[{_ACCENTS}]))?[^\x00-\x7f]+)")
# With one of these begins what is odd, but for a letter before an accent. That accent is quick to look for as well.
_ODD_SIGN = re.compile(r"[&%*~`_\[\]\\\x80-\U0010ffff]")
_APART = re.compile(rf"[{_ACCENTS}](?<=[!-~].)")
_QUOTES = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\uff07`\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
    }
)
# Letters drawn in a square or a circle.
_DRAWN = re.compile(r"(?:LATIN CAPITAL LETTER|SYMBOL LETTER) ([A-Z])$")
# Letters that no decomposition takes apart.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i", "ŀ": "l", "æ": "ae", "œ": "oe", "þ": "th"}
)


class _Step(NamedTuple):
    """What one pass over a text changed, but for signs that became one other sign each.

    For each change in order where what it made stands now, and where the characters stood that it was made of.
    """

    begins: list[int]
    ends: list[int]
    firsts: list[int]
    lasts: list[int]

    def source(self, place: int) -> tuple[int, int]:
        """From where to where the characters stood of which one now stands at a place."""
        change = bisect_right(self.begins, place) - 1
        if change < 0:
            return place, place + 1
        if place < self.ends[change]:
            return self.firsts[change], self.lasts[change]
        place += self.lasts[change] - self.ends[change]
        return place, place + 1


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalised text. ``steps`` are the passes that moved its characters, the first one first."""

    text: str
    steps: tuple[_Step, ...] = ()

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The author's characters behind a stretch of the text, as offsets; the end is exclusive."""
        if start < end:
            for step in reversed(self.steps):
                start, end = step.source(start)[0], step.source(end - 1)[1]
        return start, end


def normalise(text: str) -> Normal:
    """The text as a reader sees it. Case and accents stay. Done twice it changes nothing more."""
    now = Normal(text)
    for _ in range(MOST_PASSES):
        if (then := _once(now)) is None:
            return now
        now = then
    # Nobody writes a sign out so often but to hide it, and each pass undoes one layer of a long text.
    now = _without_signs(now)
    while (then := _once(now)) is not None:
        now = then
    return now


@lru_cache(maxsize=100_000)
def folded(word: str) -> str:
    """A word for comparing: small letters without accents."""
    low = word.casefold()
    if low.isascii():
        return low
    apart = unicodedata.normalize("NFKD", low.translate(_PLAIN))
    return "".join(character for character in apart if not unicodedata.combining(character))


def _without_signs(now: Normal) -> Normal:
    """A text without the signs by which others are written out."""
    return _changed(now, ((*match.span(), "") for match in re.finditer("[&%]", now.text)))


def _once(now: Normal) -> Normal | None:
    """One pass over a text, None where it changes nothing."""
    changes = [change for match in _odd(now.text) for change in _undone(match)]
    if all(now.text[first:last] == new for first, last, new in changes):
        return None
    return _changed(now, changes)


def _odd(text: str) -> Iterator[re.Match[str]]:
    """What is odd in a text, in order."""
    if not text.isascii() and _APART.search(text):
        yield from _ODD_WITH_ACCENTS.finditer(text)
        return
    at = 0
    while sign := _ODD_SIGN.search(text, at):
        if match := _ODD_WITHOUT_ACCENTS.match(text, sign.start()):
            yield match
        at = (match or sign).end()


def _changed(now: Normal, changes: Iterable[tuple[int, int, str]]) -> Normal:
    """A text with something else in the place of some of its parts, which are given in order."""
    pieces: list[str] = []
    step = _Step([], [], [], [])
    done = at = 0
    for first, last, new in changes:
        pieces += (now.text[done:first], new)
        at += first - done + len(new)
        done = last
        if not len(new) == last - first == 1:
            step.begins.append(at - len(new))
            step.ends.append(at)
            step.firsts.append(first)
            step.lasts.append(last)
    pieces.append(now.text[done:])
    return Normal("".join(pieces), (*now.steps, step) if step.begins else now.steps)


def _undone(match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """What stands in the place of something odd: pieces of the text, each with what it becomes."""
    start, end, found = *match.span(), match.group()
    match match.lastgroup:
        case "entity":
            yield start, end, html.unescape(found)
        case "percent":
            yield start, end, _decoded(found)
        case "mark":
            yield start, end, ""
        case _:
            for first, last in _clusters(found):
                yield start + first, start + last, _as_seen(found[first:last])


def _decoded(found: str) -> str:
    octets = bytes.fromhex(found.replace("%", ""))
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return found


def _clusters(found: str) -> Iterator[tuple[int, int]]:
    """A letter with the accents that are written after it, one at a time."""
    first = 0
    for place in range(1, len(found) + 1):
        if place == len(found) or not unicodedata.combining(found[place]):
            yield first, place
            first = place


@lru_cache(maxsize=10_000)
def _as_seen(cluster: str) -> str:
    look_alike = look_alikes()
    seen = []
    plain = unicodedata.normalize("NFKC", cluster)
    # One sign that stands for a whole sentence hides no name, and a field of them would swell to a book.
    for character in (plain if len(plain) <= 4 * len(cluster) else cluster).translate(_QUOTES):
        kind = unicodedata.category(character)
        if character.isascii():
            seen.append(character)
        elif kind == "Cf" or UNSEEN.match(character):
            continue
        elif kind == "Pd" or character in "\u2212\u00ad\u2043":
            seen.append("-")
        elif kind == "Zs":
            seen.append(" ")
        elif kind == "Nd":
            seen.append(str(unicodedata.digit(character)))
        elif kind == "So" and (drawn := _DRAWN.search(unicodedata.name(character, ""))):
            seen.append(drawn[1])
        else:
            seen.append(look_alike.get(character, character))
    return unicodedata.normalize("NFC", "".join(seen))
