"""From a page as the engine made it to the tree that papers are set from.

The kinds are those of ``macros.prose`` and some more that only the knowledge base has: panels, forms,
flowcharts, definitions, duties. What an element is not known to be is read as what is in it, so that
no word is lost.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field, replace

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from macros.prose import Element

Parts = tuple[Element | str, ...]

# What only a screen has a use for: controls, ways to other pages, lists that jump within the page. What stands
# around a page because of cases is among it: the document is the same whatever is published. The Word file of a
# form is not: whoever reads about a form needs it.
SCREEN_ONLY = (
    "script",
    "style",
    "template",
    "form",
    "nav",
    ".up",
    ".kicker",
    ".letters",
    ".form > .parts",
    ".ways:not(.form > .ways)",
    ".tip",
    ".see .aside, .words .aside",
    ".about-page",
    ".footnote-backref",
    "[hidden]",
    "#page--related, #page--related + ul",
    "button:not(.term button)",
)
_SCREEN_ONLY = CSSSelector(", ".join(SCREEN_ONLY), translator="html")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_GROUPS = ("div", "section", "article", "aside", "header", "footer", "figure", "figcaption", "details", "main", "hr")
_BLOCKS = {*HEADINGS, *_GROUPS, "p", "summary", "ul", "ol", "li", "dl", "dt", "dd", "table", "blockquote", "pre"}
_PANELS = {"abstract": "short", "note": "note", "warning": "currency"}
_STEPS = {"flowchart": "flowchart", "way": "flowchart", "answers": "answers"}
_PARAGRAPHS = {
    **{name: name for name in ("lede", "time", "who", "what", "answer")},
    **dict.fromkeys(("admonition-title", "summary"), "title"),
    **dict.fromkeys(("quiet", "source", "example", "repeats", "more", "stop"), "quiet"),
}
_INLINE = {"strong": "strong", "b": "strong", "em": "emphasis", "i": "emphasis", "code": "code"}
_WORDS = {"must": "must", "should": "should", "deadline": "deadline", "quiet": "quiet", "kind": "quiet"}
_TABLE = {"thead": "table-head", "tbody": "table-body", "tr": "row", "th": "head-cell", "td": "cell"}
# In letters: a column of dates needs little, one of text no more than this, and all have a line between them.
_NARROWEST, _WIDEST, _LINE = 12, 60, 95


@dataclass(slots=True)
class PageReader:
    """Reads one page. ``label`` names an id of the page within the document, ``wanted`` holds the names that
    are led to, ``link`` makes the parts of a link from its address and its words. ``level`` is the page title's.
    """

    label: Callable[[str], str]
    wanted: Container[str]
    link: Callable[[HtmlElement, Parts], Parts]
    level: int
    _last: int = 0
    _waiting: list[str] = field(default_factory=list)
    _notes: dict[str, HtmlElement | None] = field(default_factory=dict)
    _named: set[str] = field(default_factory=set)

    def read(self, main: HtmlElement) -> tuple[Element, ...]:
        """The page's blocks in order, its title first. ``main`` is one that ``on_paper`` has seen."""
        self._last = self.level - 1
        for notes in main.xpath(".//div[@class='footnote']"):
            self._notes |= {str(note.get("id")): note for note in notes.iter("li")}
            notes.drop_tree()
        title = main.find("h1")
        if title is not None:
            main.insert(0, title)  # before the label of an appendix
        return tuple(part for part in self._flow(main) if isinstance(part, Element))

    def _flow(self, parent: HtmlElement, *, tight: bool = False) -> Parts:
        """What is in an element, blocks and running words. Words between blocks are paragraphs, if not ``tight``."""
        found: list[Element | str] = []
        run: list[Element | str] = []

        def close() -> None:
            words = self._run(run)
            if words:
                found.extend(words if tight else [Element("paragraph", words)])
            run.clear()

        run.append(parent.text or "")
        for child in parent:
            if child.tag in _BLOCKS:
                close()
                found.extend(self._block(child))
            else:
                run.extend(self._inline(child))
            run.append(child.tail or "")
        close()
        return tuple(found)

    def _run(self, parts: Iterable[Element | str]) -> Parts:
        words = tidy(parts)
        if words and self._waiting:
            words = (*(Element("place", target=name) for name in self._waiting), *words)
            self._waiting.clear()
        return words

    def _block(self, part: HtmlElement) -> Iterator[Element]:
        kinds = part.classes
        tag = str(part.tag)
        if tag in HEADINGS:
            yield from self._heading(part)
            return
        self._note_place(part)
        if tag in ("p", "summary"):
            kind = next((_PARAGRAPHS[name] for name in (*kinds, tag) if name in _PARAGRAPHS), "")
            words = self._run(self._inside(part))
            yield from [Element("paragraph", words, align=kind)] if words else []
        elif tag in ("ul", "ol"):
            yield self._list(part)
        elif tag == "dl":
            yield Element("definitions", tuple(self._definitions(part)), align="facts" if "facts" in kinds else "")
        elif tag == "table":
            yield _with_widths(Element("table", tuple(self._rows(part))))
        elif tag == "blockquote":
            yield Element("quote", self._flow(part))
        elif tag == "pre":
            yield Element("paragraph", tuple(_lines(part.text_content())))
        elif "admonition" in kinds:
            panel = next((_PANELS[name] for name in kinds if name in _PANELS), "note")
            yield Element("panel", self._flow(part), align=panel)
        elif "field" in kinds:
            yield Element("field", self._flow(part))
        else:
            yield from (inner for inner in self._flow(part) if isinstance(inner, Element))

    def _heading(self, part: HtmlElement) -> Iterator[Element]:
        if not part.text_content().strip():
            return  # PDF/UA has no heading without words
        level = min(self.level + HEADINGS.index(str(part.tag)), self._last + 1)
        if level <= self.level and self._last >= self.level:
            level = self.level + 1  # a page has one title
        self._last = level
        name, waiting = self._name(part), self._waiting
        if not name and waiting:
            name, *waiting = waiting
        yield from (Element("place", target=one) for one in waiting)
        self._waiting = []
        yield Element("heading", tidy(self._inside(part)), level, name)

    def _name(self, part: HtmlElement) -> str:
        """The label of an element, if it has an id that no other on the page has before it."""
        name = self.label(str(part.get("id"))) if part.get("id") else ""
        if name in self._named:
            return ""
        self._named |= {name} - {""}
        return name

    def _note_place(self, part: HtmlElement) -> None:
        if (name := self._name(part)) in self.wanted:
            self._waiting.append(name)

    def _list(self, part: HtmlElement) -> Element:
        steps = next((_STEPS[name] for name in part.classes if name in _STEPS), "")
        usual = "numbered-list" if part.tag == "ol" else "bullet-list"
        items = []
        for item in part.iterchildren("li"):
            self._note_place(item)
            kind = ("decision" if "decision" in item.classes else "box") if steps == "flowchart" else "item"
            items.append(Element(kind, self._flow(item, tight=not steps)))
        start = str(part.get("start", "1"))
        return Element(steps or usual, tuple(items), int(start) if start.isdecimal() else 1)

    def _definitions(self, part: HtmlElement) -> Iterator[Element]:
        """Each word with what is said of it; two words or meanings together are one."""
        words: list[Element] = []
        for one in part.iter("dt", "dd"):
            if one.tag == "dt" and any(found.kind == "meaning" for found in words):
                yield Element("definition", tuple(words))
                words = []
            holder = one.getparent()
            if one.tag == "dt" and holder is not None and holder is not part:
                self._note_place(holder)
            self._note_place(one)
            words.append(Element("term" if one.tag == "dt" else "meaning", self._flow(one, tight=True)))
        if words:
            yield Element("definition", tuple(words))

    def _rows(self, part: HtmlElement) -> Iterator[Element]:
        for child in part:
            kind = _TABLE.get(str(child.tag), "")
            if kind in ("head-cell", "cell"):
                side = next((name for name in child.classes if name in ("right", "center")), "")
                yield Element(kind, self._flow(child, tight=True), align=side)
            elif kind:
                self._note_place(child)
                yield Element(kind, tuple(self._rows(child)))
            else:
                yield Element("row", (Element("cell", self._flow(child, tight=True)),))

    def _inside(self, part: HtmlElement) -> Iterator[Element | str]:
        """The running words of an element; blocks where none belong are read as words."""
        yield part.text or ""
        for child in part:
            yield from self._inline(child)
            yield child.tail or ""

    def _inline(self, part: HtmlElement) -> Iterator[Element | str]:
        if not isinstance(part.tag, str):
            return  # a comment
        tag, kinds = part.tag, part.classes
        if (name := self._name(part)) in self.wanted:
            yield Element("place", target=name)
        marked = next((_WORDS[kind] for kind in kinds if kind in _WORDS), "") or _INLINE.get(tag, "")
        if tag == "br":
            yield Element("break")
        elif tag == "img":
            yield f" {part.get('alt', '')} "
        elif "footnote-ref" in kinds:
            yield from self._footnote(part)
        elif tag == "a" and part.get("href"):
            yield from self.link(part, tuple(self._inside(part)))
        elif "example" in kinds:
            yield from (Element("break"), Element("quiet", tuple(self._inside(part))))
        elif marked and part.text_content().strip():
            yield Element(marked, tuple(self._inside(part)))
        else:
            yield from self._inside(part)

    def _footnote(self, part: HtmlElement) -> Iterator[Element | str]:
        """A note stands at the foot of the side; a second mark for it leads to the first."""
        name = str(part.get("href", "")).lstrip("#")
        if name not in self._notes:
            yield from self._inside(part)
            return
        note = self._notes[name]
        self._notes[name] = None
        yield Element("note", tidy(self._inside(note)) if note is not None else (), target=self.label(name))


