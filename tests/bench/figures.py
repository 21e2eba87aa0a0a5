"""What is measured, by the names of pieces; and how a figure is told, in a terminal and on the page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml

HEAD = (
    "# What the last long run of `make bench` measured. `python -m tests.bench --keep` writes it; nobody else does.\n"
)


class Wanted(NamedTuple):
    """The most that a figure should be: its ratio, or itself; and for how many records that is said."""

    most: float
    of: Literal["ratio", "ours"]
    records: int


class What(NamedTuple):
    title: str
    unit: str
    wanted: Wanted | None = None


WHAT: Mapping[str, What] = {
    "clean": What("Clean build, pages alone", "s", Wanted(0.9, "ratio", 1_000)),
    "edit": What("Pages again after one record changed", "s", Wanted(0.15, "ratio", 1_000)),
    "known": What("Pages alone into a new folder, records known", "s"),
    "clean-all": What("Clean build with everything", "s", Wanted(2.5, "ratio", 1_000)),
    "clean-all-search": What("The same, beside plain with its own search", "s"),
    "edit-all": What("Everything again after one record changed", "s"),
    "known-all": What("Everything into a new folder, records known", "s"),
    "growth": What(
        "Clean build, pages alone: as many times the time at a quarter of the records",
        "times",
        Wanted(4.5, "ours", 4_000),
    ),
    "growth-all": What("Clean build with everything: the same", "times", Wanted(4.5, "ours", 4_000)),
    "preview": What("Preview: from saving a record until a browser can show it", "s", Wanted(1.5, "ours", 1_000)),
    "check": What("cspr check, the first time", "s"),
    "check-again": What("cspr check, again", "s"),
    "status": What("cspr status, the first time", "s"),
    "status-again": What("cspr status, again", "s"),
    "plan": What("cspr plan of one case", "s"),
    "memory": What("Most memory, pages alone", "MB"),
    "memory-all": What("Most memory, everything but the search index", "MB", Wanted(600, "ours", 4_000)),
    "memory-search": What("Most memory, everything", "MB"),
    "index": What("The search index, from finished pages", "s"),
    "index-size": What("The search index, all its files", "MB"),
    "index-memory": What("Most memory of making it", "MB"),
    "words": What("Anonymity check of 1,000 words, on one core", "ms"),
    "page": What("First visit to a page of guidance", "KB", Wanted(130, "ours", 2_000)),
    "search": What("First search after it, the largest of five", "KB", Wanted(260, "ours", 2_000)),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """Ours, beside plain mkdocs-material where it does the same; ``work`` is the ratio of the cores' own seconds."""

    what: str
    records: int
    ours: float
    plain: float | None = None
    work: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.plain if self.plain else None

    @property
    def unit(self) -> str:
        return WHAT[self.what].unit

    @property
    def wanted(self) -> str:
        """What the figure should be, in words; nothing where nothing is said for so many records."""
        wanted = WHAT[self.what].wanted
        if wanted is None or wanted.records != self.records:
            return ""
        return f"at most {wanted.most:g}{'' if wanted.of == 'ratio' else f' {self.unit}'}"

    @property
    def met(self) -> bool | None:
        wanted = WHAT[self.what].wanted
        if wanted is None or not self.wanted:
            return None
        found = self.ratio if wanted.of == "ratio" else self.ours
        return found is not None and found <= wanted.most

    def shown(self) -> dict[str, Any]:
        """As a line of the page's table: numbers as they are read, and nothing where there is none."""
        line = {
            "what": self.what,
            "title": WHAT[self.what].title,
            "records": self.records,
            "ours": told(self.ours, self.unit),
            "plain": told(self.plain, self.unit) if self.plain else None,
            "ratio": number(self.ratio) if self.ratio else None,
            "wanted": self.wanted or None,
            "met": self.met,
        }
        return {name: value for name, value in line.items() if value is not None}


def number(value: float) -> str:
    """Three figures that say something, and no more."""
    return f"{value:,.{0 if value >= 100 else 1 if value >= 10 else 2}f}"


def told(value: float, unit: str) -> str:
    return f"{number(value)} {unit}"


COLUMNS = ("What", "Records", "cspr", "Plain", "Ratio", "Work", "Wanted", "")


def row(cells: Sequence[str]) -> str:
    widths = (70, 7, 10, 10, 6, 6, 14, 7)
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def heading() -> str:
    return f"{row(COLUMNS)}\n{row(['---'] * len(COLUMNS))}"


def as_row(figure: Figure) -> str:
    line = figure.shown()
    verdict = {True: "ok", False: "not yet", None: ""}[figure.met]
    work = number(figure.work) if figure.work else ""
    cells = [line.get(name, "") for name in ("ours", "plain", "ratio")]
    return row([line["title"], f"{figure.records:,}", *cells, work, figure.wanted, verdict])


def keep(file: Path, on: date, machine: Mapping[str, str], figures: Iterable[Figure]) -> None:
    """Write figures for the page. Those of earlier runs on the same machine and versions stay beside them."""
    before = yaml.safe_load(file.read_text("utf-8")) if file.exists() else {}
    kept = before["figures"] if before.get("machine") == dict(machine) else []
    lines = {(line["what"], line["records"]): line for line in kept}
    lines |= {(one.what, one.records): {**one.shown(), "measured": on.isoformat()} for one in figures}
    order = list(WHAT)
    written = sorted(lines.values(), key=lambda line: (order.index(line["what"]), line["records"]))
    text = yaml.safe_dump({"machine": dict(machine), "figures": written}, sort_keys=False, width=110)
    file.write_text(HEAD + text, encoding="utf-8")
