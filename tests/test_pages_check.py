"""Hand-written pages: every wrong macro call is named with its page and line before the engine starts."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros import partnership
from macros.dates import day
from macros.guidance.front_matter import PageHead, hand_written
from macros.pages import FOLDERS
from macros.pages.calls import check_source
from macros.pages.check import check_pages
from macros.pages.data import data_macros
from macros.problems import write_out
from tests.factories import MINIATURE, ROOT, miniature

TODAY = day("2025-09-01")
MACROS = data_macros(miniature(), TODAY)
CALLS_ONLY = 'pages call macros and nothing else; write a call such as {{ role("lead-reviewer") }}'
CHOICE = "right would be " + ", ".join(f"`{name}`" for name in sorted(MACROS))


def said_of(text: str) -> list[str]:
    """The problems of a page's text, each as `line:column: message`."""
    found = check_source(text, "docs/page.md", MACROS)
    return [write_out([problem]).removeprefix("docs/page.md:").removesuffix(" [macro]") for problem in found]


def said_in(docs: Path) -> list[str]:
    return [write_out([problem]) for problem in check_pages(docs, hand_written(docs), miniature(), TODAY)]


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    return folder


# Calls

FINE = [
    'The {{ role("lead-reviewer") }} leads.',
    "{{ role('lead-reviewer').name }}",
    '{{ timescale("final-report-statutory").rule }}',
    '{{timescale("family-told").usually}}',
    '{{- contact("business-office") -}}',
    '{{ contact("business-office").email }}',
    '{{ agency("police") }}',
    "{{ councils() }}",
    "{{ partnership().short_name }}",
    '{{ deadline("final-report-statutory") }}',
    "{{ latest_publications() }}",
    "{{ latest_changes() }}",
    "{% raw %}{{ now() }} {% anything %}{% endraw %}",
    "{# a note to whoever writes this page #}",
    "Braces { } and percent signs 100 % are only signs.",
    "## A heading { #with-an-id }",
    "",
]


@pytest.mark.parametrize("text", FINE)
def test_a_right_call_is_no_problem(text: str) -> None:
    assert said_of(text) == []


