"""The feed, read back by two other libraries than the one that wrote it."""

from calendar import timegm
from datetime import UTC, datetime
from typing import Any

import atoma
import feedparser
import pytest

from macros.dates import day
from macros.outputs import outputs
from macros.outputs.feed import MOST_ENTRIES, feed
from macros.partnership.model import Partnership
from macros.public_view import PublicSite
from tests.factories import GONE, miniature
from tests.views import BRIEFING_ALONE, IMPROVEMENTS_ONLY, Changes, aged, internal_site, public_site

EMPTY = PublicSite((), ())
TODAY = "2026-11-23"
NOTES = [{"date": "2025-10-01", "text": "A figure."}]


def read_back(data: bytes) -> Any:
    """The feed as feedparser reads it; atoma finds the same in it, or the test fails."""
    found, other = feedparser.parse(data), atoma.parse_atom_bytes(data)
    assert not found.bozo
    assert (found.feed.id, found.feed.title) == (other.id_, other.title.value)
    assert [
        (one.id, one.title, one.link, one.get("summary"), when(one.updated_parsed), when(one.published_parsed))
        for one in found.entries
    ] == [
        (
            one.id_,
            one.title.value,
            one.links[0].href,
            one.summary.value if one.summary else None,
            f"{one.updated:%Y-%m-%d %H:%M}",
            f"{one.published:%Y-%m-%d %H:%M}",
        )
        for one in other.entries
    ]
    return found


def when(parsed: Any) -> str:
    """What feedparser gives for a time, by UTC."""
    return f"{datetime.fromtimestamp(timegm(parsed), UTC):%Y-%m-%d %H:%M}"


def entries_of(*changes: Changes, partner: Partnership | None = None) -> Any:
    return read_back(feed(public_site(*changes, as_of=TODAY), partner or miniature())).entries


def ids(entries: Any) -> list[str]:
    return [entry.id.removeprefix("tag:miniature.example,") for entry in entries]


# Entries


def test_a_publication_is_an_entry_that_leads_to_its_report() -> None:
    [entry] = entries_of({})
    assert entry.id == "tag:miniature.example,2025:reviews/child-rowan"
    assert (entry.title, entry.link) == ("Child Rowan", "https://miniature.example/reports/child-rowan/")
    assert entry.summary == "A baby was hurt, and three services each saw a part."
    assert [tag.term for tag in entry.tags] == ["publication"]


# By hand: London is an hour ahead of UTC in summer.
@pytest.mark.parametrize(
    ("published", "utc"), [("2025-09-16 10:00", "2025-09-16 09:00"), ("2025-12-16 10:00", "2025-12-16 10:00")]
)
def test_an_entry_is_of_the_instant_of_publication(published: str, utc: str) -> None:
    [entry] = entries_of(aged("child-elm", "2025-09-16", {"publication.at": published}))
    assert when(entry.updated_parsed) == when(entry.published_parsed) == utc


def test_what_was_public_before_this_system_is_of_its_day_in_london() -> None:
    before: Changes = {"review": "serious-case-review", "publication": {"already_public": "2016-09-14"}}
    [entry] = entries_of(before)
    assert (ids([entry]), when(entry.updated_parsed)) == (["2016:reviews/child-rowan"], "2016-09-13 23:00")


def test_a_review_without_a_report_leads_to_its_briefing() -> None:
    [entry] = entries_of(BRIEFING_ALONE)
    assert entry.link == "https://miniature.example/briefings/child-rowan/"


def test_of_improvements_alone_the_feed_says_what_is_published() -> None:
    [entry] = entries_of(IMPROVEMENTS_ONLY)
    assert (entry.title, entry.link) == ("Child Rowan", "https://miniature.example/reports/child-rowan/")
    assert entry.summary == (
        "The report of this review is not published, because it would identify someone. "
        "What must be improved is published instead."
    )


