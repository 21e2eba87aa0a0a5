"""Names of people, and every word that is not known to be something else.

That last rule makes the check fair: lists of names know some cultures better than others, and the
words that everybody knows are the same for all.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import compress, count
from typing import NamedTuple

from macros.anonymity.deeds import Acts, acts, is_met
from macros.anonymity.forms import Span
from macros.anonymity.lists import (
    common_words,
    names,
    ordinary,
    vocabulary,
    words_and_family_names,
    words_and_given_names,
)
from macros.anonymity.small_letters import (
    bare_relation,
    in_small_letters,
    is_behind_kin,
    is_kin,
    may_be_a_name,
    without_contraction,
)
from macros.anonymity.words import Phrases, Reading, Word, Words, has_capital, is_shipped

# The most telling kind first: of a name of several words the first that one of them has.
_KINDS = ("name", "initials", "unknown-word", "place")
# Between a title, a relation or `called` and a name.
_LEADING = " \n.,:*_\"'("
# `called him Tank`.
_CALLED = frozenset({"him", "her", "them", "me"})
_INTRODUCING = vocabulary("relations", "roles", "calls") | _CALLED | {"as"}


def people(reading: Reading) -> Iterator[Span]:
    """Spans that may be somebody's name: those of several words as one, with the small words inside them."""
    words = reading.words
    kinds: list[str | None] = [None] * len(words)
    places = _of_interest(reading)
    for place in places:
        kinds[place] = (_kind_of_known if reading.known[place] else _kind)(reading, place)
    done = 0
    for place in places:
        if place < done or kinds[place] is None:
            continue
        first, last = _whole_name(reading, kinds, place)
        found = set(kinds[first : last + 1])
        end = words.ends[last] - (2 if words[last].is_possessive else 0)
        kind = "name" if last > first and found == {"unknown-word"} else next(kind for kind in _KINDS if kind in found)
        yield words.starts[first], end, kind
        done = last + 1


def _of_interest(reading: Reading) -> list[int]:
    """The places of all words but those in small letters that are nobody's name: nearly every word of a text is one."""
    words = reading.words
    behind_kin = (place + 1 for place in words.such(is_kin) if place + 1 < len(words))
    known = compress(count(), reading.known)
    return sorted({*words.such(has_capital), *known, *words.such(may_be_a_name), *behind_kin})


def names_among(words: Words, places: Iterable[int], own: Phrases) -> Iterator[Span]:
    """Of the words at some places those that are names and nothing else, as in a web address."""
    for place in places:
        for part in words[place].plain.split("-"):
            if part in names() and part not in ordinary() and not is_shipped(part) and not own.knows(part):
                yield words.starts[place], words.ends[place], "name"


def _whole_name(reading: Reading, kinds: list[str | None], place: int) -> tuple[int, int]:
    """The first and last word of a name, with words beside it that can only belong to it."""
    words, known = reading.words, reading.known
    first = last = place
    while first and not known[first - 1] and kinds[first - 1] is None and _joined(reading, first - 1):
        if not _could_be_a_name(words[first - 1]):
            break
        first -= 1
    while last + 1 < len(words) and not known[last + 1] and _joined(reading, last):
        beyond = last + 1
        while beyond < len(words) - 1 and words[beyond].plain in vocabulary("parts-of-names"):
            beyond += 1
        if not words[beyond].has_capital or not (kinds[beyond] or _could_be_a_name(words[beyond])):
            break
        last = beyond
    return first, last


def _joined(reading: Reading, place: int) -> bool:
    return reading.gap(place) in (" ", "\n", ". ", ".", "-")


def _could_be_a_name(word: Word) -> bool:
    """A name where it stands beside one."""
    also_names = (words_and_given_names(), words_and_family_names(), vocabulary("more-family-names"))
    return word.has_capital and any(word.plain in words for words in also_names)


def _kind(reading: Reading, place: int) -> str | None:
    """What kind of name a word may be; None where it is none."""
    word = reading.words[place]
    if not word.has_capital and not may_be_a_name(word) and not is_behind_kin(reading, place):
        return None
    led_by = reading.before(place, _LEADING)
    led = bare_relation(led_by.plain) if led_by else ""
    if not word.has_capital:
        return in_small_letters(reading, place, led)
    if led_by and led_by.has_capital and led in vocabulary("titles"):
        is_a_role = reading.known[place - 1] and word.plain in common_words()
        if word.plain not in vocabulary("not-after-titles") and not is_a_role:
            return "name"
    if word.plain in vocabulary("titles") and word.plain not in words_and_given_names():
        return None
    if len(word.bare) == 1:
        return _one_letter(reading, place, led)
    short = word.bare.isupper() and len(word.bare) <= 3
    if short and (word.plain not in common_words() or _stands_out(reading, place)):
        return "initials"
    if led_by and not led_by.has_capital and _is_introduced(reading, place, led):
        return "name"
    return _with_a_capital(reading, place)


def _kind_of_known(reading: Reading, place: int) -> str | None:
    """A word that is known as a country, a test or a feast and is a name as well: `Mr Islam`, `they saw April`."""
    word = reading.words[place]
    led_by = reading.before(place, _LEADING)
    titled = led_by is not None and led_by.has_capital and led_by.plain in vocabulary("titles")
    if reading.own[place] or not (titled or word.plain in vocabulary("capitals-and-names")):
        return None
    if titled:
        return "name" if word.plain in names() else None
    return "name" if is_met(reading, place) or acts(reading, place) == "does" else None


