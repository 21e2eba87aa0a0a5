"""A report that somebody wrote in Word: its sections, where its own headings say that they are.

A title page and a table of contents are no part of a report. Whatever else stands in it comes in, or is a
fault with its place. Places are numbers: the words of a report, those of its headings too, are confidential.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from docx.document import Document
from lxml import etree

from macros.prose import NotProse, Prose, parse
from macros.prose.tree import words_of
from macros.word.prose_book import VALUE, Book, W
from macros.word.prose_in import Fault, Read, read_prose
from macros.word.prose_out import write_prose

_SDT, _T, _TAB = (f"{W}{name}" for name in ("sdt", "t", "tab"))
_MARK, _CODE = f"{W}fldChar", f"{W}instrText"
# What holds blocks and means nothing itself, and what stands among them and is none.
_AROUND = frozenset((f"{W}body", _SDT, f"{W}sdtContent", f"{W}customXml"))
_NO_BLOCKS = frozenset((f"{W}sdtPr", f"{W}sdtEndPr", f"{W}customXmlPr", f"{W}sectPr"))
# What shows in a paragraph that has no words.
_SHOWS = frozenset(f"{W}{name}" for name in ("drawing", "pict", "object", "footnoteReference", "endnoteReference"))
# What Word puts before a report when somebody chooses it from a gallery.
_COVER, _CONTENTS = "cover pages", "table of contents"
_LINES_OF_CONTENTS = re.compile(r"(?:toc|contents) (?:heading|[1-9])|table of figures")
_FIELD_OF_CONTENTS = re.compile(r"\s*TOC\b")
_TITLES = frozenset(("title", "subtitle"))
# 1, 1.2 or 1.2.3, with a sign behind it or none.
_NUMBER = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,2}){0,5})([.):]?)\s+(?=\S)")

HEADINGS_FROM = 3
# A report has ten or twenty.
MOST_SECTIONS = 100
LONGEST_HEADING = 200

NO_HEADINGS = (
    "no headings; in Word, give the line above each section the style Heading 1 (to make it bold is not enough)"
)
BEFORE = (
    "text that belongs to no section; put it under a heading, or take it out "
    "(a title may stay, in the style Title or Subtitle)"
)
NO_TEXT = "a heading with nothing below it; write the text, or take the heading out"
NO_WORDS = "a heading without words; write some, or take it out"


class Section(NamedTuple):
    """A section of a report: its heading in plain words, and its text."""

    heading: str
    text: Prose


@dataclass(frozen=True, slots=True)
class Report:
    """The sections of a report, or every fault in it; and what was ``left_out``, each to be said after "Left out:"."""

    sections: tuple[Section, ...]
    faults: tuple[Fault, ...] = ()
    left_out: tuple[str, ...] = ()


class _Part(NamedTuple):
    """A heading with its level, and the blocks up to the next one. What stands before the first has none."""

    heading: etree._Element | None
    level: int
    below: list[etree._Element]


def read_report(data: bytes) -> Report:
    """The sections of a finished report, as somebody wrote it in Word. Raises NotReadable."""
    book = Book.of(data)
    blocks = list(_flat([book.body]))
    cover = _of_gallery(book.body, _COVER)
    contents = _of_gallery(book.body, _CONTENTS) | _contents(blocks, book)
    front, *parts = _without(cover | contents, list(_parts(blocks, book)))
    is_titled = any(book.style(block) in _TITLES for block in front.below)
    if _begin_with_title(parts, is_titled=is_titled):
        front = front._replace(below=[*front.below, *parts.pop(0).below])
        is_titled = True
    numbers = _without_numbers(parts)
    found = _sections(front, parts, book)
    left_out = {
        "the cover page": cover,
        "the title": is_titled,
        "the table of contents": contents,
        f"the numbers typed before {numbers} of its headings": numbers,
    }
    faults = found.faults if parts else (Fault("the whole report", NO_HEADINGS),)
    return Report(found.sections, faults, tuple(words for words, is_so in left_out.items() if is_so))


def sections_of(blocks: Iterable[etree._Element], book: Book) -> Report:
    """The sections in some blocks of a file, such as all that follow after a bookmark: none where nothing stands there.

    A section begins at each heading that has no higher one above it; the others are sub-headings. All is read:
    what stands before the first heading is a fault, were it a title.
    """
    front, *parts = _parts(_flat(blocks), book)
    return _sections(front, parts, book)


def write_report(document: Document, sections: Iterable[tuple[str, Prose]]) -> None:
    """Write sections at the end of a document from our blank, each as its heading and its text, for `sections_of`."""
    for heading, text in sections:
        document.add_heading(heading, HEADINGS_FROM - 1)
        write_prose(document, document, text)


# What a report is made of


def _flat(nodes: Iterable[etree._Element]) -> Iterator[etree._Element]:
    """The blocks among some nodes, out of what is around them."""
    waiting = [iter(nodes)]
    while waiting:
        node = next(waiting[-1], None)
        if node is None:
            waiting.pop()
        elif node.tag in _AROUND:
            waiting.append(node.iterchildren(etree.Element))
        elif node.tag not in _NO_BLOCKS:
            yield node


def _parts(blocks: Iterable[etree._Element], book: Book) -> Iterator[_Part]:
    """What stands before the first heading, and then each heading with what stands below it."""
    part = _Part(None, 0, [])
    for block in blocks:
        level = book.level(block)
        if not level:
            part.below.append(block)
        elif _says_something(block):  # an empty line in the style of a heading is none
            yield part
            part = _Part(block, level, [])
    yield part


def _says_something(block: etree._Element) -> bool:
    """Whether a block has words, or something else that shows."""
    return any(node.tag in _SHOWS or (node.text or "").strip() for node in block.iter(_T, *_SHOWS))


def _depths(parts: Iterable[_Part]) -> list[int]:
    """How many headings each one stands below. A level that nobody used counts for nothing."""
    above: list[int] = []
    found = []
    for part in parts:
        while above and above[-1] >= part.level:
            above.pop()
        found.append(len(above))
        above.append(part.level)
    return found


# What is no part of it


def _of_gallery(body: etree._Element, name: str) -> frozenset[etree._Element]:
    """The blocks that Word put there as one piece, by what it calls them."""
    pieces = (node for node in body.iter(f"{W}docPartGallery") if (node.get(VALUE) or "").lower() == name)
    boxes = {box for node in pieces for box in islice(node.iterancestors(_SDT), 1)}
    return frozenset(_flat(box for box in boxes if boxes.isdisjoint(box.iterancestors(_SDT))))


def _contents(blocks: Sequence[etree._Element], book: Book) -> frozenset[etree._Element]:
    """The lines of a table of contents: by their style, or because Word works them out from the headings."""
    by_style = (block for block in blocks if _LINES_OF_CONTENTS.fullmatch(book.style(block)))
    return frozenset((*by_style, *_worked_out(blocks, book)))


def _worked_out(blocks: Iterable[etree._Element], book: Book) -> Iterator[etree._Element]:
    """Each paragraph whose words lie in a field for a table of contents, all of them."""
    fields: list[bool] = []
    inside = 0
    for block in blocks:
        if book.level(block):  # a heading is no line of it: the field has lost its end
            fields, inside = [], 0
        is_inside, has_more = inside > 0, False
        for node in block.iter(_MARK, _CODE, _T):
            if node.tag == _T:
                has_more = has_more or (not inside and bool((node.text or "").strip()))
            elif node.tag == _CODE and fields and not fields[-1] and _FIELD_OF_CONTENTS.match(node.text or ""):
                fields[-1], inside, is_inside = True, inside + 1, True
            elif node.get(f"{W}fldCharType") == "begin":
                fields.append(False)
            elif node.get(f"{W}fldCharType") == "end" and fields:
                inside -= fields.pop()
        if is_inside and not has_more:
            yield block


def _without(left_out: Collection[etree._Element], parts: Sequence[_Part]) -> Iterator[_Part]:
    """Parts without some blocks, and without a heading that stands above nothing else."""
    for place, part in enumerate(parts):
        below = [block for block in part.below if block not in left_out]
        is_theirs = len(below) < len(part.below) and not any(map(_says_something, below))
        is_above_others = any(after.level > part.level for after in parts[place + 1 : place + 2])
        if part.heading not in left_out and (part.heading is None or not is_theirs or is_above_others):
            yield part._replace(below=below)


def _begin_with_title(parts: Sequence[_Part], *, is_titled: bool) -> bool:
    """Whether the first heading stands above all others: it is the title, unless there is one and it has a text."""
    is_alone = len(parts) > 1 and _depths(parts).count(0) == 1
    return is_alone and not (is_titled and any(map(_says_something, parts[0].below)))


def _without_numbers(parts: Iterable[_Part]) -> int:
    """Take the numbers that somebody typed away from the headings, and tell of how many.

    It is one where it comes next, and is written as those before it at its level. Any other number belongs to the
    words: "2 years later".
    """
    last: tuple[int, ...] = ()
    signs: dict[int, str] = {}
    count = 0
    for part in parts:
        nodes = [] if part.heading is None else _typed(part.heading)
        found = _NUMBER.match("".join("\t" if node.tag == _TAB else node.text or "" for node in nodes))
        number = tuple(map(int, found[1].removesuffix(".0").split("."))) if found else ()
        if found and number in _next(last) and signs.setdefault(len(number), found[2]) == found[2]:
            last, count = number, count + 1
            _cut(nodes, found.end())
    return count


def _typed(paragraph: etree._Element) -> list[etree._Element]:
    """The words and tabs of a paragraph; the places where tabs end are none."""
    runs = paragraph.iter(f"{W}r")
    return [node for run in runs for node in run.iterchildren(_T, _TAB)]


def _next(number: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The numbers that may follow one: the first below it, and the next one at each of its levels."""
    return [(*number, 1), *((*number[:level], number[level] + 1) for level in range(len(number)))]


