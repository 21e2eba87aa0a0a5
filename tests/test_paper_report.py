"""The overview report on paper: what stands in it, in what order, and that everybody can read it."""

import hashlib
import json
import re
import time
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from macros.pages.outward import Outward, case_pages
from macros.pages.sentences import WHY_ALONE
from macros.paper import Paper, typeset
from macros.paper.case import INTERNAL, Setting, fits
from macros.paper.report import report_paper
from macros.prose import Element, Prose, parse
from macros.public_view import PublicCase
from tests.factories import miniature
from tests.paper_reading import (
    assert_accessible,
    beyond,
    headings,
    links,
    made_elsewhere,
    read_aloud,
    skipped,
    structure,
    tagged,
)
from tests.views import AGED, IMPROVEMENTS_ONLY, Changes, public_site

HOME = "https://nscp.example"
LONG = "Three services each saw a part of it. " * 40
SECTIONS = [
    {"heading": f"Section {number}", "text": f"{LONG}\n\n### Part of {number}\n\n{LONG}"} for number in (1, 2, 3)
]
TWICE: Changes = {
    **AGED,
    "findings": [
        {"id": "F1", "theme": "injuries-to-babies", "text": "The pathway was not read."},
        {"id": "F2", "text": "Nobody rang back."},
    ],
    "recommendations": [
        {
            "id": "R1",
            "finding": "F2",
            "text": "Ring back.",
            "agencies": ["icb", "police"],
            "due": "2025-12-31",
            "progress": [{"date": "2025-09-10", "status": "in-progress", "text": "A line is open."}],
        },
        {"id": "R2", "finding": "F1", "text": "Put it on one page."},
        {"id": "R3", "text": "Tell us in a year."},
        {"id": "R4", "finding": "F2", "text": "Count the calls."},
    ],
}
HOSTILE = (
    "#panic()", "]", "[", "$x$", "$", "\\", "\\u{41}", "@title", "#let x = 1", "*", "**a**", "_", "__b__", "<x>",
    "</x>", "//", "/*", "*/", "`", "```", "= Heading", "- item", "+ item", "~", "--", "...", '"', "'", "#", "{", "}",
    "(", "https://example.org", "#{", "#[", "#sys.inputs.data", "#read(\"/etc/passwd\")", "&amp;", "%", "(/Type)", ">>",
)  # fmt: skip


def setting(*cases: PublicCase, internal: bool = False) -> Setting:
    partnership = miniature()
    outward = Outward(case_pages(cases), HOME)
    partnership = partnership.model_copy(update={"site_url": HOME})
    return Setting(
        partnership,
        outward,
        mark=INTERNAL if internal else "",
        is_out=not internal,
        day_is="" if internal else "Published",
    )


def the_case(changes: Changes | None = None, as_of: str = "2025-09-16 10:00") -> PublicCase:
    [case] = public_site(changes or {}, as_of=as_of).cases
    return case


def printed(case: PublicCase, *, internal: bool = False) -> bytes:
    return typeset(report_paper(case, setting(case, internal=internal))).pdf


def plain(words: str) -> Prose:
    """A text that no reader of a record has seen: one paragraph of exactly these words."""
    return Prose(words, (Element("paragraph", (words,)),))


def test_a_report_says_what_its_page_says_in_the_same_order() -> None:
    assert read_aloud(printed(the_case())) == (
        "Overview report Child Rowan A baby was hurt, and three services each saw a part. "
        "Kind Child Safeguarding Practice Review Child Child Rowan (Under 1) Published 16 September 2025 "
        "Themes Injuries to babies Agencies Police, Health Trust "
        "Why this review A baby was hurt. At home A warm flat. "
        "Findings and recommendations Finding 1: Injuries to babies The pathway was not read. "
        "Answered by recommendation 1. Recommendation 1 Not started Put it on one page. "
        "Who: Integrated Care Board. By: 31 December 2025. Answers finding 1. "
        "Who carried out the review • Example Reviewer, Lead Reviewer (Independent) "
        "Miniature Safeguarding Children Partnership "
        f"Read it, and what has become of the recommendations, at {HOME}/reports/child-rowan/"
    )