WRONG = {
    "a misspelt macro": ('{{ roel("lead-reviewer") }}', "1:4: no macro is called `roel`; did you mean `role`?"),
    "a misspelt id": (
        '{{ role("lead-reviewr") }}',
        "1:4: role `lead-reviewr` is not in partnership.yml; did you mean `lead-reviewer`?",
    ),
    "an unknown id": (
        '{{ agency("army") }}',
        "1:4: agency `army` is not in partnership.yml; right would be `childrens-trust`, `health-trust`, `icb`, "
        "`police`",
    ),
    "a misspelt attribute": ('{{ role("lead-reviewer").nam }}', "1:4: `role` has no `nam`; did you mean `name`?"),
    "an attribute for no page": (
        "{{ partnership().timescales }}",
        "1:4: `partnership` has no `timescales`; right would be `area`, `name`, `short_name`, `site_url`",
    ),
    "an attribute of Python": (
        "{{ partnership().__class__ }}",
        "1:4: `partnership` has no `__class__`; right would be `area`, `name`, `short_name`, `site_url`",
    ),
    "the clock": ("{{ now() }}", f"1:4: no macro is called `now`; {CHOICE}"),
    "a macro of generated pages": ('{{ report("child-rowan") }}', f"1:4: no macro is called `report`; {CHOICE}"),
    "a macro of the lists": ("{{ briefing_list() }}", f"1:4: no macro is called `briefing_list`; {CHOICE}"),
    "an unknown deadline": (
        '{{ deadline("notificaton") }}',
        "1:4: deadline `notificaton` is not in partnership.yml; did you mean `notification`?",
    ),
    "more of a deadline than its number": (
        '{{ deadline("notification").rule }}',
        "1:4: `deadline` has no `rule`; there is none to choose from",
    ),
    "one case of the newest": (
        '{{ latest_publications("child-rowan") }}',
        "1:4: `latest_publications` takes nothing between its brackets",
    ),
    "a number of the newest": ("{{ latest_changes(9) }}", "1:4: `latest_changes` takes nothing between its brackets"),
    "a part of the newest": (
        "{{ latest_changes().title }}",
        "1:4: `latest_changes` has no `title`; there is none to choose from",
    ),
    "two ids": ('{{ role("a", "b") }}', "1:4: `role` takes one id between its brackets"),
    "no id": ("{{ role() }}", "1:4: `role` takes one id between its brackets"),
    "an id and more by name": ('{{ role("lead-reviewer", x=1) }}', "1:4: `role` takes one id between its brackets"),
    "an id by name": ('{{ role(identity="lead-reviewer") }}', "1:4: `role` takes one id between its brackets"),
    "ids unpacked": ("{{ role(*ids) }}", "1:4: `role` takes one id between its brackets"),
    "an id where none belongs": ('{{ councils("north") }}', "1:4: `councils` takes nothing between its brackets"),
    "an id without quotes": ("{{ role(lead_reviewer) }}", "1:4: `role` takes an id in quotes"),
    "a number as an id": ("{{ role(3) }}", "1:4: `role` takes an id in quotes"),
    "an id put together": ('{{ role("lead-" ~ "reviewer") }}', "1:4: `role` takes an id in quotes"),
    "a call inside a call": ("{{ role(now()) }}", "1:4: `role` takes an id in quotes"),
    "a filter": ('{{ role("lead-reviewer")|upper }}', f"1:4: {CALLS_ONLY}"),
    "a method": ('{{ role("lead-reviewer").name.upper() }}', f"1:4: {CALLS_ONLY}"),
    "an attribute called": ('{{ timescale("notification").rule() }}', f"1:4: {CALLS_ONLY}"),
    "two attributes": ("{{ partnership().name.x }}", f"1:4: {CALLS_ONLY}"),
    "an item": ('{{ role("lead-reviewer")["name"] }}', f"1:4: {CALLS_ONLY}"),
    "a macro that is not called": ("{{ partnership }}", f"1:4: {CALLS_ONLY}"),
    "a calculation": ("{{ 7 * 7 }}", f"1:1: {CALLS_ONLY}"),
    "a text": ('{{ "x" }}', f"1:1: {CALLS_ONLY}"),
    "a choice": ('{{ role("lead-reviewer") if 1 else now() }}', f"1:4: {CALLS_ONLY}"),
    "an if": ("{% if page %}x{% endif %}", f"1:7: {CALLS_ONLY}"),
    "a loop": ("{% for x in page %}{% endfor %}", f"1:8: {CALLS_ONLY}"),
    "a variable": ("{% set x = 1 %}", f"1:8: {CALLS_ONLY}"),
    "another file": ('{% include "x" %}', f"1:1: {CALLS_ONLY}"),
    "a macro of its own": ("{% macro a() %}{{ now() }}{% endmacro %}", f"1:19: {CALLS_ONLY}"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_call_is_named(text: str, said: str) -> None:
    assert said_of(text) == [said]


@pytest.mark.parametrize(
    "text", ["{{", "{{ role( }}", "{% if %}", "{% raw %}\nA", "## A {#b}", "{% nothing %}", "}} {{ }}"]
)
def test_a_call_that_cannot_be_read_is_named_at_its_line(text: str) -> None:
    [said] = said_of(f"One\n\n{text}\n")
    assert said.split(":")[0] in ("3", "4")
    assert "a macro call that cannot be read" in said
    assert 'write it as {{ role("lead-reviewer") }}' in said


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{{ role("lead-reviewer").organisation }}', "organisation"),
        ('{{ contact("business-office").telephone }}', "telephone"),
        ('{{ timescale("notification").time }}', "time"),
        ('{{ agency("police").short_name }}', "short_name"),
    ],
)
def test_what_the_partnership_file_does_not_say_is_not_printed_as_none(text: str, what: str) -> None:
    [said] = said_of(text)
    assert said.startswith("1:4: ")
    assert f"`{what}`" in said


