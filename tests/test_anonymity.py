"""What the anonymity check of one text marks, and what it lets stand: a sentence or two for each rule."""

import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.anonymity.check import check, check_body, check_pseudonym, check_reference, check_text
from macros.anonymity.days_and_ages import DAYS_AND_AGES
from macros.anonymity.finding import KINDS, Asked, Text
from macros.anonymity.forms import Form, Forms, Sign
from macros.anonymity.normal import normalise
from macros.anonymity.numbers import NUMBERS
from macros.anonymity.small_letters import is_kin, may_be_a_name
from macros.anonymity.words import Phrases, Sieve, has_capital, words_of
from tests.corpus import identifying

OWN = Phrases.of(
    ["Child Rowan", "Rowan", "Mother", "Father", "Northamptonshire", "Northamptonshire Police", "Lead Reviewer"]
)

# The stretch between the marks is found, with this kind.
FOUND = {
    "nhs-number": ["Her NHS number is «943 476 5919».", "NHS no: «9434765919»", "patient «943-476-5919» was seen"],
    "national-insurance": ["NI number «QQ 12 34 56 C» was used.", "It was «AB123456D»."],
    "telephone": [
        "Ring «01604 000123» today.",
        "His mobile is «07700 900123».",
        "Call «+44 7700 900123».",
        "on «(01604) 000 123»",
    ],
    "e-mail": ["Write to «sam.sample@example.org».", "to «sam at example dot org»", "to «sam [at] example.org»"],
    "postcode": ["They lived in «ZZ99 3VZ».", "flats in «NN16»", "a flat in «S17»"],
    "vehicle": ["A car, «AB12 CDE», was seen.", "the plate was «A123 BCD»", "a van, «ab12cde»"],
    "street-address": [
        "at «14 Acacia Avenue»",
        "«Flat 3b» was empty",
        "at «12 The Green»",
        "in «apt. 4». Then",
        "in «flat. 4», then",
    ],
    "handle": [
        "on Instagram as «sam_07»",
        'his Snapchat is "«samsam»"',
        "he was «@sampler»",
        "known online as «xxsam99»",
    ],
    "web-address": ["See «https://news.example/child».", "on «www.some-paper.co.uk»", "on «facebook.com/sam»"],
    "reference": [
        "«[2024] EWFC 123 (B)»",
        "case number «NN24C50123»",
        "crime ref «34/12345/24»",
        "«R v Sample» was heard",
        "log «20240112» of it",
    ],
    "long-number": ["It said «12345678» there."],
    "initials": [
        "«J.S.» was seen.",
        "His brother «T» left.",
        "the man, «JS», left",
        "it said «s. a. r. a. h»",
        "«A. B.» was told",
    ],
    "exact-date": [
        *[
            "On «12 June 2023» it rained.",
            "on «the 12th of June»",
            "«June 12th, 2023» was",
            "on «12/06/2023»",
            "on «2023-06-12»",
        ],
        *[
            "«the twelfth of June 2023»",
            "between «4 and 6 May 2021»",
            "on «Christmas Day»",
            "on «Tuesday the 14th»",
            "on «3.xi.22»",
            "on «Diwali 2023»",
            "on «Yom Kippur»",
            "on «Hanukkah»",
        ],
    ],
    "birth-date": [
        "Rowan was born on «12 June 2023».",
        "born in «June 2023»",
        "DOB: «12.06.23»",
        "her birthday in «March»",
    ],
    "age-with-date": ["Rowan was «aged 3 in June 2021».", "«in March 2020, when he was four years old»"],
    "exact-age": [
        *[
            "aged «5 weeks»",
            "a «nine-month-old» baby",
            "a baby of «23 days»",
            "aged «two years and four months»",
            "the infant was «6/52»",
        ],
        *["He was only «twenty-two weeks».", "a «seven-week-old»"],
    ],
    "name": [
        *[
            "Sarah's mother, «Mary Sample», rang.",
            "«Siobhán O'Shea» rang.",
            "the nurse, «Ngozi Okonkwo-Eze», rang",
            "Dr «Patel» wrote",
            "Mr «Young» left",
        ],
        *[
            "«Grace» said so.",
            "He told «Hope» that.",
            "seen by «Baker» and others",
            "his cousin «tomasz» came",
            "her uncle «rich» locks it",
            "her mother, «amina», left",
        ],
        *[
            "«Zbigniew van der Berg» left",
            "a man known as «Lucky»",
            "called him «Tank»",
            "«Summer» told us",
            "| R1 | «Bishop» | open |",
            "| R1 |       «Bishop»       | open |",
        ],
    ],
    "unknown-word": ["Rowan «Whitlock» was seen", "the man «Xqzt» came", "she wrote chidinmma and «shantelleee» there"],
    "institution": [
        *[
            "at «Oak Tree Nursery»",
            "moved to «St Mary's»",
            "«Beechwood primary school» wrote",
            "at «Little Acorns Day Care»",
            "«All Saints» church",
            "seen at «Sample General Hospital»",
        ],
    ],
    "place": [
        "moved to «Kettering»",
        "lived in «Reading»",
        "from «Far Cotton»",
        "near «Rose Hill»",
        "in «kettering» town",
    ],
}
CLEAN = [
    "Child Rowan lived with Mother and Father in Northamptonshire.",
    "Will the plan work? Mark each step. Rose bushes grew. May is wet.",
    "In 2021, in spring 2022 and in June nobody asked. By summer it was known.",
    "The Lead Reviewer met Northamptonshire Police under the Children Act 1989 and section 47.",
    "Working Together to Safeguard Children 2023 was read with the Graded Care Profile.",
    "MASH, CAMHS, MARAC and the LADO met; the GP did not. Sertraline was given.",
    "A four-year-old, children aged 10 to 15 and babies under 12 months old were seen.",
    "Mother is Polish and speaks Urdu; the family are Muslim and came from Romania.",
    "At the six-week check nothing was said. She was 12 weeks pregnant.",
    "It rose by 12.5% to £1,250,000 in 2022/23, for 10 of 14 teams, 24/7.",
    "See [the guidance](https://www.gov.uk/guidance/working-together) and [ours](/guidance/publication/).",
    "- Young people said: \"I don't know who to tell.\"\n- Practitioners' notes weren't read.",
    "The primary school, a hospital, the nursery and the health visitor wrote in English.",
    "Hepatitis B, vitamin D, Part A and plan C were named. I saw it. A nurse saw it.",
    # As the search index runs a text into the heading that follows.
    "They were moved to a local flat. 4. The review heard of it later.",
]


