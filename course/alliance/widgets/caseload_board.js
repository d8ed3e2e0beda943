// The rule: pure functions of what is known on the day. Python has the same in alliance.caseload.alerts; a test compares.

const SIGNS = ["pillar", "drop", "distress"];
const PILLARS = ["goal", "task", "bond"];
const NOTHING = -100000; // the rule cannot say anything about this client
const LETTERS = "ABCDEFGH";

function urgencyOf({ lows, upset, fall }, rule) {
  const lasting = (margins) => (margins.length < rule.sessions ? NOTHING : Math.min(...margins.slice(0, rule.sessions)));
  const beyond = {
    pillar: () => lasting(lows.map((low) => Math.round(100 * rule.pillar) - low)),
    drop: () => fall - Math.round(100 * rule.drop),
    distress: () => lasting(upset.map((distress) => Math.round(40 * (distress - rule.distress)))),
  };
  return Math.max(NOTHING, ...rule.on.map((sign) => beyond[sign]()));
}

const isBad = ({ ending }) => ending !== "well";

function weekOf(clients, rule, budget) {
  const urgency = clients.map((client) => urgencyOf(client, rule));
  const order = clients.map((_, place) => place).sort((a, b) => urgency[b] - urgency[a] || a - b);
  const alerts = urgency.filter((value) => value >= 0).length;
  const looked = Math.min(alerts, budget);
  const caught = order.slice(0, looked).filter((place) => isBad(clients[place])).length;
  return { order, alerts, looked, caught, bad: clients.filter(isBad).length };
}

const fill = (template, given) => template.replace(/\{(\w+)\}/g, (_, name) => given[name]);

function ruleInWords(rule, words) {
  const said = SIGNS.filter((sign) => rule.on.includes(sign)).map((sign) => fill(words.signs[sign], { value: decimals(rule[sign]), row: words.rows[rule.sessions] }));
  return said.join(words.joined) || words.nothing;
}

function weekInWords({ alerts, looked, caught, bad }, clients, words, revealed) {
  const tenths = Math.floor((20 * looked * bad + clients) / (2 * clients));
  const today = fill(words.today, { alerts, clients, looked, waiting: alerts - looked });
  if (!revealed) return today;
  const chance = decimals(`${Math.floor(tenths / 10)}.${tenths % 10}`);
  return `${today} ${fill(words.later, { bad, caught, missed: bad - caught, vain: looked - caught, looked, chance })}`;
}

// Only what changes is written: a slider that is dragged must not lay the whole board out anew.
function write(node, words) {
  if (node.textContent !== `${words}`) node.textContent = words;
}

// The pictures of one client: what stays as it is on the day, and the marks of the rule that move.

const SHAPE = { goal: "M0,-6L6,0L0,6L-6,0Z", task: "M-4.6,-4.6H4.6V4.6H-4.6Z", bond: "M-5.2,0a5.2,5.2 0 1 0 10.4,0a5.2,5.2 0 1 0 -10.4,0Z" };
const LANE = { goal: 9, task: 21, bond: 33 };
const STRIP = { left: 9, right: 171, high: 42 };
const onStrip = (hundredths) => STRIP.left + ((hundredths - 100) / 400) * (STRIP.right - STRIP.left);
const points = (hundredths) => decimals((hundredths / 100).toFixed(1));
const pillarWord = (pillar) => ({ goal: tc("pillar", "goal"), task: tc("pillar", "task"), bond: tc("pillar", "bond") })[pillar];
const mark = (pillar) => makeSvg("svg", { class: "aw-marker", viewBox: "-8 -8 16 16", "aria-hidden": "true" }, makeSvg("path", { class: `aw-of-${pillar}`, d: SHAPE[pillar] }));

function sparkline({ course, came }) {
  const x = (i) => 104 - 10.5 * (course.length - 1 - i);
  const y = (value) => 34 - ((value - 100) / 400) * 28;
  const known = course.flatMap((value, i) => (value === null ? [] : [[x(i), y(value), value]]));
  const [endX, endY, end] = known.at(-1);
  const missed = came.filter((there) => !there).length;
  const values = { count: course.length, first: points(known[0][2]), last: points(end), missed };
  const label = missed ? t("Alliance over {count} appointments: from {first} to {last}; {missed} missed", values) : t("Alliance over {count} appointments: from {first} to {last}", values);
  return makeSvg(
    "svg",
    { class: "aw-spark", viewBox: "0 0 112 42", role: "img", "aria-label": label },
    makeSvg("path", { class: "aw-guide", d: "M2,6H110M2,34H110" }),
    makeSvg("path", { class: "aw-course", d: `M${known.map(([a, b]) => `${a},${b.toFixed(1)}`).join("L")}` }),
    makeSvg("circle", { class: "aw-last", cx: endX, cy: endY, r: 3.4 }),
    ...came.flatMap((there, i) => (there ? [] : [makeSvg("path", { class: "aw-gone", d: `M${x(i) - 2.5},36.5l5,5m0,-5l-5,5` })])),
  );
}

