"""The partnership as data: `partnership.yml`, read strictly, with every number written once.

Pages, rules and outputs ask it for names and timescales by id. Another partnership changes that
file and no code.
"""

from datetime import date
from pathlib import Path

from macros import strict_model
from macros.partnership.checks import check, stale_contacts, terms_to_check
from macros.partnership.model import Partnership
from macros.problems import Problem, in_order, whole_file
from macros.strict_yaml import Unreadable

FILE_NAME = "partnership.yml"


def read(project: Path, today: date) -> tuple[Partnership | None, list[Problem]]:
    """Read `partnership.yml` of a project: the value, or None and every problem. Warnings come with either.

    ``today`` is the as-of day, against which contacts may have grown old.
    """
    try:
        data = (project / FILE_NAME).read_bytes()
    except OSError:
        message = "the partnership file cannot be read; it lies beside mkdocs.yml"
        return None, [whole_file(FILE_NAME, "no-partnership", message)]
    try:
        reading = strict_model.read(Partnership, data, FILE_NAME)
    except Unreadable as error:
        return None, error.problems
    partnership, document, unsound = reading.value, reading.document, reading.unsound
    problems = [*reading.problems, *check(partnership, document, unsound)]
    unchecked = [] if "contacts" in unsound else [*stale_contacts(partnership, document, today)]
    unchecked += [] if {"glossary", "roles"} & unsound else [*terms_to_check(partnership, document)]
    return None if problems else partnership, in_order([*problems, *unchecked])
