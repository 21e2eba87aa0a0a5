"""From a project to a built site: the whole way of the data, once, in order."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from macros.anonymity.deny import DenyList
from macros.dates import london_day
from macros.engine import SILENT, Content, Engine, Look, Steps
from macros.finish import (
    MANIFEST,
    NO_MEMORY,
    NOTHING,
    Addresses,
    Before,
    Sources,
    dead_links,
    finish,
    read_manifest,
    seal,
    seal_of,
)
from macros.memory import Memory
from macros.outputs import outputs
from macros.pages import FOLDERS, generated
from macros.pages.data import data_macros
from macros.pages.files import File, by_page
from macros.pages.frame import frames
from macros.pages.glossary import explained
from macros.pages.knowledge import knowledge_macros
from macros.pages.render import page_macros
from macros.pages.shown import Keys
from macros.partnership.model import Partnership
from macros.problems import Problem, errors
from macros.problems import Refused as Refused
from macros.project import Project
from macros.public_view import Audience, Site, site_for
from macros.rules import RULES
from macros.search_index import make_index, put_script
from macros.strict_yaml import Document
from macros.written import move_into

if TYPE_CHECKING:
    from macros.printing import Printing


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
    before: Path | None = None,
    memory: Memory = NO_MEMORY,
    deny: DenyList | None = None,
    steps: Steps = SILENT,
) -> Built:
    """Build the site of a project into the folder ``out``, all of it or nothing.

    With ``hold_blocked`` what is blocked or cannot be read is left out, and dead links are told
    and stop nothing: a withdrawal takes effect whatever else is wrong. What goes out is read once
    more, with the private list ``deny`` if there is one, and what that refuses always stops the
    build. Pages alone (``html_only``) are for a look and go nowhere: there is no search, nothing is
    printed, the feed, the calendar file and the data are not made, and there is no last reading.
    With a ``memory`` that knows the site in ``out``, what is still right there is taken
    over: the same site comes out, byte for byte, as without. PDFs alone are taken over from the site in
    the folder ``before``, where one is named. ``steps`` hears how far it is. Raises Refused where something
    has to be mended first, EngineError where the site engine stops.
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
    site = view_of(project, audience, partnership)
    today = london_day(project.as_of)

    # paper → engine → outputs → finish
    with _swapped_in(out, lambda: check_out(out, project.folder, audience)) as folder:
        here = _remembered(out, memory)
        printed = Before.of(before) if before else here
        printing = None if html_only else _printing(project, partnership, site, folder.parent, printed, steps)
        content = content_of(project, partnership, site, printing.beside_pages if printing else ())
        # What is kept is looked up by a page that this view asks for, and so can never bring back another.
        engine = Engine(project.folder, partnership, Look(audience, not html_only), folder)
        made_from, kept = _kept(here, content, engine.shell(project.pages, content.pages), folder.parent / "kept")
        in_nav = engine.make(replace(content, kept=kept), steps)
        move_into(folder.parent / "kept", folder)
        if printing:
            printing.put_beside_pages(folder)
            printing.make_framework(folder, in_nav, partnership, today)
        data_files = outputs(site, partnership, project.pages, today)
        if not html_only:
            steps.begin("making the calendar file, the feed and the data")
            for path, written in data_files.written(here.file):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(written)
            put_script(folder)
        addresses = Addresses(partnership.site_url)
        scripts = seal(folder, addresses, kept)
        steps.begin("checking links")
        sources = Sources(project.folder, content.pages, records_of(project, site), addresses)
        gone = {page.address for page in content.pages if page.kind == "withdrawn"}
        dead = dead_links(
            folder,
            sources,
            gone,
            take_off=FOLDERS if hold_blocked else (),
            left_out=data_files if html_only else (),
            # Links of drafts are words of drafts, which stay nowhere.
            memory=memory if audience == "public" else NO_MEMORY,
            known={path: here.digests[path] for path in kept},
        )
        not_printed = printing.problems if printing else []
        if dead and not hold_blocked:
            raise Refused("links lead nowhere. Mend them, or build with --hold-blocked", [*dead, *not_printed])
        if not html_only:
            steps.begin("making the search index")
            make_index(folder)
        steps.begin("writing headers, sitemap and manifest")
        finish(
            folder,
            site_url=partnership.site_url,
            as_of=project.as_of,
            audience=audience,
            scripts=scripts,
            unlisted={page.address for page in content.pages if not page.listed},
            # A page from which dead links were taken off is not what it was made from any more.
            made_from={
                **({**printing.made_from, **data_files.made_from} if printing else {}),
                **({} if dead else made_from),
            },
            known={} if dead else {path: here.digests[path] for path in kept},
        )

        # scan. An internal site is for the partnership's own eyes, and shows drafts as they are.
        if audience == "public" and not html_only:
            # What reads every kind of file takes its time to load as well.
            from macros.scan import scan

            if refused := errors(scan(folder, project, deny, memory=memory, steps=steps)):
                raise Refused("the last reading refuses what is named above", refused)
        # What is remembered is the site that was made here, whatever stands in its place a moment later.
        built_here = seal_of(folder)
    memory.write(_name(out), built_here)
    return Built(site, tuple(held), tuple(dead), tuple(not_printed))


