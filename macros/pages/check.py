"""Hand-written pages: every macro call is checked, by page and line, before the engine starts."""

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

from macros.pages import FOLDERS
from macros.pages.data import DataMacro
from macros.pages.front_matter import FRONT_MATTER, PAGE_SUFFIXES, check_head
from macros.problems import Problem, shown, whole_file
from macros.strict_model import did_you_mean

# What may lie beside pages: the engine publishes every file there is.
OTHER_SUFFIXES = (".css", ".js", ".svg", ".png", ".jpg", ".jpeg", ".webp", ".ico", ".pdf", ".docx", ".woff2")


def check_pages(docs: Path, macros: Mapping[str, DataMacro]) -> Iterator[Problem]:
    """Every problem of the pages below ``docs``, shown as `docs/...`."""
    root = docs.resolve()
    for folder, folders, names in os.walk(docs):
        folders.sort()
        for name in sorted([*names, *folders]):
            file = Path(folder) / name
            path = shown(f"docs/{file.relative_to(docs).as_posix()}", most=200)
            if not _is_inside(file, root):
                yield whole_file(path, "link", "a link out of the folder of pages; put the file itself here")
            elif file.is_symlink() and file.is_dir():
                # The engine follows links to folders, round in a circle if they lead there.
                yield whole_file(path, "link", "a link to a folder; put the folder itself here")
            elif "{" in name or not name.isprintable():
                # A page without a title is named after its file, and the engine runs titles as templates.
                message = "a name with { or an invisible sign; use letters, digits and -"
                yield whole_file(path, "file-name", message)
            elif file.parent == docs and file.stem in FOLDERS and (name.endswith(PAGE_SUFFIXES) or file.is_dir()):
                message = f"the pages under {file.stem}/ are made from the records; choose another name"
                yield whole_file(path, "page-name", message)
            elif name.endswith(PAGE_SUFFIXES) and not file.is_dir():
                yield from _check_file(file, path, macros)
            elif not file.is_dir() and not name.startswith(".") and file.suffix.lower() not in OTHER_SUFFIXES:
                message = "a file of a kind that has no place among pages and would be published; put it elsewhere"
                yield whole_file(path, "file-kind", message)


def _is_inside(file: Path, root: Path) -> bool:
    try:
        return file.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a link that leads in a circle
        return False


def _check_file(file: Path, path: str, macros: Mapping[str, DataMacro]) -> Iterator[Problem]:
    try:
        if not file.is_file():
            raise OSError
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        yield whole_file(path, "not-text", "the page cannot be read as UTF-8 text; save it with that encoding")
        return
    yield from check_head(text, path)
    front = FRONT_MATTER.match(text)
    # Jinja counts lines from the end of the front matter, which the engine takes off.
    skipped = front.group(0).count("\n") if front else 0
    yield from check_source(text[front.end() :] if front else text, path, macros, skipped)


def check_source(text: str, path: str, macros: Mapping[str, DataMacro], skipped: int = 0) -> Iterator[Problem]:
    """Every problem in the macro calls of one page's text; ``skipped`` lines come before it in the file."""
    try:
        tree = Environment(autoescape=True).parse(text)
    except TemplateSyntaxError as error:
        message = f'a macro call that cannot be read ({error.message}); write it as {{{{ role("lead-reviewer") }}}}'
        yield _at(path, error.lineno + skipped, 1, "macro", message)
        return
    lines = re.split(r"\r\n|\r|\n", text)
    seen: Counter[tuple[int, str]] = Counter()
    calls = (part for output in tree.body if isinstance(output, nodes.Output) for part in output.nodes)
    for part in (*calls, *(node for node in tree.body if not isinstance(node, nodes.Output))):
        name = part if isinstance(part, nodes.Name) else part.find(nodes.Name)
        if name:
            seen[part.lineno, name.name] += 1
        if fault := _fault(part, macros):
            line = part.lineno or 1  # some of Jinja's own marks have none
            column = _column(lines[line - 1], name.name, seen[part.lineno, name.name]) if name else 1
            yield _at(path, line + skipped, column, "macro", fault)


def _column(line: str, name: str, which: int) -> int:
    """Where the name stands in its line, in the call of that number: the tree of Jinja knows lines alone."""
    calls = [call.start(1) for call in re.finditer(rf"\{{\{{[-+]?\s*({re.escape(name)})\b", line)]
    return (calls[which - 1] if which <= len(calls) else max(line.find(name), 0)) + 1


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
    ids: list[str] = []
    if macro.ids is not None:
        identity = part.args[0]
        if not (isinstance(identity, nodes.Const) and isinstance(identity.value, str)):
            return f"`{name}` takes an id in quotes"
        if identity.value not in macro.ids:
            return (
                f"{name} `{shown(identity.value)}` is not in partnership.yml; {did_you_mean(identity.value, macro.ids)}"
            )
        ids = [identity.value]
    if attribute is not None and attribute not in macro.attributes:
        return f"`{name}` has no `{shown(attribute)}`; {did_you_mean(attribute, macro.attributes)}"
    if attribute is None and not macro.prints:
        return (
            f"`{name}` needs what is to be shown; {did_you_mean('', (f'{name}().{word}' for word in macro.attributes))}"
        )
    if attribute is not None and macro.call and getattr(macro.call(*ids), attribute) is None:
        return f"partnership.yml gives no `{attribute}` here; write it there, or leave it out of the page"
    return None


def _at(path: str, line: int, column: int, rule: str, message: str) -> Problem:
    return Problem(path, line, column, "", rule, message, line, column + 1)