def on_paper(main: HtmlElement) -> HtmlElement:
    """A page's main part without what only a screen has a use for (``SCREEN_ONLY``)."""
    for part in _SCREEN_ONLY(main):
        part.drop_tree()
    return main


def tidy(parts: Iterable[Element | str]) -> Parts:
    """Running words with the white space that a browser would show: one space, and none at the ends."""
    words, _ = _spaced(parts, True)
    return _without_end(words)


def _spaced(parts: Iterable[Element | str], after_space: bool) -> tuple[Parts, bool]:
    found: list[Element | str] = []
    for part in parts:
        if isinstance(part, str):
            words = re.sub(r"[ \t\n\r\f]+", " ", part)
            words = words[1:] if after_space and words.startswith(" ") else words
            if words:
                found.append(words)
                after_space = words.endswith(" ")
        elif part.kind == "break":
            found.append(part)
            after_space = True
        elif part.children and part.kind != "note":
            children, after_space = _spaced(part.children, after_space)
            found.append(replace(part, children=children))
        else:
            found.append(part)
    return tuple(found), after_space


def _without_end(parts: Parts) -> Parts:
    """Without white space and breaks at the end."""
    while parts:
        last = parts[-1]
        if isinstance(last, str):
            if words := last.rstrip(" "):
                return (*parts[:-1], words)
        elif last.kind != "break":
            return (*parts[:-1], replace(last, children=_without_end(last.children)))
        parts = parts[:-1]
    return parts


