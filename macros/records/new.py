"""A new record: what is known at once, and every other part as a comment to fill in, in the order of work.

Explanations begin with `## `. Lines that begin with `# ` are the record itself: without that mark
they are fields. Days in them are written YYYY-MM-DD, so that one nobody filled in is refused.
"""

import os
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from macros.partnership.model import Partnership
from macros.records.model import ReviewKind
from macros.records.schema import FILE_NAME, Schema, described
from macros.written import write_whole

WIDTH = 100
MODELINE = "# yaml-language-server: $schema="

WRITTEN_AT_ONCE = ("reference", "title", "review")
# Every other part of a record, in the order in which it is known.
STAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("On the day of the notification", ("timeline", "outcome", "children", "example")),
    ("While the review runs", ("information", "reviewers", "partners", "parallel_processes", "court_orders", "delays")),
    ("The first learning", ("team_briefing",)),
    (
        "The text",
        (
            *("summary", "themes", "agencies", "others", "briefing", "overview", "family_words"),
            *("findings", "recommendations", "response"),
        ),
    ),
    ("Sign-off", ("sign_off", "panel_comments", "anonymity")),
    ("Publication", ("publication",)),
    ("After publication", ("amendments", "withdrawn")),
)
WRITTEN_BY_A_COMMAND = frozenset({"publication.second_reader"})

_NO_REPORT = frozenset(
    {
        *("timeline.review_group_first_met", "timeline.author_briefing", "timeline.practitioner_event"),
        *("timeline.first_draft", "reviewers", "delays", "overview"),
        *("sign_off.review_group", "sign_off.llr_sub_group", "sign_off.national_panel"),
        *("publication.already_public", "publication.final_report_sent", "publication.members_briefed"),
        *("publication.debriefs", "publication.press_statement", "publication.exceptions"),
    }
)
# What a kind of review is not asked for.
NOT_ASKED: dict[ReviewKind, frozenset[str]] = {
    "cspr": frozenset(),
    "thematic": frozenset({"delays"}),
    "rapid-review": _NO_REPORT,
    "case-mapping": _NO_REPORT,
    "serious-case-review": frozenset(
        {
            *("timeline", "information", "delays", "sign_off", "panel_comments", "team_briefing"),
            *("publication.moved", "publication.avoid", "publication.final_report_sent", "publication.family_told"),
            *("publication.members_briefed", "publication.debriefs", "publication.press_statement"),
            "publication.exceptions",
        }
    ),
}


def write_new(folder: Path, reference: str, kind: ReviewKind, partnership: Partnership, project: Path) -> Path:
    """Write a new record, to be filled in, into a folder of records, and give its file. Raises as `write_record`."""
    return write_record(folder, reference, new_record(reference, kind, partnership, schema_from(folder, project)))


def write_record(folder: Path, reference: str, text: str) -> Path:
    """Write the text of a record that is not there yet into a folder of records, and give its file.

    It is for whoever writes it, until they decide otherwise.
    Raises FileExistsError, naming the file, where the case has one; OSError where nothing can be written.
    """
    file = folder / f"{reference}.yml"
    there = next((other for other in (file, file.with_suffix(".yaml")) if other.exists() or other.is_symlink()), None)
    if there:
        raise FileExistsError(0, "the case has a record already", str(there))
    file.touch(exist_ok=False)  # takes the name: what somebody else writes meanwhile is not written over
    try:
        write_whole(file, text.encode())
    except BaseException:
        file.unlink()
        raise
    return file


def schema_from(folder: Path, project: Path) -> str:
    """The way from a folder of records to the project's schema, as an editor program reads it."""
    return quote(os.path.relpath((project / FILE_NAME).resolve(), folder.resolve()))


def new_record(reference: str, kind: ReviewKind, partnership: Partnership, schema: str) -> str:
    """The text of a new record; ``schema`` is where the schema lies as seen from it."""
    title = " ".join(word.capitalize() for word in reference.split("-"))
    return "\n".join(_lines(reference, title, kind, described(partnership), schema)) + "\n"


def _lines(reference: str, title: str, kind: ReviewKind, record: Schema, schema: str) -> Iterator[str]:
    yield f"{MODELINE}{schema}"
    yield "## Lines that begin with ## explain. To fill in a line that begins with #, take the # and the space away"
    yield "## and write what is right in place of the example. Leave lines that you do not need, or delete them."
    fields = record["properties"]
    for name, value in (("reference", reference), ("title", title), ("review", kind)):
        yield from explained(fields[name])
        yield f"{name}: {value}"
    for heading, names in STAGES:
        asked = [name for name in names if name not in NOT_ASKED[kind]]
        if asked:
            yield from ("", f"## {heading.upper()}")
        for name in asked:
            yield ""
            yield from explained(fields[name])
            for line in _field(name, fields[name], name, NOT_ASKED[kind]):
                line = line.replace("Child Rowan", title)
                yield line if line.startswith("##") else f"# {line}".rstrip()


def explained(field: Schema, mark: str = "## ") -> Iterator[str]:
    """What a field is, as comments: each line begins with ``mark``."""
    yield from textwrap.wrap(field["description"], WIDTH, initial_indent=mark, subsequent_indent=mark)


def _field(name: str, field: Schema, path: str, left_out: frozenset[str]) -> Iterator[str]:
    """One field as the lines of a record, explanations among them."""
    value = list(_value(field, path, left_out))
    if "properties" in field or "items" in field:
        yield f"{name}:"
        yield from (line if line.startswith("##") else f"  {line}".rstrip() for line in value)
    else:
        yield f"{name}: {value[0]}{_choices(field)}"
        yield from value[1:]


def _value(field: Schema, path: str, left_out: frozenset[str]) -> Iterator[str]:
    if "properties" in field:
        yield from _group(field, path, left_out)
    elif "items" in field:
        first, *rest = _value(field["items"], path, left_out)
        yield f"- {first}{_choices(field['items'])}"
        yield from (line if line.startswith("##") else f"  {line}".rstrip() for line in rest)
    else:
        yield from _example(field).split("\n")


def _group(field: Schema, path: str, left_out: frozenset[str]) -> Iterator[str]:
    properties: dict[str, Schema] = field["properties"]
    if field.get("ids") == "agencies":
        properties = dict(list(properties.items())[:1])  # one shows how; there are many
    for name, inner in properties.items():
        inner_path = f"{path}.{name}"
        if inner_path in left_out:
            continue
        if path == "publication":
            yield from explained(inner)
        if inner_path not in WRITTEN_BY_A_COMMAND:
            yield from _field(name, inner, inner_path, left_out)


def _example(field: Schema) -> str:
    """An example, in which a day has to be filled in before the record can be read."""
    example = str(field["example"] if "example" in field else field["enum"][0])
    for day, blank in (
        (r"^\d{4}-\d\d-\d\d\b", "YYYY-MM-DD"),
        (r" \d\d:\d\d$", " HH:MM"),
        (r"^--\d\d-\d\d$", "--MM-DD"),
    ):
        example = re.sub(day, blank, example)
    return example


def _choices(field: Schema) -> str:
    """What else could be written, as a comment behind."""
    if "enumDescriptions" in field:
        return "  # any id from partnership.yml"
    choices = field.get("enum", [])
    others = [choice for choice in choices if choice != field.get("example", choices[0])]
    return f"  # or {', '.join(others)}" if others else ""
