"""A record is written as a person would have, comes back the same, and changes where it was changed alone."""

import difflib
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros import strict_yaml
from macros.records import read_record
from macros.records.changed import with_fields
from macros.records.in_place import NotWritten
from macros.records.model import CaseRecord
from macros.records.schema import Schema, described
from macros.records.written import as_yaml
from macros.strict_yaml import Plain
from macros.unseen import UNSEEN
from tests.factories import GONE, ROOT, miniature, put

RECORDS = sorted((ROOT / "briefings").glob("*.yml"))
SCHEMA = "../case-record.schema.json"


@cache
def record() -> Schema:
    return described(miniature())


def written(values: dict[str, Any]) -> str:
    return as_yaml(values, record(), SCHEMA)


def plain(text: str | bytes) -> dict[str, Plain]:
    document = strict_yaml.read(text if isinstance(text, bytes) else text.encode(), "record")
    assert not document.problems
    return document.plain()


def read(data: bytes, reference: str) -> CaseRecord:
    case, problems = read_record(data, "record", reference, None)
    assert case, problems
    return case.record


# Written as a person would have.


def test_a_record_is_written_in_the_order_of_work_with_what_each_field_is() -> None:
    values = {
        "response": "The partnership accepts every finding.",
        "publication": {"press_statement": "2025-09-12", "decision": "publish", "avoid": [{"to": "--11-30"}]},
        "timeline": {"aware": "2025-01-15", "incident": "2025-01-14"},
        "children": [{"pseudonym": "Child Rowan", "age_band": "under-1"}],
        "themes": ["neglect", "injuries-to-babies"],
        "outcome": "harmed",
        "review": "cspr",
        "title": "Child Rowan",
        "reference": "child-rowan",
    }
    assert written(values) == (
        """\
# yaml-language-server: $schema=../case-record.schema.json
# Small letters, digits and -, the same as the file's name. Public, in the address.
reference: child-rowan
# The pseudonym that pages use. Public.
title: Child Rowan
# The kind of review. Public.
review: cspr

# ON THE DAY OF THE NOTIFICATION

# The days of the review, each when it is known. The Business Office writes them. Never public.
timeline:
  incident: 2025-01-14
  aware: 2025-01-15

# What happened to the child. The Business Office writes it. Never public.
outcome: harmed

# Each child by a pseudonym. The Business Office writes it. Public.
children:
  - pseudonym: Child Rowan
    age_band: under-1

# THE TEXT

# What the review is about. The Lead Reviewer chooses. Public.
themes: [neglect, injuries-to-babies]

# What the partnership says and has done. The Business Office writes it. Public.
response: The partnership accepts every finding.

# PUBLICATION

# When and how it is published. The Communications Sub Group decides. Never public.
publication:
  decision: publish
  avoid:
    - to: --11-30
  press_statement: 2025-09-12
"""
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Child Rowan", ["summary: Child Rowan"]),
        ("Wer? Mia's \u201cown\u201d (two) words; 1:30", ["summary: Wer? Mia's \u201cown\u201d (two) words; 1:30"]),
        ("no", ["summary: no"]),
        ("Seen: a bruise", ['summary: "Seen: a bruise"']),
        ("Room #4", ['summary: "Room #4"']),
        ("- a point", ['summary: "- a point"']),
        ("", ['summary: ""']),
        ("Two\nlines\n", ["summary: |", "  Two", "  lines"]),
        ("Two\nlines", ["summary: |-", "  Two", "  lines"]),
        ("  indented\n\nfurther\n", ["summary: |2", "    indented", "", "  further"]),
        ("One line. " * 12 + "End", ["summary: >-", f"  {'One line. ' * 9}One", "  line. One line. One line. End"]),
        ("Ends twice\n\n", ['summary: "Ends twice\\n\\n"']),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_text_is_quoted_folded_or_put_below_its_field_only_where_it_has_to_be(text: str, lines: list[str]) -> None:
    assert written({"summary": text}).split("\n")[-len(lines) - 1 : -1] == lines


# Comes back the same.

PIECES = st.sampled_from(
    [*"a1 \t\n:#-'\"|>&*!%@`[]{},?~=\\/", "\n\n", "  ", ": ", " #", "---", "...", "no", "1:30", "wörter ", "\U0001f331"]
)
TEXTS = (
    st.text(st.characters(exclude_categories=["Cs"]))
    | st.lists(PIECES).map("".join)
    | st.lists(PIECES, min_size=60, max_size=120).map("".join)
).filter(lambda text: not UNSEEN.search(text) and "\r" not in text)
VALUES = st.recursive(
    TEXTS,
    lambda inner: (
        st.lists(inner | st.none(), max_size=3) | st.dictionaries(TEXTS.map(lambda t: t[:60]), inner, max_size=3)
    ),
)


@given(TEXTS)
def test_whatever_a_text_holds_comes_back_the_same_wherever_it_stands(text: str) -> None:
    values: dict[str, Any] = {
        "summary": text,
        "others": [text, text],
        "briefing": {"background": text, "questions": [text, "Who rang?"]},
        "overview": [{"heading": text, "text": text}, {"heading": "Why", "text": text}],
        "recommendations": [{"id": "R1", "progress": [{"text": text, "date": "2025-12-10"}]}],
        "response": text,
    }
    assert plain(written(values)) == values


@given(st.dictionaries(st.sampled_from(sorted(CaseRecord.model_fields)), VALUES, min_size=1))
def test_values_of_any_shape_come_back_the_same(values: dict[str, Any]) -> None:
    assert plain(written(values)) == values


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.stem)
def test_every_example_is_the_same_record_when_it_is_written_anew(file: Any) -> None:
    values = plain(file.read_bytes())
    again = written(values)
    assert plain(again) == values
    assert read(again.encode(), file.stem) == read(file.read_bytes(), file.stem)


