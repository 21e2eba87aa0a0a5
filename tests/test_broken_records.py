"""Broken records: each gives its own clear error at its own place, and never a traceback.

`broken_records/` holds one small record for each kind, and `expected.txt` what is said about it.
Kinds that are large, binary or impossible to keep in git are made here.
"""

import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from macros.memory import Memory
from macros.partnership import read as read_partnership
from macros.problems import Problem, in_order, write_out
from macros.project import read_project
from macros.project.reading import read_all as read_folder
from macros.project.remembered import Shelf
from macros.records import Records, read_record, sound_case
from macros.strict_yaml import Scalar, read, read_sound
from tests.factories import MINIATURE, ROOT, as_yaml, at, fields, miniature, record_text

FOLDER = Path(__file__).parent / "broken_records"
EXPECTED = (FOLDER / "expected.txt").read_text(encoding="utf-8").splitlines()
HEAD = "reference: child-rowan\ntitle: Child Rowan\nreview: cspr\n"
PARTNERSHIP = miniature()


def line_of(problem: Problem) -> str:
    return write_out([problem])


def read_text(body: str | bytes, head: str = HEAD) -> list[Problem]:
    """The problems of one record `child-rowan.yml`."""
    data = body if isinstance(body, bytes) else (head + body).encode()
    case, problems = read_record(data, "briefings/child-rowan.yml", "child-rowan", PARTNERSHIP)
    assert (case is None) == bool(problems), "a record is either a case or its problems"
    return problems


def said_of(body: str | bytes, head: str = HEAD) -> list[str]:
    return [line_of(problem).removeprefix("briefings/child-rowan.yml:") for problem in read_text(body, head)]


def read_all(folder: Path) -> Records:
    shelf = Shelf(Memory(), folder, PARTNERSHIP)
    cases, problems = read_folder(folder, folder.name, PARTNERSHIP, shelf, lambda file, _: sound_case(file))
    return Records(tuple(cases), tuple(problems))


# Each kind


@pytest.mark.parametrize("name", sorted(file.stem for file in FOLDER.glob("*.yml")))
def test_a_broken_record_gives_its_one_clear_error(name: str) -> None:
    path = f"broken_records/{name}.yml"
    case, problems = read_record((FOLDER / f"{name}.yml").read_bytes(), path, name, PARTNERSHIP)
    assert case is None
    assert [line_of(problem) for problem in in_order(problems)] == [
        line for line in EXPECTED if line.startswith(f"{path}:")
    ]


def test_every_kind_has_its_expected_error_and_there_are_many() -> None:
    kinds = {f"broken_records/{file.name}" for file in FOLDER.glob("*.yml")}
    assert {line.split(":", 1)[0] for line in EXPECTED} == kinds
    assert len(kinds) >= 75


NOT_TEXT = "a byte that is not UTF-8 text; save the file as plain text with the encoding UTF-8 [not-text]"
CONTROL = "an invisible character ({}); delete it and type the text again [not-text]"
TOO_LARGE = "1:1: the file is larger than 1 MiB; a record holds text only, so look for something pasted by mistake"
HTML = "found HTML (`<`); write the words without it [markdown]"

