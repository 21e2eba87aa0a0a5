"""The way back: to the newest older release that today's records would still show, and to no other."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from macros.anonymity.deny import DenyList
from macros.cli import main
from macros.finish import MANIFEST
from macros.problems import Refused
from macros.project import Project, read_project
from macros.publish.releases import Releases, is_whole
from macros.publish.rollback import NoWayBack, RolledBack, rollback
from tests.conftest import Small, make_small
from tests.factories import at
from tests.releases import publish_at

# Of a serious case review the standing rules alone are asked, so any instant will do.
OUT = {"review": "serious-case-review", "title": "Child Rowan"}
OPEN_PROSECUTION = {"parallel_processes": [{"process": "prosecution", "status": "open"}]}
WITHDRAWN = {"at": "2025-11-03 09:00", "kind": "identified", "decided_by": "strategic-leads"}
FIRST, SECOND, THIRD, TODAY = ("2025-10-01", "2025-10-02", "2025-10-03", "2025-12-01")


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path / "www")


def a_page(small: Small, words: str) -> None:
    (small.folder / "docs" / "new.md").write_text(f"# New\n\n{words}\n")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two releases: the case is out, and between them a page of the guidance has changed."""
    small = make_small(tmp_path_factory.mktemp("published") / "project")
    releases = Releases(small.folder.parent / "www")
    small.put("child-rowan", OUT)
    a_page(small, "As it was.")
    publish_at(small, releases, FIRST)
    a_page(small, "A slip.")
    publish_at(small, releases, SECOND)
    return releases.folder


@pytest.fixture
def two(published: Path, small: Small, releases: Releases) -> tuple[Path, Path]:
    """The two releases, older and newer, published from a project to change."""
    shutil.copytree(published, releases.folder, symlinks=True)
    small.put("child-rowan", OUT)
    a_page(small, "A slip.")
    newer, older = releases.kept()
    return older, newer


def back(small: Small, releases: Releases, today: str = TODAY) -> RolledBack:
    return rollback(lambda: read_project(small.folder, small.records, at(today)), releases)


def no_way_back(small: Small, releases: Releases, today: str = TODAY) -> list[str]:
    """The reasons against each release; what is shown is as it was."""
    shown = releases.current()
    with pytest.raises(NoWayBack) as refused:
        back(small, releases, today)
    assert releases.current() == shown
    return [why for reasons in refused.value.why_not.values() for why in reasons]


def run(small: Small, releases: Releases) -> Result:
    return CliRunner().invoke(main, ["rollback", str(releases.folder), "--project", str(small.folder)])


def test_a_slip_on_a_page_is_undone_by_going_back(small: Small, releases: Releases, two: tuple[Path, Path]) -> None:
    first, second = two
    result = run(small, releases)
    assert (result.exit_code, result.stdout) == (0, "")
    assert releases.current() == first
    assert "As it was." in (releases.folder / "current" / "new" / "index.html").read_text()
    assert f"Went back: {releases.folder}/current is now releases/{first.name}; it was releases/{second.name}.\n" in (
        result.stderr
    )
    assert "The next publish shows the newest state again. Mend the cause first" in result.stderr
    assert releases.kept() == [second, first]
    # And once more there is nothing left to go back to.
    again = run(small, releases)
    assert again.exit_code == 1
    assert "current is as it was: no older one is kept." in again.stderr
    assert releases.current() == first


def test_the_next_publication_shows_the_newest_state_again(
    small: Small, releases: Releases, two: tuple[Path, Path]
) -> None:
    back(small, releases)
    assert publish_at(small, releases, TODAY).switched
    current = releases.current()
    assert current and "A slip." in (current / "new" / "index.html").read_text()


def test_a_release_that_shows_a_case_withdrawn_since_is_never_shown_again(
    small: Small, releases: Releases, two: tuple[Path, Path]
) -> None:
    small.put("child-rowan", {**OUT, "withdrawn": WITHDRAWN})
    assert no_way_back(small, releases) == ["child-rowan: it is withdrawn"]
    result = run(small, releases)
    assert result.exit_code == 1
    assert ": child-rowan: it is withdrawn\n" in result.stderr
    assert "no older release is one that today's records would still show." in result.stderr
    # It still was out on the day before.
    back(small, releases, "2025-11-02")


def test_a_case_withdrawn_before_keeps_no_release_from_being_shown(small: Small, releases: Releases) -> None:
    small.put("child-rowan", {**OUT, "withdrawn": WITHDRAWN})
    a_page(small, "As it was.")
    first = publish_at(small, releases, "2025-11-03T09:00").release
    a_page(small, "A slip.")
    publish_at(small, releases, "2025-11-04")
    assert "withdrawn" in (first / "reports" / "child-rowan" / "index.html").read_text()
    assert back(small, releases).release == first


