"""What is remembered between commands: in the user's own cache folder, out of every repository.

What is remembered are places, kinds, ids and dates, never words.
"""

import os
import stat
from pathlib import Path

from macros.written import write_whole

# What is known of 30,000 records; a larger file was made by somebody else.
_MOST_BYTES = 256 * 1024 * 1024


class Memory:
    """What is known of records, in a folder of files. Losing it costs time and nothing else.

    Without a ``folder`` nothing is remembered; ``anew`` writes and does not read.
    """

    def __init__(self, folder: Path | None = None, *, anew: bool = False) -> None:
        self.folder = folder
        self.anew = anew

    def read(self, name: str) -> bytes | None:
        """What was written under a name, or None where it is nothing that this user alone could have written."""
        if self.folder is None or self.anew:
            return None
        try:
            # Follows no link and waits for no pipe.
            handle = os.open(self.folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return None
        try:
            found = os.fstat(handle)
            own = stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077
            if not own or found.st_size > _MOST_BYTES:
                return None
            with os.fdopen(handle, "rb", closefd=False) as file:
                return file.read()
        except OSError:
            return None
        finally:
            os.close(handle)

    def write(self, name: str, data: bytes) -> None:
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self.folder / name, data)
        except OSError:
            self.folder = None


def own_cache() -> Path:
    """The publisher's folder in the user's own cache, as the system has it."""
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    # The specification says that a relative one is none.
    return (named if named.is_absolute() else Path.home() / ".cache") / "cspr"


def own_memory() -> Path:
    """The folder for what is remembered."""
    return own_cache() / "remembered"
