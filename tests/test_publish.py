"""Publication as one safe act: whatever happens, what is shown is the old release whole, or the new one."""

import errno
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import mkdocs.utils
import pytest
from click.testing import CliRunner, Result

from macros.anonymity.deny import DenyList
from macros.build import build
from macros.cli import main
from macros.engine import EngineError
from macros.problems import Refused
from macros.project import Project, read_project
from macros.publish import publish as publish_module
from macros.publish import take_down
from macros.publish.difference import NOTHING, Difference, Entry, at_length, in_short
from macros.publish.releases import Busy, Releases, is_whole
from macros.publish.taken_out import shows
from tests.conftest import Small, everything_in
from tests.factories import GONE, ROOT, at
from tests.releases import publish_at, put, write_site

OPEN_PROSECUTION = {"parallel_processes": [{"process": "prosecution", "status": "open"}]}
ON_THE_DAY = "2025-09-16T10:00"
# Of a serious case review the standing rules alone are asked, so any instant will do.
SOON = {"review": "serious-case-review"}
STILL_TO_COME = {"publication.at": "2100-09-14 10:00"}
WITHDRAWN = {"at": "2025-11-03 09:00", "kind": "identified", "decided_by": "strategic-leads"}


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path / "www")


def run(small: Small, releases: Releases, *words: str) -> Result:
    return CliRunner().invoke(main, ["publish", str(releases.folder), "--project", str(small.folder), *words])


def everything_there(folder: Path) -> dict[str, str]:
    """Every entry below a folder, with what a link leads to or the time a file was changed."""
    entries = sorted(folder.rglob("*"))
    return {str(one): str(one.readlink() if one.is_symlink() else one.stat().st_mtime_ns) for one in entries}


# What goes out.


def test_a_publication_is_a_whole_release_behind_one_relative_link(small: Small, releases: Releases) -> None:
    small.put("child-rowan")
    published = publish_at(small, releases, ON_THE_DAY)
    link = releases.folder / "current"
    # 10:00 in London is 09:00 by UTC in September.
    assert re.fullmatch(r"releases/20250916T090000Z-[0-9a-f]{12}", str(link.readlink()))
    assert releases.current() == published.release == link.resolve()
    assert is_whole(published.release)
    assert "Child Rowan" in (link / "reports" / "child-rowan" / "index.html").read_text()
    assert sorted(entry.name for entry in releases.folder.iterdir()) == [".lock", "current", "releases"]
    assert list(releases.releases.iterdir()) == [published.release]


def test_a_web_server_of_another_user_can_read_every_file_of_a_release(small: Small, releases: Releases) -> None:
    before = os.umask(0o077)
    try:
        release = publish_at(small, releases, ON_THE_DAY).release
    finally:
        os.umask(before)
    folders = [releases.folder, releases.releases, release, *(one for one in release.rglob("*") if one.is_dir())]
    assert {oct(folder.stat().st_mode & 0o777) for folder in folders} == {"0o755"}
    assert {oct(file.stat().st_mode & 0o777) for file in release.rglob("*") if file.is_file()} == {"0o644"}


def test_where_nothing_is_new_nothing_is_switched(small: Small, releases: Releases) -> None:
    small.put("child-rowan")
    first = publish_at(small, releases, ON_THE_DAY)
    again = publish_at(small, releases, "2025-09-16T10:05")
    assert (first.switched, again.switched) == (True, False)
    assert again.release == first.release == releases.current()
    assert releases.kept() == [first.release]


def test_a_release_that_other_hands_have_changed_is_published_anew(small: Small, releases: Releases) -> None:
    first = publish_at(small, releases, ON_THE_DAY).release
    (first / "index.html").write_text("Something else.")
    again = publish_at(small, releases, "2025-09-16T10:05")
    assert again.switched and releases.current() == again.release != first
    assert is_whole(again.release)


def test_what_appears_changes_and_vanishes_is_told_with_the_pages_of_cases_first(
    small: Small, releases: Releases
) -> None:
    small.put("child-alder", {"title": "Child Alder", "publication.at": "2025-09-15 10:00", **SOON})
    publish_at(small, releases, "2025-09-15T10:00")
    small.put("child-rowan")
    appeared = publish_at(small, releases, ON_THE_DAY).difference
    assert [(page.path, page.title) for page in appeared.appear if page.title] == [
        ("briefings/child-rowan/", "Child Rowan: briefing"),
        ("reports/child-rowan/", "Child Rowan: report"),
    ]
    assert {("/", "Miniature Safeguarding Children Partnership"), ("reports/", "Reports")} <= {
        (page.path, page.title) for page in appeared.change
    }
    assert appeared.vanish == ()
    # A withdrawn case keeps pages that say so; its data vanishes.
    small.put("child-rowan", {"withdrawn": WITHDRAWN})
    withdrawn = publish_at(small, releases, "2025-11-03T09:00").difference
    assert [(page.path, page.title) for page in withdrawn.change if "rowan" in page.path] == [
        ("briefings/child-rowan/", "Withdrawn"),
        ("reports/child-rowan/", "Withdrawn"),
    ]
    assert "api/reviews/child-rowan.json" in {file.path for file in withdrawn.vanish}


