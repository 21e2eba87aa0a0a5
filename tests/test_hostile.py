"""Hostile input: whatever stands in a record, the partnership file or front matter comes out as words, and never runs.

Every text is written twice: once as plain words and once as a payload. Both sites are built, and read
again by a parser: they hold the same elements, attributes and addresses, and differ in those words alone.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from html import unescape
from itertools import count
from pathlib import Path
from unittest.mock import patch

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import etree, html

from macros import partnership, prose
from macros.anonymity.check import check
from macros.anonymity.deny import DenyList
from macros.anonymity.finding import Asked, Text
from macros.build import build
from macros.cli import main
from macros.dates import day
from macros.finish.addresses import Addresses, NotAllowed
from macros.finish.links import read_page
from macros.guidance.front_matter import mistaken_front, read_head
from macros.guidance.strays import strays
from macros.pages.calls import check_source
from macros.pages.check import check_pages
from macros.pages.data import data_macros
from macros.problems import Problem, errors, write_out
from macros.project import read_project
from macros.prose import to_html
from macros.public_view import Audience, site_for
from macros.records import Case, read_record
from macros.rules import Judgement
from macros.scan.word import read_word
from macros.strict_yaml import Unreadable
from macros.unseen import written_out
from macros.word.controls import LONGEST_TITLE
from macros.worksheet import worksheet
from tests.conftest import Small, everything_in, make_small
from tests.factories import MINIATURE, at, fields, miniature
from tests.paper_reading import read_aloud, structure
from tests.searched import INDEX, entries
from tests.views import folded, macros_of

# What a text of one line may hold. Nothing here is refused, because nothing here is ever markup.
PLAIN = {
    "a script": "<script>alert(1)</script>",
    "an image that fails": "<img src=x onerror=alert(1)> <svg/onload=alert(1)>",
    "ends of elements": "</p></a></h2></li></title></style></textarea></script></noscript></template> <b>",
    "an attribute": '" onmouseover="alert(1)" autofocus x="',
    "an attribute in single quotes": "' onfocus='alert(1)' autofocus x='",
    "an attribute without quotes": "x onload=alert(1) style=display:none ` /",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#x3e; &quot; &amp;lt;b&amp;gt; &lt",
    "comments and sections": "--> ]]> <!-- <![CDATA[ <?php --!>",
    "a template": "{{ 7*7 }} {% raw %} {# x #} {{ config }} {% endraw %} {%- include 'x' -%}",
    "a template of another engine": "${7*7} #{7*7} <%= 7*7 %> {{{x}}} {{ ''.__class__.__mro__ }} @{x}",
    "Markdown": "![x](javascript:alert(1)) [x](//evil.example) **b** _i_ `c` [TOC] <https://evil.example> # h",
    "extensions of Markdown": '{: #a .b onclick=c } {#a} !!! note ??? x === "y" *[HTML]: z [^1]: n ~~s~~ --8<-- "f"',
    "what Markdown puts aside": "wzxhzdk:0 klzzwxh:0001 {{0}} %0 \\1 \\g<0> $1",
    "addresses": "javascript:alert(1) data:text/html,x vbscript:x //evil.example https://evil.example a@evil.example",
    "a formula": "=cmd|'/c calc'!A1 +1 -1 @SUM(A1)",
    "JSON": '"}],"x":[{"__proto__":1}] \\u003cscript\\u003e \\" \\\\ </script>',
    "a shell": "'; DROP TABLE x; -- $(id) `id` | & ;",
    "a long word": "W" * 390,
    "mathematics": "$$x$$ \\(x\\) \\[x\\] 1 < 2 > 0 && a",
    "letters and signs of every kind": "Ελένη Łukasz e\u0301 Жук ½ \u00a0x \u3000y",
}
# What a text of Markdown may hold, and the words that a reader then sees.
PROSE = {
    "an attribute": ('" onmouseover="alert(1)" autofocus x="',) * 2,
    "an attribute in single quotes": ("' onfocus='alert(1)' x='",) * 2,
    "an attribute by entities": ("&quot; onmouseover=&quot;alert(1)&#39; &#x22;", '" onmouseover="alert(1)\' "'),
    "entities of entities": ("\\&lt;script\\&gt; &amp;lt;b&amp;gt; &amp;#60;", "&lt;script&gt; &lt;b&gt; &#60;"),
    "a template": ("{{ 7*7 }} {% raw %} {# x #} {{ config }} {% endraw %}",) * 2,
    "a template of another engine": (
        "${7\\*7} #{7\\*7} {{{x}}} {{ ''.\\_\\_class\\_\\_ }} @{x}",
        "${7*7} #{7*7} {{{x}}} {{ ''.__class__ }} @{x}",
    ),
    "attribute lists": ("a {#b .c onclick=d} { .e } { onclick=f }",) * 2,
    "extensions of Markdown": ('Note !!! note ??? x === "y" :::warning +++ ~~s~~ ==m== ^u^',) * 2,
    "what Markdown puts aside": ("wzxhzdk:0 klzzwxh:0001 %0 $1",) * 2,
    "addresses": ("javascript:alert(1) data:text/html,x vbscript:x //evil.example https://evil.example a@b.example",)
    * 2,
    "a formula": ("=cmd|'/c calc'!A1 +1 -1 @SUM(A1)",) * 2,
    "ends of sections": ("x --> ]]> a --!> & &; &&amp; 1 < 2 > 0", "x --> ]]> a --!> & &; && 1 < 2 > 0"),
    "JSON": ('"}],"x" [{"\\_\\_proto\\_\\_" 1}] \\\\ \\"', '"}],"x" [{"__proto__" 1}] \\ "'),
}
# What the partnership's names may hold, and what front matter may.
NAMES = '" onmouseover="alert(1)" x=\'y\' & &copy &ltb = javascript:alert(1) //evil.example word'
FRONT = f"{PLAIN['a script']} {PLAIN['ends of elements']} {NAMES} &lt;b&gt; **b** [x](javascript:y) ![z](//e.example)"

_numbers = count()
_shown: dict[str, str] = {}


def plainly(shown: str) -> str:
    """As many plain words as a payload shows, each of which stands for one of them."""
    words = []
    for word in shown.split():
        digits = f"{next(_numbers):05}"
        words.append(f"zq{digits.translate(str.maketrans('0123456789', 'abcdefghij'))}qz")
        _shown[words[-1]] = word
    return " ".join(words)


def as_payload(text: str) -> str:
    """A text of the plain site as the hostile site must have it."""
    return re.sub("zq[a-j]{5}qz", lambda found: _shown[found[0]], text)


# The two sites


def in_every_place(words: str) -> str:
    """A text that has these words in each part that Markdown can make."""
    cells = f"| {words} | b |\n|---|:-:|\n| {words} | {words} |"
    return f"{words}\n\n- {words}\n\n1. {words}\n\n> {words}\n\n{cells}\n\n[{words}](/guidance/)[^1]\n\n[^1]: {words}"


def record_of(plain: str, prose: str, *, everywhere: bool) -> Mapping[str, object]:
    """A record with these words in every field that is shown: one line, or a text."""
    text = in_every_place(prose) if everywhere else prose
    steps = ("background", "safeguarding_concerns", "incident", "review", "findings", "good_practice")
    briefing = {**dict.fromkeys((*steps, "facilitator_notes"), prose), "background": text, "questions": [prose]}
    return {
        "summary": plain,
        "reviewers": [dict.fromkeys(("name", "role", "organisation"), plain)],
        "partners": [{"name": plain, "signed_off": "2025-07-01"}],
        "overview": [{"heading": plain, "text": text}],
        "briefing": briefing,
        "team_briefing": briefing,
        "family_words": prose,
        "findings": [{"id": "F1", "theme": "neglect", "text": prose}],
        "recommendations": [
            {
                "id": "R1",
                "finding": "F1",
                "text": text,
                "agencies": ["icb"],
                "due": "2025-12-31",
                "progress": [{"date": "2025-10-01", "status": "complete", "text": text}],
            }
        ],
        "response": text,
        "amendments": [{"date": "2025-10-02", "text": text}],
        # What is never shown.
        "delays": [{"date": "2025-07-01", "reason": f"HIDDEN {plain}", "panel_told": "2025-07-02"}],
        "court_orders": [{"kind": f"HIDDEN {plain}", "expires": "2025-08-01"}],
        "parallel_processes": [
            {"process": "care", "status": "concluded", "concluded": "2025-06-01", "note": f"HIDDEN {plain}"}
        ],
    }


def partnership_of(names: str, announcement: str) -> str:
    """The tests' partnership, with these words behind every name and sentence."""
    found = yaml.safe_load((MINIATURE / "partnership.yml").read_text("utf-8"))
    groups = ("councils", "agencies", "roles", "contacts", "themes", "age_bands", "timescales")
    named = [found, *(entry for group in groups for entry in found[group].values())]
    for entry in named:
        for name in ("name", "short_name", "area", "part", "description", "source"):
            if name in entry:
                entry[name] = f"{entry[name]} {names}"
    found["briefing_steps"] = [f"{step} {names}" for step in found["briefing_steps"]]
    found["roles"]["lead-reviewer"] |= {"organisation": f"Home {names}", "aliases": [f"Also {names}"]}
    found["agencies"]["police"] |= {"short_name": f"POL {names}", "former_names": [f"Old {names}"]}
    found["glossary"] = {
        "final": {"name": f"Final report {names}", "aliases": [f"F {names}"], "meaning": f"It {names}"}
    }
    found["protective_marking"] = f"Private {names}"
    found["announcements"] = [{"on": "2025-12-24 10:00", "text": announcement}]
    return yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=10_000)


