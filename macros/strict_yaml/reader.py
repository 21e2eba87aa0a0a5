"""From a file's bytes to its tree, and to what is refused in it."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NoReturn, cast

import yaml

from macros import unseen
from macros.problems import Problem, shown
from macros.strict_yaml.syntax import say_syntax
from macros.strict_yaml.tree import Mapping, Node, Place, Plain, Scalar, Sequence, Tree, place_of

MOST_BYTES = 1024 * 1024
MOST_LEVELS = 20
MOST_NODES = 20_000
MOST_PROBLEMS = 200


class Unreadable(Exception):
    """The text has no tree. ``problems`` says why, in order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


def read_tree(data: bytes, path: str) -> Tree:
    """As `read`, the tree alone."""
    text = _decode(data, path)
    lines = lines_of(text)
    strange = text.encode().translate(None, _ORDINARY).decode()
    hidden = list(islice(_hidden(path, lines), MOST_PROBLEMS)) if unseen.UNSEEN.search(strange) else []
    if _NO_TEXT.search(strange):
        raise Unreadable(hidden)
    builder = _Builder(path, lines, hidden)
    try:
        root = builder.build(iter(yaml.CBaseLoader(text).get_event, None))
    except yaml.MarkedYAMLError as error:
        message, from_where_it_began = say_syntax(error.problem or "")
        mark = (error.context_mark if from_where_it_began else None) or error.problem_mark or error.context_mark
        raise Unreadable([*builder.problems, _at(path, place_of(mark), "yaml", message)]) from None
    except yaml.YAMLError:
        raise Unreadable([_at(path, Place(1, 1), "yaml", "the file cannot be read as YAML")]) from None
    return Tree(lines, root, builder.problems)


def read_sound(data: bytes) -> dict[str, Plain]:
    """What `plain` gives of a file that `read_tree` reads without problems, and faster than that.

    Of any other file it may give anything, or raise ValueError or what the parser raises.
    """
    next_event = yaml.CBaseLoader(data.decode("utf-8-sig")).get_event
    next_event()  # the stream begins, and then its one document
    next_event()
    return cast(dict[str, Plain], _plain_of(next_event(), next_event))


def _plain_of(event: yaml.Event | None, next_event: Callable[[], yaml.Event | None]) -> Plain:
    """Without fields that are left empty. In quotes a sound file has no empty text, which would be one."""
    if isinstance(event, yaml.ScalarEvent):
        return event.value
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Plain | None] = []
        while not isinstance(item := next_event(), yaml.SequenceEndEvent):
            items.append(_plain_of(item, next_event))
        return items
    if not isinstance(event, yaml.MappingStartEvent):
        raise ValueError("the file is not sound")
    fields: dict[str, Plain] = {}
    while isinstance(name := next_event(), yaml.ScalarEvent):
        value = _plain_of(next_event(), next_event)
        if value != "":
            fields[name.value] = value
    return fields


def lines_of(text: str) -> list[str]:
    """The lines of a text file, whichever of the three ends they have."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


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


# What most of a text is. None of it is unseen or no text, and so it is not looked through sign by sign.
_ORDINARY = bytes([*b"\t\n\r", *range(0x20, 0x7F)])


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
            if isinstance(event, yaml.NodeEvent):
                node = self._node(event)
                if open_nodes:
                    self._put(open_nodes[-1], keys, node)
                else:
                    root = node
                if not isinstance(node, Scalar):
                    open_nodes.append(node)
                    keys.append(None)
                    if len(open_nodes) > MOST_LEVELS:
                        self._stop(node.start, "too-deep", f"more than {MOST_LEVELS} levels inside one another")
            elif isinstance(event, yaml.CollectionEndEvent):
                open_nodes.pop().ends = event.end_mark
                keys.pop()
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                self._check_document(event, documents)
        return root

    def _check_document(self, event: yaml.DocumentStartEvent, documents: int) -> None:
        start = place_of(event.start_mark)
        if documents > 1:
            self._stop(start, "several-documents", "a second document (`---`); one file holds one record")
        if event.version or event.tags:
            self._stop(start, "yaml", "a directive (a line that begins with %); take it out")

    def _stop(self, place: Place, rule: str, message: str) -> NoReturn:
        raise Unreadable([*self.problems, _at(self.path, place, rule, message)])

    def _note(self, place: Place, rule: str, message: str) -> None:
        self.problems.append(_at(self.path, place, rule, message))

    def _node(self, event: yaml.NodeEvent) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            self._check_node(event)
            text = Scalar(event.start_mark, event.end_mark, event.value, not event.style)
            if event.style == '"' and _NO_ESCAPE.search(event.value):
                self.problems += islice(self._escaped(text.start, text.end), MOST_PROBLEMS)
            return text
        if isinstance(event, yaml.CollectionStartEvent):
            self._check_node(event)
            kind = Sequence if isinstance(event, yaml.SequenceStartEvent) else Mapping
            return kind(event.start_mark, event.end_mark, bool(event.flow_style))
        if len(self.problems) >= MOST_PROBLEMS:
            raise Unreadable(self.problems)
        nothing = Scalar(event.start_mark, event.end_mark, "", plain=True)
        message = "an alias (`*`); write the text out, or put it in quotes if it begins with *"
        self._note(nothing.start, "alias", message)
        return nothing

    def _check_node(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            message = f"more than {MOST_NODES:,} values; a record needs far fewer"
            self._stop(place_of(event.start_mark), "too-many-parts", message)
        if event.anchor is not None:
            message = "an anchor (`&`); write the text out, or put it in quotes if it begins with &"
            self._note(place_of(event.start_mark), "anchor", message)
        if event.tag is not None:
            message = "a tag (`!`); write the value without it, or put text that begins so in quotes"
            self._note(place_of(event.start_mark), "tag", message)

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


def _place_of(before: str) -> Place:
    lines = lines_of(before)
    return Place(len(lines), len(lines[-1]) + 1)
