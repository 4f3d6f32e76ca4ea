// The marking desk: words selected in the text, then a key. Everything here can be done without it by the plain
// forms; it fills those in, sends them, and puts the answer in place. Also the outlet's type-ahead of article forms.

import { $, $$, Combo, codePoints, isTyping, offsetOf, oneLine, pointsAt, rangeOf, say } from "./words.js";

const SHOWN = 160; // characters of a selection that are sent whole; longer ones as their first and last words
const pending = new Set(); // answers that a save has to wait for
let picked = null; // the words selected last: {start, end, words}
let active = "statement"; // the form that Enter saves
let saving = false;

const work = () => document.getElementById("desk-work");
const text = () => document.getElementById("desk-text");
const inPlace = () => document.getElementById("desk-list") !== null;

function ask(url, values) {
  const query = new URLSearchParams(values);
  const answer = fetch(`${url}?${query}`, { headers: { Accept: "application/json" } }).then((got) => got.json());
  return waitFor(answer.catch(() => ({})));
}

function waitFor(promise) {
  pending.add(promise);
  busy();
  promise.finally(() => {
    pending.delete(promise);
    busy();
  });
  return promise;
}

function busy() {
  work()?.setAttribute("aria-busy", String(pending.size > 0));
}

// --- what is selected ---------------------------------------------------------------------------------------

function selected() {
  const selection = document.getSelection();
  const root = text();
  if (!root || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0).cloneRange();
  if (!range.intersectsNode(root)) return null;
  // a drag may begin or end outside the text
  if (!root.contains(range.startContainer)) range.setStart(root, 0);
  if (!root.contains(range.endContainer)) range.setEnd(root, root.childNodes.length);
  const words = range.toString();
  const begun = words.length - words.trimStart().length;
  const kept = words.trim();
  if (!kept) return null;
  const start = offsetOf(text(), range.startContainer, range.startOffset) + codePoints(words.slice(0, begun));
  return { start, end: start + codePoints(kept), words: kept };
}

function lineOf(pick) {
  let words = oneLine(pick.words);
  const points = [...words];
  if (points.length > SHOWN) {
    words = `${points.slice(0, SHOWN / 2).join("").trimEnd()} … ${points.slice(-SHOWN / 2).join("").trimStart()}`;
  }
  return `${pick.start}-${pick.end} ${words}`;
}

function readLine(line) {
  const read = /^\s*(\d+)\s*[-–]\s*(\d+)(?:[\s:]+(.*))?$/su.exec(line);
  return read ? { start: Number(read[1]), end: Number(read[2]), words: (read[3] || "").trim() } : null;
}

// --- fields of positions, shown as the words they hold -----------------------------------------------------

function linesIn(field) {
  return $("textarea", field).value.split("\n").filter((line) => line.trim());
}

function setLines(field, lines) {
  const ordered = lines.map((line) => [readLine(line), line]);
  if (ordered.every(([read]) => read)) ordered.sort((one, other) => one[0].start - other[0].start);
  $("textarea", field).value = ordered.map(([, line]) => line).join("\n");
  showLines(field);
}

function showLines(field) {
  $("ul.spans", field)?.remove();
  const lines = linesIn(field);
  const list = document.createElement("ul");
  list.className = "spans";
  for (const line of lines) {
    const item = document.createElement("li");
    const words = document.createElement("q");
    words.className = "quote";
    words.textContent = shown(line);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "button quiet small";
    remove.textContent = "×";
    remove.setAttribute("aria-label", `Remove: ${words.textContent}`);
    remove.addEventListener("click", () => {
      setLines(field, linesIn(field).filter((other) => other !== line));
      changed(field);
      text()?.focus({ preventScroll: true });
    });
    item.append(words, remove);
    list.append(item);
  }
  if (lines.length) field.prepend(list);
  paint();
}

