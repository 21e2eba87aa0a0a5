"""Taking a case down at once, whatever else is wrong: out of what is shown, and out of every kept release.

Somebody's safety may hang on it. So it asks no record, no partnership file and no engine, waits for
nobody, and where one way is barred it takes the next: a whole new release; the same without the lock
that another command holds; the same once there is room on the disk; and at last the files themselves.
"""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from macros.problems import Refused
from macros.publish.releases import Busy, Releases
from macros.publish.taken_out import remove_own, shows, take_out
from macros.written import same_file

# So long a publication may hold the lock, in seconds, and so often it is tried.
LONGEST_WAIT, PAUSE = 900, 0.2


@dataclass(frozen=True)
class TakenDown:
    """What was done: the release that is shown now (None: nothing is), and whether it had to be made for this.

    ``gone`` are kept releases that were taken away. ``left`` says of each thing that could not be done what it is.
    """

    shown: Path | None
    is_new: bool
    gone: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def take_down(releases: Releases, reference: str, waits: Callable[[str], None]) -> TakenDown:
    """Take a case out of what is shown and of what is kept. Never raises for what it finds in the folder.

    ``waits`` hears why the lock cannot be had: then the case is taken down without it, and once
    more when it is free, because the command that holds it may show what it read before.
    """
    if not releases.releases.is_dir():
        return TakenDown(None, is_new=False)
    without = None
    end = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            with releases.locked():
                return _with(without, _take_down(releases, reference, alone=True))
        except (Refused, OSError) as error:
            if without is None:
                without = _take_down(releases, reference, alone=not isinstance(error, Busy))
                waits(str(error))
            if not isinstance(error, Busy):
                return without
            if time.monotonic() > end:
                return _with(without, TakenDown(without.shown, is_new=False, left=(f"waiting no longer: {error}",)))
        time.sleep(PAUSE)


def _with(first: TakenDown | None, second: TakenDown) -> TakenDown:
    if first is None:
        return second
    return TakenDown(second.shown, first.is_new or second.is_new, (*first.gone, *second.gone), second.left)


def _take_down(releases: Releases, reference: str, *, alone: bool) -> TakenDown:
    """Out of what is shown; and out of what is kept, where nobody else is at work who may be about to show it."""
    gone: list[str] = []
    left: list[str] = []
    try:
        is_new = _show_without(releases, reference)
    except Exception:  # no fault, of the machine or ours, may keep the case up
        # The disk may be full: what has to go anyway makes room.
        gone, _ = _take_away(releases, reference)
        try:
            is_new = _show_without(releases, reference)
        except Exception as error:
            is_new = False
            left.append(_remove_where_it_stands(releases, reference, error))
    more, still = _take_away(releases, reference) if alone else ([], [])
    return TakenDown(releases.current(), is_new, (*gone, *more), (*left, *still))


def _show_without(releases: Releases, reference: str) -> bool:
    """Show a release like the current one without the case; False where that one does not show it."""
    current = releases.current()
    if current is None or not shows(current, reference):
        return False
    with releases.fresh() as work:
        shutil.copytree(current, work, symlinks=True, copy_function=_linked, dirs_exist_ok=True)
        take_out(work, reference)
        releases.switch(releases.put(work))
    return True


def _linked(file: str, target: str) -> None:
    same_file(Path(file), Path(target))


def _remove_where_it_stands(releases: Releases, reference: str, why: Exception) -> str:
    """The last way: the case's own files go from what is shown; other pages may still name it. Says so."""
    reason = why.strerror if isinstance(why, OSError) and why.strerror else str(why) or type(why).__name__
    failed = f"no release could be made without it ({reason})"
    current = releases.current()
    try:
        removed = remove_own(current, reference) if current else []
    except Exception as error:
        return f"{failed}, and its own pages could not be removed: {error}"
    return f"{failed}. {len(removed)} files of its own were removed; lists on other pages may still name it"


def _take_away(releases: Releases, reference: str) -> tuple[list[str], list[str]]:
    """Take away every kept release that shows or names the case, but the current one; and what could not be done."""
    gone, left = [], []
    for release in releases.kept():
        if release == releases.current() or not _may_show(release, reference):
            continue
        try:
            releases.remove(release)
            gone.append(release.name)
        except OSError as error:
            left.append(f"the kept release {release.name} could not be taken away: {error.strerror}")
    return gone, left


def _may_show(release: Path, reference: str) -> bool:
    try:
        return shows(release, reference)
    except Exception:  # what cannot be read may show anything
        return True
