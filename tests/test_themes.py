"""Themes: what reviews say on each, and that a theme which no case of the view has does not exist."""

import pytest
from bs4 import BeautifulSoup

from macros.pages import generated
from macros.pages.themes import OnTheme, on_themes
from macros.public_view import PublicSite, Site
from macros.publish.taken_out import take_out
from tests.conftest import Small
from tests.factories import miniature
from tests.searched import entries
from tests.views import (
    BABIES,
    BRIEFING_ALONE,
    IMPROVEMENTS_ONLY,
    LATER,
    NEGLECT,
    SHARING,
    Changes,
    aged,
    folded,
    internal_site,
    macros_of,
    only,
    page,
    parsed,
    public_site,
    references,
    words_of,
)

NOTHING = PublicSite((), ())


def about(reference: str, on: str, *themes: str, **changes: object) -> Changes:
    """A case on some themes; its finding is on the first of them."""
    own: Changes = {"themes": list(themes), "findings.0.theme": themes[0] if themes else BABIES}
    return aged(reference, on, {**own, **{name.replace("__", "."): value for name, value in changes.items()}})


def theme(identity: str, *changes: Changes) -> OnTheme:
    return on_themes(public_site(*changes, as_of=LATER).cases, miniature())[identity]


def theme_page(identity: str, view: Site) -> BeautifulSoup:
    return parsed(macros_of(view, LATER, pages=[GUIDE])["theme_page"](identity))


def paths(view: Site) -> list[str]:
    return [one.path for one in generated(view, miniature()) if one.path.startswith("themes/")]


GUIDE = page("guidance/babies.md", title="Babies & bruises", facts=["1"], themes=[BABIES])
ELM = about("child-elm", "2025-03-04", NEGLECT, BABIES)
OAK = about("child-oak", "2025-02-04", BABIES, briefing__audience="teams")
YEW: Changes = {**BRIEFING_ALONE, "reference": "child-yew", "title": "Child Yew"}
ASH = about("child-ash", "2025-01-07", SHARING, **IMPROVEMENTS_ONLY)


# Which themes there are


def test_a_theme_exists_because_a_case_or_its_finding_has_it_and_stands_in_the_partnership_s_order() -> None:
    view = public_site(ELM, about("child-oak", "2025-01-07", NEGLECT, findings__0__theme=SHARING), as_of=LATER)
    assert list(on_themes(view.cases, miniature())) == [BABIES, NEGLECT, SHARING]
    assert paths(view) == ["themes/index.md", f"themes/{BABIES}.md", f"themes/{NEGLECT}.md", f"themes/{SHARING}.md"]


def test_a_theme_that_only_improvements_alone_have_does_not_exist() -> None:
    view = public_site(ELM, ASH, as_of=LATER)
    assert references(view.cases) == ["child-elm", "child-ash"]
    assert paths(view) == ["themes/index.md", f"themes/{BABIES}.md", f"themes/{NEGLECT}.md"]


def test_a_theme_that_only_a_held_case_has_does_not_exist() -> None:
    held = about("child-oak", "2026-12-01", SHARING)
    assert paths(public_site(ELM, held, as_of=LATER)) == paths(public_site(ELM, as_of=LATER))
    assert f"themes/{SHARING}.md" in paths(internal_site(ELM, held, as_of=LATER))


@pytest.mark.parametrize("as_of", ["2026-01-06T09:59:59", "2026-01-06T10:00"], ids=["a second before", "from then on"])
def test_a_theme_of_a_held_case_is_in_no_file_until_its_instant(small: Small, as_of: str) -> None:
    small.put("child-elm", about("child-elm", "2025-01-07", BABIES))
    small.put("child-oak", about("child-oak", "2026-01-06", SHARING))
    files = small.build(as_of)
    words = (b"information-sharing", b"Information sharing", b"Who told whom.")
    named = {path for path, data in files.items() if "information-sharing" in path or any(one in data for one in words)}
    if as_of == "2026-01-06T10:00":
        assert {f"themes/{SHARING}/index.html", "themes/index.html", "sitemap.xml"} <= named
    else:
        assert named == set()


