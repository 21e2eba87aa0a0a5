"""What a hand-written page says of itself before its text begins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated

import yaml
from pathspec.gitignore import GitIgnoreSpec
from pydantic import AfterValidator

from macros import strict_model
from macros.problems import Problem
from macros.strict_model import Day, Line, Strict, fault
from macros.strict_yaml import Document, Unreadable

# What MkDocs takes for a page, and what it leaves out even so.
PAGE_SUFFIXES = (".markdown", ".mdown", ".mkdn", ".mkd", ".md")
ALWAYS_LEFT_OUT = (".*", "/templates/")
FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
# Without front matter the engine takes a first line such as `Note: ...` for data about the page.
OLD_METADATA = re.compile(r"\A {0,3}[A-Za-z0-9_-]+:")


def _no_call(text: str) -> str:
    # The engine runs a page's title as a template, unchecked.
    if re.search(r"\{[{%#]", text):
        raise fault("macro", "found a macro call in the front matter; write the words out")
    return text


Words = Annotated[Line, AfterValidator(_no_call)]


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


@dataclass(frozen=True, slots=True)
class HandWritten:
    """A page of ``docs/`` as calendar and home page speak of it. ``address`` is from the site's root.

    A page is guidance if it carries facts of the framework.
    """

    address: str
    title: str
    is_guidance: bool
    reviewed: date | None
    changes: tuple[Change, ...]


def check_head(text: str, path: str) -> Iterator[Problem]:
    """Every problem of a page's front matter, or of a first line that would be taken for one."""
    front = FRONT_MATTER.match(text)
    if front is None and OLD_METADATA.match(text):
        message = "a first line such as `word:` is taken for data about the page and not shown; begin with a heading"
        yield Problem(path, 1, 1, "", "front-matter", message, 1, 2)
    if front is None or not front.group(1).strip():
        return
    try:
        reading = strict_model.read(PageHead, front.group(1).encode(), path)
        problems = reading.problems or list(_read_otherwise(front.group(1), reading.document))
    except Unreadable as error:
        problems = error.problems
    for problem in problems:
        # The line of dashes above is the first of the file.
        yield replace(problem, line=problem.line + 1, end_line=problem.end_line + 1)


def _read_otherwise(front: str, document: Document) -> Iterator[Problem]:
    """What the engine, which guesses at kinds, would not read as we do: `title: 2026`, `reviewed: "2026-01-01"`."""
    try:
        guessed = yaml.safe_load(front)
    except (yaml.YAMLError, ValueError, RecursionError):
        return
    for name, kind, right in (
        ("title", str, "put it in quotes"),
        ("description", str, "put it in quotes"),
        ("reviewed", date, "write it without quotes"),
    ):
        if name in guessed and not isinstance(guessed[name], kind):
            message = f"the engine takes `{name}` for another kind of value; {right}"
            yield document.problem((name,), "front-matter", message)


def hand_written(docs: Path, left_out: str = "") -> tuple[HandWritten, ...]:
    """Every page that has a title in its front matter. For pages that were checked: others are passed over.

    ``left_out`` are patterns as in `.gitignore`: what the engine leaves out of the site is not spoken of in it.
    """
    ignored = GitIgnoreSpec.from_lines([*ALWAYS_LEFT_OUT, *left_out.splitlines()])
    files = (file for file in sorted(docs.rglob("*")) if file.name.endswith(PAGE_SUFFIXES))
    kept = (file for file in files if not ignored.match_file(file.relative_to(docs).as_posix()))
    return tuple(page for file in kept if (page := _page(file, docs)))


def _page(file: Path, docs: Path) -> HandWritten | None:
    if not file.is_file():
        return None
    try:
        front = FRONT_MATTER.match(file.read_text(encoding="utf-8-sig"))
        reading = strict_model.read(PageHead, front.group(1).encode(), file.name) if front else None
    except (OSError, UnicodeDecodeError, Unreadable):
        return None
    if reading is None or reading.problems or not reading.value.title:
        return None
    place = file.relative_to(docs).with_suffix("")
    # The engine takes a README for the index of its folder.
    folder = place.parent if place.name in ("index", "README") else place
    address = f"{folder.as_posix()}/".removeprefix("./")
    head = reading.value
    return HandWritten(address, reading.value.title, bool(head.facts), head.reviewed, head.changes)
