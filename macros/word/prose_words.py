"""What stands in a paragraph of a Word file: words with their look, links, footnotes, and what is not taken."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from macros.prose import Element, NotProse, parse
from macros.unseen import UNSEEN
from macros.word.controls import is_empty_box
from macros.word.prose_book import SITE, VALUE, Book, Style, W, look_of
from macros.word.prose_source import source_of

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CHANGED, _SAID = "a tracked change; accept or reject all changes", "a comment; delete all comments"
_DRAWN, _COUNTED = "a picture, drawing, text box or object; take it out", "an equation; write it in words"
OTHER = "something other than text; write it as text"
_MESSAGES = {
    _CHANGED: "ins del moveFrom moveTo moveFromRangeStart moveToRangeStart rPrChange pPrChange sectPrChange"
    " tblPrChange tblGridChange trPrChange tcPrChange tblPrExChange numberingChange cellIns cellDel cellMerge"
    " customXmlInsRangeStart customXmlDelRangeStart customXmlMoveFromRangeStart customXmlMoveToRangeStart",
    _SAID: "commentRangeStart commentReference",
    _DRAWN: "drawing pict object control contentPart movie",
    "a sign of a symbol font; type it as a letter": "sym",
    "words with others above them; write them beside each other": "ruby",
    "another file inside the file; copy its text into this one": "altChunk subDoc",
    "a row that is hidden; show it or delete it": "hidden",
}
# What is found anywhere in a paragraph or in the properties of a table, and refused.
REFUSED = {f"{W}{name}": message for message, names in _MESSAGES.items() for name in names.split()}
REFUSED["{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"] = _DRAWN
for _name in ("oMath", "oMathPara"):
    REFUSED[f"{{http://schemas.openxmlformats.org/officeDocument/2006/math}}{_name}"] = _COUNTED

_AROUND = frozenset(f"{W}{name}" for name in ("sdtContent", "smartTag", "customXml", "dir", "bdo"))
_SIGNS = {f"{W}{name}": sign for name, sign in (("tab", " "), ("ptab", " "), ("noBreakHyphen", "-"))}
NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
# What says nothing, beside the words or among them.
_PASSED_OVER = (
    "pPr rPr tblPr tblGrid tblPrEx trPr tcPr sectPr sdtPr sdtEndPr smartTagPr customXmlPr bookmarkStart bookmarkEnd"
    " proofErr permStart permEnd softHyphen lastRenderedPageBreak footnoteRef endnoteRef separator pgNum annotationRef"
    " continuationSeparator moveFromRangeEnd moveToRangeEnd commentRangeEnd customXmlInsRangeEnd customXmlDelRangeEnd"
    " customXmlMoveFromRangeEnd customXmlMoveToRangeEnd delText delInstrText"
)
PASSED_OVER = frozenset(f"{W}{name}" for name in _PASSED_OVER.split())
_LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_FIELDS_PASSED_OVER = frozenset(("TOC", "PAGE", "NUMPAGES", "SECTIONPAGES", "XE", "TC"))


@dataclass(slots=True)
class _Field:
    """A field: what it is to do, until that is known, and then whether its words count and where they lead."""

    place: str
    code: list[str] = field(default_factory=list)
    is_known: bool = False
    counts: bool = False
    link: str = ""


class WordsReader:
    """Reads paragraphs one after another: fields go on from one to the next.

    ``fault`` is told what is not taken, and where if that is not ``place``, the paragraph that is read.
    ``notes`` are the numbers of the notes that were pointed to, by kind and id; ``marked`` the notes
    that bookmarks stand around.
    """

    def __init__(
        self,
        book: Book,
        fault: Callable[..., None],
        place: Callable[[], str],
        marked: dict[str, tuple[str, str]],
    ) -> None:
        self.book, self.fault, self.place, self.marked = book, fault, place, marked
        self.notes: dict[tuple[str, str], int] = {}
        self.note_kind = ""
        self.style = Style()
        self._fields: list[_Field] = []
        self._found: list[Element | str] = []
        self._addresses: dict[str, str] = {}

    def read(self, paragraph: etree._Element, style: Style) -> list[Element | str]:
        """The parts of a paragraph (w:p, or what holds runs as it does) of a style."""
        for node in paragraph.iter(*REFUSED):
            self.fault(REFUSED[str(node.tag)])
        self._found, self.style = [], style
        self._inside(paragraph, "")
        return self._found

    def end(self) -> None:
        """At the end of a text no field is open."""
        for one in self._fields[:1]:
            self.fault("a field without an end; replace it with its words", one.place)
        self._fields = []

    def _inside(self, node: etree._Element, link: str) -> None:
        for child in node:
            tag = str(child.tag)
            if tag == f"{W}r":
                self._run(child, link)
            elif tag == f"{W}hyperlink":
                self._inside(child, self._link(child) or link)
            elif tag in _AROUND or (tag == f"{W}sdt" and not is_empty_box(child)):
                self._inside(child, link)
            elif tag == f"{W}fldSimple":
                self._fields.append(_Field(self.place(), [child.get(f"{W}instr") or ""]))
                self._know()
                self._inside(child, link)
                self._fields.pop()
            elif tag not in REFUSED and tag not in PASSED_OVER and tag != f"{W}sdt" and isinstance(child.tag, str):
                self.fault(OTHER)

    def _run(self, run: etree._Element, link: str) -> None:
        properties = run.find(f"{W}rPr")
        look = {} if properties is None else self._look(properties)
        for child in run:
            tag = str(child.tag)
            if tag == f"{W}t":
                self._add(_LINE_ENDS.sub(" ", child.text or ""), look, link)
            elif tag in _SIGNS:
                self._add(_SIGNS[tag], look, link)
            elif tag in (f"{W}br", f"{W}cr"):
                is_line = child.get(f"{W}type") in (None, "textWrapping")
                self._add(Element("break") if is_line else " ", look, link)
            elif tag in NOTES:
                self._note((NOTES[tag], child.get(f"{W}id") or ""), child.get(f"{W}customMarkFollows"))
            elif tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType") or "")
            elif tag == f"{W}instrText":
                if self._fields and not self._fields[-1].is_known:
                    self._fields[-1].code.append(child.text or "")
            elif tag not in REFUSED and tag not in PASSED_OVER and isinstance(child.tag, str):
                self.fault(OTHER)

    def _look(self, properties: etree._Element) -> dict[str, bool]:
        named = properties.find(f"{W}rStyle")
        style = self.book.styles.get(named.get(VALUE) or "", Style()) if named is not None else Style()
        said = {"bold": style.bold, "italic": style.italic, "hidden": style.hidden, "struck": style.struck}
        return {**{name: value for name, value in said.items() if value is not None}, **look_of(properties)}

    def _add(self, part: Element | str, look: dict[str, bool], link: str) -> None:
        if not all(one.counts for one in self._fields):
            return
        if isinstance(part, str):
            part = UNSEEN.sub("", part)
            if look.get("hidden", self.style.hidden):
                if part:
                    self.fault("hidden text; show it or delete it")
                return
            if look.get("struck", self.style.struck) and part.strip():
                self.fault("words crossed out; delete them, or take the line away")
        link = next((one.link for one in reversed(self._fields) if one.link), link)
        for kind, is_so in (("emphasis", look.get("italic")), ("strong", look.get("bold"))):
            part = Element(kind, (part,)) if is_so else part
        self._found.append(Element("link", (part,), target=link) if link else part)

    # Footnotes

    def _note(self, note: tuple[str, str], has_own_mark: str | None) -> None:
        if not all(one.counts for one in self._fields):
            return
        if self.note_kind:
            self.fault("a footnote inside a footnote; write it into the text")
        elif note not in self.book.notes:
            self.fault("a footnote without its text; make it anew")
        elif has_own_mark not in (None, "0", "false", "off"):
            self.fault("a footnote with a mark of its own; let Word number it")
        else:
            self._found.append(Element("note", number=self.notes.setdefault(note, len(self.notes) + 1)))

    # Fields

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field(self.place()))
        elif self._fields:
            self._know()
            if kind == "end":
                self._fields.pop()

    def _know(self) -> None:
        """What the innermost field is, once all of its code is read."""
        last = self._fields[-1]
        if last.is_known:
            return
        last.is_known = True
        name, *words = re.findall(r'"[^"]*"|[^\s"]+', "".join(last.code)) or [""]
        name = name.upper()
        if name in _FIELDS_PASSED_OVER or not all(one.counts for one in self._fields[:-1]):
            return
        if name == "NOTEREF" and words and words[0].strip('"') in self.marked:
            last.counts = True
            self._note(self.marked[words[0].strip('"')], None)
            last.counts = False
            return
        last.counts = True
        if name == "HYPERLINK":
            last.link = self._address(_target(words))
        else:
            self.fault("a field that Word works out; replace it with its words")

    # Links

    def _link(self, node: etree._Element) -> str:
        """Where a link leads, nothing where it leads to a place in the same file."""
        place = node.get(f"{W}anchor")
        target = self.book.links.get((self.note_kind, node.get(_RELATION) or ""), "")
        return self._address(f"{target}#{place}" if target and place else target)

    def _address(self, target: str) -> str:
        """An address as the texts of records allow it."""
        if target not in self._addresses:
            self._addresses[target] = self._allowed(target) if target else ""
        return self._addresses[target]

    def _allowed(self, target: str) -> str:
        link = Element("link", ("x",), target=re.sub(r"\s", "%20", target.removeprefix(SITE)))
        try:
            [paragraph] = parse(source_of([Element("paragraph", (link,))])).blocks
        except NotProse as error:
            self.fault(error.faults[0].message)
            return ""
        [read] = paragraph.children
        return read.target if isinstance(read, Element) else ""


def _target(words: list[str]) -> str:
    """The address in the code of a link: switches begin with a backslash, and some take a word."""
    target = place = ""
    rest = iter(words)
    for word in rest:
        if word.startswith("\\"):
            value = next(rest, "").strip('"') if word.lower() in ("\\l", "\\o", "\\t") else ""
            place = value if word.lower() == "\\l" else place
        else:
            target = target or word.strip('"')
    return f"{target}#{place}" if target and place else target