function shown(line) {
  // the words as the text has them; of a long passage its first and last
  const read = readLine(line);
  const range = read && rangeOf(text(), read.start, read.end);
  const words = range ? oneLine(range.toString()).split(" ") : [line];
  return words.length > 60 ? `${words.slice(0, 25).join(" ")} … ${words.slice(-25).join(" ")}` : words.join(" ");
}

function changed(field) {
  if (field.dataset.spansOf === "spans") waitFor(offer(field));
}

function addLine(field, pick, { replace = false } = {}) {
  const line = lineOf(pick);
  const held = replace ? [] : linesIn(field).filter((other) => other !== line);
  setLines(field, [...held, line]);
  // what was refused before is being put right
  $(".errorlist", field)?.remove();
  field.classList.remove("has-error");
  $$(".part.active").forEach((part) => part.classList.remove("active"));
  field.closest(".part")?.classList.add("active");
  changed(field);
}

function paint() {
  if (!text() || !window.CSS?.highlights) return;
  const names = { spans: "spans", credit: "spans", cue: "cue", phrase: "source", words: "source" };
  const ranges = { spans: [], cue: [], source: [] };
  for (const field of $$("[data-spans-of]", work())) {
    for (const read of linesIn(field).map(readLine)) {
      const range = read && rangeOf(text(), read.start, read.end);
      if (range) ranges[names[field.dataset.spansOf]].push(range);
    }
  }
  for (const [name, found] of Object.entries(ranges)) CSS.highlights.set(name, new Highlight(...found));
}

// --- what the server offers for the words: form, figures, the enclosing statement ---------------------------

async function offer(field) {
  const form = field.closest("form");
  const lines = linesIn(field);
  const rule = $('select[name="form"] option[value=""]', form);
  if (!lines.length) {
    rule.textContent = "by the 90 % rule";
    return;
  }
  const values = { revision: text().dataset.revision, spans: lines.join("\n") };
  if (work().dataset.statement) values.statement = work().dataset.statement;
  const found = await ask(work().dataset.offerUrl, values);
  if (found.error) return say(found.error);
  if (!found.form || $("textarea", field).value.split("\n").filter((line) => line.trim()).join() !== lines.join()) return;
  rule.textContent = `by the 90 % rule: ${found.form}`;
  const within = $('select[name="within"]', form);
  if (!within.dataset.touched) within.value = found.certain ? String(found.certain) : "";
  const rows = $$('[data-row="figures"]', form);
  if (!rows.some((row) => row.dataset.touched)) {
    rows.forEach(clearRow);
    for (const figure of found.figures) {
      const row = freeRow(form, "figures");
      for (const [name, value] of Object.entries(figure)) $(`[name$="-${name}"]`, row).value = value;
      row.hidden = false;
    }
  }
}

// --- rows that repeat ---------------------------------------------------------------------------------------

const isBlank = (row) => $$("input:not([type=hidden]), textarea", row).every((input) => !input.value.trim());

function clearRow(row) {
  for (const input of $$("input, textarea", row)) input.value = "";
  for (const select of $$("select", row)) select.selectedIndex = 0;
  $$("[data-spans-of]", row).forEach(showLines);
  delete row.dataset.touched;
  row.hidden = true;
  keepOneOpen(row.closest("form"));
}

function keepOneOpen(form) {
  // somebody is credited, mostly: one such row is always there
  const rows = $$('[data-row="credited"]', form);
  if (rows.length && rows.every((row) => row.hidden)) rows[0].hidden = false;
}

function freeRow(form, kind) {
  const blank = $$(`[data-row="${kind}"]`, form).find(isBlank);
  if (blank) return blank;
  const total = $(`[name="${kind}-TOTAL_FORMS"]`, form);
  const template = $(`[data-row-template="${kind}"]`, form);
  const html = template.innerHTML.replaceAll("__prefix__", total.value);
  template.insertAdjacentHTML("beforebegin", html);
  total.value = Number(total.value) + 1;
  const row = template.previousElementSibling;
  prepareRow(row);
  return row;
}

