"""Every link of the built site leads somewhere, or the file that writes it is named."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from macros import strict_yaml
from macros.build import Built, Refused, build
from macros.finish import Addresses, Sources, dead_links
from macros.finish.links import MOST_TARGETS, read_page
from macros.pages import GeneratedPage
from macros.problems import Problem, write_out
from macros.project import read_project
from macros.public_view import Audience
from tests.conftest import Small, everything_in
from tests.factories import at

HERE = "https://here.example/"
UNDER_A_FOLDER = "https://here.example/lscp/"
PAGES = {
    "index.html": '<h1 id="home">Home</h1>',
    "guidance/index.html": '<h1 id="when-to-act">When</h1><a name="old"></a><p id="été">',
    "reports/child-rowan/index.html": '<h2 id="section-1">One</h2>',
    "assets/site.css": "",
    "files/a form.pdf": "",
}
ON_THE_DAY = "2025-09-16 10:00"
WITHDRAWN = {"at": "2025-11-03 09:00", "kind": "identified", "decided_by": "strategic-leads"}


def written(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


class Fake:
    """A site that nothing built, and a project beside it with the files that could have been its sources."""

    def __init__(self, folder: Path) -> None:
        self.site = written(folder / "site", PAGES)
        self.project = written(folder / "project", {"partnership.yml": "", "mkdocs.yml": "", "docs/index.md": ""})
        self.records: dict[str, strict_yaml.Document] = {}
        self.generated: list[GeneratedPage] = []

    def record(self, reference: str, text: str, folder: str = "reports") -> None:
        """A record in YAML, and a page that was made from it."""
        self.records[reference] = strict_yaml.read(text.encode(), f"briefings/{reference}.yml")
        self.generated.append(GeneratedPage(f"{folder}/{reference}.md", "", ""))

    def dead(self, pages: Mapping[str, str], site_url: str = HERE, withdrawn: tuple[str, ...] = ()) -> list[Problem]:
        written(self.site, pages)
        sources = Sources(self.project, tuple(self.generated), self.records, Addresses(site_url))
        return dead_links(self.site, sources, withdrawn)

    def message(self, href: str, site_url: str = HERE, file: str = "about/index.html") -> str:
        """What is said of the one link of a page."""
        (problem,) = self.dead({file: f'<a href="{href}">here</a>'}, site_url)
        assert problem.rule == "dead-link"
        return problem.message


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    return Fake(tmp_path)


@pytest.mark.parametrize(
    "href",
    [
        *("", "#", "#top", "#TOP", "#here", "../", "..", "./", "?theme=neglect", "../guidance/?theme=neglect&x=1"),
        *("../guidance/", "../guidance/index.html", "../guidance/#when-to-act", "../guidance/?q=1#when-to-act"),
        *("../guidance/#old", "../guidance/#%C3%A9t%C3%A9", "../guidance/#été", "../assets/site.css"),
        *("../files/a%20form.pdf", "../files/a%20form.pdf#page=3", " ../guidance/ ", "../about/../guidance/"),
        *("https://elsewhere.example/x#y", "mailto:a@b.example", "tel:+441604000000", "HTTPS://elsewhere.example/"),
        *("https://here.example", "https://here.example/guidance/#when-to-act", "https://HERE.example/guidance/?q=1"),
    ],
)
def test_a_link_that_leads_somewhere_is_no_problem(fake: Fake, href: str) -> None:
    assert fake.dead({"about/index.html": f'<p id="here"><a href="{href}">here</a>'}) == []


@pytest.mark.parametrize(
    ("href", "found", "right"),
    [
        ("../guidence/", "/guidence/", "there is no such page or file; did you mean `/guidance/`?"),
        ("../guidance", "/guidance", "write `/guidance/`, with / at its end"),
        ("../Guidance/", "/Guidance/", "did you mean `/guidance/`?"),
        ("../assets/sight.css", "/assets/sight.css", "did you mean `/assets/site.css`?"),
        ("../zzz/?q=1", "/zzz/", "mend the address, or take the link out"),
        ("..//guidance/", "//guidance/", "there is no such page or file"),
        ("../guidance/#when-to-akt", "/guidance/#when-to-akt", "no such place; did you mean `#when-to-act`?"),
        ("../guidance/#home", "/guidance/#home", "that page has no such place"),
        ("#nowhere", "#nowhere", "that page has no such place"),
        ("../../guidance/", "../../guidance/", "it leads out of the site; take away a `../`"),
        ("/guidance/", "/guidance/", "where the site lies in a folder of its server; write `../guidance/`"),
        ("https://here.example/guidence/", "/guidence/", "did you mean `/guidance/`?"),
        ("https://HERE.example/guidence/", "/guidence/", "did you mean `/guidance/`?"),
        ("//cdn.example/x", "//cdn.example/x", "write `https://cdn.example/x`"),
        ("http://a.example/x", "http://a.example/x", "write `https://a.example/x`"),
        ("http://here.example/guidance/", "http://here.example/guidance/", "write `https://here.example/guidance/`"),
        ("javascript:alert(1)", "javascript:alert(1)", "a link is https:, mailto: or tel:"),
        ("JavaScript:alert(1)", "JavaScript:alert(1)", "a link is https:, mailto: or tel:"),
        ("data:text/html,x", "data:text/html,x", "a link is https:, mailto: or tel:"),
    ],
)
def test_a_dead_link_is_said_with_its_page_and_what_would_be_right(
    fake: Fake, href: str, found: str, right: str
) -> None:
    message = fake.message(href)
    assert message.startswith(f"found a link to `{found}` on /about/; ")
    assert right in message


@pytest.mark.parametrize(
    "html",
    [
        '<img src="../x.png">',
        '<img srcset="../assets/site.css 1x, ../x.png 2x">',
        '<link rel="preload" imagesrcset="../x.png 2x">',
        '<script src="../x.png"></script>',
        '<form action="../x.png"></form>',
        '<button formaction="../x.png">Go</button>',
        '<video poster="../x.png"></video>',
        '<object data="../x.png"></object>',
        '<svg><use xlink:href="../x.png#part"></use></svg>',
        '<link rel="stylesheet" href="../x.png">',
    ],
)
def test_whatever_a_page_loads_or_sends_to_is_a_link(fake: Fake, html: str) -> None:
    (problem,) = fake.dead({"about/index.html": html})
    assert "found a link to `/x.png" in problem.message


def test_a_picture_written_into_the_page_is_no_link(fake: Fake) -> None:
    assert fake.dead({"about/index.html": '<img src="data:image/png;base64,AAAA">'}) == []


def test_an_empty_page_has_no_links() -> None:
    assert read_page(b" \n") == ((), ())


@pytest.mark.parametrize(
    ("href", "right"),
    [
        ("/guidance/", "write `../guidance/`"),
        ("/lscp/guidance/", "write `../lscp/guidance/`"),
        ("https://here.example/lscp/guidence/", "did you mean `/guidance/`?"),
    ],
)
def test_under_a_folder_of_its_server_a_link_does_not_begin_at_the_server_s_root(
    fake: Fake, href: str, right: str
) -> None:
    assert right in fake.message(href, UNDER_A_FOLDER)


def test_what_lies_beside_the_site_on_its_server_is_another_site(fake: Fake) -> None:
    pages = {"about/index.html": '<a href="https://here.example/">The council</a><a href="https://here.example/lscp">'}
    assert fake.dead(pages, UNDER_A_FOLDER) == []


@pytest.mark.parametrize("site_url", [HERE, UNDER_A_FOLDER, UNDER_A_FOLDER.rstrip("/")])
def test_the_page_for_what_is_not_found_is_relative_to_nothing(fake: Fake, site_url: str) -> None:
    root = Addresses(site_url).root
    fine = f'<a href="{root}guidance/#when-to-act">g</a><a href="{root}">home</a><a href="#top">up</a>'
    assert fake.dead({"404.html": fine}, site_url) == []
    assert f"begin it with `{root}`" in fake.message("guidance/", site_url, "404.html")
    assert "did you mean `/guidance/`?" in fake.message(f"{root}guidence/", site_url, "404.html")


def test_under_a_folder_the_page_for_what_is_not_found_begins_with_that_folder(fake: Fake) -> None:
    assert "the site lies under `/lscp/`" in fake.message("/guidance/", UNDER_A_FOLDER, "404.html")


def place_of(problem: Problem) -> str:
    return f"{problem.path}:{problem.line}:{problem.column} {problem.field}".strip()


@pytest.mark.parametrize(
    ("line", "href", "column"),
    [
        ("Read [this](../guidance.md#when-to-akt).", "../../guidance/#when-to-akt", 13),
        ("Read [this](../guidance/index.md#when-to-akt).", "../../guidance/#when-to-akt", 13),
        ('<a href="../../guidence/">', "../../guidence/", 10),
        ("[this]: ../guidence.md", "../../guidence/", 9),
        ("[form](../a%20form/)", "../../a%20form/", 8),
        ("[up](#nowhere)", "#nowhere", 6),
        ("[up](team.md#nowhere)", "#nowhere", 6),
        ("See guidence: [this](https://here.example/guidence/).", "https://here.example/guidence/", 22),
        ('not ../guidance/ but <a href="/guidance/">', "/guidance/", 31),
        ("a guidence, and [a](javascript:alert(1))", "javascript:alert(1)", 21),
    ],
)
def test_a_dead_link_of_a_hand_written_page_is_named_at_its_line(fake: Fake, line: str, href: str, column: int) -> None:
    written(fake.project, {"docs/about/team.md": f"---\ntitle: Team\n---\n\n# Team\n\n{line}\n"})
    (problem,) = fake.dead({"about/team/index.html": f'<a href="{href}">x</a>'})
    assert place_of(problem) == f"docs/about/team.md:7:{column}"


def test_a_link_that_a_macro_wrote_is_named_with_its_page_alone(fake: Fake) -> None:
    written(fake.project, {"docs/about.md": '# About\n\n{{ contact("mash") }}\n'})
    (problem,) = fake.dead({"about/index.html": '<a href="../nowhere/">x</a>'})
    assert place_of(problem) == "docs/about.md:1:1"


RECORD = """\
reference: child-elm
overview:
  - heading: One
    text: |
      Nothing here of guidence/.

      But [here](/guidence/#x) it is.
"""


def test_a_dead_link_of_a_record_is_named_at_its_field(fake: Fake) -> None:
    fake.record("child-elm", RECORD)
    (problem,) = fake.dead({"reports/child-elm/index.html": '<a href="../../guidence/#x">x</a>'})
    assert place_of(problem) == "briefings/child-elm.yml:7:18 overview[0].text"
    assert RECORD.splitlines()[6][problem.column - 1 : problem.end_column - 1] == "/guidence/#x"


def test_a_link_is_found_in_a_text_that_is_folded(fake: Fake) -> None:
    fake.record("child-elm", "summary: >-\n  Long words\n  [and a link](/guidence/)\n  at the end.\n")
    (problem,) = fake.dead({"reports/child-elm/index.html": '<a href="../../guidence/">x</a>'})
    assert place_of(problem) == "briefings/child-elm.yml:3:16 summary"


def test_a_record_s_text_on_a_list_is_named_with_the_record_and_once(fake: Fake) -> None:
    fake.record("child-ash", "reference: child-ash\n")
    fake.record("child-elm", RECORD)
    fake.generated.append(GeneratedPage("themes/index.md", "", ""))
    link = '<a href="{}guidence/#x">x</a>'
    pages = {"themes/index.html": link.format("../"), "reports/child-elm/index.html": link.format("../../")}
    (problem,) = fake.dead(pages)
    assert place_of(problem) == "briefings/child-elm.yml:7:18 overview[0].text"
    assert "on 2 pages, such as /reports/child-elm/" in problem.message


def test_each_record_that_writes_a_dead_link_is_named(fake: Fake) -> None:
    pages = {}
    for reference in ("child-ash", "child-elm"):
        fake.record(reference, RECORD)
        pages[f"reports/{reference}/index.html"] = '<a href="../../guidence/#x">x</a>'
    assert [problem.path for problem in fake.dead(pages)] == ["briefings/child-ash.yml", "briefings/child-elm.yml"]


def test_a_link_of_the_theme_is_one_problem_at_its_template(fake: Fake) -> None:
    written(fake.project, {"overrides/partials/footer.html": "<p>\n<a href=\"{{ 'guidence/'|url }}\">x</a>\n"})
    written(fake.project, {"docs/about.md": "# About\n"})
    link = '<a href="{}guidence/">x</a>'
    pages = {"index.html": link.format(""), "about/index.html": link.format("../"), "404.html": link.format("/")}
    (problem,) = fake.dead(pages)
    assert place_of(problem) == "overrides/partials/footer.html:2:14"
    assert "on 3 pages, such as /" in problem.message


def test_a_jump_link_without_its_place_is_one_problem_of_the_theme(fake: Fake) -> None:
    written(fake.project, {"docs/about.md": "# About\n"})
    (problem,) = fake.dead(dict.fromkeys(("index.html", "about/index.html"), '<a href="#main">x</a>'))
    assert place_of(problem) == "overrides:1:1"
    assert "`#main` on 2 pages" in problem.message


def test_a_link_that_our_own_templates_make_is_named_with_them(fake: Fake) -> None:
    pages = {}
    for reference in ("child-ash", "child-elm"):
        fake.record(reference, f"reference: {reference}\n")
        pages[f"reports/{reference}/index.html"] = '<a href="#section-9">x</a>'
    (problem,) = fake.dead(pages)
    assert place_of(problem) == "macros/pages/templates:1:1"


def test_an_address_in_the_partnership_file_is_named_there(fake: Fake) -> None:
    written(fake.project, {"partnership.yml": "contacts:\n  mash: {url: https://here.example/guidence/}\n"})
    (problem,) = fake.dead({"index.html": '<a href="https://here.example/guidence/">x</a>'})
    assert place_of(problem) == "partnership.yml:2:15"


def test_a_word_of_a_text_is_not_taken_for_an_address(fake: Fake) -> None:
    fake.record("child-elm", "summary: The lessons are [here](/lessons).\n")
    (problem,) = fake.dead({"reports/child-elm/index.html": '<a href="../../lessons">x</a>'})
    assert place_of(problem) == "briefings/child-elm.yml:1:33 summary"


def test_a_passage_of_a_withdrawn_report_may_still_be_pointed_at(fake: Fake) -> None:
    pages = {"about/index.html": '<a href="../reports/child-rowan/#section-12">x</a>'}
    assert len(fake.dead(pages)) == 1
    assert fake.dead(pages, withdrawn=("reports/child-rowan",)) == []


def test_a_file_of_a_withdrawn_report_is_gone_and_a_link_to_it_dead(fake: Fake) -> None:
    pages = {"about/index.html": '<a href="../reports/child-rowan/child-rowan-report.pdf">x</a>'}
    assert len(fake.dead(pages, withdrawn=("reports/child-rowan",))) == 1


def test_of_hundreds_of_dead_links_the_first_are_told_and_the_rest_counted(fake: Fake) -> None:
    links = "".join(f'<a href="../nowhere-{number}/">x</a>' for number in range(MOST_TARGETS + 3))
    problems = fake.dead({"about/index.html": links})
    assert len(problems) == MOST_TARGETS + 1
    assert [problem.message for problem in problems if problem.message.startswith("3 further dead links")]


# The same with whole builds.


def linked(target: str) -> dict[str, object]:
    return {"overview": [{"heading": "Why", "text": f"A baby was hurt.\n\nRead [this]({target}).\n"}]}


def built(small: Small, as_of: str = ON_THE_DAY, audience: Audience = "public", *, hold_blocked: bool = False) -> Built:
    project = read_project(small.folder, small.records, at(as_of))
    return build(project, small.out, audience, hold_blocked=hold_blocked)


def refusal(small: Small, as_of: str = ON_THE_DAY) -> Refused:
    with pytest.raises(Refused) as caught:
        built(small, as_of)
    return caught.value


def test_a_dead_link_in_record_text_is_named_with_its_record(small: Small) -> None:
    small.put("child-rowan")
    before = small.build(ON_THE_DAY)
    small.put("child-rowan", linked("/briefings/child-rowen/"))
    refused = refusal(small)
    (problem,) = refused.problems
    assert (problem.path, problem.field) == ("briefings/child-rowan.yml", "overview[0].text")
    assert "on /reports/child-rowan/; there is no such page or file" in problem.message
    assert "did you mean `/briefings/child-rowan/`?" in problem.message
    assert write_out([problem]) in str(refused)
    assert everything_in(small.out) == before


def test_a_link_of_record_text_to_a_place_on_a_page_is_checked(small: Small) -> None:
    small.put("child-rowan", linked("/briefings/child-rowan/#step-6"))
    assert built(small).dead_links == ()
    small.put("child-rowan", linked("/briefings/child-rowan/#step-7"))
    assert "did you mean `#step-" in str(refusal(small))


def test_a_dead_link_in_html_of_a_page_is_named_with_its_line(small: Small) -> None:
    index = small.folder / "docs" / "index.md"
    index.write_text(index.read_text() + '\n<p><a href="nowhere/">Nowhere</a></p>\n')
    (problem,) = refusal(small).problems
    assert (problem.path, problem.line) == ("docs/index.md", len(index.read_text().splitlines()))


def test_with_hold_blocked_a_dead_link_is_told_and_stops_nothing(small: Small) -> None:
    small.put("child-rowan", linked("/nowhere/"))
    (problem,) = built(small, hold_blocked=True).dead_links
    assert problem.path == "briefings/child-rowan.yml"
    assert (small.out / "reports/child-rowan/index.html").exists()


def test_a_withdrawal_takes_effect_although_a_link_is_dead(small: Small) -> None:
    small.put("child-rowan", linked("/nowhere/"))
    small.put("child-alder", {"withdrawn": WITHDRAWN})
    refused = refusal(small, "2025-11-03 09:00")
    assert "--hold-blocked" in refused.reason
    assert built(small, "2025-11-03 09:00", hold_blocked=True).dead_links
    assert "withdrawn" in (small.out / "reports/child-alder/index.html").read_text("utf-8")


def test_a_link_into_a_report_outlives_its_withdrawal(small: Small) -> None:
    small.put("child-rowan", linked("/reports/child-alder/#section-1"))
    small.put("child-alder", {"withdrawn": WITHDRAWN})
    assert built(small, "2025-11-03 08:59:59").dead_links == ()
    assert built(small, "2025-11-03 09:00").dead_links == ()


def test_a_link_to_a_case_that_is_not_out_yet_is_dead_and_says_nothing_of_the_case(small: Small) -> None:
    small.put("child-rowan", linked("/reports/child-alder/"))
    without = str(refusal(small))
    small.put("child-alder", {"publication.at": "2025-10-16 10:00", "review": "serious-case-review"})
    assert str(refusal(small)) == without
    assert built(small, "2025-10-16 10:00").dead_links == ()


def test_a_held_record_is_not_named_for_a_link_it_shares(small: Small) -> None:
    index = small.folder / "docs" / "index.md"
    index.write_text(index.read_text() + '\n<a href="{{ contact("business-office").url }}">Write</a>\n')
    small.put("child-rowan", {**linked("/nowhere/"), "publication.at": "2025-10-16 10:00"})
    partnership = small.folder / "partnership.yml"
    entry = "contacts:\n  business-office: {name: Business Office, "
    with_url = entry + "url: https://miniature.example/nowhere/, "
    partnership.write_text(partnership.read_text("utf-8").replace(entry, with_url), "utf-8")
    (problem,) = refusal(small).problems
    assert problem.path == "partnership.yml"


@pytest.mark.parametrize("site_url", ["https://miniature.example/lscp/", "https://miniature.example/a/b"])
def test_a_site_in_a_folder_of_its_server_has_no_dead_link(small: Small, site_url: str) -> None:
    partnership = small.folder / "partnership.yml"
    partnership.write_text(partnership.read_text("utf-8").replace("https://miniature.example/", site_url), "utf-8")
    small.put("child-rowan", linked("/briefings/child-rowan/#step-1"))
    assert built(small).dead_links == ()
    assert f'href="{Addresses(site_url).root}' in (small.out / "404.html").read_text("utf-8")


def test_an_internal_site_shows_the_dead_links_of_drafts(small: Small) -> None:
    small.put("child-rowan", {**linked("/nowhere/"), "publication.decision": "not-yet"})
    assert built(small, hold_blocked=True).dead_links == ()
    small.out = small.folder / "site-internal"
    assert [problem.path for problem in built(small, audience="internal", hold_blocked=True).dead_links] == [
        "briefings/child-rowan.yml"
    ]


OUT = {"review": "serious-case-review", "response": "See [the twin review](/reports/child-yew/#findings)."}


def test_a_site_that_is_built_all_the_same_does_not_tell_where_a_case_to_come_will_be(small: Small) -> None:
    small.put("child-rowan", OUT)
    small.put("child-yew", {"publication.at": "2027-02-10 10:00"})
    with pytest.raises(Refused):
        built(small)
    assert [problem.rule for problem in built(small, hold_blocked=True).dead_links] == ["dead-link"]
    page = (small.out / "reports/child-rowan/index.html").read_text("utf-8")
    assert "the twin review" in page
    assert "child-yew" not in page


@pytest.mark.parametrize(
    "link", ["reports/child-rowan.md", "reports/child-rowan.md#findings", "briefings/child-rowan.md"]
)
def test_a_withdrawal_takes_effect_although_a_page_links_to_what_is_gone(small: Small, link: str) -> None:
    small.put("child-rowan", {**OUT, "response": "Accepted."})
    home = small.folder / "docs" / "index.md"
    home.write_text(home.read_text("utf-8") + f"\n[The review]({link})\n", encoding="utf-8")
    assert built(small).dead_links == ()
    gone = {"withdrawn": {"at": "2025-09-01 09:00", "kind": "court-order", "decided_by": "strategic-leads"}}
    small.put("child-rowan", {**OUT, "response": "Accepted.", "publication.at": "2025-08-01 10:00", **gone})
    built(small)
    assert "has been withdrawn" in (small.out / "reports/child-rowan/index.html").read_text("utf-8")


@pytest.mark.parametrize("address", ["https://[y", "https://a\u2100b.example/", "https:guidance/"])
def test_an_address_that_cannot_be_read_is_a_dead_link_and_no_traceback(small: Small, address: str) -> None:
    home = small.folder / "docs" / "index.md"
    home.write_text(home.read_text("utf-8") + f'\n<p><a href="{address}">x</a></p>\n', encoding="utf-8")
    with pytest.raises(Refused, match=r"docs/index\.md:\d+"):
        built(small)
