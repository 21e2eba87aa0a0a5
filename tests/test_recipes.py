"""The recipes: whole, fit for the tools that read them, and in step with the commands and the headers of a site."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from macros.cli import main
from macros.finish.headers import headers
from macros.public_view import Audience
from tests.conftest import Small
from tests.factories import ROOT, at, record

RECIPES = ROOT / "recipes"
TEXTS = {file.relative_to(RECIPES).as_posix(): file.read_text("utf-8") for file in RECIPES.rglob("*") if file.is_file()}
GITHUB, GITLAB = "github-actions/publish.yml", "gitlab-ci/.gitlab-ci.yml"
# Nobody's name, and nowhere in a site.
NAMES = "Zephaniah Quillfeather"
# In this year as in every other, London is at UTC on some days and an hour before it on others.
DAYS_OF_2026 = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(365)]


def read(name: str) -> Any:
    return yaml.safe_load(TEXTS[name])


# The tools that the recipes are for


def passes(*command: str) -> None:
    """A tool of this environment finds nothing to say."""
    tool = Path(sys.executable).parent / command[0]
    ran = subprocess.run([tool, *command[1:]], cwd=RECIPES, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize(("kind", "name"), [("github-workflows", GITHUB), ("gitlab-ci", GITLAB)])
def test_a_workflow_has_the_form_that_its_host_reads(kind: str, name: str) -> None:
    passes("check-jsonschema", "--builtin-schema", f"vendor.{kind}", name)


def test_a_workflow_gives_away_no_right_and_no_secret() -> None:
    passes("zizmor", "--offline", "--no-config", "--no-progress", "--persona", "auditor", GITHUB)


def test_workflows_are_tidy() -> None:
    passes("yamllint", "--strict", "-d", "{extends: default, rules: {line-length: {max: 120}}}", GITHUB, GITLAB)


def scripts() -> Iterator[tuple[str, str]]:
    yield "rsync/push.sh", TEXTS["rsync/push.sh"]
    for job in read(GITHUB)["jobs"].values():
        for step in job["steps"]:
            if "run" in step:
                yield step["name"], step["run"]
    for name in ("pages", "held"):
        yield name, "\n".join(read(GITLAB)[name]["script"])
    for block in re.findall(r"```sh\n(.*?)```", TEXTS["README.md"], re.DOTALL):
        yield "README.md", block


@pytest.mark.parametrize(("name", "script"), list(scripts()))
def test_every_script_is_one_that_a_shell_can_read(name: str, script: str) -> None:
    ran = subprocess.run(["sh", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, ""), name


def runs(host: str, hold: str, folder: Path) -> tuple[bool, bool, bool]:
    """Build as a workflow does, in a folder with its checkouts: is there a site, does that job pass, the pipeline?"""
    site, result = folder / ("site" if host == "github" else "public"), folder / "result"
    result.write_text("")
    if host == "github":
        (step,) = (step for step in read(GITHUB)["jobs"]["build"]["steps"] if step.get("id") == "build")
        script, after = step["run"], f"grep -qx held=no {result}"
    else:
        lines: list[str] = read(GITLAB)["pages"]["script"]
        script, after = "\n".join(lines[lines.index("held=no") :]), "\n".join(read(GITLAB)["held"]["script"])
        (folder / "names.txt").write_text(NAMES)
    given = {
        "NAMES": NAMES,
        "CSPR_DENY": str(folder / "names.txt"),
        "CSPR_RECORDS": str(folder / "project/briefings"),
        "HOLD": hold,
        "GITHUB_OUTPUT": str(result),
        "GITHUB_RUN_ATTEMPT": "1",
    }
    codes = [
        subprocess.run(["sh", "-ec", part], cwd=folder, env=os.environ | given, capture_output=True, check=False)
        for part in (script, after)
    ]
    passed = codes[0].returncode == 0
    return (site / "manifest.json").is_file(), passed, passed and codes[1].returncode == 0


@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_a_workflow_publishes_the_rest_only_where_somebody_said_so_and_fails_all_the_same(
    host: str, small: Small
) -> None:
    programs = small.folder / ".venv/bin"
    programs.mkdir(parents=True)
    (programs / "cspr").symlink_to(Path(sys.executable).parent / "cspr")
    assert runs(host, "", small.folder.parent) == (True, True, True)
    shutil.rmtree(small.folder.parent / ("site" if host == "github" else "public"))
    small.put_text("child-broken.yml", "reference: [")
    assert runs(host, "", small.folder.parent) == (False, False, False)
    assert runs(host, "yes", small.folder.parent) == (True, True, False)
    assert not (host == "github" and (small.folder.parent / "names.txt").exists())


# Commands


def commands() -> Iterator[tuple[str, str]]:
    """Every `cspr` command that a recipe runs or names: its file, and all that is said after the word."""
    for name, text in TEXTS.items():
        for line in text.splitlines():
            for found in re.finditer(r"(?:\bbin/|`|^)cspr ([^`]*)", line):
                yield name, re.split(r" (?:\|\||>>|#)", found[1])[0].strip()


def test_the_recipes_run_what_publishes_rolls_back_and_withdraws() -> None:
    named = {said.split()[0] for _, said in commands()}
    assert {"publish", "build", "rollback", "withdraw"} <= named


@pytest.mark.parametrize(("name", "said"), sorted(set(commands())))
def test_every_command_in_a_recipe_exists_and_takes_what_it_is_given(name: str, said: str) -> None:
    verb, *arguments = shlex.split(re.sub(r"\$\{\w+:\+(--[a-z-]+)\}", r"\1", said))
    assert verb in main.commands, name
    if arguments:
        main.commands[verb].make_context(verb, arguments).close()


# What goes out with every file


def headers_of(server: str, audience: Audience) -> dict[str, str]:
    """The headers as a server's file sets them."""
    if server == "caddy":
        block = re.search(rf"(?ms)^\({audience}\) \{{\n\theader \{{\n(.*?)\n\t\}}", TEXTS["caddy/Caddyfile"])
        assert block
        found = re.findall(r'(?m)^\t\t([A-Z][\w-]+) "(.*)"$', block[1])
    else:
        text = TEXTS[f"{server}/{'site' if audience == 'public' else 'internal'}.conf"]
        line = {"nginx": r'^    add_header (\S+) "(.*)" always;$', "apache": r'^    Header always set (\S+) "(.*)"$'}
        found = re.findall(line[server], text, re.MULTILINE)
        assert len(found) == len(re.findall(r"(?i)add_header .*;$|\bheader (?:always )?set", text, re.MULTILINE))
    assert len(dict(found)) == len(found)
    return dict(found)


