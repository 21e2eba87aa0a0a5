"""Forms that came back, each checked on its own: files by name, and all that lie in a folder."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from macros.forms.check import Checked, Ours, check_form
from macros.problems import shown
from macros.word.package import NotReadable
from macros.word.returned import CLOSED, SUFFIX, bytes_of, is_left_beside, returned_files
from macros.written import write_whole

NO_FORM = "there is no form in this folder"


@dataclass(frozen=True, slots=True)
class Told:
    """What there is to say of a file: what it lacks, or in one sentence why it could not be checked."""

    file: str
    checked: Checked | None
    problem: str = ""

    @property
    def is_complete(self) -> bool:
        return self.checked is not None and self.checked.is_complete


def check_all(paths: Sequence[Path], forms: Mapping[str, Ours]) -> tuple[Told, ...]:
    """Check files, and those in folders, by ``forms`` by name. What Word leaves beside files is passed over."""
    return tuple(told for path in dict.fromkeys(paths) for told in _of_path(path, forms))


def _of_path(path: Path, forms: Mapping[str, Ours]) -> Iterator[Told]:
    if not _is_folder(path):
        yield from () if is_left_beside(path) else [_of_file(path, forms)]
        return
    closed: list[Path] = []
    found = [_of_file(file, forms) for file in returned_files(path, closed.append)]
    yield from (Told(_name(folder), None, CLOSED) for folder in closed)
    yield from found
    if not (found or closed):
        yield Told(_name(path), None, NO_FORM)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _of_file(file: Path, forms: Mapping[str, Ours]) -> Told:
    try:
        return Told(_name(file), check_form(bytes_of(file), forms))
    except NotReadable as error:
        return Told(_name(file), None, str(error))


def _name(path: Path) -> str:
    return shown(str(path), most=200)


def write_empty(file: Path, ours: Ours) -> None:
    """Write an empty form, whole or not at all. Raises OSError.

    Nothing is written over: somebody may have filled it in, in the boxes or beside them.
    """
    if file.suffix != SUFFIX:
        raise OSError(0, f"a form is a Word file; name one that ends in {SUFFIX}", str(file))
    if file.exists():
        raise OSError(0, "this is there already, and may be filled in; name another, or delete it first", str(file))
    if not file.parent.is_dir():
        raise OSError(0, "there is no such folder; make it first", str(file.parent))
    write_whole(file, ours.file())
