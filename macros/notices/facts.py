"""What each recipient may know of a case at the time, as a type: a notice is given this and nothing else.

A template calls the fields of one of these types by name. What is not a field here cannot be in the
notice, however its template is changed. Days and names come as words; what is not known yet is a
visible blank in square brackets, for a hand to fill in.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import ClassVar

from macros.dates import LONDON, in_words, london_day
from macros.partnership.model import Partnership, in_a_row
from macros.prose import Element, Prose
from macros.prose.tree import words_of
from macros.public_view import KINDS
from macros.records.model import CaseRecord, Recommendation
from macros.timetable import steps_of
from macros.unseen import UNSEEN

NO_DAY = "[day of publication, not decided yet]"
NO_TIME = "[time, not decided yet]"
NO_DAY_OF_OWN = "[day, not decided yet]"
NO_SUMMARY = "[summary, not written yet]"
NO_RECOMMENDATIONS = "[recommendations, not written yet]"


class Points(tuple[str, ...]):
    """Several texts: a point of a list each where their call stands alone in a point, else one after the other."""

    __slots__ = ()

    def __str__(self) -> str:
        return "; ".join(self)


@dataclass(frozen=True, slots=True)
class Known:
    """What the facts are made from: a case, its partnership, the instant of publication, and today.

    ``instant`` is None where nothing is decided, or where the instant went by and the case is not out.
    """

    record: CaseRecord
    partnership: Partnership
    instant: datetime | None
    today: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What a notice may know. ``record_text``: whether text of the record is among it, for a second reader to read."""

    record_text: ClassVar[bool] = False

    def values(self) -> dict[str, str | Points]:
        """Every fact by the name that a template calls it by."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Commissioned(Facts):
    """For national bodies: that there is a review and who leads it. Nothing of findings or of publication.

    Source: framework, commissioning (facts 106 to 109).
    """

    kind: str
    reviewers: str
    decided: str


@dataclass(frozen=True, slots=True)
class Published(Facts):
    """What all know who are told of a publication: what it is, who led the review, when and where it comes out."""

    record_text: ClassVar[bool] = True

    kind: str
    title: str
    reviewers: str
    day: str
    time: str
    page: str


@dataclass(frozen=True, slots=True)
class FinalReport(Published):
    """For national bodies: what they are sent, and the day of publication.

    Source: framework, Publication (fact 130); Child Safeguarding Practice Review and Relevant
    Agency Regulations 2018.
    """


@dataclass(frozen=True, slots=True)
class MembersImprovements(Published):
    """For elected members, where the report itself is not published: the day, the recommendations, who hears when.

    Source: framework, Publication (fact 131), for the members of every council.
    """

    recommendations: Points
    involved_hear: str
    press_hears: str
    open_event: str


@dataclass(frozen=True, slots=True)
class Members(MembersImprovements):
    """For elected members: the same, and the summary of the report."""

    summary: str


@dataclass(frozen=True, slots=True)
class PressImprovements(Published):
    """For the press, where the report itself is not published: what the page will show, and no summary.

    Source: framework, Publication (facts 132 to 136).
    """

    recommendations: str


@dataclass(frozen=True, slots=True)
class Press(PressImprovements):
    """For the press: the same, and the summary. All of it is public from the instant on."""

    summary: str


@dataclass(frozen=True, slots=True)
class Debrief(Facts):
    """For practitioners: who holds the event and when. Nothing of the case, of what was found or of publication.

    Source: framework, de-brief of practitioners (facts 126 to 128).
    """

    reviewers: str
    event: str


@dataclass(frozen=True, slots=True)
class FamilyInvited(Facts):
    """For the family during the review: that there is one, and who leads it. Nothing that the record says of the case.

    Source: framework, Family engagement (facts 87 to 91).
    """

    kind: str
    reviewers: str


@dataclass(frozen=True, slots=True)
class FamilyFindings(Facts):
    """For the family at the end: the offer to hear what was found, and when all others will read it.

    Source: framework, Family engagement (fact 92).
    """

    kind: str
    reviewers: str
    offered: str
    day: str
    time: str


def commissioned(known: Known) -> Commissioned:
    decided = known.record.timeline.decision
    return Commissioned(
        kind=_kind(known),
        reviewers=_reviewers(known, with_organisation=True),
        decided=in_words(decided) if decided else "[day of the decision]",
    )


def _published(known: Known) -> dict[str, str]:
    return {
        "kind": _kind(known),
        "title": words(known.record.title),
        "reviewers": _reviewers(known),
        "day": _day(known),
        "time": _time(known),
        "page": _page(known),
    }


def final_report(known: Known) -> FinalReport:
    return FinalReport(**_published(known))


def members_improvements(known: Known) -> MembersImprovements:
    return MembersImprovements(
        **_published(known),
        recommendations=_recommendations(known),
        involved_hear=_on("debrief-involved", known),
        press_hears=_on("press-statement", known),
        open_event=_on("debrief-open", known),
    )


def members(known: Known) -> Members:
    return Members(**members_improvements(known).values(), summary=_summary(known))  # type: ignore[arg-type]


def press_improvements(known: Known) -> PressImprovements:
    number = len(known.record.recommendations)
    return PressImprovements(
        **_published(known),
        recommendations=f"{number} recommendation{'' if number == 1 else 's'}" if number else NO_RECOMMENDATIONS,
    )


def press(known: Known) -> Press:
    return Press(**press_improvements(known).values(), summary=_summary(known))  # type: ignore[arg-type]


def debrief_involved(known: Known) -> Debrief:
    return Debrief(reviewers=_reviewers(known), event=_on("debrief-involved", known))


def debrief_open(known: Known) -> Debrief:
    return Debrief(reviewers=_reviewers(known), event=_on("debrief-open", known))


def family_invited(known: Known) -> FamilyInvited:
    return FamilyInvited(kind=_kind(known), reviewers=_reviewers(known))


def family_findings(known: Known) -> FamilyFindings:
    return FamilyFindings(
        kind=_kind(known),
        reviewers=_reviewers(known),
        offered=_on("family-told", known, planned=False),
        day=_day(known),
        time=_time(known),
    )


def words(text: str) -> str:
    """A text of the record as words on one line: no line it could begin, no character that does not show."""
    return " ".join(UNSEEN.sub(" ", text).split())


def _kind(known: Known) -> str:
    return KINDS[known.record.review]


def _reviewers(known: Known, *, with_organisation: bool = False) -> str:
    names = [
        f"{words(one.name)} ({words(one.role)}, {words(one.organisation)})" if with_organisation else words(one.name)
        for one in known.record.reviewers
    ]
    return in_a_row(names) or f"[name of the {known.partnership.roles['lead-reviewer']}]"


def _summary(known: Known) -> str:
    return words(known.record.summary or "") or NO_SUMMARY


def _day(known: Known) -> str:
    return _in_full(london_day(known.instant)) if known.instant else NO_DAY


def _time(known: Known) -> str:
    return f"{known.instant.astimezone(LONDON):%H:%M}" if known.instant else NO_TIME


def _page(known: Known) -> str:
    return f"{known.partnership.site_url.rstrip('/')}/reports/{known.record.reference}/"


def _on(identity: str, known: Known, *, planned: bool = True) -> str:
    """The day of a step around publication: the recorded one where ``planned``, else the usual one if it lies ahead."""
    step = next((step for step in steps_of(known.record, known.partnership) if step.id == identity), None)
    if step and step.recorded and planned:
        return _in_full(step.recorded)
    usual = step and (step.window.usual or step.window.latest)
    return _in_full(usual) if usual and known.instant and usual >= known.today else NO_DAY_OF_OWN


def _in_full(on: date) -> str:
    return f"{on:%A} {in_words(on)}"


def _recommendations(known: Known) -> Points:
    found = (_recommendation(entry, known.partnership) for entry in known.record.recommendations if entry.text)
    return Points(found) or Points([NO_RECOMMENDATIONS])


def _recommendation(entry: Recommendation, partnership: Partnership) -> str:
    """What is to be done, by whom and by when, on one line."""
    agencies = in_a_row([partnership.agency_names[identity] for identity in entry.agencies])
    due = f"by {in_words(entry.due)}" if entry.due else ""
    who = ", ".join(part for part in (agencies, due) if part)
    return words(f"{_plain(entry.text)}{f' ({who})' if who else ''}") if entry.text else ""


def _plain(prose: Prose) -> str:
    """A text without its layout: the points of a list follow one another with a semicolon between."""
    return " ".join(_plain_block(block) for block in prose.blocks)


def _plain_block(block: Element) -> str:
    if block.kind in ("bullet-list", "numbered-list"):
        return "; ".join(words(words_of(item)).rstrip(".;") for item in block.children) + "."
    return words(words_of(block))
