"""What every paper takes from its partnership."""

from typing import Any

from macros.partnership.model import Partnership


def of_house(partnership: Partnership) -> dict[str, Any]:
    """Whose the paper is, and in which colour its headings and links are set."""
    return {"author": partnership.name, "accent": partnership.colours.accent}
