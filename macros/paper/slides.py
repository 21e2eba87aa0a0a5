"""The six-step briefing as slides, for a shared screen and a room."""

from macros.paper.briefing import briefing_head
from macros.paper.case import Setting, recommendation
from macros.paper.tree import tree
from macros.paper.typesetter import Paper
from macros.public_view import PublicBriefing, PublicCase


def slides_paper(case: PublicCase, briefing: PublicBriefing, setting: Setting, *, early: bool = False) -> Paper:
    """The slides of a case's briefing, or of its early one for the teams concerned (``early``)."""
    outward = setting.outward
    return Paper(
        "slides",
        {
            **briefing_head(case, setting, early=early, made_as=" (slides)"),
            "review": case.kind,
            "steps": [{"heading": heading, "text": tree(step, outward)} for heading, step in briefing.steps],
            "last_step": briefing.last_step,
            "recommendations": [] if early else [recommendation(entry, setting) for entry in case.recommendations],
            "questions": [tree(question, outward) for question in briefing.questions],
        },
    )
