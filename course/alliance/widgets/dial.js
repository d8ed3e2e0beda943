// The pictures: a half dial that two hands divide among three explanations, and the trail that it leaves week by week.

const DIAL = { x: 200, y: 206, inner: 100, outer: 164, reader: [172, 190] };

const markPath = ({ id, mark }) => makeSvg("path", { class: `aw-mark aw-of-${id}`, d: mark, "fill-rule": "evenodd" });

// The sign of an explanation as a small picture beside a word.
function markOf(explanation) {
  return makeSvg("svg", { class: "aw-marker", viewBox: "-11 -11 22 22", "aria-hidden": "true" }, markPath(explanation));
}

// Dots, stripes, and a full ground. Each picture brings its own: an id may stand only once on a page.
function patterns() {
  const names = Object.fromEntries(["old", "hard", "wrong"].map((id) => [id, freshId(`paint-${id}`)]));
  const tile = (id, size, turn, ...over) =>
    makeSvg("pattern", { id: names[id], width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: turn }, makeSvg("rect", { class: `aw-of-${id}`, width: size, height: size }), ...over);
  const defs = makeSvg(
    "defs",
    {},
    tile("old", 9, "rotate(30)", makeSvg("circle", { class: "aw-gap", cx: 4.5, cy: 4.5, r: 1.6 })),
    tile("hard", 9, "rotate(-45)", makeSvg("rect", { class: "aw-gap", width: 9, height: 2 })),
    tile("wrong", 9, "rotate(0)"),
  );
  return { defs, paint: (id) => `url(#${names[id]})` };
}

function spotOn(share, radius) {
  const angle = Math.PI * (1 - share / 100);
  return [DIAL.x + radius * Math.cos(angle), DIAL.y - radius * Math.sin(angle)].map((value) => value.toFixed(2)).join(",");
}

function bandOn(from, to, inner, outer) {
  return `M${spotOn(from, outer)}A${outer},${outer} 0 0 1 ${spotOn(to, outer)}L${spotOn(to, inner)}A${inner},${inner} 0 0 0 ${spotOn(from, inner)}Z`;
}

