"""The command `cspr`, as people type it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from macros.cli import main
from tests.conftest import Small, everything_in
from tests.factories import ROOT

OPEN_PROSECUTION = {"parallel_processes": [{"process": "prosecution", "status": "open"}]}


def run(small: Small, *words: str) -> Result:
    return CliRunner().invoke(main, [words[0], "--project", str(small.folder), *words[1:]])


@pytest.mark.parametrize("command", ["check", "build", "status", "second-reader"])
def test_every_command_helps_with_an_example(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert f"Example: cspr {command}" in result.output


def test_a_bare_mkdocs_build_refuses_and_names_the_right_command(small: Small) -> None:
    mkdocs = str(Path(sys.executable).parent / "mkdocs")
    result = subprocess.run([mkdocs, "build"], cwd=small.folder, capture_output=True, text=True, check=False)
    assert result.returncode != 0
    assert "use `cspr build`" in result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr
    assert not (small.folder / "site").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [(["--help"], 0, "withdraw"), (["check"], 1, "1 error"), (["build", "--nothing"], 2, "No such option")],
)
def test_a_typed_command_says_all_of_it_and_ends_with_its_code(
    small: Small, words: list[str], code: int, said: str
) -> None:
    small.put_text("child-rowan.yml", "")
    at = [] if words == ["--help"] else ["--project", str(small.folder)]
    program = [sys.executable, "-c", "from macros.cli import run; run()", *words, *at]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert said in done.stdout + done.stderr


def test_a_blocked_case_is_named_with_its_rule_what_to_mend_and_by_when(small: Small) -> None:
    small.put("child-rowan", OPEN_PROSECUTION)
    result = run(small, "build", "--as-of", "2025-09-16T10:00")
    assert result.exit_code == 1
    assert "briefings/child-rowan.yml:" in result.stderr
    assert "parallel_processes[0]: a prosecution is open; publication waits until it is over" in result.stderr
    assert "needed by 16 September 2025" in result.stderr
    assert "is as it was: child-rowan: blocked by prosecution." in result.stderr
    assert not small.out.exists()


def test_holding_what_is_blocked_builds_the_rest_and_still_ends_as_a_failure(small: Small) -> None:
    small.put("child-alder")
    small.put("child-rowan", OPEN_PROSECUTION)
    result = run(small, "build", "--as-of", "2025-09-16T10:00", "--hold-blocked")
    assert result.exit_code == 1
    assert "reports/child-alder/index.html" in everything_in(small.out)
    assert "Cases: 1 published, 1 blocked.\n" in result.stderr
    assert "Left out (--hold-blocked): child-rowan: blocked by prosecution." in result.stderr


def test_a_build_that_is_fine_says_what_it_did(small: Small) -> None:
    small.put("child-rowan")
    result = run(small, "build", "--as-of", "2025-09-16T10:00")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "16 September 2025, 10:00 BST" in result.stderr
    assert "Cases: 1 published.\n" in result.stderr


def test_a_build_that_holds_up_a_withdrawal_says_so(small: Small) -> None:
    withdrawn = {"at": "2025-11-03 09:00", "kind": "identified", "decided_by": "strategic-leads"}
    small.put("child-alder", {"withdrawn": withdrawn})
    (small.folder / "docs" / "index.md").write_text('{{ role("nobody") }}')
    result = run(small, "build", "--as-of", "2025-12-01", "--hold-blocked")
    assert result.exit_code == 1
    assert "These withdrawn cases may still be shown: child-alder." in result.stderr


def test_pages_alone_are_built_without_search(small: Small) -> None:
    small.put("child-rowan")
    assert run(small, "build", "--as-of", "2025-09-16T10:00", "--html-only").exit_code == 0
    # The page that says how to do without is there, and nothing to search in.
    assert [path for path in everything_in(small.out) if path.startswith("search/")] == ["search/index.html"]


@pytest.mark.parametrize("command", ["check", "build", "status"])
def test_a_missing_partnership_file_is_said_in_a_sentence(tmp_path: Path, command: str) -> None:
    result = CliRunner().invoke(main, [command, "--project", str(tmp_path)])
    assert result.exit_code == 1
    assert "the partnership file cannot be read" in result.stdout + result.stderr


def test_records_that_are_elsewhere_are_found_by_option_or_environment(small: Small, tmp_path: Path) -> None:
    elsewhere = tmp_path / "private"
    small.put("child-rowan")
    small.records.rename(elsewhere)
    for result in (
        run(small, "status", "--records", str(elsewhere), "--format", "json"),
        CliRunner(env={"CSPR_RECORDS": str(elsewhere)}).invoke(
            main, ["status", "--project", str(small.folder), "--format", "json"]
        ),
    ):
        assert [row["reference"] for row in json.loads(result.stdout)] == ["child-rowan"]


def test_no_folder_of_records_is_not_the_same_as_no_records(small: Small, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere")
    result = run(small, "build", "--records", nowhere, "--hold-blocked")
    assert result.exit_code == 1
    assert "this folder of records cannot be read" in result.stderr
    assert not small.out.exists()


def test_check_gives_the_contracts_json(small: Small) -> None:
    small.put_text("child-slip.yml", "reference: child-slip\ntitle: Child Slip\nreview: csrp\n")
    result = run(small, "check", "--as-of", "2025-09-01", "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == [
        {
            "path": "briefings/child-slip.yml",
            "line": 3,
            "column": 9,
            "end_line": 3,
            "end_column": 13,
            "field": "review",
            "start": None,
            "end": None,
            "rule": "choice",
            "severity": "error",
            "message": "found `csrp`; did you mean `cspr`?",
        }
    ]


def test_check_can_be_asked_for_one_file(small: Small) -> None:
    small.put_text("child-one.yml", "reference: child-one\n")
    small.put_text("child-two.yml", "reference: child-two\n")
    one = str(small.records / "child-one.yml")
    result = run(small, "check", one, "--as-of", "2025-09-01", "--format", "json")
    assert {problem["path"] for problem in json.loads(result.stdout)} == {"briefings/child-one.yml"}


@pytest.mark.parametrize("way", ["over/../private/child-slip.yml", "linked/child-slip.yml", "private/../private", "."])
def test_a_record_is_found_wrong_however_its_file_is_named(way: str, small: Small, tmp_path: Path) -> None:
    for name in ("private", "over"):
        (tmp_path / name).mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "private")
    (tmp_path / "private/child-slip.yml").write_text("reference: child-slip\ntitle: Child Slip\nreview: csrp\n")
    result = run(small, "check", "--records", f"{tmp_path}/over/../private", f"{tmp_path}/{way}")
    assert (result.exit_code, result.stderr.count("did you mean `cspr`?")) == (1, 1)


def test_nothing_is_called_right_that_was_not_read(small: Small, tmp_path: Path) -> None:
    """The record of another folder than the one that is checked."""
    (tmp_path / "private").mkdir()
    for file in (tmp_path / "private/child-slip.yml", small.records / "child-slip.yml"):
        file.write_text("reference: child-slip\nreview: csrp\n")
    outside = run(small, "check", str(tmp_path / "private/child-slip.yml"))
    inside = run(small, "check", "--records", str(tmp_path / "private"), str(small.records / "child-slip.yml"))
    for result in (outside, inside):
        assert result.exit_code == 2
        assert "child-slip.yml is not checked: the records are those of" in result.stderr
    assert run(small, "check", str(small.folder / "docs")).exit_code == 0


def test_check_warns_as_soon_as_a_date_makes_a_rule_impossible(small: Small) -> None:
    missing: dict[str, object] = {"publication.final_report_sent": {}}
    small.put("child-rowan", missing)
    in_time = run(small, "check", "--as-of", "2025-09-02", "--format", "json")
    assert (in_time.exit_code, json.loads(in_time.stdout)) == (0, [])
    # 14 calendar days before 16 September is 2 September; on the 3rd it is too late.
    late = run(small, "check", "--as-of", "2025-09-03", "--format", "json")
    assert late.exit_code == 0
    assert [(row["rule"], row["severity"]) for row in json.loads(late.stdout)] == [("panel-14-days", "warning")]


def test_status_gives_the_contracts_json_worst_first(small: Small) -> None:
    small.put("child-alder")
    small.put("child-rowan", OPEN_PROSECUTION)
    small.put("child-yew", {"publication.at": "2030-09-17 10:00", "publication.decision": "elsewhere"})
    result = run(small, "status", "--as-of", "2025-09-16T10:00", "--format", "json")
    assert result.exit_code == 0
    rows = json.loads(result.stdout)
    assert [(row["reference"], row["state"]) for row in rows] == [
        ("child-rowan", "blocked"),
        ("child-alder", "published"),
        ("child-yew", "elsewhere"),
    ]
    assert rows[0].keys() == {"reference", "state", "blocked_by", "warnings", "next", "recommendations"}
    assert (rows[0]["blocked_by"], rows[0]["warnings"]) == (["prosecution"], [])
    assert rows[0]["next"]["by"] == "2025-09-16"
    assert rows[0]["next"]["who"] == "Local Learning Review Sub Group"
    # Five working days after 16 September, to send it to the national repository.
    assert rows[1]["next"]["by"] == "2025-09-23"
    assert rows[2]["next"] == {"what": None, "by": None, "who": None}


def test_status_puts_each_case_on_one_line(small: Small) -> None:
    small.put("child-alder")
    small.put("child-rowan", OPEN_PROSECUTION)
    lines = run(small, "status", "--as-of", "2025-09-16T10:00").stdout.strip().splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [["child-rowan", "blocked"], ["child-alder", "published"]]


def test_a_record_that_cannot_be_read_is_missing_from_status_which_then_ends_as_a_failure(small: Small) -> None:
    small.put("child-alder")
    small.put_text("child-broken.yml", "reference: child-broken\n")
    result = run(small, "status", "--as-of", "2025-09-16T10:00", "--format", "json")
    assert result.exit_code == 1
    assert [row["reference"] for row in json.loads(result.stdout)] == ["child-alder"]
    assert "child-broken.yml" in result.stderr


@pytest.mark.parametrize("as_of", ["yesterday", "2025-03-30T01:30", "2025-13-01", ""])
def test_an_instant_that_is_none_is_wrong_usage(small: Small, as_of: str) -> None:
    result = run(small, "build", "--as-of", as_of)
    assert result.exit_code == 2
    assert "--as-of" in result.stderr


@pytest.mark.parametrize("reference", ["../../etc/passwd", "Child-Rowan", "child rowan", "index", "", "-x"])
def test_a_name_is_checked_before_it_touches_a_path(small: Small, reference: str) -> None:
    result = run(small, "second-reader", "--role", "Officer", "--", reference)
    assert result.exit_code == 2


@pytest.mark.parametrize("role", ["", " ", "a\x07b", "\udcff"])
def test_a_role_is_said_in_plain_words(small: Small, role: str) -> None:
    assert run(small, "second-reader", "child-rowan", "--role", role).exit_code == 2


@pytest.mark.parametrize("as_of", ["0001-01-01T00:00Z", "9999-12-31T23:59Z"])
@pytest.mark.parametrize("command", ["check", "build", "status"])
def test_far_years_are_wrong_usage(small: Small, command: str, as_of: str) -> None:
    assert run(small, command, "--as-of", as_of).exit_code == 2
