"""Writing into the file of a record that is there: only if it still says what was read, and whole or not at all."""

from pathlib import Path

from macros.partnership.model import Partnership
from macros.records import Case, read_record
from macros.written import write_whole


class NotWritten(Exception):
    """The file leaves no sure place to write, or says something else by now; the message says what to do by hand."""


def bytes_of(file: Path, case: Case, partnership: Partnership) -> bytes:
    """The bytes of a record's file. Raises NotWritten where they say another case by now, and OSError."""
    data = file.read_bytes()
    now, _ = read_record(data, case.document.path, case.record.reference, partnership)
    if now is None or now.record != case.record:
        raise NotWritten("the record was changed meanwhile; look at it and try again")
    return data


def put(file: Path, new: bytes) -> None:
    """Put new bytes into a record's file, itself and not a link to it, for those who could read it before.

    Raises OSError.
    """
    file = file.resolve()
    write_whole(file, new, file.stat().st_mode & 0o7777)
