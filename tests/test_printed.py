"""What is printed: a file beside each page, made when its words change, and told where it cannot be made."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from macros import cores
from macros.build import Built, build
from macros.cli import main
from macros.engine import SILENT
from macros.finish import NOTHING
from macros.forms import of_page
from macros.paper import Paper, was_typeset
from macros.printing import Printing, papers
from macros.project import Project, read_project
from macros.public_view import PublicSite
from tests.conftest import Small
from tests.factories import at, miniature
from tests.paper_reading import made_elsewhere, read_aloud
from tests.views import public_site

AT = "2025-09-16 10:00"
BRIEFING = "briefings/child-rowan/child-rowan-briefing.pdf"
FORM = "guidance/ask/ask.docx"
Make = Callable[..., Built]


@pytest.fixture
def make(small: Small) -> Make:
    def make(*, before: Path | None = None, html_only: bool = False) -> Built:
        project = read_project(small.folder, small.records, at(AT))
        return build(project, small.out, "public", html_only=html_only, before=before)

    return make


def page(small: Small) -> str:
    return (small.out / "briefings/child-rowan/index.html").read_text(encoding="utf-8")


def test_a_briefing_offers_its_paper_and_says_how_long_it_is(small: Small, make: Make) -> None:
    small.put("child-rowan")
    make()
    assert (small.out / BRIEFING).is_file()
    assert 'href="child-rowan-briefing.pdf">Print (PDF, 1 side)</a>' in page(small)


def form_page(small: Small) -> str:
    return (small.out / "guidance/ask/index.html").read_text(encoding="utf-8")


def test_a_form_is_offered_above_what_the_page_says_of_it_in_the_same_words_for_both_audiences(small: Small) -> None:
    small.put_form()
    public, internal = (
        build(read_project(small.folder, small.records, at(AT)), small.folder / audience, audience)
        for audience in ("public", "internal")
    )
    assert public.not_printed == internal.not_printed == ()
    made = [(small.folder / audience / FORM).read_bytes() for audience in ("public", "internal")]
    assert made[0] == made[1]
    html = (small.folder / "public/guidance/ask/index.html").read_text(encoding="utf-8")
    row = '<li><a href="../../guidance/ask/ask.docx">Form to fill in (Word)</a></li> </ul> <dl class="facts">'
    assert row in " ".join(html.split())


def test_a_page_with_a_flowchart_and_a_form_offers_each_at_its_place(small: Small, make: Make) -> None:
    small.put_form()
    source = small.folder / "docs/guidance/ask.md"
    chart = "flowchart: [{who: [lead-reviewer], what: Lead., see: index.md}]\nform:"
    text = source.read_text(encoding="utf-8").replace("form:", chart, 1)
    source.write_text(f'{text}\n## The way\n\n{{{{ flowchart("ask") }}}}\n', encoding="utf-8")
    make()
    form, way = form_page(small).split('id="the-way"')
    offered = [
        [part.count(f"guidance/ask/{name}") for name in ("ask.docx", "ask-flowchart.pdf")] for part in (form, way)
    ]
    assert offered == [[1, 0], [0, 1]]


def test_a_quick_build_has_no_papers_and_offers_none(small: Small, make: Make) -> None:
    small.put("child-rowan")
    small.put_form()
    make(html_only=True)
    assert not list(small.out.rglob("*.pdf")) and not list(small.out.rglob("*.docx"))
    assert ".pdf" not in page(small) and ".docx" not in form_page(small)


def test_a_briefing_too_long_for_its_paper_is_told_by_how_much_and_published_without(small: Small, make: Make) -> None:
    small.put("child-rowan", {"briefing.background": "Child Rowan lived with Mother. " * 500})
    [problem] = make().not_printed
    assert (problem.path, problem.field, problem.severity) == ("briefings/child-rowan.yml", "briefing", "warning")
    assert "too long for 2 sides; about " in problem.message
    assert problem.message.endswith("until then there is no child-rowan-briefing.pdf")
    assert "Child Rowan lived with Mother." in page(small)
    assert "child-rowan-briefing.pdf" not in page(small)
    assert not (small.out / BRIEFING).exists()


@pytest.mark.parametrize("field", ["briefing", "team_briefing"])
def test_the_check_names_a_briefing_that_will_not_be_printed(small: Small, field: str) -> None:
    long = {"background": "Child Rowan lived with Mother. " * 500, "questions": ["Why?"]}
    small.put("child-rowan", {field: long} if field == "team_briefing" else {f"{field}.background": long["background"]})
    arguments = ["check", "--project", str(small.folder), "--as-of", "2025-08-01", "--format", "json"]
    found = json.loads(CliRunner().invoke(main, arguments).stdout)
    [problem] = [one for one in found if one["rule"] == "not-printed"]
    assert (problem["field"], problem["severity"]) == (field, "warning")
    assert "too long for 2 sides" in problem["message"]


def test_a_sign_that_cannot_be_printed_is_told_and_the_page_is_published(small: Small, make: Make) -> None:
    small.put("child-rowan", {"briefing.background": "Child Rowan lived with Mother \U0001f9d2."})
    problem = make().not_printed[0]
    assert problem.message.startswith("\U0001f9d2 (U+1F9D2) cannot be printed")
    assert "\U0001f9d2" in page(small)


def test_a_sign_that_no_font_has_in_the_guidance_costs_the_document_and_its_link_and_nothing_else(
    small: Small, make: Make
) -> None:
    page = small.folder / "docs/guidance/index.md"
    page.write_text(page.read_text() + "\n\n{{ framework_pdf() }}\n\nA sign: \U0001f9d2.\n")
    [problem] = make().not_printed
    assert (problem.path, problem.severity) == ("docs/guidance/index.md", "warning")
    assert problem.message.endswith("until then there is no framework.pdf")
    built = (small.out / "guidance/index.html").read_text("utf-8")
    assert "framework.pdf" not in built and "A sign: \U0001f9d2." in built


def test_whatever_else_keeps_the_guidance_from_being_printed_is_told(small: Small, make: Make) -> None:
    page = small.folder / "docs/guidance/index.md"
    page.write_text(page.read_text() + "\n\n<table></table>\n")
    [problem] = make().not_printed
    assert (problem.path, problem.severity) == ("docs", "warning")
    assert problem.message.startswith("the typesetter refuses it (")


def no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on no paper and no sheet can be made."""

    def fail(paper: Paper) -> None:
        raise AssertionError(f"{paper.template} was made anew")

    def fail_too(*_: object, **__: object) -> None:
        raise AssertionError("a Word file was made anew")

    monkeypatch.setattr(papers, "typeset", fail)
    monkeypatch.setattr(papers, "team_sheet", fail_too)
    monkeypatch.setattr(of_page, "form_file", fail_too)


