"""What to read next: by one rule, which the page says, and with a reason for each."""

import pytest

from macros.pages.read_next import MOST, MOST_OF_A_THEME, RULE, newest_by_theme, read_next
from tests.factories import miniature
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
    words_of,
)


def about(reference: str, on: str, *themes: str, by: tuple[str, ...] = ()) -> Changes:
    """A case on some themes, and about some agencies."""
    return aged(reference, on, {"themes": list(themes), "agencies": list(by)})


def following(*changes: Changes) -> dict[str, list[str]]:
    """What to read after each case."""
    found = read_next(public_site(*changes, as_of=LATER).cases)
    return {case: [one.reference for one in chosen] for case, chosen in found.items()}


# The rule


def test_what_follows_shares_a_theme_and_no_case_follows_itself() -> None:
    assert following(
        about("child-elm", "2025-01-07", NEGLECT),
        about("child-oak", "2025-02-04", NEGLECT, SHARING),
        about("child-ash", "2025-03-04", BABIES),
    ) == {"child-elm": ["child-oak"], "child-oak": ["child-elm"], "child-ash": []}


def test_most_themes_come_first_then_most_agencies_then_the_newest() -> None:
    read = about("child-elm", "2025-01-07", NEGLECT, SHARING, by=("police", "icb"))
    others = [
        about("child-oldest", "2020-01-07", NEGLECT, SHARING),
        about("child-older", "2021-01-07", NEGLECT, by=("icb",)),
        about("child-newer", "2025-03-04", NEGLECT),
        about("child-newest", "2025-04-08", SHARING, by=("health-trust",)),
    ]
    assert following(read, *others)["child-elm"] == ["child-oldest", "child-older", "child-newest"]
    assert following(read, *others[2:])["child-elm"] == ["child-newest", "child-newer"]
    assert following(*reversed(others), read) == following(read, *others)


def test_agencies_alone_bring_no_case() -> None:
    police = ("police",)
    cases = [about("child-elm", "2025-01-07", NEGLECT, by=police), about("child-oak", "2025-02-04", BABIES, by=police)]
    assert following(*cases) == {"child-elm": [], "child-oak": []}


@pytest.mark.parametrize(("place", "is_chosen"), [(MOST_OF_A_THEME, True), (MOST_OF_A_THEME + 1, False)])
def test_only_the_newest_of_a_theme_are_looked_at_for_better_or_worse(place: int, is_chosen: bool) -> None:
    police = ("police",)
    near = about("child-near", "2020-01-07", NEGLECT, by=police)
    newer = [about(f"child-{number}", f"2024-01-{number:02}", NEGLECT) for number in range(1, place)]
    read = about("child-elm", "2025-01-07", NEGLECT, by=police)
    assert ("child-near" in following(read, near, *newer)["child-elm"]) == is_chosen
    # It makes no difference that the case itself is not among the newest.
    read = about("child-elm", "2019-01-07", NEGLECT, by=police)
    assert ("child-near" in following(read, near, *newer)["child-elm"]) == is_chosen


def test_improvements_alone_lead_nowhere_and_nothing_leads_to_them() -> None:
    hidden = {**about("child-elm", "2025-01-07", NEGLECT), **IMPROVEMENTS_ONLY}
    assert following(hidden, about("child-oak", "2025-02-04", NEGLECT)) == {"child-elm": [], "child-oak": []}


def test_the_rule_is_one_sentence_with_its_numbers() -> None:
    assert RULE.count(".") == 1
    assert f"the {MOST_OF_A_THEME} newest on each theme" in RULE
    assert f"the {MOST} that share most themes" in RULE


def test_of_a_thousand_cases_of_a_theme_no_more_are_looked_at_than_of_thirty() -> None:
    [case] = public_site(about("child-elm", "2025-01-07", NEGLECT, SHARING)).cases
    few, many = newest_by_theme([case] * 30), newest_by_theme([case] * 1_000)
    assert few == many == {NEGLECT: [*range(MOST_OF_A_THEME + 1)], SHARING: [*range(MOST_OF_A_THEME + 1)]}


