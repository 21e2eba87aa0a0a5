"""Forms filled in as people do it, whichever form it is: in Word, box by box, with rows and parts added."""

import copy
import io
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Literal

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree
from PIL import Image

from macros import partnership as partnership_file
from macros.forms.check import Ours
from macros.forms.of_page import page_forms
from macros.forms.tags import tag_of
from macros.guidance.forms import Column, Field, Form, choices_of
from macros.pages.data import data_macros
from macros.project.pages import read_pages
from macros.word.controls import OF
from tests.factories import ROOT
from tests.returned import W14, boxes, saved, type_in

TODAY = date(2026, 11, 26)
# What somebody puts into a box: words, the options that are ticked, or a picture.
PICTURE = object()
Said = str | tuple[str, ...] | object
Values = Mapping[str, Said]
# How a box is ticked: by Word; by a program that changes its state alone, or its sign alone; by typing
# an x or a tick in the place of the box, or nothing but the option.
Ticks = Literal["word", "state", "sign", "x", "tick", "alone"]
DAY, WORDS = "5 January 2026", "Words that stand in a form"


@cache
def our_forms() -> Mapping[str, Ours]:
    """The forms of this project's pages, by name."""
    partnership, _ = partnership_file.read(ROOT, TODAY)
    assert partnership
    pages, _ = read_pages(ROOT, partnership, TODAY)
    found = page_forms(partnership, pages, data_macros(partnership, TODAY, pages), TODAY)
    return {one.name: Ours(one.name, one.form, "the inbox", "", one.file) for one in found}


@cache
def empty(name: str) -> bytes:
    return our_forms()[name].file()


def whole_boxes(form: Form) -> dict[str, Said]:
    """An answer for every box of a form that must have one."""
    fields = (one for section in form.sections if not section.repeats for one in section.fields)
    return {one.id: an_answer(one) for one in fields if one.kind != "table" and one.required}


def whole_rows(form: Form) -> dict[str, list[dict[str, Said]]]:
    """One row for every table, or all where they are fixed; and one of every part that repeats."""
    found: dict[str, list[dict[str, Said]]] = {}
    for section in form.sections:
        if section.repeats:
            found[section.fields[0].id] = [{one.id: an_answer(one) for one in section.fields}]
        for one in section.fields:
            if one.kind == "table" and one.required:
                row = {column.id: an_answer(column) for column in one.columns}
                found[one.id] = [row]
                for _ in one.rows[1:]:
                    found[one.id].append({one.columns[-1].id: one.whole_row[0]} if one.whole_row else dict(row))
    return found


def an_answer(one: Field | Column) -> Said:
    options = choices_of(one)
    return options[:1] if options else DAY if one.kind == "date" else WORDS


def filled_form(
    data: bytes,
    form: Form,
    values: Values | None = None,
    rows: Mapping[str, Sequence[Values]] | None = None,
    *,
    ticks: Ticks = "word",
) -> bytes:
    """A form as Word saves it when somebody filled it in.

    ``values`` are by the ids of fields, ``rows`` those of a table by its id, or the parts that repeat by
    that of their first field. Where there are more than in the form, the last one is copied.
    """
    document = docx.Document(io.BytesIO(data))
    for section in form.sections:
        if section.repeats:
            first = section.fields[0]
            _add(document, tag_of(first), len((rows or {}).get(first.id, ())))
            for number, block in enumerate((rows or {}).get(first.id, ())):
                for one in section.fields:
                    if one.id in block:
                        put(document, one, tag_of(one), block[one.id], number, ticks)
            continue
        for one in section.fields:
            if one.kind != "table":
                if one.id in (values or {}):
                    put(document, one, tag_of(one), (values or {})[one.id], 0, ticks)
                continue
            table = (rows or {}).get(one.id, ())
            _add(document, tag_of(one), len(table))
            for number, row in enumerate(table):
                for column in one.columns:
                    if column.id in row:
                        put(document, column, tag_of(one, column), row[column.id], number, ticks)
    return saved(document)


