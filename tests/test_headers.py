"""The headers that go with every file of a site."""

import json
import re
from typing import get_args

import pytest

from macros.finish.headers import HEADERS, as_headers_file, headers, policy
from macros.finish.policy import integrity
from macros.public_view import Audience
from tests.conftest import Small

TYPES = {
    "xml": "application/atom+xml; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
# More than a site has.
SCRIPTS = frozenset(integrity(bytes([number])) for number in range(15))
AUDIENCES: tuple[Audience, ...] = get_args(Audience)


def directives(written: str) -> dict[str, str]:
    parts = (part.partition(" ") for part in written.split("; "))
    return {kind: sources for kind, _, sources in parts}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_page_loads_and_runs_only_what_the_site_itself_serves(audience: Audience) -> None:
    allowed = directives(headers(audience)["Content-Security-Policy"])
    assert allowed.pop("img-src") == "'self' data:"
    assert (allowed["default-src"], allowed["base-uri"], allowed["frame-ancestors"]) == ("'none'", "'none'", "'none'")
    own = ("style", "font", "connect", "worker", "manifest")
    # Which page may run WebAssembly, each says of itself.
    assert allowed.pop("script-src") == "'self' 'wasm-unsafe-eval'"
    assert [allowed[f"{kind}-src"] for kind in own] == ["'self'"] * len(own)
    assert allowed["form-action"] == "'self'"
    assert set(allowed.values()) == {"'self'", "'none'"}


def test_where_scripts_are_known_by_digest_no_other_runs_and_all_else_is_as_it_was() -> None:
    known, any_own = (
        directives(headers("public", scripts)["Content-Security-Policy"]) for scripts in (["b", "a"], ["self"])
    )
    assert known == {**any_own, "script-src": "'a' 'b' 'wasm-unsafe-eval'"}
    assert directives(policy((), in_a_page=True, searches=False))["script-src"] == "'none'"


def test_a_page_says_the_same_but_for_what_browsers_heed_in_a_header_alone() -> None:
    header, page = directives(policy(SCRIPTS)), directives(policy(SCRIPTS, in_a_page=True))
    assert header == {**page, "frame-ancestors": "'none'"}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_site_is_served_safely_framed_by_nobody_and_tells_nobody_who_reads(audience: Audience) -> None:
    given = headers(audience)
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Referrer-Policy"] == "no-referrer"
    assert given["X-Frame-Options"] == "DENY"
    assert given["Cross-Origin-Opener-Policy"] == given["Cross-Origin-Resource-Policy"] == "same-origin"
    age = int(given["Strict-Transport-Security"].removeprefix("max-age="))
    assert age >= 31_536_000


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("feature", ["camera", "microphone", "geolocation", "browsing-topics", "interest-cohort"])
def test_no_page_may_use_what_the_site_never_needs(audience: Audience, feature: str) -> None:
    assert f"{feature}=()" in headers(audience)["Permissions-Policy"].split(", ")


def test_a_copy_of_a_public_page_is_shown_only_after_asking_whether_it_still_holds() -> None:
    assert headers("public")["Cache-Control"] == "no-cache"
    assert "X-Robots-Tag" not in headers("public")


def test_an_internal_page_leaves_no_copy_and_is_in_no_search_engine() -> None:
    assert headers("internal")["Cache-Control"] == "no-store"
    assert headers("internal")["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_file_begins_with_a_block_for_every_address_that_hosts_can_read(audience: Audience) -> None:
    first, *lines = re.split(r"(?m)^(?=/(?!\*))", as_headers_file(audience, SCRIPTS))[0].splitlines()
    assert first == "/*"
    read = dict(line.removeprefix("  ").split(": ", 1) for line in lines)
    assert read == headers(audience, SCRIPTS)
    # Cloudflare Pages drops longer lines; a second line of one name would be joined to the first.
    assert len(read) == len(lines) and max(map(len, lines)) < 2_000
    assert all(line.isascii() and line.startswith("  ") for line in lines)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_files_that_people_follow_are_called_what_they_are(small: Small, audience: Audience) -> None:
    _, *single = re.split(r"(?m)^(?=/)", as_headers_file(audience, SCRIPTS))[1:]
    read = dict(block.rstrip("\n").removeprefix("/").split("\n  Content-Type: ") for block in single)
    followed = {path for path in small.build("2025-12-01", audience) if path.endswith((".ics", ".txt", "feed.xml"))}
    assert read == {path: TYPES[path.rpartition(".")[2]] for path in followed}


def pages(files: dict[str, bytes]) -> list[bytes]:
    return [data for path, data in files.items() if path.endswith(".html")]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_build_writes_its_headers_and_lists_them_in_the_manifest(small: Small, audience: Audience) -> None:
    files = small.build("2025-12-01", audience)
    scripts = set(re.findall(r'integrity="([^"]*)"', "".join(map(bytes.decode, pages(files)))))
    assert files[HEADERS].decode() == as_headers_file(audience, scripts)
    assert HEADERS in json.loads(files["manifest.json"])["files"]
