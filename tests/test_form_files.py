"""The forms as Word files beside their pages: the same boxes, what stands at their head, and who can read them."""

import io
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import docx
import pypdfium2
import pytest
from bs4 import BeautifulSoup, Tag
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree
from openxml_audit import OpenXmlValidator

from macros.anonymity.deny import DenyList
from macros.dates import day, london_day
from macros.forms.of_page import PageForm, page_forms
from macros.guidance.front_matter import HandWritten
from macros.pages.data import data_macros
from macros.partnership.model import Partnership
from macros.problems import write_out
from macros.project import Project, read_project
from macros.scan.checks import Checks
from macros.scan.ours import ours
from macros.word.controls import NOT_TICKED, WRITE
from tests.conftest import TODAY
from tests.factories import ROOT, at, miniature
from tests.returned import through_libreoffice
from tests.views import folded, page, words_of

NAMES = ("additional-information", "chronology", "key-event-analysis", "request-form")
VALIDATOR = OpenXmlValidator()
HEADING = qn("w:tblHeader")

every_form = pytest.mark.parametrize("name", NAMES)


# The forms of this project


@cache
def project() -> Project:
    return read_project(ROOT, ROOT / "briefings", at(TODAY))


def forms_of(project: Project) -> dict[str, PageForm]:
    today, partner = london_day(project.as_of), project.partnership
    assert partner
    found = page_forms(partner, project.pages, data_macros(partner, today, project.pages), today)
    return {form.name: form for form in found}


@cache
def files() -> Mapping[str, bytes]:
    return {name: form.file() for name, form in forms_of(project()).items()}


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def on_page(site: Path, name: str) -> Tag:
    """The form as its page explains it."""
    soup = BeautifulSoup((site / f"appendices/{name}/index.html").read_text("utf-8"), "html.parser")
    for more in soup.select(".tip, .form .kind, .form .example"):
        more.decompose()
    return soup.select("section.form")[0]


def said(part: etree._Element) -> str:
    return folded("".join(str(node.text) for node in part.iter(qn("w:t"))))


def first_line(cell: etree._Element) -> str:
    return said(next(cell.iter(qn("w:p"))))


def rows_of(table: etree._Element) -> list[list[etree._Element]]:
    return [list(row.iter(qn("w:tc"))) for row in table.iter(qn("w:tr"))]


def title(table: etree._Element) -> str:
    [caption] = table.iter(qn("w:tblCaption"))
    return str(caption.get(qn("w:val")))


def has_head(table: etree._Element) -> bool:
    return next(table.iter(HEADING), None) is not None


def asked(document: Document) -> Iterator[str]:
    """What a form asks, in its order: the label of each box; of a table its title and its columns."""
    for table in document.element.body.iter(qn("w:tbl")):
        head, *rows = rows_of(table)
        if has_head(table):
            takes_answers = [next(cell.iter(qn("w:sdt")), None) is not None for cell in rows[0]]
            yield title(table)
            yield from (said(cell) for cell, takes in zip(head, takes_answers, strict=True) if takes)
        else:
            # Of rows that can be repeated whole, the first time.
            whole = next(table.iter("{*}repeatingSectionItem"), None)
            block = table if whole is None else whole.getparent().getparent()
            yield from (first_line(cells[0]) for cells in rows_of(block))


def asked_on_page(form: Tag) -> Iterator[str]:
    for field in form.select(".field"):
        yield from words_of(field.select("h4, dt"))


def test_every_page_with_a_form_has_its_file_and_no_other_page_has(site: Path, internal_site: Path) -> None:
    paths = {f"appendices/{name}/{name}.docx": data for name, data in files().items()}
    assert len(paths) == len(NAMES)
    for folder in (site, internal_site):
        found = {file.relative_to(folder).as_posix() for file in folder.glob("appendices/**/*.docx")}
        assert {path: (folder / path).read_bytes() for path in found} == paths


@every_form
def test_the_file_asks_what_its_page_explains_each_box_once_in_the_same_order(site: Path, name: str) -> None:
    form = on_page(site, name)
    found = list(asked(opened(files()[name])))
    assert found == list(asked_on_page(form))
    assert len(found) > 5


@every_form
def test_the_file_has_the_parts_of_its_page_as_headings(site: Path, name: str) -> None:
    document = opened(files()[name])
    headings = [(one.style.name, one.text) for one in document.paragraphs if one.style and "Heading" in one.style.name]
    whole = forms_of(project())[name].form.name
    assert headings[0] == ("Heading 1", whole)
    assert [text for level, text in headings if level == "Heading 2"] == words_of(on_page(site, name).select("h3"))
    assert (document.core_properties.title, document.core_properties.language) == (whole, "en-GB")


