"""What was read in the files of a site before, by the digest of each, so that only what changed is read again.

It lies in the user's own memory, one file for each project and purpose. The first line is a digest of
the rest and of the publisher: what is broken off, changed or of another publisher is not believed.
Losing it costs time and nothing else.
"""

import json
import os
from collections.abc import Collection, Sequence
from hashlib import sha256
from pathlib import Path

from macros.memory import Memory
from macros.publisher import publisher

NO_MEMORY = Memory()
# The projects looked at last. What is known of others goes.
_MOST_PROJECTS = 4

Note = Sequence[Collection[str]]


class Notes:
    """What is noted of each file: some groups of words, kept once however many files have them."""

    def __init__(self, memory: Memory, purpose: str, project: Path, depends_on: str = "") -> None:
        self.memory = memory
        self.purpose = purpose
        self.name = f"{purpose}-{sha256(str(project.absolute()).encode()).hexdigest()[:32]}.json"
        self.depends_on = depends_on
        self.remembers = memory.folder is not None
        self.before = memory.read(self.name) or b"" if self.remembers else b""
        self.words, self.found = self._read(self.before)
        self.kept: dict[str, Note] = {}

    def recall(self, digest: str) -> list[list[str]] | None:
        """What was noted of a file with this digest."""
        found = self.found.get(digest)
        return [[self.words[place] for place in group] for group in found] if found is not None else None

    def keep(self, digest: str, note: Note) -> None:
        """Note this of a file; what is not kept anew is dropped at the end."""
        if self.remembers:
            self.kept[digest] = note

    def close(self) -> None:
        """Write what was kept, unless it is what was there."""
        if not self.remembers:
            return
        places: dict[str, int] = {}
        files = {
            digest: [[places.setdefault(word, len(places)) for word in group] for group in note]
            for digest, note in self.kept.items()
        }
        body = json.dumps({"words": list(places), "files": files}, separators=(",", ":")).encode()
        whole = f"{self._seal(body)}\n".encode() + body
        if whole != self.before:
            self.memory.write(self.name, whole)
            self._drop_others()

    def _read(self, whole: bytes) -> tuple[list[str], dict[str, list[list[int]]]]:
        seal, _, body = whole.partition(b"\n")
        if not whole or seal != self._seal(body).encode():
            return [], {}
        found = json.loads(body)
        return found["words"], found["files"]

    def _seal(self, body: bytes) -> str:
        return sha256(f"{publisher()} {self.depends_on}\n".encode() + body).hexdigest()

    def _drop_others(self) -> None:
        if self.memory.folder is None:
            return
        try:
            files = sorted(self.memory.folder.glob(f"{self.purpose}-*.json"), key=lambda file: file.stat().st_mtime)
            for file in files[:-_MOST_PROJECTS]:
                file.unlink()
        except OSError:
            pass  # another run drops them as well


def every_file(folder: Path) -> list[str]:
    """The path of every file below a folder, in order."""
    begin = len(str(folder)) + 1
    return sorted(f"{root}/{name}"[begin:] for root, _, names in os.walk(folder) for name in names)
