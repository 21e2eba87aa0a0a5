"""What a hand-written page says of itself before its text begins."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from pydantic import AfterValidator

from macros import strict_model
from macros.problems import Problem
from macros.strict_model import Day, Line, Strict, fault
from macros.strict_yaml import Unreadable

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
# Without front matter the engine takes a first line such as `Note: ...` for data about the page.
OLD_METADATA = re.compile(r"\A {0,3}[A-Za-z0-9_-]+:")


def _no_call(text: str) -> str:
    # The engine runs a page's title as a template, unchecked.
    if re.search(r"\{[{%#]", text):
        raise fault("macro", "found a macro call in the front matter; write the words out")
    return text


Words = Annotated[Line, AfterValidator(_no_call)]


class PageHead(Strict):
    """The fields a page may have. Others would hide macros or change how the engine treats the page."""

    title: Words | None = None
    description: Words | None = None
    facts: tuple[Line, ...] = ()
    reviewed: Day | None = None


def check_head(text: str, path: str) -> Iterator[Problem]:
    """Every problem of a page's front matter, or of a first line that would be taken for one."""
    front = FRONT_MATTER.match(text)
    if front is None and OLD_METADATA.match(text):
        message = "a first line such as `word:` is taken for data about the page and not shown; begin with a heading"
        yield Problem(path, 1, 1, "", "front-matter", message, 1, 2)
    if front is None or not front.group(1).strip():
        return
    try:
        problems = strict_model.read(PageHead, front.group(1).encode(), path).problems
    except Unreadable as error:
        problems = error.problems
    for problem in problems:
        # The line of dashes above is the first of the file.
        yield replace(problem, line=problem.line + 1, end_line=problem.end_line + 1)
