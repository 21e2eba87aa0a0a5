"""The command `cspr`. Thin: it reads the clock and the arguments, calls one room, and prints.

Problems go to stderr, data to stdout. Exit 0: fine; 1: something in the input needs mending, said
where; 2: wrong usage. Its commands stand by what they are for: records, the site, planning,
publishing, what is given to others, forms that come back, and what is written in Word.
"""

import os
import sys

from macros.cli import forms, from_word, giving, planning, publishing, records, site
from macros.cli.group import main

__all__ = ["forms", "from_word", "giving", "main", "planning", "publishing", "records", "run", "site"]


def run() -> None:
    """The command as it is typed: once all is done and said, its process is gone at once.

    To take the small things of many records apart, one by one, is half a second of work for nothing.
    """
    try:
        main()
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(end.code)
