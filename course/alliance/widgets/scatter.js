// A cloud of points in standard deviations, both axes alike; and a slider for r with its ends named.

const CLOUD = { left: 30, right: 330, top: 6, bottom: 296, reach: 3.4 };

function drawnScatter({ x, y, count, plain = false }) {
  const { left, right, top, bottom, reach } = CLOUD;
  const across = (value) => left + ((value + reach) / (2 * reach)) * (right - left);
  const up = (value) => bottom - ((value + reach) / (2 * reach)) * (bottom - top);
  const svg = makeSvg("svg", { class: "aw-cloud", viewBox: plain ? "28 4 304 294" : "0 0 340 330", role: "img" });
  const line = makeSvg("line", { class: "aw-fit", visibility: "hidden" });
  const ring = makeSvg("circle", { class: "aw-followed", r: 11, visibility: "hidden" });
  const dots = Array.from({ length: count }, () => makeSvg("circle", { class: "aw-dot", r: plain ? 6 : 4.5 }));
  svg.append(
    makeSvg("rect", { class: "aw-field", x: left, y: top, width: right - left, height: bottom - top, rx: 4 }),
    makeSvg("line", { class: "aw-middle", x1: across(0), x2: across(0), y1: top, y2: bottom }),
    makeSvg("line", { class: "aw-middle", x1: left, x2: right, y1: up(0), y2: up(0) }),
    line,
    ...dots,
    ring,
  );
  if (!plain) {
    svg.append(
      makeSvg("text", { class: "aw-axis-name", x: (left + right) / 2, y: bottom + 25 }, x),
      makeSvg("text", { class: "aw-axis-name", transform: `translate(${left - 11} ${(top + bottom) / 2}) rotate(-90)` }, y),
    );
  }
  return {
    svg,
    show(points, { words, slope = null, followed = null }) {
      points.forEach(([a, b], i) => {
        dots[i].setAttribute("cx", across(a));
        dots[i].setAttribute("cy", up(b));
      });
      if (slope !== null) {
        const ends = { x1: across(-2.9), x2: across(2.9), y1: up(-2.9 * slope), y2: up(2.9 * slope), visibility: "visible" };
        for (const [name, value] of Object.entries(ends)) line.setAttribute(name, value);
      }
      if (followed !== null) {
        ring.setAttribute("cx", across(points[followed][0]));
        ring.setAttribute("cy", up(points[followed][1]));
        ring.setAttribute("visibility", "visible");
      }
      svg.setAttribute("aria-label", words);
    },
  };
}

// A slider for r that fills from 0; `moved` is told of every move.
function strengthSlider({ label, most, step, moved }) {
  const input = make("input", { type: "range", id: freshId("r"), class: "aw-strength", min: -most, max: most, step, oninput: () => moved(Number(input.value)) });
  const value = make("output", { for: input.id, class: "aw-rating", "aria-hidden": "true" });
  const row = make(
    "div",
    { class: "aw-strength-row" },
    make("label", { for: input.id }, make("strong", {}, label)),
    value,
    input,
    make("span", { class: "aw-ends", "aria-hidden": "true" }, make("span", {}, t("{r}: down", { r: decimals(-most) })), make("span", {}, t("0: no line")), make("span", {}, t("{r}: up", { r: decimals(most) }))),
  );
  return {
    row,
    input,
    show(r) {
      const at = (100 * (r + most)) / (2 * most);
      input.value = r;
      input.setAttribute("aria-valuetext", `r ${decimals(r.toFixed(2))}`);
      input.style.setProperty("--from", `${Math.min(50, at)}%`);
      input.style.setProperty("--to", `${Math.max(50, at)}%`);
      value.textContent = decimals(r.toFixed(2));
    },
  };
}
