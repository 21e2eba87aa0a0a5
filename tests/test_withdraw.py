"""A case is taken down at once, out of all that is shown or kept, whatever else is wrong."""

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result

from macros.build import build
from macros.cli import main
from macros.dates import instant
from macros.finish import Addresses, Sources, dead_links
from macros.guidance.front_matter import hand_written
from macros.project import read_project
from macros.publish.releases import Releases, is_whole
from macros.publish.take_down import take_down
from macros.publish.taken_out import shows, take_out
from macros.publish.taken_out.traces import Traces
from macros.records.withdraw import NotWritten, in_force, last_minute, with_withdrawal, write_withdrawal
from macros.scan import scan
from tests.conftest import Small, everything_in
from tests.factories import ROOT, at, record_text
from tests.releases import publish_at, write_site
from tests.searched import INDEX, entries, with_index_read
from tests.test_embargo import BRIEFING, REPORT, unpacked

# Later than every date of the records, and earlier than the clock of any machine that runs this.
SHOWN_AT = "2026-01-06T09:00"
SUMMARY = "Three services each saw a part of what happened at home, and none of them saw the whole of it."
OWN = ("briefings/child-yew/index.html", "reports/child-yew/index.html")


def review(title: str, **changes: object) -> dict[str, object]:
    """A serious case review: only the standing rules are asked of it."""
    return {
        "review": "serious-case-review",
        "title": title,
        "publication.at": "2025-12-16 10:00",
        **{name.replace("__", "."): value for name, value in changes.items()},
    }


def put_three(small: Small) -> None:
    """The case to withdraw, a neighbour that shares its theme, and one whose text uses the same word by chance."""
    correction = [{"date": "2025-12-16", "text": "A date was corrected."}]
    small.put("child-yew", review("Child Yew", summary=SUMMARY, amendments=correction))
    small.put("child-alder", review("Child Alder", themes=["neglect", "injuries-to-babies"]))
    by_chance = [{"heading": "At home", "text": "A friend, Child Yew, came to the flat. Child Yew was not asked."}]
    small.put("child-yew-2", review("Child Hazel", themes=["information-sharing"], overview=by_chance))


@pytest.fixture
def three(small: Small) -> Small:
    put_three(small)
    return small


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path / "www")


def naming(files: dict[str, bytes]) -> set[str]:
    """The files that name the case: by an address or id with its reference, or by its title."""
    whole = {path: data.lower() + unpacked(path, data) for path, data in with_index_read(files).items()}
    alone = {path: data.replace(b"child-yew-2", b"") for path, data in whole.items()}
    return {path for path, data in alone.items() if b"child-yew" in data or b"child yew" in data}


# The folder of a built site.


def test_taken_out_of_every_file_but_its_own_pages_which_say_that_it_was_withdrawn(three: Small) -> None:
    before = three.build(SHOWN_AT, printed=True)
    elsewhere = {"reports/child-yew-2/index.html", "api/reviews/child-yew-2.json", INDEX}
    elsewhere |= {"reports/child-yew-2/child-yew-2-report.pdf"}
    everywhere = {
        *("index.html", "briefings/index.html", "reports/index.html", "calendar/index.html", "guidance/index.html"),
        *("briefings/child-alder/index.html", "reports/child-alder/index.html", "sitemap.xml", "feed.xml"),
        *("calendar/publications.ics", "api/reviews.json", "api/reviews/child-yew.json", "manifest.json"),
        *("recommendations/index.html", "recommendations/icb/index.html", "recommendations.csv"),
        "api/recommendations.json",
        *(INDEX, "themes/injuries-to-babies/index.html", *OWN, *BRIEFING, REPORT),
    }
    assert naming(before) == {*everywhere, *elsewhere}
    done = take_out(three.out, "child-yew")
    after = everything_in(three.out)
    # What another case says in its own words is its own.
    assert naming(after) == {*OWN, *elsewhere, "manifest.json"}
    assert {path for path in done if not path.startswith(f"{INDEX}/")} == everywhere - {"manifest.json", INDEX}
    assert {path: after[path] for path in after.keys() - done - {"manifest.json"}} == {
        path: before[path] for path in before.keys() - done - {"manifest.json"}
    }
    found = {address for address, entry in entries(after).items() if "Child Yew" in entry["content"]}
    assert found == {"reports/child-yew-2/"}
    assert b"Child Yew" not in after[OWN[0]] + after[OWN[1]]


