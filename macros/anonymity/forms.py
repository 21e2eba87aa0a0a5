"""What identifies by its form alone: how such a form is written down, and looked for."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from macros.anonymity.words import Word

Span = tuple[int, int, str]
"""From, to (exclusive) and the kind of a finding, in the characters of a normalised text."""

Hint = frozenset[str] | str
"""Words (plain, one of them), or a pattern for a single sign."""
FIGURES = r"[0-9]+"
_Near = tuple[Hint, int]
"""A hint, and how far from it the forms reach that look for it."""

# How far from its hint a form reaches.
_REACH = 45


def _always(match: re.Match[str], text: str) -> bool:
    return True


@dataclass(frozen=True)
class Form:
    """A form that identifies, as a pattern.

    ``near`` is what every match holds: one of some words, or a sign. Only around those it is looked
    for, which is what makes the check quick. A group named ``it`` is the part that identifies. ``holds`` is a
    second look, where the pattern alone would take too much.
    """

    kind: str
    pattern: str
    near: Hint = FIGURES
    holds: Callable[[re.Match[str], str], bool] = _always
    exact_case: bool = False
    reach: int = _REACH

    def matches(self, text: str, windows: Iterable[tuple[int, int]]) -> Iterator[Span]:
        pattern = _compiled(self.pattern, self.exact_case)
        for start, end in windows:
            for match in pattern.finditer(text, start, end):
                if self.holds(match, text):
                    yield *match.span("it" if "it" in pattern.groupindex else 0), self.kind


def found(text: str, words: Iterable[Word], forms: Iterable[Form]) -> list[Span]:
    """Each stretch of a text that has one of the forms, once: the first form that takes it keeps it."""
    forms = tuple(forms)
    near = _windows(text, words, {(form.near, form.reach) for form in forms})
    spans: list[Span] = []
    taken = bytearray(len(text))
    for form in forms:
        for start, end, kind in form.matches(text, near[form.near, form.reach]):
            if taken.find(1, start, end) < 0:
                taken[start:end] = b"\1" * (end - start)
                spans.append((start, end, kind))
    return spans


def around(match: re.Match[str], text: str, reach: int = 40) -> str:
    """The match with what stands around it."""
    return text[max(match.start() - reach, 0) : match.end() + reach]


def before(match: re.Match[str], text: str, reach: int = 24) -> str:
    """What stands before the match."""
    return text[max(match.start() - reach, 0) : match.start()]


def _windows(text: str, words: Iterable[Word], wanted: Collection[_Near]) -> dict[_Near, list[tuple[int, int]]]:
    """The parts of a text around every hint, as far as a form reaches; those that meet as one."""
    by_word: dict[str, list[_Near]] = {}
    windows: dict[_Near, list[tuple[int, int]]] = {near: [] for near in wanted}
    for near in wanted:
        hint, _ = near
        if isinstance(hint, str):
            for match in _compiled(hint, True).finditer(text):
                _add(windows[near], *match.span(), near)
            continue
        for sought in hint:
            by_word.setdefault(sought, []).append(near)
    for word in words:
        for part in (word.plain,) if "-" not in word.plain else (word.plain, *word.plain.split("-")):
            for near in by_word.get(part, ()):
                _add(windows[near], word.start, word.end, near)
    return windows


def _add(windows: list[tuple[int, int]], start: int, end: int, near: _Near) -> None:
    _, reach = near
    if windows and start - reach <= windows[-1][1]:
        windows[-1] = windows[-1][0], end + reach
    else:
        windows.append((max(start - reach, 0), end + reach))


@cache
def _compiled(pattern: str, exact_case: bool) -> re.Pattern[str]:
    return re.compile(pattern, 0 if exact_case else re.IGNORECASE)
