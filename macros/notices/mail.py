"""A draft as a file that mail programs open as a message not yet sent, and as plain text."""

from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from macros.notices import Draft
from macros.notices.facts import words
from macros.prose import Element

BOX = "-" * 60


def as_mail(draft: Draft) -> bytes:
    """The bytes of the message of a draft: no date, no sender and no number, which the mail program gives it."""
    message = EmailMessage(SMTP)
    message["X-Unsent"] = "1"
    message["Subject"] = f"DRAFT: {words(draft.subject)}"
    if draft.address:
        message["To"] = Address(draft.recipient, addr_spec=draft.address)
    message.set_content(as_text(draft), charset="utf-8", cte="quoted-printable")
    return message.as_bytes()


def as_text(draft: Draft) -> str:
    """The whole draft as plain text, with what to do first above it."""
    first = [BOX, "DRAFT, not sent. Before you send this: take these lines out.", ""]
    first += [f"- {line}" for line in draft.first]
    heading = [draft.title, ""] if draft.kind == "statement" else []
    return "\n".join([*first, BOX, "", *heading, *_blocks(draft.body)]).rstrip("\n") + "\n"


def _blocks(blocks: tuple[Element | str, ...], indent: str = "") -> Iterator[str]:
    for block in blocks:
        if isinstance(block, str):
            continue
        if block.kind in ("bullet-list", "numbered-list"):
            yield from _list(block, indent)
        else:
            yield indent + _line(block)
        yield ""


def _list(block: Element, indent: str) -> Iterator[str]:
    for number, item in enumerate(block.children, start=block.number):
        if isinstance(item, str):
            continue
        mark = f"{number}. " if block.kind == "numbered-list" else "- "
        inside = [part for part in item.children if isinstance(part, Element) and part.kind.endswith("-list")]
        yield indent + mark + _line(Element("item", tuple(part for part in item.children if part not in inside)))
        for part in inside:
            yield from _list(part, indent + " " * len(mark))


def _line(element: Element | str) -> str:
    """The words of a paragraph, with its line breaks."""
    if isinstance(element, str):
        return element
    if element.kind == "break":
        return "\n"
    return "".join(_line(child) + (" " if _is_paragraph(child) else "") for child in element.children).strip()


def _is_paragraph(part: Element | str) -> bool:
    return isinstance(part, Element) and part.kind == "paragraph"
