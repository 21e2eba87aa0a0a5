"""The anonymity check of whole records: every text is read, what is allowed stands, and nothing marked comes out."""

import json
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from click.testing import CliRunner

from macros.anonymity import of_record
from macros.anonymity.check import check
from macros.anonymity.of_record import Checked
from macros.build import Refused, build
from macros.cli import main
from macros.memory import Memory, own_memory
from macros.problems import Problem
from macros.project import Project, read_project
from macros.strict_yaml import field_name
from tests.conftest import TODAY, Small
from tests.factories import ROOT, at, case, miniature

NAME = "Zebedee Quincunx"
ON_THE_DAY = "2025-09-16 10:00"

# Every field that holds text, and what a name in it is: an error where readers see it, a warning where nobody does.
SHOWN = {
    "summary": NAME,
    "team_briefing.background": NAME,
    **{f"briefing.{step}": NAME for step in ("background", "safeguarding_concerns", "incident", "review", "findings")},
    "briefing.good_practice": NAME,
    "briefing.questions.0": NAME,
    "briefing.facilitator_notes": NAME,
    "overview.0.heading": NAME,
    "overview.0.text": NAME,
    "family_words": NAME,
    "findings.0.text": NAME,
    "recommendations.0.text": NAME,
    "recommendations.0.progress": [{"date": "2025-10-01", "status": "complete", "text": NAME}],
    "response": NAME,
    "amendments": [{"date": "2025-10-01", "text": NAME}],
    "reviewers.0.role": NAME,
    "title": NAME,
}
HIDDEN = {
    "publication.second_reader": {"role": NAME, "date": "2025-01-20", "text": "x"},
    "delays": [{"date": "2025-07-01", "reason": NAME}],
    "parallel_processes": [{"process": "care", "status": "concluded", "concluded": "2025-05-01", "note": NAME}],
    "court_orders": [{"kind": NAME, "expires": "2025-01-01"}],
}


def checked(changes: dict[str, object]) -> Checked:
    one = case(changes)
    asked = of_record.asked(one, miniature())
    return of_record.checked(one, asked, check(asked))


def marked(changes: dict[str, object]) -> list[tuple[str, str]]:
    return [(field_name(one.path), one.words) for one in checked(changes).marked]


def problems(changes: dict[str, object], *, shown: bool = True, terms: bool = False, most: int = 6) -> list[Problem]:
    return list(of_record.problems(case(changes), checked(changes), most, shown=shown, terms=terms))


def test_the_valid_record_is_clean() -> None:
    assert marked({}) == []


@pytest.mark.parametrize("field", SHOWN)
def test_a_name_in_any_field_that_readers_see_is_an_error(field: str) -> None:
    (problem,) = [one for one in problems({field: SHOWN[field]}) if one.rule.startswith("anonymity-")]
    assert problem.severity == "error" and problem.rule in ("anonymity-name", "anonymity-unknown-word")
    assert problem.field.split("[")[0].split(".")[0] == field.split(".")[0]


@pytest.mark.parametrize("field", HIDDEN)
def test_a_name_in_a_field_that_never_leaves_is_a_warning_and_blocks_nothing(field: str) -> None:
    found = problems({field: HIDDEN[field]})
    assert [one.severity for one in found] == ["warning"]
    assert checked({field: HIDDEN[field]}).blocking == ()


def test_a_name_is_told_by_line_columns_field_and_offsets_and_never_by_itself() -> None:
    text = f"Child Rowan was seen.\n\nThen {NAME} left."
    (problem,) = problems({"briefing.background": text})
    assert problem.field == "briefing.background"
    assert (problem.start, problem.end) == (text.index(NAME), text.index(NAME) + len(NAME))
    assert not any(part in problem.message for part in NAME.split())


def test_the_word_is_shown_where_it_is_asked_for() -> None:
    (problem,) = problems({"briefing.background": f"Then {NAME} left."}, terms=True)
    assert f"`{NAME}`" in problem.message


def test_the_names_of_reviewers_partners_and_pseudonyms_are_fine() -> None:
    changes: dict[str, object] = {
        "reviewers": [{"name": NAME, "role": "Lead Reviewer", "organisation": "Independent"}],
        "partners": [{"name": "Sampleshire Safeguarding Children Partnership"}],
        "others": ["Mother", "Father", "Auntie Quill"],
        "response": f"{NAME} wrote for Sampleshire Safeguarding Children Partnership. Auntie Quill and Rowan read it.",
    }
    assert marked(changes) == []


