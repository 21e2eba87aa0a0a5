"""The text of a notice: `notices/NAME.md`, which each partnership writes as it wishes.

The Markdown is read first and filled in afterwards, so that what a record says is never read as
Markdown, as a macro call or as anything but words.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from macros import prose, strict_model
from macros.guidance.front_matter import FRONT_MATTER
from macros.notices.facts import Facts, Points
from macros.pages.calls import check_source
from macros.pages.data import DataMacro, data_macros, said_macros
from macros.partnership.model import Partnership
from macros.problems import Problem, in_order, whole_file
from macros.prose import Element, Prose
from macros.prose.tree import words_of
from macros.strict_model import Ids, Line, Strict, did_you_mean
from macros.strict_yaml import Document, Unreadable, field_name
from macros.strict_yaml import Path as FieldPath

FOLDER = "notices"
MOST_BYTES = 100_000
KINDS_OF_TEXT = frozenset(
    {"paragraph", "heading", "bullet-list", "numbered-list", "item", "emphasis", "strong", "link", "break"}
)
_ONE_CALL = re.compile(r"\s*\{\{\s*(\w+)\(\)\s*\}\}\s*")

Macros = Mapping[str, DataMacro]


class Head(Strict):
    """What a template says before its text: what it is, to whom it goes, and what to do before it is sent."""

    title: Line
    kind: Literal["letter", "e-mail", "statement"]
    to: Ids
    subject: Line | None = None
    before_sending: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    head: Head
    body: Prose


@dataclass(frozen=True, slots=True)
class Filled:
    """A template with the facts of a case in it, for one recipient."""

    title: str
    subject: str
    before_sending: tuple[str, ...]
    body: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """How to reach a contact. What is missing or was not checked within a year is a blank."""

    name: str
    email: str
    telephone: str
    url: str


class NotATemplate(Exception):
    """A template that cannot be used, with every problem of it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


def read_template(folder: Path, name: str, facts: type[Facts], partnership: Partnership, today: date) -> Template:
    """Read `NAME.md` from a folder of templates, and hold it against what the notice may know.

    Raises NotATemplate: a call of something else is a problem with its line.
    """
    path = f"{FOLDER}/{name}.md"
    try:
        data = (folder / f"{name}.md").read_bytes()
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        message = "there is no such template; copy it from this project, or leave this notice out"
        raise NotATemplate([whole_file(path, "no-template", message)]) from None
    except (OSError, UnicodeDecodeError):
        message = "this template cannot be read; it is a text file in UTF-8"
        raise NotATemplate([whole_file(path, "unreadable", message)]) from None
    if len(data) > MOST_BYTES:
        raise NotATemplate([whole_file(path, "too-long", f"a template has {MOST_BYTES:,} bytes at most")])
    return template_of(text.replace("\r\n", "\n"), path, facts, partnership, today)


def template_of(text: str, path: str, facts: type[Facts], partnership: Partnership, today: date) -> Template:
    """A template from its text. ``path`` is how problems name it. Raises NotATemplate."""
    front = FRONT_MATTER.match(text)
    if front is None:
        message = "a template begins with front matter: a line `---`, title, kind, to and subject, and `---` again"
        raise NotATemplate([whole_file(path, "no-front-matter", message)])
    names = [*(field.name for field in fields(facts)), "recipient"]
    macros = {**_of_partnership(partnership, today), **{name: DataMacro(None, (), str) for name in names}}
    try:
        # An empty line in the place of the line of dashes.
        reading = strict_model.read(Head, b"\n" + front.group(1).encode(), path)
    except Unreadable as error:
        raise NotATemplate(error.problems) from None
    problems = list(reading.problems)
    if not problems:
        problems += _of_head(reading.value, reading.document, macros, partnership)
    skipped = text.count("\n", 0, front.end())
    body = text[front.end() :]
    problems += check_source(body, path, macros, skipped)
    prose_of_body = Prose("")
    try:
        prose_of_body = prose.parse(body, headings_from=2)
        problems += _of_kinds(prose_of_body, path)
    except prose.NotProse as error:
        problems += [_at(path, body, fault, skipped) for fault in error.faults]
    if problems:
        raise NotATemplate(in_order(problems))
    return Template(reading.value, prose_of_body)


