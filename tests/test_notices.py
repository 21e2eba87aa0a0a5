"""Drafts of letters, e-mails and the press statement: what each may say, to whom, and what it never says."""

import email
import io
import re
import shutil
import stat
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import default
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner, Result
from docx.enum.text import WD_COLOR_INDEX
from pydantic import BaseModel

from macros import partnership
from macros.anonymity.of_record import Checked
from macros.cli import main
from macros.dates import day, in_words, london_day
from macros.notices import NOTICES, Draft, drafts, facts_of, template_problems, why_not
from macros.notices.facts import Commissioned, Press
from macros.notices.mail import as_mail
from macros.notices.template import NotATemplate, template_of
from macros.notices.word import as_word
from macros.partnership.model import Contact, Partnership
from macros.project import JudgedCase
from macros.rules import judge
from tests.conftest import Small
from tests.factories import GONE, ROOT, at, case

BEFORE = "2025-09-01"
IMPROVEMENTS = {"publication.decision": "improvements-only"}
TEMPLATES = ROOT / "notices"


@cache
def own() -> Partnership:
    found, _ = partnership.read(ROOT, day(BEFORE))
    assert found
    return found


def real(*checked: str, on: str = "2025-06-01") -> Partnership:
    """The project's own partnership, with some of its contacts checked on a day."""
    found = own()
    fresh = {name: found.contacts[name].model_copy(update={"checked": day(on)}) for name in checked}
    return found.model_copy(update={"contacts": {**found.contacts, **fresh}})


def judged(
    changes: Mapping[str, object] | None = None, as_of: str = BEFORE, partner: Partnership | None = None
) -> JudgedCase:
    one = case(changes)
    return JudgedCase(one, judge(one.record, at(as_of), partner or real(), ()), Checked())


def made(
    name: str,
    changes: Mapping[str, object] | None = None,
    as_of: str = BEFORE,
    partner: Partnership | None = None,
) -> list[Draft]:
    partner = partner or real()
    return list(drafts(name, judged(changes, as_of, partner), partner, TEMPLATES, at(as_of)))


def words_in(data: bytes) -> str:
    """Every word of a Word file: text, header, and what it says of itself."""
    document = docx.Document(io.BytesIO(data))
    paragraphs = [*document.sections[0].header.paragraphs, *document.paragraphs]
    core = document.core_properties
    return "\n".join([*(one.text for one in paragraphs), core.title, core.subject, core.author, core.comments])