def test_the_guidance_as_one_document_goes_where_somebody_wrote_the_title_into_it(three: Small) -> None:
    page = three.folder / "docs/guidance/index.md"
    three.build(SHOWN_AT, printed=True)
    assert "framework.pdf" not in take_out(three.out, "child-yew")
    page.write_text(page.read_text() + "\n\nAs the review of Child Yew has shown.\n")
    three.build(SHOWN_AT, printed=True)
    assert "framework.pdf" in take_out(three.out, "child-yew")
    assert not (three.out / "framework.pdf").exists()


def test_its_own_pages_say_what_a_whole_build_would_say(three: Small) -> None:
    three.build(SHOWN_AT, printed=True)
    take_out(three.out, "child-yew")
    taken = {path: BeautifulSoup((three.out / path).read_bytes(), "html.parser") for path in OWN}
    withdrawn = {"at": "2026-01-06 08:59", "kind": "welfare", "decided_by": "strategic-leads"}
    three.put("child-yew", review("Child Yew", withdrawn=withdrawn))
    three.build(SHOWN_AT, printed=True)
    for path, page in taken.items():
        whole = BeautifulSoup((three.out / path).read_bytes(), "html.parser")
        assert page.get_text(" ", strip=True) == whole.get_text(" ", strip=True)
        for what in ("title", "main h1", "main a", "body", "meta[name=robots]", "link[rel=canonical]"):
            assert [one.attrs for one in page.select(what)] == [one.attrs for one in whole.select(what)], what
        # It keeps the scripts of what it was, and so the policy that names them.
        metas = [{str(meta) for meta in one.select("meta:not([http-equiv])")} for one in (page, whole)]
        assert metas[0] == metas[1]


def test_the_last_reading_has_nothing_to_say_and_no_link_is_dead(three: Small) -> None:
    three.build(SHOWN_AT, printed=True)
    take_out(three.out, "child-yew")
    assert is_whole(three.out)
    project = read_project(three.folder, three.records, at(SHOWN_AT))
    assert scan(three.out, project, None) == []
    assert project.partnership is not None
    sources = Sources(three.folder, (), {}, Addresses(project.partnership.site_url))
    assert dead_links(three.out, sources, {"reports/child-yew", "briefings/child-yew"}) == []


def test_other_cases_keep_their_text_their_lists_and_their_data(three: Small) -> None:
    before = three.build(SHOWN_AT, printed=True)
    take_out(three.out, "child-yew")
    after = everything_in(three.out)
    for path in ("reports/child-yew-2/index.html", "briefings/child-yew-2/index.html", "api/reviews/child-alder.json"):
        assert after[path] == before[path]
    alder = [BeautifulSoup(files["reports/child-alder/index.html"], "html.parser") for files in (before, after)]
    neighbours = [page.select_one("ul.neighbours:has(a[href*=child])") for page in alder]
    assert neighbours[0] is not None and neighbours[1] is None
    words = [page.get_text(" ", strip=True) for page in alder]
    assert words[1] == words[0].replace(
        "Child Yew also on Injuries to babies; also Police and Health Trust", "Nothing is shown here at present."
    )
    reviews = json.loads(after["api/reviews.json"])["reviews"]
    assert [one["reference"] for one in reviews] == ["child-alder", "child-yew-2"]
    home = BeautifulSoup(after["index.html"], "html.parser")
    assert [card.get_text() for card in home.select("article h3")] == ["Child Alder", "Child Hazel"]


def test_taken_out_twice_and_of_a_site_that_never_had_it_nothing_is_written(three: Small) -> None:
    three.build(SHOWN_AT, printed=True)
    assert take_out(three.out, "child-oak") == []
    take_out(three.out, "child-yew")
    once = everything_in(three.out)
    assert take_out(three.out, "child-yew") == []
    assert everything_in(three.out) == once