function prepareRow(row) {
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "button quiet small";
  remove.textContent = "Remove";
  remove.addEventListener("click", () => clearRow(row));
  row.append(remove);
  row.hidden = isBlank(row);
  row.addEventListener("input", () => (row.dataset.touched = "1"));
  $$("[data-spans-of]", row).forEach(prepareSpans);
  $$("[data-who]", row).forEach(prepareWho);
}

function prepareSpans(field) {
  $("[data-lines]", field).hidden = true;
  showLines(field);
}

// --- whom -------------------------------------------------------------------------------------------------------

const rowOf = (input) => input.closest("[data-row]") ?? input.closest("form");
const meansOf = (row) => $('select[name$="means"]', row);

function setMeans(select, value, label) {
  if (![...select.options].some((option) => option.value === value)) select.add(new Option(label, value));
  select.value = value;
}

function chooseWho(input, option) {
  const row = rowOf(input);
  input.value = option.name;
  setMeans(meansOf(row), option.value, `${option.name} (${option.note})`);
  row.dataset.touched = "1";
  row.hidden = false;
  if (row.dataset.row === "credited") offerFor(row, option);
  if (document.activeElement === input && input.dataset.back) backToText();
}

function offerFor(row, option) {
  // whoever published the thing reached the outlet directly, and where it was said follows; only offered
  const form = row.closest("form");
  if ($$('[data-row="credited"]', form)[0] !== row) return;
  const publishes = ["outlet", "agency", "document"].includes(option.kind ?? option.value.replace(/^(new|another):/, ""));
  const kind = option.kind || option.value.replace(/^(new|another):/, "");
  const between = $('input[name="via_none_needed"]', form);
  if (!between.dataset.touched) between.checked = publishes || ["outlet", "agency", "document"].includes(kind);
  const channel = $('select[name="channel"]', form);
  if (!channel.dataset.touched) {
    channel.value = { outlet: "press report", agency: "press report", document: "report or document" }[kind] ?? "";
  }
}

function prepareWho(input) {
  const url = work().dataset.whoUrl;
  const combo = new Combo(input, (values) => ask(url, values), (option) => chooseWho(input, option));
  input.addEventListener("input", () => {
    const means = meansOf(rowOf(input));
    if (/^(mention|source):/.test(means.value)) means.value = "";
  });
  input.addEventListener("focus", () => {
    if (!input.value && combo.list.hidden) combo.open({ phrase: phraseOf(rowOf(input)) });
  });
}

function backToText(offset = picked?.end) {
  // whoever came from the text by a key goes on there by keys; on a phone the form lies below the text
  text().focus({ preventScroll: true });
  const [point] = offset === undefined ? [] : pointsAt(text(), offset);
  if (!point) return;
  document.getSelection().collapse(...point);
  const place = point[0].parentElement.getBoundingClientRect();
  if (place.bottom < 0 || place.top > window.innerHeight) point[0].parentElement.scrollIntoView({ block: "center" });
}

function phraseOf(row) {
  const field = $('[data-spans-of="phrase"], [data-spans-of="words"]', row);
  return field ? linesIn(field).map((line) => readLine(line)?.words ?? line).join(" ") : "";
}

async function who(input, phrase) {
  // exactly one known source is taken as offered; else the list opens
  const found = await ask(work().dataset.whoUrl, { phrase });
  if (found.certain) {
    chooseWho(input, found.certain);
    return say(`Who: ${found.certain.name} (${found.certain.note})`);
  }
  const row = rowOf(input);
  row.hidden = false;
  input.value = found.name ?? "";
  meansOf(row).value = "";
  input.dataset.back = "1";
  input.focus();
  input.combo.show(found.options ?? [], found.known ?? 0);
}

// --- keys ---------------------------------------------------------------------------------------------------------

const statementForm = () => document.getElementById("statement-form");
const creditForm = () => document.getElementById("credit-form");

function open(name) {
  active = name;
  const panel = $(`[data-panel="${name}"]`);
  if (panel) panel.open = true;
}

