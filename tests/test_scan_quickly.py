"""The quick look of the last reading: it says the same as a full reading, and our own files need no other."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from macros.anonymity.deny import DenyList
from macros.memory import Memory
from macros.problems import Problem
from macros.project import Project, read_project
from macros.scan import checks, pdf, scan
from macros.scan.checks import Checks
from macros.scan.folder import read_folder
from macros.scan.ours import Ours, ours
from macros.scan.plain_pdf import PlainPdf
from macros.scan.reading import Part
from tests.conftest import TODAY, make_small
from tests.factories import ROOT, at

ON_THE_DAY = "2025-09-16 10:00"
NAME = "Zebedee Quincunx"
DENY = DenyList([[NAME]])
OURS = Ours("https://here.example/", names=frozenset(("We",)))
PAGE = "reports/child-rowan/index.html"
KINDS = (".html", ".json", ".docx", ".pdf")
HOSTILE = (
    f"<p>{NAME}</p>",
    "<p>Zebe<b>dee</b> Quinc<!-- x -->unx</p>",
    f"<!-- {NAME} -->",
    f'<p title="{NAME}">x</p>',
    f'<p data-{NAME.replace(" ", "-").lower()}="x">x</p>',
    "<p>Call 07700 900123.</p>",
    "<p>Call &#48;7700&nbsp;900<b>123</b>.</p>",
    "<p>zebedee at example dot org</p>",
    "<p>ZEBEDEE AT EXAMPLE DOT ORG</p>",
    "<p>NN3 8TJ on 12/03/2024, 4/5678</p>",
    '<p title="Call 07700 900123">x</p>',
    "<p onclick=x>x</p>",
    '<p style="background: url(https://there.example/x)">x</p>',
    '<a href="https://there.example/x">x</a>',
    '<a href="java\nscript:x">x</a>',
    '<img src="https://there.example/x.png" alt="x">',
    '<img src="data:image/png;base64,iVBORw0KGgo=" alt="x">',
    "<script>x</script>",
    '<script src="../../assets/none.js"></script>',
    '<script type="application/json">{"a": "Call 07700 900123"}</script>',
    '<script type="application/json">{"a": "<b onclick=x>"}</script>',
    '<script type="application/json">{"a": 1, "a": 2}</script>',
    '<script type="application/json">{"a": 07700900123}</script>',
    '<script type="application/json">{"a": "<!--"}</script>',
    "<style>@import url(https://there.example/x.css);</style>",
    "<iframe></iframe>",
    "<template><p>x</p></template>",
    '<p id="a" id="b">x</p>',
    '<p title="<script >">x</p>',
    "<p>x</p foo>",
    "<svg><a xlink:href='javascript:x'>x</a></svg>",
    '<meta http-equiv="refresh" content="1">',
    '<link rel="stylesheet" href="https://there.example/x.css">',
    "\x07",
    "\x85",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with its site, to be copied."""
    small = make_small(tmp_path_factory.mktemp("scanned") / "project")
    small.put("child-rowan")
    small.build(ON_THE_DAY)
    return small.folder


class Site:
    def __init__(self, project: Path) -> None:
        self.project, self.folder = project, project / "site"

    def read(self) -> Project:
        return read_project(self.project, self.project / "briefings", at(ON_THE_DAY))

    def scan(self, deny: DenyList | None = DENY, memory: Memory | None = None) -> list[Problem]:
        return scan(self.folder, self.read(), deny, memory=memory or Memory())

    def plant(self, path: str, data: bytes) -> None:
        (self.folder / path).write_bytes(data)
        manifest = json.loads((self.folder / "manifest.json").read_text())
        manifest["files"][path] = sha256(data).hexdigest()
        (self.folder / "manifest.json").write_text(json.dumps(manifest))

    def plant_in_page(self, html: str) -> None:
        self.plant(PAGE, (self.folder / PAGE).read_bytes().replace(b"</main>", html.encode() + b"</main>", 1))


@pytest.fixture
def planted(built: Path, tmp_path: Path) -> Site:
    shutil.copytree(built, tmp_path / "project")
    return Site(tmp_path / "project")


