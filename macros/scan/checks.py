"""What a file may say, whatever kind it is: each part, address and author that its reader gives."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from pathlib import PurePosixPath

from macros.anonymity.deny import DenyList
from macros.anonymity.finding import KINDS
from macros.anonymity.normal import normalise
from macros.anonymity.patterns import patterns
from macros.finish import MANIFEST
from macros.pages import FOLDERS
from macros.problems import Problem, whole_file
from macros.scan.kinds import NAMED, OURS_ONLY, reader_for
from macros.scan.ours import Ours
from macros.scan.policy import unsealed
from macros.scan.reading import MOST_BYTES, Author, Fault, Link, Part, Policy, Script, Unreadable

# The folders of pages that are made from records, with those that the design names for later.
MADE = frozenset((*FOLDERS, "themes", "recommendations", "api")) - {"roles", "glossary", "tools", "search", "style"}
# Numbers and addresses; not dates, because a page shows when a report came out, and not names, for which
# one has to know the record.
DIRECT = frozenset(
    (
        *("nhs-number", "national-insurance", "telephone", "e-mail", "postcode", "vehicle"),
        *("street-address", "reference", "long-number", "handle"),
    )
)
# The search index runs the words of neighbouring cells together, which looks like these; the page itself was read.
_RUN_TOGETHER = frozenset(("reference", "long-number", "handle"))
MOST_IN_A_FILE = 50
MOST_REMEMBERED = 20_000

# Each of them holds a figure or an @. Texts are long and figures few, so what is far from one is not looked at.
_SIGN = re.compile(r"[\d@]| at (?=[\w-]+ dot )", re.IGNORECASE)
_NEAR = 80
_LONGEST = 2_000
# What may become a figure when a text is read as a person sees it.
_HIDING = re.compile(r"[&%]|[^\x00-\x7f\u2010-\u201f\u00a0\u00a3\u2026]")
# Times, digests and addresses are made of figures, and are not what somebody wrote.
_MACHINE = re.compile(
    r"[\d\s.,:TZ+/-]{0,9}|\d{4}-\d\d-\d\d[\dTZ:.+-]*|[0-9a-f]{64}|sha256-[\w+/]{43}=|https?://\S*|\d{8}T\d{6}Z?"
)
_OF_THE_HOST = frozenset((MANIFEST, *NAMED))
# Kinds of file that hold guidance in some folders and records in others; data is always made from records.
_PAGES = (".html", ".pdf", ".docx")
_OF_A_MACHINE = frozenset(("script", "style", "doctype", "key", "property", "tag"))
# In an attribute without a space stands mostly a name for programs.
_IN_ATTRIBUTE = re.compile(r"[\s@]|\d{7}")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ABROAD = frozenset(("http", "https", "mailto", "tel"))


class Checks:
    """Reads files. One for each process: it remembers short texts, because pages repeat themselves."""

    def __init__(self, ours: Ours, deny: DenyList | None) -> None:
        self.ours, self.deny = ours, deny
        self.direct = lru_cache(MOST_REMEMBERED)(self._direct)
        self._of_address = lru_cache(MOST_REMEMBERED)(self._address)
        self.listed = lru_cache(MOST_REMEMBERED)(deny.find if deny else _nothing)

    def file(self, path: str, shown: str, data: bytes, digest: str | None) -> list[Problem]:
        """Every problem of a file at ``path`` of the site, which problems call ``shown``.

        ``digest`` is what the manifest says of the file; None where it says nothing.
        """
        problems = list(islice(self._file(path, shown, data, digest), MOST_IN_A_FILE + 1))
        if len(problems) > MOST_IN_A_FILE:
            message = f"more than {MOST_IN_A_FILE} problems in this file; mend these first"
            problems[-1] = whole_file(shown, "scan-many", message)
        return problems

    def _file(self, path: str, shown: str, data: bytes, digest: str | None) -> Iterator[Problem]:
        if digest is not None and sha256(data).hexdigest() != digest:
            yield whole_file(shown, "scan-changed", "it was changed after the build; build anew")
        read, whose = reader_for(path), self.ours.files.get(path)
        if read is None:
            message = "a kind of file that the last reading cannot read; take it out, or teach it: macros/scan/kinds.py"
            yield whole_file(shown, "scan-kind", message)
            return
        if PurePosixPath(path).suffix in OURS_ONLY and whose is None:
            message = "a script, style or font that is neither in overrides/ nor the theme's as installed; take it out"
            yield whole_file(shown, "scan-not-ours", message)
        if whose == "theme":
            return  # what is in it has been public all along
        made = whose is None and path not in _OF_THE_HOST and (_is_made(path) or not path.endswith(_PAGES))
        try:
            if len(data) > MOST_BYTES:
                raise Unreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB")
            scripts: list[Script] = []
            policies: list[Policy] = []
            for item in read(data):
                if isinstance(item, Script):
                    scripts.append(item)
                elif isinstance(item, Policy):
                    policies.append(item)
                else:
                    yield from self._of(item, shown, made)
            if path.endswith(".html"):
                yield from (_at_line(shown, fault) for fault in unsealed(scripts, policies, path, self.ours))
        except Unreadable as error:
            yield whole_file(shown, "scan-unreadable", f"this file cannot be read: {error}")
        except Exception as error:  # no file may end the reading, and what an error says may be what is in the file
            yield whole_file(shown, "scan-unreadable", f"this file cannot be read ({type(error).__name__})")

    def _of(self, item: Part | Link | Author | Fault, shown: str, made: bool) -> Sequence[Problem]:
        if isinstance(item, Part):
            return self._of_part(item, shown, made) if self.deny or made else ()
        if isinstance(item, Fault):
            return [_at_line(shown, item)]
        if isinstance(item, Link):
            message = self._of_address(item.address, item.loads)
            return [_at_line(shown, Fault("scan-address", message, item.line, item.field))] if message else ()
        if item.name.strip() and item.name.strip() not in self.ours.names:
            message = "the file says who made it; leave that empty, or write the partnership's name"
            return [_at_line(shown, Fault("scan-author", message, item.line, item.field))]
        return ()

    def _of_part(self, part: Part, shown: str, made: bool) -> list[Problem]:
        message = "a name of the private list stands here; take it out where this comes from"
        problems = [_at_span(shown, part, *span, "scan-listed", message) for span in self.listed(part.text)]
        if (
            made
            and part.field not in _OF_A_MACHINE
            and (part.field != "attribute" or _IN_ATTRIBUTE.search(part.text))
            and (part.page is None or _is_made(part.page))
        ):
            for start, end, kind in self.direct(part.text):
                if part.page is None or kind not in _RUN_TOGETHER:
                    problems.append(_at_span(shown, part, start, end, f"scan-{kind}", f"found {KINDS[kind]}"))
        return problems

    def _direct(self, text: str) -> tuple[tuple[int, int, str], ...]:
        """Numbers and addresses in a text that are not the partnership's own."""
        if not _SIGN.search(text) and not _HIDING.search(text):
            return ()
        if _MACHINE.fullmatch(text):
            return ()
        normal = normalise(text)
        found = []
        for first, last in _near_signs(normal.text):
            for start, end, kind in patterns(normalise(normal.text[first:last])):
                start, end = first + start, first + end
                if kind in DIRECT and not self.ours.prints(normal.text[start:end]):
                    found.append((*normal.source(start, end), kind))
        return tuple(found)

    def in_name(self, name: str) -> tuple[bool, str | None]:
        """Whether a name of a file or folder holds a name of the private list, and which number or address."""
        listed = bool(self.deny and self.deny.find_in_name(name))
        kinds = [
            kind for _, _, kind in self._direct(re.sub(r"[-_.]", " ", name)) if kind not in ("reference", "handle")
        ]
        return listed, kinds[0] if kinds else None

    def _address(self, address: str, loads: bool) -> str | None:
        """What is wrong with an address; None where it may stand."""
        scheme = _SCHEME.match(address)
        if scheme and scheme[1].lower() not in _ABROAD:
            return "an address that runs, or that only some machines know; a link is https:, mailto: or tel:"
        abroad = scheme is not None or re.match(r"[/\\]{2}", address)
        if not abroad or _within(address, self.ours.site_url):
            return None
        if loads:
            return "it loads from, or sends to, another site; all that a page needs lies in its own site"
        if not self.ours.leads_to(address):
            return "a link to an address that no source of the project names; take it out, or name it in docs/"
        return None


