"""What the search index of a site says, read without our own code."""

import gzip
import json
from collections.abc import Mapping
from typing import Any

import cbor2

INDEX = "search/index"
SIGNATURE = b"pagefind_dcd"


def unpacked(data: bytes) -> bytes:
    """What stands in a packed file of the index."""
    whole = gzip.decompress(data)
    assert whole.startswith(SIGNATURE)
    return whole.removeprefix(SIGNATURE)


def packed(data: bytes) -> bytes:
    return gzip.compress(SIGNATURE + data, mtime=0)


def entries(files: Mapping[str, bytes]) -> dict[str, Any]:
    """All that can be found, by its address from the root of the site."""
    found = [json.loads(unpacked(data)) for path, data in files.items() if path.endswith(".pf_fragment")]
    by_address = {one["url"].removeprefix("/"): one for one in found}
    assert len(by_address) == len(found)
    return by_address


def filters(files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """What can be filtered by, and in which order."""
    found = (cbor2.loads(unpacked(data)) for path, data in files.items() if path.endswith(".pf_filter"))
    return {name: [value for value, _ in values] for name, values in found}


def with_index_read(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a site, and in the place of those of its index one with all that they say."""
    others = {path: data for path, data in files.items() if not path.startswith(f"{INDEX}/")}
    index = [data for path, data in files.items() if path not in others and not path.endswith(".pagefind")]
    said = b"\n".join(unpacked(data) if data.startswith(b"\x1f\x8b") else data for data in index)
    return {**others, INDEX: said} if index else others
