"""When a form is filled in: what must be asked for again, and what counts as an answer."""

from dataclasses import replace

import pytest

from macros.forms.answers import Answers, answers_of, chosen, said_otherwise
from macros.forms.check import (
    EMPTY,
    GONE,
    NO_ROW,
    NOT_TICKED,
    TICKED_TWICE,
    Gap,
    gaps,
    is_untouched,
)
from macros.guidance.forms import Form
from macros.word.reading import Box, Returned

SMALL = Form.model_validate(
    {
        "name": "Small",
        "version": "1",
        "seen_by": "The office",
        "sections": [
            {
                "title": "One",
                "fields": [
                    {"id": "words", "label": "Words", "kind": "text", "help": "Write."},
                    {"id": "more", "label": "More", "kind": "text", "help": "Write.", "required": "false"},
                    {"id": "sure", "label": "Sure?", "kind": "yes-no", "help": "Tick."},
                    {"id": "some", "label": "Some", "kind": "several", "help": "Tick.", "options": ["Red", "Blue"]},
                ],
            },
            {
                "title": "Two",
                "fields": [
                    {
                        "id": "people",
                        "label": "People",
                        "kind": "table",
                        "help": "Write.",
                        "blank_rows": "2",
                        "whole_row": ["no people"],
                        "unless": "more",
                        "columns": [
                            {"id": "who", "label": "Who", "kind": "line", "help": "Write."},
                            {"id": "here", "label": "Here?", "kind": "yes-no", "help": "Tick."},
                        ],
                    }
                ],
            },
        ],
    }
)
YES = Box("\u2612 Yes\n\u2610 No")
UNTICKED = Box("\u2610 Yes\n\u2610 No")


def answers(*rows: dict[str, Box], **boxes: Box) -> Answers:
    """Answers to the small form, in which every box is filled but for what is said here."""
    words = {"words": Box("It"), "more": Box(""), "sure": YES, "some": Box("\u2610 Red\n\u2612 Blue"), **boxes}
    table = rows or ({"who": Box("A"), "here": YES}, {"who": Box(""), "here": UNTICKED})
    return answers_of(SMALL, Returned(None, words, {"people": table}, {}))


def test_a_form_with_an_answer_in_every_box_lacks_nothing() -> None:
    assert gaps(SMALL, answers()) == ()


@pytest.mark.parametrize("text", ["", "-", "\u2013", "...", "\u2026", "?", "/", "____", "\u2610", "( )"])
def test_a_box_without_a_word_is_empty(text: str) -> None:
    assert gaps(SMALL, answers(words=Box(text))) == (Gap("One", "Words", None, EMPTY),)


@pytest.mark.parametrize("text", ["n/a", "Not known", "none", "No", "0", "\u0928\u0939\u0940\u0902"])
def test_whatever_says_something_is_an_answer(text: str) -> None:
    assert gaps(SMALL, answers(words=Box(text))) == ()


def test_a_picture_is_an_answer() -> None:
    assert gaps(SMALL, answers(words=Box("", has_picture=True), sure=Box("", has_picture=True))) == ()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("\u2610 Yes\n\u2610 No", NOT_TICKED),
        ("", NOT_TICKED),
        ("\u2610 Yes\n\u2610 No\n-", NOT_TICKED),
        ("\u2612 Yes\n\u2612 No", TICKED_TWICE),
        ("x Yes\nX No", TICKED_TWICE),
        ("Yes\nNo", TICKED_TWICE),
        ("\u2612 Yes\n\u2610 No", None),
        ("\u2610 Yes\n\u2610 No\nNot known", None),
        ("\u2610 Yes\n\u2610 No, not yet", None),
        ("No", None),
        ("[x] Yes\n[ ] No", None),
        ("(X) Yes\n( ) No", None),
        ("\u2610 Yes \u2713\n\u2610 No", None),
        ("\u2610x Yes\n\u2610 No", None),
        ("\u2610 Yes x\n\u2610 No", None),
    ],
)
def test_a_choice_needs_one_tick_or_words(text: str, wrong: str | None) -> None:
    assert [gap.message for gap in gaps(SMALL, answers(sure=Box(text)))] == ([wrong] if wrong else [])


