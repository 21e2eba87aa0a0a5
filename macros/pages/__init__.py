"""Every page made from data: a path and one macro call with the reference of a case or the id of a role.

Engine-neutral: nothing here knows MkDocs. Record text never becomes page source, because text
copied into Markdown would be evaluated as a template; the macro renders it when it is called.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from macros.pages.recommendations import agencies_of
from macros.pages.themes import on_themes
from macros.partnership.model import Partnership
from macros.public_view import InternalSite, PublicCase, Site

# The folders that hold generated pages and nothing else.
FOLDERS = (
    *("briefings", "reports", "themes", "recommendations", "team-briefings", "calendar", "status", "readiness"),
    *("roles", "glossary", "tools", "search", "style"),
)
# The kinds of page that say again what other pages say, and so are not searched.
REPEATING = ("list", "themes", "theme", "recommendations")


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page to be made: where, from which macro call, and what its head says.

    ``title`` and ``description`` are plain text, not yet escaped. ``kind`` is the name by which the
    theme knows its layout. A page that is not ``listed`` stays out of the search index and the sitemap.
    """

    path: str
    source: str
    title: str
    description: str = ""
    kind: str = ""
    listed: bool = True

    @property
    def address(self) -> str:
        """The page's folder from the site's root, without a slash at its end."""
        return self.path.removesuffix(".md").removesuffix("/index")


def generated(site: Site, partnership: Partnership) -> tuple[GeneratedPage, ...]:
    """Every generated page of a site: lists, what repeats cases by theme and agency, roles, then the cases in order."""
    of_cases = (*_themes(site, partnership), *_recommendations(site, partnership))
    return (*_lists(), *of_cases, *_roles(partnership), *_cases(site))


def _lists() -> Iterator[GeneratedPage]:
    briefings, reports = "Six-step briefings for team meetings.", "Published, anonymised reports of reviews."
    yield GeneratedPage("briefings/index.md", "{{ briefing_list() }}", "Briefings", briefings, "list")
    yield GeneratedPage("reports/index.md", "{{ report_list() }}", "Reports", reports, "list")
    yield GeneratedPage(
        "calendar/index.md", "{{ calendar_page() }}", "Calendar", "What was published when.", "calendar"
    )
    lede = "The words, short forms and roles that the guidance uses."
    yield GeneratedPage("glossary/index.md", "{{ glossary() }}", "Glossary", lede, "glossary")
    lede = "Every date of a Rapid Review from the date of the notification: what day of the week it is, and who acts."
    yield GeneratedPage("tools/deadlines/index.md", "{{ deadlines_page() }}", "Work out the dates", lede, "deadlines")
    lede = "Find a word in guidance, briefings and reports."
    yield GeneratedPage("search/index.md", "{{ search_page() }}", "Search", lede, "search", listed=False)
    yield GeneratedPage("style/index.md", "{{ style_page() }}", "How this site looks", kind="style", listed=False)


def _themes(site: Site, partnership: Partnership) -> Iterator[GeneratedPage]:
    lede = "What reviews say, theme by theme."
    yield GeneratedPage("themes/index.md", "{{ theme_list() }}", "Themes", lede, "themes")
    for identity, theme in on_themes(site.cases, partnership).items():
        source = f'{{{{ theme_page("{identity}") }}}}'
        yield GeneratedPage(f"themes/{identity}.md", source, theme.name, theme.description, "theme")


def _recommendations(site: Site, partnership: Partnership) -> Iterator[GeneratedPage]:
    lede, kind = "What reviews asked for, of whom and by when, and what has become of it.", "recommendations"
    yield GeneratedPage("recommendations/index.md", "{{ recommendations() }}", "Recommendations", lede, kind)
    for agency in agencies_of(site.cases, partnership):
        path, source = f"recommendations/{agency.id}.md", f'{{{{ agency_recommendations("{agency.id}") }}}}'
        lede = f"What reviews asked of this agency: {agency.name}."
        yield GeneratedPage(path, source, f"{agency.name}: recommendations", lede, kind)


def _roles(partnership: Partnership) -> Iterator[GeneratedPage]:
    lede = "Your part in a review, role by role."
    yield GeneratedPage("roles/index.md", "{{ role_list() }}", "Who does what", lede, "roles")
    for identity, role in partnership.roles.items():
        yield GeneratedPage(f"roles/{identity}.md", f'{{{{ role_page("{identity}") }}}}', role.name, role.part, "role")


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
            yield GeneratedPage(path, "{{ withdrawn() }}", "Withdrawn", kind="withdrawn", listed=False)
    if isinstance(site, InternalSite):
        yield GeneratedPage(
            "status/index.md", "{{ status_board() }}", "Where every case stands", kind="standing", listed=False
        )
        for internal in site.internal_cases:
            if internal.team_briefing:
                title = f"{internal.case.title}: early briefing for teams"
                yield _page("team-briefings", "team_briefing", internal.case, title)
            reference, title = internal.case.reference, f"{internal.case.title}: how ready it is"
            source = f'{{{{ readiness("{reference}") }}}}'
            yield GeneratedPage(f"readiness/{reference}.md", source, title, kind="readiness", listed=False)


def _page(folder: str, macro: str, case: PublicCase, title: str) -> GeneratedPage:
    source = f'{{{{ {macro}("{case.reference}") }}}}'
    # Whoever shares a page shows its description alone.
    description = f"Example: an invented case. {case.summary}".strip() if case.example else case.summary
    return GeneratedPage(f"{folder}/{case.reference}.md", source, title, description, macro.removeprefix("team_"))
