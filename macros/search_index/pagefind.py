"""Pagefind as it is installed: a program that is told of pages one by one, and gives an index of them.

Its own client in Python waits a tenth of a second for every page; this one waits for the program alone.
"""

import json
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator
from functools import cache
from io import BufferedReader
from types import TracebackType
from typing import Any, Self, cast

import ijson
from pagefind_bin import get_executable

from macros.search_index.found import Found

LANGUAGE = "en"
WASM = f"wasm.{LANGUAGE}.pagefind"
SCRIPT = "pagefind.js"
EXPORT = b"export{"
AT_ONCE = 64 * 1024


class NotMade(ValueError):
    """Pagefind did not do what it was asked."""


class Pagefind:
    """One index in the making."""

    def __enter__(self) -> Self:
        # The program that the requirements name and no other, whatever the surroundings say.
        self._program = subprocess.Popen(  # noqa: S603
            [get_executable(), "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._asked = self._heard = 0
        try:
            self._ask("NewIndex", config={"root_selector": "main", "force_language": LANGUAGE})
            self._index = self._heed()["index_id"]
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        self._program.kill()
        self._program.communicate()

    def add(self, found: Found) -> None:
        """Take in what is to be found at an address. The order in which this is called is that of the index."""
        # While the program reads one page, the next is made ready.
        self._catch_up()
        self._ask("AddFile", index_id=self._index, file_path=None, url=found.address, file_contents=found.as_html())

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file of the index, by its path in it, one at a time: together they may be more than memory holds.

        Pagefind could write them itself, but says that it has before they are whole.
        """
        self._catch_up()
        self._ask("GetFiles", index_id=self._index)
        try:
            for file in ijson.items(self._answer(), "payload.files.item"):
                yield file["path"], b64decode(file["content"])
        except ijson.JSONError:
            raise NotMade("Pagefind gives no index") from None

    def _catch_up(self) -> None:
        while self._heard < self._asked:
            self._heed()

    def _ask(self, what: str, **given: object) -> None:
        assert self._program.stdin
        self._asked += 1
        message = {"message_id": self._asked, "payload": {"type": what, **given}}
        try:
            self._program.stdin.write(b64encode(json.dumps(message).encode()) + b",")
            self._program.stdin.flush()
        except OSError:
            raise NotMade("Pagefind ended before its time") from None

    def _heed(self) -> dict[str, Any]:
        answer = json.loads(b"".join(iter(self._answer().read, b"")))
        payload: dict[str, Any] = answer.get("payload", {}) if isinstance(answer, dict) else {}
        if payload.get("type") not in ("NewIndex", "IndexedFile"):
            # What it says then repeats what it was asked, and that may be a whole page.
            raise NotMade("Pagefind does not do what it is asked")
        return payload

    def _answer(self) -> "_Answer":
        self._heard += 1
        return _Answer(cast(BufferedReader, self._program.stdout))


class _Answer:
    """What the program says in answer to one question, as it comes."""

    def __init__(self, said: BufferedReader) -> None:
        self._said, self._left, self._ended = said, b"", False

    def read(self, size: int = AT_ONCE) -> bytes:
        """Some more of it, nothing at its end. Raises NotMade."""
        while size and not self._ended:
            more = self._said.read1(AT_ONCE)
            if not more:
                raise NotMade("Pagefind ended before its time")
            self._ended = more.endswith(b",")
            whole = self._left + more.removesuffix(b",")
            cut = len(whole) // 4 * 4
            self._left = whole[cut:]
            if cut:
                return b64decode(whole[:cut])
        return b""


@cache
def shipped() -> dict[str, bytes]:
    """What Pagefind brings for every site, by name: its script, and the program that searches in a browser."""
    with Pagefind() as pagefind:
        pagefind.add(Found("/", "A page", "<p>Some words.</p>"))
        return {path: data for path, data in pagefind.files() if path in (SCRIPT, WASM)}


@cache
def beginning() -> bytes:
    """What stands before the script of the search page: Pagefind's own, without the end in which it gives its names.

    A page runs a script by its digest, which no import has: so the two are one file.
    """
    body, _, names = shipped()[SCRIPT].rstrip().partition(EXPORT)
    if b"createInstance" not in names or names.find(b"}") != len(names) - len(b"};"):
        raise NotMade(f"{SCRIPT} of this Pagefind does not end as macros/search_index/pagefind.py knows it")
    return body + b"\n"


def program() -> bytes:
    """What searches in a browser, as it is published."""
    return shipped()[WASM]
