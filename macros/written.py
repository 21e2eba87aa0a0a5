"""Writing a file: whole or not at all, and where it does not travel."""

import os
import shutil
import tempfile
from pathlib import Path


def write_whole(file: Path, data: bytes, mode: int = 0o600) -> None:
    """Put a file's new bytes in its place at once: nobody ever reads half of it. Raises OSError."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as writing:
            writing.write(data)
        temporary.chmod(mode)
        temporary.replace(file)
    except BaseException:
        temporary.unlink()
        raise


def is_kept_by_git(path: Path) -> bool:
    """Whether a path lies in a git repository, as written or behind links: the next commit would keep it for ever."""
    # `../private/x` lies beside the folder it is written in, and not below it.
    places = (Path(os.path.abspath(path)), path.resolve())  # noqa: PTH100 - takes `..` out and follows no link
    return any((above / ".git").exists() for place in places for above in (place, *place.parents))


def same_file(file: Path, target: Path) -> None:
    """The same file under another name, which takes no room; a copy where the disk or rights forbid that.

    A link is taken as a link. Raises OSError.
    """
    try:
        os.link(file, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(file, target, follow_symlinks=False)


def move_into(source: Path, target: Path) -> None:
    """Move all that is in a folder into another one, whole folders where they are not there yet. Raises OSError."""
    if not source.is_dir():
        return
    for entry in list(source.iterdir()):
        there = target / entry.name
        if entry.is_dir() and there.is_dir():
            move_into(entry, there)
        else:
            entry.rename(there)
