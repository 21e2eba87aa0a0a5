"""Taking a case off the pages of a built site: its own say that it was withdrawn, the others no longer name it."""

import re
from collections.abc import Iterator

from lxml import etree

from macros.finish.policy import BEGIN, as_meta
from macros.pages.templating import render
from macros.publish.taken_out.traces import Traces, folded

INSTEAD = "a report that was withdrawn"
NOTHING_LEFT = "Nothing is shown here at present."
_ADDRESSES = frozenset(("href", "src", "action", "formaction", "poster", "data", "srcset", "content", "value"))
# Words of the partnership, whose ids a reference may equal by chance.
_VOCABULARY = frozenset(("data-theme", "data-age", "data-agency", "data-status"))
# What stands for itself, so that it goes as a whole.
_ENTRIES = frozenset(("li", "option", "dd", "p", "figure", "blockquote"))
_CARDS = frozenset(("article", "tr"))
_LISTS = frozenset(("ul", "ol", "dl", "tbody", "div", "section"))
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
# Of the head of a withdrawn page: what says how it looks, and nothing of what it was.
_KEPT_META = frozenset(("viewport", "color-scheme", "theme-color", "referrer"))
_KEPT_LINKS = frozenset(("icon", "stylesheet", "canonical"))
_RUNS_UP_TO = re.compile(r"[\w,(]\s*$")
_GOES_ON = re.compile(r"\s*[\w,)]")
# How pages say the name of the site after their own.
DASH = " \u2013 "
_SEPARATOR = re.compile(r"\s*(?:[,;|·]|\band\b)\s*")

_Element = etree._Element


def withdrawn_page(html: bytes, traces: Traces) -> bytes:
    """A page of the case as one that says only that it was withdrawn, in the frame of the site if that is clean."""
    try:
        made = _in_the_frame(html)
        tree = _read(made) if made else None
    except Exception:  # whatever stands there, it goes
        made, tree = None, None
    if made is None or tree is None or traces.has_title("".join(tree.itertext())):
        words = "A report that was published at this address has been withdrawn."
        return _plain_page("Withdrawn", words, "withdrawn")
    return made


def _in_the_frame(html: bytes) -> bytes | None:
    tree = _read(html)
    body, main = (tree.find(f".//{tag}") if tree is not None else None for tag in ("body", "main"))
    head = tree.find("head") if tree is not None else None
    if tree is None or body is None or main is None or head is None:
        return None
    site = (head.findtext("title") or "").partition(DASH)[2].strip()
    for one in [one for one in head if not _stays_in_head(one)]:
        _drop(one)
    _title(head).text = f"Withdrawn{DASH}{site}" if site else "Withdrawn"
    etree.SubElement(head, "meta", name="robots", content="noindex, nofollow").tail = "\n"
    body.set("class", "withdrawn")
    for contents in body.xpath(".//details[contains(@class, 'contents')]"):
        _drop(contents)
    up = main.find("p[@class='up']")
    for one in [one for one in main if one is not up]:
        main.remove(one)
    said = etree.fromstring(f"<div>{render('withdrawn.html')}</div>", etree.HTMLParser(encoding="utf-8")).find(".//div")
    main.text = "\n"
    main.extend(said if said is not None else [])
    return _written(tree)


def _stays_in_head(one: _Element) -> bool:
    if one.tag == "meta":
        return bool(one.get("charset") or one.get("http-equiv")) or one.get("name") in _KEPT_META
    if one.tag == "link":
        return one.get("rel") in _KEPT_LINKS
    return one.tag == "title" or (one.tag == "script" and bool(one.get("src")))


def being_made_again() -> bytes:
    """A page for one that names the case in a way that cannot be mended."""
    return _plain_page("This page is being made again", "It will be back at this address soon.", "page")


def _plain_page(title: str, words: str, kind: str) -> bytes:
    """A page without any frame."""
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n'
        f"{BEGIN}\n{as_meta(())}\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex, nofollow">\n'
        f'<title>{title}</title>\n</head>\n<body class="{kind}">\n<main>\n<h1>{title}</h1>\n<p>{words}</p>\n'
        "</main>\n</body>\n</html>\n"
    ).encode()


def off_the_page(html: bytes, file: str, traces: Traces) -> bytes | None:
    """A page that is not the case's own, without it; None where it does not name it.

    What names it: a link or another address that leads to it; on pages that are not another case's, its title
    as the whole text of an element, or as one of a line of entries; and on lists made from cases its own
    paragraphs. The smallest entry goes: card, row, entry of a list, paragraph. In the middle of a sentence
    other words stand in its place, and on another case's page only entries of lists go. What is named in a
    way that nothing of this fits, gives way to a page that says so, but never a page of another case.
    """
    tree = _read(html)
    if tree is None:
        return None
    page = _Page(tree, file, traces)
    page.mend()
    named = page.names_it()
    if not page.is_changed and not named:
        return None
    if named and not page.of_another:
        return being_made_again()
    if named:
        page.strike_out()
    return _written(tree)


