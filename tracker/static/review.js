// The review desk: one suggestion at a time, a key and a request for each decision. The next items are on the page
// already; a decision that cannot be sent is kept in this browser and sent again until it is answered.

import { $, $$, Combo, codePoints, isTyping, offsetOf, oneLine, rangeOf, say } from "./words.js";

const desk = document.getElementById("review");
const OUTBOX = `review-unsent-${desk.dataset.user}`;
const AHEAD = 3; // items on the page, as the server gives them at first
const LONGEST_WAIT = 30000; // ms between two tries to send
const drafts = new WeakMap(); // item: what it says now
const decided = new Map(); // key: the item, until the answer is there
let sending = false;
let wait = 1000;
let timer;
let cutting = null; // while an item is being split: {item, at}

const items = () => $$(".review-item", desk);
const shown = () => items().find((item) => !item.hidden);
const keyOf = (item) => `${item.dataset.kind}:${item.dataset.id}`;
const textOf = (item) => $(".review-text", item);
const token = () => $("[name=csrfmiddlewaretoken]").value;
const read = (item) => JSON.parse($("script[type='application/json']", item).textContent);

// --- what is on the page -------------------------------------------------------------------------------------------

function prepare(item) {
  $$("[data-scripted]", item).forEach((element) => (element.hidden = false));
  drafts.set(item, read(item));
  $$("input[type=radio]", item).forEach((radio) => radio.addEventListener("change", () => paint(item)));
  const input = $("[data-who]", item);
  if (input) {
    const lookup = (values) => fetch(`${item.dataset.whoUrl}?${new URLSearchParams(values)}`).then((got) => got.json(), () => ({}));
    new Combo(input, lookup, (option) => {
      input.value = option.name;
      change(item, { who: { name: option.name, means: option.value } });
      $("[data-who-shown]", item).textContent = option.name;
      item.focus({ preventScroll: true });
    });
  }
  $("[data-within]", item)?.addEventListener("change", (event) => {
    change(item, { within: event.target.value ? Number(event.target.value) : null });
  });
  $("[data-join]", item)?.addEventListener("change", (event) => join(item, event.target.value));
  item.tabIndex = -1;
}

function show(item, { announce = false } = {}) {
  items().forEach((other) => (other.hidden = other !== item));
  cutting = null;
  document.getElementById("review-empty").hidden = Boolean(item);
  if (!item) {
    for (const name of ["spans", "cue", "source"]) window.CSS?.highlights?.delete(name);
    return;
  }
  paint(item);
  const words = $(".now", textOf(item)) ?? $(".hl, .credit", textOf(item));
  const box = textOf(item);
  if (words) box.scrollTop += words.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
  item.focus({ preventScroll: true });
  if (announce) say(oneLine($(".st-head", item).textContent + " " + $(".quote", item).textContent).slice(0, 160));
}

function put(html, { first }) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = document.adoptNode($(".review-item", page));
  const held = items().find((item) => keyOf(item) === keyOf(fresh));
  if (held && !first) return null;
  held?.remove();
  fresh.hidden = true;
  if (first) desk.prepend(fresh);
  else desk.append(fresh);
  prepare(fresh);
  return fresh;
}

// --- changes before a decision ---------------------------------------------------------------------------------------

function changesOf(item) {
  const was = read(item);
  const now = drafts.get(item);
  const found = {};
  for (const name of ["spans", "cue", "phrase", "within", "who"]) {
    if (JSON.stringify(was[name]) !== JSON.stringify(now[name])) found[name] = now[name];
  }
  return found;
}

function change(item, values) {
  Object.assign(drafts.get(item), values);
  const isChanged = Object.keys(changesOf(item)).length > 0;
  const mark = $("[data-changed]", item);
  if (mark) mark.hidden = !isChanged;
  paint(item);
}

function wordsAt(item, spans) {
  const root = textOf(item);
  const from = Number(root.dataset.start);
  const points = [...root.textContent];
  return spans.map(([start, end]) => oneLine(points.slice(start - from, end - from).join(""))).join(" … ");
}

