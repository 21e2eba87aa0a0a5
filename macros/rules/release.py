"""Release rules: asked once, as of the day of publication, with the limits in force on it.

Each takes a case and that day, and yields what is unmet.
"""

from collections.abc import Iterator
from datetime import date

from macros.dates import in_words
from macros.partnership.timescales import Window
from macros.records.model import CaseRecord, FinalReportSent
from macros.rules.asking import REPORTED, Asking, FieldPath, Unmet


def sign_off(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """Everybody whom `sign_off` names: all, in that order, none after publication.

    Rapid Reviews and case mappings need `strategic_leads` alone; every partner of a joint
    review signs as well. Source: framework, Sign off process.
    """
    roles = asking.partnership.roles
    names = {
        "review_group": f"the sign-off by the {roles['review-group']}",
        "llr_sub_group": f"the sign-off by the {roles['llr-sub-group']}",
        "strategic_leads": f"the sign-off by the {roles['strategic-leads']}",
        "national_panel": f"the submission to the {roles['national-panel']}",
    }
    needed = list(names) if case.review in REPORTED else ["strategic_leads"]
    before: tuple[str, date] | None = None
    for name in needed:
        signed: date | None = getattr(case.sign_off, name)
        field = ("sign_off", name)
        if signed is None:
            yield Unmet(f"{names[name]} is missing; write the day", field, by=asking.publication)
            continue
        yield from _not_after_publication(asking, names[name], signed, field)
        if before and signed < before[1]:
            message = f"{names[name]} ({in_words(signed)}) comes before {before[0]} ({in_words(before[1])})"
            yield Unmet(f"{message}; correct the day that is wrong, or sign again", field, contradicted=True)
        before = (names[name], signed)
    for place, partner in enumerate(case.partners):
        field_of_partner = ("partners", place, "signed_off")
        if partner.signed_off is None:
            message = "a partner of this joint review has not signed; write the day in `signed_off`"
            yield Unmet(message, field_of_partner, by=asking.publication)
        else:
            yield from _not_after_publication(asking, "a partner's sign-off", partner.signed_off, field_of_partner)


def panel_comments(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """Comments of the National Panel that ask for something were considered.

    Source: framework, Sign off process (the Panel may feed back, in a guidance capacity).
    """
    comments = case.panel_comments
    if comments and comments.asks != "none" and not asking.happened(comments.considered):
        message = "the National Panel asks for something; consider it and write the day in `considered`"
        yield Unmet(message, ("panel_comments", "considered"), by=asking.publication)


def panel_14_days(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """The final report reached the National Panel in time before publication.

    Source: framework, Publication (a local limit).
    """
    sent = case.publication.final_report_sent
    yield from _sent_in_time(asking, "final-report-to-panel", sent, {"national_panel": "the National Panel"})


def statutory_7_days(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """Panel, Secretary of State and Ofsted have the final report at least 7 working days before.

    Source: Child Safeguarding Practice Review and Relevant Agency Regulations 2018; Working
    Together to Safeguard Children.
    """
    names = {
        "national_panel": "the National Panel",
        "secretary_of_state": "the Secretary of State",
        "ofsted": "Ofsted",
    }
    yield from _sent_in_time(asking, "final-report-statutory", case.publication.final_report_sent, names)


def panel_feedback(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """The National Panel has answered the Rapid Review. Source: framework, appendix 2a, step 9."""
    if not asking.happened(case.timeline.panel_feedback):
        message = "the National Panel has not answered the Rapid Review; write the day of its answer"
        yield Unmet(message, ("timeline", "panel_feedback"), by=asking.publication)


def family_first(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """The family hears before everybody else, and before the report is out.

    Every entry is on or before the day of the de-brief of those involved, the members' briefing
    and the press statement. Source: framework, Family engagement (contact at the conclusion).
    """
    publication = case.publication
    later = {
        "the de-brief of those involved": publication.debriefs.involved,
        "the members' briefing": min(publication.members_briefed.values(), default=None),
        "the press statement": publication.press_statement,
    }
    by = _first(asking.publication, _press(case, asking), *later.values())
    if not publication.family_told:
        message = "nobody of the family is recorded as told; write who, when and how it went"
        yield Unmet(message, ("publication", "family_told"), by=by)
    for place, entry in enumerate(publication.family_told):
        field = ("publication", "family_told", place)
        if entry.date is None or entry.outcome is None:
            message = "an entry without its day or outcome; write both once the family has been told"
            yield Unmet(message, field, by=by)
            continue
        yield from _not_after_publication(asking, "telling the family", entry.date, (*field, "date"))
        for name, on in later.items():
            if on and entry.date > on:
                message = f"the family hears on {in_words(entry.date)}, after {name} ({in_words(on)}); it hears first"
                yield Unmet(message, (*field, "date"), by=on, contradicted=True)


def debriefs(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """Those involved hear in the days before publication, and not after the press.

    The open event lies around publication; that, or its absence, is a warning.
    Source: framework, de-brief of practitioners.
    """
    publication = case.publication
    involved, field = publication.debriefs.involved, ("publication", "debriefs", "involved")
    window = asking.window("debrief-involved")
    if involved is None:
        message = "no de-brief of those involved; hold it and write the day"
        yield Unmet(message, field, by=_first(window.latest, _press(case, asking)))
    else:
        if not _within(involved, window):
            message = f"the de-brief of those involved is on {in_words(involved)}; {_between(window)}"
            yield Unmet(message, field, by=window.latest, contradicted=True)
        if publication.press_statement and involved > publication.press_statement:
            message = f"the de-brief of those involved ({in_words(involved)}) comes after the press statement"
            yield Unmet(f"{message}; they hear before the press", field, contradicted=True)
    opened, field = publication.debriefs.open, ("publication", "debriefs", "open")
    window = asking.window("debrief-open")
    if opened is None:
        yield Unmet("no open de-brief; plan it, or leave it out knowingly", field, by=window.latest, severity="warning")
    elif not _within(opened, window):
        message = f"the open de-brief is on {in_words(opened)}; {_between(window)}"
        yield Unmet(message, field, by=window.latest, severity="warning", contradicted=True)


def members(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """Elected members of every council are briefed, before publication and not after the press.

    Source: framework, Publication.
    """
    press = case.publication.press_statement
    councils = asking.partnership.councils_on(asking.publication or asking.day)
    if not councils:
        message = "no council is in force that day; see `councils` in partnership.yml, whose members are briefed"
        yield Unmet(message, ("publication", "members_briefed"), by=asking.publication)
    for council, entry in councils.items():
        briefed = case.publication.members_briefed.get(council)
        field = ("publication", "members_briefed", council)
        if briefed is None:
            message = f"elected members of {entry.name} are not briefed; write the day"
            yield Unmet(message, field, by=_first(asking.publication, _press(case, asking)))
            continue
        yield from _not_after_publication(asking, f"the briefing of members of {entry.name}", briefed, field)
        if press and briefed > press:
            message = f"members of {entry.name} are briefed on {in_words(briefed)}, after the press ({in_words(press)})"
            yield Unmet(f"{message}; they hear before the press", field, by=press, contradicted=True)


def press(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """The press statement is out in its days before publication, and usually on one of them.

    Earlier than that, those involved have to hear earlier still, which needs an exception to
    ``debriefs``. Source: framework, Publication (approximately 2 days before).
    """
    out, field = case.publication.press_statement, ("publication", "press_statement")
    window = asking.window("press-statement")
    if out is None:
        yield Unmet("no press statement; write the day it goes out", field, by=window.latest)
    elif not _within(out, window):
        message = f"the press statement is out on {in_words(out)}; {_between(window)}"
        yield Unmet(message, field, by=window.latest, contradicted=True)
    elif window.usual and out != window.usual:
        message = f"the press statement is out on {in_words(out)}; usual would be {in_words(window.usual)}"
        if out < window.usual:
            message += ", and those involved hear before the press"
        yield Unmet(message, field, severity="warning", contradicted=True)


def reviewer(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """A reviewer is named. Source: Working Together (the report names the reviewers)."""
    if not case.reviewers:
        yield Unmet("no reviewer is named; the law asks for it", ("reviewers",), by=asking.publication)


def report(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """There is a summary, and a section of the overview where the kind of review has a report.

    Source: the rules of the case record.
    """
    if case.decision == "improvements-only":
        return
    if case.summary is None:
        yield Unmet("no summary; write one in 400 characters at most", ("summary",), by=asking.publication)
    if case.has_report and not case.overview:
        yield Unmet("the report has no section; write `overview`", ("overview",), by=asking.publication)


def recommendations(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """Each recommendation says what, by whom and by when. Source: Working Together, improvements."""
    for place, entry in enumerate(case.recommendations):
        for name, value in {"text": entry.text, "agencies": entry.agencies, "due": entry.due}.items():
            if not value:
                said = {"text": "what is to be done", "agencies": "by whom", "due": "by when"}[name]
                message = f"{entry.id} does not say {said}; write `{name}`"
                yield Unmet(message, ("recommendations", place, name), by=asking.publication)


def briefing(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """All six steps are there (the sixth is the recommendations), and at least one question.

    Source: framework, Rapid Review (the briefing in six steps).
    """
    if case.decision == "improvements-only":
        return
    by = asking.publication
    for name, text in case.briefing.written_steps:
        if not text:
            yield Unmet(f"step `{name}` of the briefing is missing", ("briefing", name), by=by)
    if not case.recommendations:
        message = "step 6 of the briefing is missing; it is made of the recommendations"
        yield Unmet(message, ("recommendations",), by=by)
    if not case.briefing.questions:
        message = "the briefing has no question; a team needs at least one to talk about"
        yield Unmet(message, ("briefing", "questions"), by=by)


def avoid(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """Publication is on no day that the family asked to spare.

    Source: the rules of the case record (a wish of the family; no reason is written).
    """
    for place, period in enumerate(case.publication.avoid):
        if asking.publication and period.includes(asking.publication):
            message = f"{in_words(asking.publication)} is a day the family asked to spare; choose another"
            yield Unmet(message, ("publication", "avoid", place), by=asking.publication, contradicted=True)


def six_months(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """Published within six months of the decision, or the Panel was told of a delay. A warning.

    Source: Working Together; framework, Overview and Timescales.
    """
    decided = case.timeline.decision
    if decided is None or asking.publication is None:
        return
    latest = asking.scale("review-completed").window(decided, asking.partnership.calendar).latest
    told = any(asking.happened(delay.panel_told) for delay in case.delays)
    if latest and asking.publication > latest and not told:
        message = f"publication is later than {in_words(latest)}; record the delay and tell the National Panel"
        yield Unmet(message, ("delays",), by=latest, severity="warning")


def _first(*days: date | None) -> date | None:
    """The first of the days that are set: what is not done by then can no longer be in order."""
    return min((on for on in days if on), default=None)


def _not_after_publication(asking: Asking, name: str, on: date, field: FieldPath) -> Iterator[Unmet]:
    if on > asking.day:
        limit = "publication" if asking.publication else "today"
        message = (
            f"{name} is dated {in_words(on)}, later than {limit} ({in_words(asking.day)}); correct it, or move one"
        )
        yield Unmet(message, field, by=asking.publication, contradicted=asking.publication is not None)


def _sent_in_time(asking: Asking, identity: str, sent: FinalReportSent, to: dict[str, str]) -> Iterator[Unmet]:
    latest = asking.window(identity).latest
    scale = asking.scale(identity)
    for name, reader in to.items():
        on: date | None = getattr(sent, name)
        field = ("publication", "final_report_sent", name)
        if on is None:
            yield Unmet(f"the final report has not gone to {reader}; send it and write the day", field, by=latest)
        elif latest and on > latest:
            message = f"{reader} has the final report on {in_words(on)}; it must be there {scale.rule}"
            yield Unmet(message, field, by=latest, contradicted=True)


def _press(case: CaseRecord, asking: Asking) -> date | None:
    """The day of the press statement, or the last on which it may go out: all others have heard by then."""
    if case.review not in REPORTED:
        return None
    window, out = asking.window("press-statement"), case.publication.press_statement
    # One that went out for another day of publication says nothing of this one, unless that was agreed.
    is_agreed = any(one.rule == "press" for one in case.publication.exceptions)
    return out if out and (is_agreed or _within(out, window)) else window.latest


def _within(on: date, window: Window) -> bool:
    first, last = window.earliest, window.latest
    return (first is None or first <= on) and (last is None or on <= last)


def _between(window: Window) -> str:
    first, last = window.earliest, window.latest
    if first and last:
        return f"it belongs between {in_words(first)} and {in_words(last)}"
    return f"it belongs on or before {in_words(last)}" if last else "choose another day"
