"""What stands around a word and says that it is somebody: what is done, who is met, who stands alone on a line."""

import re
from typing import Literal

from macros.anonymity.lists import (
    common_words,
    ordinary,
    vocabulary,
    words_and_family_names,
    words_and_given_names,
)
from macros.anonymity.words import Reading, Word

Acts = Literal["does", "is", ""]
# Editors pad the cells of a table with spaces, so that its columns stand in line.
WIDEST_CELL = 120
# A point of a list of actions (`- Price to circulate the minutes`).
_LISTED = re.compile(r"(?:^|\n|\||:) *(?:[-*+|] *)?$")
# A cell's edge, the mark of a point or a heading, a dash before a signature, a label; and where a line or cell ends.
_LAST_SIGN = re.compile(r"(?:[|/]|(?:^|\n)[ >]*(?:[-*+]|\d+[.)]|#+)|(?:^|[\n|] *)[A-Z]\w+:| [-\u2014]{1,2}) *$")
_NEXT_SIGN = re.compile(r" *(?:[|/\n]|$|[-,:(\u2014])")


def acts(reading: Reading, place: int) -> Acts:
    """What follows a word: `does` where it is what only people do, `is` where a thing might as well, else nothing."""
    if reading.words[place].is_possessive:
        return "is"
    if _stands_alone(reading, place):
        return "does"
    sign, after = reading.sign_after(place), reading.after(place, " \n,(")
    if sign == ":" and reading.begins_sentence(place):
        return "does"
    if after is None:
        return ""
    if after.plain in vocabulary("relations") and "(" in reading.gap(place) and reading.after(place, " ("):
        return "does"
    if after.plain in ("a", "an") and reading.gap(place) == ", ":
        return "does"
    if after.plain == "to" and _LISTED.search(reading.text_before(place, 8)):
        return "does"
    if after.plain == "and":
        beyond = reading.after(place + 1)
        somebody = vocabulary("determiners", "relations")
        return "does" if beyond and (_is_likely_a_name(beyond) or beyond.plain in somebody) else ""
    past = after.plain.endswith("ed") and after.plain in ordinary()
    if after.plain in vocabulary("deeds") or (past and not reading.begins_sentence(place)):
        return "does"
    return "is" if past or after.plain in vocabulary("states") else ""


def _is_likely_a_name(word: Word) -> bool:
    also_a_name = word.plain in words_and_given_names() or word.plain in words_and_family_names()
    return word.has_capital and (also_a_name or word.plain not in common_words())


def _stands_alone(reading: Reading, place: int) -> bool:
    """The only word of a table's cell, of a point, a heading or a line behind a label, where it says who."""
    end = reading.words.ends[place]
    after = _NEXT_SIGN.match(reading.text, end, end + WIDEST_CELL)
    before = _LAST_SIGN.search(reading.text_before(place, WIDEST_CELL)) if after else None
    return after is not None and before is not None and not (before[0] == after[0] == "")


def is_met(reading: Reading, place: int) -> bool:
    """`they saw April`, `he spoke to June`: somebody stands there."""
    before = reading.before(place)
    if before is None:
        return False
    spoken_to = before.plain == "to" and place > 1 and reading.words[place - 2].plain in vocabulary("speaking")
    return spoken_to or before.plain in vocabulary("meetings")
