"""A report in Word: its sections are found, what is no part of it stays out, and what cannot come in is named."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from macros.prose import parse
from macros.word import NotReadable, blank, same_bytes
from macros.word.prose_book import Book
from macros.word.report import BEFORE, NO_HEADINGS, NO_TEXT, read_report, sections_of, write_report
from tests.reports import W, Written, add
from tests.returned import through_libreoffice
from tests.test_word import HOSTILE

PICTURE = f"<w:r {W}><w:drawing/></w:r>"
COVER = (
    f'<w:sdt {W}><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Cover Pages"/></w:docPartObj></w:sdtPr>'
    "<w:sdtContent><w:p><w:r><w:drawing/></w:r><w:r><w:t>An Author, January</w:t></w:r></w:p></w:sdtContent></w:sdt>"
)
OF_A_GALLERY = (
    f'<w:sdt {W}><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    "<w:sdtContent><w:p><w:r><w:t>Why this review 2</w:t></w:r></w:p></w:sdtContent></w:sdt>"
)


def sections(report: Written) -> list[tuple[str, str]]:
    found = read_report(report.file())
    assert found.faults == ()
    return [(heading, text.source) for heading, text in found.sections]


def faults(report: Written) -> list[tuple[str, str]]:
    found = read_report(report.file())
    assert found.sections == () or not found.faults
    return [(place, message) for place, message in found.faults]


def left_out(report: Written) -> tuple[str, ...]:
    return read_report(report.file()).left_out


def whole() -> Written:
    """A report with everything that one may have."""
    report = Written().title("Child Rowan", "Overview report").contents("1. Why this review\t1", "2. What we found\t2")
    report.head("1. Why this review").text(
        "A baby was ", "**hurt**", ". This is ", "*how*", " we asked.", "^See the law."
    )
    report.head("1.1 Who took part", 2).points("Health", "Police").points(
        "They met.", "They wrote.", style="List Number"
    )
    report.head("1.1.1 The days", 3).text("Three days.", "^In the town hall.")
    report.head("2. What we found").text("Nobody asked.", style="Quote")
    report.table(("Who", "What"), ("Health", "A bruise"), ("Police", "A call"))
    return report.text("Nothing else.", "^By the end of the year.")


def thirty_pages() -> Written:
    """A report of thirty pages: twelve sections, 15,408 words, 36 tables and 468 footnotes."""
    report = Written().title("Child Rowan")
    for number in range(1, 13):
        report.head(f"{number}. Part of the review")
        for _ in range(3):
            report.head("What was seen", 2)
            for _ in range(13):
                report.text(
                    "The baby was at home, and ", "**one thing**", " was seen by nobody. " * 6, "^Health said so."
                )
            report.points("a visit", "a call").table(("Who", "What"), ("Health", "A visit"))
    return report


WHOLE = [
    (
        "Why this review",
        "A baby was **hurt**. This is _how_ we asked.[^1]\n\n### Who took part\n\n- Health\n- Police\n\n"
        "1. They met.\n2. They wrote.\n\n#### The days\n\nThree days.[^2]\n\n[^1]: See the law.\n\n"
        "[^2]: In the town hall.",
    ),
    (
        "What we found",
        "> Nobody asked.\n\n| Who | What |\n| --- | --- |\n| Health | A bruise |\n| Police | A call |\n\n"
        "Nothing else.[^1]\n\n[^1]: By the end of the year.",
    ),
]


# What a report is made of


def test_a_report_becomes_sections_with_sub_headings_lists_tables_and_footnotes_of_their_own() -> None:
    assert sections(whole()) == WHOLE
    numbers = "the numbers typed before 4 of its headings"
    assert left_out(whole()) == ("the title", "the table of contents", numbers)


def test_a_report_that_libreoffice_saved_is_the_same(tmp_path: Path) -> None:
    made = {"whole.docx": whole().file(), "long.docx": thirty_pages().file()}
    saved = through_libreoffice(made, tmp_path)
    assert [(heading, text.source) for heading, text in read_report(saved["whole.docx"]).sections] == WHOLE
    found = read_report(saved["long.docx"])
    assert (len(found.sections), found.faults) == (12, ())
    assert found.sections == read_report(made["long.docx"]).sections


def test_a_single_first_heading_above_all_others_is_the_title() -> None:
    report = Written().head("Overview report").text("Child Rowan", style="Subtitle")
    report.head("Why", 2).text("Because.").head("How", 3).text("So.").head("What", 2).text("That.")
    assert sections(report) == [("Why", "Because.\n\n### How\n\nSo."), ("What", "That.")]
    assert left_out(report) == ("the title",)


def test_a_single_first_heading_with_a_text_is_a_section_where_there_is_a_title() -> None:
    report = Written().title("Child Rowan").head("Report").text("All of it.").head("Why", 2).text("Because.")
    assert sections(report) == [("Report", "All of it.\n\n### Why\n\nBecause.")]


def test_a_single_heading_is_a_section_and_no_title() -> None:
    assert sections(Written().head("Why").text("Because.")) == [("Why", "Because.")]


def test_levels_that_nobody_used_are_closed_up() -> None:
    report = Written().head("Why", 2).text("A.").head("Deep", 5).text("B.").head("Deeper", 7).text("C.")
    report.head("What", 2).text("D.").head("How", 3).text("E.")
    assert sections(report) == [
        ("Why", "A.\n\n### Deep\n\nB.\n\n#### Deeper\n\nC."),
        ("What", "D.\n\n### How\n\nE."),
    ]


def test_sections_begin_at_each_heading_that_has_no_higher_one_above_it() -> None:
    report = Written().head("Before", 2).text("A.").head("Part").text("B.").head("Below", 2).text("C.")
    assert sections(report) == [("Before", "A."), ("Part", "B.\n\n### Below\n\nC.")]


def test_a_style_of_somebodys_own_is_a_heading_where_it_is_based_on_one() -> None:
    report = Written()
    style = report.document.styles.add_style("Our heading", 1)
    style.base_style = report.document.styles["Heading 1"]
    report.text("Why", style="Our heading").text("Because.").text("What", style="Our heading").text("That.")
    assert sections(report) == [("Why", "Because."), ("What", "That.")]


def test_a_paragraph_with_a_level_of_its_own_is_a_heading() -> None:
    report = Written()
    for words in ("Why", "What"):
        report.text(words).with_property(f'<w:outlineLvl {W} w:val="0"/>').text("Text.")
    assert sections(report) == [("Why", "Text."), ("What", "Text.")]


def test_an_empty_line_in_the_style_of_a_heading_is_none() -> None:
    assert sections(Written().head("").head("Why").head("", 2).text("Because.")) == [("Why", "Because.")]


def test_what_looks_like_markup_in_a_heading_or_a_text_stays_words() -> None:
    report = Written().head("Why *we* ask # at all").text("2 * 3 * 4, _lines_ and `ticks`.").head("[Sub] **two**", 2)
    section, _ = read_report(report.text("End.").head("Last").text("So.").file()).sections
    assert section.heading == "Why *we* ask # at all"
    assert section.text.words == "2 * 3 * 4, _lines_ and `ticks`. [Sub] **two** End."


# Numbers before headings


def numbered(*headings: str) -> list[str]:
    report = Written()
    for heading in headings:
        words, _, level = heading.partition("|")
        report.head(words, int(level or 1)).text("Text.")
    return [heading for heading, _ in sections(report)]


@pytest.mark.parametrize("mark", ["{}. ", "{}) ", "{}.0 ", "{}: ", "{}\t", "{} "])
def test_numbers_that_somebody_typed_before_headings_are_left_out(mark: str) -> None:
    assert numbered(*(f"{mark.format(number)}Part" for number in (1, 2, 3))) == ["Part"] * 3


def test_a_number_that_belongs_to_the_words_stays() -> None:
    assert numbered("1. The birth", "2 years later", "2. The school", "10 calls", "2019 to 2021") == [
        *("The birth", "2 years later", "The school", "10 calls", "2019 to 2021")
    ]
    assert numbered("24 hours", "7.30 in the morning") == ["24 hours", "7.30 in the morning"]


def test_a_heading_without_a_number_among_numbered_ones_does_not_stop_the_count() -> None:
    assert numbered("Summary", "1. Why", "Thanks", "2. What") == ["Summary", "Why", "Thanks", "What"]


def test_numbers_that_word_itself_counts_are_no_words() -> None:
    numbering = f'<w:numPr {W}><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    report = Written().head("Why").with_property(numbering).text("Because.")
    assert sections(report) == [("Why", "Because.")]
    assert left_out(report) == ()


# What is no part of it


def test_a_table_of_contents_that_stands_below_a_heading_of_its_own_takes_it_along() -> None:
    report = Written().title("Child Rowan").head("Contents")
    report.put(OF_A_GALLERY).head("Why").text("Because.")
    assert sections(report) == [("Why", "Because.")]
    assert left_out(report) == ("the title", "the table of contents")


def test_a_table_of_contents_inside_a_section_leaves_the_rest_of_it() -> None:
    report = Written().head("Why").put(OF_A_GALLERY).text("Because.").head("What").text("That.")
    assert sections(report) == [("Why", "Because."), ("What", "That.")]


def test_a_table_of_contents_leaves_a_heading_that_stands_above_others() -> None:
    report = Written().head("Why").put(OF_A_GALLERY).head("How", 2).text("So.").head("What").text("That.")
    assert sections(report) == [("Why", "### How\n\nSo."), ("What", "That.")]


def test_a_table_of_contents_that_has_lost_its_end_takes_nothing_along() -> None:
    report = Written().contents("Why 1", "What 2")
    body = report.document.element.body
    body.remove(body[-2])  # the paragraph in which its field ends
    report.head("Why").text("Because.").head("What").text("That.")
    assert sections(report) == [("Why", "Because."), ("What", "That.")]


def test_a_text_behind_a_table_of_contents_in_its_last_paragraph_is_not_lost() -> None:
    report = Written().contents("Why 1")
    add(report.document.paragraphs[-1], f"<w:r {W}><w:t>We thank the family.</w:t></w:r>")
    assert faults(report.head("Why").text("Because.")) == [("before section 1", BEFORE)]


def test_a_cover_page_of_word_stays_out() -> None:
    report = Written().put(COVER).head("Why").text("Because.")
    assert sections(report) == [("Why", "Because.")]
    assert left_out(report) == ("the cover page",)


def test_head_and_foot_of_the_pages_are_not_read() -> None:
    report = Written().head("Why").text("Because.")
    report.document.sections[0].header.paragraphs[0].text = "Draft by An Author"
    report.document.sections[0].footer.paragraphs[0].text = "Page 1"
    assert sections(report) == [("Why", "Because.")]


# What is refused


def test_text_before_the_first_heading_is_refused() -> None:
    assert faults(Written().title("Rowan").text("By An Author").text("May").head("Why").text("Because.")) == [
        ("before section 1", BEFORE)
    ]
    assert faults(
        Written().head("Report").text("By An Author").head("Why", 2).text("A.").head("What", 2).text("B.")
    ) == [("before section 1", BEFORE)]


def test_a_picture_before_the_first_heading_is_refused() -> None:
    assert faults(Written().text("").into_last(PICTURE).head("Why").text("A.")) == [("before section 1", BEFORE)]


@pytest.mark.parametrize("report", [Written(), Written().title("Rowan"), Written().text("**Why**").text("Because.")])
def test_a_report_without_headings_says_how_to_make_some(report: Written) -> None:
    assert faults(report) == [("the whole report", NO_HEADINGS)]


def test_a_heading_with_nothing_below_it_is_refused() -> None:
    report = Written().head("Why").head("What").text("That.").head("Annex").text("")
    assert faults(report) == [("section 1", NO_TEXT), ("section 3", NO_TEXT)]


def test_a_paragraph_in_the_style_of_a_heading_is_refused() -> None:
    report = Written().head("Why " * 60).text("Because.")
    message = "a heading of 239 characters, and 200 are the most; is it a paragraph?"
    assert faults(report) == [("section 1, its heading", message)]


def test_more_sections_than_any_report_has_are_refused_at_once() -> None:
    report = Written()
    for _ in range(101):
        report.head("Why").text("Because.")
    message = "101 sections; 100 are the most, so make some of them sub-headings"
    assert faults(report) == [("the whole report", message)]


def test_a_section_that_is_too_long_is_refused() -> None:
    report = Written().head("Why").text("word " * 13_000).head("What").text("That.")
    message = "64,999 characters; a text has 60,000 at most, so split it"
    assert faults(report) == [("section 1, paragraph 1", message)]


CHANGED = "a tracked change; accept or reject all changes"
COMMENT = "a comment; delete all comments"
DRAWN = "a picture, drawing, text box or object; take it out"
REFUSED: dict[str, tuple[str, str]] = {
    "words put in": ("<w:ins {}><w:r><w:t>more</w:t></w:r></w:ins>", CHANGED),
    "words taken out": ("<w:del {}><w:r><w:delText>less</w:delText></w:r></w:del>", CHANGED),
    "a comment": ('<w:commentRangeStart {} w:id="1"/>', COMMENT),
    "a picture": ("<w:r {}><w:drawing/></w:r>", DRAWN),
    "an old picture": ("<w:r {}><w:pict/></w:r>", DRAWN),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_come_in_is_named_with_its_place(kind: str) -> None:
    xml, message = REFUSED[kind]
    xml = xml.format(W)
    report = (
        Written().head("Why").into_last(xml).text("A.").head("What").text("B.").head("How", 2).text("C.").text("D.")
    )
    report.into_last(xml).table(("Who", "What"), ("Health", "A call"))
    add(report.document.tables[-1].rows[1].cells[0].paragraphs[0], xml)
    assert faults(report) == [
        ("section 1, its heading", message),
        ("section 2, paragraph 2 under sub-heading 1", message),
        ("section 2, table 1, row 2, column 1", message),
    ]


def test_hidden_words_are_named_with_their_place() -> None:
    report = Written().head("Why").text("A.").text("B.")
    report.document.paragraphs[-1].add_run("secret").font.hidden = True
    [(place, message)] = faults(report)
    assert place == "section 1, paragraph 2"
    assert "hidden" in message


def test_what_is_wrong_in_a_footnote_is_named_with_the_footnote() -> None:
    report = Written().head("Why").text("A.", "^note </w:t></w:r><w:r><w:drawing/></w:r><w:r><w:t>")
    assert faults(report) == [("section 1, footnote 1", DRAWN)]


def test_no_fault_says_a_word_of_the_report() -> None:
    secret = "Tamsin"
    report = (
        Written().text(secret).head(secret).text(secret).head(secret).into_last(PICTURE).text(secret).into_last(PICTURE)
    )
    report.head(secret, 2).into_last(PICTURE).text(secret, f"^{secret}")
    found = read_report(report.file())
    places = ["before section 1", "section 2, its heading", "section 2, paragraph 1", "section 2, sub-heading 1"]
    assert [place for place, _ in found.faults] == places
    assert secret not in str(found.faults) + str(found.left_out)


# A report may have thousands of boxes, and one without a byte is just no Word file.
@pytest.mark.parametrize("name", sorted(HOSTILE.keys() - {"thousands of boxes", "empty"}))
def test_a_hostile_file_gets_one_sentence(name: str) -> None:
    make, sentence = HOSTILE[name]
    with pytest.raises(NotReadable, match=r"^[^\n]+$") as refused:
        read_report(make())
    assert sentence in str(refused.value)


STRANGE: dict[str, Callable[[], str]] = {
    "fields that never end": lambda: "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r></w:p>" * 10_000,
    "ends of no field": lambda: "<w:p><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>" * 10_000,
    "boxes in boxes": lambda: "<w:sdt><w:sdtContent>" * 100 + "<w:p/>" * 10_000 + "</w:sdtContent></w:sdt>" * 100,
    "many headings": lambda: "<w:p><w:pPr><w:outlineLvl w:val='3'/></w:pPr><w:r><w:t>1</w:t></w:r></w:p>" * 10_000,
    "a heading of many words": lambda: (
        "<w:p><w:pPr><w:outlineLvl w:val='0'/></w:pPr>" + "<w:r><w:t>1.1</w:t></w:r>" * 10_000 + "</w:p>"
    ),
    "galleries": lambda: "<w:sdt>" * 100 + "<w:docPartGallery w:val='Cover Pages'/>" * 10_000 + "</w:sdt>" * 100,
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_file_is_read_or_refused(name: str) -> None:
    report = Written().head("Why").text("A.")
    body = etree.fromstring(f"<w:body {W}>{STRANGE[name]()}</w:body>")
    report.document.element.body[0:0] = list(body)
    read_report(report.file())


# For the form of a record


def test_sections_that_are_written_are_read_back_the_same() -> None:
    texts = [
        ("1. Why *we* ask", "A **baby**.[^1]\n\n### At home\n\n- warm\n- dry\n\n#### In it\n\nSo.\n\n[^1]: A note."),
        ("What", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
    ]
    document = blank("Report")
    write_report(document, [(heading, parse(text, headings_from=3)) for heading, text in texts])
    book = Book.of(same_bytes(document))
    found = sections_of(list(book.body), book)
    assert found.faults == ()
    assert [(heading, text.source) for heading, text in found.sections] == texts


def test_where_nothing_stands_there_are_no_sections() -> None:
    book = Book.of(Written().text("").file())
    assert sections_of(list(book.body), book).sections == ()
    assert sections_of(list(book.body), book).faults == ()


def test_a_single_section_of_a_form_is_no_title() -> None:
    book = Book.of(Written().head("Why", 2).head("How", 3).text("So.").file())
    [(heading, text)] = sections_of(list(book.body), book).sections
    assert (heading, text.source) == ("Why", "### How\n\nSo.")


def test_a_form_with_text_and_no_heading_says_so() -> None:
    book = Book.of(Written().text("Because.").file())
    assert sections_of(list(book.body), book).faults == (("before section 1", BEFORE),)
