"""Word files (Office Open XML): a zip of XML parts, all of which are read, the hidden ones too."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

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
_CALLING = frozenset(("altChunk", "instrText", "fldSimple"))
# Of these alone the text tells more than what is written there.
_TELLING = _WHO | _CALLING
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
    open_paragraphs = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            yield Part("comment", node.text or "")
        elif event == "end":
            if node.tag in _PARAGRAPHS:
                open_paragraphs -= 1
                yield Part(field, "".join(whole))
                whole.clear()
            if node.tail and node.tail.strip():
                yield Part(field, node.tail)
        else:
            text = node.text or ""
            if node.tag in _BREAKS:
                whole.append("\n")
            elif open_paragraphs:
                whole.append(text)
            elif text.strip():
                yield Part(field, text)
            tag = str(node.tag)
            yield from _says(tag, text if _local(tag) in _TELLING else "", tuple(node.items()))
            open_paragraphs += node.tag in _PARAGRAPHS
    yield Part(field, "".join(whole))


@lru_cache(1_000)
def _local(name: str) -> str:
    """The name of an element or attribute without its space."""
    return etree.QName(name).localname


@lru_cache(10_000)
def _says(name: str, text: str, attributes: tuple[tuple[str, str], ...]) -> Sequence[Item]:
    """What an element says beside its text: who, and where to. Most are the same again and again."""
    tag, of = _local(name), dict(attributes)
    found: list[Item] = []
    if tag in _WHO:
        found.append(Author("metadata", text))
    if tag == "Relationship" and (of.get("TargetMode") or "").lower() == "external":
        loads = not (of.get("Type") or "").endswith("/hyperlink")
        found.append(Link("attribute", bare(of.get("Target") or ""), loads=loads))
    if tag in _CALLING and (name == f"{_W}altChunk" or _calls(f"{text} {of.get(f'{_W}instr') or ''}")):
        found.append(Fault("scan-element", "it calls for the content of another file; take that out", field="text"))
    for key, value in attributes:
        attribute = _local(key)
        written = attribute in _WRITTEN or (attribute == "val" and " " in value)
        found.append(Part("attribute" if written else "property", value))
        if key == f"{_W}author":
            message = (
                "it keeps a comment or a change with the name of whoever wrote it; accept changes, delete comments"
            )
            found.append(Fault("scan-author", message, field="comment"))
    return found


def _calls(text: str) -> bool:
    return any(word in ("INCLUDETEXT", "INCLUDEPICTURE", "DDE", "DDEAUTO", "LINK") for word in text.upper().split())
