"""Every published recommendation as a table and as data: what they say, and what a withdrawal cuts out of them."""

import csv
import io
import json

import pytest
from jsonschema import Draft202012Validator

from macros.outputs.recommendations import COLUMNS, DATA, SCHEMA, TABLE, recommendation_files
from macros.publish.taken_out import shows, take_out
from macros.scan.data import read_table
from macros.scan.reading import Fault
from macros.spreadsheet import table
from tests.conftest import Small, everything_in
from tests.views import IMPROVEMENTS_ONLY, LATER, Changes, aged, parsed, public_site, words_of

URL = "https://miniature.example/"
SHOWN_AT = "2026-01-06T09:00"
PAGES_OF_TWO = tuple(f"recommendations/{name}index.html" for name in ("", "icb/", "police/"))
ROWAN: Changes = {
    "id": "R1",
    "finding": "F1",
    "text": "Put it, *all*, on [one page](/guidance/).[^1]\n\n[^1]: A note.",
    "agencies": ["icb", "national"],
    "due": "2025-12-31",
    "progress": [
        {"date": "2025-11-04", "status": "in-progress", "text": 'A "start" was made.'},
        {"date": "2026-01-05", "status": "complete", "text": "It is done."},
    ],
}


def files(*changes: Changes, as_of: str = LATER) -> dict[str, bytes]:
    return dict(recommendation_files(public_site(*changes, as_of=as_of), URL))


def rows_in(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True))


# The table


def test_a_row_says_all_that_the_page_says() -> None:
    [row] = rows_in(files(aged("child-rowan", "2025-09-16", {"recommendations": [ROWAN]}))[TABLE])
    assert row == {
        "case": "child-rowan",
        "title": "Child Rowan",
        "example": "",
        "kind": "Serious case review",
        "published": "2025-09-16",
        "recommendation": "R1",
        "text": "Put it, all, on one page.",
        "finding": "F1",
        "agencies": "icb; national",
        "names of agencies": "Integrated Care Board; National bodies",
        "due": "2025-12-31",
        "status": "Complete",
        "last reported": "2026-01-05",
        "progress": '2025-11-04, in progress: A "start" was made.\n2026-01-05, complete: It is done.',
        "address": "https://miniature.example/reports/child-rowan/#recommendation-r1",
    }
    assert tuple(row) == COLUMNS


def test_what_there_is_not_is_an_empty_cell() -> None:
    bare = aged("child-elm", "2025-09-16", {**IMPROVEMENTS_ONLY, "recommendations": [{"id": "R1", "text": "Do it."}]})
    [row] = rows_in(files(bare)[TABLE])
    assert {name for name, cell in row.items() if not cell} == {
        *("example", "kind", "finding", "agencies", "names of agencies", "due", "last reported", "progress"),
    }


def test_a_site_without_a_recommendation_has_the_heads_alone() -> None:
    assert files()[TABLE] == (",".join(COLUMNS) + "\r\n").encode()
    assert json.loads(files()[DATA]) == {"recommendations": []}


def test_rows_end_as_the_standard_says_and_begin_without_a_mark() -> None:
    data = files(aged("child-rowan", "2025-09-16"))[TABLE]
    assert data.startswith(b"case,title,") and data.endswith(b"\r\n") and data.count(b"\r\n") == 2


