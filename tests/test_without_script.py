"""Pages where no script runs: all that is to be read is there, links lead on, nothing waits to be pressed in vain."""

import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import expect

from tests.browser import Open, unfold
from tests.kinds import KINDS, PHONE, SCREEN

# What is to be read, unfolded: every heading and every piece of text of a page, but for what a script says itself,
# what it asks, and what stands there in its place.
TEXT = """() => {
  const script = "form, noscript, [role=status], .results, section.dates, .ways";
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { data, parentElement: around } = walker.currentNode;
    if (!data.trim() || around.closest(`script, ${script}`)) continue;
    if (around.checkVisibility({ visibilityProperty: true })) found.push(data.trim());
  }
  return found;
}"""
HEADINGS = """() => [...document.querySelectorAll("main :is(h1, h2, h3, h4)")].filter((one) => one.checkVisibility())
  .map((one) => [one.tagName, one.textContent.trim()])"""
# A word that is explained and the menu need no script, a form that leads to another page does not, a link is a link.
DEAD = """() => [...document.querySelectorAll("button, input, select, textarea, [role=button], a:not([href])")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .filter((one) => !one.matches("[popovertarget], form[action] *"))
  .map((one) => one.outerHTML)"""


# What is filtered, sorted or searched for is what a script did.
STILL = [kind for kind, (_, address) in KINDS.items() if "?" not in address]


@pytest.mark.parametrize("kind", STILL)
def test_a_page_says_the_same_without_script_and_nothing_on_it_is_pressed_in_vain(open_page: Open, kind: str) -> None:
    site, address = KINDS[kind]
    said = []
    for script in (True, False):
        page = open_page(address, SCREEN, site=site, script=script)
        unfold(page)
        said.append((page.evaluate(HEADINGS), page.evaluate(TEXT)))
    assert said[1] == said[0]
    # Of what stands on the page about the style, each part is there to be seen.
    assert kind == "style" or page.evaluate(DEAD) == []


def test_help_for_a_child_opens_without_script(open_page: Open, sites: Mapping[str, str]) -> None:
    page = open_page("", PHONE, script=False)
    for site, address in KINDS.values():
        page.goto(sites[site] + address)
        expect(page.locator(".help a[href='tel:999']")).to_be_hidden()
        page.get_by_text("Worried about a child?").click()
        expect(page.locator(".help a[href='tel:999']")).to_be_visible()


def test_who_searches_without_script_is_told_where_to_start(open_page: Open) -> None:
    page = open_page("", script=False)
    form = page.locator("main form.search")
    form.get_by_role("searchbox").fill("bruise")
    form.get_by_role("button", name="Search").click()
    page.locator(".a-to-z").get_by_role("link", name="Reports", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reports")


def test_the_ways_through_the_site_open_on_a_phone_without_script(open_page: Open) -> None:
    page = open_page("", PHONE, script=False)
    ways = page.get_by_role("navigation", name="Site")
    expect(ways).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    ways.get_by_role("link", name="Briefings").click()
    expect(page).to_have_url(re.compile("/briefings/$"))
    expect(ways).to_be_hidden()
