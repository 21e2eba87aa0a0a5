"""What commands are asked with: the values that arguments take, and the options that several commands share."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from macros import dates
from macros.records.model import is_reference


class Instant(click.ParamType[datetime]):
    name = "INSTANT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return dates.as_of(value)
        except dates.NotADate as error:
            self.fail(str(error), param, ctx)


class OneDay(click.ParamType[date]):
    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return dates.day(value)
        except dates.NotADate as error:
            self.fail(str(error), param, ctx)


class Reference(click.ParamType[str]):
    name = "REFERENCE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not is_reference(str(value)):
            self.fail("a reference is small letters and digits with - between, as in child-rowan", param, ctx)
        return str(value)


FOLDER = click.Path(path_type=Path)
project = click.option(
    "--project", type=FOLDER, default=Path(), help="The project folder, with partnership.yml and mkdocs.yml."
)
records = click.option(
    "--records",
    type=FOLDER,
    envvar="CSPR_RECORDS",
    help="The folder of case records (or CSPR_RECORDS); default: briefings in the project folder.",
)
deny = click.option(
    "--deny",
    type=click.Path(path_type=Path),
    envvar="CSPR_DENY",
    help="A private list of real names that must be nowhere, kept outside git (or CSPR_DENY).",
)
output = click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True
)
clean = click.option("--clean", is_flag=True, help="Read no cache, and write it anew.")
