"""The macros that are made from public cases: the pages of cases, their lists, the calendar, the home page."""

from collections.abc import Iterable, Mapping
from datetime import date

from macros.guidance.front_matter import HandWritten
from macros.pages.calendar import changes
from macros.pages.data import Macro
from macros.pages.files import Files
from macros.pages.list_macros import list_macros
from macros.pages.lists import PageLink
from macros.pages.read_next import RULE, read_next
from macros.pages.readiness import sheet_of
from macros.pages.recommendations import agencies_of, by_finding
from macros.pages.search import search_page
from macros.pages.shown import Always, Shown, shown
from macros.pages.style import style_page
from macros.pages.templating import FROM_ROOT, ROOT
from macros.partnership.model import Partnership
from macros.public_view import InternalSite, Site

# The page of a project that says how to use a briefing, where it has one.
USE_A_BRIEFING = "help/use-a-briefing.md"
MOST_CHANGES = 5
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
    asked = {agency.id for agency in agencies_of(site.cases, partnership)}
    use = next((PageLink.to(page) for page in pages if page.path == USE_A_BRIEFING), None)

    def of(folder: str, reference: str) -> dict[str, object]:
        case = cases[reference]
        themes_of_case = {theme.id for theme in case.themes}
        return {
            "root": ROOT,
            "case": case,
            "state": states.get(reference),
            "day_is": days_are.get(reference, "Published"),
            "next": following[reference],
            "rule": RULE,
            "files": files.get(f"{folder}/{reference}", ()),
            "asked": asked.intersection(agency.id for agency in case.agencies),
            "guidance": [PageLink.to(page) for page in pages if not themes_of_case.isdisjoint(page.head.themes)],
        }

    def briefing(reference: str) -> Shown:
        has_early = reference in internal and internal[reference].team_briefing is not None
        briefing = cases[reference].briefing
        of_case = of("briefings", reference)
        return shown("briefing.html", **of_case, briefing=briefing, early=False, has_early=has_early, use=use)

    def team_briefing(reference: str) -> Shown:
        early = internal[reference].team_briefing
        of_case = of("team-briefings", reference)
        return shown("briefing.html", **of_case, briefing=early, early=True, has_early=False, use=use)

    def report(reference: str) -> Shown:
        answers, others = by_finding(cases[reference])
        return shown("report.html", **of("reports", reference), answers=answers, others=others)

    def latest_changes() -> Shown:
        return shown(
            "page_changes.html",
            root=FROM_ROOT,
            changes=changes(site, pages, today)[:MOST_CHANGES],
            most=MOST_PAGES_OF_A_CHANGE,
        )

    return {
        "briefing": briefing,
        "report": report,
        "team_briefing": team_briefing,
        "withdrawn": lambda: shown("withdrawn.html"),
        "search_page": lambda: search_page(site, partnership, pages, today),
        "style_page": lambda: Always(style_page),
        "latest_changes": latest_changes,
        **list_macros(site, partnership, pages, today),
        **(_internal_macros(site, partnership, files, today) if isinstance(site, InternalSite) else {}),
    }


def _internal_macros(site: InternalSite, partnership: Partnership, files: Files, today: date) -> Mapping[str, Macro]:
    """The macros of pages that only an internal site has."""
    cases = {entry.case.reference: entry for entry in site.internal_cases}

    def readiness(reference: str) -> Shown:
        beside = files.get(f"readiness/{reference}", ())
        return shown("readiness.html", root=ROOT, sheet=sheet_of(cases[reference], partnership, today), files=beside)

    return {"readiness": readiness}