def test_its_headings_are_in_order_with_the_sub_headings_of_the_record_below_theirs() -> None:
    assert headings(printed(the_case({**TWICE, "family_words": "We miss them.", "response": "We accept it."}))) == [
        (1, "Child Rowan"),
        (2, "Why this review"),
        (3, "At home"),
        (2, "What the family wishes to say"),
        (2, "Findings and recommendations"),
        (3, "Finding 1: Injuries to babies"),
        (3, "Finding 2"),
        (3, "Further recommendations"),
        (2, "What the partnership says"),
        (2, "Who carried out the review"),
    ]


@pytest.mark.parametrize("internal", [False, True])
@pytest.mark.parametrize("changes", [{}, TWICE, IMPROVEMENTS_ONLY, {"overview": SECTIONS, "example": True}])
def test_it_keeps_to_pdf_ua(changes: Changes, internal: bool) -> None:
    kind = "what must improve" if changes == IMPROVEMENTS_ONLY else "overview report"
    pdf = printed(the_case(changes), internal=internal)
    assert_accessible(pdf, f"Child Rowan: {kind}" + (", internal" if internal else ""))
    assert not beyond(pdf)


def test_each_finding_is_followed_by_what_answers_it_and_linked_both_ways() -> None:
    pdf = printed(the_case(TWICE))
    words = read_aloud(pdf)
    in_order = [
        "Finding 1: Injuries to babies The pathway was not read. Answered by recommendation 2.",
        "Recommendation 2 Not started Put it on one page. Answers finding 1.",
        "Finding 2 Nobody rang back. Answered by recommendation 1, recommendation 4.",
        "Recommendation 1 In progress Ring back. Who: Integrated Care Board, Police. "
        "By: 31 December 2025. Answers finding 2. • 10 September 2025, in progress: A line is open.",
        "Recommendation 4 Not started Count the calls. Answers finding 2.",
        "Further recommendations Recommendation 3 Not started Tell us in a year.",
    ]
    assert " ".join(in_order) in words
    assert [words for words, target in links(pdf) if isinstance(target, int)] == [
        "recommendation 2",
        "finding 1",
        "recommendation 1",
        "recommendation 4",
        "finding 2",
        "finding 2",
    ]


def test_improvements_alone_say_why_and_show_nothing_else() -> None:
    changes: Changes = {
        **IMPROVEMENTS_ONLY,
        "family_words": "We miss them.",
        "response": "We accept it.",
        "amendments": [{"date": "2025-09-17", "text": "A day was put right."}],
    }
    pdf = printed(the_case(changes, as_of="2025-09-18 10:00"))
    assert read_aloud(pdf) == (
        f"What must improve Child Rowan {WHY_ALONE} Published 16 September 2025 "
        "Recommendations Recommendation 1 Not started Put it on one page. "
        "Who: Integrated Care Board. By: 31 December 2025. "
        "What the partnership says We accept it. "
        "Who carried out the review • Example Reviewer, Lead Reviewer (Independent) "
        "Corrections since publication • 17 September 2025: A day was put right. "
        "Miniature Safeguarding Children Partnership "
        f"Read it, and what has become of the recommendations, at {HOME}/reports/child-rowan/"
    )


def test_a_long_report_has_a_cover_and_contents_that_lead_to_their_pages() -> None:
    pdf = printed(the_case({"overview": SECTIONS}))
    sides = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    entries = [part.text for part in structure(pdf) if part.tag == "TOCI"]
    found = [re.fullmatch(r"(.+) (\d+)", entry) for entry in entries]
    named = [(entry[1], int(entry[2])) for entry in found if entry]
    assert [words for words, _ in named] == [words for level, words in headings(pdf)[2:] if level < 4]
    assert all(words in sides[number - 1] for words, number in named)
    assert [target for words, target in links(pdf) if words in entries] == [number for _, number in named]
    assert named[0] == ("Section 1", 3)
    assert "Section 1" not in sides[0] and "Kind" in sides[0]