def page_of(words: str) -> str:
    """A hand-written page with these words in everything that it says of itself."""
    step = {"who": ["lead-reviewer"], "to": ["review-group"], "what": words, "when": words, "see": "index.md"}
    ask = {"who": ["lead-reviewer"], "ask": words, "see": "index.md"}
    answer = {"answer": words, "steps": [step]}
    of_field = {"label": words, "help": words, "seen_by": words}
    column = {"id": "c", "label": words, "kind": "choice", "help": words, "example": words, "options": [words, words]}
    fields = [
        {"id": "a", "kind": "line", "example": words, **of_field},
        {"id": "b", "kind": "choice", "options": [words, words], **of_field},
        {"id": "d", "kind": "table", "columns": [column], "rows": [words], "row_heading": words, **of_field},
        {"id": "f", "kind": "table", "columns": [{**column, "id": "g"}], "blank_rows": "2", **of_field},
    ]
    section = {"title": words, "intro": words, "seen_by": words, "fields": fields}
    again = {"id": "e", "kind": "several", "options": [words, words], **of_field}
    more = {"title": words, "repeats": "true", "together": "true", "fields": [{**again, "unless": "a"}]}
    form = {"name": words, "version": "1", "to": "business-office", "by": "notification", "seen_by": words}
    head = {
        "title": f"A {words}",
        "description": words,
        "facts": ["1"],
        "reviewed": "2025-09-01",
        "themes": ["neglect"],
        "appendix": ["2a"],
        "changes": [{"on": "2025-09-02", "what": words}],
        "duties": [step],
        "flowchart": [{**ask, "answers": [answer, answer]}],
        "form": {**form, "sections": [section, more]},
    }
    calls = "\n\n".join(f'{{{{ {kind}("hostile") }}}}' for kind in ("duties", "flowchart", "form"))
    return (
        f"---\n{json.dumps(head)}\n---\n\n# A page\n\n{calls}\n\n{{{{ appendices() }}}}\n\n{{{{ page_changes() }}}}\n"
    )