def test_a_difference_is_told_in_full_and_in_short() -> None:
    pages = (Entry("reports/child-rowan/", "Child\x1b[31m Rowan: report"), Entry("reports/", "Reports"))
    files = tuple(Entry(f"files/{number:02}.csv", None) for number in range(12))
    difference = Difference(pages, files, (*pages[:1], *files[:1]))
    assert at_length(difference).splitlines() == [
        "Would appear: 2 pages.",
        "  reports/child-rowan/  Child?[31m Rowan: report",
        "  reports/              Reports",
        "Would change: 12 files.",
        *(f"  files/{number:02}.csv" for number in range(10)),
        "  and 2 further files",
        "Would vanish: 1 page and 1 other file.",
        "  reports/child-rowan/  Child?[31m Rowan: report",
        "  files/00.csv",
    ]
    assert in_short(difference).splitlines() == [
        "Appeared: 2 pages, among them reports/child-rowan/ (Child?[31m Rowan: report).",
        "Changed: 12 files.",
        "Vanished: 1 page and 1 other file, among them reports/child-rowan/ (Child?[31m Rowan: report).",
    ]
    assert not NOTHING and difference


def test_the_command_says_what_went_out_and_where(small: Small, releases: Releases) -> None:
    small.put("child-rowan")
    result = run(small, releases)
    assert (result.exit_code, result.stdout) == (0, "")
    current = releases.current()
    assert current and f"Published: {releases.folder}/current is now releases/{current.name}.\n" in result.stderr
    assert (
        "briefings/child-rowan/ (Child Rowan: briefing); reports/child-rowan/ (Child Rowan: report)." in result.stderr
    )
    assert "Changed: nothing.\nVanished: nothing.\n" in result.stderr
    again = run(small, releases)
    assert again.exit_code == 0
    assert f"Nothing is new, so {releases.folder}/current is still releases/{current.name}.\n" in again.stderr


def test_what_is_blocked_can_be_left_out_and_the_command_still_ends_as_a_failure(
    small: Small, releases: Releases
) -> None:
    small.put("child-alder")
    small.put("child-rowan", OPEN_PROSECUTION)
    held = run(small, releases)
    assert held.exit_code == 1 and releases.current() is None
    assert "current is as it was: child-rowan: blocked by prosecution. " in held.stderr
    result = run(small, releases, "--hold-blocked")
    assert result.exit_code == 1
    assert "Left out (--hold-blocked): child-rowan: blocked by prosecution.\n" in result.stderr
    current = releases.current()
    assert current and [case.name for case in (current / "reports").glob("*/")] == ["child-alder"]


def test_a_publication_is_as_of_now_and_of_no_other_instant(small: Small, releases: Releases) -> None:
    for words in (["--as-of", ON_THE_DAY], ["--format", "json"], ["--keep", "1"]):
        assert run(small, releases, *words).exit_code == 2
    assert not releases.folder.exists()


def test_a_slow_clock_takes_back_nothing(small: Small, releases: Releases) -> None:
    small.put("child-rowan", {"withdrawn": WITHDRAWN})
    shown = publish_at(small, releases, "2025-11-03T09:00").release
    with pytest.raises(Refused, match="the clock says 1 November 2025, 00:00 GMT"):
        publish_at(small, releases, "2025-11-01")
    assert releases.current() == shown


# What keeps it from going out.


def break_a_record(small: Small) -> None:
    small.put_text("child-broken.yml", "reference: child-broken\ntitel: A slip\n")


def block_a_case(small: Small) -> None:
    small.put("child-yew", OPEN_PROSECUTION)


def write_a_dead_link(small: Small) -> None:
    (small.folder / "docs" / "new.md").write_text("# New\n\n[nowhere](missing.md)\n")


def write_a_failing_macro(small: Small) -> None:
    (small.folder / "docs" / "new.md").write_text("# New\n\n{{ 1 // 0 }}\n")


def plant_what_no_build_makes(small: Small) -> None:
    (small.folder / "docs" / "notes.xyz").write_text("what the last reading cannot read")


