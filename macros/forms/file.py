"""A form as a Word file: a box for every field, with what helps beside it, and room to write by hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from docx.document import Document
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from macros.dates import in_words
from macros.forms.tags import LABEL, tag_of
from macros.guidance.forms import Column, Field, Form, Section, choices_of
from macros.prose import Prose
from macros.word import blank, digest_of_code, same_bytes
from macros.word.controls import (
    ASKS,
    CHOOSE_DATE,
    DATE,
    EACH,
    LONGEST_TITLE,
    OF,
    date_box,
    filled,
    repeated,
    text_box,
    tick_box,
)
from macros.word.layout import (
    WIDTH,
    add,
    add_place,
    add_rows,
    begin_block,
    every_page,
    fill,
    marked,
    new_row,
    new_table,
    quiet,
    shade,
    which_form,
)
from macros.word.prose_out import write_prose
from macros.word.reading import Mark

Value = str | date | Prose | tuple[str, ...]
Values = Mapping[str, Value]

BLOCKS = 3
# Millimetres: what asks, and what is answered beside it.
ASKING, ANSWERING = 62, WIDTH - 62
# How much room a box gives to somebody who writes by hand.
ROOM: Mapping[str, float] = MappingProxyType({"text": 22, "signature": 14, "table": 10})
LINE_ROOM = 9
# How much of the width of a table a column takes.
SHARE: Mapping[str, float] = MappingProxyType({"text": 2.0, "date": 1.0, "yes-no": 0.7})
OTHER_SHARE = 1.2
# In so many columns words of the usual size still fit.
FEW_COLUMNS = 4
MORE_ROWS = "More rows: in Word, choose the plus sign at the end of the last row; elsewhere, add a row to the table."
MORE_BLOCKS = (
    "One more: in Word, click into the last one and choose the plus sign at its end; elsewhere, copy its rows."
)
MAY_STAY_EMPTY = "May stay empty."


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above the boxes: ``says`` are the lines, each with its first words; ``marking`` is on every page."""

    says: tuple[tuple[str, str], ...]
    marking: str | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """What is in a form already, by the ids of its fields.

    ``rows`` are those of a table, or the blocks of a section that repeats, by the id of its first field.
    """

    boxes: Values = field(default_factory=dict)
    rows: Mapping[str, Sequence[Values]] = field(default_factory=dict)


def key_of(form: Form, name: str, above: Above) -> str:
    """A digest of all that an empty form is made from. It stands in the file, so that one still right is known."""
    said = f"{digest_of_code(Path(__file__).parent)}\n{name}\n{above!r}\n{form.model_dump_json()}"
    return sha256(said.encode()).hexdigest()


