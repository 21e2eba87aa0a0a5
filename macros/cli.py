"""The command `cspr`. Thin: it reads the clock and the arguments, calls one room, and prints.

Problems go to stderr, data to stdout. Exit 0: fine; 1: something in the input needs mending, said
where; 2: wrong usage.
"""

import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from macros import dates
from macros.problems import Format, Problem, errors, write_out
from macros.project import Project, read_project
from macros.public_view import Audience
from macros.records import SUFFIX
from macros.records.model import is_reference
from macros.status import CaseStatus
from macros.status import status as case_statuses

Command = TypeVar("Command", bound=Callable[..., Any])


class _Instant(click.ParamType[datetime]):
    name = "INSTANT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return dates.as_of(value)
        except dates.NotADate as error:
            self.fail(str(error), param, ctx)


class _Day(click.ParamType[date]):
    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return dates.day(value)
        except dates.NotADate as error:
            self.fail(str(error), param, ctx)


class _Reference(click.ParamType[str]):
    name = "REFERENCE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not is_reference(str(value)):
            self.fail("a reference is small letters and digits with - between, as in child-rowan", param, ctx)
        return str(value)


def _the_clock() -> datetime:
    """The one place where the clock is read."""
    return datetime.now(UTC).replace(microsecond=0)


_FOLDER = click.Path(path_type=Path)
_project = click.option(
    "--project", type=_FOLDER, default=Path(), help="The project folder, with partnership.yml and mkdocs.yml."
)
_records = click.option(
    "--records",
    type=_FOLDER,
    envvar="CSPR_RECORDS",
    help="The folder of case records (or CSPR_RECORDS); default: briefings in the project folder.",
)
_as_of = click.option(
    "--as-of",
    type=_Instant(),
    default=_the_clock,
    show_default="now",
    help="Look at everything as of this instant: ISO 8601, without an offset Europe/London.",
)


def _reads_records(command: Command) -> Command:
    return _project(_records(_as_of(command)))


