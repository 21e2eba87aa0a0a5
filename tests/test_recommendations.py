"""The pages of recommendations: all of them, those of one agency, and what an internal site says beside."""

import pytest
from bs4 import BeautifulSoup

from macros.dates import day
from macros.pages import generated
from macros.pages.recommendations import Row, agencies_of, by_agency, internal_rows, row_choices, rows_of
from macros.public_view import InternalSite, PublicSite, Site
from tests.factories import miniature
from tests.views import (
    BRIEFING_ALONE,
    IMPROVEMENTS_ONLY,
    LATER,
    Changes,
    aged,
    folded,
    internal_site,
    macros_of,
    only,
    parsed,
    public_site,
    words_of,
)

LONG = "Fourteen of fifteen teams were tested, and eight in ten of the staff knew what they should do."


def asked(identity: str, *agencies: str, **more: object) -> dict[str, object]:
    return {"id": identity, "text": f"Do {identity}.", "agencies": list(agencies), "due": "2025-12-31", **more}


def note(on: str, status: str = "in-progress", text: str = "A start was made.") -> dict[str, str]:
    return {"date": on, "status": status, "text": text}


def with_asked(reference: str, on: str, *entries: dict[str, object], **more: object) -> Changes:
    return aged(reference, on, {"recommendations": list(entries), **more})


def page(view: Site, *agency: str) -> BeautifulSoup:
    return parsed(macros_of(view, LATER)["agency_recommendations" if agency else "recommendations"](*agency))


def places(rows: tuple[Row, ...]) -> list[str]:
    return [row.place for row in rows]


def public_rows(*changes: Changes) -> tuple[Row, ...]:
    return rows_of(public_site(*changes, as_of=LATER).cases)


# What stands on them, and in what order


def test_the_newest_case_comes_first_and_within_it_recommendations_by_number() -> None:
    older = with_asked("child-elm", "2024-03-05", asked("R1", "icb"))
    newer = with_asked("child-oak", "2025-09-16", asked("R10", "icb"), asked("R2", "icb"), asked("R1", "icb"))
    assert places(public_rows(older, newer)) == ["child-oak-r1", "child-oak-r2", "child-oak-r10", "child-elm-r1"]


def test_improvements_alone_and_a_briefing_alone_have_theirs_here_too() -> None:
    one = with_asked("child-elm", "2024-03-05", asked("R1", "icb"), **IMPROVEMENTS_ONLY)
    two: Changes = {**BRIEFING_ALONE, "reference": "child-ash", "recommendations": [asked("R1", "police")]}
    soup = page(public_site(one, two, as_of=LATER))
    assert [link["href"] for link in soup.select("tbody th a")] == [
        "../briefings/child-ash/#recommendation-r1",
        "../reports/child-elm/#recommendation-r1",
    ]


def test_a_row_says_what_who_by_when_how_far_it_is_and_when_that_was_reported() -> None:
    entry = asked("R1", "icb", "police", progress=[note("2025-11-04"), note("2026-01-05", "complete", "It is done.")])
    soup = page(public_site(with_asked("child-elm", "2025-09-16", entry), as_of=LATER))
    row = only(soup, "tbody tr")
    assert words_of(row.select("th, td")) == [
        "Child Elm, recommendation 1",
        "Do R1. 4 November 2025, in progress: A start was made. 5 January 2026, complete: It is done.",
        "Integrated Care BoardPolice",
        "31 Dec 2025",
        "Complete",
        "5 Jan 2026",
    ]
    assert words_of(row.select(".who li")) == ["Integrated Care Board", "Police"]
    assert only(row, ".status")["class"] == ["status", "complete"]


def test_what_is_not_reported_has_no_day_or_agency_says_so() -> None:
    bare: dict[str, object] = {"id": "R1", "text": "Do it."}
    row = only(page(public_site(with_asked("child-elm", "2025-09-16", bare))), "tbody tr")
    assert words_of(row.select("td"))[1:] == ["", "no day set", "Not started", "not reported yet"]


def test_long_progress_is_folded_and_short_progress_is_not() -> None:
    short, long = [note("2025-11-04")], [note(f"2025-11-{number:02}", text=LONG) for number in (4, 5, 6)]
    entries = asked("R1", "icb", progress=short), asked("R2", "icb", progress=long)
    soup = page(public_site(with_asked("child-elm", "2025-09-16", *entries), as_of=LATER))
    rows = soup.select("tbody tr")
    assert [len(row.select("details")) for row in rows] == [0, 1]
    assert [len(row.select("ul.progress > li")) for row in rows] == [1, 3]


