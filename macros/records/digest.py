"""The digest that ties a second reader to the very text that was read."""

import json
from hashlib import sha256

from macros.prose import Prose
from macros.records.model import Briefing, CaseRecord


def digest(case: CaseRecord) -> str:
    """A digest of the public text of a case, as ``sha256-`` and 64 hexadecimal digits.

    It changes with every text that a reader of the site could see, whichever way the case is
    published, and with nothing else. ``progress`` and ``amendments`` are outside it: they come
    later, and pass the machine's check alone.
    """
    text = json.dumps(_public_text(case), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256-{sha256(text.encode()).hexdigest()}"


def _public_text(case: CaseRecord) -> dict[str, object]:
    return {
        "reference": case.reference,
        "title": case.title,
        "summary": case.summary,
        "themes": case.themes,
        "agencies": case.agencies,
        "children": [[child.pseudonym, child.age_band] for child in case.children],
        "reviewers": [[reviewer.name, reviewer.role, reviewer.organisation] for reviewer in case.reviewers],
        "partners": [partner.name for partner in case.partners],
        "briefing": _briefing(case.briefing),
        "overview": [[section.heading, section.text.source] for section in case.overview],
        "family_words": _source(case.family_words),
        "findings": [[finding.id, finding.theme, finding.text.source] for finding in case.findings],
        "recommendations": [
            [entry.id, _source(entry.text), entry.finding, entry.agencies, str(entry.due)]
            for entry in case.recommendations
        ],
        "response": _source(case.response),
    }


def _briefing(briefing: Briefing) -> dict[str, object]:
    return {
        **{name: _source(text) for name, text in briefing.written_steps},
        "good_practice": _source(briefing.good_practice),
        "questions": [question.source for question in briefing.questions],
        "facilitator_notes": _source(briefing.facilitator_notes),
    }


def _source(text: Prose | None) -> str | None:
    return text.source if text else None
