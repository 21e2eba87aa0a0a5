"""What is remembered of records between runs: the same answers as from the records, and none of their words."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from multiprocessing import active_children
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from macros import cores
from macros.anonymity.finding import Finding
from macros.anonymity.of_record import DIGEST, Checked, Marked, holds_text
from macros.memory import Memory
from macros.project import Held, Project, read_case, read_project, reading, remembered
from macros.project.remembered import entry_of, known
from macros.project.standing import Standing, StandingCase, read_standing
from macros.records import Case, read_record
from macros.records.model import CaseRecord
from macros.rules import judge
from macros.status import status
from tests.conftest import Small
from tests.factories import GONE, ROOT, at, case, miniature, record_text

ON_THE_DAY = "2025-09-16T10:00"
NAME = "Zebedee Quillfeather"
PEOPLE = miniature()
TOLD_TWICE = [{"who": "Mother"}, {"who": "Mother", "date": "2025-09-11", "outcome": "told"}]
# What a case may have or lack, as far as any rule or step asks.
CHANGES: Mapping[str, list[object]] = {
    "review": ["rapid-review", "case-mapping", "thematic", "serious-case-review"],
    "example": [True],
    "summary": [GONE],
    "reviewers": [GONE],
    "children": [[{"pseudonym": "Child Rowan"}, {"pseudonym": "Child Hazel", "age_band": "under-1"}]],
    "overview": [GONE],
    "findings": [[{"id": "F1", "text": "A text."}, {"id": "F2", "text": "A text."}]],
    "recommendations": [GONE, [{"id": "R1"}], [{"id": "R1", "text": "Do it.", "agencies": []}]],
    "briefing.background": [GONE],
    "briefing.questions": [GONE, []],
    "briefing.audience": ["teams", "public"],
    "response": ["The partnership accepts it all."],
    "amendments": [[{"date": "2026-09-01", "text": "A figure was wrong."}]],
    "timeline": [GONE, {"incident": "2024-01-01", "aware": "2025-01-15", "decision": "2024-06-01"}],
    "information": [{"police": {"requested": "2025-01-20"}}],
    "delays": [[{"date": "2025-09-01", "reason": "The family asked.", "panel_told": "2025-09-02"}]],
    "partners": [[{"name": "Elsewhere"}], [{"name": "Elsewhere", "signed_off": "2025-08-01"}]],
    "sign_off": [GONE, {"review_group": "2025-08-24", "llr_sub_group": "2025-07-08"}],
    "panel_comments": [{"asks": "change"}, {"asks": "delay", "considered": "2025-08-01"}],
    "parallel_processes": [
        [{"process": "prosecution", "status": "open"}],
        [
            {
                "process": "inquest",
                "status": "open",
                "consulted": {"role": "Coroner", "date": "2025-05-01", "view": "delay"},
            }
        ],
    ],
    "court_orders": [[{"kind": "Restriction", "expires": "2026-01-01"}], [{"kind": "Restriction"}]],
    "withdrawn": [{"at": "2025-12-01 09:00", "kind": "welfare", "decided_by": "strategic-leads"}],
    "publication.decision": ["not-yet", "improvements-only", "elsewhere"],
    "publication.at": [GONE, "2026-03-10 10:00"],
    "publication.already_public": ["2019-05-01"],
    "publication.avoid": [[{"from": "--09-10", "to": "--09-20"}]],
    "publication.moved": [[{"from": "2025-09-09 10:00", "on": "2025-09-01"}]],
    "publication.family_told": [[], TOLD_TWICE, [*TOLD_TWICE, {"who": "Father"}]],
    "publication.members_briefed": [{"north": "2025-09-15"}],
    "publication.debriefs": [{"involved": "2025-09-01"}],
    "publication.press_statement": [GONE, "2025-09-15"],
    "publication.second_reader": [
        {"role": "Officer", "date": "2025-01-20"},
        {"role": "Officer", "date": "2025-01-20", "text": "sha256-of-another-text"},
        {"role": "Officer", "date": "2027-01-20"},
    ],
    "publication.exceptions": [
        [{"rule": "members", "decided_by": "strategic-leads", "date": "2025-09-01", "reason": "No meeting."}]
    ],
}
Changes = dict[str, object]
changed: st.SearchStrategy[Changes] = st.fixed_dictionaries(
    {}, optional={field: st.sampled_from(values) for field, values in CHANGES.items()}
)


def rows(found: Case, record: Any, marked: Any, as_of: str) -> object:
    """What rules and dashboard say of a record."""
    judgement = judge(record, at(as_of), PEOPLE, marked)
    return judgement, status(Standing(at(as_of), PEOPLE, (StandingCase(record, judgement),), (), ()))


@settings(max_examples=150)
@given(
    changed,
    st.sampled_from([(), (("response",),), (("summary",), ("briefing", "questions", 0))]),
    st.sampled_from(["2018-01-01", "2025-01-20", "2025-09-12", ON_THE_DAY, "2025-12-24", "2026-09-20", "2031-01-01"]),
)
def test_rules_and_dashboard_say_the_same_of_what_is_remembered(changes: Changes, marked: Any, as_of: str) -> None:
    found = case(changes)
    checked = Checked(tuple(Marked(path, Finding(0, 1, "name"), "A") for path in marked))
    recalled = known(json.loads(json.dumps(entry_of(found, checked))), found.record.reference, PEOPLE)
    assert recalled and recalled.marked == marked
    assert rows(found, recalled.record, marked, as_of) == rows(found, found.record, marked, as_of)


def values_of(kind: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every field of a model that holds one value, with what it may hold."""
    origin, inner = get_origin(kind), [one for one in get_args(kind) if one is not type(None)]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, info in kind.model_fields.items():
            yield from values_of(info.rebuild_annotation(), (*path, info.alias or name))
    elif origin is dict:
        yield from values_of(inner[1], (*path, "id"))
    elif origin is tuple and inner[-1] is Ellipsis:
        yield from values_of(inner[0], (*path, 0))
    elif origin in (Union, UnionType) or (origin is Annotated and get_origin(inner[0]) not in (None, Literal)):
        yield from values_of(inner[0], path)
    else:
        yield path, kind


