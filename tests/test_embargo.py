"""Nothing early: a build before the instant is the build of a project without the record."""

import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import Small, everything_in, make_small
from tests.factories import at
from tests.paper_reading import read_aloud
from tests.searched import INDEX, entries, with_index_read

# In summer, in winter, and on the days on which the clocks change (30 March and 26 October 2025).
INSTANTS = ("2025-09-16 10:00", "2025-12-16 10:00", "2025-03-30 10:00", "2025-10-26 10:00", "2026-02-28 23:59")
REFERENCES = ("child-alder", "child-rowan", "child-yew")
SHAPES: tuple[dict[str, Any], ...] = (
    {},
    {"publication.decision": "improvements-only"},
    {"publication.decision": "not-yet"},
    {"publication.decision": "elsewhere"},
    {"briefing.audience": "teams"},
    {"example": "true"},
    {"response": "See [another review](/reports/child-yew/)."},
    # Of a CSPR the release rules are asked too: met for the first of the instants, else it is blocked.
    {"review": "cspr"},
    {"review": "cspr", "publication.press_statement": "2025-09-10"},
    {"parallel_processes": [{"process": "prosecution", "status": "open"}]},
    {"withdrawn": {"at": "2025-11-03 09:00", "kind": "expired", "decided_by": "strategic-leads"}},
    # A briefing alone.
    {"review": "rapid-review", "briefing.audience": "public", "timeline.panel_feedback": "2025-02-27"},
)
# Most cases are near others by a theme, and stand in the filter with terms of their own.
THEMES = (["injuries-to-babies"], ["neglect", "injuries-to-babies"], ["information-sharing"])
AMENDMENTS = [
    {"date": "2025-09-17", "text": "A correction."},
    {"date": "2025-12-17", "text": "Another."},
    {"date": "2026-03-01", "text": "A third."},
]

# Each example is two builds: one that fails is told as it is, and not made smaller for minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)

shapes = st.sampled_from(SHAPES)
instants = st.sampled_from(INSTANTS)
moments = st.builds(
    lambda text, seconds: at(text) + timedelta(seconds=seconds),
    instants,
    st.sampled_from((-86_400, -3_601, -1, 0, 1, 3_600, 86_400)),
)


def review(instant: str, shape: dict[str, Any], themes: list[str] | None = None) -> dict[str, object]:
    """A serious case review by default: the standing rules alone are asked, so that any instant will do."""
    after = [note for note in AMENDMENTS if note["date"] >= instant[:10]]
    own: dict[str, object] = {"themes": themes or THEMES[0], "amendments": after}
    return {"review": "serious-case-review", "publication.at": instant, **own, **shape}


@given(
    records=st.fixed_dictionaries(
        {reference: st.tuples(instants, shapes, st.sampled_from(THEMES)) for reference in REFERENCES}
    ),
    moment=moments,
)
@settings(max_examples=12, phases=PHASES)
def test_a_build_before_the_instant_equals_a_build_without_the_record(
    records: dict[str, tuple[str, dict[str, Any], list[str]]], moment: datetime
) -> None:
    with TemporaryDirectory() as folder:
        small = make_small(Path(folder) / "project")
        small.put_form()
        for reference, (instant, shape, themes) in records.items():
            small.put(reference, review(instant, shape, themes))
        with_all = small.build(moment, hold_blocked=True, printed=True)
        for reference, (instant, _, _) in records.items():
            if moment < at(instant):
                small.take_out(reference)
        assert small.build(moment, hold_blocked=True, printed=True) == with_all


# Where a case is named once it is out, its own pages apart. Were one of these not made from the
# records, it would be equal before the instant for no reason.
NAMED = {
    "the home page": "index.html",
    "the list of briefings": "briefings/index.html",
    "the list of reports": "reports/index.html",
    "the page of its theme": "themes/injuries-to-babies/index.html",
    "the calendar": "calendar/index.html",
    "the briefing of a neighbour": "briefings/child-alder/index.html",
    "the report of a neighbour": "reports/child-alder/index.html",
    "the guidance on its themes": "guidance/index.html",
    "the sitemap": "sitemap.xml",
    "the search index": INDEX,
    "the calendar file": "calendar/publications.ics",
    "the feed": "feed.xml",
    "the list as data": "api/reviews.json",
    "the recommendations": "recommendations/index.html",
    "the recommendations for one agency": "recommendations/icb/index.html",
    "the recommendations as a table": "recommendations.csv",
    "the recommendations as data": "api/recommendations.json",
    "the manifest": "manifest.json",
}
PAGES = {"briefings/child-yew/index.html", "reports/child-yew/index.html"}
BRIEFING = {f"briefings/child-yew/child-yew-{name}" for name in ("briefing.pdf", "slides.pdf", "team-sheet.docx")}
REPORT = "reports/child-yew/child-yew-report.pdf"
OWN = {*PAGES, *BRIEFING, REPORT, "api/reviews/child-yew.json"}


def naming(files: dict[str, bytes]) -> set[str]:
    """The files that name the case, by its reference or its title, packed ones among them."""
    named = ((path, data.lower() + unpacked(path, data)) for path, data in with_index_read(files).items())
    return {path for path, data in named if b"child-yew" in data or b"child yew" in data}


