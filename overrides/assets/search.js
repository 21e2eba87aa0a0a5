// Search: Material's own worker over Material's own index, fetched only when this page is opened.
const { worker: workerAddress, index, root } = document.currentScript.dataset;
const form = document.querySelector("form.search");
const words = form.elements.q;
const found = document.querySelector(".found");
const results = document.querySelector("ol.results");
let worker;

const KINDS = { briefings: "Briefing", reports: "Report", guidance: "Guidance", about: "About this site" };

// What the index gives holds <mark> around the words found; anything else is shown as text.
const marked = (html) => {
  const holder = document.createElement("span");
  for (const node of new DOMParser().parseFromString(html ?? "", "text/html").body.childNodes) {
    const part = node.nodeName === "MARK" ? document.createElement("mark") : document.createTextNode("");
    part.textContent = node.textContent;
    holder.append(part);
  }
  return holder;
};

// So much of a text as shows the first word found: some words before it, a few lines after it.
const excerpt = (html) => {
  const text = marked(html);
  const found = text.querySelector("mark");
  const before = found?.previousSibling;
  if (before?.length > 70) before.textContent = `… ${before.textContent.slice(-60)}`;
  let room = 220;
  for (const part of [...text.childNodes]) {
    if (room <= 0) part.remove();
    else if (part.textContent.length > room) part.textContent = `${part.textContent.slice(0, room)} …`;
    room -= part.textContent.length;
  }
  return text;
};

const show = (items) => {
  found.textContent = items.length
    ? `${items.length} ${items.length === 1 ? "page" : "pages"} found`
    : "No pages found. Try fewer words or another word, or start from the lists of briefings and reports.";
  results.replaceChildren(
    ...items.slice(0, 20).map((sections) => {
      const best = [...sections].sort((one, other) => other.score - one.score)[0];
      const page = sections.find((section) => !section.location.includes("#")) ?? best;
      const entry = document.createElement("li");
      const link = document.createElement("a");
      link.href = `${root}/${best.location}`;
      link.append(marked(page.title));
      entry.append(link);
      const kind = document.createElement("span");
      kind.className = "quiet";
      kind.textContent = KINDS[page.location.split("/")[0]] ?? "";
      entry.append(" ", kind);
      const text = document.createElement("p");
      if (best !== page) text.append(marked(best.title), " – ");
      text.append(excerpt(best.text));
      entry.append(text);
      return entry;
    }),
  );
};

const ask = () => {
  const query = words.value.trim();
  history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
  // Words of one or two letters fit too much: "I" would find every incident.
  const asked = query.split(/\s+/).filter((word) => word.length > 2).join(" ") || query;
  if (query) {
    worker.postMessage({ type: 2, data: asked });
  } else {
    found.textContent = "";
    results.replaceChildren();
  }
};

const begin = async () => {
  words.value = new URLSearchParams(location.search).get("q") ?? "";
  const response = await fetch(index);
  if (!response.ok) throw new Error(response.statusText);
  const { config, docs } = await response.json();
  worker = new Worker(workerAddress);
  worker.addEventListener("message", ({ data }) => {
    if (data.type === 1) ask();
    if (data.type === 3) show(data.data.items);
  });
  worker.postMessage({ type: 0, data: { config, docs, options: { suggest: false } } });
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (worker) ask();
});
if (!location.search) words.focus();
begin().catch(() => {
  found.textContent = "Search cannot be used just now. Start from the lists of briefings and reports.";
});