function paint(item) {
  const now = drafts.get(item);
  const root = textOf(item);
  const from = Number(root.dataset.start);
  const isChanged = Object.keys(changesOf(item)).length > 0 || cutting?.item === item;
  for (const name of ["spans", "cue", "phrase"]) {
    const place = $(`[data-words="${name}"]`, item);
    if (place && now[name]?.length) place.textContent = wordsAt(item, now[name]);
  }
  if (!window.CSS?.highlights) return;
  root.classList.toggle("drafted", isChanged);
  const ranges = { spans: [], cue: [], source: [] };
  if (isChanged) {
    let said = now.spans;
    if (cutting?.item === item) {
      said = now.spans.map(([start, end]) => [start, Math.min(end, cutting.at)]).filter(([start, end]) => start < end);
      const rest = now.spans.map(([start, end]) => [Math.max(start, cutting.at), end]).filter(([start, end]) => start < end);
      ranges.source.push(...rest);
    } else {
      ranges.cue.push(...(now.cue ?? []));
      ranges.source.push(...(now.phrase ?? []));
    }
    ranges.spans.push(...said);
  }
  for (const [name, spans] of Object.entries(ranges)) {
    const found = spans.map(([start, end]) => rangeOf(root, start - from, end - from)).filter(Boolean);
    CSS.highlights.set(name, new Highlight(...found));
  }
}

const chosen = (item) => $("input[type=radio]:checked", item)?.value ?? "spans";

function nextWord(points, at, step) {
  // the end of the word after `at`, or (backwards) the beginning of the one before
  const isSpace = (point) => point === undefined || /\s/u.test(point);
  if (step > 0) {
    while (at < points.length && isSpace(points[at])) at += 1;
    while (at < points.length && !isSpace(points[at])) at += 1;
  } else {
    while (at > 0 && isSpace(points[at - 1])) at -= 1;
    while (at > 0 && !isSpace(points[at - 1])) at -= 1;
  }
  return at;
}

function move(item, side, step) {
  const name = chosen(item);
  const spans = drafts.get(item)[name].map((span) => [...span]);
  if (!spans.length) return say("Nothing is marked there; select words and take them.");
  const root = textOf(item);
  const from = Number(root.dataset.start);
  const points = [...root.textContent];
  const trim = (at, by, stop) => {
    while (at !== stop && /\s/u.test(points[by > 0 ? at : at - 1] ?? "")) at += by;
    return at;
  };
  const at = side === "start" ? 0 : spans.length - 1;
  let [start, end] = spans[at].map((place) => place - from);
  if (side === "end") {
    end = step > 0 ? nextWord(points, end, 1) : trim(nextWord(points, end, -1), -1, 0);
  } else {
    start = step < 0 ? nextWord(points, start, -1) : trim(nextWord(points, start, 1), 1, points.length);
  }
  const beside = side === "start" ? start + from >= 0 : end <= points.length;
  const apart = spans.every(([other, stop], n) => n === at || end + from <= other || start + from >= stop);
  if (end <= start || !beside || !apart) return say("No further.");
  spans[at] = [start + from, end + from];
  change(item, { [name]: spans });
  say(oneLine(points.slice(start, end).join("")).slice(-80));
}

function takeSelection(item) {
  const selection = document.getSelection();
  const root = textOf(item);
  if (!selection.rangeCount || selection.isCollapsed) return say("Select words in the text first.");
  const range = selection.getRangeAt(0);
  if (!root.contains(range.startContainer) || !root.contains(range.endContainer)) return say("Select words in the text first.");
  const words = range.toString();
  const start = offsetOf(root, range.startContainer, range.startOffset) + codePoints(words) - codePoints(words.trimStart());
  const from = Number(root.dataset.start);
  change(item, { [chosen(item)]: [[from + start, from + start + codePoints(words.trim())]] });
  say(oneLine(words).slice(0, 80));
}

// --- splitting and joining ---------------------------------------------------------------------------------------------

