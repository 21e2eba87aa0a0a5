"""Case records: from a folder of YAML files to typed cases, or to problems with their places."""

import re
import stat
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256
from itertools import islice
from pathlib import Path

from macros import strict_model, strict_yaml
from macros.partnership.model import Partnership
from macros.problems import Problem, in_order, shown, whole_file
from macros.records.checks import check
from macros.records.model import CaseRecord, is_reference
from macros.strict_yaml import MOST_PROBLEMS, Document

SUFFIX = ".yml"
# Also child-rowan.yaml, and child-rowan.yml.txt as some editors save it: no record is passed over in silence.
MEANT_AS_RECORD = re.compile(r"\.ya?ml(\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Case:
    """A valid record, with the file it came from, which knows where each field stands."""

    record: CaseRecord
    document: Document


# A valid case, or None and every problem of its file.
Found = tuple[Case | None, list[Problem]]


@dataclass(frozen=True)
class Records:
    """All that a folder of records holds: the valid cases by reference, and every problem."""

    cases: tuple[Case, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class RecordFile:
    """A file that is meant as a record: its bytes, or None and why there are none.

    ``path`` is how problems name it, ``stem`` its name without `.yml`, ``place`` where it lies.
    """

    path: str
    stem: str
    place: Path
    data: bytes | None
    problems: list[Problem]

    @cached_property
    def key(self) -> str:
        """A digest of all that a record is read from, but for the partnership."""
        return sha256(self.stem.encode("utf-8", "surrogateescape") + b"\n" + (self.data or b"")).hexdigest()


def read_one(folder: Path, reference: str, shown_as: str, partnership: Partnership | None) -> Records:
    """Read the record with a reference, where there is one. ``shown_as`` is how problems name the folder.

    Raises OSError where the folder itself cannot be read: no records is not the same as none found.
    """
    name = f"{reference}{SUFFIX}"
    file = record_file(folder, name, shown_as) if name in names_in(folder) else None
    if file is None or file.data is None:
        return Records((), tuple(file.problems) if file else ())
    case, problems = read_record(file.data, file.path, file.stem, partnership)
    return Records((case,) if case else (), tuple(in_order(problems)))


def names_in(folder: Path) -> list[str]:
    """The name of everything in a folder of records, in order; OSError as for `read_one`."""
    return sorted(entry.name for entry in folder.iterdir())


def record_file(folder: Path, name: str, shown_as: str) -> RecordFile | None:
    """One entry of a folder of records, None where it is not meant as a record."""
    file, path = folder / name, f"{shown_as}/{shown(name, most=80)}"
    stem, suffix = file.stem, file.suffix
    if name.startswith("."):
        return None
    if file.is_dir() and any(MEANT_AS_RECORD.search(entry.name) for entry in file.rglob("*")):
        message = "a folder with records in it; records lie directly in the folder of records"
        return RecordFile(path, stem, file, None, [_of_file(path, message)])
    if not MEANT_AS_RECORD.search(name):
        return None
    if suffix != SUFFIX or not is_reference(stem):
        right = "a record's file is named after its reference and ends in .yml, as in child-rowan.yml"
        return RecordFile(path, stem, file, None, [_of_file(path, f"found `{shown(name)}`; {right}")])
    return RecordFile(path, stem, file, *_bytes_of(file, path))


def _bytes_of(file: Path, path: str) -> tuple[bytes | None, list[Problem]]:
    try:
        if file.is_symlink() and not file.resolve(strict=True).is_relative_to(file.parent.resolve()):
            message = "a link to a file outside the folder of records; put the file itself here"
            return None, [whole_file(path, "link", message)]
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            return None, [_of_file(path, "not a plain file; put a text file here")]
        if status.st_size > strict_yaml.MOST_BYTES:
            return None, [strict_yaml.too_large(path)]
        return file.read_bytes(), []
    except (OSError, RuntimeError):
        message = "the file cannot be opened; check that it exists and who may read it"
        return None, [whole_file(path, "unreadable", message)]


def _of_file(path: str, message: str) -> Problem:
    return whole_file(path, "file-name", message)


def read_record(data: bytes, path: str, stem: str, partnership: Partnership | None) -> Found:
    """One record from its bytes. ``path`` is how problems name it, ``stem`` its file name without `.yml`.

    Without a partnership file that can be read, ids are not looked up in it.
    """
    try:
        reading = strict_model.read(CaseRecord, data, path)
    except strict_yaml.Unreadable as error:
        return None, error.problems
    record, document = reading.value, reading.document
    problems = [*reading.problems, *islice(check(record, document, partnership, reading.unsound), MOST_PROBLEMS)]
    if "reference" not in reading.unsound and record.reference != stem:
        message = f"found `{record.reference}` in a file named {stem}.yml; the two must be the same"
        problems.append(document.problem(("reference",), "reference", message))
    return (None, in_order(problems)) if problems else (Case(record, document), [])


def sound_case(file: RecordFile) -> Case:
    """The case of a file whose very bytes `read_record` reads without problems, several times as fast.

    Of any other file it may give anything, or raise ValueError or what the YAML parser raises.
    """
    data = file.data or b""
    again = partial(_again, file.place, file.path, sha256(data).digest())
    return Case(strict_model.read_sound(CaseRecord, data), Document(file.path, again))


def _again(file: Path, path: str, digest: bytes) -> bytes:
    """The bytes of a file once more, and none where they are others by now."""
    data, _ = _bytes_of(file, path)
    return data if data and sha256(data).digest() == digest else b""
