"""The files of an index as Pagefind packs them, each called by what is in it."""

import gzip
from hashlib import sha256
from typing import Any

import cbor2

from macros.search_index.pagefind import LANGUAGE

# What stands before the data of every packed file.
SIGNATURE = b"pagefind_dcd"


def unpacked(data: bytes) -> bytes:
    """What stands in a packed file. Raises ValueError."""
    whole = gzip.decompress(data)
    if not whole.startswith(SIGNATURE):
        raise ValueError("Pagefind writes its files in another way than macros/search_index/packed.py knows")
    return whole.removeprefix(SIGNATURE)


def read(data: bytes) -> Any:
    """The lists in a packed file. Raises ValueError."""
    return cbor2.loads(unpacked(data))


def packed(value: object) -> bytes:
    return gzip.compress(SIGNATURE + cbor2.dumps(value), mtime=0)


def name(data: bytes) -> str:
    return f"{LANGUAGE}_{sha256(data).hexdigest()[:10]}"
