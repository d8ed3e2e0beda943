// Put before every widget: building elements, the root of a widget, drawing once a frame.
// Words only ever enter the page as text nodes, so that no content can turn into markup.

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
  const root = make("div", { class: `alliance-widget ${name}`, role: "group", "aria-label": label }, ...parts);
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
