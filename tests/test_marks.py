"""What the look needs of hand-written pages: cells that know their column, and *must* as a duty."""

import pytest
from bs4 import BeautifulSoup

from tests.views import only, rendered

TABLE = """
| Step | Who *acts* | By `when` |
|---|:-:|--:|
| 1 | {{ role }} | at least 14 days |
| 2 | A **second** reader | *must* be before |
"""


def cells(soup: BeautifulSoup) -> list[tuple[str, str]]:
    return [(str(cell["data-label"]), cell.get_text()) for cell in soup.find_all("td")]


def test_every_cell_knows_the_heading_of_its_column() -> None:
    assert cells(rendered(TABLE)) == [
        ("Step", "1"),
        ("Who acts", "{{ role }}"),
        ("By when", "at least 14 days"),
        ("Step", "2"),
        ("Who acts", "A second reader"),
        ("By when", "must be before"),
    ]


def test_headings_are_cells_of_a_table_but_have_no_label() -> None:
    assert [head.get("data-label") for head in rendered(TABLE).find_all("th")] == [None, None, None]


def test_every_part_of_a_table_says_what_it_is() -> None:
    soup = rendered(TABLE)
    roles = {name: {tag.get("role") for tag in soup.find_all(name)} for name in ("table", "thead", "tbody", "tr")}
    assert roles == {"table": {"table"}, "thead": {"rowgroup"}, "tbody": {"rowgroup"}, "tr": {"row"}}
    assert [tag["role"] for tag in soup.find_all(["th", "td"])] == ["columnheader"] * 3 + ["cell"] * 6


def test_each_table_of_a_page_has_labels_of_its_own() -> None:
    soup = rendered("| A | B |\n|---|---|\n| 1 | 2 |\n\nText.\n\n| C |\n|---|\n| 3 |\n")
    assert cells(soup) == [("A", "1"), ("B", "2"), ("C", "3")]


def test_a_table_in_a_box_or_a_list_has_labels_too() -> None:
    box = '!!! note "A box"\n\n    | A |\n    |---|\n    | 1 |\n\n'
    assert cells(rendered(f"{box}<div markdown>\n\n| B |\n|---|\n| 2 |\n\n</div>\n")) == [("A", "1"), ("B", "2")]


@pytest.mark.parametrize("words", ['"Quoted" & <- 5', "\\*starred\\*", "A &amp; B", "Zoë's 李"])
def test_a_label_says_what_its_heading_says(words: str) -> None:
    soup = rendered(f"| {words} |\n|---|\n| 1 |\n")
    assert only(soup, "td")["data-label"] == only(soup, "th").get_text()


def test_a_label_of_html_stays_inside_its_attribute() -> None:
    soup = rendered('| Within <b title="x">5</b> days |\n|---|\n| 1 |\n')
    assert only(soup, "td").attrs == {"data-label": "Within 5 days", "role": "cell"}


@pytest.mark.parametrize(
    ("source", "marked"),
    [
        ("It *must* be.", ["must"]),
        ("It *should* be.", ["should"]),
        ("*Must* means law. *Should* means good practice.", ["must", "should"]),
        ("- It *must* be.", ["must"]),
        ("It ***must*** be.", ["must"]),
        ("It _must_ be.", ["must"]),
        ('!!! note "It *must* be"\n\n    So it *should*.', ["must", "should"]),
        ("## What *must* be", ["must"]),
        ("| It |\n|---|\n| *must* |", ["must"]),
        ("It must be.", []),
        ("It **must** be.", []),
        ("It `must` be.", []),
        ("A *mustard* plant, *must-have*, *may*.", []),
        ("*Working Together* and *it must be so*.", []),
    ],
)
def test_must_and_should_are_marked_as_duties_where_they_are_emphasised(source: str, marked: list[str]) -> None:
    found = rendered(source).find_all(class_=["must", "should"])
    assert [(tag.name, tag["class"]) for tag in found] == [("em", [duty]) for duty in marked]
    assert [tag.get_text().lower() for tag in found] == marked
    assert not [tag for tag in rendered(source).find_all("em") if tag.attrs and tag not in found]


def test_a_page_without_tables_and_duties_comes_out_as_it_is() -> None:
    assert str(rendered("# A\n\nB *c* [d](e/)\n")) == '<h1 id="a">A</h1>\n<p>B <em>c</em> <a href="e/">d</a></p>'


def test_the_side_of_a_column_is_a_class_because_no_page_may_hold_a_style() -> None:
    soup = rendered("| A | B |\n|:-:|--:|\n| 1 | 2 |\n")
    assert [part.get("class") for part in soup.find_all(["th", "td"])] == [["center"], ["right"]] * 2
    assert "style" not in str(soup)
