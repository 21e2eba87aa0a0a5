"""From a public case to a page: nothing of a record is ever taken for markup, and the page is whole."""

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from macros import prose
from macros.pages import FOLDERS, generated
from macros.pages.templating import inline, reading, text
from macros.prose.html import TAGS
from macros.public_view import (
    Audience,
    InternalSite,
    PublicCase,
    PublicReport,
    PublicSection,
    PublicSite,
    Site,
    site_for,
)
from tests.factories import GONE, ROOT, VALID, at, judged, miniature, record
from tests.views import (
    BRIEFING_ALONE,
    IMPROVEMENTS_ONLY,
    folded,
    macros_of,
    only,
    parsed,
    public_site,
    words_of,
)

# Headings

HEADINGS = [
    "".join(string.punctuation),
    "<script>alert(1)</script>",
    "<b>bold</b> <!-- c --> &amp; &lt;",
    "{{ x }} {% x %} {# x #}",
    "{: .x } {: #y onclick=z } { .q }",
    "[x](y) ![x](y) [x][y] [x]: y",
    "[^1] *[HTML]: x",
    "*a* **b** _c_ __d__ `e` ~~f~~ ==g== ^h^ ++i++",
    "# ## ### #",
    "1. One",
    "2024: a year",
    "- a dash",
    "> a quote",
    "!!! note",
    "    indented",
    "a  \n b\tc",
    "A | B\n---|---",
    "\\* \\\\ \\",
    "https://a.example <https://a.example> a@b.example",
    "Zoë Łukasz 李 \u0661\u0662 ½ ² \U0001f600",
    "it's \"quoted\" 'once'",
    "---",
    "===",
    "&#60; &#x3c; &copy;",
    "\u00a0hard\u00a0space\u00a0",
    "wzxhzdk:0 klzzwxh:0001",
]


@cache
def a_case() -> PublicCase:
    [case] = public_site({}).cases
    return case


def sections(headings: Iterable[str]) -> BeautifulSoup:
    """The page of a report with these headings."""
    report = PublicReport(False, tuple(PublicSection(words, prose.parse("Text.")) for words in headings))
    view = PublicSite((replace(a_case(), report=report),), ())
    return parsed(macros_of(view)["report"]("child-rowan"))


def assert_come_out_as_written(headings: list[str]) -> None:
    soup = sections(headings)
    assert [tag.get_text() for tag in soup.select('h2[id^="section-"]')] == [folded(words) for words in headings]
    plain = sections(["Plain"] * len(headings))
    assert [(tag.name, tag.attrs) for tag in soup.find_all(True)] == [
        (tag.name, tag.attrs) for tag in plain.find_all(True)
    ]


def test_a_heading_comes_out_exactly_as_it_is_written() -> None:
    assert_come_out_as_written(HEADINGS)


def test_every_printable_sign_comes_out_wherever_it_stands_in_a_heading() -> None:
    signs = sorted(set(string.printable) - set(string.whitespace))
    places = ("{}", "{} two", "one {}", "one{}two", "{}{}{}", "one {} two {}")
    assert_come_out_as_written([place.replace("{}", sign) for sign in signs for place in places])


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=40), min_size=1))
@settings(max_examples=50)
def test_any_words_come_out_as_a_heading(headings: list[str]) -> None:
    assert_come_out_as_written(headings)


# Texts

SLASHED = 'Before.\n\n### At {{ home }}\n\nWithin.\n\n#### [The] kitchen & "more"\n\nEnd.'


def test_headings_of_a_text_are_headings_of_the_page_with_places_of_their_own() -> None:
    soup = parsed(text(prose.parse(SLASHED, headings_from=3), "section-1"))
    assert [(tag.name, tag["id"], tag.get_text()) for tag in soup.find_all(["h3", "h4"])] == [
        ("h3", "section-1--at-home", "At {{ home }}"),
        ("h4", "section-1--the-kitchen-more", '[The] kitchen & "more"'),
    ]
    assert [div.get_text() for div in soup.select("div.record-text")] == ["Before.", "Within.", "End."]


def ids_of(headings: Iterable[str]) -> list[str]:
    source = "".join(f"### {words}\n\nText.[^1]\n\n" for words in headings) + "[^1]: A note.\n"
    soup = parsed(text(prose.parse(source, headings_from=3), "n"))
    return [str(tag["id"]) for tag in soup.find_all(id=True)]


