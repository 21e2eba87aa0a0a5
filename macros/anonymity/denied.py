"""The private list against what a person writes: records, pages, the partnership file, and their names."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from macros.anonymity.deny import DenyList
from macros.anonymity.of_record import every_text
from macros.problems import Problem, shown, whole_file
from macros.records import Case

RULE = "private-list"
SAID = "a name on the private list; take it out, and tell whoever keeps the repository that earlier versions hold it"
IN_A_NAME = "the name of this file or folder is on the private list, and so not shown here; give it another"


def denied(tops: Iterable[tuple[str, Path]], cases: Iterable[Case], deny: DenyList) -> Iterator[Problem]:
    """Every place at which a person on the private list is named, and never who.

    ``tops`` are the folders and files to read, each with how problems name it; what is hidden in
    them is passed over. In a record that can be read the field is told; comments, names of fields
    and records that cannot be read are read as they stand.
    """
    fields = {case.document.path: list(_in_fields(case, deny)) for case in cases}
    for top, path in tops:
        for entry in _entries(path, top, top, deny):
            if entry.is_listed:
                yield whole_file(entry.called, RULE, IN_A_NAME)
            inside = [replace(problem, path=entry.called) for problem in fields.get(entry.written, ())]
            told = {problem.line for problem in inside}
            yield from inside
            yield from (problem for problem in _in_file(entry, deny) if problem.line not in told)


def name_to_show(name: str, number: int, is_listed: bool) -> str:
    """The name of a file or folder for a message; a listed one by its place in its folder."""
    if not is_listed:
        return shown(name, most=120)
    suffix = Path(name).suffix.lower()
    return f"(entry {number} by name){suffix if suffix in ('.yml', '.md', '.html', '.json') else ''}"


class _Entry(NamedTuple):
    """A file or folder: where it is, how problems name it elsewhere and here, and whether its name is listed."""

    file: Path
    written: str
    called: str
    is_listed: bool


def _entries(path: Path, written: str, called: str, deny: DenyList) -> Iterator[_Entry]:
    if not path.is_dir():
        yield _Entry(path, written, called, False)
        return
    names = sorted(inner.name for inner in path.iterdir() if not inner.name.startswith("."))
    for number, name in enumerate(names, start=1):
        is_listed = bool(deny.find_in_name(name))
        inner = f"{called}/{name_to_show(name, number, is_listed)}"
        if (path / name).is_dir() and not (path / name).is_symlink():
            if is_listed:
                yield _Entry(path / name, "", inner, True)
            yield from _entries(path / name, f"{written}/{name}", inner, deny)
        else:
            yield _Entry(path / name, f"{written}/{name}", inner, is_listed)


def _in_fields(case: Case, deny: DenyList) -> Iterator[Problem]:
    for path, value in every_text(case.document.root):
        for span in deny.find(value):
            yield case.document.problem(path, RULE, SAID, span=span)


def _in_file(entry: _Entry, deny: DenyList) -> Iterator[Problem]:
    try:
        text = entry.file.read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        return  # a folder, or what cannot be opened, which has its own problem
    for start, end in deny.find(text):
        before = text[:start].split("\n")
        line, column = len(before), len(before[-1]) + 1
        yield Problem(entry.called, line, column, "", RULE, SAID, line, column + end - start)
