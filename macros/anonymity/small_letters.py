"""Names in small letters, as people write messages and notes."""

import re
from functools import lru_cache

from macros.anonymity.deeds import acts
from macros.anonymity.lists import names, ordinary, places, vocabulary, words_and_given_names
from macros.anonymity.words import Reading, Word, is_shipped

_PREFIXED = re.compile(r"^(?:step|half|great|foster|ex|adoptive|co)-")
_CONTRACTED = re.compile(r"'(?:s|d|m|t|ll|re|ve)?$|n't$|^'")


@lru_cache(maxsize=100_000)
def bare_relation(word: str) -> str:
    """A relation without what stands before its hyphen: a step-grandfather is a grandfather, as far as names go."""
    return _PREFIXED.sub("", word)


@lru_cache(maxsize=100_000)
def without_contraction(word: str) -> str:
    """`i'm` and `didn't` without what was drawn together with them."""
    return _CONTRACTED.sub("", word)


def in_small_letters(reading: Reading, place: int, led_by: str) -> str | None:
    """What kind of name a word in small letters may be; ``led_by`` is the word that leads to it."""
    if is_behind_kin(reading, place):
        return "name"
    parts = map(without_contraction, reading.words[place].plain.split("-"))
    return next((kind for part in parts if (kind := _kind(reading, place, part, led_by))), None)


def _kind(reading: Reading, place: int, part: str, led_by: str) -> str | None:
    if part in ordinary() or len(part) < 3:
        if part in words_and_given_names():
            return "name" if _is_meant_as_a_name(reading, place, part, led_by) else None
        leads = led_by in vocabulary("kin") or led_by in vocabulary("told")
        return "initials" if leads and part not in ordinary() and part not in ("a", "i") else None
    if is_shipped(part) or part in vocabulary("prefixes"):
        return None
    if part in names() or led_by in vocabulary("relations"):
        return "name"
    return "place" if part in places() else "unknown-word"


def _is_meant_as_a_name(reading: Reading, place: int, part: str, led_by: str) -> bool:
    """A word that is a given name as well: by itself mostly one, an everyday one where others speak of somebody."""
    if part not in vocabulary("everyday"):
        return True
    if led_by in vocabulary("kin") or led_by in vocabulary("told"):
        return part not in vocabulary("verbs-behind-kin")
    if led_by in vocabulary("determiners"):
        return False
    begins_speech = reading.sign_before(place) == '"'
    if begins_speech or led_by in vocabulary("relations") or led_by in vocabulary("before-messages"):
        return acts(reading, place) != ""
    return part not in vocabulary("verbs-and-names") and acts(reading, place) == "does"


def is_behind_kin(reading: Reading, place: int) -> bool:
    """`her uncle rich`: a word in small letters that is a name as well, and can hardly be a word there."""
    if not place or not is_kin(reading.words[place - 1]):
        return False
    word = reading.words[place]
    if reading.gap(place - 1) not in (" ", "\n", ", ", " (", ' "', " '"):
        return False
    if _is_somebodys(reading, place - 1) and _does_something(reading, place):
        words = vocabulary("not-behind-kin", "small-words", "verbs-behind-kin")
        return word.plain not in words and not word.plain.endswith("ly")
    asked = any(one.plain in vocabulary("auxiliaries") for one in reading.words[max(place - 4, 0) : place])
    words = vocabulary("not-behind-kin", "verbs-behind-kin")
    return not asked and word.plain in names() and word.plain not in words


def _is_somebodys(reading: Reading, place: int) -> bool:
    """`his mate`, `her boyfriend`."""
    before = reading.before(place)
    return before is not None and before.plain in ("his", "her", "my", "their") and not reading.words[place].has_capital


def _does_something(reading: Reading, place: int) -> bool:
    after = reading.after(place)
    return after is not None and after.plain in vocabulary("deeds")


@lru_cache(maxsize=100_000)
def is_kin(word: Word) -> bool:
    """Whether a word is a relation: `uncle`, `great-uncle`."""
    return word.plain.rpartition("-")[2] in vocabulary("kin") or word.plain in vocabulary("kin")


@lru_cache(maxsize=100_000)
def may_be_a_name(word: Word) -> bool:
    """Whether a word in small letters may be somebody's name: nearly none may."""
    return word.plain not in ordinary() or word.plain in words_and_given_names()