def plant_a_listed_name(small: Small) -> None:
    (small.folder / "docs" / "new.md").write_text("# New\n\nWritten by Zebedee Quincunx.\n")


def lose_the_partnership_file(small: Small) -> None:
    (small.folder / "partnership.yml").unlink()


@pytest.mark.parametrize(
    "spoil",
    [
        *(break_a_record, block_a_case, write_a_dead_link, write_a_failing_macro, plant_what_no_build_makes),
        *(plant_a_listed_name, lose_the_partnership_file),
    ],
)
def test_what_has_to_be_mended_leaves_the_old_release_whole_and_no_litter(
    small: Small, releases: Releases, spoil: Any
) -> None:
    put(releases, "what is shown", "2025-09-01T10:00:00+01:00")
    before = everything_there(releases.folder)
    small.put("child-rowan")
    spoil(small)
    with pytest.raises((Refused, EngineError)):
        publish_at(small, releases, ON_THE_DAY, deny=DenyList([["Zebedee Quincunx"]]))
    after = everything_there(releases.folder)
    # The folder's own time is all that may differ.
    assert {path for path, value in after.items() if before.get(path) != value} <= {str(releases.releases)}
    assert after.keys() == before.keys()


def test_an_internal_site_can_never_be_a_release(small: Small, releases: Releases) -> None:
    small.put("child-rowan")
    project = read_project(small.folder, small.records, at(ON_THE_DAY))
    with releases.locked(), releases.fresh() as work:
        build(project, work, "internal")
        with pytest.raises(Refused, match="is not a public site of ours"):
            releases.put(work)
    assert (releases.kept(), releases.current()) == ([], None)


# The folder.


@pytest.mark.parametrize("where", ["docs/www", "overrides/www", "briefings/www", ".", "..", "site/www", "private/www"])
def test_a_folder_of_the_project_or_the_records_or_a_built_site_is_never_published_into(
    small: Small, tmp_path: Path, where: str
) -> None:
    records = small.folder / "private"
    small.records.rename(records)
    write_site(small.folder / "site", "a built site")
    folder = small.folder / where
    before = everything_there(tmp_path)
    result = run(small, Releases(folder), "--records", str(records))
    assert result.exit_code == 1
    assert "name another folder" in result.stderr or "for releases alone" in result.stderr
    assert everything_there(tmp_path) == before


@pytest.mark.parametrize(
    "layout",
    [
        ["thesis.txt"],
        ["releases -> elsewhere"],
        ["releases/20250916090000/index.html"],
        ["releases/x", "current -> /etc"],
        ["releases/.x", "current -> ../elsewhere"],
        ["releases/.x", "current -> releases/.x"],
        ["releases/.x", "current/index.html"],
        ["releases/20250916T090000Z-0123456789ab -> elsewhere"],
    ],
)
def test_a_folder_that_is_not_ours_is_left_alone(small: Small, releases: Releases, layout: list[str]) -> None:
    (releases.folder.parent / "elsewhere").mkdir()
    for entry in layout:
        name, _, target = entry.partition(" -> ")
        path = releases.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target) if target else path.write_text("years of work")
    before = everything_there(releases.folder.parent)
    assert run(small, releases).exit_code == 1
    with pytest.raises(Refused), releases.locked():
        pass
    assert everything_there(releases.folder.parent) == before


def test_two_publications_at_once_are_one_and_a_refusal(small: Small, releases: Releases) -> None:
    with releases.locked():
        result = run(small, releases)
        with pytest.raises(Busy):
            publish_at(small, Releases(releases.folder), ON_THE_DAY)
    assert result.exit_code == 1
    assert "another command is at work" in result.stderr
    assert run(small, releases).exit_code == 0


def test_the_project_is_read_under_the_lock_so_that_a_withdrawal_just_made_stays(
    small: Small, releases: Releases
) -> None:
    def read() -> Project:
        with pytest.raises(Busy), Releases(releases.folder).locked():
            pass
        return read_project(small.folder, small.records, at(ON_THE_DAY))

    assert publish_module.publish(read, releases, keep=5).switched


def test_the_newest_releases_are_kept_and_the_current_one_whatever_its_age(releases: Releases) -> None:
    made = [put(releases, f"day {day}", f"2025-09-{day:02}T10:00:00+01:00") for day in range(1, 8)]
    with releases.locked():
        releases.switch(made[1])
        assert releases.prune(3) == [made[3], made[2], made[0]]
    assert releases.kept() == [made[6], made[5], made[4], made[1]]
    assert releases.current() == made[1]