def test_what_is_still_right_is_taken_over(small: Small, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    small.put("child-rowan")
    small.put_form()
    make()
    first = [(small.out / path).read_bytes() for path in (BRIEFING, FORM)]
    no_more(monkeypatch)
    make(before=small.out)
    assert [(small.out / path).read_bytes() for path in (BRIEFING, FORM)] == first
    assert "Print (PDF, 1 side)" in page(small) and "Form to fill in (Word)" in form_page(small)


def test_another_help_text_makes_the_form_anew(small: Small, make: Make) -> None:
    small.put_form()
    make()
    first = (small.out / FORM).read_bytes(), manifest(small)["made_from"][FORM]
    source = small.folder / "docs/guidance/ask.md"
    source.write_text(source.read_text(encoding="utf-8").replace("Your name.", "Your own name."), encoding="utf-8")
    make(before=small.out)
    assert (small.out / FORM).read_bytes() != first[0]
    assert manifest(small)["made_from"][FORM] != first[1]


def test_other_words_are_printed_anew(small: Small, make: Make) -> None:
    small.put("child-rowan")
    make()
    small.put("child-rowan", {"briefing.background": "Child Rowan lived with Father."})
    make(before=small.out)
    assert "Child Rowan lived with Father." in read_aloud((small.out / BRIEFING).read_bytes())


def test_a_paper_changed_by_other_hands_is_not_taken_over(small: Small, make: Make) -> None:
    small.put("child-rowan")
    make()
    right = (small.out / BRIEFING).read_bytes()
    (small.out / BRIEFING).write_bytes(right + b"% more")
    make(before=small.out)
    assert (small.out / BRIEFING).read_bytes() == right


def manifest(small: Small) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads((small.out / "manifest.json").read_text())
    return found


def test_a_paper_that_was_made_from_other_words_is_not_taken_over(small: Small, make: Make) -> None:
    small.put("child-rowan", {"briefing.background": "An older text."})
    make()
    small.put("child-rowan")
    make(before=small.out)
    assert "An older text" not in read_aloud((small.out / BRIEFING).read_bytes())


@pytest.mark.parametrize("changed", ["title", "day", "partnership"])
def test_whatever_of_a_case_is_printed_is_part_of_what_its_papers_are_made_from(
    small: Small, make: Make, changed: str
) -> None:
    small.put("child-rowan")
    make()
    first = manifest(small)["made_from"][BRIEFING]
    if changed == "partnership":
        file = small.folder / "partnership.yml"
        file.write_text(file.read_text(encoding="utf-8").replace("name: ", "name: The ", 1), encoding="utf-8")
    else:
        small.put(
            "child-rowan", {"title": "Child Hazel"} if changed == "title" else {"publication.at": "2025-09-15 10:00"}
        )
    make(before=small.out)
    assert manifest(small)["made_from"][BRIEFING] != first


@pytest.mark.parametrize("made_from", [None, 5, ["x"], "", "{key} 0", "{key} x", "{key} 1 1", "x{key} 1"])
@pytest.mark.parametrize("name", [BRIEFING, "briefings/child-rowan/child-rowan-team-sheet.docx"])
def test_where_the_manifest_does_not_say_what_a_file_was_made_from_it_is_made_anew(
    small: Small, make: Make, name: str, made_from: object
) -> None:
    small.put("child-rowan")
    make()
    right, said = (small.out / name).read_bytes(), manifest(small)
    key = str(said["made_from"][name]).split()[0]
    made_from = made_from.replace("{key}", key) if isinstance(made_from, str) else made_from
    (small.out / name).write_bytes(b"%PDF another")
    said["made_from"][name] = made_from
    said["files"][name] = sha256(b"%PDF another").hexdigest()
    (small.out / "manifest.json").write_text(json.dumps(said))
    make(before=small.out)
    assert (small.out / name).read_bytes() == right


def test_a_build_that_takes_over_is_byte_for_byte_a_whole_build(small: Small, make: Make) -> None:
    small.put("child-rowan")
    small.put("child-hazel", {"title": "Child Hazel"})
    make()
    small.put("child-rowan", {"briefing.background": "Child Rowan lived with Father."})
    make(before=small.out)
    some = {path: path.read_bytes() for path in sorted(small.out.rglob("*")) if path.is_file()}
    make()
    assert some == {path: path.read_bytes() for path in sorted(small.out.rglob("*")) if path.is_file()}


def all_printed(*, in_order: bool = True) -> bytes:
    """What is printed of twenty cases: the digest of every file, by its path."""
    [case] = public_site({}).cases
    site = PublicSite(tuple(replace(case, reference=f"child-{number}") for number in range(20)), ())
    planned = list(papers.papers(site, miniature(), (), {}, date(2025, 9, 16)))
    assert len(planned) >= cores.WORTH_SHARING
    with TemporaryDirectory() as folder:
        printing = Printing(cast(Project, None), Path(folder), NOTHING, SILENT)
        printing.make(planned if in_order else planned[::-1])
        digests = {file.path: sha256((Path(folder) / file.path).read_bytes()).hexdigest() for file in printing.files}
    return json.dumps(digests, sort_keys=True).encode()


def printed_by_two() -> bytes:
    """The same, the last first, by two workers: this process typesets nothing."""
    with patch.object(cores, "cores", lambda: 2):
        printed = all_printed(in_order=False)
    assert not was_typeset()
    return printed


def test_many_files_are_the_same_bytes_in_any_order_and_with_any_number_of_workers() -> None:
    with patch("macros.printing.on_all_cores", map):
        alone = all_printed()
    assert made_elsewhere("printed_by_two()", __name__) == sha256(alone).hexdigest()


def test_a_process_that_has_typeset_shares_nothing_out_because_the_threads_of_its_copies_are_missing() -> None:
    with patch("macros.printing.on_all_cores", map):
        all_printed()
    assert was_typeset()
    with patch("macros.printing.on_all_cores", side_effect=AssertionError("shared out")):
        all_printed()
