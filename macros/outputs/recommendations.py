"""Every published recommendation as a table for a spreadsheet, and as data with its schema."""

from collections.abc import Iterator, Sequence
from functools import partial

from macros.outputs import shape
from macros.outputs.api import Texts, recommendation, schema_of, written
from macros.outputs.files import Files, Made
from macros.pages.outward import Outward, absolute, case_pages
from macros.pages.recommendations import Row, rows_of
from macros.pages.shown import digest_of
from macros.public_view import PublicSite
from macros.spreadsheet import table

TABLE = "recommendations.csv"
DATA = "api/recommendations.json"
SCHEMA = "api/schema/recommendations.json"
COLUMNS = (
    *("case", "title", "example", "kind", "published", "recommendation", "text", "finding"),
    *("agencies", "names of agencies", "due", "status", "last reported", "progress", "address"),
)


def recommendation_files(site: PublicSite, site_url: str) -> Files:
    """The table, the data and its schema, each by its path from the site's root."""
    rows = rows_of(site.cases)
    texts = Texts(Outward(case_pages(site.cases), site_url))
    made_from = digest_of(rows, texts)
    return Files(
        {
            TABLE: Made(partial(_table, rows, site_url), (made_from,)),
            DATA: Made(partial(_whole, rows, texts, site_url), (made_from,)),
            SCHEMA: Made(partial(schema_of, shape.Recommendations, SCHEMA, site_url)),
        }
    )


def _table(rows: Sequence[Row], site_url: str) -> bytes:
    return table((COLUMNS, *(tuple(_cells(row, site_url)) for row in rows)))


def _whole(rows: Sequence[Row], texts: Texts, site_url: str) -> bytes:
    return written(shape.Recommendations(recommendations=tuple(_data(row, texts, site_url) for row in rows)))


def _cells(row: Row, site_url: str) -> Iterator[str]:
    case, entry = row.case, row.entry
    yield from (case.reference, case.title, "example" if case.example else "", case.kind, str(case.published or ""))
    yield from (entry.id, entry.text.words if entry.text else "", entry.finding or "")
    yield from ("; ".join(agency.id for agency in entry.agencies), "; ".join(agency.name for agency in entry.agencies))
    yield from (str(entry.due or ""), entry.status.name, str(row.reported or ""))
    yield "\n".join(f"{note.on}, {note.status.name.lower()}: {note.text.words}" for note in entry.progress)
    yield absolute(site_url, row.address)


def _data(row: Row, texts: Texts, site_url: str) -> shape.PublishedRecommendation:
    case = row.case
    assert case.published  # nothing is out without its day
    return shape.PublishedRecommendation(
        reference=case.reference,
        title=case.title,
        example=case.example,
        kind=case.kind or None,
        published=case.published,
        **dict(recommendation(row.entry, texts, row.place)),
        last_reported=row.reported,
        address=absolute(site_url, row.address),
    )
