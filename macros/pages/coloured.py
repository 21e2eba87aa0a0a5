"""The files of the look that carry a partnership's own colours: its accent, and the mark in a browser's tab."""

from string import Template

from macros.partnership.colours import Colours

COLOURED = ("assets/accent.css", "assets/mark.svg")


def coloured(template: str, colours: Colours) -> str:
    """What such a file says in the site of a partnership. A mark of its own may have other signs of a dollar in it."""
    return Template(template).safe_substitute(colours.model_dump())
