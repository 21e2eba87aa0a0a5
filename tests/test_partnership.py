"""The partnership file: what is in it, what is said when it is broken, and timescales in words."""

import copy
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from macros import partnership
from macros.dates import day
from macros.partnership.colours import PAPERS, contrast
from macros.partnership.model import ROLES, TIMESCALES, Partnership
from macros.partnership.timescales import Timescale
from macros.problems import Problem, write_out
from tests.factories import GONE, MINIATURE, ROOT, as_yaml, miniature, put

TODAY = day("2025-09-01")
FIELDS: dict[str, Any] = yaml.load((MINIATURE / "partnership.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)

# The ids of the contract, written out here once more, so that none can get lost in the code.
CONTRACT = {
    "councils": ["north", "west"],
    "agencies": [
        *["childrens-trust", "police", "icb", "health-trust", "general-practice", "acute-hospitals", "education"],
        *["probation", "north-council", "west-council", "voluntary-sector"],
    ],
    "roles": [
        *["strategic-leads", "lead-reviewer", "review-group", "llr-sub-group", "communications-sub-group"],
        *["business-office", "safeguarding-project-officer", "independent-scrutineer", "national-panel"],
    ],
    "themes": [
        *["injuries-to-babies", "information-sharing", "fathers-and-male-carers", "neglect", "domestic-abuse"],
        *["exploitation", "mental-health", "professional-curiosity", "safe-sleeping", "voice-of-the-child"],
        *["transitions", "substance-use", "disabled-children", "self-harm"],
    ],
    "age_bands": ["under-1", "1-to-4", "5-to-9", "10-to-15", "16-to-17"],
    "timescales": [
        *["notification", "additional-information", "additional-information-backstop", "rapid-review-meeting"],
        *["rapid-review-to-panel", "panel-feedback", "review-completed", "final-report-to-panel"],
        *["final-report-statutory", "family-told", "debrief-involved", "members-briefed", "press-statement"],
        *["debrief-open", "publication-time", "public-at-least", "quarterly-report"],
    ],
}


def own() -> Partnership:
    found, problems = partnership.read(ROOT, TODAY)
    assert found, problems
    return found


def changed(changes: Mapping[str, object]) -> str:
    """The miniature with some things changed: `{"roles/press": {...}, "name": GONE}`."""
    values = copy.deepcopy(FIELDS)
    for path, value in changes.items():
        put(values, path.split("/"), value)
    return as_yaml(values)


def read_text(text: str, folder: Path) -> tuple[Partnership | None, list[Problem]]:
    (folder / "partnership.yml").write_text(text, encoding="utf-8")
    return partnership.read(folder, TODAY)


def said(text: str, folder: Path) -> list[str]:
    """Each problem without its place in the file, which depends on how the test writes it."""
    found, problems = read_text(text, folder)
    assert (found is None) == any(problem.severity == "error" for problem in problems)
    return [re.sub(r"^partnership\.yml:\d+:\d+:? | \[[a-z-]+\]$", "", write_out([problem])) for problem in problems]


# What is in it


@pytest.mark.parametrize("folder", [ROOT, MINIATURE], ids=["the project's own", "the miniature"])
def test_a_partnership_file_is_valid(folder: Path) -> None:
    found, problems = partnership.read(folder, TODAY)
    assert found
    assert {problem.rule for problem in problems} <= {"contact-unchecked", "term-unchecked"}


@pytest.mark.parametrize(("key", "ids"), CONTRACT.items())
def test_every_id_of_the_contract_is_in_the_project_s_own_file(key: str, ids: list[str]) -> None:
    assert not set(ids) - set(getattr(own(), key))


def test_the_code_asks_for_every_role_and_timescale_of_the_contract() -> None:
    assert set(TIMESCALES) == set(CONTRACT["timescales"])
    assert set(ROLES) == set(CONTRACT["roles"])


def test_the_six_steps_are_those_of_the_framework() -> None:
    assert own().briefing_steps == (
        "The background",
        "Safeguarding concerns",
        "The incident",
        "The review",
        "The findings",
        "Recommendations",
    )


@pytest.mark.parametrize("found", [own(), miniature()], ids=["the project's own", "the miniature"])
def test_the_partnership_and_national_bodies_can_always_be_named(found: Partnership) -> None:
    assert found.agency_names["partnership"] == found.name
    assert found.agency_names["national"] == "National bodies"
    assert set(found.agencies) < set(found.agency_names)


def test_no_role_of_the_project_s_own_file_is_a_person() -> None:
    words = " ".join(f"{role.name} {role.part} {role.organisation}" for role in own().roles.values())
    assert not re.search(r"\b(Mr|Mrs|Ms|Miss|Dr)\b", words)


def test_a_council_is_there_from_the_day_it_took_over() -> None:
    assert miniature().councils_on(day("2021-03-31")) == {}
    assert set(miniature().councils_on(day("2021-04-01"))) == {"north", "west"}


def test_a_council_is_there_through_its_last_day(tmp_path: Path) -> None:
    found, _ = read_text(changed({"councils/north/until": "2025-03-31"}), tmp_path)
    assert found
    assert set(found.councils_on(day("2025-03-31"))) == {"north", "west"}
    assert set(found.councils_on(day("2025-04-01"))) == {"west"}


# What is said when it is broken

SCALE = {
    "name": "Notify",
    "latest": "5",
    "unit": "working-days",
    "counted": "after",
    "event": "aware",
    "acts": "business-office",
    "basis": "local",
    "source": "Test",
}
A_GROUP = "a group of fields belongs here: each on a line of its own as `field: value`, indented"
BROKEN: dict[str, tuple[dict[str, object], list[str]]] = {
    "no name": ({"name": GONE}, ["name: missing; add `name`"]),
    "a misspelt key": ({"shortname": "X"}, ["shortname: `shortname` is no field here; did you mean `short_name`?"]),
    "a timescale missing": (
        {"timescales/notification": GONE},
        ["timescales: `notification` is missing; rules and pages need it"],
    ),
    "a timescale left without entries": (
        {"timescales/notification": []},
        ["timescales: `notification` is missing; rules and pages need it"],
    ),
    "two roles missing": (
        {"roles/safeguarding-project-officer": GONE, "roles/independent-scrutineer": GONE},
        [
            "roles: `safeguarding-project-officer` is missing; rules and pages need it",
            "roles: `independent-scrutineer` is missing; rules and pages need it",
        ],
    ),
    "five steps": (
        {"briefing_steps": ["A", "B", "C", "D", "E"]},
        ["briefing_steps: found 5; a briefing has six steps"],
    ),
    "seven steps": (
        {"briefing_steps": ["A", "B", "C", "D", "E", "F", "G"]},
        ["briefing_steps: found 7; a briefing has six steps"],
    ),
    "a step left empty": (
        {"briefing_steps": ["A", "B", "C", "D", "E", ""]},
        ["briefing_steps[5]: found nothing; write the text, or take the field out until there is one"],
    ),
    "entries of one timescale that overlap": (
        {"timescales/notification": [{**SCALE, "until": "2025-05-01"}, {**SCALE, "from": "2025-05-01"}]},
        [
            "timescales.notification[1]: entries of one timescale follow one another; end the one before (`until`), "
            "begin this later"
        ],
    ),
    "an entry after one that does not end": (
        {"timescales/notification": [SCALE, {**SCALE, "from": "2025-05-01"}]},
        [
            "timescales.notification[1]: entries of one timescale follow one another; end the one before (`until`), "
            "begin this later"
        ],
    ),
    "somebody unknown who acts": (
        {"timescales/notification": [{**SCALE, "acts": "bussiness-office"}]},
        ["timescales.notification[0].acts: found `bussiness-office`; did you mean `business-office`?"],
    ),
    "somebody unknown to whom it goes": (
        {"timescales/notification": [{**SCALE, "to": ["national-panel", "ofstead-inbox"]}]},
        ["timescales.notification[0].to[1]: found `ofstead-inbox`; {receivers}"],
    ),
    "a role of the list's own name": (
        {"roles/index": {"name": "Index", "part": "Lists."}},
        ["roles.index: `index` is the list of roles; give this one another id"],
    ),
    "a role that is often also an unknown one": (
        {"roles/lead-reviewer": {"name": "Lead Reviewer", "part": "Leads.", "often_also": ["reviw-group"]}},
        ["roles.lead-reviewer.often_also[0]: found `reviw-group`; did you mean `review-group`?"],
    ),
    "earliest after latest, counted after": (
        {"timescales/notification": [{**SCALE, "earliest": "6"}]},
        [
            "timescales.notification[0]: `earliest` lies after `latest`; counted before an event the larger number is "
            "the earlier"
        ],
    ),
    "earliest after latest, counted before": (
        {"timescales/press-statement": [{**SCALE, "earliest": "1", "latest": "5", "counted": "before"}]},
        [
            "timescales.press-statement[0]: `earliest` lies after `latest`; counted before an event the larger number "
            "is the earlier"
        ],
    ),
    "neither earliest nor latest": (
        {"timescales/notification": [{name: value for name, value in SCALE.items() if name != "latest"}]},
        ["timescales.notification[0]: neither `earliest` nor `latest`; write one or both"],
    ),
    "an unknown unit": (
        {"timescales/notification": [{**SCALE, "unit": "working days"}]},
        ["timescales.notification[0].unit: found `working days`; did you mean `working-days`?"],
    ),
    "an unknown side": (
        {"timescales/notification": [{**SCALE, "counted": "since"}]},
        ["timescales.notification[0].counted: found `since`; right would be `after`, `before`"],
    ),
    "an unknown event": (
        {"timescales/notification": [{**SCALE, "event": "published"}]},
        [
            "timescales.notification[0].event: found `published`; right would be `aware`, `decision`, `first-meeting`, "
            "`incident`, `information-requested`, `last-report`, `notified`, `publication`, `sent-to-panel`"
        ],
    ),
    "an unknown basis": (
        {"timescales/notification": [{**SCALE, "basis": "law"}]},
        ["timescales.notification[0].basis: found `law`; right would be `local`, `statutory`"],
    ),
    "a number in words": (
        {"timescales/notification": [{**SCALE, "latest": "five"}]},
        ["timescales.notification[0].latest: found `five`; write a whole number, for example 14"],
    ),
    "half a day": (
        {"timescales/notification": [{**SCALE, "latest": "2.5"}]},
        ["timescales.notification[0].latest: found `2.5`; write a whole number, for example 14"],
    ),
    "a time of day as people say it": (
        {"timescales/publication-time": [{**SCALE, "latest": "0", "time": "10am"}]},
        ['timescales.publication-time[0].time: found `10am`; a time of day is written "10:00"'],
    ),
    "a bad e-mail address": (
        {"contacts/business-office/email": "office at miniature.example"},
        [
            "contacts.business-office.email: found `office at miniature.example`; an address looks like "
            "name@example.gov.uk"
        ],
    ),
    "a bad telephone number": (
        {"contacts/business-office/telephone": "ext. 12"},
        ["contacts.business-office.telephone: found `ext. 12`; write digits and spaces, for example 01632 960000"],
    ),
    "an address without https": (
        {"contacts/business-office/url": "http://miniature.example"},
        ["contacts.business-office.url: found `http://miniature.example`; an address begins with https://"],
    ),
    "a way out that is no https address": (
        {"leave_to": "www.bbc.co.uk/weather"},
        ["leave_to: found `www.bbc.co.uk/weather`; an address begins with https://"],
    ),
    "an accent that is too faint on paper": (
        {"colours": {"accent": "#ff0000"}},
        [
            "colours.accent: found `#ff0000`, which stands out from the paper by 3.6 to 1; text needs 4.5 to 1, so "
            'choose a darker one, for example "#24527a"'
        ],
    ),
    "an accent that is too dim on a dark screen": (
        {"colours": {"accent_in_dark": "#777777"}},
        [
            "colours.accent_in_dark: found `#777777`, which stands out from the paper by 3.4 to 1; text needs 4.5 to "
            '1, so choose a lighter one, for example "#9cc5ee"'
        ],
    ),
    "a colour by its name": (
        {"colours": {"accent": "navy"}},
        ["colours.accent: found `navy`; write # and six of 0-9 and a-f, in quotes"],
    ),
    "a site address that would run": (
        {"site_url": "javascript:alert(1)"},
        ["site_url: found `javascript:alert(1)`; an address begins with https://"],
    ),
    "a contact that cannot be reached": (
        {"contacts/business-office/email": GONE},
        ["contacts.business-office: no way to reach it; add `email`, `telephone` or `url`"],
    ),
    "nobody known to call": (
        {"help_now": ["emergency", "mash"]},
        ["help_now[1]: found `mash`; right would be `business-office`, `emergency`"],
    ),
    "a slip in whom to call": (
        {"help_now": ["emergancy"]},
        ["help_now[0]: found `emergancy`; did you mean `emergency`?"],
    ),
    "a role in the place of a contact to call": (
        {"help_now": ["lead-reviewer"]},
        ["help_now[0]: found `lead-reviewer`; right would be `business-office`, `emergency`"],
    ),
    "whom to call not as a list": (
        {"help_now": {"first": "emergency"}},
        [
            "help_now: found a group of fields; a list belongs here: each entry on a line of its own that begins with "
            "`- `"
        ],
    ),
    "whom to call, where that contact is broken": (
        {"help_now": ["emergency"], "contacts/emergency": {"name": "Emergency services"}},
        ["contacts.emergency: no way to reach it; add `email`, `telephone` or `url`"],
    ),
    "no council": (
        {"councils": {}},
        ["councils: no council; add at least one, for example `our-council: {name: ...}`"],
    ),
    "a council that is a text": (
        {"councils/north": "North Council"},
        [f"councils.north: found a text, `North Council`; {A_GROUP}"],
    ),
    "an agency that is called like a year": (
        {"agencies/2024": {"name": "Service 2024"}},
        ["agencies.2024: `2024` is the address of a year; give this agency another id"],
    ),
    "an agency that is built in": (
        {"agencies/partnership": {"name": "Us"}},
        ["agencies.partnership: `partnership` is always there; take this entry out"],
    ),
    "an id with a capital": (
        {"themes/Neglect": {"name": "Neglect", "description": "What is missing."}},
        ["themes.Neglect: found `Neglect`; an id is small letters and digits with - between, as in `neglect`"],
    ),
    "examples neither shown nor hidden": (
        {"examples": "yes"},
        ["examples: found `yes`; right would be `hide`, `show`"],
    ),
    "a bank holiday that is no day": (
        {"bank_holidays": {"add": ["2025-02-30"]}},
        ["bank_holidays.add[0]: found `2025-02-30`; there is no such day in the calendar"],
    ),
    "an announcement without a time": (
        {"announcements": [{"on": "2025-09-16", "text": "A review comes out."}]},
        ["announcements[0].on: found `2025-09-16`; a day and a time are needed, for example 2025-09-16 10:00"],
    ),
    "a known word without a reason": (
        {"anonymity": {"known_words": [{"term": "Rowan"}]}},
        ["anonymity.known_words[0].reason: missing; add `reason`"],
    ),
    "two faults": (
        {"name": GONE, "examples": "no"},
        ["name: missing; add `name`", "examples: found `no`; right would be `hide`, `show`"],
    ),
}


@pytest.mark.parametrize(("changes", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_broken_partnership_file_gives_its_own_errors(
    changes: dict[str, object], expected: list[str], tmp_path: Path
) -> None:
    found = said(changed(changes), tmp_path)
    receivers = ", ".join(f"`{receiver}`" for receiver in sorted(FIELDS["roles"].keys() | FIELDS["contacts"].keys()))
    assert sorted(found) == sorted(line.replace("{receivers}", f"right would be {receivers}") for line in expected)


def test_two_faults_of_different_kinds_come_in_one_run(tmp_path: Path) -> None:
    text = changed({"examples": "no", "briefing_steps": ["A"]})
    assert sorted(said(text, tmp_path)) == [
        "briefing_steps: found 1; a briefing has six steps",
        "examples: found `no`; right would be `hide`, `show`",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"councils/north": {"name": "North", "from": "2025-04-01", "until": "2021-04-01"}}, "councils.north"),
        ({"school_holidays": [{"from": "2025-08-31", "to": "2025-07-23"}]}, "school_holidays[0]"),
        ({"timescales/notification": [{**SCALE, "from": "2025-04-01", "until": "2021-04-01"}]}, "timescales.not"),
    ],
)
def test_what_ends_before_it_begins_is_an_error(changes: dict[str, object], field: str, tmp_path: Path) -> None:
    [found] = said(changed(changes), tmp_path)
    assert found.startswith(field)


@pytest.mark.parametrize("months", ["0", "-12"])
def test_pages_cannot_be_good_for_no_time_at_all(months: str, tmp_path: Path) -> None:
    [found] = said(changed({"reviews_of_pages": {"months": months}}), tmp_path)
    assert found.startswith("reviews_of_pages.months: ")


@pytest.mark.parametrize(
    ("old", "new"), [("latest: 5", "latst: 5"), ("5, unit", "five, unit"), ("business-office", "busines-office")]
)
def test_the_place_is_exact_where_a_timescale_has_one_entry_and_no_list(old: str, new: str, tmp_path: Path) -> None:
    lines = (MINIATURE / "partnership.yml").read_text(encoding="utf-8").splitlines()
    line = lines.index("  notification:") + 2
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new)
    _, problems = read_text("\n".join(lines), tmp_path)
    assert (line, lines[line - 1].index(new) + 1) in {(problem.line, problem.column) for problem in problems}


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    found, problems = partnership.read(tmp_path, TODAY)
    assert found is None
    assert [write_out([problem]) for problem in problems] == [
        "partnership.yml:1:1: the partnership file cannot be read; it lies beside mkdocs.yml [no-partnership]"
    ]


