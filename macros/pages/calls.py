"""The macro calls of a text: pages, and the texts of steps and forms, call macros and nothing else."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from jinja2 import Environment, TemplateSyntaxError, nodes

from macros.pages.data import DataMacro
from macros.problems import Problem, shown
from macros.strict_model import did_you_mean

_ENVIRONMENT = Environment(autoescape=True)
_ALONE = re.compile(r"[ ]{0,3}\{\{[^{}]*\}\}[ ]*")


def check_source(text: str, path: str, macros: Mapping[str, DataMacro], skipped: int = 0) -> Iterator[Problem]:
    """Every problem in the macro calls of one page's text; ``skipped`` lines come before it in the file."""
    try:
        tree = _ENVIRONMENT.parse(text)
        yield from list(_wrong_calls(tree, text, path, macros, skipped))
    except TemplateSyntaxError as error:
        message = f'a macro call that cannot be read ({error.message}); write it as {{{{ role("lead-reviewer") }}}}'
        yield _at(path, error.lineno + skipped, 1, "macro", message)
    except (RecursionError, ValueError):  # brackets without end, numbers of thousands of digits
        message = 'a macro call that is too long to be read; write it as {{ role("lead-reviewer") }}'
        yield _at(path, 1 + skipped, 1, "macro", message)


def _wrong_calls(
    tree: nodes.Template, text: str, path: str, macros: Mapping[str, DataMacro], skipped: int
) -> Iterator[Problem]:
    lines = re.split(r"\r\n|\r|\n", text)
    seen: Counter[tuple[int, str]] = Counter()
    calls = (part for output in tree.body if isinstance(output, nodes.Output) for part in output.nodes)
    for part in (*calls, *(node for node in tree.body if not isinstance(node, nodes.Output))):
        name = part if isinstance(part, nodes.Name) else part.find(nodes.Name)
        if name:
            seen[part.lineno, name.name] += 1
        line = part.lineno or 1  # some of Jinja's own marks have none
        fault = _fault(part, macros)
        if name and not fault and macros[name.name].call is None and not _ALONE.fullmatch(lines[line - 1]):
            fault = f"`{name.name}` makes a part of the page; its call stands on a line of its own, not indented"
        if fault:
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
            found, right = shown(identity.value), did_you_mean(identity.value, macro.ids)
            if macro.call is None:
                return f"no page of the name `{found}` has `{name}` in its front matter; {right}"
            return f"{name} `{found}` is not in partnership.yml; {right}"
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