def _read(project: Path, records: Path | None, as_of: datetime) -> Project:
    return read_project(project, records or project / "briefings", as_of)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Publish child safeguarding practice reviews: nothing identifiable, nothing early."""


@main.command()
@_reads_records
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
def check(project: Path, records: Path | None, as_of: datetime, paths: tuple[Path, ...], form: Format) -> None:
    """Every problem in records, partnership file and pages; with PATHS, in those alone.

    Example: cspr check briefings/child-rowan.yml
    """
    problems = _of_paths(_read(project, records, as_of).problems(), paths, project)
    wrong, warnings = len(errors(problems)), len(problems) - len(errors(problems))
    if form != "text":
        click.echo(write_out(problems, form))
    else:
        _print_problems(problems)
        _say(f"{_count(wrong, 'error')}, {_count(warnings, 'warning')}.")
    sys.exit(1 if wrong else 0)


@main.command()
@_reads_records
@click.option("--out", type=_FOLDER, help="The folder to build into; default: site in the project folder.")
@click.option("--audience", type=click.Choice(["public", "internal"]), default="public", show_default=True)
@click.option(
    "--hold-blocked", is_flag=True, help="Leave out what is blocked or broken and go on; exit 1 all the same."
)
@click.option("--html-only", is_flag=True, help="Pages alone, without search: for a quick look.")
def build(
    project: Path,
    records: Path | None,
    as_of: datetime,
    out: Path | None,
    audience: Audience,
    hold_blocked: bool,
    html_only: bool,
) -> None:
    """Build the site, all of it or nothing: the old output stays as it is when anything fails.

    Example: cspr build --as-of 2025-09-16T10:00 --out preview
    """
    # MkDocs and its theme take a second to load, which no other command should pay for.
    from macros.build import Refused, build, left_out, to_mend
    from macros.engine import EngineError

    out = out or project / "site"
    local = as_of.astimezone(dates.LONDON)
    _say(f"Building the {audience} site as of {dates.in_words(local.date())}, {local:%H:%M %Z}:")
    found = _read(project, records, as_of)
    _say(f"  read {_count(len(found.cases), 'record')}")
    warnings = [problem for problem in found.problems() if problem.severity == "warning"]
    _print_problems([*errors(found.site_problems), *to_mend(found, audience)])
    if warnings:
        _say(f"  {_count(len(warnings), 'warning')}; `cspr check` with the same options shows them")
    try:
        built = build(
            found, out, audience, hold_blocked=hold_blocked, search=not html_only, say=lambda words: _say(f"  {words}")
        )
    except (Refused, EngineError, OSError) as error:
        _say(f"Nothing was built, and {out} is as it was: {_reason(error)}")
        sys.exit(1)
    shown = f"{_count(len(built.site.cases), 'case')} shown, {len(built.site.withdrawn)} withdrawn"
    _say(f"Built {out}: {shown}.")
    if built.left_out:
        _say(f"Left out (--hold-blocked): {left_out(list(built.left_out))}.")
        sys.exit(1)


@main.command()
@_reads_records
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def status(project: Path, records: Path | None, as_of: datetime, form: str) -> None:
    """One line a case: state, what blocks it, what comes next and who acts.

    Example: cspr status --as-of 2025-09-15
    """
    found = _read(project, records, as_of)
    rows = case_statuses(found)
    if form == "json":
        click.echo(json.dumps([row.as_json() for row in rows], indent=2, ensure_ascii=False))
    else:
        _print_status(rows)
    broken = errors([*found.site_problems, *found.record_problems])
    _print_problems(broken)
    sys.exit(1 if broken else 0)


@main.command("second-reader")
@_reads_records
@click.argument("reference", type=_Reference())
@click.option("--role", required=True, help="Who read the text: a role, not a name.")
@click.option("--date", "on", type=_Day(), help="The day it was read; default: today.")
def second_reader(
    project: Path, records: Path | None, as_of: datetime, reference: str, role: str, on: date | None
) -> None:
    """Write into a record that its text, as it stands, has been read for identifiability.

    Example: cspr second-reader child-rowan --role "Safeguarding Project Officer"
    """
    from macros.records.second_reader import NotWritten, write_reading

    if not role.strip() or not role.isprintable():
        raise click.BadParameter("say who read the text, as a role in plain words", param_hint="--role")
    found = _read(project, records, as_of)
    on = on or dates.london_day(as_of)
    if on > dates.london_day(as_of):
        raise click.BadParameter(f"{on} has not come yet; it says when the text was read", param_hint="--date")
    file = (records or project / "briefings") / f"{reference}{SUFFIX}"
    case = next((one.case for one in found.cases if one.case.record.reference == reference), None)
    if case is None or found.partnership is None:
        problems = [problem for problem in found.record_problems if Path(problem.path).name == file.name]
        _print_problems([*errors(found.site_problems), *problems])
        _say(f"Nothing was written: {'mend the record first' if file.exists() else f'there is no record {file}'}.")
        sys.exit(1)
    try:
        write_reading(file, case, role.strip(), on, found.partnership)
    except (NotWritten, OSError) as error:
        _say(f"Nothing was written: {_reason(error)}.")
        sys.exit(1)
    _say(f"{file}: the text as it stands was read by {role.strip()} on {dates.in_words(on)}.")


def _print_status(rows: list[CaseStatus]) -> None:
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


def _of_paths(problems: Iterable[Problem], paths: tuple[Path, ...], project: Path) -> list[Problem]:
    """The problems of the files and folders named, all where none is."""
    # Links are not followed: a link that should not be there is found under its own name.
    wanted = [path.absolute() for path in paths]

    def is_wanted(problem: Problem) -> bool:
        file = (project / problem.path).absolute()
        return any(file.is_relative_to(path) for path in wanted)

    return [problem for problem in problems if not wanted or is_wanted(problem)]


def _print_problems(problems: list[Problem]) -> None:
    if problems:
        _say(write_out(problems))


def _reason(error: Exception) -> str:
    """Why something failed, in words: of the machine's own errors without their numbers."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror} ({error.filename})" if error.filename else error.strerror
    return str(error)


def _say(words: str) -> None:
    click.echo(words, err=True)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
