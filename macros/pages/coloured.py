"""The files of the look that carry a partnership's own colours: its accent, and the mark in a browser's tab."""

from string import Template

from macros.partnership.colours import Colours

COLOURED = ("assets/accent.css", "assets/mark.svg")


def coloured(template: str, colours: Colours) -> str:
    """What such a file says in the site of a partnership."""
    return Template(template).substitute(colours.model_dump())
