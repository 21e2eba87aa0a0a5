"""Which files were read before and held nothing, so that a build reads again only what is new.

It says so of these very bytes at this very path, under the same conditions: the publisher, what of the
site is the project's own, and the private list. What the project names and says may have grown since,
because what was known then is known now. No word is remembered, only digests.
"""

from hashlib import sha256
from pathlib import Path

from macros.anonymity.deny import DenyList
from macros.finish.notes import Notes
from macros.memory import Memory
from macros.scan.ours import Ours

_LINES = "lines"


class ReadBefore:
    """Files found clean by a reading. Without a memory there are none."""

    def __init__(self, memory: Memory, project: Path, known: Ours, deny: DenyList | None) -> None:
        self._notes = Notes(memory, "read", project, f"{known.fixed} {deny.digest if deny else None}")
        self._keys: dict[str, str] = {}
        self._lines = known.lines if self._notes.remembers else frozenset()
        [lines] = self._notes.recall(_LINES) or [[""]]
        self._believed = self._lines.issuperset(lines)

    def holds(self, folder: Path, path: str, digest: str | None) -> bool:
        """Whether the file at a path was found clean before. ``digest`` is what the manifest says of it.

        What differs from that is never remembered: its reading says so, whenever the file was changed.
        """
        if not self._notes.remembers or digest is None:
            return False
        try:
            if sha256((folder / path).read_bytes()).hexdigest() != digest:
                return False
        except OSError:
            return False
        key = self._keys[path] = sha256(f"{digest} {path}".encode()).hexdigest()
        if not self._believed or self._notes.recall(key) is None:
            return False
        self.clean(path)
        return True

    def clean(self, path: str) -> None:
        """Note that a file was read and is as the manifest says, and that nothing is wrong with it."""
        if path in self._keys:
            self._notes.keep(self._keys[path], ())

    def close(self) -> None:
        if self._keys:
            self._notes.keep(_LINES, (sorted(self._lines),))
            self._notes.close()