def test_the_whole_partnership_is_not_printed_on_a_page() -> None:
    [said] = said_of("{{ partnership() }}")
    assert said.startswith("1:4: `partnership` needs what is to be shown; ")


def test_these_macros_can_be_answered_in_a_build_alone() -> None:
    made = {"duties", "flowchart", "form", "checks", "timescales", "contacts", "appendices", "page_changes"}
    made |= {"latest_publications", "latest_changes", "framework_pdf", "performance"}
    assert {name for name, macro in MACROS.items() if macro.call is None} == made


@pytest.mark.parametrize(
    ("identity", "shown"),
    [
        ("final-report-to-panel", '<span class="deadline"><b>14</b> calendar days</span>'),
        ("rapid-review-meeting", '<span class="deadline"><b>10 to 13</b> working days</span>'),
        ("debrief-open", '<span class="deadline"><b>2</b> working days</span>'),
        ("public-at-least", '<span class="deadline"><b>1</b> year</span>'),
    ],
)
def test_a_deadline_shows_its_number_large_and_its_unit_beside_it(identity: str, shown: str) -> None:
    call = MACROS["deadline"].call
    assert call and str(call(identity)) == shown


@pytest.mark.parametrize(("today", "number"), [("2024-12-31", "5"), ("2025-01-01", "6")])
def test_a_deadline_is_that_in_force_today(today: str, number: str) -> None:
    whole = miniature()
    [old] = whole.timescales["notification"]
    entries = (old.model_copy(update={"until": day("2024-12-31")}), old.model_copy(update={"latest": 6}))
    changed = (entries[0], entries[1].model_copy(update={"from_": day("2025-01-01")}))
    partner = whole.model_copy(update={"timescales": {**whole.timescales, "notification": changed}})
    call = data_macros(partner, day(today))["deadline"].call
    assert call and f"<b>{number}</b>" in str(call("notification"))


def test_every_wrong_call_is_named_with_its_line_and_column() -> None:
    text = 'A\n\n{{ foo() }} and {{ bar() }}\n{{ role("lead-reviewer") }}\n\n> {{ baz() }}\n'
    places = [said.split(": ")[0] for said in said_of(text)]
    assert places == ["3:4", "3:20", "6:6"]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ('The role {{ role("x") }}', 13),
        ('{{ role("lead-reviewer") }} {{ role("x") }}', 32),
        ('{{ timescale("notification").name }} {{ timescale("notification").nam }}', 41),
    ],
)
def test_the_column_is_that_of_the_wrong_call_and_not_of_the_word_before(text: str, column: int) -> None:
    [problem] = check_source(text, "docs/page.md", MACROS)
    assert problem.column == column


# Front matter


def test_lines_count_from_the_top_of_the_file_with_the_front_matter(docs: Path) -> None:
    (docs / "page.md").write_text("---\ntitle: Home\ndescription: A page.\n---\n\n# Home\n\n{{ foo() }}\n")
    assert said_in(docs) == [f"docs/page.md:8:4: no macro is called `foo`; {CHOICE} [macro]"]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(b"\xef\xbb\xbf---\ntitle: Home\n---\n{{ foo() }}\n", id="BOM"),
        pytest.param(b"---\r\ntitle: Home\r\n---\r\n{{ foo() }}\r\n", id="CRLF"),
        pytest.param(b"---  \ntitle: Home\n...\n{{ foo() }}\n", id="dots"),
    ],
)
def test_lines_count_alike_however_the_file_is_written(page: bytes, docs: Path) -> None:
    (docs / "page.md").write_bytes(page)
    assert said_in(docs) == [f"docs/page.md:4:4: no macro is called `foo`; {CHOICE} [macro]"]


