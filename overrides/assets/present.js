// A briefing on a shared screen, step by step: by keyboard, touch or clicker. The page is whole without it.
const main = document.querySelector("main");
const title = main.querySelector("h1").textContent;
const make = (tag, className, ...inside) => {
  const made = Object.assign(document.createElement(tag), { className });
  made.append(...inside);
  return made;
};

// What is shown is a copy. It has no places of its own to link to, and each item of a list keeps its number.
const copy = (nodes, className = "") => {
  const body = make("div", className, ...[...nodes].map((node) => node.cloneNode(true)));
  for (const back of body.querySelectorAll(".footnote-back")) back.remove();
  for (const link of body.querySelectorAll("a[href^='#']")) link.replaceWith(link.textContent);
  for (const list of body.querySelectorAll("ol")) [...list.children].forEach((item, index) => (item.value = list.start + index));
  for (const one of body.querySelectorAll("[id]")) one.removeAttribute("id");
  return body;
};
const under = (heading) => {
  const found = [];
  for (let next = heading.nextElementSibling; next && !next.matches("h2, details"); next = next.nextElementSibling) found.push(next);
  return found;
};

// Title, steps, each question alone, end. The notes for whoever leads are not for the screen.
const steps = [...main.querySelectorAll("h2.step")];
const questions = [...main.querySelectorAll(".questions > li")];
const address = document.querySelector("link[rel=canonical]")?.href;
const end = make("div", "few", make("button", "leave", "Back to the briefing"));
if (address) end.prepend(make("p", "", `The briefing is at ${address}`));
const sections = [
  { label: main.querySelector(".kicker").textContent, heading: title, body: copy(main.querySelectorAll(":scope > .lede"), "few") },
  ...steps.map((step, index) => ({
    label: `Step ${index + 1} of ${steps.length}`, heading: step.lastChild.textContent.trim(), body: copy(under(step)),
  })),
  ...questions.map((question, index) => ({ label: `Question ${index + 1} of ${questions.length}`, body: copy(question.childNodes, "few question") })),
  { label: "End of the briefing", heading: title, body: end },
];

const stage = make("div", "stage");
stage.tabIndex = -1;
stage.autofocus = true;
stage.ariaLive = "polite";
const where = make("p", "where");
const [back, on, leave] = [["back", "Previous"], ["on", "Next"], ["leave", "End"]].map(([does, says]) => make("button", does, says));
// That it is internal, or an example, is said on every screen.
const marks = [...document.querySelectorAll(".watermark, .banner.example")].map((mark) => make("p", mark.className, mark.textContent));
const dialog = make("dialog", "present", make("header", "", ...marks), stage, make("footer", "", leave, where, back, on));
dialog.ariaLabel = `Briefing: ${title}`;

const draw = ({ label, heading, body }, part) =>
  stage.replaceChildren(make("div", body.className, make("p", "label", label, part), ...(heading ? [make("h2", "", heading)] : []), body));

// What is too long for one screen goes on on the next: after a recommendation, a paragraph or an item if that
// fits, after a sentence, a comma or a word if not even one of them does. Nothing is cut, and nothing is made smaller.
const ends = (body, selector) => [...body.querySelectorAll(selector)].map((node) => {
  const range = document.createRange();
  range.selectNode(node);
  return range;
});
const words = (body, border) => {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    for (const { index } of walker.currentNode.data.matchAll(border)) {
      const range = document.createRange();
      range.setStart(walker.currentNode, Math.max(index - 1, 0));
      range.setEnd(walker.currentNode, index + 1);
      found.push(range);
    }
  }
  return found;
};
const borders = [
  (body) => ends(body, ":is(.recommendation, blockquote, p, li, tbody tr):not(.recommendation *, blockquote *, li *)"),
  (body) => ends(body, ":is(p:not(.label), li):not(li > p)"),
  ...[/(?<=[.!?:;])\s/g, /(?<=,)\s/g, /\s/g].map((border) => (body) => words(body, border)),
];
const first = (body, bottom) => {
  for (const kind of borders) {
    const last = kind(body).findLast((range) => range.getBoundingClientRect().bottom <= bottom);
    if (last) {
      last.setStart(body, 0);
      return last;
    }
  }
  return null;
};
const fill = (section, share = 1) => {
  const body = section.body.cloneNode(true);
  const parts = [];
  parts.cuts = 0;
  for (;;) {
    draw({ ...section, body }, " (part 9 of 9)");
    const bottom = stage.getBoundingClientRect().top + stage.clientHeight * share;
    const range = body.getBoundingClientRect().bottom > bottom ? first(body, bottom) : null;
    if (!range) {
      parts.push(body);
      return parts;
    }
    const cut = range.endContainer.nodeType === Node.TEXT_NODE ? range.endContainer.parentElement : null;
    cut?.closest("li")?.classList.add("goes-on");
    const part = body.cloneNode();
    part.append(range.extractContents());
    parts.push(part);
    for (const one of body.querySelectorAll(":not(td, th, br)")) if (!one.textContent.trim()) one.remove();
    if (!body.textContent.trim()) return parts;
    parts.cuts += cut ? 1 : 0;
    const [from, rest] = [part, body].map((half) => half.querySelector("table"));
    if (from && rest && !rest.querySelector("thead")) rest.prepend(part.querySelector("table:last-of-type thead").cloneNode(true));
  }
};

