"""PDFs read back by another library than the one that made them: what a screen reader is given, and what it skips."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any

import pypdfium2
from pypdf import PdfReader
from pypdf.generic import BooleanObject, ContentStream, DictionaryObject

from tests.factories import ROOT

# These stand in the middle of a line; every other part begins one of its own.
_IN_LINE = ("Span", "Strong", "Em", "Link", "Reference", "Lbl", "Quote", "Code", "Sub", "Datetime")
_PUA = "http://www.aiim.org/pdfua/ns/id/"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a PDF's structure tree, with all words in it, those of its own parts included.

    ``tag`` is `H2`, `P`, `L`, `LI`, `Table`, `TH`, `Link`, `Figure`, `FENote` and so on, as PDF names them. ``depth``
    is how many parts it is in. ``alt`` is what is read instead of a picture. ``target`` is where a link leads: its
    address, or the number of the page in this file.
    """

    tag: str
    text: str
    depth: int = 0
    alt: str = ""
    target: str | int = ""


def structure(pdf: bytes) -> list[Part]:
    """Every part of the structure tree in the order of reading, each before its own parts."""
    return _Tree(pdf).parts


def tagged(pdf: bytes, *tags: str) -> list[tuple[str, str]]:
    """The tag and the words of every part, or of those with some tags, in the order of reading."""
    return [(part.tag, part.text) for part in structure(pdf) if not tags or part.tag in tags]


def headings(pdf: bytes) -> list[tuple[int, str]]:
    """The headings in the order of reading: level and words."""
    return [(int(part.tag[1]), part.text) for part in structure(pdf) if re.fullmatch("H[1-6]", part.tag)]


def links(pdf: bytes) -> list[tuple[str, str | int]]:
    """The links in the order of reading: their words, and their address or the number of the page that they lead to."""
    return [(part.text, part.target) for part in structure(pdf) if part.target]


def read_aloud(pdf: bytes) -> str:
    """All words that a screen reader is given, on one line."""
    return next(iter(structure(pdf))).text


def skipped(pdf: bytes) -> list[list[str]]:
    """What stands on each page and is not read aloud: side numbers, marks, headings that come again."""
    found = [_Contents(page) for page in PdfReader(BytesIO(pdf)).pages]
    return [[words for words in map(_folded, contents.artifacts) if words] for contents in found]


