"""What is measured is all there, and told as it was found: `make bench` itself, on a project too small to say much."""

import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser

from macros import strict_model
from macros.anonymity import of_record
from macros.anonymity.check import check
from macros.finish.headers import HEADERS
from macros.pages.measured import FILE, Measured
from macros.pages.templating import render
from tests.bench.builds import growth
from tests.bench.figures import WHAT, Figure, as_row, keep
from tests.bench.records import plain_briefing, plain_report, review
from tests.bench.running import Run
from tests.bench.texts import vocabulary
from tests.bench.weight import reader
from tests.browser import served
from tests.factories import ROOT, case, miniature

TODAY = date(2026, 11, 26)
HERE = {"System": "Linux, 2 cores", "mkdocs": "1.6.1"}


def test_one_run_measures_every_figure_beside_the_plain_site(tmp_path: Path) -> None:
    file = tmp_path / "figures.yml"
    sizes = ("--sizes", "2", "--rounds", "1", "--weighed", "2")
    command = [sys.executable, "-m", "tests.bench", *sizes, "--keep", str(file)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    lines = yaml.safe_load(file.read_text("utf-8"))["figures"]
    assert {line["what"] for line in lines} == WHAT.keys() - {"growth", "growth-all"}
    assert all(float(line["ours"].split()[0].replace(",", "")) > 0 for line in lines), lines
    # Plain loads all that a search needs with the first page.
    alone = {"index", "index-size", "index-memory", "words", "search"}
    for line in lines:
        assert line["title"] in ran.stdout
        assert ("ratio" in line) == (line["what"] not in alone), line


# What is measured


def words(value: Any) -> list[str]:
    if isinstance(value, str):
        return value.split()
    values = value.values() if isinstance(value, dict) else value
    return [word for one in values for word in words(one)]


def texts(number: int) -> list[str]:
    values = review(number)
    parts = ("summary", "briefing", "overview", "findings", "recommendations", "response")
    return words({part: values[part] for part in parts})


def test_records_are_about_four_thousand_words_long_and_always_the_same() -> None:
    assert 3_700 < mean(len(texts(number)) for number in range(100)) < 4_300
    assert review(7) == review(7) != review(8)


def test_words_are_as_many_and_as_uneven_as_in_real_prose() -> None:
    """A quarter of the words of a text or so are new in it; few words come often, and most come seldom."""
    found = [texts(number) for number in range(100)]
    assert 0.15 < mean(len(set(one)) / len(one) for one in found) < 0.35
    come = Counter(word for one in found for word in one)
    assert 3_000 < len(come) < 20_000
    for kind in vocabulary().values():
        assert come[kind.known[0]] > 20 * come[kind.known[len(kind.known) // 2]]


@pytest.mark.parametrize("number", range(0, 40, 4))
def test_no_record_is_marked_by_the_anonymity_check(number: int) -> None:
    one = case(review(number))
    asked = of_record.asked(one, miniature())
    assert of_record.checked(one, asked, check(asked)).marked == ()


def test_the_plain_site_has_the_same_texts() -> None:
    values = review(3)
    said = plain_briefing(values) + plain_report(values)
    told = [value for part in ("briefing", "overview", "findings", "recommendations") for value in flat(values[part])]
    assert [text for text in (values["summary"], values["response"], *told) if text not in said] == []


def flat(value: Any) -> list[str]:
    """Every text below a field that is longer than an id."""
    if isinstance(value, str):
        return [value] if " " in value else []
    return [text for one in (value.values() if isinstance(value, dict) else value) for text in flat(one)]


# How it is told


def test_growth_is_told_where_a_quarter_was_measured_too() -> None:
    found = [Figure("clean", 10, 2.0, 1.0), Figure("clean", 40, 9.0, 5.0), Figure("clean", 42, 11.0, 6.0)]
    assert list(growth(found)) == [Figure("growth", 40, 4.5, 5.0)]


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (Figure("clean", 1_000, 9.0, 10.0), "at most 0.9"),
        (Figure("clean", 1_000, 9.1, 10.0), "not yet"),
        (Figure("preview", 1_000, 1.5, 0.1), "at most 1.5 s"),
        (Figure("preview", 1_000, 1.6, 100.0), "not yet"),
        (Figure("growth", 4_000, 4.5, 1.0), "at most 4.5 times"),
    ],
)
def test_a_figure_is_held_against_what_is_wanted(figure: Figure, verdict: str) -> None:
    assert verdict in as_row(figure)
    assert ("| ok" in as_row(figure)) == (verdict != "not yet") == figure.met


def test_nothing_is_said_of_a_size_for_which_nothing_is_wanted() -> None:
    assert Figure("clean", 999, 9.0, 1.0).met is None
    assert "not yet" not in as_row(Figure("clean", 999, 9.0, 1.0))


def test_memory_without_a_step_leaves_out_what_was_held_meanwhile() -> None:
    run = Run(steps=[(1.0, "making pages"), (2.0, "making the search index"), (3.0, "reading")])
    run.memory = [(0.5, 10.0), (1.5, 30.0), (2.5, 90.0), (3.5, 40.0)]
    assert (run.peak(), run.peak(without="search")) == (90.0, 40.0)


def kept(file: Path) -> dict[tuple[str, int], str]:
    run = strict_model.read(Measured, file.read_bytes(), file.name)
    assert run.problems == []
    return {(one.what, one.records): one.ours for one in run.value.figures}


def test_pieces_of_a_run_are_kept_beside_each_other_on_one_machine_alone(tmp_path: Path) -> None:
    file = tmp_path / "figures.yml"
    keep(file, TODAY, HERE, [Figure("clean", 100, 2.0, 1.0), Figure("edit", 100, 2.0, 1.0)])
    keep(file, TODAY, HERE, [Figure("edit", 100, 1.0, 1.0), Figure("plan", 100, 0.5, 1.0)])
    assert kept(file) == {("clean", 100): "2.00 s", ("edit", 100): "1.00 s", ("plan", 100): "0.50 s"}
    keep(file, TODAY, {**HERE, "mkdocs": "1.7"}, [Figure("plan", 100, 0.4, 1.0)])
    assert kept(file) == {("plan", 100): "0.40 s"}


def test_every_figure_that_was_kept_stands_on_the_page(tmp_path: Path) -> None:
    file = tmp_path / "figures.yml"
    figures = [Figure(what, 1_000, 1_234.0, 2.0) for what in WHAT]
    keep(file, TODAY, HERE, figures)
    page = render("performance.html", run=strict_model.read(Measured, file.read_bytes(), file.name).value)
    assert [what.title for what in WHAT.values() if what.title not in page] == []
    assert page.count("1,234 ") == len(WHAT) and page.count("617") == len(WHAT)
    assert page.count("not yet met") == sum(figure.met is False for figure in figures) > 0
    assert "26 November 2026" in page and "Linux, 2 cores" in page


def test_without_figures_the_page_says_so() -> None:
    assert "No long run has been kept yet" in render("performance.html", run=None)


def test_what_the_page_holds_is_what_is_measured_today() -> None:
    if FILE.exists():
        assert {what for what, _ in kept(FILE)} <= WHAT.keys()


def test_a_file_that_a_reader_has_counts_once_and_all_others_with_their_heads(browser: Browser, tmp_path: Path) -> None:
    sheet, page = '<link rel="stylesheet" href="/shared.css">', "<!doctype html><title>x</title>"
    files = {"index.html": page + sheet, "next.html": page + sheet + '<link rel="stylesheet" href="/own.css">'}
    for name, text in {**files, "shared.css": "b {}" * 9, "own.css": "i {}", HEADERS: ""}.items():
        (tmp_path / name).write_text(text)
    with served(tmp_path) as home, reader(browser) as (tab, loaded):
        for name in ("", "next.html"):
            tab.goto(home + name, wait_until="networkidle")
        asked = {address.removeprefix(home): size for address, size in loaded.items()}
    asked.pop("favicon.ico", None)
    assert asked.keys() == {"", "shared.css", "next.html", "own.css"}
    assert asked["own.css"] > len("HTTP/1.1 200 OK")
    # Thirty-two letters more, and one figure more in the head that gives its length.
    assert asked["shared.css"] - asked["own.css"] == 32 + 1
