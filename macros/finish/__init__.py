"""The last work on a built folder: links are checked, policies, headers, the sitemap and the manifest written."""

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from posixpath import basename, dirname
from urllib.parse import quote
from xml.sax.saxutils import escape

from macros.finish.addresses import Addresses
from macros.finish.before import NOTHING, Before, seal_of
from macros.finish.headers import HEADERS, as_headers_file
from macros.finish.links import dead_links
from macros.finish.manifest import MANIFEST, read_manifest, write_manifest
from macros.finish.notes import NO_MEMORY, every_file
from macros.finish.policy import seal
from macros.finish.sources import Sources
from macros.public_view import Audience

__all__ = [
    "MANIFEST",
    "NOTHING",
    "NO_MEMORY",
    "Addresses",
    "Before",
    "Sources",
    "dead_links",
    "finish",
    "read_manifest",
    "seal",
    "seal_of",
]


def finish(
    folder: Path,
    *,
    site_url: str,
    as_of: datetime,
    audience: Audience,
    scripts: Collection[str],
    unlisted: Collection[str],
    made_from: Mapping[str, str],
    known: Mapping[str, str],
) -> None:
    """Write what can only be written once all pages are there. The manifest comes last.

    ``scripts`` are the digests that `seal` gave, ``unlisted`` the folders of pages that no sitemap names;
    ``made_from`` and ``known`` as for `write_manifest`.
    """
    pages = _pages(folder) - set(unlisted) if audience == "public" else set()
    (folder / "sitemap.xml").write_text(_sitemap(pages, site_url), encoding="utf-8")
    (folder / HEADERS).write_text(as_headers_file(audience, scripts), encoding="utf-8")
    write_manifest(folder, as_of, audience, made_from, known)


def _pages(folder: Path) -> set[str]:
    """The folder of every page, from the root of the site; the home page's is empty."""
    return {dirname(file) for file in every_file(folder) if basename(file) == "index.html"}


def _sitemap(pages: Collection[str], site_url: str) -> str:
    base = site_url.rstrip("/") + "/"
    rows = (base + quote(page) + ("/" if page else "") for page in sorted(pages))
    urls = "".join(f"<url><loc>{escape(row)}</loc></url>\n" for row in rows)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{urls}</urlset>\n'