def test_a_pseudonym_that_is_a_whole_name_is_marked_at_its_own_place_alone() -> None:
    changes: dict[str, object] = {"children": [{"pseudonym": NAME}], "summary": f"{NAME} was seen."}
    assert [field for field, _ in marked(changes)] == ["children[0].pseudonym"]


def test_a_reviewers_name_holds_no_address_and_one_name_alone_makes_nothing_known() -> None:
    reviewer = {"role": "Lead Reviewer", "organisation": "Independent"}
    assert marked({"reviewers": [{"name": "Kayla Okafor, 07700 900123", **reviewer}]}) == [
        ("reviewers[0].name", "07700 900123")
    ]
    changes: dict[str, object] = {"reviewers": [{"name": "Kayla", **reviewer}], "response": "Kayla was hurt."}
    assert marked(changes) == [("response", "Kayla")]


def test_a_title_that_is_a_sentence_does_not_make_its_own_words_known() -> None:
    changes: dict[str, object] = {"title": "What we learnt from Zebedee at home", "response": "Zebedee left."}
    assert [field for field, _ in marked(changes)] == ["title", "response"]


def test_who_is_declared_is_no_way_for_a_name_to_pass() -> None:
    changes: dict[str, object] = {
        "reviewers": [{"name": "Grace Quincunx", "role": "Lead Reviewer", "organisation": "Kayla Okafor of Corby"}],
        "partners": [{"name": "Leroy Okafor"}],
        "response": "Grace Quincunx met Kayla Okafor. Ms Quincunx wrote. Grace said so to Quincunx.",
    }
    assert marked(changes) == [
        *[("reviewers[0].organisation", "Kayla Okafor"), ("reviewers[0].organisation", "Corby")],
        *[("partners[0].name", "Leroy Okafor"), ("response", "Kayla Okafor")],
        *[("response", "Grace"), ("response", "Quincunx")],
    ]


def test_an_address_behind_a_link_is_read_as_well() -> None:
    found = marked(
        {"response": "See [the page](https://www.gov.uk/okonkwo/report) and [this](https://paper.example/x)."}
    )
    assert [words for _, words in found] == ["okonkwo", "https://paper.example/x"]


ALLOWED = {"term": "Rose Hill", "field": "briefing.background", "reason": "A flower bed."}


def test_what_the_record_allows_stands_in_that_field_alone() -> None:
    allow: dict[str, object] = {"anonymity.allow": [ALLOWED], "briefing.background": "Near Rose Hill it rained."}
    assert problems(allow) == []
    assert [field for field, _ in marked({**allow, "response": "Near Rose Hill it rained."})] == ["response"]


@pytest.mark.parametrize("field", ["briefing", "briefing.background"])
def test_a_term_may_be_allowed_in_a_field_or_a_group_of_fields(field: str) -> None:
    allow = [{**ALLOWED, "field": field}]
    assert problems({"anonymity.allow": allow, "briefing.background": "Near Rose Hill it rained."}) == []


@pytest.mark.parametrize("change", [{"term": "Rose Valley"}, {"field": "response"}, {"field": "nonsense"}])
def test_an_entry_that_allows_nothing_is_an_error_that_does_not_repeat_its_term(change: dict[str, str]) -> None:
    allow = [ALLOWED, {**ALLOWED, **change}]
    (problem,) = problems({"anonymity.allow": allow, "briefing.background": "Near Rose Hill it rained."})
    assert (problem.rule, problem.severity, problem.field) == ("anonymity-allow", "error", "anonymity.allow[1]")
    assert "Rose" not in problem.message


def test_details_that_identify_together_are_counted_in_public_text_and_said_beyond_the_threshold() -> None:
    text = "The six-year-old girl, a twin, is deaf. The Muslim family came from Sri Lanka. In 2021 she was scalded."
    counts = checked({"briefing.background": text, "delays": [{"date": "2025-07-01", "reason": "A boy."}]}).tally
    assert {kind for kind, count in counts.items() if count} == {
        *["exact age", "sex", "family size", "disability", "faith", "nationality", "date", "method of injury"]
    }
    assert counts["sex"] == 1
    (problem,) = problems({"briefing.background": text})
    assert (problem.rule, problem.severity) == ("anonymity-together", "warning")
    assert "8 kinds" in problem.message
    assert problems({"briefing.background": text}, most=8) == []


