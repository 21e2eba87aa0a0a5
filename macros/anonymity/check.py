"""The check of texts: every kind of finding, each stretch once. Plain values in and out, fit to be remembered."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from macros.anonymity.finding import KINDS, LONGEST_PSEUDONYM, Answer, Asked, Finding
from macros.anonymity.forms import Span
from macros.anonymity.lists import common_words, names, ordinary, places, vocabulary, words_and_given_names
from macros.anonymity.normal import Normal, normalise
from macros.anonymity.patterns import hints_a_form, patterns, with_a_form
from macros.anonymity.people import names_among, people
from macros.anonymity.places import is_head, named_places
from macros.anonymity.small_letters import is_kin, may_be_a_name
from macros.anonymity.together import details, hints_a_detail, tells
from macros.anonymity.words import Phrases, Reading, Sieve, Words, has_capital, is_shipped, words_of

# What the rules ask of every word. One that is not here finds the same, and takes longer.
_SIEVE = Sieve(has_capital, hints_a_form, hints_a_detail, is_head, is_kin, may_be_a_name, tells)


def check(asked: Asked) -> Answer:
    """Everything in the texts of one record that may identify somebody."""
    own = Phrases.of(asked.own)
    readers = {
        "prose": check_text,
        "pseudonym": check_pseudonym,
        "reference": check_reference,
        "body": check_body,
        "named": check_named,
    }
    findings, found = [], []
    for text in asked.texts:
        findings.append(tuple(readers[text.how](text.value, own)))
        found.append(tuple(_details(text.value)) if text.how == "prose" else ())
    return Answer(tuple(findings), tuple(found))


@lru_cache(maxsize=1)
def _read(source: str) -> tuple[Normal, Words]:
    """A text, normalised, and its words: its findings and its details are looked for one after the other."""
    normal = normalise(source)
    return normal, words_of(normal.text, _SIEVE)


_MOST_TELLING_FIRST = list(KINDS)

# Words of an address are no prose: of them only those that are names and nothing else are found.
_ADDRESS = re.compile(r"https?:/{1,2}[^\s)\]>]+|(?<=\]\()[^\s)]+")


def check_text(source: str, own: Phrases) -> list[Finding]:
    """Everything in a text that may identify somebody, in order, in the author's characters.

    ``own`` are the phrases that the record and its partnership make known.
    """
    normal, words = _read(source)
    text = normal.text
    spans = with_a_form(text, words)
    addresses = [match.span() for match in _ADDRESS.finditer(text)] if "http" in text or "](" in text else []
    reading = Reading.of(text, words.outside([*(span[:2] for span in spans), *addresses]), own)
    spans += [*named_places(reading), *people(reading), *names_among(words, words.inside(addresses), own)]
    return [Finding(*normal.source(start, end), kind) for start, end, kind in _each_once(spans)]


def check_pseudonym(source: str, own: Phrases) -> list[Finding]:
    """A pseudonym is one neutral word, perhaps with `Child` or `Mother` before it.

    Two names in a row, a title with a name, a word that no dictionary has, a place or a number are no
    pseudonym. A title of more words is a sentence, in which the pseudonyms of the record are fine.
    """
    if len(source.split()) > LONGEST_PSEUDONYM:
        return check_text(source, own.without(source))
    normal, words = _read(source)
    reading = Reading.of(normal.text, words, Phrases())
    spans = [*with_a_form(normal.text, words), *named_places(reading), *_in_no_dictionary(words)]
    titled = words[0].plain in vocabulary("titles") - vocabulary("professions") if words else False
    spans += [span for span in people(reading) if titled or re.search("[ -]", normal.text[span[0] : span[1]])]
    return [Finding(*normal.source(start, end), kind) for start, end, kind in _each_once(spans)]


def _in_no_dictionary(words: Words) -> Iterator[Span]:
    """Words that are names, or may be: no list knows them all, so that a pseudonym is a word that everybody knows."""
    for place, word in enumerate(words):
        parts = [part for part in word.plain.split("-") if len(part) > 2 and part not in ordinary()]
        if parts and not any(map(is_shipped, parts)):
            kind = "name" if any(part in names() for part in parts) else "unknown-word"
            yield words.starts[place], words.ends[place], kind


def check_named(source: str, own: Phrases) -> list[Finding]:
    """Who is named to be read, such as the reviewer: any name is fine, and no number and no address."""
    return list(patterns(normalise(source)))


def check_body(source: str, own: Phrases) -> list[Finding]:
    """The name of a body, such as a partner: fine as a whole where it says that it is one."""
    if any(word.plain in vocabulary("bodies") for word in _read(source)[1]):
        return []
    return check_text(source, own.without(source))


def check_reference(source: str, own: Phrases) -> list[Finding]:
    """A reference stands in addresses for all to read: of names it holds the record's pseudonyms alone."""
    text = source.replace("-", " ")
    words = words_of(text, _SIEVE)
    spans = [*with_a_form(text, words), *names_among(words, range(len(words)), own)]
    spans += [
        (words.starts[place], words.ends[place], "name")
        for place, word in enumerate(words)
        if word.plain in _also_names() and not own.knows(word.plain)
    ]
    return [Finding(*span) for span in _each_once(spans)]


@cache
def _also_names() -> frozenset[str]:
    return words_and_given_names() | (places() - common_words())


def _details(source: str) -> Iterator[Finding]:
    normal, words = _read(source)
    for start, end, kind in details(normal.text, words):
        yield Finding(*normal.source(start, end), kind)


def _each_once(spans: Sequence[Span]) -> Iterator[Span]:
    """Of spans that overlap one, from the first character of them to the last, and of the most telling kind."""
    last: Span | None = None
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if last and span[0] < last[1]:
            kind = min(last[2], span[2], key=_MOST_TELLING_FIRST.index)
            last = (last[0], max(last[1], span[1]), kind)
            continue
        if last:
            yield last
        last = span
    if last:
        yield last
