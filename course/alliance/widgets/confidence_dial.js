function render({ model, el }) {
  speaks(model);
  const { dial, case: client } = model.get("content");
  const { explanations, start, rules, wording } = dial;
  const { weeks } = client;
  const reader = weeks.map((week) => week.reader);
  const count = weeks.length;
  let shown = ""; // the trail that the page is drawn for
  let moved = false; // whether the reader of the page went on, so that the focus goes along
  let held = null; // the slider in hand, and the dial as it was: the other two keep that proportion

  const before = (week) => (week ? model.get("trail")[week - 1] : start);
  const named = (shares) => explanations.map(({ short }, i) => `${short} ${shares[i]} %`).join(", ");
  const toldTrail = (whose, trail) => `${t("{whose}, from the bottom: {explanations}.", { whose, explanations: explanations.map(({ short }) => short).join(", ") })} ${trail.map((shares, week) => `${week ? t("Week {week}", { week }) : t("Start")}: ${shares.join(", ")}`).join(". ")}.`;

  const place = (shares) => store(model, { shares });
  const picture = drawnDial(explanations, (hand, value) => {
    held = null;
    place(turnHand(model.get("shares"), hand, value));
  });

  const sliders = explanations.map((explanation, i) => {
    const { id, name, means } = explanation;
    const give = (value) => {
      if (held?.which !== i) held = { which: i, shares: model.get("shares") };
      place(giveShare(held.shares, i, value));
    };
    const input = make("input", {
      type: "range",
      id: freshId(id),
      class: `aw-slider aw-of-${id}`,
      min: 0,
      max: 100,
      step: 1,
      oninput: () => give(Number(input.value)),
      onkeydown: (event) => {
        const step = { ArrowRight: 5, ArrowUp: 5, ArrowLeft: -5, ArrowDown: -5, PageUp: 20, PageDown: -20 }[event.key];
        if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        const now = model.get("shares")[i];
        give(step > 0 ? Math.floor(now / 5) * 5 + step : Math.ceil(now / 5) * 5 + step);
      },
    });
    const value = make("output", { for: input.id, class: "aw-rating", "aria-hidden": "true" });
    const label = make("label", { for: input.id }, markOf(explanation), make("span", {}, make("strong", {}, name), " ", make("span", { class: "aw-hint" }, means)));
    return { input, value, row: make("div", { class: "aw-slider-row" }, label, value, input) };
  });
  const panel = make("div", { class: "aw-sliders", role: "group", "aria-label": t("Divide 100 points") }, ...sliders.map(({ row }) => row));
  const key = make("figcaption", {});

  const eyebrow = make("p", { class: "aw-eyebrow" });
  const scene = make("div", { class: "aw-scene" });
  const status = make("p", { class: "aw-summary", role: "status" });
  const stand = button(t("This is where I stand"), () => {
    moved = true;
    held = null;
    const trail = [...model.get("trail"), model.get("shares")];
    store(model, { trail });
  });
  const again = button(t("Start again"), () => {
    moved = true;
    held = null;
    store(model, { trail: [], shares: start });
  }, "quiet");
  const earlier = make("div", { class: "aw-earlier" });
  const ending = make("div", { class: "aw-ending" });

  const trailOf = (caption) => {
    const trail = drawnTrail(explanations, count);
    return { ...trail, figure: make("figure", {}, make("figcaption", {}, caption), trail.svg) };
  };
  const mine = trailOf(t("Your trail"));
  const theirs = trailOf(t("A careful reader’s trail"));
  const legend = make("p", { class: "aw-legend", "aria-hidden": "true" }, ...explanations.map((explanation) => make("span", {}, markOf(explanation), explanation.short)));
  const trails = make("div", { class: "aw-trails" }, mine.figure, earlier, theirs.figure);

  const drawWeek = (week) => {
    const { title, scene: told } = weeks[week];
    eyebrow.textContent = t("{client} · week {week} of {count}", { client: client.name, week: week + 1, count });
    scene.replaceChildren(
      ...(week ? [] : [make("p", { class: "aw-who" }, client.who)]),
      make("h3", { tabindex: -1 }, title),
      make("p", { class: "aw-told" }, told),
    );
    ending.replaceChildren();
    earlier.replaceChildren(
      ...(week
        ? [
            make(
              "details",
              {},
              make("summary", {}, t("The weeks so far")),
              make("p", { class: "aw-who" }, client.who),
              ...weeks.slice(0, week).flatMap((one, i) => [make("h4", {}, `${i + 1}. ${one.title}`), make("p", {}, one.scene)]),
            ),
          ]
        : []),
    );
  };

  const compared = (label, shares) => {
    let from = 0;
    const { defs, paint } = patterns();
    const bars = shares.map((share, i) => {
      const bar = makeSvg("rect", { class: "aw-column", x: 2 * from, y: 1, width: 2 * share, height: 12, fill: paint(explanations[i].id) });
      from += share;
      return bar;
    });
    return make("div", { class: "aw-compared" }, make("span", {}, label), makeSvg("svg", { viewBox: "-1 0 202 14", role: "img", "aria-label": `${label}: ${named(shares)}` }, defs, ...bars));
  };

  const drawEnd = (trail) => {
    const read = readTrail(dial, trail, reader);
    eyebrow.textContent = t("{client} · after {count} weeks", { client: client.name, count });
    scene.replaceChildren(make("h3", { tabindex: -1 }, t("Your trail beside a careful reader’s")), make("p", { class: "aw-context" }, t("The careful reader is one teacher’s judgement, with a reason for each week. You may judge otherwise, if you can say why.")));
    earlier.replaceChildren();
    ending.replaceChildren(
      make("div", { class: "aw-advice" }, make("p", { class: "aw-eyebrow" }, t("How you moved")), ...read.advice.map((sentence) => make("p", {}, sentence)), make("p", { class: "aw-points" }, read.summary)),
      make("h4", {}, t("Week by week")),
      make(
        "ol",
        { class: "aw-weeks" },
        ...read.weeks.map(({ kind, sentence }, i) =>
          make(
            "li",
            { class: kind === "along" ? "" : "aw-named" },
            make("p", { class: "aw-week" }, make("strong", {}, `${i + 1}. ${weeks[i].title}`)),
            compared(t("you"), trail[i]),
            compared(t("reader"), reader[i]),
            make("p", { class: "aw-kind" }, sentence),
            make("p", {}, weeks[i].because),
          ),
        ),
      ),
      make("div", { class: "aw-after" }, make("p", { class: "aw-eyebrow" }, t("What came after")), make("p", {}, client.after)),
    );
  };

  const draw = () => {
    const trail = model.get("trail");
    const week = trail.length;
    const ended = week >= count;
    const shares = ended ? trail[count - 1] : model.get("shares");
    if (JSON.stringify(trail) !== shown) {
      if (ended) drawEnd(trail);
      else drawWeek(week);
      mine.show([start, ...trail], toldTrail(t("Your trail"), [start, ...trail]));
      shown = JSON.stringify(trail);
    }
    const words = ended ? t("After week {count} you stand at {yours}; the careful reader at {theirs}.", { count, yours: named(shares), theirs: named(reader[count - 1]) }) : dialInWords(dial, shares, before(week), week);
    picture.show({ shares, reader: ended ? reader[count - 1] : null, lead: leaderOf(shares, rules), words });
    sliders.forEach(({ input, value }, i) => {
      input.value = shares[i];
      input.setAttribute("aria-valuetext", `${shares[i]} %`);
      input.style.setProperty("--filled", `${shares[i]}%`);
      value.textContent = `${shares[i]} %`;
    });
    panel.hidden = ended;
    stand.hidden = ended;
    again.hidden = !week;
    key.textContent = ended ? t("The wide ring is yours, the narrow one outside it the careful reader’s.") : t("Drag the two hands, or use the sliders. The three always add up to 100.");
    if (ended) theirs.show([start, ...reader], toldTrail(t("A careful reader’s trail"), [start, ...reader]));
    theirs.figure.hidden = !ended;
    earlier.hidden = ended;
    root.classList.toggle("aw-ended", ended);
    if (status.textContent !== words) status.textContent = words;
    if (moved) scene.querySelector("h3").focus();
    moved = false;
  };

  const root = make(
    "div",
    { class: "aw-board" },
    eyebrow,
    scene,
    make("div", { class: "aw-two-columns" }, make("figure", { class: "aw-dial-figure" }, picture.svg, key), panel),
    status,
    make("div", { class: "aw-buttons" }, stand, again),
    legend,
    trails,
    ending,
  );
  return stage({ model, el, name: "confidence-dial", label: t("Confidence dial: {client}", { client: client.name }), changes: ["shares", "trail"], draw, parts: [root] });
}

export default { render };
