"""What keeps somebody from using a page: axe on every kind of page, in every width and scheme of colours."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from macros.project import read_project
from macros.worksheet import worksheet, write_worksheet
from tests.browser import (
    ALL_BUT_COLOURS,
    COLOURS,
    Open,
    barriers,
    executable,
    settle,
    space_out,
    too_wide,
    unfold,
    watching,
)
from tests.conftest import TODAY, Small
from tests.factories import at
from tests.kinds import EXEMPTIONS, KINDS, PHONE, SCHEMES, SCREEN, WIDTHS, Exemption

# Nothing is pressed on paper; and contrast is held to more there than axe asks for, in tests/test_print.py.
ON_PAPER = ALL_BUT_COLOURS | {"rules": {**ALL_BUT_COLOURS["rules"], "target-size": {"enabled": False}}}
# Where everything stands, and how large it is.
PLACES = """() => [...document.body.querySelectorAll("*")].map((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return [x, y, width, height].join(" ");
}).join()"""


@dataclass(frozen=True)
class Look:
    """What came of looking at one page."""

    origin: str
    asked: list[str]
    faults: list[str]
    telephones: int
    folds_again: bool
    too_wide: list[str]
    barriers: list[str]
    moved: list[str]


@pytest.fixture(scope="module", params=KINDS)
def look(request: pytest.FixtureRequest, looking: Page, sites: Mapping[str, str]) -> Look:
    """Each page is loaded once, and everything is asked of it then."""
    site, address = KINDS[request.param]
    page = looking
    page.set_viewport_size(PHONE)
    wide, found, moved = [], [], []
    with watching(page) as noticed:
        page.goto(sites[site] + address)
        settle(page)
        wide += too_wide(page)
        page.locator(".help summary").focus()
        page.keyboard.press("Enter")
        telephones = page.locator(".help a[href^='tel:']:visible").count()
        page.keyboard.press("Space")
        folds_again = page.locator(".help details a:visible").count() == 0
        # Folded, there is less to see than unfolded, in the same colours: but other things follow one another.
        found += at_width("folded", barriers(page, "light", ALL_BUT_COLOURS))
        unfold(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            found += at_width(width, barriers(page, "light"))
            places = page.evaluate(PLACES)
            # Another scheme has other colours. All else is as it was if everything stands where it stood.
            for scheme in SCHEMES.keys() - {"light"}:
                found += at_width(width, barriers(page, scheme, COLOURS))
                moved += at_width(width, [scheme]) if page.evaluate(PLACES) != places else []
        page.emulate_media(media="print")
        found += at_width("paper", barriers(page, "light", ON_PAPER))
        page.emulate_media(media="null")
        space_out(page)
        for size in (SCREEN, PHONE):
            page.set_viewport_size(size)
            wide += too_wide(page)
    return Look(sites[site], noticed.asked, noticed.faults, telephones, folds_again, wide, found, moved)


def at_width(width: int | str, found: list[str]) -> list[str]:
    return [f"{width}: {one}" for one in found]


def test_no_page_asks_anything_of_another_site(look: Look) -> None:
    elsewhere = [url for url in look.asked if not url.startswith((look.origin, "data:"))]
    assert not elsewhere, "\n".join(elsewhere)


def test_every_page_runs_without_a_fault_under_the_headers_it_is_sent_with(look: Look) -> None:
    assert not look.faults, "\n".join(look.faults)


def test_no_page_scrolls_sideways_folded_or_unfolded_with_text_as_wide_as_a_reader_sets_it(look: Look) -> None:
    assert not look.too_wide, "\n".join(look.too_wide)


def test_no_page_has_a_barrier_at_any_width_in_any_colours_or_on_paper(look: Look) -> None:
    assert not look.barriers, "\n".join(look.barriers)


def test_other_colours_move_nothing(look: Look) -> None:
    assert not look.moved, "\n".join(look.moved)


def test_help_for_a_child_opens_and_folds_by_keyboard_on_every_page(look: Look) -> None:
    assert look.telephones >= 3
    assert look.folds_again


# What opens ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_ways_through_the_site_have_no_barrier_where_a_phone_unfolds_them(open_page: Open, scheme: str) -> None:
    page = open_page("guidance/rapid-review/", PHONE)
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("navigation", name="Site")).to_be_visible()
    assert barriers(page, scheme) == []


# A page that is no page of the site ------------------------------------------------------------------------


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
def test_the_second_readers_worksheet_has_no_barrier_and_asks_for_nothing(
    looking: Page, small: Small, size: ViewportSize
) -> None:
    """It is a file of its own, outside the site: opened from the disk, with the marks and the way to each."""
    allow = [{"term": "Rose Hill", "field": "summary", "reason": "A flower bed."}]
    texts = {"summary": "Near Rose Hill.", "response": "Zebedee Quincunx left. " * 30}
    small.put("child-rowan", {**texts, "anonymity.allow": allow})
    project = read_project(small.folder, small.records, at(TODAY))
    assert project.partnership
    file = small.folder / "sheet.html"
    write_worksheet(file, "child-rowan", worksheet(project.cases[0], project.partnership), small.folder, small.records)
    looking.set_viewport_size(size)
    with watching(looking) as noticed:
        looking.goto(file.as_uri())
        found = barriers(looking, "light") + barriers(looking, "dark")
        looking.get_by_role("link", name="name").last.click()
        assert looking.locator("#mark-30").evaluate("(mark) => mark.getBoundingClientRect().top < innerHeight")
    assert (found, too_wide(looking), noticed.faults) == ([], [], [])
    assert noticed.asked == [file.as_uri()]


# What these tests themselves are worth ----------------------------------------------------------------


@pytest.mark.parametrize("exemption", EXEMPTIONS, ids=lambda one: one.where)
def test_what_is_exempt_would_still_be_said(looking: Page, sites: Mapping[str, str], exemption: Exemption) -> None:
    site, address = KINDS[exemption.kind]
    looking.goto(sites[site] + address)
    others = [one for one in EXEMPTIONS if one != exemption]
    assert any(f"[{exemption.rule}]" in one for one in barriers(looking, "light", COLOURS, others))


def test_every_part_that_a_page_has_is_looked_at_on_some_page(site: Path, internal_site: Path) -> None:
    """A part has a class of its own: one that no kind of page shows is on a page that is a kind of its own."""
    folders = {"public": site, "internal": internal_site}
    looked_at = {folders[site] / address.split("?")[0] / "index.html" for site, address in KINDS.values()}

    def parts(pages: Iterable[Path]) -> set[str]:
        text = " ".join(page.read_text("utf-8") for page in pages if page.exists())
        return {part for found in re.findall(r'class="([^"]*)"', text) for part in found.split()}

    everywhere = (page for folder in folders.values() for page in folder.rglob("*.html"))
    assert parts(everywhere) - parts(looked_at) == set()


FAULTY = """<!doctype html><html><head><title>Faulty</title></head><body style="background: Canvas"><main>
<h1>Faulty</h1><h4>Skipped</h4>
<input type="checkbox"><p style="color: #999; background: #fff">Too pale to be read by many.</p>
<p style="forced-color-adjust: none; color: #777; background: #666">Too pale in colours that a reader forced on it.</p>
<div style="height: 3em; overflow: auto"><p>One</p><p>Two</p><p>Three</p></div>
<button style="font-size: 8px; padding: 0; border: 0">A</button>
<button style="font-size: 8px; padding: 0; border: 0">B</button></main></body></html>"""


def test_a_page_with_faults_is_told_of_each_of_them(looking: Page) -> None:
    """Those of stock themes among them: pale words, boxes without a label, parts that scroll and take no focus."""
    looking.goto("about:blank")  # a page of the site would refuse what is set here
    looking.set_content(FAULTY)
    found = " ".join(barriers(looking, "light"))
    for rule in ("color-contrast", "label", "scrollable-region-focusable", "target-size", "heading-order"):
        assert f"[{rule}]" in found
    assert "html-has-lang" in found and "Too pale to be read" in found
    forced = " ".join(barriers(looking, "forced colours", COLOURS))
    assert "that a reader forced" in forced and "Too pale to be read" not in forced


def test_without_a_browser_nothing_is_checked_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileNotFoundError, match="make browser"):
        executable()