def test_a_short_report_has_neither() -> None:
    pdf = printed(the_case())
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert not tagged(pdf, "TOC")


def test_every_side_but_the_cover_has_its_number_and_it_is_not_read_aloud() -> None:
    pdf = printed(the_case({"overview": SECTIONS}))
    numbers = [[words for words in side if "side" in words] for side in skipped(pdf)]
    last = len(numbers)
    assert last > 4
    assert numbers[0] == []
    for number, side in enumerate(numbers[1:], start=2):
        assert len(side) == 1 and side[0].endswith(f"side {number} of {last}")
    assert " of " + str(last) not in read_aloud(pdf)


def test_what_is_not_out_bears_its_mark_on_every_side_and_has_no_address() -> None:
    pdf = printed(the_case({"overview": SECTIONS}), internal=True)
    assert all(INTERNAL in side for side in skipped(pdf))
    words = read_aloud(pdf)
    assert words.count(INTERNAL) == 1
    assert HOME not in words and "Published" not in words and not tagged(pdf, "Figure")
    assert b"CreationDate" not in pdf


def test_lists_and_tables_may_go_on_across_sides_under_the_mark() -> None:
    rows = "\n".join(f"| Service {number} | {'words ' * 12}|" for number in range(60))
    points = "\n".join(f"- {'words ' * 40}" for _ in range(20))
    text = f"| Who | What |\n|---|---|\n{rows}\n\n{points}"
    pdf = printed(the_case({"overview": [{"heading": "All", "text": text}]}), internal=True)
    assert len(tagged(pdf, "TR")) == 61 and len(tagged(pdf, "Table")) == 1
    assert [words for tag, words in tagged(pdf, "TH")] == ["Who", "What"]


def test_an_example_says_so_once() -> None:
    words = read_aloud(printed(the_case({"example": True})))
    assert words.count("Example. This case is invented. It describes no real child, family or service.") == 1


def test_footnotes_stand_at_the_foot_and_are_numbered_through_the_report() -> None:
    sections = [
        {"heading": "One", "text": "A bruise[^1] was seen.\n\n[^1]: Of a baby who cannot *roll*."},
        {"heading": "Two", "text": "Two calls[^a] came, and two[^a] more.\n\n[^a]: Both at night."},
    ]
    pdf = printed(the_case({"overview": sections}))
    assert [words for _, words in tagged(pdf, "FENote", "Note")] == ["1 Of a baby who cannot roll.", "2 Both at night."]


def test_a_link_leads_where_the_outside_may_go() -> None:
    text = (
        "See [the guidance](/guidance/publication/), [another site](https://example.org/a), "
        "[this case](/reports/child-rowan/) and [one that is held](/reports/child-held/)."
    )
    pdf = printed(the_case({"overview": [{"heading": "One", "text": text}]}))
    outside = {words: target for words, target in links(pdf) if isinstance(target, str)}
    assert outside == {
        "the guidance": f"{HOME}/guidance/publication/",
        "another site": "https://example.org/a",
        "this case": f"{HOME}/reports/child-rowan/",
        f"{HOME}/reports/child-rowan/": f"{HOME}/reports/child-rowan/",
    }
    assert "one that is held" in read_aloud(pdf) and b"child-held" not in pdf


@pytest.mark.parametrize(
    ("amendments", "on"),
    [([], "20250916"), ([{"date": "2025-09-20", "text": "A day was put right."}], "20250920")],
)
def test_the_file_is_of_the_day_of_publication_or_of_the_last_correction(amendments: object, on: str) -> None:
    pdf = printed(the_case({"amendments": amendments}, as_of="2025-10-01 10:00"))
    metadata = PdfReader(BytesIO(pdf)).metadata
    assert metadata and str(metadata["/CreationDate"]).startswith(f"D:{on}")


def test_the_headings_are_bookmarks() -> None:
    outline = PdfReader(BytesIO(printed(the_case()))).outline
    names = [str(entry["/Title"]) for entry in flat(outline)]
    assert names[:3] == ["Child Rowan", "Why this review", "At home"]


