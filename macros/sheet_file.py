"""Confidential files for people: where they may lie, and a sheet whole in one file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from macros.finish import read_manifest
from macros.memory import own_cache
from macros.word.package import NotReadable
from macros.word.reading import read_form
from macros.written import is_kept_by_git, write_whole

# Folders of a project that are published, or from which the site and the drafts are made.
OF_THE_PROJECT = ("docs", "overrides", "notices", "site")
# In so many bytes of an HTML file stands its title.
_BEGINNING = 600


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of sheet: what it is ``called``, how its files end, and by what one is known as it lies there.

    ``is_one`` takes the bytes of any file that ends so.
    """

    called: str
    suffix: str
    is_one: Callable[[bytes], bool]


def html_kind(called: str, title: str) -> Kind:
    """A kind of HTML file, whose title begins with certain words."""
    begins = f"<title>{title}".encode()
    return Kind(called, ".html", lambda data: begins in data[:_BEGINNING])


def pdf_kind(called: str, *titles: str) -> Kind:
    """A kind of PDF, whose title ends with certain words, or with one of several."""

    def is_one(data: bytes) -> bool:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError:
            return False
        with document:
            title: str = document.get_metadata_value("Title")
            return title.endswith(titles)

    return Kind(called, ".pdf", is_one)


def word_kind(called: str, form: str) -> Kind:
    """A kind of Word file: a form, whatever somebody wrote into it."""

    def is_one(data: bytes) -> bool:
        try:
            mark = read_form(data).mark
        except NotReadable:
            return False
        return mark is not None and mark.form == form

    return Kind(called, ".docx", is_one)


def own_folder(name: str) -> Path:
    """Where sheets of a kind lie unless somebody says otherwise: out of every repository, for their owner alone."""
    folder = own_cache() / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def refuse_place(path: Path, project: Path, *others: Path) -> None:
    """Raises OSError where a file or folder at ``path`` would be published, kept by git, or mixed with what is.

    ``others`` are further folders in which it may not lie, as that of the records.
    """
    if is_kept_by_git(path):
        message = "this lies in a git repository, which would keep it for ever; name another with --out"
        raise OSError(0, message, str(path))
    here = path.resolve()
    for folder in (*(project / name for name in OF_THE_PROJECT), *others):
        if here.is_relative_to(folder.resolve()):
            raise OSError(0, "this does not belong in a folder of the project; name another with --out", str(folder))
    if any((folder / "releases").is_dir() and (folder / "current").is_symlink() for folder in (here, *here.parents)):
        message = "this lies in the folder that cspr publish fills; name another with --out"
        raise OSError(0, message, str(path))
    if any(read_manifest(folder) for folder in (here, *here.parents)):
        message = "this lies in a built site and would be published with it; name another with --out"
        raise OSError(0, message, str(path))


def write_sheet(file: Path, data: bytes, kind: Kind, project: Path, records: Path) -> None:
    """Write a sheet, whole or not at all, for nobody but who writes it. Raises OSError.

    Where git would keep it or a build would publish it, it is not written; nor over a file that is
    not of its kind.
    """
    refuse_place(file, project, records)
    if file.suffix != kind.suffix or (file.exists() and not kind.is_one(file.read_bytes())):
        raise OSError(0, f"this is not a {kind.called}; name a new file that ends in {kind.suffix}", str(file))
    if not file.parent.is_dir():
        raise OSError(0, "there is no such folder; make it first", str(file.parent))
    write_whole(file, data)
