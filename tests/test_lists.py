"""Lists: in which order cases stand, and by what they are filtered."""

import pytest
from bs4 import BeautifulSoup

from macros.dates import london_day
from macros.pages.lists import Choice, choices, terms_of
from macros.pages.render import page_macros
from macros.pages.themes import on_themes
from macros.public_view import PublicSite, Site, Term
from tests.factories import at, miniature
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

EMPTY = PublicSite((), ())
INJURIES = Term("injuries-to-babies", "Injuries to babies")
NEGLECT = Term("neglect", "Neglect")


def child(band: str) -> dict[str, str]:
    return {"pseudonym": f"Child of {band}", "age_band": band}


def offered(*changes: Changes) -> dict[str, list[str]]:
    """The filter of a list of cases: for each field the ids to choose from."""
    found = choices(public_site(*changes, as_of=LATER).cases, miniature())
    return {choice.name: [term.id for term in choice.terms] for choice in found}


def page(kind: str, view: Site) -> BeautifulSoup:
    return parsed(macros_of(view, LATER)[f"{kind}_list"]())


each_list = pytest.mark.parametrize("kind", ["briefing", "report"])


# What there is to choose from


def test_choices_stand_in_the_partnership_s_order_and_years_newest_first() -> None:
    one = aged("child-elm", "2016-09-14", {"themes": ["information-sharing", "neglect"]})
    two = aged("child-oak", "2025-01-07", {"themes": ["neglect", "injuries-to-babies"]})
    three = aged("child-ash", "2025-11-04", {"agencies": ["national", "partnership", "icb", "childrens-trust"]})
    ages: Changes = {"children": [child("10-to-15"), child("under-1")]}
    assert offered(one, two, {**three, **ages}) == {
        "theme": ["injuries-to-babies", "neglect", "information-sharing"],
        "age": ["under-1", "10-to-15"],
        "agency": ["childrens-trust", "police", "health-trust", "icb", "partnership", "national"],
        "year": ["2025", "2016"],
    }


def test_only_what_some_case_of_the_list_has_can_be_chosen() -> None:
    one = aged("child-elm", "2025-09-16", {"themes": ["neglect"], "agencies": ["police"]})
    assert offered(one) == {"theme": ["neglect"], "age": ["under-1"], "agency": ["police"], "year": ["2025"]}


def test_a_field_that_no_case_has_is_not_offered() -> None:
    bare: Changes = {"themes": [], "agencies": [], "children": [{"pseudonym": "Child Elm"}]}
    assert offered(aged("child-elm", "2025-09-16", bare)) == {"year": ["2025"]}
    assert offered() == {}


def test_a_choice_says_its_words() -> None:
    found = choices(public_site(aged("child-elm", "2025-09-16")).cases, miniature())
    assert found == (
        Choice("theme", "Theme", (INJURIES,)),
        Choice("age", "Age of the child", (Term("under-1", "Under 1"),)),
        Choice("agency", "Agency", (Term("police", "Police"), Term("health-trust", "Health Trust"))),
        Choice("year", "Year", (Term("2025", "2025"),)),
    )


def test_improvements_alone_can_be_found_by_their_year_and_by_nothing_else() -> None:
    assert offered(aged("child-elm", "2025-09-16", IMPROVEMENTS_ONLY)) == {"year": ["2025"]}


def test_two_children_of_one_age_are_one_term() -> None:
    children = [{**child("under-1"), "pseudonym": name} for name in ("Child A", "Child B")]
    [case] = public_site(aged("child-elm", "2025-09-16", {"children": children})).cases
    assert terms_of(case)["age"] == ("under-1",)


# The page of a list


@each_list
def test_a_list_shows_cases_by_year_newest_first_with_their_summary(kind: str) -> None:
    cases = [aged("child-elm", "2024-03-05"), aged("child-oak", "2025-09-16"), aged("child-ash", "2025-01-07")]
    soup = page(kind, public_site(*cases, as_of=LATER))
    assert words_of(soup.select("h1, h2, h3")) == [
        f"{kind.title()}s",
        "2025",
        "Child Oak",
        "Child Ash",
        "2024",
        "Child Elm",
    ]
    assert [link["href"] for link in soup.select("article.card h3 a")] == ["child-oak/", "child-ash/", "child-elm/"]
    first = soup.select("article.card")[0]
    assert words_of(first.find_all("p")) == ["A baby was hurt, and three services each saw a part."]
    assert words_of(first.select(".themes li")) == ["Injuries to babies"]
    assert [fact.get_text(" ") for fact in first.select(".glance > div")] == [
        "Published 16 September 2025",
        "Kind Serious case review",
        "Age Under 1",
        "To read 1 minute",
    ]


