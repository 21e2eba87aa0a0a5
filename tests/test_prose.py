"""Prose in a record: what is allowed comes out as exact HTML, all else is a fault at its place."""

import re
import time

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import example, given
from hypothesis import strategies as st

from macros.prose import Fault, Heading, NotProse, parse, to_html
from macros.prose.reader import MOST_FAULTS


def html(source: str, headings_from: int | None = None) -> str:
    """A text without headings, as it comes out on a page two folders below the root."""
    pieces = to_html(parse(source, headings_from=headings_from), root="../../", notes="n")
    assert all(isinstance(piece, str) for piece in pieces)
    return "".join(map(str, pieces))


def faults(source: str, headings_from: int | None = None) -> list[Fault]:
    with pytest.raises(NotProse) as refused:
        parse(source, headings_from=headings_from)
    return refused.value.faults


# What is allowed

ALLOWED = {
    "a paragraph": ("A baby was hurt.", "<p>A baby was hurt.</p>"),
    "two paragraphs": ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
    "a line that goes on": ("One\ntwo.", "<p>One two.</p>"),
    "a line broken with two spaces": ("One  \ntwo.", "<p>One<br>two.</p>"),
    "a line broken with a backslash": ("One\\\ntwo.", "<p>One<br>two.</p>"),
    "emphasis": ("Seen *once* and _again_.", "<p>Seen <em>once</em> and <em>again</em>.</p>"),
    "strong": ("Seen **once**.", "<p>Seen <strong>once</strong>.</p>"),
    "strong emphasis": ("***Never***", "<p><em><strong>Never</strong></em></p>"),
    "a list": ("- One\n- Two", "<ul><li>One</li><li>Two</li></ul>"),
    "a list with stars": ("* One\n* Two", "<ul><li>One</li><li>Two</li></ul>"),
    "a list with space between": ("- One\n\n- Two", "<ul><li><p>One</p></li><li><p>Two</p></li></ul>"),
    "a list in a list": ("- One\n  - Two", "<ul><li>One<ul><li>Two</li></ul></li></ul>"),
    "a numbered list": ("1. One\n2. Two", "<ol><li>One</li><li>Two</li></ol>"),
    "a list that begins at 5": ("5. One\n6. Two", '<ol start="5"><li>One</li><li>Two</li></ol>'),
    "a quote": ("> She said so.", "<blockquote><p>She said so.</p></blockquote>"),
    "a quote in a list": (
        "- One\n\n  > Said.",
        "<ul><li><p>One</p><blockquote><p>Said.</p></blockquote></li></ul>",
    ),
    "a table": (
        "| Helped | Hindered |\n|---|---|\n| A visit | A *queue* |",
        '<div class="table"><table role="table"><thead role="rowgroup"><tr role="row">'
        '<th scope="col" role="columnheader">Helped</th><th scope="col" role="columnheader">Hindered</th></tr></thead>'
        '<tbody role="rowgroup"><tr role="row"><td role="cell" data-label="Helped">A visit</td>'
        '<td role="cell" data-label="Hindered">A <em>queue</em></td></tr></tbody></table></div>',
    ),
    "a table with sides": (
        "| A | B | C |\n|:--|:-:|--:|\n| 1 | 2 | 3 |",
        '<div class="table"><table role="table"><thead role="rowgroup"><tr role="row">'
        '<th scope="col" role="columnheader" class="left">A</th>'
        '<th scope="col" role="columnheader" class="center">B</th>'
        '<th scope="col" role="columnheader" class="right">C</th></tr></thead><tbody role="rowgroup"><tr role="row">'
        '<td role="cell" data-label="A" class="left">1</td><td role="cell" data-label="B" class="center">2</td>'
        '<td role="cell" data-label="C" class="right">3</td></tr></tbody></table></div>',
    ),
    "a table whose labels are plain words, whatever their cells hold": (
        '| *Who* | "On" & <- | |\n|---|---|---|\n| A | B | C |\n| D |',
        '<div class="table"><table role="table"><thead role="rowgroup"><tr role="row">'
        '<th scope="col" role="columnheader"><em>Who</em></th>'
        '<th scope="col" role="columnheader">"On" &amp; &lt;-</th>'
        '<th scope="col" role="columnheader"></th></tr></thead>'
        '<tbody role="rowgroup"><tr role="row"><td role="cell" data-label="Who">A</td>'
        '<td role="cell" data-label="&quot;On&quot; &amp; &lt;-">B</td><td role="cell" data-label="">C</td></tr>'
        '<tr role="row"><td role="cell" data-label="Who">D</td>'
        '<td role="cell" data-label="&quot;On&quot; &amp; &lt;-"></td><td role="cell" data-label=""></td></tr></tbody>'
        "</table></div>",
    ),
    "a table of headings alone": (
        "| A |\n|---|",
        '<div class="table"><table role="table"><thead role="rowgroup"><tr role="row">'
        '<th scope="col" role="columnheader">A</th></tr></thead><tbody role="rowgroup"></tbody></table></div>',
    ),
    "a link to the web": (
        "[Guidance](https://www.gov.uk/a?b=1&c=2#d)",
        '<p><a href="https://www.gov.uk/a?b=1&amp;c=2#d">Guidance</a></p>',
    ),
    "a link to a page of the site": (
        "[Publication](/guidance/publication/)",
        '<p><a href="../../guidance/publication/">Publication</a></p>',
    ),
    "a link to a place on a page of the site": (
        "[Days](/guidance/publication/#counting-days)",
        '<p><a href="../../guidance/publication/#counting-days">Days</a></p>',
    ),
    "a link to the home page": ("[Home](/)", '<p><a href="../../">Home</a></p>'),
    "an address in angle brackets": (
        "<https://www.gov.uk/>",
        '<p><a href="https://www.gov.uk/">https://www.gov.uk/</a></p>',
    ),
    "emphasis in a link": ("[*Home*](/)", '<p><a href="../../"><em>Home</em></a></p>'),
    "a footnote": (
        "Asked.[^1]\n\n[^1]: In May.",
        '<p>Asked.<sup id="n-at-1"><a href="#n-note-1" aria-label="Note 1">1</a></sup></p><ol class="footnotes">'
        '<li id="n-note-1"><p>In May.</p><a class="footnote-back" href="#n-at-1" aria-label="Back to the text">↩</a>'
        "</li></ol>",
    ),
    "a footnote marked twice": (
        "One[^a] two[^a]\n\n[^a]: In May.",
        '<p>One<sup id="n-at-1"><a href="#n-note-1" aria-label="Note 1">1</a></sup> two<sup id="n-at-1-2">'
        '<a href="#n-note-1" aria-label="Note 1">1</a></sup></p><ol class="footnotes"><li id="n-note-1"><p>In May.</p>'
        '<a class="footnote-back" href="#n-at-1" aria-label="Back to the text">↩</a></li></ol>',
    ),
    "an escaped star": ("\\*not\\*", "<p>*not*</p>"),
    "entities as they are in Markdown": ("Fish &amp; chips", "<p>Fish &amp; chips</p>"),
    "letters of every language": ("Zoë, Łukasz, 李, \U0001f600", "<p>Zoë, Łukasz, 李, \U0001f600</p>"),
    "signs of comparison": ("2 < 3 & 4 > 1", "<p>2 &lt; 3 &amp; 4 &gt; 1</p>"),
    "quotes": ("He said \"no\" and 'no'.", "<p>He said \"no\" and 'no'.</p>"),
    "a lone star, stroke or bracket": ("5 * 3 / [sic] (a) _", "<p>5 * 3 / [sic] (a) _</p>"),
    "a number at the start": ("2024 was hard.", "<p>2024 was hard.</p>"),
    "an address that is no link": ("See http://example.org.", "<p>See http://example.org.</p>"),
    "an expression of the page engine": ("{{ x }}", "<p>{{ x }}</p>"),
    "a statement of the page engine": ("{% x %}", "<p>{% x %}</p>"),
    "a comment of the page engine": ("{# x #}", "<p>{# x #}</p>"),
    "signs that extensions take for theirs": (
        "~~x~~ $y$ {z}",
        "<p>~~x~~ $y$ {z}</p>",
    ),
}


