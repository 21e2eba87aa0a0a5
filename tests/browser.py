"""A real browser for tests: where it is, a site served with its own headers, and pages that are watched."""

import mimetypes
import re
import shutil
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Response

from macros.finish.headers import HEADERS

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    "These checks look at the built site in a real browser, and none was found "
    f"({', '.join(NAMES)}). Get it with `make browser`, or on Debian: apt-get install chromium"
)

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
EVERYTHING = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def launch(playwright: Playwright) -> Browser:
    """Start the browser of this machine. Raises FileNotFoundError where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise FileNotFoundError(MISSING)
    quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    # Whatever a page asks for, nothing leaves this machine. Root, as in a container, has no sandbox.
    alone = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    return playwright.chromium.launch(executable_path=found, args=[*quiet, *alone])


# A site, served as its host will serve it -------------------------------------------------------------


def headers_for(path: str, headers_file: str) -> Mapping[str, str]:
    """What a `_headers` file says of an address: all blocks that fit it, in order.

    As at Netlify and Cloudflare Pages, `*` stands for anything and `:name` for one part of an address.
    """
    found: dict[str, str] = {}
    fits = False
    for line in headers_file.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not line.startswith((" ", "\t")):
            pattern = re.sub(r":\w+", "[^/]+", re.escape(line.strip()).replace(r"\*", ".*"))
            fits = re.fullmatch(pattern, path) is not None
        elif fits:
            name, _, value = line.partition(":")
            found[name.strip()] = value.strip()
    return found


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.headers_file = (folder / HEADERS).read_text(encoding="utf-8")

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser may leave a page before all of it has come."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer goes out in one piece
    server: _Server

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = self.server.folder / path.removeprefix("/") / ("index.html" if path.endswith("/") else "")
        status = 200 if file.is_file() and path != f"/{HEADERS}" else 404
        file = file if status == 200 else self.server.folder / "404.html"
        data = file.read_bytes()
        self.send_response(status)
        self.send_header("Content-Type", mimetypes.guess_type(file.name)[0] or "application/octet-stream")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers_for(path, self.server.headers_file).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """A server of tests says nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A built site at an address of its own, with the headers that its `_headers` file names."""
    with _Server(folder) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


# What a browser notices -------------------------------------------------------------------------------

# What the policy refuses is said aloud, also where the console would keep quiet about it.
TELL_REFUSALS = """
addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
  console.error(`refused by the policy: ${effectiveDirective} ${blockedURI} ${sourceFile}`));
"""


@dataclass
class Noticed:
    """All that a page asked for, and all that went wrong meanwhile."""

    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@contextmanager
def watching(page: Page) -> Iterator[Noticed]:
    noticed = Noticed()
    waiting: set[Request] = set()
    left: set[Request] = set()

    def request(one: Request) -> None:
        noticed.asked.append(one.url)
        if one.is_navigation_request():
            # A page that is left before all of it has come takes back what it still asked for.
            left.update(waiting)
        waiting.add(one)

    def finished(one: Request) -> None:
        waiting.discard(one)

    def failed(one: Request) -> None:
        if one in left and one.failure == "net::ERR_ABORTED":
            return
        noticed.faults.append(f"failed: {one.url} ({one.failure})")

    def response(one: Response) -> None:
        if one.status >= 400 and not one.request.is_navigation_request():
            noticed.faults.append(f"{one.status}: {one.url}")

    def console(message: ConsoleMessage) -> None:
        # A file that is missing is noticed above; the page that says "not here" is itself answered with 404.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            noticed.faults.append(message.text)

    def thrown(error: Exception) -> None:
        noticed.faults.append(f"thrown: {error}")

    page.on("request", request)
    page.on("requestfinished", finished)
    page.on("requestfailed", failed)
    page.on("response", response)
    page.on("console", console)
    page.on("pageerror", thrown)
    try:
        yield noticed
    finally:
        page.remove_listener("request", request)
        page.remove_listener("requestfinished", finished)
        page.remove_listener("requestfailed", failed)
        page.remove_listener("response", response)
        page.remove_listener("console", console)
        page.remove_listener("pageerror", thrown)


def barriers(page: Page, scheme: Literal["light", "dark"], rules: Mapping[str, object] = EVERYTHING) -> list[str]:
    """What keeps somebody from using the page as it stands, as axe sees it."""
    page.emulate_media(color_scheme=scheme)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    result = page.evaluate("(rules) => axe.run({ runOnly: rules, resultTypes: ['violations'] })", rules)
    return [
        f"in {scheme}: {rule['help']} [{rule['id']}]: {node['html']}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways; nothing where it does not."""
    return list(
        page.evaluate("""() => {
          const root = document.documentElement;
          if (root.scrollWidth <= innerWidth) return [];
          const wide = (one) => one.getBoundingClientRect().right > innerWidth;
          const found = [...document.body.querySelectorAll("*")].filter(wide);
          return [`${root.scrollWidth} of ${innerWidth} px`, ...found.map((one) => one.cloneNode().outerHTML)];
        }""")
    )


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def space_out(page: Page) -> None:
    """Set text as wide as a reader may (WCAG 2.2, 1.4.12), in a way that the site's policy lets through."""
    page.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`p { margin-bottom: 2em !important; }
        * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }`);
      document.adoptedStyleSheets = [sheet];
    }""")
