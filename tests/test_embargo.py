"""Nothing early: a build before the instant is the build of a project without the record."""

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Small, everything_in, make_small
from tests.factories import at

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
    # Of a CSPR the release rules are asked too: met for the first of the instants, else it is blocked.
    {"review": "cspr"},
    {"review": "cspr", "publication.press_statement": "2025-09-10"},
    {"parallel_processes": [{"process": "prosecution", "status": "open"}]},
    {"withdrawn": {"at": "2025-11-03 09:00", "kind": "expired", "decided_by": "strategic-leads"}},
)

shapes = st.sampled_from(SHAPES)
instants = st.sampled_from(INSTANTS)
moments = st.builds(
    lambda text, seconds: at(text) + timedelta(seconds=seconds),
    instants,
    st.sampled_from((-86_400, -3_601, -1, 0, 1, 3_600, 86_400)),
)


def review(instant: str, shape: dict[str, Any]) -> dict[str, object]:
    """A serious case review by default: the standing rules alone are asked, so that any instant will do."""
    return {"review": "serious-case-review", "publication.at": instant, **shape}


@given(
    records=st.fixed_dictionaries({reference: st.tuples(instants, shapes) for reference in REFERENCES}),
    moment=moments,
)
@settings(max_examples=12, deadline=None)
def test_a_build_before_the_instant_equals_a_build_without_the_record(
    records: dict[str, tuple[str, dict[str, Any]]], moment: datetime
) -> None:
    with TemporaryDirectory() as folder:
        small = make_small(Path(folder) / "project")
        for reference, (instant, shape) in records.items():
            small.put(reference, review(instant, shape))
        with_all = small.build(moment, hold_blocked=True)
        for reference, (instant, _) in records.items():
            if moment < at(instant):
                small.take_out(reference)
        assert small.build(moment, hold_blocked=True) == with_all


@given(
    note_in=st.integers(min_value=1, max_value=400), moment=st.sampled_from(("2025-09-16 10:00", "2026-01-05 09:00"))
)
@settings(max_examples=6, deadline=None)
def test_a_note_dated_later_than_the_build_is_not_there(note_in: int, moment: str) -> None:
    later = (at(moment) + timedelta(days=note_in)).date().isoformat()
    notes = {
        "amendments": [{"date": later, "text": "A correction still to come."}],
        "recommendations.0.progress": [{"date": later, "status": "complete", "text": "Done, one day."}],
    }
    with TemporaryDirectory() as folder:
        small = make_small(Path(folder) / "project")
        small.put("child-rowan")
        without = small.build(moment)
        small.put("child-rowan", notes)
        assert small.build(moment) == without


@pytest.mark.parametrize("instant", ["2025-09-16 10:00", "2025-12-16 10:00"], ids=["summer", "winter"])
def test_at_ten_in_london_it_appears(small: Small, instant: str) -> None:
    utc = {"2025-09-16 10:00": "2025-09-16T09:00:00Z", "2025-12-16 10:00": "2025-12-16T10:00:00Z"}[instant]
    small.put("child-rowan", review(instant, {}))
    second_before = small.build(at(utc) - timedelta(seconds=1))
    assert not [path for path in second_before if "child-rowan" in path]
    on_time = small.build(utc)
    assert {"briefings/child-rowan/index.html", "reports/child-rowan/index.html"} <= on_time.keys()
    assert b"Child Rowan" in on_time["search/search_index.json"]
    assert b"/reports/child-rowan/" in on_time["sitemap.xml"]


def test_a_held_case_leaves_no_trace_in_any_file(small: Small) -> None:
    small.put("child-rowan")
    marked = {"title": "Marker Quincunx", "summary": "Quincunx.", "publication.at": "2025-09-16 10:00"}
    small.put("child-quincunx", marked)
    files = small.build("2025-09-16 09:59:59", hold_blocked=True)
    found = [path for path, data in files.items() if b"uincunx" in data or "quincunx" in path]
    assert found == []


def test_two_builds_give_the_same_bytes(small: Small) -> None:
    small.put("child-rowan")
    first = small.build("2025-10-01")
    assert small.build("2025-10-01") == first
    assert everything_in(small.out) == first


def test_an_invented_case_is_not_there_where_examples_are_hidden(small: Small) -> None:
    partnership = small.folder / "partnership.yml"
    partnership.write_text(partnership.read_text().replace("examples: show", "examples: hide"))
    without = small.build("2025-10-01")
    small.put("child-rowan", {"example": "true"})
    blocked = {"example": "true", "parallel_processes": [{"process": "prosecution", "status": "open"}]}
    small.put("child-yew", blocked)
    assert small.build("2025-10-01") == without
