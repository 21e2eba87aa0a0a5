"""A briefing on a shared screen, in a real browser: by keyboard, clicker and touch, large enough, and nothing lost."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from macros.build import build
from macros.project import read_project
from tests.browser import TELL_REFUSALS, barriers, drawn, served, watching
from tests.conftest import make_small
from tests.factories import at

PROJECTOR, LARGE = ViewportSize(width=1280, height=720), ViewportSize(width=1920, height=1080)
PHONE = ViewportSize(width=320, height=640)
SIZES = pytest.mark.parametrize("size", [PROJECTOR, LARGE, PHONE], ids=["projector", "large screen", "phone"])
BRIEFING, TEAM_BRIEFING = "briefings/child-rowan/", "team-briefings/child-larch/"
SENTENCES = " ".join(f"Sentence {number} of many that belong together." for number in range(1, 90))
ITEMS = "\n".join(f"{number}. Item {number} of a list, which is long enough to fill a line." for number in range(1, 31))
ROWS = "\n".join(f"| Place {number} | {number} |" for number in range(1, 31))
LONG = {
    "background": f"A first paragraph.\n\n{SENTENCES}\n\nA last paragraph.[^1]\n\n[^1]: A note.",
    "safeguarding_concerns": f"What was seen:\n\n{ITEMS}",
    "incident": f"| Where | How many |\n|---|---|\n{ROWS}",
    "facilitator_notes": "Zebra.",
}


@pytest.fixture(scope="module")
def site_of_long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with a briefing whose steps fill many screens."""
    small = make_small(tmp_path_factory.mktemp("long"))
    small.put("child-rowan", {f"briefing.{name}": text for name, text in LONG.items()})
    build(read_project(small.folder, small.records, at("2026-11-26T12:00")), small.out, "public", html_only=True)
    with served(small.out) as address:
        yield address


@pytest.fixture(scope="module")
def public(site: Path) -> Iterator[str]:
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def internal(internal_site: Path) -> Iterator[str]:
    with served(internal_site) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport=PROJECTOR, has_touch=True) as context:
        context.add_init_script(TELL_REFUSALS)
        page = context.new_page()
        with watching(page) as noticed:
            yield page
        assert noticed.faults == []


