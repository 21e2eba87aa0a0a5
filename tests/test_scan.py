"""The last reading: a built site is clean, and whatever does not belong there is named with its place."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from macros.anonymity.deny import DenyList
from macros.build import Refused, build
from macros.cli import main
from macros.problems import Problem, write_out
from macros.project import Project, read_project
from macros.scan import scan
from tests.conftest import TODAY, Small, make_small
from tests.factories import ROOT, at

ON_THE_DAY = "2025-09-16 10:00"
NAME = "Zebedee Quincunx"
DENY = DenyList([[NAME]])
PAGE = "reports/child-rowan/index.html"
RESPONSE = "We wrote [what we do](https://www.gov.uk/what?a=1&b=2)."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with its site, both to be copied and not to be changed."""
    small = make_small(tmp_path_factory.mktemp("scanned") / "project")
    small.put("child-rowan", {"response": RESPONSE})
    small.build(ON_THE_DAY)
    return small.folder


class Site:
    """A built site in which a test plants something."""

    def __init__(self, folder: Path) -> None:
        self.project = folder
        self.folder = folder / "site"

    def read(self) -> Project:
        return read_project(self.project, self.project / "briefings", at(ON_THE_DAY))

    def scan(self, deny: DenyList | None = None) -> list[Problem]:
        return scan(self.folder, self.read(), deny)

    def plant(self, path: str, data: bytes | str) -> None:
        """A file that the build made, as far as the manifest knows."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode() if isinstance(data, str) else data)
        manifest = json.loads((self.folder / "manifest.json").read_text())
        manifest["files"][path] = sha256(file.read_bytes()).hexdigest()
        (self.folder / "manifest.json").write_text(json.dumps(manifest))

    def plant_in_page(self, html: str, page: str = PAGE) -> None:
        self.plant(page, (self.folder / page).read_text().replace("</main>", f"{html}</main>", 1))

    def only(self, deny: DenyList | None = None) -> Problem:
        (problem,) = self.scan(deny)
        return problem

    def rules(self, deny: DenyList | None = None) -> set[str]:
        return {problem.rule for problem in self.scan(deny)}


@pytest.fixture
def planted(built: Path, tmp_path: Path) -> Iterator[Site]:
    shutil.copytree(built, tmp_path / "project")
    yield Site(tmp_path / "project")


def test_the_projects_own_site_has_nothing_that_must_not_go_out(site: Path) -> None:
    project = read_project(ROOT, ROOT / "briefings", at(TODAY))
    assert write_out(scan(site, project, DENY)) == ""


def test_a_small_site_is_clean(planted: Site) -> None:
    assert planted.scan(DENY) == []


def test_an_internal_build_is_read_all_the_same_and_can_never_be_published(planted: Site) -> None:
    build(planted.read(), planted.project / "inside", "internal")
    planted.folder = planted.project / "inside"
    (warning,) = planted.scan(DENY)
    assert (warning.rule, warning.severity) == ("scan-internal", "warning")


# A name of the private list, wherever it is


@pytest.mark.parametrize(
    ("html", "field"),
    [
        (f"<p>Then {NAME} came.</p>", "text"),
        ("<p>Then Zebe<em>dee</em> <b>Quin</b>cunx came.</p>", "text"),
        ("<p>Then Zebe<!-- -->dee Quincunx came.</p>", "text"),
        ("<p>Then Zebe&shy;dee Quin&#99;unx came.</p>", "text"),
        (f'<p title="{NAME}">Then.</p>', "attribute"),
        (f'<p data-x="{NAME}">Then.</p>', "attribute"),
        (f"<!-- {NAME} -->", "comment"),
        (f'<script type="application/ld+json">{{"name": "{NAME}"}}</script>', "text"),
        (f'<script type="application/ld+json">{{"{NAME}": 1}}</script>', "key"),
        (f'<p style="--x: {NAME}">Then.</p>', "attribute"),
        (f"<style>/* {NAME} */</style>", "style"),
    ],
)
def test_a_listed_name_on_a_page_is_told_by_its_place_alone(planted: Site, html: str, field: str) -> None:
    planted.plant_in_page(html)
    found = [problem for problem in planted.scan(DENY) if problem.rule == "scan-listed"]
    assert found and {problem.path for problem in found} == {PAGE}
    assert field in {problem.field for problem in found}
    lines = (planted.folder / PAGE).read_text().splitlines()
    assert all(html.split(">")[0] in lines[problem.line - 1] for problem in found)
    assert "quincunx" not in write_out(planted.scan(DENY)).lower()


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        ("api/x.json", f'{{"a": "{NAME}"}}', (1, "text")),
        ("api/x.json", f'{{"a": [{{"{NAME}": 1}}]}}', (1, "key")),
        ("api/x.json", '{"a": "<p>Zebe<em>dee Quin</em>cunx</p>"}', (1, "text")),
        ("api/x.json", '{"a": "Zebedee \\u0051uincunx"}', (1, "text")),
        ("x.ics", f"BEGIN:VCALENDAR\r\nSUMMARY:{NAME[:6]}\r\n {NAME[6:]}\r\nEND:VCALENDAR\r\n", (2, "text")),
        ("x.ics", f'BEGIN:VCALENDAR\r\nSUMMARY;X-A="{NAME}":It\r\nEND:VCALENDAR\r\n', (2, "attribute")),
        ("x.xml", f"<a>\n<b>{NAME}</b></a>", (2, "text")),
        ("x.xml", f'<a>\n<b c="{NAME}"/></a>', (2, "attribute")),
        ("x.xml", f"<a>\n<!-- {NAME} --></a>", (2, "comment")),
        ("x.xml", f"<a>\n<?x {NAME}?></a>", (2, "instruction")),
        ("x.xml", "<a>\n<b type='html'>&lt;p&gt;Zebe&lt;em&gt;dee Quin&lt;/em&gt;cunx</b></a>", (2, "text")),
        ("x.svg", f'<svg xmlns="http://www.w3.org/2000/svg">\n<desc>{NAME}</desc></svg>', (2, "metadata")),
        ("x.csv", f'a,b\r\n1,"x\n{NAME}"\r\n', (3, "cell")),
        ("robots.txt", f"User-agent: *\n# {NAME}\n", (2, "text")),
        ("_headers", f"/*\n  X: {NAME}\n", (2, "text")),
    ],
)
def test_a_listed_name_is_found_in_every_kind_of_text(
    planted: Site, path: str, text: str, place: tuple[int, str]
) -> None:
    planted.plant(path, text)
    problem = planted.only(DENY)
    assert (problem.rule, problem.path, (problem.line, problem.field)) == ("scan-listed", path, place)


def test_in_plain_text_the_columns_of_a_listed_name_are_said(planted: Site) -> None:
    planted.plant("robots.txt", f"User-agent: *\n# {NAME}\n")
    problem = planted.only(DENY)
    assert (problem.line, problem.column, problem.end_line, problem.end_column) == (2, 3, 2, 3 + len(NAME))


@pytest.mark.parametrize("path", ["files/zebedee-quincunx.txt", "zebedee_quincunx/index.html", "ZebedeeQuincunx.csv"])
def test_a_file_name_that_is_on_the_list_is_not_printed(planted: Site, path: str) -> None:
    planted.plant(path, "")
    found = planted.scan(DENY)
    assert "scan-listed" in {problem.rule for problem in found}
    assert "quincunx" not in write_out(found).lower()


def test_a_listed_name_of_a_file_that_is_gone_is_not_printed_either(planted: Site) -> None:
    planted.plant("zebedee-quincunx.txt", "")
    (planted.folder / "zebedee-quincunx.txt").unlink()
    found = planted.scan(DENY)
    assert "scan-missing" in {problem.rule for problem in found}
    assert "quincunx" not in write_out(found).lower()


# Numbers and addresses in what records say


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Her NHS number is 943 476 5919.", "scan-nhs-number"),
        ("Ring 07700 900123.", "scan-telephone"),
        ("Write to mother.of@people.example.", "scan-e-mail"),
        ("They lived in NN1 5PA.", "scan-postcode"),
        ("Father drove AB12 CDE.", "scan-vehicle"),
        ("They lived at 12 Acacia Avenue.", "scan-street-address"),
    ],
)
@pytest.mark.parametrize("page", [PAGE, "briefings/index.html", "api/x.json", "x.csv", "feed.xml"])
def test_a_number_or_address_in_what_a_record_says(planted: Site, text: str, rule: str, page: str) -> None:
    if page.endswith(".html"):
        planted.plant_in_page(f"<p>{text}</p>", page)
    else:
        kinds = {".json": json.dumps({"text": text}), ".csv": f'a\r\n"{text}"\r\n', ".xml": f"<feed>{text}</feed>"}
        planted.plant(page, kinds[Path(page).suffix])
    assert planted.only().rule == rule


@pytest.mark.parametrize(
    "html",
    [
        "<p>Published on 16 September 2025.</p>",
        '<p><a href="tel:999">999</a></p>',
        '<p><a href="mailto:office@miniature.example">office@miniature.example</a></p>',
    ],
)
def test_dates_and_what_the_partnership_itself_prints_are_fine(planted: Site, html: str) -> None:
    planted.plant_in_page(html)
    assert planted.scan() == []


def test_what_the_check_of_a_record_let_pass_is_fine(planted: Site) -> None:
    planted.plant_in_page("<p>Children called 0800 1111.</p>")
    assert planted.only().rule == "scan-telephone"
    helpline = {"term": "0800 1111", "field": "response", "reason": "A national helpline."}
    Small(planted.project).put("child-rowan", {"anonymity.allow": [helpline], "response": RESPONSE})
    assert planted.scan() == []


def test_a_hand_written_page_may_print_a_number(planted: Site) -> None:
    planted.plant_in_page("<p>Call 01604 626938.</p>", "guidance/index.html")
    assert planted.scan() == []


# Files


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("x.pf_sort", "scan-kind"),
        ("x.wasm", "scan-kind"),
        ("x.docm", "scan-kind"),
        ("sitemap.xml.gz", "scan-kind"),
        ("no-suffix", "scan-kind"),
        ("X.HTML", "scan-kind"),
        (".htaccess", "scan-hidden"),
        (".git/config.txt", "scan-hidden"),
        ("a/.well-known/x.txt", "scan-hidden"),
        ("assets/site.js.map", "scan-source-map"),
        ("x.html~", "scan-backup"),
        ("x.html.bak", "scan-backup"),
        (".x.html.swp", "scan-backup"),
        ("x.orig", "scan-backup"),
        ("#x.html#", "scan-backup"),
        ("a\u202eb.txt", "scan-name"),
        ("a\nb.txt", "scan-name"),
        ("07700 900123.txt", "scan-telephone"),
        ("assets/new.js", "scan-not-ours"),
        ("assets/new.css", "scan-not-ours"),
        ("assets/new.woff2", "scan-not-ours"),
    ],
)
def test_a_file_that_has_no_place_on_a_site(planted: Site, path: str, rule: str) -> None:
    planted.plant(path, "")
    assert rule in planted.rules()


def test_what_lies_in_the_well_known_folder_is_fine(planted: Site) -> None:
    planted.plant(".well-known/security.txt", "Contact: https://miniature.example/\n")
    assert planted.scan() == []


def test_a_file_that_the_build_did_not_make(planted: Site) -> None:
    (planted.folder / "thesis.txt").write_text("years of work")
    assert (planted.only().rule, planted.only().path) == ("scan-stray", "thesis.txt")


def test_a_file_that_is_gone(planted: Site) -> None:
    (planted.folder / "404.html").unlink()
    assert (planted.only().rule, planted.only().path) == ("scan-missing", "404.html")


def test_a_file_that_was_changed_after_the_build(planted: Site) -> None:
    with (planted.folder / PAGE).open("a") as file:
        file.write("\n")
    assert (planted.only().rule, planted.only().path) == ("scan-changed", PAGE)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"as_of": "", "audience": "public", "files": {"a": 1}, "made_from": {}}']
)
def test_without_a_manifest_nobody_knows_what_belongs_there(planted: Site, text: str) -> None:
    (planted.folder / "manifest.json").write_text(text)
    assert "scan-manifest" in planted.rules()


def test_a_name_in_bytes_that_are_no_text_is_told_and_breaks_nothing(planted: Site) -> None:
    (planted.folder / os.fsdecode(b"a\xff.txt")).write_text("")
    assert planted.rules() == {"scan-name", "scan-stray"}
    assert write_out(planted.scan()).encode()


def test_a_link_is_refused_wherever_it_leads(planted: Site) -> None:
    (planted.folder / "a.txt").symlink_to("404.html")
    (planted.folder / "b").symlink_to(planted.folder / "assets")
    (planted.folder / "c.txt").symlink_to("nowhere")
    os.mkfifo(planted.folder / "d.txt")
    found = planted.scan()
    links = [problem.path for problem in found if problem.rule == "scan-link"]
    assert links == ["a.txt", "b", "c.txt", "d.txt"]


def test_a_script_that_was_changed_is_no_longer_the_projects_own(planted: Site) -> None:
    planted.plant("assets/site.js", (planted.folder / "assets/site.js").read_text() + "alert(1)")
    # No page knows its digest, and no browser runs it.
    assert planted.rules() == {"scan-not-ours", "scan-integrity"}


def test_a_script_of_the_project_must_not_name_a_source_map(planted: Site) -> None:
    look = planted.project / "overrides/assets/new.js"
    look.parent.mkdir(parents=True)
    look.write_text("1\n//# sourceMappingURL=new.js.map\n")
    planted.plant("assets/new.js", look.read_bytes())
    assert (planted.only().rule, planted.only().line) == ("scan-source-map", 2)


def test_a_style_sheet_of_the_project_must_not_load_from_elsewhere(planted: Site) -> None:
    look = planted.project / "overrides/assets/new.css"
    look.parent.mkdir(parents=True)
    for style in (
        "@import 'https://a.example/x.css';",
        "p { background: url(//a.example/x.png) }",
        "@im\\70ort '//a.example/x'",
    ):
        look.write_text(style)
        planted.plant("assets/new.css", look.read_bytes())
        assert planted.rules() == {"scan-address"}, style


# What runs, loads and leads elsewhere


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        ("<script>alert(1)</script>", "scan-script"),
        ("<script type=module>alert(1)</script>", "scan-script"),
        ("<svg><script>alert(1)</script></svg>", "scan-script"),
        ('<script src="https://a.example/x.js"></script>', "scan-address"),
        ('<script src="//a.example/x.js"></script>', "scan-address"),
        ('<script type="application/json">{"a": "<!--"}</script>', "scan-json"),
        ('<script type="application/json">{"a": "<script>"}</script>', "scan-json"),
        ('<script type="application/json">{"a": "</script>"}', "scan-json"),
        ("<p onclick='x()'>Then.</p>", "scan-handler"),
        ("<svg onload=x()></svg>", "scan-handler"),
        ("<svg><set attributeName=href to=javascript:x()></svg>", "scan-handler"),
        ('<a href="javascript:alert(1)">x</a>', "scan-address"),
        ('<a href=" JaVa&#10;script:alert(1)">x</a>', "scan-address"),
        ('<a href="vbscript:x">x</a>', "scan-address"),
        ('<a href="data:text/html,x">x</a>', "scan-address"),
        ('<a href="ftp://www.gov.uk/">x</a>', "scan-address"),
        ('<img src="data:image/svg+xml,x">', "scan-address"),
        ('<img src="https://a.example/x.png">', "scan-address"),
        ('<img srcset="../x.png 1x, https://a.example/x.png 2x">', "scan-address"),
        ('<link rel="stylesheet" href="https://a.example/x.css">', "scan-address"),
        ('<link rel="preload" href="https://www.gov.uk/what?a=1&amp;b=2">', "scan-address"),
        (
            '<link rel="next" href="https://www.gov.uk/what?a=1&amp;b=2"><link rel="icon" href="https://www.gov.uk/what?a=1&amp;b=2">',
            "scan-address",
        ),
        ('<p style="background: url(https://a.example/x.png)">x</p>', "scan-address"),
        ('<form action="https://a.example/"></form>', "scan-address"),
        ('<button formaction="https://a.example/">x</button>', "scan-address"),
        ('<a ping="https://a.example/">x</a>', "scan-address"),
        ('<p data-index="https://a.example/">x</p>', "scan-address"),
        ('<a href="https://a.example/">x</a>', "scan-address"),
        ('<a href="https://www.gov.uk/what">x</a>', "scan-address"),
        ('<a href="https://www.gov.uk/what?a=1&amp;b=23">x</a>', "scan-address"),
        ('<a href="//www.gov.uk/what">x</a>', "scan-address"),
        ('<a href="\\\\www.gov.uk/what">x</a>', "scan-address"),
        ('<meta http-equiv="Refresh" content="0; url=../">', "scan-element"),
        ('<base href="../">', "scan-element"),
        *((f"<{name}></{name}>", "scan-element") for name in ("iframe", "object", "embed", "template")),
        ("<p title='<script>'>x</p>", "scan-ambiguous"),
        ("<!-- <script> -->", "scan-ambiguous"),
        ("<p>x</p title='hidden'>", "scan-ambiguous"),
        ("<p title='a' title='b'>x</p>", "scan-ambiguous"),
    ],
)
def test_nothing_runs_loads_or_leads_elsewhere_that_the_project_did_not_put_there(
    planted: Site, html: str, rule: str
) -> None:
    planted.plant_in_page(html)
    found = planted.scan()
    assert rule in {problem.rule for problem in found}
    assert "a.example" not in write_out(found)


SCRIPT = re.compile(r'(<script src="[^"]*site\.js") integrity="(sha256-[^"]*)"')
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


@pytest.mark.parametrize(
    ("found", "instead", "rules"),
    [
        (SCRIPT, r"\1", {"scan-integrity", "scan-policy"}),
        (SCRIPT, r'\1 integrity=""', {"scan-integrity", "scan-policy"}),
        (SCRIPT, r'\1 integrity="\2 sha384-a"', {"scan-integrity", "scan-policy"}),
        (re.compile(r'(integrity="[^"]*")(.*?)(integrity="[^"]*")', re.DOTALL), r"\3\2\1", {"scan-integrity"}),
        (SCRIPT, r'\1 integrity="\2" src="https://a.example/x.js"', {"scan-ambiguous"}),
        (POLICY, "", {"scan-policy"}),
        (re.compile(rf"({POLICY.pattern})(.*)</head>", re.DOTALL), r"\2\1</head>", {"scan-policy"}),
        (re.compile("http-equiv="), "name=", {"scan-policy"}),
        (re.compile("script-src "), "script-src 'unsafe-inline' ", {"scan-policy"}),
        (re.compile("script-src "), "script-src 'self' ", {"scan-policy"}),
        (re.compile("; base-uri 'none'"), "", {"scan-policy"}),
        (re.compile("img-src 'self'"), "img-src https:", {"scan-policy"}),
    ],
)
def test_a_page_runs_its_own_scripts_by_their_digests_under_a_policy_that_is_ours(
    planted: Site, found: re.Pattern[str], instead: str, rules: set[str]
) -> None:
    before = (planted.folder / PAGE).read_text()
    after = found.sub(instead, before, count=1)
    assert after != before
    planted.plant(PAGE, after)
    assert rules <= planted.rules()


def test_a_script_without_its_digest_is_told_at_its_line_with_what_to_do(planted: Site) -> None:
    before = (planted.folder / PAGE).read_text()
    planted.plant(PAGE, SCRIPT.sub(r"\1", before))
    (problem,) = (problem for problem in planted.scan() if problem.rule == "scan-integrity")
    assert "site.js" in before.splitlines()[problem.line - 1]
    assert "found a script without its digest (`integrity`); build anew" in write_out([problem])


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://www.gov.uk/what?a=1&amp;b=2">named in the record</a>',
        '<a href="https://miniature.example/reports/">its own address</a>',
        '<a href="../../guidance/#x">x</a>',
        '<form action="../../search/"></form>',
        '<p title="Data: what we know">x</p>',
        '<script type="application/ld+json">{"@context": "https://schema.org"}</script>',
    ],
)
def test_what_the_project_put_there_is_fine(planted: Site, html: str) -> None:
    planted.plant_in_page(html)
    assert planted.scan() == []


def test_an_address_that_only_a_hidden_record_names_is_not_known(planted: Site) -> None:
    planted.plant_in_page('<a href="https://hidden.example/">x</a>')
    small = Small(planted.project)
    small.put("child-yew", {"publication.at": "2030-09-16 10:00", "response": "See <https://hidden.example/>."})
    assert planted.only().rule == "scan-address"


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        *(("x.csv", f'a\r\n"{cell}"\r\n', "scan-formula") for cell in ("=1+1", "+x", "-x", "@x", "\tx", "\uff1dx")),
        ("x.csv", 'a\r\n"b', "scan-unreadable"),
        ("x.xml", "<a><b></a>", "scan-unreadable"),
        ("x.xml", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "scan-unreadable"),
        ("x.xml", '<?xml-stylesheet href="x.xsl"?><a/>', "scan-element"),
        ("feed.xml", '<feed><link href="https://a.example/"/></feed>', "scan-address"),
        ("feed.xml", "<feed><author><name>Somebody</name></author></feed>", "scan-author"),
        ("feed.xml", "<feed><content>&lt;img src=x onerror=x()&gt;</content></feed>", "scan-handler"),
        ("x.svg", '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "scan-element"),
        ("x.svg", '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "scan-handler"),
        ("x.svg", '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://a.example/x"/></svg>', "scan-address"),
        (
            "x.svg",
            '<svg xmlns="http://www.w3.org/2000/svg"><style>@import "//a.example/x"</style></svg>',
            "scan-address",
        ),
        ("x.ics", "BEGIN:VCALENDAR\r\nSUMMARY:It\r\nand more\r\nEND:VCALENDAR\r\n", "scan-unreadable"),
        ("x.ics", "BEGIN:VCALENDAR\r\nSUMMARY:It\r\n", "scan-unreadable"),
        ("x.ics", "BEGIN:VCALENDAR\r\nURL:https://a.example/\r\nEND:VCALENDAR\r\n", "scan-address"),
        ("x.json", '{"a": ', "scan-unreadable"),
        ("x.json", '{"a": 1, "a": 2}', "scan-unreadable"),
        ("x.json", '{"a": "<img src=x onerror=x()>"}', "scan-handler"),
        ("x.json", "[" * 5_000, "scan-unreadable"),
        ("x.html", b"\xff\xfe<\0p\0>\0", "scan-unreadable"),
        ("x.html", "<p>a\0b</p>", "scan-unreadable"),
    ],
)
def test_each_kind_of_file_has_what_it_must_not_do(planted: Site, path: str, text: str, rule: str) -> None:
    planted.plant(path, text)
    found = planted.scan()
    assert {problem.rule for problem in found} == {rule}, write_out(found)


def test_a_cell_with_a_plain_number_is_no_formula(planted: Site) -> None:
    planted.plant("x.csv", "a,b\r\n-1,+2.5\r\n")
    assert planted.scan() == []


def test_what_is_wrong_on_every_page_is_not_said_without_end(planted: Site) -> None:
    for number in range(60):
        planted.plant(f"guidance/{number}/index.html", "<iframe></iframe>" * 60)
    found = planted.scan()
    assert len(found) < 120
    assert "further problems" in write_out(found)


def test_a_large_site_is_read_by_workers_with_the_same_result(planted: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    planted.plant_in_page(f"<p>{NAME}, 07700 900123</p><script>x</script>")
    alone = planted.scan(DENY)
    monkeypatch.setattr("macros.scan.ENOUGH_FOR_WORKERS", 0)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1}, raising=False)
    assert planted.scan(DENY) == alone and len(alone) == 3


# The commands


def test_what_the_last_reading_refuses_stops_the_build_also_a_held_one(small: Small) -> None:
    before = small.build(ON_THE_DAY)
    shutil.copytree(ROOT / "overrides", small.folder / "look")
    (small.folder / "look/assets/notes.wasm").write_bytes(b"\0asm")
    config = small.folder / "mkdocs.yml"
    config.write_text(config.read_text().replace(str(ROOT / "overrides"), "look"))
    for hold_blocked in (False, True):
        with pytest.raises(Refused, match=r"notes\.wasm.*scan-kind"):
            small.build(ON_THE_DAY, hold_blocked=hold_blocked)
    assert {file.relative_to(small.out).as_posix() for file in small.out.rglob("*") if file.is_file()} == set(before)


def command(planted: Site, *more: str) -> list[str]:
    where = ["--project", str(planted.project), "--as-of", "2025-09-16T10:00"]
    return ["scan", str(planted.folder), *where, *more]


def test_the_command_says_that_all_is_clean(planted: Site) -> None:
    result = CliRunner().invoke(main, command(planted))
    assert result.exit_code == 0, result.output
    assert "0 errors" in result.stderr


def test_the_command_reads_a_private_list_and_tells_places_alone(planted: Site, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text(f"{NAME}\n")
    planted.plant_in_page(f"<p>{NAME}</p>")
    result = CliRunner().invoke(main, command(planted, "--format", "json"), env={"CSPR_DENY": str(names)})
    assert result.exit_code == 1
    (problem,) = json.loads(result.stdout)
    assert (problem["path"], problem["rule"], problem["field"]) == (PAGE, "scan-listed", "text")
    assert "Quincunx" not in result.output


def test_the_command_is_used_wrongly(planted: Site, tmp_path: Path) -> None:
    (planted.folder / "names.txt").write_text(f"{NAME}\n")
    for more in (["--deny", str(tmp_path / "none")], ["--deny", str(planted.folder / "names.txt")]):
        assert CliRunner().invoke(main, command(planted, *more)).exit_code == 2
    assert CliRunner().invoke(main, ["scan", str(tmp_path / "none")]).exit_code == 2
    nowhere = ["scan", str(planted.folder), "--project", str(tmp_path)]
    assert CliRunner().invoke(main, nowhere).exit_code == 1