@each_list
def test_a_card_carries_what_it_is_filtered_by(kind: str) -> None:
    changes: Changes = {"themes": ["neglect", "injuries-to-babies"], "agencies": ["icb", "police"]}
    ages: Changes = {"children": [child("10-to-15"), child("under-1")]}
    card = only(page(kind, public_site(aged("child-elm", "2025-09-16", {**changes, **ages}))), "article.card")
    assert {name: value for name, value in card.attrs.items() if name.startswith("data-")} == {
        "data-theme": "neglect injuries-to-babies",
        "data-age": "10-to-15 under-1",
        "data-agency": "icb police",
        "data-year": "2025",
    }


@each_list
def test_the_filter_offers_every_choice_and_begins_with_all(kind: str) -> None:
    cases = [aged("child-elm", "2024-03-05", {"themes": ["neglect"]}), aged("child-oak", "2025-09-16")]
    form = only(page(kind, public_site(*cases, as_of=LATER)), "form.filter")
    assert "hidden" in only(form, "button").attrs, "all is shown as yet"
    found = {
        folded(only(label, "span").get_text()): [
            (option["value"], option.get_text()) for option in label.find_all("option")
        ]
        for label in form.find_all("label")
    }
    assert found == {
        "Theme": [("", "All"), ("injuries-to-babies", "Injuries to babies"), ("neglect", "Neglect")],
        "Age of the child": [("", "All"), ("under-1", "Under 1")],
        "Agency": [("", "All"), ("police", "Police"), ("health-trust", "Health Trust")],
        "Year": [("", "All"), ("2025", "2025"), ("2024", "2024")],
    }
    assert [select["name"] for select in form.find_all("select")] == ["theme", "age", "agency", "year"]


@each_list
def test_every_choice_finds_a_card_and_every_card_can_be_found(kind: str) -> None:
    cases = [
        aged("child-elm", "2024-03-05", {"themes": ["neglect"], "children": [child("10-to-15")]}),
        aged("child-oak", "2025-09-16", {"agencies": ["icb"]}),
    ]
    soup = page(kind, public_site(*cases, as_of=LATER))
    cards = soup.select("article.card")
    for select in soup.find_all("select"):
        values = [str(option["value"]) for option in select.find_all("option") if option["value"]]
        held = [str(card.get(f"data-{select['name']}")).split() for card in cards]
        assert set(values) == {identity for ids in held for identity in ids}


def test_a_list_holds_only_what_has_its_kind_of_page() -> None:
    teams = aged("child-oak", "2025-03-04", {"briefing.audience": "teams"})
    view = public_site(aged("child-elm", "2025-01-07"), teams, BRIEFING_ALONE, as_of=LATER)
    links = {kind: [a["href"] for a in page(kind, view).select("article h3 a")] for kind in ("briefing", "report")}
    assert links == {"briefing": ["child-rowan/", "child-elm/"], "report": ["child-oak/", "child-elm/"]}


@each_list
def test_a_list_offers_only_what_its_own_cases_have(kind: str) -> None:
    alone: Changes = {**BRIEFING_ALONE, "themes": ["neglect"]}
    teams = aged("child-oak", "2024-03-05", {"briefing.audience": "teams", "themes": ["information-sharing"]})
    soup = page(kind, public_site(alone, teams, as_of=LATER))
    values = [option["value"] for option in soup.select("select[name=theme] option, select[name=year] option")]
    assert values == (["", "neglect", "", "2025"] if kind == "briefing" else ["", "information-sharing", "", "2024"])


def test_improvements_alone_stand_on_the_list_with_their_title_and_no_more() -> None:
    view = public_site(aged("child-elm", "2025-09-16", IMPROVEMENTS_ONLY))
    assert page("briefing", view).select("article") == []
    soup = page("report", view)
    card = only(soup, "article.card")
    assert folded(card.get_text(" ")) == (
        "Child Elm What must improve. The report itself is not published, because it would identify someone. "
        "Published 16 September 2025"
    )
    assert {name: value for name, value in card.attrs.items() if name.startswith("data-")} == {
        "data-theme": "",
        "data-age": "",
        "data-agency": "",
        "data-year": "2025",
    }
    assert [select["name"] for select in soup.find_all("select")] == ["year"]