def test_a_case_with_something_marked_is_blocked_on_its_day_and_the_old_site_stays(small: Small) -> None:
    small.put("child-rowan")
    before = small.build(ON_THE_DAY)
    small.put("child-rowan", {"response": f"Then {NAME} left."})
    with pytest.raises(Refused, match="blocked by anonymity"):
        small.build(ON_THE_DAY)
    assert {file: (small.out / file).read_bytes() for file in before} == before


@pytest.mark.parametrize("field", ["title", "others", "children"])
def test_a_name_that_is_declared_as_a_pseudonym_blocks_the_case(small: Small, field: str) -> None:
    """What is declared is fine in every text, so that a mark on it has to stop what the text does not."""
    declared = {"title": NAME, "others": [NAME], "children": [{"pseudonym": NAME}]}[field]
    small.put("child-rowan", {field: declared, "response": f"{NAME} left."})
    with pytest.raises(Refused, match="blocked by anonymity"):
        small.build(ON_THE_DAY)


def test_a_draft_with_a_name_in_it_stops_no_other_case(small: Small) -> None:
    small.put("child-rowan")
    small.put("child-hazel", {"title": "Child Hazel", "publication.at": "2026-09-16 10:00", "response": NAME})
    assert "reports/child-rowan/index.html" in small.build(ON_THE_DAY)


def test_what_is_marked_in_a_withdrawn_case_is_a_warning(small: Small) -> None:
    withdrawn = {"at": "2025-09-17 09:00", "kind": "identified", "decided_by": "strategic-leads"}
    small.put("child-rowan", {"response": NAME, "withdrawn": withdrawn})
    found = read_project(small.folder, small.records, at("2025-10-01 12:00")).identifying()
    assert {problem.severity for problem in found} == {"warning"}
    small.build("2025-10-01 12:00")


def read(small: Small, folder: Path | None) -> Project:
    return read_project(small.folder, small.records, at(ON_THE_DAY), memory=Memory(folder))


def test_a_text_is_checked_once_and_again_only_when_something_it_depends_on_has_changed(
    small: Small, tmp_path: Path
) -> None:
    memory = tmp_path / "memory"
    small.put("child-rowan", {"response": NAME})
    first = read(small, memory).identifying()
    with mock.patch("macros.anonymity.check.check", side_effect=AssertionError("checked again")):
        assert read(small, memory).identifying() == first != []
        small.put("child-rowan", {"response": f"{NAME}."})
        with pytest.raises(AssertionError, match="checked again"):
            read(small, memory)


def test_what_is_remembered_holds_no_word_and_is_for_its_owner_alone(small: Small, tmp_path: Path) -> None:
    memory = tmp_path / "memory"
    small.put("child-rowan", {"response": NAME})
    read(small, memory)
    (file,) = memory.iterdir()
    assert "Zebedee" not in file.read_text() and "Rowan" not in file.read_text() and "rowan" not in file.name
    assert oct(memory.stat().st_mode)[-3:] == "700" and oct(file.stat().st_mode)[-3:] == "600"


def test_a_pipe_in_the_place_of_what_is_remembered_holds_nobody_up(small: Small, tmp_path: Path) -> None:
    memory = tmp_path / "memory"
    small.put("child-rowan", {"response": NAME})
    first = read(small, memory).identifying()
    (file,) = memory.iterdir()
    file.unlink()
    os.mkfifo(file)
    assert read(small, memory).identifying() == first


def test_a_cache_folder_without_a_root_is_none() -> None:
    with mock.patch.dict(os.environ, {"XDG_CACHE_HOME": "cache"}):
        assert own_memory().is_absolute()


@pytest.mark.parametrize("broken", ["", "[]", "\n", "x\nx x\n", "[" * 100_000, "\u2028"])
def test_a_broken_memory_costs_time_and_nothing_else(small: Small, tmp_path: Path, broken: str) -> None:
    memory = tmp_path / "memory"
    small.put("child-rowan", {"response": NAME})
    first = read(small, memory).identifying()
    (file,) = memory.iterdir()
    file.write_text(broken)
    assert read(small, memory).identifying() == first


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan", {"response": NAME})
    (tmp_path / "file").write_text("no folder")
    assert read(small, tmp_path / "file" / "memory").identifying() == read(small, None).identifying()


