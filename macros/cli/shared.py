"""What several commands share: the clock, reading a project, and telling what is wrong with it."""

import gc
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from macros import dates, options
from macros import partnership as partnership_file
from macros.memory import Memory, own_memory
from macros.options import Instant
from macros.partnership.model import Partnership
from macros.problems import Format, Problem, Refused, errors, write_out
from macros.project import JudgedCase, Project, read_case, read_project
from macros.records import SUFFIX
from macros.screen import count, print_problems, reading, reason, say

if TYPE_CHECKING:
    from macros.anonymity.deny import DenyList

Command = TypeVar("Command", bound=Callable[..., Any])


def the_clock() -> datetime:
    """The one place where the clock is read."""
    return datetime.now(UTC).replace(microsecond=0)


def ends_like_ctrl_c() -> None:
    """A terminal that is closed, or a service that is stopped, ends the command as Ctrl-C does: it clears up."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)


def without_collecting() -> None:
    """Look for no circles among objects while the command runs.

    There are none to speak of among the million small ones of many records, and looking takes a sixth of the time.
    """
    gc.disable()
    click.get_current_context().call_on_close(gc.enable)


as_of = click.option(
    "--as-of",
    type=Instant(),
    default=the_clock,
    show_default="now",
    help="Look at everything as of this instant: ISO 8601, without an offset Europe/London.",
)


def reads_records(command: Command) -> Command:
    return options.project(options.records(as_of(command)))


def memory(*, clean: bool = False) -> Memory:
    """What is remembered between commands, in the own cache folder of whoever types them."""
    return Memory(own_memory(), anew=clean)


def read(project: Path, records: Path | None, as_of: datetime, *, clean: bool = False) -> Project:
    with reading() as told:
        return read_project(project, folder_of(project, records), as_of, memory=memory(clean=clean), told=told)


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
        say("Nothing was done: mend the partnership file first.")
        sys.exit(1)
    return found


def one_case(project: Path, records: Path | None, reference: str, as_of: datetime) -> tuple[JudgedCase, Partnership]:
    """One case, and nothing else of the records; where it cannot be read, it is said why and the command ends."""
    folder = folder_of(project, records)
    found = read_case(project, folder, reference, as_of, memory())
    if found.partnership is None or not found.cases:
        print_problems([*errors(found.site_problems), *found.record_problems])
        file = folder / f"{reference}{SUFFIX}"
        say(f"Nothing was done: {'mend the record first' if file.exists() else f'there is no record {file}'}.")
        sys.exit(1)
    return found.cases[0], found.partnership


def typed_again(project: Path, records: Path | None) -> list[str]:
    """The options by which a command found a project and its records, for the command that comes next."""
    places = (("project", project), ("records", records))
    return [f"--{name}={path}" for name, path in places if path not in (None, Path())]


def say_where_real_records_lie(folder: Path, project: Path) -> None:
    """Of a new record in the project itself, which may be public: a real one does not belong there."""
    if folder.resolve().is_relative_to(project.resolve()):
        say("Is the case real? Then its record belongs in a private folder (--records), never here: see README.")


def as_of_in_words(as_of: datetime) -> str:
    """The instant that a command looks at, in London."""
    local = as_of.astimezone(dates.LONDON)
    return f"{dates.in_words(local.date())}, {local:%H:%M %Z}"


def refused(error: Exception, what: str) -> NoReturn:
    """Why nothing was done, and the end of the command."""
    print_problems(error.problems if isinstance(error, Refused) else ())
    say(f"{what}: {error.reason if isinstance(error, Refused) else reason(error)}.")
    sys.exit(1)


def tell(problems: list[Problem], form: Format) -> NoReturn:
    """All problems in one of their forms, and the end of the command: 1 where one of them is an error."""
    wrong = len(errors(problems))
    if form != "text":
        click.echo(write_out(problems, form))
    else:
        print_problems(problems)
        say(f"{count(wrong, 'error')}, {count(len(problems) - wrong, 'warning')}.")
    sys.exit(1 if wrong else 0)
