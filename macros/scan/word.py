"""Word files (Office Open XML): a zip of XML parts, all of which are read, the hidden ones too."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from macros.scan.html import bare
from macros.scan.pictures import read_picture
from macros.scan.reading import MOST_UNPACKED, Author, Fault, Item, Link, Part, Unreadable
from macros.scan.xml import parse

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPHS = frozenset((f"{_W}p", "{http://schemas.openxmlformats.org/drawingml/2006/main}p"))
_BREAKS = frozenset((f"{_W}tab", f"{_W}br", f"{_W}cr"))
_WHO = frozenset(("creator", "lastModifiedBy", "Manager"))
_PICTURES = (".png", ".jpg", ".jpeg", ".gif")
# Attributes that somebody may have written; in the others stand names and numbers of programs.
_WRITTEN = frozenset(("descr", "title", "tooltip", "alt"))
MOST_PARTS = 300


def read_word(data: bytes) -> Iterator[Item]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from _archive(archive, data)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Unreadable("it is not whole as a Word file") from None


def _archive(archive: zipfile.ZipFile, data: bytes) -> Iterator[Item]:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or len(names) < len(parts) or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("it has too many parts, or one twice, or is too large unpacked")
    if "word/document.xml" not in names:
        raise Unreadable("it is not whole as a Word file")
    if archive.comment or not data.startswith(b"PK\x03\x04") or any(part.comment for part in parts):
        yield Fault("scan-attachment", "it carries something outside its parts; save it anew", field="metadata")
    left = MOST_UNPACKED
    for part in parts:
        if part.is_dir():
            continue
        yield Part("file name", part.filename)
        # What a part says of its own size may be a lie.
        with archive.open(part) as file:
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            raise Unreadable("it is too large unpacked")
        if part.filename.endswith((".xml", ".rels")):
            yield from _part(content, part.filename)
        elif part.filename.endswith(_PICTURES):
            yield from read_picture(content)
        else:
            message = "it holds a part that is neither text nor a picture, such as a macro or an attached file"
            yield Fault("scan-attachment", f"{message}; take it out", field="attachment")


def _part(content: bytes, name: str) -> Iterator[Item]:
    root = parse(content)
    field = "metadata" if name.startswith(("docProps/", "customXml/")) else "text"
    for outside in (*root.itersiblings(preceding=True), *root.itersiblings()):
        yield Part("comment", outside.text or "")
    whole: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            yield Part("comment", node.text or "")
        elif event == "end":
            if node.tag in _PARAGRAPHS:
                yield Part(field, "".join(whole))
                whole.clear()
            if node.tail and node.tail.strip():
                yield Part(field, node.tail)
        else:
            text = node.text or ""
            if node.tag in _BREAKS:
                whole.append("\n")
            elif text.strip() and _in_a_paragraph(node):
                whole.append(text)
            elif text.strip():
                yield Part(field, text)
            elif text and _in_a_paragraph(node):
                whole.append(text)
            yield from _says(node, name)
    yield Part(field, "".join(whole))


def _in_a_paragraph(node: etree._Element) -> bool:
    return any(above.tag in _PARAGRAPHS for above in node.iterancestors())


def _says(node: etree._Element, name: str) -> Iterator[Item]:
    """What an element says beside its text: who, and where to."""
    tag = etree.QName(node).localname
    if tag in _WHO:
        yield Author("metadata", node.text or "")
    if tag == "Relationship" and (node.get("TargetMode") or "").lower() == "external":
        yield Link(
            "attribute", bare(node.get("Target") or ""), loads=not (node.get("Type") or "").endswith("/hyperlink")
        )
    if tag in ("altChunk", "instrText", "fldSimple") and _calls(node):
        yield Fault("scan-element", "it calls for the content of another file; take that out", field="text")
    for key, value in node.items():
        attribute = etree.QName(key).localname
        written = attribute in _WRITTEN or (attribute == "val" and " " in value)
        yield Part("attribute" if written else "property", value)
        if key == f"{_W}author":
            message = (
                "it keeps a comment or a change with the name of whoever wrote it; accept changes, delete comments"
            )
            yield Fault("scan-author", message, field="comment")


def _calls(node: etree._Element) -> bool:
    words = f"{node.text or ''} {node.get(f'{_W}instr') or ''}".upper().split()
    return node.tag == f"{_W}altChunk" or any(
        word in ("INCLUDETEXT", "INCLUDEPICTURE", "DDE", "DDEAUTO", "LINK") for word in words
    )