def message(draft: Draft) -> EmailMessage:
    found = email.message_from_bytes(as_mail(draft), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def text_of(draft: Draft) -> str:
    """What stands in the message of a draft."""
    return str(message(draft).get_content()).replace("\r\n", "\n")


def whole(draft: Draft) -> str:
    """All that somebody could read in either file of a draft."""
    words = words_in(as_word(draft))
    if draft.kind == "letter":
        return words
    mail = message(draft)
    return "\n".join([words, *(f"{name}: {value}" for name, value in mail.items()), mail.get_content()])


# What a draft may say of its case.

# Every field of a record, with a word or a day in it that stands nowhere else.
EVERYTHING: dict[str, Any] = {
    "reference": "zqreference",
    "title": "Zqtitle",
    "review": "cspr",
    "example": "true",
    "summary": "Zqsummary.",
    "themes": ["neglect"],
    "agencies": ["childrens-trust"],
    "children": [{"pseudonym": "Zqchild", "age_band": "under-1"}],
    "others": ["Zqother"],
    "outcome": "died",
    "reviewers": [{"name": "Zqreviewer One", "role": "Zqrole", "organisation": "Zqorganisation"}],
    "timeline": {
        "incident": "2025-01-14",
        "aware": "2025-01-15",
        "notified": "2025-01-17",
        "rapid_review_meeting": "2025-02-03",
        "rapid_review_sent_to_panel": "2025-02-06",
        "panel_feedback": "2025-02-27",
        "decision": "2025-04-01",
        "review_group_first_met": "2025-04-07",
        "author_briefing": "2025-04-08",
        "practitioner_event": "2025-04-09",
        "first_draft": "2025-04-10",
        "completed": "2025-07-17",
    },
    "information": {"police": {"requested": "2025-01-20", "returned": "2025-01-27"}},
    "delays": [{"date": "2025-05-06", "reason": "Zqdelay.", "panel_told": "2025-05-07"}],
    "partners": [{"name": "Zqpartner", "signed_off": "2025-07-22"}],
    "sign_off": {
        "review_group": "2025-06-24",
        "llr_sub_group": "2025-07-08",
        "strategic_leads": "2025-07-21",
        "national_panel": "2025-07-23",
    },
    "panel_comments": {"asks": "change", "considered": "2025-08-04"},
    "parallel_processes": [
        {
            "process": "care",
            "status": "concluded",
            "concluded": "2025-06-02",
            "consulted": {"role": "Zqsolicitor", "date": "2025-06-03", "view": "no-objection"},
            "note": "Zqnote.",
        }
    ],
    "court_orders": [{"kind": "Zqorder", "expires": "2025-06-04", "cleared_by_lawyer": "2025-06-05"}],
    "publication": {
        "decision": "publish",
        "at": "2025-09-16 10:00",
        "moved": [{"from": "2025-09-02 10:00", "on": "2025-08-05"}],
        "avoid": [{"from": "--11-20", "to": "--11-30"}],
        "final_report_sent": {
            "national_panel": "2025-08-26",
            "secretary_of_state": "2025-08-27",
            "ofsted": "2025-08-28",
        },
        "family_told": [{"who": "Zqtold", "date": "2025-09-10", "outcome": "told"}],
        "members_briefed": {"north": "2025-09-17", "west": "2025-09-18"},
        "debriefs": {"involved": "2025-09-12", "open": "2025-09-15"},
        "press_statement": "2025-09-11",
        "deposited": "2025-10-01",
        "second_reader": {"role": "Zqreader", "date": "2025-08-20", "text": "zqdigest"},
        "exceptions": [
            {"rule": "press", "decided_by": "strategic-leads", "date": "2025-08-06", "reason": "Zqexception."}
        ],
    },
    "withdrawn": {"at": "2030-03-04 12:00", "kind": "expired", "decided_by": "strategic-leads"},
    "team_briefing": {
        "audience": "teams",
        "background": "Zqearlybackground.",
        "safeguarding_concerns": "Zqearlyconcerns.",
        "incident": "Zqearlyincident.",
        "review": "Zqearlyreview.",
        "findings": "Zqearlyfindings.",
        "good_practice": "Zqearlypractice.",
        "questions": ["Zqearlyquestion?"],
        "facilitator_notes": "Zqearlynotes.",
    },
    "briefing": {
        "audience": "public",
        "background": "Zqbackground.",
        "safeguarding_concerns": "Zqconcerns.",
        "incident": "Zqincident.",
        "review": "Zqreview.",
        "findings": "Zqfindings.",
        "good_practice": "Zqpractice.",
        "questions": ["Zqquestion?"],
        "facilitator_notes": "Zqnotes.",
    },
    "overview": [{"heading": "Zqheading", "text": "Zqsection."}],
    "family_words": "Zqfamily.",
    "findings": [{"id": "F1", "theme": "injuries-to-babies", "text": "Zqfinding."}],
    "recommendations": [
        {
            "id": "R1",
            "finding": "F1",
            "text": "Zqrecommendation.",
            "agencies": ["icb"],
            "due": "2026-01-30",
            "progress": [{"date": "2025-08-07", "status": "in-progress", "text": "Zqprogress."}],
        }
    ],
    "response": "Zqresponse.",
    "amendments": [{"date": "2025-10-06", "text": "Zqamendment."}],
    "anonymity": {"allow": [{"term": "Zqterm", "field": "summary", "reason": "Zqreason."}]},
}
# A report that was public before this system has no notices left to send.
NOT_HERE = {"publication.already_public"}

SENT = {"Zqtitle", "Zqreviewer One", "16 September 2025", "zqreference"}
HEARD_WHEN = {"12 September 2025", "11 September 2025", "15 September 2025"}
RECOMMENDED = {"Zqrecommendation", "30 January 2026", "NHS Northamptonshire Integrated Care Board"}
MAY_SAY: dict[str, set[str]] = {
    "commissioning": {"Zqreviewer One", "Zqrole", "Zqorganisation", "1 April 2025"},
    "family-1-decision": {"Zqreviewer One"},
    "family-2-contribute": {"Zqreviewer One"},
    # The offer is for the usual day, three working days before: the same as that of the press statement here.
    "family-3-findings": {"Zqreviewer One", "16 September 2025", "11 September 2025"},
    "family-3-findings-improvements": {"Zqreviewer One", "16 September 2025", "11 September 2025"},
    "final-report": SENT,
    "final-report-improvements": SENT,
    "debrief-involved": {"Zqreviewer One", "12 September 2025"},
    "debrief-open": {"Zqreviewer One", "15 September 2025"},
    "members-briefing": SENT | HEARD_WHEN | RECOMMENDED | {"Zqsummary"},
    "members-briefing-improvements": SENT | HEARD_WHEN | RECOMMENDED,
    "press-statement": SENT | {"Zqsummary"},
    "press-statement-improvements": SENT,
}


def marks(value: object) -> Iterator[str]:
    """Every word and day of a record that would show where it came from."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from marks(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from marks(inner)
    elif re.match(r"[0-9]{4}-", str(value)):
        yield in_words(day(str(value)[:10]))
    elif found := re.match(r"(?i)zq\w+(?: One)?", str(value)):
        yield found[0]


def everything(decision: str = "publish") -> dict[str, object]:
    found = {**EVERYTHING, "publication": {**EVERYTHING["publication"], "decision": decision}}
    return {**found, "court_orders": EVERYTHING["court_orders"]}


def left_empty(value: object, path: str = "") -> Iterator[str]:
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from left_empty(getattr(value, name), f"{path}.{name}".removeprefix("."))
    elif isinstance(value, tuple) and value:
        for inner in value:
            yield from left_empty(inner, path)
    elif value in (None, (), {}):
        yield path


def test_the_record_for_the_test_of_leaks_has_every_field() -> None:
    assert set(left_empty(case(everything()).record)) == NOT_HERE


@pytest.mark.parametrize("name", MAY_SAY)
def test_a_notice_says_of_its_case_what_its_reader_may_know_and_nothing_else(name: str) -> None:
    decision = "improvements-only" if name.endswith("-improvements") else "publish"
    text = "\n".join(map(whole, made(name.removesuffix("-improvements"), everything(decision))))
    known = {*marks(EVERYTHING), "NHS Northamptonshire Integrated Care Board"}
    assert {mark for mark in known if re.search(rf"(?<!\d){re.escape(mark)}\b", text)} == MAY_SAY[name]
    # Those that have no word of their own: outcome, theme, age band, the care case, agencies of the case.
    for word in ("died", "harmed", "Neglect", "Injuries", "Under 1", "care case", "court order is", "Children's Trust"):
        assert word not in text


def test_every_notice_of_every_kind_is_in_the_test_of_leaks() -> None:
    assert {template for name, notice in NOTICES.items() for template, _ in notice.templates(name)} == set(MAY_SAY)


def test_family_letters_are_the_same_whatever_happened() -> None:
    for name in ("family-1-decision", "family-2-contribute", "family-3-findings"):
        [one], [other] = made(name), made(name, {"title": "Child Elm", "summary": "Another.", "outcome": "died"})
        assert as_word(one) == as_word(other)


def test_the_press_hears_how_many_recommendations_there_are_and_not_what_they_say() -> None:
    [draft] = made("press-statement")
    assert "The report makes 1 recommendation." in whole(draft)
    assert "Put it on one page" not in whole(draft)


def test_the_statement_offers_an_interview_and_keeps_the_hour() -> None:
    text = whole(made("press-statement")[0])
    assert "one-to-one interviews" in text
    assert "Embargoed: not for publication before 10:00 on Tuesday 16 September 2025." in text


def test_members_of_both_councils_hear_who_hears_when_and_what_is_asked() -> None:
    text = whole(made("members-briefing")[0])
    assert "North Northamptonshire Council and West Northamptonshire Council" in text
    assert "Put it on one page. (NHS Northamptonshire Integrated Care Board, by 31 December 2025)" in text
    assert "confidential until 10:00 on Tuesday 16 September 2025" in text


def test_the_national_bodies_hear_why_only_improvements_are_published() -> None:
    one, *_ = made("final-report", IMPROVEMENTS)
    assert "We have decided not to publish the report itself." in whole(one)
    assert "must be told why the report is not published" in whole(one)


def test_a_first_letter_asks_for_consent_offers_a_talk_and_is_brought_by_somebody_they_know() -> None:
    text = whole(made("family-1-decision")[0])
    assert "We ask for your consent." in text
    assert (
        "with the person who leads the review, with someone else from the group that works on it, or with both" in text
    )
    assert "have it brought by someone the parents know" in text


# What is not known.


def test_what_is_not_decided_is_a_blank_and_no_error() -> None:
    undecided = {"publication": {}, "timeline": {}, "reviewers": [], "summary": GONE, "recommendations": []}
    for name in NOTICES:
        assert made(name, undecided)
    text = whole(made("press-statement", undecided)[0])
    assert "[day of publication, not decided yet]" in text
    assert "[summary, not written yet]" in text
    assert "[name of the Lead Reviewer]" in text
    assert "on [day of the decision]." in whole(made("commissioning", undecided)[0])


@pytest.mark.parametrize(
    ("changes", "as_of"),
    [
        ({"publication.decision": "not-yet"}, BEFORE),
        # Blocked on the day: the date in the record is of no use to anybody.
        ({"parallel_processes": [{"process": "prosecution", "status": "open"}]}, "2025-09-16T10:00"),
    ],
)
def test_a_day_that_nobody_decided_on_or_that_went_by_is_not_announced(changes: dict[str, object], as_of: str) -> None:
    for name in ("final-report", "family-3-findings", "members-briefing", "press-statement"):
        text = "\n".join(map(whole, made(name, changes, as_of)))
        assert "16 September 2025" not in text
        assert "[day of publication, not decided yet]" in text


# Counted by hand from Tuesday 16 September 2025; there is no bank holiday near.
@pytest.mark.parametrize(
    ("name", "usual"),
    [
        ("family-3-findings", "We suggest Thursday 11 September 2025."),
        ("debrief-involved", "When: Friday 12 September 2025,"),
        ("debrief-open", "When: Monday 15 September 2025,"),
        ("members-briefing", "The press: Friday 12 September 2025,"),
    ],
)
def test_where_the_record_has_no_day_the_usual_one_is_offered(name: str, usual: str) -> None:
    unplanned = {"publication.debriefs": {}, "publication.press_statement": GONE}
    assert usual in whole(made(name, unplanned)[0])


def test_the_day_in_the_record_comes_before_the_usual_one() -> None:
    assert "When: Tuesday 16 September 2025," in whole(
        made("debrief-open", {"publication.debriefs.open": "2025-09-16"})[0]
    )


def test_a_usual_day_that_went_by_is_a_blank() -> None:
    assert "We suggest Thursday 11 September 2025." in whole(made("family-3-findings", as_of="2025-09-11")[0])
    assert "We suggest [day, not decided yet]." in whole(made("family-3-findings", as_of="2025-09-12")[0])


# Whether there is a notice at all.


@pytest.mark.parametrize(
    ("changes", "as_of", "why"),
    [
        ({"review": "rapid-review"}, BEFORE, "a Rapid Review has no such notice"),
        ({"review": "case-mapping"}, BEFORE, "a Case Mapping Exercise has no such notice"),
        ({"review": "serious-case-review"}, BEFORE, "a Serious case review has no such notice"),
        (
            {"withdrawn": {"at": "2025-08-01 09:00", "kind": "welfare", "decided_by": "strategic-leads"}},
            BEFORE,
            "the case is withdrawn",
        ),
        ({"publication.decision": "elsewhere"}, BEFORE, "without the partnership's name"),
    ],
)
def test_a_case_that_has_no_notices_is_told_why(changes: dict[str, object], as_of: str, why: str) -> None:
    for name in NOTICES:
        assert why in (why_not(name, judged(changes, as_of), real(), at(as_of)) or "")


def test_once_the_report_is_out_only_the_open_event_is_left_and_not_for_long() -> None:
    out = judged(as_of="2025-09-16T10:00")
    for name in NOTICES:
        why = why_not(name, out, real(), at("2025-09-16T10:00"))
        assert (why is None) == (name == "debrief-open"), name
    assert "public since 16 September 2025" in (why_not("commissioning", out, real(), at("2025-09-16T10:00")) or "")
    # The open event is held within two working days either side: by Thursday 18 September.
    for last, held in (("2025-09-18T23:00", True), ("2025-09-19T00:00", False)):
        assert (why_not("debrief-open", judged(as_of=last), real(), at(last)) is None) == held


def test_a_thematic_review_has_the_same_notices() -> None:
    thematic = {"review": "thematic"}
    assert all(why_not(name, judged(thematic), real(), at(BEFORE)) is None for name in NOTICES)
    assert "commissioned a Thematic review" in whole(made("commissioning", thematic)[0])


# To whom.


def test_each_national_body_has_a_draft_of_its_own() -> None:
    bodies = ("national-panel", "ofsted", "department-for-education")
    assert [draft.name for draft in made("commissioning")] == [f"commissioning-{one}" for one in bodies]
    assert [draft.recipient for draft in made("final-report")] == [
        "National Panel",
        "Secretary of State for Education",
        "Ofsted",
    ]


def test_an_address_that_was_checked_within_a_year_is_filled_in() -> None:
    first, *_ = made("commissioning", partner=real("national-panel", on="2024-09-01"))
    assert message(first)["To"].addresses[0].addr_spec == "Mailbox.NationalReviewPanel@education.gov.uk"
    assert "blank" not in whole(first)


@pytest.mark.parametrize("checked", ["2024-08-31", None])
def test_an_address_that_is_old_or_was_never_checked_is_left_blank_and_the_draft_says_so(checked: str | None) -> None:
    partner = real()
    known = {"name": "Panel", "email": "panel@example.gov.uk", **({"checked": checked} if checked else {})}
    body = Contact.model_validate(known)
    partner = partner.model_copy(update={"contacts": {**partner.contacts, "national-panel": body}})
    first, *_ = made("commissioning", partner=partner)
    assert message(first)["To"] is None
    assert "panel@example.gov.uk" not in whole(first)
    said = "was last checked on 31 August 2024" if checked else "was never checked"
    assert first.doubts == (
        f"The address is blank: that of National Panel {said}. Check it, and date it in partnership.yml.",
    )
    for text in (words_in(as_word(first)), text_of(first)):
        assert text.index("The address is blank") < text.index("Dear colleague")


def test_an_old_address_of_the_office_is_a_blank_in_the_text_as_well() -> None:
    first, *_ = made("commissioning")
    assert "[e-mail address, to be checked]" in whole(first)
    first, *_ = made("commissioning", partner=real("business-office"))
    assert "NSCB@northamptonshire.gov.uk" in whole(first)


# Whether the text was read.


@pytest.mark.parametrize("name", ["final-report", "members-briefing", "press-statement"])
def test_text_that_nobody_read_for_identifiability_is_marked_in_the_head_of_the_draft(name: str) -> None:
    unread = {"publication.second_reader": GONE, "summary": "A baby was hurt, and one service saw it."}
    changed = judged(unread | {"publication.second_reader": {"role": "Officer", "date": "2025-01-20", "text": "old"}})
    for draft in drafts(name, changed, real(), TEMPLATES, at(BEFORE)):
        assert "[anonymity check or second reading still open]" in draft.first[0]
    for draft in made(name):
        assert "not yet read" not in whole(draft)


def test_a_mark_of_the_check_holds_the_text_as_well() -> None:
    one = judged()
    marked = replace(one, judgement=judge(one.case.record, at(BEFORE), real(), [("summary",)]))
    [draft] = drafts("press-statement", marked, real(), TEMPLATES, at(BEFORE))
    assert "[anonymity check or second reading still open]" in draft.doubts[0]


def test_a_letter_without_text_of_the_record_needs_no_reader() -> None:
    old = {"publication.second_reader": {"role": "Officer", "date": "2025-01-20", "text": "old"}}
    for name in ("commissioning", "family-1-decision", "family-3-findings", "debrief-open"):
        assert all("not yet read" not in whole(draft) for draft in made(name, old))


def test_a_draft_of_an_invented_case_says_first_that_it_is_one() -> None:
    assert made("family-1-decision", {"example": "true"})[0].first[0] == "This case is invented: do not send it."


# The files.


def test_the_word_file_is_a4_in_british_english_and_says_draft_on_every_page() -> None:
    for name in NOTICES:
        document = docx.Document(io.BytesIO(as_word(made(name)[0])))
        section = document.sections[0]
        assert section.page_width and section.page_height
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        assert not section.different_first_page_header_footer
        assert section.header.paragraphs[0].text == "DRAFT – not sent"
        assert document.core_properties.language == "en-GB"
        assert set(re.findall(r'w:lang [^>]*w:val="([^"]+)"', document.styles.element.xml)) == {"en-GB"}


def test_the_word_file_names_nobody_no_time_and_no_program() -> None:
    data = as_word(made("press-statement")[0])
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert {part.date_time for part in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = file.namelist()
        core = file.read("docProps/core.xml").decode()
    assert not [name for name in names if "thumbnail" in name or "customXml" in name or name.endswith("app.xml")]
    title = "Northamptonshire Safeguarding Children Partnership publishes a Child Safeguarding Practice Review"
    assert " ".join(re.sub(r"<[^>]*>", " ", core).split()) == f"{title} 1 en-GB"


def test_every_blank_is_marked_so_that_none_is_sent() -> None:
    document = docx.Document(io.BytesIO(as_word(made("family-1-decision")[0])))
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    marked = {run.text for run in runs if run.font.highlight_color == WD_COLOR_INDEX.YELLOW}
    assert "[name of the child]" in marked
    assert marked == {blank for run in runs for blank in re.findall(r"\[[^\]]*\]", run.text)}


def test_each_recommendation_is_a_point_of_its_own() -> None:
    two = [
        {
            "id": "R1",
            "text": "Put it on one page:\n\n- on paper;\n- on screens.",
            "agencies": ["icb"],
            "due": "2026-01-30",
        },
        {"id": "R2", "text": "Ask *twice*.", "agencies": ["icb", "police"]},
    ]
    [draft] = made("members-briefing", {"recommendations": two, "findings": []})
    document = docx.Document(io.BytesIO(as_word(draft)))
    points = [one.text for one in document.paragraphs if one.style and one.style.name == "List Bullet"]
    wanted = [
        "Put it on one page: on paper; on screens. (NHS Northamptonshire Integrated Care Board, by 30 January 2026)",
        "Ask twice. (NHS Northamptonshire Integrated Care Board and Northamptonshire Police)",
    ]
    assert points[:2] == wanted
    assert [line.removeprefix("- ") for line in text_of(draft).splitlines() if line[2:] in wanted] == wanted


def test_lists_inside_lists_and_numbers_that_begin_again_come_out_in_both_files() -> None:
    head = "---\ntitle: A\nkind: e-mail\nto: [press]\nsubject: S\n---\n"
    text = (
        "1. One\n    - Inner\n2. Two\n\nBetween **bold** and *soft*\\\nnext [here](https://a.example/).\n\n1. Again\n"
    )
    draft = filled(head + text)
    lines = text_of(draft).split("-" * 60)[2].strip().splitlines()
    assert lines[:5] == ["1. One", "   - Inner", "2. Two", "", "Between bold and soft"]
    assert lines[5:] == ["next here (https://a.example/).", "", "1. Again"]
    document = docx.Document(io.BytesIO(as_word(draft)))
    numbers = [one._p.xpath("./w:pPr/w:numPr/w:numId/@w:val") for one in document.paragraphs]
    first, second, again = (number[0] for number in numbers if number)
    assert first == second != again


def test_a_mail_program_opens_the_message_as_a_draft_of_its_own() -> None:
    mail = message(made("final-report")[0])
    assert mail["X-Unsent"] == "1"
    assert mail["Subject"].startswith("DRAFT: Final report: Child Rowan, to be published on Tuesday 16 September 2025")
    assert set(mail.keys()) == {"X-Unsent", "Subject", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"}
    assert mail.get_content().splitlines()[1].startswith("DRAFT, not sent.")


def test_the_same_case_on_the_same_day_makes_the_same_bytes() -> None:
    for name in NOTICES:
        assert made(name, as_of="2025-09-01T08:00") == made(name, as_of="2025-09-01T20:00")
    [draft] = made("members-briefing")
    assert (as_word(draft), as_mail(draft)) == (as_word(draft), as_mail(draft))


# Hostile text.


def test_text_of_a_record_comes_out_as_words_whatever_it_looks_like() -> None:
    nasty = '{{ partnership() }} {% raw %} **bold** [a](https://e.example) <b> \x00\x1b\u202e "q" ]]>'
    one = judged()
    changed = one.case.record.model_copy(update={"summary": nasty, "title": "Child\r\nBcc: someone@example.org"})
    case_ = replace(one.case, record=changed)
    [draft] = drafts("press-statement", replace(one, case=case_), real(), TEMPLATES, at(BEFORE))
    for text in (words_in(as_word(draft)), text_of(draft)):
        assert '{{ partnership() }} {% raw %} **bold** [a](https://e.example) <b> "q" ]]>' in text
    report, *_ = drafts("final-report", replace(one, case=case_), real(), TEMPLATES, at(BEFORE))
    mail = message(report)
    assert "Bcc" not in mail
    assert mail["Subject"].startswith("DRAFT: Final report: Child Bcc: someone@example.org, to be published")


# Templates.

HEAD = "---\ntitle: A\nkind: e-mail\nto: [press]\nsubject: S\n---\n"


def filled(text: str, facts: Any = None) -> Draft:
    """A draft from a template's text, of the facts for the national bodies."""
    from macros.notices.template import fill

    own = facts or Commissioned(kind="Review", reviewers="Somebody", decided="1 April 2025")
    template = template_of(text, "notices/x.md", type(own), real(), day(BEFORE))
    found = fill(template, own, "Press", real(), day(BEFORE))
    return Draft("x", "e-mail", "Press", None, found.title, found.subject, found.before_sending, (), found.body)


def faults(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(NotATemplate) as caught:
        template_of(text, "notices/x.md", Commissioned, real(), day(BEFORE))
    return [(problem.line, problem.rule, problem.message) for problem in caught.value.problems]


def test_the_projects_own_templates_are_right() -> None:
    assert list(template_problems(ROOT, real(), day(BEFORE))) == []


def test_a_template_that_asks_for_what_its_reader_may_not_know_is_an_error_with_its_line() -> None:
    [(line, rule, said)] = faults(HEAD + "Dear all,\n\n{{ kind() }} and {{ summary() }}.\n")
    assert (line, rule) == (9, "macro")
    assert "no macro is called `summary`" in said
    assert all(f"`{name}`" in said for name in ("kind", "reviewers", "decided", "recipient", "role"))


def test_what_a_template_may_call_is_in_the_readme_beside_it() -> None:
    readme = (TEMPLATES / "README.md").read_text("utf-8")
    for name, notice in NOTICES.items():
        for template, make in notice.templates(name):
            [row] = [line for line in readme.splitlines() if line.startswith("| `") and f"`{template}`" in line]
            if "the same without" not in row:
                cell = row.split("|")[2]
                assert set(re.findall(r"`(\w+)`", cell)) == {field.name for field in fields(facts_of(make))}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (HEAD + "{% for x in [1] %}x{% endfor %}\n", 7, "and nothing else"),
        (HEAD + "{{ kind().__class__ }}\n", 7, "`kind` has no `__class__`"),
        (HEAD + "{{ ''.join(['a']) }}\n", 7, "and nothing else"),
        (HEAD + "{{ record }}\n", 7, "and nothing else"),
        (HEAD + '{{ role("nobody") }}\n', 7, "role `nobody` is not in partnership.yml"),
        (HEAD + '{{ contact("ofsted") }}\n', 7, "`contact` needs what is to be shown"),
        (HEAD + "Text\n\n{{ kind(\n", 9, "cannot be read"),
        (HEAD + "# Too high\n", 7, "sub-headings begin at `## `"),
        (HEAD + "Text <b>\n", 7, "HTML"),
        (HEAD + "| a |\n|---|\n| b |\n", 1, "paragraphs, headings, lists and emphasis"),
        (HEAD, 1, "without a text"),
        ("Dear all,\n", 1, "begins with front matter"),
        (HEAD.replace("subject: S\n", "") + "Text\n", 3, "has a subject"),
        (HEAD.replace("subject: S", "subject: '{{ summary() }}'") + "Text\n", 5, "no macro is called `summary`"),
        (HEAD.replace("[press]", "[pres]") + "Text\n", 4, "did you mean `press`?"),
        (HEAD.replace("e-mail", "fax") + "Text\n", 3, "found `fax`"),
        (HEAD.replace("title: A", "titel: A") + "Text\n", 2, "`titel` is no field here"),
    ],
)
def test_a_template_that_cannot_be_used_is_told_where_and_what_is_right(text: str, line: int, said: str) -> None:
    found = faults(text)
    assert any(place == line and said in message for place, _, message in found), found


