"""What must agree inside one record, and with the partnership file, whatever stage it is at."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from macros.partnership.model import Partnership
from macros.problems import Problem, shown
from macros.prose import Prose
from macros.records.model import EXCEPTIONS_POSSIBLE, CaseRecord
from macros.strict_model import Strict, did_you_mean
from macros.strict_yaml import Document, Path


@dataclass(frozen=True)
class _Ids:
    """Ids a field uses: where each stands, and those that exist."""

    used: list[tuple[Path, str]]
    known: Collection[str]
    at_key: bool = False


def check(
    case: CaseRecord, document: Document, partnership: Partnership | None, unsound: Collection[str]
) -> Iterator[Problem]:
    """Every disagreement in one record, each at its place.

    Fields that are ``unsound`` are empty here, and have their own problems already.
    """
    yield from unknown_ids(case, document, partnership, unsound)
    yield from _cut_off(case, document)
    yield from _twice(document, "children", [child.pseudonym for child in case.children], "pseudonym")
    yield from _twice(document, "findings", [finding.id for finding in case.findings], "id")
    yield from _twice(document, "recommendations", [entry.id for entry in case.recommendations], "id")
    yield from _parallel_processes(case, document)
    yield from _exceptions(case, document)
    yield from _order(case, document)


def unknown_ids(
    case: CaseRecord, document: Document, partnership: Partnership | None, unsound: Collection[str]
) -> Iterator[Problem]:
    """Every id that neither the partnership file nor the record itself explains; ``unsound`` as for `check`."""
    known = list(_ids_of_the_partnership(case, partnership)) if partnership else []
    if "findings" not in unsound:
        known.append(_findings_answered(case))
    for ids in known:
        for path, found in ids.used:
            if found not in ids.known:
                message = f"found `{shown(found)}`; {did_you_mean(found, ids.known)}"
                yield document.problem(path, "unknown-id", message, at_key=ids.at_key)


def _findings_answered(case: CaseRecord) -> _Ids:
    answered: list[tuple[Path, str]] = [
        (("recommendations", place, "finding"), entry.finding)
        for place, entry in enumerate(case.recommendations)
        if entry.finding
    ]
    return _Ids(answered, [finding.id for finding in case.findings])


def _ids_of_the_partnership(case: CaseRecord, partnership: Partnership) -> Iterator[_Ids]:
    agencies = partnership.agency_names
    yield _Ids([(("themes", place), theme) for place, theme in enumerate(case.themes)], partnership.themes)
    yield _Ids(
        [(("findings", place, "theme"), finding.theme) for place, finding in enumerate(case.findings) if finding.theme],
        partnership.themes,
    )
    yield _Ids([(("agencies", place), agency) for place, agency in enumerate(case.agencies)], agencies)
    yield _Ids([(("information", agency), agency) for agency in case.information], agencies, at_key=True)
    yield _Ids(
        [
            (("recommendations", place, "agencies", number), agency)
            for place, entry in enumerate(case.recommendations)
            for number, agency in enumerate(entry.agencies)
        ],
        agencies,
    )
    yield _Ids(
        [
            (("children", place, "age_band"), child.age_band)
            for place, child in enumerate(case.children)
            if child.age_band
        ],
        partnership.age_bands,
    )
    yield _Ids(
        [(("publication", "members_briefed", council), council) for council in case.publication.members_briefed],
        partnership.councils,
        at_key=True,
    )
    if case.withdrawn:
        yield _Ids([(("withdrawn", "decided_by"), case.withdrawn.decided_by)], partnership.roles)


def _twice(document: Document, field: str, values: list[str], name: str) -> Iterator[Problem]:
    for place, value in enumerate(values):
        if value in values[:place]:
            yield document.problem((field, place, name), "twice", f"found `{shown(value)}` twice; give each its own")


def _cut_off(case: CaseRecord, document: Document) -> Iterator[Problem]:
    """A public text is never cut short by a comment that nobody meant."""
    if not document.may_be_cut_off():
        return
    headings: list[Path] = [("overview", place, "heading") for place in range(len(case.overview))]
    for path in [("summary",), *headings, *_prose(case, ())]:
        node, _ = document.node(path)
        if document.cut_off(node):
            message = "a `#` after a space begins a comment, and what follows is not shown; put the text below `|`"
            yield document.problem(path, "cut-off", message)


def _prose(value: object, path: Path) -> Iterator[Path]:
    """Where prose stands in a value."""
    if isinstance(value, Prose):
        yield path
    elif isinstance(value, Strict):
        for name in type(value).model_fields:
            yield from _prose(getattr(value, name, None), (*path, name))
    elif isinstance(value, tuple):
        for place, entry in enumerate(value):
            yield from _prose(entry, (*path, place))


def _parallel_processes(case: CaseRecord, document: Document) -> Iterator[Problem]:
    for place, process in enumerate(case.parallel_processes):
        path = ("parallel_processes", place)
        if process.status == "open" and process.concluded:
            message = "found `open`, and a day on which it was concluded; change one of them"
            yield document.problem((*path, "status"), "contradiction", message)


def _exceptions(case: CaseRecord, document: Document) -> Iterator[Problem]:
    for place, exception in enumerate(case.publication.exceptions):
        path = ("publication", "exceptions", place)
        if exception.rule not in EXCEPTIONS_POSSIBLE:
            possible = ", ".join(sorted(EXCEPTIONS_POSSIBLE))
            message = f"found `{shown(exception.rule)}`; exceptions are possible for {possible} alone"
            yield document.problem((*path, "rule"), "no-exception", message)
        if exception.decided_by != "strategic-leads":
            message = f"found `{shown(exception.decided_by)}`; only `strategic-leads` can agree an exception"
            yield document.problem((*path, "decided_by"), "no-exception", message)


def _order(case: CaseRecord, document: Document) -> Iterator[Problem]:
    """Dates of the review that cannot be in the other order, whatever was planned."""
    pairs = (("incident", "aware"), ("aware", "notified"), ("notified", "rapid_review_sent_to_panel"))
    for first, second in pairs:
        before, after = getattr(case.timeline, first), getattr(case.timeline, second)
        if before and after and after < before:
            message = f"found {after}, which is before `{first}` ({before}); one of the two is wrong"
            yield document.problem(("timeline", second), "order", message)
    for place, amendment in enumerate(case.amendments):
        if case.publication_day and amendment.date < case.publication_day:
            message = (
                f"found {amendment.date}, which is before publication ({case.publication_day}); a correction follows it"
            )
            yield document.problem(("amendments", place, "date"), "order", message)
    for agency, information in case.information.items():
        if information.requested and information.returned and information.returned < information.requested:
            message = f"found {information.returned}, which is before it was requested ({information.requested})"
            yield document.problem(("information", agency, "returned"), "order", message)
