"""What identifies together: details that are each fine, and of which a few point to one family.

They are counted for the second reader, who judges; the machine cannot.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from macros.anonymity.days_and_ages import AGES, MONTH_NAMES, YEARS_OLD
from macros.anonymity.forms import Form, Forms, Span
from macros.anonymity.lists import world
from macros.anonymity.words import Phrases, Word, Words

# Each kind of detail with the words that tell it, as patterns of a whole word.
_WORDS = {
    "sex": r"boys?|girls?|sons?|daughters?|brothers?|sisters?|male|female|school(?:boy|girl)s?",
    "ethnicity": (
        r"black|white|asian|african|caribbean|arab|gyps(?:y|ies)|roma|romany|travellers?|ethnic\w*|heritage|mixed-race"
    ),
    "faith": (
        r"christian|catholic|baptist|pentecostal|muslims?|islam\w*|hindus?|sikhs?|jewish|buddhist|mosque|church|temple"
        r"|synagogue|gurdwara|faith|religio\w+|baptism|ramadan|eid|diwali"
    ),
    "rare condition": (
        r"syndrome|epilep\w+|haemophilia|leukaemia|cancer|tumour|transplant|dialysis|congenital|genetic|chromosom\w+"
        r"|osteogenesis|metabolic|rare|tracheostomy|hydrocephalus|premature\w*|prematurity"
    ),
    "disability": r"disab\w+|wheelchair|autis\w+|asd|adhd|deaf\w*|blind\w*|non-verbal|neurodivergent|ehcp|palsy|down's",
    "family size": r"twins?|triplets?",
    "birth order": (
        r"(?:first|second|third|fourth|fifth|last)-?born|eldest|oldest|youngest|(?:half|step)-?(?:sibling|brother|sister)s?"
    ),
    "occupation": (
        r"soldiers?|army|raf|navy|shopkeeper|chef|builder|electrician|plumber|farmer|hairdresser|warehouse|factory|cleaner"
        r"|self-employed|unemployed|footballer|pastor|imam|landlord"
    ),
    "method of injury": (
        r"fractur\w+|skull|shak\w+|retinal|haemorrhag\w+|burn(?:s|ed|t)?|scald\w*|drown\w*|stab\w*|kni(?:fe|ves)"
        r"|strangl\w+|suffocat\w+|smother\w*|overlay\w*|poison\w*|ingest\w+|overdose|methadone|hanging|ligature|starv\w+"
        r"|malnour\w+|bruis\w+|gunshot|railway|dog|fire|non-accidental"
    ),
    "nationality": r"asylum|refugees?|migrants?|nationality",
    "kind of place": r"villages?|seaside|rural|refuge|hostel|hotel|farm",
    "date": rf"{'|'.join(sorted(MONTH_NAMES))}|spring|summer|autumn|winter",
}
_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|[2-9]|1[0-9]"
_KIN = "children|siblings|brothers|sisters|sons|daughters"
_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|middle"


def _several_words(kind: str, pattern: str, near: str) -> Form:
    return Form(kind, rf"\b(?:{pattern})", frozenset(near.split()))


# What needs more than one word.
_FORMS = Forms(
    Form("exact age", YEARS_OLD, AGES),
    Form("date", r"\b(?:19|20)\d\d\b"),
    _several_words("disability", r"learning difficult\w+|special educational needs", "learning educational"),
    _several_words("disability", r"(?:hearing|visual)\w* impair\w+", "hearing visual visually"),
    _several_words("family size", rf"(?:{_NUMBERS}) (?:\w+ ){{0,2}}(?:{_KIN})\b", "children siblings brothers sisters"),
    _several_words("family size", r"only child\b", "child"),
    _several_words("birth order", rf"(?:{_ORDINALS}) (?:child|baby|pregnancy)\b", "child baby pregnancy"),
    _several_words("birth order", r"(?:older|younger|elder)[- ](?:sibling|brother|sister)s?\b", "older younger elder"),
    _several_words("occupation", r"(?:worked|employed|working|trained) (?:as|in|at) \w+", "worked employed working"),
    _several_words("occupation", r"(?:taxi|lorry|delivery|bus) driver\b|security guard\b", "driver guard"),
    _several_words("occupation", r"(?:care|teaching|shop) assistant\b", "assistant"),
    _several_words("method of injury", r"head injur\w+|(?:fell|fall) from\b|hit by a\b", "head fell fall hit"),
    _several_words("kind of place", r"(?:market|city|town) (?:town|centre)\b|tower block\b", "town centre block"),
    _several_words("kind of place", r"(?:council|housing) estate\b|caravan site\b|military base\b", "estate site base"),
)


hints_a_detail = _FORMS.at_word


def details(text: str, words: Words) -> Iterator[Span]:
    """Every detail of a normalised text that identifies together with others, each with its kind."""
    yield from _FORMS.found(text, words)
    done = 0
    for place in words.such(tells):
        if place < done:
            continue
        if length := _nations().length_at(text, words, place):
            yield words.starts[place], words.ends[place + length - 1], "nationality"
        elif kind := _kind_of(words[place].plain):
            yield words.starts[place], words.ends[place], kind
        done = place + (length or 1)


def tells(word: Word) -> bool:
    """Whether a word is a detail, or may begin one: hardly any does."""
    return word.plain in _nations().by_first or _kind_of(word.plain) is not None


@lru_cache(maxsize=10_000)
def _kind_of(word: str) -> str | None:
    return next((kind for kind, form in _WORDS.items() if re.fullmatch(form, word)), None)


@cache
def _nations() -> Phrases:
    """Countries, nationalities and languages, but those of nearly everybody here."""
    return Phrases.of(world() - {"english", "british", "england", "britain", "united kingdom"})
