"""A text that has passed. Many of them are kept, so it keeps no more than how it was written."""

from functools import lru_cache

from macros.prose import reader
from macros.prose.counting import count
from macros.prose.tree import Element, Tree, words_of


class Prose:
    """A text that has passed: its source, and its tree, which is made when it is asked for.

    Equal where the source is. ``blocks`` and ``notes`` are given for a text that was never written as a source.
    The texts of one file are kept together in ``texts``, in UTF-8: to use one of them changes nothing beside its
    words, and so makes no copy of the memory that they are in, which a worker shares with the others.
    """

    __slots__ = ("_begin", "_count", "_end", "_headings_from", "_made", "_texts")

    def __init__(
        self,
        source: str,
        blocks: tuple[Element, ...] | None = None,
        notes: tuple[tuple[Element, ...], ...] = (),
        *,
        headings_from: int | None = None,
        texts: bytearray | None = None,
    ) -> None:
        self._texts = bytearray() if texts is None else texts
        self._begin = len(self._texts)
        # One curly quote makes a text of characters twice as long.
        self._texts += source.encode("utf-8", "surrogatepass")
        self._end = len(self._texts)
        self._made = None if blocks is None else Tree(blocks, notes)
        self._headings_from = headings_from
        self._count: int | None = None

    @property
    def source(self) -> str:
        return self._utf8.decode("utf-8", "surrogatepass")

    @property
    def _utf8(self) -> bytearray:
        return self._texts[self._begin : self._end]

    @property
    def blocks(self) -> tuple[Element, ...]:
        return self._tree.blocks

    @property
    def notes(self) -> tuple[tuple[Element, ...], ...]:
        return self._tree.notes

    @property
    def words(self) -> str:
        """The text alone, for counting and reading aloud."""
        return " ".join("".join(words_of(part) for part in self.blocks).split())

    @property
    def word_count(self) -> int:
        """How many words ``words`` has; soon told of most texts, without their trees, and then kept."""
        if self._count is None:
            counted = None if self._made else count(self.source)
            self._count = len(self.words.split()) if counted is None else counted
        return self._count

    @property
    def _tree(self) -> Tree:
        return self._made or _tree(self.source, self._headings_from)

    def __bool__(self) -> bool:
        return bool(self._made.blocks if self._made else self._utf8.strip())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Prose) and self._utf8 == other._utf8

    def __hash__(self) -> int:
        return hash(bytes(self._utf8))

    def __repr__(self) -> str:
        return f"Prose({self.source!r})"


def parse(source: str, *, headings_from: int | None = None) -> Prose:
    """Read a text. ``headings_from`` is the level of its first heading, None where it has none.

    Raises NotProse with every fault found.
    """
    _tree(source, headings_from)
    return Prose(source, headings_from=headings_from)


# A page asks for blocks and notes of the same text, and the next page often for the same texts again.
@lru_cache(maxsize=256)
def _tree(source: str, headings_from: int | None) -> Tree:
    return reader.read(source, headings_from)