def test_a_call_may_go_on_in_the_next_line() -> None:
    assert "Led by Somebody." in whole(filled(HEAD + "Led by {{\nreviewers() }}.\n"))


def test_several_points_in_the_middle_of_a_sentence_stand_one_after_the_other() -> None:
    from macros.notices.facts import Members, Points

    values: dict[str, Any] = {field.name: "x" for field in fields(Members)}
    values["recommendations"] = Points(["One", "Two"])
    draft = filled(HEAD + "First {{ recommendations() }}.\n\n- {{ recommendations() }}\n", Members(**values))
    assert "First One; Two.\n\n- One\n- Two\n" in text_of(draft)


def test_the_press_has_no_name_for_anything_that_is_not_public() -> None:
    public = {"kind", "title", "reviewers", "day", "time", "page", "recommendations", "summary"}
    assert {field.name for field in fields(Press)} == public


# The command.


@pytest.fixture
def office(small: Small) -> Small:
    """A small project with the real partnership and its templates, and one case."""
    shutil.copytree(TEMPLATES, small.folder / "notices")
    shutil.copy(ROOT / "partnership.yml", small.folder)
    small.put("child-rowan")
    return small


def run(office: Small, out: Path, *names: str, as_of: str = BEFORE) -> Result:
    words = ["--project", str(office.folder), "--as-of", as_of, "--out", str(out), *names]
    return CliRunner().invoke(main, ["notices", *(["child-rowan"] if out else []), *words])