def test_a_file_that_is_no_yaml_is_an_error(tmp_path: Path) -> None:
    assert said("name: 'NSCP", tmp_path) == ["quotes that are opened and never closed; close them"]


# Contacts


def test_help_is_named_in_the_order_of_the_file_and_may_be_left_out(tmp_path: Path) -> None:
    found, problems = read_text(changed({"help_now": ["emergency", "business-office"]}), tmp_path)
    assert found and problems == []
    assert found.help_now == ("emergency", "business-office")
    without, _ = read_text(changed({"help_now": GONE}), tmp_path)
    assert without and without.help_now == ()


def test_where_leaving_leads_to_is_an_address_and_may_be_left_out(tmp_path: Path) -> None:
    found, problems = read_text(changed({"leave_to": "https://www.bbc.co.uk/weather"}), tmp_path)
    assert found and problems == []
    assert found.leave_to == "https://www.bbc.co.uk/weather"
    without, _ = read_text(changed({}), tmp_path)
    assert without and without.leave_to is None


def test_what_forms_are_marked_with_is_one_line_and_may_be_left_out(tmp_path: Path) -> None:
    found, problems = read_text(changed({"protective_marking": "PRIVATE when filled in"}), tmp_path)
    assert found and problems == []
    assert found.protective_marking == "PRIVATE when filled in"
    without, _ = read_text(changed({}), tmp_path)
    assert without and without.protective_marking is None
    two = changed({"protective_marking": "PRIVATE\nwhen filled in"})
    assert [problem.field for problem in read_text(two, tmp_path)[1]] == ["protective_marking"]


