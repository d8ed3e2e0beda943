// Four places side by side. What stands in them changes from round to round; the places are made once.

const NODE = { alliance: { x: 36, y: 70, w: 68 }, change: { x: 164, y: 70, w: 68 }, client: { x: 100, y: 18, w: 60 } };
const SCALE = { from: -0.06, to: 0.36, left: 4, right: 196 };
const onScale = (value) => SCALE.left + ((value - SCALE.from) / (SCALE.to - SCALE.from)) * (SCALE.right - SCALE.left);
const plain = (value) => `${value < 0 ? "−" : ""}${Math.abs(value).toFixed(2)}`.replace("−0.00", "0.00");
const nodeName = (name) => ({ alliance: t("alliance"), change: tc("of symptoms", "change"), client: t("client") })[name];

function arrow(x1, y1, x2, y2) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [u, v] = [(x2 - x1) / length, (y2 - y1) / length];
  const [bx, by] = [x2 - 9 * u, y2 - 9 * v];
  return makeSvg(
    "g",
    { class: "aw-arrow" },
    makeSvg("line", { x1, y1, x2: bx, y2: by }),
    makeSvg("path", { d: `M${x2},${y2}L${bx - 5 * v},${by + 5 * u}L${bx + 5 * v},${by - 5 * u}Z` }),
  );
}

function node(name) {
  const { x, y, w } = NODE[name];
  return [makeSvg("rect", { class: "aw-node", x: x - w / 2, y: y - 14, width: w, height: 28, rx: 14 }), makeSvg("text", { class: "aw-node-name", x, y: y + 5 }, nodeName(name))];
}

// The story as a small diagram; without arrows it only asks.
function diagram(arrows) {
  const svg = makeSvg("svg", { class: "aw-story", viewBox: "0 0 200 92", "aria-hidden": "true" });
  if (!arrows) {
    svg.append(makeSvg("line", { class: "aw-hidden-story", x1: 74, x2: 126, y1: 70, y2: 70 }), makeSvg("text", { class: "aw-asks", x: 100, y: 40 }, "?"));
  }
  for (const [cause, effect] of arrows ?? []) {
    const [a, b] = [NODE[cause], NODE[effect]];
    if (cause === "client") {
      const way = Math.sign(b.x - a.x);
      svg.append(arrow(a.x + 14 * way, a.y + 16, b.x - 10 * way, b.y - 17));
    } else {
      const way = Math.sign(b.x - a.x);
      const aside = arrows.some(([from, to]) => from === effect && to === cause) ? 6 * way : 0;
      svg.append(arrow(a.x + 38 * way, a.y - aside, b.x - 38 * way, b.y - aside));
    }
  }
  svg.append(...node("alliance"), ...node("change"), ...((arrows ?? []).some(([cause]) => cause === "client") ? node("client") : []));
  return svg;
}

// One step from a session to the next: a mark with its interval on a scale that is the same everywhere.
function step(name, kind) {
  const interval = makeSvg("line", { class: "aw-interval", y1: 12, y2: 12 });
  const mark = kind === "forward" ? makeSvg("circle", { class: "aw-step-mark", r: 6.5, cy: 12 }) : makeSvg("rect", { class: "aw-step-mark", width: 12, height: 12, y: 6 });
  const bar = makeSvg("line", { class: "aw-bar", x1: onScale(0), y1: 12, y2: 12 });
  const value = make("span", { class: "aw-step-value" });
  const row = make(
    "div",
    { class: `aw-step aw-step-${kind}` },
    make("span", { class: "aw-step-name" }, name),
    value,
    makeSvg("svg", { class: "aw-gauge", viewBox: "0 0 200 24", "aria-hidden": "true" }, makeSvg("line", { class: "aw-zero", x1: onScale(0), x2: onScale(0), y1: 0, y2: 24 }), bar, interval, mark),
  );
  return {
    row,
    show([size, low, high]) {
      value.textContent = decimals(plain(size));
      bar.setAttribute("x2", onScale(size));
      interval.setAttribute("x1", onScale(low));
      interval.setAttribute("x2", onScale(high));
      mark.setAttribute(kind === "forward" ? "cx" : "x", onScale(size) - (kind === "forward" ? 0 : 6));
    },
  };
}

