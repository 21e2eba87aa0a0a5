"""Every page made from data: a path and one macro call with the reference of a case or the id of a role.

Engine-neutral: nothing here knows MkDocs. Record text never becomes page source, because text
copied into Markdown would be evaluated as a template; the macro renders it when it is called.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from macros.pages.calendar import held_by_year
from macros.pages.data import Macro
from macros.pages.lists import Folder, listed_in
from macros.pages.recommendations import agencies_of, by_agency, rows_by_year, rows_of
from macros.pages.themes import on_themes
from macros.pages.years import count, in_words, titled, years_of
from macros.partnership.model import Partnership
from macros.public_view import InternalSite, PublicCase, Site

# The folders that hold generated pages and nothing else.
FOLDERS = (
    *("briefings", "reports", "themes", "recommendations", "team-briefings", "calendar", "status", "readiness"),
    *("roles", "glossary", "tools", "search", "style"),
)


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page to be made: where, from which macro call, and what its head says.

    ``title`` and ``description`` are plain text, not yet escaped. ``kind`` is the name by which the
    theme knows its layout. A page that is not ``listed`` stays out of the search index and the sitemap.
    ``of`` is what its macro is called with: a reference or an id. Of a long list the pages that have a ``year``
    hold one each, and the macro is called with that as well.
    """

    path: str
    macro: str
    title: str
    description: str = ""
    kind: str = ""
    listed: bool = True
    of: str = ""
    year: str = ""

    @property
    def source(self) -> str:
        """The page as the engine reads it."""
        asked = ", ".join(f'"{one}"' for one in self.asked)
        return f"{{{{ {self.macro}({asked}) }}}}"

    @property
    def asked(self) -> tuple[str, ...]:
        """What its macro is called with."""
        return tuple(one for one in (self.of, self.year) if one)

    @property
    def file(self) -> str:
        """The page once it is made, from the site's root."""
        return f"{self.address}/index.html"

    def call(self, macros: Mapping[str, Macro]) -> object:
        """What its macro makes."""
        return macros[self.macro](*self.asked)

    @property
    def is_list(self) -> bool:
        """Whether it stands at the head of its folder, where the navigation may lead."""
        return self.path.endswith("/index.md")

    @property
    def address(self) -> str:
        """The page's folder from the site's root, without a slash at its end."""
        return self.path.removesuffix(".md").removesuffix("/index")


def generated(site: Site, partnership: Partnership) -> tuple[GeneratedPage, ...]:
    """Every generated page of a site: lists, what repeats cases by theme and agency, roles, then the cases in order."""
    of_cases = (*_themes(site, partnership), *_recommendations(site, partnership))
    return (*_lists(site), *of_cases, *_roles(partnership), *_cases(site))


def _by_year(first: GeneratedPage, held: Mapping[str, int]) -> Iterator[GeneratedPage]:
    """A list, and where it is long the page of each year, of which it holds so much."""
    yield first
    for year, _ in years_of(held).counts:
        title, description = titled(first.title, year), f"{first.description} This page: {in_words(year)}.".strip()
        yield replace(first, path=f"{first.address}/{year}.md", title=title, description=description, year=year)


def _days(site: Site, folder: Folder) -> Mapping[str, int]:
    return count(case.published for case in listed_in(site, folder))


def _lists(site: Site) -> Iterator[GeneratedPage]:
    lede = "Six-step briefings for team meetings."
    yield from _by_year(
        GeneratedPage("briefings/index.md", "briefing_list", "Briefings", lede, "list"), _days(site, "briefings")
    )
    lede = "Published, anonymised reports of reviews."
    yield from _by_year(
        GeneratedPage("reports/index.md", "report_list", "Reports", lede, "list"), _days(site, "reports")
    )
    calendar = GeneratedPage("calendar/index.md", "calendar_page", "Calendar", "What was published when.", "calendar")
    yield from _by_year(calendar, held_by_year(site))
    lede = "The words, short forms and roles that the guidance uses."
    yield GeneratedPage("glossary/index.md", "glossary", "Glossary", lede, "glossary")
    lede = "Every date of a Rapid Review from the date of the notification: what day of the week it is, and who acts."
    yield GeneratedPage("tools/deadlines/index.md", "deadlines_page", "Work out the dates", lede, "deadlines")
    lede = "Find a word in guidance, briefings and reports."
    yield GeneratedPage("search/index.md", "search_page", "Search", lede, "search", listed=False)
    yield GeneratedPage("style/index.md", "style_page", "How this site looks", kind="style", listed=False)


