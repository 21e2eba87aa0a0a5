"""Which reader reads which kind of file. What is not named here cannot go out.

Who adds a kind of output adds its reader here.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from macros.scan.css import read_css, read_script
from macros.scan.data import read_calendar, read_table, read_text
from macros.scan.html import read_html, read_json
from macros.scan.pictures import read_font, read_picture
from macros.scan.reading import Item, Reader
from macros.scan.xml import read_xml


def _read_pdf(data: bytes) -> Iterator[Item]:
    from macros.scan.pdf import read_pdf  # slow to load, and few files need it

    return read_pdf(data)


def _read_word(data: bytes) -> Iterator[Item]:
    from macros.scan.word import read_word

    return read_word(data)


READERS: dict[str, Reader] = {
    ".html": read_html,
    ".json": read_json,
    ".ics": read_calendar,
    ".xml": read_xml,
    ".svg": read_xml,
    ".csv": read_table,
    ".txt": read_text,
    ".js": read_script,
    ".css": read_css,
    ".pdf": _read_pdf,
    ".docx": _read_word,
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico"), read_picture),
    **dict.fromkeys((".woff", ".woff2", ".ttf", ".otf"), read_font),
}
# Files that hosts know by their name alone.
NAMED: dict[str, Reader] = dict.fromkeys(("_headers", "_redirects", "CNAME"), read_text)
# These run, or shape what runs, in the reader's browser: only what the project brings itself.
OURS_ONLY = frozenset((".js", ".css", ".woff", ".woff2", ".ttf", ".otf"))


def reader_for(path: str) -> Reader | None:
    """The reader of a file by its path from the root of the site, None for a kind that nobody taught."""
    return NAMED.get(path) or READERS.get(PurePosixPath(path).suffix)