@pytest.mark.parametrize(("source", "expected"), ALLOWED.values(), ids=ALLOWED)
def test_what_is_allowed_comes_out_as_exact_html(source: str, expected: str) -> None:
    assert html(source) == expected


@pytest.mark.parametrize("source", ["{{ x }}", "{% x %}", "{# x #}", "~~x~~ $y$ {z} 100% a\\b [sic]"])
def test_signs_of_the_page_engine_are_shown_as_they_are_written(source: str) -> None:
    assert BeautifulSoup(html(source), "html.parser").get_text() == source


def test_headings_come_out_between_the_blocks_as_plain_words() -> None:
    source = "Before.\n\n### At *no* home\n".replace("*no* ", "") + "\nAfter.\n\n#### In the kitchen: {{ x }}\n\nEnd."
    assert to_html(parse(source, headings_from=3), root="", notes="n") == [
        "<p>Before.</p>",
        Heading(3, "At home"),
        "<p>After.</p>",
        Heading(4, "In the kitchen: {{ x }}"),
        "<p>End.</p>",
    ]


def test_headings_may_go_up_by_several_levels_and_down_by_one() -> None:
    levels = [3, 4, 5, 3, 4]
    source = "\n\n".join(f"{'#' * level} Heading\n\nText." for level in levels)
    pieces = to_html(parse(source, headings_from=3), root="", notes="n")
    assert [piece.level for piece in pieces if isinstance(piece, Heading)] == levels


