"""Cases by year as a picture, made when the site is built: a bar a year, and no small number anywhere."""

from collections.abc import Sequence

from markupsafe import Markup

# A figure under five is never shown, nothing included: small numbers identify. It is what official statistics do.
LEAST_SHOWN = 5
FEWER = f"fewer than {LEAST_SHOWN}"
# How far the longest bar goes, in hundredths of the width: the words after it need room on a phone.
_LONGEST = 58
# Bars are no longer than this makes them where all figures are small.
_LEAST_SCALE = 12
_ROW = 1.9

_CHART = Markup(
    '<svg class="chart" role="img" aria-labelledby="chart--title chart--text" width="100%" height="{}em">'
    '<title id="chart--title">Cases by year of publication</title>'
    '<desc id="chart--text">A bar for each year from {} to {}. The table below has the same figures.</desc>{}</svg>'
)
_BAR = Markup(
    '<text class="year" x="0" y="{text}em">{year}</text>'
    '<rect class="{kind}" x="3em" y="{top}em" width="{width}%" height="1.2em"/>'
    '<text class="figure" x="{width}%" dx="3.5em" y="{text}em">{figure}</text>'
)


def figure(count: int) -> str:
    """A number of cases as pages say it: ``7``, or ``fewer than 5``."""
    return str(count) if count >= LEAST_SHOWN else FEWER


def chart(years: Sequence[tuple[int, int]]) -> Markup:
    """A picture of how many cases there are in each year, the first one first; nothing for no year.

    All figures under five look the same. It has no colour, script or style of its own, and stands once on a page.
    """
    if not years:
        return Markup("")
    scale = max(_LEAST_SCALE, *(count for _, count in years))
    bars = Markup("").join(_bar(place, year, count, scale) for place, (year, count) in enumerate(years))
    return _CHART.format(f"{_ROW * len(years):.1f}", years[0][0], years[-1][0], bars)


def _bar(place: int, year: int, count: int, scale: int) -> Markup:
    top = _ROW * place
    return _BAR.format(
        kind="bar" if count >= LEAST_SHOWN else "bar fewer",
        year=year,
        figure=figure(count),
        # What is not shown is drawn as the largest number that is not.
        width=f"{_LONGEST * max(count, LEAST_SHOWN - 1) / scale:.1f}",
        top=f"{top + 0.3:.1f}",
        text=f"{top + 1.25:.2f}",
    )
