"""Drafts of letters, e-mails and the press statement, filled from a record. People check, complete and send them.

Data goes one way here as well: a record, the facts that one recipient may know (`facts`), a template
that can call those and nothing else (`template`), a draft, its two files (`word`, `mail`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal, get_type_hints

from macros.dates import in_words, london_day
from macros.notices import facts
from macros.notices.facts import Facts, Known
from macros.notices.template import FOLDER, NotATemplate, Template, fill, name_of, read_template
from macros.partnership.model import Partnership
from macros.problems import Problem
from macros.project import JudgedCase
from macros.prose import Element
from macros.public_view import KINDS
from macros.rules.asking import REPORTED
from macros.timetable import steps_of

Make = Callable[[Known], Facts]

NOT_READ = "[anonymity check or second reading still open]"


@dataclass(frozen=True, slots=True)
class Notice:
    """What makes the facts of one notice, and those of another where the report itself is not published."""

    whole: Make
    improvements: Make | None = None

    def templates(self, name: str) -> Iterator[tuple[str, Make]]:
        """The template of the whole, by the notice's name, and the one for improvements where there is one."""
        yield name, self.whole
        if self.improvements:
            yield f"{name}-improvements", self.improvements


NOTICES: Mapping[str, Notice] = {
    "commissioning": Notice(facts.commissioned),
    "family-1-decision": Notice(facts.family_invited),
    "family-2-contribute": Notice(facts.family_invited),
    "final-report": Notice(facts.final_report, facts.final_report),
    "family-3-findings": Notice(facts.family_findings, facts.family_findings),
    "debrief-involved": Notice(facts.debrief_involved),
    "members-briefing": Notice(facts.members, facts.members_improvements),
    "press-statement": Notice(facts.press, facts.press_improvements),
    "debrief-open": Notice(facts.debrief_open),
}
# The one that may still be held when the report is out.
AFTER_PUBLICATION = "debrief-open"


@dataclass(frozen=True, slots=True)
class Draft:
    """One notice for one recipient. ``address`` is None where nobody has checked one within a year.

    ``first`` is what to do before it is sent; ``doubts`` are those parts of it to say at once.
    """

    name: str
    kind: Literal["letter", "e-mail", "statement"]
    recipient: str
    address: str | None
    title: str
    subject: str
    first: tuple[str, ...]
    doubts: tuple[str, ...]
    body: tuple[Element, ...]


def template_problems(project: Path, partnership: Partnership, today: date) -> Iterator[Problem]:
    """Every problem of the templates of a project, held against what each notice may know."""
    folder = project / FOLDER
    if not folder.is_dir():
        return
    for name, notice in NOTICES.items():
        for template, make in notice.templates(name):
            try:
                read_template(folder, template, facts_of(make), partnership, today)
            except NotATemplate as error:
                yield from error.problems


def why_not(name: str, judged: JudgedCase, partnership: Partnership, as_of: datetime) -> str | None:
    """Why a case has no such notice now, in words; None where it has."""
    record, state = judged.case.record, judged.judgement.state
    if record.review not in REPORTED:
        kind = KINDS[record.review]
        wanted = " or a ".join(KINDS[kind] for kind in KINDS if kind in REPORTED)
        return f"a {kind} has no such notice; these belong to the report of a {wanted}"
    if state == "withdrawn":
        return "the case is withdrawn; what is said of that is written by hand"
    if state == "elsewhere":
        return "the report comes out without the partnership's name, and a notice would give it away"
    if state == "published" and record.publication_day:
        on = record.publication_day
        if name != AFTER_PUBLICATION:
            return f"it is sent before publication, and the report has been public since {in_words(on)}"
        last = next((step.latest for step in steps_of(record, partnership) if step.id == name), None)
        if last is None or london_day(as_of) > last:
            return f"the report has been public since {in_words(on)}, and the last day for this event has gone by"
    return None


def drafts(
    name: str, judged: JudgedCase, partnership: Partnership, templates: Path, as_of: datetime
) -> Iterator[Draft]:
    """The drafts of one notice, one for each recipient. ``templates`` is the folder of templates.

    Ask `why_not` before. Raises NotATemplate.
    """
    today = london_day(as_of)
    templates_of = list(NOTICES[name].templates(name))
    template_name, make = templates_of[-1 if judged.case.record.decision == "improvements-only" else 0]
    made = make(Known(judged.case.record, partnership, decided_instant(judged), today))
    template = read_template(templates, template_name, type(made), partnership, today)
    for recipient in template.head.to:
        suffix = f"-{recipient}" if len(template.head.to) > 1 else ""
        yield _draft(f"{name}{suffix}", recipient, template, made, judged, partnership, today)


def decided_instant(judged: JudgedCase) -> datetime | None:
    """When the case comes or came out, where that is decided: a day that went by with the case blocked is none."""
    record = judged.case.record
    return None if record.decision == "not-yet" or judged.judgement.state == "blocked" else record.instant


def _draft(
    name: str,
    recipient: str,
    template: Template,
    made: Facts,
    judged: JudgedCase,
    partnership: Partnership,
    today: date,
) -> Draft:
    called = name_of(recipient, partnership)
    filled = fill(template, made, called, partnership, today)
    contact = partnership.contacts.get(recipient) if template.head.kind != "letter" else None
    address = contact.email if contact and not contact.is_stale(today) else None
    doubts = []
    if made.record_text and judged.anonymity_is_open:
        doubts.append(f"{NOT_READ} Text of the record stands in this draft.")
    if contact and contact.email and address is None:
        checked = f"was last checked on {in_words(contact.checked)}" if contact.checked else "was never checked"
        doubts.append(f"The address is blank: that of {called} {checked}. Check it, and date it in partnership.yml.")
    example = ("This case is invented: do not send it.",) if judged.case.record.example else ()
    return Draft(
        name=name,
        kind=template.head.kind,
        recipient=called,
        address=address,
        title=filled.title,
        subject=filled.subject,
        first=(*example, *doubts, *filled.before_sending),
        doubts=tuple(doubts),
        body=filled.body,
    )


def facts_of(make: Make) -> type[Facts]:
    """The type that a template of these facts can call."""
    made: type[Facts] = get_type_hints(make)["return"]
    return made
