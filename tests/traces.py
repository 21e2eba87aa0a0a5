"""What gives a partnership away: every name, number, address and word of its file; and all that a built site says."""

import re
import zipfile
from calendar import day_name, month_name
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import yaml

from macros import dates, partnership
from tests.factories import ROOT
from tests.searched import with_index_read

# Ids of roles and timescales are the code's own: the same in every partnership.
OF_IDS = ("councils", "agencies", "contacts", "themes", "age_bands")
DICTIONARY = frozenset((ROOT / "macros/anonymity/known/words.txt").read_text("utf-8").lower().split())
PACKED = (".docx",)
TEXTS = (".html", ".css", ".js", ".json", ".csv", ".ics", ".xml", ".svg", ".txt", ".md", ".py", ".typ", ".yml", "")
# Letters as pictures, and a program as installed: no words stand in them.
WORDLESS = (".otf", ".woff2", ".pagefind")


def plain(text: str) -> str:
    """A text in which a name is always written in one way: one space, straight apostrophes."""
    return re.sub(r"\s+", " ", re.sub("[\u2018\u2019]", "'", text.replace("\u00ad", "")))


class Traces:
    """What tells that something comes from a partnership, and not from another one or from the language of all."""

    def __init__(self, of: Path, beside: Path) -> None:
        """What ``of`` says in its file and the folder ``beside`` does not say anywhere."""
        written = (file.read_text("utf-8") for file in sorted(beside.rglob("*")) if file.suffix in (".yml", ".md"))
        self.beside = plain(" ".join([*written, *month_name, *day_name])).lower()
        # What the code makes of numbers may share a number, and excuses no word.
        self.limits = set(_limits(of)) - set(_limits(beside))
        self.data = yaml.load((of / "partnership.yml").read_text("utf-8"), Loader=yaml.BaseLoader)

    @cached_property
    def phrases(self) -> tuple[str, ...]:
        """Names, addresses, numbers and sentences; and each of their words that no dictionary has."""
        leaves = {plain(leaf) for leaf in _leaves(self.data)}
        whole = {*leaves, *self.limits, *_parts_of_addresses(leaves)}
        words = {word for leaf in leaves for word in re.findall(r"(?<![\w./@-])[A-Z][^\W\d_]{2,}(?![\w/@]|\.\w)", leaf)}
        return tuple(sorted(filter(self._tells, whole | words)))

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """What it alone calls councils, agencies, contacts, themes, bands of age and terms."""
        return tuple(sorted(one for of in OF_IDS for one in self.data[of] if one not in self.beside))

    def _tells(self, phrase: str) -> bool:
        # An hour, a day or a count says nothing by itself; nor does a word that every dictionary has.
        is_telephone = len(re.sub(r"\D", "", phrase)) > 8
        is_number = not re.search("[A-Za-z]{2}|#", phrase) and not is_telephone
        if is_number or (phrase[1:].islower() and phrase.lower() in DICTIONARY):
            return False
        return not _standing(phrase.lower()).search(self.beside)

    def found_in(self, texts: Mapping[str, str]) -> dict[str, list[str]]:
        """Each trace that stands in one of some texts, and in which, by their names."""
        read = {name: plain(text) for name, text in texts.items()}
        small = {name: text.lower() for name, text in read.items()}
        found = {}
        for phrase in self.phrases:
            # Short forms in capitals, DA or SLT, are other words in small letters.
            exact = phrase.isalpha() and not phrase[1:].islower()
            wanted, where = (phrase, read) if exact else (phrase.lower(), small)
            if names := [name for name, text in where.items() if wanted in text and _standing(wanted).search(text)]:
                found[phrase] = names
        return found

    def ids_in(self, texts: Mapping[str, str], around: str = "{}") -> dict[str, list[str]]:
        """Each id that stands in one of some texts, as a word of its own."""
        found = {}
        for one in self.ids:
            form = re.compile(around.format(rf"(?<![\w-]){re.escape(one)}(?![\w-])"))
            if names := [name for name, text in texts.items() if one in text and form.search(text)]:
                found[one] = names
        return found


def _limits(of: Path) -> Iterator[str]:
    """All limits of a partnership in words: `14 calendar days`, and the whole rule."""
    found, problems = partnership.read(of, dates.day("2026-11-26"))
    assert found, problems
    for entries in found.timescales.values():
        for scale in entries:
            yield from (str(scale), scale.usually, scale.when, scale.rule)


def _parts_of_addresses(leaves: Iterable[str]) -> Iterator[str]:
    """Of web and e-mail addresses the host, and telephone numbers as a link has them."""
    for leaf in leaves:
        yield from re.findall(r"(?:https://|@)([\w.-]+)", leaf)
        if re.fullmatch(r"[0-9 ]{8,}", leaf):
            yield leaf.replace(" ", "")


def _standing(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)")


def _leaves(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    else:
        for part in data.values() if isinstance(data, dict) else data:
            yield from _leaves(part)


def said(files: Mapping[str, bytes]) -> dict[str, str]:
    """All that the files of a site say, by their names, which say something too. A new kind of file fails."""
    return {name: f"{name}\n{_text(name, data)}" for name, data in with_index_read(files).items()}


def _text(name: str, data: bytes) -> str:
    kind = Path(name).suffix
    if kind in WORDLESS:
        return ""
    if kind == ".pdf":
        return _of_pdf(data)
    if kind in PACKED:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            return "\n".join(_of_markup(part, parts.read(part)) for part in parts.namelist())
    assert kind in TEXTS, f"{name}: nobody reads this kind of file; read it here, or say why no words stand in it"
    text = data.decode("utf-8", "replace" if name == "search/index" else "strict")
    if kind == ".ics":
        return text + re.sub(r"\r?\n[ \t]", "", text).replace("\\,", ",").replace("\\n", "\n")
    # What says that a script was not changed is letters and digits without a sense.
    return _of_markup(name, re.sub(r"sha(?:256|384|512)-[A-Za-z0-9+/=]+", "", text).encode())


def _of_markup(name: str, data: bytes) -> str:
    """The source, for what stands in attributes and comments; and its words alone, for those that run over marks."""
    text = data.decode("utf-8")
    if not re.search(r"\.(html|xml|svg|rels)$|^\[", name):
        return text
    runs = re.sub(r"</?w:(?!p\b)[^>]*>", "", text)  # Word cuts a sentence where a spelling was checked
    return f"{unescape(text)}\n{unescape(re.sub('<[^>]*>', ' ', runs))}"


def _of_pdf(data: bytes) -> str:
    pdf = pypdfium2.PdfDocument(data)
    try:
        pages = [page.get_textpage().get_text_range() for page in pdf]
        return "\n".join([*pages, *map(str, pdf.get_metadata_dict().values())])
    finally:
        pdf.close()


def texts_of(files: Iterable[Path]) -> dict[str, str]:
    """The texts of files of the repository, by their paths in it."""
    return {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in files}
