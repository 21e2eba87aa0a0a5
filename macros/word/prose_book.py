"""A text in a Word file and what it leans on: its styles, lists, footnotes and links, as values."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from lxml import etree

from macros.word.package import MOST_BYTES, TOO_LARGE, NotReadable, Package, main_part, opened

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VALUE = f"{W}val"
# Before the address of a page of the site: programs take one that begins with / for a file of the machine.
SITE = "site:"
# A style that is based on others more often goes round in a circle.
MOST_BASES = 20
LONGEST_NAME = 200
# Paragraphs and runs: a report of 30 pages that was changed a hundred times has a tenth of it.
MOST_PIECES = 100_000
# Of other types are the lines above notes.
_OWN = (None, "normal")
# Lists within lists: Word has no more.
MOST_LEVELS = 9
# Lists and quotes within each other: no record holds more.
MOST_DEEP = 20

_HEADING = re.compile(r"heading ([1-9])")
_CONTENTS = re.compile(r"(?:toc|contents) (?:[1-9]|heading)")
_PART = re.compile(
    r"(?P<kind>list(?: (?P<marker>bullet|number|continue))?|quote|intense quote|quotations|block text)"
    r"(?: (?P<times>[1-9][0-9]?))?"
)
# Properties of a run that say how it looks; crossed out twice is crossed out.
_LOOKS = {
    f"{W}b": "bold",
    f"{W}i": "italic",
    f"{W}vanish": "hidden",
    f"{W}strike": "struck",
    f"{W}dstrike": "struck",
}


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of what is in it, itself or by one that it is based on. None: it says nothing of that.

    ``name`` is its own, in small letters. ``heading`` is a level, 0 for plain text. ``path`` are the lists
    (``l``) and quotes (``q``) in which its name puts a paragraph, the outermost first; ``marker`` is
    ``bullet`` or ``number`` where it begins a point.
    """

    name: str = ""
    heading: int | None = None
    is_contents: bool | None = None
    path: str | None = None
    marker: str | None = None
    list_id: str | None = None
    level: int | None = None
    indent: int | None = None
    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    struck: bool | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: ``bullet``, ``number`` or ``none``, its first number, and where its words begin."""

    kind: str = "number"
    start: int = 1
    indent: int | None = None


@dataclass(frozen=True, slots=True)
class Numbering:
    """A list. ``counts_with`` is the same for lists that go on with each other's numbers, unless ``starts`` says so."""

    counts_with: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]
    of_styles: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Book:
    """A Word file's text (``body``), and what stands beside it, by its ids.

    Notes are known by their kind (``footnote`` or ``endnote``) and id, links by the kind of note they
    stand in, or nothing, and id.
    """

    body: etree._Element
    styles: Mapping[str, Style]
    usual: Style
    lists: Mapping[str, Numbering]
    notes: Mapping[tuple[str, str], etree._Element]
    links: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, data: bytes) -> "Book":
        """What a Word file holds that belongs to its text, and nothing else of it. Raises NotReadable."""
        if len(data) > MOST_BYTES:
            raise NotReadable(TOO_LARGE)
        with opened(data) as package:
            return _book(package)

    def style_of(self, paragraph: etree._Element) -> tuple[str, Style]:
        """The style of a paragraph, by its id and as it is."""
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        id = (named.get(VALUE) or "") if named is not None else ""
        return id, self.styles.get(id, self.usual)

    def style(self, paragraph: etree._Element) -> str:
        """The name of a paragraph's style, in small letters."""
        return self.style_of(paragraph)[1].name

    def level(self, block: etree._Element) -> int:
        """The level of a heading, by its style or its own outline; 0 for whatever is none."""
        if block.tag != f"{W}p":
            return 0
        style = self.style_of(block)[1]
        outline = number_of(block.find(f"{W}pPr/{W}outlineLvl"))
        level = style.heading or 0 if outline is None else _level(outline)
        return 0 if style.is_contents else level


