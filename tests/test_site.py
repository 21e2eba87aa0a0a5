"""The project's own site, built once: what a visitor finds."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from macros.partnership import read as read_partnership
from macros.partnership.model import Partnership
from macros.project import read_project
from macros.prose import Prose
from macros.records.model import CaseRecord
from tests.conftest import TODAY, everything_in
from tests.factories import ROOT, at
from tests.searched import entries


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids |= {identity for identity in (values.get("id"),) if identity}
        if tag == "a" and values.get("href"):
            self.links.append(values["href"] or "")
        for name in ("src", "srcset", "action"):
            self.loaded += [values[name] or ""] if values.get(name) else []
        if tag == "link" and values.get("rel") not in ("canonical", "prev", "next"):
            self.loaded.append(values.get("href") or "")


def pages(site: Path) -> dict[str, Links]:
    """Every page by its address in the site."""
    files = (file for file in site.rglob("*.html") if file.name != "404.html")
    return {
        file.relative_to(site).as_posix().removesuffix("index.html"): Links(file.read_text("utf-8")) for file in files
    }


FOLDERS = ("briefings", "reports")


def read(site: Path, address: str) -> BeautifulSoup:
    """The page at an address."""
    return BeautifulSoup((site / address / "index.html").read_text("utf-8"), "html.parser")


def partnership() -> Partnership:
    found, _ = read_partnership(ROOT, at(TODAY).date())
    assert found
    return found


def examples() -> dict[str, CaseRecord]:
    found = read_project(ROOT, ROOT / "briefings", at(TODAY))
    assert found.record_problems == ()
    return {one.case.record.reference: one.case.record for one in found.cases}


def test_an_examples_briefing_is_two_clicks_from_the_home_page(site: Path) -> None:
    found = pages(site)
    first = {urljoin("/", link) for link in found[""].links}
    assert "/briefings/" in first
    second = {urljoin("/briefings/", link) for link in found["briefings/"].links}
    assert "/briefings/child-rowan/" in second


def test_every_link_and_anchor_of_the_site_leads_somewhere(site: Path) -> None:
    found = pages(site)
    files = everything_in(site)
    dead = []
    for address, page in found.items():
        for link in page.links:
            target = urlsplit(urljoin(f"https://here/{address}", link))
            if target.netloc != "here":
                continue
            path = target.path.removeprefix("/")
            there = found.get(path)
            missing = there is None and path not in files
            if missing or (there and target.fragment and target.fragment not in there.ids):
                dead.append((address, link))
    assert dead == []


def test_no_page_loads_anything_from_another_site(site: Path) -> None:
    loaded = {target for page in pages(site).values() for target in page.loaded}
    assert [target for target in loaded if urlsplit(target).netloc] == []


# The pages that each example has in the public site, and internally.
PAGES = {
    "child-rowan": ({"briefings", "reports"}, {"briefings", "reports"}),
    "child-aspen": ({"briefings"}, {"briefings"}),
    "hedgerow": ({"briefings", "reports"}, {"briefings", "reports"}),
    "child-mulberry": ({"reports"}, {"reports"}),
    "child-quince": ({"reports"}, {"briefings", "reports", "team-briefings"}),
    "child-alder": ({"briefings", "reports"}, {"briefings", "reports"}),
    "child-larch": (set(), {"briefings", "reports", "team-briefings"}),
    "child-tamarisk": (set(), {"briefings", "reports"}),
}
OUT = ("child-rowan", "child-aspen", "hedgerow", "child-mulberry", "child-quince")


def folders_of(site: Path, reference: str) -> set[str]:
    return {file.parent.parent.name for file in site.rglob(f"{reference}/index.html")}


def test_the_pages_named_here_are_those_of_every_example() -> None:
    assert PAGES.keys() == examples().keys()


@pytest.mark.parametrize("reference", PAGES)
def test_each_example_has_the_pages_of_its_kind(reference: str, site: Path, internal_site: Path) -> None:
    public, internal = PAGES[reference]
    assert folders_of(site, reference) == public
    assert folders_of(internal_site, reference) == internal | {"readiness"}


@pytest.mark.parametrize("reference", OUT)
def test_every_page_of_an_example_says_that_it_is_invented(reference: str, site: Path) -> None:
    for folder in PAGES[reference][0]:
        soup = read(site, f"{folder}/{reference}")
        assert "This case is invented." in soup.select("p.banner.example")[0].get_text()


def test_every_card_of_an_example_says_that_it_is_invented(site: Path) -> None:
    for address in ("", "briefings", "reports"):
        cards = read(site, address).select("article.card")
        assert cards
        assert all(card.select("p.tag.example") for card in cards)


def test_the_home_page_shows_the_newest_three(site: Path) -> None:
    titles = [title.get_text() for title in read(site, "").select("article.card h3")]
    assert titles == ["Child Quince", "Child Aspen", "Hedgerow - three young people"]


def test_the_lists_show_what_is_out_newest_first(site: Path) -> None:
    listed = {name: [link["href"] for link in read(site, name).select("article.card h3 a")] for name in FOLDERS}
    assert listed == {
        "briefings": ["child-aspen/", "hedgerow/", "child-rowan/"],
        "reports": ["child-quince/", "hedgerow/", "child-rowan/", "child-mulberry/"],
    }


def test_the_calendar_has_every_publication_and_correction_of_the_examples(site: Path) -> None:
    soup = read(site, "calendar")
    months = [summary.get_text() for summary in soup.select("details.past summary strong")]
    assert months == [
        *["October 2026", "September 2026", "June 2026", "May 2026"],
        *["October 2025", "September 2025", "April 2021", "September 2016"],
    ]
    assert "November 2026" in [heading.get_text() for heading in soup.find_all("h2")]
    held = {str(day["data-day"]): day.select("ul")[0].get_text(" ", strip=True) for day in soup.select("li.held")}
    of_cases = {on: words for on, words in held.items() if "Child" in words or "Hedgerow" in words}
    assert of_cases == {
        "2026-10-28": "Corrected Child Quince",
        "2026-09-22": "Published Child Quince",
        "2026-06-16": "Published Child Aspen",
        "2026-05-19": "Published Hedgerow - three young people",
        "2025-10-01": "Corrected Child Rowan",
        "2025-09-16": "Published Child Rowan",
        "2021-04-14": "Corrected Child Mulberry",
        "2016-09-14": "Published Child Mulberry",
    }


def test_cases_on_one_theme_lead_to_one_another(site: Path) -> None:
    """Rowan shares information sharing and the voice of the child with Hedgerow, and curiosity with Mulberry."""
    near = {link["href"] for link in read(site, "reports/child-rowan").select(".read-next ul:first-of-type a")}
    assert near == {"../../reports/hedgerow/", "../../reports/child-mulberry/", "../../briefings/child-aspen/"}


# A word in each field of the record that must never be seen, and found nowhere else.
MARKERS = ["harmonium", "tormentil", "saltmarsh", "gramophone", "sextant", "kaleidoscope", "turnstile", "candlewick"]
MARKERS += [
    "drawbridge",
    "driftwood",
    "lighthouse postcard",
    "bookbinder",
    "hourglass",
    "clockmaker",
    "orrery",
    "aquarium",
]
MARKERS += ["weathervane", "barometer", "nightjar"]


def whole(folder: Path) -> str:
    """Every file of a site with its path, in small letters."""
    parts = (f"{path}\n".encode() + data for path, data in everything_in(folder).items())
    return b"\n".join(parts).decode("utf-8", "replace").lower()


def test_nothing_that_improvements_alone_hide_is_in_any_file_of_the_public_site(
    site: Path, internal_site: Path
) -> None:
    record = (ROOT / "briefings/child-quince.yml").read_text("utf-8").lower()
    assert [word for word in MARKERS if word not in record] == []
    assert [word for word in MARKERS if word in whole(site)] == []
    # Internally all is there but what leaves the record for nobody: the note on a parallel process.
    assert [word for word in MARKERS if word not in whole(internal_site)] == ["gramophone"]


def test_improvements_alone_are_on_no_page_with_themes_or_ages_and_with_agencies_as_recommendations(
    site: Path,
) -> None:
    cards = read(site, "reports").select('article.card:has(a[href="child-quince/"])')
    assert [card.get(name) for card in cards for name in ("data-theme", "data-age", "data-agency")] == ["", "", ""]
    page = read(site, "reports/child-quince")
    assert [term.get_text() for term in page.select("dl.facts dt")] == ["Published"]
    assert not page.select("ul.neighbours")
    quince = json.loads((site / "api/reviews/child-quince.json").read_text("utf-8"))
    asked = {agency["id"] for entry in quince["recommendations"] for agency in entry["agencies"]}
    linked = [page for page in site.rglob("*.html") if "child-quince/" in page.read_text("utf-8")]
    assert {page.parent.relative_to(site).as_posix() for page in linked} == {
        *[".", "reports", "calendar", "reports/child-quince", "recommendations"],
        *(f"recommendations/{agency}" for agency in asked),
    }


def test_a_case_to_come_is_in_no_file_of_the_public_site_and_whole_in_the_internal_one(
    site: Path, internal_site: Path
) -> None:
    assert "tamarisk" not in whole(site)
    assert "state of this case: <strong>scheduled</strong>" in whole(internal_site / "reports/child-tamarisk")
    calendar = " ".join(read(internal_site, "calendar").get_text(" ").split())
    assert "Child Tamarisk Planned 10:00: Publication" in calendar


def test_the_six_steps_stand_in_order_under_the_partnerships_headings(site: Path) -> None:
    html = (site / "briefings/child-rowan/index.html").read_text("utf-8")
    headings = [re.sub(r"<[^>]+>|\n", "", found) for found in re.findall(r"<h2[^>]*>(.*?)</h2>", html, re.DOTALL)]
    expected = [f"{number}. {step}" for number, step in enumerate(partnership().briefing_steps, start=1)]
    assert headings[:6] == expected


def test_the_case_held_by_a_prosecution_is_nowhere_in_the_public_site(site: Path) -> None:
    larch = examples()["child-larch"]
    assert any(process.process == "prosecution" for process in larch.parallel_processes)
    found = [path for path, data in everything_in(site).items() if b"larch" in data.lower() or "larch" in path]
    assert found == []


def test_the_withdrawn_case_says_so_and_nothing_else(site: Path) -> None:
    for folder in ("briefings", "reports"):
        html = (site / folder / "child-alder/index.html").read_text("utf-8")
        assert "has been withdrawn" in html
        assert "Child Alder" not in html
    elsewhere = {path for path, data in everything_in(site).items() if b"child-alder" in data.lower()}
    assert elsewhere <= {"manifest.json", "briefings/child-alder/index.html", "reports/child-alder/index.html"}


def test_nothing_that_is_never_public_reaches_a_file_of_the_site(site: Path) -> None:
    everything = b"\n".join(everything_in(site).values()).decode("utf-8", "replace")
    for case in examples().values():
        private = [process.note for process in case.parallel_processes if process.note]
        private += [delay.reason for delay in case.delays]
        private += [entry.consulted.role for entry in case.parallel_processes if entry.consulted]
        assert private or case.reference == "child-aspen"
        assert [text for text in private if text in everything] == []


def test_the_internal_site_shows_all_cases(internal_site: Path) -> None:
    listed = {str(link["href"]) for name in FOLDERS for link in read(internal_site, name).select("article.card a")}
    assert listed == {f"{reference}/" for reference in examples()}
    assert json.loads((internal_site / "manifest.json").read_text())["audience"] == "internal"


def test_the_published_report_is_as_long_as_a_real_one() -> None:
    texts = [section.text for section in examples()["child-rowan"].overview]
    assert 3_000 <= words_of(*texts) <= 6_000


def test_briefings_are_short_enough_for_a_team_meeting() -> None:
    for case in examples().values():
        assert words_of(*(text for _, text in case.briefing.written_steps)) <= 1_000


# What is on every page


def test_every_page_says_whom_to_call_first(site: Path) -> None:
    for file in site.rglob("*.html"):
        strip = BeautifulSoup(file.read_text("utf-8"), "html.parser").select(".help details ul, details.help ul")[0]
        assert [link["href"] for link in strip.find_all("a")] == ["tel:999", "tel:03001267000", "tel:01604626938"]
        assert strip.select("li")[0].get_text(strip=True) == "Emergency services:999"


def test_every_page_says_where_in_the_site_it_is(site: Path) -> None:
    marked = {}
    for file in site.rglob("index.html"):
        soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        here = [link.get_text(strip=True) for link in soup.select("header nav a[aria-current]")]
        marked[file.parent.relative_to(site).as_posix()] = here
    names = {**dict.fromkeys((".", "style", "search")), "calendar": "Calendar"}
    names |= {"flowcharts": "Guidance", "roles": "Guidance", "appendices": "Forms", "glossary": "About"}
    names |= {
        "tools": "Guidance",
        "guidance": "Guidance",
        "briefings": "Briefings",
        "reports": "Reports",
        "themes": "Themes",
        "recommendations": "Recommendations",
        "help": "Help",
        "about": "About",
    }
    expected = {page: names[page.split("/")[0]] for page in marked}
    assert marked == {page: [name] if name else [] for page, name in expected.items()}


def test_every_page_has_one_title_one_main_part_and_a_way_to_skip_to_it(site: Path) -> None:
    for file in site.rglob("*.html"):
        soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        assert len(soup.find_all("h1")) == len(soup.find_all("main")) == len(soup.select("head > title")) == 1, file
        assert soup.select("a.skip")[0]["href"] == f"#{soup.select('main')[0]['id']}"
        assert soup.select("html")[0]["lang"] == "en-GB"


def test_the_contents_of_a_page_name_every_heading_of_the_second_level(site: Path) -> None:
    checked = 0
    for file in site.rglob("index.html"):
        soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        for contents in soup.select("details.contents"):
            # What the page of the look shows as a sample is no heading of its own.
            headings = [
                (f"#{found['id']}", found.get_text(" ", strip=True))
                for found in soup.select("main h2")
                if not found.find_parent(class_="sample")
            ]
            links = [(link["href"], link.get_text(" ", strip=True)) for link in contents.find_all("a")]
            assert [(place, "".join(words.split())) for place, words in links] == [
                (place, "".join(words.split())) for place, words in headings
            ], file
            checked += 1
    assert checked > 5


def test_the_page_for_what_is_not_found_leads_on_from_any_address(site: Path) -> None:
    html = (site / "404.html").read_text("utf-8")
    soup = BeautifulSoup(html, "html.parser")
    assert soup.select("h1")[0].get_text() == "This page is not here"
    assert soup.select("title")[0].get_text().startswith("Page not found – ")
    assert soup.select('meta[name="robots"]')[0]["content"] == "noindex, nofollow"
    led_to = [urlsplit(urljoin("https://here/any/where/", str(link["href"]))).path for link in soup.select("main li a")]
    assert led_to == [
        *["/", "/search/", "/guidance/", "/appendices/", "/briefings/", "/reports/", "/themes/"],
        *["/recommendations/", "/calendar/", "/help/", "/about/"],
    ]
    page = Links(html)
    inside = [link for link in page.links if not re.match(r"#|tel:|https:", link)] + list(page.loaded)
    assert inside and [link for link in inside if not link.startswith("/")] == []


def test_search_and_the_page_on_the_look_are_in_no_index_and_no_sitemap(site: Path) -> None:
    found = entries(everything_in(site)).keys()
    assert {"", "calendar/", "briefings/child-rowan/", "reports/child-rowan/"} <= found
    assert not {"search/", "style/", "briefings/", "reports/", "reports/child-alder/", "briefings/child-alder/"} & found
    sitemap = (site / "sitemap.xml").read_text("utf-8")
    assert "/reports/child-rowan/</loc>" in sitemap
    assert not re.search("/search/|/style/|child-alder", sitemap)


def test_every_table_stays_a_table_for_who_listens_where_a_phone_shows_it_as_rows(
    site: Path, internal_site: Path
) -> None:
    """A table that is drawn as blocks is none any more, but for what its parts say of themselves."""
    parts = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}
    for file in (*site.rglob("index.html"), *internal_site.rglob("index.html")):
        soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        for part in soup.find_all(list(parts)):
            assert part.get("role") == parts[part.name], (file, part)
        for head in soup.find_all("th"):
            assert head.get("role") in ("columnheader", "rowheader"), (file, head)


def test_every_table_of_the_site_can_be_read_on_a_phone(site: Path) -> None:
    cells = 0
    for file in site.rglob("index.html"):
        # Those of planning say more in their labels than in their heads.
        for table in BeautifulSoup(file.read_text("utf-8"), "html.parser").select("table:not(.board, .ready)"):
            heads = [" ".join(head.get_text().split()) for head in table.select("thead th")]
            assert table["role"] == "table"
            for row in table.select("tbody tr"):
                labels = [str(cell.get("data-label", "")) for cell in row.find_all(["th", "td"])]
                # What a row is about needs no label, nor does its text.
                about = [place for place, label in enumerate(labels) if not label]
                assert about in ([], [0], [0, 1]) and len(labels) == len(heads), file
                labelled = [" ".join(label.split()) for label in labels if label]
                assert labelled == [head for place, head in enumerate(heads) if place not in about], file
                cells += len(labelled)
    assert cells > 50


def words_of(*texts: Prose | None) -> int:
    return sum(len(text.words.split()) for text in texts if text)
