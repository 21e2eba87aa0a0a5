"""A text as the templates take it: the parts of its tree as plain data."""

from typing import Any

from macros.pages.outward import Outward
from macros.prose import Element, Prose

Tree = dict[str, Any]


def tree(words: Prose | None, outward: Outward) -> Tree | None:
    """A text with its footnotes, fit for JSON: every part is a string or `{kind, children, number, target, align}`."""
    if not words:
        return None
    text = outward.prose(words)
    return {
        "blocks": [plain(block) for block in text.blocks],
        "notes": [[plain(block) for block in note] for note in text.notes],
    }


def plain(part: Element | str) -> Any:
    """A part of a text as JSON has it."""
    if isinstance(part, str):
        return part
    return {
        "kind": part.kind,
        "children": [plain(child) for child in part.children],
        "number": part.number,
        "target": part.target,
        "align": part.align,
    }
