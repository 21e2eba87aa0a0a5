"""The words of an index, told more shortly: in which entries a word stands and how much, but not where.

Pagefind lists every place of every word, and of a large site a browser would load hundreds of kilobytes for one
question. What answers best hangs on how often a word is said; where it stands, the text of an entry shows.
"""

from collections.abc import Iterator
from itertools import accumulate
from typing import Any, NamedTuple

from macros.search_index.packed import name, packed, read

# Bytes of a packed piece that has more than one word. A search loads a piece for each word that is asked for.
MOST = 6_000
# A word that so many entries have, and so large a part of all, tells nothing of those that say it but once.
MANY = 200
PART = 0.3

# What a word weighs that stands once in a text, where nothing else is said; a heading weighs more.
ONCE = 24
# A weight is one byte: what weighs more stands in more places.
_HEAVIEST = 8 * ONCE
_MOST_PLACES = 4


class Piece(NamedTuple):
    """A file of words: its first and its last, and what it is called."""

    first: str
    last: str
    name: str


def pieces(data: bytes, size: int) -> Iterator[tuple[Piece, bytes]]:
    """What a file of words says, in smaller files, for an index with so many entries. Raises ValueError.

    A word is its stem, the entries that have it, and its spellings with accents, each with the entries that have it.
    """
    [words] = read(data)
    shorter = [
        [stem, _entries(entries, size, place), [[one, _entries(others, size, place)] for one, others in spellings]]
        for place, (stem, entries, spellings) in enumerate(words)
    ]
    yield from _cut(shorter)


def _cut(words: list[list[Any]]) -> Iterator[tuple[Piece, bytes]]:
    data = packed([words])
    if len(data) > MOST and len(words) > 1:
        middle = len(words) // 2
        yield from _cut(words[:middle])
        yield from _cut(words[middle:])
    elif words:
        yield Piece(words[0][0], words[-1][0], name(data)), data


def _entries(entries: list[list[Any]], size: int, place: int) -> list[list[Any]]:
    """The entries that have a word: each by how far it is from the one before, with what the word weighs there.

    Pagefind takes one place with a weight, which is said before it as a negative number, for as much as many places;
    of two words in one place it counts the lesser alone. So a word has the same places in all entries, and its own.
    """
    numbers = accumulate(step for step, _, _ in entries)
    told = [
        (number, _weight(places), _fields(fields)) for number, (_, places, fields) in zip(numbers, entries, strict=True)
    ]
    if len(told) > max(MANY, size * PART):
        told = [(number, weight, fields) for number, weight, fields in told if weight > ONCE or fields]
    shorter, before = [], 0
    for number, weight, fields in told:
        shorter.append([number - before, _places(weight, place * _MOST_PLACES), fields])
        before = number
    return shorter


def _weight(places: list[int]) -> int:
    """What all places weigh together, to the nearest of few steps: the fewer, the better they pack."""
    now, together = ONCE, 0
    for place in places:
        if place < 0:
            now = -place - 1
        else:
            together += now
    step = max(together.bit_length() - ONCE.bit_length(), 0)
    return min(ONCE << step, _HEAVIEST * _MOST_PLACES) if together else 0


def _places(weight: int, first: int) -> list[int]:
    """Places that weigh so much together: what each weighs, the first, and how far each is from the one before."""
    each = min(weight, _HEAVIEST)
    return [-each - 1, first, *[1] * (weight // each - 1)] if weight else []


def _fields(fields: list[int]) -> list[int]:
    """Of a title and the like: which of them have the word, each as a negative number with one place after it."""
    return [one for field in fields if field < 0 for one in (field, 0)]
