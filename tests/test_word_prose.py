"""Texts of records into Word and back: nothing is lost, and what a record cannot hold is a fault with its place."""

import io
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import nsdecls, qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator

from macros.prose import Element, NotProse, Prose, parse
from macros.word import NotReadable, blank, same_bytes
from macros.word.controls import place
from macros.word.prose_in import Book, Fault, Read, read_prose
from macros.word.prose_out import write_prose
from macros.word.prose_runs import likeness
from macros.word.prose_source import source_of
from tests.returned import part, saved, through_libreoffice, with_parts

VALIDATOR = OpenXmlValidator()
RELATIONS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
EVERYTHING = """\
First *one*, **two** and ***three***, [a link](https://a.example/x?y=1&z=2#w).
[**A** page](/guidance/publication/#days) a line that goes on, and one that\\
is broken.[^n] The same note again[^n] and another.[^m]

### Heading one

- tight
- points
  1. with numbers
  2. two
  - and others
- third

* another list

  second paragraph[^m]

  > quoted in the list
  >
  > - with a list

  > another quote

7. seven
8. eight

> a quote
>
> of two paragraphs

> another
>
> > nested
> >
> > - a
> >   - b

- > a quote in a point
- - a list in a point

#### Heading two

| A | *B* | C | D |
|---|:--|:-:|--:|
| 1 | 2 **b** [l](https://c.example/d) | 3[^o] | \\| |
| | | | |

| Another table |
|---|
| 5 * 3 |

1. With space

   - and without

2. Three

[^n]: Note one.

    Second paragraph with *emphasis* and [a link](https://note.example/).

    - a list
    - in a note
[^m]: - begins with a list
[^o]: In a cell.
"""


def written(source: str) -> bytes:
    document = blank("It")
    write_prose(document, document, parse(source, headings_from=3))
    return same_bytes(document)


def read(data: bytes, headings_from: int | None = 3) -> Read:
    book = Book.of(data)
    return read_prose([book.body], book, headings_from)


def same(one: Prose, other: Prose) -> bool:
    return likeness(one) == likeness(other)


def findings(data: bytes, folder: Path) -> list[str]:
    file = folder / "x.docx"
    file.write_bytes(data)
    return [str(error) for error in VALIDATOR.validate(str(file)).errors]


# Into Word.


def opened(source: str) -> Document:
    return docx.Document(io.BytesIO(written(source)))


def lines(document: Document) -> list[tuple[str, str]]:
    return [(one.style.name if one.style else "", one.text) for one in document.paragraphs]


def test_emphasis_is_a_look_of_words_and_a_line_is_broken_where_it_was() -> None:
    [line] = opened("A *b **c*** d\\\ne").paragraphs
    looks = [(run.text, bool(run.bold), bool(run.italic)) for run in line.runs]
    assert looks == [
        ("A ", False, False),
        ("b ", False, True),
        ("c", True, True),
        (" d", False, False),
        ("\n", False, False),
        ("e", False, False),
    ]


def test_headings_have_the_styles_of_their_levels() -> None:
    document = opened("### A\n\nB\n\n#### C\n\n##### D\n\n###### E")
    assert lines(document) == [
        ("Heading 3", "A"),
        ("Normal", "B"),
        ("Heading 4", "C"),
        ("Heading 5", "D"),
        ("Heading 6", "E"),
    ]


def test_what_stands_in_lists_and_quotes_says_so_by_its_style() -> None:
    document = opened("- a\n\n  b\n\n  1. c\n\n     > d\n\n> e\n>\n> - f")
    assert lines(document) == [
        ("List Bullet", "a"),
        ("List Continue", "b"),
        ("List Number 2", "c"),
        ("Quote in List 2", "d"),
        ("Quote", "e"),
        ("List Bullet in Quote", "f"),
    ]


def test_each_list_counts_for_itself_from_its_own_first_number() -> None:
    document = opened("4. a\n5. b\n\n1) c")
    first, second, third = (one._p.xpath("./w:pPr/w:numPr/w:numId/@w:val")[0] for one in document.paragraphs)
    assert first == second != third
    book = Book.of(written("4. a\n5. b\n\n1) c"))
    assert [book.lists[number].levels[0].start for number in (first, third)] == [4, 1]


def test_a_table_repeats_its_head_and_keeps_the_sides_of_its_columns() -> None:
    document = opened("| A | B | C |\n|---|:-:|--:|\n| 1 | 2 | 3 |")
    [table] = document.tables
    assert table.style and table.style.name == "Table Grid"
    assert [row._tr.xpath("boolean(./w:trPr/w:tblHeader)") for row in table.rows] == [True, False]
    assert [cell._tc.xpath("string(./w:p/w:pPr/w:jc/@w:val)") for cell in table.rows[1].cells] == [
        "",
        "center",
        "right",
    ]


def test_footnotes_are_those_of_word_and_made_only_where_there_are_some() -> None:
    with pytest.raises(KeyError):
        part(written("A"), "word/footnotes.xml")
    data = written("A[^1] b[^2] c[^1]\n\n[^1]: One.\n[^2]: [Two](https://a.example/)")
    root = etree.fromstring(part(data, "word/footnotes.xml"))
    assert [node.get(qn("w:type")) for node in root] == ["separator", "continuationSeparator", None, None]
    assert ["".join(node.itertext()).strip() for node in root[2:]] == ["One.", "Two"]
    assert b"https://a.example/" in part(data, "word/_rels/footnotes.xml.rels")
    text = part(data, "word/document.xml").decode()
    assert text.count("<w:footnoteReference ") == 2
    assert "NOTEREF _RefNote1 " in text
    assert text.count("<w:bookmarkStart ") == 1


