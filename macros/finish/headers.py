"""The HTTP headers of every file of a site, as data, and as the `_headers` file of Netlify and Cloudflare Pages."""

from collections.abc import Collection, Mapping

from macros.public_view import Audience

HEADERS = "_headers"

# Everything comes from the site itself, and nothing runs that is written into a page.
_POLICY = {
    "default-src": "'none'",
    "script-src": "",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# What browsers heed in a header alone.
_NOT_IN_A_PAGE = frozenset(("frame-ancestors",))
# Any script of the site.
SELF = ("self",)

# What a browser could do for a page and this site never asks for.
_NEVER = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media"),
    *("geolocation", "gyroscope", "hid", "idle-detection", "interest-cohort", "local-fonts", "magnetometer"),
    *("microphone", "midi", "payment", "publickey-credentials-get", "serial", "usb", "xr-spatial-tracking"),
)

_ALWAYS = {
    # For this host alone: what else lies under the partnership's domain is not ours to decide.
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    # Which case somebody was reading is nobody else's business.
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _NEVER),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

_FOR: Mapping[Audience, Mapping[str, str]] = {
    # A copy may be kept, and is shown only after the server has said that it still holds: a report
    # withdrawn at nine is gone from every cache at nine, and an unchanged page costs an empty answer.
    # So for all files alike: the search index, the feed and the PDFs hold the words of reports as well.
    "public": {"Cache-Control": "no-cache"},
    # Drafts leave no copy on a shared machine, and no search engine lists what should never be found.
    "internal": {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"},
}

# What hosts would not call by its name of themselves.
_TYPES: Mapping[Audience, Mapping[str, str]] = {
    "public": {
        "/feed.xml": "application/atom+xml; charset=utf-8",
        "/calendar/publications.ics": "text/calendar; charset=utf-8",
        "/.well-known/security.txt": "text/plain; charset=utf-8",
    },
    "internal": {"/calendar/planning.ics": "text/calendar; charset=utf-8"},
}


def policy(scripts: Collection[str], *, in_a_page: bool = False, searches: bool = True) -> str:
    """The policy under which these scripts alone run, each known by its digest: `sha256-…`.

    ``in_a_page`` gives it as a page says it in a <meta>. Only where it ``searches`` may WebAssembly run.
    """
    allowed = [*sorted(scripts), *(["wasm-unsafe-eval"] if searches else [])]
    whole = {**_POLICY, "script-src": " ".join(f"'{one}'" for one in allowed or ["none"])}
    return "; ".join(f"{kind} {whole[kind]}" for kind in whole if not (in_a_page and kind in _NOT_IN_A_PAGE))


def headers(audience: Audience, scripts: Collection[str] = SELF) -> Mapping[str, str]:
    """Every header, by name, that goes with every file of a site for this audience.

    ``scripts`` are those that may run: any of the site where a web server sends the headers, whose files
    are not switched with a release.
    """
    return {"Content-Security-Policy": policy(scripts), **_ALWAYS, **_FOR[audience]}


def as_headers_file(audience: Audience, scripts: Collection[str]) -> str:
    """The headers as a `_headers` file: a block for every address, then the kinds of single files."""
    always = "/*\n" + "".join(f"  {name}: {value}\n" for name, value in headers(audience, scripts).items())
    return always + "".join(f"{path}\n  Content-Type: {kind}\n" for path, kind in _TYPES[audience].items())
