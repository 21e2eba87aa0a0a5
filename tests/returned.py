"""Team sheets filled in as people do it: in Word, in LibreOffice, or over the boxes."""

import copy
import io
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"


def saved(document: Document) -> bytes:
    with io.BytesIO() as file:
        document.save(file)
        return file.getvalue()


def boxes(document: Document, tag: str) -> list[etree._Element]:
    """The boxes with a tag, in order."""
    found = document.element.iter(qn("w:sdt"))
    return [
        box for box in found if [one.get(qn("w:val")) for one in box.findall(f"{qn('w:sdtPr')}/{qn('w:tag')}")] == [tag]
    ]


def type_in(box: etree._Element, words: str, day: str = "") -> None:
    """What Word does when somebody types into a box, or chooses a day."""
    properties, content = box.find(qn("w:sdtPr")), box.find(qn("w:sdtContent"))
    assert properties is not None and content is not None
    for showing in properties.findall(qn("w:showingPlcHdr")):
        properties.remove(showing)
    for kind in properties.findall(qn("w:date")) if day else ():
        kind.set(qn("w:fullDate"), f"{day}T00:00:00Z")
    for child in list(content):
        content.remove(child)
    run = etree.SubElement(content, qn("w:r"))
    for number, line in enumerate(words.split("\n")):
        if number:
            etree.SubElement(run, qn("w:br"))
        etree.SubElement(run, qn("w:t")).text = line


def filled(sheet: bytes, answers: Mapping[str, str], changes: list[tuple[str, str, str, str]] = []) -> bytes:  # noqa: B006
    """A sheet as Word saves it when somebody filled it in, with as many rows as there are changes."""
    document = docx.Document(io.BytesIO(sheet))
    for tag, words in answers.items():
        day = "2026-01-05" if words == "5 January 2026" else ""
        type_in(boxes(document, tag)[0], words, day)
    items = [item.getparent().getparent() for item in document.element.iter("{*}repeatingSectionItem")]
    while len(items) < len(changes):
        items[-1].addnext(copy.deepcopy(items[-1]))
        items.append(items[-1].getnext())
    for number, change in enumerate(changes):
        for column, words in zip(("what", "who", "by_when", "would_show"), change, strict=True):
            if words:
                type_in(
                    boxes(document, f"change__{column}")[number],
                    words,
                    "2026-03-31" if words == "31 March 2026" else "",
                )
    return saved(document)


def through_libreoffice(files: Mapping[str, bytes], folder: Path, kind: str = "docx") -> dict[str, bytes]:
    """Files as LibreOffice saves them: it opens each and saves it, all in one start."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    assert program, "these tests need LibreOffice Writer (Debian: apt-get install libreoffice-writer-nogui)"
    before, after = folder / "before", folder / "after"
    before.mkdir()
    for name, data in files.items():
        (before / name).write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    words = [program, profile, "--headless", "--convert-to", kind, "--outdir", str(after)]
    subprocess.run([*words, *(str(before / name) for name in files)], check=True, capture_output=True, timeout=180)
    return {name: (after / f"{Path(name).stem}.{kind}").read_bytes() for name in files}


def with_parts(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """A Word file with some parts put in or replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in changed:
                target.writestr(name, source.read(name))
        for name, content in changed.items():
            target.writestr(name, content)
    return made.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read(name)
