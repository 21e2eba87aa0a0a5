"""Commands for planning: where every case stands, and what comes when."""

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from macros.cli.group import main
from macros.cli.shared import read, reads_records
from macros.problems import errors
from macros.screen import print_problems, print_status
from macros.status import status as case_statuses


@main.command()
@reads_records
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def status(project: Path, records: Path | None, as_of: datetime, form: str) -> None:
    """One line a case: state, what blocks it, what comes next and who acts.

    Example: cspr status --as-of 2025-09-15
    """
    found = read(project, records, as_of)
    rows = case_statuses(found)
    if form == "json":
        click.echo(json.dumps([row.as_json() for row in rows], indent=2, ensure_ascii=False))
    else:
        print_status(rows)
    broken = errors([*found.site_problems, *found.record_problems])
    print_problems(broken)
    sys.exit(1 if broken else 0)
