"""What commands print for a person: problems, tables, progress, summaries. Data to stdout, all else to stderr."""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from macros.problems import Problem, write_out
from macros.project import Project
from macros.project.reading import Told
from macros.rules import State

if TYPE_CHECKING:
    from rich.progress import Progress

STATES: dict[State, str] = {
    "published": "published",
    "withdrawn": "withdrawn",
    "scheduled": "still to come",
    "blocked": "blocked",
    "draft": "in draft",
    "elsewhere": "published elsewhere",
}


def say(words: str) -> None:
    click.echo(words, err=True)


def count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def reason(error: Exception) -> str:
    """Why something failed, in words: of the machine's own errors without their numbers."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror} ({error.filename})" if error.filename else error.strerror
    return str(error)


def print_problems(problems: Iterable[Problem]) -> None:
    lines = write_out(list(problems))
    if lines:
        say(lines)


class Steps:
    """What a build does while it runs: a line for each step, and on a terminal a bar while pages are made."""

    def __init__(self, bar: "Progress") -> None:
        self.bar = bar
        self.task = bar.add_task("", visible=False)

    def begin(self, words: str, pages: int = 0) -> None:
        say(f"  {words}")
        self.bar.update(self.task, description="  ", total=pages, completed=0, visible=pages > 0)

    def page_made(self) -> None:
        self.bar.advance(self.task)


@contextmanager
def progress() -> Iterator[Steps]:
    """Progress of a build on stderr; the bar is gone when the build has ended."""
    with _bar("pages") as bar:
        yield Steps(bar)


@contextmanager
def reading() -> Iterator[Told]:
    """Progress of records that are read anew, on stderr; nothing is shown where there are none."""
    with _bar("records") as bar:
        task = bar.add_task("Reading", visible=False)
        yield lambda done, of: bar.update(task, completed=done, total=of, visible=True)


def _bar(things: str) -> "Progress":
    """A bar on a terminal, and nothing elsewhere."""
    # Rich takes a twentieth of a second to load, which commands without a bar or a table should not pay for.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn(things))
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


def summary(project: Project, out: Path, seconds: float) -> str:
    """What was built: where the cases stand, and how much there is."""
    states = Counter(one.judgement.state for one in project.cases)
    cases = ", ".join(f"{states[state]} {words}" for state, words in STATES.items() if states[state])
    files = [Path(folder, name) for folder, _, names in os.walk(out) for name in names]
    pages = sum(file.name == "index.html" for file in files)
    size = sum(file.stat().st_size for file in files) / 1_000_000
    return (
        f"Built {out} in {seconds:.1f} s: {count(pages, 'page')}, {count(len(files), 'file')}, {size:.1f} MB.\n"
        f"Cases: {cases or 'none'}."
    )