function take() {
  const pick = selected() ?? picked;
  if (!pick) say("Select some words in the text first.");
  return pick;
}

const keys = {
  s() {
    const pick = statementForm() && take();
    if (!pick) return;
    open("statement");
    addLine($('[data-spans-of="spans"]'), pick);
  },
  c() {
    const pick = statementForm() && take();
    if (!pick) return;
    open("statement");
    addLine($('[data-spans-of="cue"]'), pick);
  },
  w() {
    const pick = statementForm() && take();
    if (!pick) return;
    open("statement");
    const form = statementForm();
    const row = freeRow(form, "credited");
    row.hidden = false;
    addLine($('[data-spans-of="phrase"]', row), pick, { replace: true });
    waitFor(who($("[data-who]", row), oneLine(pick.words)));
  },
  a() {
    // one more of those whom the same words name: "Both groups"
    const form = statementForm();
    if (!form) return;
    const filled = $$('[data-row="credited"]', form).filter((row) => !isBlank(row));
    const lines = filled.length ? linesIn($('[data-spans-of="phrase"]', filled.at(-1))) : [];
    const row = freeRow(form, "credited");
    row.hidden = false;
    setLines($('[data-spans-of="phrase"]', row), lines);
    const input = $("[data-who]", row);
    input.dataset.back = "1";
    input.focus();
    input.combo.open({});
  },
  v() {
    const pick = statementForm() && take();
    if (!pick) return;
    open("statement");
    const row = freeRow(statementForm(), "vias");
    row.hidden = false;
    addLine($('[data-spans-of="words"]', row), pick, { replace: true });
    waitFor(who($("[data-who]", row), oneLine(pick.words)));
  },
  p() {
    credit("passage");
  },
  k() {
    credit("");
  },
  u() {
    send($("form[data-undo]") ?? say("There is nothing of yours to undo in this article."));
  },
  g() {
    const form = $("form[data-gone-through]");
    if (form && !$('[name="take_back"]', form)) send(form);
  },
  n() {
    const cards = $$(".st[data-state]");
    const now = cards.findIndex((card) => card.classList.contains("selected"));
    const next = [...cards.slice(now + 1), ...cards.slice(0, now + 1)].find((card) => card.dataset.state === "suggested");
    if (next) look(next, { focus: true });
    else if (inPlace()) say("Nothing suggested is left.");
  },
  y: () => decide("accepted"),
  x: () => decide("rejected"),
  d: () => decide("unsure"),
  e() {
    const edit = $(".st.selected [data-edit]");
    if (edit) edit.click();
  },
  t() {
    text()?.focus({ preventScroll: true });
  },
  "?"() {
    document.getElementById("keys")?.showModal();
  },
};

function credit(role) {
  const pick = creditForm() && take();
  if (!pick) return;
  open("credit");
  const form = creditForm();
  const words = oneLine(pick.words);
  $('select[name="credit-role"]', form).value = role || roleOf(words, pick);
  addLine($('[data-spans-of="credit"]', form), pick, { replace: true });
  const name = role ? "" : words.replace(/^[([\s]+|[)\]\s]+$/g, "").replace(/^.*\b(by|photo|video|via|from|h\/t)\b[:\s]*/i, "");
  waitFor(who($("[data-who]", form), name));
}

function roleOf(words, pick) {
  const kinds = [
    [/\b(report(ing|ed)?|written) by\b|contribut/i, "contributing"],
    [/\bh\/t\b|hat tip/i, "h/t"],
    [/video|footage/i, "video"],
    [/photo|picture|image|^\(.*\)$/i, "photo"],
    [/©|copyright/i, "copy"],
    [/^(by|from) /i, "byline agency"],
  ];
  const found = kinds.find(([pattern]) => pattern.test(words));
  if (found) return found[1];
  return pick.end > Number(text().dataset.length) - words.length - 5 ? "foot line" : "photo";
}

