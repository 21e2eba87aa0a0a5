"""Writing a file: whole or not at all, and where it does not travel."""

import os
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
