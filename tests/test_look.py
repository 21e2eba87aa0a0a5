"""How the site looks: every part is on the style page and as it was, and every colour can be read."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from playwright.sync_api import Browser

from macros.pages.coloured import coloured
from macros.pages.style import PALETTE
from macros.partnership.colours import Colours, contrast
from tests.browser import served
from tests.factories import ROOT
from tests.pictures import LOOK, README, SCHEMES, UNLIKE, WIDTHS, Scheme, for_readme, parts, photographer, put, unlike

ASSETS = ROOT / "overrides/assets"
SHEETS = {file.name: file.read_text("utf-8") for file in sorted(ASSETS.glob("*.css"))}

# Pictures ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def camera(browser: Browser) -> Iterator[Browser]:
    with photographer(browser.browser_type) as camera:
        yield camera


def assert_as_before(kept: Path, pictures: dict[str, Image.Image]) -> None:
    found = unlike(kept, pictures)
    new = UNLIKE / kept.name
    for name in found.keys() & pictures.keys():
        put(pictures[name], new / f"{name}.webp")
    assert not found, (
        f"not as in {kept.relative_to(ROOT)}: "
        + "; ".join(f"{name}: {words}" for name, words in found.items())
        + f". Look at {new.relative_to(ROOT)}/. Where that is right, `make pictures` takes it over"
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_part_looks_as_it_did(camera: Browser, site: Path, width: int, scheme: Scheme) -> None:
    with served(site) as address:
        assert_as_before(LOOK / f"{width}-{scheme}", parts(camera, address, width, scheme))


def test_the_readme_shows_the_site_as_it_looks(camera: Browser, site: Path, internal_site: Path) -> None:
    with served(site) as public, served(internal_site) as internal:
        assert_as_before(README, for_readme(camera, {"public": public, "internal": internal}))


def test_the_readme_shows_every_picture_and_says_in_words_what_is_on_it() -> None:
    shown = re.findall(r"!\[([^\]]*)\]\((docs/readme/[^)]*)\)", (ROOT / "README.md").read_text("utf-8"))
    assert sorted(file for _, file in shown) == [f"docs/readme/{file.name}" for file in sorted(README.iterdir())]
    assert all(len(words.split()) > 8 for words, _ in shown)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((0, 0, 200, 100), ""),
        ((0, 0, 202, 100), ""),
        ((0, 0, 203, 100), "it is 203 × 100 pixels, and was 200 × 100"),
    ],
)
def test_a_picture_is_the_same_within_two_pixels_of_its_size(
    tmp_path: Path, change: tuple[int, int, int, int], words: str
) -> None:
    put(Image.new("RGB", (200, 100), "white"), tmp_path / "part.webp")
    new = Image.new("RGB", change[2:], "white")
    assert unlike(tmp_path, {"part": new}).get("part", "") == words


def test_a_small_thing_in_another_colour_is_seen_and_a_trace_of_one_is_not(tmp_path: Path) -> None:
    put(Image.new("RGB", (200, 100), "white"), tmp_path / "part.webp")
    new = Image.new("RGB", (200, 100), "white")
    new.paste((247, 255, 247), (0, 0, 100, 100))  # eight levels: nobody sees it
    assert not unlike(tmp_path, {"part": new})
    new.paste((240, 255, 240), (0, 0, 6, 6))
    assert unlike(tmp_path, {"part": new}) == {"part": "0.18% of it looks different"}


def test_a_part_without_a_picture_and_a_picture_without_a_part_are_named(tmp_path: Path) -> None:
    put(Image.new("RGB", (2, 2)), tmp_path / "old.webp")
    assert unlike(tmp_path, {"new": Image.new("RGB", (2, 2))}) == {
        "new": "there is no picture of it yet",
        "old": "there is nothing of that name any more",
    }


# The style page ---------------------------------------------------------------------------------------

# Classes of style sheets that are nowhere on the style page, and why.
ELSEWHERE = {
    **dict.fromkeys(("home", "page", "list", "theme", "calendar", "deadlines"), "a kind of page"),
    **dict.fromkeys(("standing", "readiness"), "a kind of page"),
    **dict.fromkeys(
        ("present", "stage", "few", "question", "on", "where", "goes-on"), "the whole window, in present.js"
    ),
    **{f"from-{day}": "a month that begins on another day of the week" for day in (2, 3, 4, 6, 7)},
    "today": "site.js marks it by the reader's clock",
    "as-list": "filter.js shows a calendar as a list",
    "colours": "site.js makes it, at the foot of every page",
}


@pytest.fixture(scope="module")
def style_page(site: Path) -> BeautifulSoup:
    return BeautifulSoup((site / "style/index.html").read_bytes(), "html.parser")


def classes_of(css: str) -> set[str]:
    """Every class that a style sheet names in a selector."""
    without_words = re.sub(r'/\*.*?\*/|"[^"]*"', "", css, flags=re.DOTALL)
    selectors = re.findall(r"[^{};]+(?=\{)", without_words)
    return {name for selector in selectors for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector)}


def test_classes_are_read_from_selectors_alone() -> None:
    css = '/* .no */ @media (width < 2.5rem) { .a:not(.b-c) > p.d { margin: .5em; content: ".no"; } } .e { top: 0.x }'
    assert classes_of(css) == {"a", "b-c", "d", "e"}


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_style_page_shows_everything_that_has_a_style(style_page: BeautifulSoup, sheet: str) -> None:
    missing = {name for name in classes_of(SHEETS[sheet]) - ELSEWHERE.keys() if not style_page.select(f".{name}")}
    assert not missing, f"show these in macros/pages/templates/style.html, or say in ELSEWHERE why not: {missing}"


def test_what_is_not_on_the_style_page_is_needed_elsewhere(style_page: BeautifulSoup) -> None:
    used = {name for css in SHEETS.values() for name in classes_of(css)}
    assert not ELSEWHERE.keys() - used
    main = style_page.main
    assert main and not [name for name in ELSEWHERE if main.select(f".{name}")]


@pytest.mark.parametrize(
    ("address", "made"),
    [
        ("tools/deadlines/?aware=2026-12-26", "section.dates ol"),
        ("search/?q=bruise", "div.results > ol"),
        ("recommendations/?sort=-due", "table.recommendations thead"),
    ],
)
def test_what_a_script_makes_is_on_the_style_page_as_the_script_makes_it(
    camera: Browser, site: Path, style_page: BeautifulSoup, address: str, made: str
) -> None:
    with served(site) as url, camera.new_page() as page:
        page.goto(url + address)
        page.locator(f"{made} :is(li, button)").first.wait_for()
        found = BeautifulSoup(page.content(), "html.parser")
    by_script, shown = [
        {(one.name, str(one.get("class"))) for one in soup.select(f"{made} *")} for soup in (found, style_page)
    ]
    assert by_script == shown


def test_no_place_is_twice_on_the_style_page_and_every_part_has_a_name(style_page: BeautifulSoup) -> None:
    places = [str(one["id"]) for one in style_page.select("[id]")]
    assert sorted(places) == sorted(set(places))
    samples = style_page.select("main > section.sample")
    assert len(samples) > 30
    assert all(one["id"] and one.h3 and one.h3.get_text() for one in samples)


def test_a_link_of_an_invented_part_leads_nowhere(style_page: BeautifulSoup) -> None:
    links = {str(link["href"]) for link in style_page.select(".sample a[href]")}
    assert {link for link in links if not link.startswith("#")} == {"https://www.example.org/"}


# Colours ----------------------------------------------------------------------------------------------

TEXT = ("ink", "quiet", "accent", "statutory", "help", "note", "notice")
PANELS = {"note": "note-paper", "statutory": "note-paper", "notice": "notice-paper"}
CONTROLS = ("line",)
COLOUR = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
ACCENT = coloured(SHEETS["accent.css"], Colours())
COLOURS = {
    scheme: {found[1]: found[place] for found in COLOUR.finditer(SHEETS["site.css"] + ACCENT)}
    for place, scheme in enumerate(SCHEMES, start=2)
}


def test_every_colour_is_on_the_style_page_and_has_a_meaning() -> None:
    assert list(COLOURS["light"]) == list(COLOURS["dark"]) != []
    assert sorted(name for name, _ in PALETTE) == sorted(COLOURS["light"])
    papers = {"paper", "warm", *PANELS.values()}
    assert set(COLOURS["light"]) == {*TEXT, *CONTROLS, *papers, "hair"}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", TEXT)
def test_text_in_every_colour_can_be_read_with_ease(name: str, scheme: Scheme) -> None:
    colours = COLOURS[scheme]
    for below in ("paper", "warm", *filter(None, [PANELS.get(name)])):
        assert contrast(colours[name], colours[below]) >= 6.5, (name, below)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", CONTROLS)
def test_the_border_of_every_control_is_seen(name: str, scheme: Scheme) -> None:
    for below in ("paper", "warm"):
        assert contrast(COLOURS[scheme][name], COLOURS[scheme][below]) >= 3, below
