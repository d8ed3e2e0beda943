// Counting is done here as in alerts.py; both take their words from alerts.yaml.
const SIDE = 14; // room at both ends of the scale, so that the handle of the slider fits
const ROW = 24;
// Where there is room, people stand two abreast; on a telephone in single file, so that each is large enough to see.
const WIDE = { abreast: 2, person: 21, column: 48 };
const NARROW = { abreast: 1, person: 24, column: 24 };
const WIDE_FROM = 520; // px
const HEAD = 34; // room above the tallest column, for the words beside the line
const CURVE = { left: 34, right: 232, top: 10, bottom: 178 };

function countAlert(people, edge) {
  const found = { caught: 0, missed: 0, falseAlarms: 0, alone: 0 };
  for (const [column, leaves] of people) {
    if (column < edge) found[leaves ? "caught" : "falseAlarms"] += 1;
    else found[leaves ? "missed" : "alone"] += 1;
  }
  return found;
}

// Those who leave stand at the foot of their column: while nothing is revealed, everybody looks alike.
function standing(people) {
  const heights = new Map();
  const stands = people.map(() => 0);
  for (const leaving of [true, false]) {
    people.forEach(([column, leaves], i) => {
      if (leaves !== leaving) return;
      stands[i] = heights.get(column) ?? 0;
      heights.set(column, stands[i] + 1);
    });
  }
  return stands;
}

function kindOf(asked, leaves) {
  if (leaves) return asked ? "caught" : "missed";
  return asked ? "asked" : "alone";
}

