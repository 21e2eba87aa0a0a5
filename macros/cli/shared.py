"""What several commands share: the clock, reading a project, and telling what is wrong with it."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from macros import dates, options
from macros import partnership as partnership_file
from macros.anonymity.remembered import Memory, own_memory
from macros.options import Instant
from macros.partnership.model import Partnership
from macros.problems import Format, Problem, errors, write_out
from macros.project import JudgedCase, Project, read_project
from macros.screen import count, print_problems, say

if TYPE_CHECKING:
    from macros.anonymity.deny import DenyList

Command = TypeVar("Command", bound=Callable[..., Any])


def the_clock() -> datetime:
    """The one place where the clock is read."""
    return datetime.now(UTC).replace(microsecond=0)


as_of = click.option(
    "--as-of",
    type=Instant(),
    default=the_clock,
    show_default="now",
    help="Look at everything as of this instant: ISO 8601, without an offset Europe/London.",
)


def reads_records(command: Command) -> Command:
    return options.project(options.records(as_of(command)))


def read(project: Path, records: Path | None, as_of: datetime, *, clean: bool = False) -> Project:
    return read_project(project, folder_of(project, records), as_of, memory=Memory(own_memory(), anew=clean))


def folder_of(project: Path, records: Path | None) -> Path:
    """The folder of records."""
    return records or project / "briefings"


def deny_list(file: Path | None, *published: Path) -> "DenyList | None":
    """The private list, where there is one; it may not lie in a folder that goes out."""
    from macros.anonymity.deny import DenyList, NotAList

    try:
        return DenyList.read(file, *published) if file else None
    except NotAList as error:
        raise click.BadParameter(str(error), param_hint="--deny") from None


def partnership_of(project: Path) -> Partnership:
    """The partnership of a project; where its file has errors, they are said and the command ends."""
    found, problems = partnership_file.read(project, dates.london_day(the_clock()))
    if found is None:
        print_problems(errors(problems))
        say("Nothing was written: mend the partnership file first.")
        sys.exit(1)
    return found


def case_of(found: Project, reference: str, file: Path) -> tuple[JudgedCase, Partnership]:
    """One case of a project; where it cannot be read, what is wrong is said and the command ends."""
    judged = next((one for one in found.cases if one.case.record.reference == reference), None)
    if judged is None or found.partnership is None:
        problems = [problem for problem in found.record_problems if Path(problem.path).name == file.name]
        print_problems([*errors(found.site_problems), *problems])
        say(f"Nothing was written: {'mend the record first' if file.exists() else f'there is no record {file}'}.")
        sys.exit(1)
    return judged, found.partnership


def tell(problems: list[Problem], form: Format) -> NoReturn:
    """All problems in one of their forms, and the end of the command: 1 where one of them is an error."""
    wrong = len(errors(problems))
    if form != "text":
        click.echo(write_out(problems, form))
    else:
        print_problems(problems)
        say(f"{count(wrong, 'error')}, {count(len(problems) - wrong, 'warning')}.")
    sys.exit(1 if wrong else 0)