function pillarStrip({ now, before }) {
  const label = t("Last time {now}; the time before {before}", { now: PILLARS.map((pillar, i) => `${pillarWord(pillar)} ${points(now[i])}`).join(", "), before: before.map(points).join(", ") });
  const shade = makeSvg("rect", { class: "aw-shade", x: 0, y: 0, height: STRIP.high, width: 0 });
  const edge = makeSvg("path", { class: "aw-edge", d: `M0,0V${STRIP.high}` });
  const ticks = [100, 200, 300, 400, 500].map((value) => `M${onStrip(value)},2V${STRIP.high - 2}`).join("");
  const tails = PILLARS.map((pillar, i) => makeSvg("path", { class: `aw-tail aw-tail-${pillar}`, d: `M${onStrip(before[i])},${LANE[pillar]}H${onStrip(now[i])}` }));
  const marks = PILLARS.map((pillar, i) => makeSvg("path", { class: `aw-point aw-of-${pillar}`, d: SHAPE[pillar], transform: `translate(${onStrip(now[i])} ${LANE[pillar]})` }));
  const svg = makeSvg("svg", { class: "aw-strip", viewBox: `0 0 180 ${STRIP.high}`, role: "img", "aria-label": label }, shade, makeSvg("path", { class: "aw-guide", d: ticks }), ...tails, ...marks, edge);
  return {
    svg,
    show({ pillar, drop }) {
      const at = onStrip(100 * pillar).toFixed(1);
      shade.setAttribute("width", at);
      edge.setAttribute("transform", `translate(${at} 0)`);
      tails.forEach((tail, i) => tail.classList.toggle("aw-fell", before[i] - now[i] >= Math.round(100 * drop)));
    },
  };
}

function distressBar({ upset }) {
  const at = (value) => 3 + 5.4 * value;
  const edge = makeSvg("path", { class: "aw-edge", d: "M0,8V34" });
  const svg = makeSvg("svg", { class: "aw-distress", viewBox: "0 0 60 42", "aria-hidden": "true" }, makeSvg("rect", { class: "aw-trough", x: 3, y: 16, width: 54, height: 10, rx: 5 }), makeSvg("rect", { class: "aw-level", x: 3, y: 16, width: at(upset[0]) - 3, height: 10, rx: 5 }), edge);
  return { svg, show: ({ distress }) => edge.setAttribute("transform", `translate(${at(distress)} 0)`) };
}

function clientRow(client) {
  const strip = pillarStrip(client);
  const distress = distressBar(client);
  const pennant = makeSvg("svg", { class: "aw-flag", viewBox: "0 0 24 24", "aria-hidden": "true" }, makeSvg("path", { d: "M5,3V22M5,3L20,8.5L5,14Z" }));
  const rank = make("span", { class: "aw-rank" });
  const state = make("span", { class: "aw-unseen" });
  const later = make("span", { class: "aw-later" });
  const missed = client.came.filter((there) => !there).length;
  const left = client.ending === "left";
  const words = {
    caught: left ? t("✓ left, caught") : t("✓ got worse, caught"),
    missed: left ? t("✕ left, missed") : t("✕ got worse, missed"),
    vain: t("did well"),
    fine: t("did well"),
  };
  const states = { looked: t("alert, looked at: "), waits: t("alert, waiting: "), none: t("no alert: ") };
  const node = make(
    "li",
    { class: "aw-row" },
    make("span", { class: "aw-place" }, rank, pennant, state),
    make("span", { class: "aw-client" }, make("strong", {}, client.client), " ", make("span", { class: "aw-hint" }, t("{about}, session {session}", { about: client.about, session: client.session }))),
    sparkline(client),
    strip.svg,
    make("span", { class: "aw-upset" }, distress.svg, make("span", { class: "aw-unseen" }, t("distress"), " "), make("span", { class: "aw-number" }, `${client.upset[0]}`)),
    make("span", { class: "aw-missed" }, missed ? t("× {count} missed", { count: missed }) : ""),
    later,
  );
  return {
    node,
    show(place, rule, { looked, alerts }, revealed) {
      const alert = place < alerts;
      const seen = place < looked;
      const bad = isBad(client);
      strip.show(rule);
      distress.show(rule);
      write(rank, place + 1);
      write(state, seen ? states.looked : alert ? states.waits : states.none);
      const verdict = bad ? (seen ? "caught" : "missed") : seen ? "vain" : "fine";
      write(later, revealed ? words[verdict] : "");
      const look = `aw-row${seen ? " aw-looked" : alert ? " aw-waits" : ""}${revealed ? ` aw-was-${verdict}` : ""}`;
      if (node.className !== look) node.className = look;
    },
  };
}