def test_nothing_is_written_through_a_link_to_another_sites_file(three: Small, tmp_path: Path) -> None:
    before = three.build(SHOWN_AT, printed=True)
    shutil.copytree(three.out, tmp_path / "linked", copy_function=os.link)
    take_out(tmp_path / "linked", "child-yew")
    assert everything_in(three.out) == before


# Small files, each with one thing on it.

LISTS = {
    "a card": ('<article class="card"><h3>{0}</h3><p>Of it.</p></article>', ""),
    "an entry": ("<ul><li>{1}</li><li><b>Neglect:</b> {0}</li></ul>", "<ul><li>{1}</li></ul>"),
    "one of a row": ("<p>Neglect: {1}, {0}</p>", "<p>Neglect: {1}</p>"),
    "first of a row": ("<li>{0}; {1}: corrected.</li>", "<li>{1}: corrected.</li>"),
    "a row of a table": (
        "<table><tr><td>{0}</td><td>Soon</td></tr><tr><td>{1}</td><td>Late</td></tr></table>",
        "<table><tr><td>{1}</td><td>Late</td></tr></table>",
    ),
    "a cell with another": ("<table><tr><td>{1} and {0}</td></tr></table>", "<table><tr><td>{1}</td></tr></table>"),
    "the middle of a sentence": (
        "<p>As {0} shows, ask twice.</p>",
        "<p>As a report that was withdrawn shows, ask twice.</p>",
    ),
    "other words in a sentence": (
        '<p>See <a href="../reports/child-yew/#findings">what was found</a>. Ask twice.</p>',
        "<p>See what was found. Ask twice.</p>",
    ),
    "a choice": (
        '<select><option value="child-yew">Child Yew</option><option>All</option></select>',
        "<select><option>All</option></select>",
    ),
    "a section": ("<h2>{0}</h2><p>Of it.</p><h3>More</h3><p>Of it.</p><h2>Others</h2>", "<h2>Others</h2>"),
    "a title alone": ("<ul><li>{1}</li><li><strong>Child Yew</strong></li></ul>", "<ul><li>{1}</li></ul>"),
    "a line of titles": (
        "<details><summary>May <span>Published: Child Yew; Corrected: Child Alder</span></summary></details>",
        "<details><summary>May <span>Corrected: Child Alder</span></summary></details>",
    ),
    "the last entry": ("<h2>Near</h2><ul><li>{0}</li></ul>", "<h2>Near</h2><p>Nothing is shown here at present.</p>"),
    "its word by chance": ("<p>A friend, Child Yew, came to the flat.</p>", None),
    "its record's file": ("<p><code>briefings/child-yew.yml</code> is a record.</p>", None),
    "a longer reference": ('<p><a href="../reports/child-yew-2/">Child Hazel</a></p>', None),
}


def page(main: str, kind: str = "list") -> str:
    return (
        '<!doctype html>\n<html lang="en-GB"><head><title>A page - A site</title></head>'
        f'<body class="{kind}"><main><h1>A page</h1>{main}</main></body></html>\n'
    )


def site_by_hand(folder: Path, files: dict[str, str]) -> Path:
    """A site of three cases and these files, with its manifest."""
    write_site(folder, "")
    for reference, title in {
        "child-yew": "Child Yew",
        "child-alder": "Child Alder",
        "child-yew-2": "Child Hazel",
    }.items():
        files = {**files, f"reports/{reference}/index.html": page("", "report").replace("A page", title)}
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", LISTS)
def test_the_smallest_entry_of_a_page_goes(tmp_path: Path, name: str) -> None:
    links = ('<a href="../reports/child-yew/">Child Yew</a>', '<a href="../reports/child-alder/">Child Alder</a>')
    before, after = LISTS[name]
    site = site_by_hand(tmp_path, {"themes/index.html": page(before.format(*links))})
    take_out(site, "child-yew")
    expected = (before if after is None else after).format(*links)
    assert (site / "themes/index.html").read_text() == page(expected)


