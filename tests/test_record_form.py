"""The case record in Word: nothing is lost there and back, and what is not understood is named by its box."""

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from openxml_audit import OpenXmlValidator

from macros import partnership as partnership_file
from macros import strict_yaml
from macros.guidance.forms import Form
from macros.partnership.model import Partnership
from macros.record_form import Taken, changed_fields, changes, parts_of, read_record_form, record_form, state_of
from macros.record_form.days import day_of, instant_in_words, instant_of, of_every_year, of_every_year_in_words
from macros.record_form.definition import OF_WHICH, Leaf, form_of
from macros.record_form.files import ANOTHER_REFERENCE, WITHDRAWN_FOR_GOOD
from macros.record_form.from_word import BESIDE, GONE, NO_NAME, NO_RECOMMENDATION
from macros.record_form.from_word import PICTURE as A_PICTURE
from macros.record_form.said import RIGHT
from macros.record_form.words import ALWAYS, CHOICES, HELP, LABELS, NOT_ASKED, PARTS, SHORT
from macros.records import read_record
from macros.records.changed import with_fields
from macros.records.digest import digest
from macros.records.model import CaseRecord
from macros.records.schema import Schema, described
from macros.records.written import as_yaml
from macros.strict_yaml import Plain
from macros.word import NotReadable
from tests.factories import ROOT, at, fields, miniature
from tests.filled_forms import PICTURE, filled_form
from tests.returned import boxes, saved, through_libreoffice, type_in

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RECORDS = sorted((ROOT / "briefings").glob("*.yml"))
# A record with every field that a record can have.
BRIEFING = {
    "audience": "teams",
    "background": "Child Rowan lived with **Mother**.\n\n- One\n- Two\n",
    "safeguarding_concerns": "A bruise was *seen*.",
    "incident": "> Words of a neighbour.",
    "review": "| Who | What |\n|---|---|\n| Police | Two calls |\n",
    "findings": "1. The first.\n2. The second.\n",
    "good_practice": "A nurse rang.[^1]\n\n[^1]: The same day.\n",
    "questions": ["When did you last see a bruise?", "Who *rang*?"],
    "facilitator_notes": "See [the guidance](/guidance/) and [this](https://example.org/).",
}
FULL: dict[str, Any] = {
    **fields(),
    "example": "true",
    "outcome": "harmed",
    "children": [{"pseudonym": "Child Rowan", "age_band": "under-1"}, {"pseudonym": "Child Elm"}],
    "others": ["Mother", "Mother's Partner"],
    "timeline": {
        "incident": "2025-01-14",
        "aware": "2025-01-15",
        "notified": "2025-01-17",
        "rapid_review_meeting": "2025-02-03",
        "rapid_review_sent_to_panel": "2025-02-06",
        "panel_feedback": "2025-02-27",
        "decision": "2025-02-05",
        "review_group_first_met": "2025-03-03",
        "author_briefing": "2025-03-10",
        "practitioner_event": "2025-05-06",
        "first_draft": "2025-05-27",
        "completed": "2025-07-21",
    },
    "information": {
        "police": {"requested": "2025-01-20", "returned": "2025-01-27"},
        "icb": {"requested": "2025-01-20"},
    },
    "delays": [{"date": "2025-07-22", "reason": "Two\nlines: of reasons.", "panel_told": "2025-07-23"}],
    "partners": [{"name": "Another Partnership", "signed_off": "2025-07-21"}],
    "panel_comments": {"asks": "change", "considered": "2025-08-01"},
    "parallel_processes": [
        {"process": "investigation", "status": "concluded", "concluded": "2025-06-30", "note": "No further action."},
        {
            "process": "care",
            "status": "open",
            "consulted": {"role": "Solicitor", "date": "2025-07-15", "view": "no-objection"},
        },
    ],
    "court_orders": [{"kind": "Reporting restriction", "expires": "2025-08-01", "cleared_by_lawyer": "2025-07-01"}],
    "publication": {
        "decision": "publish",
        "at": "2025-09-16 10:00",
        "moved": [{"from": "2025-09-09 10:30", "on": "2025-08-01"}],
        "avoid": [{"from": "--11-20", "to": "--02-29"}],
        "already_public": "2025-09-15",
        "final_report_sent": {
            "national_panel": "2025-08-29",
            "secretary_of_state": "2025-08-30",
            "ofsted": "2025-08-31",
        },
        "family_told": [{"who": "Mother", "date": "2025-09-11", "outcome": "not-traced"}, {"who": "Father"}],
        "debriefs": {"involved": "2025-09-12", "open": "2025-09-15"},
        "members_briefed": {"north": "2025-09-12", "west": "2025-09-13"},
        "press_statement": "2025-09-12",
        "deposited": "2025-09-17",
        "second_reader": {"role": "Officer", "date": "2025-08-20", "text": "sha256-1"},
        "exceptions": [
            {"rule": "press", "decided_by": "strategic-leads", "date": "2025-08-01", "reason": "The date: agreed."}
        ],
    },
    "withdrawn": {"at": "2026-01-20 09:00", "kind": "identified", "decided_by": "strategic-leads"},
    "team_briefing": BRIEFING,
    "briefing": BRIEFING,
    "overview": [
        {
            "heading": "Why this review",
            "text": "A baby was hurt.\n\n### At home\n\nA *warm* flat.\n\n#### The kitchen\n\nCold.\n",
        },
        {"heading": "What helped", "text": "- One\n- Two\n\nAnd a note.[^a]\n\n[^a]: The note.\n"},
    ],
    "family_words": "Ask.\n\nAsk again.",
    "findings": [
        {"id": "F1", "theme": "injuries-to-babies", "text": "The pathway was not *read*."},
        {"id": "F2", "text": "Two\n\nparagraphs."},
    ],
    "recommendations": [
        {
            "id": "R1",
            "finding": "F1",
            "text": "Put it on one page.",
            "agencies": ["icb", "partnership"],
            "due": "2025-12-31",
            "progress": [
                {"date": "2025-12-10", "status": "in-progress", "text": "Begun."},
                {"date": "2026-01-10", "status": "complete", "text": "Done."},
            ],
        },
        {"id": "R2", "text": "Ring."},
        {"id": "R3", "progress": [{"date": "2025-12-11", "status": "complete", "text": "Rung."}]},
    ],
    "response": "Accepted.",
    "amendments": [{"date": "2025-10-01", "text": "A **date** was corrected."}],
    "anonymity": {"allow": [{"term": "Rose", "field": "briefing.background", "reason": "The flower."}]},
}


