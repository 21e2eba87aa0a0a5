"""A new record: valid as written, every other part a comment in the order of work, nothing written over."""

import re
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner, Result

from macros.cli import main
from macros.dates import as_of
from macros.problems import Problem
from macros.records import read_record
from macros.records.model import CaseRecord, ReviewKind
from macros.records.new import NOT_ASKED, STAGES, WRITTEN_AT_ONCE, new_record
from macros.rules import judge
from tests.conftest import Small
from tests.factories import miniature

KINDS: tuple[ReviewKind, ...] = get_args(ReviewKind)
BLANKS = {"YYYY-MM-DD": "2025-09-16", "HH:MM": "10:00", "--MM-DD": "--11-20"}


def written(kind: ReviewKind = "cspr", reference: str = "child-hazel") -> str:
    return new_record(reference, kind, miniature(), "../case-record.schema.json")


def uncommented(text: str) -> str:
    """The record with every `# ` in front taken away, as an editor's own command does it."""
    first, rest = text.split("\n", 1)
    return f"{first}\n" + re.sub(r"(?m)^#(?!#) ?", "", rest)


def filled_in(text: str) -> str:
    for blank, right in BLANKS.items():
        text = text.replace(blank, right)
    return text


def read(text: str) -> tuple[CaseRecord | None, list[Problem]]:
    case, problems = read_record(text.encode(), "briefings/child-hazel.yml", "child-hazel", miniature())
    return case.record if case else None, problems


# What is written


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_record_is_valid_and_a_draft(kind: ReviewKind) -> None:
    record, problems = read(written(kind))
    assert problems == []
    assert record is not None
    assert (record.reference, record.title, record.review) == ("child-hazel", "Child Hazel", kind)
    assert record == CaseRecord.model_validate({"reference": "child-hazel", "title": "Child Hazel", "review": kind})
    assert judge(record, as_of("2026-11-23"), miniature(), ()).state == "draft"


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_with_all_comments_taken_away_has_no_unknown_field(kind: ReviewKind) -> None:
    _, problems = read(uncommented(written(kind)))
    assert {problem.rule for problem in problems} <= {"date", "instant", "month-and-day", "contradiction"}


@pytest.mark.parametrize("kind", KINDS)
def test_with_its_days_filled_in_only_an_open_process_that_was_concluded_is_wrong(kind: ReviewKind) -> None:
    _, problems = read(filled_in(uncommented(written(kind))))
    assert [problem.field for problem in problems] == ["parallel_processes[0].status"]


def test_a_day_that_nobody_filled_in_never_counts_as_done() -> None:
    assert not re.search(r"\d{4}-\d\d", written())
    _, problems = read(uncommented(written()))
    days = [problem for problem in problems if problem.rule == "date"]
    assert {"timeline.notified", "sign_off.strategic_leads", "publication.members_briefed.north"} <= {
        problem.field for problem in days
    }


def test_what_can_be_chosen_begins_with_the_careful_choice() -> None:
    record, _ = read(filled_in(uncommented(written())).replace("    concluded: 2025-09-16\n", ""))
    assert record is not None
    assert record.publication.decision == "not-yet"
    assert record.briefing.audience == "teams"
    assert record.parallel_processes[0].status == "open"
    assert record.panel_comments is not None
    assert record.panel_comments.asks == "change"


def test_every_field_of_a_record_has_its_place_in_the_order_of_work() -> None:
    names = [*WRITTEN_AT_ONCE, *(name for _, stage in STAGES for name in stage)]
    assert sorted(names) == sorted(CaseRecord.model_fields)


def test_the_days_of_the_notification_come_first_and_publication_after_the_sign_off() -> None:
    text = written()
    places = [text.index(f"\n# {name}:") for name in ("timeline", "information", "overview", "sign_off", "publication")]
    assert places == sorted(places)


@pytest.mark.parametrize("kind", KINDS)
def test_all_that_a_rule_asks_of_this_kind_is_there_to_fill_in(kind: ReviewKind) -> None:
    text = written(kind) + "publication: {decision: publish, at: 2026-11-24 10:00}\ndelays: []\n"
    record, _ = read(text)
    assert record is not None
    for unmet in judge(record, as_of("2026-11-20"), miniature(), ()).unmet:
        *groups, name = (step for step in unmet.field if isinstance(step, str))
        assert re.search(rf"(?m)^(# +|## .*cspr ){name.replace('_', '[_-]')}\b", text), (unmet.code, groups, name)


@pytest.mark.parametrize(
    ("kind", "there", "missing"),
    [
        ("cspr", ["overview", "delays", "members_briefed", "debriefs"], []),
        ("thematic", ["overview", "members_briefed"], ["delays"]),
        ("rapid-review", ["briefing", "panel_feedback", "family_told"], ["overview", "members_briefed", "debriefs"]),
        ("case-mapping", ["briefing", "strategic_leads"], ["overview", "press_statement", "llr_sub_group"]),
        ("serious-case-review", ["overview", "already_public"], ["timeline", "sign_off", "final_report_sent"]),
    ],
)
def test_a_kind_of_review_is_asked_for_its_own_parts_alone(
    kind: ReviewKind, there: list[str], missing: list[str]
) -> None:
    fields = set(re.findall(r"(?m)^# +(?:- )?(\w+):", written(kind)))
    assert set(there) <= fields
    assert not set(missing) & fields


def test_what_a_kind_is_not_asked_for_is_a_field() -> None:
    everything = set(re.findall(r"(?m)^# +(?:- )?(\w+):", written("cspr")))
    assert {path.split(".")[-1] for paths in NOT_ASKED.values() for path in paths} <= everything


