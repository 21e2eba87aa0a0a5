"""The whole knowledge base as one document, from the pages as the engine made them.

It holds what a practitioner needs to do the work: the guidance, the flowcharts, the forms, who does what,
the glossary, the contacts, and how the guidance changed. What is about the site itself or about cases is
not in it, and nothing that stands on a page because of a case: the same guidance gives the same document,
whatever is published or withdrawn.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from lxml.html import HtmlElement, HTMLParser, document_fromstring
from lxml.html.builder import E

from macros.dates import in_words
from macros.guidance.front_matter import HandWritten
from macros.pages.outward import absolute
from macros.paper.framework_html import PageReader, Parts, on_paper, words_in
from macros.paper.house import of_house
from macros.paper.tree import plain
from macros.paper.typesetter import Paper
from macros.partnership.model import Partnership
from macros.prose import Element

FILE = "framework.pdf"
TITLE = "Guidance on reviews about children"
# What the document is made of, in its order: a folder with its index, or a page by itself.
OF_CASES = ("briefings", "reports", "team-briefings", "themes", "recommendations", "status", "readiness", "api")
PARTS = ("guidance/", "flowcharts/", "appendices/", "roles/", "glossary/", "about/contacts/", "about/changes/")


@dataclass(frozen=True, slots=True)
class Framework:
    """The document: its paper, and where each of its pages has its words from, by the page's address."""

    paper: Paper
    words: Mapping[str, str]

    def pages_with(self, fault: str) -> list[str]:
        """The addresses of the pages on which a sign stands that a ``NotTypeset`` names: `U+1F9D2`."""
        signs = [chr(int(number, 16)) for number in re.findall(r"\bU\+([0-9A-F]{4,6})\b", fault)]
        return [address for address, words in self.words.items() if any(sign in words for sign in signs)]


def framework(
    folder: Path, in_nav: Sequence[str], pages: Iterable[HandWritten], partnership: Partnership, today: date
) -> Framework | None:
    """The document of a built site; None where the site has none of its pages.

    ``folder`` holds the pages as the engine made them, ``in_nav`` their addresses in the order of the navigation.
    """
    heads = {page.address: page for page in pages}
    listed = [address for address in in_nav if address.startswith(PARTS)]
    parts = [found for part in PARTS if (found := _part(part, listed, folder))]
    if not parts:
        return None
    whole = {address: main for part in parts for address, main in part.items()}
    words = {address: main.text_content() for address, main in whole.items()}
    links = _Links(partnership.site_url, frozenset(whole))
    wanted = frozenset(links.wanted(whole)) - {""}
    read = {
        address: _read(address, main, links, wanted, level=2 if address in PARTS else 3)
        for address, main in whole.items()
    }
    placed = {*whole, *(name for blocks in read.values() for block in blocks for name in _places(block))}

    def chapter(address: str) -> dict[str, Any]:
        title, *blocks = (plain(_settled(block, placed)) for block in read[address])
        page = heads.get(address)
        reviewed = page.reviewed if page and page.reviewed and page.reviewed <= today else None
        return {
            "title": title,
            "address": address,
            "whole_address": absolute(partnership.site_url, address),
            "reviewed": in_words(reviewed) if reviewed else "",
            "by_hand": page is not None,
            "blocks": blocks,
        }

    days = [on for address in whole if address in heads for on in _days(heads[address], today)]
    data = {
        "title": TITLE,
        **of_house(partnership),
        "date": max(days).isoformat() if days else None,
        "mark": "",
        "state": f"As last changed or reviewed on {in_words(max(days))}." if days else "",
        "address": absolute(partnership.site_url),
        "help": _help(partnership),
        "parts": [[chapter(address) for address in part] for part in parts],
    }
    return Framework(Paper("framework", data), words)


def _main(folder: Path, address: str) -> HtmlElement | None:
    file = folder / address / "index.html"
    if not file.is_file():
        return None
    page = document_fromstring(file.read_bytes(), parser=HTMLParser(encoding="utf-8", remove_comments=True))
    main = page.find(".//main")
    if main is None:
        return None
    if main.find("h1") is None:
        name = str(page.findtext(".//title", address))
        main.insert(0, E.h1(name.rpartition(" \u2013 ")[0] or name))
    return on_paper(main)


def _part(part: str, listed: Iterable[str], folder: Path) -> dict[str, HtmlElement]:
    """The pages of a part, its first page first: those that are listed, in their order, then others that it names."""
    first = _main(folder, part)
    if first is None:
        return {}
    named = (_beside(part, str(link.get("href", ""))) for link in first.iter("a"))
    inside = dict.fromkeys(address for address in (*listed, *named) if address.startswith(part) and address != part)
    mains = {address: main for address in inside if (main := _main(folder, address)) is not None}
    return {part: first, **mains}


