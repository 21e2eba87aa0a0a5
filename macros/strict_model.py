"""From a YAML tree to typed values, or to problems that an editor can mend.

pydantic finds the faults; this room gives each its place and says it in plain words.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from functools import cache
from itertools import islice
from sys import intern
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, cast, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    create_model,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError, core_schema

from macros import dates, prose, strict_yaml
from macros.problems import Problem, shown
from macros.strict_yaml import MOST_PROBLEMS, Document, Path, Plain

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Strict(BaseModel):
    """A group of fields: no further fields, no changes after reading."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        arbitrary_types_allowed=True,
        hide_input_in_errors=True,
        # Most groups are read inside another alone: to make a reader for each takes a tenth of the start of a command.
        defer_build=True,
    )


Model = TypeVar("Model", bound=Strict)


def fault(rule: str, message: str, spans: Iterable[prose.Fault] = ()) -> PydanticCustomError:
    """What a validator raises: a stable code and a whole message."""
    # pydantic fills in braces, and what was found may hold some.
    return PydanticCustomError(rule, "{said}", {"said": message, "spans": list(spans)})


def _only_text(value: object, right: str) -> str:
    if isinstance(value, str):
        return value
    raise fault("wrong-shape", f"found a {_shape(value)}; {right}")


def _text(value: object) -> str:
    text = _only_text(value, "here one text belongs").strip()
    if not text:
        raise fault("empty", "found nothing; write the text, or take the field out until there is one")
    if len(text) > prose.MOST_CHARACTERS:
        raise fault("too-long", f"found {len(text):,} characters; a text has {prose.MOST_CHARACTERS:,} at most")
    return text


def _one_line(value: object) -> str:
    text = _text(value)
    if "\n" in text:
        raise fault("several-lines", "found several lines; this text is one line (use `>-` to fold a long one)")
    return text


def _id(value: object) -> str:
    text = _only_text(value, "here one id belongs")
    if not ID.fullmatch(text):
        meant = "-".join(re.findall("[a-z0-9]+", text.lower())) or "an-agency"
        right = f"an id is small letters and digits with - between, as in `{shown(meant)}`"
        raise fault("id", f"found `{shown(text)}`; {right}")
    return intern(text)


def _day(value: object) -> date:
    return _dated(_only_text(value, "here one date belongs, for example 2025-09-16"), dates.day, "date")


def _instant(value: object) -> datetime:
    text = _only_text(value, "here one date and time belong, for example 2025-09-16 10:00")
    return _dated(text, dates.instant, "instant")


Dated = TypeVar("Dated", bound=date)


def _dated(text: str, read: Callable[[str], Dated], rule: str) -> Dated:
    try:
        return read(text)
    except dates.NotADate as error:
        raise fault(rule, f"found `{shown(text)}`; {error}") from None


def _yes_no(value: object) -> bool:
    text = _only_text(value, "here true or false belongs")
    if text not in ("true", "false"):
        raise fault("true-or-false", f"found `{shown(text)}`; write true or false")
    return text == "true"


def _whole(value: object) -> int:
    text = _only_text(value, "here one number belongs")
    if not re.fullmatch(r"-?[0-9]{1,4}", text):
        raise fault("number", f"found `{shown(text)}`; write a whole number, for example 14")
    return int(text)


def prose_of(value: object, info: ValidationInfo, headings_from: int | None = None) -> prose.Prose:
    """A text field's value as prose. Raises a fault with a span for each thing not allowed."""
    text = _only_text(value, "here one text belongs; begin it with `|` and indent the lines below")
    if not text.strip():
        raise fault("empty", "found nothing; write the text, or take the field out until there is one")
    if isinstance(info.context, bytearray):  # of `read_sound`: it has passed
        return prose.Prose(text, headings_from=headings_from, texts=info.context)
    try:
        return prose.parse(text, headings_from=headings_from)
    except prose.NotProse as error:
        raise fault("markdown", "found text that is not allowed", error.faults) from None


def text_schema(pattern: str, right: str) -> dict[str, object]:
    """What an editor is told of a text of a form, with white space around it; ``right`` is said where it has another.

    YAML takes `2016`, `true` and `null` for something else, and a record reads them as text. So no
    type is named for them, which also keeps an editor from offering `true` wherever a text belongs.
    """
    text = {"type": "string", "pattern": rf"^\s*(?:{pattern})\s*$", "patternErrorMessage": right}
    return {"anyOf": [text, {"not": {"type": ["string", "object", "array"]}}]}


@dataclass(frozen=True)
class matching:  # noqa: N801 (it is written like the functions it stands beside)
    """A text of one form, for the reader and for editors; ``right`` says which form it is."""

    pattern: str
    rule: str
    right: str
    example: str | None = None

    def check(self, text: str) -> str:
        if not re.fullmatch(self.pattern, text):
            raise fault(self.rule, f"found `{shown(text)}`; {self.right}")
        return text

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        examples = {"examples": [self.example]} if self.example else {}
        return {**text_schema(self.pattern, self.right), **examples}


