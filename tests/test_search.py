"""The search as its user meets it, in a real browser on the built site: what a question finds, and how it is shown."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from macros.finish.headers import HEADERS
from macros.pages.search import names
from macros.partnership import read as read_partnership
from tests.browser import Open, new_reader, served, watching
from tests.conftest import TODAY, Small
from tests.factories import ROOT, at
from tests.kinds import PHONE
from tests.questions import QUESTIONS

ENOUGH = 36
ADDRESSES = """() => [...document.querySelectorAll(".results > ol > li > h3 > a")]
  .map((link) => link.href.replace(new URL("..", location.href).href, ""))"""


def ask(page: Page, question: str) -> list[str]:
    """Type a question, and wait for the best matches: their addresses from the site's root, from the top."""
    field = page.locator("main").get_by_role("searchbox")
    field.fill(question)
    field.press("Enter")
    expect(page.locator(".results[aria-busy]")).to_have_count(0)
    expect(page.locator("main .found")).to_contain_text("found")
    return list(page.evaluate(ADDRESSES))


@pytest.fixture
def search(open_page: Open) -> Page:
    return open_page("search/")


# What is found ----------------------------------------------------------------------------------------


def test_questions_as_people_type_them_bring_the_right_page_among_the_first_five(search: Page) -> None:
    assert len(QUESTIONS) == 40
    found = {question: ask(search, question) for question in QUESTIONS}
    assert max(map(len, found.values())) == 5
    missed = {question: found[question] for question, wanted in QUESTIONS.items() if not {*wanted} & {*found[question]}}
    assert len(QUESTIONS) - len(missed) >= ENOUGH, f"{len(missed)} of {len(QUESTIONS)} missed: {missed}"


def test_every_page_that_a_question_wants_is_there(site: Path) -> None:
    for address in {address for wanted in QUESTIONS.values() for address in wanted}:
        folder, _, place = address.partition("#")
        page = (site / folder / "index.html").read_text("utf-8")
        assert not place or f'id="{place}"' in page, address


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("CCG", "Integrated Care Board"),
        ("debrief", "de-brief"),
        ("NAI", "bruise"),
        ("review team", "Review Group"),
    ],
)
def test_who_types_another_name_finds_the_same(search: Page, typed: str, found: str) -> None:
    ask(search, typed)
    expect(search.locator(".results")).to_contain_text(re.compile(found, re.IGNORECASE))


def test_a_word_that_is_spelled_wrongly_is_searched_for_as_it_was_meant(search: Page) -> None:
    assert ask(search, "chronolgy")[0] == "appendices/chronology/"
    expect(search.locator("main .found")).to_contain_text("Searched for “chronology” instead.")
    ask(search, "chronology")
    expect(search.locator("main .found")).not_to_contain_text("instead")


def test_words_that_no_page_has_are_told_so_and_the_other_words_answer(search: Page) -> None:
    assert ask(search, "xylophone") == []
    said = search.locator("main .found")
    expect(said).to_have_text("Nothing found. Try other words, or look in the A to Z.")
    assert ask(search, "xylophone chronology")[0] == "appendices/chronology/"


def test_a_question_of_common_words_alone_is_taken_as_it_is(search: Page) -> None:
    assert ask(search, "what is it")


# How it is shown --------------------------------------------------------------------------------------


def test_what_is_found_has_kind_date_themes_and_the_sections_that_answer(search: Page) -> None:
    ask(search, "extractor")
    expect(search.locator("main .found")).to_have_text("1 result found.")
    entry = search.locator(".results > ol > li")
    expect(entry.get_by_role("heading")).to_have_text("Child Rowan")
    expect(entry.locator(".quiet")).to_have_text(re.compile(r"^Report · 16 September 2025 · .*Injuries to babies"))
    expect(entry.locator("mark")).to_have_text(re.compile("extractor", re.IGNORECASE))
    entry.locator("li a").first.click()
    expect(search).to_have_url(re.compile(r"/reports/child-rowan/#."))
    expect(search.locator(":target")).to_be_in_viewport()


def test_what_is_left_is_grouped_by_kind_with_its_number_and_opens_by_keyboard(search: Page) -> None:
    ask(search, "information sharing")
    total = int(search.locator("main .found").inner_text().split()[0])
    groups = search.locator(".results > details > summary")
    heads = groups.all_inner_texts()
    assert {head.split()[0] for head in heads} <= {"Guidance", "Forms", "Briefings", "Reports", "Recommendations"}
    assert 5 + sum(int(head.split()[1]) for head in heads) == total > 20
    groups.first.focus()
    search.keyboard.press("Enter")
    entries = search.locator(".results details[open] ol > li")
    expect(entries).to_have_count(10)
    search.get_by_role("button", name="Show more").press("Enter")
    expect(entries.nth(10).get_by_role("link").first).to_be_focused()