def test_the_project_s_own_file_names_help_that_can_be_called() -> None:
    assert own().help_now[0] == "emergency"
    assert own().contacts["emergency"].telephone == "999"
    assert all(own().contacts[identity].telephone for identity in own().help_now)
    assert own().leave_to


@pytest.mark.parametrize(
    ("checked", "expected"),
    [
        ("2025-09-01", []),
        ("2024-09-01", []),
        (
            "2024-08-31",
            [
                "contacts.business-office: warning: last checked on 31 August 2024; check it and write today's date "
                "in `checked`"
            ],
        ),
        (GONE, ["contacts.business-office: warning: never checked; check it and write today's date in `checked`"]),
    ],
    ids=["today", "a year ago", "over a year ago", "never"],
)
def test_a_contact_that_was_not_checked_for_a_year_is_a_warning(
    checked: object, expected: list[str], tmp_path: Path
) -> None:
    assert said(changed({"contacts/business-office/checked": checked}), tmp_path) == expected


def test_warnings_come_with_errors_too(tmp_path: Path) -> None:
    text = changed({"contacts/business-office/checked": GONE, "briefing_steps": ["A"]})
    assert len(said(text, tmp_path)) == 2


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ({"email": "a@b.example"}, "Office ([a@b.example](mailto:a@b.example))"),
        ({"telephone": "01604 000000"}, "Office ([01604 000000](tel:01604000000))"),
        ({"url": "https://b.example/"}, "[Office](https://b.example/)"),
    ],
)
def test_a_contact_is_shown_as_a_link(contact: dict[str, str], shown: str, tmp_path: Path) -> None:
    found, _ = read_text(changed({"contacts/office": {"name": "Office", **contact}}), tmp_path)
    assert found
    assert str(found.contacts["office"]) == shown