def present(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Present").click()
    expect(page.locator(".where")).to_have_text(re.compile("^1 of "))


def now(page: Page) -> int:
    """The number of the screen that is shown."""
    return int(page.locator(".where").inner_text().split()[0])


def through(page: Page) -> Iterator[str]:
    """What each screen is called, from the one that is shown to the last."""
    while True:
        yield page.locator(".stage .label").first.inner_text()
        before = now(page)
        page.keyboard.press("PageDown")
        if now(page) == before:
            return


# By keyboard, clicker and touch ------------------------------------------------------------------------


def test_the_button_is_there_with_script_alone(browser: Browser, page: Page, public: str) -> None:
    page.goto(public + BRIEFING)
    expect(page.get_by_role("button", name="Present")).to_be_visible()
    with browser.new_context(java_script_enabled=False) as context:
        without = context.new_page()
        without.goto(public + BRIEFING)
        expect(without.get_by_role("heading", name="Questions for your team")).to_be_visible()
        expect(without.get_by_text("Present", exact=True)).to_have_count(0)


def test_a_briefing_offers_its_files_and_the_screen_in_one_row(page: Page, public: str) -> None:
    page.goto(public + BRIEFING)
    *files, last = page.locator(".ways li").all_inner_texts()
    assert last == "Present"
    assert [text for text in files if not re.fullmatch(r".+ \((PDF, \d+ sides?|PDF|Word)\)", text)] == []
    page.goto(public + BRIEFING.replace("briefings", "reports"))
    expect(page.get_by_text("Present", exact=True)).to_have_count(0)


@pytest.mark.parametrize(
    ("key", "back"), [("ArrowRight", "ArrowLeft"), ("PageDown", "PageUp"), ("Space", "Shift+Space")]
)
def test_keys_and_clickers_lead_on_and_back(page: Page, public: str, key: str, back: str) -> None:
    present(page, public + BRIEFING)
    page.keyboard.press(key)
    page.keyboard.press(key)
    assert now(page) == 3
    page.keyboard.press(back)
    assert now(page) == 2


def test_home_and_end_lead_to_title_and_end_and_no_further(page: Page, public: str) -> None:
    present(page, public + BRIEFING)
    page.keyboard.press("ArrowLeft")
    assert now(page) == 1
    page.keyboard.press("End")
    label = page.locator(".stage .label")
    expect(label).to_have_text("End of the briefing")
    last = now(page)
    page.keyboard.press("ArrowRight")
    assert now(page) == last
    page.keyboard.press("Home")
    expect(label).to_have_text("Six-step learning briefing")
    expect(page.locator(".stage h2")).to_have_text("Child Rowan")


@pytest.mark.parametrize("key", [".", "b", "B", "F5", "Shift+F5", "Control+ArrowRight", "Alt+PageDown"])
def test_other_keys_of_clickers_and_readers_do_no_harm(page: Page, public: str, key: str) -> None:
    present(page, public + BRIEFING)
    page.keyboard.press("ArrowRight")
    page.keyboard.press(key)
    assert now(page) == 2
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_space_bar_presses_the_button_that_has_the_focus(page: Page, public: str) -> None:
    present(page, public + BRIEFING)
    page.keyboard.press("End")
    last = now(page)
    page.get_by_role("button", name="Previous").focus()
    page.keyboard.press("Space")
    assert now(page) == last - 1


def test_no_key_does_anything_unless_somebody_presents(page: Page, public: str) -> None:
    page.goto(public + BRIEFING)
    page.keyboard.press("End")
    expect(page.locator("footer.bottom")).to_be_in_viewport()
    page.keyboard.press("b")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_escape_leaves_and_the_focus_is_on_the_button_again(page: Page, public: str) -> None:
    present(page, public + BRIEFING)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Present")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".where")).to_have_text(re.compile("^2 of "))


def test_who_was_through_begins_again_with_the_title(page: Page, public: str) -> None:
    present(page, public + BRIEFING)
    page.keyboard.press("End")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Present").click()
    expect(page.locator(".where")).to_have_text(re.compile("^1 of "))


def test_who_leaves_and_starts_again_at_once_stays(page: Page, public: str) -> None:
    """The full screen is still being left then, and must not take the next one with it."""
    present(page, public + BRIEFING)
    for _ in range(6):
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Present")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".where")).to_have_text(re.compile("^1 of "))
        # And is there still when all news of full screens has come.
        page.wait_for_function("document.fullscreenElement !== null")
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        expect(page.get_by_role("dialog")).to_have_count(1)


def test_who_leaves_and_starts_again_before_anything_is_drawn_is_where_they_were(page: Page, public: str) -> None:
    page.add_init_script("delete Element.prototype.requestFullscreen")
    present(page, public + BRIEFING)
    page.keyboard.press("ArrowRight")
    seen = page.evaluate(
        """() => {
            document.querySelector(".present .leave").click();
            document.querySelector(".ways button").click();
            const where = document.querySelector(".where");
            return new Promise((done) => requestAnimationFrame(() => done(where.textContent)));
        }"""
    )
    assert seen.startswith("2 of ")
    page.keyboard.press("ArrowRight")
    assert now(page) == 3


def test_to_start_lays_out_once(page: Page, public: str) -> None:
    """On a slow machine that takes a second."""
    page.goto(public + BRIEFING)
    at_once, then = page.evaluate(
        """async () => {
            delete Element.prototype.requestFullscreen;
            const { replaceChildren } = Element.prototype;
            let drawn = 0;
            Element.prototype.replaceChildren = function (...inside) {
                drawn += 1;
                return replaceChildren.apply(this, inside);
            };
            document.querySelector(".ways button").click();
            for (const _ of Array(5)) await null;
            const atOnce = drawn;
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            return [atOnce, drawn];
        }"""
    )
    assert 20 < at_once == then


def test_it_fills_the_screen_and_leaving_full_screen_leaves_it(page: Page, public: str) -> None:
    present(page, public + BRIEFING)
    assert page.evaluate("document.fullscreenElement !== null")
    page.evaluate("document.exitFullscreen()")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Present")).to_be_focused()


@pytest.mark.parametrize(
    "refusal",
    ["delete Element.prototype.requestFullscreen", "Element.prototype.requestFullscreen = () => Promise.reject()"],
)
def test_where_there_is_no_full_screen_the_window_does(page: Page, public: str, refusal: str) -> None:
    page.add_init_script(refusal)
    present(page, public + BRIEFING)
    box = page.get_by_role("dialog").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 1280, "height": 720}
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Present")).to_be_focused()


