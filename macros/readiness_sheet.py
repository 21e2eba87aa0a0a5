"""The readiness sheet of one case, to print on one A4 side and tick by hand.

A file for one computer: it names a case that may not be public, and its dates.
"""

from datetime import datetime
from pathlib import Path

from macros.dates import london_day
from macros.pages.readiness import sheet_of
from macros.paper import typeset
from macros.paper.readiness import KIND as TITLE
from macros.paper.readiness import readiness_paper
from macros.partnership.model import Partnership
from macros.project import JudgedCase
from macros.public_view import internal_case
from macros.sheet_file import own_folder, pdf_kind, write_sheet

KIND = pdf_kind("readiness sheet", f": {TITLE}")


def readiness_sheet(judged: JudgedCase, as_of: datetime, partnership: Partnership) -> bytes:
    """The sheet of a case as of an instant as a PDF. Raises NotTypeset where a sign of its title cannot be printed."""
    internal = internal_case(judged.case.record, judged.judgement, as_of, partnership)
    return typeset(readiness_paper(sheet_of(internal, partnership, london_day(as_of)), partnership)).pdf


def write_readiness_sheet(out: Path | None, reference: str, pdf: bytes, project: Path, records: Path) -> Path:
    """Write the sheet of a case into a file, or into one's own cache folder, and say where. Raises OSError."""
    file = out or own_folder("readiness") / f"{reference}.pdf"
    write_sheet(file, pdf, KIND, project, records)
    return file
