"""What the check is asked and answers: plain values, fit to be remembered and to be sent to another process.

A finding says where it stands, what kind it is, and what the author can do about it. Never the word.
"""

from typing import Literal, NamedTuple


class Finding(NamedTuple):
    """From ``start`` to ``end`` (exclusive) in the author's text something of a ``kind`` of `KINDS`."""

    start: int
    end: int
    kind: str


# What each kind of finding is, and what would be right; the most telling first.
KINDS = {
    "nhs-number": "an NHS number; take it out",
    "national-insurance": "a National Insurance number; take it out",
    "telephone": "a telephone number; take it out",
    "e-mail": "an e-mail address; take it out",
    "postcode": "a postcode or its first half; take it out, or name the county",
    "vehicle": "a vehicle's number plate; write `a car`",
    "street-address": "an address; write `at home` or `a flat`",
    "handle": "a name used on the web, or one with figures in it; write `on social media`",
    "web-address": "an address on the web that is not known to be fit; take it out, or say what is found there",
    "reference": "the number or name of a case, a crime or a patient; take it out",
    "long-number": "a long number, which may be anybody's; take it out, or write figures with commas",
    "exact-date": "an exact date; write a season, a year or how long after",
    "birth-date": "when somebody was born; write an age band",
    "age-with-date": "an age together with a date, which tells a birthday; leave one of them out",
    "exact-age": "an age in days, weeks or months; write an age band, for example `a baby`",
    "institution": "a school, a hospital, a church or the like by its name; write what it is, such as `a hospital`",
    "place": "a place below the county; write what it is, such as `a town`",
    "name": "what may be a person's name; write the pseudonym or the role",
    "initials": "what may be initials; write the pseudonym or the role",
    "unknown-word": "a capital on a word not known to be harmless, so perhaps a name; write a role, or what it is",
}
# The kinds of detail that identify together.
DETAILS = (
    *("exact age", "sex", "ethnicity", "faith", "rare condition", "disability", "family size", "birth order"),
    *("occupation", "method of injury", "nationality", "kind of place", "date"),
)

# A pseudonym of more words than that is a sentence: a title such as `Learning from the care of Child Rowan`.
LONGEST_PSEUDONYM = 3

How = Literal["prose", "pseudonym", "reference", "body", "named"]


class Text(NamedTuple):
    """A text of a record: the path of its field, its value, and how it is to be read."""

    path: tuple[str | int, ...]
    value: str
    how: How = "prose"


class Asked(NamedTuple):
    """The texts of one record, and the phrases that it and its partnership make known."""

    texts: tuple[Text, ...]
    own: tuple[str, ...]


class Answer(NamedTuple):
    """For each text asked about what was found, and the details that identify together with others."""

    findings: tuple[tuple[Finding, ...], ...]
    details: tuple[tuple[Finding, ...], ...]
