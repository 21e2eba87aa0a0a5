"""The accessibility statement says what was checked, and nothing else."""

import yaml

from macros.pages.checked import FILE, checked
from macros.pages.templating import render
from tests.lighthouse import LEAST
from tests.statement import by_lighthouse, by_their_own_account, sentences

RENEW = "The statement says something else than the checks do. Run: make statement"


def test_the_statement_says_what_the_checks_do_today() -> None:
    said = yaml.safe_load(FILE.read_text("utf-8"))
    account = by_their_own_account()
    assert {part: said[part] for part in account} == account, RENEW
    assert {part: said["lighthouse"][part] for part in by_lighthouse()} == by_lighthouse(), RENEW
    assert min(said["lighthouse"]["lowest"].values()) >= LEAST


def test_what_a_test_is_called_is_a_sentence_of_the_statement() -> None:
    assert "The statement says what the checks do today" in sentences("test_statement")


def test_every_fact_of_the_run_stands_on_the_page() -> None:
    run, part = checked(), render("checks.html", run=checked())
    facts = (run.chromium, run.axe, run.kinds, *run.widths, *run.schemes, *run.zooms, run.combinations, *run.checks)
    facts = (*facts, run.lighthouse.version, run.lighthouse.pages, *run.lighthouse.lowest.values())
    assert [fact for fact in facts if str(fact) not in part] == []
    assert all(f"<li>{sentence}.</li>" in part for sentences in run.checks.values() for sentence in sentences)
    assert all(part.count(f"<code>{exemption.rule}</code>") for exemption in run.exemptions)
