"""The feed (Atom, RFC 4287): new publications and corrections, for people who let a feed reader look.

A reader knows an entry again by its id. So ids are made of the host, the year of publication and the
reference (tag URIs, RFC 4151), and stay as they are where the site moves to another folder.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from macros.dates import start_of
from macros.outputs.identity import amendments
from macros.pages.calendar import case_page
from macros.pages.outward import absolute, host
from macros.partnership.model import Partnership
from macros.public_view import PublicCase, PublicSite

__all__ = ["FEED", "feed"]

FEED = "feed.xml"
MOST_ENTRIES = 50
_ATOM = "http://www.w3.org/2005/Atom"
# When a feed without an entry changed last. Its year is in the feed's own id, and must stay.
_BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
_IMPROVEMENTS = (
    "The report of this review is not published, because it would identify someone. "
    "What must be improved is published instead."
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """``at`` is when it was published; what is new later is an entry of its own. ``link`` is from the site's root."""

    id: str
    title: str
    at: datetime
    link: str
    summary: str
    categories: tuple[str, ...]


def feed(site: PublicSite, partnership: Partnership) -> bytes:
    """The newest publications and corrections of the cases that are out, the newest first."""
    url = partnership.site_url
    found = (entry for case in site.cases for entry in _of_case(case, host(url)))
    entries = sorted(found, key=lambda entry: (-entry.at.timestamp(), entry.id))[:MOST_ENTRIES]
    root = etree.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en-GB"}, {None: _ATOM})
    _texts(
        root,
        id=f"tag:{host(url)},{_BEGUN.year}:feed",
        title=f"{partnership.name}: published reviews",
        updated=_written(entries[0].at if entries else _BEGUN),
    )
    _texts(_child(root, "author"), name=partnership.name)
    _child(root, "link", rel="self", type="application/atom+xml", href=absolute(url, FEED))
    _child(root, "link", rel="alternate", type="text/html", href=absolute(url))
    for entry in entries:
        _add(root, entry, url)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _of_case(case: PublicCase, at_host: str) -> Iterator[_Entry]:
    assert case.published  # nothing is out without its day
    out = case.published_at or start_of(case.published)
    own = f"tag:{at_host},{case.published.year}:reviews/{case.reference}"
    title = f"Example: {case.title}" if case.example else case.title
    categories = ("example",) if case.example else ()
    improvements_only = case.report and case.report.improvements_only
    summary = _IMPROVEMENTS if improvements_only else case.summary
    yield _Entry(own, title, out, case_page(case), summary, ("publication", *categories))
    for identity, amendment in amendments(case):
        yield _Entry(
            f"{own}/amendments/{identity}",
            f"{title}, corrected",
            max(out, start_of(amendment.on)),  # one of the first day is not older than the review
            f"{case_page(case)}#amendments",
            amendment.text.words,
            ("correction", *categories),
        )


def _add(root: etree._Element, entry: _Entry, site_url: str) -> None:
    element = _child(root, "entry")
    _texts(element, id=entry.id, title=entry.title, published=_written(entry.at), updated=_written(entry.at))
    _child(element, "link", rel="alternate", type="text/html", href=absolute(site_url, entry.link))
    for category in entry.categories:
        _child(element, "category", term=category)
    if entry.summary:
        _texts(element, summary=entry.summary)


def _written(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _texts(parent: etree._Element, **texts: str) -> None:
    for tag, text in texts.items():
        _child(parent, tag).text = text


def _child(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
