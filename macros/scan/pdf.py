"""PDF: the text of every page, and every word of every object, seen or not.

Two readers, because no one does both: PDFium takes the text of a page as a viewer shows it, twelve
times quicker than pypdf; pypdf gives the objects, in which properties, notes, links, bookmarks, the
words for screen readers, attachments and actions stand.
"""

import io
import logging
import re
from collections.abc import Iterator

import pypdfium2
from pypdf import PdfReader
from pypdf import generic as pdf
from pypdf.errors import PyPdfError

from macros.scan.html import bare
from macros.scan.pictures import read_picture
from macros.scan.reading import MOST_DEPTH, Author, Fault, Item, Link, Part, Unreadable
from macros.scan.xml import read_xml

MOST_PAGES = 1_000
MOST_OBJECTS = 200_000
# What PDFium writes for a hyphen at the end of a line.
_HYPHEN = "\ufffe"
_LAST_HYPHEN = re.compile(rf"(?<=[^\W\d_]){_HYPHEN}(?=\d{{1,4}} of \d{{1,4}}\s*\Z)")
# What a file may do when it is opened or read, and what it may carry. ISO 32000-2, 12.6 and 7.11.
REFUSED = {
    "/EmbeddedFile": "an attachment",
    "/EF": "an attachment",
    "/JavaScript": "a script",
    "/JS": "a script",
    "/Launch": "a call of another program",
    "/ImportData": "a call for another file",
    "/SubmitForm": "a form that is sent elsewhere",
    "/GoToR": "a call for another file",
    "/XFA": "a form in another language",
    "/RichMedia": "a film or the like",
    "/Movie": "a film or the like",
    "/Sound": "a sound",
    "/3D": "a model",
    "/OCProperties": "layers, of which some may be hidden",
}

# Where somebody wrote what it says; elsewhere stand the numbers and signs of programs.
_WRITTEN = frozenset(
    (
        *("/Title", "/Author", "/Subject", "/Keywords", "/Contents", "/Alt", "/ActualText", "/E"),
        *("/TU", "/V", "/DV", "/RC", "/F", "/UF", "/Desc"),
    )
)

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote what is in the file

# What the two libraries raise at a file that is not whole, or that they cannot open.
_BROKEN = (
    *(PyPdfError, pypdfium2.PdfiumError, ValueError, LookupError, TypeError, AttributeError, OSError),
    *(AssertionError, RuntimeError, OverflowError),
)


def read_pdf(data: bytes) -> Iterator[Item]:
    if data.count(b"startxref") > 1:
        message = "it was written in more than one go, and what was there before may still be read; make it anew"
        yield Fault("scan-older-version", message)
    if data.rpartition(b"%%EOF")[2].strip():
        yield Fault("scan-attachment", "it carries something after its end; make it anew")
    try:
        yield from pages(data)
        yield from _objects(PdfReader(io.BytesIO(data), strict=True))
    except _BROKEN:
        raise Unreadable("it is not whole as a PDF, or has a password") from None


def pages(data: bytes) -> Iterator[Item]:
    document = pypdfium2.PdfDocument(data)
    try:
        if len(document) > MOST_PAGES:
            raise Unreadable(f"it has more than {MOST_PAGES:,} pages")
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            yield Part(f"text of page {number + 1}", joined(text.get_text_range()))
            text.close()
            page.close()
    finally:
        document.close()


def joined(text: str) -> str:
    """The text of a page as PDFium gives it, with words whole that a line's end divides at their hyphen.

    Before the foot of a slide (`2 of 21`) the hyphen stays: no word goes on with it.
    """
    return _LAST_HYPHEN.sub("-\n", text).replace(_HYPHEN, "").replace("\r\n", "\n")


def _objects(reader: PdfReader) -> Iterator[Item]:
    if reader.is_encrypted:
        raise Unreadable("it has a password")
    numbers = {(number, generation) for generation, places in reader.xref.items() for number in places}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MOST_OBJECTS:
        raise Unreadable(f"it has more than {MOST_OBJECTS:,} parts")
    yield from _words(reader.trailer, 0)
    for number, generation in sorted(numbers):
        found = pdf.IndirectObject(number, generation, reader).get_object()
        if found is not None:
            yield from _words(found, 0)


def _words(node: object, depth: int, key: str = "") -> Iterator[Item]:
    """What an object says, which stands at ``key`` of another, and all within it."""
    if depth > MOST_DEPTH:
        raise Unreadable("it is nested too deep")
    if isinstance(node, pdf.TextStringObject | pdf.ByteStringObject):
        yield from of_string(node, key)
    elif isinstance(node, pdf.NameObject):
        yield Part("property", node[1:])
        if says := REFUSED.get(node):
            yield Fault("scan-attachment", f"it holds {says}; take it out", field="attachment")
    elif isinstance(node, pdf.ArrayObject):
        for entry in node:
            yield from _words(_here(entry), depth + 1, key)
    elif isinstance(node, pdf.DictionaryObject):
        for name, value in node.items():
            yield from _words(pdf.NameObject(name), depth + 1)
            yield from _words(_here(value), depth + 1, name)
        if isinstance(node, pdf.StreamObject):
            yield from _stream(node)


def of_string(node: pdf.TextStringObject | pdf.ByteStringObject, key: str) -> Iterator[Item]:
    """What a text says that stands at ``key``."""
    text = node if isinstance(node, str) else node.decode("latin-1")
    yield Part("metadata" if key in _WRITTEN else "property", text)
    if key == "/URI":
        yield Link("link", bare(text))
    if key == "/Author":
        yield Author("metadata", text)


def of_metadata(written: bytes) -> Iterator[Item]:
    """What a file says of itself, in XML."""
    for item in read_xml(written):
        yield item._replace(field="property" if isinstance(item, Part) else "metadata")


def _here(value: object) -> object:
    """A value, or the text that it points to. Other objects that are pointed to have their own turn."""
    if not isinstance(value, pdf.IndirectObject):
        return value
    there = value.get_object()
    return there if isinstance(there, pdf.TextStringObject | pdf.ByteStringObject) else None


def _stream(node: pdf.StreamObject) -> Iterator[Item]:
    if node.get("/Type") == "/Metadata":
        yield from of_metadata(node.get_data())
    elif node.get("/Subtype") == "/Image" and node.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        yield from read_picture(node._data)
