"""What the project put into its site itself: its look, its addresses, the ways to reach it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

import yaml

from macros import pages
from macros.finish.policy import SEARCH, integrity
from macros.guidance.front_matter import PAGE_SUFFIXES
from macros.pages.coloured import COLOURED, coloured
from macros.partnership.colours import Colours
from macros.project import Project
from macros.records import Case
from macros.scan.kinds import OURS_ONLY
from macros.search_index import INDEX, WASM, beginning, program

# An address with whatever stands around it in Markdown, YAML, a template or HTML.
_ADDRESS = re.compile(r"(?:https?:|mailto:|tel:)[^\s<>\"'`|]+", re.IGNORECASE)
_ESCAPES = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
# What an address is not cut off before.
_GOES_ON = re.compile(r"/?+(?:[\w/#?&=%~@+$-]|[.,;:!'*](?=[\w/]))")
_APART = re.compile(r"[\s()./-]+")


@dataclass(frozen=True)
class Ours:
    """``files`` are those of the site that are its own byte for byte, by path: of its `overrides` or its `theme`.

    ``names`` may stand as the author of a file. ``scripts`` are the digests of all its scripts, whosever they are.
    """

    site_url: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    scripts: Mapping[str, str] = field(default_factory=dict)
    _written: str = ""
    _contacts: frozenset[str] = frozenset()
    _says: str = ""

    def leads_to(self, address: str) -> bool:
        """Whether the project's own sources name an address."""
        plain = _plain(address)
        if plain.startswith("tel:") and _compact(plain[4:]) in self._contacts:
            return True
        if plain.startswith("mailto:") and plain[7:].lower() in self._contacts:
            return True
        place = self._written.find(plain)
        while place >= 0:
            if not _GOES_ON.match(self._written, place + len(plain)):
                return True
            place = self._written.find(plain, place + 1)
        return False

    @cached_property
    def fixed(self) -> str:
        """All but what `lines` tells of, as one text."""
        values = self.site_url, sorted(self.files.items()), sorted(self.names), sorted(self.scripts.items())
        return repr((*values, sorted(self._contacts)))

    @cached_property
    def lines(self) -> frozenset[str]:
        """A digest of every line that names or says something. With more of them nothing is less known."""
        written = (f"written {line}" for line in self._written.split("\n"))
        says = (f"says {line}" for line in self._says.split("\n"))
        return frozenset(sha256(line.encode()).hexdigest()[:32] for line in (*written, *says))

    def prints(self, found: str) -> bool:
        """Whether something is known and fine: the partnership file has it, or the check of a record let it pass."""
        if found.lower() in self._contacts or _compact(found) in self._contacts:
            return True
        return bool(re.search(rf"(?<!\w){re.escape(found)}(?!\w)", self._says))


def ours(folder: Path, paths: Iterable[str], project: Project | None) -> Ours:
    """What of the site in ``folder``, with files at ``paths``, a project put there. Without a project: nothing."""
    files = list(paths)
    scripts = {path: integrity(_bytes(folder / path)) for path in files if path.endswith(".js")}
    if project is None:
        return Ours(scripts=scripts)
    looks = [("overrides", look) for look in _looks(project.folder)] + [("theme", theme) for theme in _theme()]
    own = {}
    for path in (path for path in files if Path(path).suffix in OURS_ONLY):
        for whose, look in looks:
            if path not in own and _same(folder / path, look / path):
                own[path] = whose
    own |= _search(folder, files, project.folder)
    partnership = project.partnership
    if partnership is None:
        return Ours(files=own, scripts=scripts)
    own |= _coloured(folder, files, project.folder, partnership.colours)
    contacts: set[str] = set()
    for contact in partnership.contacts.values():
        contacts |= {contact.email.lower()} if contact.email else set()
        contacts |= {_compact(contact.telephone)} if contact.telephone else set()
    written = {_plain(found) for text in _sources(project, folder) for found in _ADDRESS.findall(text)}
    names = frozenset((partnership.name, partnership.short_name))
    says = "\n".join(_known(project, folder))
    return Ours(partnership.site_url, own, names, scripts, "\n".join(sorted(written)), frozenset(contacts), says)


