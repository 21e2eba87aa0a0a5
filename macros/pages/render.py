"""The macros that are made from public cases: the pages of cases, their lists, the calendar, the home page."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby

from macros.guidance.front_matter import HandWritten
from macros.pages.calendar import changes, entries, months
from macros.pages.data import Macro
from macros.pages.files import Files
from macros.pages.lists import choices
from macros.pages.planning import STATES_OF_CASES, board, by_case, overdue, plan_choices, plan_entries
from macros.pages.read_next import RULE, read_next
from macros.pages.readiness import sheet_of
from macros.pages.recommendations import (
    Row,
    agencies_of,
    by_finding,
    counts_of,
    internal_rows,
    of_agency,
    row_choices,
    rows_of,
)
from macros.pages.style import style_page
from macros.pages.templating import FROM_ROOT, ROOT, render
from macros.pages.themes import on_themes
from macros.partnership.model import Partnership
from macros.public_view import STATUSES, InternalSite, PublicCase, PublicSite, Site

MOST_ON_HOME = 3
MOST_CHANGES = 5
MOST_CASES_OF_A_DAY = 3
MOST_PAGES_OF_A_CHANGE = 3


def page_macros(
    site: Site, partnership: Partnership, pages: Iterable[HandWritten], files: Files, today: date
) -> Mapping[str, Macro]:
    """The macros that are made from records: of generated pages, each with a case's reference, and of the home page."""
    pages = tuple(pages)
    cases = {case.reference: case for case in site.cases}
    internal = {entry.case.reference: entry for entry in site.internal_cases} if isinstance(site, InternalSite) else {}
    states = {reference: entry.state for reference, entry in internal.items()}
    days_are = {reference: entry.day_is for reference, entry in internal.items()}
    following = read_next(site.cases)
    themes = on_themes(site.cases, partnership, pages)
    asked = {agency.id for agency in agencies_of(site.cases, partnership)}
    follow = isinstance(site, PublicSite)  # nothing of an internal site is followed from outside

    def of(folder: str, reference: str) -> dict[str, object]:
        return {
            "root": ROOT,
            "case": cases[reference],
            "state": states.get(reference),
            "day_is": days_are.get(reference, "Published"),
            "next": following[reference],
            "rule": RULE,
            "files": files.get(f"{folder}/{reference}", ()),
            "asked": asked,
            "guidance": [
                page for page in pages if set(page.head.themes) & {theme.id for theme in cases[reference].themes}
            ],
        }

    def briefing(reference: str) -> str:
        has_early = reference in internal and internal[reference].team_briefing is not None
        shown = cases[reference].briefing
        return render("briefing.html", **of("briefings", reference), briefing=shown, early=False, has_early=has_early)

    def team_briefing(reference: str) -> str:
        shown = internal[reference].team_briefing
        return render("briefing.html", **of("team-briefings", reference), briefing=shown, early=True, has_early=False)

    def report(reference: str) -> str:
        answers, others = by_finding(cases[reference])
        return render("report.html", **of("reports", reference), answers=answers, others=others)

    def listing(title: str, lede: str, listed: list[PublicCase]) -> str:
        by_year = groupby(listed, key=lambda case: case.published.year if case.published else None)
        years = [(year, list(cases)) for year, cases in by_year]
        filters = choices(listed, partnership)
        return render(
            "list.html",
            root="../",
            folder=title.lower(),
            title=title,
            lede=lede,
            years=years,
            states=states,
            days_are=days_are,
            choices=filters,
            follow=follow,
        )

    def briefing_list() -> str:
        lede = "What reviews teach, in six steps and ten minutes, with questions for your team."
        return listing("Briefings", lede, [case for case in site.cases if case.briefing])

    def report_list() -> str:
        lede = "Reports of reviews, written so that nobody can be identified."
        return listing("Reports", lede, [case for case in site.cases if case.report])

    def theme_list() -> str:
        return render("themes.html", themes=themes.values())

    def theme_page(identity: str) -> str:
        # What is planned has a year as well, and only the partnership sees it.
        planned = isinstance(site, InternalSite)
        shown = {"states": states, "days_are": days_are, "planned": planned}
        return render("theme.html", root=ROOT, theme=themes[identity], **shown)

    def calendar_page() -> str:
        if isinstance(site, InternalSite):
            return _planning_calendar(site, partnership, pages, today)
        coming, past = months(entries(site, partnership, pages, today), today)
        return render("calendar.html", root="../", coming=coming, past=past)

    def latest_publications() -> str:
        return render("latest_publications.html", root=FROM_ROOT, cases=site.out[:MOST_ON_HOME])

    def latest_changes() -> str:
        return render(
            "page_changes.html",
            root=FROM_ROOT,
            changes=changes(site, pages, today)[:MOST_CHANGES],
            most=MOST_PAGES_OF_A_CHANGE,
        )

    return {
        "briefing": briefing,
        "report": report,
        "team_briefing": team_briefing,
        "briefing_list": briefing_list,
        "report_list": report_list,
        "theme_list": theme_list,
        "theme_page": theme_page,
        "calendar_page": calendar_page,
        "withdrawn": lambda: render("withdrawn.html"),
        "search_page": lambda: render("search.html"),
        "style_page": style_page,
        "latest_publications": latest_publications,
        "latest_changes": latest_changes,
        **_recommendations(site, partnership, today),
        **(_internal_macros(site, partnership, files, today) if isinstance(site, InternalSite) else {}),
    }


