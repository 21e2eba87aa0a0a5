"""What an editor program needs to help with a record: every field in plain words, as JSON Schema.

Made from the models. It may accept what the reader refuses, and never refuses what the reader
accepts: an editor that is wrong once is not believed again. Draft 7, because every version of the
YAML language server (VS Code and others) knows it.
"""

import ast
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from macros.partnership.model import Partnership
from macros.records import model
from macros.records.model import CaseRecord, parts
from macros.written import write_whole

FILE_NAME = "case-record.schema.json"
# It holds no case: whoever works on the project may read it.
FOR_ALL = 0o644
Schema = dict[str, Any]

_PUBLIC = re.compile(r"(?:Never public|Public)[^.]*\.$")
# Ids that YAML takes for a number, for true or for nothing: an editor would not find them in a list.
_NOT_TEXT = re.compile(r"true|false|null|[0-9]+(?:e[0-9]+)?|0x[0-9a-f]+|0o[0-7]+")
# A field left empty. Written so that no editor offers `null` as a value.
_EMPTY = {"not": {"type": ["string", "number", "boolean", "object", "array"]}}
_IS_EMPTY = {"$ref": "#/definitions/left_empty"}


def record_schema(partnership: Partnership) -> dict[str, object]:
    """The JSON Schema of a case record, with the ids of this partnership."""
    head = {"$schema": "http://json-schema.org/draft-07/schema#"}
    return {**head, **_for_editors(described(partnership)), "definitions": {"left_empty": _EMPTY}}


def write_schema(folder: Path, partnership: Partnership) -> Path:
    """Write the schema into a project folder, the same bytes for the same partnership. Raises OSError."""
    file = folder / FILE_NAME
    text = json.dumps(record_schema(partnership), indent=2, ensure_ascii=False) + "\n"
    write_whole(file, text.encode(), FOR_ALL)
    return file


def described(partnership: Partnership) -> Schema:
    """The record as a tree of fields, each with its ``description``, and an ``example`` where it is one value.

    Lists have ``items``, groups have ``properties``; of a group by id, ``ids`` names the vocabulary.
    """
    whole = CaseRecord.model_json_schema()
    _put_below_each_field(whole)
    names = {
        "themes": {identity: theme.name for identity, theme in partnership.themes.items()},
        "agencies": partnership.agency_names,
        "age_bands": {identity: band.name for identity, band in partnership.age_bands.items()},
        "councils": {identity: council.name for identity, council in partnership.councils.items()},
        "roles": {identity: role.name for identity, role in partnership.roles.items()},
    }
    return _Reader(whole.pop("$defs"), names).field(whole)


def _put_below_each_field(whole: Schema) -> None:
    """Give each field the words that stand below it in the source, as its description.

    pydantic can read them as well, but does so when the models are loaded: every command would take
    a tenth longer to begin, for words that none of them says.
    """
    groups = {CaseRecord.__name__: whole, **whole["$defs"]}
    for module in (model, parts):
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.ClassDef) and node.name in groups:
                fields = groups[node.name]["properties"]
                for name, words in _below_fields(node):
                    fields[name.removesuffix("_")]["description"] = words


def _below_fields(group: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, below in pairwise(group.body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                yield name, inspect.cleandoc(words)


def named(words: str, names: Mapping[str, str]) -> str:
    """Our own words with what a partnership calls its roles and steps: `{lead-reviewer}`, `{step-1}`."""
    return re.sub(r"\{([a-z0-9-]+)\}", lambda place: names[place[1]], words)


@dataclass(frozen=True)
class _Reader:
    """Turns what pydantic says of the models into the tree."""

    groups: Mapping[str, Schema]
    names: Mapping[str, Mapping[str, str]]

    def field(self, found: Schema, public: str = "") -> Schema:
        """One field and all within; ``public`` is who sees what it stands in."""
        found = self._resolved(found)
        description, public = self._said(found.pop("description", ""), public)
        examples = found.pop("examples", [])
        field: Schema = {
            **({"description": description} if description else {}),
            **self._shape(found, public),
            **({"example": named(examples[0], self.names["roles"])} if examples else {}),
        }
        return {key: value for key, value in field.items() if key not in ("title", "default")}

    def _resolved(self, found: Schema) -> Schema:
        """Without a reference to a group, and without the choice of being left out."""
        beside = dict(found)
        if {"type": "null"} in beside.get("anyOf", []):
            return {**self._resolved(beside.pop("anyOf")[0]), **beside}
        if "$ref" in beside:
            return {**self.groups[beside.pop("$ref").rpartition("/")[2]], **beside}
        return beside

    def _said(self, words: str, public: str) -> tuple[str, str]:
        words = named(" ".join(words.split()), self.names["roles"])
        if said := _PUBLIC.search(words):
            return words, said.group()
        return f"{words} {public}".strip(), public

    def _shape(self, found: Schema, public: str) -> Schema:
        if "propertyNames" in found:
            ids = found["propertyNames"]["ids"]
            value = self.field(found["additionalProperties"], public)
            properties = {
                identity: {**value, "description": f"{name}. {public}"} for identity, name in self.names[ids].items()
            }
            return {"type": "object", "additionalProperties": False, "properties": properties, "ids": ids}
        if "properties" in found:
            properties = {name: self.field(field, public) for name, field in found["properties"].items()}
            return {**found, "properties": properties}
        if "items" in found:
            return {**found, "items": self.field(found["items"], public)}
        if "ids" in found:
            return _choice(self.names[found["ids"]])
        return found


def _choice(names: Mapping[str, str]) -> Schema:
    if any(_NOT_TEXT.fullmatch(identity) for identity in names):
        return {"not": {"type": ["object", "array"]}, "example": next(iter(names))}
    return {"enum": list(names), "enumDescriptions": list(names.values())}


def _for_editors(field: Schema) -> Schema:
    """A field as editors want it: the example in words, because they would write an example into the record."""
    field = {key: value for key, value in field.items() if key not in ("example", "ids")} | _with_example(field)
    if "properties" in field:
        needed = field.get("required", ())
        field["properties"] = {
            name: _for_editors(inner) if name in needed else _may_be_empty(_for_editors(inner))
            for name, inner in field["properties"].items()
        }
    if "items" in field:
        field["items"] = _for_editors(field["items"])
    return field


def _with_example(field: Schema) -> Schema:
    example = field.get("example", "\n")
    if "\n" in example or "enum" in field or "description" not in field:
        return {}
    return {"description": f"{field['description']} Example: {example}"}


def _may_be_empty(field: Schema) -> Schema:
    if isinstance(field.get("type"), str) and field["type"] in ("object", "array"):
        return {**field, "type": [field["type"], "null"]}
    if "anyOf" in field or "not" in field:
        return field  # a text of any kind: nothing is one of them
    beside = {"description": field.pop("description")} if "description" in field else {}
    return {**beside, "anyOf": [field, _IS_EMPTY]}