def test_what_a_killed_command_left_is_cleared_away(releases: Releases) -> None:
    release = put(releases, "what is shown")
    (releases.releases / ".fresh-x" / "reports").mkdir(parents=True)
    (releases.releases / "..fresh-x.y").mkdir()
    (releases.releases / ".gone-x").mkdir()
    (releases.folder / ".current-1").symlink_to("releases/.fresh-x")
    with releases.locked():
        assert list(releases.releases.iterdir()) == [release]
    assert sorted(entry.name for entry in releases.folder.iterdir()) == [".lock", "current", "releases"]
    assert is_whole(release)


def test_a_link_in_a_site_is_never_kept(releases: Releases, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("private")
    with releases.locked(), releases.fresh() as work:
        write_site(work, "a site")
        (work / "linked").symlink_to(tmp_path / "secret")
        with pytest.raises(OSError, match="symbolic links"):
            releases.put(work)
    assert releases.kept() == []


# Out of disk.


# What fails, and how often it goes well before.
POINTS: dict[str, tuple[Any, str, int]] = {
    "no folder to work in": (tempfile, "mkdtemp", 0),
    "a page": (mkdocs.utils, "write_file", 3),
    "the manifest": (Path, "write_text", 2),
    "a file kept by the disk": (os, "fsync", 0),
    "a later one": (os, "fsync", 20),
    "the release in its place": (Path, "rename", 2),
    "the link": (Path, "symlink_to", 0),
    "the switch": (Path, "replace", 0),
}


@pytest.mark.parametrize("point", POINTS)
def test_out_of_disk_at_any_point_leaves_the_old_release_whole(
    small: Small, releases: Releases, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    old = put(releases, "what is shown", "2025-09-01T10:00:00+01:00")
    small.put("child-rowan")
    owner, name, after = POINTS[point]
    real, called = getattr(owner, name), 0

    def full(*arguments: Any, **named: Any) -> Any:
        nonlocal called
        called += 1
        if called > after:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, full)
        result = run(small, releases)
    assert called > after, result.stderr
    assert result.exit_code == 1 and "No space left on device" in result.stderr
    assert releases.current() == old and is_whole(old)
    # Once there is room again it goes well, and clears up.
    again = run(small, releases)
    assert again.exit_code == 0, again.stderr
    assert releases.current() != old
    assert [entry for entry in releases.releases.iterdir() if entry.name.startswith(".")] == []


def test_old_releases_that_cannot_be_taken_away_are_told_and_the_new_one_is_shown(
    small: Small, releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Releases, keep: int) -> list[Path]:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Releases, "prune", full)
    result = run(small, releases)
    assert result.exit_code == 1
    assert "Published: " in result.stderr
    assert "Older releases could not be taken away: Permission denied.\n" in result.stderr


# Killed.


KILLED_AT = """
import os, sys
sys.dont_write_bytecode = True
from pathlib import Path
from macros.publish.releases import Releases
from tests.releases import write_site

FOLDER, CHANGES = sys.argv[1], ("os.mkdir", "os.rename", "os.symlink", "os.remove", "os.rmdir", "os.chmod", "open")
left = 10_000

def count(event, arguments):
    global left
    # What is taken away in a folder that is open, and given a mode as an open file, is not named in full.
    if event in CHANGES and (event != "open" or FOLDER in str(arguments[0])):
        left -= 1
        if left == 0:
            os.write(2, f"{event} {arguments}\\n".encode())
            os._exit(9)

def change(words, at):
    releases = Releases(Path(FOLDER))
    with releases.locked(), releases.fresh() as work:
        write_site(work, words, at)
        releases.switch(releases.put(work))
        releases.prune(2)

sys.addaudithook(count)
for day in range(1, 4):
    change(f"old {day}", f"2025-09-0{day}T10:00:00+01:00")
steps = 0
while True:
    steps += 1
    child = os.fork()
    if child == 0:
        left = steps
        change("new", "2025-10-01T10:00:00+01:00")
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    releases = Releases(Path(FOLDER))
    from macros.publish.releases import is_whole
    current = releases.current()
    words = (current / "index.html").read_text()
    assert is_whole(current), steps
    assert words == "new" or words.startswith("old"), words
    assert all(is_whole(one) for one in releases.kept()), steps
    print(steps, code, words)
    if code == 0:
        break
    change(f"old again {steps}", "2025-09-09T10:00:00+01:00")
    # Each round begins without what the last one made.
    for one in releases.kept():
        if (one / "index.html").read_text() == "new":
            releases.remove(one)
    names = [one.name for one in [*releases.folder.iterdir(), *releases.releases.iterdir()]]
    assert [name for name in names if name.startswith(".")] == [".lock"], names
"""


