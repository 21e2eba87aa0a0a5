"""What somebody wrote into a form, field by field: by the form's own definition, whichever program saved it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from macros.forms.tags import LABEL, tag_of
from macros.guidance.forms import Field, Form, Section
from macros.word.controls import NOT_TICKED, TICKED
from macros.word.reading import Box, Returned

# How people tick a box where the program does not do it for them: a sign or an x, before what they tick or after it.
_TICKS = f"{TICKED}\u2611\u2713\u2714\u2717\u2718"
_BEFORE = re.compile(rf"(?:[\s{NOT_TICKED}{_TICKS}]|\[[\sxX]?\]|\([\sxX]?\)|[xX](?=\s))*+")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the label of a fixed row, else none; and its boxes by the ids of their columns."""

    label: str
    boxes: Mapping[str, Box]

    @property
    def is_empty(self) -> bool:
        return not any(self.boxes.values())


Block = Mapping[str, Box]


@dataclass(frozen=True, slots=True)
class Answers:
    """What stands in a form: boxes and tables by the ids of their fields, blocks by that of their section's first.

    ``lost`` are the ids of fields whose place in the form is gone.
    """

    boxes: Mapping[str, Box]
    tables: Mapping[str, tuple[Row, ...]]
    blocks: Mapping[str, tuple[Block, ...]]
    lost: tuple[str, ...]


def answers_of(form: Form, returned: Returned) -> Answers:
    """The answers that a form's own fields have; whatever else stands in the file is not looked at."""
    boxes: dict[str, Box] = {}
    tables: dict[str, tuple[Row, ...]] = {}
    blocks: dict[str, tuple[Block, ...]] = {}
    lost: list[str] = []
    for section in form.sections:
        first = section.fields[0]
        if section.repeats:
            if pairs := returned.blocks.get(tag_of(first)):
                blocks[first.id] = tuple(_blocks(section, pairs))
            else:
                lost.append(first.id)
            continue
        for field in section.fields:
            if field.kind == "table" and tag_of(field) in returned.rows:
                tables[field.id] = tuple(_rows(field, returned))
            elif field.kind != "table" and tag_of(field) in returned.boxes:
                boxes[field.id] = returned.boxes[tag_of(field)]
            else:
                lost.append(field.id)
    return Answers(boxes, tables, blocks, tuple(lost))


def _rows(field: Field, returned: Returned) -> Iterator[Row]:
    """The rows of a table. A fixed row that is gone is an empty one: its label is found in no row."""
    found = [
        Row(_label(row.get(LABEL)), {column.id: row.get(tag_of(column), Box("")) for column in field.columns})
        for row in returned.rows[tag_of(field)]
    ]
    yield from (_fixed(field, found) if field.rows else found)


def _fixed(field: Field, found: Sequence[Row]) -> Iterator[Row]:
    """The fixed rows by their labels. Somebody may have added words to one, as in "Other: a charity"."""
    labels = [_one_line(label) for label in field.rows]
    by_label = {row.label: row.boxes for row in reversed(found)}
    others = [row for row in found if row.label not in labels]
    nothing: Mapping[str, Box] = {column.id: Box("") for column in field.columns}
    for label in labels:
        longer = (row.boxes for row in others if row.label.startswith(label))
        yield Row(label, by_label[label] if label in by_label else next(longer, nothing))


def _label(box: Box | None) -> str:
    return _one_line(box.text) if box else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _blocks(section: Section, pairs: Sequence[tuple[str, Box]]) -> Iterator[Block]:
    """A block ends where a label comes again. Rows that ask what the section does not are passed over."""
    ids = {_one_line(field.label): field.id for field in section.fields}
    block: dict[str, Box] = {}
    for label, box in pairs:
        identity = ids.get(_one_line(label))
        if identity is None:
            continue
        if identity in block:
            yield block
            block = {}
        block[identity] = box
    if block:
        yield block


def chosen(box: Box, options: Sequence[str]) -> tuple[str, ...]:
    """The options that somebody ticked, in their order. An option that stands alone, without the others, counts too."""
    lines = [_Line.of(line) for line in box.text.split("\n")]
    without_signs = not any(line.has_sign for line in lines)
    ticked = {line.words for line in lines if line.is_ticked or without_signs}
    return tuple(option for option in options if bare(option) in ticked)


def said_otherwise(box: Box, options: Sequence[str]) -> bool:
    """Whether somebody wrote something else into a box with options than a tick."""
    known = {"", *(bare(option) for option in options)}
    return box.has_picture or any(_Line.of(line).words not in known for line in box.text.split("\n"))


def has_words(text: str) -> bool:
    """Whether something is said: a dash, dots or a question mark say nothing."""
    return any(sign.isalnum() for sign in text)


def bare(text: str) -> str:
    """Words without capitals, and without the stops and quotation marks around them."""
    flat = " ".join(text.casefold().split())
    return flat.strip("".join({sign for sign in flat if not sign.isalnum()}))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a box with options: its ``bare`` words, and the signs before and after them."""

    words: str
    has_sign: bool
    is_ticked: bool

    @classmethod
    def of(cls, line: str) -> "_Line":
        before = _BEFORE.match(line)
        signs = before[0] if before else ""
        words = line[len(signs) :].strip()
        if words.endswith(tuple(_TICKS)) or words[-2:].lower() == " x":
            words, signs = words[:-1], signs + words[-1:]
        return cls(bare(words), bool(signs.strip()), any(sign in f"{_TICKS}xX" for sign in signs))
