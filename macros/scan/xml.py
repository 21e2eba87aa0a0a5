"""XML: feeds, the sitemap and drawings. It must be whole, and must not call for anything outside itself."""

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from macros.safe_xml import NotXml, tree
from macros.scan.css import styles
from macros.scan.html import bare, is_html, read_fragment
from macros.scan.reading import Author, Fault, Item, Link, Part, Unreadable, as_text

_SVG = "{http://www.w3.org/2000/svg}"
_LINKS = frozenset(("href", "src", "url"))
# In a drawing, what is followed only by somebody who wants to.
_READ = frozenset(("a", "link"))
_REFUSED = frozenset(
    ("script", "foreignObject", "set", "handler", "listener", "iframe", "embed", "object", "audio", "video")
)
# Programs that draw leave their own notes: layers, file paths, names of people.
_NOTES = ("metadata", "title", "desc")


def parse(data: bytes) -> etree._Element:
    """The tree of an XML file without any entity of its own. Raises Unreadable."""
    as_text(data)
    try:
        return tree(data)
    except NotXml as error:
        raise Unreadable(str(error)) from None


def read_xml(data: bytes) -> Iterator[Item]:
    root = parse(data)
    for node in (*root.itersiblings(preceding=True), *root.iter(), *root.itersiblings()):
        line = node.sourceline or 1
        if isinstance(node, etree._ProcessingInstruction):
            yield Part("instruction", f"{node.target} {node.text or ''}", line)
            if node.target == "xml-stylesheet":
                yield Fault("scan-element", "it calls for a style sheet; take the instruction out", line)
        elif not isinstance(node.tag, str):
            yield Part("comment", node.text or "", line)
        else:
            yield from _element(node, line)
        if node.tail and node.tail.strip():
            yield Part("text", node.tail, line)


def _element(node: etree._Element, line: int) -> Iterator[Item]:
    name = etree.QName(node).localname
    drawing = node.tag.startswith(_SVG) if isinstance(node.tag, str) else False
    if name in _REFUSED or (drawing and name.startswith("animate")):
        yield Fault("scan-element", f"found a <{name}>, which has no place here; take it out", line)
    if name == "style":
        yield from styles(node.text or "", line)
    elif node.text and is_html(node.text):
        yield from read_fragment(node.text, line)
    elif node.text and node.text.strip():
        yield Part("metadata" if drawing and name in _NOTES else "text", node.text, line)
    above = [etree.QName(one).localname for one in islice(node.iterancestors(), 2)]
    if (name == "name" and above[:1] == ["author"]) or (name == "li" and above[1:] == ["creator"]):
        yield Author("author", node.text or "", line)
    for key, value in node.items():
        attribute = etree.QName(key).localname
        yield Part("attribute", value, line)
        if attribute.lower().startswith("on"):
            yield Fault("scan-handler", "found an attribute that runs as a script; take it out", line, "attribute")
        elif attribute == "style":
            yield from styles(value, line, "attribute")
        elif attribute in _LINKS:
            yield Link("attribute", bare(value), line, loads=drawing and name not in _READ)
        elif drawing and "url(" in value:
            yield from styles(value, line, "attribute")
