"""Every dated step of one case: from which day it is counted, and what the record says of it.

Source: framework, timescale register (facts 328 to 339c), with the readings adopted where it
disagrees with itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from macros.partnership.model import Partnership
from macros.records.model import CaseRecord, ReviewKind
from macros.timetable.step import FieldPath, Step, dated, no_later_than

NOTIFIED: frozenset[ReviewKind] = frozenset({"cspr", "rapid-review"})
REVIEWED: frozenset[ReviewKind] = frozenset({"cspr", "thematic"})
ALL: frozenset[ReviewKind] = frozenset({"cspr", "rapid-review", "case-mapping", "thematic", "serious-case-review"})
OF_TODAY = ALL - {"serious-case-review"}
# From the event on, a step that is counted from it holds as the limit stood on that day. What the
# release rules ask is asked with the limits in force on the day of publication.
ASKED_OF_PUBLICATION = frozenset({"review-completed"})
# Who hears before whom: the family first of all, then those involved and the members, and the press last.
HEAR_BEFORE_THE_PRESS = ("family-told", "debrief-involved", "members-briefed")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a record keeps of a step: the day all of it was done, what is missing, and where it is written."""

    on: date | None
    missing: tuple[str, ...] = ()
    field: FieldPath = ()


Keeps = Callable[[CaseRecord, Partnership, date | None], Kept]


def _day(*field: str) -> Keeps:
    """A step of which the record keeps one day."""

    def kept(case: CaseRecord, partnership: Partnership, publication: date | None) -> Kept:
        value: object = case
        for name in field:
            value = getattr(value, name)
        assert value is None or isinstance(value, date)
        return Kept(value, (), field)

    return kept


def _not_kept(case: CaseRecord, partnership: Partnership, publication: date | None) -> Kept:
    return Kept(None)


def _all_of(days: Mapping[str, date | None], field: FieldPath) -> Kept:
    """A step of several parts, by the name of each: done on the last of their days."""
    missing = tuple(name for name, on in days.items() if on is None)
    last = None if missing else max((on for on in days.values() if on), default=None)
    return Kept(last, missing, field)


def _information(case: CaseRecord, partnership: Partnership, publication: date | None) -> Kept:
    if not case.information:
        return Kept(None, ("when each agency was asked, and answered",), ("information",))
    asked = {partnership.agency_names[one]: entry.returned for one, entry in case.information.items()}
    return _all_of(asked, ("information",))


def _sent_to_panel(case: CaseRecord, partnership: Partnership, publication: date | None) -> Kept:
    return Kept(
        case.publication.final_report_sent.national_panel, (), ("publication", "final_report_sent", "national_panel")
    )


def _sent_to_all(case: CaseRecord, partnership: Partnership, publication: date | None) -> Kept:
    sent = case.publication.final_report_sent
    days = {
        "the National Panel": sent.national_panel,
        "the Secretary of State": sent.secretary_of_state,
        "Ofsted": sent.ofsted,
    }
    return _all_of(days, ("publication", "final_report_sent"))


def _family(case: CaseRecord, partnership: Partnership, publication: date | None) -> Kept:
    told = case.publication.family_told
    if not told:
        return Kept(None, ("who, when and how it went",), ("publication", "family_told"))
    return _all_of({one.who: one.date if one.outcome else None for one in told}, ("publication", "family_told"))


def _members(case: CaseRecord, partnership: Partnership, publication: date | None) -> Kept:
    councils = partnership.councils_on(publication or date.max)
    briefed = case.publication.members_briefed
    return _all_of(
        {council.name: briefed.get(one) for one, council in councils.items()}, ("publication", "members_briefed")
    )


