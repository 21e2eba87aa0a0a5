"""Which reader reads which kind of file. What is not named here cannot go out.

Who adds a kind of output adds its reader here.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from macros.finish.policy import SEARCH
from macros.scan.css import read_css, read_script
from macros.scan.data import read_calendar, read_table, read_text
from macros.scan.html import read_html, read_json
from macros.scan.look import Look, at_html, at_json, at_pdf, at_word
from macros.scan.pictures import read_font, read_picture
from macros.scan.reading import Item, Reader
from macros.scan.search_index import read_filter, read_fragment, read_meta, read_program, read_search_script, read_words
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
    ".pf_fragment": read_fragment,
    ".pf_filter": read_filter,
    ".pf_meta": read_meta,
    ".pf_index": read_words,
    ".pagefind": read_program,
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico"), read_picture),
    **dict.fromkeys((".woff", ".woff2", ".ttf", ".otf"), read_font),
}
LOOKS: dict[str, Look] = {".html": at_html, ".json": at_json, ".docx": at_word, ".pdf": at_pdf}
# Files that hosts know by their name alone.
NAMED: dict[str, Reader] = dict.fromkeys(("_headers", "_redirects", "CNAME"), read_text)
# These run, or shape what runs, in the reader's browser: only what the project brings itself.
OURS_ONLY = frozenset((".js", ".pagefind", ".css", ".woff", ".woff2", ".ttf", ".otf"))


def reader_for(path: str) -> Reader | None:
    """The reader of a file by its path from the root of the site, None for a kind that nobody taught."""
    if path == SEARCH:
        return read_search_script
    return NAMED.get(path) or READERS.get(PurePosixPath(path).suffix)