def test_links_lead_out_of_the_file_and_those_to_pages_of_the_site_say_so() -> None:
    data = written("[a](https://a.example/?b=1&c=2) [d](/guidance/#e)")
    root = etree.fromstring(part(data, RELATIONS))
    links = [(node.get("Target"), node.get("TargetMode")) for node in root if node.get("Type") == f"{OFFICE}/hyperlink"]
    assert links == [("https://a.example/?b=1&c=2", "External"), ("site:/guidance/#e", "External")]


def in_a_cell(source: str) -> Document:
    document = blank("It")
    cell = document.add_table(1, 2).rows[0].cells[1]
    for node in place("overview"):
        cell.paragraphs[0]._p.append(node)
    write_prose(document, cell, parse(source, headings_from=3))
    return document


@pytest.mark.parametrize("source", ["A", "A[^1] b[^1]\n\n[^1]: C", "- a\n- b", "| a |\n|---|\n| b |", EVERYTHING])
def test_a_text_in_a_cell_is_read_from_it_and_its_bookmark_stays_around_it(source: str, tmp_path: Path) -> None:
    data = same_bytes(in_a_cell(source))
    assert findings(data, tmp_path) == []
    book = Book.of(data)
    cell = list(book.body.iter(qn("w:tc")))[1]
    found = read_prose([cell], book, 3)
    assert found.faults == ()
    assert same(parse(found.source, headings_from=3), parse(source, headings_from=3))
    start = next(cell.iter(qn("w:bookmarkStart")))
    assert start.get(qn("w:name")) == "overview"
    ends = [node.get(qn("w:id")) for node in cell.iter(qn("w:bookmarkEnd"))]
    assert start.get(qn("w:id")) in ends


def test_the_first_line_of_a_cell_is_used_up() -> None:
    assert [one.text for one in in_a_cell("A\n\nB").tables[0].rows[0].cells[1].paragraphs] == ["A", "B"]


def test_several_texts_in_one_document_keep_their_footnotes_apart() -> None:
    document = blank("It")
    for name in ("One", "Two"):
        write_prose(document, document, parse(f"{name}[^1], again[^1]\n\n[^1]: Of {name}"))
    document.save(made := io.BytesIO())
    assert read(made.getvalue()).source == "One[^1], again[^1]\n\nTwo[^2], again[^2]\n\n[^1]: Of One\n\n[^2]: Of Two"


def test_what_is_written_is_valid_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    assert findings(written(EVERYTHING), tmp_path) == []
    assert written(EVERYTHING) == written(EVERYTHING)


# There and back.


def test_a_text_with_everything_comes_back_the_same() -> None:
    found = read(written(EVERYTHING))
    assert found.faults == ()
    assert same(parse(found.source, headings_from=3), parse(EVERYTHING, headings_from=3))


def test_two_texts_that_differ_are_not_taken_for_the_same() -> None:
    sources = [
        "a b",
        "a *b*",
        "a **b**",
        "a\n\nb",
        "- a b",
        "1. a b",
        "2. a b",
        "> a b",
        "[a b](/)",
        "a\\\nb",
        "a b[^1]\n\n[^1]: c",
    ]
    sources += [
        "- a\n- b",
        "- a\n\n- b",
        "- a\n\n* b",
        "> a\n>\n> b",
        "> a\n\n> b",
        "### a b",
        "| a b |\n|---|",
        "| a b |\n|--:|",
    ]
    found = [likeness(parse(source, headings_from=3)) for source in sources]
    assert all(one != other for place, one in enumerate(found) for other in found[:place])


WORDS = [
    *("5 * 3 and *starred*", "snake_case and _low_ _", "# not a heading", "#1 of 3", "1. not a point", "12) neither"),
    *(
        "- no point",
        "+ none",
        "-5 degrees",
        "-- or ---",
        "> no quote",
        "| no | table |",
        "= 5",
        ":--",
        "a\\b \\* \\",
        "`code`",
    ),
    *(
        "&amp; &#42; & &c",
        "2 < 3 > 1",
        "[sic] [a] (b)",
        "wait! (so)",
        "C# and F#",
        "~ about",
        "{{ x }}",
        "100%",
        "a\u00a0b",
    ),
    *("A. B.", "(a) one", "2024. was hard", "“quoted”", "é, ł, 李", "https://a.example/b_c_d"),
]


@pytest.mark.parametrize("words", [words for words in WORDS if not words.startswith("#")])
def test_words_that_look_like_marks_come_back_as_the_words_they_are(words: str) -> None:
    document = blank("It")
    document.add_paragraph(words)
    document.add_paragraph("Begin").add_run().add_break()
    document.paragraphs[1].add_run(words)
    document.add_paragraph().add_run(words).bold = True
    document.add_paragraph(words, style="Quote")
    document.add_paragraph(words, style="List Bullet")
    document.add_table(1, 1).rows[0].cells[0].text = words
    found = parse(read(saved(document)).source)
    assert likeness(found) == likeness(
        Prose(
            "",
            (
                Element("paragraph", (words,)),
                Element("paragraph", ("Begin", Element("break"), words)),
                Element("paragraph", (Element("strong", (words,)),)),
                Element("quote", (Element("paragraph", (words,)),)),
                Element("bullet-list", (Element("item", (words,)),)),
                Element("table", (Element("table-head", (Element("row", (Element("head-cell", (words,)),)),)),)),
            ),
        )
    )


