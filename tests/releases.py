"""Releases for tests: sites small enough to make in no time, and real ones of a small project."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from macros.finish import MANIFEST
from macros.project import read_project
from macros.publish.publish import Published, publish
from macros.publish.releases import Releases
from tests.conftest import Small
from tests.factories import at


def write_site(folder: Path, words: str, as_of: str = "2025-09-16T10:00:00+01:00", audience: str = "public") -> None:
    """A site of three files that all say ``words``, and its manifest."""
    files = {"index.html": words, "reports/child-rowan/index.html": words, "assets/site.css": words}
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    digests = {path: sha256(text.encode()).hexdigest() for path, text in files.items()}
    manifest = {"as_of": as_of, "audience": audience, "files": digests, "made_from": {}}
    (folder / MANIFEST).write_text(json.dumps(manifest))


def put(releases: Releases, words: str, as_of: str = "2025-09-16T10:00:00+01:00") -> Path:
    """Keep a site of three files as a release, and show it."""
    with releases.locked(), releases.fresh() as work:
        write_site(work, words, as_of)
        release = releases.put(work)
        releases.switch(release)
    return release


def publish_at(small: Small, releases: Releases, as_of: str, **options: Any) -> Published:
    """Publish a small project as if it were that instant."""
    return publish(lambda: read_project(small.folder, small.records, at(as_of)), releases, keep=5, **options)
