"""Flowcharts on paper: the same words as on the page in the same order, on one side, and read aloud as a list."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from bs4 import Tag

from macros.dates import day, london_day
from macros.guidance.front_matter import HandWritten
from macros.pages.data import data_macros
from macros.paper import Paper, Typeset, typeset
from macros.paper.flowchart import flowchart_papers
from macros.project import Project, read_project
from macros.public_view import PublicSite
from tests.conftest import TODAY
from tests.factories import ROOT, at, miniature
from tests.paper_reading import assert_accessible, headings, links, read_aloud, skipped, structure, tagged
from tests.views import folded, macros_of, only, page, parsed

NAMES = ("rapid-review", "review", "publication")


def step(what: str, **more: object) -> dict[str, object]:
    return {"who": ["lead-reviewer"], "what": what, "see": "notify.md", **more}


def question(ask: str, *answers: dict[str, object]) -> dict[str, object]:
    return {"who": ["review-group"], "ask": ask, "see": "#how", "answers": list(answers)}


def answer(words: str, *steps: dict[str, object], ends: str = "false") -> dict[str, object]:
    return {"answer": words, "steps": list(steps), "ends": ends}


# Questions below answers, answers without a step, ways that end, and one that goes on past them.
WINDING = [
    step("Notify.", by="notification"),
    question(
        "Which of the three?",
        answer("The first", step("Do it.", when="at once")),
        answer("The second", ends="true"),
        answer("The third", question("Really?", answer("Yes", step("Go.")), answer("No", step("Stay."), ends="true"))),
    ),
    step("Tell.", who=["business-office"], to=["strategic-leads", "review-group"]),
    question("Is it over?", answer("Over", ends="true"), answer("Not over")),
]


def papers(*pages: HandWritten, today: str = "2025-09-16") -> Mapping[str, Paper]:
    partner = miniature()
    return flowchart_papers(partner, pages, data_macros(partner, day(today), pages), day(today))


def printed(chart: Iterable[Mapping[str, object]], today: str = "2025-09-16", **head: object) -> Typeset:
    [paper] = papers(page("flowcharts/way.md", flowchart=list(chart), **head), today=today).values()
    return typeset(paper)


def heard(chart: Tag) -> list[str]:
    """What a page's flowchart says, in the order of its list."""
    return [folded(part.get_text()) for part in chart.find_all("p")]


@pytest.fixture(scope="module")
def project() -> Project:
    return read_project(ROOT, ROOT / "briefings", at(TODAY))


@pytest.fixture(scope="module")
def charts(project: Project) -> Mapping[str, Typeset]:
    """Every flowchart of the project, by its file."""
    today, partner = london_day(project.as_of), project.partnership
    assert partner
    made = flowchart_papers(partner, project.pages, data_macros(partner, today, project.pages), today)
    return {path: typeset(paper) for path, paper in made.items()}


def test_every_flowchart_of_the_project_is_on_one_side(charts: Mapping[str, Typeset]) -> None:
    assert set(charts) == {f"flowcharts/{name}/{name}-flowchart.pdf" for name in NAMES}
    assert {(chart.sides, chart.too_long) for chart in charts.values()} == {(1, "")}


@pytest.mark.parametrize("name", NAMES)
def test_a_flowchart_says_what_its_page_says_in_the_same_order(
    project: Project, charts: Mapping[str, Typeset], name: str
) -> None:
    macros = macros_of(PublicSite((), ()), TODAY, project.partnership, project.pages)
    said = heard(only(parsed(macros["flowchart"](name)), "ol.flowchart"))
    found = charts[f"flowcharts/{name}/{name}-flowchart.pdf"].pdf
    assert len(said) > 30
    assert paragraphs(found) == said


@pytest.mark.parametrize("name", NAMES)
def test_a_flowchart_names_itself_and_leads_to_its_page(
    charts: Mapping[str, Typeset], project: Project, name: str
) -> None:
    [own] = [one for one in project.pages if one.path == f"flowcharts/{name}.md"]
    pdf = charts[f"flowcharts/{name}/{name}-flowchart.pdf"].pdf
    assert_accessible(pdf, own.title)
    assert headings(pdf) == [(1, own.title)]
    [qr] = [part for part in structure(pdf) if part.tag == "Figure"]
    assert qr.alt == f"QR code of the address of this flowchart: https://nscp.example/flowcharts/{name}/"
    assert f"https://nscp.example/flowcharts/{name}/" in " ".join(skipped(pdf)[0])


def paragraphs(pdf: bytes) -> list[str]:
    """What a flowchart says on paper, without its head."""
    found = structure(pdf)
    first = next(place for place, part in enumerate(found) if part.tag == "L")
    return [part.text for part in found[first:] if part.tag == "P"]


