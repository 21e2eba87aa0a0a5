"""A quick look at a file: all that it says, each thing once, without its place.

It finds nothing by itself. What it takes for anything but plain is read in full, by the readers that
know places and reasons; so it may hesitate as often as it likes, and must never pass over what they read.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from lxml import etree

from macros.scan import html
from macros.scan.reading import MOST_DEPTH, Author, Item, Link, Part, Policy, Script, as_text
from macros.word.package import opened

# What stands in these fields is written by programs: only a name of the private list would matter there.
OF_A_MACHINE = frozenset(("script", "style", "doctype", "key", "property", "tag"))
# Larger data is read one piece at a time.
_MOST_JSON = 2_000_000
_BEGINS = re.compile(rb"<(script|style|iframe|frame|object|embed|base|meta|link|form|svg)")


class Hesitates(Exception):
    """The file holds something that has to be read in full."""


@dataclass(slots=True)
class Said:
    """What a file says. ``names`` are of programs; a link is an address and whether a browser loads it.

    ``learnt`` stands for what it consists of: who finds nothing wrong with the rest need not look at these again.
    """

    texts: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    links: set[tuple[str, bool]] = field(default_factory=set)
    authors: set[str] = field(default_factory=set)
    scripts: list[Script] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    learnt: set[object] = field(default_factory=set)

    def take(self, item: Item) -> None:
        """Note what a reader gives. Raises Hesitates at what may not be there."""
        if isinstance(item, Part):
            kind = self.names if item.field in OF_A_MACHINE else self.texts
            (self.attributes if item.field == "attribute" else kind).add(item.text)
        elif isinstance(item, Link):
            self.links.add((item.address, item.loads))
        elif isinstance(item, Author):
            self.authors.add(item.name)
        elif isinstance(item, Script):
            self.scripts.append(item)
        elif isinstance(item, Policy):
            self.policies.append(item)
        else:
            raise Hesitates


Look = Callable[[Said, bytes, Container[object]], None]
"""Notes what a file says, but for what is known to be fine. Raises Hesitates, or whatever a reader raises."""


def at_html(said: Said, data: bytes, fine: Container[object]) -> None:
    as_text(data)
    if not data.strip():
        return
    root = etree.fromstring(data, etree.HTMLParser(encoding="utf-8", huge_tree=True))
    said.names.add(root.getroottree().docinfo.doctype)
    seen: Counter[str] = Counter()
    elements: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    for node in (*root.itersiblings(preceding=True), *root.iter(), *root.itersiblings()):
        tag = node.tag
        if not isinstance(tag, str):
            said.texts.add(node.text or "")
            continue
        seen[tag] += 1
        if tag in html.BY_THEMSELVES:
            _script(said, node, fine)
        if tag == "meta" and html.is_policy(node):
            said.policies.append(Policy("attribute", node.get("content") or "", node.sourceline or 1))
            said.names.update(*node.items())
        else:
            elements.add((tag, tuple(node.items())))
    for element in elements:
        if element not in fine:
            _element(said, *element)
    said.learnt |= elements
    _ambiguous(data, seen)
    html.one_text(root)
    for node in root.iter():
        said.texts.add(node.tail or "")
        if node.tag not in html.SILENT:
            said.texts.add(node.text or "")


def _element(said: Said, tag: str, attributes: tuple[tuple[str, str], ...]) -> None:
    said.names.add(tag)
    relation = dict(attributes).get("rel", "")
    for name, value in attributes:
        said.names.add(name)
        said.attributes.add(value)
        for item in html.of_attribute(tag, name.lower(), value, relation, 1):
            said.take(item)


def _script(said: Said, node: etree._Element, fine: Container[object]) -> None:
    text = node.text or ""
    if node.tag != "script":
        raise Hesitates
    if (node.get("type") or "").strip().lower() in html.DATA_SCRIPTS:
        if html.IN_JSON.search(text):
            raise Hesitates
        at_json(said, text.encode(), fine)
    elif text.strip() or not node.get("src"):
        raise Hesitates
    else:
        said.scripts.append(Script("script", html.bare(node.get("src") or ""), node.get("integrity") or ""))


def _ambiguous(data: bytes, seen: Counter[str]) -> None:
    begun = Counter(_BEGINS.findall(data.lower()))
    if any(many > seen[tag.decode()] for tag, many in begun.items()) or html.END_WITH_MORE.search(data):
        raise Hesitates
    if any(map(html.has_one_twice, set(html.TAG.findall(data)))):
        raise Hesitates


def at_json(said: Said, data: bytes, fine: Container[object]) -> None:
    # Half a sign in an escape is taken differently from reader to reader.
    if len(data) > _MOST_JSON or html.LONG_NUMBER.search(data) or b"\\ud" in data.lower():
        raise Hesitates
    whole = json.loads(
        data.decode(), object_pairs_hook=_pairs, parse_int=_Number, parse_float=_hesitates, parse_constant=_hesitates
    )
    _values(said, whole, fine, 1)


class _Number(str):
    __slots__ = ()


def _hesitates(text: str) -> None:
    raise Hesitates


def _pairs(pairs: Sequence[tuple[str, object]]) -> tuple[tuple[str, object], ...]:
    if len(dict(pairs)) < len(pairs):
        raise Hesitates
    return tuple(pairs)


def _values(said: Said, value: object, fine: Container[object], depth: int) -> None:
    if depth > MOST_DEPTH:
        raise Hesitates
    if isinstance(value, tuple):
        for key, inner in value:
            said.names.add(key)
            _values(said, inner, fine, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _values(said, inner, fine, depth + 1)
    elif isinstance(value, str) and html.is_html(value) and not isinstance(value, _Number):
        _fragment(said, value, fine)
    elif isinstance(value, str):
        said.texts.add(str(value))


def _fragment(said: Said, text: str, fine: Container[object]) -> None:
    key = ("html", text)
    if key in fine:
        return
    many = len(said.scripts)
    at_html(said, text.encode(), fine)
    if said.policies or len(said.scripts) > many:
        raise Hesitates
    said.learnt.add(key)


def at_word(said: Said, data: bytes, fine: Container[object]) -> None:
    from macros.scan import word  # slow to load, and few files need it

    with opened(data) as package:
        for item in word.outside_of_parts(package):
            said.take(item)
        for name in package.names:
            content = package.read(name)
            # Most parts are the same in every file.
            key = ("word", name, sha256(content).digest())
            if key not in fine:
                for item in word.part(content, name):
                    said.take(item)
                said.learnt.add(key)


def at_pdf(said: Said, data: bytes, fine: Container[object]) -> None:
    from macros.scan import pdf, plain_pdf

    plain = plain_pdf.PlainPdf(data)
    for item in (*plain.items(), *pdf.pages(plain.without_profiles())):
        said.take(item)
