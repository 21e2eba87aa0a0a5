"""The private list: real names that must be nowhere, kept outside git and only ever in memory.

One person a line, `name, alias, alias`; empty lines and what follows a `#` are passed over. A finding
is a place. The names themselves are in no message, no representation, no cache and no file.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from hashlib import sha256
from itertools import accumulate, compress, count, islice, pairwise
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import NamedTuple, NoReturn

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from macros.anonymity.lists import common_words, ordinary
from macros.anonymity.normal import folded, normalise
from macros.written import is_kept_by_git

MOST_BYTES = 1024 * 1024
MOST_LINES = 5_000
FEWEST_LETTERS = 3
# From how many letters on a word may be misspelt in one place, and in two.
ONE_SLIP, TWO_SLIPS = 5, 9
# From how many letters on a name is looked for inside a longer word: in file names, and a whole one everywhere.
INSIDE_A_NAME, INSIDE_A_WORD = 5, 8
# How much may stand between the words of one name, and how many initials.
FURTHEST, MOST_INITIALS = 20, 2
# How many words a list keeps in mind with what they may be.
MOST_REMEMBERED = 50_000

# Letters, and the accents that no letter has taken in.
_RUN = re.compile(r"([^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff])*)")
# What holds one word together. White space does not, or "an ton" would be Anton.
_GLUE = frozenset(["", "'", "-", "_", "."])


class NotAList(Exception):
    """A private list that cannot be used; the sentence says why, and never what is in it."""


class DenyList:
    """Names to look for, after `normalise`: whole with anything between their words, in any order; word by word.

    A word that everybody uses (grace, mark) is found alone only where it is a name's one word and has a
    capital: give it as an alias to have it found so. Worker processes get the list by memory alone.
    """

    def __init__(self, people: Iterable[Iterable[str]]) -> None:
        """``people`` are the names that each goes by."""
        self._people = tuple(tuple(names) for names in people)
        self._alone: set[str] = set()  # words that are found by themselves
        self._capital: set[str] = set()  # everyday words that are, with a capital
        self._whole: set[str] = set()  # the words of a name in one
        words: set[str] = set()
        for names in self._people:
            for name in names:
                words |= self._learn(normalise(name).text)
        self._keys = sorted(self._alone | self._capital | self._whole)
        self._longest = max(map(len, self._keys), default=0)
        self._alike = _by_ends(words | self._whole)
        # Texts repeat their words: what each may stand for, begin or hold is worked out once.
        remembered = lru_cache(MOST_REMEMBERED)
        self._spelt = remembered(self._spellings_of)
        self._beginnings = remembered(self._beginnings_of)
        self._may_begin = remembered(self._may_begin_a_name)
        in_words = _by_beginning(key for key in self._whole if len(key) >= INSIDE_A_WORD)
        in_names = _by_beginning(key for key in self._whole | self._alone if len(key) >= INSIDE_A_NAME)
        self._inside_word, self._inside_name = (remembered(partial(_inside, names)) for names in (in_words, in_names))

    @classmethod
    def read(cls, path: Path, *published: Path) -> "DenyList":
        """Read a list. ``published`` are folders that go out, where it may not lie. Raises NotAList.

        A list inside any git repository is refused: the next commit would keep it for ever.
        """
        _refuse_where_it_would_travel(path, published)
        lines = _text_of(path).splitlines()
        if len(lines) > MOST_LINES:
            raise NotAList(f"the private list has more than {MOST_LINES:,} lines; is this the right file?")
        people = [_names_on(line) for line in lines]
        for number, names in enumerate(people, start=1):
            if any(_letters(name) < FEWEST_LETTERS for name in names):
                found = f"line {number} of the private list has a name of fewer than {FEWEST_LETTERS} letters"
                raise NotAList(f"{found}, too short to look for; write it in full")
        if not any(people):
            raise NotAList("the private list is empty; write one person a line")
        return cls(names for names in people if names)

    def find(self, text: str) -> list[tuple[int, int]]:
        """Every place in a text at which somebody on the list is named, as offsets in the text as given."""
        return self._find(text, self._inside_word)

    def find_in_name(self, name: str) -> list[tuple[int, int]]:
        """The same for the name of a file or folder, or an address, where words may stand without a space."""
        return self._find(name, self._inside_name)

    @property
    def digest(self) -> str:
        """Tells this list from another."""
        return sha256(repr(self._people).encode()).hexdigest()

    def __len__(self) -> int:
        return len(self._people)

    def __repr__(self) -> str:
        return f"<a private list of {len(self)}>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a private list is not written anywhere")

    def _learn(self, name: str) -> set[str]:
        """Take in a name, and give its words, for which a misspelt one may stand."""
        words = [folded(run) for run in _RUN.findall(name)]
        # O'Brien and Smith-Jones are written as one word too.
        chunks = ["".join(map(folded, _RUN.findall(chunk))) for chunk in name.split()]
        known = {word for word in (*words, *chunks) if len(word) >= FEWEST_LETTERS}
        self._alone |= known - common_words()
        if len(words) == 1:
            self._capital |= known & common_words()
        full = [word for word in words if len(word) > 1]
        for order in (words, full, [full[0], full[-1]] if len(full) > 2 else []):
            if len(order) > 1:
                turned = (order, order[::-1], [order[-1], *order[:-1]], [*order[1:], order[0]])
                self._whole |= {"".join(one) for one in turned}
        return known

    def _find(self, text: str, inside: Callable[[str], tuple[tuple[int, int], ...]]) -> list[tuple[int, int]]:
        normal = normalise(text)
        pieces = _RUN.split(normal.text)
        runs, ends = pieces[1::2], list(accumulate(map(len, pieces)))[1::2]
        places: list[tuple[int, int]] = []
        # Nearly every word ends here: it begins no name and holds none.
        for at in compress(count(), map(self._may_begin, runs)):
            places += self._named(normal.text, runs, ends, at)
        for at in compress(count(), map(inside, runs)):
            begin = ends[at] - len(runs[at])
            places += [(begin + first, begin + last) for first, last in inside(runs[at])]
        return [normal.source(start, end) for start, end in _merged(places)]

    def _named(self, text: str, runs: list[str], ends: list[int], at: int) -> Iterator[tuple[int, int]]:
        """Where somebody is named whose name begins in a run; parts of those behind it are taken as they are needed."""
        ahead = (part for place in range(at, len(runs)) for part in _parts(runs[place], ends[place]))
        parts = [next(ahead)]
        for first in range(parts[0].parts):
            parts += islice(ahead, max(first + 1 - len(parts), 0))
            part = parts[first]
            ways = [_Way(letters, first + 1) for letters in self._beginnings(part.letters)]
            if part.whole:
                ways += [_Way(letters, first + part.parts) for letters in self._beginnings(part.whole)]
            while ways:
                way = ways.pop()
                parts += islice(ahead, max(way.after + 1 - len(parts), 0))
                if way.ended and self._is_named(way, text, parts[first : way.after]):
                    yield part.start, parts[way.after - 1].end
                if way.after < len(parts):
                    gap = text[parts[way.after - 1].end : parts[way.after].start]
                    ways += self._further(way, gap, parts[way.after]) if len(gap) <= FURTHEST else ()

    def _further(self, way: "_Way", gap: str, part: "_Part") -> Iterator["_Way"]:
        """The ways that go on from one over the part that comes next."""
        if gap == "'" and part.letters == "s":
            yield way._replace(after=way.after + 1)
        for letters in self._spelt(part.letters):
            if self._begins(way.letters + letters):
                yield _Way(way.letters + letters, way.after + 1, way.initials)
        if len(part.letters) == 1 and way.initials < MOST_INITIALS:
            yield _Way(way.letters, way.after + 1, way.initials + 1, ended=False)

    def _is_named(self, way: "_Way", text: str, parts: list["_Part"]) -> bool:
        if way.letters in self._whole and (len(parts) > 1 or parts[0].letters not in ordinary()):
            return True
        if way.letters in self._alone or (way.letters in self._capital and parts[0].capital):
            spaced_out = all(len(part.letters) == 1 for part in parts)
            gaps = (text[one.end : other.start] for one, other in pairwise(parts))
            return not way.initials and (spaced_out or _GLUE.issuperset(gaps))
        return False

    def _may_begin_a_name(self, run: str) -> bool:
        """Whether anything that is looked for may begin in a run of letters."""
        return any(
            self._beginnings(part.letters) or (part.whole and self._beginnings(part.whole)) for part in _parts(run, 0)
        )

    def _beginnings_of(self, letters: str) -> list[str]:
        return [spelling for spelling in self._spelt(letters) if self._begins(spelling)]

    def _begins(self, letters: str) -> bool:
        """Whether anything that is looked for begins so."""
        at = bisect_left(self._keys, letters)
        return at < len(self._keys) and self._keys[at].startswith(letters)

    def _spellings_of(self, letters: str) -> tuple[str, ...]:
        """A word and all that it may stand for: what it is an inflection or a slip of."""
        stems = [letters.removesuffix(ending) for ending in ("s", "es") if letters[2:].endswith(ending)]
        if letters in ordinary():
            others = {stem for stem in stems if stem in self._capital}
        else:
            others = {*stems, *(word for stem in (letters, *stems) for word in self._slips_of(stem))}
        return letters, *sorted(others - {letters})

    def _slips_of(self, letters: str) -> Iterator[str]:
        if not ONE_SLIP - 1 <= len(letters) <= self._longest + 2:
            return
        for beginning, slips in ((letters[:2], 1), ("…" + letters[-2:], 1), (letters[:1], 2)):
            choices = self._alike.get(beginning, ())
            scorer = DamerauLevenshtein.distance
            for word, _, _ in process.extract(letters, choices, scorer=scorer, score_cutoff=slips, limit=None):
                yield word


class _Part(NamedTuple):
    """Letters without a break, or a part of them that a capital letter divides: `SarahExample`."""

    start: int
    end: int
    letters: str
    capital: bool
    # Of the first part of a run: the run, and how many parts it has.
    whole: str = ""
    parts: int = 1


class _Way(NamedTuple):
    """How some parts of a text may be read: their letters, which part comes after, initials left out."""

    letters: str
    after: int
    initials: int = 0
    ended: bool = True  # not on an initial, which may belong to what comes


_ByBeginning = dict[str, list[str]]


def _parts(text: str, end: int) -> Iterator[_Part]:
    """The parts of a run of letters, of which it is known where it ends."""
    start = end - len(text)
    if text[1:].islower() or text.isupper() or len(text) == 1:
        yield _Part(start, end, folded(text), text[0].isupper())
        return
    cuts = [
        place
        for place in range(1, len(text))
        if text[place].isupper() and not (text[place - 1].isupper() and not text[place + 1 : place + 2].islower())
    ]
    for first, last in pairwise([0, *cuts, len(text)]):
        whole = (folded(text), len(cuts) + 1) if first == 0 and cuts else ("", 1)
        yield _Part(start + first, start + last, folded(text[first:last]), text[first].isupper(), *whole)


def _by_beginning(words: Iterable[str]) -> _ByBeginning:
    found: _ByBeginning = defaultdict(list)
    for word in words:
        found[word[:INSIDE_A_NAME]].append(word)
    return dict(found)


def _by_ends(words: Iterable[str]) -> _ByBeginning:
    """Words by what a slip leaves: one the first two letters or the last two, two of them the first."""
    found: _ByBeginning = defaultdict(list)
    for word in sorted(words):
        if len(word) >= ONE_SLIP:
            found[word[:2]].append(word)
            found["…" + word[-2:]].append(word)
        if len(word) >= TWO_SLIPS:
            found[word[:1]].append(word)
    return dict(found)


def _inside(names: _ByBeginning, run: str) -> tuple[tuple[int, int], ...]:
    """Where names stand inside a longer word that is no word of the language."""
    letters = folded(run)
    if len(letters) <= INSIDE_A_NAME or letters in ordinary():
        return ()
    # Some letters are folded to two: then the word as a whole is the place.
    even = len(letters) == len(run)
    return tuple(
        (first, first + len(name)) if even else (0, len(run))
        for first in range(len(letters) - INSIDE_A_NAME + 1)
        for name in names.get(letters[first : first + INSIDE_A_NAME], ())
        if letters.startswith(name, first)
    )


def _merged(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Places in order, those that overlap as one."""
    begin = end = -1
    for first, last in sorted(places):
        if first < end:
            end = max(end, last)
            continue
        if end > begin:
            yield begin, end
        begin, end = first, last
    if end > begin:
        yield begin, end


