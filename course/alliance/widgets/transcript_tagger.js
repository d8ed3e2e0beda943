const pillarWord = (pillar) => ({ goal: tc("pillar", "goal"), task: tc("pillar", "task"), bond: tc("pillar", "bond") })[pillar];
const isDone = (code) => Boolean(code && (code.kind === "none" || (code.pillar && code.intensity)));

// The same four letters as Python's: the 32-bit FNV-1a sum of what stands before them.
function checkLetters(body) {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(body)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return [0, 1, 2, 3].map((i) => "0123456789abcdefghjkmnpqrstvwxyz"[(sum >>> (5 * i)) & 31]).join("");
}

function receiptOf({ id, hash }, codes) {
  const turns = Object.keys(codes).sort((a, b) => a - b);
  if (!turns.length) return "";
  const written = turns.map((turn) => {
    const { kind, pillar, intensity, marker } = codes[turn];
    return turn + (kind === "none" ? "n" : `${kind[0]}${pillar ? pillar[0] : "x"}${intensity || 0}${marker ? `:${marker}` : ""}`);
  });
  const body = `AWT1.${id}.${hash}.${written.join("-")}`;
  return `${body}.${checkLetters(body.toLowerCase())}`;
}

function outcomeOf(code, key) {
  if (!code) return "not_coded";
  if (code.kind === key.kind) return "same";
  if (key.accept.kinds.includes(code.kind)) return "defensible";
  if (code.kind === "none") return "missed";
  return key.kind === "none" ? "false_alarm" : "other_kind";
}

// Where both hear a rupture: what of pillar and intensity does not fit the key.
function besides(code, key) {
  if (!code || code.kind === "none" || key.kind === "none") return [];
  const fits = { pillar: [key.pillar, ...key.accept.pillars].includes(code.pillar), intensity: code.intensity > 0 && Math.abs(code.intensity - key.intensity) <= 1 };
  return Object.keys(fits).filter((part) => !fits[part]);
}

function agreementOf(codes, key, group, sentence, words) {
  const pairs = Object.entries(codes).map(([turn, { kind }]) => [group(kind), group(key[turn].accept.kinds.includes(kind) ? kind : key[turn].kind)]);
  const n = pairs.length;
  const agree = pairs.filter(([mine, theirs]) => mine === theirs).length;
  if (n < 2) return words.few;
  const share = (side, one) => pairs.filter((pair) => pair[side] === one).length / n;
  const used = [...new Set(pairs.flat())];
  if (used.length < 2) return words.none;
  const chance = used.reduce((sum, one) => sum + share(0, one) * share(1, one), 0);
  const value = (agree / n - chance) / (1 - chance);
  return filled(sentence, { agree, n, value: decimals(value.toFixed(2)), words: words.bands.find(({ below }) => value < below).words });
}

