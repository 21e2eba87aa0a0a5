"""Flowcharts on paper: each on one A4 side, with the same words as on its page."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from macros.dates import in_words
from macros.guidance.front_matter import HandWritten
from macros.guidance.steps import Answer, Step
from macros.pages.data import DataMacro
from macros.pages.outward import absolute
from macros.pages.step_words import Duty, Said, StepWords
from macros.paper.case import qr_code
from macros.paper.house import of_house
from macros.paper.typesetter import Paper
from macros.partnership.model import Partnership

# Source: the output contract, "each flowchart on one page".
MOST_SIDES = 1


def flowchart_papers(
    partnership: Partnership, pages: Iterable[HandWritten], data: Mapping[str, DataMacro], today: date
) -> Mapping[str, Paper]:
    """The paper of every page that holds a flowchart, by the file's path from the site's root."""
    pages = tuple(pages)
    words = StepWords.of(partnership, pages, data, today)
    drawn = (page for page in pages if page.head.flowchart)
    return {f"{page.address}{page.name}-flowchart.pdf": flowchart_paper(page, words) for page in drawn}


def flowchart_paper(page: HandWritten, words: StepWords) -> Paper:
    """The paper of a page's flowchart. Its days are those of the page; of what is still to come it says nothing."""
    partnership, today, head = words.partnership, words.today, page.head
    reviewed = head.reviewed if head.reviewed and head.reviewed <= today else None
    changed = max((change.on for change in head.changes if change.on <= today), default=None)
    address = absolute(partnership.site_url, page.address)
    days = (("Last reviewed on", reviewed), ("Last changed on", changed))
    last = max((on for _, on in days if on), default=None)
    data = {
        "title": page.title,
        **of_house(partnership),
        "date": last.isoformat() if last else None,
        "name": page.title,
        "source": _source(page),
        "days": " ".join(f"{label} {in_words(on)}." for label, on in days if on),
        "address": address,
        "qr": qr_code(address),
        "steps": [_step(step, page, words) for step in head.flowchart],
    }
    return Paper("flowchart", data, MOST_SIDES)


def _source(page: HandWritten) -> str:
    """What the page says above its title: of which appendix it is, and whether the framework holds it."""
    labels = page.head.appendix
    appendix = f"{'Appendix' if len(labels) == 1 else 'Appendices'} {' and '.join(labels)}" if labels else ""
    editorial = "editorial, drawn from the framework's text, which does not hold it" if page.head.editorial else ""
    return ": ".join(part for part in (appendix, editorial) if part).capitalize()


def _step(step: Step, page: HandWritten, words: StepWords) -> dict[str, Any]:
    return {
        "time": _parts(words.when(step)),
        "who": _roles(step.who, words.partnership),
        "to": _roles(step.to, words.partnership),
        "is_question": bool(step.ask),
        "what": _parts(words.said(step.what or step.ask or "")),
        "see": _see(step, page, words),
        "answers": [_answer(answer, page, words) for answer in step.answers],
    }


def _answer(answer: Answer, page: HandWritten, words: StepWords) -> dict[str, Any]:
    return {
        "answer": _parts(words.said(answer.answer)),
        "steps": [_step(step, page, words) for step in answer.steps],
        "ends": answer.ends,
    }


def _see(step: Step, page: HandWritten, words: StepWords) -> dict[str, str]:
    assert step.see, "each step of a flowchart has a link"
    address = absolute(words.partnership.site_url, page.leads_to(step.see))
    return {"words": words.title_of(page, step.see), "target": address}


def _roles(ids: Iterable[str], partnership: Partnership) -> list[dict[str, str]]:
    return [
        {"words": partnership.roles[identity].name, "target": absolute(partnership.site_url, f"roles/{identity}/")}
        for identity in ids
    ]


def _parts(said: Said) -> list[Any]:
    """A text as the template takes it: plain words, and each duty with its kind."""
    return [{"duty": part.kind, "words": part.words} if isinstance(part, Duty) else part for part in said]