def test_a_withdrawn_page_that_still_has_its_files_counts_as_shown(small: Small, releases: Releases) -> None:
    small.put("child-rowan", {**OUT, "withdrawn": WITHDRAWN})
    first = publish_at(small, releases, "2025-11-03T09:00").release
    a_page(small, "A slip.")
    publish_at(small, releases, "2025-11-04")
    add(first, "reports/child-rowan/child-rowan-report.pdf", b"the whole report")
    assert no_way_back(small, releases) == ["child-rowan: it is withdrawn"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (OPEN_PROSECUTION, "child-rowan: it is blocked today by prosecution"),
        ({"publication.decision": "not-yet"}, "child-rowan: it is blocked today by instant"),
        ({"publication.decision": "elsewhere"}, "child-rowan: it would not be shown today (elsewhere)"),
        ({"publication.at": "2026-01-06 10:00"}, "child-rowan: it would not be shown today (scheduled)"),
        ({"overview": [{"heading": "Why", "text": "A baby."}]}, "child-rowan: its record says something else today"),
        ({"summary": "Another summary."}, "child-rowan: its record says something else today"),
        ({"publication.decision": "improvements-only"}, "child-rowan: its record says something else today"),
        ({"title": "Child Elm"}, "child-rowan: its record says something else today"),
        # Written today and dated before: it should have been told then, and was not.
        (
            {"amendments": [{"date": "2025-09-20", "text": "A correction."}]},
            "child-rowan: its record says something else today",
        ),
    ],
)
def test_a_release_that_shows_what_todays_record_would_not_is_never_shown_again(
    small: Small, releases: Releases, two: tuple[Path, Path], changes: dict[str, object], why: str
) -> None:
    small.put("child-rowan", {**OUT, **changes})
    assert no_way_back(small, releases) == [why]


def test_a_record_that_is_gone_or_cannot_be_read_vouches_for_nothing(
    small: Small, releases: Releases, two: tuple[Path, Path]
) -> None:
    small.put_text("child-rowan.yml", "reference: child-rowan\ntitel: A slip\n")
    assert no_way_back(small, releases) == ["child-rowan: there is no record of it today, or it cannot be read"]
    small.take_out("child-rowan")
    assert no_way_back(small, releases) == ["child-rowan: there is no record of it today, or it cannot be read"]


def test_invented_cases_that_are_hidden_today_are_not_brought_back(small: Small, releases: Releases) -> None:
    small.put("child-rowan", {**OUT, "example": "true"})
    publish_at(small, releases, FIRST)
    a_page(small, "A slip.")
    publish_at(small, releases, SECOND)
    partnership = small.folder / "partnership.yml"
    partnership.write_text(partnership.read_text().replace("examples: show", "examples: hide"))
    assert no_way_back(small, releases) == ["child-rowan: it would not be shown today (published)"]


def test_what_was_amended_and_reported_since_keeps_no_release_from_being_shown(
    small: Small, releases: Releases, two: tuple[Path, Path]
) -> None:
    first, _ = two
    since = {
        "amendments": [{"date": "2025-10-20", "text": "A correction."}],
        "recommendations.0.progress": [{"date": "2025-10-21", "status": "complete", "text": "Done."}],
    }
    small.put("child-rowan", {**OUT, **since})
    assert back(small, releases).release == first


def test_a_case_that_came_out_since_keeps_no_release_from_being_shown(
    small: Small, releases: Releases, two: tuple[Path, Path]
) -> None:
    first, _ = two
    small.put("child-yew", {**OUT, "title": "Child Yew", "publication.at": "2025-10-03 10:00"})
    publish_at(small, releases, "2025-10-03T10:00")
    a_page(small, "As it was.")
    small.put_text("child-yew.yml", "reference: child-yew\n")
    publish_at(small, releases, "2025-10-04", hold_blocked=True)
    # The newest older one shows a case whose record cannot be read; the one before it does not.
    done = back(small, releases)
    assert [why for reasons in done.passed_over.values() for why in reasons] == [
        "child-yew: there is no record of it today, or it cannot be read"
    ]
    assert done.release.name.startswith("20251001T230000Z-") and done.release != first