def test_a_choice_has_a_box_to_tick_for_each_option_and_fixed_rows_have_their_labels(site: Path) -> None:
    body = opened(files()["request-form"]).element.body
    tables = {title(table): table for table in body.iter(qn("w:tbl"))}
    [[_, answer]] = rows_of(tables["Type of review"])
    options = words_of(on_page(site, "request-form").select("#request-form--type-of-review .options li"))
    assert [said(line) for line in answer.iter(qn("w:p"))] == [f"{NOT_TICKED} {option}" for option in options]
    assert [option[:5] for option in options] == ["Child", "Case "]
    _, *rows = rows_of(tables["Other agencies' known information"])
    labels = words_of(on_page(site, "request-form").select("#request-form--agencies .options li"))
    assert [said(cells[0]) for cells in rows] == labels
    assert len(labels) == 16


def test_tables_and_blocks_have_the_rows_that_their_page_promises_and_more_can_be_added() -> None:
    def repeated(name: str) -> list[int]:
        found = opened(files()[name]).element.body.iter("{*}repeatingSection")
        boxes = [one.getparent().getparent() for one in found]
        return [len(list(box.iter("{*}repeatingSectionItem"))) for box in boxes]

    assert {name: repeated(name) for name in NAMES} == {
        "additional-information": [3, 7],
        "chronology": [12],
        "key-event-analysis": [3, 8],
        "request-form": [8, 8],
    }


@every_form
def test_what_answers_a_whole_row_stands_in_the_help_of_its_table(name: str) -> None:
    for section in forms_of(project())[name].form.sections:
        for field in section.fields:
            assert [words for words in field.whole_row if field.help.count(f'"{words}"') != 1] == []


# For everybody, and for programs


@every_form
def test_every_table_is_named_and_says_which_cells_are_its_headings(name: str) -> None:
    document = opened(files()[name])
    for table in document.element.body.iter(qn("w:tbl")):
        assert title(table)
        [look] = table.iter(qn("w:tblLook"))
        head, *rows = rows_of(table)
        asks = [cells[0] for cells in rows if next(cells[0].iter(qn("w:sdt")), None) is None]
        assert look.get(qn("w:firstRow")) == str(int(has_head(table)))
        assert look.get(qn("w:firstColumn")) == str(int(bool(asks) or not has_head(table)))
        marked = [next(row.iter(HEADING), None) is not None for row in table.iter(qn("w:tr"))]
        assert marked == [has_head(table), *[False] * len(rows)]
        assert all(said(cell) for cell in head), "a heading without words"


@every_form
def test_no_box_is_known_by_what_another_is_known_by(name: str) -> None:
    body = opened(files()[name]).element.body
    for nodes, attribute in (
        (body.iter(qn("w:bookmarkStart")), "w:name"),
        (body.iter(qn("w:bookmarkStart")), "w:id"),
        (body.iter(qn("w:id")), "w:val"),
    ):
        found = [node.get(qn(attribute)) for node in nodes]
        assert len(found) == len(set(found)) > 5
    # Where the same boxes stand in many rows, a box is known by its row as well.
    repeating = [
        table for table in body.iter(qn("w:tbl")) if has_head(table) or list(table.iter("{*}repeatingSection"))
    ]
    again = {tag for table in repeating for tag in table.iter(qn("w:tag"))}
    tags = [tag.get(qn("w:val")) for tag in body.iter(qn("w:tag")) if tag not in again]
    assert len(tags) == len(set(tags)) > 0


@every_form
def test_every_box_says_aloud_what_it_is_for(name: str) -> None:
    for box in opened(files()[name]).element.body.iter(qn("w:sdtPr")):
        titles = [one.get(qn("w:val")) for one in box.findall(qn("w:alias"))]
        is_item = box.find("{*}repeatingSectionItem") is not None
        assert is_item or (len(titles) == 1 and titles[0].strip())


@every_form
def test_a_form_is_a_valid_word_file_that_names_nobody(name: str, tmp_path: Path) -> None:
    file = tmp_path / "form.docx"
    file.write_bytes(files()[name])
    assert [str(error) for error in VALIDATOR.validate(str(file)).errors] == []
    core = opened(files()[name]).core_properties
    assert (core.author, core.last_modified_by, core.keywords) == ("", "", forms_of(project())[name].key)