@pytest.mark.parametrize("name", ["End", "Back to the briefing"])
def test_buttons_lead_back_to_the_briefing(page: Page, public: str, name: str) -> None:
    present(page, public + BRIEFING)
    page.keyboard.press("End")
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_tap_on_the_right_leads_on_and_on_the_left_back(page: Page, public: str) -> None:
    page.set_viewport_size(PHONE)
    present(page, public + BRIEFING)
    page.touchscreen.tap(300, 300)
    page.touchscreen.tap(300, 300)
    assert now(page) == 3
    page.touchscreen.tap(20, 300)
    assert now(page) == 2


def test_a_swipe_leads_on_and_back_once_each(page: Page, public: str) -> None:
    page.set_viewport_size(PHONE)
    present(page, public + BRIEFING)
    client = page.context.new_cdp_session(page)
    for start, end, screen in ((280, 60, 2), (280, 60, 3), (60, 280, 2)):
        for kind, places in (("Start", [start]), ("Move", [(start + end) // 2]), ("Move", [end]), ("End", [])):
            points = [{"x": x, "y": 300} for x in places]
            client.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
        expect(page.locator(".where")).to_have_text(re.compile(f"^{screen} of "))


@SIZES
def test_buttons_are_large_enough_for_a_thumb_and_in_one_row(page: Page, public: str, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    present(page, public + BRIEFING)
    boxes = [button.bounding_box() for button in page.get_by_role("dialog").get_by_role("button").all()]
    assert len(boxes) == 3
    assert all(box and box["width"] >= 44 and box["height"] >= 44 for box in boxes)
    assert len({box["y"] for box in boxes if box}) == 1


# What is shown -----------------------------------------------------------------------------------------


def test_steps_come_in_their_order_then_each_question_alone(page: Page, public: str) -> None:
    present(page, public + BRIEFING)
    labels = [re.sub(r" \(part.*", "", label) for label in through(page)]
    assert list(dict.fromkeys(labels)) == [
        "Six-step learning briefing",
        *(f"Step {number} of 6" for number in range(1, 7)),
        *(f"Question {number} of 4" for number in range(1, 5)),
        "End of the briefing",
    ]


@SIZES
def test_nothing_of_a_long_briefing_is_lost_or_cut_or_comes_twice(
    page: Page, site_of_long: str, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    page.goto(site_of_long + BRIEFING)
    steps = page.locator("main h2.step")
    expect(steps).to_have_count(6)
    written = page.evaluate("""() => [...document.querySelectorAll("main h2.step")].map((step) => {
      const found = [];
      for (let next = step.nextElementSibling; next && next.tagName !== "H2"; next = next.nextElementSibling) {
        if (!next.matches("details")) found.push(next.innerText);
      }
      return found.join(" ").replaceAll("↩", " ").split(/\\s+/).filter(Boolean);
    })""")
    present(page, site_of_long + BRIEFING)
    shown: dict[str, list[str]] = {}
    for label in through(page):
        # A table that goes on has its head once more, and a phone has no heads but a label in each cell.
        text = page.locator(".stage > div > div").evaluate("""(body) => {
          const copy = body.cloneNode(true);
          if (!/part 1 of/.test(body.parentNode.textContent)) copy.querySelector("thead")?.remove();
          document.body.append(copy);
          const { innerText } = copy;
          copy.remove();
          return innerText;
        }""")
        shown.setdefault(label.split(" (part")[0], []).extend(text.split())
        room, needed = page.locator(".stage").evaluate("(one) => [one.clientHeight, one.scrollHeight]")
        assert needed <= room, label
        width, wide = page.locator(".stage").evaluate("(one) => [one.clientWidth, one.scrollWidth]")
        assert wide <= width, label
    assert [shown[f"Step {number} of 6"] for number in range(1, 7)] == written
    assert "Zebra." not in " ".join(map(" ".join, shown.values()))


def test_what_goes_on_goes_on_after_a_sentence_and_with_its_number(page: Page, site_of_long: str) -> None:
    present(page, site_of_long + BRIEFING)
    numbers: list[int] = []
    for label in through(page):
        body = page.locator(".stage > div > div")
        if label.startswith("Step 1 of 6"):
            assert body.inner_text().strip().endswith((".", "note.")), label
        if label.startswith("Step 2 of 6"):
            numbers += body.evaluate("(one) => [...one.querySelectorAll('li')].map((item) => item.value)")
        if label.startswith("Step 3 of 6"):
            expect(body.locator("thead")).to_have_count(1)
    assert numbers == list(range(1, 31))


@SIZES
def test_text_is_large_enough_for_the_last_row(page: Page, public: str, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    present(page, public + BRIEFING)
    # A phone is held in the hand.
    least = 20 if size == PHONE else 0.035 * size["height"]
    for label in through(page):
        sizes = page.locator(".stage > div > div :is(p, li)").evaluate_all(
            "(all) => all.map((one) => parseFloat(getComputedStyle(one).fontSize))"
        )
        assert min(sizes) >= least, label


def test_lines_stay_short_on_a_wide_screen(page: Page, public: str) -> None:
    page.set_viewport_size(ViewportSize(width=2560, height=1080))
    present(page, public + BRIEFING)
    page.keyboard.press("PageDown")
    [wide, letter] = page.locator(".stage .record-text").evaluate(
        "(one) => [one.clientWidth, parseFloat(getComputedStyle(one).fontSize)]"
    )
    assert wide / letter < 40


def test_a_window_that_changes_shows_the_same_step(page: Page, public: str) -> None:
    present(page, public + BRIEFING)
    for _ in range(5):
        page.keyboard.press("PageDown")
    label = page.locator(".stage .label").first
    step = label.inner_text()[:6]
    for size in (PHONE, LARGE, PROJECTOR):
        page.set_viewport_size(size)
        drawn(page)
        expect(label).to_have_text(re.compile(f"^{step}"))
        room, needed = page.locator(".stage").evaluate("(one) => [one.clientHeight, one.scrollHeight]")
        assert needed <= room


def test_it_goes_on_when_the_network_has_gone(page: Page, public: str) -> None:
    page.goto(public + BRIEFING, wait_until="networkidle")
    page.context.set_offline(True)
    with watching(page) as noticed:
        page.get_by_role("button", name="Present").click()
        labels = list(through(page))
    page.context.set_offline(False)
    assert labels[-1] == "End of the briefing"
    assert noticed.asked == []


def test_every_screen_of_an_internal_site_says_that_it_is_internal_and_an_example(page: Page, internal: str) -> None:
    present(page, internal + TEAM_BRIEFING)
    labels = 0
    for _ in through(page):
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text("Internal: not for publication", exact=True)).to_be_in_viewport(ratio=1)
        expect(dialog.get_by_text("Example.")).to_be_in_viewport(ratio=1)
        labels += 1
    assert labels >= 10


@pytest.mark.parametrize("key", ["Home", "PageDown", "End"])
def test_no_screen_has_a_barrier(page: Page, public: str, key: str) -> None:
    present(page, public + BRIEFING)
    page.keyboard.press(key)
    assert barriers(page, "light") + barriers(page, "dark") == []


def test_who_listens_is_told_which_screen_it_is(page: Page, public: str) -> None:
    present(page, public + BRIEFING)
    expect(page.get_by_role("dialog", name="Briefing: Child Rowan")).to_be_visible()
    stage = page.locator(".stage")
    expect(stage).to_be_focused()
    expect(stage).to_have_attribute("aria-live", "polite")
    page.keyboard.press("PageDown")
    expect(stage).to_contain_text(re.compile("^Step 1 of 6The background"))


def test_nothing_moves(page: Page, public: str) -> None:
    present(page, public + BRIEFING)
    page.keyboard.press("PageDown")
    assert page.evaluate("document.getAnimations().length") == 0
