"""YAML without surprises: text in, a tree of text with positions out.

Every scalar stays text: YAML's own guesses (`no`, `1:30`, `2025`) never decide a type. Anchors,
aliases, tags, merges, duplicate keys and several documents are refused where they stand.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple, NoReturn

import yaml

from macros import unseen
from macros.problems import Problem, shown
from macros.strict_yaml.syntax import say_syntax

MOST_BYTES = 1024 * 1024
MOST_LEVELS = 20
MOST_NODES = 20_000
MOST_PROBLEMS = 200


class Place(NamedTuple):
    """A line and a column, both counted from 1 in characters."""

    line: int
    column: int


@dataclass(slots=True)
class Scalar:
    start: Place
    end: Place
    value: str
    plain: bool


@dataclass(slots=True)
class Sequence:
    start: Place
    end: Place
    flow: bool
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    start: Place
    end: Place
    flow: bool
    keys: dict[str, Scalar] = field(default_factory=dict)
    values: dict[str, "Node"] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping
Plain = str | list["Plain | None"] | dict[str, "Plain"]
Path = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """One file's tree, with what is needed to say where something stands in it."""

    path: str
    lines: list[str]
    root: Mapping
    problems: list[Problem] = field(default_factory=list)
    # To find the lines of a long text is slow, and one text may have many faults.
    _last: "tuple[Scalar, Callable[[int], Place] | None] | None" = None

    def plain(self) -> dict[str, Plain]:
        """The tree as dictionaries, lists and text; a field left empty is not there."""
        return _plain_mapping(self.root)

    def node(self, path: Path) -> tuple[Node, Scalar | None]:
        """The deepest node on ``path`` that exists, and its key where it has one."""
        node: Node = self.root
        key: Scalar | None = None
        for step in path:
            if isinstance(node, Mapping) and step == 0:
                continue  # one entry that stands where a list of them may stand
            if isinstance(node, Mapping) and step in node.values:
                key, node = node.keys[str(step)], node.values[str(step)]
            elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
                key, node = None, node.items[step]
            else:
                break
        return node, key

    def problem(
        self, path: Path, rule: str, message: str, *, at_key: bool = False, span: tuple[int, int] | None = None
    ) -> Problem:
        """A problem about the field at ``path``, or about a span of characters in its value."""
        node, key = self.node(path)
        start, end = (key.start, key.end) if at_key and key else (node.start, node.end)
        offsets: tuple[int | None, int | None] = (None, None)
        if span and isinstance(node, Scalar):
            offsets = span
            if self._last is None or self._last[0] is not node:
                self._last = (node, self._places_in(node))
            exact = self._last[1]
            start, end = (exact(span[0]), exact(span[1])) if exact else (start, end)
        return Problem(self.path, *start, field_name(path), rule, message, *end, *offsets)

    def cut_off(self, node: Node) -> bool:
        """Whether a `#` ends a text that has no quotes: what follows is a comment, and not shown."""
        if not (isinstance(node, Scalar) and node.plain):
            return False
        return self.lines[node.end.line - 1][node.end.column - 1 :].lstrip().startswith("#")

    def _places_in(self, node: Scalar) -> Callable[[int], Place] | None:
        """Where a character of the value stands in the file, or None if the file writes it otherwise.

        Each source line of a scalar stands in its value as it is (YAML folds only the white space
        between lines), so lines are found in the value one after the other. Escapes break this.
        """
        pieces: list[tuple[int, Place]] = []
        cursor = 0
        for number in range(node.start.line, min(node.end.line, len(self.lines)) + 1):
            line = self.lines[number - 1]
            first = node.start.column - 1 if number == node.start.line else 0
            last = node.end.column - 1 if number == node.end.line else len(line)
            text = line[first:last]
            if number == node.start.line:
                if text[:1] in ("|", ">") and not node.plain:
                    continue
                quote = text[:1] if not node.plain and text[:1] in ("'", '"') else ""
                first, text = first + len(quote), text.removeprefix(quote)
            if number == node.end.line and not node.plain:
                text = text.rstrip().removesuffix("'").removesuffix('"') if text.rstrip()[-1:] in ("'", '"') else text
            words = text.strip()
            if not words:
                continue
            found = node.value.find(words, cursor)
            if found < 0:
                return None
            pieces.append((found, Place(number, first + text.index(words) + 1)))
            cursor = found + len(words)

        starts = [piece[0] for piece in pieces]

        def exact(offset: int) -> Place:
            number = bisect_right(starts, offset)
            at, place = pieces[max(number - 1, 0)]
            after = pieces[number] if number < len(pieces) else None
            if after and "\n" in node.value[at:offset]:
                # White space before the words of a line: it stands on that line.
                return Place(after[1].line, max(after[1].column - after[0] + offset, 1))
            return Place(place.line, place.column + offset - at)

        return exact if pieces else None


