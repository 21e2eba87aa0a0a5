"""The texts, limits and duties of steps and forms in words: for pages as HTML, for paper as parts."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from macros.guidance.front_matter import HandWritten
from macros.guidance.steps import Step
from macros.pages.data import DataMacro, say
from macros.partnership.model import Partnership

# A duty in a sentence is marked as on any page; nothing else in it is Markdown.
_DUTY = re.compile(r"\*([Mm]ust|[Ss]hould)\*")


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty as it stands in a sentence: *must* or *should*, small or at its beginning."""

    words: str

    @property
    def kind(self) -> str:
        return self.words.lower()


Said = tuple[str | Duty, ...]


@dataclass(frozen=True, slots=True)
class StepWords:
    """How steps are put into words as of a day. ``titles`` are those of pages, by their address."""

    partnership: Partnership
    data: Mapping[str, DataMacro]
    today: date
    titles: Mapping[str, str]

    @classmethod
    def of(
        cls, partnership: Partnership, pages: Iterable[HandWritten], data: Mapping[str, DataMacro], today: date
    ) -> "StepWords":
        return cls(partnership, data, today, {page.address: page.title for page in pages})

    def said(self, text: str) -> Said:
        """A text with its calls evaluated, and its duties as what they are."""
        # What is split by a pattern with one group is what lies between, then the group, in turn.
        parts = enumerate(_DUTY.split(say(text, self.data)))
        return tuple(Duty(part) if place % 2 else part for place, part in parts if part)

    def when(self, step: Step) -> Said:
        """By when a step is done, nothing where that is not said."""
        return (self.partnership.timescale(step.by, self.today).when,) if step.by else self.said(step.when or "")

    def duty(self, step: Step) -> str:
        return step.duty or (self.partnership.timescale(step.by, self.today).duty if step.by else "should")

    def limit(self, identity: str) -> str:
        return self.partnership.timescale(identity, self.today).rule

    def title_of(self, page: HandWritten, see: str) -> str:
        """What a link says: the title of the page to which it leads."""
        return self.titles.get(page.leads_to(see).partition("#")[0], "Guidance")

    def for_templates(self) -> Mapping[str, Callable[..., object]]:
        """The same for the templates of pages, as HTML."""
        return {
            "said": lambda text: as_html(self.said(text)),
            "when": lambda step: as_html(self.when(step)),
            "duty": self.duty,
            "limit": self.limit,
            "title_of": self.title_of,
            "role_of": self.partnership.roles.__getitem__,
            "contact_of": self.partnership.contacts.__getitem__,
        }


def as_html(said: Said) -> Markup:
    """Words for a page, each duty marked."""
    duty = Markup('<em class="{}">{}</em>')
    parts = (duty.format(part.kind, part.words) if isinstance(part, Duty) else escape(part) for part in said)
    return Markup("").join(parts)
