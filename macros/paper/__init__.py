"""What is printed: the public view as PDFs. Each kind of paper is a function from values to data, and a template.

Record text reaches the typesetter as data, in a tree of its own parts, and is never read as its language.
"""

from macros.paper.typesetter import NotTypeset, Paper, Typeset, key_of, typeset, was_typeset

__all__ = ["NotTypeset", "Paper", "Typeset", "key_of", "typeset", "was_typeset"]