@cache
def ours() -> Partnership:
    found, _ = partnership_file.read(ROOT, at("2026-11-26T12:00").date())
    assert found
    return found


def plain(data: bytes) -> dict[str, Plain]:
    return strict_yaml.read(data, "record").plain()


def the_record(values: Any, partnership: Partnership) -> CaseRecord:
    text = as_yaml(values, described(partnership), "")
    case, problems = read_record(text.encode(), "record", values["reference"], partnership)
    assert case, problems
    return case.record


def form(partnership: Partnership | None = None) -> Form:
    return form_of(parts_of(partnership or miniature()))


# What the form asks.


def paths(schema: Schema, path: str = "") -> Iterator[str]:
    """Every value that a record can have, numbers in lists left out and ids of a vocabulary as `*`."""
    if "ids" in schema:
        entry = next(iter(schema["properties"].values()))
        yield from paths(entry, path if "properties" in entry else f"{path}.*")
    elif "properties" in schema:
        for name, inner in schema["properties"].items():
            yield from paths(inner, f"{path}.{name}".removeprefix("."))
    elif "properties" in schema.get("items", {}) or schema.get("items", {}).get("example", "").startswith("|"):
        yield from paths(schema["items"], path if "properties" in schema["items"] else f"{path}.*")
    else:
        yield path


def asked() -> Iterator[str]:
    """Every value that the form asks for."""
    for one in (one for part in parts_of(miniature()) for one in part.fields):
        for leaf in (one,) if isinstance(one, Leaf) else one.leaves:
            if leaf.id != OF_WHICH:
                above = () if isinstance(one, Leaf) else one.path
                yield ".".join((*above, *(leaf.path or ("*",))))


def test_every_field_of_a_record_is_in_the_form_once_but_for_what_a_command_writes_and_the_report() -> None:
    left_out = {path for path in paths(described(miniature())) if path.startswith(("overview", *NOT_ASKED))}
    assert left_out == {
        *("overview.heading", "overview.text", "publication.exceptions.decided_by"),
        *(f"publication.second_reader.{name}" for name in ("role", "date", "text")),
    }
    assert sorted(asked()) == sorted(set(paths(described(miniature()))) - left_out)


