"""What a page may run: its own scripts as they were built, in a real browser, with the site's headers and without."""

import posixpath
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, expect

from macros.finish.headers import HEADERS
from macros.finish.policy import as_meta, integrity
from macros.publish.taken_out.pages import being_made_again
from tests.browser import new_reader, served, watching
from tests.conftest import TODAY, Small, make_small

META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
ON_THE_DAY = "2025-09-16 10:00"


def policy_of(page: str) -> str:
    (found,) = META.findall(page)
    return str(found)


def scripts_allowed(policy: str) -> set[str]:
    (sources,) = re.findall(r"script-src ([^;]*);", policy)
    return {source.strip("'") for source in sources.split()} - {"none", "wasm-unsafe-eval"}


def scripts_of(folder: Path, page: Path) -> dict[str, str]:
    """What a page says of each script that it loads, and what its file is; worked out without our own code."""
    found = {}
    for script in html.fromstring(page.read_bytes()).iter("script"):
        if src := script.get("src"):
            base = "" if src.startswith("/") else page.parent.relative_to(folder).as_posix()
            file = folder / posixpath.normpath(f"{base}/{src}".lstrip("/"))
            found[str(script.get("integrity"))] = integrity(file.read_bytes())
    return found


def pages_of(folder: Path) -> dict[str, Path]:
    return {page.relative_to(folder).as_posix(): page for page in sorted(folder.rglob("*.html"))}


