// The picture: an equilateral triangle with a pillar at each corner, and one client's profile inside it.

const CENTRE = { x: 200, y: 196 };
const REACH = 142; // from the centre to a corner, where a pillar is rated highest
const TOWARD = { goal: -90, task: 30, bond: 150 }; // degrees, clockwise from three o'clock
const CORNER_LABEL = { goal: { x: 200, y: 36, tag: 14 }, task: { x: 312, y: 300, tag: 322 }, bond: { x: 88, y: 300, tag: 322 } };

// Where a rating lies on its pillar's axis. The axis starts at 0, so that lengths compare honestly.
function place(pillar, value, highest) {
  const angle = (TOWARD[pillar] * Math.PI) / 180;
  const length = (REACH * value) / highest;
  return { x: CENTRE.x + length * Math.cos(angle), y: CENTRE.y + length * Math.sin(angle) };
}

function outline(profile, highest) {
  const corners = PILLAR_ORDER.map((pillar) => place(pillar, profile[pillar], highest));
  return `M${corners.map(({ x, y }) => `${x.toFixed(2)},${y.toFixed(2)}`).join("L")}Z`;
}

function evenOutline(value, highest) {
  return outline({ goal: value, task: value, bond: value }, highest);
}

// Each pillar has a shape of its own, so that nobody needs the colours.
const MARKER = {
  goal: (r) => `M0,${-1.25 * r}L${1.25 * r},0L0,${1.25 * r}L${-1.25 * r},0Z`,
  task: (r) => `M${-r},${-r}H${r}V${r}H${-r}Z`,
  bond: (r) => `M${-1.1 * r},0a${1.1 * r},${1.1 * r} 0 1 0 ${2.2 * r},0a${1.1 * r},${1.1 * r} 0 1 0 ${-2.2 * r},0Z`,
};

// The marker as a small picture beside a word.
function marker(pillar) {
  return makeSvg(
    "svg",
    { class: "aw-marker", viewBox: "-10 -10 20 20", "aria-hidden": "true" },
    makeSvg("path", { class: `aw-of-${pillar}`, d: MARKER[pillar](7) }),
  );
}

function drawnTriangle(pillars, [, highest]) {
  const label = Object.fromEntries(pillars.map(({ id }) => [id, capital(pillarWord(id))]));
  const svg = makeSvg("svg", { class: "aw-picture", viewBox: "22 0 356 330", role: "img" });

  // From the outside in: the outermost carries the paper.
  for (let ring = highest; ring >= 1; ring -= 1) {
    svg.append(makeSvg("path", { class: ring === highest ? "aw-ring aw-outer" : "aw-ring", d: evenOutline(ring, highest) }));
  }
  for (const pillar of PILLAR_ORDER) {
    const { x, y } = place(pillar, highest, highest);
    svg.append(makeSvg("line", { class: "aw-axis", x1: CENTRE.x, y1: CENTRE.y, x2: x, y2: y }));
  }

  const inside = makeSvg("path", { class: "aw-profile" });
  const even = makeSvg("path", { class: "aw-even" });
  const shape = makeSvg("g", { class: "aw-shape" }, inside);
  svg.append(shape, even);
  for (let ring = 1; ring <= highest; ring += 1) {
    const { x, y } = place("goal", ring, highest);
    svg.append(makeSvg("text", { class: "aw-tick", x: x + 17, y: y + 4 }, String(ring)));
  }

  const points = {};
  for (const pillar of PILLAR_ORDER) {
    const at = CORNER_LABEL[pillar];
    const ring = makeSvg("circle", { class: "aw-weakest-ring", r: 18 });
    const point = makeSvg("g", { class: "aw-point" }, ring, makeSvg("path", { class: `aw-of-${pillar}`, d: MARKER[pillar](8.5) }));
    const name = makeSvg("text", { class: "aw-corner", x: at.x, y: at.y });
    const tag = makeSvg("text", { class: "aw-weakest-tag", x: at.x, y: at.tag }, t("weakest"));
    svg.append(name, tag);
    points[pillar] = { point, ring, name, tag };
  }
  for (const pillar of PILLAR_ORDER) shape.append(points[pillar].point);

  const figure = make(
    "figure",
    { class: "aw-triangle" },
    svg,
    make(
      "figcaption",
      {},
      make("span", {}, makeSvg("svg", { class: "aw-key", viewBox: "0 0 28 10", "aria-hidden": "true" }, makeSvg("path", { class: "aw-profile", d: "M1,5H27" })), t("this client")),
      make("span", {}, makeSvg("svg", { class: "aw-key", viewBox: "0 0 28 10", "aria-hidden": "true" }, makeSvg("path", { class: "aw-even", d: "M1,5H27" })), t("the same mean, evenly shared")),
    ),
  );

  return {
    figure,
    show(profile, reading) {
      inside.setAttribute("d", outline(profile, highest));
      even.setAttribute("d", evenOutline(reading.mean, highest));
      svg.setAttribute("aria-label", reading.summary);
      for (const pillar of PILLAR_ORDER) {
        const { x, y } = place(pillar, profile[pillar], highest);
        const { point, ring, name, tag } = points[pillar];
        // When all three are level, none of them is the weakest.
        const weak = reading.weakest.length < 3 && reading.weakest.includes(pillar);
        point.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)})`);
        ring.classList.toggle("aw-shown", weak);
        tag.classList.toggle("aw-shown", weak);
        name.textContent = `${label[pillar]} ${rating(profile[pillar])}`;
      }
    },
  };
}

// The mean beside the weakest, large; the summary says the same to a screen reader.
function drawnVerdict() {
  const mean = make("span", { class: "aw-value" });
  const joint = make("span", { class: "aw-joint" });
  const low = make("span", { class: "aw-value" });
  const who = make("span", { class: "aw-name" });
  const verdict = make(
    "div",
    { class: "aw-verdict", "aria-hidden": "true" },
    make("div", { class: "aw-figure-of" }, make("span", { class: "aw-name" }, t("mean")), mean),
    joint,
    make("div", { class: "aw-figure-of" }, who, low),
  );
  return {
    verdict,
    show(reading) {
      mean.textContent = rating(reading.mean);
      low.textContent = rating(reading.lowest);
      // Translators: between two numbers: mean 4.0 yet task 2.0; mean 4.0 and bond 4.0.
      joint.textContent = reading.hides ? tc("between two numbers", "yet") : tc("between two numbers", "and");
      verdict.classList.toggle("aw-hides", reading.hides);
      const level = reading.weakest.length === 3;
      who.replaceChildren(...(level ? [t("every pillar")] : reading.weakest.flatMap((pillar) => [marker(pillar), pillarWord(pillar)])));
    },
  };
}
