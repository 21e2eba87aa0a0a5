"""The six-step briefing on paper: two A4 sides at most, for a meeting of ten minutes."""

from typing import Any

from macros.pages.sentences import KEEP_WITHIN
from macros.paper.case import Setting, facts, head, is_long, recommendation
from macros.paper.tree import tree
from macros.paper.typesetter import Paper
from macros.public_view import PublicBriefing, PublicCase

# Source: the output contract, `REF-briefing.pdf`.
MOST_SIDES = 2
EARLY = "Early briefing for teams"
KIND = "Six-step learning briefing"


def briefing_head(case: PublicCase, setting: Setting, *, early: bool, made_as: str = "") -> dict[str, Any]:
    """What stands at the head of a briefing's paper, and of its slides (``made_as`` ends their title).

    An early one has no summary: that is of what was found in the end.
    """
    kind = EARLY if early else KIND
    about = head(case, setting, f"{kind}{made_as}", "team-briefings" if early else "briefings")
    return {**about, "kind": kind, **({"summary": KEEP_WITHIN} if early else {})}


def briefing_paper(case: PublicCase, briefing: PublicBriefing, setting: Setting, *, early: bool = False) -> Paper:
    """The paper of a case's briefing, or of its early one for the teams concerned (``early``)."""
    outward = setting.outward
    further = () if early else (("What the family wishes to say", case.family_words),)
    data = {
        **briefing_head(case, setting, early=early),
        "facts": facts(case, setting),
        "steps": [{"heading": heading, "text": tree(step, outward)} for heading, step in briefing.steps],
        "last_step": briefing.last_step,
        "recommendations": [] if early else [recommendation(entry, setting) for entry in case.recommendations],
        "questions_are_long": is_long(*briefing.questions),
        "questions": [tree(question, outward) for question in briefing.questions],
        "further": [
            {"heading": heading, "text": tree(words, outward)}
            for heading, words in (("Good practice and evidence", briefing.good_practice), *further)
            if words
        ],
    }
    return Paper("briefing", data, MOST_SIDES)
