"""Every kind of page on paper, in a real browser: the text in ink, nothing to press, and no box in two."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import settle
from tests.conftest import TODAY
from tests.kinds import KINDS

SHEET = ViewportSize(width=680, height=990)  # what the margins of A4 leave, in CSS pixels
# A reader who chose dark, on a device that is dark.
DARK = "document.documentElement.dataset.colours = 'dark'"

# What a sheet of paper has no use for.
TO_PRESS = """() => [...document.querySelectorAll(
  "nav, form, input, select, button, .help, .skip, .contents, .up, .onward, .ways, .filter, .colours, .neighbours")]
  .filter((one) => !one.closest(".term") && one.checkVisibility() && getComputedStyle(one).display !== "contents")
  .map((one) => one.cloneNode().outerHTML)"""
# Words that are not dark on white, and all that stands on anything but white.
FAINT = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [red, green, blue] = parts(colour).map((part) => (part / 255 <= 0.03928 ? part / 3294.6
      : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const clear = (colour) => parts(colour)[3] === 0;
  const found = [];
  for (const one of document.body.querySelectorAll("*")) {
    if (!one.checkVisibility() || one.closest("svg")) continue;
    const { color, backgroundColor } = getComputedStyle(one);
    const words = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (words && 1.05 / (light(color) + 0.05) < 7) found.push(`${color}: ${one.outerHTML}`);
    if (!clear(backgroundColor) && light(backgroundColor) < 1) found.push(`on ${backgroundColor}: ${one.outerHTML}`);
  }
  return found;
}"""
WIDE = """() => [...document.body.querySelectorAll("*")].filter((one) => one.checkVisibility()
  && !one.closest(".aside, .rest, svg") && one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.outerHTML)"""
# Each of them is a box, or is read as one.
BOXES = (
    ".admonition, .banner, .card, .doors > section, .facts, .form .field, .questions, .recommendation, .entry, tr, "
    ".month > li, section.dates li, .words > div, .results li, .flowchart, .said > li, figure"
)
CUT = f"""() => [...document.querySelectorAll("{BOXES}")].filter((one) => one.checkVisibility()
  && getComputedStyle(one).breakInside !== "avoid").map((one) => one.outerHTML)"""