@pytest.mark.parametrize(
    "headings",
    [
        ["Same", "Same", "Same"],
        ["At home", "At-home", "at home!"],
        ["李", "!", "½"],
        ["A 2", "A", "A"],
        ["A-2", "A", "A", "A 2", "A 3"],
        ["Note 1"],
        ["At 1"],
    ],
    ids=", ".join,
)
def test_no_two_places_of_a_text_are_one(headings: list[str]) -> None:
    found = ids_of(headings)
    assert len(found) == len(set(found))


def test_a_text_that_is_not_there_is_nothing() -> None:
    assert text(None, "n") == inline(None, "n") == Markup("")


# The pages of a case

FULL: Mapping[str, object] = {
    "example": True,
    "summary": 'A baby <was> hurt, and {{ three }} "services" each saw [a part](x).',
    "partners": [{"name": "Neighbouring Partnership", "signed_off": "2025-07-01"}],
    "briefing.good_practice": "A member of staff rang the same day.",
    "briefing.questions": ["When did you *last* see a bruise?", "Who is in the room?"],
    "briefing.facilitator_notes": "Allow ten minutes.",
    "family_words": "We hope that somebody asks.",
    "response": "The partnership accepts every finding.",
    "findings": [
        {"id": "F1", "theme": "injuries-to-babies", "text": "The pathway was not read."},
        {"id": "F2", "text": "Nobody offered information."},
    ],
    "recommendations": [
        {
            "id": "R1",
            "finding": "F1",
            "text": "Put it on one page.",
            "agencies": ["icb", "partnership"],
            "due": "2025-12-31",
            "progress": [
                {"date": "2025-10-01", "status": "in-progress", "text": "Ten teams tested."},
                {"date": "2026-10-01", "status": "complete", "text": "All teams tested."},
            ],
        },
        {"id": "R2", "text": "Agree what is offered.", "agencies": ["national"], "due": "2026-03-31"},
    ],
    "amendments": [
        {"date": "2025-10-02", "text": "A date was corrected."},
        {"date": "2026-10-02", "text": "Another was."},
    ],
}
AS_OF = "2025-11-01T12:00"


def site(changes: Mapping[str, object] | None = None, as_of: str = AS_OF, audience: Audience = "public") -> Site:
    """The view of one full case with some things changed; what is GONE is not written at all."""
    wanted = {**FULL, **(changes or {})}
    if wanted["findings"] is GONE:
        wanted["recommendations"] = [{"id": "R1", "text": "Ask.", "agencies": ["icb"], "due": "2025-12-31"}]
    wanted = {name: value for name, value in wanted.items() if value is not GONE or name in VALID}
    case, judgement = record(wanted), judged(wanted, as_of)
    found = site_for(audience, [(case, judgement)], at(as_of), miniature())
    assert found.cases or found.withdrawn, [unmet.message for unmet in judgement.unmet]
    return found


def page(
    kind: str, changes: Mapping[str, object] | None = None, as_of: str = AS_OF, audience: Audience = "public"
) -> BeautifulSoup:
    """A page of the case, as the engine makes it."""
    source = macros_of(site(changes, as_of, audience), as_of)[kind]("child-rowan")
    return parsed(str(source))


def headings(soup: BeautifulSoup, *levels: str) -> list[str]:
    return [tag.get_text() for tag in soup.find_all(list(levels)) if tag.find_parent("nav") is None]


def places(soup: BeautifulSoup) -> list[tuple[str, str]]:
    """What the contents list is made from: the headings of the second level, each with its place."""
    return [(tag.get_text(), str(tag["id"])) for tag in soup.find_all("h2")]


def between(soup: BeautifulSoup, start: str) -> str:
    """The text from one heading of the second level to the next."""
    found = []
    for sibling in only(soup, f"h2#{start}").next_siblings:
        if isinstance(sibling, Tag) and sibling.name == "h2":
            break
        found.append(sibling.get_text())
    return folded(" ".join(found))


def test_a_briefing_has_the_six_steps_in_order() -> None:
    assert headings(page("briefing"), "h2") == [
        "1. The background",
        "2. Safeguarding concerns",
        "3. The incident",
        "4. The review",
        "5. The findings",
        "6. Recommendations",
        "Questions for your team",
        "Good practice and evidence",
        "What the family wishes to say",
    ]


def test_each_step_holds_its_own_text() -> None:
    soup = page("briefing")
    assert [between(soup, f"step-{number}") for number in range(1, 6)] == [
        "Child Rowan lived with Mother and Father.",
        "A bruise was seen.",
        "Child Rowan was taken to hospital.",
        "Practitioners met the reviewer.",
        "The pathway was known by name.",
    ]