def in_full(one: Checks, path: str, data: bytes) -> list[Problem]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "LOOKS", {})
        return one.file(path, path, data, None)


@pytest.mark.parametrize("html", HOSTILE)
def test_whatever_is_planted_in_a_page_is_found_as_by_a_full_reading(planted: Site, html: str) -> None:
    planted.plant_in_page(html)
    found = planted.scan()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "LOOKS", {})
        assert planted.scan() == found


def test_almost_all_that_is_planted_is_a_problem(planted: Site) -> None:
    """So the test above compares something."""
    clean = (planted.folder / PAGE).read_bytes()
    silent = []
    for html in HOSTILE:
        planted.plant(PAGE, clean)
        planted.plant_in_page(html)
        silent += [] if planted.scan() else [html]
    assert silent == []


@pytest.mark.parametrize("value", ["Call 07700 900123.", "<p onclick=x>x", f"<b>{NAME}", "<iframe>", 7700900123])
def test_whatever_is_planted_in_data_is_found_as_by_a_full_reading(value: object) -> None:
    data = json.dumps({"a": [1, {"b": value}], "c": "<p>as it was</p>"}).encode()
    found = Checks(OURS, DENY).file("api/x.json", "api/x.json", data, None)
    assert found and found == in_full(Checks(OURS, DENY), "api/x.json", data)


@pytest.mark.parametrize(
    "data", [b'{"a": 1, "a": 2}', b"[1e400]", b"[1] 2", b"\xef\xbb\xbf[]", b"[" * 200, b"[NaN]", b'["\\ud800"]']
)
def test_data_that_readers_take_in_different_ways_is_read_in_full(data: bytes) -> None:
    found = Checks(OURS, None).file("api/x.json", "api/x.json", data, None)
    assert found == in_full(Checks(OURS, None), "api/x.json", data)


def test_what_was_found_plain_once_is_found_where_it_is_not() -> None:
    """A text that is HTML in data and plain on a page, and an element that is fine on one page alone."""
    one = Checks(OURS, None)
    data = json.dumps(["<p>x</p>", '<a title="07700900123">x</a>']).encode()
    for path in ("api/x.json", "api/y.json"):
        assert one.file(path, path, data, None) == in_full(Checks(OURS, None), path, data)


def test_our_own_files_need_no_full_reading(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = read_project(ROOT, ROOT / "briefings", at(TODAY))
    paths = read_folder(site, Checks(Ours(), None)).files
    one = Checks(ours(site, paths, project), None)
    read: list[str] = []

    def reader_for(path: str) -> Callable[[bytes], Iterator[object]]:
        def reader(_: bytes) -> Iterator[object]:
            read.append(path)
            return iter(())

        return reader

    monkeypatch.setattr(checks, "reader_for", reader_for)
    for path in (path for path in paths if path.endswith(KINDS)):
        one.file(path, path, (site / path).read_bytes(), None)
    assert read == ["manifest.json"] or read == []


# PDF

TYPED = """#set document(title: "It (or not)", author: "We", date: datetime(year: 2025, month: 1, day: 1))
= First <first>
A baby was hurt. #link("https://here.example/")[Here]. See @first-page.
#table(columns: 2)[a][b][c][d]
#figure(rect(), alt: "A box", caption: [x]) <first-page>
"""


@pytest.fixture(scope="module")
def typed() -> bytes:
    return typst.compile(TYPED.replace(" See @first-page.", "").encode())


def test_a_pdf_of_ours_is_plain(typed: bytes) -> None:
    found = {item.text for item in PlainPdf(typed).items() if isinstance(item, Part)}
    assert found >= {"It (or not)", "A box", "StructElem"}
    assert Checks(OURS, DENY).file("reports/x.pdf", "reports/x.pdf", typed, None) == []


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_a_pdf_that_somebody_changed_is_found_as_by_a_full_reading(typed: bytes, data: st.DataObject) -> None:
    """In the words of its objects, where a sign can make it another file."""
    words = [place for place in range(len(typed)) if typed[place : place + 1] in b"()<>[]/%\\ 0R" or place % 97 == 0]
    place = data.draw(st.sampled_from(words))
    new = data.draw(
        st.sampled_from([b"", b"(", b")", b"<", b">", b"/", b"/JS ", b"%", b"1 ", b"(07700 900123)", b"\0"])
    )
    changed = typed[:place] + new + typed[place + data.draw(st.integers(0, 1)) :]
    found = Checks(OURS, DENY).file("reports/x.pdf", "reports/x.pdf", changed, None)
    assert found == in_full(Checks(OURS, DENY), "reports/x.pdf", changed)


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"(A box)", b"(" + NAME.encode() + b")"), (b"/Lang", b"/JS/x/Lang"), (b"/Author(We)", b"/Author(Me)")],
)
def test_what_an_object_of_a_pdf_says_is_found(typed: bytes, old: bytes, new: bytes) -> None:
    """The places are put right, so that nothing but the words is strange."""
    assert old in typed
    changed = with_places(typed.replace(old, new))
    found = Checks(OURS, DENY).file("reports/x.pdf", "reports/x.pdf", changed, None)
    assert found and found == in_full(Checks(OURS, DENY), "reports/x.pdf", changed)


