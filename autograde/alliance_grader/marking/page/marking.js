// The marking page by key. Everything here has a button or a field of its own as well.
"use strict";

const one = (choice) => document.querySelector(choice);
const all = (choice) => [...document.querySelectorAll(choice)];
const body = document.body;
const here = body.dataset.here ?? "";
const points = one("#points");
const comment = one("#comment");
const criteria = all(".criterion");
const DRAFT = `draft ${here} ${body.dataset.answer ?? ""}`;
const GONE = "The marking program does not answer. If it was stopped, start it again; what you gave stays on this page meanwhile.";

// ---- what is said -------------------------------------------------------------------------------------------------
function say(text, wrong = false) {
  const said = one("#said");
  said.textContent = text;
  said.className = wrong ? "wrong" : "";
  said.hidden = !text;
}

// What a key has done is seen where it was done; this is for whoever does not see it.
function aloud(text) {
  one("#aloud").textContent = text;
  if (one("#said").className !== "wrong") say("");
}

// ---- numbers as people write them ----------------------------------------------------------------------------------
const written = (value) => String(Math.round(value * 100) / 100);
const read = (text) => (text.trim() === "" ? NaN : Number(text.trim().replace(",", ".").replace("½", ".5")));

// ---- criteria ------------------------------------------------------------------------------------------------------
const given = criteria.map((button) => Number(button.dataset.given));
const steps = criteria.map((button) => button.dataset.steps.split(" ").map(Number));

function show(place) {
  const most = steps[place][0];
  const state = given[place] === 0 ? "false" : given[place] === most ? "true" : "mixed";
  criteria[place].setAttribute("aria-checked", state);
  criteria[place].querySelector(".given").textContent = `${written(given[place])} of ${written(most)}`;
}

function give(place) {
  const at = steps[place].indexOf(given[place]);
  // From nothing to all, and from there down: all, less, nothing.
  given[place] = given[place] === 0 ? steps[place][0] : steps[place][at + 1] ?? 0;
  show(place);
  points.value = written(given.reduce((sum, value) => sum + value, 0));
  const name = criteria[place].querySelector(".name").textContent;
  aloud(`${name}: ${written(given[place])}. ${points.value} in all.`);
  keep();
}

function soFar() {
  const value = read(points.value);
  one("#so-far").textContent = Number.isNaN(value) ? "" : `${written(value)} of ${body.dataset.most}`;
}

// ---- comments to reuse ---------------------------------------------------------------------------------------------
const comments = all(".comment");
const textOf = (button) => button.querySelector("span").textContent;

function showComments() {
  for (const button of comments) button.setAttribute("aria-pressed", comment.value.includes(textOf(button)));
}

function reuse(place) {
  const text = textOf(comments[place]);
  const inside = comment.value.includes(text);
  comment.value = inside
    ? comment.value.replace(text, "").replace(/  +/g, " ").replace(/\n{2,}/g, "\n").trim()
    : [comment.value.trim(), text].filter(Boolean).join("\n");
  showComments();
  aloud(inside ? "Comment taken out." : "Comment put in.");
  keep();
}

// ---- nothing is lost: what is typed stays in this tab until it is saved ----------------------------------------------
function keep() {
  soFar();
  sessionStorage.setItem(DRAFT, JSON.stringify({ given, points: points.value, comment: comment.value }));
}

function restore() {
  // What was meant for an earlier answer is filled in as well, and said.
  const earlier = Object.keys(sessionStorage).find((key) => key.startsWith(`draft ${here} `));
  const key = DRAFT in sessionStorage ? DRAFT : earlier;
  if (!key) return;
  const kept = JSON.parse(sessionStorage.getItem(key));
  given.forEach((_, place) => { given[place] = kept.given[place] ?? 0; });
  points.value = kept.points;
  comment.value = kept.comment;
  if (key === DRAFT) return;
  sessionStorage.removeItem(key);
  keep();
  say("This is another answer than the one that you had read. What you gave is filled in; send it if it still holds.", true);
}

// ---- sending -------------------------------------------------------------------------------------------------------
async function send(address, values) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Marking": body.dataset.proof },
      body: JSON.stringify(values),
    });
  } catch {
    say(GONE, true);
    return false;
  }
  const came = await answer.json();
  if (!answer.ok) {
    say(came.said, true);
    return false;
  }
  sessionStorage.setItem("said", came.said);
  return came.next;
}

let sending = false;
async function save() {
  const value = read(points.value);
  const most = Number(body.dataset.most);
  if (!(value >= 0 && value <= most)) {
    say(`Points first: tick what the answer earns, or type a number from 0 to ${written(most)}.`, true);
    return;
  }
  if (sending) return;
  sending = true;
  say("Saving …");
  const sum = given.reduce((total, each) => total + each, 0);
  const ticks = written(sum) === written(value) ? given : [];
  const next = await send(here, { points: value, ticks, comment: comment.value, answer: body.dataset.answer });
  sending = false;
  if (next === false) return;
  sessionStorage.removeItem(DRAFT);
  location.assign(next);
}

