"""A text as words, and the phrases among them that are known to be harmless."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import accumulate, compress, count, pairwise
from operator import not_
from typing import NamedTuple, overload

from macros.anonymity.lists import known, world
from macros.anonymity.normal import folded

# Letters with figures beside them (R1, 12th) are no word.
_WORD = re.compile(r"((?<!\d)[^\W\d_]++(?:['-][^\W\d_]++)*+(?!\d))")
_MARKER = re.compile(r"(?:^|\n)\s*(?:[-*+>#|]|\d+[.)])[\s\"'(\[>#*+-]*$")
_BEFORE_A_WORD = " \t\n\"'([>#*+-/"
_ENDS_OF_SENTENCES = ".!?:…|"
# How far back the beginning of a sentence is looked for.
_REACH = 40


class Word(NamedTuple):
    """One word of a normalised text. ``plain`` is folded and without a possessive ending."""

    start: int
    end: int
    text: str
    plain: str

    @property
    def has_capital(self) -> bool:
        return not self.text.islower()

    @property
    def bare(self) -> str:
        """The word as it is written, without a possessive ending."""
        return self.text[:-2] if self.is_possessive else self.text

    @property
    def is_possessive(self) -> bool:
        return self.text.endswith(("'s", "'S"))


class Words(Sequence[Word]):
    """The words of a normalised text, in order.

    Nearly every word of a text is nothing to a rule, and a text has thousands. They are kept in columns, so that
    a rule asks for the places of those that are something to it, and only of these a `Word` is made.
    """

    def __init__(self, starts: Sequence[int], ends: Sequence[int], texts: Sequence[str], plain: Sequence[str]) -> None:
        self.starts, self.ends, self.texts, self.plain = starts, ends, texts, plain

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[Word]:
        return map(Word, self.starts, self.ends, self.texts, self.plain)

    @overload
    def __getitem__(self, place: int) -> Word: ...
    @overload
    def __getitem__(self, place: slice) -> list[Word]: ...
    def __getitem__(self, place: int | slice) -> Word | list[Word]:
        if isinstance(place, slice):
            columns = (column[place] for column in (self.starts, self.ends, self.texts, self.plain))
            return list(map(Word, *columns))
        return Word(self.starts[place], self.ends[place], self.texts[place], self.plain[place])

    def such(self, wanted: Callable[[str], object]) -> Iterable[int]:
        """The places of those whose plain form is wanted, in order. Every word is asked for: let it be quick."""
        return compress(count(), map(wanted, self.plain))

    @cached_property
    def with_a_capital(self) -> Sequence[int]:
        """The places of those that are not all in small letters, in order."""
        return list(compress(count(), map(not_, map(str.islower, self.texts))))

    def outside(self, stretches: Sequence[tuple[int, int]]) -> "Words":
        """Those that lie in none of the stretches."""
        if not stretches:
            return self
        kept = [True] * len(self)
        for start, end in stretches:
            first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
            kept[first:last] = [False] * (last - first)
        starts, ends = list(compress(self.starts, kept)), list(compress(self.ends, kept))
        return Words(starts, ends, list(compress(self.texts, kept)), list(compress(self.plain, kept)))

    def inside(self, stretches: Iterable[tuple[int, int]]) -> Iterator[Word]:
        """Those that begin in one of the stretches."""
        for start, end in stretches:
            yield from self[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def words_of(text: str) -> Words:
    """Every word of a normalised text, in order."""
    parts = _WORD.split(text)
    texts = parts[1::2]
    ends = list(accumulate(map(len, parts)))
    return Words(ends[0:-1:2], ends[1::2], texts, list(map(plain, texts)))


@lru_cache(maxsize=100_000)
def plain(word: str) -> str:
    """A word for comparing: folded, and without a possessive ending."""
    return folded(word).removesuffix("'s")


@lru_cache(maxsize=10_000)
def _plain_words(phrase: str) -> tuple[str, ...]:
    """The records of a partnership make mostly the same phrases known."""
    return tuple(words_of(phrase).plain)


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
        for phrase in self.by_first.get(words.plain[place], ()):
            beyond = place + len(phrase)
            if tuple(words.plain[place:beyond]) != phrase:
                continue
            here = words[place:beyond]
            in_its_form = len(phrase) > 1 or phrase[0] not in self.short_forms or here[0].bare.rstrip("s").isupper()
            if in_its_form and _stand_together(text, here):
                return len(phrase)
        return 0


def _stand_together(text: str, words: Sequence[Word]) -> bool:
    gaps = (text[one.end : other.start] for one, other in pairwise(words))
    return all(gap.strip(" \n,&-") == "" for gap in gaps)


@cache
def shipped() -> Phrases:
    """What is fine in every record: laws, guidance, tools, medicines, countries, languages, short forms."""
    return Phrases.of((*known(), *world()))


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
        for place in words.with_a_capital:
            if not known[place]:
                declared, shared = own.length_at(text, words, place), shipped().length_at(text, words, place)
                length = max(declared, shared)
                known[place : place + length] = [True] * length
                by_record[place : place + declared] = [True] * declared
        return cls(text, words, known, by_record)

    def before(self, place: int, between: str = " \n") -> Word | None:
        """The word before, where nothing but the signs of ``between`` stands between."""
        return self.words[place - 1] if place and self._is_only(self.gap(place - 1), between) else None

    def after(self, place: int, between: str = " \n") -> Word | None:
        """The word after, where nothing but the signs of ``between`` stands between."""
        beyond = place + 1
        return self.words[beyond] if beyond < len(self.words) and self._is_only(self.gap(place), between) else None

    @staticmethod
    def _is_only(gap: str, signs: str) -> bool:
        """Whether a gap holds nothing but some signs, and no new paragraph."""
        return not gap.strip(signs) and "\n\n" not in gap

    def gap(self, place: int) -> str:
        """What stands between a word and the next."""
        return self.text[self.words.ends[place] : self.words.starts[place + 1]]

    def begins_sentence(self, place: int) -> bool:
        """Whether a word is the first of its sentence, where every word has a capital."""
        at = self.words.starts[place]
        before = self.text[max(at - _REACH, 0) : at]
        written = before.rstrip(_BEFORE_A_WORD)
        if not written:
            return at <= _REACH
        new_paragraph = before[len(written) :].count("\n") > 1
        return written[-1] in _ENDS_OF_SENTENCES or new_paragraph or _MARKER.search(before) is not None
