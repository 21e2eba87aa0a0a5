"""How long a briefing is: counted in one way, said on its page, and warned of above a thousand words."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from macros.cli import main
from macros.project import read_project
from macros.records.length import MOST_WORDS, too_long, words
from tests.conftest import Small
from tests.factories import GONE, ROOT, at, case
from tests.views import Changes, aged, public_site

# The steps have 27 words (7, 4, 6, 4 and 6) and the recommendation has 5.
STEPS, RECOMMENDATION = 27, 5


def said(changes: Changes | None = None) -> list[str]:
    found = case(changes)
    return [f"{one.field} {one.severity} {one.rule}: {one.message}" for one in too_long(found.record, found.document)]


def longer(by: int, field: str = "good_practice") -> Changes:
    return {f"briefing.{field}": "word " * by}


def count(changes: Changes | None = None) -> int:
    """The words of a briefing as its page counts them; the check counts the same."""
    [shown] = public_site(aged("child-elm", "2025-09-16", changes)).cases
    assert shown.briefing
    found = words(shown.briefing.steps, shown.briefing.good_practice, shown.recommendations)
    record = case(changes).record
    assert found == words(record.briefing.written_steps, record.briefing.good_practice, record.recommendations)
    return found


def test_steps_recommendations_and_good_practice_are_counted() -> None:
    assert count() == STEPS + RECOMMENDATION
    assert count(longer(100)) == STEPS + RECOMMENDATION + 100
    assert count(longer(100, "findings")) == STEPS - 6 + RECOMMENDATION + 100


@pytest.mark.parametrize(
    "changes",
    [
        {"briefing.questions": ["When did you last see a bruise?", "word " * 100]},
        longer(100, "facilitator_notes"),
        {"family_words": "word " * 100},
        {"response": "word " * 100},
    ],
    ids=["questions", "notes for whoever leads", "the family's words", "the partnership's answer"],
)
def test_what_is_not_read_as_the_briefing_is_not_counted(changes: Changes) -> None:
    assert count(changes) == STEPS + RECOMMENDATION


def test_emphasis_and_links_do_not_change_a_word_and_a_footnote_is_none() -> None:
    text = "The *very* best, [of all](https://a.example/).[^1]\n\n- One\n- Two\n\n[^1]: Not counted at all."
    assert count({"briefing.good_practice": text}) == STEPS + RECOMMENDATION + 7


def test_a_thousand_words_are_not_too_many_and_one_more_is() -> None:
    enough = MOST_WORDS - STEPS - RECOMMENDATION
    assert MOST_WORDS == 1000
    assert said(longer(enough)) == []
    assert said(longer(enough + 1)) == [
        "briefing warning briefing-length: found 1,001 words in its steps, recommendations and good practice; "
        "take out 1, because a briefing of at most 1,000 words is read in ten minutes with time to talk, and printed "
        "on two sides"
    ]


def test_an_early_briefing_is_counted_by_itself() -> None:
    early: Changes = {"team_briefing": {"background": "word " * 1_180}}
    assert said(early) == [
        "team_briefing warning briefing-length: found 1,180 words in its steps and good practice; take out 180, "
        "because a briefing of at most 1,000 words is read in ten minutes with time to talk, and printed on two sides"
    ]
    assert said({"team_briefing": {"background": "word " * 1_000}}) == []


def test_a_record_without_a_briefing_is_not_too_long() -> None:
    assert said({"briefing": GONE, "recommendations": GONE}) == []


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_the_check_warns_in_every_form_at_the_briefing_and_stops_nothing(small: Small, form: str) -> None:
    small.put("child-rowan", longer(1_000))
    arguments = ["check", "--project", str(small.folder), "--as-of", "2025-10-01", "--format", form]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0
    lines = (small.records / "child-rowan.yml").read_text().splitlines()
    line = lines.index("briefing:") + 1
    if form == "json":
        [found] = [one for one in json.loads(result.stdout) if one["rule"] == "briefing-length"]
        assert (found["path"], found["line"], found["severity"]) == ("briefings/child-rowan.yml", line, "warning")
    else:
        start = f"briefings/child-rowan.yml:{line}:1 briefing: warning:" if form == "text" else "::warning "
        [said] = [one for one in result.output.splitlines() if "briefing-length" in one]
        assert said.startswith(start)
        assert f"line={line}," in said or form == "text"


def test_what_is_shown_no_more_is_not_warned_of(small: Small) -> None:
    withdrawn = {"at": "2025-11-03 09:00", "kind": "expired", "decided_by": "strategic-leads"}
    small.put("child-rowan", {**longer(1_000), "withdrawn": withdrawn})
    for as_of, warned in (("2025-11-03T08:59", 1), ("2025-11-03T09:00", 0)):
        assert len(read_project(small.folder, small.records, at(as_of)).too_long()) == warned


def test_no_invented_case_of_the_project_is_too_long() -> None:
    assert read_project(ROOT, Path(ROOT / "briefings"), at("2026-11-26")).too_long() == []