def test_how_many_there_are_is_told_once_a_search(search: Page) -> None:
    search.evaluate("""() => { window.told = []; new MutationObserver(() => {
      const { textContent } = document.querySelector("main .found"); if (textContent) told.push(textContent);
    }).observe(document.querySelector("main .found"), { childList: true, characterData: true, subtree: true }); }""")
    for _ in range(2):
        ask(search, "chronology")
        expect(search.locator("main").get_by_role("searchbox")).to_be_focused()
    told = search.evaluate("told")
    assert len(told) == 2 and told[0] == told[1]
    assert search.locator("main .found").get_attribute("role") == "status"


HOSTILE = '<b id="x">bold</b> {{ now() }} [a](b) "q" & 1 < 2'


def test_what_a_record_says_is_shown_as_text_whatever_it_says(small: Small, browser: Browser) -> None:
    small.put("child-rowan", {"summary": HOSTILE})
    small.build("2025-10-01")
    with served(small.out) as address, new_reader(browser, TODAY) as page, watching(page) as noticed:
        page.goto(f"{address}search/")
        assert ask(page, "bold")
        expect(page.locator(".results")).to_contain_text(HOSTILE)
        assert (
            page.evaluate("""[...new Set([...document.querySelectorAll(".results *")].map((one) => one.localName))]
          .filter((name) => !"h2 ol li h3 a p mark ul details summary button".split(" ").includes(name))""")
            == []
        )
    assert noticed.faults == []


# The address ------------------------------------------------------------------------------------------


def test_what_is_narrowed_stands_in_the_address_and_back_leads_to_what_was_asked_before(open_page: Open) -> None:
    page = open_page("search/?q=report&theme=neglect")
    expect(page.locator("main .found")).to_contain_text("found")
    themes = page.locator(".results > ol > li > .quiet")
    assert all("Neglect" in words for words in themes.all_inner_texts()) and themes.count()
    chosen = page.get_by_label("Theme")
    expect(chosen).to_have_value("neglect")
    left = int(page.locator("main .found").inner_text().split()[0])
    expect(chosen.locator("option:checked")).to_have_text(f"Neglect ({left})")
    chosen.select_option("")
    expect(page).to_have_url(re.compile(r"/search/\?q=report$"))
    expect(page.locator("main .found")).not_to_have_text(f"{left} results found.")
    ask(page, "chronology")
    page.go_back()
    page.go_back()
    expect(chosen).to_have_value("neglect")
    expect(page.locator("main").get_by_role("searchbox")).to_have_value("report")
    expect(page.locator("main .found")).to_contain_text(f"{left} result")


def test_an_address_with_what_there_is_not_narrows_nothing(open_page: Open) -> None:
    page = open_page("search/?q=chronology&theme=nothing&agency=%22%3E")
    expect(page.locator(".results > ol > li").first).to_be_visible()
    expect(page.get_by_label("Theme")).to_have_value("")


# Wherever it is ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def below(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site in a folder of its host."""
    host = tmp_path_factory.mktemp("host")
    shutil.copytree(site, host / "reviews", copy_function=os.link)
    (host / HEADERS).write_text("")
    with served(host) as address:
        yield f"{address}reviews/"


@pytest.mark.parametrize("where", ["with headers", "without headers", "in a folder of its host"])
def test_search_needs_nothing_that_the_policy_refuses_wherever_the_site_is(
    browser: Browser, sites: dict[str, str], bare: str, below: str, where: str
) -> None:
    home = {"with headers": sites["public"], "without headers": bare, "in a folder of its host": below}[where]
    with new_reader(browser, TODAY) as page, watching(page) as noticed:
        page.goto(f"{home}guidance/notify/")
        page.get_by_role("searchbox").fill("chronology")
        page.get_by_role("searchbox").press("Enter")
        page.locator(".results a").first.click()
        expect(page).to_have_url(f"{home}appendices/chronology/")
    assert noticed.faults == []
    assert [one for one in noticed.asked if not one.startswith(home)] == []
    assert [one for one in noticed.asked if re.search(r"\?ts=\d{2}", one)] == [], "an address that is never the same"


