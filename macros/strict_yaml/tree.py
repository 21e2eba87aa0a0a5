"""What a file is read into: texts, lists and groups, each with its place."""

from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from macros.problems import Problem


class Place(NamedTuple):
    """A line and a column, both counted from 1 in characters."""

    line: int
    column: int


class Mark(Protocol):
    """A place as the parser tells it: both counted from 0."""

    line: int
    column: int


def place_of(mark: Mark | None) -> Place:
    """A mark's place. What has no mark stands at the file's beginning."""
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


@dataclass(slots=True, eq=False)
class _Placed:
    """Keeps the parser's marks: a file has hundreds of values, and few have their places asked for."""

    begins: Mark | None
    ends: Mark | None

    @property
    def start(self) -> Place:
        return place_of(self.begins)

    @property
    def end(self) -> Place:
        return place_of(self.ends)


@dataclass(slots=True, eq=False)
class Scalar(_Placed):
    value: str
    plain: bool


@dataclass(slots=True, eq=False)
class Sequence(_Placed):
    flow: bool
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Mapping(_Placed):
    flow: bool
    keys: dict[str, Scalar] = field(default_factory=dict)
    values: dict[str, "Node"] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping
Plain = str | list["Plain | None"] | dict[str, "Plain"]
Path = tuple[str | int, ...]


@dataclass(slots=True)
class Tree:
    """What a file's text says, with its places: its lines, its fields, and what is refused in it."""

    lines: list[str]
    root: Mapping
    problems: list[Problem] = field(default_factory=list)
