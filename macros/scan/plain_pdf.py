"""The objects of a PDF that is written as plainly as our typesetter writes one: quick, and for no other.

Every byte of it is accounted for: objects in a row, each where the table at the end has it, each with
its words in the open. Whatever differs by a sign is not read here at all, but object by object by pypdf.
"""

import io
import re
from collections.abc import Iterator
from functools import lru_cache

from pypdf.generic import ByteStringObject, TextStringObject, read_hex_string_from_stream, read_string_from_stream

from macros.scan.pdf import REFUSED, of_metadata, of_string
from macros.scan.pictures import read_picture
from macros.scan.reading import Item, Part

_MOST_OBJECTS = 20_000
_MOST_DEPTH = 50

_NAME = rb"/([!$&'*-.0-;=?-Z\\^-z|~]+)"
_LETTERS = rb"[^()\\]|\\."
_STRING = rb"(\((?:" + _LETTERS + rb"|\((?:" + _LETTERS + rb")*+\))*+\)|<[0-9A-Fa-f]*+>)"
_NUMBER = rb"(?:\d+ 0 R|[+-]?(?:\d+(?:\.\d*)?|\.\d+)|true|false|null)(?=[ \n/<>\[\]()])"
# What may come next in a dictionary: a key with a value, or one that begins there, or its end.
_ENTRY = re.compile(
    rb"[ \n]*(?:" + _NAME + rb"[ \n]*(?:(<<|\[)|" + _NAME + rb"|" + _STRING + rb"|(" + _NUMBER + rb"))|>>)", re.DOTALL
)
# In an array, numbers say nothing, one or many.
_PART = re.compile(rb"(?:[ \n]*" + _NUMBER + rb")*+[ \n]*(?:(<<|\[)|" + _NAME + rb"|" + _STRING + rb"|\])", re.DOTALL)
_HEAD = re.compile(rb"%PDF-1\.\d\n%[\x80-\xff]{4}\n+")
_BEGIN = re.compile(rb"([1-9]\d{0,6}) 0 obj\n(<<|\[)")
_TABLE = re.compile(rb"xref\n0 (\d{1,7})\n0000000000 65535 f\r\n((?:\d{10} 00000 n\r\n)*+)trailer\n<<")
_TAIL = re.compile(rb"\nstartxref\n(\d{1,10})\n%%EOF\n?\Z")
_DONE, _STREAM, _STREAM_DONE = b"\nendobj\n", b"\nstream\n", b"\nendstream\nendobj\n"
_OF_THE_TRAILER = frozenset((b"Size", b"Root", b"Info", b"ID"))
# What leads to more than stands in the open.
_OTHERWISE = frozenset((b"ObjStm", b"XRef", b"Encrypt", b"Crypt", *(name[1:].encode() for name in REFUSED)))

# Figures but 0, which says that an object was never written anew, are alike.
_LIKE = bytes.maketrans(b"23456789", b"11111111")
_FIGURE = re.compile(rb"\d")
_MOST_SEEN = 20_000
_seen: dict[bytes, frozenset[bytes]] = {}
"""The names of objects without texts, which many files of this run have."""


class NotPlain(Exception):
    """The file has to be read in another way."""


def objects(data: bytes) -> Iterator[Item]:
    """What `macros.scan.pdf` finds in the objects, each thing once. Raises NotPlain."""
    file = _File(data)
    if file.names & _OTHERWISE:
        raise NotPlain
    yield from (Part("property", name.decode()) for name in file.names)
    for key, raw in file.strings:
        yield from of_string(_decoded(raw), f"/{key.decode()}")
    for written in file.metadata:
        yield from of_metadata(written)
    for picture in file.pictures:
        yield from read_picture(picture)