# What is written


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_every_script_of_every_page_may_run_by_the_pages_policy_and_by_the_header_and_no_other(
    audience: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue("site" if audience == "public" else "internal_site")
    loaded: set[str] = set()
    for path, page in pages_of(folder).items():
        scripts = scripts_of(folder, page)
        assert scripts and all(said == known for said, known in scripts.items()), path
        assert scripts_allowed(policy_of(page.read_text("utf-8"))) == set(scripts), path
        loaded |= set(scripts)
    header = (folder / HEADERS).read_text("utf-8")
    assert scripts_allowed(header) == loaded and len(loaded) > 4
    assert header.replace("'wasm-unsafe-eval'", "").count("unsafe") == 0


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_webassembly_may_run_on_the_page_of_the_search_and_nowhere_else(
    audience: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue("site" if audience == "public" else "internal_site")
    policies = {path: policy_of(page.read_text("utf-8")) for path, page in pages_of(folder).items()}
    assert [path for path, said in policies.items() if "unsafe" in said] == ["search/index.html"]
    assert "'wasm-unsafe-eval';" in policies["search/index.html"]


def test_the_policy_of_a_page_stands_before_all_else_and_is_that_of_the_header_but_for_the_scripts(site: Path) -> None:
    (header,) = re.findall(r"Content-Security-Policy: (.*)", (site / HEADERS).read_text("utf-8"))
    scripts = re.compile(r"script-src [^;]*;")
    for path, page in pages_of(site).items():
        text = page.read_text("utf-8")
        assert re.match(r'<!doctype html>\n<html[^>]*>\n<head>\n  <meta charset="utf-8">\n  <meta http-', text), path
        assert scripts.sub("", policy_of(text)) == scripts.sub("", header).replace("; frame-ancestors 'none'", ""), path
        assert '<meta name="referrer" content="no-referrer">' in text, path


def test_a_site_in_a_folder_of_its_host_has_the_scripts_of_its_404_page_in_its_policy(small: Small) -> None:
    partnership = small.folder / "partnership.yml"
    text = partnership.read_text("utf-8")
    partnership.write_text(text.replace("https://miniature.example/", "https://miniature.example/reviews/"))
    files = {path: data.decode() for path, data in small.build(ON_THE_DAY).items() if path.endswith(".html")}
    assert 'src="/reviews/assets/site.js" integrity="sha256-' in files["404.html"]
    assert scripts_allowed(policy_of(files["404.html"])) == scripts_allowed(policy_of(files["index.html"])) != set()


def test_a_page_that_stands_in_for_another_runs_nothing() -> None:
    page = being_made_again().decode()
    assert as_meta(()) in page and scripts_allowed(policy_of(page)) == set()


# What browsers make of it


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    """Somebody new for each test: what one was shown is not kept for the next."""
    with new_reader(browser, TODAY) as page:
        yield page


def test_every_set_of_scripts_runs_on_a_host_that_sends_no_headers(visitor: Page, bare: str, site: Path) -> None:
    """One page of each: that of the dates is a module, that of the search runs WebAssembly."""
    asked = {"tools/deadlines/": "?aware=2026-12-26", "search/": "?q=bruise"}
    one_of_each = {policy_of(page.read_text("utf-8")): path for path, page in pages_of(site).items()}
    addresses = {path.removesuffix("index.html") for path in one_of_each.values()} | {"no/such/page/"}
    assert asked.keys() <= addresses
    for address in sorted(addresses):
        with watching(visitor) as noticed:
            visitor.goto(f"{bare}{address}{asked.get(address, '')}")
            expect(visitor.get_by_label("Dark")).to_be_visible()
            if address == "search/":
                expect(visitor.get_by_role("status")).to_contain_text("results found")
        assert not noticed.faults, f"{address}: {noticed.faults}"


HOSTS = ("with headers", "without headers")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site, to be copied and not to be changed."""
    small = make_small(tmp_path_factory.mktemp("policy") / "project")
    small.build(ON_THE_DAY)
    return small.out


@pytest.fixture(params=HOSTS)
def changed(request: pytest.FixtureRequest, built: Path, tmp_path: Path) -> Path:
    """A copy of the small site, in which a test changes something."""
    copied = shutil.copytree(built, tmp_path / "site")
    if request.param == "without headers":
        (copied / HEADERS).write_text("")
    return copied


def test_a_script_that_was_changed_by_one_byte_does_not_run(changed: Path, visitor: Page) -> None:
    script = changed / "assets" / "site.js"
    with served(changed) as address:
        visitor.goto(address)
        expect(visitor.get_by_label("Dark")).to_be_visible()
    script.write_bytes(script.read_bytes() + b"\n")
    with served(changed) as address, watching(visitor) as noticed:
        visitor.goto(address)
        expect(visitor.get_by_role("heading", level=1)).to_be_visible()
        expect(visitor.get_by_label("Dark")).to_have_count(0)
    assert any("integrity" in fault for fault in noticed.faults)


RUNS = "document.title = 'planted'"
PLANTED: Mapping[str, str] = {
    "a script in the page": f"<script>{RUNS}</script>",
    "a module in the page": f'<script type="module">{RUNS}</script>',
    "an attribute": f'<img src="nowhere.png" alt="" onerror="{RUNS}">',
    "a file": '<script src="assets/planted.js"></script>',
    "a file with its digest": f'<script src="assets/planted.js" integrity="{integrity(RUNS.encode())}"></script>',
    "a script in an address": f'<iframe src="data:text/html,<script>top.{RUNS}</script>"></iframe>',
}


def plant(site: Path, markup: str) -> None:
    page = site / "index.html"
    page.write_text(page.read_text("utf-8").replace("</main>", f"{markup}</main>", 1), encoding="utf-8")
    (site / "assets" / "planted.js").write_text(RUNS)


@pytest.mark.parametrize("markup", PLANTED.values(), ids=PLANTED)
def test_what_was_put_into_a_built_page_does_not_run(changed: Path, visitor: Page, markup: str) -> None:
    plant(changed, markup)
    known_to_the_header = "sha256-" in (changed / HEADERS).read_text("utf-8")
    with served(changed) as address, watching(visitor) as noticed:
        visitor.goto(address, wait_until="load")
        expect(visitor.get_by_label("Dark")).to_be_visible()
        refused = [fault for fault in noticed.faults if "refused by the policy" in fault]
        # Where there are headers, both of the policies refuse it.
        assert len(refused) == (2 if known_to_the_header else 1), noticed.faults
        expect(visitor).not_to_have_title("planted")


@pytest.mark.parametrize("markup", list(PLANTED.values())[:5], ids=list(PLANTED)[:5])
def test_without_any_policy_the_same_would_run(built: Path, tmp_path: Path, visitor: Page, markup: str) -> None:
    site = shutil.copytree(built, tmp_path / "site")
    (site / HEADERS).write_text("")
    page = site / "index.html"
    page.write_text(META.sub("", page.read_text("utf-8")), encoding="utf-8")
    plant(site, markup)
    with served(site) as address:
        visitor.goto(address)
        expect(visitor).to_have_title("planted")
