"""The partnership file as types: names, roles, contacts, vocabularies and every timescale."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Literal, Self

from dateutil.relativedelta import relativedelta
from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from macros.dates import in_words
from macros.partnership.colours import Colours
from macros.partnership.timescales import InForce, Line, Timescale
from macros.strict_model import Day, Id, Ids, Instant, Strict, Text, Whole, YesNo, fault, matching
from macros.strict_model import Line as AnyLine
from macros.working_days import Calendar

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


def in_a_row(names: Sequence[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1] if names else "") if part)


class Council(InForce):
    name: Line


class Agency(InForce):
    name: Line
    short_name: Line | None = None
    former_names: tuple[Line, ...] = ()

    def __str__(self) -> str:
        return self.name

    @property
    def formerly(self) -> str | None:
        """The names that older papers use, in a row."""
        return in_a_row(self.former_names) or None


class Role(Strict):
    """A role or a group. Whoever has it is ``often_also`` one of those, whose part is then theirs as well."""

    name: Line
    part: Line
    organisation: Line | None = None
    aliases: tuple[Line, ...] = ()
    to_check: YesNo = False
    often_also: Ids = ()

    def __str__(self) -> str:
        return self.name


class Entry(Strict):
    """A term of the glossary. ``to_check`` where the partnership has yet to confirm what it means.

    Pages explain a term where they first use it, unless it is not to be explained ``in_text``.
    ``searched_as`` is what else people type who look for it: old names and near ones, which no page shows.
    """

    name: Line
    abbreviation: Line | None = None
    aliases: tuple[Line, ...] = ()
    searched_as: tuple[Line, ...] = ()
    meaning: Line
    to_check: YesNo = False
    in_text: YesNo = True


EMail = Annotated[
    AnyLine,
    matching(
        r"[A-Za-z0-9.+_-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", "e-mail", "an address looks like name@example.gov.uk"
    ),
]
Telephone = Annotated[
    AnyLine, matching(r"\+?[0-9][0-9 ]*", "telephone", "write digits and spaces, for example 01632 960000")
]
WebAddress = Annotated[
    AnyLine,
    matching(
        r"https://(?!([^/]*\.)?[Xx][Nn]--)[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/?#&=%+:@,;-]*)?",
        "address",
        "an address begins with https://",
    ),
]


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

    @property
    def on_paper(self) -> str:
        """The first way to reach it, and when somebody made sure that it is right: paper is kept, and read later."""
        way = next(way for way in (self.email, self.url, self.telephone) if way)
        return f"{way} (checked on {in_words(self.checked)})" if self.checked else f"{way} (check this address first)"

    def is_stale(self, on: date) -> bool:
        """Whether the contact was last checked over a year before ``on``, or never."""
        return self.checked is None or self.checked + relativedelta(years=1) < on


class Theme(Strict):
    """What several reviews are about. ``searched_as`` is what else people type who look for it."""

    name: Line
    description: Line
    searched_as: tuple[Line, ...] = ()


class AgeBand(Strict):
    name: Line


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


class Moved(Strict):
    """The instant for which something was announced before, and the day it was moved."""

    from_: Instant = Field(alias="from")
    on: Day


class Announcement(Strict):
    """What the partnership wants to say ahead, written by hand and tied to no record.

    ``moved`` are its earlier instants, the first one first, so that it moves in people's calendars.
    What moved before it was shown is nobody's business: the moves that count are those after ``from``.
    """

    on: Instant
    text: Text
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    moved: tuple[Moved, ...] = ()

    @property
    def moves(self) -> tuple[Moved, ...]:
        """The moves since it was shown first."""
        return tuple(move for move in self.moved if self.from_ is None or self.from_ <= move.on)

    @property
    def first(self) -> datetime:
        """The instant for which it was shown at first."""
        return self.moves[0].from_ if self.moves else self.on

    def is_shown(self, today: date) -> bool:
        return (self.from_ is None or self.from_ <= today) and (self.until is None or today <= self.until)


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
        raise fault("empty", "no council; add at least one, for example `our-council: {name: ...}`")
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
    colours: Colours = Colours()
    councils: Annotated[dict[Id, Council], AfterValidator(_some)]
    agencies: dict[Id, Agency]
    roles: dict[Id, Role]
    contacts: dict[Id, Contact] = Field(default_factory=dict)
    help_now: Ids = ()
    security_contact: Id | None = None
    leave_to: WebAddress | None = None
    protective_marking: Line | None = None
    themes: dict[Id, Theme]
    age_bands: dict[Id, AgeBand]
    briefing_steps: Annotated[tuple[Line, ...], AfterValidator(_six)]
    timescales: dict[Id, TimescaleEntries]
    glossary: dict[Id, Entry] = Field(default_factory=dict)
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

    def name_of(self, identity: str) -> str:
        """What a role is called, or a contact that is no role."""
        return self.roles[identity].name if identity in self.roles else self.contacts[identity].name

    def councils_on(self, on: date) -> dict[str, Council]:
        return {identity: council for identity, council in self.councils.items() if council.holds_on(on)}

    def timescale(self, identity: str, on: date) -> Timescale:
        """The limit in force on a day; where none is, the one that came last before, else the first."""
        entries = self.timescales[identity]
        past = [entry for entry in entries if entry.from_ is None or entry.from_ <= on]
        return past[-1] if past else entries[0]

    def next_review(self, reviewed: date) -> date:
        """The day by which a page that somebody read on a day has to be read again."""
        return reviewed + relativedelta(months=self.reviews_of_pages.months)

    def public_until(self, published: date) -> date:
        """The day until which a report stays public at least."""
        return self.timescale("public-at-least", published).window(published, self.calendar).earliest or published