def run(small: Small, *words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [*words, "--project", str(small.folder), "--as-of", ON_THE_DAY])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_tells_place_and_kind_in_text_and_json_and_never_the_word(small: Small) -> None:
    small.put("child-rowan", {"response": f"Then {NAME} left."})
    code, _, said = run(small, "check")
    assert code == 1 and "response: what may be a person's name" in said and "Zebedee" not in said
    code, told, _ = run(small, "check", "--format", "json")
    (found,) = [one for one in json.loads(told) if one["rule"] == "anonymity-name"]
    assert (found["field"], found["start"], found["end"], found["severity"]) == ("response", 5, 5 + len(NAME), "error")
    assert "Zebedee" not in told


@pytest.mark.parametrize("more", [(), ("--format", "json"), ("--format", "github")])
def test_words_are_shown_on_a_terminal_alone(small: Small, more: tuple[str, ...]) -> None:
    small.put("child-rowan", {"response": NAME})
    code, told, said = run(small, "check", "--show-terms", *more)
    assert code == 2 and "terminal" in said and "Zebedee" not in told + said


def test_on_a_terminal_the_word_is_shown(small: Small) -> None:
    small.put("child-rowan", {"response": NAME})
    code = f"from macros.cli import main; main(['check', '--show-terms', '--project', {str(small.folder)!r}])"
    leader, follower = os.openpty()
    process = subprocess.Popen([sys.executable, "-c", code], stdout=follower, stderr=follower)
    os.close(follower)
    said = b""
    while True:
        try:
            piece = os.read(leader, 65_536)
        except OSError:
            break
        if not piece:
            break
        said += piece
    assert process.wait() == 1
    assert f"`{NAME}`".encode() in said


def listed(tmp_path: Path, text: str = f"{NAME}, Zeb Q\n") -> str:
    file = tmp_path / "names.txt"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_name_on_the_private_list_is_found_in_records_pages_and_names_and_never_told(
    small: Small, tmp_path: Path
) -> None:
    allow = [{"term": NAME, "field": "response", "reason": "A plant."}]
    small.put("child-rowan", {"anonymity.allow": allow, "response": NAME})
    record = small.records / "child-rowan.yml"
    record.write_text(f"# {NAME}\n{record.read_text()}")
    (small.folder / "docs" / "zebedee-quincunx").mkdir()
    (small.folder / "docs" / "zebedee-quincunx" / "index.md").write_text("# A page\n\nAsk Zebedee Quincunks.\n")
    (small.records / ".git").mkdir()
    (small.records / ".git" / "HEAD").write_text(NAME)
    code, told, _ = run(small, "check", "--deny", listed(tmp_path), "--format", "json", str(small.records))
    found = [one for one in json.loads(told) if one["rule"] == "private-list"]
    assert code == 1 and "ebedee" not in told
    assert {one["field"] for one in found} >= {"response", "anonymity.allow[0].term", ""}
    assert {one["path"] for one in found} == {"briefings/child-rowan.yml"}
    whole = run(small, "check", "--deny", listed(tmp_path))[2]
    page = [line for line in whole.splitlines() if line.startswith("docs/") and "private-list" in line]
    # Problems of other rules have to name the file for what it is; those of the list do not.
    assert page and all(line.startswith("docs/(entry ") and "ebedee" not in line for line in page)
    assert any("index.md:3:" in line for line in page)
    assert any("the name of this file or folder" in line for line in page)


def test_a_build_is_read_with_the_private_list_too(small: Small, tmp_path: Path) -> None:
    """A name that the check takes for a word is on the list, and so it is not published."""
    small.put("child-rowan", {"response": "The rose garden was open."})
    out = ("--out", str(small.out))
    code, _, said = run(small, "build", *out, "--deny", listed(tmp_path, "Rose Garden\n"))
    assert code == 1 and "reports/child-rowan/index.html" in said and "garden" not in said.lower()
    assert not small.out.exists()
    assert run(small, "build", *out)[0] == 0