def fill(template: Template, facts: Facts, recipient: str, partnership: Partnership, today: date) -> Filled:
    """A template with the facts of a case, and the name of one recipient, in it."""
    values: dict[str, object] = {**facts.values(), "recipient": recipient}
    calls = {name: macro.call for name, macro in _of_partnership(partnership, today).items()}
    calls |= {name: partial(_same, value) for name, value in values.items()}
    filling = _Filling(values, partial(_said, calls), partnership.site_url.rstrip("/"))
    head = template.head
    return Filled(
        title=_said(calls, head.title),
        subject=_said(calls, head.subject or ""),
        before_sending=tuple(_said(calls, line) for line in head.before_sending),
        body=tuple(filling.element(block) for block in template.body.blocks),
    )


def name_of(recipient: str, partnership: Partnership) -> str:
    """What a recipient is called: a role's name, else a contact's."""
    role = partnership.roles.get(recipient)
    return role.name if role else partnership.contacts[recipient].name


def _same(value: object) -> object:
    return value


def _said(calls: Mapping[str, object], text: str) -> str:
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    return environment.from_string(text).render(calls)


def _of_partnership(partnership: Partnership, today: date) -> Macros:
    """What pages may say of the partnership, with contacts that are blank where nobody checked them within a year."""

    def reach(identity: str) -> Reach:
        contact = partnership.contacts[identity]
        stale = contact.is_stale(today)
        email = contact.email if contact.email and not stale else "[e-mail address, to be checked]"
        telephone = contact.telephone if contact.telephone and not stale else "[telephone number, to be checked]"
        return Reach(contact.name, email, telephone, contact.url or "[web address]")

    macros = said_macros(data_macros(partnership, today))
    return {**macros, "contact": replace(macros["contact"], call=reach)}


@dataclass(frozen=True, slots=True)
class _Filling:
    values: Mapping[str, object]
    said: partial[str]
    site: str

    def element(self, element: Element) -> Element:
        return replace(element, children=tuple(self.children(element)))

    def children(self, element: Element) -> Iterator[Element | str]:
        for child in _joined(element.children):
            if isinstance(child, str):
                yield self.said(child)
            elif child.kind == "link":
                target = f"{self.site}{child.target}" if child.target.startswith("/") else child.target
                label = self.said("".join(words_of(part) for part in child.children))
                yield label if label == target else f"{label} ({target})"
            elif points := self.points(child):
                yield from (Element("item", (point,)) for point in points)
            else:
                yield self.element(child)

    def points(self, item: Element) -> Points | None:
        """The several texts for which a point of a list stands, where it is their call and nothing else."""
        call = _ONE_CALL.fullmatch(words_of(item)) if item.kind == "item" else None
        value = self.values.get(call[1]) if call else None
        return value if isinstance(value, Points) else None


def _joined(parts: tuple[Element | str, ...]) -> Iterator[Element | str]:
    """Texts beside one another as one: a call may go on in the next line."""
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        if text:
            yield text
        text = ""
        yield part
    if text:
        yield text


def _of_head(head: Head, document: Document, macros: Macros, partnership: Partnership) -> Iterator[Problem]:
    if head.kind != "letter" and head.subject is None:
        yield document.problem(("kind",), "subject", f"a {head.kind} has a subject; add `subject`")
    if not head.to:
        yield document.problem(("to",), "empty", "nobody to send it to; name roles or contacts of partnership.yml")
    known = {*partnership.roles, *partnership.contacts}
    for place, recipient in enumerate(head.to):
        if recipient not in known:
            message = f"`{recipient}` is no role and no contact in partnership.yml; {did_you_mean(recipient, known)}"
            yield document.problem(("to", place), "recipient", message)
    lines: list[tuple[FieldPath, str]] = [(("title",), head.title), (("subject",), head.subject or "")]
    lines += [(("before_sending", place), line) for place, line in enumerate(head.before_sending)]
    for field, text in lines:
        at = document.problem(field, "macro", "")
        for problem in check_source(text, document.path, macros):
            yield replace(at, message=problem.message, field=field_name(field))


def _of_kinds(body: Prose, path: str) -> Iterator[Problem]:
    strange = sorted({element.kind for block in body.blocks for element in _all_of(block)} - KINDS_OF_TEXT)
    if strange or body.notes:
        message = f"found a {(strange or ['footnote'])[0]}; a notice has paragraphs, headings, lists and emphasis"
        yield whole_file(path, "markdown", message)
    if not body:
        yield whole_file(path, "empty", "a template without a text; write one below its front matter")


def _all_of(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        if isinstance(child, Element):
            yield from _all_of(child)


def _at(path: str, text: str, fault: prose.Fault, skipped: int) -> Problem:
    (line, column), (end_line, end_column) = (_place(text, offset) for offset in (fault.start, fault.end))
    message = f"found {fault.message}"
    return Problem(path, line + skipped, column, "", "markdown", message, end_line + skipped, end_column)


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
