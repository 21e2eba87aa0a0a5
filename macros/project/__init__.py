"""A project on disk, read once: the partnership, its records judged, and every problem of all of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from macros import partnership as partnership_file
from macros.anonymity import of_record
from macros.anonymity.of_record import Checked
from macros.anonymity.remembered import Memory, check_all
from macros.dates import in_words, london_day
from macros.partnership.model import Partnership
from macros.problems import Problem
from macros.project import folder as of_folder
from macros.project.standing import Standing, StandingCase
from macros.records import Case, Reader, Records, length, read_folder, read_one
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


def read_project(
    folder: Path, records: Path, as_of: datetime, read: Reader | None = None, memory: Memory | None = None
) -> Project:
    """Read a project folder and a folder of records, as of an instant; ``read`` as for `read_folder`.

    ``memory`` remembers what the anonymity check found in a text that has not changed since.
    """
    # Jinja and the engine's patterns take a tenth of a second to load, for which a single case should not pay.
    from macros.project.pages import read_pages

    today = london_day(as_of)
    partnership, problems = partnership_file.read(folder, today)
    pages, of_pages = read_pages(folder, partnership, today)
    problems += [*of_pages, *of_folder.published(records, folder)]
    try:
        found = read_folder(records, of_folder.shown_as(records, folder), partnership, read)
    except OSError:
        problems.append(of_folder.unreadable(records, folder))
        found = Records((), ())
    judged = tuple(_judged(found.cases, as_of, partnership, memory or Memory())) if partnership else ()
    return Project(folder, as_of, partnership, judged, pages, tuple(problems), found.problems)


def read_case(folder: Path, records: Path, reference: str, as_of: datetime, memory: Memory | None = None) -> Project:
    """Read of a project its partnership and one record, and nothing else; ``memory`` as for `read_project`.

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
    judged = tuple(_judged(found.cases, as_of, partnership, memory or Memory())) if partnership else ()
    return Project(folder, as_of, partnership, judged, (), tuple(problems), found.problems)


def _judged(cases: Sequence[Case], as_of: datetime, partnership: Partnership, memory: Memory) -> Iterator[JudgedCase]:
    asked = [of_record.asked(case, partnership) for case in cases]
    names = [case.document.path for case in cases]
    for case, one, answer in zip(cases, asked, check_all(list(zip(names, asked, strict=True)), memory), strict=True):
        checked = of_record.checked(case, one, answer)
        yield JudgedCase(case, judge(case.record, as_of, partnership, checked.blocking), checked)
