"""Exact dates, births and ages. Years, seasons and months alone are fine."""

import re

from macros.anonymity.forms import Form, around
from macros.anonymity.lists import vocabulary

_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_YEAR = r"(?:19|20)\d\d"
_TENTHS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_ORDINAL = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)|(?:twenty|thirty)[ -](?:{_TENTHS})|{_TENTHS}|tenth|eleventh|twelfth|thirteenth"
    r"|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:\s?(?:st|nd|rd|th))?"
_FEAST = (
    r"(?:(?:christmas|boxing|new year'?s|valentine'?s|mother'?s|father'?s|eid|easter|diwali|vaisakhi|pancake) day"
    r"|(?:christmas|new year'?s) eve|good friday|(?:easter|palm|mothering) sunday|(?:easter|whit) monday|halloween"
    r"|bonfire night|guy fawkes night|shrove tuesday|ash wednesday|eid al-(?:fitr|adha)|yom kippur|rosh hashanah"
    r"|lunar new year|chinese new year|guru nanak'?s birthday|ashura|holi|lohri)"
)
# The name of a feast that lasts days is exact with a year, or behind `on` or `the day of`.
_FESTIVAL = r"(?:diwali|hanukkah|eid|vaisakhi|passover|ramadan|navratri|nowruz|purim|epiphany|pentecost|ascension)"
_IN_FIGURES = r"\d{4} ?[-/.] ?\d{1,2} ?[-/.] ?\d{1,2}|\d{1,2} ?[-/.] ?\d{1,2} ?[-/.] ?(?:\d{4}|\d\d)(?!\d)"
_NOT_A_DAY = r"(?!%|\.\d| (?:per|years|days|weeks|months|children|cases|staff|people|reviews|of))"
_DATE = (
    rf"(?:{_DAY}(?:(?: ?[-/&] ?| (?:and|to|or) ){_DAY})?(?: day)?(?: of)?(?: |, |-){_MONTHS}"
    rf"(?:(?: |, |-)(?:{_YEAR}|'?\d\d\b))?"
    rf"|(?:the )?{_ORDINAL} (?:day )?of {_MONTHS}(?:,? {_YEAR})?"
    rf"|{_MONTHS} (?:the )?(?:{_ORDINAL}|{_DAY})\b{_NOT_A_DAY}(?:,? {_YEAR})?"
    rf"|{_WEEKDAY},? the {_ORDINAL}"
    rf"|{_IN_FIGURES}"
    rf"|{_FEAST}(?: {_YEAR})?|{_FESTIVAL} {_YEAR}|(?<=\bon ){_FESTIVAL}|(?<=\bday of ){_FESTIVAL})"
)
MONTH = rf"(?:early |late |mid-?)?{_MONTHS}(?:[ ,]+{_YEAR})?"

_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
# A half that stood for one sign is a 1, a fraction's slash and a 2 by now.
_NUMBER = (
    r"(?:\d{1,3}(?:\u2044\d| \d[\u2044/]\d)?|an?|a few"
    rf"|(?:twenty|thirty|forty|fifty)(?:[ -](?:{_ONES}))?|{_TEENS}|{_ONES})"
)
_SPAN = r"(?:hours?|hrs?|days?|weeks?|wks?|months?|mths?|mos?)'?"
# A limit or a range is a band, and says nothing exact.
_NO_BAND = r"(?<!under )(?<!over )(?<!below )(?<!above )(?<!than )(?<!to )(?<!and )(?<!-)(?<!least )(?<!first )"
_NO_DELAY = (
    r"(?! (?:to|later|after|before|pregnan|into|away|from|behind|overdue|late|early)|'? gestation| of pregnancy)"
)
_ROUGHLY = (
    r"(?:just (?:under |over )?|not yet |only |about |around |nearly |almost |some |barely |still |approximately "
    r"|roughly |exactly )*"
)
# What every date holds.
_DATED = rf"(?i)\d|\b(?:{_ORDINAL}|{_FEAST}|{_FESTIVAL})"
_RANGE = rf"(?:{_NUMBER}(?:-| to | and ))?"
_IN_SPANS = rf"{_NUMBER}(?:[ -]and[ -]a[ -]half)?[ -]?{_SPAN}"
_AGE = rf"(?:{_NUMBER}[ -]years?,?(?:[ -]and)?[ -])?{_IN_SPANS}"
_AGED = rf"(?i)\b(?=[\daefnost]){_IN_SPANS}"  # by the first letter of a number it is quick to look for
YEARS_OLD = (
    rf"(?:(?<!under )(?<!over )\baged?(?: of)? {_NUMBER}\b(?! (?:to|or)\b|-\d)|{_NUMBER}[ -]years?[ -](?:old|of age)\b"
    rf"|\bturned {_NUMBER}\b|{_NUMBER}(?:th|st|nd|rd) birthday)"
)

