"""The public view as data: one file with every review, one for each of them, and the schemas of both.

The files are made from the types of `shape`, and so are the schemas: neither can say what the
other does not.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from itertools import chain
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from macros import prose
from macros.outputs import shape
from macros.outputs.identity import absolute, host
from macros.prose import Element, Prose
from macros.public_view import PublicBriefing, PublicCase, PublicRecommendation, PublicReport, PublicSite, Term

__all__ = ["api", "case_pages", "review_json"]

_FOLDERS = ("briefings", "reports", "team-briefings")
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def api(site: PublicSite, site_url: str) -> Mapping[str, bytes]:
    """Every file of the data, by its path from the site's root."""
    pages = case_pages(site)
    reviews = shape.Reviews(reviews=tuple(_review(case, site_url) for case in site.cases))
    return {
        "api/reviews.json": _written(reviews),
        **{_data(case): review_json(case, pages, site_url) for case in site.cases},
        "api/schema/reviews.json": _schema(shape.Reviews, "api/schema/reviews.json", site_url),
        "api/schema/review.json": _schema(shape.WholeReview, "api/schema/review.json", site_url),
    }


def review_json(case: PublicCase, pages: Collection[str], site_url: str) -> bytes:
    """All that is public of one case, as the file `api/reviews/REF.json` of a site at ``site_url``.

    ``pages`` are the `case_pages` of the site: a link in a text that leads to another case's page is
    words alone.
    """
    texts = _Texts(frozenset(pages), site_url)
    whole = shape.WholeReview(
        **dict(_review(case, site_url)),
        children=tuple(shape.Child(pseudonym=one.pseudonym, age_band=_term(one.age_band)) for one in case.children),
        reviewers=tuple(
            shape.Reviewer(name=one.name, role=one.role, organisation=one.organisation) for one in case.reviewers
        ),
        partners=case.partners,
        briefing=_briefing(case.briefing, texts) if case.briefing else None,
        sections=_sections(case.report, texts) if case.report else (),
        family_words=texts.of(case.family_words, "family"),
        findings=tuple(
            shape.Finding(id=one.id, theme=_term(one.theme), text=texts.whole(one.text, one.id.lower()))
            for one in case.findings
        ),
        recommendations=tuple(_recommendation(one, texts) for one in case.recommendations),
        response=texts.of(case.response, "response"),
        amendments=tuple(
            shape.Amendment(on=one.on, text=texts.whole(one.text, f"amendment-{number}"))
            for number, one in enumerate(case.amendments, start=1)
        ),
    )
    return _written(whole)


def case_pages(site: PublicSite) -> frozenset[str]:
    """The folder of each page that a case of the site has: `reports/child-rowan`."""
    had = ((case.reference, {"briefings": case.briefing, "reports": case.report}) for case in site.cases)
    return frozenset(f"{folder}/{reference}" for reference, pages in had for folder, there in pages.items() if there)


def _written(data: shape.Data) -> bytes:
    return (data.model_dump_json(indent=1) + "\n").encode()


