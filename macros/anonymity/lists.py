"""The word lists that come with the check. Each is read when it is first asked for, and once.

Where they come from: `known/README.md`.
"""

import re
from functools import cache
from importlib.resources import files


def _text(name: str) -> str:
    return (files("macros.anonymity") / "known" / name).read_text(encoding="utf-8")


def _lines(name: str) -> tuple[str, ...]:
    return tuple(line for line in _text(name).splitlines() if line and not line.startswith("#"))


@cache
def common_words() -> frozenset[str]:
    """English words that everybody knows, in small letters."""
    return frozenset(_lines("words.txt"))


@cache
def ordinary() -> frozenset[str]:
    """English words, the rare ones too, in small letters."""
    return common_words() | frozenset(_lines("further-words.txt"))


@cache
def names() -> frozenset[str]:
    """Given and family names of many cultures, folded."""
    return frozenset(_lines("names.txt"))


@cache
def words_and_given_names() -> frozenset[str]:
    """Everyday words that are given names as well: grace, hope, mark."""
    return frozenset(_lines("words-and-given-names.txt")) | vocabulary("more-given-names")


@cache
def words_and_family_names() -> frozenset[str]:
    """Everyday words that are family names as well: brown, baker, wood."""
    return frozenset(_lines("words-and-family-names.txt"))


@cache
def places() -> frozenset[str]:
    """Towns and villages of the United Kingdom, folded; some have several words."""
    return frozenset(_lines("places.txt"))


@cache
def world() -> frozenset[str]:
    """Countries, nationalities and languages, folded; some have several words."""
    return frozenset(_lines("world.txt"))


@cache
def look_alikes() -> dict[str, str]:
    """Letters of other alphabets, each with the Latin letter that it looks like."""
    return dict(line.split(" ") for line in _lines("look-alikes.txt"))


@cache
def known() -> tuple[str, ...]:
    """Words and phrases with a capital that a review may use, as they are written."""
    return _lines("known.txt")


@cache
def known_hosts() -> tuple[str, ...]:
    """The ends of web addresses that a review may name: `gov.uk`."""
    return _lines("known-hosts.txt")


@cache
def postcode_areas() -> frozenset[str]:
    """The letters with which a postcode begins."""
    return frozenset(_lines("postcode-areas.txt"))


@cache
def vocabulary(*sections: str) -> frozenset[str]:
    """The words of one rule, or of several, chosen by hand."""
    return frozenset().union(*(_vocabulary()[section] for section in sections))


@cache
def _vocabulary() -> dict[str, frozenset[str]]:
    sections = re.split(r"(?m)^\[([a-z-]+)\]$", "\n".join(_lines("vocabulary.txt")))[1:]
    return {name: frozenset(words.split()) for name, words in zip(sections[::2], sections[1::2], strict=True)}
