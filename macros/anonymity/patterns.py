"""Everything that identifies by its form. Needs no record, so that built files are read with it as well."""

from collections.abc import Iterator

from macros.anonymity.days_and_ages import DAYS_AND_AGES
from macros.anonymity.finding import Finding
from macros.anonymity.forms import Forms, Span
from macros.anonymity.normal import Normal
from macros.anonymity.numbers import NUMBERS
from macros.anonymity.words import Words, words_of

_FORMS = Forms(*DAYS_AND_AGES, *NUMBERS)
hints_a_form = _FORMS.at_word


def with_a_form(text: str, words: Words) -> list[Span]:
    """What identifies by its form in a normalised text, in its own characters."""
    return _FORMS.found(text, words)


def patterns(text: Normal) -> Iterator[Finding]:
    """What identifies by its form, in the author's characters."""
    for start, end, kind in with_a_form(text.text, words_of(text.text)):
        yield Finding(*text.source(start, end), kind)
