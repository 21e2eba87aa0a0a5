"""The publisher. A case goes one way through the rooms of this folder:

    records → rules → public_view → pages → paper → engine → outputs → finish → scan

`build` walks that way once, `cli` calls it. mkdocs-macros loads this module.
"""

from typing import Any


def define_env(env: Any) -> None:
    """Give pages the macros that `cspr build` has made ready; mkdocs-macros calls this.

    Raises MkDocs' Abort for a bare `mkdocs build`, which would know no rules.
    """
    from macros.engine import macros_handed_over

    env.macros.update(macros_handed_over(env.conf))