def _refuse_where_it_would_travel(path: Path, published: Iterable[Path]) -> None:
    try:
        if is_kept_by_git(path):
            raise NotAList("the private list lies inside a git repository, which keeps it for ever; move it out")
        for place in (path.absolute(), path.resolve()):
            if any(place.is_relative_to(folder.resolve()) for folder in published):
                raise NotAList("the private list lies in a folder that is published; move it out")
    except (OSError, RuntimeError, ValueError):
        pass  # a path that leads nowhere, which the next step says


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        data = None
    # Raised out here, so that no exception carries what was read.
    if data is None:
        raise NotAList("the private list cannot be opened; check that it exists and who may read it")
    if len(data) > MOST_BYTES:
        raise NotAList("the private list is larger than 1 MiB; is this the right file?")
    text = _decoded(data)
    if text is None or "\0" in text:
        raise NotAList("the private list is not UTF-8 text; save it as plain text with that encoding")
    return text


def _decoded(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _names_on(line: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in line.partition("#")[0].split(",") if name.strip())


def _letters(name: str) -> int:
    """How many letters a name has, initials left out."""
    return sum(len(run) for run in _RUN.findall(normalise(name).text) if len(run) > 1)


def _handed_over(deny: DenyList) -> tuple[type[DenyList], tuple[tuple[tuple[str, ...], ...]]]:
    return DenyList, (deny._people,)


# By memory or a pipe, to a worker process; a plain pickle is refused.
ForkingPickler.register(DenyList, _handed_over)
