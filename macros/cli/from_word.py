"""Commands for whoever writes in Word: the record as a Word file, and what comes back from there."""

import shlex
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from macros.cli.group import main
from macros.cli.shared import (
    folder_of,
    memory,
    one_case,
    partnership_of,
    reads_records,
    say_where_real_records_lie,
    tell,
    typed_again,
)
from macros.cli.site import of_paths
from macros.options import FOLDER, Reference
from macros.project import JudgedCase, read_case
from macros.records import SUFFIX
from macros.screen import count, reason, say
from macros.strict_yaml import MOST_BYTES, Plain

if TYPE_CHECKING:
    from macros.partnership.model import Partnership
    from macros.word.report import Report

# So many faults of one kind are told each with its place.
MOST_OF_A_KIND = 5


@main.command()
@reads_records
@click.argument("reference", type=Reference(), required=False)
@click.option("--out", type=FOLDER, help="The file to write; default: one in your own cache folder.")
def edit(project: Path, records: Path | None, as_of: datetime, reference: str | None, out: Path | None) -> None:
    """Write a record as a Word file, to be changed there; without REFERENCE an empty one, for a new case.

    The file holds the whole record, so keep it as safe as the record. `cspr import` takes it back in.

    Example: cspr edit child-rowan --out ../private/child-rowan.docx
    """
    from macros.record_form import NAME, record_form
    from macros.sheet_file import own_folder, word_kind, write_sheet

    if reference:
        judged, partnership = one_case(project, records, reference, as_of)
        data = record_form(partnership, judged.case.document.plain())
    else:
        data = record_form(partnership_of(project))
    try:
        file = out or own_folder("records") / f"{reference or NAME}.docx"
        if file.exists() and file.read_bytes() != data:
            message = "this is there already, and somebody may have written into it; import it, delete it, or use --out"
            raise FileExistsError(0, message, str(file))
        write_sheet(file, data, word_kind("case record", NAME), project, folder_of(project, records))
    except OSError as error:
        say(f"Nothing was written: {reason(error)}.")
        sys.exit(1)
    say(f"Write in this; it is confidential, so delete it when you are done: {file.absolute()}")
    say(f"Then: {shlex.join(['cspr', 'import', *typed_again(project, records), str(file.absolute())])}")


@main.command("import")
@reads_records
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--into", "reference", type=Reference(), help="FILE is a report: put it into the record of this case.")
@click.option("--replace", is_flag=True, help="With --into: in place of the report that the record has.")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
def import_(
    project: Path,
    records: Path | None,
    as_of: datetime,
    file: Path,
    reference: str | None,
    replace: bool,
    dry_run: bool,
) -> None:
    """Take in what somebody wrote in Word: a case record, or with --into a finished report.

    A record from `cspr edit` changes the record that it was made from, and nothing else in it; any other
    becomes a new one. A report becomes the field `overview`. Where something cannot be taken in, its place
    is named, and nothing is written. Then every check runs, the anonymity check too.

    \b
    Example: cspr import ../private/child-rowan.docx
    Example: cspr import ../private/report.docx --into child-rowan
    """
    from macros.word import NotReadable
    from macros.word.reading import read_form
    from macros.word.returned import bytes_of

    if replace and not reference:
        raise click.UsageError("--replace is for a report: say with --into which record it belongs to.")
    asked = _Asked(project, records, as_of, file, dry_run)
    try:
        data = bytes_of(file)
        mark = read_form(data).mark
        is_record = mark is not None and _is_record(mark.form)
        if is_record and reference:
            raise NotReadable("it is a case record and no report; leave out --into")
        if not (is_record or reference):
            message = "it is no case record, or the line in it that says so was changed"
            raise NotReadable(f"{message}; if it is a report, say with --into which record it belongs to")
        if reference:
            _take_report(asked, data, reference, replace=replace)
        else:
            _take_record(asked, data, mark.about if mark else "")
    except NotReadable as error:
        _nothing([f"{file}: {error}"])
    except OSError as error:
        _nothing([reason(error)])


@dataclass(frozen=True)
class _Asked:
    """What the command was asked with."""

    project: Path
    records: Path | None
    as_of: datetime
    file: Path
    dry_run: bool

    def record(self, reference: str) -> Path:
        return folder_of(self.project, self.records) / f"{reference}{SUFFIX}"

    def case(self, reference: str) -> "tuple[JudgedCase, Partnership]":
        return one_case(self.project, self.records, reference, self.as_of)


def _is_record(form: str) -> bool:
    """Whether a form is a case record. A report has no mark, and need not wait for what reads records."""
    from macros.record_form import NAME

    return form == NAME


