"""What is said of forms that came back: to whoever checks them, to programs, and to whoever sent them."""

from collections.abc import Iterable, Iterator, Sequence

from macros.forms.check import Checked, Gap
from macros.forms.returned import Told

HEADINGS = ("file", "form", "version", "section", "label", "row", "message")
UNTOUCHED = "The form has not been filled in."


def reply(checked: Checked) -> str:
    """What to write to whoever sent a form in that is not complete. It holds nothing that stands in the form."""
    ours = checked.ours
    return "\n".join(
        (
            f"Thank you for the form \u201c{ours.form.name}\u201d.",
            "",
            "We return it to you, because a form is only considered once nothing in it is missing.",
            f"{f'{UNTOUCHED} ' if checked.is_untouched else ''}This is what it still needs:",
            *_list(checked),
            "",
            "\u201cNot known\u201d, \u201cnot applicable\u201d and \u201cnone\u201d are answers: "
            "write one of them where it is the true one, and leave none of these boxes empty.",
            "",
            f"Then save the form as a Word file (.docx), and send it by a secure route to {ours.to}. "
            + (f"The time limit is as it was: {ours.by}." if ours.by else "Please do this as soon as you can."),
            "",
            "Until it is back and whole, the form counts as returned to you, and it is not considered.",
        )
    )


def as_text(told: Sequence[Told]) -> str:
    """All that was checked, with a reply for each form that is not complete. What could not be is not told here."""
    return "\n\n".join(_text(one.file, one.checked) for one in told if one.checked)


def _text(file: str, checked: Checked) -> str:
    head = f"{file}: {checked.ours.form.name}, version {checked.ours.form.version}: "
    if checked.is_complete:
        return f"{head}complete."
    said = (head + "not complete.", *([UNTOUCHED] if checked.is_untouched else ()), *_list(checked))
    return "\n".join((*said, "", "--- A reply to send ---", "", reply(checked), "", "--- End of the reply ---"))


def _list(checked: Checked) -> Iterator[str]:
    """What a form lacks, section by section."""
    repeats = {section.title for section in checked.ours.form.sections if section.repeats}
    section = ""
    for gap in checked.gaps:
        if gap.section != section:
            section = gap.section
            yield from ("", section)
        yield f"  - {_words(gap, 'number' if section in repeats else 'row')}"


def _words(gap: Gap, counted: str) -> str:
    row = f"{counted} {gap.row}" if isinstance(gap.row, int) else gap.row
    # What has the title of its section for a label was named a line above.
    place = ", ".join(part for part in (row, gap.label if gap.label != gap.section else "") if part)
    said = f"{place}: {gap.message}" if place else gap.message
    return said[:1].upper() + said[1:]


def as_json(told: Iterable[Told]) -> list[dict[str, object]]:
    """An entry a file, as ``cspr form check --format json`` gives it."""
    return [_entry(one, one.checked) for one in told]


def _entry(told: Told, checked: Checked | None) -> dict[str, object]:
    lacks = [
        {"section": gap.section, "label": gap.label, "row": gap.row, "message": gap.message}
        for gap in (checked.gaps if checked else ())
    ]
    return {
        "file": told.file,
        "form": checked.ours.name if checked else None,
        "version": checked.ours.form.version if checked else None,
        "complete": told.is_complete,
        "empty": lacks,
        "problem": told.problem or None,
        "reply": reply(checked) if lacks and checked else None,
    }


def as_rows(told: Iterable[Told]) -> Iterator[tuple[str, ...]]:
    """A row for each thing that a form lacks, and for each file that could not be checked; headings first."""
    yield HEADINGS
    for one in told:
        if one.checked is None:
            yield (one.file, "", "", "", "", "", one.problem)
            continue
        ours = one.checked.ours
        for gap in one.checked.gaps:
            row = "" if gap.row is None else str(gap.row)
            yield (one.file, ours.name, str(ours.form.version), gap.section, gap.label, row, gap.message)
