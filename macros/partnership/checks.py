"""What must agree inside the partnership file, and what has grown old in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise

from macros.dates import in_words
from macros.partnership.model import BUILT_IN_AGENCIES, ROLES, TIMESCALES, Partnership, Timescale
from macros.problems import Problem
from macros.strict_model import did_you_mean
from macros.strict_yaml import Document


def check(partnership: Partnership, document: Document) -> Iterator[Problem]:
    if len(partnership.briefing_steps) != 6:
        count = len(partnership.briefing_steps)
        yield document.problem(("briefing_steps",), "six-steps", f"found {count}; a briefing has six steps")
    if not partnership.councils:
        yield document.problem(("councils",), "empty", "no council; add at least one, for example `north: {name: ...}`")
    for identity in BUILT_IN_AGENCIES.keys() & partnership.agencies.keys():
        message = f"`{identity}` is always there; take this entry out"
        yield document.problem(("agencies", identity), "built-in", message, at_key=True)
    yield from _missing(document, "timescales", TIMESCALES, partnership.timescales)
    yield from _missing(document, "roles", ROLES, partnership.roles)
    for identity, entries in partnership.timescales.items():
        for place, scale in enumerate(entries):
            yield from _check_timescale(partnership, document, identity, place, scale)
        for place, (before, after) in enumerate(pairwise(entries), start=1):
            if after.from_ is None or before.until is None or after.from_ <= before.until:
                message = "entries of one timescale follow one another; end the one before (`until`), begin this later"
                yield document.problem(("timescales", identity, place), "overlap", message)
    for identity, contact in partnership.contacts.items():
        if not (contact.email or contact.telephone or contact.url):
            message = "no way to reach it; add `email`, `telephone` or `url`"
            yield document.problem(("contacts", identity), "empty", message, at_key=True)


def _missing(document: Document, field: str, needed: Iterable[str], there: Mapping[str, object]) -> Iterator[Problem]:
    for identity in needed:
        if not there.get(identity):
            yield document.problem(
                (field,), "missing", f"`{identity}` is missing; rules and pages need it", at_key=True
            )


def _check_timescale(
    partnership: Partnership, document: Document, identity: str, place: int, scale: Timescale
) -> Iterator[Problem]:
    path = ("timescales", identity, place)
    if scale.earliest is None and scale.latest is None:
        yield document.problem(path, "missing", "neither `earliest` nor `latest`; write one or both")
    elif scale.earliest is not None and scale.latest is not None:
        backwards = scale.earliest < scale.latest if scale.counted == "before" else scale.earliest > scale.latest
        if backwards:
            message = "`earliest` lies after `latest`; counted before an event the larger number is the earlier"
            yield document.problem(path, "order", message)
    if scale.acts not in partnership.roles:
        message = f"found `{scale.acts}`; {did_you_mean(scale.acts, partnership.roles)}"
        yield document.problem((*path, "acts"), "unknown-id", message)
    receivers = partnership.roles.keys() | partnership.contacts.keys()
    for number, receiver in enumerate(scale.to):
        if receiver not in receivers:
            message = f"found `{receiver}`; {did_you_mean(receiver, receivers)}"
            yield document.problem((*path, "to", number), "unknown-id", message)


def stale_contacts(partnership: Partnership, document: Document, today: date) -> Iterator[Problem]:
    for identity, contact in partnership.contacts.items():
        if contact.is_stale(today):
            last = f"last checked on {in_words(contact.checked)}" if contact.checked else "never checked"
            problem = document.problem(
                ("contacts", identity), "contact-unchecked", f"{last}; check it and write today's date in `checked`"
            )
            yield replace(problem, severity="warning")
