"""The team sheet: what stands on it, for whom, and that it is a Word file as Word itself would make it."""

import io
import re
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from openxml_audit import OpenXmlValidator

from macros import dates, prose
from macros.anonymity.deny import DenyList
from macros.partnership.model import Contact, Partnership
from macros.problems import write_out
from macros.project import Project, read_project
from macros.public_view import InternalSite, PublicCase, site_for
from macros.scan.checks import Checks
from macros.scan.ours import ours
from macros.team_sheet import team_sheet
from macros.team_sheet.parts import COLUMNS, FACTS
from tests.factories import ROOT, miniature
from tests.views import internal_site, public_site

VALIDATOR = OpenXmlValidator()
INTERNAL = "Internal: not for publication"


def a_case(changes: dict[str, object] | None = None) -> PublicCase:
    [case] = public_site(changes or {}).cases
    return case


def sheet(
    changes: dict[str, object] | None = None, mark: str | None = None, partner: Partnership | None = None
) -> bytes:
    case = a_case(changes)
    assert case.briefing
    return team_sheet(case, case.briefing, partner or miniature(), mark=mark)


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def words(data: bytes) -> str:
    """Every word that somebody reads in a sheet, boxes and heads of pages included."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = [
            file.read(name).decode() for name in file.namelist() if name.startswith(("word/d", "word/h", "word/f"))
        ]
    return "\n".join(
        "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", paragraph))
        for one in parts
        for paragraph in one.split("</w:p>")
    )


def findings(data: bytes, folder: Path) -> list[str]:
    file = folder / "x.docx"
    file.write_bytes(data)
    return [str(error) for error in VALIDATOR.validate(str(file)).errors]


@cache
def examples() -> Project:
    return read_project(ROOT, ROOT / "briefings", dates.as_of("2027-01-01"))


@cache
def sheets_of_examples() -> dict[str, bytes]:
    """Every sheet of the project's own examples: public ones, internal ones, those of early briefings."""
    project = examples()
    partner = project.partnership
    assert partner
    judged = [(one.case.record, one.judgement) for one in project.cases]
    made: dict[str, bytes] = {}
    for audience in ("public", "internal"):
        site = site_for(audience, judged, dates.as_of("2027-01-01"), partner)
        mark = None if audience == "public" else INTERNAL
        for case in site.cases:
            if case.briefing:
                made[f"{audience} {case.reference}"] = team_sheet(case, case.briefing, partner, mark=mark)
        for one in site.internal_cases if isinstance(site, InternalSite) else ():
            if one.team_briefing:
                made[f"early {one.case.reference}"] = team_sheet(one.case, one.team_briefing, partner, mark=INTERNAL)
    return made


def test_a_sheet_has_its_headings_in_order_and_every_question() -> None:
    document = opened(sheet({"briefing.questions": ["When did you last see a bruise?", "Who is *not* in the room?"]}))
    headings = [(one.style.name, one.text) for one in document.paragraphs if one.style and one.style.name != "Normal"]
    assert headings == [
        ("Heading 1", "Team sheet: Child Rowan"),
        ("Heading 2", "Your meeting"),
        ("Heading 2", "Questions for your team"),
        ("Heading 3", "When did you last see a bruise?"),
        ("Heading 3", "Who is not in the room?"),
        ("Heading 2", "What we will change"),
        ("Heading 2", "Anything the partnership should know"),
    ]
    assert document.core_properties.title == "Team sheet: Child Rowan"
    assert document.core_properties.language == "en-GB"
    assert (document.core_properties.author, document.core_properties.last_modified_by) == ("", "")


def test_a_briefing_without_questions_has_a_sheet_all_the_same() -> None:
    case = a_case()
    assert case.briefing
    data = team_sheet(case, replace(case.briefing, questions=()), miniature(), mark=None)
    assert "Questions for your team" not in words(data)
    assert "What would show that it worked" in words(data)


def test_every_box_has_a_title_and_the_table_of_changes_has_a_head_and_three_rows() -> None:
    document = opened(sheet())
    titles = [one.get(qn("w:val")) for one in document.element.iter(qn("w:alias"))]
    assert titles == [
        *FACTS.values(),
        "Answer to question 1",
        "What we will change",
        *(3 * list(COLUMNS.values())),
        "Anything the partnership should know",
        "Which form this is",
    ]
    changes = next(
        table for table in document.element.iter(qn("w:tbl")) if table.find(f".//{qn('w:tblHeader')}") is not None
    )
    assert [cell.text for cell in Table(changes, document).rows[0].cells] == list(COLUMNS.values())
    assert len(list(changes.iter("{*}repeatingSectionItem"))) == 3
    captions = [one.get(qn("w:val")) for one in document.element.iter(qn("w:tblCaption"))]
    assert captions == [
        "Your meeting",
        "Answer to question 1",
        "What we will change",
        "Anything the partnership should know",
    ]


def choices(data: bytes) -> list[str | None]:
    return [one.get(qn("w:displayText")) for one in opened(data).element.iter(qn("w:listItem"))]


def test_the_agencies_to_choose_from_are_the_partnerships_own_that_still_are() -> None:
    partner = miniature()
    names = [one.name for one in partner.agencies.values()]
    assert choices(sheet()) == [*names, "Another agency"]
    first, *rest = partner.agencies.items()
    gone = {first[0]: first[1].model_copy(update={"until": dates.day("2020-01-01")}), **dict(rest)}
    assert choices(sheet(partner=partner.model_copy(update={"agencies": gone}))) == [*names[1:], "Another agency"]


