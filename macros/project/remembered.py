"""What is remembered of records between runs: all that rules and timetable ask, and not a word of them.

A record is read again when its bytes, the partnership file or the publisher itself have changed.
Only where cases stand is told from here. What is published is read in full.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unicodedata import unidata_version

from pydantic import ValidationError

from macros.anonymity.of_record import holds_text
from macros.anonymity.remembered import Memory
from macros.partnership.model import Partnership
from macros.records import Case, RecordFile
from macros.records.checks import unknown_ids
from macros.records.digest import digest
from macros.records.model import CaseRecord
from macros.rules.asking import FieldPath
from macros.strict_yaml import Document, Place, Plain
from macros.strict_yaml import Mapping as Group

# The folders of records looked at last. What is known of others goes.
_MOST_FOLDERS = 4
_READ_WITH = ("markdown-it-py", "mdit-py-plugins", "phonenumbers", "pydantic", "PyYAML")
Entry = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """A record without its words, and the fields in which the anonymity check marks what could be published."""

    record: CaseRecord
    marked: tuple[FieldPath, ...]


def entry_of(case: Case, marked: tuple[FieldPath, ...]) -> Entry:
    """What is to be remembered of a case, fit for JSON.

    Each text is a stand-in, the same one for the same text: that it is there counts, and no word of it.
    The reference is the name of the file. The second reader's digest fits the stand-ins where it has
    fitted the texts.
    """
    fields = {name: value for name, value in case.document.plain().items() if name not in ("reference", "anonymity")}
    without = _without_words(fields, (), {})
    reader = case.record.publication.second_reader
    if reader and reader.text:
        blank = CaseRecord.model_validate({**without, "reference": case.record.reference})
        fits = reader.text == digest(case.record)
        without["publication"]["second_reader"]["text"] = digest(blank) if fits else "another text"
    return {"fields": without, "marked": [list(path) for path in marked]}


def _without_words(value: Plain | None, path: FieldPath, stand_ins: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _without_words(inner, (*path, name), stand_ins) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_words(inner, (*path, place), stand_ins) for place, inner in enumerate(value)]
    if value and holds_text(path):
        return stand_ins.setdefault(value.strip(), f"words {len(stand_ins) + 1}")
    return value


def known(entry: Any, stem: str, partnership: Partnership) -> Known | None:
    """What an entry says of the record in the file with this name, or None where no record could have said it."""
    try:
        record = CaseRecord.model_validate({**entry["fields"], "reference": stem})
        marked = tuple(tuple(step if isinstance(step, int) else str(step) for step in path) for path in entry["marked"])
    except (ValidationError, KeyError, TypeError, RecursionError):
        return None
    nowhere = Document(stem, [], Group(Place(1, 1), Place(1, 1), flow=False))
    return None if any(unknown_ids(record, nowhere, partnership, ())) else Known(record, marked)


class Shelf:
    """What is remembered of the records of one folder, in one file of its own.

    The file's first line is a digest of the rest and of all that it depends on, so that what is
    broken off, changed or out of date is not believed. Losing it costs time and nothing else.
    """

    def __init__(self, memory: Memory, records: Path, partnership: Partnership) -> None:
        self.memory = memory
        self.partnership = partnership
        self.name = f"folder-{sha256(str(records.absolute()).encode()).hexdigest()[:32]}.json"
        self.depends_on = f"{_version()} {partnership.model_dump_json()}"
        self.found = self._read()
        self.kept: dict[str, object] = {}

    def recall(self, file: RecordFile) -> Known | None:
        """What is known of a file with this name and these very bytes."""
        key = _key(file)
        found = known(self.found.get(key), file.stem, self.partnership)
        if found:
            self.kept[key] = self.found[key]
        return found

    def keep(self, file: RecordFile, entry: Entry) -> Known:
        """Remember what was read anew; what is neither recalled nor kept is dropped at the end."""
        found = known(entry, file.stem, self.partnership)
        assert found, "what stands in for a valid record is one"
        self.kept[_key(file)] = entry
        return found

    def close(self) -> None:
        """Write what was kept, unless it is what was there."""
        if self.kept == self.found:
            return
        body = json.dumps(self.kept, separators=(",", ":")).encode()
        self.memory.write(self.name, f"{self._seal(body)}\n".encode() + body)
        self._drop_others()

    def _read(self) -> Mapping[str, object]:
        seal, _, body = (self.memory.read(self.name) or b"").partition(b"\n")
        # Ids, dates and stand-ins are plain letters and digits: what is written in another way is not ours.
        if seal != self._seal(body).encode() or not body.isascii() or b"\\" in body:
            return {}
        try:
            entries = json.loads(body)
        except (ValueError, RecursionError):
            return {}
        return entries if isinstance(entries, dict) else {}

    def _seal(self, body: bytes) -> str:
        return sha256(self.depends_on.encode() + b"\n" + body).hexdigest()

    def _drop_others(self) -> None:
        if self.memory.folder is None:
            return
        try:
            files = sorted(self.memory.folder.glob("folder-*.json"), key=lambda file: file.stat().st_mtime)
            for file in files[:-_MOST_FOLDERS]:
                file.unlink()
        except OSError:
            pass  # another run drops them as well


def _key(file: RecordFile) -> str:
    return sha256(file.stem.encode() + b"\n" + (file.data or b"")).hexdigest()


@cache
def _version() -> str:
    """A digest of the publisher itself: its code and word lists, and whatever else reads a record."""
    package = Path(__file__).parents[1]
    named = " ".join(f"{name} {version(name)}" for name in _READ_WITH)
    whole = sha256(f"{sys.version} {unidata_version} {named}".encode())
    for file in sorted(package.rglob("*")):
        if file.suffix in (".py", ".txt") and file.is_file():
            whole.update(f"{file.relative_to(package)}\n".encode() + file.read_bytes())
    return whole.hexdigest()
