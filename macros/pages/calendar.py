"""The publication calendar: what was published when, and what the partnership says ahead.

A case is on it as the view shows it, and in no other way: what is to come is announced by hand. The
internal calendar, with every step of every case, is in ``planning``.
"""

from calendar import Calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Generic, Literal, Protocol, TypeVar

from macros.dates import LONDON, in_words, london_day
from macros.guidance.front_matter import HandWritten
from macros.pages.years import ByYear, Years, count, titled, year_of, years_of
from macros.partnership.model import Announcement, Partnership
from macros.public_view import PublicCase, PublicSite, Site

MOST_REVIEWS_BY_NAME = 5
Kind = Literal["published", "corrected", "announced", "review-due"]
WORDS: dict[Kind, str] = {
    "published": "Published",
    "corrected": "Corrected",
    "announced": "Announced",
    "review-due": "Guidance to be read again",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on a day. ``link`` is a page from the site's root, empty where there is none."""

    on: date
    kind: Kind
    what: str
    link: str = ""
    at: str = ""

    @property
    def word(self) -> str:
        return WORDS[self.kind]


class OnADay(Protocol):
    """What a calendar can hold; what is of one ``kind`` stands together on its day."""

    @property
    def on(self) -> date: ...

    @property
    def kind(self) -> str: ...


Held = TypeVar("Held", bound=OnADay)


@dataclass(frozen=True, slots=True)
class Day(Generic[Held]):
    on: date
    entries: tuple[Held, ...]

    @property
    def by_kind(self) -> list[list[Held]]:
        """The day's entries, those of one kind together."""
        return [list(same) for _, same in groupby(self.entries, key=lambda entry: entry.kind)]


@dataclass(frozen=True, slots=True)
class Month(Generic[Held]):
    """A whole month, every day of it, so that it can be drawn as one."""

    first: date
    days: tuple[Day[Held], ...]

    @property
    def entries(self) -> tuple[Held, ...]:
        return tuple(entry for day in self.days for entry in day.entries)


def entries(site: PublicSite, partnership: Partnership, pages: Iterable[HandWritten], today: date) -> list[Entry]:
    """Everything on the calendar as of a day, in order of time."""
    of_cases = (entry for case in site.cases for entry in _of_case(case))
    # Two corrections of one day are one entry.
    found = dict.fromkeys([*of_cases, *of_no_case(partnership, pages, today)])
    return sorted(found, key=lambda entry: (entry.on, entry.kind, entry.at, entry.what))


def of_no_case(partnership: Partnership, pages: Iterable[HandWritten], today: date) -> Iterator[Entry]:
    """What is announced, and which guidance has to be read again, as of a day."""
    yield from (_announcement(one) for one in partnership.announcements if one.is_shown(today))
    yield from _reviews(pages, partnership, today)


def months(found: Iterable[Held], today: date) -> tuple[list[Month[Held]], list[Month[Held]]]:
    """The months from today's on, soonest first, and the past ones that hold something, newest first.

    Today's month is always there; others only where something is in them.
    """
    in_order = sorted(found, key=lambda entry: entry.on)
    by_month = {first: list(group) for first, group in groupby(in_order, key=lambda entry: entry.on.replace(day=1))}
    here = today.replace(day=1)
    by_month.setdefault(here, [])
    coming = [_month(first, by_month[first]) for first in sorted(by_month) if first >= here]
    past = [_month(first, by_month[first]) for first in sorted(by_month, reverse=True) if first < here]
    return coming, past


@dataclass(frozen=True, slots=True)
class CalendarPage(Generic[Held]):
    """The months of a calendar, soonest first and then the past ones, newest first; or those of a year."""

    root: str
    title: str
    by_year: Years
    coming: tuple[Month[Held], ...]
    past: tuple[Month[Held], ...]

    @property
    def entries(self) -> tuple[Held, ...]:
        return tuple(entry for month in (*self.coming, *self.past) for entry in month.entries)


def calendar_page(
    found: ByYear[Held], held: Mapping[str, int], title: str, today: date, of: str = ""
) -> CalendarPage[Held]:
    """The calendar of these entries: whole, or past months of the newest years, or all that is ``of`` a year.

    ``held`` is how many entries each year has that can fill a page of its own: `held_by_year`.
    """
    years = years_of(held, of)
    coming, past = months(found.of_year.get(of, ()) if of else found.every, today)
    return CalendarPage(
        "../../" if of else "../",
        titled(title, of),
        years,
        tuple(month for month in coming if not of or year_of(month.first) == of),
        tuple(month for month in past if year_of(month.first) not in years.elsewhere),
    )


def held_by_year(site: Site) -> Mapping[str, int]:
    """How much was published and corrected in each year, or is planned for it: what a calendar grows by."""
    days = (on for case in site.cases for on in (case.published, *(one.on for one in case.amendments)))
    return count(on for on in days if on)


def case_page(case: PublicCase) -> str:
    """The page at which a case is to be read first, from the site's root."""
    return f"{'reports' if case.report else 'briefings'}/{case.reference}/"


def _of_case(case: PublicCase) -> Iterator[Entry]:
    if case.published:
        yield Entry(case.published, "published", case.title, case_page(case))
    for amendment in case.amendments:
        yield Entry(amendment.on, "corrected", case.title, case_page(case))


def _reviews(pages: Iterable[HandWritten], partnership: Partnership, today: date) -> Iterator[Entry]:
    """When guidance has to be read again. What is overdue is due today, and says since when.

    Many pages of one day are one entry: a month has no room for their names.
    """
    by_day: dict[date, list[tuple[HandWritten, str]]] = {}
    for page in pages:
        if page.is_guidance and page.reviewed and page.reviewed <= today:
            due = partnership.next_review(page.reviewed)
            since = f", due since {in_words(due)}" if due < today else ""
            by_day.setdefault(max(due, today), []).append((page, since))
    for on, found in by_day.items():
        if len(found) > MOST_REVIEWS_BY_NAME:
            yield Entry(on, "review-due", f"{len(found)} pages")
        else:
            for page, since in found:
                yield Entry(on, "review-due", page.title + since, page.address)


def _announcement(one: Announcement) -> Entry:
    return Entry(london_day(one.on), "announced", one.text, at=f"{one.on.astimezone(LONDON):%H:%M}")


def _month(first: date, found: list[Held]) -> Month[Held]:
    days = (on for on in Calendar().itermonthdates(first.year, first.month) if on.month == first.month)
    return Month(first, tuple(Day(on, tuple(entry for entry in found if entry.on == on)) for on in days))


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed, since when, and on which pages: each a title and an address from the site's root."""

    on: date
    what: str
    pages: tuple[tuple[str, str], ...]


def changes(site: Site, pages: Iterable[HandWritten], today: date) -> list[Changed]:
    """What changed in guidance and published reviews up to a day, newest first."""
    of_cases = (
        (amendment.on, "Corrected after publication.", (case.title, f"{case_page(case)}#amendments"))
        for case in site.out
        for amendment in case.amendments
    )
    return _newest_first([*_of_pages(pages, today), *of_cases])


def page_changes(pages: Iterable[HandWritten], today: date) -> list[Changed]:
    """What changed in hand-written pages up to a day, newest first."""
    return _newest_first(_of_pages(pages, today))


def _of_pages(pages: Iterable[HandWritten], today: date) -> Iterator[tuple[date, str, tuple[str, str]]]:
    for page in pages:
        for change in page.changes:
            if change.on <= today:
                yield change.on, change.what, (page.title, page.address)


def _newest_first(found: Iterable[tuple[date, str, tuple[str, str]]]) -> list[Changed]:
    """One entry for all pages that changed on a day in the same words."""
    by_words: dict[tuple[date, str], set[tuple[str, str]]] = {}
    for on, what, page in found:
        by_words.setdefault((on, what), set()).add(page)
    entries = (Changed(on, what, tuple(sorted(pages))) for (on, what), pages in by_words.items())
    return sorted(entries, key=lambda one: (-one.on.toordinal(), one.pages, one.what))
