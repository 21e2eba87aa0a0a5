"""Commands for the site: what is wrong, building it, looking at it, reading it once more."""

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from time import monotonic

import click

from macros import dates, options
from macros.cli.group import main
from macros.cli.shared import (
    as_of_in_words,
    deny_list,
    ends_like_ctrl_c,
    folder_of,
    memory,
    read,
    reads_records,
    refused,
    tell,
    the_clock,
    without_collecting,
)
from macros.options import FOLDER, Instant
from macros.problems import Format, Problem, errors
from macros.public_view import Audience
from macros.screen import count, print_problems, progress, reason, say, summary


@main.command()
@reads_records
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
    folder, names = folder_of(project, records), deny_list(deny, project / "docs")
    _refuse_what_is_not_read(paths, project, folder)
    found = read(project, records, as_of, clean=clean)
    problems = [*found.problems(terms=show_terms), *(found.denied(folder, names) if names else ())]
    if found.partnership:
        from macros.notices import template_problems
        from macros.printing import not_printed

        problems += not_printed(found)
        problems += template_problems(project, found.partnership, dates.london_day(as_of))
    if form == "text" and not paths and not found.cases and not found.record_problems:
        say(f"There is no record in {folder}.")
    tell(of_paths(problems, paths, project), form)


@main.command()
@reads_records
@click.option("--out", type=FOLDER, help="The folder to build into; default: site in the project folder.")
@click.option("--audience", type=click.Choice(["public", "internal"]), default="public", show_default=True)
@click.option(
    "--hold-blocked", is_flag=True, help="Leave out what is blocked or broken and go on; exit 1 all the same."
)
@click.option(
    "--html-only",
    is_flag=True,
    help="Pages alone, for a quick look: no search, PDFs, Word files, feed and data, and no last reading.",
)
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
    without_collecting()
    # MkDocs and its theme take a second to load, which no other command should pay for.
    from macros.build import Refused, build, left_out, to_mend, withdrawn
    from macros.engine import EngineError

    # What is half made of drafts must go, however it ends.
    ends_like_ctrl_c()
    out, begun = out or project / "site", monotonic()
    names = deny_list(deny, out)
    say(f"Building the {audience} site as of {as_of_in_words(as_of)}:")
    found = read(project, records, as_of, clean=clean)
    say(f"  read {count(len(found.cases), 'record')}")
    warnings = [problem for problem in found.problems() if problem.severity == "warning"]
    print_problems([*errors(found.site_problems), *to_mend(found, audience)])
    if warnings:
        say(f"  {count(len(warnings), 'warning')}; `cspr check` with the same options shows them")
    try:
        with progress() as steps:
            built = build(
                found,
                out,
                audience,
                hold_blocked=hold_blocked,
                html_only=html_only,
                memory=memory(clean=clean),
                deny=names,
                steps=steps,
            )
    except (Refused, EngineError, OSError) as error:
        if held_up := withdrawn(found):
            say(f"These withdrawn cases may still be shown: {', '.join(held_up)}.")
        refused(error, f"Nothing was built, and {out} is as it was")
    print_problems([*built.dead_links, *built.not_printed])
    say(summary(found, out, monotonic() - begun))
    if html_only:
        say("These are pages alone, for a look: nobody has read them a last time, and they are not for publication.")
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

    # The folder of drafts must go.
    ends_like_ctrl_c()

    def clock() -> datetime:
        return as_of or the_clock()

    try:
        serve(project, folder_of(project, records), audience, clock, port, say)
    except OSError as error:
        say(f"The preview cannot begin: {reason(error)}. Is one running already? Try another --port.")
        sys.exit(1)


@main.command()
@reads_records
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

    names = deny_list(deny, folder)
    found = read(project, records, as_of)
    if found.partnership is None:
        print_problems(errors(found.site_problems))
        say("Nothing was read: mend the partnership file first, or name the project with --project.")
        sys.exit(1)
    tell(scan(folder, found, names), form)


def of_paths(problems: Iterable[Problem], paths: tuple[Path, ...], project: Path) -> list[Problem]:
    """The problems of the files and folders named, all where none is."""
    wanted = [_place(path) for path in paths]

    def is_wanted(problem: Problem) -> bool:
        file = _place(project / problem.path)
        return any(file.is_relative_to(path) for path in wanted)

    return [problem for problem in problems if not wanted or is_wanted(problem)]


def _refuse_what_is_not_read(paths: Iterable[Path], project: Path, records: Path) -> None:
    """Of a file that no check reads it would be said that nothing is wrong with it."""
    read, own = _place(records), _place(project)
    for path in paths:
        place = _place(path)
        in_project = place.is_relative_to(own) and not place.is_relative_to(own / "briefings")
        if not (in_project or place.is_relative_to(read) or read.is_relative_to(place)):
            raise click.UsageError(
                f"{path} is not checked: the records are those of {records}. Name its folder with --records."
            )


def _place(path: Path) -> Path:
    """Where a file or folder lies, however it is named. A link to a file that should not be one keeps its own name."""
    return path.resolve() if path.is_dir() or not path.is_symlink() else path.parent.resolve() / path.name
