"""Texts for reading outside the site: whole addresses, and none of a page that is not out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from macros.prose import Element, Prose
from macros.public_view import PublicCase

_FOLDERS = ("briefings", "reports", "team-briefings")


def absolute(site_url: str, address: str = "") -> str:
    """The whole address of a page or file, given from the site's root without a stroke before it."""
    return f"{site_url.rstrip('/')}/{address}"


def host(site_url: str) -> str:
    """The host of a site: in its name stand the ids that must be nobody else's."""
    return urlsplit(site_url).hostname or ""


def case_pages(cases: Iterable[PublicCase]) -> frozenset[str]:
    """The folder of each page that the cases have: `reports/child-rowan`."""
    had = ((case.reference, {"briefings": case.briefing, "reports": case.report}) for case in cases)
    return frozenset(f"{folder}/{reference}" for reference, pages in had for folder, there in pages.items() if there)


@dataclass(frozen=True, slots=True)
class Outward:
    """Makes texts for reading outside the site at ``site_url``, whose cases have these ``pages`` (`case_pages`).

    A link to the page of a case that is not out becomes words alone: its address is not told.
    """

    pages: frozenset[str]
    site_url: str

    def prose(self, words: Prose) -> Prose:
        """The text with its links to the site's pages as whole addresses."""
        if not any(map(self._is_changed, _targets(words))):
            return words
        notes = tuple(tuple(self._elements(note)) for note in words.notes)
        return Prose(words.source, tuple(self._elements(words.blocks)), notes)

    def _elements(self, elements: Iterable[Element]) -> Iterator[Element]:
        for element in elements:
            yield replace(element, children=tuple(self._parts(element.children)))

    def _parts(self, parts: Iterable[Element | str]) -> Iterator[Element | str]:
        for part in parts:
            if isinstance(part, str):
                yield part
            elif part.kind == "link" and self._is_hidden(part.target):
                yield from self._parts(part.children)
            elif part.kind == "link":
                yield replace(part, target=self._whole(part.target), children=tuple(self._parts(part.children)))
            else:
                yield from self._elements([part])

    def _is_changed(self, target: str) -> bool:
        return target.startswith("/") or self._is_hidden(target)

    def _whole(self, target: str) -> str:
        return absolute(self.site_url, target[1:]) if target.startswith("/") else target

    def _is_hidden(self, target: str) -> bool:
        base, there = urlsplit(absolute(self.site_url)), urlsplit(self._whole(target))
        if (there.hostname or "") != host(self.site_url) or not there.path.startswith(base.path):
            return False
        steps = normpath("/" + unquote(there.path.removeprefix(base.path))).strip("/").split("/")
        if steps[0] not in _FOLDERS:
            return False
        # A list has places for years, and none for a case.
        if len(steps) == 1:
            return bool(there.fragment) and not there.fragment.startswith("year-")
        return "/".join(steps[:2]) not in self.pages


def _targets(words: Prose) -> Iterator[str]:
    """Where the links of a text lead, in no order."""
    waiting: list[Element | str] = [*words.blocks, *chain(*words.notes)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Element):
            waiting += part.children
            if part.kind == "link":
                yield part.target
