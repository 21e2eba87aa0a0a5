"""The knowledge base as pages show it: who does what, flowcharts, forms, roles, tables of the data, the frame."""

from collections.abc import Iterable, Mapping

import pytest
from bs4 import BeautifulSoup, Tag

from macros.dates import day
from macros.guidance.front_matter import HandWritten
from macros.pages.frame import frames
from macros.pages.roles import role_parts
from macros.partnership.model import Partnership, Role
from macros.public_view import PublicSite
from tests.factories import miniature
from tests.views import aged, folded, internal_site, macros_of, only, page, parsed, public_site, words_of

EMPTY = PublicSite((), ())
TODAY = day("2025-09-16")

DUTIES: list[dict[str, object]] = [
    {"who": ["lead-reviewer"], "what": 'Tell the {{ role("business-office") }}.', "to": ["business-office"]},
    {"who": ["business-office"], "what": "This *must* be sent.", "by": "final-report-statutory", "see": "#how"},
    {"who": ["lead-reviewer", "review-group"], "what": "Meet.", "when": "before the first draft", "duty": "must"},
    {"who": ["lead-reviewer"], "what": "Tell the family.", "by": "family-told", "see": "publication.md#family"},
]
CHART: list[dict[str, object]] = [
    {"who": ["business-office"], "what": "Notify.", "by": "notification", "see": "notify.md"},
    {
        "who": ["review-group"],
        "ask": "Is it serious?",
        "see": "#how",
        "answers": [
            {"answer": "Yes", "steps": [{"who": ["lead-reviewer"], "what": "Review.", "see": "../index.md"}]},
            {"answer": "No", "steps": []},
        ],
    },
    {"who": ["strategic-leads"], "what": "Decide.", "see": "notify.md"},
]
FORM = {
    "name": "A request",
    "version": "3",
    "to": "business-office",
    "by": "additional-information",
    "seen_by": "The office.",
    "sections": [
        {
            "title": "Who asks",
            "repeats": "true",
            "fields": [
                {"id": "name", "label": "Name", "kind": "line", "help": "Your name.", "example": "Example Worker"},
                {"id": "kind", "label": "Kind", "kind": "choice", "help": "Choose.", "options": ["CSPR", "Other"]},
            ],
        },
        {
            "title": "Family",
            "seen_by": "The reviewer alone.",
            "fields": [
                {
                    "id": "family",
                    "label": "Family",
                    "kind": "table",
                    "help": "One row each.",
                    "blank_rows": "8",
                    "columns": [{"id": "who", "label": "Who", "kind": "line", "help": "A name."}],
                },
                {"id": "note", "label": "Note", "kind": "text", "help": "More.", "required": "false"},
            ],
        },
    ],
}


PAGES = (
    page("guidance/review.md", duties=DUTIES),
    page("flowcharts/way.md", flowchart=CHART),
    page("appendices/request.md", form=FORM, appendix=["1"]),
    page("appendices/made-up.md", appendix=["4c", "10"], editorial="true"),
    page("flowcharts/notify.md"),
    page("guidance/publication.md"),
)


def shown(
    macro: str, *name: str, pages: Iterable[HandWritten] = PAGES, partner: Partnership | None = None
) -> BeautifulSoup:
    return parsed(macros_of(EMPTY, partner=partner, pages=pages)[macro](*name))


def rows(soup: BeautifulSoup) -> list[list[str]]:
    return [words_of(row.find_all("td")) for row in soup.select("tbody tr")]


# Who does what


def test_duties_say_what_who_and_by_when() -> None:
    assert rows(shown("duties", "review")) == [
        ["Tell the Business Office.", "Lead Reviewer to Business Office", "should"],
        [
            "This must be sent. More on this step",
            "Business Office",
            "must: at least 7 working days before publication",
        ],
        ["Meet.", "Lead Reviewer, Review Group", "must: before the first draft"],
        [
            "Tell the family. Guidance/Publication",
            "Lead Reviewer",
            "should: normally 3 working days before publication",
        ],
    ]


def test_a_duty_said_holds_over_the_one_that_follows_from_its_limit() -> None:
    duty = {"who": ["business-office"], "what": "Copy.", "by": "notification", "duty": "should"}
    [row] = rows(shown("duties", "x", pages=[page("x.md", duties=[duty])]))
    assert row[-1] == "should: within 5 working days of becoming aware"


