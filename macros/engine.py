"""The site engine: MkDocs turns pages and macro calls into HTML. Nothing outside this room knows it."""

import logging
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader
from markdown.extensions.toc import nest_toc_tokens
from mkdocs.commands.build import build, get_context
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents, get_toc
from mkdocs.utils import write_file
from mkdocs.utils.templates import TemplateContext

from macros.cores import on_all_cores
from macros.guidance.front_matter import HandWritten, address_of, body_of, named_in
from macros.pages import GeneratedPage
from macros.pages.coloured import COLOURED, coloured
from macros.pages.data import Macro
from macros.pages.frame import Frame
from macros.pages.glossary import Explained
from macros.pages.marks import Marks
from macros.pages.shown import digest_of
from macros.pages.templating import FROM_ROOT, headings
from macros.partnership.colours import Colours
from macros.partnership.model import Partnership
from macros.public_view import Audience
from macros.publisher import publisher

HANDED_OVER = "cspr"
REFUSAL = "this site is not built by mkdocs alone, which knows no rules: use `cspr build` or `make site`"


class EngineError(Exception):
    """The engine could not make the site; each message is a line for the person who builds."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("\n".join(messages))


class Steps(Protocol):
    """Whoever wants to know how far a build is."""

    def begin(self, words: str, pages: int = 0) -> None:
        """A step begins; with ``pages`` it is so many pages long."""

    def page_made(self) -> None:
        """One page of the step is made."""


class _Silent:
    def begin(self, words: str, pages: int = 0) -> None:
        pass

    def page_made(self) -> None:
        pass


SILENT: Steps = _Silent()


class _NoOptions(Config):  # type: ignore[no-untyped-call]
    """The plugin below is made by us and has nothing to configure."""


class _Pages(BasePlugin[_NoOptions]):  # type: ignore[no-untyped-call]
    """Hands generated pages and macros to MkDocs, in memory.

    MkDocs holds each page that it makes until the last is written. So it makes those that the navigation
    names; the others, to which hand-written pages may link, are made afterwards, one by one.
    """

    def __init__(self, content: "Content", colours: Colours, steps: Steps) -> None:
        self.steps = steps
        self.colours = colours
        self.content = content
        self.pages: dict[str, GeneratedPage] = {}
        self.others: list[GeneratedPage] = []
        self.macros = content.macros
        self.frames = content.frames
        self.html: dict[str, str] = {}
        self.in_nav: tuple[str, ...] = ()

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        # Of Material's own files none is used: look and scripts are ours.
        own = (None, config.docs_dir, config.theme.custom_dir)
        for file in [file for file in files if file.src_dir not in own]:
            files.remove(file)
        for file in [file for file in files if file.src_uri in COLOURED]:
            files.remove(file)
            files.append(File.generated(config, file.src_uri, content=coloured(file.content_string, self.colours)))
        named = None if config.nav is None else set(named_in(config.nav))
        for page in self.content.pages:
            file = File.generated(config, page.path, content=page.source)
            files.append(file)
            if named is None or page.path in named:
                self.pages[page.path] = page
            else:
                file.inclusion = InclusionLevel.EXCLUDED
                self.others += [] if page.file in self.content.kept else [page]
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        many, from_records = len(files.documentation_pages()) + len(self.others), len(self.pages) + len(self.others)
        self.steps.begin(f"making {many} pages, {from_records} of them from records", many)
        self.nav, self.files = nav, files
        self.in_nav = tuple(address_of(page.file.src_uri) for page in nav.pages)
        return nav

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        self.steps.page_made()
        return output

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """A page's front matter is ours: what the engine would make of it hides macros and guesses at kinds."""
        if page.file.src_uri in self.pages:
            return None
        # The empty line keeps the engine from looking for data in the text.
        return "\n" + body_of(page.file.content_string)

    @event_priority(100)
    def _before_macros(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        if frame := self.frames.get(page.file.src_uri):
            page.meta = {"title": frame.title, "description": frame.description}
        return markdown

    def _after_macros(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """What a macro made is HTML already: it goes round the Markdown reader, which would take most of the time."""
        if page.file.src_uri not in self.pages:
            return markdown
        self.html[page.file.src_uri] = markdown
        return ""

    on_page_markdown = CombinedEvent(_before_macros, _after_macros)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        generated = self.pages.get(page.file.src_uri)
        if generated:
            html = self.html.pop(page.file.src_uri)
            _head(page, generated, html)
            return html
        # What a macro or a term links to; only here it is known where the page lies.
        return html.replace(f'href="{FROM_ROOT}', f'href="{"../" * page.url.count("/")}')

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        context["frame"] = self.frames.get(page.file.src_uri)  # type: ignore[typeddict-unknown-key]
        return context

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        self.env = env
        # No page asks whether the theme has changed since the page before.
        env.auto_reload = False
        return env

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """What all pages have in common is there now."""
        # In the order in which records were read: what lies side by side in memory is then taken by one worker, and
        # copied for that one alone.
        for _ in on_all_cores(partial(self.make_page, config), sorted(self.others, key=lambda page: page.of)):
            self.steps.page_made()

    def make_page(self, config: MkDocsConfig, generated: GeneratedPage) -> None:
        """Make one page, write it, and let go of it."""
        page = Page(generated.title, File.generated(config, generated.path, content=""), config)
        page.content = str(generated.call(self.macros))
        _head(page, generated, page.content)
        context = config.plugins.on_page_context(
            get_context(self.nav, (), config, page), page=page, config=config, nav=self.nav
        )
        html = self.env.get_template("main.html").render(context)
        write_file(html.encode(), page.file.abs_dest_path)


def _head(page: Page, generated: GeneratedPage, html: str) -> None:
    page.toc = _contents(html)
    page.title = generated.title
    page.meta["description"] = generated.description
    page.meta["kind"] = generated.kind
    page.meta["year"] = generated.year
    if not generated.listed:
        page.meta["robots"] = "noindex"


def _contents(html: str) -> TableOfContents:
    flat: Any = [{"level": level, "id": place, "name": words} for level, place, words in headings(html)]
    return get_toc(nest_toc_tokens(flat))


def macros_handed_over(config: MkDocsConfig) -> Mapping[str, Macro]:
    """The macros of the build that is under way. Raises Abort for a bare `mkdocs build`."""
    plugin = config.plugins.get(HANDED_OVER)
    if not isinstance(plugin, _Pages):
        raise Abort(REFUSAL)
    return plugin.macros


@dataclass(frozen=True, slots=True)
class Content:
    """What pages say: those made from data, the macros that all may call, and for hand-written ones their
    frames (by file) and the words that are explained on them. What is ``kept`` is there already, by file.
    """

    pages: Sequence[GeneratedPage]
    macros: Mapping[str, Macro]
    frames: Mapping[str, Frame]
    words: Sequence[Explained]
    kept: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Look:
    """How pages are made, beside what they say: for whom, and with search or without."""

    audience: Audience
    search: bool = True


class Engine:
    """MkDocs, ready to make the site of a project in the folder ``out``. Raises EngineError."""

    def __init__(self, project: Path, partnership: Partnership, look: Look, out: Path) -> None:
        self.partnership, self.look = partnership, look
        self.settings = project / "mkdocs.yml"
        with _refusals():
            self.config = load_config(
                str(self.settings),
                docs_dir=str((project / "docs").absolute()),  # the folder that was checked, whatever the file says
                site_dir=str(out),
                use_directory_urls=True,
                site_name=escape(partnership.name, quote=False),  # the theme prints it as it is
                site_url=partnership.site_url,
                strict=True,
            )

    def shell(self, hand_written: Iterable[HandWritten], generated: Iterable[GeneratedPage]) -> str | None:
        """The digest of all that stands around what a page shows; None where nobody can say what stands there.

        That is the theme with its scripts, the settings, the partnership, the titles in the navigation,
        and the publisher with all that is installed beside it. A project may bring code of its own.
        """
        settings = self.settings.read_bytes()
        plugins = {name.split("/")[-1] for name in self.config.plugins}
        if plugins != {"macros"} or self.config.hooks or _MORE_SETTINGS.search(settings):
            return None
        theme = Path(self.config.theme.custom_dir or self.config.docs_dir)
        docs = Path(self.config.docs_dir)
        files = [*(file for file in theme.rglob("*") if file.suffix != ".css"), *docs.rglob("*.js")]
        around = [(str(file), file.read_bytes()) for file in sorted(files) if file.is_file()]
        titles = [(page.path, page.title) for page in hand_written]
        lists = [(page.path, page.title) for page in generated if page.is_list]
        return digest_of(publisher(), settings, around, self.partnership, titles, lists, self.look)

    def make(self, content: Content, steps: Steps = SILENT) -> tuple[str, ...]:
        """Make all pages. Raises EngineError. Comes back with their addresses in the order of the navigation."""
        config = self.config
        with _refusals():
            # One name, that no macro has: pages see what is in here as well.
            config.extra["cspr"] = {"partnership": self.partnership, "look": self.look}
            config.markdown_extensions.append(Marks(content.words))  # type: ignore[arg-type]  # Python-Markdown takes both
            # Links are checked in the built site, where a withdrawal or a held case is no fault of a page.
            for kind in ("not_found", "absolute_links", "unrecognized_links", "anchors"):
                config.validation.links[kind] = logging.DEBUG
            _list_own_files_alone(config)
            # Ours is written when all is done, without a date read from the clock.
            config.theme.static_templates.discard("sitemap.xml")
            if "macros" not in {name.split("/")[-1] for name in config.plugins}:
                raise EngineError(["mkdocs.yml does not name the plugin `macros`, which makes pages from records"])
            self.made = config.plugins[HANDED_OVER] = _Pages(content, self.partnership.colours, steps)
            config.plugins.run_event("startup", command="build", dirty=False)
            build(config)
            return self.made.in_nav

    def make_page(self, page: GeneratedPage) -> None:
        """Make one more page, which `make` was told is there already. Raises EngineError."""
        with _refusals():
            self.made.make_page(self.config, page)


class _OwnFiles(FileSystemLoader):
    """Finds every template of the theme, and lists the files of the project's own part of it alone."""

    def list_templates(self) -> list[str]:
        return FileSystemLoader(self.searchpath[:1]).list_templates()


def _list_own_files_alone(config: MkDocsConfig) -> None:
    """Of Material's ten thousand pictures none is used, and to look through their names takes a quarter of a second."""
    theme = config.theme
    env = theme.get_env()
    if theme.custom_dir:
        env.loader = _OwnFiles(theme.dirs)
    theme.get_env = lambda: env  # type: ignore[method-assign]


# What settings can take from elsewhere: from the environment, from another file, from code.
_MORE_SETTINGS = re.compile(rb"\s!|^INHERIT", re.MULTILINE)


@contextmanager
def _refusals() -> Iterator[None]:
    """Whatever MkDocs and what it loads may raise, as EngineError."""
    with _said() as messages:
        try:
            yield
        except (MkDocsException, Abort, OSError) as error:
            raise EngineError(messages or [str(error)]) from None
        except EngineError:
            raise
        except Exception as error:
            # A theme, hook, plugin or extension that the project brings may raise anything at all.
            raise EngineError([*messages, f"{type(error).__name__}: {error}".splitlines()[0]]) from error
        except SystemExit:
            raise EngineError(messages or ["a macro failed"]) from None


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _said() -> Iterator[list[str]]:
    """What MkDocs and its plugins warn of meanwhile, and nothing of it on the screen."""
    listener, logger = _Listener(), logging.getLogger("mkdocs")
    logger.addHandler(listener)
    propagated, logger.propagate = logger.propagate, False
    try:
        yield listener.messages
    finally:
        logger.removeHandler(listener)
        logger.propagate = propagated
