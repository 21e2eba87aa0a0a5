"""The check of a whole record: which fields hold text, what the record makes known, what it allows."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from macros.anonymity.finding import DETAILS, KINDS, LONGEST_PSEUDONYM, Answer, Asked, Finding, How, Text
from macros.anonymity.normal import folded, normalise
from macros.partnership.model import Partnership
from macros.problems import Problem, Severity
from macros.records import Case
from macros.records.model import CaseRecord
from macros.records.model.parts import Allow
from macros.strict_yaml import Node, Path, Scalar, field_name
from macros.strict_yaml import Sequence as Items

# Fields whose values the model holds to ids, dates and words of its own: no name can be written there.
NO_TEXT = frozenset(
    [
        *("review", "example", "themes", "agencies", "outcome", "timeline", "information", "sign_off", "withdrawn"),
        *("anonymity",),  # what is allowed holds the very words
    ]
)
NO_TEXT_INSIDE = frozenset(
    [
        *("age_band", "id", "theme", "finding", "agencies", "due", "date", "status", "asks", "considered", "process"),
        *("concluded", "view", "expires", "cleared_by_lawyer", "panel_told", "signed_off", "decision", "at", "moved"),
        *("avoid", "already_public", "final_report_sent", "members_briefed", "press_statement", "rule", "decided_by"),
        *("audience", "debriefs", "outcome", "deposited"),
    ]
)
DIGEST = ("publication", "second_reader", "text")
# Names that are there to be read: the law asks for the reviewer's.
NAMED = (("reviewers", "name"),)
BODIES = (("reviewers", "organisation"), ("partners", "name"))
PSEUDONYMS = frozenset({"title", "pseudonym", "others", "who"})
# What leaves in no form: a name there is a warning. `others` is not among them, although nobody reads it as
# such: what it declares is fine in every text, and so comes out there.
NEVER_PUBLIC = frozenset({"delays", "parallel_processes", "court_orders", "publication"})
Readers = Literal["public", "teams", "nobody"]


def seen_by(path: Path) -> Readers:
    """Who reads a field once the case is out: the public, the teams concerned alone, or nobody else."""
    return "nobody" if path[0] in NEVER_PUBLIC else "teams" if path[0] == "team_briefing" else "public"


class Marked(NamedTuple):
    """A finding in a field of a record, with the words it marks: for the author's own screen alone."""

    path: Path
    finding: Finding
    words: str


@dataclass(frozen=True)
class Checked:
    """What the check found in one record.

    ``marked`` is to be mended, ``allowed`` the record gives a reason for, ``stale`` are places in
    the list of what is allowed that allow nothing. ``tally`` says how often each kind of detail that
    identifies together with others stands in the public text.
    """

    marked: tuple[Marked, ...] = ()
    allowed: tuple[Marked, ...] = ()
    stale: tuple[int, ...] = ()
    tally: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(DETAILS, 0))

    @property
    def blocking(self) -> tuple[Path, ...]:
        """Where something stands that must not be published."""
        return tuple(marked.path for marked in self.marked if seen_by(marked.path) == "public")


def made_known(record: CaseRecord) -> tuple[str, ...]:
    """The names that a record declares and that are fine in all its texts, for the second reader to judge."""
    named = [*(reviewer.name for reviewer in record.reviewers), *(one.organisation for one in record.reviewers)]
    pseudonyms = [record.title, *(child.pseudonym for child in record.children), *record.others]
    return tuple(dict.fromkeys([*pseudonyms, *named, *(partner.name for partner in record.partners)]))


def asked(case: Case, partnership: Partnership) -> Asked:
    """What has to be known to check a record: its texts, and what it and its partnership make known."""
    record = case.record
    own = (*_of_case(record), *of_partnership(partnership))
    return Asked(tuple(_texts(case.document.root)), tuple(dict.fromkeys(own)))


def checked(case: Case, asked: Asked, answer: Answer) -> Checked:
    """What follows from the findings in a record's texts, once what it allows is left out."""
    every = _in_texts(asked, answer.findings)
    entries = case.record.anonymity.allow
    fitting = [{place for place, entry in enumerate(entries) if allows(entry, one)} for one in every]
    used = set().union(*fitting)
    return Checked(
        marked=tuple(one for one, fits in zip(every, fitting, strict=True) if not fits),
        allowed=tuple(one for one, fits in zip(every, fitting, strict=True) if fits),
        stale=tuple(place for place in range(len(entries)) if place not in used),
        tally=dict.fromkeys(DETAILS, 0) | Counter(one.finding.kind for one in details(asked, answer)),
    )


def details(asked: Asked, answer: Answer) -> list[Marked]:
    """The details in the public text of a record that identify together."""
    return [one for one in _in_texts(asked, answer.details) if seen_by(one.path) == "public"]


