"""Hand-written pages as they are built: their front matter, what stands around them, and where their parts lead."""

import json

import pytest
from bs4 import BeautifulSoup

from macros.build import Refused
from tests.conftest import Small, everything_in
from tests.views import folded


def page_of(small: Small, front: str, body: str = "# A page\n\nText.\n") -> BeautifulSoup:
    """The home page of the small project with this front matter and text, as built."""
    (small.folder / "docs" / "index.md").write_text(f"---\n{front}\n---\n\n{body}")
    return BeautifulSoup(small.build("2025-10-01")["index.html"], "html.parser")


@pytest.mark.parametrize("odd", ["=", "<<", "0x_", "2025-02-30", "1:30", "0o8", ".inf", "2026"])
def test_front_matter_is_never_shown_and_never_run_whatever_another_reader_makes_of_it(small: Small, odd: str) -> None:
    secret = "changes: [{on: 2030-01-01, what: SECRET}]"
    field = f"{{id: a, label: A, kind: line, help: H., example: {odd}}}"
    form = f"form: {{name: F, version: 1, seen_by: S., sections: [{{title: T, fields: [{field}]}}]}}"
    soup = page_of(small, f"title: {odd}\n{secret}\n{form}")
    assert folded(soup.select("main")[0].get_text()) == "A page Text."
    assert not [path for path, data in everything_in(small.out).items() if b"SECRET" in data]
    assert soup.select("title")[0].get_text().startswith(odd) or soup.select("body.home")


def test_a_first_line_like_a_field_is_shown_as_it_is(small: Small) -> None:
    (small.folder / "docs" / "index.md").write_text("Note: this is text.\n\nMore.\n")
    soup = BeautifulSoup(small.build("2025-10-01")["index.html"], "html.parser")
    assert "Note: this is text." in soup.select("main")[0].get_text()


def test_what_stands_around_a_page_is_words_and_never_markup(small: Small) -> None:
    nasty = '<b id="x">bold</b> & "quoted"'
    small.put("child-rowan", {"summary": nasty})
    changes = f"changes: [{{on: 2025-09-01, what: {json.dumps(nasty)}}}, {{on: 2025-10-02, what: Later.}}]"
    soup = page_of(
        small, f"title: A page\nreviewed: 2024-09-30\nthemes: [injuries-to-babies]\nappendix: [2a]\n{changes}"
    )
    assert not soup.select("#x")
    assert nasty in soup.select("#page--related + ul")[0].get_text()
    about = folded(soup.select(".about-page")[0].get_text(" "))
    assert about.startswith("Last reviewed on 30 September 2024. To be reviewed by 30 September 2025.")
    assert nasty in about and "Later." not in about
    assert folded(soup.select("p.source")[0].get_text()) == "Appendix 2a"


def test_a_role_s_page_that_leads_nowhere_names_the_page_that_says_so(small: Small) -> None:
    page = small.folder / "docs" / "guidance" / "notify.md"
    page.write_text(
        "---\ntitle: Notify\nduties: [{who: [lead-reviewer], what: Notify., see: '#nowhere'}]\n---\n\n# Notify\n"
    )
    with pytest.raises(Refused, match=r"docs/guidance/notify\.md:3:\d+: found a link to `/guidance/notify/#nowhere`"):
        small.build("2025-10-01")


def test_what_a_macro_and_a_word_link_to_is_right_from_every_depth(small: Small) -> None:
    for place, home in (("top", "index.md"), ("guidance/deep", "../index.md")):
        head = f"title: A page\nduties: [{{who: [lead-reviewer], what: Lead., see: {home}}}]"
        text = f'The {{{{ role("lead-reviewer") }}}}.\n\n{{{{ duties("{place.split("/")[-1]}") }}}}'
        (small.folder / "docs" / f"{place}.md").write_text(f"---\n{head}\n---\n\n# A page\n\n{text}\n")
    files = small.build("2025-10-01")
    for address, up in (("top/", "../"), ("guidance/deep/", "../../")):
        soup = BeautifulSoup(files[f"{address}index.html"], "html.parser")
        assert {str(link["href"]) for link in soup.select("a.role, .tip a")} == {f"{up}roles/lead-reviewer/"}