// The list is put into its new order, then each row glides from where it stood; for those who want no motion it just is there.
function gliding(list) {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let running = [];
  return (nodes) => {
    if (nodes.every((node, i) => list.children[i] === node)) return;
    const moves = !still.matches && list.isConnected && list.children.length > 0;
    const tops = () => nodes.map((node) => node.getBoundingClientRect().top);
    const before = moves ? tops() : [];
    for (const one of running) one.cancel();
    running = [];
    list.append(...nodes);
    if (!moves) return;
    const after = tops();
    nodes.forEach((node, i) => {
      const gap = before[i] - after[i];
      if (gap) running.push(node.animate([{ transform: `translateY(${gap}px)` }, { transform: "none" }], { duration: 450, easing: "cubic-bezier(0.2, 0.7, 0.2, 1)" }));
    });
  };
}

// Caught against workload: the present rule as a line, the tries as lettered points, a hat and perfect knowledge to compare with.
function frontier(most) {
  const box = { left: 46, right: 372, top: 14, bottom: 214 };
  const svg = makeSvg("svg", { class: "aw-frontier", viewBox: "0 0 384 262", role: "img" });
  return {
    svg,
    show(clients, now, tried, words) {
      const top = Math.max(1, now.bad);
      const x = (looks) => box.left + (looks / most) * (box.right - box.left);
      const y = (caught) => box.bottom - (caught / top) * (box.bottom - box.top);
      const path = (ends) => `M${ends.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join("L")}`;
      const text = (name, a, b, said) => makeSvg("text", { class: name, x: a, y: b }, said);
      const counted = [[0, 0]];
      for (let k = 1; k <= Math.min(now.alerts, most); k += 1) counted.push([k, counted[k - 1][1] + (isBad(clients[now.order[k - 1]]) ? 1 : 0)]);
      const spots = new Map();
      tried.forEach(({ looked, caught, hindsight }, i) => {
        const key = `${looked} ${caught}`;
        const spot = spots.get(key) ?? { looked, caught, letters: "", fresh: false };
        spots.set(key, { ...spot, letters: spot.letters + LETTERS[i], fresh: spot.fresh || !hindsight });
      });
      svg.setAttribute("aria-label", words);
      svg.replaceChildren(
        makeSvg("path", { class: "aw-guide", d: Array.from({ length: top + 1 }, (_, k) => `M${box.left},${y(k)}H${box.right}`).join("") }),
        makeSvg("path", { class: "aw-best", d: path([[0, 0], [Math.min(top, most), Math.min(top, most)], [most, Math.min(top, most)]]) }),
        makeSvg("path", { class: "aw-hat", d: path([[0, 0], [most, (most * now.bad) / clients.length]]) }),
        makeSvg("path", { class: "aw-ranking", d: path(counted) }),
        makeSvg("circle", { class: "aw-now", cx: x(now.looked), cy: y(now.caught), r: 7 }),
        ...[...spots.values()].flatMap(({ looked, caught, letters, fresh }) => [
          makeSvg("circle", { class: fresh ? "aw-try aw-fresh" : "aw-try", cx: x(looked), cy: y(caught), r: 4 }),
          text("aw-letter", x(looked) + 9, y(caught) - 8, letters),
        ]),
        ...Array.from({ length: top + 1 }, (_, k) => text("aw-tick aw-tick-y", box.left - 8, y(k) + 4, k)),
        ...Array.from({ length: most / 2 + 1 }, (_, k) => text("aw-tick", x(2 * k), box.bottom + 18, 2 * k)),
        text("aw-axis-name", (box.left + box.right) / 2, box.bottom + 40, t("clients looked at in a week")),
        makeSvg("text", { class: "aw-axis-name", transform: `translate(14 ${(box.top + box.bottom) / 2}) rotate(-90)` }, t("caught")),
      );
    },
  };
}

