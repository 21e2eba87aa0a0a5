"""What to read after a briefing or a report, by a rule of one sentence that stands on the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from macros.partnership.model import in_a_row
from macros.public_view import PublicCase, Term

MOST = 3
# Of each theme no more are looked at: a theme may hold a thousand cases, and this is asked for each of them.
MOST_OF_A_THEME = 20
RULE = (
    f"How these were chosen: of the {MOST_OF_A_THEME} newest on each theme of this review, the {MOST} that share most "
    "themes with it, and among equals those that share most agencies, then the newest."
)


@dataclass(frozen=True, slots=True)
class Next:
    """A case to read next, with the themes and agencies that it shares, in the order of the case that was read.

    ``folders`` are those of its pages, the one to be read first at their head.
    """

    reference: str
    title: str
    folders: tuple[str, ...]
    themes: tuple[Term, ...]
    agencies: tuple[Term, ...]

    def page(self, folder: str) -> str:
        """Its page in a folder, or where it has none there, the one to be read first, from the site's root."""
        return f"{folder if folder in self.folders else self.folders[0]}/{self.reference}/"

    @property
    def why(self) -> str:
        """``also on Neglect and Transitions; also Police``"""
        shared = [f"also on {in_a_row([theme.name for theme in self.themes])}"]
        shared += [f"also {in_a_row([agency.name for agency in self.agencies])}"] if self.agencies else []
        return "; ".join(shared)


def newest_by_theme(cases: Iterable[PublicCase]) -> Mapping[str, list[int]]:
    """The places of the newest cases of each theme: one more than are looked at, as a case may be one of them."""
    found: dict[str, list[int]] = {}
    for place, case in enumerate(cases):
        for term in case.themes:
            newest = found.setdefault(term.id, [])
            if len(newest) <= MOST_OF_A_THEME:
                newest.append(place)
    return found


def read_next(cases: Iterable[PublicCase]) -> Mapping[str, tuple[Next, ...]]:
    """For each case, by its reference, what to read next, as `RULE` says. Cases come newest first."""
    cases = list(cases)
    themes = [frozenset(term.id for term in case.themes) for case in cases]
    agencies = [frozenset(term.id for term in case.agencies) for case in cases]
    newest = newest_by_theme(cases)

    def nearest(place: int) -> list[int]:
        found: set[int] = set()
        for theme in themes[place]:
            found.update([other for other in newest[theme] if other != place][:MOST_OF_A_THEME])
        shared = (
            (-len(themes[place] & themes[other]), -len(agencies[place] & agencies[other]), other) for other in found
        )
        return [other for _, _, other in sorted(shared)[:MOST]]

    def chosen(case: PublicCase, other: int) -> Next:
        following = cases[other]
        pages = {"reports": following.report, "briefings": following.briefing}
        return Next(
            following.reference,
            following.title,
            tuple(folder for folder, page in pages.items() if page) or ("briefings",),
            tuple(term for term in case.themes if term.id in themes[other]),
            tuple(term for term in case.agencies if term.id in agencies[other]),
        )

    return {case.reference: tuple(chosen(case, other) for other in nearest(place)) for place, case in enumerate(cases)}
