function render({ model, el }) {
  speaks(model);
  const { courses, noise, views, names } = model.get("content");
  const byClient = Object.fromEntries(courses.map((course) => [course.client, course]));
  const now = () => byClient[model.get("client")];
  let result = ""; // what the last reveal showed
  let doubted = false; // whether Reveal was pressed once without a guess
  let dragging = null;

  const heading = make("h3", {});
  const about = make("p", { class: "aw-context" });
  const status = make("p", { class: "aw-summary", role: "status" });

  // The first session after today that the client rated; null when there is none.
  const following = ({ ratings }, today) => {
    const at = ratings.client.findIndex((rating, i) => i >= today && rating !== null);
    return at < 0 ? null : at + 1;
  };
  const compared = (guessed, session, truth) => {
    const off = Math.abs(guessed - truth);
    const words = { guess: decimals(guessed.toFixed(1)), session, truth: decimals(truth.toFixed(2)), off: decimals(off.toFixed(2)) };
    if (off < 0.05) return t("You guessed {guess} for session {session}, and the client rated {truth}: as good as exact.", words);
    if (guessed > truth) return t("You guessed {guess} for session {session}, and the client rated {truth}: {off} too high.", words);
    return t("You guessed {guess} for session {session}, and the client rated {truth}: {off} too low.", words);
  };
  const guessing = () => model.get("view") === "raters" && model.get("shown").includes("client");

  const turnTo = (values) => {
    result = "";
    doubted = false;
    store(model, { guess: null, ...values });
  };
  const chooser = radioGroup({
    legend: t("Whose course?"),
    options: courses.map(({ client, came_for }) => ({ value: client, label: client, hint: came_for })),
    chosen: model.get("client"),
    compact: true,
    pick: (client) => turnTo({ client, today: byClient[client].first_look }),
  });
  chooser.hidden = courses.length < 2;
  const viewer = radioGroup({
    legend: t("What is drawn?"),
    options: [
      { value: "raters", label: t("Three raters"), hint: t("of the whole alliance") },
      { value: "pillars", label: t("Three pillars"), hint: t("as the client rates them") },
    ],
    chosen: model.get("view"),
    compact: true,
    pick: (view) => turnTo({ view }),
  });

  const box = (words, ticked, sample) => {
    const input = make("input", { type: "checkbox", onchange: () => ticked(input.checked) });
    return { input, label: make("label", { class: "aw-choice" }, input, ...(sample ? [sample] : []), make("span", { class: "aw-label" }, words)) };
  };
  const keys = Object.fromEntries(
    Object.entries(views).map(([view, lines]) => {
      const boxes = lines.map((line) => ({
        line,
        ...box(names[line], (on) => turnTo({ shown: [...model.get("shown").filter((other) => other !== line), ...(on ? [line] : [])] }), courseSample(line)),
      }));
      return [view, { boxes, set: make("fieldset", { class: "aw-choices aw-compact aw-key" }, make("legend", {}, t("Show")), ...boxes.map(({ label }) => label)) }];
    }),
  );
  const band = box(t("Band: one session’s noise"), (on) => store(model, { band: on }), makeSvg("svg", { class: "aw-sample", viewBox: "0 0 40 18", "aria-hidden": "true" }, makeSvg("rect", { class: "aw-band aw-band-2", width: 40, height: 18 }), makeSvg("rect", { class: "aw-band aw-band-1", width: 40, height: 9, y: 4.5 })));
  keys.raters.set.append(band.label);

  const chart = drawnCourse();
  const gapKey = make("p", { class: "aw-under" }, t("Below the scale: × the client did not come, ○ came and gave no rating."));
  const figure = make("figure", {}, chart.svg, gapKey);

  const slider = (label, attributes, moved) => {
    const input = make("input", { type: "range", id: freshId("slider"), class: "aw-slider", oninput: () => moved(Number(input.value)), ...attributes });
    const name = make("strong", {}, label);
    const value = make("output", { for: input.id, class: "aw-rating", "aria-hidden": "true" });
    return { input, name, value, row: make("div", { class: "aw-slider-row" }, make("label", { for: input.id }, name), value, input) };
  };
  const moveToday = (today) => {
    if (today !== model.get("today")) turnTo({ today });
  };
  const moveGuess = (guess) => {
    doubted = false;
    result = "";
    store(model, { guess });
  };
  const time = slider(t("Today: session"), { min: 1, step: 1 }, moveToday);
  const guess = slider(t("Your guess"), { min: 1, max: 5, step: 0.1 }, moveGuess);

  const reveal = button(t("Reveal"), () => {
    const course = now();
    const target = following(course, model.get("today"));
    if (model.get("guess") === null) {
      if (!doubted) {
        doubted = true;
        result = t("No guess yet: move the slider, press into the picture, or press Reveal again if you mean 3.0.");
        draw();
        return;
      }
    }
    const said = model.get("guess") ?? 3;
    const truth = course.ratings.client[target - 1];
    doubted = false;
    result = compared(said, target, truth);
    const all = model.get("guesses");
    const mine = all[course.client] ?? {};
    // A guess made after going back is no guess any more: the first one stays.
    const kept = target in mine ? mine : { ...mine, [target]: said };
    store(model, { today: target, guess: null, guesses: { ...all, [course.client]: kept } });
  });
  const again = button(
    t("Begin this course again"),
    () => {
      const { client, first_look } = now();
      const { [client]: _, ...others } = model.get("guesses");
      turnTo({ today: first_look, guesses: others });
    },
    "quiet",
  );
  const panel = make("div", { class: "aw-guess-panel" }, guess.row, make("div", { class: "aw-buttons" }, reveal));

  // How far off: you, and two rules that need no clinician.
  const rules = [
    ["you", t("Your guesses")],
    ["last", t("“The same as last time”")],
    ["mean", t("“The mean so far”")],
  ].map(([id, name]) => {
    const bar = make("span", { class: "aw-bar" });
    const value = make("span", { class: "aw-off-value" });
    return { id, bar, value, row: make("li", {}, make("span", { class: "aw-rule-name" }, name), make("span", { class: "aw-lane", "aria-hidden": "true" }, bar), value) };
  });
  const raceOver = make("p", { class: "aw-eyebrow" });
  const race = make("div", { class: "aw-race" }, raceOver, make("ul", {}, ...rules.map(({ row }) => row)));

  const showRace = (course) => {
    const mine = Object.entries(model.get("guesses")[course.client] ?? {}).filter(([session]) => course.forecasts[session]);
    race.hidden = !mine.length || !guessing();
    if (race.hidden) return;
    const mean = (of) => mine.reduce((sum, [session, said]) => sum + Math.abs(of(course.forecasts[session], said) - course.forecasts[session].truth), 0) / mine.length;
    const off = { you: mean((_, said) => said), last: mean((rule) => rule.last), mean: mean((rule) => rule.mean) };
    const most = Math.max(0.5, ...Object.values(off));
    raceOver.textContent = tn("Off by, on average, over {count} session of {client}", "Off by, on average, over {count} sessions of {client}", mine.length, { client: course.client });
    for (const { id, bar, value } of rules) {
      bar.style.setProperty("--share", `${(100 * off[id]) / most}%`);
      value.textContent = t("{off} points", { off: decimals(off[id].toFixed(2)) });
    }
  };

  const told = (course, today, lines) => {
    const raters = model.get("view") === "raters";
    const client = raters && lines.includes("client");
    const parts = ["opening", ...lines, ...(client && lines.includes("therapist") ? ["gap"] : []), ...(client && model.get("band") ? ["noise"] : []), "ending"];
    return parts.map((part) => course.says[part][today - 1]).filter(Boolean).join(" ");
  };

  const check = (group, value) => {
    for (const radio of group.querySelectorAll("input")) radio.checked = radio.value === value;
  };

  const draw = () => {
    const course = now();
    const count = course.came.length;
    const today = within(model.get("today"), 1, count);
    const view = model.get("view");
    const shown = model.get("shown");
    const lines = views[view].filter((line) => shown.includes(line));
    const target = guessing() ? following(course, today) : null;
    const words = told(course, today, lines);
    const hadFocus = panel.contains(document.activeElement);

    heading.textContent = t("Client {client}", { client: course.client });
    about.textContent = course.about;
    check(chooser, course.client);
    check(viewer, view);
    for (const [name, { boxes, set }] of Object.entries(keys)) {
      set.hidden = name !== view;
      for (const { line, input } of boxes) input.checked = shown.includes(line);
    }
    band.input.checked = model.get("band");

    const past = Object.entries(model.get("guesses")[course.client] ?? {}).filter(([session]) => guessing() && Number(session) <= today);
    const seen = {
      came: course.came.slice(0, today),
      mean: course.means[today - 1],
      ratings: Object.fromEntries(["client", ...lines].map((line) => [line, course.ratings[line].slice(0, today)])),
    };
    chart.show({
      width: Math.round(figure.clientWidth) || 640,
      count,
      today,
      seen,
      lines,
      noise: guessing() && model.get("band") ? noise : null,
      guesses: past.map(([session, said]) => [Number(session), said, course.ratings.client[session - 1]]),
      target,
      guess: model.get("guess"),
      words,
    });
    gapKey.hidden = seen.ratings.client.every((rating) => rating !== null);

    time.input.max = count;
    time.input.value = today;
    time.input.setAttribute("aria-valuetext", t("session {today} of {count}", { today, count }));
    time.input.style.setProperty("--filled", `${count > 1 ? (100 * (today - 1)) / (count - 1) : 100}%`);
    time.value.textContent = t("{today} of {count}", { today, count });

    const said = model.get("guess");
    panel.hidden = !target;
    if (target) {
      guess.name.textContent = t("Your guess for session {session}", { session: target });
      guess.input.value = said ?? 3;
      guess.input.setAttribute("aria-valuetext", said === null ? t("no guess yet") : t("{guess} of 5", { guess: decimals(said.toFixed(1)) }));
      guess.input.style.setProperty("--filled", `${said === null ? 0 : 25 * (said - 1)}%`);
      guess.value.textContent = said === null ? "?" : decimals(said.toFixed(1));
      reveal.textContent = t("Reveal session {session}", { session: target });
    } else if (hadFocus) again.focus();
    const all = [result, words].filter(Boolean).join(" ");
    if (status.textContent !== all) status.textContent = all;
    showRace(course);
  };

  // The picture can be taken hold of: up and down for the guess, sideways for today.
  const where = (event) => {
    const { left, top } = chart.svg.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const follow = (event) => {
    const { x, y } = where(event);
    if (dragging === "guess") moveGuess(chart.ratingAt(y));
    else if (dragging === "today") moveToday(chart.sessionAt(x));
  };
  chart.svg.addEventListener("pointerdown", (event) => {
    dragging = chart.held(where(event).x);
    if (!dragging) return;
    event.preventDefault();
    chart.svg.setPointerCapture(event.pointerId);
    follow(event);
  });
  chart.svg.addEventListener("pointermove", follow);
  for (const ended of ["pointerup", "pointercancel"]) {
    chart.svg.addEventListener(ended, () => {
      dragging = null;
    });
  }

  const takeAway = stage({
    model,
    el,
    name: "client-course",
    label: t("Reading one client: {clients}", { clients: courses.map(({ client }) => client).join(", ") }), // a page may show several
    changes: ["client", "view", "shown", "band", "today", "guess", "guesses"],
    draw,
    parts: [
      make("div", { class: "aw-whose" }, chooser, heading, about),
      make("div", { class: "aw-looks" }, viewer, ...Object.values(keys).map(({ set }) => set)),
      figure,
      make("div", { class: "aw-hands" }, time.row, panel),
      status,
      race,
      make("div", { class: "aw-buttons aw-last" }, again),
    ],
  });
  // Letters keep their size at every width, so that the picture is laid out anew when the width changes.
  const measured = new ResizeObserver(() => requestAnimationFrame(draw));
  measured.observe(figure);
  return () => {
    measured.disconnect();
    takeAway();
  };
}

export default { render };
