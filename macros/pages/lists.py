"""Lists of cases: by what they can be filtered."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from macros.partnership.model import Partnership
from macros.public_view import PublicCase, Term


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to filter a list: the name of its field, its label, and the terms to choose from."""

    name: str
    label: str
    terms: tuple[Term, ...]


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
    return fitting(offered, found)


def fitting(
    offered: Iterable[tuple[str, str, Mapping[str, str]]], found: Mapping[str, Collection[str]]
) -> tuple[Choice, ...]:
    """Of what a filter could offer (name, label, words by id) only what was found; no field without a choice."""
    return tuple(
        Choice(name, label, tuple(Term(identity, word) for identity, word in words.items() if identity in found[name]))
        for name, label, words in offered
        if found.get(name)
    )
