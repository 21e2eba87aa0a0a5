"""The team pack of one case: its briefings as files of their own, watermarked, and nothing of any other case."""

import re
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from macros.dates import london_day
from macros.pages.templating import inline, render, text
from macros.partnership.model import Partnership
from macros.project import JudgedCase
from macros.public_view import internal_case
from macros.sheet_file import refuse_place, write_sheet

BEGINS = "<title>Team pack: "
# To pages of the site, which a file of its own does not have beside it; one may be another case's.
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


class NothingToGive(Exception):
    """The case has no material for teams; the message says why."""


def pack(judged: JudgedCase, as_of: datetime, partnership: Partnership) -> Mapping[str, str]:
    """The files of a case's team pack, by name: the early briefing where there is one, and the briefing.

    Raises NothingToGive where the case was withdrawn, or no briefing is begun.
    """
    internal = internal_case(judged.case.record, judged.judgement, as_of, partnership)
    if internal.state == "withdrawn":
        raise NothingToGive("it is withdrawn, and nothing of it is given out any more")
    files, site_url = {}, partnership.site_url
    for name, early in (("team-briefing", True), ("briefing", False)):
        shown = internal.team_briefing if early else internal.case.briefing
        if shown and any(step for _, step in shown.steps):
            files[f"{internal.case.reference}-{name}.html"] = render(
                "pack.html",
                case=internal.case,
                briefing=shown,
                early=early,
                partnership=partnership,
                on=london_day(as_of),
                is_read=not judged.anonymity_is_open,
                text=lambda words, notes: _alone(text(words, notes), site_url),
                inline=lambda words, notes: _alone(inline(words, notes), site_url),
            )
    if not files:
        raise NothingToGive("no briefing is written; write `team_briefing` or `briefing` in its record")
    return files


def write_pack(out: Path, files: Mapping[str, str], project: Path, records: Path) -> list[Path]:
    """Write a pack into a folder, which is made where there is none. Raises OSError, as `write_sheet` does."""
    refuse_place(out, project, records)
    others = sorted(entry.name for entry in out.iterdir() if entry.name not in files) if out.is_dir() else []
    if others:
        message = f"{others[0]} lies there, and the folder is given out as a whole; name an empty one with --out"
        raise OSError(0, message, str(out))
    is_new = not out.exists()
    if is_new:
        out.mkdir(mode=0o700)
    try:
        for name, html in files.items():
            write_sheet(out / name, html, project, records, BEGINS, "team pack")
    except OSError:
        if is_new:
            shutil.rmtree(out)
        raise
    return [out / name for name in files]


def _alone(html: Markup, site_url: str) -> Markup:
    """A text without its links to other pages of the site; the words stay."""

    def words_or_link(link: re.Match[str]) -> str:
        is_within = link[1].startswith("../") or link[1].lower().startswith(site_url.rstrip("/").lower())
        return link[2] if is_within else link[0]

    return Markup(_LINK.sub(words_or_link, html))  # noqa: S704 - cleaned already, and only less of it now
