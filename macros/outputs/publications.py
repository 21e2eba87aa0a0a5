"""What stands in the public calendar file: all that the calendar page shows, each with a UID for ever.

How often a publication was moved before it was out is confidential. So its event begins with the
publication: its SEQUENCE is 0, and it was modified last at that instant.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from hashlib import sha256

from macros.dates import start_of
from macros.guidance.front_matter import HandWritten
from macros.outputs.calendar_file import Event
from macros.outputs.identity import amendments
from macros.pages.calendar import MOST_REVIEWS_BY_NAME, WORDS, Kind, case_page
from macros.pages.outward import absolute
from macros.partnership.model import Announcement, Partnership
from macros.public_view import PublicCase, PublicSite

_OF_DIGEST = 12


def publications(
    site: PublicSite, partnership: Partnership, pages: Iterable[HandWritten], today: date
) -> Iterator[Event]:
    """The events of the public calendar as of a day, in no order."""
    for case in site.cases:
        yield from _of_case(case, partnership.site_url)
    for place, one in enumerate(partnership.announcements):
        if one.is_shown(today):
            yield _announcement(one, _place(place, partnership.announcements), today)
    yield from _reviews(pages, partnership, today)


def _of_case(case: PublicCase, site_url: str) -> Iterator[Event]:
    link = absolute(site_url, case_page(case))
    yield Event(
        f"publication.{case.reference}",
        _summary("published", case),
        on=None if case.published_at else case.published,
        at=case.published_at,
        description=case.summary,
        url=link,
        last_modified=case.published_at,
        categories=_categories("published", case),
    )
    for identity, amendment in amendments(case):
        yield Event(
            f"amendment.{case.reference}.{identity}",
            _summary("corrected", case),
            on=amendment.on,
            description=amendment.text.words,
            url=f"{link}#amendments",
            categories=_categories("corrected", case),
        )


def _summary(kind: Kind, case: PublicCase) -> str:
    return f"{WORDS[kind]}: {case.title}{' (example: an invented case)' if case.example else ''}"


def _categories(kind: Kind, case: PublicCase) -> tuple[str, ...]:
    return (WORDS[kind], "Example") if case.example else (WORDS[kind],)


def _announcement(one: Announcement, place: int, today: date) -> Event:
    moved = [move.on for move in one.moves if move.on <= today]
    changed = max([*moved, *([one.from_] if one.from_ else [])], default=None)
    first = sha256(f"{one.first.isoformat()} {place}".encode()).hexdigest()[:_OF_DIGEST]
    return Event(
        f"announcement.{first}",
        f"{WORDS['announced']}: {' '.join(one.text.split())}",
        at=one.on,
        sequence=len(moved),
        last_modified=start_of(changed) if changed else None,
        categories=(WORDS["announced"],),
    )


def _place(own: int, announcements: Sequence[Announcement]) -> int:
    """How many of the same first instant come before an announcement.

    One that is shown later comes later: what is not told yet changes nothing of what is.
    """

    def order(place: int) -> tuple[date, int]:
        return announcements[place].from_ or date.min, place

    same = (place for place, one in enumerate(announcements) if one.first == announcements[own].first)
    return sum(order(place) < order(own) for place in same)


def _reviews(pages: Iterable[HandWritten], partnership: Partnership, today: date) -> Iterator[Event]:
    """When guidance has to be read again. Many pages of one day are one event, as on the page."""
    by_day: dict[date, list[tuple[HandWritten, date]]] = {}
    for page in pages:
        if page.is_guidance and page.reviewed and page.reviewed <= today:
            by_day.setdefault(partnership.next_review(page.reviewed), []).append((page, page.reviewed))
    for on, found in by_day.items():
        if len(found) <= MOST_REVIEWS_BY_NAME:
            yield from (_review(page, reviewed, partnership) for page, reviewed in found)
            continue
        last = max(reviewed for _, reviewed in found)
        yield Event(
            f"reviews.{on}",
            f"{WORDS['review-due']}: {len(found)} pages",
            on=on,
            url=absolute(partnership.site_url, "calendar/"),
            sequence=last.toordinal(),
            last_modified=start_of(last),
            categories=(WORDS["review-due"],),
        )


def _review(page: HandWritten, reviewed: date, partnership: Partnership) -> Event:
    """When a page has to be read again. Each reading moves it, so the day of the reading counts how often it moved."""
    return Event(
        f"review.{page.address.strip('/') or 'index'}",
        f"{WORDS['review-due']}: {page.title}",
        on=partnership.next_review(reviewed),
        url=absolute(partnership.site_url, page.address),
        sequence=reviewed.toordinal(),
        last_modified=start_of(reviewed),
        categories=(WORDS["review-due"],),
    )
