"""From a public case to the Markdown of its page: one template for each kind of page.

Templates escape everything. Record text comes in as one line of HTML for each text, and headings
as Markdown with every sign as an entity: both pass through all Markdown extensions unharmed, and
the contents list stays right.
"""

from collections.abc import Mapping
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from macros import prose
from macros.dates import in_words
from macros.pages.data import Macro
from macros.prose import Prose
from macros.public_view import InternalSite, PublicBriefing, PublicCase, Site

# Every page of a case lies two folders below the site's root.
ROOT = "../../"
WORDS_A_MINUTE = 200


def page_macros(site: Site) -> Mapping[str, Macro]:
    """The macros that generated pages call, each with a case's reference."""
    cases = {case.reference: case for case in site.cases}
    internal = {entry.case.reference: entry for entry in site.internal_cases} if isinstance(site, InternalSite) else {}

    def state_of(reference: str) -> str | None:
        return internal[reference].state if reference in internal else None

    def briefing(reference: str) -> str:
        has_early = reference in internal and internal[reference].team_briefing is not None
        return briefing_page(cases[reference], cases[reference].briefing, early=False, has_early=has_early)

    def team_briefing(reference: str) -> str:
        return briefing_page(cases[reference], internal[reference].team_briefing, early=True, has_early=False)

    def briefing_page(case: PublicCase, shown: PublicBriefing | None, *, early: bool, has_early: bool) -> str:
        state = state_of(case.reference)
        return _render("briefing.md", case=case, briefing=shown, state=state, early=early, has_early=has_early)

    def report(reference: str) -> str:
        case = cases[reference]
        answers = {
            finding.id: [r for r in case.recommendations if r.finding == finding.id] for finding in case.findings
        }
        others = [entry for entry in case.recommendations if entry.finding not in answers]
        return _render("report.md", case=case, answers=answers, others=others, state=state_of(reference))

    def listing(title: str, lede: str, listed: list[PublicCase]) -> str:
        by_year = groupby(listed, key=lambda case: case.published.year if case.published else None)
        years = [(year, list(cases)) for year, cases in by_year]
        states = {reference: entry.state for reference, entry in internal.items()}
        return _render("list.md", title=title, lede=lede, years=years, states=states)

    def briefing_list() -> str:
        lede = "What reviews teach, in six steps and ten minutes, with questions for your team."
        return listing("Briefings", lede, [case for case in site.cases if case.briefing])

    def report_list() -> str:
        lede = "Reports of reviews, written so that nobody can be identified."
        return listing("Reports", lede, [case for case in site.cases if case.report])

    def withdrawn() -> str:
        return _render("withdrawn.md")

    return {
        "briefing": briefing,
        "report": report,
        "team_briefing": team_briefing,
        "briefing_list": briefing_list,
        "report_list": report_list,
        "withdrawn": withdrawn,
    }


def heading(words: str) -> Markup:
    """Words of a heading with every sign but spaces as an entity: text, whatever it looks like."""
    flat = " ".join(words.split())
    return Markup("".join(sign if sign.isalnum() or sign == " " else f"&#{ord(sign)};" for sign in flat))


def text(words: Prose | None, notes: str) -> Markup:
    """A text as lines of HTML with its headings as Markdown between them."""
    lines: list[str] = []
    for piece in prose.to_html(words, root=ROOT, notes=notes) if words else ():
        if isinstance(piece, prose.Heading):
            lines.append(f"{'#' * piece.level} {heading(piece.words)}")
        else:
            lines.append(f'<div class="record-text">{piece}</div>')
    return Markup("\n\n".join(lines))


def inline(words: Prose | None, notes: str) -> Markup:
    """A text as HTML alone, to stand inside another block. For texts that have no headings."""
    pieces = prose.to_html(words, root=ROOT, notes=notes) if words else []
    return Markup("".join(piece for piece in pieces if isinstance(piece, str)))


def minutes(briefing: PublicBriefing, case: PublicCase) -> int:
    """Minutes to read a briefing aloud or alone, at least one."""
    parts = [step for _, step in briefing.steps] + [entry.text for entry in case.recommendations]
    words = sum(len(part.words.split()) for part in parts if part)
    return max(1, round(words / WORDS_A_MINUTE))


def _render(template: str, **values: object) -> str:
    return _templates().get_template(template).render(**values)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    plain = {"heading": heading, "text": text, "inline": inline, "day": in_words, "minutes": minutes}
    environment.filters.update({**plain, "line": lambda words: escape(" ".join(str(words).split()))})
    return environment
