// Lists: show only the cards that fit. What is chosen stands in the address, so that it can be sent and linked to.
const form = document.querySelector("form.filter");
const cards = [...document.querySelectorAll("article.card")];

let nothing = false;

const show = () => {
  const chosen = [...new FormData(form)].filter(([, value]) => value);
  for (const card of cards) {
    card.hidden = !chosen.every(([name, value]) => (card.dataset[name] ?? "").split(" ").includes(value));
  }
  for (const group of document.querySelectorAll("div.cards")) {
    const empty = ![...group.children].some((card) => !card.hidden);
    group.hidden = empty;
    group.previousElementSibling.hidden = empty;
  }
  const found = cards.filter((card) => !card.hidden).length;
  const shown = chosen.length ? `${found} of ${cards.length} shown` : `${cards.length} in all`;
  form.querySelector(".found").textContent = nothing ? `Nothing here fits what was asked for. ${shown}` : shown;
  nothing = false;
  form.querySelector("button").hidden = !chosen.length;
  const query = new URLSearchParams(chosen).toString();
  history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash);
};

if (form) {
  const asked = new URLSearchParams(location.search);
  for (const select of form.querySelectorAll("select")) {
    const wanted = asked.get(select.name) ?? "";
    if ([...select.options].some((option) => option.value === wanted)) select.value = wanted;
    else nothing = true;
  }
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show));
  form.hidden = false;
  show();
}
