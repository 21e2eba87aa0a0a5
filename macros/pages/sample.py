"""An invented case and a text that hold every part once, for the page that shows how the site looks."""

from datetime import date

from macros.prose import parse
from macros.public_view import (
    PublicAmendment,
    PublicBriefing,
    PublicCase,
    PublicChild,
    PublicFinding,
    PublicProgress,
    PublicRecommendation,
    PublicReport,
    PublicReviewer,
    Term,
)

_POLICE, _SCHOOLS = Term("police", "Police"), Term("education", "Schools")
_OPEN, _BEGUN = Term("not-started", "Not started"), Term("in-progress", "In progress")
_DONE = Term("complete", "Complete")
TEXT = parse(
    """
A paragraph of a report, with **strong words**, *a title*, [a link](https://www.example.org/) and a note.[^1]

### A sub-heading

- A point in a list
- A second point

1. The first of two steps
2. The second

> Words that somebody said, quoted.

| Where | Before | After |
|---|---:|---:|
| First place | 12 | 34 |
| Second place | 5 | 60 |

[^1]: A note stands below the text.
""",
    headings_from=3,
)
QUESTIONS = (parse("What would have happened here?"), parse("Whom would you ring?"))
_RECOMMENDATIONS = (
    PublicRecommendation(
        "R1",
        parse("Say what is to be done."),
        "F1",
        (_POLICE,),
        date(2030, 3, 29),
        Term("not-started", "Not started"),
        (),
    ),
    PublicRecommendation(
        "R2",
        parse("Say how anyone would know that it was done."),
        None,
        (_POLICE, _SCHOOLS),
        date(2030, 6, 28),
        _BEGUN,
        (PublicProgress(date(2030, 1, 15), _BEGUN, parse("The first step was taken.")),),
    ),
    PublicRecommendation(
        "R3",
        parse("Carry it out."),
        None,
        (_SCHOOLS,),
        date(2030, 1, 31),
        _DONE,
        (PublicProgress(date(2030, 1, 30), _DONE, parse("All of it was done.")),),
    ),
)
CASE = PublicCase(
    reference="sample",
    title="Child Sample",
    kind="Child Safeguarding Practice Review",
    example=True,
    published=date(2030, 1, 8),
    published_at=None,
    summary="One sentence that says what the review is about, for lists and search.",
    themes=(Term("a-theme", "A theme"), Term("another", "Another theme")),
    agencies=(_POLICE, _SCHOOLS),
    children=(PublicChild("Child Sample", Term("a-band", "A band of ages")),),
    reviewers=(PublicReviewer("A Reviewer", "Reviewer", "independent"),),
    partners=(),
    briefing=PublicBriefing(
        (("A step", parse("What happened, in a few words.")),), "The last step", None, QUESTIONS, None
    ),
    report=PublicReport(improvements_only=False, sections=()),
    family_words=None,
    findings=(PublicFinding("F1", Term("a-theme", "A theme"), parse("What the review found.")),),
    recommendations=_RECOMMENDATIONS,
    response=None,
    amendments=(PublicAmendment(date(2030, 2, 1), parse("A date was corrected.")),),
)