def test_plain_words_are_not_escaped() -> None:
    plain = "A boy (aged 5) said: “It is 3 * 4 - or 2 + 2, [sic] & so on!” See snake_case, C#, 100% / 1.5, x > y."
    document = blank("It")
    document.add_paragraph(plain)
    assert read(saved(document)).source == plain


SIGNS = [
    "a",
    "bc",
    "d.",
    "(e)",
    "1.",
    "-",
    "*",
    "_",
    "x_y",
    "é",
    "“q”",
    "&",
    "7",
    "[sic]",
    ">",
    "|",
    "\\",
    "to",
    " ",
    " ",
]
PLAIN = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=5).map(" ".join)
TARGETS = st.sampled_from(["https://a.example/b?c=(d)&e=f#g", "/guidance/x/", "/"])


def marked(kind: str, inside: st.SearchStrategy[tuple[Element | str, ...]]) -> st.SearchStrategy[Element]:
    return inside.map(lambda parts: Element(kind, parts))


@cache
def inline(notes: int, breaks: bool = True) -> st.SearchStrategy[tuple[Element | str, ...]]:
    others: list[st.SearchStrategy[Element]] = [st.just(Element("break"))] if breaks else []
    others += [st.integers(1, notes).map(lambda number: Element("note", number=number))] if notes else []
    leaf = st.one_of(PLAIN, PLAIN, *others)

    def looks(inner: st.SearchStrategy[Element | str]) -> st.SearchStrategy[Element | str]:
        parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return marked("strong", parts) | marked("emphasis", parts)

    styled = st.recursive(leaf, looks, max_leaves=4)
    link = st.builds(
        lambda parts, target: Element("link", ("l", *parts), target=target), st.lists(styled, max_size=2), TARGETS
    )
    return st.lists(st.one_of(styled, styled, link), min_size=1, max_size=4).map(lambda parts: ("w ", *parts))


def listed(parts: tuple[str, int, list[tuple[Element | str, ...]]]) -> Element:
    kind, number, items = parts
    return Element(
        kind, tuple(Element("item", item) for item in items), number=number if kind == "numbered-list" else 0
    )


@cache
def blocks(notes: int) -> st.SearchStrategy[Element]:
    paragraph = marked("paragraph", inline(notes))

    def around(inner: st.SearchStrategy[Element]) -> st.SearchStrategy[Element]:
        several = st.lists(inner, min_size=1, max_size=3).map(tuple)
        close = st.builds(lambda parts, more: (*parts, *more), inline(notes), st.lists(inner, max_size=2))
        items = st.lists(several, min_size=1, max_size=3) | st.lists(close, min_size=1, max_size=3)
        lists = st.tuples(st.sampled_from(["bullet-list", "numbered-list"]), st.sampled_from([1, 1, 5]), items).map(
            listed
        )
        return marked("quote", several) | lists | lists

    return st.recursive(paragraph, around, max_leaves=8)


def table(rows: list[list[tuple[Element | str, ...]]], sides: list[str]) -> Element:
    def row(kind: str, cells: list[tuple[Element | str, ...]]) -> Element:
        return Element("row", tuple(Element(kind, cell, align=side) for cell, side in zip(cells, sides, strict=True)))

    head, *body = rows
    inside = (
        Element("table-head", (row("head-cell", head),)),
        Element("table-body", tuple(row("cell", one) for one in body)),
    )
    return Element("table", inside)


@st.composite
def sources(draw: st.DrawFn) -> str:
    """The source of a text with anything in it. A point that can only be written with space gets it."""
    notes = draw(st.integers(0, 3))
    cell = inline(notes, breaks=False) | st.just(())
    width = draw(st.integers(1, 3))
    row = st.lists(cell, min_size=width, max_size=width)
    sides = st.lists(st.sampled_from(["", "left", "center", "right"]), min_size=width, max_size=width)
    whole: list[Element] = []
    for kind in draw(st.lists(st.sampled_from(["block", "block", "table", "heading"]), max_size=4)):
        if kind == "table":
            whole.append(table(draw(st.lists(row, min_size=1, max_size=3)), draw(sides)))
        elif kind == "heading":
            whole.append(Element("heading", (draw(PLAIN) + " h",), number=3))
        else:
            whole.append(draw(blocks(notes)))
    pointed = tuple(Element("note", number=number) for number in range(1, notes + 1))
    whole.append(Element("paragraph", ("All notes: ", *pointed)))
    of_notes = [draw(st.lists(blocks(0), min_size=1, max_size=2)) for _ in pointed]
    return source_of(whole, of_notes)


@settings(max_examples=60)
@given(sources())
def test_whatever_a_record_holds_comes_back_from_word_the_same(source: str) -> None:
    try:
        prose = parse(source, headings_from=3)
    except NotProse:
        return
    found = read(written(source))
    assert found.faults == ()
    assert same(parse(found.source, headings_from=3), prose)


MARKS = [
    "a",
    "b",
    "cd",
    "é",
    " ",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "3. ",
    "> ",
    "| ",
    "\n|-|\n",
    "*",
    "**",
    "_",
    "  ",
    "\\",
    "    ",
]
MARKS += [
    "[^1]",
    "\n\n[^1]: ",
    "\n  ",
    "[x](/a/)",
    "[**y**](https://a.example/b)",
    "\n\n### ",
    "&amp;",
    "\n> - ",
    "\n  - ",
]


@given(st.lists(st.sampled_from(MARKS), max_size=25).map("".join))
def test_whatever_is_taken_as_a_text_comes_back_from_word_the_same(source: str) -> None:
    try:
        prose = parse(source, headings_from=3)
    except NotProse:
        return
    assert same(parse(read(written(source)).source, headings_from=3), prose)


