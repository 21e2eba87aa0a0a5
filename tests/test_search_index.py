"""The search index: what can be found, by what it is filtered, and that it says what pages say and nothing else."""

import gzip
import json
import os
import random
import shutil
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from urllib.parse import unquote

import cbor2
import pytest

from macros.anonymity.deny import DenyList
from macros.problems import Refused
from macros.publish.taken_out import shows, take_out
from macros.search_index import beginning, make_index, program
from macros.search_index import pagefind as pagefind_room
from macros.search_index.found import found_on
from macros.search_index.pagefind import NotMade, shipped
from tests.conftest import Small, everything_in
from tests.factories import GONE, miniature
from tests.searched import INDEX, entries, filters, packed, unpacked, with_index_read
from tests.test_scan import DENY, NAME, Site, built, planted

__all__ = ["built", "planted"]

ON_THE_DAY = "2025-09-16 10:00"
LATER = "2025-12-01"
RECOMMENDATION = "reports/child-rowan/#recommendation-r1"


# What can be found


def test_search_finds_each_page_that_says_something_of_its_own_and_each_recommendation_by_itself(small: Small) -> None:
    small.put("child-rowan")
    small.put(
        "child-alder", {"withdrawn": {"at": "2025-11-03 09:00", "kind": "expired", "decided_by": "strategic-leads"}}
    )
    kinds = {address: one["meta"]["kind"] for address, one in entries(small.build(LATER)).items()}
    guidance = ["", "guidance/", "calendar/", "glossary/", "tools/deadlines/", "roles/"]
    guidance += [f"roles/{identity}/" for identity in miniature().roles]
    assert kinds == {
        **dict.fromkeys(guidance, "guidance"),
        "briefings/child-rowan/": "briefing",
        "reports/child-rowan/": "report",
        RECOMMENDATION: "recommendation",
    }


def test_a_page_of_a_form_is_found_as_a_form_and_the_list_of_forms_as_guidance(site: Path) -> None:
    found = entries(everything_in(site))
    assert found["appendices/chronology/"]["meta"]["kind"] == "form"
    assert found["appendices/"]["meta"]["kind"] == "guidance"


def test_a_recommendation_is_found_once_on_the_report_or_else_on_the_briefing(small: Small) -> None:
    small.put("child-rowan")
    briefing = {"review": "rapid-review", "briefing.audience": "public", "timeline.panel_feedback": "2025-02-27"}
    asked = [{"id": "R1", "text": "Ask twice.", "agencies": ["icb"], "due": "2025-12-31"}]
    small.put("child-yew", {**briefing, "overview": GONE, "findings": GONE, "recommendations": asked})
    found = [address for address in entries(small.build(LATER)) if "#" in address]
    assert sorted(found) == ["briefings/child-yew/#recommendation-r1", RECOMMENDATION]


def test_a_case_is_filtered_by_what_its_page_shows_and_a_recommendation_by_its_own_agencies(small: Small) -> None:
    small.put("child-rowan")
    found = entries(small.build(LATER))
    partnership = miniature()
    theme = partnership.themes["injuries-to-babies"].name
    of_case = {"theme": [theme], "age": [partnership.age_bands["under-1"].name], "year": ["2025"]}
    agencies = [partnership.agency_names[identity] for identity in ("police", "health-trust")]
    for kind in ("briefing", "report"):
        assert found[f"{kind}s/child-rowan/"]["filters"] == {**of_case, "agency": agencies}
    assert found[RECOMMENDATION]["filters"] == {**of_case, "agency": [partnership.agency_names["icb"]]}
    shown = {"date": "16 September 2025", "themes": theme}
    summary = "A baby was hurt, and three services each saw a part."
    assert found["reports/child-rowan/"]["meta"] == {
        **shown,
        "kind": "report",
        "title": "Child Rowan",
        "description": summary,
    }
    heading = "Child Rowan, recommendation 1"
    assert found[RECOMMENDATION]["meta"] == {**shown, "kind": "recommendation", "title": heading}


def test_guidance_is_filtered_by_the_themes_of_its_front_matter(small: Small) -> None:
    found = entries(small.build(LATER))["guidance/"]
    assert found["filters"] == {"theme": ["Injuries to babies", "Neglect"]}