def test_every_word_of_every_text_is_in_it() -> None:
    case = the_case({**TWICE, "overview": SECTIONS, "family_words": "We *miss* them.", "response": "- One\n- Two"})
    assert case.report and case.family_words and case.response
    texts = [section.text for section in case.report.sections] + [finding.text for finding in case.findings]
    texts += [entry.text for entry in case.recommendations if entry.text] + [case.family_words, case.response]
    words = set(read_aloud(printed(case)).split())
    assert all(word in words for text in texts for word in text.words.split())


@settings(max_examples=12)
@given(st.lists(st.sampled_from(HOSTILE), min_size=6, max_size=20))
def test_what_another_language_would_obey_is_printed_as_it_stands(snippets: list[str]) -> None:
    words = " ".join(snippets)
    case = the_case()
    assert case.report
    hostile = replace(
        case,
        title=words,
        report=replace(case.report, sections=tuple(replace(one, heading=words) for one in case.report.sections)),
        findings=tuple(replace(one, text=plain(words)) for one in case.findings),
        recommendations=tuple(replace(one, text=plain(words)) for one in case.recommendations),
        response=plain(words),
    )
    assert read_aloud(printed(hostile)).count(words) >= 5


def test_a_text_of_the_greatest_length_is_printed_to_its_last_word() -> None:
    one = parse("Word " * 11_990 + "last.")
    case = replace(the_case(), recommendations=tuple(replace(r, text=one) for r in the_case().recommendations))
    begun = time.monotonic()
    pdf = printed(case)
    assert time.monotonic() - begun < 60
    assert read_aloud(pdf).count("Word ") == 11_990
    assert not beyond(pdf)


def test_the_same_report_is_the_same_bytes_in_another_process_and_another_zone() -> None:
    first, second = printed(the_case(TWICE)), printed(the_case(TWICE))
    assert first == second
    assert made_elsewhere("printed(the_case(TWICE))", __name__) == hashlib.sha256(first).hexdigest()


def flat(outline: object) -> list[dict[str, object]]:
    """A PDF's bookmarks one after another."""
    if isinstance(outline, list):
        return [entry for inside in outline for entry in flat(inside)]
    assert isinstance(outline, dict)
    return [outline]


def test_what_is_known_to_fit_is_set_as_it_would_be_after_measuring() -> None:
    case = the_case(TWICE)
    paper = report_paper(case, setting(case))
    short = [entry for finding in paper.data["findings"] for entry in finding["answers"]] + paper.data["others"]
    assert short and all(entry["fits"] for entry in short) and all(one["fits"] for one in paper.data["findings"])
    measured = re.sub(r'"fits": true', '"fits": false', json.dumps(paper.data))
    other, same = (typeset(one).pdf for one in (Paper("report", json.loads(measured)), paper))
    assert structure(other) == structure(same) and pictures(other) == pictures(same)


def pictures(pdf: bytes) -> list[bytes]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [bytes(page.render(scale=2).buffer) for page in document]


@pytest.mark.parametrize("text", ["W" * 30 + " ", "W ", "W\\\n"])
def test_whatever_is_known_to_fit_stands_on_one_side_and_nothing_of_it_is_lost(text: str) -> None:
    most = next(parse(text * count + "W") for count in range(400, 0, -1) if fits(parse(text * count + "W")))
    case = the_case({**AGED, "recommendations": [{"id": "R1", "text": most.source}]})
    made = typeset(report_paper(case, setting(case))).pdf
    assert not any(beyond(made)) and read_aloud(made).count("W") >= most.words.count("W")


@pytest.mark.parametrize(
    "text", ["- a", "> a", "| a |\n|---|\n| b |", "A.[^1]\n\n[^1]: Note.", "word " * 200, "a\\\n" * 12 + "a"]
)
def test_what_may_need_more_than_a_side_is_measured(text: str) -> None:
    assert not fits(parse(text))