@pytest.mark.parametrize(
    "first", ["=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
)
def test_a_cell_that_a_spreadsheet_would_run_is_quoted(first: str) -> None:
    cell = f"{first}cmd|' /C calc'!A0"
    data = table((("text",), (cell,), ("Plain = text",)))
    assert [row["text"] for row in rows_in(data)] == [f"'{cell}", "Plain = text"]
    assert not [item for item in read_table(data) if isinstance(item, Fault)]
    # The last reading would have refused it as it stood.
    bare = io.StringIO(newline="")
    csv.writer(bare).writerow([cell])
    assert [item.rule for item in read_table(bare.getvalue().encode()) if isinstance(item, Fault)] == ["scan-formula"]


def test_a_text_that_begins_as_a_formula_is_quoted_in_the_table_and_not_in_the_data() -> None:
    one = files(aged("child-elm", "2025-09-16", {"recommendations": [{"id": "R1", "text": "@all staff: do it."}]}))
    assert rows_in(one[TABLE])[0]["text"] == "'@all staff: do it."
    assert json.loads(one[DATA])["recommendations"][0]["text"]["text"] == "@all staff: do it."


# The data


def test_the_data_says_the_same_and_keeps_to_its_schema() -> None:
    made = files(aged("child-rowan", "2025-09-16", {"recommendations": [ROWAN]}), aged("child-elm", "2024-03-05"))
    data, schema = json.loads(made[DATA]), json.loads(made[SCHEMA])
    Draft202012Validator(schema).validate(data)
    assert schema["$id"] == "https://miniature.example/api/schema/recommendations.json"
    first, second = data["recommendations"]
    assert list(first) == [
        *("reference", "title", "example", "kind", "published"),
        *("id", "text", "finding", "agencies", "due", "status", "progress", "last_reported", "address"),
    ]
    assert (first["reference"], second["reference"]) == ("child-rowan", "child-elm")
    assert (first["last_reported"], second["last_reported"]) == ("2026-01-05", None)
    assert first["address"] == "https://miniature.example/reports/child-rowan/#recommendation-r1"
    assert 'href="https://miniature.example/guidance/"' in first["text"]["html"]


def test_a_recommendation_stands_here_as_in_the_file_of_its_review() -> None:
    from macros.outputs.api import api

    site = public_site(aged("child-rowan", "2025-09-16", {"recommendations": [{**ROWAN, "text": "Put it on a page."}]}))
    [here] = json.loads(recommendation_files(site, URL)[DATA])["recommendations"]
    [there] = json.loads(api(site, URL)["api/reviews/child-rowan.json"])["recommendations"]
    assert {name: here[name] for name in there} == there


def test_footnotes_of_two_cases_do_not_meet_in_the_data() -> None:
    cases = [aged(name, "2025-09-16", {"recommendations": [ROWAN]}) for name in ("child-elm", "child-oak")]
    found = json.loads(files(*cases)[DATA])["recommendations"]
    ids = [tag["id"] for one in found for tag in parsed(one["text"]["html"]).select("[id]")]
    assert len(ids) == len(set(ids)) == 4


def test_a_link_to_a_case_that_is_not_out_is_words_alone() -> None:
    entry = {"id": "R1", "text": "As in [another review](/reports/child-yew/).", "agencies": ["icb"]}
    made = files(aged("child-elm", "2025-09-16", {"recommendations": [entry]}))
    assert b"child-yew" not in b"".join(made.values())


# A withdrawal


def review(title: str, *entries: Changes) -> Changes:
    own: Changes = {"title": title, "publication.at": "2025-12-16 10:00", "recommendations": list(entries)}
    return {"review": "serious-case-review", **own}


def asked(identity: str, text: str, *agencies: str) -> Changes:
    return {"id": identity, "text": text, "agencies": list(agencies), "due": "2026-12-31"}


def put_two(small: Small) -> None:
    text = "Ask twice of every child."
    small.put("child-yew", review("Child Yew", asked("R1", text, "icb", "police"), asked("R2", text, "icb", "police")))
    small.put("child-alder", review("Child Alder", asked("R1", "Ring, as [there](/reports/child-yew/).", "icb")))


def test_a_withdrawal_cuts_the_rows_of_the_case_and_no_other(small: Small) -> None:
    put_two(small)
    before = small.build(SHOWN_AT)
    take_out(small.out, "child-yew")
    after = everything_in(small.out)
    assert not shows(small.out, "child-yew")
    pages = {path: parsed(after[path].decode()) for path in PAGES_OF_TWO}
    assert {path: words_of(soup.select("tr.row th a")) for path, soup in pages.items()} == {
        "recommendations/index.html": ["Child Alder, recommendation 1"],
        "recommendations/icb/index.html": ["Child Alder, recommendation 1"],
        "recommendations/police/index.html": [],
    }
    assert "Nothing is shown here at present." in after["recommendations/police/index.html"].decode()
    assert words_of(pages["recommendations/index.html"].select("td:nth-child(2)")) == ["Ring, as there."]
    assert [row["case"] for row in rows_in(before[TABLE])] == ["child-alder", "child-yew", "child-yew"]
    assert [row["case"] for row in rows_in(after[TABLE])] == ["child-alder"]
    assert [one["reference"] for one in json.loads(after[DATA])["recommendations"]] == ["child-alder"]
    assert after[SCHEMA] == before[SCHEMA]


def test_a_case_that_is_called_like_an_agency_takes_no_page_and_no_row_of_others_with_it(small: Small) -> None:
    entry = asked("R1", "Ring.", "police")
    small.put("police", review("Child Yew", entry))
    small.put("child-alder", review("Child Alder", entry))
    small.build(SHOWN_AT)
    take_out(small.out, "police")
    after = everything_in(small.out)
    page = parsed(after["recommendations/police/index.html"].decode())
    assert [row.get_text() for row in page.select("tr.row th a")] == ["Child Alder, recommendation 1"]
    assert [row["case"] for row in rows_in(after[TABLE])] == ["child-alder"]
    assert [one["reference"] for one in json.loads(after[DATA])["recommendations"]] == ["child-alder"]
