"""Lists of cases: in what order, by what they can be filtered, and which cases are near one another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from macros.partnership.model import Partnership
from macros.public_view import PublicCase, Term

MOST_NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to filter a list: the name of its field, its label, and the terms to choose from."""

    name: str
    label: str
    terms: tuple[Term, ...]


Neighbours = tuple[tuple[Term, tuple[PublicCase, ...]], ...]


def terms_of(case: PublicCase) -> Mapping[str, tuple[str, ...]]:
    """What a case is filtered by: for each field of the filter the ids that fit it."""
    return {
        "theme": tuple(term.id for term in case.themes),
        "age": tuple(dict.fromkeys(child.age_band.id for child in case.children if child.age_band)),
        "agency": tuple(term.id for term in case.agencies),
        "year": (str(case.published.year),) if case.published else (),
    }


def choices(cases: Iterable[PublicCase], partnership: Partnership) -> tuple[Choice, ...]:
    """The filter of a list: only terms that some case of the list has, in the partnership's order."""
    found: dict[str, set[str]] = {"theme": set(), "age": set(), "agency": set(), "year": set()}
    for case in cases:
        for name, ids in terms_of(case).items():
            found[name].update(ids)
    offered = (
        ("theme", "Theme", {identity: theme.name for identity, theme in partnership.themes.items()}),
        ("age", "Age of the child", {identity: band.name for identity, band in partnership.age_bands.items()}),
        ("agency", "Agency", partnership.agency_names),
        ("year", "Year", {year: year for year in sorted(found["year"], reverse=True)}),
    )
    return tuple(
        Choice(
            name, label, tuple(Term(identity, words) for identity, words in terms.items() if identity in found[name])
        )
        for name, label, terms in offered
        if found[name]
    )


def neighbours(cases: Iterable[PublicCase]) -> Mapping[str, Neighbours]:
    """For each case, theme by theme, the newest others that share it; none is named twice for one case."""
    cases = list(cases)
    by_theme: dict[str, list[PublicCase]] = {}
    for case in cases:
        for theme in case.themes:
            by_theme.setdefault(theme.id, []).append(case)
    return {case.reference: _near(case, by_theme) for case in cases}


def _near(case: PublicCase, by_theme: Mapping[str, list[PublicCase]]) -> Neighbours:
    named = {case.reference}
    found = []
    for theme in case.themes:
        # So many and no more: a theme may hold a thousand cases, and this is asked for each of them.
        newest = by_theme[theme.id][: MOST_NEIGHBOURS + len(named)]
        others = tuple(other for other in newest if other.reference not in named)[:MOST_NEIGHBOURS]
        named |= {other.reference for other in others}
        if others:
            found.append((theme, others))
    return tuple(found)
