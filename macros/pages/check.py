"""Hand-written pages: every macro call is checked, by page and line, before the engine starts."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml
from jinja2 import Environment, TemplateSyntaxError, nodes

from macros.pages import LISTS
from macros.pages.data import DataMacro
from macros.problems import Problem, shown, whole_file
from macros.strict_model import did_you_mean

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
FORBIDDEN_KEYS = {"render_macros": "its macros would be published as they are written"}


def check_pages(docs: Path, macros: Mapping[str, DataMacro]) -> Iterator[Problem]:
    """Every problem of the pages below ``docs``, shown as `docs/...`."""
    root = docs.resolve()
    for folder, folders, names in os.walk(docs):
        folders.sort()
        for name in sorted([*names, *folders]):
            file = Path(folder) / name
            path = f"docs/{file.relative_to(docs).as_posix()}"
            if not file.resolve().is_relative_to(root):
                yield whole_file(path, "link", "a link out of the folder of pages; put the file itself here")
            elif file.parent == docs and name in (*LISTS, "team-briefings"):
                message = f"the pages under {name}/ are made from the records; choose another name for this folder"
                yield whole_file(path, "page-name", message)
            elif name.endswith(".md") and file.is_file():
                yield from _check_file(file, path, macros)


def _check_file(file: Path, path: str, macros: Mapping[str, DataMacro]) -> Iterator[Problem]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        yield whole_file(path, "not-text", "the page cannot be read as UTF-8 text; save it with that encoding")
        return
    front = FRONT_MATTER.match(text)
    if front:
        yield from _check_front_matter(front.group(1), path, macros)
    # Jinja counts lines from the end of the front matter, which the engine takes off.
    skipped = front.group(0).count("\n") if front else 0
    yield from check_source(text[front.end() :] if front else text, path, macros, skipped)


def _check_front_matter(text: str, path: str, macros: Mapping[str, DataMacro]) -> Iterator[Problem]:
    try:
        keys = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        line = mark.line + 2 if mark else 1
        message = "the front matter is no YAML and would be printed on the page; put text that has a colon in quotes"
        yield _at(path, line, 1, "front-matter", message)
        return
    for key in keys if isinstance(keys, dict) else ():
        line = next((n for n, row in enumerate(text.splitlines(), start=2) if row.startswith(f"{key}:")), 1)
        if key in macros:
            yield _at(path, line, 1, "front-matter", f"`{key}` is the name of a macro, which it would hide; rename it")
        elif key in FORBIDDEN_KEYS:
            yield _at(path, line, 1, "front-matter", f"`{key}` is not for pages: {FORBIDDEN_KEYS[key]}")


def check_source(text: str, path: str, macros: Mapping[str, DataMacro], skipped: int = 0) -> Iterator[Problem]:
    """Every problem in the macro calls of one page's text; ``skipped`` lines come before it in the file."""
    lines = text.splitlines()
    try:
        tree = Environment(autoescape=True).parse(text)
    except TemplateSyntaxError as error:
        message = f'a macro call that cannot be read ({error.message}); write it as {{{{ role("lead-reviewer") }}}}'
        yield _at(path, error.lineno + skipped, 1, "macro", message)
        return
    calls = (part for output in tree.body if isinstance(output, nodes.Output) for part in output.nodes)
    for part in (*calls, *(node for node in tree.body if not isinstance(node, nodes.Output))):
        fault = _fault(part, macros)
        if fault:
            name = part if isinstance(part, nodes.Name) else part.find(nodes.Name)
            row = lines[part.lineno - 1] if part.lineno <= len(lines) else ""
            column = max(row.find(name.name) if name else 0, 0) + 1
            yield _at(path, part.lineno + skipped, column, "macro", fault)


def _fault(part: nodes.Node, macros: Mapping[str, DataMacro]) -> str | None:
    """What is wrong with one part of a page, None where nothing is."""
    if isinstance(part, nodes.TemplateData):
        return None
    attribute = part.attr if isinstance(part, nodes.Getattr) else None
    part = part.node if isinstance(part, nodes.Getattr) else part
    if not (isinstance(part, nodes.Call) and isinstance(part.node, nodes.Name)):
        return 'pages call macros and nothing else; write a call such as {{ role("lead-reviewer") }}'
    name = part.node.name
    macro = macros.get(name)
    if macro is None:
        return f"no macro is called `{shown(name)}`; {did_you_mean(name, macros)}"
    if part.kwargs or part.dyn_args or part.dyn_kwargs or len(part.args) != (0 if macro.ids is None else 1):
        return f"`{name}` takes {'nothing' if macro.ids is None else 'one id'} between its brackets"
    if macro.ids is not None:
        identity = part.args[0]
        if not (isinstance(identity, nodes.Const) and isinstance(identity.value, str)):
            return f"`{name}` takes an id in quotes"
        if identity.value not in macro.ids:
            return (
                f"{name} `{shown(identity.value)}` is not in partnership.yml; {did_you_mean(identity.value, macro.ids)}"
            )
    if attribute is not None and attribute not in macro.attributes:
        return f"`{name}` has no `{shown(attribute)}`; {did_you_mean(attribute, macro.attributes)}"
    return None


def _at(path: str, line: int, column: int, rule: str, message: str) -> Problem:
    return Problem(path, line, column, "", rule, message, line, column + 1)
