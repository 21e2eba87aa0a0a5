"""Long lists by year: which years stand on the list's own page, and what leads to the pages of the others."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Generic, TypeVar

from macros.partnership.model import in_a_row

# A list with no more than this is one page.
MOST = 200
# The address of a year begins with a figure, which no case's reference does.
UNDATED = "0-not-published"
Held = TypeVar("Held")


@dataclass(frozen=True, slots=True)
class YearLink:
    """A way to a page of the list; ``count`` is None for the list's own page, which has the newest."""

    href: str
    words: str
    count: int | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class Years:
    """The years of a long list, newest first, each with how much it holds; none where the list is one page.

    ``of`` is the year whose page this is, empty on the list's own page. That one has the newest years, as many
    as are together no more than a page holds, and the newest one always.
    """

    counts: tuple[tuple[str, int], ...] = ()
    of: str = ""
    here: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.counts)

    @property
    def shown(self) -> str:
        """The years on this page in words: ``2025 and 2024``."""
        return "no year yet" if self.of == UNDATED else in_a_row(self.here)

    @property
    def said(self) -> str:
        """What is on this page, and that the rest is elsewhere."""
        held = sum(count for year, count in self.counts if year in self.here)
        total = sum(count for _, count in self.counts)
        return f"Here are {held:,} of {total:,}: those of {self.shown}. Each year has a page of its own."

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """The years to which the list's own page only leads."""
        return () if self.of else tuple(year for year, _ in self.counts if year not in self.here)

    @property
    def links(self) -> tuple[YearLink, ...]:
        """The list's own page, then each year."""
        up = "../" if self.of else ""
        newest = YearLink(up or "./", "Newest", None, not self.of)
        of_years = (YearLink(f"{up}{year}/", in_words(year), count, year == self.of) for year, count in self.counts)
        return (newest, *of_years)

    def holds(self, on: date | None) -> bool:
        """Whether what is of a day stands on this page."""
        return not self.counts or year_of(on) in self.here


@dataclass(frozen=True, slots=True)
class ByYear(Generic[Held]):
    """What a list holds, in its order, and by year: sorted once, because each year's page asks for its own."""

    every: tuple[Held, ...]
    of_year: Mapping[str, list[Held]]

    @property
    def counts(self) -> Mapping[str, int]:
        return {year: len(found) for year, found in self.of_year.items()}

    def on(self, years: Years) -> tuple[Held, ...]:
        """What stands on a page, where the newest comes first."""
        if not years:
            return self.every
        return tuple(one for year in years.here for one in self.of_year.get(year, ()))


def by_year(found: Iterable[Held], day: Callable[[Held], date | None]) -> ByYear[Held]:
    every = tuple(found)
    of_year: dict[str, list[Held]] = {}
    for one in every:
        of_year.setdefault(year_of(day(one)), []).append(one)
    return ByYear(every, of_year)


def year_of(on: date | None) -> str:
    """The year of a day as its page is addressed."""
    return str(on.year) if on else UNDATED


def in_words(year: str) -> str:
    return "not published" if year == UNDATED else year


def titled(title: str, of: str) -> str:
    """The title of the page of a year: ``Briefings 2024``."""
    return f"{title}{', ' if of == UNDATED else ' '}{in_words(of)}" if of else title


def count(days: Iterable[date | None]) -> Mapping[str, int]:
    return Counter(map(year_of, days))


def years_of(counts: Mapping[str, int], of: str = "") -> Years:
    """The years of a list that holds so much of each: none where it is short, or all of one year."""
    if sum(counts.values()) <= MOST or len(counts) < 2:
        return Years()
    all_years = sorted(counts, key=lambda year: "" if year == UNDATED else year, reverse=True)
    so_far = accumulate(counts[year] for year in all_years)
    newest = max(1, sum(held <= MOST for held in so_far))
    return Years(tuple((year, counts[year]) for year in all_years), of, (of,) if of else tuple(all_years[:newest]))
