"""The words of the field: the glossary, the roles and the agencies of a partnership, each explained once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from macros.partnership.model import Partnership


@dataclass(frozen=True, slots=True)
class Explained:
    """A name and what it means. ``link`` is where more is said, from the site's root.

    Running text means it only where it is written in its own letters, if it is ``exact``.
    """

    id: str
    name: str
    meaning: str
    link: str
    abbreviation: str = ""
    others: tuple[str, ...] = ()
    to_check: bool = False
    exact: bool = False
    in_text: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The words by which running text calls it."""
        names = (self.name, self.abbreviation) if self.abbreviation else (self.name,)
        return names if self.in_text else ()

    @property
    def letter(self) -> str:
        return next((sign for sign in self.name.upper() if sign.isalnum()), "#")


def explained(partnership: Partnership, today: date) -> tuple[Explained, ...]:
    """Everything that the glossary explains, by name; no agency before its day."""
    return tuple(sorted(_explained(partnership, today), key=lambda one: (one.letter, one.name.lower())))


def _explained(partnership: Partnership, today: date) -> Iterator[Explained]:
    for identity, entry in partnership.glossary.items():
        yield Explained(
            identity,
            entry.name,
            entry.meaning,
            f"glossary/#{identity}",
            entry.abbreviation or "",
            entry.aliases,
            entry.to_check,
            in_text=entry.in_text,
        )
    for identity, role in partnership.roles.items():
        link, to_check = f"roles/{identity}/", role.to_check
        yield Explained(
            f"role--{identity}", role.name, role.part, link, others=role.aliases, to_check=to_check, exact=True
        )
    there = {identity: one for identity, one in partnership.agencies.items() if not one.from_ or one.from_ <= today}
    for identity, agency in there.items():
        others = tuple(name for name in (agency.short_name, *agency.former_names) if name and name != agency.name)
        meaning, link = "An agency of the partnership.", f"glossary/#agency--{identity}"
        yield Explained(f"agency--{identity}", agency.name, meaning, link, others=others, in_text=False)


def abbreviations(found: tuple[Explained, ...]) -> tuple[tuple[str, Explained], ...]:
    """Every short form in capitals, with what it stands for, by its letters."""
    short = (
        (word, one)
        for one in found
        for word in (one.abbreviation, *one.others)
        if _is_short(word) and word != f"{one.abbreviation}s"
    )
    return tuple(sorted(dict.fromkeys(short), key=lambda pair: (pair[0].lower(), pair[1].name)))


def _is_short(word: str) -> bool:
    return " " not in word and sum(sign.isupper() for sign in word) > 1