def unpacked(path: str, data: bytes) -> bytes:
    """What a PDF or a Word file says, in small letters; nothing of another file."""
    if path.endswith(".pdf"):
        return read_aloud(data).lower().encode()
    if path.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return b" ".join(parts.read(name) for name in parts.namelist()).lower()
    return b""


def test_a_case_is_nowhere_a_second_before_its_instant_and_everywhere_from_then_on(small: Small) -> None:
    small.put("child-alder", review("2025-09-16 10:00", {}, THEMES[1]))
    corrected = {"title": "Child Yew", "amendments": [{"date": "2025-12-16", "text": "A correction."}]}
    small.put("child-yew", review("2025-12-16 10:00", corrected))
    small.put_form()
    assert naming(small.build("2025-12-16T09:59:59", printed=True)) == set()
    out = small.build("2025-12-16T10:00", printed=True)
    assert naming(out) == {*NAMED.values(), *OWN}
    assert {"guidance/ask/ask.docx", ".well-known/security.txt"} <= out.keys(), "these know no case"
    home, calendar = out["index.html"].decode(), out["calendar/index.html"].decode()
    assert home.count('href="reports/child-yew/"') == 1
    assert home.count('href="reports/child-yew/#amendments"') == 1
    # Published and corrected on one day, which is in today's month.
    assert calendar.count('href="../reports/child-yew/"') == 2
    file, feed = out["calendar/publications.ics"].decode(), out["feed.xml"].decode()
    assert [file.count(f"UID:{what}@") for what in ("publication.child-yew", "amendment.child-yew.2025-12-16")] == [
        1,
        1,
    ]
    assert [feed.count(f"{what}</id>") for what in ("2025:reviews/child-yew", "child-yew/amendments/2025-12-16")] == [
        1,
        1,
    ]


def test_an_agency_that_only_a_held_case_asks_something_does_not_exist(small: Small) -> None:
    small.put("child-alder", review("2025-09-16 10:00", {}))
    asked = {"id": "R1", "text": "Ask twice.", "agencies": ["national", "icb"], "due": "2026-12-31"}
    small.put("child-yew", review("2025-12-16 10:00", {"recommendations": [asked]}))
    before, out = small.build("2025-12-16T09:59:59", printed=True), small.build("2025-12-16T10:00", printed=True)
    page = "recommendations/national/index.html"
    for words in (b"recommendations/national", b"National bodies", b'value="national"'):
        assert [path for path, data in before.items() if words in data] == []
    assert (page in before, page in out) == (False, True)
    found = {path for path, data in out.items() if b"National bodies" in data}
    assert {page, "recommendations/index.html", "recommendations.csv", "api/recommendations.json"} <= found


def link_from_the_guidance(small: Small) -> None:
    page = small.folder / "docs/guidance/index.md"
    page.write_text(page.read_text() + "\n\nSee [a review](../reports/child-yew/) of ours.\n")


def test_a_page_that_links_to_a_held_case_names_it_in_no_file(small: Small) -> None:
    small.put("child-alder", review("2025-09-16 10:00", {}))
    small.put("child-yew", review("2025-12-16 10:00", {"title": "Child Yew"}))
    link_from_the_guidance(small)
    held = small.build("2025-12-16T09:59:59", hold_blocked=True, printed=True)
    assert "See a review of ours." in read_aloud(held["framework.pdf"])
    assert naming(held) == set()


def test_no_paper_of_a_case_leads_to_another_case(small: Small) -> None:
    """So that of a case that is withdrawn nothing has to be taken out of them."""
    text = {"briefing.background": "See [another review](/reports/child-yew/)."}
    small.put("child-alder", review("2025-09-16 10:00", text))
    small.put("child-yew", review("2025-12-16 10:00", {"title": "Child Yew"}))
    link_from_the_guidance(small)
    out = small.build("2025-12-16T10:00", printed=True)
    assert "child-yew" in out["briefings/child-alder/index.html"].decode()
    printed = {path for path in naming(out) if path.endswith((".pdf", ".docx"))}
    assert printed == {*BRIEFING, REPORT}


def test_a_withdrawn_case_is_taken_from_every_page_but_its_own(small: Small) -> None:
    small.put("child-alder", review("2025-09-16 10:00", {}, THEMES[1]))
    withdrawn = {"at": "2026-01-06 09:00", "kind": "identified", "decided_by": "strategic-leads"}
    small.put("child-yew", review("2025-12-16 10:00", {"title": "Child Yew", "withdrawn": withdrawn}))
    assert naming(small.build("2026-01-06T08:59:59", printed=True)) == {*NAMED.values(), *OWN}
    gone = small.build("2026-01-06T09:00", printed=True)
    assert naming(gone) == {"manifest.json", *PAGES}
    assert not [path for path in PAGES if b"Child Yew" in gone[path]]


