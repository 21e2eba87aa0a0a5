"""A text as words, and the phrases among them that are known to be harmless."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import accumulate, compress, count
from typing import TypeVar

from macros.anonymity.lists import known, world
from macros.anonymity.normal import folded

# Letters with figures beside them (R1, 12th) are no word. Where all are of ASCII they are quicker to tell.
_WORD = re.compile(r"((?<!\d)[^\W\d_]++(?:['-][^\W\d_]++)*+(?!\d))")
_WORD_IN_ASCII = re.compile(r"([a-zA-Z](?<![0-9].)[a-zA-Z]*+(?:['-][a-zA-Z]++)*+(?![0-9]))")
_MARKER = re.compile(r"(?:^|\n)\s*(?:[-*+>#|]|\d+[.)])[\s\"'(\[>#*+-]*$")
_BEFORE_A_WORD = " \t\n\"'([>#*+-/"
_ENDS_OF_SENTENCES = ".!?:…|"
# How far back the beginning of a sentence is looked for.
_REACH = 40
_MOST_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What a word is by itself, wherever it stands. ``plain`` is folded and without a possessive ending."""

    text: str
    plain: str
    has_capital: bool
    is_possessive: bool
    bare: str
    """The word as it is written, without a possessive ending."""


Wanted = Callable[[Word], object]
"""Whether a word by itself is something to a rule."""
_K = TypeVar("_K")
_V = TypeVar("_V")


class _Remembered(dict[_K, _V]):
    """What was made of each key. Texts repeat their words, so that it is asked once for every word of a text."""

    def __init__(self, made_of: Callable[[_K], _V]) -> None:
        self._made_of = made_of

    def __missing__(self, key: _K) -> _V:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        made = self[key] = self._made_of(key)
        return made


def _word(text: str) -> Word:
    is_possessive = text.endswith(("'s", "'S"))
    bare = text[:-2] if is_possessive else text
    return Word(text, folded(text).removesuffix("'s"), not text.islower(), is_possessive, bare)


_WORDS = _Remembered(_word)


class Sieve:
    """What several rules want, asked once of each word: nearly every word is nothing to any of them."""

    def __init__(self, *wanted: Wanted) -> None:
        self.wanted = wanted
        self.wanting = _Remembered(self._wanting)

    def _wanting(self, word: Word) -> tuple[Wanted, ...]:
        """The rules to which a word is something."""
        return tuple(wanted for wanted in self.wanted if wanted(word))


class Words(list[Word]):
    """The words of a normalised text, in order, and where they stand.

    Nearly every word of a text is nothing to a rule, and a text has thousands: a rule asks for the places of those
    that are something to it. What the rules of a ``sieve`` want is looked for at once; of another rule it takes longer.
    """

    def __init__(self, words: Iterable[Word], starts: Sequence[int], ends: Sequence[int], sieve: Sieve) -> None:
        super().__init__(words)
        self.starts, self.ends, self._sieve = starts, ends, sieve

    def such(self, wanted: Wanted) -> Sequence[int]:
        """The places of those that are wanted, in order."""
        if wanted not in self._sieved:
            self._sieved[wanted] = list(compress(count(), map(wanted, self)))
        return self._sieved[wanted]

    @cached_property
    def _sieved(self) -> dict[Wanted, list[int]]:
        found: dict[Wanted, list[int]] = {wanted: [] for wanted in self._sieve.wanted}
        if found:
            wanting = list(map(self._sieve.wanting.__getitem__, self))
            for place in compress(count(), wanting):
                for wanted in wanting[place]:
                    found[wanted].append(place)
        return found

    def outside(self, stretches: Sequence[tuple[int, int]]) -> "Words":
        """Those that lie in none of the stretches."""
        if not stretches:
            return self
        kept = [True] * len(self)
        for start, end in stretches:
            first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
            kept[first:last] = [False] * (last - first)
        starts, ends = list(compress(self.starts, kept)), list(compress(self.ends, kept))
        return Words(compress(self, kept), starts, ends, self._sieve)

    def inside(self, stretches: Iterable[tuple[int, int]]) -> Iterator[int]:
        """The places of those that begin in one of the stretches."""
        for start, end in stretches:
            yield from range(bisect_left(self.starts, start), bisect_left(self.starts, end))


_NOTHING = Sieve()


def words_of(text: str, sieve: Sieve = _NOTHING) -> Words:
    """Every word of a normalised text, in order."""
    parts = (_WORD_IN_ASCII if text.isascii() else _WORD).split(text)
    ends = list(accumulate(map(len, parts)))
    return Words(map(_WORDS.__getitem__, parts[1::2]), ends[0:-1:2], ends[1::2], sieve)


def has_capital(word: Word) -> bool:
    """Whether a word is not all in small letters."""
    return word.has_capital


@lru_cache(maxsize=10_000)
def _plain_words(phrase: str) -> tuple[str, ...]:
    """The records of a partnership make mostly the same phrases known."""
    return tuple(word.plain for word in words_of(phrase))


