"""Every figure, or some: `python -m tests.bench --sizes 100,1000 --only clean,edit --rounds 3`.

Each is told as it comes, with the ratio to plain mkdocs-material of the same run, and what is wanted of it.
`--keep` writes them for the page about speed as well, beside those that earlier runs on this machine kept.
"""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from playwright.sync_api import sync_playwright

from macros.cli.shared import the_clock
from macros.dates import london_day
from macros.pages.measured import FILE
from tests.bench import builds, figures, waiting, weight
from tests.bench.builds import KINDS, Pair
from tests.bench.figures import Figure
from tests.browser import launch

SIZES, ROUNDS, WEIGHED = (100, 1_000, 4_000), 3, 2_000
# From so many records on, one round says enough.
MANY = 4_000
MACHINE = ("mkdocs", "mkdocs-material", "pagefind")
Piece = Callable[[Pair, int], Iterator[Figure]]
PIECES: Mapping[str, Piece] = {
    "memory": builds.memory,
    "index": builds.index,
    "preview": waiting.preview,
    "check": waiting.check,
    "status": waiting.status,
    "plan": waiting.plan,
    "words": waiting.words,
}
NAMES = (*KINDS, *PIECES, "weight")


def main(arguments: Sequence[str] | None = None) -> list[Figure]:
    asked = parser().parse_args(arguments)
    about = machine()
    print("\n".join(f"{name}: {value}" for name, value in about.items()), end="\n\n")
    print(figures.heading(), flush=True)
    found = []
    for figure in measured(asked):
        print(figures.as_row(figure), flush=True)
        found.append(figure)
        if asked.keep:
            figures.keep(asked.keep, london_day(the_clock()), about, found)
    return found


def measured(asked: argparse.Namespace) -> Iterator[Figure]:
    built: list[Figure] = []
    kinds = [kind for kind in KINDS if kind in asked.only]
    for size in asked.sizes if set(asked.only) - {"weight"} else ():
        rounds = 1 if size >= MANY else asked.rounds
        with tempfile.TemporaryDirectory() as folder:
            pair = Pair(size, Path(folder))
            for figure in builds.builds(pair, rounds, kinds) if kinds else ():
                built.append(figure)
                yield figure
            for name, piece in PIECES.items():
                if name in asked.only:
                    yield from piece(pair, rounds)
    yield from builds.growth(built)
    if "weight" in asked.only:
        with tempfile.TemporaryDirectory() as folder:
            yield from weight.weight(Pair(asked.weighed, Path(folder), whole=True), 1)


def machine() -> Mapping[str, str]:
    """What it ran on, without the name of any machine."""
    with sync_playwright() as playwright, launch(playwright) as browser:
        chromium = browser.version
    return {
        "System": f"{platform.system()}, {platform.machine()}, {cores()} cores",
        "Python": platform.python_version(),
        **{name: version(name) for name in MACHINE},
        "Chromium": chromium,
    }


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def parser() -> argparse.ArgumentParser:
    """What may be asked. Each default can be set in the environment as well: BENCH_SIZES, BENCH_ROUNDS, BENCH_ONLY."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)

    def option(name: str, default: object, **more: object) -> None:
        parser.add_argument(f"--{name}", default=os.environ.get(f"BENCH_{name.upper()}", default), **more)  # type: ignore[arg-type]

    option("sizes", ",".join(map(str, SIZES)), type=numbers, help="numbers of records, with commas")
    option("rounds", str(ROUNDS), type=int, help=f"of which the median is told; always 1 from {MANY:,} records on")
    option("only", ",".join(NAMES), type=pieces, help=f"some of: {', '.join(NAMES)}")
    option("weighed", str(WEIGHED), type=int, help="the number of records of the site that is weighed")
    parser.add_argument("--keep", nargs="?", const=FILE, type=Path, help="write them for the page (or into a file)")
    return parser


def numbers(text: str) -> list[int]:
    return [int(one) for one in text.split(",")]


def pieces(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(NAMES):
        raise argparse.ArgumentTypeError(f"not known: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    return names


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
