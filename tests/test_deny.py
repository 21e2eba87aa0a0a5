"""The private list: whoever is on it is found however the name is written, and the list itself is nowhere."""

import copy
import gc
import io
import json
import multiprocessing
import pickle
import subprocess
import time
import traceback
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from macros.anonymity.deny import DenyList, NotAList
from macros.anonymity.lists import common_words

# Invented, as all names here.
PEOPLE = [
    ("Sarah Example", "Saz"),
    ("Grace Hope",),
    ("Rose",),
    ("Mary Faith Bell",),
    ("Siobhán O'Dunleary",),
    ("Zoë Quiñones-Ngata",),
    ("Angus McTestaburgh",),
    ("Li Ng",),
]
DENY = DenyList(PEOPLE)


def found(text: str, deny: DenyList = DENY) -> list[str]:
    return [text[start:end] for start, end in deny.find(text)]


def in_name(name: str) -> list[str]:
    return [name[start:end] for start, end in DENY.find_in_name(name)]


# How a name may be written

WRITTEN = {
    "as on the list": ("Then Sarah Example came.", ["Sarah Example"]),
    "one word of it": ("Then Sarah came.", ["Sarah"]),
    "an alias": ("They call her Saz.", ["Saz"]),
    "small": ("then sarah example came", ["sarah example"]),
    "in capitals": ("SARAH EXAMPLE", ["SARAH EXAMPLE"]),
    "the other way round": ("Example, Sarah", ["Example, Sarah"]),
    "with an initial": ("Grace J. Hope", ["Grace J. Hope"]),
    "with a hyphen": ("grace-hope", ["grace-hope"]),
    "with a line between": ("grace_hope", ["grace_hope"]),
    "over two lines": ("Grace\nHope", ["Grace\nHope"]),
    "in two cells of a table": ("| Grace | Hope |", ["Grace | Hope"]),
    "as one word": ("SarahExample and gracehope", ["SarahExample", "gracehope"]),
    "inside a longer word": ("@thesarahexamplefamily", ["sarahexample"]),
    "without the name in the middle": ("Mary Bell", ["Mary Bell"]),
    "family name first, then the others": ("Bell Mary Faith", ["Bell Mary Faith"]),
    "family name of two words first": ("QUIÑONES NGATA, Zoë", ["QUIÑONES NGATA, Zoë"]),
    "letter by letter": ("S a r a h; s-a-r-a-h; S.A.R.A.H.", ["S a r a h", "s-a-r-a-h", "S.A.R.A.H"]),
    "of somebody": ("Sarah's bag, Sarah\u2019s bag, Saras bag", ["Sarah's", "Sarah\u2019s", "Saras"]),
    "of several": ("the Ngatas, the Ngatas' flat, the Examples and Sarahs", ["Ngatas", "Ngatas", "Sarahs"]),
    "without its accents": ("Zoe Quinones", ["Zoe", "Quinones"]),
    "with an accent too many": ("S\u00e1rah", ["S\u00e1rah"]),
    "with accents that no letter takes in": ("Sarah E\u0301x\u0301ample", ["Sarah E\u0301x\u0301ample"]),
    "without its apostrophe": ("ODunleary, odunleary, Dunleary", ["ODunleary", "odunleary", "Dunleary"]),
    "with a curly apostrophe": ("O\u2019Dunleary", ["O\u2019Dunleary"]),
    "a double name as one word": ("quinonesngata", ["quinonesngata"]),
    "half of a double name": ("Ngata", ["Ngata"]),
    "with a capital inside": ("McTestaburgh, mctestaburgh", ["McTestaburgh", "mctestaburgh"]),
    "with two letters changed over": ("Sarha", ["Sarha"]),
    "with a letter too many": ("Sarrah", ["Sarrah"]),
    "with a letter too few": ("Sara", ["Sara"]),
    "with another letter": ("Zarah", ["Zarah"]),
    "with two slips in a long name": ("McTesstabrugh, Dunlaery", ["McTesstabrugh", "Dunlaery"]),
    "misspelt and of somebody": ("Sarrah's", ["Sarrah's"]),
    "misspelt in one word": ("sarahexmaple", ["sarahexmaple"]),
    "short words, whole": ("Li Ng; so LiNg; so ng li", ["Li Ng", "LiNg", "ng li"]),
    "in Markdown": ("Sa**rah** and _Sarah_ and [Sarah](/a/)", ["Sa**rah", "Sarah", "Sarah"]),
    "in entities": ("S&#97;rah, S&#x61;rah, Zo&euml;", ["S&#97;rah", "S&#x61;rah", "Zo&euml;"]),
    "in an address": ("https://a.invalid/s%61rah%20example?q=1", ["s%61rah%20example"]),
    "with what does not show": ("Sa\u200brah, Sa\u00adrah, Sa\u2060rah", ["Sa\u200brah", "Sa\u00adrah", "Sa\u2060rah"]),
    "with a letter of another alphabet": ("S\u0430rah", ["S\u0430rah"]),
    "in wide letters": ("\uff33arah", ["\uff33arah"]),
}


