"""The page that shows every part of a page once, each drawn by the template that draws it elsewhere.

All on it is invented. It is the same on every site, whatever its records and its ``partnership.yml`` say.
"""

import re
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup

from macros.guidance.forms import KINDS
from macros.guidance.front_matter import hand_written
from macros.pages.calendar import Changed, Entry, months
from macros.pages.files import File
from macros.pages.glossary import Explained, abbreviations
from macros.pages.lists import Choice, Standing, card_of, head_of
from macros.pages.planning import STATES, STATES_OF_CASES, PlanEntry
from macros.pages.planning import Row as BoardRow
from macros.pages.read_next import RULE, Next
from macros.pages.readiness import Fact, SheetLine
from macros.pages.recommendations import Row, counts_of, rows_of
from macros.pages.roles import OfPage, RolePart
from macros.pages.sample import CASE, QUESTIONS, TEXT
from macros.pages.templating import render
from macros.pages.years import Years, years_of
from macros.partnership.model import Contact, Role
from macros.partnership.timescales import Timescale
from macros.planning import Next as NextStep
from macros.planning.readiness import RULE_STATES, STEP_STATES, Readiness
from macros.public_view import STATUSES, InternalCase, Term
from macros.rules import Judgement, State

# The colours by the names of their properties in site.css, and what each means.
PALETTE = (
    ("ink", "Text"),
    ("quiet", "Quiet text"),
    ("accent", "Accent: links, steps, the one button"),
    ("statutory", "Statutory: must, and what is internal"),
    ("help", "Help now, and what is overdue"),
    ("note", "Editor's note"),
    ("notice", "Currency note, example"),
    ("line", "Borders of controls"),
    ("hair", "Lines that only part"),
    ("paper", "Paper"),
    ("warm", "Warm panels"),
    ("note-paper", "Behind an editor's note"),
    ("notice-paper", "Behind a currency note"),
)
_TODAY = date(2030, 3, 12)
_LEAD, _OFFICE = Term("lead", "Lead of the review"), Term("office", "Review office")
_ROLES = {
    "lead": Role(name=_LEAD.name, part="Carries out the review.", organisation="Independent", aliases=("Reviewer",)),
    "office": Role(name=_OFFICE.name, part="Keeps dates and papers.", organisation="The partnership"),
}
_CONTACTS = {
    "office": Contact.model_construct(
        name="Review office", email="office@example.org", telephone="01632 960 000", checked=date(2030, 1, 8)
    ),
    "court": Contact.model_construct(name="The court", url="https://www.example.org/"),
}
_MEETING = Timescale.model_construct(
    name="The meeting",
    latest=15,
    usual=10,
    unit="working-days",
    counted="after",
    event="notified",
    acts="office",
    basis="statutory",
    source="Working Together",
)
_WORDS = (
    Explained("a", "Agency", "A body that works with children.", "glossary/#a", "AG", ("Body",), to_check=True),
    Explained("l", "Lead of the review", "Carries out the review.", "roles/lead/"),
)


def style_page() -> str:
    """The page as HTML."""
    return render(
        "style.html",
        root="../",
        sampled=sampled,
        palette=PALETTE,
        today=_TODAY,
        **_of_cases(),
        **_of_guidance(),
        **_of_days(),
        **_of_internal_pages(),
    )


def sampled(html: str) -> Markup:
    """What a template made, as it can stand on a page among other parts.

    It has no title, its headings are none of the page's contents, nothing waits for a script, and no
    link leads anywhere: most pages that it would lead to are not there.
    """
    html = re.sub(r'<h1.*?</h1>\n(?:<p class="(?:kicker|lede)">.*?</p>\n)*', "", html)
    html = re.sub(r"<h2 (id=.*?)</h2>", r"<h3 \1</h3>", html)
    html = re.sub(r' href="(?!https:|#)[^"]*"', ' href="#title"', html)
    return Markup(re.sub(r" hidden(?=[ >])", "", html))  # noqa: S704 - a template has escaped it


def _of_cases() -> dict[str, Any]:
    rows = [Row(head_of(CASE, "published"), CASE.recommendations[0], "overdue"), *rows_of([CASE])[1:]]
    choices = (Choice("agency", "Agency", CASE.agencies), Choice("status", "Status", (Term("complete", "Complete"),)))
    return {
        "case": CASE,
        "text": TEXT,
        "questions": QUESTIONS,
        "years": ((2026, 3), (2027, 7), (2028, 12), (2029, 0), (2030, 5)),
        "next": (Next(CASE.reference, CASE.title, ("reports", "briefings"), CASE.themes, CASE.agencies),),
        "rule": RULE,
        "rows": rows,
        "choices": choices,
        "counts": counts_of(rows),
        "states": STATES_OF_CASES,
        "statuses": list(STATUSES),
        "cards": (card_of(CASE, "briefings"), card_of(CASE, "reports", Standing("scheduled"))),
        "by_year": Years(),
        "long": years_of({"2030": 180, "2029": 240, "2028": 96}),
    }


