"""The case record as a form: made from what the record says of its own fields, and from short labels."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from macros.guidance.forms import Form, Kind
from macros.partnership.model import Partnership
from macros.record_form.words import (
    CHOICES,
    HELP,
    LABELS,
    NOT_ASKED,
    PARTS,
    RECOMMENDATION,
    RECOMMENDATION_HELP,
    SHORT,
)
from macros.records.schema import Schema, described, named
from macros.strict_model import MOST_CHOICES

NAME = "case-record"
# Goes up by one when a box is added, taken out or comes to mean something else.
VERSION = 1
PROGRESS = "recommendations.progress"
# The column that says whose progress it is: in the record that stands within each recommendation.
OF_WHICH = "progress-of"
BLANK_ROWS = 3
# Lists with too much in an entry for a row of a table.
REPEATED = frozenset({"parallel_processes", "recommendations"})
# So many things can be ticked one below the other in a table; of more the name is written.
MOST_TICKS_OF_A_COLUMN, MOST_TICKS = 6, 15

Shape = Literal[
    "line", "lines", "text", "prose", "day", "instant", "of-every-year", "choice", "named", "several", "yes-no"
]
_KINDS: Mapping[Shape, Kind] = MappingProxyType(
    {
        "line": "line",
        "instant": "line",
        "of-every-year": "line",
        "named": "line",
        "lines": "text",
        "text": "text",
        "prose": "text",
        "day": "date",
        "choice": "choice",
        "several": "several",
        "yes-no": "yes-no",
    }
)
_WHO_SEES = re.compile(r" ?(?:Never public|Public)[^.]*\.$")

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of a record and its box. ``words`` are what the form says for each id that can be chosen.

    Its ``path`` leads there from the record, or from the entry of a list.
    """

    path: Path
    id: str
    label: str
    help: str
    shape: Shape
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """By what the form knows it."""
        return self.id


@dataclass(frozen=True, slots=True)
class Table:
    """A list of a record, or a group by ids, and its table.

    ``rows`` are the ids that have a row each, with their labels. Each entry of a list that ``repeats`` is a block.
    """

    path: Path
    id: str
    label: str
    help: str
    leaves: tuple[Leaf, ...]
    rows: Mapping[str, str] = field(default_factory=dict)
    repeats: bool = False

    @property
    def key(self) -> str:
        """By what the form knows it: blocks by their first field."""
        return self.leaves[0].id if self.repeats else self.id


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form."""

    title: str
    intro: str
    fields: tuple[Leaf | Table, ...]


def parts_of(partnership: Partnership) -> tuple[Part, ...]:
    """The parts of the form for a partnership, in the order of work."""
    roles = {identity: role.name for identity, role in partnership.roles.items()}
    steps = {f"step-{number}": words for number, words in enumerate(partnership.briefing_steps, start=1)}
    maker = _Maker(described(partnership), _rows(partnership), {**roles, **steps})
    return tuple(maker.part(title, paths) for title, paths in PARTS)


def form_of(parts: tuple[Part, ...]) -> Form:
    """The form whose sections are these parts."""
    return Form.model_validate(
        {
            "name": "Case record",
            "version": str(VERSION),
            "seen_by": "Whoever works on the review. Most of it is never public; each part says what is.",
            "sections": [_section(part) for part in parts],
        }
    )


def _rows(partnership: Partnership) -> Mapping[str, Mapping[str, str]]:
    """The vocabularies whose every id has a row in a table."""
    councils = {identity: council.name for identity, council in partnership.councils.items()}
    return {"agencies": partnership.agency_names, "councils": councils}


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes parts of what the record says of its fields."""

    record: Schema
    rows: Mapping[str, Mapping[str, str]]
    names: Mapping[str, str]

    def part(self, title: str, paths: tuple[str, ...]) -> Part:
        first = self._at(paths[0])
        is_group = len(paths) == 1 and "properties" in first and "ids" not in first
        says_it = is_group or paths[0] in REPEATED
        above = _who_sees(first) if is_group else ""
        fields = tuple(self._named(one) for path in paths for one in self._fields(path, self._at(path), above))
        return Part(title, _help(paths[0], first) if says_it else "", fields)

    def _named(self, one: Leaf | Table) -> Leaf | Table:
        """A box or a table in the words of the partnership: `{review-group}`, `{step-1}`."""
        label, said = named(one.label, self.names), named(one.help, self.names)
        if isinstance(one, Leaf):
            return replace(one, label=label, help=said)
        leaves = tuple(
            replace(leaf, label=named(leaf.label, self.names), help=named(leaf.help, self.names)) for leaf in one.leaves
        )
        return replace(one, label=label, help=said, leaves=leaves)

    def _at(self, path: str) -> Schema:
        found = self.record
        for name in path.split("."):
            found = found.get("items", found)["properties"][name]
        return found

    def _fields(self, path: str, schema: Schema, above: str) -> Iterator[Leaf | Table]:
        """The boxes and tables of a field and all within. ``above`` says who sees it, where that stands above them."""
        entry = self._entry(schema)
        if path in NOT_ASKED:
            return
        if entry is not None:
            yield self._table(path, schema, entry, above)
        elif "properties" in schema:
            for name, inner in schema["properties"].items():
                yield from self._fields(f"{path}.{name}", inner, above)
        else:
            yield _leaf(path, tuple(path.split(".")), schema, above)

    def _entry(self, schema: Schema) -> Schema | None:
        """What an entry of a list or of a group by ids is, where that has a table; None where it has a box."""
        items: Schema = schema.get("items", {})
        if "ids" in schema:
            return next(iter(schema["properties"].values()), None)
        return items if "properties" in items or items.get("example", "").startswith("|") else None

    def _table(self, path: str, schema: Schema, entry: Schema, above: str) -> Table:
        leaves = tuple(_leaves(path if "properties" in entry else f"{path}.*", (), entry, _who_sees(schema)))
        if path == PROGRESS:
            of_which = Leaf((OF_WHICH,), OF_WHICH, RECOMMENDATION, RECOMMENDATION_HELP, "line")
            leaves = (of_which, *leaves)
        return Table(
            path=tuple(path.split(".")),
            id=_id(path),
            label=LABELS[path],
            help=_help(path, schema, above),
            leaves=leaves,
            rows=_told_apart(self.rows[schema["ids"]]) if "ids" in schema else {},
            repeats=path in REPEATED,
        )