def test_a_page_that_names_it_in_another_way_is_being_made_again_but_never_a_page_of_another_case(
    tmp_path: Path,
) -> None:
    strange = "<p>Read https://www.nscp.example/reports/child-yew/ today. Ask twice.</p>"
    files = {"guidance/a/index.html": page(strange, "page"), "briefings/child-alder/index.html": page(strange)}
    site = site_by_hand(tmp_path, files)
    take_out(site, "child-yew")
    assert "<h1>This page is being made again</h1>" in (site / "guidance/a/index.html").read_text()
    alder = (site / "briefings/child-alder/index.html").read_text()
    assert "<p>Read a report that was withdrawn today. Ask twice.</p>" in alder


def test_where_two_cases_have_one_title_only_links_tell_them_apart(tmp_path: Path) -> None:
    rows = '<ul><li><a href="../reports/child-yew/">Child Yew</a></li><li><b>Child Yew</b></li></ul>'
    site = site_by_hand(tmp_path, {"themes/index.html": page(rows)})
    (site / "reports/child-alder/index.html").write_text(page("", "report").replace("A page", "Child Yew"))
    take_out(site, "child-yew")
    assert (site / "themes/index.html").read_text() == page("<ul><li><b>Child Yew</b></li></ul>")


def test_a_theme_that_is_called_like_the_case_stays(tmp_path: Path) -> None:
    write_site(tmp_path, "")
    theme = page('<p><a href="../neglect/">Neglect</a></p>').replace("A page", "Neglect")
    for path, text in {"reports/neglect/index.html": page("", "report"), "themes/neglect/index.html": theme}.items():
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(text)
    assert take_out(tmp_path, "neglect") == ["reports/neglect/index.html"]


def test_no_page_written_by_hand_goes_with_a_case_that_is_called_like_it() -> None:
    pages = hand_written(ROOT / "docs", "decisions/\nreadme/")
    taken = [page.path for page in pages if Traces(Path(), page.name, frozenset()).owns(f"{page.address}index.html")]
    assert len(pages) > 40 and taken == []


TABLE = 'case,what\r\nchild-alder,"One,\r\ntwo"\r\nchild-yew,Three\r\nchild-yew-2,Four\r\n'
DATA = {
    "recommendations.csv": (TABLE, TABLE.replace("child-yew,Three\r\n", "")),
    "CNAME": ("www.nscp.example\n", "www.nscp.example\n"),
    "_redirects": ("/a /reports/child-yew/\n/b /guidance/\n", "/b /guidance/\n"),
    "api/more.json": ('{"child-yew":{"a":1},"near":[["child-yew","child-alder"]]}', '{"near":[["child-alder"]]}'),
    "api/one.json": ('{"reference":"child-yew"}', None),
    "api/broken.json": ('{"reference":"child-yew"', None),
    "other.bin": ("child-yew", None),
    "map.xml": ("<a><b>https://www.nscp.example/reports/child-yew/</b></a>", None),
}


@pytest.mark.parametrize("path", DATA)
def test_the_smallest_entry_of_a_file_of_data_goes_or_else_the_file(tmp_path: Path, path: str) -> None:
    before, after = DATA[path]
    site = site_by_hand(tmp_path, {})
    (site / path).parent.mkdir(exist_ok=True)
    (site / path).write_text(before, newline="")
    take_out(site, "child-yew")
    assert ((site / path).read_bytes().decode() if (site / path).exists() else None) == after


def test_every_file_that_is_called_after_it_goes_and_no_other(tmp_path: Path) -> None:
    own = [
        "reports/child-yew/child-yew-report.pdf",
        "briefings/child-yew/child-yew-sheet.docx",
        "og/child-yew.png",
    ]
    others = ["reports/child-yew-2/child-yew-2-report.pdf", "og/child-yew-2.png", "guidance/child-yewtree.pdf"]
    site = site_by_hand(tmp_path, dict.fromkeys([*own, *others], "x"))
    take_out(site, "child-yew")
    assert [path for path in own if (site / path).exists()] == []
    assert [path for path in others if not (site / path).exists()] == []


# The record.

