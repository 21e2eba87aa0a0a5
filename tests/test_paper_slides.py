"""A briefing as slides: what is shown, how large, and what is read aloud."""

import hashlib
import time
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from macros.pack import FOR_TEAMS, NOT_READ
from macros.pages.sentences import EXAMPLE, KEEP_WITHIN
from macros.paper import typeset
from macros.paper.case import INTERNAL
from macros.paper.slides import slides_paper
from macros.prose import Prose, parse
from macros.public_view import PublicBriefing, PublicCase
from tests.paper_reading import assert_accessible, beyond, headings, links, made_elsewhere, read_aloud, skipped, tagged
from tests.test_paper_report import HOME, HOSTILE, plain, setting, the_case
from tests.views import Changes

STEPS = [
    "1. The background",
    "2. Safeguarding concerns",
    "3. The incident",
    "4. The review",
    "5. The findings",
    "6. Recommendations",
]
NOTES: Changes = {"briefing.facilitator_notes": "Begin with the first question."}
# A twentieth of a slide's height, in points.
READABLE = 27


def shown(case: PublicCase, *, internal: bool = False, early: bool = False) -> bytes:
    assert case.briefing
    return typeset(slides_paper(case, case.briefing, setting(case, internal=internal), early=early)).pdf


def slides(pdf: bytes) -> list[str]:
    """The words of each slide on one line, those that are not read aloud included."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def sizes(pdf: bytes, slide: int) -> list[tuple[float, str]]:
    """The sizes of type on a slide, counted from one, each with the words that are set in it."""
    found: list[tuple[float, str]] = []
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[slide - 1]
        words = page.get_textpage()
        for text in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], textpage=words):
            found.append((round(text.get_font_size(), 1), text.extract()))
    return found


def with_step(case: PublicCase, first: Prose) -> PublicCase:
    briefing = case.briefing
    assert briefing
    steps = ((briefing.steps[0][0], first), *briefing.steps[1:])
    return replace(case, briefing=replace(briefing, steps=steps))


def test_each_step_has_its_slide_and_each_question_its_own() -> None:
    pdf = shown(the_case({**NOTES, "briefing.questions": ["When did you last see a bruise?", "Who would you ring?"]}))
    assert headings(pdf) == [
        (1, "Child Rowan"),
        *((2, heading) for heading in STEPS),
        (2, "Questions for your team"),
    ]
    found = slides(pdf)
    assert len(found) == 9
    assert all(heading in found[place] for place, heading in enumerate(STEPS, start=1))
    assert "Question 1 of 2 When did you last see a bruise?" in found[7]
    assert "Question 2 of 2 Who would you ring?" in found[8] and "Questions for your team" in found[8]


def test_all_of_it_is_read_aloud_in_order_and_once() -> None:
    assert read_aloud(shown(the_case(NOTES))) == (
        "Six-step learning briefing Child Safeguarding Practice Review Child Rowan "
        f"A baby was hurt, and three services each saw a part. {HOME}/briefings/child-rowan/ "
        "1. The background Child Rowan lived with Mother and Father. 2. Safeguarding concerns A bruise was seen. "
        "3. The incident Child Rowan was taken to hospital. 4. The review Practitioners met the reviewer. "
        "5. The findings The pathway was known by name. "
        "6. Recommendations Recommendation 1 Put it on one page. "
        "Who: Integrated Care Board. By: 31 December 2025. "
        "Questions for your team Question 1 of 1 When did you last see a bruise?"
    )


@pytest.mark.parametrize("internal", [False, True])
@pytest.mark.parametrize("changes", [{}, NOTES, {"example": True}])
def test_they_keep_to_pdf_ua(changes: Changes, internal: bool) -> None:
    pdf = shown(the_case(changes), internal=internal)
    assert_accessible(pdf, "Child Rowan: six-step learning briefing (slides)" + (", internal" if internal else ""))
    assert not beyond(pdf)


def test_slides_are_sixteen_to_nine() -> None:
    for page in PdfReader(BytesIO(shown(the_case(NOTES)))).pages:
        assert round(float(page.mediabox.width) / float(page.mediabox.height), 3) == round(16 / 9, 3)


def test_what_is_for_whoever_leads_the_discussion_is_on_no_slide() -> None:
    pdf = shown(the_case(NOTES))
    assert "first question" not in read_aloud(pdf)
    assert "When did you last see a bruise?" in slides(pdf)[-1]


def test_text_can_be_read_from_the_back_of_the_room_however_long_it_is() -> None:
    text = parse("\n\n".join(["Words stand here, one after another, and more of them. " * 8] * 12))
    pdf = shown(with_step(the_case(), text))
    found = slides(pdf)
    assert len(found) > 10
    for slide in range(2, len(found)):
        body = [size for size, words in sizes(pdf, slide) if "Words stand here" in words]
        assert ("Words stand here" in found[slide - 1]) == bool(body), slide
        assert all(size >= READABLE for size in body), slide
    question = [size for size, words in sizes(pdf, len(found)) if "When did you" in words]
    assert question and min(question) > 1.5 * READABLE
    lines = [line for page in PdfReader(BytesIO(pdf)).pages[1:6] for line in page.extract_text().splitlines()]
    assert max(map(len, lines)) <= 66


def test_a_step_that_goes_on_says_so_in_a_heading_that_is_not_read_aloud_again() -> None:
    text = parse("\n\n".join(["Words stand here, one after another, and more of them. " * 8] * 4))
    pdf = shown(with_step(the_case(), text))
    assert [words for _, words in headings(pdf)][1:7] == STEPS
    assert "continued" not in read_aloud(pdf)
    again = [any("The background (continued)" in words for words in slide) for slide in skipped(pdf)]
    assert again[:3] == [False, False, True]
    assert "Safeguarding concerns" in slides(pdf)[again.index(True) + again.count(True)]


def test_a_paragraph_stays_on_one_slide_where_it_can() -> None:
    paragraphs = [f"Begin{number} {'words ' * 55}end{number}." for number in range(6)]
    found = slides(shown(with_step(the_case(), parse("\n\n".join(paragraphs)))))
    for number in range(6):
        [slide] = [words for words in found if f"Begin{number}" in words]
        assert f"end{number}" in slide


def test_the_number_of_a_slide_is_on_it_and_is_not_read_aloud() -> None:
    pdf = shown(the_case())
    assert [slide[-1].endswith(f"{n} of 8") for n, slide in enumerate(skipped(pdf), start=1)] == [True] * 8
    assert " of 8" not in read_aloud(pdf)


def test_internal_mark_and_example_are_on_every_slide_and_read_aloud_once() -> None:
    pdf = shown(the_case({"example": True}), internal=True)
    assert all(INTERNAL in words and "Example" in words for words in slides(pdf))
    assert read_aloud(pdf).count(INTERNAL) == read_aloud(pdf).count(EXAMPLE) == 1


def test_what_is_not_out_gives_no_address() -> None:
    pdf = shown(the_case(), internal=True)
    assert HOME not in read_aloud(pdf) and not tagged(pdf, "Figure") and not links(pdf)
    assert b"CreationDate" not in pdf


def test_the_early_briefing_has_no_recommendations_and_says_to_whom_it_belongs() -> None:
    pdf = shown(the_case(), internal=True, early=True)
    words = read_aloud(pdf)
    assert words.startswith("Early briefing for teams")
    assert KEEP_WITHIN in words and "Recommendations come with the report." in words
    assert "Put it on one page." not in words and "three services each saw a part" not in words


def test_every_word_of_a_list_a_table_and_a_note_is_there() -> None:
    text = (
        "Begin[^1].\n\n- One *thing*\n    - inside it\n- Another[^1]\n\n3. Third\n4. Fourth\n\n> Said.\n\n"
        "| Who | What |\n|---|---|\n| Police | Called |\n\n[^1]: By a note."
    )
    pdf = shown(with_step(the_case(), parse(text)))
    words = read_aloud(pdf)
    assert all(one in words for one in ("One thing", "inside it", "3. Third", "4. Fourth", "Said.", "By a note."))
    assert tagged(pdf, "TH", "TD") == [("TH", "Who"), ("TH", "What"), ("TD", "Police"), ("TD", "Called")]


@settings(max_examples=12)
@given(st.lists(st.sampled_from(HOSTILE), min_size=6, max_size=20))
def test_what_another_language_would_obey_is_shown_as_it_stands(snippets: list[str]) -> None:
    words = " ".join(snippets)
    text, case = plain(words), the_case(NOTES)
    assert case.briefing
    hostile = replace(
        case,
        title=words,
        summary=words,
        recommendations=tuple(replace(one, text=text) for one in case.recommendations),
        briefing=PublicBriefing(
            steps=tuple((words, text) for _ in case.briefing.steps),
            last_step=words,
            good_practice=None,
            questions=(text,),
            facilitator_notes=text,
        ),
    )
    assert read_aloud(shown(hostile)).count(words) >= 15


def test_a_text_of_the_greatest_length_is_shown_to_its_last_word() -> None:
    text = parse("Word " * 11_990 + "last.")
    begun = time.monotonic()
    pdf = shown(with_step(the_case(), text))
    assert time.monotonic() - begun < 60
    assert read_aloud(pdf).count("Word ") == 11_990
    assert not beyond(pdf)


def test_the_same_slides_are_the_same_bytes_in_another_process_and_another_zone() -> None:
    first, second = shown(the_case(NOTES)), shown(the_case(NOTES))
    assert first == second
    assert made_elsewhere("shown(the_case(NOTES))", __name__) == hashlib.sha256(first).hexdigest()


@pytest.mark.parametrize(
    ("title", "summary"), [(80, 400), (80, 330), (40, 400), (40, 330), (20, 400), (20, 330), (10, 250)]
)
def test_the_cover_is_one_slide_whatever_the_title_and_the_summary_and_with_every_mark(
    title: int, summary: int
) -> None:
    long: Changes = {
        "title": ("Hedgerow and the others " * 4)[: title - 1] + "x",
        "summary": ("A word or " * 40)[:summary],
    }
    for case_, banners in ((the_case({**long, "example": "true"}), ()), (the_case(long), (FOR_TEAMS, NOT_READ))):
        assert case_.briefing
        own = replace(setting(case_, internal=bool(banners)), banners=banners)
        found = slides(typeset(slides_paper(case_, case_.briefing, own)).pdf)
        assert "1. The background" in found[1]
        assert all(words in found[0] for words in banners)
        assert (EXAMPLE if not banners else INTERNAL) in found[0]


def test_notes_of_any_length_stand_below_their_text() -> None:
    """As footnotes they would go on from slide to slide, which Typst 0.15 cannot tag."""
    note = "word " * 320
    text = f"Why was it not read[^1]? Was it ever read[^1]?\n\n- one[^2]\n- two\n\n[^1]: {note}\n[^2]: Short."
    for internal in (False, True):
        pdf = shown(the_case({"briefing.questions": [text], "briefing.background": text}), internal=internal)
        assert read_aloud(pdf).count("word") >= 2 * 320