function decide(state) {
  const form = $(".st.selected form[data-decide]");
  if (!form) return;
  const reason = $('[name="reason"]', form);
  if (reason && !reason.value.trim()) {
    reason.focus();
    return say("Say why you replace a colleague's decision.");
  }
  send(form, $(`button[value="${state}"]`, form));
}

function look(card, { focus = false } = {}) {
  $$(".selected", work()).forEach((other) => other.classList.remove("selected"));
  card.classList.add("selected");
  const pieces = $$(".hl", text()).filter((piece) => piece.dataset.ids?.split(" ").includes(card.dataset.id));
  pieces.forEach((piece) => piece.classList.add("selected"));
  if (focus) {
    pieces[0]?.scrollIntoView({ block: "center" });
    card.focus({ preventScroll: true });
  }
  card.scrollIntoView({ block: "nearest" });
}

function onKey(event) {
  if (!work() || event.defaultPrevented || event.isComposing || $("dialog[open]")) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return void save(target.closest("form[data-form]"));
  }
  if (event.key === "Escape") {
    if (isTyping(target)) return void text()?.focus({ preventScroll: true });
    return clear();
  }
  if (isTyping(target)) {
    // Enter in a one-line field saves what is being filled in, and sends no other button's form
    if (event.key === "Enter" && target.matches("input") && target.closest("form[data-form]")) {
      event.preventDefault();
      save(target.closest("form[data-form]"));
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") {
    if (target.closest("button, a, summary")) return;
    event.preventDefault();
    return void save();
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (Object.hasOwn(keys, key)) {
    event.preventDefault();
    keys[key]();
  }
}

// --- sending --------------------------------------------------------------------------------------------------------

function clear() {
  if (!inPlace()) return;
  for (const form of [statementForm(), creditForm()]) {
    for (const input of $$("input:not([type=hidden]), textarea", form)) {
      if (input.type === "checkbox") input.checked = false;
      else input.value = "";
      delete input.dataset.touched;
    }
    for (const select of $$("select", form)) {
      const initial = [...select.options].findIndex((option) => option.defaultSelected);
      select.selectedIndex = Math.max(initial, 0);
      delete select.dataset.touched;
    }
    $('[name="claim_id"]', form)?.setAttribute("value", "");
    $$("[data-row]", form).forEach(clearRow);
    $$("[data-spans-of]", form).forEach(showLines);
    $$(".errorlist, .notice", form).forEach((error) => error.remove());
    $$(".has-error", form).forEach((field) => field.classList.remove("has-error"));
  }
  const rule = $('select[name="form"] option[value=""]');
  if (rule) rule.textContent = "by the 90 % rule";
  picked = null;
  active = "statement";
  document.getSelection().removeAllRanges();
  $$(".part.active").forEach((part) => part.classList.remove("active"));
  text()?.focus({ preventScroll: true });
}

async function save(form = null) {
  form ??= active === "credit" ? creditForm() : statementForm();
  form ??= statementForm() ?? creditForm();
  // what was asked for a moment ago is part of the form
  const early = pending.size > 0;
  while (pending.size) await Promise.allSettled([...pending]);
  if (early && $('[data-who][aria-expanded="true"]', work())) return say("Choose who it is, then save.");
  if (form) send(form, $("[data-save]", form));
}

async function send(form, button = null) {
  if (!form || saving) return;
  if (!inPlace()) return void form.requestSubmit(button ?? undefined);
  saving = true;
  const values = new FormData(form);
  if (button?.name) values.append(button.name, button.value);
  const caret = picked?.end;
  const decided = form.matches("[data-decide]");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: values,
      headers: { "X-Requested-With": "marking" },
    });
    put(new DOMParser().parseFromString(await answer.text(), "text/html"), { caret, decided, refused: !answer.ok });
  } catch {
    say("Not saved: no answer from the server. Nothing is lost; try again.");
  } finally {
    saving = false;
  }
}

