"""The data: the files say what the pages say, and fit the schemas that stand beside them."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from jsonschema import Draft202012Validator

from macros.dates import day
from macros.outputs import outputs
from macros.outputs.api import review_json
from macros.pages.outward import case_pages
from macros.public_view import PublicBriefing, PublicCase, PublicRecommendation, PublicSite
from tests.factories import GONE, miniature
from tests.views import BRIEFING_ALONE, IMPROVEMENTS_ONLY, Changes, aged, internal_site, public_site

EMPTY = PublicSite((), ())
TODAY = "2026-11-23"
WITHDRAWN: Changes = {"withdrawn": {"at": "2026-01-06 09:00", "kind": "welfare", "decided_by": "strategic-leads"}}
# Every field that a review may have, with something in it.
FULL: Changes = {
    "example": "true",
    "partners": [{"name": "Example Safeguarding Children Partnership", "signed_off": "2025-07-21"}],
    "briefing.good_practice": "A visit was made.",
    "briefing.facilitator_notes": "Leave time.",
    "family_words": "We want to say this.",
    "response": "We did it.",
    "amendments": [{"date": "2025-10-01", "text": "A figure."}],
    "recommendations.0.progress": [{"date": "2025-10-02", "status": "in-progress", "text": "Begun."}],
}


def files(*changes: Changes) -> dict[str, Any]:
    """Every file of the data, read, by its path."""
    found = outputs(public_site(*changes, as_of=TODAY), miniature(), (), day(TODAY))
    return {path: json.loads(data) for path, data in found.items() if path.startswith("api/")}


def review(changes: Changes) -> Any:
    [path] = [path for path in files(changes) if path.startswith("api/reviews/")]
    return files(changes)[path]


def html_of(words: str, *others: Changes) -> str:
    """The HTML that the data gives for a text of a review, on a site with others."""
    found = files(aged("child-rowan", "2025-09-16", {"response": words}), *others)
    return str(found["api/reviews/child-rowan.json"]["response"]["html"])


# Schemas


def faults(of: dict[str, Any]) -> list[str]:
    """What the files of a site have against their schemas."""
    found = []
    for name, schema in ((name, of[f"api/schema/{name}.json"]) for name in ("reviews", "review")):
        Draft202012Validator.check_schema(schema)
        checker = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        mine = ["api/reviews.json"] if name == "reviews" else [path for path in of if path.startswith("api/reviews/")]
        found += [f"{path}: {error.message}" for path in mine for error in checker.iter_errors(of[path])]
    return found


@pytest.mark.parametrize(
    "changes",
    [{}, FULL, IMPROVEMENTS_ONLY, BRIEFING_ALONE, aged("child-rowan", "2025-09-16", {"summary": GONE})],
    ids=["a review", "all fields", "improvements only", "a briefing alone", "no summary"],
)
def test_every_kind_of_review_fits_the_schemas(changes: Changes) -> None:
    assert faults(files(changes)) == []


def test_a_site_without_a_review_fits_them_too() -> None:
    assert files()["api/reviews.json"] == {"reviews": []}
    assert faults(files()) == []


def test_every_file_of_the_projects_own_site_fits_its_schema_and_says_that_it_is_an_example(site: Path) -> None:
    found = {
        path.relative_to(site).as_posix(): json.loads(path.read_text("utf-8"))
        for path in (site / "api").rglob("*.json")
    }
    assert len(found) > 5
    assert faults(found) == []
    reviews = [data for path, data in found.items() if path.startswith("api/reviews/")]
    assert {review["example"] for review in [*reviews, *found["api/reviews.json"]["reviews"]]} == {True}


@pytest.mark.parametrize("name", ["reviews", "review"])
def test_a_schema_knows_its_address_and_says_in_words_what_each_field_is(name: str) -> None:
    schema = files()[f"api/schema/{name}.json"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"https://miniature.example/api/schema/{name}.json"
    types = [schema, *schema["$defs"].values()]
    silent = [
        f"{kind['title']}.{name}"
        for kind in types
        for name, field in kind["properties"].items()
        if not field.get("description", "").endswith(".")
    ]
    assert silent == []
    assert all(kind["description"] and kind["additionalProperties"] is False for kind in types)
    assert all(set(kind["required"]) == set(kind["properties"]) for kind in types)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("published", "16 September 2025"),
        ("example", "true"),
        ("timeline", {}),
        ("title", None),
        ("themes", ["neglect"]),
    ],
)
def test_what_is_not_of_the_shape_does_not_pass_its_schema(field: str, value: object) -> None:
    found = files({})
    found["api/reviews/child-rowan.json"][field] = value
    assert len(faults(found)) == 1


# What the files say


def test_the_list_says_of_each_review_what_it_is_and_where_the_newest_first() -> None:
    found = files(aged("child-elm", "2025-09-16"), aged("child-oak", "2026-03-03", {"example": "true"}))
    newest, oldest = found["api/reviews.json"]["reviews"]
    assert oldest == {
        "reference": "child-elm",
        "title": "Child Elm",
        "example": False,
        "kind": "Serious case review",
        "published": "2025-09-16",
        "improvements_only": False,
        "summary": "A baby was hurt, and three services each saw a part.",
        "themes": [{"id": "injuries-to-babies", "name": "Injuries to babies"}],
        "agencies": [{"id": "police", "name": "Police"}, {"id": "health-trust", "name": "Health Trust"}],
        "addresses": {
            "report": "https://miniature.example/reports/child-elm/",
            "briefing": "https://miniature.example/briefings/child-elm/",
            "data": "https://miniature.example/api/reviews/child-elm.json",
        },
    }
    assert (newest["reference"], newest["example"]) == ("child-oak", True)


def test_a_review_says_all_that_is_published_of_it() -> None:
    found = review(FULL)
    assert found["children"] == [{"pseudonym": "Child Rowan", "age_band": {"id": "under-1", "name": "Under 1"}}]
    assert found["reviewers"] == [{"name": "Example Reviewer", "role": "Lead Reviewer", "organisation": "Independent"}]
    assert found["partners"] == ["Example Safeguarding Children Partnership"]
    assert [step["heading"] for step in found["briefing"]["steps"]] == list(miniature().briefing_steps[:5])
    assert found["briefing"]["last_step"] == "Recommendations"
    assert found["sections"] == [
        {
            "heading": "Why this review",
            "text": {
                "text": "A baby was hurt. At home A warm flat.",
                "html": "<p>A baby was hurt.</p><h3>At home</h3><p>A warm flat.</p>",
            },
        }
    ]
    assert found["findings"][0]["theme"]["id"] == "injuries-to-babies"
    [recommendation] = found["recommendations"]
    assert (recommendation["finding"], recommendation["due"]) == ("F1", "2025-12-31")
    assert recommendation["status"] == {"id": "in-progress", "name": "In progress"}
    assert recommendation["progress"][0]["on"] == "2025-10-02"
    assert found["amendments"] == [{"on": "2025-10-01", "text": {"text": "A figure.", "html": "<p>A figure.</p>"}}]
    texts = (found["family_words"], found["response"], found["briefing"]["good_practice"])
    assert [text["text"] for text in texts] == ["We want to say this.", "We did it.", "A visit was made."]


def test_of_improvements_alone_the_data_says_no_more_than_the_page() -> None:
    found = review({**FULL, **IMPROVEMENTS_ONLY})
    assert found["improvements_only"] is True
    assert found["recommendations"] and found["response"] and found["amendments"] and found["reviewers"]
    empty = ("kind", "summary", "themes", "agencies", "children", "partners", "briefing", "sections", "family_words")
    assert [name for name in (*empty, "findings") if found[name]] == []
    assert found["addresses"]["briefing"] is None


def test_a_review_without_a_report_has_no_address_of_one() -> None:
    found = review(BRIEFING_ALONE)
    assert (found["addresses"]["report"], found["sections"]) == (None, [])
    assert found["addresses"]["briefing"] == "https://miniature.example/briefings/child-rowan/"


# A new field of the view is given on, or named here.
NOT_IN_THE_DATA = {
    "published_at",  # the day is enough
    "report",  # its sections are, and whether improvements alone are published
}


def test_every_field_of_the_public_view_is_in_the_data() -> None:
    view = {field.name for field in dataclasses.fields(PublicCase)} - NOT_IN_THE_DATA
    found = review(FULL)
    assert view <= found.keys()
    assert {field.name for field in dataclasses.fields(PublicBriefing)} == found["briefing"].keys()
    assert {field.name for field in dataclasses.fields(PublicRecommendation)} == found["recommendations"][0].keys()


def test_a_file_is_written_so_that_people_can_read_it_and_always_in_one_order() -> None:
    site = public_site({"title": "Child Rówan"} | FULL, as_of=TODAY)
    data = review_json(site.cases[0], case_pages(site.cases), "https://miniature.example/")
    assert data.decode().startswith('{\n "reference": "child-rowan",\n "title": "Child Rówan",\n "example": true,')
    assert data.endswith(b"}\n")
    assert outputs(site, miniature(), (), day(TODAY))["api/reviews/child-rowan.json"] == data


# Texts


def test_links_to_pages_of_the_site_are_whole_addresses_and_others_stay() -> None:
    html = html_of("See [the guidance](/guidance/notify/#who) and [the law](https://www.legislation.gov.uk/).")
    assert [link["href"] for link in BeautifulSoup(html, "html.parser").select("a")] == [
        "https://miniature.example/guidance/notify/#who",
        "https://www.legislation.gov.uk/",
    ]


@pytest.mark.parametrize(
    "target",
    [
        "/reports/child-elm/",
        "/reports/child-elm/#section-1",
        "/briefings/child-elm",
        "/reports/child-elm/child-elm-report.pdf",
        "https://miniature.example/reports/child-elm/",
        "https://Miniature.Example/reports/child-elm/",
        "https://miniature.example/reports/%63hild-elm/",
        "https://miniature.example/guidance/../reports/child-elm/",
    ],
)
def test_a_link_to_a_case_that_is_not_out_is_words_alone(target: str) -> None:
    words = f"See [**another** review]({target})."
    to_come, out = aged("child-elm", "2027-02-10"), aged("child-elm", "2025-03-03")
    withdrawn = aged("child-elm", "2025-03-03", WITHDRAWN)
    assert html_of(words, to_come) == html_of(words, withdrawn) == html_of(words)
    assert html_of(words) == "<p>See <strong>another</strong> review.</p>"
    assert 'href="https://' in html_of(words, out)


@pytest.mark.parametrize("target", ["/reports/", "/briefings/#year-2025", "https://other.example/reports/child-elm/"])
def test_a_link_to_a_list_or_another_site_is_no_link_to_a_case(target: str) -> None:
    assert "<a href=" in html_of(f"See [this]({target}).")


@pytest.mark.parametrize(
    ("target", "stays"),
    [
        ("/reports/child-elm/", False),
        ("https://miniature.example/reviews/reports/child-elm/", False),
        ("https://miniature.example/reports/child-elm/", True),  # beside the site, not in it
        ("/guidance/", True),
    ],
)
def test_a_site_in_a_folder_knows_its_own_cases(target: str, stays: bool) -> None:
    site = public_site(aged("child-rowan", "2025-09-16", {"response": f"See [this]({target})."}), as_of=TODAY)
    data = json.loads(review_json(site.cases[0], case_pages(site.cases), "https://miniature.example/reviews/"))
    assert ("<a href=" in data["response"]["html"]) == stays
    assert data["addresses"]["report"] == "https://miniature.example/reviews/reports/child-rowan/"


def test_footnotes_lists_and_tables_come_as_clean_html() -> None:
    html = html_of("One.[^1]\n\n- two < three\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n[^1]: A note.")
    soup = BeautifulSoup(html, "html.parser")
    assert [link["href"] for link in soup.select("a")] == ["#response-note-1", "#response-at-1"]
    assert soup.select("#response-note-1") and soup.select("#response-at-1")
    assert "two &lt; three" in html and soup.select("table td")


# What is not there


def test_what_is_to_come_and_what_was_withdrawn_is_not_in_the_data() -> None:
    out = aged("child-rowan", "2025-09-16")
    others = (aged("child-elm", "2027-02-10"), aged("child-oak", "2025-03-03", WITHDRAWN))
    assert files(out, *others) == files(out)


def test_nothing_that_is_never_public_changes_the_data() -> None:
    moved: Changes = {
        "publication.moved": [{"from": "2025-07-01 10:00", "on": "2025-06-20"}],
        "others": ["Mother", "Father", "Aunt"],
        "outcome": "died",
        "timeline.incident": "2025-01-10",
    }
    assert files(moved) == files({})


def test_a_public_site_has_data_and_an_internal_one_has_none() -> None:
    assert not [path for path in outputs(internal_site({}), miniature(), (), day(TODAY)) if path.startswith("api/")]
