"""From Markdown to the tree, or to every fault with its place."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from macros import unseen
from macros.problems import shown
from macros.prose.addresses import faults_of
from macros.prose.simple import MOST_COLUMNS, read_simple
from macros.prose.tree import Element, Tree, words_of

MOST_CHARACTERS = 60_000
MOST_LINES = 2_000
MOST_MARKS = 2_000
MOST_FAULTS = 50
MOST_NOTES = 200
# The parser silently drops what lies deeper than its own limit, so ours comes first.
MOST_LEVELS, PARSER_LEVELS = 14, 20


class Fault(NamedTuple):
    """Something in a text that is not allowed: character offsets, and what to do."""

    start: int
    end: int
    message: str


class NotProse(ValueError):
    """A text that holds something not allowed."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults[0].message)
        self.faults = faults


def read(source: str, headings_from: int | None) -> Tree:
    """The tree of a text. Raises NotProse with every fault found."""
    if len(source) > MOST_CHARACTERS:
        message = f"{len(source):,} characters; a text has {MOST_CHARACTERS:,} at most, so split it"
        raise NotProse([Fault(0, len(source), message)])
    if source.count("\n") > MOST_LINES:
        raise NotProse([Fault(0, len(source), f"more than {MOST_LINES:,} lines; split the text")])
    if sum(map(source.count, "[*_`")) > MOST_MARKS:
        raise NotProse([Fault(0, len(source), "thousands of marks such as [ or *; paste the text again without them")])
    return read_simple(source, headings_from) or _Reader(source, headings_from).read()


_KINDS = {
    "paragraph": "paragraph",
    "heading": "heading",
    "em": "emphasis",
    "strong": "strong",
    "bullet_list": "bullet-list",
    "ordered_list": "numbered-list",
    "list_item": "item",
    "blockquote": "quote",
    "table": "table",
    "thead": "table-head",
    "tbody": "table-body",
    "tr": "row",
    "th": "head-cell",
    "td": "cell",
    "link": "link",
    "footnote": "footnote",
    "footnote_block": "footnotes",
}

_REFUSED = {
    "image": ("![", "an image; a record holds text only"),
    "code_inline": ("`", "code marks (`); write the words without them"),
    "code_block": ("", "a line indented by four spaces, which reads as code; begin it at the margin"),
    "fence": ("", "a code block; write the text without ``` or ~~~"),
    "hr": ("", "a line of dashes or stars; begin a new section or leave it out"),
}

# What is left in plain words after reading, and looks as if it was meant to be markup.
_LEFTOVERS = (
    (r"<(?=[A-Za-z/!?])", "HTML (`<`); write the words without it"),
    (
        r"\]\(|\] ?\((?=https?:|www\.|/)",
        "a link that is not complete; write [words](https://address) with no space between",
    ),
    (r"\]\[|\]:", "a link by reference; write [words](https://address)"),
    (r"\{:", "an attribute list (`{:`); write the words without it"),
    (r"\[\^", "a footnote mark without its note; add a line `[^1]: the note` below"),
    (r"!\[", "an image; a record holds text only"),
    (r"(?m)^#{1,6} ?\S", "a heading that is not set apart; leave an empty line before it and a space after #"),
    (r"```|~~~", "a code block; write the text without it"),
    (r"(?m)^[\u2022\u2023\u25aa\u25e6\u25cf]", "a pasted bullet; begin each point with `- ` on a line of its own"),
)
# One of these is in each of them, and most words have none.
_SUSPECT = re.compile(r"[<\]\[{!#`~\u2022\u2023\u25aa\u25e6\u25cf]")