def test_the_command_writes_every_draft_for_its_owner_alone(office: Small, tmp_path: Path) -> None:
    out = tmp_path / "drafts"
    result = run(office, out)
    assert result.exit_code == 0
    written = sorted(file.name for file in out.iterdir())
    assert sorted(Path(line).name for line in result.stdout.splitlines()) == written
    assert len([name for name in written if name.endswith(".docx")]) == 13
    assert len([name for name in written if name.endswith(".eml")]) == 10
    assert all(name.startswith("DRAFT-child-rowan-") for name in written)
    assert not [name for name in written if "family" in name and name.endswith(".eml")]
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in out.iterdir()} == {0o600}
    assert "that of Ofsted was last checked on 1 December 2020" in result.stderr


def test_the_command_writes_the_drafts_it_is_asked_for(office: Small, tmp_path: Path) -> None:
    assert run(office, tmp_path / "drafts", "family-1-decision", "press-statement").exit_code == 0
    assert {file.name for file in (tmp_path / "drafts").iterdir()} == {
        "DRAFT-child-rowan-family-1-decision.docx",
        "DRAFT-child-rowan-press-statement.docx",
        "DRAFT-child-rowan-press-statement.eml",
    }


@pytest.mark.parametrize("place", ["docs/drafts", "overrides", "site", "site/deep/drafts", "notices", "briefings"])
def test_drafts_are_not_written_where_they_would_be_published_or_read_as_something_else(
    office: Small, place: str
) -> None:
    result = run(office, office.folder / place, "press-statement")
    assert result.exit_code == 1
    assert "this does not belong in a folder of the project" in result.stderr
    assert not list(office.folder.rglob("DRAFT*"))


