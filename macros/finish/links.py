"""Every link and anchor of a built site, and the places where those that lead nowhere are written.

The engine checks links in hand-written Markdown alone. Here every page is read as a browser gets
it, whatever its links come from: records, templates, macros, the theme.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from html import escape
from pathlib import Path
from typing import NamedTuple, cast
from urllib.parse import unquote

from lxml import etree

from macros.finish.addresses import Addresses, NotAllowed, Target
from macros.finish.sources import RULE, THEME, Link, Sources, address
from macros.problems import Problem, in_order, shown, whole_file

MOST_TARGETS = 50
MOST_CHOICES = 2_000

_ANCHORS = etree.XPath("//@id | //a/@name", smart_strings=False)
_LINKS = etree.XPath(
    "//@href | //@src[not(starts-with(., 'data:image/'))] | //@action | //@formaction | //@poster | //object/@data"
    " | //@*[name() = 'xlink:href']",
    smart_strings=False,
)
_IMAGES = etree.XPath("//@srcset | //@imagesrcset", smart_strings=False)


class Page(NamedTuple):
    """A page as a browser reads it: what a link may point to on it, and all it points to."""

    anchors: frozenset[str]
    links: frozenset[str]


def dead_links(
    folder: Path, sources: Sources, withdrawn: Collection[str] = (), *, take_off: Collection[str] = ()
) -> list[Problem]:
    """A problem for each link of the site in ``folder`` that leads nowhere, at the place where it is written.

    What is dead in one file and shown on many pages is one problem. ``withdrawn`` are the folders
    of pages whose case was withdrawn: a link to a passage of such a report is no fault of whoever
    wrote it, and the page says what became of it. Dead links into the folders ``take_off`` are taken
    off the pages, and their words stay: the address of a case that is not out is not told.
    """
    site = _Site.read(folder, sources.addresses, withdrawn)
    by_target: dict[str, list[Link]] = {}
    for link in site.dead():
        if isinstance(link.target, Target) and link.target.file.split("/")[0] in take_off:
            _take_off(folder / link.file, link.href)
        by_target.setdefault(link.points_to, []).append(link)
    groups = list(by_target.values())
    problems = [problem for links in groups[:MOST_TARGETS] for problem in _problems(links, site, sources)]
    if len(groups) > MOST_TARGETS:
        more = f"{len(groups) - MOST_TARGETS} further dead links; mend those that are named, and build again"
        problems.append(whole_file(THEME, RULE, more))
    return in_order(problems)


@dataclass(frozen=True)
class _Site:
    """A built site: its files, and what is on its pages."""

    files: frozenset[str]
    pages: Mapping[str, Page]
    addresses: Addresses
    withdrawn: frozenset[str]

    @classmethod
    def read(cls, folder: Path, addresses: Addresses, withdrawn: Collection[str]) -> "_Site":
        files = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
        pages = {file: read_page((folder / file).read_bytes()) for file in files if file.endswith(".html")}
        return cls(frozenset(files), pages, addresses, frozenset(f"{path}/index.html" for path in withdrawn))

    def dead(self) -> Iterator[Link]:
        for file, page in self.pages.items():
            for href in sorted(page.links):
                try:
                    target = self.addresses.target(href, file)
                except NotAllowed as error:
                    yield Link(file, href, error)
                else:
                    if target and not self._is_there(target):
                        yield Link(file, href, target)

    def _is_there(self, target: Target) -> bool:
        page = self.pages.get(target.file)
        if not target.fragment or page is None or target.file in self.withdrawn:
            return target.file in self.files
        return target.fragment in page.anchors or unquote(target.fragment) in page.anchors

    def fault(self, link: Link) -> str:
        """What is wrong with a dead link, and what would be right."""
        if isinstance(link.target, NotAllowed):
            return str(link.target)
        file, fragment = link.target
        if file in self.pages:
            anchors = (f"#{anchor}" for anchor in self.pages[file].anchors)
            return f"that page has no such place; {_nearest(f'#{fragment}', anchors)}"
        if f"{file}/index.html" in self.files:
            return f"write `/{file}/`, with / at its end"
        known = self.pages if "." not in file or file.endswith("index.html") else self.files
        return f"there is no such page or file; {_nearest(address(file), map(address, known))}"


def read_page(html: bytes) -> Page:
    """The anchors and links of a page in UTF-8."""
    if not html.strip():
        return Page(frozenset(), frozenset())
    tree = etree.fromstring(html, etree.HTMLParser(encoding="utf-8", huge_tree=True))
    if tree is None:  # not one element
        return Page(frozenset(), frozenset())
    images = [image.split()[0] for many in _texts(_IMAGES, tree) for image in many.split(",") if image.strip()]
    return Page(frozenset(_texts(_ANCHORS, tree)), frozenset([*_texts(_LINKS, tree), *images]))


def _take_off(page: Path, href: str) -> None:
    link = re.compile(rf'<a [^>]*href="{re.escape(escape(href))}"[^>]*>(.*?)</a>', re.DOTALL)
    page.write_text(link.sub(r"\1", page.read_text(encoding="utf-8")), encoding="utf-8")


def _texts(path: etree.XPath, tree: etree._Element) -> list[str]:
    return cast(list[str], path(tree))


def _problems(links: list[Link], site: _Site, sources: Sources) -> Iterator[Problem]:
    """The problems of all links that point to one thing: one for each file that writes it."""
    places: dict[Problem, list[Link]] = {}
    unexplained = []
    for link in links:
        source = sources.of(link.file)
        if source and (place := source.find(link)):
            places.setdefault(place, []).append(link)
        else:
            unexplained.append(link)
    if unexplained:
        place = sources.find_elsewhere(unexplained[0]) or sources.whole({link.file for link in unexplained})
        places.setdefault(place, []).extend(unexplained)
    for place, found in places.items():
        first, *further = sorted({address(link.file) for link in found})
        where = f"on {len(further) + 1} pages, such as {first}" if further else f"on {first}"
        points_to = shown(found[0].points_to, most=120)
        yield replace(place, message=f"found a link to `{points_to}` {where}; {site.fault(found[0])}")


def _nearest(found: str, choices: Iterable[str]) -> str:
    near = get_close_matches(found, sorted(choices)[:MOST_CHOICES], n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else "mend the address, or take the link out"