def test_every_field_of_the_record_above_is_filled() -> None:
    filled = {
        path.replace(".police", "").replace(".icb", "").replace(".north", ".*").replace(".west", ".*")
        for path in paths_of(FULL)
    }
    assert filled == {
        path.removesuffix(".*") if ".questions" in path else path for path in paths(described(miniature()))
    }


def paths_of(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from paths_of(inner, f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list):
        for inner in value:
            yield from paths_of(inner, path)
    else:
        yield path


def test_no_word_is_kept_for_a_field_that_there_is_not() -> None:
    known = set(paths(described(miniature())))
    groups = {".".join(path.split(".")[:length]) for path in known for length in (1, 2, 3)}
    assert {*LABELS, *CHOICES, *HELP, *SHORT, *NOT_ASKED, *ALWAYS} <= known | groups
    assert {path for _, names in PARTS for path in names} <= groups


def test_whatever_can_be_chosen_has_words_of_its_own() -> None:
    for one in (one for part in parts_of(ours()) for one in part.fields):
        for leaf in (one,) if isinstance(one, Leaf) else one.leaves:
            assert len(set(leaf.words.values())) == len(leaf.words)
            assert not {identity for identity, words in leaf.words.items() if identity == words}


def test_two_agencies_of_one_name_are_told_apart() -> None:
    agencies = miniature().agencies
    twice = miniature().model_copy(update={"agencies": {**agencies, "other-police": agencies["police"]}})
    themes = next(one for part in parts_of(twice) for one in part.fields if one.path == ("agencies",))
    assert isinstance(themes, Leaf)
    assert (themes.words["police"], themes.words["other-police"]) == ("Police (police)", "Police (other-police)")
    assert themes.words["health-trust"] == "Health Trust"


def test_what_helps_is_for_somebody_in_word() -> None:
    for section in form(ours()).sections:
        said = [section.intro or section.title, *(one.help for one in section.fields)]
        said += [column.help for one in section.fields for column in one.columns]
        assert not [words for words in said if "`" in words or "#" in words or not words]


# Days.


@pytest.mark.parametrize(
    "words",
    [
        *("16 September 2025", "16 Sept 2025", "16 Sep 2025", "16 sep. 2025", "16th September, 2025"),
        *("16/09/2025", "16/9/2025", "16.9.2025", "2025-09-16", "Tuesday 16 September 2025", "16th of  September 2025"),
    ],
)
def test_a_day_is_read_as_people_here_write_it(words: str) -> None:
    assert day_of(words) == "2025-09-16"


@pytest.mark.parametrize(
    "words",
    ["31 September 2025", "16/09/25", "9/16/2025", "16 Se 2025", "September 2025", "soon", "16 Smarch 2025", ""],
)
def test_a_day_that_is_none_stays_as_it_was_found(words: str) -> None:
    assert (day_of(words), instant_of(words), of_every_year(words)) == (words, words, words)


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("16 September 2025, 10:00", "2025-09-16 10:00"),
        ("16/09/2025 9.05", "2025-09-16 09:05"),
        ("16 September 2025 at 12:30 am", "2025-09-16 00:30"),
        ("16 September 2025, 3:30 p.m.", "2025-09-16 15:30"),
        ("16 September 2025, 15:30 pm", "16 September 2025, 15:30 pm"),
        ("16 September 2025", "16 September 2025"),
    ],
)
def test_a_day_and_a_time_are_read_together(words: str, right: str) -> None:
    assert instant_of(words) == right


def test_days_come_back_from_their_words() -> None:
    assert instant_in_words("2025-09-06 09:05") == "6 September 2025, 09:05"
    assert of_every_year_in_words("--02-29") == "29 February"
    assert (instant_of("6 September 2025, 09:05"), of_every_year("29 Feb")) == ("2025-09-06 09:05", "--02-29")


# There and back.


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.stem)
def test_an_example_comes_back_from_word_to_the_letter(file: Path) -> None:
    before = plain(file.read_bytes())
    taken = read_record_form(record_form(ours(), before), ours(), before)
    assert taken.troubles == ()
    assert taken.plain == before
    assert (taken.reference, taken.state) == (file.stem, state_of(before))


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.stem)
def test_an_example_says_the_same_when_word_is_all_there_is(file: Path) -> None:
    before = plain(file.read_bytes())
    taken = read_record_form(record_form(ours(), before), ours())
    assert taken.troubles == ()
    again = read_record_form(record_form(ours(), taken.plain), ours(), before)
    # The letters that say the same are those of the record again.
    assert again.plain == before


