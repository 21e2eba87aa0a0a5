"""From data to a PDF: the same bytes every time, nothing read as the typesetter's language, nothing cut."""

import hashlib
import io
import re

import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macros import prose
from macros.pages.outward import Outward
from macros.paper import NotTypeset, Paper, key_of, typeset
from macros.paper.case import is_long
from macros.paper.tree import tree
from tests.paper_reading import assert_accessible, beyond, made_elsewhere, read_aloud

OUTWARD = Outward(frozenset(), "https://here.example/")


def paper(text: str = "A baby was hurt.", **changes: object) -> Paper:
    """A briefing whose first step says this, and nothing else."""
    data: dict[str, object] = {
        "title": "Child Rowan",
        "author": "A Partnership",
        "accent": "#0b5a63",
        "date": "2025-09-16",
        "mark": "",
        "kind": "Briefing",
        "name": "Child Rowan",
        "summary": "",
        "banners": [],
        "address": "",
        "qr": "",
        "facts": [],
        "steps": [{"heading": "The background", "text": tree(prose.parse(text), OUTWARD)}],
        "last_step": "Recommendations",
        "recommendations": [],
        "questions": [],
        "further": [],
        **changes,
    }
    return Paper("briefing", data, 2)


def test_the_same_paper_is_the_same_bytes_in_another_process_and_another_time_zone() -> None:
    here = hashlib.sha256(typeset(paper()).pdf).hexdigest()
    assert made_elsewhere("typeset(paper()).pdf", __name__) == here


def test_a_paper_keeps_to_what_pdf_ua_asks() -> None:
    assert_accessible(typeset(paper()).pdf, "Child Rowan")


def test_the_date_of_a_paper_is_that_of_its_data_and_none_where_there_is_none() -> None:
    dated = pypdf.PdfReader(io.BytesIO(typeset(paper()).pdf)).metadata
    undated = pypdf.PdfReader(io.BytesIO(typeset(paper(date=None)).pdf)).metadata
    assert dated and undated
    assert str(dated["/CreationDate"]).startswith("D:20250916")
    assert "/CreationDate" not in undated


SNIPPETS = ["#panic()", "$x$", "`", "\\", "@label", "#let", "#{", "}", "]", "//", "/*", "*", "_", "= ", "~", "--", '"']


@settings(max_examples=25)
@given(st.lists(st.sampled_from([*SNIPPETS, "a baby", "was hurt"]), min_size=1, max_size=8))
def test_text_is_never_read_as_the_language_of_the_typesetter(pieces: list[str]) -> None:
    name = " ".join(pieces)
    folded = " ".join(name.split())
    assert read_aloud(typeset(paper(name=name, summary=name)).pdf).count(folded) >= 2


def test_a_sign_that_no_font_has_is_named_and_nothing_is_made() -> None:
    with pytest.raises(NotTypeset, match=r"U\+4E2D"):
        typeset(paper("A word: \u4e2d."))


def test_a_private_sign_is_named_by_its_number() -> None:
    with pytest.raises(NotTypeset, match=r"\(U\+F8FF\) cannot be printed"):
        typeset(paper("A word: \uf8ff."))


def test_whatever_else_the_typesetter_refuses_is_told_and_is_no_crash() -> None:
    with pytest.raises(NotTypeset, match="the typesetter refuses it"):
        typeset(paper(recommendations=[{"number": "1"}]))


def test_another_template_or_font_makes_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key_of(paper())
    monkeypatch.setattr("macros.paper.typesetter._tools", lambda: "other templates")
    assert key_of(paper()) != before


def test_letters_of_other_languages_are_printed() -> None:
    words = "Ł ódź Ελλάδα Жук سلام ½ → ≥ ‘quoted’ – and — ☺"
    assert "Ελλάδα Жук" in read_aloud(typeset(paper(words)).pdf)


def test_a_paper_that_is_too_long_says_by_how_much() -> None:
    assert typeset(paper("word " * 1500)).too_long == ""
    found = typeset(paper("word " * 3000))
    assert found.sides > 2
    assert re.fullmatch(r"\d+ mm too long for 2 sides; about \d+ words have to go", found.too_long)
    over = int(found.too_long.split("about ")[1].split()[0])
    # That is enough, and it is not asked for twice as much as needed.
    assert typeset(paper("word " * (3000 - over))).sides == 2
    assert typeset(paper("word " * (3000 - over // 2))).sides == 3


def test_no_run_of_letters_runs_off_the_paper() -> None:
    made = typeset(paper("A run: " + "abcdefghij" * 25)).pdf
    assert not any(beyond(made))


@pytest.mark.parametrize(
    "text", ["- a\n" * 400, "word " * 3_000, "one\\\ntwo\\\n" * 200], ids=["points", "words", "lines"]
)
def test_nothing_of_a_long_recommendation_or_question_stands_beyond_the_paper(text: str) -> None:
    words = prose.parse(text)
    entry = {"number": "1", "is_long": is_long(words), "text": tree(words, OUTWARD), "who": "", "by": ""}
    questions = [tree(words, OUTWARD)]
    made = typeset(paper(recommendations=[entry], questions=questions, questions_are_long=is_long(words))).pdf
    assert not any(beyond(made))
    assert read_aloud(made).count(words.words.split()[0]) >= 2 * len(words.words.split()) // 2


def test_the_head_of_a_long_table_may_hold_a_footnote() -> None:
    rows = "| A[^1] | [B](https://here.example/) |\n|---|---|\n" + "| one | two |\n" * 120 + "\n[^1]: A note."
    assert typeset(paper(rows)).sides > 1


def test_the_points_of_a_list_in_a_footnote_stand_apart() -> None:
    assert "x y" in read_aloud(typeset(paper("A text.[^1]\n\n[^1]: A note:\n\n    - x\n    - y\n")).pdf)


def test_the_address_of_a_link_stands_on_paper_behind_its_words() -> None:
    found = read_aloud(typeset(paper("See [this page](https://www.gov.uk/x).")).pdf)
    assert "See this page (https://www.gov.uk/x)." in found
    assert read_aloud(typeset(paper("See <https://www.gov.uk/x>.")).pdf).count("gov.uk") == 1


def test_the_key_of_a_paper_is_another_for_other_words() -> None:
    assert key_of(paper()) == key_of(paper())
    assert key_of(paper()) != key_of(paper("A child was hurt."))
    assert key_of(paper()) != key_of(Paper("slides", paper().data, 2))


def test_a_sign_below_a_letter_stands_below_it() -> None:
    with pypdfium2.PdfDocument(typeset(paper("m\u0331 mn")).pdf) as document:
        words = document[0].get_textpage()
        place = words.get_text_range().index("m\u0331")
        boxes = [words.get_charbox(place + number) for number in range(4)]
    (left, *_), (_, _, right, _), _, (alone, _, end, _) = boxes
    assert right - left == pytest.approx(end - alone, abs=0.2)