Files = Mapping[str, bytes]
AUDIENCES: tuple[Audience, ...] = ("public", "internal")


def built(small: Small) -> Iterator[Files]:
    """Every file of each site that shows all records: what the anonymity check says of payloads is not asked here."""
    project = read_project(small.folder, small.records, at("2025-12-01"))
    assert not errors([*project.site_problems, *project.record_problems])
    shown = tuple(replace(one, judgement=Judgement("published", ())) for one in project.cases)
    for audience in AUDIENCES:
        with patch("macros.scan.scan", lambda *_, **__: []):
            build(replace(project, cases=shown), small.folder / audience, audience)
        yield everything_in(small.folder / audience)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Audience, tuple[Files, Files]]:
    """Both sites, for each audience: the plain one and the hostile one."""
    plain, hostile = (make_small(tmp_path_factory.mktemp(name)) for name in ("plain", "hostile"))
    lines, texts = list(PLAIN.values()), list(PROSE.values())
    for number in range(max(len(lines), len(texts))):
        line, (source, shown) = lines[number % len(lines)], texts[number % len(texts)]
        reference = f"child-{'abcdefghijklmnopqrstuvwxyz'[number]}"
        own = {"reference": reference, "title": f"Child {number}"}
        # These signs would end a cell or the words of a link.
        everywhere = not set(source) & set("|[]")
        for small, record in (
            (plain, record_of(plainly(line), plainly(shown), everywhere=everywhere)),
            (hostile, record_of(line, source, everywhere=everywhere)),
        ):
            small.put_text(f"{reference}.yml", written({**record, **own}).decode())
    for small, names, announced, front in (
        (plain, plainly(NAMES), plainly(PLAIN["a script"]), plainly(FRONT)),
        (hostile, NAMES, PLAIN["a script"], FRONT),
    ):
        (small.folder / "partnership.yml").write_text(partnership_of(names, announced), "utf-8")
        (small.folder / "docs/guidance/hostile.md").write_text(page_of(front), "utf-8")
        # Named without a title of its own there, the page's title stands in every page's head.
        config = small.folder / "mkdocs.yml"
        config.write_text(config.read_text().replace("nav:\n", "nav:\n  - guidance/hostile.md\n"))
    return dict(zip(AUDIENCES, zip(built(plain), built(hostile), strict=True), strict=True))


