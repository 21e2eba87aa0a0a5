"""A site whose pages are made when somebody looks at them: nobody waits for pages that nobody opens."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from macros.build import content_of, records_of, view_of
from macros.dates import london_day
from macros.engine import Engine, Look
from macros.finish import Addresses, Sources
from macros.finish.links import Linked, Page, dead_on, read_page
from macros.finish.notes import every_file
from macros.outputs import outputs
from macros.pages import FOLDERS
from macros.partnership.model import Partnership
from macros.problems import Problem, write_out
from macros.project import Project
from macros.public_view import Audience

_TOP = b'<header class="top">'


class LookedAt:
    """The site of a project in a folder, as an audience sees it. Raises EngineError.

    Pages that the navigation names are made at once, because MkDocs makes them together; each other page when
    it is looked at. Every page says what is ``wrong``, and what dead links it has itself.
    """

    def __init__(
        self, project: Project, partnership: Partnership, audience: Audience, folder: Path, wrong: Sequence[Problem]
    ) -> None:
        self.folder, self.wrong = folder, list(wrong)
        self.site = view_of(project, audience, partnership)
        content = content_of(project, partnership, self.site)
        self.pages = {page.file: page for page in content.pages}
        self.engine = Engine(project.folder, partnership, Look(audience, search=False), folder)
        self.engine.make(replace(content, kept=self.pages.keys()))
        self.made = set(every_file(folder))
        self.looked_at: set[str] = set()

        addresses = Addresses(partnership.site_url)
        self.sources = Sources(project.folder, content.pages, records_of(project, self.site), addresses)
        # The preview has no data, and its pages may lead there.
        data = outputs(self.site, partnership, project.pages, london_day(project.as_of))
        files = frozenset((*self.made, *self.pages, *data))
        gone = [page.address for page in content.pages if page.kind == "withdrawn"]
        self.linked = Linked(addresses, files, _OnPages(self), gone)

    def look(self, file: str) -> None:
        """Have a page ready to be read, if the site has one in this file. Raises EngineError."""
        if file not in self.looked_at and self.make(file):
            self.looked_at.add(file)
            _say([*dict.fromkeys([*self.wrong, *self.dead_on([file])])], self.folder / file)

    def check(self, reference: str) -> None:
        """Take the dead links of a case into what is wrong. Raises EngineError."""
        self.wrong += self.dead_on([file for file, page in self.pages.items() if page.of == reference])

    def dead_on(self, files: Sequence[str]) -> list[Problem]:
        """The dead links of some pages, which must be there or can be made; into pages of cases they become words."""
        return dead_on(files, self.folder, self.linked, self.sources, FOLDERS)

    def make(self, file: str) -> bool:
        """Make a page that is not there yet. Comes back with whether there is such a page."""
        if file in self.pages and file not in self.made:
            self.engine.make_page(self.pages[file])
            self.made.add(file)
        return file in self.made and file.endswith(".html")


class _OnPages(Mapping[str, Page]):
    """What is on each page of a site, made and read when it is asked for."""

    def __init__(self, site: LookedAt) -> None:
        self.site = site
        self.read: dict[str, Page] = {}

    def __getitem__(self, file: str) -> Page:
        if file not in self.read:
            if not self.site.make(file):
                raise KeyError(file)
            self.read[file] = read_page((self.site.folder / file).read_bytes())
        return self.read[file]

    def __contains__(self, file: object) -> bool:
        return file in self.site.pages or (file in self.site.made and str(file).endswith(".html"))

    def __iter__(self) -> Iterator[str]:
        made = (file for file in self.site.made if file.endswith(".html"))
        return iter(dict.fromkeys((*self.site.pages, *made)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _say(wrong: Sequence[Problem], page: Path) -> None:
    """Write on a page what has to be mended."""
    if not wrong:
        return
    items = "".join(f"<li>{escape(line)}</li>" for line in write_out(list(wrong)).splitlines())
    band = f'<aside class="preview" aria-label="To mend"><p><strong>To mend:</strong></p><ul>{items}</ul></aside>'
    page.write_bytes(page.read_bytes().replace(_TOP, band.encode() + _TOP, 1))
