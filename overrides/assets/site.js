// Small comforts. Every page is whole without them.

// Beside the text there is room for the contents; on a phone they stay folded.
for (const contents of document.querySelectorAll("details.contents")) {
  contents.open = matchMedia("(min-width: 62rem)").matches;
}

// The menu of a phone closes behind whoever goes on past it by keyboard, so that it hides nothing (WCAG 2.4.11).
const menu = document.getElementById("page--menu");
menu.addEventListener("focusout", ({ relatedTarget }) => {
  if (relatedTarget && !relatedTarget.closest(".top") && menu.matches(":popover-open")) menu.hidePopover();
});

// Ctrl+K, or ⌘K on a Mac, leads to the search: no single key does (WCAG 2.1.4), and nothing is taken from somebody who
// writes elsewhere or presents. Where the field is left out, as on a phone, it is the page that has one.
const find = document.querySelector("form.find, main form.search")?.elements.q;
addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event;
  if (!find || key.toLowerCase() !== "k" || ctrlKey === metaKey || altKey || shiftKey) return;
  if (document.querySelector("dialog[open]") || (target !== find && target.matches?.("input, textarea, select"))) return;
  event.preventDefault();
  if (!find.checkVisibility()) find.form.submit();
  find.focus();
  find.select();
});

// A word is explained at a tap or by keyboard without script; a pointer that rests on it shows the same.
for (const term of document.querySelectorAll(".term")) {
  const tip = term.lastElementChild;
  let wait;
  term.firstElementChild.addEventListener("click", () => tip.showPopover());
  term.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !term.contains(event.relatedTarget)) tip.hidePopover();
  });
  term.addEventListener("pointerenter", (event) => {
    clearTimeout(wait);
    if (event.pointerType === "mouse") wait = setTimeout(() => tip.showPopover(), 300);
  });
  term.addEventListener("pointerleave", (event) => {
    clearTimeout(wait);
    if (event.pointerType === "mouse") wait = setTimeout(() => tip.hidePopover(), 300);
  });
}

// The calendar: which day it is, the reader's clock knows.
const now = new Date();
const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
for (const day of document.querySelectorAll(`[data-day="${today}"]`)) {
  day.classList.add("today");
  if (!day.ariaHidden) day.ariaCurrent = "date";
}

// A printed page says when it was printed, what its filter was, and where its links within the site lead.
addEventListener("beforeprint", () => {
  const foot = document.querySelector(".printed");
  foot.dataset.filter = location.search;
  for (const link of document.querySelectorAll("main :is(p, li) > a[href]:not(.role, td *, #deadlines--answer *)")) {
    if (link.origin === location.origin && link.pathname !== location.pathname) link.dataset.path = link.pathname;
  }
  foot.dataset.on = `Printed on ${new Date().toLocaleDateString("en-GB", { dateStyle: "long" })}`;
});

// Light, dark, or as the device has it.
const footer = document.querySelector("footer.bottom");
const group = document.createElement("fieldset");
group.className = "colours";
group.innerHTML = "<legend>Colours</legend>";
for (const [value, words] of [["", "As my device"], ["light", "Light"], ["dark", "Dark"]]) {
  const label = document.createElement("label");
  const choice = document.createElement("input");
  choice.type = "radio";
  choice.name = "colours";
  choice.value = value;
  choice.checked = value === (document.documentElement.dataset.colours ?? "");
  choice.addEventListener("change", () => {
    document.documentElement.dataset.colours = value;
    try {
      value ? localStorage.setItem("colours", value) : localStorage.removeItem("colours");
    } catch {
      // No storage here: the choice holds for this page.
    }
  });
  label.append(choice, ` ${words}`);
  group.append(label);
}
footer.append(group);
