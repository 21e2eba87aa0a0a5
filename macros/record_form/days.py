"""Days as people write them in a box, and as a record has them.

In British order. What is not understood stays as it is, so that whoever reads the record names its box.
"""

import re
from datetime import date

from macros.dates import in_words

_MONTHS = {date(2000, month, 1).strftime("%B").lower(): month for month in range(1, 13)}
_DAY = re.compile(
    r"(?:[a-z]+day,? )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?,? (\d{4})|(\d{1,2})[/.](\d{1,2})[/.](\d{4})"
)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_TIME = re.compile(r"(.*?),? (?:at )?(\d{1,2})[:.](\d\d)(?: ?([ap])\.?m\.?)?")
_OF_EVERY_YEAR = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})")


def day_in_words(plain: str) -> str:
    """`2025-09-16` as 16 September 2025."""
    return in_words(date.fromisoformat(plain))


def instant_in_words(plain: str) -> str:
    """`2025-09-16 10:00` as 16 September 2025, 10:00."""
    day, _, time = plain.partition(" ")
    return f"{day_in_words(day)}, {time}"


def of_every_year_in_words(plain: str) -> str:
    """`--11-20` as 20 November."""
    return day_in_words(f"2000{plain[1:]}").removesuffix(" 2000")


def day_of(words: str) -> str:
    """A day as a record has it."""
    found = _read(_flat(words))
    return found.isoformat() if found else words


def instant_of(words: str) -> str:
    """A day and a time as a record has them."""
    found = _TIME.fullmatch(_flat(words))
    day = _read(found[1]) if found else None
    if not found or not day:
        return words
    hour, half = int(found[2]), found[4]
    if half and not 1 <= hour <= 12:
        return words
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return f"{day} {hour:02}:{found[3]}"


def of_every_year(words: str) -> str:
    """A day of every year as a record has it."""
    found = _OF_EVERY_YEAR.fullmatch(_flat(words))
    day = _made("2000", found[2], found[1]) if found else None
    return f"-{day.isoformat()[4:]}" if day else words


def _flat(words: str) -> str:
    return " ".join(words.lower().split())


def _read(words: str) -> date | None:
    if found := _ISO.fullmatch(words):
        return _made(*found.groups())
    found = _DAY.fullmatch(words)
    if not found:
        return None
    return _made(found[3], found[2], found[1]) if found[2] else _made(found[6], found[5], found[4])


def _made(year: str, month: str, day: str) -> date | None:
    """A day, None where there is no such day."""
    number = int(month) if month.isdecimal() else _month(month)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _month(word: str) -> int:
    """A month by its name or the beginning of it, at least three letters; 0 where it is none."""
    return next((number for name, number in _MONTHS.items() if name.startswith(word)), 0)
