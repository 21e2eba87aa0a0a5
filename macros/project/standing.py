"""Where every case of a folder stands: its dates and what follows from them, and none of its words."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from macros import partnership as partnership_file
from macros.dates import london_day
from macros.memory import Memory
from macros.partnership.model import Partnership
from macros.problems import Problem
from macros.project import folder as of_folder
from macros.project.reading import Told, read_all
from macros.project.remembered import Known, Shelf, in_line, known
from macros.records import RecordFile
from macros.records.model import CaseRecord
from macros.rules import Judgement, judge


@dataclass(frozen=True)
class StandingCase:
    """A case as far as rules and timetable ask, as of the instant it was read for.

    Its dates, ids and kinds are the record's own. Its texts may be stand-ins: only whether there is one counts.
    """

    record: CaseRecord
    judgement: Judgement


@dataclass(frozen=True)
class Standing:
    """Every case that could be read, and what kept others from it. Nothing of it may be published."""

    as_of: datetime
    partnership: Partnership | None
    cases: tuple[StandingCase, ...]
    site_problems: tuple[Problem, ...]
    record_problems: tuple[Problem, ...]


def read_standing(
    folder: Path, records: Path, as_of: datetime, memory: Memory | None = None, told: Told = lambda *_: None
) -> Standing:
    """Read where every case of a folder of records stands, as of an instant, and no pages.

    ``memory`` remembers the records that have not changed since, without their words. ``told`` hears
    how far it is with those that are read anew.
    """
    partnership, problems = partnership_file.read(folder, london_day(as_of))
    problems += of_folder.published(records, folder)
    shelf = Shelf(memory or Memory(), records, partnership) if partnership else None

    def value(file: RecordFile, written: bytes) -> Known | None:
        entry = in_line(written)
        return known(entry, file.stem, partnership) if entry and partnership else None

    found: list[Known] = []
    broken: list[Problem] = []
    try:
        found, broken = read_all(records, of_folder.shown_as(records, folder), partnership, shelf, value, told)
    except OSError:
        problems.append(of_folder.unreadable(records, folder))
    cases = tuple(
        StandingCase(one.record, judge(one.record, as_of, partnership, one.marked)) for one in found if partnership
    )
    return Standing(as_of, partnership, cases, tuple(problems), tuple(broken))