def _lines(text: str) -> Iterator[Element | str]:
    for number, line in enumerate(text.strip("\n").splitlines()):
        if number:
            yield Element("break")
        yield Element("code", (line,))


def words_in(part: Element | str) -> str:
    """The words of a part, without what the paper adds (addresses and page numbers have none in the tree)."""
    return part if isinstance(part, str) else "".join(map(words_in, part.children))


def _with_widths(table: Element) -> Element:
    """A table whose head cells carry, as their number, how wide their column is beside the others."""
    rows = [row for group in table.children if isinstance(group, Element) for row in _rows_of(group)]
    texts = [[words_in(cell) for cell in row.children] for row in rows]
    columns = [[row[at] for row in texts if at < len(row)] for at in range(max(map(len, texts), default=0))]
    if not columns:
        return table
    # Most of the text decides, and a long cell among short ones a little; but no word may reach into the next column.
    usual = [min(max(_most(list(map(len, cells))), _NARROWEST), _WIDEST) for cells in columns]
    longest = [max((len(word) for cell in cells for word in re.split(r"[\s/-]", cell)), default=0) for cells in columns]
    share = sum(usual) / _LINE
    widths = [max(width, round(min(word + 2, _WIDEST) * share)) for width, word in zip(usual, longest, strict=True)]
    head, *body = (_padded(row, widths, first=not number) for number, row in enumerate(rows))
    groups = (Element("table-head", (head,)), *([Element("table-body", tuple(body))] if body else []))
    return replace(table, children=groups)


def _most(lengths: list[int]) -> int:
    return max(sorted(lengths)[len(lengths) * 3 // 4], max(lengths) // 3)


def _rows_of(group: Element) -> Iterator[Element]:
    if group.kind == "row":
        yield group
    else:
        yield from (row for row in group.children if isinstance(row, Element))


def _padded(row: Element, widths: list[int], *, first: bool) -> Element:
    cells = [cell for cell in row.children if isinstance(cell, Element)]
    cells += [Element("cell")] * (len(widths) - len(cells))
    if first:
        cells = [replace(cell, number=width) for cell, width in zip(cells, widths, strict=True)]
    return replace(row, children=tuple(cells))
