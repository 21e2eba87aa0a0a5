"""What the planning commands print: the dashboard, a plan and the days of a Rapid Review, for people and as data."""

import sys
from collections.abc import Iterable
from datetime import date

from rich.console import Console
from rich.table import Table

from macros.dates import LONDON, in_words
from macros.partnership.model import Partnership
from macros.planning import DAYS_AHEAD, FOLLOWS, FollowUp, Plan, Readiness, StepLine
from macros.records.model import CaseRecord
from macros.rules import State
from macros.rules.asking import Unmet
from macros.status import CaseStatus
from macros.timetable import Assumed, Step

# Rules of which a step of the timetable says the same.
SAID_BY_STEPS = frozenset({"panel-14-days", "statutory-7-days", "family-first", "debriefs", "members", "press"})


def print_status(rows: Iterable[CaseStatus], today: date) -> None:
    """A line a case, and how many recommendations are overdue or due soon; nothing where there is none."""
    rows = list(rows)
    table = _table("Case", "State", "By", "Who")
    table.add_column("What is next; every rule unmet", overflow="fold")
    for row in rows:
        what = [f"{row.next.what}."] if row.next.what else []
        what += [f"Unmet: {', '.join(row.blocked_by)}."] if row.blocked_by else []
        what += [f"Warnings: {', '.join(row.warnings)}."] if row.warnings else []
        waiting = "; ".join(map(_of_recommendation, row.recommendations))
        what += [f"Recommendations: {waiting}."] if waiting else []
        late = " (late)" if row.next.by and row.next.by < today else ""
        table.add_row(row.reference, row.state, f"{_short(row.next.by)}{late}", row.next.who or "", " ".join(what))
    if table.rows:
        _print(table)
    found = [one.follow for row in rows for one in row.recommendations]
    if found:
        overdue, due = (found.count(how) for how in FOLLOWS)
        _print("", f"Recommendations of all cases: {overdue} overdue, {due} due in the next {DAYS_AHEAD} days.")


def _of_recommendation(one: FollowUp) -> str:
    when = f"overdue since {_short(one.due)}" if one.follow == "overdue" else f"due by {_short(one.due)}"
    who = f" ({', '.join(one.agencies)})" if one.agencies else ""
    return f"{one.id} {when}{who}"


def print_plan(plan: Plan, partnership: Partnership) -> None:
    """A plan: whether the day works, every step with its last day, and what the rules still ask for."""
    at = plan.at.astimezone(LONDON)
    words = [f"{plan.case.title}: publication on {at:%A} {in_words(plan.day)} at {at:%H:%M}."]
    if plan.works:
        words.append("No limit stands against this day.")
    else:
        words += ["The day cannot be kept:", *(f"  - {reason}." for reason in plan.against)]
        first = f"{plan.first:%A} {in_words(plan.first)}" if plan.first else "none within a year"
        words.append(f"The first day that can: {first}.")
    words += [f"Note: {warning}." for warning in plan.warnings]
    table = _table("Last day", "Left", "State")
    table.add_column("Who", overflow="fold")
    table.add_column("Step", overflow="fold")
    for line in sorted(plan.steps, key=lambda line: _last_or_first(line.step) or date.max):
        who = partnership.roles[line.step.acts].name
        table.add_row(_limit(line.step), _left(line), line.word, who, _what(line))
    # What is only still to be done stands above as a step.
    unmet = [_of_rule(one, partnership) for one in plan.unmet if one.code not in SAID_BY_STEPS or one.contradicted]
    _print("\n".join(words), "", table, *(["", "What the rules ask for beside these steps:", *unmet] if unmet else []))


def plan_as_json(plan: Plan, partnership: Partnership) -> dict[str, object]:
    return {
        "reference": plan.case.reference,
        "publish": plan.at.astimezone(LONDON).isoformat(),
        "works": plan.works,
        "against": list(plan.against),
        "first_that_works": _iso(plan.first),
        "warnings": list(plan.warnings),
        "steps": [step_as_json(line, partnership) for line in plan.steps],
        "unmet": [
            {
                "rule": one.code,
                "severity": one.severity,
                "message": one.message,
                "by": _iso(one.by),
                "who": partnership.roles[one.acts].name,
            }
            for one in plan.unmet
        ],
    }


def step_as_json(line: StepLine, partnership: Partnership) -> dict[str, object]:
    step = line.step
    return {
        **_days_of(step, partnership),
        "state": line.state,
        "recorded": _iso(step.recorded),
        "missing": list(step.missing),
        "days_left": line.left,
    }


