// Which claim a statement makes: a number chooses a candidate, a letter judges it. The forms work without this.

const list = document.querySelector("[data-matching]");
const all = [...(list?.querySelectorAll(".candidate") ?? [])];
let chosen = all[0];

function choose(candidate) {
  chosen?.classList.remove("chosen");
  chosen = candidate;
  chosen.classList.add("chosen");
  chosen.focus();
}

function typing(target) {
  return target.closest("input:not([type=hidden]), textarea, select, [contenteditable]") !== null;
}

document.querySelectorAll("[data-scripted]").forEach((element) => (element.hidden = false));
chosen?.classList.add("chosen");
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const at = Number(event.key);
  if (at >= 1 && all[at - 1]) {
    choose(all[at - 1]);
  } else if (event.key === "n") {
    event.preventDefault();
    document.querySelector("[data-start]").click();
  } else if (event.key === "e") {
    event.preventDefault();
    const wording = document.getElementById("wording");
    wording.focus();
    wording.select();
  } else {
    const button = chosen?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  }
});
