"""Which scripts a page may run: those that it loads, known by their digests once all files are there."""

import re
from base64 import b64encode
from collections.abc import Collection, Mapping
from hashlib import sha256
from html import unescape
from pathlib import Path

from macros.finish.addresses import Addresses, NotAllowed
from macros.finish.headers import policy

# A policy in a page rules what comes after it, so it stands before all else.
BEGIN = '<meta charset="utf-8">'
_META = re.compile(rb'\s*<meta http-equiv="Content-Security-Policy"[^>]*>')
_SCRIPT = re.compile(r'(<script\b[^>]*?\ssrc="([^"]*)")')


def seal(folder: Path, addresses: Addresses) -> frozenset[str]:
    """Write the digests of its scripts into every page of a built site, and the policy that lets these alone run.

    Comes back with all those digests. A script that is not a file of the site gets none, and does not run.
    """
    scripts = {file.relative_to(folder).as_posix(): integrity(file.read_bytes()) for file in folder.rglob("*.js")}
    loaded: set[str] = set()
    for page in folder.rglob("*.html"):
        file, html = page.relative_to(folder).as_posix(), page.read_text(encoding="utf-8")
        own: set[str] = set()
        for tag, src in set(_SCRIPT.findall(html)):
            if digest := digest_of(unescape(src), file, scripts, addresses):
                html = html.replace(tag, f'{tag} integrity="{digest}"')
                own.add(digest)
        page.write_text(html.replace(BEGIN, f"{BEGIN}\n  {as_meta(own)}", 1), encoding="utf-8")
        loaded |= own
    return frozenset(loaded)


def digest_of(address: str, file: str, scripts: Mapping[str, str], addresses: Addresses) -> str | None:
    """The digest of the script that an address leads to, written on the page in ``file``; None where there is none.

    ``scripts`` are the digests of the scripts of the site, by path.
    """
    try:
        target = addresses.target(address, file)
    except NotAllowed:
        return None
    return scripts.get(target.file) if target else None


def integrity(script: bytes) -> str:
    """The digest of a script, as pages and policies write it."""
    return f"sha256-{b64encode(sha256(script).digest()).decode()}"


def without_meta(html: bytes) -> bytes:
    """A page without what `seal` lets it say of its policy."""
    return _META.sub(b"", html, count=1)


def as_meta(scripts: Collection[str]) -> str:
    """The policy as a page says it."""
    return f'<meta http-equiv="Content-Security-Policy" content="{policy(scripts, in_a_page=True)}">'