def _take_report(asked: _Asked, data: bytes, reference: str, *, replace: bool) -> NoReturn:
    """Put a report into a record."""
    from macros.word.report import read_report

    judged, partnership = asked.case(reference)
    if (old := judged.case.record.overview) and not replace:
        has = f"it has a report of {count(len(old), 'section')} already"
        _nothing([f"{asked.record(reference)}: {has}; to put this one in its place, say --replace"])
    report = read_report(data)
    if report.faults:
        _nothing(_lines(asked.file, report.faults))
    size = asked.record(reference).stat().st_size + sum(len(text.source.encode()) for _, text in report.sections)
    if size > MOST_BYTES:
        _nothing([f"{asked.file}: with this report the record would be larger than 1 MiB; shorten it"])
    for words in _said_of(report):
        say(words)
    overview: Plain = [{"heading": heading, "text": text.source} for heading, text in report.sections]
    _change(asked, judged, {"overview": overview}, partnership)


def _said_of(report: "Report") -> Iterator[str]:
    words = sum(len(text.words.split()) for _, text in report.sections)
    notes = sum(len(text.notes) for _, text in report.sections)
    parts = (count(len(report.sections), "section"), count(words, "word"), count(notes, "footnote"))
    yield f"The report has {parts[0]}, {parts[1]} and {parts[2]}."
    if report.left_out:
        yield f"Left out: {'; '.join(report.left_out)}."


def _take_record(asked: _Asked, data: bytes, made_from: str) -> NoReturn:
    """Change the record that a form was made from, or write a new one."""
    from macros.record_form import changed_fields, changes, parts_of, read_record_form, state_of

    is_there = bool(made_from) and asked.record(made_from).exists()
    judged, partnership = asked.case(made_from) if is_there else (None, partnership_of(asked.project))
    before = judged.case.document.plain() if judged else None
    taken = read_record_form(data, partnership, before)
    if taken.troubles:
        _nothing(_lines(asked.file, ((str(one.where), one.message) for one in taken.troubles)))
    if judged is None or before is None:
        _write_new(asked, taken.plain, partnership)
    record = asked.record(made_from)
    if taken.state != state_of(before):
        _nothing([f"{record}: it was changed since this form was made from it; make a new one with cspr edit"])
    changed = changed_fields(before, taken.plain)
    if not changed:
        say(f"{record}: the form says what the record says already; nothing was changed.")
        sys.exit(0)
    said = changes(parts_of(partnership), before, taken.plain)
    say(f"{'Would change' if asked.dry_run else 'Changes'}:")
    for words in said:
        say(f"  {words}")
    _change(asked, judged, changed, partnership)


def _write_new(asked: _Asked, plain: Mapping[str, Plain], partnership: "Partnership") -> NoReturn:
    """Write a record that is not there yet, for whoever writes it alone."""
    from macros.records.new import schema_from, write_record
    from macros.records.schema import described
    from macros.records.written import as_yaml

    reference = str(plain["reference"])
    record = asked.record(reference)
    for there in (record, record.with_suffix(".yaml")):
        if there.exists() or there.is_symlink():
            _nothing([f"{there}: the case has a record already, and this form was not made from it; see cspr edit"])
    text = as_yaml(plain, described(partnership), schema_from(record.parent, asked.project))
    if not asked.dry_run:
        write_record(record.parent, reference, text)
        say_where_real_records_lie(record.parent, asked.project)
    _end(asked, reference, f"a new record, with {count(len(plain), 'field')}")


def _change(
    asked: _Asked, judged: JudgedCase, changed: Mapping[str, Plain | None], partnership: "Partnership"
) -> NoReturn:
    """Put fields into the file of a record, all of them or nothing."""
    from macros.records.changed import new_bytes
    from macros.records.in_place import NotWritten, put

    record = asked.record(judged.case.record.reference)
    try:
        new = new_bytes(record, judged.case, changed, partnership)
    except NotWritten as error:
        _nothing([f"{record}: {error}"])
    if not asked.dry_run:
        put(record, new)
    _end(asked, record.stem, "nothing else in it was changed")


def _end(asked: _Asked, reference: str, what: str) -> NoReturn:
    """What was written, and every problem of the record as it now is."""
    record = asked.record(reference)
    if asked.dry_run:
        say(f"{record} is as it was (--dry-run).")
        sys.exit(0)
    from macros.printing import not_printed

    say(f"Wrote {record}: {what}.")
    found = read_case(asked.project, record.parent, reference, asked.as_of, memory())
    problems = of_paths([*found.problems(), *not_printed(found)], (record,), asked.project)
    tell(problems, "text")


def _nothing(why: Iterable[str]) -> NoReturn:
    """Every reason why nothing was written, and the end of the command."""
    for line in why:
        say(f"{line}.")
    say("Nothing was written.")
    sys.exit(1)


def _lines(file: Path, faults: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A line for each fault; of one kind only so many, and then how many more there are."""
    seen: Counter[str] = Counter()
    for place, message in faults:
        seen[message] += 1
        if seen[message] <= MOST_OF_A_KIND:
            yield f"{file}: {place}: {message}"
    for message, number in seen.items():
        if number > MOST_OF_A_KIND:
            yield f"{file}: {count(number - MOST_OF_A_KIND, 'more place')}: {message}"
