"""What says what is in an index: the same whenever it is made, though Pagefind writes in no order.

Each entry is called by its kind and its address. So the search knows the kind of a result without loading more, the
list of a large site packs well, and whoever holds an older list finds under a name that entry or nothing.
"""

import json
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from macros.search_index.packed import name, packed, read, unpacked
from macros.search_index.words import Piece

ENTRY = "pagefind-entry.json"


def called(fragment: bytes) -> str:
    """The name of an entry, from the file that says what is found there. Raises ValueError."""
    whole = json.loads(unpacked(fragment))
    address = whole["url"].replace("#", "")
    return f"{whole['meta']['kind']}{address}{'index' if address.endswith('/') else ''}"


def in_order(files: Mapping[str, bytes], names: Mapping[str, str], pieces: Iterable[Piece]) -> dict[str, bytes]:
    """The files that say what is in an index, by path, with what is in them sorted; each is called by that.

    Names are those of entries, by what Pagefind calls them. Raises ValueError.
    """
    entry = json.loads(files[ENTRY])
    sorted_files: dict[str, bytes] = {}
    for language in entry["languages"].values():
        version, pages, _, filters, *others = read(files[f"pagefind.{language['hash']}.pf_meta"])
        for one in filters:
            title, values = read(files[f"filter/{one[1]}.pf_filter"])
            data = packed([title, sorted([value, sorted(pages)] for value, pages in values)])
            one[1] = name(data)
            sorted_files[f"filter/{one[1]}.pf_filter"] = data
        pages = [[quote(names[page]), _about(words)] for page, words in pages]
        data = packed([version, pages, sorted(map(list, pieces)), sorted(filters), *others])
        language["hash"] = name(data)
        sorted_files[f"pagefind.{language['hash']}.pf_meta"] = data
    written = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    return {**sorted_files, ENTRY: written.encode()}


def _about(words: int) -> int:
    """How long an entry is, to the step below: 2, 3, 4, 6, 8, 12 and so on. The fewer steps, the better they pack.

    A search asks only how long an entry is beside the others, and loads this of all of them.
    """
    step = max(words.bit_length() - 2, 0)
    return words >> step << step