def test_the_footnotes_of_two_texts_on_one_page_do_not_meet() -> None:
    source = parse("Asked.[^1]\n\n[^1]: In May.")
    first, second = (set(re.findall(r'id="([^"]+)"', str(to_html(source, root="", notes=n)))) for n in ("a", "b"))
    assert first
    assert not first & second


def test_every_text_comes_out_on_one_line() -> None:
    source = "\n\n".join(source for source, _ in ALLOWED.values() if "[^" not in source)
    assert "\n" not in html(source)


# What is not allowed

NOT_ALLOWED = {
    "HTML": ("A <b>baby</b>", [(2, 3, "HTML"), (9, 10, "HTML")]),
    "a script": ("<script>x</script>", [(0, 1, "HTML"), (9, 10, "HTML")]),
    "a comment": ("A <!-- b -->", [(2, 3, "HTML")]),
    "a processing instruction": ("A <?php ?>", [(2, 3, "HTML")]),
    "HTML in a list": ("- One\n- A <i>two</i>", [(10, 11, "HTML"), (16, 17, "HTML")]),
    "HTML in a table": ("| a |\n|---|\n| <b> |", [(14, 15, "HTML")]),
    "HTML in a footnote": ("A[^1]\n\n[^1]: <b>", [(13, 14, "HTML")]),
    "escaped HTML": ("A \\<b>", [(3, 4, "HTML")]),
    "an image": ("A ![b](https://a.example/c.png)", [(2, 4, "an image")]),
    "an image by reference": ("A ![b] c ![", [(2, 4, "an image"), (9, 11, "an image")]),
    "code": ("A `b`", [(2, 3, "code marks")]),
    "two pieces of code": ("`a` and `b`", [(0, 1, "code marks"), (8, 9, "code marks")]),
    "code of two backticks, then more": ("``a`b`` and `c`", [(0, 1, "code marks"), (12, 13, "code marks")]),
    "a fence": ("A\n\n```\nb\n```", [(3, 6, "a code block")]),
    "a fence of tildes": ("~~~ b\nc\n~~~", [(0, 5, "a code block")]),
    "an indented line": ("A\n\n    b\n\nC", [(3, 8, "a line indented")]),
    "a horizontal rule": ("A\n\n---\n\nB", [(3, 6, "a line of dashes")]),
    "a rule of stars": ("* * *", [(0, 5, "a line of dashes")]),
    "a heading": ("A\n\n# B", [(3, 6, "a heading;")]),
    "an underlined heading": ("A\n=\n\nB", [(0, 1, "a heading;")]),
    "an http link": ("[a](http://b.example)", [(2, 4, "a link to an address")]),
    "a javascript link": ("[a](javascript:alert(1))", [(2, 4, "a link to an address")]),
    "a javascript link in capitals": ("[a](JaVaScRiPt:alert(1))", [(2, 4, "a link to an address")]),
    "a javascript link with an entity": ("[a](java&#115;cript:alert(1))", [(2, 4, "a link to an address")]),
    "a vbscript link": ("[a](vbscript:x)", [(2, 4, "a link to an address")]),
    "a data link": ("[a](data:text/html,b)", [(2, 4, "a link to an address")]),
    "a file link": ("[a](file:///etc/passwd)", [(2, 4, "a link to an address")]),
    "a link to a telephone": ("[a](tel:999)", [(2, 4, "a link to an address")]),
    "a protocol-relative link": ("[a](//b.example)", [(2, 4, "a link to an address")]),
    "a link with backslashes": ("[a](/\\b.example)", [(2, 4, "a link to an address")]),
    "a relative link": ("[a](b/)", [(2, 4, "a link to an address")]),
    "a link up and out": ("[a](/../b/)", [(2, 4, "a link to an address")]),
    "a link to a place alone": ("[a](#b)", [(2, 4, "a link to an address")]),
    "a link to nowhere": ("[a]()", [(2, 4, "a link to an address")]),
    "a link with a name before the host": ("[a](https://b@c.example/)", [(2, 4, "a link to an address")]),
    "a bad link after a good one": ("[a](https://b.example) [c](d)", [(25, 27, "a link to an address")]),
    "a bad link of two in a list": ("- [a](/b/)\n- [c](d)", [(15, 17, "a link to an address")]),
    "a link without words": ("[](https://a.example)", [(1, 3, "a link without words")]),
    "a link with a title": ('[a](https://b.example "c")', [(2, 4, "a link with a title")]),
    "a link with a space in its address": ("[a](https://b c)", [(2, 4, "a link that is not complete")]),
    "a link by reference": ("[a][b]", [(2, 4, "a link by reference")]),
    "where a reference leads": ("[a]: https://b.example", [(2, 4, "a link by reference")]),
    "an attribute list": ("A {: .b }", [(2, 4, "an attribute list")]),
    "a footnote without its note": ("A[^1]", [(1, 3, "a footnote mark")]),
    "a note without its mark": ("A\n\n[^1]: B", [(3, 8, "a footnote that no text points to")]),
    "a note whose mark is escaped": (
        "A \\[^1]\n\n[^1]: B",
        [(3, 5, "a footnote mark"), (9, 14, "a footnote that no text points to")],
    ),
    "a note in its own note": ("[^1]:[^1]", [(0, 2, "a footnote inside a footnote")]),
    "two notes of one number": ("A[^1]\n\n[^1]: B\n\n[^1]: C", [(16, 21, "a second footnote")]),
    "quotes deep inside one another": (">" * 16 + " a", [(0, 18, "lists or quotes deep")]),
    "an entity that is HTML, before a sign of comparison": (
        "See &lt;b&gt;.\n\nHere 2 <3.",
        [(0, 14, "HTML")],
    ),
}


