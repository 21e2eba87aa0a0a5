"""Confidential files for people: where they may lie, and a sheet whole in one HTML file."""

from pathlib import Path

from macros.anonymity.remembered import own_cache
from macros.finish import read_manifest
from macros.written import is_kept_by_git, write_whole

# Folders of a project that are published, or from which the site and the drafts are made.
OF_THE_PROJECT = ("docs", "overrides", "notices", "site")
# In so many bytes of a file stands what kind of sheet it is.
_BEGINNING = 600


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


def write_sheet(file: Path, html: str, project: Path, records: Path, begins: str, called: str) -> None:
    """Write a sheet, whole or not at all, for nobody but who writes it. Raises OSError.

    Where git would keep it or a build would publish it, it is not written; nor over a file that is
    not of its kind, in whose head ``begins`` stands. ``called`` is what the sheet is called.
    """
    refuse_place(file, project, records)
    is_other = file.exists() and begins.encode() not in file.read_bytes()[:_BEGINNING]
    if file.suffix != ".html" or is_other:
        raise OSError(0, f"this is not a {called}; name a new file that ends in .html", str(file))
    if not file.parent.is_dir():
        raise OSError(0, "there is no such folder; make it first", str(file.parent))
    write_whole(file, html.encode())
