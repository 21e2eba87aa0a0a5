"""Records for tests: one valid record, and any number made from it with one thing changed."""

import copy
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from macros import dates, partnership
from macros.partnership.model import Partnership
from macros.records import Case, read_record
from macros.records.digest import digest
from macros.records.model import CaseRecord
from macros.rules import Judgement, judge

ROOT = Path(__file__).parent.parent
MINIATURE = Path(__file__).parent / "miniature"
GONE = object()

# A review that meets every rule on its day, Tuesday 16 September 2025 at 10:00.
VALID: dict[str, Any] = {
    "reference": "child-rowan",
    "title": "Child Rowan",
    "review": "cspr",
    "summary": "A baby was hurt, and three services each saw a part.",
    "themes": ["injuries-to-babies"],
    "agencies": ["police", "health-trust"],
    "children": [{"pseudonym": "Child Rowan", "age_band": "under-1"}],
    "others": ["Mother", "Father"],
    "reviewers": [{"name": "Example Reviewer", "role": "Lead Reviewer", "organisation": "Independent"}],
    "timeline": {"aware": "2025-01-15", "notified": "2025-01-17", "decision": "2025-04-01"},
    "sign_off": {
        "review_group": "2025-06-24",
        "llr_sub_group": "2025-07-08",
        "strategic_leads": "2025-07-21",
        "national_panel": "2025-07-22",
    },
    "publication": {
        "decision": "publish",
        "at": "2025-09-16 10:00",
        "final_report_sent": {
            "national_panel": "2025-08-29",
            "secretary_of_state": "2025-08-29",
            "ofsted": "2025-08-29",
        },
        "family_told": [{"who": "Mother", "date": "2025-09-11", "outcome": "told"}],
        "debriefs": {"involved": "2025-09-12", "open": "2025-09-15"},
        "members_briefed": {"north": "2025-09-12", "west": "2025-09-12"},
        "press_statement": "2025-09-12",
    },
    "briefing": {
        "background": "Child Rowan lived with Mother and Father.",
        "safeguarding_concerns": "A bruise was seen.",
        "incident": "Child Rowan was taken to hospital.",
        "review": "Practitioners met the reviewer.",
        "findings": "The pathway was known by name.",
        "questions": ["When did you last see a bruise?"],
    },
    "overview": [{"heading": "Why this review", "text": "A baby was hurt.\n\n### At home\n\nA warm flat."}],
    "findings": [{"id": "F1", "theme": "injuries-to-babies", "text": "The pathway was not read."}],
    "recommendations": [
        {"id": "R1", "finding": "F1", "text": "Put it on one page.", "agencies": ["icb"], "due": "2025-12-31"}
    ],
}


def fields(changes: Mapping[str, object] | None = None) -> dict[str, Any]:
    """The valid record's fields with some changed: `{"publication.at": "...", "summary": GONE}`."""
    values = copy.deepcopy(VALID)
    for path, value in (changes or {}).items():
        put(values, path.split("."), value)
    return values


def put(values: Any, path: Sequence[str], value: object) -> None:
    """Change one thing deep in groups and lists, or take it out (`GONE`). Groups on the way are made."""
    *groups, name = (int(step) if step.isdecimal() else step for step in path)
    for group in groups:
        values = values.setdefault(group, {}) if isinstance(values, dict) else values[group]
    if value is GONE:
        del values[name]
    else:
        values[name] = copy.deepcopy(value)


def as_yaml(values: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(values), sort_keys=False, allow_unicode=True, width=10_000)


def miniature() -> Partnership:
    """The tests' own partnership."""
    found, problems = partnership.read(MINIATURE, dates.day("2025-09-01"))
    assert found, problems
    return found


def case(changes: Mapping[str, object] | None = None) -> Case:
    """A case from the valid record with some things changed, read by a second reader unless changed."""
    values = fields(changes)
    publication = values.setdefault("publication", {})
    if "second_reader" in publication:
        return _read(values)
    publication["second_reader"] = {"role": "Officer", "date": "2025-01-20"}
    publication["second_reader"]["text"] = digest(_read(values).record)
    return _read(values)


def record(changes: Mapping[str, object] | None = None) -> CaseRecord:
    return case(changes).record


def record_text(changes: Mapping[str, object] | None = None) -> str:
    """The YAML of a whole valid record, second reader included."""
    values = fields(changes)
    reader = record(changes).publication.second_reader
    if reader and "second_reader" not in values["publication"]:
        values["publication"]["second_reader"] = {"role": reader.role, "date": str(reader.date), "text": reader.text}
    return as_yaml(values)


def judged(changes: Mapping[str, object] | None, as_of: str, partner: Partnership | None = None) -> Judgement:
    """The judgement of the valid record with some things changed, as of an instant."""
    return judge(record(changes), dates.as_of(as_of), partner or miniature(), ())


def at(text: str) -> datetime:
    return dates.as_of(text)


def _read(values: Mapping[str, Any]) -> Case:
    reference = str(values["reference"])
    data = as_yaml(values).encode()
    found, problems = read_record(data, f"briefings/{reference}.yml", reference, miniature())
    assert found, problems
    return found