def _leaves(path: str, within: Path, schema: Schema, above: str) -> Iterator[Leaf]:
    """The boxes of one entry of a list; what it lists itself has a table of its own."""
    if path in NOT_ASKED or (path == PROGRESS and within):
        return
    if "properties" in schema:
        for name, inner in schema["properties"].items():
            yield from _leaves(f"{path}.{name}", (*within, name), inner, above)
    else:
        yield _leaf(path, within, schema, above, is_column=path.rpartition(".")[0] not in REPEATED)


def _leaf(path: str, place: Path, schema: Schema, above: str, *, is_column: bool = False) -> Leaf:
    words = _words(path, schema)
    shape = _shape(schema, words, MOST_TICKS_OF_A_COLUMN if is_column else MOST_TICKS)
    said = _help(path, schema, above)
    if shape == "named":
        which = f"one of: {'; '.join(words.values())}" if len(words) <= MOST_CHOICES else "its name, as pages have it"
        said = f"{said} Write {which}."
    return Leaf(place, _id(path), LABELS[path], said, shape, words)


def _words(path: str, schema: Schema) -> Mapping[str, str]:
    """What the form says for each id that can be chosen."""
    choice: Schema = schema.get("items", schema)
    ids: list[str] = choice.get("enum", [])
    said = CHOICES.get(path) or dict(zip(ids, choice.get("enumDescriptions", ids), strict=True))
    return _told_apart({identity: said[identity] for identity in ids})


def _told_apart(names: Mapping[str, str]) -> Mapping[str, str]:
    """Names, with their ids behind those that are the same."""
    counted = Counter(names.values())
    said = {identity: name if counted[name] == 1 else f"{name} ({identity})" for identity, name in names.items()}
    return {identity: " ".join(name.split()) for identity, name in said.items()}


def _shape(schema: Schema, words: Mapping[str, str], most: int) -> Shape:
    if "items" in schema:
        return "several" if len(words) > 1 else "lines"
    if words:
        return "choice" if 1 < len(words) <= most else "named"
    if schema.get("pattern") == "^(?:true|false)$":
        return "yes-no"
    example = str(schema.get("example", ""))
    for form, shape in _BY_EXAMPLE:
        if re.match(form, example):
            return shape
    return "text" if r"[\s\S]" in (schema.get("anyOf") or [schema])[0].get("pattern", "") else "line"


# What an example of a value says of its kind.
_BY_EXAMPLE: tuple[tuple[str, Shape], ...] = (
    (r"\|", "prose"),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d$", "instant"),
    (r"\d{4}-\d\d-\d\d$", "day"),
    (r"--\d\d-\d\d$", "of-every-year"),
)


_IN_ID = str.maketrans({"_": "-", ".": "-", "*": "each"})


def _id(path: str) -> str:
    group, _, name = path.rpartition(".")
    whole = SHORT.get(path) or "-".join(filter(None, (SHORT.get(group, group), name)))
    return whole.translate(_IN_ID)


def _help(path: str, schema: Schema, above: str = "") -> str:
    """What helps at a box. Who sees it is said once, at what it stands in."""
    said = HELP.get(path) or str(schema.get("description", ""))
    return said.removesuffix(above).strip() or said


def _who_sees(schema: Schema) -> str:
    found = _WHO_SEES.search(str(schema.get("description", "")))
    return found[0] if found else ""


def _section(part: Part) -> dict[str, object]:
    repeats = any(isinstance(one, Table) and one.repeats for one in part.fields)
    fields = [box for one in part.fields for box in _boxes(one)]
    return {"title": part.title, "intro": part.intro or None, "repeats": str(repeats).lower(), "fields": fields}


def _boxes(one: Leaf | Table) -> list[dict[str, object]]:
    if isinstance(one, Leaf):
        return [_box(one)]
    if one.repeats:
        return [_box(leaf) for leaf in one.leaves]
    rows = {"rows": list(one.rows.values()), "row_heading": "Name"} if one.rows else {"blank_rows": str(BLANK_ROWS)}
    columns = [_box(leaf) for leaf in one.leaves]
    return [{"id": one.id, "label": one.label, "kind": "table", "help": one.help, "columns": columns, **rows}]


def _box(leaf: Leaf) -> dict[str, object]:
    options = list(leaf.words.values()) if leaf.shape in ("choice", "several") else []
    return {"id": leaf.id, "label": leaf.label, "kind": _KINDS[leaf.shape], "help": leaf.help, "options": options}