def test_each_theme_is_a_page_with_its_name_and_description_that_is_not_searched_itself(small: Small) -> None:
    small.put("child-elm", about("child-elm", "2025-01-07", NEGLECT, briefing__background="Quincunx."))
    files = small.build("2025-10-01")
    html = parsed(files[f"themes/{NEGLECT}/index.html"].decode())
    assert only(html, "h1").get_text() == "Neglect"
    assert only(html, "meta[name=description]")["content"] == "What is missing."
    assert only(html, "main > p.up a").attrs == {"href": "../"}
    assert b"/themes/neglect/" in files["sitemap.xml"]
    found = entries(files)
    assert "Quincunx." in found["briefings/child-elm/"]["content"]
    assert not [address for address in found if address.startswith("themes/")]


# The list


def test_the_list_has_each_theme_with_its_description_and_no_number_from_which_a_small_one_follows() -> None:
    cases = [about(f"child-{number}", f"2025-01-{number:02}", NEGLECT) for number in range(1, 6)]
    soup = parsed(macros_of(public_site(*cases, OAK, as_of=LATER), LATER)["theme_list"]())
    assert words_of(soup.select("ul.theme-list li")) == [
        "Injuries to babies Bruises and worse.",
        "Neglect What is missing.",
    ]
    assert [link["href"] for link in soup.select("li a")] == [f"{BABIES}/", f"{NEGLECT}/"]


def test_a_list_without_a_theme_says_so() -> None:
    soup = parsed(macros_of(NOTHING)["theme_list"]())
    assert "Nothing is published here yet." in soup.get_text()
    assert not soup.select("li")


# The page of a theme


def test_a_page_has_its_parts_in_order_and_none_that_is_empty() -> None:
    soup = theme_page(BABIES, public_site(ELM, OAK, as_of=LATER))
    assert words_of(soup.find_all("h2")) == [
        "What reviews found",
        "What is to change",
        "Briefings",
        "Reports without a briefing",
        "Guidance on this",
        "Cases by year",
    ]
    alone = theme_page(NEGLECT, public_site(about("child-elm", "2025-03-04", NEGLECT, findings__0__theme=BABIES)))
    assert words_of(alone.find_all("h2")) == ["Briefings", "Cases by year"]


def test_a_finding_stands_on_its_own_theme_and_leads_to_its_place_in_the_report() -> None:
    findings = [
        {"id": "F1", "theme": NEGLECT, "text": "Nobody *asked*."},
        {"id": "F2", "theme": BABIES, "text": "The pathway was not read."},
        {"id": "F3", "text": "On no theme."},
    ]
    view = public_site(about("child-elm", "2025-03-04", NEGLECT, BABIES, findings=findings), as_of=LATER)
    for identity, number, words in ((NEGLECT, 1, "Nobody asked."), (BABIES, 2, "The pathway was not read.")):
        [item] = theme_page(identity, view).select("#findings + ul > li")
        assert folded(item.get_text(" ")).replace(" .", ".") == f"Child Elm: finding {number} {words}"
        assert only(item, "a")["href"] == f"../../reports/child-elm/#finding-f{number}"


def test_where_there_is_no_report_a_finding_leads_to_the_findings_of_the_briefing() -> None:
    soup = theme_page(BABIES, public_site(YEW, as_of=LATER))
    links = [str(link["href"]) for link in soup.select("ul.said a")]
    assert links == ["../../briefings/child-yew/#step-5", "../../briefings/child-yew/#recommendation-r1"]
    macros = macros_of(public_site(YEW, as_of=LATER))
    places = {str(tag["id"]) for tag in parsed(macros["briefing"]("child-yew")).find_all(id=True)}
    assert {link.partition("#")[2] for link in links} <= places


def test_a_recommendation_stands_where_its_finding_stands_or_without_one_on_each_theme_of_its_case() -> None:
    recommendations = [
        {"id": "R1", "finding": "F1", "text": "Put it on one page.", "agencies": ["icb"], "due": "2025-12-31"},
        {"id": "R2", "text": "Answers nothing.", "agencies": ["icb"], "due": "2025-12-31"},
    ]
    progress = [{"date": "2025-10-01", "status": "in-progress", "text": "Ten teams tested."}]
    elm = about("child-elm", "2025-03-04", NEGLECT, BABIES, recommendations=recommendations)
    elm["recommendations.0.progress"] = progress
    view = public_site(elm, as_of=LATER)
    item, other = theme_page(NEGLECT, view).select("#recommendations + ul > li")
    assert folded(item.get_text(" ")) == (
        "Child Elm: recommendation 1 In progress Put it on one page. "
        "Who: Integrated Care Board . By: 31 December 2025 ."
    )
    assert only(item, "a")["href"] == "../../reports/child-elm/#recommendation-r1"
    assert "Answers nothing." in other.get_text()
    [alone] = theme_page(BABIES, view).select("#recommendations + ul > li")
    assert "Answers nothing." in alone.get_text()


