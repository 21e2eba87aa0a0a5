"""The partnership's data for hand-written pages: macros that look one thing up by its id."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from macros.partnership.model import Agency, Contact, Partnership, Role, Timescale

Macro = Callable[..., object]


@dataclass(frozen=True, slots=True)
class DataMacro:
    """What a page may write: the ids the macro knows (None: it takes none), and what follows a dot.

    ``call`` is None where the macro is made from records, and so only in a build.
    """

    ids: Collection[str] | None
    attributes: Collection[str]
    call: Macro | None
    prints: bool = True


def data_macros(partnership: Partnership, today: date) -> Mapping[str, DataMacro]:
    """Every macro a hand-written page may call. Timescales and councils are those in force ``today``."""

    def timescale(identity: str) -> Timescale:
        return partnership.timescale(identity, today)

    def role(identity: str) -> Role:
        return partnership.roles[identity]

    def deadline(identity: str) -> Markup:
        number, unit = timescale(identity).span
        return Markup('<span class="deadline"><b>{}</b> {}</span>').format(number, unit)

    def agency(identity: str) -> Agency:
        return partnership.agencies[identity]

    def contact(identity: str) -> Contact:
        return partnership.contacts[identity]

    def councils() -> str:
        return in_a_row([council.name for council in partnership.councils_on(today).values()])

    def whole() -> Partnership:
        return partnership

    return {
        "timescale": DataMacro(
            partnership.timescales, ("name", "usually", "rule", "time", "basis", "source"), timescale
        ),
        "deadline": DataMacro(partnership.timescales, (), deadline),
        "role": DataMacro(partnership.roles, ("name", "part", "organisation"), role),
        "agency": DataMacro(partnership.agencies, ("name", "short_name"), agency),
        "contact": DataMacro(partnership.contacts, ("name", "email", "telephone", "url"), contact),
        "councils": DataMacro(None, (), councils),
        "partnership": DataMacro(None, ("name", "short_name", "area", "site_url"), whole, prints=False),
        "latest_publications": DataMacro(None, (), None),
        "latest_changes": DataMacro(None, (), None),
    }


def in_a_row(names: list[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1] if names else "") if part)