function render({ model, el }) {
  speaks(model);
  const { worlds, orders, r, open, asks, steps, cloud, choose, before, after, after_open, ordered: orderedWords } = model.get("content");
  const LETTERS = ["A", "B", "C", "D"];
  let focusOn = null; // what gets the focus once it is drawn

  const places = LETTERS.map((letter, at) => {
    const dots = drawnScatter({ x: "", y: "", count: worlds[0].points.length, plain: true });
    const chosen = make(
      "select",
      {
        id: freshId("story"),
        class: "aw-choose",
        onchange: () => {
          const guesses = [...model.get("guesses")];
          guesses[at] = chosen.value;
          store(model, { guesses });
        },
      },
      make("option", { value: "" }, t("choose …")),
      ...worlds.map(({ id, name }) => make("option", { value: id }, name)),
      make("option", { value: "open" }, open),
    );
    const story = make("div", { class: "aw-diagram" });
    const ask = make("div", { class: "aw-ask" }, make("label", { for: chosen.id }, make("span", { class: "aw-off" }, t("World {letter}", { letter }), ". "), asks), chosen);
    const name = make("p", { class: "aw-story-name" });
    const said = make("p", { class: "aw-said" });
    const tells = make("p", { class: "aw-tells" });
    const sizes = { forward: step(steps.forward, "forward"), backward: step(steps.backward, "backward") };
    const lags = make("div", { class: "aw-lags" }, sizes.forward.row, sizes.backward.row);
    const meaning = make("p", { class: "aw-meaning" });
    const root = make(
      "section",
      { class: "aw-world", "aria-label": t("World {letter}", { letter }) },
      make("h4", { "aria-hidden": "true" }, letter),
      story,
      dots.svg,
      make("p", { class: "aw-r" }, `r = ${r}`),
      make("div", { class: "aw-answer" }, ask, name, said, tells),
      lags,
      meaning,
    );
    return { letter, dots, chosen, story, ask, name, said, tells, sizes, lags, meaning, root, drawn: "" };
  });

  const status = make("p", { class: "aw-summary", role: "status", tabindex: -1 });
  const reveal = button(t("Reveal"), () => {
    if (model.get("guesses").some((guess) => !guess)) {
      status.textContent = choose;
      return;
    }
    focusOn = status;
    store(model, { revealed: true });
  });
  const order = button(t("Look at the order of sessions"), () => store(model, { ordered: !model.get("ordered") }), "quiet");
  const again = button(t("Again, in other places"), () => {
    focusOn = places[0].chosen;
    store(model, { guesses: ["", "", "", ""], revealed: false, ordered: false, round: model.get("round") + 1 });
  }, "quiet");

  const draw = () => {
    const [guesses, revealed, ordered, round] = ["guesses", "revealed", "ordered", "round"].map((name) => model.get(name));
    const here = orders[round % orders.length].map((which) => worlds[which]);
    places.forEach((place, at) => {
      const world = here[at];
      const { letter, dots, chosen, story, ask, name, said, tells, sizes, lags, meaning, root } = place;
      const key = `${round} ${revealed}`;
      if (place.drawn !== key) {
        place.drawn = key;
        story.replaceChildren(diagram(revealed ? world.arrows : null));
        dots.show(world.points, { words: filled(cloud, { letter, count: world.points.length, r }), slope: model.get("content").slope });
        sizes.forward.show(world.forward);
        sizes.backward.show(world.backward);
      }
      chosen.value = guesses[at];
      ask.hidden = revealed;
      for (const part of [name, said, tells]) part.hidden = !revealed;
      const right = guesses[at] === world.id;
      root.classList.toggle("aw-matched", revealed && right);
      name.textContent = revealed ? world.name : "";
      const yours = guesses[at] === "open" ? open : worlds.find(({ id }) => id === guesses[at])?.name;
      said.textContent = revealed ? (right ? t("✓ as you said") : t("you said: {story}", { story: yours })) : "";
      tells.textContent = revealed ? world.story : "";
      lags.hidden = !ordered;
      meaning.hidden = !(ordered && revealed);
      meaning.textContent = ordered && revealed ? world.order : "";
    });
    reveal.hidden = revealed;
    again.hidden = !revealed;
    // In the first round the clouds have to do alone.
    order.hidden = !revealed && round === 0;
    order.setAttribute("aria-pressed", String(ordered));

    const hits = guesses.filter((guess, at) => guess === here[at].id).length;
    const unsure = guesses.filter((guess) => guess === "open").length;
    const sentences = [revealed ? filled(after, { hits, r }) : filled(before, { r })];
    if (revealed && unsure) sentences.push(filled(after_open, { open: unsure }));
    if (ordered) sentences.push(orderedWords);
    const summary = sentences.join(" ");
    if (status.textContent !== summary) status.textContent = summary;
    focusOn?.focus();
    focusOn = null;
  };

  return stage({
    model,
    el,
    name: "four-worlds",
    label: t("Four worlds, one correlation"),
    changes: ["guesses", "revealed", "ordered", "round"],
    draw,
    parts: [make("div", { class: "aw-worlds" }, ...places.map(({ root }) => root)), status, make("div", { class: "aw-buttons" }, reveal, order, again)],
  });
}

export default { render };