class Unreadable(Exception):
    """The text has no tree. ``problems`` says why, in order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


def field_name(path: Path) -> str:
    """``("overview", 2, "text")`` as people and tools write it: ``overview[2].text``."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in path)
    return "".join(steps).removeprefix(".")


def read(data: bytes, path: str) -> Document:
    """Read one file's bytes. ``path`` is how problems name it.

    What is refused and leaves a tree all the same (an alias, a field twice, a character that does not
    show) is in its ``problems``. Raises Unreadable where there is no tree.
    """
    text = _decode(data, path)
    lines = re.split(r"\r\n|\n|\r", text)
    hidden = list(islice(_hidden(path, lines), MOST_PROBLEMS)) if unseen.UNSEEN.search(text) else []
    if _NO_TEXT.search(text):
        raise Unreadable(hidden)
    builder = _Builder(path, lines, hidden)
    try:
        root = builder.build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        message, from_where_it_began = say_syntax(error.problem or "")
        mark = (error.context_mark if from_where_it_began else None) or error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        raise Unreadable([*builder.problems, _at(path, place, "yaml", message)]) from None
    except yaml.YAMLError:
        raise Unreadable([_at(path, Place(1, 1), "yaml", "the file cannot be read as YAML")]) from None
    return Document(path, lines, root, builder.problems)


