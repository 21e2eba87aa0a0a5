"""A form as data: its sections and fields, with the help that whoever fills it in needs.

One definition for the page that explains a form, and for the Word file that is filled in.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, model_validator

from macros.guidance.steps import Said
from macros.strict_model import Id, Strict, Whole, YesNo, fault

Kind = Literal["line", "text", "date", "choice", "yes-no", "signature", "table"]
# What is said of a field whose kind does not show.
KINDS: dict[Kind, str] = {
    "date": "A date",
    "choice": "A choice",
    "yes-no": "Yes or no",
    "signature": "A signature",
    "table": "A table",
}


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

    Fixed rows are labelled, and ``row_heading`` stands above their labels.
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
        if self.kind == "table" and self.example:
            raise fault("example", f"`{self.id}` is a table; give each of its columns an `example`, and itself none")
        return self


def _check_options(identity: str, kind: str, options: tuple[str, ...]) -> None:
    if (kind == "choice") != (len(options) > 1):
        raise fault("options", f"`{identity}` is a {kind}; only a choice has `options`, two at least")


def _some(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    if not parts:
        raise fault("empty", "nothing; a form has at least one section, and a section at least one field")
    return parts


class Section(Strict):
    """A part of a form. One that ``repeats`` is filled in as often as needed."""

    title: Said
    intro: Said | None = None
    seen_by: Said | None = None
    repeats: YesNo = False
    fields: Annotated[tuple[Field, ...], AfterValidator(_some)]


def _each_id_once(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    seen: set[str] = set()
    for field in fields_of(sections):
        if field.id in seen:
            raise fault("twice", f"found the field `{field.id}` twice; each field of a form has an id of its own")
        seen.add(field.id)
    return sections


def fields_of(sections: tuple[Section, ...]) -> Iterator[Field | Column]:
    """Every field of a form, the columns of its tables included."""
    for section in sections:
        for field in section.fields:
            yield field
            yield from field.columns


class Form(Strict):
    """A form: to whom it goes (a contact), by when (a timescale), and who sees what is in it."""

    name: Said
    to: Id | None = None
    by: Id | None = None
    seen_by: Said
    sections: Annotated[tuple[Section, ...], AfterValidator(_some), AfterValidator(_each_id_once)]

    @property
    def has_other_readers(self) -> bool:
        """Whether some part of it is seen by others than the rest."""
        return any(section.seen_by or any(field.seen_by for field in section.fields) for section in self.sections)