def _cut(nodes: Iterable[etree._Element], length: int) -> None:
    """Take so many signs away at the beginning of a paragraph; the tabs among them are one each."""
    for node in nodes:
        text = "\t" if node.tag == _TAB else node.text or ""
        if length and node.tag == _TAB:
            node.tag = f"{W}lastRenderedPageBreak"  # says nothing
        elif length:
            node.text = text[length:]
        length = max(length - len(text), 0)


# The sections


def _sections(front: _Part, parts: Sequence[_Part], book: Book) -> Report:
    """The sections, each with the headings below its own; or all faults."""
    faults = []
    if any(_says_something(block) for block in front.below if book.style(block) not in _TITLES):
        faults.append(Fault("before section 1", BEFORE))
    grouped: list[list[_Part]] = []
    for part, depth in zip(parts, _depths(parts), strict=True):
        if depth == 0:
            grouped.append([])
        grouped[-1].append(part)
    if len(grouped) > MOST_SECTIONS:
        message = f"{len(grouped):,} sections; {MOST_SECTIONS} are the most, so make some of them sub-headings"
        return Report((), (Fault("the whole report", message),))
    sections = []
    for number, group in enumerate(grouped, start=1):
        heading, of_heading = _heading(group[0].heading, book)
        text, of_text = _text(group, book)
        sections.append(Section(heading, text))
        faults += [Fault(f"section {number}, its heading", message) for message in of_heading]
        faults += [Fault(", ".join(filter(None, (f"section {number}", place))), message) for place, message in of_text]
    return Report((), tuple(faults)) if faults else Report(tuple(sections))