def test_a_record_with_every_field_comes_back_whole() -> None:
    taken = read_record_form(record_form(miniature(), FULL), miniature(), FULL)
    assert taken.troubles == ()
    assert taken.plain == FULL
    assert the_record(taken.plain, miniature()) == the_record(FULL, miniature())


def test_libreoffice_changes_nothing(tmp_path: Path) -> None:
    rowan = plain((ROOT / "briefings" / "child-rowan.yml").read_bytes())
    files = {"full.docx": record_form(miniature(), FULL), "rowan.docx": record_form(ours(), rowan)}
    after = through_libreoffice(files, tmp_path)
    full = read_record_form(after["full.docx"], miniature(), FULL)
    assert (full.troubles, full.plain, full.state) == ((), FULL, state_of(FULL))
    taken = read_record_form(after["rowan.docx"], ours(), rowan)
    assert (taken.troubles, taken.plain) == ((), rowan)


@pytest.mark.parametrize("values", [None, FULL], ids=["empty", "full"])
def test_the_file_is_as_the_standard_has_it(values: dict[str, Any] | None, tmp_path: Path) -> None:
    file = tmp_path / "record.docx"
    file.write_bytes(record_form(miniature(), values))
    assert [str(error) for error in OpenXmlValidator().validate(str(file)).errors] == []


def test_the_same_record_makes_the_same_bytes() -> None:
    assert record_form(miniature(), FULL) == record_form(miniature(), FULL)


# What is not understood.

CASE = {
    "reference": "child-rowan",
    "title": "Child Rowan",
    "review": ("Child Safeguarding Practice Review",),
}
SECRET = "Zanzibar"
NO_DAY = "this is no day that can be read; write it as in 16 September 2025"
EMPTY = "it is empty; fill it in"
TROUBLES: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "nothing at all": (dict.fromkeys(CASE, ""), {}, [f"The case: {EMPTY}"]),
    "a title alone": (
        {"reference": "", "review": ()},
        {},
        [f"The case, Reference: {EMPTY}", f"The case, Kind of review: {EMPTY}"],
    ),
    "a reference that names no file": (
        {"reference": f"Child {SECRET}"},
        {},
        [f"The case, Reference: {RIGHT['reference']}"],
    ),
    "signs in the title": (
        {"title": f"Child {SECRET}!"},
        {},
        ["The case, Title: this has letters, digits, spaces, - and ' alone"],
    ),
    "two kinds at once": (
        {"review": ("Rapid Review", "Thematic review")},
        {},
        ["The case, Kind of review: more than one is ticked; keep one of them"],
    ),
    "a word beside what can be ticked": (
        {"outcome": SECRET},
        {},
        [f"The case, What happened to the child: {BESIDE}"],
    ),
    "a summary of two lines": (
        {"summary": f"{SECRET}\nand more"},
        {},
        ["What the review is about, Summary: there are several lines; write it on one"],
    ),
    "a summary that is too long": (
        {"summary": "word " * 81 + "word"},
        {},
        ["What the review is about, Summary: found 409 characters; a summary has 400 at most"],
    ),
    "days that are none": (
        {"timeline-incident": "31 September 2025", "publication-at": "16 September", "publication-deposited": SECRET},
        {},
        [
            f"The days of the review, Incident: {NO_DAY}",
            f"Publication, Day and hour of publication: {RIGHT['instant']}",
            f"Publication, Went to the national repository: {NO_DAY}",
        ],
    ),
    "an hour that does not exist": (
        {"publication-at": "29 March 2026, 01:30"},
        {},
        [f"Publication, Day and hour of publication: {RIGHT['instant']}"],
    ),
    "days in the wrong order": (
        {"timeline-incident": "16 January 2025", "timeline-aware": "15 January 2025"},
        {},
        [f"The days of the review, Local authority became aware: {RIGHT['order']}"],
    ),
    "a row that is filled in part, below an empty one": (
        {},
        {"reviewer": [{}, {"reviewer-name": SECRET}]},
        [
            f"Reviewers, partners and delays, Reviewers, row 2, Organisation: {EMPTY}",
            f"Reviewers, partners and delays, Reviewers, row 2, Role in the review: {EMPTY}",
        ],
    ),
    "a day in the row of an agency": (
        {},
        {"info": [{}, {"info-requested": "20 January 2025", "info-returned": "19 January 2025"}]},
        [f"Information from agencies, row 2, Came back: {RIGHT['order']}"],
    ),
    "numbers that are none": (
        {},
        {
            "finding": [{"finding-id": "1", "finding-text": SECRET}],
            "recommendation-id": [{"recommendation-id": "R1", "recommendation-finding": "F9"}],
        },
        [
            f"The family\u2019s words and the findings, Findings, row 1, Number: {RIGHT['id']}",
        ],
    ),
    "a finding that there is not": (
        {},
        {"recommendation-id": [{"recommendation-id": "R1", "recommendation-finding": "F9"}]},
        [f"Recommendations, row 1, Finding it answers: {RIGHT['unknown-id']}"],
    ),
    "two of one number": (
        {},
        {"recommendation-id": [{"recommendation-id": "R1"}, {}, {"recommendation-id": "R1"}]},
        [f"Recommendations, row 3, Number of the recommendation: {RIGHT['twice']}"],
    ),
    "progress of nothing": (
        {},
        {
            "recommendation-id": [{"recommendation-id": "R1"}],
            "progress": [{"progress-of": "R2", "progress-date": "1 May 2025", "progress-text": SECRET}, {}],
        },
        [f"Progress on recommendations, row 1, Recommendation: {NO_RECOMMENDATION}"],
    ),
    "a process that runs and has ended": (
        {},
        {
            "process-process": [
                {
                    "process-process": ("Inquest",),
                    "process-status": ("It still runs",),
                    "process-concluded": "1 May 2025",
                }
            ]
        },
        [f"Courts, the police and others, row 1, Does it still run?: {RIGHT['contradiction']}"],
    ),
    "comments that ask for nothing": (
        {"panel-comments-considered": "1 May 2025"},
        {},
        [f"Sign-off, What the Panel\u2019s comments ask for: {EMPTY}"],
    ),
    "a picture in place of a word": ({"title": PICTURE}, {}, [f"The case, Title: {A_PICTURE}"]),
}