@pytest.mark.parametrize(("source", "expected"), NOT_ALLOWED.values(), ids=NOT_ALLOWED)
def test_what_is_not_allowed_is_a_fault_at_its_place(source: str, expected: list[tuple[int, int, str]]) -> None:
    found = faults(source)
    assert [(start, end) for start, end, _ in found] == [(start, end) for start, end, _ in expected]
    for fault, (_, _, said) in zip(found, expected, strict=True):
        assert fault.message.startswith(said)


HEADINGS_NOT_ALLOWED = {
    "too high": ("A\n\n## B\n\nC", (3, 7), "a heading of level 2; sub-headings begin at `### `"),
    "a level left out": ("### A\n\n##### B", (7, 14), "a heading that skips a level; `#### ` comes next"),
    "the first too low": ("#### A", (0, 6), "a heading that skips a level; `### ` comes next"),
    "emphasis": ("### A *b*", (0, 9), "a heading with emphasis or a link in it; headings are plain words"),
    "a link": ("### [A](/b/)", (0, 12), "a heading with emphasis or a link in it; headings are plain words"),
    "no words": ("###", (0, 3), "a heading without words"),
    "underlined": (
        "A\n---\n\nB",
        (0, 1),
        "a line of = or - under a text makes it a heading; write `### ` before it instead",
    ),
    "no space": (
        "###A",
        (0, 4),
        "a heading that is not set apart; leave an empty line before it and a space after #",
    ),
    "in a list": ("- ### A", (0, 7), "a heading inside a list or a quote; begin it at the margin"),
    "in a quote": ("> ### A", (0, 7), "a heading inside a list or a quote; begin it at the margin"),
    "in a footnote": ("A[^1]\n\n[^1]: ### B", (7, 18), "a heading inside a list or a quote; begin it at the margin"),
}


