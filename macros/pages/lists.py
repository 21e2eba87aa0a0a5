"""Lists of cases: what each says of a case, by what it can be filtered, and the years of a long one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal, NamedTuple

from macros.guidance.front_matter import HandWritten
from macros.pages.calendar import case_page
from macros.pages.years import ByYear, Years, titled, years_of
from macros.partnership.model import Partnership
from macros.public_view import InternalSite, PublicCase, PublicSite, Site, Term
from macros.records.length import words as words_to_read
from macros.rules import State

Folder = Literal["briefings", "reports"]
WORDS_A_MINUTE = 200
_TITLES: Mapping[Folder, str] = {"briefings": "Briefings", "reports": "Reports"}
_LEDES: Mapping[Folder, str] = {
    "briefings": "What reviews teach, in six steps and ten minutes, with questions for your team.",
    "reports": "Reports of reviews, written so that nobody can be identified.",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to filter a list: the name of its field, its label, and the terms to choose from."""

    name: str
    label: str
    terms: tuple[Term, ...]


class PageLink(NamedTuple):
    """What stands of a hand-written page in a list of pages."""

    title: str
    address: str

    @classmethod
    def to(cls, page: HandWritten) -> "PageLink":
        return cls(page.title, page.address)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands, for internal sites alone, and what its day is called there."""

    state: State | None = None
    day_is: str = "Published"


OUT = Standing()


@dataclass(frozen=True, slots=True)
class CaseHead:
    """What a row or an entry says of its case. ``page`` is where it is read first, from the site's root."""

    reference: str
    title: str
    example: bool
    kind: str
    published: date | None
    themes: tuple[str, ...]
    page: str
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What a list says of a case, and no more: a list is the same as long as its cards are.

    ``terms`` are what it is filtered by: for each field of the filter the ids that fit it. ``minutes`` is how
    long it takes to read what the card leads to, in the folder ``folder``.
    """

    folder: str
    reference: str
    title: str
    example: bool
    kind: str
    published: date | None
    summary: str
    improvements_only: bool
    themes: tuple[str, ...]
    ages: tuple[str, ...]
    terms: Mapping[str, tuple[str, ...]]
    minutes: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list: its cards by year, newest first. ``follow`` is whether it can be followed from outside."""

    root: str
    folder: str
    title: str
    lede: str
    by_year: Years
    shelves: tuple[tuple[str, tuple[Card, ...]], ...]
    choices: tuple[Choice, ...]
    follow: bool


def list_page(site: Site, partnership: Partnership, folder: Folder, cards: ByYear[Card], of: str = "") -> ListPage:
    """The list of briefings or of reports, or of a long one the page ``of`` a year. Cards come newest first."""
    years = years_of(cards.counts, of)
    here = cards.on(years)
    by_day = groupby(here, key=lambda card: card.published.year if card.published else "")
    shelves = tuple((str(year), tuple(found)) for year, found in by_day)
    return ListPage(
        "../../" if of else "../",
        folder,
        titled(_TITLES[folder], of),
        _LEDES[folder],
        years,
        shelves,
        choices_of((card.terms for card in here), partnership, with_year=not years),
        isinstance(site, PublicSite),  # nothing of an internal site is followed from outside
    )


def listed_in(site: Site, folder: Folder) -> tuple[PublicCase, ...]:
    """The cases that stand on the list of briefings, or of reports."""
    return tuple(case for case in site.cases if (case.briefing if folder == "briefings" else case.report))


def standings(site: Site) -> Mapping[str, Standing]:
    """How every case stands, by its reference; nothing for a public site, where all are out."""
    if not isinstance(site, InternalSite):
        return {}
    return {one.case.reference: Standing(one.state, one.day_is) for one in site.internal_cases}


def card_of(case: PublicCase, folder: str, standing: Standing = OUT) -> Card:
    return Card(
        folder,
        case.reference,
        case.title,
        case.example,
        case.kind,
        case.published,
        case.summary,
        case.report is not None and case.report.improvements_only,
        tuple(theme.name for theme in case.themes),
        tuple(dict.fromkeys(child.age_band.name for child in case.children if child.age_band)),
        terms_of(case),
        minutes(case, folder),
        standing,
    )


def head_of(case: PublicCase, state: State | None = None) -> CaseHead:
    themes = tuple(theme.id for theme in case.themes)
    return CaseHead(case.reference, case.title, case.example, case.kind, case.published, themes, case_page(case), state)


def terms_of(case: PublicCase) -> Mapping[str, tuple[str, ...]]:
    """What a case is filtered by: for each field of the filter the ids that fit it."""
    return {
        "theme": tuple(term.id for term in case.themes),
        "age": tuple(dict.fromkeys(child.age_band.id for child in case.children if child.age_band)),
        "agency": tuple(term.id for term in case.agencies),
        "year": (str(case.published.year),) if case.published else (),
    }


def minutes(case: PublicCase, folder: str) -> str:
    """How long it takes to read the briefing or the report of a case: ``6 minutes``."""
    if folder == "briefings" and case.briefing:
        return in_minutes(words_to_read(case.briefing.steps, case.briefing.good_practice, case.recommendations))
    if folder == "reports" and case.report and case.report.sections:
        found = [one.text for one in case.findings] + [one.text for one in case.recommendations]
        texts = [*(section.text for section in case.report.sections), *found]
        return in_minutes(sum(text.word_count for text in texts if text))
    return ""


def in_minutes(words: int) -> str:
    """How long so many words take to read; at least a minute."""
    minutes = max(1, round(words / WORDS_A_MINUTE))
    return f"{minutes} {'minute' if minutes == 1 else 'minutes'}"


def choices(cases: Iterable[PublicCase], partnership: Partnership) -> tuple[Choice, ...]:
    """The filter of a list: only terms that some case of the list has, in the partnership's order."""
    return choices_of(map(terms_of, cases), partnership)


def choices_of(
    terms: Iterable[Mapping[str, tuple[str, ...]]], partnership: Partnership, *, with_year: bool = True
) -> tuple[Choice, ...]:
    """As `choices`, of what each case is filtered by; the page of a year is not asked for its year."""
    found: dict[str, set[str]] = {"theme": set(), "age": set(), "agency": set(), "year": set()}
    for one in terms:
        for name, ids in one.items():
            found[name].update(ids)
    offered = (
        ("theme", "Theme", {identity: theme.name for identity, theme in partnership.themes.items()}),
        ("age", "Age of the child", {identity: band.name for identity, band in partnership.age_bands.items()}),
        ("agency", "Agency", partnership.agency_names),
        ("year", "Year", {year: year for year in sorted(found["year"], reverse=True)}),
    )
    return fitting(offered if with_year else offered[:-1], found)


def fitting(
    offered: Iterable[tuple[str, str, Mapping[str, str]]], found: Mapping[str, Collection[str]]
) -> tuple[Choice, ...]:
    """Of what a filter could offer (name, label, words by id) only what was found; no field without a choice."""
    return tuple(
        Choice(name, label, tuple(Term(identity, word) for identity, word in words.items() if identity in found[name]))
        for name, label, words in offered
        if found.get(name)
    )
