"""Sheets that came back, in a folder: read one by one, and made into one table."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from macros.problems import shown
from macros.records.model import is_reference
from macros.team_sheet.parts import ANSWER, CHANGE, COLUMNS, FACTS, FORM, NOTE, NOTE_ASKS, VERSION
from macros.word.controls import ASKS
from macros.word.package import NotReadable
from macros.word.reading import Mark, Returned, check_version, marked_as_ours, read_form
from macros.word.returned import CLOSED, bytes_of, returned_files

HEADINGS = (
    *("sheet", "case", "team", "agency", "met_on", "took_part", "filled_in_by"),
    *("part", "number", "question", "answer", "who", "by_when", "would_show_that_it_worked"),
)
NOTHING = "it holds no answer, no change and no note, so no row was made of it"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a team wrote. ``answers`` go with their questions as they stand in the sheet, by number."""

    case: str
    facts: tuple[str, ...]
    answers: tuple[tuple[int, str, str], ...]
    changes: tuple[tuple[int, tuple[str, ...]], ...]
    note: str
    lost: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.answers or self.changes or self.note)


@dataclass(frozen=True, slots=True)
class Told:
    """Something to say of a file. ``wrong`` where somebody has to mend it, or type it in by hand."""

    file: str
    message: str
    wrong: bool = True


@dataclass(frozen=True, slots=True)
class Collected:
    """All sheets of a folder: their rows in order, headings first, and what there is to say of files."""

    sheets: int
    rows: tuple[tuple[str, ...], ...]
    told: tuple[Told, ...]


def collect(folder: Path) -> Collected:
    """Read every sheet in a folder and the folders in it, in the order of their paths. Raises OSError."""
    rows: list[tuple[str, ...]] = [HEADINGS]
    told: list[Told] = []
    first: dict[Sheet, str] = {}

    def tell(closed: Path) -> None:
        told.append(Told(_name(closed, folder), CLOSED))

    for file in returned_files(folder, tell):
        name = _name(file, folder)
        try:
            sheet = read_sheet(bytes_of(file))
        except NotReadable as error:
            told.append(Told(name, str(error)))
            continue
        told += (Told(name, message) for message in sheet.lost)
        if sheet.is_empty:
            told.append(Told(name, NOTHING, wrong=False))
        elif sheet in first:
            told.append(Told(name, f"it says the same as {first[sheet]}, and was taken once", wrong=False))
        else:
            first[sheet] = name
            rows += _rows(name, sheet)
    return Collected(len(first), tuple(rows), tuple(told))


def _name(path: Path, folder: Path) -> str:
    return shown(path.relative_to(folder).as_posix(), most=200)


def read_sheet(data: bytes) -> Sheet:
    """What a team wrote into a sheet. Raises NotReadable."""
    found = read_form(data)
    mark = _right_form(found.mark)
    numbers = sorted({*_numbers(found, ANSWER), *_numbers(found, f"{ASKS}{ANSWER}")})
    answers = (
        (number, _text(found, f"{ASKS}{ANSWER}{number}"), _text(found, f"{ANSWER}{number}")) for number in numbers
    )
    rows = (
        tuple(row[column].text if column in row else "" for column in COLUMNS) for row in found.rows.get(CHANGE, ())
    )
    return Sheet(
        case=mark.about,
        facts=tuple(_text(found, tag) for tag in FACTS),
        answers=tuple(answer for answer in answers if answer[2]),
        changes=tuple((number, row) for number, row in enumerate((row for row in rows if any(row)), start=1)),
        note=_text(found, NOTE),
        lost=tuple(_lost(found, numbers)),
    )


def _right_form(mark: Mark | None) -> Mark:
    mark = marked_as_ours(mark)
    if mark.form != FORM:
        raise NotReadable("it is another form, not a team sheet")
    check_version(mark, VERSION, "the team sheet")
    if not is_reference(mark.about):
        raise NotReadable("the line at its end does not say which case it is about")
    return mark


def _lost(found: Returned, numbers: list[int]) -> Iterator[str]:
    """What is gone from a sheet, so that nobody can tell what was written there."""
    gone = [f"\u201c{label}\u201d" for tag, label in FACTS.items() if tag not in found.boxes]
    gone += [f"the answer to question {number}" for number in numbers if f"{ANSWER}{number}" not in found.boxes]
    if CHANGE not in found.rows:
        gone.append("what the team will change")
    if NOTE not in found.boxes:
        gone.append("what the partnership should know")
    if gone:
        yield f"the place for {'; for '.join(gone)} is gone from the sheet; look whether it is written elsewhere in it"


def _numbers(found: Returned, kind: str) -> Iterator[int]:
    for name in found.boxes:
        number = name.removeprefix(kind)
        if name.startswith(kind) and number.isascii() and number.isdecimal() and len(number) <= 2:
            yield int(number)


def _text(found: Returned, tag: str) -> str:
    return found.boxes[tag].text if tag in found.boxes else ""


def _rows(name: str, sheet: Sheet) -> Iterator[tuple[str, ...]]:
    every = (name, sheet.case, *sheet.facts)
    for number, question, answer in sheet.answers:
        yield (*every, "question", str(number), question, answer, "", "", "")
    for number, (what, *rest) in sheet.changes:
        yield (*every, "change", str(number), "What we will change", what, *rest)
    if sheet.note:
        yield (*every, "note", "", NOTE_ASKS, sheet.note, "", "", "")
