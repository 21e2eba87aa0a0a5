"""What is published beside the pages: public view in, bytes out, and one place writes them."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from macros.guidance.front_matter import HandWritten
from macros.outputs.api import api
from macros.outputs.calendar_file import Event, calendar_file
from macros.outputs.feed import FEED, feed
from macros.outputs.files import Files, Made
from macros.outputs.planning import planning
from macros.outputs.publications import publications
from macros.outputs.recommendations import recommendation_files
from macros.outputs.security import SECURITY, security_txt
from macros.partnership.model import Partnership
from macros.public_view import PublicSite, Site

__all__ = ["outputs"]

PUBLICATIONS = "calendar/publications.ics"
PLANNING = "calendar/planning.ics"


def outputs(site: Site, partnership: Partnership, pages: Iterable[HandWritten], today: date) -> Files:
    """Every file beside the pages as of a day, by its path from the site's root.

    An internal site has the planning calendar alone: nothing of it is to be followed from outside, and whoever
    is let in knows whom to tell of a weakness.
    """
    if not isinstance(site, PublicSite):
        name = f"{partnership.name}: planning (internal)"
        return Files({PLANNING: _calendar(name, planning(site, partnership), partnership)})
    tell = partnership.security_contact
    events = publications(site, partnership, pages, today)
    return Files(
        {
            PUBLICATIONS: _calendar(f"{partnership.name}: publications", events, partnership),
            FEED: Made(partial(feed, site, partnership)),
            **api(site, partnership.site_url).files,
            **recommendation_files(site, partnership.site_url).files,
            **({SECURITY: Made(partial(security_txt, partnership, tell, today))} if tell else {}),
        }
    )


def _calendar(name: str, events: Iterable[Event], partnership: Partnership) -> Made:
    values = name, tuple(events), partnership.site_url
    return Made(partial(calendar_file, *values), values)
