"""Where every case of a folder stands: its dates and what follows from them, and none of its words."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from macros import partnership as partnership_file
from macros.anonymity import of_record
from macros.anonymity.remembered import Memory, check_all
from macros.dates import london_day
from macros.partnership.model import Partnership
from macros.problems import Problem, in_order
from macros.project import folder as of_folder
from macros.project.remembered import Entry, Shelf, entry_of
from macros.records import RecordFile, read_record, record_files
from macros.records.model import CaseRecord
from macros.rules import Judgement, judge

# Below this many bytes of records a second process costs more than it saves.
_WORTH_SHARING = 400_000
# How many new records have been read, and of how many.
Told = Callable[[int, int], None]


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
    try:
        files = list(record_files(records, of_folder.shown_as(records, folder)))
    except OSError:
        files = []
        problems.append(of_folder.unreadable(records, folder))
    memory = memory or Memory()
    if partnership:
        shelf = Shelf(memory, records, partnership)
        known = [shelf.recall(file) for file in files]
    else:
        shelf, known = None, [None for _ in files]
    new = [place for place, one in enumerate(known) if one is None]
    broken: list[Problem] = []
    anew = _read([files[place] for place in new], partnership, memory)
    for done, (place, (entry, found)) in enumerate(zip(new, anew, strict=True), start=1):
        broken += found
        if entry and shelf:
            known[place] = shelf.keep(files[place], entry)
        told(done, len(new))
    if shelf:
        shelf.close()
    cases = tuple(
        StandingCase(one.record, judge(one.record, as_of, partnership, one.marked))
        for one in known
        if one and partnership
    )
    return Standing(as_of, partnership, cases, tuple(problems), tuple(in_order(broken)))


def _read(
    files: Sequence[RecordFile], partnership: Partnership | None, memory: Memory
) -> Iterable[tuple[Entry | None, list[Problem]]]:
    """What there is to remember of each record, or None and its problems, on all cores where there is enough to do."""
    read = partial(_read_one, partnership=partnership, memory=memory)
    workers = min(os.cpu_count() or 1, len(files))
    if workers < 2 or sum(len(file.data or b"") for file in files) < _WORTH_SHARING:
        yield from map(read, files)
        return
    # Nothing new is the rule, and then no command pays for a pool.
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # A fresh process each: safe in whatever this one is doing.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(read, files, chunksize=16)


def _read_one(file: RecordFile, partnership: Partnership | None, memory: Memory) -> tuple[Entry | None, list[Problem]]:
    if file.data is None:
        return None, file.problems
    case, problems = read_record(file.data, file.path, file.stem, partnership)
    if case is None or partnership is None:
        return None, problems
    asked = of_record.asked(case, partnership)
    (answer,) = check_all([(case.document.path, asked)], memory)
    return entry_of(case, of_record.checked(case, asked, answer).blocking), []
