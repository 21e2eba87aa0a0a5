"""The hand-written pages of a project, and every problem of them."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import yaml
from pathspec.gitignore import GitIgnoreSpec
from pathspec.patterns.gitignore import GitIgnorePatternError

from macros.guidance.front_matter import HandWritten, hand_written, named_in
from macros.pages.check import check_pages
from macros.partnership.model import Partnership
from macros.problems import Problem, whole_file


def read_pages(
    folder: Path, partnership: Partnership | None, today: date
) -> tuple[tuple[HandWritten, ...], list[Problem]]:
    """The pages of a project folder and what is wrong with them; ``today`` is the as-of day.

    Without a partnership file that can be read, what pages say is not held against it.
    """
    problems: list[Problem] = []
    docs = folder / "docs"
    if not docs.is_dir():
        problems.append(whole_file("docs", "no-pages", "there is no folder of pages; it lies beside mkdocs.yml"))
    try:
        left_out, order = _of_config(folder / "mkdocs.yml")
    except ValueError:
        left_out, order = "", ()
        message = "the site engine's file cannot be read, or a pattern in exclude_docs or draft_docs is none"
        problems.append(whole_file("mkdocs.yml", "no-config", message))
    pages = hand_written(docs, left_out, order)
    if docs.is_dir() and partnership:
        problems += check_pages(docs, pages, partnership, today)
    return pages, problems


def digest_of_pages(folder: Path, partnership: Partnership | None, today: date) -> str:
    """A digest of all that `read_pages` depends on."""
    whole = sha256(f"{today} {partnership.model_dump_json() if partnership else ''}".encode())
    for file in [folder / "mkdocs.yml", *sorted((folder / "docs").rglob("*"))]:
        about = f"\n{file} {file.is_symlink()} {file.is_dir()} {file.resolve()}\n"
        whole.update(about.encode("utf-8", "surrogateescape"))
        whole.update(file.read_bytes() if file.is_file() else b"")
    return whole.hexdigest()


def _of_config(config: Path) -> tuple[str, tuple[str, ...]]:
    """What the engine's own file says of pages: the patterns of those it leaves out, and all that it names, in order.

    Raises ValueError where the file cannot be used.
    """
    try:
        # Every value as text: the file may hold tags that only the engine knows.
        found = yaml.load(config.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
        if not isinstance(found, dict):
            raise ValueError
        left_out = "\n".join(str(found.get(name, "")) for name in ("exclude_docs", "draft_docs"))
        GitIgnoreSpec.from_lines(left_out.splitlines())
        return left_out, tuple(named_in(found.get("nav", ())))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError, GitIgnorePatternError) as error:
        raise ValueError from error