def written_over(data: bytes, form: Form, left_empty: str = "") -> bytes:
    """A form in which somebody wrote over every cell, boxes and all, but for the field that is ``left_empty``.

    Of its tables the first row is filled in, of the parts that repeat the first one.
    """
    document = docx.Document(io.BytesIO(data))
    tables = {title_of(table._tbl): table for table in document.tables}
    for section in form.sections:
        asked = iter(one for one in section.fields if one.kind != "table")
        for cells, one in zip(_cells(tables.get(section.title)), asked, strict=False):
            if one.id != left_empty:
                cells[1].text = WORDS
        for one in section.fields:
            if one.kind == "table" and one.id != left_empty:
                for cells in _cells(tables[one.label])[1 : 1 + max(1, len(one.rows))]:
                    for cell in cells[bool(one.rows) :]:
                        cell.text = WORDS
    return saved(document)


def title_of(table: etree._Element) -> str:
    """What a table is called, for whoever does not see it."""
    return next(node.get(qn("w:val"), "") for node in table.iter(qn("w:tblCaption")))


def _cells(table: Table | None) -> list[list[_Cell]]:
    """The cells of every row of a table, those in boxes around rows as well."""
    rows = table._tbl.iter(qn("w:tr")) if table else ()
    return [[_Cell(cell, table) for cell in row.iter(qn("w:tc"))] for row in rows]  # type: ignore[arg-type]


def put(document: Document, one: Field | Column, tag: str, said: Said, number: int = 0, ticks: Ticks = "word") -> None:
    """Put an answer into the box of a field, the ``number``-th of that tag."""
    options = choices_of(one)
    tag = tag.replace(OF, ".") if options else tag
    if isinstance(said, tuple):
        for option in said:
            place = options.index(option) + 1
            _tick(answering(document, f"{tag}.{place}")[number], option, ticks)
        if ticks == "alone":
            for place, option in enumerate(options, start=1):
                if option not in said:
                    line = _above(answering(document, f"{tag}.{place}")[number], "w:p")
                    _parent(line).remove(line)
    elif options:
        cell = _above(answering(document, f"{tag}.1")[number], "w:tc")
        Paragraph(cell.findall(qn("w:p"))[-1], Any).add_run(f" {said}")  # type: ignore[arg-type]
    elif said is PICTURE:
        put_picture(document, answering(document, tag)[number])
    else:
        type_in(answering(document, tag)[number], str(said), "2026-01-05" if said == DAY else "")


def answering(document: Document, tag: str) -> list[etree._Element]:
    """The boxes with a tag that take an answer: rows that repeat have one as well."""
    return [box for box in boxes(document, tag) if box.find(f"{qn('w:sdtPr')}/{{*}}repeatingSection") is None]


def put_picture(document: Document, box: etree._Element) -> None:
    """Insert a small picture into a box, as somebody does who scanned a signature."""
    type_in(box, "")
    run = next(box.iter(qn("w:r")))
    with io.BytesIO() as file:
        Image.new("RGB", (8, 8), "black").save(file, "PNG")
        file.seek(0)
        Run(run, document.paragraphs[0]).add_picture(file)  # type: ignore[arg-type]


def _tick(box: etree._Element, option: str, ticks: Ticks) -> None:
    if ticks in ("word", "state"):
        next(box.iter(f"{W14}checked")).set(f"{W14}val", "1")
    if ticks in ("word", "sign"):
        next(box.iter(qn("w:t"))).text = "\u2612"
    if ticks in ("x", "tick", "alone"):
        typed = {"x": "X", "tick": "\u2713", "alone": ""}[ticks]
        box.addnext(parse_xml(f'<w:r xmlns:w="{qn("w:x")[1:-2]}"><w:t>{typed}</w:t></w:r>'))
        _parent(box).remove(box)


def _add(document: Document, tag: str, wanted: int) -> None:
    """As many rows of a table, or parts that repeat, as are wanted: the last one is copied as Word does it."""
    for box in boxes(document, tag):
        items = [_parent(_parent(item)) for item in box.iter("{*}repeatingSectionItem")]
        while items and len(items) < wanted:
            items.append(copy.deepcopy(items[-1]))
            items[-2].addnext(items[-1])


def _above(node: etree._Element, name: str) -> etree._Element:
    return next(node.iterancestors(qn(name)))


def _parent(node: etree._Element) -> etree._Element:
    parent = node.getparent()
    assert parent is not None
    return parent