def test_a_part_that_the_schema_does_not_know_is_kept() -> None:
    values = {"reference": "child-rowan", "information": {"no-agency": {"requested": "2025-01-20"}}, "colour": "green"}
    assert plain(written(values)) == values


# Changed where it was changed.

FILE = """\
# Written by the Business Office.
reference: child-rowan
title:   Child Rowan   # two words
review: cspr

delays: []        # in time
timeline:
  # of the review
  incident: 2025-01-14
  aware: 2025-01-15   # a Wednesday

summary: >-   # for lists
  A baby was hurt,
  and seen.

# Decided on Monday.
publication:
  decision: publish     # agreed
  debriefs: {involved: 2025-09-12, open: 2025-09-15}   # both
  family_told:
  # by the reviewer
  - {who: Mother, date: 2025-09-11, outcome: told}     # first
  - who: Father       # then
    date: 2025-09-11
briefing:
  audience: public
  background: |
    A flat.

    # not a comment
  # what services saw
  findings: 'Seen.'   # one
recommendations:
  - id: R1
    due: 2025-12-31   # agreed
    progress: []      # none yet
  # the second
  - id: R2
    text: Ring.
others:   # to come
"""
# What is changed, the lines that go, and the lines that come.
Change = tuple[dict[str, Any], list[str], list[str]]
R1 = {"id": "R1", "due": "2025-12-31", "progress": []}
R2 = {"id": "R2", "text": "Ring."}
CHANGES: dict[str, Change] = {
    "nothing": ({}, [], []),
    "a word": (
        {"title": "Child Hazel"},
        ["title:   Child Rowan   # two words"],
        ["title:   Child Hazel   # two words"],
    ),
    "a day": (
        {"timeline.aware": "2025-01-16"},
        ["  aware: 2025-01-15   # a Wednesday"],
        ["  aware: 2025-01-16   # a Wednesday"],
    ),
    "a day more": ({"timeline.notified": "2025-01-17"}, [], ["  notified: 2025-01-17"]),
    "a day less": ({"timeline.incident": GONE}, ["  incident: 2025-01-14"], []),
    "a group less": (
        {"timeline": GONE},
        ["timeline:", "  # of the review", "  incident: 2025-01-14", "  aware: 2025-01-15   # a Wednesday"],
        [],
    ),
    "a folded text": (
        {"summary": "A baby: hurt."},
        ["summary: >-   # for lists", "  A baby was hurt,", "  and seen."],
        ['summary: "A baby: hurt."   # for lists'],
    ),
    "a text below its field": (
        {"briefing.background": "A flat.\n\nDamp.\n"},
        ["    # not a comment"],
        ["    Damp."],
    ),
    "a text in quotes": (
        {"briefing.findings": "1. One\n2. Two\n"},
        ["  findings: 'Seen.'   # one"],
        ["  findings: |   # one", "    1. One", "    2. Two"],
    ),
    "a text less": ({"briefing.background": GONE}, ["  background: |", "    A flat.", "", "    # not a comment"], []),
    "the first of a group": ({"briefing.audience": GONE}, ["  audience: public"], []),
    "a group in braces": (
        {"publication.debriefs.open": GONE},
        ["  debriefs: {involved: 2025-09-12, open: 2025-09-15}   # both"],
        ["  debriefs:   # both", "    involved: 2025-09-12"],
    ),
    "an entry in braces": (
        {"publication.family_told.0": {"who": "Grandmother"}},
        ["  - {who: Mother, date: 2025-09-11, outcome: told}     # first"],
        ["  - who: Grandmother     # first"],
    ),
    "the field beside a dash": (
        {"publication.family_told.1.who": "Grandmother"},
        ["  - who: Father       # then"],
        ["  - who: Grandmother       # then"],
    ),
    "the field beside a dash less": (
        {"publication.family_told.1.who": GONE},
        ["  - who: Father       # then", "    date: 2025-09-11"],
        ["  - date: 2025-09-11"],
    ),
    "an entry more": (
        {"recommendations": [R1, R2, {"id": "R3"}]},
        [],
        ["  - id: R3"],
    ),
    "an entry in front": ({"recommendations": [{"id": "R0"}, R1, R2]}, [], ["  - id: R0"]),
    "an entry less": (
        {"recommendations": [R2]},
        ["  - id: R1", "    due: 2025-12-31   # agreed", "    progress: []      # none yet"],
        [],
    ),
    "an entry less, and the next one changed": (
        {"recommendations": [{"id": "R2", "text": "Knock."}]},
        [
            *("  - id: R1", "    due: 2025-12-31   # agreed", "    progress: []      # none yet"),
            *("  - id: R2", "    text: Ring."),
        ],
        ["  - id: R2", "    text: Knock."],
    ),
    "the first of an empty list": (
        {"recommendations.0.progress": [{"date": "2025-12-10", "text": "Begun."}]},
        ["    progress: []      # none yet"],
        ["    progress:      # none yet", "      - date: 2025-12-10", "        text: Begun."],
    ),
    "the last of a list": (
        {"publication.family_told": []},
        [
            *("  family_told:", "  # by the reviewer"),
            "  - {who: Mother, date: 2025-09-11, outcome: told}     # first",
            *("  - who: Father       # then", "    date: 2025-09-11"),
        ],
        ["  family_told: []"],
    ),
    "a field that was left empty": ({"others": ["Mother"]}, ["others:   # to come"], ["others: [Mother]   # to come"]),
    "a new field": (
        {"outcome": "harmed"},
        [],
        ["# What happened to the child. The Business Office writes it. Never public.", "outcome: harmed", ""],
    ),
    "two at once": (
        {"title": "Child Hazel", "timeline.aware": GONE},
        ["title:   Child Rowan   # two words", "  aware: 2025-01-15   # a Wednesday"],
        ["title:   Child Hazel   # two words"],
    ),
}


