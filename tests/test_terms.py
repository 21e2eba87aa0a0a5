"""Words of the field are explained where a page uses them first: by hovering, a tap, and the keyboard."""

import markdown
import pytest
from bs4 import BeautifulSoup
from markdown.extensions import Extension

from macros.dates import day
from macros.pages.glossary import Explained, abbreviations, explained
from macros.pages.marks import Marks
from macros.partnership.model import Entry
from macros.public_view import PublicSite
from tests.factories import miniature
from tests.views import folded, macros_of, only, parsed, words_of

KLOE = Explained("kloe", "Key lines of enquiry", "The questions of a review.", "glossary/#kloe", "KLOE")
LEAD = Explained("role-lead", "Lead Reviewer", "Leads the review.", "roles/lead/", exact=True)
PANEL = Explained("panel", "Panel", "Always the national one.", "glossary/#panel", in_text=False)


def page(text: str, *words: Explained) -> BeautifulSoup:
    extensions: list[str | Extension] = ["admonition", "tables", Marks(words or (KLOE, LEAD, PANEL))]
    return BeautifulSoup(markdown.Markdown(extensions=extensions).convert(text), "html.parser")


def explained_in(text: str) -> list[str]:
    soup = page(text)
    for tip in soup.select(".tip"):
        tip.decompose()
    return [words.rstrip(".,") for words in words_of(soup.select(".term"))]


def test_a_word_is_explained_where_it_is_used_first_and_then_no_more() -> None:
    soup = page("We write the KLOE. The KLOE are short.\n\nSay key lines of enquiry.")
    assert words_of(soup.select(".term button")) == ["KLOE"]
    assert folded(soup.get_text(" ")).count("The questions of a review.") == 1


def test_an_explanation_opens_without_script_and_leads_on() -> None:
    soup = page("We write the KLOE.")
    button, tip = only(soup, ".term button"), only(soup, ".term > [popover]")
    assert (button["type"], button["aria-label"]) == ("button", "KLOE")
    assert button["popovertarget"] == tip["id"] == "term-kloe"
    assert folded(tip.get_text()) == "Key lines of enquiry The questions of a review. Glossary"
    assert only(soup, ".tip a")["href"] == "root:/glossary/#kloe"


def test_a_long_name_can_break_over_two_lines_and_its_button_says_it_whole() -> None:
    button = only(page("The Lead Reviewer leads."), ".term button")
    assert (button.get_text(), button["aria-label"]) == ("Reviewer", "Lead Reviewer")


def test_a_full_stop_stays_beside_its_word() -> None:
    soup = page("The KLOE, and then (the Lead Reviewer). And a Panel.")
    assert words_of(soup.select(".term .end")) == ["KLOE,", "Reviewer)."]


def test_a_role_is_explained_by_its_part_and_leads_to_its_page() -> None:
    soup = page("The Lead Reviewer leads.")
    assert folded(only(soup, ".tip").get_text()) == "Lead Reviewer Leads the review. More on this role"
    assert only(soup, ".tip a")["href"] == "root:/roles/lead/"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Key lines of enquiry come first.", ["Key lines of enquiry"], id="at the start of a sentence"),
        pytest.param("the key lines of enquiry", ["key lines of enquiry"], id="in small letters"),
        pytest.param("- the *KLOE*, and more", ["KLOE"], id="in emphasis in a list"),
        pytest.param("| A | B |\n|---|---|\n| KLOE | x |", ["KLOE"], id="in a table"),
        pytest.param('!!! note "Note"\n    The KLOE.', ["KLOE"], id="in a note"),
        pytest.param("Two Lead Reviewers met.", ["Lead Reviewers"], id="more than one"),
        pytest.param("the Lead Reviewer and the KLOE", ["Lead Reviewer", "KLOE"], id="two words"),
        pytest.param("# KLOE\n\n## KLOE", [], id="in headings"),
        pytest.param("[KLOE](x.md)", [], id="in a link"),
        pytest.param("`KLOE`", [], id="in code"),
        pytest.param('!!! note "KLOE"\n    Text.', [], id="in the title of a note"),
        pytest.param("the kloe", [], id="a short form in small letters"),
        pytest.param("a lead reviewer of ours", [], id="a role in small letters"),
        pytest.param("the key\nlines of enquiry", ["key lines of enquiry"], id="over two lines"),
        pytest.param("<dl><dd>KLOE</dd></dl>", [], id="in HTML written by hand"),
        pytest.param("The kLOE and a KLOE-form.", [], id="a short form with a small letter, and a longer word"),
        pytest.param("The lead reviewer's KLOE. [x](y.md)", ["KLOE"], id="beside a link"),
        pytest.param("Old Key Lines Of Enquiry", [], id="a name made of the same words"),
        pytest.param("KLOEs and MyKLOE-form", ["KLOEs"], id="a part of a word"),
        pytest.param("The Panel met.", [], id="a word that is not to be explained in text"),
    ],
)
def test_words_are_found_in_running_text_alone(text: str, found: list[str]) -> None:
    assert explained_in(text) == found


