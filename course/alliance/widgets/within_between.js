// Six groups of dots, the alliance across and the outcome upwards; no slope that can be set takes a dot out of the frame.

const BOX = { left: 62, right: 632, top: 10, bottom: 428, x: [1.2, 5], y: [1.4, 8.8] };
const SHAPES = {
  circle: "M-4.5,0a4.5,4.5 0 1 0 9,0a4.5,4.5 0 1 0 -9,0Z",
  up: "M0,-5.5L5.2,4H-5.2Z",
  square: "M-4.1,-4.1H4.1V4.1H-4.1Z",
  down: "M0,5.5L5.2,-4H-5.2Z",
  diamond: "M0,-5.6L5.6,0L0,5.6L-5.6,0Z",
  plus: "M-1.7,-5.2H1.7V-1.7H5.2V1.7H1.7V5.2H-1.7V1.7H-5.2V-1.7H-1.7Z",
};

const across = (x) => BOX.left + ((x - BOX.x[0]) / (BOX.x[1] - BOX.x[0])) * (BOX.right - BOX.left);
const upward = (y) => BOX.bottom - ((y - BOX.y[0]) / (BOX.y[1] - BOX.y[0])) * (BOX.bottom - BOX.top);
const tenths = (value) => Math.floor(10 * value + 0.5);

function put(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}

function slopeSlider(name, most, moved) {
  const input = make("input", { type: "range", id: freshId("slope"), class: "aw-strength", min: -most, max: most, step: 0.1, oninput: () => moved(Number(input.value)) });
  const value = make("output", { for: input.id, class: "aw-rating", "aria-hidden": "true" });
  const ends = make("span", { class: "aw-ends", "aria-hidden": "true" }, make("span", {}, t("worse")), make("span", {}, t("no slope")), make("span", {}, t("better")));
  return {
    row: make("div", { class: "aw-strength-row" }, make("label", { for: input.id }, make("strong", {}, name)), value, input, ends),
    show(slope, words) {
      const at = (100 * (slope + most)) / (2 * most);
      input.value = slope;
      input.setAttribute("aria-valuetext", words);
      input.style.setProperty("--from", `${Math.min(50, at)}%`);
      input.style.setProperty("--to", `${Math.max(50, at)}%`);
      value.textContent = decimals(`${slope > 0 ? "+" : slope < 0 ? "−" : ""}${Math.abs(slope).toFixed(1)}`);
    },
  };
}

