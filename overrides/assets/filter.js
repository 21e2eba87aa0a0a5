// Lists, the planning calendar and tables: show only what fits, in the order that was asked for. What is chosen stands
// in the address, so that it can be sent and linked to.
const form = document.querySelector("form.filter");
const items = "article.card, .entry, tr.row";
const cards = [...document.querySelectorAll(items)];
// What is overdue stands on its day as well, and counts once.
const counted = cards.filter((card) => !("again" in card.dataset));
const heads = [...document.querySelectorAll("th[data-sort]")];
const { compare } = new Intl.Collator("en-GB", { numeric: true });

let nothing = false;
// The column by which a table is sorted, with a stroke before it the other way round; empty as it came.
let order = "";

const valueIn = (row, column) => row.cells[column].dataset.order ?? row.cells[column].textContent.trim();

const sort = () => {
  const falling = order.startsWith("-");
  const by = heads.find((head) => order && head.dataset.sort === order.replace("-", ""));
  for (const head of heads) head.ariaSort = head !== by ? null : falling ? "descending" : "ascending";
  const values = new Map(by && cards.map((card) => [card, valueIn(card, by.cellIndex)]));
  const sorted = [...cards];
  if (by) {
    // What has no day comes last, either way.
    sorted.sort((one, other) => {
      const [a, b] = [values.get(one), values.get(other)];
      return !a - !b || (falling ? compare(b, a) : compare(a, b));
    });
  }
  cards[0].parentElement.append(...sorted);
  return by ? `. Order: ${by.textContent}${falling ? ", last first" : ""}` : "";
};

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
    const empty = !group.querySelector(`:is(${items}):not([hidden])`);
    if (group.matches("li")) {
      group.classList.toggle("free", empty); // a day keeps its place in the month
      group.ariaHidden = empty ? "true" : null;
    } else group.hidden = empty && filters.length > 0;
    if (group.matches("div.cards")) group.previousElementSibling.hidden = empty;
  }
  const found = counted.filter((card) => !card.hidden).length;
  const sorted = heads.length ? sort() : "";
  const shown = (filters.length ? `${found} of ${counted.length} shown` : `${counted.length} in all`) + sorted;
  form.querySelector(".found").textContent = nothing ? `Nothing here fits what was asked for. ${shown}` : shown;
  nothing = false;
  form.querySelector("button").hidden = !filters.length && !order;
  const query = new URLSearchParams(order ? [...chosen, ["sort", order]] : chosen).toString();
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
  for (const head of heads) {
    const name = head.dataset.sort;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => {
      order = order === name ? `-${name}` : name;
      show();
    });
    head.append(button);
    if ([name, `-${name}`].includes(asked.get("sort"))) order = asked.get("sort");
  }
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    const kept = view?.value;
    order = "";
    setTimeout(() => {
      if (view) view.value = kept; // a list that shows all is still a list
      show();
      form.querySelector("select").focus(); // the button goes
    });
  });
  show();
}
