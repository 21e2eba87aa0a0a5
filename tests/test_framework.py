"""The whole knowledge base as one document: every page of it, no word lost, every link leads somewhere, no case."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import yaml
from lxml.cssselect import CSSSelector

from macros.dates import day
from macros.guidance.front_matter import HandWritten, PageHead, address_of
from macros.paper import NotTypeset, Typeset, typeset
from macros.paper.framework import PARTS, TITLE, Framework, framework
from macros.paper.framework_html import SCREEN_ONLY, on_paper
from macros.project import read_project
from tests.conftest import TODAY, Small
from tests.factories import ROOT, at, miniature
from tests.paper_reading import Part, assert_accessible, headings, links, read_aloud, skipped, structure, tagged

HERE = "https://miniature.example/"


def addresses(nav: object) -> Iterator[str]:
    """The addresses that a navigation names, in its order."""
    if isinstance(nav, str):
        yield address_of(nav)
    elif isinstance(nav, list):
        yield from chain.from_iterable(map(addresses, nav))
    elif isinstance(nav, dict):
        yield from chain.from_iterable(map(addresses, nav.values()))


def in_nav() -> list[str]:
    return list(addresses(yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]))


@pytest.fixture(scope="module")
def whole(site: Path) -> Framework:
    """The document of the project's own site."""
    project = read_project(ROOT, ROOT / "briefings", at(TODAY))
    assert project.partnership
    made = framework(site, in_nav(), project.pages, project.partnership, at(TODAY).date())
    assert made
    return made


@pytest.fixture(scope="module")
def printed(whole: Framework) -> Typeset:
    return typeset(whole.paper)


@pytest.fixture(scope="module")
def read(printed: Typeset) -> list[Part]:
    return structure(printed.pdf)


def page(folder: Path, address: str, main: str) -> None:
    """Put a page as the engine would make it."""
    file = folder / address / "index.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"<!doctype html><html><body><nav>Menu</nav><main>{main}</main></body></html>", encoding="utf-8")


def document(folder: Path, main: str, **other: str) -> Framework:
    """The document of a site whose guidance is one page, and others by the last word of their address."""
    page(folder, "guidance/", f'<h1 id="guidance">Guidance</h1>{main}')
    for name, text in other.items():
        page(folder, f"guidance/{name}/", text)
    named = ["guidance/", *(f"guidance/{name}/" for name in other)]
    made = framework(folder, named, [], miniature(), day("2025-09-01"))
    assert made
    return made


def blocks(made: Framework) -> list[Any]:
    return list(made.paper.data["parts"][0][0]["blocks"])


def tags(pdf: bytes) -> list[tuple[str, str]]:
    """What is said in the first chapter: the tags and words after its heading."""
    found = tagged(pdf, "H2", "H3", "H4", "P", "LI", "Lbl", "LBody", "TH", "TD", "BlockQuote", "FENote")
    return found[max(at for at, part in enumerate(found) if part[0] == "H2") + 1 :]