def changed(change: dict[str, Any]) -> dict[str, Any]:
    """The fields of the file that a change is about, as they are after it."""
    values: Any = plain(FILE)
    for path, value in change.items():
        put(values, path.split("."), value)
    return {name: values.get(name) for name in {path.split(".")[0] for path in change}}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_only_what_changed_is_written(name: str, newline: str) -> None:
    change, gone, come = CHANGES[name]
    values = changed(change)
    before = b"\xef\xbb\xbf" + FILE.replace("\n", newline).encode()
    after = with_fields(before, values, record())
    assert plain(after) == {key: value for key, value in {**plain(before), **values}.items() if value is not None}
    lines = list(difflib.ndiff(before.decode().split(newline), after.decode().split(newline)))
    assert [line[2:] for line in lines if line.startswith("- ")] == gone
    assert [line[2:] for line in lines if line.startswith("+ ")] == come


def test_a_file_without_an_end_to_its_last_line_keeps_none() -> None:
    assert with_fields(b"title: A\r\n\r\nsummary: |\n  B", {"title": "C"}, record()) == (
        b"title: C\r\n\r\nsummary: |\n  B"
    )


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.stem)
@given(data=st.data())
def test_any_field_of_any_example_can_be_that_of_another_example(file: Any, data: st.DataObject) -> None:
    before = file.read_bytes()
    values = plain(before)
    name = data.draw(st.sampled_from(sorted(values)))
    other = data.draw(st.sampled_from([plain(other.read_bytes()).get(name) for other in RECORDS]))
    after = with_fields(before, {name: other}, record())
    assert plain(after) == {key: value for key, value in {**values, name: other}.items() if value is not None}


@given(text=TEXTS)
def test_whatever_a_text_holds_is_put_into_a_file_the_same(text: str) -> None:
    values = changed({"summary": text, "briefing.background": text, "publication.family_told.0.who": text})
    assert plain(with_fields(FILE.encode(), values, record())) == {**plain(FILE), **values}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{reference: child-rowan}\n",
            "the layout of the file leaves no sure place for `title`; put each field on its",
        ),
        ("{title: Child Rowan}\n", "the layout of the file leaves no sure place for `title`"),
        ("? title\n: Child Rowan\n", "`title` has no colon on its line; put each field on its own line"),
        ("title: [\n", "the record cannot be read; mend what `cspr check` says of it first"),
        ("title: &a Child Rowan\nsummary: *a\n", "the record cannot be read"),
    ],
)
def test_a_layout_that_leaves_no_sure_place_is_refused_with_what_to_do(text: str, said: str) -> None:
    with pytest.raises(NotWritten) as refused:
        with_fields(text.encode(), {"title": "Hazel, Rowan"}, record())
    assert said in str(refused.value)
