"""`cspr second-reader`: one fact is written, and nothing else in the file changes."""

import difflib

import pytest
from click.testing import CliRunner, Result

from macros.cli import main
from macros.dates import day
from macros.project import read_project
from macros.records.digest import digest
from macros.records.in_place import NotWritten
from macros.records.second_reader import verify
from tests.conftest import Small
from tests.factories import GONE, VALID, as_yaml, at, case, fields, miniature, record

READ_ON = "2025-08-20"

HEAD = """\
# Written by the Business Office.
reference: child-rowan
title:   Child Rowan   # two words
review: cspr

"""
LAYOUTS = {
    "nothing there": (HEAD, "publication:\n  second_reader: {"),
    "empty publication": (HEAD + "publication:\n# more to come\n", "publication:\n  second_reader: {"),
    "block": (
        HEAD + "publication:\n    decision: publish  # agreed\n    at: 2025-09-16 10:00\n# the end\n",
        "    at: 2025-09-16 10:00\n    second_reader: {",
    ),
    "block before another field": (
        HEAD + "publication:\n  decision: publish\n\n  # press\n\nsummary: Short.\n",
        "  decision: publish\n  second_reader: {",
    ),
    "flow": (HEAD + "publication: {decision: publish, at: 2025-09-16 10:00}\n", "10:00, second_reader: {"),
    "empty flow": (HEAD + "publication: {}  # nothing yet\n", "publication: {second_reader: {"),
    "reader in flow": (
        HEAD + "publication:\n  second_reader: {role: Somebody, date: 2025-01-01, text: old} # who\n",
        "second_reader: {role: Officer, date: 2025-08-20, text: sha256-",
    ),
    "reader in block": (
        HEAD + "publication:\n  second_reader:\n    role: Somebody\n    # when\n    date: '2025-01-01'\n  moved: []\n",
        "    role: Officer\n    # when\n    date: 2025-08-20\n    text: sha256-",
    ),
    "empty reader": (HEAD + "publication:\n  second_reader:\n  moved: []\n", "  second_reader: {role: Officer"),
    "last field a block text": (
        HEAD
        + "publication:\n  exceptions:\n    - rule: press\n      decided_by: strategic-leads\n"
        + "      date: 2025-01-01\n      reason: |\n        # not a comment\n        It was agreed.\n",
        "        It was agreed.\n  second_reader: {",
    ),
}


def run(small: Small, *words: str) -> Result:
    return CliRunner().invoke(main, ["second-reader", "--project", str(small.folder), *words])


def read(small: Small, role: str = "Officer") -> Result:
    return run(small, "child-rowan", "--role", role, "--date", READ_ON)


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_comments_and_layout_stay_as_they_are(small: Small, name: str, newline: str) -> None:
    text, expected = LAYOUTS[name]
    file = small.records / "child-rowan.yml"
    file.write_bytes(text.replace("\n", newline).encode())
    result = read(small)
    assert result.exit_code == 0, result.stderr
    after = file.read_bytes().decode()
    assert expected.replace("\n", newline) in after
    changes = [line[:2] for line in difflib.ndiff(text.splitlines(), after.splitlines())]
    assert changes.count("- ") <= 3 and changes.count("+ ") <= 3
    assert after.count("#") == text.count("#")


def test_the_reading_is_good_for_this_text_and_for_no_other(small: Small) -> None:
    small.put("child-rowan", {"publication.second_reader": {"role": "X", "date": "2025-01-01", "text": "none"}})
    file = small.records / "child-rowan.yml"
    assert states(small) == "blocked"
    assert read(small).exit_code == 0
    assert states(small) == "published"
    file.write_text(file.read_text().replace("A bruise was seen.", "A bruise was seen on Tuesday."))
    assert states(small) == "blocked"