NOW = at("2026-11-26T10:04:37+00:00")
HEAD = "# By the Business Office.\nreference: child-yew\ntitle:   Child Yew   # two words\nreview: cspr\n"
WRITTEN = "withdrawn: {at: 2026-11-26 10:04, kind: welfare, decided_by: strategic-leads}"
EARLIER = "withdrawn: {at: 2026-11-03 09:00, kind: expired, decided_by: strategic-leads}"
LATER = "withdrawn:\n  at: 2026-12-24 09:00  # agreed\n\n  kind: expired\n  decided_by: strategic-leads\n"
LAYOUTS = {
    "at the end": (HEAD, HEAD + WRITTEN + "\n"),
    "no end of line": (HEAD.rstrip("\n"), HEAD + WRITTEN + "\n"),
    "before the end of the document": (HEAD + "...\n", HEAD + WRITTEN + "\n...\n"),
    "after a long text": (HEAD + "response: |\n  It is.\n", HEAD + "response: |\n  It is.\n" + WRITTEN + "\n"),
    "in place of one to come": (
        HEAD + LATER + "# next\nsummary: Short.\n",
        HEAD + WRITTEN + "\n# next\nsummary: Short.\n",
    ),
    "in place of an empty one": (HEAD + "withdrawn:\nsummary: S.\n", HEAD + WRITTEN + "\nsummary: S.\n"),
    "a record that cannot be read": (HEAD + "summary: 'half\n", HEAD + "summary: 'half\n" + WRITTEN + "\n"),
    "one to come in a record that cannot be read": (HEAD + LATER + "x: [\n", HEAD + WRITTEN + "\nx: [\n"),
    "in force": (HEAD + EARLIER + "\n", HEAD + EARLIER + "\n"),
    "in force in a record that cannot be read": (HEAD + EARLIER + "\nx: [\n", HEAD + EARLIER + "\nx: [\n"),
}


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_the_withdrawal_is_written_and_every_other_byte_stays(tmp_path: Path, name: str, newline: str) -> None:
    before, after = (text.replace("\n", newline).encode() for text in LAYOUTS[name])
    file = tmp_path / "child-yew.yml"
    file.write_bytes(before)
    file.chmod(0o640)
    done = write_withdrawal(file, NOW, "welfare", "strategic-leads")
    assert file.read_bytes() == after
    assert done.is_new == (before != after)
    assert done.at == instant("2026-11-26 10:04" if done.is_new else "2026-11-03 09:00")
    assert file.stat().st_mode & 0o777 == 0o640


def test_bytes_that_are_no_text_stay_as_they_are() -> None:
    data = b"title: Caf\xe9 \x85 \xc3\x85\nwithdrawn:\n  at: 2027-01-01 09:00\xc3\x85\n  kind: x\nsummary: \xff\n"
    new = with_withdrawal(data, NOW, "welfare", "strategic-leads")
    assert new == b"title: Caf\xe9 \x85 \xc3\x85\n" + WRITTEN.encode() + b"\nsummary: \xff\n"


def test_a_layout_that_would_not_say_so_is_refused() -> None:
    with pytest.raises(NotWritten):
        with_withdrawal(b"{reference: child-yew, title: Child Yew}\n", NOW, "welfare", "strategic-leads")


@pytest.mark.parametrize(
    ("now", "written"),
    [
        ("2026-11-26T10:04:00+00:00", "2026-11-26 10:04"),
        ("2026-07-01T23:30:59+00:00", "2026-07-02 00:30"),  # summer time
        # On 25 October 2026 the clocks go back at 02:00, and the hour from 01:00 comes twice.
        ("2026-10-24T23:59:30+00:00", "2026-10-25 00:59"),
        ("2026-10-25T00:30:00+00:00", "2026-10-25 00:59"),
        ("2026-10-25T01:59:00+00:00", "2026-10-25 00:59"),
        ("2026-10-25T02:00:00+00:00", "2026-10-25 02:00"),
        ("2026-03-29T01:00:10+00:00", "2026-03-29 02:00"),
    ],
)
def test_the_minute_that_is_written_has_come_and_can_be_read(now: str, written: str) -> None:
    assert last_minute(datetime.fromisoformat(now)) == instant(written)