# A heading, a label or a title of a box at the foot of a sheet.
PARTS = """() => [...document.querySelectorAll("main :is(h2, h3, h4, .admonition-title)")].filter((one) =>
  one.checkVisibility() && getComputedStyle(one).breakAfter !== "avoid").map((one) => one.outerHTML)"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport=SHEET) as context:
        page = context.new_page()
        page.clock.set_fixed_time(TODAY)
        yield page


@dataclass(frozen=True)
class Sheet:
    """What came of one page on paper."""

    to_press: list[str]
    faint: list[str]
    wide: list[str]
    cut: list[str]
    parted: list[str]


@pytest.fixture(scope="module", params=KINDS)
def sheet(request: pytest.FixtureRequest, page: Page, sites: Mapping[str, str]) -> Sheet:
    """Each page is loaded once, and everything is asked of it then."""
    site, address = KINDS[request.param]
    page.goto(sites[site] + address)
    settle(page)
    page.evaluate(DARK)
    page.emulate_media(media="print", color_scheme="dark")
    return Sheet(*(page.evaluate(question) for question in (TO_PRESS, FAINT, WIDE, CUT, PARTS)))


def test_nothing_is_printed_that_could_only_be_pressed(sheet: Sheet) -> None:
    assert not sheet.to_press, "\n".join(sheet.to_press)


def test_all_words_are_dark_on_white_whatever_colours_a_reader_chose(sheet: Sheet) -> None:
    assert not sheet.faint, "\n".join(sheet.faint)


def test_nothing_is_wider_than_the_paper(sheet: Sheet) -> None:
    assert not sheet.wide, "\n".join(sheet.wide)


def test_no_box_may_be_cut_in_two(sheet: Sheet) -> None:
    assert not sheet.cut, "\n".join(sheet.cut)


def test_every_heading_stays_with_what_it_is_over(sheet: Sheet) -> None:
    assert not sheet.parted, "\n".join(sheet.parted)


# What lies in the tray -----------------------------------------------------------------------------------


def printed(page: Page, address: str, *, across: bool = False) -> list[str]:
    """The words on each side of A4, without spaces and hyphens: how a line is broken is not asked."""
    page.emulate_media(media="null", color_scheme="null")
    page.goto(address)
    settle(page)
    document = pypdfium2.PdfDocument(page.pdf(format="A4", landscape=across, prefer_css_page_size=True))
    assert [size[0] > size[1] for size in (sheet.get_size() for sheet in document)] == [across] * len(document)
    return [closed(sheet.get_textpage().get_text_bounded()) for sheet in document]


def closed(words: str) -> str:
    return re.sub(r"[\s\x02-]", "", words)


def test_a_page_says_its_address_and_when_it_was_printed_and_numbers_its_sides(
    page: Page, sites: Mapping[str, str]
) -> None:
    sides = printed(page, sites["public"] + "briefings/child-rowan/")
    assert len(sides) > 1
    assert closed("https://nscp.example/briefings/child-rowan/ Printed on 27 November 2026") in sides[-1]
    for number, side in enumerate(sides, start=1):
        assert closed(f"{number} of {len(sides)}") in side


def test_an_internal_page_names_no_public_address(page: Page, sites: Mapping[str, str]) -> None:
    sides = printed(page, sites["internal"] + "team-briefings/child-larch/")
    assert closed("Printed on 27 November 2026") in sides[-1]
    assert "https://" not in "".join(sides)


@pytest.mark.parametrize("kind", ["guidance with a table", "contacts", "style"])
def test_the_address_of_every_link_that_leads_elsewhere_is_printed_once(
    page: Page, sites: Mapping[str, str], kind: str
) -> None:
    paper = "".join(printed(page, sites["public"] + KINDS[kind][1]))
    links = page.locator("main a[href^='https:']")
    targets = [closed(str(link.get_attribute("href"))) for link in links.all() if link.is_visible()]
    assert targets
    for target in targets:
        assert paper.count(target) == sum(one.startswith(target) for one in targets), target


@pytest.mark.parametrize("kind", ["briefing", "report", "guidance with boxes", "form", "recommendations"])
def test_a_box_lies_on_one_sheet(page: Page, sites: Mapping[str, str], kind: str) -> None:
    site, address = KINDS.get(kind, ("public", "recommendations/"))
    sides = printed(page, sites[site] + address)
    boxes = page.locator("main :is(.recommendation, .questions, .admonition, .banner, .field, tbody tr)")
    words = [closed(text) for text in boxes.evaluate_all("(all) => all.map((one) => one.innerText)")]
    assert len(words) > 5
    # The address after a link is of the style and not of the text.
    for begin, end in ((text[:12], text[-6:].strip(".")) for text in words if text):
        assert any(begin in side and end in side for side in sides), (begin, end)


@pytest.mark.parametrize("kind", ["report", "guidance with a table", "guidance with boxes", "form", "role"])
def test_no_heading_is_the_last_on_its_sheet(page: Page, sites: Mapping[str, str], kind: str) -> None:
    sides = printed(page, sites["public"] + KINDS[kind][1])
    headings = page.locator("main :is(h2, h3, h4)").evaluate_all("(all) => all.map((one) => one.innerText)")
    assert headings
    for number, side in enumerate(sides, start=1):
        text = side.removesuffix(closed(f"{number} of {len(sides)}"))
        assert not text.endswith(tuple(filter(None, map(closed, headings)))), text[-60:]


@pytest.mark.parametrize("name", ["rapid-review", "review", "publication"])
def test_a_flowchart_is_whole_on_the_first_sheet(page: Page, sites: Mapping[str, str], name: str) -> None:
    first = printed(page, sites["public"] + f"flowcharts/{name}/")[0]
    steps = page.locator(".flowchart .what").evaluate_all("(all) => all.map((one) => one.lastChild.textContent)")
    assert len(steps) > 5
    for text in steps:
        assert closed(text) in first


def test_a_filtered_list_says_on_paper_how_much_of_it_is_shown_and_by_what_filter(
    page: Page, sites: Mapping[str, str]
) -> None:
    [paper] = printed(page, sites["public"] + "recommendations/?agency=icb&status=in-progress")
    assert closed("1 of 24 shown") in paper and closed("recommendations/?agency=icb&status=in-progress") in paper


def test_a_link_within_the_site_says_its_path_on_paper(page: Page, sites: Mapping[str, str]) -> None:
    paper = "".join(printed(page, sites["public"] + "guidance/rapid-review/"))
    assert closed("the criteria (/guidance/serious-case/).") in paper


def test_a_page_keeps_its_title_on_paper(page: Page, sites: Mapping[str, str]) -> None:
    assert closed("Find what you have come to do") in printed(page, sites["public"] + "guidance/")[0]
    expect(page.locator("h1")).to_be_visible()


def test_what_was_published_when_is_printed_though_it_is_folded_on_screen(page: Page, sites: Mapping[str, str]) -> None:
    paper = "".join(printed(page, sites["public"] + "calendar/"))
    assert closed("16 September 2025") in paper


def test_notes_for_whoever_leads_are_printed_for_whoever_unfolds_them(page: Page, sites: Mapping[str, str]) -> None:
    address = sites["public"] + "briefings/child-rowan/"
    assert closed("For whoever leads") not in "".join(printed(page, address))
    page.locator(".facilitator summary").click()
    document = pypdfium2.PdfDocument(page.pdf(format="A4"))
    paper = "".join(closed(sheet.get_textpage().get_text_bounded()) for sheet in document)
    assert closed("Ten minutes is enough for two questions") in paper


def test_the_rules_are_printed_where_no_date_was_worked_out(page: Page, sites: Mapping[str, str]) -> None:
    assert closed("Notify a serious incident") in "".join(printed(page, sites["public"] + "tools/deadlines/"))


def test_paper_may_lie_across(page: Page, sites: Mapping[str, str]) -> None:
    assert printed(page, sites["public"] + "recommendations/", across=True)
