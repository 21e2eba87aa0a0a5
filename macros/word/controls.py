"""Boxes to fill in (content controls): text, a date, a choice, a tick, and rows that can be added.

Every box has a tag, by which it is read back, and a title, which Word shows and screen readers say.
A box stands alone in its cell of a table: whatever is written into that cell is then its answer, even
where a program has lost the box itself, because the cell carries the tag as a bookmark as well. What
asks for it, in the cell before or in the paragraph before its table, carries a bookmark of its own.
"""

from collections.abc import Iterable, Mapping
from itertools import islice

from docx.oxml.ns import nsmap
from docx.oxml.parser import oxml_parser
from lxml import etree

SPACES = {**nsmap, "w14": "http://schemas.microsoft.com/office/word/2010/wordml"}
SPACES["w15"] = "http://schemas.microsoft.com/office/word/2012/wordml"

WRITE, CHOOSE, CHOOSE_DATE = "Write here", "Choose one", "Choose or write a date"
# Where there is little room.
DATE = "Date"
# What a box says while it is empty. Word's own words come when an answer is deleted again.
PLACEHOLDERS = frozenset(
    (
        *(WRITE, CHOOSE, CHOOSE_DATE, DATE),
        *("Click or tap here to enter text.", "Click here to enter text."),
        *("Click or tap to enter a date.", "Click here to enter a date.", "Choose an item."),
    )
)
# Between the name of repeated rows and the name of a column, in the tag of a box.
OF = "__"
# Before the tag of a box, in the bookmark of what asks for it.
ASKS = "asks_"
# Before the tag of a block that is filled in as often as needed, in the bookmark of what stands above its table.
EACH = "each_"
# Word takes no longer tags and titles.
LONGEST_TITLE, LONGEST_TAG = 64, 64
# Word lets such a box be filled, and not be deleted.
LOCKED = "sdtLocked"
# An empty box says a few words, which programs cut into a few runs, each with its look.
FEW = 400
TICKED, NOT_TICKED = "\u2612", "\u2610"


def element(name: str, attributes: Mapping[str, str] | None = None, *children: etree._Element) -> etree._Element:
    """An XML element by its prefixed name, with attributes of the same prefix."""
    prefix, _, local = name.partition(":")
    space = SPACES[prefix]
    made = oxml_parser.makeelement(f"{{{space}}}{local}", nsmap={prefix: space})
    for key, value in (attributes or {}).items():
        made.set(f"{{{space}}}{key}", value)
    made.extend(children)
    return made


def text_box(tag: str, title: str, placeholder: str = WRITE, *, locked: bool = True) -> etree._Element:
    """A box for text of any length. ``locked``: Word does not let it be deleted, only filled.

    Not Word's box for plain text: of that LibreOffice runs the lines together when it saves.
    """
    return _box(tag, title, placeholder, element("w:richText"), locked=locked)


def date_box(tag: str, title: str, placeholder: str = CHOOSE_DATE, *, locked: bool = True) -> etree._Element:
    """A box for a day, with a calendar to choose from."""
    kind = element(
        "w:date",
        None,
        element("w:dateFormat", {"val": "d MMMM yyyy"}),
        element("w:lid", {"val": "en-GB"}),
        element("w:storeMappedDataAs", {"val": "dateTime"}),
        element("w:calendar", {"val": "gregorian"}),
    )
    return _box(tag, title, placeholder, kind, locked=locked)


def choice_box(
    tag: str, title: str, choices: Iterable[str], placeholder: str = CHOOSE, *, locked: bool = True
) -> etree._Element:
    """A box in which one of several things is chosen."""
    items = (element("w:listItem", {"displayText": choice, "value": choice}) for choice in choices)
    return _box(tag, title, placeholder, element("w:dropDownList", None, *items), locked=locked)


def tick_box(tag: str, title: str, *, locked: bool = True, ticked: bool = False) -> etree._Element:
    """A box to tick."""
    signs = {"checkedState": TICKED, "uncheckedState": NOT_TICKED}
    states = (element(f"w14:{name}", {"val": f"{ord(sign):04X}", "font": "MS Gothic"}) for name, sign in signs.items())
    kind = element("w14:checkbox", None, element("w14:checked", {"val": str(int(ticked))}), *states)
    look = element("w:rFonts", {"ascii": "MS Gothic", "eastAsia": "MS Gothic", "hAnsi": "MS Gothic"})
    content = element("w:r", None, element("w:rPr", None, look), _text(TICKED if ticked else NOT_TICKED))
    return element(
        "w:sdt",
        None,
        _properties(tag, title, kind, lock=LOCKED if locked else ""),
        element("w:sdtContent", None, content),
    )