@pytest.mark.parametrize("audience", ["public", "internal"])
@pytest.mark.parametrize("server", ["nginx", "apache", "caddy"])
def test_a_web_server_sends_the_very_headers_of_the_site(server: str, audience: Audience) -> None:
    assert headers_of(server, audience) == headers(audience)


def test_no_configuration_that_outlives_a_release_names_a_script_of_one() -> None:
    assert [name for name, text in TEXTS.items() if "sha256-" in text] == []


@pytest.mark.parametrize("server", ["nginx/site.conf", "apache/site.conf", "caddy/Caddyfile"])
def test_a_web_server_hides_what_begins_with_a_dot_but_not_where_security_txt_is_looked_for(server: str) -> None:
    if server.startswith("caddy"):
        assert "\t\tpath_regexp /\\.\n\t\tnot path /.well-known/*\n" in TEXTS[server]
        return
    (hidden,) = re.findall(r"(?m)(?:location ~ |RedirectMatch 404 )\"?(\S*well-known\S*?)\"?(?: \{)?$", TEXTS[server])
    found = {path for path in ("/.git/config", "/a/.b", "/.well-known/security.txt", "/a/") if re.search(hidden, path)}
    assert found == {"/.git/config", "/a/.b"}


def test_caddy_says_the_headers_again_where_it_would_forget_them() -> None:
    """Seen when it was tried: an error, a page that is not found among them, starts without any header."""
    for audience in ("public", "internal"):
        assert len(re.findall(rf"(?m)^\t+import {audience}$", TEXTS["caddy/Caddyfile"])) == 2


@pytest.mark.parametrize("server", ["nginx/site.conf", "apache/site.conf", "caddy/Caddyfile"])
def test_a_web_server_shows_the_release_that_is_out_and_names_its_files_rightly(server: str) -> None:
    text = TEXTS[server]
    assert "/srv/cspr/current" in text and "/404.html" in text
    assert {"text/calendar", "application/atom+xml", "text/csv"} <= set(re.findall(r"[a-z]+/[a-z+]+", text))


@pytest.mark.parametrize("server", ["nginx/internal.conf", "apache/internal.conf", "caddy/Caddyfile"])
def test_an_internal_site_asks_who_is_there(server: str) -> None:
    internal = TEXTS[server].partition("cspr-internal.example.org")[2]
    assert re.search("auth_basic|AuthType Basic|basicauth", internal)


# Ten o'clock in London


def falls_due(expression: str, at: datetime) -> bool:
    """Whether a line of cron, with lists and stars alone, falls due at a minute of its own clock."""
    return all(
        part == "*" or number in map(int, part.split(","))
        for part, number in zip(expression.split(), (at.minute, at.hour, at.day, at.month), strict=False)
    )


