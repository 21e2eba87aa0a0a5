"""From the tree to HTML."""

from html import escape

import nh3

from macros.prose.text import Prose
from macros.prose.tree import Element, Heading, words_of

TAGS = {
    "paragraph": "p",
    "emphasis": "em",
    "strong": "strong",
    "bullet-list": "ul",
    "numbered-list": "ol",
    "item": "li",
    "quote": "blockquote",
    "table": "table",
    "table-head": "thead",
    "table-body": "tbody",
    "row": "tr",
    "head-cell": "th",
    "cell": "td",
}


def to_html(prose: Prose, *, root: str, notes: str) -> list[Heading | str]:
    """A text as HTML blocks with its headings between them, in order.

    ``root`` leads from the page to the site's root (`../../`), ``notes`` is a name for this text
    on its page, so that the footnotes of two texts do not meet.
    """
    pieces: list[Heading | str] = []
    block: list[str] = []
    for element in prose.blocks:
        if element.kind == "heading":
            pieces += [_clean("".join(block)), Heading(element.number, words_of(element).strip())]
            block = []
        else:
            block.append(_html(element, root, notes))
    for number, note in enumerate(prose.notes, start=1):
        block.append('<ol class="footnotes">' if number == 1 else "")
        body = "".join(_html(part, root, notes) for part in note)
        back = f'<a class="footnote-back" href="#{notes}-at-{number}" aria-label="Back to the text">↩</a>'
        block.append(f'<li id="{notes}-note-{number}">{body}{back}</li>')
        block.append("</ol>" if number == len(prose.notes) else "")
    pieces.append(_clean("".join(block)))
    return [piece for piece in pieces if piece]


def _html(part: "Element | str", root: str, notes: str) -> str:
    if isinstance(part, str):
        return escape(part)
    inside = "".join(_html(child, root, notes) for child in part.children)
    match part.kind:
        case "break":
            return "<br>"
        case "note":
            here, there = f"{notes}-at-{part.number}{part.target}", f"{notes}-note-{part.number}"
            return f'<sup id="{here}"><a href="#{there}" aria-label="Note {part.number}">{part.number}</a></sup>'
        case "link":
            target = root + part.target[1:] if part.target.startswith("/") else part.target
            return f'<a href="{escape(target)}">{inside}</a>'
        case "numbered-list" if part.number != 1:
            return f'<ol start="{part.number}">{inside}</ol>'
        case "table":
            return _table(part, root, notes)
        case _:
            return f"<{TAGS[part.kind]}>{inside}</{TAGS[part.kind]}>"


def _table(table: Element, root: str, notes: str) -> str:
    """A table whose cells know their column's heading: on a phone each row becomes a list of labelled cells.

    The roles say what the parts are when the style no longer lays them out as a table.
    """
    rows = [row for part in table.children if isinstance(part, Element) for row in part.children]
    cells = [[cell for cell in row.children if isinstance(cell, Element)] for row in rows if isinstance(row, Element)]
    labels = [words_of(cell).strip() for cell in cells[0]]
    head = "".join(_cell(cell, ' scope="col" role="columnheader"', root, notes) for cell in cells[0])
    body = ""
    for row in cells[1:]:
        named = (_cell(cell, _labelled(label), root, notes) for cell, label in zip(row, labels, strict=False))
        body += f'<tr role="row">{"".join(named)}</tr>'
    groups = f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody>'
    return f'<div class="table"><table role="table">{groups}</table></div>'


def _labelled(label: str) -> str:
    return f' role="cell" data-label="{escape(label)}"'


def _cell(cell: Element, attributes: str, root: str, notes: str) -> str:
    side = f' class="{cell.align}"' if cell.align in ("left", "right", "center") else ""
    inside = "".join(_html(child, root, notes) for child in cell.children)
    return f"<{TAGS[cell.kind]}{attributes}{side}>{inside}</{TAGS[cell.kind]}>"


_ALLOWED_TAGS = {*TAGS.values(), "a", "br", "sup", "div"}
_ALLOWED_ATTRIBUTES = {
    "a": {"href", "class", "aria-label"},
    "sup": {"id"},
    "li": {"id"},
    "ol": {"start", "class"},
    "div": {"class"},
    "table": {"role"},
    "thead": {"role"},
    "tbody": {"role"},
    "tr": {"role"},
    "th": {"scope", "class", "role"},
    "td": {"class", "role", "data-label"},
}
# Made once: to make it takes many times as long as to clean a paragraph.
_CLEANER = nh3.Cleaner(tags=_ALLOWED_TAGS, attributes=_ALLOWED_ATTRIBUTES, url_schemes={"https"}, link_rel=None)


def _clean(html: str) -> str:
    """A second allow-list behind the first."""
    return _CLEANER.clean(html)
