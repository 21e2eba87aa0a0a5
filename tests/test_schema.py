"""The JSON Schema of a record: it helps an editor, and never refuses what the reader accepts."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft7Validator

from macros import dates, partnership
from macros.cli import main
from macros.partnership.model import Partnership
from macros.records import read_record
from macros.records.new import NOT_ASKED, new_record
from macros.records.schema import FILE_NAME, described, record_schema
from tests.conftest import Small
from tests.factories import GONE, ROOT, as_yaml, fields, miniature, record_text

BROKEN = Path(__file__).parent / "broken_records"
HEAD = "reference: child-rowan\ntitle: Child Rowan\nreview: cspr\n"


class AsAnEditor(yaml.SafeLoader):
    """YAML 1.2 as the YAML language server reads it: days are text, and only true and false are truth values."""


AsAnEditor.yaml_implicit_resolvers = {}
for tag, form, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
):
    AsAnEditor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{form})$"), list(first))


def own() -> Partnership:
    """The project's own partnership."""
    found, problems = partnership.read(ROOT, dates.day("2026-11-23"))
    assert found, problems
    return found


MINIATURE = record_schema(miniature())


def said_of(text: str, schema: Mapping[str, object] = MINIATURE) -> list[str]:
    """Where an editor would mark something in a record."""
    value = yaml.load(text, Loader=AsAnEditor)
    return [".".join(map(str, error.absolute_path)) for error in Draft7Validator(schema).iter_errors(value)]


def reader_accepts(text: str) -> bool:
    case, _ = read_record(text.encode(), "briefings/child-rowan.yml", "child-rowan", miniature())
    return case is not None


def test_the_schema_is_a_schema() -> None:
    Draft7Validator.check_schema(MINIATURE)
    Draft7Validator.check_schema(record_schema(own()))


def test_the_schema_in_the_repository_is_current() -> None:
    kept = (ROOT / FILE_NAME).read_text("utf-8")
    now = json.dumps(record_schema(own()), indent=2, ensure_ascii=False) + "\n"
    assert kept == now, "the models or partnership.yml changed: run `make schema`"


# What the reader accepts


@pytest.mark.parametrize("file", sorted((ROOT / "briefings").glob("*.yml")), ids=lambda file: str(file.stem))
def test_no_record_of_the_project_is_marked(file: Path) -> None:
    assert said_of(file.read_text("utf-8"), record_schema(own())) == []


@pytest.mark.parametrize("kind", NOT_ASKED)
def test_no_new_record_is_marked(kind: Any) -> None:
    assert said_of(new_record("child-rowan", kind, miniature(), FILE_NAME)) == []


ACCEPTED = {
    "a whole record": record_text(),
    "three fields": HEAD,
    "fields left empty": HEAD + "summary:\nthemes:\npublication:\noutcome:\nexample:\nresponse:\nwithdrawn:\n",
    "fields of a group left empty": HEAD + "timeline: {incident: , aware: }\ninformation: {police: }\n",
    "a year as the title": HEAD.replace("Child Rowan", "2016"),
    "true as the title": HEAD.replace("Child Rowan", "true"),
    "null as the title": HEAD.replace("Child Rowan", "null"),
    "letters of other alphabets": HEAD.replace("Child Rowan", "Éloïse Ó-Łukasz Ωmega"),
    "a title of 80 characters": HEAD.replace("Child Rowan", "a" * 80),
    "a number as a name": HEAD + "reviewers: [{name: 1, role: 2.5, organisation: null}]\n",
    "a word that was truth in YAML 1.1": HEAD + "summary: no\n",
    "a time of day as the summary": HEAD + "summary: 1:30\n",
    "a number as the summary": HEAD + "summary: 1_000\n",
    "a summary of 400 characters, folded": HEAD + f"summary: >\n  {'a' * 400}\n",
    "a summary with white space around it": HEAD + f'summary: "  {"a" * 400}  "\n',
    "a number as a text": HEAD + "response: 14\nfindings: [{id: F1, text: true}]\n",
    "true in quotes": HEAD + "example: 'true'\n",
    "false": HEAD + "example: false\n",
    "a reference with white space around it": HEAD.replace("child-rowan", "' child-rowan '"),
    "a day in quotes": HEAD + "timeline: {incident: '2025-09-16'}\n",
    "the first and the last year": HEAD + "timeline: {incident: 1900-01-01, first_draft: 2200-12-31}\n",
    "an hour at midnight": HEAD + "publication: {at: 2025-09-16 00:00}\n",
    "days of every year": HEAD + "publication: {avoid: [{from: --12-31, to: '--02-29'}]}\n",
    "what only the partnership may be asked": HEAD
    + "agencies: [partnership, national]\ninformation: {national: {requested: 2025-01-20}}\n",
    "an exception": HEAD
    + "publication: {exceptions: [{rule: press, decided_by: strategic-leads, date: 2025-01-01, reason: 7}]}\n",
    "a withdrawal": HEAD + "withdrawn: {at: 2025-09-17 10:00, kind: welfare, decided_by: lead-reviewer}\n",
    "an early briefing": HEAD + "team_briefing: {audience: teams, questions: [1, 'Who rang?']}\n",
}


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED)
def test_what_the_reader_accepts_is_never_marked(text: str) -> None:
    assert reader_accepts(text)
    assert said_of(text) == []


