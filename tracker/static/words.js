// What the marking desk and the review desk share: positions in a text, and the type-ahead.

const PAUSE = 120; // ms between the last key and asking for suggestions

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
export const oneLine = (words) => words.replace(/\s+/g, " ").trim();
export const isTyping = (target) =>
  target.closest("input, select, textarea") !== null && !["checkbox", "button", "submit"].includes(target.type);

let toastTimer;
export function say(sentence) {
  const status = document.getElementById("status");
  if (!status) return;
  clearTimeout(toastTimer);
  status.textContent = sentence;
  toastTimer = setTimeout(() => (status.textContent = ""), 5000);
}

// --- positions: code points, as the server counts them; the browser counts UTF-16 --------------------------

export function codePoints(words) {
  let count = 0;
  for (const _ of words) count += 1;
  return count;
}

export function offsetOf(root, node, offset) {
  const range = document.createRange();
  range.setStart(root, 0);
  range.setEnd(node, offset);
  return codePoints(range.toString());
}

export function pointsAt(root, ...offsets) {
  // [node, UTF-16 offset] for each of the growing code point offsets
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  let before = 0;
  let last = null;
  for (let node = walker.nextNode(); node && found.length < offsets.length; node = walker.nextNode()) {
    const length = codePoints(node.data);
    last = node;
    while (found.length < offsets.length && offsets[found.length] <= before + length) {
      let units = 0;
      let left = offsets[found.length] - before;
      for (const point of node.data) {
        if (left <= 0) break;
        units += point.length;
        left -= 1;
      }
      found.push([node, units]);
    }
    before += length;
  }
  while (last && found.length < offsets.length) found.push([last, last.data.length]);
  return found;
}

export function rangeOf(root, start, end) {
  const [from, to] = pointsAt(root, start, end);
  if (!from || !to) return null;
  const range = document.createRange();
  range.setStart(...from);
  range.setEnd(...to);
  return range;
}

// --- type-ahead (ARIA combobox with a list) -------------------------------------------------------------------

export class Combo {
  constructor(input, lookup, choose) {
    Object.assign(this, { input, lookup, choose, options: [], at: -1, asked: 0 });
    this.list = document.createElement("ul");
    this.list.id = `${input.id}-list`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    input.after(this.list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.open(), PAUSE);
    });
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) this.take(Number(item.dataset.at));
    });
    input.combo = this;
  }

  async open(values) {
    const asked = ++this.asked;
    const found = await this.lookup(values ?? { q: this.input.value });
    if (asked === this.asked) this.show(found.options ?? [], found.known ?? found.options?.length ?? 0);
  }

  show(options, known) {
    this.options = options;
    this.list.replaceChildren();
    options.forEach((option, at) => {
      const item = document.createElement("li");
      item.id = `${this.list.id}-${at}`;
      item.dataset.at = at;
      item.setAttribute("role", "option");
      if (at >= known) item.className = "offer";
      const name = document.createElement("span");
      name.className = "name";
      name.textContent = option.name;
      const note = document.createElement("span");
      note.className = "meta";
      note.textContent = option.note;
      item.append(name, " ", note);
      this.list.append(item);
    });
    const open = options.length > 0 && document.activeElement === this.input;
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    // a known one is one key away; to make a new one asks for a look at the list
    this.move(known > 0 ? 0 : -1);
  }

  move(to) {
    this.at = to;
    [...this.list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === to)));
    const item = this.list.children[to];
    if (item) {
      this.input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const shown = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!shown) return void this.open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const count = this.options.length;
      this.move(this.at < 0 && step < 0 ? count - 1 : (this.at + step + count) % count);
    } else if (event.key === "Enter" && shown && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      if (this.at >= 0) this.take(this.at);
      else this.close();
    } else if (event.key === "Escape" && shown) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }

  take(at) {
    const option = this.options[at];
    this.close();
    if (option) this.choose(option);
  }

  close() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
