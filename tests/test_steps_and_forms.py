"""What pages hold as data: duties, flowcharts and forms, and the words in which each mistake is named."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.dates import day
from macros.guidance.front_matter import PageHead, hand_written
from macros.guidance.steps import Step, all_steps
from macros.pages.check import check_pages
from macros.pages.data import data_macros, say
from macros.problems import write_out
from tests.factories import miniature
from tests.views import page

TODAY = day("2025-09-01")
STEP = '{who: [lead-reviewer], what: "Lead the review."}'
DRAWN = '{who: [lead-reviewer], what: "Lead.", see: "index.md"}'
FIELD = "{id: name, label: Name, kind: line, help: Your name.}"


def said_of(tmp_path: Path, front: str, today: str = "2025-09-01") -> list[str]:
    """The problems of a page with this front matter, each as `line:column field: message [rule]`."""
    (tmp_path / "index.md").write_text("# Home\n")
    (tmp_path / "page.md").write_text(f"---\ntitle: A page\n{front}\n---\n\n# A page\n", encoding="utf-8")
    found = check_pages(tmp_path, hand_written(tmp_path), miniature(), day(today))
    return [write_out([problem]).removeprefix("docs/page.md:") for problem in found]


def form(fields: str, more: str = "") -> str:
    sections = f"sections: [{{title: First, fields: [{fields}]}}]"
    return f"form: {{name: A form, version: 1, seen_by: The office., {more}{sections}}}"


FINE = {
    "an invented example": form("{id: a, label: A, kind: line, help: H., example: The Lead Reviewer rang in 5 days.}"),
    "a duty": f"duties: [{STEP}]",
    "a duty with all there is": (
        "duties: [{who: [lead-reviewer, review-group], what: 'Tell the {{ role(\"business-office\") }}.', "
        "to: [business-office], by: notification, duty: should, see: '#who-decides'}]"
    ),
    "a duty at a time in words": 'duties: [{who: [lead-reviewer], what: "Lead.", when: Before the first meeting.}]',
    "a flowchart": f"flowchart: [{DRAWN}]",
    "a question with two answers": (
        "flowchart: [{who: [lead-reviewer], ask: 'Is it serious?', see: 'index.md', "
        f"answers: [{{answer: 'Yes', steps: [{DRAWN}]}}, {{answer: 'No', steps: []}}]}}]"
    ),
    "a form": form(FIELD, "to: business-office, by: notification, "),
    "a form of every kind of field": form(
        "{id: a, label: A, kind: text, help: H.}, {id: b, label: B, kind: date, help: H., required: false}, "
        "{id: c, label: C, kind: choice, help: H., options: [One, Two]}, {id: d, label: D, kind: yes-no, help: H.}, "
        "{id: e, label: E, kind: signature, help: H.}, "
        "{id: f, label: F, kind: table, help: H., blank_rows: 3, columns: [{id: g, label: G, kind: line, help: H.}]}, "
        "{id: h, label: H, kind: table, help: H., row_heading: Agency, rows: [One], "
        "columns: [{id: i, label: I, kind: line, help: H.}]}, "
        "{id: j, label: J, kind: several, help: H., options: [One, Two]}, "
        "{id: k, label: K, kind: table, help: H., blank_rows: 3, whole_row: [none], unless: a, "
        "columns: [{id: l, label: L, kind: line, help: H.}]}"
    ),
    "themes, an appendix, an editorial page": 'themes: [injuries-to-babies]\nappendix: ["3", "5a"]\neditorial: true',
}


@pytest.mark.parametrize("front", FINE.values(), ids=FINE)
def test_what_is_right_is_no_problem(front: str, tmp_path: Path) -> None:
    assert said_of(tmp_path, front) == []


WRONG = {
    "a number of days in a duty": (
        "duties: [{who: [lead-reviewer], what: Send it within 5 working days.}]",
        "warning: found `5 working days`; a limit belongs in partnership.yml",
    ),
    "a role's name in a form": (
        form("{id: name, label: Name, kind: line, help: The Lead Reviewer asks.}"),
        'warning: found `Lead Reviewer`; write {{ role("lead-reviewer") }}',
    ),
    "nobody": (
        'duties: [{who: [], what: "Lead."}]',
        "nobody; name at least one role, for example [lead-reviewer] [empty]",
    ),
    "an unknown role": (
        'duties: [{who: [lead-reviewr], what: "Lead."}]',
        "found `lead-reviewr`; did you mean `lead-reviewer`? [unknown-id]",
    ),
    "an unknown receiver": (
        'duties: [{who: [lead-reviewer], what: "Lead.", to: [offcie]}]',
        "found `offcie`; right would be",
    ),
    "an unknown limit": (
        'duties: [{who: [lead-reviewer], what: "Lead.", by: notificaton}]',
        "found `notificaton`; did you mean `notification`? [unknown-id]",
    ),
    "an unknown theme": ("themes: [injuries]", "found `injuries`;"),
    "neither a step nor a question": (
        "duties: [{who: [lead-reviewer]}]",
        "a step has either `what` (is done) or `ask` (a question); write one of them [step]",
    ),
    "a limit and a time in words": (
        'duties: [{who: [lead-reviewer], what: "Lead.", by: notification, when: Soon.}]',
        "both `by` and `when`; keep `by` where partnership.yml has the timescale [when]",
    ),
    "a question among duties": (
        "duties: [{who: [lead-reviewer], ask: 'Is it?', answers: "
        f"[{{answer: 'Yes', steps: [{STEP}]}}, {{answer: 'No', steps: []}}]}}]",
        "found the question `Is it?`; questions belong into a `flowchart` [duty]",
    ),
    "a question with one answer": (
        "flowchart: [{who: [lead-reviewer], ask: 'Is it?', see: 'index.md', "
        f"answers: [{{answer: 'Yes', steps: [{DRAWN}]}}]}}]",
        "a question has at least two `answers`; write them, or make it a step with `what` [answers]",
    ),
    "answers to no question": (
        "flowchart: [{who: [lead-reviewer], what: Lead., see: 'index.md', "
        f"answers: [{{answer: 'No', steps: [{DRAWN}]}}]}}]",
        "answers without a question; write `ask` in the place of `what` [answers]",
    ),
    "a drawn step that leads nowhere": (
        f"flowchart: [{STEP}]",
        "`Lead the review.` has no `see`; each step of a flowchart has a link to its guidance [see]",
    ),
    "a step below an answer that leads nowhere": (
        "flowchart: [{who: [lead-reviewer], ask: 'Is it?', see: 'index.md', answers: "
        f"[{{answer: 'Yes', steps: [{STEP}]}}, {{answer: 'No', steps: []}}]}}]",
        "`Lead the review.` has no `see`",
    ),
    "a link out of the site": (
        'duties: [{who: [lead-reviewer], what: "Lead.", see: "https://example.org"}]',
        "a link leads to a page or a heading, for example `notify.md#who-decides` [link]",
    ),
    "a heading that is none": ('duties: [{who: [lead-reviewer], what: "Lead.", see: "#a b"}]', "[link]"),
    "a script for a link": ('duties: [{who: [lead-reviewer], what: "Lead.", see: "javascript:x"}]', "[link]"),
    "a wrong call in a duty": (
        "duties: [{who: [lead-reviewer], what: 'Tell {{ role(\"offcie\") }}.'}]",
        "role `offcie` is not in partnership.yml;",
    ),
    "a call that is a link": (
        "duties: [{who: [lead-reviewer], what: 'Write to {{ contact(\"business-office\") }}.'}]",
        "`contact` needs what is to be shown;",
    ),
    "a call of the clock": ("duties: [{who: [lead-reviewer], what: '{{ now() }}'}]", "no macro is called `now`;"),
    "code in a duty": (
        "duties: [{who: [lead-reviewer], what: '{% set x = 1 %}'}]",
        "found `{%`; a call here looks like",
    ),
    "a wrong call in a form": (
        form("{id: name, label: Name, kind: line, help: 'Ask {{ rol(\"x\") }}.'}"),
        "no macro is called `rol`; did you mean `role`? [macro]",
    ),
    "a form for an unknown contact": (form(FIELD, "to: offcie, "), "found `offcie`;"),
    "a form by an unknown limit": (form(FIELD, "by: soon, "), "found `soon`;"),
    "two fields of one id": (form(f"{FIELD}, {FIELD}"), "found the field `name` twice;"),
    "a column of a field's id": (
        form(f"{FIELD}, {{id: t, label: T, kind: table, help: H., blank_rows: 2, columns: [{FIELD}]}}"),
        "found the field `name` twice;",
    ),
    "a choice without options": (
        form("{id: c, label: C, kind: choice, help: H., options: [One]}"),
        "`c` is a choice; `choice` and `several` have `options`, two at least [options]",
    ),
    "options without a choice": (form("{id: c, label: C, kind: line, help: H., options: [One, Two]}"), "[options]"),
    "a table without columns": (form("{id: t, label: T, kind: table, help: H., blank_rows: 2}"), "[columns]"),
    "a table without rows": (
        form(f"{{id: t, label: T, kind: table, help: H., columns: [{FIELD}]}}"),
        "`t` is a table; give it either `rows` (labels) or `blank_rows` (a number) [rows]",
    ),
    "fixed rows without a table": (
        form("{id: c, label: C, kind: line, help: H., row_heading: R, rows: [One]}"),
        "`c` is a line; only a table has rows [rows]",
    ),
    "rows without a table": (form("{id: c, label: C, kind: line, help: H., blank_rows: 2}"), "[rows]"),
    "fixed rows without a heading": (
        form(
            "{id: t, label: T, kind: table, help: H., rows: [One], columns: [{id: u, label: U, kind: line, help: H.}]}"
        ),
        "`t`: fixed `rows` need a `row_heading`, and nothing else has one [rows]",
    ),
    "a table in a table": (
        form(f"{{id: t, label: T, kind: table, help: H., blank_rows: 2, columns: [{FIELD.replace('line', 'table')}]}}"),
        "found `table`; right would be",
    ),
    "a table with an example of its own": (
        form(f"{{id: t, label: T, kind: table, help: H., example: E., blank_rows: 2, columns: [{FIELD}]}}"),
        "`t` is a table; give each of its columns an `example`, and itself none [example]",
    ),
    "a table of no empty rows": (
        form(f"{{id: t, label: T, kind: table, help: H., blank_rows: 0, columns: [{FIELD}]}}"),
        "`t` has 0 empty rows; one is the least [rows]",
    ),
    "words for a whole row without a table": (
        form("{id: c, label: C, kind: line, help: H., whole_row: [none]}"),
        "`c` is a line; only a table has `whole_row` [rows]",
    ),
    "a field that is not needed beside one that is not there": (
        form("{id: c, label: C, kind: line, help: H., unless: d}"),
        "`c` asks for `d`, which the form does not have [unless]",
    ),
    "a field that is not needed beside itself": (
        form("{id: c, label: C, kind: line, help: H., unless: c}"),
        "`c` asks for `c`, which the form does not have [unless]",
    ),
    "an id too long for a bookmark": (
        form(f"{{id: {'a' * 36}, label: A, kind: line, help: H.}}"),
        "has 36 signs; an id, with that of its table before it, has 35 at most [too-long]",
    ),
    "an id of a column too long for a bookmark": (
        form(
            f"{{id: {'t' * 20}, label: T, kind: table, help: H., blank_rows: 2, "
            f"columns: [{{id: {'c' * 14}, label: C, kind: line, help: H.}}]}}"
        ),
        "has 36 signs; an id, with that of its table before it, has 35 at most [too-long]",
    ),
    "a table in a section that repeats": (
        "form: {name: A form, version: 1, seen_by: The office., sections: [{title: First, repeats: true, fields: "
        f"[{{id: t, label: T, kind: table, help: H., blank_rows: 2, columns: [{FIELD}]}}]}}]}}",
        "`First` repeats and has a table in it; give the table a section of its own [rows]",
    ),
    "a form without a version": (
        f"form: {{name: A form, seen_by: The office., sections: [{{title: First, fields: [{FIELD}]}}]}}",
        "missing; add `version` [missing]",
    ),
    "a section without fields": (form(""), "nothing; a form has at least one section"),
    "a link to no page": (
        "duties: [{who: [lead-reviewer], what: Lead., see: 'pge.md#x'}]",
        "found `pge.md#x`; there is no such page, did you mean `page/`? [dead-link]",
    ),
    "a link out of the pages": ("duties: [{who: [lead-reviewer], what: Lead., see: '../../x.md'}]", "[dead-link]"),
    "a link from the root": ("duties: [{who: [lead-reviewer], what: Lead., see: '/x.md'}]", "[link]"),
    "a field without help": (form("{id: a, label: A, kind: line}"), "missing; add `help` [missing]"),
}


@pytest.mark.parametrize(("front", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_once_with_its_place(front: str, said: str, tmp_path: Path) -> None:
    [problem] = said_of(tmp_path, front)
    assert problem.startswith("3:")
    assert said in problem


def test_a_mistake_deep_in_a_flowchart_is_named_at_its_line(tmp_path: Path) -> None:
    front = """\
