"""Which cases a release shows, read from the release itself."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from macros.build import withdrawn
from macros.project import Project
from macros.publish.difference import OF_CASES
from macros.publish.releases import Releases
from macros.publish.taken_out.traces import is_withdrawn
from macros.records.model import is_reference


def shown_in(release: Path) -> list[str]:
    """The reference of every case that a release shows, in order; of one that was withdrawn it only says so."""
    shown = set()
    for kind in OF_CASES:
        for folder in _of_cases(release / kind):
            files = [file for file in folder.rglob("*") if not file.is_dir()]
            if files != [folder / "index.html"] or not is_withdrawn(files[0].read_bytes()):
                shown.add(folder.name)
    api = release / "api" / "reviews"
    return sorted(shown | {file.stem for file in api.glob("*.json")})


def withdrawn_in(release: Path) -> list[str]:
    """The reference of every case of which a release says only that it was withdrawn, in order."""
    folders = {folder.name for kind in OF_CASES for folder in _of_cases(release / kind)}
    return sorted(folders.difference(shown_in(release)))


def unknown(release: Path, project: Project) -> list[str]:
    """The cases that a release shows and of which there is no record, not even one that cannot be read.

    Invented cases may go as they came.
    """
    records = {one.case.record.reference for one in project.cases}
    records |= {Path(problem.path).stem for problem in project.record_problems}
    return [one for one in shown_in(release) if one not in records and not _is_example(release, one)]


def with_withdrawn(releases: Releases, project: Project) -> list[Path]:
    """The releases, the current one apart, that show a case which is withdrawn today."""
    gone = set(withdrawn(project))
    older = [release for release in releases.kept() if release != releases.current()]
    return [release for release in older if gone and gone.intersection(shown_in(release))]


def withdrawn_and_shown(releases: Releases, project: Project) -> list[str]:
    """The cases that are withdrawn today and shown all the same."""
    current = releases.current()
    return sorted(set(withdrawn(project)).intersection(shown_in(current))) if current else []


def is_out_of_date(releases: Releases, before: Path | None, project: Project, read: Callable[[], Project]) -> bool:
    """Whether a case was withdrawn since ``project`` was read, or what was shown ``before`` has changed.

    A withdrawal waits for nobody, not even for the lock: this is asked right before a switch.
    """
    return releases.current() != before or withdrawn(read()) != withdrawn(project)


def _of_cases(folder: Path) -> Iterator[Path]:
    """The folders of the cases that have a page in a folder of pages; those of the years of its list are none."""
    return (one for one in folder.glob("*/") if is_reference(one.name))


def _is_example(release: Path, reference: str) -> bool:
    try:
        said = json.loads((release / "api" / "reviews" / f"{reference}.json").read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(said, dict) and said.get("example") is True
