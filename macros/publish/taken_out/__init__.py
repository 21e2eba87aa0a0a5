"""Taking a case out of the folder of a built site: pure work on files, which asks no record and no project.

It is for the minute in which something must be gone whatever else is wrong. So the rule is: what the
site itself shows of the case decides. Its own files go, and its pages say that a report was withdrawn.
Elsewhere a link or an address that leads to it names it, and its title where that stands alone; a
pseudonym in the middle of a text does not, because another case or a page may use the same word. What
names it goes in the smallest piece that makes sense: card, row, entry, event. In a sentence somebody
wrote other words stand in its place. Where no such piece is found a page says that it is being made
again, and a file of data is gone until the next build; a page of another case keeps its own text always.
A PDF, a Word file or a picture is one case's own or leads to none, and is told by its name; the guidance as
one document is gone until the next build where somebody wrote the case's title or address into it.
"""

import gzip
import json
import os
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath

import pypdfium2

from macros.finish import MANIFEST, read_manifest
from macros.paper.framework import FILE as FRAMEWORK
from macros.publish.taken_out.data import CUTS
from macros.publish.taken_out.pages import being_made_again, off_the_page, withdrawn_page
from macros.publish.taken_out.traces import DATA, HOMES, Traces, is_withdrawn
from macros.search_index import INDEX, make_index
from macros.written import write_whole

__all__ = ["remove_own", "shows", "take_out"]

# These are the project's own to the last byte, or no text.
_NEVER_OF_CASES = frozenset((".js", ".css", ".woff", ".woff2", ".ttf", ".otf", ".png", ".jpg", ".ico", ".pdf", ".docx"))
_PAGES = ("reports", "briefings")
_MODE = 0o644


def take_out(folder: Path, reference: str) -> list[str]:
    """Take a case out of a built site, and write its manifest anew; the paths of all files changed or gone.

    No file is written through: each is put in its place anew, so that a folder of links to another site's
    files leaves that one as it is. Where nothing names the case nothing is written. Raises OSError.
    """
    traces = Traces.of(folder, reference)
    if not _shows(folder, traces):
        return []
    work = _Work(folder, traces)
    for path in _files(folder):
        if traces.owns(path):
            work.take_own(path)
    for path in _files(folder):
        if path.endswith(".html") and not traces.owns(path):
            work.take_off_page(path)
    for path in _files(folder):
        if _is_data(path) and not traces.owns(path):
            work.take_out_of_data(path)
    if work.done:
        work.index_again()
        _write_manifest(folder, work.done)
    return sorted(work.done)


def shows(folder: Path, reference: str) -> bool:
    """Whether a built site shows the case or names it, beyond what a whole build says of one that was withdrawn.

    Such a build has its own pages, which say no more than that, and what people wrote on other pages.
    """
    return _shows(folder, Traces.of(folder, reference))


def _shows(folder: Path, traces: Traces) -> bool:
    own = [path for path in _files(folder) if traces.owns(path)]
    if own:
        return not all(_is_stub(folder / path, path) for path in own)
    told = (path for path in _files(folder) if path.endswith(".html") or _is_data(path))
    return any(_names(folder / path, path, traces) for path in told)


def remove_own(folder: Path, reference: str) -> list[str]:
    """Remove the case's own files, and the search index that holds its words; nothing else, and so it needs no room.

    Comes back with the paths of its own. Raises OSError.
    """
    traces = Traces.of(folder, reference)
    files = list(_files(folder))
    own = [path for path in files if traces.owns(path) and not _is_stub(folder / path, path)]
    index = [path for path in files if path.startswith(f"{INDEX}/")]
    for path in dict.fromkeys((*own, *index)):
        (folder / path).unlink()
    return own