def test_a_planned_day_of_an_internal_site_is_no_day_of_publication(small: Small) -> None:
    small.put("child-rowan")
    planned = entries(small.build("2025-09-01", "internal"))["reports/child-rowan/"]
    assert "date" not in planned["meta"] and "year" not in planned["filters"]


def test_an_internal_site_finds_the_early_briefing_and_no_sheet_of_what_is_still_to_do(small: Small) -> None:
    small.put("child-rowan", {"team_briefing.background": "Early words."})
    found = entries(small.build("2025-09-01", "internal"))
    assert "Early words." in found["team-briefings/child-rowan/"]["content"]
    assert not {address for address in found if address.startswith(("status/", "readiness/"))}
    assert not {address for address in entries(small.build("2025-09-01")) if "child-rowan" in address}


def test_a_heading_of_a_page_is_a_place_in_it(small: Small) -> None:
    small.put("child-rowan")
    places = [one["id"] for one in entries(small.build(LATER))["reports/child-rowan/"]["anchors"]]
    assert {"title", "section-1", "findings", "recommendation-r1"} <= set(places)


PAGE = """<!doctype html><html><head><meta name="description" content="In short &amp; sweet"></head>
<body class="page"><header>Top</header><main id="page--text"><p class="up">Above</p><nav>Ways</nav>
<h1 id="t">Title</h1><form><label>Asked</label></form><noscript>No script</noscript><p hidden>Hidden</p>
<p>A <span class="term"><span aria-hidden="true">Rapid </span><span class="end"><button>Review</button>.</span>
<span popover class="tip">Explained</span></span> stays.</p><dl><dt>CCG</dt><dd>Group</dd></dl>
<table><tr><td>Cell</td><td>by cell</td></tr></table><p>line<br>break 1 &lt; 2</p>
<section class="read-next">Next</section><footer class="about-page">Changed</footer></main></body></html>"""


