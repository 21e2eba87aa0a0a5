"""Opening a Word file that somebody sent: in bounded time and memory, and with one sentence where it is not taken."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from macros.safe_xml import NotXml, tree

# A form with an answer in every box is a fiftieth of this; pictures of a flip chart may lie in it.
MOST_BYTES = 25_000_000
MOST_UNPACKED = 50_000_000
MOST_PARTS = 300
# One part of XML, which becomes many times as large once it is taken apart.
MOST_XML = 5_000_000

TOO_LARGE = f"it is larger than {MOST_BYTES // 1_000_000} MB; take pictures out"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_NOT_WHOLE = "it is not whole as a Word file (.docx)"


class NotReadable(Exception):
    """A file that is not taken. The message says why and what to do, and nothing of what is in it."""


class Package:
    """The parts of a Word file by name, in the file's order."""

    def __init__(self, archive: zipfile.ZipFile, data: bytes) -> None:
        self._archive = archive
        self._parts = {part.filename: part for part in archive.infolist() if not part.is_dir()}
        self._left = MOST_UNPACKED
        comments = archive.comment or any(part.comment for part in archive.infolist())
        self.has_more = bool(comments) or not data.startswith(b"PK\x03\x04")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._parts)

    def read(self, name: str) -> bytes:
        """A part's bytes. What a part says of its own size may be a lie. Raises NotReadable."""
        try:
            with self._archive.open(self._parts[name]) as file:
                content = file.read(self._left + 1)
        except _BROKEN:
            raise NotReadable(_NOT_WHOLE) from None
        self._left -= len(content)
        if self._left < 0:
            raise NotReadable("it is too large unpacked")
        return content

    def tree(self, name: str) -> etree._Element:
        """A part of XML, taken apart. Raises NotReadable."""
        if name not in self._parts:
            raise NotReadable(_NOT_WHOLE)
        content = self.read(name)
        if len(content) > MOST_XML:
            raise NotReadable("its text is far longer than any form")
        try:
            return tree(content)
        except NotXml as error:
            raise NotReadable(f"a part of it cannot be read: {error}") from None


@contextmanager
def opened(data: bytes) -> Iterator[Package]:
    """A Word file's parts, none of them read yet. Raises NotReadable."""
    if data.startswith(_OLD_OR_LOCKED):
        message = "it is protected with a password, or an old .doc; take the password off, and save it as .docx"
        raise NotReadable(message)
    # Told by the entries of its table of contents, before thousands of them are read.
    if data.count(b"PK\x01\x02") > 2 * MOST_PARTS:
        raise NotReadable("it has too many parts")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN:
        raise NotReadable("it is not a Word file (.docx), or not whole") from None
    with archive:
        _refuse(archive.infolist())
        yield Package(archive, data)


def _refuse(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename.lower() for part in parts}
    if len(parts) > MOST_PARTS or len(names) < len(parts) or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise NotReadable("it has too many parts, or one twice, or is too large unpacked")
    for part in parts:
        if part.flag_bits & 0x1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotReadable("it is packed or protected in a way that Word does not use; save it as .docx anew")
        # orig_filename: what stands after a NUL is cut off elsewhere.
        name = part.orig_filename
        if name.startswith("/") or ".." in name.split("/") or any(sign in name for sign in "\\:\0"):
            raise NotReadable("a part of it has a name that leads out of the file; save it as .docx anew")


def text_of_form(data: bytes) -> etree._Element:
    """The text of a Word file that somebody filled in; nothing in it runs or calls for more. Raises NotReadable."""
    if not data:
        raise NotReadable("it is empty")
    if len(data) > MOST_BYTES:
        raise NotReadable(TOO_LARGE)
    with opened(data) as package:
        return package.tree(main_part(package))


def main_part(package: Package) -> str:
    """The name of the part that holds a file's text. Raises NotReadable for what is none of Word, or holds macros."""
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in package.names):
        raise NotReadable("it holds macros; save it as .docx without them")
    kinds = {
        (node.get("PartName") or "").lstrip("/"): node.get("ContentType") or ""
        for node in package.tree("[Content_Types].xml").iter("{*}Override")
    }
    if any("macroenabled" in kind.lower() for kind in kinds.values()):
        raise NotReadable("it holds macros; save it as .docx without them")
    main = ""
    for name in package.names:
        if not name.endswith(".rels"):
            continue
        for node in package.tree(name).iter("{*}Relationship"):
            kind = node.get("Type") or ""
            outside = (node.get("TargetMode") or "").lower() == "external"
            # A link that a reader may follow loads nothing: Word makes one of every address that somebody writes.
            if outside and not kind.endswith("/hyperlink"):
                message = "it calls for a picture, template or file that lies outside it; take that out"
                raise NotReadable(f"{message}, and save it as .docx anew")
            if name == "_rels/.rels" and kind.endswith("/officeDocument"):
                main = (node.get("Target") or "").lstrip("/")
    if kinds.get(main) != MAIN:
        raise NotReadable("it is not a Word file (.docx), or not whole")
    return main
