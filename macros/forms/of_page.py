"""The forms that pages explain: each ready to be made as a Word file, and to be read when it comes back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from macros.forms.file import Above, form_file, key_of
from macros.guidance.forms import Form, choices_of, fields_of, worded
from macros.guidance.front_matter import HandWritten
from macros.pages.data import DataMacro
from macros.pages.outward import absolute
from macros.pages.step_words import Duty, StepWords
from macros.partnership.model import Partnership

HOW = (
    "Fill in every box. \u201cNot known\u201d, \u201cnot applicable\u201d and \u201cnone\u201d are answers; "
    "a form with an empty box comes back.{ticks} Save the form as a Word file (.docx)."
)
TICKS = " Tick a box by clicking it."


@dataclass(frozen=True, slots=True)
class PageForm:
    """A form by its ``name``: the page that explains it, its definition in words, and what stands above its boxes."""

    page: HandWritten
    form: Form
    above: Above

    @property
    def name(self) -> str:
        return self.page.name

    @property
    def path(self) -> str:
        """Where its Word file lies, from the site's root: beside its page."""
        return f"{self.page.address}{self.name}.docx"

    @property
    def key(self) -> str:
        return key_of(self.form, self.name, self.above)

    def file(self) -> bytes:
        """The Word file, empty."""
        return form_file(self.form, self.name, self.above)


def page_forms(
    partnership: Partnership, pages: Iterable[HandWritten], data: Mapping[str, DataMacro], today: date
) -> tuple[PageForm, ...]:
    """The form of every page that has one, in the order of the pages, as it is on a day."""
    pages = tuple(pages)
    words = StepWords.of(partnership, pages, data, today)
    return tuple(_of(page, page.head.form, words) for page in pages if page.head.form)


def _of(page: HandWritten, form: Form, words: StepWords) -> PageForm:
    in_words = worded(form, lambda text: _plain(text, words))
    return PageForm(page, in_words, Above(tuple(_above(page, in_words, words)), words.partnership.protective_marking))


def _plain(text: str, words: StepWords) -> str:
    return "".join(part.words if isinstance(part, Duty) else part for part in words.said(text))


def _above(page: HandWritten, form: Form, words: StepWords) -> Iterable[tuple[str, str]]:
    partnership = words.partnership
    has_ticks = any(map(choices_of, fields_of(form.sections)))
    yield "How.", HOW.format(ticks=TICKS if has_ticks else "")
    if form.to:
        contact = partnership.contacts[form.to]
        yield "Send it to", f"{contact.name}, by a secure route: {contact.on_paper}."
    if form.by:
        limit = words.limit(form.by)
        yield "By when.", f"{limit[:1].upper()}{limit[1:]}."
    more = " Where a part or a box is seen by others, it says so." if form.has_other_readers else ""
    yield "Who sees it.", f"{form.seen_by}{more}"
    labels = page.head.appendix
    what = f"{'Appendix' if len(labels) == 1 else 'Appendices'} {' and '.join(labels)}, with" if labels else "With"
    yield "Help.", f"{what} every box explained: {absolute(partnership.site_url, page.address)}"