def test_drafts_are_not_written_into_a_built_site(office: Small, tmp_path: Path) -> None:
    built = tmp_path / "elsewhere"
    built.mkdir()
    (built / "manifest.json").write_text('{"as_of": "", "audience": "public", "files": {}, "made_from": {}}')
    for out in (built, built / "drafts"):
        result = run(office, out, "press-statement")
        assert (result.exit_code, "built site" in result.stderr) == (1, True)


def test_a_draft_that_somebody_worked_on_is_never_written_over(office: Small, tmp_path: Path) -> None:
    out = tmp_path / "drafts"
    assert run(office, out, "family-1-decision").exit_code == 0
    assert run(office, out, "family-1-decision").exit_code == 0
    mine = out / "DRAFT-child-rowan-family-1-decision.docx"
    mine.write_bytes(b"worked on")
    result = run(office, out)
    assert result.exit_code == 1
    assert "somebody may have worked on it" in result.stderr
    assert [file.read_bytes() for file in out.iterdir()] == [b"worked on"]


def test_drafts_are_not_written_where_git_would_keep_them(office: Small, tmp_path: Path) -> None:
    kept = tmp_path / "repository"
    (kept / ".git").mkdir(parents=True)
    for out in (kept, kept / "drafts"):
        result = run(office, out, "family-1-decision")
        assert (result.exit_code, "lies in a git repository" in result.stderr) == (1, True)
    assert [entry.name for entry in kept.iterdir()] == [".git"]


