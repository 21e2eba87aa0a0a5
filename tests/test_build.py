"""Publication day: what blocks, what is left out, and that the old site stays whole."""

import json
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from macros import finish
from macros.build import Refused, build
from macros.engine import EngineError
from macros.project import read_project
from tests.conftest import Small, everything_in
from tests.factories import at, miniature
from tests.searched import entries

OPEN_PROSECUTION = {"parallel_processes": [{"process": "prosecution", "status": "open"}]}
ON_THE_DAY = "2025-09-16 10:00"
WITHDRAWN = {"at": "2025-11-03 09:00", "kind": "identified", "decided_by": "strategic-leads"}
BROKEN = "reference: child-broken\ntitel: A slip\n"


def test_a_blocked_case_stops_the_build_and_the_old_site_stays_whole(small: Small) -> None:
    small.put("child-alder")
    before = small.build("2025-09-15")
    small.put("child-rowan", OPEN_PROSECUTION)
    with pytest.raises(Refused):
        small.build(ON_THE_DAY)
    assert everything_in(small.out) == before


def test_a_blocked_case_can_be_held_while_the_rest_is_published(small: Small) -> None:
    small.put("child-alder", {"title": "Child Alder"})
    small.put("child-rowan", OPEN_PROSECUTION)
    files = small.build(ON_THE_DAY, hold_blocked=True)
    assert "reports/child-alder/index.html" in files
    assert not [path for path, data in files.items() if "child-rowan" in path or b"child-rowan" in data]


def test_a_record_that_cannot_be_read_stops_the_build_unless_it_is_held(small: Small) -> None:
    small.put("child-alder")
    small.put_text("child-broken.yml", BROKEN)
    with pytest.raises(Refused):
        small.build(ON_THE_DAY)
    assert "reports/child-alder/index.html" in small.build(ON_THE_DAY, hold_blocked=True)


def test_a_withdrawal_takes_effect_although_another_record_is_broken(small: Small) -> None:
    small.put("child-alder", {"title": "Child Quincunx"})
    assert b"Quincunx" in small.build(ON_THE_DAY)["reports/child-alder/index.html"]
    small.put("child-alder", {"title": "Child Quincunx", "withdrawn": WITHDRAWN, **OPEN_PROSECUTION})
    small.put_text("child-broken.yml", BROKEN)
    files = small.build("2025-11-03 09:00", hold_blocked=True)
    page = files["reports/child-alder/index.html"].decode()
    assert "withdrawn" in page and 'content="noindex' in page
    assert not [path for path, data in files.items() if b"Quincunx" in data]
    listed = [path for path, data in files.items() if b"child-alder" in data]
    assert set(listed) <= {"manifest.json", "reports/child-alder/index.html", "briefings/child-alder/index.html"}


def test_an_internal_build_shows_every_case_watermarked_and_out_of_search_engines(small: Small) -> None:
    small.put("child-alder", {"title": "Child Published"})
    small.put("child-rowan", {"title": "Child Blocked", **OPEN_PROSECUTION})
    small.put("child-yew", {"title": "Child Scheduled", "publication.at": "2030-09-16 10:00"})
    small.put("child-elm", {"title": "Child Elsewhere", "publication.decision": "elsewhere"})
    small.put("child-oak", {"title": "Child Withdrawn", "withdrawn": WITHDRAWN})
    small.put("child-fir", {"title": "Child Teams", "team_briefing": {"background": "Early on."}})
    small.put_text("child-ash.yml", "reference: child-ash\ntitle: Child Draft\nreview: rapid-review\n")
    files = small.build("2025-12-01", "internal")
    every_list = files["briefings/index.html"].decode() + files["reports/index.html"].decode()
    for name in ("Published", "Blocked", "Scheduled", "Elsewhere", "Withdrawn", "Teams", "Draft"):
        assert f"Child {name}" in every_list
    assert b"Early on." in files["team-briefings/child-fir/index.html"]
    pages = {path: data.decode() for path, data in files.items() if path.endswith(".html")}
    assert all('content="noindex' in page and 'class="watermark"' in page for page in pages.values())
    newest = files["index.html"].decode()
    assert [name for name in ("Blocked", "Scheduled", "Draft") if f"Child {name}" in newest] == []
    assert "Child Published" in newest
    assert b"<loc>" not in files["sitemap.xml"]