@pytest.mark.parametrize(("text", "places"), WRITTEN.values(), ids=WRITTEN)
def test_a_name_is_found_however_it_is_written(text: str, places: list[str]) -> None:
    assert found(text) == places


NOT_MEANT = {
    "an everyday word of a name": "For example, a bell rang. Grace was given. In good faith.",
    "an everyday word in small letters": "A rose in the garden.",
    "two of its words far apart": "By the grace of those who hope.",
    "an ordinary word like a name": "The sash was small. A Sahara of paper. We dropped it.",
    "an ordinary word of the same letters as two": "A ling is a fish.",
    "two words that only together sound like one": "Mom saz: it was as az.",
    "a short word with a slip": "Sez, Saw, Szz",
    "a longer word that begins so": "Sarahville",
}


@pytest.mark.parametrize("text", [text for name, text in NOT_MEANT.items() if "sound" not in name])
def test_an_ordinary_word_is_no_name(text: str) -> None:
    assert found(text) == []


def test_two_words_that_together_sound_like_a_name_are_none() -> None:
    deny = DenyList([("Tobias",), ("Anton",)])
    assert found("The answer to bias is an ton of care.", deny) == []
    assert found("to-bias and To_bias", deny) == ["to-bias", "To_bias"]


def test_an_ordinary_word_is_no_slip_of_a_name_and_no_several_of_it() -> None:
    deny = DenyList([("Salah",), ("Quinone",), ("Bas",)])
    assert found("A salad; two bases. Salah, Sallah, Bass. Baas.", deny) == ["Salah", "Sallah"]


def test_an_everyday_word_is_a_name_where_it_stands_alone_on_the_list_and_has_a_capital() -> None:
    assert found("Rose met Rose's aunt. ROSE. The Roses. A rose, two roses.") == ["Rose", "Rose's", "ROSE", "Roses"]
    # It is an alias as well as a whole entry.
    assert found("Hope was there.", DenyList([("Grace Hope", "Hope")])) == ["Hope"]


def test_names_that_overlap_are_one_place() -> None:
    assert found("Sarah Example Sarah, Sarah") == ["Sarah Example Sarah", "Sarah"]


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("sarah_example.jpg", ["sarah_example"]),
        ("IMG2041SarahExample.jpg", ["SarahExample"]),
        ("photosarah2.png", ["sarah"]),
        ("reports/child-saz/index.html", ["saz"]),
        ("grace%20hope.pdf", ["grace%20hope"]),
        ("gracehope-final.docx", ["gracehope"]),
        ("assets/mark.svg", []),
        ("guidance/good-examples/index.html", []),
        ("", []),
    ],
)
def test_a_name_is_found_in_the_name_of_a_file(name: str, places: list[str]) -> None:
    assert in_name(name) == places


# Disguises

