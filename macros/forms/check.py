"""Whether a form that came back is filled in: every box that is not, by its section and label, and never by its words.

Source of the rule: by the framework, a form that asks for a review goes back where a box is empty, and "not known" is
an answer.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from macros.forms.answers import Answers, Block, Row, answers_of, bare, chosen, has_words, said_otherwise
from macros.guidance.forms import Column, Field, Form, Section, choices_of
from macros.word.package import NotReadable
from macros.word.reading import Box, Mark, check_version, marked_as_ours, read_form

# What answers a whole row of any table, beside the words that a table has of its own.
WHOLE_ROW = ("none", "not known", "not applicable", "n/a", "no others")

EMPTY = "empty"
NOT_TICKED = "nothing is ticked"
TICKED_TWICE = "more than one is ticked; tick one"
GONE = "the place for it is gone from the form"
NO_ROW = "no row is filled in"
EMPTY_ROW = "the row is empty"
NO_BLOCK = "nothing is filled in; one is the least"
SAME_LABEL = "it stands below"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that a form lacks: ``row`` is the row's number or label, or which of the parts that repeat it is.

    ``label`` is that of the box; of a table's box its table's and its column's, and nothing for a whole part.
    """

    section: str
    label: str
    row: int | str | None
    message: str


@dataclass(frozen=True, slots=True)
class Ours:
    """A form that we give out, its texts ``worded``: to whom it goes back, and by when where that is said.

    ``file`` makes its Word file, empty.
    """

    name: str
    form: Form
    to: str
    by: str
    file: Callable[[], bytes] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a form that came back lacks. ``is_untouched``: nobody has written anything into it."""

    ours: Ours
    gaps: tuple[Gap, ...]
    is_untouched: bool

    @property
    def is_complete(self) -> bool:
        return not self.gaps


def check_form(data: bytes, forms: Mapping[str, Ours]) -> Checked:
    """What a Word file that came back lacks, by its own form, one of ``forms`` by name. Raises NotReadable."""
    found = read_form(data)
    ours = _which(found.mark, forms)
    answers = answers_of(ours.form, found)
    return Checked(ours, gaps(ours.form, answers), is_untouched(ours.form, answers))


def _which(mark: Mark | None, forms: Mapping[str, Ours]) -> Ours:
    mark = marked_as_ours(mark)
    if mark.form in _ELSEWHERE:
        raise NotReadable(_ELSEWHERE[mark.form])
    if mark.form not in forms:
        raise NotReadable("it is a form that this project does not have; is it another partnership's?")
    check_version(mark, forms[mark.form].form.version, "the form")
    return forms[mark.form]


# Forms of ours that are read elsewhere.
_ELSEWHERE = {
    "team-sheet": "it is a team sheet, of which no box must be filled in; cspr form collect makes a table of those",
    "case-record": "it is a case record, which may be filled in bit by bit; cspr import takes it in",
}


def gaps(form: Form, answers: Answers) -> tuple[Gap, ...]:
    """Everything that a form lacks, in the order of the form. What need not be filled in is not asked for."""
    return tuple(gap for section in form.sections for gap in _of_section(form, section, answers))


def is_untouched(form: Form, answers: Answers) -> bool:
    """Whether nobody has written anything into a form."""
    return not any(_is_begun(one, section, answers) for section in form.sections for one in section.fields)


def _of_section(form: Form, section: Section, answers: Answers) -> Iterator[Gap]:
    if section.repeats:
        yield from _of_blocks(section, answers)
        return
    is_begun = section.together and any(_is_begun(one, section, answers) for one in section.fields)
    for one in section.fields:
        if (one.required or is_begun) and not _is_answered_elsewhere(form, one, answers):
            yield from _of_field(form, section, one, answers)


def _is_answered_elsewhere(form: Form, one: Field, answers: Answers) -> bool:
    if one.unless is None:
        return False
    return any(
        _is_begun(other, section, answers)
        for section in form.sections
        for other in section.fields
        if other.id == one.unless
    )


def _is_begun(one: Field, section: Section, answers: Answers) -> bool:
    """Whether something stands in a field: of a table in any box of it, of a part that repeats in any of its parts."""
    if one.kind == "table":
        return any(_used(one, row) for row in answers.tables.get(one.id, ()))
    if section.repeats:
        blocks = answers.blocks.get(section.fields[0].id, ())
        return any(one.id in block and _has_something(one, block[one.id]) for block in blocks)
    return one.id in answers.boxes and _has_something(one, answers.boxes[one.id])


def _of_field(form: Form, section: Section, one: Field, answers: Answers) -> Iterator[Gap]:
    if one.id in answers.lost:
        yield Gap(section.title, one.label, None, GONE)
    elif one.kind == "table":
        yield from _of_table(form, section, one, answers.tables[one.id])
    elif wrong := _wrong(one, answers.boxes[one.id]):
        yield Gap(section.title, one.label, None, f"{wrong}{_which_of_them(section, one)}")


def _which_of_them(section: Section, one: Field) -> str:
    """Where a box stands whose label another one of its section has as well."""
    place = section.fields.index(one)
    same = [other for other in section.fields if other.label == one.label]
    return f"; {SAME_LABEL} \u201c{section.fields[place - 1].label}\u201d" if len(same) > 1 and place else ""


def _of_table(form: Form, section: Section, table: Field, rows: tuple[Row, ...]) -> Iterator[Gap]:
    if not any(_used(table, row) for row in rows):
        yield Gap(section.title, table.label, None, f"{NO_ROW}{_or_instead(form, table)}")
        return
    for number, row in enumerate(rows, start=1):
        used = _used(table, row)
        if not used and table.rows:
            yield Gap(section.title, table.label, row.label, EMPTY_ROW)
        elif used and not _answers_all(table, row, used):
            for column in table.columns:
                if wrong := _wrong(column, row.boxes[column.id]):
                    label = column.label if table.label == section.title else f"{table.label}: {column.label}"
                    yield Gap(section.title, label, row.label or number, wrong)


def _or_instead(form: Form, table: Field) -> str:
    labels = (one.label for section in form.sections for one in section.fields if one.id == table.unless)
    return "".join(f"; or fill in \u201c{label}\u201d instead" for label in labels)


def _used(table: Field, row: Row) -> list[Column]:
    return [column for column in table.columns if _has_something(column, row.boxes[column.id])]


def _answers_all(table: Field, row: Row, used: list[Column]) -> bool:
    """Whether the one box that is filled answers the whole row."""
    words = {bare(words) for words in (*table.whole_row, *WHOLE_ROW)}
    return len(used) == 1 and bare(row.boxes[used[0].id].text) in words


def _of_blocks(section: Section, answers: Answers) -> Iterator[Gap]:
    blocks = answers.blocks.get(section.fields[0].id, ())
    used = [(number, block) for number, block in enumerate(blocks, start=1) if _is_used(section, block)]
    if section.fields[0].id in answers.lost:
        yield Gap(section.title, "", None, GONE)
    elif not used and any(one.required for one in section.fields):
        yield Gap(section.title, "", None, NO_BLOCK)
    for number, block in used:
        for one in section.fields:
            wrong = _wrong(one, block[one.id]) if one.id in block else GONE
            if wrong and (one.required or section.together):
                yield Gap(section.title, one.label, number, wrong)


def _is_used(section: Section, block: Block) -> bool:
    return any(one.id in block and _has_something(one, block[one.id]) for one in section.fields)


def _wrong(one: Field | Column, box: Box) -> str:
    """What is wrong with a box that must be filled, nothing where it is answered."""
    if not _has_something(one, box):
        return NOT_TICKED if choices_of(one) else EMPTY
    if one.kind in ("choice", "yes-no") and len(chosen(box, choices_of(one))) > 1:
        return TICKED_TWICE
    return ""


def _has_something(one: Field | Column, box: Box) -> bool:
    if options := choices_of(one):
        return bool(chosen(box, options)) or said_otherwise(box, options)
    return box.has_picture or has_words(box.text)
