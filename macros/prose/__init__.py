"""Prose in a record: a small part of Markdown, read into a tree by an allow-list.

Paragraphs, emphasis, lists, block quotes, simple tables, footnotes, and links to `https:`
addresses and to pages of the site. Whatever else is written is a fault with its place, never
something quietly dropped. The tree is what pages, PDFs and Word files are made from.
"""

from macros.prose.html import to_html
from macros.prose.reader import MOST_CHARACTERS, Fault, NotProse
from macros.prose.text import Prose, parse
from macros.prose.tree import Element, Heading

__all__ = ["MOST_CHARACTERS", "Element", "Fault", "Heading", "NotProse", "Prose", "parse", "to_html"]