class _File:
    """A plain file: its names, its texts with the keys that they stand at, and those of its streams that tell."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.names: set[bytes] = set()
        self.strings: set[tuple[bytes, bytes]] = set()
        self.metadata: list[bytes] = []
        self.pictures: list[bytes] = []
        place = _matched(_HEAD.match(data)).end()
        places = []
        while begin := _BEGIN.match(data, place):
            places.append(place)
            if int(begin[1]) != len(places) or len(places) > _MOST_OBJECTS:
                raise NotPlain
            place = self._next(begin.start(2), begin[2])
        self._end(place, places)

    def _next(self, place: int, opened: bytes) -> int:
        """Read the object that begins here, unless it is like one before it: most differ in numbers alone."""
        end = self.data.find(_DONE, place)
        like = self.data[place:end].translate(_LIKE)
        alike = b"(" not in like and b"stream" not in like and like.count(b"<") == 2 * like.count(b"<<")
        if alike and (names := _seen.get(like)) is not None:
            self.names |= names
            return end + len(_DONE)
        others, self.names = self.names, set()
        place = self._object(place + len(opened), opened)
        # Figures in a name tell it from another.
        if alike and len(_seen) < _MOST_SEEN and not any(map(_FIGURE.search, self.names)):
            _seen[like] = frozenset(self.names)
        self.names |= others
        return place

    def _object(self, place: int, opened: bytes) -> int:
        entries: dict[bytes, bytes] = {}
        place = self._value(place, opened, entries)
        if self.data.startswith(_DONE, place):
            return place + len(_DONE)
        length = entries.get(b"Length", b"")
        if not self.data.startswith(_STREAM, place) or not length.isdigit():
            raise NotPlain
        begin = place + len(_STREAM)
        end = begin + int(length)
        if not self.data.startswith(_STREAM_DONE, end):
            raise NotPlain
        self._stream(entries, self.data[begin:end])
        return end + len(_STREAM_DONE)

    def _stream(self, entries: dict[bytes, bytes], content: bytes) -> None:
        packed = entries.get(b"Filter")
        if entries.get(b"Type") == b"Metadata":
            if packed is not None:
                raise NotPlain
            self.metadata.append(content)
        elif entries.get(b"Subtype") == b"Image":
            if packed == b"DCTDecode":
                self.pictures.append(content)
            elif packed not in (None, b"FlateDecode"):
                raise NotPlain

    def _value(self, place: int, opened: bytes, entries: dict[bytes, bytes]) -> int:
        """Read a dictionary or an array to its end; what the outermost has at its keys goes into ``entries``."""
        # Of a dictionary what it has, of an array the key that it stands at.
        within: list[dict[bytes, bytes] | bytes] = [entries if opened == b"<<" else b""]
        while within:
            inner = within[-1]
            found = _matched((_PART if isinstance(inner, bytes) else _ENTRY).match(self.data, place))
            place = found.end()
            if isinstance(inner, bytes):
                key, (opens, name, string) = inner, found.groups()
            else:
                key, opens, name, string, number = found.groups()
                if key is None:
                    within.pop()
                    continue
                if key in inner:
                    raise NotPlain
                inner[key] = opens or name or number or b""
                self.names.add(key)
            if string is not None:
                self.strings.add((key, string))
            elif name is not None:
                self.names.add(name)
            elif opens is not None:
                within.append({} if opens == b"<<" else key)
                if len(within) > _MOST_DEPTH:
                    raise NotPlain
            elif isinstance(inner, bytes):
                within.pop()
        return place

    def _end(self, place: int, places: list[int]) -> None:
        """The table of all objects, which has each where it is, and no other; and nothing behind it."""
        table = _matched(_TABLE.match(self.data, place))
        rows = b"".join(b"%010d 00000 n\r\n" % begin for begin in places)
        trailer: dict[bytes, bytes] = {}
        tail = _matched(_TAIL.match(self.data, self._value(table.end(), b"<<", trailer)))
        size = b"%d" % (len(places) + 1)
        if table[2] != rows or {table[1], trailer.get(b"Size")} != {size} or int(tail[1]) != place:
            raise NotPlain
        if not trailer.keys() <= _OF_THE_TRAILER:
            raise NotPlain


def _matched(match: re.Match[bytes] | None) -> re.Match[bytes]:
    if match is None:
        raise NotPlain
    return match


@lru_cache(5_000)
def _decoded(raw: bytes) -> TextStringObject | ByteStringObject:
    stream = io.BytesIO(raw)
    return read_string_from_stream(stream) if raw.startswith(b"(") else read_hex_string_from_stream(stream)
