"""A text as a reader sees it, with a way back to the characters that its author wrote.

What hides a name from a search and not from a reader is undone: entities, letters of other
alphabets that look Latin, invisible characters, emphasis inside words, percent-encoding.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

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
_ODD_SIGNS = rf"(?=[&%*~`_\[\]\\\x80-\U0010ffff])(?:{_ODD}|(?P<foreign>[^\x00-\x7f]+))"
_ODD_WITH_ACCENTS = rf"{_ODD}|(?P<foreign>(?:[!-~](?=[{_ACCENTS}]))?[^\x00-\x7f]+)"
_APART = rf"[!-~][{_ACCENTS}]"
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


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalised text. ``starts`` and ``ends`` say of each character where it stood; None: as it stands."""

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The author's characters behind a stretch of the text, as offsets; the end is exclusive."""
        if self.starts is None or self.ends is None or start >= end:
            return start, end
        return self.starts[start], self.ends[end - 1]


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
    kept = [place for place, sign in enumerate(now.text) if sign not in "&%"]
    places = [now.source(place, place + 1) for place in kept]
    starts, ends = tuple(start for start, _ in places), tuple(end for _, end in places)
    return Normal("".join(now.text[place] for place in kept), starts, ends)


def _once(now: Normal) -> Normal | None:
    """One pass over a text, None where it changes nothing."""
    text = now.text
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done, changed = 0, False
    odd = _ODD_WITH_ACCENTS if re.search(_APART, text) else _ODD_SIGNS
    for match in re.finditer(odd, text):
        begin, end = match.span()
        pieces.append(text[done:begin])
        starts += range(done, begin)
        ends += range(done + 1, begin + 1)
        for first, last, new in _undone(match):
            changed = changed or text[first:last] != new
            pieces.append(new)
            starts += [first] * len(new)
            ends += [last] * len(new)
        done = end
    if not changed:
        return None
    pieces.append(text[done:])
    starts += range(done, len(text))
    ends += range(done + 1, len(text) + 1)
    if now.starts is not None and now.ends is not None:
        before, after = now.starts, now.ends
        starts, ends = [before[start] for start in starts], [after[end - 1] for end in ends]
    return Normal("".join(pieces), tuple(starts), tuple(ends))


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
