"""What a rule is asked with, and what it answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from macros.partnership.checks import LIMITS_OF_RULES
from macros.partnership.model import Partnership
from macros.partnership.timescales import Timescale, Window
from macros.problems import Severity
from macros.records.model import CaseRecord, ReviewKind

FieldPath = tuple[str | int, ...]
RuleKind = Literal["standing", "release"]


@dataclass(frozen=True, slots=True)
class Asking:
    """The day a rule is asked for, and the partnership whose limits hold on it.

    A recorded date later than ``day`` has not happened yet. ``publication`` is the day of
    publication in London, None while none is set. Release rules are asked for that day once it is
    set, so that a later change of a timescale never takes an old report down. ``marked`` are the
    fields in which the anonymity check marks something, once for each mark.
    """

    day: date
    publication: date | None
    partnership: Partnership
    marked: Sequence[FieldPath]

    def happened(self, on: date | None) -> bool:
        return on is not None and on <= self.day

    def scale(self, identity: str) -> Timescale:
        return self.partnership.timescale(identity, self.publication or self.day)

    def window(self, identity: str) -> Window:
        """The days that a timescale leaves around publication; none while no day is set.

        Raises LookupError for a limit that the partnership file may leave without its number.
        """
        if identity not in LIMITS_OF_RULES:
            raise LookupError(f"`{identity}` is no limit of a rule: without its number every date would pass")
        if self.publication is None:
            return Window()
        return self.scale(identity).window(self.publication, self.partnership.calendar)


@dataclass(frozen=True, slots=True)
class Unmet:
    """A rule that is not met: what to mend, in which field, and by which day.

    ``contradicted`` says that a date recorded already breaks the rule, so that waiting will not
    mend it.
    """

    message: str
    field: FieldPath
    by: date | None = None
    severity: Severity = "error"
    contradicted: bool = False
    code: str = ""
    acts: str = ""


Check = Callable[[CaseRecord, Asking], Iterator[Unmet]]

ALL: frozenset[ReviewKind] = frozenset({"cspr", "rapid-review", "case-mapping", "thematic", "serious-case-review"})
REPORTED: frozenset[ReviewKind] = frozenset({"cspr", "thematic"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the framework: its stable code, for whom it is, who acts on it, and its check."""

    code: str
    kind: RuleKind
    applies_to: frozenset[ReviewKind]
    acts: str
    check: Check
