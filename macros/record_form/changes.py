"""What a form changed of the record it was made from.

A text that a reader cannot tell from the one before keeps its very letters: its file would change for
nothing, and what the second reader read would count as another text.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from macros.prose import NotProse, parse
from macros.record_form.definition import Leaf, Part, Table
from macros.record_form.into_word import entries, listed, value_at
from macros.record_form.words import REPORT
from macros.strict_yaml import Plain
from macros.word.prose_runs import likeness

OVERVIEW = "overview"
# Sub-headings of a report begin at this level, and no other text has any.
HEADINGS_FROM = 3
_SECOND_READER = "second_reader"


def state_of(plain: Mapping[str, Plain]) -> str:
    """A short digest of all that a record says, by which a form knows the record it was made from."""
    said = json.dumps(plain, ensure_ascii=False, sort_keys=True)
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def kept(parts: tuple[Part, ...], before: Mapping[str, Plain], after: Mapping[str, Plain]) -> dict[str, Plain]:
    """What a form says, in the letters of the record ``before`` where both say the same.

    What no box asks for stays, and so does what was left empty in the record's own way.
    """
    prose = {*_named(parts, "prose"), f"{OVERVIEW}.text"}
    texts: dict[str, list[tuple[object, str]]] = {name: [] for name in prose}
    for name, text in _texts(dict(before)):
        if name in prose:
            texts[name].append((_likeness(text, name), text))
    keeper = _Keeper(texts, frozenset(_named(parts, "several")))
    found = keeper.value(dict(after), dict(before), "")
    whole = found if isinstance(found, dict) else {}
    reader = value_at(dict(before), ("publication", _SECOND_READER))
    if reader is not None:
        publication = whole.get("publication")
        whole["publication"] = {**(publication if isinstance(publication, dict) else {}), _SECOND_READER: reader}
    return whole


def changed_fields(before: Mapping[str, Plain], after: Mapping[str, Plain]) -> dict[str, Plain | None]:
    """The fields of a record that are others than before, None where one is gone."""
    names = [*before, *(name for name in after if name not in before)]
    return {name: after.get(name) for name in names if before.get(name) != after.get(name)}


def changes(parts: tuple[Part, ...], before: Mapping[str, Plain], after: Mapping[str, Plain]) -> tuple[str, ...]:
    """What changed, as the form calls it, and nothing of what it says."""
    found = [
        part.title if one.label == part.title else f"{part.title}: {one.label}"
        for part in parts
        for one in part.fields
        if _said(one, before) != _said(one, after)
    ]
    return (*found, *([REPORT] if before.get(OVERVIEW) != after.get(OVERVIEW) else []))


def _said(one: Leaf | Table, plain: Mapping[str, Plain]) -> object:
    if isinstance(one, Leaf):
        return value_at(dict(plain), one.path)
    return [[value_at(entry, leaf.path) for leaf in one.leaves] for entry in entries(one, plain)]


def _named(parts: tuple[Part, ...], shape: str) -> Iterator[str]:
    """The names of the fields of a shape, numbers in lists left out."""
    for one in (one for part in parts for one in part.fields):
        leaves = (one,) if isinstance(one, Leaf) else one.leaves
        above = () if isinstance(one, Leaf) else one.path
        yield from (".".join((*above, *leaf.path)) for leaf in leaves if leaf.shape == shape)


@dataclass(frozen=True, slots=True)
class _Keeper:
    """Knows the prose of the record before by its fields, each with its likeness; and which fields are several ids."""

    prose: Mapping[str, list[tuple[object, str]]]
    several: frozenset[str]

    def value(self, after: Plain | None, before: Plain | None, name: str) -> Plain | None:
        match after:
            case dict():
                old = before if isinstance(before, dict) else {}
                new = {step: self.value(value, old.get(step), _within(name, step)) for step, value in after.items()}
                left_empty = {step: value for step, value in old.items() if step not in new and not any(_texts(value))}
                return {step: value for step, value in (new | left_empty).items() if value is not None}
            case list() if name in self.several:
                # Ticks have the order of the form; the record has its own.
                old_ids = listed(before)
                return [*(one for one in old_ids if one in after), *(one for one in after if one not in old_ids)]
            case list():
                return [
                    self.value(entry, _same(entry, place, listed(before)), name) for place, entry in enumerate(after)
                ]
            case str() if isinstance(before, str) and after == before.strip():
                return before
            case str() if name in self.prose:
                return self._like(after, name)
            case _:
                return after

    def _like(self, text: str, name: str) -> str:
        """A text of the record that says the same, or else the text itself."""
        said = _likeness(text, name)
        return next((old for like, old in self.prose[name] if said is not None and like == said), text)


def _within(name: str, step: str) -> str:
    return f"{name}.{step}" if name else step


def _same(entry: Plain | None, place: int, before: list[Plain | None]) -> Plain | None:
    """What an entry of a list was before: the one of the same number, or else the one in the same place."""
    number = value_at(entry, ("id",))
    of_number = (one for one in before if number is not None and value_at(one, ("id",)) == number)
    return next(of_number, before[place] if number is None and place < len(before) else None)


def _texts(plain: Plain | None, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a value, with the name of its field, numbers in lists left out."""
    if isinstance(plain, str):
        yield name, plain
    elif isinstance(plain, dict):
        for step, value in plain.items():
            yield from _texts(value, _within(name, step))
    elif isinstance(plain, list):
        for entry in plain:
            yield from _texts(entry, name)


def _likeness(text: str, name: str) -> object:
    try:
        return likeness(parse(text, headings_from=HEADINGS_FROM if name == f"{OVERVIEW}.text" else None))
    except NotProse:
        return None
