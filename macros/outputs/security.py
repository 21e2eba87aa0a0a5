"""Whom to tell of a weakness of the site: `security.txt` (RFC 9116)."""

from datetime import date

from dateutil.relativedelta import relativedelta

from macros.partnership.model import Partnership

SECURITY = ".well-known/security.txt"
# The file says until when it holds, a year ahead at most. It changes once a month, so that on other days
# a site in which nothing is new stays as it is.
MONTHS = 7


def security_txt(partnership: Partnership, contact: str, today: date) -> bytes:
    """The file as of a day; ``contact`` is the id of whom to tell, by e-mail or else on a page of the web."""
    tell = partnership.contacts[contact]
    lines = {
        "Contact": f"mailto:{tell.email}" if tell.email else tell.url,
        "Expires": f"{today.replace(day=1) + relativedelta(months=MONTHS)}T00:00:00Z",
        "Preferred-Languages": "en",
        "Canonical": f"{partnership.site_url.rstrip('/')}/{SECURITY}",
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items()).encode()
