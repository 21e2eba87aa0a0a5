"""What is wrong with a form that came back, by the words that stand in it, and never with what somebody wrote."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from macros.problems import Problem


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the form: its part, its box, in a table or block which row of it and which column, and where there."""

    part: str
    box: str = ""
    row: int = 0
    column: str = ""
    inside: str = ""

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row else ""
        named = (self.part, self.box if self.box != self.part else "", row, self.column, self.inside)
        return ", ".join(part for part in named if part)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that somebody has to mend in the form."""

    where: Where
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


# What is right, by what the reader of records found wrong. Its own messages quote what was written.
RIGHT: Mapping[str, str] = MappingProxyType(
    {
        "missing": "it is empty; fill it in",
        "empty": "it is empty; fill it in",
        "date": "this is no day that can be read; write it as in 16 September 2025",
        "instant": "this is no day and time that can be read; write them as in 16 September 2025, 10:00, and not in an "
        "hour in which the clocks change",
        "month-and-day": "this is no day of every year; write it as in 20 November",
        "several-lines": "there are several lines; write it on one",
        "reference": "a reference has small letters and digits with - between, as in child-rowan, 40 at most, and "
        "is not index",
        "title": "this has letters, digits, spaces, - and ' alone",
        "id": "the number is written as F1 for a finding, and as R1 for a recommendation",
        "unknown-id": "there is no such finding in the table of findings; write the number of one, as in F1",
        "twice": "the same stands there twice; keep one of them, or give each its own",
        "contradiction": "it still runs, and has a day on which it ended; change one of them",
        "order": "this day is before another that has to come first; one of the two is wrong",
        "markdown": "there is something in it that a record cannot hold; write it again in plain words",
    }
)
# How much is too much, and nothing of what it is.
_SAYS_NUMBERS = frozenset(("too-long",))
OTHERWISE = "this cannot be taken into a record; write it again in plain words"


def in_words(problems: Iterable[Problem], places: Mapping[str, Where], said: Iterable[Where]) -> Iterator[Trouble]:
    """Problems of the record that a form makes, each at its place in the form.

    ``places`` are by the names of fields, and of ``said`` the trouble is known already.
    """
    known = {replace(where, inside="") for where in said}
    for problem in problems:
        where = _place(problem.field, places)
        if where not in known:
            known.add(where)
            right = problem.message if problem.rule in _SAYS_NUMBERS else RIGHT.get(problem.rule, OTHERWISE)
            yield Trouble(where, right)


def _place(name: str, places: Mapping[str, Where]) -> Where:
    """The place of a field, or of what it stands in."""
    while name and name not in places:
        name = name[: max(name.rfind("."), name.rfind("["), 0)]
    return places.get(name, Where("The case"))