def _recommendations(site: Site, partnership: Partnership, today: date) -> Mapping[str, Macro]:
    """The macros of the tables of recommendations: of all, and of those for one agency."""
    every = internal_rows(site, today) if isinstance(site, InternalSite) else rows_of(site.cases)

    def table(rows: tuple[Row, ...], root: str, title: str, lede: str, own: str = "") -> str:
        return render(
            "recommendations.html",
            root=root,
            title=title,
            lede=lede,
            own=own,
            rows=rows,
            choices=row_choices(rows, partnership, without="agency" if own else ""),
            counts=counts_of(rows),
            internal=isinstance(site, InternalSite),
            states=STATES_OF_CASES,
            statuses=list(STATUSES),
        )

    def recommendations() -> str:
        lede = "What reviews asked for, of whom and by when, and what has become of it."
        return table(every, "../", "Recommendations", lede)

    def agency_recommendations(identity: str) -> str:
        name = partnership.agency_names[identity]
        lede = "What reviews asked of this agency, alone or with others, by when, and what has become of it."
        return table(of_agency(every, identity), ROOT, f"{name}: recommendations", lede, identity)

    return {"recommendations": recommendations, "agency_recommendations": agency_recommendations}


def _planning_calendar(site: InternalSite, partnership: Partnership, pages: Iterable[HandWritten], today: date) -> str:
    found = plan_entries(site, partnership, pages, today)
    coming, past = months(found, today)
    return render(
        "planning_calendar.html",
        root="../",
        today=today,
        coming=coming,
        past=past,
        overdue=overdue(found),
        by_case=by_case,
        most_cases=MOST_CASES_OF_A_DAY,
        choices=plan_choices(found, partnership),
    )


def _internal_macros(site: InternalSite, partnership: Partnership, files: Files, today: date) -> Mapping[str, Macro]:
    """The macros of pages that only an internal site has."""
    cases = {entry.case.reference: entry for entry in site.internal_cases}

    def status_board() -> str:
        counts, rows = board(site, partnership, today)
        asked = counts_of(one for row in rows for one in row.asked)
        return render("status_board.html", root="../", today=today, counts=counts, asked=asked, rows=rows)

    def readiness(reference: str) -> str:
        beside = files.get(f"readiness/{reference}", ())
        return render("readiness.html", root=ROOT, sheet=sheet_of(cases[reference], partnership, today), files=beside)

    return {"status_board": status_board, "readiness": readiness}