def test_a_progress_note_to_come_is_not_there_and_does_not_count() -> None:
    entry = asked("R1", "icb", progress=[note("2026-01-05", "complete", "Marker.")])
    row = only(page(public_site(with_asked("child-elm", "2025-09-16", entry), as_of="2026-01-04")), "tbody tr")
    assert "Marker" not in row.get_text() and row["data-status"] == "not-started"


def test_an_invented_case_says_so_in_each_row() -> None:
    soup = page(public_site(with_asked("child-elm", "2025-09-16", asked("R1", "icb"), example="true")))
    assert folded(only(soup, "tbody th").get_text()) == "Child Elm, recommendation 1 Example"


def test_a_link_in_a_text_leads_to_its_page_from_both_kinds_of_page() -> None:
    entry = asked(
        "R1", "icb", text="See [the pathway](/guidance/).", progress=[note("2025-11-04", text="[So](/about/).")]
    )
    view = public_site(with_asked("child-elm", "2025-09-16", entry), as_of=LATER)
    found = {
        agency: [link["href"] for link in page(view, *agency).select("td:nth-child(2) a")] for agency in ((), ("icb",))
    }
    assert found == {(): ["../guidance/", "../about/"], ("icb",): ["../../guidance/", "../../about/"]}


def test_footnotes_of_two_cases_do_not_meet() -> None:
    entry = asked("R1", "icb", text="Do it.[^1]\n\n[^1]: As the law asks.")
    cases = [with_asked(name, "2025-09-16", entry) for name in ("child-elm", "child-oak")]
    ids = [tag["id"] for tag in page(public_site(*cases)).select("[id]")]
    assert len(ids) == len(set(ids)) >= 5


def test_a_site_without_a_recommendation_has_the_page_and_says_so() -> None:
    soup = page(PublicSite((), ()))
    assert "Nothing is published here yet." in soup.get_text()
    assert not soup.select("table, form")


def test_a_public_page_never_says_overdue() -> None:
    soup = page(public_site(with_asked("child-elm", "2025-09-16", asked("R1", "icb")), as_of=LATER))
    assert "verdue" not in str(soup) and "due soon" not in str(soup).lower()


def test_a_table_keeps_its_heads_for_assistive_technology() -> None:
    soup = page(public_site(with_asked("child-elm", "2025-09-16", asked("R1", "icb"))))
    heads = words_of(soup.select("thead th"))
    assert heads == ["Case", "What", "Who", "By when", "Status", "Last reported"]
    assert {tag.get("role") for tag in soup.select("table, thead, tbody, tr, th, td")} == {
        *("table", "rowgroup", "row", "columnheader", "rowheader", "cell"),
    }


# Filter


def test_a_row_carries_what_it_is_filtered_by_its_own_agencies_and_the_themes_of_its_case() -> None:
    more: Changes = {"themes": ["neglect", "injuries-to-babies"], "agencies": ["health-trust"]}
    entry = asked("R1", "icb", "national", progress=[note("2025-11-04")])
    row = only(page(public_site(with_asked("child-elm", "2025-09-16", entry, **more), as_of=LATER)), "tbody tr")
    assert {name: value for name, value in row.attrs.items() if name.startswith("data-")} == {
        "data-agency": "icb national",
        "data-theme": "neglect injuries-to-babies",
        "data-status": "in-progress",
        "data-year": "2025",
    }


def test_only_what_some_recommendation_has_can_be_chosen() -> None:
    one = with_asked("child-elm", "2024-03-05", asked("R1", "national", "police"), themes=["neglect"])
    two = with_asked("child-oak", "2025-09-16", asked("R1", "icb", progress=[note("2025-11-04")]))
    found = row_choices(public_rows(one, two), miniature())
    assert {choice.name: [term.id for term in choice.terms] for choice in found} == {
        "agency": ["police", "icb", "national"],
        "theme": ["injuries-to-babies", "neglect"],
        "status": ["not-started", "in-progress"],
        "year": ["2025", "2024"],
    }


# A page an agency


def test_an_agency_has_a_page_with_what_was_asked_of_it_alone_and_with_others() -> None:
    entries = asked("R1", "icb"), asked("R2", "police"), asked("R3", "police", "icb")
    view = public_site(with_asked("child-elm", "2025-09-16", *entries))
    rows = rows_of(view.cases)
    assert places(tuple(by_agency(rows)["icb"])) == ["child-elm-r1", "child-elm-r3"]
    assert places(tuple(by_agency(rows)["police"])) == ["child-elm-r2", "child-elm-r3"]
    soup = page(view, "icb")
    assert only(soup, "h1").get_text() == "Integrated Care Board: recommendations"
    assert [row["data-agency"] for row in soup.select("tbody tr")] == ["icb", "police icb"]
    assert not soup.select("select[name=agency]")