def taken(values: dict[str, Any], rows: dict[str, Any], partnership: Partnership | None = None) -> Taken:
    """An empty form as it comes back with a case's first boxes, and others, filled in."""
    of = partnership or miniature()
    data = filled_form(record_form(of), form(of), {**CASE, **values}, rows)
    return read_record_form(data, of)


@pytest.mark.parametrize("name", TROUBLES)
def test_what_is_missing_or_not_understood_is_named_by_its_box(name: str) -> None:
    values, rows, said = TROUBLES[name]
    found = [str(trouble) for trouble in taken(values, rows).troubles]
    assert found == said
    assert SECRET not in "".join(found)


def test_what_a_text_cannot_hold_is_named_by_its_paragraph() -> None:
    said = [str(trouble) for trouble in taken({"response": PICTURE}, {}).troubles]
    assert [one.partition(": ")[0] for one in said] == ["The response of the partnership, Response, paragraph 1"]


def test_of_many_things_the_name_is_written_and_another_name_is_told() -> None:
    row = {"finding-id": "F1", "finding-theme": "self-HARM", "finding-text": "Found."}
    assert taken({}, {"finding": [row]}, ours()).plain["findings"] == [
        {"id": "F1", "theme": "self-harm", "text": "Found."}
    ]
    found = taken({}, {"finding": [row, {**row, "finding-id": "F2", "finding-theme": SECRET}]}, ours())
    assert [str(trouble) for trouble in found.troubles] == [
        f"The family\u2019s words and the findings, Findings, row 2, Theme: {NO_NAME}"
    ]


