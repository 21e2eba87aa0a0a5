"""The check at the edge: what was checked before is remembered, and much work is shared out.

What is remembered are places and kinds, never words. It lies in the user's own cache folder, out of
every repository, one file a record, and is asked only by the digest of all that the check depends on.
"""

import json
import os
import stat
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from unicodedata import unidata_version

from macros.anonymity.finding import DETAILS, KINDS, Answer, Asked, Finding
from macros.written import write_whole

# Below this many characters a second process costs more than it saves.
_WORTH_SHARING = 400_000
# What is known of 30,000 records; a larger file was made by somebody else.
_MOST_BYTES = 64 * 1024 * 1024


class Memory:
    """What is known of each record, in a folder of small files. Losing it costs time and nothing else.

    Without a ``folder`` nothing is remembered; ``anew`` writes and does not read.
    """

    def __init__(self, folder: Path | None = None, *, anew: bool = False) -> None:
        self.folder = folder
        self.anew = anew

    def read(self, name: str) -> bytes | None:
        """What was written under a name, or None where it is nothing that this user alone could have written."""
        if self.folder is None or self.anew:
            return None
        try:
            # Follows no link and waits for no pipe.
            handle = os.open(self.folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return None
        try:
            found = os.fstat(handle)
            own = stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077
            if not own or found.st_size > _MOST_BYTES:
                return None
            with os.fdopen(handle, "rb", closefd=False) as file:
                return file.read()
        except OSError:
            return None
        finally:
            os.close(handle)

    def write(self, name: str, data: bytes) -> None:
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self.folder / name, data)
        except OSError:
            self.folder = None

    def recall(self, name: str, digest: str) -> Answer | None:
        try:
            known = json.loads(self.read(name) or b"null")
            if known["digest"] != digest:
                return None
            return Answer(tuple(_read(known["findings"], KINDS)), tuple(_read(known["details"], DETAILS)))
        except (ValueError, KeyError, TypeError, RecursionError):
            return None

    def keep(self, name: str, digest: str, answer: Answer) -> None:
        text = json.dumps({"digest": digest, "findings": answer.findings, "details": answer.details})
        self.write(name, text.encode())


def own_cache() -> Path:
    """The publisher's folder in the user's own cache, as the system has it."""
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    # The specification says that a relative one is none.
    return (named if named.is_absolute() else Path.home() / ".cache") / "cspr"


def own_memory() -> Path:
    """The folder for what is remembered."""
    return own_cache() / "remembered"


def check_all(asked: Sequence[tuple[str, Asked]], memory: Memory) -> list[Answer]:
    """The answer for each record, in order. ``asked`` has a name for each that stays the same: its file's."""
    keys = [(_name(name), _digest(one)) for name, one in asked]
    answers = [_fitting(memory.recall(*key), one) for key, (_, one) in zip(keys, asked, strict=True)]
    new = [place for place, answer in enumerate(answers) if answer is None]
    for place, answer in zip(new, _checked([asked[place][1] for place in new]), strict=True):
        memory.keep(*keys[place], answer)
        answers[place] = answer
    return [answer for answer in answers if answer is not None]


def _fitting(answer: Answer | None, asked: Asked) -> Answer | None:
    """An answer about as many texts as were asked about."""
    return answer if answer and {len(part) for part in answer} == {len(asked.texts)} else None


def _checked(asked: Sequence[Asked]) -> Iterable[Answer]:
    """Each record checked, on all cores where there is enough to do."""
    if not asked:
        return ()
    # Nothing new is the rule, and then no command pays for the check or for a pool.
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from macros.anonymity.check import check

    workers = min(os.cpu_count() or 1, len(asked))
    if workers < 2 or sum(len(text.value) for one in asked for text in one.texts) < _WORTH_SHARING:
        return map(check, asked)
    # A fresh process each: safe in whatever this one is doing.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return list(pool.map(check, asked, chunksize=4))


def _read(texts: Iterable[Iterable[tuple[int, int, str]]], kinds: Collection[str]) -> Iterator[tuple[Finding, ...]]:
    """What was kept of each text. Raises ValueError where it is nothing that the check could have said."""
    for found in texts:
        findings = tuple(Finding(int(start), int(end), kind) for start, end, kind in found)
        if any(kind not in kinds or not 0 <= start < end for start, end, kind in findings):
            raise ValueError
        yield findings


def _name(path: str) -> str:
    return f"{sha256(path.encode()).hexdigest()[:32]}.json"


def _digest(asked: Asked) -> str:
    text = json.dumps([_version(), asked.texts, asked.own], ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


@cache
def _version() -> str:
    """A digest of the check itself: its code and its lists, and what it asks of others."""
    folder = files("macros.anonymity")
    parts = [*folder.iterdir(), *(folder / "known").iterdir()]
    digest = sha256(f"{sys.version} {unidata_version} {version('phonenumbers')}".encode())
    for part in sorted(parts, key=lambda part: part.name):
        if part.is_file() and part.name.endswith((".py", ".txt")):
            digest.update(part.read_bytes())
    return digest.hexdigest()
