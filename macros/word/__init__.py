"""Word files: a clean blank of our own, what is written into it, its boxes to fill in, and returned files read.

Data goes one way: `blank` gives a document, `writing` and `controls` put words and boxes into it,
`same_bytes` ends it. Of documents that differ in a few words one is made, and `filled` for each.
What comes back is hostile until `package` has opened it and `reading` has read it.
"""

from macros.word.blank import blank, digest_of_code, filled, packed, parts_of, same_bytes
from macros.word.package import NotReadable

__all__ = ["NotReadable", "blank", "digest_of_code", "filled", "packed", "parts_of", "same_bytes"]