def test_a_withdrawal_that_the_reader_of_records_would_refuse_is_not_in_force() -> None:
    assert in_force(b"withdrawn: {at: 2026-10-25 01:30}\n", NOW) is None
    assert in_force(b"withdrawn: {at: soon}\n", NOW) is None
    assert in_force(b"withdrawn: {at: 2026-10-25 03:30}\n", NOW) == instant("2026-10-25 03:30")


# The command.


def run(small: Small, releases: Releases, *words: str, reference: str = "child-yew") -> Result:
    what = ["withdraw", reference, str(releases.folder), "--kind", "welfare", "--decided-by", "strategic-leads"]
    return CliRunner().invoke(main, [*what, "--project", str(small.folder), *words])


def shown(releases: Releases) -> Path:
    current = releases.current()
    assert current is not None and is_whole(current)
    return current


def kept_with_the_case(releases: Releases) -> list[str]:
    return [release.name for release in releases.kept() if shows(release, "child-yew")]


def two_releases(small: Small, releases: Releases) -> None:
    publish_at(small, releases, SHOWN_AT)
    index = small.folder / "docs" / "index.md"
    index.write_text(index.read_text() + "\nMore.\n")
    publish_at(small, releases, "2026-01-07T09:00")
    assert len(kept_with_the_case(releases)) == 2


def test_withdrawn_in_the_record_out_of_every_release_and_made_anew(three: Small, releases: Releases) -> None:
    two_releases(three, releases)
    result = run(three, releases)
    assert result.exit_code == 0, result.stderr
    record = yaml.safe_load((three.records / "child-yew.yml").read_text())
    assert (record["withdrawn"]["kind"], record["withdrawn"]["decided_by"]) == ("welfare", "strategic-leads")
    assert naming(everything_in(shown(releases))) >= {*OWN}
    assert kept_with_the_case(releases) == []
    assert "Taken away: 2 kept releases" in result.stderr
    # The release that was made first is what one can go back to, and the records made the one that is shown.
    assert len(releases.kept()) == 2
    since = in_force((three.records / "child-yew.yml").read_bytes(), at("2099-01-01T00:00"))
    assert since is not None
    three.build(since, printed=True)
    own = {path for path in everything_in(three.out) if "yew" in path}
    assert {path for path in everything_in(shown(releases)) if "yew" in path} == own
    before = releases.kept()
    again = run(three, releases)
    assert (again.exit_code, "was withdrawn already, since" in again.stderr) == (0, True)
    assert releases.kept() == before


def break_everything(small: Small) -> None:
    (small.folder / "partnership.yml").write_text("name: [\n")
    (small.folder / "mkdocs.yml").write_text("]")
    (small.folder / "docs" / "index.md").write_bytes(b"\xff {{ no_such_macro( }}")
    small.put_text("child-alder.yml", "title: [\n")
    small.put_text("child-yew.yml", "reference: child-yew\nsummary: 'half\n")


def test_with_everything_broken_at_once_it_is_down_all_the_same(three: Small, releases: Releases) -> None:
    two_releases(three, releases)
    break_everything(three)
    stray = releases.releases / "notes.txt"
    stray.write_text("Somebody's own.")
    result = run(three, releases, "--deny", str(three.folder / "no-such-list.txt"))
    assert result.exit_code == 1
    assert "The site was not made anew" in result.stderr and "is down all the same" in result.stderr
    assert "keep `withdrawn` as a line of its own" in result.stderr
    assert kept_with_the_case(releases) == []
    # The other cases stay, although their records cannot be read.
    assert b"Child Alder" in (shown(releases) / "index.html").read_bytes()
    assert b"withdrawn: {at: " in (three.records / "child-yew.yml").read_bytes()
    stray.unlink()
    assert run(three, releases).exit_code == 1
    assert kept_with_the_case(releases) == []


def without_record(small: Small) -> None:
    small.take_out("child-yew")


def without_rights(small: Small) -> None:
    shutil.rmtree(small.records)
    small.records.mkdir()
    (small.records / "child-yew.yml").mkdir()


