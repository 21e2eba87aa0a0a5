"""Commands for Word forms: what came back filled in."""

import sys
from pathlib import Path

import click

from macros.cli.group import main
from macros.screen import count, reason, say


@main.group()
def form() -> None:
    """Word forms that come back filled in.

    Example: cspr form collect ../private/team-sheets > ../private/team-sheets.csv
    """


@form.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
def collect(folder: Path) -> None:
    """Make one CSV table of all team sheets in DIR and the folders in it: a row an answer, a change or a note.

    Sheets may have been saved by Word or LibreOffice. What cannot be read is named, and the rest is
    still collected; the command then exits 1. The table holds what teams wrote: keep it as safe as the sheets.

    Example: cspr form collect ../private/team-sheets > ../private/team-sheets.csv
    """
    from macros.spreadsheet import table
    from macros.team_sheet.returned import collect as collect_sheets

    try:
        found = collect_sheets(folder)
    except OSError as error:
        say(f"Nothing was collected: {reason(error)}.")
        sys.exit(1)
    for one in found.told:
        say(f"{one.file}: {one.message}.")
    click.echo(table(found.rows, mark=True), nl=False)
    say(f"{count(found.sheets, 'sheet')} collected, {count(len(found.rows) - 1, 'row')}.")
    sys.exit(1 if any(one.wrong for one in found.told) else 0)