def test_duties_lead_to_roles_and_to_what_is_said_of_them() -> None:
    soup = shown("duties", "review")
    assert [link["href"] for link in soup.select("a.see")] == [
        "root:/guidance/review/#how",
        "root:/guidance/publication/#family",
    ]
    assert {link["href"] for link in soup.select("a.role")} == {
        f"root:/roles/{role}/" for role in ("lead-reviewer", "business-office", "review-group")
    }
    assert words_of(soup.select("td em")) == ["should", "must", "must", "must", "should"]


def test_the_words_of_a_duty_are_never_markup() -> None:
    nasty = '<b id="x">bold</b> & *stars* { .z } [a](b)'
    soup = shown("duties", "x", pages=[page("x.md", duties=[{"who": ["lead-reviewer"], "what": nasty}])])
    assert rows(soup)[0][0] == nasty
    assert not soup.select("#x, .z, td b")


def test_a_limit_on_a_page_is_the_one_in_force_on_the_day() -> None:
    scale = miniature().timescale("notification", TODAY)
    old = scale.model_copy(update={"latest": 9, "until": day("2025-09-15")})
    new = scale.model_copy(update={"from_": day("2025-09-16")})
    partner = miniature().model_copy(update={"timescales": {**miniature().timescales, "notification": (old, new)}})
    for as_of, limit in (("2025-09-15 12:00", "9 working days"), ("2025-09-16 12:00", "5 working days")):
        macros = macros_of(EMPTY, as_of, partner, PAGES)
        assert f"within {limit} of becoming aware" in str(macros["flowchart"]("way"))
        assert limit in str(macros["timescales"]())


# Flowcharts


def steps(items: Tag) -> list[object]:
    """A drawn list as a reader hears it: each step's words, and below a question its answers."""
    found: list[object] = []
    for item in items.find_all("li", recursive=False):
        words = " ".join(folded(part.get_text()) for part in item.find_all("p", recursive=False))
        said = " ".join(folded(part.get_text()) for part in item.select(":scope > .says > p"))
        found.append(f"{words} {said}".strip())
        for answer in item.select(":scope > .answers > li"):
            found.append((folded(only_child(answer, "p").get_text()), *steps(only_child(answer, "ol"))))
    return found


def only_child(part: Tag, name: str) -> Tag:
    [found] = part.find_all(name, recursive=False)
    return found


def test_a_flowchart_is_a_list_that_reads_well_aloud() -> None:
    assert steps(only(shown("flowchart", "way"), "ol.flowchart")) == [
        "Time: within 5 working days of becoming aware Business Office Notify. Flowcharts/Notify",
        "Review Group Question: Is it serious? Flowcharts/Way",
        ("If the answer is: Yes", "Lead Reviewer Review. Guidance"),
        ("If the answer is: No",),
        "Strategic Leads Decide. Flowcharts/Notify",
    ]


def test_a_box_of_a_flowchart_says_to_whom() -> None:
    step = {"who": ["business-office"], "what": "Tell.", "to": ["lead-reviewer"], "see": "#x"}
    written = [page("x.md", flowchart=[step])]
    soup = shown("flowchart", "x", pages=written)
    assert folded(only(soup, ".who").get_text()) == "Business Office to Lead Reviewer"
    assert [found.path for found in role_parts(miniature(), written)["lead-reviewer"].flowcharts] == ["x.md"]


# Forms


def test_a_form_says_to_whom_it_goes_by_when_and_who_sees_it() -> None:
    facts = only(shown("form", "request"), "dl.facts")
    assert folded(facts.get_text(" ")) == (
        "Form A request, version 3 Send it to Business Office: office@miniature.example By when within 7 working days "
        "of the request Who sees it The office. Where a part or a box is seen by others, it says so."
    )


def test_a_form_shows_every_box_with_its_help() -> None:
    soup = shown("form", "request")
    assert words_of(soup.select("h3")) == words_of(soup.select("ol.parts a")) == ["Who asks", "Family"]
    assert [words_of(field.find_all(recursive=False)) for field in soup.select(".field")] == [
        ["Name", "Your name.", "Invented example: Example Worker"],
        ["Kind A choice", "CSPROther", "Choose."],
        ["Family A table of 8 empty rows, more if needed", "One row each.", "WhoA name."],
        ["Note May stay empty", "More."],
    ]
    assert words_of(soup.select("h3 ~ p.quiet")) == ["Who sees it: The reviewer alone."]
    assert "Fill in this section as often as needed." in soup.get_text()


