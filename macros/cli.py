"""The command `cspr`. Thin: it reads the clock and the arguments, calls one room, and prints.

Problems go to stderr, data to stdout. Exit 0: fine; 1: something in the input needs mending, said
where; 2: wrong usage.
"""

import gc
import json
import shlex
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, get_args

import click

from macros import dates, options
from macros import partnership as partnership_file
from macros.anonymity.remembered import Memory, own_memory
from macros.options import FOLDER, Instant, OneDay, Reference
from macros.partnership.model import Partnership
from macros.problems import Format, Problem, errors, write_out
from macros.project import JudgedCase, Project, read_project
from macros.public_view import Audience
from macros.records import SUFFIX
from macros.records.model import ReviewKind
from macros.screen import count, print_problems, print_status, progress, reason, say, summary
from macros.status import status as case_statuses

if TYPE_CHECKING:
    from macros.anonymity.deny import DenyList

Command = TypeVar("Command", bound=Callable[..., Any])


def _the_clock() -> datetime:
    """The one place where the clock is read."""
    return datetime.now(UTC).replace(microsecond=0)


_as_of = click.option(
    "--as-of",
    type=Instant(),
    default=_the_clock,
    show_default="now",
    help="Look at everything as of this instant: ISO 8601, without an offset Europe/London.",
)


def _reads_records(command: Command) -> Command:
    return options.project(options.records(_as_of(command)))


def _read(project: Path, records: Path | None, as_of: datetime, *, clean: bool = False) -> Project:
    return read_project(project, _folder(project, records), as_of, memory=Memory(own_memory(), anew=clean))


def _folder(project: Path, records: Path | None) -> Path:
    """The folder of records."""
    return records or project / "briefings"