def test_a_release_is_passed_over_for_an_older_one_that_fits(
    small: Small, releases: Releases, two: tuple[Path, Path]
) -> None:
    first, second = two
    small.put("child-rowan", {**OUT, "summary": "A slip."})
    publish_at(small, releases, THIRD)
    small.put("child-rowan", OUT)
    fourth = publish_at(small, releases, "2025-10-04").release
    # Back to the second: the third says what the record does not say any more.
    done = back(small, releases)
    assert (done.before, done.release) == (fourth, second)
    assert list(done.passed_over.values()) == [["child-rowan: its record says something else today"]]
    assert back(small, releases).release == first


def test_a_case_without_its_data_counts_as_not_the_same(
    small: Small, releases: Releases, two: tuple[Path, Path]
) -> None:
    first, _ = two
    add(first, "api/reviews/child-rowan.json", None)
    assert is_whole(first)
    assert no_way_back(small, releases) == ["child-rowan: its record says something else today"]


def test_a_case_of_which_only_the_data_is_left_counts_as_shown(
    small: Small, releases: Releases, two: tuple[Path, Path]
) -> None:
    first, _ = two
    add(first, "reports/child-rowan/index.html", None)
    add(first, "briefings/child-rowan/index.html", None)
    small.take_out("child-rowan")
    assert no_way_back(small, releases) == ["child-rowan: there is no record of it today, or it cannot be read"]


def test_a_release_that_other_hands_have_changed_is_never_shown_again(
    small: Small, releases: Releases, two: tuple[Path, Path]
) -> None:
    first, _ = two
    (first / "stray.txt").write_text("Not of the build.")
    assert no_way_back(small, releases) == ["it is not whole: somebody changed it after it was made"]


def test_where_nothing_is_published_there_is_no_way_back_and_no_folder_is_made(
    small: Small, releases: Releases
) -> None:
    result = run(small, releases)
    assert result.exit_code == 1
    assert f"nothing is published in {releases.folder}." in result.stderr
    assert not releases.folder.exists()


def test_a_partnership_file_that_cannot_be_read_vouches_for_nothing(
    small: Small, releases: Releases, two: tuple[Path, Path]
) -> None:
    _, second = two
    (small.folder / "partnership.yml").unlink()
    with pytest.raises(Refused, match="the partnership file has to be mended first"):
        back(small, releases)
    assert releases.current() == second


def test_a_withdrawal_meanwhile_is_not_undone_by_going_back(
    small: Small, releases: Releases, two: tuple[Path, Path]
) -> None:
    """Its record is written after the way back was found: the records are asked once more before the switch."""
    _, newer = two
    withdrawn = {**WITHDRAWN, "at": "2025-11-30 09:00"}

    def read() -> Project:
        project = read_project(small.folder, small.records, at(TODAY))
        small.put("child-rowan", {**OUT, "withdrawn": withdrawn})
        return project

    with pytest.raises(Refused, match="a case was withdrawn meanwhile"):
        rollback(read, releases)
    assert releases.current() == newer


def announce(small: Small, *texts: str) -> None:
    partnership = small.folder / "partnership.yml"
    made = json.dumps([{"on": "2026-01-13 10:00", "text": text} for text in texts])
    kept = [line for line in partnership.read_text().splitlines() if not line.startswith("announcements:")]
    partnership.write_text("\n".join([*kept, f"announcements: {made}", ""]))


def test_a_release_with_an_announcement_that_is_not_made_today_is_never_shown_again(
    small: Small, releases: Releases
) -> None:
    small.put("child-rowan", OUT)
    announce(small, "News of a review.", "More news.")
    publish_at(small, releases, FIRST)
    announce(small, "More news.")
    publish_at(small, releases, SECOND)
    a_page(small, "A slip.")
    third = publish_at(small, releases, THIRD)
    assert third.switched
    back(small, releases)
    assert no_way_back(small, releases) == ["an announcement in it is not made today"]


def test_a_release_with_a_name_on_the_private_list_is_never_shown_again(
    small: Small, releases: Releases, two: tuple[Path, Path]
) -> None:
    listed = DenyList([("As it was",)])
    with pytest.raises(NoWayBack) as refused:
        rollback(lambda: read_project(small.folder, small.records, at(TODAY)), releases, deny=listed)
    assert [*refused.value.why_not.values()] == [["a name on the private list stands in it"]]


def add(release: Path, path: str, data: bytes | None) -> None:
    """A file more in a release, or one less, as if it had been built so."""
    manifest = json.loads((release / MANIFEST).read_text())
    if data is None:
        (release / path).unlink()
        del manifest["files"][path]
    else:
        (release / path).write_bytes(data)
        manifest["files"][path] = sha256(data).hexdigest()
    (release / MANIFEST).write_text(json.dumps(manifest))
