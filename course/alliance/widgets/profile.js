// The rules of alliance.pillars.profile once more, for a page without a kernel. A test compares the two.

const PILLAR_ORDER = ["goal", "task", "bond"];

// The name of a pillar inside a sentence.
function pillarWord(pillar) {
  return { goal: tc("pillar", "goal"), task: tc("pillar", "task"), bond: tc("pillar", "bond") }[pillar];
}

function pillarWords(pillars) {
  const words = pillars.map(pillarWord);
  // Translators: two pillars, or the last of three.
  return words.length < 2 ? words.join("") : t("{one} and {other}", { one: words.slice(0, -1).join(", "), other: words.at(-1) });
}

function rating(value) {
  return decimals(value.toFixed(1));
}

function situationOf(values, weakest, readings) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (low >= readings.strong) return "all strong";
  if (high <= readings.low) return "all low";
  if (high - low < 1) return "close together";
  const level = low <= readings.low ? "low" : "middling";
  const others = Math.min(...values.filter((value) => value > low)) >= readings.strong ? "strong" : "mixed";
  return `${weakest.join(" and ")} ${level}, others ${others}`;
}

// Read a profile {goal, task, bond}: its mean, the weakest pillars, and the words for them.
function readProfile(profile, readings) {
  const values = PILLAR_ORDER.map((pillar) => profile[pillar]);
  const lowest = Math.min(...values);
  const mean = (values[0] + values[1] + values[2]) / 3;
  const weakest = PILLAR_ORDER.filter((pillar) => profile[pillar] === lowest);
  const situation = situationOf(values, weakest, readings);
  const hides = mean >= readings.high_mean && lowest <= readings.low;
  let kind = weakest.length === 1 ? "one weakest" : "two weakest";
  if (hides) kind = "hides";
  else if (situation in readings.summary) kind = situation;
  const words = { weakest: pillarWords(weakest), lowest: rating(lowest), mean: rating(mean) };
  for (const pillar of PILLAR_ORDER) words[pillar] = rating(profile[pillar]);
  return {
    mean,
    lowest,
    weakest,
    hides,
    situation,
    summary: `${filled(readings.summary.values, words)} ${filled(readings.summary[kind], words)}`,
    lines: readings.says[situation],
  };
}