COLOUR = b"[/ICCBased %d 0 R]"
SAYS = b"BT /F1 9 Tf (07700 900123) Tj ET"


def profiles(data: bytes) -> list[int]:
    return [int(match[1]) for match in re.finditer(rb"\n(\d+) 0 obj\n<</Length \d+/N \d", data)]


def test_the_colour_profiles_of_a_pdf_of_ours_are_known_and_its_texts_are_the_same_without(site: Path) -> None:
    """They take a viewer longer than all else. Where this is red, the typesetter writes others: name their digests."""
    for path in sorted((site / "reports").rglob("*.pdf")):
        data = path.read_bytes()
        without = PlainPdf(data).without_profiles()
        assert len(profiles(data)) == len(PlainPdf(data).profiles) > 0
        assert without != data and len(without) == len(data)
        assert list(pdf.pages(without)) == list(pdf.pages(data))


@pytest.mark.parametrize("new", [b"/Contents %d 0 R", b"/Contents 0%d 0 R", b"/Contents[9 0 R %d 0 R]"])
def test_a_profile_that_something_else_points_to_stays(typed: bytes, new: bytes) -> None:
    number = profiles(typed)[0]
    changed = with_places(re.sub(rb"/Contents \d+ 0 R", new % number, typed))
    assert [one for one, _, _ in PlainPdf(changed).profiles] == profiles(typed)
    assert PlainPdf(changed).without_profiles() == changed


def test_a_stream_in_the_place_of_a_profile_stays(typed: bytes) -> None:
    """A page may show it, whatever it is called."""
    number = profiles(typed)[0]
    begin = typed.index(b"\n%d 0 obj\n" % number)
    end = typed.index(b"\nendobj\n", begin)
    stream = b"\n%d 0 obj\n<</Length %d/N 3>>\nstream\n%s\nendstream" % (number, len(SAYS), SAYS)
    changed = with_places(typed[:begin] + stream + typed[end:])
    assert PlainPdf(changed).without_profiles().count(SAYS) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (b"<</A(x)/B 1>>", b"<</A(07700 900123)/B 234>>"),
        (b"<</A<>/B<<>>>>", b"<</A<>/B<(07700 900123)>>>"),
        (b"<</1D(x)>>", b"<</3D(x)>>"),
        (b"<</A 1 0 R>>", b"<</A 1\x01>>"),
        (b"<</A 1 0 R>>", b"<</A 1 1 R>>"),
        (b"<</A[1.5 1 0 R]>>", b"<</A[1.5 0 R]>>"),
        (b"<</A/B1/C 1>>", b"<</A/JS/C 1>>"),
    ],
)
def test_an_object_that_is_almost_like_one_before_it_is_found_as_by_a_full_reading(
    typed: bytes, first: bytes, second: bytes
) -> None:
    one = Checks(OURS, DENY)
    for body in (first, second):
        number = typed.count(b" 0 obj\n") + 1
        more = b"\nendobj\n%d 0 obj\n%s\nendobj\nxref\n" % (number, body)
        changed = with_places(
            typed.replace(b"\nendobj\nxref\n", more).replace(b"/Size %d" % number, b"/Size %d" % (number + 1))
        )
        assert one.file("reports/x.pdf", "reports/x.pdf", changed, None) == in_full(
            Checks(OURS, DENY), "reports/x.pdf", changed
        )


