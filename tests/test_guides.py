"""The guides: followed as they are written, in a copy of the project, on the day for which the site is looked at."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from click.testing import CliRunner

from macros.cli import main
from macros.guidance.front_matter import read_head
from tests.conftest import TODAY, Small
from tests.factories import GONE, ROOT, at
from tests.returned import filled
from tests.test_form_collect import ANSWERS, CHANGES
from tests.test_team_sheet import sheet

HELP = ROOT / "docs/help"
GUIDES = {file.stem: file.read_text("utf-8") for file in sorted(HELP.glob("*.md"))}
# `cspr` with a clock that begins at noon of that day and goes on from there, and without what is printed.
COMMAND = """#!{python}
import sys
sys.path.insert(0, {root!r})
from datetime import datetime, timedelta
import macros.build, macros.cli.shared

class Then(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) - timedelta(seconds={since!r})

macros.cli.shared.datetime = Then
macros.build.papers = lambda *_: ()
from macros.cli import main
main(prog_name="cspr")
"""


class Block(NamedTuple):
    """A piece of a guide that is typed: in which language, and its lines."""

    kind: str
    text: str


def blocks(name: str) -> Iterator[Block]:
    # In a list the engine takes it for words of a sentence.
    assert not re.search(r"(?m)^ +```", GUIDES[name])
    yield from (Block(kind, text) for kind, text in re.findall(r"(?ms)^```(\w+)\n(.*?)^```$", GUIDES[name]))


def typed(block: Block) -> Iterator[tuple[str, str]]:
    """Each command of a block, with what it answers."""
    for part in re.split(r"(?m)^\$ ", block.text)[1:]:
        command, _, answer = part.partition("\n")
        yield command, answer


def as_pattern(answer: str) -> str:
    """What an answer has to look like: `…` stands for words, on a line of its own for lines, spaces for spaces."""
    lines = (
        r"(?:.*\n)*?" if line.strip() == "…" else r" +".join(map(re.escape, line.split())).replace("…", ".*") + r" *\n"
        for line in answer.splitlines()
    )
    return "".join(rf"{line}" if line.startswith("(") else rf" *{line}" for line in lines)


class Desk:
    """A folder with a copy of the project, and a terminal in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.project = folder, folder / "project"
        self.project.mkdir()
        for name in ("docs", "overrides", "briefings", "notices", "practice"):
            shutil.copytree(ROOT / name, self.project / name)
        for name in ("mkdocs.yml", "partnership.yml", "case-record.schema.json"):
            shutil.copy(ROOT / name, self.project)
        programs = self.project / ".venv/bin"
        programs.mkdir(parents=True)
        (programs / "activate").write_text(f"PATH={programs}:$PATH\n")
        # How long ago noon of that day was, or will be.
        since = _now() - at(TODAY).timestamp()
        command = COMMAND.format(python=sys.executable, root=str(ROOT), since=since)
        (programs / "cspr").write_text(command)
        (programs / "cspr").chmod(0o755)
        self.before = "set -e; . .venv/bin/activate"

    def type(self, command: str) -> str:
        """What a command answers, as somebody at the terminal sees it."""
        if re.match(r"(?:\. |export |unset )", command):
            self.before += f"\n{command}"
            return ""
        given = {name: value for name, value in os.environ.items() if not name.startswith("CSPR_")}
        ran = subprocess.run(
            ["bash", "-c", f"{self.before}\nset +e\n{command}"],
            cwd=self.project,
            env=given,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return ran.stdout

    def follow(self, block: Block) -> None:
        for command, answer in typed(block):
            if command != "cspr serve":  # it goes on until somebody ends it, and has tests of its own
                said = self.type(command)
                assert re.fullmatch(as_pattern(answer), said), f"$ {command}\n{said}"

    def write(self, file: str, after: str, lines: str, *, in_its_place: bool = False) -> None:
        """Write lines below the one that begins so, or in its place."""
        path = self.project / file
        text = path.read_text("utf-8")
        (line,) = re.findall(rf"(?m)^ *{re.escape(after)}.*\n", text)
        path.write_text(text.replace(line, lines if in_its_place else line + lines), "utf-8")


def _now() -> float:
    return float(subprocess.check_output(["date", "+%s.%N"], text=True))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_review_is_published_as_the_guide_says(desk: Desk) -> None:
    hazel, osier = (f"../practice/{name}.yml" for name in ("child-hazel", "child-osier"))
    comment = "# Still to come: final_report_sent"
    places = [
        (hazel, "review: cspr"),
        (osier, "llr_sub_group:"),
        (osier, comment),
        (osier, "members_briefed:"),
    ]
    for block in blocks("publish-a-review"):
        if block.kind == "yaml":
            file, after = places.pop(0)
            desk.write(file, after, block.text, in_its_place=after == comment)
        elif block.kind == "console":
            desk.follow(block)
    assert places == []
    # All that was made for practice is gone, and nothing was written into the project itself.
    assert [entry.name for entry in desk.folder.iterdir()] == ["project"]
    for record in (ROOT / "briefings").iterdir():
        assert (desk.project / "briefings" / record.name).read_bytes() == record.read_bytes()


def test_the_timer_of_the_guide_is_the_one_of_the_recipe() -> None:
    (line,) = (block.text.strip() for block in blocks("publish-a-review") if block.text.startswith("0,5,15 "))
    when, publish = line.split(" cspr ", 1)
    recipe = (ROOT / "recipes/cron/cspr").read_text("utf-8")
    assert re.search(rf"(?m)^{re.escape(when)} cspr .*; {re.escape(publish)}\b", recipe)


def test_a_publication_is_refused_in_the_words_of_the_guide(small: Small) -> None:
    (said,) = (block.text for block in blocks("publish-a-review") if block.text.startswith("Nothing was published"))
    small.put("child-osier", {"review": "cspr", "publication.press_statement": GONE})
    out = small.folder.parent / "public"
    result = CliRunner().invoke(main, ["publish", "--project", str(small.folder), str(out)])
    assert result.exit_code == 1
    assert said in result.stderr.replace(str(out), "/srv/cspr")


def test_sheets_that_came_back_are_gathered_as_the_guide_says(desk: Desk) -> None:
    returned = desk.folder / "private/returned"
    returned.mkdir(parents=True)
    (returned / "team.docx").write_bytes(filled(sheet(), ANSWERS, CHANGES))
    for block in blocks("use-a-briefing"):
        desk.follow(block)
    assert (desk.folder / "private/sheets.csv").read_text("utf-8-sig").count("Duty team") == 5


def test_a_page_is_mended_as_the_guide_says(desk: Desk) -> None:
    for block in blocks("keep-the-guidance-current"):
        if block.kind == "yaml":
            head = read_head(f"---\ntitle: A page\n{block.text}---\n", "page.md")
            assert head and not head.problems and head.value.changes
        else:
            desk.follow(block)


def named() -> Iterator[tuple[str, str]]:
    """Every `cspr` command in a text for people: where, and all after the word."""
    for place in ("README.md", "CONTRIBUTING.md", *(f"docs/help/{name}.md" for name in GUIDES)):
        text = (ROOT / place).read_text("utf-8")
        for inline, line in re.findall(r"`cspr ([^`\n]+)`|^ *\$? ?cspr ([a-z].*)$", text, re.MULTILINE):
            yield place, re.split(r" +(?:>|#)", inline or line)[0]


@pytest.mark.parametrize(("place", "said"), sorted(set(named())))
def test_every_command_in_a_text_exists_and_takes_the_options_it_is_given(place: str, said: str) -> None:
    verb, *arguments = shlex.split(said)
    command: click.Command = main.commands[verb]
    if isinstance(command, click.Group):
        verb, *arguments = arguments or ["list"]
        command = command.commands[verb]
    command.make_parser(click.Context(command)).parse_args(arguments)


def test_every_guide_is_led_to_from_the_page_of_help_and_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for name in GUIDES.keys() - {"index"}:
        assert f"({name}.md)" in GUIDES["index"], name
    for name in ("publish-a-review", "use-a-briefing", "keep-the-guidance-current"):
        assert f"(docs/help/{name}.md)" in readme, name