MADE = {
    "one byte over 1 MiB": (
        HEAD.encode() + b"#" * (1024 * 1024 + 1 - len(HEAD)),
        [f"{TOO_LARGE} [too-large]"],
    ),
    "2 MiB": (b"summary: " + b"a" * (2 * 1024 * 1024), [f"{TOO_LARGE} [too-large]"]),
    "Latin-1": (HEAD.encode() + "summary: A café.\n".encode("latin-1"), [f"4:15: {NOT_TEXT}"]),
    "UTF-16": (HEAD.encode("utf-16"), [f"1:1: {NOT_TEXT}"]),
    "an image": (b"\x89PNG\r\n\x1a\n\x00\x00", [f"1:1: {NOT_TEXT}"]),
    "NUL": (f"{HEAD}summary: A\0baby.\n".encode(), [f"4:11: {CONTROL.format('U+0000')}"]),
    "ESC": (f"{HEAD}summary: A \x1b[31mbaby.\n".encode(), [f"4:12: {CONTROL.format('U+001B')}"]),
    "C1 control": (f"{HEAD}summary: A \x85baby.\n".encode(), [f"4:12: {CONTROL.format('U+0085')}"]),
    "line separator": (
        f"{HEAD}summary: A \u2028baby.\n".encode(),
        [f"4:12: {CONTROL.format('U+2028, line separator')}"],
    ),
    "BOM in the middle": (
        f"{HEAD}summary: A \ufeffbaby.\n".encode(),
        [f"4:12: {CONTROL.format('U+FEFF, zero width no-break space')}"],
    ),
    "100,000 brackets": (b"[" * 100_000, ["1:21: more than 20 levels inside one another [too-deep]"]),
    "100,000 braces": (b"{a: " * 100_000, ["1:81: more than 20 levels inside one another [too-deep]"]),
    "100,000 dashes": (b"- " * 100_000, ["1:41: more than 20 levels inside one another [too-deep]"]),
    "21 levels": (
        "".join(f"{' ' * level}a:\n" for level in range(25)).encode(),
        ["21:21: more than 20 levels inside one another [too-deep]"],
    ),
    "20,001 values": (
        f"{HEAD}themes: [{'a, ' * 20_000}a]\n".encode(),
        ["4:59983: more than 20,000 values; a record needs far fewer [too-many-parts]"],
    ),
    "three documents": (
        f"{HEAD}---\n{HEAD}---\n{HEAD}".encode(),
        ["4:1: a second document (`---`); one file holds one record [several-documents]"],
    ),
    "60,001 characters in a text": (
        f"{HEAD}response: {'a' * 60_001}\n".encode(),
        ["4:11 response: found 60,001 characters; a text has 60,000 at most, so split it [markdown]"],
    ),
    "2,001 lines in a text": (
        (HEAD + "response: |\n" + "  a\n" * 2_001).encode(),
        ["5:3 response: found more than 2,000 lines; split the text [markdown]"],
    ),
    "60,001 characters in a note": (
        f"{HEAD}parallel_processes:\n  - process: care\n    status: open\n    note: {'a' * 60_001}\n".encode(),
        ["7:11 parallel_processes[0].note: found 60,001 characters; a text has 60,000 at most [too-long]"],
    ),
    "thousands of brackets in a text": (
        f'{HEAD}response: "{"[" * 2_001}"\n'.encode(),
        [
            "4:12 response: found thousands of marks such as [ or *; paste the text again without them [markdown]",
        ],
    ),
    "BOM before a fault": (f"\ufeff{HEAD}outcome: dead\n".encode(), ["4:10 outcome: {dead}"]),
    "CRLF before a fault": (f"{HEAD}outcome: dead\n".replace("\n", "\r\n").encode(), ["4:10 outcome: {dead}"]),
    "CR before a fault": (f"{HEAD}outcome: dead\n".replace("\n", "\r").encode(), ["4:10 outcome: {dead}"]),
    "CRLF before a fault in a text": (
        f"{HEAD}response: |\n  We accept\n  <b>it.\n".replace("\n", "\r\n").encode(),
        [f"6:3 response: {HTML}"],
    ),
    "signs beyond the first plane before a fault": (
        f"{HEAD}response: \U0001f600 \U0001f600 é <b>it.\n".encode(),
        [f"4:17 response: {HTML}"],
    ),
}
DEAD = "found `dead`; did you mean `died`? [choice]"


@pytest.mark.parametrize(("data", "expected"), MADE.values(), ids=MADE)
def test_a_record_too_large_too_deep_or_no_text_gives_its_one_clear_error(data: bytes, expected: list[str]) -> None:
    assert said_of(data) == [line.replace("{dead}", DEAD) for line in expected]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"\ufeff{record_text()}", id="BOM"),
        pytest.param(record_text().replace("\n", "\r\n"), id="CRLF"),
        pytest.param(record_text() + "# the end", id="no newline at the end"),
        pytest.param("---\n" + record_text() + "...\n", id="document marks"),
        pytest.param(HEAD, id="three fields"),
        pytest.param(HEAD + "summary:\nthemes:\npublication:\n", id="fields left empty"),
        pytest.param(HEAD + "timeline:\n  incident:\n", id="fields of a group left empty"),
        pytest.param(HEAD + "example: true\nsummary: no\n", id="words that YAML takes for truth"),
        pytest.param(HEAD + "summary: 1:30\n", id="what YAML takes for a number"),
    ],
)
def test_what_a_person_may_write_is_no_problem(text: str) -> None:
    assert read_text(text.encode()) == []


