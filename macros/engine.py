"""The site engine: MkDocs turns pages and macro calls into HTML. Nothing outside this room knows it."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Protocol

from markdown.extensions.toc import nest_toc_tokens
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents, get_toc
from mkdocs.utils.templates import TemplateContext

from macros.guidance.front_matter import address_of, body_of
from macros.pages import REPEATING, GeneratedPage
from macros.pages.data import Macro
from macros.pages.frame import Frame
from macros.pages.glossary import Explained
from macros.pages.marks import Marks
from macros.pages.templating import FROM_ROOT, headings
from macros.partnership.model import Partnership
from macros.public_view import Audience

HANDED_OVER = "cspr"
REFUSAL = "this site is not built by mkdocs alone, which knows no rules: use `cspr build` or `make site`"


class EngineError(Exception):
    """The engine could not make the site; each message is a line for the person who builds."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


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
    """Hands generated pages and macros to MkDocs, in memory."""

    def __init__(self, content: "Content", steps: Steps) -> None:
        self.steps = steps
        self.pages = {page.path: page for page in content.pages}
        self.macros = content.macros
        self.frames = content.frames
        self.html: dict[str, str] = {}
        self.in_nav: tuple[str, ...] = ()

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        # Of Material's own files the search worker alone is used: look and scripts are ours.
        own = (None, config.docs_dir, config.theme.custom_dir)
        for file in [file for file in files if file.src_dir not in own]:
            if file.src_uri.startswith("assets/javascripts/workers/search.") and file.src_uri.endswith(".js"):
                config.extra["cspr"]["search_worker"] = file.src_uri
            else:
                files.remove(file)
        for page in self.pages.values():
            files.append(File.generated(config, page.path, content=page.source))
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        pages = files.documentation_pages()
        self.steps.begin(f"making {len(pages)} pages, {len(self.pages)} of them from records", len(pages))
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
            page.toc = _contents(html)
            page.title = generated.title
            page.meta["description"] = generated.description
            page.meta["kind"] = generated.kind
            if generated.kind in REPEATING or not generated.listed:
                page.meta["search"] = {"exclude": True}
            if not generated.listed:
                page.meta["robots"] = "noindex"
            return html
        # What a macro or a term links to; only here it is known where the page lies.
        return html.replace(f'href="{FROM_ROOT}', f'href="{"../" * page.url.count("/")}')

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        context["frame"] = self.frames.get(page.file.src_uri)  # type: ignore[typeddict-unknown-key]
        return context


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
    """What pages say: those that are made, the macros that all may call, and for hand-written ones their
    frames (by file) and the words that are explained on them.
    """

    pages: Sequence[GeneratedPage]
    macros: Mapping[str, Macro]
    frames: Mapping[str, Frame]
    words: Sequence[Explained]


@dataclass(frozen=True, slots=True)
class Look:
    """How pages are made, beside what they say: for whom, and with search or without."""

    audience: Audience
    search: bool = True


def make_html(
    project: Path,
    partnership: Partnership,
    content: Content,
    look: Look,
    out: Path,
    steps: Steps = SILENT,
) -> tuple[str, ...]:
    """Make the whole site of a project in the folder ``out``. Raises EngineError.

    Comes back with the addresses of the pages in the order of the navigation.
    """
    with _said() as messages:
        try:
            config = load_config(
                str(project / "mkdocs.yml"),
                docs_dir=str((project / "docs").absolute()),  # the folder that was checked, whatever the file says
                site_dir=str(out),
                use_directory_urls=True,
                site_name=escape(partnership.name, quote=False),  # the theme prints it as it is
                site_url=partnership.site_url,
                strict=True,
            )
            # One name, that no macro has: pages see what is in here as well.
            config.extra["cspr"] = {"partnership": partnership, "look": look}
            config.markdown_extensions.append(Marks(content.words))  # type: ignore[arg-type]  # Python-Markdown takes both
            # Links are checked in the built site, where a withdrawal or a held case is no fault of a page.
            for kind in ("not_found", "absolute_links", "unrecognized_links", "anchors"):
                config.validation.links[kind] = logging.DEBUG
            # Ours is written when all is done, without a date read from the clock.
            config.theme.static_templates.discard("sitemap.xml")
            if not look.search:
                _leave_out_search(config)
            if "macros" not in {name.split("/")[-1] for name in config.plugins}:
                raise EngineError(["mkdocs.yml does not name the plugin `macros`, which makes pages from records"])
            ours = config.plugins[HANDED_OVER] = _Pages(content, steps)
            config.plugins.run_event("startup", command="build", dirty=False)
            build(config)
            return ours.in_nav
        except (MkDocsException, Abort, OSError) as error:
            raise EngineError(messages or [str(error)]) from None
        except EngineError:
            raise
        except Exception as error:
            # A theme, hook, plugin or extension that the project brings may raise anything at all.
            raise EngineError([*messages, f"{type(error).__name__}: {error}".splitlines()[0]]) from error
        except SystemExit:
            raise EngineError(messages or ["a macro failed"]) from None


def _leave_out_search(config: MkDocsConfig) -> None:
    for name in [name for name in config.plugins if name.split("/")[-1] == "search"]:
        plugin = dict.pop(config.plugins, name)
        for methods in config.plugins.events.values():
            methods[:] = [method for method in methods if getattr(method, "__self__", None) is not plugin]


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
