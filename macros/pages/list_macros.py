"""The macros of lists and tables made from cases, and what each of their pages shows.

A list sees of a case what it says of it and no more: it is the same until that is another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any

from macros.guidance.front_matter import HandWritten
from macros.pages.calendar import Entry, calendar_page, entries, held_by_year
from macros.pages.data import Macro
from macros.pages.lists import OUT, Card, Folder, card_of, list_page, listed_in, standings
from macros.pages.planning import STATES_OF_CASES, PlanEntry, board, board_page, plan_entries, plan_page
from macros.pages.planning import Row as OnBoard
from macros.pages.recommendations import Row, by_agency, internal_rows, rows_by_year, rows_of, table_page
from macros.pages.shown import Shown, shown
from macros.pages.templating import FROM_ROOT
from macros.pages.themes import on_themes, theme_page
from macros.pages.years import ByYear, by_year
from macros.partnership.model import Partnership
from macros.public_view import STATUSES, InternalSite, PublicCase, Site

MOST_ON_HOME = 3
MOST_CASES_OF_A_DAY = 3


def list_macros(site: Site, partnership: Partnership, pages: Iterable[HandWritten], today: date) -> Mapping[str, Macro]:
    """Every macro of a list; those of long lists are also called with a year, and give the page of it."""
    pages = tuple(pages)
    stand = standings(site)

    @cache
    def card(reference: str, folder: Folder) -> Card:
        return card_of(cases[reference], folder, stand.get(reference, OUT))

    cases = {case.reference: case for case in site.cases}
    themes = on_themes(site.cases, partnership, pages, stand)

    def card_for(case: PublicCase, folder: Folder) -> Card:
        return card(case.reference, folder)

    @cache
    def cards(folder: Folder) -> ByYear[Card]:
        found = (card_for(case, folder) for case in listed_in(site, folder))
        return by_year(found, lambda card: card.published)

    def listing(folder: Folder, of: str) -> Shown:
        return _page("list.html", list_page(site, partnership, folder, cards(folder), of))

    def theme_list() -> Shown:
        return shown("themes.html", themes=[(theme.id, theme.name, theme.description) for theme in themes.values()])

    @cache
    def on_theme(identity: str) -> tuple[ByYear[PublicCase], Mapping[str, int]]:
        return by_year(themes[identity].cases, lambda case: case.published), themes[identity].held

    def of_theme(identity: str, of: str = "") -> Shown:
        return _page("theme.html", theme_page(themes[identity], *on_theme(identity), site, card_for, of))

    def latest_publications() -> Shown:
        newest = site.out[:MOST_ON_HOME]
        cards = [card_of(case, "reports" if case.report else "briefings") for case in newest]
        return shown("latest_publications.html", root=FROM_ROOT, cards=cards)

    return {
        "briefing_list": lambda of="": listing("briefings", of),
        "report_list": lambda of="": listing("reports", of),
        "theme_list": theme_list,
        "theme_page": of_theme,
        "latest_publications": latest_publications,
        **_tables(site, partnership, today),
        **_calendar(site, partnership, pages, today),
    }


def _tables(site: Site, partnership: Partnership, today: date) -> Mapping[str, Macro]:
    """Recommendations of all agencies and of each, and on an internal site the board of every case."""
    internal = isinstance(site, InternalSite)

    @cache
    def every() -> tuple[Row, ...]:
        return internal_rows(site, today) if isinstance(site, InternalSite) else rows_of(site.cases)

    @cache
    def of_agencies() -> Mapping[str, list[Row]]:
        return by_agency(every())

    @cache
    def rows(own: str) -> ByYear[Row]:
        return rows_by_year(of_agencies()[own] if own else every())

    def table(own: str, of: str) -> Shown:
        found = table_page(rows(own), partnership, own, of, internal=internal)
        return _page("recommendations.html", found, states=STATES_OF_CASES, statuses=list(STATUSES))

    @cache
    def whole_board() -> tuple[list[tuple[str, int]], list[OnBoard]]:
        assert isinstance(site, InternalSite)
        return board(site, partnership, today)

    def status_board(of: str = "") -> Shown:
        return _page("status_board.html", board_page(*whole_board(), of), today=today)

    return {
        "recommendations": lambda of="": table("", of),
        "agency_recommendations": lambda own, of="": table(own, of),
        **({"status_board": status_board} if internal else {}),
    }


def _calendar(site: Site, partnership: Partnership, pages: tuple[HandWritten, ...], today: date) -> Mapping[str, Macro]:
    @cache
    def published() -> ByYear[Entry]:
        assert not isinstance(site, InternalSite)
        return by_year(entries(site, partnership, pages, today), lambda entry: entry.on)

    @cache
    def planned() -> ByYear[PlanEntry]:
        assert isinstance(site, InternalSite)
        return by_year(plan_entries(site, partnership, pages, today), lambda entry: entry.on)

    def calendar(of: str = "") -> Shown:
        if not isinstance(site, InternalSite):
            return _page("calendar.html", calendar_page(published(), held_by_year(site), "Calendar", today, of))
        found = plan_page(site, planned(), partnership, today, of)
        extra = {"overdue": found.overdue, "choices": found.choices, "most_cases": MOST_CASES_OF_A_DAY, "today": today}
        return _page("planning_calendar.html", found.calendar, **extra)

    return {"calendar_page": calendar}


def _page(template: str, page: Any, **also: object) -> Shown:
    """A template that sees the parts of a page by their names."""
    return shown(template, **{part.name: getattr(page, part.name) for part in fields(page)}, **also)
