// Words and signs; the reading itself is Python's. What Python says arrives in `tries`, with `answered` as its number.

// One sign: full when seen, with a core when perhaps, a broken outline when not. Its word stands beside it.
function replySign({ mark }, state) {
  const shape = (scale, name) => makeSvg("path", { class: name, d: mark, transform: `scale(${scale})`, "fill-rule": "evenodd" });
  const parts = [shape(1, "aw-outline")];
  if (state === "perhaps") parts.push(shape(0.45, "aw-core"));
  return makeSvg("svg", { class: `aw-sign aw-is-${state}`, viewBox: "-11 -11 22 22", "aria-hidden": "true" }, ...parts);
}

// Where each quoted phrase stands in the reply; one that cannot be found is left out.
function quotedIn(text, notes) {
  return notes.flatMap(({ id, phrase, state }) => {
    const from = phrase ? text.indexOf(phrase) : -1;
    return from < 0 ? [] : [{ id, state, from, to: from + phrase.length }];
  });
}

// The reply in pieces: every piece knows which phrases run through it and which end with it.
function piecesOf(text, quoted) {
  const cuts = [...new Set([0, text.length, ...quoted.flatMap(({ from, to }) => [from, to])])].sort((a, b) => a - b);
  return cuts.slice(1).map((to, i) => ({
    words: text.slice(cuts[i], to),
    through: quoted.filter((one) => one.from <= cuts[i] && one.to >= to),
    ending: quoted.filter((one) => one.to === to),
  }));
}

