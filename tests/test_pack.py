"""The team pack: one case's briefings for the teams concerned, and nothing of any other case."""

import stat
from pathlib import Path
from typing import Any

import pypdf
import pytest
from click.testing import CliRunner

from macros.cli import main
from macros.scan.reading import Part
from macros.scan.word import read_word
from tests.conftest import Small
from tests.factories import GONE
from tests.paper_reading import headings, links, read_aloud

EARLY = {"background": "Early words on the background.", "questions": ["What would you ask first?"]}
OTHER: dict[str, Any] = {"title": "Child Yew", "summary": "A quincunx of other words."}


def run(small: Small, reference: str, out: Path, as_of: str = "2025-08-01") -> Any:
    arguments = ["pack", reference, "--out", str(out), "--project", str(small.folder), "--as-of", as_of]
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "pack"


def read(file: Path) -> str:
    """All words of a file of a pack."""
    if file.suffix == ".pdf":
        return f"{pypdf.PdfReader(file).metadata} {read_aloud(file.read_bytes())}"
    return " ".join(str(part.text) for part in read_word(file.read_bytes()) if isinstance(part, Part))


def test_a_pack_holds_paper_slides_and_sheet_of_each_briefing_for_their_owner_alone(small: Small, out: Path) -> None:
    small.put("child-rowan", {"team_briefing": EARLY})
    result = run(small, "child-rowan", out)
    early = ["team-briefing.pdf", "team-briefing-slides.pdf", "team-briefing-sheet.docx"]
    names = [f"child-rowan-{name}" for name in (*early, "briefing.pdf", "slides.pdf", "team-sheet.docx")]
    assert (result.exit_code, result.stdout.splitlines()) == (0, [str(out / name) for name in names])
    assert {file.name for file in out.iterdir()} == set(names)
    assert {stat.S_IMODE(file.stat().st_mode) for file in out.iterdir()} == {0o600}
    for name in names[:2]:
        assert "Early words on the background." in read(out / name) and "Put it on one page." not in read(out / name)
    for name in names[3:5]:
        assert "Put it on one page." in read(out / name) and "Early words" not in read(out / name)
    assert "What would you ask first?" in read(out / names[2]) and "a bruise" in read(out / names[5])
    for name in names:
        assert "Internal: not for publication" in read(out / name)
    for name in (names[0], names[3]):
        assert "For the teams concerned alone." in read(out / name)
        assert [words[:2] for _, words in headings((out / name).read_bytes()) if words[0].isdigit()] == [
            f"{number}." for number in range(1, 7)
        ]


def test_a_pack_holds_nothing_of_another_case_and_leads_nowhere_within_the_site(small: Small, out: Path) -> None:
    linked = "As in [another review](/briefings/child-yew/) and on [this page](https://www.gov.uk/)."
    small.put("child-rowan", {"briefing.findings": linked})
    small.put("child-yew", OTHER)
    assert run(small, "child-rowan", out).exit_code == 0
    text = " ".join(read(file) for file in out.iterdir())
    assert "yew" not in text.lower() and "quincunx" not in text
    assert "As in another review and on this page." in text
    assert links((out / "child-rowan-briefing.pdf").read_bytes()) == [("this page", "https://www.gov.uk/")]


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
    text = " ".join(read(file) for file in out.iterdir())
    for hidden in ("Marzipan", "Nougat", "2025-07-02", "harmed", "16 September 2025", "11 September"):
        assert hidden not in text


def test_a_text_that_nobody_has_read_for_identifiability_says_so_at_its_head(small: Small, out: Path) -> None:
    small.put("child-rowan", {"publication.second_reader": {"role": "Officer", "date": "2025-01-20", "text": "old"}})
    result = run(small, "child-rowan", out)
    assert "Not yet read for identifiability." in read(out / "child-rowan-briefing.pdf")
    assert "second reading of this text is still open" in result.stderr
    small.put("child-rowan")
    run(small, "child-rowan", out)
    assert "Not yet read" not in read(out / "child-rowan-briefing.pdf")


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
    for name in ("child-rowan-briefing.pdf", "child-rowan-team-sheet.docx"):
        pack = (out / name).read_bytes()
        (out / name).write_text("Notes of somebody.", "utf-8")
        assert run(small, "child-rowan", out).exit_code == 1
        assert (out / name).read_text("utf-8") == "Notes of somebody."
        (out / name).write_bytes(pack)


def test_the_published_paper_is_not_written_over_by_a_pack(small: Small, out: Path) -> None:
    small.put("child-rowan")
    name = "child-rowan-briefing.pdf"
    published = small.build("2025-10-01", printed=True)[f"briefings/child-rowan/{name}"]
    out.mkdir()
    (out / name).write_bytes(published)
    assert run(small, "child-rowan", out).exit_code == 1
    assert (out / name).read_bytes() == published


def test_a_pack_does_without_a_briefing_too_long_for_its_paper_and_says_so(small: Small, out: Path) -> None:
    small.put("child-rowan", {"briefing.background": "Child Rowan lived with Mother. " * 500})
    result = run(small, "child-rowan", out)
    assert result.exit_code == 0
    assert "child-rowan-briefing.pdf is not in it: " in result.stderr and "too long for 2 sides" in result.stderr
    assert {file.name for file in out.iterdir()} == {"child-rowan-slides.pdf", "child-rowan-team-sheet.docx"}


def test_two_cases_are_never_in_one_folder(small: Small, out: Path) -> None:
    small.put("child-rowan")
    small.put("child-yew", OTHER)
    assert run(small, "child-rowan", out).exit_code == 0
    result = run(small, "child-yew", out)
    assert result.exit_code == 1 and "the folder is given out as a whole" in result.stderr
    assert all(file.name.startswith("child-rowan-") for file in out.iterdir())


def test_a_whole_address_within_the_site_is_no_link_in_a_pack(small: Small, out: Path) -> None:
    address = "https://miniature.example/reports/child-yew/"
    small.put("child-rowan", {"briefing.findings": f"As in [another review]({address})."})
    run(small, "child-rowan", out)
    assert address not in [target for _, target in links((out / "child-rowan-briefing.pdf").read_bytes())]


def test_words_of_a_record_are_words_in_a_pack(small: Small, out: Path) -> None:
    small.put("child-rowan", {"summary": "Less {{ 7 * 7 }} than <b>more</b> & so on."})
    run(small, "child-rowan", out)
    assert "Less {{ 7 * 7 }} than <b>more</b> & so on." in read(out / "child-rowan-briefing.pdf")
