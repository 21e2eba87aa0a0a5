"""What is remembered of records between runs: all that rules and timetable ask, and not a word of them.

A record is known by its bytes and the name of its file, under one partnership file and one state of the
publisher itself: then it was read without problems, and the anonymity check said what is remembered.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from macros.anonymity.finding import DETAILS, KINDS, Finding
from macros.anonymity.of_record import Checked, Marked, holds_text, seen_by
from macros.memory import Memory
from macros.partnership.model import Partnership
from macros.publisher import publisher
from macros.records import Case, RecordFile
from macros.records.checks import unknown_ids
from macros.records.digest import digest
from macros.records.model import CaseRecord
from macros.rules.asking import FieldPath
from macros.strict_yaml import Document, Plain, read_sound

# The folders of records looked at last. What is known of others goes.
_MOST_FOLDERS = 4
Entry = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """A record without its words, and the fields in which the anonymity check marks what could be published."""

    record: CaseRecord
    marked: tuple[FieldPath, ...]


def entry_of(case: Case, checked: Checked) -> Entry:
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
    return {
        "fields": without,
        "marked": [[list(one.path), *one.finding] for one in checked.marked],
        "allowed": [[list(one.path), *one.finding] for one in checked.allowed],
        "stale": list(checked.stale),
        "tally": [checked.tally[kind] for kind in DETAILS],
    }


def checked_of(entry: Any, data: bytes) -> Checked | None:
    """What the anonymity check said of the record with these bytes, or None where it could not have said it."""
    try:
        # Words are taken from the record where there is something to mark, which is seldom.
        plain = read_sound(data) if entry["marked"] or entry["allowed"] else {}
        marked, allowed = (tuple(_marks(entry[name], plain)) for name in ("marked", "allowed"))
        tally = dict(zip(DETAILS, map(int, entry["tally"]), strict=True))
        return Checked(marked, allowed, tuple(map(int, entry["stale"])), tally)
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def _marks(kept: Any, plain: Any) -> Iterator[Marked]:
    """Raises ValueError and others where it is nothing that the check could have said."""
    for path, start, end, kind in kept:
        text = plain
        for step in path:
            text = text[step]
        if kind not in KINDS or not 0 <= start < end <= len(text) or not isinstance(text, str):
            raise ValueError
        yield Marked(tuple(path), Finding(start, end, kind), text[start:end])


# Many fields of many records have the same path, places in lists apart.
_holds_text = lru_cache(maxsize=1024)(holds_text)


def _without_words(value: Plain | None, names: tuple[str, ...], stand_ins: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _without_words(inner, (*names, name), stand_ins) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_words(inner, names, stand_ins) for inner in value]
    if value and _holds_text(names):
        return stand_ins.setdefault(value.strip(), f"words {len(stand_ins) + 1}")
    return value


def known(entry: Any, stem: str, partnership: Partnership) -> Known | None:
    """What an entry says of the record in the file with this name, or None where no record could have said it."""
    try:
        record = CaseRecord.model_validate({**entry["fields"], "reference": stem})
        paths = [tuple(path) for path, _, _, _ in entry["marked"]]
        marked = tuple(path for path in paths if seen_by(path) == "public")
    except (ValidationError, ValueError, KeyError, TypeError, IndexError, RecursionError):
        return None
    nowhere = Document(stem, bytes)
    return None if any(unknown_ids(record, nowhere, partnership, ())) else Known(record, marked)


class Shelf:
    """What is remembered of the records of one folder, in one file of its own with a line a record.

    The file's first line is a digest of the rest and of all that it depends on, so that what is
    broken off, changed or out of date is not believed. Losing it costs time and nothing else.
    """

    def __init__(self, memory: Memory, records: Path, partnership: Partnership) -> None:
        self.memory = memory
        self.partnership = partnership
        self.name = f"folder-{sha256(str(records.absolute()).encode()).hexdigest()[:32]}.txt"
        self.depends_on = f"{publisher()} {partnership.model_dump_json()}"
        self.found = self._read()
        self.kept: dict[bytes, bytes] = {}

    def recall(self, file: RecordFile) -> bytes | None:
        """What was remembered of a file with this name and these very bytes: an entry as it is written."""
        return self.found.get(file.key.encode())

    def keep(self, file: RecordFile, written: bytes | None = None) -> None:
        """Remember what is known still, or what was ``written`` anew; all else is dropped at the end."""
        key = file.key.encode()
        self.kept[key] = self.found[key] if written is None else written

    def close(self) -> None:
        """Write what was kept, unless it is what was there."""
        if self.kept == self.found:
            return
        body = b"".join(b"%s %s\n" % line for line in self.kept.items())
        self.memory.write(self.name, f"{self._seal(body)}\n".encode() + body)
        self._drop_others()

    def _read(self) -> Mapping[bytes, bytes]:
        seal, _, body = (self.memory.read(self.name) or b"").partition(b"\n")
        # Ids, dates and stand-ins are plain letters and digits: what is written in another way is not ours.
        if seal != self._seal(body).encode() or not body.isascii() or b"\\" in body:
            return {}
        lines = (line.partition(b" ") for line in body.splitlines())
        return {key: entry for key, _, entry in lines}

    def _seal(self, body: bytes) -> str:
        return sha256(self.depends_on.encode() + b"\n" + body).hexdigest()

    def _drop_others(self) -> None:
        if self.memory.folder is None:
            return
        try:
            files = sorted(self.memory.folder.glob("folder-*"), key=lambda file: file.stat().st_mtime)
            for file in files[:-_MOST_FOLDERS]:
                file.unlink()
        except OSError:
            pass  # another run drops them as well


def as_line(entry: Entry) -> bytes:
    """An entry as it is written."""
    return json.dumps(entry, separators=(",", ":")).encode()


def in_line(line: bytes) -> Entry | None:
    """The entry that a line holds, as far as it can be read."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
