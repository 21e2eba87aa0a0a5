"""By what a case is known in the folder of a built site: its files, its addresses, its title, its own sentences."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import unescape
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from macros.records.model import is_reference

# The folders in which each case has a folder of its own, or a file.
HOMES = ("reports", "briefings", "team-briefings")
DATA = "api/reviews"
_LISTS = (*HOMES, "calendar", "themes", "recommendations")
# A file in these is never a case's own, whatever its name: a case may be called like a theme.
_OF_OTHERS = frozenset(
    (
        *("assets", "search", "themes", "recommendations", "roles", "guidance", "flowcharts", "appendices"),
        *("tools", "about", "help", "glossary", "style"),
    )
)
# Shorter ones may stand anywhere. Of each a piece must be as long that every kind of file writes in the same way.
_LEAST, _LEAST_PIECE = 60, 20
_HEADING = re.compile(rb"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_PARAGRAPH = re.compile(r"<p\b[^>]*>([^<]+)</p>")
_WITHDRAWN = re.compile(rb'<body\b[^>]*\bclass="withdrawn\b')
_PLAIN = re.compile(r"[A-Za-z0-9 ,.]+")
# What stands between the parts of a line such as "Published: Child Rowan; Corrected: Child Alder".
_BETWEEN = re.compile(r"<[^>]*>|[:;|·]\s|\s[-\u2013\u2014]\s|\n")


def folded(words: str) -> str:
    return " ".join(words.split())


def is_withdrawn(html: bytes) -> bool:
    """Whether a page says only that a report was withdrawn: the frame of every page has its kind."""
    return _WITHDRAWN.search(html) is not None


@dataclass(frozen=True)
class Traces:
    """A case as a built site shows it, learnt from that site alone: neither record nor partnership file is asked.

    ``others`` are the references of the other cases of the site. ``title`` is empty where it is not known,
    or where another case has the same. ``texts`` are paragraphs of its own pages.
    """

    folder: Path
    reference: str
    others: frozenset[str]
    title: str = ""
    texts: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, folder: Path, reference: str) -> "Traces":
        known = {entry.name for home in HOMES for entry in _entries(folder / home) if _is_of_a_case(entry)}
        known |= {entry.stem for entry in _entries(folder / DATA) if entry.suffix == ".json"}
        bare = cls(folder, reference, frozenset(known - {reference}))
        pages = [data for home in HOMES if (data := _read(folder / home / reference / "index.html"))]
        pages = [data for data in pages if not is_withdrawn(data)]
        files = (folder / DATA / f"{reference}.json", folder / f"{DATA}.json")
        titles = [*map(_title, pages), *(title for file in files for title in _titles_in_data(file, reference))]
        title = next((title for title in titles if title), "")
        texts = {text for data in pages for text in _sentences(data.decode("utf-8", "replace"))}
        if title and any(_title(data) == title for data in bare._pages_of_others):
            title = ""
        return cls(folder, reference, bare.others, title, tuple(sorted(texts)))

    def owns(self, path: str) -> bool:
        """Whether a path of the site, from its root, is one of the case's own: a folder or file called after it.

        Of two references of which one begins the other, the longer one owns what is called after both.
        """
        first, *below = path.lower().split("/")
        return first not in _OF_OTHERS and any(self._is_called_after(part) for part in below)

    def is_made_from_cases(self, file: str) -> bool:
        """Whether a page is a list that is made from the records of cases."""
        return file.partition("/")[0] in _LISTS

    def is_of_another(self, path: str) -> bool:
        """Whether a page is one of another case's own."""
        first, *below = path.split("/")
        return first in HOMES and bool(below) and below[0] in self.others

    def leads_to_it(self, address: str, file: str = "") -> bool:
        """Whether an address, written in a file of the site, leads to a file of the case."""
        try:
            parts = urlsplit(address.strip())
            path = unquote(parts.path)
        except ValueError:
            return False
        if not path:
            return False
        if parts.scheme or parts.netloc or path.startswith("/"):
            steps = path.strip("/").split("/")
            below = ("/".join(steps[place:]) for place, step in enumerate(steps) if step in (*HOMES, "api"))
            return any(map(self.owns, below))
        return self.owns(normpath(join(dirname(file), path)))

    def leads_to_another(self, address: str, file: str) -> bool:
        """Whether an address leads to a page of another case."""
        path = unquote(address.partition("#")[0].partition("?")[0])
        return bool(path) and self.is_of_another(normpath(join(dirname(file), path)))

    def is_named_in(self, value: str) -> bool:
        """Whether a value of a data file names the case: an id or address with its reference, its title, a sentence.

        In running text the reference alone is a word like others, and so is the title among other words.
        """
        if not self._may_be_in(value):
            return False
        if not re.search(r"\s", value.strip()):
            return self.reference in self._reference.findall(value.lower()) or self.is_title(value)
        return self.has_address(value) or self._has_title_as_part(value) or self.says_its_own(value)

    def is_title(self, words: str) -> bool:
        return bool(self.title) and folded(words) == self.title

    def has_title(self, words: str) -> bool:
        return bool(self.title) and self.title in folded(words)

    def has_address(self, text: str) -> bool:
        """Whether an address of the case is written out in a text."""
        return self.reference in self._address.findall(text.lower())

    def says_its_own(self, text: str) -> bool:
        """Whether a text holds a paragraph that stands on the case's own pages and on no other case's."""
        plain = folded(text)
        return any(own in plain and self._is_peculiar(own) for own in self.texts)

    def may_be_in(self, data: bytes) -> bool:
        """A quick look at a file: where it finds nothing, nothing else does."""
        return self._may_be_in(data.decode("utf-8", "replace"))

    def without_links(self, html: str) -> str:
        """A piece of HTML in a data file, in which the words of links to the case are words alone."""
        link = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
        return link.sub(lambda found: found[2] if self.has_address(unescape(found[1])) else found[0], html)

    def _may_be_in(self, text: str) -> bool:
        return any(probe in text for probe in self._probes) or self.reference in text.lower()

    def _is_called_after(self, part: str) -> bool:
        return _begins(part, self.reference) and not any(_begins(part, other) for other in self._longer)

    def _has_title_as_part(self, value: str) -> bool:
        return bool(self.title) and any(self.is_title(unescape(part)) for part in _BETWEEN.split(value))

    def _is_peculiar(self, text: str) -> bool:
        if text not in self._judged:
            pages = (folded(unescape(page.decode("utf-8", "replace"))) for page in self._pages_of_others)
            self._judged[text] = not any(text in page for page in pages)
        return self._judged[text]

    @cached_property
    def by_address(self) -> "Traces":
        """The case as it is known where others speak: by its addresses, and by no word that they may use as well."""
        return replace(self, title="", texts=())

    @cached_property
    def _judged(self) -> dict[str, bool]:
        """Of paragraphs that were found somewhere, whether they are the case's alone."""
        return {}

    @cached_property
    def _longer(self) -> tuple[str, ...]:
        """References of others in which this one stands."""
        return tuple(sorted((other for other in self.others if self.reference in other), key=len, reverse=True))

    @cached_property
    def _reference(self) -> re.Pattern[str]:
        names = "|".join(map(re.escape, (*self._longer, self.reference)))
        return re.compile(rf"(?<![a-z0-9])(?:{names})(?![a-z0-9])")

    @cached_property
    def _address(self) -> re.Pattern[str]:
        """An address with a folder of cases in it; `briefings/child-rowan.yml` is what a record's file is called."""
        names = "|".join(map(re.escape, (*self._longer, self.reference)))
        return re.compile(rf"(?:{'|'.join((*HOMES, DATA))})/({names})(?![a-z0-9]|\.ya?ml)")

    @cached_property
    def _probes(self) -> tuple[str, ...]:
        """Of the title and each sentence a piece that every kind of file writes in the same way."""
        return tuple(piece for piece in map(_plain_piece, (self.title, *self.texts)) if piece)

    @cached_property
    def _pages_of_others(self) -> tuple[bytes, ...]:
        pages = (self.folder / home / other / "index.html" for home in HOMES for other in sorted(self.others))
        return tuple(data for page in pages if (data := _read(page)))