def test_a_form_says_what_its_parts_add() -> None:
    table = {"id": "t", "label": "T", "kind": "table", "help": "H.", "row_heading": "Agency", "rows": ["Police"]}
    columns = [{"id": "c", "label": "C", "kind": "date", "help": "A day."}]
    fields = [{**table, "columns": columns, "seen_by": "The police."}]
    section = {"title": "S", "intro": "First.", "fields": fields}
    written = {"name": "A *must*", "version": "1", "seen_by": "All.", "sections": [section]}
    soup = shown("form", "x", pages=[page("x.md", form=written)])
    words = folded(soup.get_text(" "))
    for said in ("First.", "Agency, a row for each of these: Police", "C A date A day.", "Who sees it: The police."):
        assert said in words
    assert "Where a part or a box is seen by others, it says so." in words
    assert soup.select("section.form")[0]["aria-label"] == "A must"


def test_a_box_says_when_it_may_stay_empty() -> None:
    tree = {"id": "tree", "label": "Family tree", "kind": "line", "help": "H.", "required": "false"}
    told = {"id": "told", "label": "Told", "kind": "several", "help": "H.", "options": ["One", "Two"], "unless": "tree"}
    signed = {"id": "signed", "label": "Signed", "kind": "signature", "help": "H.", "required": "false"}
    again = {"title": "Again", "together": "true", "fields": [signed, {**signed, "id": "line", "kind": "line"}]}
    sections = [{"title": "First", "fields": [tree, told]}, again]
    form = {"name": "F", "version": "1", "seen_by": "All.", "sections": sections}
    assert words_of(shown("form", "x", pages=[page("x.md", form=form)]).select("h4")) == [
        "Family tree May stay empty",
        "Told One or more of these; may stay empty if “Family tree” is filled in",
        "Signed A signature; may stay empty if all of this part does",
        "Signed May stay empty if all of this part does",
    ]


def test_two_forms_on_a_page_share_no_place() -> None:
    forms = [page("a.md", form=FORM), page("b.md", form=FORM)]
    ids = [str(part["id"]) for name in "ab" for part in shown("form", name, pages=forms).select("[id]")]
    assert len(ids) == len(set(ids)) > 10


# Appendices, contacts, limits, changes


def test_appendices_stand_by_number_and_say_which_are_editorial() -> None:
    items = shown("appendices").select("li")
    assert words_of(items) == [
        "Appendix 1: Appendices/Request",
        "Appendix 4c: Appendices/Made-Up Editorial: the framework does not hold it",
        "Appendix 10: Appendices/Made-Up Editorial: the framework does not hold it",
    ]
    assert items[0].select("a")[0]["href"] == "root:/appendices/request/"


def test_every_limit_of_the_data_is_in_the_table_with_its_duty() -> None:
    soup = shown("timescales")
    assert [row["id"] for row in soup.select("tbody tr")] == [
        f"limit--{identity}" for identity in miniature().timescales
    ]
    by_id = dict(zip(miniature().timescales, rows(soup), strict=True))
    assert by_id["notification"] == [
        "Notify",
        "within 5 working days of becoming aware",
        "Business Office",
        "must: Test",
    ]
    assert by_id["press-statement"][1] == (
        "between 5 working days and 1 working day before publicationnormally 2 working days before publication"
    )
    assert by_id["publication-time"][1] == "on the day of publication, at about 10:00"


def test_a_contact_says_when_it_was_checked_and_whether_to_check_it_again() -> None:
    partner = miniature()
    first = partner.contacts["business-office"].model_copy(update={"checked": day("2024-09-15")})
    partner = partner.model_copy(update={"contacts": {"a": first, **partner.contacts}})
    checked = [row[-1] for row in rows(shown("contacts", partner=partner))]
    assert checked == ["15 September 2024Check before use", "1 June 2025", "1 June 2025"]