def words_of_data(text: str | bytes) -> str:
    """Every word of a JSON text, as a program reads it."""

    def words(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for name, inner in sorted(value.items()):
                yield from (name, *words(inner))
        elif isinstance(value, list):
            yield from (word for inner in value for word in words(inner))
        else:
            yield str(value)

    return "\n".join(words(json.loads(text)))


Part = tuple[str, dict[str, str], str, str]


def parts_of(page: str) -> list[Part]:
    """A page as a parser reads it: each element and comment with its attributes, its text and the text after it."""
    # Other words may need other room.
    page = re.sub(r"\(PDF, \d+ sides?\)", "(PDF)", page)
    tree = html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8"))
    return [
        (
            str(part.tag),
            {
                name: folded(words_of_data(value) if name == "data-names" else value)
                for name, value in part.attrib.items()
            },
            folded(words_of_data(part.text or "") if part.get("type") == "application/json" else part.text or ""),
            folded(part.tail or ""),
        )
        for part in tree.iter()
    ]


def expected(parts: list[Part]) -> list[Part]:
    """The parts of a plain page, with each word as the payload it stands for."""
    return [
        (tag, {name: as_payload(value) for name, value in attributes.items()}, as_payload(text), as_payload(tail))
        for tag, attributes, text, tail in parts
    ]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_page_shows_payloads_as_words_and_holds_no_other_element_attribute_or_address(
    audience: Audience, sites: Mapping[Audience, tuple[Files, Files]]
) -> None:
    plain, hostile = sites[audience]
    pages = [path for path in hostile if path.endswith(".html")]
    assert len(pages) > 40
    for path in pages:
        assert parts_of(hostile[path].decode()) == expected(parts_of(plain[path].decode())), path


# Beside the pages, what is made from records and the partnership's own words, and is read by programs.
DATA = ("api/reviews", "api/recommendations.json", "recommendations.csv", "feed.xml", "calendar/")
PRINTED = (".pdf", ".docx")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_file_but_pages_data_and_the_search_index_knows_a_payload(
    audience: Audience, sites: Mapping[Audience, tuple[Files, Files]]
) -> None:
    plain, hostile = sites[audience]
    # Files of the index are called by what is in them.
    assert [path for path in plain.keys() ^ hostile.keys() if not path.startswith(f"{INDEX}/")] == []
    known = (*DATA, "manifest.json", f"{INDEX}/")
    others = [path for path in plain if not path.endswith((".html", *PRINTED)) and not path.startswith(known)]
    assert {"sitemap.xml", "_headers", "assets/site.js"} <= set(others)
    assert (".well-known/security.txt" in others) == (audience == "public")
    assert [path for path in others if plain[path] != hostile[path]] == []
    etree.fromstring(hostile["sitemap.xml"])
    assert b"zq" not in hostile["manifest.json"]
    assert json.loads(hostile["manifest.json"])["files"].keys() == hostile.keys() - {"manifest.json"}


def undivided(text: str) -> str:
    """Words as they were, without the sign of no width where a long one may be divided on paper."""
    return folded(text.replace("\u200b", ""))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_pdf_says_payloads_as_words_in_the_same_parts(
    audience: Audience, sites: Mapping[Audience, tuple[Files, Files]]
) -> None:
    plain, hostile = sites[audience]
    # What both sites have is made by the same templates, and read once.
    alone = ("team-briefings/", "readiness/")
    pdfs = [path for path in hostile if path.endswith(".pdf") and (audience == "public" or path.startswith(alone))]
    assert len(pdfs) > 30
    for path in pdfs:
        expected = [(part.tag, as_payload(undivided(part.text))) for part in structure(plain[path])]
        found = [(part.tag, undivided(part.text)) for part in structure(hostile[path])]
        if path == "framework.pdf":  # which says on what page something stands
            expected, found = ([(tag, re.sub(r"\d+", "", text)) for tag, text in parts] for parts in (expected, found))
        assert found == expected, path


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_word_file_says_payloads_as_words(
    audience: Audience, sites: Mapping[Audience, tuple[Files, Files]]
) -> None:
    plain, hostile = sites[audience]
    sheets = [path for path in hostile if path.endswith(".docx")]
    assert len(sheets) > 15
    for path in sheets:
        before, after = (
            # The digest of what it was made from stands in it.
            [
                (type(item), re.sub(r"\b[0-9a-f]{64}\b", "", folded(getattr(item, "text", ""))))
                for item in read_word(files[path])
            ]
            for files in (plain, hostile)
        )
        wanted = [(kind, as_payload(text)) for kind, text in before]
        assert [kind for kind, _ in after] == [kind for kind, _ in wanted], path
        whole = {text for _, text in wanted}
        for (_, found), (_, text) in zip(after, wanted, strict=True):
            # Of a long label the title of its box has the beginning alone.
            is_title = LONGEST_TITLE - 1 <= len(found) <= LONGEST_TITLE and any(one.startswith(found) for one in whole)
            assert found == text or is_title, path


def test_the_feed_holds_payloads_as_words(sites: Mapping[Audience, tuple[Files, Files]]) -> None:
    plain, hostile = (
        [(part.tag, dict(part.attrib), folded(part.text or "")) for part in etree.fromstring(files["feed.xml"]).iter()]
        for files in sites["public"]
    )
    assert [(tag, attributes, as_payload(text)) for tag, attributes, text in plain] == hostile
    assert any("<script>" in text for _, _, text in hostile)


@pytest.mark.parametrize(("audience", "name"), [("public", "publications"), ("internal", "planning")])
def test_a_calendar_file_holds_payloads_as_words(
    audience: Audience, name: str, sites: Mapping[Audience, tuple[Files, Files]]
) -> None:
    def words(data: bytes) -> list[str]:
        events = Calendar.from_ical(data).walk("VEVENT")
        return [folded(f"{event['SUMMARY']}\n{event.get('DESCRIPTION', '')}") for event in events]

    plain, hostile = (words(files[f"calendar/{name}.ics"]) for files in sites[audience])
    assert sorted(map(as_payload, plain)) == sorted(hostile)
    assert any("onmouseover" in one or "<script>" in one for one in hostile)


def test_the_data_hold_payloads_as_words_and_pages_of_theirs_nothing_else(
    sites: Mapping[Audience, tuple[Files, Files]],
) -> None:
    def parts(value: object) -> Iterator[Part | str]:
        """Every value, and what is HTML as a parser reads it."""
        if isinstance(value, dict):
            for name, inner in value.items():
                yield from parts_of(f"<main>{inner}</main>") if name == "html" else (name, *parts(inner))
        elif isinstance(value, list):
            yield from (part for inner in value for part in parts(inner))
        else:
            yield folded(str(value))

    plain, hostile = sites["public"]
    paths = [path for path in plain if path.startswith("api/reviews")]
    assert len(paths) > 20
    for path in paths:
        wanted = [
            as_payload(one) if isinstance(one, str) else expected([one])[0] for one in parts(json.loads(plain[path]))
        ]
        assert list(parts(json.loads(hostile[path]))) == wanted, path


def as_signs(text: str) -> str:
    return without_stops(unescape(unescape(unescape(text))))


def without_stops(text: str) -> str:
    """Between two parts of a page the index has a full stop of its own, where there is none yet."""
    return re.sub(r"[.\s]", "", text)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_search_index_holds_payloads_as_words(
    audience: Audience, sites: Mapping[Audience, tuple[Files, Files]]
) -> None:
    plain, hostile = map(entries, sites[audience])
    assert len(hostile) > 40 and plain.keys() == hostile.keys()
    for address, entry in plain.items():
        other = hostile[address]
        told, shown = ([one["content"], *one["meta"].values()] for one in (entry, other))
        assert list(map(without_stops, shown)) == [without_stops(as_payload(one)) for one in told], address
        # Of a heading Pagefind takes entities for signs once more: whoever shows it shows it as words.
        headings, others = ([anchor["text"] for anchor in one["anchors"]] for one in (entry, other))
        assert list(map(as_signs, others)) == [as_signs(as_payload(one)) for one in headings], address


def test_every_payload_is_on_its_pages_and_what_is_never_shown_is_nowhere(
    sites: Mapping[Audience, tuple[Files, Files]],
) -> None:
    _, hostile = sites["internal"]
    words = {
        path: folded(html.document_fromstring(data).text_content())
        for path, data in hostile.items()
        if "child-" in path and path.endswith(".html")
    }
    for number, payload in enumerate(PLAIN.values()):
        reference = f"child-{'abcdefghijklmnopqrstuvwxyz'[number]}"
        _, shown = list(PROSE.values())[number % len(PROSE)]
        for folder in ("briefings", "reports"):
            assert folded(payload) in words[f"{folder}/{reference}/index.html"]
        for folder in ("briefings", "reports", "team-briefings"):
            assert folded(shown) in words[f"{folder}/{reference}/index.html"]
    said = {path: read_aloud(data).encode() if path.endswith(".pdf") else data for path, data in hostile.items()}
    assert [path for path, data in said.items() if b"HIDDEN" in data] == []


def test_the_second_readers_worksheet_shows_payloads_as_words(tmp_path: Path) -> None:
    small = make_small(tmp_path / "project")
    for number, payload in enumerate(PLAIN.values()):
        reference = f"child-{number + 10}"
        own: dict[str, object] = {"reference": reference, "title": f"Child {number}"}
        own |= {"summary": payload, "overview.0.heading": payload, "response": "Write to anna@school.example."}
        allowed = {"term": "anna@school.example", "field": "response", "reason": payload}
        small.put_text(f"{reference}.yml", written({**own, "anonymity": {"allow": [allowed]}}).decode())
    project = read_project(small.folder, small.records, at("2025-12-01"))
    assert project.partnership and len(project.cases) == len(PLAIN)
    for one in project.cases:
        page = html.document_fromstring(worksheet(one, project.partnership))
        assert not page.xpath(
            "//script | //img | //svg | //iframe | //*[@onmouseover or @onload or @onfocus or @autofocus]"
        )
        assert all(link.startswith("#mark") for link in page.xpath("//@href"))
        for label in page.xpath("//mark/span"):  # what a mark says of itself
            label.drop_tree()
        payload = "".join((one.case.record.summary or "").split())
        # In the summary, in a heading, and as the reason for what is allowed.
        assert "".join(page.text_content().split()).count(payload) >= 3


# Every text of a record


TEXTS = [
    *(f"briefing.{step}" for step in ("background", "safeguarding_concerns", "incident", "review", "findings")),
    *("briefing.good_practice", "briefing.facilitator_notes", "briefing.questions.0", "team_briefing.background"),
    *("overview.0.text", "family_words", "findings.0.text", "recommendations.0.text", "response", "amendments.0.text"),
    "recommendations.0.progress.0.text",
]
FURTHER = {
    "team_briefing": {"background": "Words.", "questions": ["Why?"]},
    "amendments": [{"date": "2025-10-02", "text": "Words."}],
    "recommendations.0.progress": [{"date": "2025-10-01", "status": "complete", "text": "Words."}],
    "partners": [{"name": "Words", "signed_off": "2025-07-01"}],
}
LINES = ["summary", "reviewers.0.name", "reviewers.0.role", "reviewers.0.organisation", "partners.0.name"]
LINES += ["overview.0.heading"]


def written(values: Mapping[str, object]) -> bytes:
    return yaml.dump(
        fields({**FURTHER, **values}), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False
    ).encode()


def read(values: Mapping[str, object]) -> tuple[Case | None, list[Problem]]:
    """A record with these texts in some of its fields, as its file is read."""
    case, problems = read_record(written(values), "child-rowan.yml", "child-rowan", miniature())
    assert (case is None) == bool(problems), "a record is either a case or its problems"
    return case, problems


def named(field: str) -> str:
    """A field as problems name it: `overview[0].text`."""
    return re.sub(r"\.(\d+)", r"[\1]", field)


REFUSED = {
    "a script": "A <script>alert(1)</script>",
    "an image": "![x](https://evil.example/x.png)",
    "a javascript link": "[x](javascript:alert(1))",
    "a link to another server": "[x](//evil.example)",
    "an attribute list": "A {: onclick=alert(1) }",
    "a reference": "[x][y]\n\n[y]: https://evil.example",
    "what turns words round": "A &#x202e;",
    "thousands of marks": "[" * 2_001,
    "a table of hundreds of columns": "| a " * 200 + "|\n" + "|---" * 200 + "|\n| b |",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_is_no_prose_is_refused_in_every_text_of_a_record_by_its_name(text: str) -> None:
    _, problems = read(dict.fromkeys(TEXTS, text))
    assert {problem.field for problem in problems} == set(map(named, TEXTS))


@pytest.mark.parametrize("payload", PLAIN.values(), ids=PLAIN)
def test_a_payload_is_words_in_every_line_and_words_in_all_texts_or_a_problem_in_each(payload: str) -> None:
    assert read(dict.fromkeys(LINES, payload))[1] == []
    _, problems = read(dict.fromkeys(TEXTS, payload))
    assert {problem.field for problem in problems} in (set(), set(map(named, TEXTS)))


# Addresses

ADDRESSES = [
    *(
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "javascript&colon;alert(1)",
        "javascript%3Aalert(1)",
        "&#1;javascript:x",
    ),
    *("java&Tab;script:x", "java&NewLine;script:x", "&#x6A;avascript:x", "vbscript:x", "livescript:x", "mocha:x"),
    *("data:text/html,x", "DATA:text/html;base64,x", "data:image/svg+xml,x", "blob:x", "filesystem:x", "about:blank"),
    *("file:///x", "ftp://a.example", "ws://a.example", "intent://x", "mailto:a@b.example", "tel:1", "view-source:x"),
    *(
        "http://a.example",
        "HTTP://a.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
    ),
    *(
        "/%2f/evil.example",
        "/./evil.example",
        "/../x",
        "/a/../../x",
        "/a//b/",
        "/A/",
        "/a?b",
        "?a",
        "#a",
        ".",
        "..",
        "a/b/",
    ),
    *("https:evil.example", "https:/evil.example", "https:///evil.example", "https:\\\\evil.example", "https://"),
    *("https://a.example@evil.example/", "https://a:b@evil.example/", "https://a.example%40evil.example/"),
    *(
        "https://a.example\\@evil.example/",
        "https://a.example:1@evil.example/",
        "https://a.example:x/",
        "https://[::1]/",
    ),
    *(
        "https://-a.example-/",
        "https://.a.example/",
        "https://a_b.example/",
        "https://a.example%00/",
        "https://a.example&#9;/",
    ),
    *("https://xn--80ak6aa92e.com/", "https://www.xn--80ak6aa92e.com/", "https://\u0430\u0440\u0440\u04cf\u0435.com/"),
    *("https://gov\u0456.uk/", "https://\uff47ov.uk/", "https://b\u00fccher.example/", "https://\u24d0.example/"),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_link_of_a_record_leads_to_a_plain_address_and_no_other(address: str) -> None:
    for text in (f"[x]({address})", f"[x](<{address}>)", f"<{address}>"):
        try:
            html_of = to_html(prose.parse(text), root="../../", notes="n")
        except prose.NotProse:
            continue
        assert "<a" not in "".join(map(str, html_of)), "words, and no link"


HOSTS = {
    "a name before the host": "https://www.gov.uk@evil.example/",
    "a name and a word": "https://a:b@evil.example/",
    "a host that looks like another": "https://\u0430\u0440\u0440\u04cf\u0435.com/",
    "a host that stands for such letters": "https://www.xn--80ak6aa92e.com/",
    "two strokes the wrong way round": "https:\\\\evil.example",
    "no protocol": "//evil.example/",
    "an end of a line inside": "java\nscript:alert(1)",
    "a control character before": "\x01javascript:alert(1)",
    "another protocol": "vbscript:alert(1)",
    "data": "data:text/html,x",
}


@pytest.mark.parametrize("href", HOSTS.values(), ids=HOSTS)
def test_a_link_of_a_page_that_leads_where_it_does_not_seem_to_is_dead(href: str) -> None:
    addresses = Addresses("https://miniature.example/")
    try:
        found = addresses.target(href, "a/index.html")
    except NotAllowed:
        return
    assert found and found.file not in ("index.html", "a/index.html")  # a file that is not there


def test_a_contact_is_at_a_plain_address(tmp_path: Path) -> None:
    text = (MINIATURE / "partnership.yml").read_text("utf-8")
    for url in (
        "https://xn--80ak6aa92e.com/",
        "https://a.XN--b.example/",
        "https://a@b.example/",
        "javascript:x",
        "https://a/ b",
    ):
        (tmp_path / "partnership.yml").write_text(text.replace("email: office@miniature.example", f'url: "{url}"'))
        _, [problem] = partnership.read(tmp_path, day("2025-09-01"))
        assert problem.field == "contacts.business-office.url"


# Names of files


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["guide.md", "Guide.md"], "docs/guide.md:1:1: Guide.md has the same address, capitals aside"),
        (["a.md", "a/index.md"], "docs/a.md:1:1: a/index.md has the same address"),
        (["a.md", "a.markdown"], "docs/a.md:1:1: a.markdown has the same address"),
        (["index.md", "README.md"], "docs/index.md:1:1: README.md has the same address"),
        (["logo.png", "LOGO.PNG"], "docs/logo.png:1:1: LOGO.PNG has the same address"),
        (["Briefings.md"], "docs/Briefings.md:1:1: the pages under Briefings/ are made by the publisher"),
        (["SEARCH/a.md"], "docs/SEARCH:1:1: the pages under SEARCH/ are made by the publisher"),
        (["a b.md"], "docs/a b.md:1:1: a name with a space or a sign"),
        (["a\nb.md"], "docs/a?b.md:1:1: a name with a space or a sign"),
        (["\x1b[31m.md"], "docs/?[31m.md:1:1: a name with a space or a sign"),
        (["a\u202egpj.md"], "docs/a?gpj.md:1:1: a name with a space or a sign"),
        (["{{ 7*7 }}.md"], "docs/{{ 7*7 }}.md:1:1: a name with a space or a sign"),
        (["<b>.md"], "docs/<b>.md:1:1: a name with a space or a sign"),
        (["%2e%2e.md"], "docs/%2e%2e.md:1:1: a name with a space or a sign"),
        (["a.html"], "docs/a.html:1:1: a file of a kind that has no place among pages"),
        (["a.svg.exe"], "docs/a.svg.exe:1:1: a file of a kind that has no place among pages"),
    ],
)
def test_a_file_whose_name_would_do_harm_is_named(names: list[str], said: str, tmp_path: Path) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("# A page\n")
    there = sum(file.is_file() for file in tmp_path.rglob("*"))
    assert there == len(names), "this disk takes capitals and small letters for the same; run the tests on another"
    found = [write_out([problem]) for problem in check_pages(tmp_path, (), miniature(), day("2025-09-01"))]
    assert [line for line in found if line.startswith(said)], found