// No last item alone on a screen of its own, if the one before it can hold less.
const split = (section) => {
  const full = fill(section);
  if (full.length < 2 || full.cuts) return full;
  const even = [0.6, 0.7, 0.8, 0.9].map((share) => fill(section, share));
  return even.find((parts) => parts.length === full.length && !parts.cuts) ?? full;
};

let screens = [];
let here = 0;
const room = () => `${stage.clientWidth} × ${stage.clientHeight}`;
let laidFor; // to lay out takes a slow machine a second, so never twice for the same room
const lay = () => {
  const now = screens[here];
  screens = sections.flatMap((section, index) => {
    let before = 0;
    return split(section).map((body, part, all) => {
      const after = before;
      before += body.textContent.length;
      return { ...section, body, index, before: after, part: all.length > 1 ? ` (part ${part + 1} of ${all.length})` : "" };
    });
  });
  laidFor = room();
  go(now ? screens.findLastIndex(({ index, before }) => index === now.index && before <= now.before) : 0);
};
const go = (number) => {
  here = Math.min(Math.max(number, 0), screens.length - 1);
  draw(screens[here], screens[here].part);
  stage.scrollTop = 0;
  where.textContent = `${here + 1} of ${screens.length}`;
  back.ariaDisabled = here === 0;
  on.ariaDisabled = here === screens.length - 1;
  if (!dialog.contains(document.activeElement)) stage.focus();
};

const keys = {
  ArrowRight: () => go(here + 1), ArrowLeft: () => go(here - 1),
  ArrowDown: () => go(here + 1), ArrowUp: () => go(here - 1), PageDown: () => go(here + 1), PageUp: () => go(here - 1),
  Home: () => go(0), End: () => go(screens.length - 1), F5: () => {}, // what a clicker sends to start
};
document.addEventListener("keydown", (event) => {
  if (!dialog.open || event.ctrlKey || event.altKey || event.metaKey) return;
  const space = event.key === " " && !event.target.closest?.("button, a");
  const act = space ? () => go(here + (event.shiftKey ? -1 : 1)) : keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
let down;
stage.addEventListener("pointerdown", (event) => (down = event));
stage.addEventListener("pointerup", (event) => {
  const across = down ? event.clientX - down.clientX : 0;
  if (event.pointerType !== "mouse" && Math.abs(across) > Math.max(40, Math.abs(event.clientY - down.clientY))) go(here - Math.sign(across));
});
dialog.addEventListener("click", (event) => {
  const pressed = event.target.closest("button, a");
  if (pressed?.matches(".leave")) dialog.close();
  else if (pressed === back) go(here - 1);
  else if (pressed === on) go(here + 1);
  else if (!pressed && stage.contains(event.target) && getSelection().isCollapsed) go(here + (event.clientX < innerWidth / 3 ? -1 : 1));
});

const start = make("button", "", "Present");
start.type = "button";
let leaving;
start.addEventListener("click", async () => {
  await leaving; // a full screen that is still being left would take the next one with it
  // Where there is no full screen, or it is refused, the window does.
  await document.documentElement.requestFullscreen?.({ navigationUI: "hide" }).catch(() => {});
  if (dialog.open) return;
  if (here === screens.length - 1) screens = []; // who was through begins anew, and all others go on where they left
  document.body.append(dialog);
  dialog.showModal();
  lay(); // at once: an observer is told nothing of a stage that went and came back between two frames
});
// Who leaves the full screen leaves; who left and starts again at once is not sent out by the news of the leaving.
let full = false;
document.addEventListener("fullscreenchange", () => {
  const left = full && !document.fullscreenElement;
  full = document.fullscreenElement !== null;
  if (left) dialog.close();
});
dialog.addEventListener("close", () => {
  if (dialog.open) return; // the news comes late: it was opened again meanwhile
  full = false;
  leaving = document.fullscreenElement ? document.exitFullscreen().catch(() => {}) : undefined;
  dialog.remove();
  start.focus();
});
new ResizeObserver(() => dialog.open && room() !== laidFor && lay()).observe(stage);
const ways = main.querySelector(".ways");
ways.append(make("li", "", start));
ways.hidden = false;
