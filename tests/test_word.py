"""The room for Word files: a clean blank, boxes to fill in, and what comes back, however it was saved and by whom."""

import io
import random
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

from macros.notices import NOTICES
from macros.notices.word import as_word
from macros.word import NotReadable, blank, same_bytes
from macros.word import package as limits
from macros.word.controls import choice_box, date_box, fixed, place, repeated, text_box, tick_box
from macros.word.package import opened
from macros.word.reading import Box, Mark, read_form
from tests.returned import boxes, part, saved, through_libreoffice, type_in, with_parts
from tests.test_notices import made

VALIDATOR = OpenXmlValidator()
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "word/_rels/document.xml.rels"


def a_form() -> bytes:
    """A form with a box of each kind, and rows of two columns."""
    document = blank("A form")
    document.add_heading("A form", 1)
    line = document.add_paragraph()
    start, end = place("form")
    for node in (start, fixed("form", "Which form", "Form small, version 3: child-rowan"), end):
        line._p.append(cast(Any, node))
    made = {
        "words": text_box("words", "Words"),
        "day": date_box("day", "Day"),
        "one": choice_box("one", "One", ["This", "That"]),
        "tick": tick_box("tick", "Tick"),
    }
    table = document.add_table(0, 1)
    for tag, box in made.items():
        start, end = place(tag)
        table.add_row().cells[0].paragraphs[0]._p.extend([start, box, end])
    document.add_paragraph("Between two tables stands a line, or programs join them.")
    many = document.add_table(1, 2)
    many.rows[0]._tr.get_or_add_trPr().append(docx.oxml.OxmlElement("w:tblHeader"))
    for column, cell in zip(("what", "who"), many.rows[0].cells, strict=True):
        start, end = place(f"act__{column}")
        cell.paragraphs[0]._p.extend([start, end])
    rows = []
    for _ in range(2):
        row = many.add_row()
        for column, cell in zip(("what", "who"), row.cells, strict=True):
            cell.paragraphs[0]._p.append(text_box(f"act__{column}", column, locked=False))
        rows.append(row._tr)
    many._tbl.append(repeated("act", "Act", [[row] for row in rows]))
    return same_bytes(document)


def filled() -> bytes:
    document = docx.Document(io.BytesIO(a_form()))
    type_in(boxes(document, "words")[0], "First\nand & second")
    type_in(boxes(document, "day")[0], "5 January 2026", "2026-01-05")
    type_in(boxes(document, "one")[0], "That")
    type_in(boxes(document, "tick")[0], "\u2612")
    next(document.element.iter("{*}checked")).set("{http://schemas.microsoft.com/office/word/2010/wordml}val", "1")
    type_in(boxes(document, "act__what")[1], "Ring back")
    return saved(document)


ANSWERS = {
    "words": Box("First\nand & second"),
    "day": Box("2026-01-05"),
    "one": Box("That"),
    "tick": Box("\u2612"),
}
ROWS = ({"what": Box(""), "who": Box("")}, {"what": Box("Ring back"), "who": Box("")})


# The blank and what is written into it.


def findings(data: bytes, folder: Path) -> list[str]:
    file = folder / "x.docx"
    file.write_bytes(data)
    return [str(error) for error in VALIDATOR.validate(str(file)).errors]


def test_the_blank_and_a_form_with_every_kind_of_box_are_valid(tmp_path: Path) -> None:
    assert findings(same_bytes(blank("It")), tmp_path) == []
    assert findings(a_form(), tmp_path) == []


def test_every_draft_of_a_notice_is_valid(tmp_path: Path) -> None:
    assert {name: findings(as_word(made(name)[0]), tmp_path) for name in NOTICES} == {name: [] for name in NOTICES}


