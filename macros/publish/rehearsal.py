"""The rehearsal: what a publication at some instant would do, without doing it."""

import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from macros.anonymity.deny import DenyList
from macros.build import build, to_mend
from macros.engine import SILENT, EngineError, Steps
from macros.problems import Problem, Refused, errors
from macros.project import Project
from macros.publish.difference import NOTHING, Difference, between
from macros.publish.publish import check_records
from macros.publish.releases import Releases, whole


@dataclass(frozen=True)
class Rehearsed:
    """What would become of the pages, what would be left out, and what has to be mended.

    ``refused`` says why nothing at all would go out; then nothing is different, and ``rest`` is what would be
    without what is blocked.
    """

    difference: Difference
    left_out: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    refused: str = ""
    rest: Difference = NOTHING


def rehearse(
    project: Project,
    releases: Releases,
    *,
    hold_blocked: bool = False,
    bring_back: Collection[str] = (),
    deny: DenyList | None = None,
    clean: bool = False,
    steps: Steps = SILENT,
) -> Rehearsed:
    """What `publish` would do as of the instant for which ``project`` was read; nothing is written where it goes.

    Raises OSError.
    """
    current = whole(releases.current())
    # Tomorrow's site is confidential today: the folder is closed to others, and gone afterwards.
    with tempfile.TemporaryDirectory(prefix="cspr-") as folder:
        site = Path(folder) / "site"
        try:
            check_records(releases, project, bring_back, hold_blocked=hold_blocked)
            built = build(
                project,
                site,
                "public",
                hold_blocked=hold_blocked,
                before=None if clean else current,
                deny=deny,
                steps=steps,
            )
        except (Refused, EngineError) as error:
            if hold_blocked or not to_mend(project, "public"):
                return _refused(project, error, NOTHING)
            rest = rehearse(
                project, releases, hold_blocked=True, bring_back=bring_back, deny=deny, clean=clean, steps=steps
            )
            return _refused(project, error, rest.difference)
        return Rehearsed(between(current, site), built.left_out, (*built.dead_links, *built.not_printed))


def _refused(project: Project, error: Refused | EngineError, rest: Difference) -> Rehearsed:
    found: Sequence[Problem] = [*errors(project.site_problems), *to_mend(project, "public")]
    if isinstance(error, EngineError):
        return Rehearsed(NOTHING, problems=tuple(found), refused=str(error), rest=rest)
    return Rehearsed(NOTHING, problems=(*found, *error.problems), refused=error.reason, rest=rest)
