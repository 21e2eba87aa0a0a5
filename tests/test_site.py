"""The project's own site, built once: what a visitor finds."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from macros import records
from macros.partnership import read as read_partnership
from macros.partnership.model import Partnership
from macros.prose import Prose
from macros.records.model import CaseRecord
from tests.conftest import TODAY, everything_in
from tests.factories import ROOT, at


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


def partnership() -> Partnership:
    found, _ = read_partnership(ROOT, at(TODAY).date())
    assert found
    return found


def examples() -> dict[str, CaseRecord]:
    found = records.read_folder(ROOT / "briefings", "briefings", partnership())
    assert found.problems == ()
    return {case.record.reference: case.record for case in found.cases}


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


def test_every_page_of_an_example_says_that_it_is_invented(site: Path) -> None:
    shown = [path for path in pages(site) if re.fullmatch(r"(briefings|reports)/child-(rowan|aspen)/", path)]
    assert len(shown) == 3
    for path in shown:
        assert "This case is invented." in (site / path / "index.html").read_text("utf-8")


def test_the_six_steps_stand_in_order_under_the_partnerships_headings(site: Path) -> None:
    html = (site / "briefings/child-rowan/index.html").read_text("utf-8")
    headings = [re.sub(r"<[^>]+>|[¶\n]", "", found) for found in re.findall(r"<h2[^>]*>(.*?)</h2>", html, re.DOTALL)]
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


def test_the_internal_site_shows_all_four_cases(internal_site: Path) -> None:
    assert {path.name for path in (internal_site / "briefings").iterdir() if path.is_dir()} == set(examples())
    assert json.loads((internal_site / "manifest.json").read_text())["audience"] == "internal"


def test_the_published_report_is_as_long_as_a_real_one() -> None:
    texts = [section.text for section in examples()["child-rowan"].overview]
    assert 3_000 <= words_of(*texts) <= 6_000


def test_briefings_are_short_enough_for_a_team_meeting() -> None:
    for case in examples().values():
        assert words_of(*(text for _, text in case.briefing.written_steps)) <= 1_000


def test_no_page_types_a_number_of_days_that_the_partnership_file_holds() -> None:
    typed = re.compile(r"\b\d+ (?:calendar |working )?(?:day|week|month)s?\b")
    for page in (ROOT / "docs").rglob("*.md"):
        if "decisions" not in page.parts:
            assert typed.findall(page.read_text("utf-8")) == [], page


def words_of(*texts: Prose | None) -> int:
    return sum(len(text.words.split()) for text in texts if text)
