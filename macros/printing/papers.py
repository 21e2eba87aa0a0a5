"""What is printed, shown and filled in: the PDFs and Word files beside the pages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from macros.forms.of_page import page_forms
from macros.guidance.front_matter import HandWritten
from macros.pages.data import DataMacro
from macros.pages.files import File
from macros.pages.outward import Outward
from macros.pages.readiness import Sheet, sheet_of
from macros.pages.shown import digest_of
from macros.paper import NotTypeset, Paper, key_of, typeset
from macros.paper.briefing import briefing_paper
from macros.paper.case import INTERNAL, Setting
from macros.paper.flowchart import flowchart_papers
from macros.paper.readiness import readiness_paper
from macros.paper.report import report_paper
from macros.paper.slides import slides_paper
from macros.partnership.model import Partnership
from macros.public_view import InternalCase, InternalSite, PublicBriefing, PublicCase, Site
from macros.publisher import publisher
from macros.team_sheet import team_sheet

SLIDES = "Slides"


@dataclass(frozen=True, slots=True)
class Planned:
    """A file to be made: a paper to be typeset, or a Word file as it is.

    ``of`` is the case, and ``field`` is where its text stands in the record; both are empty for what is of no case.
    ``key`` is a digest of all that the file is made from: it is told without making anything.
    """

    path: str
    name: str
    of: str
    field: str
    make: Callable[[], Paper | bytes]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made with its bytes; or None and what stands against it, for the one who can mend it."""

    file: File | None
    data: bytes = b""
    fault: str = ""


def made(planned: Planned) -> Made:
    """Make a file. One that is too long is not made: it would not be read."""
    content = planned.make()
    if isinstance(content, bytes):
        return Made(of_kind(planned, None), content)
    try:
        found = typeset(content)
    except NotTypeset as error:
        return Made(None, fault=str(error))
    if found.too_long:
        return Made(None, fault=found.too_long)
    # Of slides nobody prints the sides.
    return Made(of_kind(planned, None if planned.name == SLIDES else found.sides), found.pdf)


def of_kind(planned: Planned, sides: int | None) -> File:
    """What a planned file is once it is there."""
    return File(planned.path, planned.name, "Word" if planned.path.endswith(".docx") else "PDF", sides)


def papers(
    site: Site, partnership: Partnership, pages: Iterable[HandWritten], data: Mapping[str, DataMacro], today: date
) -> Iterator[Planned]:
    """Every file beside the pages: those of hand-written pages, then by case; each is made when it is asked for."""
    pages = tuple(pages)
    for path, paper in flowchart_papers(partnership, pages, data, today).items():
        yield Planned(path, "Print", "", "", partial(_itself, paper), key_of(paper))
    for form in page_forms(partnership, pages, data, today):
        yield Planned(form.path, "Form to fill in", "", "", form.file, form.key)
    # No paper leads to another case: of one that is withdrawn nothing has to be taken out of the papers of others.
    outward = Outward(frozenset(), partnership.site_url)
    if not isinstance(site, InternalSite):
        setting = Setting(partnership, outward)
        made_with = digest_of(publisher(), setting)
        for case in site.cases:
            yield from _keyed(_of_case(case, setting), made_with, case)
        return
    setting = Setting(partnership, outward, mark=INTERNAL, is_out=False)
    made_with = digest_of(publisher(), setting)
    for internal in site.internal_cases:
        of_case = _of_internal(internal, replace(setting, day_is=internal.day_is))
        yield from _keyed(of_case, made_with, internal.day_is, internal.case, internal.team_briefing)
        sheet = sheet_of(internal, partnership, today)
        yield from _keyed([_readiness(sheet, partnership)], made_with, sheet)


def _keyed(planned: Iterable[Planned], *made_from: object) -> Iterator[Planned]:
    """The files of a case with one key: as soon as anything of it changes, all of them are made anew."""
    key = digest_of(*made_from)
    return (replace(one, key=key) for one in planned)


def _itself(paper: Paper) -> Paper:
    return paper


def _of_internal(internal: InternalCase, setting: Setting) -> Iterator[Planned]:
    yield from _of_case(internal.case, setting)
    if internal.team_briefing:
        yield from briefing_files(internal.case, internal.team_briefing, setting, early=True)


def _readiness(sheet: Sheet, partnership: Partnership) -> Planned:
    reference = sheet.internal.case.reference
    path = f"readiness/{reference}/{reference}-readiness.pdf"
    return Planned(path, "Readiness sheet", reference, "", partial(readiness_paper, sheet, partnership))


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
    to_fill_in = partial(team_sheet, case, briefing, setting.partnership, mark=setting.mark or None, early=early)
    return (
        Planned(f"{stem}-{'team-briefing' if early else 'briefing'}.pdf", "Print", of, field, on_paper),
        Planned(f"{stem}-{more}slides.pdf", SLIDES, of, field, on_screen),
        Planned(f"{stem}-{'team-briefing-sheet' if early else 'team-sheet'}.docx", "Team sheet", of, field, to_fill_in),
    )