def test_a_team_briefing_is_in_no_public_build(small: Small) -> None:
    small.put("child-rowan", {"team_briefing": {"background": "Quincunx."}})
    assert not [path for path, data in small.build("2025-12-01").items() if b"Quincunx" in data]


def test_an_internal_build_never_replaces_a_public_one(small: Small) -> None:
    before = small.build("2025-12-01")
    with pytest.raises(Refused, match="internal"):
        small.build("2025-12-01", "internal")
    assert everything_in(small.out) == before


def test_a_folder_that_is_not_ours_is_left_alone(small: Small) -> None:
    small.out.mkdir()
    (small.out / "thesis.txt").write_text("years of work")
    with pytest.raises(Refused, match="not empty"):
        small.build("2025-12-01")
    assert everything_in(small.out) == {"thesis.txt": b"years of work"}


@pytest.mark.parametrize("out", [".", "docs/site", "..", "link"])
def test_the_project_its_pages_and_links_are_never_built_into(small: Small, out: str) -> None:
    (small.folder / "link").symlink_to(small.folder / "docs")
    small.out = small.folder / out
    with pytest.raises(Refused):
        small.build("2025-12-01")
    assert (small.folder / "docs" / "index.md").exists()


def test_a_link_that_leads_nowhere_leaves_the_old_site_and_no_litter(small: Small) -> None:
    before = small.build("2025-12-01")
    (small.folder / "docs" / "new.md").write_text("# New\n\n[nowhere](missing.md)\n")
    with pytest.raises(Refused, match=r"docs/new\.md:3:11: found a link to `/new/missing\.md`"):
        small.build("2025-12-01")
    assert everything_in(small.out) == before
    left = sorted(entry.name for entry in small.folder.iterdir())
    assert left == ["briefings", "docs", "mkdocs.yml", "partnership.yml", "site"]