def test_killed_at_any_step_it_shows_the_old_release_or_the_new_one_and_the_next_goes_well(tmp_path: Path) -> None:
    """Every change on the disk, one after the other, is the last thing that a publication does."""
    words = [sys.executable, "-c", KILLED_AT, str(tmp_path / "www")]
    result = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    rounds = [line.split(maxsplit=2) for line in result.stdout.splitlines()]
    assert len(rounds) > 20
    shown = [words.split()[0] for _, _, words in rounds]
    # Once: the switch. What comes after it tidies up.
    switched = shown.index("new")
    assert set(shown[:switched]) == {"old"} and set(shown[switched:]) == {"new"}
    assert {code for _, code, _ in rounds[:-1]} == {"9"}
    # The switch itself is among the steps: the link that is on its way, and the rename that shows it.
    ended = result.stderr.splitlines()
    assert any(line.startswith("os.symlink") for line in ended)
    assert any(line.startswith("os.rename") and "/current" in line for line in ended)


def cases_shown(releases: Releases) -> set[str]:
    """The files of cases in what is shown, which is whole."""
    current = releases.current()
    assert current and is_whole(current)
    return {path for path in everything_in(current) if "child-" in path}


def command(small: Small, releases: Releases) -> list[str]:
    code = "from macros.cli import main; main()"
    return [sys.executable, "-c", code, "publish", str(releases.folder), "--project", str(small.folder)]


# Seconds after the site is made and its release begins to be written; the switch comes in between.
MOMENTS = (0, 0.02, 0.05, 0.1, 0.2, 1)


def test_killed_at_any_moment_it_is_never_a_mixed_release(small: Small, releases: Releases) -> None:
    """Two states, with one case and with two, published in turn and killed around the switch."""
    small.put("child-alder", {"title": "Child Alder"})
    states: list[set[str]] = []
    for other in ({}, STILL_TO_COME):
        small.put("child-rowan", other)
        subprocess.run(command(small, releases), cwd=ROOT, stderr=subprocess.DEVNULL, check=True)
        states.append(cases_shown(releases))
    assert states[0] > states[1]
    seen = set()
    for turn, moment in enumerate(MOMENTS):
        before = cases_shown(releases)
        small.put("child-rowan", STILL_TO_COME if before == states[0] else {})
        process = subprocess.Popen(command(small, releases), cwd=ROOT, stderr=subprocess.PIPE, text=True)
        assert process.stderr
        assert any("writing the release to disk" in line for line in process.stderr), turn
        time.sleep(moment)
        process.kill()
        process.wait()
        process.stderr.close()
        after = cases_shown(releases)
        assert after in states
        assert all(is_whole(release) for release in releases.kept())
        seen.add(after != before)
    assert seen == {True, False}
    # The next one goes well, and clears up.
    subprocess.run(command(small, releases), cwd=ROOT, stderr=subprocess.DEVNULL, check=True)
    assert [entry.name for entry in releases.releases.iterdir() if entry.name.startswith(".")] == []
    assert sorted(entry.name for entry in releases.folder.iterdir()) == [".lock", "current", "releases"]


# Seen from a web server.


def test_a_reader_finds_every_file_at_every_moment_and_each_folder_of_one_piece(releases: Releases) -> None:
    put(releases, "state 0")
    ended = threading.Event()
    found: list[set[str]] = []
    reads = 0

    def read() -> None:
        nonlocal reads
        while not ended.is_set():
            (releases.folder / "current" / "index.html").read_text()  # raises where there is nothing
            # As a server that opens its root once for a request.
            root = os.open(releases.folder / "current", os.O_RDONLY)
            try:
                paths = ("index.html", "reports/child-rowan/index.html", "assets/site.css")
                found.append({_text(os.open(path, os.O_RDONLY, dir_fd=root)) for path in paths})
            finally:
                os.close(root)
            reads += 1

    def guarded() -> None:
        try:
            read()
        except OSError as error:
            found.append({str(error), "not there"})

    reader = threading.Thread(target=guarded)
    reader.start()
    for number in range(1, 40):
        put(releases, f"state {number}", f"2025-09-16T10:{number:02}:00+01:00")
    ended.set()
    reader.join()
    assert reads > 30
    assert [words for words in found if len(words) != 1] == []


def _text(handle: int) -> str:
    with os.fdopen(handle, encoding="utf-8") as file:
        return file.read()


# The rehearsal.


