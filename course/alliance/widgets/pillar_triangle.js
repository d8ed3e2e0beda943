function render({ model, el }) {
  speaks(model);
  const { pillars, readings, scale } = model.get("content");
  const { figure, show: showFigure } = drawnTriangle(pillars, scale);
  const { verdict, show: showVerdict } = drawnVerdict();
  const status = make("p", { class: "aw-summary", role: "status" });
  const line = make("blockquote", { class: "aw-says" });
  const another = button(t("Hear another client"), () => store(model, { voice: model.get("voice") + 1 }), "quiet");

  const sliders = pillars.map(({ id, name, asks }) => {
    const input = make("input", {
      type: "range",
      id: freshId(id),
      class: `aw-slider aw-of-${id}`,
      min: scale[0],
      max: scale[1],
      step: 0.5,
      oninput: () => store(model, { [id]: Number(input.value) }),
    });
    const value = make("output", { for: input.id, class: "aw-rating", "aria-hidden": "true" });
    const label = make("label", { for: input.id }, marker(id), make("span", {}, make("strong", {}, capital(name)), " ", make("span", { class: "aw-hint" }, asks)));
    return { id, input, value, row: make("div", { class: "aw-slider-row" }, label, value, input) };
  });

  const draw = () => {
    const profile = Object.fromEntries(pillars.map(({ id }) => [id, model.get(id)]));
    const reading = readProfile(profile, readings);
    for (const { id, input, value } of sliders) {
      input.value = profile[id];
      input.setAttribute("aria-valuetext", t("{value} of {highest}", { value: rating(profile[id]), highest: scale[1] }));
      input.style.setProperty("--filled", `${(100 * (profile[id] - scale[0])) / (scale[1] - scale[0])}%`);
      value.textContent = rating(profile[id]);
    }
    showFigure(profile, reading);
    showVerdict(reading);
    if (status.textContent !== reading.summary) status.textContent = reading.summary;
    const voice = model.get("voice") % reading.lines.length;
    line.textContent = t("“{words}”", { words: reading.lines[voice] });
    another.hidden = reading.lines.length < 2;
  };

  return stage({
    model,
    el,
    name: "pillar-triangle",
    label: t("Pillar triangle"),
    changes: ["goal", "task", "bond", "voice"],
    draw,
    parts: [
      make(
        "div",
        { class: "aw-two-columns" },
        figure,
        make("div", { class: "aw-panel" }, make("div", { class: "aw-sliders" }, ...sliders.map(({ row }) => row)), verdict, status),
      ),
      make(
        "div",
        { class: "aw-bubble" },
        make("p", { class: "aw-eyebrow" }, t("What a client there might say")),
        line,
        another,
      ),
    ],
  });
}

export default { render };