def _deny_list(file: Path | None, *published: Path) -> "DenyList | None":
    """The private list, where there is one; it may not lie in a folder that goes out."""
    from macros.anonymity.deny import DenyList, NotAList

    try:
        return DenyList.read(file, *published) if file else None
    except NotAList as error:
        raise click.BadParameter(str(error), param_hint="--deny") from None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Publish child safeguarding practice reviews: nothing identifiable, nothing early."""


@main.command()
@options.project
@options.records
@click.argument("reference", type=Reference())
@click.option("--review", "kind", type=click.Choice(get_args(ReviewKind)), default="cspr", show_default=True)
def new(project: Path, records: Path | None, reference: str, kind: ReviewKind) -> None:
    """Write a commented record to fill in: what is known at once, and all else as comments.

    Example: cspr new child-hazel --review rapid-review
    """
    from macros.records.new import write_new
    from macros.records.schema import FILE_NAME

    folder = _folder(project, records)
    partnership = _partnership(project)
    try:
        if not folder.is_dir():
            raise NotADirectoryError(0, "there is no such folder of records; make it, or name another", str(folder))
        file = write_new(folder, reference, kind, partnership, project)
    except OSError as error:
        say(f"Nothing was written: {reason(error)}.")
        sys.exit(1)
    where = [
        f"--{name}={path}" for name, path in (("project", project), ("records", records)) if path not in (None, Path())
    ]
    say(f"Wrote {file}. Fill it in, then: {shlex.join(['cspr', 'check', *where, str(file)])}")
    if not (project / FILE_NAME).is_file():
        say(f"For help while you write, in an editor that knows YAML, make {FILE_NAME} first: cspr schema")
    if folder.resolve().is_relative_to(project.resolve()):
        say("Is the case real? Then its record belongs in a private folder (--records), never here: see README.")


@main.command()
@options.project
def schema(project: Path) -> None:
    """Write case-record.schema.json, with which an editor program helps to write records.

    Example: cspr schema --project ../our-partnership
    """
    from macros.records.schema import write_schema

    try:
        file = write_schema(project, _partnership(project))
    except OSError as error:
        say(f"Nothing was written: {reason(error)}.")
        sys.exit(1)
    say(f"Wrote {file}.")


def _partnership(project: Path) -> Partnership:
    """The partnership of a project; where its file has errors, they are said and the command ends."""
    found, problems = partnership_file.read(project, dates.london_day(_the_clock()))
    if found is None:
        print_problems(errors(problems))
        say("Nothing was written: mend the partnership file first.")
        sys.exit(1)
    return found


@main.command()
@_reads_records
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@options.deny
@click.option("--show-terms", is_flag=True, help="Show the words that the anonymity check marks: on a terminal alone.")
@options.clean
@options.output
def check(
    project: Path,
    records: Path | None,
    as_of: datetime,
    paths: tuple[Path, ...],
    deny: Path | None,
    show_terms: bool,
    clean: bool,
    form: Format,
) -> None:
    """Every problem in records, partnership file and pages; with PATHS, in those alone.

    What may identify somebody is told by its place and kind. The word is shown on your own screen
    alone, with --show-terms: what a machine writes into a file is soon passed on.

    Example: cspr check briefings/child-rowan.yml
    """
    if show_terms and (form != "text" or not sys.stderr.isatty()):
        raise click.UsageError("--show-terms shows words on a terminal alone: no other --format, no file, no pipe.")
    folder, names = _folder(project, records), _deny_list(deny, project / "docs")
    found = _read(project, records, as_of, clean=clean)
    problems = [*found.problems(terms=show_terms), *(found.denied(folder, names) if names else ())]
    _tell(_of_paths(problems, paths, project), form)


@main.command()
@_reads_records
@click.option("--out", type=FOLDER, help="The folder to build into; default: site in the project folder.")
@click.option("--audience", type=click.Choice(["public", "internal"]), default="public", show_default=True)
@click.option(
    "--hold-blocked", is_flag=True, help="Leave out what is blocked or broken and go on; exit 1 all the same."
)
@click.option("--html-only", is_flag=True, help="Pages alone, without search: for a quick look.")
@options.deny
@options.clean
def build(
    project: Path,
    records: Path | None,
    as_of: datetime,
    out: Path | None,
    audience: Audience,
    hold_blocked: bool,
    html_only: bool,
    deny: Path | None,
    clean: bool,
) -> None:
    """Build the site, all of it or nothing: the old output stays as it is when anything fails.

    Example: cspr build --as-of 2025-09-16T10:00 --out preview
    """
    # MkDocs and its theme take a second to load, which no other command should pay for.
    from macros.build import Refused, build, left_out, to_mend
    from macros.engine import EngineError

    out, begun = out or project / "site", monotonic()
    names = _deny_list(deny, out)
    # Looking for circles among a million small objects would take a sixth of a build, and there are none to speak of.
    gc.disable()
    click.get_current_context().call_on_close(gc.enable)
    local = as_of.astimezone(dates.LONDON)
    say(f"Building the {audience} site as of {dates.in_words(local.date())}, {local:%H:%M %Z}:")
    found = _read(project, records, as_of, clean=clean)
    say(f"  read {count(len(found.cases), 'record')}")
    warnings = [problem for problem in found.problems() if problem.severity == "warning"]
    print_problems([*errors(found.site_problems), *to_mend(found, audience)])
    if warnings:
        say(f"  {count(len(warnings), 'warning')}; `cspr check` with the same options shows them")
    try:
        with progress() as steps:
            shown = {"hold_blocked": hold_blocked, "search": not html_only}
            built = build(found, out, audience, **shown, deny=names, steps=steps)
    except (Refused, EngineError, OSError) as error:
        if isinstance(error, Refused):
            print_problems(error.problems)
        why = error.reason if isinstance(error, Refused) else reason(error)
        say(f"Nothing was built, and {out} is as it was: {why}")
        sys.exit(1)
    print_problems(built.dead_links)
    say(summary(found, out, monotonic() - begun))
    if built.left_out:
        say(f"Left out (--hold-blocked): {left_out(list(built.left_out))}.")
    sys.exit(1 if built.left_out or built.dead_links else 0)


@main.command()
@options.project
@options.records
@click.option("--as-of", type=Instant(), show_default="now", help="Show everything as of this instant, and stay there.")
@click.option("--audience", type=click.Choice(["public", "internal"]), default="internal", show_default=True)
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True)
def serve(project: Path, records: Path | None, as_of: datetime | None, audience: Audience, port: int) -> None:
    """Live preview of pages and records on this machine: every change you save shows by itself.

    It shows drafts as well (--audience internal), and goes on when something is broken: what is
    wrong is said here and in the browser.

    Example: cspr serve --audience public --as-of 2025-09-16T10:00
    """
    from macros.preview import serve

    def clock() -> datetime:
        return as_of or _the_clock()

    try:
        serve(project, _folder(project, records), audience, clock, port, say)
    except OSError as error:
        say(f"The preview cannot begin: {reason(error)}. Is one running already? Try another --port.")
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
        print_status(rows)
    broken = errors([*found.site_problems, *found.record_problems])
    print_problems(broken)
    sys.exit(1 if broken else 0)


@main.command()
@_reads_records
@options.deny
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@options.output
def scan(project: Path, records: Path | None, as_of: datetime, deny: Path | None, folder: Path, form: Format) -> None:
    """The last reading of a built folder: every file that would go out, and what must not.

    Names on the private list, numbers and addresses in what records say, files that the build did
    not make or nobody can read, scripts and addresses that are not the project's own. A name is
    told by its place alone.

    Example: cspr scan site --deny ../private/names.txt
    """
    from macros.scan import scan

    names = _deny_list(deny, folder)
    found = _read(project, records, as_of)
    if found.partnership is None:
        print_problems(errors(found.site_problems))
        say("Nothing was read: mend the partnership file first, or name the project with --project.")
        sys.exit(1)
    _tell(scan(folder, found, names), form)


@main.command("second-reader")
@_reads_records
@click.argument("reference", type=Reference())
@click.option("--role", required=True, help="Who read the text: a role, not a name.")
@click.option("--date", "on", type=OneDay(), help="The day it was read; default: today.")
def second_reader(
    project: Path, records: Path | None, as_of: datetime, reference: str, role: str, on: date | None
) -> None:
    """Write into a record that its text, as it stands, has been read for identifiability.

    Example: cspr second-reader child-rowan --role "Safeguarding Project Officer"
    """
    from macros.records.second_reader import NotWritten, write_reading

    if not role.strip() or not role.isprintable():
        raise click.BadParameter("say who read the text, as a role in plain words", param_hint="--role")
    on = on or dates.london_day(as_of)
    if on > dates.london_day(as_of):
        raise click.BadParameter(f"{on} has not come yet; it says when the text was read", param_hint="--date")
    file = _folder(project, records) / f"{reference}{SUFFIX}"
    judged, partnership = _case(_read(project, records, as_of), reference, file)
    try:
        write_reading(file, judged.case, role.strip(), on, partnership)
    except (NotWritten, OSError) as error:
        say(f"Nothing was written: {reason(error)}.")
        sys.exit(1)
    say(f"{file}: the text as it stands was read by {role.strip()} on {dates.in_words(on)}.")
    if marked := len(judged.checked.blocking):
        say(f"The anonymity check still marks {count(marked, 'place')} in it, and so holds it back: cspr check {file}")


@main.command()
@_reads_records
@click.argument("reference", type=Reference())
@click.option("--out", type=FOLDER, help="The file to write; default: one in your own cache folder.")
def worksheet(project: Path, records: Path | None, as_of: datetime, reference: str, out: Path | None) -> None:
    """Write the second reader's worksheet: the text with every mark, and what identifies together.

    It is a file for your own browser. It holds the whole text, so keep it as safe as the record.

    Example: cspr worksheet child-rowan --out ../private/child-rowan.html
    """
    from macros.worksheet import own_folder, worksheet, write_worksheet

    file = _folder(project, records) / f"{reference}{SUFFIX}"
    judged, partnership = _case(_read(project, records, as_of), reference, file)
    try:
        out = out or own_folder() / f"{reference}.html"
        write_worksheet(out, worksheet(judged, partnership), project)
    except OSError as error:
        say(f"Nothing was written: {reason(error)}.")
        sys.exit(1)
    say(f"Open this in a browser; it is confidential, so delete it when you have read it: {out.absolute()}")


def _case(found: Project, reference: str, file: Path) -> tuple[JudgedCase, Partnership]:
    """One case of a project; where it cannot be read, what is wrong is said and the command ends."""
    judged = next((one for one in found.cases if one.case.record.reference == reference), None)
    if judged is None or found.partnership is None:
        problems = [problem for problem in found.record_problems if Path(problem.path).name == file.name]
        print_problems([*errors(found.site_problems), *problems])
        say(f"Nothing was written: {'mend the record first' if file.exists() else f'there is no record {file}'}.")
        sys.exit(1)
    return judged, found.partnership


def _tell(problems: list[Problem], form: Format) -> NoReturn:
    """All problems in one of their forms, and the end of the command: 1 where one of them is an error."""
    wrong = len(errors(problems))
    if form != "text":
        click.echo(write_out(problems, form))
    else:
        print_problems(problems)
        say(f"{count(wrong, 'error')}, {count(len(problems) - wrong, 'warning')}.")
    sys.exit(1 if wrong else 0)


def _of_paths(problems: Iterable[Problem], paths: tuple[Path, ...], project: Path) -> list[Problem]:
    """The problems of the files and folders named, all where none is."""
    # Links are not followed: a link that should not be there is found under its own name.
    wanted = [path.absolute() for path in paths]

    def is_wanted(problem: Problem) -> bool:
        file = (project / problem.path).absolute()
        return any(file.is_relative_to(path) for path in wanted)

    return [problem for problem in problems if not wanted or is_wanted(problem)]