FIELD_NAMES = ", ".join(f"`{name}`" for name in sorted(PageHead.model_fields))
FIELDS = f"is no field here; right would be {FIELD_NAMES} [unknown-field]"
A_CALL = "found a macro call in the front matter; write the words out [macro]"
LABEL = "the label of an appendix is a number"
MISTAKEN = "front matter begins on the first line with `---` alone and ends with another such line"
FRONT = {
    "a macro's name": ("---\ntitle: Home\nrole: x\n---\n", f"3:1 role: `role` {FIELDS}"),
    "a macro's name in quotes": ("---\ntitle: Home\n'role': x\n---\n", f"3:1 role: `role` {FIELDS}"),
    "a colon": ("---\ntitle: Home: where to begin\n---\n", "2:12: a second `: ` on one line"),
    "a colon further down": ("---\ntitle: Home\n\ndescription: a: b\n---\n", "4:15: a second `: ` on one line"),
    "a tag that would run": ("---\ntitle: !!python/object/apply:os.system x\n---\n", "2:8: a tag (`!`)"),
    "macros switched off": ("---\nrender_macros: false\n---\n", f"2:1 render_macros: `render_macros` {FIELDS}"),
    "macros switched off in the old way": (
        "---\nignore_macros: true\n---\n",
        f"2:1 ignore_macros: `ignore_macros` {FIELDS}",
    ),
    "another template": ("---\ntemplate: 5\n---\n", f"2:1 template: `template` {FIELDS}"),
    "a day that does not exist": ("---\nreviewed: 2025-02-30\n---\n", "2:11 reviewed: found `2025-02-30`; there is no"),
    "thousands of brackets": (f"---\ntitle: {'[' * 5_000}\n---\n", "2:27: more than 20 levels"),
    "an anchor to itself": ("---\nfacts: &a [*a]\n---\n", "2:8: an anchor (`&`)"),
    "a list": ("---\n- one\n- two\n---\n", "2:1: no fields;"),
    "a text with a call in it": ("---\n'{{ now() }}'\n---\n", "2:1: no fields;"),
    "a call in a title": ("---\ntitle: '{{ now() }}'\n---\n", f"2:8 title: {A_CALL}"),
    "a block in a description": ("---\ndescription: 'a {% b %}'\n---\n", f"2:14 description: {A_CALL}"),
    "a change without a day": ("---\nchanges:\n  - {what: New.}\n---\n", "3:5 changes[0].on: missing; add `on`"),
    "a change without words": (
        "---\nchanges:\n  - {on: 2025-09-01}\n---\n",
        "3:5 changes[0].what: missing; add `what`",
    ),
    "a change on no day": (
        "---\nchanges:\n  - {on: 2025-02-29, what: New.}\n---\n",
        "3:10 changes[0].on: found `2025-02-29`; there is no such day in the calendar [date]",
    ),
    "a change with a macro's name": (
        "---\nchanges:\n  - {on: 2025-09-01, what: New., role: x}\n---\n",
        "3:34 changes[0].role: `role` is no field here; right would be `on`, `what` [unknown-field]",
    ),
    "a call in a change": (
        "---\ntitle: Home\nchanges:\n  - {on: 2025-09-01, what: 'New {{ now() }}'}\n---\n",
        f"4:28 changes[0].what: {A_CALL}",
    ),
    "a change that is not in a list": ("---\nchanges: New.\n---\n", "2:10 changes: found a text, `New.`; "),
    "no end": ("---\ntitle: Home\n\n# Home\n", f"1:1: {MISTAKEN}"),
    "an end that is the end of the file": ("---\ntitle: Home\n---", f"1:1: {MISTAKEN}"),
    "an empty line before it": ("\n---\ntitle: Home\n---\n", f"1:1: {MISTAKEN}"),
    "a space before it": (" ---\ntitle: Home\n---\n", f"1:1: {MISTAKEN}"),
    "a space that does not break after it": ("---\u00a0\ntitle: Home\n---\n", f"1:1: {MISTAKEN}"),
    "a line that another sign ends": ("---\u2028title: Home\u2028---\u2028", f"1:1: {MISTAKEN}"),
    "another end of a line": ("---\x85title: Home\n---\n", f"1:1: {MISTAKEN}"),
    "a sign that does not show before it": ("\u200b---\ntitle: Home\n---\n", f"1:1: {MISTAKEN}"),
    "a dash of a word processor": ("\u2014\ntitle: Home\n\u2014\n", f"1:1: {MISTAKEN}"),
    "four dashes": ("----\ntitle: Home\n----\n", f"1:1: {MISTAKEN}"),
    "a comment after the dashes": ("--- # c\ntitle: Home\n---\n", f"1:1: {MISTAKEN}"),
    "an empty block before it": ("---\n\n---\ntitle: Home\n---\n", "1:1: front matter without a word"),
    "a second block": ("---\ntitle: Home\n---\n\n---\nfacts: []\n---\n", "1:1: a second block of front matter"),
    "no title": ("---\nfacts: [1]\n---\n", "2:1: a page that says something of itself needs a `title`"),
    "markup in a label": (
        "---\ntitle: A\nappendix: ['<b>2a</b>']\n---\n",
        "3:12 appendix[0]: found `<b>2a</b>`; the label",
    ),
    "a call in a label": (
        "---\ntitle: A\nappendix: ['{{ now() }}']\n---\n",
        "3:12 appendix[0]: found `{{ now() }}`; the",
    ),
}


