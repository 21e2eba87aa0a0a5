"""Invented records of realistic length, and the same texts as a plain site: what is measured.

A record has 4,000 words on average: a briefing, a report of several sections, findings and recommendations.
"""

import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.texts import prose
from tests.conftest import Small, make_small
from tests.factories import ROOT

STEPS = ("background", "safeguarding_concerns", "incident", "review", "findings")
THEMES = ("injuries-to-babies", "neglect", "information-sharing")
AGENCIES = ("police", "health-trust", "childrens-trust", "icb")
BANDS = ("under-1", "10-to-15")
PLAIN = """\
site_name: Plain
theme: {{name: material, font: false}}
plugins: [{plugins}]
nav: [{{Home: index.md}}, {{Briefings: briefings/index.md}}, {{Reports: reports/index.md}}]
not_in_nav: |
  briefings/*
  reports/*
  guidance/*
markdown_extensions: [admonition, attr_list, tables, footnotes, md_in_html]
"""
WITH_SEARCH = "mkdocs-search.yml"


def review(number: int) -> dict[str, Any]:
    """What is said of a case, always the same for a number; as changes of the valid record."""
    dice = random.Random(number)
    findings = [
        {"id": f"F{place}", "theme": dice.choice(THEMES), "text": prose(dice, 80)}
        for place in range(1, dice.randint(2, 5))
    ]
    recommendations = [
        {
            "id": f"R{place}",
            "finding": dice.choice(findings)["id"],
            "text": prose(dice, 45),
            "agencies": dice.sample(AGENCIES, dice.randint(1, 2)),
            "due": "2025-12-31",
        }
        for place in range(1, dice.randint(4, 9))
    ]
    length = dice.randint(120, 360)
    return {
        "reference": f"child-{number}",
        "title": f"Child {number}",
        "summary": summary(dice),
        "review": "serious-case-review",
        "publication.at": f"20{10 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02} 10:00",
        "themes": dice.sample(THEMES, dice.choice((1, 1, 2))),
        "agencies": dice.sample(AGENCIES, dice.randint(2, 4)),
        "children": [{"pseudonym": f"Child {number}", "age_band": dice.choice(BANDS)}],
        "briefing": {
            **{step: prose(dice, 100) for step in STEPS},
            "questions": [prose(dice, 10) for _ in range(dice.randint(3, 5))],
        },
        "overview": [section(dice, place, length) for place in range(1, dice.randint(6, 12))],
        "findings": findings,
        "recommendations": recommendations,
        "response": prose(dice, 120),
    }


def summary(dice: random.Random) -> str:
    """As long as a summary may be."""
    return re.sub(r"\*", "", prose(dice, 40))[:360].rpartition(" ")[0]


def section(dice: random.Random, place: int, length: int) -> dict[str, str]:
    """A section of a report: paragraphs, a list below a heading of its own, now and then a table and a link."""
    parts = [prose(dice, length // 4) for _ in range(4)]
    parts.insert(2, "### What was seen\n\n- " + "\n- ".join(prose(dice, 9) for _ in range(3)))
    if place % 3 == 0:
        parts.append("| Where | Before | After |\n|---|---|---|\n| Here | 12 | 34 |\n| There | 5 | 60 |")
        parts[0] += " More is [written elsewhere](https://www.gov.uk/)."
    return {"heading": f"Part {place} of the review", "text": "\n\n".join(parts)}


def make_ours(size: int, ours: Path, *, whole: bool = False) -> Small:
    """A project of so many records around few pages by hand; or around the ``whole`` of this project's own."""
    small = make_small(ours)
    if whole:
        for name in ("docs", "partnership.yml", "mkdocs.yml"):
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            shutil.rmtree(ours / name, ignore_errors=True)
            copy(ROOT / name, ours / name)
        config = (ours / "mkdocs.yml").read_text("utf-8")
        (ours / "mkdocs.yml").write_text(
            config.replace("custom_dir: overrides", f"custom_dir: {ROOT / 'overrides'}"), encoding="utf-8"
        )
    for number in range(size):
        small.put(f"child-{number}", review(number))
    return small


def make_plain(size: int, plain: Path, pages: Path) -> int:
    """The same texts as Markdown files, with the pages by hand of a folder; gives the number of those from records."""
    shutil.copytree(pages, plain / "docs")
    (plain / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
    (plain / "mkdocs.yml").write_text(PLAIN.format(plugins=""), encoding="utf-8")
    (plain / WITH_SEARCH).write_text(PLAIN.format(plugins="search"), encoding="utf-8")
    listed: dict[str, list[str]] = {"briefings": [], "reports": []}
    for number in range(size):
        reference, values = f"child-{number}", review(number)
        for kind, text in (("briefings", plain_briefing(values)), ("reports", plain_report(values))):
            file = plain / "docs" / kind / f"{reference}.md"
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
            listed[kind].append(f"### [{values['title']}]({reference}.md)\n\n{values['summary']}\n")
    for kind, rows in listed.items():
        text = f"# {kind.title()}\n\n" + "\n".join(rows)
        (plain / "docs" / kind / "index.md").write_text(text, encoding="utf-8")
    return 2 * size + len(listed)


def plain_briefing(values: dict[str, Any]) -> str:
    steps = [f"## {name}\n\n{text}" for name, text in values["briefing"].items() if isinstance(text, str)]
    questions = [f"{number}. {text}" for number, text in enumerate(values["briefing"]["questions"], start=1)]
    return "\n\n".join([*head(values), *steps, *recommendations(values), "## Questions", "\n".join(questions)])


def plain_report(values: dict[str, Any]) -> str:
    parts = [f"## {part['heading']}\n\n{part['text']}" for part in values["overview"]]
    findings = [f"### {finding['id']}\n\n{finding['text']}" for finding in values["findings"]]
    return "\n\n".join([*head(values), *parts, "## Findings", *findings, *recommendations(values), values["response"]])


def head(values: dict[str, Any]) -> Iterator[str]:
    yield f"# {values['title']}"
    yield values["summary"]
    yield "\n".join(f"- {name}: {values[name]}" for name in ("review", "themes", "publication.at"))


def recommendations(values: dict[str, Any]) -> Iterator[str]:
    yield "## Recommendations"
    for entry in values["recommendations"]:
        yield f"### {entry['id']}\n\n{entry['text']}\n\nWho: {entry['agencies']}. By: {entry['due']}."
