"""A project on disk, read once: the partnership, its records judged, and every problem of all of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from pathspec.gitignore import GitIgnoreSpec
from pathspec.patterns.gitignore import GitIgnorePatternError

from macros import partnership as partnership_file
from macros.anonymity import of_record
from macros.anonymity.of_record import Checked
from macros.anonymity.remembered import Memory, check_all
from macros.dates import in_words, london_day
from macros.guidance.front_matter import HandWritten, hand_written
from macros.pages.check import check_pages
from macros.partnership.model import Partnership
from macros.problems import Problem, whole_file
from macros.records import Case, Reader, Records, read_folder
from macros.rules import Judgement, judge
from macros.rules.asking import Unmet

if TYPE_CHECKING:
    from macros.anonymity.deny import DenyList


@dataclass(frozen=True)
class JudgedCase:
    """A valid case, what follows for it as of the instant the project was read for, and what may identify in it."""

    case: Case
    judgement: Judgement
    checked: Checked


@dataclass(frozen=True)
class Project:
    """All that a build needs to know. ``partnership`` is None where its file has errors."""

    folder: Path
    as_of: datetime
    partnership: Partnership | None
    cases: tuple[JudgedCase, ...]
    pages: tuple[HandWritten, ...]
    site_problems: tuple[Problem, ...]
    record_problems: tuple[Problem, ...]

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

    def denied(self, records: Path, deny: "DenyList") -> list[Problem]:
        """Every place in records, pages, theme and data, and in names of files, with a name on a private list."""
        from macros.anonymity.denied import denied

        tops = [(name, self.folder / name) for name in ("docs", "overrides", "partnership.yml", "mkdocs.yml")]
        tops.append((_shown(records, self.folder), records))
        return list(denied(tops, [judged.case for judged in self.cases], deny))

    def problems(self, *, terms: bool = False) -> list[Problem]:
        """Every problem there is; ``terms`` as for `identifying`."""
        return [*self.site_problems, *self.record_problems, *self.rule_problems(), *self.identifying(terms=terms)]

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
    today = london_day(as_of)
    partnership, problems = partnership_file.read(folder, today)
    docs = folder / "docs"
    if not docs.is_dir():
        problems.append(whole_file("docs", "no-pages", "there is no folder of pages; it lies beside mkdocs.yml"))
    try:
        left_out, order = _of_config(folder / "mkdocs.yml")
    except ValueError:
        left_out, order = "", ()
        message = "the site engine's file cannot be read, or a pattern in exclude_docs or draft_docs is none"
        problems.append(whole_file("mkdocs.yml", "no-config", message))
    pages = hand_written(docs, left_out, order)
    if docs.is_dir() and partnership:
        problems += check_pages(docs, pages, partnership, today)
    shown = _shown(records, folder)
    for name in ("docs", "overrides"):
        if _resolved(records).is_relative_to(_resolved(folder / name)):
            message = f"records below {name}/ would be published as they are; put them elsewhere"
            problems.append(whole_file(shown, "records-published", message))
    try:
        found = read_folder(records, shown, partnership, read)
    except OSError:
        message = "this folder of records cannot be read; name another with --records or CSPR_RECORDS"
        problems.append(whole_file(shown, "no-records", message))
        found = Records((), ())
    judged = _judged(found.cases, as_of, partnership, memory or Memory()) if partnership else ()
    return Project(folder, as_of, partnership, tuple(judged), pages, tuple(problems), found.problems)


def _judged(cases: Sequence[Case], as_of: datetime, partnership: Partnership, memory: Memory) -> Iterator[JudgedCase]:
    asked = [of_record.asked(case, partnership) for case in cases]
    names = [case.document.path for case in cases]
    for case, one, answer in zip(cases, asked, check_all(list(zip(names, asked, strict=True)), memory), strict=True):
        checked = of_record.checked(case, one, answer)
        yield JudgedCase(case, judge(case.record, as_of, partnership, checked.blocking), checked)


def _of_config(config: Path) -> tuple[str, tuple[str, ...]]:
    """What the engine's own file says of pages: the patterns of those it leaves out, and all that it names, in order.

    Raises ValueError where the file cannot be used.
    """
    try:
        # Every value as text: the file may hold tags that only the engine knows.
        found = yaml.load(config.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
        if not isinstance(found, dict):
            raise ValueError
        left_out = "\n".join(str(found.get(name, "")) for name in ("exclude_docs", "draft_docs"))
        GitIgnoreSpec.from_lines(left_out.splitlines())
        return left_out, tuple(_named(found.get("nav", ())))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError, GitIgnorePatternError) as error:
        raise ValueError from error


def _named(nav: object) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, list | dict):
        for inner in nav.values() if isinstance(nav, dict) else nav:
            yield from _named(inner)


def _resolved(folder: Path) -> Path:
    try:
        return folder.resolve()
    except RuntimeError:  # a link that leads in a circle
        return folder.absolute()


def _shown(records: Path, folder: Path) -> str:
    """How problems name the folder of records: from the project where it lies inside, else in full."""
    try:
        return records.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return records.resolve().as_posix()