async function undo() {
  const next = await send(`/undo${location.search}`, {});
  if (next !== false) location.assign(next);
}

async function who() {
  const button = one("#name");
  if (!button) return;
  try {
    const answer = await fetch(button.dataset.at);
    const came = await answer.json();
    const name = document.createElement("span");
    name.className = "name";
    name.tabIndex = -1;
    name.textContent = came.name ?? came.said;
    button.replaceWith(name);
    name.focus();
  } catch {
    say(GONE, true);
  }
}

// ---- going about ---------------------------------------------------------------------------------------------------
const nowhere = { previous: "This is the first.", following: "This is the last.", unmarked: "Nothing else waits here." };
function go(where) {
  const to = body.dataset[where];
  if (to) location.assign(to);
  else if (here) say(nowhere[where]);
}

const acts = {
  previous: () => go("previous"),
  following: () => go("following"),
  unmarked: () => go("unmarked"),
  undo,
  keys: () => one("#keys").showModal(),
};
const keys = {
  j: acts.following, ArrowRight: acts.following, k: acts.previous, ArrowLeft: acts.previous,
  s: acts.unmarked, n: acts.unmarked, u: acts.undo, "?": acts.keys,
  w: who,
  l: () => one("#list")?.click(),
  q: () => { const asked = one("#asked"); if (asked) asked.open = !asked.open; },
  p: () => { points?.focus(); points?.select(); },
  m: () => { comment?.focus(); comment?.setSelectionRange(comment.value.length, comment.value.length); },
  Enter: () => { if (points) save(); },
};

const typing = (node) => node.matches("textarea, input:not([type=checkbox]), select");
const acting = (node) => node.matches("a, summary, button:not([role=checkbox])");

function pressed(event) {
  const { key, target } = event;
  if (event.defaultPrevented || event.isComposing || one("#keys").open) return;
  if (key === "Enter" && (event.ctrlKey || event.metaKey) && points) { event.preventDefault(); save(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "Escape" && typing(target)) { target.blur(); return; }
  if (target === points && key === "Enter") { event.preventDefault(); save(); return; }
  if (typing(target)) return;
  if (key === "Enter" && acting(target)) return;  // the button that has the focus is meant
  if (!one("#single-keys").checked && key !== "Enter") return;
  const number = "123456789".indexOf(key);
  const letter = key.length === 1 ? "abcdefgh".indexOf(key.toLowerCase()) : -1;
  if (number >= 0 && !points) {
    const question = one(`[data-key="${key}"]`);
    if (!question) return;
    question.click();
  } else if (key.length === 1 && /[0-9]/.test(key) && points) {
    const takes = all(".take");
    if (number >= 0 && criteria[number]) give(number);
    else if (number >= 0 && takes[number]) take(takes[number]);
    else if (criteria.length && key === "0") nothing();
    else if (!criteria.length && !takes.length) { points.focus(); points.value = key; keep(); }
    else return;
  } else if (letter >= 0 && comments[letter]) reuse(letter);
  else if (keys[key] ?? keys[key.toLowerCase()]) (keys[key] ?? keys[key.toLowerCase()])();
  else return;
  event.preventDefault();
}

function nothing() {
  given.fill(0);
  criteria.forEach((_, place) => show(place));
  points.value = "0";
  aloud("No points.");
  keep();
}

function take(button) {
  points.value = button.dataset.points;
  comment.value = button.dataset.comment;
  showComments();
  aloud(`${button.querySelector(".name").textContent}: ${points.value}.`);
  keep();
}

// ---- begin ---------------------------------------------------------------------------------------------------------
document.addEventListener("keydown", pressed);
all("[data-do]").forEach((button) => button.addEventListener("click", acts[button.dataset.do]));
criteria.forEach((button, place) => button.addEventListener("click", () => give(place)));
comments.forEach((button, place) => button.addEventListener("click", () => reuse(place)));
all(".take").forEach((button) => button.addEventListener("click", () => take(button)));
one("#name")?.addEventListener("click", who);
one("#mark")?.addEventListener("submit", (event) => { event.preventDefault(); save(); });
one("#filter")?.addEventListener("change", ({ target }) => {
  const asked = new URLSearchParams();
  if (target.value) asked.set("item", target.value);
  if ("all" in target.dataset) asked.set("all", "1");
  location.assign(`${target.dataset.base}?${asked}`);
});
const single = one("#single-keys");
single.checked = localStorage.getItem("single-keys") !== "off";
single.addEventListener("change", () => localStorage.setItem("single-keys", single.checked ? "on" : "off"));
if (points) {
  restore();
  criteria.forEach((_, place) => show(place));
  showComments();
  soFar();
  points.addEventListener("input", keep);
  comment.addEventListener("input", () => { showComments(); keep(); });
}
const last = sessionStorage.getItem("said");
sessionStorage.removeItem("said");
if (last) say(last);
