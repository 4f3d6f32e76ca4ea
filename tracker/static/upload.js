// How much of a file has been sent. Without this script the form is sent by the browser, which tells less.

import { $ } from "./words.js";

const STEP = 10; // percent between two words for those who hear the page

const form = $("form[data-upload]");
const shown = $("[data-sent]"); // outside of the form, which nobody can use meanwhile
const bar = $("progress", shown);
const words = $("[role=status]", shown);
let said = -1;

function tell(sent, all) {
  const percent = Math.floor((100 * sent) / all);
  bar.value = sent;
  bar.max = all;
  if (percent === said || (percent < 100 && percent < said + STEP)) return;
  said = percent;
  words.textContent = percent < 100 ? `${percent} % sent` : "Sent. The server is looking at the file.";
}

function ended(sentence) {
  // the form is still there, with the file that was chosen
  bar.hidden = true;
  form.inert = false;
  said = -1;
  words.textContent = sentence;
  $("button", form).focus();
}

form.addEventListener("submit", (event) => {
  if (!$("input[type=file]", form).files.length) return; // the server says what is missing
  event.preventDefault();
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (sending) => sending.lengthComputable && tell(sending.loaded, sending.total));
  request.addEventListener("load", () => {
    if (request.status < 300) {
      location.assign(request.responseURL);
      return;
    }
    // refused, with a sentence: the page as the server sends it
    const answered = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = $("main", answered);
    if (!main) {
      ended(`The server answered with an error (${request.status}). Try again.`);
      return;
    }
    $("[data-sent]", main)?.remove(); // its form is sent by the browser from here on
    $("main").replaceWith(main);
    const problem = $("[role=alert], .error, [aria-invalid=true]", main);
    problem?.setAttribute("tabindex", "-1");
    problem?.focus();
  });
  request.addEventListener("error", () => ended("The file was not sent: the connection broke. Send it again."));
  const sent = new FormData(form); // before the form is inert
  shown.hidden = bar.hidden = false;
  form.inert = true;
  tell(0, 1);
  request.send(sent);
});
