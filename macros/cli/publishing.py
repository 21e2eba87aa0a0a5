"""Commands for publication: the switch, the rehearsal, and the ways back."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, get_args

import click

from macros import dates, options
from macros import partnership as partnership_file
from macros.cli.group import main
from macros.cli.shared import (
    as_of_in_words,
    deny_list,
    ends_like_ctrl_c,
    folder_of,
    read,
    refused,
    the_clock,
    without_collecting,
)
from macros.options import FOLDER, Instant, Reference
from macros.problems import Refused, errors, write_out
from macros.project import Project
from macros.records import SUFFIX
from macros.records.model import is_reference
from macros.records.model.parts import Withdrawn
from macros.screen import count, print_problems, progress, reason, say

if TYPE_CHECKING:
    from macros.publish.rehearsal import Rehearsed
    from macros.publish.releases import Releases
    from macros.publish.take_down import TakenDown


@main.command()
@options.project
@options.records
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--dry-run", is_flag=True, help="Say what would appear, change and vanish; write nothing in DIR.")
@click.option("--as-of", type=Instant(), show_default="now", help="With --dry-run alone: as of this instant.")
@click.option(
    "--hold-blocked", is_flag=True, help="Leave out what is blocked or broken and go on; exit 1 all the same."
)
@click.option(
    "--bring-back", type=Reference(), multiple=True, help="Show a case again that was withdrawn; once for each."
)
@click.option("--keep", type=click.IntRange(min=2), default=5, show_default=True, help="How many releases stay in DIR.")
@options.deny
@options.clean
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How --dry-run answers.")
def publish(
    project: Path,
    records: Path | None,
    folder: Path,
    dry_run: bool,
    as_of: datetime | None,
    hold_blocked: bool,
    bring_back: tuple[str, ...],
    keep: int,
    deny: Path | None,
    clean: bool,
    form: str,
) -> None:
    """Publish the site in DIR, where a web server shows DIR/current: all of it or nothing.

    Each publication is a folder of its own in DIR/releases, and one switch shows it. Whatever
    fails, and whenever it is stopped, what is shown stays as it was, whole.

    Example: cspr publish /srv/reviews --dry-run --as-of 2025-09-16T10:00
    """
    if not dry_run and (as_of or form != "text"):
        raise click.UsageError("--as-of and --format go with --dry-run: a publication is always as of now.")
    from macros.build import left_out
    from macros.engine import EngineError
    from macros.publish.difference import in_short
    from macros.publish.publish import publish
    from macros.publish.rehearsal import rehearse
    from macros.publish.releases import Releases

    without_collecting()
    ends_like_ctrl_c()
    names, releases = deny_list(deny, folder, project / "docs"), Releases(folder)

    # What goes out is read in full, whatever was found in it before.
    found = _reading(project, records, as_of, clean=clean or not dry_run, tell=not dry_run)
    chosen: dict[str, Any] = {"hold_blocked": hold_blocked, "bring_back": bring_back, "clean": clean}
    try:
        releases.check(project, folder_of(project, records))
        with progress() as steps:
            if dry_run:
                rehearsed = rehearse(found(), releases, **chosen, deny=names, steps=steps)
            else:
                published = publish(found, releases, **chosen, deny=names, keep=keep, steps=steps)
    except (Refused, EngineError, OSError) as error:
        _say_what_is_still_shown(project, records, releases)
        refused(error, f"Nothing was published, and {folder}/current is as it was")
    if dry_run:
        _tell(rehearsed, form)
    print_problems([*published.built.dead_links, *published.built.not_printed])
    if published.switched:
        say(f"Published: {folder}/current is now releases/{published.release.name}.\n{in_short(published.difference)}")
    else:
        say(f"Nothing is new, so {folder}/current is still releases/{published.release.name}.")
    if published.built.left_out:
        say(f"Left out (--hold-blocked): {left_out(list(published.built.left_out))}.")
    if published.not_pruned:
        say(f"Older releases could not be taken away: {reason(published.not_pruned)}.")
    sys.exit(1 if published.built.left_out or published.built.dead_links or published.not_pruned else 0)


@main.command()
@options.project
@options.records
@click.argument("folder", metavar="DIR", type=FOLDER)
@options.deny
def rollback(project: Path, records: Path | None, folder: Path, deny: Path | None) -> None:
    """Go back to the newest older release in DIR that today's records would still show.

    Never to one that shows a case which is withdrawn or held today, or of which the record says
    something else by now; nor to one with an announcement that is not made today, or with a name
    on the private list.

    Example: cspr rollback /srv/reviews
    """
    from macros.publish.releases import Releases
    from macros.publish.rollback import NoWayBack, rollback

    try:
        names = deny_list(deny, folder, project / "docs")
        done = rollback(_reading(project, records), Releases(folder), deny=names)
    except (Refused, OSError) as error:
        if isinstance(error, NoWayBack):
            _say_why_not(error.why_not)
        refused(error, f"Nothing was changed, and {folder}/current is as it was")
    _say_why_not(done.passed_over)
    say(f"Went back: {folder}/current is now releases/{done.release.name}; it was releases/{done.before.name}.")
    say("The next publish shows the newest state again. Mend the cause first, and stop the timer until then.")


def _reading(
    project: Path, records: Path | None, as_of: datetime | None = None, *, clean: bool = False, tell: bool = True
) -> Callable[[], Project]:
    """How a command reads a project: as of now, told the first time, and again without a word before the switch."""
    said = False

    def found() -> Project:
        nonlocal said
        if said:
            return read(project, records, the_clock())
        said = True
        return _found(project, records, as_of or the_clock(), clean=clean, tell=tell)

    return found


def _found(project: Path, records: Path | None, as_of: datetime, *, clean: bool = False, tell: bool = True) -> Project:
    """A project, read; what keeps it from being published is told."""
    from macros.build import to_mend

    say(f"As of {as_of_in_words(as_of)}:")
    found = read(project, records, as_of, clean=clean)
    say(f"  read {count(len(found.cases), 'record')}")
    for one in found.cases:
        at = one.case.record.instant
        if one.judgement.state == "scheduled" and at and dates.london_day(at) == dates.london_day(as_of):
            blocked = f"; as it stands, blocked then by {', '.join(by)}" if (by := one.judgement.blocked_by) else ""
            hour = f"{at.astimezone(dates.LONDON):%H:%M}"
            say(f"  still to come that day: {one.case.record.reference} at {hour}{blocked}")
    if tell:
        print_problems([*errors(found.site_problems), *to_mend(found, "public")])
    return found


def _say_what_is_still_shown(project: Path, records: Path | None, releases: "Releases") -> None:
    """A publication that is refused holds up a withdrawal that is written in a record by hand."""
    from macros.publish.shown import withdrawn_and_shown

    with suppress(OSError):  # why the publication was refused is said all the same
        for reference in withdrawn_and_shown(releases, read(project, records, the_clock())):
            say(f"{reference} is withdrawn and still shown: cspr withdraw takes it down at once.")


def _tell(rehearsed: "Rehearsed", form: str) -> NoReturn:
    """What a publication would do, as text or data, and the end of the command: 1 where something has to be mended."""
    from macros.build import left_out
    from macros.publish.difference import at_length

    if form == "json":
        problems = {"left_out": rehearsed.left_out, "problems": rehearsed.problems}
        found = {name: json.loads(write_out(ones, "json")) for name, ones in problems.items()}
        answer = {
            **rehearsed.difference.as_json(),
            **found,
            "refused": rehearsed.refused or None,
            "rest": rehearsed.rest.as_json(),
        }
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
    elif rehearsed.refused:
        click.echo(f"Nothing would be published: {rehearsed.refused}.")
        if rehearsed.rest:
            click.echo(f"Without what is blocked (--hold-blocked):\n{at_length(rehearsed.rest)}")
    else:
        click.echo(at_length(rehearsed.difference))
    print_problems(rehearsed.problems)
    if rehearsed.left_out:
        say(f"Would be left out (--hold-blocked): {left_out(list(rehearsed.left_out))}.")
    sys.exit(1 if rehearsed.refused or errors(rehearsed.problems) or rehearsed.left_out else 0)


def _say_why_not(why_not: Mapping[str, Sequence[str]]) -> None:
    for release, reasons in why_not.items():
        for why in reasons:
            say(f"  not to releases/{release}: {why}")


@main.command()
@options.project
@options.records
@click.argument("reference", type=Reference())
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--kind", type=click.Choice(get_args(Withdrawn.model_fields["kind"].annotation)), required=True)
@click.option("--decided-by", "role", metavar="ROLE", required=True, help="Who decided it: a role of partnership.yml.")
@options.deny
def withdraw(
    project: Path, records: Path | None, reference: str, folder: Path, kind: str, role: str, deny: Path | None
) -> None:
    """Take a case down at once: out of DIR/current and every kept release, whatever else is wrong.

    It writes into the record that the case is withdrawn, takes the case out of what is shown, and
    then publishes anew. Where that last step fails the case is down all the same; it is said why.

    Example: cspr withdraw child-rowan /srv/reviews --kind welfare --decided-by strategic-leads
    """
    from macros.publish.releases import Releases
    from macros.publish.take_down import take_down

    _check_role(project, role)
    now, file = the_clock(), folder_of(project, records) / f"{reference}{SUFFIX}"
    releases = Releases(folder)
    if not file.exists() and not _may_be_shown(releases, reference):
        say(f"There is neither a record nor a page of {reference}, and nothing was done. Is it spelt right?")
        sys.exit(1)
    is_written = _write_withdrawal(file, now, kind, role)

    def waits(why: str) -> None:
        say(f"{reference} was taken down without waiting, and will be once more: {why}.")

    down = take_down(releases, reference, waits)
    _tell_taken_down(down, reference, folder)
    if down.shown is None:
        sys.exit(1)
    is_made_anew = _publish_without(project, records, folder, reference, deny)
    sys.exit(0 if is_written and is_made_anew and not down.left else 1)


def _may_be_shown(releases: "Releases", reference: str) -> bool:
    """Whether any release names a case; where that cannot be told, it may."""
    from macros.publish.taken_out import shows

    try:
        return any(shows(release, reference) for release in releases.kept())
    except Exception:  # whatever is wrong with what is there, it comes after the case is down
        return True


def _check_role(project: Path, role: str) -> None:
    """Refuse a role that the partnership file does not have; where it cannot be read any id will do."""
    try:
        found, _ = partnership_file.read(project, dates.london_day(the_clock()))
    except Exception:  # whatever is wrong with it, it waits until the case is down
        found = None
    if not is_reference(role) or (found and role not in found.roles):
        known = f": {', '.join(found.roles)}" if found else ", as in strategic-leads"
        raise click.BadParameter(f"name the role that decided it by its id{known}", param_hint="--decided-by")


def _write_withdrawal(file: Path, now: datetime, kind: str, role: str) -> bool:
    """Write the withdrawal into the record; whether it is in there now."""
    from macros.records.withdraw import NotWritten, as_field, write_withdrawal

    try:
        done = write_withdrawal(file, now, kind, role)
    except (NotWritten, OSError) as error:
        say(f"NOT WRITTEN into the record: {reason(error)}. The next publish would bring the case back.")
        say(f"Write this line at the end of {file}, from its first column: {as_field(now, kind, role)}")
        return False
    since = done.at.astimezone(dates.LONDON)
    words = "withdrawn since" if done.is_new else "was withdrawn already, since"
    say(f"{file}: {words} {dates.in_words(since.date())}, {since:%H:%M}.")
    if not done.is_readable:
        say("The record cannot be read as it stands. When you mend it, keep `withdrawn` as a line of its own.")
    return True


def _tell_taken_down(down: "TakenDown", reference: str, folder: Path) -> None:
    if down.shown is None:
        say(f"Nothing is published in {folder}. Is it the folder that cspr publish fills?")
    elif down.is_new:
        say(f"{reference} is down: {folder}/current is now releases/{down.shown.name}, the old site without it.")
    elif not down.left:
        say(f"{reference} is not shown in {folder}/current.")
    if down.gone:
        say(f"Taken away: {count(len(down.gone), 'kept release')} that showed or named it.")
    for what in down.left:
        say(f"NOT DONE: {what}.")


def _publish_without(project: Path, records: Path | None, folder: Path, reference: str, deny: Path | None) -> bool:
    """Make the whole site anew; whether nothing is left to mend."""
    say("Now the whole site is made anew:")
    try:
        from macros.build import left_out
        from macros.publish.releases import Releases
        from macros.publish.withdraw import publish_without

        names = deny_list(deny, folder, project / "docs")
        with progress() as steps:
            done = publish_without(_reading(project, records), Releases(folder), reference, deny=names, steps=steps)
    except Exception as error:  # an engine that cannot even be loaded included: the case is down
        print_problems(error.problems if isinstance(error, Refused) else [])
        why = error.reason if isinstance(error, Refused) else reason(error) or type(error).__name__
        say(f"The site was not made anew: {why}. {reference} is down all the same. Mend that, then: cspr publish")
        return False
    print_problems(done.built.dead_links)
    say(f"Published anew: {folder}/current is now releases/{done.release.name}.")
    if done.built.left_out:
        say(f"Left out: {left_out(list(done.built.left_out))}.")
    return not (done.built.left_out or done.built.dead_links or done.not_pruned)