flowchart:
  - who: [lead-reviewer]
    ask: Is it serious?
    see: index.md
    answers:
      - answer: Yes
        steps:
          - {who: [lead-reviewer], what: Lead., see: index.md}
          - {who: [nobody-known], what: Lead., see: index.md}
      - {answer: No, steps: []}"""
    [problem] = said_of(tmp_path, front)
    assert problem.startswith("11:20 flowchart[0].answers[0].steps[1].who[0]: found `nobody-known`;")


# When a page is to be read again


@pytest.mark.parametrize(
    ("today", "overdue"),
    [
        pytest.param("2025-03-01", False, id="the day itself"),
        pytest.param("2025-03-02", True, id="the day after"),
        pytest.param("2024-12-01", False, id="in between"),
    ],
)
def test_a_page_is_overdue_from_the_day_after_its_twelve_months(today: str, overdue: bool, tmp_path: Path) -> None:
    said = said_of(tmp_path, "facts: [1]\nreviewed: 2024-03-01", today)
    message = (
        "4:11 reviewed: warning: last read on 1 March 2024, to be read again by 1 March 2025; "
        "hold it against the sources, then write today's date [page-overdue]"
    )
    assert said == ([message] if overdue else [])


def test_a_day_of_review_to_come_is_a_warning(tmp_path: Path) -> None:
    [said] = said_of(tmp_path, "reviewed: 2025-09-02")
    assert said.startswith("3:11 reviewed: warning: 2 September 2025 is still to come")
    assert said_of(tmp_path, "reviewed: 2025-09-01") == []


def test_guidance_that_nobody_has_read_again_is_a_warning_and_another_page_is_not(tmp_path: Path) -> None:
    [said] = said_of(tmp_path, "facts: [1]")
    assert "warning: guidance that nobody has read again" in said
    assert said_of(tmp_path, "facts: []") == []


# Links and words


@pytest.mark.parametrize(
    ("see", "address"),
    [
        ("#who-decides", "guidance/notify/#who-decides"),
        ("rapid-review.md", "guidance/rapid-review/"),
        ("rapid-review.md#who", "guidance/rapid-review/#who"),
        ("../flowcharts/review.md#end", "flowcharts/review/#end"),
        ("index.md", "guidance/"),
        ("../index.md", ""),
    ],
)
def test_a_step_leads_where_a_link_of_its_page_would(see: str, address: str) -> None:
    assert page("guidance/notify.md").leads_to(see) == address


def test_a_step_s_words_are_filled_in_from_the_data_and_nothing_else() -> None:
    macros = data_macros(miniature(), TODAY)
    assert say('Tell the {{ role("business-office") }}.', macros) == "Tell the Business Office."
    assert (
        say('{{ timescale("final-report-to-panel").rule }}', macros) == "at least 14 calendar days before publication"
    )
    assert say("<b>1 & 2</b> { .x }", macros) == "<b>1 & 2</b> { .x }"


STEPS = st.recursive(
    st.builds(lambda: {"who": ["lead-reviewer"], "what": "Lead.", "see": "a.md"}),
    lambda inner: st.builds(
        lambda steps: {
            "who": ["lead-reviewer"],
            "ask": "Which?",
            "see": "a.md",
            "answers": [{"answer": "A", "steps": steps}, {"answer": "B", "steps": steps}],
        },
        st.lists(inner, max_size=2),
    ),
    max_leaves=6,
)


@given(st.lists(STEPS, max_size=3))
def test_every_step_of_a_flowchart_is_found_however_deep(steps: list[dict[str, object]]) -> None:
    head = PageHead.model_validate({"title": "A", "flowchart": steps})

    def number(of: tuple[Step, ...]) -> int:
        return sum(1 + sum(number(answer.steps) for answer in step.answers) for step in of)

    assert len(list(all_steps(head.flowchart))) == number(head.flowchart)
