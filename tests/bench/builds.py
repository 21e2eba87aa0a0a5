"""Builds, in turns with plain mkdocs-material: what is clean, what is built again, and how much memory it takes."""

import os
import random
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure
from tests.bench.records import WITH_SEARCH, make_ours, make_plain, review, summary
from tests.bench.running import Run, run
from tests.factories import record_text

AS_OF = "2025-10-01T12:00"
PAGES_ALONE = ("--html-only",)
KINDS = ("clean", "edit", "known", "clean-all", "edit-all", "known-all")
MAKE_INDEX = "import sys, pathlib; from macros.search_index import make_index; make_index(pathlib.Path(sys.argv[1]))"
# The step of a build that makes the index has this word in its line.
SEARCH = "search"


class Pair:
    """A project of so many records and the same texts as a plain site, side by side in a folder."""

    def __init__(self, size: int, folder: Path, *, whole: bool = False) -> None:
        self.size, self.folder = size, folder
        self.home, self.plain = folder / "home", folder / "plain"
        self.ours = make_ours(size, folder / "ours", whole=whole)
        make_plain(size, self.plain, self.ours.folder / "docs")
        self.edited = min(7, size - 1)
        self.edits = 0

    def cspr(self, command: str, *options: str, watched: bool = False, home: Path | None = None) -> Run:
        # `cspr status` and `cspr plan` end otherwise than with nothing where there is something to say.
        asked = ["cspr", command, *options, "--as-of", AS_OF]
        may_fail = command in ("status", "plan")
        return run(asked, self.ours.folder, home or self.home, watched=watched, may_fail=may_fail)

    def build(self, out: str, *options: str, watched: bool = False) -> Run:
        return self.cspr("build", "--out", str(self.folder / out), *options, watched=watched)

    def mkdocs(self, config: str = "mkdocs.yml", *, watched: bool = False) -> Run:
        return run(["mkdocs", "build", "--quiet", "--clean", "-f", config], self.plain, self.home, watched=watched)

    @cached_property
    def beside(self) -> float:
        """Seconds of a plain build, for what is measured beside one."""
        return self.mkdocs().seconds

    def edit(self) -> bytes:
        """Change the summary of one record, which is on its pages and in lists; gives words of it."""
        self.edits += 1
        new = f"Changed for the {self.edits}th time. {summary(random.Random(self.edits))[:300]}"
        values = {**review(self.edited), "summary": new}
        (self.ours.records / f"child-{self.edited}.yml").write_text(record_text(values), encoding="utf-8")
        return new[:30].encode()


def builds(pair: Pair, rounds: int, kinds: Collection[str]) -> Iterator[Figure]:
    """Every kind in each round, beside a plain build of the same round."""
    runs: dict[str, list[Run]] = defaultdict(list)
    for number in range(rounds):
        runs["plain"].append(pair.mkdocs())
        if "clean-all" in kinds:
            runs["plain-search"].append(pair.mkdocs(WITH_SEARCH))
        for kind in [kind for kind in KINDS if kind in kinds]:
            runs[kind].append(one_build(pair, kind, number))
    pair.beside = median(one.seconds for one in runs["plain"])
    for kind in [kind for kind in KINDS if kind in kinds]:
        yield beside(kind, pair.size, runs[kind], runs["plain"])
        if kind == "clean-all":
            yield beside("clean-all-search", pair.size, runs[kind], runs["plain-search"])


def one_build(pair: Pair, kind: str, number: int) -> Run:
    """One kind of build. Those that build again find the site of an earlier one, or make it first, untimed."""
    out = "all" if kind.endswith("-all") else "pages"
    options = () if kind.endswith("-all") else PAGES_ALONE
    if kind.startswith("clean"):
        shutil.rmtree(pair.folder / out, ignore_errors=True)
        return pair.build(out, "--clean", *options)
    if not (pair.folder / out).exists():
        pair.build(out, *options)
    if kind.startswith("edit"):
        pair.edit()
        return pair.build(out, *options)
    found = pair.build(f"new-{number}", *options)
    shutil.rmtree(pair.folder / f"new-{number}")
    return found


def beside(what: str, size: int, ours: list[Run], plain: list[Run]) -> Figure:
    seconds, others = (median(one.seconds for one in runs) for runs in (ours, plain))
    work = median(one.work for one in ours) / median(one.work for one in plain)
    return Figure(what, size, seconds, others, work)


def growth(figures: Collection[Figure]) -> Iterator[Figure]:
    """How many times as long four times as many records take, of all sizes of which a quarter was measured too."""
    for what, of in (("growth", "clean"), ("growth-all", "clean-all")):
        found = {figure.records: figure for figure in figures if figure.what == of}
        for size, whole in found.items():
            quarter = found.get(size // 4)
            if quarter and size % 4 == 0 and whole.plain and quarter.plain:
                yield Figure(what, size, whole.ours / quarter.ours, whole.plain / quarter.plain)


def memory(pair: Pair, rounds: int) -> Iterator[Figure]:
    """The most that all processes of a clean build hold together, without and with making the search index."""
    plain, plain_search = (pair.mkdocs(config, watched=True).peak() for config in ("mkdocs.yml", WITH_SEARCH))
    yield Figure("memory", pair.size, pair.build("watched", "--clean", *PAGES_ALONE, watched=True).peak(), plain)
    everything = pair.build("watched-all", "--clean", watched=True)
    yield Figure("memory-all", pair.size, everything.peak(without=SEARCH), plain)
    yield Figure("memory-search", pair.size, everything.peak(), plain_search)
    for name in ("watched", "watched-all"):
        shutil.rmtree(pair.folder / name)


def index(pair: Pair, rounds: int) -> Iterator[Figure]:
    """Making the search index alone, from pages that are there."""
    if not (pair.folder / "pages").exists():
        pair.build("pages", *PAGES_ALONE)
    with tempfile.TemporaryDirectory(dir=pair.folder) as work:
        site = Path(work, "site")
        shutil.copytree(pair.folder / "pages", site, copy_function=os.link)
        command = [Path(sys.executable).name, "-c", MAKE_INDEX, str(site)]
        runs = [run(command, pair.ours.folder, pair.home) for _ in range(rounds)]
        watched = run(command, pair.ours.folder, pair.home, watched=True)
        files = [file.stat().st_size for file in (site / "search" / "index").rglob("*") if file.is_file()]
    yield Figure("index", pair.size, median(one.seconds for one in runs))
    yield Figure("index-size", pair.size, sum(files) / 1_000_000)
    yield Figure("index-memory", pair.size, watched.peak())