def beyond(pdf: bytes) -> list[tuple[int, str]]:
    """Words that stand beyond the edge of their page, and so are not seen: the number of the page, and what."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document, start=1):
            width, height = page.get_size()
            words = page.get_textpage()
            for shown in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], textpage=words):
                left, bottom, right, top = shown.get_bounds()
                if left < -1 or bottom < -1 or right > width + 1 or top > height + 1:
                    found.append((number, shown.extract()))
    return found


def font_names(pdf: bytes) -> set[str]:
    """The fonts of a PDF, without the mark of the part of each that is in it. Fails where one is not in the file."""
    found = {}
    for page in PdfReader(BytesIO(pdf)).pages:
        for _, font in _named_fonts(page):
            described = _whole(font)["/FontDescriptor"]
            found[font["/BaseFont"][1:].split("+")[-1]] = {"/FontFile", "/FontFile2", "/FontFile3"} & set(described)
    assert all(found.values()), found
    # A font of the PostScript kind has the name of its encoding behind its own.
    return {name.removesuffix("-Identity-H") for name in found}


def made_elsewhere(expression: str, module: str) -> str:
    """The digest of a PDF that an expression of a test module makes, in another process with another zone and seed."""
    program = f"import hashlib, sys; from {module} import *; sys.stdout.write(hashlib.sha256({expression}).hexdigest())"
    elsewhere = {**os.environ, "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"}
    asked = [sys.executable, "-c", program]
    return subprocess.run(asked, cwd=ROOT, env=elsewhere, capture_output=True, text=True, check=True).stdout


def assert_accessible(pdf: bytes, title: str) -> None:
    """What PDF/UA asks and this reader can see: tags, language, title, its own mark, fonts, and headings in order."""
    reader = PdfReader(BytesIO(pdf))
    root: Any = reader.root_object
    assert root["/MarkInfo"]["/Marked"] == BooleanObject(True)
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == BooleanObject(True)
    assert reader.metadata and reader.metadata.title == title
    assert reader.xmp_metadata
    [part] = reader.xmp_metadata.get_nodes_in_namespace("", _PUA)
    assert (part.localName or part.nodeName, "".join(node.data for node in part.childNodes)) == ("part", "1")
    assert all(name.startswith("SourceSans3-") for name in font_names(pdf)), font_names(pdf)
    parts = structure(pdf)
    levels = [int(part.tag[1]) for part in parts if re.fullmatch("H[1-6]", part.tag)]
    assert levels[0] == 1 and levels.count(1) == 1, levels
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert all(part.alt for part in parts if part.tag == "Figure")
    assert {str(page["/Tabs"]) for page in reader.pages if "/Annots" in page} <= {"/S"}


class _Tree:
    def __init__(self, pdf: bytes) -> None:
        self.reader = PdfReader(BytesIO(pdf))
        self.contents = {page.indirect_reference.idnum: _Contents(page) for page in self.reader.pages}  # type: ignore[union-attr]
        self.numbers = {idnum: number for number, idnum in enumerate(self.contents, start=1)}
        self.parts: list[Part] = []
        # A word that is in no part of the tree is not read aloud, so all parts are read from its root.
        for child in _children(self.reader.root_object["/StructTreeRoot"]):
            self._part(child, 0, None)

    def _part(self, element: DictionaryObject, depth: int, page: int | None) -> str:
        """Reads a part, and gives its words with the spaces around them."""
        page = element.raw_get("/Pg").idnum if "/Pg" in element else page
        tag = str(element["/S"])[1:]
        place = len(self.parts)
        self.parts.append(Part(tag, ""))
        words = ""
        target: str | int = ""
        for child in _children(element):
            if isinstance(child, int):
                assert page is not None
                words += self.contents[page].words(child)
            elif child.get("/Type") == "/MCR":
                own = child.raw_get("/Pg").idnum if "/Pg" in child else page
                words += self.contents[own].words(int(child["/MCID"]))
            elif child.get("/Type") == "/OBJR":
                target = target or self._target(child["/Obj"].get_object())
            else:
                inside = self._part(child, depth + 1, page)
                words += inside if str(child["/S"])[1:] in _IN_LINE else f" {inside} "
                words += " " if child["/S"] == "/Lbl" else ""
        self.parts[place] = Part(tag, _folded(words), depth, str(element.get("/Alt", "")), target)
        return words

    def _target(self, annotation: DictionaryObject) -> str | int:
        action = annotation.get("/A", DictionaryObject()).get_object()
        if "/URI" in action:
            return str(action["/URI"])
        there: Any = annotation.get("/Dest") or action.get("/D")
        if isinstance(there, str | bytes):
            named = self.reader.named_destinations[there if isinstance(there, str) else there.decode()]
            return self.numbers[named.page.idnum]  # type: ignore[union-attr]
        return self.numbers[there.get_object()[0].get_object().indirect_reference.idnum]


class _Contents:
    """What a page shows: words by the number of their mark, and those that are marked as of no meaning."""

    def __init__(self, page: Any) -> None:
        self.marked: dict[int, list[str]] = {}
        self.artifacts: list[str] = []
        self._fonts = {name: _Signs(font) for name, font in _named_fonts(page)}
        self._read(page)

    def words(self, number: int) -> str:
        return "".join(self.marked.get(number, []))

    def _read(self, page: Any) -> None:
        # What is open: the list that words go to, and the words that a mark says to read instead.
        open_marks: list[tuple[list[str] | None, bool]] = []
        signs: _Signs | None = None
        contents = page.get_contents()
        # A stream is a dictionary too, and an empty one here: it would count as false.
        for operands, operator in ContentStream(contents, page.pdf).operations if contents is not None else ():
            match operator:
                case b"BDC" | b"BMC":
                    open_marks.append(self._opened(operands, open_marks))
                case b"EMC":
                    open_marks.pop()
                case b"Tf":
                    signs = self._fonts[operands[0]]
                case b"Tj" | b"TJ":
                    to, is_replaced = open_marks[-1] if open_marks else (None, False)
                    assert to is not None, "words that are neither in the structure tree nor an artifact"
                    assert signs
                    if not is_replaced:
                        to.append(signs.words(operands[0] if operator == b"TJ" else operands))

    def _opened(self, operands: Any, around: list[tuple[list[str] | None, bool]]) -> tuple[list[str] | None, bool]:
        to, is_replaced = around[-1] if around else (None, False)
        about = operands[1] if len(operands) > 1 and isinstance(operands[1], dict) else {}
        if operands[0] == "/Artifact":
            self.artifacts.append("")
            to = _Last(self.artifacts)
        elif "/MCID" in about:
            to = self.marked.setdefault(int(about["/MCID"]), [])
        if "/ActualText" in about and not is_replaced and to is not None:
            to.append(str(about["/ActualText"]))
            is_replaced = True
        return to, is_replaced


class _Last(list[str]):
    """Writes on at the end of another list's last words."""

    def __init__(self, whole: list[str]) -> None:
        super().__init__()
        self.whole = whole

    def append(self, words: str) -> None:
        self.whole[-1] += words


class _Signs:
    """A font's numbers as letters."""

    def __init__(self, font: DictionaryObject) -> None:
        self.by_number: dict[int, str] = {}
        table = font["/ToUnicode"].get_data().decode("latin-1")  # type: ignore[attr-defined]
        for body in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
            for number, letters in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", body):
                self.by_number[int(number, 16)] = bytes.fromhex(letters).decode("utf-16-be")
        assert "beginbfrange" not in table, "teach this reader ranges"
        self.width = 2 if "/DescendantFonts" in font else 1

    def words(self, shown: Any) -> str:
        found = b"".join(_raw(one) for one in shown if isinstance(one, str | bytes))
        numbers = range(0, len(found), self.width)
        return "".join(self.by_number[int.from_bytes(found[at : at + self.width])] for at in numbers)


def _raw(one: Any) -> bytes:
    return one if isinstance(one, bytes) else bytes(one.original_bytes)


def _children(element: Any) -> Iterator[Any]:
    inside = element["/K"].get_object() if "/K" in element else []
    for child in inside if isinstance(inside, list) else [inside]:
        yield child.get_object()


def _named_fonts(page: Any) -> Iterator[tuple[str, Any]]:
    for name, font in page.get("/Resources", {}).get("/Font", {}).items():
        yield name, font.get_object()


def _whole(font: Any) -> Any:
    """The part of a font that has its description."""
    return font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font


def _folded(words: str) -> str:
    # In contents a sign without width keeps the number on the last word's line.
    return " ".join(words.replace("\u2060", "").split())
