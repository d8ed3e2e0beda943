function render({ model, el }) {
  const { clouds, rounds } = model.get("content");
  const most = Math.floor(clouds.length / rounds);
  let draft = 0;
  let touched = false; // whether the slider was moved in this round, or Reveal pressed once at 0
  let focusOn = null; // what to put the focus on after the next drawing: "cloud" or "result"

  const progress = make("p", { class: "aw-eyebrow" });
  const scene = make("div", { class: "aw-scene" });
  const status = make("p", { class: "aw-tally", role: "status" });

  const errorOf = (i) => Math.abs(model.get("guesses")[i] - clouds[i].r);
  const meanError = (from, to) => {
    const all = Array.from({ length: to - from }, (_, i) => errorOf(from + i));
    return all.reduce((sum, error) => sum + error, 0) / all.length;
  };
  const start = () => {
    draft = 0;
    touched = false;
    focusOn = "cloud";
  };

  const inWords = ({ points }) => {
    const right = points.filter(([a]) => a > 0);
    return `Of the ${right.length} dots right of the middle, ${right.filter(([, b]) => b > 0).length} lie in the upper half.`;
  };

  const compared = (guess, r) => {
    const off = Math.abs(guess - r);
    if (off < 0.005) return "exactly right";
    if (guess * r < 0) return `off by ${off.toFixed(2)}, and in the other direction`;
    return `${off.toFixed(2)} too ${Math.abs(guess) > Math.abs(r) ? "strong" : "weak"}`;
  };

  // Where the guess and the truth lie between -1 and 1.
  const ruler = (guess, r) => {
    const at = (value) => 170 + 150 * value;
    const inside = (value) => Math.min(298, Math.max(42, at(value)));
    return makeSvg(
      "svg",
      { class: "aw-ruler", viewBox: "0 0 340 84", "aria-hidden": "true" },
      makeSvg("line", { class: "aw-rule", x1: at(-1), x2: at(1), y1: 42, y2: 42 }),
      ...[-1, 0, 1].flatMap((tick) => [makeSvg("line", { class: "aw-rule", x1: at(tick), x2: at(tick), y1: 36, y2: 48 })]),
      makeSvg("line", { class: "aw-gap", x1: at(guess), x2: at(r), y1: 42, y2: 42 }),
      makeSvg("circle", { class: "aw-truth", cx: at(r), cy: 42, r: 8 }),
      makeSvg("circle", { class: "aw-guess", cx: at(guess), cy: 42, r: 8 }),
      makeSvg("text", { class: "aw-ruler-name", x: inside(r), y: 22 }, `r = ${r.toFixed(2)}`),
      makeSvg("text", { class: "aw-ruler-name", x: inside(guess), y: 76 }, `you: ${guess.toFixed(2)}`),
    );
  };

  const picture = (cloud, slope) => {
    const words = inWords(cloud);
    const { svg, show } = drawnScatter({ x: "first measure: lower → higher", y: "second: lower → higher", count: cloud.points.length });
    show(cloud.points, { words: `A cloud of ${cloud.points.length} dots. ${words}`, slope });
    return make("figure", { class: "aw-scatter" }, svg, make("figcaption", {}, words));
  };

  const drawQuestion = (cloud, place) => {
    const slider = strengthSlider({
      label: "Your guess for r",
      most: 1,
      step: 0.05,
      moved: (r) => {
        draft = r;
        touched = true;
        slider.show(r);
      },
    });
    slider.show(draft);
    const reveal = button("Reveal", () => {
      if (!touched) {
        touched = true;
        status.textContent = "Your guess stands at 0.00. Move the slider, or press Reveal again if you mean 0.";
        return;
      }
      focusOn = "result";
      store(model, { guesses: [...model.get("guesses"), draft] });
    });
    scene.replaceChildren(
      make(
        "div",
        { class: "aw-two-columns" },
        picture(cloud, null),
        make(
          "div",
          { class: "aw-panel" },
          make("h3", { tabindex: -1 }, "How strong is it?"),
          make("p", { class: "aw-context" }, place === 0 ? "Each dot is one person, measured twice. How closely do the dots follow a straight line, and does it run up or down?" : "Up or down? And how closely do the dots follow a line?"),
          slider.row,
          make("div", { class: "aw-buttons" }, reveal),
        ),
      ),
    );
  };

  const drawResult = (cloud, guess, last) => {
    const next = button(last ? "See all of them" : "Next cloud", () => {
      start();
      store(model, { at: model.get("at") + 1 });
    });
    scene.replaceChildren(
      make(
        "div",
        { class: "aw-two-columns" },
        picture(cloud, cloud.r),
        make(
          "div",
          { class: "aw-panel" },
          make("h4", { tabindex: -1 }, `r = ${cloud.r.toFixed(2)}`),
          make("p", { class: "aw-said" }, `You said ${guess.toFixed(2)}: ${compared(guess, cloud.r)}.`),
          ruler(guess, cloud.r),
          make("p", { class: "aw-said" }, `r squared is ${(cloud.r * cloud.r).toFixed(2)}: the two share ${Math.round(100 * cloud.r * cloud.r)} % of their variance.`),
          make("div", { class: "aw-buttons" }, next),
        ),
      ),
    );
  };

  const leaning = (from, to) => {
    const lean = Array.from({ length: to - from }, (_, i) => Math.abs(model.get("guesses")[from + i]) - Math.abs(clouds[from + i].r));
    const mean = lean.reduce((sum, one) => sum + one, 0) / lean.length;
    if (Math.abs(mean) < 0.03) return "You lean neither way: not too strong, not too weak.";
    return `On average your guesses were ${Math.abs(mean).toFixed(2)} too ${mean > 0 ? "strong" : "weak"}.`;
  };

  const drawEnd = (series) => {
    const from = series * rounds;
    const to = from + rounds;
    const order = Array.from({ length: rounds }, (_, i) => from + i).sort((a, b) => clouds[a].r - clouds[b].r);
    const before = series ? ` In the series before it was ${meanError(from - rounds, from).toFixed(2)}.` : "";
    const more = button(`${rounds} more`, () => {
      start();
      store(model, { at: 0, series: series + 1 });
    });
    const again = button("Start again", () => {
      start();
      store(model, { at: 0, series: 0, guesses: [] });
    }, "quiet");
    scene.replaceChildren(
      make("h3", { tabindex: -1 }, `Your mean error: ${meanError(from, to).toFixed(2)}`),
      make("p", { class: "aw-context" }, `${leaning(from, to)}${before} Here they are once more, sorted by r. Mind how faint a cloud of r = 0.3 still is.`),
      make(
        "ul",
        { class: "aw-gallery" },
        ...order.map((i) => {
          const { svg, show } = drawnScatter({ count: clouds[i].points.length, plain: true });
          show(clouds[i].points, { words: inWords(clouds[i]), slope: clouds[i].r });
          return make("li", {}, svg, make("strong", {}, `r = ${clouds[i].r.toFixed(2)}`), make("span", { class: "aw-yours" }, `you: ${model.get("guesses")[i].toFixed(2)}`));
        }),
      ),
      make("div", { class: "aw-buttons" }, ...(series + 1 < most ? [more] : []), again),
    );
  };

  const tally = (from, done) => (done > from ? `Mean error so far: ${meanError(from, done).toFixed(2)}, over ${done - from} cloud${done - from === 1 ? "" : "s"}.` : "");

  const draw = () => {
    const at = model.get("at");
    const series = model.get("series");
    const from = series * rounds;
    const done = model.get("guesses").length;
    if (at >= rounds) drawEnd(series);
    else if (done > from + at) drawResult(clouds[from + at], model.get("guesses")[from + at], at === rounds - 1);
    else drawQuestion(clouds[from + at], at);
    progress.textContent = at >= rounds ? "Series done" : `Cloud ${at + 1} of ${rounds}`;
    status.textContent = at >= rounds ? "" : tally(from, done);
    if (focusOn) scene.querySelector("h3, h4").focus();
    focusOn = null;
  };

  return stage({ model, el, name: "guess-correlation", label: "Guess the correlation", changes: ["guesses", "at", "series"], draw, parts: [progress, scene, status] });
}

export default { render };
