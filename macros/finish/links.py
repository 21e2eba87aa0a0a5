"""Every link and anchor of a built site, and the places where those that lead nowhere are written.

The engine checks links in hand-written Markdown alone. Here every page is read as a browser gets
it, whatever its links come from: records, templates, macros, the theme.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from hashlib import sha256
from html import escape
from pathlib import Path
from sys import intern
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from macros.cores import on_all_cores
from macros.finish.addresses import ALLOWED_SCHEMES, Addresses, NotAllowed, Target
from macros.finish.notes import NO_MEMORY, Notes, every_file
from macros.finish.sources import RULE, THEME, Link, Sources, address
from macros.memory import Memory
from macros.problems import Problem, in_order, shown, whole_file

MOST_TARGETS = 50
MOST_CHOICES = 2_000

_LINKING = frozenset(("href", "src", "action", "formaction", "poster", "xlink:href"))
_IMAGES = frozenset(("srcset", "imagesrcset"))
# What leads to the same from every page.
_ABROAD = tuple(f"{scheme}:" for scheme in ALLOWED_SCHEMES)


class Page(NamedTuple):
    """A page as a browser reads it: what a link may point to on it, and all it points to. Each once, in order."""

    anchors: tuple[str, ...]
    links: tuple[str, ...]


def dead_links(
    folder: Path,
    sources: Sources,
    withdrawn: Collection[str] = (),
    *,
    take_off: Collection[str] = (),
    left_out: Collection[str] = (),
    memory: Memory = NO_MEMORY,
    known: Mapping[str, str] = MappingProxyType({}),
) -> list[Problem]:
    """As `dead_on`, of every page of a built site.

    Files that are ``left_out`` this time may be linked to. What is on pages that were read before comes from
    ``memory``; ``known`` are the digests of files that were taken a moment ago.
    """
    notes = Notes(memory, "links", sources.project)
    files = every_file(folder)
    pages = dict(_pages(folder, [file for file in files if file.endswith(".html")], notes, known))
    notes.close()
    site = Linked(sources.addresses, frozenset((*files, *left_out)), pages, withdrawn)
    return dead_on(pages, folder, site, sources, take_off)


def dead_on(
    pages: Iterable[str], folder: Path, site: "Linked", sources: Sources, take_off: Collection[str] = ()
) -> list[Problem]:
    """A problem for each link on some pages of a site that leads nowhere, at the place where it is written.

    What is dead in one file and shown on many pages is one problem. Dead links into the folders ``take_off``
    are taken off the pages in ``folder``, and their words stay: the address of a case that is not out is not told.
    """
    by_target: dict[str, list[Link]] = {}
    for link in site.dead(pages):
        if isinstance(link.target, Target) and link.target.file.split("/")[0] in take_off:
            _take_off(folder / link.file, link.href)
        by_target.setdefault(link.points_to, []).append(link)
    groups = list(by_target.values())
    problems = [problem for links in groups[:MOST_TARGETS] for problem in _problems(links, site, sources)]
    if len(groups) > MOST_TARGETS:
        more = f"{len(groups) - MOST_TARGETS} further dead links; mend those that are named, and build again"
        problems.append(whole_file(THEME, RULE, more))
    return in_order(problems)


class Linked:
    """A site as links see it: its files, and what is on its pages.

    ``withdrawn`` are the folders of pages whose case was withdrawn: a link to a passage of such a report is no
    fault of whoever wrote it, and the page says what became of it.
    """

    def __init__(
        self, addresses: Addresses, files: Collection[str], pages: Mapping[str, Page], withdrawn: Collection[str] = ()
    ) -> None:
        self.addresses, self.files, self.pages = addresses, files, pages
        self.withdrawn = frozenset(f"{path}/index.html" for path in withdrawn)

    def dead(self, files: Iterable[str]) -> Iterator[Link]:
        """The links on these pages that lead nowhere."""
        there: set[str] = set()
        for file in files:
            up = "../" * file.count("/")
            for href in self.pages[file].links:
                # Most links of a page climb to the root first, or leave the site: they lead to the same from any.
                key = href[len(up) :] if up and href.startswith(up) else href if href.startswith(_ABROAD) else None
                if key in there:
                    continue
                try:
                    target = self.addresses.target(href, file)
                except NotAllowed as error:
                    yield Link(file, href, error)
                else:
                    if target and not self._is_there(target):
                        yield Link(file, href, target)
                    elif key is not None:
                        there.add(key)

    def _is_there(self, target: Target) -> bool:
        page = self.pages.get(target.file) if target.fragment and target.file not in self.withdrawn else None
        if page is None:
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


def _pages(folder: Path, files: Sequence[str], notes: Notes, taken: Mapping[str, str]) -> Iterator[tuple[str, Page]]:
    """Every page with what is on it. The same words are kept once, whatever the number of pages."""
    asked = files if notes.remembers else ()
    digests = {file: taken.get(file) or sha256((folder / file).read_bytes()).hexdigest() for file in asked}
    known = {file: page for file, digest in digests.items() if (page := _noted(notes.recall(digest)))}
    new = iter(on_all_cores(partial(_read, folder), [file for file in files if file not in known]))
    for file in files:
        page = known.get(file) or next(new)
        page = Page(tuple(map(intern, page.anchors)), tuple(map(intern, page.links)))
        if file in digests:
            notes.keep(digests[file], page)
        yield file, page


def _noted(found: Sequence[Sequence[str]] | None) -> Page | None:
    return Page(tuple(found[0]), tuple(found[1])) if found else None


def _read(folder: Path, file: str) -> Page:
    return read_page((folder / file).read_bytes())


def read_page(html: bytes) -> Page:
    """The anchors and links of a page in UTF-8."""
    tree = etree.fromstring(html, etree.HTMLParser(encoding="utf-8", huge_tree=True)) if html.strip() else None
    if tree is None:  # not one element
        return Page((), ())
    anchors: set[str] = set()
    links: set[str] = set()
    for node in tree.iter(etree.Element):
        for name, value in node.items():
            if name == "id" or (name == "name" and node.tag == "a"):
                anchors.add(value)
            elif name in _LINKING or (name == "data" and node.tag == "object"):
                # A picture that is written into the page leads nowhere.
                if name != "src" or not value.startswith("data:image/"):
                    links.add(value)
            elif name in _IMAGES:
                links.update(image.split()[0] for image in value.split(",") if image.strip())
    return Page(tuple(sorted(anchors)), tuple(sorted(links)))


def _take_off(page: Path, href: str) -> None:
    link = re.compile(rf'<a [^>]*href="{re.escape(escape(href))}"[^>]*>(.*?)</a>', re.DOTALL)
    html = link.sub(r"\1", page.read_text(encoding="utf-8"))
    # A page that was kept is the same file as in the site before, which stays as it is.
    page.unlink()
    page.write_text(html, encoding="utf-8")


def _problems(links: list[Link], site: Linked, sources: Sources) -> Iterator[Problem]:
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
