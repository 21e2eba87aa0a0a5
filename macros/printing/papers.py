"""What is printed, shown and filled in: the PDFs and Word files beside the pages, made one after the other."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Protocol

from macros.forms.of_page import page_forms
from macros.guidance.front_matter import HandWritten
from macros.pages.data import DataMacro
from macros.pages.files import File
from macros.pages.outward import Outward
from macros.pages.readiness import sheet_of
from macros.paper import NotTypeset, Paper, key_of, sides_of, typeset
from macros.paper.briefing import briefing_paper
from macros.paper.case import INTERNAL, Setting
from macros.paper.flowchart import flowchart_papers
from macros.paper.readiness import readiness_paper
from macros.paper.report import report_paper
from macros.paper.slides import slides_paper
from macros.partnership.model import Partnership
from macros.public_view import InternalSite, PublicBriefing, PublicCase, Site
from macros.team_sheet import key_of as team_sheet_key
from macros.team_sheet import team_sheet


class Kept(Protocol):
    """The site as it was before: a file that is still right is taken over from it."""

    def file(self, path: str, key: str) -> bytes | None:
        """The file at a path, where it was made from what ``key`` is the digest of."""


class _Nothing:
    def file(self, path: str, key: str) -> bytes | None:
        return None


NOTHING_KEPT: Kept = _Nothing()
SLIDES = "Slides"


@dataclass(frozen=True, slots=True)
class Word:
    """A Word file to be made, and the digest of all that it is made from."""

    key: str
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Planned:
    """A file to be made: a paper to be typeset, or a Word file.

    ``of`` is the case, and ``field`` is where its text stands in the record; both are empty for what is of no case.
    """

    path: str
    name: str
    of: str
    field: str
    make: Callable[[], Paper | Word]


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made with its bytes; or None and what stands against it, for the one who can mend it."""

    planned: Planned
    file: File | None
    data: bytes = b""
    fault: str = ""


def made(planned: Planned, kept: Kept = NOTHING_KEPT) -> Made:
    """Make a file, or take over one that is still right. One that is too long is not made: it would not be read."""
    content = planned.make()
    if isinstance(content, Word):
        data = kept.file(planned.path, content.key) or content.make()
        return Made(planned, File(planned.path, planned.name, "Word"), data)
    if before := kept.file(planned.path, key_of(content)):
        return Made(planned, _pdf(planned, sides_of(before)), before)
    try:
        found = typeset(content)
    except NotTypeset as error:
        return Made(planned, None, fault=str(error))
    if found.too_long:
        return Made(planned, None, fault=found.too_long)
    return Made(planned, _pdf(planned, found.sides), found.pdf)


def _pdf(planned: Planned, sides: int) -> File:
    # Of slides nobody prints the sides.
    return File(planned.path, planned.name, "PDF", None if planned.name == SLIDES else sides)


def papers(
    site: Site, partnership: Partnership, pages: Iterable[HandWritten], data: Mapping[str, DataMacro], today: date
) -> Iterator[Planned]:
    """Every file beside the pages: those of hand-written pages, then by case; each is made when it is asked for."""
    pages = tuple(pages)
    for path, paper in flowchart_papers(partnership, pages, data, today).items():
        yield Planned(path, "Print", "", "", partial(_itself, paper))
    for form in page_forms(partnership, pages, data, today):
        yield Planned(form.path, "Form to fill in", "", "", partial(Word, form.key, form.file))
    # No paper leads to another case: of one that is withdrawn nothing has to be taken out of the papers of others.
    outward = Outward(frozenset(), partnership.site_url)
    if not isinstance(site, InternalSite):
        for case in site.cases:
            yield from _of_case(case, Setting(partnership, outward))
        return
    for internal in site.internal_cases:
        setting = Setting(partnership, outward, mark=INTERNAL, is_out=False, day_is=internal.day_is)
        yield from _of_case(internal.case, setting)
        reference = internal.case.reference
        if internal.team_briefing:
            yield from briefing_files(internal.case, internal.team_briefing, setting, early=True)
        path = f"readiness/{reference}/{reference}-readiness.pdf"
        make = partial(readiness_paper, sheet_of(internal, partnership, today), partnership)
        yield Planned(path, "Readiness sheet", reference, "", make)


def _itself(paper: Paper) -> Paper:
    return paper


def _of_case(case: PublicCase, setting: Setting) -> Iterator[Planned]:
    if case.briefing:
        yield from briefing_files(case, case.briefing, setting)
    if case.report and (case.report.sections or case.report.improvements_only):
        path = f"reports/{case.reference}/{case.reference}-report.pdf"
        yield Planned(path, "Print", case.reference, "overview", partial(report_paper, case, setting))


def briefing_files(
    case: PublicCase, briefing: PublicBriefing, setting: Setting, *, early: bool = False
) -> Sequence[Planned]:
    """What a team works with: the briefing on paper, its slides and the team sheet; nothing where none is written."""
    if not any(step for _, step in briefing.steps):
        return ()
    field, folder, more = (
        ("team_briefing", "team-briefings", "team-briefing-") if early else ("briefing", "briefings", "")
    )
    stem, of = f"{folder}/{case.reference}/{case.reference}", case.reference
    on_paper = partial(briefing_paper, case, briefing, setting, early=early)
    on_screen = partial(slides_paper, case, briefing, setting, early=early)
    to_fill_in = partial(_team_sheet, case, briefing, setting, early=early)
    return (
        Planned(f"{stem}-{'team-briefing' if early else 'briefing'}.pdf", "Print", of, field, on_paper),
        Planned(f"{stem}-{more}slides.pdf", SLIDES, of, field, on_screen),
        Planned(f"{stem}-{'team-briefing-sheet' if early else 'team-sheet'}.docx", "Team sheet", of, field, to_fill_in),
    )


def _team_sheet(case: PublicCase, briefing: PublicBriefing, setting: Setting, *, early: bool) -> Word:
    of, mark = setting.partnership, setting.mark or None
    key = team_sheet_key(case, briefing, of, mark=mark, early=early)
    return Word(key, partial(team_sheet, case, briefing, of, mark=mark, early=early))
