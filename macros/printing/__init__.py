"""What is printed in one build: made before the pages, which say what there is of it, and put beside them after."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

import docx
import pypdfium2

from macros.finish import read_manifest
from macros.pages.files import File
from macros.pages.outward import Outward
from macros.paper.case import INTERNAL, Setting
from macros.paper.framework import FILE, framework
from macros.partnership.model import Partnership
from macros.printing.papers import Kept, Made, Planned, briefing_files, made
from macros.problems import Problem, whole_file
from macros.project import Project
from macros.public_view import internal_case
from macros.records.length import words

if TYPE_CHECKING:
    from macros.engine import Steps

RULE = "not-printed"
# So many words have room on two sides, whatever they are.
WORTH_TRYING = 500
_LINK_TO_IT = re.compile(rf'<ul class="ways">\s*<li><a href="[^"]*{re.escape(FILE)}">[^<]*</a></li>\s*</ul>')
FRAMEWORK = File(FILE, "All of the guidance in one document", "PDF")


class Printing:
    """The printing of a build. ``folder`` is for what waits to be put beside the pages.

    What is still right in the site that was built ``before`` is taken over. ``files`` are those that there are,
    ``problems`` those that there are not, each at the place where somebody can mend it.
    """

    def __init__(self, project: Project, folder: Path, before: Path | None, steps: "Steps") -> None:
        self.project, self.folder, self.steps = project, folder, steps
        self.kept = _Before.of(before)
        self.files: list[File] = []
        self.problems: list[Problem] = []

    def make(self, planned: Sequence[Planned]) -> None:
        """Make files, one after the other: each is on disk before the next is begun."""
        self.steps.begin(f"making {len(planned)} PDFs and Word files", len(planned))
        for one in planned:
            done = made(one, self.kept)
            if done.file:
                _write(self.folder / done.file.path, done.data)
                self.files.append(done.file)
            else:
                self.problems.append(_problem(done, self.project))
            self.steps.page_made()

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
        done = made(Planned(FILE, FRAMEWORK.name, "", "", lambda: whole.paper), self.kept)
        if done.file:
            _write(site / FILE, done.data)
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
                    yield _problem(done, project)


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _problem(one: Made, project: Project) -> Problem:
    planned = one.planned
    message = f"{one.fault}; until then there is no {Path(planned.path).name}"
    for judged in project.cases:
        if judged.case.record.reference == planned.of:
            found = judged.case.document.problem((planned.field,) if planned.field else (), RULE, message)
            return replace(found, severity="warning")
    page = next(page for page in project.pages if planned.path.startswith(page.address) and page.head.flowchart)
    return whole_file(f"docs/{page.path}", RULE, message, "warning")


@dataclass(frozen=True)
class _Before(Kept):
    """The site that was built before: what its manifest vouches for."""

    folder: Path
    digests: Mapping[str, object]

    @classmethod
    def of(cls, folder: Path | None) -> Kept:
        manifest = read_manifest(folder) if folder else None
        digests = manifest["files"] if manifest else {}
        return cls(folder or Path(), digests if isinstance(digests, dict) else {})

    def file(self, path: str, key: str) -> bytes | None:
        if path not in self.digests:
            return None
        file = self.folder / path
        try:
            # A pipe there would never end, and a link leads to what is not of this site.
            data = file.read_bytes() if S_ISREG(file.lstat().st_mode) else b""
        except OSError:
            return None
        if sha256(data).hexdigest() != self.digests[path]:
            return None
        return data if _keyword(data) == key else None


def _keyword(data: bytes) -> str:
    """The keyword of a PDF or a Word file: the digest of what it was made from. What its text says is no keyword."""
    try:
        if data.startswith(b"%PDF"):
            with pypdfium2.PdfDocument(data) as document:
                return str(document.get_metadata_value("Keywords"))
        return str(docx.Document(BytesIO(data)).core_properties.keywords)
    except Exception:  # whatever it is that other hands put there, it is not right any more
        return ""