class _Plain(GenerateJsonSchema):
    """Without a title for each field: it would say the field's name again."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def _schema(model: type[BaseModel], path: str, site_url: str) -> bytes:
    made = model.model_json_schema(mode="serialization", schema_generator=_Plain)
    schema = {"$schema": _DIALECT, "$id": absolute(site_url, path), **made}
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()


def _data(case: PublicCase) -> str:
    return f"api/reviews/{case.reference}.json"


def _review(case: PublicCase, site_url: str) -> shape.Review:
    assert case.published  # nothing is out without its day

    def address(folder: str, there: object) -> str | None:
        return absolute(site_url, f"{folder}/{case.reference}/") if there else None

    return shape.Review(
        reference=case.reference,
        title=case.title,
        example=case.example,
        kind=case.kind or None,
        published=case.published,
        improvements_only=bool(case.report and case.report.improvements_only),
        summary=case.summary or None,
        themes=tuple(map(_named, case.themes)),
        agencies=tuple(map(_named, case.agencies)),
        addresses=shape.Addresses(
            report=address("reports", case.report),
            briefing=address("briefings", case.briefing),
            data=absolute(site_url, _data(case)),
        ),
    )


def _named(term: Term) -> shape.Term:
    return shape.Term(id=term.id, name=term.name)


def _term(term: Term | None) -> shape.Term | None:
    return _named(term) if term else None


def _briefing(briefing: PublicBriefing, texts: "_Texts") -> shape.Briefing:
    steps = enumerate(briefing.steps, start=1)
    questions = enumerate(briefing.questions, start=1)
    return shape.Briefing(
        steps=tuple(
            shape.Step(heading=heading, text=texts.of(text, f"step-{number}")) for number, (heading, text) in steps
        ),
        last_step=briefing.last_step,
        good_practice=texts.of(briefing.good_practice, "good-practice"),
        questions=tuple(texts.whole(text, f"question-{number}") for number, text in questions),
        facilitator_notes=texts.of(briefing.facilitator_notes, "facilitator-notes"),
    )


def _sections(report: PublicReport, texts: "_Texts") -> tuple[shape.Section, ...]:
    return tuple(
        shape.Section(heading=section.heading, text=texts.whole(section.text, f"section-{number}"))
        for number, section in enumerate(report.sections, start=1)
    )


def _recommendation(entry: PublicRecommendation, texts: "_Texts") -> shape.Recommendation:
    notes = entry.id.lower()
    return shape.Recommendation(
        id=entry.id,
        text=texts.of(entry.text, notes),
        finding=entry.finding,
        agencies=tuple(map(_named, entry.agencies)),
        due=entry.due,
        status=_named(entry.status),
        progress=tuple(
            shape.Progress(on=note.on, status=_named(note.status), text=texts.whole(note.text, f"{notes}-{number}"))
            for number, note in enumerate(entry.progress, start=1)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Texts:
    """Makes texts for reading outside the site at ``site_url``, whose cases have these ``pages``."""

    pages: frozenset[str]
    site_url: str

    def of(self, words: Prose | None, notes: str) -> shape.Text | None:
        return self.whole(words, notes) if words else None

    def whole(self, words: Prose, notes: str) -> shape.Text:
        """A text; ``notes`` is a name for it in its file, so that the footnotes of two texts do not meet."""
        pieces = prose.to_html(self._without_hidden(words), root=absolute(self.site_url), notes=notes)
        return shape.Text(text=words.words, html="".join(map(_html, pieces)))

    def _without_hidden(self, words: Prose) -> Prose:
        if not any(map(self._is_hidden, _targets(words))):
            return words
        notes = tuple(tuple(self._elements(note)) for note in words.notes)
        return replace(words, blocks=tuple(self._elements(words.blocks)), notes=notes)

    def _elements(self, elements: Iterable[Element]) -> Iterator[Element]:
        for element in elements:
            yield replace(element, children=tuple(self._parts(element.children)))

    def _parts(self, parts: Iterable[Element | str]) -> Iterator[Element | str]:
        for part in parts:
            if isinstance(part, str):
                yield part
            elif part.kind == "link" and self._is_hidden(part.target):
                yield from self._parts(part.children)
            else:
                yield from self._elements([part])

    def _is_hidden(self, target: str) -> bool:
        """Whether a link leads to a page of a case that is not out: its address is not told."""
        base = urlsplit(absolute(self.site_url))
        there = urlsplit(absolute(self.site_url, target[1:]) if target.startswith("/") else target)
        if (there.hostname or "") != host(self.site_url) or not there.path.startswith(base.path):
            return False
        steps = normpath("/" + unquote(there.path.removeprefix(base.path))).strip("/").split("/")
        if steps[0] not in _FOLDERS:
            return False
        # A list has places for years, and none for a case.
        if len(steps) == 1:
            return bool(there.fragment) and not there.fragment.startswith("year-")
        return "/".join(steps[:2]) not in self.pages


def _targets(words: Prose) -> Iterator[str]:
    """Where the links of a text lead, in no order."""
    waiting: list[Element | str] = [*words.blocks, *chain(*words.notes)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Element):
            waiting += part.children
            if part.kind == "link":
                yield part.target


def _html(piece: prose.Heading | str) -> str:
    if isinstance(piece, str):
        return piece
    return f"<h{piece.level}>{escape(piece.words)}</h{piece.level}>"