# Colours


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    # As published: the greatest there is, pure red, the lightest grey that passes on white, the next one that does not.
    [
        ("#000000", "#ffffff", 21),
        ("#ff0000", "#ffffff", 4.0),
        ("#767676", "#ffffff", 4.54),
        ("#ffffff", "#777777", 4.48),
    ],
)
def test_contrast_is_measured_as_wcag_says(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


def test_the_papers_on_which_an_accent_must_stand_out_are_those_of_the_site() -> None:
    sheet = (ROOT / "overrides/assets/site.css").read_text("utf-8")
    names = ("paper", "warm", "note-paper", "notice-paper")
    found = [re.search(rf"--{name}: light-dark\((#[0-9a-f]{{6}}), (#[0-9a-f]{{6}})\);", sheet) for name in names]
    pairs = [one.groups() for one in found if one]
    assert [PAPERS["light"], PAPERS["dark"]] == list(zip(*pairs, strict=True))


# Timescales


def scale(**changes: object) -> Timescale:
    fields = {name: value for name, value in {**SCALE, **changes}.items() if value is not None}
    return Timescale.model_validate({name: str(value) for name, value in fields.items()})


IN_WORDS = {
    "at most N after": ({"latest": 5}, "5 working days", "within 5 working days of becoming aware"),
    "one day": ({"latest": 1}, "1 working day", "within 1 working day of becoming aware"),
    "months": (
        {"latest": 6, "unit": "months", "event": "decision"},
        "6 months",
        "within 6 months of the decision to review",
    ),
    "between two days after": (
        {"earliest": 10, "latest": 13, "event": "notified"},
        "10 to 13 working days",
        "between 10 and 13 working days after the notification",
    ),
    "weeks": (
        {"earliest": 2, "latest": 4, "unit": "weeks", "event": "sent-to-panel"},
        "2 to 4 weeks",
        "between 2 and 4 weeks after sending the Rapid Review to the National Panel",
    ),
    "at least N after": (
        {"earliest": 1, "latest": None, "unit": "years", "event": "publication"},
        "1 year",
        "at least 1 year after publication",
    ),
    "at least N before": (
        {"latest": 14, "unit": "days", "counted": "before", "event": "publication"},
        "14 calendar days",
        "at least 14 calendar days before publication",
    ),
    "between two days before": (
        {"earliest": 5, "latest": 1, "counted": "before", "event": "publication"},
        "1 to 5 working days",
        "between 5 working days and 1 working day before publication",
    ),
    "in the days before": (
        {"earliest": 2, "latest": 0, "counted": "before", "event": "publication"},
        "2 working days",
        "in the 2 working days before publication",
    ),
    "before": ({"latest": 0, "counted": "before", "event": "publication"}, "0 working days", "before publication"),
    "either side": (
        {"earliest": 2, "latest": -2, "counted": "before", "event": "publication"},
        "2 working days",
        "within 2 working days either side of publication",
    ),
    "more before than after": (
        {"earliest": 3, "latest": -1, "counted": "before", "event": "publication"},
        None,
        "from 3 working days before to 1 working day after publication",
    ),
    "more after than before": (
        {"earliest": -1, "latest": 5, "counted": "after", "event": "publication"},
        None,
        "from 1 working day before to 5 working days after publication",
    ),
    "from the event until after it": (
        {"earliest": 0, "latest": -4, "counted": "before", "event": "publication"},
        "4 working days",
        "within 4 working days of publication",
    ),
    "all of it on the other side": (
        {"earliest": -1, "latest": -4, "counted": "before", "event": "publication"},
        "1 to 4 working days",
        "between 1 and 4 working days after publication",
    ),
    "before, counted after": (
        {"latest": -2, "counted": "after", "event": "publication"},
        "2 working days",
        "at least 2 working days before publication",
    ),
    "from the event on": (
        {"earliest": 0, "latest": None, "unit": "days", "event": "decision"},
        None,
        "after the decision to review",
    ),
    "exactly": (
        {"earliest": 5, "latest": 5, "counted": "before", "event": "publication"},
        "5 working days",
        "5 working days before publication",
    ),
}


@pytest.mark.parametrize(("changes", "span", "rule"), IN_WORDS.values(), ids=IN_WORDS)
def test_a_timescale_in_words(changes: dict[str, object], span: str | None, rule: str) -> None:
    found = scale(**changes)
    assert span is None or str(found) == span
    assert found.rule == rule


@pytest.mark.parametrize(
    ("changes", "number", "unit"),
    [
        ({"latest": 5}, "5", "working days"),
        ({"latest": 1}, "1", "working day"),
        ({"earliest": 10, "latest": 13}, "10 to 13", "working days"),
        ({"latest": 14, "unit": "days", "counted": "before"}, "14", "calendar days"),
        ({"earliest": 2, "latest": -2, "counted": "before"}, "2", "working days"),
        ({"earliest": 2, "latest": 0, "counted": "before"}, "2", "working days"),
        ({"latest": 0, "counted": "before"}, "0", "working days"),
        ({"earliest": 1, "latest": None, "unit": "years"}, "1", "year"),
    ],
)
def test_the_number_of_a_timescale_can_stand_apart_from_its_unit(
    changes: dict[str, object], number: str, unit: str
) -> None:
    assert scale(**changes).span == (number, unit)


def test_when_a_plan_puts_a_limit_in_words() -> None:
    assert scale(latest=5, usual=2, event="publication").when == "normally 2 working days after publication"
    assert scale(latest=5, usual=0, event="publication").when == "normally on the day of publication"
    assert scale(latest=-4, usual=-3, counted="before", event="publication").when == (
        "normally 3 working days after publication"
    )
    assert scale(latest=5).when == scale(latest=5).rule


def test_what_is_usual_in_words() -> None:
    assert scale(earliest=1, latest=5, usual=2).usually == "2 working days"
    assert scale(earliest=1, latest=5, usual=1).usually == "1 working day"
    assert scale(latest=5).usually == "5 working days"


@pytest.mark.parametrize("identity", CONTRACT["timescales"])
def test_no_timescale_of_the_project_reads_oddly(identity: str) -> None:
    for entry in own().timescales[identity]:
        assert not re.search(r"-\d|None|\b1 (working|calendar) days|\b1 (week|month|year)s", f"{entry} {entry.rule}")


@pytest.mark.parametrize(
    ("on", "latest"),
    [
        ("2019-12-31", 5),
        ("2023-12-31", 5),
        ("2024-01-01", 6),
        ("2024-12-31", 6),
        ("2025-01-15", 6),
        ("2025-02-01", 7),
        ("2035-01-01", 7),
    ],
)
def test_the_timescale_in_force_on_a_day(on: str, latest: int, tmp_path: Path) -> None:
    entries = [
        {**SCALE, "until": "2023-12-31"},
        {**SCALE, "latest": "6", "from": "2024-01-01", "until": "2024-12-31"},
        {**SCALE, "latest": "7", "from": "2025-02-01"},
    ]
    found, problems = read_text(changed({"timescales/notification": entries}), tmp_path)
    assert found, problems
    assert found.timescale("notification", date.fromisoformat(on)).latest == latest


def test_a_day_before_the_first_entry_has_the_first(tmp_path: Path) -> None:
    found, _ = read_text(changed({"timescales/notification": [{**SCALE, "from": "2024-01-01"}]}), tmp_path)
    assert found
    assert found.timescale("notification", day("2020-01-01")).latest == 5


def test_bank_holidays_can_be_added_and_taken_out(tmp_path: Path) -> None:
    holidays = {"add": ["2025-09-16"], "remove": ["2025-12-25"]}
    found, _ = read_text(changed({"bank_holidays": holidays}), tmp_path)
    assert found
    assert not found.calendar.is_working_day(day("2025-09-16"))
    assert found.calendar.is_working_day(day("2025-12-25"))


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "[x](javascript:y)", "{{ now() }}", "A *B*", "a_b"])
@pytest.mark.parametrize("path", ["name", "roles/lead-reviewer/name", "councils/north/name"])
def test_names_are_plain_words_that_no_page_can_take_for_markup(path: str, name: str, tmp_path: Path) -> None:
    [found] = said(changed({path: name}), tmp_path)
    assert "names and sentences here are plain words" in found


