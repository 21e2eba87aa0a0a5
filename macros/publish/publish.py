"""Publication as one act: read, build, keep as a release, switch. Until the switch nothing is different for anybody."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from macros.anonymity.deny import DenyList
from macros.build import Built, build, left_out, to_mend
from macros.dates import LONDON, in_words
from macros.engine import SILENT, Steps
from macros.problems import Refused, errors
from macros.project import Project
from macros.publish.difference import Difference, between
from macros.publish.releases import Releases, made, whole
from macros.publish.shown import is_out_of_date, shown_in, unknown, with_withdrawn, withdrawn_in


@dataclass(frozen=True)
class Published:
    """What a publication did: the release that is shown, and what is different in it from the one before.

    ``switched`` is whether it is another one now. ``not_pruned`` is why old releases are still there;
    what was to go out is out all the same.
    """

    built: Built
    release: Path
    difference: Difference
    switched: bool
    not_pruned: OSError | None = None


def publish(
    read: Callable[[], Project],
    releases: Releases,
    *,
    hold_blocked: bool = False,
    bring_back: Collection[str] = (),
    deny: DenyList | None = None,
    clean: bool = False,
    keep: int,
    steps: Steps = SILENT,
) -> Published:
    """Publish a project: the site as of the instant for which ``read`` reads it, which is now.

    ``bring_back`` are withdrawn cases to be shown again, ``keep`` is how many releases stay,
    and ``clean`` takes over nothing of the one before. Where
    nothing is new, nothing is switched. Whenever it ends, in whatever way, the old release is shown
    or the new one, whole. Raises Busy, Refused where something has to be mended first, EngineError,
    OSError: then the old one is shown.
    """
    with releases.locked():
        # Read under the lock: what another command withdrew a moment ago does not come back.
        project = read()
        # One that other hands have changed is not what was published, and is published anew.
        before = releases.current()
        current = whole(before)
        if current and project.as_of < made(current):
            raise Refused(_out_of_time(project.as_of, current))
        check_records(releases, project, bring_back, hold_blocked=hold_blocked)
        with releases.fresh() as work:
            built = build(
                project,
                work,
                "public",
                hold_blocked=hold_blocked,
                before=None if clean else current,
                deny=deny,
                steps=steps,
            )
            difference = between(current, work)
            is_new = current is None or bool(difference)
            if is_new:
                steps.begin("writing the release to disk, and switching to it")
                release = releases.put(work)
                if is_out_of_date(releases, before, project, read):
                    releases.remove(release)
                    raise Refused("a case was withdrawn meanwhile, or what is shown has changed; publish again")
                releases.switch(release)
        shown = releases.current()
        if shown is None:
            raise Refused(f"{releases.folder} was changed by other hands meanwhile; publish again")
        try:
            # Also where nothing is new: the last command may have been stopped before it came to this.
            for older in with_withdrawn(releases, project):
                releases.remove(older)
            releases.prune(keep)
        except OSError as error:
            return Published(built, shown, difference, switched=is_new, not_pruned=error)
        return Published(built, shown, difference, switched=is_new)


def check_records(
    releases: Releases, project: Project, bring_back: Collection[str], *, hold_blocked: bool = False
) -> None:
    """Refuse records that fit what is shown now in no way that somebody decided on. Raises Refused.

    Without what is shown they are the wrong ones, and every report would go; and what was withdrawn
    comes back only where somebody says so. What is out stays as it was published while its record is
    broken or blocked: with ``hold_blocked`` it goes. Source: a report stays public for a year at least; it
    comes down by a decision, and that is written down.
    """
    shown = releases.current()
    if shown is None or errors(project.site_problems):
        return  # nothing to hold them against, or a build says better what is wrong
    if missing := unknown(shown, project):
        raise Refused(
            f"there is no record of what is shown now: {', '.join(missing)}. Are these the right records (--records, "
            "CSPR_RECORDS)? A report comes down with cspr withdraw"
        )
    out = {one.case.record.reference for one in project.cases if one.judgement.state == "published"}
    broken = {Path(problem.path).stem for problem in project.record_problems}
    unheard = sorted(set(bring_back) - {one.case.record.reference for one in project.cases} - broken)
    if unheard:
        raise Refused(f"there is no record of {', '.join(unheard)}, which --bring-back names")
    held = to_mend(project, "public")
    stuck = sorted({Path(problem.path).stem for problem in held} & set(shown_in(shown)))
    if stuck and not hold_blocked:
        raise Refused(
            f"{left_out(held)}. Public now, and still as it was published: {', '.join(stuck)}. Is it right? Mend its "
            "record. Must it come down? --hold-blocked takes it off, and cspr withdraw says so on its page"
        )
    # Also what an older release says: a page that vanished with its record has not been brought back.
    said = {one for release in releases.kept() for one in withdrawn_in(release)}.difference(shown_in(shown))
    back = [one for one in sorted(said) if one in out and one not in bring_back]
    if back:
        raise Refused(
            f"what was published here says that these were withdrawn, and their records do not: {', '.join(back)}. "
            f"Was a change of the record lost? To show one again, say so: --bring-back {back[0]}"
        )


def _out_of_time(now: datetime, current: Path) -> str:
    """A clock that is slow would take back what is out, and bring back what was withdrawn."""
    instants = (instant.astimezone(LONDON) for instant in (now, made(current)))
    clock, shown = (f"{in_words(instant.date())}, {instant:%H:%M %Z}" for instant in instants)
    return (
        f"the clock says {clock}, and what is shown was made later: {shown}. Set the clock right; "
        "if it was wrong then, go back with cspr rollback first"
    )