def _looks(project: Path) -> Iterator[Path]:
    """The folders of the project's own look: `overrides`, and what the engine's file names."""
    yield project / "overrides"
    try:
        config = yaml.load((project / "mkdocs.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
        yield project / config["theme"]["custom_dir"]
    except (OSError, ValueError, yaml.YAMLError, RecursionError, TypeError, KeyError):
        return


def _theme() -> Iterator[Path]:
    """Where the installed theme is. What it brings is public already, and the same for everybody."""
    theme = find_spec("material")
    for place in (theme.submodule_search_locations or ()) if theme else ():
        yield Path(place) / "templates"


def _search(folder: Path, files: Iterable[str], project: Path) -> Iterator[tuple[str, str]]:
    """What of Pagefind is as it was installed: its program, and the script that goes out before ours."""
    for path in files:
        if path == f"{INDEX}/{WASM}" and _bytes(folder / path) == program():
            yield path, "theme"
        elif path == SEARCH and any(
            _bytes(folder / path) == beginning() + _bytes(look / path) for look in _looks(project)
        ):
            yield path, "overrides"


def _coloured(folder: Path, files: Iterable[str], project: Path, colours: Colours) -> Iterator[tuple[str, str]]:
    """What of the project's look has the colours of its partnership in it."""
    for path in (path for path in files if path in COLOURED):
        written = (coloured(_read(look / path), colours) for look in _looks(project))
        if any(_bytes(folder / path) == one.encode() for one in written):
            yield path, "overrides"


def _same(file: Path, other: Path) -> bool:
    try:
        return other.is_file() and file.read_bytes() == other.read_bytes()
    except OSError:
        return False


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:  # said where the file itself is read
        return b""


def _sources(project: Project, folder: Path) -> Iterator[str]:
    """The text of everything in which the project may name an address."""
    yield from map(_read, (project.folder / "partnership.yml", project.folder / "mkdocs.yml"))
    for look in (*_looks(project.folder), Path(pages.__file__).parent):
        yield from (
            _read(file) for file in sorted(look.rglob("*")) if file.suffix in (".html", ".js", ".css", ".py", ".svg")
        )
    yield from (_read(file) for file in sorted((project.folder / "docs").rglob("*")) if file.suffix in PAGE_SUFFIXES)
    yield from ("\n".join(case.document.lines) for case in _shown(project, folder))


def _known(project: Project, folder: Path) -> Iterator[str]:
    """What the partnership file says, and what the check of the records that the site shows has let pass."""
    yield _read(project.folder / "partnership.yml")
    for case in _shown(project, folder):
        record = case.record
        yield record.title
        yield from (child.pseudonym for child in record.children)
        yield from (allowed.term for allowed in record.anonymity.allow)


def _shown(project: Project, folder: Path) -> Iterator[Case]:
    """The cases that a site shows: what a hidden record names is not known on it."""
    for judged in project.cases:
        reference = judged.case.record.reference
        if any((folder / kind / reference).is_dir() for kind in ("reports", "briefings", "team-briefings")):
            yield judged.case


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _plain(address: str) -> str:
    """An address without the ways of writing that differ from file to file."""
    plain = unquote(unescape(_ESCAPES.sub("", address)))
    scheme, colon, rest = plain.partition(":")
    host, slash, path = rest.removeprefix("//").partition("/")
    if rest.startswith("//"):
        return f"{scheme.lower()}://{host.lower()}{slash}{path}".removesuffix("/")
    return f"{scheme.lower()}{colon}{rest}"


def _compact(number: str) -> str:
    """A telephone number by its figures, as it is dialled in the country."""
    figures = _APART.sub("", number)
    return f"0{figures[3:]}" if figures.startswith("+44") else figures