def test_the_blank_names_nobody_no_program_and_no_time() -> None:
    data = same_bytes(blank("It"))
    core = part(data, "docProps/core.xml").decode()
    assert [node for node in ("creator", "lastModifiedBy", "created", "modified") if node in core] == []
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert {one.date_time for one in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"<!--" not in b"".join(file.read(name) for name in file.namelist())


def test_the_same_form_is_the_same_bytes_and_no_number_stands_twice() -> None:
    assert a_form() == a_form()
    document = docx.Document(io.BytesIO(a_form()))
    for nodes, name in (
        (document.element.iter(qn("w:id")), "w:val"),
        (document.element.iter(qn("w:bookmarkStart")), "w:id"),
    ):
        numbers = [node.get(qn(name)) for node in nodes]
        assert len(numbers) == len(set(numbers)) > 5


# Reading back.


def test_a_form_that_nobody_filled_in_has_empty_boxes() -> None:
    found = read_form(a_form())
    assert found.mark == Mark("small", 3, "child-rowan")
    assert {tag: found.boxes[tag].text for tag in ("words", "day", "one")} == {"words": "", "day": "", "one": ""}
    assert found.boxes["tick"].text == "\u2610"
    assert found.rows == {"act": ({"what": Box(""), "who": Box("")},) * 2}


def test_what_word_saved_is_read_box_by_box() -> None:
    found = read_form(filled())
    assert {tag: found.boxes[tag] for tag in ANSWERS} == ANSWERS
    assert found.rows == {"act": ROWS}


def test_what_libreoffice_saved_is_read_the_same(tmp_path: Path) -> None:
    back = through_libreoffice({"empty.docx": a_form(), "filled.docx": filled()}, tmp_path)
    for name, before in (("empty.docx", a_form()), ("filled.docx", filled())):
        assert b"<w:tag " not in part(back[name], "word/document.xml")  # it keeps bookmarks alone
        old, new = read_form(before), read_form(back[name])
        assert (new.mark, new.rows) == (old.mark, old.rows)
        assert {tag: new.boxes[tag] for tag in ANSWERS} == {tag: old.boxes[tag] for tag in ANSWERS}


def test_a_box_that_was_deleted_is_known_by_its_cell() -> None:
    document = docx.Document(io.BytesIO(a_form()))
    for box in list(document.element.iter(qn("w:sdt"))):
        if box.find(f"{qn('w:sdtPr')}/{qn('w:tag')}") is not None and box.getparent().tag == qn("w:p"):
            box.getparent().remove(box)
    document.tables[0].rows[0].cells[0].paragraphs[0].add_run("Over the box")
    document.tables[0].rows[0].cells[0].add_paragraph("and more")
    [row, _] = list(document.element.iter(qn("w:tr")))[-2:]
    row.findall(qn("w:tc"))[1].find(qn("w:p")).append(
        docx.oxml.parse_xml(f'<w:r xmlns:w="{qn("w:x")[1:-2]}"><w:t>Lead</w:t></w:r>')
    )
    found = read_form(saved(document))
    assert found.boxes["words"].text == "Over the box\nand more"
    assert found.rows["act"] == ({"what": Box(""), "who": Box("Lead")}, {"what": Box(""), "who": Box("")})
    assert found.mark is None


def test_a_box_whose_cell_was_emptied_whole_is_known_by_what_asks_for_it() -> None:
    document = blank("It")
    asks = document.add_paragraph("Before a table")
    for node in place("asks_first"):
        asks._p.append(cast(Any, node))
    document.add_table(1, 1).rows[0].cells[0].text = "One"
    document.add_paragraph()
    row = document.add_table(1, 2).rows[0]
    for node in place("asks_second"):
        row.cells[0].paragraphs[0]._p.append(cast(Any, node))
    row.cells[1].text = "Two"
    found = read_form(same_bytes(document)).boxes
    assert (found["first"].text, found["second"].text) == ("One", "Two")


def test_a_table_that_somebody_put_into_a_box_is_read_with_it() -> None:
    document = docx.Document(io.BytesIO(a_form()))
    document.tables[0].rows[0].cells[0].add_table(1, 2).rows[0].cells[1].text = "In a table"
    assert read_form(saved(document)).boxes["words"].text == "In a table"


def test_what_is_written_beside_a_box_belongs_to_it() -> None:
    document = docx.Document(io.BytesIO(a_form()))
    document.tables[0].rows[0].cells[0].paragraphs[0].add_run("Beside it")
    assert read_form(saved(document)).boxes["words"].text == "Beside it"


def test_a_program_that_only_changes_the_words_has_filled_the_box_in() -> None:
    document = docx.Document(io.BytesIO(a_form()))
    next(boxes(document, "words")[0].iter(qn("w:t"))).text = "A program wrote"
    assert read_form(saved(document)).boxes["words"].text == "A program wrote"


@pytest.mark.parametrize("words", ["Click or tap here to enter text.", "Write here", " Choose an item. "])
def test_a_box_that_was_emptied_again_is_empty(words: str) -> None:
    document = docx.Document(io.BytesIO(a_form()))
    type_in(boxes(document, "words")[0], words)
    assert read_form(saved(document)).boxes["words"].text == ""


def test_a_day_that_was_typed_over_is_as_it_was_typed() -> None:
    document = docx.Document(io.BytesIO(a_form()))
    type_in(boxes(document, "day")[0], "in spring 2026", "2026-01-05")
    assert read_form(saved(document)).boxes["day"].text == "in spring 2026"


def test_deleted_text_and_signs_that_nobody_sees_are_not_read() -> None:
    document = docx.Document(io.BytesIO(a_form()))
    type_in(boxes(document, "words")[0], "Se\u200ben\u202e it")
    run = next(boxes(document, "words")[0].iter(qn("w:r")))
    run.addprevious(docx.oxml.parse_xml(f'<w:del xmlns:w="{qn("w:x")[1:-2]}"><w:r><w:t>Gone</w:t></w:r></w:del>'))
    assert read_form(saved(document)).boxes["words"].text == "Seen it"


def test_a_link_that_word_made_of_an_address_does_no_harm() -> None:
    document = docx.Document(io.BytesIO(filled()))
    document.part.relate_to("mailto:a@b.example", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    assert read_form(saved(document)).boxes["words"].text == "First\nand & second"


# Hostile files.


def xml(content: bytes) -> bytes:
    return with_parts(filled(), {"word/document.xml": content})


def related(kind: str, target: str = "https://a.example/x") -> bytes:
    added = f'<Relationship Id="x9" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    return with_parts(filled(), {RELATIONS: part(filled(), RELATIONS).replace(b"</Relationships>", added.encode())})


def kind_of_main(kind: str) -> bytes:
    types = part(filled(), "[Content_Types].xml")
    main = limits.MAIN.encode()
    assert main in types
    return with_parts(filled(), {"[Content_Types].xml": types.replace(main, kind.encode())})


def named(name: str) -> bytes:
    made = io.BytesIO(filled())
    with zipfile.ZipFile(made, "a") as file:
        file.writestr(zipfile.ZipInfo(name), b"x")
    return made.getvalue()


def twice() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        return named("word/document.xml")


def many(number: int) -> bytes:
    made = io.BytesIO(filled())
    with zipfile.ZipFile(made, "a") as file:
        for one in range(number):
            file.writestr(f"word/x{one}.xml", b"")
    return made.getvalue()


def zip_bomb() -> bytes:
    return xml(b"<a>" + b" " * (limits.MOST_UNPACKED + 1) + b"</a>")


def lying() -> bytes:
    """A part that says it is small."""
    data = bytearray(zip_bomb())
    size = struct.pack("<I", limits.MOST_UNPACKED + 8)
    place = data.rfind(size)
    data[place : place + 4] = struct.pack("<I", 20)
    return bytes(data)


def protected() -> bytes:
    data = bytearray(filled())
    place = data.find(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def packed(method: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        file.writestr("word/document.xml", b"<a/>")
    return made.getvalue()


LAUGHS = b'<!DOCTYPE a [<!ENTITY a0 "haha">%s]><a>&a8;</a>' % b"".join(
    b'<!ENTITY a%d "%s">' % (number, b"&a%d;" % (number - 1) * 10) for number in range(1, 9)
)
SEVEN = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a><a/>'

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "it is empty"),
    "text": (lambda: b"Dear all, here is our sheet.", "it is not a Word file"),
    "a PDF": (lambda: b"%PDF-1.7\n%%EOF", "it is not a Word file"),
    "encrypted or old": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "protected with a password"),
    "cut off": (lambda: filled()[:-100], "it is not a Word file (.docx), or not whole"),
    "half": (lambda: filled()[: len(filled()) // 2], "it is not a Word file (.docx), or not whole"),
    "a zip of something else": (lambda: packed(zipfile.ZIP_DEFLATED), "it is not whole as a Word file"),
    "a spreadsheet": (
        lambda: kind_of_main("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
        "it is not a Word file",
    ),
    "a template": (
        lambda: kind_of_main("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
        "it is not a Word file",
    ),
    "a .docm": (lambda: kind_of_main("application/vnd.ms-word.document.macroEnabled.main+xml"), "it holds macros"),
    "a macro": (lambda: with_parts(filled(), {"word/vbaProject.bin": b"x"}), "it holds macros"),
    "a template elsewhere": (lambda: related("attachedTemplate"), "it calls for a picture, template or file"),
    "a picture elsewhere": (lambda: related("image"), "it calls for a picture, template or file"),
    "a file of this machine": (lambda: related("frame", "file:///etc/passwd"), "it calls for a picture, template or"),
    "a billion laughs": (lambda: xml(LAUGHS), "it has a DOCTYPE"),
    "a DTD elsewhere": (lambda: xml(b'<!DOCTYPE a SYSTEM "https://a.example/x.dtd"><a/>'), "it has a DOCTYPE"),
    "an entity of a file": (
        lambda: xml(b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        "it has a DOCTYPE",
    ),
    "a DOCTYPE in other signs": (lambda: xml(SEVEN), "a part of it cannot be read"),
    "UTF-16": (lambda: xml("<?xml version='1.0' encoding='UTF-16'?><a/>".encode("utf-16")), "a part of it cannot be"),
    "broken XML": (lambda: xml(b"<a><b></a>"), "it is not whole as XML"),
    "very deep XML": (lambda: xml(b"<a>" * 100_000), "it is not whole as XML"),
    "a zip bomb": (zip_bomb, "too large unpacked"),
    "a zip bomb that lies": (lying, "it is not whole as a Word file"),
    "a long text": (lambda: xml(b"<a>" + b"x" * limits.MOST_XML + b"</a>"), "its text is far longer than any form"),
    "a path up": (lambda: named("../../x.xml"), "a name that leads out of the file"),
    "a path from the root": (lambda: named("/x.xml"), "a name that leads out of the file"),
    "a path of Windows": (lambda: named("C:\\x.xml"), "a name that leads out of the file"),
    "a part twice": (twice, "one twice"),
    "a part twice but for capitals": (lambda: named("WORD/document.xml"), "one twice"),
    "too many parts": (lambda: many(limits.MOST_PARTS), "it has too many parts"),
    "thousands of parts": (lambda: many(20_000), "it has too many parts"),
    "a part that is locked": (protected, "packed or protected in a way that Word does not use"),
    "packed by LZMA": (lambda: packed(zipfile.ZIP_LZMA), "packed or protected in a way that Word does not use"),
    "huge": (lambda: bytes(limits.MOST_BYTES + 1), "it is larger than 25 MB"),
    "thousands of boxes": (
        lambda: xml(f'<w:p xmlns:w="{qn("w:x")[1:-2]}">'.encode() + b"<w:sdt/>" * 6_000 + b"</w:p>"),
        "it has more boxes than any form",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_one_sentence_in_bounded_time(name: str) -> None:
    make, sentence = HOSTILE[name]
    data = make()
    before = time.process_time()
    with pytest.raises(NotReadable) as refused:
        read_form(data)
    assert time.process_time() - before < 3
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def nested(levels: int, filling: bytes) -> bytes:
    """Boxes within boxes within tables, as deep as XML may be."""
    w = f'xmlns:w="{qn("w:x")[1:-2]}"'
    head = "".join(
        f'<w:tbl><w:tr><w:tc><w:p><w:bookmarkStart w:name="b{level}"/><w:bookmarkStart w:name="a{level}__b"/></w:p>'
        for level in range(levels)
    )
    body = head.encode() + filling + b"</w:tc></w:tr></w:tbl>" * levels
    return xml(f"<w:body {w}>".encode() + body + b"</w:body>")


@pytest.mark.parametrize(
    "data",
    [
        lambda: nested(80, b"<w:p/>" * 500_000),
        lambda: nested(80, b"<w:r><w:t>x</w:t></w:r>" * 150_000),
        lambda: nested(
            1,
            b"".join(b"<w:sdt><w:sdtPr><w:tag w:val='a%d'/></w:sdtPr>" % n for n in range(240))
            + b"<w:t>x</w:t>" * 200_000
            + b"</w:sdt>" * 240,
        ),
        lambda: nested(1, b"".join(f"<w:p><w:bookmarkStart w:name='c{n}'/></w:p>".encode() for n in range(4_000))),
        lambda: nested(
            1,
            b"<w:tbl><w:tr>"
            + b"".join(f"<w:tc><w:p><w:bookmarkStart w:name='c{n}__d'/></w:p></w:tc>".encode() for n in range(4_000))
            + b"</w:tr></w:tbl>",
        ),
        lambda: nested(1, b"<w:tbl>" + b"<w:tr><w:tc/></w:tr>" * 150_000 + b"</w:tbl>"),
    ],
)
def test_a_strange_but_readable_file_is_read_in_bounded_time(data: Callable[[], bytes]) -> None:
    made = data()
    before = time.process_time()
    read_form(made)
    assert time.process_time() - before < 8


def test_no_damage_to_a_file_makes_the_reading_fail() -> None:
    dice = random.Random(8)
    sample = filled()
    text = part(sample, "word/document.xml")
    for number in range(300):
        data = bytearray(text if number % 2 else sample)
        for _ in range(dice.randint(1, 8)):
            place = dice.randrange(len(data))
            data[place : place + dice.randint(0, 4)] = dice.randbytes(dice.randint(0, 6))
        try:
            read_form(xml(bytes(data)) if number % 2 else bytes(data))
        except NotReadable as error:
            assert str(error)


def test_nothing_is_read_that_no_box_needs() -> None:
    with opened(filled()) as package:
        assert package.names[:2] == ("[Content_Types].xml", "_rels/.rels")
    assert read_form(with_parts(filled(), {"word/media/image1.png": b"no picture"})).mark
