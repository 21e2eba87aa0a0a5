"""What reviews asked for: every recommendation of every case of a view, and those of one agency."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from macros.pages.lists import CaseHead, Choice, fitting, head_of
from macros.pages.years import ByYear, Years, by_year, titled, years_of
from macros.partnership.model import Partnership
from macros.planning import DAYS_AHEAD, FOLLOWS, Follow, follow
from macros.public_view import STATUSES, InternalSite, PublicCase, PublicRecommendation, Term
from macros.rules import State

# Notes on progress with more words than this are folded.
MOST_WORDS = 40
FOLLOW_WORDS: dict[Follow, str] = {"overdue": "Overdue", "due": f"Due in the next {DAYS_AHEAD} days"}


@dataclass(frozen=True, slots=True)
class Row:
    """A recommendation with its case. The case's state and ``follow`` are for internal builds alone, else None."""

    case: CaseHead
    entry: PublicRecommendation
    follow: Follow | None = None

    @property
    def place(self) -> str:
        """A name for the recommendation on a page with many cases."""
        return f"{self.case.reference}-{self.entry.id.lower()}"

    @property
    def address(self) -> str:
        """Where it stands in its case, from the site's root."""
        return f"{self.case.page}#recommendation-{self.entry.id.lower()}"

    @property
    def reported(self) -> date | None:
        """The day of the last progress note."""
        return self.entry.progress[-1].on if self.entry.progress else None

    @property
    def terms(self) -> Mapping[str, tuple[str, ...]]:
        """What it is filtered by: for each field of the filter the ids that fit it."""
        published = self.case.published
        return {
            "follow": (self.follow,) if self.follow else (),
            "agency": tuple(agency.id for agency in self.entry.agencies),
            "theme": self.case.themes,
            "status": (self.entry.status.id,),
            "year": (str(published.year),) if published else (),
        }

    @property
    def is_long(self) -> bool:
        """Whether its progress is folded."""
        return sum(note.text.word_count for note in self.entry.progress) > MOST_WORDS


def rows_of(cases: Iterable[PublicCase], states: Mapping[str, State] | None = None) -> tuple[Row, ...]:
    """Every recommendation of cases that stand newest first: of one case in the order of their ids."""
    states = states or {}
    heads = ((case, head_of(case, states.get(case.reference))) for case in cases)
    return tuple(Row(head, entry) for case, head in heads for entry in _in_order(case))


def internal_rows(site: InternalSite, today: date) -> tuple[Row, ...]:
    """As `rows_of`, with the state of each case, and whether the recommendation is overdue or due soon on a day."""
    states = {one.case.reference: one.state for one in site.internal_cases}
    return tuple(_followed(row, states[row.case.reference], today) for row in rows_of(site.cases, states))


def _followed(row: Row, state: State, today: date) -> Row:
    return replace(row, follow=follow(row.entry.due, row.entry.status.id, state, today))


def _in_order(case: PublicCase) -> list[PublicRecommendation]:
    return sorted(case.recommendations, key=lambda entry: int(entry.id[1:]))


def agencies_of(cases: Iterable[PublicCase], partnership: Partnership) -> tuple[Term, ...]:
    """The agencies that have a page: those that a recommendation of some case names, in the partnership's order."""
    named = {agency.id for case in cases for entry in case.recommendations for agency in entry.agencies}
    return tuple(Term(id, name) for id, name in partnership.agency_names.items() if id in named)


def by_agency(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    """The recommendations for each agency, alone or with others, by its id."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        for identity in dict.fromkeys(agency.id for agency in row.entry.agencies):
            found.setdefault(identity, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class TablePage:
    """A table of recommendations: of all or of its ``own`` agency, and of a long one those of a year.

    ``counts`` are for internal sites alone, and always of all.
    """

    root: str
    title: str
    lede: str
    own: str
    by_year: Years
    rows: tuple[Row, ...]
    choices: tuple[Choice, ...]
    counts: tuple[tuple[Follow, str, int], ...]
    internal: bool


def table_page(
    rows: ByYear[Row], partnership: Partnership, own: str = "", of: str = "", *, internal: bool = False
) -> TablePage:
    """The table of these recommendations, or the page ``of`` a year; they are all for the agency ``own``, if any.

    What is overdue or due soon stands on the first page whatever its year: nobody looks for it page by page.
    """
    years = years_of(rows.counts, of)
    here = rows.on(years)
    if internal and years and not of:
        here = tuple(row for row in rows.every if years.holds(row.case.published) or row.follow)
    name = f"{partnership.agency_names[own]}: recommendations" if own else "Recommendations"
    whom = "of this agency, alone or with others, by when" if own else "for, of whom and by when"
    without = {"agency"} if own else set()
    return TablePage(
        "../" * (1 + bool(own) + bool(of)),
        titled(name, of),
        f"What reviews asked {whom}, and what has become of it.",
        own,
        years,
        here,
        row_choices(here, partnership, without | ({"year"} if years else set())),
        counts_of(rows.every) if internal else (),
        internal,
    )


def rows_by_year(rows: Iterable[Row]) -> ByYear[Row]:
    """Recommendations by the year in which their cases were published."""
    return by_year(rows, lambda row: row.case.published)


def row_choices(rows: Iterable[Row], partnership: Partnership, without: Collection[str] = ()) -> tuple[Choice, ...]:
    """The filter of a table, only of what some recommendation of it has; fields can be left out."""
    found: dict[str, set[str]] = {}
    for row in rows:
        for name, ids in row.terms.items():
            found.setdefault(name, set()).update(ids)
    words: dict[str, tuple[str, Mapping[str, str]]] = {
        "follow": ("Overdue or due soon", {how: FOLLOW_WORDS[how] for how in FOLLOWS}),
        "agency": ("Agency", partnership.agency_names),
        "theme": ("Theme of the review", {id: theme.name for id, theme in partnership.themes.items()}),
        "status": ("Status", STATUSES),
        "year": ("Year of publication", {year: year for year in sorted(found.get("year", ()), reverse=True)}),
    }
    return fitting(((name, *one) for name, one in words.items() if name not in without), found)


def counts_of(rows: Iterable[Row]) -> tuple[tuple[Follow, str, int], ...]:
    """How many are overdue and how many due soon, each with its word."""
    found = [row.follow for row in rows]
    return tuple((how, FOLLOW_WORDS[how], found.count(how)) for how in FOLLOWS)


def by_finding(
    case: PublicCase,
) -> tuple[Mapping[str, Sequence[PublicRecommendation]], Sequence[PublicRecommendation]]:
    """The recommendations that answer each finding of a case, by its id, and those that answer none."""
    answers = {
        finding.id: [entry for entry in case.recommendations if entry.finding == finding.id]
        for finding in case.findings
    }
    return answers, [entry for entry in case.recommendations if entry.finding not in answers]
