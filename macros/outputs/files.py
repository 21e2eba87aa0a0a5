"""Files that are made when somebody asks for them: one at a time, so that nobody holds them all."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from macros.cores import on_all_cores
from macros.pages.shown import digest_of
from macros.publisher import publisher

Kept = Callable[[str, str], bytes | None]
"""A file as it was before, by its path and the digest of what it is made from; None where it has to be made."""


@dataclass(frozen=True, slots=True)
class Made:
    """How a file is made, and all the values that it is made from; none for what is made with every build."""

    make: Callable[[], bytes]
    values: tuple[object, ...] = ()


def _nothing(path: str, key: str) -> None:
    return None


class Files(Mapping[str, bytes]):
    """Files by path. Each time one is asked for, it is made."""

    def __init__(self, files: Mapping[str, Made]) -> None:
        self.files = files

    def __getitem__(self, path: str) -> bytes:
        return self.files[path].make()

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)

    @cached_property
    def made_from(self) -> Mapping[str, str]:
        """The digest of what each is made from: where it is the same, so is the file, byte for byte."""
        some = {path: made.values for path, made in self.files.items() if made.values}
        return {path: digest_of(publisher(), path, *values) for path, values in some.items()}

    def written(self, kept: Kept = _nothing) -> Iterator[tuple[str, bytes]]:
        """Each file with its path: as it was before where that is still right, else made on all cores."""
        anew = []
        for path in self:
            data = kept(path, self.made_from[path]) if path in self.made_from else None
            if data is None:
                anew.append(path)
            else:
                yield path, data
        yield from zip(anew, on_all_cores(self.__getitem__, anew), strict=True)
