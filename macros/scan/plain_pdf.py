"""The objects of a PDF that is written as plainly as our typesetter writes one: quick, and for no other.

Every byte of it is accounted for: objects in a row, each where the table at the end has it, each with
its words in the open. Whatever differs by a sign is not read here at all, but object by object by pypdf.
"""

import io
import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256

from pypdf.generic import ByteStringObject, TextStringObject, create_string_object, read_string_from_stream

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

# A text in an object, and one that says the same without its brackets.
_TEXT = re.compile(_STRING, re.DOTALL)
_AS_IT_STANDS = re.compile(rb"\([ -'*-\[\]-~]*\)")
# Objects differ mostly in their texts and numbers. How long a number is, or which, tells nothing but in a name.
_TO, _POINTS = b" 0 R", b"\1"
_LIKE = bytes.maketrans(b"023456789", b"111111111")
_NUMBERED = re.compile(rb"/[^ \n/<>\[\]()0-9]*\d[^ \n/<>\[\]()]*")
_MOST_SEEN = 20_000
_seen: dict[tuple[bytes, ...], tuple[frozenset[bytes], tuple[bytes, ...]]] = {}
"""What is known of objects by all but their texts and numbers, in which many of a run are alike: their names, and the
key that each text stands at."""

# What our typesetter says of its colours, once for colours and once for grey. To work it out costs a viewer more
# than all else on a page, and no text depends on it.
_PROFILES = frozenset(
    (
        "171d5af2b892cb0b0fa0255b06e1d999c487d8e29b81fc6d114b5a77c56036ad",
        "8d8cdf7b66f7994f8792cecd63156a3e1d171420e9286b190d2b871b894caf94",
    )
)


class NotPlain(Exception):
    """The file has to be read in another way."""


class PlainPdf:
    """A plain file: its names, its texts with the keys that they stand at, and those of its streams that tell.

    Raises NotPlain.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.names: set[bytes] = set()
        self.strings: list[tuple[bytes, bytes]] = []
        self.metadata: list[bytes] = []
        self.pictures: list[bytes] = []
        self.profiles: list[tuple[int, int, int]] = []
        place = _matched(_HEAD.match(data)).end()
        places: list[int] = []
        while begin := _BEGIN.match(data, place):
            places.append(place)
            if int(begin[1]) != len(places) or len(places) > _MOST_OBJECTS:
                raise NotPlain
            place = self._next(len(places), begin.end(), begin[2])
        self._end(place, places)
        if self.names & _OTHERWISE:
            raise NotPlain

    def items(self) -> Iterator[Item]:
        """What `macros.scan.pdf` finds in the objects, each thing once."""
        yield from (Part("property", name.decode()) for name in self.names)
        for key, raw in set(self.strings):
            yield from of_string(_decoded(raw), f"/{key.decode()}")
        for written in self.metadata:
            yield from of_metadata(written)
        for picture in self.pictures:
            yield from read_picture(picture)

    def without_profiles(self) -> bytes:
        """The file with nothing in the place of the colour profiles that are known: its texts are the same.

        Only of those that nothing points to but a colour.
        """
        data = bytearray(self.data)
        for number, begin, end in self.profiles:
            if self.data.count(b"%d 0 R" % number) == self.data.count(b"[/ICCBased %d 0 R]" % number):
                data[begin:end] = bytes(end - begin)
        return bytes(data)

    def _next(self, number: int, place: int, opened: bytes) -> int:
        """Read the object that begins here, unless it is like one before it."""
        end = self.data.find(_DONE, place)
        if end < 0:
            raise NotPlain
        written = self.data[place:end]
        if b"stream" in written or _POINTS in written:
            return self._object(number, place, opened)
        parts = _TEXT.split(written)
        shape, texts = opened + b"()".join(parts[::2]), parts[1::2]
        like = shape.replace(_TO, _POINTS).translate(_LIKE)
        for _ in range(3):
            like = like.replace(b"11", b"1")
        key = like, *_NUMBERED.findall(shape)
        if known := _seen.get(key):
            self.names |= known[0]
            self.strings += zip(known[1], texts, strict=True)
            return end + len(_DONE)
        names, strings, self.names, self.strings = self.names, self.strings, set(), []
        place = self._object(number, place, opened)
        whole = place == end + len(_DONE) and texts == [text for _, text in self.strings]
        if whole and len(_seen) < _MOST_SEEN:
            _seen[key] = frozenset(self.names), tuple(name for name, _ in self.strings)
        self.names |= names
        self.strings += strings
        return place

    def _object(self, number: int, place: int, opened: bytes) -> int:
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
        self._stream(number, entries, begin, end)
        return end + len(_STREAM_DONE)

    def _stream(self, number: int, entries: dict[bytes, bytes], begin: int, end: int) -> None:
        packed = entries.get(b"Filter")
        if entries.get(b"Type") == b"Metadata":
            if packed is not None:
                raise NotPlain
            self.metadata.append(self.data[begin:end])
        elif entries.get(b"Subtype") == b"Image":
            if packed == b"DCTDecode":
                self.pictures.append(self.data[begin:end])
            elif packed not in (None, b"FlateDecode"):
                raise NotPlain
        elif b"N" in entries and sha256(self.data[begin:end]).hexdigest() in _PROFILES:
            self.profiles.append((number, begin, end))

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
                self.strings.append((key, string))
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
    if raw.startswith(b"<"):
        return create_string_object(bytes.fromhex(raw[1:-1].decode()))  # half a sign is for the full reading
    if _AS_IT_STANDS.fullmatch(raw):
        return create_string_object(raw[1:-1])
    return read_string_from_stream(io.BytesIO(raw))