def _published(case: CaseRecord, partnership: Partnership, publication: date | None) -> Kept:
    decided = case.decision in ("publish", "improvements-only")
    return Kept(publication if decided else None, (), ("publication", "at"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A step by its limit: for which reviews it is, and what the record keeps of it."""

    id: str
    reviews: frozenset[ReviewKind]
    keeps: Keeps


ENTRIES = (
    Entry("notification", NOTIFIED, _day("timeline", "notified")),
    Entry("additional-information", NOTIFIED, _information),
    Entry("additional-information-backstop", NOTIFIED, _information),
    Entry("rapid-review-meeting", NOTIFIED, _day("timeline", "rapid_review_meeting")),
    Entry("rapid-review-to-panel", NOTIFIED, _day("timeline", "rapid_review_sent_to_panel")),
    Entry("panel-feedback", NOTIFIED, _day("timeline", "panel_feedback")),
    Entry("family-letter-decision", REVIEWED, _not_kept),
    Entry("review-group-first-meeting", REVIEWED, _day("timeline", "review_group_first_met")),
    Entry("author-briefing", REVIEWED, _day("timeline", "author_briefing")),
    Entry("family-letter-contribute", REVIEWED, _not_kept),
    Entry("review-completed", frozenset({"cspr"}), _day("timeline", "completed")),
    Entry("final-report-to-panel", REVIEWED, _sent_to_panel),
    Entry("final-report-statutory", REVIEWED, _sent_to_all),
    Entry("family-told", OF_TODAY, _family),
    Entry("debrief-involved", REVIEWED, _day("publication", "debriefs", "involved")),
    Entry("members-briefed", REVIEWED, _members),
    Entry("press-statement", REVIEWED, _day("publication", "press_statement")),
    Entry("debrief-open", REVIEWED, _day("publication", "debriefs", "open")),
    Entry("publication-time", OF_TODAY, _published),
    Entry("repository-deposit", REVIEWED, _day("publication", "deposited")),
    Entry("public-at-least", ALL, _not_kept),
)


def steps_of(case: CaseRecord, partnership: Partnership, *, recorded_until: date | None = None) -> tuple[Step, ...]:
    """Every dated step of a case, in the order of the framework, done or not.

    Of a step around publication, a day recorded after ``recorded_until`` does not count: it is a
    plan that can move. Limits that this partnership has taken out of its file are no steps. A report that was public
    before this system has only the year that it stays public.
    """
    publication = case.publication_day
    events = _events(case)
    only_kept_public = case.publication.already_public is not None
    steps = {}
    for entry in ENTRIES:
        asked = case.review in entry.reviews and (entry.id == "public-at-least" or not only_kept_public)
        if not asked or not partnership.timescales.get(entry.id):
            continue
        in_force = publication if entry.id in ASKED_OF_PUBLICATION else None
        event = partnership.timescale(entry.id, in_force or date.max).event
        step = dated(entry.id, partnership, events.get(event), in_force)
        kept = entry.keeps(case, partnership, publication)
        is_plan = recorded_until is not None and kept.on is not None and kept.on > recorded_until
        recorded = None if is_plan and step.event == "publication" else kept.on
        steps[entry.id] = replace(step, recorded=recorded, missing=kept.missing, field=kept.field)
    if press := steps.get("press-statement"):
        agreed = {one.rule for one in case.publication.exceptions}
        # One that went out for another day says nothing of who has to hear by when, unless that was agreed.
        is_for_another_day = (press.is_early or press.is_late) and "press" not in agreed
        out = press.latest if is_for_another_day else press.recorded or press.latest
        for identity in HEAR_BEFORE_THE_PRESS:
            if identity in steps:
                steps[identity] = no_later_than(steps[identity], out)
        involved, briefed = steps.get("debrief-involved"), case.publication.members_briefed.values()
        told = [involved.recorded] if involved and (not involved.is_early or "debriefs" in agreed) else []
        first = min((on for on in (*told, *briefed) if on), default=None)
        if "family-told" in steps:
            steps["family-told"] = no_later_than(steps["family-told"], first)
    return tuple(steps.values())


def _events(case: CaseRecord) -> Mapping[str, date | None]:
    timeline = case.timeline
    open_requests = [one.requested for one in case.information.values() if one.requested and not one.returned]
    requests = [one.requested for one in case.information.values() if one.requested]
    return {
        "incident": timeline.incident,
        "aware": timeline.aware,
        "notified": timeline.notified,
        # Taken to be asked for on the day of the notification while nothing is written.
        # Of several days the first that still waits for an answer; when all have answered, the last.
        "information-requested": min(open_requests, default=max(requests, default=timeline.notified)),
        "sent-to-panel": timeline.rapid_review_sent_to_panel,
        "decision": timeline.decision,
        "first-meeting": timeline.review_group_first_met,
        "publication": case.publication_day,
    }