@pytest.mark.parametrize(("page", "said"), FRONT.values(), ids=FRONT)
def test_front_matter_that_would_do_harm_is_named(page: str, said: str, docs: Path) -> None:
    (docs / "page.md").write_text(page)
    first, *_ = said_in(docs)
    assert first.startswith(f"docs/page.md:{said}")


@pytest.mark.parametrize(
    "page",
    [
        "---\ntitle: Home\n---\n",
        "---\ntitle: Home\nchanges: []\n---\n",
        "---\ntitle: 2026\n---\n",
        "Note: this is text.\n\nMore.\n",
        "---\ntitle: Home\nchanges: [{on: 2026-09-01, what: A day ahead.}, {on: 2025-01-01, what: New.}]\n---\n",
        "# Home\n\n---\n\nText\n",
        "",
    ],
)
def test_front_matter_as_it_should_be_or_none_is_no_problem(page: str, docs: Path) -> None:
    (docs / "page.md").write_text(page)
    assert said_in(docs) == []


# Files


@pytest.mark.parametrize("name", ["page.markdown", "page.mdown", "page.mkdn", "page.mkd", "deep/down/page.md"])
def test_every_file_that_the_engine_takes_for_a_page_is_checked(name: str, docs: Path) -> None:
    (docs / name).parent.mkdir(parents=True, exist_ok=True)
    (docs / name).write_text("{{ now() }}\n")
    assert said_in(docs) == [f"docs/{name}:1:4: no macro is called `now`; {CHOICE} [macro]"]


MADE = "the pages under {}/ are made by the publisher; choose another name"


@pytest.mark.parametrize("name", [*FOLDERS])
def test_a_folder_where_pages_are_made_from_records_is_not_free(name: str, docs: Path) -> None:
    (docs / name).mkdir()
    (docs / name / "page.md").write_text("# A page\n")
    assert said_in(docs) == [f"docs/{name}:1:1: {MADE.format(name)} [page-name]"]


@pytest.mark.parametrize("name", [f"{folder}.md" for folder in FOLDERS])
def test_nor_is_a_page_that_would_come_out_at_the_same_address(name: str, docs: Path) -> None:
    (docs / name).write_text("# A page\n")
    [found] = said_in(docs)
    assert found.startswith(f"docs/{name}:1:1: ")
    assert found.endswith("[page-name]")


@pytest.mark.parametrize("name", ["guidance/briefings/page.md", "briefings-how-to.md", "my-reports/page.md"])
def test_names_that_only_look_alike_are_free(name: str, docs: Path) -> None:
    (docs / name).parent.mkdir(parents=True, exist_ok=True)
    (docs / name).write_text("# A page\n")
    assert said_in(docs) == []


