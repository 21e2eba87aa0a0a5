"""`security.txt`: whom to tell of a weakness of the site, and until when that holds (RFC 9116)."""

import json
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

import pytest

from macros import partnership
from macros.dates import day
from macros.outputs.security import SECURITY, security_txt
from tests.conftest import Small
from tests.factories import MINIATURE, miniature

SAID = """Contact: mailto:office@miniature.example
Expires: 2026-04-01T00:00:00Z
Preferred-Languages: en
Canonical: https://miniature.example/.well-known/security.txt
"""
LINE = "security_contact: business-office\n"


def test_it_says_whom_to_tell_until_when_in_which_language_and_where_it_stands() -> None:
    assert security_txt(miniature(), "business-office", day("2025-09-16")).decode() == SAID


def test_a_contact_without_an_e_mail_is_told_on_a_page_of_the_web() -> None:
    one = miniature()
    office = one.contacts["business-office"].model_copy(update={"email": None, "url": "https://miniature.example/tell"})
    one = one.model_copy(update={"contacts": {"business-office": office}})
    first = security_txt(one, "business-office", day("2025-09-16")).decode().splitlines()[0]
    assert first == "Contact: https://miniature.example/tell"


def test_it_holds_for_half_a_year_at_least_less_than_a_year_and_changes_on_the_first_of_a_month_alone() -> None:
    one, said = miniature(), {}
    for on in (day("2027-01-01") + timedelta(days=number) for number in range(800)):
        said[on] = security_txt(one, "business-office", on).decode().splitlines()[1]
    for on, line in said.items():
        expires = datetime.fromisoformat(line.removeprefix("Expires: "))
        left = expires - datetime(on.year, on.month, on.day, tzinfo=UTC)
        assert timedelta(days=180) < left < timedelta(days=365), on
    for _, month in groupby(said, lambda on: (on.year, on.month)):
        assert len({said[on] for on in month}) == 1


def test_the_public_site_has_it_in_its_manifest_and_the_internal_one_has_none(small: Small) -> None:
    assert SECURITY not in small.build("2025-09-16", "internal")
    files = small.build("2025-09-16")
    assert files[SECURITY].decode() == SAID
    assert SECURITY in json.loads(files["manifest.json"])["files"]


def test_a_partnership_that_names_nobody_has_none(small: Small) -> None:
    file = small.folder / "partnership.yml"
    file.write_text(file.read_text("utf-8").replace(LINE, ""), encoding="utf-8")
    assert SECURITY not in small.build("2025-09-16")


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("busines-office", "found `busines-office`; did you mean `business-office`?"),
        ("emergency", "`emergency` has a telephone alone; name a contact with `email` or `url`"),
    ],
)
def test_a_contact_that_cannot_be_written_to_is_named_at_its_line(named: str, said: str, tmp_path: Path) -> None:
    text = (MINIATURE / "partnership.yml").read_text("utf-8")
    (tmp_path / "partnership.yml").write_text(text.replace(LINE, f"security_contact: {named}\n"))
    found, [problem] = partnership.read(tmp_path, day("2025-09-01"))
    assert found is None
    assert (problem.field, problem.message) == ("security_contact", said)
    assert text.splitlines()[problem.line - 1] == LINE.strip()
