"""The page that works out the dates of a Rapid Review: what it needs to do so without asking anybody.

The reader's browser counts (``overrides/assets/deadlines.js``), from the same limits, the same bank
holidays and the same things taken for granted as ``macros.timetable.onwards``; tests hold the two
against each other.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from macros.pages.templating import ROOT, render
from macros.partnership.model import Partnership
from macros.partnership.timescales import EVENTS, Timescale
from macros.timetable.onwards import STEPS, TAKEN_FROM

# Rapid Reviews began in 2018. Bank holidays are announced two years ahead, and the usual ones can be worked out.
FIRST_YEAR = 2018
YEARS_AHEAD = 5


def deadlines_page(partnership: Partnership, today: date) -> str:
    """The page as HTML: the form, the limits in force ``today`` as a table, and the data."""
    scales = [(identity, partnership.timescale(identity, today)) for identity in STEPS]
    return render(
        "deadlines.html", root=ROOT, partnership=partnership, scales=scales, data=deadlines_data(partnership, today)
    )


def deadlines_data(partnership: Partnership, today: date) -> Mapping[str, object]:
    """All that is counted with, as JSON takes it: limits, what is taken for granted, words, bank holidays.

    Bank holidays are those on a weekday, with the days that the partnership adds and removes, from
    the day ``from`` until the day ``until``, five years after the year of ``today``.
    """
    first, last = date(FIRST_YEAR, 1, 1), date(today.year + YEARS_AHEAD, 12, 31)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    calendar = partnership.calendar
    return {
        "steps": [
            {
                "id": identity,
                # What a step is counted from, the newest of its limits says; as onwards has it.
                "event": partnership.timescale(identity, date.max).event,
                "scales": [_scale(scale, partnership) for scale in partnership.timescales[identity]],
            }
            for identity in STEPS
        ],
        "taken": {event: {"event": other, "step": step} for event, (other, step) in TAKEN_FROM.items()},
        "events": EVENTS,
        "holidays": [str(day) for day in days if day.weekday() < 5 and calendar.is_bank_holiday(day)],
        "from": str(first),
        "until": str(last),
    }


def _scale(scale: Timescale, partnership: Partnership) -> Mapping[str, object]:
    return {
        "from": str(scale.from_) if scale.from_ else None,
        "name": scale.name,
        "earliest": scale.earliest,
        "latest": scale.latest,
        "unit": scale.unit,
        "counted": scale.counted,
        "acts": scale.acts,
        "who": partnership.roles[scale.acts].name,
        "duty": scale.duty,
        "rule": scale.limit,
    }
