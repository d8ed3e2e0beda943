function render({ model, el }) {
  speaks(model);
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
    return t("Of the {right} dots right of the middle, {upper} lie in the upper half.", { right: right.length, upper: right.filter(([, b]) => b > 0).length });
  };

  const two = (value) => decimals(value.toFixed(2));
  const compared = (guess, r) => {
    const off = Math.abs(guess - r);
    const words = { guess: two(guess), off: two(off) };
    if (off < 0.005) return t("You said {guess}: exactly right.", words);
    if (guess * r < 0) return t("You said {guess}: off by {off}, and in the other direction.", words);
    return Math.abs(guess) > Math.abs(r) ? t("You said {guess}: {off} too strong.", words) : t("You said {guess}: {off} too weak.", words);
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
      makeSvg("text", { class: "aw-ruler-name", x: inside(r), y: 22 }, `r = ${two(r)}`),
      makeSvg("text", { class: "aw-ruler-name", x: inside(guess), y: 76 }, t("you: {guess}", { guess: two(guess) })),
    );
  };

  const picture = (cloud, slope) => {
    const words = inWords(cloud);
    const { svg, show } = drawnScatter({ x: t("first measure: lower → higher"), y: t("second: lower → higher"), count: cloud.points.length });
    show(cloud.points, { words: t("A cloud of {count} dots. {words}", { count: cloud.points.length, words }), slope });
    return make("figure", { class: "aw-scatter" }, svg, make("figcaption", {}, words));
  };

  const drawQuestion = (cloud, place) => {
    const slider = strengthSlider({
      label: t("Your guess for r"),
      most: 1,
      step: 0.05,
      moved: (r) => {
        draft = r;
        touched = true;
        slider.show(r);
      },
    });
    slider.show(draft);
    const reveal = button(t("Reveal"), () => {
      if (!touched) {
        touched = true;
        status.textContent = t("Your guess stands at 0.00. Move the slider, or press Reveal again if you mean 0.");
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
          make("h3", { tabindex: -1 }, t("How strong is it?")),
          make("p", { class: "aw-context" }, place === 0 ? t("Each dot is one person, measured twice. How closely do the dots follow a straight line, and does it run up or down?") : t("Up or down? And how closely do the dots follow a line?")),
          slider.row,
          make("div", { class: "aw-buttons" }, reveal),
        ),
      ),
    );
  };

  const drawResult = (cloud, guess, last) => {
    const next = button(last ? t("See all of them") : t("Next cloud"), () => {
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
          make("h4", { tabindex: -1 }, `r = ${two(cloud.r)}`),
          make("p", { class: "aw-said" }, compared(guess, cloud.r)),
          ruler(guess, cloud.r),
          make("p", { class: "aw-said" }, t("r squared is {squared}: the two share {percent} % of their variance.", { squared: two(cloud.r * cloud.r), percent: Math.round(100 * cloud.r * cloud.r) })),
          make("div", { class: "aw-buttons" }, next),
        ),
      ),
    );
  };

  const leaning = (from, to) => {
    const lean = Array.from({ length: to - from }, (_, i) => Math.abs(model.get("guesses")[from + i]) - Math.abs(clouds[from + i].r));
    const mean = lean.reduce((sum, one) => sum + one, 0) / lean.length;
    if (Math.abs(mean) < 0.03) return t("You lean neither way: not too strong, not too weak.");
    const off = two(Math.abs(mean));
    return mean > 0 ? t("On average your guesses were {off} too strong.", { off }) : t("On average your guesses were {off} too weak.", { off });
  };

  const drawEnd = (series) => {
    const from = series * rounds;
    const to = from + rounds;
    const order = Array.from({ length: rounds }, (_, i) => from + i).sort((a, b) => clouds[a].r - clouds[b].r);
    const before = series ? ` ${t("In the series before it was {error}.", { error: two(meanError(from - rounds, from)) })}` : "";
    const more = button(t("{count} more", { count: rounds }), () => {
      start();
      store(model, { at: 0, series: series + 1 });
    });
    const again = button(t("Start again"), () => {
      start();
      store(model, { at: 0, series: 0, guesses: [] });
    }, "quiet");
    scene.replaceChildren(
      make("h3", { tabindex: -1 }, t("Your mean error: {error}", { error: two(meanError(from, to)) })),
      make("p", { class: "aw-context" }, `${leaning(from, to)}${before} ${t("Here they are once more, sorted by r. Mind how faint a cloud of r = 0.3 still is.")}`),
      make(
        "ul",
        { class: "aw-gallery" },
        ...order.map((i) => {
          const { svg, show } = drawnScatter({ count: clouds[i].points.length, plain: true });
          show(clouds[i].points, { words: inWords(clouds[i]), slope: clouds[i].r });
          return make("li", {}, svg, make("strong", {}, `r = ${two(clouds[i].r)}`), make("span", { class: "aw-yours" }, t("you: {guess}", { guess: two(model.get("guesses")[i]) })));
        }),
      ),
      make("div", { class: "aw-buttons" }, ...(series + 1 < most ? [more] : []), again),
    );
  };

  const tally = (from, done) => (done > from ? tn("Mean error so far: {error}, over {count} cloud.", "Mean error so far: {error}, over {count} clouds.", done - from, { error: two(meanError(from, done)) }) : "");

  const draw = () => {
    const at = model.get("at");
    const series = model.get("series");
    const from = series * rounds;
    const done = model.get("guesses").length;
    if (at >= rounds) drawEnd(series);
    else if (done > from + at) drawResult(clouds[from + at], model.get("guesses")[from + at], at === rounds - 1);
    else drawQuestion(clouds[from + at], at);
    progress.textContent = at >= rounds ? t("Series done") : t("Cloud {number} of {all}", { number: at + 1, all: rounds });
    status.textContent = at >= rounds ? "" : tally(from, done);
    if (focusOn) scene.querySelector("h3, h4").focus();
    focusOn = null;
  };

  return stage({ model, el, name: "guess-correlation", label: t("Guess the correlation"), changes: ["guesses", "at", "series"], draw, parts: [progress, scene, status] });
}

export default { render };
