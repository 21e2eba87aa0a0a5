"""What a page types although the partnership's data has it is found; what it may type is left alone."""

from pathlib import Path

import pytest

from macros.dates import day
from macros.guidance.front_matter import hand_written
from macros.guidance.strays import strays_on
from macros.pages.check import check_pages
from macros.partnership.model import Partnership
from macros.problems import write_out
from tests.factories import miniature


def partner() -> Partnership:
    """The miniature, with a role of another name and an agency of a former one."""
    small = miniature()
    role = small.roles["review-group"].model_copy(update={"aliases": ("Review Team",)})
    agency = small.agencies["health-trust"].model_copy(update={"former_names": ("Trust of Old",)})
    return small.model_copy(
        update={
            "roles": {**small.roles, "review-group": role},
            "agencies": {**small.agencies, "health-trust": agency},
        }
    )


def said_of(text: str) -> list[str]:
    return [
        write_out([problem]).removeprefix("docs/page.md:").removesuffix(" [stray]")
        for problem in strays_on(text, "docs/page.md", partner())
    ]


LIMIT = 'a limit belongs in partnership.yml; call {{ timescale("...") }}'
ADDRESS = 'an address belongs in partnership.yml; call {{ contact("...") }}'

TYPED = {
    "working days": ("Send it within 5 working days.", f"1:16: warning: found `5 working days`; {LIMIT}"),
    "calendar days": ("At least 14 calendar days before.", f"1:10: warning: found `14 calendar days`; {LIMIT}"),
    "days in words": ("Send it in seven days.", f"1:12: warning: found `seven days`; {LIMIT}"),
    "a span": ("After 10 to 13 working days.", f"1:7: warning: found `10 to 13 working days`; {LIMIT}"),
    "months": ("It takes six months.", f"1:10: warning: found `six months`; {LIMIT}"),
    "a day by its number": ("By day 15 at the latest.", f"1:4: warning: found `day 15`; {LIMIT}"),
    "an adjective": ("The 6-month limit.", f"1:5: warning: found `6-month`; {LIMIT}"),
    "a limit over two lines": ("Within 5\nworking days.", f"1:8: warning: found `5 working days`; {LIMIT}"),
    "a role over two lines": (
        "Ask the Lead\nReviewer.",
        '1:9: warning: found `Lead Reviewer`; write {{ role("lead-reviewer") }}, which changes with the data',
    ),
    "an e-mail address": ("Write to office@example.org.", f"1:10: warning: found `office@example.org`; {ADDRESS}"),
    "a telephone number": ("Ring 0300 126 7000.", f"1:6: warning: found `0300 126 7000`; {ADDRESS}"),
    "a role": (
        "# Page\n\nThe Lead Reviewer leads.",
        '3:5: warning: found `Lead Reviewer`; write {{ role("lead-reviewer") }}, which changes with the data',
    ),
    "a role in a heading": (
        "## What does the Review Group do?",
        '1:18: warning: found `Review Group`; write {{ role("review-group") }}, which changes with the data',
    ),
    "an agency": (
        "The Health Trust answers.",
        '1:5: warning: found `Health Trust`; write {{ agency("health-trust") }}, which changes with the data',
    ),
    "an agency of one word inside a sentence": (
        "Ring the Police.",
        '1:10: warning: found `Police`; write {{ agency("police") }}, which changes with the data',
    ),
    "a role after a comma": (
        "When asked, Police officers come.",
        '1:13: warning: found `Police`; write {{ agency("police") }}, which changes with the data',
    ),
    "a role by another name": (
        "The Review Team meets.",
        '1:5: warning: found `Review Team`; write {{ role("review-group") }}, which changes with the data',
    ),
    "an agency by its former name": (
        "The Trust of Old answers.",
        '1:5: warning: found `Trust of Old`; write {{ agency("health-trust") }}, which changes with the data',
    ),
    "a number in bold": ("Within **5** working days.", f"1:10: warning: found `5** working days`; {LIMIT}"),
    "a council": ("Brief North Council.", "1:7: warning: found `North Council`; write {{ councils() }}, which changes"),
    "the partnership": ("MSCP decides.", "1:1: warning: found `MSCP`; write {{ partnership().short_name }}, which"),
    "between two blocks of code": ("```\none\n```\n5 days\n```\ntwo\n```", f"4:1: warning: found `5 days`; {LIMIT}"),
    "a quotation outside a note": ('It says "5 days".', f"1:10: warning: found `5 days`; {LIMIT}"),
}


