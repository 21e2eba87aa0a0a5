"""Every kind of page that the site has, and the ways in which each is looked at."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypedDict

from playwright.sync_api import ViewportSize

# Every kind of page once: which site, and where in it.
KINDS = {
    "home": ("public", ""),
    "list of guidance": ("public", "guidance/"),
    "guidance with a table": ("public", "guidance/publication/"),
    "guidance with boxes": ("public", "guidance/rapid-review/"),
    "guidance with every limit": ("public", "guidance/overview-and-timescales/"),
    "guidance for families": ("public", "guidance/families/"),
    "list of flowcharts": ("public", "flowcharts/"),
    "flowchart": ("public", "flowcharts/rapid-review/"),
    "forms and appendices": ("public", "appendices/"),
    "form": ("public", "appendices/request-form/"),
    "form with parts that repeat": ("public", "appendices/key-event-analysis/"),
    "who does what": ("public", "roles/"),
    "role": ("public", "roles/lead-reviewer/"),
    "glossary": ("public", "glossary/"),
    "contacts": ("public", "about/contacts/"),
    "list of briefings": ("public", "briefings/"),
    "list of reports": ("public", "reports/"),
    "list of themes": ("public", "themes/"),
    "theme": ("public", "themes/information-sharing/"),
    "briefing": ("public", "briefings/child-rowan/"),
    "report": ("public", "reports/child-rowan/"),
    "improvements only": ("public", "reports/child-quince/"),
    "withdrawn": ("public", "reports/child-alder/"),
    "recommendations": ("public", "recommendations/"),
    "recommendations of an agency": ("public", "recommendations/health-trust/"),
    "recommendations filtered": ("public", "recommendations/?agency=police&status=in-progress&sort=-due"),
    "calendar": ("public", "calendar/"),
    "dates asked for": ("public", "tools/deadlines/"),
    "dates worked out": ("public", "tools/deadlines/?aware=2026-12-26"),
    "search": ("public", "search/"),
    "search that finds": ("public", "search/?q=bruise"),
    "search that finds nothing": ("public", "search/?q=xylophone"),
    "help": ("public", "help/"),
    "help with commands": ("public", "help/publish-a-review/"),
    "help for another partnership": ("public", "help/take-this-for-your-partnership/"),
    "about": ("public", "about/"),
    "about what must never happen": ("public", "about/threat-model/"),
    "about accessibility": ("public", "about/accessibility/"),
    "about privacy": ("public", "about/privacy/"),
    "about what changed": ("public", "about/changes/"),
    "about who may see what": ("public", "about/who-may-see-what/"),
    "about the record": ("public", "about/the-record/"),
    "about Word": ("public", "about/write-in-word/"),
    "style": ("public", "style/"),
    "not here": ("public", "no/such/page/"),
    "internal list": ("internal", "briefings/"),
    "internal theme": ("internal", "themes/neglect/"),
    "internal report": ("internal", "reports/child-larch/"),
    "team briefing": ("internal", "team-briefings/child-larch/"),
    "internal recommendations": ("internal", "recommendations/"),
    "internal calendar": ("internal", "calendar/"),
    "where every case stands": ("internal", "status/"),
    "how ready a case is": ("internal", "readiness/child-larch/"),
}


class Scheme(TypedDict):
    """Colours as a reader's device asks for them."""

    color_scheme: Literal["light", "dark"]
    forced_colors: Literal["active", "none"]


WIDTHS = (320, 768, 1280)
SCHEMES: Mapping[str, Scheme] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "dark", "forced_colors": "active"},
}
PHONE, SCREEN = ViewportSize(width=320, height=640), ViewportSize(width=1280, height=800)


class Exemption(NamedTuple):
    """What axe cannot judge, or judges wrongly: its rule, where that is, and why nobody is kept out by it."""

    rule: str
    where: str
    kind: str  # a page of which axe would say it
    reason: str


EXEMPTIONS = (
    Exemption(
        "color-contrast",
        ".chart text",
        "theme",
        "Axe does not see what lies under words in a drawing. They are in ink on paper, as all words of the page are.",
    ),
    Exemption(
        "color-contrast",
        ".box > [aria-hidden]",
        "how ready a case is",
        "A sign, not a word: in the same row stands in words how the line stands.",
    ),
)
