"""The second reader's worksheet: a case's texts with every mark, and what identifies together beside them.

A file for one computer: it holds the whole text and the marked words.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from markupsafe import Markup, escape

from macros.anonymity import of_record
from macros.anonymity.check import check
from macros.anonymity.finding import DETAILS, KINDS, Text
from macros.anonymity.of_record import Checked, Marked, allows, made_known, seen_by
from macros.pages.templating import render
from macros.partnership.model import Partnership
from macros.project import JudgedCase
from macros.sheet_file import html_kind, own_folder, write_sheet
from macros.strict_yaml import Path as FieldPath
from macros.strict_yaml import field_name

KIND = html_kind("worksheet", "Second reading: ")
NOT_PUBLIC = {"teams": "for the teams concerned alone", "nobody": "never published"}


def worksheet(judged: JudgedCase, partnership: Partnership) -> str:
    """The worksheet of a case as a whole HTML file, without anything from elsewhere."""
    record = judged.case.record
    # What is remembered of a check leaves the details out, which this sheet alone shows.
    asked = of_record.asked(judged.case, partnership)
    answer = check(asked)
    checked = of_record.checked(judged.case, asked, answer)
    return render(
        "worksheet.html",
        title=record.title,
        reference=record.reference,
        texts=list(_texts(asked.texts, checked, of_record.details(asked, answer))),
        made_known=made_known(record),
        marked=[(field_name(one.path), _in_words(one.finding.kind)) for one in checked.marked],
        allowed=[(field_name(one.path), one.words, _reason(judged, one)) for one in checked.allowed],
        tally=checked.tally,
        kinds=sum(count > 0 for count in checked.tally.values()),
        reader=partnership.roles["safeguarding-project-officer"],
        most=partnership.anonymity.thresholds.quasi_identifiers,
    )


def write_worksheet(out: Path | None, reference: str, html: str, project: Path, records: Path) -> Path:
    """Write the worksheet of a case into a file, or into one's own cache folder, and say where. Raises OSError."""
    file = out or own_folder("worksheets") / f"{reference}.html"
    write_sheet(file, html.encode(), KIND, project, records)
    return file


def _texts(texts: Iterable[Text], checked: Checked, details: Iterable[Marked]) -> Iterator[tuple[str, str, Markup]]:
    """Each text with its field, who reads it if not the public, and its marks, numbered as in the list of them."""
    numbers = {one: number for number, one in enumerate(checked.marked, start=1)}
    marks: dict[FieldPath, list[Marked]] = {}
    for one in [*checked.marked, *checked.allowed, *details]:
        marks.setdefault(one.path, []).append(one)
    for text in texts:
        words = _with_marks(text.value, marks.get(text.path, []), numbers)
        yield field_name(text.path), NOT_PUBLIC.get(seen_by(text.path), ""), words


def _with_marks(value: str, marks: list[Marked], numbers: Mapping[Marked, int]) -> Markup:
    to_mend = Markup('<mark id="mark-{}" title="{}">{}<span> [{}]</span></mark>')
    allowed = Markup('<mark class="allowed">{}<span> [allowed]</span></mark>')
    detail = Markup('<u title="{}">{}</u>')
    pieces, done = [], 0
    # Where two meet, what is marked comes before a detail.
    for one in sorted(marks, key=lambda one: (one.finding.start, one.finding.kind in DETAILS)):
        start, end, kind = one.finding
        if start < done:
            continue
        words = value[start:end]
        if kind in DETAILS:
            mark = detail.format(kind, words)
        elif one in numbers:
            mark = to_mend.format(numbers[one], KINDS[kind], words, _in_words(kind))
        else:
            mark = allowed.format(words)
        pieces += [escape(value[done:start]), mark]
        done = end
    return Markup("").join([*pieces, escape(value[done:])])


def _in_words(kind: str) -> str:
    return kind.replace("-", " ")


def _reason(judged: JudgedCase, one: Marked) -> str:
    return next(entry.reason for entry in judged.case.record.anonymity.allow if allows(entry, one))