def test_step_6_comes_from_the_recommendations() -> None:
    assert between(page("briefing"), "step-6") == (
        "Recommendation 1 In progress Put it on one page. "
        "Who: Integrated Care Board, Miniature Safeguarding Children Partnership. By: 31 December 2025. "
        "Recommendation 2 Not started Agree what is offered. Who: National bodies. By: 31 March 2026."
    )


def test_each_status_of_a_recommendation_has_a_look_of_its_own() -> None:
    marks = [(mark["class"], mark.get_text()) for mark in page("briefing").select(".status")]
    assert marks == [(["status", "in-progress"], "In progress"), (["status", "not-started"], "Not started")]


@pytest.mark.parametrize(
    ("kind", "changes"),
    [("report", {}), ("briefing", BRIEFING_ALONE), ("report", IMPROVEMENTS_ONLY)],
    ids=["a report", "a briefing without a report", "improvements only"],
)
def test_a_note_of_progress_to_come_is_not_there(kind: str, changes: Mapping[str, object]) -> None:
    soup = page(kind, changes)
    assert words_of(soup.select("ul.progress li")) == ["1 October 2025, in progress: Ten teams tested."]
    assert "All teams tested" not in soup.get_text()
    assert "2026-10-01" not in str(soup)


def test_a_briefing_beside_a_report_leaves_progress_to_the_report() -> None:
    soup = page("briefing")
    assert soup.select("div.recommendation") and not soup.select("ul.progress")
    assert "Ten teams tested" not in soup.get_text()


def test_questions_are_a_numbered_list() -> None:
    questions = only(page("briefing"), "ol.questions")
    assert [folded(item.get_text()) for item in questions.find_all("li")] == [
        "When did you last see a bruise?",
        "Who is in the room?",
    ]
    assert only(questions, "em").get_text() == "last"


def test_the_notes_for_whoever_leads_are_folded_away() -> None:
    notes = only(page("briefing"), "details.facilitator")
    assert "open" not in notes.attrs
    assert only(notes, "summary").get_text() == "For whoever leads the discussion"
    assert only(notes, "p").get_text() == "Allow ten minutes."


def test_the_family_s_words_stand_on_both_pages() -> None:
    for kind in ("briefing", "report"):
        assert between(page(kind), "family").startswith("We hope that somebody asks.")


def test_the_briefing_says_how_long_it_takes() -> None:
    facts = only(page("briefing"), "dl.facts").get_text(" ")
    # Five steps with 7, 4, 6, 4 and 6 words, recommendations with 5 and 4, good practice with 8.
    assert "Time to read 1 minute (44 words)" in folded(facts)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (6, "1 minute (6 words)"),
        (299, "1 minute (299 words)"),
        (400, "2 minutes (400 words)"),
        (2000, "10 minutes (2,000 words)"),
    ],
)
def test_reading_takes_a_minute_for_two_hundred_words(words: int, expected: str) -> None:
    short = {"id": "R1", "text": "x", "agencies": ["icb"], "due": "2026-01-01"}
    changes: dict[str, object] = {"recommendations": [short], "briefing.good_practice": GONE}
    for step in ("safeguarding_concerns", "incident", "review", "findings"):
        changes[f"briefing.{step}"] = "x"
    changes["briefing.background"] = "word " * (words - 5)
    [case] = site(changes).cases
    assert case.briefing
    assert reading(case.briefing, case.recommendations) == expected


def test_briefing_and_report_lead_to_one_another() -> None:
    assert page("briefing").select('a[href="../../reports/child-rowan/"]')
    assert page("report").select('a[href="../../briefings/child-rowan/"]')


def test_a_report_has_its_parts_in_order() -> None:
    assert headings(page("report"), "h1", "h2", "h3") == [
        "Child Rowan",
        "Why this review",
        "At home",
        "What the family wishes to say",
        "Findings and recommendations",
        "Finding 1: Injuries to babies",
        "Finding 2",
        "Further recommendations",
        "What the partnership says",
        "Who carried out the review",
        "Corrections since publication",
    ]


@pytest.mark.parametrize("kind", ["briefing", "report"])
def test_every_heading_of_a_page_has_a_place_of_its_own(kind: str) -> None:
    soup = page(kind, {"overview": [{"heading": "Same", "text": SLASHED}, {"heading": "Same", "text": SLASHED}]})
    found = [str(tag["id"]) for tag in soup.find_all(["h1", "h2", "h3", "h4"])]
    assert len(found) == len(set(found))