class _Page:
    def __init__(self, tree: _Element, file: str, traces: Traces) -> None:
        self.tree, self.file, self.traces = tree, file, traces
        self.of_another = traces.is_of_another(file)
        self.is_changed = False

    def mend(self) -> None:
        for found in (self._addressed, self._called, self._saying):
            for one in list(found()):
                if self._is_there(one):
                    self._take(one)
        if not self.of_another:
            self._take_from_lines()

    def names_it(self) -> bool:
        """Whether something is left; without the words between tags on another case's page, which are its own."""
        if any(True for found in (self._addressed, self._called, self._saying) for _ in found()):
            return True
        texts = (text for one in self.tree.iter() for text in (one.text, one.tail) if text)
        return any(map(self.traces.has_address, texts)) or (not self.of_another and self._is_about_it())

    def strike_out(self) -> None:
        """Take addresses of the case out of attributes, comments and texts, and leave all else."""
        for one in self.tree.iter():
            for name, value in list(one.attrib.items()) if isinstance(one.tag, str) else ():
                if self._leads(one, str(name)) or self.traces.has_address(str(value)):
                    del one.attrib[name]
            for part in ("text", "tail"):
                if self.traces.has_address(getattr(one, part) or ""):
                    words = getattr(one, part).split(" ")
                    setattr(one, part, " ".join(INSTEAD if self.traces.has_address(word) else word for word in words))

    def _is_about_it(self) -> bool:
        titles = (self.tree.findtext("head/title") or "", *("".join(one.itertext()) for one in self.tree.iter("h1")))
        return any(self.traces.is_title(title.partition(DASH)[0]) for title in titles)

    def _is_there(self, one: _Element) -> bool:
        return one is self.tree or any(above is self.tree for above in one.iterancestors())

    def _leads(self, one: _Element, name: str) -> bool:
        value = str(one.get(name, ""))
        if (name not in _ADDRESSES and not name.startswith("data-")) or name in _VOCABULARY:
            return False
        if name in ("content", "value") or name.startswith("data-"):
            return value == self.traces.reference or self.traces.has_address(value)
        return self.traces.leads_to_it(value, self.file)

    def _addressed(self) -> Iterator[_Element]:
        """Elements with an address that leads to the case; comments and scripts that have one in them."""
        for one in self.tree.iter():
            if not isinstance(one.tag, str) or (one.tag == "script" and not one.get("src")):
                if self.traces.has_address(one.text or ""):
                    yield one
            elif any(self._leads(one, str(name)) for name in one.attrib):
                yield one

    def _called(self) -> Iterator[_Element]:
        """Elements whose whole text is the title; of several within each other the innermost."""
        if self.of_another or not self.traces.title:
            return
        body = self.tree.find("body")
        for one in body.iter() if body is not None else ():
            if one.tag != "h1" and self._is_title(one) and not any(map(self._is_title, one)):
                yield one

    def _is_title(self, one: _Element) -> bool:
        return isinstance(one.tag, str) and self.traces.is_title("".join(one.itertext()))

    def _saying(self) -> Iterator[_Element]:
        """Elements that say a paragraph of the case's own, on lists that are made from cases."""
        if self.of_another or not self.traces.is_made_from_cases(self.file):
            return
        for one in self.tree.iter():
            if isinstance(one.tag, str) and one.tag not in ("script", "style"):
                text = one.text if one.tag != "meta" else one.get("content")
                if text and self.traces.says_its_own(text):
                    yield one

    def _take(self, one: _Element) -> None:
        self.is_changed = True
        if not isinstance(one.tag, str) or one.tag in ("script", "link", "meta", "img", "source", "option", "input"):
            _drop(one)
        elif (heading := _heading(one)) is not None:
            self._take_section(heading, one)
        elif _in_a_row(one):
            _drop_from_row(one)
        elif _in_a_sentence(one) or (self.of_another and not any(above.tag == "li" for above in _upwards(one))):
            self._replace(one)
        else:
            self._drop_entry(self._entry(one))

    def _entry(self, one: _Element) -> _Element:
        """What goes with an element that stands for the case: the nearest entry, or the card or row around it."""
        nearest = next((above for above in _upwards(one) if above.tag in _ENTRIES | _CARDS), one)
        for above in _upwards(nearest):
            if above.tag in _CARDS and above.find(".//h1") is None and not self._holds_others(above):
                return above
            if above.tag == "li" and above is not nearest:
                break
        return nearest

    def _holds_others(self, one: _Element) -> bool:
        return any(self.traces.leads_to_another(str(link.get("href", "")), self.file) for link in one.iter("a"))

    def _drop_entry(self, entry: _Element) -> None:
        above = entry.getparent()
        _drop(entry)
        if above is None or above.tag not in _LISTS or _says_anything(above):
            return
        # A list without an entry: within an entry it goes as well, elsewhere its heading needs some words.
        emptied = next(above.iterancestors("table"), above)
        around = emptied.getparent()
        if around is None or around.tag in ("li", "nav", "details"):
            _drop(emptied)
            return
        left = etree.Element("p")
        left.text, left.tail = NOTHING_LEFT, emptied.tail
        around.replace(emptied, left)

    def _take_section(self, heading: _Element, one: _Element) -> None:
        """A heading that is the case's goes with all below it; in other headings words are replaced."""
        card = next((above for above in _upwards(heading) if above.tag in ("article", "li", "tr")), None)
        if card is not None and not self.of_another:
            self._drop_entry(self._entry(heading))
        elif self.of_another or not self.traces.is_title("".join(heading.itertext())):
            self._replace(one)
        else:
            for following in list(heading.itersiblings()):
                if str(following.tag) in _HEADINGS and str(following.tag) <= str(heading.tag):
                    break
                _drop(following)
            _drop(heading)

    def _replace(self, one: _Element) -> None:
        """Words in place of a link: its own, unless they name the case."""
        words = "".join(one.itertext())
        named = self.traces.has_title(words) or self.traces.has_address(words) or self.traces.says_its_own(words)
        _put_words(one, INSTEAD if named else words)

    def _take_from_lines(self) -> None:
        """Of lines such as "Published: Child Rowan; Corrected: Child Alder" the parts with the title."""
        if not self.traces.title:
            return
        for one in self.tree.iter():
            for part in ("text", "tail"):
                text: str | None = getattr(one, part)
                if text and self.traces.title in text and isinstance(one.tag, str) and one.tag not in ("h1", "title"):
                    parts = text.split("; ")
                    kept = [piece for piece in parts if not self.traces.is_title(piece.rpartition(": ")[2])]
                    if len(kept) < len(parts):
                        self.is_changed = True
                        setattr(one, part, "; ".join(kept))


