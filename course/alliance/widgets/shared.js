// Put before every widget: saying it in the language, building elements, the root of a widget, drawing once a frame.
// Words only ever enter the page as text nodes, so that no content can turn into markup.

// What the widget says. Python sends what it says in another language than English (`alliance.language`); nothing is sent in
// English. The text stands between double quotation marks right after the bracket, so that it can be collected.

let tongue = {};

// The first line of every `render`: nothing is said before it.
function speaks(model) {
  tongue = model.get("tongue") ?? {};
}

function language() {
  return tongue.language ?? "en";
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? values[name] : place));
}

function t(text, values = {}) {
  return filled(tongue.texts?.[text] ?? text, values);
}

// A text in the form that a number asks for; `{count}` in it is the number.
function tn(one, many, count, values = {}) {
  const forms = tongue.texts?.[one] ?? [one, many];
  const kinds = ["zero", "one", "two", "few", "many", "other"];
  const rules = new Intl.PluralRules(language());
  const form = kinds.filter((kind) => rules.resolvedOptions().pluralCategories.includes(kind)).indexOf(rules.select(count));
  return filled(forms[Math.min(form, forms.length - 1)], { count, ...values });
}

// A text that means something else elsewhere.
function tc(context, text) {
  return tongue.texts?.[`${context}\u0004${text}`] ?? text;
}

// A sentence with elements in the places of some of its words.
function woven(text, parts) {
  return text.split(/\{(\w+)\}/).map((piece, i) => (i % 2 ? parts[piece] : piece));
}

// A number in a sentence, with the decimal sign of the language.
function decimals(number) {
  return String(number).replace(".", tc("the sign before decimals", "."));
}

// A name that begins a sentence; and one inside a sentence, where English alone writes it small.
function capital(name) {
  return name[0].toUpperCase() + name.slice(1);
}

function inside(name) {
  return language() === "en" ? name.toLowerCase() : name;
}

// The attribute of a part that is in another language than what is around it.
function inLanguage(own, around = language()) {
  return own && own !== around ? { lang: own } : {};
}

const SVG_SPACE = "http://www.w3.org/2000/svg";

function dress(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

function make(tag, attributes = {}, ...children) {
  return dress(document.createElement(tag), attributes, children);
}

function makeSvg(tag, attributes = {}, ...children) {
  return dress(document.createElementNS(SVG_SPACE, tag), attributes, children);
}

// An id of its own for every view: one page may show the same widget twice.
function freshId(stem) {
  return `alliance-${stem}-${Math.random().toString(36).slice(2, 10)}`;
}

// JupyterLab's command mode reads single keys ("a" adds a cell), so they stop here. Shortcuts with
// Ctrl or Cmd pass, so that saving still saves; moving with Tab is the browser's own and is untouched.
function keepKeys(event) {
  if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
}

// Give the widget its root, draw now and once a frame after changes; return what takes it all away again.
function stage({ model, el, name, label, changes, parts, draw }) {
  const around = (document.documentElement.lang || "en").split("-")[0];
  const root = make("div", { class: `alliance-widget ${name}`, role: "group", "aria-label": label, ...inLanguage(language(), around) }, ...parts);
  root.addEventListener("keydown", keepKeys);
  let frame = 0;
  const ask = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      draw();
    });
  };
  for (const trait of changes) model.on(`change:${trait}`, ask);
  draw();
  el.append(root);
  return () => {
    cancelAnimationFrame(frame);
    for (const trait of changes) model.off(`change:${trait}`, ask);
    root.removeEventListener("keydown", keepKeys);
    root.remove();
  };
}

function store(model, values) {
  for (const [trait, value] of Object.entries(values)) model.set(trait, value);
  model.save_changes();
}

function button(words, pressed, kind = "primary") {
  return make("button", { type: "button", class: `aw-button aw-${kind}`, onclick: pressed }, words);
}

// One question with options to choose from. Each option: {value, label, hint?, mark?}.
function radioGroup({ legend, options, chosen, compact = false, pick }) {
  const name = freshId("choice");
  return make(
    "fieldset",
    { class: compact ? "aw-choices aw-compact" : "aw-choices" },
    make("legend", {}, legend),
    ...options.map(({ value, label, hint, mark }) => {
      const radio = make("input", { type: "radio", name, value, onchange: () => pick(value) });
      radio.checked = value === chosen;
      const words = make("span", { class: "aw-words" }, make("span", { class: "aw-label" }, label));
      if (hint) words.append(" ", make("span", { class: "aw-hint" }, hint));
      return make("label", { class: "aw-choice" }, radio, ...(mark ? [mark] : []), words);
    }),
  );
}
