"""What a calendar or a feed reader knows things by: ids that stay for ever."""

from collections import Counter
from collections.abc import Iterator

from macros.public_view import PublicAmendment, PublicCase


def amendments(case: PublicCase) -> Iterator[tuple[str, PublicAmendment]]:
    """The corrections of a case, each with its id within the case: its day, numbered from the second of a day on."""
    of_day: Counter[str] = Counter()
    for amendment in case.amendments:
        on = str(amendment.on)
        of_day[on] += 1
        yield on if of_day[on] == 1 else f"{on}-{of_day[on]}", amendment