function split(item) {
  const root = textOf(item);
  const from = Number(root.dataset.start);
  const points = [...root.textContent];
  const [start, end] = drafts.get(item).spans[0] ?? [];
  if (start === undefined) return;
  const words = points.slice(start - from, end - from).join("");
  const sentence = /[.!?;]["”’]?\s+|,\s+/u.exec(words);
  const middle = nextWord(points, Math.floor((start + end) / 2) - from, -1) + from;
  cutting = { item, at: sentence ? start + codePoints(words.slice(0, sentence.index + sentence[0].length)) : middle };
  paint(item);
  sayCut();
}

function sayCut() {
  const { item, at } = cutting;
  const from = Number(textOf(item).dataset.start);
  const after = [...textOf(item).textContent].slice(at - from, at - from + 40).join("");
  say(`Split before “${oneLine(after)}…”: arrows move it, Enter splits, Esc leaves it.`);
}

function moveCut(step) {
  const { item } = cutting;
  const from = Number(textOf(item).dataset.start);
  const points = [...textOf(item).textContent];
  let at = cutting.at - from;
  if (step > 0) {
    at = nextWord(points, at, 1);
    while (at < points.length && /\s/u.test(points[at])) at += 1;
  } else at = nextWord(points, at, -1);
  const spans = drafts.get(item).spans;
  if (at + from <= spans[0][0] || at + from >= spans.at(-1)[1]) return say("No further.");
  cutting.at = at + from;
  paint(item);
  sayCut();
}

async function reshape(item, url, values) {
  const data = read(item);
  try {
    const answer = await post(url, { kind: data.kind, id: data.id, version: data.version, ...values });
    // what it was is gone; the pieces come with the answer
    if (answer.first.length) item.remove();
    take(answer);
  } catch {
    say("Not done: no answer from the server. Nothing is lost; try again.");
  }
}

function join(item, other) {
  if (!other) return;
  items()
    .filter((held) => keyOf(held) === `statement:${other}`)
    .forEach((held) => held.remove());
  reshape(item, desk.dataset.joinUrl, { other });
}

// --- sending -------------------------------------------------------------------------------------------------------------

function outbox() {
  try {
    return JSON.parse(localStorage.getItem(OUTBOX)) ?? [];
  } catch {
    return [];
  }
}

function keep(entries) {
  if (entries.length) localStorage.setItem(OUTBOX, JSON.stringify(entries));
  else localStorage.removeItem(OUTBOX);
}

const have = () => [...items().map(keyOf), ...outbox().map((entry) => `${entry.kind}:${entry.id}`)].join(" ");

async function post(url, values) {
  const number = Math.max(0, AHEAD - items().length);
  const body = new URLSearchParams({ number, ...values, have: have(), csrfmiddlewaretoken: token() });
  const answer = await fetch(url, { method: "POST", body, headers: { "X-Requested-With": "review" } });
  if (answer.status >= 500 || !answer.headers.get("Content-Type")?.includes("json")) throw new Error(String(answer.status));
  return answer.json();
}

function decide(state) {
  const item = shown();
  if (!item || cutting) return;
  const data = read(item);
  const changes = state === "accepted" ? changesOf(item) : {};
  const entry = { kind: data.kind, id: data.id, version: data.version ?? "", state };
  if (Object.keys(changes).length) entry.change = JSON.stringify(changes);
  keep([...outbox(), entry]);
  const next = items()[items().indexOf(item) + 1] ?? items()[items().indexOf(item) - 1];
  decided.set(keyOf(item), item);
  item.remove();
  show(next, { announce: true });
  flush();
}

async function flush() {
  if (sending) return;
  sending = true;
  clearTimeout(timer);
  try {
    while (outbox().length) {
      const [entry] = outbox();
      let answer;
      try {
        answer = await post(desk.dataset.decideUrl, entry);
      } catch {
        unsent(outbox().length);
        timer = setTimeout(flush, wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
        return;
      }
      keep(outbox().slice(1));
      decided.delete(`${entry.kind}:${entry.id}`);
      wait = 1000;
      unsent(0);
      take(answer);
    }
  } finally {
    sending = false;
  }
}

function unsent(number) {
  const notice = document.getElementById("review-unsent");
  notice.hidden = number === 0;
  const what = number === 1 ? "One decision is" : `${number} decisions are`;
  if (number) notice.textContent = `${what} not sent yet: no answer from the server, or you are logged out. They are kept in this browser and sent again by themselves; log in in another tab if need be.`;
}

function take(answer) {
  answer.next.forEach((html) => put(html, { first: false }));
  const back = [...answer.first].reverse().map((html) => put(html, { first: true }));
  $("[data-waiting]").textContent = answer.waiting;
  if (answer.error) {
    const item = back.at(-1);
    const place = item && $("[data-error]", item);
    if (place) {
      place.textContent = answer.error;
      place.hidden = false;
    }
    say(answer.error);
  } else if (answer.said && back.length) say(answer.said);
  if (back.length) show(back.at(-1));
  else if (!shown()) show(items()[0]);
}

async function more() {
  try {
    take(await post(desk.dataset.nextUrl, { number: 1 }));
  } catch {
    say("No answer from the server; try again.");
  }
}

async function undo() {
  if (sending || outbox().length) return say("Wait until what you decided is sent.");
  try {
    take(await post(desk.dataset.undoUrl, {}));
  } catch {
    say("Not undone: no answer from the server; try again.");
  }
}

// --- keys --------------------------------------------------------------------------------------------------------------------

async function step(by) {
  const held = items();
  const at = held.indexOf(shown());
  if (by > 0 && at === held.length - 1) await more();
  const next = items()[at + by];
  if (next) show(next, { announce: true });
  else say(by > 0 ? "That is the last one." : "That is the first one.");
}

const keys = {
  y: () => decide("accepted"),
  x: () => decide("rejected"),
  d: () => decide("unsure"),
  n: () => step(1),
  b: () => step(-1),
  u: undo,
  s() {
    const radios = $$("input[type=radio]", shown());
    const at = radios.findIndex((radio) => radio.checked);
    if (!radios.length) return;
    radios[(at + 1) % radios.length].checked = true;
    say(`Keys change: ${oneLine(radios[(at + 1) % radios.length].parentElement.textContent)}`);
  },
  w() {
    const input = $("[data-who]", shown());
    if (!input) return;
    input.focus();
    const phrase = $('[data-words="phrase"]', shown())?.textContent;
    input.combo.open(input.value ? { q: input.value } : phrase ? { phrase } : { q: "" });
  },
  i: () => $("[data-within]", shown())?.focus(),
  j: () => $("[data-join]", shown())?.focus(),
  r() {
    const item = shown();
    if (!item) return;
    drafts.set(item, read(item));
    const within = $("[data-within]", item);
    if (within) within.value = String(read(item).within ?? "");
    $("[data-who]", item).value = "";
    change(item, {});
    say("As suggested.");
  },
  "/": () => $("[data-join]", shown()) && split(shown()),
  e: () => $("[data-edit]", shown())?.click(),
  "?": () => document.getElementById("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
  const item = shown();
  const target = event.target instanceof Element ? event.target : document.body;
  const left = event.key === "ArrowLeft";
  if (event.key === "Escape" && item) {
    if (cutting) {
      cutting = null;
      paint(item);
    }
    return item.focus({ preventScroll: true });
  }
  if (!item && !["u", "?"].includes(event.key)) return;
  if ((isTyping(target) && target.type !== "radio") || target.closest("summary")) return;
  if (left || event.key === "ArrowRight") {
    if (item.dataset.kind !== "statement") return;
    event.preventDefault();
    if (cutting) return moveCut(left ? -1 : 1);
    return event.shiftKey ? move(item, "start", left ? -1 : 1) : move(item, "end", left ? -1 : 1);
  }
  if (event.key === "Enter" && cutting) {
    event.preventDefault();
    const { at } = cutting;
    cutting = null;
    return reshape(item, desk.dataset.splitUrl, { at });
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (Object.hasOwn(keys, key)) {
    event.preventDefault();
    keys[key]();
  }
});

document.addEventListener("click", (event) => {
  const key = event.target.closest?.("[data-key]")?.dataset.key;
  if (key) return keys[key]();
  const way = event.target.closest?.("[data-move]")?.dataset.move;
  if (way) {
    const [side, by] = way.split(" ");
    return move(shown(), side, Number(by));
  }
  if (event.target.closest?.("[data-take-selection]")) takeSelection(shown());
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-decide-form]")) {
    event.preventDefault();
    decide(event.submitter?.value ?? "accepted");
  } else if (event.target.matches("[data-review-undo]")) {
    event.preventDefault();
    undo();
  }
});

window.addEventListener("online", flush);

$$("[data-scripted]").forEach((element) => (element.hidden = false));
// what a lost connection left unsent is not asked again
const left = new Set(outbox().map((entry) => `${entry.kind}:${entry.id}`));
items().forEach((item) => (left.has(keyOf(item)) ? item.remove() : prepare(item)));
show(items()[0]);
flush();
