"""YAML without surprises: text in, a tree of text with positions out.

Every scalar stays text: YAML's own guesses (`no`, `1:30`, `2025`) never decide a type. Anchors,
aliases, tags, merges, duplicate keys and several documents are refused where they stand.
"""

from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

from macros.problems import Problem, shown
from macros.strict_yaml.reader import MOST_BYTES, MOST_PROBLEMS, Unreadable, lines_of, read_sound, read_tree, too_large
from macros.strict_yaml.tree import Mapping, Node, Path, Place, Plain, Scalar, Sequence, Tree

__all__ = [
    "MOST_BYTES",
    "MOST_PROBLEMS",
    "Document",
    "Mapping",
    "Node",
    "Path",
    "Place",
    "Plain",
    "Scalar",
    "Sequence",
    "Unreadable",
    "field_name",
    "read",
    "read_sound",
    "too_large",
]


class Document:
    """One file, with what is needed to say where something stands in it.

    ``tree`` is kept, or made of the file's bytes whenever it is asked for: a tree with its places takes
    many times the room of the text, and few files have anything to place. Where there are no bytes any
    more, every place is the file's beginning.
    """

    __slots__ = ("_data", "_kept", "_last", "path")

    def __init__(self, path: str, tree: Tree | Callable[[], bytes]) -> None:
        self.path = path
        self._kept = tree if isinstance(tree, Tree) else None
        self._data = None if isinstance(tree, Tree) else tree
        # To find the lines of a long text is slow, and one text may have many faults.
        self._last: tuple[Scalar, Callable[[int], Place] | None] | None = None

    @property
    def lines(self) -> list[str]:
        return self._kept.lines if self._kept else lines_of(self._bytes().decode("utf-8-sig"))

    @property
    def root(self) -> Mapping:
        return self._tree().root

    @property
    def problems(self) -> list[Problem]:
        return self._tree().problems

    def _bytes(self) -> bytes:
        return self._data() if self._data else b""

    def _tree(self) -> Tree:
        return self._kept or _made_again(self._bytes(), self.path)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Document) and (self.path, self.lines) == (other.path, other.lines)

    __hash__ = None  # type: ignore[assignment]

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

    def may_be_cut_off(self) -> bool:
        """Whether a `#` stands behind something else on a line; where none does, no text is cut off."""
        return any("#" in line.lstrip(" #") for line in self.lines)

    def cut_off(self, node: Node) -> bool:
        """Whether a `#` ends a text that has no quotes: what follows is a comment, and not shown."""
        if not (isinstance(node, Scalar) and node.plain):
            return False
        end = node.end
        # An empty text may stand behind the last line.
        line = self.lines[end.line - 1] if end.line <= len(self.lines) else ""
        return line[end.column - 1 :].lstrip().startswith("#")

    def _places_in(self, node: Scalar) -> Callable[[int], Place] | None:
        """Where a character of the value stands in the file, or None if the file writes it otherwise.

        Each source line of a scalar stands in its value as it is (YAML folds only the white space
        between lines), so lines are found in the value one after the other. Escapes break this.
        """
        pieces: list[tuple[int, Place]] = []
        cursor, lines = 0, self.lines
        for number in range(node.start.line, min(node.end.line, len(lines)) + 1):
            line = lines[number - 1]
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


def field_name(path: Path) -> str:
    """``("overview", 2, "text")`` as people and tools write it: ``overview[2].text``."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in path)
    return "".join(steps).removeprefix(".")


def read(data: bytes, path: str) -> Document:
    """Read one file's bytes. ``path`` is how problems name it.

    What is refused and leaves a tree all the same (an alias, a field twice, a character that does not
    show) is in its ``problems``. Raises Unreadable where there is no tree.
    """
    return Document(path, read_tree(data, path))


# More than one, because somebody may look at two in turn.
@lru_cache(maxsize=2)
def _made_again(data: bytes, path: str) -> Tree:
    nothing = Tree([], Mapping(None, None, flow=False))
    try:
        return read_tree(data, path) if data else nothing
    except Unreadable:
        return nothing


def _plain(node: Node) -> Plain | None:
    if isinstance(node, Mapping):
        return _plain_mapping(node)
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return None if node.plain and not node.value else node.value


def _plain_mapping(node: Mapping) -> dict[str, Plain]:
    values = {name: _plain(value) for name, value in node.values.items()}
    return {name: value for name, value in values.items() if value is not None}
