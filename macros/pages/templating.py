"""From values to HTML: one template for each kind of page or part of a page.

Templates escape everything; record text comes in as HTML that an allow-list made and another one
cleaned. No Markdown extension ever sees any of it.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from macros import prose
from macros.dates import in_words, short_day
from macros.pages.calendar import case_page
from macros.pages.chart import chart, figure
from macros.pages.lists import in_minutes
from macros.pages.planning import by_case
from macros.pages.sentences import EXAMPLE, KEEP_WITHIN, WHY_ALONE
from macros.prose import Prose
from macros.public_view import PublicBriefing, PublicRecommendation
from macros.records.length import words as words_to_read

# Every page that shows record text lies two folders below the site's root, but for the table of recommendations.
ROOT = "../../"
# Stands for the site's root in what a hand-written page calls: the macro does not know where that page lies.
FROM_ROOT = "root:/"


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


def inline(words: Prose | None, notes: str, root: str = ROOT) -> Markup:
    """A text as HTML alone, to stand inside another block. For texts that have no headings.

    ``root`` leads from the page to the site's root.
    """
    pieces = prose.to_html(words, root=root, notes=notes) if words else []
    return Markup("".join(piece for piece in pieces if isinstance(piece, str)))


def line(words: str) -> Markup:
    """Plain words on one line."""
    return escape(" ".join(words.split()))


def reading(briefing: PublicBriefing, recommendations: Iterable[PublicRecommendation]) -> str:
    """How long a briefing takes to read, aloud or alone: ``6 minutes (1,180 words)``; at least a minute."""
    words = words_to_read(briefing.steps, briefing.good_practice, recommendations)
    return f"{in_minutes(words)} ({words:,} {'word' if words == 1 else 'words'})"


def coded(words: str) -> Markup:
    """Plain words on one line, in which what stands between backquotes is a field or a command."""
    parts = enumerate(" ".join(words.split()).split("`"))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part) for place, part in parts
    )


def render(template: str, **values: object) -> str:
    return _templates().get_template(template).render(**values)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    of_text: dict[str, Callable[..., object]] = {"text": text, "inline": inline, "line": line, "coded": coded}
    of_days = {
        "day": in_words,
        "short_day": short_day,
        "month": lambda on: f"{on:%B} {on.year}",
    }
    of_cases = {
        "reading": reading,
        "by_case": by_case,
        "page": case_page,
        "figure": figure,
        "chart": chart,
    }
    # As globals, imported templates have them too.
    environment.globals.update(EXAMPLE=EXAMPLE, KEEP_WITHIN=KEEP_WITHIN, WHY_ALONE=WHY_ALONE)
    environment.filters.update({**of_text, **of_days, **of_cases})
    return environment
