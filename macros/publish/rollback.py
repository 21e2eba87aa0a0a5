"""The way back: to the newest older release that today's records would still show."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from icalendar import Calendar

from macros.anonymity.deny import DenyList
from macros.dates import london_day
from macros.outputs.api import review_json
from macros.pages.calendar import WORDS
from macros.pages.outward import case_pages
from macros.partnership.model import Partnership
from macros.problems import Refused
from macros.project import JudgedCase, Project
from macros.public_view import PublicSite, site_for
from macros.publish.releases import Releases, is_whole, made
from macros.publish.shown import is_out_of_date, shown_in
from macros.scan import scan


@dataclass(frozen=True)
class RolledBack:
    """What was shown and what is shown now; ``passed_over`` are newer ones to which there is no way back, and why."""

    before: Path
    release: Path
    passed_over: Mapping[str, Sequence[str]]


class NoWayBack(Refused):
    """No kept release is one that today's records would show; ``why_not`` has the reasons for each, newest first."""

    def __init__(self, why_not: Mapping[str, Sequence[str]]) -> None:
        reason = "no older release is one that today's records would still show" if why_not else "no older one is kept"
        super().__init__(reason)
        self.why_not = why_not


def rollback(read: Callable[[], Project], releases: Releases, deny: DenyList | None = None) -> RolledBack:
    """Show the newest release older than the current one that today's records would still show.

    ``read`` reads the project as of now, ``deny`` is the private list. Raises Busy, NoWayBack, Refused,
    OSError: then what is shown is as it was.
    """
    _current(releases)  # no folder is made for a name mistyped
    with releases.locked():
        project, current = read(), _current(releases)
        if project.partnership is None:
            raise Refused("the partnership file has to be mended first")
        passed_over: dict[str, Sequence[str]] = {}
        for release in releases.kept():
            if release.name >= current.name:
                continue
            reasons = why_not(release, project, project.partnership, deny)
            if not reasons:
                if is_out_of_date(releases, current, project, read):
                    raise Refused("a case was withdrawn meanwhile, or what is shown has changed; try again")
                releases.switch(release)
                return RolledBack(current, release, passed_over)
            passed_over[release.name] = reasons
        raise NoWayBack(passed_over)


def _current(releases: Releases) -> Path:
    current = releases.current()
    if current is None:
        raise Refused(f"nothing is published in {releases.folder}")
    return current


def why_not(release: Path, project: Project, partnership: Partnership, deny: DenyList | None) -> list[str]:
    """Every reason for which today's records would not show a release; none where they would.

    A case that it shows is judged published today, and says what the record of today would say as of then.
    Every announcement in it is made today, and no name on the private list stands in it.
    """
    if not is_whole(release):
        return ["it is not whole: somebody changed it after it was made"]
    shown = shown_in(release)
    judged = {one.case.record.reference: one for one in project.cases}
    asked = [(judged[name].case.record, judged[name].judgement) for name in shown if name in judged]
    # As of then, but judged as of now: what is held since is not shown, what was amended since not said yet.
    site = site_for("public", asked, made(release), partnership)
    assert isinstance(site, PublicSite)
    today = {case.reference: review_json(case, case_pages(site.cases), partnership.site_url) for case in site.cases}
    reasons = []
    for name in shown:
        if name not in today:
            reasons.append(f"{name}: {_why_it_is_not_shown(judged.get(name))}")
        elif _said_in(release, name) != today[name]:
            reasons.append(f"{name}: its record says something else today")
    if not _announced(release) <= set(_announcements(project, partnership)):
        reasons.append("an announcement in it is not made today")
    if deny and any(problem.rule == "scan-listed" for problem in scan(release, project, deny)):
        reasons.append("a name on the private list stands in it")
    return reasons


def _announcements(project: Project, partnership: Partnership) -> Iterator[tuple[str, datetime]]:
    """What is announced today: the words, as a calendar file has them, and the instant."""
    today = london_day(project.as_of)
    for one in partnership.announcements:
        if one.is_shown(today):
            yield f"{WORDS['announced']}: {' '.join(one.text.split())}", one.on


def _announced(release: Path) -> set[tuple[str, datetime]]:
    """What a release announces, as its calendar file says it."""
    calendar = Calendar.from_ical((release / "calendar" / "publications.ics").read_bytes())
    events = calendar.walk("VEVENT")
    found = (event for event in events if str(event["UID"]).startswith("announcement."))
    return {(str(event["SUMMARY"]), event.decoded("DTSTART")) for event in found}


def _said_in(release: Path, reference: str) -> bytes | None:
    """What a release says of a case, as data; None where it does not say it so."""
    file = release / "api" / "reviews" / f"{reference}.json"
    return file.read_bytes() if file.is_file() else None


def _why_it_is_not_shown(judged: JudgedCase | None) -> str:
    if judged is None:
        return "there is no record of it today, or it cannot be read"
    state = judged.judgement.state
    if state == "blocked":
        rules = ", ".join(dict.fromkeys(unmet.code for unmet in judged.judgement.blocking))
        return f"it is blocked today by {rules}"
    return "it is withdrawn" if state == "withdrawn" else f"it would not be shown today ({state})"
