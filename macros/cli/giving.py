"""Commands for what is given to others: drafts of letters, e-mails and the press statement."""

import sys
from datetime import datetime
from pathlib import Path

import click

from macros.cli.group import main
from macros.cli.shared import folder_of, one_case, reads_records
from macros.options import FOLDER, Reference
from macros.screen import print_problems, reason, say


@main.command()
@reads_records
@click.argument("reference", type=Reference())
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--out", type=FOLDER, required=True, help="The folder to write into; it is made for you alone.")
def notices(
    project: Path, records: Path | None, as_of: datetime, reference: str, names: tuple[str, ...], out: Path
) -> None:
    """Write drafts of a case's letters, e-mails and press statement, all of them or those of a NAME.

    \b
    commissioning        to the national bodies: there is a review, and who leads it
    family-1-decision    to the family: there is a review
    family-2-contribute  to the family: an invitation to take part
    final-report         to the national bodies, with the report
    family-3-findings    to the family: an offer to hear what was found
    debrief-involved     to the practitioners who were involved
    members-briefing     to the elected members
    press-statement      to the press, with the offer of an interview
    debrief-open         to all practitioners

    Each draft holds what its recipient may know by then, and nothing else of the record. What is
    not known yet is a blank in square brackets. The texts are yours: notices/NAME.md.

    Example: cspr notices child-rowan press-statement --out ../private/child-rowan
    """
    from macros.notices import NOTICES, drafts, why_not
    from macros.notices.template import FOLDER as TEMPLATES
    from macros.notices.template import NotATemplate
    from macros.notices.writing import write_drafts

    if unknown := [name for name in names if name not in NOTICES]:
        raise click.BadParameter(f"{unknown[0]!r} is not one of {', '.join(NOTICES)}", param_hint="NAME")
    folder = folder_of(project, records)
    judged, partnership = one_case(project, records, reference, as_of)
    refused = {name: why for name in names or NOTICES if (why := why_not(name, judged, partnership, as_of))}
    wanted = [name for name in names or NOTICES if name not in refused]
    for why in dict.fromkeys(refused.values()):
        say(f"Not written: {', '.join(name for name in refused if refused[name] == why)}: {why}.")
    if not wanted or (names and refused):
        say("Nothing was written.")
        sys.exit(1)
    try:
        made = [one for name in wanted for one in drafts(name, judged, partnership, project / TEMPLATES, as_of)]
        written = write_drafts(out, reference, made, project, folder)
    except NotATemplate as error:
        print_problems(error.problems)
        say("Nothing was written: mend the template first.")
        sys.exit(1)
    except OSError as error:
        say(f"Nothing was written: {reason(error)}.")
        sys.exit(1)
    for path in written:
        click.echo(path)
    if judged.judgement.state == "blocked":
        say("The day of publication has gone by and the case is blocked: the drafts leave the day blank.")
    for doubt in dict.fromkeys(doubt for one in made for doubt in one.doubts):
        say(f"{doubt} ({', '.join(one.name for one in made if doubt in one.doubts)})")


@main.command()
@reads_records
@click.argument("reference", type=Reference())
@click.option("--out", type=FOLDER, required=True, help="The folder to write into; it is made for you alone.")
def pack(project: Path, records: Path | None, as_of: datetime, reference: str, out: Path) -> None:
    """Write one case's team pack: its briefings, watermarked, to print, to show, and with a sheet to fill in.

    Nothing of any other case is in it. It is for the teams concerned alone.

    Example: cspr pack child-rowan --out ../private/child-rowan
    """
    from macros.pack import NothingToGive, write_pack
    from macros.pack import pack as files_of

    judged, partnership = one_case(project, records, reference, as_of)
    try:
        made = files_of(judged, as_of, partnership)
        written = write_pack(out, made.files, project, folder_of(project, records))
    except (NothingToGive, OSError) as error:
        say(f"Nothing was written: {reason(error)}.")
        sys.exit(1)
    for path in written:
        click.echo(path)
    for why in made.without:
        say(f"{why}.")
    if judged.anonymity_is_open:
        say("The anonymity check or the second reading of this text is still open; the pack says so at its head.")