function render({ model, el }) {
  speaks(model);
  const { clients, words, limits, most_looks: mostLooks, most_tries: mostTries } = model.get("content");
  const change = (values) => store(model, { rule: { ...model.get("rule"), ...values } });
  const signNames = { pillar: t("A pillar stands at or below"), drop: t("A pillar has fallen by at least"), distress: t("Distress after the session is at or above") };
  const scales = { pillar: t("rated 1 to 5"), drop: t("points since the time before"), distress: t("rated 0 to 10") };

  const slider = ({ label, low, high, step, moved }) => {
    const input = make("input", { type: "range", class: "aw-range", min: low, max: high, step, "aria-label": label, oninput: () => moved(Number(input.value)) });
    const value = make("output", { class: "aw-rating", "aria-hidden": "true" });
    return {
      input,
      value,
      show(now, said) {
        input.value = now;
        input.setAttribute("aria-valuetext", said);
        input.style.setProperty("--filled", `${(100 * (now - low)) / (high - low)}%`);
        value.textContent = decimals(now);
      },
    };
  };

  const turn = (sign, on) => change({ on: SIGNS.filter((other) => (other === sign ? on : model.get("rule").on.includes(other))) });
  const controls = SIGNS.map((sign) => {
    const [low, high, step] = limits[sign];
    const box = make("input", { type: "checkbox", onchange: () => turn(sign, box.checked) });
    // To move a slider is to mean it: its sign is switched on.
    const range = slider({ label: t("{sign}: {scale}", { sign: signNames[sign], scale: scales[sign] }), low, high, step, moved: (value) => change({ [sign]: value, on: SIGNS.filter((other) => other === sign || model.get("rule").on.includes(other)) }) });
    const node = make("div", { class: "aw-sign" }, make("label", {}, box, make("span", {}, signNames[sign], " ", make("span", { class: "aw-hint" }, scales[sign]))), range.value, range.input);
    return { sign, node, box, range };
  });
  const rows = [1, 2, 3].map((sessions) => {
    const radio = make("input", { type: "radio", name: "sessions", onchange: () => change({ sessions }) });
    return { sessions, radio, node: make("label", { class: "aw-choice" }, radio, make("span", { class: "aw-words" }, [t("once is enough"), t("twice in a row"), t("three times in a row")][sessions - 1])) };
  });
  const group = freshId("sessions");
  for (const { radio } of rows) radio.name = group;
  const budget = slider({ label: t("Clients that you can look at this week"), low: 1, high: mostLooks, step: 1, moved: (value) => store(model, { budget: value }) });

  let focusOn = null; // what to put the focus on after the next drawing
  const title = make("h3", { tabindex: -1 }, t("Whom would you look at?"));
  const status = make("p", { class: "aw-summary", role: "status" });
  const said = make("p", { class: "aw-rule-said" });
  const keep = button(t("Keep this try"), () => {
    if (model.get("tries").length < mostTries) store(model, { tries: [...model.get("tries"), present()] });
  }, "quiet");
  const present = () => ({ rule: model.get("rule"), budget: model.get("budget"), hindsight: model.get("revealed") });
  const reveal = button(t("Reveal what came later"), () => {
    const tries = model.get("tries");
    const known = tries.some((one) => JSON.stringify(one) === JSON.stringify(present()));
    focusOn = after;
    store(model, { revealed: true, tries: known ? tries : [...tries, present()].slice(0, mostTries) });
  });
  const again = button(t("Hide it and start again"), () => {
    focusOn = title;
    store(model, { revealed: false, tries: [] });
  }, "quiet");

  const board = clients.map(clientRow);
  const list = make("ol", { class: "aw-rows", "aria-label": t("Clients, the most urgent first") });
  const cut = make("li", { class: "aw-cut" }, make("span", {}, ""));
  // The names of the columns, for the eye: each picture below says for itself what it shows.
  const scale = makeSvg("svg", { class: "aw-strip", viewBox: "0 0 180 19" }, ...[1, 2, 3, 4, 5].map((value) => makeSvg("text", { class: "aw-tick", x: onStrip(100 * value), y: 14 }, value)));
  const head = make("div", { class: "aw-row aw-head", "aria-hidden": "true" }, make("span", { class: "aw-client" }, t("client")), make("span", { class: "aw-spark" }, t("alliance")), scale, make("span", { class: "aw-upset" }, t("distress")));
  const glide = gliding(list);
  const chart = frontier(mostLooks);
  const ledger = make("ol", { class: "aw-tries" });
  const after = make(
    "div",
    { class: "aw-after", tabindex: -1, role: "group", "aria-label": t("What came later") },
    make("figure", {}, make("figcaption", {}, make("strong", {}, t("Caught against workload")), " ", make("span", { class: "aw-hint" }, t("Thick line: your ranking, alert by alert. Dashed: names from a hat. Dotted: if you had known."))), chart.svg),
    make("div", {}, make("h4", {}, t("Your tries")), ledger, make("p", { class: "aw-hint" }, t("Caught means: looked at in time. Whether a look would have changed anything, no board can tell."))),
  );

  const draw = () => {
    const rule = model.get("rule");
    const room = model.get("budget");
    const revealed = model.get("revealed");
    const tries = model.get("tries");
    const now = weekOf(clients, rule, room);
    for (const { sign, node, box, range } of controls) {
      const on = rule.on.includes(sign);
      box.checked = on;
      node.classList.toggle("aw-off", !on);
      list.classList.toggle(`aw-use-${sign}`, on);
      range.show(rule[sign], on ? decimals(rule[sign]) : t("{value}, not in use", { value: decimals(rule[sign]) }));
    }
    for (const node of [list, head]) node.classList.toggle("aw-known", revealed);
    for (const { sessions, radio } of rows) radio.checked = sessions === rule.sessions;
    budget.show(room, t("{count} clients", { count: room }));
    now.order.forEach((place, rank) => board[place].show(rank, rule, now, revealed));
    cut.firstChild.textContent = now.alerts > now.looked ? t("your week is full; {count} waiting", { count: now.alerts - now.looked }) : t("no more alerts; room for {count} more", { count: room - now.looked });
    const nodes = now.order.map((place) => board[place].node);
    nodes.splice(now.looked, 0, cut);
    glide(nodes);

    const summary = weekInWords(now, clients.length, words, revealed);
    if (status.textContent !== summary) status.textContent = summary;
    said.textContent = fill(words.rule, { rule: ruleInWords(rule, words) });
    reveal.hidden = revealed;
    again.hidden = !revealed;
    keep.textContent = tries.length < mostTries ? t("Keep this try as {letter}", { letter: LETTERS[tries.length] }) : t("{count} tries are kept", { count: mostTries });
    after.hidden = !revealed;
    focusOn?.focus();
    focusOn = null;
    if (!revealed) return;
    const tried = tries.map((one) => ({ ...one, ...weekOf(clients, one.rule, one.budget) }));
    const found = ({ looked, caught, bad }) => t("looked at {looked}, caught {caught} of {bad}", { looked, caught, bad });
    chart.show(clients, now, tried, `${t("Caught against workload. Now: {found}.", { found: found(now) })} ${tried.map((one, i) => `${LETTERS[i]}: ${found(one)}`).join("; ")}`);
    ledger.replaceChildren(
      ...tried.map((one, i) => make("li", {}, make("strong", {}, LETTERS[i]), make("span", {}, `${ruleInWords(one.rule, words)}: ${found(one)}`, one.hindsight ? make("em", {}, " ", t("(with hindsight)")) : ""))),
    );
  };

  const legend = make(
    "p",
    { class: "aw-key aw-hint" },
    ...woven(
      t("Line: the alliance so far, between thin lines at 1 and 5; × is a missed appointment. Then the last ratings: {pillars} from 1 to 5, each with a tail from where it stood the time before. Bar: distress, 0 to 10."),
      { pillars: make("span", {}, ...PILLARS.flatMap((pillar, i) => [i ? " " : "", mark(pillar), ` ${pillarWord(pillar)}`])) },
    ),
  );

  return stage({
    model,
    el,
    name: "caseload-board",
    label: t("A caseload on Friday"),
    changes: ["rule", "budget", "revealed", "tries"],
    draw,
    parts: [
      make("p", { class: "aw-eyebrow" }, t("Friday. {count} clients are in therapy.", { count: clients.length })),
      title,
      make("fieldset", { class: "aw-signs" }, make("legend", {}, t("Raise an alert when")), ...controls.map(({ node }) => node), make("fieldset", { class: "aw-choices aw-compact" }, make("legend", {}, t("A low pillar or high distress must be seen")), ...rows.map(({ node }) => node))),
      make("div", { class: "aw-sign aw-budget" }, make("span", { "aria-hidden": "true" }, t("Clients that you can look at this week")), budget.value, budget.input),
      said,
      status,
      make("div", { class: "aw-buttons" }, reveal, keep, again),
      after,
      legend,
      head,
      list,
    ],
  });
}

export default { render };
