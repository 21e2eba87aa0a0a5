"""A second, invented partnership, built by the same code: nothing of the first is in it, and all that is its own is."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pypdfium2
import pytest
import yaml
from bs4 import BeautifulSoup
from click.testing import CliRunner

from macros.build import build
from macros.cli import main
from macros.project import Project, read_project
from macros.scan import scan
from tests.conftest import TODAY, everything_in
from tests.factories import ROOT, at
from tests.searched import entries, filters
from tests.traces import Traces, said, texts_of

NEXT = ROOT / "tests/sallowshire"
OWN = yaml.load((NEXT / "partnership.yml").read_text("utf-8"), Loader=yaml.BaseLoader)
PUBLISHED, WAITING = "child-lapwing", "child-curlew"
FIRST = Traces(ROOT, beside=NEXT)
# What has the look of a trace and is none.
ELSEWHERE = {
    "Referrer": "the name of a header of the web, and a role of the first",
    "referrer": "the same, as people type it",
    "DV": "the name of an entry in PDF files, and short for domestic violence",
}

Files = Mapping[str, bytes]


@pytest.fixture(scope="module")
def project() -> Project:
    return read_project(NEXT, NEXT / "briefings", at(TODAY))


@pytest.fixture(scope="module")
def folder(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public site and the internal one, made as whoever publishes makes them."""
    folder = tmp_path_factory.mktemp("next")
    build(project, folder / "public", "public")
    build(project, folder / "internal", "internal")
    return folder


@pytest.fixture(scope="module")
def public(folder: Path) -> Files:
    return everything_in(folder / "public")


@pytest.fixture(scope="module")
def internal(folder: Path) -> Files:
    return everything_in(folder / "internal")


@pytest.fixture(scope="module")
def words(public: Files, internal: Files) -> Mapping[str, Mapping[str, str]]:
    return {"public": said(public), "internal": said(internal)}


def cspr(*arguments: str, project: Path = NEXT, as_of: str = TODAY) -> str:
    """What a command says of the second partnership."""
    timed = ["--as-of", as_of] if as_of else []
    result = CliRunner().invoke(main, [*arguments, "--project", str(project), *timed])
    assert result.exit_code == 0, result.output
    return result.output


def own_copy(folder: Path) -> Path:
    """The second partnership as a folder somewhere else, with the letters that it has taken over."""
    shutil.copytree(NEXT, folder)
    shutil.copytree(ROOT / "notices", folder / "notices")
    return folder


def page(files: Files, address: str) -> BeautifulSoup:
    return BeautifulSoup(files[f"{address}index.html"], "html.parser")


def seen(files: Files, address: str) -> str:
    return " ".join(page(files, address).select("main")[0].get_text(" ").split())


# Nothing of the first


def test_the_traces_of_the_first_are_its_names_numbers_colours_and_words() -> None:
    assert set(FIRST.phrases) >= {
        *("NSCP", "Northamptonshire", "Kettering", "nscp.example", "northamptonshire.gov.uk", "01604626938", "#0b5a63"),
        *("Business Office", "LLR Sub Group", "Review Group", "SQAS", "Safeguarding concerns", "Injuries to babies"),
        *("Under 1", "14 calendar days", "between 10 and 13 working days after the notification", "BeNCH"),
    }
    assert set(FIRST.ids) >= {"north", "west", "health-trust", "childrens-trust", "mash", "under-1", "safe-sleeping"}
    # What both have in common, and the words of every day, are nobody's.
    assert not {"Police", "Neglect", "National Panel", "999", "10:00", "December"} & set(FIRST.phrases)


def test_its_own_files_have_no_error_and_no_warning() -> None:
    assert "0 errors, 0 warnings." in cspr("check")


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_no_trace_of_the_first_is_in_any_file_of_its_site(
    words: Mapping[str, Mapping[str, str]], audience: str
) -> None:
    found = FIRST.found_in(words[audience])
    assert {trace: names for trace, names in found.items() if trace not in ELSEWHERE} == {}
    assert FIRST.ids_in(words[audience]) == {}