@pytest.mark.parametrize(("source", "place", "message"), HEADINGS_NOT_ALLOWED.values(), ids=HEADINGS_NOT_ALLOWED)
def test_a_heading_that_is_not_right_is_a_fault(source: str, place: tuple[int, int], message: str) -> None:
    assert [tuple(fault) for fault in faults(source, headings_from=3)] == [(*place, message)]


def test_a_cell_too_many_in_a_table_is_not_dropped() -> None:
    [fault] = faults("| Helped |\n|---|\n| A visit | A queue |")
    assert (fault.start, fault.end) == (17, 38)


def test_all_faults_come_at_once_in_order_and_no_more_than_can_be_read() -> None:
    found = faults("A `b`.\n\n[c](d)\n\n<e>")
    assert [fault.start for fault in found] == [2, 10, 16]
    assert len(faults("<b> " * 1000)) == MOST_FAULTS


@pytest.mark.parametrize("label", ["\x07", "\x1b[31m", "x" * 5_000])
def test_a_message_holds_nothing_unprintable_and_stays_short(label: str) -> None:
    for fault in faults(f"A\n\n[^{label.replace('[', '')}]: B"):
        assert fault.message.isprintable()
        assert len(fault.message) < 200


# Properties

MARKS = [*"[]()*_`<>#|-+~!\\&{}:^=./;'\"\n\t @", "\n\n", "- ", "1. ", "> ", "### ", "    ", "|-|\n", "[^1]", "[^1]: "]
WORDS = ["a", "B", "7", "é", "https://a.example/", "/b/", "](", "](/b/)", "javascript:", "http://", "//c", "<b>", "</"]
WORDS += ["<img src=x onerror=y>", "<https://d.example>", "{{ e }}", "{% f %}", "{: .g }", "&lt;", "&#60;", "onclick="]
TEXTS = st.lists(st.sampled_from(MARKS + WORDS), max_size=40).map("".join) | st.text(max_size=200)
ALLOWED_TAGS = {
    "p": set(),
    "em": set(),
    "strong": set(),
    "ul": set(),
    "ol": {"start", "class"},
    "li": {"id"},
    "blockquote": set(),
    "table": {"role"},
    "thead": {"role"},
    "tbody": {"role"},
    "tr": {"role"},
    "th": {"scope", "class", "role"},
    "td": {"class", "role", "data-label"},
    "br": set(),
    "sup": {"id"},
    "div": {"class"},
    "a": {"href", "class", "aria-label"},
}
HREF = re.compile(r"https://[A-Za-z0-9][^\s]*|\.\./\.\./(?!/)[a-z0-9./-]*(#[A-Za-z0-9_-]+)?|#n-(at|note)-\d+")


@given(TEXTS, st.sampled_from([None, 3]))
@example("- ### a", 3)
@example('[a](https://b.example "c")', None)
@example("[a](/b//c/)", None)
def test_whatever_is_written_is_a_fault_inside_the_text_or_safe_html(source: str, headings_from: int | None) -> None:
    try:
        prose = parse(source, headings_from=headings_from)
    except NotProse as refused:
        assert refused.faults
        for fault in refused.faults:
            assert 0 <= fault.start <= fault.end <= len(source)
            assert fault.message
        return
    pieces = to_html(prose, root="../../", notes="n")
    assert pieces == to_html(parse(source, headings_from=headings_from), root="../../", notes="n")
    for piece in pieces:
        if isinstance(piece, Heading):
            assert 3 <= piece.level <= 6
            continue
        for tag in BeautifulSoup(piece, "html.parser").find_all(True):
            assert isinstance(tag, Tag)
            assert set(tag.attrs) <= ALLOWED_TAGS[tag.name]
            if tag.name == "a":
                assert HREF.fullmatch(str(tag["href"])), tag["href"]


LETTERS = st.lists(
    st.sampled_from([*"abcdefg", " ", "\n", "\n\n", "- ", "1. ", "> ", "| ", "\n|-|\n", "*", "**", "_", "  ", "\\"]),
    max_size=30,
).map("".join)