def _of_guidance() -> dict[str, Any]:
    [page] = hand_written(Path(__file__).parent / "templates")  # style.md: duties, a flowchart and a form
    role = RolePart("lead", _ROLES["lead"], (OfPage(page, page.head.duties),), (), ())
    return {
        "page": page,
        "head": page.head,
        "kinds": KINDS,
        "said": str,
        "when": lambda step: step.when or "",
        "duty": lambda step: step.duty or "should",
        "limit": lambda _: _MEETING.rule,
        "title_of": lambda *_: "More on this",
        "role_of": _ROLES.__getitem__,
        "contact_of": _CONTACTS.__getitem__,
        "partnership": {"roles": _ROLES},
        "files": (
            File("sample/sample.pdf", "Print", "PDF", 2),
            File("sample/slides.pdf", "Slides", "PDF"),
            File("sample/sample.docx", "Team sheet", "Word"),
        ),
        "contacts": _CONTACTS,
        "scales": (("meeting", _MEETING),),
        "part": role,
        "ask": _CONTACTS["office"],
        "homes": (("The partnership", (role,)),),
        "themes": (("a-theme", "A theme", "What it is about."),),
        "appendices": (("1", page),),
        "letters": tuple((one.letter, (one,)) for one in _WORDS),
        "short": abbreviations(_WORDS),
        "changes": (
            Changed(date(2030, 2, 1), "Say the same.", (("A page", "a/"), ("Another page", "b/"))),
            Changed(date(2030, 1, 8), "First published here.", (("A page", "a/"),)),
        ),
        "most": 3,
    }


def _of_days() -> dict[str, Any]:
    found = (
        Entry(date(2030, 2, 1), "corrected", CASE.title, "reports/sample/"),
        Entry(_TODAY, "published", CASE.title, "reports/sample/"),
        Entry(_TODAY, "announced", "What the partnership announces", at="10:00"),
        Entry(date(2030, 3, 28), "review-due", "A page of guidance", "guidance/sample/"),
    )
    coming, past = months(found, _TODAY)
    return {"coming": coming, "past": past, "data": {"from": "2018-01-01", "until": "2035-12-31"}}


def _of_internal_pages() -> dict[str, Any]:
    of = Term("sample", CASE.title)
    entries = [
        PlanEntry(date(2030, 4, 4 + place), state, word, "A step", of, _OFFICE, "must", latest=date(2030, 4, 30))
        for place, (state, word) in enumerate(STATES.items())
    ]
    entries += [PlanEntry(date(2030, 4, 4), "", "Announced", "What the partnership announces", at="10:00")]
    entries += [
        PlanEntry(date(2030, 4, 4), "due", STATES["due"], "A step", Term(f"case-{name}", f"Child {name}"), _LEAD)
        for name in ("Second", "Third", "Fourth")
    ]
    planned, _ = months(entries, date(2030, 4, 1))
    by = date(2030, 4, 9)
    rules = [
        SheetLine(state, state != "missing", "A rule", word, ": what is to be mended", by, _OFFICE.name)
        for state, word in RULE_STATES.items()
    ]
    steps = [
        SheetLine(state, state == "done", "A step", word, "", by, _OFFICE.name, is_late=state == "overdue", duty="must")
        for state, word in STEP_STATES.items()
    ]
    return {
        "planned": planned,
        "overdue": entries[:1],
        "most_cases": 2,
        "board": [_board_row("blocked"), _board_row("published")],
        "sheet": {
            "facts": (Fact("State", "Scheduled"), Fact("Steps done", "1 of 8", "1 overdue")),
            "rules": rules,
            "steps": steps,
            "nothing": "",
        },
    }


def _board_row(state: State) -> BoardRow:
    is_late = state == "blocked"
    following = NextStep("Write `publication.at`", date(2030, 3, 29), "office")
    internal = InternalCase(CASE, Judgement(state, ()), None, Readiness((), ()), (), following)
    head, day_is = head_of(CASE, state), internal.day_is
    asked = (Row(head, CASE.recommendations[0], "overdue"),) if is_late else ()
    blocked_by = ("sign-off",) if is_late else ()
    return BoardRow(
        head, state, STATES_OF_CASES[state], day_is, is_late, following, blocked_by, (), _OFFICE.name, is_late, asked
    )
