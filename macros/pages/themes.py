"""What reviews say on one theme, from the cases of the view: a theme that none of them has does not exist."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from macros.guidance.front_matter import HandWritten
from macros.partnership.model import Partnership
from macros.public_view import PublicCase, PublicFinding, PublicRecommendation


@dataclass(frozen=True, slots=True)
class Found:
    """A finding on a theme. ``link`` leads to it in the report, or to the briefing where there is no report."""

    case: PublicCase
    finding: PublicFinding
    link: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A recommendation on a theme, with its place on the case's page.

    It answers a finding on the theme; or it answers none, and is of a case on the theme.
    """

    case: PublicCase
    entry: PublicRecommendation
    link: str


@dataclass(frozen=True, slots=True)
class OnTheme:
    """All that stands on the page of a theme, newest cases first; links begin at the site's root."""

    id: str
    name: str
    description: str
    cases: tuple[PublicCase, ...]
    guidance: tuple[HandWritten, ...]

    @property
    def found(self) -> tuple[Found, ...]:
        return tuple(
            Found(case, finding, _place(case, f"finding-{finding.id.lower()}", "step-5"))
            for case in self.cases
            for finding in self._findings(case)
        )

    @property
    def answers(self) -> tuple[Answer, ...]:
        return tuple(
            Answer(case, entry, _place(case, place := f"recommendation-{entry.id.lower()}", place))
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

    def _is_answered(self, entry: PublicRecommendation, case: PublicCase) -> bool:
        if entry.finding is None:
            return self.id in {theme.id for theme in case.themes}
        return entry.finding in {finding.id for finding in self._findings(case)}

    def _findings(self, case: PublicCase) -> list[PublicFinding]:
        return [finding for finding in case.findings if finding.theme and finding.theme.id == self.id]


def on_themes(
    cases: Iterable[PublicCase], partnership: Partnership, pages: Iterable[HandWritten] = ()
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
        )
        for identity, theme in partnership.themes.items()
        if identity in found
    }


def _place(case: PublicCase, in_report: str, in_briefing: str) -> str:
    if case.report:
        return f"reports/{case.reference}/#{in_report}"
    return f"briefings/{case.reference}/#{in_briefing}"
