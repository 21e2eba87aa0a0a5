"""What is printed in one build: made before the pages, which say what there is of it, and put beside them after."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from macros.cores import on_all_cores
from macros.finish import Before
from macros.pages.files import File
from macros.pages.outward import Outward
from macros.paper import key_of, was_typeset
from macros.paper.case import INTERNAL, Setting
from macros.paper.framework import FILE, framework
from macros.partnership.model import Partnership
from macros.printing.papers import Made, Planned, briefing_files, made, of_kind
from macros.problems import Problem, whole_file
from macros.project import Project
from macros.public_view import internal_case
from macros.records.length import words

if TYPE_CHECKING:
    from macros.engine import Steps

RULE = "not-printed"
# So many words have room on two sides, whatever they are.
WORTH_TRYING = 500
_SIDES = re.compile(r"(?:[1-9][0-9]{0,4})?")
_LINK_TO_IT = re.compile(rf'<ul class="ways">\s*<li><a href="[^"]*{re.escape(FILE)}">[^<]*</a></li>\s*</ul>')
FRAMEWORK = File(FILE, "All of the guidance in one document", "PDF")


class Printing:
    """The printing of a build. ``folder`` is for what waits to be put beside the pages.

    What is still right in the site that was built ``before`` is taken over. ``files`` are those that there are,
    ``made_from`` says by path what each was made from (`write_manifest`), and ``problems`` are those that there
    are not, each at the place where somebody can mend it.
    """

    def __init__(self, project: Project, folder: Path, before: Before, steps: "Steps") -> None:
        self.project, self.folder, self.before, self.steps = project, folder, before, steps
        self.files: list[File] = []
        self.made_from: dict[str, str] = {}
        self.problems: list[Problem] = []

    @property
    def beside_pages(self) -> list[File]:
        """What pages may name: these files, and the document that is made of the pages."""
        return [*self.files, FRAMEWORK]

    def make(self, planned: Sequence[Planned]) -> None:
        """Make files, on all cores where there are many: each is on disk before the next is begun."""
        self.steps.begin(f"making {len(planned)} PDFs and Word files", len(planned))
        # The typesetter has threads, which a copy of this process would not have, and would wait for.
        share = map if was_typeset() else on_all_cores
        for one, done in zip(planned, share(partial(self._put, self.folder), planned), strict=True):
            if done.file:
                self.files.append(done.file)
                self.made_from[one.path] = _made_from(one, done.file)
            else:
                self.problems.append(_problem(one, done.fault, self.project))
            self.steps.page_made()

    def _put(self, folder: Path, planned: Planned) -> Made:
        """Put a file into a folder: taken over, or made. What comes back does not hold it."""
        done = self._kept(planned) or made(planned)
        if done.file:
            file = folder / done.file.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(done.data)
        return replace(done, data=b"")

    def _kept(self, planned: Planned) -> Made | None:
        """The file in the site before, where it is still right: how many sides it has stands behind its key."""
        made_from = str(self.before.made_from.get(planned.path, ""))
        key, _, sides = made_from.partition(" ")
        if key != planned.key or not _SIDES.fullmatch(sides):
            return None
        data = self.before.file(planned.path, made_from)
        return Made(of_kind(planned, int(sides) if sides else None), data) if data else None

    def put_beside_pages(self, site: Path) -> None:
        """Move what waits to where it belongs in a site that the engine has made."""
        for file in self.files:
            (site / file.page).mkdir(parents=True, exist_ok=True)
            (self.folder / file.path).rename(site / file.path)

    def make_framework(self, site: Path, in_nav: Sequence[str], partnership: Partnership, today: date) -> None:
        """Make the whole knowledge base as one document, from the pages that the engine has made."""
        whole = framework(site, in_nav, self.project.pages, partnership, today)
        if whole is None:
            _take_link_out(site)
            return
        self.steps.begin("making the guidance as one document")
        planned = Planned(FILE, FRAMEWORK.name, "", "", lambda: whole.paper, key_of(whole.paper))
        done = self._put(site, planned)
        if done.file:
            self.made_from[FILE] = _made_from(planned, done.file)
            return
        _take_link_out(site)
        sources = {page.address: f"docs/{page.path}" for page in self.project.pages}
        message = f"{done.fault}; until then there is no {FILE}"
        named = [sources.get(address, "partnership.yml") for address in whole.pages_with(done.fault)]
        self.problems += [whole_file(path, RULE, message, "warning") for path in named or ["docs"]]


def _take_link_out(site: Path) -> None:
    """Take the link to the document off the pages, which were made before it could be known that there is none."""
    for page in site.rglob("index.html"):
        html = page.read_text(encoding="utf-8")
        if without := _LINK_TO_IT.sub("", html) if FILE in html else "":
            page.write_text(without, encoding="utf-8")


def not_printed(project: Project) -> Iterator[Problem]:
    """Every briefing that will have no paper, while there is time to shorten it. Short ones are not tried."""
    partnership = project.partnership
    if partnership is None:
        return
    for judged in project.cases:
        if judged.judgement.state in ("withdrawn", "elsewhere"):
            continue
        internal = internal_case(judged.case.record, judged.judgement, project.as_of, partnership)
        for early, shown in ((False, internal.case.briefing), (True, internal.team_briefing)):
            asked = () if early else internal.case.recommendations
            if shown and words(shown.steps, shown.good_practice, asked) > WORTH_TRYING:
                outward = Outward(frozenset(), partnership.site_url)
                setting = Setting(partnership, outward, mark=INTERNAL if early else "", is_out=not early)
                paper, *_ = briefing_files(internal.case, shown, setting, early=early)
                if (done := made(paper)).file is None:
                    yield _problem(paper, done.fault, project)


def _made_from(planned: Planned, file: File) -> str:
    return f"{planned.key} {file.sides or ''}".strip()


def _problem(planned: Planned, fault: str, project: Project) -> Problem:
    message = f"{fault}; until then there is no {Path(planned.path).name}"
    for judged in project.cases:
        if judged.case.record.reference == planned.of:
            found = judged.case.document.problem((planned.field,) if planned.field else (), RULE, message)
            return replace(found, severity="warning")
    page = next(page for page in project.pages if planned.path.startswith(page.address) and page.head.flowchart)
    return whole_file(f"docs/{page.path}", RULE, message, "warning")
