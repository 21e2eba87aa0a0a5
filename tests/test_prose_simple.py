"""Prose that is read without the reader of Markdown, counted without its tree, and kept as its source."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from macros.prose import NotProse, Prose, parse
from macros.prose.counting import count
from macros.prose.reader import _Reader
from macros.prose.simple import MOST_COLUMNS, read_simple
from tests.bench.records import section
from tests.bench.texts import prose

ROOT = Path(__file__).parents[1]

# As people write, and what tempts a reader that is too simple.
PIECES = [
    *(
        "word",
        "a",
        "Zoë",
        "2",
        " ",
        "  ",
        "**",
        "*",
        ".",
        ",",
        "(",
        ")",
        "’",
        "“",
        "!",
        "-",
        "–",
        "50%",
        "2.",
        "#",
        "=",
    ),
    *("\n", "\n\n", "\n- ", "\n1. ", "\n2. ", "\n  ", "\n   ", "\n\n### ", "\n\n#### ", "_", "[", "&", "|", "%41", "`"),
    *("\n\n> ", "\n> ", ">", "](/b/)", "[a](/b/)", "[a *b*](https://c.example/)", "[a\nb](/c/#d)", "![", "]"),
    *("\n\n|", "\n|", "\n|-|\n", "\n|:-|-:|\n", "| a | b |", "-|"),
]
PLAIN = [*PIECES[:13], " ", "word ", "word\n", "\n\n", "\n- ", "\n1. ", "\n  "]
WRITTEN = (st.lists(st.sampled_from(PIECES), max_size=30) | st.lists(st.sampled_from(PLAIN), max_size=30)).map("".join)


def some(pieces: tuple[str, ...], most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), min_size=1, max_size=most).map("".join)


# Links and tables that are right, and some that are nearly so.
LABELS = some(("a", "word", " ", "*b*", "**c d**", "“e”", ".", "\n", "*", "|", "#", "!", "[f]"), 4)
HOSTS = ("a.example", "A.b-c.example:8", "xn--a.example", "a..example", "-a.example", "a@b.example", "é.example")
ADDRESSES = some(("/a/", "/b-c.d/", "#e_f", "?g=1,2", "/G", "/", "h", "~i", "_", "&amp;", "%20", "&k", "*", ":"), 4)
TARGETS = ADDRESSES | st.builds("https://{}{}".format, st.sampled_from(HOSTS), ADDRESSES) | st.sampled_from(["", "/ "])
LINKS = st.builds("{}[{}]({})".format, st.sampled_from(["", "", "", "!", "]", "*"]), LABELS, TARGETS)
GOOD_LINKS = st.sampled_from(["[a](/b/)", "[a *b*\nc](https://d.example/e?f=g#h)", "**[a](/)**", "*b [c](/d/#e), f*"])
MANY_WORDS = st.lists(
    GOOD_LINKS | LINKS | st.sampled_from(["word", " ", " ", "*", "**", ".", "(", ")", "\n", "> ", "*so* ", "a**b**"]),
    min_size=1,
    max_size=6,
).map("".join)
CELLS = st.one_of(
    some(("a", "*b*", " ", "**", "12%", "–", "1. ", "- ", "> "), 3), GOOD_LINKS.filter(lambda one: "\n" not in one)
)
SIDES = st.sampled_from(["---", "-", " :-: ", ":--", "--:", ":", "", "- -", "--- "])
STROKES = st.sampled_from(["|"] * 9 + ["", "||", " |"])


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A table; now and then a row has more cells than another, or a stroke less."""
    width = draw(st.integers(1, 4))

    def row(cells: st.SearchStrategy[str]) -> str:
        across = draw(st.sampled_from([width] * 9 + [width + 1, max(1, width - 1)]))
        return "|".join([draw(STROKES)[:-1], *(draw(cells) for _ in range(across)), draw(STROKES)[1:]])

    sides = draw(st.sampled_from([SIDES, st.just("---"), st.just(":-:")]))
    return "\n".join([row(CELLS), row(sides), *(row(CELLS) for _ in range(draw(st.integers(0, 3))))])