@pytest.mark.parametrize("missing", [(), ("family_words",), ("response",), ("amendments",), ("findings", "response")])
def test_a_part_that_a_record_does_not_have_has_no_heading(missing: tuple[str, ...]) -> None:
    parts = {
        "family_words": "family",
        "findings": "findings",
        "response": "response",
        "": "reviewers",
        "amendments": "amendments",
    }
    found = [place for _, place in places(page("report", dict.fromkeys(missing, GONE)))]
    # Without a finding its recommendation still stands there.
    expected = [place for name, place in parts.items() if name not in missing or name == "findings"]
    assert found == ["section-1", *expected]


def test_each_finding_stands_beside_the_recommendations_that_answer_it() -> None:
    soup = page("report")
    ids = [tag["id"] for tag in soup.find_all(id=re.compile(r"^(finding-|recommendation-|further-)"))]
    assert ids == ["finding-f1", "recommendation-r1", "finding-f2", "further-recommendations", "recommendation-r2"]
    first, second = soup.select("div.finding")
    assert "Answered by recommendation 1." in first.get_text()
    assert first.select('a[href="#recommendation-r1"]')
    assert "Answered by" not in second.get_text()


def test_reviewers_response_and_corrections_are_there() -> None:
    soup = page("report")
    assert between(soup, "reviewers") == "Example Reviewer, Lead Reviewer (Independent)"
    assert between(soup, "response") == "The partnership accepts every finding."
    corrections = between(soup, "amendments")
    assert corrections.startswith("2 October 2025: A date was corrected.")
    assert "Another was" not in soup.get_text()


def test_the_summary_is_shown_as_it_is_written() -> None:
    for kind in ("briefing", "report"):
        assert page(kind).select("p.lede")[0].get_text() == FULL["summary"]


@pytest.mark.parametrize("example", [True, False])
def test_every_page_of_an_invented_case_says_so_and_no_other(example: bool) -> None:
    macros = macros_of(site({"example": example}))
    sources = [macros[kind]("child-rowan") for kind in ("briefing", "report")]
    sources += [macros[kind]() for kind in ("briefing_list", "report_list")]
    sources += [macros["latest_publications"]()]
    said = [words_of(parsed(source).select("p.example")) for source in sources]
    on_page = "Example. This case is invented. It describes no real child, family or service."
    on_card = "Example: an invented case"
    assert said == ([[on_page], [on_page], [on_card], [on_card], [on_card]] if example else [[], [], [], [], []])


def test_the_facts_name_children_by_band_and_partners_by_name() -> None:
    facts = folded(only(page("report"), "dl.facts").get_text(" "))
    assert "Child Child Rowan ( Under 1 )" in facts
    assert "Carried out with Neighbouring Partnership" in facts
    assert "Published 16 September 2025" in facts


@pytest.mark.parametrize("kind", ["briefing", "report"])
def test_each_theme_leads_to_its_page(kind: str) -> None:
    soup = page(kind, {"themes": ["neglect", "injuries-to-babies"]})
    links = {link.get_text(): link["href"] for link in only(soup, "dl.facts").find_all("a")}
    assert links == {
        "Neglect": "../../themes/neglect/",
        "Injuries to babies": "../../themes/injuries-to-babies/",
    }


def test_the_facts_name_several_children_and_one_whose_age_is_not_told() -> None:
    children = [{"pseudonym": "Child One", "age_band": "10-to-15"}, {"pseudonym": "Child Two"}]
    facts = folded(only(page("report", {"children": children}), "dl.facts").get_text(" "))
    assert "Children Child One ( 10 to 15 ), Child Two Carried out" in facts


def test_nothing_that_never_leaves_is_on_a_page() -> None:
    hidden = ["Father of Nobody", "2025-09-11", "2025-07-22", "strategic", "sha256", "2025-01-15"]
    changes = {"others": ["Father of Nobody", "Mother"]}
    whole = " ".join(str(page(kind, changes)) for kind in ("briefing", "report"))
    assert not [word for word in hidden if word in whole]