def filled(box: etree._Element, words: str, day: str = "") -> etree._Element:
    """A box with words in it; ``day`` (YYYY-MM-DD) is what a box for a day says to programs."""
    properties = box.find(f"{{{SPACES['w']}}}sdtPr")
    content = box.find(f"{{{SPACES['w']}}}sdtContent")
    assert properties is not None and content is not None
    for showing in properties.findall(f"{{{SPACES['w']}}}showingPlcHdr"):
        properties.remove(showing)
    for kind in properties.findall(f"{{{SPACES['w']}}}date") if day else ():
        kind.set(f"{{{SPACES['w']}}}fullDate", f"{day}T00:00:00Z")
    content[:] = [_run(words)]
    return box


def _run(words: str) -> etree._Element:
    run = element("w:r")
    for number, line in enumerate(words.split("\n")):
        run.extend([element("w:br")] if number else [])
        run.append(_text(line))
    return run


def is_empty_box(box: etree._Element) -> bool:
    """Whether a box still says what it said when it was empty."""
    nodes = list(islice(box.iter(), FEW + 1))
    words = "".join(node.text or "" for node in nodes if node.tag == f"{{{SPACES['w']}}}t")
    return len(nodes) <= FEW and words.strip() in PLACEHOLDERS


def fixed(tag: str, title: str, words: str, size: int = 11) -> etree._Element:
    """Words, so many points high, that Word lets nobody change or delete."""
    properties = _properties(tag, title, element("w:richText"), lock="sdtContentLocked")
    look = element("w:rPr", None, element("w:sz", {"val": str(2 * size)}))
    return element("w:sdt", None, properties, element("w:sdtContent", None, element("w:r", None, look, _text(words))))


def repeated(tag: str, title: str, blocks: Iterable[Iterable[etree._Element]]) -> etree._Element:
    """Blocks of rows of a table (w:tr), to which Word adds another at a click. Boxes inside are not locked.

    Else none could go.
    """
    items = (
        element(
            "w:sdt",
            None,
            element("w:sdtPr", None, element("w:id", {"val": "0"}), element("w15:repeatingSectionItem")),
            element("w:sdtContent", None, *rows),
        )
        for rows in blocks
    )
    kind = element("w15:repeatingSection", None, element("w15:sectionTitle", {"val": title}))
    return element("w:sdt", None, _properties(tag, title, kind), element("w:sdtContent", None, *items))


def place(tag: str) -> tuple[etree._Element, etree._Element]:
    """The two ends of a bookmark, which says what a paragraph or a cell is where its box is gone."""
    return element("w:bookmarkStart", {"id": "0", "name": tag}), element("w:bookmarkEnd", {"id": "0"})


def _box(tag: str, title: str, placeholder: str, kind: etree._Element, *, locked: bool) -> etree._Element:
    look = element("w:rPr", None, element("w:rStyle", {"val": "PlaceholderText"}))
    properties = _properties(tag, title, kind, lock=LOCKED if locked else "", is_open=True)
    content = element("w:sdtContent", None, element("w:r", None, look, _text(placeholder)))
    return element("w:sdt", None, properties, content)


def _properties(tag: str, title: str, kind: etree._Element, *, lock: str = "", is_open: bool = False) -> etree._Element:
    assert len(tag) <= LONGEST_TAG and len(title) <= LONGEST_TITLE, (tag, title)
    found = [element("w:alias", {"val": title}), element("w:tag", {"val": tag}), element("w:id", {"val": "0"})]
    if lock:
        found.append(element("w:lock", {"val": lock}))
    if is_open:
        found.append(element("w:showingPlcHdr"))
    return element("w:sdtPr", None, *found, kind)


def _text(words: str) -> etree._Element:
    made = element("w:t")
    made.text = words
    if words != words.strip():
        made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made
