"""The last reading: every file that would go out is read once more, by its kind, to its last byte.

It knows what the project put into its site, and refuses whatever else it finds. It is the net
behind every other room: that it has nothing to say is how it should be.
"""

import gc
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from macros.anonymity.deny import DenyList
from macros.cores import cores
from macros.finish.notes import NO_MEMORY
from macros.memory import Memory
from macros.problems import Problem, in_order, whole_file
from macros.project import Project
from macros.scan.checks import Checks
from macros.scan.folder import against_manifest, read_folder
from macros.scan.ours import Ours, ours
from macros.scan.read_before import ReadBefore

if TYPE_CHECKING:
    from macros.engine import Steps

__all__ = ["scan"]

# A worker takes half a second to begin, in which one alone reads this much.
ENOUGH_FOR_WORKERS = 12_000_000
LARGE = 500_000
MOST_OF_A_KIND = 50


class _Task(NamedTuple):
    """A file to read: its path from the root of the site, what problems call it, its digest by the manifest."""

    path: str
    shown: str
    digest: str | None


def scan(
    folder: Path,
    project: Project | None,
    deny: DenyList | None,
    *,
    memory: Memory = NO_MEMORY,
    steps: "Steps | None" = None,
) -> list[Problem]:
    """Everything in a built folder that must not go out, in order.

    Without a ``project`` no script, no style and no address outside is known to be its own. ``deny``
    is the private list; what is found of it is told by its place alone. A file that was read before
    under the same conditions, and held nothing, is known from ``memory``. ``steps`` hears how far it is.
    """
    if not folder.is_dir():
        return [whole_file(".", "scan-unreadable", "there is no such folder")]
    checks = Checks(ours(folder, (), None), deny)
    there = read_folder(folder, checks)
    digests, problems = against_manifest(there, checks)
    known = ours(folder, there.files, project)
    read_before = ReadBefore(memory if project else NO_MEMORY, project.folder if project else folder, known, deny)
    files = [
        (path, name, size)
        for path, (name, size) in there.files.items()
        if not read_before.holds(folder, path, digests.get(path))
    ]
    tasks = [_Task(path, name, digests.get(path)) for path, name, _ in sorted(files, key=_in_turn)]
    if steps:
        steps.begin("reading every file once more", len(tasks))
    problems += there.problems
    of_files = _read_all(folder, tasks, known, deny, workers=sum(size for *_, size in files) >= ENOUGH_FOR_WORKERS)
    for task, found in of_files:
        problems += found
        if task and not found:
            read_before.clean(task.path)
        if steps:
            steps.page_made()
    read_before.close()
    return in_order(_fewer(in_order(problems)))


def _in_turn(file: tuple[str, str, int]) -> tuple[int, str, str]:
    """The largest first, so that no worker is left with one in the end; then all files of a case in a row."""
    path, _, size = file
    place = PurePosixPath(path)
    return -size if size >= LARGE else 0, place.parent.name if place.stem == "index" else place.stem, path


def _read_all(
    folder: Path, tasks: list[_Task], known: Ours, deny: DenyList | None, *, workers: bool
) -> Iterator[tuple[_Task | None, list[Problem]]]:
    """Each file that was read with its problems; without a file, that not all were read."""
    many = cores()
    if not workers or many < 2:
        checks = Checks(known, deny)
        for task in tasks:
            yield task, _read_one(folder, task, checks)
        return
    # Fresh processes: a copy of this one could hang on what its other threads hold. The list goes there by a pipe.
    pool = ProcessPoolExecutor(many, get_context("spawn"), initializer=_begin, initargs=(folder, known, deny))
    try:
        with pool:
            yield from zip(tasks, pool.map(_read_in_worker, tasks, chunksize=16), strict=True)
    except BrokenExecutor:
        message = "a worker ended before its time, so not all was read; try again"
        yield None, [whole_file(".", "scan-unreadable", message)]


_worker: tuple[Path, Checks]


def _begin(folder: Path, known: Ours, deny: DenyList | None) -> None:
    global _worker
    _worker = (folder, Checks(known, deny))
    # What is here stays, and what a file holds comes by the hundred thousand and goes at once: seldom look for circles.
    gc.freeze()
    gc.set_threshold(50_000)


def _read_in_worker(task: _Task) -> list[Problem]:
    folder, checks = _worker
    return _read_one(folder, task, checks)


def _read_one(folder: Path, task: _Task, checks: Checks) -> list[Problem]:
    try:
        # A file that became a link since it was listed is not followed, nor does a pipe keep the reading waiting.
        opened = os.open(folder / task.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(opened, "rb") as file:
            data = file.read()
    except OSError:
        return [whole_file(task.shown, "scan-unreadable", "this file cannot be opened; check who may read it")]
    return checks.file(task.path, task.shown, data, task.digest)


def _fewer(problems: list[Problem]) -> Iterator[Problem]:
    """The first of each kind, and how many more there are: what is wrong in a frame is wrong on every page."""
    counts: Counter[str] = Counter()
    last: Mapping[str, Problem] = {problem.rule: problem for problem in problems}
    for problem in problems:
        counts[problem.rule] += 1
        if counts[problem.rule] <= MOST_OF_A_KIND:
            yield problem
    for rule, count in counts.items():
        if count > MOST_OF_A_KIND:
            message = (
                f"{count - MOST_OF_A_KIND:,} further problems of this kind in all; mend those that are named first"
            )
            yield whole_file(last[rule].path, rule, message, last[rule].severity)
