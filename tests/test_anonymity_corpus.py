"""How much the check finds, and how often it cries wolf: the labelled sentences, also those kept aside."""

from collections import Counter

import pytest

from tests.corpus import Recall, alarms, clean, identifying, recall

LEAST_RECALL = 0.99
# Twelve would be borne; it is one or two, and should not grow unnoticed.
MOST_ALARMS = 3
PARTS = ("", "aside-")


@pytest.fixture(scope="module")
def results() -> dict[str, Recall]:
    return {part: recall(f"{part}identifying") for part in PARTS}


@pytest.mark.parametrize("part", PARTS)
def test_of_all_that_identifies_nearly_everything_is_found(part: str, results: dict[str, Recall]) -> None:
    assert results[part].share >= LEAST_RECALL, "\n".join(results[part].missed)


@pytest.mark.parametrize("part", PARTS)
def test_clean_prose_is_seldom_marked(part: str) -> None:
    per_thousand, wrong = alarms(f"{part}clean")
    assert per_thousand <= MOST_ALARMS, "\n".join(wrong)


def test_names_of_every_culture_are_found_alike(results: dict[str, Recall]) -> None:
    """Each group has few names in each part, so that the parts are counted together."""
    found = sum((result.found for result in results.values()), Counter[str]())
    there = sum((result.there for result in results.values()), Counter[str]())
    groups = [key for key in there if key.startswith("group ")]
    assert {group: found[group] / there[group] for group in groups if found[group] < LEAST_RECALL * there[group]} == {}


def test_the_corpus_is_as_large_and_as_wide_as_it_has_to_be() -> None:
    whole = [*identifying("identifying"), *identifying("aside-identifying")]
    assert len(whole) >= 300 and len([*clean("clean"), *clean("aside-clean")]) >= 300
    assert 3 * len(identifying("aside-identifying")) >= 300 and 3 * len(clean("aside-clean")) >= 300
    groups = {sentence.group for sentence in whole} - {"-"}
    assert len(groups) >= 24
    assert all(sum(sentence.group == group for sentence in whole) >= 8 for group in groups)
    assert {sentence.kind for sentence in whole} >= {"person", "relation", "nhs-number", "place", "institution"}