def unique(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """No value twice in a list of ids."""
    seen: set[Any] = set()
    for value in values:
        if value in seen:
            raise fault("twice", f"found `{shown(str(value))}` twice; keep one of them")
        seen.add(value)
    return values


# What the reader checks, and beside it what an editor is told: never more than the reader checks.
_DAY = "(?:19[0-9]{2}|2[01][0-9]{2}|2200)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
# So many are written out in a message; of more it says where to look.
MOST_CHOICES = 20
_EMPTY = "write the text, or take the field out until there is one"


def _string(pattern: str, right: str, *examples: str) -> WithJsonSchema:
    """A text without white space around it, which YAML never takes for anything else."""
    schema = {"type": "string", "pattern": f"^{pattern}$", "patternErrorMessage": right}
    return WithJsonSchema({**schema, **({"examples": list(examples)} if examples else {})})


Text = Annotated[str, BeforeValidator(_text), WithJsonSchema(text_schema(r"[\s\S]*\S[\s\S]*", _EMPTY))]
Line = Annotated[str, BeforeValidator(_one_line), WithJsonSchema(text_schema(r"\S[^\n]*", "this text is one line"))]
Id = Annotated[str, BeforeValidator(_id), WithJsonSchema(text_schema(ID.pattern, "an id is small letters and digits"))]
Day = Annotated[
    date, BeforeValidator(_day), _string(_DAY, "a date is written year-month-day, for example 2025-09-16", "2025-09-16")
]
Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    _string(f"{_DAY} {_CLOCK}", "a day and a time are needed, for example 2025-09-16 10:00", "2025-09-16 10:00"),
]
YesNo = Annotated[
    bool,
    BeforeValidator(_yes_no),
    WithJsonSchema(
        {
            # In quotes it is a text, and just as right.
            "type": ["boolean", "string"],
            "pattern": "^(?:true|false)$",
            "patternErrorMessage": "write true or false",
            "examples": ["true"],
        }
    ),
]
Whole = Annotated[int, BeforeValidator(_whole)]
Ids = Annotated[tuple[Id, ...], AfterValidator(unique)]


@dataclass(frozen=True)
class Reading(Generic[Model]):
    """A file as far as it could be read: the value is whole where there are no problems.

    Else it holds what is sound, so that the checks that come next can be made in the same run, and
    ``unsound`` names the fields in which something is missing from it.
    """

    value: Model
    document: Document
    problems: list[Problem]
    unsound: frozenset[str] = frozenset()


def read(model: type[Model], data: bytes, path: str) -> Reading[Model]:
    """Read a whole file as typed values. ``path`` is how problems name it. Raises Unreadable."""
    document = strict_yaml.read(data, path)
    try:
        return Reading(model.model_validate(document.plain()), document, document.problems)
    except ValidationError as error:
        found = _details(error)
    all_of_them = (problem for detail in found for problem in _problems(detail, model, document))
    problems = list(islice(all_of_them, MOST_PROBLEMS))
    # What was refused as YAML is said once, and not again as a wrong value.
    said = {(problem.line, problem.column) for problem in document.problems}
    problems = [problem for problem in problems if (problem.line, problem.column) not in said]
    unsound = frozenset(str(detail["loc"][0]) for detail in found)
    return Reading(_sound_part(model, document.plain(), found), document, [*document.problems, *problems], unsound)


def read_sound(model: type[Model], data: bytes) -> Model:
    """The value of a file that `read` reads without problems, several times as fast; else see `strict_yaml`."""
    return model.model_validate(strict_yaml.read_sound(data), context=bytearray())


def _details(error: ValidationError) -> list[ErrorDetails]:
    return error.errors(include_url=False, include_input=True)


def _sound_part(model: type[Model], plain: dict[str, Plain], found: list[ErrorDetails]) -> Model:
    """The value without what is faulty; a field that is needed and faulty is not there at all."""
    loose = _loose(model)
    while found:
        taken = [_take_out(plain, detail) for detail in found]
        if not any(taken):
            plain.clear()
        try:
            rest = loose.model_validate(plain)
        except ValidationError as error:
            found = _details(error)
        else:
            found = []
    return cast(Model, model.model_construct(rest.model_fields_set, **dict(rest)))