def test_a_rehearsal_shows_tomorrow_and_writes_nothing(small: Small, releases: Releases, tmp_path: Path) -> None:
    small.put("child-alder", {"title": "Child Alder", "publication.at": "2025-09-15 10:00", **SOON})
    publish_at(small, releases, "2025-09-15T10:00")
    small.put("child-rowan")
    before = everything_there(tmp_path)
    today = run(small, releases, "--dry-run", "--as-of", "2025-09-16T09:59")
    # The calendar of a day may differ from that of the day before, and nothing else does.
    assert "Would appear: nothing.\n" in today.stdout and "rowan" not in today.stdout
    tomorrow = run(small, releases, "--dry-run", "--as-of", ON_THE_DAY)
    assert tomorrow.exit_code == 0
    lines = tomorrow.stdout.splitlines()
    assert lines[1:3] == [
        "  briefings/child-rowan/  Child Rowan: briefing",
        "  reports/child-rowan/    Child Rowan: report",
    ]
    assert "Would vanish: nothing." in lines
    assert everything_there(tmp_path) == before


def test_a_rehearsal_needs_no_folder_and_leaves_none(
    small: Small, releases: Releases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    small.put("child-rowan")
    result = run(small, releases, "--dry-run", "--as-of", ON_THE_DAY, "--format", "json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found.keys() == {"appear", "change", "vanish", "left_out", "problems", "refused", "rest"}
    assert found["appear"][0] == {"path": "briefings/child-rowan/", "title": "Child Rowan: briefing"}
    assert (found["change"], found["vanish"], found["problems"], found["refused"]) == ([], [], [], None)
    assert not releases.folder.exists()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_rehearsal_says_what_would_block(small: Small, releases: Releases) -> None:
    small.put("child-alder")
    small.put("child-rowan", OPEN_PROSECUTION)
    text = run(small, releases, "--dry-run", "--as-of", ON_THE_DAY)
    assert text.exit_code == 1
    assert text.stdout.startswith("Nothing would be published: child-rowan: blocked by prosecution.")
    assert text.stderr.count("a prosecution is open") == 1
    found = json.loads(run(small, releases, "--dry-run", "--as-of", ON_THE_DAY, "--format", "json").stdout)
    assert [(problem["path"], problem["rule"]) for problem in found["problems"]] == [
        ("briefings/child-rowan.yml", "prosecution")
    ]
    assert found["appear"] == [] and found["refused"].startswith("child-rowan: blocked by prosecution")
    assert "Without what is blocked (--hold-blocked):" in text.stdout
    assert "briefings/child-alder/" in {page["path"] for page in found["rest"]["appear"]}
    held = run(small, releases, "--dry-run", "--as-of", ON_THE_DAY, "--hold-blocked", "--format", "json")
    assert held.exit_code == 1
    found = json.loads(held.stdout)
    assert "briefings/child-alder/" in {page["path"] for page in found["appear"]}
    assert [problem["rule"] for problem in found["left_out"]] == ["prosecution"]


def test_a_rehearsal_names_a_dead_link_and_what_the_last_reading_refuses(small: Small, releases: Releases) -> None:
    write_a_dead_link(small)
    found = json.loads(run(small, releases, "--dry-run", "--as-of", ON_THE_DAY, "--format", "json").stdout)
    assert [problem["rule"] for problem in found["problems"]] == ["dead-link"]
    (small.folder / "docs" / "new.md").unlink()
    plant_a_listed_name(small)
    names = small.folder.parent / "names.txt"
    names.write_text("Zebedee Quincunx\n")
    rehearsal = ("--dry-run", "--as-of", ON_THE_DAY, "--format", "json", "--deny", str(names))
    found = json.loads(run(small, releases, *rehearsal).stdout)
    assert {problem["rule"] for problem in found["problems"]} == {"scan-listed"}
    assert "Quincunx" not in json.dumps(found)


# The right records.


def test_records_without_what_is_shown_are_the_wrong_ones_and_nothing_goes(small: Small, releases: Releases) -> None:
    small.put("child-rowan", SOON)
    small.put("child-yew", SOON)
    published = publish_at(small, releases, ON_THE_DAY)
    small.take_out("child-rowan")
    with pytest.raises(Refused, match="no record of what is shown now: child-rowan"):
        publish_at(small, releases, "2025-09-17T10:00", hold_blocked=True)
    assert releases.current() == published.release
    rehearsed = run(small, releases, "--dry-run", "--as-of", "2025-09-17T10:00")
    assert rehearsed.exit_code == 1 and "CSPR_RECORDS" in rehearsed.stdout


def test_a_record_that_cannot_be_read_is_not_a_missing_one(small: Small, releases: Releases) -> None:
    small.put("child-rowan", SOON)
    small.put("child-yew", SOON)
    publish_at(small, releases, ON_THE_DAY)
    small.put_text("child-rowan.yml", "reference: child-rowan\n")
    published = publish_at(small, releases, "2025-09-17T10:00", hold_blocked=True)
    assert published.switched and not (published.release / "reports" / "child-rowan").exists()


def test_invented_cases_make_room_for_real_ones(small: Small, releases: Releases) -> None:
    small.put("child-rowan", {**SOON, "example": "true"})
    publish_at(small, releases, ON_THE_DAY)
    small.take_out("child-rowan")
    small.put("child-yew", SOON)
    assert publish_at(small, releases, "2025-09-17T10:00").switched


def test_a_withdrawal_written_by_hand_takes_the_case_out_of_kept_releases_too(small: Small, releases: Releases) -> None:
    small.put("child-yew", SOON)
    without = publish_at(small, releases, "2025-09-16T10:00")
    small.put("child-rowan", SOON)
    shown = publish_at(small, releases, "2025-09-17T10:00")
    small.put("child-rowan", {**SOON, "withdrawn": WITHDRAWN})
    withdrawn = publish_at(small, releases, "2025-11-03T09:00")
    assert releases.kept() == [withdrawn.release, without.release]
    assert not shown.release.exists()


def test_a_refused_publication_names_what_is_withdrawn_and_still_shown(small: Small, releases: Releases) -> None:
    small.put("child-rowan", SOON)
    publish_at(small, releases, ON_THE_DAY)
    small.put("child-rowan", {**SOON, "withdrawn": WITHDRAWN})
    (small.folder / "docs" / "index.md").write_text('{{ role("nobody") }}')
    result = run(small, releases)
    assert result.exit_code == 1
    assert "child-rowan is withdrawn and still shown: cspr withdraw takes it down at once" in result.stderr


def lost(small: Small, releases: Releases) -> Path:
    """What is shown after a withdrawal, whose record does not say so any more."""
    small.put("child-yew", SOON)
    small.put("child-rowan", {**SOON, "withdrawn": WITHDRAWN})
    shown = publish_at(small, releases, "2025-11-03T09:00").release
    small.put("child-rowan", SOON)
    return shown


def test_what_was_withdrawn_does_not_come_back_because_a_record_lost_the_line(small: Small, releases: Releases) -> None:
    shown = lost(small, releases)
    with pytest.raises(Refused, match="their records do not: child-rowan"):
        publish_at(small, releases, "2025-11-04T09:00", hold_blocked=True)
    assert releases.current() == shown
    rehearsed = run(small, releases, "--dry-run", "--as-of", "2025-11-04T09:00")
    assert rehearsed.exit_code == 1 and "--bring-back child-rowan" in rehearsed.stdout


def test_what_was_withdrawn_comes_back_where_somebody_says_so(small: Small, releases: Releases) -> None:
    lost(small, releases)
    published = publish_at(small, releases, "2025-11-04T09:00", bring_back=["child-rowan"])
    assert published.switched and "Child Rowan" in (published.release / "reports/child-rowan/index.html").read_text()


def test_what_comes_out_later_that_day_is_said(small: Small, releases: Releases) -> None:
    small.put("child-rowan", SOON)
    said = run(small, releases, "--dry-run", "--as-of", "2025-09-16")
    assert "still to come that day: child-rowan at 10:00" in said.stderr
    assert "still to come" not in run(small, releases, "--dry-run", "--as-of", "2025-09-16T10:00").stderr
    small.put("child-rowan", {"publication.press_statement": GONE})
    said = run(small, releases, "--dry-run", "--as-of", "2025-09-16")
    assert "child-rowan at 10:00; as it stands, blocked then by press" in said.stderr


def test_what_is_out_is_not_taken_off_by_the_advice_of_a_refusal(small: Small, releases: Releases) -> None:
    small.put("child-rowan", SOON)
    publish_at(small, releases, ON_THE_DAY)
    small.put("child-rowan", OPEN_PROSECUTION)
    with pytest.raises(Refused) as refused:
        publish_at(small, releases, ON_THE_DAY)
    assert "Public now, and still as it was published: child-rowan." in refused.value.reason
    assert "Must it come down? --hold-blocked takes it off" in refused.value.reason
    current = releases.current()
    assert current and shows(current, "child-rowan")


def test_a_case_that_nobody_has_a_record_of_cannot_be_brought_back(small: Small, releases: Releases) -> None:
    lost(small, releases)
    with pytest.raises(Refused, match="there is no record of child-rowann, which --bring-back names"):
        publish_at(small, releases, "2025-11-04T09:00", bring_back=["child-rowan", "child-rowann"])
    small.put_text("child-rowann.yml", "summary: [")
    with pytest.raises(Refused, match="child-rowann: cannot be read"):
        publish_at(small, releases, "2025-11-04T09:00", bring_back=["child-rowan", "child-rowann"])


# A withdrawal, and what is left over.


def test_a_withdrawal_meanwhile_is_not_undone(
    small: Small, releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for nobody: a publication that was under way does not show what it had read before."""
    small.put("child-yew", SOON)
    small.put("child-rowan", SOON)
    publish_at(small, releases, ON_THE_DAY)
    whole_put = Releases.put

    def put_late(self: Releases, work: Path) -> Path:
        monkeypatch.undo()
        take_down._take_down(releases, "child-rowan", alone=False)
        return whole_put(self, work)

    small.put("child-yew", {**SOON, "summary": "Other words."})
    monkeypatch.setattr(Releases, "put", put_late)
    with pytest.raises(Refused, match="a case was withdrawn meanwhile"):
        publish_at(small, releases, "2025-09-17T10:00")
    current = releases.current()
    assert current and not shows(current, "child-rowan")


def test_a_case_withdrawn_before_it_was_ever_shown_does_not_come_out(
    small: Small, releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its record is written while the release is on its way to disk: the records are asked once more."""
    small.put("child-yew", SOON)
    publish_at(small, releases, ON_THE_DAY)
    small.put("child-rowan", SOON)
    whole_put = Releases.put

    def put_late(self: Releases, work: Path) -> Path:
        small.put("child-rowan", {**SOON, "withdrawn": {**WITHDRAWN, "at": "2025-09-17 09:59"}})
        return whole_put(self, work)

    monkeypatch.setattr(Releases, "put", put_late)
    with pytest.raises(Refused, match="a case was withdrawn meanwhile"):
        publish_at(small, releases, "2025-09-17T10:00")
    assert [shows(release, "child-rowan") for release in releases.kept()] == [False]


def test_what_was_withdrawn_is_remembered_though_its_page_has_vanished(small: Small, releases: Releases) -> None:
    lost(small, releases)
    text = (small.records / "child-rowan.yml").read_text()
    small.take_out("child-rowan")
    publish_at(small, releases, "2025-11-04T09:00")
    small.put_text("child-rowan.yml", text)
    with pytest.raises(Refused, match="--bring-back child-rowan"):
        publish_at(small, releases, "2025-11-05T09:00")


def test_a_broken_partnership_file_is_what_is_said_and_not_that_records_are_missing(
    small: Small, releases: Releases
) -> None:
    small.put("child-rowan", SOON)
    publish_at(small, releases, ON_THE_DAY)
    (small.folder / "partnership.yml").write_text("x: [")
    result = run(small, releases)
    assert result.exit_code == 1 and "no record of what is shown" not in result.stderr
    assert "what is named above has to be mended first" in result.stderr


def test_what_a_killed_publication_did_not_clear_away_the_next_does_though_nothing_is_new(
    small: Small, releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.put("child-yew", SOON)
    small.put("child-rowan", SOON)
    publish_at(small, releases, ON_THE_DAY)
    small.put("child-rowan", {**SOON, "withdrawn": WITHDRAWN})

    def barred(self: Releases, release: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Releases, "remove", barred)
    stopped = publish_at(small, releases, "2025-11-03T09:00")
    assert stopped.not_pruned and len(releases.kept()) == 2
    monkeypatch.undo()
    assert not publish_at(small, releases, "2025-11-03T09:05").switched
    assert releases.kept() == [stopped.release]


def test_what_is_not_ours_is_not_cleared_away(releases: Releases) -> None:
    put(releases, "what is shown")
    (releases.releases / ".git").mkdir()
    with pytest.raises(Refused, match="is no release of ours"), releases.locked():
        pass
    assert (releases.releases / ".git").is_dir()


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_rehearsal_that_is_ended_from_outside_leaves_nothing(
    small: Small, releases: Releases, tmp_path: Path, ending: signal.Signals
) -> None:
    small.put("child-rowan", SOON)
    (temporary := tmp_path / "temporary").mkdir()
    words = [*command(small, releases), "--dry-run", "--as-of", ON_THE_DAY]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    process = subprocess.Popen(
        words, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment
    )
    assert process.stderr
    assert any("making" in line for line in process.stderr)
    process.send_signal(ending)
    process.stderr.read()
    process.wait()
    process.stderr.close()
    assert list(temporary.iterdir()) == []