@pytest.mark.parametrize("spoil", [without_record, without_rights])
def test_where_the_record_cannot_be_written_it_is_down_and_that_is_said(
    three: Small, releases: Releases, spoil: Callable[[Small], None]
) -> None:
    publish_at(three, releases, SHOWN_AT)
    spoil(three)
    result = run(three, releases)
    assert result.exit_code == 1
    assert "NOT WRITTEN into the record" in result.stderr and "would bring the case back" in result.stderr
    assert kept_with_the_case(releases) == []
    assert not shows(shown(releases), "child-yew")


def test_records_that_do_not_say_so_do_not_bring_it_back(
    three: Small, releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_at(three, releases, SHOWN_AT)

    def refused(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "child-yew.yml")

    monkeypatch.setattr("macros.records.withdraw.write_whole", refused)
    result = run(three, releases)
    assert result.exit_code == 1
    assert "its record does not say that it is withdrawn" in result.stderr
    assert kept_with_the_case(releases) == []


def test_a_site_that_the_last_reading_refuses_is_not_made_anew_and_the_case_is_down(
    three: Small, releases: Releases
) -> None:
    publish_at(three, releases, SHOWN_AT)
    (three.folder / "docs" / "notes.map").write_text("x")
    result = run(three, releases)
    assert result.exit_code == 1
    assert "notes.map" in result.stderr and "is down all the same" in result.stderr
    assert kept_with_the_case(releases) == []


def test_what_else_is_held_is_left_out_and_said(three: Small, releases: Releases) -> None:
    publish_at(three, releases, SHOWN_AT)
    three.put_text("child-alder.yml", "title: [\n")
    result = run(three, releases)
    assert result.exit_code == 1
    assert "Left out: child-alder: cannot be read." in result.stderr
    assert kept_with_the_case(releases) == []


def test_a_reference_mistyped_and_a_folder_mistyped_are_said(three: Small, releases: Releases, tmp_path: Path) -> None:
    publish_at(three, releases, SHOWN_AT)
    before = shown(releases)
    result = run(three, releases, reference="child-yev")
    assert (result.exit_code, "Is it spelt right?" in result.stderr) == (1, True)
    assert shown(releases) == before
    elsewhere = run(three, Releases(tmp_path / "ww"))
    assert (elsewhere.exit_code, "Nothing is published in" in elsewhere.stderr) == (1, True)
    assert not (tmp_path / "ww").exists()


def test_a_role_that_the_partnership_does_not_have_is_wrong_usage(three: Small, releases: Releases) -> None:
    words = ["withdraw", "child-yew", str(releases.folder), "--kind", "welfare", "--project", str(three.folder)]
    result = CliRunner().invoke(main, [*words, "--decided-by", "somebody"])
    assert result.exit_code == 2
    assert "strategic-leads" in result.stderr
    assert b"withdrawn" not in (three.records / "child-yew.yml").read_bytes()


# Other commands, a full disk, and a killed one.


def test_it_does_not_wait_for_another_command_and_is_taken_down_again_after_it(
    three: Small, releases: Releases
) -> None:
    old = publish_at(three, releases, SHOWN_AT).release
    copy = old.with_name("20260106T090000Z-000000000000")
    heard: list[str] = []
    done: list[object] = []
    worker = threading.Thread(target=lambda: done.append(take_down(releases, "child-yew", heard.append)))
    with releases.locked():
        shutil.copytree(old, copy)
        worker.start()
        while not heard:
            time.sleep(0.01)
        assert not shows(shown(releases), "child-yew")
        # What the other command read before comes up once more.
        publish_by_hand(three, releases)
        assert shows(shown(releases), "child-yew")
    worker.join(30)
    assert not worker.is_alive() and done
    assert not shows(shown(releases), "child-yew")
    assert kept_with_the_case(releases) == []


def publish_by_hand(small: Small, releases: Releases) -> None:
    """What a publication does that holds the lock already."""
    project = read_project(small.folder, small.records, at("2026-01-08T09:00"))
    with releases.fresh() as work:
        build(project, work, "public")
        releases.switch(releases.put(work))


def full_until(room: Callable[[], bool], monkeypatch: pytest.MonkeyPatch) -> None:
    real = shutil.copytree

    def copytree(*words: Any, **options: Any) -> Any:
        if not room():
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*words, **options)

    monkeypatch.setattr("macros.publish.take_down.shutil.copytree", copytree)


