"""The files that stand beside a page: what a reader prints, shows or fills in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class File:
    """A file beside a page: its path from the site's root, what a reader does with it, and how many sides it has."""

    path: str
    name: str
    kind: Literal["PDF", "Word"]
    sides: int | None = None

    @property
    def page(self) -> str:
        """The folder of its page: `briefings/child-rowan`."""
        return self.path.rpartition("/")[0]

    @property
    def file(self) -> str:
        """Its name beside the page."""
        return self.path.rpartition("/")[2]


Files = Mapping[str, tuple[File, ...]]


def by_page(files: Iterable[File]) -> Files:
    """Files by the folder of their page, in the order in which they were made."""
    found: dict[str, tuple[File, ...]] = {}
    for file in files:
        found[file.page] = (*found.get(file.page, ()), file)
    return found
