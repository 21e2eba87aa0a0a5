"""The live preview: the site made anew whenever a file changes, and never ended by a broken one."""

import logging
import socket
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.livereload import LiveReloadServer

from macros.anonymity.remembered import Memory, own_memory
from macros.build import build, to_mend
from macros.finish.policy import without_meta
from macros.problems import Problem, errors, write_out
from macros.project import Held, read_project
from macros.public_view import Audience

HOST = "127.0.0.1"
# Beside the records: what a site is made from.
WATCHED = ("docs", "overrides", "partnership.yml", "mkdocs.yml")
# Where a browser may say that a request comes from: typed by hand, or a page of the preview itself.
OWN = ("none", "same-origin")
_TOP = b'<header class="top">'
LOOK_AGAIN = '<meta http-equiv="refresh" content="2">'
Say = Callable[[str], None]


class Preview:
    """A site that is made as often as asked, and says in the browser too what is wrong.

    ``clock`` gives the as-of instant of each making, ``site_url`` is where the preview is served,
    and ``folder`` is a place of its own.
    """

    def __init__(
        self,
        project: Path,
        records: Path,
        audience: Audience,
        clock: Callable[[], datetime],
        site_url: str,
        folder: Path,
        say: Say,
    ) -> None:
        self.project, self.records, self.audience = project, records, audience
        self.clock, self.site_url, self.say = clock, site_url, say
        self.site, self.nothing = folder / "site", folder / "nothing"
        self.of_records = Memory(own_memory())
        self.of_site = Memory(folder / "remembered", for_a_while=True)
        # A record is read once for as long as nothing changes on which that depends.
        self.held: Held = {}
        self.broken: list[str] = []
        self.to_mend: list[str] = []

    @property
    def root(self) -> Path:
        """The folder to serve: no old page stands for a site that cannot be made."""
        return self.nothing if self.broken else self.site

    def make(self) -> None:
        """Make the site. What cannot be shown is left out and named; where nothing can be, every page says why."""
        wrong: list[Problem] = []
        try:
            project = read_project(self.project, self.records, self.clock(), memory=self.of_records, held=self.held)
            if project.partnership:
                here = project.partnership.model_copy(update={"site_url": self.site_url})
                project = replace(project, partnership=here)
            wrong = [*errors(project.site_problems), *to_mend(project, self.audience)]
            built = build(
                project,
                self.site,
                self.audience,
                hold_blocked=True,
                html_only=True,
                memory=self.of_site,
            )
        except Exception as error:  # whatever it is, the next change may mend it
            self.broken = _lines(wrong) or str(error).splitlines()
            self.say("\n".join(["Nothing can be shown until this is mended:", *self.broken]))
        else:
            self.broken = []
            lines = self.to_mend = _lines([*wrong, *built.dead_links])
            shown = len(built.site.cases)
            self.say("\n".join([*lines, f"Shown: {shown} case{'' if shown == 1 else 's'}."]))

    def shown(self, page: bytes) -> bytes:
        """A page as the preview shows it: with what is to mend."""
        if not self.to_mend:
            return page
        items = "".join(f"<li>{escape(line)}</li>" for line in self.to_mend)
        band = f'<aside class="preview" aria-label="To mend"><p><strong>To mend:</strong></p><ul>{items}</ul></aside>'
        return page.replace(_TOP, band.encode() + _TOP, 1)

    def instead(self, code: int) -> bytes | None:
        """The page for an address at which there is none; it looks again by itself."""
        if self.broken:
            items = "".join(f"<li>{escape(line)}</li>" for line in self.broken)
            page = (
                '<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>To mend</title>'
                '<meta name="color-scheme" content="light dark"><meta name="viewport" content="width=device-width">'
                '<body style="font: 112.5%/1.6 system-ui, sans-serif; margin: 2rem">'
                f"<h1>Nothing can be shown until this is mended</h1><ul>{items}</ul></html>"
            )
        else:
            page = self.shown((self.site / "404.html").read_bytes()).decode()
        return page.replace("<title>", f"{LOOK_AGAIN}<title>", 1).encode()


class _Server(LiveReloadServer):
    """Serves the preview to this machine alone, and tells browsers when there is something new."""

    def __init__(self, preview: Preview, port: int) -> None:
        super().__init__(self.make, HOST, port, root=str(preview.root))
        self.preview = preview
        self.error_handler = preview.instead

    def make(self) -> None:
        self.preview.make()
        self.root = str(self.preview.root)

    def serve_request(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        # A page elsewhere that has its name point here must not read drafts through the reader's browser.
        # Nor may it ask whether a draft is there by loading its address.
        asked_from = environ.get("HTTP_SEC_FETCH_SITE", "none")
        if environ.get("HTTP_HOST", "").split(":")[0] not in (HOST, "localhost") or asked_from not in OWN:
            start_response("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"The preview answers at 127.0.0.1 alone."]
        return super().serve_request(environ, start_response)

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        # The script by which a page follows each change is written into it, which the page's policy forbids.
        return bytes(super()._inject_js_into_html(self.preview.shown(without_meta(content)), epoch))  # type: ignore[no-untyped-call]


def serve(project: Path, records: Path, audience: Audience, clock: Callable[[], datetime], port: int, say: Say) -> None:
    """Serve the preview until Ctrl-C. Raises OSError where the port is taken."""
    address = f"http://{HOST}:{port}/"
    with socket.create_server((HOST, port)):
        pass  # a port that is taken is said before anything is made
    # Pages not found are said in the browser; here what has to be mended should stand out.
    logging.getLogger("mkdocs.livereload").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="cspr-") as folder:
        server = _Server(Preview(project, records, audience, clock, address, Path(folder), say), port)
        server.make()
        for path in [*(project / name for name in WATCHED), records]:
            if path.exists():
                server.watch(str(path))
        say(f"Open {address} in a browser. It follows every change you save; Ctrl-C ends it.")
        try:
            server.serve()  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            say("")
        finally:
            server.shutdown()


def _lines(problems: Iterable[Problem]) -> list[str]:
    return write_out(list(problems)).splitlines()