def test_what_is_refused_is_said_with_its_reason_and_what_was_asked_for_by_name_ends_the_command(
    office: Small, tmp_path: Path
) -> None:
    out = tmp_path / "drafts"
    result = run(office, out, "press-statement", "debrief-open", as_of="2025-09-17")
    assert result.exit_code == 1
    assert "Not written: press-statement: it is sent before publication" in result.stderr
    assert not out.exists()
    result = run(office, out, as_of="2025-09-17")
    assert result.exit_code == 0
    assert {file.stem for file in out.iterdir()} == {"DRAFT-child-rowan-debrief-open"}


def test_a_broken_template_ends_the_command_with_its_line(office: Small, tmp_path: Path) -> None:
    template = office.folder / "notices" / "press-statement.md"
    template.write_text(template.read_text("utf-8") + "\n{{ outcome() }}\n", "utf-8")
    lines = len(template.read_text("utf-8").splitlines())
    result = run(office, tmp_path / "drafts")
    assert result.exit_code == 1
    assert f"notices/press-statement.md:{lines}:4: no macro is called `outcome`" in result.stderr
    assert not (tmp_path / "drafts").exists()
    checked = CliRunner().invoke(main, ["check", "--project", str(office.folder), "--as-of", BEFORE])
    assert f"notices/press-statement.md:{lines}:4" in checked.stderr


def test_a_missing_template_is_named(office: Small, tmp_path: Path) -> None:
    (office.folder / "notices" / "commissioning.md").unlink()
    result = run(office, tmp_path / "drafts", "commissioning")
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert "notices/commissioning.md:1:1: there is no such template" in result.stderr


def test_a_notice_or_a_folder_that_is_not_named_is_wrong_usage(office: Small, tmp_path: Path) -> None:
    assert run(office, tmp_path / "drafts", "love-letter").exit_code == 2
    assert CliRunner().invoke(main, ["notices", "child-rowan"]).exit_code == 2
    assert "Example: cspr notices" in CliRunner().invoke(main, ["notices", "--help"]).output


def test_as_of_a_day_is_that_of_london() -> None:
    # 23:30 in UTC on the eve of the summer's last day is the next day in London: the address is then over a year old.
    late: datetime = at("2025-09-01T23:30Z")
    assert london_day(late) == date(2025, 9, 2)
    first, *_ = made("commissioning", as_of="2025-09-01T23:30Z", partner=real("national-panel", on="2024-09-01"))
    assert first.address is None