async function readText() {
  // whoever opens an article that nobody has read yet sees suggestions at once; opening a page alone changes nothing
  const form = $("form[data-unread]");
  if (!form || !inPlace()) return;
  let begun = false;
  for (const name of ["keydown", "pointerdown"]) {
    document.addEventListener(name, () => (begun = true), { once: true, capture: true });
  }
  const headers = { "X-Requested-With": "marking" };
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers }).catch(() => null);
  const fresh = answer?.ok ? await answer.text().catch(() => null) : null;
  if (fresh === null) return;
  // asked when all of it is here: whoever began meanwhile would lose the first words marked
  if (begun || picked || selected()) return say("Suggestions are there: they show with your next change.");
  put(new DOMParser().parseFromString(fresh, "text/html"), { refused: false });
}

function put(page, { caret, decided, refused }) {
  const fresh = page.getElementById("desk-work");
  if (!fresh) {
    // another page altogether: the article is gone, or one has to log in again
    const main = page.querySelector("main");
    if (main) document.querySelector("main").replaceWith(document.adoptNode(main));
    return;
  }
  const at = $(".desk-panel")?.scrollTop ?? 0;
  work().replaceWith(document.adoptNode(fresh));
  prepare();
  if (refused) {
    active = work().dataset.active;
    const wrong = $(".has-error") ?? $(".notice");
    const field = wrong && $("input:not([type=hidden]), select, textarea", wrong);
    wrong?.scrollIntoView({ block: "nearest" });
    if (field?.checkVisibility?.()) field.focus({ preventScroll: true });
    else text().focus({ preventScroll: true });
    return say($(".errorlist li, .notice p, .notice li")?.textContent ?? "Not saved: see the fields.");
  }
  active = "statement";
  picked = null;
  if (work().dataset.said) say(work().dataset.said);
  if (decided) return keys.n();
  $(".desk-panel").scrollTop = Math.min(at, 0);
  backToText(caret);
  picked = null;
}

// --- set up ---------------------------------------------------------------------------------------------------------

function prepareText() {
  const root = text();
  // editable, so that every browser shows a caret and selects by keyboard; but nothing can be changed
  const attributes = {
    contenteditable: "true",
    role: "textbox",
    "aria-readonly": "true",
    "aria-multiline": "true",
    "aria-label": "Text of the article: select words, then press a key; ? lists the keys",
    spellcheck: "false",
    inputmode: "none",
    tabindex: "0",
    "data-gramm": "false",
  };
  for (const [name, value] of Object.entries(attributes)) root.setAttribute(name, value);
  for (const name of ["beforeinput", "drop", "paste", "cut", "dragstart"]) {
    root.addEventListener(name, (event) => event.preventDefault());
  }
  root.addEventListener("click", (event) => {
    const piece = event.target.closest(".hl");
    const card = piece && document.getSelection().isCollapsed && document.getElementById(`s${piece.dataset.id}`);
    if (card) look(card);
  });
}

function prepareClaim(input) {
  const form = input.closest("form");
  const id = $('[name="claim_id"]', form);
  new Combo(
    input,
    (values) => ask(work().dataset.claimUrl, values),
    (option) => {
      input.value = option.name;
      id.value = option.value;
    },
  );
  input.addEventListener("input", () => (id.value = ""));
}

function prepare() {
  if (!work()) return;
  $$("[data-scripted]").forEach((element) => (element.hidden = false));
  // where there is no keyboard, keys are only in the way
  if (matchMedia("(hover: none)").matches) $$("#desk-tools kbd").forEach((key) => key.remove());
  if (text()) prepareText();
  for (const form of $$("form[data-form]", work())) {
    $$("[data-row]", form).forEach(prepareRow);
    keepOneOpen(form);
    $$("[data-spans-of]", form).filter((field) => !field.closest("[data-row]")).forEach(prepareSpans);
    $$("[data-who]", form).filter((input) => !input.closest("[data-row]")).forEach(prepareWho);
    for (const name of ["within", "via_none_needed", "channel"]) {
      const field = $(`[name="${name}"]`, form);
      // an edited or refused statement has what its editor chose
      if (field && (work().dataset.statement || $(".has-error", form))) field.dataset.touched = "1";
      field?.addEventListener("change", () => (field.dataset.touched = "1"));
    }
    $$('[data-row="figures"]', form).forEach((row) => {
      if (!isBlank(row)) row.dataset.touched = "1";
    });
  }
  $$("[data-claim]", work()).forEach(prepareClaim);
  active = work().dataset.active || "statement";
  paint();
}

