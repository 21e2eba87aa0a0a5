"""The timetable: every dated step of a review, forwards from an event and backwards from publication.

Pure functions of dates and the partnership's limits. The release rules count with the same limits (`Timescale.window`).
"""

from macros.timetable.of_case import steps_of
from macros.timetable.onwards import Assumed, onwards
from macros.timetable.step import Step, dated

__all__ = ["Assumed", "Step", "dated", "onwards", "steps_of"]
