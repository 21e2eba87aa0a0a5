"""The search index: packed files of Pagefind, each of a known shape. What is in it is what pages say."""

import json
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import cbor2

from macros.anonymity.lists import common_words, ordinary
from macros.scan.css import read_script
from macros.scan.reading import MOST_BYTES, Fault, Item, Part, Unreadable, as_text
from macros.search_index import SIGNATURE, beginning

_FRAGMENT = {"url", "content", "word_count", "filters", "meta", "anchors"}
_ANCHOR = {"element", "id", "text", "location"}
# Lists in lists, and no more: a filter, its values, their pages; a word, its pages, its places on each.
_MOST_DEPTH = 8
# So many signs stand between two words of an index that they are not taken for one name.
_APART = f" {'.' * 30} "


def read_search_script(data: bytes) -> Iterator[Item]:
    """The script of the search page: what stands before ours is Pagefind's, and public all along."""
    return read_script(data.removeprefix(beginning()))


def read_fragment(data: bytes) -> Iterator[Item]:
    """What is found at one address: its text, its headings, what is shown of it and filtered by."""
    try:
        whole = json.loads(as_text(_unpacked(data)))
        parts = list(_fragment(whole))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _not_ours() from None
    yield from parts


def _fragment(whole: Mapping[str, object]) -> Iterator[Item]:
    url, filters, meta, anchors = whole["url"], whole["filters"], whole["meta"], whole["anchors"]
    if whole.keys() != _FRAGMENT or not (isinstance(filters, dict) and isinstance(meta, dict)):
        raise _not_ours()
    if not isinstance(anchors, list) or any(one.keys() != _ANCHOR for one in anchors):
        raise _not_ours()
    page = _text(url)
    if not page.startswith("/") or page.startswith(("//", "/\\")):
        yield Fault("scan-address", "it leads to another site; build anew", field="text")
    page = page.removeprefix("/")
    yield Part("key", page, page=page)
    yield Part("text", _text(whole["content"]), page=page)
    for anchor in anchors:
        yield Part("key", _text(anchor["id"]), page=page)
        yield Part("text", _text(anchor["text"]), page=page)
    for name, values in (
        *((name, values) for name, values in filters.items()),
        *((name, [one]) for name, one in meta.items()),
    ):
        yield Part("key", name, page=page)
        for value in values:
            yield Part("text", _text(value), page=page)


def read_filter(data: bytes) -> Iterator[Item]:
    """What can be filtered by: a name, and its values with the pages that have them."""
    name, values = _shaped(data, 2)
    yield Part("key", _text(name))
    for value in values:
        yield Part("text", _text(value[0]))
    yield from _keys(values)


def read_meta(data: bytes) -> Iterator[Item]:
    """The list of all other files of the index."""
    yield from _keys(_shaped(data, 6))


def read_words(data: bytes) -> Iterator[Item]:
    """Words as Pagefind cuts them down to their stems. What is the stem of an everyday word is nobody's name."""
    words = list(_texts(_shaped(data, 1)))
    yield Part("key", _APART.join(word for word in words if not _is_everyday(word)))


def read_program(data: bytes) -> Iterator[Item]:
    """The program that searches in a browser. It is Pagefind's to the last byte, or it does not go out."""
    return iter(())


def _unpacked(data: bytes) -> bytes:
    """What is packed in a file, to its last byte and never more than can be read. Raises Unreadable."""
    unpacking = zlib.decompressobj(wbits=31)
    try:
        whole = unpacking.decompress(data, MOST_BYTES)
    except zlib.error:
        raise Unreadable("it cannot be unpacked") from None
    if not unpacking.eof or unpacking.unused_data:
        raise Unreadable(f"it is not whole, or holds more than {MOST_BYTES // 1_000_000} MB or something after its end")
    if not whole.startswith(SIGNATURE):
        raise _not_ours()
    return whole.removeprefix(SIGNATURE)


def _shaped(data: bytes, parts: int) -> list[Any]:
    """The lists that a file holds, of which the outermost has so many parts. Raises Unreadable."""
    try:
        whole = cbor2.loads(_unpacked(data), max_depth=_MOST_DEPTH)
    except cbor2.CBORDecodeError:
        raise _not_ours() from None
    if not isinstance(whole, list) or len(whole) != parts:
        raise _not_ours()
    return whole


def _keys(value: object) -> Iterator[Item]:
    return (Part("key", text) for text in _texts(value))


def _texts(value: object) -> Iterator[str]:
    """Every text in lists of lists; what is neither text nor number is no index of ours."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, str):
            yield one
        elif type(one) is not int:
            raise _not_ours()


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _not_ours()
    return value


def _not_ours() -> Unreadable:
    return Unreadable("it is no part of a search index as a build makes it")


def _is_everyday(stem: str) -> bool:
    """Whether it is an everyday word or the stem of any: that begins as the word, but for its last letter at times."""
    if stem in ordinary():
        return stem in common_words()
    return _begins(stem) or (len(stem) > 3 and _begins(stem[:-1]))


def _begins(beginning: str) -> bool:
    words = _in_order()
    place = bisect_left(words, beginning)
    return place < len(words) and words[place].startswith(beginning)


@cache
def _in_order() -> list[str]:
    return sorted(ordinary())