def form_file(
    form: Form,
    name: str,
    above: Above,
    filled_in: Filled | None = None,
    *,
    about: str = "",
    tail: Callable[[Document], None] | None = None,
) -> bytes:
    """The Word file of a form whose texts are ``worded``: the same bytes for the same arguments.

    ``name`` is by what the form is known, ``about`` what this one is about (a case's reference), and
    ``tail`` writes what follows after the last box.
    """
    document = blank(form.name)
    document.core_properties.keywords = key_of(form, name, above)
    every_page(document, f"{form.name} · version {form.version}", above.marking)
    document.add_heading(form.name, 1)
    for first, words in above.says:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(4)
        paragraph.add_run(f"{first} ").bold = True
        paragraph.add_run(words)
    sheet = _Sheet(document, filled_in or Filled())
    for section in form.sections:
        sheet.section(section)
    which_form(document, Mark(name, form.version, about))
    if tail:
        tail(document)
    return same_bytes(document)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Writes sections at the end of a document."""

    document: Document
    filled_in: Filled

    def section(self, section: Section) -> None:
        self.document.add_heading(section.title, 2)
        for words in (section.intro, f"Who sees it: {section.seen_by}" if section.seen_by else None):
            if words:
                _kept_with_next(self.document.add_paragraph(words))
        if section.repeats:
            self._blocks(section)
            return
        together: list[Field] = []
        for one in section.fields:
            if one.kind != "table":
                together.append(one)
                continue
            self._facts(section.title, together)
            together = []
            self._table(section, one)
        self._facts(section.title, together)

    def _facts(self, title: str, fields: Sequence[Field]) -> None:
        """Fields one below the other: what asks beside its box."""
        if not fields:
            return
        table = new_table(self.document, title, (ASKING, ANSWERING), asks=True)
        for one in fields:
            row = new_row(table, ROOM.get(one.kind, LINE_ROOM))
            _asks(row.cells[0], one, tag_of(one))
            self._answer(row.cells[1], one, tag_of(one), self.filled_in.boxes)
        self._apart()

    def _blocks(self, section: Section) -> None:
        """A section that repeats: its fields as rows, all of them once for each block."""
        first = tag_of(section.fields[0])
        add_place(self.document.paragraphs[-1], f"{EACH}{first}")
        table = new_table(self.document, section.title, (ASKING, ANSWERING), asks=True)
        values = self.filled_in.rows.get(section.fields[0].id, ())
        blocks = []
        for number, block in enumerate([*values, *({} for _ in range(1 if values else BLOCKS))]):
            rows = []
            for one in section.fields:
                row = new_row(table, ROOM.get(one.kind, LINE_ROOM))
                _asks(row.cells[0], one, "" if number else tag_of(one))
                self._answer(row.cells[1], one, tag_of(one), block, is_only=False, is_place=not number)
                if one is section.fields[0]:
                    begin_block(row, is_first=not number)
                rows.append(row._tr)
            blocks.append(rows)
        add_rows(table, repeated(first, section.title[:LONGEST_TITLE], blocks))
        quiet(self.document.add_paragraph(), MORE_BLOCKS)

    def _table(self, section: Section, of: Field) -> None:
        """A table to fill in: with a label for each row, or with as many rows as are needed."""
        if of.label != section.title:
            self.document.add_heading(of.label, 3)
        _kept_with_next(self.document.add_paragraph(f"{of.help}{'' if of.required else f' {MAY_STAY_EMPTY}'}"))
        for column in of.columns:
            options = f" Choose: {'; '.join(column.options)}." if column.options else ""
            line = self.document.add_paragraph()
            quiet(line, f"{column.label}: {column.help}{options}")
            line.paragraph_format.space_before = Pt(0)
            _kept_with_next(line, after=4 if column is of.columns[-1] else 0)
        shares = [*([OTHER_SHARE] if of.rows else []), *(SHARE.get(one.kind, OTHER_SHARE) for one in of.columns)]
        widths = tuple(WIDTH * share / sum(shares) for share in shares)
        table = new_table(self.document, of.label, widths, asks=bool(of.rows))
        label = ((LABEL, of.row_heading or ""),) if of.rows else ()
        heads = (*label, *((tag_of(column), column.label) for column in of.columns))
        for cell, (tag, words) in zip(new_row(table, 0, is_head=True).cells, heads, strict=True):
            with marked(cell.paragraphs[0], f"{tag_of(of)}{OF}{tag}"):
                _heading(cell, words, len(heads))
        values = self.filled_in.rows.get(of.id, ())
        labels = of.rows or ("",) * max(of.blank_rows or 0, len(values) + 1)
        rows = []
        for number, words in enumerate(labels):
            row = new_row(table, ROOM["table"])
            cells = list(row.cells)
            if of.rows:
                _heading(cells.pop(0), words, len(heads))
            for cell, column in zip(cells, of.columns, strict=True):
                filled_in = values[number] if number < len(values) else {}
                self._answer(cell, column, tag_of(of, column), filled_in, is_only=False, is_place=False)
            rows.append([row._tr])
        if of.rows:
            self._apart()
            return
        add_rows(table, repeated(tag_of(of), of.label[:LONGEST_TITLE], rows))
        quiet(self.document.add_paragraph(), MORE_ROWS)

    def _answer(
        self, cell: _Cell, one: Field | Column, tag: str, values: Values, *, is_only: bool = True, is_place: bool = True
    ) -> None:
        """The box of a field in its cell, with what is in it already.

        ``is_only``: rows of it cannot be taken out; ``is_place``: its cell has the bookmark of the tag.
        """
        value = values.get(one.id, "")
        title = one.label[:LONGEST_TITLE]
        place = tag if is_place else ""
        if options := choices_of(one):
            ticked = (value,) if isinstance(value, str) else value
            of = tag.replace(OF, ".")  # what is ticked is read by its cell: this is no column of a table
            add_place(cell.paragraphs[0], place)
            for number, option in enumerate(options):
                line = cell.add_paragraph() if number else cell.paragraphs[0]
                line.paragraph_format.space_after = Pt(2)
                is_ticked = isinstance(ticked, tuple) and option in ticked
                add(line, tick_box(f"{of}.{number + 1}", option[:LONGEST_TITLE], ticked=is_ticked))
                line.add_run(f" {option}")
        elif isinstance(value, Prose) and value:
            add_place(cell.paragraphs[0], place)
            write_prose(self.document, cell, value)
        else:
            if one.kind == "date":
                box = date_box(tag, title, CHOOSE_DATE if isinstance(one, Field) else DATE, locked=is_only)
            else:
                box = text_box(tag, title, locked=is_only)
            if isinstance(value, date):
                box = filled(box, in_words(value), value.isoformat())
            elif isinstance(value, str) and value:
                box = filled(box, value)
            fill(cell, place, box)

    def _apart(self) -> None:
        """What keeps two tables apart: without it programs make them one."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = Mm(3)


def _asks(cell: _Cell, one: Field, tag: str) -> None:
    """What a box asks, and below it what helps. ``tag`` is that of its answer, where no other cell asks for it."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    with marked(paragraph, f"{ASKS}{tag}" if tag else ""):
        paragraph.add_run(one.label).bold = True
    seen_by = f"Who sees it: {one.seen_by}" if one.seen_by else ""
    below = cell.add_paragraph()
    quiet(below, " ".join(filter(None, (one.help, "" if one.required else MAY_STAY_EMPTY, seen_by))))
    below.paragraph_format.space_before = Pt(0)
    shade(cell)


def _heading(cell: _Cell, words: str, columns: int) -> None:
    """The heading of a column or a row; in many columns a smaller one."""
    run: Run = cell.paragraphs[0].add_run(words)
    run.bold = True
    if columns > FEW_COLUMNS:
        run.font.size = Pt(9)
    shade(cell)


def _kept_with_next(paragraph: Paragraph, after: float = 6) -> None:
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_after = Pt(after)
