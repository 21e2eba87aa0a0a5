"""Hand-written pages: every problem is found, by page and line, before the engine starts."""

import os
import re
from collections.abc import Collection, Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from macros import unseen
from macros.guidance.front_matter import PAGE_SUFFIXES, HandWritten, address_of, body_of, mistaken_front, read_head
from macros.guidance.strays import strays_on
from macros.pages import FOLDERS
from macros.pages.calls import check_source
from macros.pages.check_head import Known, check_head
from macros.pages.data import HELD, as_if_held_by, data_macros
from macros.partnership.model import Partnership
from macros.problems import Problem, shown, whole_file
from macros.strict_yaml import MOST_PROBLEMS, Unreadable

# What may lie beside pages: the engine publishes every file there is.
OTHER_SUFFIXES = (".css", ".js", ".svg", ".png", ".jpg", ".jpeg", ".webp", ".ico", ".pdf", ".docx", ".woff2")
PLAIN_NAME = re.compile(r"[A-Za-z0-9._~-]+")


def check_pages(docs: Path, pages: Collection[HandWritten], partnership: Partnership, today: date) -> Iterator[Problem]:
    """Every problem of the files below ``docs``, shown as `docs/...`, as of a day; ``pages`` are those of the site."""
    addresses = {address_of(file.relative_to(docs).as_posix()) for file in docs.rglob("*.m*") if _is_page(file.name)}
    known = Known(data_macros(partnership, today, pages), partnership, today, frozenset(addresses))
    in_site = {page.path for page in pages}
    yield from _held_twice(pages)
    yield from _one_address(docs)
    root = docs.resolve()
    for folder, folders, names in os.walk(docs):
        folders.sort()
        for name in sorted([*names, *folders]):
            file = Path(folder) / name
            path = shown(f"docs/{file.relative_to(docs).as_posix()}", most=200)
            if not _is_inside(file, root):
                yield whole_file(path, "link", "a link out of the folder of pages; put the file itself here")
            elif file.is_symlink() and file.is_dir():
                # The engine follows links to folders, round in a circle if they lead there.
                yield whole_file(path, "link", "a link to a folder; put the folder itself here")
            elif not name.isprintable() or "{" in name or not (name.startswith(".") or PLAIN_NAME.fullmatch(name)):
                # It becomes an address, and of a page without a title the title, which the engine runs as a template.
                message = "a name with a space or a sign; use letters of English, digits, - and ."
                yield whole_file(path, "file-name", message)
            elif file.parent == docs and file.stem.casefold() in FOLDERS and (_is_page(name) or file.is_dir()):
                message = f"the pages under {file.stem}/ are made by the publisher; choose another name"
                yield whole_file(path, "page-name", message)
            elif _is_page(name) and not file.is_dir():
                yield from _check_file(file, path, known)
                if file.relative_to(docs).as_posix() in in_site:
                    yield from strays_on(file.read_text(encoding="utf-8-sig"), path, partnership)
            elif not file.is_dir() and not name.startswith(".") and file.suffix.lower() not in OTHER_SUFFIXES:
                message = "a file of a kind that has no place among pages and would be published; put it elsewhere"
                yield whole_file(path, "file-kind", message)


def _is_page(name: str) -> bool:
    return name.endswith(PAGE_SUFFIXES)


def _held_twice(pages: Collection[HandWritten]) -> Iterator[Problem]:
    """Macros know what a page holds by the name of its file, so that two of a name cannot hold the same kind."""
    for kind in HELD:
        first: dict[str, HandWritten] = {}
        for page in pages:
            if getattr(page.head, kind) and first.setdefault(page.name, page) is not page:
                message = f"{first[page.name].path} has `{kind}` as well and the same name; give one another name"
                yield whole_file(f"docs/{page.path}", "page-name", message)


def _one_address(docs: Path) -> Iterator[Problem]:
    """A problem for each file whose address is another's: one of them would be lost, on some servers or on all."""
    first: dict[str, str] = {}
    for file in sorted(docs.rglob("*")):
        path = file.relative_to(docs).as_posix()
        if not (file.is_dir() or file.name.startswith(".")):
            # Many servers and file systems take capitals and small letters for the same.
            address = (address_of(path) if _is_page(path) else path).casefold()
            if first.setdefault(address, path) != path:
                message = f"{shown(first[address])} has the same address, capitals aside; give one another name"
                yield whole_file(f"docs/{shown(path, most=200)}", "page-name", message)


def _hidden(text: str, path: str) -> Iterator[Problem]:
    """A problem for each character of a page that does not show. Front matter names those that stand in it itself."""
    skipped = text[: len(text) - len(body_of(text))].count("\n")
    for number, line in enumerate(text.split("\n"), start=1):
        for start, end, message in (*(unseen.literal(line) if number > skipped else ()), *unseen.written_out(line)):
            yield Problem(path, number, start + 1, "", "not-text", message, number, end + 1)


def _is_inside(file: Path, root: Path) -> bool:
    try:
        return file.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a link that leads in a circle
        return False


def _check_file(file: Path, path: str, known: Known) -> Iterator[Problem]:
    try:
        if not file.is_file():
            raise OSError
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        yield whole_file(path, "not-text", "the page cannot be read as UTF-8 text; save it with that encoding")
        return
    if wrong := mistaken_front(text):
        yield Problem(path, 1, 1, "", "front-matter", wrong, 1, 2)
    yield from islice(_hidden(text, path), MOST_PROBLEMS)
    try:
        head = read_head(text, path)
        problems = head.problems if head else []
    except Unreadable as error:
        head, problems = None, error.problems
    yield from problems
    if head and not problems:
        yield from check_head(head, known)
    body = body_of(text)
    # Jinja counts lines from the end of the front matter.
    skipped = text[: len(text) - len(body)].count("\n")
    # What a page holds that cannot be read is no second fault where the page shows it.
    macros = as_if_held_by(file.stem, known.macros) if problems or wrong else known.macros
    yield from check_source(body, path, macros, skipped)