LOOK_ALIKE = str.maketrans(
    "aeopcxyABEKMHOPCTX",
    "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425",
)
LETTER: dict[str, Callable[[str], str]] = {
    "plain": str,
    "capital": str.upper,
    "small": str.lower,
    "entity": lambda sign: f"&#{ord(sign)};",
    "entity of sixteen": lambda sign: f"&#x{ord(sign):x};",
    "percent": lambda sign: "".join(f"%{byte:02X}" for byte in sign.encode()),
    "look-alike": lambda sign: sign.translate(LOOK_ALIKE),
    "accent": lambda sign: f"{sign}\u0301",
    "wide": lambda sign: chr(ord(sign) + 0xFEE0) if sign.isascii() else sign,
    "nothing between": lambda sign: f"{sign}\u200b",
    "soft hyphen": lambda sign: f"{sign}\u00ad",
    "joiner": lambda sign: f"{sign}\u2060",
    "turned round": lambda sign: f"\u202e{sign}\u202c",
    "emphasis": lambda sign: f"{sign}**",
}
WORDS_BETWEEN = st.sampled_from([" ", "  ", "", "-", "_", ".", "\n", ", ", "\u00a0", "&nbsp;", "%20", "**", " \u2013 "])
NAMES = [name for names in PEOPLE for name in names if name not in ("Rose", "Li Ng")]
OTHER = sorted(common_words() - {"grace", "hope", "mary", "faith", "bell", "example", "rose", "ling", "li", "ng"})
OTHER_TEXT = st.lists(st.sampled_from(OTHER), max_size=6).map(" ".join)


@st.composite
def disguised(draw: st.DrawFn) -> str:
    words = draw(st.sampled_from(NAMES)).split()
    if draw(st.booleans()):
        words.reverse()
    dressed = [
        "".join(LETTER[draw(st.sampled_from(sorted(LETTER)))](sign) if sign.isalpha() else sign for sign in word)
        for word in words
    ]
    return draw(WORDS_BETWEEN).join(dressed)


@given(OTHER_TEXT, disguised(), OTHER_TEXT)
@example("", "Sarah Example", "")
@example("", "Quiñones-Ngata**Zoë", "")
@example("see the", "S&#97;**rah**\u200b", "of")
def test_a_listed_name_in_any_disguise_is_found_at_its_very_characters(before: str, name: str, after: str) -> None:
    text = f"{before}; {name}; {after}"
    [(start, end)] = DENY.find(text)
    # Marks that do not show may stand at the edge of the place, and no other character.
    assert text[start:end].strip("*\u200b\u00ad\u2060\u202c\u202e") in name
    assert len(name) - (end - start) <= len("\u202e**\u202c")


@given(OTHER_TEXT)
def test_a_text_of_other_words_holds_nobody(text: str) -> None:
    assert found(text) == []
    assert found(text.title()) == []


@given(st.text())
def test_every_place_is_in_the_text_in_order_and_apart(text: str) -> None:
    places = DENY.find(text)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))


# Reading a list


def written(folder: Path, content: str | bytes) -> Path:
    file = folder / "names.txt"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "with the mark of a word processor"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_list_is_one_person_a_line_with_aliases_and_notes(start: str, end: str, tmp_path: Path) -> None:
    lines = ["# whom we look for", "", "Sarah Example, Saz,", "  Zoë Ngata  # the neighbour", ""]
    deny = DenyList.read(written(tmp_path, start + end.join(lines)))
    assert len(deny) == 2
    assert found("Sarah, Saz, zoe ngata, neighbour, whom", deny) == ["Sarah", "Saz", "zoe ngata"]


SHORT = "has a name of fewer than 3 letters, too short to look for; write it in full"
NOT_A_LIST: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", "the private list is empty; write one person a line"),
    "notes alone": ("# nobody yet\n\n , ,\n", "the private list is empty; write one person a line"),
    "a name of two letters": ("Sarah Example\nSecretname, Bo\n", f"line 2 of the private list {SHORT}"),
    "initials": ("J. R. R.\n", f"line 1 of the private list {SHORT}"),
    "signs": ("+++***\n", f"line 1 of the private list {SHORT}"),
    "another encoding": (
        "Secretname Zoë\n".encode("latin-1"),
        "the private list is not UTF-8 text; save it as plain text with that encoding",
    ),
    "two bytes a letter": (
        "Secretname\n".encode("utf-16-be"),
        "the private list is not UTF-8 text; save it as plain text with that encoding",
    ),
    "too many bytes": (
        b"Secretname\n" + b"#" * 1024 * 1024,
        "the private list is larger than 1 MiB; is this the right file?",
    ),
    "too many lines": ("Secretname\n" * 5_001, "the private list has more than 5,000 lines; is this the right file?"),
}


