"""Commands for Word forms: those that are given out, and what came back filled in."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from macros import options
from macros.cli.group import main
from macros.cli.shared import partnership_of, the_clock
from macros.dates import london_day
from macros.problems import errors
from macros.screen import count, print_problems, reason, say

if TYPE_CHECKING:
    from macros.forms.check import Ours


@main.group()
def form() -> None:
    """Word forms: give them out empty, and read those that come back filled in.

    Example: cspr form check ../private/inbox
    """


@form.command("list")
@options.project
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
def list_forms(project: Path, shape: str) -> None:
    """Name every form: its title and version, to whom it goes, and by when.

    Example: cspr form list
    """
    forms = _forms(project).values()
    if shape == "json":
        found = [
            {"name": one.name, "title": one.form.name, "version": one.form.version, "to": one.to, "by": one.by or None}
            for one in forms
        ]
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    if not forms:
        say("No page of this project holds a form.")
    for one in forms:
        click.echo(f"{one.name}: {one.form.name}, version {one.form.version}")
        for first, words in (("to", one.to), ("by when:", one.by)):
            click.echo(f"  {first} {words}") if words else None


@form.command()
@options.project
@click.argument("name")
@click.option("--out", type=options.FOLDER, required=True, help="The file to write, which ends in .docx.")
def make(project: Path, name: str, out: Path) -> None:
    """Write one empty form, ready to be filled in. The names are those of cspr form list.

    A file that is there already is left as it is: somebody may have filled it in.

    Example: cspr form make request-form --out request.docx
    """
    from macros.forms.returned import write_empty
    from macros.strict_model import did_you_mean

    forms = _forms(project)
    if name not in forms:
        raise click.BadParameter(f"{name!r} is no form; {did_you_mean(name, forms)}", param_hint="NAME")
    try:
        write_empty(out, forms[name])
    except OSError as error:
        say(f"Nothing was written: {reason(error)}.")
        sys.exit(1)
    say(f"Wrote {out}. When it comes back filled in: cspr form check")


@form.command()
@options.project
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "shape", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
def check(project: Path, files: tuple[Path, ...], shape: str) -> None:
    """Say which boxes of a form that came back are empty, with a reply to send.

    FILE is a form, or a folder: then every form in it. Forms may have been saved by Word or LibreOffice.
    Nothing of what stands in a form is shown. The command exits 0 only if every form is complete.

    Example: cspr form check ../private/inbox/request.docx
    """
    from macros.forms.reply import as_json, as_rows, as_text
    from macros.forms.returned import check_all
    from macros.spreadsheet import table

    told = check_all(files, _forms(project))
    for one in told:
        if one.problem:
            say(f"{one.file}: {one.problem}.")
    if shape == "json":
        click.echo(json.dumps(as_json(told), indent=2, ensure_ascii=False))
    elif shape == "csv":
        click.echo(table(as_rows(told), mark=True), nl=False)
    elif text := as_text(told):
        click.echo(text)
    checked = [one for one in told if one.checked]
    complete = sum(one.is_complete for one in told)
    say(f"{count(len(checked), 'form')} checked, {complete} complete, {len(told) - len(checked)} not checked.")
    sys.exit(0 if told and complete == len(told) else 1)


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


def _forms(project: Path) -> "dict[str, Ours]":
    """Every form that we give out, by name; where the pages that hold them have errors, they are said instead."""
    from macros.forms.check import Ours
    from macros.forms.of_page import page_forms
    from macros.pages.data import data_macros
    from macros.project.pages import read_pages

    today = london_day(the_clock())
    partnership = partnership_of(project)
    pages, problems = read_pages(project, partnership, today)
    if wrong := errors(problems):
        print_problems(wrong)
        say("Nothing was done: mend the pages first.")
        sys.exit(1)
    found: dict[str, Ours] = {}
    for one in page_forms(partnership, pages, data_macros(partnership, today, pages), today):
        contact = partnership.contacts[one.form.to] if one.form.to else None
        to = f"{contact.name}, {contact.on_paper}" if contact else "us"
        by = partnership.timescale(one.form.by, today).rule if one.form.by else ""
        found[one.name] = Ours(one.name, one.form, to, by, one.file)
    return found
