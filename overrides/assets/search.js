// Search. Above this stands Pagefind, in the same file because no script may import another (see docs/decisions/0025):
// it brings `createInstance`, reads the index piece by piece, and finds all records that hold a word or its beginning.
// What a question means, and what answers it best, is worked out here.
{
  const BEST = 5; // shown at once
  const MORE = 10; // of one kind, when they are asked for
  const SECTIONS = 3;
  const EXCERPT = 30; // words
  const MOST_NEW_WORDS = 4; // of other names: each may cost a piece of the index
  const OTHER_NAME = 0.7; // what another name counts, where the word itself counts 1
  const WEIGHTS = { title: 5, description: 2 }; // what a word there counts, where one in the text counts 1
  const KINDS = {
    guidance: ["Guidance", "Guidance"],
    form: ["Form", "Forms"],
    briefing: ["Briefing", "Briefings"],
    report: ["Report", "Reports"],
    recommendation: ["Recommendation", "Recommendations"],
  };
  // What a question has beside what it asks about.
  const COMMON = new Set(
    `a about after all also am an and any are as at be because been being but by can could did do does doing for from
    get give go going got had has have he her him his how i if in into is it its just like many may me might much
    must my need no not now of on one or our out shall she should so some someone still than that the their them there
    they this to until up us use was we were what when where which while who whom whose why will with would you your`
      .split(/\s+/),
  );

  const form = document.querySelector("main form.search");
  const said = document.querySelector("main .found");
  const results = document.querySelector("main .results");
  const aToZ = document.querySelector("details.a-to-z");
  const narrow = form.querySelector("details.narrow");
  const selects = [...form.querySelectorAll("select")];
  const { index, root } = form.dataset;

  // What is asked ------------------------------------------------------------------------------------------------

  // As the index has them: small letters, nothing within a word that is neither letter nor figure.
  const wordsOf = (text) => {
    const found = text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'’‐-]*/gu) ?? [];
    return found.map((word) => word.replace(/[^\p{L}\p{N}]/gu, ""));
  };
  const telling = (words) => words.filter((word) => !COMMON.has(word));
  const one = (word) => (word.length > 3 ? word.replace(/s$/, "") : word); // of several: forms, form
  // What is left of a word without the end that it has in its sentence: family, families; notify, notification.
  const beginning = (word) => word.replace(/(i?cations?|ations?|y?ings?|i?ed|i?es|s|e|y)$/, "");
  const names = JSON.parse(form.dataset.names).map((group) => group.map((name) => telling(wordsOf(name))));
  // The words that are spelled as they should be.
  const shownWords = [aToZ, ...selects].flatMap(({ textContent }) => wordsOf(textContent));
  const known = new Set([...names.flat(2), ...shownWords].map(one));

  // How many letters have to be changed, added, left out or changed with their neighbours.
  const distance = (from, to) => {
    let [before, last] = [[], [...to, ""].map((_, place) => place)];
    for (let row = 1; row <= from.length; row++) {
      const now = [row];
      for (let at = 1; at <= to.length; at++) {
        const same = from[row - 1] === to[at - 1];
        now[at] = Math.min(last[at] + 1, now[at - 1] + 1, last[at - 1] + !same);
        const crossed = row > 1 && at > 1 && from[row - 1] === to[at - 2] && from[row - 2] === to[at - 1];
        if (crossed) now[at] = Math.min(now[at], before[at - 2] + 1);
      }
      [before, last] = [last, now];
    }
    return last[to.length];
  };

  const meant = (word) => {
    if (word.length < 5 || known.has(one(word))) return;
    const most = word.length < 8 ? 1 : 2;
    const near = [...known].filter((other) => other.length > 3 && Math.abs(other.length - word.length) <= most);
    const far = new Map(near.map((other) => [other, distance(one(word), other)]));
    return near.filter((other) => far.get(other) <= most).sort((a, b) => far.get(a) - far.get(b))[0];
  };

  // The words of a question that tell something, each with what it may be called as well.
  const read = (question) => {
    const all = wordsOf(question);
    const words = telling(all).length ? telling(all) : all;
    const terms = words.map((word) => ({ word, others: [], meant: meant(word) }));
    const stems = words.map(one);
    for (const group of names) {
      for (const name of group.filter((name) => name.length)) {
        const at = stems.findIndex((_, place) => name.every((word, next) => one(word) === stems[place + next]));
        if (at < 0) continue;
        const isNew = (word) => !stems.includes(one(word));
        const others = group.filter((other) => other.some(isNew));
        let room = MOST_NEW_WORDS;
        for (const other of others.sort((a, b) => a.filter(isNew).length - b.filter(isNew).length)) {
          room -= other.filter(isNew).length;
          if (room < 0) break;
          for (const term of terms.slice(at, at + name.length)) term.others.push(other.join(" "));
        }
      }
    }
    return terms.filter((term, place) => stems.indexOf(one(term.word)) === place);
  };

  // What answers it ----------------------------------------------------------------------------------------------

  let begun;
  const begin = () => {
    begun ??= (async () => {
      const { href } = new URL(index, location);
      const entry = await (await fetch(`${href}pagefind-entry.json?ts=1`)).json();
      const pagefind = createInstance({ basePath: href, noWorker: true, metaCacheTag: "1" });
      await pagefind.init();
      await pagefind.options({ ranking: { metaWeights: WEIGHTS } });
      return { pagefind, size: Object.values(entry.languages)[0].page_count };
    })();
    return begun;
  };

  const search = async (words) => {
    const { pagefind } = await begin();
    const { results } = await pagefind.search(words);
    return results.map((result) => ({ result, fit: result.score / results[0].score }));
  };

  const sought = (terms) => new Set(terms.flatMap(({ word, others, meant }) => [word, ...others, meant ?? word]));

  // Which of the records that were found carry what a filter offers.
  const having = async (select, option, terms) => {
    const { pagefind } = await begin();
    const filters = { [select.name]: option.dataset.name };
    const ids = new Set();
    for (const words of sought(terms)) {
      for (const { id } of (await pagefind.search(words, { filters })).results) ids.add(id);
    }
    return ids;
  };

  // Every record that answers, the best first. A record counts by how well it fits each word, how rare that word is,
  // and how many of the words it holds; what holds fewer than half as many as another is no answer.
  const answers = async (terms) => {
    const { pagefind, size } = await begin();
    await Promise.all([...sought(terms)].map((words) => pagefind.preload(words)));
    const found = new Map();
    for (const [place, { word, others, meant }] of terms.entries()) {
      const own = await search(word);
      const right = meant ? await search(meant) : [];
      // Of two spellings the one that more pages use is meant.
      const misspelled = right.length > own.length;
      terms[place].as = misspelled ? meant : undefined;
      const hits = misspelled ? right : [...own];
      for (const other of new Set(others)) {
        hits.push(...(await search(other)).map((hit) => ({ ...hit, fit: hit.fit * OTHER_NAME })));
      }
      const fits = new Map();
      for (const { result, fit } of hits) {
        const { id } = result;
        fits.set(id, Math.max(fits.get(id) ?? 0, fit));
        // A record is called by its kind and its address.
        if (!found.has(id)) found.set(id, { id, kind: id.split("/")[0], score: 0, holds: 0, data: result.data });
      }
      const rare = Math.sqrt(Math.log(1 + (size - fits.size + 0.5) / (fits.size + 0.5)));
      terms[place].rare = rare;
      for (const [id, fit] of fits) {
        const record = found.get(id);
        record.score += fit * rare;
        record.holds += 1;
      }
    }
    const most = Math.max(...[...found.values()].map(({ holds }) => holds));
    const order = ({ score, holds }) => score * Math.sqrt(holds);
    return [...found.values()].filter(({ holds }) => holds >= Math.floor(most / 2)).sort((a, b) => order(b) - order(a));
  };

  // How it is shown: nothing of a record is ever read as HTML ----------------------------------------------------

  const make = (name, className, ...parts) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...parts);
    return made;
  };

  const link = (address, words) => {
    const made = make("a", "", words);
    made.href = `${root}${address.replace(/^\/+/, "")}`;
    return made;
  };

  // The index says which records have a word, and not where: a large site would be too much to load. So it is looked for
  // in the text of what is shown. Each place that has a word of the question, with which of them.
  const marked = (words, terms) => {
    const looks = terms.map(({ word, as, others }) => wordsOf([as ?? word, ...others].join(" ")));
    const ends = looks.map((own) => new Set(own.map(beginning)));
    const places = words.map((written) => {
      const [word] = wordsOf(written);
      return word ? looks.findIndex((own, place) => ends[place].has(beginning(word)) || own.includes(word)) : -1;
    });
    return new Map([...places.entries()].filter(([, place]) => place >= 0));
  };

  // How much of what was asked stands between two places of a text.
  const told = (marks, terms, from, to) => {
    const held = new Set([...marks].filter(([at]) => at >= from && at < to).map(([, place]) => place));
    return [...held].reduce((sum, place) => sum + terms[place].rare, 0);
  };

  const excerpt = (words, marks, terms) => {
    const starts = [...marks.keys()].map((at) => Math.max(0, at - 4));
    const worth = new Map(starts.map((start) => [start, told(marks, terms, start, start + EXCERPT)]));
    const start = starts.reduce((best, next) => (worth.get(next) > worth.get(best) ? next : best));
    const end = start + EXCERPT;
    const text = make("p", "");
    if (start > 0) text.append("… ");
    for (let at = start; at < Math.min(end, words.length); at++) {
      text.append(marks.has(at) ? make("mark", "", words[at]) : words[at], " ");
    }
    if (end < words.length) text.append("…");
    return text;
  };

  const entry = async ({ data, kind }, terms) => {
    const { meta, content, anchors, raw_url } = await data();
    const words = content.split(/\s+/);
    const marks = marked(words, terms);
    const about = [KINDS[kind]?.[0], meta.date, meta.themes].filter(Boolean).join(" · ");
    const shown = make("li", "", make("h3", "", link(raw_url, meta.title)), make("p", "quiet", about));
    if (marks.size) shown.append(excerpt(words, marks, terms));
    else if (meta.description) shown.append(make("p", "", meta.description));

    const heads = anchors.filter(({ element, text }) => /^h[2-6]$/.test(element) && text.trim().length > 1);
    heads.sort((a, b) => a.location - b.location);
    const sections = heads.map(({ id, text, location }, place) => {
      return { id, text, location, worth: told(marks, terms, location, heads[place + 1]?.location ?? Infinity) };
    });
    const most = Math.max(...sections.map(({ worth }) => worth));
    const best = sections.filter(({ worth }) => worth > 0 && worth >= most / 2);
    best.sort((a, b) => b.worth - a.worth).splice(SECTIONS);
    if (best.length && !raw_url.includes("#")) {
      best.sort((a, b) => a.location - b.location);
      const links = best.map(({ id, text }) => make("li", "", link(`${raw_url}#${id}`, text.trim())));
      shown.append(make("ul", "", ...links));
    }
    return shown;
  };

  const entries = (records, terms) => Promise.all(records.map((record) => entry(record, terms)));

  // What is left of one kind, folded: its pieces of the index are fetched when it is opened.
  const group = (kind, records, terms) => {
    const list = make("ol", "");
    const more = make("button", "", "Show more");
    more.type = "button";
    const head = make("h2", "", KINDS[kind][1]);
    const folded = make("details", "", make("summary", "", head, ` ${records.length} more`), list, more);
    const show = async () => {
      const shown = await entries(records.splice(0, MORE), terms);
      list.append(...shown);
      more.hidden = !records.length;
      return shown[0];
    };
    folded.addEventListener("toggle", () => list.children.length || show());
    more.addEventListener("click", async () => (await show()).querySelector("a").focus());
    return folded;
  };

  const count = (number) => `${number} ${number === 1 ? "result" : "results"} found.`;

  let asked = 0;
  const show = async () => {
    const turn = ++asked;
    const question = form.elements.q.value.trim();
    if (!question) {
      said.textContent = "";
      results.replaceChildren();
      return;
    }
    said.textContent = ""; // what is said twice is told twice
    results.ariaBusy = "true";
    try {
      const terms = read(question);
      const every = terms.length ? await answers(terms) : [];
      const chosen = selects.filter((select) => select.value);
      const sets = await Promise.all(chosen.map((select) => having(select, select.selectedOptions[0], terms)));
      const found = every.filter(({ id }) => sets.every((set) => set.has(id)));
      const first = await entries(found.slice(0, BEST), terms);
      if (turn !== asked) return; // somebody asked anew meanwhile
      const rest = found.slice(BEST);
      results.replaceChildren(...(first.length ? [make("h2", "", "Best matches"), make("ol", "", ...first)] : []));
      for (const kind of new Set(rest.map((record) => record.kind))) {
        results.append(group(kind, rest.filter((record) => record.kind === kind), terms));
      }
      const as = terms.filter((term) => term.as).map((term) => `“${term.as}”`).join(", ");
      const nothing = every.length
        ? `Nothing found that fits what you chose. Without it there are ${every.length}.`
        : "Nothing found. Try other words, or look in the A to Z.";
      said.textContent = (found.length ? count(found.length) : nothing) + (as && ` Searched for ${as} instead.`);
      counts({ every, terms }).catch(() => {});
    } catch {
      if (turn !== asked) return;
      begun = undefined; // a network comes back
      results.replaceChildren();
      said.textContent = "Search cannot be used just now. The A to Z leads to every page.";
      aToZ.open = true;
    } finally {
      if (turn === asked) results.ariaBusy = null;
    }
  };

  // Beside each choice how many results would be left, once somebody looks at the choices.
  let counted = { every: [], terms: [] };
  const counts = async (asked = counted) => {
    counted = asked;
    if (!narrow?.open) return;
    const { every, terms } = asked;
    for (const select of selects) {
      const others = selects.filter((other) => other !== select && other.value);
      const sets = await Promise.all(others.map((other) => having(other, other.selectedOptions[0], terms)));
      const left = every.filter(({ id }) => sets.every((set) => set.has(id)));
      for (const option of [...select.options].filter((option) => option.value)) {
        const set = await having(select, option, terms);
        if (asked !== counted) return;
        option.textContent = `${option.dataset.name} (${left.filter(({ id }) => set.has(id)).length})`;
      }
    }
  };

  // What was asked stands in the address, so that it can be sent, and Back leads to what was asked before ------------

  const take = () => {
    const params = new URLSearchParams(location.search);
    form.elements.q.value = params.get("q") ?? "";
    for (const select of selects) {
      select.value = params.get(select.name) ?? "";
      if (select.selectedIndex < 0) select.value = "";
      if (select.value) narrow.open = true;
    }
    show();
  };

  const ask = () => {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value)).toString();
    const address = query ? `?${query}` : location.pathname;
    if (address !== (location.search || location.pathname)) history.pushState(null, "", address);
    show();
  };

  for (const option of selects.flatMap((select) => [...select.options])) option.dataset.name = option.textContent;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  for (const select of selects) select.addEventListener("change", ask);
  narrow?.addEventListener("toggle", () => counts().catch(() => {}));
  addEventListener("popstate", take);
  take();
  if (!form.elements.q.value) form.elements.q.focus();
}
