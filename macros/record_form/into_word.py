"""A record as what its form is filled in with."""

from collections.abc import Iterator, Mapping
from datetime import date

from macros.forms import Filled, Value
from macros.prose import Prose, parse
from macros.record_form.days import instant_in_words, of_every_year_in_words
from macros.record_form.definition import OF_WHICH, Leaf, Part, Path, Table
from macros.strict_yaml import Plain

YES, NO = "Yes", "No"


def filled_of(parts: tuple[Part, ...], plain: Mapping[str, Plain]) -> Filled:
    """What stands in the boxes and tables for the plain values of a valid record."""
    boxes: dict[str, Value] = {}
    rows: dict[str, list[dict[str, Value]]] = {}
    for one in (one for part in parts for one in part.fields):
        if isinstance(one, Leaf):
            boxes |= _boxes((one,), dict(plain))
        else:
            rows[one.key] = [_boxes(one.leaves, entry) for entry in entries(one, plain)]
    return Filled(boxes, rows)


def value_at(plain: Plain | None, path: Path) -> Plain | None:
    """What stands at a path, None where nothing does."""
    for name in path:
        plain = plain.get(name) if isinstance(plain, dict) else None
    return plain


def entries(table: Table, plain: Mapping[str, Plain]) -> Iterator[Plain | None]:
    """The entries that have a row or a block each, None where a fixed row has none."""
    if table.leaves[0].id == OF_WHICH:
        *above, inner = table.path
        for of in listed(value_at(dict(plain), tuple(above))):
            for entry in listed(value_at(of, (inner,))):
                # Its number in the form stands beside it; in the record it is within.
                yield {**entry, OF_WHICH: value_at(of, ("id",)) or ""} if isinstance(entry, dict) else entry
        return
    found = value_at(dict(plain), table.path)
    if table.rows:
        yield from (value_at(found, (identity,)) for identity in table.rows)
    else:
        yield from listed(found)


def listed(found: Plain | None) -> list[Plain | None]:
    """The entries of a list, none where there is no list."""
    return found if isinstance(found, list) else []


def _boxes(leaves: tuple[Leaf, ...], entry: Plain | None) -> dict[str, Value]:
    values = ((leaf, value_at(entry, leaf.path)) for leaf in leaves)
    return {leaf.id: _shown(leaf, value) for leaf, value in values if value}


def _shown(leaf: Leaf, value: Plain) -> Value:
    if isinstance(value, list):
        texts = [entry for entry in value if isinstance(entry, str)]
        return "\n".join(texts) if leaf.shape == "lines" else tuple(leaf.words.get(text, text) for text in texts)
    text = value if isinstance(value, str) else ""
    match leaf.shape:
        case "day":
            return date.fromisoformat(text)
        case "instant":
            return instant_in_words(text)
        case "of-every-year":
            return of_every_year_in_words(text)
        case "yes-no":
            return YES if text == "true" else NO
        case "prose":
            return _prose(text)
        case _:
            return leaf.words.get(text, text)


def _prose(text: str) -> Prose:
    return parse(text)
