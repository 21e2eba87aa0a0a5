"""What every paper of a case says of it: its head, the facts, recommendations, and the address of its page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import Any

import segno

from macros.dates import in_words
from macros.pages.outward import Outward, absolute
from macros.pages.sentences import EXAMPLE
from macros.paper.house import of_house
from macros.paper.tree import tree
from macros.partnership.model import Partnership
from macros.prose import Prose
from macros.public_view import PublicCase, PublicRecommendation

# Characters; a side of A4 holds about six thousand.
LONG = 2_000
SHORT = 800
INTERNAL = "Internal: not for publication"
# How the title of what is not for the public ends.
INTERNAL_TITLE = ", internal"


@dataclass(frozen=True, slots=True)
class Setting:
    """For whom a paper is made. ``outward`` knows which pages its links may lead to.

    ``mark`` stands across every side of what is not for the public, ``banners`` at the head of it.
    ``is_out`` is whether the public can read the case's pages, so that their address may be printed;
    ``day_is`` is what its day of publication is called, nothing where the day is not said.
    """

    partnership: Partnership
    outward: Outward
    mark: str = ""
    banners: Sequence[str] = field(default=())
    is_out: bool = True
    day_is: str = "Published"


def head(case: PublicCase, setting: Setting, kind: str, page: str) -> dict[str, Any]:
    """What stands at the head of a paper. ``page`` is the folder of the page that it belongs to: `briefings`."""
    address = absolute(setting.partnership.site_url, f"{page}/{case.reference}/") if setting.is_out else ""
    return {
        "title": f"{case.title}: {kind[0].lower()}{kind[1:]}{INTERNAL_TITLE if setting.mark else ''}",
        **of_house(setting.partnership),
        "date": _iso(case.published if setting.is_out else None),
        "mark": setting.mark,
        "kind": kind,
        "name": " ".join(case.title.split()),
        "summary": " ".join(case.summary.split()),
        "banners": [*([EXAMPLE] if case.example else []), *setting.banners],
        "address": address,
        "qr": qr_code(address) if address else "",
    }


def facts(case: PublicCase, setting: Setting) -> list[tuple[str, str]]:
    """The facts of a case, each with its label, as pages show them."""
    children = [f"{one.pseudonym} ({one.age_band.name})" if one.age_band else one.pseudonym for one in case.children]
    found = (
        ("Kind", case.kind),
        ("Child" if len(children) == 1 else "Children", ", ".join(children)),
        ("Carried out with", ", ".join(case.partners)),
        (setting.day_is, in_words(case.published) if case.published and setting.day_is else ""),
        ("Themes", ", ".join(theme.name for theme in case.themes)),
        ("Agencies", ", ".join(agency.name for agency in case.agencies)),
    )
    return [(label, words) for label, words in found if words]


def recommendation(entry: PublicRecommendation, setting: Setting) -> dict[str, Any]:
    """A recommendation: what, who and by when, with what was reported of it."""
    return {
        "number": entry.id[1:],
        "is_long": is_long(entry.text),
        "fits": fits(entry.text, *(note.text for note in entry.progress)),
        "text": tree(entry.text, setting.outward),
        "who": ", ".join(agency.name for agency in entry.agencies),
        "by": in_words(entry.due) if entry.due else "",
        "status": entry.status.name,
        "progress": [
            {"on": in_words(note.on), "status": note.status.name, "text": tree(note.text, setting.outward)}
            for note in entry.progress
        ],
    }


def is_long(*texts: Prose | None) -> bool:
    """Whether texts may take more than a third of a side, so that they cannot be kept on one."""
    # A line of the source may be a line on paper, however short it is.
    return sum(len(text.words) + 60 * text.source.count("\n") for text in texts if text) > LONG


def fits(*texts: Prose | None) -> bool:
    """Whether plain paragraphs are so few and short that they fit on a side of a report, in capital letters as well."""
    lines = sum(text.source.count("\n") + 2 for text in texts if text)
    blocks = [block for text in texts if text for block in text.blocks]
    is_plain = all(block.kind == "paragraph" for block in blocks) and not any(text.notes for text in texts if text)
    return is_plain and sum(len(text.words) for text in texts if text) + 60 * lines < SHORT


@lru_cache(maxsize=8)
def qr_code(address: str) -> str:
    """A QR code that leads to an address, as SVG."""
    written = BytesIO()
    segno.make_qr(address, error="m").save(written, kind="svg", xmldecl=False, border=0, omitsize=True, dark="#1c2430")
    return written.getvalue().decode()


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None
