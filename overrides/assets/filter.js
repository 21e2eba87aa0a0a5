// Lists and the planning calendar: show only what fits. What is chosen stands in the address, so that it can be sent
// and linked to.
const form = document.querySelector("form.filter");
const cards = [...document.querySelectorAll("article.card, .entry")];
// What is overdue stands on its day as well, and counts once.
const counted = cards.filter((card) => !("again" in card.dataset));

let nothing = false;

const show = () => {
  const chosen = [...new FormData(form)].filter(([, value]) => value);
  // Month or list is chosen like the rest, and hides no entry.
  const filters = chosen.filter(([name]) => name !== "view");
  document.body.classList.toggle("as-list", filters.length < chosen.length);
  for (const card of cards) {
    card.hidden = !filters.every(([name, value]) => (card.dataset[name] ?? "").split(" ").includes(value));
  }
  for (const more of document.querySelectorAll("details.more")) more.open = filters.length > 0;
  for (const group of document.querySelectorAll("div.cards, .group")) {
    const empty = !group.querySelector(":is(article.card, .entry):not([hidden])");
    if (group.matches("li")) {
      group.classList.toggle("free", empty); // a day keeps its place in the month
      group.ariaHidden = empty ? "true" : null;
    } else group.hidden = empty && filters.length > 0;
    if (group.matches("div.cards")) group.previousElementSibling.hidden = empty;
  }
  const found = counted.filter((card) => !card.hidden).length;
  const shown = filters.length ? `${found} of ${counted.length} shown` : `${counted.length} in all`;
  form.querySelector(".found").textContent = nothing ? `Nothing here fits what was asked for. ${shown}` : shown;
  nothing = false;
  form.querySelector("button").hidden = !filters.length;
  const query = new URLSearchParams(chosen).toString();
  history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash);
};

if (form) {
  const { view } = form.elements;
  const asked = new URLSearchParams(location.search);
  for (const select of form.querySelectorAll("select")) {
    const wanted = asked.get(select.name) ?? "";
    if ([...select.options].some((option) => option.value === wanted)) select.value = wanted;
    else if (select !== view) nothing = true;
  }
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    const kept = view?.value;
    setTimeout(() => {
      if (view) view.value = kept; // a list that shows all is still a list
      show();
    });
  });
  form.hidden = false;
  show();
}
