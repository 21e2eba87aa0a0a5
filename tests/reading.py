"""How hard a page is to read: the Flesch-Kincaid grade of its running text, as the years of school it asks for."""

import re
from pathlib import Path

import textstat
from bs4 import BeautifulSoup, Tag

# What is looked up and not read: tables, forms' boxes, charts, explanations that open, what stands around a page.
NOT_READ = "table, .tip, .flowchart, .form, .facts, .about-page, #page--related ~ *, .aside, .changes"


def grade(page: Path) -> float:
    """The grade of a page of the built site. Every paragraph and every entry of a list ends a sentence."""
    main = BeautifulSoup(page.read_text("utf-8"), "html.parser").select("main")[0]
    for part in main.select(NOT_READ):
        part.decompose()
    return float(textstat.flesch_kincaid_grade(" ".join(sentences(main))))


def sentences(main: Tag) -> list[str]:
    found = []
    for part in main.select("p, li"):
        for inner in part.select("p, ul, ol"):
            inner.extract()
        words = re.sub(r"\(?\S+@\S+\)?", "", " ".join(part.get_text(" ").split())).strip()
        if len(words.split()) > 2:
            found.append(words if words[-1] in ".?!" else words.rstrip(":;,") + ".")
    return found
