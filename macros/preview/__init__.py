"""The live preview: the site made anew whenever a file changes, and never ended by a broken one."""

import gc
import logging
import posixpath
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime
from html import escape
from pathlib import Path
from threading import Lock
from typing import Any

from mkdocs.livereload import LiveReloadServer

from macros.build import to_mend
from macros.memory import Memory, own_memory
from macros.preview.looked_at import LookedAt
from macros.problems import errors, write_out
from macros.project import Held, Project, read_project
from macros.public_view import Audience
from macros.records import Case

HOST = "127.0.0.1"
# Beside the records: what a site is made from.
WATCHED = ("docs", "overrides", "partnership.yml", "mkdocs.yml")
# Where a browser may say that a request comes from: typed by hand, or a page of the preview itself.
OWN = ("none", "same-origin")
LOOK_AGAIN = '<meta http-equiv="refresh" content="2">'
# Seconds between looks at what was saved, and how long nothing more may be saved before it is shown.
LOOKS, PAUSE = 0.1, 0.05
# So many cases somebody changes at once; when all are others, something else has changed.
MOST_CHANGED = 10
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
        self.clock, self.site_url, self.say, self.folder = clock, site_url, say, folder
        self.of_records = Memory(own_memory())
        # A record or a page is read once for as long as nothing changes on which that depends.
        self.held = Held()
        self.cases: dict[str, Case] = {}
        self.site: LookedAt | None = None
        self.broken: list[str] = []
        self.made = 0
        # Who looks at a page waits for the site that is being made.
        self.lock = Lock()

    @property
    def root(self) -> Path:
        """The folder to serve: no old page stands for a site that cannot be made."""
        return self.site.folder if self.site and not self.broken else self.folder / "nothing"

    def make(self) -> None:
        """Make the site. What cannot be shown is left out and named; where nothing can be, every page says why."""
        with self.lock:
            before, self.site = self.site, None
            try:
                lines = self._make()
            except Exception as error:  # whatever it is, the next change may mend it
                self.broken = str(error).splitlines()
                lines = ["Nothing can be shown until this is mended:", *self.broken]
            self.say("\n".join(lines))
            if before:
                shutil.rmtree(before.folder)

    def look(self, file: str) -> None:
        """Have a page ready that somebody asks for, given its file in the site."""
        with self.lock:
            if self.site is None:
                return
            try:
                self.site.look(file)
            except Exception as error:
                self.broken = str(error).splitlines()

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
            self.look("404.html")
            page = (self.root / "404.html").read_text(encoding="utf-8")
        return page.replace("<title>", f"{LOOK_AGAIN}<title>", 1).encode()

    def _make(self) -> list[str]:
        """Make the site, and say what has to be mended. Raises whatever stands against it."""
        project = read_project(self.project, self.records, self.clock(), memory=self.of_records, held=self.held)
        wrong = [*errors(project.site_problems), *to_mend(project, self.audience)]
        if project.partnership is None or errors(project.site_problems):
            raise ValueError(write_out(wrong))
        self.made += 1
        folder = self.folder / f"site-{self.made}"
        here = project.partnership.model_copy(update={"site_url": self.site_url})
        self.site = LookedAt(project, here, self.audience, folder, wrong)
        self.broken = []
        for reference in self._changed(project):
            self.site.check(reference)
        shown = len(self.site.site.cases)
        return [*write_out(self.site.wrong).splitlines(), f"Shown: {shown} case{'' if shown == 1 else 's'}."]

    def _changed(self, project: Project) -> list[str]:
        """The cases that somebody has changed since the site was made last; none where all are others."""
        before, self.cases = self.cases, {one.case.record.reference: one.case for one in project.cases}
        found = [reference for reference, case in self.cases.items() if before.get(reference) is not case]
        return found if len(found) <= MOST_CHANGED else []


class _Server(LiveReloadServer):
    """Serves the preview to this machine alone, and tells browsers when there is something new."""

    def __init__(self, preview: Preview, port: int) -> None:
        super().__init__(self.make, HOST, port, root=str(preview.root), polling_interval=LOOKS)
        self.preview = preview
        self.error_handler = preview.instead
        self.build_delay = PAUSE

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
        for file in _files_at(environ["PATH_INFO"]):
            self.preview.look(file)
        return super().serve_request(environ, start_response)


def _files_at(path: str) -> tuple[str, str]:
    """The files that the server looks for at the path of an address: that one, and the page of such a folder."""
    file = posixpath.normpath("/" + path.encode("latin-1").decode("utf-8", "ignore")).strip("/")
    return file, f"{file}/index.html".lstrip("/")


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
        # What was read stays as long as the preview. To look through it for what can go would take half a second
        # now and then, while somebody waits.
        gc.freeze()
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
