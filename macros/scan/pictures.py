"""Pictures: they may show, and not say. What is not needed to draw one is refused, known or not.

A list of what may be there is shorter and safer than one of what may not: cameras, phones and
programs write places, times and names in ever new ways.
"""

import struct
import zlib
from collections.abc import Iterator

from macros.scan.reading import Fault, Item, Unreadable

# What makers of these formats need to draw: the parts of the PNG specification (third edition) without text, time,
# EXIF and colour profiles, which name devices.
_PNG = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB cICP mDCV cLLI pHYs sBIT bKGD hIST acTL fcTL fdAT".split())
_WEBP = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"))
_WEBP_SAYS = 0b00101100  # flags of VP8X: ICC profile, EXIF, XMP
# JPEG (ITU T.81): tables, frames and scans. APP0 and APP14 say how colours are coded, when they are as short as this.
_JPEG_TABLES = frozenset(
    (0xDB, 0xC4, 0xCC, 0xDD, *range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0))
)
_JPEG_APPS = {0xE0: (b"JFIF\0", 14), 0xEE: (b"Adobe", 12)}
_LOOP = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def read_picture(data: bytes) -> Iterator[Item]:
    """Any picture, by what it is and not by its name."""
    try:
        says = next((walk(data) for begin, walk in _KINDS.items() if data.startswith(begin)), None)
    except (IndexError, ValueError, struct.error):
        raise Unreadable("the picture is damaged") from None
    if says is None:
        raise Unreadable("it is no picture of a kind that is known")
    if says:
        message = f"the picture carries {says}, which can tell where, when and by whom; save it anew without"
        yield Fault("scan-picture", message, field="metadata")


def _png(data: bytes) -> str:
    place, kind = 8, b""
    while place < len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        if kind not in _PNG:
            return "a note"
        crc = struct.unpack_from(">I", data, place + 8 + length)[0]
        if crc != zlib.crc32(data[place + 4 : place + 8 + length]):
            raise struct.error
        place += 12 + length
        if kind == b"IEND":
            break
    if kind != b"IEND":
        raise struct.error
    return "something after its end" if place < len(data) else ""


def _jpeg(data: bytes) -> str:
    place = 2
    while True:
        if data[place] != 0xFF:
            raise struct.error
        marker = data[place + 1]
        if marker == 0xFF:  # filling
            place += 1
            continue
        if marker == 0xD9:
            return "something after its end" if place + 2 < len(data) else ""
        length = struct.unpack_from(">H", data, place + 2)[0]
        body = data[place + 4 : place + 2 + length]
        if marker in _JPEG_APPS:
            name, size = _JPEG_APPS[marker]
            if not body.startswith(name) or len(body) != size:
                return "a note"
        elif marker != 0xDA and marker not in _JPEG_TABLES:
            return "a note"
        place += 2 + length
        if marker == 0xDA:
            place = _after_scan(data, place)


def _after_scan(data: bytes, place: int) -> int:
    """Where the next marker stands, after data in which FF is followed by 0 or by the number of a restart."""
    while True:
        place = data.index(b"\xff", place)
        if data[place + 1] == 0 or 0xD0 <= data[place + 1] <= 0xD7:
            place += 2
        else:
            return place


def _gif(data: bytes) -> str:
    place = 13 + _colours(data[10])
    while True:
        sign = data[place]
        if sign == 0x3B:
            return "something after its end" if place + 1 < len(data) else ""
        if sign == 0x2C:
            place += 10 + _colours(data[place + 9])
            place = _blocks(data, place + 1)
        elif sign == 0x21 and data[place + 1] == 0xF9:
            place = _blocks(data, place + 2)
        elif sign == 0x21 and data[place + 1] == 0xFF and data[place + 3 : place + 14] in _LOOP:
            end = _blocks(data, place + 2)
            if end - place > 19:
                return "a note"
            place = end
        elif sign == 0x21:
            return "a note"
        else:
            raise struct.error


def _colours(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks(data: bytes, place: int) -> int:
    while data[place]:
        place += 1 + data[place]
    return place + 1


def _webp(data: bytes) -> str:
    if data[8:12] != b"WEBP":
        raise struct.error
    end = 8 + struct.unpack_from("<I", data, 4)[0]
    place = 12
    while place < end:
        kind, length = struct.unpack_from("<4sI", data, place)
        if kind not in _WEBP or (kind == b"VP8X" and data[place + 8] & _WEBP_SAYS):
            return "a note"
        place += 8 + length + length % 2
    if place != end or end > len(data):
        raise struct.error
    return "something after its end" if end < len(data) else ""


def _ico(data: bytes) -> str:
    """Small pictures in one file, each of them a PNG or plain dots."""
    count = struct.unpack_from("<H", data, 4)[0]
    spans = []
    for number in range(count):
        size, begin = struct.unpack_from("<II", data, 6 + 16 * number + 8)
        spans.append((begin, begin + size))
        inner = data[begin : begin + size]
        if len(inner) != size or size < 40:
            raise struct.error
        if inner.startswith(b"\x89PNG") and (says := _png(inner)):
            return says
    place = 6 + 16 * count
    for begin, end in sorted(spans):
        if begin != place:
            return "something between its pictures"
        place = end
    return "something after its end" if place < len(data) else ""


_KINDS = {
    b"\x89PNG\r\n\x1a\n": _png,
    b"\xff\xd8": _jpeg,
    b"GIF87a": _gif,
    b"GIF89a": _gif,
    b"RIFF": _webp,
    b"\x00\x00\x01\x00": _ico,
}


def read_font(data: bytes) -> Iterator[Item]:
    """A font. Only those that the project brings go out, and no notes within."""
    if data[:4] in (b"wOFF", b"wOF2"):
        place = 24 if data[:4] == b"wOFF" else 28
        if len(data) < place + 20:
            raise Unreadable("the font is damaged")
        if any(struct.unpack_from(">5I", data, place)):
            yield Fault("scan-font", "the font carries notes of its maker; save it anew without", field="metadata")
    elif data[:4] not in (b"\0\1\0\0", b"OTTO", b"true"):
        raise Unreadable("it is no font of a kind that is known")