BLOCKS = st.one_of(
    MANY_WORDS,
    MANY_WORDS.map(lambda words: "- " + words.replace("\n", "\n- ")),
    MANY_WORDS.map(lambda words: "1. " + words.replace("\n", "\n   ")),
    MANY_WORDS.map(lambda words: "> " + words.replace("\n", "\n> ")),
    MANY_WORDS.map(lambda words: "### " + words),
    tables(),
)
MARKED = st.builds(str.join, st.sampled_from(["\n\n", "\n\n", "\n\n", "\n"]), st.lists(BLOCKS, max_size=3))


def all_of(source: str, headings_from: int | None) -> object:
    """The tree by the reader of Markdown alone, or the faults."""
    try:
        return _Reader(source, headings_from).read()
    except NotProse as refused:
        return refused.faults


@given(WRITTEN | MARKED, st.sampled_from([None, 3, 4]))
@example("Seen **once\nor twice**, and *again*.", None)
@example("- One\n  and a half\n- *Two*\n\nAfter.", None)
@example("3. One\n4. Two\n   and a half\n\n### So\n\nAfter.", 3)
@example("a**b** *c*d", None)
@example("One\n===", None)
@example("- One\n\n- Two", None)
@example("[One\ntwo](/a/) and **[three *four*](/b/)**, *or [five](/c/)*.", None)
@example("[One *two](/a/) three*", None)
@example("Look![One](/a/)", None)
@example("[One](/a/)#two", None)
@example("| # A |\n|---|", None)
@example("One \ntwo", None)
@example("One  \ntwo", None)
@example("[One](https://a.example/?b&shy=c)", None)
@example("[One](https://a.example/%20)", None)
@example("[One](/a/) [two] (/b/)", None)
@example("| A |\n| b |", None)
@example("| A |\n|---|\n| b", None)
@example("| A\n|---|\n| b |", None)
@example("One | two", None)
@example("a*“b”* c", None)
@example("*“b”*c", None)
@example("[One](https://xn--a.example/)", None)
@example("[One](/a//b/)", None)
@example("[One\n\ntwo](/a/)", None)
@example("- [One\n- two](/a/)", None)
@example("| A | B |\n|:-|:-:|\n| *c* | [d](/e/) |\n|  | – |", None)
@example("| A |\n|---|", None)
@example("||\n|-|\n|a|", None)
@example("| A | B |\n|---|---|\n| c |", None)
@example("| A |\n|---|\n| b | c |", None)
@example("| A | B |\n|---|\n| b |", None)
@example("| A |\n| --- | trailing\n| b |", None)
@example("> One\n> two", None)
@example("> One\ntwo", None)
@example("> - One", None)
def test_a_simple_text_is_read_into_the_very_tree_of_the_reader_of_markdown(source: str, start: int | None) -> None:
    simple = read_simple(source, start)
    assert simple is None or simple == all_of(source, start)


def test_what_most_people_write_is_simple() -> None:
    for source in (
        "She said: “No.” He didn’t (50% of it), 3/4 of the time - a third – or so...\n\nOn.",
        "**Every plan.** was about *one\nchild*.\n\n- One\n  and a half\n- Two\n\nSo:\n\n1. Three\n2. Four",
        "See [our *own*\nwords](/guidance/#place), **[theirs](https://www.gov.uk/a-b?c=d)** and *so on*.\n\n> Said.",
        "- [One](/a/)\n- Two\n\n| A | **B** |\n|:--|--:|\n| [c](/d/) | |",
    ):
        assert read_simple(source, None)
    assert read_simple("Before.\n\n### At home\n\nAfter.\n\n#### In it\n\nAfter.", 3)


@pytest.mark.parametrize("source", ["[a](/b/)", "| a |\n|---|\n| b |", "> a", "**[a](/b/)**", "*a.*"])
def test_each_mark_that_is_known_is_read_without_the_reader_of_markdown(source: str) -> None:
    assert read_simple(source, None) == all_of(source, None)


def test_a_table_as_wide_as_may_be_is_simple_and_a_wider_one_a_fault() -> None:
    def table(columns: int) -> str:
        return "\n".join(["| a " * columns + "|", "|-" * columns + "|"])

    assert read_simple(table(MOST_COLUMNS), None)
    assert read_simple(table(MOST_COLUMNS + 1), None) is None