def test_a_form_filled_in_by_hand_is_a_record() -> None:
    found = taken(
        {"timeline-aware": "15/1/2025", "themes": ("Neglect", "Information sharing"), "others": "Mother\n\nFather\n"},
        {
            "child": [{"child-pseudonym": "Child Rowan", "child-age-band": ("Under 1",)}],
            "finding": [{"finding-id": "F1", "finding-theme": ("Neglect",), "finding-text": "Found."}],
            "recommendation-id": [{"recommendation-id": "R1", "recommendation-agencies": ("Police", "Health Trust")}],
            "progress": [
                {},
                {
                    "progress-of": "r1",
                    "progress-date": "1 May 2025",
                    "progress-status": ("Complete",),
                    "progress-text": "Done.",
                },
            ],
            "exception": [
                {"exception-rule": ("Press statement",), "exception-date": "1 May 2025", "exception-reason": "Agreed."}
            ],
            "members": [{}, {"members-each": "2 May 2025"}],
        },
    )
    assert found.troubles == ()
    assert found.plain == {
        "reference": "child-rowan",
        "title": "Child Rowan",
        "review": "cspr",
        "timeline": {"aware": "2025-01-15"},
        "themes": ["neglect", "information-sharing"],
        "others": ["Mother", "Father"],
        "children": [{"pseudonym": "Child Rowan", "age_band": "under-1"}],
        "findings": [{"id": "F1", "theme": "neglect", "text": "Found."}],
        "recommendations": [
            {
                "id": "R1",
                "agencies": ["police", "health-trust"],
                "progress": [{"date": "2025-05-01", "status": "complete", "text": "Done."}],
            }
        ],
        "publication": {
            "exceptions": [
                {"rule": "press", "decided_by": "strategic-leads", "date": "2025-05-01", "reason": "Agreed."}
            ],
            "members_briefed": {"west": "2025-05-02"},
        },
    }


# What changed.


def test_what_changed_is_named_by_its_box_and_put_into_the_file_alone() -> None:
    file = ROOT / "briefings" / "child-rowan.yml"
    data = file.read_bytes()
    before = plain(data)
    document = docx.Document(io.BytesIO(record_form(ours(), before)))
    type_in(boxes(document, "title")[0], "Child Hazel")
    type_in(boxes(document, "timeline_incident")[0], "13 January 2025")
    type_in(boxes(document, "family__family_who")[1], "Aunt")
    found = read_record_form(saved(document), ours(), before)
    assert found.troubles == ()
    assert changes(parts_of(ours()), before, found.plain) == (
        "The case: Title",
        "The days of the review: Incident",
        "Publication: The family is told",
    )
    new = with_fields(data, changed_fields(before, found.plain), described(ours()))
    assert set(new.decode().splitlines()) - set(data.decode().splitlines()) == {
        "title: Child Hazel",
        "  incident: 2025-01-13",
        "    - who: Aunt",
        "      date: 2025-09-11",
        "      outcome: told",
    }
    assert plain(new) == found.plain


def test_progress_that_is_added_leaves_the_reading_of_the_second_reader_good() -> None:
    file = ROOT / "briefings" / "child-rowan.yml"
    before = plain(file.read_bytes())
    document = docx.Document(io.BytesIO(record_form(ours(), before)))
    for name, words in {"of": "R7", "date": "20 November 2026", "text": "Begun."}.items():
        type_in(boxes(document, f"progress__progress_{name}")[-1], words)
    next(boxes(document, "progress.progress_status.1")[-1].iter("{*}t")).text = "\u2612"
    data = saved(document)
    found = read_record_form(data, ours(), before)
    assert changes(parts_of(ours()), before, found.plain) == ("Progress on recommendations",)
    old, new = the_record(before, ours()), the_record(found.plain, ours())
    assert digest(new) == digest(old) == new.publication.second_reader.text  # type: ignore[union-attr]
    assert len(new.recommendations[6].progress) == 1


def test_a_word_more_in_a_text_changes_that_text() -> None:
    document = docx.Document(io.BytesIO(record_form(ours(), FULL)))
    next(one for one in document.paragraphs if one.text == "A baby was hurt.").add_run(" Badly.")
    found = read_record_form(saved(document), ours(), FULL)
    assert changes(parts_of(ours()), FULL, found.plain) == ("The report",)
    assert found.plain["overview"][1] == FULL["overview"][1]  # type: ignore[index]


def test_what_is_taken_out_of_the_form_is_gone_from_the_record() -> None:
    document = docx.Document(io.BytesIO(record_form(miniature(), FULL)))
    type_in(boxes(document, "summary")[0], "")
    for row in boxes(document, "order__order_kind")[0].iterancestors("{*}tr"):
        row.getparent().remove(row)  # type: ignore[union-attr]
    found = read_record_form(saved(document), miniature(), FULL)
    assert found.troubles == ()
    assert changed_fields(FULL, found.plain) == {"summary": None, "court_orders": None}
    assert changes(parts_of(miniature()), FULL, found.plain) == ("Court orders", "What the review is about: Summary")


