"""What a new site has that the old one had not: page by page, as a person would tell it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from lxml import etree

from macros.problems import shown
from macros.publish.releases import digests
from macros.records.model import is_reference
from macros.search_index import INDEX

# The folders that hold the pages of cases.
OF_CASES = ("reports/", "briefings/")
# So many are named, the others counted.
MOST_FILES, MOST_CASES = 10, 20
_INDEX = "index.html"
# How pages say the name of the site after their own.
_DASH = " \N{EN DASH} "


@dataclass(frozen=True, slots=True)
class Entry:
    """A page by its address with its title, or another file by its path without one."""

    path: str
    title: str | None

    def as_json(self) -> dict[str, str | None]:
        return {"path": self.path, "title": self.title}


@dataclass(frozen=True, slots=True)
class Difference:
    """What appears, changes and vanishes: pages of cases first, then other pages, then other files."""

    appear: tuple[Entry, ...]
    change: tuple[Entry, ...]
    vanish: tuple[Entry, ...]

    def __bool__(self) -> bool:
        return bool(self.appear or self.change or self.vanish)

    def by_word(self) -> dict[str, tuple[Entry, ...]]:
        return {"appear": self.appear, "change": self.change, "vanish": self.vanish}

    def as_json(self) -> dict[str, list[dict[str, str | None]]]:
        return {word: [entry.as_json() for entry in entries] for word, entries in self.by_word().items()}


NOTHING = Difference((), (), ())


def between(old: Path | None, new: Path) -> Difference:
    """What becomes of the public site in ``old``, if there is one, when it gives way to the one in ``new``.

    Raises Refused where one of them is no public site, OSError.
    """
    before, after = _index_as_one(digests(old) if old else {}), _index_as_one(digests(new))
    changed = {path for path in before.keys() & after.keys() if before[path] != after[path]}
    return Difference(
        _entries(new, after.keys() - before.keys()),
        _entries(new, changed),
        _entries(old, before.keys() - after.keys()) if old else (),
    )


def _index_as_one(files: Mapping[str, str]) -> dict[str, str]:
    """The files of a site, those of the search index as one: their names change whenever a word does."""
    index = sorted(file for file in files.items() if file[0].startswith(f"{INDEX}/"))
    others = {path: digest for path, digest in files.items() if not path.startswith(f"{INDEX}/")}
    return {**others, **({f"{INDEX}/": sha256(repr(index).encode()).hexdigest()} if index else {})}


def _entries(site: Path, paths: Collection[str]) -> tuple[Entry, ...]:
    return tuple(_entry(site, path) for path in sorted(paths, key=_cases_first))


def _cases_first(path: str) -> tuple[int, str]:
    if not path.endswith(".html"):
        return 2, path
    return (0 if _is_of_a_case(path) else 1), path


def _is_of_a_case(path: str) -> bool:
    return path.startswith(OF_CASES) and is_reference(path.split("/")[1])


def _entry(site: Path, path: str) -> Entry:
    if not path.endswith(".html"):
        return Entry(path, None)
    address = path.removesuffix(_INDEX) if PurePosixPath(path).name == _INDEX else path
    title = title_of(site / path)
    own, _, name = title.rpartition(_DASH)
    return Entry(address or "/", own or name)


def title_of(page: Path) -> str:
    """The title of a page; empty where it has none."""
    tree = etree.fromstring(page.read_bytes() or b"<p>", etree.HTMLParser(encoding="utf-8", huge_tree=True))
    return " ".join(tree.findtext("head/title", "").split()) if tree is not None else ""


def at_length(difference: Difference) -> str:
    """Every page that would appear, change and vanish, a line each, and other files by their paths."""
    lines: list[str] = []
    for word, entries in difference.by_word().items():
        lines.append(f"Would {word}: {_number(entries)}.")
        pages = [entry for entry in entries if entry.title is not None]
        files = [entry for entry in entries if entry.title is None]
        width = max((len(entry.path) for entry in pages), default=0)
        lines += [f"  {shown(entry.path, 200):{width}}  {shown(entry.title or '', 120)}" for entry in pages]
        lines += [f"  {shown(entry.path, 200)}" for entry in files[:MOST_FILES]]
        lines += [f"  and {len(files) - MOST_FILES:,} further files"] if len(files) > MOST_FILES else []
    return "\n".join(lines)


def in_short(difference: Difference) -> str:
    """What appeared, changed and vanished, a line each: the pages of cases by name, all else by number."""
    lines = []
    for word, entries in difference.by_word().items():
        cases = [entry for entry in entries if entry.title is not None and _is_of_a_case(entry.path)]
        names = "; ".join(f"{shown(entry.path, 200)} ({shown(entry.title or '', 120)})" for entry in cases[:MOST_CASES])
        done = {"appear": "Appeared", "change": "Changed", "vanish": "Vanished"}[word]
        lines.append(f"{done}: {_number(entries)}{f', among them {names}' if names else ''}.")
    return "\n".join(lines)


def _number(entries: Sequence[Entry]) -> str:
    pages = sum(entry.title is not None for entry in entries)
    files = len(entries) - pages
    numbers = [_count(pages, "page")] if pages else []
    numbers += [_count(files, "other file" if pages else "file")] if files else []
    return " and ".join(numbers) or "nothing"


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
