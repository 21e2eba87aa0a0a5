"""What a hand-written page says of itself before its text begins."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from os.path import normpath
from pathlib import Path, PurePosixPath
from typing import Annotated

from pathspec.gitignore import GitIgnoreSpec
from pydantic import AfterValidator

from macros import strict_model
from macros.guidance.forms import Form
from macros.guidance.steps import Duties, Flowchart
from macros.strict_model import Day, Ids, Line, Reading, Strict, YesNo, fault, matching
from macros.strict_yaml import Unreadable

# What MkDocs takes for a page, and what it leaves out even so.
PAGE_SUFFIXES = (".markdown", ".mdown", ".mkdn", ".mkd", ".md")
ALWAYS_LEFT_OUT = (".*", "/templates/")
FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)

_DASHES = re.compile("[-\u2010-\u2015\u2212]+")


def _no_call(text: str) -> str:
    # The engine runs a page's title as a template, unchecked.
    if re.search(r"\{[{%#]", text):
        raise fault("macro", "found a macro call in the front matter; write the words out")
    return text


Words = Annotated[Line, AfterValidator(_no_call)]


Label = Annotated[
    Line, matching(r"[0-9]+[a-z]?", "label", "the label of an appendix is a number, or a number and a letter: 2a")
]


class Change(Strict):
    """What changed in a page, in a sentence for its readers, and from which day on."""

    on: Day
    what: Words


class PageHead(Strict):
    """The fields a page may have. Others would hide macros or change how the engine treats the page."""

    title: Words | None = None
    description: Words | None = None
    facts: tuple[Line, ...] = ()
    reviewed: Day | None = None
    changes: tuple[Change, ...] = ()
    themes: Ids = ()
    appendix: tuple[Label, ...] = ()
    editorial: YesNo = False
    duties: Duties = ()
    flowchart: Flowchart = ()
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class HandWritten:
    """A page of ``docs/`` that has a title, with all that it says of itself.

    ``path`` is its file below ``docs/``, ``address`` the page's from the site's root.
    """

    path: str
    head: PageHead

    @property
    def title(self) -> str:
        return self.head.title or ""

    @property
    def is_guidance(self) -> bool:
        """Whether it carries facts of the framework."""
        return bool(self.head.facts)

    @property
    def reviewed(self) -> date | None:
        return self.head.reviewed

    @property
    def changes(self) -> tuple[Change, ...]:
        return self.head.changes

    @property
    def name(self) -> str:
        """By which macros know its duties, flowchart or form: the file's name."""
        return PurePosixPath(self.path).stem

    @property
    def address(self) -> str:
        return address_of(self.path)

    def leads_to(self, see: str) -> str:
        """A link as the page writes it (`notify.md#who-decides`), from the site's root."""
        file, _, fragment = see.partition("#")
        path = normpath(PurePosixPath(self.path).parent / file) if file else self.path
        return address_of(path) + (f"#{fragment}" if fragment else "")


def address_of(path: str) -> str:
    """The address that the engine gives to a page, by its file: `guidance/notify/` for `guidance/notify.md`."""
    place = PurePosixPath(path).with_suffix("")
    # The engine takes a README for the index of its folder.
    folder = place.parent if place.name in ("index", "README") else place
    return f"{folder}/".removeprefix("./")


def named_in(nav: object) -> Iterator[str]:
    """Every page that a navigation in the engine's settings names, in its order."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, list | dict):
        for part in nav.values() if isinstance(nav, dict) else nav:
            yield from named_in(part)


def read_head(text: str, path: str) -> Reading[PageHead] | None:
    """What a page says of itself, None where it says nothing. Problems count lines from the top of the file.

    Raises Unreadable where the front matter is no YAML.
    """
    front = FRONT_MATTER.match(text)
    if front is None or not front.group(1).strip():
        return None
    # An empty line in the place of the line of dashes.
    return strict_model.read(PageHead, b"\n" + front.group(1).encode(), path)


def body_of(text: str) -> str:
    """A page without its front matter."""
    front = FRONT_MATTER.match(text)
    return text[front.end() :] if front else text


def mistaken_front(text: str) -> str:
    """What is wrong where something is meant as front matter, and is none: it would be shown as text. Else nothing."""
    front = FRONT_MATTER.match(text)
    if front and not front.group(1).strip():
        return "front matter without a word; take it out, or write what the page says of itself between its lines"
    # A word processor brings spaces that do not break, other ends of lines, signs that do not show, longer dashes.
    seen = (
        "".join(sign for sign in line if sign.isprintable() and not sign.isspace())
        for line in body_of(text).splitlines()
    )
    first = next((line for line in seen if line), "")
    if not (first.startswith("---") or _DASHES.fullmatch(first)):
        return ""
    if front:
        return "a second block of front matter would be shown as text; write one, and then a heading"
    return "front matter begins on the first line with `---` alone and ends with another such line, then comes the text"


def hand_written(docs: Path, left_out: str = "", order: Sequence[str] = ()) -> tuple[HandWritten, ...]:
    """Every page that has a title in its front matter. For pages that were checked: others are passed over.

    ``left_out`` are patterns as in `.gitignore`: what the engine leaves out of the site is not spoken of
    in it. ``order`` names files in the order in which readers come to them; others follow by name.
    """
    ignored = GitIgnoreSpec.from_lines([*ALWAYS_LEFT_OUT, *left_out.splitlines()])
    files = (file for file in sorted(docs.rglob("*")) if file.name.endswith(PAGE_SUFFIXES))
    kept = (file for file in files if not ignored.match_file(file.relative_to(docs).as_posix()))
    places = {path: place for place, path in enumerate(order)}
    found = (page for file in kept if (page := _page(file, docs)))
    return tuple(sorted(found, key=lambda page: (places.get(page.path, len(places)), page.path)))


def _page(file: Path, docs: Path) -> HandWritten | None:
    if not file.is_file():
        return None
    try:
        reading = read_head(file.read_text(encoding="utf-8-sig"), file.name)
    except (OSError, UnicodeDecodeError, Unreadable):
        return None
    if reading is None or reading.problems or not reading.value.title:
        return None
    return HandWritten(file.relative_to(docs).as_posix(), reading.value)
