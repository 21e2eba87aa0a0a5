"""A problem somebody has to mend: where it is, what was found and what would be right.

Problems are values. Every room makes them, only the command line prints them.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning"]
Format = Literal["text", "json", "github"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about one place in one file.

    Lines and columns count from 1 in characters; ends are exclusive. ``start`` and ``end`` are
    character offsets in the field's value where the finding is about a span of it.
    """

    path: str
    line: int
    column: int
    field: str
    rule: str
    message: str
    end_line: int
    end_column: int
    start: int | None = None
    end: int | None = None
    severity: Severity = "error"


def whole_file(path: str, rule: str, message: str, severity: Severity = "error") -> Problem:
    """A problem that has no line of its own: it is about the file."""
    return Problem(path, 1, 1, "", rule, message, 1, 1, severity=severity)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Only those problems that stop a build."""
    return [problem for problem in problems if problem.severity == "error"]


def shown(text: str, most: int = 40) -> str:
    """What was found, fit to be printed on one line of a message."""
    flat = " ".join("".join(character if character.isprintable() else "?" for character in text).split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, sorted by place."""
    return sorted(set(problems), key=_place)


def _place(problem: Problem) -> tuple[object, ...]:
    return (
        *(problem.path, problem.line, problem.column, problem.field, problem.start or 0, problem.rule),
        *(problem.message, problem.severity, problem.end_line, problem.end_column, problem.end or 0),
    )


def write_out(problems: Iterable[Problem], form: Format = "text") -> str:
    """All problems, sorted by place, in one of the forms that people and tools read.

    ``text`` is a line a problem, ``json`` the list described in the contract, ``github`` the
    annotations that code hosts show beside the changed line.
    """
    ordered = in_order(problems)
    if form == "json":
        return json.dumps([_as_json(problem) for problem in ordered], indent=2, ensure_ascii=False)
    line_of = _as_text if form == "text" else _as_annotation
    return "\n".join(line_of(problem) for problem in ordered)


def _as_json(problem: Problem) -> dict[str, object]:
    values = asdict(problem)
    order = ["path", "line", "column", "end_line", "end_column", "field", "start", "end", "rule", "severity", "message"]
    return {name: values[name] for name in order}


def _as_text(problem: Problem) -> str:
    place = f"{problem.path}:{problem.line}:{problem.column}"
    field = f" {problem.field}" if problem.field else ""
    warning = "warning: " if problem.severity == "warning" else ""
    return f"{place}{field}: {warning}{problem.message} [{problem.rule}]"


def _as_annotation(problem: Problem) -> str:
    place = {
        "file": problem.path,
        "line": problem.line,
        "endLine": problem.end_line,
        "col": problem.column,
        "endColumn": problem.end_column,
        "title": problem.rule,
    }
    properties = ",".join(f"{name}={_escaped(str(value), property=True)}" for name, value in place.items())
    field = f"{problem.field}: " if problem.field else ""
    return f"::{problem.severity} {properties}::{_escaped(field + problem.message)}"


def _escaped(text: str, *, property: bool = False) -> str:
    for character, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(character, code)
    if property:
        text = text.replace(":", "%3A").replace(",", "%2C")
    return text


class Refused(Exception):
    """Nothing was built, and the old output is as it was. The message says why.

    ``reason`` is the message without the ``problems`` that only a build can find: dead links, what must not go out.
    """

    def __init__(self, reason: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__("\n".join([reason, write_out(problems)]) if problems else reason)
        self.reason = reason
        self.problems = tuple(problems)
