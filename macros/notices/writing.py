"""Writing drafts: for their owner alone, never where they would be published, never over somebody's work."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from macros.notices import Draft
from macros.notices.mail import as_mail
from macros.notices.word import as_word
from macros.sheet_file import refuse_place
from macros.written import write_whole


def write_drafts(out: Path, reference: str, drafts: Iterable[Draft], project: Path, records: Path) -> list[Path]:
    """Write each draft as a Word file, and as a message where it is sent by e-mail. All of them, or none.

    A file that is there already stays as it is where it holds something else. Raises OSError.
    """
    refuse_place(out, project, records)
    if out.exists() and not out.is_dir():
        raise OSError(0, "this is a file; name a folder with --out", str(out))
    if not out.absolute().parent.is_dir():
        raise OSError(0, "there is no such folder; make it first", str(out.parent))
    files = [(out / name, data) for draft in drafts for name, data in _files(reference, draft)]
    for file, data in files:
        if file.is_symlink() or (file.exists() and file.read_bytes() != data):
            message = "this draft is there already, and somebody may have worked on it; move it, or name another --out"
            raise FileExistsError(0, message, str(file))
    out.mkdir(mode=0o700, exist_ok=True)
    new = [(file, data) for file, data in files if not file.exists()]
    try:
        for file, data in new:
            write_whole(file, data)
    except OSError:
        for file, _ in new:
            file.unlink(missing_ok=True)
        raise
    return [file for file, _ in files]


def _files(reference: str, draft: Draft) -> Iterator[tuple[str, bytes]]:
    name = f"DRAFT-{reference}-{draft.name}"
    yield f"{name}.docx", as_word(draft)
    if draft.kind != "letter":
        yield f"{name}.eml", as_mail(draft)
