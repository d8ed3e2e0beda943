// The rules: pure functions of the scenario's data, so that a play needs no Python.

const KEPT = 4; // versions at most
const NAMES = ["A", "B", "C", "D"];
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

// Follow choices from the opening; a choice that is none of the options ends the walk there.
function walk({ nodes, beats, opens, lines, numbers }, choices) {
  const turns = [];
  const named = (state) => Object.fromEntries([...numbers, "phase"].map((name, i) => [name, state[i]]));
  let at = 0;
  let client = opens;
  let state = named(nodes[0].state);
  const opening = state;
  for (const choice of choices) {
    const way = at === null ? undefined : nodes[at].ways[choice - 1];
    if (!way) break;
    const before = state;
    state = named(way.end ? way.state : nodes[way.to].state);
    turns.push({ at, client, choice, option: beats[nodes[at].beat][choice - 1], before, after: state, way });
    at = way.end ? null : way.to;
    client = way.end ? null : lines[way.line];
  }
  return { turns, at, client, opening, end: at === null ? turns.at(-1).way.end : null };
}

// What can still be reached: the worth of the end that the solver's options lead to.
function reachable(nodes, way) {
  while (!way.end) way = bestOf(nodes[way.to]);
  return way.end.worth;
}

function bestOf({ ways, best }) {
  return ways[best - 1];
}

// The first turn that gave away more than a trifle of the best end, and what would have kept it.
function firstCostly({ nodes, costly }, turns) {
  const top = reachable(nodes, bestOf(nodes[0]));
  const turn = turns.findIndex(({ at, way }) => top > 0 && (reachable(nodes, bestOf(nodes[at])) - reachable(nodes, way)) / top > costly);
  return turn < 0 ? null : { turn, better: nodes[turns[turn].at].best };
}

function percentOfBest({ nodes }, end) {
  const top = reachable(nodes, bestOf(nodes[0]));
  return top > 0 ? Math.round(100 * Math.min(1, end.worth / top)) : 0;
}

function crc32(text) {
  let rest = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return ~rest >>> 0;
}

function receiptOf({ id, hash }, choices) {
  if (!choices.length) return "";
  const body = `AW1.${id}.${hash}.${choices.join("")}`;
  const sum = crc32(body.toLowerCase());
  return `${body}.${[0, 1, 2, 3].map((i) => LETTERS[(sum >>> (5 * i)) & 31]).join("")}`;
}

function sharedTurns(one, other) {
  const most = Math.min(one.length, other.length);
  for (let i = 0; i < most; i += 1) if (one[i] !== other[i]) return i;
  return most;
}

// The words. The names of the numbers and of the pillars are the field's; the numbers run from 0 to 10, the rupture's to 3.

const series = () => [
  { id: "bond", name: tc("a client's number", "bond"), most: 10 },
  { id: "goal", name: tc("a client's number", "goal"), most: 10 },
  { id: "task", name: tc("a client's number", "task"), most: 10 },
  { id: "trust", name: tc("a client's number", "trust"), most: 10 },
  { id: "arousal", name: tc("a client's number", "arousal"), most: 10 },
  { id: "intensity", name: tc("a client's number", "rupture"), most: 3 },
];
const phases = () => ({
  open: t("the rupture is open"),
  noticed: t("the rupture has been noticed"),
  explored: t("the rupture has been explored"),
  need: t("the need behind it is heard"),
  renegotiated: t("it is settled anew"),
  closed: t("both have looked back at it"),
});
const ruptures = () => ({
  withdrawal: {
    goal: t("A withdrawal rupture about the goal."),
    task: t("A withdrawal rupture about the task."),
    bond: t("A withdrawal rupture about the bond."),
  },
  confrontation: {
    goal: t("A confrontation rupture about the goal."),
    task: t("A confrontation rupture about the task."),
    bond: t("A confrontation rupture about the bond."),
  },
});