def test_every_correction_is_an_entry_of_its_own_and_the_newest_comes_first() -> None:
    days = ("2025-10-01", "2025-10-01", "2025-12-02")
    found = entries_of({"amendments": [{"date": on, "text": f"Correction {n}."} for n, on in enumerate(days)]})
    assert ids(found) == [
        "2025:reviews/child-rowan/amendments/2025-12-02",
        "2025:reviews/child-rowan/amendments/2025-10-01",
        "2025:reviews/child-rowan/amendments/2025-10-01-2",
        "2025:reviews/child-rowan",
    ]
    assert [entry.summary for entry in found][:3] == ["Correction 2.", "Correction 0.", "Correction 1."]
    assert {entry.title for entry in found[:3]} == {"Child Rowan, corrected"}
    assert {entry.link for entry in found[:3]} == {"https://miniature.example/reports/child-rowan/#amendments"}
    assert [when(entry.updated_parsed) for entry in found] == [
        *["2025-12-02 00:00", "2025-09-30 23:00", "2025-09-30 23:00", "2025-09-16 09:00"]
    ]


def test_a_correction_of_the_first_day_is_not_older_than_the_review() -> None:
    found = entries_of({"amendments": [{"date": "2025-09-16", "text": "A figure."}]})
    assert [when(entry.updated_parsed) for entry in found] == ["2025-09-16 09:00"] * 2


def test_an_invented_case_says_so_in_each_of_its_entries() -> None:
    found = entries_of({"example": "true", "amendments": NOTES})
    assert [entry.title for entry in found] == ["Example: Child Rowan, corrected", "Example: Child Rowan"]
    assert all("example" in [tag.term for tag in entry.tags] for entry in found)


def test_words_come_back_as_they_are_written() -> None:
    nasty = '<b>bold</b> & "quotes" ]]> &amp; é 🙂'
    [entry] = entries_of({"summary": nasty})
    assert entry.summary_detail.type == "text/plain"
    assert entry.summary == nasty


def test_a_review_without_a_summary_has_none() -> None:
    [entry] = entries_of(aged("child-elm", "2025-09-16", {"summary": GONE}))
    assert "summary" not in entry


def test_an_id_stays_when_the_site_moves_to_another_folder_or_the_title_changes() -> None:
    moved = miniature().model_copy(update={"site_url": "https://miniature.example/reviews/"})
    here, there = entries_of({"amendments": NOTES}), entries_of({"amendments": NOTES, "title": "Rowan"}, partner=moved)
    assert ids(here) == ids(there)
    assert there[-1].link == "https://miniature.example/reviews/reports/child-rowan/"


# The feed as a whole


def test_the_feed_says_whose_it_is_and_where_it_lies() -> None:
    found = read_back(feed(EMPTY, miniature())).feed
    assert found.id == "tag:miniature.example,2026:feed"
    assert found.title == "Miniature Safeguarding Children Partnership: published reviews"
    assert found.author == "Miniature Safeguarding Children Partnership"
    assert {link.rel: link.href for link in found.links} == {
        "self": "https://miniature.example/feed.xml",
        "alternate": "https://miniature.example/",
    }


def test_the_feed_changed_when_its_newest_entry_did() -> None:
    found = read_back(feed(public_site({"amendments": NOTES}, as_of=TODAY), miniature()))
    assert when(found.feed.updated_parsed) == "2025-09-30 23:00"


def test_a_feed_without_an_entry_is_always_the_same() -> None:
    to_come = aged("child-elm", "2027-02-10")
    withdrawn: Changes = {"withdrawn": {"at": "2026-01-06 09:00", "kind": "welfare", "decided_by": "strategic-leads"}}
    data = feed(EMPTY, miniature())
    assert feed(public_site(to_come, aged("child-oak", "2025-09-16", withdrawn), as_of=TODAY), miniature()) == data
    assert when(read_back(data).feed.updated_parsed) == "2026-01-01 00:00"


def test_of_many_the_newest_stand_in_the_feed_and_one_instant_is_in_order_of_ids() -> None:
    cases = [aged(f"child-{n}", "2025-09-16" if n > 2 else "2025-03-03") for n in range(MOST_ENTRIES + 3)]
    found = ids(entries_of(*cases))
    assert found == sorted(f"2025:reviews/child-{n}" for n in range(3, MOST_ENTRIES + 3))


def test_how_often_a_publication_was_moved_is_not_told() -> None:
    moved: Changes = {"publication.moved": [{"from": "2025-07-01 10:00", "on": "2025-06-20"}]}
    assert feed(public_site(moved), miniature()) == feed(public_site({}), miniature())


def test_a_public_site_has_a_feed_and_an_internal_one_has_none() -> None:
    assert outputs(EMPTY, miniature(), (), day(TODAY))["feed.xml"] == feed(EMPTY, miniature())
    assert "feed.xml" not in outputs(internal_site({}), miniature(), (), day(TODAY))