def _book(package: Package) -> Book:
    main = main_part(package)
    body = package.tree(main).find(f"{W}body")
    if body is None:
        raise NotReadable("it has no text where Word puts it; save it as a Word document (.docx) anew")
    beside, links = _relations(package, main)
    styles, usual = _styles(package.tree(beside["styles"])) if "styles" in beside else ({}, Style())
    lists = _lists(package.tree(beside["numbering"]), styles) if "numbering" in beside else {}
    all_links = {("", id): target for id, target in links.items()}
    notes: dict[tuple[str, str], etree._Element] = {}
    roots = [body]
    for kind in ("footnote", "endnote"):
        if name := beside.get(f"{kind}s"):
            root = package.tree(name)
            roots.append(root)
            found = root.iterchildren(f"{W}{kind}")
            notes |= {(kind, node.get(f"{W}id") or ""): node for node in found if node.get(f"{W}type") in _OWN}
            all_links |= {(kind, id): target for id, target in _relations(package, name)[1].items()}
    if sum(1 for root in roots for _ in root.iter(f"{W}p", f"{W}r")) > MOST_PIECES:
        raise NotReadable("its text is in far more pieces than any report; copy it into a new file without its looks")
    return Book(body, styles, usual, lists, notes, all_links)


def _level(outline: int) -> int:
    return outline + 1 if 0 <= outline < 9 else 0


def is_on(node: etree._Element | None) -> bool | None:
    """Whether a property is on; None where it is not named."""
    return None if node is None else node.get(VALUE) not in ("0", "false", "off", "none")


def number_of(node: etree._Element | None, name: str = VALUE) -> int | None:
    """The whole number that a property names."""
    text = "" if node is None else node.get(name) or ""
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else None


def indent_of(properties: etree._Element | None) -> int | None:
    """How far from the margin a paragraph says that it begins, in twentieths of a point."""
    found = properties.find(f"{W}ind") if properties is not None else None
    left = number_of(found, f"{W}left")
    return number_of(found, f"{W}start") if left is None else left


def look_of(properties: etree._Element | None) -> dict[str, bool]:
    """What the properties of a run (w:rPr) say of its look: ``bold``, ``italic``, ``hidden``, ``struck``."""
    found: dict[str, bool] = {}
    for node in properties if properties is not None else ():
        if name := _LOOKS.get(str(node.tag)):
            found[name] = bool(is_on(node)) or (name == "struck" and found.get(name, False))
    return found


def _relations(package: Package, name: str) -> tuple[dict[str, str], dict[str, str]]:
    """The parts beside a part by their kind, and the addresses of its links by their ids."""
    folder, file = posixpath.split(name)
    list_of_them = posixpath.join(folder, "_rels", f"{file}.rels")
    beside: dict[str, str] = {}
    links: dict[str, str] = {}
    if list_of_them in package.names:
        for node in package.tree(list_of_them).iter("{*}Relationship"):
            kind, target = (node.get("Type") or "").rpartition("/")[2], node.get("Target") or ""
            if kind == "hyperlink":
                links[node.get("Id") or ""] = target
            else:
                beside.setdefault(kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
    return beside, links


def _styles(root: etree._Element) -> tuple[dict[str, Style], Style]:
    """The styles by id, each with what it has from those that it is based on, and the style of plain paragraphs."""
    named = {node.get(f"{W}styleId") or "": node for node in root.iterchildren(f"{W}style")}
    own = {id: _own(node) for id, node in named.items()}
    bases = {id: base.get(VALUE) for id, node in named.items() if (base := node.find(f"{W}basedOn")) is not None}
    everywhere = Style(**_set(look_of(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))))
    found: dict[str, Style] = {}
    usual = everywhere
    for id, node in named.items():
        chain = [own[id]]
        above = bases.get(id)
        while above in own and len(chain) < MOST_BASES:
            chain.append(own[above])
            above = bases.get(above)
        is_paragraph = node.get(f"{W}type") == "paragraph"
        found[id] = _first_said([*chain, everywhere] if is_paragraph else chain)
        if is_paragraph and node.get(f"{W}default") in ("1", "true", "on"):
            usual = found[id]
    return found, usual


def _own(node: etree._Element) -> Style:
    name = node.find(f"{W}name")
    paragraph = node.find(f"{W}pPr")
    list_id = paragraph.find(f"{W}numPr/{W}numId") if paragraph is not None else None
    level = paragraph.find(f"{W}numPr/{W}ilvl") if paragraph is not None else None
    outline = number_of(paragraph.find(f"{W}outlineLvl")) if paragraph is not None else None
    said = _set(
        {
            "heading": None if outline is None else _level(outline),
            "list_id": list_id.get(VALUE) if list_id is not None else None,
            "level": number_of(level),
            "indent": indent_of(paragraph),
            **look_of(node.find(f"{W}rPr")),
        }
    )
    own_name = (name.get(VALUE) or "").lower() if name is not None else ""
    return Style(**{**said, **_named(own_name), "name": own_name})


