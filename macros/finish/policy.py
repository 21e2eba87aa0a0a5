"""Which scripts a page may run: those that it loads, known by their digests once all files are there."""

import re
from base64 import b64encode
from collections.abc import Collection, Mapping
from functools import partial
from hashlib import sha256
from html import unescape
from pathlib import Path
from types import MappingProxyType

from macros.cores import on_all_cores
from macros.finish.addresses import Addresses, NotAllowed
from macros.finish.headers import policy
from macros.finish.notes import every_file

# A policy in a page rules what comes after it, so it stands before all else.
BEGIN = '<meta charset="utf-8">'
# The one script that runs WebAssembly, and so the one page that lets it run.
SEARCH = "assets/search.js"
_SEALED = re.compile(rb'<script\b[^>]*?\sintegrity="([^"]*)"')
_SCRIPT = re.compile(rb'<script\b[^>]*?\ssrc="([^"]*)"')


def seal(folder: Path, addresses: Addresses, sealed: Collection[str] = ()) -> frozenset[str]:
    """Write the digests of its scripts into every page of a built site, and the policy that lets these alone run.

    Pages that are ``sealed`` already, by their paths, are left as they are. Comes back with all those
    digests. A script that is not a file of the site gets none, and does not run.
    """
    files = every_file(folder)
    scripts = {file: integrity((folder / file).read_bytes()) for file in files if file.endswith(".js")}

    def loaded(file: str) -> set[str]:
        own: set[str] = set()
        # A page only grows: written over as it lies there, it costs a third of one that is emptied first.
        with (folder / file).open("r+b") as page:
            html = _SCRIPT.sub(partial(_sealed, own, file, scripts, addresses), page.read())
            meta = f"{BEGIN}\n  {as_meta(own, scripts)}"
            page.seek(0)
            page.write(html.replace(BEGIN.encode(), meta.encode(), 1))
        return own

    pages = [file for file in files if file.endswith(".html")]
    known = (digest for file in pages if file in sealed for digest in _SEALED.findall((folder / file).read_bytes()))
    new = on_all_cores(loaded, [file for file in pages if file not in sealed])
    return frozenset(digest.decode() for digest in known).union(*new)


def _sealed(own: set[str], file: str, scripts: Mapping[str, str], addresses: Addresses, tag: re.Match[bytes]) -> bytes:
    """The beginning of a script's tag with the digest, which is noted among those of its page's own."""
    digest = digest_of(unescape(tag[1].decode()), file, scripts, addresses)
    if digest is None:
        return tag[0]
    own.add(digest)
    return tag[0] + f' integrity="{digest}"'.encode()


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


def in_page(loaded: Collection[str], scripts: Mapping[str, str]) -> str:
    """The policy of a page that loads scripts, each known by its digest; ``scripts`` as for `digest_of`."""
    return policy(loaded, in_a_page=True, searches=scripts.get(SEARCH) in loaded)


def as_meta(loaded: Collection[str], scripts: Mapping[str, str] = MappingProxyType({})) -> str:
    """The same as a page says it."""
    return f'<meta http-equiv="Content-Security-Policy" content="{in_page(loaded, scripts)}">'
