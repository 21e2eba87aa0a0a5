"""Word files that came back: found in a folder, and read from it in bounded memory."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from stat import S_ISREG

from macros.word.package import MOST_BYTES, TOO_LARGE, NotReadable

SUFFIX = ".docx"
# In what else a form comes back: it is named, so that nobody takes it for read.
OTHERS = frozenset((".doc", ".docm", ".dotx", ".odt", ".pdf", ".rtf"))
CLOSED = "this folder cannot be opened; check who may read it"


def returned_files(folder: Path, closed: Callable[[Path], None]) -> Iterator[Path]:
    """The files in a folder and the folders in it that may be forms, in the order of their paths.

    What programs leave beside them is none. ``closed`` is told of a folder that cannot be looked into:
    a form may lie there.
    """

    def tell(error: OSError) -> None:
        closed(Path(error.filename or folder))

    found = (Path(above) / name for above, _, names in os.walk(folder, onerror=tell) for name in names)
    forms = (file for file in found if file.suffix.lower() in {SUFFIX, *OTHERS} and not file.name.startswith("."))
    yield from sorted((file for file in forms if not is_left_beside(file)), key=lambda file: _order(file, folder))


def _order(file: Path, folder: Path) -> tuple[str, str]:
    name = file.relative_to(folder).as_posix()
    return name.casefold(), name


def is_left_beside(file: Path) -> bool:
    """Whether it is what Word puts beside a file while somebody has it open."""
    return file.name.startswith("~$")


def bytes_of(file: Path) -> bytes:
    """The bytes of a file that came back. Raises NotReadable."""
    if file.suffix.lower() != SUFFIX:
        raise NotReadable("it is not a .docx file; save it as one in Word, or type it in by hand")
    try:
        if not S_ISREG(file.lstat().st_mode):
            raise NotReadable("it is a link, or no file at all; put the file itself there")
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError:
        raise NotReadable("it cannot be opened; check that it is there, and who may read it") from None
    if len(data) > MOST_BYTES:
        raise NotReadable(TOO_LARGE)
    return data