def test_a_full_disk_at_the_last_step_leaves_the_old_site(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    before = small.build("2025-12-01")

    def no_space(self: Path, *args: object, **kwargs: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", no_space)
    with pytest.raises(OSError, match="No space"):
        small.build("2025-12-02")
    assert everything_in(small.out) == before


def test_the_manifest_names_every_file_with_its_digest(small: Small) -> None:
    small.put("child-rowan")
    files = small.build(ON_THE_DAY)
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["as_of"] == "2025-09-16T10:00:00+01:00"
    assert manifest["audience"] == "public"
    assert manifest["files"] == {path: sha256(data).hexdigest() for path, data in files.items()}


def test_the_sitemap_lists_public_pages_and_nothing_else(small: Small) -> None:
    small.put("child-rowan")
    small.put("child-alder", {"withdrawn": WITHDRAWN})
    files = small.build("2025-12-01")
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    places = [place.text for place in ET.fromstring(files["sitemap.xml"]).iter(space)]
    base = "https://miniature.example"
    paths = ["/", "/briefings/", "/briefings/child-rowan/", "/calendar/", "/glossary/", "/guidance/"]
    paths += ["/recommendations/", "/recommendations/icb/", "/reports/", "/reports/child-rowan/"]
    paths += ["/roles/", *(f"/roles/{identity}/" for identity in sorted(miniature().roles))]
    paths += ["/themes/", "/themes/injuries-to-babies/", "/tools/deadlines/"]
    assert places == [base + path for path in paths]
    assert "sitemap.xml.gz" not in files


def test_a_foreign_manifest_is_not_taken_for_ours(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "an app"}')
    assert finish.read_manifest(tmp_path) is None


@pytest.mark.parametrize("inside", ["overrides/int", "briefings/int", "docs/int"])
def test_a_site_is_never_built_where_the_next_one_would_take_it_in(small: Small, inside: str) -> None:
    small.out = small.folder / inside
    with pytest.raises(Refused):
        small.build("2025-12-01", "internal")


def test_an_internal_site_is_never_built_into_a_public_one(small: Small) -> None:
    before = small.build("2025-12-01")
    small.out = small.folder / "site" / "internal"
    with pytest.raises(Refused, match="would be published with it"):
        small.build("2025-12-01", "internal")
    small.out = small.folder / "site"
    assert everything_in(small.out) == before


def test_ctrl_c_at_the_last_moment_leaves_the_old_site(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    before = small.build("2025-12-01")
    rename, calls = Path.rename, []

    def interrupted(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        small.build("2025-12-02")
    assert everything_in(small.out) == before


@pytest.mark.parametrize("folder", ["docs/private", "overrides/private"])
def test_records_are_never_read_from_where_they_would_be_published(small: Small, folder: str) -> None:
    small.put("child-rowan")
    private = small.folder / folder
    private.parent.mkdir(exist_ok=True)
    small.records.rename(private)
    small.records = private
    with pytest.raises(Refused):
        small.build(ON_THE_DAY, hold_blocked=True)


def test_a_project_without_the_macros_plugin_is_refused(small: Small) -> None:
    config = small.folder / "mkdocs.yml"
    config.write_text(config.read_text().split("plugins:")[0])
    with pytest.raises(EngineError, match="plugin `macros`"):
        small.build("2025-12-01")


def test_whatever_a_project_s_own_hook_raises_is_said_in_a_line(small: Small) -> None:
    (small.folder / "hook.py").write_text("def on_page_content(html, **rest):\n    raise ZeroDivisionError('oh')\n")
    config = small.folder / "mkdocs.yml"
    config.write_text(config.read_text() + "hooks: [hook.py]\n")
    with pytest.raises(EngineError, match="ZeroDivisionError: oh"):
        small.build("2025-12-01")


def test_a_public_site_that_came_meanwhile_is_not_replaced_by_an_internal_one(small: Small) -> None:
    elsewhere = small.out
    small.out = small.folder / "other"
    public = small.build("2025-12-01")

    class AnotherBuildIsQuicker:
        def begin(self, words: str, pages: int = 0) -> None:
            if words.startswith("writing"):
                small.out.rename(elsewhere)

        def page_made(self) -> None:
            pass

    project = read_project(small.folder, small.records, at("2025-12-01"))
    with pytest.raises(Refused, match="never replaces"):
        build(project, elsewhere, "internal", steps=AnotherBuildIsQuicker())
    assert everything_in(elsewhere) == public


def test_words_that_look_like_markup_come_out_as_they_are_written_on_every_page(small: Small) -> None:
    nasty = '<b id="x">bold</b> {{ now() }} {% y %} [a](b) *c* { .z } "q" & 1 < 2'
    # A title is letters, digits and a few signs, and prose is refused where it holds HTML.
    prose = "{{ now() }} {% y %} { .z } 1 < 2 & [sic]"
    partnership = small.folder / "partnership.yml"
    announced = {"on": "2025-09-16 09:00", "text": nasty}
    partnership.write_text(partnership.read_text() + f"announcements: [{json.dumps(announced)}]\n")
    texts = {f"briefing.{step}": prose for step in ("background", "incident", "findings")}
    overview = [{"heading": nasty, "text": f"{prose}\n\n### {prose}\n\n{prose}"}, {"heading": "Then", "text": prose}]
    small.put("child-rowan", {"title": "Rowan's - 1", "summary": nasty, "overview": overview, **texts})
    files = small.build(ON_THE_DAY)
    pages = {path: BeautifulSoup(data, "html.parser") for path, data in files.items() if path.endswith(".html")}
    ours = ".deadline b, .tip b, .timescales b"
    assert not [path for path, page in pages.items() if page.select(f"#x, .z, main b:not({ours})")]
    found = {path: " ".join(page.get_text().split()) for path, page in pages.items()}
    with_summary = ["index.html", "briefings/index.html", "reports/index.html"]
    with_summary += ["briefings/child-rowan/index.html", "reports/child-rowan/index.html"]
    assert [path for path in with_summary if nasty not in found[path]] == []
    assert nasty in found["calendar/index.html"]
    assert prose in found["briefings/child-rowan/index.html"] and prose in found["reports/child-rowan/index.html"]
    report = pages["reports/child-rowan/index.html"]
    assert report.select("details.contents a")[0].get_text() == nasty
    assert report.select("title")[0].get_text().startswith("Rowan's - 1: report – ")
    assert report.select('meta[name="description"]')[0]["content"] == nasty


def test_pages_without_search_offer_none_and_hold_no_index(small: Small) -> None:
    small.put("child-rowan")
    project = read_project(small.folder, small.records, at(ON_THE_DAY))
    build(project, small.out, "public", html_only=True)
    files = everything_in(small.out)
    assert [path for path in files if path.startswith("search/")] == ["search/index.html"]
    assert not [path for path, data in files.items() if path.endswith(".html") and b">Search</a>" in data]


def test_search_is_a_page_that_finds_cases_and_is_found_by_nobody(small: Small) -> None:
    small.put("child-rowan")
    files = small.build(ON_THE_DAY)
    page = BeautifulSoup(files["search/index.html"], "html.parser")
    [script] = [script for script in page.find_all("script") if "search.js" in str(script.get("src"))]
    assert script["type"] == "module"
    form = page.select("form.search")[0]
    assert f"search/{form['data-index']}pagefind-entry.json" in files
    assert page.select('meta[name="robots"]')[0]["content"] == "noindex, nofollow"
    assert {address.partition("#")[0] for address in entries(files)} == {
        *["", "guidance/", "calendar/", "glossary/", "tools/deadlines/"],
        *["roles/", *(f"roles/{identity}/" for identity in miniature().roles)],
        *["briefings/child-rowan/", "reports/child-rowan/"],
    }


def test_what_is_not_listed_is_marked_so_and_everything_else_is_not(small: Small) -> None:
    small.put("child-rowan")
    small.put("child-alder", {"withdrawn": WITHDRAWN})
    files = small.build("2025-12-01")
    hidden = {path for path, data in files.items() if path.endswith(".html") and b'content="noindex' in data}
    assert hidden == {
        *["404.html", "search/index.html", "style/index.html"],
        *["briefings/child-alder/index.html", "reports/child-alder/index.html"],
    }


def test_only_pages_that_need_one_load_a_script_of_their_own(small: Small) -> None:
    small.put("child-rowan")
    loaded: dict[str, set[str]] = {}
    for path, data in small.build(ON_THE_DAY).items():
        if path.endswith(".html"):
            found = BeautifulSoup(data, "html.parser").find_all("script")
            scripts = [script for script in found if script.get("type") != "application/json"]
            loaded[path] = {str(script["src"]).split("/")[-1] for script in scripts} - {"colours.js", "site.js"}
            assert not any(script.get_text().strip() for script in scripts), "the policy lets none run"
    assert {path: own for path, own in loaded.items() if own} == {
        "briefings/index.html": {"filter.js"},
        "briefings/child-rowan/index.html": {"present.js"},
        "recommendations/index.html": {"filter.js"},
        "recommendations/icb/index.html": {"filter.js"},
        "reports/index.html": {"filter.js"},
        "search/index.html": {"search.js"},
        "tools/deadlines/index.html": {"deadlines.js"},
    }


def test_a_hand_written_page_can_link_to_a_place_of_a_generated_one(small: Small) -> None:
    small.put("child-rowan")
    home = small.folder / "docs" / "index.md"
    home.write_text(home.read_text() + "\n[The findings](reports/child-rowan.md#findings)\n")
    assert b'href="reports/child-rowan/#findings"' in small.build("2025-10-01")["index.html"]


def test_a_hand_written_page_cannot_link_to_a_place_that_is_not_there(small: Small) -> None:
    small.put("child-rowan")
    home = small.folder / "docs" / "index.md"
    home.write_text(home.read_text() + "\n[The findings](reports/child-rowan.md#nothing)\n")
    with pytest.raises(Refused, match=r"docs/index\.md:\d+:\d+: found a link to `/reports/child-rowan/#nothing`"):
        small.build("2025-10-01")