def test_no_trace_of_the_first_is_in_what_the_commands_write(tmp_path: Path) -> None:
    own = own_copy(tmp_path / "own")
    cspr("schema", project=own, as_of="")
    cspr("new", "child-teal", project=own, as_of="")
    cspr("notices", PUBLISHED, "--out", str(tmp_path / "drafts"), project=own, as_of="2026-10-01T12:00")
    cspr("worksheet", WAITING, "--out", str(tmp_path / "sheet.html"), project=own)
    cspr("edit", WAITING, "--out", str(tmp_path / "record.docx"), project=own)
    printed = {name: cspr(name, project=own) for name in ("status", "check")}
    printed["plan"] = cspr("plan", WAITING, "--publish", "2027-03-10", project=own)
    drafts = everything_in(tmp_path / "drafts")
    assert len(drafts) > 20
    written = {
        "schema.json": (own / "case-record.schema.json").read_bytes(),
        "new.yml": (own / "briefings/child-teal.yml").read_bytes(),
        "sheet.html": (tmp_path / "sheet.html").read_bytes(),
        "record.docx": (tmp_path / "record.docx").read_bytes(),
        **{name.replace(".eml", ".txt"): data for name, data in drafts.items()},
    }
    assert FIRST.found_in({**said(written), **printed}) == {}
    assert FIRST.ids_in({**said(written), **printed}) == {}


def test_no_file_of_the_code_or_of_the_look_names_anything_of_the_first() -> None:
    sources = texts_of(
        file
        for room in ("macros", "overrides")
        for file in sorted((ROOT / room).rglob("*"))
        if file.suffix in (".py", ".html", ".md", ".typ", ".css", ".js", ".svg", ".yml") and "known" not in file.parts
    )
    assert len(sources) > 200
    found = FIRST.found_in(sources)
    assert {trace: names for trace, names in found.items() if trace not in ELSEWHERE} == {}
    # In code an id is a text of its own; between other words it is a word.
    assert FIRST.ids_in(sources, around="[\"'`]{}[\"'`:]") == {}


# Nothing early


def test_its_public_site_passes_the_last_reading_again(folder: Path, project: Project) -> None:
    assert scan(folder / "public", project, None) == []


def test_the_record_that_waits_is_nowhere_in_the_public_site(words: Mapping[str, Mapping[str, str]]) -> None:
    record = yaml.load((NEXT / f"briefings/{WAITING}.yml").read_text("utf-8"), Loader=yaml.BaseLoader)
    secret = ["curlew", "2027-03-03", "3 March 2027", record["summary"], *record["briefing"].values()]
    public = "\n".join(words["public"].values()).lower()
    internal = " ".join("\n".join(words["internal"].values()).lower().split())
    for one in (text.strip().lower() for text in secret):
        assert one not in public
        assert " ".join(one.split()) in internal


# All that is its own


def test_its_six_steps_stand_in_its_own_words_and_in_order(public: Files) -> None:
    headings = [" ".join(one.get_text().split()) for one in page(public, f"briefings/{PUBLISHED}/").select("h2.step")]
    assert headings == [f"{number}. {words}" for number, words in enumerate(OWN["briefing_steps"], start=1)]
    pdf = said(public)[f"briefings/{PUBLISHED}/{PUBLISHED}-briefing.pdf"]
    places = [pdf.index(words) for words in OWN["briefing_steps"]]
    assert places == sorted(places)