def test_briefings_and_reports_alone_are_cards_newest_first() -> None:
    newer = about("child-hazel", "2025-10-07", BABIES)
    soup = theme_page(BABIES, public_site(ELM, OAK, YEW, newer, as_of=LATER))
    links = {
        place: [str(link["href"]) for link in soup.select(f"#{place} + .cards h3 a")]
        for place in ("briefings", "reports")
    }
    assert links == {
        "briefings": [f"../../briefings/child-{name}/" for name in ("hazel", "yew", "elm")],
        "reports": ["../../reports/child-oak/"],
    }


def test_guidance_is_named_where_its_front_matter_names_the_theme() -> None:
    view = public_site(ELM, as_of=LATER)
    assert only(theme_page(BABIES, view), "#guidance + ul a")["href"] == "../../guidance/babies/"
    assert not theme_page(NEGLECT, view).select("#guidance")


def test_an_invented_case_is_said_to_be_one_beside_each_thing_it_says() -> None:
    soup = theme_page(BABIES, public_site(about("child-elm", "2025-03-04", BABIES, example=True), as_of=LATER))
    said = soup.select("ul.said > li, article.card")
    assert len(said) == 3
    assert [words_of(one.select(".tag.example")) for one in said] == [["Example: an invented case"]] * 3


def test_no_text_of_a_record_is_markup_and_no_id_is_there_twice() -> None:
    nasty = "A {{ x }} {% y %} { .z } 1 < 2.[^1]\n\n[^1]: A note."
    findings = [{"id": f"F{number}", "theme": BABIES, "text": nasty} for number in (1, 2)]
    own = {"findings": findings, "summary": "<u>{% z %}</u>", "recommendations__0__text": nasty}
    cases = [about(f"child-{name}", "2025-03-04", BABIES, **own) for name in ("elm", "oak")]
    soup = theme_page(BABIES, public_site(*cases, as_of=LATER))
    assert words_of(soup.select("article.card p"))[0] == "<u>{% z %}</u>"
    assert soup.get_text().count("A {{ x }} {% y %} { .z } 1 < 2.") == 6
    assert not soup.select("u, .z")
    ids = [str(tag["id"]) for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {str(link["href"])[1:] for link in soup.select('a[href^="#"]')} <= set(ids)


# Years


def test_every_year_from_the_first_to_the_last_is_counted() -> None:
    days = ["2021-01-05", "2021-02-09", "2024-03-05"]
    cases = [about(f"child-{place}", day, BABIES) for place, day in enumerate(days)]
    assert theme(BABIES, *cases).years == ((2021, 2), (2022, 0), (2023, 0), (2024, 1))


def test_picture_and_table_say_the_same_and_no_number_under_five() -> None:
    cases = [about(f"child-{n}", f"2023-01-{n:02}", BABIES) for n in range(1, 7)]
    cases += [about("child-elm", "2025-03-04", BABIES)]
    soup = theme_page(BABIES, public_site(*cases, as_of=LATER))
    rows = [words_of(row.find_all(["th", "td"])) for row in soup.select(".figures tbody tr")]
    assert rows == [["2023", "6"], ["2024", "fewer than 5"], ["2025", "fewer than 5"]]
    picture = only(soup, "svg.chart")
    assert [*zip(words_of(picture.select(".year")), words_of(picture.select(".figure")), strict=True)] == [
        (year, figure) for year, figure in rows
    ]
    [said] = words_of(soup.select("#years + p"))
    assert said == (
        "How many reviews on this theme were published in each year. A number under five, nought among them, is shown "
        "as “fewer than 5”, because small numbers can identify somebody."
    )


@pytest.mark.parametrize("others", range(3))
def test_up_to_four_cases_of_a_year_give_one_and_the_same_section(others: int) -> None:
    def section(number: int) -> str:
        cases = [about(f"child-{n}", f"2025-01-0{n + 1}", BABIES) for n in range(number)]
        soup = theme_page(BABIES, public_site(*cases, as_of=LATER))
        return "".join(map(str, only(soup, "#years").find_next_siblings()))

    assert section(1) == section(2 + others)


def test_a_held_case_is_in_no_figure_until_its_instant() -> None:
    cases = [about(f"child-{n}", f"2025-01-0{n}", BABIES) for n in range(1, 5)] + [
        about("child-5", "2025-06-03", BABIES)
    ]
    found = {}
    for as_of in ("2025-06-03T09:59:59", "2025-06-03T10:00"):
        macros = macros_of(public_site(*cases, as_of=as_of), as_of)
        found[as_of[11:]] = words_of(parsed(macros["theme_page"](BABIES)).select("text.figure, .figures td"))
    assert found == {"09:59:59": ["fewer than 5", "fewer than 5"], "10:00": ["5", "5"]}


# A case that is taken out of a built site


def taken_from(small: Small, identity: str, *others: Changes) -> tuple[BeautifulSoup, BeautifulSoup]:
    """The page of a theme before and after a case with a finding and a recommendation was taken out."""
    linked = "As in [another review](/reports/child-oak/), the step was left out."
    own = {"findings__0__text": linked, "recommendations__0__text": linked, "title": "Child Yew"}
    for one in (about("child-yew", "2025-03-04", identity, **own), *others):
        small.put(str(one["reference"]), one)
    file = small.out / f"themes/{identity}/index.html"
    before = parsed(small.build("2025-10-01")[f"themes/{identity}/index.html"].decode())
    take_out(small.out, "child-yew")
    return before, parsed(file.read_text())


def test_a_case_is_taken_off_the_page_of_its_theme_with_all_it_says(small: Small) -> None:
    oak = about("child-oak", "2025-01-07", NEGLECT)
    before, after = taken_from(small, NEGLECT, oak)
    for part in ("#findings + ul > li", "#recommendations + ul > li", "#briefings + .cards > article"):
        assert [len(page.select(part)) for page in (before, after)] == [2, 1]
    assert "child-yew" not in str(after) and "Child Yew" not in str(after)
    assert "the step was left out" not in str(after)
    # How many there are is counted anew by the next build.
    assert str(only(after, "#years + p")) == str(only(before, "#years + p"))
    assert words_of(after.select("svg text")) == words_of(before.select("svg text"))


def test_a_theme_that_only_this_case_has_keeps_a_page_with_nothing_of_it(small: Small) -> None:
    _, after = taken_from(small, NEGLECT, about("child-oak", "2025-01-07", BABIES))
    whole = str(after)
    assert [word for word in ("child-yew", "Child Yew", "left out", "A baby was hurt", "Police") if word in whole] == []
    assert words_of(after.select("main h1, main h2, main p")) == [
        *("Themes", "Neglect", "What is missing."),
        *("What reviews found", "Nothing is shown here at present."),
        *("What is to change", "Nothing is shown here at present."),
        *("Briefings", "Nothing is shown here at present."),
        *("Guidance on this", "Cases by year", only(after, "#years + p").get_text()),
    ]


# The internal site


def test_the_internal_page_says_the_state_of_each_case_beside_what_it_says() -> None:
    undated = about("child-fir", "2025-01-07", BABIES, publication={})
    del undated["publication.at"]
    view = internal_site(about("child-elm", "2025-03-04", BABIES), undated, about("child-oak", "2027-02-09", BABIES))
    soup = theme_page(BABIES, view)
    said = {
        only(item, "a").get_text(): words_of(item.select(".tag.internal"))
        for item in soup.select("#findings + ul > li, article.card")
    }
    assert said == {
        "Child Elm: finding 1": ["State: published"],
        "Child Fir: finding 1": ["State: draft"],
        "Child Oak: finding 1": ["State: scheduled"],
        "Child Elm": ["State: published"],
        "Child Fir": ["State: draft"],
        "Child Oak": ["State: scheduled"],
    }
    # One without a day is in no year.
    assert on_themes(view.cases, miniature())[BABIES].years == ((2025, 1), (2026, 0), (2027, 1))
    assert "or are planned for it" in soup.get_text()