def _nothing(text: str) -> list[tuple[int, int]]:
    return []


def _is_made(page: str) -> bool:
    """Whether a page is made from records or other data. The home page is: it shows the newest cases."""
    folder, _, below = page.partition("#")[0].partition("/")
    return folder in MADE or (not below and folder in ("", "index.html"))


def _within(address: str, site_url: str) -> bool:
    base = site_url.rstrip("/").lower()
    return bool(base) and (address.lower() == base or address.lower().startswith((f"{base}/", f"{base}#", f"{base}?")))


def _near_signs(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a text around its figures, whole words at both ends.

    A very long one is cut in two that overlap: rules are quick on short texts alone.
    """
    begin = end = None
    for sign in _SIGN.finditer(text):
        first, last = _word_start(text, sign.start() - _NEAR), _word_end(text, sign.end() + _NEAR)
        if begin is not None and end is not None and (first > end or last - begin > _LONGEST):
            yield begin, end
            begin = None
        begin, end = first if begin is None else begin, last
    if begin is not None and end is not None:
        yield begin, end


def _word_start(text: str, place: int) -> int:
    found = text.rfind(" ", max(place - _NEAR, 0), max(place, 0))
    return found + 1 if found >= 0 else max(place - _NEAR, 0)


def _word_end(text: str, place: int) -> int:
    found = text.find(" ", place, place + _NEAR)
    return found if found >= 0 else min(place + _NEAR, len(text))


def _at_line(shown: str, fault: Fault) -> Problem:
    return Problem(shown, fault.line, 1, fault.field, fault.rule, fault.message, fault.line, 1)


def _at_span(shown: str, part: Part, start: int, end: int, rule: str, message: str) -> Problem:
    places = (_place(part, start), _place(part, end))
    return Problem(shown, *places[0], part.field, rule, message, *places[1])


def _place(part: Part, offset: int) -> tuple[int, int]:
    if not part.column:
        return part.line + part.text.count("\n", 0, offset), 1
    line, column = part.text.count("\n", 0, offset), offset - part.text.rfind("\n", 0, offset)
    return part.line + line, column if line else column + part.column - 1