def parts(text: str) -> list[tuple[str, str]]:
    return [(text[found.start : found.end], found.kind) for found in check_text(text, OWN)]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in FOUND.items() for text in texts])
def test_what_identifies_by_itself_is_marked(kind: str, text: str) -> None:
    before, _, rest = text.partition("«")
    marked, _, after = rest.partition("»")
    assert (marked, kind) in parts(before + marked + after)


@pytest.mark.parametrize("text", CLEAN)
def test_what_a_good_review_says_is_not_marked(text: str) -> None:
    assert parts(text) == []


def test_every_kind_of_finding_has_its_sentence_here_and_says_what_to_do() -> None:
    assert FOUND.keys() == KINDS.keys()
    assert all(";" in said and "`" not in said[:2] for said in KINDS.values())


def test_ten_digits_are_an_nhs_number_only_with_a_check_digit_and_a_word_nearby() -> None:
    assert ("943 476 5919", "nhs-number") in parts("The NHS number 943 476 5919 was used.")
    assert ("943 476 5918", "nhs-number") not in parts("The NHS number 943 476 5918 was used.")
    assert ("943 476 5919", "nhs-number") not in parts("The order 943 476 5919 was sent.")


def test_a_name_in_disguise_is_marked_at_the_authors_characters() -> None:
    for written in ("S&#97;m&eacute;ra", "S**a**mera", "Sa\u200bmera", "S\u0430mera", "Ｓamera"):
        assert [words for words, _ in parts(f"Then {written} left.")] == [written]


def test_no_list_has_to_know_a_name_for_it_to_be_marked() -> None:
    assert parts("The aunt, Qwyzzelda Vrombaut, rang.") == [("Qwyzzelda Vrombaut", "name")]


@pytest.mark.parametrize(
    "name", ["Child Rowan", "Mother", "Sibling 1", "Child A", "Hedgerow", "Auntie Rose", "Family Birch"]
)
def test_a_pseudonym_is_one_neutral_word(name: str) -> None:
    assert check_pseudonym(name, OWN) == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *[("Sarah Sample-Okafor", "name"), ("Kayla-Smith", "name"), ("Kayla", "name"), ("kayla", "name")],
        *[("Chidinmma", "unknown-word"), ("Child Xqzt", "unknown-word")],
        *[("Mr Smith", "name"), ("Dr Will", "name"), ("Child 01604 000123", "telephone")],
        *[
            ("Hope House Nursery", "institution"),
            ("St Mary's School", "institution"),
            ("Reviews in Kettering", "place"),
        ],
    ],
)
def test_a_name_from_life_a_place_or_a_number_is_no_pseudonym(name: str, kind: str) -> None:
    assert [found.kind for found in check_pseudonym(name, OWN)] == [kind]


def test_a_title_of_many_words_is_a_sentence_in_which_pseudonyms_are_fine() -> None:
    assert check_pseudonym("What we learnt from the care of Child Rowan", OWN) == []
    assert len(check_pseudonym("What we learnt from Zebedee at home", OWN)) == 1


def test_a_body_is_named_as_a_whole_and_a_person_in_its_place_is_marked() -> None:
    assert check_body("Sampleshire Safeguarding Children Partnership", OWN) == []
    assert [found.kind for found in check_body("Kayla Quincunx of Kettering", OWN)] == ["name", "place"]


