"""A build that keeps what is still right is, byte for byte, the build that makes everything anew."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from click.testing import CliRunner
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from macros import build as building
from macros.build import build
from macros.cli import main
from macros.memory import Memory
from macros.pages import generated
from macros.pages.shown import Shown, digest_of, shown
from macros.project import read_project
from macros.prose import parse
from macros.public_view import Audience, site_for
from tests.conftest import Small, everything_in, make_small
from tests.factories import ROOT, at, judged, miniature, record

AT = "2025-09-20 10:00"
ROWAN, YEW = "briefings/child-rowan/index.html", "briefings/child-yew/index.html"
OLD = {"review": "serious-case-review", "publication.at": "2025-09-16 10:00"}


@dataclass
class Kept:
    """What builds kept, one after the other."""

    builds: list[frozenset[str]] = field(default_factory=list)

    @property
    def last(self) -> frozenset[str]:
        return self.builds[-1]


@contextmanager
def watched() -> Iterator[Kept]:
    kept, really = Kept(), building._kept

    def watch(*asked: Any) -> tuple[Mapping[str, str], frozenset[str]]:
        made_from, taken_over = really(*asked)
        kept.builds.append(taken_over)
        return made_from, taken_over

    with patch("macros.build._kept", watch):
        yield kept


def make(
    small: Small, memory: Path | None, out: Path | None = None, as_of: str = AT, audience: Audience = "public"
) -> dict[str, bytes]:
    """Build pages, data and search; what is printed is kept in a way of its own (`test_printed`)."""
    project = read_project(small.folder, small.records, at(as_of))
    with (
        patch("macros.printing.papers.papers", lambda *_: ()),
        patch("macros.printing.Printing.make_framework"),
        patch("macros.scan.scan", lambda *_, **__: []),
    ):
        build(project, out or small.out, audience, hold_blocked=True, memory=Memory(memory))
    return everything_in(out or small.out)


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "memory"


@pytest.fixture
def two(small: Small) -> Small:
    """Two published cases that are on one theme."""
    for reference in ("child-rowan", "child-yew"):
        small.put(reference, OLD)
    return small


class Step(NamedTuple):
    """Something that happens to a project between two builds."""

    what: str
    do: Callable[[Small], None]


def edit(file: str, old: str, new: str) -> Callable[[Small], None]:
    def do(small: Small) -> None:
        path = small.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r}"
        # Done a second time it is another change.
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return do


def put(reference: str, **changes: object) -> Callable[[Small], None]:
    return lambda small: small.put(
        reference, {**OLD, **{name.replace("__", "."): one for name, one in changes.items()}}
    )


def gone(reference: str) -> Callable[[Small], None]:
    return lambda small: (small.records / f"{reference}.yml").unlink(missing_ok=True)


def recolour(small: Small) -> None:
    """One colour of two, always the other one."""
    path = small.folder / "partnership.yml"
    text = path.read_text(encoding="utf-8")
    accent = "#1b4d2e" if "#4d1b2e" in text else "#4d1b2e"
    others = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("colours:"))
    path.write_text(f'{others}colours: {{accent: "{accent}"}}\n', encoding="utf-8")


WITHDRAWN = {"at": "2025-09-18 09:00", "kind": "expired", "decided_by": "strategic-leads"}
STEPS = (
    Step("a report is edited", put("child-rowan", summary="Another summary of what happened.")),
    Step("a briefing is edited", put("child-yew", briefing__background="The family had moved twice in a year.")),
    Step("a title is edited", put("child-rowan", title="Child Rowan once more")),
    Step("themes are edited", put("child-rowan", themes=["neglect"])),
    Step("a case is added", put("child-alder", themes=["neglect", "injuries-to-babies"])),
    Step("a case to come is added", put("child-elm", publication__at="2025-10-10 10:00")),
    Step("an improvements-only case is added", put("child-oak", publication__decision="improvements-only")),
    Step("a case is withdrawn", put("child-yew", withdrawn=WITHDRAWN)),
    Step("a record is gone", gone("child-rowan")),
    Step("a case links to another", put("child-rowan", response="See [another](/reports/child-yew/).")),
    Step("a page has another title", edit("docs/guidance/index.md", "# ", "# The ")),
    Step("the frame is edited", edit("overrides/main.html", "Skip to the text", "Skip to the text itself")),
    Step("a script is edited", edit("overrides/assets/present.js", "\n", "\n// Another line.\n")),
    Step("a style is edited", edit("overrides/assets/site.css", "{", "{ ")),
    Step("the partnership has another name", edit("partnership.yml", "\nname: ", "\nname: New ")),
    Step("the partnership has another short name", edit("partnership.yml", "short_name: ", "short_name: New ")),
    Step("the site has another address", edit("partnership.yml", "site_url: https://", "site_url: https://new.")),
    Step("the partnership has another colour", recolour),
    Step("the navigation is edited", edit("mkdocs.yml", "Briefings: ", "New Briefings: ")),
    Step("nothing", lambda _: None),
)
MOMENTS = ("2025-09-15 10:00", AT, "2025-10-10 10:00", "2026-01-05 09:00")


@given(
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(MOMENTS)), min_size=2, max_size=4),
    audience=st.sampled_from(("public", "public", "internal")),
)
@example(steps=[(step, AT) for step in STEPS], audience="public")
@settings(max_examples=6, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_whatever_happens_between_builds_the_site_is_that_of_a_clean_build(
    steps: list[tuple[Step, str]], audience: Audience
) -> None:
    with TemporaryDirectory() as folder:
        small, memory, anew = make_small(Path(folder) / "project"), Path(folder) / "memory", Path(folder) / "anew"
        shutil.copytree(ROOT / "overrides", small.folder / "overrides")
        edit("mkdocs.yml", str(ROOT / "overrides"), "overrides")(small)
        for reference in ("child-rowan", "child-yew"):
            small.put(reference, OLD)
        make(small, memory, audience=audience)
        for step, moment in steps:
            step.do(small)
            assert make(small, memory, as_of=moment, audience=audience) == make(
                small, None, anew, as_of=moment, audience=audience
            ), step.what


def test_nothing_changed_and_every_page_of_a_case_is_kept(two: Small, memory: Path) -> None:
    first = make(two, memory)
    with watched() as kept:
        assert make(two, memory) == first
    assert {ROWAN, YEW, "reports/child-rowan/index.html"} <= kept.last


def test_an_edited_case_is_made_anew_and_the_others_are_kept(two: Small, memory: Path) -> None:
    make(two, memory)
    two.put("child-rowan", {**OLD, "overview": [{"heading": "What happened", "text": "Another text of the report."}]})
    with watched() as kept:
        after = make(two, memory)
    assert ROWAN not in kept.last and "reports/child-rowan/index.html" not in kept.last
    assert {YEW, "reports/child-yew/index.html"} <= kept.last
    assert b"Another text of the report." in after["reports/child-rowan/index.html"]


def test_another_frame_or_script_makes_every_page_anew(two: Small, memory: Path) -> None:
    shutil.copytree(ROOT / "overrides", two.folder / "overrides")
    edit("mkdocs.yml", str(ROOT / "overrides"), "overrides")(two)
    for step in (step for step in STEPS if step.what in ("the frame is edited", "a script is edited")):
        make(two, memory)
        step.do(two)
        with watched() as kept:
            make(two, memory)
        assert kept.last == frozenset()


def test_a_withdrawn_case_is_not_kept_whatever_was_built_before(two: Small, memory: Path) -> None:
    make(two, memory)
    two.put("child-rowan", {**OLD, "withdrawn": WITHDRAWN})
    with watched() as kept:
        after = make(two, memory)
    assert ROWAN not in kept.last and b"withdrawn" in after[ROWAN]


def test_a_case_that_is_not_out_any_more_is_not_kept(two: Small, memory: Path) -> None:
    make(two, memory)
    before = make(two, memory, as_of="2025-09-16 09:59")
    assert not any("child-rowan" in path or b"child-rowan" in data for path, data in before.items())


def test_a_page_that_other_hands_changed_is_made_anew(two: Small, memory: Path) -> None:
    first = make(two, memory)
    (two.out / ROWAN).write_bytes(first[ROWAN].replace(b"</main>", b"<p>a name</p></main>"))
    with watched() as kept:
        assert make(two, memory) == first
    assert ROWAN not in kept.last and YEW in kept.last


def test_a_page_that_became_a_link_is_made_anew(two: Small, memory: Path, tmp_path: Path) -> None:
    first = make(two, memory)
    (tmp_path / "elsewhere.html").write_bytes(first[ROWAN])
    (two.out / ROWAN).unlink()
    (two.out / ROWAN).symlink_to(tmp_path / "elsewhere.html")
    assert make(two, memory) == first
    assert not (two.out / ROWAN).is_symlink()


def test_a_site_with_another_manifest_than_the_one_built_here_is_not_believed(two: Small, memory: Path) -> None:
    first = make(two, memory)
    forged = first[ROWAN].replace(b"</main>", b"<p>a name</p></main>")
    manifest = json.loads(first["manifest.json"])
    manifest["files"][ROWAN] = sha256(forged).hexdigest()
    (two.out / ROWAN).write_bytes(forged)
    (two.out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with watched() as kept:
        assert make(two, memory) == first
    assert kept.last == frozenset()


@pytest.mark.parametrize("broken", [b"", b"\x00" * 64, b"0" * 64, b"{"])
def test_a_memory_that_says_something_else_is_not_believed(two: Small, memory: Path, broken: bytes) -> None:
    first = make(two, memory)
    for file in memory.glob("site-*"):
        file.write_bytes(broken)
    with watched() as kept:
        assert make(two, memory) == first
    assert kept.last == frozenset()


def test_a_page_whose_dead_link_was_taken_off_is_not_kept(two: Small, memory: Path) -> None:
    linking = {**OLD, "response": "See [another](/reports/child-elm/)."}
    two.put("child-rowan", linking)
    assert b'reports/child-elm/"' not in make(two, memory)["reports/child-rowan/index.html"]
    two.put("child-elm", OLD)
    assert b'reports/child-elm/"' in make(two, memory)["reports/child-rowan/index.html"]


def test_code_that_a_project_brings_has_every_page_made_anew(two: Small, memory: Path) -> None:
    (two.folder / "hook.py").write_text("def on_page_context(context, **_):\n    return context\n", encoding="utf-8")
    edit("mkdocs.yml", "plugins:", "hooks: [hook.py]\nplugins:")(two)
    make(two, memory)
    with watched() as kept:
        make(two, memory)
    assert kept.last == frozenset()


def test_clean_keeps_nothing(two: Small) -> None:
    asked = ["build", "--html-only", "--project", str(two.folder), "--as-of", AT.replace(" ", "T")]
    with watched() as kept:
        for further in ([], [], ["--clean"]):
            assert CliRunner().invoke(main, [*asked, *further]).exit_code == 0
    assert [bool(one) for one in kept.builds] == [False, True, False]


def test_a_page_shows_another_text_when_anything_it_is_given_changes() -> None:
    small = shown("briefing.html", case=("a", 1), on=date(2025, 9, 16), text=parse("Some *words*."))
    others = (
        Shown("report.html", small.values),
        shown("briefing.html", case=("a", 2), on=date(2025, 9, 16), text=parse("Some *words*.")),
        shown("briefing.html", case=("a1",), on=date(2025, 9, 16), text=parse("Some *words*.")),
        shown("briefing.html", case=("a", 1), on=date(2025, 9, 17), text=parse("Some *words*.")),
        shown("briefing.html", case=("a", 1), on="2025-09-16", text=parse("Some *words*.")),
        shown("briefing.html", case=("a", 1), on=date(2025, 9, 16), text=parse("Some **words**.")),
    )
    assert len({digest_of(one) for one in (small, *others)}) == 1 + len(others)


def test_of_what_nobody_can_compare_there_is_no_digest() -> None:
    with pytest.raises(TypeError, match="nobody can say whether a function is the same"):
        digest_of(shown("calendar.html", by=lambda: None))


def test_a_partnership_is_the_same_whatever_was_asked_of_it() -> None:
    """Else a manifest would say of a case that is held that its agencies were looked up."""
    partnership = miniature()
    before = digest_of(partnership)
    assert partnership.agency_names["police"]
    assert digest_of(partnership) == before


def test_every_page_of_a_case_says_all_that_it_shows(two: Small) -> None:
    project = read_project(two.folder, two.records, at(AT))
    view = site_for("internal", [(one.case.record, one.judgement) for one in project.cases], project.as_of, miniature())
    asked = {page.file for page in generated(view, miniature()) if "child-rowan" in page.path}
    made_from = json.loads(make(two, None, audience="internal")["manifest.json"])["made_from"]
    assert asked and asked <= made_from.keys()


def test_a_case_is_another_when_any_part_of_it_is() -> None:
    """Each field of the record that is shown, one after the other."""
    fields = {
        "title": "Child Other",
        "summary": "Another summary.",
        "themes": ["neglect"],
        "response": "Another *response*.",
        "family_words": "Other words.",
        "briefing.background": "Another background.",
        "briefing.facilitator_notes": "Another note.",
        "overview": [{"heading": "What happened", "text": "Another text."}],
        "amendments": [{"date": "2025-09-18", "text": "Another correction."}],
        "recommendations": [{"id": "R1", "text": "Another.", "agencies": ["police"], "due": "2026-01-01"}],
        "publication.at": "2025-09-17 10:00",
    }
    views = [
        site_for("public", [(record({**OLD, **change}), judged({**OLD, **change}, AT))], at(AT), miniature()).cases[0]
        for change in ({}, *({name: value} for name, value in fields.items()))
    ]
    assert len({digest_of(view) for view in views}) == 1 + len(fields)
