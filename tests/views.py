"""Views for tests: what the public, or the partnership itself, may see of records with some things changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import markdown
import yaml
from bs4 import BeautifulSoup, Tag

from macros.dates import london_day
from macros.guidance.front_matter import HandWritten, PageHead
from macros.pages.data import Macro, data_macros
from macros.pages.knowledge import knowledge_macros
from macros.pages.marks import Marks
from macros.pages.render import page_macros
from macros.partnership.model import Announcement, Partnership
from macros.public_view import InternalSite, PublicCase, PublicSite, Site, site_for
from macros.records.model import CaseRecord
from macros.rules import judge
from tests.factories import ROOT, at, miniature, record

Changes = dict[str, object]

AT_TEN = "2025-09-16 10:00"
# A day on which all that these tests publish is out.
LATER = "2026-11-23"
BABIES, NEGLECT, SHARING = "injuries-to-babies", "neglect", "information-sharing"
# A serious case review: the standing rules alone are asked, so that any instant will do.
AGED: Changes = {"review": "serious-case-review"}
IMPROVEMENTS_ONLY: Changes = {"publication.decision": "improvements-only"}
# A case whose only page is its briefing.
BRIEFING_ALONE: Changes = {
    "review": "rapid-review",
    "timeline.panel_feedback": "2025-02-27",
    "briefing.audience": "public",
}


def public_site(*changes: Changes, as_of: str = AT_TEN, partner: Partnership | None = None) -> PublicSite:
    """The public site of the valid record with some things changed, one case for each change."""
    return of_records([record(change) for change in changes], at(as_of), partner)


def of_records(records: list[CaseRecord], as_of: datetime, partner: Partnership | None = None) -> PublicSite:
    partner = partner or miniature()
    found = site_for("public", [(case, judge(case, as_of, partner, ())) for case in records], as_of, partner)
    assert isinstance(found, PublicSite)
    return found


def internal_site(*changes: Changes, as_of: str = AT_TEN) -> InternalSite:
    records = [record(change) for change in changes]
    judged = [(case, judge(case, at(as_of), miniature(), ())) for case in records]
    found = site_for("internal", judged, at(as_of), miniature())
    assert isinstance(found, InternalSite)
    return found


def aged(reference: str, on: str, changes: Changes | None = None) -> Changes:
    """A case that was published at ten on a day, whatever the day."""
    own: Changes = {"reference": reference, "title": title(reference), "publication.at": f"{on} 10:00"}
    return {**AGED, **own, **(changes or {})}


def title(reference: str) -> str:
    return reference.replace("-", " ").title()


def references(cases: Iterable[PublicCase]) -> list[str]:
    return [case.reference for case in cases]


def with_announcements(*written: Mapping[str, str]) -> Partnership:
    """The tests' partnership with announcements, each as its file writes it."""
    announcements = tuple(Announcement.model_validate(dict(one)) for one in written)
    return miniature().model_copy(update={"announcements": announcements})


def guidance(
    address: str, title: str, reviewed: str | None = None, changes: Mapping[str, str] | None = None
) -> HandWritten:
    """A page of guidance that somebody read last on a day, with what changed by its day."""
    changed = [{"on": on, "what": what} for on, what in (changes or {}).items()]
    return page(
        f"{address}index.md", title=title, facts=["1"], changes=changed, **({"reviewed": reviewed} if reviewed else {})
    )


def page(path: str, **head: object) -> HandWritten:
    """A hand-written page, by its file, with what its front matter says; without a title it is named after the file."""
    return HandWritten(path, PageHead.model_validate({"title": path.removesuffix(".md").title(), **head}))


def macros_of(
    view: Site, as_of: str = AT_TEN, partner: Partnership | None = None, pages: Iterable[HandWritten] = ()
) -> Mapping[str, Macro]:
    """The macros of a view's pages as of an instant."""
    partner, pages, today = partner or miniature(), tuple(pages), london_day(at(as_of))
    data = data_macros(partner, today, pages)
    return {**knowledge_macros(partner, pages, data, {}, today), **page_macros(view, partner, pages, {}, today)}


def extensions() -> tuple[list[str], dict[str, dict[str, object]]]:
    """Those of mkdocs.yml, as Python-Markdown takes them."""
    found = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["markdown_extensions"]
    pairs = [next(iter(entry.items())) if isinstance(entry, dict) else (entry, {}) for entry in found]
    return [name for name, _ in pairs], dict(pairs)


NAMES, CONFIGS = extensions()
PYTHON_MARKDOWN = markdown.Markdown(extensions=[*NAMES, Marks()], extension_configs=CONFIGS)


def parsed(source: object) -> BeautifulSoup:
    """The HTML that a macro gave for a whole page: no Markdown reader sees it."""
    return BeautifulSoup(str(source), "html.parser")


def rendered(source: object) -> BeautifulSoup:
    """The source of a hand-written page, what a macro gave for it included, as the engine makes HTML of it."""
    PYTHON_MARKDOWN.reset()
    return BeautifulSoup(PYTHON_MARKDOWN.convert(str(source)), "html.parser")


def only(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    [found] = soup.select(selector)
    return found


def folded(words: str) -> str:
    return " ".join(words.split())


def words_of(tags: Iterable[Tag]) -> list[str]:
    return [folded(tag.get_text()) for tag in tags]
