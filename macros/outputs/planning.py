"""What stands in the planning calendar file of an internal build: every step of every case, and publication itself.

In people's calendars a moved date moves, and a cancelled one goes. So SEQUENCE rises with every
move, and once more where a case is cancelled. Of a record it says the title and the reference alone.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Literal

from macros.dates import in_words, london_day, start_of
from macros.outputs.calendar_file import Event
from macros.pages.planning import PUBLICATION, WITHOUT_STEPS
from macros.partnership.model import Partnership, in_a_row
from macros.public_view import InternalCase, InternalSite
from macros.timetable import Step, dated

Status = Literal["TENTATIVE", "CONFIRMED", "CANCELLED"]


def planning(site: InternalSite, partnership: Partnership) -> Iterator[Event]:
    """The events of the planning calendar as of the day of the view, in no order."""
    for internal in site.internal_cases:
        yield from _of_case(internal, partnership)


def _of_case(internal: InternalCase, partnership: Partnership) -> Iterator[Event]:
    moves = internal.moved
    # An older date that was taken away is where a calendar still has it.
    last = moves[-1].planned if moves else None
    taken_away = internal.case.published is None and last is not None
    ended = internal.state in WITHOUT_STEPS
    # A new date after one that was taken away must be newer than its cancellation.
    sequence = 2 * len(moves) - 1 if taken_away else 2 * len(moves) + ended
    modified = start_of(moves[-1].on) if moves else None
    around: Status = "TENTATIVE" if internal.state in ("draft", "blocked") else "CONFIRMED"
    if taken_away or ended:
        around = "CANCELLED"
    publication = None
    for line in internal.readiness.steps:
        step = line.step
        if step.event != "publication":
            status: Status = "CANCELLED" if ended else "CONFIRMED"
            yield from _of_step(internal, step, partnership, status, int(ended))
            continue
        if taken_away and last:
            step = replace(dated(step.id, partnership, london_day(last)), recorded=step.recorded, missing=step.missing)
        if step.id == PUBLICATION:
            publication = step
        else:
            for event in _of_step(internal, step, partnership, around, sequence):
                yield replace(event, last_modified=modified)
    day, at = internal.case.published, internal.case.published_at or (last if taken_away else None)
    if day or at:
        yield _publication(internal, publication, at, partnership, around, sequence, modified)


def _publication(
    internal: InternalCase,
    step: Step | None,
    at: datetime | None,
    partnership: Partnership,
    status: Status,
    sequence: int,
    modified: datetime | None,
) -> Event:
    return Event(
        f"publication.{internal.case.reference}",
        _summary(internal, "Publication"),
        on=None if at else internal.case.published,
        at=at,
        description=_description(step, partnership) if step else "",
        sequence=sequence,
        last_modified=modified,
        status=status,
        categories=_categories(step, partnership) if step else (),
    )


def _of_step(
    internal: InternalCase, step: Step, partnership: Partnership, status: Status, sequence: int
) -> Iterator[Event]:
    if step.day is None:
        return
    yield Event(
        f"{step.id}.{internal.case.reference}",
        _summary(internal, step.name),
        on=step.day,
        description=_description(step, partnership),
        sequence=sequence,
        status=status,
        categories=_categories(step, partnership),
    )


def _summary(internal: InternalCase, what: str) -> str:
    example = " (example: an invented case)" if internal.case.example else ""
    return f"{what}: {internal.case.title}{example}"


def _categories(step: Step, partnership: Partnership) -> tuple[str, ...]:
    return (partnership.roles[step.acts].name,)


def _description(step: Step, partnership: Partnership) -> str:
    name_of = partnership.name_of
    lines = [
        f"Who acts: {name_of(step.acts)}",
        f"Who receives: {in_a_row([name_of(one) for one in step.to])}" if step.to else "",
        f"Limit ({step.duty}): {step.rule}",
        f"Last day: {in_words(step.latest)}" if step.latest and step.latest != step.day else "",
        f"Source: {step.source}",
        f"Not recorded yet: {_missing(step)}" if step.missing else "",
    ]
    return "\n".join(line for line in lines if line)


def _missing(step: Step) -> str:
    # Who in the family has not been told is a word of the record.
    return "who in the family was told, and how it went" if step.id == "family-told" else in_a_row(step.missing)
