"""Standing rules: asked at every build, whatever was decided before.

Each takes a case and the day asked for, and yields what is unmet.
"""

from collections.abc import Iterator

from macros.dates import LONDON, in_words, london_day
from macros.records.digest import digest
from macros.records.model import CaseRecord
from macros.rules.asking import Asking, Unmet

ASKS_SOMEBODY = frozenset({"investigation", "inquest", "care", "private-law"})


def was_ever_out(case: CaseRecord) -> bool:
    """Whether a withdrawn case had been decided on, and its instant had come before the withdrawal.

    Only then does its address keep a page that says so.
    """
    if case.withdrawn is None or case.instant is None:
        return False
    return case.decision in ("publish", "improvements-only") and case.instant < case.withdrawn.at


def instant(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """A day and hour are set, and it is decided to publish the report or its improvements.

    That the instant has come is the state of the case (``judge``), not a thing to mend.
    Source: framework, Publication (the agreed day, usually at 10:00).
    """
    if case.instant is None:
        yield Unmet("no day and hour of publication; write `at`, for example 2025-09-16 10:00", ("publication", "at"))
    if case.decision == "not-yet":
        message = "nothing is decided; write `publish`, `improvements-only` or `elsewhere`"
        yield Unmet(message, ("publication", "decision"), by=case.publication_day)
    if case.publication.at and asking.publication and asking.day <= asking.publication:
        hour, usual = f"{case.publication.at.astimezone(LONDON):%H:%M}", asking.scale("publication-time").time
        if usual and hour != usual:
            message = f"at {hour}; reports usually come out at {usual}. Is that meant?"
            yield Unmet(message, ("publication", "at"), severity="warning")


def withdrawn(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """A withdrawn report is not shown; within a year of publication its improvements still should be.

    Source: Local safeguarding practice review regulations of 2018 (at least one year public).
    """
    if case.withdrawn is None or not was_ever_out(case):
        return
    least = asking.partnership.public_until(asking.publication) if asking.publication else None
    if least and london_day(case.withdrawn.at) < least:
        message = f"withdrawn before {in_words(least)}; publish a redacted version or improvements only"
        yield Unmet(message, ("withdrawn",), severity="warning")


def court_order(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """Every reporting restriction has expired or was cleared by a lawyer.

    Source: Children Act 1989 s97 and orders of the court.
    """
    for place, order in enumerate(case.court_orders):
        if order.is_in_force(asking.day):
            until = f" until the end of {in_words(order.expires)}" if order.expires else ""
            message = (
                f"a court order is in force{until}; a lawyer clears the text (`cleared_by_lawyer`) or publication moves"
            )
            yield Unmet(message, ("court_orders", place), by=asking.publication)


def prosecution(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """No prosecution is open, from charge to sentence, retrial and appeal included.

    Source: framework, appendix 6, criminal processes.
    """
    for place, process in enumerate(case.parallel_processes):
        if process.process == "prosecution" and process.is_open(asking.day):
            message = "a prosecution is open; publication waits until it is over (`status: concluded` and the day)"
            if process.status == "concluded" and process.concluded is None:
                message = "a prosecution is said to be concluded without a day; write the day in `concluded`"
            yield Unmet(message, ("parallel_processes", place), by=asking.publication)


def other_process(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """While another process is open, somebody who knows it has no objection to publication.

    Source: framework, appendix 6 (care proceedings, investigations, single-agency processes).
    """
    for place, process in enumerate(case.parallel_processes):
        if process.process == "prosecution" or not process.is_open(asking.day):
            continue
        name = process.process.replace("-", " ")
        field = ("parallel_processes", place)
        if process.process not in ASKS_SOMEBODY:
            yield Unmet(f"an open process ({name}); ask whether publication disturbs it", field, severity="warning")
        elif process.consulted is None or not asking.happened(process.consulted.date):
            message = (
                f"an open process ({name}) and nobody consulted; ask, and record role, date and view in `consulted`"
            )
            yield Unmet(message, field, by=asking.publication)
        elif process.consulted.view != "no-objection":
            message = f"whoever was consulted on an open process ({name}) asks for delay; wait, or ask again"
            yield Unmet(message, (*field, "consulted", "view"), by=asking.publication, contradicted=True)


def anonymity(case: CaseRecord, asking: Asking) -> Iterator[Unmet]:
    """The machine's check marks nothing, and a second reader has read this very text for identifiability.

    Source: framework, Overview Report (all reports are anonymous).
    """
    if asking.marked:
        number = "one place" if len(asking.marked) == 1 else f"{len(asking.marked)} places"
        message = (
            f"the anonymity check marks {number} in the text; mend each, or say in `anonymity.allow` why it is harmless"
        )
        yield Unmet(message, asking.marked[0], by=asking.publication)
    reader = case.publication.second_reader
    field = ("publication", "second_reader")
    command = f"run `cspr second-reader {case.reference} --role ROLE` once it has been read"
    if reader is None:
        yield Unmet(f"no second reader has read the text for identifiability; {command}", field, by=asking.publication)
    elif not asking.happened(reader.date):
        yield Unmet(
            f"the second reading is dated {in_words(reader.date)}; it has not happened yet",
            field,
            by=asking.publication,
        )
    elif reader.text != digest(case):
        message = f"the second reader has read another text than this one; {command} again"
        yield Unmet(message, field, by=asking.publication, contradicted=True)