def test_each_part_says_what_it_is_who_writes_it_and_who_sees_it() -> None:
    text = written()
    assert (
        "## The days of the review, each when it is known. The Business Office writes them. Never public.\n# timeline:"
    ) in text
    assert "\n# outcome: died  # or harmed\n" in text


def test_the_second_reader_is_left_to_the_command() -> None:
    assert "# second_reader" not in written()
    assert "`cspr second-reader`" in written()


def test_the_title_is_made_from_the_reference() -> None:
    assert "\ntitle: Child Rowan\n" in written(reference="child-rowan")
    assert "\ntitle: Hedgerow\n" in written(reference="hedgerow")
    assert "\n#   - pseudonym: Hedgerow\n" in written(reference="hedgerow")


# The command


def run(small: Small, *words: str) -> Result:
    return CliRunner().invoke(main, ["new", "--project", str(small.folder), *words])


@pytest.mark.parametrize("command", ["new", "schema"])
def test_the_commands_help_with_an_example(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert f"Example: cspr {command}" in result.output


def test_the_command_writes_a_record_and_says_what_comes_next(small: Small) -> None:
    result = run(small, "child-hazel", "--review", "rapid-review")
    file = small.records / "child-hazel.yml"
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"Wrote {file}. Fill it in, then: cspr check --project={small.folder} {file}\n" in result.stderr
    assert file.read_text("utf-8") == written("rapid-review")
    assert list(small.records.iterdir()) == [file]


def test_what_it_says_comes_next_finds_nothing_wrong(small: Small, tmp_path: Path) -> None:
    private = tmp_path / "our private records"
    private.mkdir()
    said = run(small, "child-hazel", "--records", str(private)).stderr
    assert f"cspr check --project={small.folder} '--records={private}' '{private / 'child-hazel.yml'}'" in said
    check = ["check", "--project", str(small.folder), "--records", str(private), str(private / "child-hazel.yml")]
    result = CliRunner().invoke(main, check)
    assert (result.exit_code, result.stderr) == (0, "0 errors, 0 warnings.\n")


def test_the_first_line_leads_an_editor_to_the_schema_from_wherever_the_record_lies(
    small: Small, tmp_path: Path
) -> None:
    CliRunner().invoke(main, ["schema", "--project", str(small.folder)])
    private = tmp_path / "private" / "records"
    private.mkdir(parents=True)
    run(small, "child-hazel", "--records", str(private))
    run(small, "child-hazel")
    for folder in (private, small.records):
        first = (folder / "child-hazel.yml").read_text("utf-8").splitlines()[0]
        way = first.removeprefix("# yaml-language-server: $schema=")
        assert (folder / way).resolve() == (small.folder / "case-record.schema.json").resolve()


def test_a_folder_with_a_space_is_written_as_an_editor_reads_it(small: Small, tmp_path: Path) -> None:
    spaced = small.folder.rename(tmp_path / "our project")
    private = tmp_path / "private"
    private.mkdir()
    CliRunner().invoke(main, ["new", "child-hazel", "--project", str(spaced), "--records", str(private)])
    first = (private / "child-hazel.yml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../our%20project/case-record.schema.json"


def test_a_schema_that_is_not_there_is_named_with_its_command(small: Small) -> None:
    assert (
        f"make case-record.schema.json first: cspr schema --project={small.folder}" in run(small, "child-hazel").stderr
    )
    CliRunner().invoke(main, ["schema", "--project", str(small.folder)])
    assert "cspr schema" not in run(small, "child-alder").stderr


def test_a_record_among_the_project_s_own_files_is_reminded_of_a_private_folder(small: Small, tmp_path: Path) -> None:
    assert "Is the case real? Then its record belongs in a private folder" in run(small, "child-hazel").stderr
    assert "Is the case real?" not in run(small, "child-hazel", "--records", str(tmp_path)).stderr


@pytest.mark.parametrize("name", ["child-hazel.yml", "child-hazel.yaml"])
def test_a_record_is_never_written_over(small: Small, name: str) -> None:
    small.put_text(name, "reference: child-hazel\n")
    result = run(small, "child-hazel")
    assert result.exit_code == 1
    assert f"Nothing was written: the case has a record already ({small.records / name})." in result.stderr
    assert [(file.name, file.read_text()) for file in small.records.iterdir()] == [(name, "reference: child-hazel\n")]


def test_a_link_to_nothing_is_not_written_through(small: Small, tmp_path: Path) -> None:
    (small.records / "child-hazel.yml").symlink_to(tmp_path / "elsewhere.yml")
    assert run(small, "child-hazel").exit_code == 1
    assert not (tmp_path / "elsewhere.yml").exists()


def test_a_record_that_cannot_be_written_whole_is_not_there_at_all(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    result = run(small, "child-hazel")
    assert result.exit_code == 1
    assert "Nothing was written: No space left on device" in result.stderr
    assert list(small.records.iterdir()) == []


@pytest.mark.parametrize("reference", ["../child-hazel", "Child-Hazel", "index", "child hazel", ""])
def test_a_wrong_reference_is_wrong_usage(small: Small, reference: str) -> None:
    assert run(small, "--", reference).exit_code == 2
    assert list(small.records.iterdir()) == []


def test_a_missing_folder_of_records_is_said_and_not_made(small: Small, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    result = run(small, "child-hazel", "--records", str(nowhere))
    assert result.exit_code == 1
    assert f"there is no such folder of records; make it, or name another ({nowhere})" in result.stderr
    assert not nowhere.exists()