def test_of_several_things_one_is_enough_and_all_are_right() -> None:
    assert gaps(SMALL, answers(some=Box("\u2612 Red\n\u2612 Blue"))) == ()
    assert gaps(SMALL, answers(some=Box("\u2610 Red\n\u2610 Blue"))) == (Gap("One", "Some", None, NOT_TICKED),)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("\u2610 Red\n\u2612 Blue", ("Blue",)),
        ("\u2610 Red \u2713\n\u2610 Blue", ("Red",)),
        ("x Red\n\u2610  Blue", ("Red",)),
        ("\u2610 X Red\n\u2610 Blue x", ("Red", "Blue")),
        ("Blue", ("Blue",)),
        ("X", ()),
        ("\u2610 Red\n\u2610 Bluex", ()),
    ],
)
def test_a_tick_is_told_however_it_was_made(text: str, options: tuple[str, ...]) -> None:
    assert chosen(Box(text), ("Red", "Blue")) == options


def test_words_beside_options_are_told_from_ticks() -> None:
    assert not said_otherwise(Box("\u2612 Red\n[x] Blue"), ("Red", "Blue"))
    assert said_otherwise(Box("\u2612 Red, dark\n\u2610 Blue"), ("Red", "Blue"))


def row(who: str, here: Box = UNTICKED) -> dict[str, Box]:
    return {"who": Box(who), "here": here}


def test_a_row_that_is_begun_is_asked_for_whole_and_an_empty_one_is_passed_over() -> None:
    begun = answers(row("A", YES), row(""), row("B"), row("-", YES))
    assert gaps(SMALL, begun) == (
        Gap("Two", "People: Here?", 3, NOT_TICKED),
        Gap("Two", "People: Who", 4, EMPTY),
    )


@pytest.mark.parametrize(
    "words", ["None", "not known.", " N/A ", "Not  applicable", "no others", "\u201cNo people\u201d."]
)
def test_one_box_can_answer_for_its_row(words: str) -> None:
    assert gaps(SMALL, answers(row(words), row(""))) == ()


def test_words_that_answer_for_a_row_do_so_alone() -> None:
    assert gaps(SMALL, answers(row("None of us"))) == (Gap("Two", "People: Here?", 1, NOT_TICKED),)


def test_a_table_needs_a_row_unless_what_stands_for_it_is_filled() -> None:
    assert gaps(SMALL, answers(row(""), row("?"))) == (
        Gap("Two", "People", None, f"{NO_ROW}; or fill in \u201cMore\u201d instead"),
    )
    assert gaps(SMALL, answers(row(""), more=Box("", has_picture=True))) == ()


def test_where_boxes_belong_together_all_are_filled_or_none() -> None:
    section = SMALL.sections[0]
    optional = tuple(one.model_copy(update={"required": False}) for one in section.fields)
    together = section.model_copy(update={"together": True, "fields": optional})
    form = SMALL.model_copy(update={"sections": (together,)})
    nothing = {"words": Box(""), "sure": UNTICKED, "some": Box("")}
    assert gaps(form, answers(**nothing)) == ()
    assert gaps(form, answers(**{**nothing, "sure": YES})) == (
        Gap("One", "Words", None, EMPTY),
        Gap("One", "More", None, EMPTY),
        Gap("One", "Some", None, NOT_TICKED),
    )


def test_a_place_that_is_gone_is_told_where_it_must_be_filled() -> None:
    assert gaps(SMALL, replace(answers(), lost=("words", "more"))) == (Gap("One", "Words", None, GONE),)


def test_a_form_in_which_nothing_stands_is_untouched() -> None:
    nothing = {"words": Box("-"), "sure": UNTICKED, "some": Box("\u2610 Red\n\u2610 Blue")}
    assert is_untouched(SMALL, answers(row(""), **nothing))
    assert not is_untouched(SMALL, answers(row("", YES), **nothing))
    assert not is_untouched(SMALL, answers(row(""), **{**nothing, "more": Box("It")}))
