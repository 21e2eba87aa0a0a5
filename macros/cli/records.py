"""Commands for whoever writes a record: a new one, help for the editor, the second reading."""

import shlex
import sys
from datetime import date, datetime
from pathlib import Path
from typing import get_args

import click

from macros import dates, options
from macros.cli.group import main
from macros.cli.shared import (
    folder_of,
    one_case,
    partnership_of,
    reads_records,
    say_where_real_records_lie,
    typed_again,
)
from macros.options import FOLDER, OneDay, Reference
from macros.records import SUFFIX
from macros.records.model import ReviewKind
from macros.screen import count, reason, say


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

    folder = folder_of(project, records)
    partnership = partnership_of(project)
    try:
        if not folder.is_dir():
            raise NotADirectoryError(0, "there is no such folder of records; make it, or name another", str(folder))
        file = write_new(folder, reference, kind, partnership, project)
    except OSError as error:
        say(f"Nothing was written: {reason(error)}.")
        sys.exit(1)
    check = shlex.join(["cspr", "check", *typed_again(project, records), str(file)])
    say(f"Wrote {file}. Fill it in, then: {check}")
    if not (project / FILE_NAME).is_file():
        schema = shlex.join(["cspr", "schema", *typed_again(project, None)])
        say(f"For help while you write, in an editor that knows YAML, make {FILE_NAME} first: {schema}")
    say_where_real_records_lie(folder, project)


@main.command()
@options.project
def schema(project: Path) -> None:
    """Write case-record.schema.json, with which an editor program helps to write records.

    Example: cspr schema --project ../our-partnership
    """
    from macros.records.schema import write_schema

    try:
        file = write_schema(project, partnership_of(project))
    except OSError as error:
        say(f"Nothing was written: {reason(error)}.")
        sys.exit(1)
    say(f"Wrote {file}.")


@main.command("second-reader")
@reads_records
@click.argument("reference", type=Reference())
@click.option("--role", required=True, help="Who read the text: a role, not a name.")
@click.option("--date", "on", type=OneDay(), help="The day it was read; default: today.")
def second_reader(
    project: Path, records: Path | None, as_of: datetime, reference: str, role: str, on: date | None
) -> None:
    """Write into a record that its text, as it stands, has been read for identifiability.

    Example: cspr second-reader child-rowan --role "Reviews officer"
    """
    from macros.records.in_place import NotWritten
    from macros.records.second_reader import write_reading

    if not role.strip() or not role.isprintable():
        raise click.BadParameter("say who read the text, as a role in plain words", param_hint="--role")
    on = on or dates.london_day(as_of)
    if on > dates.london_day(as_of):
        raise click.BadParameter(f"{on} has not come yet; it says when the text was read", param_hint="--date")
    file = folder_of(project, records) / f"{reference}{SUFFIX}"
    judged, partnership = one_case(project, records, reference, as_of)
    try:
        write_reading(file, judged.case, role.strip(), on, partnership)
    except (NotWritten, OSError) as error:
        say(f"Nothing was written: {reason(error)}.")
        sys.exit(1)
    say(f"{file}: the text as it stands was read by {role.strip()} on {dates.in_words(on)}.")
    if marked := len(judged.checked.blocking):
        say(f"The anonymity check still marks {count(marked, 'place')} in it, and so holds it back: cspr check {file}")


@main.command()
@reads_records
@click.argument("reference", type=Reference())
@click.option("--out", type=FOLDER, help="The file to write; default: one in your own cache folder.")
def worksheet(project: Path, records: Path | None, as_of: datetime, reference: str, out: Path | None) -> None:
    """Write the second reader's worksheet: the text with every mark, and what identifies together.

    It is a file for your own browser. It holds the whole text, so keep it as safe as the record.

    Example: cspr worksheet child-rowan --out ../private/child-rowan.html
    """
    from macros.worksheet import worksheet, write_worksheet

    judged, partnership = one_case(project, records, reference, as_of)
    try:
        written = write_worksheet(out, reference, worksheet(judged, partnership), project, folder_of(project, records))
    except OSError as error:
        say(f"Nothing was written: {reason(error)}.")
        sys.exit(1)
    say(f"Open this in a browser; it is confidential, so delete it when you have read it: {written.absolute()}")