function render({ model, el }) {
  speaks(model);
  const { transcript, pillars, kinds, markers, words, key } = model.get("content");
  const lines = transcript.turns.map((turn, i) => ({ ...turn, number: String(i + 1) }));
  const own = lines.filter(({ speaker }) => speaker === "client").map(({ number }) => number);
  const nameOf = { client: transcript.client.split(",")[0], therapist: transcript.therapist };
  const letterOf = Object.fromEntries(kinds.map(({ id, letter }) => [id, letter]));
  const strengths = ["", t("slight"), t("clear"), t("strong")];
  const kindWord = (kind) => kinds.find(({ id }) => id === kind).name;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const past = [];
  let shownAt = null;
  let differing = false;
  let said = "";

  const codes = () => model.get("codes");
  const here = () => own[Math.min(model.get("at"), own.length - 1)];
  const inWords = (code) => {
    if (!code) return t("not coded yet");
    if (code.kind === "none") return t("no rupture");
    return [
      kindWord(code.kind),
      code.pillar ? pillarWord(code.pillar) : t("pillar open"),
      code.intensity ? t("intensity {intensity}", { intensity: code.intensity }) : t("intensity open"),
    ].join(", ");
  };
  const codeWord = (code) => (code === "none" ? tc("a code", "none") : (pillarWord(code) ?? kindWord(code)));
  const keyInWords = (answer) => (answer.kind === "none" ? t("no rupture") : inWords(answer));

  // What stands in square brackets is seen, not said.
  const spoken = (text) => text.split(/(\[[^\]]*\])/).filter(Boolean).map((part) => (part[0] === "[" ? make("i", { class: "aw-seen" }, part.slice(1, -1)) : part));

  // One field of the strip: letter, pattern and height say what the colour says.
  const field = (code) => {
    const kind = code ? code.kind : "open";
    const letter = !code ? "" : kind === "none" ? "–" : letterOf[kind];
    return make(
      "span",
      { class: `aw-field aw-is-${kind}${code && !isDone(code) ? " aw-unfinished" : ""}`, "aria-hidden": "true" },
      make("span", { class: "aw-fill", style: `height:${code && kind !== "none" ? [22, 45, 72, 100][code.intensity || 0] : 0}%` }),
      make("span", { class: "aw-letter" }, letter),
    );
  };

  const change = (turn, code) => {
    past.push({ codes: codes(), at: model.get("at") });
    const next = { ...codes() };
    if (code) next[turn] = code;
    said = t("Turn {turn}: {words}.", { turn, words: inWords(code) });
    store(model, { codes: next });
  };
  const setKind = (kind) => {
    const before = codes()[here()] ?? {};
    if (before.kind === kind) return;
    change(here(), kind === "none" ? { kind } : { kind, pillar: before.pillar ?? null, intensity: before.intensity ?? 0, marker: null });
  };
  const setPart = (name, value) => {
    const before = codes()[here()];
    if (!before || before.kind === "none") return tell(t("Choose withdrawal or confrontation first."));
    if (before[name] !== value) change(here(), { ...before, [name]: value });
  };
  const tell = (sentence) => {
    said = sentence;
    draw();
  };
  const go = (at) => {
    said = "";
    store(model, { at });
  };
  const visit = (number) => {
    differing = false;
    draw();
    items[number].item.focus();
  };
  const next = () => {
    const at = model.get("at");
    const order = own.map((_, i) => (at + 1 + i) % own.length);
    const open = order.find((i) => !isDone(codes()[own[i]]));
    if (open === undefined) tell(key ? t("All are coded; you can compare with the key.") : t("All are coded; copy your line of codes."));
    else if (open === at) tell(codes()[here()] ? t("This turn still needs a pillar and an intensity.") : t("This is the last turn left; choose what you hear."));
    else go(open);
  };
  const undo = () => {
    const last = past.pop();
    if (!last) return tell(t("There is nothing to undo."));
    said = t("Undone.");
    store(model, last);
  };

  // --- the strip
  const strip = make("ol", { class: "aw-strip", style: `--count:${own.length}`, role: "toolbar", "aria-label": t("Your codes, turn by turn; the arrow keys move") });
  const steps = own.map((number, i) => {
    const step = make("button", { type: "button", class: "aw-step", onclick: () => (model.get("comparing") ? visit(number) : go(i)) });
    strip.append(make("li", { role: "none" }, step));
    return step;
  });
  strip.addEventListener("keydown", (event) => {
    const at = steps.indexOf(document.activeElement);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: own.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const bounded = Math.max(0, Math.min(own.length - 1, to));
    go(bounded);
    steps[at].tabIndex = -1; // at once: Tab may be pressed before the next drawing
    steps[bounded].tabIndex = 0;
    steps[bounded].focus();
  });
  const legend = make(
    "p",
    { class: "aw-legend" },
    ...[["none", t("no rupture")], ...kinds.map(({ id, name }) => [id, name])].map(([kind, name]) => make("span", {}, field({ kind, pillar: "task", intensity: 3 }), ` ${name}`)),
    make("span", { class: "aw-hint" }, t("taller: more intense")),
  );

  // --- the conversation
  const talk = make("div", { class: "aw-talk", role: "region", "aria-label": t("The conversation: {title}", { title: transcript.title }), tabindex: 0 });
  const items = Object.fromEntries(
    lines.map(({ speaker, says, number }) => {
      const chip = make("span", { class: "aw-chip" });
      const note = make("div", { class: "aw-note" });
      const who = make("p", { class: "aw-who" }, `${number} · ${nameOf[speaker]} `, chip);
      const item = make("li", { class: `aw-line aw-by-${speaker}`, tabindex: -1 }, who, make("p", { class: "aw-words-said" }, ...spoken(says)), ...(speaker === "client" ? [note] : []));
      if (speaker === "client") item.addEventListener("click", () => model.get("comparing") || getSelection().toString() || go(own.indexOf(number)));
      return [number, { item, chip, note }];
    }),
  );
  talk.append(make("ol", {}, ...Object.values(items).map(({ item }) => item)));

  // --- the panel
  const kindChoice = radioGroup({
    legend: "",
    options: [{ value: "none", label: t("No rupture"), hint: "N" }, ...kinds.map(({ id, name, letter }) => ({ value: id, label: capital(name), hint: letter }))],
    compact: true,
    pick: setKind,
  });
  const pillarChoice = radioGroup({
    legend: t("Which pillar is strained?"),
    options: pillars.map(({ id }) => ({ value: id, label: capital(pillarWord(id)), hint: id[0].toUpperCase() })),
    compact: true,
    pick: (pillar) => setPart("pillar", pillar),
  });
  const strengthChoice = radioGroup({
    legend: t("How strong?"),
    options: [1, 2, 3].map((n) => ({ value: String(n), label: capital(strengths[n]), hint: String(n) })),
    compact: true,
    pick: (n) => setPart("intensity", Number(n)),
  });
  const markerId = freshId("marker");
  const markerChoice = make("select", { id: markerId, onchange: () => setPart("marker", markerChoice.value || null) });
  const markerMeans = make("p", { class: "aw-hint aw-means" });
  const details = make(
    "div",
    { class: "aw-details" },
    pillarChoice,
    strengthChoice,
    make("div", { class: "aw-marker-choice" }, make("label", { for: markerId }, t("What gives it away? (may stay open)")), markerChoice, markerMeans),
  );
  const nextButton = button(t("Next turn"), next);
  const undoButton = button(t("Undo"), undo, "quiet");
  const compareButton = button(t("Compare with the key"), () => {
    const left = own.filter((number) => !isDone(codes()[number])).length;
    if (left) return tell(t("Code every client turn first: {left} left.", { left }));
    said = "";
    focusResult = true;
    store(model, { comparing: true });
  }, "quiet");
  let focusResult = false;
  const panel = make(
    "div",
    { class: "aw-panel" },
    kindChoice,
    details,
    make("div", { class: "aw-buttons" }, nextButton, undoButton, ...(key ? [compareButton] : [])),
    make("p", { class: "aw-keys aw-hint" }, t("Keys: N no rupture, W withdrawal, C confrontation; G, T, B pillar; 1 to 3 intensity; Enter next turn, P previous, U undo.")),
  );

  // --- the comparison
  const result = make("div", { class: "aw-result" });
  const drawResult = () => {
    const count = own.filter((number) => ["same", "defensible"].includes(outcomeOf(codes()[number], key[number]))).length;
    const only = make("button", { type: "button", class: "aw-button aw-quiet", "aria-pressed": String(differing), onclick: () => {
      differing = !differing;
      draw();
      result.querySelector("[aria-pressed]").focus();
    } }, t("Only where we differ"));
    result.replaceChildren(
      make("h4", { tabindex: -1 }, t("You and the key agree on {count} of {all} turns.", { count, all: own.length })),
      make("p", {}, agreementOf(codes(), key, (kind) => (kind === "none" ? "none" : "rupture"), words.kappa.rupture, words.kappa)),
      make("p", {}, agreementOf(codes(), key, (kind) => kind, words.kappa.kind, words.kappa)),
      make("p", { class: "aw-hint" }, words.kappa.explain),
      make("div", { class: "aw-buttons" }, only, button(t("Back to coding"), () => {
        differing = false;
        store(model, { comparing: false });
      }, "quiet")),
    );
  };
  const drawNote = (number) => {
    const [code, answer] = [codes()[number], key[number]];
    const outcome = outcomeOf(code, answer);
    const beside = besides(code, answer);
    const agrees = ["same", "defensible"].includes(outcome) && !beside.length;
    const mark = agrees ? "✓" : outcome === "same" || outcome === "defensible" ? "≈" : "✗";
    const others = [...answer.accept.kinds, ...answer.accept.pillars];
    const marks = answer.markers.map((id) => markers.find((marker) => marker.id === id).name);
    items[number].note.replaceChildren(
      make("p", { class: "aw-verdict" }, `${mark} ${[words.verdicts[outcome], ...beside.map((part) => words.beside[part])].join("; ")}`),
      make("dl", {},
        make("div", {}, make("dt", {}, t("You")), make("dd", {}, inWords(code))),
        make("div", {}, make("dt", {}, t("Key")), make("dd", {}, keyInWords(answer), marks.length ? ` (${marks.join("; ")})` : "")),
        ...(others.length ? [make("div", {}, make("dt", {}, t("Or")), make("dd", {}, t("{codes} could be defended", { codes: others.map(codeWord).join(tc("between two codes", " or ")) })))] : []),
      ),
      make("p", {}, answer.why),
    );
    return agrees;
  };

  // --- below
  const status = make("p", { class: "aw-status", role: "status" });
  const receiptId = freshId("receipt");
  const receipt = make("input", { id: receiptId, type: "text", readonly: true, spellcheck: "false", onfocus: () => receipt.select() });
  const copied = make("span", { class: "aw-hint", role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(receipt.value);
    } catch {
      receipt.select();
      document.execCommand("copy");
    }
    copied.textContent = t("Copied.");
  };
  const paste = make("div", { class: "aw-receipt" }, make("label", { for: receiptId }, t("Your codes in one line, to paste into an assignment")), make("div", { class: "aw-row" }, receipt, button(t("Copy"), copy, "quiet")), copied);

  const desk = make("div", { class: "aw-desk" }, strip, legend, result, talk, panel);
  desk.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || model.get("comparing")) return;
    const { target } = event;
    if (target.tagName === "SELECT") return;
    const pressed = event.key.toLowerCase();
    const pillar = pillars.find(({ id }) => id[0] === pressed);
    const kind = { n: "none", w: "withdrawal", c: "confrontation" }[pressed];
    if (kind) setKind(kind);
    else if (pillar) setPart("pillar", pillar.id);
    else if (["1", "2", "3"].includes(pressed)) setPart("intensity", Number(pressed));
    else if (pressed === "u") undo();
    else if (pressed === "p") go(Math.max(0, model.get("at") - 1));
    else if (pressed === "enter" && target.tagName !== "BUTTON") next();
    else return;
    event.preventDefault();
  });

  const check = (group, value) => {
    for (const radio of group.querySelectorAll("input")) radio.checked = radio.value === String(value);
  };
  const drawPanel = (number, code) => {
    const rupture = code && code.kind !== "none";
    kindChoice.querySelector("legend").textContent = t("Turn {turn}: what do you hear in {client}’s words?", { turn: number, client: nameOf.client });
    check(kindChoice, code?.kind);
    details.hidden = !rupture;
    check(pillarChoice, code?.pillar);
    check(strengthChoice, code?.intensity);
    if (rupture) {
      const fitting = markers.filter(({ kind }) => kind === code.kind);
      markerChoice.replaceChildren(make("option", { value: "" }, "–"), ...fitting.map(({ id, name }) => make("option", { value: id }, name)));
      markerChoice.value = code.marker ?? "";
      markerMeans.textContent = fitting.find(({ id }) => id === code.marker)?.means ?? kinds.find(({ id }) => id === code.kind).means;
    }
  };

  const bringIntoView = (item) => {
    const top = item.offsetTop - Math.max(0, talk.clientHeight - item.offsetHeight) / 1.4;
    talk.scrollTo({ top, behavior: calm.matches || shownAt === null ? "auto" : "smooth" });
  };

  function draw() {
    const comparing = Boolean(key) && model.get("comparing");
    const now = here();
    const all = codes();
    const focused = desk.contains(document.activeElement) ? document.activeElement : null;
    desk.classList.toggle("aw-comparing", comparing);
    result.hidden = !comparing;
    panel.hidden = comparing;
    legend.lastChild.textContent = comparing ? t("above: you; below: the key; ≠ where the two differ") : t("taller: more intense");
    own.forEach((number, i) => {
      const code = all[number];
      const current = number === now && !comparing;
      steps[i].setAttribute("aria-label", comparing ? t("Turn {turn}: {words}; key: {key}", { turn: number, words: inWords(code), key: keyInWords(key[number]) }) : t("Turn {turn}: {words}", { turn: number, words: inWords(code) }));
      steps[i].tabIndex = i === own.indexOf(now) ? 0 : -1;
      if (current) steps[i].setAttribute("aria-current", "step");
      else steps[i].removeAttribute("aria-current");
      const { item, chip, note } = items[number];
      const agrees = comparing && drawNote(number);
      const apart = comparing && !agrees;
      steps[i].classList.toggle("aw-apart", apart);
      steps[i].replaceChildren(field(code), ...(comparing ? [field(key[number])] : []), make("span", { class: "aw-number", "aria-hidden": "true" }, apart ? `≠ ${number}` : number));
      item.classList.toggle("aw-now", current);
      chip.textContent = comparing || !code ? "" : `${code.kind === "none" ? "–" : letterOf[code.kind]} ${inWords(code)}`;
      note.hidden = !comparing;
      item.classList.toggle("aw-differs", apart);
      item.hidden = comparing && differing && agrees;
    });
    lines.forEach(({ speaker, number }, i) => {
      if (speaker === "therapist") items[number].item.hidden = comparing && differing && (items[lines[i + 1]?.number]?.item.hidden ?? true);
    });
    const done = own.map((number) => all[number]).filter(isDone);
    const count = (kind) => done.filter((code) => code.kind === kind).length;
    const left = own.length - done.length;
    const summary = `${filled(words.summary, { done: done.length, all: own.length, none: count("none"), withdrawal: count("withdrawal"), confrontation: count("confrontation") })} ${left ? filled(words.left, { left }) : words.all_done}`;
    status.textContent = [said, summary].filter(Boolean).join(" ");
    undoButton.setAttribute("aria-disabled", String(!past.length));
    const line = receiptOf(transcript, all);
    if (receipt.value !== line) copied.textContent = "";
    receipt.value = line;
    paste.hidden = !line;
    drawPanel(now, all[now]);
    if (comparing) drawResult();
    else if (shownAt !== now) bringIntoView(items[now].item);
    shownAt = comparing ? null : now;
    // A control that had the focus may be gone with its question: go on at the first one.
    if (!comparing && focused && !focused.checkVisibility()) (kindChoice.querySelector(":checked") ?? kindChoice.querySelector("input")).focus();
    if (comparing && focusResult) result.querySelector("h4").focus();
    focusResult = false;
  }

  const where = { therapy: capital(transcript.therapy), session: transcript.session };
  const setting = transcript.delivery === "video" ? t("{therapy}, by video, session {session}", where) : t("{therapy}, in person, session {session}", where);
  return stage({
    model,
    el,
    name: "transcript-tagger",
    label: t("Tag the transcript: {title}", { title: transcript.title }),
    changes: ["codes", "at", "comparing"],
    draw,
    parts: [
      make("p", { class: "aw-eyebrow" }, setting),
      make("h3", {}, transcript.title),
      make("p", { class: "aw-context" }, `${t("{client}, with {therapist}.", transcript)} ${transcript.context}`),
      desk,
      status,
      paste,
    ],
  });
}

export default { render };