# What lies in the folder


def a_link_out(file: Path) -> None:
    outside = file.parent.parent / "outside.yml"
    outside.write_text(HEAD)
    file.symlink_to(outside)


def a_folder_with_a_record(file: Path) -> None:
    file.mkdir()
    (file / "child-aspen.yml").write_text(HEAD)


def unlike(name: str) -> str:
    right = "a record's file is named after its reference and ends in .yml, as in child-rowan.yml"
    return f"found `{name}`; {right} [file-name]"


NO_OPENING = "the file cannot be opened; check that it exists and who may read it [unreadable]"
NO_FILE = "not a plain file; put a text file here [file-name]"
LIE_DIRECTLY = "a folder with records in it; records lie directly in the folder of records [file-name]"
IN_THE_FOLDER: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "a link out of the folder": (
        "child-rowan.yml",
        a_link_out,
        "a link to a file outside the folder of records; put the file itself here [link]",
    ),
    "a link to nothing": ("child-rowan.yml", lambda file: file.symlink_to(file.parent / "gone.yml"), NO_OPENING),
    "a link to itself": ("child-rowan.yml", lambda file: file.symlink_to(file), NO_OPENING),
    "a pipe": ("child-rowan.yml", os.mkfifo, NO_FILE),
    "an empty folder named as a record": ("child-rowan.yml", Path.mkdir, NO_FILE),
    "a folder with a record, named as one": ("child-rowan.yml", a_folder_with_a_record, LIE_DIRECTLY),
    "a folder with a record": ("autumn", a_folder_with_a_record, LIE_DIRECTLY),
    "the ending .yaml": ("child-rowan.yaml", lambda file: file.write_text(HEAD), unlike("child-rowan.yaml")),
    "the ending .YML": ("child-rowan.YML", lambda file: file.write_text(HEAD), unlike("child-rowan.YML")),
    "capital letters": ("Child-Rowan.yml", lambda file: file.write_text(HEAD), unlike("Child-Rowan.yml")),
    "a space": ("child rowan.yml", lambda file: file.write_text(HEAD), unlike("child rowan.yml")),
    "a newline": ("child\nrowan.yml", lambda file: file.write_text(HEAD), unlike("child?rowan.yml")),
    "an escape sequence": ("child\x1b[31m.yml", lambda file: file.write_text(HEAD), unlike("child?[31m.yml")),
    "a name that is not UTF-8": (
        os.fsdecode(b"child-\xff.yml"),
        lambda file: file.write_text(HEAD),
        unlike("child-?.yml"),
    ),
    "a reserved name": ("index.yml", lambda file: file.write_text(HEAD), unlike("index.yml")),
    "2 MiB": (
        "child-rowan.yml",
        lambda file: file.write_bytes(b"#" * (2 * 1024 * 1024)),
        f"{TOO_LARGE.removeprefix('1:1: ')} [too-large]",
    ),
}


@pytest.mark.parametrize(("name", "make", "said"), IN_THE_FOLDER.values(), ids=IN_THE_FOLDER)
def test_what_lies_in_the_folder_and_is_no_record_is_named(
    name: str, make: Callable[[Path], object], said: str, tmp_path: Path
) -> None:
    folder = tmp_path / "briefings"
    folder.mkdir()
    make(folder / name)
    found = read_all(folder)
    shown = re.sub(r"[\n\x1b\udcff]", "?", name)
    assert [line_of(problem) for problem in found.problems] == [f"briefings/{shown}:1:1: {said}"]
    assert found.cases == ()


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "child-rowan.yml").write_text(HEAD)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert [line_of(problem).removeprefix(f"{tmp_path.name}/") for problem in read_all(tmp_path).problems] == [
        f"child-rowan.yml:1:1: {NO_OPENING}"
    ]