@pytest.mark.parametrize("kind", ["briefing", "report"])
def test_no_id_is_on_a_page_twice_and_every_place_that_is_linked_is_there(kind: str) -> None:
    noted = "Asked.[^1]\n\n[^1]: In May."
    changes: dict[str, object] = {f"briefing.{step}": noted for step in ("background", "incident", "findings")}
    changes |= {"family_words": noted, "response": noted}
    changes["overview"] = [{"heading": "A", "text": noted} for _ in range(2)]
    soup = page(kind, changes)
    ids = [str(tag["id"]) for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for link in soup.select('a[href^="#"]'):
        assert str(link["href"]).removeprefix("#") in ids


def test_headings_of_a_record_are_never_markup_on_its_page() -> None:
    nasty = "<script>x</script> {{ y }} {: .z } [a](b) *c*"
    overview = [{"heading": nasty, "text": "Text.\n\n### {{ y }} {% z %} { .z } #w\n\nText."}]
    soup = page("report", {"overview": overview})
    assert only(soup, "#section-1").get_text() == nasty
    assert places(soup)[0] == (nasty, "section-1")
    assert "{{ y }} {% z %} { .z } #w" in headings(soup, "h3")
    assert not soup.select("script, .z, h2 em, h2 a")


# Other pages

ALWAYS = ["briefings/index.md", "reports/index.md", "calendar/index.md", "glossary/index.md"]
ALWAYS += ["tools/deadlines/index.md", "search/index.md", "style/index.md", "themes/index.md"]
ALWAYS += ["recommendations/index.md", "roles/index.md"]
ALWAYS += [f"roles/{identity}.md" for identity in miniature().roles]


def test_lists_words_roles_search_and_style_are_there_without_a_case() -> None:
    pages = generated(PublicSite((), ()), miniature())
    assert [entry.path for entry in pages] == ALWAYS
    assert [entry.path for entry in pages if not entry.listed] == ["search/index.md", "style/index.md"]
    macros = macros_of(PublicSite((), ()))
    for entry in pages:
        [(name, argument)] = re.findall(r'\{\{ (\w+)\((?:"(.*)")?\) \}\}', entry.source)
        soup = parsed(macros[name](*([argument] if argument else [])))
        assert only(soup, "h1").get_text() == entry.title


def test_every_page_that_is_made_lies_where_no_hand_written_one_may() -> None:
    early = {"team_briefing": {"background": "What we know so far."}}
    for view in (site({}), site(early, audience="internal")):
        assert {entry.path.split("/")[0] for entry in generated(view, miniature())} <= set(FOLDERS)


def test_an_improvements_only_page_holds_what_may_be_shown_and_nothing_else() -> None:
    view = site({"publication.decision": "improvements-only"})
    assert isinstance(view, PublicSite)
    asked = [f"recommendations/{agency}.md" for agency in ("icb", "partnership", "national")]
    made = sorted(entry.path for entry in generated(view, miniature()))
    assert made == sorted([*ALWAYS, *asked, "reports/child-rowan.md"])
    soup = page("report", {"publication.decision": "improvements-only"})
    assert headings(soup, "h2", "h3") == [
        "Recommendations",
        "What the partnership says",
        "Who carried out the review",
        "Corrections since publication",
    ]
    words = soup.get_text()
    assert "The report of this review is not published, because it would identify someone." in words
    assert "Put it on one page." in words
    assert "Example Reviewer" in words
    for hidden in ("A baby", "pathway was not read", "Injuries", "somebody asks", "Under 1", "Mother", "A warm flat"):
        assert hidden not in words
    assert not soup.select('a[href*="briefings"]')


def test_a_withdrawn_page_says_only_that() -> None:
    changes = {"withdrawn": {"at": "2025-10-01 09:00", "kind": "identified", "decided_by": "strategic-leads"}}
    view = site(changes)
    assert view.cases == ()
    source = str(macros_of(view)["withdrawn"]())
    soup = parsed(source)
    words = folded(soup.get_text())
    assert re.fullmatch(r"Withdrawn [A-Z][a-z ]+ published at this address has been withdrawn\.", words)
    assert "rowan" not in source.lower()
    pages = [entry for entry in generated(view, miniature()) if "child-rowan" in entry.path]
    assert [entry.path for entry in pages] == ["briefings/child-rowan.md", "reports/child-rowan.md"]
    for entry in pages:
        assert "rowan" not in f"{entry.source} {entry.title} {entry.description}".lower()
        assert not entry.listed
    for kind in ("briefing_list", "report_list"):
        assert "rowan" not in str(macros_of(view)[kind]()).lower()


def test_no_text_of_a_record_is_ever_page_source() -> None:
    for entry in generated(site({"title": "Child Rowan"}), miniature()):
        assert re.fullmatch(r'\{\{ [a-z_]+\(("[a-z-]+")?\) \}\}', entry.source)


def test_an_internal_page_says_that_it_is_internal_and_in_which_state() -> None:
    for kind in ("briefing", "report"):
        banner = only(page(kind, {}, audience="internal", as_of="2025-09-01T12:00"), "p.internal")
        assert banner.get_text() == "Internal: not for publication. State of this case: scheduled. How ready it is"


@pytest.mark.parametrize(
    ("as_of", "said"),
    [("2025-09-16T09:59:59", "Planned for 16 September 2025"), ("2025-09-16T10:00", "Published 16 September 2025")],
)
def test_an_internal_page_says_whether_its_day_is_still_a_plan(as_of: str, said: str) -> None:
    for kind in ("briefing", "report"):
        facts = only(page(kind, {}, audience="internal", as_of=as_of), "dl.facts").get_text(" ")
        assert said in folded(facts)


def test_a_page_leads_to_the_early_briefing_where_there_is_one_and_only_internally() -> None:
    early = {"team_briefing": {"background": "What we know so far."}}
    link = 'a[href="../../team-briefings/child-rowan/"]'
    assert only(page("briefing", early, audience="internal"), link).get_text() == "Read the early briefing for teams"
    assert not page("briefing", {}, audience="internal").select(link)
    assert not page("briefing", early).select(link)


def test_the_early_briefing_holds_no_recommendations() -> None:
    early = {"team_briefing": {"background": "What we know so far.", "questions": ["What now?"]}}
    view = site(early, audience="internal", as_of="2025-09-01T12:00")
    assert isinstance(view, InternalSite)
    assert "team-briefings/child-rowan.md" in [entry.path for entry in generated(view, miniature())]
    soup = page("team_briefing", early, audience="internal", as_of="2025-09-01T12:00")
    assert between(soup, "step-1") == "What we know so far."
    assert between(soup, "step-6") == "Recommendations come with the report."
    assert "Put it on one page" not in soup.get_text()
    assert "somebody asks" not in soup.get_text()


def test_the_same_case_gives_the_same_page() -> None:
    for kind in ("briefing", "report"):
        assert str(page(kind)) == str(page(kind))


# The page on the look


def classes_in(source: str) -> set[str]:
    """Every class that a template gives, with each of the three statuses for the one that depends on it."""
    source = source.replace("{{ entry.status.id }}", "not-started in-progress complete")
    return {name for found in re.findall(r'class="([^"{]*)"', source) for name in found.split()}


PARTS = sorted(classes_in((ROOT / "macros/pages/templates/parts.html").read_text("utf-8")))


def test_the_parts_of_a_case_are_those_of_the_template() -> None:
    assert {"banner", "facts", "recommendation", "complete", "questions", "card", "read-next"} <= set(PARTS)


@pytest.mark.parametrize("part", PARTS)
def test_the_page_on_the_look_shows_every_part_of_a_case(part: str) -> None:
    soup = parsed(str(macros_of(PublicSite((), ()))["style_page"]()))
    assert soup.select(f".{part}")


def test_the_page_on_the_look_holds_every_part_of_a_text() -> None:
    soup = parsed(str(macros_of(PublicSite((), ()))["style_page"]()))
    tags = {tag.name for part in soup.select("div.record-text") for tag in part.find_all(True)}
    assert set(TAGS.values()) | {"a", "sup"} <= tags
    assert only(soup, "h3#sample--a-sub-heading")


def test_the_page_on_the_look_shows_no_case_of_a_record() -> None:
    assert str(macros_of(public_site({}))["style_page"]()) == str(macros_of(PublicSite((), ()))["style_page"]())
    assert "Child Sample" in str(macros_of(PublicSite((), ()))["style_page"]())


# Search


def test_the_search_page_has_a_field_with_a_label_and_an_a_to_z_for_those_without_scripts() -> None:
    soup = parsed(macros_of(PublicSite((), ()))["search_page"]())
    field = only(soup, "form[role=search] input[type=search]")
    assert only(soup, f"label[for={field['id']}]").get_text() == "What are you looking for?"
    assert only(soup, "p.found")["role"] == "status"
    assert only(soup, "div.results").get_text() == ""
    assert "A to Z" in only(soup, "noscript").get_text()
    links = {link["href"] for link in only(soup, "details.a-to-z").find_all("a")}
    assert {"../briefings/", "../reports/", "../glossary/"} <= links
