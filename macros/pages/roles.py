"""Your part in a review: for each role and group what pages give it to do, and what it receives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from macros.guidance.front_matter import HandWritten
from macros.guidance.steps import Step, all_steps
from macros.partnership.model import Partnership, Role


@dataclass(frozen=True, slots=True)
class OfPage:
    """The steps of one page that concern a role, in the page's order."""

    page: HandWritten
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class RolePart:
    """All that concerns one role: what it does and what it receives, page by page, and where it is drawn."""

    id: str
    role: Role
    does: tuple[OfPage, ...]
    receives: tuple[OfPage, ...]
    flowcharts: tuple[HandWritten, ...]


def role_parts(partnership: Partnership, pages: Iterable[HandWritten]) -> Mapping[str, RolePart]:
    """The part of every role of a partnership, by its id. Pages are in the order in which a review needs them."""
    pages = tuple(pages)
    return {identity: _part(identity, role, pages) for identity, role in partnership.roles.items()}


def _part(identity: str, role: Role, pages: tuple[HandWritten, ...]) -> RolePart:
    does = _of_pages((page, [step for step in page.head.duties if identity in step.who]) for page in pages)
    receives = _of_pages((page, [step for step in page.head.duties if identity in step.to]) for page in pages)
    drawn = (
        page for page in pages if any(identity in (*step.who, *step.to) for step in all_steps(page.head.flowchart))
    )
    return RolePart(identity, role, does, receives, tuple(drawn))


def _of_pages(found: Iterable[tuple[HandWritten, list[Step]]]) -> tuple[OfPage, ...]:
    return tuple(OfPage(page, tuple(steps)) for page, steps in found if steps)