@dataclass(frozen=True)
class Phrases:
    """Phrases by their first word. A phrase is fine as a whole: its words alone may be names."""

    by_first: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    short_forms: frozenset[str] = frozenset()
    """Single words that are fine in capitals alone: an ED is a department, and Ed somebody."""

    @classmethod
    def of(cls, phrases: Iterable[str]) -> "Phrases":
        by_first: dict[str, list[tuple[str, ...]]] = {}
        written: dict[str, bool] = {}
        for phrase in phrases:
            words = _plain_words(phrase)
            if words and words not in by_first.setdefault(words[0], []):
                by_first[words[0]].append(words)
            if len(words) == 1:
                written[words[0]] = written.get(words[0], True) and phrase.isupper()
        for entries in by_first.values():
            entries.sort(key=len, reverse=True)
        return cls(by_first, frozenset(word for word, capitals in written.items() if capitals and len(word) > 1))

    def without(self, phrase: str) -> "Phrases":
        """The same but for one phrase."""
        words = _plain_words(phrase)
        by_first = {first: [one for one in others if one != words] for first, others in self.by_first.items()}
        return Phrases(by_first, self.short_forms)

    def knows(self, word: str) -> bool:
        """Whether a plain word is a phrase by itself, or several of one."""
        forms = {word, word.removesuffix("s")} - self.short_forms
        return any((form,) in self.by_first.get(form, ()) for form in forms)

    def length_at(self, text: str, words: Words, place: int) -> int:
        """How many words the longest phrase that begins at a word has; 0 where none does."""
        for phrase in self.by_first.get(words[place].plain, ()):
            here = words[place : place + len(phrase)]
            if tuple(word.plain for word in here) != phrase:
                continue
            in_its_form = len(phrase) > 1 or phrase[0] not in self.short_forms or here[0].bare.rstrip("s").isupper()
            if in_its_form and _stand_together(text, words, place, len(phrase)):
                return len(phrase)
        return 0


def _stand_together(text: str, words: Words, place: int, length: int) -> bool:
    gaps = (text[words.ends[one] : words.starts[one + 1]] for one in range(place, place + length - 1))
    return all(gap.strip(" \n,&-") == "" for gap in gaps)


@cache
def shipped() -> Phrases:
    """What is fine in every record: laws, guidance, tools, medicines, countries, languages, short forms."""
    return Phrases.of((*known(), *world()))


@lru_cache(_MOST_REMEMBERED)
def is_shipped(word: str) -> bool:
    """Whether a plain word is fine in every record by itself."""
    return shipped().knows(word)


@dataclass(frozen=True)
class Reading:
    """A normalised text with its words, and of each whether it stands in a phrase that is known to be fine."""

    text: str
    words: Words
    known: Sequence[bool]
    own: Sequence[bool]

    @classmethod
    def of(cls, text: str, words: Words, own: Phrases) -> "Reading":
        """``own`` are the phrases that a record and its partnership make known."""
        known, by_record = [False] * len(words), [False] * len(words)
        ours, everybodys = own.by_first, shipped().by_first
        for place in words.such(has_capital):
            first = words[place].plain
            if (first in ours or first in everybodys) and not known[place]:
                declared, shared = own.length_at(text, words, place), shipped().length_at(text, words, place)
                length = max(declared, shared)
                known[place : place + length] = [True] * length
                by_record[place : place + declared] = [True] * declared
        return cls(text, words, known, by_record)

    def before(self, place: int, between: str = " \n") -> Word | None:
        """The word before, where nothing but the signs of ``between`` stands between."""
        return self.words[place - 1] if place and _is_only(self.gap(place - 1), between) else None

    def after(self, place: int, between: str = " \n") -> Word | None:
        """The word after, where nothing but the signs of ``between`` stands between."""
        beyond = place + 1
        return self.words[beyond] if beyond < len(self.words) and _is_only(self.gap(place), between) else None

    def gap(self, place: int) -> str:
        """What stands between a word and the next."""
        return self.text[self.words.ends[place] : self.words.starts[place + 1]]

    def text_before(self, place: int, reach: int) -> str:
        """What stands before a word, as far as it is within reach."""
        at = self.words.starts[place]
        return self.text[max(at - reach, 0) : at]

    def sign_before(self, place: int) -> str:
        """The sign right before a word, nothing where it is the first of the text."""
        return self.text_before(place, 1)

    def sign_after(self, place: int) -> str:
        """The sign right behind a word, nothing where it is the last of the text."""
        at = self.words.ends[place]
        return self.text[at : at + 1]

    def begins_sentence(self, place: int) -> bool:
        """Whether a word is the first of its sentence, where every word has a capital."""
        before = self.text_before(place, _REACH)
        written = before.rstrip(_BEFORE_A_WORD)
        if not written:
            return self.words.starts[place] <= _REACH
        if written[-1] in _ENDS_OF_SENTENCES:
            return True
        new_paragraph = before[len(written) :].count("\n") > 1
        return new_paragraph or _MARKER.search(before) is not None


def _is_only(gap: str, signs: str) -> bool:
    """Whether a gap holds nothing but some signs, and no new paragraph."""
    return not gap.strip(signs) and "\n\n" not in gap
