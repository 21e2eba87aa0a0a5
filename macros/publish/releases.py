"""The folder that a web server shows: whole releases side by side, and one link to the one that is out.

``DIR/current`` is a relative link to ``releases/NAME``, and a web server is told to serve it. All that
changes a release that can be seen is one rename of that link: whoever is stopped before it, however
hard, leaves the old release whole, and after it the new one.
"""

import fcntl
import json
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from macros.finish import MANIFEST, read_manifest
from macros.problems import Refused

NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{12}")
_CURRENT, _RELEASES, _LOCK = "current", "releases", ".lock"
# How the name of a link begins that is on its way to become `current`.
_NEXT = ".current"
# How the names of folders begin that are not whole yet, or not any more.
_FRESH, _GONE = ".fresh-", ".gone-"
# A build works beside the folder that it makes, under its name with a dot before it.
_LEFTOVERS = (_FRESH, _GONE, f".{_FRESH}")
# A web server, which is another user, reads these; a folder made for work alone nobody else could open.
_FOLDER_MODE, _FILE_MODE = 0o755, 0o644
_AT_ONCE = 8


class Busy(Refused):
    """Another command is at work in the folder."""


class Releases:
    """The releases of one folder. What changes any of them is done under the lock: `locked`."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(os.path.realpath(folder))
        self.releases = self.folder / _RELEASES

    def check(self, project: Path, records: Path) -> None:
        """Refuse a folder that is not ours to publish into; nothing is written. Raises Refused.

        ``project`` and ``records`` are the folders that a release is made from: nothing of them goes out as it is.
        """
        sources = [(project / name).resolve() for name in ("docs", "overrides", "briefings")]
        if any(self.folder.is_relative_to(source) for source in (*sources, records.resolve())):
            raise Refused(f"{self.folder} lies in the project's pages, its look or the records; name another folder")
        if any(source.resolve().is_relative_to(self.folder) for source in (project, records)):
            raise Refused(f"{self.folder} holds the project or its records; name a folder for releases alone")
        if any(read_manifest(folder) for folder in (self.folder, *self.folder.parents)):
            raise Refused(f"{self.folder} is a built site or lies in one; name a folder for releases alone")
        self._check_layout()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Alone in the folder, which is made where it is not there; what killed commands left is cleared away.

        The system lets go of the lock when the process ends, in whatever way. Raises Busy, Refused where the
        folder is not ours, OSError.
        """
        self._check_layout()
        for folder in (self.folder, self.releases):
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(_FOLDER_MODE)
        handle = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                message = f"another command is at work in {self.folder}; try again when it has ended"
                raise Busy(message) from None
            self._clear()
            yield
        finally:
            os.close(handle)

    def current(self) -> Path | None:
        """The release that is out; None where there is none."""
        release = self._aim()
        return release if release and release.is_dir() else None

    def kept(self) -> list[Path]:
        """Every whole release that is there, newest first, the current one included."""
        if not self.releases.is_dir():
            return []
        found = (entry for entry in self.releases.iterdir() if NAME.fullmatch(entry.name))
        return sorted(found, key=lambda release: release.name, reverse=True)

    @contextmanager
    def fresh(self) -> Iterator[Path]:
        """An empty folder to make a release in, on the same disk; gone afterwards unless it was `put`."""
        work = Path(tempfile.mkdtemp(prefix=_FRESH, dir=self.releases))
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def put(self, work: Path) -> Path:
        """Keep a built site as a release, under its name, on the disk for good. It is not shown by that.

        Raises Refused for anything but a public site, OSError.
        """
        name = _name(work)
        release = self.releases / name
        if release.is_dir() and is_whole(release):
            return release
        _settle_all(work)
        work.rename(release)
        _settle(self.releases, _FOLDER_MODE)
        return release

    def switch(self, release: Path) -> None:
        """Show a release instead of the current one. Raises OSError, and then the old one is shown."""
        # Named after the process: a withdrawal does not wait for whoever has the lock.
        following = self.folder / f"{_NEXT}-{os.getpid()}"
        following.unlink(missing_ok=True)
        following.symlink_to(f"{_RELEASES}/{release.name}")
        # The one moment: before it every request finds the old release, after it the new one.
        following.replace(self.folder / _CURRENT)
        # Shown it is; a disk that cannot promise to remember it goes back to the old one at worst.
        with suppress(OSError):
            _sync(self.folder)

    def prune(self, keep: int) -> list[Path]:
        """Take away all but the ``keep`` newest releases and the current one; those that are gone. Raises OSError."""
        current = self.current()
        gone = [release for release in self.kept()[keep:] if release != current]
        for release in gone:
            self.remove(release)
        return gone

    def remove(self, release: Path) -> None:
        """Take a release away. Raises OSError where all of it or a part is still there."""
        # Under its name a release is whole or not there.
        aside = release.with_name(f"{_GONE}{release.name}")
        release.rename(aside)
        shutil.rmtree(aside)

    def _aim(self) -> Path | None:
        """Where the link leads; None where there is none of ours."""
        link = self.folder / _CURRENT
        if not link.is_symlink():
            return None
        folder, _, name = str(link.readlink()).partition("/")
        return self.releases / name if folder == _RELEASES and NAME.fullmatch(name) else None

    def _check_layout(self) -> None:
        link = self.folder / _CURRENT
        if self.folder.exists() and not self.folder.is_dir():
            raise Refused(f"{self.folder} is a file; name a folder")
        if not self.folder.is_dir() or not any(self.folder.iterdir()):
            return
        if self.releases.is_symlink() or not self.releases.is_dir():
            raise Refused(f"{self.folder} is not empty and holds no releases of ours; empty it, or name another folder")
        for entry in self.releases.iterdir():
            is_ours = NAME.fullmatch(entry.name) or entry.name.startswith(_LEFTOVERS)
            if entry.is_symlink() or not entry.is_dir() or not is_ours:
                raise Refused(f"{entry} is no release of ours; take it out, or name another folder")
        if (link.is_symlink() or link.exists()) and self._aim() is None:
            raise Refused(f"{link} is no link to a release in {_RELEASES}/; take it out, or name another folder")

    def _clear(self) -> None:
        """Take away what a killed command left: half a release, a link that was not used."""
        for link in self.folder.glob(f"{_NEXT}-*"):
            if link.is_symlink():
                link.unlink(missing_ok=True)
        for entry in self.releases.iterdir():
            if entry.name.startswith(_LEFTOVERS):
                shutil.rmtree(entry, ignore_errors=True)


