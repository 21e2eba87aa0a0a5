"""Pages made larger: zoomed to 200 and 400 %, with larger text alone, by keyboard in a window that is left low by it.

WCAG 2.2: 1.4.4 (resize text), 1.4.10 (reflow), 2.4.11 and 2.4.12 (focus not obscured), 2.3.3 (animation).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser import settle, too_wide, unfold
from tests.conftest import TODAY
from tests.kinds import KINDS, SCREEN

# A window of 1280 by 1024 pixels, as the criterion has it, and what is left of it.
ZOOMED = {"200 %": ViewportSize(width=640, height=512), "400 %": ViewportSize(width=320, height=256)}
USUAL = 16
# Words that are there and cannot be read whole: cut off by the box around them, at its right or at its foot.
CLIPPED = """() => {
  const hides = (style) => [style.overflowX, style.overflowY].some((way) => way === "hidden" || way === "clip");
  const found = [];
  for (const one of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(one);
    // What is cut off whole is there to be said aloud.
    if (!hides(style) || style.clipPath !== "none" || one.matches("svg, :scope thead *")) continue;
    if (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1) found.push(one.outerHTML);
  }
  return found;
}"""
# Where the same words need not stand: on a phone the ways through the site are behind a button, the heads of a table
# beside its cells, a month is a list of the days that hold something, and the link that leaves is named by one word.
ELSEWHERE = "script, .top nav, thead, .leave, [aria-hidden], :has(> [name=view]), .of-month:not(:has(.entry))"
# Words that can be seen (unfolded, and not said aloud alone), one by one.
WORDS = """(elsewhere) => {
  const words = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    const { parentElement: around } = node;
    if (!node.data.trim() || !around.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (around.closest(elsewhere)) continue;
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width > 0 && box.height > 0) words.push(node.data.trim().replace(/\\s+/g, " "));
  }
  return words;
}"""
# Comes to every stop of the page as a key does, forwards and back, and tells which is not whole to be seen.
COVERED = """() => {
  const stops = [...document.querySelectorAll("a[href], button, input, select, summary")].filter((one) =>
    one.checkVisibility({ visibilityProperty: true }) && (one.type !== "radio" || one.checked));
  const found = new Set();
  for (const stop of [...stops, ...stops.toReversed()]) {
    stop.focus();
    const outline = parseFloat(getComputedStyle(stop).outlineWidth);
    if (document.activeElement !== stop) found.add(`cannot be reached: ${stop.outerHTML}`);
    if (getComputedStyle(stop).outlineStyle === "none" || outline < 2) found.add(`is not marked: ${stop.outerHTML}`);
    for (const { left, right, top, bottom } of stop.getClientRects()) {
      if (right - left < 1) continue;
      const [x, y] = [(left + right) / 2, [top + 1, (top + bottom) / 2, bottom - 1]];
      for (const at of y) {
        const over = document.elementFromPoint(Math.min(x, innerWidth - 1), at);
        if (!over) found.add(`outside the window: ${stop.outerHTML}`);
        else if (!stop.contains(over) && !over.contains(stop)) {
          found.add(`under ${over.cloneNode().outerHTML}: ${stop.outerHTML}`);
        }
      }
    }
  }
  return [...found];
}"""
MOVES = """() => {
  const still = (one, part) => {
    const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(one, part);
    return animationName === "none" && transitionDuration === "0s" && scrollBehavior === "auto";
  };
  const moves = (one) => [null, "::before", "::after"].some((part) => !still(one, part));
  const found = [...document.querySelectorAll("*")].filter(moves).map((one) => one.outerHTML);
  return [document.getAnimations().length, ...found];
}"""


@dataclass(frozen=True)
class Enlarged:
    """What came of one page that was made larger."""

    too_wide: list[str]
    clipped: list[str]
    missing: set[str]
    covered: list[str]
    moves: list[object]


@pytest.fixture(scope="module")
def enlarging(browser: Browser) -> Iterator[Page]:
    """The page of somebody who wants as little motion as there can be."""
    with browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        page.clock.set_fixed_time(TODAY)
        yield page


def set_text(page: Page, pixels: int) -> None:
    """Set the size of text as a reader does in the settings of the browser: nothing else grows with it."""
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": pixels}})


@pytest.fixture(scope="module", params=KINDS)
def enlarged(request: pytest.FixtureRequest, enlarging: Page, sites: Mapping[str, str]) -> Enlarged:
    """Each page is loaded once, and everything is asked of it then."""
    site, address = KINDS[request.param]
    page = enlarging
    page.set_viewport_size(ZOOMED["400 %"])
    page.goto(sites[site] + address)
    settle(page)
    wide, clipped, missing, covered = too_wide(page), [], set(), page.evaluate(COVERED)
    unfold(page)
    page.set_viewport_size(SCREEN)
    words = set(page.evaluate(WORDS, ELSEWHERE))
    for size in ZOOMED.values():
        page.set_viewport_size(size)
        wide += too_wide(page)
        clipped += page.evaluate(CLIPPED)
        missing |= words - set(page.evaluate(WORDS, ELSEWHERE))
        covered += page.evaluate(COVERED)
    moves = page.evaluate(MOVES)
    page.set_viewport_size(SCREEN)
    set_text(page, 2 * USUAL)
    missing |= words - set(page.evaluate(WORDS, ELSEWHERE))
    clipped += page.evaluate(CLIPPED)
    wide += too_wide(page)
    covered += page.evaluate(COVERED)
    set_text(page, USUAL)
    return Enlarged(wide, clipped, missing, covered, moves)


def test_no_page_that_is_made_larger_scrolls_sideways(enlarged: Enlarged) -> None:
    assert not enlarged.too_wide, "\n".join(enlarged.too_wide)


def test_no_word_is_cut_off_or_goes_away_when_a_page_is_made_larger(enlarged: Enlarged) -> None:
    assert not enlarged.clipped, "\n".join(enlarged.clipped)
    assert not enlarged.missing, "\n".join(sorted(enlarged.missing))


def test_what_has_the_focus_is_marked_and_whole_to_be_seen_in_a_low_window(enlarged: Enlarged) -> None:
    assert not enlarged.covered, "\n".join(enlarged.covered)


def test_nothing_moves_for_somebody_who_wants_no_motion(enlarged: Enlarged) -> None:
    assert enlarged.moves == [0]
