"""What a page says of itself where somebody shares its address, and where its readers find the feed."""

import pytest
from bs4 import BeautifulSoup

from tests.conftest import Small
from tests.views import BRIEFING_ALONE

AS_OF = "2025-12-01"


def head(files: dict[str, bytes], path: str) -> BeautifulSoup:
    return BeautifulSoup(files[path].decode(), "html.parser")


def shared(files: dict[str, bytes], path: str) -> dict[str, str]:
    """What a page says to whoever shows a link to it, by property."""
    found = head(files, path).select("head > meta[property]")
    return {str(one["property"]).removeprefix("og:"): str(one["content"]) for one in found}


def feeds(files: dict[str, bytes], path: str) -> list[str]:
    return [
        str(link["href"]) for link in head(files, path).select('link[rel="alternate"][type="application/atom+xml"]')
    ]


def test_a_report_is_shared_with_its_title_and_summary(small: Small) -> None:
    small.put("child-rowan")
    files = small.build(AS_OF)
    assert shared(files, "reports/child-rowan/index.html") == {
        "type": "article",
        "title": "Child Rowan: report",
        "description": "A baby was hurt, and three services each saw a part.",
        "url": "https://miniature.example/reports/child-rowan/",
        "site_name": "Miniature Safeguarding Children Partnership",
        "locale": "en_GB",
    }
    assert feeds(files, "reports/child-rowan/index.html") == ["../../feed.xml"]


def test_an_invented_case_is_shared_as_one(small: Small) -> None:
    small.put("child-rowan", {"example": "true"})
    small.put("child-yew", {"example": "true", "title": "Child Yew", **BRIEFING_ALONE})
    files = small.build(AS_OF)
    for path in ("reports/child-rowan/index.html", "briefings/child-yew/index.html"):
        assert shared(files, path)["description"].startswith("Example: an invented case. A baby")


def test_the_home_page_is_shared_as_the_site_whatever_signs_its_name_has(small: Small) -> None:
    partnership = small.folder / "partnership.yml"
    text = partnership.read_text().replace("name: Miniature Safeguarding", 'name: Mini "A" & B Safeguarding', 1)
    partnership.write_text(text)
    files = small.build(AS_OF)
    found = shared(files, "index.html")
    assert found["title"] == found["site_name"] == 'Mini "A" & B Safeguarding Children Partnership'
    assert (found["type"], found["url"]) == ("website", "https://miniature.example/")
    assert feeds(files, "index.html") == ["feed.xml"]


@pytest.mark.parametrize("path", ["404.html", "search/index.html", "style/index.html", "reports/child-yew/index.html"])
def test_a_page_that_is_in_no_list_is_not_shared(small: Small, path: str) -> None:
    withdrawn = {"at": "2025-11-03 09:00", "kind": "identified", "decided_by": "strategic-leads"}
    small.put("child-yew", {"title": "Child Yew", "withdrawn": withdrawn})
    files = small.build(AS_OF)
    assert (shared(files, path), feeds(files, path)) == ({}, [])


def test_no_internal_page_is_shared_or_names_the_feed(small: Small) -> None:
    small.put("child-rowan")
    files = small.build(AS_OF, "internal")
    pages = [path for path in files if path.endswith(".html")]
    assert pages and not [path for path in pages if shared(files, path) or feeds(files, path)]
    assert not [path for path in pages if b"feed.xml" in files[path] or b"publications.ics" in files[path]]
