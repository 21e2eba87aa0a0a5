// The dates of a Rapid Review, worked out as macros/timetable/onwards.py does it. A day is written 2026-12-24, and
// no time zone comes into it. Nothing that is entered leaves the device.

const date = (day) => new Date(`${day}T00:00Z`);
const iso = (instant) => new Date(instant).toISOString().slice(0, 10);
const plus = (day, days) => iso(+date(day) + days * 86400000);

export const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !isNaN(date(text)) && iso(date(text)) === text;

const isWorkingDay = (data, day) => ![0, 6].includes(date(day).getUTCDay()) && !data.holidays.includes(day);

const count = (data, day, number, { unit, counted }) => {
  const steps = counted === "after" ? number : -number;
  if (unit === "days" || unit === "weeks") return plus(day, unit === "weeks" ? steps * 7 : steps);
  if (unit === "working-days") {
    for (let left = Math.abs(steps); left; left -= isWorkingDay(data, day)) day = plus(day, Math.sign(steps));
    return day;
  }
  const [year, month, on] = day.split("-").map(Number);
  const then = month - 1 + (unit === "years" ? steps * 12 : steps);
  return iso(Date.UTC(year, then, Math.min(on, new Date(Date.UTC(year, then + 1, 0)).getUTCDate())));
};

// Every step from the day of the event that is given ("notified" or "aware"), each with the day it is counted from.
export const onwards = (data, given, day) => {
  const known = { [given]: day };
  const dated = (step, from) => {
    const scale = step.scales.filter((one) => !one.from || one.from <= from).at(-1) ?? step.scales[0];
    const at = (number) => (number === null ? null : count(data, from, number, scale));
    return { ...scale, id: step.id, event: step.event, from, first: at(scale.earliest), last: at(scale.latest) };
  };
  const dayOf = (event) => {
    const taken = data.taken[event];
    if (known[event] || !taken) return known[event];
    const step = data.steps.find(({ id }) => id === taken.step);
    const before = taken.event ? dayOf(taken.event) : dayOf(step.event);
    if (before) known[event] = step ? dated(step, before).last : before;
    return known[event];
  };
  return data.steps
    .filter((step) => dayOf(step.event))
    .map((step) => ({ ...dated(step, dayOf(step.event)), assumed: step.event !== given }));
};

// In words ---------------------------------------------------------------------------------------------

const part = (day, form) => date(day).toLocaleDateString("en-GB", { ...form, timeZone: "UTC" });
const weekday = (day) => `${part(day, { weekday: "long" })} ${+day.slice(8)}`;
const month = (day) => part(day, { month: "long" });
const words = (day) => `${weekday(day)} ${month(day)} ${day.slice(0, 4)}`;

export const when = ({ first, last }) => {
  if (!first || !last) return first ? `From ${words(first)}` : `By ${words(last)}`;
  if (first === last) return words(last);
  const year = first.slice(0, 4) === last.slice(0, 4) ? "" : ` ${first.slice(0, 4)}`;
  return `${weekday(first)}${first.slice(0, 7) === last.slice(0, 7) ? "" : ` ${month(first)}${year}`} to ${words(last)}`;
};

const countedFrom = (data, { event, from, assumed }) => {
  const { step, event: other } = data.taken[event] ?? {};
  if (!assumed) return `Counted from ${data.events[event]} on ${words(from)}.`;
  const on = step ? "the last day" : `the day of ${data.events[other]}`;
  return `Counted from ${data.events[event]}, if that is on ${on}, ${words(from)}.`;
};

// A calendar file --------------------------------------------------------------------------------------

const fold = (line) => {
  let [folded, size] = ["", 0];
  for (const sign of line) {
    const octets = new TextEncoder().encode(sign).length;
    if (size + octets > 75) [folded, size] = [`${folded}\r\n `, 1];
    folded += sign;
    size += octets;
  }
  return folded;
};
const escaped = (text) => text.replace(/[\\;,]/g, "\\$&");
const compact = (day) => day.replaceAll("-", "");

