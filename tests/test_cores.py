"""Work on several cores gives what one would give, and ends as one would end."""

import gc
import os

import pytest

from macros import cores
from macros.cores import on_all_cores


def squared(number: int) -> int:
    return number * number


def whose(_: int) -> int:
    return os.getpid()


class Circle:
    """Refers to itself, and so stays until somebody looks for circles."""

    there = 0

    def __init__(self) -> None:
        self.itself = self
        Circle.there += 1

    def __del__(self) -> None:
        Circle.there -= 1


def left_over(_: int) -> int:
    for _ in range(5_000):
        Circle()
    return Circle.there


def refused(number: int) -> int:
    if number == 70:
        raise ValueError("seventy")
    return number


def test_results_come_in_the_order_of_what_was_asked() -> None:
    many = range(10 * cores.WORTH_SHARING)
    assert list(on_all_cores(squared, many)) == [number * number for number in many]


def test_a_little_is_done_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "cores", lambda: 2)
    assert set(on_all_cores(whose, range(cores.WORTH_SHARING - 1))) == {os.getpid()}


def test_much_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "cores", lambda: 2)
    assert os.getpid() not in set(on_all_cores(whose, range(cores.WORTH_SHARING)))


def test_what_one_worker_raises_is_raised_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "cores", lambda: 2)
    with pytest.raises(ValueError, match="seventy"):
        list(on_all_cores(refused, range(2 * cores.WORTH_SHARING)))


def test_a_worker_lets_go_of_circles_also_where_the_command_looks_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "cores", lambda: 2)
    gc.disable()
    try:
        left = list(on_all_cores(left_over, range(cores.WORTH_SHARING)))
    finally:
        gc.enable()
    assert max(left) < 60_000


def test_where_processes_cannot_be_copied_one_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "cores", lambda: 2)
    monkeypatch.setattr(cores, "get_all_start_methods", lambda: ["spawn"])
    assert set(on_all_cores(whose, range(2 * cores.WORTH_SHARING))) == {os.getpid()}
