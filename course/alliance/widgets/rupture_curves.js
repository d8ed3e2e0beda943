const SHAPES = { goal: "M0-7 7 0 0 7-7 0Z", task: "M-6-6H6V6H-6Z", bond: "M-6.5 0a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0Z" };
const KINDS = ["withdrawal", "confrontation"];
const kindWord = (kind) => ({ withdrawal: tc("rupture", "withdrawal"), confrontation: tc("rupture", "confrontation") })[kind];
const pillarWord = (pillar) => ({ goal: tc("pillar", "goal"), task: tc("pillar", "task"), bond: tc("pillar", "bond") })[pillar];

function render({ model, el }) {
  speaks(model);
  const { spread, drops, clients, all, words } = model.get("content");
  const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const listed = (numbers) => (numbers.length > 1 ? t("{one} and {other}", { one: numbers.slice(0, -1).join(", "), other: numbers.at(-1) }) : `${numbers[0]}`);
  const inks = { withdrawal: freshId("hatch"), confrontation: freshId("dots") };
  const floor = Math.min(3, ...clients.flatMap(({ scores }) => scores.filter((score) => score !== null))) - 0.3;
  let width = 660;
  let fresh = false; // whether the ruptures have only now come on show

  // --- the rule; what lies how far below what is computed in Python
  const marksOf = ({ falls }) => falls[model.get("below")].flatMap((fall, i) => (fall !== null && fall >= model.get("drop") ? [i + 1] : []));
  const isOpen = ({ onset, end }, session) => onset <= session && session <= end;
  const isFound = (rupture, marks) => marks.some((session) => isOpen(rupture, session));
  const alarmsOf = ({ ruptures }, marks) => marks.filter((session) => !ruptures.some((rupture) => isOpen(rupture, session)));
  const ratedOf = ({ scores }) => scores.filter((score) => score !== null).length;
  const current = () => clients.find(({ client }) => client === model.get("client"));
  const nameOfBelow = () => words.below.find(({ id }) => id === model.get("below")).name;

  const told = (course) => {
    const marks = marksOf(course);
    const facts = { client: course.client, drop: decimals(model.get("drop").toFixed(1)), below: nameOfBelow(), list: marks.length ? listed(marks) : "" };
    const said = [fill([words.marked_none, words.marked_one, words.marked_many][Math.min(marks.length, 2)], facts)];
    if (!model.get("revealed")) {
      const marked = clients.reduce((sum, one) => sum + marksOf(one).length, 0);
      const rated = clients.reduce((sum, one) => sum + ratedOf(one), 0);
      return [...said, fill(words.shown, { clients: clients.length, marked, rated })].join(" ");
    }
    const events = course.ruptures.map((rupture) =>
      fill(words.event, {
        ...rupture,
        kind: kindWord(rupture.kind),
        pillar: pillarWord(rupture.pillar),
        when: fill(rupture.onset === rupture.end ? words.when_one : words.when_many, rupture),
        fate: rupture.repaired ? words.fates.repaired : words.fates.open,
        verdict: isFound(rupture, marks) ? words.found : words.missed,
      }),
    );
    said.push(events.length ? fill(words.events, { events: events.join("; ") }) : fill(words.nothing, course));
    const alarms = alarmsOf(course, marks);
    if (alarms.length) said.push(fill(alarms.length > 1 ? words.alarm_many : words.alarm_one, { list: listed(alarms) }));
    return said.join(" ");
  };

  // --- the drawing
  const line = (points, kind) => makeSvg("polyline", { class: kind, points: points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ") });
  const placed = ({ scores }, across, up) => scores.flatMap((score, i) => (score === null ? [] : [{ session: i + 1, x: across(i + 1), y: up(score) }]));
  const block = (rupture, marks, { x, y, wide, high, name }) => {
    const found = isFound(rupture, marks);
    const shape = { x, y, width: wide, height: high, rx: Math.min(6, high / 3) };
    const middle = x + wide / 2;
    // Letter and pillar side by side; in a short block one above the other.
    const [plate, apart] = wide > 50 ? [[42, 22], [9, 0]] : [[20, 40], [0, 9]];
    return makeSvg(
      "g",
      { class: `aw-rupture aw-is-${rupture.kind} ${found ? "aw-found" : "aw-missed"}${rupture.repaired ? "" : " aw-unrepaired"}` },
      makeSvg("rect", { class: "aw-block", ...shape }),
      ...(found ? [makeSvg("rect", { ...shape, fill: `url(#${inks[rupture.kind]})` })] : []),
      ...(name
        ? [
            makeSvg("rect", { class: "aw-plate", x: middle - plate[0] / 2, y: y + (high - plate[1]) / 2, width: plate[0], height: plate[1], rx: 4 }),
            makeSvg("text", { class: "aw-letter", x: middle - apart[0], y: y + high / 2 + 5 - apart[1] }, capital(kindWord(rupture.kind))[0]),
            makeSvg("path", { class: `aw-of-${rupture.pillar}`, d: SHAPES[rupture.pillar], transform: `translate(${middle + apart[0]} ${y + high / 2 + apart[1]})` }),
          ]
        : []),
    );
  };

  // Hatched and dotted, so that the two kinds differ without their colours.
  const patterns = () =>
    makeSvg(
      "defs",
      {},
      makeSvg("pattern", { id: inks.withdrawal, width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, makeSvg("rect", { class: "aw-ink-withdrawal", width: 4, height: 8 })),
      makeSvg("pattern", { id: inks.confrontation, width: 7, height: 7, patternUnits: "userSpaceOnUse" }, makeSvg("rect", { class: "aw-ink-confrontation", width: 7, height: 7 }), makeSvg("circle", { class: "aw-hole", cx: 3.5, cy: 3.5, r: 1.4 })),
    );

  const chart = makeSvg("svg", { class: "aw-chart", role: "img" });
  const drawChart = (course, said) => {
    const revealed = model.get("revealed");
    const [left, right, top, bottom] = [26, width - 6, 12, 232];
    const height = revealed ? bottom + 82 : bottom + 28;
    const count = course.scores.length;
    const step = (right - left) / count;
    const across = (session) => left + (session - 0.5) * step;
    const up = (score) => bottom - ((Math.max(score, floor) - floor) / (5.1 - floor)) * (bottom - top);
    const below = model.get("below");
    const marks = marksOf(course);
    const alarms = revealed ? alarmsOf(course, marks) : [];
    const nodes = [patterns()];
    for (let score = Math.ceil(floor); score <= 5; score += 1) {
      nodes.push(makeSvg("line", { class: "aw-grid", x1: left, x2: right, y1: up(score), y2: up(score) }), makeSvg("text", { class: "aw-tick aw-end", x: left - 8, y: up(score) + 5 }, String(score)));
    }
    // The waterline: what lies under it is marked.
    course.levels[below].forEach((level, i) => {
      if (level === null) return;
      const [x1, x2] = [across(i + 0.5), across(i + 1.5)];
      const water = up(level - model.get("drop") * spread);
      nodes.push(
        makeSvg("rect", { class: "aw-water", x: x1, y: water, width: x2 - x1, height: bottom - water }),
        makeSvg("line", { class: "aw-waterline", x1, x2, y1: water, y2: water }),
        makeSvg("line", { class: "aw-level", x1, x2, y1: up(level), y2: up(level) }),
      );
    });
    const points = placed(course, across, up);
    nodes.push(line(points, "aw-curve"));
    points.forEach((point, i) => {
      if (marks.includes(point.session)) nodes.push(line(points.slice(Math.max(0, i - 1), i + 2), "aw-v"));
    });
    for (const { session, x, y } of points) {
      if (!marks.includes(session)) nodes.push(makeSvg("circle", { class: "aw-session", cx: x, cy: y, r: 4.5 }));
      else nodes.push(makeSvg("path", { class: alarms.includes(session) ? "aw-mark aw-alarm" : "aw-mark", d: `M${x - 10} ${y - 7}h20l-10 17z` }));
    }
    for (const session of alarms) nodes.push(makeSvg("text", { class: "aw-question", x: across(session), y: bottom + 60 }, "?"));
    for (let session = 1; session <= count; session += 1) nodes.push(makeSvg("text", { class: "aw-tick", x: across(session), y: bottom + 19 }, String(session)));
    nodes.push(makeSvg("line", { class: "aw-ground", x1: left, x2: right, y1: bottom, y2: bottom }));
    if (revealed) {
      const lane = course.ruptures.map((rupture) => {
        const x = left + (rupture.onset - 1) * step + 1.5;
        return block(rupture, marks, { x, y: bottom + 32, wide: (rupture.end - rupture.onset + 1) * step - 3, high: 44, name: true });
      });
      nodes.push(makeSvg("g", { class: fresh ? "aw-lane aw-fresh" : "aw-lane" }, ...lane));
    }
    chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
    chart.setAttribute("aria-label", t("{client}, {count} sessions. {words}", { client: course.client, count, words: said }));
    chart.replaceChildren(...nodes);
  };

  // --- the eight small ones
  const tiles = clients.map((course) => {
    const small = makeSvg("svg", { viewBox: "0 0 150 62", "aria-hidden": "true" });
    const count = make("span", { class: "aw-hint" });
    const tile = make("button", { type: "button", class: "aw-tile", onclick: () => store(model, { client: course.client }) }, small, make("span", {}, make("strong", {}, course.client), " ", count));
    const draw = () => {
      const revealed = model.get("revealed");
      const marks = marksOf(course);
      const step = 142 / course.scores.length;
      const across = (session) => 4 + (session - 0.5) * step;
      const up = (score) => 44 - ((score - floor) / (5.1 - floor)) * 42;
      const points = placed(course, across, up);
      const alarms = revealed ? alarmsOf(course, marks) : [];
      small.replaceChildren(
        line(points, "aw-curve"),
        ...points.flatMap((point, i) => (marks.includes(point.session) ? [line(points.slice(Math.max(0, i - 1), i + 2), "aw-v")] : [])),
        ...points
          .filter(({ session }) => marks.includes(session))
          .map(({ session, x, y }) => makeSvg("path", { class: alarms.includes(session) ? "aw-mark aw-alarm" : "aw-mark", d: `M${x - 5} ${y - 3}h10l-5 8.5z` })),
        ...(revealed ? course.ruptures.map((rupture) => block(rupture, marks, { x: 4 + (rupture.onset - 1) * step + 0.5, y: 51, wide: (rupture.end - rupture.onset + 1) * step - 1, high: 9 })) : []),
      );
      const found = course.ruptures.filter((rupture) => isFound(rupture, marks)).length;
      count.textContent = !revealed ? t("{count} marked", { count: marks.length }) : course.ruptures.length ? t("{found} of {all} found", { found, all: course.ruptures.length }) : t("had none");
      tile.setAttribute("aria-pressed", String(course.client === model.get("client")));
    };
    return { tile, draw };
  });

  // --- the controls
  const size = make("input", { type: "range", id: freshId("drop"), class: "aw-strength", min: drops[0], max: drops.at(-1), step: 0.1, oninput: () => store(model, { drop: Number(size.value) }) });
  const sizeSaid = make("output", { for: size.id, class: "aw-rating", "aria-hidden": "true" });
  const slider = make(
    "div",
    { class: "aw-strength-row" },
    make("label", { for: size.id }, make("strong", {}, t("A drop counts from"))),
    sizeSaid,
    size,
    make("span", { class: "aw-ends", "aria-hidden": "true" }, make("span", {}, t("almost any dip")), make("span", {}, t("only the deepest"))),
  );
  const against = radioGroup({ legend: tc("a drop below something", "below"), options: words.below.map(({ id, name }) => ({ value: id, label: name })), chosen: model.get("below"), compact: true, pick: (below) => store(model, { below }) });
  const who = make("p", { class: "aw-eyebrow" });
  const title = make("h3", {});
  const status = make("p", { class: "aw-status", role: "status" });
  const key = make("p", { class: "aw-key" });
  const reveal = button(t("Show what was there"), () => {
    fresh = !model.get("revealed");
    store(model, { revealed: !model.get("revealed") });
  });

  // --- what the rule finds, in these and in all
  const score = make("div", { class: "aw-score" });
  const columns = [t("the {count} clients shown", { count: clients.length }), t("all {count} clients", { count: all.clients })];
  const icons = (kind, one) => {
    const holder = makeSvg("svg", { class: "aw-icons", viewBox: `0 0 ${Math.max(1, one.length) * 17} 16`, width: Math.max(1, one.length) * 17, height: 16, "aria-hidden": "true" });
    one.forEach((hit, i) => holder.append(block({ kind, onset: 1, end: 1, repaired: true }, hit ? [1] : [], { x: 17 * i + 1.5, y: 1.5, wide: 13, high: 13 })));
    return holder;
  };
  const triangles = (marks, alarms) => {
    const holder = makeSvg("svg", { class: "aw-icons", viewBox: `0 0 ${Math.max(1, marks) * 17} 16`, width: Math.max(1, marks) * 17, height: 16, "aria-hidden": "true" });
    for (let i = 0; i < marks; i += 1) holder.append(makeSvg("path", { class: i < alarms ? "aw-mark aw-alarm" : "aw-mark", d: `M${17 * i + 2} 2h13l-6.5 12z` }));
    return holder;
  };
  const bar = (kind, part, whole) => {
    const share = whole ? (100 * part) / whole : 0;
    const track = makeSvg("svg", { class: "aw-bar", viewBox: "0 0 100 12", preserveAspectRatio: "none", "aria-hidden": "true" }, makeSvg("rect", { class: "aw-track", width: 100, height: 12 }), makeSvg("rect", { class: `aw-share aw-ink-${kind}`, width: share, height: 12 }));
    return { track, said: whole ? t("{percent} %, {part} of {whole}", { percent: share.toFixed(0), part, whole }) : t("no marks") };
  };
  const drawScore = () => {
    const rule = all.tallies[model.get("below")][Math.round((model.get("drop") - drops[0]) / 0.1)];
    const hits = Object.fromEntries(KINDS.map((kind) => [kind, clients.flatMap((course) => course.ruptures.filter((one) => one.kind === kind).map((one) => isFound(one, marksOf(course))))]));
    const marks = clients.reduce((sum, course) => sum + marksOf(course).length, 0);
    const alarms = clients.reduce((sum, course) => sum + alarmsOf(course, marksOf(course)).length, 0);
    const row = (name, mine, mineSaid, theirs) =>
      make(
        "tr",
        { role: "row" },
        make("th", { role: "rowheader", scope: "row" }, name),
        make("td", { role: "cell", "data-of": columns[0] }, mine, make("span", {}, mineSaid)),
        make("td", { role: "cell", "data-of": columns[1] }, theirs.track, make("span", {}, theirs.said)),
      );
    score.replaceChildren(
      make(
        "table",
        { role: "table" }, // said aloud, since on a narrow page the cells stand below one another
        make("caption", {}, t("What this rule finds: {drop} SD below {below}", { drop: decimals(model.get("drop").toFixed(1)), below: nameOfBelow() })),
        make("thead", {}, make("tr", { role: "row" }, ...[t("what"), ...columns].map((column) => make("th", { role: "columnheader", scope: "col" }, column)))),
        make(
          "tbody",
          {},
          ...KINDS.map((kind) => row({ withdrawal: t("withdrawals found"), confrontation: t("confrontations found") }[kind], icons(kind, [...hits[kind]].sort((a, b) => b - a)), t("{part} of {whole}", { part: hits[kind].filter(Boolean).length, whole: hits[kind].length }), bar(kind, rule.found[kind], all.ruptures[kind]))),
          row(t("marks with nothing under them"), triangles(marks, alarms), t("{part} of {whole}", { part: alarms, whole: marks }), bar("alarm", rule.alarms, rule.marks)),
        ),
      ),
    );
  };

  const keyed = (node, said) => make("span", {}, node, ` ${said}`);
  const sample = (...nodes) => makeSvg("svg", { class: "aw-sample", viewBox: "0 0 34 20", "aria-hidden": "true" }, ...nodes);
  const drawKey = () => {
    const shapes = [
      keyed(sample(makeSvg("line", { class: "aw-level", x1: 1, x2: 33, y1: 10, y2: 10 })), nameOfBelow()),
      keyed(sample(makeSvg("rect", { class: "aw-water", x: 1, y: 6, width: 32, height: 14 }), makeSvg("line", { class: "aw-waterline", x1: 1, x2: 33, y1: 6, y2: 6 })), t("low enough to count")),
      keyed(sample(makeSvg("path", { class: "aw-mark", d: "M7 2h20l-10 17z" })), t("marked")),
    ];
    if (model.get("revealed")) {
      const place = { x: 2, y: 2, wide: 30, high: 16 };
      shapes.push(
        keyed(sample(makeSvg("path", { class: "aw-mark aw-alarm", d: "M7 2h20l-10 17z" })), t("false alarm")),
        ...KINDS.map((kind) => keyed(sample(block({ kind, onset: 1, end: 1, repaired: true }, [1], place)), t("{kind}, found", { kind: kindWord(kind) }))),
        keyed(sample(block({ kind: "withdrawal", onset: 1, end: 1, repaired: true }, [], place)), t("hollow: missed")),
        ...Object.keys(SHAPES).map((pillar) => keyed(sample(makeSvg("path", { class: `aw-of-${pillar}`, d: SHAPES[pillar], transform: "translate(17 10)" })), pillarWord(pillar))),
      );
    }
    key.replaceChildren(make("span", {}, t("Up: the client’s rating, 1 to 5. Across: the sessions.")), ...shapes);
  };

  const draw = () => {
    const course = current();
    const [drop, revealed] = [model.get("drop"), model.get("revealed")];
    const said = told(course);
    who.textContent = t("{client} · {about} · {count} rated sessions", { client: course.client, about: course.about, count: ratedOf(course) });
    title.textContent = revealed ? t("What was there, and what the rule saw") : t("When is a dip a rupture?");
    size.value = drop;
    size.setAttribute("aria-valuetext", t("{drop} standard deviations", { drop: decimals(drop.toFixed(1)) }));
    size.style.setProperty("--from", "0%");
    size.style.setProperty("--to", `${(100 * (drop - drops[0])) / (drops.at(-1) - drops[0])}%`);
    sizeSaid.textContent = t("{drop} SD", { drop: decimals(drop.toFixed(1)) });
    for (const radio of against.querySelectorAll("input")) radio.checked = radio.value === model.get("below");
    drawChart(course, said);
    fresh = false;
    for (const tile of tiles) tile.draw();
    drawKey();
    if (status.textContent !== said) status.textContent = said;
    reveal.textContent = revealed ? t("Hide it again") : t("Show what was there");
    score.hidden = !revealed;
    if (revealed) drawScore();
    else score.replaceChildren();
  };

  const frame = make("figure", { class: "aw-frame" }, chart, key);
  const takeAway = stage({
    model,
    el,
    name: "rupture-curves",
    label: t("When is a dip a rupture?"),
    changes: ["client", "drop", "below", "revealed"],
    draw,
    parts: [
      who,
      title,
      frame,
      status,
      make("div", { class: "aw-rule" }, slider, against),
      make("div", { class: "aw-buttons" }, reveal),
      make("p", { class: "aw-hint aw-unit" }, t("1 SD is {spread} points here: how far an ordinary session lies from the client’s own mean.", { spread: decimals(spread.toFixed(2)) })),
      make("div", { class: "aw-tiles", role: "group", "aria-label": t("Whose curve is large") }, ...tiles.map(({ tile }) => tile)),
      score,
    ],
  });
  // Drawn to the page's own measure, so that letters keep their size on a telephone.
  const watch = new ResizeObserver(() => {
    const room = Math.round(frame.clientWidth);
    if (room && Math.abs(room - width) > 1) {
      width = room;
      draw();
    }
  });
  watch.observe(frame);
  return () => {
    watch.disconnect();
    takeAway();
  };
}

export default { render };
