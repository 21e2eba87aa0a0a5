"""What lies in a built folder: every file and folder once, none of them followed out of it."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from macros.anonymity.denied import name_to_show
from macros.anonymity.finding import KINDS
from macros.finish import MANIFEST, read_manifest
from macros.problems import Problem, whole_file
from macros.scan.checks import Checks
from macros.scan.reading import MOST_DEPTH

WELL_KNOWN = ".well-known"
_BACKUPS = (".bak", ".swp", ".swo", ".orig", ".rej", ".old", ".tmp", ".save", ".part", "~")


@dataclass
class Folder:
    """``files`` are the plain files by path, each with what problems call it and its size."""

    root: Path
    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_folder(root: Path, checks: Checks) -> Folder:
    """Every entry of a folder and what is wrong with it as such, before any file is opened."""
    folder = Folder(root)
    _walk(folder, checks, "", "", 0)
    return folder


def against_manifest(folder: Folder, checks: Checks) -> tuple[dict[str, str], list[Problem]]:
    """What the manifest says of each file, and where it and the folder differ."""
    manifest = read_manifest(folder.root)
    files = manifest["files"] if manifest else None
    if manifest is None or not isinstance(files, dict) or not all(isinstance(value, str) for value in files.values()):
        message = "there is no manifest of ours, so nobody knows what belongs here; build the folder with cspr build"
        return {}, [whole_file(MANIFEST, "scan-manifest", message)]
    problems = []
    if manifest["audience"] != "public":
        message = "this is an internal build: it is read all the same, and can never be published"
        problems.append(whole_file(MANIFEST, "scan-internal", message, "warning"))
    for path, (name, _) in folder.files.items():
        if path not in files and path != MANIFEST:
            problems.append(whole_file(name, "scan-stray", "the build did not make this file; take it out"))
    for path in sorted(files.keys() - folder.files.keys()):
        name = "/".join(
            name_to_show(part, number, checks.in_name(part)[0]) for number, part in enumerate(path.split("/"), start=1)
        )
        problems.append(whole_file(name, "scan-missing", "the build made this file and it is gone; build anew"))
    return files, problems


def _walk(folder: Folder, checks: Checks, path: str, called: str, depth: int) -> None:
    try:
        entries = sorted(os.scandir(folder.root / path), key=lambda entry: entry.name)
    except OSError:
        folder.problems.append(whole_file(called or ".", "scan-unreadable", "this folder cannot be opened"))
        return
    for number, entry in enumerate(entries, start=1):
        name = f"{called}/{name_to_show(entry.name, number, checks.in_name(entry.name)[0])}".lstrip("/")
        inner = f"{path}/{entry.name}".lstrip("/")
        kind = entry.stat(follow_symlinks=False)
        folder.problems += _of_name(entry.name, inner, name, checks)
        if stat.S_ISDIR(kind.st_mode) and depth < MOST_DEPTH:
            _walk(folder, checks, inner, name, depth + 1)
        elif stat.S_ISREG(kind.st_mode):
            folder.files[inner] = (name, kind.st_size)
        else:
            message = "it is a link or no plain file, and what it leads to cannot be vouched for; take it out"
            folder.problems.append(whole_file(name, "scan-link", message))


def _of_name(name: str, path: str, called: str, checks: Checks) -> Iterator[Problem]:
    """What is wrong with the name of a file or folder."""
    lower = name.lower()
    if name.startswith(".") and path != WELL_KNOWN:
        yield whole_file(called, "scan-hidden", "a hidden file or folder, which no build makes; take it out")
    if lower.endswith(".map"):
        yield whole_file(called, "scan-source-map", "a source map tells how and where a script was made; take it out")
    if lower.endswith(_BACKUPS) or (name.startswith("#") and name.endswith("#")):
        yield whole_file(called, "scan-backup", "an editor's or a program's copy of a file; take it out")
    if not name.isprintable() or "\\" in name:
        yield whole_file(called, "scan-name", "the name holds signs that are not seen or not safe; give it another")
    listed, kind = checks.in_name(name)
    if listed:
        message = "the name of this file or folder is on the private list, and so not shown here; give it another"
        yield whole_file(called, "scan-listed", message)
    if kind:
        yield whole_file(called, f"scan-{kind}", f"the name of this file or folder holds {KINDS[kind]}")
