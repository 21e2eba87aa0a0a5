"""What somebody waits for: a preview after each change, a check, where cases stand, a plan."""

import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from subprocess import DEVNULL
from urllib.request import urlopen

from macros.anonymity import of_record
from macros.anonymity.check import check as check_words
from tests.bench.builds import AS_OF, Pair
from tests.bench.figures import Figure
from tests.bench.records import review
from tests.bench.running import begun
from tests.factories import case, miniature

LONGEST = 3_600.0


def preview(pair: Pair, rounds: int) -> Iterator[Figure]:
    """Seconds from saving a changed record under `cspr serve` until its page shows the change."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/briefings/child-{pair.edited}/"
    command = ["cspr", "serve", "--as-of", AS_OF, "--port", str(port)]
    with begun(command, pair.ours.folder, pair.home, DEVNULL) as server:
        try:
            seen_after(address, f"Child {pair.edited}".encode())
            found = []
            for _ in range(rounds):
                time.sleep(1)  # what comes with the change before is over
                words = pair.edit()
                found.append(seen_after(address, words))
        finally:
            server.terminate()
            server.wait()
    yield Figure("preview", pair.size, median(found), pair.beside)


def seen_after(address: str, words: bytes) -> float:
    begin = time.perf_counter()
    while (waited := time.perf_counter() - begin) < LONGEST:
        try:
            with urlopen(address, timeout=LONGEST) as page:
                if words in page.read():
                    return time.perf_counter() - begin
        except OSError:
            pass
        time.sleep(0.02 + waited / 1_000)  # to ask takes time from the answer
    raise SystemExit(f"{address} did not show it within an hour")


def check(pair: Pair, rounds: int) -> Iterator[Figure]:
    yield from twice(pair, rounds, "check")


def status(pair: Pair, rounds: int) -> Iterator[Figure]:
    yield from twice(pair, rounds, "status")


def twice(pair: Pair, rounds: int, command: str) -> Iterator[Figure]:
    """A command that remembers records: with a memory that is empty, and with that of the time before."""
    first, again = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(dir=pair.folder) as home:
            first.append(pair.cspr(command, home=Path(home)).seconds)
            again.append(pair.cspr(command, home=Path(home)).seconds)
    yield Figure(command, pair.size, median(first), pair.beside)
    yield Figure(f"{command}-again", pair.size, median(again), pair.beside)


def plan(pair: Pair, rounds: int) -> Iterator[Figure]:
    asked = (f"child-{pair.edited}", "--publish", "2025-12-02")
    yield Figure("plan", pair.size, median(pair.cspr("plan", *asked).seconds for _ in range(rounds)), pair.beside)


def words(pair: Pair, rounds: int) -> Iterator[Figure]:
    """The anonymity check of 1,000 words that no run has seen, in milliseconds of work on one core."""
    people = miniature()
    known = [case(review(number)) for number in range(min(pair.size, 100))]
    asked = [of_record.asked(one, people) for one in known]
    long = sum(len(text.value.split()) for one in asked for text in one.texts)
    check_words(asked[0])  # its lists are read once
    begin = time.process_time()
    for one in asked:
        check_words(one)
    yield Figure("words", pair.size, (time.process_time() - begin) / long * 1_000_000)
