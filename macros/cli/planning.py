"""Commands for planning: where every case stands, what comes when, and how ready a case is."""

import json
import sys
from datetime import date, datetime
from pathlib import Path

import click

from macros import dates, options
from macros.cli.group import main
from macros.cli.shared import folder_of, memory, one_case, partnership_of, reads_records, without_collecting
from macros.options import FOLDER, OneDay, Reference
from macros.problems import errors
from macros.project.standing import read_standing
from macros.screen import print_problems, reading, reason, say
from macros.status import status as case_statuses

_form = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)


@main.command()
@reads_records
@_form
@options.clean
def status(project: Path, records: Path | None, as_of: datetime, form: str, clean: bool) -> None:
    """One line a case, worst first: state, what blocks it, what comes next and who acts.

    Example: cspr status --as-of 2025-09-15
    """
    from macros.tables import print_status

    without_collecting()
    with reading() as told:
        found = read_standing(project, folder_of(project, records), as_of, memory(clean=clean), told)
    rows = case_statuses(found)
    if form == "json":
        click.echo(json.dumps([row.as_json() for row in rows], indent=2, ensure_ascii=False))
    else:
        print_status(rows, dates.london_day(as_of))
    broken = errors([*found.site_problems, *found.record_problems])
    print_problems(broken)
    sys.exit(1 if broken else 0)


@main.command()
@reads_records
@click.argument("reference", type=Reference())
@click.option("--publish", "wished", type=OneDay(), required=True, help="The day you wish to publish on.")
@_form
def plan(project: Path, records: Path | None, as_of: datetime, reference: str, wished: date, form: str) -> None:
    """Back from a wished day: every step with its last day, and whether the day can still be kept.

    Where it cannot, the first day that can is named, and the command exits 1.

    Example: cspr plan child-rowan --publish 2025-09-16
    """
    from macros.planning import NotToPlan
    from macros.planning import plan as plan_for
    from macros.tables import plan_as_json, print_plan

    judged, partnership = one_case(project, records, reference, as_of)
    try:
        made = plan_for(judged.case.record, wished, as_of, partnership, judged.checked.blocking)
    except NotToPlan as why:
        say(f"There is nothing to plan for {reference}: {why}.")
        sys.exit(1)
    if form == "json":
        click.echo(json.dumps(plan_as_json(made, partnership), indent=2, ensure_ascii=False))
    else:
        print_plan(made, partnership)
    sys.exit(0 if made.works else 1)


@main.command()
@options.project
@click.option("--notified", type=OneDay(), help="The day the National Panel was notified.")
@click.option("--aware", type=OneDay(), help="The day the local authority became aware of the incident.")
@_form
def deadlines(project: Path, notified: date | None, aware: date | None, form: str) -> None:
    """The days of the Rapid Review and of what follows, from the notification or from becoming aware.

    What has not happened yet is taken to happen on its last day, and each row says so.

    Example: cspr deadlines --notified 2026-12-24
    """
    from macros.tables import deadlines_as_json, print_deadlines
    from macros.timetable import onwards

    if notified is None and aware is None:
        raise click.UsageError("Give --notified or --aware, for example: cspr deadlines --notified 2026-12-24")
    if notified and aware and notified < aware:
        raise click.BadParameter(f"{notified} lies before {aware}; one of the two is wrong", param_hint="--notified")
    partnership = partnership_of(project)
    found = onwards(partnership, aware=aware, notified=notified)
    if form == "json":
        click.echo(json.dumps(deadlines_as_json(found, partnership), indent=2, ensure_ascii=False))
    else:
        print_deadlines(found, partnership)


@main.command()
@reads_records
@click.argument("reference", type=Reference())
@click.option("--out", type=FOLDER, help="The file to write; default: one in your own cache folder.")
@_form
def readiness(
    project: Path, records: Path | None, as_of: datetime, reference: str, out: Path | None, form: str
) -> None:
    """Write a case's readiness sheet: each rule and step, done or missing, by when and by whom.

    It is a PDF of one A4 side, or of two where much is missing. Keep it as safe as the record.

    Example: cspr readiness child-rowan --as-of 2025-09-01
    """
    from macros.paper import NotTypeset
    from macros.planning import readiness as ready_of
    from macros.readiness_sheet import readiness_sheet, write_readiness_sheet
    from macros.tables import readiness_as_json

    if out and form == "json":
        raise click.UsageError("--format json goes to the screen or into a pipe; leave out --out")
    judged, partnership = one_case(project, records, reference, as_of)
    if form == "json":
        case, judgement = judged.case.record, judged.judgement
        ready = ready_of(case, judgement, dates.london_day(as_of), partnership)
        found = readiness_as_json(case, ready, judgement.state, partnership)
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    try:
        sheet = readiness_sheet(judged, as_of, partnership)
        written = write_readiness_sheet(out, reference, sheet, project, folder_of(project, records))
    except OSError as error:
        say(f"Nothing was written: {reason(error)}.")
        sys.exit(1)
    except NotTypeset as error:
        say(f"Nothing was written: {error}.")
        sys.exit(1)
    say(f"Print this; it is confidential, so delete it when you are done: {written.absolute()}")
