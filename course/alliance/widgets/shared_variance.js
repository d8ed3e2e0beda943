function render({ model, el }) {
  speaks(model);
  const { people, followed, wording, most } = model.get("content");
  const fill = (template, words) => template.replace(/\{(\w+)\}/g, (_, name) => words[name]);
  const status = make("p", { class: "aw-summary", role: "status" });
  const story = make("p", { class: "aw-summary" });

  const move = (r) => store(model, { r });
  const slider = strengthSlider({ label: t("r between alliance and outcome"), most, step: 0.01, moved: move });
  const bookmarks = wording.bookmarks.map(({ r, label }) => ({ r, node: button(`${decimals(r.toFixed(2))} ${label}`, () => move(r), "quiet") }));

  const cloud = drawnScatter({ x: t("alliance: weaker → stronger"), y: t("outcome: worse → better"), count: people.length });

  // The large square is all the variance; the filled one has r for its side, hence r squared for its area.
  const filled = makeSvg("rect", { class: "aw-filled" });
  const square = makeSvg("svg", { class: "aw-square", viewBox: "-2 -2 204 204", "aria-hidden": "true" }, makeSvg("rect", { class: "aw-field", x: 0, y: 0, width: 200, height: 200 }), filled);

  const hundred = Array.from({ length: 100 }, (_, i) => makeSvg("circle", { cx: 10 + 20 * (i % 10), cy: 10 + 20 * Math.floor(i / 10) + (i >= 50 ? 8 : 0), r: 6.5 }));
  const icons = makeSvg("svg", { class: "aw-hundred", viewBox: "-2 -2 204 212", "aria-hidden": "true" }, ...hundred, makeSvg("line", { class: "aw-coin", x1: 0, x2: 200, y1: 104, y2: 104 }));

  const shown = (name, picture, under) => {
    const value = make("span", { class: "aw-value" });
    return { value, figure: make("figure", {}, make("figcaption", {}, make("span", { class: "aw-name" }, name), value), picture, make("p", { class: "aw-under" }, under)) };
  };
  const pictures = [
    shown("r", cloud.svg, t("100 made-up clients, always the same ones. One is ringed.")),
    shown(t("r squared"), square, t("A share of the variance between clients. Not a share of anybody’s improvement.")),
    shown(t("above the middle"), icons, t("Of 100 with an alliance above the middle: filled, those with an outcome above it. The line: a tossed coin.")),
  ];

  const readAloud = (r) => {
    const count = Math.round(100 * (0.5 + Math.asin(r) / Math.PI));
    const percent = 100 * r * r;
    const share = percent > 0 && percent < 1 ? wording.small_share : `${percent.toFixed(0)} %`;
    const words = { r: decimals(r.toFixed(2)), share, count };
    return { count, share, summary: fill(`${wording.share} ${count === 50 ? wording.no_relation : wording.chance}`, words) };
  };

  const draw = () => {
    const r = model.get("r");
    const { count, share, summary } = readAloud(r);
    const rest = Math.sqrt(1 - r * r);
    const points = people.map(([a, b]) => [a, r * a + rest * b]);
    slider.show(r);
    for (const bookmark of bookmarks) bookmark.node.setAttribute("aria-pressed", String(Math.abs(bookmark.r - r) < 0.001));
    cloud.show(points, { words: summary, slope: r, followed });
    const side = 200 * Math.abs(r);
    for (const [name, value] of Object.entries({ x: 0, y: 200 - side, width: side, height: side })) filled.setAttribute(name, value);
    hundred.forEach((icon, i) => icon.setAttribute("class", i < count ? "aw-person aw-above" : "aw-person"));
    pictures[0].value.textContent = decimals(r.toFixed(2));
    pictures[1].value.textContent = share;
    pictures[2].value.textContent = t("{count} of 100", { count });
    if (status.textContent !== summary) status.textContent = summary;
    const height = points[followed][1];
    story.textContent = wording.follow[height < -0.25 ? "below" : height > 0.25 ? "above" : "about"];
  };

  return stage({
    model,
    el,
    name: "shared-variance",
    label: t("What r says"),
    changes: ["r"],
    draw,
    parts: [
      slider.row,
      make("div", { class: "aw-buttons" }, ...bookmarks.map(({ node }) => node)),
      make("div", { class: "aw-three" }, ...pictures.map(({ figure }) => figure)),
      status,
      story,
    ],
  });
}

export default { render };
