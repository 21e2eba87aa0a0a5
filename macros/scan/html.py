"""HTML, read as a browser reads it: what it says, shows, loads, runs and links to.

JSON is read here as well: a page may hold it, and its texts may hold HTML.
"""

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import ijson
from lxml import etree

from macros.scan.css import styles
from macros.scan.pictures import read_picture
from macros.scan.reading import MOST_DEPTH, Fault, Item, Link, Part, Policy, Script, Unreadable, as_text

# What stands in the middle of a word or sentence: its text is one with what is around it. Not <sup>, a note's number.
_INLINE = (
    *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark"),
    *("q", "s", "samp", "small", "span", "strong", "sub", "time", "u", "var", "wbr"),
)
# Other pages in a page, another place for all its addresses, and elements that browsers read in ways of their own.
_REFUSED = frozenset(
    (
        *("iframe", "frame", "frameset", "object", "embed", "applet", "portal", "fencedframe"),
        *("base", "foreignobject", "plaintext", "xmp", "noembed", "noframes", "template", "math"),
        *("annotation-xml",),
    )
)
BY_THEMSELVES = _REFUSED | {"script", "style"}
# Of a <link>, what only tells readers and search engines of another page.
_TELLING = frozenset(("canonical", "alternate", "next", "prev", "author", "license", "help"))
_LOADING = frozenset(
    (
        *("src", "poster", "data", "action", "formaction", "background", "ping", "manifest"),
        *("xlink:href", "codebase", "classid", "archive", "profile"),
    )
)
_SETS = frozenset(("srcset", "imagesrcset"))
_SAYING = frozenset(("title", "alt", "content", "placeholder", "label", "summary", "abbr", "value", "class", "id"))
# What stands in these is no text for people.
SILENT = frozenset(("script", "style"))
DATA_SCRIPTS = frozenset(("application/json", "application/ld+json"))
IN_JSON = re.compile(r"<(?:!--|/?script)", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,([A-Za-z0-9+/=\s]*)")
_OUTSIDE = re.compile(r"https?:|//", re.IGNORECASE)
_RUNS = re.compile(r"(?:javascript|vbscript|livescript|data|file|blob):", re.IGNORECASE)
# What a browser leaves out of an address, wherever it stands.
_LEFT_OUT = re.compile(r"^[\x00-\x20]+|[\t\n\r]+")
_BEGINS = re.compile(rb"<(script|style|iframe|frame|object|embed|base|meta|link|form|svg)[\s/>]", re.IGNORECASE)
TAG = re.compile(rb"<[A-Za-z][^>]*>")
_ATTRIBUTE = re.compile(rb"""[\s"'/]([^\s"'<>/=]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?""")
LONG_NUMBER = re.compile(rb"\d{300}")
END_WITH_MORE = re.compile(rb"</[a-z][a-z0-9-]*[\s/]+[^\s>]", re.IGNORECASE)


def read_html(data: bytes) -> Iterator[Item]:
    as_text(data)
    if not data.strip():
        return
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.LxmlError:
        raise Unreadable("it cannot be read as HTML") from None
    document = root.getroottree()
    yield Part("doctype", document.docinfo.doctype)
    seen: Counter[str] = Counter()
    attributes: set[tuple[str, ...]] = set()
    for node in (*root.itersiblings(preceding=True), *root.iter(), *root.itersiblings()):
        tag, line = node.tag, node.sourceline or 1
        if not isinstance(tag, str):
            yield Part("comment", node.text or "", line)
            continue
        seen[tag] += 1
        rules = tag == "meta" and is_policy(node)
        if rules:
            yield Policy("attribute", node.get("content") or "", line)
        if tag in BY_THEMSELVES:
            yield from _element(node, tag, line)
        for key, value in node.items():
            # Pages repeat their attributes; each is looked at where it stands first.
            if tag == "link" or (tag, key, value) not in attributes:
                attributes.add((tag, key, value))
                yield Part("property" if rules else "attribute", value, line)
                yield from of_attribute(tag, key.lower(), value, node.get("rel") or "", line)
    for name in {*seen, *(key for _, key, _ in attributes)}:
        yield Part("tag", name)
    yield from _ambiguous(data, seen)
    yield from _texts(root)


def read_fragment(html: str, line: int = 1) -> Iterator[Item]:
    """HTML in a string of another file, at a line of that."""
    for item in read_html(html.encode("utf-8", "replace")):
        yield item._replace(line=line)


def read_json(data: bytes) -> Iterator[Item]:
    """All keys and texts, one at a time: the data of all cases is larger than what a worker may hold.

    What is HTML in a text is read as such: that is how others show it.
    """
    if LONG_NUMBER.search(data):
        raise Unreadable("it holds a number of hundreds of figures")
    keys: list[set[str]] = []
    try:
        for event, value in ijson.basic_parse(data):
            if event in ("start_map", "start_array"):
                keys.append(set())
                if len(keys) > MOST_DEPTH:
                    raise Unreadable("it is nested too deep")
            elif event in ("end_map", "end_array"):
                keys.pop()
            elif event == "map_key":
                if value in keys[-1]:
                    raise Unreadable("it has a key twice, and readers part ways at that")
                keys[-1].add(value)
                yield Part("key", value)
            elif event == "string":
                yield from read_fragment(value) if is_html(value) else (Part("text", value),)
            elif event == "number":
                yield Part("number", str(value))
    except (ijson.JSONError, ValueError, UnicodeDecodeError, ArithmeticError):
        raise Unreadable("it is not JSON") from None


def is_html(text: str) -> bool:
    return "<" in text and bool(re.search(r"<[A-Za-z/!?]", text))


def one_text(root: etree._Element) -> None:
    """Make one of what stands in the middle of a word or sentence and the text around it."""
    etree.strip_tags(root, etree.Comment, etree.PI, *_INLINE)


def _texts(root: etree._Element) -> Iterator[Item]:
    """The text of the page in pieces that a reader takes in one: titles, paragraphs, cells."""
    one_text(root)
    for node in root.iter():
        line = node.sourceline or 1
        if node.text and node.tag not in SILENT:
            yield Part("title" if node.tag == "title" else "text", node.text, line)
        if node.tail:
            yield Part("text", node.tail, line)


def _element(node: etree._Element, tag: str, line: int) -> Iterator[Item]:
    if tag in _REFUSED:
        yield Fault("scan-element", f"found a <{tag}>, which has no place on a page; take it out", line, "text")
    elif tag == "script":
        yield from _script(node, line)
    elif tag == "style":
        yield from styles(node.text or "", line)


def of_attribute(tag: str, name: str, value: str, relation: str, line: int) -> Iterator[Item]:
    """What an attribute does; ``relation`` is what its element says in `rel`."""
    if name.startswith("on"):
        message = "found an attribute that runs as a script; take it out: scripts are files in overrides/assets/"
        yield Fault("scan-handler", message, line, "attribute")
    elif name == "http-equiv" and value.strip().lower() == "refresh":
        message = "the page sends its readers elsewhere by itself; take the <meta> out"
        yield Fault("scan-element", message, line, "attribute")
    elif name == "style":
        yield from styles(value, line, field="attribute")
    elif name == "srcdoc":
        yield Fault("scan-element", "found a page within an attribute; take it out", line, "attribute")
    elif name == "attributename":
        yield Fault("scan-handler", "a drawing changes attributes by itself; take that out", line, "attribute")
    elif value:
        yield from _address(tag, name, value, relation, line)


def is_policy(node: etree._Element) -> bool:
    """Whether a <meta> is the policy of its page, which stands before all else but <meta charset>."""
    above, before = node.getparent(), node.getprevious()
    if (node.get("http-equiv") or "").strip().lower() != "content-security-policy" or before is None or above is None:
        return False
    return above.tag == "head" and before.get("charset") is not None and before.getprevious() is None


def _address(tag: str, name: str, value: str, relation: str, line: int) -> Iterator[Item]:
    """What an attribute points to, if anything."""
    if name in _SETS:
        for candidate in value.split(","):
            if candidate.strip():
                yield Link("attribute", candidate.split()[0], line, loads=True)
        return
    address = bare(value)
    if tag == "img" and name == "src" and (picture := _PICTURE.fullmatch(value)):
        yield from _picture(picture[1], line)
    elif name in _LOADING or (tag in ("use", "image") and name == "href"):
        yield Link("attribute", address, line, loads=True)
    elif tag == "link" and name == "href":
        relations = set(relation.lower().split())
        yield Link("attribute", address, line, loads=not relations or not relations <= _TELLING)
    elif name == "href" or _OUTSIDE.match(address) or (_RUNS.match(address) and not _says(name)):
        yield Link("attribute", address, line)


def _says(name: str) -> bool:
    """Whether an attribute is there for people: in it `data:` is a word like another."""
    return name in _SAYING or name.startswith("aria-")


def bare(address: str) -> str:
    """An address as a browser takes it."""
    return _LEFT_OUT.sub("", address).rstrip()


def _picture(encoded: str, line: int) -> Iterator[Item]:
    try:
        data = base64.b64decode(encoded)
    except binascii.Error:
        yield Fault("scan-picture", "a picture written into the page cannot be read; save it anew", line, "attribute")
        return
    for item in read_picture(data):
        yield item._replace(line=line)


def _script(node: etree._Element, line: int) -> Iterator[Item]:
    kind = (node.get("type") or "").strip().lower()
    text = node.text or ""
    if kind in DATA_SCRIPTS:
        yield from _json_in_script(text, line)
    elif text.strip() or not node.get("src"):
        message = "found a script written into the page; take it out: scripts are files in overrides/assets/"
        yield Fault("scan-script", message, line, "script")
        yield Part("script", text, line)
    else:
        yield Script("script", bare(node.get("src") or ""), node.get("integrity") or "", line)


def _json_in_script(text: str, line: int) -> Iterator[Item]:
    if IN_JSON.search(text):
        message = "data in a script holds `<!--` or `<script`, with which it could end early; write < as \\u003c"
        yield Fault("scan-json", message, line, "script")
    try:
        yield from (item._replace(line=line) for item in read_json(text.encode("utf-8", "replace")))
    except Unreadable:
        yield Fault("scan-json", "data in a script is not JSON; its end may have come early", line, "script")
        yield Part("script", text, line)


@lru_cache(10_000)
def has_one_twice(tag: bytes) -> bool:
    names = [name.lower() for name in _ATTRIBUTE.findall(tag)]
    return len(set(names)) < len(names)


def _ambiguous(data: bytes, seen: Counter[str]) -> Iterator[Fault]:
    """Signs that another reader could take the page for something else than was read here."""
    begun = Counter(match[1].lower().decode() for match in _BEGINS.finditer(data))
    if any(begun[tag] > seen[tag] for tag in begun) or END_WITH_MORE.search(data):
        message = "the page holds tags within a text, a comment or an end tag, and browsers may take them for tags"
        yield Fault("scan-ambiguous", f"{message}; write < as &lt;", 1, "text")
    if any(map(has_one_twice, set(TAG.findall(data)))):
        yield Fault("scan-ambiguous", "an element has an attribute twice; take one of them out", 1, "attribute")
