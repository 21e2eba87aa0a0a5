"""Where a link of a text may lead."""

import re
from collections.abc import Iterator

MOST_OF_AN_ADDRESS = 2_000

# Each part of a path is one run of signs between slashes, so that no text can be matched in two ways.
_SITE_PATH = re.compile(r"/(?:[a-z0-9][a-z0-9.-]*/)*(?:[a-z0-9][a-z0-9.-]*)?(?:#[A-Za-z0-9][A-Za-z0-9_-]*)?")
_WEB_ADDRESS = re.compile(r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]+)?(?:[/?#][!-~]*)?")
# The parser writes every other host so, and it may look just like another one.
_FOREIGN_HOST = re.compile(r"https?://(?:[^/?#]*\.)?xn--", re.IGNORECASE)


def faults_of(target: str) -> Iterator[str]:
    """What is wrong with an address, and what to do."""
    if _FOREIGN_HOST.match(target):
        yield "a link whose host has letters of another alphabet, or stands for some; type the address anew"
    elif not (_SITE_PATH.fullmatch(target) or _WEB_ADDRESS.fullmatch(target)):
        right = "a link leads to https://… or to a page of the site, for example /guidance/publication/"
        yield f"a link to an address that is not allowed; {right}"
    if len(target) > MOST_OF_AN_ADDRESS:
        yield f"a link of {len(target):,} characters; {MOST_OF_AN_ADDRESS:,} at most work everywhere"
