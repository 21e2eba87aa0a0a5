"""The search index of a site, made from its finished pages and from nothing else: what no page says, nobody finds.

Pagefind makes it. It is the same to the last byte for the same pages, whatever lay in the folder before.
"""

import shutil
from concurrent.futures import BrokenExecutor
from functools import partial
from pathlib import Path

from macros.cores import on_all_cores
from macros.finish.policy import SEARCH
from macros.problems import Refused
from macros.search_index.found import Found, found_on
from macros.search_index.in_order import ENTRY, called, in_order
from macros.search_index.packed import SIGNATURE
from macros.search_index.pagefind import WASM, Pagefind, beginning, program
from macros.search_index.words import Piece, pieces

__all__ = ["INDEX", "SIGNATURE", "WASM", "beginning", "make_index", "program", "put_script"]

INDEX = "search/index"
# Of what Pagefind writes: what is found, the words it is found by, and what says what is in the index, which is few
# files. Its own look and the scripts that go with it are left out.
_FOUND = ".pf_fragment"
_WORDS = ".pf_index"
_FEW = (ENTRY, ".pf_meta", ".pf_filter")


def put_script(folder: Path) -> None:
    """Put Pagefind's own script before that of the search page. Raises Refused."""
    script = folder / SEARCH
    if script.is_file():
        script.write_bytes(beginning() + script.read_bytes())


def make_index(folder: Path) -> None:
    """Make the index of the pages that lie in the folder of a built site, in the place of any other. Raises Refused.

    No file is written through: in a folder of links to another site's files that one stays as it is.
    """
    index = folder / INDEX
    if index.exists():
        shutil.rmtree(index)
    try:
        few: dict[str, bytes] = {}
        names: dict[str, str] = {}
        words: list[bytes] = []
        with Pagefind() as pagefind:
            size = _told(pagefind, folder)
            for path, data in pagefind.files():
                if path.endswith(_FEW):
                    few[path] = data
                elif path.endswith(_FOUND):
                    name = names[Path(path).stem] = called(data)
                    _write(index / f"fragment/{name}{_FOUND}", data)
                elif path.endswith(_WORDS):
                    words.append(data)
                elif path == WASM:
                    _write(index / path, data)
        shorter = on_all_cores(partial(_put_words, index / "index", size), words)
        told = [piece for some in shorter for piece in some]
        for path, data in in_order(few, names, told).items():
            _write(index / path, data)
    except (OSError, ValueError, BrokenExecutor) as error:  # a worker that the system ends as well
        shutil.rmtree(index, ignore_errors=True)
        raise Refused(f"the search index could not be made: {error}") from error


def _told(pagefind: Pagefind, folder: Path) -> int:
    """Tell Pagefind of all that can be found, and say how much that is."""
    size = 0
    for on_page in on_all_cores(partial(_found, folder), _pages(folder)):
        for found in on_page:
            pagefind.add(found)
            size += 1
    return size


def _found(folder: Path, page: Path) -> list[Found]:
    address = page.parent.relative_to(folder).as_posix()
    return list(found_on(page.read_bytes(), f"/{address}/" if address != "." else "/"))


def _put_words(folder: Path, size: int, words: bytes) -> list[Piece]:
    """Write a file of words as smaller ones, for an index with so many entries, and say what each is."""
    smaller = []
    for piece, data in pieces(words, size):
        _write(folder / f"{piece.name}{_WORDS}", data)
        smaller.append(piece)
    return smaller


def _pages(folder: Path) -> list[Path]:
    """Every page, in an order that no disk has a say in."""
    return sorted(folder.rglob("index.html"), key=lambda page: page.relative_to(folder).as_posix())


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
