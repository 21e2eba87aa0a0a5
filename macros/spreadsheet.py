"""Tables for people who open them in a spreadsheet: no cell that somebody wrote may run as a formula."""

import csv
import io
import re
from collections.abc import Iterable

# What a spreadsheet takes for the beginning of a formula, also in full width. Source: OWASP, CSV injection.
_FORMULA = tuple("=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?%?")


def runs(text: str) -> bool:
    """Whether a spreadsheet would take a cell for a formula, and run it."""
    return text.startswith(_FORMULA) and not _NUMBER.fullmatch(text)


def cell(text: str) -> str:
    """A text as a cell: with ``'`` before it where it would run."""
    return f"'{text}" if runs(text) else text


def table(rows: Iterable[Iterable[str]], *, mark: bool = False) -> bytes:
    """Rows as a CSV file (RFC 4180, UTF-8), every cell made safe.

    ``mark`` puts the mark of UTF-8 before it, for what people open with a double click: Excel reads
    accents wrongly without. A program would take it for a part of the first heading.
    """
    file = io.StringIO(newline="")
    csv.writer(file).writerows([cell(text) for text in row] for row in rows)
    return file.getvalue().encode("utf-8-sig" if mark else "utf-8")