def test_on_a_full_disk_what_has_to_go_anyway_makes_room(
    three: Small, releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_releases(three, releases)
    full_until(lambda: len(releases.kept()) == 1, monkeypatch)
    down = take_down(releases, "child-yew", print)
    assert down.is_new and len(down.gone) == 2 and down.left == ()
    assert not shows(shown(releases), "child-yew")


def test_where_there_is_no_room_at_all_its_own_files_go(
    three: Small, releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_releases(three, releases)
    full_until(lambda: False, monkeypatch)
    down = take_down(releases, "child-yew", print)
    current = releases.current()
    assert current is not None
    assert [path for path in everything_in(current) if "child-yew/" in path or "child-yew." in path] == []
    # Its words are in the search index as well, which cannot be made anew.
    assert not any(path.startswith("search/index/") for path in everything_in(current))
    assert "No space left on device" in down.left[0]
    assert releases.kept() == [current]
    # Once there is room the rest is done.
    monkeypatch.undo()
    assert take_down(releases, "child-yew", print).left == ()
    assert not naming(everything_in(shown(releases))) & {"index.html", "calendar/index.html", "reports/index.html"}
    assert kept_with_the_case(releases) == []


# Takes the case down once for each line it is sent, in a process of its own whose number it says.
ONE_AFTER_ANOTHER = """
import os, sys
from pathlib import Path
from macros.publish.releases import Releases
from macros.publish.take_down import take_down
for folder in sys.stdin:
    child = os.fork()
    if not child:
        take_down(Releases(Path(folder.strip())), "child-yew", print)
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""


def test_killed_at_any_moment_what_is_shown_is_whole_and_the_next_one_finishes(tmp_path: Path) -> None:
    first = Releases(tmp_path / "first")
    with first.locked(), first.fresh() as work:
        site_by_hand(work, {f"guidance/{n}/index.html": page(MANY) for n in range(40)})
        write_manifest_of(work)
        old = first.put(work).name
        first.switch(first.releases / old)
    chance, seen, longest = random.Random(7), set(), 0.1
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", ONE_AFTER_ANOTHER], cwd=ROOT, **pipes) as worker:  # type: ignore[call-overload]
        for number in range(12):
            releases = Releases(tmp_path / str(number))
            shutil.copytree(first.folder, releases.folder, symlinks=True)
            worker.stdin.write(f"{releases.folder}\n")
            worker.stdin.flush()
            child = int(worker.stdout.readline())
            time.sleep(chance.random() * longest)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            assert worker.stdout.readline() == "ended\n"
            in_time = shown(releases).name == old
            seen.add(in_time)
            longest *= 1.5 if in_time else 0.7  # as quick as this machine is
            assert take_down(releases, "child-yew", print).left == ()
            assert not shows(shown(releases), "child-yew") and kept_with_the_case(releases) == []
            assert [entry.name for entry in releases.releases.iterdir()] == [shown(releases).name]
        worker.stdin.close()
    # Some were stopped in time, and some were not.
    assert seen == {True, False}


MANY = '<ul><li><a href="../../reports/child-yew/">Child Yew</a></li><li>Others</li></ul>'


def write_manifest_of(site: Path) -> None:
    files = {path: sha256(data).hexdigest() for path, data in everything_in(site).items() if path != "manifest.json"}
    manifest = {"as_of": "2025-09-16T10:00:00+01:00", "audience": "public", "files": files, "made_from": {}}
    (site / "manifest.json").write_text(json.dumps(manifest))


def test_the_record_of_the_factory_can_be_withdrawn() -> None:
    new = with_withdrawal(record_text().encode(), NOW, "identified", "strategic-leads")
    assert new.decode().removeprefix(record_text()) == WRITTEN.replace("welfare", "identified") + "\n"
