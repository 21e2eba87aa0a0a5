"""The site as it was built before: what of it is still right is taken over, whatever it takes to make it anew."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

from macros.finish.manifest import manifest_bytes, manifest_in
from macros.written import same_file


@dataclass(frozen=True, slots=True)
class Before:
    """A site with the digest of each of its files, and of what some of them were made from (``made_from``)."""

    folder: Path
    digests: Mapping[str, str]
    made_from: Mapping[str, str]

    @classmethod
    def of(cls, folder: Path, seal: bytes | None = None) -> "Before":
        """The site in a folder, as its manifest has it; nothing where there is none of ours.

        With a ``seal`` (`seal_of`) only where the manifest is the very one that was sealed.
        """
        data = manifest_bytes(folder)
        if seal is not None and _seal(data) != seal:
            return NOTHING
        manifest = manifest_in(data) or {}
        digests, made_from = manifest.get("files"), manifest.get("made_from")
        if not isinstance(digests, dict) or not isinstance(made_from, dict):
            return NOTHING
        return cls(folder, digests, made_from)

    def file(self, path: str, key: str) -> bytes | None:
        """The file at a path, where it was made from what ``key`` is the digest of and nobody has changed it since."""
        if self.made_from.get(path) != key:
            return None
        file = self.folder / path
        try:
            # A pipe there would never end, and a link leads to what is not of this site.
            data = file.read_bytes() if S_ISREG(file.lstat().st_mode) else b""
        except OSError:
            return None
        return data if sha256(data).hexdigest() == self.digests.get(path) else None

    def take_over(self, path: str, key: str, folder: Path) -> bool:
        """Have the file at a path in another folder as well, where it is still right as `file` says.

        It is looked at there, out of the reach of others.
        """
        if self.made_from.get(path) != key:
            return False
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        try:
            same_file(self.folder / path, folder / path)
        except OSError:
            return False
        if replace(self, folder=folder).file(path, key) is None:
            (folder / path).unlink()
            return False
        return True


NOTHING = Before(Path(), {}, {})


def seal_of(folder: Path) -> bytes:
    """What is remembered of a site that was built: the digest of its manifest."""
    return _seal(manifest_bytes(folder))


def _seal(manifest: bytes) -> bytes:
    return sha256(manifest).hexdigest().encode()