def test_changes_of_pages_come_newest_first_and_none_before_its_day() -> None:
    changes = [
        {"on": on, "what": what} for on, what in (("2025-09-16", "B."), ("2025-09-01", "A."), ("2025-09-17", "C."))
    ]
    soup = shown("page_changes", pages=[page("guidance/index.md", changes=changes)])
    assert words_of(soup.select("li")) == ["16 September 2025 Guidance/Index B.", "1 September 2025 Guidance/Index A."]


def test_pages_that_changed_on_a_day_in_the_same_words_are_one_change() -> None:
    first = [{"on": "2025-09-01", "what": "First published."}]
    pages = [page(f"{letter}.md", changes=first) for letter in "abcde"]
    said = words_of(shown("page_changes", pages=pages).select("li"))
    assert said == ["1 September 2025 A, B, C, D, E: First published."]
    said = words_of(shown("latest_changes", pages=pages).select("li"))
    assert said == ["1 September 2025 A, B, C and 2 more pages: First published."]


# Your part in a review


def test_a_role_finds_what_it_does_and_what_comes_to_it_and_nothing_else() -> None:
    office = role_parts(miniature(), PAGES)["business-office"]
    assert [[step.what for step in of.steps] for of in office.does] == [["This *must* be sent."]]
    assert [[step.what for step in of.steps] for of in office.receives] == [[DUTIES[0]["what"]]]
    assert [found.path for found in office.flowcharts] == ["flowcharts/way.md"]


def test_a_role_below_an_answer_is_found_in_the_flowchart() -> None:
    assert [found.path for found in role_parts(miniature(), PAGES)["lead-reviewer"].flowcharts] == ["flowcharts/way.md"]


def test_the_page_of_a_role_says_its_part_by_when_and_where_more_is_said() -> None:
    soup = shown("role_page", "business-office")
    assert words_of(soup.select("h1, h2, h3")) == [
        *("Business Office", "What to do", "Guidance/Review"),
        *("What comes from others", "Guidance/Review", "See it drawn"),
    ]
    assert words_of(soup.select("ul.part li")) == [
        "This must be sent. More on this step must: at least 7 working days before publication",
        "Lead Reviewer: Tell the Business Office. should",
    ]
    assert soup.select("ul.part a.see")[0]["href"] == "../../guidance/review/#how"


def test_the_page_of_a_role_says_to_whom_it_turns_whose_part_is_often_theirs_and_whom_to_ask() -> None:
    roles = dict(miniature().roles)
    roles["lead-reviewer"] = roles["lead-reviewer"].model_copy(update={"often_also": ("review-group",)})
    soup = shown("role_page", "lead-reviewer", partner=miniature().model_copy(update={"roles": roles}))
    assert words_of(soup.select("ul.part .when"))[0] == "should; to Business Office"
    assert "Often alsoReview Group: their part is then yours as well" in folded(soup.select("dl.facts")[0].get_text())
    assert folded(soup.select("p.quiet")[-1].get_text()) == "Questions? Ask Business Office: office@miniature.example."


def test_the_page_of_a_role_without_duties_still_says_what_it_is() -> None:
    soup = shown("role_page", "national-panel")
    assert words_of(soup.select("h1, h2")) == ["National Panel"]
    assert "Comments." in soup.get_text()


def test_every_role_is_in_the_list_once_under_its_home() -> None:
    roles: Mapping[str, Role] = {
        "a": Role(name="Officer", part="Looks.", organisation="Police"),
        "b": Role(name="Reviewer", part="Leads.", organisation="Independent"),
        "c": Role(name="Chair", part="Chairs.", organisation="Police"),
    }
    soup = shown("role_list", partner=miniature().model_copy(update={"roles": roles}), pages=[])
    assert words_of(soup.select("h2")) == ["Independent", "Police"]
    assert words_of(soup.select("li")) == ["Reviewer Leads.", "Chair Chairs.", "Officer Looks."]
    assert [link["href"] for link in soup.select("li a")] == ["b/", "c/", "a/"]


def test_the_roles_of_the_partnerships_own_agencies_stand_together() -> None:
    homes = ("Police", "Any agency", "Health Trust", "Zoo")
    roles = {f"r{n}": Role(name=f"Role {n}", part="Acts.", organisation=home) for n, home in enumerate(homes)}
    soup = shown("role_list", partner=miniature().model_copy(update={"roles": roles}), pages=[])
    assert words_of(soup.select("h2")) == ["Any agency", "Zoo", "Health Trust", "Police"]


