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
class Frame:
    """A page's title, labels and history, and the briefings that bear on it."""

    title: str
    description: str
    appendix: tuple[str, ...]
    editorial: bool
    reviewed: str
    next_review: str
    is_overdue: bool
    changes: tuple[Change, ...]
    related: tuple[PublicCase, ...]
    has_flowchart: bool


def frames(site: Site, partnership: Partnership, pages: Iterable[HandWritten], today: date) -> Mapping[str, Frame]:
    """The frame of every hand-written page, by its file."""
    return {page.path: _frame(page, site, partnership, today) for page in pages}


def _frame(page: HandWritten, site: Site, partnership: Partnership, today: date) -> Frame:
    head = page.head
    themes = set(head.themes)
    # A day to come is a mistake, and nobody has read the page on it yet.
    reviewed = head.reviewed if head.reviewed and head.reviewed <= today else None
    due = partnership.next_review(reviewed) if reviewed else None
    related = (case for case in site.out if case.briefing and themes & {theme.id for theme in case.themes})
    return Frame(
        page.title,
        head.description or "",
        head.appendix,
        head.editorial,
        in_words(reviewed) if reviewed else "",
        in_words(due) if due else "",
        due is not None and due < today,
        tuple(sorted((one for one in head.changes if one.on <= today), key=lambda one: one.on, reverse=True)),
        tuple(related)[:MOST_RELATED],
        bool(head.flowchart),
    )
