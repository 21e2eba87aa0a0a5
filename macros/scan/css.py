"""Style sheets: what they say, and what they load."""

import re
from collections.abc import Iterator

from macros.scan.reading import Fault, Item, Link, Part, as_text

_LOADS = re.compile(
    r"""@import\s*(?:url\(\s*)?["']?([^"');\s]+) | (?:url|src|image)\(\s*["']?([^"')]*) | image-set\(\s*["']([^"']*)""",
    re.IGNORECASE | re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_MAP = re.compile(r"[#@]\s*sourceMappingURL\s*=")
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,]", re.IGNORECASE)


def styles(text: str, line: int = 1, field: str = "style") -> Iterator[Item]:
    """A style sheet, or a part of one in a page."""
    yield Part(field, text, line)
    # An address may be hidden by escapes, or by what looks like a comment.
    plain = _ESCAPE.sub(_unescaped, text)
    places = [(plain, found) for found in _LOADS.finditer(plain)]
    if "/*" in plain:
        bare = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), plain)
        places += [(bare, found) for found in _LOADS.finditer(bare)]
    for where, found in places:
        address = next(filter(None, found.groups()), "").strip()
        if address and not _PICTURE.match(address):
            yield Link(field, address, line + where.count("\n", 0, found.start()), loads=True)


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else 0
    return match[2] or (chr(code) if 0 < code < 0x110000 else "?")


def read_css(data: bytes) -> Iterator[Item]:
    text = as_text(data)
    yield from source_map(text)
    yield from styles(text)


def read_script(data: bytes) -> Iterator[Item]:
    """A script. What it does is known by whose it is; here it is text."""
    text = as_text(data)
    yield from source_map(text)
    yield Part("script", text, 1, 1)


def source_map(text: str) -> Iterator[Fault]:
    if found := _MAP.search(text):
        message = "it names a source map, which tells how and where it was made; take the line out"
        yield Fault("scan-source-map", message, text.count("\n", 0, found.start()) + 1)
