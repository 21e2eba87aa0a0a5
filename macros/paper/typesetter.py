"""From data to a PDF: Typst, with our own templates and fonts, and nothing of the machine it runs on.

Every PDF is tagged and keeps to PDF/UA-1 (ISO 14289-1), or it is not made. The same data give the
same bytes: no date but the document's own, no font but those beside this file and Typst's own.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pypdfium2
import typst

_HERE = Path(__file__).parent
_STANDARD: Final = "ua-1"
_LONGEST_WORD = 45
# For so many runs the typesetter keeps what it has worked out.
_KEPT: Final = 10
_NO_WORD = re.compile(rf"\w{{{_LONGEST_WORD}}}")
# Addresses and drawings.
_AS_IT_IS = ("target", "address", "qr")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_NO_SIGN = re.compile(r'the text `?"(.+?)"`? could not be displayed', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Paper:
    """Something to be printed: which template, what it says, and on how many sides at most.

    ``data`` is what JSON can say; each template names at its head what it is given.
    """

    template: str
    data: Mapping[str, Any]
    most_sides: int | None = None


@dataclass(frozen=True, slots=True)
class Typeset:
    """A PDF and how many sides it has. ``too_long`` says by how much it is over, empty where it is not."""

    pdf: bytes
    sides: int
    too_long: str = ""


class NotTypeset(Exception):
    """A text that cannot be printed; the message says what stands against it."""


def typeset(paper: Paper) -> Typeset:
    """Make the PDF. Raises NotTypeset where a sign of the text is in none of the fonts, or PDF/UA forbids it."""
    try:
        return _typeset(paper)
    finally:
        _forget()


def _typeset(paper: Paper) -> Typeset:
    compiler = _compiler(paper.template)
    data = json.dumps(_divisible(paper.data), ensure_ascii=False)
    try:
        pdf, warnings = compiler.compile_with_warnings(
            format="pdf", sys_inputs={"data": data, "accent": paper.data["accent"]}, pdf_standards=[_STANDARD]
        )
    except typst.TypstError as error:
        if found := _NO_SIGN.search(error.message):
            text = _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), found[1])
            signs = ", ".join(f"{sign} (U+{ord(sign):04X})" for sign in dict.fromkeys(text))
            raise NotTypeset(f"{signs} cannot be printed; write it in letters that the fonts have") from None
        raise NotTypeset(f"the typesetter refuses it ({error.message})") from error
    if warnings:
        raise NotTypeset(f"the typesetter warns ({warnings[0].message})")
    assert isinstance(pdf, bytes)
    sides = _sides_of(pdf)
    over = paper.most_sides is not None and sides > paper.most_sides
    return Typeset(pdf, sides, _too_long(compiler, paper) if over else "")


def key_of(paper: Paper) -> str:
    """A digest of all that the PDF depends on."""
    whole = sha256(f"{_tools()}\n{paper.template}\n{paper.most_sides}\n".encode())
    whole.update(json.dumps(paper.data, sort_keys=True).encode())
    return whole.hexdigest()


def was_typeset() -> bool:
    """Whether this process has typeset anything: then the typesetter has threads in it."""
    return bool(_compiler.cache_info().currsize)


def _sides_of(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def _divisible(data: Any) -> Any:
    """The data with every run of letters that is longer than any word divided, or it would run off the paper."""
    if isinstance(data, str):
        may_have_one = max(map(len, data.split()), default=0) >= _LONGEST_WORD
        return _NO_WORD.sub(lambda run: f"{run[0]}\N{ZERO WIDTH SPACE}", data) if may_have_one else data
    if isinstance(data, Mapping):
        return {name: value if name in _AS_IT_IS else _divisible(value) for name, value in data.items()}
    return [_divisible(value) for value in data] if isinstance(data, list | tuple) else data


def _too_long(compiler: typst.Compiler, paper: Paper) -> str:
    """By how much: what is over on further sides, and how many words that is as a share of all."""
    assert paper.most_sides
    (end,) = json.loads(compiler.query("<end>", field="value"))
    filled = (end["side"] - 1) * end["height"] + end["at"]
    over = filled - paper.most_sides * end["height"]
    # A tenth more: headings and the space around them take room, and are no words.
    words = math.ceil(sum(len(text.split()) for text in _texts(paper.data)) * over / filled * 1.1 / 10) * 10
    sides = "one side" if paper.most_sides == 1 else f"{paper.most_sides} sides"
    return f"{round(over)} mm too long for {sides}; about {words} words have to go"


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)


def _forget() -> None:
    """Let the typesetter forget what it has just set: it would keep that for ten more papers, of which none is like it.

    So it takes less than half of the memory, and a tenth less time.
    """
    for _ in range(_KEPT):
        _compiler("nothing").compile(format="pdf")


@cache
def _compiler(template: str) -> typst.Compiler:
    templates = _HERE / "templates"
    return typst.Compiler(templates / f"{template}.typ", root=templates, font_paths=_fonts(), ignore_system_fonts=True)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_HERE / "fonts"])


@cache
def _tools() -> str:
    """Templates, fonts and the typesetter itself."""
    whole = sha256(version("typst").encode())
    for file in sorted([*_HERE.glob("templates/*"), *_HERE.glob("fonts/*.otf")]):
        whole.update(f"{file.name}\n".encode() + file.read_bytes())
    return whole.hexdigest()