def test_a_role_is_found_by_its_other_names() -> None:
    roles = dict(miniature().roles)
    roles["lead-reviewer"] = roles["lead-reviewer"].model_copy(update={"aliases": ("LR", "Leader")})
    soup = shown("role_page", "lead-reviewer", partner=miniature().model_copy(update={"roles": roles}))
    assert "Also calledLR, Leader" in folded(only(soup, "dl.facts").get_text())


# What stands around a page


def test_a_page_s_frame_says_when_it_is_to_be_read_again() -> None:
    days = ("2024-02-29", "2025-09-16", "2025-09-17")
    pages = [*(page(f"{on}.md", reviewed=on) for on in days), page("c.md")]
    found = frames(EMPTY, miniature(), pages, TODAY)
    assert [(frame.reviewed, frame.next_review, frame.is_overdue) for frame in found.values()] == [
        ("29 February 2024", "28 February 2025", True),
        ("16 September 2025", "16 September 2026", False),
        ("", "", False),
        ("", "", False),
    ]


def test_a_page_s_frame_names_its_changes_up_to_the_day() -> None:
    changes = [{"on": on, "what": on} for on in ("2025-09-16", "2025-09-17", "2025-01-01")]
    frame = frames(EMPTY, miniature(), [page("a.md", changes=changes)], TODAY)["a.md"]
    assert [change.what for change in frame.changes] == ["2025-09-16", "2025-01-01"]


@pytest.mark.parametrize(
    ("themes", "related"),
    [(["neglect"], ["child-elm"]), (["injuries-to-babies", "neglect"], ["child-elm", "child-oak"]), ([], [])],
)
def test_a_page_names_the_briefings_on_its_themes(themes: list[str], related: list[str]) -> None:
    site = public_site(aged("child-oak", "2025-01-07"), aged("child-elm", "2025-02-04", {"themes": ["neglect"]}))
    frame = frames(site, miniature(), [page("a.md", themes=themes)], TODAY)["a.md"]
    assert [case.reference for case in frame.related] == related


def test_a_page_is_overdue_from_the_day_after_the_one_it_names() -> None:
    for today, overdue in (("2025-03-01", False), ("2025-03-02", True)):
        frame = frames(EMPTY, miniature(), [page("a.md", reviewed="2024-03-01")], day(today))["a.md"]
        assert frame.is_overdue == overdue


def test_a_page_names_the_newest_five_briefings_and_internally_none_that_is_not_out() -> None:
    cases = [aged(f"child-{letter}", f"2025-0{n}-06") for n, letter in enumerate("abcdef", start=1)]
    written = [page("a.md", themes=["injuries-to-babies"])]
    related = frames(public_site(*cases), miniature(), written, TODAY)["a.md"].related
    assert [case.reference for case in related] == [f"child-{letter}" for letter in "fedcb"]
    internal = internal_site({}, cases[0], as_of="2025-09-16 09:59")
    related = frames(internal, miniature(), written, TODAY)["a.md"].related
    assert [case.reference for case in related] == ["child-a"]


def test_a_page_names_no_case_without_a_briefing() -> None:
    site = public_site(aged("child-oak", "2025-01-07", {"publication.decision": "improvements-only"}))
    assert frames(site, miniature(), [page("a.md", themes=["injuries-to-babies"])], TODAY)["a.md"].related == ()


def test_a_page_names_no_briefing_that_is_not_out() -> None:
    site = public_site({}, as_of="2025-09-16 09:59")
    assert frames(site, miniature(), [page("a.md", themes=["injuries-to-babies"])], TODAY)["a.md"].related == ()


def test_a_briefing_and_a_report_lead_to_the_guidance_on_their_themes() -> None:
    pages = [
        page("guidance/share.md", themes=["injuries-to-babies", "neglect"]),
        page("guidance/other.md", themes=["neglect"]),
    ]
    macros = macros_of(public_site({}), pages=pages)
    for kind in ("briefing", "report"):
        links = parsed(macros[kind]("child-rowan")).select("#guidance + ul a")
        assert [link["href"] for link in links] == ["../../guidance/share/"]