@pytest.mark.parametrize("gone", ["summary", "children", "timeline.aware", "publication.at", "briefing.background"])
def test_a_record_with_something_missing_is_not_marked(gone: str) -> None:
    assert said_of(as_yaml(fields({gone: GONE}))) == []


def test_ids_that_look_like_numbers_are_no_reason_to_mark_a_record() -> None:
    bands = {**miniature().age_bands, "16": next(iter(miniature().age_bands.values()))}
    schema = record_schema(miniature().model_copy(update={"age_bands": bands}))
    assert said_of(HEAD + "children: [{pseudonym: Child Rowan, age_band: 16}]\n", schema) == []


# What an editor marks

MARKED = {
    "age-instead-of-a-band": "children.0.age_band",
    "agency-misspelt": "agencies.1",
    "agency-of-information-misspelt": "information",
    "asks-unknown": "panel_comments.asks",
    "at-25-o-clock": "publication.at",
    "at-with-a-t": "publication.at",
    "at-without-a-time": "publication.at",
    "council-misspelt": "publication.members_briefed",
    "date-in-words": "timeline.incident",
    "date-short": "timeline.incident",
    "date-with-a-time": "publication.press_statement",
    "date-with-year-0205": "timeline.incident",
    "example-yes": "example",
    "exception-decided-by-somebody-else": "publication.exceptions.0.decided_by",
    "exception-for-a-rule-without-one": "publication.exceptions.0.rule",
    "field-misspelt": "",
    "field-misspelt-under-an-id": "information.police",
    "field-missing-in-list-entry": "reviewers.0",
    "group-where-a-text-belongs": "response",
    "id-twice-in-a-list": "themes",
    "kind-of-withdrawal-unknown": "withdrawn.kind",
    "list-where-a-text-belongs": "summary",
    "reference-missing": "",
    "reference-reserved": "reference",
    "reference-too-long": "reference",
    "reference-with-a-capital": "reference",
    "review-unknown": "review",
    "role-misspelt": "withdrawn.decided_by",
    "summary-too-long": "summary",
    "text-where-a-list-belongs": "themes",
    "theme-misspelt": "themes.0",
    "title-of-two-lines": "title",
    "title-too-long": "title",
    "title-with-a-full-stop": "title",
}


@pytest.mark.parametrize(("name", "place"), MARKED.items(), ids=MARKED)
def test_a_broken_record_is_marked_where_it_is_broken(name: str, place: str) -> None:
    assert set(said_of((BROKEN / f"{name}.yml").read_text("utf-8"))) == {place}


# What an editor says


def hover(path: str, schema: Mapping[str, Any] = MINIATURE) -> str:
    place: Mapping[str, Any] = schema
    for name in path.split("."):
        place = place["properties"][name]
        place = place.get("items", place)
    return str(place["description"])