def _named(name: str) -> dict[str, Any]:
    """What a style's name says: the programs keep it, whatever they make of the style."""
    if found := _HEADING.fullmatch(name):
        return {"heading": int(found[1])}
    if _CONTENTS.fullmatch(name):
        return {"is_contents": True}
    if name in ("strong", "emphasis"):
        return {"bold" if name == "strong" else "italic": True}
    parts = [found for part in name[:LONGEST_NAME].split(" in ") if (found := _PART.fullmatch(part))]
    if len(parts) != name.count(" in ") + 1:
        return {}
    path = "".join(
        ("l" if part["marker"] or part["kind"] == "list" else "q") * int(part["times"] or 1) for part in parts[::-1]
    )
    if len(path) > MOST_DEEP:
        return {}
    marker = parts[0]["marker"] or ""
    return {"path": path, "marker": "" if marker == "continue" else marker}


def _set(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


def _first_said(chain: Sequence[Style]) -> Style:
    """Of each property what the first style says that says something of it."""
    said: dict[str, Any] = {}
    for style in chain:
        said = {**_set({name: getattr(style, name) for name in _PROPERTIES}), **said}
    return Style(**{**said, "name": chain[0].name})


_PROPERTIES = tuple(one.name for one in fields(Style))


def _lists(root: etree._Element, styles: Mapping[str, Style]) -> dict[str, Numbering]:
    """The lists by id. One may be defined by a style, which names another that is defined itself."""
    kinds = {node.get(f"{W}abstractNumId") or "": node for node in root.iterchildren(f"{W}abstractNum")}
    ids: dict[str, str] = {}
    for node in root.iterchildren(f"{W}num"):
        kind = node.find(f"{W}abstractNumId")
        ids[node.get(f"{W}numId") or ""] = (kind.get(VALUE) or "") if kind is not None else ""
    for id, kind_id in ids.items():
        link = kinds[kind_id].find(f"{W}numStyleLink") if kind_id in kinds else None
        style = styles.get(link.get(VALUE) or "") if link is not None else None
        if style is not None:
            ids[id] = ids.get(style.list_id or "", kind_id)
    known = {id: _levels(node) for id, node in kinds.items()}
    of_styles = {id: _of_styles(node) for id, node in kinds.items()}
    found: dict[str, Numbering] = {}
    for node in root.iterchildren(f"{W}num"):
        id = node.get(f"{W}numId") or ""
        others = list(node.iterchildren(f"{W}lvlOverride"))
        starts = {number_of(one, f"{W}ilvl") or 0: number_of(one.find(f"{W}startOverride")) for one in others}
        levels = dict(known.get(ids[id], {}))
        for one in others:
            levels |= _levels(one)
        start_at = {level: start for level, start in starts.items() if start is not None}
        found[id] = Numbering(ids[id], levels, start_at, of_styles.get(ids[id], {}))
    return found


def _levels(node: etree._Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for level in node.iterchildren(f"{W}lvl"):
        form, text = level.find(f"{W}numFmt"), level.find(f"{W}lvlText")
        kind = {"bullet": "bullet", "none": "none"}.get((form.get(VALUE) or "") if form is not None else "", "number")
        if text is not None and not text.get(VALUE) and level.find(f"{W}lvlPicBulletId") is None:
            kind = "none"
        start = number_of(level.find(f"{W}start"))
        place = number_of(level, f"{W}ilvl") or 0
        if 0 <= place < MOST_LEVELS:
            found[place] = Level(kind, 1 if start is None else start, indent_of(level.find(f"{W}pPr")))
    return found


def _of_styles(node: etree._Element) -> dict[str, int]:
    linked = ((level.find(f"{W}pStyle"), number_of(level, f"{W}ilvl") or 0) for level in node.iterchildren(f"{W}lvl"))
    return {style.get(VALUE) or "": place for style, place in linked if style is not None}
