"""What the last full run of the checks in the browser did: `checked.yml`, which `make statement` renews.

It is renewed only when every check passed: what it holds was looked at and found right, but for the exemptions.
"""

from functools import cache
from pathlib import Path

from macros import strict_model
from macros.dates import in_words
from macros.partnership.model import in_a_row
from macros.strict_model import Day, Line, Strict, Whole

FILE = Path(__file__).with_name("checked.yml")


class Exemption(Strict):
    """What axe names and keeps nobody out: its rule, where that is, and why."""

    rule: Line
    where: Line
    reason: Line


class Lighthouse(Strict):
    """The lowest figure of all pages in each category, of 100."""

    version: Line
    pages: Whole
    lowest: dict[Line, Whole]


class Checked(Strict):
    """The run: its day, what looked, at what and how; and what was found to be so, as sentences."""

    tested: Day
    chromium: Line
    axe: Line
    kinds: Whole
    widths: tuple[Whole, ...]
    schemes: tuple[Line, ...]
    zooms: tuple[Line, ...]
    checks: dict[Line, tuple[Line, ...]]
    exemptions: tuple[Exemption, ...]
    lighthouse: Lighthouse

    @property
    def day(self) -> str:
        return in_words(self.tested)

    @property
    def at_widths(self) -> str:
        return in_a_row([str(width) for width in self.widths])

    @property
    def in_schemes(self) -> str:
        return in_a_row(self.schemes)

    @property
    def at_zooms(self) -> str:
        return in_a_row(self.zooms)

    @property
    def combinations(self) -> int:
        return self.kinds * len(self.widths) * len(self.schemes)


@cache
def checked() -> Checked:
    """The run as the package holds it."""
    return strict_model.read(Checked, FILE.read_bytes(), FILE.name).value
