"""The partnership file as types: names, roles, contacts, vocabularies and every timescale."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self

from dateutil.relativedelta import relativedelta
from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from macros.strict_model import Day, Id, Ids, Instant, Strict, Text, Whole, fault, matching
from macros.strict_model import Line as AnyLine
from macros.working_days import Calendar, Counted, Unit

BUILT_IN_AGENCIES = {"partnership": "The partnership", "national": "National bodies"}
TIMESCALES = (
    "notification",
    "additional-information",
    "additional-information-backstop",
    "rapid-review-meeting",
    "rapid-review-to-panel",
    "panel-feedback",
    "review-completed",
    "final-report-to-panel",
    "final-report-statutory",
    "family-told",
    "debrief-involved",
    "members-briefed",
    "press-statement",
    "debrief-open",
    "publication-time",
    "public-at-least",
    "quarterly-report",
)
ROLES = (
    "strategic-leads",
    "lead-reviewer",
    "review-group",
    "llr-sub-group",
    "communications-sub-group",
    "business-office",
    "safeguarding-project-officer",
    "independent-scrutineer",
    "national-panel",
)


def _plain_words(value: str) -> str:
    # Pages print these as they are, between Markdown and HTML.
    if found := re.search(r"[<>{}\[\]*_`|\\]", value):
        raise fault("sign", f"found `{found.group()}`; names and sentences here are plain words")
    return value


Line = Annotated[AnyLine, AfterValidator(_plain_words)]

Event = Literal[
    "incident",
    "aware",
    "notified",
    "information-requested",
    "sent-to-panel",
    "decision",
    "publication",
    "last-report",
]
EVENTS: Mapping[str, str] = {
    "incident": "the incident",
    "aware": "becoming aware",
    "notified": "the notification",
    "information-requested": "the request",
    "sent-to-panel": "sending the Rapid Review to the National Panel",
    "decision": "the decision to review",
    "publication": "publication",
    "last-report": "the last report",
}


class InForce(Strict):
    """Something that holds from a day, until a day (both included, both optional)."""

    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.from_ and self.until and self.until < self.from_:
            raise fault("order", f"`until` ({self.until}) lies before `from` ({self.from_}); one of them is wrong")
        return self

    def holds_on(self, on: date) -> bool:
        return (self.from_ is None or self.from_ <= on) and (self.until is None or on <= self.until)


class Council(InForce):
    name: Line


class Agency(InForce):
    name: Line
    short_name: Line | None = None
    former_names: tuple[Line, ...] = ()

    def __str__(self) -> str:
        return self.name


class Role(Strict):
    name: Line
    part: Line
    organisation: Line | None = None
    aliases: tuple[Line, ...] = ()

    def __str__(self) -> str:
        return self.name


EMail = Annotated[
    AnyLine,
    matching(
        r"[A-Za-z0-9.+_-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", "e-mail", "an address looks like name@example.gov.uk"
    ),
]
Telephone = Annotated[
    AnyLine, matching(r"\+?[0-9][0-9 ]*", "telephone", "write digits and spaces, for example 01604 000000")
]
WebAddress = Annotated[
    AnyLine,
    matching(
        r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/?#&=%+:@,;-]*)?",
        "address",
        "an address begins with https://",
    ),
]
ClockTime = Annotated[AnyLine, matching(r"([01][0-9]|2[0-3]):[0-5][0-9]", "time", 'a time of day is written "10:00"')]


class Contact(Strict):
    name: Line
    email: EMail | None = None
    telephone: Telephone | None = None
    url: WebAddress | None = None
    checked: Day | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not (self.email or self.telephone or self.url):
            raise fault("empty", "no way to reach it; add `email`, `telephone` or `url`")
        return self

    def __str__(self) -> str:
        """The contact as a Markdown link, its name first."""
        if self.email:
            return f"{self.name} ([{self.email}](mailto:{self.email}))"
        if self.telephone:
            return f"{self.name} ([{self.telephone}](tel:{self.telephone.replace(' ', '')}))"
        return f"[{self.name}]({self.url})" if self.url else self.name

    def is_stale(self, on: date) -> bool:
        """Whether the contact was last checked over a year before ``on``, or never."""
        return self.checked is None or self.checked + relativedelta(years=1) < on


class Theme(Strict):
    name: Line
    description: Line


class AgeBand(Strict):
    name: Line


class Timescale(InForce):
    """One limit: so many units before or after an event.

    ``earliest`` and ``latest`` are moments: "at least 14 days before" is ``latest: 14``, and a
    negative number lies on the other side of the event. ``usual`` is the partnership's default.
    """

    name: Line
    earliest: Whole | None = None
    usual: Whole | None = None
    latest: Whole | None = None
    time: ClockTime | None = None
    unit: Unit
    counted: Counted
    event: Event
    acts: Id
    to: Ids = ()
    basis: Literal["statutory", "local"]
    source: Line

    @model_validator(mode="after")
    def _is_a_limit(self) -> Self:
        if self.earliest is None and self.latest is None:
            raise fault("no-limit", "neither `earliest` nor `latest`; write one or both")
        if self.earliest is not None and self.latest is not None:
            first, last = (self.latest, self.earliest) if self.counted == "before" else (self.earliest, self.latest)
            if first > last:
                message = "`earliest` lies after `latest`; counted before an event the larger number is the earlier"
                raise fault("order", message)
        return self

    def __str__(self) -> str:
        """The span alone: ``14 calendar days``, ``10 to 13 working days``."""
        return " ".join(self.span)

    @property
    def span(self) -> tuple[str, str]:
        """The number, or both, and the unit: ``10 to 13``, ``working days``."""
        numbers = sorted({number for number in (self.earliest, self.latest) if number} or {0})
        last, unit = _span(numbers[-1], self.unit).split(" ", 1)
        return (f"{numbers[0]} to {last}" if len(numbers) == 2 and numbers[0] > 0 else last), unit

    @property
    def usually(self) -> str:
        """The partnership's default within the limit: ``2 working days``."""
        return str(self) if self.usual is None else _span(self.usual, self.unit)

    @property
    def rule(self) -> str:
        """The whole limit in words, as it stands after "must come" or "should come"."""
        side, event = self.counted, EVENTS[self.event]
        first, last = self.earliest, self.latest
        if first is not None and last is not None and (first < 0 or last < 0):
            if first == -last:
                return f"within {_span(abs(first), self.unit)} either side of {event}"
            before, after = (first, -last) if side == "before" else (-first, last)
            return f"from {_span(before, self.unit)} before to {_span(after, self.unit)} after {event}"
        if first and first == last:
            return f"{_span(first, self.unit)} {side} {event}"
        if side == "before":
            if first and last:
                return f"between {_span(first, self.unit)} and {_span(last, self.unit)} before {event}"
            if first:
                return f"in the {_span(first, self.unit)} before {event}"
            return f"at least {_span(last, self.unit)} before {event}" if last else f"before {event}"
        if first and last:
            return f"between {first} and {_span(last, self.unit)} after {event}"
        if first:
            return f"at least {_span(first, self.unit)} after {event}"
        return f"within {_span(last or 0, self.unit)} of {event}"