def test_its_own_numbers_stand_on_its_pages_and_in_the_calculator(public: Files) -> None:
    first_days = seen(public, "guidance/first-days/")
    # Of law, the same everywhere; and its own: one limit, and one between two days.
    for limit in ("5 working days of becoming aware", "5 working days of the request", "8 to 11 working days after"):
        assert limit in first_days
    before = seen(public, "guidance/before-publication/")
    for limit in (
        "at about 11:30",
        "21 calendar days before",
        "7 working days before",
        "normally 4 working days before",
    ):
        assert limit in before
    assert "within 4 working days of publication normally 3 working days after publication" in seen(public, "about/")
    calculator = seen(public, "tools/deadlines/")
    assert "between 8 and 11 working days after the notification" in calculator
    assert "between 3 and 5 weeks after" in calculator
    counted = cspr("deadlines", "--notified", "2026-03-25", as_of="")
    # By hand, with Good Friday on 3 April and Easter Monday on the 6th: working days 8, 11 and 15.
    for day in ("8 April 2026", "13 April 2026", "17 April 2026"):
        assert re.sub(r" (\w{3})\w* ", r" \1 ", f" {day} ").strip() in counted


def test_its_one_council_is_named_alone_wherever_members_are_told(
    words: Mapping[str, Mapping[str, str]], public: Files, tmp_path: Path
) -> None:
    cspr(
        *("notices", PUBLISHED, "members-briefing", "--out", str(tmp_path / "drafts")),
        project=own_copy(tmp_path / "own"),
        as_of="2026-10-01T12:00",
    )
    draft = said({"a.txt": (tmp_path / f"drafts/DRAFT-{PUBLISHED}-members-briefing.eml").read_bytes()})["a.txt"]
    assert "members of Sallowshire County Council" in " ".join(draft.replace("=\n", "").split())
    assert "Members of Sallowshire County Council hear" in seen(public, "guidance/before-publication/")
    for texts in (*words.values(), {"draft": draft}):
        told = {name for name, text in texts.items() if re.search(r"(?i)both councils|councils\b", text)}
        assert told == set()


def test_its_own_colour_is_in_the_look_the_mark_and_on_paper(public: Files) -> None:
    for file in ("assets/accent.css", "assets/mark.svg"):
        assert b"#7a1f5c" in public[file]
    assert b"#f0a6d2" in public["assets/accent.css"]
    for file in (f"briefings/{PUBLISHED}/{PUBLISHED}-briefing.pdf", f"reports/{PUBLISHED}/{PUBLISHED}-report.pdf"):
        picture = pypdfium2.PdfDocument(public[file])[0].render(scale=2).to_pil().convert("RGB")
        colours = {colour for _, colour in picture.getcolors(1 << 24) or ()}
        assert (0x7A, 0x1F, 0x5C) in colours
        assert (0x0B, 0x5A, 0x63) not in colours


def test_its_themes_ages_agencies_and_help_are_on_its_pages_and_found(public: Files) -> None:
    briefing = seen(public, f"briefings/{PUBLISHED}/")
    for own in ("Missed appointments", "Families far from services", "3 to 7", "Sallowshire Community Nursing"):
        assert own in briefing
    help_now = " ".join(page(public, "").select("aside.help")[0].get_text(" ").split())
    assert "Sallowshire Front Desk: 01632 960101" in help_now
    assert any("Lapwing" in one["content"] for one in entries(public).values())
    assert set(filters(public)["theme"]) == {"Missed appointments", "Families far from services"}


def test_the_page_for_those_who_take_it_over_types_commands_that_there_are() -> None:
    text = (ROOT / "docs/help/take-this-for-your-partnership.md").read_text("utf-8")
    assert set(re.findall(r"(?m)^cspr ([a-z-]+)", text)) == {"check", "serve", "new", "build", "publish"}
    copied = re.findall(r"(?m)^cp -r (.+) \.\./our-partnership$", text)[0].split()
    assert all((ROOT / name).exists() for name in copied)
    assert {"partnership.yml", "mkdocs.yml", "docs", "notices"} == set(copied)


def test_no_record_of_it_is_real() -> None:
    for file in (NEXT / "briefings").glob("*.yml"):
        assert re.search(r"(?m)^example: true\b", file.read_text("utf-8")), file.name