def tens_of_2026() -> Iterator[datetime]:
    """10:00 in London on each day of a year, in UTC."""
    for day in DAYS_OF_2026:
        yield day.replace(hour=10, tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


def lines_of_cron() -> list[list[str]]:
    lines = TEXTS["cron/cspr"].splitlines()
    return [line.split(maxsplit=6) for line in lines if re.match(r"[\d*]", line)]


def test_cron_on_a_machine_in_utc_publishes_at_ten_in_london_all_year() -> None:
    lines = [" ".join(line[:5]) for line in lines_of_cron() if " publish " in line[6]]
    assert {at.hour for at in tens_of_2026()} == {9, 10}
    assert all(any(falls_due(line, at) for line in lines) for at in tens_of_2026())
    # Corrections are out within the hour.
    day = DAYS_OF_2026[0]
    assert all(falls_due(lines[-1], day.replace(hour=hour)) for hour in range(24))


def test_a_table_of_cron_is_one_that_cron_reads_and_no_failure_is_silent() -> None:
    assert TEXTS["cron/cspr"].endswith("\n")
    assert re.search(r"(?m)^MAILTO=\S+@example\.org$", TEXTS["cron/cspr"])
    assert lines_of_cron()
    for *_, user, command in lines_of_cron():
        assert user == "cspr" and command.startswith("/") and "%" not in command
        assert all(re.search(r'>>\S+ 2>&1 \|\| echo "[^"]+"$', step) for step in command.split("; "))


def test_cron_does_what_systemd_does_and_fetches_the_records_before_each_site() -> None:
    steps = [command.split("; ") for *_, command in lines_of_cron()]
    fetch, publish, internal = (
        next(value for _, key, value in settings(f"systemd/cspr-{name}.service") if key == "ExecStart")
        for name in ("records", "publish", "internal")
    )
    assert [site.partition(" >>")[0] for _, site in steps] == [publish, internal]
    assert all(fetched.startswith(f"/usr/bin/timeout 60 {fetch} >>") for fetched, _ in steps)


def test_github_is_asked_for_ten_in_london_all_year() -> None:
    (line,) = (entry["cron"] for entry in read(GITHUB)["on"]["schedule"])
    assert all(falls_due(line, at) for at in tens_of_2026())


# What a host may know and keep


def test_a_workflow_takes_the_newest_records_hands_over_the_site_alone_and_keeps_nothing_else() -> None:
    jobs = read(GITHUB)["jobs"]
    used = {step["uses"]: step.get("with", {}) for job in jobs.values() for step in job["steps"] if "uses" in step}
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", name) for name in used)
    assert {name.partition("@")[0].removeprefix("actions/") for name in used} == {
        *("checkout", "upload-pages-artifact", "deploy-pages"),
    }
    taken = [step["with"] for step in jobs["build"]["steps"] if "checkout" in step.get("uses", "")]
    assert [(one["ref"], one["persist-credentials"]) for one in taken] == [("main", False)] * 2
    (site,) = (one for name, one in used.items() if "upload" in name)
    # Its `.well-known` begins with a dot, and would be left behind.
    assert (site["path"], site["include-hidden-files"]) == ("site", True)
    assert set(read(GITLAB)["pages"]["artifacts"]["paths"]) == {"public", "held"}
    assert "cache" not in read(GITLAB) and "cache" not in read(GITLAB)["pages"]


def test_one_run_waits_for_another_and_is_never_cut_off() -> None:
    assert read(GITHUB)["concurrency"] == {"group": "publish", "cancel-in-progress": False}
    assert read(GITLAB)["pages"]["resource_group"] == "pages"


# systemd

KNOWN = {
    "Unit": {"Description", "ConditionPathIsDirectory", "Wants", "After", "OnFailure"},
    "Timer": {"OnCalendar", "AccuracySec", "Persistent"},
    "Install": {"WantedBy"},
    "Service": {
        *("Type", "User", "Group", "Environment", "ExecStart", "TimeoutStartSec", "CacheDirectory"),
        *("CacheDirectoryMode", "UMask", "ProtectSystem", "ReadWritePaths", "ProtectHome", "PrivateTmp"),
        *("PrivateDevices", "PrivateNetwork", "RestrictAddressFamilies", "ProtectProc", "ProcSubset"),
        *("ProtectClock", "ProtectHostname", "ProtectControlGroups", "ProtectKernelLogs", "ProtectKernelModules"),
        *("ProtectKernelTunables", "NoNewPrivileges", "CapabilityBoundingSet", "LockPersonality"),
        *("RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID", "RemoveIPC", "SystemCallArchitectures"),
        *("SystemCallFilter", "SystemCallErrorNumber"),
    },
}
UNITS = {name: text for name, text in TEXTS.items() if name.startswith("systemd/")}


def settings(name: str) -> Iterator[tuple[str, str, str]]:
    """Section, key and value of each line of a unit that says something."""
    section = ""
    for line in UNITS[name].splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, equals, value = line.partition("=")
            assert equals, line
            yield section, key, value


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_says_only_what_systemd_knows(name: str) -> None:
    unknown = [(section, key) for section, key, _ in settings(name) if key not in KNOWN.get(section, ())]
    assert unknown == []
    for _, key, value in settings(name):
        if key == "ExecStart":
            assert value.startswith("/")
        if key in ("Wants", "After", "OnFailure") and value.startswith("cspr-"):
            assert f"systemd/{re.sub('@.*', '@.service', value)}" in UNITS


def test_the_timer_publishes_at_ten_in_london_to_the_second_and_again_soon_after() -> None:
    said = [(key, value) for _, key, value in settings("systemd/cspr-publish.timer")]
    due = [value for key, value in said if key == "OnCalendar"]
    assert due[:2] == ["*-*-* 10:00:00 Europe/London", "*-*-* 10:05:00 Europe/London"] and "hourly" in due
    assert {("AccuracySec", "1s"), ("Persistent", "true")} <= set(said)


def test_a_failure_is_mailed_and_what_publishes_can_reach_nobody() -> None:
    for name in ("publish", "records", "internal"):
        assert ("Unit", "OnFailure", "cspr-failed@%n.service") in settings(f"systemd/cspr-{name}.service")
    for name in ("publish", "internal"):
        assert ("Service", "PrivateNetwork", "yes") in settings(f"systemd/cspr-{name}.service")


def test_the_internal_site_says_what_is_withdrawn_after_each_run_even_one_that_failed() -> None:
    assert ("Unit", "Wants", "cspr-internal.service") in settings("systemd/cspr-publish.service")
    internal = set(settings("systemd/cspr-internal.service"))
    assert {("Unit", "After", "cspr-publish.service"), ("Unit", "Wants", "cspr-records.service")} <= internal
    (build,) = (value for _, key, value in internal if key == "ExecStart")
    # One broken draft would keep every page as it was otherwise.
    assert "--hold-blocked" in build.split()


def test_the_internal_site_lies_in_no_folder_that_the_public_one_comes_from() -> None:
    internal = set(settings("systemd/cspr-internal.service"))
    assert [value for _, key, value in internal if key == "ReadWritePaths"] == ["/srv/cspr-internal"]
    # Its web server reads the pages by the group of the folder around them.
    assert ("Service", "UMask", "0022") in internal
    assert "install -d -o cspr -g www-data -m 0750 /srv/cspr-internal\n" in TEXTS["README.md"]


# The page that goes with them


def test_the_page_on_the_recipes_names_every_folder_and_leads_to_files_that_are_there() -> None:
    linked = set(re.findall(r"\]\(([^)#:]+)\)", TEXTS["README.md"]))
    assert all((RECIPES / target).exists() for target in linked)
    folders = {entry.name for entry in RECIPES.iterdir() if entry.is_dir()}
    assert folders == {target.partition("/")[0] for target in linked}


def test_the_page_sets_up_what_a_run_needs_before_the_timer() -> None:
    steps = "".join(re.findall(r"```sh\n(.*?)```", TEXTS["README.md"], re.DOTALL))
    in_order = (
        *("records-key", "known_hosts", "cspr-records.git /srv/cspr-records", "/etc/cspr/names.txt", ".bash_profile"),
        *("publish /srv/cspr --dry-run --as-of 2026-12-01T10:00", "cspr publish /srv/cspr\n", "cspr-failed@test"),
        "enable --now cspr-publish.timer",
    )
    places = [steps.index(step) for step in in_order]
    assert places == sorted(places)


def test_what_the_page_writes_into_a_record_can_be_read() -> None:
    written: dict[str, Any] = {}
    for block in re.findall(r"```yaml\n(.*?)```", TEXTS["README.md"], re.DOTALL):
        written |= yaml.load(block, Loader=yaml.BaseLoader)  # a date stays as it is written, and `on` a word
    assert record({"withdrawn": written["withdrawn"]}).withdrawn
    moved = record({f"publication.{name}": value for name, value in written["publication"].items()}).publication
    assert (moved.at, moved.moved[0].from_) == (at("2026-12-08T10:00"), at("2026-12-01T10:00"))


def test_no_recipe_holds_a_name_or_key_that_somebody_might_own() -> None:
    for name, text in TEXTS.items():
        hosts = re.findall(r"\w@(?!\S+\.service\b)([\w-]+(?:\.[\w-]+)+)|https?://([\w.-]+)", text)
        assert {host for pair in hosts for host in pair if host} - {"gitlab.com"} <= {
            *("example.org", "git.example.org", "web.example.org"),
        }, name
        assert "PRIVATE KEY" not in text
