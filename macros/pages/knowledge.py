"""The macros that make the knowledge base: duties, flowcharts, forms, tables of the data, glossary, pages of roles."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby

from macros.guidance.forms import KINDS
from macros.guidance.front_matter import HandWritten
from macros.pages.calendar import page_changes
from macros.pages.checked import checked
from macros.pages.data import DataMacro, Macro
from macros.pages.deadlines import deadlines_page
from macros.pages.files import Files
from macros.pages.glossary import abbreviations, explained
from macros.pages.measured import measured
from macros.pages.roles import role_parts
from macros.pages.step_words import StepWords
from macros.pages.templating import FROM_ROOT, render
from macros.partnership.model import Partnership, Role


def knowledge_macros(
    partnership: Partnership, pages: Iterable[HandWritten], data: Mapping[str, DataMacro], files: Files, today: date
) -> Mapping[str, Macro]:
    """What hand-written pages call by the name of a page or by nothing, and what pages of roles and words are."""
    pages = tuple(pages)
    everyone = role_parts(partnership, pages)
    words = StepWords.of(partnership, pages, data, today).for_templates()

    def part_of_page(kind: str) -> Macro:
        """The macro that shows the duties, the flowchart or the form of a page, by the page's name."""
        holders = {page.name: page for page in pages if getattr(page.head, kind)}

        def macro(name: str) -> str:
            page = holders[name]
            beside = files.get(page.address.rstrip("/"), ())
            return render(f"{kind}.html", root=FROM_ROOT, page=page, head=page.head, files=beside, kinds=KINDS, **words)

        return macro

    def role_list() -> str:
        by_home = sorted(everyone.values(), key=lambda part: _home(part.role, partnership))
        homes = [(home, list(found)) for home, found in groupby(by_home, key=lambda part: part.role.organisation or "")]
        return render("role_list.html", root="../", homes=homes)

    def role_page(identity: str) -> str:
        ask = partnership.contacts.get("business-office")
        return render("role.html", root="../../", part=everyone[identity], ask=ask, **words)

    def glossary() -> str:
        found = explained(partnership, today)
        letters = [(letter, list(ones)) for letter, ones in groupby(found, key=lambda one: one.letter)]
        return render("glossary.html", root="../", letters=letters, short=abbreviations(found))

    def timescales() -> str:
        scales = [(identity, partnership.timescale(identity, today)) for identity in partnership.timescales]
        return render("timescales.html", root=FROM_ROOT, scales=scales, partnership=partnership)

    def contacts() -> str:
        return render("contacts.html", contacts=partnership.contacts, today=today)

    def appendices() -> str:
        labelled = ((label, page) for page in pages for label in page.head.appendix)
        in_order = sorted(labelled, key=lambda pair: _by_number(pair[0]))
        return render("appendices.html", root=FROM_ROOT, appendices=in_order)

    return {
        "duties": part_of_page("duties"),
        "flowchart": part_of_page("flowchart"),
        "form": part_of_page("form"),
        "checks": lambda: render("checks.html", run=checked()),
        "performance": lambda: render("performance.html", run=measured()),
        "timescales": timescales,
        "contacts": contacts,
        "appendices": appendices,
        "framework_pdf": lambda: render("framework_pdf.html", root=FROM_ROOT, files=files.get("", ())),
        "page_changes": lambda: render(
            "page_changes.html", root=FROM_ROOT, changes=page_changes(pages, today), most=None
        ),
        "role_list": role_list,
        "role_page": role_page,
        "glossary": glossary,
        "deadlines_page": lambda: deadlines_page(partnership, today),
    }


def _home(role: Role, partnership: Partnership) -> tuple[int, str, str]:
    """Where a role stands in the list: those of the partnership's own agencies together, all by name."""
    home = role.organisation or ""
    agencies = [agency.name for agency in partnership.agencies.values()]
    return (1 if home in agencies else 0, home, role.name)


def _by_number(label: str) -> tuple[int, str]:
    number = re.match(r"[0-9]*", label)
    return int(number[0]) if number and number[0] else 0, label
