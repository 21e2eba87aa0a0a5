"""A project on disk, read once: the partnership, its records judged, and every problem of all of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from macros import partnership as partnership_file
from macros.anonymity import of_record
from macros.anonymity.of_record import Checked
from macros.dates import in_words, london_day
from macros.memory import Memory
from macros.partnership.model import Partnership
from macros.problems import Problem
from macros.project import folder as of_folder
from macros.project.reading import Told, read_all
from macros.project.remembered import Shelf, checked_of, in_line
from macros.project.standing import Standing, StandingCase
from macros.records import SUFFIX, Case, RecordFile, Records, length, read_one, record_file, sound_case
from macros.rules import Judgement, judge
from macros.rules.asking import Unmet

if TYPE_CHECKING:
    from macros.anonymity.deny import DenyList
    from macros.guidance.front_matter import HandWritten


@dataclass(frozen=True)
class JudgedCase:
    """A valid case, what follows for it as of the instant the project was read for, and what may identify in it."""

    case: Case
    judgement: Judgement
    checked: Checked

    @property
    def anonymity_is_open(self) -> bool:
        """Whether the check marks something in its text, or nobody has read this very text a second time."""
        return any(unmet.code == "anonymity" for unmet in self.judgement.unmet)


@dataclass(frozen=True)
class Project:
    """All that a build needs to know. ``partnership`` is None where its file has errors."""

    folder: Path
    as_of: datetime
    partnership: Partnership | None
    cases: tuple[JudgedCase, ...]
    pages: "tuple[HandWritten, ...]"
    site_problems: tuple[Problem, ...]
    record_problems: tuple[Problem, ...]

    @property
    def standing(self) -> Standing:
        """Where every case stands, for those who need no more."""
        cases = tuple(StandingCase(one.case.record, one.judgement) for one in self.cases)
        return Standing(self.as_of, self.partnership, cases, self.site_problems, self.record_problems)

    def rule_problems(self) -> list[Problem]:
        """What the rules ask to mend now: what blocks, what has become impossible, and warnings.

        An error is what blocks a case today. Invented cases that are hidden are not asked.
        """
        hidden = self.partnership is not None and self.partnership.examples == "hide"
        asked = (judged for judged in self.cases if not (hidden and judged.case.record.example))
        return [problem for judged in asked for problem in self._of_rules(judged)]

    def identifying(self, *, terms: bool = False) -> list[Problem]:
        """What may identify somebody in each record, never with the word unless ``terms`` asks for that.

        An error where the text may still come out, whenever that is.
        """
        if self.partnership is None:
            return []
        most = self.partnership.anonymity.thresholds.quasi_identifiers
        found: list[Problem] = []
        for judged in self.cases:
            shown = judged.judgement.state not in ("withdrawn", "elsewhere")
            found += of_record.problems(judged.case, judged.checked, most, shown=shown, terms=terms)
        return found

    def too_long(self) -> list[Problem]:
        """A warning at each briefing that has too many words, unless nothing of its case is shown any more."""
        shown = (one for one in self.cases if one.judgement.state not in ("withdrawn", "elsewhere"))
        return [problem for one in shown for problem in length.too_long(one.case.record, one.case.document)]

    def denied(self, records: Path, deny: "DenyList") -> list[Problem]:
        """Every place in records, pages, theme and data, and in names of files, with a name on a private list."""
        from macros.anonymity.denied import denied

        tops = [(name, self.folder / name) for name in ("docs", "overrides", "partnership.yml", "mkdocs.yml")]
        tops.append((of_folder.shown_as(records, self.folder), records))
        return list(denied(tops, [judged.case for judged in self.cases], deny))

    def problems(self, *, terms: bool = False) -> list[Problem]:
        """Every problem there is; ``terms`` as for `identifying`."""
        of_cases = (*self.rule_problems(), *self.identifying(terms=terms), *self.too_long())
        return [*self.site_problems, *self.record_problems, *of_cases]

    def _of_rules(self, judged: JudgedCase) -> list[Problem]:
        state = judged.judgement.state
        today = london_day(self.as_of)
        found = []
        for unmet in judged.judgement.unmet:
            impossible = unmet.contradicted or (unmet.by is not None and unmet.by < today)
            if impossible or state not in ("draft", "scheduled"):
                found.append(as_problem(judged, unmet, today))
        return found


def as_problem(judged: JudgedCase, unmet: Unmet, today: date) -> Problem:
    """An unmet rule as a problem at the place of the field to mend: an error only where it blocks today."""
    case, state = judged.case, judged.judgement.state
    message, severity = unmet.message, unmet.severity
    if unmet.by:
        message += f" ({'was needed' if unmet.by < today else 'needed'} by {in_words(unmet.by)})"
    if severity == "error" and state != "blocked":
        on = case.record.publication_day
        message = f"would block publication{f' on {in_words(on)}' if on else ''}: {message}"
        severity = "warning"
    return replace(case.document.problem(unmet.field, unmet.code, message), severity=severity)


@dataclass
class Held:
    """What a reading leaves for the next one in the same process, by the digest of all that it depends on."""

    cases: dict[str, tuple[Case, Checked]] = field(default_factory=dict)
    pages: "dict[str, tuple[tuple[HandWritten, ...], list[Problem]]]" = field(default_factory=dict)


def read_project(
    folder: Path,
    records: Path,
    as_of: datetime,
    *,
    memory: Memory | None = None,
    held: Held | None = None,
    told: Told = lambda *_: None,
) -> Project:
    """Read a project folder and a folder of records, as of an instant.

    ``memory`` remembers which records were read without problems, and what the anonymity check found in
    them. ``told`` hears how far it is with those that are read anew.
    """
    # Jinja and the engine's patterns take a tenth of a second to load, for which a single case should not pay.
    from macros.project.pages import digest_of_pages, read_pages

    today = london_day(as_of)
    partnership, problems = partnership_file.read(folder, today)
    kept_pages = held.pages if held else {}
    key = digest_of_pages(folder, partnership, today) if held else ""
    pages, of_pages = kept_pages.get(key) or read_pages(folder, partnership, today)
    problems += [*of_pages, *of_folder.published(records, folder)]
    shelf = Shelf(memory or Memory(), records, partnership) if partnership else None
    found: list[tuple[Case, Checked]] = []
    broken: list[Problem] = []
    reading = _Reading(shelf.depends_on if shelf else "", held.cases if held else {})
    try:
        found, broken = read_all(records, of_folder.shown_as(records, folder), partnership, shelf, reading, told)
    except OSError:
        problems.append(of_folder.unreadable(records, folder))
    if held:
        held.cases, held.pages = reading.kept, {key: (pages, of_pages)}
    judged = (_judged(*one, as_of, partnership) for one in found if partnership)
    return Project(folder, as_of, partnership, tuple(judged), pages, tuple(problems), tuple(broken))


class _Reading:
    """Makes cases of files whose bytes are known, and keeps them by all that they depend on."""

    def __init__(self, depends_on: str, held: Mapping[str, tuple[Case, Checked]]) -> None:
        self.depends_on, self.held = sha256(depends_on.encode()).hexdigest(), held
        self.kept: dict[str, tuple[Case, Checked]] = {}

    def __call__(self, file: RecordFile, written: bytes) -> tuple[Case, Checked] | None:
        key = f"{self.depends_on} {file.path} {file.key}"
        one = self.held.get(key) or _sound(file, written)
        if one:
            self.kept[key] = one
        return one


def _sound(file: RecordFile, written: bytes) -> tuple[Case, Checked] | None:
    """A case and what the anonymity check said of it; None where what is remembered cannot be believed."""
    try:
        case = sound_case(file)
    except (ValueError, yaml.YAMLError):
        return None
    entry = in_line(written)
    checked = checked_of(entry, file.data or b"") if entry else None
    return (case, checked) if checked else None


def read_case(folder: Path, records: Path, reference: str, as_of: datetime, memory: Memory | None = None) -> Project:
    """Read of a project its partnership and one record, in full, and nothing else; ``memory`` as for `read_project`.

    There is no case where the record has errors, and then they are all of ``record_problems``; or
    where there is no record with this reference.
    """
    partnership, problems = partnership_file.read(folder, london_day(as_of))
    problems += of_folder.published(records, folder)
    try:
        found = read_one(records, reference, of_folder.shown_as(records, folder), partnership)
    except OSError:
        problems.append(of_folder.unreadable(records, folder))
        found = Records((), ())
    judged = tuple(
        _judged(case, _checked(case, records, partnership, memory or Memory()), as_of, partnership)
        for case in found.cases
        if partnership
    )
    return Project(folder, as_of, partnership, judged, (), tuple(problems), found.problems)


def _checked(case: Case, records: Path, partnership: Partnership, memory: Memory) -> Checked:
    """What the anonymity check says of one case: what is remembered, or anew."""
    file = record_file(records, f"{case.record.reference}{SUFFIX}", "")
    written = Shelf(memory, records, partnership).recall(file) if file else None
    known = _sound(file, written) if file and written else None
    if known and known[0].record == case.record:  # nobody saved it meanwhile
        return known[1]
    from macros.anonymity.check import check

    asked = of_record.asked(case, partnership)
    return of_record.checked(case, asked, check(asked))


def _judged(case: Case, checked: Checked, as_of: datetime, partnership: Partnership) -> JudgedCase:
    return JudgedCase(case, judge(case.record, as_of, partnership, checked.blocking), checked)