function render({ model, el }) {
  speaks(model);
  const { people, unseen, columns, first, step, shapes, wording } = model.get("content");
  const fill = (template, words) => template.replace(/\{(\w+)\}/g, (_, name) => words[name]);
  const person = (...classes) =>
    makeSvg("g", { class: ["aw-one", ...classes].join(" ") }, ...Object.entries(shapes).map(([name, d]) => makeSvg("path", { class: `aw-${name}`, d })));
  const icon = (kind) => makeSvg("svg", { class: "aw-icon", viewBox: "-1 -1 23 24", "aria-hidden": "true" }, person(`aw-is-${kind}`));

  const leavers = people.filter(([, leaves]) => leaves).length;
  const stayers = people.length - leavers;
  const every = Array.from({ length: columns + 1 }, (_, edge) => countAlert(people, edge));
  const stands = standing(people);
  let form = WIDE;
  const at = (edge) => SIDE + form.column * edge;

  // The crowd: each client stands over the own rating, and the line cuts the scale in two.
  const ones = people.map(() => person());
  const ground = makeSvg("rect", { class: "aw-ground", x: SIDE, y: 6 });
  const floor = makeSvg("line", { class: "aw-floor", x1: SIDE });
  const line = makeSvg("line", { class: "aw-line", y1: 4 });
  const askWords = makeSvg("text", { class: "aw-side", y: 19 }, t("← you ask"));
  const leaveWords = makeSvg("text", { class: "aw-side", y: 19 }, t("you do not ask →"));
  const marks = Array.from({ length: columns + 1 }, (_, edge) => ({ edge, value: first + step * edge }))
    .filter(({ value }) => Number.isInteger(value))
    .map(({ edge, value }) => ({ edge, node: makeSvg("text", { class: "aw-tick" }, String(value)) }));
  const crowd = makeSvg(
    "svg",
    { role: "img" },
    ground,
    ...ones,
    floor,
    ...marks.map(({ node }) => node),
    line,
    askWords,
    leaveWords,
  );

  const move = (threshold) => store(model, { threshold });
  const slider = make("input", {
    type: "range",
    id: freshId("line"),
    class: "aw-handle",
    min: first,
    max: first + step * columns,
    step,
    oninput: () => move(Number(slider.value)),
  });
  const value = make("output", { for: slider.id, class: "aw-value", "aria-hidden": "true" });
  const question = make(
    "p",
    { class: "aw-rule" },
    make("label", { for: slider.id }, t("Ask everybody who rated session 3 at or below")),
    " ",
    value,
  );

  // Those who left no rating stand outside.
  const ghosts = unseen.map(() => person());
  const outside = makeSvg("svg", { class: "aw-outside", "aria-hidden": "true" }, ...ghosts);
  const outsideWords = make("p", { class: "aw-under" });

  const layOut = () => {
    const width = 2 * SIDE + form.column * columns;
    const foot = HEAD + ROW * Math.ceil((Math.max(...stands) + 1) / form.abreast);
    const aside = (form.column - form.abreast * form.person) / 2 + 1;
    people.forEach(([column], i) => {
      const row = Math.floor(stands[i] / form.abreast);
      const x = at(column) + aside + form.person * (stands[i] % form.abreast);
      ones[i].setAttribute("transform", `translate(${x} ${foot - ROW * (row + 1) + 1})`);
    });
    const inARow = Math.floor((form.column * columns) / ROW);
    unseen.forEach((_, i) => {
      ghosts[i].setAttribute("transform", `translate(${SIDE + 2 + ROW * (i % inARow)} ${ROW * Math.floor(i / inARow) + 1})`);
    });
    for (const { edge, node } of marks) dress(node, { x: at(edge), y: foot + 18 }, []);
    ground.setAttribute("height", foot - 6);
    dress(floor, { x2: width - SIDE, y1: foot + 0.5, y2: foot + 0.5 }, []);
    line.setAttribute("y2", foot + 24);
    dress(crowd, { class: form === WIDE ? "aw-crowd" : "aw-crowd aw-narrow", viewBox: `0 0 ${width} ${foot + 24}` }, []);
    outside.setAttribute("viewBox", `0 0 ${width} ${ROW * Math.max(1, Math.ceil(unseen.length / inARow))}`);
    // The middle of the handle runs under the line: from the first edge of the scale to the last.
    slider.style.setProperty("--start", `${(100 * SIDE) / width}%`);
    slider.style.setProperty("--reach", `${(100 * form.column * columns) / width}%`);
  };

  // The four kinds, or the two while the endings are hidden.
  const card = (kind, name, means) => {
    const count = make("span", { class: "aw-count" });
    const node = make("li", { class: `aw-card aw-card-${kind}` }, icon(kind), count, make("span", { class: "aw-name" }, name), make("span", { class: "aw-means" }, means));
    return { count, node };
  };
  const four = Object.entries(wording.kinds).map(([kind, { name, means }]) => [kind, card(kind, name, means)]);
  const two = [
    ["asking", card("asking", t("you ask"), t("at or below your line"))],
    ["resting", card("resting", t("you do not ask"), t("above your line"))],
  ];
  const cards = make("ul", { class: "aw-cards" }, ...[...two, ...four].map(([, { node }]) => node));

  const measures = wording.measures.map(({ id, asks, name }) => {
    const told = make("strong", { class: "aw-share" });
    return { id, told, node: make("li", {}, make("span", { class: "aw-asks" }, asks), told, make("span", { class: "aw-term" }, name)) };
  });
  const shares = make("ul", { class: "aw-measures" }, ...measures.map(({ node }) => node));

  // Caught against workload: every line that could be drawn, and the one that is.
  const across = (asked) => CURVE.left + ((CURVE.right - CURVE.left) * asked) / people.length;
  const up = (caught) => CURVE.bottom - ((CURVE.bottom - CURVE.top) * caught) / leavers;
  const dots = every.map(({ caught, falseAlarms }) => [across(caught + falseAlarms), up(caught)]);
  const here = makeSvg("g", { class: "aw-here" }, makeSvg("circle", { r: 8 }), makeSvg("circle", { r: 3 }));
  const drop = makeSvg("path", { class: "aw-drop" });
  const curve = makeSvg(
    "svg",
    { class: "aw-curve", viewBox: "0 0 244 216", role: "img" },
    makeSvg("rect", { class: "aw-field", x: CURVE.left, y: CURVE.top, width: CURVE.right - CURVE.left, height: CURVE.bottom - CURVE.top, rx: 4 }),
    makeSvg("line", { class: "aw-hat", x1: CURVE.left, y1: CURVE.bottom, x2: CURVE.right, y2: CURVE.top }),
    makeSvg("polyline", { class: "aw-front", points: dots.map((dot) => dot.join(",")).join(" ") }),
    ...dots.map(([cx, cy]) => makeSvg("circle", { class: "aw-stop", cx, cy, r: 2.6 })),
    drop,
    here,
    makeSvg("text", { class: "aw-tick", x: CURVE.left, y: CURVE.bottom + 16 }, "0"),
    makeSvg("text", { class: "aw-tick", x: CURVE.right - 4, y: CURVE.bottom + 16 }, String(people.length)),
    makeSvg("text", { class: "aw-tick", x: CURVE.left - 12, y: CURVE.top + 12 }, String(leavers)),
    makeSvg("text", { class: "aw-axis-name", x: (CURVE.left + CURVE.right) / 2, y: CURVE.bottom + 32 }, t("clients you ask")),
    makeSvg("text", { class: "aw-axis-name", transform: `translate(14 ${(CURVE.top + CURVE.bottom) / 2}) rotate(-90)` }, t("leavers you catch")),
  );
  const chance = make("p", { class: "aw-under" });
  const reckoning = make("div", { class: "aw-reckoning" }, shares, make("figure", { class: "aw-front-figure" }, curve, chance));

  const status = make("p", { class: "aw-summary", role: "status" });
  const reveal = button(t("Reveal how they ended"), () => store(model, { revealed: !model.get("revealed") }));

  const summary = (edge, shown, { caught, missed, falseAlarms, alone }) => {
    const asked = caught + falseAlarms;
    const ending = asked === 0 ? "_nobody" : asked === people.length ? "_everybody" : "";
    const words = { line: decimals((first + step * edge).toFixed(2)), people: people.length, asked, leavers, stayers, caught, missed, alone, false_alarms: falseAlarms };
    return fill(wording[(shown ? "shown" : "hidden") + ending], words);
  };
  const share = (part, whole) => (whole ? t("{part} of {whole}, {percent} %", { part, whole, percent: Math.round((100 * part) / whole) }) : t("nobody is asked"));

  const draw = () => {
    const shown = model.get("revealed");
    const threshold = model.get("threshold");
    const edge = Math.max(0, Math.min(columns, Math.round((threshold - first) / step)));
    const found = every[edge];
    const { caught, missed, falseAlarms, alone } = found;
    const asked = caught + falseAlarms;
    const said = summary(edge, shown, found);

    slider.value = threshold;
    slider.setAttribute("aria-valuetext", t("{line}: {asked} of {people} asked", { line: decimals((first + step * edge).toFixed(2)), asked, people: people.length }));
    slider.style.setProperty("--to", `${(100 * edge) / columns}%`);
    value.textContent = decimals((first + step * edge).toFixed(2));
    people.forEach(([column, leaves], i) => {
      const isAsked = column < edge;
      const kind = shown ? kindOf(isAsked, leaves) : isAsked ? "asking" : "resting";
      ones[i].setAttribute("class", `aw-one aw-is-${kind}`);
    });
    ground.setAttribute("width", form.column * edge);
    line.setAttribute("x1", at(edge));
    line.setAttribute("x2", at(edge));
    askWords.setAttribute("x", at(edge) - 7);
    leaveWords.setAttribute("x", at(edge) + 7);
    // At the ends of the scale there is room for the words on one side only.
    askWords.setAttribute("visibility", at(edge) > 100 ? "visible" : "hidden");
    leaveWords.setAttribute("visibility", at(columns) - at(edge) > 125 ? "visible" : "hidden");
    crowd.setAttribute("aria-label", said);

    const counts = { asking: asked, resting: people.length - asked, caught, missed, asked: falseAlarms, alone };
    for (const [kind, { count, node }] of [...two, ...four]) {
      count.textContent = counts[kind];
      node.hidden = shown === (kind === "asking" || kind === "resting");
    }
    unseen.forEach((leaves, i) => ghosts[i].setAttribute("class", `aw-one aw-is-unseen${shown && leaves ? " aw-left" : ""}`));
    outsideWords.textContent = fill(shown ? wording.unseen_shown : wording.unseen, { unseen: unseen.length, unseen_left: unseen.filter(Boolean).length });

    reckoning.hidden = !shown;
    const told = {
      sensitivity: share(caught, leavers),
      specificity: share(alone, stayers),
      predictive_value: share(caught, asked),
    };
    for (const measure of measures) measure.told.textContent = told[measure.id];
    const [x, y] = dots[edge];
    here.setAttribute("transform", `translate(${x} ${y})`);
    drop.setAttribute("d", `M${x} ${CURVE.bottom}V${y}H${CURVE.left}`);
    curve.setAttribute("aria-label", t("Caught against workload: with your line you catch {caught} of {leavers} by asking {asked} of {people}. The dashed line is what chance would catch.", { caught, leavers, asked, people: people.length }));
    chance.textContent = fill(wording.chance, { asked, by_chance: Math.floor((asked * leavers) / people.length + 0.5) });

    reveal.className = `aw-button aw-${shown ? "quiet" : "primary"}`;
    reveal.textContent = shown ? t("Hide how they ended") : t("Reveal how they ended");
    if (status.textContent !== said) status.textContent = said;
  };

  const figure = make(
    "figure",
    { class: "aw-people" },
    crowd,
    slider,
    make("figcaption", { class: "aw-under" }, t("The client’s own rating of session 3, on a teaching scale from 1 to 5. Each figure is one client.")),
  );
  layOut();
  const takeAway = stage({
    model,
    el,
    name: "alert-icons",
    label: t("Whom would you ask?"),
    changes: ["threshold", "revealed"],
    draw,
    parts: [question, figure, status, cards, make("div", { class: "aw-buttons" }, reveal), reckoning, ...(unseen.length ? [make("div", { class: "aw-beyond" }, outside, outsideWords)] : [])],
  });
  const watch = new ResizeObserver(([{ contentRect }]) => {
    const fits = contentRect.width < WIDE_FROM ? NARROW : WIDE;
    if (fits === form) return;
    form = fits;
    layOut();
    draw();
  });
  watch.observe(figure);
  return () => {
    watch.disconnect();
    takeAway();
  };
}

export default { render };
