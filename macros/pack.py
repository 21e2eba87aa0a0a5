"""The team pack of one case: its briefings to print, to show and to work with, and nothing of any other case."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from macros.dates import in_words, london_day
from macros.pages.outward import Outward
from macros.paper.case import INTERNAL, INTERNAL_TITLE, Setting
from macros.partnership.model import Partnership
from macros.printing.papers import briefing_files, made
from macros.project import JudgedCase
from macros.public_view import internal_case
from macros.sheet_file import Kind, pdf_kind, refuse_place, word_kind, write_sheet
from macros.team_sheet.parts import FORM

CALLED = "part of a team pack"
KINDS: Mapping[str, Kind] = {
    ".pdf": pdf_kind(CALLED, INTERNAL_TITLE),
    ".docx": word_kind(CALLED, FORM),
}
FOR_ALL_TEAMS = "For team meetings in the partnership's agencies."
FOR_TEAMS = "For the teams concerned alone. Do not pass it on, and destroy it when you have used it."
NOT_READ = "Not yet read for identifiability. The anonymity check or the second reading of this text is still open."


class NothingToGive(Exception):
    """The case has no material for teams; the message says why."""


@dataclass(frozen=True, slots=True)
class Pack:
    """The files of a pack by name, and why others are not in it."""

    files: Mapping[str, bytes]
    without: tuple[str, ...]


def pack(judged: JudgedCase, as_of: datetime, partnership: Partnership) -> Pack:
    """A case's team pack: of the early briefing where there is one, and of the briefing, paper, slides and sheet.

    Raises NothingToGive where the case was withdrawn, or no briefing is begun.
    """
    internal = internal_case(judged.case.record, judged.judgement, as_of, partnership)
    if internal.state == "withdrawn":
        raise NothingToGive("it is withdrawn, and nothing of it is given out any more")
    on = f"As of {in_words(london_day(as_of))}."
    files, without = {}, []
    for early, shown in ((True, internal.team_briefing), (False, internal.case.briefing)):
        # A briefing that is finished and out goes to the whole partnership; before that, to the teams of the case.
        whom = FOR_TEAMS if early or not internal.is_out else FOR_ALL_TEAMS
        banners = [f"{whom} {on}", *([NOT_READ] if judged.anonymity_is_open else [])]
        setting = Setting(
            partnership,
            # Whoever is given one case is told of no other.
            Outward(frozenset(), partnership.site_url),
            mark=INTERNAL,
            banners=banners,
            is_out=False,
            # When it will be out is told to nobody before.
            day_is="",
        )
        for planned in briefing_files(internal.case, shown, setting, early=early) if shown else ():
            name, one = PurePosixPath(planned.path).name, made(planned)
            if one.file:
                files[name] = one.data
            else:
                without.append(f"{name} is not in it: {one.fault}")
    if not files:
        raise NothingToGive("no briefing is written; write `team_briefing` or `briefing` in its record")
    return Pack(files, tuple(without))


def write_pack(out: Path, files: Mapping[str, bytes], project: Path, records: Path) -> list[Path]:
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
        for name, data in files.items():
            write_sheet(out / name, data, KINDS[PurePosixPath(name).suffix], project, records)
    except OSError:
        if is_new:
            shutil.rmtree(out)
        raise
    return [out / name for name in files]
