"""What a search loads: little, and hardly more on a large site. Nothing here takes time, all is counted."""

import json
from itertools import pairwise
from pathlib import Path
from random import Random
from urllib.parse import unquote

import cbor2
import pytest

from macros.search_index import make_index
from macros.search_index.packed import packed
from macros.search_index.words import MANY, MOST, ONCE, pieces
from tests.browser import Open
from tests.conftest import everything_in
from tests.questions import QUESTIONS
from tests.searched import INDEX, entries, unpacked
from tests.test_search import ask

# Words that every page has, in many places; Pagefind alone would list each place.
COMMON = ("family", "worker", "school", "meeting")
EACH = 60


def site_of(folder: Path, pages: int) -> dict[str, bytes]:
    """The index of a site with so many pages, each with a word of its own and all the same other words."""
    for number in range(pages):
        text = " ".join(f"{COMMON[(number * place + place) % len(COMMON)]} w{place}" for place in range(EACH))
        page = folder / f"guidance/p{number}/index.html"
        page.parent.mkdir(parents=True)
        page.write_text(f'<body class="page"><main><h1>Page</h1><p>own{number} {text}</p></main></body>')
    make_index(folder)
    return {path: data for path, data in everything_in(folder).items() if path.startswith(f"{INDEX}/")}


def listed(files: dict[str, bytes]) -> tuple[list[list[object]], list[list[str]]]:
    """What the list of all files says of entries and of words."""
    [meta] = [data for path, data in files.items() if path.endswith(".pf_meta")]
    _, found, words, *_ = cbor2.loads(unpacked(meta))
    return found, words


def words_of(files: dict[str, bytes]) -> dict[str, dict[str, list[list[object]]]]:
    """By the name of each piece, its words with the entries that have them."""
    return {
        Path(path).stem: {stem: told for stem, told, _ in cbor2.loads(unpacked(data))[0]}
        for path, data in files.items()
        if path.endswith(".pf_index")
    }


def said(entries: int, places: int, seed: int = 1) -> list[list[object]]:
    """A word that so many entries have, in about so many places each, as Pagefind lists it."""
    chance = Random(seed)
    return [
        [chance.randint(1, 2), [-25, *(chance.randint(1, 90) for _ in range(chance.randint(2, places)))], []]
        for _ in range(entries)
    ]


def test_a_word_costs_few_bytes_for_an_entry_that_has_it_however_often_it_says_it() -> None:
    for size in (1_000, 8_000):
        whole = packed([[["famili", said(size, 40), []]]])
        [(_, data)] = pieces(whole, 10 * size)
        assert len(data) < 1.5 * size < len(whole) / 8


def test_many_words_stand_in_many_files_each_of_them_small() -> None:
    whole = packed([[[f"word{number:02}", said(400, 20, number), []] for number in range(30)]])
    cut = list(pieces(whole, 10_000))
    assert len(whole) > 10 * MOST
    assert max(len(data) for _, data in cut) <= MOST
    assert (cut[0][0].first, cut[-1][0].last) == ("word00", "word29") and len(cut) < 30


def test_each_word_stands_in_the_one_piece_that_the_list_names_for_it(tmp_path: Path) -> None:
    files = site_of(tmp_path, 400)
    found, bounds = listed(files)
    by_piece = words_of(files)
    assert len(found) == 400 and len(bounds) > 3
    assert bounds == sorted(bounds)
    assert all(last < following[0] for (_, last, _), following in pairwise(bounds))
    for first, last, name in bounds:
        assert list(by_piece[name]) == sorted(by_piece[name])
        assert (first, last) == (min(by_piece[name]), max(by_piece[name]))
    assert {f"own{number}" for number in range(400)} <= {stem for words in by_piece.values() for stem in words}


def test_the_list_says_about_how_long_each_entry_is_in_few_steps(site: Path) -> None:
    files = everything_in(site)
    lengths = {unquote(str(name)): told for name, told in listed(files)[0]}
    for name, told in lengths.items():
        fragment = json.loads(unpacked(files[f"{INDEX}/fragment/{name}.pf_fragment"]))
        assert isinstance(told, int) and told <= fragment["word_count"] < 1.5 * told, name
    assert len(set(lengths.values())) < 20 < len(lengths)


