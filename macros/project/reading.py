"""Reading a folder of records: quickly what is known by its bytes, and all else in full, on all cores."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from macros.anonymity import of_record
from macros.cores import on_all_cores
from macros.partnership.model import Partnership
from macros.problems import Problem, in_order
from macros.project.remembered import Shelf, as_line, entry_of
from macros.records import RecordFile, names_in, read_record, record_file

Value = TypeVar("Value")
# How many new records have been read, and of how many.
Told = Callable[[int, int], None]


class _Anew(NamedTuple):
    """What was read in full: by the digest of its bytes what is to be remembered of it, or its problems."""

    key: str
    written: bytes | None
    problems: Sequence[Problem]


def read_all(
    folder: Path,
    shown_as: str,
    partnership: Partnership | None,
    shelf: Shelf | None,
    value: Callable[[RecordFile, bytes], Value | None],
    told: Told = lambda *_: None,
) -> tuple[list[Value], list[Problem]]:
    """What ``value`` makes of each sound record in a folder and of its entry, and every problem.

    An entry is what is remembered, as it is written; of one that is not to be believed ``value`` makes None.
    Without a partnership file that can be read there are problems alone. Raises OSError where the folder itself
    cannot be read.
    """
    found: dict[str, Value] = {}
    problems: list[Problem] = []
    new: list[str] = []
    names = names_in(folder)
    # One at a time, because all of them may be too many to hold.
    for name in names:
        file = record_file(folder, name, shown_as)
        if file is None:
            continue
        written = shelf.recall(file) if shelf and file.data is not None else None
        one = value(file, written) if written else None
        if shelf and one is not None:
            shelf.keep(file)
            found[name] = one
        else:
            new.append(name)
    read = partial(_read_again, folder, shown_as, partnership)
    for done, (name, anew) in enumerate(zip(new, on_all_cores(read, new), strict=True), start=1):
        file = record_file(folder, name, shown_as)
        if file and file.key != anew.key:  # somebody saved it meanwhile
            anew = _read_in_full(file, partnership)
        problems += anew.problems
        if shelf and file and anew.written is not None:
            one = value(file, anew.written)
            assert one is not None, "what was read in full a moment ago is sound"
            shelf.keep(file, anew.written)
            found[name] = one
        told(done, len(new))
    if shelf:
        shelf.close()
    return [found[name] for name in names if name in found], in_order(problems)


def _read_again(folder: Path, shown_as: str, partnership: Partnership | None, name: str) -> _Anew:
    file = record_file(folder, name, shown_as)
    return _read_in_full(file, partnership) if file else _Anew("", None, ())


def _read_in_full(file: RecordFile, partnership: Partnership | None) -> _Anew:
    if file.data is None:
        return _Anew(file.key, None, file.problems)
    case, problems = read_record(file.data, file.path, file.stem, partnership)
    if case is None or partnership is None:
        return _Anew(file.key, None, problems)
    # Nothing new is the rule, and then no command pays for the check.
    from macros.anonymity.check import check

    asked = of_record.asked(case, partnership)
    return _Anew(file.key, as_line(entry_of(case, of_record.checked(case, asked, check(asked)))), ())
