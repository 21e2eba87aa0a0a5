"""The last work on a built folder: links are checked, policies, headers, the sitemap and the manifest written."""

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

from macros.dates import LONDON
from macros.finish.addresses import Addresses
from macros.finish.headers import HEADERS, as_headers_file
from macros.finish.links import dead_links
from macros.finish.policy import seal
from macros.finish.sources import Sources
from macros.public_view import Audience

__all__ = ["MANIFEST", "Addresses", "Sources", "dead_links", "finish", "read_manifest"]

MANIFEST = "manifest.json"


def finish(folder: Path, *, site_url: str, as_of: datetime, audience: Audience, unlisted: Collection[str]) -> None:
    """Write what can only be written once all pages are there. The manifest comes last.

    ``unlisted`` are the folders of pages that no sitemap names.
    """
    scripts = seal(folder, Addresses(site_url))
    pages = _pages(folder) - set(unlisted) if audience == "public" else set()
    (folder / "sitemap.xml").write_text(_sitemap(pages, site_url), encoding="utf-8")
    (folder / HEADERS).write_text(as_headers_file(audience, scripts), encoding="utf-8")
    manifest = {"as_of": as_of.astimezone(LONDON).isoformat(), "audience": audience, "files": dict(_digests(folder))}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, object] | None:
    """The manifest of a folder that we built, None where it is not ours."""
    try:
        if not (folder / MANIFEST).is_file():
            return None
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    ours = isinstance(manifest, dict) and manifest.keys() == {"as_of", "audience", "files"}
    return manifest if ours else None


def _pages(folder: Path) -> set[str]:
    """The folder of every page, from the root of the site; the home page's is empty."""
    return {page.parent.relative_to(folder).as_posix().removeprefix(".") for page in folder.rglob("index.html")}


def _sitemap(pages: Collection[str], site_url: str) -> str:
    base = site_url.rstrip("/") + "/"
    rows = (base + quote(page) + ("/" if page else "") for page in sorted(pages))
    urls = "".join(f"<url><loc>{escape(row)}</loc></url>\n" for row in rows)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{urls}</urlset>\n'


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file != folder / MANIFEST:
            yield file.relative_to(folder).as_posix(), sha256(file.read_bytes()).hexdigest()