function prepareArticleForm() {
  const form = document.getElementById("article-form");
  if (!form) return;
  const outlet = $('[name="outlet"]', form);
  const means = $('[name="outlet_means"]', form);
  const address = $('[name="address"]', form);
  const held = $("[data-held]", form);
  const url = $("[data-outlet-url]", form).dataset.outletUrl;
  let offered = "";
  const choose = (option) => {
    outlet.value = option.name;
    setMeans(means, option.value, `${option.name} (${option.note})`);
  };
  const offerNew = (typed) =>
    ["outlet", "agency"].map((kind) => ({ value: `new:${kind}`, name: typed, note: `make it a new ${kind}` }));
  const lookup = async (values) => {
    const found = (await ask(url, values)).options ?? [];
    const typed = oneLine(values.q ?? "");
    return { options: [...found, ...(typed ? offerNew(typed) : [])], known: found.length };
  };
  new Combo(outlet, lookup, choose);
  outlet.addEventListener("input", () => {
    if (means.value.startsWith("source:")) means.value = "";
  });
  address.addEventListener("change", async () => {
    const typed = address.value.trim();
    held.hidden = true;
    if (!typed) return;
    const found = await ask(url, { address: typed });
    if (found.held) {
      const link = document.createElement("a");
      link.href = found.held.url;
      link.textContent = found.held.name;
      held.replaceChildren("This address is held already: ", link);
      held.hidden = false;
    }
    // from the address only, and never over what was typed
    if (found.outlet && (!outlet.value.trim() || outlet.value === offered)) {
      choose(found.outlet);
      offered = found.outlet.name;
      say(`Outlet offered from the address: ${offered}`);
    }
  });
}

function prepareNameForm() {
  const form = document.getElementById("name-form");
  if (!form) return;
  const who = $('[name="who"]', form);
  const means = $('[name="means"]', form);
  const choose = (option) => {
    who.value = option.name;
    setMeans(means, option.value, `${option.name} (${option.note})`);
  };
  new Combo(who, (values) => ask(form.dataset.lookupUrl, values), choose);
  who.addEventListener("input", () => {
    if (means.value.startsWith("source:")) means.value = "";
  });
}

document.addEventListener("keydown", onKey);
document.addEventListener("selectionchange", () => {
  if (!text()) return;
  const now = selected();
  // a button or field that takes the focus leaves the words picked; a click into the text lets them go
  if (now) picked = now;
  else if (document.activeElement === text() && !pending.size) picked = null;
});
document.addEventListener("pointerdown", (event) => {
  if (event.target.closest?.("[data-key]")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const key = event.target.closest?.("[data-key]")?.dataset.key;
  if (key) return keys[key]();
  const add = event.target.closest?.("[data-add]");
  if (add?.dataset.add === "credited") return keys.a();
  if (add) {
    const row = freeRow(add.closest("form"), add.dataset.add);
    row.hidden = false;
    $("input:not([type=hidden])", row).focus();
  }
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!inPlace() || !form.matches("form[data-form], form[data-desk]")) return;
  event.preventDefault();
  if (form.matches("[data-form]")) save(form);
  else send(form, event.submitter);
});
document.addEventListener("reset", (event) => {
  if (event.target.matches("form[data-form]")) {
    event.preventDefault();
    clear();
  }
});

prepare();
readText();
prepareArticleForm();
prepareNameForm();
if (text()) {
  const card = /^#s\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
  if (card) look(card, { focus: true });
  else text().focus({ preventScroll: true });
}