function render({ model, el }) {
  speaks(model);
  const { clients, criteria, pillars, wording, patience, longest } = model.get("content");
  const nameOf = Object.fromEntries(criteria.map(({ id, name }) => [id, name]));
  const about = (template, client) => filled(template, { name: client.name, pillar: pillars[client.pillar] });
  let shown = null; // the client on the page
  let version = null; // the number of the version on show; null for the newest
  let waiting = 0; // the number of the question that Python has not answered yet
  let silent = false; // whether it has been waited for in vain
  let timer = 0;

  const id = freshId("reply");
  const nav = make("div", { class: "aw-clients", role: "group", "aria-label": t("Clients") });
  const scene = make("div", { class: "aw-scene" });
  const box = make("textarea", { id, rows: 5, maxlength: longest, "aria-describedby": `${id}-hint`, spellcheck: "true" });
  const field = make(
    "div",
    { class: "aw-field-of-words" },
    make("label", { for: id }, wording.task),
    make("span", { class: "aw-hint", id: `${id}-hint` }, wording.hint),
    box,
  );
  const status = make("p", { class: "aw-status", role: "status" });
  const result = make("div", { class: "aw-result" });

  const now = () => clients[Math.min(Math.max(model.get("at"), 0), clients.length - 1)];
  const versionsOf = (client) => model.get("tries")[client.id] ?? [];
  const draftOf = (client) => model.get("drafts")[client.id] ?? "";

  const keep = (text) => store(model, { drafts: { ...model.get("drafts"), [now().id]: text } });
  const check = () => {
    const text = box.value.trim();
    if (!text) {
      status.textContent = wording.empty;
      box.focus();
      return;
    }
    waiting = (model.get("asked").n ?? 0) + 1;
    silent = false;
    version = null;
    keep(box.value);
    store(model, { asked: { n: waiting, client: now().id, text } });
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (model.get("answered") >= waiting) return;
      silent = true;
      draw();
    }, 1000 * patience);
    draw();
  };
  const pick = (at) => {
    version = null;
    silent = false;
    if (box.value !== draftOf(now())) keep(box.value);
    store(model, { at });
  };
  box.addEventListener("change", () => keep(box.value));
  box.addEventListener("keydown", (event) => {
    // In a notebook Ctrl+Enter would run the cell anew, and the words would be gone.
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    check();
  });

  const signs = (notes) => criteria.map((criterion) => replySign(criterion, notes.find((note) => note.id === criterion.id).state));

  const drawNav = () => {
    nav.hidden = clients.length < 2;
    const chips = clients.map((client, i) => {
      const count = versionsOf(client).length;
      const words = count ? `${client.name} ✓` : client.name;
      const label = count ? t("{client}, answered", { client: client.name }) : client.name;
      return make("button", { type: "button", class: "aw-chip", "aria-pressed": String(client === now()), "aria-label": label, onclick: () => pick(i) }, words);
    });
    const held = [...nav.children].indexOf(document.activeElement);
    nav.replaceChildren(...chips);
    if (held >= 0) chips[held].focus();
  };

  const drawScene = (client) => {
    scene.replaceChildren(
      make("h3", {}, client.name),
      make("p", { class: "aw-context" }, client.setting),
      make("blockquote", { class: "aw-says" }, t("“{words}”", { words: client.says })),
    );
    box.value = draftOf(client);
  };

  // The reply as it was written, every recognised phrase underlined, with the sign of what it was taken for behind it.
  const manuscript = ({ text, notes }) =>
    make(
      "p",
      { class: "aw-manuscript" },
      ...piecesOf(text, quotedIn(text, notes)).flatMap(({ words, through, ending }) => {
        const thorn = through.some(({ id: of }) => of === "R5");
        const marked = through.length ? make("mark", { class: thorn ? "aw-thorn" : through.every(({ state }) => state === "perhaps") ? "aw-maybe" : "aw-found" }, words) : words;
        const after = ending.map((one) => {
          const criterion = criteria.find(({ id: of }) => of === one.id);
          const sign = replySign(criterion, one.state);
          sign.removeAttribute("aria-hidden");
          sign.setAttribute("role", "img");
          sign.setAttribute("aria-label", `(${criterion.name})`);
          return sign;
        });
        return [marked, ...after];
      }),
    );

  // How sure: a bead on a thread that runs from "not there" to "there". The words say the same.
  const bead = (belief) =>
    makeSvg(
      "svg",
      { class: "aw-thread", viewBox: "0 0 84 12", "aria-hidden": "true" },
      makeSvg("line", { x1: 6, x2: 78, y1: 6, y2: 6 }),
      makeSvg("line", { x1: 42, x2: 42, y1: 3, y2: 9 }),
      makeSvg("circle", { cx: 6 + 72 * belief, cy: 6, r: 4.5 }),
    );

  const noteOf = (client, note) => {
    const criterion = criteria.find((one) => one.id === note.id);
    return make(
      "li",
      { class: `aw-note aw-is-${note.state}` },
      replySign(criterion, note.state),
      make(
        "div",
        {},
        make("p", { class: "aw-note-name" }, make("strong", {}, criterion.name), make("span", { class: "aw-word" }, note.word)),
        make("p", { class: "aw-note-says" }, note.says),
        make("p", { class: "aw-hint" }, about(criterion.means, client)),
        make("p", { class: "aw-hint aw-sure" }, bead(note.belief), make("span", {}, note.sure)),
      ),
    );
  };

  const drawVersions = (versions, on) =>
    make(
      "div",
      { class: "aw-versions", role: "group", "aria-label": t("Your versions") },
      ...versions.map((one) => {
        const told = one.notes.map((note) => `${inside(nameOf[note.id])}, ${note.word}`).join("; ");
        return make(
          "button",
          {
            type: "button",
            class: "aw-version",
            "aria-pressed": String(one === on),
            "aria-label": t("Version {number}: {told}", { number: one.number, told }),
            "data-version": one.number,
            onclick: () => {
              version = one.number;
              draw();
              result.querySelector(`[data-version="${one.number}"]`)?.focus();
            },
          },
          make("span", {}, t("Version {number}", { number: one.number })),
          make("span", { class: "aw-signs" }, ...signs(one.notes)),
        );
      }),
    );

  const drawResult = (client) => {
    const versions = versionsOf(client);
    const on = versions.find(({ number }) => number === version) ?? versions.at(-1);
    if (!on) return result.replaceChildren();
    const parts = [];
    if (versions.length > 1) parts.push(drawVersions(versions, on));
    parts.push(make("h4", {}, versions.length > 1 ? t("Version {number}, as it was read", { number: on.number }) : t("Your reply, as it was read")), manuscript(on));
    // For the newest version the status above has said it.
    if (on.changed.length && on !== versions.at(-1)) parts.push(make("p", { class: "aw-changed" }, on.changed.join(" ")));
    parts.push(make("ul", { class: "aw-notes", "aria-label": t("Five notes") }, ...on.notes.map((note) => noteOf(client, note))));
    parts.push(
      on.person.length
        ? make("div", { class: "aw-person" }, make("p", {}, make("strong", {}, wording.person)), make("ul", {}, ...on.person.map((reason) => make("li", {}, reason))))
        : make("p", { class: "aw-person" }, filled(wording.sure, { name: client.name })),
    );
    if (on.text !== box.value.trim()) {
      const again = button(t("Put these words back into the box"), () => {
        box.value = on.text;
        keep(on.text);
        box.focus();
        again.remove();
      }, "quiet");
      parts.push(make("div", { class: "aw-buttons" }, again));
    }
    parts.push(make("details", {}, make("summary", {}, wording.beneath), make("p", {}, client.beneath), make("p", {}, make("strong", {}, wording.one_way), " ", make("span", { class: "aw-way" }, t("“{words}”", { words: client.one_way })))));
    return result.replaceChildren(...parts);
  };

  const drawAlone = () =>
    result.replaceChildren(
      make(
        "ul",
        { class: "aw-notes", "aria-label": t("Five questions to ask yourself") },
        ...criteria.map((criterion) => make("li", { class: "aw-note" }, replySign(criterion, "not_seen"), make("div", {}, make("p", { class: "aw-note-name" }, make("strong", {}, criterion.name)), make("p", { class: "aw-note-says" }, criterion.asks)))),
      ),
    );

  const draw = () => {
    const client = now();
    if (waiting && model.get("answered") >= waiting) {
      waiting = 0;
      silent = false;
      clearTimeout(timer);
    }
    drawNav();
    if (client !== shown) drawScene(client);
    shown = client;
    if (silent) drawAlone();
    else drawResult(client);
    const newest = versionsOf(client).at(-1);
    const words = silent ? wording.no_answer : waiting ? wording.reading : newest ? `${newest.number > 1 ? `${t("Version {number}.", { number: newest.number })} ` : ""}${summaryOf(newest)}` : "";
    if (status.textContent !== words) status.textContent = words;
  };
  const summaryOf = ({ summary, changed }) => [summary, ...changed].join(" ");

  const takeAway = stage({
    model,
    el,
    name: "compose-reply",
    label: t("Compose a reply"),
    changes: ["at", "tries", "answered"],
    draw,
    parts: [
      nav,
      scene,
      field,
      make("div", { class: "aw-buttons" }, button(t("Check"), check)),
      make("p", { class: "aw-hint aw-reader" }, wording.reader),
      status,
      result,
    ],
  });
  return () => {
    clearTimeout(timer);
    takeAway();
  };
}

export default { render };
