"""What the last long run of `make bench` measured: `measured.yml`, which it writes. Without it nothing is told."""

from functools import cache
from pathlib import Path

from macros import strict_model
from macros.dates import in_words
from macros.strict_model import Day, Line, Strict, Whole, YesNo

FILE = Path(__file__).with_name("measured.yml")


class Figure(Strict):
    """One line: ours, and plain mkdocs-material beside it; what is wanted, and whether that is met."""

    what: Line
    title: Line
    records: Whole
    ours: Line
    plain: Line | None = None
    ratio: Line | None = None
    wanted: Line | None = None
    met: YesNo | None = None
    measured: Day


class Measured(Strict):
    """All figures that were measured on one machine, with one set of versions."""

    machine: dict[Line, Line]
    figures: tuple[Figure, ...]

    @property
    def days(self) -> str:
        """The day, or the first and the last."""
        days = sorted({figure.measured for figure in self.figures})
        return in_words(days[0]) if len(days) == 1 else f"{in_words(days[0])} to {in_words(days[-1])}"


@cache
def measured() -> Measured | None:
    """The figures as the package holds them."""
    return strict_model.read(Measured, FILE.read_bytes(), FILE.name).value if FILE.exists() else None