def print_deadlines(found: Iterable[Assumed], partnership: Partnership) -> None:
    """The days from a notification on, each with its day of the week and what it is counted from."""
    table = _table("By")
    table.add_column("Step", overflow="fold")
    table.add_column("Who", overflow="fold")
    table.add_column("Counted from", overflow="fold")
    for one in found:
        step = one.step
        event = f"{step.counted_from}, {_short(step.event_on)}"
        table.add_row(
            _limit(step),
            f"{step.name} ({step.duty})",
            partnership.roles[step.acts].name,
            f"{event} (assumed)" if one.assumed else event,
        )
    _print(table)


def deadlines_as_json(found: Iterable[Assumed], partnership: Partnership) -> list[dict[str, object]]:
    return [{**_days_of(one.step, partnership), "assumed": one.assumed} for one in found]


def _days_of(step: Step, partnership: Partnership) -> dict[str, object]:
    """A step by its id, its days, who acts and who receives, its source, and when it is done."""
    return {
        "id": step.id,
        "name": step.name,
        "earliest": _iso(step.window.earliest),
        "usual": _iso(step.window.usual),
        "latest": _iso(step.latest),
        "time": step.time,
        "counted_from": step.event,
        "event_on": _iso(step.event_on),
        "rule": step.rule,
        "duty": step.duty,
        "who": partnership.roles[step.acts].name,
        "to": [partnership.name_of(one) for one in step.to],
        "source": step.source,
        "done_when": step.done_when,
    }


def _what(line: StepLine) -> str:
    step = line.step
    words = [f"{step.name}."]
    if line.state in ("done", "planned"):
        late = f", {_days(line.late)} late" if line.late else ""
        words.append(f"{'Done on' if line.state == 'done' else 'Planned for'} {_short(step.recorded)}{late}.")
    elif line.state == "waiting":
        words.append(f"It is counted from {step.counted_from}, of which no day is recorded.")
    elif line.too_early:
        words.append(f"It is recorded for {_short(line.too_early)}, too early for this day.")
    elif step.window.usual and step.window.usual != step.latest:
        words.append(f"Usually {_short(step.window.usual)}.")
    if line.is_open and step.missing:
        words.append(f"Missing: {', '.join(step.missing)}.")
    return " ".join(words)


def _last_or_first(step: Step) -> date | None:
    return step.latest or step.window.earliest


def _limit(step: Step) -> str:
    """The last day; where there is a first one as well, or alone, from when on."""
    first, last = step.window.earliest, step.latest
    begins = f"from {_long(first)}" if first else ""
    if first and last and first != last:
        return f"{begins}\nto   {_long(last)}"
    return _long(last) if last else begins


def _left(line: StepLine) -> str:
    if line.left is None:
        return ""
    if line.left < 0:
        return f"{_days(-line.left)} late"
    return _days(line.left) if line.left else "today"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _of_rule(one: Unmet, partnership: Partnership) -> str:
    warning = "" if one.severity == "error" else "Warning: "
    by = f" By {_short(one.by)}." if one.by else ""
    return f"  - {warning}{one.message}. {partnership.roles[one.acts].name}.{by} [{one.code}]"


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, no_wrap=True)
    return table


def _print(*parts: str | Table) -> None:
    # Into a file or another program each row stays on one line. Words of a record are no markup.
    console = Console(width=None if sys.stdout.isatty() else 1_000, markup=False, highlight=False)
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, str))


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _short(on: date | None) -> str:
    return f"{on:%-d %b %Y}" if on else ""


def _long(on: date | None) -> str:
    return f"{on:%a %-d %b %Y}" if on else ""


def readiness_as_json(case: CaseRecord, ready: Readiness, state: State, partnership: Partnership) -> dict[str, object]:
    rules = [
        {
            "rule": line.code,
            "name": line.name,
            "state": line.state,
            "by": _iso(line.by),
            "who": partnership.roles[line.acts].name,
            "unmet": [{"severity": one.severity, "message": one.message, "by": _iso(one.by)} for one in line.unmet],
        }
        for line in ready.rules
    ]
    return {
        "reference": case.reference,
        "state": state,
        "publish": case.instant.astimezone(LONDON).isoformat() if case.instant else None,
        "rules": rules,
        "steps": [step_as_json(line, partnership) for line in ready.steps],
    }
