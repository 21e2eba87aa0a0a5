"""Numbers, addresses and names that a page types although `partnership.yml` has them: they would not change with it."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from macros.guidance.front_matter import FRONT_MATTER
from macros.partnership.model import Partnership
from macros.problems import Problem

_NUMBER = "[0-9]{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
_NUMBER += "|seventeen|eighteen|nineteen|twenty|thirty|forty|sixty|ninety"
_UNIT = r"(?:calendar\s|working\s)?(?:hour|day|week|month|year)s?"
# Not an age, and not a time ago.
_LIMIT = re.compile(
    rf"(?i)(?<![\w-])(?:{_NUMBER})\**(?:(?:\sto\s|-)(?:{_NUMBER})\**)?[\s-]{_UNIT}(?!\w|[\s-]old|\sago)"
    r"|(?<!\w)days?\s(?:[2-9]|[1-9][0-9]{1,2})\b"
)
_ADDRESS = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{0,100}\w"
    r"|(?<![\w-])\(?0[0-9]{2,4}\)?[ -]?[0-9]{3}[ -]?[0-9]{3,4}(?!\w)"
)

# What is not the page's own words: calls, comments, addresses of links, attributes, code, tags. Each has an end in
# sight, so that no page takes long; and what a note quotes of a source.
_ASIDE = re.compile(
    r"^```.{0,4000}?^```$"
    r"|\{\{.{0,300}?\}\}|\{%.{0,300}?%\}|\{#.{0,300}?#\}|<!--.{0,900}?-->|\]\([^)\n]{0,500}\)|\{[^{}\n]{0,300}\}"
    r"|`[^`\n]{0,300}`|<(?![^@<>\n]*@)[^<>\n]{0,500}>",
    re.DOTALL | re.MULTILINE,
)
_NOTE = re.compile(r'(?m)^!!! (?:note|warning) "[^"\n]*"\n(?:(?: {4}.*)?\n)*')
_QUOTED = re.compile(r'"[^"\n]{1,160}"|“[^”\n]{1,160}”')
# A title of common words (Author, The family) is one only inside a sentence: at its start every word has a capital.
_COMMON = re.compile(r"[A-Z][a-z]*(?: [a-z]+)*")
_INSIDE_A_SENTENCE = re.compile(r"[a-z,;]\s$")


class Stray(NamedTuple):
    """Something typed that the data has: from where to where in a text, and what would be right."""

    start: int
    end: int
    message: str


def strays(text: str, partnership: Partnership) -> Iterator[Stray]:
    """Every word of a text that should be a macro call. What a note quotes ("within 5 days") is a source's wording."""
    plain = _blank(_ASIDE, text)
    plain = _NOTE.sub(lambda note: _blank(_QUOTED, note[0]), plain)

    def stray(found: re.Match[str], right: str) -> Stray:
        return Stray(found.start(), found.end(), f"found `{' '.join(found[0].split())}`; {right}")

    for found in _LIMIT.finditer(plain):
        yield stray(found, 'a limit belongs in partnership.yml; call {{ timescale("...") }}')
    for found in _ADDRESS.finditer(plain):
        yield stray(found, 'an address belongs in partnership.yml; call {{ contact("...") }}')
    pattern, calls = _names(frozenset(_calls(partnership).items()))
    for found in pattern.finditer(plain):
        name = " ".join(found[0].split())
        before = plain[max(0, found.start() - 2) : found.start()]
        if not _COMMON.fullmatch(name) or _INSIDE_A_SENTENCE.search(before):
            yield stray(found, f"write {calls[name]}, which changes with the data")


def strays_on(page: str, path: str, partnership: Partnership) -> Iterator[Problem]:
    """A warning for each stray below the front matter of a page, at its place."""
    front = FRONT_MATTER.match(page)
    skipped = front.end() if front else 0
    for start, end, message in strays(page[skipped:], partnership):
        (line, column), (end_line, end_column) = (_place(page, skipped + offset) for offset in (start, end))
        yield Problem(path, line, column, "", "stray", message, end_line, end_column, severity="warning")


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """The text with what is found made blank; every other character keeps its place."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def _calls(partnership: Partnership) -> Mapping[str, str]:
    """Every name that the data has, with the call that writes it. The first that has a name keeps it."""
    calls: dict[str, str] = {}
    for name in ("name", "short_name"):
        calls.setdefault(getattr(partnership, name), f"{{{{ partnership().{name} }}}}")
    for identity, role in partnership.roles.items():
        for name in (role.name, *role.aliases):
            calls.setdefault(name, f'{{{{ role("{identity}") }}}}')
    for identity, agency in partnership.agencies.items():
        for name in (agency.name, agency.short_name or agency.name, *agency.former_names):
            calls.setdefault(name, f'{{{{ agency("{identity}") }}}}')
    for council in partnership.councils.values():
        calls.setdefault(council.name, "{{ councils() }}")
    return calls


@cache
def _names(calls: frozenset[tuple[str, str]]) -> tuple[re.Pattern[str], Mapping[str, str]]:
    names = sorted((name for name, _ in calls), key=lambda name: (-len(name), name))
    choice = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names)
    return re.compile(rf"(?<![\w'-])(?:{choice})(?![\w-])"), {" ".join(name.split()): call for name, call in calls}
