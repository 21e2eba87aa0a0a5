"""Places below the county and institutions by their names, also where each word is an ordinary one."""

import re
from collections.abc import Iterator
from functools import cache

from macros.anonymity.forms import Span
from macros.anonymity.lists import common_words, places, vocabulary
from macros.anonymity.words import Phrases, Reading, Word, has_capital

# No institution's name has more words, and a text of thousands of them would be read for minutes.
MOST_WORDS = 12
# Each with what every match holds one of, which is quick to look for.
_NAMED = tuple(
    (tuple(map(re.compile, needs)), re.compile(form))
    for needs, form in (
        (
            (r"S(?:t|aint|S|s)\.? [A-Z]", r"st\.? [a-z]+'s"),
            r"\b(?:St|Saint|SS|Ss)\.? (?:[A-Z][\w'-]+)(?: (?:and|the|of) (?:[A-Z][\w'-]+)| [A-Z][\w'-]+)*"
            r"|\bst\.? [a-z]+'s\b",
        ),
        (
            (
                r"Our Lady|Holy [A-Z]|All [SH]|Sacred H|Good S|Corpus C|Immaculate C|Kingdom H|Christ C|Blessed "
                r"|Virgin M",
            ),
            r"\b(?:Our Lady(?:'s)?|Holy (?:Trinity|Family|Cross|Ghost|Spirit|Rosary|Redeemer|Name)"
            r"|All (?:Saints|Souls|Hallows)|Sacred Heart|Good Shepherd|Corpus Christi|Immaculate Conception"
            r"|Kingdom Hall|Christ Church|Blessed [A-Z]\w+|Virgin Mary)\b(?: (?:of|and|the) [A-Z]\w+| [A-Z]\w+)*",
        ),
        (
            (r"Day ?[Cc]are|Child ?[Cc]are|Childminding|Kids'? Club|Montessori|School Club|Soft Play",),
            r"\b(?:[A-Z][\w']{1,40} ){1,3}(?:Day ?[Cc]are|Child ?[Cc]are|Childminding|Kids'? Club|Montessori"
            r"|(?:Before|After) School Club|Soft Play)\b",
        ),
    )
)


def named_places(reading: Reading) -> Iterator[Span]:
    """Spans that name a place below the county or an institution, each with its kind."""
    for needs, form in _NAMED:
        if any(need.search(reading.text) for need in needs):
            for match in form.finditer(reading.text):
                yield *match.span(), "institution"
    heads = set(reading.words.such(is_head))
    for place in sorted(heads.union(reading.words.such(has_capital))):
        if place in heads:
            yield from _with_its_name(reading, place)
        elif not reading.known[place]:
            led = _led(reading, place)
            if reading.words[place].plain in _gazetteer():
                yield from _in_the_gazetteer(reading, place, led)
            if led:
                yield from _behind_in_or_from(reading, place)
            if _goes_on(reading, place):
                yield from _several_capitals(reading, place)
            if led and reading.words[place].text == "The":
                yield from _with_a_capital_the(reading, place)


def _with_its_name(reading: Reading, place: int) -> Iterator[Span]:
    """`Oak Tree Nursery`: from the first word of its name to the word for what it is."""
    words, known, head = reading.words, reading.known, reading.words[place]
    needs_a_capital = vocabulary("institutions-with-capital", "roads-with-capital")
    part_of_a_phrase = known[place] and place > 0 and known[place - 1]
    if part_of_a_phrase or (head.plain in needs_a_capital and not head.has_capital):
        return
    first = place
    while (
        place - MOST_WORDS < first
        and first
        and not known[first - 1]
        and reading.gap(first - 1) in (" ", "\n", " & ", "-")
    ):
        before = words[first - 1]
        linked = before.text in ("of", "and", "the", "on", "in") and 1 < first < place and words[first - 2].has_capital
        general = before.plain in vocabulary("general") and before.plain not in vocabulary("small-words")
        if not (before.has_capital or linked or general):
            break
        first -= 1
    begins = first < place and reading.begins_sentence(first)
    if begins and not head.has_capital and words[first].plain in common_words():
        first += 1
    while first < place and (not words[first].has_capital or words[first].plain in vocabulary("general")):
        first += 1
    if first < place:
        kind = "institution" if head.plain in vocabulary("institutions") else "place"
        yield words.starts[first], words.ends[place], kind


def _with_a_capital_the(reading: Reading, place: int) -> Iterator[Span]:
    """`at The Grange`: in the middle of a sentence `The` has a capital where it is part of a name."""
    after = reading.after(place)
    if after and after.has_capital:
        yield reading.words.starts[place + 1], reading.words.ends[place + 1], "institution"


def _in_the_gazetteer(reading: Reading, place: int, led: bool) -> Iterator[Span]:
    """A town or village; where its name is an everyday word, only behind `in`, `from` and the like."""
    words, plain = reading.words, reading.words[place].plain
    for phrase in _gazetteer()[plain]:
        here = words[place : place + len(phrase)]
        if tuple(one.plain for one in here) != phrase or not all(one.has_capital or len(one.text) < 4 for one in here):
            continue
        if len(phrase) > 1 or plain not in common_words() or led:
            yield words.starts[place], words.ends[place + len(phrase) - 1], "place"
            return


def _behind_in_or_from(reading: Reading, place: int) -> Iterator[Span]:
    """`in Far Cotton`, `from Riverside`: ordinary words with capitals where a place is named."""
    words, last = reading.words, place
    if words[place].text.isupper():
        return
    while _goes_on(reading, last, " \n-"):
        last += 1
    if not any(word.plain in vocabulary("professions") for word in words[place : last + 1]):
        yield words.starts[place], words.ends[last], "place"


def _several_capitals(reading: Reading, place: int) -> Iterator[Span]:
    """`Far Cotton`, `Town Juniors`: ordinary words in a row, all with capitals, and none of the professions'."""
    words, first, last = reading.words, place, place
    before = reading.before(place, " \n-")
    if words[place].text.isupper() or (before and before.has_capital):
        return
    while _goes_on(reading, last):
        last += 1
    if words[first].plain in vocabulary("titles") or (
        reading.begins_sentence(first) and words[first].plain in vocabulary("general", "small-words")
    ):
        first += 1
    row = words[first : last + 1]
    if len(row) > 1 and not any(word.plain in vocabulary("professions") or word.text.isupper() for word in row):
        yield words.starts[first], words.ends[last], "unknown-word"


def _goes_on(reading: Reading, place: int, between: str = " \n") -> bool:
    """Whether behind a word stands one with a capital that is no part of a known phrase."""
    after = reading.after(place, between)
    return after is not None and after.has_capital and not reading.known[place + 1]


def _led(reading: Reading, place: int) -> bool:
    """Whether `in`, `from` or the like stands before a word in the middle of a sentence."""
    before = reading.before(place)
    leads = before is not None and not before.has_capital and before.plain in vocabulary("leads")
    return leads and reading.words[place].plain not in vocabulary("months")


def is_head(word: Word) -> bool:
    """Whether a word says what an institution or a road is."""
    return word.plain in vocabulary("institutions", "roads")


@cache
def _gazetteer() -> dict[str, list[tuple[str, ...]]]:
    return Phrases.of(places()).by_first
