"""The labelled sentences of `tests/corpus/`, and how the check does on them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from macros import dates, partnership
from macros.anonymity.check import check
from macros.anonymity.finding import Asked, Finding, How, Text
from macros.anonymity.of_record import of_partnership
from tests.factories import ROOT

FOLDER = Path(__file__).parent
PSEUDONYMS = ("Child Rowan", "Rowan", "Mother", "Father", "Grandmother", "Sibling", "Example Reviewer")


@dataclass(frozen=True)
class Sentence:
    """A sentence with the stretches that identify; none where it is clean."""

    text: str
    field: str
    kind: str = ""
    group: str = ""
    trick: str = ""
    spans: tuple[tuple[int, int], ...] = ()


def identifying(name: str) -> list[Sentence]:
    return [_marked(*line) for line in _lines(name)]


def clean(name: str) -> list[Sentence]:
    return [Sentence(text, field) for field, text in _lines(name)]


def found_in(sentences: list[Sentence]) -> list[tuple[Finding, ...]]:
    """What the check finds in each sentence, read as the field it is from."""
    people, problems = partnership.read(ROOT, dates.day("2026-11-25"))
    assert people, problems
    texts = tuple(Text(_path(sentence.field), sentence.text, _how(sentence.field)) for sentence in sentences)
    return list(check(Asked(texts, (*PSEUDONYMS, *of_partnership(people)))).findings)


@dataclass
class Recall:
    """How many stretches were found, over all and by kind and group; those that were missed."""

    found: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.found["all"] / self.there["all"]


def recall(name: str) -> Recall:
    """The recall on the sentences of a file: a stretch is found where a finding meets it."""
    result = Recall()
    sentences = identifying(name)
    for sentence, found in zip(sentences, found_in(sentences), strict=True):
        for start, end in sentence.spans:
            hit = any(one.start < end and start < one.end for one in found)
            for key in ("all", f"kind {sentence.kind}", f"group {sentence.group}"):
                result.there[key] += 1
                result.found[key] += hit
            if not hit:
                result.missed.append(f"{sentence.kind}, {sentence.group}, {sentence.trick}: {sentence.text}")
    return result


def alarms(name: str) -> tuple[float, list[str]]:
    """False alarms for every 1,000 words of clean prose, and what they are."""
    sentences = clean(name)
    wrong = [
        f"{one.kind}: {sentence.text[one.start : one.end]}"
        for sentence, found in zip(sentences, found_in(sentences), strict=True)
        for one in found
    ]
    return 1000 * len(wrong) / sum(len(sentence.text.split()) for sentence in sentences), wrong


def _marked(kind: str, group: str, trick: str, field: str, text: str) -> Sentence:
    plain, spans = "", []
    for piece in re.split("([⟦⟧])", text):
        if piece == "⟦" or piece == "⟧":
            spans.append(len(plain))
        else:
            plain += piece
    pairs = tuple(zip(spans[::2], spans[1::2], strict=True))
    return Sentence(plain, field, kind, group, trick, pairs)


def _lines(name: str) -> Iterator[list[str]]:
    for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").split("\n"):
        if line:
            yield line.split("\t")


def _path(name: str) -> tuple[str, ...]:
    return tuple(name.split("."))


def _how(name: str) -> How:
    return "pseudonym" if name == "title" else "prose"
