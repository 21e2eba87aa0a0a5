"""From a public case to a page: nothing of a record is ever taken for markup, and the page is whole."""

import re
import string
from collections.abc import Mapping
from html import unescape

import markdown
import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup

from macros import prose
from macros.pages import generated
from macros.pages.render import heading, inline, minutes, page_macros, text
from macros.public_view import Audience, InternalSite, PublicSite, Site, site_for
from tests.factories import GONE, ROOT, VALID, at, judged, miniature, record


def extensions() -> tuple[list[str], dict[str, dict[str, object]]]:
    """Those of mkdocs.yml, as Python-Markdown takes them."""
    found = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["markdown_extensions"]
    pairs = [next(iter(entry.items())) if isinstance(entry, dict) else (entry, {}) for entry in found]
    return [name for name, _ in pairs], dict(pairs)


NAMES, CONFIGS = extensions()
PYTHON_MARKDOWN = markdown.Markdown(extensions=NAMES, extension_configs=CONFIGS)


def rendered(source: str) -> BeautifulSoup:
    PYTHON_MARKDOWN.reset()
    return BeautifulSoup(PYTHON_MARKDOWN.convert(source), "html.parser")


def only(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    [found] = soup.select(selector)
    return found


def folded(words: str) -> str:
    return " ".join(words.split())


# Headings


def test_the_extensions_are_those_that_pages_are_made_with() -> None:
    assert {"admonition", "attr_list", "footnotes", "tables", "toc"} <= set(NAMES)


def assert_comes_out_as_written(words: str) -> None:
    soup = rendered(f"# Page\n\n## {heading(words)} {{ #place }}\n\nText.\n")
    found = only(soup, "h2")
    assert folded(found.get_text()) == folded(words)
    assert found.attrs == {"id": "place"}
    assert [tag.name for tag in soup.find_all(True)] == ["h1", "h2", "p"]
    assert only(soup, "p").get_text() == "Text."


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


@pytest.mark.parametrize("words", HEADINGS)
def test_a_heading_comes_out_exactly_as_it_is_written(words: str) -> None:
    assert_comes_out_as_written(words)


@pytest.mark.parametrize("sign", sorted(set(string.printable) - set(string.whitespace)))
@pytest.mark.parametrize("around", ["{}", "{} two", "one {}", "one{}two", "{}{}{}", "one {} two {}"])
def test_every_printable_sign_comes_out_wherever_it_stands_in_a_heading(sign: str, around: str) -> None:
    assert_comes_out_as_written(around.replace("{}", sign))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=40))
def test_any_words_come_out_as_a_heading(words: str) -> None:
    if folded(words):
        assert_comes_out_as_written(words)


# Texts

TEXTS = [
    "A **baby** was hurt. See [this](https://a.example/?b=1&c=2) and [that](/guidance/).",
    "{{ x }} {% x %} { .x } {#y} \\[x] $y$ 2 < 3 & 4",
    "- One\n- Two\n\n1. Three\n\n> Four",
    "| a | b |\n|---|--:|\n| { .c } | *d* |",
    "Asked.[^1]\n\n[^1]: In *May*.",
    "!!! note\n    not an admonition",
    "Term\n: not a definition",
    "wzxhzdk:0",
    "A line  \nbroken.",
]


@pytest.mark.parametrize("source", TEXTS)
def test_a_text_comes_through_the_page_engine_unharmed(source: str) -> None:
    parsed = prose.parse(source)
    page = rendered(f"# Page\n\n{text(parsed, 'n')}\n\nAfter.\n")
    expected = "".join(map(str, prose.to_html(parsed, root="../../", notes="n")))
    inside = BeautifulSoup(f'<div class="record-text">{expected}</div>', "html.parser")
    assert only(page, "div.record-text") == only(inside, "div.record-text")
    assert [str(tag) for tag in page.find_all(True, recursive=False)][2:] == ["<p>After.</p>"]