def view_of(project: Project, audience: Audience, partnership: Partnership) -> Site:
    """What an audience may know of the records of a project, as of its instant."""
    judged = [(one.case.record, one.judgement) for one in project.cases]
    return site_for(audience, judged, project.as_of, partnership)


def _printing(
    project: Project, partnership: Partnership, site: Site, folder: Path, before: Before, steps: Steps
) -> "Printing":
    """What is printed, all that is made before the pages; it waits in a folder."""
    # The typesetter and Word files take a fifth of a second to load, for which pages alone should not pay.
    from macros.printing import Printing
    from macros.printing.papers import papers

    today = london_day(project.as_of)
    data = data_macros(partnership, today, project.pages)
    printing = Printing(project, folder / "printed", before, steps)
    printing.make(list(papers(site, partnership, project.pages, data, today)))
    return printing


def content_of(project: Project, partnership: Partnership, site: Site, files: Iterable[File] = ()) -> Content:
    """What the pages of a site say, whose ``files`` are printed."""
    today, beside = london_day(project.as_of), by_page(files)
    data = data_macros(partnership, today, project.pages)
    macros = {
        **{name: macro.call for name, macro in data.items() if macro.call},
        **knowledge_macros(partnership, project.pages, data, beside, today),
        **page_macros(site, partnership, project.pages, beside, today),
    }
    around = frames(site, partnership, project.pages, today)
    return Content(generated(site, partnership), macros, around, explained(partnership, today))


def _remembered(out: Path, memory: Memory) -> Before:
    """The site in a folder, where it is the very one that was built there last: no other hands were at it."""
    known = memory.read(_name(out))
    return Before.of(out, known) if known else NOTHING


def _name(out: Path) -> str:
    return f"site-{sha256(str(out.absolute()).encode()).hexdigest()[:32]}"


def _kept(
    before: Before, content: Content, shell: str | None, folder: Path
) -> tuple[Mapping[str, str], frozenset[str]]:
    """The key of each page that has one, by its file, and the files that are still right, taken over into a folder.

    Here and not in workers: what is made for the keys, lists and pages are made of later. What stands around
    every page is the ``shell``.
    """
    keys = Keys(content.macros, shell)
    keyed = {page.file: key for page in content.pages if (key := keys.of(page)) is not None}
    return keyed, frozenset(file for file, key in keyed.items() if before.take_over(file, key, folder))


def to_mend(project: Project, audience: Audience) -> list[Problem]:
    """Errors that stop a build: broken records, and for the public what a rule blocks on its day."""
    blocked = project.rule_problems() if audience == "public" else []
    return errors([*project.record_problems, *blocked])


def records_of(project: Project, site: Site) -> dict[str, Document]:
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