def _is_introduced(reading: Reading, place: int, led: str) -> bool:
    """`his brother Blue`, `the social worker, Pepper, left`, `known as Lucky`: any word may be a name there."""
    if led not in _INTRODUCING:
        return False
    word = reading.words[place]
    if word.plain in vocabulary("professions") or word.text.isupper():
        return False
    if led in vocabulary("relations", "roles"):
        gap = reading.gap(place - 1)
        closed = reading.sign_after(place) in (",", ")", "'", '"')
        return (
            closed if gap.strip() in (",", "(", '"', "'") else gap.strip() == "" and len(gap) > 0 and "\n\n" not in gap
        )
    said = [one.plain for one in reading.words[max(place - 5, 0) : place]]
    if led == "as":
        return "known" in said
    return led in vocabulary("calls") or (led in _CALLED and said[-2:-1] == ["called"])


def _with_a_capital(reading: Reading, place: int) -> str | None:
    here = _Here(reading, place, reading.begins_sentence(place))
    parts = _parts(reading.words[place].plain)
    if len(parts) == 1:
        return _part_with_a_capital(parts[0].strip("'"), here)
    if (
        here.begins
        and here.is_compound()
        and all(part in ordinary() or part in vocabulary("prefixes") for part in parts)
    ):
        return None
    found = [kind for part in parts if (kind := _part_with_a_capital(part.strip("'"), here))]
    return ("name" if "name" in found else "unknown-word") if found else None


@lru_cache(maxsize=100_000)
def _parts(word: str) -> tuple[str, ...]:
    """What stands between the hyphens of a plain word, without what was drawn together with it."""
    return tuple(without_contraction(word).split("-"))


class _Here(NamedTuple):
    """Where a word with a capital stands. What stands around it is asked for seldom."""

    reading: Reading
    place: int
    begins: bool
    """Whether the word begins a sentence."""

    def follows(self) -> Acts:
        """Whether what follows is what people do."""
        before = self.reading.before(self.place)
        if before and before.plain in vocabulary("determiners") and not before.has_capital:
            return ""
        return "does" if is_met(self.reading, self.place) else acts(self.reading, self.place)

    def is_compound(self) -> bool:
        """`Hunter-gatherer`: with small letters behind its hyphen it is a word."""
        return self.reading.words[self.place].text.partition("-")[2].islower()

    def is_alone(self) -> bool:
        """Whether it stands in the middle of a sentence among words in small letters, and begins no quotation."""
        if self.begins or self.is_compound() or self.reading.sign_before(self.place) in ('"', "'"):
            return False
        beside = (self.reading.before(self.place, _LEADING), self.reading.after(self.place, _LEADING))
        return all(word is None or not word.has_capital for word in beside)


def _part_with_a_capital(part: str, here: _Here) -> str | None:
    """What kind of name one part of a word with a capital may be."""
    if part in vocabulary("prefixes") or is_shipped(part):
        return None
    if part in vocabulary("capitals-and-names"):
        return "name" if here.follows() == "does" else None
    # An everyday word has no capital in the middle of a sentence, but for the names of peoples.
    as_a_word = here.begins or part in vocabulary("peoples")
    if part in words_and_given_names():
        return "name" if not as_a_word or here.follows() else None
    if part in words_and_family_names():
        return "name" if not as_a_word or here.follows() == "does" else None
    if part in vocabulary("more-family-names"):
        follows = here.follows()
        if follows == "does" or (follows and not here.begins):
            return "name"
    if len(part) == 1 or (part in vocabulary("parts-of-names") and not here.begins):
        return None
    if part in common_words():
        harmless = part in vocabulary("professions") or part in vocabulary("small-words")
        return "unknown-word" if not harmless and here.is_alone() else None
    if part in names():
        return "name"
    if part in vocabulary("professions"):
        return None
    return None if here.begins and part in ordinary() and not here.follows() else "unknown-word"


def _one_letter(reading: Reading, place: int, led_by: str) -> str | None:
    """A capital by itself is an initial, but for `I` and `A`, which are words more often."""
    word = reading.words[place]
    if led_by in vocabulary("lettered"):
        return None
    if word.bare not in ("I", "A"):
        return "initials" if reading.sign_before(place) != "\N{DEGREE SIGN}" else None
    follows = reading.sign_after(place)
    if word.bare == "I":
        return "initials" if follows == "." else None
    behind_somebody = led_by in vocabulary("relations", "titles") and bool(reading.before(place))
    after = reading.after(place)
    verb = after is not None and after.plain in ("was", "were", "had")
    does = verb if reading.begins_sentence(place) else bool(acts(reading, place))
    return "initials" if follows in (".", ",", ")", "'") or does or (behind_somebody and follows == " ") else None


def _stands_out(reading: Reading, place: int) -> bool:
    """Short and in capitals among small letters (`SAM told us`), and no word that people stress."""
    beside = [word for word in (reading.before(place), reading.after(place)) if word]
    shouted = any(word.text.isupper() and len(word.text) > 1 for word in beside)
    return not shouted and reading.words[place].plain not in vocabulary("stressed")