def digests(release: Path) -> dict[str, str]:
    """The digest of every file of a public site by its path, as its manifest has it. Raises Refused."""
    return _public(release)[1]


def made(release: Path) -> datetime:
    """The as-of instant of a public site, in UTC. Raises Refused."""
    return _public(release)[0]


def whole(release: Path | None) -> Path | None:
    """A release, if there is one and it is whole."""
    return release if release and is_whole(release) else None


def is_whole(release: Path) -> bool:
    """Whether a release is the public site that its manifest says, to the last byte, and nothing besides."""
    try:
        expected = digests(release)
        files = [file for file in release.rglob("*") if file.is_symlink() or not file.is_dir()]
        if any(file.is_symlink() or not file.is_file() for file in files):
            return False
        found = {file.relative_to(release).as_posix(): sha256(file.read_bytes()).hexdigest() for file in files}
    except (OSError, Refused):
        return False
    found.pop(MANIFEST, None)
    return found == expected


def _public(release: Path) -> tuple[datetime, dict[str, str]]:
    manifest = read_manifest(release)
    if manifest is None or manifest["audience"] != "public":
        raise Refused(f"{release} is not a public site of ours, and nothing else is ever published")
    try:
        as_of = datetime.fromisoformat(str(manifest["as_of"])).astimezone(UTC)
    except (ValueError, OverflowError):
        as_of = None
    files = manifest["files"]
    if as_of is None or not isinstance(files, dict) or not all(isinstance(one, str) for one in files.values()):
        raise Refused(f"the manifest of {release} is not one of ours")
    return as_of, files


def _name(site: Path) -> str:
    """A release's name: when, and what. Two sites with one name are the same site."""
    as_of, files = _public(site)
    return f"{as_of:%Y%m%dT%H%M%SZ}-{sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:12]}"


def _settle_all(site: Path) -> None:
    entries = [site, *site.rglob("*")]
    folders = [entry for entry in entries if entry.is_dir() and not entry.is_symlink()]
    # Side by side: a disk that is asked for one file after the other takes ten times as long.
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for paths, mode in ((set(entries) - set(folders), _FILE_MODE), (folders, _FOLDER_MODE)):
            for settled in [pool.submit(_settle, path, mode) for path in paths]:
                settled.result()


def _settle(path: Path, mode: int) -> None:
    """Give a file or folder its mode, and have the disk keep it."""
    # What is a link in a site leads elsewhere, and is no part of a release: opening it so is an error.
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        status = os.fstat(handle)
        if stat.S_IMODE(status.st_mode) != mode:
            os.fchmod(handle, mode)
        # A file that another release has as well is on the disk already, and to wait for each takes its time.
        if not stat.S_ISREG(status.st_mode) or status.st_nlink == 1:
            os.fsync(handle)
    finally:
        os.close(handle)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
