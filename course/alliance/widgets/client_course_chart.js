// One client's ratings over the sessions. What lies after "today" is not in the picture at all: nobody can peek.

const ROOM = { left: 26, right: 12, top: 34, bottom: 66, height: 372 };
const LOWEST = 1;
const HIGHEST = 5;

const within = (value, low, high) => Math.min(high, Math.max(low, value));

function courseScale(width, count) {
  const { left, right, top, bottom, height } = ROOM;
  const step = (width - left - right) / count;
  const tall = height - top - bottom;
  return {
    step,
    first: left,
    last: width - right,
    x: (session) => left + (session - 0.5) * step,
    y: (rating) => top + ((HIGHEST - rating) / (HIGHEST - LOWEST)) * tall,
    sessionAt: (x) => within(Math.round((x - left) / step), 1, count),
    ratingAt: (y) => Math.round(10 * within(HIGHEST - ((y - top) / tall) * (HIGHEST - LOWEST), LOWEST, HIGHEST)) / 10,
  };
}

// The mark of a line's points: pillars have the shapes of the whole course, raters differ by being filled, hollow, crossed.
function courseMark(line, x, y) {
  const at = `translate(${x.toFixed(1)} ${y.toFixed(1)})`;
  if (MARKER[line]) return makeSvg("path", { class: `aw-mark aw-of-${line}`, d: MARKER[line](6), transform: at });
  if (line === "observer") return makeSvg("path", { class: "aw-mark aw-line-observer", d: "M-5,-5L5,5M5,-5L-5,5", transform: at });
  return makeSvg("circle", { class: `aw-mark aw-line-${line}`, r: 5.5, transform: at });
}

// A piece of the line with its mark, for the key.
function courseSample(line) {
  return makeSvg(
    "svg",
    { class: "aw-sample", viewBox: "0 0 40 18", "aria-hidden": "true" },
    makeSvg("path", { class: `aw-line aw-line-${line}`, d: "M1,9H39" }),
    courseMark(line, 20, 9),
  );
}

// A gap breaks the line: nothing is known about what lies between.
function unbroken(ratings, x, y) {
  let joined = false;
  return ratings
    .map((rating, i) => {
      const pen = joined ? "L" : "M";
      joined = rating !== null;
      return joined ? `${pen}${x(i + 1).toFixed(1)},${y(rating).toFixed(1)}` : "";
    })
    .join("");
}

