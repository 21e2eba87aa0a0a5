"""Every rule of "When it may be seen": met, missing, just inside its limit and one day outside.

All days are worked out by hand. The valid record is published on Tuesday 16 September 2025 at
10:00. Working days before: 15 (1), 12 (2), 11 (3), 10 (4), 9 (5), 8 (6), 5 September (7);
after: 17 (1), 18 (2). Fourteen calendar days before: 2 September.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from macros import partnership
from macros.dates import day
from macros.partnership.model import Partnership
from macros.records import read_record
from macros.records.model import CaseRecord
from macros.rules import RULES, Judgement, judge
from macros.rules.asking import Unmet
from macros.strict_yaml import field_name
from tests.factories import GONE, MINIATURE, as_yaml, at, fields, judged, miniature, record

Changes = dict[str, object]

AT_TEN = "2025-09-16 10:00"
THE_DAY = "2025-09-16"
ONE_DAY = timedelta(days=1)


class Found(NamedTuple):
    """What a test expects of one unmet rule."""

    code: str
    severity: str
    field: str
    by: str | None


def error(code: str, field: str, by: str | None = None) -> Found:
    return Found(code, "error", field, by)


def warning(code: str, field: str, by: str | None = None) -> Found:
    return Found(code, "warning", field, by)


def found(unmet: Unmet) -> Found:
    return Found(unmet.code, unmet.severity, field_name(unmet.field), str(unmet.by) if unmet.by else None)


def all_found(judgement: Judgement) -> list[Found]:
    return sorted((found(unmet) for unmet in judgement.unmet), key=str)


# The kinds of review, each with as little as it needs.
RAPID: Changes = {
    "review": "rapid-review",
    "timeline.panel_feedback": "2025-02-27",
    "sign_off": {"strategic_leads": "2025-07-21"},
    "reviewers": GONE,
    "overview": GONE,
    "publication.final_report_sent": GONE,
    "publication.debriefs": GONE,
    "publication.members_briefed": GONE,
    "publication.press_statement": GONE,
}
MAPPING: Changes = {**RAPID, "review": "case-mapping", "timeline": GONE}
THEMATIC: Changes = {"review": "thematic"}
NOTHING_OF_THE_PROCESS: Changes = dict.fromkeys(
    (
        "summary",
        "reviewers",
        "timeline",
        "sign_off",
        "briefing",
        "overview",
        "findings",
        "recommendations",
        "publication.final_report_sent",
        "publication.family_told",
        "publication.debriefs",
        "publication.members_briefed",
        "publication.press_statement",
    ),
    GONE,
)
SERIOUS_CASE_REVIEW: Changes = {**NOTHING_OF_THE_PROCESS, "review": "serious-case-review"}
ALREADY_PUBLIC: Changes = {
    **NOTHING_OF_THE_PROCESS,
    "publication.already_public": "2025-08-20",
    "publication.at": GONE,
    "publication.decision": GONE,
}
IMPROVEMENTS_ONLY: Changes = {"publication.decision": "improvements-only"}


def process(kind: str, status: str = "open", **more: object) -> dict[str, object]:
    return {"process": kind, "status": status, **more}


def processes(*all: dict[str, object]) -> Changes:
    return {"parallel_processes": list(all)}


def orders(*all: dict[str, str]) -> Changes:
    return {"court_orders": [{"kind": "Reporting restriction", **order} for order in all]}


def consulted(on: str, view: str = "no-objection") -> dict[str, str]:
    return {"role": "Solicitor", "date": on, "view": view}


def told(*days: str, **more: str) -> list[dict[str, str]]:
    return [{"who": "Mother", "date": on, "outcome": "told", **more} for on in days]


def withdrawn(on: str) -> Changes:
    return {"withdrawn": {"at": on, "kind": "welfare", "decided_by": "strategic-leads"}}


def partners(*days: str | None) -> Changes:
    return {"partners": [{"name": "Elsewhere SCP"} | ({"signed_off": on} if on else {}) for on in days]}


def exception(rule: str, on: str = "2025-09-01", by: str = "strategic-leads") -> dict[str, str]:
    return {"rule": rule, "decided_by": by, "date": on, "reason": "The date was agreed with the family."}


def exceptions(*all: dict[str, str]) -> Changes:
    return {"publication.exceptions": list(all)}


def spared(*periods: tuple[str, str]) -> Changes:
    return {"publication.avoid": [{"from": first, "to": last} for first, last in periods]}


class Row(NamedTuple):
    """One change of the valid record, and all that is unmet then. Nothing unmet: it is published."""

    rule: str
    case: str
    changes: Changes
    unmet: tuple[Found, ...] = ()
    as_of: str = AT_TEN


def rows_of_standing_rules() -> Iterator[Row]:
    yield Row("instant", "the valid record", {})
    yield Row("instant", "no instant", {"publication.at": GONE}, (error("instant", "publication.at"),))
    undecided = error("instant", "publication.decision", THE_DAY)
    yield Row("instant", "nothing decided", {"publication.decision": GONE}, (undecided,))
    yield Row("instant", "not yet decided", {"publication.decision": "not-yet"}, (undecided,))
    yield Row("instant", "improvements only", IMPROVEMENTS_ONLY)
    yield Row(
        "instant",
        "neither",
        {"publication.at": GONE, "publication.decision": GONE},
        (error("instant", "publication.at"), error("instant", "publication.decision")),
    )
    yield Row(
        "instant",
        "a serious case review has no instant",
        {**SERIOUS_CASE_REVIEW, "publication.at": GONE},
        (error("instant", "publication.at"),),
    )

    too_soon = warning("withdrawn", "withdrawn")
    last_minute, year_over = "2026-09-15 23:59", "2026-09-16 00:00"
    still_up = warning("withdrawn", "withdrawn.at")
    yield Row("withdrawn", "to come", withdrawn("2025-12-01 12:00"), (still_up,), as_of="2025-11-30 12:00")
    yield Row("withdrawn", "come", withdrawn("2025-12-01 12:00"), (too_soon,), as_of="2025-12-01 12:00")
    yield Row("withdrawn", "to come today", withdrawn("2025-12-01 12:00"), (still_up,), as_of="2025-12-01 11:59")
    yield Row("withdrawn", "last day of the year", withdrawn(last_minute), (too_soon,), as_of="2027-01-01")
    yield Row("withdrawn", "a year later", withdrawn(year_over), as_of="2027-01-01")
    yield Row("withdrawn", "before it was ever out", withdrawn("2025-09-01 12:00"), as_of="2025-09-16 10:00")
    for kind in (RAPID, SERIOUS_CASE_REVIEW, IMPROVEMENTS_ONLY):
        name = f"of a {kind.get('review', 'cspr')}"
        yield Row("withdrawn", name, {**kind, **withdrawn("2025-12-01 12:00")}, (too_soon,), as_of="2026-01-01")

    yield Row("court-order", "expired the day before", orders({"expires": "2025-09-15"}))
    in_force = error("court-order", "court_orders[0]", THE_DAY)
    yield Row("court-order", "without an end", orders({}), (in_force,))
    yield Row("court-order", "in force through its day", orders({"expires": THE_DAY}), (in_force,))
    yield Row("court-order", "expires next year", orders({"expires": "2026-09-16"}), (in_force,))
    yield Row("court-order", "cleared on the day", orders({"cleared_by_lawyer": THE_DAY}))
    yield Row("court-order", "cleared the day after", orders({"cleared_by_lawyer": "2025-09-17"}), (in_force,))
    yield Row(
        "court-order",
        "not cleared any more helps",
        orders({"cleared_by_lawyer": "2025-09-17", "expires": "2025-09-15"}),
    )
    yield Row(
        "court-order",
        "the second of two",
        orders({"expires": "2025-01-01"}, {}),
        (error("court-order", "court_orders[1]", THE_DAY),),
    )
    yield Row(
        "court-order",
        "two",
        orders({}, {}),
        (in_force, error("court-order", "court_orders[1]", THE_DAY)),
    )

    held = error("prosecution", "parallel_processes[0]", THE_DAY)
    yield Row("prosecution", "none", {"parallel_processes": []})
    yield Row("prosecution", "open", processes(process("prosecution")), (held,))
    for on, unmet in (("2025-09-15", ()), (THE_DAY, ()), ("2025-09-17", (held,))):
        yield Row("prosecution", f"over on {on}", processes(process("prosecution", "concluded", concluded=on)), unmet)
    yield Row("prosecution", "over, but no day says when", processes(process("prosecution", "concluded")), (held,))
    no_objection = consulted("2025-07-15")
    yield Row("prosecution", "no objection helps", processes(process("prosecution", consulted=no_objection)), (held,))
    yield Row(
        "prosecution",
        "the second of two processes",
        processes(process("inquest", consulted=no_objection), process("prosecution")),
        (error("prosecution", "parallel_processes[1]", THE_DAY),),
    )

    nobody = error("other-process", "parallel_processes[0]", THE_DAY)
    asks_delay = error("other-process", "parallel_processes[0].consulted.view", THE_DAY)
    for name in ("investigation", "inquest", "care", "private-law"):
        yield Row("other-process", f"{name}, nobody consulted", processes(process(name)), (nobody,))
        for on, unmet in ((THE_DAY, ()), ("2025-09-17", (nobody,))):
            open_process = process(name, consulted=consulted(on))
            yield Row("other-process", f"{name}, no objection on {on}", processes(open_process), unmet)
        delay = process(name, consulted=consulted("2025-07-15", "delay"))
        yield Row("other-process", f"{name}, delay is asked for", processes(delay), (asks_delay,))
        for on, unmet in ((THE_DAY, ()), ("2025-09-17", (nobody,))):
            over = process(name, "concluded", concluded=on)
            yield Row("other-process", f"{name}, over on {on}", processes(over), unmet)
    worth_asking = warning("other-process", "parallel_processes[0]")
    for name in ("case-management", "single-agency", "disciplinary", "lado", "adult-review", "other"):
        yield Row("other-process", f"{name}, open", processes(process(name)), (worth_asking,))
        over = process(name, "concluded", concluded=THE_DAY)
        yield Row("other-process", f"{name}, over on the day", processes(over))

    reader = {"role": "Officer", "date": "2025-08-20"}
    right = record().publication.second_reader
    assert right
    unread = error("anonymity", "publication.second_reader", THE_DAY)
    other = {**reader, "text": f"sha256-{64 * '0'}"}
    yield Row("anonymity", "of another text", {"publication.second_reader": other}, (unread,))
    yield Row("anonymity", "of no text", {"publication.second_reader": reader}, (unread,))
    for on, unmet in ((THE_DAY, ()), ("2025-09-17", (unread,))):
        read = {"role": "Officer", "date": on, "text": right.text}
        yield Row("anonymity", f"read on {on}", {"publication.second_reader": read}, unmet)

    # Standing rules are asked of every kind, whatever was decided.
    for kind in (RAPID, MAPPING, THEMATIC, SERIOUS_CASE_REVIEW, IMPROVEMENTS_ONLY):
        name = f"{kind.get('review', 'cspr')}, {kind.get('publication.decision', 'publish')}"
        yield Row("prosecution", f"open, {name}", {**kind, **processes(process("prosecution"))}, (held,))
        yield Row("court-order", f"in force, {name}", {**kind, **orders({})}, (in_force,))
        yield Row("other-process", f"nobody consulted, {name}", {**kind, **processes(process("care"))}, (nobody,))
        text = {"publication.second_reader": other}
        yield Row("anonymity", f"of another text, {name}", {**kind, **text}, (unread,))
    already = {**ALREADY_PUBLIC, **processes(process("prosecution")), **orders({})}
    yield Row(
        "prosecution",
        "open, and public before this system",
        already,
        (
            error("prosecution", "parallel_processes[0]", "2025-08-20"),
            error("court-order", "court_orders[0]", "2025-08-20"),
        ),
    )


def rows_of_sign_off() -> Iterator[Row]:
    signatures = ("review_group", "llr_sub_group", "strategic_leads", "national_panel")
    for kind in ({}, THEMATIC, IMPROVEMENTS_ONLY):
        named = kind.get("review", kind.get("publication.decision", "cspr"))
        for name in signatures:
            gone: Changes = {**kind, f"sign_off.{name}": GONE}
            yield Row("sign-off", f"{name} missing, {named}", gone, (error("sign-off", f"sign_off.{name}", THE_DAY),))
    yield Row(
        "sign-off",
        "all missing",
        {"sign_off": GONE},
        tuple(error("sign-off", f"sign_off.{name}", THE_DAY) for name in signatures),
    )
    yield Row("sign-off", "all on the day of publication", {"sign_off": dict.fromkeys(signatures, THE_DAY)})
    # The order of the valid record: 24 June, 8 July, 21 July, 22 July.
    yield Row("sign-off", "the sub group on the group's day", {"sign_off.llr_sub_group": "2025-06-24"})
    for name, on in (
        ("llr_sub_group", "2025-06-23"),
        ("strategic_leads", "2025-07-07"),
        ("national_panel", "2025-07-20"),
    ):
        yield Row("sign-off", f"{name} too early", {f"sign_off.{name}": on}, (error("sign-off", f"sign_off.{name}"),))
    too_late = error("sign-off", "sign_off.national_panel", THE_DAY)
    yield Row("sign-off", "the day after publication", {"sign_off.national_panel": "2025-09-17"}, (too_late,))
    yield Row(
        "sign-off",
        "the day after publication, a year later",
        {"sign_off.national_panel": "2025-09-17"},
        (too_late,),
        as_of="2026-09-16 10:00",
    )
    for kind in (RAPID, MAPPING):
        yield Row("sign-off", f"the leads alone, {kind['review']}", kind)
        yield Row(
            "sign-off",
            f"the leads missing, {kind['review']}",
            {**kind, "sign_off": GONE},
            (error("sign-off", "sign_off.strategic_leads", THE_DAY),),
        )
        yield Row(
            "sign-off",
            f"the leads a day late, {kind['review']}",
            {**kind, "sign_off": {"strategic_leads": "2025-09-17"}},
            (error("sign-off", "sign_off.strategic_leads", THE_DAY),),
        )
    unsigned = error("sign-off", "partners[0].signed_off", THE_DAY)
    yield Row("sign-off", "a partner on the day", partners(THE_DAY))
    yield Row("sign-off", "a partner the day after", partners("2025-09-17"), (unsigned,))
    yield Row("sign-off", "a partner has not signed", partners(None), (unsigned,))
    yield Row(
        "sign-off",
        "one of two partners has not signed",
        partners(THE_DAY, None),
        (error("sign-off", "partners[1].signed_off", THE_DAY),),
    )
    yield Row("sign-off", "a partner of a joint rapid review", {**RAPID, **partners(None)}, (unsigned,))
    yield Row("sign-off", "a serious case review", SERIOUS_CASE_REVIEW)


def rows_of_the_panel() -> Iterator[Row]:
    unheard = error("panel-comments", "panel_comments.considered", THE_DAY)
    yield Row("panel-comments", "nothing asked", {"panel_comments": {"asks": "none"}})
    for asks in ("change", "delay", "not-publish"):
        yield Row("panel-comments", f"{asks}, not considered", {"panel_comments": {"asks": asks}}, (unheard,))
        for on, unmet in ((THE_DAY, ()), ("2025-09-17", (unheard,))):
            comments = {"asks": asks, "considered": on}
            yield Row("panel-comments", f"{asks}, considered on {on}", {"panel_comments": comments}, unmet)
    for kind in (RAPID, MAPPING, THEMATIC, IMPROVEMENTS_ONLY):
        name = kind.get("review", "improvements only")
        asked: Changes = {**kind, "panel_comments": {"asks": "change"}}
        yield Row("panel-comments", f"not considered, {name}", asked, (unheard,))

    sent = "publication.final_report_sent"
    late_panel = error("panel-14-days", f"{sent}.national_panel", "2025-09-02")
    late = {
        name: error("statutory-7-days", f"{sent}.{name}", "2025-09-05")
        for name in ("national_panel", "secretary_of_state", "ofsted")
    }
    yield Row("panel-14-days", "on the 14th day before", {f"{sent}.national_panel": "2025-09-02"})
    yield Row("panel-14-days", "on the 13th day before", {f"{sent}.national_panel": "2025-09-03"}, (late_panel,))
    for kind in ({}, THEMATIC, IMPROVEMENTS_ONLY):
        name = str(kind.get("review", kind.get("publication.decision", "cspr")))
        missing = {**kind, f"{sent}.national_panel": GONE}
        yield Row("panel-14-days", f"not sent, {name}", missing, (late_panel, late["national_panel"]))
        yield Row("statutory-7-days", f"sent to nobody, {name}", {**kind, sent: GONE}, (late_panel, *late.values()))
    for name in ("secretary_of_state", "ofsted"):
        yield Row("statutory-7-days", f"{name} missing", {f"{sent}.{name}": GONE}, (late[name],))
        yield Row("statutory-7-days", f"{name} on working day 7 before", {f"{sent}.{name}": "2025-09-05"})
        yield Row(
            "statutory-7-days", f"{name} on the Saturday after it", {f"{sent}.{name}": "2025-09-06"}, (late[name],)
        )
        yield Row(
            "statutory-7-days", f"{name} on working day 6 before", {f"{sent}.{name}": "2025-09-08"}, (late[name],)
        )
    yield Row(
        "statutory-7-days", "the Panel on working day 7 before", {f"{sent}.national_panel": "2025-09-05"}, (late_panel,)
    )
    yield Row(
        "statutory-7-days",
        "the Panel on the Saturday after it",
        {f"{sent}.national_panel": "2025-09-06"},
        (late_panel, late["national_panel"]),
    )
    for kind in (RAPID, MAPPING, SERIOUS_CASE_REVIEW):
        yield Row("panel-14-days", f"not for a {kind['review']}", kind)
        yield Row("statutory-7-days", f"not for a {kind['review']}", kind)

    without_answer = {name: value for name, value in RAPID.items() if name != "timeline.panel_feedback"}
    no_answer = error("panel-feedback", "timeline.panel_feedback", THE_DAY)
    yield Row("panel-feedback", "no answer", without_answer, (no_answer,))
    yield Row("panel-feedback", "on the day", {**RAPID, "timeline.panel_feedback": THE_DAY})
    yield Row("panel-feedback", "the day after", {**RAPID, "timeline.panel_feedback": "2025-09-17"}, (no_answer,))
    for kind in (MAPPING, THEMATIC, {}):
        yield Row("panel-feedback", f"not for a {kind.get('review', 'cspr')}", kind)


def rows_of_the_order_of_hearing() -> Iterator[Row]:
    family, involved = "publication.family_told", "publication.debriefs.involved"
    members, press = "publication.members_briefed", "publication.press_statement"

    # The family: before those involved, the members and the press, who all hear on 12 September.
    nobody = error("family-first", family, "2025-09-12")
    for kind in ({}, RAPID, MAPPING, THEMATIC, IMPROVEMENTS_ONLY):
        name = kind.get("review", kind.get("publication.decision", "cspr"))
        alone = kind in (RAPID, MAPPING)  # nobody else is told of these
        by_the_day = error("family-first", family, THE_DAY)
        yield Row("family-first", f"no entry, {name}", {**kind, family: []}, (by_the_day if alone else nobody,))
    no_day = error("family-first", f"{family}[0]", "2025-09-12")
    yield Row("family-first", "an entry without a day", {family: [{"who": "Mother", "outcome": "told"}]}, (no_day,))
    yield Row("family-first", "no outcome", {family: [{"who": "Mother", "date": "2025-09-11"}]}, (no_day,))
    for outcome in ("declined", "not-traced", "unsafe"):
        yield Row("family-first", outcome, {family: told("2025-09-11", outcome=outcome)})
    yield Row("family-first", "on the day of all others", {family: told("2025-09-12")})
    # All others hear on 12 September: one error for each of the three.
    after = error("family-first", f"{family}[0].date", "2025-09-12")
    yield Row("family-first", "the day after all others", {family: told("2025-09-13")}, (after, after, after))
    second = error("family-first", f"{family}[1].date", "2025-09-12")
    both = told("2025-09-11", "2025-09-13")
    yield Row("family-first", "the second of two the day after", {family: both}, (second, second, second))
    all_on_15: Changes = {
        family: told("2025-09-15"),
        involved: "2025-09-15",
        members: {"north": "2025-09-15", "west": "2025-09-15"},
        press: "2025-09-15",
    }
    not_usual = warning("press", press)
    yield Row("family-first", "everybody on the day before", all_on_15, (not_usual,))
    yield Row("family-first", "after the de-brief", {**all_on_15, involved: "2025-09-12"}, (after, not_usual))
    one_early = {"north": "2025-09-15", "west": "2025-09-12"}
    yield Row("family-first", "after the members of one council", {**all_on_15, members: one_early}, (after, not_usual))
    # 12 September is the usual day for the press; those involved and members then hear after it.
    yield Row(
        "family-first",
        "after the press",
        {**all_on_15, press: "2025-09-12"},
        (
            after,
            error("debriefs", involved),
            error("members", f"{members}.north", "2025-09-12"),
            error("members", f"{members}.west", "2025-09-12"),
        ),
    )
    after_publication = error("family-first", f"{family}[0].date", THE_DAY)
    yield Row("family-first", "on the day, rapid review", {**RAPID, family: told(THE_DAY)})
    yield Row(
        "family-first", "the day after, rapid review", {**RAPID, family: told("2025-09-17")}, (after_publication,)
    )
    yield Row("family-first", "not for a serious case review", SERIOUS_CASE_REVIEW)

    # Those involved: from working day 2 before, 12 September, to the day.
    outside = error("debriefs", involved, THE_DAY)
    after_press = error("debriefs", involved)
    # Not held yet: no later than the press statement, which is out on 12 September.
    missing = error("debriefs", involved, "2025-09-12")
    yield Row("debriefs", "missing", {involved: GONE}, (missing,))
    yield Row("debriefs", "on working day 2 before", {involved: "2025-09-12"})
    yield Row("debriefs", "the day before that", {involved: "2025-09-11"}, (outside,))
    yield Row("debriefs", "the day after the press", {involved: "2025-09-13"}, (after_press,))
    on_15: Changes = {involved: "2025-09-15", press: "2025-09-15"}
    yield Row("debriefs", "on the day of the press", on_15, (not_usual,))
    yield Row("debriefs", "the day after publication", {involved: "2025-09-17"}, (outside, after_press))
    # The open event: 12 to 18 September.
    opened = warning("debriefs", "publication.debriefs.open", "2025-09-18")
    yield Row("debriefs", "no open event", {"publication.debriefs.open": GONE}, (opened,))
    for on, unmet in (("2025-09-11", (opened,)), ("2025-09-12", ()), ("2025-09-18", ()), ("2025-09-19", (opened,))):
        yield Row("debriefs", f"open event on {on}", {"publication.debriefs.open": on}, unmet)
    yield Row("debriefs", "neither, thematic", {**THEMATIC, "publication.debriefs": GONE}, (missing, opened))
    yield Row(
        "debriefs", "neither, improvements only", {**IMPROVEMENTS_ONLY, "publication.debriefs": GONE}, (missing, opened)
    )
    for kind in (RAPID, MAPPING, SERIOUS_CASE_REVIEW):
        yield Row("debriefs", f"not for a {kind['review']}", kind)

    # Members: usually on working day 2 before, 12 September.
    unbriefed = {name: error("members", f"{members}.{name}", "2025-09-12") for name in ("north", "west")}
    for kind in ({}, THEMATIC, IMPROVEMENTS_ONLY):
        name = kind.get("review", kind.get("publication.decision", "cspr"))
        yield Row("members", f"no council, {name}", {**kind, members: GONE}, tuple(unbriefed.values()))
    yield Row("members", "one council missing", {f"{members}.west": GONE}, (unbriefed["west"],))
    yield Row("members", "on the day of the press", {f"{members}.west": "2025-09-12"})
    yield Row("members", "the day after the press", {f"{members}.west": "2025-09-13"}, (unbriefed["west"],))
    yield Row("members", "before everybody but the family", {f"{members}.west": "2025-09-11"})
    yield Row(
        "members",
        "the day after publication",
        {f"{members}.west": "2025-09-17"},
        (error("members", f"{members}.west", THE_DAY), unbriefed["west"]),
    )
    for kind in (RAPID, MAPPING, SERIOUS_CASE_REVIEW):
        yield Row("members", f"not for a {kind['review']}", kind)

    # The press: 9 to 15 September, usually 12 September.
    out_of_time = error("press", press, "2025-09-15")
    for kind in ({}, THEMATIC, IMPROVEMENTS_ONLY):
        name = kind.get("review", kind.get("publication.decision", "cspr"))
        yield Row("press", f"missing, {name}", {**kind, press: GONE}, (out_of_time,))
    yield Row("press", "on working day 2 before", {press: "2025-09-12"})
    yield Row("press", "on the Saturday after it", {press: "2025-09-13"}, (not_usual,))
    yield Row("press", "on working day 1 before", {press: "2025-09-15"}, (not_usual,))
    yield Row("press", "on the day of publication", {press: THE_DAY}, (out_of_time,))

    def all_on(on: str) -> Changes:
        return {family: told(on), involved: on, members: {"north": on, "west": on}, press: on}

    # Earlier than working day 2 before, those involved hear earlier still: never without an exception.
    yield Row("press", "on working day 3 before", all_on("2025-09-11"), (not_usual, outside))
    yield Row(
        "press",
        "on working day 3 before, agreed",
        {**all_on("2025-09-11"), **exceptions(exception("debriefs"))},
        (not_usual,),
    )
    yield Row("press", "on working day 5 before", all_on("2025-09-09"), (not_usual, outside))
    yield Row("press", "the day before that", all_on("2025-09-08"), (out_of_time, outside))
    yield Row(
        "press",
        "on working day 3 before, and the others where they were",
        {press: "2025-09-11"},
        (
            not_usual,
            after_press,
            error("members", f"{members}.north", "2025-09-11"),
            error("members", f"{members}.west", "2025-09-11"),
        ),
    )
    for kind in (RAPID, MAPPING, SERIOUS_CASE_REVIEW):
        yield Row("press", f"not for a {kind['review']}", kind)


def rows_of_the_text() -> Iterator[Row]:
    nobody = error("reviewer", "reviewers", THE_DAY)
    for kind in ({}, THEMATIC, IMPROVEMENTS_ONLY):
        name = kind.get("review", kind.get("publication.decision", "cspr"))
        yield Row("reviewer", f"not named, {name}", {**kind, "reviewers": []}, (nobody,))
    for kind in (RAPID, MAPPING, SERIOUS_CASE_REVIEW):
        yield Row("reviewer", f"not for a {kind['review']}", kind)

    no_summary, no_section = error("report", "summary", THE_DAY), error("report", "overview", THE_DAY)
    for kind in ({}, THEMATIC, RAPID, MAPPING):
        name = kind.get("review", "cspr")
        yield Row("report", f"no summary, {name}", {**kind, "summary": GONE}, (no_summary,))
    for kind in ({}, THEMATIC):
        yield Row("report", f"no section, {kind.get('review', 'cspr')}", {**kind, "overview": []}, (no_section,))
    for kind in (RAPID, MAPPING):
        yield Row("report", f"no report where there is none, {kind['review']}", kind)
    yield Row("report", "neither, improvements only", {**IMPROVEMENTS_ONLY, "summary": GONE, "overview": GONE})
    yield Row("report", "not for a serious case review", SERIOUS_CASE_REVIEW)

    for kind in ({}, THEMATIC, RAPID, MAPPING, IMPROVEMENTS_ONLY):
        for name, empty in (("text", GONE), ("agencies", []), ("agencies", GONE), ("due", GONE)):
            unsaid = error("recommendations", f"recommendations[0].{name}", THE_DAY)
            named = kind.get("review", kind.get("publication.decision", "cspr"))
            how = "left out" if empty is GONE else "empty"
            yield Row(
                "recommendations", f"{name} {how}, {named}", {**kind, f"recommendations.0.{name}": empty}, (unsaid,)
            )
    whole = {"id": "R1", "text": "Do it.", "agencies": ["national"], "due": "2026-01-31"}
    yield Row("recommendations", "by a national body", {"recommendations": [whole]})
    bare = [whole, {"id": "R2"}]
    yield Row(
        "recommendations",
        "the second says nothing",
        {"recommendations": bare},
        tuple(error("recommendations", f"recommendations[1].{name}", THE_DAY) for name in ("text", "agencies", "due")),
    )
    yield Row("recommendations", "due in the past", {"recommendations.0.due": "2025-01-31"})
    yield Row(
        "recommendations",
        "not for a serious case review",
        {**SERIOUS_CASE_REVIEW, "recommendations": [{"id": "R1"}]},
    )

    steps = ("background", "safeguarding_concerns", "incident", "review", "findings")
    for kind in ({}, THEMATIC, RAPID, MAPPING):
        named = kind.get("review", "cspr")
        for step in steps:
            unwritten = error("briefing", f"briefing.{step}", THE_DAY)
            yield Row("briefing", f"no {step}, {named}", {**kind, f"briefing.{step}": GONE}, (unwritten,))
        sixth = error("briefing", "recommendations", THE_DAY)
        yield Row("briefing", f"no recommendation, {named}", {**kind, "recommendations": []}, (sixth,))
        unasked = error("briefing", "briefing.questions", THE_DAY)
        yield Row("briefing", f"no question, {named}", {**kind, "briefing.questions": []}, (unasked,))
    yield Row("briefing", "none, improvements only", {**IMPROVEMENTS_ONLY, "briefing": GONE})
    yield Row("briefing", "for teams alone", {"briefing.audience": "teams", "briefing.questions": []}, (unasked,))
    yield Row("briefing", "not for a serious case review", SERIOUS_CASE_REVIEW)


def rows_of_the_calendar() -> Iterator[Row]:
    first = error("avoid", "publication.avoid[0]", THE_DAY)
    for period, unmet in (
        (("--09-16", "--09-16"), (first,)),
        (("--09-15", "--09-15"), ()),
        (("--09-17", "--09-17"), ()),
        (("--09-01", "--09-16"), (first,)),
        (("--09-16", "--09-30"), (first,)),
        (("--09-01", "--09-15"), ()),
        (("--09-17", "--09-30"), ()),
        # Over the end of a year: to the second day of the next.
        (("--12-20", "--09-16"), (first,)),
        (("--12-20", "--09-15"), ()),
        (("--09-16", "--01-05"), (first,)),
        (("--09-17", "--01-05"), ()),
        (("--09-17", "--09-15"), ()),
    ):
        yield Row("avoid", f"from {period[0]} to {period[1]}", spared(period), unmet)
    yield Row(
        "avoid",
        "the second of two",
        spared(("--02-29", "--02-29"), ("--09-16", "--09-16")),
        (error("avoid", "publication.avoid[1]", THE_DAY),),
    )
    for kind in (RAPID, MAPPING, THEMATIC, IMPROVEMENTS_ONLY):
        name = kind.get("review", "improvements only")
        yield Row("avoid", f"the day itself, {name}", {**kind, **spared(("--09-16", "--09-16"))}, (first,))
    yield Row(
        "avoid",
        "not for a serious case review",
        {**SERIOUS_CASE_REVIEW, "publication.avoid": [{"from": "--09-16", "to": "--09-16"}]},
    )

    # Six months of a decision on 16 March end on 16 September.
    decided, delays = "timeline.decision", "delays"
    late = warning("six-months", "delays", "2025-09-15")
    yield Row("six-months", "on the last day", {decided: "2025-03-16"})
    yield Row("six-months", "one day later", {decided: "2025-03-15"}, (late,))
    yield Row("six-months", "no decision recorded", {decided: GONE})
    for told_on, unmet in ((None, (late,)), (THE_DAY, ()), ("2025-09-17", (late,)), ("2025-07-01", ())):
        delay = {"date": "2025-07-01", "reason": "An inquest."} | ({"panel_told": told_on} if told_on else {})
        yield Row("six-months", f"a delay, the Panel told {told_on}", {decided: "2025-03-15", delays: [delay]}, unmet)
    yield Row("six-months", "improvements only", {**IMPROVEMENTS_ONLY, decided: "2025-03-15"}, (late,))
    for kind in (RAPID, THEMATIC):
        yield Row("six-months", f"not for a {kind['review']}", {**kind, decided: "2025-03-15"})
    yield Row("six-months", "not for a case mapping", {**MAPPING, "timeline": {"decision": "2025-03-15"}})
    yield Row(
        "six-months", "not for a serious case review", {**SERIOUS_CASE_REVIEW, "timeline": {"decision": "2025-03-15"}}
    )


def rows_of_exceptions() -> Iterator[Row]:
    sent, open_event = "publication.final_report_sent.national_panel", "publication.debriefs.open"
    broken: dict[str, tuple[Changes, Found]] = {
        "panel-14-days": ({sent: "2025-09-03"}, error("panel-14-days", sent, "2025-09-02")),
        "members": (
            {"publication.members_briefed.west": GONE},
            error("members", "publication.members_briefed.west", "2025-09-12"),
        ),
        "debriefs": (
            {"publication.debriefs.involved": "2025-09-11"},
            error("debriefs", "publication.debriefs.involved", THE_DAY),
        ),
        "press": ({"publication.press_statement": GONE}, error("press", "publication.press_statement", "2025-09-15")),
    }
    for rule, (changes, unmet) in broken.items():
        yield Row(rule, "agreed before", {**changes, **exceptions(exception(rule))})
        yield Row(rule, "agreed on the day", {**changes, **exceptions(exception(rule, THE_DAY))})
        yield Row(rule, "agreed the day after", {**changes, **exceptions(exception(rule, "2025-09-17"))}, (unmet,))
        yield Row(
            rule,
            "agreed the day after, a year later",
            {**changes, **exceptions(exception(rule, "2025-09-17"))},
            (unmet,),
            as_of="2026-12-01",
        )
        idle = warning(rule, "publication.exceptions[0]")
        yield Row(rule, "agreed and not needed", exceptions(exception(rule)), (idle,))
        other = next(name for name in broken if name != rule)
        idle = warning(other, "publication.exceptions[0]")
        yield Row(rule, "another rule excepted", {**changes, **exceptions(exception(other))}, (unmet, idle))
        yield Row(
            rule,
            "the second of two exceptions",
            {**changes, **exceptions(exception(other), exception(rule))},
            (idle,),
        )
    # A warning alone needs no exception.
    yield Row(
        "debriefs",
        "agreed, and only a warning",
        {open_event: GONE, **exceptions(exception("debriefs"))},
        (warning("debriefs", "publication.exceptions[0]"), warning("debriefs", open_event, "2025-09-18")),
    )
    # An exception to the de-briefs lets nobody else hear before the family.
    yield Row(
        "family-first",
        "the de-brief excepted",
        {"publication.debriefs.involved": "2025-09-10", **exceptions(exception("debriefs"))},
        (error("family-first", "publication.family_told[0].date", "2025-09-10"),),
    )
    # A rule that is not asked at all needs no exception either.
    for rule in broken:
        yield Row(
            rule,
            "excepted for a rapid review",
            {**RAPID, **exceptions(exception(rule))},
            (warning(rule, "publication.exceptions[0]"),),
        )


ROWS = [
    *rows_of_standing_rules(),
    *rows_of_sign_off(),
    *rows_of_the_panel(),
    *rows_of_the_order_of_hearing(),
    *rows_of_the_text(),
    *rows_of_the_calendar(),
    *rows_of_exceptions(),
]


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row.rule}: {row.case}") for row in ROWS])
def test_each_rule_says_what_is_unmet_and_nothing_else(row: Row) -> None:
    judgement = judged(row.changes, row.as_of)

    assert all_found(judgement) == sorted(row.unmet, key=str)
    assert {unmet.code for unmet in judgement.blocking} == {
        found.code for found in row.unmet if found.severity == "error"
    }
    assert {unmet.code for unmet in judgement.warnings} == {
        found.code for found in row.unmet if found.severity == "warning"
    }


EVERY_KIND = {"cspr", "rapid-review", "case-mapping", "thematic", "serious-case-review"}
WITH_REPORT = {"cspr", "thematic"}
CONTRACT: dict[str, tuple[str, set[str]]] = {
    "instant": ("standing", EVERY_KIND),
    "withdrawn": ("standing", EVERY_KIND),
    "court-order": ("standing", EVERY_KIND),
    "prosecution": ("standing", EVERY_KIND),
    "other-process": ("standing", EVERY_KIND),
    "anonymity": ("standing", EVERY_KIND),
    "sign-off": ("release", EVERY_KIND),
    "panel-comments": ("release", EVERY_KIND),
    "panel-14-days": ("release", WITH_REPORT),
    "statutory-7-days": ("release", WITH_REPORT),
    "panel-feedback": ("release", {"rapid-review"}),
    "family-first": ("release", EVERY_KIND),
    "debriefs": ("release", WITH_REPORT),
    "members": ("release", WITH_REPORT),
    "press": ("release", WITH_REPORT),
    "reviewer": ("release", WITH_REPORT),
    "report": ("release", EVERY_KIND),
    "recommendations": ("release", EVERY_KIND),
    "briefing": ("release", EVERY_KIND),
    "avoid": ("release", EVERY_KIND),
    "six-months": ("release", {"cspr"}),
}


def test_the_rules_are_those_of_the_contract() -> None:
    assert {rule.code: (rule.kind, set(rule.applies_to)) for rule in RULES} == CONTRACT
    assert len(RULES) == len(CONTRACT)


def test_the_table_of_this_file_has_every_rule_met_and_unmet() -> None:
    met = {row.rule for row in ROWS if row.rule not in {found.code for found in row.unmet}}
    unmet = {found.code for row in ROWS for found in row.unmet}

    assert met == unmet == set(CONTRACT)


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row.rule}: {row.case}") for row in ROWS if row.unmet])
def test_what_is_unmet_is_said_in_a_whole_sentence_with_who_acts(row: Row) -> None:
    for unmet in judged(row.changes, row.as_of).unmet:
        words = unmet.message
        assert len(words.split()) >= 5, "a sentence, not a code"
        assert words.count("`") % 2 == 0
        assert not words.endswith(".") and "  " not in words
        assert not any(strange in words for strange in ("None", "{", "}", "datetime", "'on'"))
        # What to do stands behind a semicolon, unless what is wrong says it all.
        assert ";" in words or "is missing" in words or "later than" in words
        assert unmet.acts in miniature().roles


# What is said when no second reader is recorded at all


def unread(changes: Changes | None = None) -> CaseRecord:
    case = record(changes)
    return case.model_copy(update={"publication": case.publication.model_copy(update={"second_reader": None})})


def test_nothing_is_published_that_no_second_reader_has_read() -> None:
    judgement = judge(unread(), at(AT_TEN), miniature(), ())

    assert all_found(judgement) == [error("anonymity", "publication.second_reader", THE_DAY)]
    assert "cspr second-reader child-rowan" in judgement.unmet[0].message


PUBLIC_TEXT: dict[str, object] = {
    "reference": "child-oak",
    "title": "Child Oak",
    "summary": "Another summary.",
    "themes": ["neglect"],
    "agencies": ["police"],
    "children.0.pseudonym": "Child Oak",
    "children.0.age_band": "10-to-15",
    "reviewers.0.name": "Another Reviewer",
    "reviewers.0.role": "Chair",
    "reviewers.0.organisation": "A university",
    "partners": [{"name": "Elsewhere SCP", "signed_off": "2025-07-21"}],
    "briefing.background": "Another background.",
    "briefing.safeguarding_concerns": "Another concern.",
    "briefing.incident": "Another incident.",
    "briefing.review": "Another review.",
    "briefing.findings": "Another finding.",
    "briefing.good_practice": "Good practice.",
    "briefing.questions": ["Another question?"],
    "briefing.facilitator_notes": "Notes.",
    "overview.0.heading": "Another heading",
    "overview.0.text": "Another text.",
    "family_words": "Words of the family.",
    "findings.0.text": "Another finding.",
    "findings.0.theme": "neglect",
    "recommendations.0.text": "Another recommendation.",
    "recommendations.0.agencies": ["police"],
    "recommendations.0.due": "2026-01-31",
    "response": "A response.",
}
LATER_OR_NEVER_PUBLIC: dict[str, object] = {
    "recommendations.0.progress": [{"date": "2025-09-01", "status": "complete", "text": "Done."}],
    "amendments": [{"date": "2025-09-20", "text": "A date was wrong."}],
    "others": ["Mother", "Grandfather"],
    "outcome": "harmed",
    "timeline.incident": "2025-01-14",
    "publication.moved": [{"from": "2025-09-09 10:00", "on": "2025-08-01"}],
    "team_briefing": {"background": "An early one."},
}


@pytest.mark.parametrize("field", [*PUBLIC_TEXT, *LATER_OR_NEVER_PUBLIC])
def test_a_second_reading_no_longer_fits_once_the_public_text_changes(field: str) -> None:
    reader = record().publication.second_reader
    assert reader
    reading = {"role": reader.role, "date": "2025-08-20", "text": reader.text}
    value = (PUBLIC_TEXT | LATER_OR_NEVER_PUBLIC)[field]
    expected = [error("anonymity", "publication.second_reader", THE_DAY)] if field in PUBLIC_TEXT else []

    assert all_found(judged({field: value, "publication.second_reader": reading}, AT_TEN)) == expected


# Public before this system, and the kind before 2019


def test_a_report_public_before_this_system_is_asked_the_standing_rules_only() -> None:
    judgement = judged(ALREADY_PUBLIC, AT_TEN)

    assert judgement == Judgement("published", ())


def test_a_serious_case_review_is_asked_the_standing_rules_only() -> None:
    assert judged(SERIOUS_CASE_REVIEW, AT_TEN) == Judgement("published", ())


@pytest.mark.parametrize("kind", [{}, RAPID, MAPPING, THEMATIC, SERIOUS_CASE_REVIEW, IMPROVEMENTS_ONLY, ALREADY_PUBLIC])
def test_every_kind_can_be_published(kind: Changes) -> None:
    assert judged(kind, AT_TEN) == Judgement("published", ())


def test_improvements_alone_are_published_by_the_same_rules() -> None:
    judgement = judged({**NOTHING_OF_THE_PROCESS, **IMPROVEMENTS_ONLY}, AT_TEN)

    assert {unmet.code for unmet in judgement.blocking} == {
        "sign-off",
        "panel-14-days",
        "statutory-7-days",
        "family-first",
        "debriefs",
        "members",
        "press",
        "reviewer",
    }


def test_what_is_published_elsewhere_is_asked_nothing() -> None:
    changes: Changes = {
        **NOTHING_OF_THE_PROCESS,
        "publication.decision": "elsewhere",
        **processes(process("prosecution")),
        **orders({}),
    }

    assert judged(changes, AT_TEN) == Judgement("elsewhere", ())


# Exceptions that nobody can agree


@pytest.mark.parametrize("rule", [*sorted(CONTRACT), "panel_14_days", "everything"])
def test_an_exception_is_possible_for_four_rules_alone(rule: str) -> None:
    assert _errors_of(exception(rule)) == (
        []
        if rule in ("panel-14-days", "members", "debriefs", "press")
        else [("publication.exceptions[0].rule", "error")]
    )


@pytest.mark.parametrize("role", ["business-office", "communications-sub-group", "lead-reviewer", "nobody"])
def test_an_exception_is_decided_by_the_strategic_leads_alone(role: str) -> None:
    assert _errors_of(exception("press", by=role)) == [("publication.exceptions[0].decided_by", "error")]


def _errors_of(agreed: dict[str, str]) -> list[tuple[str, str]]:
    data = as_yaml(fields(exceptions(agreed))).encode()
    case, problems = read_record(data, "briefings/child-rowan.yml", "child-rowan", miniature())

    assert (case is None) is bool(problems)
    return [(problem.field, problem.severity) for problem in problems]


# Days of publication on which counting goes wrong most easily


class Plan(NamedTuple):
    """A day of publication with its working days, counted by hand on a wall calendar."""

    name: str
    day: str
    working_days_before: tuple[str, ...]
    fourteen_days_before: str
    two_working_days_after: str

    def before(self, number: int) -> str:
        return self.working_days_before[number - 1]

    @property
    def changes(self) -> Changes:
        """The valid record moved to this day, everything in time."""
        sent = min(self.fourteen_days_before, self.before(7))
        return {
            "timeline.decision": GONE,
            "publication.at": f"{self.day} 10:00",
            "publication.final_report_sent": {
                "national_panel": sent,
                "secretary_of_state": self.before(7),
                "ofsted": self.before(7),
            },
            "publication.family_told": told(self.before(3)),
            "publication.debriefs": {"involved": self.before(2), "open": self.before(1)},
            "publication.members_briefed": dict.fromkeys(("north", "west"), self.before(2)),
            "publication.press_statement": self.before(2),
        }


PLANS = [
    # Wednesday; Tuesday 26, no Monday (August bank holiday), Friday 22 to Monday 18, Friday 15.
    Plan(
        "after the August bank holiday",
        "2025-08-27",
        ("2025-08-26", "2025-08-22", "2025-08-21", "2025-08-20", "2025-08-19", "2025-08-18", "2025-08-15"),
        "2025-08-13",
        "2025-08-29",
    ),
    # Tuesday; Monday 29, no Friday 26, no Thursday 25, Wednesday 24 to Monday 22, Friday 19 to Wednesday 17.
    # After it Wednesday 31, no Thursday (New Year's Day), Friday 2 January.
    Plan(
        "between Christmas and New Year",
        "2025-12-30",
        ("2025-12-29", "2025-12-24", "2025-12-23", "2025-12-22", "2025-12-19", "2025-12-18", "2025-12-17"),
        "2025-12-16",
        "2026-01-02",
    ),
    # Tuesday; Monday 5, Friday 2, no Thursday, Wednesday 31 December to Monday 29, Wednesday 24, Tuesday 23.
    Plan(
        "over the end of a year",
        "2026-01-06",
        ("2026-01-05", "2026-01-02", "2025-12-31", "2025-12-30", "2025-12-29", "2025-12-24", "2025-12-23"),
        "2025-12-23",
        "2026-01-08",
    ),
    # Wednesday; Tuesday 7, no Easter Monday, no Good Friday, Thursday 2 to Monday 30 March, Friday 27, Thursday 26.
    Plan(
        "after Easter",
        "2026-04-08",
        ("2026-04-07", "2026-04-02", "2026-04-01", "2026-03-31", "2026-03-30", "2026-03-27", "2026-03-26"),
        "2026-03-25",
        "2026-04-10",
    ),
    # Tuesday; the clocks went back on Sunday 26 October.
    Plan(
        "after the autumn clock change",
        "2025-10-28",
        ("2025-10-27", "2025-10-24", "2025-10-23", "2025-10-22", "2025-10-21", "2025-10-20", "2025-10-17"),
        "2025-10-14",
        "2025-10-30",
    ),
    # Tuesday; the clocks went forward on Sunday 29 March. After it Wednesday 1 and Thursday 2 April.
    Plan(
        "after the spring clock change",
        "2026-03-31",
        ("2026-03-30", "2026-03-27", "2026-03-26", "2026-03-25", "2026-03-24", "2026-03-23", "2026-03-20"),
        "2026-03-17",
        "2026-04-02",
    ),
    # A Saturday, which is no working day itself; Friday 27 is the first before, Monday 2 March the first after.
    Plan(
        "on a Saturday at the end of February",
        "2026-02-28",
        ("2026-02-27", "2026-02-26", "2026-02-25", "2026-02-24", "2026-02-23", "2026-02-20", "2026-02-19"),
        "2026-02-14",
        "2026-03-03",
    ),
]
each_plan = pytest.mark.parametrize("plan", [pytest.param(plan, id=plan.name) for plan in PLANS])


def of(code: str, plan: Plan, **changes: object) -> list[Found]:
    """What one rule finds on the day of a plan; a change is named by the end of its field."""
    judgement = judged(
        {**plan.changes, **{_FIELDS[name]: value for name, value in changes.items()}}, f"{plan.day} 10:00"
    )
    return [entry for entry in all_found(judgement) if entry.code == code]


_FIELDS = {
    "national_panel": "publication.final_report_sent.national_panel",
    "secretary_of_state": "publication.final_report_sent.secretary_of_state",
    "ofsted": "publication.final_report_sent.ofsted",
    "involved": "publication.debriefs.involved",
    "open": "publication.debriefs.open",
    "press": "publication.press_statement",
    "family": "publication.family_told",
    "members": "publication.members_briefed",
}


def moved(on: str, by: timedelta) -> str:
    return str(day(on) + by)


@each_plan
def test_a_report_that_keeps_every_limit_is_out_at_ten(plan: Plan) -> None:
    assert judged(plan.changes, f"{plan.day} 09:59").state == "scheduled"
    assert judged(plan.changes, f"{plan.day} 10:00") == Judgement("published", ())


@each_plan
def test_the_panel_has_it_fourteen_calendar_days_before(plan: Plan) -> None:
    limit = plan.fourteen_days_before
    late = error("panel-14-days", _FIELDS["national_panel"], limit)

    assert of("panel-14-days", plan, national_panel=limit) == []
    assert of("panel-14-days", plan, national_panel=moved(limit, ONE_DAY)) == [late]
    assert of("panel-14-days", plan, national_panel=GONE) == [late]


@each_plan
@pytest.mark.parametrize("name", ["national_panel", "secretary_of_state", "ofsted"])
def test_all_three_have_it_seven_working_days_before(plan: Plan, name: str) -> None:
    limit = plan.before(7)
    late = error("statutory-7-days", _FIELDS[name], limit)

    assert of("statutory-7-days", plan, **{name: limit}) == []
    assert of("statutory-7-days", plan, **{name: moved(limit, ONE_DAY)}) == [late]
    assert of("statutory-7-days", plan, **{name: GONE}) == [late]


@each_plan
def test_those_involved_hear_in_the_two_working_days_before(plan: Plan) -> None:
    outside = error("debriefs", _FIELDS["involved"], plan.day)

    assert of("debriefs", plan, involved=plan.before(2)) == []
    assert of("debriefs", plan, involved=moved(plan.before(2), -ONE_DAY)) == [outside]
    assert of("debriefs", plan, involved=plan.before(1), press=plan.before(1)) == []
    # The press is out two working days before, and those involved hear no later than that.
    assert of("debriefs", plan, involved=GONE) == [error("debriefs", _FIELDS["involved"], plan.before(2))]


@each_plan
def test_the_open_event_is_within_two_working_days_either_side(plan: Plan) -> None:
    last = plan.two_working_days_after
    outside = warning("debriefs", _FIELDS["open"], last)

    assert of("debriefs", plan, open=plan.before(2)) == []
    assert of("debriefs", plan, open=moved(plan.before(2), -ONE_DAY)) == [outside]
    assert of("debriefs", plan, open=last) == []
    assert of("debriefs", plan, open=moved(last, ONE_DAY)) == [outside]
    assert of("debriefs", plan, open=GONE) == [outside]


@each_plan
def test_the_press_statement_is_out_one_to_five_working_days_before(plan: Plan) -> None:
    outside = error("press", _FIELDS["press"], plan.before(1))
    unusual = warning("press", _FIELDS["press"])

    assert of("press", plan, press=moved(plan.before(5), -ONE_DAY)) == [outside]
    assert of("press", plan, press=plan.before(5)) == [unusual]
    assert of("press", plan, press=plan.before(3)) == [unusual]
    assert of("press", plan, press=plan.before(2)) == []
    assert of("press", plan, press=plan.before(1)) == [unusual]
    assert of("press", plan, press=plan.day) == [outside]
    assert of("press", plan, press=GONE) == [outside]


@each_plan
def test_members_and_the_family_are_asked_for_before_the_press(plan: Plan) -> None:
    assert of("family-first", plan, family=[]) == [error("family-first", _FIELDS["family"], plan.before(2))]
    assert of("members", plan, members={"north": plan.before(2)}) == [
        error("members", f"{_FIELDS['members']}.west", plan.before(2))
    ]


@pytest.mark.parametrize(
    ("name", "decided", "limit"),
    [
        ("over the end of a year", "2025-07-06", None),
        ("over the end of a year", "2025-07-05", "2026-01-05"),
        # Six months end on the same day of the month, or its last: 28 February.
        ("on a Saturday at the end of February", "2025-08-31", None),
        ("on a Saturday at the end of February", "2025-08-28", None),
        ("on a Saturday at the end of February", "2025-08-27", "2026-02-27"),
        ("after the spring clock change", "2025-09-30", "2026-03-30"),
        ("after the spring clock change", "2025-10-01", None),
        ("between Christmas and New Year", "2025-06-30", None),
        ("between Christmas and New Year", "2025-06-29", "2025-12-29"),
        ("after the August bank holiday", "2025-02-27", None),
        ("after the August bank holiday", "2025-02-26", "2025-08-26"),
    ],
)
def test_six_months_end_on_the_same_day_of_the_month_or_its_last(name: str, decided: str, limit: str | None) -> None:
    plan = next(plan for plan in PLANS if plan.name == name)
    expected = [warning("six-months", "delays", limit)] if limit else []

    assert all_found(judged({**plan.changes, "timeline.decision": decided}, f"{plan.day} 10:00")) == expected


@pytest.mark.parametrize(
    ("name", "period", "spared"),
    [
        ("over the end of a year", ("--12-20", "--01-06"), True),
        ("over the end of a year", ("--12-20", "--01-05"), False),
        ("between Christmas and New Year", ("--12-30", "--01-06"), True),
        ("between Christmas and New Year", ("--12-31", "--01-06"), False),
        ("on a Saturday at the end of February", ("--02-28", "--02-28"), True),
        ("on a Saturday at the end of February", ("--02-29", "--03-01"), False),
        ("on a Saturday at the end of February", ("--02-20", "--02-29"), True),
    ],
)
def test_days_the_family_asked_to_spare_may_run_over_the_end_of_a_year(
    name: str, period: tuple[str, str], spared: bool
) -> None:
    plan = next(plan for plan in PLANS if plan.name == name)
    avoid = {"publication.avoid": [{"from": period[0], "to": period[1]}]}
    expected = [error("avoid", "publication.avoid[0]", plan.day)] if spared else []

    assert all_found(judged({**plan.changes, **avoid}, f"{plan.day} 10:00")) == expected


def test_the_family_spares_a_day_of_london() -> None:
    """At half past midnight in summer it is still the day before by the clock of UTC."""
    changes = {"publication.at": "2025-09-16 00:30", **spared(("--09-15", "--09-15"))}

    assert (judged(changes, "2025-09-16 00:30").state, judged(changes, "2025-09-16 00:30").blocking) == (
        "published",
        (),
    )


@pytest.mark.parametrize(
    ("at", "as_of", "warned"),
    [
        ("2025-09-16 01:00", "2025-09-01 12:00", True),
        ("2025-09-16 10:00", "2025-09-01 12:00", False),
        ("2025-09-16 01:00", "2025-09-17 12:00", False),
    ],
)
def test_an_unusual_hour_is_asked_about_until_the_day_has_gone(at: str, as_of: str, warned: bool) -> None:
    found = judged({"publication.at": at}, as_of)
    assert found.blocking == ()
    assert [unmet.message for unmet in found.warnings] == (
        ["at 01:00; reports usually come out at 10:00. Is that meant?"] if warned else []
    )


# Timescales and councils change; what was published under the old ones stays


def changed_file(folder: Path, old: str, new: str) -> Partnership:
    text = (MINIATURE / "partnership.yml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / "partnership.yml").write_text(text.replace(old, new), encoding="utf-8")
    found, problems = partnership.read(folder, day("2025-09-01"))
    assert found, problems
    return found


def changed_timescale(folder: Path, identity: str, old: str, new: str, first: str) -> Partnership:
    """The miniature partnership with one timescale changed from a day on; until the day before, the old one."""
    text = (MINIATURE / "partnership.yml").read_text(encoding="utf-8")
    entry = text.split(f"  {identity}:\n")[1].splitlines()[0]
    assert entry.count(old) == 1
    body = entry.strip().removeprefix("{").removesuffix("}")
    until = str(day(first) - ONE_DAY)
    both = f"    - {{{body}, until: {until}}}\n    - {{{body.replace(old, new)}, from: {first}}}"
    return changed_file(folder, f"  {identity}:\n{entry}", f"  {identity}:\n{both}")


# Each would make the valid record unmet if it had been in force on 16 September 2025.
STRICTER = [
    ("final-report-to-panel", "latest: 14", "latest: 28", "panel-14-days"),
    ("final-report-statutory", "latest: 7", "latest: 20", "statutory-7-days"),
    ("debrief-involved", "earliest: 2", "earliest: 1", "debriefs"),
    ("debrief-open", "earliest: 2", "earliest: 0", "debriefs"),
    ("press-statement", "earliest: 5, usual: 2", "earliest: 1, usual: 1", "press"),
    ("review-completed", "latest: 6", "latest: 3", "six-months"),
]


@pytest.mark.parametrize(("identity", "old", "new", "code"), STRICTER)
@pytest.mark.parametrize("as_of", [AT_TEN, "2025-09-17 10:00", "2025-12-31 10:00", "2026-01-01 10:00", "2030-01-01"])
def test_a_later_change_of_a_timescale_never_takes_an_old_report_down(
    tmp_path: Path, identity: str, old: str, new: str, code: str, as_of: str
) -> None:
    for first in ("2025-09-17", "2026-01-01"):
        changed = changed_timescale(tmp_path, identity, old, new, first)
        assert judged({}, as_of, changed) == Judgement("published", ())


@pytest.mark.parametrize(("identity", "old", "new", "code"), STRICTER)
@pytest.mark.parametrize("as_of", ["2025-08-01", "2025-09-15 10:00", AT_TEN, "2026-01-01 10:00"])
def test_the_timescale_in_force_on_the_day_of_publication_is_asked(
    tmp_path: Path, identity: str, old: str, new: str, code: str, as_of: str
) -> None:
    changed = changed_timescale(tmp_path, identity, old, new, "2025-09-16")

    assert {unmet.code for unmet in judged({}, as_of, changed).unmet} == {code}


def test_the_limit_of_a_changed_timescale_is_counted_anew(tmp_path: Path) -> None:
    changed = changed_timescale(tmp_path, "final-report-to-panel", "latest: 14", "latest: 28", "2025-09-16")
    sent = "publication.final_report_sent.national_panel"

    # Twenty-eight days before 16 September: 19 August.
    assert judged({sent: "2025-08-19"}, AT_TEN, changed) == Judgement("published", ())
    assert all_found(judged({sent: "2025-08-20"}, AT_TEN, changed)) == [error("panel-14-days", sent, "2025-08-19")]


WEST = "  west: {name: West Council, from: 2021-04-01}\n"
SOUTH = f"{WEST}  south: {{name: South Council, from: "


@pytest.mark.parametrize(
    ("new", "missing"),
    [
        (f"{SOUTH}2025-09-17}}\n", None),  # a council of the day after
        (f"{SOUTH}2025-09-16}}\n", "south"),
        (f"{SOUTH}2021-04-01, until: 2025-09-15}}\n", None),
        (f"{SOUTH}2021-04-01, until: 2025-09-16}}\n", "south"),
    ],
)
@pytest.mark.parametrize("as_of", ["2025-08-01", AT_TEN, "2027-01-01"])
def test_the_councils_in_force_on_the_day_of_publication_are_asked(
    tmp_path: Path, new: str, missing: str | None, as_of: str
) -> None:
    changed = changed_file(tmp_path, WEST, new)
    expected = [error("members", f"publication.members_briefed.{missing}", "2025-09-12")] if missing else []

    assert all_found(judged({}, as_of, changed)) == expected


def test_a_council_that_has_ended_needs_no_briefing(tmp_path: Path) -> None:
    ended = changed_file(tmp_path, WEST, WEST.replace("}", ", until: 2025-09-15}"))

    assert judged({"publication.members_briefed.west": GONE}, AT_TEN, ended) == Judgement("published", ())


def test_a_day_on_which_no_council_is_in_force_is_held_and_not_let_pass(tmp_path: Path) -> None:
    both = MINIATURE.joinpath("partnership.yml").read_text("utf-8").split("councils:\n")[1].split("agencies:")[0]
    ended = changed_file(tmp_path, both, both.replace("}", ", until: 2025-09-15}"))

    held = [error("members", "publication.members_briefed", "2025-09-16")]
    assert all_found(judged({}, AT_TEN, ended)) == held
    assert judged({}, AT_TEN, ended).state == "blocked"


def test_a_day_off_that_the_partnership_adds_moves_every_limit_in_working_days(tmp_path: Path) -> None:
    """Without Monday 15 September: 12 (1), 11 (2), 10, 9, 8, 5, 4 September (7); after it 17 and 18 as before."""
    changed = changed_file(tmp_path, "examples: show\n", "examples: show\nbank_holidays: {add: [2025-09-15]}\n")
    sent = "publication.final_report_sent"

    assert all_found(judged({f"{sent}.ofsted": "2025-09-04"}, AT_TEN, changed)) == [
        warning("press", "publication.press_statement")
    ]
    assert error("statutory-7-days", f"{sent}.ofsted", "2025-09-04") in all_found(
        judged({f"{sent}.ofsted": "2025-09-05"}, AT_TEN, changed)
    )


# Looking ahead


@pytest.mark.parametrize("as_of", ["2025-07-23", "2025-09-01", "2025-09-16 09:59"])
def test_a_planned_case_is_asked_what_would_block_it_on_its_day(as_of: str) -> None:
    assert judged({}, as_of) == Judgement("scheduled", ())
    assert judged({"publication.at": GONE, "publication.decision": GONE}, as_of).state == "draft"
    late = judged({"publication.final_report_sent.ofsted": "2025-09-08"}, as_of)
    assert late.state == "scheduled"
    assert all_found(late) == [error("statutory-7-days", "publication.final_report_sent.ofsted", "2025-09-05")]


def test_a_record_on_the_day_of_the_notification_says_all_that_is_still_to_come() -> None:
    values: dict[str, Any] = {
        "reference": "child-oak",
        "title": "Child Oak",
        "review": "cspr",
        "timeline": {"aware": "2025-01-15", "notified": "2025-01-17"},
    }
    case, problems = read_record(as_yaml(values).encode(), "briefings/child-oak.yml", "child-oak", miniature())
    assert case, problems
    judgement = judge(case.record, at("2025-01-17 12:00"), miniature(), ())

    assert judgement.state == "draft"
    assert {unmet.code for unmet in judgement.blocking} == {
        "instant",
        "anonymity",
        "sign-off",
        "panel-14-days",
        "statutory-7-days",
        "family-first",
        "debriefs",
        "members",
        "press",
        "reviewer",
        "report",
        "briefing",
    }
    assert all(unmet.by is None for unmet in judgement.unmet), "there is no day to count from yet"
    assert not any(unmet.contradicted for unmet in judgement.unmet)


@pytest.mark.parametrize(
    ("changes", "contradicted"),
    [
        ({"publication.final_report_sent.ofsted": "2025-09-08"}, True),
        ({"publication.final_report_sent.ofsted": GONE}, False),
        ({"publication.press_statement": "2025-09-16"}, True),
        ({"publication.press_statement": GONE}, False),
        ({"sign_off.llr_sub_group": "2025-06-23"}, True),
        ({"sign_off.llr_sub_group": GONE}, False),
        (spared(("--09-16", "--09-16")), True),
        (processes(process("prosecution")), False),
    ],
)
def test_what_waiting_cannot_mend_is_told_from_what_is_still_to_do(changes: Changes, contradicted: bool) -> None:
    unmet = judged(changes, "2025-08-01").unmet

    assert unmet
    assert all(entry.contradicted is contradicted for entry in unmet)


def test_the_first_day_of_the_series_is_a_tuesday() -> None:
    """The days by hand of this file hang on it."""
    assert day(THE_DAY) == date(2025, 9, 16) and day(THE_DAY).strftime("%A") == "Tuesday"