LINK = "docs/page.md:1:1: a link out of the folder of pages; put the file itself here [link]"


@pytest.mark.parametrize("target", ["../secret.md", "../briefings", "/etc/passwd"])
def test_a_link_out_of_the_folder_of_pages_is_named(target: str, docs: Path) -> None:
    (docs.parent / "secret.md").write_text("# Secret\n")
    (docs.parent / "briefings").mkdir()
    (docs / "page.md").symlink_to(target)
    assert said_in(docs) == [LINK]


def test_a_folder_that_is_a_link_out_is_named_and_not_entered(docs: Path) -> None:
    (docs.parent / "elsewhere").mkdir()
    (docs.parent / "elsewhere" / "page.md").write_text("{{ now() }}")
    (docs / "linked").symlink_to(docs.parent / "elsewhere")
    assert said_in(docs) == [LINK.replace("page.md", "linked")]


@pytest.mark.parametrize("name", ["child-rowan.yml", "notes.txt", "index.md~", "page.html", "manifest.json", "x"])
def test_a_file_that_would_be_published_without_being_a_page_is_named(name: str, docs: Path) -> None:
    (docs / name).write_text("reference: child-rowan\n")
    [found] = said_in(docs)
    assert found.startswith(f"docs/{name}:1:1: a file of a kind that has no place among pages")


def test_a_link_to_a_folder_of_pages_is_named_and_not_followed(docs: Path) -> None:
    (docs / "deep").mkdir()
    (docs / "deep" / "up").symlink_to("..")
    assert said_in(docs) == ["docs/deep/up:1:1: a link to a folder; put the folder itself here [link]"]


def test_a_file_s_name_is_never_run_as_a_template(docs: Path) -> None:
    (docs / "{{ now() }}.md").write_text("Text\n")
    [found] = said_in(docs)
    assert found.endswith("a name with a space or a sign; use letters of English, digits, - and . [file-name]")


def test_a_link_inside_the_folder_of_pages_is_no_problem(docs: Path) -> None:
    (docs / "one.md").write_text("# One\n")
    (docs / "two.md").symlink_to("one.md")
    assert said_in(docs) == []


NOT_A_PAGE: dict[str, Callable[[Path], object]] = {
    "a link to itself": lambda file: file.symlink_to(file),
    "a pipe": os.mkfifo,
}


@pytest.mark.parametrize("make", NOT_A_PAGE.values(), ids=NOT_A_PAGE)
def test_what_can_never_be_read_is_named_and_not_waited_for(make: Callable[[Path], object], docs: Path) -> None:
    make(docs / "page.md")
    [found] = said_in(docs)
    assert found.startswith("docs/page.md:1:1: ")


@pytest.mark.parametrize("data", [b"caf\xe9", b"\xff\xfe#\x00"])
def test_a_page_that_is_no_utf_8_is_named(data: bytes, docs: Path) -> None:
    (docs / "page.md").write_bytes(data)
    assert said_in(docs) == [
        "docs/page.md:1:1: the page cannot be read as UTF-8 text; save it with that encoding [not-text]"
    ]


@pytest.mark.parametrize("name", ["a\nb.md", "a\x1b[31m.md", os.fsdecode(b"a\xff.md")])
def test_a_page_s_name_cannot_forge_a_line_of_a_report(name: str, docs: Path) -> None:
    (docs / name).write_text("{{ now() }}")
    [problem] = check_pages(docs, hand_written(docs), miniature(), TODAY)
    assert problem.path.isprintable()
    write_out([problem]).encode()


def test_all_problems_of_all_pages_come_at_once_and_in_order(docs: Path) -> None:
    for name in ("b.md", "a.md", "c/d.md"):
        (docs / name).parent.mkdir(exist_ok=True)
        (docs / name).write_text("{{ foo() }}\n{{ bar() }}\n")
    assert [said.split(": ")[0] for said in said_in(docs)] == [
        f"docs/{place}" for place in ("a.md:1:4", "a.md:2:4", "b.md:1:4", "b.md:2:4", "c/d.md:1:4", "c/d.md:2:4")
    ]


