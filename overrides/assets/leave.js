// Leaves at once: the page goes, and another site takes its place, so that Back does not lead to it. It runs before
// anything is drawn, and so is there as soon as the link is. Without it the link is a plain link. After GOV.UK's
// "Exit this page"; what it cannot do is said on the page about privacy.
{
  const BETWEEN = 5000; // milliseconds from one press to the next: two seconds were too few for GOV.UK's readers
  const link = () => document.querySelector(".help .leave");

  // What stood here is taken out, not covered, and nothing puts it back: a browser that shows the document once more
  // from memory shows nothing of it. To load the page again brings it back.
  const leave = () => {
    const { href } = link();
    const loading = document.createElement("p");
    loading.role = "alert";
    stop(); // what has not come yet of a long page must not come after
    document.title = "Loading";
    document.body.replaceChildren(loading);
    loading.textContent = "Loading";
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    location.replace(href);
  };
  // However it was pressed: who holds Shift or Control by mistake leaves as well.
  addEventListener("click", (event) => {
    if (!event.target.closest?.(".help .leave")) return;
    event.preventDefault();
    leave();
  });

  // Shift, three times. It types nothing, so it is none of the keys that WCAG 2.1.4 is about. Escape would stop the
  // other site from loading. A press counts when it ends, and only if Shift was all there was: a capital letter,
  // a selection, a scroll sideways or another key held down start again from none.
  const said = document.createElement("p");
  said.className = "aside";
  said.ariaLive = "polite";
  addEventListener("DOMContentLoaded", () => link()?.after(said));
  const say = (words) => {
    const dialog = document.querySelector("dialog[open]"); // nothing outside it is read out
    if (dialog && !dialog.contains(said)) dialog.append(said);
    else if (!dialog && said.previousElementSibling !== link()) link().after(said);
    said.textContent = words;
  };

  let presses = 0;
  let alone = false;
  let timer;
  const again = (words = "") => {
    clearTimeout(timer);
    alone = false;
    if (presses) say(words);
    presses = 0;
  };
  const held = ({ key, ctrlKey, altKey, metaKey }) => {
    if (key !== "Shift" || ctrlKey || altKey || metaKey) again();
    else alone = true;
  };
  const released = ({ key }) => {
    if (key !== "Shift" || !alone || !link()) return;
    clearTimeout(timer);
    alone = false;
    presses += 1;
    if (presses === 3) return leave();
    timer = setTimeout(again, BETWEEN, "Shift is not counted any more.");
    say(presses === 1 ? "Press Shift two more times to leave this page." : "Press Shift once more to leave this page.");
  };
  // In the capture phase, so that no part of a page keeps them to itself.
  addEventListener("keydown", held, true);
  addEventListener("keyup", released, true);
  addEventListener("pointerdown", () => again(), true);
  addEventListener("wheel", () => again(), { capture: true, passive: true });
}
