"""What commands print for a person: problems, tables, progress, summaries. Data to stdout, all else to stderr."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from macros.problems import Problem, write_out
from macros.project import Project
from macros.rules import State
from macros.status import CaseStatus

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


def print_status(rows: Iterable[CaseStatus]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Case", "State", "By", "Who"):
        table.add_column(heading, no_wrap=True)
    table.add_column("What is next; every rule unmet", overflow="fold")
    for row in rows:
        by = f"{row.next.by:%-d %b %Y}" if row.next.by else ""
        what = [f"{row.next.what}."] if row.next.what else []
        what += [f"Unmet: {', '.join(row.blocked_by)}."] if row.blocked_by else []
        what += [f"Warnings: {', '.join(row.warnings)}."] if row.warnings else []
        table.add_row(row.reference, row.state, by, row.next.who or "", " ".join(what))
    # Into a file or another program each case stays on one line.
    Console(width=None if sys.stdout.isatty() else 1_000).print(table)


class Steps:
    """What a build does while it runs: a line for each step, and on a terminal a bar while pages are made."""

    def __init__(self, bar: Progress) -> None:
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
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("pages"))
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        yield Steps(bar)


def summary(project: Project, out: Path, seconds: float) -> str:
    """What was built: where the cases stand, and how much there is."""
    states = Counter(one.judgement.state for one in project.cases)
    cases = ", ".join(f"{states[state]} {words}" for state, words in STATES.items() if states[state])
    files = [file for file in out.rglob("*") if file.is_file()]
    pages = sum(file.name == "index.html" for file in files)
    size = sum(file.stat().st_size for file in files) / 1_000_000
    return (
        f"Built {out} in {seconds:.1f} s: {count(pages, 'page')}, {count(len(files), 'file')}, {size:.1f} MB.\n"
        f"Cases: {cases or 'none'}."
    )