def _begins(part: str, reference: str) -> bool:
    return part == reference or part.startswith((f"{reference}.", f"{reference}-"))


def _is_of_a_case(entry: Path) -> bool:
    """Whether an entry of such a folder is a case's own folder, and not the page of a year of the list."""
    return entry.is_dir() and is_reference(entry.name)


def _entries(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from folder.iterdir()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _title(page: bytes) -> str:
    found = _HEADING.search(page)
    return folded(unescape(re.sub(r"<[^>]+>", "", found[1].decode("utf-8", "replace")))) if found else ""


def _titles_in_data(file: Path, reference: str) -> Iterator[str]:
    try:
        found = json.loads(_read(file) or b"{}")
    except (ValueError, RecursionError):
        return
    listed = found.get("reviews") if isinstance(found, dict) else None
    for one in (found, *(listed if isinstance(listed, list) else ())):
        if isinstance(one, dict) and one.get("reference") == reference:
            yield folded(str(one.get("title") or ""))


def _plain_piece(words: str) -> str:
    return max(_PLAIN.findall(words), key=len, default="").strip()


def _sentences(html: str) -> Iterator[str]:
    """The paragraphs of a page that are long enough to be nobody else's, its summary among them."""
    for found in _PARAGRAPH.findall(html.partition("<main")[2]):
        words = folded(unescape(found))
        if len(words) >= _LEAST and words.endswith(".") and len(_plain_piece(words)) >= _LEAST_PIECE:
            yield words
