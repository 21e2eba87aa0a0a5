"""One command, and what it took: seconds, seconds of work on all cores, memory, and when each of its steps began."""

import os
import subprocess
import sys
import threading
import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROLLUP = "smaps_rollup"
EVERY = 0.05


@dataclass
class Run:
    """``steps`` are the lines that it said, each with the second; ``memory`` in MB, sampled, with the second."""

    seconds: float = 0.0
    work: float = 0.0
    steps: list[tuple[float, str]] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)

    def peak(self, *, without: str = "\0") -> float:
        """The most memory at any moment, in MB; ``without`` leaves out the steps whose line has this word."""
        begun = [second for second, _ in self.steps]

        def step(second: float) -> str:
            place = bisect_right(begun, second)
            return self.steps[place - 1][1] if place else ""

        return max((size for second, size in self.memory if without not in step(second)), default=0.0)


def run(command: Sequence[str], folder: Path, home: Path, *, watched: bool = False, may_fail: bool = False) -> Run:
    """Run a command of this environment in a folder; what it remembers is kept in ``home``. Exits where it fails.

    Its memory is looked at only where it is ``watched``: to look takes time.
    """
    found, begin = Run(), time.perf_counter()
    with begun(command, folder, home) as process:
        over = threading.Event()

        def watch() -> None:
            while not over.wait(EVERY):
                found.memory.append((time.perf_counter() - begin, sum(map(memory_of, with_children(process.pid)))))

        watcher = threading.Thread(target=watch)
        if watched and can_be_watched():
            watcher.start()
        assert process.stderr
        for line in process.stderr:
            found.steps.append((time.perf_counter() - begin, line.strip()))
        over.set()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        found.seconds, found.work = time.perf_counter() - begin, used.ru_utime + used.ru_stime
        if watcher.is_alive():
            watcher.join()
    if not found.memory:
        # Of the largest process alone: less than all of them together took.
        found.memory.append((0.0, used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)))
    if process.returncode and not may_fail:
        said = "\n".join(line for _, line in found.steps[-20:])
        raise SystemExit(f"{said}\n{' '.join(command)} ended with {process.returncode}")
    return found


def begun(command: Sequence[str], folder: Path, home: Path, said: int = subprocess.PIPE) -> subprocess.Popen[str]:
    name, *rest = command
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CSPR_")}
    return subprocess.Popen(
        [str(Path(sys.executable).parent / name), *rest],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=said,
        text=True,
        env={**environment, "XDG_CACHE_HOME": str(home)},
    )


def can_be_watched() -> bool:
    return Path("/proc/self", ROLLUP).exists()


def with_children(process: int) -> Iterator[int]:
    """A process and all that it began, as far as they still run."""
    yield process
    try:
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from with_children(int(child))
    except OSError:
        return


def memory_of(process: int) -> float:
    """MB of a process; what it shares with others counts by its part of it."""
    try:
        rollup = Path(f"/proc/{process}/{ROLLUP}").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
