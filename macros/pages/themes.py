"""What reviews say on one theme, from the cases of the view: a theme that none of them has does not exist."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from macros.guidance.front_matter import HandWritten
from macros.pages.lists import OUT, Card, CaseHead, Folder, PageLink, Standing, head_of
from macros.pages.years import ByYear, Years, count, titled, year_of, years_of
from macros.partnership.model import Partnership
from macros.public_view import InternalSite, PublicCase, PublicFinding, PublicRecommendation, Site


@dataclass(frozen=True, slots=True)
class Found:
    """A finding on a theme. ``link`` leads to it in the report, or to the briefing where there is no report."""

    case: CaseHead
    finding: PublicFinding
    link: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A recommendation on a theme, with its place on the case's page.

    It answers a finding on the theme; or it answers none, and is of a case on the theme.
    """

    case: CaseHead
    entry: PublicRecommendation
    link: str


@dataclass(frozen=True, slots=True)
class OnTheme:
    """The cases on a theme, newest first, with what they say on it; links begin at the site's root.

    ``standings`` are those of the cases by their references, on an internal site.
    """

    id: str
    name: str
    description: str
    cases: tuple[PublicCase, ...]
    guidance: tuple[HandWritten, ...]
    standings: Mapping[str, Standing]

    @property
    def found(self) -> tuple[Found, ...]:
        return tuple(
            Found(self._head(case), finding, _place(case, f"finding-{finding.id.lower()}", "step-5"))
            for case in self.cases
            for finding in self._findings(case)
        )

    @property
    def answers(self) -> tuple[Answer, ...]:
        return tuple(
            Answer(self._head(case), entry, _place(case, place := f"recommendation-{entry.id.lower()}", place))
            for case in self.cases
            for entry in case.recommendations
            if self._is_answered(entry, case)
        )

    @property
    def briefings(self) -> tuple[PublicCase, ...]:
        return tuple(case for case in self.cases if case.briefing)

    @property
    def reports_alone(self) -> tuple[PublicCase, ...]:
        return tuple(case for case in self.cases if not case.briefing)

    @property
    def years(self) -> tuple[tuple[int, int], ...]:
        """How many cases each year has, from the first to the last; one without a day of publication is in none."""
        counted = Counter(case.published.year for case in self.cases if case.published)
        return tuple((year, counted[year]) for year in range(min(counted), max(counted) + 1)) if counted else ()

    @property
    def held(self) -> Mapping[str, int]:
        """How much there is of each year in the longest of the lists on its page."""
        days = {case.reference: case.published for case in self.cases}
        said = [[one.case.reference for one in self.found], [one.case.reference for one in self.answers]]
        longest = max([list(days), *said], key=len)
        return {**{year_of(on): 0 for on in days.values()}, **count(days[reference] for reference in longest)}

    def standing(self, case: PublicCase) -> Standing:
        return self.standings.get(case.reference, OUT)

    def _head(self, case: PublicCase) -> CaseHead:
        return head_of(case, self.standing(case).state)

    def _is_answered(self, entry: PublicRecommendation, case: PublicCase) -> bool:
        if entry.finding is None:
            return self.id in {theme.id for theme in case.themes}
        return entry.finding in {finding.id for finding in self._findings(case)}

    def _findings(self, case: PublicCase) -> list[PublicFinding]:
        return [finding for finding in case.findings if finding.theme and finding.theme.id == self.id]


@dataclass(frozen=True, slots=True)
class ThemePage:
    """What the page of a theme shows, or the page of a year of a long one: that has no guidance and no chart.

    ``years`` are the figures of the chart. What is ``planned`` has a year as well, and only the partnership sees it.
    """

    root: str
    title: str
    description: str
    by_year: Years
    found: tuple[Found, ...]
    answers: tuple[Answer, ...]
    briefings: tuple[Card, ...]
    reports_alone: tuple[Card, ...]
    guidance: tuple[PageLink, ...]
    years: tuple[tuple[int, int], ...]
    planned: bool


def theme_page(
    theme: OnTheme,
    cases: ByYear[PublicCase],
    held: Mapping[str, int],
    site: Site,
    card: Callable[[PublicCase, Folder], Card],
    of: str = "",
) -> ThemePage:
    """The page of a theme, or ``of`` a year of it. ``held`` is what `OnTheme.held` says; ``card`` makes cards."""
    years = years_of(held, of)
    here = replace(theme, cases=cases.on(years))
    return ThemePage(
        "../../../" if of else "../../",
        titled(theme.name, of),
        theme.description,
        years,
        here.found,
        here.answers,
        tuple(card(case, "briefings") for case in here.briefings),
        tuple(card(case, "reports") for case in here.reports_alone),
        () if of else tuple(map(PageLink.to, theme.guidance)),
        () if of else theme.years,
        isinstance(site, InternalSite),
    )


def on_themes(
    cases: Iterable[PublicCase],
    partnership: Partnership,
    pages: Iterable[HandWritten] = (),
    standings: Mapping[str, Standing] | None = None,
) -> Mapping[str, OnTheme]:
    """Every theme that some case or one of its findings has, by its id, in the partnership's order."""
    found: dict[str, list[PublicCase]] = {}
    for case in cases:
        terms = (*case.themes, *(finding.theme for finding in case.findings if finding.theme))
        for identity in dict.fromkeys(term.id for term in terms):
            found.setdefault(identity, []).append(case)
    pages = tuple(pages)
    return {
        identity: OnTheme(
            identity,
            theme.name,
            theme.description,
            tuple(found[identity]),
            tuple(page for page in pages if identity in page.head.themes),
            standings or {},
        )
        for identity, theme in partnership.themes.items()
        if identity in found
    }


def _place(case: PublicCase, in_report: str, in_briefing: str) -> str:
    if case.report:
        return f"reports/{case.reference}/#{in_report}"
    return f"briefings/{case.reference}/#{in_briefing}"
