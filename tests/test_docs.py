"""The knowledge base as a whole: every fact has its page, every page is readable, reachable and says nothing twice."""

import re
import statistics
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from macros.finish.links import read_page
from macros.guidance.front_matter import HandWritten
from macros.pages.roles import role_parts
from macros.partnership.model import Partnership
from macros.problems import write_out
from macros.project import Project, read_project
from tests.conftest import READING, TODAY
from tests.factories import ROOT, at
from tests.reading import grade

FACTS = set((ROOT / "tests/facts.txt").read_text("utf-8").partition("\n")[2].split())
PROJECT: Project = read_project(ROOT, ROOT / "briefings", at(TODAY))
PAGES: tuple[HandWritten, ...] = PROJECT.pages
GUIDANCE = [page for page in PAGES if page.is_guidance]
HELP = [page for page in PAGES if page.address.startswith("help/")]
# The framework's own list of contents, and the page on which each heading is found in its plain form.
HEADINGS = {
    "who is this guidance for": "guidance/about-this-guidance/",
    "about this guidance": "guidance/about-this-guidance/",
    "purpose and criteria": "guidance/serious-case/",
    "definition of a serious child safeguarding case": "guidance/serious-case/",
    "criteria for a cspr": "guidance/serious-case/",
    "approach and principles": "guidance/principles/",
    "sharing information": "guidance/share-information/",
    "referring a case": "guidance/refer-a-case/",
    "serious incident notification": "guidance/notify/",
    "rapid review": "guidance/rapid-review/",
    "overview and timescales": "guidance/overview-and-timescales/",
    "practitioner engagement": "guidance/practitioners/",
    "family engagement": "guidance/families/",
    "role of the independent scrutineer": "guidance/independent-scrutineer/",
    "developing terms of reference and key lines of enquiry": "guidance/terms-of-reference/",
    "commissioning a lead reviewer": "guidance/lead-reviewer/",
    "establishing a review group": "guidance/review-group/",
    "outline of methodology": "guidance/methodology/",
    "practitioner event": "guidance/practitioner-event/",
    "parallel processes": "guidance/parallel-processes/",
    "analysis and recommendations": "guidance/analysis-and-recommendations/",
    "overview report": "guidance/overview-report/",
    "sign-off process": "guidance/sign-off/",
    "practitioner de-brief": "guidance/debrief/",
    "publication": "guidance/publication/",
}
APPENDICES = {"1", "2a", "2b", "3", "4a", "4b", "4c", "5a", "5b", "6", "7"}
EDITORIAL = {
    *("flowcharts/review.md", "appendices/chronology.md", "guidance/analysis-and-recommendations.md"),
    *("appendices/request-form-guide.md", "appendices/additional-information-guide.md"),
}


@pytest.fixture(scope="module")
def partnership() -> Partnership:
    assert PROJECT.partnership
    return PROJECT.partnership


def read(site: Path, address: str) -> BeautifulSoup:
    soup = BeautifulSoup((site / address / "index.html").read_text("utf-8"), "html.parser")
    for tip in soup.select(".tip"):
        tip.decompose()
    return soup


# Facts


def test_every_fact_of_the_framework_has_a_page_and_no_page_has_another() -> None:
    carried = {fact for page in PAGES for fact in page.head.facts}
    assert carried == FACTS


@pytest.mark.parametrize(("heading", "address"), HEADINGS.items(), ids=HEADINGS)
def test_every_heading_of_the_framework_is_a_heading_of_its_page(heading: str, address: str, site: Path) -> None:
    found = [" ".join(one.get_text(" ").lower().split()) for one in read(site, address).select("main :is(h1, h2, h3)")]
    assert any(re.sub(r"\W+", " ", heading) in re.sub(r"\W+", " ", one) for one in found), found


def test_every_appendix_of_the_framework_has_a_page_and_what_it_lacks_says_so(site: Path) -> None:
    assert {label for page in PAGES for label in page.head.appendix} == APPENDICES
    assert {page.path for page in PAGES if page.head.editorial} == EDITORIAL
    for page in PAGES:
        labels = " ".join(part.get_text(" ") for part in read(site, page.address).select("main > p.source"))
        assert ("editorial" in labels) == page.head.editorial, page.path
        assert all(label in labels for label in page.head.appendix), page.path


