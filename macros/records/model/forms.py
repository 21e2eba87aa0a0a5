"""The values that fields of a record have: what is read, and what an editor is told of it, side by side."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, WithJsonSchema

from macros.problems import shown
from macros.prose import Prose
from macros.strict_model import Id, Line, fault, matching, prose_of, text_schema, unique

REFERENCE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
LONGEST_REFERENCE = 40
LONGEST_TITLE = 80
LONGEST_SUMMARY = 400
# The lists of briefings and reports live at this name in the folders of the cases' pages.
RESERVED_REFERENCES = frozenset({"index"})

ReviewKind = Literal["cspr", "rapid-review", "case-mapping", "thematic", "serious-case-review"]
Decision = Literal["not-yet", "publish", "improvements-only", "elsewhere"]
Process = Literal[
    "investigation",
    "prosecution",
    "inquest",
    "care",
    "private-law",
    "case-management",
    "single-agency",
    "disciplinary",
    "lado",
    "adult-review",
    "other",
]
EXCEPTIONS_POSSIBLE = frozenset({"panel-14-days", "members", "debriefs", "press"})

_REFERENCES = "small letters and digits with - between, 40 characters at most, not `index`, as in `child-rowan`"
_TITLES = "a title has letters, digits, spaces, - and ' only"
_DAYS_OF_EVERY_YEAR = "a day of every year is written --11-20 (20 November)"


def is_reference(text: str) -> bool:
    """Whether a text may name a case, and so a file and an address."""
    return len(text) <= LONGEST_REFERENCE and REFERENCE.fullmatch(text) is not None and text not in RESERVED_REFERENCES


def _reference(text: str) -> str:
    if not is_reference(text):
        raise fault("reference", f"found `{shown(text)}`; a reference is {_REFERENCES}")
    return text


def _title(text: str) -> str:
    strange = [character for character in text if not (character.isalnum() or character in " -'")]
    if strange:
        raise fault("title", f"found `{shown(strange[0])}`; {_TITLES}")
    if len(text) > LONGEST_TITLE:
        raise fault("too-long", f"found {len(text)} characters; a title has {LONGEST_TITLE} at most")
    return text


def _summary(text: str) -> str:
    if len(text) > LONGEST_SUMMARY:
        raise fault("too-long", f"found {len(text)} characters; a summary has {LONGEST_SUMMARY} at most")
    return text


def _month_and_day(value: object) -> tuple[int, int]:
    match = re.fullmatch(r"--([0-9]{2})-([0-9]{2})", value) if isinstance(value, str) else None
    try:
        if match:
            on = date(2024, int(match[1]), int(match[2]))
            return on.month, on.day
    except ValueError:
        pass
    raise fault("month-and-day", f"found `{shown(str(value))}`; {_DAYS_OF_EVERY_YEAR}")


def _words(value: object, info: ValidationInfo) -> Prose:
    return prose_of(value, info)


def _section(value: object, info: ValidationInfo) -> Prose:
    return prose_of(value, info, headings_from=3)


def _schema(schema: Mapping[str, object], example: str) -> WithJsonSchema:
    return WithJsonSchema({**schema, "examples": [example]})


def _of(vocabulary: str) -> WithJsonSchema:
    """Ids of one vocabulary of the partnership; the schema puts them in."""
    return WithJsonSchema({"type": "string", "ids": vocabulary})


# Letters of any alphabet are told from signs by the reader alone; the schema knows the common signs.
_TITLE_FORM = rf"[^\x00-\x1f!-&(-,./:-@\[-`{{-~]{{1,{LONGEST_TITLE}}}"
_PROSE_FORM = text_schema(r"[\s\S]*\S[\s\S]*", "write the text, or take the field out until there is one")

Reference = Annotated[
    Line,
    AfterValidator(_reference),
    _schema(
        text_schema(rf"(?!index\s*$)(?=\S{{1,{LONGEST_REFERENCE}}}\s*$){REFERENCE.pattern}", _REFERENCES), "child-rowan"
    ),
]
Title = Annotated[Line, AfterValidator(_title), _schema(text_schema(_TITLE_FORM, _TITLES), "Child Rowan")]
Summary = Annotated[
    Line,
    AfterValidator(_summary),
    _schema(
        text_schema(rf"\S[^\n]{{0,{LONGEST_SUMMARY - 1}}}", f"a summary has {LONGEST_SUMMARY} characters at most"),
        "A baby was hurt, and three services each saw a part.",
    ),
]
Pseudonym = Annotated[Line, AfterValidator(_title), _schema(text_schema(_TITLE_FORM, _TITLES), "Mother")]
MonthAndDay = Annotated[
    tuple[int, int],
    BeforeValidator(_month_and_day),
    _schema(
        {
            "type": "string",
            "pattern": "^--(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
            "patternErrorMessage": _DAYS_OF_EVERY_YEAR,
        },
        "--11-20",
    ),
]
FindingId = Annotated[Line, matching(r"F[1-9][0-9]?", "id", "a finding is numbered F1, F2 and so on", "F1")]
RecommendationId = Annotated[
    Line, matching(r"R[1-9][0-9]?", "id", "a recommendation is numbered R1, R2 and so on", "R1")
]
Words = Annotated[Prose, BeforeValidator(_words), _schema(_PROSE_FORM, "|\n  Text.")]
SectionWords = Annotated[
    Prose, BeforeValidator(_section), _schema(_PROSE_FORM, "|\n  Text.\n\n  ### Sub-heading\n\n  Text.")
]

_each_once = (AfterValidator(unique), Field(json_schema_extra={"uniqueItems": True}))
ThemeId = Annotated[Id, _of("themes")]
AgencyId = Annotated[Id, _of("agencies")]
AgeBandId = Annotated[Id, _of("age_bands")]
CouncilId = Annotated[Id, _of("councils")]
RoleId = Annotated[Id, _of("roles")]
ThemeIds = Annotated[tuple[ThemeId, ...], *_each_once]
AgencyIds = Annotated[tuple[AgencyId, ...], *_each_once]
StrategicLeads = Annotated[Id, WithJsonSchema({"enum": ["strategic-leads"]})]
RuleWithExceptions = Annotated[Id, WithJsonSchema({"enum": sorted(EXCEPTIONS_POSSIBLE)})]