def _read(html: bytes) -> _Element | None:
    if not html.strip():
        return None
    return etree.fromstring(html, etree.HTMLParser(encoding="utf-8", huge_tree=True))


def _written(tree: _Element) -> bytes:
    text = etree.tostring(tree, method="html", encoding="unicode")
    return f"<!doctype html>\n{text}\n".encode()


def _title(head: _Element) -> _Element:
    found = head.find("title")
    return found if found is not None else etree.SubElement(head, "title")


def _upwards(one: _Element) -> Iterator[_Element]:
    yield one
    yield from one.iterancestors()


def _heading(one: _Element) -> _Element | None:
    return next((above for above in _upwards(one) if above.tag in _HEADINGS), None)


def _before(one: _Element) -> str:
    before, above = one.getprevious(), one.getparent()
    return (before.tail if before is not None else above.text if above is not None else "") or ""


def _set_before(one: _Element, text: str) -> None:
    before, above = one.getprevious(), one.getparent()
    if before is not None:
        before.tail = text
    elif above is not None:
        above.text = text


def _drop(one: _Element) -> None:
    """Take an element out, and leave what follows it."""
    above = one.getparent()
    if above is not None:
        _set_before(one, _before(one) + (one.tail or ""))
        one.tail = None
        above.remove(one)


def _put_words(one: _Element, words: str) -> None:
    _set_before(one, _before(one) + words)
    _drop(one)


def _in_a_row(one: _Element) -> bool:
    """Whether a link is one of several with only signs between them."""
    after, before = one.getnext(), one.getprevious()
    follows = after is not None and after.tag == "a" and _SEPARATOR.fullmatch(one.tail or "")
    precedes = before is not None and before.tag == "a" and _SEPARATOR.fullmatch(before.tail or "")
    return one.tag == "a" and bool(follows or precedes)


def _drop_from_row(one: _Element) -> None:
    tail, before = one.tail or "", _before(one)
    if one.getnext() is not None and _SEPARATOR.fullmatch(tail):
        one.tail = None
    elif ends := re.search(rf"{_SEPARATOR.pattern}$", before):
        _set_before(one, before[: ends.start()])
    _drop(one)


def _in_a_sentence(one: _Element) -> bool:
    """Whether letters run up to an element, or go on after it: it is part of what somebody wrote."""
    while one.tag in ("em", "strong", "b", "i", "span") or (
        (above := one.getparent()) is not None
        and above.tag in ("em", "strong", "b", "i")
        and not folded(_before(one) + (one.tail or ""))
    ):
        if _RUNS_UP_TO.search(_before(one)) or _GOES_ON.match(one.tail or ""):
            return True
        above = one.getparent()
        if above is None or above.tag not in ("em", "strong", "b", "i", "span"):
            return False
        one = above
    return bool(_RUNS_UP_TO.search(_before(one)) or _GOES_ON.match(one.tail or ""))


def _says_anything(one: _Element) -> bool:
    return bool(folded("".join(one.itertext()))) or one.find(".//img") is not None
