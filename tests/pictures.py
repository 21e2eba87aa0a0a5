"""Pictures of the site, the same on every machine: of every part on the style page, and those of the README.

`make pictures` takes them anew, after the look was changed on purpose; `tests/test_look.py` holds them against
the site as it is. They are in the one typeface that is in the repository, whatever fonts a machine has.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Literal

from PIL import Image, ImageChops
from playwright.sync_api import Browser, BrowserType, Page, ViewportSize, sync_playwright

from macros.build import build
from macros.project import read_project
from macros.public_view import Audience
from tests.browser import ALONE, QUIET, executable, served
from tests.conftest import TODAY
from tests.factories import ROOT, at

LOOK, README = ROOT / "tests/look", ROOT / "docs/readme"
# Where a new picture is put that is not like the one that is kept.
UNLIKE = ROOT / "build/look"

Scheme = Literal["light", "dark"]
WIDTHS = (320, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# The day of the invented calendars on the style page.
SAMPLE_DAY = "2030-03-12T12:00"
# What stands around every page.
FRAME = {"frame-help": ".help", "frame-top": ".top", "frame-contents": ".contents", "frame-bottom": ".bottom"}
# So high that few photographs hold a page, and no higher than a browser draws.
HEIGHT = 8000
# The README's: of which site, where in it, in a window of what size, and of it all or what is found there.
OF_README: Mapping[str, tuple[Audience, str, ViewportSize, str]] = {
    "home": ("public", "", ViewportSize(width=1280, height=900), ""),
    "phone": ("public", "guidance/rapid-review/", ViewportSize(width=390, height=844), ""),
    "calendar": (
        "internal",
        "calendar/?state=due",
        ViewportSize(width=1280, height=900),
        ".of-month:has(#month-2027-02)",
    ),
    "briefing": ("public", "briefings/child-rowan/", ViewportSize(width=1280, height=900), ""),
}
# A browser's next version draws the same, and so does the same one on another machine. Less than this is let pass:
# a pixel that differs by so many levels of 255, and so many of a picture's pixels.
LEVELS = 8
SHARE = 0.0015

_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <match target="pattern">
    <edit name="family" mode="assign" binding="strong"><string>Source Sans 3</string></edit>
  </match>
</fontconfig>
"""
_SWITCHES = (
    *("--font-render-hinting=none", "--disable-lcd-text", "--disable-font-subpixel-positioning"),
    *("--force-color-profile=srgb", "--force-device-scale-factor=1", "--hide-scrollbars"),
)
# Nothing sticks, a word is explained, and each part begins at a whole pixel whatever stands above it.
_PREPARE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":is(.help, .contents) { position: static !important; }");
  document.adoptedStyleSheets = [sheet];
  for (const one of document.querySelectorAll(".sample")) {
    const { top } = one.getBoundingClientRect();
    one.style.marginTop = `${Math.ceil(top) - top}px`;
  }
  document.getElementById("term-sample").showPopover();
}"""
# With a little of what is around it, so that what sticks out is seen.
_BOX = """(one) => {
  const { left, top, right, bottom } = one.getBoundingClientRect();
  return [Math.max(left - 16, 0), top + scrollY, Math.min(right + 16, innerWidth), bottom + scrollY].map(Math.round);
}"""


@contextmanager
def photographer(chromium: BrowserType) -> Iterator[Browser]:
    """A browser that draws the same on every machine. Signs that its typeface lacks are empty boxes."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "fonts.conf"
        config.write_text(_FONTS.format(fonts=ROOT / "macros/paper/fonts", cache=f"{folder}/cache"), encoding="utf-8")
        env: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(config), "LANGUAGE": "en_US"}
        with chromium.launch(executable_path=executable(), args=[*QUIET, *ALONE, *_SWITCHES], env=env) as browser:
            yield browser


@contextmanager
def _page(browser: Browser, size: ViewportSize, scheme: Scheme, instant: str) -> Iterator[Page]:
    context = browser.new_context(viewport=size, color_scheme=scheme, locale="en-GB", timezone_id="Europe/London")
    with context:
        page = context.new_page()
        page.clock.set_fixed_time(instant)
        yield page