def _themes(site: Site, partnership: Partnership) -> Iterator[GeneratedPage]:
    lede = "What reviews say, theme by theme."
    yield GeneratedPage("themes/index.md", "theme_list", "Themes", lede, "themes")
    for identity, theme in on_themes(site.cases, partnership).items():
        path, kind = f"themes/{identity}.md", "theme"
        page = GeneratedPage(path, "theme_page", theme.name, theme.description, kind, of=identity)
        yield from _by_year(page, theme.held)


def _recommendations(site: Site, partnership: Partnership) -> Iterator[GeneratedPage]:
    lede, kind = "What reviews asked for, of whom and by when, and what has become of it.", "recommendations"
    rows = rows_of(site.cases)
    every = GeneratedPage("recommendations/index.md", "recommendations", "Recommendations", lede, kind)
    yield from _by_year(every, rows_by_year(rows).counts)
    of_agencies = by_agency(rows)
    for agency in agencies_of(site.cases, partnership):
        path, title = f"recommendations/{agency.id}.md", f"{agency.name}: recommendations"
        lede = f"What reviews asked of this agency: {agency.name}."
        page = GeneratedPage(path, "agency_recommendations", title, lede, kind, of=agency.id)
        yield from _by_year(page, rows_by_year(of_agencies[agency.id]).counts)


def _roles(partnership: Partnership) -> Iterator[GeneratedPage]:
    lede = "Your part in a review, role by role."
    yield GeneratedPage("roles/index.md", "role_list", "Who does what", lede, "roles")
    for identity, role in partnership.roles.items():
        yield GeneratedPage(f"roles/{identity}.md", "role_page", role.name, role.part, "role", of=identity)


def _cases(site: Site) -> Iterator[GeneratedPage]:
    for case in site.cases:
        if case.briefing:
            yield _page("briefings", "briefing", case, f"{case.title}: briefing")
        if case.report:
            yield _page("reports", "report", case, f"{case.title}: report")
    for withdrawn in site.withdrawn:
        had = {"briefings": withdrawn.had_briefing, "reports": withdrawn.had_report}
        for folder in (folder for folder, there in had.items() if there):
            path = f"{folder}/{withdrawn.reference}.md"
            yield GeneratedPage(path, "withdrawn", "Withdrawn", kind="withdrawn", listed=False)
    if isinstance(site, InternalSite):
        title, kind = "Where every case stands", "standing"
        board = GeneratedPage("status/index.md", "status_board", title, kind=kind, listed=False)
        yield from _by_year(board, count(case.published for case in site.cases))
        for internal in site.internal_cases:
            if internal.team_briefing:
                title = f"{internal.case.title}: early briefing for teams"
                yield _page("team-briefings", "team_briefing", internal.case, title)
            reference, title = internal.case.reference, f"{internal.case.title}: how ready it is"
            yield GeneratedPage(
                f"readiness/{reference}.md", "readiness", title, kind="readiness", listed=False, of=reference
            )


def _page(folder: str, macro: str, case: PublicCase, title: str) -> GeneratedPage:
    # Whoever shares a page shows its description alone.
    description = f"Example: an invented case. {case.summary}".strip() if case.example else case.summary
    path, kind = f"{folder}/{case.reference}.md", macro.removeprefix("team_")
    return GeneratedPage(path, macro, title, description, kind, of=case.reference)
