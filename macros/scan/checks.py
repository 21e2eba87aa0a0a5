"""What a file may say, whatever kind it is: each part, address and author that its reader gives."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from hashlib import sha256
from itertools import islice
from pathlib import PurePosixPath

from macros.anonymity.deny import DenyList
from macros.anonymity.finding import KINDS
from macros.anonymity.forms import Forms
from macros.anonymity.normal import normalise
from macros.anonymity.numbers import NUMBERS
from macros.anonymity.patterns import patterns
from macros.anonymity.words import words_of
from macros.finish import MANIFEST
from macros.pages import FOLDERS
from macros.problems import Problem, whole_file
from macros.scan.kinds import LOOKS, NAMED, OURS_ONLY, reader_for
from macros.scan.look import OF_A_MACHINE, Said
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
_FORMS = Forms(*(form for form in NUMBERS if form.kind in DIRECT))
MOST_IN_A_FILE = 50
MOST_REMEMBERED = 20_000

# Each of them holds a figure or an @. Texts are long and figures few, so what is far from one is not looked at.
_SIGN = re.compile(r"[\d@]")
_SIGN_OR_AT = re.compile(r"[\d@]| at (?=[\w-]+ dot )", re.IGNORECASE)
_NEAR = 80
_LONGEST = 2_000
# These, and what may become a figure when a text is read as a person sees it.
_ODD = re.compile(r"[^\x00-$'-/:-?A-\x7f\u2010-\u201f\u00a0\u00a3\u2026]")
# Times, digests and addresses are made of figures, and are not what somebody wrote.
_MACHINE = re.compile(
    r"[\d\s.,:TZ+/-]{0,9}|\d{4}-\d\d-\d\d[\dTZ:.+-]*|[0-9a-f]{64}|sha256-[\w+/]{43}=|https?://\S*|\d{8}T\d{6}Z?"
)
# In a digest, a name of the letters a to f may stand by chance; files of the search index are called by one.
# Its first sign stands alone: that is what makes it quick to look for.
_DIGEST = re.compile(
    r"[0-9a-fs](?<!\w.)(?:(?<=[0-9a-f])[0-9a-f]{63}|(?<=s)ha256-[\w+/]{43}=|(?<=e)n_[0-9a-f]{7,40})(?!\w)"
)
_OF_THE_HOST = frozenset((MANIFEST, *NAMED))
# Kinds of file that hold guidance in some folders and records in others; data is always made from records.
_PAGES = (".html", ".pdf", ".docx")
# In an attribute without a space stands mostly a name for programs.
_IN_ATTRIBUTE = re.compile(r"[\s@]|\d{7}")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ABROAD = frozenset(("http", "https", "mailto", "tel"))


class Checks:
    """Reads files. One for each process: it remembers short texts, because pages repeat themselves."""

    def __init__(self, ours: Ours, deny: DenyList | None) -> None:
        self.ours, self.deny = ours, deny
        self.direct = lru_cache(MOST_REMEMBERED)(self._direct)
        # What files of records consist of, page after page, and was found to hold nothing.
        self._fine: set[object] = set()
        self._of_address = lru_cache(MOST_REMEMBERED)(self._address)
        self.listed = lru_cache(MOST_REMEMBERED)(partial(_listed, deny) if deny else _nothing)

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
            if self._is_plain(path, data, made):
                return
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

    def _is_plain(self, path: str, data: bytes, made: bool) -> bool:
        """Whether a quick look finds nothing in a file for which a full reading would have a place and a reason."""
        look, said = LOOKS.get(PurePosixPath(path).suffix), Said()
        if look is None:
            return False
        try:
            look(said, data, self._fine)
        except Exception:  # what is wrong with it is said by its reader
            return False
        plain = self._says_nothing(said, made) and not (
            path.endswith(".html") and any(unsealed(said.scripts, said.policies, path, self.ours))
        )
        if plain and made:
            self._fine |= said.learnt
            if len(self._fine) > MOST_REMEMBERED:
                self._fine = set(said.learnt)
        return plain

    def _says_nothing(self, said: Said, made: bool) -> bool:
        if any(name.strip() and name.strip() not in self.ours.names for name in said.authors):
            return False
        if any(self._of_address(address, loads) for address, loads in said.links):
            return False
        if self.deny and any(map(self.listed, (*said.texts, *said.attributes, *said.names))):
            return False
        written = (value for value in said.attributes if _IN_ATTRIBUTE.search(value))
        return not made or not any(map(self.direct, (*said.texts, *written)))

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
            and part.field not in OF_A_MACHINE
            and (part.field != "attribute" or _IN_ATTRIBUTE.search(part.text))
            and (part.page is None or _is_made(part.page))
        ):
            for start, end, kind in self.direct(part.text):
                if part.page is None or kind not in _RUN_TOGETHER:
                    problems.append(_at_span(shown, part, start, end, f"scan-{kind}", f"found {KINDS[kind]}"))
        return problems

    def _direct(self, text: str) -> tuple[tuple[int, int, str], ...]:
        """Numbers and addresses in a text that are not the partnership's own."""
        if not _ODD.search(text) and not _says_at(text):
            return ()
        if _MACHINE.fullmatch(text):
            return ()
        text = _without_digests(text)
        normal = normalise(text)
        found = []
        for first, last in _near_signs(normal.text):
            near = normalise(normal.text[first:last])
            if not _FORMS.found(near.text, words_of(near.text)):
                continue  # what takes figures for a date can only leave less
            for start, end, kind in patterns(near):
                start, end = first + start, first + end
                if kind in DIRECT and not self.ours.prints(normal.text[start:end]):
                    found.append((*normal.source(start, end), kind))
        return tuple(found)

    def in_name(self, name: str) -> tuple[bool, str | None]:
        """Whether a name of a file or folder holds a name of the private list, and which number or address."""
        name = _without_digests(name)
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


def _listed(deny: DenyList, text: str) -> list[tuple[int, int]]:
    return deny.find(_without_digests(text))


def _without_digests(text: str) -> str:
    return _DIGEST.sub(lambda digest: " " * len(digest[0]), text)


def _is_made(page: str) -> bool:
    """Whether a page is made from records or other data. The home page is: it shows the newest cases."""
    folder, _, below = page.partition("#")[0].partition("/")
    return folder in MADE or (not below and folder in ("", "index.html"))


def _within(address: str, site_url: str) -> bool:
    base = site_url.rstrip("/").lower()
    return bool(base) and (address.lower() == base or address.lower().startswith((f"{base}/", f"{base}#", f"{base}?")))


def _says_at(text: str) -> bool:
    """Whether an address may be written out in a text."""
    return " at " in (small := text.lower()) and " dot " in small


def _near_signs(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a text around its figures, whole words at both ends.

    A very long one is cut in two that overlap: rules are quick on short texts alone.
    """
    begin = end = None
    for sign in (_SIGN_OR_AT if _says_at(text) else _SIGN).finditer(text):
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
