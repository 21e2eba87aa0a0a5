"""What stands around the text of a hand-written page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from macros.dates import in_words
from macros.guidance.front_matter import Change, HandWritten
from macros.partnership.model import Partnership
from macros.public_view import PublicCase, Site

MOST_RELATED = 5


@dataclass(frozen=True, slots=True)
class Related:
    """What a page says of a briefing that bears on it."""

    reference: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A page's title, labels and history, its themes by name, and the briefings that bear on it."""

    title: str
    description: str
    themes: tuple[str, ...]
    appendix: tuple[str, ...]
    editorial: bool
    reviewed: str
    next_review: str
    is_overdue: bool
    changes: tuple[Change, ...]
    related: tuple[Related, ...]
    has_flowchart: bool


def frames(site: Site, partnership: Partnership, pages: Iterable[HandWritten], today: date) -> Mapping[str, Frame]:
    """The frame of every hand-written page, by its file."""
    newest = _newest_by_theme(site.out)
    return {page.path: _frame(page, newest, partnership, today) for page in pages}


def _newest_by_theme(cases: Iterable[PublicCase]) -> Mapping[str, list[tuple[int, Related]]]:
    """The newest briefings of each theme, as many as a page names, with their places among all cases."""
    found: dict[str, list[tuple[int, Related]]] = {}
    for place, case in enumerate(cases):
        for theme in case.themes if case.briefing else ():
            newest = found.setdefault(theme.id, [])
            if len(newest) < MOST_RELATED:
                newest.append((place, Related(case.reference, case.title, case.summary)))
    return found


def _frame(
    page: HandWritten, newest: Mapping[str, list[tuple[int, Related]]], partnership: Partnership, today: date
) -> Frame:
    head = page.head
    # A day to come is a mistake, and nobody has read the page on it yet.
    reviewed = head.reviewed if head.reviewed and head.reviewed <= today else None
    due = partnership.next_review(reviewed) if reviewed else None
    related = dict(one for theme in head.themes for one in newest.get(theme, ()))
    return Frame(
        page.title,
        head.description or "",
        tuple(partnership.themes[theme].name for theme in head.themes if theme in partnership.themes),
        head.appendix,
        head.editorial,
        in_words(reviewed) if reviewed else "",
        in_words(due) if due else "",
        due is not None and due < today,
        tuple(sorted((one for one in head.changes if one.on <= today), key=lambda one: one.on, reverse=True)),
        tuple(related[place] for place in sorted(related)[:MOST_RELATED]),
        bool(head.flowchart),
    )