@pytest.mark.parametrize("name", [".child-rowan.yml", "README.md", "notes.txt"])
def test_what_is_clearly_no_record_is_left_alone(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("- no record\n")
    assert read_all(tmp_path) == Records((), ())


@pytest.mark.parametrize("name", ["nowhere", "a-file"])
def test_a_folder_of_records_that_is_not_there_is_not_taken_for_an_empty_one(name: str, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("")
    with pytest.raises(OSError):
        read_all(tmp_path / name)
    project = read_project(MINIATURE, tmp_path / name, at("2025-09-01"))
    assert [problem.rule for problem in project.problems()] == ["no-records"]


# All of it in one run


def test_all_problems_of_all_files_come_in_one_run_and_sorted() -> None:
    alone = []
    for file in FOLDER.glob("*.yml"):
        alone += read_record(file.read_bytes(), f"broken_records/{file.name}", file.stem, PARTNERSHIP)[1]
    assert list(read_all(FOLDER).problems) == in_order(alone)


def test_a_valid_record_beside_broken_ones_is_still_read(tmp_path: Path) -> None:
    (tmp_path / "child-rowan.yml").write_text(record_text())
    (tmp_path / "child-a.yml").write_text("{")
    (tmp_path / "child-z.yml").write_text(HEAD)
    found = read_all(tmp_path)
    assert [case.record.reference for case in found.cases] == ["child-rowan"]
    assert {Path(problem.path).name for problem in found.problems} == {"child-a.yml", "child-z.yml"}


def test_a_wrong_date_does_not_hide_a_misspelt_theme() -> None:
    said = said_of("themes: [neglekt]\ntimeline:\n  incident: 16/09/2025\n")
    assert said == [
        "4:10 themes[0]: found `neglekt`; did you mean `neglect`? [unknown-id]",
        "6:13 timeline.incident: found `16/09/2025`; a date is written year-month-day, for example 2025-09-16 [date]",
    ]


def test_a_field_written_twice_does_not_hide_a_misspelt_one() -> None:
    said = said_of("outcome: died\noutcome: harmed\nsumary: A baby was hurt.\n")
    assert said == [
        "5:1: `outcome` a second time, first on line 4; keep one of them [duplicate-field]",
        "6:1 sumary: `sumary` is no field here; did you mean `summary`? [unknown-field]",
    ]


# Messages that must not mislead


@pytest.mark.parametrize(
    ("body", "place", "right"),
    [
        ("press_statement: 2025-09-12\n", "4:1 press_statement:", "`publication`"),
        ("publication:\n  due: 2025-09-12\n", "5:3 publication.due:", ""),
        ("zebra: A baby was hurt.\n", "4:1 zebra:", ""),
    ],
)
def test_a_field_that_is_no_field_is_not_looked_for_in_the_partnership_file(body: str, place: str, right: str) -> None:
    [said] = said_of(body)
    assert said.startswith(f"{place} ")
    assert "is no field here; " in said
    assert right in said
    assert "partnership.yml" not in said


def test_a_finding_named_in_a_record_without_findings_leaves_no_sentence_unfinished() -> None:
    [said] = said_of("recommendations:\n  - {id: R1, finding: F1, text: Ask.}\n")
    assert said.startswith("5:23 recommendations[0].finding: found `F1`; ")
    assert not re.search(r"right would be *\[", said)


def test_a_hopeless_file_is_not_answered_with_thousands_of_lines() -> None:
    assert len(read_text(f"themes: [{', '.join(f't{n}' for n in range(5000))}]\n")) <= 1000
    assert len(read_text(f"themes: [{'*a, ' * 5000}]\n")) <= 1000


# Never a traceback, never long


@pytest.mark.parametrize(
    "body",
    [
        '"[key]": x\n',
        'information: {"[key]": {requested: 2025-01-20}}\n',
        "publication: {members_briefed: {'': 2025-09-12}}\n",
        '"": x\n',
        "? x\n",
        "? |\n  summary\n: x\n",
        "summary: ~\n",
        "overview: [{}]\n",
        "overview: [[], '', {}]\n",
        "information: {police: police}\n",
        "publication: {moved: {from: 2025-09-16 10:00}}\n",
        "anonymity: {allow: {}}\n",
        "anonymity: []\n",
        "team_briefing: |\n  text\n",
        'summary: "\\ud800"\n',
        "children: [Child Rowan]\n",
    ],
)
def test_whatever_stands_in_a_record_is_never_a_traceback(body: str) -> None:
    for problem in read_text(body):
        assert problem.message
        assert problem.line >= 1
        assert problem.column >= 1


YAML_MARKS = st.sampled_from(
    [*"abz09:-,[]{}&*!|>'\"%@`#?~<=\\ \n\t", "\n  ", ": ", "- ", "title", "summary: ", "themes: ", "text: |\n", "<<: "]
)


@given(st.lists(YAML_MARKS, max_size=40).map("".join))
def test_whatever_is_typed_is_read_or_named(body: str) -> None:
    read_text(body)
    read_text(body.encode())


FIELDS_THAT_TAKE_TEXT = ("reference", "title", "summary", "response", "outcome", "themes", "[key]")


@given(field=st.sampled_from(FIELDS_THAT_TAKE_TEXT) | st.text(min_size=1, max_size=20), value=st.text(max_size=60))
@example(field="\x1b[31m", value="x")
@example(field="sum\nmary", value="x")
@example(field="response", value="[^\x07]: a note")
@example(field="response", value="A baby\x07.")
@example(field="title", value="Child\u202eRowan")
@example(field="outcome", value="died\r\n\x00")
def test_a_problem_never_holds_a_raw_control_character(field: str, value: str) -> None:
    head = HEAD.replace(f"{field}: ", "example_of_a_field_taken_out: ") if field in HEAD else HEAD
    data = f"{head}{json.dumps(field, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}\n"
    try:
        encoded = data.encode()
    except UnicodeEncodeError:
        return
    for problem in read_text(encoded):
        for words in (problem.path, problem.field, problem.message, problem.rule):
            assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", words)


LIMITS = {
    "20,000 themes that do not exist": f"themes: [{', '.join(f't{n}' for n in range(19_900))}]\n",
    "20,000 themes, one of them twice": f"themes: [{', '.join(f't{n}' for n in range(19_900))}, t1]\n",
    "260,000 aliases": f"agencies: [{'*a, ' * 260_000}]\n",
    "10,000 fields that do not exist": "".join(f"summary{n}: x\n" for n in range(9_900)),
    "6,000 children": "children:\n" + "".join(f"  - pseudonym: C{n}\n" for n in range(6_000)),
    "3,000 recommendations of one number": "recommendations:\n" + "  - {id: R1, text: Ask.}\n" * 3_000,
    "1 MiB of one text": f"summary: {'a ' * 500_000}\n",
    "a million empty lines": "\n" * 1_000_000 + "outcome: dead\n",
    "100,000 brackets": "summary: " + "[" * 100_000,
    "1,900 lines of HTML": "response: |\n" + "  <b>\n" * 1_900,
    "a link to a long page of the site": f"response: See [the page](/{'a' * 26}_).\n",
}


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in LIMITS.items()])
def test_no_record_takes_more_than_a_second(body: str) -> None:
    begin = time.process_time()
    read_text(body)
    assert time.process_time() - begin < 1.5


