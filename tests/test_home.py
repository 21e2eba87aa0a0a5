"""The home page: what was published last, what changed, and what hand-written pages say of themselves."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
from bs4 import BeautifulSoup

from macros.dates import day
from macros.guidance.front_matter import HandWritten, hand_written
from macros.pages.templating import FROM_ROOT
from macros.project import read_project
from macros.public_view import PublicSite, Site
from tests.conftest import Small
from tests.factories import at
from tests.views import (
    BRIEFING_ALONE,
    IMPROVEMENTS_ONLY,
    Changes,
    aged,
    folded,
    guidance,
    internal_site,
    macros_of,
    only,
    page,
    parsed,
    public_site,
    rendered,
    words_of,
)

TODAY = "2026-11-23"
EMPTY = PublicSite((), ())
FIVE = [aged(f"child-{letter}", f"2025-0{month}-04") for month, letter in enumerate("abcde", start=1)]
WITHDRAWN: Changes = {"withdrawn": {"at": "2025-12-01 09:00", "kind": "welfare", "decided_by": "strategic-leads"}}


def cards(view: Site, as_of: str = TODAY) -> BeautifulSoup:
    return rendered(macros_of(view, as_of)["latest_publications"]())


def titles(view: Site, as_of: str = TODAY) -> list[str]:
    return words_of(cards(view, as_of).select("article.card h3"))


def changed(view: Site = EMPTY, pages: Iterable[HandWritten] = (), as_of: str = TODAY) -> list[tuple[str, str]]:
    """What changed: the words of each line and where it leads, from the root of the site."""
    soup = rendered(macros_of(view, as_of, pages=pages)["latest_changes"]())
    return [
        (folded(item.get_text()), str(only(item, "a")["href"]).removeprefix(FROM_ROOT))
        for item in soup.select("ul.changes li:has(a)")
    ]


# What was published last


def test_the_newest_three_stand_on_the_home_page_newest_first() -> None:
    assert titles(public_site(*FIVE, as_of=TODAY)) == ["Child E", "Child D", "Child C"]


def test_a_card_leads_from_the_root_of_the_site_to_the_report_or_else_the_briefing() -> None:
    view = public_site(FIVE[0], BRIEFING_ALONE, as_of=TODAY)
    links = [str(link["href"]).removeprefix(FROM_ROOT) for link in cards(view).select("article.card h3 a")]
    assert links == ["briefings/child-rowan/", "reports/child-a/"]


def test_improvements_alone_stand_there_with_their_title_and_no_more() -> None:
    card = only(cards(public_site(aged("child-elm", "2025-09-16", IMPROVEMENTS_ONLY))), "article.card")
    assert folded(card.get_text(" ")) == (
        "Child Elm What must improve. The report itself is not published, because it would identify someone. "
        "Published 16 September 2025"
    )


def test_what_is_planned_is_not_published_internally_either() -> None:
    view = internal_site(
        FIVE[0],
        aged("child-plan", "2027-02-09"),
        {"reference": "child-bare", "title": "Child Bare", "publication": {}},
        {"reference": "child-else", "title": "Child Else", "publication": {"decision": "elsewhere"}},
        {**FIVE[1], "publication.decision": "not-yet"},
        as_of=TODAY,
    )
    assert titles(view) == ["Child A"]


def test_a_withdrawn_case_is_not_there() -> None:
    assert titles(public_site({**FIVE[0], **WITHDRAWN}, FIVE[1], as_of=TODAY)) == ["Child B"]


def test_nothing_published_is_said() -> None:
    soup = cards(EMPTY)
    assert words_of(soup.select("p")) == ["Nothing is published yet."]
    assert not soup.select("article")


def test_the_words_of_a_card_are_never_markup_although_the_page_is_written_by_hand() -> None:
    nasty = 'A <b>baby</b> {{ x }} {% y %} [a](b) *c* { .z } "q" </article> [^1] `code` | a | *[B]: c'
    view = public_site(aged("child-elm", "2025-09-16", {"summary": nasty}))
    soup = rendered(f"# Home\n\nText.\n\n{macros_of(view)['latest_publications']()}\n\nAfter.\n")
    assert words_of(only(soup, "article.card").select("p"))[0] == nasty
    assert [tag.name for tag in soup.find_all(True, recursive=False)] == ["h1", "p", "div", "p"]
    assert not soup.select("article b, article em, article code, .z")


# What changed


def test_changes_of_guidance_and_corrections_of_reviews_stand_newest_first() -> None:
    notes = [{"date": "2026-03-03", "text": "A figure."}, {"date": "2025-12-02", "text": "A day."}]
    view = public_site(aged("child-elm", "2025-09-16", {"amendments": notes}), as_of=TODAY)
    pages = [
        guidance("guidance/publication/", "Publishing a report", changes={"2026-01-06": "The order of the last days."}),
        guidance("guidance/", "Guidance", changes={"2026-11-23": "A page is new.", "2024-05-01": "A first version."}),
    ]
    assert changed(view, pages) == [
        ("23 November 2026 Guidance A page is new.", "guidance/"),
        ("3 March 2026 Child Elm Corrected after publication.", "reports/child-elm/#amendments"),
        ("6 January 2026 Publishing a report The order of the last days.", "guidance/publication/"),
        ("2 December 2025 Child Elm Corrected after publication.", "reports/child-elm/#amendments"),
        ("1 May 2024 Guidance A first version.", "guidance/"),
    ]


def test_what_a_correction_leads_to_is_on_the_page_of_the_report() -> None:
    notes: Changes = {"amendments": [{"date": "2026-03-03", "text": "A figure."}]}
    for changes in (notes, {**notes, **IMPROVEMENTS_ONLY}):
        view = public_site(aged("child-elm", "2025-09-16", changes), as_of=TODAY)
        [(_, link)] = changed(view)
        path, place = link.split("#")
        assert path == "reports/child-elm/"
        assert only(parsed(macros_of(view, TODAY)["report"]("child-elm")), f"#{place}")


def test_no_correction_leads_to_a_place_that_is_not_there() -> None:
    notes: Changes = {"amendments": [{"date": "2026-03-03", "text": "A figure."}]}
    view = public_site({**BRIEFING_ALONE, **notes}, as_of=TODAY)
    source = str(macros_of(view, TODAY)["briefing"]("child-rowan"))
    for _, link in changed(view):
        assert f'id="{link.split("#")[1]}"' in source


def test_what_was_corrected_says_so_on_its_page() -> None:
    notes: Changes = {"amendments": [{"date": "2026-03-03", "text": "A figure."}]}
    macros = macros_of(public_site({**BRIEFING_ALONE, **notes}, as_of=TODAY), TODAY)
    assert "Corrected" in str(macros["calendar_page"]())
    assert "A figure." in str(macros["briefing"]("child-rowan"))


@pytest.mark.parametrize("changes", [{"publication.decision": "elsewhere"}, WITHDRAWN], ids=["elsewhere", "withdrawn"])
def test_what_is_not_public_here_is_not_called_published_internally(changes: Changes) -> None:
    assert titles(internal_site({**FIVE[0], **changes}, as_of=TODAY)) == []


@pytest.mark.parametrize(
    ("as_of", "there"),
    [
        ("2026-11-22T23:59:59", False),
        ("2026-11-23T00:00", True),
        ("2030-01-01", True),
    ],
)
def test_a_change_is_shown_from_its_day_on(as_of: str, there: bool) -> None:
    pages = [guidance("guidance/", "Guidance", changes={"2026-11-23": "A page is new."})]
    expected = [("23 November 2026 Guidance A page is new.", "guidance/")]
    assert changed(pages=pages, as_of=as_of) == (expected if there else [])


def test_a_correction_to_come_is_not_there() -> None:
    notes: Changes = {"amendments": [{"date": "2026-11-24", "text": "A figure."}]}
    assert changed(public_site(aged("child-elm", "2025-09-16", notes), as_of=TODAY)) == []


def test_the_newest_five_are_shown() -> None:
    changes = {f"2026-01-0{number}": f"No {number}." for number in range(1, 8)}
    pages = [guidance("guidance/", "Guidance", changes=changes)]
    assert [words for words, _ in changed(pages=pages)] == [
        f"{number} January 2026 Guidance No {number}." for number in (7, 6, 5, 4, 3)
    ]


def test_changes_of_one_day_stand_by_title_and_then_by_their_words() -> None:
    two = [{"on": "2026-01-06", "what": what} for what in ("Z.", "A.")]
    pages = [page("b/index.md", title="B", changes=two), guidance("a/", "A", changes={"2026-01-06": "Q."})]
    expected = ["6 January 2026 A Q.", "6 January 2026 B A.", "6 January 2026 B Z."]
    assert [words for words, _ in changed(pages=pages)] == expected
    assert [words for words, _ in changed(pages=reversed(pages))] == expected


def test_no_change_yet_is_said() -> None:
    soup = rendered(macros_of(EMPTY)["latest_changes"]())
    assert words_of(soup.select("ul.changes li")) == ["Nothing yet."]


def test_the_words_of_a_change_are_never_markup() -> None:
    nasty = "<b>x</b> [a](b) *c* { .z } </li>"
    pages = [guidance("guidance/", "A <i>title</i>", changes={"2026-01-06": nasty})]
    assert changed(pages=pages) == [(f"6 January 2026 A <i>title</i> {nasty}", "guidance/")]


# What hand-written pages say of themselves


def write(docs: Path, name: str, front: str) -> None:
    (docs / name).parent.mkdir(parents=True, exist_ok=True)
    (docs / name).write_text(f"---\n{front}---\n\n# A page\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("index.md", ""),
        ("about.md", "about/"),
        ("guidance/index.md", "guidance/"),
        ("guidance/publication.md", "guidance/publication/"),
        ("guidance/deep/down/index.md", "guidance/deep/down/"),
        ("guidance/index-of-forms.md", "guidance/index-of-forms/"),
    ],
)
def test_a_page_is_known_by_its_address_from_the_root_of_the_site(name: str, address: str, tmp_path: Path) -> None:
    write(tmp_path, name, "title: A page\n")
    assert [(one.address, one.title) for one in hand_written(tmp_path)] == [(address, "A page")]


def test_a_page_says_when_it_was_read_and_what_changed(tmp_path: Path) -> None:
    changes = "changes:\n  - {on: 2026-01-06, what: The order.}\n  - {on: 2025-01-07, what: First.}\n"
    write(tmp_path, "guidance/index.md", f"title: Guidance\nreviewed: 2026-05-05\nfacts: [1, 16a]\n{changes}")
    [page] = hand_written(tmp_path)
    assert (page.reviewed, page.is_guidance) == (day("2026-05-05"), True)
    assert [(str(change.on), change.what) for change in page.changes] == [
        ("2026-01-06", "The order."),
        ("2025-01-07", "First."),
    ]


def test_pages_stand_in_the_order_of_the_navigation_and_others_after_them(tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c/README.md", "z.md", "templates/x.md"):
        write(tmp_path / "docs", name, f"title: {name}\n")
    (tmp_path / "mkdocs.yml").write_text("nav: [Home: z.md, {More: [b.md, {Deep: [c/README.md]}]}]\n")
    project = read_project(tmp_path, tmp_path, at("2025-09-16T12:00"))
    assert [one.address for one in project.pages] == ["z/", "b/", "c/", "a/"]


@pytest.mark.parametrize("text", ["exclude_docs: '!'\n", "nav: " + "[" * 5_000, "- a list\n"])
def test_an_engine_s_file_that_cannot_be_used_is_a_problem_and_no_traceback(text: str, tmp_path: Path) -> None:
    write(tmp_path / "docs", "a.md", "title: A\n")
    (tmp_path / "mkdocs.yml").write_text(text)
    project = read_project(tmp_path, tmp_path, at("2025-09-16T12:00"))
    assert "no-config" in [problem.rule for problem in project.site_problems]


@pytest.mark.parametrize(("facts", "guides"), [("facts: [1]\n", True), ("facts: []\n", False), ("", False)])
def test_a_page_is_guidance_if_it_carries_facts(facts: str, guides: bool, tmp_path: Path) -> None:
    write(tmp_path, "page.md", f"title: A page\n{facts}")
    assert [page.is_guidance for page in hand_written(tmp_path)] == [guides]


def test_pages_that_say_nothing_of_themselves_or_are_broken_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "untitled.md", "facts: [1]\nreviewed: 2026-05-05\n")
    write(tmp_path, "unknown.md", "title: A page\nrole: x\n")
    write(tmp_path, "no-day.md", "title: A page\nreviewed: 2026-02-30\n")
    write(tmp_path, "no-yaml.md", "title: 'A page\n")
    (tmp_path / "plain.md").write_text("# A page\n")
    (tmp_path / "latin.md").write_bytes(b"---\ntitle: Caf\xe9\n---\n")
    (tmp_path / "loop.md").symlink_to("loop.md")
    (tmp_path / "picture.png").write_bytes(b"---\ntitle: A page\n---\n")
    assert hand_written(tmp_path) == ()


def test_a_readme_is_the_index_of_its_folder_as_the_engine_has_it(tmp_path: Path) -> None:
    write(tmp_path, "guidance/README.md", "title: Guidance\n")
    assert [page.address for page in hand_written(tmp_path)] == ["guidance/"]


def test_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "page.md"
    os.mkfifo(pipe)

    def answer() -> None:
        for _ in range(50):
            with suppress(OSError):  # nobody has opened it
                writing = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
                os.write(writing, b"---\ntitle: A pipe\n---\n")
                os.close(writing)
                return
            sleep(0.01)

    answering = Thread(target=answer)
    answering.start()
    assert hand_written(tmp_path) == ()
    answering.join()


def test_pages_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.md", "a/index.md", "c.md"):
        write(tmp_path, name, "title: A page\n")
    assert [page.address for page in hand_written(tmp_path)] == ["a/", "b/", "c/"]


def test_no_pages_at_all_are_no_fault(tmp_path: Path) -> None:
    assert hand_written(tmp_path / "nowhere") == ()


@pytest.mark.parametrize("kept_out", ["exclude_docs", "draft_docs"])
@pytest.mark.parametrize("place", ["secret.md", "drafts/page.md"])
def test_a_page_that_is_kept_out_of_the_site_is_not_spoken_of_in_it(small: Small, kept_out: str, place: str) -> None:
    front = "title: Quincunx\nfacts: [1]\nreviewed: 2025-01-01\nchanges: [{on: 2025-01-01, what: Quincunx.}]\n"
    write(small.folder / "docs", place, front)
    config = small.folder / "mkdocs.yml"
    config.write_text(f"{config.read_text()}\n{kept_out}: |\n  {place.split('/')[0]}\n")
    assert b"Quincunx" not in b"".join(small.build(TODAY, hold_blocked=True).values())
