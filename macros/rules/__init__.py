"""When a case may be seen: every rule of the framework, and the state that follows from them.

Pure functions of (case, as-of instant, partnership). The table below is the whole list.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from macros.dates import LONDON, in_words, london_day
from macros.partnership.model import Partnership
from macros.records.model import EXCEPTIONS_POSSIBLE, CaseRecord
from macros.rules import release, standing
from macros.rules.asking import ALL, REPORTED, Asking, FieldPath, Rule, Unmet

State = Literal["draft", "scheduled", "blocked", "published", "withdrawn", "elsewhere"]

# Asked by the instant, and of a withdrawn case alone.
WITHDRAWN = Rule("withdrawn", "standing", ALL, "strategic-leads", standing.withdrawn)
RULES = (
    Rule("instant", "standing", ALL, "communications-sub-group", standing.instant),
    WITHDRAWN,
    Rule("court-order", "standing", ALL, "business-office", standing.court_order),
    Rule("prosecution", "standing", ALL, "llr-sub-group", standing.prosecution),
    Rule("other-process", "standing", ALL, "business-office", standing.other_process),
    Rule("anonymity", "standing", ALL, "business-office", standing.anonymity),
    Rule("sign-off", "release", ALL, "strategic-leads", release.sign_off),
    Rule("panel-comments", "release", ALL, "strategic-leads", release.panel_comments),
    Rule("panel-14-days", "release", REPORTED, "business-office", release.panel_14_days),
    Rule("statutory-7-days", "release", REPORTED, "business-office", release.statutory_7_days),
    Rule("panel-feedback", "release", frozenset({"rapid-review"}), "national-panel", release.panel_feedback),
    Rule("family-first", "release", ALL, "lead-reviewer", release.family_first),
    Rule("debriefs", "release", REPORTED, "lead-reviewer", release.debriefs),
    Rule("members", "release", REPORTED, "communications-sub-group", release.members),
    Rule("press", "release", REPORTED, "communications-sub-group", release.press),
    Rule("reviewer", "release", REPORTED, "business-office", release.reviewer),
    Rule("report", "release", ALL, "lead-reviewer", release.report),
    Rule("recommendations", "release", ALL, "lead-reviewer", release.recommendations),
    Rule("briefing", "release", ALL, "lead-reviewer", release.briefing),
    Rule("avoid", "release", ALL, "communications-sub-group", release.avoid),
    Rule("six-months", "release", frozenset({"cspr"}), "business-office", release.six_months),
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What follows for one case at one instant: its state, and what is unmet, errors and warnings."""

    state: State
    unmet: tuple[Unmet, ...]

    @property
    def blocking(self) -> tuple[Unmet, ...]:
        return tuple(unmet for unmet in self.unmet if unmet.severity == "error")

    @property
    def blocked_by(self) -> tuple[str, ...]:
        """The codes of the rules that block, each once."""
        return tuple(dict.fromkeys(unmet.code for unmet in self.blocking))

    @property
    def warned_of(self) -> tuple[str, ...]:
        """The codes of the rules that warn, each once."""
        return tuple(dict.fromkeys(unmet.code for unmet in self.warnings))

    @property
    def warnings(self) -> tuple[Unmet, ...]:
        return tuple(unmet for unmet in self.unmet if unmet.severity == "warning")


def judge(case: CaseRecord, as_of: datetime, partnership: Partnership, marked: Sequence[FieldPath]) -> Judgement:
    """The state of a case as of an instant, and every rule that is unmet.

    ``marked`` are the fields in which the anonymity check marks something that could be published.

    For a draft or scheduled case the rules are asked as of the day it is planned for: what would
    block it then. A withdrawal comes before everything else.
    """
    today = london_day(as_of)
    if case.withdrawn and case.withdrawn.at <= as_of:
        asking = Asking(today, case.publication_day, partnership, marked)
        return Judgement("withdrawn", tuple(_asked(WITHDRAWN, case, asking)))
    if case.decision == "elsewhere":
        return Judgement("elsewhere", ())
    unmet = (*_all_unmet(case, today, partnership, marked), *_to_be_withdrawn(case))
    if case.instant is None:
        return Judgement("draft", unmet)
    if as_of < case.instant:
        return Judgement("draft" if case.decision == "not-yet" else "scheduled", unmet)
    blocked = any(entry.severity == "error" for entry in unmet)
    return Judgement("blocked" if blocked else "published", unmet)


def agreed(case: CaseRecord, day: date) -> frozenset[str]:
    """The rules from which a departure is agreed by a day, by code."""
    return frozenset(exception.rule for exception in case.publication.exceptions if exception.date <= day)


def asked_of(case: CaseRecord) -> tuple[Rule, ...]:
    """The rules that are asked of a case, in their order; the withdrawal is a question of its own.

    Reports from before this system, and those of the kind before 2019, are asked the standing rules only.
    """
    only_standing = case.publication.already_public is not None or case.review == "serious-case-review"
    return tuple(
        rule
        for rule in RULES
        if rule is not WITHDRAWN and case.review in rule.applies_to and not (rule.kind == "release" and only_standing)
    )


def _to_be_withdrawn(case: CaseRecord) -> Iterator[Unmet]:
    """A withdrawal whose instant is to come: whoever thinks that the report is down must hear that it is not."""
    if case.withdrawn:
        at = case.withdrawn.at.astimezone(LONDON)
        message = f"still shown until {in_words(at.date())}, {at:%H:%M}; to take it down now, write a time gone by"
        yield Unmet(message, ("withdrawn", "at"), severity="warning", code=WITHDRAWN.code, acts=WITHDRAWN.acts)


def _all_unmet(case: CaseRecord, today: date, partnership: Partnership, marked: Sequence[FieldPath]) -> Iterator[Unmet]:
    planned = case.publication_day
    standing_day = max(today, planned) if planned else today
    asked = asked_of(case)
    for rule in RULES:
        if rule is WITHDRAWN:
            continue
        day = standing_day if rule.kind == "standing" else planned or today
        found = list(_asked(rule, case, Asking(day, planned, partnership, marked))) if rule in asked else []
        yield from _with_exception(case, rule, day, found) if rule.code in EXCEPTIONS_POSSIBLE else found


def _asked(rule: Rule, case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    for unmet in rule.check(case, asking):
        yield replace(unmet, code=rule.code, acts=rule.acts)


def _with_exception(case: CaseRecord, rule: Rule, day: date, found: list[Unmet]) -> Iterator[Unmet]:
    """A departure that is agreed by the day; one that is not needed is a warning."""
    is_agreed = rule.code in agreed(case, day)
    if is_agreed and any(unmet.severity == "error" for unmet in found):
        return
    if is_agreed and case.instant:
        message = f"an exception to `{rule.code}` that is not needed; take it out"
        rules = [exception.rule for exception in case.publication.exceptions]
        field = ("publication", "exceptions", rules.index(rule.code))
        yield Unmet(message, field, severity="warning", code=rule.code, acts=rule.acts)
    yield from found
