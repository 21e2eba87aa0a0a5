"""A real browser for tests: where it is, a site served with its own headers, and pages that are watched."""

import gzip
import mimetypes
import os
import re
import shutil
import sys
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Response, expect

from macros.finish.headers import HEADERS
from tests.kinds import EXEMPTIONS, SCHEMES, Exemption

# Opens a page of a site as somebody who has never been here: address, size of the window, which site, with script?
Open = Callable[..., Page]

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    "These checks look at the built site in a real browser, and none was found "
    f"({', '.join(NAMES)}). Get it with `make browser`, or on Debian: apt-get install chromium"
)

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# What axe is asked: all that WCAG 2.0 to 2.2 wants at A and AA and what it holds for good practice; what of it is
# about colours, and what is not.
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
ABOUT_COLOURS = ("color-contrast", "link-in-text-block")
EVERYTHING = {"runOnly": {"type": "tag", "values": WCAG}}
COLOURS = {"runOnly": {"type": "rule", "values": ABOUT_COLOURS}}
ALL_BUT_COLOURS = EVERYTHING | {"rules": {rule: {"enabled": False} for rule in ABOUT_COLOURS}}


QUIET = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")
# Whatever a page asks for, nothing leaves this machine. Root, as in a container, has no sandbox.
ALONE = ("--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")


def executable() -> str:
    """Where the browser of this machine is. Raises FileNotFoundError where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise FileNotFoundError(MISSING)
    return found


def launch(playwright: Playwright) -> Browser:
    """Start the browser of this machine."""
    return playwright.chromium.launch(executable_path=executable(), args=[*QUIET, *ALONE])


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

    def __init__(self, folder: Path, packed: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder, self.packed = folder, packed
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
        if self.server.packed:
            data = gzip.compress(data)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", mimetypes.guess_type(file.name)[0] or "application/octet-stream")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers_for(path, self.server.headers_file).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """A server of tests says nothing."""


@contextmanager
def served(folder: Path, *, packed: bool = False) -> Iterator[str]:
    """A built site at an address of its own, with the headers that its `_headers` file names.

    Every host sends its files ``packed``; a test that takes no time does without.
    """
    with _Server(folder, packed) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def without_headers(site: Path, folder: Path) -> Path:
    """The same site on a host that sends no headers."""
    shutil.copytree(site, folder, copy_function=os.link)
    (folder / HEADERS).unlink()
    (folder / HEADERS).write_text("")
    return folder


# What a browser notices -------------------------------------------------------------------------------

# What the policy refuses is said aloud, also where the console would keep quiet about it.
TELL_REFUSALS = """
addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
  console.error(`refused by the policy: ${effectiveDirective} ${blockedURI} ${sourceFile}`));
"""


@contextmanager
def new_reader(browser: Browser, now: str) -> Iterator[Page]:
    """A page of somebody who has never been here, at an instant; it says what its policy refuses."""
    with browser.new_context() as context:
        context.add_init_script(TELL_REFUSALS)
        page = context.new_page()
        page.clock.set_fixed_time(now)
        yield page


@dataclass
class Noticed:
    """All that a page asked for, and all that went wrong meanwhile."""

    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@contextmanager
def watching(page: Page) -> Iterator[Noticed]:
    noticed = Noticed()

    def request(one: Request) -> None:
        noticed.asked.append(one.url)

    def failed(one: Request) -> None:
        # A page that is left before all of it has come takes back what it still asked for.
        if one.failure != "net::ERR_ABORTED":
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
    page.on("requestfailed", failed)
    page.on("response", response)
    page.on("console", console)
    page.on("pageerror", thrown)
    try:
        yield noticed
    finally:
        page.remove_listener("request", request)
        page.remove_listener("requestfailed", failed)
        page.remove_listener("response", response)
        page.remove_listener("console", console)
        page.remove_listener("pageerror", thrown)


# Axe asks how letters are filled, and of that the browser tells the page's own colour where others are forced upon it.
# What is drawn is their colour.
AS_DRAWN = """() => {
  const { getPropertyValue } = CSSStyleDeclaration.prototype;
  CSSStyleDeclaration.prototype.getPropertyValue = function (name) {
    return getPropertyValue.call(this, name === "-webkit-text-fill-color" ? "color" : name);
  };
}"""
LOOK = """async ([asked, exempt]) => {
  // To work out a selector for each of the thousands of places that are well takes a fifth of the time.
  const quickly = { selectors: false, elementRef: true, iframes: false, preload: false };
  const options = { ...asked, ...quickly, resultTypes: ["violations", "incomplete"] };
  const { violations, incomplete } = await axe.run(options);
  // What opens above a page axe takes for lying under it, and leaves its colours open.
  const isAbove = ({ element }) => element.closest(":modal, :popover-open");
  for (const one of incomplete) one.nodes = one.nodes.filter((node) => !isAbove(node));
  return [...violations, ...incomplete].flatMap(({ id, help, nodes }) => nodes
    .filter(({ element }) => !exempt.some(([rule, where]) => rule === id && element.matches(where)))
    .map(({ html }) => `${help} [${id}]: ${html}`));
}"""


def barriers(
    page: Page,
    scheme: str,
    asked: Mapping[str, object] = EVERYTHING,
    exempt: Collection[Exemption] = EXEMPTIONS,
) -> list[str]:
    """What keeps somebody from using the page as it stands, as axe sees it; and what axe leaves to be judged."""
    page.emulate_media(**SCHEMES[scheme])
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
        page.evaluate(AS_DRAWN)
    found = page.evaluate(LOOK, [asked, [(one.rule, one.where) for one in exempt]])
    return [f"in {scheme}: {one}" for one in found]


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


def drawn(page: Page) -> None:
    """Wait until the page as it is now has been drawn, and all that a change of its size sets off is done."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def settle(page: Page) -> None:
    """Wait for the answer where something is searched for."""
    if "?q=" in page.url:
        expect(page.get_by_role("status")).to_contain_text("found")


BACKGROUND = "(one) => getComputedStyle(one).backgroundColor"


def paper(page: Page) -> str:
    """The colour that all of a page stands on."""
    return str(page.locator("body").evaluate(BACKGROUND))


def space_out(page: Page) -> None:
    """Set text as wide as a reader may (WCAG 2.2, 1.4.12), in a way that the site's policy lets through."""
    page.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`p { margin-bottom: 2em !important; }
        * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }`);
      document.adoptedStyleSheets = [sheet];
    }""")
