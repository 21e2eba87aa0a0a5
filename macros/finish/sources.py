"""Which file a page was made from, and where in it a link is written: what somebody has to open and mend."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from macros import pages
from macros.finish.addresses import Addresses, NotAllowed, Target
from macros.guidance.front_matter import PAGE_SUFFIXES, address_of
from macros.pages import GeneratedPage
from macros.problems import Problem, whole_file
from macros.strict_yaml import Document, Node, Scalar
from macros.strict_yaml import Mapping as Group
from macros.strict_yaml import Path as Field

RULE = "dead-link"
TEMPLATES, THEME = "macros/pages/templates", "overrides"

# An address as it may stand in Markdown, HTML, a template or a record.
_WORD = re.compile(r"[^\s()<>\[\]{}\"'`|,;]+")
_FROM_ROOT = re.compile(r"(?:\.{0,2}/)+")


class Link(NamedTuple):
    """A link as it stands in a file of the site, and where it leads, or why it must not be written at all."""

    file: str
    href: str
    target: Target | NotAllowed

    @property
    def points_to(self) -> str:
        """What it points to: an anchor of its own page, else from the root of the site as record texts write it."""
        if isinstance(self.target, NotAllowed):
            return self.href
        anchor = f"#{self.target.fragment}" if self.target.fragment else ""
        return anchor if anchor and self.target.file == self.file else address(self.target.file) + anchor


@dataclass(frozen=True)
class Text:
    """A page, a template or a file of settings. Addresses in it are relative to ``bases``, or lead from the root."""

    path: str
    text: str
    addresses: Addresses
    bases: tuple[str, ...] = ()

    def find(self, link: Link) -> Problem | None:
        """A problem, still without words, at the place where the link is written; None where it is not here."""
        span = _span(self.text, link, self.addresses, self.bases)
        return Problem(self.path, *self._place(span[0]), "", RULE, "", *self._place(span[1])) if span else None

    def _place(self, offset: int) -> tuple[int, int]:
        return self.text.count("\n", 0, offset) + 1, offset - self.text.rfind("\n", 0, offset)


@dataclass(frozen=True)
class Record:
    """A case record. Its texts write addresses from the root of the site."""

    document: Document
    addresses: Addresses

    @property
    def path(self) -> str:
        return self.document.path

    def find(self, link: Link) -> Problem | None:
        """As `Text.find`, at the field."""
        for field, value in self._values:
            if span := _span(value, link, self.addresses, ()):
                return self.document.problem(field, RULE, "", span=span)
        return None

    @cached_property
    def _values(self) -> list[tuple[Field, str]]:
        return list(_values(self.document.root, ()))


Source = Text | Record


@dataclass(frozen=True)
class Sources:
    """The files that a site is made from.

    ``project`` is the folder of the project, ``generated`` are the pages not written by hand, and
    ``documents`` the records of the cases that the site shows, by reference: no others, because
    what is found in a record that is held must not be told.
    """

    project: Path
    generated: Sequence[GeneratedPage]
    documents: Mapping[str, Document]
    addresses: Addresses

    def of(self, file: str) -> Source | None:
        """What a page of the site was made from: a hand-written page or a record; None where it is neither."""
        if page := self._written.get(file):
            return self._text(f"docs/{page}", self.project / "docs" / page, (file, page))
        return self._records.get(PurePosixPath(self._made.get(file, "")).stem)

    def find_elsewhere(self, link: Link) -> Problem | None:
        """Where a link is written that a page took over from another file; None where it is nowhere as it is."""
        written = (self._text(f"docs/{page}", self.project / "docs" / page, (page,)) for page in self._written.values())
        return next((found for source in (*self._shared, *written) if (found := source.find(link))), None)

    def whole(self, files: set[str]) -> Problem:
        """A problem, still without words, for a link on these pages that is written nowhere as it is."""
        own = {source.path if (source := self.of(file)) else self._maker(file) for file in files}
        if len(own) > 1:
            own = {TEMPLATES if files <= self._made.keys() else THEME}
        return whole_file(own.pop(), RULE, "")

    def _maker(self, file: str) -> str:
        return TEMPLATES if file in self._made else THEME

    @cached_property
    def _records(self) -> dict[str, Record]:
        return {reference: Record(document, self.addresses) for reference, document in self.documents.items()}

    @cached_property
    def _made(self) -> dict[str, str]:
        return {built_as(page.path): page.path for page in self.generated}

    @cached_property
    def _written(self) -> dict[str, str]:
        docs = self.project / "docs"
        files = (file.relative_to(docs).as_posix() for file in sorted(docs.rglob("*")))
        return {built_as(file): file for file in files if file.endswith(PAGE_SUFFIXES)}

    @cached_property
    def _shared(self) -> list[Source]:
        """What pages take over: the text of records, settings, templates."""
        templates = Path(pages.__file__).parent / "templates"
        overrides = self.project / "overrides"
        named = {name: self.project / name for name in ("partnership.yml", "mkdocs.yml")}
        named |= {f"{TEMPLATES}/{file.name}": file for file in sorted(templates.glob("*.*"))}
        named |= {f"{THEME}/{file.relative_to(overrides)}": file for file in sorted(overrides.rglob("*.html"))}
        return [*self._records.values(), *(self._text(path, file, ()) for path, file in named.items())]

    def _text(self, path: str, file: Path, bases: tuple[str, ...]) -> Text:
        return Text(path, file.read_text(encoding="utf-8-sig", errors="replace"), self.addresses, bases)


def built_as(page: str) -> str:
    """The file that the engine makes of a page: `guidance/publication/index.html` of `guidance/publication.md`."""
    return f"{address_of(page)}index.html"


def address(file: str) -> str:
    """The address of a file of the site, from its root: `/guidance/publication/`."""
    folder = file.removesuffix("index.html")
    return f"/{folder if not folder or folder.endswith('/') else file}"


def _values(node: Node, field: Field) -> Iterator[tuple[Field, str]]:
    """Every text of a record with its field."""
    if isinstance(node, Scalar):
        yield field, node.value
    elif isinstance(node, Group):
        for name, value in node.values.items():
            yield from _values(value, (*field, name))
    else:
        for number, item in enumerate(node.items):
            yield from _values(item, (*field, number))


def _span(text: str, link: Link, addresses: Addresses, bases: tuple[str, ...]) -> tuple[int, int] | None:
    """Where a text writes an address that leads where the link does."""
    if isinstance(link.target, NotAllowed):
        literal = re.search(rf"(?<![\w./:-]){re.escape(link.href)}(?![\w/#{{-])", text)
        return literal.span() if literal else None
    if _hint(link.target) not in text and "%" not in link.href:
        return None
    for word in _WORD.finditer(text):
        if word[0] == link.href or _leads(word[0], link.target, addresses, bases):
            return word.span()
    return None


def _hint(target: Target) -> str:
    """Words that whoever writes the link has to write, so that long texts are not read for nothing."""
    return target.fragment or PurePosixPath(target.file.removesuffix("/index.html")).name


def _leads(word: str, target: Target, addresses: Addresses, bases: tuple[str, ...]) -> bool:
    if not any(sign in word for sign in "/#."):
        return False  # a word of the text
    href = word if bases else _FROM_ROOT.sub("", word, count=1)
    for base in bases or ("index.html",):
        try:
            found = addresses.target(href, base)
        except NotAllowed:
            continue
        if found and target in (found, Target(built_as(found.file), found.fragment)):
            return True
    return False