# The page

ELM = about("child-elm", "2025-03-04", NEGLECT, BABIES, by=("police", "icb"))
OAK = {**about("child-oak", "2025-02-04", NEGLECT, by=("icb", "police")), "briefing.audience": "teams"}
ASH = {**about("child-ash", "2025-01-07", NEGLECT, BABIES), **IMPROVEMENTS_ONLY}
YEW: Changes = {**BRIEFING_ALONE, "reference": "child-yew", "title": "Child Yew", "themes": [BABIES]}
GUIDE = page("guidance/babies.md", title="Babies & bruises", facts=["1"], themes=[BABIES])


def links_of(kind: str, reference: str) -> list[tuple[str, str]]:
    soup = parsed(macros_of(public_site(ELM, OAK, ASH, YEW))[kind](reference))
    return [(str(link["href"]), link.get_text()) for link in soup.select(".read-next a")]


def test_a_page_leads_to_the_same_kind_of_page_or_to_the_only_one_that_a_case_has() -> None:
    yew, oak = ("../../briefings/child-yew/", "Child Yew"), ("../../reports/child-oak/", "Child Oak")
    assert links_of("report", "child-elm") == links_of("briefing", "child-elm") == [oak, yew]
    assert links_of("report", "child-oak") == [("../../reports/child-elm/", "Child Elm")]
    assert links_of("briefing", "child-yew") == [("../../briefings/child-elm/", "Child Elm")]


def test_each_says_why_and_the_rule_stands_below() -> None:
    soup = parsed(macros_of(public_site(ELM, OAK, YEW))["briefing"]("child-elm"))
    assert words_of(soup.select(".read-next li")) == [
        "Child Oak also on Neglect; also Police and Integrated Care Board",
        "Child Yew also on Injuries to babies; also Police",
    ]
    assert words_of(soup.select(".read-next > p.quiet")) == [RULE]


def test_reasons_stand_in_the_order_of_the_case_that_was_read() -> None:
    read = about("child-elm", "2025-03-04", SHARING, NEGLECT, BABIES, by=("icb", "police"))
    other = about("child-oak", "2025-02-04", BABIES, NEGLECT, SHARING, by=("police", "icb"))
    [found] = read_next(public_site(read, other).cases)["child-elm"]
    assert found.why == (
        "also on Information sharing, Neglect and Injuries to babies; also Integrated Care Board and Police"
    )


def test_guidance_on_the_themes_of_a_case_is_part_of_it() -> None:
    soup = parsed(macros_of(public_site(ELM, OAK), pages=[GUIDE])["report"]("child-elm"))
    section = only(soup, ".read-next")
    assert words_of(section.find_all(["h2", "h3"])) == ["Read next", "Guidance on this"]
    assert only(section, "h3 + ul a").attrs == {"href": "../../guidance/babies/"}
    assert folded(only(section, "h3 + ul").get_text()) == "Babies & bruises"
    alone = only(parsed(macros_of(public_site(ELM), pages=[GUIDE])["report"]("child-elm")), ".read-next")
    assert words_of(alone.find_all(["h2", "h3", "p"])) == ["Read next", "Guidance on this"]


def test_where_there_is_nothing_to_read_next_there_is_no_heading_for_it() -> None:
    macros = macros_of(public_site(OAK, ASH), pages=[GUIDE])
    assert "Read next" not in str(macros["report"]("child-oak"))
    assert "Read next" not in str(macros["report"]("child-ash"))


def test_an_early_briefing_leads_to_other_cases() -> None:
    early: Changes = {"team_briefing": {"background": "What we know so far."}}
    macros = macros_of(internal_site({**ELM, **early}, OAK, as_of="2025-01-07"), "2025-01-07", miniature(), [GUIDE])
    soup = parsed(macros["team_briefing"]("child-elm"))
    assert [link["href"] for link in soup.select(".read-next a")] == ["../../briefings/child-oak/"]
