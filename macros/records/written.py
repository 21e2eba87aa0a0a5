"""A record as the text that a person would have written: its fields in the order of work, explained by comments.

Whatever a text holds, it comes back the same when the file is read.
"""

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from macros.records.new import MODELINE, STAGES, WIDTH, WRITTEN_AT_ONCE, explained
from macros.records.schema import Schema
from macros.strict_yaml import Plain

INDENT = "  "
COMMENT = "# "
# Longer ones are folded, or stand below their field.
_SHORT = 88
# A letter or a figure first, or a day of every year; no colon and no `#` that YAML would take for its own.
_NEEDS_NO_QUOTES = re.compile(r"--\d\d-\d\d|[^\W_](?:(?!:(?:\s|$)|\s#)[^\t\n\r])*(?<!\s)")
# Nor any of the signs that end a word of a list in brackets.
_WORDS = re.compile(r"[^\W_][\w' -]*(?<! )")


class Written(NamedTuple):
    """A value as YAML: what stands on the line of its field, and the lines below, relative to that field."""

    head: str
    below: tuple[str, ...] = ()


def as_yaml(plain: Mapping[str, Plain], record: Schema, schema: str) -> str:
    """The text of a record from its plain values, as `Document.plain` gives them.

    ``record`` is the tree of `described`, and ``schema`` where the schema lies as seen from the record.
    """
    return "\n".join(_lines(plain, record["properties"], schema)) + "\n"


def _lines(plain: Mapping[str, Plain], fields: Mapping[str, Schema], schema: str) -> Iterator[str]:
    yield f"{MODELINE}{schema}"
    unknown = tuple(name for name in plain if name not in fields)
    for heading, names in (("", WRITTEN_AT_ONCE), *STAGES, ("", unknown)):
        filled = [name for name in names if name in plain]
        if filled and heading:
            yield from ("", f"{COMMENT}{heading.upper()}")
        for name in filled:
            yield from () if name in WRITTEN_AT_ONCE else ("",)
            yield from field_lines(name, plain[name], fields.get(name, {}), is_explained=True)


def field_lines(name: str, value: Plain, field: Schema, *, is_explained: bool = False) -> Iterator[str]:
    """A field as the lines of a record, with its explanation above where it ``is_explained``."""
    if is_explained and "description" in field:
        yield from explained(field, COMMENT)
    yield from _below(f"{_one_line(name)}:", written(value, field))


def item_lines(value: Plain | None, field: Schema) -> Iterator[str]:
    """An entry of a list as the lines of a record."""
    head, below = written(value, field)
    if not head and below:  # a group begins on the line of its dash
        head, below = below[0], below[1:]
    yield from _below("-", Written(head, below))


def written(value: Plain | None, field: Schema) -> Written:
    """A value as YAML; ``field`` says in which order the fields of a group are known."""
    if value is None:
        return Written("")
    if isinstance(value, str):
        return _text(value)
    if not value:
        return Written("{}" if isinstance(value, dict) else "[]")
    if isinstance(value, list):
        return _list(value, field.get("items", {}))
    properties: dict[str, Schema] = field.get("properties", {})
    names = in_order(value, properties)
    return Written("", _all(field_lines(name, value[name], properties.get(name, {})) for name in names))


def in_order(names: Iterable[str], properties: Iterable[str]) -> list[str]:
    """Names of fields in the order of the properties, and those that are none of them last."""
    places = {name: place for place, name in enumerate(properties)}
    return sorted(names, key=lambda name: places.get(name, len(places)))


def _list(values: list[Plain | None], field: Schema) -> Written:
    words = [value for value in values if isinstance(value, str) and _WORDS.fullmatch(value)]
    in_brackets = f"[{', '.join(words)}]"
    if len(words) == len(values) and len(in_brackets) <= _SHORT:
        return Written(in_brackets)
    return Written("", _all(item_lines(value, field) for value in values))


def _text(text: str) -> Written:
    if len(text) <= _SHORT and "\n" not in text:
        return Written(_one_line(text))
    folded = textwrap.wrap(
        text, WIDTH - 4, expand_tabs=False, replace_whitespace=False, break_long_words=False, break_on_hyphens=False
    )
    if "\n" not in text and " ".join(folded) == text and text[0].strip():
        return Written(">-", tuple(folded))
    if text.endswith("\n\n") or not text.strip():
        return Written(json.dumps(text, ensure_ascii=False))
    # Where the text itself begins with white space, YAML has to be told how far it is indented.
    indented = "" if text[0].strip() else len(INDENT)
    end = "" if text.endswith("\n") else "-"
    return Written(f"|{indented}{end}", tuple(text.removesuffix("\n").split("\n")))


def _one_line(text: str) -> str:
    return text if _NEEDS_NO_QUOTES.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _below(begin: str, value: Written) -> Iterator[str]:
    yield f"{begin} {value.head}" if value.head else begin
    yield from (f"{INDENT}{line}" if line else "" for line in value.below)


def _all(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(line for part in parts for line in part)
