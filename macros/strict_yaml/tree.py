"""What a file is read into: texts, lists and groups, each with its place."""

from dataclasses import dataclass, field
from typing import NamedTuple

from macros.problems import Problem


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
class Tree:
    """What a file's text says, with its places: its lines, its fields, and what is refused in it."""

    lines: list[str]
    root: Mapping
    problems: list[Problem] = field(default_factory=list)
