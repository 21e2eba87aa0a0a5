"""Files that programs make: PDF, Word, pictures and fonts. A real program makes each, and we read it whole."""

import io
import os
import random
import struct
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import docx
import pypdf
import pytest
import typst
from docx.opc.constants import RELATIONSHIP_TYPE
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin
from pypdf import annotations, generic

from macros.anonymity.deny import DenyList
from macros.finish.policy import BEGIN, as_meta
from macros.problems import Problem, write_out
from macros.scan.checks import Checks
from macros.scan.kinds import OURS_ONLY, READERS
from macros.scan.ours import Ours
from macros.scan.pdf import joined
from macros.word import package

NAME = "Zebedee Quincunx"
PARTNERSHIP = "Miniature Safeguarding Children Partnership"
OURS = Ours("https://here.example/", names=frozenset((PARTNERSHIP,)))
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def read(name: str, data: bytes) -> list[Problem]:
    path = f"reports/child-rowan/{name}"
    own = {path: "overrides"} if Path(name).suffix in OURS_ONLY else {}
    return Checks(Ours(OURS.site_url, own, OURS.names), DenyList([[NAME]])).file(path, name, data, None)


def found(name: str, data: bytes) -> set[tuple[str, str]]:
    problems = read(name, data)
    assert "quincunx" not in write_out(problems).lower()
    return {(problem.rule, problem.field) for problem in problems}


# PDF


def pdf(text: str = "A baby was hurt.", author: str = PARTNERSHIP) -> bytes:
    source = f'#set document(title: "It", author: "{author}", date: datetime(year: 2025, month: 1, day: 1))\n{text}'
    return typst.compile(source.encode())


def test_a_pdf_of_guidance_may_print_a_number() -> None:
    assert Checks(OURS, None).file("framework.pdf", "framework.pdf", pdf("Call 01604 626938."), None) == []


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("in Ket\ufffetering,\r\nnear", "in Kettering,\nnear"),
        ("call 07700\ufffe900123", "call 07700900123"),
        ("a car, AB\ufffe12 CDE, was", "a car, AB12 CDE, was"),
        ("a car, AB\ufffe12 of 21 seen", "a car, AB12 of 21 seen"),
        # The foot of a slide, behind a word that goes on over the page.
        ("the health\ufffe2 of 21", "the health-\n2 of 21"),
    ],
)
def test_a_word_divided_at_the_end_of_a_line_is_one_word_and_at_the_end_of_a_page_no_number(
    written: str, read_as: str
) -> None:
    assert joined(written) == read_as


