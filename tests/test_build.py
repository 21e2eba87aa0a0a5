"""Publication day: what blocks, what is left out, and that the old site stays whole."""

import json
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from macros import finish
from macros.build import Refused, build
from macros.engine import EngineError
from macros.project import read_project
from tests.conftest import Small, everything_in
from tests.factories import at

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
    small.put("child-alder", {"title": "Marker Quincunx"})
    assert b"Quincunx" in small.build(ON_THE_DAY)["reports/child-alder/index.html"]
    small.put("child-alder", {"title": "Marker Quincunx", "withdrawn": WITHDRAWN, **OPEN_PROSECUTION})
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


def test_an_engine_that_stops_leaves_the_old_site_and_no_litter(small: Small) -> None:
    before = small.build("2025-12-01")
    (small.folder / "docs" / "new.md").write_text("# New\n\n[nowhere](missing.md)\n")
    with pytest.raises(EngineError, match=r"missing\.md"):
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
    paths = ["/", "/briefings/", "/briefings/child-rowan/", "/reports/", "/reports/child-rowan/"]
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


def test_a_build_that_holds_up_a_withdrawal_says_so(small: Small) -> None:
    small.put("child-alder", {"withdrawn": WITHDRAWN})
    (small.folder / "docs" / "index.md").write_text('{{ role("nobody") }}')
    with pytest.raises(Refused, match="withdrawn cases may still be shown: child-alder"):
        small.build("2025-12-01", hold_blocked=True)


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

    def another_build_is_quicker(words: str) -> None:
        if words.startswith("writing"):
            small.out.rename(elsewhere)

    project = read_project(small.folder, small.records, at("2025-12-01"))
    with pytest.raises(Refused, match="never replaces"):
        build(project, elsewhere, "internal", say=another_build_is_quicker)
    assert everything_in(elsewhere) == public