export const calendarFile = (data, given, day, host) => {
  const events = onwards(data, given, day).flatMap((row) => [
    "BEGIN:VEVENT",
    `UID:${row.id}.${given}-${day}@${host}`,
    `DTSTAMP:${compact(day)}T000000Z`,
    `DTSTART;VALUE=DATE:${compact(row.first ?? row.last)}`,
    `DTEND;VALUE=DATE:${compact(plus(row.last ?? row.first, 1))}`,
    `SUMMARY:${escaped(row.name)} (${[row.first && "first", row.last && "last"].filter(Boolean).join(" to ")} day)`,
    `DESCRIPTION:${escaped(`${row.who} ${row.duty}: ${row.rule}. ${countedFrom(data, row)}`)}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ]);
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//cspr-publisher//Dates//EN", ...events, "END:VCALENDAR"];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
};

// The page ---------------------------------------------------------------------------------------------

const make = (tag, values, ...inside) => {
  const made = Object.assign(document.createElement(tag), values);
  made.append(...inside);
  return made;
};

const startOf = (data, event, day) =>
  make("li", { className: "start" },
    make("p", { className: "day" }, words(day)),
    make("p", { className: "what" }, `Day 0: ${data.events[event]}`));

const rowOf = (data, row) =>
  make("li", {},
    make("p", { className: "when" }, when(row)),
    make("p", { className: "what" }, row.name),
    make("p", {}, make("a", { href: `../../roles/${row.acts}/` }, row.who), " ",
      make("em", { className: row.duty }, row.duty), `: ${row.rule}.`),
    make("p", { className: "quiet" }, countedFrom(data, row),
      row.last && !isWorkingDay(data, row.last) ? " The last day is not a working day." : ""));

// What does not count: the day itself where nobody works, and the bank holidays on the way.
const notes = (data, day, rows) => {
  if (!rows.length) return [];
  const said = [];
  if (!isWorkingDay(data, day)) {
    const next = count(data, day, 1, { unit: "working-days", counted: "after" });
    said.push(`${words(day)} is not a working day. It is day 0 all the same, and working day 1 is ${words(next)}.`);
  }
  const counted = rows.filter(({ unit }) => unit === "working-days");
  const days = counted.flatMap(({ from, first, last }) => [from, first, last].filter(Boolean)).sort();
  const between = data.holidays.filter((one) => days[0] < one && one < days.at(-1)).map(words);
  const list = new Intl.ListFormat("en-GB").format(between);
  if (list) said.push(`Not counted: weekends, and the bank holiday${between.length > 1 ? "s" : ""} on ${list}.`);
  return said;
};

const form = document.querySelector("form.dates");

if (form) {
  const data = JSON.parse(document.getElementById("deadlines--data").textContent);
  const [status, answer] = ["status", "answer"].map((name) => document.getElementById(`deadlines--${name}`));
  const { event, day } = form.elements;
  const isKnown = (one) => !one || (data.from <= one && one <= data.until);
  const years = `from ${data.from.slice(0, 4)} to ${data.until.slice(0, 4)}`;
  const beyond = `Bank holidays are known here ${years}. Dates outside these years cannot be worked out.`;

  const show = (refused = "") => {
    let rows = day.value && isKnown(day.value) ? onwards(data, event.value, day.value) : [];
    if (!rows.every(({ from, first, last }) => [from, first, last].every(isKnown))) rows = [];
    rows.sort((one, other) => (one.last ?? one.first).localeCompare(other.last ?? other.first));
    // Somebody who types a year passes through those of antiquity: that is not worth a word.
    const typing = document.activeElement === day && day.value < "1000";
    status.textContent = rows.length
      ? `${rows.length} dates, counted from ${data.events[event.value]} on ${words(day.value)}.`
      : refused || (day.value && !typing ? beyond : "");
    answer.hidden = !rows.length;
    answer.querySelector("div").replaceChildren(...notes(data, day.value, rows).map((one) => make("p", {}, one)));
    const start = startOf(data, event.value, day.value);
    answer.querySelector("ol").replaceChildren(start, ...rows.map((row) => rowOf(data, row)));
    history.replaceState(null, "", (rows.length ? `?${event.value}=${day.value}` : location.pathname) + location.hash);
  };

  const ways = [...event].map(({ value }) => value);
  const [asked, on] = [...new URLSearchParams(location.search)].find(([name]) => ways.includes(name)) ?? [];
  event.value = asked ?? ways[0];
  day.value = on && isDay(on) ? on : "";
  form.addEventListener("input", () => show());
  form.addEventListener("focusout", () => {
    // The answer itself stays as it is: somebody may be pressing a link in it.
    const wrong = day.validity.badInput ? "Enter a day, a month and a year that make a date." : "";
    if (answer.hidden) show(wrong || status.textContent);
  });
  form.addEventListener("submit", (submitted) => submitted.preventDefault());
  document.getElementById("deadlines--print").addEventListener("click", () => print());
  document.getElementById("deadlines--save").addEventListener("click", () => {
    const file = new Blob([calendarFile(data, event.value, day.value, location.hostname)], { type: "text/calendar" });
    const link = make("a", { href: URL.createObjectURL(file), download: `dates-${event.value}-${day.value}.ics` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
  });
  show(on && !isDay(on) ? "There is no such day as the address of this page names. Enter the date here." : "");
}