@dataclass
class _Work:
    folder: Path
    traces: Traces
    done: set[str] = field(default_factory=set)

    def take_own(self, path: str) -> None:
        file, page = self.folder / path, PurePosixPath(path)
        if _is_stub(file, path):
            return
        if page.name == "index.html" and page.parts[0] in _PAGES and len(page.parts) == 3:
            self._put(path, withdrawn_page(file.read_bytes(), self.traces))
        else:
            self._remove(path)

    def take_off_page(self, path: str) -> None:
        html = (self.folder / path).read_bytes()
        mended = _mended(html, path, self.traces)
        if mended:
            self._put(path, mended)

    def take_out_of_data(self, path: str) -> None:
        if path == FRAMEWORK and _says(self.folder / path, self.traces):
            self._remove(path)
        if PurePosixPath(path).suffix in _NEVER_OF_CASES:
            return
        data = (self.folder / path).read_bytes()
        new = _without(data, path, self.traces)
        if new is None:
            self._remove(path)
        elif new != data:
            self._put(path, new)

    def index_again(self) -> None:
        """What can be searched is what the pages say now. Where no index can be made there is none."""
        before = self._index()
        if not before:
            return
        try:
            make_index(self.folder)
        except Exception:  # no fault of a program may keep the case up
            shutil.rmtree(self.folder / INDEX, ignore_errors=True)
        self.done |= {path for path, _ in before ^ self._index()}

    def _index(self) -> set[tuple[str, str]]:
        """The files of the search index, each with what is in it."""
        paths = (path for path in _files(self.folder) if path.startswith(f"{INDEX}/"))
        return {(path, sha256((self.folder / path).read_bytes()).hexdigest()) for path in paths}

    def _put(self, path: str, data: bytes) -> None:
        write_whole(self.folder / path, data, _MODE)
        self.done.add(path)

    def _remove(self, path: str) -> None:
        file = self.folder / path
        file.unlink()
        self.done.add(path)
        for above in file.parents:
            if above == self.folder or any(above.iterdir()):
                return
            above.rmdir()


def _is_data(path: str) -> bool:
    """Whether a file is one that may name a case: the search index says what pages say, and goes with them."""
    return not path.endswith(".html") and path != MANIFEST and not path.startswith(f"{INDEX}/")


def _mended(html: bytes, path: str, traces: Traces) -> bytes | None:
    """A page without the case; None where it does not name it."""
    if not traces.may_be_in(html):
        return None
    try:
        return off_the_page(html, path, traces)
    except Exception:  # a page that cannot be mended keeps nothing up
        return None if traces.is_of_another(path) else being_made_again()


def _without(data: bytes, path: str, traces: Traces) -> bytes | None:
    """A file of data without the case; None where it cannot be taken out of it."""
    packed = data.startswith(b"\x1f\x8b")
    try:
        if not traces.may_be_in(gzip.decompress(data) if packed else data):
            return data
        cut = CUTS.get(PurePosixPath(path).suffix)
        if packed or cut is None:
            return None
        # What another case says is its own, a pseudonym that is the same by chance included.
        of_another = path.startswith(f"{DATA}/") and PurePosixPath(path).stem in traces.others
        return cut(data, traces.by_address if of_another else traces)
    except (ValueError, SyntaxError, OSError, EOFError, RecursionError):  # not what its name says
        return None


def _names(file: Path, path: str, traces: Traces) -> bool:
    data = file.read_bytes()
    if path.endswith(".html"):
        return _mended(data, path, traces) is not None
    if path == FRAMEWORK:
        return _says(file, traces)
    return PurePosixPath(path).suffix not in _NEVER_OF_CASES and _without(data, path, traces) != data


def _says(file: Path, traces: Traces) -> bool:
    """Whether a PDF says the case's title or an address of it; one that cannot be read may."""
    try:
        with pypdfium2.PdfDocument(file) as document:
            text = "\n".join(page.get_textpage().get_text_range() for page in document)
    except pypdfium2.PdfiumError:
        return True
    return traces.has_title(" ".join(text.split())) or traces.has_address(text)


def _is_stub(file: Path, path: str) -> bool:
    return path.endswith("/index.html") and path.startswith(HOMES) and is_withdrawn(file.read_bytes())


def _files(folder: Path) -> Iterator[str]:
    """The path of every file of a folder from there, in order. Links are files here and are not followed."""
    for above, folders, names in os.walk(folder):
        folders.sort()
        below = above[len(str(folder)) :].lstrip("/")
        yield from (f"{below}/{name}" if below else name for name in sorted(names))


def _write_manifest(folder: Path, done: Collection[str]) -> None:
    """The manifest with the digests of what was changed; its instant stays, because the site is still as of then."""
    manifest = read_manifest(folder)
    files, made_from = (manifest["files"], manifest["made_from"]) if manifest else (None, None)
    if manifest is None or not isinstance(files, dict) or not isinstance(made_from, dict):
        return
    there = set(_files(folder)) - {MANIFEST}
    kept = {path: digest for path, digest in files.items() if path in there and path not in done}
    new = {path: sha256((folder / path).read_bytes()).hexdigest() for path in there - kept.keys()}
    # What was changed is made from something else now, and nobody may take it over.
    still = {path: key for path, key in made_from.items() if path in kept}
    text = json.dumps({**manifest, "files": {**kept, **new}, "made_from": still}, indent=1, sort_keys=True) + "\n"
    write_whole(folder / MANIFEST, text.encode(), _MODE)
