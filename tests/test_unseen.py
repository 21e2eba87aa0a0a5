"""Characters that do not show are named at their place, however they come into a record, the data or a page."""

import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros import partnership, prose
from macros.dates import day
from macros.pages.check import check_pages
from macros.problems import write_out
from macros.records import read_record
from macros.unseen import UNSEEN, literal, written_out
from tests.factories import MINIATURE, miniature

HEAD = "reference: child-rowan\ntitle: Child Rowan\nreview: cspr\n"
SHOWN = "\t\n\r"

HIDDEN = {
    "soft hyphen": "\u00ad",
    "combining grapheme joiner": "\u034f",
    "arabic letter mark": "\u061c",
    "hangul choseong filler": "\u115f",
    "khmer vowel inherent aq": "\u17b4",
    "mongolian vowel separator": "\u180e",
    "zero width space": "\u200b",
    "zero width non-joiner": "\u200c",
    "zero width joiner": "\u200d",
    "left-to-right mark": "\u200e",
    "right-to-left override": "\u202e",
    "word joiner": "\u2060",
    "invisible separator": "\u2063",
    "first strong isolate": "\u2068",
    "braille pattern blank": "\u2800",
    "hangul filler": "\u3164",
    "variation selector-16": "\ufe0f",
    "interlinear annotation anchor": "\ufff9",
    "musical symbol begin beam": "\U0001d173",
    "tag latin small letter a": "\U000e0061",
    "variation selector-17": "\U000e0100",
}


def said_of(body: str) -> list[str]:
    """The problems of a record with these further lines."""
    _, problems = read_record((HEAD + body).encode(), "child-rowan.yml", "child-rowan", miniature())
    return [write_out([problem]).removeprefix("child-rowan.yml:") for problem in problems]