def changed(change: Callable[[pypdf.PdfWriter], object]) -> bytes:
    """The PDF with something changed, written anew."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    change(writer)
    with io.BytesIO() as file:
        writer.write(file)
        return file.getvalue()


def note(writer: pypdf.PdfWriter) -> None:
    writer.add_annotation(0, annotations.FreeText(text=f"{NAME} said", rect=(0, 0, 9, 9)))


def script(writer: pypdf.PdfWriter) -> None:
    action = {generic.NameObject("/S"): generic.NameObject("/JavaScript")}
    writer.root_object[generic.NameObject("/OpenAction")] = generic.DictionaryObject(action)


def link(address: str) -> Callable[[pypdf.PdfWriter], object]:
    return lambda writer: writer.add_annotation(0, annotations.Link(rect=(0, 0, 9, 9), url=address))


def older(data: bytes) -> bytes:
    """A PDF to which a program has added, so that what was before is still in it."""
    writer = pypdf.PdfWriter(io.BytesIO(data), incremental=True)
    writer.add_metadata({"/Subject": "It"})
    with io.BytesIO() as file:
        writer.write(file)
        return file.getvalue()


def test_a_pdf_of_ours_is_clean() -> None:
    assert write_out(read("x.pdf", pdf())) == ""
    assert write_out(read("x.pdf", changed(lambda _: None))) == ""


@pytest.mark.parametrize(
    ("data", "rule", "field"),
    [
        (lambda: pdf(f"Then {NAME} came."), "scan-listed", "text of page 1"),
        (lambda: pdf("Then Zebe#emph[dee] Quin#strong[cunx] came."), "scan-listed", "text of page 1"),
        (lambda: pdf(f"#pagebreak()\n{NAME}"), "scan-listed", "text of page 2"),
        (lambda: pdf("Call 07700 900123."), "scan-telephone", "text of page 1"),
        (lambda: pdf(author=NAME), "scan-listed", "metadata"),
        (lambda: pdf(author="Somebody Else"), "scan-author", "metadata"),
        (lambda: pdf(['= It #metadata("x")\n', "liography"][0] + f"\n== {NAME}"), "scan-listed", "metadata"),
        (lambda: pdf('#link("https://a.example/")[x]'), "scan-address", "link"),
        (lambda: pdf('#link("javascript:x()")[x]'), "scan-address", "link"),
        (lambda: changed(lambda writer: writer.add_metadata({"/Subject": NAME})), "scan-listed", "metadata"),
        (lambda: changed(lambda writer: writer.add_outline_item(title=NAME, page_number=0)), "scan-listed", "metadata"),
        (lambda: changed(lambda writer: writer.add_attachment("a.txt", b"x")), "scan-attachment", "attachment"),
        (lambda: changed(lambda writer: writer.add_attachment(f"{NAME}.txt", b"x")), "scan-listed", "metadata"),
        (lambda: changed(script), "scan-attachment", "attachment"),
        (lambda: changed(note), "scan-listed", "metadata"),
        (lambda: changed(link("https://a.example/")), "scan-address", "link"),
        (lambda: changed(lambda writer: writer.encrypt("secret")), "scan-unreadable", ""),
        (lambda: changed(lambda writer: writer.encrypt("", "secret")), "scan-unreadable", ""),
        (lambda: older(pdf()), "scan-older-version", ""),
        (lambda: pdf() + NAME.encode(), "scan-attachment", ""),
        (lambda: pdf()[:-400], "scan-unreadable", ""),
        (lambda: b"", "scan-unreadable", ""),
    ],
)
def test_what_a_pdf_says_beside_and_below_its_text(data: Callable[[], bytes], rule: str, field: str) -> None:
    assert (rule, field) in found("x.pdf", data())


# Word


def word(change: Callable[[docx.document.Document], object] = lambda _: None) -> bytes:
    document = docx.Document()
    document.core_properties.author = PARTNERSHIP
    package = document.part.package
    for key in [key for key, relation in package.rels.items() if relation.reltype.endswith("/thumbnail")]:
        del package.rels[key]  # the library's own picture of a page, full of notes
    document.add_paragraph("A baby was hurt.")
    change(document)
    with io.BytesIO() as file:
        document.save(file)
        return file.getvalue()


def with_part(name: str, content: bytes, data: bytes | None = None) -> bytes:
    file = io.BytesIO(data or word())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def twice(name: str) -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        return with_part(name, b"<a/>")


def core(name: str) -> Callable[[docx.document.Document], object]:
    return lambda document: setattr(document.core_properties, name, NAME)


def in_runs(document: docx.document.Document) -> None:
    paragraph = document.add_paragraph("Then Zebe")
    paragraph.add_run("dee Quin").bold = True
    paragraph.add_run("cunx came.")


def in_a_table(document: docx.document.Document) -> None:
    document.add_table(1, 1).cell(0, 0).text = NAME


def a_comment(document: docx.document.Document) -> None:
    document.add_comment(document.paragraphs[0].runs, text="Is it so?", author="Somebody", initials="S")


def leads_to(address: str, kind: str = RELATIONSHIP_TYPE.HYPERLINK) -> Callable[[docx.document.Document], object]:
    return lambda document: document.part.relate_to(address, kind, is_external=True)


def bomb() -> bytes:
    return with_part("word/media.xml", b"<a>" + b" " * (package.MOST_UNPACKED + 1) + b"</a>")


def lying() -> bytes:
    """A part that says it is small."""
    data = bytearray(bomb())
    size = struct.pack("<I", package.MOST_UNPACKED + 8)
    place = data.rfind(size)
    data[place : place + 4] = struct.pack("<I", 20)
    return bytes(data)


def test_a_word_file_of_ours_is_clean() -> None:
    assert write_out(read("x.docx", word())) == ""


@pytest.mark.parametrize(
    ("data", "rule", "field"),
    [
        (lambda: word(lambda document: document.add_paragraph(f"Then {NAME} came.")), "scan-listed", "text"),
        (lambda: word(in_runs), "scan-listed", "text"),
        (lambda: word(in_a_table), "scan-listed", "text"),
        (lambda: word(lambda document: document.add_paragraph("Call 07700 900123.")), "scan-telephone", "text"),
        (lambda: word(lambda it: it.sections[0].header.paragraphs[0].add_run(NAME)), "scan-listed", "text"),
        (lambda: word(lambda it: it.sections[0].footer.paragraphs[0].add_run(NAME)), "scan-listed", "text"),
        *(
            (lambda name=name: word(core(name)), "scan-listed", "metadata")
            for name in ("title", "keywords", "comments")
        ),
        (lambda: word(core("author")), "scan-author", "metadata"),
        (lambda: word(core("last_modified_by")), "scan-author", "metadata"),
        (lambda: word(a_comment), "scan-author", "comment"),
        (lambda: with_part("customXml/item9.xml", f"<a>{NAME}</a>".encode()), "scan-listed", "metadata"),
        (lambda: with_part("customXml/item9.xml", f"<!-- {NAME} --><a/>".encode()), "scan-listed", "comment"),
        (lambda: with_part(f"word/{NAME}.xml", b"<a/>"), "scan-listed", "file name"),
        (lambda: with_part("word/vbaProject.bin", b"x"), "scan-attachment", "attachment"),
        (lambda: with_part("word/embeddings/a.xlsx", b"x"), "scan-attachment", "attachment"),
        (lambda: word(leads_to("https://a.example/")), "scan-address", "attribute"),
        (
            lambda: word(leads_to("https://b.example/x.dotx", f"{OFFICE}/attachedTemplate")),
            "scan-address",
            "attribute",
        ),
        (lambda: with_part("word/x.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "scan-unreadable", ""),
        (lambda: twice("word/document.xml"), "scan-unreadable", ""),
        (bomb, "scan-unreadable", ""),
        (lying, "scan-unreadable", ""),
        (lambda: b"", "scan-unreadable", ""),
        (lambda: word()[:-100], "scan-unreadable", ""),
        (lambda: NAME.encode() + word(), "scan-attachment", "metadata"),
    ],
)
def test_what_a_word_file_says_beside_and_below_its_text(data: Callable[[], bytes], rule: str, field: str) -> None:
    assert (rule, field) in found("x.docx", data())


# Pictures and fonts


def picture(kind: str, **options: object) -> bytes:
    with io.BytesIO() as file:
        Image.new("RGB", (40, 30), "green").save(file, kind, **options)
        return file.getvalue()


def text_chunk() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", NAME)
    return info


def exif() -> Image.Exif:
    data = Image.Exif()
    data[0x013B] = NAME
    return data


FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "ICO")


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_that_only_shows_is_clean(kind: str) -> None:
    assert found(f"x.{kind.lower()}", picture(kind)) == set()


def test_a_moving_picture_is_clean() -> None:
    more = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    for kind in ("GIF", "WEBP", "PNG"):
        assert found(f"x.{kind.lower()}", picture(kind, save_all=True, append_images=more, loop=0)) == set()


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", lambda: {"pnginfo": text_chunk()}),
        ("PNG", lambda: {"exif": exif()}),
        ("JPEG", lambda: {"exif": exif()}),
        ("JPEG", lambda: {"comment": NAME}),
        ("JPEG", lambda: {"xmp": b"<x:xmpmeta/>"}),
        ("WEBP", lambda: {"exif": exif()}),
        ("WEBP", lambda: {"xmp": b"<x:xmpmeta/>"}),
        ("GIF", lambda: {"comment": NAME}),
    ],
)
def test_a_picture_carries_no_notes(kind: str, options: Callable[[], dict[str, object]]) -> None:
    assert found(f"x.{kind.lower()}", picture(kind, **options())) == {("scan-picture", "metadata")}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_carries_nothing_after_its_end(kind: str) -> None:
    assert found(f"x.{kind.lower()}", picture(kind) + NAME.encode()) == {("scan-picture", "metadata")}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_that_is_damaged_is_not_passed_over(kind: str) -> None:
    assert found(f"x.{kind.lower()}", picture(kind)[:-8]) == {("scan-unreadable", "")}
    assert found(f"x.{kind.lower()}", b"") == {("scan-unreadable", "")}


def test_a_picture_carries_no_notes_of_a_program() -> None:
    program = b"!\xff\x0bXMP DataXMP" + b"\x04note" + b"\0"
    assert found("x.gif", picture("GIF")[:-1] + program + b";") == {("scan-picture", "metadata")}


def test_a_picture_within_a_page_is_read_as_well() -> None:
    import base64

    page = f'<!doctype html><head>{BEGIN}{as_meta(())}</head><img src="data:image/png;base64,{{}}" alt="">'
    clean, noted = (base64.b64encode(picture("PNG", **more)).decode() for more in ({}, {"pnginfo": text_chunk()}))
    assert found("x.html", page.format(clean).encode()) == set()
    assert found("x.html", page.format(noted).encode()) == {("scan-picture", "metadata")}


def test_a_font_carries_no_notes() -> None:
    plain = b"wOF2" + bytes(44)
    assert found("x.woff2", plain) == set()
    assert found("x.woff2", plain[:32] + struct.pack(">I", 9) + plain[36:]) == {("scan-font", "metadata")}
    assert found("x.woff2", b"no font") == {("scan-unreadable", "")}


# Hostile bytes


SAMPLES: dict[str, Callable[[], bytes]] = {
    ".pdf": pdf,
    ".docx": word,
    **{f".{kind.lower()}": partial(picture, kind) for kind in FORMATS},
    ".html": lambda: b"<title>a</title><p class=b>c <a href='d'>e</a><!-- f --><svg><use href='#g'/></svg>",
    ".json": lambda: b'{"a": ["b", 1, true, null, "<p>c</p>"]}',
    ".ics": lambda: b'BEGIN:VCALENDAR\r\nSUMMARY;X="a":b\r\n c\r\nEND:VCALENDAR\r\n',
    ".xml": lambda: b"<a xmlns='b'><!-- c --><d e='f'>&lt;p&gt;</d></a>",
    ".csv": lambda: b'a,"b\r\nc"\r\n1,2\r\n',
    ".css": lambda: b"@import 'a'; b { c: url(d) } /* e */",
}


@pytest.mark.parametrize("suffix", SAMPLES)
def test_no_damage_to_a_file_makes_the_reading_fail(suffix: str) -> None:
    dice, sample = random.Random(suffix), SAMPLES[suffix]()
    for _ in range(60):
        data = bytearray(sample)
        for _ in range(dice.randint(1, 8)):
            place = dice.randrange(len(data))
            data[place : place + dice.randint(0, 4)] = dice.randbytes(dice.randint(0, 6))
        read(f"x{suffix}", bytes(data))


@settings(max_examples=50)
@given(st.binary(max_size=300), st.sampled_from(sorted(READERS)))
def test_no_bytes_make_the_reading_fail(data: bytes, suffix: str) -> None:
    read(f"x{suffix}", data)


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        (".html", b"<div>" * 100_000),
        (".html", b"<p " + b"a=b " * 100_000 + b">"),
        (".html", b"<" * 300_000),
        (".html", b"<!--" * 100_000),
        (".html", b"</a " * 100_000),
        (".json", b"[" * 300_000),
        (".json", b'{"a":' * 100_000),
        (".json", b"9" * 300_000),
        (".xml", b"<a>" * 100_000),
        (".ics", b"BEGIN:VCALENDAR\n" + b"A;B=C" * 50_000 + b"\nEND:VCALENDAR\n"),
        (".ics", b"BEGIN:VCALENDAR\nA" + b";B=" * 50_000 + b"\nEND:VCALENDAR\n"),
        (".ics", b"BEGIN:VCALENDAR\nA:b\n" + b" c\n" * 100_000 + b"END:VCALENDAR\n"),
        (".csv", b'"' * 300_001),
        (".csv", b"1,2\n" * 50_000),
        (".css", b"url(" * 100_000),
        (".css", b"/*" * 150_000),
        (".txt", b"07700 900123 " * 5_000),
        (".txt", b"1" * 300_000),
        (".txt", b"a@b.c " * 30_000),
        (".txt", b"a@" * 100_000),
        (".gif", b"GIF89a" + bytes(300_000)),
        (".ico", b"\0\0\1\0\xff\xff" + bytes(300_000)),
        (".pdf", b"%PDF-1.7\n" + b"[" * 300_000),
    ],
)
def test_a_file_that_is_made_to_choke_its_reader_takes_seconds_at_most(suffix: str, data: bytes) -> None:
    before = os.times().user
    read(f"x{suffix}", data)
    assert os.times().user - before < 5


def test_an_error_within_a_reader_is_a_problem_and_quotes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(data: bytes) -> None:
        raise RuntimeError(NAME)

    monkeypatch.setitem(READERS, ".txt", fails)
    (problem,) = read("x.txt", b"x")
    assert problem.rule == "scan-unreadable" and NAME not in problem.message