def test_progress_and_amendments_come_later_and_leave_the_reading_good(small: Small) -> None:
    small.put("child-rowan")
    assert states(small) == "published"
    file = small.records / "child-rowan.yml"
    later = "amendments:\n- {date: 2025-10-01, text: A due date was corrected.}\n"
    file.write_text(file.read_text() + later)
    assert states(small) == "published"


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Child Hazel"},
        {"summary": "Another summary."},
        {"themes": ["neglect"]},
        {"children": [{"pseudonym": "Child Rowan", "age_band": "10-to-15"}]},
        {"reviewers": [{"name": "Another", "role": "Lead Reviewer", "organisation": "Independent"}]},
        {"briefing.questions": ["Another question?"]},
        {"briefing.facilitator_notes": "A note."},
        {"overview": [{"heading": "Another heading", "text": "A baby was hurt."}]},
        {"family_words": "Ask."},
        {"findings": [{"id": "F1", "text": "Another."}]},
        {"recommendations.0.due": "2026-01-31"},
        {"response": "Accepted."},
        {"partners": [{"name": "A neighbouring partnership"}]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_text_the_public_sees_is_in_the_digest(change: dict[str, object]) -> None:
    assert digest(record(change)) != digest(record())


@pytest.mark.parametrize(
    "change",
    [
        {"others": ["Aunt"]},
        {"timeline": {}},
        {"publication.at": "2026-09-16 10:00"},
        {"team_briefing": {"background": "Early."}},
        {"recommendations.0.progress": [{"date": "2025-10-01", "status": "complete", "text": "Done."}]},
        {"amendments": [{"date": "2025-10-01", "text": "Corrected."}]},
        {"outcome": "harmed"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_the_public_never_sees_is_not_in_the_digest(change: dict[str, object]) -> None:
    assert digest(record(change)) == digest(record())


@pytest.mark.parametrize("change", [("A bruise", "No bruise"), ("child-rowan", "child-hazel"), ("title:", "titel:")])
def test_nothing_is_written_that_changes_anything_else(small: Small, change: tuple[str, str]) -> None:
    before = case()
    small.put("child-rowan")
    spoilt = (small.records / "child-rowan.yml").read_text().replace(*change).encode()
    with pytest.raises(NotWritten):
        verify(before, spoilt, "Officer", day("2025-01-20"), miniature())


def test_a_role_with_signs_is_written_so_that_it_reads_back(small: Small) -> None:
    small.put("child-rowan")
    assert read(small, 'Officer: "deputy", {acting} # 2').exit_code == 0
    assert states(small) == "published"


def test_a_record_with_errors_is_not_written_to(small: Small) -> None:
    small.put_text("child-rowan.yml", "reference: child-rowan\ntitel: X\n")
    before = (small.records / "child-rowan.yml").read_bytes()
    result = read(small)
    assert result.exit_code == 1
    assert "mend the record first" in result.stderr
    assert (small.records / "child-rowan.yml").read_bytes() == before


def test_a_record_that_is_not_there_is_said_in_a_sentence(small: Small) -> None:
    result = read(small)
    assert result.exit_code == 1
    assert "there is no record" in result.stderr


def test_a_reading_cannot_be_dated_tomorrow(small: Small) -> None:
    small.put("child-rowan")
    result = run(small, "child-rowan", "--role", "Officer", "--date", "2025-09-02", "--as-of", "2025-09-01")
    assert result.exit_code == 2


def test_the_rights_of_the_file_stay(small: Small) -> None:
    small.put("child-rowan")
    file = small.records / "child-rowan.yml"
    file.chmod(0o640)
    assert read(small).exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o640
    assert [entry.name for entry in small.records.iterdir()] == ["child-rowan.yml"]


def test_the_factory_leaves_the_valid_record_alone() -> None:
    fields({"summary": GONE})
    assert "summary" in as_yaml(VALID)


def states(small: Small) -> str:
    project = read_project(small.folder, small.records, at("2025-10-02"))
    assert len(project.cases) == 1, project.record_problems
    return project.cases[0].judgement.state
