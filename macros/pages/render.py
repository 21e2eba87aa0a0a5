"""From a public case to the HTML of its page: one template for each kind of page.

Templates escape everything; record text comes in as HTML that an allow-list made and another one
cleaned. No Markdown extension ever sees any of it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from macros import prose
from macros.dates import in_words
from macros.pages.calendar import case_page, changes, entries, months
from macros.pages.data import Macro
from macros.pages.front_matter import HandWritten
from macros.pages.lists import choices, neighbours, terms_of
from macros.pages.sample import SAMPLE
from macros.partnership.model import Partnership
from macros.prose import Prose
from macros.public_view import InternalSite, PublicBriefing, PublicCase, Site

# Every page that shows record text lies two folders below the site's root.
ROOT = "../../"
WORDS_A_MINUTE = 200
MOST_ON_HOME = 3
MOST_CHANGES = 5


def page_macros(site: Site, partnership: Partnership, pages: Iterable[HandWritten], today: date) -> Mapping[str, Macro]:
    """The macros that are made from records: of generated pages, each with a case's reference, and of the home page."""
    pages = tuple(pages)
    cases = {case.reference: case for case in site.cases}
    internal = {entry.case.reference: entry for entry in site.internal_cases} if isinstance(site, InternalSite) else {}
    states = {reference: entry.state for reference, entry in internal.items()}
    days_are = {reference: entry.day_is for reference, entry in internal.items()}
    near = neighbours(site.cases)

    def of(reference: str) -> dict[str, object]:
        return {
            "root": ROOT,
            "case": cases[reference],
            "state": states.get(reference),
            "day_is": days_are.get(reference, "Published"),
            "near": near[reference],
        }

    def briefing(reference: str) -> str:
        has_early = reference in internal and internal[reference].team_briefing is not None
        shown = cases[reference].briefing
        return _render("briefing.html", **of(reference), briefing=shown, early=False, has_early=has_early)

    def team_briefing(reference: str) -> str:
        shown = internal[reference].team_briefing
        return _render("briefing.html", **of(reference), briefing=shown, early=True, has_early=False)

    def report(reference: str) -> str:
        case = cases[reference]
        answers = {
            finding.id: [r for r in case.recommendations if r.finding == finding.id] for finding in case.findings
        }
        others = [entry for entry in case.recommendations if entry.finding not in answers]
        return _render("report.html", **of(reference), answers=answers, others=others)

    def listing(title: str, lede: str, listed: list[PublicCase]) -> str:
        by_year = groupby(listed, key=lambda case: case.published.year if case.published else None)
        years = [(year, list(cases)) for year, cases in by_year]
        filters = choices(listed, partnership)
        return _render(
            "list.html",
            root="../",
            title=title,
            lede=lede,
            years=years,
            states=states,
            days_are=days_are,
            choices=filters,
        )

    def briefing_list() -> str:
        lede = "What reviews teach, in six steps and ten minutes, with questions for your team."
        return listing("Briefings", lede, [case for case in site.cases if case.briefing])

    def report_list() -> str:
        lede = "Reports of reviews, written so that nobody can be identified."
        return listing("Reports", lede, [case for case in site.cases if case.report])

    def calendar_page() -> str:
        coming, past = months(entries(site, partnership, pages, today), today)
        return _render("calendar.html", root="../", coming=coming, past=past)

    def latest_publications() -> str:
        return _render("latest_publications.html", root="", cases=site.out[:MOST_ON_HOME])

    def latest_changes() -> str:
        return _render("latest_changes.html", root="", changes=changes(site, pages, today)[:MOST_CHANGES])

    return {
        "briefing": briefing,
        "report": report,
        "team_briefing": team_briefing,
        "briefing_list": briefing_list,
        "report_list": report_list,
        "calendar_page": calendar_page,
        "withdrawn": lambda: _render("withdrawn.html"),
        "search_page": lambda: _render("search.html"),
        "style_page": lambda: _render("style.html", **SAMPLE),
        "latest_publications": latest_publications,
        "latest_changes": latest_changes,
    }


def headings(html: str) -> list[tuple[int, str, str]]:
    """The headings of a page that have a place: level, place, and words as escaped text."""
    found = re.findall(r'<h([1-6]) id="([^"]+)"[^>]*>(.*?)</h\1>', html, re.DOTALL)
    return [(int(level), place, re.sub(r"<[^>]+>", "", words)) for level, place, words in found]


def text(words: Prose | None, notes: str) -> Markup:
    """A text as HTML, each of its headings with a place of its own to link to."""
    html: list[str] = []
    places: set[str] = set()
    for piece in prose.to_html(words, root=ROOT, notes=notes) if words else ():
        if isinstance(piece, prose.Heading):
            # Two dashes: no footnote's place and no other heading's words make the same.
            place = f"{notes}--{re.sub('[^a-z0-9]+', '-', piece.words.lower()).strip('-')}"
            place = f"{place}--{len(places)}" if place in places else place
            places.add(place)
            html.append(Markup('<h{0} id="{1}">{2}</h{0}>').format(piece.level, place, line(piece.words)))
        else:
            html.append(f'<div class="record-text">{piece}</div>')
    return Markup("\n".join(html))


def inline(words: Prose | None, notes: str) -> Markup:
    """A text as HTML alone, to stand inside another block. For texts that have no headings."""
    pieces = prose.to_html(words, root=ROOT, notes=notes) if words else []
    return Markup("".join(piece for piece in pieces if isinstance(piece, str)))


def line(words: str) -> Markup:
    """Plain words on one line."""
    return escape(" ".join(words.split()))


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
    of_text: dict[str, Callable[..., object]] = {"text": text, "inline": inline, "line": line}
    of_days = {"day": in_words, "month": lambda on: f"{on:%B} {on.year}"}
    of_cases = {"minutes": minutes, "terms": terms_of, "page": case_page}
    environment.filters.update({**of_text, **of_days, **of_cases})
    return environment
