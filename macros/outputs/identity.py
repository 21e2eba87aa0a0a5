"""What a calendar, a feed reader or a program knows things by: whole addresses, and ids that stay for ever."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from macros.public_view import PublicAmendment, PublicCase


def absolute(site_url: str, address: str = "") -> str:
    """The whole address of a page or file, given from the site's root without a stroke before it."""
    return f"{site_url.rstrip('/')}/{address}"


def host(site_url: str) -> str:
    """The host of a site: in its name stand the ids that must be nobody else's."""
    return urlsplit(site_url).hostname or ""


def amendments(case: PublicCase) -> Iterator[tuple[str, PublicAmendment]]:
    """The corrections of a case, each with its id within the case: its day, numbered from the second of a day on."""
    of_day: Counter[str] = Counter()
    for amendment in case.amendments:
        on = str(amendment.on)
        of_day[on] += 1
        yield on if of_day[on] == 1 else f"{on}-{of_day[on]}", amendment
