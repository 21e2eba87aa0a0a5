"""Taking a case out of files of data: the smallest entry that names it, and nothing else of the file."""

import csv
import io
import json
import re
from collections.abc import Callable
from itertools import zip_longest

from lxml import etree

from macros.publish.taken_out.traces import Traces

# New bytes of a file without the case; None where nothing of the file can stay.
Cut = Callable[[bytes, Traces], bytes | None]

# What stands for a value that names the case itself.
_GONE = object()
# Words of the partnership, whose ids a reference may equal by chance.
_VOCABULARY = frozenset(("themes", "theme", "agencies", "agency", "names of agencies", "age_band", "status"))
_ENTRIES = ("url", "entry", "item")
_END = re.compile(r"(?mi)^END:(VEVENT|VTODO|VJOURNAL)\s*$")


def out_of_json(data: bytes, traces: Traces) -> bytes | None:
    """JSON without the objects and entries of lists that name the case."""
    whole = json.loads(data)
    value = _pruned(whole, traces)
    if value is _GONE or value == whole:
        return None if value is _GONE else data
    indent, separators = (1, None) if b"\n" in data[:3] else (None, (",", ":"))
    text = json.dumps(value, ensure_ascii=data.isascii(), indent=indent, separators=separators)
    return (text + ("\n" if data.endswith(b"\n") else "")).encode()


def _pruned(value: object, traces: Traces) -> object:
    if isinstance(value, str):
        mended = traces.without_links(value) if "<a" in value else value
        return _GONE if traces.is_named_in(mended) else mended
    if isinstance(value, list):
        return [inner for inner in (_pruned(one, traces) for one in value) if inner is not _GONE]
    if not isinstance(value, dict):
        return value
    found: dict[str, object] = {}
    for name, one in value.items():
        inner = one if name in _VOCABULARY else _pruned(one, traces)
        if inner is _GONE and isinstance(one, str):
            return _GONE
        if inner is not _GONE and not traces.is_named_in(name):
            found[name] = inner
    return found


def out_of_xml(data: bytes, traces: Traces) -> bytes | None:
    """A sitemap or feed without the entries that name the case; None where it is named elsewhere in it."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    entries = [one for one in root.iter() if isinstance(one.tag, str) and etree.QName(one).localname in _ENTRIES]
    gone = [one for one in entries if _is_named_in_element(one, traces)]
    for entry in gone:
        _drop(entry)
    if _is_named_in_element(root, traces):
        return None
    if not gone:
        return data
    declared = data.lstrip().startswith(b"<?xml")
    text = etree.tostring(root.getroottree(), encoding="unicode")
    first = '<?xml version="1.0" encoding="UTF-8"?>\n' if declared else ""
    return (first + text + ("\n" if data.endswith(b"\n") else "")).encode()


def _drop(entry: etree._Element) -> None:
    """An entry goes with the white space after it; other text stays."""
    above, before, after = entry.getparent(), entry.getprevious(), entry.tail or ""
    if above is None:
        return
    if after.strip() and before is not None:
        before.tail = (before.tail or "") + after
    elif after.strip():
        above.text = (above.text or "") + after
    entry.tail = None
    above.remove(entry)


def _is_named_in_element(top: etree._Element, traces: Traces) -> bool:
    for one in top.iter():
        values = [one.text or "", (one.tail or "") if one is not top else "", *map(str, one.attrib.values())]
        if any(map(traces.is_named_in, filter(str.strip, values))):
            return True
    return False


def out_of_calendar(data: bytes, traces: Traces) -> bytes | None:
    """An iCalendar file without the events that name the case."""
    kept: list[str] = []
    begun: list[str] | None = None
    for line in data.decode("utf-8").splitlines(keepends=True):
        if re.match(r"(?i)BEGIN:(VEVENT|VTODO|VJOURNAL)\s*$", line):
            begun = []
        if begun is None:
            kept.append(line)
            continue
        begun.append(line)
        if _END.match(line):
            kept += [] if _is_named_in_event("".join(begun), traces) else begun
            begun = None
    kept += begun or []
    return None if _is_named_in_event("".join(kept), traces, whole=True) else "".join(kept).encode()


def _is_named_in_event(text: str, traces: Traces, *, whole: bool = False) -> bool:
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    values = [line.partition(":")[2] for line in unfolded.splitlines()]
    if whole:  # of other events the addresses alone: their texts were looked at one by one
        return any(map(traces.has_address, values))
    return any(traces.is_named_in(re.sub(r"\\([,;\\])", r"\1", value)) for value in values)


def out_of_table(data: bytes, traces: Traces) -> bytes | None:
    """A table (CSV) without the rows that name the case; its head stays."""
    lines = list(io.StringIO(data.decode("utf-8"), newline=""))
    reader = csv.reader(lines)
    kept: list[str] = []
    head: list[str] = []
    begun = 0
    for number, row in enumerate(reader):
        head = row if number == 0 else head
        told = (cell for name, cell in zip_longest(head, row, fillvalue="") if name not in _VOCABULARY)
        if number == 0 or not any(map(traces.is_named_in, told)):
            kept += lines[begun : reader.line_num]
        begun = reader.line_num
    return "".join(kept).encode()


def out_of_lines(data: bytes, traces: Traces) -> bytes | None:
    """A text for machines without the lines that have an address of the case or its title."""
    lines = data.decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not (traces.has_address(line) or traces.is_named_in(line))).encode()


CUTS: dict[str, Cut] = {
    ".json": out_of_json,
    ".xml": out_of_xml,
    ".svg": out_of_xml,
    ".ics": out_of_calendar,
    ".csv": out_of_table,
    ".txt": out_of_lines,
    "": out_of_lines,
}