@each_list
def test_an_empty_list_says_so_and_has_nothing_to_filter(kind: str) -> None:
    soup = page(kind, EMPTY)
    assert "Nothing is published here yet." in soup.get_text()
    assert not soup.select("form, article, h2")


@each_list
def test_a_public_list_says_nothing_of_plans_or_states(kind: str) -> None:
    view = public_site(aged("child-elm", "2025-09-16"), aged("child-oak", "2027-02-09"), as_of=LATER)
    source = str(page(kind, view))
    assert not [word for word in ("child-oak", "Planned", "State:", "2027") if word in source]


@each_list
def test_an_internal_list_says_which_cases_are_planned_and_the_state_of_each(kind: str) -> None:
    undated: Changes = {"reference": "child-ash", "title": "Child Ash", "publication": {}}
    view = internal_site(aged("child-elm", "2025-09-16"), aged("child-oak", "2027-02-09"), undated, as_of=LATER)
    soup = page(kind, view)
    assert words_of(soup.select("h2")) == ["2027", "2025", "Not published"]
    cards = {only(card, "h3").get_text(): card for card in soup.select("article.card")}
    said = {
        name: [only(card, "p.tag").get_text(), card.select("dl > div")[0].get_text(" ")] for name, card in cards.items()
    }
    assert said == {
        "Child Oak": ["State: scheduled", "Planned for 9 February 2027"],
        "Child Elm": ["State: published", "Published 16 September 2025"],
        "Child Ash": ["State: draft", "Kind Child Safeguarding Practice Review"],
    }


def test_the_words_of_a_summary_are_never_markup_on_a_card() -> None:
    nasty = 'A <b>baby</b> {{ x }} {% y %} [a](b) *c* { .z } "q" </article>'
    soup = page("report", public_site(aged("child-elm", "2025-09-16", {"summary": nasty})))
    card = only(soup, "article.card")
    assert words_of(card.select("p"))[0] == nasty
    assert not soup.select("article b, article em, .z")


# Improvements alone, on every page there is

HIDDEN: Changes = {
    "summary": "Harmonium.",
    "themes": ["neglect"],
    "agencies": ["icb"],
    "children": [{"pseudonym": "Child Tormentil", "age_band": "10-to-15"}],
    "partners": [{"name": "Saltmarsh", "signed_off": "2025-07-21"}],
    "briefing.background": "Sextant.",
    "briefing.questions": ["Turnstile?"],
    "overview": [{"heading": "Candlewick", "text": "Drawbridge."}],
    "family_words": "Nightjar.",
    "findings": [{"id": "F1", "theme": "neglect", "text": "Barometer."}],
}
MARKERS = ["harmonium", "neglect", "integrated care", "tormentil", "10 to 15", "10-to-15", "saltmarsh", "sextant"]
MARKERS += ["turnstile", "candlewick", "drawbridge", "nightjar", "barometer", "serious case"]
# The recommendation of the record goes to others than the review is about.
ADDRESSED: Changes = {"recommendations.0.agencies": ["police"]}


def everything(view: Site) -> str:
    """What every macro gives for a view of two cases."""
    macros = page_macros(view, miniature(), (), {}, london_day(at(LATER)))
    of_one = ("briefing", "report", "team_briefing", "theme_page", "agency_recommendations", "style_page")
    whole = [name for name in macros if name not in of_one]
    pages = [macros[name]() for name in whole if name != "search_page"]
    # Of the page to search from what is made from cases: the rest is the partnership's own words.
    pages += parsed(macros["search_page"]()).select("option")
    pages += [macros["report"](case.reference) for case in view.cases if case.report]
    pages += [macros["briefing"](case.reference) for case in view.cases if case.briefing]
    pages += [macros["theme_page"](identity) for identity in on_themes(view.cases, miniature())]
    return "\n".join(map(str, pages)).lower()


def test_what_improvements_alone_hide_is_on_no_list_calendar_home_or_neighbour() -> None:
    hidden = aged("child-elm", "2025-09-16", {**HIDDEN, **ADDRESSED})
    other = aged("child-oak", "2025-02-04", {"review": "thematic", "themes": ["information-sharing"]})
    in_full = everything(public_site(hidden, as_of=LATER))
    assert [word for word in MARKERS if word not in in_full] == []
    shown = everything(public_site({**hidden, **IMPROVEMENTS_ONLY}, other, as_of=LATER))
    assert "child elm" in shown and "put it on one page" in shown
    assert [word for word in MARKERS if word in shown] == []
