"""Long lists: by year beyond two hundred entries, each year on a page of its own, and nothing lost between them."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import FrameType
from unittest.mock import patch

import pytest
from bs4 import BeautifulSoup

from macros.pages import GeneratedPage, generated
from macros.pages.frame import frames
from macros.pages.shown import Shown, digest_of
from macros.pages.years import MOST, UNDATED, Years, by_year, count, titled, years_of
from macros.public_view import InternalSite, PublicCase, PublicSite, Site
from macros.publish.difference import between
from macros.publish.shown import shown_in
from macros.publish.taken_out import take_out
from macros.records.model import is_reference
from macros.search_index.found import found_on
from tests.conftest import Small
from tests.factories import miniature
from tests.views import (
    BABIES,
    LATER,
    NEGLECT,
    Changes,
    aged,
    internal_site,
    macros_of,
    only,
    page,
    parsed,
    public_site,
    references,
    words_of,
)

# Lists of the newest first, as many a year: 2025 is the newest.
PER_YEAR = {"2025": 90, "2024": 80, "2023": 31}
SPLIT = {"briefing_list": "briefings", "report_list": "reports", "recommendations": "recommendations"}
each_list = pytest.mark.parametrize(("macro", "folder"), list(SPLIT.items()))


def many(per_year: dict[str, int]) -> PublicSite:
    """So many cases a year, all made from one."""
    [one] = public_site(aged("child-elm", "2025-01-07", {"agencies": ["icb"]})).cases
    found: list[PublicCase] = []
    for year, number in per_year.items():
        for place in range(number):
            on = date(int(year), 12, 31) - timedelta(days=place % 300)
            reference, title = f"child-{year}-{place}", f"Child {year} {place}"
            found.append(replace(one, reference=reference, title=title, published=on, published_at=None))
    newest_first = sorted(found, key=lambda case: (case.published or date.min, case.reference), reverse=True)
    return PublicSite(tuple(newest_first), ())


def planned(per_year: dict[str, int], undated: int) -> InternalSite:
    """The same for the partnership, with cases that have no day yet."""
    [one] = internal_site(aged("child-elm", "2025-01-07")).internal_cases
    [draft] = internal_site({"publication": {}}, as_of="2025-06-01").internal_cases
    dated = [replace(one, case=case) for case in many(per_year).cases]
    drafts = [replace(draft, case=replace(draft.case, reference=f"child-new-{n}")) for n in range(undated)]
    return InternalSite((*dated, *drafts))


def pages_of(view: Site, folder: str) -> dict[str, GeneratedPage]:
    """The pages of a list by their addresses."""
    found = {one.address: one for one in generated(view, miniature()) if one.macro not in ("briefing", "report")}
    return {address: one for address, one in found.items() if address == folder or address.startswith(f"{folder}/")}


def soup_of(view: Site, one: GeneratedPage) -> BeautifulSoup:
    return parsed(one.call(macros_of(view, LATER)))


def entries_on(soup: BeautifulSoup) -> list[str]:
    """The cases that a page leads to, in order."""
    links = soup.select("article h3 a, tr.row th a")
    return [str(link["href"]).partition("#")[0].rstrip("/").rpartition("/")[2] for link in links]


def nav(soup: BeautifulSoup) -> list[tuple[str, str]]:
    return [(str(link["href"]), link.get_text()) for link in soup.select("nav.years a")]


# Which years stand where


def test_a_list_of_two_hundred_is_one_page_and_one_more_makes_it_a_page_a_year() -> None:
    assert MOST == 200
    assert not years_of({"2025": 150, "2024": 50})
    assert years_of({"2025": 150, "2024": 51}) == Years((("2025", 150), ("2024", 51)), "", ("2025",))


def test_the_newest_years_stand_on_the_list_s_own_page_as_long_as_they_are_no_more_than_it_holds() -> None:
    assert years_of({"2023": 31, "2025": 90, "2024": 80}).here == ("2025", "2024")
    assert years_of({"2025": 120, "2024": 80, "2023": 1}).here == ("2025", "2024")
    assert years_of({"2025": 120, "2024": 81, "2023": 1}).here == ("2025",)


def test_the_newest_year_stands_there_however_long_it_is_and_a_list_of_one_year_stays_one_page() -> None:
    assert years_of({"2025": 900, "2024": 1}).here == ("2025",)
    assert not years_of({"2025": 900})


def test_what_has_no_day_comes_after_the_oldest_year() -> None:
    found = years_of({UNDATED: 30, "1999": 10, "2025": 180})
    assert [year for year, _ in found.counts] == ["2025", "1999", UNDATED]
    assert titled("Briefings", "1999") == "Briefings 1999"
    assert titled("Briefings", UNDATED) == "Briefings, not published"


def test_entries_of_a_year_keep_their_order() -> None:
    days = [date(2025, 3, 1), None, date(2024, 5, 1), date(2025, 1, 1)]
    found = by_year(days, lambda on: on)
    assert found.of_year == {"2025": [days[0], days[3]], UNDATED: [None], "2024": [days[2]]}
    assert found.counts == count(days)


def test_no_case_can_be_called_like_the_page_of_a_year() -> None:
    assert [year for year in ("2024", "0999", UNDATED) if is_reference(year)] == []


# The pages


@pytest.mark.parametrize("number", [200, 201])
@each_list
def test_beyond_two_hundred_entries_a_list_has_a_page_for_each_year(macro: str, folder: str, number: int) -> None:
    view = many({"2025": 120, "2024": number - 120})
    pages = pages_of(view, folder)
    pages = {address: one for address, one in pages.items() if one.macro == macro}
    split = {folder, f"{folder}/2025", f"{folder}/2024"}
    assert pages.keys() == (split if number > 200 else {folder})
    assert bool(nav(soup_of(view, pages[folder]))) == (number > 200)


@each_list
def test_every_case_is_on_the_page_of_its_year_once_and_the_newest_are_on_the_list_s_own(
    macro: str, folder: str
) -> None:
    view = many(PER_YEAR)
    pages = {address: soup_of(view, one) for address, one in pages_of(view, folder).items() if one.macro == macro}
    of_years = [entries_on(pages[f"{folder}/{year}"]) for year in PER_YEAR]
    assert [len(found) for found in of_years] == list(PER_YEAR.values())
    assert [one for found in of_years for one in found] == references(view.cases)
    assert entries_on(pages[folder]) == references(view.cases)[:170]


@each_list
def test_each_page_leads_to_all_years_with_their_counts_and_says_which_one_it_is(macro: str, folder: str) -> None:
    view = many(PER_YEAR)
    pages = {address: soup_of(view, one) for address, one in pages_of(view, folder).items() if one.macro == macro}
    first, older = pages[folder], pages[f"{folder}/2024"]
    assert nav(first) == [("./", "Newest"), ("2025/", "2025"), ("2024/", "2024"), ("2023/", "2023")]
    assert nav(older) == [("../", "Newest"), ("../2025/", "2025"), ("../2024/", "2024"), ("../2023/", "2023")]
    assert words_of(older.select("nav.years li .quiet")) == ["90", "80", "31"]
    assert words_of(first.select("nav.years [aria-current=page]")) == ["Newest"]
    assert words_of(older.select("nav.years [aria-current=page]")) == ["2024"]
    assert "Here are 170 of 201: those of 2025 and 2024. Each year has a page of its own." in first.get_text()
    assert "Here are 80 of 201: those of 2024." in older.get_text()


@each_list
def test_links_from_the_page_of_a_year_are_those_of_the_list_s_own_page_a_folder_further_up(
    macro: str, folder: str
) -> None:
    view = many(PER_YEAR)
    pages = {address: soup_of(view, one) for address, one in pages_of(view, folder).items() if one.macro == macro}

    def links(soup: BeautifulSoup) -> list[str]:
        return [str(link["href"]) for link in soup.select("article a, tr.row a, p.quiet a")]

    assert {f"../{link}" for link in links(pages[folder])} >= set(links(pages[f"{folder}/2025"]))


def test_the_page_of_a_year_says_so_in_title_and_description() -> None:
    one = pages_of(many(PER_YEAR), "briefings")["briefings/2024"]
    assert (one.path, one.title, one.kind) == ("briefings/2024.md", "Briefings 2024", "list")
    assert one.description == "Six-step briefings for team meetings. This page: 2024."
    assert one.listed
    assert one.source == '{{ briefing_list("2024") }}'
    assert only(soup_of(many(PER_YEAR), one), "h1").get_text() == "Briefings 2024"


def test_the_filter_of_a_page_offers_what_is_on_it_and_no_year_and_says_that_it_looks_at_that_page_alone() -> None:
    view = many(PER_YEAR)
    cases = [
        replace(case, themes=()) if case.published and case.published.year == 2023 else case for case in view.cases
    ]
    view = PublicSite(tuple(cases), ())
    pages = pages_of(view, "reports")
    for address, names in (("reports", ["theme", "age", "agency"]), ("reports/2023", ["age", "agency"])):
        form = only(soup_of(view, pages[address]), "form.filter")
        assert [select["name"] for select in form.find_all("select")] == names
        assert "The filter looks at this page alone." in words_of(form.select("p"))


def test_a_link_to_a_year_of_the_list_still_finds_it() -> None:
    view = many(PER_YEAR)
    first = soup_of(view, pages_of(view, "briefings")["briefings"])
    assert [only(first, f"#year-{year}").name for year in PER_YEAR] == ["h2", "h2", "li"]


def test_a_theme_has_a_page_for_each_year_that_gives_no_number_of_cases() -> None:
    view = many(PER_YEAR)
    pages = {address: soup_of(view, one) for address, one in pages_of(view, f"themes/{BABIES}").items()}
    assert list(pages) == [f"themes/{BABIES}", *(f"themes/{BABIES}/{year}" for year in PER_YEAR)]
    first, older = pages[f"themes/{BABIES}"], pages[f"themes/{BABIES}/2023"]
    for soup, number in ((first, 170), (older, 31)):
        assert [len(soup.select(part)) for part in ("#findings + ul > li", "#briefings + .cards > article")] == [
            number,
            number,
        ]
        assert not soup.select("nav.years .quiet") and not re.search(r"\b201\b", soup.get_text())
    assert [len(soup.select("svg.chart")) for soup in (first, older)] == [1, 0]
    assert only(older, "h1").get_text() == "Injuries to babies 2023"
    assert str(older.select("ul.said a")[0]["href"]).startswith("../../../reports/child-2023-")


def test_a_theme_is_long_when_the_longest_of_its_lists_is() -> None:
    view = many({"2025": 60, "2024": 20})
    entry = view.cases[0].recommendations[0]
    asked = tuple(replace(entry, id=f"R{number}") for number in (1, 2, 3))
    view = PublicSite(tuple(replace(case, recommendations=asked) for case in view.cases), ())
    assert set(pages_of(view, f"themes/{BABIES}")) >= {f"themes/{BABIES}/2025", f"themes/{BABIES}/2024"}
    assert list(pages_of(view, "briefings")) == ["briefings"]


def test_the_recommendations_of_an_agency_are_by_year_as_well() -> None:
    view = many(PER_YEAR)
    pages = pages_of(view, "recommendations/icb")
    assert list(pages) == ["recommendations/icb", *(f"recommendations/icb/{year}" for year in PER_YEAR)]
    soup = soup_of(view, pages["recommendations/icb/2024"])
    assert only(soup, "h1").get_text() == "Integrated Care Board: recommendations 2024"
    assert str(soup.select("tr.row th a")[0]["href"]).startswith("../../../reports/child-2024-")


def test_past_months_of_the_calendar_are_by_year_and_each_publication_is_on_the_page_of_its_year() -> None:
    view = many(PER_YEAR)
    pages = {address: soup_of(view, one) for address, one in pages_of(view, "calendar").items()}
    held = {address: len(soup.select("li.held li a")) for address, soup in pages.items()}
    assert held == {"calendar": 170, "calendar/2025": 90, "calendar/2024": 80, "calendar/2023": 31}
    # The month of today stands on the first page, whose year it is.
    assert [bool(soup.select("#month-2026-11")) for soup in pages.values()] == [True, False, False, False]
    assert only(pages["calendar/2024"], "h1").get_text() == "Calendar 2024"
    assert only(pages["calendar"], "#past").get_text() == "Past months of 2025 and 2024"


# For the partnership itself


def test_cases_without_a_day_have_a_page_of_their_own_on_an_internal_site() -> None:
    view = planned(PER_YEAR, 7)
    pages = pages_of(view, "briefings")
    assert list(pages)[-1] == f"briefings/{UNDATED}"
    soup = soup_of(view, pages[f"briefings/{UNDATED}"])
    assert entries_on(soup) == [f"child-new-{number}" for number in range(7)]
    assert words_of(soup.select("h1, h2")) == ["Briefings, not published", "Not published"]
    assert nav(soup)[-1] == (f"../{UNDATED}/", "Not published")


def test_the_board_keeps_what_has_something_to_do_on_its_first_page_whatever_its_year() -> None:
    view = planned(PER_YEAR, 7)
    board = pages_of(view, "status")
    assert not any(one.listed for one in board.values())
    rows = {address: len(soup_of(view, one).select("tbody tr")) for address, one in board.items()}
    assert rows["status/2024"] == 80 and rows[f"status/{UNDATED}"] == 7
    first = soup_of(view, board["status"]).get_text()
    assert "child-new" in str(soup_of(view, board["status"])) and "whatever its year" in first


def test_what_is_overdue_stands_in_the_first_table_whatever_its_year() -> None:
    view = planned(PER_YEAR, 0)
    pages = {one.address: one for one in pages_of(view, "recommendations").values() if one.macro == "recommendations"}
    first = soup_of(view, pages["recommendations"])
    # Every one was due long before this day, and the counts that lead there are of all.
    assert len(first.select("tr.row")) == 201 == len(first.select("strong.overdue"))
    assert len(soup_of(view, pages["recommendations/2023"]).select("tr.row")) == 31


def test_the_planning_calendar_says_what_is_overdue_once_and_past_months_by_year() -> None:
    view = planned(PER_YEAR, 3)
    pages = pages_of(view, "calendar")
    first, older = (soup_of(view, pages[address]) for address in ("calendar", "calendar/2023"))
    assert only(older, "h1").get_text() == "Planning calendar 2023"
    assert not older.select("#overdue")
    assert len(older.select(".entry")) == 31
    assert {str(one["data-day"])[:4] for one in first.select("details.past li.held")} == {"2025", "2024"}


# A built site: three entries are many here

SMALL_DAYS = {
    "child-elm": "2025-03-04",
    "child-oak": "2025-02-04",
    "child-ash": "2024-03-05",
    "child-yew": "2023-03-07",
}


@pytest.fixture
def few() -> Iterator[None]:
    with patch("macros.pages.years.MOST", 3):
        yield


def put(small: Small, **more: Changes) -> None:
    for reference, on in SMALL_DAYS.items():
        small.put(reference, {**aged(reference, on), **more.get(reference, {})})


@pytest.mark.usefixtures("few")
def test_a_built_site_has_the_years_in_its_sitemap_and_every_link_of_them_leads_somewhere(small: Small) -> None:
    put(small)
    files = small.build("2025-10-01")
    for folder in ("briefings", "reports", "recommendations", "calendar", "recommendations/icb", f"themes/{BABIES}"):
        for year in ("2025", "2024", "2023"):
            assert f"{folder}/{year}/index.html" in files
            assert f"/{folder}/{year}/</loc>".encode() in files["sitemap.xml"]
    found = {
        file: list(found_on(files[f"calendar/{file}"], "/calendar/")) for file in ("index.html", "2024/index.html")
    }
    assert [bool(entries) for entries in found.values()] == [True, False], "the page of a year is not searched"
    up = {
        address: only(parsed(files[f"{address}/index.html"].decode()), "main > p.up a")
        for address in ("briefings/2024", f"themes/{BABIES}/2024", "recommendations/2024", "recommendations/icb/2024")
    }
    assert [(link["href"], link.get_text()) for link in up.values()] == [
        ("../", "Briefings"),
        ("../../", "Themes"),
        ("../", "Recommendations"),
        ("../../", "Recommendations"),
    ]


@pytest.mark.usefixtures("few")
def test_a_case_that_is_held_is_in_no_year_until_its_instant(small: Small) -> None:
    put(small)
    before = small.build("2025-10-01")
    small.put("child-held", aged("child-held", "2025-10-02"))
    assert small.build("2025-10-01") == before
    after = small.build("2025-10-03")
    assert b"child-held" in after["briefings/2025/index.html"]


@pytest.mark.usefixtures("few")
def test_a_case_is_taken_off_the_page_of_its_year_and_no_other_is(small: Small) -> None:
    sextant: Changes = {"summary": "A sextant was found."}
    put(small, **{"child-ash": sextant})
    assert b"sextant" in small.build("2025-10-01")["briefings/2024/index.html"]
    take_out(small.out, "child-ash")
    for address in ("briefings/2024", "reports/2024", "calendar/2024", f"themes/{BABIES}/2024", "recommendations/2024"):
        text = (small.out / address / "index.html").read_text("utf-8")
        assert "child-ash" not in text and "Child Ash" not in text, address
        assert "sextant" not in text and "being made again" not in text, address
        assert not parsed(text).select("article, tr.row, ul.said > li"), address
    assert "child-elm" in (small.out / "briefings/2025/index.html").read_text("utf-8")


@pytest.mark.usefixtures("few")
def test_no_year_is_taken_for_a_case_of_a_release(small: Small, tmp_path: Path) -> None:
    put(small)
    small.build("2025-10-01")
    assert shown_in(small.out) == sorted(SMALL_DAYS)
    first, *_ = between(None, small.out).appear
    assert first.path == "briefings/child-ash/"


# What a list costs, and when it changes


def test_a_list_is_the_same_until_what_it_says_of_a_case_is_another() -> None:
    def lists(changes: Changes) -> dict[str, str]:
        view = public_site(aged("child-elm", "2025-01-07", changes), aged("child-oak", "2025-02-04"))
        macros = macros_of(view)
        asked = {"briefing_list": (), "report_list": (), "theme_page": (BABIES,), "calendar_page": ()}
        found = {name: macros[name](*arguments) for name, arguments in asked.items()}
        return {name: digest_of(one.values) for name, one in found.items() if isinstance(one, Shown)}

    before = lists({})
    assert len(before) == 4
    assert lists({"overview.0.text": "A baby was badly hurt."}) == before
    other = lists({"summary": "Another summary."})
    assert [name for name in before if before[name] != other[name]] == ["briefing_list", "report_list", "theme_page"]
    other = lists({"findings.0.text": "Nobody asked."})
    assert [name for name in before if before[name] != other[name]] == ["theme_page"]


def calls(work: Callable[[], object]) -> int:
    """How many calls some work makes: the same on every machine."""
    made = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return made


def test_four_times_as_many_cases_make_no_more_than_four_times_the_work() -> None:
    guides = [page(f"guidance/{number}.md", title="A", facts=["1"], themes=[BABIES, NEGLECT]) for number in range(30)]
    today = date(2026, 11, 23)

    def work(view: Site) -> int:
        def all_of_it() -> None:
            macros = macros_of(view, LATER, pages=guides)
            for one in generated(view, miniature()):
                if one.macro not in ("briefing", "report", "readiness", "glossary", "search_page", "role_page"):
                    one.call(macros)
            frames(view, miniature(), guides, today)

        return calls(all_of_it)

    once = {str(year): 35 for year in range(2020, 2026)}
    four_times = {year: 4 * number for year, number in once.items()}
    work(many({"2025": 1}))  # templates and data are read once
    assert work(many(four_times)) < 4.1 * work(many(once))