def _heading(heading: etree._Element | None, book: Book) -> tuple[str, list[str]]:
    """The words of a section's heading, and what is wrong with it."""
    read = read_prose([] if heading is None else [heading], book, HEADINGS_FROM)
    found, faults = _parsed(read)
    words = "".join(map(words_of, found.blocks)).strip()
    if not words and not faults:
        faults = [Fault("", NO_WORDS)]
    if len(words) > LONGEST_HEADING:
        message = f"a heading of {len(words):,} characters, and {LONGEST_HEADING} are the most; is it a paragraph?"
        faults.append(Fault("", message))
    return words, [fault.message for fault in faults]


def _text(group: Sequence[_Part], book: Book) -> tuple[Prose, list[Fault]]:
    """The text of a section, and what is wrong with it."""
    below = [[part.heading, *part.below] for part in group[1:] if part.heading is not None]
    read = read_prose([*group[0].below, *(block for blocks in below for block in blocks)], book, HEADINGS_FROM)
    found, faults = _parsed(read)
    if not read.source and not faults:
        faults = [Fault("", NO_TEXT)]
    return found, [fault._replace(place=fault.place.replace("heading", "sub-heading")) for fault in faults]


def _parsed(read: Read) -> tuple[Prose, list[Fault]]:
    """What was read as the record will have it, and the faults in it: its own limits are kept here too."""
    if read.faults:
        return Prose(""), list(read.faults)
    try:
        return parse(read.source, headings_from=HEADINGS_FROM), []
    except NotProse as error:
        return Prose(""), [Fault(read.place_of(fault.start), fault.message) for fault in error.faults]
