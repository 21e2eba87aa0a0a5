"""What a page may run by its own word: its scripts as they were built, and nothing besides."""

from collections.abc import Iterator, Sequence

from macros.finish import Addresses
from macros.finish.policy import digest_of, in_page
from macros.scan.ours import Ours
from macros.scan.reading import Fault, Policy, Script

_AS_OURS = "build anew, from pages whose <head> is written as in overrides/main.html"


def unsealed(scripts: Sequence[Script], policies: Sequence[Policy], path: str, ours: Ours) -> Iterator[Fault]:
    """Each script of the page at ``path`` that is not known by its digest, and a policy that is not ours."""
    for script in scripts:
        known = digest_of(script.address, path, ours.scripts, Addresses(ours.site_url))
        if known is None or script.integrity != known:
            said = "with another digest than its file has" if script.integrity else "without its digest (`integrity`)"
            yield Fault("scan-integrity", f"found a script {said}; {_AS_OURS}", script.line, script.field)
    if not policies:
        message = "the page does not say what it may run, right after <meta charset>"
        yield Fault("scan-policy", f"{message}; {_AS_OURS}", 1, "attribute")
    elif policies[0].text != in_page({script.integrity for script in scripts}, ours.scripts):
        message = "the policy of the page is not that its own scripts run and nothing else"
        yield Fault("scan-policy", f"{message}; {_AS_OURS}", policies[0].line, policies[0].field)