def test_a_way_with_turns_says_what_its_page_says_in_the_same_order() -> None:
    pages = [page("flowcharts/way.md", flowchart=WINDING), page("flowcharts/notify.md")]
    html = macros_of(PublicSite((), ()), "2025-09-16 12:00", None, pages)["flowchart"]("way")
    [paper] = papers(*pages).values()
    pdf = typeset(paper).pdf
    assert paragraphs(pdf) == heard(only(parsed(html), "ol.flowchart"))
    assert paragraphs(pdf)[:4] == [
        "Time: within 5 working days of becoming aware",
        "Lead Reviewer",
        "Notify.",
        "Flowcharts/Notify",
    ]


def test_a_flowchart_is_read_aloud_as_a_list_of_its_steps_and_each_answer_is_an_item() -> None:
    found = [words for tag, words in tagged(printed(WINDING).pdf, "LI")]
    assert [words for words in found if words.startswith("If the answer is")] == [
        "If the answer is: The first",
        "If the answer is: The second This way ends here.",
        "If the answer is: The third",
        "If the answer is: Yes",
        "If the answer is: No Lead Reviewer Stay. Guidance This way ends here.",
        "If the answer is: Over This way ends here.",
        "If the answer is: Not over",
    ]
    assert "Business Office to Strategic Leads, Review Group Tell. Guidance" in found


def test_roles_and_guidance_are_links_to_the_site() -> None:
    way, notify = page("flowcharts/way.md", flowchart=WINDING[:1]), page("flowcharts/notify.md")
    [paper] = papers(way, notify).values()
    assert links(typeset(paper).pdf) == [
        ("Lead Reviewer", "https://miniature.example/roles/lead-reviewer/"),
        ("Flowcharts/Notify", "https://miniature.example/flowcharts/notify/"),
    ]


def test_only_pages_with_a_flowchart_have_one_and_an_index_is_named_after_its_file() -> None:
    found = papers(page("a/b.md", flowchart=WINDING), page("a/index.md", flowchart=WINDING), page("c.md"))
    assert list(found) == ["a/b/b-flowchart.pdf", "a/index-flowchart.pdf"]


def test_the_days_of_a_flowchart_are_those_of_its_page_up_to_today() -> None:
    head: dict[str, Any] = {
        "reviewed": "2025-09-01",
        "changes": [{"on": "2025-08-01", "what": "First."}, {"on": "2025-09-20", "what": "Later."}],
    }
    before, after = (printed(WINDING, today, **head).pdf for today in ("2025-09-19", "2025-09-20"))
    assert "Last reviewed on 1 September 2025. Last changed on 1 August 2025." in read_aloud(before)
    assert "Last reviewed on 1 September 2025. Last changed on 20 September 2025." in read_aloud(after)
    assert "Last" not in read_aloud(printed(WINDING, reviewed="2025-09-17").pdf)


def test_a_flowchart_says_of_which_appendix_it_is_and_that_it_is_editorial() -> None:
    appendix: dict[str, Any] = {"appendix": ["2a", "3"], "editorial": "true"}
    assert "Appendices 2a and 3: editorial, drawn from the framework's text" in read_aloud(
        printed(WINDING, **appendix).pdf
    )
    assert "Appendix 4." in read_aloud(printed(WINDING, appendix=["4"]).pdf)
    assert "Editorial, drawn" in read_aloud(printed(WINDING, editorial="true").pdf)


def test_the_same_flowchart_gives_the_same_bytes_whatever_the_day() -> None:
    assert printed(WINDING).pdf == printed(WINDING, "2025-12-01").pdf


def test_a_flowchart_that_cannot_be_read_on_one_side_says_by_how_much() -> None:
    found = printed(WINDING * 4)
    assert found.sides > 1
    assert "mm too long for one side" in found.too_long
    assert paragraphs(found.pdf).count("Question: Is it over?") == 4


def test_a_duty_in_a_box_is_marked() -> None:
    [paper] = papers(page("flowcharts/way.md", flowchart=[step("You *must* go, and *Should* stay.")])).values()
    [box] = paper.data["steps"]
    assert box["what"] == [
        "You ",
        {"duty": "must", "words": "must"},
        " go, and ",
        {"duty": "should", "words": "Should"},
        " stay.",
    ]
    assert "You must go, and Should stay." in paragraphs(typeset(paper).pdf)


def test_words_that_look_like_markup_are_set_as_they_are() -> None:
    nasty = '#panic("x") $a$ *b* _c_ <d> @e [f] \\g // h <b>i</b>'
    pdf = printed([step(nasty), question(nasty, answer(nasty), answer("No"))]).pdf
    assert nasty in paragraphs(pdf)
    assert f"Question: {nasty}" in paragraphs(pdf)
    assert f"If the answer is: {nasty}" in paragraphs(pdf)