def test_a_field_is_taken_for_text_exactly_where_any_words_may_stand() -> None:
    """A new field of a record that holds a date or an id alone has to be named in `NO_TEXT_INSIDE`."""
    wrong, fields = [], dict(values_of(CaseRecord))
    any_kind = ConfigDict(arbitrary_types_allowed=True)
    assert ("publication", "at") in fields and ("overview", 0, "text") in fields
    for path, kind in fields.items():
        try:
            TypeAdapter(kind, config=any_kind).validate_python("words 1")
        except ValidationError:
            any_words = False
        else:
            any_words = True
        if any_words != holds_text(path) and path not in (DIGEST, *IN_ANONYMITY):
            wrong.append(path)
    # The reference is put back from the name of the file, and never kept.
    assert wrong == [("reference",)]


# What is allowed holds the very words, and is left out.
IN_ANONYMITY = [("anonymity", "allow", 0, name) for name in ("term", "field", "reason")]


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        yield str(value)


# Ids, kinds, days, instants, days of every year, digests; and the stand-ins for texts.
NO_WORDS = re.compile(r"[a-z0-9-]+|[FR][0-9]+|[0-9-]{10} [0-9:]{5}|words [0-9]+|another text")
EXAMPLES = sorted((ROOT / "briefings").glob("*.yml"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_of_a_whole_record_ids_and_dates_are_kept_and_every_text_is_a_stand_in(file: Path) -> None:
    found, _ = read_record(file.read_bytes(), file.name, file.stem, None)
    assert found
    entry = entry_of(found, Checked())
    kept = [one for one in leaves(entry["fields"]) if not one.startswith(("words ", "sha256-"))]
    assert all(NO_WORDS.fullmatch(one) for one in leaves(entry))
    texts = {str(value) for value in texts_of(found)}
    assert texts and not texts & set(kept)
    assert found.record.reference not in json.dumps(entry) and found.record.title not in json.dumps(entry)


def texts_of(found: Case) -> Iterator[str]:
    """Every text of a record by the kinds of its fields, and not by their names."""
    record = found.record
    yield from (record.title, record.summary or "", *record.others, *(one.pseudonym for one in record.children))
    for reviewer in record.reviewers:
        yield from (reviewer.name, reviewer.role, reviewer.organisation)
    yield from (section.heading for section in record.overview)
    yield from (section.text.source for section in record.overview)
    yield from (one.who for one in record.publication.family_told)
    yield from (order.kind for order in record.court_orders)
    yield from (delay.reason for delay in record.delays)


def read(small: Small, memory: Path | None, as_of: str = ON_THE_DAY, **how: bool) -> Standing:
    return read_standing(small.folder, small.records, at(as_of), Memory(memory, **how))


def said(found: Standing) -> tuple[object, ...]:
    judged = [(one.record.reference, one.judgement) for one in found.cases]
    return judged, status(found), found.site_problems, found.record_problems


def shelf(memory: Path) -> Path:
    (file,) = memory.glob("folder-*.txt")
    return file


READ_AGAIN = mock.patch.object(reading, "read_record", side_effect=AssertionError("read again"))


@pytest.fixture
def several(small: Small) -> Small:
    """A case that is out, one in which a name stands, one without a reader, one that was told twice, a draft."""
    small.put("child-rowan")
    small.put("child-hazel", {"response": f"{NAME} left."})
    small.put("child-alder", {"publication.second_reader": {"role": "Officer", "date": "2025-01-20"}})
    small.put("child-willow", {"publication.family_told": TOLD_TWICE})
    small.put("child-birch", {"publication.at": GONE, "briefing.background": GONE})
    return small


@pytest.mark.parametrize("as_of", ["2025-09-10T12:00", ON_THE_DAY, "2026-10-01T12:00"])
def test_where_cases_stand_is_the_same_read_in_full_anew_and_from_memory(
    several: Small, tmp_path: Path, as_of: str
) -> None:
    whole = read_project(several.folder, several.records, at(as_of)).standing
    anew = read(several, tmp_path / "memory", as_of)
    with READ_AGAIN:
        recalled = read(several, tmp_path / "memory", as_of)
    assert said(recalled) == said(anew)
    assert said(anew)[:2] == said(whole)[:2]
    assert len(anew.cases) == 5 and len({one.judgement.state for one in whole.cases}) > 1


def test_what_is_remembered_holds_no_word_and_is_for_its_owner_alone(several: Small, tmp_path: Path) -> None:
    memory = tmp_path / "memory"
    read(several, memory)
    text = shelf(memory).read_text()
    for word in ("Rowan", "rowan", "hazel", "Zebedee", "Mother", "bruise", "Reviewer", "Officer", "flat"):
        assert word not in text and word not in shelf(memory).name
    assert oct(memory.stat().st_mode)[-3:] == "700" and oct(shelf(memory).stat().st_mode)[-3:] == "600"


def test_a_record_is_read_again_when_it_has_changed(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    small.put("child-hazel")
    read(small, tmp_path)
    small.put("child-rowan", {"summary": "Another one."})
    with mock.patch.object(reading, "read_record", wraps=read_record) as anew:
        read(small, tmp_path)
    assert [call.args[2] for call in anew.call_args_list] == ["child-rowan"]


def test_a_record_under_another_name_is_read_again_and_named(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    read(small, tmp_path)
    (small.records / "child-rowan.yml").rename(small.records / "child-hazel.yml")
    found = read(small, tmp_path)
    assert found.cases == () and [problem.rule for problem in found.record_problems] == ["reference"]


@pytest.mark.parametrize(
    ("old", "new", "blocked_by"),
    [("area: Miniature", f"area: {NAME}", ()), ("short_name: MSCP", "short_name: MCP", ("anonymity",))],
    ids=["the name is known", "nothing that matters"],
)
def test_records_are_read_again_when_the_partnership_has_changed(
    small: Small, tmp_path: Path, old: str, new: str, blocked_by: tuple[str, ...]
) -> None:
    small.put("child-rowan", {"response": f"Then {NAME} was asked."})
    assert status(read(small, tmp_path))[0].blocked_by == ("anonymity",)
    file = small.folder / "partnership.yml"
    file.write_text(file.read_text().replace(old, new))
    assert status(read(small, tmp_path))[0].blocked_by == blocked_by


def test_a_record_with_an_id_that_the_partnership_no_longer_has_is_told(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    assert len(read(small, tmp_path).cases) == 1
    file = small.folder / "partnership.yml"
    file.write_text(file.read_text().replace("injuries-to-babies:", "injuries-to-infants:"))
    found = read(small, tmp_path)
    assert found.cases == () and {problem.rule for problem in found.record_problems} == {"unknown-id"}


def test_records_are_read_again_when_the_publisher_has_changed(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    read(small, tmp_path)
    newer = mock.patch.object(remembered, "publisher", return_value="newer")
    with READ_AGAIN, newer, pytest.raises(AssertionError, match="read again"):
        read(small, tmp_path)


def test_clean_reads_nothing_of_it_and_writes_it_anew(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    read(small, tmp_path)
    with READ_AGAIN, pytest.raises(AssertionError, match="read again"):
        read(small, tmp_path, anew=True)
    before = shelf(tmp_path).stat().st_mtime_ns
    read(small, tmp_path, anew=True)
    assert shelf(tmp_path).stat().st_mtime_ns > before


def test_a_broken_record_is_told_every_time_and_never_remembered(several: Small, tmp_path: Path) -> None:
    several.put_text("child-sorrel.yml", "reference: child-sorrel\n")
    first = read(several, tmp_path)
    assert len(first.cases) == 5 and {problem.rule for problem in first.record_problems} == {"missing"}
    assert said(read(several, tmp_path)) == said(first)
    assert len(shelf(tmp_path).read_bytes().splitlines()) == 1 + 5


def test_what_is_no_longer_asked_for_is_dropped(several: Small, tmp_path: Path) -> None:
    read(several, tmp_path)
    several.take_out("child-rowan")
    several.put("child-hazel")
    read(several, tmp_path)
    assert len(shelf(tmp_path).read_bytes().splitlines()) == 1 + 4


def test_of_the_folders_read_the_last_four_are_remembered(small: Small, tmp_path: Path) -> None:
    memory = tmp_path / "memory"
    for number in range(6):
        records = tmp_path / f"records-{number}"
        records.mkdir()
        (records / "child-rowan.yml").write_text(record_text())
        read_standing(small.folder, records, at(ON_THE_DAY), Memory(memory))
        for place, file in enumerate(sorted(memory.glob("folder-*"), key=lambda file: file.stat().st_mtime_ns)):
            os.utime(file, (place, place))
    assert len(list(memory.glob("folder-*.txt"))) == 4
    with READ_AGAIN:
        read_standing(small.folder, tmp_path / "records-5", at(ON_THE_DAY), Memory(memory))


def test_a_file_cut_short_anywhere_or_changed_in_one_place_is_not_believed(several: Small, tmp_path: Path) -> None:
    first = said(read(several, tmp_path))
    file = shelf(tmp_path)
    whole = file.read_bytes()
    places = range(0, len(whole), len(whole) // 12)
    changed = [whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :] for place in places]
    for data in [*(whole[:place] for place in places), *changed, whole + b" ", b"\n", b"\xff\xfe"]:
        file.write_bytes(data)
        assert said(read(several, tmp_path)) == first
        assert file.read_bytes() == whole


def sealed(small: Small, body: str) -> bytes:
    """What somebody would write who knows how it is done."""
    shelf = remembered.Shelf(Memory(), small.records, miniature_of(small))
    return f"{shelf._seal(body.encode(errors='surrogatepass'))}\n{body}".encode(errors="surrogatepass")


def miniature_of(small: Small) -> Any:
    found = read(small, None).partnership
    assert found
    return found


# What nobody would believe of a line, or of a part of it, in place of what stands there.
FORGED = [
    ("LINE", ""),
    ("LINE", "KEY"),
    ("LINE", "KEY null"),
    ("LINE", "KEY []"),
    ("LINE", "KEY " + "[" * 100_000),
    ("LINE", "KEY {}"),
    ("fields", "x"),
    ("fields", {}),
    ("fields", {"title": "x", "review": "cspr", "themes": ["nowhere"]}),
    ("fields", {"title": "x", "review": "cspr", "information": {"nobody": {}}}),
    ("fields", {"title": "x", "review": "cspr", "zebra": "x"}),
    ("fields", {"title": "x", "review": "cspr", "summary": "\ud800"}),
    ("marked", None),
    ("marked", 1),
    ("marked", [1]),
    ("marked", [[["response"], 0]]),
]
FORGED_CHECK: list[tuple[str, Any]] = [
    *(("marked", found) for found in (None, 1, [1], [[["response"], 0, 5, "no-kind"]], [[["response"], 5, 5, "name"]])),
    *(("marked", found) for found in ([[["response"], 0, 5_000, "name"]], [[["nowhere"], 0, 5, "name"]])),
    *(("marked", found) for found in ([[["overview"], 0, 1, "name"]], [[["overview", 90], 0, 1, "name"]])),
    *(("allowed", found) for found in (None, 1, [[["response"], -1, 5, "name"]])),
    *(("stale", found) for found in (None, ["x"], 1)),
    *(("tally", found) for found in (None, [1], ["x"] * 13)),
]


def forge(small: Small, file: Path, part: str, put: Any) -> None:
    """Put something else in place of one line, or of a part of it, under the right seal."""
    _, line, *_ = file.read_text().splitlines()
    key, _, entry = line.partition(" ")
    new = put.replace("KEY", key) if part == "LINE" else f"{key} {json.dumps({**json.loads(entry), part: put})}"
    file.write_bytes(sealed(small, f"{new}\n"))


@pytest.mark.parametrize(("part", "put"), FORGED, ids=range(len(FORGED)))
def test_what_no_record_could_have_said_is_not_believed_even_with_the_right_seal(
    small: Small, tmp_path: Path, part: str, put: Any
) -> None:
    small.put("child-rowan")
    first = said(read(small, tmp_path))
    file = shelf(tmp_path)
    whole = file.read_bytes()
    forge(small, file, part, put)
    assert said(read(small, tmp_path)) == first
    assert file.read_bytes() == whole


@pytest.mark.parametrize(("part", "put"), FORGED_CHECK, ids=range(len(FORGED_CHECK)))
def test_what_the_check_could_not_have_said_is_not_believed_even_with_the_right_seal(
    small: Small, tmp_path: Path, part: str, put: Any
) -> None:
    small.put("child-rowan", {"response": f"Then {NAME} was asked."})

    def found() -> object:
        project = read_project(small.folder, small.records, at(ON_THE_DAY), memory=Memory(tmp_path))
        return project.problems(terms=True), project.cases[0].checked

    first = found()
    file = shelf(tmp_path)
    whole = file.read_bytes()
    forge(small, file, part, put)
    assert found() == first
    assert file.read_bytes() == whole


def test_only_a_plain_file_that_its_owner_alone_may_read_is_believed(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    memory, elsewhere = tmp_path / "memory", tmp_path / "elsewhere"
    first = said(read(small, memory))
    file = shelf(memory)
    elsewhere.write_bytes(file.read_bytes())
    elsewhere.chmod(0o600)

    def is_read_again() -> None:
        with mock.patch.object(reading, "read_record", wraps=read_record) as anew:
            assert said(read(small, memory)) == first and anew.called

    file.chmod(0o644)
    is_read_again()
    file.unlink()
    file.symlink_to(elsewhere)
    is_read_again()
    file.unlink()
    os.mkfifo(file)
    is_read_again()
    file.unlink()
    file.mkdir()
    is_read_again()
    file.rmdir()
    is_read_again()
    with mock.patch("os.geteuid", return_value=os.geteuid() + 1):
        is_read_again()


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    (tmp_path / "file").write_text("no folder")
    assert said(read(small, tmp_path / "file" / "memory")) == said(read(small, None))


SHARED_OUT = (mock.patch.object(cores, "WORTH_SHARING", 1), mock.patch.object(cores, "cores", return_value=2))


def test_many_records_are_shared_out_to_all_cores_with_the_same_outcome(several: Small, tmp_path: Path) -> None:
    several.put_text("child-sorrel.yml", "reference: child-sorrel\n")
    told: list[tuple[int, int]] = []
    with SHARED_OUT[0], SHARED_OUT[1]:
        shared = read_standing(
            several.folder, several.records, at(ON_THE_DAY), Memory(tmp_path), lambda *so_far: told.append(so_far)
        )
    assert said(shared) == said(read(several, None))
    assert told == [(number, 6) for number in range(1, 7)]


def whole(small: Small, memory: Path | None, **how: Any) -> Project:
    return read_project(small.folder, small.records, at(ON_THE_DAY), memory=Memory(memory), **how)


def all_that_is_said(found: Project) -> object:
    """All of a project but for the trees of its records."""
    cases = [(one.case.record, one.judgement, one.checked) for one in found.cases]
    return cases, found.pages, found.problems(terms=True)


def test_a_project_is_the_same_read_in_full_and_known_by_its_bytes(several: Small, tmp_path: Path) -> None:
    several.put("child-medlar", {"response": f"{NAME} and {NAME}.", "anonymity.allow": ALLOWED})
    several.put(
        "child-spindle", {"overview": [{"heading": "Why", "text": "Seen **once**.\n\n### At home\n\n- A\n- B"}]}
    )
    several.put_text("child-sorrel.yml", "reference: child-sorrel\nreview: &a cspr\n")
    first = all_that_is_said(whole(several, tmp_path))
    # The broken one is read again every time.
    with mock.patch.object(reading, "read_record", wraps=read_record) as anew:
        assert all_that_is_said(whole(several, tmp_path)) == first
    assert [call.args[2] for call in anew.call_args_list] == ["child-sorrel"]
    with SHARED_OUT[0], SHARED_OUT[1]:
        assert all_that_is_said(whole(several, None)) == first


ALLOWED = [
    {"term": NAME, "field": "response", "reason": "Invented."},
    {"term": "Nobody", "field": "response", "reason": "Not there."},
]


def test_what_is_known_for_one_partnership_is_read_again_for_another_and_after_that_for_the_first(
    small: Small, tmp_path: Path
) -> None:
    small.put("child-rowan", {"response": f"Then {NAME} was asked."})
    file = small.folder / "partnership.yml"
    before = file.read_text()
    assert whole(small, tmp_path).identifying()
    file.write_text(before.replace("area: Miniature", f"area: {NAME}"))
    assert not whole(small, tmp_path).identifying()
    file.write_text(before)
    assert whole(small, tmp_path).identifying()


def test_what_one_reading_holds_is_not_read_by_the_next_unless_something_has_changed(
    several: Small, tmp_path: Path
) -> None:
    held = Held()
    first = whole(several, tmp_path, held=held)
    with mock.patch("macros.project.sound_case", side_effect=AssertionError("read again")):
        again = whole(several, tmp_path, held=held)
    assert all(one.case is before.case for one, before in zip(again.cases, first.cases, strict=True))
    several.put("child-rowan", {"summary": "Another one."})
    several.take_out("child-hazel")
    after = {one.case.record.reference: one.case for one in whole(several, tmp_path, held=held).cases}
    same = {one.case.record.reference: one.case for one in first.cases}
    assert [name for name, one in after.items() if one is not same[name]] == ["child-rowan"]
    assert after["child-rowan"].record.summary == "Another one." and len(held.cases) == 4
    file = several.folder / "partnership.yml"
    file.write_text(file.read_text().replace("short_name: MSCP", "short_name: MCP"))
    assert all(one.case is not after[one.case.record.reference] for one in whole(several, tmp_path, held=held).cases)


def test_pages_that_one_reading_holds_are_not_read_by_the_next_unless_something_has_changed(
    several: Small, tmp_path: Path
) -> None:
    held = Held()
    first = whole(several, tmp_path, held=held)
    with mock.patch("macros.project.pages.read_pages", side_effect=AssertionError("read again")):
        assert whole(several, tmp_path, held=held).pages is first.pages
    page = several.folder / "docs/guidance/index.md"
    for change in ("A sentence more.", "{{ rolle() }}"):
        page.write_text(f"{page.read_text()}\n{change}\n")
        again = whole(several, tmp_path, held=held)
        assert again.pages == whole(several, tmp_path).pages and again.pages is not first.pages
        assert again.site_problems == whole(several, tmp_path).site_problems
    assert any("rolle" in problem.message for problem in again.site_problems)


def test_a_problem_of_a_record_known_by_its_bytes_has_its_place(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan", {"response": f"Then {NAME} was asked."})
    (strict,) = read_case(small.folder, small.records, "child-rowan", at(ON_THE_DAY)).cases
    whole(small, tmp_path)
    (quick,) = whole(small, tmp_path).cases
    for path in (("response",), ("timeline", "aware"), ("overview", 0, "heading"), ("nowhere",)):
        for span in (None, (5, 12)):
            there = strict.case.document.problem(path, "x", "x", span=span)
            assert quick.case.document.problem(path, "x", "x", span=span) == there
    assert quick.case.document == strict.case.document
    assert quick.case.document.plain() == strict.case.document.plain()


def test_a_record_that_was_saved_meanwhile_has_its_problems_at_its_beginning(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan", {"response": f"Then {NAME} was asked."})
    (one,) = whole(small, tmp_path).cases
    small.put("child-rowan", {"summary": "Another one.", "response": f"\n\nThen {NAME} was asked."})
    problem = one.case.document.problem(("response",), "x", "x", span=(5, 12))
    assert (problem.line, problem.column, problem.field) == (1, 1, "response")
    assert one.case.document.lines == [""] and one.case.document.plain() == {}
    small.take_out("child-rowan")
    assert one.case.document.problem(("response",), "x", "x").line == 1


def test_a_record_that_is_saved_while_all_are_read_is_shown_as_it_was_checked(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    changed = [False]

    def saved_after(*arguments: Any) -> Any:
        found = read_record(*arguments)
        if not changed[0]:
            changed[0] = True
            small.put("child-rowan", {"response": f"Then {NAME} was asked."})
        return found

    with mock.patch.object(reading, "read_record", side_effect=saved_after):
        (one,) = whole(small, tmp_path).cases
    assert one.case.record.response and NAME in one.case.record.response.source
    assert one.checked.blocking == (("response",),)


def test_ctrl_c_ends_the_reading_and_whoever_helps_with_it(several: Small) -> None:
    def pressed(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with SHARED_OUT[0], SHARED_OUT[1], pytest.raises(KeyboardInterrupt):
        whole(several, None, told=pressed)
    assert not active_children()


def test_without_a_partnership_file_or_a_folder_of_records_that_is_said(small: Small) -> None:
    small.put_text("child-sorrel.yml", "reference: child-sorrel\n")
    nowhere = read_standing(small.folder, small.folder / "nowhere", at(ON_THE_DAY))
    assert "no-records" in {problem.rule for problem in nowhere.site_problems}
    (small.folder / "partnership.yml").unlink()
    found = read(small, None)
    assert found.partnership is None and found.cases == ()
    assert [problem.rule for problem in found.site_problems] == ["no-partnership"]
    assert {problem.rule for problem in found.record_problems} == {"missing"}


def test_records_among_what_is_published_are_said(small: Small) -> None:
    (small.folder / "docs" / "records").mkdir()
    found = read_standing(small.folder, small.folder / "docs" / "records", at(ON_THE_DAY))
    assert "records-published" in {problem.rule for problem in found.site_problems}


def test_one_case_is_read_as_in_the_whole_project_and_nothing_else(several: Small, tmp_path: Path) -> None:
    several.put_text("child-sorrel.yml", "reference: child-sorrel\n")
    whole = read_project(several.folder, several.records, at(ON_THE_DAY))
    for judged in whole.cases:
        reference = judged.case.record.reference
        one = read_case(several.folder, several.records, reference, at(ON_THE_DAY), Memory(tmp_path))
        assert one.cases == (judged,)
        assert one.pages == () and one.record_problems == ()
    broken = read_case(several.folder, several.records, "child-sorrel", at(ON_THE_DAY))
    assert broken.cases == () and broken.record_problems == whole.record_problems


def test_a_case_that_is_not_there_is_no_case(small: Small) -> None:
    assert read_case(small.folder, small.records, "child-rowan", at(ON_THE_DAY)).cases == ()
    nowhere = read_case(small.folder, small.folder / "nowhere", "child-rowan", at(ON_THE_DAY))
    assert "no-records" in {problem.rule for problem in nowhere.site_problems}


def test_where_cases_stand_is_read_without_what_makes_pages() -> None:
    heavy = ("jinja2", "pathspec", "rich", "mkdocs", "phonenumbers")
    code = f"import macros.project.standing, sys; print(*(one for one in {heavy} if one in sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert found.stdout.split() == []
