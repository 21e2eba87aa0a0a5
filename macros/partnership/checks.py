"""What must agree inside the partnership file, and what has grown old in it."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise

from macros.dates import in_words
from macros.partnership.model import BUILT_IN_AGENCIES, ROLES, TIMESCALES, Partnership
from macros.problems import Problem
from macros.strict_model import did_you_mean
from macros.strict_yaml import Document

# What the rules compare dates with. Without its number a limit would let everything pass.
LIMITS_OF_RULES = {
    "final-report-to-panel": ("before", "publication", ("latest",)),
    "final-report-statutory": ("before", "publication", ("latest",)),
    "debrief-involved": ("before", "publication", ("earliest", "latest")),
    "press-statement": ("before", "publication", ("earliest", "latest")),
    "debrief-open": ("before", "publication", ("earliest", "latest")),
    "review-completed": ("after", "decision", ("latest",)),
    "public-at-least": ("after", "publication", ("earliest",)),
}


def check(partnership: Partnership, document: Document, unsound: Collection[str]) -> Iterator[Problem]:
    """Every disagreement between sound fields; what is ``unsound`` has its own problems already."""
    if "agencies" not in unsound:
        for identity in BUILT_IN_AGENCIES.keys() & partnership.agencies.keys():
            message = f"`{identity}` is always there; take this entry out"
            yield document.problem(("agencies", identity), "built-in", message, at_key=True)
        # In `recommendations/2024/` stand those of all agencies: no agency has its page at the address of a year.
        for identity in (identity for identity in partnership.agencies if re.fullmatch("[0-9]{4}", identity)):
            message = f"`{identity}` is the address of a year; give this agency another id"
            yield document.problem(("agencies", identity), "built-in", message, at_key=True)
    if not {"help_now", "contacts"} & set(unsound):
        for place, identity in enumerate(partnership.help_now):
            if identity not in partnership.contacts:
                message = f"found `{identity}`; {did_you_mean(identity, partnership.contacts)}"
                yield document.problem(("help_now", place), "unknown-id", message)
    if not {"security_contact", "contacts"} & set(unsound) and partnership.security_contact is not None:
        found = partnership.security_contact
        if found not in partnership.contacts:
            message = f"found `{found}`; {did_you_mean(found, partnership.contacts)}"
            yield document.problem(("security_contact",), "unknown-id", message)
        elif not (partnership.contacts[found].email or partnership.contacts[found].url):
            message = f"`{found}` has a telephone alone; name a contact with `email` or `url`"
            yield document.problem(("security_contact",), "no-address", message)
    if "roles" not in unsound:
        if "index" in partnership.roles:
            message = "`index` is the list of roles; give this one another id"
            yield document.problem(("roles", "index"), "built-in", message, at_key=True)
        for identity, role in partnership.roles.items():
            for place, other in enumerate(role.often_also):
                if other not in partnership.roles:
                    message = f"found `{other}`; {did_you_mean(other, partnership.roles)}"
                    yield document.problem(("roles", identity, "often_also", place), "unknown-id", message)
        yield from _missing(document, "roles", ROLES, partnership.roles)
    if "timescales" not in unsound:
        yield from _missing(document, "timescales", TIMESCALES, partnership.timescales)
        yield from _unfit_for_rules(partnership, document)
        yield from _overlaps(partnership, document)
        if not {"roles", "contacts"} & set(unsound):
            yield from _unknown_actors(partnership, document)


def _missing(document: Document, field: str, needed: Iterable[str], there: Mapping[str, object]) -> Iterator[Problem]:
    for identity in needed:
        if not there.get(identity):
            message = f"`{identity}` is missing; rules and pages need it"
            yield document.problem((field,), "missing", message, at_key=True)


def _unfit_for_rules(partnership: Partnership, document: Document) -> Iterator[Problem]:
    for identity, (counted, event, numbers) in LIMITS_OF_RULES.items():
        for place, scale in enumerate(partnership.timescales.get(identity, ())):
            there = all(getattr(scale, number) is not None for number in numbers)
            if not there or (scale.counted, scale.event) != (counted, event):
                named = " and ".join(f"`{number}`" for number in numbers)
                message = f"a rule holds dates against it; it needs {named}, `counted: {counted}`, `event: {event}`"
                yield document.problem(("timescales", identity, place), "no-limit", message)


def _overlaps(partnership: Partnership, document: Document) -> Iterator[Problem]:
    for identity, entries in partnership.timescales.items():
        for place, (before, after) in enumerate(pairwise(entries), start=1):
            if after.from_ is None or before.until is None or after.from_ <= before.until:
                message = "entries of one timescale follow one another; end the one before (`until`), begin this later"
                yield document.problem(("timescales", identity, place), "overlap", message)


def _unknown_actors(partnership: Partnership, document: Document) -> Iterator[Problem]:
    receivers = partnership.roles.keys() | partnership.contacts.keys()
    for identity, entries in partnership.timescales.items():
        for place, scale in enumerate(entries):
            path = ("timescales", identity, place)
            named = [((*path, "to", number), receiver, receivers) for number, receiver in enumerate(scale.to)]
            for field, found, known in [((*path, "acts"), scale.acts, partnership.roles.keys()), *named]:
                if found not in known:
                    yield document.problem(field, "unknown-id", f"found `{found}`; {did_you_mean(found, known)}")


def stale_contacts(partnership: Partnership, document: Document, today: date) -> Iterator[Problem]:
    for identity, contact in partnership.contacts.items():
        if contact.is_stale(today):
            last = f"last checked on {in_words(contact.checked)}" if contact.checked else "never checked"
            problem = document.problem(
                ("contacts", identity), "contact-unchecked", f"{last}; check it and write today's date in `checked`"
            )
            yield replace(problem, severity="warning")


def terms_to_check(partnership: Partnership, document: Document) -> Iterator[Problem]:
    for field, entries in (("glossary", partnership.glossary), ("roles", partnership.roles)):
        for identity, entry in entries.items():
            if entry.to_check:
                message = "nobody has confirmed what this is short for or means; check it, then take `to_check` out"
                yield replace(document.problem((field, identity), "term-unchecked", message), severity="warning")
