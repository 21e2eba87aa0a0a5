"""The live preview: it follows every change, and nothing that is broken ends it."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from macros.build import build
from macros.preview import Preview
from macros.project import read_project
from tests.conftest import Small, everything_in
from tests.factories import at

AS_OF = "2025-10-01T12:00"


class Editor:
    """Somebody who looks at the preview of a small project while writing."""

    def __init__(self, small: Small) -> None:
        self.small = small
        self.said: list[str] = []
        self.preview = Preview(
            small.folder,
            small.records,
            "internal",
            lambda: at(AS_OF),
            "http://127.0.0.1:8000/",
            small.folder.parent / "preview",
            self.said.append,
        )

    def look(self, address: str = "") -> str:
        """What stands at an address after the site was made again."""
        self.preview.make()
        self.preview.look(f"{address}/index.html".lstrip("/"))
        file = self.preview.root / address / "index.html"
        return (file.read_bytes() if file.exists() else self.preview.instead(404) or b"").decode()


@pytest.fixture
def editor(small: Small) -> Editor:
    (small.folder.parent / "preview").mkdir()
    small.put("child-rowan")
    return Editor(small)


def test_a_draft_is_shown_to_whoever_writes_it(editor: Editor) -> None:
    editor.small.put("child-yew", {"title": "Child Yew", "publication.decision": "not-yet"})
    assert "Child Yew" in editor.look("reports/child-yew")


def test_a_changed_record_shows_its_new_words(editor: Editor) -> None:
    editor.look()
    editor.small.put("child-rowan", {"summary": "Something else was seen."})
    assert "Something else was seen." in editor.look("briefings/child-rowan")


def test_a_broken_record_is_left_out_and_every_page_says_what_is_wrong(editor: Editor) -> None:
    editor.small.put("child-yew")
    editor.small.put_text("child-rowan.yml", "reference: child-rowan\ntitle: Child Rowan\nreview: cpsr\n")
    wrong = "child-rowan.yml:3:9 review: found `cpsr`; did you mean `cspr`?"
    assert wrong in editor.look("briefings/child-yew")
    assert wrong in editor.look("briefings/child-rowan")
    assert wrong in editor.said[-1]


def test_a_page_that_is_not_there_looks_again_by_itself(editor: Editor) -> None:
    assert '<meta http-equiv="refresh" content="2">' in editor.look("briefings/child-nobody")


def test_a_mended_record_is_back_without_a_word_of_what_was_wrong(editor: Editor) -> None:
    editor.small.put_text("child-rowan.yml", "review: cpsr\n")
    editor.look()
    editor.small.put("child-rowan")
    page = editor.look("briefings/child-rowan")
    assert "Child Rowan" in page
    assert "To mend" not in page


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("partnership.yml", "nam: Miniature\n", "`nam` is no field here"),
        ("docs/index.md", '{{ rolle("x") }}\n', "no macro is called `rolle`"),
        ("mkdocs.yml", "theme: {name: nowhere}\n", "theme"),
    ],
)
def test_what_stops_the_whole_site_is_said_on_every_page_until_it_is_mended(
    editor: Editor, name: str, wrong: str, said: str
) -> None:
    editor.look()
    file = editor.small.folder / name
    before = file.read_text("utf-8")
    file.write_text(wrong, encoding="utf-8")
    page = editor.look("briefings/child-rowan")
    assert "Nothing can be shown until this is mended" in page
    assert said in page
    file.write_text(before, encoding="utf-8")
    assert "Child Rowan" in editor.look("briefings/child-rowan")


def test_a_dead_link_is_named_on_every_page(editor: Editor) -> None:
    editor.small.put("child-rowan", {"response": "See [this](/guidance/nowhere/)."})
    assert "found a link to `/guidance/nowhere/`" in editor.look("briefings/child-rowan")


def test_a_dead_link_in_a_case_that_was_changed_is_told_before_anybody_looks_at_it(editor: Editor) -> None:
    editor.preview.make()
    editor.small.put("child-rowan", {"response": "See [this](/guidance/nowhere/)."})
    editor.preview.make()
    assert "found a link to `/guidance/nowhere/`" in editor.said[-1]
    editor.preview.make()
    assert "nowhere" not in editor.said[-1], "nothing was changed since"


def test_of_any_other_page_a_dead_link_is_told_where_it_stands(editor: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("macros.preview.MOST_CHANGED", 0)
    editor.small.put("child-rowan", {"response": "See [this](/guidance/nowhere/)."})
    assert "found a link to `/guidance/nowhere/`" in editor.look("reports/child-rowan")
    assert "To mend" not in editor.look("briefings/child-rowan") + editor.said[-1]


def test_a_page_is_made_when_somebody_looks_at_it(editor: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("macros.preview.MOST_CHANGED", 0)
    editor.preview.make()
    pages = {file.relative_to(editor.preview.root).as_posix() for file in editor.preview.root.rglob("*.html")}
    assert "briefings/index.html" in pages and not any("child-rowan" in page for page in pages)
    editor.preview.look("briefings/child-rowan/index.html")
    assert (editor.preview.root / "briefings/child-rowan/index.html").exists()


@pytest.mark.parametrize("file", ["../project/partnership.yml", "nowhere/index.html", "assets/site.css", ""])
def test_nothing_but_pages_of_the_site_is_made(editor: Editor, file: str) -> None:
    editor.preview.make()
    before = everything_in(editor.small.folder.parent)
    editor.preview.look(file)
    assert everything_in(editor.small.folder.parent) == before


def test_the_preview_shows_the_pages_that_a_build_makes(editor: Editor) -> None:
    editor.small.put("child-yew", {"publication.decision": "not-yet", "response": "See [it](/reports/child-rowan/)."})
    editor.preview.make()
    project = read_project(editor.small.folder, editor.small.records, at(AS_OF))
    assert project.partnership
    here = project.partnership.model_copy(update={"site_url": editor.preview.site_url})
    build(replace(project, partnership=here), editor.small.out, "internal", html_only=True)
    built = {path: data for path, data in everything_in(editor.small.out).items() if path.endswith(".html")}
    for path in built:
        editor.preview.look(path)
    shown = {path: (editor.preview.root / path).read_bytes() for path in built}
    assert shown == {path: _POLICY.sub(b"", data) for path, data in built.items()}


# What lets a page run its scripts and no others, which the preview does without.
_POLICY = re.compile(rb'\s*<meta http-equiv="Content-Security-Policy"[^>]*>| integrity="[^"]*"')


def test_what_is_wrong_is_shown_as_text_and_never_as_markup(editor: Editor) -> None:
    editor.small.put_text("child-rowan.yml", "reference: child-rowan\nreview: <script>alert(1)</script>\n")
    page = editor.look()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def drafts() -> set[Path]:
    return set(Path(gettempdir()).glob("cspr-*/site-*"))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which `cspr serve` serves a project, as typed by its user."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    before = drafts()
    command = [str(Path(sys.executable).parent / "cspr"), "serve", "--as-of", AS_OF, "--port", str(port)]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.communicate()
    # Ended from outside as well, it leaves no drafts behind.
    assert drafts() <= before


def fetch(address: str, host: str | None = None, site: str | None = None) -> tuple[int, str]:
    headers = {"Host": host, "Sec-Fetch-Site": site}
    request = Request(address, headers={name: value for name, value in headers.items() if value})
    try:
        with urlopen(request) as page:
            return page.status, page.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except OSError:
        return 0, ""


def soon(check: Callable[[], bool]) -> bool:
    """Whether something comes true within half a minute."""
    for _ in range(300):
        if check():
            return True
        time.sleep(0.1)
    return False


def test_the_browser_follows_what_is_saved_and_nobody_else_can_look(small: Small) -> None:
    small.put("child-rowan")
    with served(small.folder) as address:
        page = f"{address}briefings/child-rowan/"
        assert soon(lambda: "three services each saw a part" in fetch(page)[1])
        # Without the stroke at its end, as many type it.
        assert "three services each saw a part" in fetch(page.rstrip("/"))[1]
        # What reloads the page is a script written into it, and so no policy may stand there.
        assert "livereload" in fetch(page)[1] and "Content-Security-Policy" not in fetch(page)[1]

        small.put("child-rowan", {"summary": "Something else was seen."})
        assert soon(lambda: "Something else was seen." in fetch(page)[1])

        small.put_text("child-rowan.yml", "reference: child-rowan\ntitle: Child Rowan\nreview: cpsr\n")
        assert soon(lambda: "did you mean `cspr`?" in fetch(page)[1])

        # A name on the internet that points to this machine must not let its page read drafts.
        assert fetch(address, host="attacker.example")[0] == 403
        assert fetch(address, host="localhost")[0] == 200
        # Nor may a page elsewhere find out, by loading its address, whether a draft is there.
        assert fetch(address, site="cross-site")[0] == 403
        assert fetch(address, site="same-origin")[0] == 200