function changed(before, after) {
  return series().filter(({ id }) => before[id] !== after[id]);
}

function changesAloud(before, after) {
  const numbers = changed(before, after).map(({ id, name }) => t("{name} from {before} to {after}", { name, before: before[id], after: after[id] }));
  if (before.phase !== after.phase) numbers.push(phases()[after.phase]);
  return numbers.length ? `${numbers.join(", ")}.` : t("no number changed.");
}

// Translators: The quotation marks of your language.
const quoted = (words) => t("“{words}”", { words });

// What the client says stands in quotation marks; what can only be seen, in brackets, does not.
function spoken(words) {
  const parts = words.split(/(\([^)]*\))/).map((part) => part.trim()).filter(Boolean);
  return parts.flatMap((part, i) => [i ? " " : "", part[0] === "(" ? make("span", { class: "aw-stage" }, part) : quoted(part)]);
}

function upper(words) {
  return words[0].toUpperCase() + words.slice(1);
}

// The picture: one lane for each number, so that no line hides another; each with a shape and a dash of its own.

// No shape points up or down: beside a number it would say that the number rose or fell.
const SHAPE = {
  ...MARKER,
  trust: (r) => `M${-1.35 * r},0L${-0.7 * r},${-1.1 * r}H${0.7 * r}L${1.35 * r},0L${0.7 * r},${1.1 * r}H${-0.7 * r}Z`,
  arousal: (r) => `M${0.35 * r},${-1.5 * r}L${-1.1 * r},${0.3 * r}H${-0.15 * r}L${-0.35 * r},${1.5 * r}L${1.1 * r},${-0.3 * r}H${0.15 * r}Z`,
  intensity: (r) => `M${-0.6 * r},${-1.2 * r}H${0.6 * r}V${1.2 * r}H${-0.6 * r}Z`,
};
const LANE = { right: 302, height: 44, inset: 7, top: 8, gap: 8 };

function sign(id) {
  return makeSvg("svg", { class: "aw-marker", viewBox: "-10 -10 20 20", "aria-hidden": "true" }, makeSvg("path", { class: `aw-of-${id}`, d: SHAPE[id](6.5) }));
}

function drawnTrace(states, longest, fork) {
  const { right, height, inset, top, gap } = LANE;
  const lanes = series();
  const left = Math.max(92, 23 + 9.8 * Math.max(...lanes.map(({ name }) => name.length))); // where the longest name ends
  const across = (turn) => left + 12 + (turn * (right - left - 24)) / longest;
  // A gap after the pillars and one before the rupture: three kinds of numbers.
  const starts = lanes.map((_, i) => top + i * (height + 3) + (i > 2 ? gap : 0) + (i > 4 ? gap : 0));
  const bottom = starts.at(-1) + height;
  const words = lanes.map(({ id, name }) => `${name} ${states.map((state) => state[id]).join(", ")}`).join("; ");
  const svg = makeSvg("svg", { class: "aw-lanes", viewBox: `0 0 340 ${bottom + 24}`, role: "img", "aria-label": t("From the opening on, turn by turn: {words}.", { words }) });
  lanes.forEach(({ id, name, most }, lane) => {
    const y = starts[lane];
    const up = (value) => y + height - inset - (value / most) * (height - 2 * inset);
    svg.append(
      makeSvg("rect", { class: "aw-lane", x: left, y, width: right - left, height, rx: 5 }),
      makeSvg("path", { class: `aw-of-${id}`, d: SHAPE[id](5), transform: `translate(9 ${y + height / 2})` }),
      makeSvg("text", { class: "aw-lane-name", x: 23, y: y + height / 2 + 5 }, name),
      makeSvg("text", { class: "aw-lane-value", x: right + 12, y: y + height / 2 + 6 }, String(states.at(-1)[id])),
    );
    if (id === "intensity") {
      states.forEach((state, turn) => {
        const bar = Math.max(1.5, up(0) - up(state[id]));
        svg.append(makeSvg("rect", { class: "aw-of-intensity", x: across(turn) - 5, y: up(0) - bar, width: 10, height: bar }));
      });
      return;
    }
    const line = states.map((state, turn) => `${across(turn).toFixed(1)},${up(state[id]).toFixed(1)}`).join("L");
    svg.append(makeSvg("path", { class: `aw-course aw-of-${id}`, d: `M${line}` }));
    states.forEach((state, turn) => {
      svg.append(makeSvg("path", { class: `aw-at aw-of-${id}`, d: SHAPE[id](turn === states.length - 1 ? 5 : 3.5), transform: `translate(${across(turn).toFixed(1)} ${up(state[id]).toFixed(1)})` }));
    });
  });
  for (let turn = 0; turn <= longest; turn += 1) {
    svg.append(makeSvg("text", { class: turn < states.length ? "aw-turn-number aw-taken" : "aw-turn-number", x: across(turn), y: bottom + 18 }, turn ? String(turn) : t("start")));
  }
  if (fork !== null) svg.append(makeSvg("line", { class: "aw-fork-line", x1: across(fork), x2: across(fork), y1: top - 4, y2: bottom + 3 }));
  return svg;
}