# Places


def test_a_problem_as_json_has_exactly_the_contracts_keys() -> None:
    problems = read_text("response: A <b>\noutcome: dead\n")
    spanned, plain = json.loads(write_out(problems, "json"))
    keys = ["path", "line", "column", "end_line", "end_column", "field", "start", "end", "rule", "severity", "message"]
    assert list(spanned) == keys
    assert spanned == {
        "path": "briefings/child-rowan.yml",
        "line": 4,
        "column": 13,
        "end_line": 4,
        "end_column": 14,
        "field": "response",
        "start": 2,
        "end": 3,
        "rule": "markdown",
        "severity": "error",
        "message": "found HTML (`<`); write the words without it",
    }
    assert (plain["start"], plain["end"]) == (None, None)
    assert (plain["line"], plain["column"], plain["end_line"], plain["end_column"]) == (5, 10, 5, 14)


def test_no_problems_as_json_are_an_empty_list() -> None:
    assert json.loads(write_out([], "json")) == []
    assert write_out([]) == write_out([], "github") == ""


WORD = st.sampled_from(["Child", "Rowan", "was", "hurt.", "Café", "née", "\U0001f600", "it's", 'a "word"', "<b>", "x"])
LINES = st.lists(st.lists(WORD, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=5)


def literal(lines: list[str]) -> str:
    return "|\n" + "".join(f"    {line}\n" for line in lines)


def folded(lines: list[str]) -> str:
    return ">-\n" + "".join(f"  {line}\n" for line in lines)


def folded_in_paragraphs(lines: list[str]) -> str:
    return ">\n" + "\n".join(f"  {line}\n" for line in lines)


def literal_indented_within(lines: list[str]) -> str:
    return "|2\n" + "".join(f"{' ' * (2 + place % 4)}{line}\n" for place, line in enumerate(lines))


def single_quoted(lines: list[str]) -> str:
    return "'" + "\n  ".join(lines).replace("'", "") + "'\n"


def double_quoted(lines: list[str]) -> str:
    return '"' + "\n  ".join(lines).replace('"', "") + '"\n'


def plain(lines: list[str]) -> str:
    return "\n  ".join(line.replace('"', "") for line in lines) + "\n"


STYLES = (literal, folded, folded_in_paragraphs, literal_indented_within, single_quoted, double_quoted, plain)


@given(lines=LINES, style=st.sampled_from(STYLES), newline=st.sampled_from(["\n", "\r\n"]))
@example(lines=["x", "<b> x"], style=literal_indented_within, newline="\n")
def test_a_span_points_at_the_very_characters_in_the_file(
    lines: list[str], style: Callable[[list[str]], str], newline: str
) -> None:
    text = f"{HEAD}response: {style(lines)}".replace("\n", newline)
    rows = text.split(newline)
    node = read(text.encode(), "x.yml").root.values["response"]
    assert isinstance(node, Scalar)
    found = json.loads(write_out(read_text(text.encode()), "json"))
    assert len(found) == sum(line.count("<b>") for line in lines)
    places = set()
    for entry in found:
        assert node.value[entry["start"] : entry["end"]] == "<"
        assert entry["line"] == entry["end_line"]
        assert rows[entry["line"] - 1][entry["column"] - 1 : entry["end_column"] - 1] == "<"
        places.add((entry["line"], entry["column"]))
    assert len(places) == len(found)


def test_where_the_file_writes_a_text_otherwise_the_whole_value_is_pointed_at() -> None:
    [problem] = read_text('response: "We\\u2013<b>"\n')
    assert (problem.line, problem.column, problem.end_line, problem.end_column) == (4, 11, 4, 24)
    assert (problem.start, problem.end) == (3, 4)


# Forms


def nasty(**changes: object) -> Problem:
    values = {"path": "a,b:c%\n.yml", "line": 3, "column": 4, "field": "f", "rule": "r,:", "message": "50%\r\nof: a, b"}
    return Problem(**{**values, "end_line": 3, "end_column": 9, **changes})  # type: ignore[arg-type]


def test_the_annotation_of_a_code_host_is_one_line_with_everything_escaped() -> None:
    assert write_out([nasty()], "github") == (
        "::error file=a%2Cb%3Ac%25%0A.yml,line=3,endLine=3,col=4,endColumn=9,title=r%2C%3A::f: 50%25%0D%0Aof: a, b"
    )


def test_an_annotation_says_whether_it_is_a_warning() -> None:
    assert write_out([nasty(severity="warning", field="", path="p")], "github").startswith("::warning file=p,")


@given(st.lists(st.text(max_size=8), min_size=5, max_size=5))
def test_no_text_can_add_a_line_or_a_property_to_an_annotation(words: list[str]) -> None:
    path, field, rule, message, _ = words
    written = write_out([nasty(path=path, field=field, rule=rule, message=message)], "github")
    assert not re.search(r"[\r\n]", written)
    head = written.removeprefix("::error ").split("::", 1)[0]
    assert [part.split("=", 1)[0] for part in head.split(",")] == [
        "file",
        "line",
        "endLine",
        "col",
        "endColumn",
        "title",
    ]


def test_problems_at_one_place_stand_in_the_same_order_in_every_run() -> None:
    here = [nasty(message=f"message {number}") for number in range(20)]
    here += [nasty(start=start, end=start + 1) for start in range(20)]
    assert in_order(here) == in_order(reversed(here))


def test_text_says_a_warning_is_one_and_problems_stand_in_order_and_once() -> None:
    first, second = nasty(path="a.yml", message="no"), nasty(path="b.yml", severity="warning", field="", message="hm")
    assert write_out([second, first, first]) == "a.yml:3:4 f: no [r,:]\nb.yml:3:4: warning: hm [r,:]"


def test_every_problem_lies_inside_its_file_and_ends_after_it_begins() -> None:
    for problem in read_all(FOLDER).problems:
        rows = (FOLDER / Path(problem.path).name).read_text(encoding="utf-8").split("\n")
        assert 1 <= problem.line <= problem.end_line <= len(rows) + 1, line_of(problem)
        assert 1 <= problem.column <= len(rows[problem.line - 1]) + 1, line_of(problem)
        assert (problem.line, problem.column) <= (problem.end_line, problem.end_column)


@pytest.mark.parametrize("file", sorted((ROOT / "briefings").glob("*.yml")), ids=lambda file: file.stem)
@pytest.mark.parametrize(("old", "new"), [("title:", "titel:"), ("themes: [", "themes: [neglekt, ")])
def test_a_slip_in_a_whole_record_is_named_at_its_place(file: Path, old: str, new: str) -> None:
    partnership, _ = read_partnership(ROOT, at("2026-11-23").date())
    text = file.read_text("utf-8").replace(old, new, 1)
    case, problems = read_record(text.encode(), file.name, file.stem, partnership)
    assert case is None
    line = text[: text.index(new)].count("\n") + 1
    assert [problem.line for problem in problems if problem.line == line]


def test_several_faults_of_a_whole_record_come_in_one_run() -> None:
    changes: dict[str, object] = {
        "example": "true",
        "themes": ["neglekt"],
        "publication.press_statement": "12/9/2025",
        "publication.members_briefed": {"north": "2025-09-12", "wset": "2025-09-12"},
        "publication.exceptions": [
            {"rule": "sign-off", "decided_by": "chair", "date": "2025-09-01", "reason": "None."}
        ],
        "recommendations.0.due": "31.12.2025",
        "recommendations.0.agencies": ["polise"],
    }
    _, problems = read_record(
        as_yaml(fields(changes)).encode(), "briefings/child-rowan.yml", "child-rowan", PARTNERSHIP
    )
    assert [problem.field for problem in problems] == [
        "themes[0]",
        "publication.members_briefed.wset",
        "publication.press_statement",
        "publication.exceptions[0].rule",
        "publication.exceptions[0].decided_by",
        "recommendations[0].agencies[0]",
        "recommendations[0].due",
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("summary: A baby was hurt #3 times.\n", "summary"),
        ("briefing:\n  incident: The second call, see #2, was not returned.\n", "briefing.incident"),
        ("briefing:\n  questions:\n    - Who rang? #you\n", "briefing.questions[0]"),
        ("overview:\n  - heading: Visit #2\n    text: |\n      Nobody came. #1\n", "overview[0].heading"),
        ("recommendations:\n  - id: R1\n    text: Ring back #always\n", "recommendations[0].text"),
        ("response:\n  We accept it,\n  all of it #but\n", "response"),
        ("briefing: {incident: The second call #2\n}\n", "briefing.incident"),
        ("summary: # A baby was hurt.\n", "summary"),
    ],
)
def test_a_public_text_is_never_cut_short_by_a_comment(body: str, field: str) -> None:
    [problem] = read_text(body)
    assert (problem.field, problem.rule) == (field, "cut-off")


@pytest.mark.parametrize("end", ["? summary", "? summary\n  ", "? summary # to come"])
def test_a_field_without_a_value_may_be_the_end_of_a_file(end: str) -> None:
    assert read_text(f"timeline: # to come\n  aware: 2025-01-15\n{end}") == []


@pytest.mark.parametrize("text", ["", "# Nothing.", "- *a", "*a", "a: *b", "a: [*b]"])
def test_who_reads_a_file_quickly_that_is_not_sound_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="not sound"):
        read_sound(text.encode())


def test_a_comment_beside_a_date_or_a_whole_text_is_only_a_comment() -> None:
    assert read_text("summary: 'A baby was hurt.' # short\ntimeline:\n  aware: 2025-01-15 # a Wednesday\n") == []
