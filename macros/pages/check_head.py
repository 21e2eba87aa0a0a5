"""What a page says of itself, held against the partnership: ids that exist, calls that are right, reviews in time."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from macros.dates import in_words
from macros.guidance.front_matter import HandWritten, PageHead
from macros.guidance.steps import Step
from macros.guidance.strays import strays
from macros.pages import FOLDERS
from macros.pages.calls import check_source
from macros.pages.data import HELD, DataMacro, said_macros
from macros.partnership.model import Partnership
from macros.problems import Problem, shown
from macros.strict_model import Reading, did_you_mean
from macros.strict_yaml import Document, Path, Plain

# What is an id, a link or a choice there, and not words; and what an example holds is invented.
NOT_WORDS = ("who", "to", "by", "see", "id", "kind", "duty")


@dataclass(frozen=True, slots=True)
class Known:
    """What a page is held against. ``addresses`` are those of all hand-written pages."""

    macros: Mapping[str, DataMacro]
    partnership: Partnership
    today: date
    addresses: frozenset[str]


def check_head(head: Reading[PageHead], known: Known) -> Iterator[Problem]:
    """Every problem of front matter that was read without one."""
    if not head.value.title:
        message = "a page that says something of itself needs a `title`; without one nothing of it is used"
        yield head.document.problem((), "missing", message)
    yield from _unknown_ids(head.value, head.document, known.partnership)
    yield from _dead_links(head.value, head.document, known.addresses)
    said = said_macros(known.macros)
    for name in HELD:
        for path, text in _texts(head.document.plain().get(name), (name,)):
            for problem in check_source(text, head.document.path, said):
                yield head.document.problem(path, problem.rule, problem.message)
            for stray in () if {*NOT_WORDS, "example"} & {*path} else strays(text, known.partnership):
                yield replace(head.document.problem(path, "stray", stray.message), severity="warning")
    yield from _overdue(head.value, head.document, known.partnership, known.today)


def _unknown_ids(head: PageHead, document: Document, partnership: Partnership) -> Iterator[Problem]:
    def unknown(path: Path, found: str | None, known: Collection[str]) -> Iterator[Problem]:
        if found is not None and found not in known:
            yield document.problem(path, "unknown-id", f"found `{found}`; {did_you_mean(found, known)}")

    roles, scales, contacts = partnership.roles, partnership.timescales, partnership.contacts
    for number, theme in enumerate(head.themes):
        yield from unknown(("themes", number), theme, partnership.themes)
    for path, step in [*_steps(head.duties, ("duties",)), *_steps(head.flowchart, ("flowchart",))]:
        for name, ids in (("who", step.who), ("to", step.to)):
            for number, identity in enumerate(ids):
                yield from unknown((*path, name, number), identity, roles)
        yield from unknown((*path, "by"), step.by, scales)
    if head.form:
        yield from unknown(("form", "to"), head.form.to, contacts)
        yield from unknown(("form", "by"), head.form.by, scales)


def _steps(steps: Iterable[Step], path: Path) -> Iterator[tuple[Path, Step]]:
    for number, step in enumerate(steps):
        here = (*path, number)
        yield here, step
        for which, answer in enumerate(step.answers):
            yield from _steps(answer.steps, (*here, "answers", which, "steps"))


def _dead_links(head: PageHead, document: Document, addresses: Collection[str]) -> Iterator[Problem]:
    """A problem for each step that leads to no page. Headings are checked in the built site."""
    page = HandWritten(document.path.removeprefix("docs/"), head)
    for path, step in [*_steps(page.head.duties, ("duties",)), *_steps(page.head.flowchart, ("flowchart",))]:
        address = page.leads_to(step.see or "").partition("#")[0]
        if address not in addresses and address.split("/")[0] not in FOLDERS:
            message = f"found `{shown(step.see or '')}`; there is no such page, {did_you_mean(address, addresses)}"
            yield document.problem((*path, "see"), "dead-link", message)


def _texts(value: Plain | None, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text at or below a place, with its own place."""
    if isinstance(value, str):
        yield path, value
    elif value:
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(inner, (*path, step))


def _overdue(head: PageHead, document: Document, partnership: Partnership, today: date) -> Iterator[Problem]:
    if head.reviewed is None:
        if head.facts:
            message = "guidance that nobody has read again; write the day you did in `reviewed`"
            yield replace(document.problem(("facts",), "page-overdue", message, at_key=True), severity="warning")
        return
    due = partnership.next_review(head.reviewed)
    if head.reviewed > today:
        message = f"{in_words(head.reviewed)} is still to come; write the day on which somebody read the page"
        yield replace(document.problem(("reviewed",), "page-overdue", message), severity="warning")
    elif due < today:
        message = (
            f"last read on {in_words(head.reviewed)}, to be read again by {in_words(due)}; "
            "hold it against the sources, then write today's date"
        )
        yield replace(document.problem(("reviewed",), "page-overdue", message), severity="warning")
