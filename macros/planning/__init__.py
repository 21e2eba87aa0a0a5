"""Planning one case: how ready it is for publication, and whether a wished day can be kept.

Pure functions of (case, judgement, day, partnership).
"""

from macros.planning.follow_up import DAYS_AHEAD, FOLLOWS, Follow, FollowUp, follow, follow_ups
from macros.planning.plan import NotToPlan, Plan, plan
from macros.planning.readiness import Readiness, RuleLine, StepLine, readiness, step_lines
from macros.planning.standing import Next, next_of, worst_first

__all__ = [
    "DAYS_AHEAD",
    "FOLLOWS",
    "Follow",
    "FollowUp",
    "Next",
    "NotToPlan",
    "Plan",
    "Readiness",
    "RuleLine",
    "StepLine",
    "follow",
    "follow_ups",
    "next_of",
    "plan",
    "readiness",
    "step_lines",
    "worst_first",
]
