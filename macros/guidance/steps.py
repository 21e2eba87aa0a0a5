"""Who does what, as data: the duties a page sets, and the steps of a flowchart."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, model_validator

from macros.strict_model import Id, Ids, Line, Strict, YesNo, fault


def _plain(text: str) -> str:
    # A call is evaluated by us alone, and everything else comes out as it is written.
    if found := re.search(r"\{[%#]", text):
        raise fault("macro", f'found `{found.group()}`; a call here looks like {{{{ role("lead-reviewer") }}}}')
    return text


def _some(ids: tuple[str, ...]) -> tuple[str, ...]:
    if not ids:
        raise fault("empty", "nobody; name at least one role, for example [lead-reviewer]")
    return ids


def _link(address: str) -> str:
    if not re.fullmatch(
        r"(?:(?:\.\./)*(?:[A-Za-z0-9_][A-Za-z0-9._-]*/)*[A-Za-z0-9_][A-Za-z0-9._-]*\.md)?(?:#[A-Za-z0-9_-]+)?", address
    ):
        raise fault("link", "a link leads to a page or a heading, for example `notify.md#who-decides`")
    return address


# Plain words, with the same calls as on pages: {{ role("lead-reviewer") }}.
Said = Annotated[Line, AfterValidator(_plain)]
See = Annotated[Line, AfterValidator(_link)]


class Step(Strict):
    """Something to be done, or a question on whose answer it depends what is done next.

    ``who`` acts (roles) and ``to`` receives (roles). ``by`` is a timescale; where there is none,
    ``when`` says it in words. ``duty`` follows from the timescale where it is not said.
    """

    who: Annotated[Ids, AfterValidator(_some)]
    what: Said | None = None
    ask: Said | None = None
    to: Ids = ()
    by: Id | None = None
    when: Said | None = None
    duty: Literal["must", "should"] | None = None
    see: See | None = None
    answers: "tuple[Answer, ...]" = ()

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.what is None) == (self.ask is None):
            raise fault("step", "a step has either `what` (is done) or `ask` (a question); write one of them")
        if self.ask and len(self.answers) < 2:
            raise fault("answers", "a question has at least two `answers`; write them, or make it a step with `what`")
        if self.answers and not self.ask:
            raise fault("answers", "answers without a question; write `ask` in the place of `what`")
        if self.by and self.when:
            raise fault("when", "both `by` and `when`; keep `by` where partnership.yml has the timescale")
        return self


class Answer(Strict):
    """One way on from a question: its label, and the steps that follow, and whether it ``ends`` or joins again."""

    answer: Said
    steps: tuple[Step, ...]
    ends: YesNo = False


def all_steps(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Every step, those below the answers of a question included."""
    for step in steps:
        yield step
        for answer in step.answers:
            yield from all_steps(answer.steps)


def _without_questions(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    for step in steps:
        if step.ask:
            raise fault("duty", f"found the question `{step.ask[:40]}`; questions belong into a `flowchart`")
    return steps


def _with_links(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    for step in all_steps(steps):
        if not step.see:
            said = step.what or step.ask or ""
            raise fault("see", f"`{said[:40]}` has no `see`; each step of a flowchart has a link to its guidance")
    return steps


Duties = Annotated[tuple[Step, ...], AfterValidator(_without_questions)]
Flowchart = Annotated[tuple[Step, ...], AfterValidator(_with_links)]
