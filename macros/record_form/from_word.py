"""A form that came back, as the plain values of a record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from macros.forms import Answers, chosen
from macros.forms.answers import said_otherwise
from macros.record_form.days import day_of, instant_of, of_every_year
from macros.record_form.definition import OF_WHICH, Leaf, Part, Table
from macros.record_form.into_word import NO, YES, listed, value_at
from macros.record_form.said import Trouble, Where
from macros.record_form.words import ALWAYS
from macros.strict_yaml import Path, Plain, field_name
from macros.word.prose_book import Book
from macros.word.prose_in import read_prose
from macros.word.reading import Box

GONE = "its place in the form is gone; take a new form and write it there"
PICTURE = "there is a picture; a record holds text alone"
BESIDE = "something is written beside what can be ticked; tick one of them, and take the rest out"
SEVERAL = "more than one is ticked; keep one of them"
NO_NAME = "this is none of the names that can be written here; write one as the form has it"
NO_RECOMMENDATION = "there is no recommendation of this number; write the number of one, as in R1"
_NOTHING = Box("")


@dataclass(slots=True)
class Read:
    """What a form says: plain values, where in the form each field stands, and what is wrong."""

    plain: dict[str, Plain] = field(default_factory=dict)
    places: dict[str, Where] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)


def read_answers(parts: tuple[Part, ...], answers: Answers, book: Book) -> Read:
    """The plain values of a record from the answers of its form; ``book`` is the file, for the look of texts."""
    reader = _Reader(answers, book)
    for part in parts:
        for one in part.fields:
            where = Where(part.title, one.label)
            reader.read.places[field_name(one.path)] = where
            if one.key in answers.lost:
                reader.trouble(where, GONE)
            elif isinstance(one, Leaf):
                reader.box(one, where)
            else:
                reader.table(one, where)
    return reader.read


@dataclass(slots=True)
class _Reader:
    answers: Answers
    book: Book
    read: Read = field(default_factory=Read)

    def box(self, leaf: Leaf, where: Where) -> None:
        value = self._value(leaf, self.answers.boxes[leaf.id], where)
        if value is not None:
            _put(self.read.plain, leaf.path, value)

    def table(self, table: Table, where: Where) -> None:
        for number, boxes in enumerate(self._rows(table), start=1):
            of_row = replace(where, row=number)
            entry = self._entry(table, boxes, of_row)
            base = None if entry is None else self._base(table, entry, number, of_row)
            if entry is not None and base is not None:
                _put(self.read.plain, base, entry)
                self.read.places[field_name(base)] = of_row
                for leaf in table.leaves:
                    self.read.places[field_name((*base, *leaf.path))] = replace(of_row, column=leaf.label)

    def trouble(self, where: Where, message: str) -> None:
        self.read.troubles.append(Trouble(where, message))

    def _rows(self, table: Table) -> Iterable[Mapping[str, Box]]:
        if table.repeats:
            return self.answers.blocks[table.key]
        return (row.boxes for row in self.answers.tables[table.key])

    def _entry(self, table: Table, boxes: Mapping[str, Box], where: Where) -> Plain | None:
        """What a row or a block says, None where all of it is empty."""
        troubles = len(self.read.troubles)
        entry: dict[str, Plain] = {}
        for leaf in table.leaves:
            value = self._value(leaf, boxes.get(leaf.id, _NOTHING), replace(where, column=leaf.label))
            if value is not None and not leaf.path:
                return value
            if value is not None:
                _put(entry, leaf.path, value)
        if not entry and troubles == len(self.read.troubles):
            return None
        return {**entry, **ALWAYS.get(".".join(table.path), {})}

    def _base(self, table: Table, entry: Plain, number: int, where: Where) -> Path | None:
        """The place of an entry in the record, None where it has none."""
        if table.rows:
            return (*table.path, tuple(table.rows)[number - 1])
        if table.leaves[0].id != OF_WHICH:
            return (*table.path, len(listed(value_at(self.read.plain, table.path))))
        above, name = table.path
        which = str(entry.pop(OF_WHICH, "")) if isinstance(entry, dict) else ""
        for place, other in enumerate(listed(self.read.plain.get(above))):
            if isinstance(other, dict) and str(other.get("id")).upper() == which.upper():
                return (above, place, name, len(listed(other.get(name))))
        self.trouble(replace(where, column=table.leaves[0].label), NO_RECOMMENDATION)
        return None

    def _value(self, leaf: Leaf, box: Box, where: Where) -> Plain | None:
        """What a box says in a record, None where it is empty or says nothing that can be taken."""
        if leaf.shape == "prose":
            return self._prose(box, where) if box else None
        if box.has_picture:
            self.trouble(where, PICTURE)
        match leaf.shape:
            case "choice" | "several" | "yes-no":
                return self._ticked(leaf, box, where)
            case "lines":
                return [line.strip() for line in box.text.split("\n") if line.strip()] or None
            case "named" if box.text:
                return self._named(leaf, box.text, where)
            case "day":
                return day_of(box.text) or None
            case "instant":
                return instant_of(box.text) or None
            case "of-every-year":
                return of_every_year(box.text) or None
            case _:
                return box.text or None

    def _ticked(self, leaf: Leaf, box: Box, where: Where) -> Plain | None:
        options = (
            {YES: "true", NO: "false"} if leaf.shape == "yes-no" else {words: key for key, words in leaf.words.items()}
        )
        ticked = chosen(box, tuple(options))
        if said_otherwise(box, tuple(options)) and not box.has_picture:
            self.trouble(where, BESIDE)
        if leaf.shape == "several":
            return [options[words] for words in ticked] or None
        if len(ticked) > 1:
            self.trouble(where, SEVERAL)
        return options[ticked[0]] if ticked else None

    def _named(self, leaf: Leaf, text: str, where: Where) -> Plain | None:
        meant = " ".join(text.split()).casefold()
        for identity, words in leaf.words.items():
            if meant in (identity, words.casefold()):
                return identity
        self.trouble(where, NO_NAME)
        return None

    def _prose(self, box: Box, where: Where) -> Plain | None:
        read = read_prose([] if box.place is None else [box.place], self.book)
        for fault in read.faults:
            self.trouble(replace(where, inside=fault.place), fault.message)
        return read.source or None


def _put(plain: dict[str, Plain], path: Path, value: Plain) -> None:
    """Put a value at its path; groups and lists on the way are made, and an entry of a list comes last."""
    holder: Any = plain
    for step, following in pairwise(path):
        if isinstance(holder, list):
            holder = holder[int(step)]
        else:
            holder = holder.setdefault(step, [] if isinstance(following, int) else {})
    if isinstance(holder, list):
        holder.append(value)
    else:
        holder[path[-1]] = value
