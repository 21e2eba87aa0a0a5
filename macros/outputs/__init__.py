"""What is published beside the pages: public view in, bytes out, and one place writes them."""

from collections.abc import Iterable, Mapping
from datetime import date

from macros.guidance.front_matter import HandWritten
from macros.outputs.api import api
from macros.outputs.calendar_file import calendar_file
from macros.outputs.feed import FEED, feed
from macros.outputs.planning import planning
from macros.outputs.publications import publications
from macros.outputs.recommendations import recommendation_files
from macros.outputs.security import SECURITY, security_txt
from macros.partnership.model import Partnership
from macros.public_view import PublicSite, Site

__all__ = ["outputs"]

PUBLICATIONS = "calendar/publications.ics"
PLANNING = "calendar/planning.ics"


def outputs(site: Site, partnership: Partnership, pages: Iterable[HandWritten], today: date) -> Mapping[str, bytes]:
    """Every file beside the pages as of a day, by its path from the site's root.

    An internal site has the planning calendar alone: nothing of it is to be followed from outside, and whoever
    is let in knows whom to tell of a weakness.
    """
    if not isinstance(site, PublicSite):
        name = f"{partnership.name}: planning (internal)"
        return {PLANNING: calendar_file(name, planning(site, partnership), partnership.site_url)}
    tell = partnership.security_contact
    events = publications(site, partnership, pages, today)
    return {
        PUBLICATIONS: calendar_file(f"{partnership.name}: publications", events, partnership.site_url),
        FEED: feed(site, partnership),
        **api(site, partnership.site_url),
        **recommendation_files(site, partnership.site_url),
        **({SECURITY: security_txt(partnership, tell, today)} if tell else {}),
    }