def _decode(data: bytes, path: str) -> str:
    if len(data) > MOST_BYTES:
        raise Unreadable([too_large(path)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        place = _place_of(before)
        message = "a byte that is not UTF-8 text; save the file as plain text with the encoding UTF-8"
        raise Unreadable([_at(path, place, "not-text", message)]) from None
    return text


# What YAML itself takes for no text, or for the end of a line that no editor shows.
_NO_TEXT = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def too_large(path: str) -> Problem:
    message = "the file is larger than 1 MiB; a record holds text only, so look for something pasted by mistake"
    return _at(path, Place(1, 1), "too-large", message)


class _Builder:
    """Turns parser events into a tree, without recursion, noting what is refused."""

    def __init__(self, path: str, lines: list[str], problems: list[Problem]) -> None:
        self.path = path
        self.lines = lines
        self.problems = problems
        self.nodes = 0

    def build(self, events: Iterator[yaml.Event]) -> Mapping:
        root = self._tree(events)
        if root is None or (isinstance(root, Scalar) and not root.value):
            self._stop(Place(1, 1), "empty", "the file is empty; write a line of `field: value` for each field")
        if not isinstance(root, Mapping):
            self._stop(root.start, "no-fields", "no fields; the file is lines of `field: value`")
        return root

    def _tree(self, events: Iterator[yaml.Event]) -> Node | None:
        root: Node | None = None
        open_nodes: list[Sequence | Mapping] = []
        keys: list[Scalar | None] = []
        documents = 0
        for event in events:
            start, end = _places(event)
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                self._check_document(event, start, documents)
            elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
                open_nodes.pop().end = end
                keys.pop()
            elif node := self._node(event, start, end):
                if open_nodes:
                    self._put(open_nodes[-1], keys, node)
                else:
                    root = node
                if not isinstance(node, Scalar):
                    open_nodes.append(node)
                    keys.append(None)
                if len(open_nodes) > MOST_LEVELS:
                    self._stop(start, "too-deep", f"more than {MOST_LEVELS} levels inside one another")
        return root

    def _check_document(self, event: yaml.DocumentStartEvent, start: Place, documents: int) -> None:
        if documents > 1:
            self._stop(start, "several-documents", "a second document (`---`); one file holds one record")
        if event.version or event.tags:
            self._stop(start, "yaml", "a directive (a line that begins with %); take it out")

    def _stop(self, place: Place, rule: str, message: str) -> NoReturn:
        raise Unreadable([*self.problems, _at(self.path, place, rule, message)])

    def _note(self, place: Place, rule: str, message: str) -> None:
        self.problems.append(_at(self.path, place, rule, message))

    def _node(self, event: yaml.Event, start: Place, end: Place) -> Node | None:
        if isinstance(event, yaml.AliasEvent):
            if len(self.problems) >= MOST_PROBLEMS:
                raise Unreadable(self.problems)
            self._note(start, "alias", "an alias (`*`); write the text out, or put it in quotes if it begins with *")
            return Scalar(start, end, "", plain=True)
        if not isinstance(event, yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent):
            return None
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._stop(start, "too-many-parts", f"more than {MOST_NODES:,} values; a record needs far fewer")
        if event.anchor is not None:
            self._note(start, "anchor", "an anchor (`&`); write the text out, or put it in quotes if it begins with &")
        if event.tag is not None:
            self._note(start, "tag", "a tag (`!`); write the value without it, or put text that begins so in quotes")
        if isinstance(event, yaml.ScalarEvent):
            if event.style == '"' and _NO_ESCAPE.search(event.value):
                self.problems += islice(self._escaped(start, end), MOST_PROBLEMS)
            return Scalar(start, end, event.value, plain=not event.style)
        kind = Sequence if isinstance(event, yaml.SequenceStartEvent) else Mapping
        return kind(start, end, flow=bool(event.flow_style))

    def _escaped(self, start: Place, end: Place) -> Iterator[Problem]:
        """What a text in double quotes writes by escapes although the file itself may not hold it."""
        for number in range(start.line, end.line + 1):
            for found in _ESCAPE.finditer(self.lines[number - 1], start.column if number == start.line else 0):
                digits = found[1] or found[2] or found[3]
                sign = chr(int(digits, 16)) if digits else _SHORT_ESCAPES.get(found[4], "")
                place, after = Place(number, found.start() + 1), Place(number, found.end() + 1)
                if _NO_ESCAPE.match(sign) and after <= end:
                    yield Problem(self.path, *place, "", "not-text", unseen.say(sign, found[0]), *after)

    def _put(self, parent: Sequence | Mapping, keys: list[Scalar | None], node: Node) -> None:
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        key = keys[-1]
        if key is not None:
            keys[-1] = None
            if key.value == "<<":
                self._note(key.start, "merge", "a merge (`<<`); write the fields out")
            elif key.value in parent.values:
                first = parent.keys[key.value].start.line
                message = f"`{shown(key.value)}` a second time, first on line {first}; keep one of them"
                self._note(key.start, "duplicate-field", message)
            else:
                parent.keys[key.value], parent.values[key.value] = key, node
        elif isinstance(node, Scalar):
            keys[-1] = node
        else:
            self._stop(node.start, "yaml", "a list or a group where the name of a field belongs")


_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT_ESCAPES = dict(zip("0abvferNLP", "\0\a\b\v\f\x1b\r\x85\u2028\u2029", strict=True))
# A carriage return ends a line for some readers of what is published, and the file cannot hold one in a value.
_NO_ESCAPE = re.compile(f"{unseen.UNSEEN.pattern}|\r")


def _hidden(path: str, lines: list[str]) -> Iterator[Problem]:
    for number, line in enumerate(lines, start=1):
        for start, end, message in unseen.literal(line):
            yield Problem(path, number, start + 1, "", "not-text", message, number, end + 1)


def _at(path: str, place: Place, rule: str, message: str) -> Problem:
    return Problem(path, *place, "", rule, message, place.line, place.column + 1)


def _places(event: yaml.Event) -> tuple[Place, Place]:
    start, end = event.start_mark, event.end_mark
    assert start and end, "the parser gives every event its place"
    return Place(start.line + 1, start.column + 1), Place(end.line + 1, end.column + 1)


def _place_of(before: str) -> Place:
    lines = re.split(r"\r\n|\n|\r", before)
    return Place(len(lines), len(lines[-1]) + 1)


def _plain(node: Node) -> Plain | None:
    if isinstance(node, Mapping):
        return _plain_mapping(node)
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return None if node.plain and not node.value else node.value


def _plain_mapping(node: Mapping) -> dict[str, Plain]:
    values = {name: _plain(value) for name, value in node.values.items()}
    return {name: value for name, value in values.items() if value is not None}