def test_libreoffice_loses_nothing_but_the_left_side_of_a_column(tmp_path: Path) -> None:
    long = "\n\n".join(f"### Part {number}\n\n{'Words that go on. ' * 40}" for number in range(5))
    deep = "- a\n  - b\n    1. c\n       - d\n         - e\n\n> > > a\n> > >\n> > > 1. b\n> > >\n> > >    c"
    sources = {
        "everything": EVERYTHING,
        "long": long,
        "deep": deep,
        "lists": "1. a\n2. b\n\n1) c\n\n- d\n\n* e\n\n9. f",
    }
    back = through_libreoffice({f"{name}.docx": written(source) for name, source in sources.items()}, tmp_path)
    for name, source in sources.items():
        found = read(back[f"{name}.docx"])
        assert found.faults == ()
        assert same(parse(found.source, headings_from=3), parse(source.replace(":--", "---"), headings_from=3)), name


# Out of Word, from whatever program and person.

DECLARED = nsdecls("w", "r", "m", "wp")


def word(
    body: str, *, styles: str = "", numbering: str = "", notes: str = "", links: str = "", kind: str = "footnote"
) -> bytes:
    """A Word file with a body of our own, and more of each kind of part."""
    data = same_bytes(blank("It"))
    parts = {"word/document.xml": f"<w:document {DECLARED}><w:body>{body}</w:body></w:document>"}
    rels = part(data, RELATIONS).decode()
    if styles:
        parts["word/styles.xml"] = part(data, "word/styles.xml").decode().replace("</w:styles>", f"{styles}</w:styles>")
    if numbering:
        parts["word/numbering.xml"] = f"<w:numbering {DECLARED}>{numbering}</w:numbering>"
    if notes:
        parts[f"word/{kind}s.xml"] = f"<w:{kind}s {DECLARED}>{notes}</w:{kind}s>"
        links += f'<Relationship Id="n1" Type="{OFFICE}/{kind}s" Target="/word/{kind}s.xml"/>'
    parts[RELATIONS] = rels.replace("</Relationships>", f"{links}</Relationships>")
    return with_parts(data, {name: content.encode() for name, content in parts.items()})