def test_the_longest_name_that_a_file_can_have_is_a_page_or_a_problem(tmp_path: Path) -> None:
    (tmp_path / f"{'a' * 250}.md").write_text("# A page\n")
    for problem in check_pages(tmp_path, (), miniature(), day("2025-09-01")):
        assert len(problem.path) <= 200 and len(problem.message) < 300


# What commands print

SPEAKING = (
    "%0A::warning::y \x1b[31mred\x1b]0;title\x07 \x9b2J \u202e ::error::x \r\n::set-output name=a::b [/red] [bold]"
)


def test_no_command_prints_what_a_terminal_or_a_code_host_would_obey(tmp_path: Path) -> None:
    small = make_small(tmp_path / "project")
    for number, field in enumerate([*TEXTS, *LINES, "title", "outcome", "themes.0", "timeline.aware"]):
        reference = f"child-{number + 10}"
        small.put_text(f"{reference}.yml", written({"reference": reference, field: SPEAKING}).decode())
    small.put_text("child-\x1b[31m\n::error::x.yml", "a: b")
    small.put_text("child-key.yml", json.dumps({SPEAKING: SPEAKING}))
    (small.folder / "docs" / "page.md").write_text(f"---\ntitle: {json.dumps(SPEAKING)}\n---\n\n{{{{ {SPEAKING} }}}}\n")
    for form in ("text", "github", "json"):
        result = CliRunner().invoke(main, ["check", "--project", str(small.folder), "--format", form])
        assert result.exit_code == 1 and result.exception.__class__ is SystemExit
        lines = (result.stdout + result.stderr).splitlines()
        assert len(lines) > 25 and all(line.isprintable() for line in lines)
        if form == "github":
            begins = re.compile(
                r"::(error|warning) file=[^,:]+,line=\d+,endLine=\d+,col=\d+,endColumn=\d+,title=[a-z0-9-]+::"
            )
            assert [line for line in lines if not begins.match(line) or "%0A" in line] == []
            assert any("%250A" in line for line in lines)