@pytest.mark.parametrize("path", ["){onclick=alert(9)}", "<b>", "a b", "](y)"])
def test_an_address_holds_nothing_that_ends_a_link(path: str, tmp_path: Path) -> None:
    [found] = said(changed({"contacts/business-office/url": f"https://x.example/{path}"}), tmp_path)
    assert "an address begins with https://" in found


@pytest.mark.parametrize(
    ("identity", "wrong"),
    [
        ("final-report-to-panel", {"earliest": "14", "latest": GONE}),
        ("final-report-statutory", {"counted": "after"}),
        ("debrief-involved", {"latest": GONE}),
        ("press-statement", {"earliest": GONE}),
        ("debrief-open", {"latest": GONE}),
        ("review-completed", {"event": "incident"}),
        ("public-at-least", {"latest": "1", "earliest": GONE}),
    ],
)
def test_a_limit_that_would_let_everything_pass_is_refused(
    identity: str, wrong: dict[str, object], tmp_path: Path
) -> None:
    changes = {f"timescales/{identity}/{name}": value for name, value in wrong.items()}
    [found] = said(changed(changes), tmp_path)
    assert found.startswith(f"timescales.{identity}[0]: a rule holds dates against it; it needs `")


# The numbers of this partnership, as the conflicts of the source are settled (rows 1 to 4, 23 and 24).
NUMBERS = {
    "notification": ("5", "working days", "must"),
    "additional-information": ("7", "working days", "should"),
    "additional-information-backstop": ("8", "working days", "should"),
    "rapid-review-meeting": ("10 to 13", "working days", "should"),
    "rapid-review-to-panel": ("15", "working days", "must"),
    "panel-feedback": ("2 to 4", "weeks", "should"),
    "review-completed": ("6", "months", "must"),
    "final-report-to-panel": ("14", "calendar days", "should"),
    "final-report-statutory": ("7", "working days", "must"),
    "public-at-least": ("1", "year", "must"),
}
USUALLY = {
    "family-told": "3 working days",
    "debrief-involved": "2 working days",
    "members-briefed": "2 working days",
    "press-statement": "2 working days",
    "debrief-open": "1 working day",
}


def test_the_projects_own_file_has_the_numbers_that_the_framework_and_the_law_set() -> None:
    own, _ = partnership.read(ROOT, day("2026-11-26"))
    assert own
    scales = {identity: own.timescale(identity, day("2026-11-26")) for identity in own.timescales}
    assert {identity: (*scales[identity].span, scales[identity].duty) for identity in NUMBERS} == NUMBERS
    assert {identity: scales[identity].usually for identity in USUALLY} == USUALLY
    press, opened = scales["press-statement"], scales["debrief-open"]
    assert (press.earliest, press.latest, opened.earliest, opened.latest) == (5, 1, 2, -2)
    assert scales["publication-time"].time == "10:00"
    assert (scales["notification"].event, scales["rapid-review-to-panel"].event) == ("aware", "notified")