function render({ model, el }) {
  speaks(model);
  const { groups, middle, spread, share, most, shapes, level, points, pooled, verdicts, presets } = model.get("content");
  let draft = model.get("guess");
  let toResult = false; // whether the focus goes to what the reveal says

  const pointsOf = (slope) => {
    const size = tenths(slope);
    return filled(points[size === 0 ? "same" : size > 0 ? "better" : "worse"], { size: decimals((Math.abs(size) / 10).toFixed(1)) });
  };
  const verdictOf = (within, between, one) => {
    if (within === 0 && between === 0) return "nothing";
    if (within === 0) return "only_between";
    if (between === 0) return "only_within";
    if (within * between > 0) return "agree";
    if (one === 0) return "flat";
    return one * within < 0 ? "wrong_for_one" : "wrong_between";
  };

  // The picture: made once; a move only sets numbers.
  const svg = makeSvg("svg", { class: "aw-levels", viewBox: "14 0 624 490", role: "img" });
  const line = (name) => makeSvg("line", { class: name });
  svg.append(makeSvg("rect", { class: "aw-field", x: BOX.left, y: BOX.top, width: BOX.right - BOX.left, height: BOX.bottom - BOX.top, rx: 4 }));
  for (const x of [2, 3, 4]) svg.append(makeSvg("line", { class: "aw-grid", x1: across(x), x2: across(x), y1: BOX.top, y2: BOX.bottom }), makeSvg("text", { class: "aw-tick", x: across(x), y: BOX.bottom + 19 }, String(x)));
  for (const y of [2, 4, 6, 8]) svg.append(makeSvg("line", { class: "aw-grid", x1: BOX.left, x2: BOX.right, y1: upward(y), y2: upward(y) }), makeSvg("text", { class: "aw-tick", x: BOX.left - 11, y: upward(y) + 5 }, String(y)));
  const drawn = groups.map((group, i) => {
    const halo = makeSvg("path", { class: "aw-halo" });
    const dots = group.dots.map(() => makeSvg("path", { class: "aw-one" }));
    const own = line("aw-own");
    const name = makeSvg("text", { class: "aw-group-name" }, level.names[i]);
    svg.append(makeSvg("g", { class: `aw-group aw-group-${i + 1}` }, halo, ...dots, own, name));
    return { group, halo, dots, own, name, shape: SHAPES[shapes[i]] };
  });
  const means = line("aw-means");
  const one = line("aw-pooled");
  svg.append(
    means,
    one,
    makeSvg("text", { class: "aw-axis-name", x: (BOX.left + BOX.right) / 2, y: 479 }, level.x),
    makeSvg("text", { class: "aw-axis-name", transform: `translate(32 ${(BOX.top + BOX.bottom) / 2}) rotate(-90)` }, level.y),
  );
  const sample = (kind, words) =>
    make("li", {}, makeSvg("svg", { class: "aw-sample", viewBox: "0 0 44 12", "aria-hidden": "true" }, makeSvg("line", { class: kind, x1: 1, x2: 43, y1: 6, y2: 6 })), words);
  const legend = make("ul", { class: "aw-legend" });

  const status = make("div", { class: "aw-summary", role: "status" });
  const said = make("h3", { tabindex: -1 });
  const reveal = () => {
    if (!draft) {
      status.replaceChildren(make("p", {}, t("Choose an answer first; a guess will do.")));
      return;
    }
    toResult = true;
    store(model, { guess: draft, revealed: true });
  };
  const sliders = {
    within: slopeSlider(level.within_name, most, (within) => store(model, { within })),
    between: slopeSlider(level.between_name, most, (between) => store(model, { between })),
  };
  const jumps = presets.map(({ label, ...slopes }) => ({ slopes, node: button(label, () => store(model, slopes), "quiet") }));
  const asked = make(
    "div",
    {},
    radioGroup({
      legend: level.asks,
      options: Object.entries(level.answers).map(([value, label]) => ({ value, label })),
      chosen: draft,
      pick: (value) => {
        draft = value;
      },
    }),
    make("div", { class: "aw-buttons" }, button(t("Show which dots belong together"), reveal)),
  );
  const told = make("div", {}, make("div", { class: "aw-slopes" }, sliders.within.row, sliders.between.row), make("div", { class: "aw-buttons" }, ...jumps.map(({ node }) => node)));

  const between = (node, slope, half, atX = middle[0], atY = middle[1]) =>
    put(node, { x1: across(atX - half), x2: across(atX + half), y1: upward(atY - slope * half), y2: upward(atY + slope * half) });

  let legendFor = null;
  const draw = () => {
    const [w, b, revealed] = [model.get("within"), model.get("between"), model.get("revealed")];
    const all = share * b + (1 - share) * w;
    for (const { group, halo, dots, own, name, shape } of drawn) {
      const mean = middle[1] + b * (group.x - middle[0]) + group.off;
      group.dots.forEach(([a, e], i) => put(dots[i], { d: revealed ? shape : SHAPES.circle, transform: `translate(${across(group.x + a).toFixed(1)} ${upward(mean + w * a + e).toFixed(1)})` }));
      const ring = Array.from({ length: 40 }, (_, i) => {
        const [c, s] = [Math.cos((i * Math.PI) / 20), Math.sin((i * Math.PI) / 20)];
        return `${across(group.x + 2 * spread[0] * c).toFixed(1)},${upward(mean + 2 * (w * spread[0] * c + spread[1] * s)).toFixed(1)}`;
      });
      halo.setAttribute("d", `M${ring.join("L")}Z`);
      between(own, w, 1.7 * spread[0], group.x, mean);
      put(name, { x: across(group.x), y: upward(mean + 2 * Math.hypot(w * spread[0], spread[1])) - 6 });
    }
    between(means, b, 1.35);
    between(one, all, 1.75);
    svg.classList.toggle("aw-apart", revealed);

    const verdict = verdicts[verdictOf(tenths(w), tenths(b), tenths(all))];
    const oneLine = filled(pooled, { points: pointsOf(all) });
    const sentences = revealed
      ? [filled(level.within, { points: pointsOf(w) }), filled(level.between, { points: pointsOf(b) }), oneLine, verdict]
      : [level.dots, oneLine];
    const summary = sentences.join(" ");
    if (status.textContent !== summary) {
      const last = revealed ? make("p", { class: "aw-verdict" }, sentences.at(-1)) : make("p", {}, sentences.at(-1));
      status.replaceChildren(make("p", {}, `${sentences.slice(0, -1).join(" ")} `), last);
    }
    svg.setAttribute("aria-label", summary);
    sliders.within.show(w, pointsOf(w));
    sliders.between.show(b, pointsOf(b));
    for (const { slopes, node } of jumps) node.setAttribute("aria-pressed", String(slopes.within === w && slopes.between === b));

    asked.hidden = revealed;
    told.hidden = said.hidden = !revealed;
    if (legendFor !== revealed) {
      legendFor = revealed;
      legend.replaceChildren(
        sample("aw-pooled", t("one line through all the dots")),
        ...(revealed ? [sample("aw-means", level.legend_between), sample("aw-own", level.legend_within)] : []),
      );
    }
    if (toResult) {
      toResult = false;
      const guess = model.get("guess");
      const truth = tenths(w) === 0 ? "open" : w > 0 ? "better" : "worse";
      const answer = inside(level.answers[guess].replace(/\.$/, ""));
      if (guess === "open") said.textContent = t("✓ Right: the dots alone do not tell.");
      else said.textContent = guess === truth ? t("✓ So you said. The dots alone could not tell.") : t("You said: {answer}. The dots alone could not tell.", { answer });
      said.focus();
    }
  };

  if (model.get("revealed")) said.textContent = t("Told apart");
  return stage({
    model,
    el,
    name: "within-between",
    label: level.title,
    changes: ["within", "between", "guess", "revealed"],
    draw,
    parts: [make("figure", {}, legend, svg), said, status, asked, told],
  });
}

export default { render };
