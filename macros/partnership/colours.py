"""The colours that are a partnership's own, and whether text in them can be read on the paper of its site."""

from typing import Annotated, Literal

from pydantic import AfterValidator

from macros.strict_model import Line, Strict, fault, matching

Scheme = Literal["light", "dark"]

# On these the accent stands in pages: `--paper`, `--warm`, `--note-paper` and `--notice-paper` of site.css.
PAPERS: dict[Scheme, tuple[str, ...]] = {
    "light": ("#ffffff", "#faf7f2", "#f1f4f8", "#fff4de"),
    "dark": ("#12181f", "#1a222b", "#1b2430", "#2a2212"),
}
# Source: WCAG 2.2, 1.4.3 Contrast (Minimum), level AA, which the law asks of public bodies.
LEAST_CONTRAST = 4.5


def contrast(one: str, other: str) -> float:
    """How far apart two colours are, from 1 to 21. Source: WCAG 2.2, contrast ratio."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    values = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _readable(scheme: Scheme, right: str) -> AfterValidator:
    def check(colour: str) -> str:
        least = min(contrast(colour, paper) for paper in PAPERS[scheme])
        if least < LEAST_CONTRAST:
            # Cut off, not rounded: 4.49 is not enough, and must not be told as 4.5.
            found = f"found `{colour}`, which stands out from the paper by {int(least * 10) / 10} to 1"
            raise fault("contrast", f"{found}; text needs {LEAST_CONTRAST} to 1, so {right}")
        return colour

    return AfterValidator(check)


Colour = Annotated[Line, matching(r"#[0-9a-f]{6}", "colour", "write # and six of 0-9 and a-f, in quotes", '"#24527a"')]


class Colours(Strict):
    """The accent: links, steps, buttons and the mark, on white paper and on a dark screen."""

    accent: Annotated[Colour, _readable("light", 'choose a darker one, for example "#24527a"')] = "#24527a"
    accent_in_dark: Annotated[Colour, _readable("dark", 'choose a lighter one, for example "#9cc5ee"')] = "#9cc5ee"
