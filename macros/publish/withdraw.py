"""The proper step of a withdrawal: the site made anew from the records, in which the case is withdrawn."""

from collections.abc import Callable

from macros.anonymity.deny import DenyList
from macros.engine import SILENT, Steps
from macros.problems import Refused
from macros.project import Project
from macros.publish.publish import Published, publish
from macros.publish.releases import Releases


def publish_without(
    read: Callable[[], Project],
    releases: Releases,
    reference: str,
    *,
    deny: DenyList | None = None,
    steps: Steps = SILENT,
) -> Published:
    """Publish anew without a case that was taken down, and leave out whatever is blocked or broken.

    Raises Refused where the records would show it, and whatever `publish` raises.
    """

    def checked() -> Project:
        project = read()
        found = [one for one in project.cases if one.case.record.reference == reference]
        if any(one.judgement.state != "withdrawn" for one in found):
            raise Refused("its record does not say that it is withdrawn, and would bring it back")
        return project

    return publish(checked, releases, hold_blocked=True, deny=deny, keep=len(releases.kept()) + 1, steps=steps)