class _Reader:
    def __init__(self, source: str, headings_from: int | None) -> None:
        self.source = source
        self.headings_from = headings_from
        self.level = (headings_from or 1) - 1
        self.faults: list[Fault] = []
        self.notes: dict[int, tuple[Element, ...]] = {}
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", source))]
        self.block = (0, 1)
        self.found: dict[str, int] = {}
        self.pointed_at: set[str] = set()
        self.nested = 0
        self.in_note = 0
        self.columns = 0

    def read(self) -> Tree:
        tokens = _parser().parse(self.source)
        blocks = tuple(self._elements(iter(tokens), None))
        self._check_notes()
        # What stands there as itself, the reader of the file has refused.
        for hidden in unseen.written_out(self.source):
            self._note(Fault(*hidden))
        if self.faults:
            raise NotProse(sorted(set(self.faults)))
        in_order = tuple(self.notes[number] for number in sorted(self.notes))
        return Tree(tuple(block for block in blocks if isinstance(block, Element)), in_order)

    def _elements(self, tokens: Iterator[Token], until: str | None) -> Iterator[Element | str]:
        for token in tokens:
            if token.map:
                self.block = (token.map[0], token.map[1])
            if token.level > MOST_LEVELS:
                self._fault("", "lists or quotes deep inside one another; write fewer levels")
            if token.type == until:
                return
            if token.type == "inline":
                yield from self._elements(iter(token.children or []), None)
            elif token.type == "text":
                self._check_words(token.content)
                if token.content:
                    yield token.content
            elif token.type == "softbreak":
                yield " "
            elif token.type == "hardbreak":
                yield Element("break")
            elif token.type == "footnote_ref":
                if self.in_note:
                    self._fault("[^", "a footnote inside a footnote; write it into the text")
                self.pointed_at.add(f"[^{token.meta['label']}]")
                again = int(token.meta["subId"])
                yield Element("note", number=int(token.meta["id"]) + 1, target=f"-{again + 1}" if again else "")
            elif token.type == "footnote_anchor":
                continue
            elif token.type.endswith("_open") and token.type.removesuffix("_open") in _KINDS:
                yield from self._opened(token, tokens)
            else:
                self._refuse(token)

    def _opened(self, token: Token, tokens: Iterator[Token]) -> Iterator[Element | str]:
        name = token.type.removesuffix("_open")
        kind = _KINDS[name]
        nests = kind in ("bullet-list", "numbered-list", "quote", "footnote")
        if kind == "table":
            self.columns = 0
            if self.nested:
                self._fault("", "a table inside a list or a quote; begin it at the margin")
        elif kind == "row" and not self.nested:
            self._check_row()
        block = self.block
        self.nested += nests
        self.in_note += kind == "footnote"
        children = tuple(self._elements(tokens, f"{name}_close"))
        self.nested -= nests
        self.in_note -= kind == "footnote"
        self.block = block
        if kind == "heading":
            self._check_heading(token, children)
            yield Element(kind, children, number=int(token.tag[1]))
        elif kind == "numbered-list":
            yield Element(kind, children, number=int(token.attrs.get("start", 1)))
        elif kind == "link":
            target = str(token.attrs.get("href", ""))
            self._check_link(token, target, children)
            yield Element(kind, children, target=target)
        elif kind in ("head-cell", "cell"):
            style = str(token.attrs.get("style", ""))
            yield Element(kind, children, align=style.removeprefix("text-align:"))
        elif kind == "footnote":
            self.notes[int(token.meta["id"])] = tuple(part for part in children if isinstance(part, Element))
        elif kind == "paragraph" and token.hidden:
            yield from children
        elif kind != "footnotes":
            yield Element(kind, children)

    def _next(self, mark: str) -> tuple[int, int]:
        """Where ``mark`` is written next in the current block; the block's first line where it is not."""
        last = len(self.line_starts) - 1
        begin = self.line_starts[min(self.block[0], last)]
        end = self.line_starts[self.block[1]] if self.block[1] <= last else len(self.source)
        found = self.source.find(mark, max(begin, self.found.get(mark, 0)), end) if mark else -1
        if found >= 0:
            self.found[mark] = found + len(mark)
            return found, found + len(mark)
        line_end = self.source.find("\n", begin)
        return begin, line_end if line_end > begin else len(self.source)

    def _note(self, fault: Fault) -> None:
        self.faults.append(fault)
        if len(self.faults) >= MOST_FAULTS:
            raise NotProse(sorted(set(self.faults)))

    def _fault(self, mark: str, message: str) -> None:
        self._note(Fault(*self._next(mark), message))

    def _refuse(self, token: Token) -> None:
        mark, message = _REFUSED.get(token.type, ("", "something other than plain text and lists; write it as text"))
        self._fault(mark, message)
        if token.type == "code_inline":
            # The marks that close it belong to it, and are no second fault.
            closing = self.source.find(token.content + token.markup, self.found.get(mark, 0))
            self.found[mark] = max(self.found.get(mark, 0), closing + len(token.content + token.markup))

    def _check_row(self) -> None:
        """A cell beyond the columns of the table's head would be dropped in silence; many columns make a page huge."""
        line = self.source[self.line_starts[self.block[0]] :].split("\n", 1)[0].strip()
        cells = len(escapedSplit(line.removeprefix("|").removesuffix("|")))
        if not self.columns:
            self.columns = cells
            if cells > MOST_COLUMNS:
                self._fault("", f"a table of {cells} columns; {MOST_COLUMNS} at most can be read, so split it")
        elif cells > self.columns:
            self._fault("", f"a row of {cells} cells in a table of {self.columns} columns; even them out")

    def _check_words(self, words: str) -> None:
        if not _SUSPECT.search(words):
            return
        for pattern, message in _LEFTOVERS:
            for match in re.finditer(pattern, words):
                self._fault(match.group(), message)

    def _check_heading(self, token: Token, children: tuple[Element | str, ...]) -> None:
        level = int(token.tag[1])
        if self.headings_from is not None and self.nested:
            self._fault("", "a heading inside a list or a quote; begin it at the margin")
        elif self.headings_from is None:
            self._fault("", "a heading; sub-headings belong in `overview`, here a paragraph of its own will do")
        elif token.markup in ("=", "-"):
            self._fault("", "a line of = or - under a text makes it a heading; write `### ` before it instead")
        elif level < self.headings_from:
            marks = "#" * self.headings_from
            self._fault("", f"a heading of level {level}; sub-headings begin at `{marks} `")
        elif level > self.level + 1:
            marks = "#" * (self.level + 1)
            self._fault("", f"a heading that skips a level; `{marks} ` comes next")
        elif any(isinstance(child, Element) for child in children):
            self._fault("", "a heading with emphasis or a link in it; headings are plain words")
        elif not children:
            self._fault("", "a heading without words")
        self.level = level

    def _check_link(self, token: Token, target: str, children: tuple[Element | str, ...]) -> None:
        start, end = self._next("<" if token.markup == "autolink" else "](")
        for message in faults_of(target):
            self._note(Fault(start, end, message))
        if token.attrs.get("title"):
            self._note(Fault(start, end, "a link with a title in quotes; write what matters into the text"))
        if not "".join(words_of(child) for child in children).strip():
            self._note(Fault(start, end, "a link without words; write what the reader will find there"))

    def _check_notes(self) -> None:
        if len(self.notes) > MOST_NOTES:
            message = (
                f"{len(self.notes)} footnotes; a text has {MOST_NOTES} at most, so write some into it, or split it"
            )
            self._note(Fault(0, len(self.source), message))
        defined: set[str] = set()
        for match in re.finditer(r"(?m)^(?:[ >*+-]|[0-9]+[.)])*(\[\^([^\]\s]+)\]:)", self.source):
            label = match.group(2)
            mark = f"[^{label}]"
            named = shown(mark)
            if label in defined:
                self._note(Fault(*match.span(1), f"a second footnote {named}; give it a number of its own"))
            elif mark not in self.pointed_at:
                message = f"a footnote that no text points to; write {named} where it belongs"
                self._note(Fault(*match.span(1), message))
            defined.add(label)


def _any_address(url: str) -> bool:
    return True


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": PARSER_LEVELS}).enable("table")
    # Without reference definitions every link shows its address where it stands.
    parser.disable(["reference", "html_block", "html_inline"])
    # Every link is read as one, so that a forbidden address is named as such.
    parser.validateLink = _any_address  # type: ignore[method-assign]
    return parser.use(footnote_plugin, inline=False)
