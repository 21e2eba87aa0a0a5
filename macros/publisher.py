"""The publisher itself, as one digest: whatever was made with another one is made anew."""

import sys
from functools import cache
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path
from unicodedata import unidata_version


@cache
def publisher() -> str:
    """A digest of the publisher's files, of Python, and of what is installed beside it."""
    package = Path(__file__).parent
    beside = sorted(f"{one.name} {one.version}" for one in distributions())
    whole = sha256("\n".join([sys.version, unidata_version, *beside]).encode())
    for file in sorted(package.rglob("*")):
        if file.suffix != ".pyc" and file.is_file():
            whole.update(f"\n{file.relative_to(package).as_posix()}\n".encode() + file.read_bytes())
    return whole.hexdigest()