def _take_out(plain: dict[str, Plain], detail: ErrorDetails) -> bool:
    """Take a faulty field out; of a list the whole, so that no other entry changes its place."""
    path: Path = detail["loc"]
    if detail["type"] == "missing":
        path = path[:-1]
    if not path:
        return True  # a needed field of the file itself: there is nothing to take
    place: Any = plain
    holder: tuple[dict[str, Plain], str] | None = None
    for step in path:
        if isinstance(place, dict) and step in place:
            holder, place = (place, str(step)), place[str(step)]
        elif isinstance(place, list) and isinstance(step, int) and step < len(place):
            place = place[step]
        elif not (isinstance(place, dict) and step == 0):  # one entry that stands where a list may stand
            break
    if holder:
        holder[0].pop(holder[1])
    return holder is not None


@cache
def _loose(model: type[Strict]) -> type[Strict]:
    """The same fields, none of them needed."""
    fields: dict[str, Any] = {
        name: (info.rebuild_annotation(), None) if info.is_required() else (info.annotation, info)
        for name, info in model.model_fields.items()
    }
    return create_model(f"Loose{model.__name__}", __base__=Strict, **fields)


def did_you_mean(found: str, right: Iterable[str]) -> str:
    """`; did you mean ...?`, or the whole choice where nothing is near and the choice is short."""
    choices = sorted(set(right))
    if not choices:
        return "there is none to choose from"
    near = get_close_matches(found.lower(), choices, n=1, cutoff=0.6)
    if near:
        return f"did you mean `{near[0]}`?"
    if len(choices) <= MOST_CHOICES:
        return "right would be " + ", ".join(f"`{choice}`" for choice in choices)
    return "look it up in partnership.yml"


def _problems(detail: ErrorDetails, model: type[Strict], document: Document) -> Iterable[Problem]:
    kind, context = detail["type"], detail.get("ctx", {})
    about_key = detail["loc"][-1] == "[key]" and kind != "extra_forbidden"
    path: Path = detail["loc"][:-1] if about_key else detail["loc"]
    if kind == "missing":
        return [document.problem(path, "missing", f"missing; add `{path[-1]}`", at_key=True)]
    if kind == "extra_forbidden":
        named = shown(str(path[-1]))
        message = f"`{named}` is no field here; {_right_field(model, path)}"
        return [document.problem(path, "unknown-field", message, at_key=True)]
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        value = detail["input"]
        found = f"`{shown(value)}`" if isinstance(value, str) else f"a {_shape(value)}"
        message = f"found {found}; {did_you_mean(value if isinstance(value, str) else '', choices)}"
        return [document.problem(path, "choice", message)]
    if "said" in context:
        spans = context["spans"]
        if spans:
            return (
                document.problem(path, kind, f"found {span.message}", span=(span.start, span.end)) for span in spans
            )
        return [document.problem(path, kind, context["said"], at_key=about_key)]
    found = _shape(detail["input"])
    right = _RIGHT_SHAPE.get(kind, "another kind of value belongs here")
    return [document.problem(path, "wrong-shape", f"found a {found}; {right}")]


_RIGHT_SHAPE = {
    "tuple_type": "a list belongs here: each entry on a line of its own that begins with `- `",
    "model_type": "a group of fields belongs here: each on a line of its own as `field: value`, indented",
    "model_attributes_type": "a group of fields belongs here: each on a line of its own as `field: value`, indented",
    "dict_type": "a group belongs here: each entry on a line of its own as `id: value`, indented",
    "string_type": "here one text belongs",
}


def _shape(value: object) -> str:
    if isinstance(value, dict):
        return "group of fields"
    if isinstance(value, list | tuple):
        return "list"
    if value is None:
        return "place left empty"
    return f"text, `{shown(str(value))}`"


def _right_field(model: type[Strict], path: Path) -> str:
    """The field that was meant: one of a like name here, or the group in which one of this name stands."""
    here, name = _fields_at(model, path[:-1]), str(path[-1])
    near = get_close_matches(name, here, n=1, cutoff=0.6)
    groups = [group for group in _fields_at(model, ()) if name in _fields_at(model, (group,))]
    if near or not groups:
        choice = ", ".join(f"`{field}`" for field in sorted(here))
        return f"did you mean `{near[0]}`?" if near else f"right would be {choice}"
    return "it belongs in " + " or ".join(f"`{group}`" for group in groups)


def _fields_at(model: type[Strict], path: Path) -> list[str]:
    """The names of the fields that the group at ``path`` may have."""
    kind: Any = model
    for step in path:
        kind = _inner(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            names = {info.alias or name: info.annotation for name, info in kind.model_fields.items()}
            kind = names.get(str(step))
        else:
            arguments = [argument for argument in get_args(kind) if argument is not Ellipsis]
            kind = arguments[-1] if arguments else None
    kind = _inner(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [info.alias or name for name, info in kind.model_fields.items()]
    return []


def _inner(kind: Any) -> Any:
    while get_origin(kind) in (Annotated, Union, UnionType):
        kind = next((argument for argument in get_args(kind) if argument is not type(None)), None)
    return kind