@pytest.mark.parametrize("lost", ["pagefind-entry.json", "wasm.en.pagefind"])
def test_where_the_index_cannot_be_read_a_calm_line_leads_to_the_a_to_z(open_page: Open, lost: str) -> None:
    page = open_page("search/")
    page.route(f"**/{lost}*", lambda route: route.abort())
    field = page.locator("main").get_by_role("searchbox")
    field.fill("chronology")
    field.press("Enter")
    expect(page.locator("main .found")).to_have_text("Search cannot be used just now. The A to Z leads to every page.")
    expect(page.get_by_role("link", name="Chronology (form)")).to_be_visible()
    page.unroute(f"**/{lost}*")


def test_who_has_no_script_is_led_to_the_a_to_z_which_is_open(open_page: Open) -> None:
    page = open_page("guidance/notify/", script=False)
    page.get_by_role("searchbox").fill("chronology")
    page.get_by_role("searchbox").press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=chronology$"))
    expect(page.locator("main noscript p")).to_contain_text("Searching needs JavaScript")
    expect(page.locator("main form")).to_be_hidden()
    page.get_by_role("link", name="Chronology (form)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chronology (form)")


# On every page ----------------------------------------------------------------------------------------


def test_every_page_has_a_field_and_the_page_of_the_search_has_one_of_its_own(site: Path) -> None:
    for file in site.rglob("*.html"):
        soup = BeautifulSoup(file.read_bytes(), "html.parser")
        fields = soup.select("header.top form.find input[name=q]")
        assert len(fields) == (file != site / "search/index.html"), file
        assert all(str(one["aria-keyshortcuts"]) == "Control+K Meta+K" for one in fields)


@pytest.mark.parametrize("keys", ["Control+k", "Meta+k"])
def test_two_keys_lead_to_the_field(open_page: Open, keys: str) -> None:
    page = open_page("guidance/notify/")
    page.keyboard.press(keys)
    field = page.get_by_role("searchbox", name="Search this site")
    expect(field).to_be_focused()
    page.keyboard.type("ofsted")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=ofsted$"))
    page.wait_for_load_state()
    page.keyboard.press(keys)
    expect(page.locator("main").get_by_role("searchbox")).to_be_focused()


def test_on_a_phone_button_and_keys_lead_to_the_page_of_the_search(open_page: Open) -> None:
    for press in ("button", "keys"):
        page = open_page("guidance/notify/", PHONE)
        expect(page.get_by_role("searchbox")).to_have_count(0)
        if press == "button":
            page.get_by_role("button", name="Search").click()
        else:
            page.keyboard.press("Control+k")
        expect(page.locator("main").get_by_role("searchbox")).to_be_focused()


def test_the_keys_take_nothing_from_who_presents_or_writes_elsewhere(open_page: Open) -> None:
    page = open_page("briefings/child-rowan/")
    page.get_by_role("button", name="Present").click()
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page = open_page("briefings/")
    choice = page.locator("main select").first
    choice.focus()
    page.keyboard.press("Control+k")
    expect(choice).to_be_focused()


# What is handed to it ---------------------------------------------------------------------------------


def test_all_names_of_what_has_several_are_handed_over_and_those_for_the_search_alone_are_shown_nowhere(
    site: Path,
) -> None:
    partnership, _ = read_partnership(ROOT, at(TODAY).date())
    assert partnership
    found = names(partnership)
    assert all(len(group) > 1 for group in found)
    assert ["Clinical Commissioning Group", "CCG", "Clinical Commissioning Groups", "CCGs", "ICB"] in [
        group[:5] for group in found
    ]
    for file in ("glossary", "themes", "search"):
        soup = BeautifulSoup((site / file / "index.html").read_bytes(), "html.parser")
        assert "abusive head trauma" not in soup.get_text()


def test_the_a_to_z_has_every_page_word_and_role_once_in_order(site: Path) -> None:
    soup = BeautifulSoup((site / "search/index.html").read_bytes(), "html.parser")
    links = {link.get_text(): str(link["href"]) for link in soup.select(".a-to-z li a")}
    assert list(links) == sorted(links, key=lambda name: (re.sub(r"\W", "", name).upper()[0], name.lower()))
    wanted = {
        "Notify a serious incident": "../guidance/notify/",
        "Chronology (form)": "../appendices/chronology/",
        "Recommendations": "../recommendations/",
        "Lead Reviewer": "../roles/lead-reviewer/",
        "Genogram": "../glossary/#genogram",
    }
    assert wanted.items() <= links.items()
    assert "" not in links and not any("/child-" in address for address in links.values())
    assert len(links) > 150