def test_of_a_page_the_text_is_found_and_nothing_that_stands_around_it(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(PAGE)
    make_index(tmp_path)
    [found] = entries(everything_in(tmp_path)).values()
    assert found["content"] == "Title. A Rapid Review. stays. CCG Group Cell. by cell. line break 1 < 2."
    assert found["meta"] == {"title": "Title", "kind": "guidance", "description": "In short & sweet"}


@pytest.mark.parametrize(
    "page", ["", "<p>No text", PAGE.replace('class="page"', 'class="list"'), PAGE.replace("main", "div")]
)
def test_on_what_is_no_page_of_its_own_nothing_is_found(page: str) -> None:
    assert list(found_on(page.encode(), "/a/")) == []
    assert list(found_on(PAGE.encode(), "/a/"))


# Nothing early, and nothing of what was taken down


def test_nothing_held_is_in_the_index_until_its_instant(small: Small) -> None:
    held = {"review": "serious-case-review", "publication.at": "2025-11-18 10:00"}
    small.put("child-rowan")
    small.put("child-quince", {"title": "Quincunx", "summary": "Quincunx.", **held})
    for as_of, there in (("2025-11-18T09:59:59", False), ("2025-11-18T10:00", True)):
        index = with_index_read(small.build(as_of, hold_blocked=True))[INDEX].lower()
        assert (b"quincunx" in index, b"child-quince" in index) == (there, there)
        assert b"child rowan" in index


def test_a_site_from_which_a_case_was_taken_out_is_indexed_like_one_that_never_had_it(small: Small) -> None:
    small.put("child-rowan")
    small.put("child-yew", {"title": "Quincunx", "summary": "Quincunx.", "agencies": ["childrens-trust"]})
    assert "Children's Trust" in filters(small.build(LATER))["agency"]
    done = take_out(small.out, "child-yew")
    after = everything_in(small.out)
    index = with_index_read(after)[INDEX]
    assert [words for words in (b"uincunx", b"child-yew") if words in index] == []
    assert "Children's Trust" not in filters(after)["agency"]
    assert b"Child Rowan" in index
    assert {path for path in after if path.startswith(f"{INDEX}/")} <= json.loads(after["manifest.json"])[
        "files"
    ].keys()
    assert any(path.startswith(f"{INDEX}/filter/") for path in done)
    again = shutil.copytree(small.out, small.folder / "again")
    make_index(again)
    assert everything_in(again) == after
    assert not shows(small.out, "child-yew")


def test_where_no_index_can_be_made_the_case_goes_and_the_index_with_it(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.put("child-yew", {"title": "Quincunx"})
    small.build(LATER)
    monkeypatch.setattr(pagefind_room, "get_executable", lambda: "/no/such/program")
    take_out(small.out, "child-yew")
    after = everything_in(small.out)
    assert not [path for path in after if path.startswith(f"{INDEX}/")]
    assert [path for path, data in after.items() if b"Quincunx" in data] == []


def test_where_a_worker_of_the_index_ends_before_its_time_it_is_told_and_nothing_of_an_index_is_left(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.build(LATER)

    def ended(*_: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr("macros.search_index.on_all_cores", ended)
    with pytest.raises(Refused, match="the search index could not be made"):
        make_index(small.out)
    assert not (small.out / INDEX).exists()


def test_an_index_made_again_writes_through_no_file_that_another_folder_shares(small: Small) -> None:
    small.put("child-yew", {"title": "Quincunx"})
    before = small.build(LATER)
    shared = shutil.copytree(small.out, small.folder / "shared", copy_function=os.link)
    take_out(shared, "child-yew")
    assert everything_in(small.out) == before


# The same bytes


def test_the_index_is_the_same_whatever_lies_there_and_in_whichever_order(small: Small, tmp_path: Path) -> None:
    small.put("child-rowan")
    small.put("child-yew", {"title": "Child Yew", "themes": ["neglect", "injuries-to-babies"], "agencies": ["icb"]})
    small.build(LATER)
    pages = [page.relative_to(small.out) for page in small.out.rglob("index.html")]
    made = []
    for turn in range(3):
        random.Random(turn).shuffle(pages)
        other = tmp_path / f"other-{turn}"
        for page in pages:
            (other / page).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(small.out / page, other / page)
        (other / INDEX).mkdir(parents=True)
        (other / INDEX / "wasm.old.pagefind").write_bytes(b"old")
        make_index(other)
        made.append({path: data for path, data in everything_in(other).items() if path.startswith(f"{INDEX}/")})
    assert made[0] == made[1] == made[2]
    assert made[0] == {path: data for path, data in everything_in(small.out).items() if path.startswith(f"{INDEX}/")}


def test_what_filters_offer_stands_in_order(site: Path) -> None:
    found = filters(everything_in(site))
    assert found.keys() == {"theme", "agency", "year", "age"}
    assert [values for values in found.values() if values != sorted(values)] == []
    assert len(found["theme"]) > 3


def test_every_file_is_named_by_the_list_and_no_other_is_there(small: Small) -> None:
    """In a browser the search begins at the entry, and goes on by names alone."""
    small.put("child-rowan")
    files = {
        path.removeprefix(f"{INDEX}/"): data
        for path, data in small.build(LATER).items()
        if path.startswith(f"{INDEX}/")
    }
    entry = json.loads(files["pagefind-entry.json"])
    assert entry["languages"].keys() == {"en"}
    named = entry["languages"]["en"]["hash"]
    _, pages, words, chosen, *_ = cbor2.loads(unpacked(files[f"pagefind.{named}.pf_meta"]))
    assert files.keys() == {
        *("pagefind-entry.json", f"pagefind.{named}.pf_meta", "wasm.en.pagefind"),
        *(f"fragment/{unquote(page)}.pf_fragment" for page, _ in pages),
        *(f"index/{word}.pf_index" for _, _, word in words),
        *(f"filter/{one}.pf_filter" for _, one in chosen),
    }
    assert len(pages) == entry["languages"]["en"]["page_count"] == len(entries(files))


def test_no_file_of_another_search_is_left(small: Small) -> None:
    small.put("child-rowan")
    files = small.build(LATER)
    assert not [path for path in files if "search_index" in path or "worker" in path or "lunr" in path]
    assert {path for path in files if path.startswith("search/") and not path.startswith(f"{INDEX}/")} == {
        "search/index.html"
    }
    assert not [path for path in files if "pagefind" in path and not path.startswith(f"{INDEX}/")]


# Pagefind as it is installed


def test_the_script_of_the_search_page_is_that_of_pagefind_without_its_end_and_then_ours(small: Small) -> None:
    script = small.build(LATER)["assets/search.js"]
    brought = shipped()["pagefind.js"]
    assert brought.startswith(beginning().rstrip()) and brought[len(beginning().rstrip()) :].startswith(b"export{")
    assert b"createInstance" in brought[len(beginning().rstrip()) :]
    own = (Path(__file__).parent.parent / "overrides/assets/search.js").read_bytes()
    assert script == beginning() + own


@pytest.mark.parametrize("end", [b"", b"export{search};", b"export{createInstance};more();", b"export{createInstance}"])
def test_another_script_of_pagefind_than_the_one_we_know_stops_the_build(
    small: Small, monkeypatch: pytest.MonkeyPatch, end: bytes
) -> None:
    monkeypatch.setattr(pagefind_room, "shipped", lambda: {"pagefind.js": b"let createInstance;" + end})
    with pytest.raises(NotMade):
        beginning.__wrapped__()


@pytest.mark.parametrize("program", ["/no/such/program", "/bin/true", "/bin/cat"])
def test_a_pagefind_that_does_not_answer_stops_the_build_and_leaves_no_half_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    (tmp_path / "index.html").write_text(PAGE)
    monkeypatch.setattr(pagefind_room, "get_executable", lambda: program)
    with pytest.raises(Refused, match="the search index could not be made"):
        make_index(tmp_path)
    assert everything_in(tmp_path).keys() == {"index.html"}


# The last reading

Plant = Callable[[bytes], bytes]


def fragment(**changes: object) -> bytes:
    whole = {
        "url": "/reports/child-rowan/",
        "content": "Words.",
        "word_count": 1,
        "filters": {},
        "meta": {},
        "anchors": [],
    }
    return packed(json.dumps({**whole, **changes}).encode())


LISTED = {
    "a text": ("fragment/en_1234567.pf_fragment", fragment(content=f"Then {NAME} came.")),
    "a heading": (
        "fragment/en_1234567.pf_fragment",
        fragment(anchors=[{"element": "h2", "id": "a", "text": NAME, "location": 0}]),
    ),
    "a title": ("fragment/en_1234567.pf_fragment", fragment(meta={"title": NAME})),
    "a value of an entry": ("fragment/en_1234567.pf_fragment", fragment(filters={"theme": [NAME]})),
    "a filter": ("filter/en_1234567.pf_filter", packed(cbor2.dumps(["theme", [[NAME, [0]]]]))),
    "the list": ("pagefind.en_1234567890.pf_meta", packed(cbor2.dumps(["1", [], [], [[NAME, "en_1"]], [], []]))),
    "the words": ("index/en_1234567.pf_index", packed(cbor2.dumps([[["babi", []], ["quincunx", [[0, [1], []]]]]]))),
    "a stem": ("index/en_1234567.pf_index", packed(cbor2.dumps([[["zebede", [[0, [1], []]]]]]))),
    "the name of a file": (f"fragment/{NAME}.pf_fragment", fragment()),
}


@pytest.mark.parametrize(("path", "data"), LISTED.values(), ids=LISTED)
def test_a_listed_name_is_found_wherever_in_the_index_it_is(planted: Site, path: str, data: bytes) -> None:
    planted.plant(f"{INDEX}/{path}", data)
    assert planted.rules(DENY) == {"scan-listed"}
    assert planted.rules() == set()


def test_a_number_in_the_text_of_a_case_is_found_and_one_of_the_guidance_is_not(planted: Site) -> None:
    path, number = f"{INDEX}/fragment/en_1234567.pf_fragment", "Ring 07700 900123."
    planted.plant(path, fragment(content=number, url="/guidance/notify/"))
    assert planted.rules() == set()
    planted.plant(path, fragment(content=number))
    assert (planted.only().path, planted.only().rule) == (path, "scan-telephone")


def test_a_digest_and_the_stem_of_an_everyday_word_are_nobodys_name(planted: Site) -> None:
    """Files are called by digests, whose letters may be a name; a word is cut to its stem, which may be one too."""
    planted.plant(f"{INDEX}/fragment/en_3dee5a1.pf_fragment", fragment())
    planted.plant(
        f"{INDEX}/pagefind.en_1234567890.pf_meta", packed(cbor2.dumps(["1", [["en_3dee5a1", 1]], [], [], [], []]))
    )
    planted.plant(f"{INDEX}/index/en_1234567.pf_index", packed(cbor2.dumps([[["carri", []], ["famili", []]]])))
    assert planted.rules(DenyList([["Dee"], ["Carri"], ["Familia"]])) == set()


def test_two_words_that_stand_side_by_side_in_the_index_are_not_one_name(planted: Site) -> None:
    words = packed(cbor2.dumps([[["quincunxa", []], ["zebedeq", []]]]))
    planted.plant(f"{INDEX}/index/en_1234567.pf_index", words)
    assert planted.rules(DenyList([["Quincunxa Zebedeq"]])) == {"scan-listed"}  # each by itself
    planted.plant(f"{INDEX}/index/en_1234567.pf_index", packed(cbor2.dumps([[["ho", []], ["xq", []]]])))
    assert planted.rules(DenyList([["Ho Xq"]])) == set()


DEEP = b"\x81" * 5_000 + b"\x00"
DAMAGED = {
    "not packed": b"words",
    "cut off": fragment()[:-3],
    "more after its end": fragment() + b"more",
    "two in one": fragment() + fragment(),
    "another signature": gzip.compress(b"pagefind_xyz{}"),
    "a bomb": gzip.compress(b"pagefind_dcd" + b"\0" * 101_000_000),
    "not JSON": packed(b"{"),
    "no object": packed(b"[]"),
    "deep": packed(b"[" * 100_000),
    "not text": packed(b'{"url": "\xff"}'),
    "more than we know": fragment(more=1),
    "no text": fragment(content=["Words."]),
    "filters that are none": fragment(filters=[]),
    "a value that is none": fragment(filters={"theme": [1]}),
    "anchors that are none": fragment(anchors=[{"text": "x"}]),
}
DAMAGED_LISTS = {
    "not packed": b"words",
    "a bomb": DAMAGED["a bomb"],
    "not CBOR": packed(b"\xff"),
    "deep": packed(DEEP),
    "a promise of much": packed(b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff"),
    "a map": packed(cbor2.dumps({"a": 1})),
    "bytes": packed(cbor2.dumps([b"Words", b"Words"])),
    "a tag": packed(cbor2.dumps(["a", cbor2.CBORTag(99, "x")])),
    "a number without end": packed(cbor2.dumps(["a", 1.5])),
    "a value that is none": packed(cbor2.dumps(["theme", [1]])),
    "too few": packed(cbor2.dumps([])),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_an_entry_that_is_not_as_a_build_makes_it_does_not_go_out(planted: Site, data: bytes) -> None:
    planted.plant(f"{INDEX}/fragment/en_1234567.pf_fragment", data)
    assert planted.only().rule == "scan-unreadable"


@pytest.mark.parametrize("suffix", ["pf_filter", "pf_meta", "pf_index"])
@pytest.mark.parametrize("data", DAMAGED_LISTS.values(), ids=DAMAGED_LISTS)
def test_a_list_that_is_not_as_a_build_makes_it_does_not_go_out(planted: Site, suffix: str, data: bytes) -> None:
    planted.plant(f"{INDEX}/en_1234567.{suffix}", data)
    assert planted.only().rule == "scan-unreadable"


@pytest.mark.parametrize("url", ["//evil.example/", "https://evil.example/", "/\\evil.example/"])
def test_a_result_that_leads_to_another_site_does_not_go_out(planted: Site, url: str) -> None:
    planted.plant(f"{INDEX}/fragment/en_1234567.pf_fragment", fragment(url=url))
    assert planted.only().rule == "scan-address"


def test_the_program_is_that_of_pagefind_to_the_last_byte(planted: Site) -> None:
    planted.plant(f"{INDEX}/wasm.en.pagefind", program() + b"\0")
    assert planted.only().rule == "scan-not-ours"
    planted.plant(f"{INDEX}/wasm.en.pagefind", program())
    planted.plant(f"{INDEX}/wasm.unknown.pagefind", program())
    assert planted.only().rule == "scan-not-ours"


def test_of_the_script_both_parts_are_known_to_the_last_byte(planted: Site) -> None:
    script = (planted.folder / "assets/search.js").read_bytes()
    for changed in (b"//\n" + script, script + b"//\n", script.replace(beginning(), beginning() + b"//\n")):
        planted.plant("assets/search.js", changed)
        assert "scan-not-ours" in planted.rules()


def test_a_file_in_the_index_that_no_build_made_is_told(planted: Site) -> None:
    (planted.folder / INDEX / "fragment/en_7654321.pf_fragment").write_bytes(fragment())
    assert planted.only().rule == "scan-stray"