def test_a_sheet_says_where_to_send_it_and_what_not_to_write() -> None:
    office = Contact.model_validate({"name": "Inbox", "email": "office@mini.example"})
    partner = miniature().model_copy(update={"contacts": {"business-office": office}})
    assert (
        f"send it to the {partner.name_of('business-office')}, office@mini.example (check this address first)."
        in words(sheet(partner=partner))
    )
    assert "Write no names of children, families, patients or staff, and nothing from which" in words(sheet())
    known = {"business-office": office.model_copy(update={"checked": dates.day("2025-06-01")})}
    assert "(checked on 1 June 2025)." in words(sheet(partner=miniature().model_copy(update={"contacts": known})))
    nobody = miniature().model_copy(update={"contacts": {}})
    assert f"send it to the {partner.name_of('business-office')}." in words(sheet(partner=nobody))


def test_an_internal_sheet_says_so_on_every_page_and_names_no_public_address() -> None:
    internal, public = sheet(mark=INTERNAL), sheet()
    assert [one.text for one in opened(internal).sections[0].header.paragraphs] == [INTERNAL]
    assert INTERNAL not in words(public)
    address = f"{miniature().site_url.rstrip('/')}/briefings/child-rowan/"
    assert address in words(public)
    assert address not in words(internal)


def test_an_invented_case_is_said_to_be_one() -> None:
    banner = "Example. This case is invented. It describes no real child, family or service."
    assert banner in words(sheet({"example": True}))
    assert "Example" not in words(sheet())


def test_a_sheet_holds_nothing_of_the_case_but_its_title_and_questions() -> None:
    text = words(sheet(mark=INTERNAL))
    for word in ("baby", "Mother", "Reviewer", "pathway", "September", "one page", "bruise was seen"):
        assert word not in text
    case = internal_site({}).internal_cases[0].case
    assert case.briefing and words(team_sheet(case, case.briefing, miniature(), mark=INTERNAL)) == text


def test_words_of_a_record_come_out_as_words_whatever_they_look_like() -> None:
    case = replace(a_case({"briefing.questions": ["What is 1 < 2 & 3?"]}), title='A & <b> "c"')
    assert case.briefing
    document = opened(team_sheet(case, case.briefing, miniature(), mark=None))
    assert document.core_properties.title == 'Team sheet: A & <b> "c"'
    assert "What is 1 < 2 & 3?" in [one.text for one in document.paragraphs]


def test_the_same_case_makes_the_same_bytes_without_a_time() -> None:
    assert sheet() == sheet()
    with zipfile.ZipFile(io.BytesIO(sheet())) as file:
        assert {one.date_time for one in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in file.namelist() if "thumbnail" in name or "custom" in name or "app.xml" in name]


@pytest.mark.parametrize(
    "title", ['Child & <Rowan> "A"', "Child \ue000reference\ue001", "Kind \u00e9\u0142", "Child  R", "\u202f"]
)
@pytest.mark.parametrize("mark", [None, INTERNAL])
def test_what_is_put_into_the_sheet_of_all_cases_is_the_sheet_that_one_case_would_have(
    title: str, mark: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["Why **now** & *not* 1 < 2?", "One\\\ntwo", "\ue000question 1\ue001", "A {{ b }} \\\\1"]
    case = replace(a_case({"briefing.questions": ["Why?"]}), title=title)
    assert case.briefing
    questions = tuple(prose.parse(question) for question in asked)
    briefing = replace(case.briefing, questions=questions)
    shared = team_sheet(case, briefing, miniature(), mark=mark)
    monkeypatch.setattr("macros.team_sheet.sheet._AS_THEY_ARE", re.compile("(?!)"))
    assert shared == team_sheet(case, briefing, miniature(), mark=mark)


def test_a_title_that_word_does_not_write_as_it_is_has_a_sheet_all_the_same() -> None:
    case = replace(a_case(), title="Child\tRowan ")
    assert case.briefing
    assert (
        opened(team_sheet(case, case.briefing, miniature(), mark=None)).paragraphs[0].text
        == "Team sheet: Child\tRowan "
    )


def test_every_sheet_of_every_example_is_valid(tmp_path: Path) -> None:
    made = sheets_of_examples()
    assert {name.split()[0] for name in made} == {"public", "internal", "early"}
    assert {name: findings(data, tmp_path) for name, data in made.items()} == {name: [] for name in made}


def test_the_validator_finds_what_is_wrong(tmp_path: Path) -> None:
    document = docx.Document()
    with io.BytesIO() as file:
        document.save(file)
        assert findings(file.getvalue(), tmp_path)


@pytest.mark.parametrize("name", ["public child-rowan", "internal child-rowan"])
def test_the_last_reading_lets_a_sheet_pass_and_still_finds_a_name_in_it(name: str, tmp_path: Path) -> None:
    own, data = ours(tmp_path, (), examples()), sheets_of_examples()[name]
    path = "briefings/child-rowan/child-rowan-team-sheet.docx"
    assert write_out(Checks(own, None).file(path, path, data, None)) == ""
    listed = Checks(own, DenyList([["Leave this line"]])).file(path, path, data, None)
    assert [one.rule for one in listed] == ["scan-listed"]