def test_nothing_of_the_private_list_is_written_anywhere(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan", {"response": "Then nobody left."})
    with mock.patch.dict(os.environ, {"XDG_CACHE_HOME": str(tmp_path / "cache")}):
        run(small, "check", "--deny", listed(tmp_path, "Ermintrude Vex-Sample\n"))
    written = [file for file in (*tmp_path.rglob("*"), *small.folder.rglob("*")) if file.is_file()]
    named = [file.name for file in written if b"rmintrude" in file.read_bytes()]
    assert named == ["names.txt"]


@pytest.mark.parametrize("text", ["", "ab\n", "\x00\xff"])
def test_a_list_that_cannot_be_used_is_wrong_usage(small: Small, tmp_path: Path, text: str) -> None:
    code, _, said = run(small, "check", "--deny", listed(tmp_path, text))
    assert code == 2 and "private list" in said


def test_the_worksheet_shows_text_marks_tally_and_what_to_do_next_and_loads_nothing(
    small: Small, tmp_path: Path
) -> None:
    nasty = f'<script>alert(1)</script> & "{NAME}" was a twin.'
    small.put("child-rowan", {"summary": nasty, "anonymity.allow": [], "court_orders": HIDDEN["court_orders"]})
    out = tmp_path / "sheet.html"
    code, _, said = run(small, "worksheet", "child-rowan", "--out", str(out))
    html = out.read_text(encoding="utf-8")
    assert code == 0 and "confidential" in said and oct(out.stat().st_mode)[-3:] == "600"
    assert "<script" not in html and "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert f">{NAME}<span>" in html and "cspr second-reader child-rowan" in html
    assert "family size" in html and "court_orders[0].kind (never published)" in html
    assert "http://" not in html and "https://" not in html and "src=" not in html


def test_a_worksheet_lies_in_the_owners_cache_unless_somebody_says_otherwise(small: Small) -> None:
    small.put("child-rowan")
    code, _, said = run(small, "worksheet", "child-rowan")
    file = Path(said.split(": ")[-1].strip())
    assert code == 0 and file.is_relative_to(os.environ["XDG_CACHE_HOME"])
    assert oct(file.stat().st_mode)[-3:] == "600" and oct(file.parent.stat().st_mode)[-3:] == "700"


@pytest.mark.parametrize(
    ("place", "why"),
    [
        *[
            ("docs/sheet.html", "folder of the project"),
            ("site/sheet.html", "folder of the project"),
            ("kept/sheet.html", "git repository"),
        ],
        *[("no-such/sheet.html", "no such"), ("briefings/child-rowan.yml", "folder of the project")],
        *[("mine.html", "not a worksheet"), ("built/sheet.html", "built site")],
    ],
)
def test_a_worksheet_never_lies_where_it_would_be_published_kept_or_in_the_way(
    small: Small, place: str, why: str
) -> None:
    small.put("child-rowan")
    (small.folder / "kept" / ".git").mkdir(parents=True)
    (small.folder / "mine.html").write_text("mine")
    (small.folder / "built").mkdir()
    manifest = '{"as_of": "", "audience": "public", "files": {}, "made_from": {}}'
    (small.folder / "built" / "manifest.json").write_text(manifest)
    out = small.folder / place
    before = out.read_bytes() if out.exists() else None
    code, _, said = run(small, "worksheet", "child-rowan", "--out", str(out))
    assert code == 1 and why in said
    assert (out.read_bytes() if out.exists() else None) == before


def test_a_worksheet_takes_the_place_of_an_older_one(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    out = tmp_path / "sheet.html"
    assert [run(small, "worksheet", "child-rowan", "--out", str(out))[0] for _ in range(2)] == [0, 0]


def test_the_worksheet_lists_what_the_record_makes_known(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan", {"partners": [{"name": "Sampleshire Safeguarding Partnership"}]})
    run(small, "worksheet", "child-rowan", "--out", str(tmp_path / "sheet.html"))
    html = (tmp_path / "sheet.html").read_text()
    known = html.split("What the record makes known")[1].split("</ul>")[0]
    names = ("Child Rowan", "Mother", "Father", "Example Reviewer", "Sampleshire Safeguarding Partnership")
    assert all(f"<li>{name}</li>" in known for name in names)


def test_the_second_reader_hears_what_is_still_marked(small: Small) -> None:
    small.put("child-rowan", {"response": NAME})
    code, _, said = run(small, "second-reader", "child-rowan", "--role", "Officer")
    assert code == 0 and "still marks 1 place" in said


def test_the_projects_own_example_records_are_clean() -> None:
    project = read_project(ROOT, ROOT / "briefings", at(TODAY))
    assert len(project.cases) == 8
    assert project.identifying() == []


def test_building_does_not_need_the_check_to_be_asked_for(small: Small) -> None:
    """Whoever calls `build` with a project has had it checked: there is no way round."""
    small.put("child-rowan", {"response": NAME})
    with pytest.raises(Refused, match="anonymity"):
        build(read(small, None), small.out, "public")
