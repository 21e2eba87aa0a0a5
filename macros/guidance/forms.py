"""A form as data: its sections and fields, with the help that whoever fills it in needs.

One definition for the page that explains a form, and for the Word file that is filled in.
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, model_validator

from macros.guidance.steps import Said
from macros.strict_model import Id, Strict, Whole, YesNo, fault

Kind = Literal["line", "text", "date", "choice", "several", "yes-no", "signature", "table"]
# What is said of a field whose kind does not show.
KINDS: dict[Kind, str] = {
    "date": "A date",
    "choice": "A choice",
    "several": "One or more of these",
    "yes-no": "Yes or no",
    "signature": "A signature",
    "table": "A table",
}


YES_OR_NO = ("Yes", "No")
# A box is known in a Word file by its id, and by that of its table before it; a bookmark takes no more signs.
LONGEST_ID = 35
OF = "__"


class Column(Strict):
    """What stands in one column of a table."""

    id: Id
    label: Said
    kind: Literal["line", "text", "date", "choice", "yes-no"]
    help: Said
    example: Said | None = None
    options: tuple[Said, ...] = ()

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        _check_options(self.id, self.kind, self.options)
        return self


class Field(Strict):
    """One box of a form. A table has ``columns``, and either so many ``blank_rows`` or fixed ``rows``.

    Fixed rows are labelled, and ``row_heading`` stands above their labels. ``whole_row`` are words that,
    alone in a row, answer all of it. What is ``required`` need not be filled where ``unless`` names a
    field that is.
    """

    id: Id
    label: Said
    kind: Kind
    help: Said
    example: Said | None = None
    seen_by: Said | None = None
    required: YesNo = True
    options: tuple[Said, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[Said, ...] = ()
    row_heading: Said | None = None
    blank_rows: Whole | None = None
    whole_row: tuple[Said, ...] = ()
    unless: Id | None = None

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        _check_options(self.id, self.kind, self.options)
        if (self.kind == "table") != bool(self.columns):
            raise fault("columns", f"`{self.id}` is a {self.kind}; a table has `columns`, and nothing else has")
        if self.kind != "table" and (self.rows or self.blank_rows is not None):
            raise fault("rows", f"`{self.id}` is a {self.kind}; only a table has rows")
        if self.kind == "table" and bool(self.rows) == (self.blank_rows is not None):
            raise fault("rows", f"`{self.id}` is a table; give it either `rows` (labels) or `blank_rows` (a number)")
        if self.blank_rows is not None and self.blank_rows < 1:
            raise fault("rows", f"`{self.id}` has {self.blank_rows} empty rows; one is the least")
        if bool(self.rows) != bool(self.row_heading):
            raise fault("rows", f"`{self.id}`: fixed `rows` need a `row_heading`, and nothing else has one")
        if self.whole_row and self.kind != "table":
            raise fault("rows", f"`{self.id}` is a {self.kind}; only a table has `whole_row`")
        for column in self.columns:
            _check_length(f"{self.id}{OF}{column.id}")
        _check_length(self.id)
        if self.kind == "table" and self.example:
            raise fault("example", f"`{self.id}` is a table; give each of its columns an `example`, and itself none")
        return self


def _check_options(identity: str, kind: str, options: tuple[str, ...]) -> None:
    if (kind in ("choice", "several")) != (len(options) > 1):
        raise fault("options", f"`{identity}` is a {kind}; `choice` and `several` have `options`, two at least")


def _check_length(tag: str) -> None:
    if len(tag) > LONGEST_ID:
        message = f"`{tag}` has {len(tag)} signs; an id, with that of its table before it, has {LONGEST_ID} at most"
        raise fault("too-long", message)


def _some(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    if not parts:
        raise fault("empty", "nothing; a form has at least one section, and a section at least one field")
    return parts


class Section(Strict):
    """A part of a form. One that ``repeats`` is filled in as often as needed.

    Of one that belongs ``together`` every box is filled, or none.
    """

    title: Said
    intro: Said | None = None
    seen_by: Said | None = None
    repeats: YesNo = False
    together: YesNo = False
    fields: Annotated[tuple[Field, ...], AfterValidator(_some)]

    @model_validator(mode="after")
    def _repeats_what_can_be_repeated(self) -> Self:
        if self.repeats and any(field.kind == "table" for field in self.fields):
            raise fault("rows", f"`{self.title}` repeats and has a table in it; give the table a section of its own")
        return self


def _each_id_once(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    seen: set[str] = set()
    for field in fields_of(sections):
        if field.id in seen:
            raise fault("twice", f"found the field `{field.id}` twice; each field of a form has an id of its own")
        seen.add(field.id)
    for field in fields_of(sections):
        if isinstance(field, Field) and field.unless is not None and field.unless not in seen - {field.id}:
            raise fault("unless", f"`{field.id}` asks for `{field.unless}`, which the form does not have")
    return sections


def fields_of(sections: tuple[Section, ...]) -> Iterator[Field | Column]:
    """Every field of a form, the columns of its tables included."""
    for section in sections:
        for field in section.fields:
            yield field
            yield from field.columns


class Form(Strict):
    """A form: to whom it goes (a contact), by when (a timescale), and who sees what is in it.

    Its ``version`` goes up by one when a box is added, taken out, or comes to mean something else.
    """

    name: Said
    version: Whole
    to: Id | None = None
    by: Id | None = None
    seen_by: Said
    sections: Annotated[tuple[Section, ...], AfterValidator(_some), AfterValidator(_each_id_once)]

    @property
    def has_other_readers(self) -> bool:
        """Whether some part of it is seen by others than the rest."""
        return any(section.seen_by or any(field.seen_by for field in section.fields) for section in self.sections)


def choices_of(one: Field | Column) -> tuple[str, ...]:
    """What can be ticked in a field, nothing where words are written."""
    return YES_OR_NO if one.kind == "yes-no" else one.options


def worded(form: Form, say: Callable[[str], str]) -> Form:
    """A form with every text in it as it is read: ``say`` evaluates the calls of one."""

    def words(part: Any) -> Any:
        if isinstance(part, str):
            return say(part)
        if isinstance(part, tuple):
            return tuple(words(one) for one in part)
        if not isinstance(part, Strict):
            return part
        texts = {name: words(getattr(part, name)) for name in type(part).model_fields if name not in _NOT_WORDS}
        return part.model_copy(update=texts)

    worded_form: Form = words(form)
    return worded_form


# What is an id or a kind there, and not words.
_NOT_WORDS = frozenset(("id", "kind", "to", "by", "unless"))