@pytest.mark.parametrize(("text", "said"), TYPED.values(), ids=TYPED)
def test_what_the_data_has_is_named_with_the_call_for_it(text: str, said: str) -> None:
    [problem] = said_of(text)
    assert problem.startswith(said)


FINE = {
    "a comment": "<!-- The Lead Reviewer has 5 days -->",
    "ages and times past": "A 10-year-old, or six years old; two years ago.",
    "what a note quotes in round marks": '!!! note "Note"\n    It says “5 days”.\n',
    "what a command answers": "See:\n\n```console\n$ cspr plan\nThe Lead Reviewer has 5 days.\n```\n",
    "calls": 'Send it {{ timescale("notification").rule }} to {{ role("lead-reviewer") }}.',
    "front matter": "---\ntitle: The Lead Reviewer and 5 days\n---\n\n# A page\n",
    "the address of a link": "[Mail](mailto:office@example.gov.uk) or [ring](tel:03001267000).",
    "an id in a link": "[Part](../roles/lead-reviewer.md)",
    "what an editor's note quotes": '!!! note "Editor\'s note"\n    It says "5 days" and "the Lead Reviewer".\n',
    "what a note of today quotes": '!!! warning "Since December 2020"\n    It said "within 15 working days".\n',
    "a common word at the start of a sentence": "Police officers come. **Police:** they come.\n\n- Police officers\n",
    "a common word in small letters": "Ask the police and the press.",
    "a day nought, and the first": "The event is day 0, the next working day is day 1.",
    "numbers of other things": "Six steps, 2 pages, ten minutes, three national bodies, in 2020.",
    "a longer word": "Reviewers lead; the Review Groupings do not.",
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_what_a_page_may_type_is_left_alone(text: str) -> None:
    assert said_of(text) == []


def test_a_note_ends_where_its_text_ends() -> None:
    text = '!!! note "Editor\'s note"\n    It says "5 days".\n\nIt says "6 days".\n'
    [said] = said_of(text)
    assert said.startswith("4:10: warning: found `6 days`")


def test_strays_of_a_page_are_among_its_problems_and_those_of_a_page_left_out_are_not(tmp_path: Path) -> None:
    for name in ("page.md", "draft.md"):
        (tmp_path / name).write_text("---\ntitle: A page\n---\n\nSend it in 5 days.\n")
    found = check_pages(tmp_path, hand_written(tmp_path, "draft.md"), miniature(), day("2025-09-01"))
    assert [(problem.path, problem.line, problem.rule) for problem in found] == [("docs/page.md", 5, "stray")]


def test_a_name_with_two_spaces_in_the_data_is_found_with_one() -> None:
    small = miniature()
    role = small.roles["review-group"].model_copy(update={"name": "Review\u00a0 Group"})
    spaced = small.model_copy(update={"roles": {**small.roles, "review-group": role}})
    [stray] = strays_on("The Review Group.", "docs/page.md", spaced)
    assert 'write {{ role("review-group") }}' in stray.message


def test_a_stray_over_two_lines_ends_where_it_ends() -> None:
    [stray] = strays_on("Within 5\nworking days.", "docs/page.md", miniature())
    assert (stray.line, stray.column, stray.end_line, stray.end_column) == (1, 8, 2, 13)
