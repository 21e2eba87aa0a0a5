"""A text as a reader sees it, and the way back to what its author wrote."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.anonymity.normal import Normal, folded, normalise

DISGUISED = {
    "an entity": ("S&#97;rah", "Sarah"),
    "a named entity": ("Ren&eacute;e", "Renée"),
    "an entity in figures of sixteen": ("S&#x61;rah", "Sarah"),
    "an entity in an entity": ("S&amp;#97;rah", "Sarah"),
    "a zero-width space": ("Sa\u200brah", "Sarah"),
    "a soft hyphen": ("Sa\u00adrah", "Sarah"),
    "a direction mark": ("\u202aSarah\u202c", "Sarah"),
    "a variation selector": ("S\ufe0farah", "Sarah"),
    "a Cyrillic letter": ("S\u0430rah", "Sarah"),
    "a Greek letter": ("Mari\u03bf", "Mario"),
    "a Cyrillic capital I": ("\u0406mran", "Imran"),
    "full width": ("Ｓａｒａｈ", "Sarah"),
    "a ligature": ("Geo\ufb00rey", "Geoffrey"),
    "an accent of its own": ("Rene\u0301e", "Renée"),
    "emphasis inside": ("S**a**rah", "Sarah"),
    "emphasis around": ("*Sarah* and _Tom_", "Sarah and Tom"),
    "a backslash": (r"S\_arah \*Tom\*", "Sarah Tom"),
    "a dash": ("Anne\u2013Marie", "Anne-Marie"),
    "a minus sign": ("07700\u2212900123", "07700-900123"),
    "a curly apostrophe": ("O\u2019Brien", "O'Brien"),
    "a space that does not break": ("Sarah\u00a0Smith", "Sarah Smith"),
    "percent in an address": ("https://x.example/%53arah%C3%A9", "https://x.example/Sarahé"),
}


@pytest.mark.parametrize(("written", "seen"), DISGUISED.values(), ids=DISGUISED)
def test_a_reader_sees_through_a_disguise(written: str, seen: str) -> None:
    assert normalise(written).text == seen


@pytest.mark.parametrize(
    "text", ["Child Rowan was seen.", "- a point\n- another", "* a point\n* two", "50% of 12", "a & b"]
)
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert normalise(text).text == text
    assert normalise(text).source(2, 5) == (2, 5)


def test_a_place_leads_back_to_the_authors_characters() -> None:
    text = "Seen: S&#97;r**a**h\u200b, then Ｔom."
    normal = normalise(text)
    for name, written in (("Sarah", "S&#97;r**a**h"), ("Tom", "Ｔom")):
        start = normal.text.index(name)
        first, last = normal.source(start, start + len(name))
        assert text[first:last] == written


@given(st.text())
def test_a_normal_text_is_its_own_normal_text(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


ODD = st.sampled_from(
    [
        "&#97;",
        "&eacute;",
        "\u200b",
        "\u0430",
        "e\u0301",
        "**",
        "_",
        "`",
        "\\",
        "%41",
        "~",
        "\u2013",
        "’",
        "ﬁ",
        " ",
        "a",
        "B",
        "\n",
    ]
)


@given(st.lists(ODD, max_size=20).map("".join))
def test_a_text_is_read_the_same_where_an_accent_of_its_own_follows(text: str) -> None:
    """Without one it is read in a quicker way."""
    assert normalise(f"{text}xa\u0301").text == f"{normalise(f'{text}x').text}\u00e1"


@given(st.lists(ODD, max_size=30).map("".join))
def test_places_always_lead_back_in_order_and_inside_the_text(text: str) -> None:
    normal = normalise(text)
    last = 0
    for place in range(len(normal.text)):
        start, end = normal.source(place, place + 1)
        assert last <= start < end <= len(text)
        last = start


@given(st.lists(ODD, max_size=20).map("".join), st.lists(ODD, max_size=20).map("".join))
def test_a_name_is_found_at_its_very_characters_whatever_stands_around_it(before: str, after: str) -> None:
    text = f"{before} Zebedee {after}"
    normal = normalise(text)
    start = normal.text.index("Zebedee")
    first, last = normal.source(start, start + len("Zebedee"))
    assert text[first:last] == "Zebedee"


def test_words_are_compared_in_small_letters_and_without_accents() -> None:
    assert [folded(word) for word in ("José", "ŁUKASZ", "Straße", "Siobhán", "Nguyễn")] == [
        *["jose", "lukasz", "strasse", "siobhan", "nguyen"]
    ]


@pytest.mark.parametrize(
    "layers", ["%" + "25" * 29_999, "&" + "amp;" * 14_999, "&" + "#38;" * 14_999, "%" + "_25" * 19_999]
)
def test_what_is_written_out_thousands_of_times_over_is_undone_in_a_moment(layers: str) -> None:
    begin = time.process_time()
    normal = normalise(f"Sarah {layers} Sarah")
    assert time.process_time() - begin < 3
    assert normalise(normal.text) == Normal(normal.text)
    assert normal.source(0, 5) == (0, 5)
    assert normal.source(len(normal.text) - 5, len(normal.text)) == (len(layers) + 7, len(layers) + 12)
