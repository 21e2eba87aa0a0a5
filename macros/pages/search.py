"""The page to search from: other names of what is asked for, what to narrow by, and all there is from A to Z."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from macros.guidance.front_matter import HandWritten
from macros.pages.glossary import explained
from macros.pages.lists import choices
from macros.pages.shown import Shown, shown
from macros.partnership.model import Partnership
from macros.public_view import Site

# The lists, which lead on to everything else.
LISTS = {
    "Briefings": "briefings/",
    "Reports": "reports/",
    "Themes": "themes/",
    "Recommendations": "recommendations/",
    "Calendar": "calendar/",
    "Glossary": "glossary/",
    "Who does what": "roles/",
    "Work out the dates": "tools/deadlines/",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A name, and where it leads from the site's root."""

    name: str
    address: str

    @property
    def letter(self) -> str:
        return next((sign for sign in self.name.upper() if sign.isalnum()), "#")


def search_page(site: Site, partnership: Partnership, pages: Iterable[HandWritten], today: date) -> Shown:
    filters = [choice for choice in choices(site.cases, partnership) if len(choice.terms) > 1]
    letters = [(letter, list(places)) for letter, places in groupby(a_to_z(partnership, pages, today), _letter)]
    return shown("search.html", root="../", names=json.dumps(names(partnership)), choices=filters, letters=letters)


def a_to_z(partnership: Partnership, pages: Iterable[HandWritten], today: date) -> tuple[Place, ...]:
    """Every page that is written by hand, every list, every role and every word, by name; what is named twice once."""
    found: dict[str, Place] = {}
    for place in _places(partnership, pages, today):
        found.setdefault(place.name.lower(), place)
    return tuple(sorted(found.values(), key=lambda place: (place.letter, place.name.lower())))


def _places(partnership: Partnership, pages: Iterable[HandWritten], today: date) -> Iterator[Place]:
    yield from (Place(page.title, page.address) for page in pages if page.address not in ("", "./", "/"))
    yield from (Place(name, address) for name, address in LISTS.items())
    yield from (Place(one.name, one.link) for one in explained(partnership, today))


def _letter(place: Place) -> str:
    return place.letter


def names(partnership: Partnership) -> list[list[str]]:
    """For each word, role, agency and theme that has other names, all of its names: who types one means them all."""
    every = [
        *((one.name, one.abbreviation, *one.aliases, *one.searched_as) for one in partnership.glossary.values()),
        *((one.name, *one.aliases) for one in partnership.roles.values()),
        *((one.name, one.short_name, *one.former_names) for one in partnership.agencies.values()),
        *((one.name, *one.searched_as) for one in partnership.themes.values()),
    ]
    told = [list(dict.fromkeys(name for name in group if name)) for group in every]
    return [group for group in told if len(group) > 1]
