"""What the look needs of hand-written pages and Markdown has no sign for: labelled cells, and *must* as a duty."""

import re
from collections.abc import Iterable
from html import unescape
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from macros.pages.glossary import Explained
from macros.pages.templating import FROM_ROOT
from macros.pages.terms import Terms

# What the parts are, said aloud for when the style no longer lays them out as a table.
ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "th": "columnheader", "td": "cell"}
DUTIES = ("must", "should")


class Marks(Extension):
    """A Python-Markdown extension that the site engine loads for every page. ``words`` are those it explains."""

    def __init__(self, words: Iterable[Explained] = ()) -> None:
        super().__init__()
        self.words = tuple(words)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name Python-Markdown calls
        # After inline marks have become elements, so that a label is plain words.
        md.treeprocessors.register(_Marks(md), "marks", 5)
        md.treeprocessors.register(Terms(md, self.words, FROM_ROOT), "terms", 4)


class _Marks(Treeprocessor):
    def run(self, root: Element) -> None:
        for table in root.iter("table"):
            _label(table, [self._words(head) for head in table.iter("th")])
        for words in root.iter("em"):
            duty = (words.text or "").lower()
            if duty in DUTIES:
                words.set("class", duty)

    def _words(self, part: Element) -> str:
        """The plain words of a part. Python-Markdown has put its HTML aside, and entities such as `&amp;` with it."""

        def plain(found: re.Match[str]) -> str:
            aside = str(self.md.htmlStash.rawHtmlBlocks[int(found[1])])
            return unescape(aside) if aside.startswith("&") else ""

        return HTML_PLACEHOLDER_RE.sub(plain, "".join(part.itertext())).strip()


def _label(table: Element, labels: list[str]) -> None:
    """Every cell knows its column's heading, so that a phone can show rows as lists."""
    for part in table.iter():
        if part.tag in ROLES:
            part.set("role", ROLES[part.tag])
        if side := re.fullmatch(r"text-align: (\w+);", part.attrib.pop("style", "")):
            # The security headers allow no style in a page.
            part.set("class", side[1])
    for row in table.iter("tr"):
        for cell, label in zip(row.iter("td"), labels, strict=False):
            cell.set("data-label", label)
