"""The partnership's data for hand-written pages: macros that look one thing up by its id."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from macros.partnership.model import Agency, Contact, Partnership, Role, Timescale

Macro = Callable[..., object]


@dataclass(frozen=True, slots=True)
class DataMacro:
    """What a page may write: the ids the macro knows (None: it takes none), and what follows a dot."""

    ids: Collection[str] | None
    attributes: Collection[str]
    call: Macro
    prints: bool = True


def data_macros(partnership: Partnership, today: date) -> Mapping[str, DataMacro]:
    """Every macro a hand-written page may call. Timescales and councils are those in force ``today``."""

    def timescale(identity: str) -> Timescale:
        return partnership.timescale(identity, today)

    def role(identity: str) -> Role:
        return partnership.roles[identity]

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
        "role": DataMacro(partnership.roles, ("name", "part", "organisation"), role),
        "agency": DataMacro(partnership.agencies, ("name", "short_name"), agency),
        "contact": DataMacro(partnership.contacts, ("name", "email", "telephone", "url"), contact),
        "councils": DataMacro(None, (), councils),
        "partnership": DataMacro(None, ("name", "short_name", "area", "site_url"), whole, prints=False),
    }


def in_a_row(names: list[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1] if names else "") if part)