def parts(browser: Browser, site: str, width: int, scheme: Scheme) -> dict[str, Image.Image]:
    """Every part on the style page of a served site, the frame of the page, and a briefing presented, by its name."""
    with _page(browser, ViewportSize(width=width, height=HEIGHT), scheme, SAMPLE_DAY) as page:
        page.goto(f"{site}style/")
        page.evaluate(_PREPARE)
        samples = page.locator(".sample").evaluate_all("(all) => all.map((one) => one.id)")
        selectors = {**FRAME, **{name.removeprefix("sample--"): f"#{name}" for name in samples}}
        boxes = {name: page.locator(one).first.evaluate(_BOX) for name, one in selectors.items()}
        found = dict(_cut_out(page, boxes))
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{site}briefings/child-rowan/")
        page.get_by_role("button", name="Present").click()
        page.get_by_role("button", name="Next").click()
        return {**found, "present": _opened(page.screenshot(caret="hide", animations="disabled"))}


def _cut_out(page: Page, boxes: Mapping[str, tuple[int, int, int, int]]) -> Iterator[tuple[str, Image.Image]]:
    """What lies in each box, in photographs of the window of which each holds as many boxes as it can."""
    above, window = 0, None
    for name, (left, top, right, bottom) in sorted(boxes.items(), key=lambda found: found[1][1]):
        if window is None or bottom > above + HEIGHT:
            page.evaluate("(top) => scrollTo(0, top)", top)
            above = page.evaluate("scrollY")
            window = _opened(page.screenshot(caret="hide", animations="disabled"))
        yield name, window.crop((left, top - above, right, bottom - above))


def for_readme(browser: Browser, sites: Mapping[Audience, str]) -> dict[str, Image.Image]:
    """The README's pictures of the served sites, by their names."""
    found = {}
    for name, (site, address, size, selector) in OF_README.items():
        with _page(browser, size, "light", TODAY) as page:
            page.goto(sites[site] + address)
            shown = page.locator(selector) if selector else page
            found[name] = _opened(shown.screenshot(caret="hide", animations="disabled"))
    return found


def _opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


# The pictures that are kept ---------------------------------------------------------------------------


def unlike(folder: Path, pictures: Mapping[str, Image.Image]) -> dict[str, str]:
    """What of new pictures is not as in a folder, in words by name; what is only in one of the two as well."""
    old = {file.stem: Image.open(file).convert("RGB") for file in sorted(folder.glob("*.webp"))}
    found = dict.fromkeys(pictures.keys() - old.keys(), "there is no picture of it yet")
    found |= dict.fromkeys(old.keys() - pictures.keys(), "there is nothing of that name any more")
    found |= {name: _difference(old[name], pictures[name]) for name in old.keys() & pictures.keys()}
    return {name: words for name, words in sorted(found.items()) if words}


def _difference(old: Image.Image, new: Image.Image) -> str:
    if any(abs(a - b) > 2 for a, b in zip(old.size, new.size, strict=True)):
        return f"it is {new.width} × {new.height} pixels, and was {old.width} × {old.height}"
    both = (0, 0, min(old.width, new.width), min(old.height, new.height))
    red, green, blue = ImageChops.difference(old.crop(both), new.crop(both)).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue).histogram()
    share = sum(most[LEVELS + 1 :]) / sum(most)
    return f"{share:.2%} of it looks different" if share > SHARE else ""


def put(picture: Image.Image, file: Path) -> None:
    """Write a picture, each colour in 64 steps, of which nobody sees one: it is a sixth smaller."""
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.point(lambda level: level & 0xFC | level >> 6).save(file, lossless=True, quality=100)


def renew(folder: Path, pictures: Mapping[str, Image.Image]) -> None:
    """Make a folder hold these pictures and no other; one that shows the same stays as it is, byte for byte."""
    for name, words in unlike(folder, pictures).items():
        file = folder / f"{name}.webp"
        if name in pictures:
            put(pictures[name], file)
        else:
            file.unlink()
        sys.stdout.write(f"{file.relative_to(ROOT)}: {words}\n")


def main() -> None:
    project = read_project(ROOT, ROOT / "briefings", at(TODAY))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        public, internal = Path(folder, "public"), Path(folder, "internal")
        build(project, public, "public")
        build(project, internal, "internal")
        with served(public) as outside, served(internal) as inside, photographer(playwright.chromium) as browser:
            for width, scheme in product(WIDTHS, SCHEMES):
                renew(LOOK / f"{width}-{scheme}", parts(browser, outside, width, scheme))
            renew(README, for_readme(browser, {"public": outside, "internal": inside}))


if __name__ == "__main__":
    main()