MONTH_NAMES = vocabulary("month-names")
AGES = vocabulary("ages")
_DAYS = MONTH_NAMES | vocabulary("feasts") | vocabulary("weekdays")
_BIRTHS = vocabulary("births")
_SPANS = vocabulary("spans")
_LIVES = vocabulary("lives")


def _is_a_date(match: re.Match[str], text: str) -> bool:
    """A real day, no version number and no score; `may` and `mar` in small letters are other words."""
    found = match.group()
    if re.fullmatch(r"[\d ./-]+", found):
        first, middle, last = (int(part) for part in re.findall(r"\d+", found))
        day, month = (last, middle) if first > 31 else (first, middle)
        return (1 <= day <= 31 and 1 <= month <= 12) or (1 <= month <= 31 and 1 <= day <= 12)
    return re.search(r"\b(?:may|mar|dec|sep)\b", found) is None


def _is_no_may(match: re.Match[str], text: str) -> bool:
    return match["it"] != "may"


def _has_a_month(match: re.Match[str], text: str) -> bool:
    return any(found[0].isupper() for found in re.findall(rf"(?i)\b(?:{_MONTHS})", match.group()))


def _of_a_child(match: re.Match[str], text: str) -> bool:
    """`at six weeks`, `3/12`: only where a child is spoken of, and not before its birth."""
    near = around(match, text)
    unborn = re.search(r"(?i)\b(?:pregnan|gestation|antenatal|book|unborn|waiting)", near)
    child = re.search(
        r"(?i)\b(?:aged?|old|infant|baby|babies|child|twins?|newborn|neonate|admi\w+|he|she|was born)\b", near
    )
    return unborn is None and (child is not None or match.group().startswith("At "))


def _of_somebody(match: re.Match[str], text: str) -> bool:
    """`3/12`, as doctors write months: also where somebody `was`."""
    return _of_a_child(match, text) or re.search(r"\bwas\b", around(match, text)) is not None


