"""The repository as a home: what the README promises is there, and nothing is that should not be."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from macros.cli import main
from macros.records.model import CaseRecord, parts
from tests.factories import ROOT

TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    if (ROOT / name).is_file()
]

IMPORTED = re.compile(r"(?m)^\s*(?:from|import) ([a-z_0-9]+)")


def test_every_file_the_readme_names_is_there() -> None:
    text = (ROOT / "README.md").read_text("utf-8") + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    text = re.sub(r"(?s)```.*?```", "", text)  # the template of a page links from where a page lies
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / target).exists(), target


def test_every_command_the_readme_names_exists() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"\bcspr ([a-z][a-z-]+)", text))
    assert named <= set(main.commands), named - set(main.commands)
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text("utf-8")))
    assert set(re.findall(r"(?<!form )\bmake ([a-z]+)", text)) <= targets


def test_requirements_are_hashed_and_name_no_index() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        pinned = re.findall(r"(?m)^[a-z0-9_.-]+==\S+", text, re.IGNORECASE)
        assert pinned and len(re.findall(r"--hash=sha256:", text)) >= len(pinned)
        assert "://" not in text


def test_only_the_command_line_reads_the_clock() -> None:
    clock = re.compile(r"\.(now|today|utcnow)\(|time\.time\(")
    readers = [file.name for file in (ROOT / "macros").rglob("*.py") if clock.search(file.read_text("utf-8"))]
    assert readers == ["shared.py"]


def test_no_module_has_grown_past_one_room() -> None:
    long = {
        file.name: lines
        for file in (ROOT / "macros").rglob("*.py")
        if (lines := len(file.read_text("utf-8").splitlines())) > 400
    }
    assert long == {}


# Each takes a tenth of a second or more to load, and most commands need none of them.
SLOW_TO_LOAD = ("mkdocs", "jinja2", "rich", "pathspec", "lxml", "docx", "icalendar")


@pytest.mark.parametrize("module", ["macros", "macros.cli"])
def test_a_command_starts_without_loading_what_few_need(module: str) -> None:
    code = f"import {module}, sys; sys.exit(', '.join(sys.modules.keys() & {set(SLOW_TO_LOAD)!r}) or 0)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_pages_alone_are_built_without_loading_what_prints_and_reads_a_last_time() -> None:
    needless = {"typst", "docx", "pypdfium2", "macros.printing", "macros.scan"}
    code = f"import macros.build, sys; sys.exit(', '.join(sys.modules.keys() & {needless!r}) or 0)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    machine = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/\w")
    texts = (file for file in TRACKED if file.suffix not in (".png", ".webp", ".otf"))
    named = [file.name for file in texts if machine.search(file.read_text("utf-8"))]
    assert named == []


def test_no_record_in_the_repository_is_real() -> None:
    for file in (ROOT / "briefings").glob("*.yml"):
        assert re.search(r"(?m)^example: true\b", file.read_text("utf-8")), file.name


def fields_of(model: type[BaseModel]) -> Iterator[str]:
    """The name of every field of a record, at every depth, as a record writes it."""
    for name, info in model.model_fields.items():
        yield info.alias or name
        inner = re.findall(r"macros\.records\.model\.parts\.(\w+)", str(info.annotation))
        for kind in (getattr(parts, one) for one in inner):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from fields_of(kind)


def test_the_page_on_the_record_names_every_field() -> None:
    page = (ROOT / "docs/about/the-record.md").read_text("utf-8")
    fields = set(fields_of(CaseRecord))
    assert {"progress", "cleared_by_lawyer", "from"} <= fields
    assert {name for name in fields if f"`{name}`" not in page} == set()


def test_one_record_can_be_followed_through_the_code() -> None:
    steps = re.findall(r"`(macros/[\w/]+\.py)`: `(\w+)`", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert len(steps) > 8
    for file, function in steps:
        assert f"def {function}(" in (ROOT / file).read_text("utf-8"), (file, function)


def test_every_room_of_the_house_is_told() -> None:
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0][
        "layers"
    ]
    rooms = {room for layer in layers for room in layer.split(" | ")}
    table = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("| Room |")[1].split("\n\n")[0]
    told = {room for row in table.splitlines()[2:] for room in re.findall("`([a-z_]+)`", row.split("|")[1])}
    assert rooms == told


def test_the_changelog_begins_with_the_version_of_the_publisher() -> None:
    [first, *_] = re.findall(r"(?m)^## ([\d.]+),", (ROOT / "CHANGELOG.md").read_text("utf-8"))
    assert f'version = "{first}"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_every_test_that_the_threat_model_names_is_there() -> None:
    page = (ROOT / "docs/about/threat-model.md").read_text("utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    tests = "".join(file.read_text("utf-8") for file in sorted((ROOT / "tests").glob("test_*.py")))
    assert len(named) > 30
    assert {name for name in named if f"def {name}(" not in tests} == set()


def test_the_readme_shows_what_the_command_prints(tmp_path: Path) -> None:
    record = (ROOT / "briefings/child-rowan.yml").read_text("utf-8")
    (tmp_path / "child-rowan.yml").write_text(record.replace("at: 2025-09-16 10:00", "at: 2025-9-16"))
    result = CliRunner().invoke(main, ["check", "--project", str(ROOT), "--records", str(tmp_path), str(tmp_path)])
    said = result.stderr.replace(str(tmp_path), "briefings")
    assert said in (ROOT / "README.md").read_text("utf-8")


WITHOUT = """
import importlib, json, sys
missing, rooms = map(json.loads, sys.argv[1:])

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in missing:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
for room in rooms:
    importlib.import_module(room)
"""


def test_the_publisher_runs_without_what_only_the_checks_bring() -> None:
    """Whoever types `make site` on a fresh machine has what requirements.txt names, and no more."""
    locked = re.findall(r"(?m)^([A-Za-z0-9._-]+)==", (ROOT / "requirements.txt").read_text("utf-8"))
    ours = {re.sub("[-_.]+", "-", name).lower() for name in (*locked, "cspr-publisher")}
    brought = packages_distributions().items()
    missing = {name for name, by in brought if not any(re.sub("[-_.]+", "-", of).lower() in ours for of in by)}
    assert {"pytest", "playwright"} <= missing
    rooms = sorted((ROOT / "macros").rglob("*.py"))
    names = [".".join(room.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for room in rooms]
    asked = [sys.executable, "-c", WITHOUT, json.dumps(sorted(missing)), json.dumps(names)]
    run = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    # What a command loads only when it runs.
    later = {name for room in rooms for name in IMPORTED.findall(room.read_text("utf-8"))}
    assert later & missing == set()