def test_every_role_finds_its_part_in_a_review(partnership: Partnership) -> None:
    without = {part.id for part in role_parts(partnership, PAGES).values() if not (part.does or part.receives)}
    assert without == set()


# How pages are written


def test_no_page_types_what_the_partnerships_data_has_and_none_is_overdue() -> None:
    """Numbers of days, addresses, agencies and roles are called from the data."""
    found = [problem for problem in PROJECT.site_problems if problem.path.startswith("docs/")]
    assert write_out(found) == ""


def test_guidance_is_easy_to_read(site: Path, request: pytest.FixtureRequest) -> None:
    grades = {page.path: grade(site / page.address / "index.html") for page in GUIDANCE}
    assert request.config.cache
    request.config.cache.set(READING, grades)
    for found in (grades, {page.path: grade(site / page.address / "index.html") for page in HELP}):
        assert statistics.median(found.values()) <= 9
        assert {path: grade for path, grade in found.items() if grade > 12} == {}


def test_a_hard_text_is_told_from_an_easy_one(tmp_path: Path) -> None:
    hard = "Notwithstanding organisational complexity, multidisciplinary collaboration necessitates accountability."
    for name, text in (("easy", "You ring the police. They come."), ("hard", hard)):
        (tmp_path / name).write_text(f"<main><p>{text}</p><table><td>{hard}</td></table></main>")
    assert grade(tmp_path / "easy") < 4
    assert grade(tmp_path / "hard") > 15


def test_no_page_holds_a_place_to_be_filled_in_or_a_personal_name() -> None:
    unfinished = re.compile(r"(?i)\b(?:todo|tbc|tbd|fixme|lorem ipsum|insert here|placeholder)\b|\?\?\?|\bxxx?\b")
    named = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Dame|Cllr)\.? [A-Z][a-z]+")
    for page in PAGES:
        text = (ROOT / "docs" / page.path).read_text("utf-8")
        assert unfinished.findall(text) == [], page.path
        assert named.findall(text) == [], page.path


@pytest.mark.parametrize("page", [*GUIDANCE, *HELP], ids=lambda page: page.path)
def test_guidance_begins_with_the_answer_and_says_when_it_was_reviewed(page: HandWritten, site: Path) -> None:
    main = read(site, page.address).select("main")[0]
    assert main.select("h1 ~ p")[0].find_previous("h1")
    if page.address.startswith(("guidance/", "help/")) and page.address not in (
        "guidance/about-this-guidance/",
        "help/",
    ):
        titles = [title.get_text() for title in main.select(".admonition-title")]
        assert titles[:1] == ["In short"], page.path
    assert page.reviewed and page.changes and page.head.description, page.path
    assert re.search(r"Last reviewed on .* Next review by", main.select(".about-page")[0].get_text()), page.path


def test_notes_are_of_two_kinds_and_no_other(site: Path) -> None:
    kinds = {"In short": "abstract", "Editor's note": "note", "Since December 2020": "warning"}
    for page in PAGES:
        for note in read(site, page.address).select(".admonition"):
            title = note.select(".admonition-title")[0].get_text()
            assert kinds.get(title, "") in note["class"], (page.path, title)


# How pages are found


def links_of(site: Path, address: str) -> Iterator[str]:
    """The pages of the site to which a page leads, by their addresses."""
    for href in read_page((site / address / "index.html").read_bytes()).links:
        target = urlsplit(urljoin(f"https://here/{address}", href))
        if target.netloc == "here" and target.path.endswith("/"):
            yield target.path.removeprefix("/")


def test_every_page_is_reached_from_the_home_page_in_three_clicks(site: Path) -> None:
    clicks, edge = {"": 0}, [""]
    for number in (1, 2, 3):
        edge = [to for address in edge for to in links_of(site, address) if clicks.setdefault(to, number) == number]
    listed = {
        file.parent.relative_to(site).as_posix().removeprefix(".")
        for file in site.rglob("index.html")
        if b'content="noindex' not in file.read_bytes()
    }
    assert {f"{page}/" if page else "" for page in listed} - clicks.keys() == set()