DAYS_AND_AGES = (
    Form(
        "birth-date",
        rf"\b(?:born|birth ?days?|birth ?date|date of birth|d\.?o\.?b)\b[^.\n]{{0,25}}?(?P<it>{_DATE}|\b{MONTH})",
        _BIRTHS,
        _is_no_may,
    ),
    Form(
        "age-with-date",
        rf"{YEARS_OLD}[^.\n]{{0,30}}?\b(?:in|by|since|during|until|on|of|at the (?:start|end|beginning|turn) of)"
        rf" (?:the (?:start|end|beginning) of )?{MONTH}",
        AGES,
        _has_a_month,
        reach=90,
    ),
    Form(
        "age-with-date",
        rf"\b(?:in|by|since|during|until|at the (?:start|end|beginning) of) {MONTH},?[^.\n]{{0,40}}?{YEARS_OLD}",
        AGES,
        _has_a_month,
        reach=90,
    ),
    Form(
        "age-with-date",
        rf"\b(?:in|by|since|during) {MONTH}, (?:when|while) (?:he|she|they|[a-z]+) (?:was|were) {_NUMBER}\b",
        MONTH_NAMES,
        _has_a_month,
    ),
    Form("age-with-date", rf"\b(?:was|turned) {_NUMBER} in {_MONTHS}\b", MONTH_NAMES, _has_a_month),
    Form("exact-date", rf"(?<![\w/.-]){_DATE}(?![\w/])", _DAYS, _is_a_date, needs=_DATED),
    Form("exact-date", rf"(?<![\w/.-])(?:{_IN_FIGURES})(?![\w/])", holds=_is_a_date, needs=r"\d ?[-/.] ?\d"),
    Form(
        "exact-date",
        r"(?<![\w.])\d{1,2}[ ./-](?:i{1,3}|iv|v|vi{1,3}|ix|x|xi{1,2})[ ./-](?:\d{4}|\d\d)\b",
        needs=r"(?i)\d[ ./-][ivx]",
    ),
    Form("birth-date", rf"\bb\. ?(?P<it>(?:\w+ )?{_YEAR})\b", needs=r"(?i)\.(?<=b\.)"),
    Form("birth-date", rf"\b(?:dob|born)\b:? (?P<it>\d\d/\d\d\b|(?:spring|summer|autumn|winter) {_YEAR})", _BIRTHS),
    Form("birth-date", rf"\b(?:{_TENTHS}|{_NUMBER}(?:st|nd|rd|th)) birthday\b", AGES),
    Form("exact-date", rf"\b{_DAY} ?[./] ?{_MONTHS} ?[./]? ?(?:{_YEAR}|\d\d)\b", _DAYS, needs=r"\d ?[./]"),
    Form("exact-date", rf"\b{_DAY} {_MONTHS} {_YEAR}\b", _DAYS, needs=r"\d"),
    Form("exact-date", rf"\b(?:{_TENTHS}) {_MONTHS}\b", _DAYS, _has_a_month),
    Form(
        "exact-date",
        r"(?:[|(\u2022-] ?|\b(?:on|meeting|visit|call|w/[ce]|dated) )"
        r"(?P<it>(?:0?[1-9]|[12]\d|3[01])[/.](?:0?[1-9]|1[0-2])\b)(?!\d|%|[/.]\d)",
        needs=r"\d[/.]\d",
    ),
    Form(
        "exact-date",
        rf"\b(?:on|of|until|from) (?P<it>(?:{_WEEKDAY} )?(?:the )?\d{{1,2}}(?:st|nd|rd|th)\b)"
        r"(?! (?:century|birthday|edition|percentile|centile|visit|contact|attempt|time|of))",
        needs=r"(?i)\d[snrt]",
    ),
    Form(
        "exact-date",
        r"\b(?:on |at )?(?:christmas|xmas) (?:morning|night|afternoon|evening)\b",
        frozenset({"christmas", "xmas"}),
    ),
    Form("exact-date", rf"\bremembrance sunday\b|\bbank holiday {_WEEKDAY}\b", _DAYS),
    Form("exact-date", r"\b(?:on|dated) (?:the )?(?P<it>\d{1,2}/\d{1,2})\b(?!/)", needs=r"\d/\d"),
    Form(
        "exact-age",
        rf"{_NO_BAND}\b(?:aged?(?: of)?|(?:child|baby|infant|boy|girl|twin|newborn)\w* (?:of|at)|birth (?:and|to))"
        rf" {_ROUGHLY}(?P<it>{_AGE})\b{_NO_DELAY}",
        _SPANS,
        needs=_AGED,
    ),
    Form(
        "exact-age",
        rf"{_NO_BAND}\b{_AGE}(?:[ -]old\b| of (?:age|life)\b| after (?:\w+ )?b(?:irth|orn)\b)",
        _LIVES,
        needs=_AGED,
    ),
    Form(
        "exact-age",
        rf"\b(?:he|she|who|baby|child|infant|boy|girl|they)\b[^.\n]{{0,25}}?\b(?:was|were|is) {_ROUGHLY}"
        rf"(?P<it>{_AGE})\b{_NO_DELAY}",
        _SPANS,
        needs=_AGED,
    ),
    Form(
        "exact-age",
        rf"\b(?:child|baby|infant|boy|girl|twins?|sibling)\w*,? \((?P<it>{_AGE})\)",
        _SPANS,
        needs=_AGED,
    ),
    Form(
        "exact-age",
        rf"{_NO_BAND}\b{_NUMBER}[ -]years?,?(?: and)? {_NUMBER}[ -]{_SPAN}\b(?! (?:later|after|before|ago))",
        frozenset({"year", "years"}),
        needs=_AGED,
    ),
    Form("exact-age", rf"{_NO_BAND}\bat {_ROUGHLY}(?P<it>{_AGE})\b{_NO_DELAY}", _SPANS, _of_a_child, needs=_AGED),
    Form("exact-age", rf"\bday {_NUMBER} of (?:\w+ )?life\b", _LIVES),
    Form("exact-age", rf"\b{_ORDINAL} (?:day|week|month) of (?:\w+ )?life\b", _LIVES),
    Form("exact-age", rf"\b(?:just|{_ONES}|\d{{1,2}}) ?(?:to|or|-|under|over) ?{_AGE}[ -](?:old|of age)\b", _LIVES),
    Form(
        "exact-age",
        rf"\b(?:[A-Z]\w+|child|baby|infant|boy|girl|twin)(?:, | \(|: )(?:then |now )?(?P<it>\d{{1,2}}[dwm]\b"
        rf"|{_RANGE}{_NUMBER}[ -]?(?:days|weeks|months)\b){_NO_DELAY}",
        exact_case=True,
        needs=r"[,:] | \(",
    ),
    Form("exact-age", rf"\bage(?: at \w+)?:? (?:was )?(?P<it>{_AGE})\b", AGES, needs=_AGED),
    Form(
        "exact-age", rf"(?P<it>{_AGE})\b,? \(?(?:male|female|boy|girl)\b", frozenset({"male", "female", "boy", "girl"})
    ),
    Form("exact-age", rf"\blived (?:for |only )*(?P<it>{_AGE})\b", frozenset({"lived"}), needs=_AGED),
    Form(
        "exact-age",
        rf"\b(?:he|she|who|baby|child|infant) (?:was|were|is) (?P<it>{_RANGE}{_AGE})\b{_NO_DELAY}",
        _SPANS,
        needs=_AGED,
    ),
    Form(
        "exact-age",
        rf"\b[A-Z]\w+ (?:was|is) (?:nearly|not yet|almost|about|just|{_NUMBER} ?(?:-|to)) ?(?P<it>{_AGE})\b{_NO_DELAY}",
        _SPANS,
        exact_case=True,
    ),
    Form("exact-age", r"\b\d{1,2} ?y(?:rs?)?,? ?\d{1,2} ?m(?:ths?|o)?\b", needs=r"(?i)\d ?y"),
    Form("exact-age", r"\b[2-4]\d ?\+ ?[0-6]\b", needs=r"\+"),
    Form("exact-age", r"\bfortnight[ -]old\b", frozenset({"fortnight", "fortnight-old"})),
    Form("exact-age", rf"\baged? (?P<it>{_NUMBER}(?: and a (?:half|quarter)|\.\d)\b)", AGES),
    Form("exact-age", r"(?<![\w/.])\d{1,2} ?/ ?52\b(?!/)", needs=r"/ ?52"),
    Form("exact-age", r"(?<![\w/.])\d{1,2} ?(?:w|wks?)(?: ?\d ?d)?\b", needs=r"(?i)\d ?w"),
    Form("exact-age", r"(?<![\w/.])\d{1,2}/(?:12|7)\b(?<!24/7)(?<!9/12)(?!/)", holds=_of_somebody, needs=r"\d/\d"),
)
