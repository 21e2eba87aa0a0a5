"""The overview report on paper, or what must improve where the report itself cannot be published."""

from collections.abc import Iterable
from typing import Any

from macros.dates import in_words
from macros.pages.recommendations import by_finding
from macros.pages.sentences import WHY_ALONE
from macros.paper.case import Setting, facts, fits, head, recommendation
from macros.paper.tree import tree
from macros.paper.typesetter import Paper
from macros.prose import Element, Prose
from macros.public_view import PublicCase, PublicRecommendation, PublicReport

KIND = "Overview report"
IMPROVEMENTS = "What must improve"
# From here on, about three sides, a report has a cover and contents; a shorter one is read in one go.
WORDS_OF_A_LONG_ONE = 1_000
HEADINGS_OF_A_LONG_ONE = 5
# So many recommendations are named in a few lines.
MOST_ON_A_LINE = 12


def report_paper(case: PublicCase, setting: Setting) -> Paper:
    """The paper of a case that has a report: what its page says, in the same order and under the same headings."""
    assert case.report
    alone = case.report.improvements_only
    return Paper(
        "report",
        {
            **head(case, setting, IMPROVEMENTS if alone else KIND, "reports"),
            "date": _last_change(case) if setting.is_out else None,
            "why": WHY_ALONE if alone else "",
            "facts": facts(case, setting),
            "is_long": _is_long(case, case.report),
            "sections": [
                {"heading": section.heading, "text": tree(section.text, setting.outward)}
                for section in case.report.sections
            ],
            "family": tree(case.family_words, setting.outward),
            **_improvements(case, setting),
            "response": tree(case.response, setting.outward),
            "reviewers": [f"{one.name}, {one.role} ({one.organisation})" for one in case.reviewers],
            "amendments": [
                {"on": in_words(one.on), "text": tree(one.text, setting.outward)} for one in case.amendments
            ],
        },
    )


def _improvements(case: PublicCase, setting: Setting) -> dict[str, Any]:
    """The findings, each with the recommendations that answer it, and the recommendations that answer none."""
    answers, others = by_finding(case)

    def printed(entries: Iterable[PublicRecommendation]) -> list[dict[str, Any]]:
        return [recommendation(entry, setting) for entry in entries]

    return {
        "findings": [
            {
                "number": finding.id[1:],
                "theme": finding.theme.name if finding.theme else "",
                "text": tree(finding.text, setting.outward),
                "fits": fits(finding.text) and len(answers[finding.id]) <= MOST_ON_A_LINE,
                "answers": printed(answers[finding.id]),
            }
            for finding in case.findings
        ],
        "others": printed(others),
    }


def _last_change(case: PublicCase) -> str | None:
    """The day of publication, or of the last correction since: what the file gives as its own date."""
    days = [day for day in (case.published, *(entry.on for entry in case.amendments)) if day]
    return max(days).isoformat() if days else None


def _is_long(case: PublicCase, report: PublicReport) -> bool:
    """Whether a reader needs a cover and contents to find the way."""
    texts = [section.text for section in report.sections]
    texts += [finding.text for finding in case.findings]
    further = (case.family_words, case.response, *(entry.text for entry in case.recommendations))
    texts += [text for text in further if text]
    headings = len(report.sections) + len(case.findings) + sum(map(_sub_headings, texts))
    words = sum(len(text.words.split()) for text in texts)
    return words >= WORDS_OF_A_LONG_ONE and headings >= HEADINGS_OF_A_LONG_ONE


def _sub_headings(text: Prose) -> int:
    return sum(isinstance(block, Element) and block.kind == "heading" for block in text.blocks)
