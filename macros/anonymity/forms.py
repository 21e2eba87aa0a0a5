"""What identifies by its form alone: how such a form is written down, and looked for."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from macros.anonymity.words import Word, Words

Span = tuple[int, int, str]
"""From, to (exclusive) and the kind of a finding, in the characters of a normalised text."""


class Sign(NamedTuple):
    """A pattern for a single sign, and what is quicker to look for: one of these stands in all that it matches."""

    pattern: str
    one_of: tuple[str, ...]


Hint = frozenset[str] | Sign
"""Words (plain, one of them), or a sign."""
FIGURES = Sign("[0-9]+", tuple("0123456789"))
_Near = tuple[Hint, int]
"""A hint, and how far from it the forms reach that look for it."""
_Window = tuple[int, int, int]
"""A part of a text around a hint: from, to, and how many hints stand in it."""

# How far from its hint a form reaches.
_REACH = 45


def _always(match: re.Match[str], text: str) -> bool:
    return True


@dataclass(frozen=True)
class Form:
    """A form that identifies, as a pattern.

    ``near`` is what every match holds: one of some words, or a sign. Only around those it is looked
    for, which is what makes the check quick. A group named ``it`` is the part that identifies. ``holds`` is a
    second look, where the pattern alone would take too much. ``least`` is how many of those words or signs a match
    holds at least, and ``needs`` a pattern, quick to look for, of what it holds besides.
    """

    kind: str
    pattern: str
    near: Hint = FIGURES
    holds: Callable[[re.Match[str], str], bool] = _always
    exact_case: bool = False
    reach: int = _REACH
    needs: str = ""
    least: int = 1

    def fitting(self, text: str, windows: Iterable[_Window]) -> Iterator[_Window]:
        """The windows of a text that hold what the form needs."""
        needed = _compiled(self.needs, True)
        for start, end, hints in windows:
            if hints >= self.least and needed.search(text, start, end):
                yield start, end, hints

    def matches(self, text: str, windows: Iterable[_Window]) -> Iterator[Span]:
        """What has the form in the windows of a text, all of which hold what it needs."""
        pattern = _compiled(self.pattern, self.exact_case)
        group = _group(pattern)
        for start, end, _ in windows:
            for match in pattern.finditer(text, start, end):
                if self.holds(match, text):
                    yield *match.span(group), self.kind


class Forms:
    """Forms that are looked for together, in their order."""

    def __init__(self, *forms: Form) -> None:
        self._forms: list[tuple[Form, _Near, tuple[object, ...]]] = []
        self._around: dict[tuple[object, ...], list[int]] = {}
        for number, form in enumerate(forms):
            near = form.near, form.reach
            # In which of the windows around a hint: worked out once for all with the same needs.
            fit = (form.needs, form.least) if form.needs or form.least > 1 else ()
            self._forms.append((form, near, near + fit))
            self._around.setdefault(near, []).append(number)
        self._signs: list[tuple[Sign, int]] = []
        self._by_word: dict[str, list[_Near]] = {}
        for hint, reach in dict.fromkeys((form.near, form.reach) for form in forms):
            if isinstance(hint, Sign):
                self._signs.append((hint, reach))
                continue
            for word in hint:
                self._by_word.setdefault(word, []).append((hint, reach))
        self.at_word = lru_cache(100_000)(self._hints_at)

    def found(self, text: str, words: Words) -> list[Span]:
        """Each stretch of a text that has one of the forms, once: the first form that takes it keeps it."""
        windows = self._windows(text, words)
        spans: list[Span] = []
        taken = bytearray(len(text))
        for number in sorted(chain.from_iterable(map(self._around.__getitem__, windows))):
            form, near, fit = self._forms[number]
            if fit not in windows:
                windows[fit] = list(form.fitting(text, windows[near]))
            for start, end, kind in form.matches(text, windows[fit]) if windows[fit] else ():
                if taken.find(1, start, end) < 0:
                    taken[start:end] = b"\1" * (end - start)
                    spans.append((start, end, kind))
        return spans

    def _windows(self, text: str, words: Words) -> dict[tuple[object, ...], list[_Window]]:
        """The parts of a text around every hint that is there, as far as a form reaches; those that meet as one."""
        windows: dict[tuple[object, ...], list[_Window]] = {}
        for sign, reach in self._signs:
            if any(map(text.__contains__, sign.one_of)):
                pattern = _compiled(sign.pattern, True)
                for match in pattern.finditer(text):
                    _add(windows.setdefault((sign, reach), []), *match.span(_group(pattern)), reach)
        for place in words.such(self.at_word):
            for near in self.at_word(words[place]):
                _add(windows.setdefault(near, []), words.starts[place], words.ends[place], near[1])
        return windows

    def _hints_at(self, word: Word) -> Sequence[_Near]:
        """What is looked for around a word, or around a part of it between hyphens."""
        parts = (word.plain,) if "-" not in word.plain else (word.plain, *word.plain.split("-"))
        return [near for part in parts for near in self._by_word.get(part, ())]


def around(match: re.Match[str], text: str, reach: int = 40) -> str:
    """The match with what stands around it."""
    return text[max(match.start() - reach, 0) : match.end() + reach]


def before(match: re.Match[str], text: str, reach: int = 24) -> str:
    """What stands before the match."""
    return text[max(match.start() - reach, 0) : match.start()]


def _add(windows: list[_Window], start: int, end: int, reach: int) -> None:
    if windows and start - reach <= windows[-1][1]:
        windows[-1] = windows[-1][0], end + reach, windows[-1][2] + 1
    else:
        windows.append((max(start - reach, 0), end + reach, 1))


def _group(pattern: re.Pattern[str]) -> str | int:
    return "it" if "it" in pattern.groupindex else 0


@cache
def _compiled(pattern: str, exact_case: bool) -> re.Pattern[str]:
    return re.compile(pattern, 0 if exact_case else re.IGNORECASE)