def test_the_words_of_a_page_stay_as_they_were_written() -> None:
    text = "First the **Lead Reviewer**, then *the* KLOE & more, and the KLOE again.\n\n- KLOE\n- Lead Reviewer"
    soup = page(text)
    for tip in soup.select(".tip"):
        tip.decompose()
    plain = BeautifulSoup(markdown.markdown(text), "html.parser")
    assert folded(soup.get_text()) == folded(plain.get_text())


def test_what_a_word_means_is_never_markup() -> None:
    nasty = Explained("x", "Term", '<b>bold</b> & "quoted"', "glossary/#x")
    assert only(page("A term.", nasty), ".tip").get_text() == 'Term <b>bold</b> & "quoted" Glossary'
    assert page("A term.", nasty).select(".tip b b") == []


def test_the_longest_name_is_explained_first() -> None:
    short = Explained("lines", "Key lines", "Lines.", "glossary/#lines")
    assert [button["aria-label"] for button in page("Key lines of enquiry.", short, KLOE).select("button")] == [
        "Key lines of enquiry"
    ]


def test_what_the_markdown_reader_has_put_aside_is_left_alone() -> None:
    number = Explained("one", "0", "A number.", "glossary/#one")
    soup = page("A <b>bold</b> word &amp; 0.", number)
    assert "wzxhzdk" not in str(soup)
    assert words_of(soup.select("b"))[0] == "bold"


def test_a_page_without_words_to_explain_is_left_as_it_is() -> None:
    text = "A Lead Reviewer."
    assert markdown.Markdown(extensions=[Marks()]).convert(text) == markdown.markdown(text)


# The glossary


def test_the_glossary_explains_terms_roles_and_agencies_by_name() -> None:
    partner = miniature().model_copy(
        update={"glossary": {"kloe": Entry(name="key lines of enquiry", abbreviation="KLOE", meaning="Questions.")}}
    )
    found = explained(partner, day("2025-09-01"))
    names = [one.name for one in found]
    assert names == sorted(names, key=str.lower)
    assert {"key lines of enquiry", *(role.name for role in partner.roles.values())} <= set(names)
    assert {agency.name for agency in partner.agencies.values()} <= set(names)
    assert [(short, one.name) for short, one in abbreviations(found)] == [("KLOE", "key lines of enquiry")]


def test_short_forms_are_those_of_terms_and_roles_each_once() -> None:
    small = miniature()
    role = small.roles["lead-reviewer"].model_copy(update={"aliases": ("LR", "Leader", "Reviewer in Chief")})
    term = Entry(name="Case", abbreviation="CX", aliases=("CXs", "CASES"), meaning="A case.")
    partner = small.model_copy(update={"roles": {**small.roles, "lead-reviewer": role}, "glossary": {"case": term}})
    short = abbreviations(explained(partner, day("2025-09-01")))
    assert [word for word, _ in short] == ["CASES", "CX", "LR"]


def test_no_agency_is_in_the_glossary_before_its_day() -> None:
    small = miniature()
    agency = small.agencies["police"].model_copy(update={"from_": day("2025-09-16")})
    partner = small.model_copy(update={"agencies": {**small.agencies, "police": agency}})
    for today, there in (("2025-09-15", False), ("2025-09-16", True)):
        assert ("agency--police" in [one.id for one in explained(partner, day(today))]) == there


def test_the_glossary_says_what_is_still_to_be_checked_and_by_what_other_names_things_go() -> None:
    small = miniature()
    role = small.roles["lead-reviewer"].model_copy(update={"aliases": ("LR",), "to_check": True})
    term = Entry.model_validate({"name": "(Zed", "meaning": "The last.", "to_check": "true"})
    partner = small.model_copy(update={"roles": {**small.roles, "lead-reviewer": role}, "glossary": {"zed": term}})
    soup = parsed(macros_of(PublicSite((), ()), partner=partner)["glossary"]())
    to_check = [entry["id"] for entry in soup.select(".words > div") if "still to be checked" in entry.get_text()]
    assert to_check == ["role--lead-reviewer", "zed"]
    assert "Also called: LR." in only(soup, "#role--lead-reviewer").get_text()
    ids = [str(part["id"]) for part in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    assert [str(link["href"]) for link in soup.select(".letters a")] == [f"#{one}" for one in ids if "letter--" in one]