@pytest.mark.parametrize("project", [ROOT, MINIATURE], ids=["the project's own", "the miniature"])
def test_the_pages_there_are_call_what_there_is(project: Path) -> None:
    found, _ = partnership.read(project, day("2025-09-01"))
    assert found
    problems = check_pages(project / "docs", hand_written(project / "docs"), found, day("2026-11-25"))
    assert [problem for problem in problems if problem.rule != "page-overdue"] == []


PARTS = st.sampled_from([*"{}%#()\"'|.*, \n-", "{{", "}}", "{%", "%}", "{#", "#}", "role", "raw", "endraw", "x", "if"])


@given(st.lists(PARTS, max_size=25).map("".join))
def test_whatever_stands_on_a_page_is_never_a_traceback(text: str) -> None:
    for problem in check_source(text, "docs/page.md", MACROS, skipped=3):
        assert problem.line > 3 or not text
        assert problem.column >= 1
        assert problem.message.isprintable()


LONG = {
    "braces": "{" * 200,
    "brackets": "{{ " + "(" * 2_000,
    "dots": "{{ a" + ".b" * 5_000 + " }}",
    "sums": "{{ 1" + "+1" * 5_000 + " }}",
    "digits": "{{ 1" + "0" * 5_000 + " }}",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_call_without_end_is_a_problem_and_no_traceback(text: str, docs: Path) -> None:
    assert said_of(text)
    (docs / "page.md").write_text(f"---\ntitle: A\nduties: [{{who: [lead-reviewer], what: '{text}'}}]\n---\n")
    assert said_in(docs)


@pytest.mark.parametrize(
    "text",
    [
        "- {{ timescales() }}",
        "## {{ timescales() }}",
        "Before {{ timescales() }}",
        "{{ timescales() }} after",
        "{{ timescales() }} {{ contacts() }}",
        '!!! note "Note"\n\n    {{ timescales() }}',
    ],
)
def test_what_makes_a_part_of_a_page_stands_on_a_line_of_its_own(text: str) -> None:
    first, *_ = said_of(text)
    assert "makes a part of the page; its call stands on a line of its own, not indented" in first
    assert said_of("Before.\n\n{{ timescales() }}\n\nAfter.") == []


def test_two_pages_of_one_name_cannot_hold_the_same_kind_of_part(docs: Path) -> None:
    duty = "duties: [{who: [lead-reviewer], what: Lead.}]"
    for name in ("a/pub.md", "b/pub.md"):
        (docs / name).parent.mkdir()
        (docs / name).write_text(f"---\ntitle: A page\n{duty}\n---\n")
    assert said_in(docs) == [
        "docs/b/pub.md:1:1: a/pub.md has `duties` as well and the same name; give one another name [page-name]"
    ]


def test_a_page_that_cannot_be_read_is_one_fault_and_not_two(docs: Path) -> None:
    (docs / "page.md").write_text('---\ntitle: A page\nduties: [{who: []}]\n---\n\n{{ duties("page") }}\n')
    assert len(said_in(docs)) == 1


@pytest.mark.parametrize("name", [".~lock.page.md#", ".page.md.swp", ".a b"])
def test_what_an_editor_leaves_hidden_beside_a_page_is_no_fault(name: str, docs: Path) -> None:
    (docs / name).write_text("left by an editor")
    assert said_in(docs) == []


@pytest.mark.parametrize("name", ["a b.md", "a?b.md", "a#b.md", "a%20b.md", "é.md"])
def test_a_name_that_makes_no_plain_address_is_named(name: str, docs: Path) -> None:
    (docs / name).write_text("# A page\n")
    [found] = said_in(docs)
    assert found.endswith("[file-name]")
