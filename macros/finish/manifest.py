"""The manifest of a built site: as of when, for whom, every file with its digest, and what some were made from."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from macros.dates import LONDON
from macros.finish.notes import every_file
from macros.public_view import Audience

MANIFEST = "manifest.json"


def write_manifest(
    folder: Path, as_of: datetime, audience: Audience, made_from: Mapping[str, str], known: Mapping[str, str]
) -> None:
    """Write the manifest of a folder.

    ``made_from`` are digests by path: a file that was made from the same stays right. ``known`` are
    digests of files that were taken a moment ago.
    """
    files = dict(_digests(folder, known))
    manifest = {
        "as_of": as_of.astimezone(LONDON).isoformat(),
        "audience": audience,
        "files": files,
        "made_from": {path: key for path, key in made_from.items() if path in files},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, object] | None:
    """The manifest of a folder that we built, None where it is not ours."""
    return manifest_in(manifest_bytes(folder))


def manifest_bytes(folder: Path) -> bytes:
    """The manifest of a folder as it is written; empty where there is none that can be read."""
    try:
        return (folder / MANIFEST).read_bytes() if (folder / MANIFEST).is_file() else b""
    except OSError:
        return b""


def manifest_in(data: bytes) -> dict[str, object] | None:
    """The manifest that some bytes hold, None where it is not ours."""
    try:
        manifest = json.loads(data)
    except (ValueError, RecursionError):
        return None
    ours = isinstance(manifest, dict) and manifest.keys() == {"as_of", "audience", "files", "made_from"}
    return manifest if ours else None


def _digests(folder: Path, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for path in every_file(folder):
        if path != MANIFEST:
            yield path, known.get(path) or sha256((folder / path).read_bytes()).hexdigest()
