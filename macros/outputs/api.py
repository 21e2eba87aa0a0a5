"""The public view as data: one file with every review, one for each of them, and the schemas of both.

The files are made from the types of `shape`, and so are the schemas: neither can say what the
other does not.
"""

import json
from dataclasses import dataclass
from functools import partial
from html import escape

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from macros import prose
from macros.outputs import shape
from macros.outputs.files import Files, Made
from macros.pages.outward import Outward, absolute, case_pages
from macros.pages.shown import digest_of
from macros.prose import Prose
from macros.public_view import PublicBriefing, PublicCase, PublicRecommendation, PublicReport, PublicSite, Term

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def api(site: PublicSite, site_url: str) -> Files:
    """Every file of the data, by its path from the site's root."""
    pages = case_pages(site.cases)
    around = digest_of(pages, site_url)
    return Files(
        {
            "api/reviews.json": Made(partial(_reviews, site, site_url)),
            **{_data(case): Made(partial(review_json, case, pages, site_url), (around, case)) for case in site.cases},
            **{
                path: Made(partial(schema_of, model, path, site_url))
                for path, model in (
                    ("api/schema/reviews.json", shape.Reviews),
                    ("api/schema/review.json", shape.WholeReview),
                )
            },
        }
    )


def _reviews(site: PublicSite, site_url: str) -> bytes:
    return written(shape.Reviews(reviews=tuple(_review(case, site_url) for case in site.cases)))


def review_json(case: PublicCase, pages: frozenset[str], site_url: str) -> bytes:
    """All that is public of one case, as the file `api/reviews/REF.json` of a site at ``site_url``.

    ``pages`` are the `case_pages` of the site: a link in a text that leads to another case's page is
    words alone.
    """
    texts = Texts(Outward(pages, site_url))
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
        recommendations=tuple(recommendation(one, texts, one.id.lower()) for one in case.recommendations),
        response=texts.of(case.response, "response"),
        amendments=tuple(
            shape.Amendment(on=one.on, text=texts.whole(one.text, f"amendment-{number}"))
            for number, one in enumerate(case.amendments, start=1)
        ),
    )
    return written(whole)


def written(data: shape.Data) -> bytes:
    """Data as the bytes of its file."""
    return (data.model_dump_json(indent=1) + "\n").encode()


class _Plain(GenerateJsonSchema):
    """Without a title for each field: it would say the field's name again."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def schema_of(model: type[BaseModel], path: str, site_url: str) -> bytes:
    """The JSON Schema of a type, as the file at ``path`` of the site."""
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


def _briefing(briefing: PublicBriefing, texts: "Texts") -> shape.Briefing:
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


def _sections(report: PublicReport, texts: "Texts") -> tuple[shape.Section, ...]:
    return tuple(
        shape.Section(heading=section.heading, text=texts.whole(section.text, f"section-{number}"))
        for number, section in enumerate(report.sections, start=1)
    )


def recommendation(entry: PublicRecommendation, texts: "Texts", notes: str) -> shape.Recommendation:
    """A recommendation as data; ``notes`` as for `Texts.whole`."""
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
class Texts:
    """Makes the texts of the data."""

    outward: Outward

    def of(self, words: Prose | None, notes: str) -> shape.Text | None:
        return self.whole(words, notes) if words else None

    def whole(self, words: Prose, notes: str) -> shape.Text:
        """A text; ``notes`` is a name for it in its file, so that the footnotes of two texts do not meet."""
        pieces = prose.to_html(self.outward.prose(words), root="", notes=notes)
        return shape.Text(text=words.words, html="".join(map(_html, pieces)))


def _html(piece: prose.Heading | str) -> str:
    if isinstance(piece, str):
        return piece
    return f"<h{piece.level}>{escape(piece.words)}</h{piece.level}>"