function render({ model, el }) {
  speaks(model);
  const content = model.get("content");
  const { nodes, beats, reasons, endings, rupture } = content;
  const written = inLanguage(content.language); // the scene may be in another language than the buttons
  const showState = model.get("show_state");
  const explain = model.get("explain");
  const opened = new Set(); // which reasons are open, by the choices that led there
  let focusOn = null; // what to put the focus on after the next drawing
  let fresh = false; // whether the last turn has just been taken
  let cleared = null; // what Start again or Remove took away, until something new is said

  const versions = make("nav", { class: "aw-versions", "aria-label": t("Versions of the dialogue with {client}", { client: content.client }) });
  const trunk = make("div", { class: "aw-trunk" });
  const columns = make("div", { class: "aw-branches" });
  const receipt = make("div", { class: "aw-receipt" });
  const tools = make("div", { class: "aw-buttons" });
  const notice = make("p", { class: "aw-notice", role: "status" });
  const told = make("p", { class: "aw-aloud", role: "status" });

  const held = () => ({ branches: model.get("branches"), current: model.get("current"), beside: model.get("beside") });
  const named = (name, branches = model.get("branches")) => branches.find((branch) => branch.name === name);
  const onShow = () => named(model.get("current")) ?? model.get("branches")[0];

  const update = (values, aloud = "", seen = "") => {
    const next = { ...held(), ...values };
    const { turns, end } = walk(content, named(next.current, next.branches).choices);
    const choices = turns.map(({ choice }) => choice);
    told.textContent = aloud;
    notice.textContent = seen;
    store(model, { ...next, choices, receipt: receiptOf(content, choices), ended: end !== null });
  };
  const replaced = (name, choices) => model.get("branches").map((branch) => (branch.name === name ? { ...branch, choices } : branch));

  const choose = (choice) => {
    const branch = onShow();
    const choices = [...branch.choices, choice];
    const now = walk(content, choices);
    if (now.turns.length < choices.length) return;
    cleared = null;
    fresh = true;
    focusOn = now.end ? "end" : "now";
    const { before, after } = now.turns.at(-1);
    const numbers = showState || now.end ? ` ${upper(changesAloud(before, after))}` : "";
    const then = now.end ? t("The end: {ending}.", { ending: endings[now.end.id].label }) : t("{client} says: {words}", { client: content.client, words: now.client });
    update({ branches: replaced(branch.name, choices) }, `${t("Answer {number} given.", { number: choices.length })}${numbers} ${then}`);
  };

  const go = (name, focus) => {
    const { current, beside } = held();
    focusOn = focus;
    update({ current: name, beside: beside && name !== current ? current : beside }, t("Version {name} is on show.", { name }));
  };

  const fork = (name, turn) => {
    const { branches } = held();
    const choices = named(name).choices.slice(0, turn);
    const waiting = branches.find((branch) => branch.name !== name && branch.from?.turn === turn && branch.choices.join() === choices.join());
    if (waiting) {
      focusOn = "now";
      update({ current: waiting.name, beside: name }, t("Version {name}: choose another answer at turn {turn}.", { name: waiting.name, turn: turn + 1 }));
    } else if (branches.length >= KEPT) {
      notice.textContent = t("{most} versions are kept, and there are {most}. Remove one, then try another answer.", { most: KEPT });
    } else {
      const fresher = NAMES.find((letter) => !named(letter));
      cleared = null;
      focusOn = "now";
      update({ branches: [...branches, { name: fresher, choices, from: { name, turn } }], current: fresher, beside: name }, t("Version {name}: choose another answer at turn {turn}. Version {kept} is kept.", { name: fresher, turn: turn + 1, kept: name }));
    }
  };

  const without = (name, next) => {
    const { branches, beside } = held();
    const rest = branches.filter((branch) => branch.name !== name);
    const current = named(next, rest) ? next : rest.at(-1).name;
    const other = beside && rest.find((branch) => branch.name !== current);
    return { branches: rest, current, beside: other ? other.name : "" };
  };

  const remove = (name) => {
    const { current, beside } = held();
    cleared = held();
    focusOn = "tools";
    update(without(name, name === current ? beside : current), "", t("Version {name} was removed.", { name }));
  };

  const back = () => {
    const branch = onShow();
    focusOn = "now";
    if (branch.from?.turn === branch.choices.length) update(without(branch.name, branch.from.name), t("Version {name} was closed.", { name: branch.name }));
    else update({ branches: replaced(branch.name, branch.choices.slice(0, -1)) }, t("Answer {number} was taken back.", { number: branch.choices.length }));
  };

  const restart = () => {
    cleared = held();
    focusOn = "now";
    update({ branches: [{ name: "A", choices: [], from: null }], current: "A", beside: "" }, "", t("The dialogue starts again."));
  };

  const restore = () => {
    const before = cleared;
    cleared = null;
    focusOn = "tools";
    update(before, "", t("What was cleared is back."));
  };

  const copy = async (code) => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      notice.textContent = t("The receipt is copied.");
    } catch {
      // Not every page may use the clipboard: select the text, so that one key copies it.
      const range = document.createRange();
      range.selectNodeContents(code);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      notice.textContent = t("The receipt is selected: press Ctrl+C (on a Mac ⌘C) to copy it.");
    }
  };

  const chips = (before, after) => {
    const found = changed(before, after).map(({ id, name }) => make("li", {}, sign(id), `${name} ${before[id]} → ${after[id]}`));
    if (before.phase !== after.phase) found.push(make("li", { class: "aw-phase" }, phases()[after.phase]));
    return make("ul", { class: "aw-changes", "aria-label": t("What it did") }, ...(found.length ? found : [make("li", {}, t("no number changed"))]));
  };

  const speech = (who, label, words, ...more) => make("div", { class: `aw-line aw-${who}` }, make("p", { class: "aw-speaker" }, label, ...more), make("p", { class: "aw-words", ...written }, ...(who === "client" ? spoken(words) : [words])));

  const turnItem = (branch, turns, i, numbers) => {
    const { client, option, before, after, way } = turns[i];
    const did = make("div", { class: "aw-did" });
    if (numbers) did.append(chips(before, after));
    if (explain) {
      const key = branch.choices.slice(0, i + 1).join("");
      const details = make(
        "details",
        { ontoggle: () => (details.open ? opened.add(key) : opened.delete(key)) },
        make("summary", {}, t("Why")),
        make("p", written, option.why),
        ...reasons[way.reasons].map((reason) => make("p", { class: "aw-rule" }, reason)),
      );
      details.open = opened.has(key);
      did.append(details);
    }
    did.append(make("button", { type: "button", class: "aw-retry", "aria-label": t("Try another answer here, turn {turn}", { turn: i + 1 }), onclick: () => fork(branch.name, i) }, t("Try another answer here")));
    const label = explain ? [make("span", { class: "aw-move" }, ` · ${option.label}`)] : [];
    return make("li", { class: fresh && branch === onShow() && i === turns.length - 1 ? "aw-turn aw-new" : "aw-turn" }, speech("client", content.client, client, make("span", { class: "aw-move" }, ` · ${t("turn {turn}", { turn: i + 1 })}`)), speech("therapist", t("You"), option.say, ...label), did);
  };

  const transcript = (branch, turns, from, to, numbers) => make("ol", { class: "aw-transcript", start: from + 1, "aria-label": t("The dialogue, turns {first} to {last}", { first: from + 1, last: to }) }, ...turns.slice(from, to).map((_, i) => turnItem(branch, turns, from + i, numbers)));

  const question = (branch, { at, client, turns }) => {
    const id = freshId("line");
    const line = speech("client", content.client, client);
    line.id = id;
    const tried = (choice) => model.get("branches").filter((other) => other !== branch && other.choices[turns.length] === choice && sharedTurns(other.choices, branch.choices) === turns.length).map(({ name }) => name);
    const options = beats[nodes[at].beat].map(({ say }, i) => {
      const before = tried(i + 1);
      const own = make("button", { type: "button", class: "aw-option", "aria-keyshortcuts": String(i + 1), onclick: () => choose(i + 1) }, make("span", { class: "aw-key", "aria-hidden": "true" }, String(i + 1)), make("span", { class: "aw-words", ...written }, say));
      if (before.length) own.append(make("span", { class: "aw-tried" }, t("tried in {versions}", { versions: before.join(", ") })));
      return own;
    });
    return make(
      "div",
      { class: "aw-moment" },
      line,
      make("div", { class: "aw-options", role: "group", "aria-labelledby": id, tabindex: -1, "data-focus": "now" }, make("p", { class: "aw-eyebrow" }, t("Turn {turn}: what do you say?", { turn: turns.length + 1 })), ...options, make("p", { class: "aw-hint" }, t("Click, or press a number from 1 to {most}.", { most: options.length }))),
    );
  };

  const paused = (branch, { client }) => make("div", { class: "aw-moment" }, speech("client", content.client, client), make("div", { class: "aw-buttons" }, button(t("Go on with version {name}", { name: branch.name }), () => go(branch.name, "now"), "quiet")));

  const ending = (branch, { turns, end }, active) => {
    const share = percentOfBest(content, end);
    const percent = t("{number} %", { number: share });
    const { label, say } = endings[end.id];
    const bar = make("div", { class: "aw-bar", role: "img", "aria-label": t("{percent} of the best that was possible", { percent }) }, make("div", { class: "aw-filled" }));
    bar.firstChild.style.setProperty("width", `${share}%`);
    const parts = [
      make("p", { class: "aw-eyebrow" }, tn("The end, after {count} answer", "The end, after {count} answers", turns.length)),
      make("h4", { tabindex: -1, "data-focus": active ? "end" : null }, `${upper(label)}.`),
      make("p", { class: "aw-afterwards", ...written }, say),
      make("p", { class: "aw-far" }, ...woven(t("How far it came: {percent} of the best that was possible."), { percent: make("strong", {}, percent) })),
      bar,
      make("p", { class: "aw-scale", "aria-hidden": "true" }, make("span", {}, t("nothing")), make("span", {}, t("the best possible"))),
    ];
    const costly = firstCostly(content, turns);
    if (costly) {
      const { turn, better } = costly;
      const other = beats[nodes[turns[turn].at].beat][better - 1];
      parts.push(
        make("p", { class: "aw-eyebrow aw-costly" }, t("The first answer that cost something: turn {turn}", { turn: turn + 1 })),
        make("p", {}, ...woven(t("You said: {words}"), { words: make("span", written, quoted(turns[turn].option.say)) })),
        make("p", { class: "aw-better" }, make("strong", {}, t("You might have said:")), " ", make("span", written, quoted(other.say)), ...(explain ? [make("span", { class: "aw-hint", ...written }, ` ${other.why}`)] : [])),
        make("div", { class: "aw-buttons" }, button(t("Try another answer at turn {turn}", { turn: turn + 1 }), () => fork(branch.name, turn))),
      );
    } else parts.push(make("p", { class: "aw-costly" }, t("✓ No answer gave anything away.")));
    parts.push(make("p", { class: "aw-learn" }, make("strong", {}, ruptures()[rupture.kind][rupture.pillar]), " ", make("span", written, content.learn)));
    return make("div", { class: "aw-ending" }, ...parts);
  };

  const branchSection = (branch, { from, longest, alone, active }) => {
    const walked = walk(content, branch.choices);
    const { turns, end, opening } = walked;
    const numbers = showState || end !== null;
    const parts = [];
    if (!alone) {
      const origin = branch.from ? t("from turn {turn} of version {name}", { turn: branch.from.turn + 1, name: branch.from.name }) : t("the first");
      parts.push(make("p", { class: "aw-version-name" }, make("strong", {}, t("Version {name}", { name: branch.name })), make("span", { class: "aw-hint" }, ` ${active ? t("{origin}, now playing", { origin }) : origin}`)));
    }
    if (turns.length > from) parts.push(transcript(branch, turns, from, turns.length, numbers));
    const now = make("div", { class: numbers ? "aw-now aw-with-trace" : "aw-now" });
    const moment = end ? ending(branch, walked, active) : active ? question(branch, walked) : paused(branch, walked);
    const states = [opening, ...turns.map(({ after }) => after)];
    const trace = make(
      "figure",
      { class: "aw-trace" },
      make("figcaption", { class: "aw-eyebrow" }, turns.length ? t("How {client} is, turn by turn", { client: content.client }) : t("How {client} is as the scene opens", { client: content.client })),
      drawnTrace(states, longest, alone ? null : from),
      make("p", { class: "aw-hint" }, alone ? t("0 to 10; rupture 0 (healed) to 3.") : t("0 to 10; rupture 0 (healed) to 3. The dashed line: where the two part.")),
    );
    // What the last answer did comes before what the client says next; the opening line comes first.
    now.append(...(numbers ? (turns.length ? [trace, moment] : [moment, trace]) : [moment]));
    parts.push(now);
    return make("section", { class: active && !alone ? "aw-branch aw-active" : "aw-branch", "aria-label": alone ? t("The dialogue with {client}", { client: content.client }) : t("Version {name}, with {client}", { name: branch.name, client: content.client }) }, ...parts);
  };

  const drawVersions = (branches, current, beside) => {
    versions.hidden = branches.length < 2;
    if (branches.length < 2) return versions.replaceChildren();
    const chip = ({ name, choices }) => {
      const { turns, end } = walk(content, choices);
      const where = end ? `${endings[end.id].label}, ${t("{number} %", { number: percentOfBest(content, end) })}` : t("at turn {turn}", { turn: turns.length + 1 });
      return make("button", { type: "button", class: "aw-version", "aria-pressed": String(name === current), "data-focus": `version ${name}`, onclick: () => go(name, `version ${name}`) }, make("strong", {}, t("Version {name}", { name })), make("span", {}, ` ${where}`));
    };
    const toggle = beside
      ? make("button", { type: "button", class: "aw-retry", "data-focus": "beside", onclick: () => ((focusOn = "beside"), update({ beside: "" }, t("One version is on show."))) }, t("Show one alone"))
      : make("button", { type: "button", class: "aw-retry", "data-focus": "beside", onclick: () => ((focusOn = "beside"), update({ beside: branches.filter(({ name }) => name !== current).at(-1).name }, t("Two versions are on show."))) }, t("Show two side by side"));
    return versions.replaceChildren(
      ...branches.map(chip),
      toggle,
      make("button", { type: "button", class: "aw-retry", onclick: () => remove(current) }, t("Remove version {name}", { name: current })),
    );
  };

  const drawFoot = (branch) => {
    const text = model.get("receipt");
    const code = make("code", { class: "aw-code" }, text);
    receipt.replaceChildren(
      ...(text
        ? [make("p", { class: "aw-eyebrow" }, model.get("branches").length > 1 ? t("Receipt of version {name}", { name: branch.name }) : t("Receipt")), make("div", { class: "aw-receipt-row" }, code, make("button", { type: "button", class: "aw-retry aw-copy", onclick: () => copy(code) }, t("Copy")))]
        : [make("p", { class: "aw-hint" }, t("After your first answer there is a receipt here: the dialogue as a line that you can hand in."))]),
    );
    const parts = [];
    const forked = branch.from?.turn === branch.choices.length;
    if (branch.choices.length || forked) parts.push(button(forked ? t("Close version {name}", { name: branch.name }) : t("Take back the last answer"), back, "quiet"), button(t("Start again"), restart, "quiet"));
    if (cleared) parts.push(button(t("Bring back what was cleared"), restore, "quiet"));
    parts[0]?.setAttribute("data-focus", "tools");
    tools.replaceChildren(...parts);
  };

  const draw = () => {
    const { branches, beside } = held();
    const branch = onShow();
    const other = beside && beside !== branch.name ? named(beside) : null;
    drawVersions(branches, branch.name, other ? beside : "");
    const shown = branches.filter((one) => one === branch || one === other); // the earlier one on the left
    const from = other ? sharedTurns(branch.choices, other.choices) : 0;
    const longest = Math.max(5, ...shown.map(({ choices }) => choices.length));
    const { turns, end } = walk(content, branch.choices);
    trunk.hidden = !from;
    trunk.replaceChildren(...(from ? [make("p", { class: "aw-eyebrow" }, tn("Both begin with this turn", "Both begin with these {count} turns", from)), transcript(branch, turns, 0, from, showState || end !== null)] : []));
    columns.classList.toggle("aw-two", Boolean(other));
    columns.replaceChildren(...shown.map((one) => branchSection(one, { from, longest, alone: !other, active: one === branch })));
    columns.closest(".alliance-widget")?.classList.toggle("aw-wide", Boolean(other));
    drawFoot(branch);
    fresh = false;
    if (focusOn) {
      const place = board.querySelector(`[data-focus="${focusOn}"]`) ?? board.querySelector('[data-focus="now"], [data-focus="end"]');
      place?.focus({ preventScroll: true });
      (place?.closest(".aw-moment, .aw-ending") ?? place)?.scrollIntoView({ block: "nearest" });
    }
    focusOn = null;
  };

  const board = make(
    "div",
    { class: "aw-board" },
    make("p", { class: "aw-eyebrow" }, content.delivery === "video" ? t("A repair dialogue, by video") : t("A repair dialogue, in person")),
    make("h3", written, content.title),
    make("p", { class: "aw-context", ...written }, content.setting),
    versions,
    trunk,
    columns,
    notice,
    tools,
    receipt,
    told,
  );
  board.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // A key that is held down must not run through the dialogue.
    if (event.repeat && /^([1-6]|Enter| )$/.test(event.key)) event.preventDefault();
    else if (/^[1-6]$/.test(event.key)) choose(Number(event.key));
  });

  return stage({ model, el, name: "dialogue-explorer", label: t("Dialogue: {title}", { title: content.title }), changes: ["branches", "current", "beside"], draw, parts: [board] });
}

export default { render };