def test_a_link_of_too_many_letters_is_not_simple() -> None:
    assert read_simple(f"[a](https://b.example/{'c' * 1_970})", None)
    assert read_simple(f"[a](https://b.example/{'c' * 2_000})", None) is None


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inside in value.values() if isinstance(value, dict) else value:
            yield from texts_of(inside)


def real_texts() -> list[str]:
    """Every text of the records of this project, and some as the measurements have them."""
    found = [yaml.safe_load(file.read_text("utf-8")) for file in sorted((ROOT / "briefings").glob("*.yml"))]
    dice = random.Random(1)
    made = [section(dice, place, 100)["text"] for place in range(40)] + [prose(dice, 80) for _ in range(40)]
    return [*texts_of(found), *made]


def test_nearly_every_text_of_a_record_is_simple_and_read_into_the_same_tree() -> None:
    texts = real_texts()
    read = [(text, read_simple(text, 3)) for text in texts]
    assert all(tree is None or tree == all_of(text, 3) for text, tree in read)
    assert sum(tree is not None for _, tree in read) > 0.95 * len(texts)
    with_marks = [tree for text, tree in read if re.search(r"\]\(|^\|", text, re.MULTILINE)]
    assert sum(tree is not None for tree in with_marks) > 0.8 * len(with_marks) > 10


# How many words

LINES = st.sampled_from(
    [
        *("a", "word", " ", " ", "*", "**", "\n", "\n", "\n- ", "\n\n", "\n1. ", "\n   ", "\n     ", "- ", "### ", "#"),
        *(".", "5. ", "12", "(", "[a b](/c/#d)", "[a ](/b/)", ">", "|", "“", "–", "* "),
    ]
)


@given(st.lists(LINES, max_size=12).map("".join) | WRITTEN | MARKED, st.sampled_from([None, 3]))
@example("One *two* - [three four](/a/) * 5", None)
@example("- One\n- two\n  and three\n\n### Four\n\nFive 6.\n7 8", 3)
@example("a\n1. b", None)
@example("a\n2. b", None)
@example("a\n     - b", None)
@example("- 5. a", None)
@example("* a", None)
@example("- a\n  - b", None)
@example("a | b", None)
@example("- - a", None)
@example("[a ](/b/) c", None)
@example("### a #", 3)
@example("|a|b|\n|-|-|", None)
@example("> a", None)
@example("One\\\ntwo &nbsp; three[^1]\n\n[^1]: Four", None)
def test_the_words_are_counted_as_they_are_read(source: str, headings_from: int | None) -> None:
    try:
        text = parse(source, headings_from=headings_from)
    except NotProse:
        assume(False)
    assert text.word_count == len(text.words.split())
    assert count(source) in (None, text.word_count)


def test_the_words_of_nearly_every_text_of_a_record_are_counted_without_its_tree() -> None:
    counted = [count(text) for text in real_texts()]
    assert sum(number is not None for number in counted) > 0.85 * len(counted)


def test_the_words_of_a_text_that_was_never_written_are_those_of_its_tree() -> None:
    assert Prose("One two three", parse("One").blocks).word_count == 1


# What is kept


def test_a_text_that_has_passed_is_kept_as_its_source_and_read_into_the_same_tree_when_it_is_asked_for() -> None:
    source = "Before.[^1] It’s *so*.\n\n### At home\n\nAfter.\n\n[^1]: In May."
    kept = Prose(source, headings_from=3)
    assert (kept.source, kept.blocks, kept.notes) == (source, *all_of(source, 3))  # type: ignore[misc]
    assert kept == parse(source, headings_from=3) and hash(kept) == hash(Prose(source))
    assert kept != Prose("Before.") and bool(kept) and not Prose("")


def test_texts_that_are_kept_together_are_each_its_own() -> None:
    together = bytearray()
    sources = ["It’s *so*.", "", "\ud800 and é", "It’s *so*."]
    texts = [Prose(source, texts=together) for source in sources]
    assert [text.source for text in texts] == sources
    assert [bool(text) for text in texts] == [True, False, True, True]
    assert texts[0] == texts[3] == Prose(sources[0]) and len(set(texts)) == 3