def test_the_reference_is_not_changed_in_the_form() -> None:
    document = docx.Document(io.BytesIO(record_form(miniature(), FULL)))
    type_in(boxes(document, "reference")[0], "child-hazel")
    assert [str(trouble) for trouble in read_record_form(saved(document), miniature(), FULL).troubles] == [
        f"The case, Reference: {ANOTHER_REFERENCE}"
    ]


@pytest.mark.parametrize("words", ["", "20 January 2027, 09:00"])
def test_a_withdrawal_is_not_taken_back_or_put_off_by_a_form(words: str) -> None:
    document = docx.Document(io.BytesIO(record_form(miniature(), FULL)))
    type_in(boxes(document, "withdrawn_at")[0], words)
    troubles = [str(trouble) for trouble in read_record_form(saved(document), miniature(), FULL).troubles]
    assert f"After publication, Withdrawn from: {WITHDRAWN_FOR_GOOD}" in troubles


def test_a_record_that_was_changed_meanwhile_has_another_state() -> None:
    later = {**FULL, "title": "Child Hazel"}
    found = read_record_form(record_form(miniature(), FULL), miniature(), later)
    assert found.state == state_of(FULL) != state_of(later)
    assert read_record_form(record_form(miniature()), miniature()).state == ""


# The report.


def test_a_report_is_written_below_the_boxes() -> None:
    document = docx.Document(io.BytesIO(filled_form(record_form(miniature()), form(), CASE)))
    document.add_heading("Why this review", 2)
    document.add_paragraph("A baby was hurt.")
    document.add_heading("At home", 3)
    document.add_paragraph("A flat.")
    found = read_record_form(saved(document), miniature())
    assert found.troubles == ()
    assert found.plain["overview"] == [
        {"heading": "Why this review", "text": "A baby was hurt.\n\n### At home\n\nA flat."}
    ]


def test_what_cannot_come_in_is_named_by_its_section() -> None:
    document = docx.Document(io.BytesIO(filled_form(record_form(miniature()), form(), CASE)))
    document.add_heading("Why this review", 2)
    document.add_paragraph("A baby was hurt.").add_run(f"A {SECRET} word.").font.strike = True
    document.add_heading("What helped", 2)
    said = [str(trouble) for trouble in read_record_form(saved(document), miniature()).troubles]
    assert [one.split(":")[0] for one in said] == ["The report, section 1, paragraph 1", "The report, section 2"]
    assert SECRET not in "".join(said)


def test_where_nobody_can_tell_where_the_report_begins_it_is_said() -> None:
    document = docx.Document(io.BytesIO(record_form(miniature(), FULL)))
    for mark in list(document.element.iter("{*}bookmarkStart")):
        if "report_begins" in mark.values():
            mark.getparent().remove(mark)
    assert [str(trouble) for trouble in read_record_form(saved(document), miniature(), FULL).troubles] == [
        "The report: the line above it is gone, so nobody can tell where it begins; take a new form and paste it there"
    ]


# Other files.


def test_a_place_that_is_gone_is_named_and_nothing_is_taken_for_empty() -> None:
    document = docx.Document(io.BytesIO(record_form(miniature(), FULL)))
    for table in list(document.element.body.iter("{*}tbl")):
        if any(box.get(f"{W}val") == "summary" for box in table.iter("{*}tag")):
            table.getparent().remove(table)
    said = [str(trouble) for trouble in read_record_form(saved(document), miniature(), FULL).troubles]
    assert said == [
        f"What the review is about, {label}: {GONE}"
        for label in ("Summary", "Themes", "Agencies", "Other pseudonyms in the text")
    ]


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("Form case-record, version 0", "older version"),
        ("Form case-record, version 99", "newer version"),
        ("Form team-sheet, version 1", "another form"),
        ("Nothing", "not one of our forms"),
    ],
)
def test_another_form_is_refused_in_one_sentence(mark: str, said: str) -> None:
    document = docx.Document(io.BytesIO(record_form(miniature())))
    type_in(boxes(document, "form")[0], mark)
    with pytest.raises(NotReadable, match=said):
        read_record_form(saved(document), miniature())


def test_a_file_that_is_no_word_file_is_refused() -> None:
    with pytest.raises(NotReadable):
        read_record_form(b"reference: child-rowan\n", miniature())