# Time

LONGEST = 60_000
WORST = [
    *"&%<>[](){}!#*_`|\\/@:;.,'\"=-+~ \n\taA1",
    "a ",
    "a.",
    "a-",
    "a/",
    "a@",
    "1 ",
    "&#1",
    "&a",
    "%41",
    "{{",
    "{{ a }}",
]
WORST += [
    "{%",
    "<a ",
    "<!--",
    "](",
    "[^1]: ",
    "> ",
    "**a",
    '"a',
    "a, ",
    "A a ",
    "\n    ",
    "a: b\n",
    "- a\n",
    "--",
    "---\n",
]
WORST += ['!!! note "\n', "9 days ", "https://a.", "\u0430", "e\u0301"]
ADDRESSES_OF_SITE = Addresses("https://miniature.example/")
READERS: dict[str, Callable[[str], object]] = {
    "a record": lambda text: read_record(f"summary: {text}".encode(), "p", "p", miniature()),
    "a record's text": lambda text: read_record(f"a: |\n {text}".encode(), "p", "p", miniature()),
    "a file": lambda text: read_record(text.encode(), "p", "p", miniature()),
    "front matter": lambda text: read_head(f"---\n{text}", "p"),
    "what is meant as front matter": mistaken_front,
    "strays": lambda text: list(strays(text, miniature())),
    "calls": lambda text: list(check_source(text, "p", data_macros(miniature(), day("2025-09-01")))),
    "what does not show": lambda text: list(written_out(text)),
    "an address": lambda text: ADDRESSES_OF_SITE.target(text, "a/index.html"),
    "an address of the web": lambda text: ADDRESSES_OF_SITE.target(f"https://{text}", "a/index.html"),
    "a page of the site": lambda text: read_page(text.encode()),
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_sixty_thousand_of_anything_are_read_in_a_second(reader: Callable[[str], object]) -> None:
    for worst in WORST:
        begin = time.process_time()
        with suppress(Unreadable, NotAllowed):
            reader((worst * LONGEST)[:LONGEST])
        assert time.process_time() - begin < 3, f"{worst!r}: a second, and as much again twice for a slow machine"


@pytest.mark.parametrize("words", ["School ", "O'", "AB1 ", "2019 ", "1/", "a@a.", "A. "])
def test_sixty_thousand_of_what_may_identify_are_checked_in_a_second(words: str) -> None:
    text = (words * LONGEST)[:LONGEST]
    begin = time.process_time()
    check(Asked((Text(("response",), text),), ()))
    DenyList([("Sarah Example",)]).find(text)
    assert time.process_time() - begin < 4, "and as much again for a slow machine, and for the lists to be read"


def test_a_table_of_many_columns_makes_no_huge_page() -> None:
    wide = "|a" * 2_000 + "\n" + "|-" * 2_000 + "\n" + "|x\n" * 10
    with pytest.raises(prose.NotProse, match="a table of 2000 columns"):
        prose.parse(wide)
    assert prose.parse("|a" * 20 + "\n" + "|-" * 20 + "\n|x")


# Anything at all

MARKS = st.sampled_from(
    [*"[]()*_`<>#|-+~!\\&{}:^=./;'\"\n\t @%$", "\n\n", "- ", "### ", "[^1]", "[^1]: ", "](", "&#", "{{ ", " }}"]
)
ANYTHING = st.lists(MARKS | st.text(max_size=8) | st.sampled_from([*PLAIN.values()]), max_size=12).map("".join)
SAFE_TAGS = frozenset(
    [
        *(
            "html",
            "body",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "p",
            "em",
            "strong",
            "ul",
            "ol",
            "li",
            "blockquote",
            "div",
        ),
        *("table", "thead", "tbody", "tr", "th", "td", "br", "sup", "a", "dl", "dt", "dd", "time", "span", "details"),
        *("summary", "article"),
    ]
)
SAFE_ATTRIBUTES = frozenset(
    [
        "id",
        "class",
        "href",
        "role",
        "scope",
        "start",
        "aria-label",
        "data-label",
        "hidden",
        "data-theme",
        "data-agency",
        "datetime",
    ]
)
SAFE_ADDRESS = re.compile(
    r"https://[a-z0-9.-]+[^\s@\\]*|(\.\./)+(?!/)[a-z0-9./?=-]*(#[\w-]+)?|#[\w-]+", re.ASCII | re.IGNORECASE
)


def assert_is_safe(case: Case) -> None:
    """Every page of a case holds what templates and prose make, and no other element, attribute or address."""
    site = site_for("internal", [(case.record, Judgement("published", ()))], at("2025-12-01"), miniature())
    macros = macros_of(site, "2025-12-01")
    for macro in ("briefing", "report", "team_briefing"):
        for part in html.document_fromstring(str(macros[macro]("child-rowan"))).iter():
            assert part.tag in SAFE_TAGS
            assert set(part.attrib) <= SAFE_ATTRIBUTES | {
                f"data-{name}" for name in ("themes", "agencies", "year", "kind", "search", "found")
            }
            assert SAFE_ADDRESS.fullmatch(part.get("href", "#a"))


@given(st.sampled_from([*TEXTS, *LINES]), ANYTHING)
@settings(max_examples=100)
def test_anything_in_any_text_is_words_on_a_safe_page_or_a_problem(field: str, text: str) -> None:
    case, problems = read({field: text})
    for problem in problems:
        assert problem.message.isprintable() and problem.line >= 1 and problem.column >= 1
    if case:
        assert_is_safe(case)


NAMES_OF_FIELDS = sorted({step for field in (*TEXTS, *LINES) for step in field.split(".") if step.isalpha()})
NAMES_OF_FIELDS += [
    "title",
    "review",
    "publication",
    "at",
    "timeline",
    "themes",
    "children",
    "anonymity",
    "allow",
    "withdrawn",
]
SCALARS = st.sampled_from(["cspr", "2025-09-16", "2025-09-16 10:00", "true", "F1", "neglect", "", "~"]) | st.text(
    max_size=12
)
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES_OF_FIELDS) | SCALARS, inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(NAMES_OF_FIELDS), TREES, max_size=5))
@settings(max_examples=100)
def test_any_tree_is_a_case_or_its_problems(tree: dict[str, object]) -> None:
    head = {"reference": "child-rowan", "title": "Child Rowan", "review": "cspr"}
    data = yaml.safe_dump({**head, **tree}, allow_unicode=True).encode()
    case, problems = read_record(data, "child-rowan.yml", "child-rowan", miniature())
    assert (case is None) == bool(problems)


VALID = written({}).decode()
PIECES = MARKS | st.sampled_from(
    ["\n  ", ": ", "? ", "|\n", ">-\n", "'", '"', "*a", "&a ", "!!str ", "<<: ", "%", "---\n", "\x00", "\u200b"]
)


@given(
    st.lists(st.tuples(st.integers(0, len(VALID)), st.integers(0, 30), PIECES | st.just("")), min_size=1, max_size=4)
)
@settings(max_examples=100)
def test_a_valid_record_with_pieces_changed_is_a_case_or_its_problems(changes: list[tuple[int, int, str]]) -> None:
    text = VALID
    for place, length, piece in changes:
        text = text[:place] + piece + text[place + length :]
    case, problems = read_record(text.encode(), "child-rowan.yml", "child-rowan", miniature())
    assert (case is None) == bool(problems)
    if case:
        assert_is_safe(case)
