// One page of the lecture at a time: the address says which, keys and clickers turn them.
const pages = [...document.querySelectorAll(".lecture-page")];
const bar = document.querySelector(".lecture-bar");
const theme = bar.querySelector(".lecture-theme");
const turns = [...bar.querySelectorAll(".lecture-turn")];
const name = document.title;
// A page's id is not its address: the browser would scroll to it, past the bar.
let at = 0;

function show(focus) {
  at = Math.max(0, pages.findIndex((page) => page.id === `page-${location.hash.slice(1)}`));
  pages.forEach((page, number) => page.classList.toggle("lecture-shown", number === at));
  const heading = pages[at].querySelector("h2");
  document.title = at ? `${heading.textContent} · ${name}` : name;
  bar.querySelector(".lecture-where").textContent = pages[at].dataset.where;
  bar.querySelector(".lecture-count").textContent = at ? `${at} of ${pages.length - 1}` : "";
  for (const turn of turns) turn.disabled = !pages[at + Number(turn.dataset.by)];
  if (at === 0) pages.slice(1).forEach(draw);
  if (focus) {
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }
}

function turn(by) {
  const next = pages[at + by];
  if (next) location.hash = next.id.replace("page-", "");
}

// The small pictures are the widgets themselves, as they stand now; nothing in them can be reached.
function draw(page) {
  const copy = page.querySelector(".alliance-widget")?.cloneNode(true);
  for (const part of copy?.querySelectorAll("[id], [name], [role], [for]") ?? []) {
    for (const mark of ["name", "role", "for"]) part.removeAttribute(mark);
    if (!part.closest("defs")) part.removeAttribute("id");
  }
  document.querySelector(`[data-of="${page.id.replace("page-", "")}"]`).replaceChildren(...(copy ? [copy] : []));
}

function dress(dark) {
  document.body.dataset.jpThemeLight = String(!dark);
  theme.setAttribute("aria-pressed", String(dark));
}

// A clicker sends Page Down and Page Up, wherever the last click was; only who types a text keeps them.
addEventListener("keydown", (event) => {
  const by = { PageDown: 1, PageUp: -1 }[event.key];
  if (!by || event.target.matches("textarea")) return;
  event.preventDefault();
  event.stopPropagation();
  turn(by);
}, { capture: true });
// Other keys turn pages only outside a widget: inside, they move what is chosen there.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowRight") turn(1);
  else if (event.key === "ArrowLeft") turn(-1);
  else if (event.key === "Escape") location.hash = "contents";
});
for (const button of turns) button.addEventListener("click", () => turn(Number(button.dataset.by)));
theme.addEventListener("click", () => dress(theme.getAttribute("aria-pressed") !== "true"));
addEventListener("hashchange", () => show(true));

dress(matchMedia("(prefers-color-scheme: dark)").matches);
show(false);
// Widgets come one after another, and are drawn small when they have come.
for (const page of pages.slice(1))
  new MutationObserver(() => at === 0 && draw(page)).observe(page, { childList: true, subtree: true });