def _beside(address: str, href: str) -> str:
    """Where a relative link on a page leads, as an address from the site's root."""
    return unquote(urljoin(f"//site/{address}", urldefrag(href).url)).removeprefix("//site/")


@dataclass(frozen=True, slots=True)
class _Links:
    """Where the links of the document lead: to a place in one of its ``pages``, or out of it."""

    site_url: str
    pages: Container[str]

    def wanted(self, whole: Mapping[str, HtmlElement]) -> Iterator[str]:
        """The label of every place in the document to which a link leads."""
        for address, main in whole.items():
            yield from (self.inside(address, str(link.get("href"))) for link in main.iter("a") if link.get("href"))

    def inside(self, address: str, href: str) -> str:
        """The label of the place to which a link of a page leads, empty where it leads out of the document."""
        base = absolute(self.site_url)
        target, fragment = urldefrag(urljoin(base + address, href))
        page = unquote(target.removeprefix(base))
        if not target.startswith(base) or page not in self.pages:
            return ""
        return f"{page}#{unquote(fragment)}" if fragment else page

    def is_of_cases(self, target: str) -> bool:
        """Whether a link leads to a page that is there because of a case: of what is not out nothing is told."""
        steps = unquote(urldefrag(target).url.removeprefix(absolute(self.site_url))).strip("/").split("/")
        return steps[0] in OF_CASES and len(steps) > 1

    def parts(self, address: str, link: HtmlElement, words: Parts) -> Parts:
        """A link of a page with its words, and where on paper that is: a page, or an address that the words are not."""
        href = str(link.get("href"))
        if label := self.inside(address, href):
            where = Element("page-of", target=label)
            return (Element("link", words, target=f"#{label}"), *(() if _is_quiet(link) else (where,)))
        target = urljoin(absolute(self.site_url) + address, href)
        if self.is_of_cases(target):
            return words
        shown = target.removeprefix("mailto:").removeprefix("tel:")
        is_said = _bare(shown) in _bare("".join(map(words_in, words)))
        where = Element("address", (shown,), target=target)
        return (Element("link", words, target=target), *(() if is_said or _is_quiet(link) else (where,)))


def _read(address: str, main: HtmlElement, links: _Links, wanted: Container[str], *, level: int) -> tuple[Element, ...]:
    """A page's blocks, its title first, which is where links to the page lead."""
    reader = PageReader(
        lambda name: f"{address}#{name}", wanted, lambda link, words: links.parts(address, link, words), level
    )
    title, *blocks = reader.read(main)
    return (replace(title, target=address), *blocks)


def _places(part: Element | str) -> Iterator[str]:
    """The labels that are set in a part."""
    if isinstance(part, Element):
        if part.kind in ("heading", "place") or (part.kind == "note" and part.children):
            yield part.target
        for child in part.children:
            yield from _places(child)


def _settled(part: Element | str, placed: Container[str]) -> Element | str:
    """A part whose links lead to what is there: the page, where the place on it is none on paper."""
    if isinstance(part, str):
        return part
    children = tuple(_settled(child, placed) for child in part.children)
    target = part.target
    if part.kind in ("link", "page-of"):
        mark = "#" if target.startswith("#") else ""
        label = target.removeprefix("#")
        if (mark or part.kind == "page-of") and label not in placed:
            target = mark + label.partition("#")[0]
    return replace(part, children=children, target=target)


def _is_quiet(link: HtmlElement) -> bool:
    """Whether a link comes without its page or address: so many stand together that they would drown the words.

    Where a role is, the list of roles says; of the pages that changed, the contents.
    """
    return "role" in link.classes or next(link.iterancestors("ul"), link).get("class") == "changes"


def _bare(words: str) -> str:
    """An address or telephone number without what differs in how it is written."""
    return re.sub(r"^https?://|\s|/$", "", words.strip()).lower()


def _days(page: HandWritten, today: date) -> Iterator[date]:
    yield from (on for on in (page.reviewed, *(change.on for change in page.changes)) if on and on <= today)


def _help(partnership: Partnership) -> list[tuple[str, str]]:
    """Whom to call now: each with a number or an address."""
    contacts = (partnership.contacts[identity] for identity in partnership.help_now)
    return [(one.name, one.telephone or one.email or one.url or "") for one in contacts]