def test_every_agency_that_is_asked_something_has_a_page_and_no_other() -> None:
    one = with_asked("child-elm", "2025-09-16", asked("R1", "national"), asked("R2", "partnership", "icb"))
    view = public_site(one)
    paths = [made.path for made in generated(view, miniature()) if made.kind == "recommendations"]
    assert paths == [f"recommendations/{name}.md" for name in ("index", "icb", "partnership", "national")]


def test_an_agency_leads_to_its_page_but_not_on_its_own() -> None:
    view = public_site(with_asked("child-elm", "2025-09-16", asked("R1", "icb", "police")))
    cells = [only(page(view, *own), "td[data-label=Who]") for own in ((), ("icb",))]
    assert [[link["href"] for link in cell.select("a")] for cell in cells] == [
        ["../recommendations/icb/", "../recommendations/police/"],
        ["../../recommendations/police/"],
    ]


@pytest.mark.parametrize("kind", ["report", "briefing"])
def test_the_agencies_of_a_case_lead_to_their_pages_where_there_is_one(kind: str) -> None:
    more: Changes = {"agencies": ["police", "health-trust"]}
    view = public_site(with_asked("child-elm", "2025-09-16", asked("R1", "police"), **more), as_of=LATER)
    soup = parsed(macros_of(view, LATER)[kind]("child-elm"))
    [agencies] = [div for div in soup.select(".facts div") if div.find("dt", string="Agencies")]
    assert [(link.get_text(), link["href"]) for link in agencies.select("a")] == [
        ("Police", "../../recommendations/police/")
    ]
    assert folded(only(agencies, "dd").get_text()) == "Police, Health Trust"


def test_what_only_a_held_case_asks_of_an_agency_makes_no_page_and_no_link() -> None:
    shown = with_asked("child-elm", "2025-09-16", asked("R1", "icb"))
    held = with_asked("child-oak", "2026-09-16", asked("R1", "police"))
    view = public_site(shown, held, as_of="2026-09-15")
    assert [agency.id for agency in agencies_of(view.cases, miniature())] == ["icb"]
    assert "olice" not in str(page(view))


# Internal sites


def inside(*changes: Changes) -> InternalSite:
    return internal_site(*changes, as_of=LATER)


def test_an_internal_site_marks_and_counts_what_is_overdue_and_due_soon() -> None:
    entries = asked("R1", "icb"), asked("R2", "icb", due="2027-01-22"), asked("R3", "icb", due="2027-01-23")
    view = inside(with_asked("child-elm", "2025-09-16", *entries))
    # 23 November 2026: 60 days on is 22 January 2027.
    assert [row.follow for row in internal_rows(view, day(LATER))] == ["overdue", "due", None]
    soup = page(view)
    assert words_of(soup.select("tbody td:nth-of-type(3)")) == [
        "31 Dec 2025 Overdue",
        "22 Jan 2027 Due soon",
        "23 Jan 2027",
    ]
    assert words_of(soup.select(".facts div")) == ["Overdue1", "Due in the next 60 days1"]
    assert [link["href"] for link in soup.select(".facts a")] == ["?follow=overdue", "?follow=due"]
    assert [row.get("data-follow") for row in soup.select("tbody tr")] == ["overdue", "due", None]
    assert [option["value"] for option in soup.select("select[name=follow] option")] == ["", "overdue", "due"]


def test_an_internal_site_has_those_of_every_case_with_its_state_and_asks_only_about_what_is_out() -> None:
    draft = with_asked("child-elm", "2025-09-16", asked("R1", "icb"), **{"publication.decision": "not-yet"})
    elsewhere = with_asked("child-oak", "2025-09-16", asked("R1", "icb"), **{"publication.decision": "elsewhere"})
    planned = with_asked("child-ash", "2030-09-16", asked("R1", "police"))
    soup = page(inside(draft, elsewhere, planned))
    assert words_of(soup.select("tbody th .state")) == ["Scheduled", "Blocked", "Published elsewhere"]
    assert [row.get("data-follow") for row in soup.select("tbody tr")] == [None, None, "overdue"]


def test_an_internal_site_has_a_page_for_an_agency_that_only_a_draft_asks() -> None:
    view = inside(with_asked("child-ash", "2030-09-16", asked("R1", "police")))
    assert [row["data-agency"] for row in page(view, "police").select("tbody tr")] == ["police"]
