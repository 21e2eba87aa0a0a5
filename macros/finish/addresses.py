"""Where an address that is written on a page leads, and which addresses may be written at all."""

import re
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

# The server shows this page at every address that does not exist, so nothing is relative to it.
NOT_FOUND = "404.html"
ALLOWED_SCHEMES = ("https", "mailto", "tel")

_FOREIGN = re.compile(r"(?:^|\.)xn--", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


class Target(NamedTuple):
    """A file of the site, from its root, and the anchor on it (empty: the page as a whole)."""

    file: str
    fragment: str


class NotAllowed(ValueError):
    """An address that must not be written on a page. The message says what would be right."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of a site that lies at ``site_url``."""

    site_url: str

    @property
    def root(self) -> str:
        """The path under which the site lies on its server, with `/` at both ends."""
        return urlsplit(self.site_url).path.rstrip("/") + "/"

    def target(self, href: str, file: str) -> Target | None:
        """Where ``href`` leads, written on the page in ``file``; None where it leaves the site as it may.

        Raises NotAllowed.
        """
        href = href.strip()
        if scheme := _SCHEME.match(href):
            if not (inside := self._inside(href)):
                _check_scheme(scheme[1].lower(), href)
                return None
            href, file = inside, "index.html"
        elif href.startswith("//"):
            raise NotAllowed(f"it takes over http: where the page was read so; write `https:{href}`")
        elif href.startswith("/"):
            href, file = self._from_root(href, file), "index.html"
        elif file == NOT_FOUND and not href.startswith("#"):
            raise NotAllowed(f"the page for what is not found is shown at any address; begin it with `{self.root}`")
        path, _, fragment = href.partition("#")
        path = path.partition("?")[0]
        there = _climb(file, unquote(path)) if path else file
        return Target(there, "" if fragment.lower() == "top" else fragment)

    def _inside(self, href: str) -> str | None:
        """A whole address as one from the root of the site; None where it is of another site."""
        here = urlsplit(self.site_url)
        try:
            there = urlsplit(href)
        except ValueError:
            raise NotAllowed("it cannot be read as an address; write it anew") from None
        if there.scheme.lower() in ("http", "https") and not there.netloc:
            raise NotAllowed("two strokes are missing behind the colon; write https://")
        if "@" in there.netloc:
            raise NotAllowed("it has a name before its host, which readers take for the host; leave that out")
        if not there.netloc.isascii() or _FOREIGN.search(there.netloc):
            raise NotAllowed("its host has letters of another alphabet, or stands for some; type it anew")
        if (there.scheme.lower(), there.netloc.lower()) != (here.scheme, here.netloc.lower()):
            return None
        path = there.path or "/"
        if not path.startswith(self.root):
            return None
        return f"./{path.removeprefix(self.root)}#{there.fragment}"

    def _from_root(self, href: str, file: str) -> str:
        if file != NOT_FOUND:
            steps = "../" * file.count("/")
            right = f"write `{steps}{href.lstrip('/')}`"
            raise NotAllowed(f"it leads astray where the site lies in a folder of its server; {right}")
        if not href.startswith(self.root):
            raise NotAllowed(f"the site lies under `{self.root}`; begin it with that")
        return f"./{href.removeprefix(self.root)}"


def _check_scheme(scheme: str, href: str) -> None:
    if scheme not in ALLOWED_SCHEMES:
        right = f"write `https:{href[5:]}`" if scheme == "http" else "a link is https:, mailto: or tel:"
        raise NotAllowed(f"{scheme}: has no place on a page; {right}")


def _climb(file: str, path: str) -> str:
    """The file that a relative path leads to. Unlike a browser it does not stop at the root in silence."""
    folders = file.split("/")[:-1]
    *steps, last = path.split("/")
    if last in (".", ".."):
        steps, last = [*steps, last], ""
    for step in steps:
        if step == "..":
            if not folders:
                raise NotAllowed("it leads out of the site; take away a `../`")
            folders.pop()
        elif step != ".":
            folders.append(step)
    return "/".join([*folders, last or "index.html"])
