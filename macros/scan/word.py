"""Word files (Office Open XML): a zip of XML parts, all of which are read, the hidden ones too."""

from collections.abc import Iterator

from lxml import etree

from macros.scan.html import bare
from macros.scan.pictures import read_picture
from macros.scan.reading import Author, Fault, Item, Link, Part, Unreadable
from macros.scan.xml import parse
from macros.word.package import NotReadable, Package, opened

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPHS = frozenset((f"{_W}p", "{http://schemas.openxmlformats.org/drawingml/2006/main}p"))
_BREAKS = frozenset((f"{_W}tab", f"{_W}br", f"{_W}cr"))
_WHO = frozenset(("creator", "lastModifiedBy", "Manager"))
_PICTURES = (".png", ".jpg", ".jpeg", ".gif")
# Attributes that somebody may have written; in the others stand names and numbers of programs.
_WRITTEN = frozenset(("descr", "title", "tooltip", "alt"))


def read_word(data: bytes) -> Iterator[Item]:
    try:
        with opened(data) as package:
            yield from _package(package)
    except NotReadable as error:
        raise Unreadable(str(error)) from None


def _package(package: Package) -> Iterator[Item]:
    yield from outside_of_parts(package)
    for name in package.names:
        yield from part(package.read(name), name)


def outside_of_parts(package: Package) -> Iterator[Item]:
    """Whether a file is one of Word, and has nothing but its parts. Raises Unreadable."""
    if "word/document.xml" not in package.names:
        raise Unreadable("it is not whole as a Word file")
    if package.has_more:
        yield Fault("scan-attachment", "it carries something outside its parts; save it anew", field="metadata")


def part(content: bytes, name: str) -> Iterator[Item]:
    """A part with this name."""
    yield Part("file name", name)
    if name.endswith((".xml", ".rels")):
        yield from _xml(content, name)
    elif name.endswith(_PICTURES):
        yield from read_picture(content)
    else:
        message = "it holds a part that is neither text nor a picture, such as a macro or an attached file"
        yield Fault("scan-attachment", f"{message}; take it out", field="attachment")


def _xml(content: bytes, name: str) -> Iterator[Item]:
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
