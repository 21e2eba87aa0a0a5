"""Work shared among the cores of the machine, where there is enough of it."""

import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# What is less than this is done sooner by one.
WORTH_SHARING = 64
# Each has memory of its own.
MOST_WORKERS = 4

_work: tuple[Callable[[Any], Any], Sequence[Any]]


def cores() -> int:
    """How many processes can work side by side."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_WORKERS)


def on_all_cores(function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """``function`` of each item, in order. Results, and what it raises, have to be fit for pickling.

    Workers are copies of this process: what it knows they know, and what they change nobody else sees.
    """
    global _work
    if len(items) < WORTH_SHARING or cores() < 2 or "fork" not in get_all_start_methods():
        yield from map(function, items)
        return
    _work = function, items
    pool = ProcessPoolExecutor(cores(), get_context("fork"), initializer=_begin)
    try:
        yield from pool.map(_one, range(len(items)), chunksize=_together(len(items)))
    finally:
        pool.shutdown(cancel_futures=True)


def _together(items: int) -> int:
    """How many a worker is given at a time: neighbours share memory, and at the end none waits long for another."""
    return max(1, min(32, items // (8 * cores())))


def _begin() -> None:
    # Ctrl-C is for the process that began the work; it ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Looking for circles of objects through what is shared would write on all of it, and so copy it. What comes is
    # looked through, also where the command itself looks for none: a page leaves some behind, and no worker lets go
    # of thousands of them by itself.
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()


def _one(place: int) -> Any:
    function, items = _work
    return function(items[place])
