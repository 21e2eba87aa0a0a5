"""The readiness sheet of one case, to print on one A4 side and tick by hand.

A file for one computer: it names a case that may not be public, and its dates.
"""

from datetime import datetime
from pathlib import Path

from macros.dates import london_day
from macros.pages.planning import sheet_of
from macros.pages.templating import render
from macros.partnership.model import Partnership
from macros.project import JudgedCase
from macros.public_view import internal_case
from macros.sheet_file import own_folder, write_sheet

BEGINS = "<title>Readiness: "


def readiness_sheet(judged: JudgedCase, as_of: datetime, partnership: Partnership) -> str:
    """The sheet of a case as of an instant as a whole HTML file, without anything from elsewhere."""
    internal = internal_case(judged.case.record, judged.judgement, as_of, partnership)
    return render("readiness_sheet.html", sheet=sheet_of(internal, partnership, london_day(as_of)))


def write_readiness_sheet(out: Path | None, reference: str, html: str, project: Path, records: Path) -> Path:
    """Write the sheet of a case into a file, or into one's own cache folder, and say where. Raises OSError."""
    file = out or own_folder("readiness") / f"{reference}.html"
    write_sheet(file, html, project, records, BEGINS, "readiness sheet")
    return file