@pytest.mark.parametrize(("content", "said"), NOT_A_LIST.values(), ids=NOT_A_LIST)
def test_a_file_that_is_no_list_is_refused_with_a_sentence_that_names_nobody(
    content: str | bytes, said: str, tmp_path: Path
) -> None:
    with pytest.raises(NotAList) as refused:
        DenyList.read(written(tmp_path, content))
    assert str(refused.value) == said
    assert refused.value.__context__ is None and refused.value.__cause__ is None


def test_a_list_that_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.txt", tmp_path, tmp_path / "a\0b", tmp_path / ("x" * 300)):
        with pytest.raises(NotAList, match="cannot be opened"):
            DenyList.read(path)


def test_a_list_inside_a_git_repository_is_refused_and_so_is_a_link_to_or_from_there(tmp_path: Path) -> None:
    inside = tmp_path / "repository" / "deep"
    inside.mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", str(inside.parent)], check=True)
    outside = written(tmp_path, "Sarah Example\n")
    (inside / "link.txt").symlink_to(outside)
    (tmp_path / "link.txt").symlink_to(written(inside, "Sarah Example\n"))
    for path in (inside / "names.txt", inside / "link.txt", tmp_path / "link.txt"):
        with pytest.raises(NotAList, match="inside a git repository"):
            DenyList.read(path)
    assert len(DenyList.read(outside)) == 1


def test_a_list_in_a_folder_that_is_published_is_refused(tmp_path: Path) -> None:
    site, docs = tmp_path / "site", tmp_path / "docs"
    site.mkdir()
    docs.mkdir()
    for folder in (site, docs):
        with pytest.raises(NotAList, match="a folder that is published"):
            DenyList.read(written(folder, "Sarah Example\n"), site, docs)
    assert DenyList.read(written(tmp_path, "Sarah Example\n"), site, docs)


# The list is nowhere


def test_a_list_says_only_how_many_are_on_it() -> None:
    for said in (repr(DENY), str(DENY), f"{DENY}", f"{DENY!r:>40}"):
        assert said.strip() == "<a private list of 8>"


def test_a_list_can_be_written_nowhere() -> None:
    for write in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError) as refused:
            write(DENY)
        assert "arah" not in "".join(traceback.format_exception(refused.value))
    with pytest.raises(TypeError):
        pickle.Pickler(io.BytesIO()).dump({"list": [DENY]})


def _finds(deny: DenyList) -> list[tuple[int, int]]:
    return deny.find("Then Sarah came.")


def test_a_worker_process_is_handed_the_list_by_memory() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(_finds, (DENY,)) == [(5, 10)]


# Speed


def test_thousands_of_names_are_looked_for_in_thousands_of_words_in_a_moment() -> None:
    sounds = [
        "ba",
        "ko",
        "ri",
        "tan",
        "mel",
        "sho",
        "vu",
        "del",
        "quo",
        "nim",
        "zar",
        "pel",
        "gri",
        "fyn",
        "ost",
        "wex",
    ]
    made = [a + b + c for a in sounds for b in sounds for c in sounds]
    deny = DenyList([(f"{made[n % len(made)]} {made[(n * 7 + 11) % len(made)]}",) for n in range(5_000)])
    text = " ".join(OTHER[number * 9 % len(OTHER)] for number in range(3_800))
    # Some that are no words and not on the list, and so must be compared.
    text += " " + " ".join(f"{one}{other}ed" for one in sounds for other in sounds[:12])
    common_words()
    gc.collect()
    begin = time.process_time()
    deny.find(text)
    assert time.process_time() - begin < 0.5