def _span(number: int, unit: Unit) -> str:
    names = {"days": "calendar day", "working-days": "working day"}
    name = names.get(unit, unit.removesuffix("s"))
    return f"{number} {name}{'' if number == 1 else 's'}"


class BankHolidays(Strict):
    add: tuple[Day, ...] = ()
    remove: tuple[Day, ...] = ()


class Period(Strict):
    from_: Day = Field(alias="from")
    to: Day

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.to < self.from_:
            raise fault("order", f"`to` ({self.to}) lies before `from` ({self.from_}); one of them is wrong")
        return self


class Announcement(Strict):
    """What the partnership wants to say ahead, written by hand and tied to no record."""

    on: Instant
    text: Text
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None


class KnownWord(Strict):
    term: Line
    reason: Line


class Thresholds(Strict):
    quasi_identifiers: Whole = 6


class Anonymity(Strict):
    places: tuple[Line, ...] = ()
    thresholds: Thresholds = Thresholds()
    known_words: tuple[KnownWord, ...] = ()


def _at_least_one(value: int) -> int:
    if value < 1:
        raise fault("number", f"found `{value}`; a page is good for one month at least")
    return value


class ReviewsOfPages(Strict):
    months: Annotated[Whole, AfterValidator(_at_least_one)] = 12


def _six(steps: tuple[str, ...]) -> tuple[str, ...]:
    if len(steps) != 6:
        raise fault("six-steps", f"found {len(steps)}; a briefing has six steps")
    return steps


def _some(councils: dict[str, Council]) -> dict[str, Council]:
    if not councils:
        raise fault("empty", "no council; add at least one, for example `north: {name: ...}`")
    return councils


def _entries(value: object) -> object:
    return [value] if isinstance(value, dict) else value


TimescaleEntries = Annotated[tuple[Timescale, ...], BeforeValidator(_entries)]


class Partnership(Strict):
    """The whole file. Every look-up by an id that was checked is safe."""

    name: Line
    short_name: Line
    area: Line
    site_url: WebAddress
    examples: Literal["show", "hide"] = "show"
    councils: Annotated[dict[Id, Council], AfterValidator(_some)]
    agencies: dict[Id, Agency]
    roles: dict[Id, Role]
    contacts: dict[Id, Contact] = Field(default_factory=dict)
    help_now: Ids = ()
    themes: dict[Id, Theme]
    age_bands: dict[Id, AgeBand]
    briefing_steps: Annotated[tuple[Line, ...], AfterValidator(_six)]
    timescales: dict[Id, TimescaleEntries]
    bank_holidays: BankHolidays = BankHolidays()
    school_holidays: tuple[Period, ...] = ()
    pre_election_periods: tuple[Period, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    anonymity: Anonymity = Anonymity()
    reviews_of_pages: ReviewsOfPages = ReviewsOfPages()

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar.of(self.bank_holidays.add, self.bank_holidays.remove)

    @cached_property
    def agency_names(self) -> dict[str, str]:
        """Every agency id that a recommendation may name, with its name."""
        own = {identity: agency.name for identity, agency in self.agencies.items()}
        return {**own, "partnership": self.name, "national": BUILT_IN_AGENCIES["national"]}

    def councils_on(self, on: date) -> dict[str, Council]:
        return {identity: council for identity, council in self.councils.items() if council.holds_on(on)}

    def timescale(self, identity: str, on: date) -> Timescale:
        """The limit in force on a day; where none is, the one that came last before, else the first."""
        entries = self.timescales[identity]
        past = [entry for entry in entries if entry.from_ is None or entry.from_ <= on]
        return past[-1] if past else entries[0]

    def public_until(self, published: date) -> date:
        """The day until which a report stays public at least."""
        scale = self.timescale("public-at-least", published)
        return self.calendar.count(published, scale.earliest or 0, scale.unit, scale.counted)
