"""What a page shows: a template with the values that it sees, and no other.

So the digest of both is the digest of the page's text: where it is the same, so is the text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from operator import attrgetter

from pydantic import BaseModel

from macros.pages import GeneratedPage
from macros.pages.data import Macro
from macros.pages.lists import Card, CaseHead
from macros.pages.read_next import Next
from macros.pages.templating import render
from macros.prose import Prose
from macros.public_view import PublicCase, PublicFinding, PublicRecommendation, Term

# Of these it is known that `repr` tells all, and it is quick. The first stand on many pages.
_SHARED = frozenset((Card, CaseHead, PublicCase, PublicFinding, PublicRecommendation))
_PLAIN = frozenset((Next, Term))


@dataclass(frozen=True, slots=True)
class Shown:
    """A template of `templates/` and its values. As text it is the HTML."""

    template: str
    values: Mapping[str, object]

    def __str__(self) -> str:
        return render(self.template, **self.values)


@dataclass(frozen=True, slots=True)
class Always:
    """A page that says the same in every build of one publisher. As text it is the HTML."""

    make: Callable[[], str]

    def __str__(self) -> str:
        return self.make()


class Keys:
    """What finished pages are made from: a digest of what each shows and of the ``shell`` around that."""

    def __init__(self, macros: Mapping[str, Macro], shell: str | None) -> None:
        self.macros, self.shell = macros, shell
        self.seen: dict[int, tuple[object, str]] = {}

    def of(self, page: GeneratedPage) -> str | None:
        """The key of a page; None for one that is made with every build.

        That is a list, and a page of which nobody can say all that it shows or all that stands around it.
        """
        if self.shell is None or (page.is_list and page.listed):
            return None
        shows = page.call(self.macros)
        if isinstance(shows, Always):
            return digest_of(self.shell, page)
        return _digest_of((self.shell, page, shows), self.seen) if isinstance(shows, Shown) else None


def shown(template: str, **values: object) -> Shown:
    return Shown(template, values)


def digest_of(*values: object) -> str:
    """One digest for values made of plain types, data classes and models: the same where templates see the same.

    Raises TypeError for anything else, of which nobody can say whether it is the same.
    """
    return _digest_of(values, {})


def _digest_of(value: object, seen: dict[int, tuple[object, str]]) -> str:
    """``seen`` are digests of parts that several pages share, by identity: all of them are held."""
    parts: list[str] = []
    _write(value, parts.append, seen)
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _write(value: object, write: Callable[[str], None], seen: dict[int, tuple[object, str]]) -> None:
    """Each part says its kind and its length, so that no two different values are written alike."""
    kind = type(value)
    if kind is str:
        write(f"s{len(value)}")  # type: ignore[arg-type]
        write(value)  # type: ignore[arg-type]
    elif kind in _SHARED:
        if id(value) not in seen:
            # Held with its digest: while it is there no other part can have its identity.
            seen[id(value)] = value, sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()
        write(f"{kind.__name__} {seen[id(value)][1]}")
    elif kind in _PLAIN:
        write(repr(value))
    elif isinstance(value, Prose):
        write(f"prose {len(value.source)}")
        write(value.source)
    elif value is None or isinstance(value, bool | int | float | str | bytes | date):
        written = repr(value)
        write(f"{kind.__name__} {len(written)}")
        write(written)
    elif isinstance(value, tuple | list):
        write(f"{kind.__name__} {len(value)}")
        for part in value:
            _write(part, write, seen)
    elif isinstance(value, Mapping):
        write(f"mapping {len(value)}")
        for pair in value.items():  # templates walk it in this order
            _write(pair, write, seen)
    elif isinstance(value, set | frozenset):
        write(f"set {len(value)}")
        for one in sorted(_digest_of(part, seen) for part in value):
            write(one)
    elif is_dataclass(kind):
        write(kind.__name__)
        for part in _parts_of(kind)(value):
            _write(part, write, seen)
    elif isinstance(value, BaseModel):
        write(kind.__name__)
        for name in type(value).model_fields:  # and not what the model keeps beside them, once it was asked
            _write(getattr(value, name), write, seen)
    else:
        raise TypeError(f"nobody can say whether a {kind.__name__} is the same")


@cache
def _parts_of(kind: type) -> Callable[[object], tuple[object, ...]]:
    """What gives the fields of a data class, in order."""
    names = [field.name for field in fields(kind)]
    if len(names) < 2:
        return lambda value: tuple(getattr(value, name) for name in names)
    return attrgetter(*names)