def _in_texts(asked: Asked, found: Sequence[Sequence[Finding]]) -> list[Marked]:
    return [
        Marked(text.path, finding, text.value[finding.start : finding.end])
        for text, findings in zip(asked.texts, found, strict=True)
        for finding in findings
    ]


def problems(case: Case, checked: Checked, most: int, *, shown: bool, terms: bool = False) -> Iterator[Problem]:
    """Every finding as a problem at its place, never with its word unless ``terms`` asks for that.

    An error where the public or the teams can read it (``shown``), else a warning. ``most`` is how many kinds
    of detail may stand together before that is said.
    """
    for path, finding, words in checked.marked:
        said = f"`{words}`: " if terms else ""
        message = f"{said}{KINDS[finding.kind]}; if it identifies nobody, say why in `anonymity.allow`"
        problem = case.document.problem(path, f"anonymity-{finding.kind}", message, span=(finding.start, finding.end))
        severity: Severity = "error" if shown and seen_by(path) != "nobody" else "warning"
        yield replace(problem, severity=severity)
    for place in checked.stale:
        message = (
            "no mark in that field is this whole term; take the entry out, or mend it: `term` is all that is marked, "
            "`field` is written as in overview[2].text"
        )
        yield case.document.problem(("anonymity", "allow", place), "anonymity-allow", message)
    kinds = [kind for kind, count in checked.tally.items() if count]
    if shown and len(kinds) > most:
        together = f"{len(kinds)} kinds of detail stand together ({', '.join(kinds)})"
        message = f"{together}; ask the second reader whether they point to one family (`cspr worksheet`)"
        yield replace(case.document.problem(("title",), "anonymity-together", message), severity="warning")


def allows(entry: Allow, one: Marked) -> bool:
    """A term is allowed in a field, or in a group of fields (`overview`, `overview[2]`)."""
    here = field_name(one.path)
    inside = here == entry.field or here.startswith((f"{entry.field}.", f"{entry.field}["))
    return inside and _bare(entry.term) == _bare(one.words)


def _bare(words: str) -> str:
    return folded(" ".join(normalise(words).text.split()))


def every_text(node: Node, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every value below a node, whatever it holds, at its path."""
    if isinstance(node, Scalar):
        yield path, node.value
    elif isinstance(node, Items):
        for place, item in enumerate(node.items):
            yield from every_text(item, (*path, place))
    else:
        for name, value in node.values.items():
            yield from every_text(value, (*path, name))


def _texts(root: Node) -> Iterator[Text]:
    """Every text of a record: all its values, but those that are held to ids and dates."""
    for path, value in every_text(root):
        if value.strip() and holds_text(path):
            yield Text(path, value, _how(path))


def holds_text(path: Path) -> bool:
    """Whether somebody's own words may stand in a field, and not an id, a date or a kind alone."""
    first, *inside = (step for step in path if isinstance(step, str))
    return first not in NO_TEXT and not NO_TEXT_INSIDE.intersection(inside) and path != DIGEST


def _how(path: Path) -> How:
    names = tuple(step for step in path if isinstance(step, str))
    if names in NAMED + BODIES:
        return "named" if names in NAMED else "body"
    return "reference" if names == ("reference",) else "pseudonym" if names[-1] in PSEUDONYMS else "prose"


def _of_case(record: CaseRecord) -> Iterator[str]:
    """The pseudonyms of a record, whole and word by word, and those named to be read, as they are written."""
    pseudonyms = [*(child.pseudonym for child in record.children), *record.others]
    yield from (record.title, *pseudonyms)
    # A long title is a sentence, which makes none of its words known.
    short = [record.title] if len(record.title.split()) <= LONGEST_PSEUDONYM else []
    for name in (*short, *pseudonyms):
        yield from (word for word in name.split() if len(word) > 2)
    for reviewer in record.reviewers:
        yield reviewer.organisation
        if " " not in reviewer.name:
            continue  # one name alone may be the child's as well
        yield from (reviewer.name, *(f"{title} {reviewer.name.split()[-1]}" for title in ("Mr", "Mrs", "Ms", "Dr")))
    yield from (partner.name for partner in record.partners)


def of_partnership(partnership: Partnership) -> Iterator[str]:
    """What a partnership makes known: its own name and places, agencies, roles, terms and contacts."""
    yield from (partnership.name, partnership.short_name, partnership.area, *partnership.anonymity.places)
    yield from (council.name for council in partnership.councils.values())
    for agency in partnership.agencies.values():
        yield from (agency.name, agency.short_name or "", *agency.former_names)
    for role in partnership.roles.values():
        yield from (role.name, *role.aliases)
    for entry in partnership.glossary.values():
        yield from (entry.name, entry.abbreviation or "", *entry.aliases)
    yield from (theme.name for theme in partnership.themes.values())
    yield from (contact.name for contact in partnership.contacts.values())
    yield from (word.term for word in partnership.anonymity.known_words)
