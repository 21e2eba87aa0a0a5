"""The partnership as data: `partnership.yml`, read strictly, with every number written once.

Pages, rules and outputs ask it for names and timescales by id. Another partnership changes that
file and no code.
"""

from datetime import date
from pathlib import Path

from macros import strict_model, strict_yaml
from macros.partnership.checks import check, stale_contacts
from macros.partnership.model import Partnership
from macros.problems import Problem, in_order, whole_file

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
        document = strict_yaml.read(data, FILE_NAME)
    except strict_yaml.Unreadable as error:
        return None, error.problems
    partnership, problems = strict_model.build(Partnership, document)
    if partnership is None:
        return None, problems
    problems = in_order(check(partnership, document))
    if problems:
        return None, problems
    return partnership, list(stale_contacts(partnership, document, today))
