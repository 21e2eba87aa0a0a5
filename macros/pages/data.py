"""The macros that hand-written pages may call, and what each call may look like."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from jinja2 import Environment, Template
from markupsafe import Markup

from macros.guidance.front_matter import HandWritten
from macros.pages.checked import checked
from macros.partnership.model import Agency, Contact, Partnership, Role, in_a_row
from macros.partnership.timescales import Timescale

Macro = Callable[..., object]
# What a page may hold as data; the macro of the same name shows it.
HELD = ("duties", "flowchart", "form")


@dataclass(frozen=True, slots=True)
class DataMacro:
    """What a page may write: the ids the macro knows (None: it takes none), and what follows a dot.

    ``call`` is None where the macro makes a part of a page, and so only in a build.
    """

    ids: Collection[str] | None
    attributes: Collection[str]
    call: Macro | None
    prints: bool = True


def data_macros(partnership: Partnership, today: date, pages: Iterable[HandWritten] = ()) -> Mapping[str, DataMacro]:
    """Every macro a hand-written page may call. Timescales and councils are those in force ``today``.

    Duties, flowcharts and forms are known by the name of the page that holds them, one of ``pages``.
    """
    pages = tuple(pages)

    def timescale(identity: str) -> Timescale:
        return partnership.timescale(identity, today)

    def role(identity: str) -> Role:
        return partnership.roles[identity]

    def deadline(identity: str) -> Markup:
        number, unit = timescale(identity).span
        return Markup('<span class="deadline"><b>{}</b> {}</span>').format(number, unit)

    def agency(identity: str) -> Agency:
        return partnership.agencies[identity]

    def contact(identity: str) -> Contact:
        return partnership.contacts[identity]

    def councils() -> str:
        return in_a_row([council.name for council in partnership.councils_on(today).values()])

    def whole() -> Partnership:
        return partnership

    return {
        "timescale": DataMacro(
            partnership.timescales, ("name", "usually", "rule", "when", "time", "basis", "source"), timescale
        ),
        "deadline": DataMacro(partnership.timescales, (), deadline),
        "role": DataMacro(partnership.roles, ("name", "part", "organisation"), role),
        "agency": DataMacro(partnership.agencies, ("name", "short_name", "formerly"), agency),
        "contact": DataMacro(partnership.contacts, ("name", "email", "telephone", "url"), contact),
        "councils": DataMacro(None, (), councils),
        "partnership": DataMacro(None, ("name", "short_name", "area", "site_url"), whole, prints=False),
        **{kind: DataMacro([page.name for page in pages if getattr(page.head, kind)], (), None) for kind in HELD},
        "checked": DataMacro(None, ("day", "kinds"), checked, prints=False),
        "checks": DataMacro(None, (), None),
        "performance": DataMacro(None, (), None),
        "timescales": DataMacro(None, (), None),
        "contacts": DataMacro(None, (), None),
        "appendices": DataMacro(None, (), None),
        "page_changes": DataMacro(None, (), None),
        "latest_publications": DataMacro(None, (), None),
        "latest_changes": DataMacro(None, (), None),
        "framework_pdf": DataMacro(None, (), None),
    }


def said_macros(macros: Mapping[str, DataMacro]) -> Mapping[str, DataMacro]:
    """Those that may be called in the texts of steps and forms: they give plain words, and no link."""
    names = ("timescale", "role", "agency", "councils", "partnership")
    return {name: macros[name] for name in names} | {"contact": replace(macros["contact"], prints=False)}


def as_if_held_by(page: str, macros: Mapping[str, DataMacro]) -> Mapping[str, DataMacro]:
    """The macros, as if a page held something of every kind."""
    return {**macros, **{kind: replace(macros[kind], ids=(*(macros[kind].ids or ()), page)) for kind in HELD}}


def say(text: str, macros: Mapping[str, DataMacro]) -> str:
    """A text of a step or a form with its calls evaluated, as plain words."""
    if "{{" not in text:
        return text
    calls = {name: macro.call for name, macro in said_macros(macros).items()}
    return _template(text).render(calls)


@cache
def _template(text: str) -> Template:
    return Environment(autoescape=False).from_string(text)  # noqa: S701 - what comes out is escaped by templates