@given(LETTERS)
@example("| a\n|-|\n| b | c")
def test_no_letter_is_quietly_dropped(source: str) -> None:
    try:
        prose = parse(source)
    except NotProse:
        return
    shown = BeautifulSoup("".join(map(str, to_html(prose, root="", notes="n"))), "html.parser").get_text()
    assert re.sub("[^a-g]", "", shown) == re.sub("[^a-g]", "", source)


@given(LETTERS)
@example("- un**help**ful")
def test_the_words_are_those_that_a_reader_sees(source: str) -> None:
    try:
        prose = parse(source)
    except NotProse:
        return
    page = "".join(map(str, to_html(prose, root="", notes="n")))
    spaced = re.sub(r"(</?(p|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|div)\b|<br>)", r" \1", page)
    assert prose.words.split() == BeautifulSoup(spaced, "html.parser").get_text().split()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("One *two* three.", "One two three."),
        ("One.\n\nTwo.", "One. Two."),
        ("- One\n- Two", "One Two"),
        ("- un**help**ful", "unhelpful"),
        ("| a | b |\n|---|---|\n| un**help**ful | c |", "a b unhelpful c"),
        ("[Read this](/a/)", "Read this"),
        ("Asked.[^1]\n\n[^1]: In May.", "Asked."),
        ("One  \ntwo", "One two"),
        ("", ""),
    ],
)
def test_the_words_of_a_text(source: str, words: str) -> None:
    assert parse(source).words.split() == words.split()


def test_a_text_is_there_when_it_has_something_in_it() -> None:
    assert parse("A")
    assert not parse("  \n ")


# Limits


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a" * 60_001, "60,001 characters; a text has 60,000 at most, so split it"),
        ("a\n" * 2_001, "more than 2,000 lines; split the text"),
        ("[" * 2_001, "thousands of marks such as [ or *; paste the text again without them"),
    ],
)
def test_a_text_too_long_is_one_fault_about_all_of_it(source: str, said: str) -> None:
    assert faults(source) == [Fault(0, len(source), said)]


def test_a_text_as_long_as_may_be_is_read() -> None:
    assert parse("word " * 12_000)
    assert parse("line\n" * 2_000)


WORST = [*"[]()*_`<>#|-+~!\\&{}:^=./;'\"\n\t1", "> ", "- ", "1. ", "[^", "[^1]: ", "![", "](", "<!", "</", "&&", "{:"]
WORST += ["\\~", "#=", "-]", "*_", "**a ", "a|", "|-", "<a ", "[](", "![](", "\n>", "\n- ", "\n#", "`a", "&#", "a\n=\n"]


@pytest.mark.parametrize("mark", WORST)
def test_sixty_thousand_of_any_mark_are_read_in_a_second(mark: str) -> None:
    source = (mark * 60_000)[:60_000]
    begin = time.process_time()
    for headings_from in (None, 3):
        try:
            to_html(parse(source, headings_from=headings_from), root="", notes="n")
        except NotProse:
            continue
    assert time.process_time() - begin < 4, "read twice; a second each, and as much again for a slow machine"


@pytest.mark.parametrize(
    "address",
    [
        "/" + "a" * 24 + "_",
        "/guidance/publication-calendar_x/",
        "/a" + "-b" * 1_000 + "!",
        "https://" + "a." * 1_000 + "!",
        "https://" + "a-" * 1_000 + "@",
    ],
)
def test_an_address_that_is_nearly_right_is_refused_at_once(address: str) -> None:
    begin = time.process_time()
    assert faults(f"[a]({address})")
    assert time.process_time() - begin < 0.5


def test_entities_that_are_written_out_are_shown_as_they_are_written() -> None:
    assert to_html(parse("Write &amp;amp; for 1 < 2 & more."), root="", notes="n") == [
        "<p>Write &amp;amp; for 1 &lt; 2 &amp; more.</p>"
    ]


def test_a_text_of_hundreds_of_footnotes_or_a_link_of_thousands_of_letters_is_refused() -> None:
    def notes(number: int) -> str:
        return " ".join(f"a[^{n}]" for n in range(number)) + "\n\n" + "\n".join(f"[^{n}]: b" for n in range(number))

    parse(notes(200))
    with pytest.raises(NotProse, match="201 footnotes; a text has 200 at most"):
        parse(notes(201))
    with pytest.raises(NotProse, match=r"a link of 2,0\d\d characters; 2,000 at most"):
        parse(f"[here](https://here.example/{'a' * 2000})")
