"""From a project to a built site: the whole way of the data, once, in order."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from macros.anonymity.deny import DenyList
from macros.dates import london_day
from macros.engine import SILENT, Content, Look, Steps, make_html
from macros.finish import MANIFEST, Addresses, Sources, dead_links, finish, read_manifest
from macros.outputs import outputs
from macros.pages import FOLDERS, generated
from macros.pages.data import data_macros
from macros.pages.files import by_page
from macros.pages.frame import frames
from macros.pages.glossary import explained
from macros.pages.knowledge import knowledge_macros
from macros.pages.render import page_macros
from macros.printing import FRAMEWORK, Printing
from macros.printing.papers import papers
from macros.problems import Problem, errors
from macros.problems import Refused as Refused
from macros.project import Project
from macros.public_view import Audience, Site, site_for
from macros.rules import RULES
from macros.scan import scan
from macros.strict_yaml import Document


@dataclass(frozen=True)
class Built:
    """What a build did: the view it shows, and what has to be mended.

    ``left_out`` are the records it does without, ``not_printed`` what is too long for its paper or cannot be
    printed: the page is there, and its file is not.
    """

    site: Site
    left_out: tuple[Problem, ...]
    dead_links: tuple[Problem, ...] = ()
    not_printed: tuple[Problem, ...] = ()


def build(
    project: Project,
    out: Path,
    audience: Audience,
    *,
    hold_blocked: bool = False,
    html_only: bool = False,
    last_reading: bool = True,
    before: Path | None = None,
    deny: DenyList | None = None,
    steps: Steps = SILENT,
) -> Built:
    """Build the site of a project into the folder ``out``, all of it or nothing.

    With ``hold_blocked`` what is blocked or cannot be read is left out, and dead links are told
    and stop nothing: a withdrawal takes effect whatever else is wrong. What goes out is read once
    more, with the private list ``deny`` if there is one, and what that refuses always stops the
    build; a preview does without (``last_reading``), and without search and what is printed
    (``html_only``). PDFs that are still right are taken over from the site in the folder ``before``.
    ``steps`` hears how far it is. Raises Refused where something has to be mended first,
    EngineError where the site engine stops.
    """
    # records → rules: `read_project` has read and judged every case.
    partnership = project.partnership
    if partnership is None or errors(project.site_problems):
        raise Refused("what is named above has to be mended first")
    held = to_mend(project, audience)
    if held and not hold_blocked:
        raise Refused(f"{left_out(held)}. Mend it, move the date, or build the rest with --hold-blocked")
    check_out(out, project.folder, audience)

    # public view → pages
    judged = [(one.case.record, one.judgement) for one in project.cases]
    site = site_for(audience, judged, project.as_of, partnership)
    pages = generated(site, partnership)
    today = london_day(project.as_of)
    data = data_macros(partnership, today, project.pages)

    # paper → engine → outputs → finish
    with _swapped_in(out, lambda: check_out(out, project.folder, audience)) as folder:
        printing = Printing(project, folder.parent / "printed", before, steps)
        if not html_only:
            printing.make(list(papers(site, partnership, project.pages, data, today)))
        files = by_page([*printing.files, *([] if html_only else [FRAMEWORK])])
        macros = {
            **{name: macro.call for name, macro in data.items() if macro.call},
            **knowledge_macros(partnership, project.pages, data, files, today),
            **page_macros(site, partnership, project.pages, files, today),
        }
        around = frames(site, partnership, project.pages, today)
        content = Content(pages, macros, around, explained(partnership, today))
        in_nav = make_html(project.folder, partnership, content, Look(audience, not html_only), folder, steps)
        if not html_only:
            printing.put_beside_pages(folder)
            printing.make_framework(folder, in_nav, partnership, today)
        steps.begin("making the calendar file, the feed and the data")
        for path, written in outputs(site, partnership, project.pages, today).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(written)
        steps.begin("checking links")
        sources = Sources(project.folder, pages, _shown(project, site), Addresses(partnership.site_url))
        gone = {page.address for page in pages if page.kind == "withdrawn"}
        dead = dead_links(folder, sources, gone, take_off=FOLDERS if hold_blocked else ())
        if dead and not hold_blocked:
            raise Refused("links lead nowhere. Mend them, or build with --hold-blocked", [*dead, *printing.problems])
        steps.begin("writing policies, headers, sitemap and manifest")
        unlisted = {page.address for page in pages if not page.listed}
        finish(folder, site_url=partnership.site_url, as_of=project.as_of, audience=audience, unlisted=unlisted)

        # scan. An internal site is for the partnership's own eyes, and shows drafts as they are.
        if audience == "public" and last_reading:
            steps.begin("reading every file once more")
            if refused := errors(scan(folder, project, deny)):
                raise Refused("the last reading refuses what is named above", refused)
    return Built(site, tuple(held), tuple(dead), tuple(printing.problems))


def to_mend(project: Project, audience: Audience) -> list[Problem]:
    """Errors that stop a build: broken records, and for the public what a rule blocks on its day."""
    blocked = project.rule_problems() if audience == "public" else []
    return errors([*project.record_problems, *blocked])


def _shown(project: Project, site: Site) -> dict[str, Document]:
    """The records of the cases that a site shows, by reference: what may be told of them is told already."""
    documents = {one.case.record.reference: one.case.document for one in project.cases}
    return {case.reference: documents[case.reference] for case in site.cases}


def withdrawn(project: Project) -> list[str]:
    """The withdrawn cases of a project: a build that is refused holds up that they go."""
    return [one.case.record.reference for one in project.cases if one.judgement.state == "withdrawn"]


def left_out(held: list[Problem]) -> str:
    """The records that a build leaves out, each with why: the rule that blocks it, or that it cannot be read."""
    rules = {rule.code for rule in RULES}
    reasons: dict[str, list[str]] = {}
    for problem in held:
        reason = f"blocked by {problem.rule}" if problem.rule in rules else "cannot be read"
        reasons.setdefault(Path(problem.path).stem, []).append(reason)
    return "; ".join(f"{name}: {', '.join(dict.fromkeys(why))}" for name, why in reasons.items())


def check_out(out: Path, project: Path, audience: Audience) -> None:
    """Refuse a folder that is not ours to replace. Raises Refused."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise Refused(f"{out} is a link or a file; name a folder to build into")
    inside = out.resolve()
    sources = [(project / name).resolve() for name in ("docs", "overrides", "briefings")]
    if project.resolve().is_relative_to(inside) or any(inside.is_relative_to(source) for source in sources):
        raise Refused(f"{out} holds the project, or lies in its pages or records; name another folder to build into")
    if any(read_manifest(folder) for folder in inside.parents):
        raise Refused(f"{out} lies in a built site and would be published with it; name another folder")
    if not out.exists() or not any(out.iterdir()):
        return
    manifest = read_manifest(out)
    if manifest is None:
        raise Refused(f"{out} is not empty and holds no {MANIFEST} of ours; empty it, or name another folder")
    if manifest["audience"] == "public" and audience == "internal":
        raise Refused(f"{out} holds the public site, which an internal build never replaces; name another with --out")


@contextmanager
def _swapped_in(out: Path, check: Callable[[], None]) -> Iterator[Path]:
    """A fresh folder beside ``out`` that takes its place when all went well, and is gone when not.

    ``check`` is asked once more before that: another build may have been quicker.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    fresh, old = work / "fresh", work / "old"
    fresh.mkdir()
    try:
        yield fresh
        check()
        try:
            if out.exists():
                out.rename(old)
            fresh.rename(out)
        except BaseException:  # Ctrl-C between the two as well
            if old.exists() and not out.exists():
                old.rename(out)
            raise
    finally:
        if out.exists() or not old.exists():
            shutil.rmtree(work, ignore_errors=True)
