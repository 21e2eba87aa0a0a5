"""The second reader's worksheet: a case's texts with every mark, and what identifies together beside them.

A file for one computer: it holds the whole text and the marked words.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from markupsafe import Markup, escape

from macros.anonymity.finding import DETAILS, KINDS
from macros.anonymity.of_record import Checked, Marked, allows, made_known, seen_by
from macros.anonymity.remembered import own_cache
from macros.finish import read_manifest
from macros.pages.templating import render
from macros.partnership.model import Partnership
from macros.project import JudgedCase
from macros.strict_yaml import Path as FieldPath
from macros.strict_yaml import field_name
from macros.written import is_kept_by_git, write_whole

MADE_BY_US = b"<title>Second reading: "
PUBLISHED = ("docs", "overrides", "site")
NOT_PUBLIC = {"teams": "for the teams concerned alone", "nobody": "never published"}


def worksheet(judged: JudgedCase, partnership: Partnership) -> str:
    """The worksheet of a case as a whole HTML file, without anything from elsewhere."""
    record, checked = judged.case.record, judged.checked
    return render(
        "worksheet.html",
        title=record.title,
        reference=record.reference,
        texts=list(_texts(checked)),
        made_known=made_known(record),
        marked=[(field_name(one.path), _in_words(one.finding.kind)) for one in checked.marked],
        allowed=[(field_name(one.path), one.words, _reason(judged, one)) for one in checked.allowed],
        tally=checked.tally,
        kinds=sum(count > 0 for count in checked.tally.values()),
        most=partnership.anonymity.thresholds.quasi_identifiers,
    )


def own_folder() -> Path:
    """Where worksheets lie unless somebody says otherwise: out of every repository, and for their owner alone."""
    folder = own_cache() / "worksheets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def write_worksheet(file: Path, html: str, project: Path) -> None:
    """Write a worksheet, whole or not at all, for nobody but who writes it. Raises OSError.

    Where git would keep it or a build would publish it, it is not written.
    """
    if is_kept_by_git(file):
        raise OSError(0, "this lies in a git repository, which would keep it for ever; name another file", str(file))
    for folder in (project / name for name in PUBLISHED):
        if file.resolve().is_relative_to(folder.resolve()):
            raise OSError(0, "what lies in this folder is published; name another with --out", str(folder))
    if file.suffix != ".html" or (file.exists() and MADE_BY_US not in file.read_bytes()[:600]):
        raise OSError(0, "this is not a worksheet; name a new file that ends in .html", str(file))
    if any(read_manifest(folder) for folder in file.resolve().parents):
        raise OSError(0, "this lies in a built site and would be published with it; name another file", str(file))
    if not file.parent.is_dir():
        raise OSError(0, "there is no such folder; make it first", str(file.parent))
    write_whole(file, html.encode())


def _texts(checked: Checked) -> Iterator[tuple[str, str, Markup]]:
    """Each text with its field, who reads it if not the public, and its marks, numbered as in the list of them."""
    numbers = {one: number for number, one in enumerate(checked.marked, start=1)}
    marks: dict[FieldPath, list[Marked]] = {}
    for one in [*checked.marked, *checked.allowed, *checked.details]:
        marks.setdefault(one.path, []).append(one)
    for text in checked.texts:
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