def test_everything_that_formats_or_controls_and_no_letter_or_sign_is_unseen() -> None:
    every = [chr(number) for number in range(0x110000)]
    by_kind = {sign for sign in every if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")} - {*SHOWN}
    found = {sign for sign in every if UNSEEN.match(sign)}
    assert by_kind <= found
    fillers = {sign for sign in found - by_kind if unicodedata.category(sign) != "Cn"}
    assert all(any(word in unicodedata.name(sign) for word in NAMES_OF_FILLERS) for sign in fillers)
    assert not any(UNSEEN.match(sign) for sign in " \u00a0\u2009\u202f\u3000é\u0301李\U0001f600")


NAMES_OF_FILLERS = ("FILLER", "VARIATION SELECTOR", "JOINER", "BLANK", "INHERENT", "EGYPTIAN HIEROGLYPH")


@pytest.mark.parametrize(("name", "sign"), HIDDEN.items(), ids=HIDDEN)
def test_a_character_that_does_not_show_is_an_error_at_its_place_in_a_record(name: str, sign: str) -> None:
    which = f"an invisible character (U+{ord(sign):04X}, {name})"
    right = "delete it and type the text again [not-text]"
    # In a field of one line, in a text, in a name of a field and in a note to oneself.
    assert said_of(f"summary: A ba{sign}by.\n") == [f"4:14: {which}; {right}"]
    assert said_of(f"response: |\n  We\n  acc{sign}ept.\n") == [f"6:6: {which}; {right}"]
    assert said_of(f"# A n{sign}ote.\n") == [f"4:6: {which}; {right}"]
    assert f"4:4: {which}; {right}" in said_of(f"sum{sign}mary: A baby.\n")
    # As an escape, an entity and in an address.
    escape = f"\\U{ord(sign):08x}"
    written = f"{which} written as `{escape}`; take it out [not-text]"
    assert said_of(f'summary: "A ba{escape}by."\n') == [f"4:15: {written}"]
    entity = f"&#x{ord(sign):x};"
    written = f"found {which} written as `{entity}`; take it out [markdown]"
    assert said_of(f"response: We acc{entity}ept.\n") == [f"4:17 response: {written}"]
    percent = "".join(f"%{byte:02x}" for byte in sign.encode())
    written = f"found {which} written as `{percent[:20]}`; take it out [markdown]"
    assert said_of(f"response: We [acc](https://a.example/{percent})ept.\n") == [f"4:38 response: {written}"]


@pytest.mark.parametrize("sign", [chr(number) for number in (*range(0x20), 0x7F) if chr(number) not in SHOWN])
def test_no_plain_sign_that_controls_is_taken_for_an_ordinary_one(sign: str) -> None:
    [said, *_] = said_of(f"response: |\n  We acc{sign}ept.\n")
    assert said.startswith(f"5:9: an invisible character (U+{ord(sign):04X}")


ESCAPES = {
    "two digits": (r"\xad", 0xAD),
    "four digits": (r"\u202e", 0x202E),
    "eight digits": (r"\U000E0041", 0xE0041),
    "a bell": (r"\a", 7),
    "the escape itself": (r"\e", 0x1B),
    "the next line": (r"\N", 0x85),
    "the end of a line, by Unicode": (r"\L", 0x2028),
    "the end of a paragraph, by Unicode": (r"\P", 0x2029),
    "a carriage return": (r"\r", 0x0D),
}


@pytest.mark.parametrize(("escape", "number"), ESCAPES.values(), ids=ESCAPES)
def test_an_escape_is_named_where_it_stands_over_any_number_of_lines(escape: str, number: int) -> None:
    [said] = said_of(f'response: "We \\\\u202e\n  accept{escape} it."  # "\\u202e"\n')
    assert said.startswith(f"5:9: an invisible character (U+{number:04X}")
    assert f"written as `{escape}`" in said


def test_two_texts_on_one_line_are_each_told_their_own() -> None:
    said = said_of(r"""others: ['A\u200d', "A\u200b", "B\u200c"]""" + "\n")
    assert [line.split(" written")[0] for line in said if "invisible" in line] == [
        "4:23: an invisible character (U+200B, zero width space)",
        "4:34: an invisible character (U+200C, zero width non-joiner)",
    ]


def test_an_escape_of_what_shows_is_no_problem() -> None:
    assert said_of(r'response: "Caf\u00e9, \x41\ttab\n\nand \"quotes\" \/ \_."' + "\n") == []
    assert said_of("response: 'C:\\users\\rowan and \\u202e'\n") == []


ENTITIES = {
    "by name": ("&zwnj;", 0x200C),
    "by a long name": ("&ZeroWidthSpace;", 0x200B),
    "a soft hyphen": ("&shy;", 0xAD),
    "of ten": ("&#8238;", 0x202E),
    "of sixteen": ("&#X202E;", 0x202E),
    "without its semicolon": ("&#8238", 0x202E),
    "by a name without its semicolon": ("&shy", 0xAD),
    "a control character": ("&#1;", 1),
    "the end of a line": ("&#10;", 0x0A),
    "a tab": ("&Tab;", 0x09),
    "in an address": ("%E2%80%AE", 0x202E),
    "the end of a line in an address": ("%0d%0A", 0x0D),
}


@pytest.mark.parametrize(("written", "number"), ENTITIES.values(), ids=ENTITIES)
def test_what_is_written_out_is_found_in_prose_and_on_pages(written: str, number: int, tmp_path: Path) -> None:
    with pytest.raises(prose.NotProse) as refused:
        prose.parse(f"See [it](https://a.example/{written}).")
    faults = [fault for fault in refused.value.faults if "invisible" in fault.message]
    assert [(fault.start, fault.end) for fault in faults] == [(27, 27 + len(written))]
    assert f"U+{number:04X}" in faults[0].message
    (tmp_path / "page.md").write_text(f"---\ntitle: A page\n---\n\nSee {written} <b title='{written}'>it</b>.\n")
    said = [write_out([problem]) for problem in check_pages(tmp_path, (), miniature(), day("2025-09-01"))]
    places = [f"docs/page.md:5:{column}: an invisible" for column in (5, 5 + len(written) + len(" <b title='"))]
    assert [line.split(" character")[0] for line in said] == places


@pytest.mark.parametrize(
    "text",
    ["&amp; &nbsp; &eacute; &#233; &#x41; &amp;zwnj;", "100%20 %C3%A9 50% of 20", "A & B; C", "&#x110000; &#99999999;"],
)
def test_other_entities_and_addresses_are_left_alone(text: str) -> None:
    assert list(written_out(text)) == []


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\u00ad", "\x07"])
def test_a_page_is_told_once_whether_it_stands_in_its_front_matter_or_its_text(sign: str, tmp_path: Path) -> None:
    (tmp_path / "front.md").write_text(f"---\ntitle: A p{sign}age\n---\n\nText.\n")
    (tmp_path / "text.md").write_text(f"---\ntitle: A page\n---\n\nTe{sign}xt.\n")
    said = [write_out([problem]) for problem in check_pages(tmp_path, (), miniature(), day("2025-09-01"))]
    assert [line.split(": ")[0] for line in said] == ["docs/front.md:2:11", "docs/text.md:5:3"]


def test_the_partnership_file_is_read_as_strictly(tmp_path: Path) -> None:
    text = (MINIATURE / "partnership.yml").read_text("utf-8")
    (tmp_path / "partnership.yml").write_text(text.replace("name: Police", "name: Po\u202elice"))
    _, [problem] = partnership.read(tmp_path, day("2025-09-01"))
    assert "right-to-left override" in problem.message


@pytest.mark.parametrize("name", ["Police &zwnj;", "Police &#x202e;", "A&shy;B"])
def test_a_name_of_the_partnership_that_a_page_would_read_as_an_entity_is_refused(name: str, tmp_path: Path) -> None:
    text = (MINIATURE / "partnership.yml").read_text("utf-8")
    (tmp_path / "partnership.yml").write_text(text.replace("name: Police", f'name: "{name}"'))
    _, [problem] = partnership.read(tmp_path, day("2025-09-01"))
    assert "names and sentences here are plain words" in problem.message


def test_a_file_full_of_them_is_answered_in_a_moment_and_in_a_few_hundred_lines() -> None:
    begin = time.process_time()
    for body in (
        "summary: " + "a\u200b" * 100_000,
        "summary: |\n" + "  \u00ad\n" * 100_000,
        '"' + "\\u200b" * 100_000 + '": x',
    ):
        assert 0 < len(said_of(body + "\n")) <= 1_000
    assert time.process_time() - begin < 4


@given(st.text())
def test_what_is_found_is_what_stands_there(text: str) -> None:
    assert "".join(text[start:end] for start, end, _ in literal(text)) == "".join(UNSEEN.findall(text))
    for start, end, message in written_out(text):
        assert text[start:end].startswith(("&", "%"))
        assert message.isprintable()