MARKS = st.lists(
    st.sampled_from([*"[]()*_`<>#|-+~!\\&{}:^=$ \n", "a", "é", "\n\n", "{: .x }", "{{ x }}", "[^1]", "!!! note", "- "]),
    max_size=25,
).map("".join)


@given(MARKS)
@example("\\[^1] {: #x }")
@example("*[A]: b")
def test_any_text_that_is_allowed_comes_through_unharmed(source: str) -> None:
    try:
        parsed = prose.parse(source)
    except prose.NotProse:
        return
    expected = "".join(map(str, prose.to_html(parsed, root="../../", notes="n")))
    if expected:
        page = rendered(f"{text(parsed, 'n')}\n\nAfter.\n")
        inside = BeautifulSoup(f'<div class="record-text">{expected}</div>\n<p>After.</p>', "html.parser")
        assert page == inside


def test_headings_of_a_text_are_headings_of_the_page() -> None:
    parsed = prose.parse("Before.\n\n### At {{ home }}\n\nWithin.\n\n#### [The] kitchen\n\nEnd.", headings_from=3)
    soup = rendered(str(text(parsed, "n")))
    assert [(tag.name, tag.get_text()) for tag in soup.find_all(["h3", "h4"])] == [
        ("h3", "At {{ home }}"),
        ("h4", "[The] kitchen"),
    ]
    assert [div.get_text() for div in soup.select("div.record-text")] == ["Before.", "Within.", "End."]
    [toc] = PYTHON_MARKDOWN.toc_tokens  # type: ignore[attr-defined]
    assert unescape(toc["name"]) == "At {{ home }}"


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
    source = page_macros(site(changes, as_of, audience))[kind]("child-rowan")
    assert isinstance(source, str)
    return rendered(source)


def headings(soup: BeautifulSoup, *levels: str) -> list[str]:
    return [tag.get_text() for tag in soup.find_all(list(levels)) if tag.find_parent("nav") is None]


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
        "Good practice and evidence",
        "Questions for your team",
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
    step = between(page("briefing"), "step-6")
    assert re.search(r"Recommendation 1 ?Put it on one page\.", step)
    assert "Who: Integrated Care Board, Miniature Safeguarding Children Partnership." in step
    assert "By: 31 December 2025." in step
    assert "Status: In progress." in step
    assert re.search(r"Recommendation 2 ?Agree what is offered\.", step)
    assert "Who: National bodies." in step
    assert "Status: Not started." in step


def test_a_note_of_progress_to_come_is_not_there() -> None:
    for kind in ("briefing", "report"):
        words = page(kind).get_text()
        assert "1 October 2025, in progress: Ten teams tested." in words
        assert "All teams tested" not in words
        assert "2026-10-01" not in str(page(kind))


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
    assert "Time to read 1 minute" in folded(facts)


@pytest.mark.parametrize(("words", "expected"), [(10, 1), (299, 1), (400, 2), (2000, 10)])
def test_reading_takes_a_minute_for_two_hundred_words(words: int, expected: int) -> None:
    short = {"id": "R1", "text": "x", "agencies": ["icb"], "due": "2026-01-01"}
    changes: dict[str, object] = {"recommendations": [short]}
    for step in ("safeguarding_concerns", "incident", "review", "findings"):
        changes[f"briefing.{step}"] = "x"
    changes["briefing.background"] = "word " * (words - 5)
    [case] = site(changes).cases
    assert case.briefing
    assert minutes(case.briefing, case) == expected


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


@pytest.mark.parametrize("missing", [(), ("family_words",), ("response",), ("amendments",), ("findings", "response")])
def test_the_contents_list_names_what_is_there_and_leads_to_it(missing: tuple[str, ...]) -> None:
    soup = page("report", dict.fromkeys(missing, GONE))
    links = only(soup, "nav.contents").find_all("a")
    assert [link.get_text() for link in links] == headings(soup, "h2")
    for link in links:
        assert only(soup, str(link["href"])).get_text() == link.get_text()


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
    macros = page_macros(site({"example": example}))
    sources = [macros[kind]("child-rowan") for kind in ("briefing", "report")]
    sources += [macros[kind]() for kind in ("briefing_list", "report_list")]
    for source in sources:
        banners = [banner.get_text() for banner in rendered(str(source)).select("p.example")]
        assert len(banners) == example
        assert all(banner.startswith("Example. ") for banner in banners)