def with_places(data: bytes) -> bytes:
    body, _, _ = data.partition(b"\nxref\n")
    places = [match.start(1) for match in re.finditer(rb"\n(\d+ 0 obj\n)", body)]
    rows = b"".join(b"%010d 00000 n\r\n" % place for place in places)
    trailer = data[data.index(b"trailer\n") : data.index(b"startxref")]
    table = b"xref\n0 %d\n0000000000 65535 f\r\n" % (len(places) + 1)
    return body + b"\n" + table + rows + trailer + b"startxref\n%d\n%%%%EOF" % (len(body) + 1)


# Read before


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read."""
    paths: list[str] = []
    whole = Checks.file

    def file(self: Checks, path: str, shown: str, data: bytes, digest: str | None) -> list[Problem]:
        paths.append(path)
        return whole(self, path, shown, data, digest)

    monkeypatch.setattr(Checks, "file", file)
    return paths


def test_a_file_that_was_read_before_and_held_nothing_is_not_read_again(
    planted: Site, tmp_path: Path, read: list[str]
) -> None:
    assert planted.scan(memory=Memory(tmp_path / "memory")) == []
    many = len(read)
    read.clear()
    planted.plant_in_page(f"<p>{NAME}</p>")
    for _ in range(2):  # what holds something is read each time
        assert [problem.rule for problem in planted.scan(memory=Memory(tmp_path / "memory"))] == ["scan-listed"]
        assert set(read) == {PAGE, "manifest.json"} and many > 50
        read.clear()


def test_under_other_conditions_all_is_read_again(planted: Site, tmp_path: Path, read: list[str]) -> None:
    memory = Memory(tmp_path / "memory")
    planted.scan(memory=memory)
    many = len(read)
    planted.scan(DenyList([["Somebody Else"]]), memory)
    assert len(read) == 2 * many
    partnership = planted.project / "partnership.yml"
    partnership.write_text(partnership.read_text().replace("01604 626938", "01604 626939") + "\n# another line\n")
    planted.scan(memory=memory)
    assert len(read) > 3 * many - 5


def test_a_memory_that_is_not_whole_is_not_believed(planted: Site, tmp_path: Path, read: list[str]) -> None:
    memory = Memory(tmp_path / "memory")
    planted.scan(memory=memory)
    many = len(read)
    (file,) = (tmp_path / "memory").glob("read-*.json")
    file.write_bytes(file.read_bytes().replace(b"[]", b"[ ]", 1))
    planted.scan(memory=memory)
    assert len(read) == 2 * many


def test_the_memory_of_a_reading_holds_no_word(planted: Site, tmp_path: Path) -> None:
    planted.scan(memory=Memory(tmp_path / "memory"))
    (file,) = (tmp_path / "memory").glob("read-*.json")
    rest = re.sub(rb"[0-9a-f]{32,64}", b"", file.read_bytes())
    assert not re.sub(rb'[\s\[\]{}:,"\d]|words|files|lines', b"", rest)


def test_a_file_that_the_manifest_does_not_know_is_never_remembered(
    planted: Site, tmp_path: Path, read: list[str]
) -> None:
    (planted.folder / "reports/stray.html").write_bytes((planted.folder / PAGE).read_bytes())
    for _ in range(2):
        read.clear()
        assert "scan-stray" in {one.rule for one in planted.scan(memory=Memory(tmp_path / "memory"))}
        assert "reports/stray.html" in read
