"""The readiness sheet on paper: each rule and step of a case with a box to tick, on one A4 side if it can be."""

from typing import Any

from macros.dates import short_day
from macros.pages.readiness import Sheet, SheetLine
from macros.paper.case import INTERNAL
from macros.paper.house import of_house
from macros.paper.typesetter import Paper
from macros.partnership.model import Partnership

KIND = "how ready it is"
# The columns of each table, with their shares of the width.
RULES = {"Rule": 26, "How it stands, and what is to be mended": 40, "By": 15, "Who acts": 19}
STEPS = {"Step": 34, "How it stands": 25, "Last day": 14, "Who acts": 27}
# So many letters fill less than half a side.
LONG = 1000


def readiness_paper(sheet: Sheet, partnership: Partnership) -> Paper:
    """The paper of a readiness sheet. It has as many sides as its words need: nothing of them is left out."""
    case = sheet.internal.case
    name = " ".join(case.title.split())
    tables = (("Rules", RULES, sheet.rules), ("Steps", STEPS, sheet.steps))
    data = {
        "title": f"{name}: {KIND}",
        **of_house(partnership),
        "date": sheet.as_of.isoformat(),
        "mark": INTERNAL,
        "name": name,
        "confidential": f"Confidential. {INTERNAL}.",
        "about": case.reference + (", an example: this case is invented" if case.example else ""),
        "facts": [[fact.label, fact.words, fact.late] for fact in sheet.facts],
        "tables": [
            {
                "heading": heading,
                "labels": list(columns),
                "shares": list(columns.values()),
                "lines": [_line(line) for line in lines],
            }
            for heading, columns, lines in tables
            if lines
        ],
        "nothing": sheet.nothing,
    }
    return Paper("readiness", data)


def _line(line: SheetLine) -> dict[str, Any]:
    # What stands between backquotes is a field or a command.
    more = line.more.split("`")
    return {
        "state": line.state,
        "is_done": line.is_done,
        "name": line.name,
        "word": line.word,
        "more": [{"code": part} if place % 2 else part for place, part in enumerate(more)],
        "is_long": len(line.more) > LONG,
        "by": ("from " if line.is_from else "") + short_day(line.by) if line.by else "",
        "is_late": line.is_late,
        "acts": line.acts,
        "duty": line.duty,
    }
