"""What a search can find on a finished page: the page, and each recommendation of a case by itself.

A page says of itself what it is (the class of its <body>) and what filters are for (`data-search`), and the
index is made from that alone. So a site from which a case was taken out is indexed like one that was built.
"""

from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple

from lxml import etree

# What a page of each kind is called in a search. A kind that is not named here repeats others, or is no text.
KINDS = {
    **dict.fromkeys(("page", "home", "calendar", "glossary", "deadlines", "roles", "role"), "guidance"),
    "briefing": "briefing",
    "report": "report",
}
FORMS = "/appendices/"
FILTERS = ("theme", "agency", "age")
# What says nothing of its own: ways through the site, what explains a word, what stands on every page of a kind.
_LEFT_OUT = (
    *("self::nav", "self::form", "self::noscript", "self::footer", "self::script", "self::svg", "@hidden"),
    *("self::li[@aria-hidden]", "self::a[@class='onward']", "self::ul[@class='ways']"),
    *(
        f"contains(concat(' ', @class, ' '), ' {name} ')"
        for name in ("tip", "printed", "up", "banner", "card", "changes", "read-next", "neighbours")
    ),
    "self::h2[@id='page--related']",
)
_NOT_FOUND = etree.XPath(f".//*[{' or '.join(_LEFT_OUT)}]")
_SAYING = etree.XPath(".//*[@data-search]")
_RECOMMENDATIONS = etree.XPath(".//div[@class='recommendation']")
# What a reader sees apart from what follows, and a program that reads the text alone does not.
_APART = ("td", "th", "dt", "br")

_Element = etree._Element
_Values = tuple[tuple[str, str], ...]


class Found(NamedTuple):
    """A result: where it is, its title, its text as HTML, what it is filtered by and what is shown of it."""

    address: str
    title: str
    html: str
    filters: _Values = ()
    meta: _Values = ()

    def as_html(self) -> str:
        """The page that Pagefind reads."""
        told = (("filter", self.filters), ("meta", (("title", self.title), *self.meta)))
        metas = "".join(
            f'<meta data-pagefind-{how}="{name}[content]" content="{escape(value)}">'
            for how, values in told
            for name, value in values
            if value
        )
        return f'<!doctype html><html lang="en"><body><main>{metas}{self.html}</main></body></html>'


def found_on(page: bytes, address: str) -> Iterator[Found]:
    """All that can be found on a page at an address from the site's root, as `/guidance/notify/`."""
    root = etree.fromstring(page, etree.HTMLParser(encoding="utf-8", huge_tree=True)) if page.strip() else None
    body, main = (root.find(f".//{tag}") if root is not None else None for tag in ("body", "main"))
    classes = body.get("class", "").split() if body is not None else []
    kinds = [KINDS[name] for name in classes if name in KINDS]
    # The page of a year says what the list and the pages of cases say.
    if root is None or main is None or not kinds or "of-year" in classes:
        return
    for one in _NOT_FOUND(main):
        _drop(one)
    recommendations = _RECOMMENDATIONS(main)
    of_page = [one for one in _SAYING(root) if not any(above in recommendations for above in one.iterancestors())]
    filters, date = _filters(of_page), _date(of_page)
    about = (("date", date), ("themes", ", ".join(value for name, value in filters if name == "theme")))
    kind = "form" if address.startswith(FORMS) and address != FORMS else kinds[0]
    description = next((one.get("content", "") for one in root.iter("meta") if one.get("name") == "description"), "")
    title = _words(next(main.iter("h1"), None))
    for one in main.iter(_APART):
        one.tail = f" {one.tail or ''}"
    for one in recommendations:
        # It stands on two pages of its case, and is found on the one that says what became of it.
        if one.get("data-found"):
            yield _recommendation(one, address, title, filters, about)
    for facts in main.iter("dl"):
        if facts.get("class") == "facts":
            facts.set("data-pagefind-ignore", "")
    meta = (("kind", kind), *about, ("description", description))
    yield Found(address, title, _html(main), filters, meta)


def _recommendation(one: _Element, address: str, title: str, filters: _Values, about: _Values) -> Found:
    """A recommendation with what its case is filtered by, but for the agencies: it has its own."""
    number = one.get("data-found", "")
    of_case = tuple((name, value) for name, value in filters if name != "agency")
    filters = (*of_case, *_filters(_SAYING(one)))
    heading = f"{title}, recommendation {number}"
    html = f"<h1>{escape(heading)}</h1>{_html(one)}"
    return Found(f"{address}#{one.get('id')}", heading, html, filters, (("kind", "recommendation"), *about))


def _filters(saying: Iterable[_Element]) -> _Values:
    """What elements say that filters are for, each once."""
    told = [(one.get("data-search", ""), one.get("content") or _words(one)) for one in saying]
    years = (("year", one.get("datetime", "")[:4]) for one in saying if one.get("data-search") == "date")
    return tuple(dict.fromkeys((*((name, value) for name, value in told if name in FILTERS), *years)))


def _date(saying: Iterable[_Element]) -> str:
    return next((_words(one) for one in saying if one.get("data-search") == "date"), "")


def _words(one: _Element | None) -> str:
    return " ".join("".join(one.itertext()).split()) if one is not None else ""


def _html(one: _Element) -> str:
    """What stands in an element, which is the plainer for it. A button in a text is a word of it."""
    etree.strip_tags(one, "button", "span", etree.Comment)
    return etree.tostring(one, method="html", encoding="unicode", with_tail=False)


def _drop(one: _Element) -> None:
    """Take an element out, and leave what follows it."""
    above = one.getparent()
    if above is None:
        return
    before = one.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (one.tail or "")
    else:
        above.text = (above.text or "") + (one.tail or "")
    above.remove(one)