def words_of(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        yield from words_of(data["children"])
    elif isinstance(data, Iterable):
        yield from (word for part in data for word in words_of(part))


# ---- the project's own site


def test_it_is_accessible_and_says_what_it_is(printed: Typeset) -> None:
    assert_accessible(printed.pdf, TITLE)


def test_every_page_of_the_knowledge_base_is_a_chapter_in_the_order_of_the_navigation(whole: Framework) -> None:
    chapters = [chapter["address"] for part in whole.paper.data["parts"] for chapter in part]
    asked = [address for part in PARTS for address in in_nav() if address.startswith(part)]
    assert [address for address in chapters if not re.match("roles/.", address)] == asked
    project = read_project(ROOT, ROOT / "briefings", at(TODAY))
    assert project.partnership
    roles = {address for address in chapters if re.match("roles/.", address)}
    assert roles == {f"roles/{identity}/" for identity in project.partnership.roles}


def test_nothing_about_the_site_itself_or_about_cases_is_a_chapter(whole: Framework) -> None:
    others = (
        "briefings/",
        "reports/",
        "themes/",
        "recommendations/",
        "calendar/",
        "tools/",
        "search/",
        "style/",
        "help/",
    )
    assert not [address for address in whole.words if address in ("", "about/") or address.startswith(others)]


def test_no_word_of_a_page_is_lost(site: Path, read: list[Part]) -> None:
    said = set(re.findall(r"\w+", read[0].text))
    for address in in_nav():
        if address.startswith(PARTS):
            main = lxml.html.parse(str(site / address / "index.html")).find(".//main")
            assert main is not None
            # What is left out is a list of its own, and tests below look at each of its kinds.
            for part in CSSSelector(", ".join(SCREEN_ONLY), translator="html")(main):
                part.drop_tree()
            missing = set(re.findall(r"\w+", " ".join(main.itertext()))) - said
            assert not missing, (address, missing)


def test_the_words_of_each_chapter_are_those_of_its_page_in_their_order(whole: Framework, site: Path) -> None:
    for chapter in chain.from_iterable(whole.paper.data["parts"]):
        main = lxml.html.parse(str(site / chapter["address"] / "index.html")).find(".//main")
        assert main is not None
        shown = on_paper(main).text_content()
        printed = "".join(words_of([*chapter["title"]["children"], *(_unmarked(one) for one in chapter["blocks"])]))
        # The label of an appendix stands above the title on its page, and below it on paper.
        assert sorted(re.sub(r"\s", "", shown)) == sorted(re.sub(r"\s", "", printed)), chapter["address"]


def _unmarked(part: Any) -> Any:
    """A part without the addresses that paper adds to links."""
    if isinstance(part, str):
        return part
    children = [_unmarked(child) for child in part["children"] if isinstance(child, str) or child["kind"] != "address"]
    return {**part, "children": children}


def test_the_contents_say_on_which_page_each_chapter_stands(whole: Framework, read: list[Part]) -> None:
    chapters = ["".join(words_of(one["title"])) for one in chain.from_iterable(whole.paper.data["parts"])]
    entries = [part.text for part in read if part.tag == "TOCI"]
    assert [re.sub(r" \d+$", "", entry) for entry in entries] == chapters
    leads_to = [part.target for part in read if part.tag == "Link"][1 : len(entries) + 1]
    assert leads_to == [int(entry.rsplit(" ", 1)[1]) for entry in entries]


def test_a_chapter_begins_on_the_page_that_the_contents_say(printed: Typeset, read: list[Part]) -> None:
    shown = skipped(printed.pdf)
    entries = dict(re.fullmatch(r"(.*) (\d+)", part.text).groups() for part in read if part.tag == "TOCI")  # type: ignore[union-attr,misc]
    for title in ("Rapid Review", "Chronology (form)", "Contacts"):
        number = int(entries[title])
        # No name of a chapter stands above the page that begins with it; the one after has it, if it goes on.
        assert shown[number - 1] == [
            f"Northamptonshire Safeguarding Children Partnershippage {number} of {printed.sides}"
        ]
    assert shown[int(entries["Rapid Review"])][0] == "Rapid Review"


def test_a_link_to_a_page_leads_to_its_chapter_and_says_on_which_page_it_is(read: list[Part]) -> None:
    at_link = next(at for at, part in enumerate(read) if part.tag == "Link" and part.text == "share information")
    target = read[at_link].target
    around = next(part.text for part in reversed(read[:at_link]) if part.tag == "P")
    assert f"share information (page {target})" in around
    assert ("TOCI", f"Share information {target}") in [(part.tag, part.text) for part in read]


def test_every_link_leads_to_a_page_of_the_document_or_to_a_whole_address(printed: Typeset, read: list[Part]) -> None:
    targets = {part.target for part in read if part.tag == "Link"}
    assert all(1 <= target <= printed.sides for target in targets if isinstance(target, int))
    addresses = {target for target in targets if isinstance(target, str)}
    assert all(re.match("https://|mailto:|tel:", target) for target in addresses)


def test_it_says_as_of_which_day_the_guidance_is_and_never_the_day_it_was_made(whole: Framework, site: Path) -> None:
    project = read_project(ROOT, ROOT / "briefings", at(TODAY))
    assert project.partnership
    assert whole.paper.data["date"] == "2026-11-27"
    later = framework(site, in_nav(), project.pages, project.partnership, day("2027-03-01"))
    assert later and later.paper == whole.paper


# ---- one page at a time


def test_headings_are_one_below_the_other_and_none_is_skipped(tmp_path: Path) -> None:
    made = typeset(document(tmp_path, "<h3>A</h3><h5>B</h5><h2>C</h2>", one="<h1>One</h1><h2>D</h2><h4>E</h4>").paper)
    assert headings(made.pdf) == [
        *((1, TITLE), (2, "Contents"), (2, "Guidance"), (3, "A"), (4, "B"), (3, "C")),
        *((3, "One"), (4, "D"), (5, "E")),
    ]


def test_lists_tables_quotes_and_notes_keep_their_kinds(tmp_path: Path) -> None:
    main = (
        "<ul><li>one<ol start='3'><li>two</li></ol></li></ul><blockquote><p>said</p></blockquote>"
        "<table><thead><tr><th>Who</th></tr></thead><tbody><tr><td>Police<br>Health</td></tr></tbody></table>"
    )
    assert tags(typeset(document(tmp_path, main).paper).pdf) == [
        # A list within a list stands beside the item that it belongs to, as PDF has it.
        *(("LI", "• one"), ("Lbl", "•"), ("LBody", "one"), ("P", "one")),
        *(("LI", "3. two"), ("Lbl", "3."), ("LBody", "two")),
        *(("BlockQuote", "said"), ("P", "said"), ("TH", "Who"), ("TD", "Police Health")),
    ]


def test_a_footnote_stands_at_the_foot_of_its_page_once(tmp_path: Path) -> None:
    main = (
        '<p>One<sup id="fnref:a"><a class="footnote-ref" href="#fn:a">1</a></sup>'
        ' two<sup id="fnref2:a"><a class="footnote-ref" href="#fn:a">1</a></sup></p>'
        '<div class="footnote"><hr><ol><li id="fn:a"><p>The note. '
        '<a class="footnote-backref" href="#fnref:a">&#8617;</a></p></li></ol></div>'
    )
    made = typeset(document(tmp_path, main).paper).pdf
    assert [words for tag, words in tagged(made, "Note", "FENote")] == ["1 The note."]


def test_an_explanation_of_a_word_is_in_the_glossary_and_not_in_the_line(tmp_path: Path) -> None:
    main = (
        '<p>A <span class="term"><span aria-hidden="true">Rapid </span><span class="end"><button>Review</button>,'
        '</span><span class="tip" popover>What it means</span></span> then.</p>'
    )
    assert list(words_of(blocks(document(tmp_path, main)))) == ["A ", "Rapid ", "Review", ",", " then."]


def test_what_only_a_screen_needs_is_left_out(tmp_path: Path) -> None:
    main = (
        "<p class='up'>Up</p><form><label>Find</label></form><button>Copy</button><script>x</script>"
        "<ul class='ways'><li>A file</li></ul><p hidden>Hidden</p><footer class='about-page'>Next review</footer>"
        "<p>Text</p>"
    )
    assert list(words_of(blocks(document(tmp_path, main)))) == ["Text"]


def test_what_is_not_known_is_read_as_what_is_in_it(tmp_path: Path) -> None:
    main = "<fancy-box>One <mark>two</mark><p>three</p></fancy-box><details><summary>Four</summary>five</details>"
    assert "".join(words_of(blocks(document(tmp_path, main)))).split() == ["One", "twothreeFourfive"]


def test_a_link_out_of_the_document_shows_its_address_where_its_words_do_not(tmp_path: Path) -> None:
    main = (
        '<p><a href="../tools/deadlines/">Dates</a> <a href="mailto:a@b.example">a@b.example</a> '
        '<a href="tel:03001234">0300 1234</a> <a href="https://c.example/x">there</a></p>'
    )
    pdf = typeset(document(tmp_path, main).paper).pdf
    assert f"Dates ({HERE}tools/deadlines/) a@b.example 0300 1234 there (https://c.example/x)" in read_aloud(
        pdf
    ).replace("\u200b", "")
    assert ("there", "https://c.example/x") in links(pdf)
    assert ("Dates", f"{HERE}tools/deadlines/") in links(pdf)


def test_whoever_reads_the_document_is_led_to_the_file_of_a_form_and_to_no_other_file(tmp_path: Path) -> None:
    form = '<section class="form"><ul class="ways"><li><a href="x.docx">Form (Word)</a></li></ul></section>'
    main = f'<ul class="ways"><li><a href="x.pdf">Print (PDF)</a></li></ul>{form}'
    pdf = typeset(document(tmp_path, main).paper).pdf
    assert f"Form (Word) ({HERE}guidance/x.docx)" in read_aloud(pdf).replace("\u200b", "")
    assert "x.pdf" not in read_aloud(pdf)


def test_a_link_to_a_place_within_a_page_leads_to_the_page_on_which_the_place_is(tmp_path: Path) -> None:
    filler = "".join(f"<p>{number}</p>" for number in range(80))
    one = f'<h1>One</h1>{filler}<dl><div id="word"><dt>Word</dt><dd>Meaning</dd></div></dl>'
    main = '<p><a href="one/#word">word</a> <a href="one/#gone">gone</a></p>'
    found = dict(links(typeset(document(tmp_path, main, one=one).paper).pdf))
    assert (found["gone"], found["word"]) == (3, 4)


def test_a_panel_that_is_longer_than_a_side_goes_on_on_the_next(tmp_path: Path) -> None:
    lines = "".join(f"<p>Line {number}</p>" for number in range(250))
    short, long = (
        typeset(document(tmp_path, f'<div class="admonition note">{text}</div>').paper).sides for text in ("", lines)
    )
    assert long >= short + 3


def test_a_link_to_a_place_that_is_not_on_paper_leads_to_its_page(tmp_path: Path) -> None:
    one = '<h1 id="one">One</h1><p id="twice">a</p><p id="twice">b</p><form id="find"></form>'
    main = '<p><a href="one/#one">p</a> <a href="one/#find">q</a> <a href="one/#twice">r</a> <a href="#">s</a></p>'
    found = dict(links(typeset(document(tmp_path, main, one=one).paper).pdf))
    assert [found[words] for words in "pqrs"] == [3, 3, 3, 3]


def test_a_page_without_a_heading_has_its_title(tmp_path: Path) -> None:
    file = tmp_path / "guidance/index.html"
    file.parent.mkdir()
    file.write_text("<title>Guidance \N{EN DASH} A Partnership</title><main><p>Text</p></main>", encoding="utf-8")
    made = framework(tmp_path, [], [], miniature(), day("2025-09-01"))
    assert made and "".join(words_of(made.paper.data["parts"][0][0]["title"])) == "Guidance"


def test_guidance_is_never_read_as_the_language_of_the_typesetter(tmp_path: Path) -> None:
    hostile = '#panic("x") $x$ `y` @here = z // w [v] \\u{41} #let a = 1'
    main = (
        f"<p>{hostile}</p><ul><li>{hostile}</li></ul><table><tr><th>{hostile}</th></tr></table><code>{hostile}</code>"
    )
    assert read_aloud(typeset(document(tmp_path, main).paper).pdf).count(hostile) == 4


def test_a_sign_that_cannot_be_printed_is_traced_to_its_pages(tmp_path: Path) -> None:
    made = document(tmp_path, "<p>Text</p>", one="<h1>One</h1><p>Child \U0001f9d2</p>")
    with pytest.raises(NotTypeset, match="U\\+1F9D2") as refused:
        typeset(made.paper)
    assert made.pages_with(str(refused.value)) == ["guidance/one/"]


def test_a_change_to_come_is_not_told(tmp_path: Path) -> None:
    page(tmp_path, "guidance/", "<h1>Guidance</h1>")
    changes = [{"on": "2025-06-01", "what": "New."}, {"on": "2026-01-01", "what": "To come."}]
    head = PageHead.model_validate({"title": "Guidance", "reviewed": "2025-05-01", "changes": changes})
    made = framework(tmp_path, [], [HandWritten("guidance/index.md", head)], miniature(), day("2025-09-01"))
    assert made and made.paper.data["date"] == "2025-06-01"
    assert made.paper.data["state"] == "As last changed or reviewed on 1 June 2025."


def test_a_site_without_any_of_its_pages_has_no_document(tmp_path: Path) -> None:
    page(tmp_path, "about/", "<h1>About</h1>")
    assert framework(tmp_path, ["about/"], [], miniature(), day("2025-09-01")) is None


# ---- cases


def test_it_is_the_same_with_a_case_that_bears_on_the_guidance_and_without(small: Small) -> None:
    def made() -> bytes:
        small.build("2025-09-20T12:00")
        project = read_project(small.folder, small.records, at("2025-09-20T12:00"))
        assert project.partnership
        found = framework(small.out, ["guidance/"], project.pages, project.partnership, day("2025-09-20"))
        assert found
        return typeset(found.paper).pdf

    without = made()
    small.put("child-rowan")
    assert made() == without
    assert "What reviews found on this" in (small.out / "guidance/index.html").read_text(encoding="utf-8")
    assert [title for level, title in headings(without) if level == 2] == [
        *("Contents", "Guidance for all", "Who does what", "Glossary")
    ]