def p(inside: str, style: str = "", more: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr>{inside if inside.startswith('<') else r(inside)}</w:p>"


def r(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""


def point(text: str, number: int, level: int = 0, more: str = "") -> str:
    return p(text, "", f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>{more}')


def field(code: str, words: str) -> str:
    def sign(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    return f"{sign('begin')}<w:r><w:instrText>{code}</w:instrText></w:r>{sign('separate')}{words}{sign('end')}"


def tables(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{one if one.startswith('<') else p(one)}</w:tc>" for one in row) for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def link(id: str, target: str) -> str:
    return f'<Relationship Id="{id}" Type="{OFFICE}/hyperlink" Target="{target}" TargetMode="External"/>'


def kind_of_list(number: int, form: str, levels: int = 3, start: int = 1, text: str = "%1.") -> str:
    inside = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        f'<w:pPr><w:ind w:left="{720 * (level + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
        for level in range(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{number}">{inside}</w:abstractNum>'


def num(number: int, kind: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kind}"/>{more}</w:num>'


BOLD, ITALIC = "<w:b/>", "<w:i/>"
OFF = '<w:b w:val="0"/>'
KINDS = kind_of_list(0, "bullet", text="\u2022") + kind_of_list(1, "decimal") + kind_of_list(2, "none", text="")
KINDS += kind_of_list(3, "decimal", start=5) + kind_of_list(4, "decimal", text="")
NUMBERING = (
    KINDS
    + num(11, 0)
    + num(12, 1)
    + num(13, 1, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
)
NUMBERING += num(14, 2) + num(15, 1) + num(16, 3) + num(17, 4)
STYLES = (
    '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="Heading2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Outline"><w:name w:val="Outline"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr>'
    "</w:style>"
    '<w:style w:type="paragraph" w:styleId="Bold"><w:name w:val="Bold"/><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Deep"><w:name w:val="Intense Quote"/><w:rPr><w:i/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Line"><w:name w:val="List Paragraph"/><w:pPr><w:ind w:left="720"/></w:pPr>'
    "</w:style>"
    '<w:style w:type="paragraph" w:styleId="Within"><w:name w:val="Quote in List"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="character" w:styleId="Fett"><w:name w:val="Strong"/></w:style>'
    '<w:style w:type="character" w:styleId="Kursiv"><w:name w:val="Emphasis"/><w:rPr><w:i/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:vanish/></w:rPr></w:style>'
)
NOTES = "".join(
    f'<w:footnote w:id="{id}">{p("<w:r><w:footnoteRef/></w:r>" + r(" " + text))}</w:footnote>'
    for id, text in ((2, "Two."), (3, "Three."))
)
LINKS = link("a1", "https://a.example/b") + link("a2", "/guidance/x/") + link("a3", "https://a.example/(b c)")
LINKS += link("a4", "mailto:a@b.example") + link("a5", "http://a.example/")
END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
REF = '<w:r><w:footnoteReference w:id="%d"/></w:r>'

READ: dict[str, tuple[str, str]] = {
    "bold and italic": (
        p(r("a ") + r("b", BOLD) + r(" c ") + r("d", ITALIC) + r(" e ", BOLD + ITALIC)),
        "a **b** c _d **e**_",
    ),
    "what is off": (p(r("a", OFF) + r("b", '<w:i w:val="false"/>')), "ab"),
    "runs that a program cut": (
        p(r("un", BOLD) + r("help", BOLD) + r("ful ", BOLD) + r("is", BOLD) + r(" this")),
        "**unhelpful is** this",
    ),
    "space at the edges of emphasis": (p(r("a") + r(" b ", BOLD) + r("c")), "a **b** c"),
    "emphasis of space alone": (p(r("a") + r(" ", BOLD) + r("b")), "a b"),
    "emphasis inside a word": (p(r("un") + r("help", ITALIC) + r("ful")), "un*help*ful"),
    "bold beside a sign": (p(r("a") + r("(b)", BOLD) + r("c")), "&#97;**(b)**&#99;"),
    "the styles Strong and Emphasis": (
        p(r("a", '<w:rStyle w:val="Fett"/>') + r(" ") + r("b", '<w:rStyle w:val="Kursiv"/>')),
        "**a** _b_",
    ),
    "a look that is no emphasis": (
        p(r("a", "<w:u/>") + r("b", '<w:vertAlign w:val="superscript"/>') + r("c", '<w:color w:val="FF0000"/>')),
        "abc",
    ),
    "the look of a paragraph's style": (p("a", "Bold") + p("b", "Deep"), "a\n\n> b"),
    "signs of Word": (
        p("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:softHyphen/><w:t>d</w:t></w:r>"),
        "a b-cd",
    ),
    "lines that end": (
        p('<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:br w:type="page"/><w:t>c</w:t><w:cr/></w:r>'),
        "a\\\nb c",
    ),
    "signs that nobody sees": (p("a\u200bb\u00adc\u202ed\u2028e"), "abcd e"),
    "a space that breaks no line": (p("a\u00a0b "), "a\u00a0b"),
    "spaces and empty paragraphs": (p("  a   b  ") + p("") + p("  ") + p("c"), "a b\n\nc"),
    "points by number": (
        point("a", 11) + point("b", 11, 1) + point("c", 11) + point("d", 12),
        "- a\n  - b\n- c\n\n1. d",
    ),
    "points by style": (p("a", "ListBullet") + p("b", "ListBullet2") + p("c", "ListNumber"), "- a\n  - b\n\n1. c"),
    "a style whose number was taken away": (
        p("a", "ListBullet") + p("b", "ListBullet", '<w:numPr><w:numId w:val="0"/></w:numPr>'),
        "- a\n\n  b",
    ),
    "points that begin a level too deep": (point("a", 11, 1) + point("b", 11, 1) + p("c"), "- a\n- b\n\nc"),
    "a list that goes on counting after a paragraph": (
        point("a", 12) + point("b", 12) + p("c") + point("d", 12),
        "1. a\n2. b\n\nc\n\n3. d",
    ),
    "a list that goes on in another of its kind": (point("a", 12) + point("b", 15), "1. a\n2. b"),
    "a list that begins anew": (point("a", 12) + point("b", 13) + point("c", 13), "1. a\n\n1) b\n2) c"),
    "a level that counts anew": (
        point("a", 12) + point("b", 12, 1) + point("c", 12, 1) + point("d", 12) + point("e", 12, 1),
        "1. a\n   1. b\n   2. c\n2. d\n   1. e",
    ),
    "a point without words": (point("a", 11) + point("", 11) + p("b"), "- a\n\nb"),
    "a paragraph below the words of a point": (
        point("a", 12) + p("b", "Line") + point("c", 12) + p("d"),
        "1. a\n\n   b\n\n2. c\n\nd",
    ),
    "points with space after them": (
        point("a", 11, more='<w:spacing w:after="160"/>') + point("b", 11, more='<w:spacing w:after="160"/>'),
        "- a\n\n- b",
    ),
    "points in a point that begin at 5, which needs space": (point("a", 11) + point("b", 16, 1), "- a\n\n  5. b"),
    "two quotes in a point, which need space": (
        point("a", 11) + p("b", "Within") + p("", "ListContinue") + p("c", "Within"),
        "- a\n\n  > b\n\n  > c",
    ),
    "numbers that show nothing": (point("a", 14) + point("b", 17), "a\n\nb"),
    "a quote": (p("a", "Quote") + p("b", "Quote") + p("") + p("c", "Quote"), "> a\n>\n> b\n\n> c"),
    "points in a quote": (
        p("a", "Quote") + p("b", "Quote", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="11"/></w:numPr>'),
        "> a\n>\n> - b",
    ),
    "headings by whatever name or id": (
        p("a", "berschrift1") + p("b", "Own") + p("c", "Outline") + p("d", "", '<w:outlineLvl w:val="1"/>'),
        "### a\n\n#### b\n\n##### c\n\n#### d",
    ),
    "headings that leave out a level": (
        p("a", "Heading1") + p("b", "Heading3") + p("c", "Heading1"),
        "### a\n\n#### b\n\n### c",
    ),
    "a heading with a look, and an empty one": (
        p(r("a ", BOLD) + r("b", ITALIC), "Heading1") + p("", "Heading2") + p("c #", "Heading2"),
        "### a b\n\n#### c \\#",
    ),
    "a numbered heading": (
        p("a", "Heading1", '<w:numPr><w:numId w:val="12"/></w:numPr>') + point("b", 12),
        "### a\n\n1. b",
    ),
    "a table": (tables(("a", "b"), ("c|d", "<w:p/>"), ("e",)), "| a | b |\n| --- | --- |\n| c\\|d |  |\n| e |"),
    "a table whose head is narrow": (tables(("a",), ("b", "c")), "| a |  |\n| --- | --- |\n| b | c |"),
    "cells of several lines": (
        tables((p("a") + p("b"), "<w:p><w:r><w:t>c</w:t><w:br/><w:t>d</w:t></w:r></w:p>")),
        "| a b | c d |\n| --- | --- |",
    ),
    "the sides of columns": (
        tables(
            ("a", "b", "c"),
            (
                p("d", "", '<w:jc w:val="right"/>'),
                p("e", "", '<w:jc w:val="both"/>'),
                p("f", "", '<w:jc w:val="center"/>'),
            ),
            (p("g", "", '<w:jc w:val="end"/>'), "h", "i"),
        ),
        "| a | b | c |\n| --: | --- | --- |\n| d | e | f |\n| g | h | i |",
    ),
    "footnotes": (p(r("a") + REF % 3 + r("b") + REF % 2), "a[^1]b[^2]\n\n[^1]: Three.\n\n[^2]: Two."),
    "a second mark for a footnote": (
        p(
            r("a")
            + field("NOTEREF _Ref1 \\f \\h", r("1"))
            + '<w:bookmarkStart w:id="0" w:name="_Ref1"/>'
            + REF % 2
            + '<w:bookmarkEnd w:id="0"/>'
        ),
        "a[^1][^1]\n\n[^1]: Two.",
    ),
    "a footnote before a sign": (p(r("a!") + REF % 2 + r("(b): c")), "a\\![^1]\\(b): c\n\n[^1]: Two."),
    "links": (
        p(
            f'<w:hyperlink r:id="a1">{r("a")}{r(" b", BOLD)}</w:hyperlink>{r(" ")}'
            f'<w:hyperlink r:id="a2">{r("c")}</w:hyperlink>'
        ),
        "[a **b**](https://a.example/b) [c](/guidance/x/)",
    ),
    "emphasis that ends inside a link": (
        p(f'{r("a ", ITALIC)}<w:hyperlink r:id="a1">{r("b", ITALIC)}{r(" c")}</w:hyperlink>'),
        "*a* [*b* c](https://a.example/b)",
    ),
    "an address with a bracket and a space": (
        p(f'<w:hyperlink r:id="a3">{r("a")}</w:hyperlink>'),
        "[a](https://a.example/\\(b%20c\\))",
    ),
    "a link by a field": (
        p(field('HYPERLINK "https://a.example/" \\l "b" \\o "tip"', r("a"))),
        "[a](https://a.example/#b)",
    ),
    "a link by a simple field": (
        p(f"<w:fldSimple w:instr='HYPERLINK \"https://a.example/\"'>{r('a')}</w:fldSimple>"),
        "[a](https://a.example/)",
    ),
    "a link to a place in the file": (
        p(f'<w:hyperlink w:anchor="x">{r("a")}</w:hyperlink>' + field("HYPERLINK \\l x", r("b"))),
        "ab",
    ),
    "numbers of pages": (p(r("a ") + field(" PAGE ", r("7")) + field("NUMPAGES", r("9")) + r("b")), "a b"),
    "a table of contents": (
        p(
            field("TOC \\o", r("a") + field("PAGEREF x", r("1"))).removesuffix(END),
            "TOC1",
        )
        + p("b", "TOC1")
        + p(END)
        + p("c"),
        "c",
    ),
    "a table of contents in a box": (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{p('a')}</w:sdtContent></w:sdt>{p('b')}",
        "b",
    ),
    "what is in boxes": (
        f"<w:sdt><w:sdtContent>{p('a')}</w:sdtContent></w:sdt>"
        f"<w:p><w:sdt><w:sdtContent>{r('b')}</w:sdtContent></w:sdt><w:smartTag>{r('c')}</w:smartTag></w:p>"
        f"<w:p>{r('d')}<w:sdt><w:sdtContent>{r('Write here')}</w:sdtContent></w:sdt></w:p>"
        f"<w:sdt><w:sdtContent>{p('Write here')}</w:sdtContent></w:sdt>",
        "a\n\nbc\n\nd",
    ),
}


@pytest.mark.parametrize("name", READ)
def test_what_somebody_wrote_in_word_is_read_as_a_record_holds_it(name: str) -> None:
    body, source = READ[name]
    found = read(word(body, styles=STYLES, numbering=NUMBERING, notes=NOTES, links=LINKS))
    assert found.faults == ()
    assert found.source == source
    parse(found.source, headings_from=3)


def test_endnotes_are_read_as_footnotes() -> None:
    body = p(r("a") + '<w:r><w:endnoteReference w:id="2"/></w:r>')
    notes = f'<w:endnote w:id="2">{p("b")}</w:endnote>'
    assert read(word(body, notes=notes, kind="endnote")).source == "a[^1]\n\n[^1]: b"


def test_a_box_in_a_line_is_read_alone() -> None:
    book = Book.of(word(f"<w:p>{r('before')}<w:sdt><w:sdtContent>{r('in', BOLD)}</w:sdtContent></w:sdt></w:p>"))
    assert read_prose([next(book.body.iter(qn("w:sdt")))], book).source == "**in**"


def test_the_place_of_whatever_is_read_can_be_named() -> None:
    found = read(word(p("a") + p("b", "Heading1") + p("c") + p("d") + tables(("e",)) + p(REF % 2), notes=NOTES))
    named = {word: found.place_of(found.source.index(word)) for word in ("a", "b", "c", "d", "e", "[^1]", "Two")}
    assert named == {
        "a": "paragraph 1",
        "b": "heading 1",
        "c": "paragraph 1 under heading 1",
        "d": "paragraph 2 under heading 1",
        "e": "table 1",
        "[^1]": "paragraph 3 under heading 1",
        "Two": "footnote 1",
    }


# What a record cannot hold.

SECRET = "Rosebud"
CHANGED, SAID = "a tracked change; accept or reject all changes", "a comment; delete all comments"
DRAWN, HIDDEN = "a picture, drawing, text box or object; take it out", "hidden text; show it or delete it"
FIELD = "a field that Word works out; replace it with its words"
ADDRESS = (
    "a link to an address that is not allowed; a link leads to https://… or to a page of the site, "
    "for example /guidance/publication/"
)
MERGED = "merged cells; split them, and write into each what it says"
S = r(SECRET)

REFUSED: dict[str, tuple[str, str, str]] = {
    "words put in": (p("a") + p(f"<w:ins>{S}</w:ins>"), "paragraph 2", CHANGED),
    "words taken out": (p(f"<w:del><w:r><w:delText>{SECRET}</w:delText></w:r></w:del>"), "paragraph 1", CHANGED),
    "words moved": (p(f"<w:moveTo>{S}</w:moveTo>"), "paragraph 1", CHANGED),
    "a look that was changed": (p(r(SECRET, "<w:rPrChange><w:rPr/></w:rPrChange>")), "paragraph 1", CHANGED),
    "a paragraph that was changed": (p(SECRET, "", "<w:pPrChange><w:pPr/></w:pPrChange>"), "paragraph 1", CHANGED),
    "the end of a paragraph taken out": (p(SECRET, "", "<w:rPr><w:del/></w:rPr>"), "paragraph 1", CHANGED),
    "a row put in": (tables((SECRET,)).replace("<w:tr>", "<w:tr><w:trPr><w:ins/></w:trPr>"), "table 1, row 1", CHANGED),
    "a comment": (p(f'<w:commentRangeStart w:id="0"/>{S}'), "paragraph 1", SAID),
    "the mark of a comment": (p(f'{S}<w:r><w:commentReference w:id="0"/></w:r>'), "paragraph 1", SAID),
    "a picture": (p(f"{S}<w:r><w:drawing/></w:r>"), "paragraph 1", DRAWN),
    "a picture alone": (p("a") + p("<w:r><w:pict/></w:r>"), "paragraph 2", DRAWN),
    "an object": (p("<w:r><w:object/></w:r>"), "paragraph 1", DRAWN),
    "a text box": (
        p(
            '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<w:txbxContent>{p(SECRET)}</w:txbxContent></mc:AlternateContent></w:r>"
        ),
        "paragraph 1",
        DRAWN,
    ),
    "an equation": (p(f"{S}<m:oMath/>"), "paragraph 1", "an equation; write it in words"),
    "hidden text": (p(r("a") + r(SECRET, "<w:vanish/>")), "paragraph 1", HIDDEN),
    "text hidden by its style": (p(r(SECRET, '<w:rStyle w:val="Gone"/>')), "paragraph 1", HIDDEN),
    "words crossed out": (
        p(r(SECRET, '<w:strike/><w:dstrike w:val="0"/>')),
        "paragraph 1",
        "words crossed out; delete them, or take the line away",
    ),
    "a sign of a symbol font": (
        p('<w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>'),
        "paragraph 1",
        "a sign of a symbol font; type it as a letter",
    ),
    "a table in a table": (
        tables(("a",), (tables((SECRET,)) + p("b"),)),
        "table 1, row 2, column 1",
        "a table inside a table; make it one of its own",
    ),
    "cells merged beside each other": (
        tables((SECRET,)).replace("<w:tc>", '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'),
        "table 1, row 1, column 1",
        MERGED,
    ),
    "cells merged below each other": (
        tables((SECRET,)).replace("<w:tc>", "<w:tc><w:tcPr><w:vMerge/></w:tcPr>"),
        "table 1, row 1, column 1",
        MERGED,
    ),
    "a list in a table": (
        tables((point(SECRET, 11),)),
        "table 1, row 1, column 1",
        "a list in a table; write it as a sentence, or below the table",
    ),
    "a table in a footnote": (
        p(r("a") + REF % 9),
        "footnote 1",
        "a table in a footnote; move it into the text",
    ),
    "a field": (p(field("REF x", S)), "paragraph 1", FIELD),
    "a simple field": (p(f'<w:fldSimple w:instr="DATE">{S}</w:fldSimple>'), "paragraph 1", FIELD),
    "a field without an end": (
        p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>') + p(SECRET),
        "paragraph 1",
        "a field without an end; replace it with its words",
    ),
    "a link to an address for letters": (p(f'<w:hyperlink r:id="a4">{S}</w:hyperlink>'), "paragraph 1", ADDRESS),
    "a link that is not safe": (p(f'<w:hyperlink r:id="a5">{S}</w:hyperlink>'), "paragraph 1", ADDRESS),
    "a footnote without its text": (p(f"{S}{REF % 77}"), "paragraph 1", "a footnote without its text; make it anew"),
    "a footnote with a mark of its own": (
        p('<w:r><w:footnoteReference w:id="2" w:customMarkFollows="1"/><w:t>*</w:t></w:r>'),
        "paragraph 1",
        "a footnote with a mark of its own; let Word number it",
    ),
    "a footnote in a heading": (
        p(r(SECRET) + REF % 2, "Heading1"),
        "heading 1",
        "a footnote or a link in a heading; move it into the text below",
    ),
    "something else in a line": (
        p(f"<w:whatever>{S}</w:whatever>"),
        "paragraph 1",
        "something other than text; write it as text",
    ),
    "another file": (
        '<w:altChunk r:id="a1"/>',
        "the beginning",
        "another file inside the file; copy its text into this one",
    ),
    "a change under a heading": (
        p("a", "Heading1") + p("b") + p("c", "Heading1") + p("d") + p("") + p(f"<w:ins>{S}</w:ins>"),
        "paragraph 2 under heading 2",
        CHANGED,
    ),
    "a change in a footnote": (p(r("a") + REF % 2 + REF % 8), "footnote 2", CHANGED),
}
BAD_NOTES = (
    f'<w:footnote w:id="8">{p(f"<w:ins>{S}</w:ins>")}</w:footnote><w:footnote w:id="9">{tables((SECRET,))}</w:footnote>'
)


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_record_cannot_hold_is_a_fault_with_its_place_and_none_of_its_words(name: str) -> None:
    body, place, message = REFUSED[name]
    found = read(word(body, styles=STYLES, numbering=NUMBERING, notes=NOTES + BAD_NOTES, links=LINKS))
    assert found.faults == (Fault(place, message),)


def test_a_heading_where_there_are_none_is_a_fault() -> None:
    found = read(word(p("a", "Heading1")), headings_from=None)
    assert found.faults == (Fault("heading 1", "a heading; here a paragraph of its own will do"),)


def test_nothing_but_the_text_is_read(tmp_path: Path) -> None:
    document = blank(SECRET)
    document.core_properties.author = document.core_properties.comments = SECRET
    document.sections[0].header.paragraphs[0].text = document.sections[0].footer.paragraphs[0].text = SECRET
    document.add_paragraph("a")
    assert read(saved(document)) == Read("a", (), ((0, "paragraph 1"),))


# Hostile files.


def circle(kind: str) -> str:
    one = '<w:style w:type="{0}" w:styleId="C{1}"><w:name w:val="C{1}"/><w:basedOn w:val="C{2}"/></w:style>'
    return one.format(kind, 1, 2) + one.format(kind, 2, 1)


STRANGE: dict[str, Callable[[], bytes]] = {
    "styles based on each other": lambda: word(p("a", "C1"), styles=circle("paragraph")),
    "a list defined by a style that is defined by it": lambda: word(
        p("a", "S"),
        styles='<w:style w:type="paragraph" w:styleId="S"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        "</w:style>",
        numbering='<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="S"/></w:abstractNum>' + num(1, 0),
    ),
    "boxes in boxes": lambda: word("<w:sdt><w:sdtContent>" * 100 + p("a") + "</w:sdtContent></w:sdt>" * 100),
    "numbers that are none": lambda: word(
        point("a", 1, 99) + p("b", "", '<w:outlineLvl w:val="x"/><w:ind w:left="9999999999999999"/>'),
        numbering='<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="-3"/></w:abstractNum>' + num(1, 0),
    ),
    "the name of a style that puts a paragraph in hundreds of lists": lambda: word(
        p("a", "S"),
        styles=f'<w:style w:type="paragraph" w:styleId="S"><w:name w:val="{" in ".join(["Quote 99"] * 9)}"/></w:style>',
    ),
    "tens of thousands of runs": lambda: word(p("".join(r("a", BOLD if n % 2 else ITALIC) for n in range(30_000)))),
    "tens of thousands of empty paragraphs": lambda: word("<w:p/>" * 50_000),
    "a row of thousands of cells and thousands of rows": lambda: word(
        tables(("a",) * 3_000, *[("b",)] * 3_000),
    ),
    "thousands of bookmarks and of marks": lambda: word(
        p("".join(f'<w:bookmarkStart w:id="{n}" w:name="n{n}"/>' for n in range(9_000)) + REF % 2 * 9_000), notes=NOTES
    ),
    "points ever deeper and back": lambda: word(
        "".join(point("a", 11, n % 9) for n in range(9_000)), numbering=NUMBERING
    ),
    "fields that are never ended": lambda: word(p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 2_000 + r("a"))),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_file_is_read_or_refused(name: str) -> None:
    found = read(STRANGE[name]())
    assert found.source or found.faults or name == "tens of thousands of empty paragraphs"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"word/footnotes.xml": b"<a>"}, "a part of it cannot be read: it is not whole as XML"),
        ({"word/styles.xml": b"<!DOCTYPE a><a/>"}, "a part of it cannot be read: it has a DOCTYPE"),
        ({"word/document.xml": b"<a/>"}, "it has no text where Word puts it"),
        ({"word/vbaProject.bin": b"x"}, "it holds macros"),
        ({RELATIONS: f'<a><Relationship Type="{OFFICE}/styles" Target="no.xml"/></a>'.encode()}, "it is not whole"),
    ],
)
def test_a_broken_file_gets_one_clause(changed: dict[str, bytes], message: str) -> None:
    data = with_parts(written("A[^1]\n\n[^1]: B"), changed)
    with pytest.raises(NotReadable) as refused:
        Book.of(data)
    assert str(refused.value).startswith(message)


def test_a_text_in_too_many_pieces_is_refused() -> None:
    with pytest.raises(NotReadable, match="its text is in far more pieces than any report"):
        Book.of(word("<w:p/>" * 100_001))


def test_no_damage_makes_the_reading_fail() -> None:
    dice = random.Random(9)
    sample = written(EVERYTHING)
    names = ("word/document.xml", "word/styles.xml", "word/numbering.xml", "word/footnotes.xml", RELATIONS)
    for number in range(200):
        name = names[number % len(names)]
        content = bytearray(part(sample, name))
        for _ in range(dice.randint(1, 6)):
            place = dice.randrange(len(content))
            content[place : place + dice.randint(0, 4)] = bytes(dice.choices(b'abw:<>/"=09 ', k=dice.randint(0, 4)))
        try:
            found = read(with_parts(sample, {name: bytes(content)}))
        except NotReadable as error:
            assert str(error)
        else:
            assert found.source or found.faults