def told(entries: list[list[object]], size: int) -> list[list[object]]:
    [(_, data)] = pieces(packed([[["word", entries, []]]]), size)
    [[[_, shorter, _]]] = cbor2.loads(unpacked(data))
    return list(shorter)


def test_a_word_weighs_in_one_place_what_it_weighs_in_all() -> None:
    once, twice, heading = [-25, 7], [-25, 7, 30], [-25, 7, -145, 3]
    shorter = told([[4, once, []], [1, twice, []], [2, heading, []], [1, [], [-3, 5, 2]]], 10)
    assert shorter == [
        [4, [-ONCE - 1, 0], []],
        [1, [-2 * ONCE - 1, 0], []],
        [2, [-8 * ONCE - 1, 0], []],
        [1, [], [-3, 0]],
    ]
    # A weight is one byte.
    assert told([[0, [-25, *[1] * 5_000], []]], 10) == [[0, [-8 * ONCE - 1, 0, 1, 1, 1], []]]


def test_a_word_of_many_entries_is_kept_for_those_that_say_it_more_than_once_or_in_their_title() -> None:
    once, twice, title = [1, [-25, 7], []], [1, [-25, 7, 9], []], [1, [-25, 7], [-5, 0]]
    many = [once, twice, title] * MANY
    kept = told(many, len(many))
    assert [step for step, *_ in kept] == [2] + [1, 2] * (MANY - 1) + [1]
    assert len(told(many, 10 * len(many))) == len(many), "of a site that is larger they are few"
    assert len(told([once] * MANY, MANY)) == MANY, "of a small site all are kept"


def test_two_words_never_stand_in_one_place() -> None:
    """Pagefind counts of two words in one place the lesser alone."""
    often = [[0, [-25, *[1] * 5_000], []]]
    [(_, data)] = pieces(packed([[[stem, often, []] for stem in ("rapid", "rapidreview")]]), 1)
    [words] = cbor2.loads(unpacked(data))
    (first, *others), (second, *more) = (places[1:] for _, [(_, places, _)], _ in words)
    assert second > first + sum(others) and len(others) == len(more) == 3


def test_a_spelling_with_accents_is_told_as_shortly() -> None:
    long = [[0, [-25, 7, 8, 9], []]]
    [(_, data)] = pieces(packed([[["cafe", long, [["café", long]]]]]), 1)
    [[[_, entries, [[spelling, others]]]]] = cbor2.loads(unpacked(data))
    assert spelling == "café" and others == entries == [[0, [-4 * ONCE - 1, 0], []]]


@pytest.mark.parametrize("address", ["", "a", "a/b", "50% of all", "café", "a#b", "page"])
def test_an_entry_is_called_by_its_kind_and_its_address(tmp_path: Path, address: str) -> None:
    page = tmp_path / address / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text('<body class="page"><main><h1>Page</h1></main></body>', "utf-8")
    make_index(tmp_path)
    files = everything_in(tmp_path)
    [[name, _]], _ = listed(files)
    assert isinstance(name, str) and not set(name) & set("# ?")
    assert name.startswith("guidance/")
    assert json.loads(unpacked(files[f"{INDEX}/fragment/{unquote(name)}.pf_fragment"])) in entries(files).values()


@pytest.mark.parametrize("question", tuple(QUESTIONS)[::16])
def test_a_question_loads_a_piece_for_each_word_and_the_entries_that_it_shows(open_page: Open, question: str) -> None:
    page = open_page("search/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("?")[0].rpartition(".")[2]))
    shown = ask(page, question)
    assert asked.count("pf_fragment") == len(shown) <= 5
    assert asked.count("pf_filter") == 0
    assert 0 < asked.count("pf_index") <= 10


@pytest.mark.parametrize(("asked", "marked"), [("notifying", "notif"), ("families", "famil")])
def test_what_is_asked_for_is_marked_whatever_its_ending(open_page: Open, asked: str, marked: str) -> None:
    page = open_page("search/")
    ask(page, asked)
    marks = page.locator(".results mark").all_inner_texts()
    assert marks and all(mark.lower().startswith(marked) for mark in marks)