function drawnCourse() {
  const svg = makeSvg("svg", { class: "aw-course", role: "img", height: ROOM.height });
  let scale = null;
  let grips = {};

  const text = (words, attributes) => makeSvg("text", attributes, words);

  const ground = (count, middle) => {
    const { first, last, step, x, y } = scale;
    const every = Math.max(1, Math.ceil(24 / step));
    return [
      makeSvg("rect", { class: "aw-field", x: first, y: y(HIGHEST), width: last - first, height: y(LOWEST) - y(HIGHEST) }),
      ...[1, 2, 3, 4, 5].flatMap((rating) => [
        makeSvg("line", { class: "aw-grid", x1: first, x2: last, y1: y(rating), y2: y(rating) }),
        text(String(rating), { class: "aw-tick aw-end", x: first - 9, y: y(rating) + 4.5 }),
      ]),
      ...Array.from({ length: count }, (_, i) => i + 1)
        .filter((session) => (session - 1) % every === 0)
        .map((session) => text(String(session), { class: "aw-tick aw-middle", x: x(session), y: y(LOWEST) + 42 })),
      text(t("session"), { class: "aw-tick aw-middle", x: middle, y: y(LOWEST) + 62 }),
    ];
  };

  // Inner: about two in three single sessions. Outer: about nineteen in twenty.
  const noiseBand = (mean, noise) =>
    [2, 1].map((widths) => {
      const top = scale.y(Math.min(HIGHEST, mean + widths * noise));
      const foot = scale.y(Math.max(LOWEST, mean - widths * noise));
      return makeSvg("rect", { class: `aw-band aw-band-${widths}`, x: scale.first, y: top, width: scale.last - scale.first, height: foot - top });
    });

  // Below the scale and not on it: a session without a rating is no 1, and no 0.
  const gaps = (came, ratings) =>
    ratings.flatMap((rating, i) => {
      if (rating !== null) return [];
      const at = `translate(${scale.x(i + 1).toFixed(1)} ${scale.y(LOWEST) + 17})`;
      return [came[i] ? makeSvg("circle", { class: "aw-gap", r: 4.5, transform: at }) : makeSvg("path", { class: "aw-gap", d: "M-4.5,-4.5L4.5,4.5M4.5,-4.5L-4.5,4.5", transform: at })];
    });

  const future = (today, target) => {
    const { x, y, last } = scale;
    const edge = x(today + 0.5);
    const beyond = target ? Math.max(edge, x(target + 0.5)) : edge; // the words stand clear of the column for the guess
    return [
      makeSvg("rect", { class: "aw-future", x: edge, y: y(HIGHEST), width: Math.max(0, last - edge), height: y(LOWEST) - y(HIGHEST) }),
      ...(last - beyond > 70 ? [text(t("not yet"), { class: "aw-not-yet aw-middle", x: (beyond + last) / 2, y: y(LOWEST) - 12 })] : []),
    ];
  };

  const todayLine = (today) => makeSvg("line", { class: "aw-today", x1: scale.x(today), x2: scale.x(today), y1: scale.y(HIGHEST) - 8, y2: scale.y(LOWEST) + 6 });

  const todayFlag = (today) => {
    const { x, y, first, last } = scale;
    const at = x(today);
    const place = within(at, first + 26, last - 26);
    return makeSvg(
      "g",
      {},
      makeSvg("rect", { class: "aw-flag", x: place - 26, y: y(HIGHEST) - 32, width: 52, height: 22, rx: 11 }),
      text(t("today"), { class: "aw-flag-name aw-middle", x: place, y: y(HIGHEST) - 16.5 }),
      makeSvg("rect", { class: "aw-grip aw-grip-today", x: at - 18, y: 0, width: 36, height: y(LOWEST) }),
    );
  };

  const guessMark = (session, value, truth) => {
    const at = scale.x(session);
    const half = Math.min(11, scale.step / 2.4);
    return [
      ...(truth === undefined ? [] : [makeSvg("line", { class: "aw-off", x1: at, x2: at, y1: scale.y(value), y2: scale.y(truth) })]),
      makeSvg("line", { class: "aw-guessed", x1: at - half, x2: at + half, y1: scale.y(value), y2: scale.y(value) }),
    ];
  };

  const openGuess = (session, guess) => {
    const { x, y, step } = scale;
    const at = x(session);
    const wide = Math.max(44, step);
    const parts =
      guess === null
        ? [text("?", { class: "aw-asked aw-middle", x: at, y: y(3) + 9 })]
        : [...guessMark(session, guess), makeSvg("circle", { class: "aw-handle", cx: at, cy: y(guess), r: 7 }), text(decimals(guess.toFixed(1)), { class: "aw-guess-value aw-middle", x: at, y: y(guess) - 14 })];
    return makeSvg(
      "g",
      { class: "aw-open-guess" },
      makeSvg("rect", { class: "aw-slot", x: at - step / 2, y: y(HIGHEST), width: step, height: y(LOWEST) - y(HIGHEST) }),
      ...parts,
      makeSvg("rect", { class: "aw-grip aw-grip-guess", x: at - wide / 2, y: y(HIGHEST) - 8, width: wide, height: y(LOWEST) - y(HIGHEST) + 16 }),
    );
  };

  return {
    svg,
    // `seen` holds only what has happened: ratings by line, who came, the mean so far.
    show({ width, count, today, seen, lines, noise, guesses, target, guess, words }) {
      scale = courseScale(width, count);
      const { step, x, y } = scale;
      const aside = Math.min(4, step / 6);
      svg.setAttribute("viewBox", `0 0 ${width} ${ROOM.height}`);
      svg.setAttribute("aria-label", words);
      grips = { today: x(today), guess: target };
      const several = lines.length > 1 && MARKER[lines[0]];
      svg.replaceChildren(
        ...ground(count, width / 2),
        ...(noise && seen.mean !== null ? noiseBand(seen.mean, noise) : []),
        ...(today < count ? future(today, target) : []),
        todayLine(today),
        ...gaps(seen.came, seen.ratings.client),
        ...lines.flatMap((line, nth) => {
          const shift = several ? aside * (nth - (lines.length - 1) / 2) : 0; // equal marks would hide one another
          const across = (session) => x(session) + shift;
          const points = seen.ratings[line];
          return [
            makeSvg("path", { class: `aw-line aw-line-${line}`, d: unbroken(points, across, y) }),
            ...points.flatMap((rating, i) => (rating === null ? [] : [courseMark(line, across(i + 1), y(rating))])),
          ];
        }),
        ...guesses.flatMap(([session, value, truth]) => guessMark(session, value, truth)),
        todayFlag(today),
        ...(target ? [openGuess(target, guess)] : []),
      );
    },
    // What a pointer at (x, y) takes hold of: the guess, else the line called today.
    held(x) {
      if (grips.guess && Math.abs(x - scale.x(grips.guess)) <= Math.max(22, scale.step / 2)) return "guess";
      return Math.abs(x - grips.today) <= 24 ? "today" : null;
    },
    sessionAt: (x) => scale.sessionAt(x + scale.step / 2),
    ratingAt: (y) => scale.ratingAt(y),
  };
}