function drawnDial(explanations, turned) {
  const { defs, paint } = patterns();
  const svg = makeSvg("svg", { class: "aw-dial", viewBox: "4 10 392 216", role: "img" }, defs);
  const band = (id, where) => makeSvg("path", { class: `aw-band ${where}`, fill: paint(id) });
  const theirs = explanations.map(({ id }) => band(id, "aw-theirs"));
  const yours = explanations.map(({ id }) => band(id, "aw-yours-band"));
  const marks = explanations.map((explanation) => makeSvg("g", { class: "aw-band-mark" }, makeSvg("circle", { class: "aw-coin", r: 15 }), markPath(explanation)));
  const ticks = Array.from({ length: 11 }, (_, i) => {
    const [x1, y1] = spotOn(10 * i, DIAL.inner - (i % 5 ? 10 : 15)).split(",");
    const [x2, y2] = spotOn(10 * i, DIAL.inner - 5).split(",");
    return makeSvg("line", { class: "aw-tick", x1, y1, x2, y2 });
  });
  const hands = [0, 1].map((hand) => {
    const line = makeSvg("line", { class: "aw-hand-line" });
    const knob = makeSvg("g", { class: "aw-knob" }, makeSvg("circle", { class: "aw-reach", r: 24 }), makeSvg("circle", { class: "aw-knob-face", r: 12 }), makeSvg("path", { class: "aw-grip", d: "M-3,-4V4M3,-4V4" }));
    const toShare = ({ clientX, clientY }) => {
      const point = new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
      const angle = Math.atan2(DIAL.y - point.y, point.x - DIAL.x);
      // Below the dial's foot the nearer end is meant.
      return angle < -Math.PI / 2 ? 0 : angle < 0 ? 100 : 100 * (1 - angle / Math.PI);
    };
    knob.addEventListener("pointerdown", (event) => {
      knob.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    knob.addEventListener("pointermove", (event) => {
      if (knob.hasPointerCapture(event.pointerId)) turned(hand, toShare(event));
    });
    return { line, knob };
  });
  const share = makeSvg("text", { class: "aw-lead-share", x: DIAL.x, y: DIAL.y - 34 });
  const name = makeSvg("text", { class: "aw-lead-name", x: DIAL.x, y: DIAL.y - 8 });
  svg.append(...theirs, ...yours, ...ticks, ...hands.map(({ line }) => line), ...marks, ...hands.map(({ knob }) => knob), share, name);

  const layOut = (bands, shares, inner, outer) => {
    let from = 0;
    shares.forEach((size, i) => {
      bands[i].setAttribute("d", size ? bandOn(from, from + size, inner, outer) : "");
      from += size;
    });
  };
  return {
    svg,
    show({ shares, reader = null, lead, words }) {
      layOut(yours, shares, DIAL.inner, DIAL.outer);
      layOut(theirs, reader ?? [0, 0, 0], ...DIAL.reader);
      const middle = (DIAL.inner + DIAL.outer) / 2;
      const bounds = [0, shares[0], shares[0] + shares[1], 100];
      marks.forEach((mark, i) => {
        mark.setAttribute("transform", `translate(${spotOn((bounds[i] + bounds[i + 1]) / 2, middle)})`);
        mark.setAttribute("visibility", shares[i] >= 16 ? "visible" : "hidden");
      });
      hands.forEach(({ line, knob }, hand) => {
        const [x1, y1] = spotOn(bounds[hand + 1], DIAL.inner - 8).split(",");
        const [x2, y2] = spotOn(bounds[hand + 1], DIAL.outer + 4).split(",");
        for (const [attribute, value] of Object.entries({ x1, y1, x2, y2 })) line.setAttribute(attribute, value);
        knob.setAttribute("transform", `translate(${spotOn(bounds[hand + 1], middle)})`);
        knob.setAttribute("visibility", reader ? "hidden" : "visible");
      });
      share.textContent = lead === null ? tc("nothing is decided", "open") : `${shares[lead]} %`;
      name.textContent = lead === null ? t("nothing leads yet") : explanations[lead].short;
      svg.setAttribute("aria-label", words);
    },
  };
}

const TRAIL = { width: 360, top: 6, foot: 126, column: 20 };

// A column for the start and one for each week, joined by ribbons: the wider the band, the surer.
function drawnTrail(explanations, weeks) {
  const { defs, paint } = patterns();
  const svg = makeSvg("svg", { class: "aw-trail", viewBox: `0 0 ${TRAIL.width} 152`, role: "img" }, defs);
  const step = (TRAIL.width - 44) / weeks;
  const at = (week) => 22 + step * week;
  const up = (share) => TRAIL.foot - ((TRAIL.foot - TRAIL.top) * share) / 100;
  const half = TRAIL.column / 2;
  const drawn = makeSvg("g", {});
  for (let week = 0; week <= weeks; week += 1) {
    svg.append(
      makeSvg("rect", { class: "aw-to-come", x: at(week) - half, y: TRAIL.top, width: TRAIL.column, height: TRAIL.foot - TRAIL.top, rx: 3 }),
      makeSvg("text", { class: "aw-week-number", x: at(week), y: 146 }, week ? String(week) : t("start")),
    );
  }
  svg.append(drawn);
  const stacked = (shares) => shares.map((share, i) => [shares.slice(0, i).reduce((a, b) => a + b, 0), share]);
  return {
    svg,
    show(trail, words) {
      const parts = [];
      trail.forEach((shares, week) => {
        const here = stacked(shares);
        if (week) {
          const before = stacked(trail[week - 1]);
          const [x0, x1] = [at(week - 1) + half, at(week) - half];
          const bend = (x0 + x1) / 2;
          explanations.forEach(({ id }, i) => {
            const [a, b] = [before[i], here[i]];
            const [low0, high0, low1, high1] = [a[0], a[0] + a[1], b[0], b[0] + b[1]].map((share) => up(share).toFixed(1));
            parts.push(makeSvg("path", { class: `aw-ribbon aw-of-${id}`, d: `M${x0},${low0}C${bend},${low0} ${bend},${low1} ${x1},${low1}V${high1}C${bend},${high1} ${bend},${high0} ${x0},${high0}Z` }));
          });
        }
        explanations.forEach(({ id }, i) => {
          const [low, size] = here[i];
          parts.push(makeSvg("rect", { class: "aw-column", x: at(week) - half, y: up(low + size).toFixed(1), width: TRAIL.column, height: (up(low) - up(low + size)).toFixed(1), fill: paint(id) }));
        });
      });
      drawn.replaceChildren(...parts);
      svg.setAttribute("aria-label", words);
    },
  };
}
