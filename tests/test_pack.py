"""The team pack: one case's briefings for the teams concerned, and nothing of any other case."""

import stat
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from macros.cli import main
from tests.conftest import Small
from tests.factories import GONE

EARLY = {"background": "Early words on the background.", "questions": ["What would you ask first?"]}
OTHER: dict[str, Any] = {"title": "Child Yew", "summary": "A quincunx of other words."}


def run(small: Small, reference: str, out: Path, as_of: str = "2025-08-01") -> Any:
    arguments = ["pack", reference, "--out", str(out), "--project", str(small.folder), "--as-of", as_of]
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "pack"


def test_a_pack_holds_the_early_briefing_and_the_briefing_for_their_owner_alone(small: Small, out: Path) -> None:
    small.put("child-rowan", {"team_briefing": EARLY})
    result = run(small, "child-rowan", out)
    names = ["child-rowan-team-briefing.html", "child-rowan-briefing.html"]
    assert (result.exit_code, result.stdout.splitlines()) == (0, [str(out / name) for name in names])
    assert {file.name for file in out.iterdir()} == set(names)
    assert {stat.S_IMODE(file.stat().st_mode) for file in out.iterdir()} == {0o600}
    early, whole = (BeautifulSoup((out / name).read_text("utf-8"), "html.parser") for name in names)
    assert "Early words on the background." in early.get_text() and "Put it on one page." not in early.get_text()
    assert "Put it on one page." in whole.get_text() and "Early words" not in whole.get_text()
    for soup in (early, whole):
        assert "Internal: not for publication" in soup.get_text()
        assert [tag.get_text() for tag in soup.select("h2 .figure")] == ["1.", "2.", "3.", "4.", "5.", "6."]


def test_a_pack_holds_nothing_of_another_case_and_leads_nowhere_within_the_site(small: Small, out: Path) -> None:
    linked = "As in [another review](/briefings/child-yew/) and on [this page](https://www.gov.uk/)."
    small.put("child-rowan", {"briefing.findings": linked})
    small.put("child-yew", OTHER)
    assert run(small, "child-rowan", out).exit_code == 0
    text = (out / "child-rowan-briefing.html").read_text("utf-8")
    assert "yew" not in text.lower() and "quincunx" not in text
    assert "As in another review and on " in text and 'href="https://www.gov.uk/"' in text
    assert "<script" not in text


def test_a_pack_holds_no_date_or_fact_of_the_process(small: Small, out: Path) -> None:
    small.put(
        "child-rowan",
        {
            "outcome": "harmed",
            "delays": [{"date": "2025-07-01", "reason": "Marzipan.", "panel_told": "2025-07-02"}],
            "parallel_processes": [{"process": "care", "status": "open", "note": "Nougat."}],
        },
    )
    run(small, "child-rowan", out)
    text = (out / "child-rowan-briefing.html").read_text("utf-8")
    for hidden in ("Marzipan", "Nougat", "2025-07-02", "harmed", "16 September 2025", "11 September"):
        assert hidden not in text


def test_a_text_that_nobody_has_read_for_identifiability_says_so_at_its_head(small: Small, out: Path) -> None:
    small.put("child-rowan", {"publication.second_reader": {"role": "Officer", "date": "2025-01-20", "text": "old"}})
    result = run(small, "child-rowan", out)
    assert "Not yet read for identifiability." in (out / "child-rowan-briefing.html").read_text("utf-8")
    assert "second reading of this text is still open" in result.stderr
    small.put("child-rowan")
    run(small, "child-rowan", out)
    assert "Not yet read" not in (out / "child-rowan-briefing.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"briefing": GONE}, "no briefing is written"),
        (
            {"withdrawn": {"at": "2025-07-20 10:00", "kind": "welfare", "decided_by": "strategic-leads"}},
            "it is withdrawn",
        ),
    ],
)
def test_there_is_no_pack_where_there_is_nothing_to_give(
    small: Small, out: Path, changes: dict[str, Any], why: str
) -> None:
    small.put("child-rowan", changes)
    result = run(small, "child-rowan", out)
    assert result.exit_code == 1 and why in result.stderr and not out.exists()


def test_a_pack_is_not_written_where_it_would_be_published_or_kept(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    (tmp_path / "kept" / ".git").mkdir(parents=True)
    site = tmp_path / "site"
    small.out = site
    small.build("2025-10-01")
    for place in (small.folder / "docs" / "pack", site / "pack", tmp_path / "kept" / "pack"):
        result = run(small, "child-rowan", place)
        assert result.exit_code == 1 and "Nothing was written" in result.stderr, place
        assert not place.exists()


def test_a_pack_is_written_over_a_pack_and_over_nothing_else(small: Small, out: Path) -> None:
    small.put("child-rowan")
    assert run(small, "child-rowan", out).exit_code == run(small, "child-rowan", out).exit_code == 0
    (out / "child-rowan-briefing.html").write_text("Notes of somebody.", "utf-8")
    assert run(small, "child-rowan", out).exit_code == 1
    assert (out / "child-rowan-briefing.html").read_text("utf-8") == "Notes of somebody."


def test_two_cases_are_never_in_one_folder(small: Small, out: Path) -> None:
    small.put("child-rowan")
    small.put("child-yew", OTHER)
    assert run(small, "child-rowan", out).exit_code == 0
    result = run(small, "child-yew", out)
    assert result.exit_code == 1 and "the folder is given out as a whole" in result.stderr
    assert [file.name for file in out.iterdir()] == ["child-rowan-briefing.html"]


def test_a_whole_address_within_the_site_is_no_link_in_a_pack(small: Small, out: Path) -> None:
    address = "https://miniature.example/reports/child-yew/"
    small.put("child-rowan", {"briefing.findings": f"As in [another review]({address})."})
    run(small, "child-rowan", out)
    assert address not in (out / "child-rowan-briefing.html").read_text("utf-8")


def test_words_of_a_record_are_words_in_a_pack(small: Small, out: Path) -> None:
    small.put("child-rowan", {"summary": "Less {{ 7 * 7 }} than <b>more</b> & so on."})
    run(small, "child-rowan", out)
    assert "Less {{ 7 * 7 }} than &lt;b&gt;more&lt;/b&gt; &amp; so on." in (
        out / "child-rowan-briefing.html"
    ).read_text("utf-8")