@pytest.mark.parametrize("reference", ["child-jayden", "child-will", "kettering-twins", "case-07700900123"])
def test_a_reference_names_nobody_but_the_pseudonym(reference: str) -> None:
    assert check_reference("child-rowan", OWN) == check_reference("hedgerow", OWN) == []
    assert check_reference(reference, OWN) != []


def test_spans_of_findings_never_overlap_and_lie_inside_the_text() -> None:
    text = "Mr John Smith, born 12 June 2020, of 14 Acacia Avenue, ZZ99 3VZ, 07700 900123, told Oak Tree School."
    last = 0
    for found in check_text(text, OWN):
        assert last <= found.start < found.end <= len(text)
        last = found.end


@given(st.text())
def test_any_text_is_checked_without_a_crash_and_every_finding_lies_inside_it(text: str) -> None:
    for found in check_text(text, OWN):
        assert 0 <= found.start < found.end <= len(text)
    check(
        Asked(
            (Text(("summary",), text), Text(("title",), text, "pseudonym"), Text(("reference",), text, "reference")), ()
        )
    )


@pytest.mark.parametrize(
    "sign",
    [
        "a",
        "A ",
        "1",
        "1 ",
        "@",
        "a@",
        "x.",
        "12/",
        "1 June ",
        "aged 1 ",
        "(",
        "'",
        "www.",
        "[2020] ",
        "St ",
        "A-",
        "\u0430",
    ],
)
def test_a_text_made_of_one_sign_takes_no_long_time(sign: str) -> None:
    """60,000 characters are the most that a field can hold; a pattern that tries every way would take minutes."""
    check_text(sign * (60_000 // len(sign)), OWN)


# What the sentences above and those of the corpus do not hold, so that each form with needs finds something.
SELDOM = (
    *("b. 1999", "on 3/June/2021", "age at death: 6 weeks", "It lived for 6 weeks.", "at 37+4", "at 01604,000,123"),
    *("zero one six zero four one two three", "in room 1234"),
)


def everywhere(form: Form) -> Form:
    """A form without all that makes it quick to look for."""
    near = Sign(form.near.pattern, ("",)) if isinstance(form.near, Sign) else form.near
    return replace(form, needs="", least=1, near=near)


def test_a_form_finds_all_that_it_would_find_if_it_were_looked_for_around_every_hint() -> None:
    """``needs``, ``least`` and ``one_of`` make the check quick: they say what a match holds anyway."""
    sentences = [one.text for name in ("identifying", "aside-identifying") for one in identifying(name)]
    marked = [text.translate({ord("«"): "", ord("»"): ""}) for texts in FOUND.values() for text in texts]
    texts = [normalise(text).text for text in (*sentences, *marked, *SELDOM)]
    read = [(text, words_of(text)) for text in texts]
    for form in (*DAYS_AND_AGES, *NUMBERS):
        if form != everywhere(form):
            alone, plain = Forms(form), Forms(everywhere(form))
            found = [plain.found(*one) for one in read]
            assert any(found), f"no sentence has this form: {form.pattern}"
            assert [alone.found(*one) for one in read] == found, form.pattern


# What decides where a word begins and ends, and what is letter or figure in one alphabet alone.
LETTERS = st.text(st.sampled_from("aZ9_'- .\n"), max_size=20)


@given(LETTERS)
def test_the_words_of_a_text_are_the_same_where_a_letter_of_another_alphabet_follows(text: str) -> None:
    """Those of a text in ASCII are told in a quicker way."""
    words, among_others = words_of(text), words_of(f"{text} \u044f")
    assert [word.text for word in words] == [word.text for word in among_others[:-1]]
    assert (words.starts, words.ends) == (among_others.starts[:-1], among_others.ends[:-1])


def test_a_sieve_finds_the_words_that_each_rule_would_find_by_itself() -> None:
    text = "Her uncle rich met Mary in Leeds, and the boy's aunt said no."
    rules = (has_capital, is_kin, may_be_a_name)
    alone, sieved = words_of(text), words_of(text, Sieve(*rules))
    for rule in rules:
        expected = [place for place, word in enumerate(alone) if rule(word)]
        assert sieved.such(rule) == alone.such(rule) == expected != []
    beyond = sieved.outside([(4, 14)])
    assert [beyond[place].text for place in beyond.such(is_kin)] == ["aunt"]


def calls(text: str) -> int:
    """How many calls it takes to check a text: as many on every machine."""
    count = 0

    def seen(*_: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        check(Asked((Text(("summary",), text),), ()))
    finally:
        sys.setprofile(before)
    return count


def test_a_text_ten_times_as_long_is_at_most_ten_times_the_work_and_ordinary_words_are_none() -> None:
    ordinary = "nobody asked her what she would have liked to say about it and so nothing was known "
    for text in ("\n\n".join((*CLEAN, "")), "A ", "1 June ", "Oak Tree School, ", ordinary):
        once = text * (400 // len(text) + 1)
        calls(once)  # what is worked out once for each word is worked out here
        assert calls(once * 10) < 11 * calls(once), text[:40]
    assert calls(ordinary * 100) == calls(ordinary * 10)
