"""Cases by year as a picture: every year is there, and no number under five can be told from another."""

import re

import pytest
from bs4 import BeautifulSoup, Tag

from macros.pages.chart import chart, figure
from tests.views import only, parsed, words_of

YEARS = ((2021, 3), (2022, 7), (2023, 12), (2024, 0), (2025, 5))


def drawn(*years: tuple[int, int]) -> BeautifulSoup:
    return parsed(chart(years))


def bars(soup: BeautifulSoup) -> list[tuple[str, float]]:
    """Every bar: its classes, and how long it is."""
    return [(" ".join(bar["class"]), float(str(bar["width"]).removesuffix("%"))) for bar in soup.find_all("rect")]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "fewer than 5"),
        (1, "fewer than 5"),
        (4, "fewer than 5"),
        (5, "5"),
        (12, "12"),
    ],
)
def test_a_number_under_five_is_never_said(count: int, said: str) -> None:
    assert figure(count) == said


def test_each_year_has_its_bar_its_name_and_its_figure() -> None:
    soup = drawn(*YEARS)
    assert words_of(soup.select("text.year")) == ["2021", "2022", "2023", "2024", "2025"]
    assert words_of(soup.select("text.figure")) == ["fewer than 5", "7", "12", "fewer than 5", "5"]


def test_bars_are_as_long_as_their_figures_and_the_longest_leaves_room_for_its_words() -> None:
    # 12 is 58 hundredths of the width: 7 is 33.8, 5 is 24.2. What is not said is as long as 4, which is 19.3.
    assert bars(drawn(*YEARS)) == [
        ("bar fewer", 19.3),
        ("bar", 33.8),
        ("bar", 58.0),
        ("bar fewer", 19.3),
        ("bar", 24.2),
    ]


@pytest.mark.parametrize("count", range(1, 5))
@pytest.mark.parametrize("others", [(), ((2024, 30), (2025, 2))], ids=["alone", "among others"])
def test_nothing_and_every_number_under_five_give_the_same_bytes(
    count: int, others: tuple[tuple[int, int], ...]
) -> None:
    assert chart(((2023, count), *others)) == chart(((2023, 0), *others))


def test_of_small_figures_alone_no_bar_looks_like_a_large_one() -> None:
    assert bars(drawn((2024, 1), (2025, 4))) == [("bar fewer", 19.3), ("bar fewer", 19.3)]


def test_bars_stand_below_one_another_and_the_picture_holds_them_all() -> None:
    soup = drawn(*YEARS)
    tops = [float(str(bar["y"]).removesuffix("em")) for bar in soup.find_all("rect")]
    assert tops == [0.3, 2.2, 4.1, 6.0, 7.9]
    # The last bar is 1.2 high.
    assert float(str(only(soup, "svg")["height"]).removesuffix("em")) == 9.5


def test_whoever_hears_the_picture_is_told_what_it_is_and_where_its_figures_are() -> None:
    picture = only(drawn(*YEARS), "svg")
    assert picture["role"] == "img"
    named = [only(picture, f"#{place}") for place in str(picture["aria-labelledby"]).split()]
    assert [one.name for one in named] == ["title", "desc"]
    assert words_of(named) == [
        "Cases by year of publication",
        "A bar for each year from 2021 to 2025. The table below has the same figures.",
    ]


def test_a_picture_has_no_style_script_link_or_colour_of_its_own() -> None:
    names = {name for tag in drawn(*YEARS).find_all(True) if isinstance(tag, Tag) for name in tag.attrs}
    assert names == {"class", "role", "aria-labelledby", "id", "x", "y", "dx", "width", "height"}
    assert not re.search(r"#|url|script", chart(YEARS))


def test_no_year_gives_no_picture() -> None:
    assert chart(()) == ""


def test_a_century_and_a_thousand_cases_a_year_are_drawn_as_well() -> None:
    soup = drawn(*((year, 1_000 + year) for year in range(1950, 2050)))
    assert len(soup.find_all("rect")) == 100
    assert max(width for _, width in bars(soup)) == 58.0
