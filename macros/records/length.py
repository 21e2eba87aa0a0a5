"""How long a briefing is: the words that a team reads, counted in one way for pages and for the check."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from macros.problems import Problem
from macros.prose import Prose
from macros.records.model import Briefing, CaseRecord
from macros.strict_yaml import Document

# A number of this project's own, of no law and not of the framework: a briefing has two A4 sides, and of the
# ten minutes that a team has for it five are for the talk.
MOST_WORDS = 1000


class HasText(Protocol):
    """A recommendation, of a record or of a page."""

    @property
    def text(self) -> Prose | None: ...


def words(
    steps: Iterable[tuple[str, Prose | None]], good_practice: Prose | None, recommendations: Iterable[HasText]
) -> int:
    """How many words of a briefing are read: its steps, the recommendations as the sixth, and the good practice.

    Questions are talked about and not read, notes are for whoever leads the talk, and how much the family
    says is for the family.
    """
    return sum(text.word_count for text in _texts(steps, good_practice, recommendations))


def _texts(
    steps: Iterable[tuple[str, Prose | None]], good_practice: Prose | None, recommendations: Iterable[HasText]
) -> Iterator[Prose]:
    yield from filter(None, (*(text for _, text in steps), good_practice, *(entry.text for entry in recommendations)))


def too_long(case: CaseRecord, document: Document) -> Iterator[Problem]:
    """A warning at each briefing of a record that has more words than a team reads in its ten minutes."""
    briefings = (("briefing", case.briefing, case.recommendations), ("team_briefing", case.team_briefing, ()))
    for field, briefing, recommendations in briefings:
        found = _too_many(briefing, recommendations) if briefing else 0
        if found:
            what = "steps, recommendations and good practice" if recommendations else "steps and good practice"
            message = (
                f"found {found:,} words in its {what}; take out {found - MOST_WORDS:,}, because a briefing of at most "
                f"{MOST_WORDS:,} words is read in ten minutes with time to talk, and printed on two sides"
            )
            yield replace(document.problem((field,), "briefing-length", message, at_key=True), severity="warning")


def _too_many(briefing: Briefing, recommendations: Iterable[HasText]) -> int:
    """How many words a briefing has, 0 where they are not too many."""
    found = words(briefing.written_steps, briefing.good_practice, recommendations)
    return found if found > MOST_WORDS else 0
