"""A word of the field is explained where a page uses it first: by hovering, by a tap, and by keyboard.

The browser itself opens and closes the explanation (a popover), so nothing is lost without script.
"""

import re
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX

from macros.pages.glossary import Explained

# Running text. What is inside a link or a heading has a meaning of its own.
HOLDERS = ("p", "li", "td")
INLINE = ("em", "strong")
TITLE = "admonition-title"
_STOPS = re.compile(r"[.,;:?!)]+")


class Terms(Treeprocessor):
    """Explains each word of a glossary once on a page."""

    def __init__(self, md: Markdown, words: Iterable[Explained], root: str) -> None:
        super().__init__(md)
        self.root = root
        self.by_name = _by_name(words)
        self.pattern = _pattern(self.by_name)

    def run(self, root: Element) -> None:
        told: set[str] = set()
        for holder in [part for part in root.iter() if part.tag in HOLDERS]:
            if holder.get("class") != TITLE:
                self._explain(holder, told)

    def _explain(self, part: Element, told: set[str]) -> None:
        """Explain the words of a part, in the order in which they are read."""
        part.text, inside = self._split(part.text, told)
        for child in list(part):
            if child.tag in INLINE:
                self._explain(child, told)
            child.tail, after = self._split(child.tail, told)
            inside += [child, *after]
        part[:] = inside

    def _split(self, text: str | None, told: set[str]) -> tuple[str, list[Element]]:
        """The text before the first word that is explained, and each such word with the text after it."""
        text = text or ""
        pieces: list[str] = []
        terms: list[Element] = []
        done = 0
        for match in self.pattern.finditer(text) if self.pattern else ():
            word = self.by_name.get(" ".join((match[1] or "").split()))
            if word and word.id not in told:
                told.add(word.id)
                pieces.append(text[done : match.start()])
                terms.append(_term(word, match[0], self.root))
                done = match.end()
        before, *between = [*pieces, text[done:]]
        for term, after in zip(terms, between, strict=True):
            # A full stop stays beside its word.
            sign = _STOPS.match(after)
            term[-2][0].tail = sign[0] if sign else ""
            term.tail = after[sign.end() :] if sign else after
        return before, terms


def _term(word: Explained, as_written: str, root: str) -> Element:
    whole = Element("span", {"class": "term"})
    place = f"term-{word.id}"
    # A button never breaks over two lines: it holds the last word, and is named by all of them.
    before, space, last = as_written.rpartition(" ")
    if before:
        SubElement(whole, "span", {"aria-hidden": "true"}).text = before + space
    button = {"type": "button", "popovertarget": place, "popovertargetaction": "show", "aria-label": as_written}
    end = SubElement(whole, "span", {"class": "end"})
    SubElement(end, "button", button).text = last
    tip = SubElement(whole, "span", {"id": place, "popover": "", "class": "tip"})
    name = SubElement(tip, "b")
    name.text = word.name
    name.tail = f" {word.meaning} "
    more = SubElement(tip, "a", {"href": f"{root}{word.link}"})
    more.text = "More on this role" if word.link.startswith("roles/") else "Glossary"
    return whole


def _by_name(words: Iterable[Explained]) -> Mapping[str, Explained]:
    """Each word by all ways to write its names: those that are no titles begin small inside a sentence."""
    found: dict[str, Explained] = {}
    for word in words:
        for name in (" ".join(name.split()) for name in word.names):
            found.setdefault(name, word)
            if not word.exact and name != word.abbreviation:
                found.setdefault(name[0].upper() + name[1:], word)
                found.setdefault(name[0].lower() + name[1:], word)
    return found


def _pattern(by_name: Mapping[str, Explained]) -> re.Pattern[str] | None:
    names = sorted(by_name, key=lambda name: (-len(name), name))
    choice = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names)
    # What Python-Markdown has put aside stands between two signs of its own, and is passed over.
    return re.compile(rf"{STX}[^{ETX}]*{ETX}|(?<![\w-])({choice})s?(?![\w-])") if names else None