def test_a_field_says_what_it_is_who_sees_it_and_how_it_looks() -> None:
    assert hover("timeline.aware") == (
        "The day the local authority became aware of it. Never public. Example: 2025-09-16"
    )
    assert hover("title") == "The pseudonym that pages use. Public. Example: Child Rowan"
    assert hover("partners.name").startswith("The other partnership. Public.")
    assert hover("partners.signed_off").startswith("The day it signed the report off. Never public.")


def test_roles_and_ids_are_named_as_the_partnership_names_them() -> None:
    roles = {**miniature().roles, "business-office": miniature().roles["business-office"].model_copy()}
    roles["business-office"] = roles["business-office"].model_copy(update={"name": "Secretariat"})
    schema = record_schema(miniature().model_copy(update={"roles": roles}))
    assert "The Secretariat writes them." in hover("timeline", schema)
    assert hover("publication.members_briefed.north", schema) == "North Council. Never public. Example: 2025-09-16"


def every_field(field: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, inner in field.get("items", field).get("properties", {}).items():
        yield f"{path}.{name}".strip("."), inner
        yield from every_field(inner, f"{path}.{name}")


def test_every_field_says_what_it_is_and_whether_the_public_sees_it() -> None:
    found = dict(every_field(described(miniature())))
    assert len(found) > 100
    silent = [path for path, field in found.items() if not re.search(r"^(?!Public|Never).+ublic", field["description"])]
    assert silent == []


def test_no_example_can_slip_into_a_record_unseen() -> None:
    # Editors write `examples` and `default` into the file when a field is chosen.
    assert not re.search(r'"(examples|default|defaultSnippets)":|"example": "', json.dumps(MINIATURE))


# The page about the record says the same


def rows(field: Mapping[str, Any], public: str = "", level: int = 0) -> Iterator[tuple[str, str]]:
    """What the page says of all fields in a group: a name, and what the model says of it."""
    group = field.get("items", field)
    if group.get("ids"):
        group, public = next(iter(group["properties"].values())), public
    for name, inner in group.get("properties", {}).items():
        words = inner["description"]
        yield "– " * level + f"`{name}`", words.removesuffix(public).strip() + choice_of(inner)
        if name != "team_briefing":  # in the form of `briefing`
            seen = re.search(r"(?:Never public|Public)[^.]*\.$", words)
            assert seen, words
            yield from rows(inner, seen.group(), level + 1)


def choice_of(field: Mapping[str, Any]) -> str:
    values = [f"`{value}`" for value in field.get("enum", []) if "enumDescriptions" not in field]
    return f" {', '.join(values[:-1])} or {values[-1]}." if values[1:] else ""


def test_the_page_on_the_record_says_of_each_field_what_the_model_says() -> None:
    partner = own()
    page = (ROOT / "docs/about/the-record.md").read_text("utf-8")
    page = re.sub(r'\{\{ role\("([a-z-]+)"\) \}\}', lambda role: partner.roles[role[1]].name, page)
    in_tables = re.findall(r"(?m)^\| ((?:– )*`\w+`) \| (.+?) \|$", page)
    assert sorted(in_tables) == sorted(rows(described(partner)))


# The command


def test_the_command_writes_the_schema_of_any_partnership(small: Small) -> None:
    results = [CliRunner().invoke(main, ["schema", "--project", str(small.folder)]) for _ in range(2)]
    assert [result.exit_code for result in results] == [0, 0]
    data = (small.folder / FILE_NAME).read_bytes()
    assert json.loads(data) == MINIATURE
    assert data.endswith(b"}\n")
    assert not list(small.folder.glob(".*"))


def test_without_a_partnership_file_there_is_no_schema(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["schema", "--project", str(tmp_path)])
    assert result.exit_code == 1
    assert "the partnership file cannot be read" in result.stderr
    assert "Nothing was done" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_schema_that_cannot_be_written_leaves_the_old_one(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    (small.folder / FILE_NAME).write_text("old")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    result = CliRunner().invoke(main, ["schema", "--project", str(small.folder)])
    assert result.exit_code == 1
    assert "Nothing was written: Permission denied" in result.stderr
    assert [file.read_text() for file in small.folder.glob("*case-record*")] == ["old"]
    assert not list(small.folder.glob(".*"))