def test_improvements_alone_come_to_the_lists_at_their_instant_and_have_no_neighbours(small: Small) -> None:
    small.put("child-alder", review("2025-09-16 10:00", {}, THEMES[1]))
    shape = {"title": "Child Yew", "publication.decision": "improvements-only"}
    small.put("child-yew", review("2025-12-16 10:00", shape))
    assert naming(small.build("2025-12-16T09:59:59", printed=True)) == set()
    missing = {"the briefing of a neighbour", "the report of a neighbour", "the list of briefings"}
    missing |= {"the guidance on its themes", "the page of its theme"}
    named = {path for name, path in NAMED.items() if name not in missing}
    own = {"reports/child-yew/index.html", REPORT, "api/reviews/child-yew.json"}
    assert naming(small.build("2025-12-16T10:00", printed=True)) == {*named, *own}


def test_a_change_to_come_and_an_announcement_to_come_are_in_no_file(small: Small) -> None:
    partnership = small.folder / "partnership.yml"
    announced = "{on: 2026-01-13 10:00, text: Quincunx news., from: 2026-01-01, until: 2026-01-06}"
    partnership.write_text(partnership.read_text() + f"announcements: [{announced}]\n")
    shown = {}
    for as_of in ("2025-12-31T23:59:59", "2026-01-01T00:00", "2026-01-07T00:00"):
        files = small.build(as_of, printed=True)
        shown[as_of[:10]] = {
            words: {path for path, data in with_index_read(files).items() if words.encode() in data}
            for words in ("Quincunx news.", "A change to come.")
        }
    assert shown == {
        "2025-12-31": {"Quincunx news.": set(), "A change to come.": set()},
        "2026-01-01": {
            "Quincunx news.": {"calendar/index.html", "calendar/publications.ics", INDEX},
            "A change to come.": {"index.html", "guidance/index.html"},
        },
        "2026-01-07": {
            "Quincunx news.": set(),
            "A change to come.": {"index.html", "guidance/index.html"},
        },
    }


@given(
    note_in=st.integers(min_value=1, max_value=400), moment=st.sampled_from(("2025-09-16 10:00", "2026-01-05 09:00"))
)
@settings(max_examples=4, phases=PHASES)
def test_a_note_dated_later_than_the_build_is_not_there(note_in: int, moment: str) -> None:
    later = (at(moment) + timedelta(days=note_in)).date().isoformat()
    notes = {
        "amendments": [{"date": later, "text": "A correction still to come."}],
        "recommendations.0.progress": [{"date": later, "status": "complete", "text": "Done, one day."}],
    }
    with TemporaryDirectory() as folder:
        small = make_small(Path(folder) / "project")
        small.put("child-rowan")
        without = small.build(moment, printed=True)
        small.put("child-rowan", notes)
        assert small.build(moment, printed=True) == without


@pytest.mark.parametrize("instant", ["2025-09-16 10:00", "2025-12-16 10:00"], ids=["summer", "winter"])
def test_at_ten_in_london_it_appears(small: Small, instant: str) -> None:
    utc = {"2025-09-16 10:00": "2025-09-16T09:00:00Z", "2025-12-16 10:00": "2025-12-16T10:00:00Z"}[instant]
    small.put("child-rowan", review(instant, {}))
    second_before = small.build(at(utc) - timedelta(seconds=1), printed=True)
    assert not [path for path in second_before if "child-rowan" in path]
    assert b"UID:publication" not in second_before["calendar/publications.ics"]
    assert b"<entry>" not in second_before["feed.xml"]
    assert second_before["api/reviews.json"] == b'{\n "reviews": []\n}\n'
    on_time = small.build(utc, printed=True)
    assert {"briefings/child-rowan/index.html", "reports/child-rowan/index.html"} <= on_time.keys()
    assert {"briefings/child-rowan/", "reports/child-rowan/"} <= entries(on_time).keys()
    assert b"/reports/child-rowan/" in on_time["sitemap.xml"]


def test_a_held_case_leaves_no_trace_in_any_file(small: Small) -> None:
    small.put("child-rowan")
    marked: dict[str, object] = {
        "title": "Marker Quincunx",
        "summary": "Quincunx.",
        "publication.at": "2025-09-16 10:00",
    }
    small.put("child-quincunx", marked)
    files = small.build("2025-09-16 09:59:59", hold_blocked=True, printed=True)
    found = [path for path, data in with_index_read(files).items() if b"uincunx" in data or "quincunx" in path]
    assert found == []


def test_two_builds_give_the_same_bytes(small: Small) -> None:
    small.put("child-rowan")
    small.put_form()
    first = small.build("2025-10-01", printed=True)
    assert small.build("2025-10-01", printed=True) == first
    assert everything_in(small.out) == first


def test_an_invented_case_is_not_there_where_examples_are_hidden(small: Small) -> None:
    partnership = small.folder / "partnership.yml"
    partnership.write_text(partnership.read_text().replace("examples: show", "examples: hide"))
    without = small.build("2025-10-01", printed=True)
    small.put("child-rowan", {"example": "true"})
    blocked = {"example": "true", "parallel_processes": [{"process": "prosecution", "status": "open"}]}
    small.put("child-yew", blocked)
    assert small.build("2025-10-01", printed=True) == without
