"""Where the records of a project lie: how problems name the folder, and whether it may be there."""

from collections.abc import Iterator
from pathlib import Path

from macros.problems import Problem, whole_file


def shown_as(records: Path, folder: Path) -> str:
    """How problems name the folder of records: from the project where it lies inside, else in full."""
    try:
        return records.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return records.resolve().as_posix()


def published(records: Path, folder: Path) -> Iterator[Problem]:
    """A problem where the records lie in a folder of the project that is published as it is."""
    for name in ("docs", "overrides"):
        if _resolved(records).is_relative_to(_resolved(folder / name)):
            message = f"records below {name}/ would be published as they are; put them elsewhere"
            yield whole_file(shown_as(records, folder), "records-published", message)


def unreadable(records: Path, folder: Path) -> Problem:
    """The folder itself cannot be read: no records is not the same as none found."""
    message = "this folder of records cannot be read; name another with --records or CSPR_RECORDS"
    return whole_file(shown_as(records, folder), "no-records", message)


def _resolved(folder: Path) -> Path:
    try:
        return folder.resolve()
    except RuntimeError:  # a link that leads in a circle
        return folder.absolute()