def test_two_folders_with_the_same_words_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("docs", "overrides"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("partnership.yml", "mkdocs.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "briefings").mkdir()
    elsewhere = read_project(tmp_path, tmp_path / "briefings", at(TODAY))
    assert {name: form.file() for name, form in forms_of(elsewhere).items()} == files()


def test_libreoffice_opens_every_form_with_every_question_and_the_marking_on_every_page(tmp_path: Path) -> None:
    shown = through_libreoffice({f"{name}.docx": data for name, data in files().items()}, tmp_path, "pdf")
    partner = project().partnership
    assert partner and partner.protective_marking
    marking = partner.protective_marking
    for name in NAMES:
        with pypdfium2.PdfDocument(shown[f"{name}.docx"]) as pdf:
            pages = [folded(one.get_textpage().get_text_range()) for one in pdf]
        assert all(marking in one for one in pages), name
        # A line that is broken at a hyphen or within a narrow cell comes back in pieces.
        whole = "".join("".join(pages).split())
        assert [label for label in asked(opened(files()[name])) if "".join(label.split()) not in whole] == []
        assert "".join(WRITE.split()) in whole


@every_form
def test_the_last_reading_lets_a_form_pass_and_still_finds_a_name_in_it(name: str, tmp_path: Path) -> None:
    own, path = ours(tmp_path, (), project()), f"appendices/{name}/{name}.docx"
    assert write_out(Checks(own, None).file(path, path, files()[name], None)) == ""
    listed = Checks(own, DenyList([["Leave this line"]])).file(path, path, files()[name], None)
    assert [one.rule for one in listed] == ["scan-listed"]


# What the partnership's data say at its head

FORM = {"name": "A request", "version": "4", "to": "business-office", "by": "notification", "seen_by": "The office."}
NAME = {"id": "a", "label": "Name", "kind": "line", "help": "Yours."}
SMALL = page("appendices/request.md", appendix=["1"], form={**FORM, "sections": [{"title": "You", "fields": [NAME]}]})


def small_form(partner: Partnership, *pages: HandWritten) -> Document:
    today = day("2025-09-16")
    pages = pages or (SMALL,)
    [form] = page_forms(partner, pages, data_macros(partner, today, pages), today)
    return opened(form.file())


def head_of(document: Document) -> list[str]:
    """The lines between the title and the first part."""
    lines = [paragraph.text for paragraph in document.paragraphs]
    return lines[1 : lines.index("You")]


def marking_of(document: Document) -> str:
    return "".join(one.text for section in document.sections for one in section.header.paragraphs)


def test_a_form_says_where_it_goes_by_when_and_where_it_is_explained() -> None:
    head = head_of(small_form(miniature()))
    assert [line for line in head if "office@miniature.example (checked on 1 June 2025)" in line]
    assert [line for line in head if "ithin 5 working days of becoming aware" in line]
    assert [line for line in head if "https://miniature.example/appendices/request/" in line and "Appendix 1" in line]
    assert [line for line in head if "The office." in line]


def test_another_address_and_another_limit_are_in_the_form_at_once() -> None:
    mini = miniature()
    office = mini.contacts["business-office"].model_copy(update={"email": "new@mini.example", "checked": None})
    [limit] = mini.timescales["notification"]
    other = mini.model_copy(
        update={
            "contacts": {**mini.contacts, "business-office": office},
            "timescales": {**mini.timescales, "notification": (limit.model_copy(update={"latest": 9}),)},
        }
    )
    before, after = (" ".join(head_of(small_form(partner))) for partner in (mini, other))
    assert "new@mini.example (check this address first)" in after and "office@miniature.example" not in after
    assert "ithin 9 working days" in after and "ithin 5 working days" in before


def test_the_marking_is_the_partnerships_own_or_none() -> None:
    mini = miniature()
    assert marking_of(small_form(mini)) == ""
    marked = mini.model_copy(update={"protective_marking": "PRIVATE when filled in"})
    assert marking_of(small_form(marked)) == "PRIVATE when filled in"
    own = project().partnership
    assert own and own.protective_marking
    assert {marking_of(opened(data)) for data in files().values()} == {own.protective_marking}


def test_a_form_without_an_address_a_limit_or_an_appendix_says_none() -> None:
    assert SMALL.head.form
    bare = SMALL.head.form.model_copy(update={"to": None, "by": None})
    head = SMALL.head.model_copy(update={"form": bare, "appendix": ()})
    lines = " ".join(head_of(small_form(miniature(), HandWritten(SMALL.path, head))))
    assert "miniature.example (checked" not in lines and "ithin 5" not in lines and "Appendix" not in lines
    assert "https://miniature.example/appendices/request/" in lines


def test_the_foot_of_every_page_names_the_form_and_its_version() -> None:
    document = small_form(miniature())
    assert "A request · version 4" in "".join(one.text for one in document.sections[0].footer.paragraphs)
    with zipfile.ZipFile(io.BytesIO(files()["request-form"])) as file:
        assert {one.date_time for one in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