def test_the_facts_name_children_by_band_and_partners_by_name() -> None:
    facts = folded(only(page("report"), "dl.facts").get_text(" "))
    assert "Child Child Rowan (Under 1)" in facts
    assert "Carried out with Neighbouring Partnership" in facts
    assert "Published 16 September 2025" in facts


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
    assert only(soup, "nav.contents").find_all("a")[0].get_text() == nasty
    assert "{{ y }} {% z %} { .z } #w" in headings(soup, "h3")
    assert not soup.select("script, .z, h2 em, h2 a")


# Other pages


def test_an_improvements_only_page_holds_what_may_be_shown_and_nothing_else() -> None:
    view = site({"publication.decision": "improvements-only"})
    assert isinstance(view, PublicSite)
    assert [entry.path for entry in generated(view)][2:] == ["reports/child-rowan.md"]
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
    source = str(page_macros(view)["withdrawn"]())
    soup = rendered(source)
    words = folded(soup.get_text())
    assert re.fullmatch(r"Withdrawn [A-Z][a-z ]+ published at this address has been withdrawn\.", words)
    assert "rowan" not in source.lower()
    pages = [entry for entry in generated(view) if "child-rowan" in entry.path]
    assert [entry.path for entry in pages] == ["briefings/child-rowan.md", "reports/child-rowan.md"]
    for entry in pages:
        assert "rowan" not in f"{entry.source} {entry.title} {entry.description}".lower()
        assert not entry.listed
    for kind in ("briefing_list", "report_list"):
        assert "rowan" not in str(page_macros(view)[kind]()).lower()


def test_no_text_of_a_record_is_ever_page_source() -> None:
    for entry in generated(site({"title": "Child Rowan"})):
        assert re.fullmatch(r'\{\{ [a-z_]+\(("child-rowan")?\) \}\}', entry.source)


def test_an_internal_page_says_that_it_is_internal_and_in_which_state() -> None:
    for kind in ("briefing", "report"):
        banner = only(page(kind, {}, audience="internal", as_of="2025-09-01T12:00"), "p.internal")
        assert banner.get_text() == "Internal: not for publication. State of this case: scheduled."


def test_the_early_briefing_holds_no_recommendations() -> None:
    early = {"team_briefing": {"background": "What we know so far.", "questions": ["What now?"]}}
    view = site(early, audience="internal", as_of="2025-09-01T12:00")
    assert isinstance(view, InternalSite)
    assert "team-briefings/child-rowan.md" in [entry.path for entry in generated(view)]
    soup = page("team_briefing", early, audience="internal", as_of="2025-09-01T12:00")
    assert between(soup, "step-1") == "What we know so far."
    assert between(soup, "step-6") == "Recommendations come with the report."
    assert "Put it on one page" not in soup.get_text()
    assert "somebody asks" not in soup.get_text()


def test_lists_show_cases_by_year_with_their_summary() -> None:
    for kind, folder in (("briefing_list", "Briefings"), ("report_list", "Reports")):
        soup = rendered(str(page_macros(site())[kind]()))
        assert headings(soup, "h1", "h2", "h3") == [folder, "2025", "Child Rowan"]
        assert only(soup, "article a")["href"] == "child-rowan/"
        assert str(FULL["summary"]) in only(soup, "article").get_text()


def test_a_list_without_cases_says_so() -> None:
    empty = PublicSite((), ())
    for kind in ("briefing_list", "report_list"):
        assert "Nothing is published here yet." in rendered(str(page_macros(empty)[kind]())).get_text()


def test_the_same_case_gives_the_same_page() -> None:
    for kind in ("briefing", "report"):
        assert str(page(kind)) == str(page(kind))
