// The rules of the dial, as in confidence.py: how far a trail moved on which evidence. A test holds the two together.

const fillIn = (template, words) => template.replace(/\{(\w+)\}/g, (_, name) => words[name]);
const pointsMoved = (before, after) => before.reduce((sum, share, i) => sum + Math.abs(after[i] - share), 0) / 2;
const total = (weeks, of) => weeks.reduce((sum, week) => sum + of(week), 0);

// Give one explanation a share; the other two keep their proportion in what is left.
function giveShare(shares, which, value) {
  const share = Math.min(100, Math.max(0, Math.round(value)));
  const [one, other] = [0, 1, 2].filter((i) => i !== which);
  const both = shares[one] + shares[other];
  const left = 100 - share;
  const given = [0, 0, 0];
  given[which] = share;
  given[one] = both ? Math.floor((2 * left * shares[one] + both) / (2 * both)) : Math.floor(left / 2);
  given[other] = left - given[one];
  return given;
}

// Put one of the two hands at a place; a hand that is in the way is pushed along.
function turnHand(shares, hand, value) {
  const at = Math.min(100, Math.max(0, Math.round(value)));
  const first = hand === 0 ? at : Math.min(shares[0], at);
  const second = hand === 1 ? at : Math.max(shares[0] + shares[1], at);
  return [first, second - first, 100 - second];
}

function leaderOf(shares, { lead }) {
  const [best, second] = [...shares].sort((a, b) => b - a);
  return best - second >= lead ? shares.indexOf(best) : null;
}

function dialInWords({ explanations, wording }, shares, before, week) {
  const named = Object.fromEntries(explanations.map(({ id }, i) => [id, shares[i]]));
  const since = week ? fillIn(wording.since_week, { week }) : wording.since_start;
  return fillIn(wording.now, { ...named, since, moved: pointsMoved(before, shares) });
}

function readWeek({ explanations, rules, wording }, before, after, readBefore, readAfter) {
  const yours = pointsMoved(before, after);
  const theirs = pointsMoved(readBefore, readAfter);
  const gains = readAfter.map((share, i) => share - readBefore[i]);
  const towards = gains.indexOf(Math.max(...gains));
  let kind = "along";
  if (gains[towards] >= rules.towards && before[towards] - after[towards] >= rules.away) kind = "away";
  else if (yours - theirs >= rules.far) kind = theirs <= rules.little ? "far_on_little" : "far";
  else if (theirs >= rules.tells && 2 * yours < theirs) kind = "hardly";
  return { yours, theirs, kind, sentence: fillIn(wording.week[kind], { yours, theirs, name: explanations[towards].short }) };
}

function readTrail(dial, trail, reader) {
  const { explanations, start, rules, wording } = dial;
  const mine = [start, ...trail];
  const theirs = [start, ...reader];
  const weeks = trail.map((shares, i) => readWeek(dial, mine[i], shares, theirs[i], theirs[i + 1]));
  const little = weeks.filter((week) => week.theirs <= rules.little);
  const most = weeks.filter((week) => week.theirs >= rules.most);
  const sentences = [
    [little, wording.little],
    [most, wording.most],
  ].flatMap(([some, sentence]) => (some.length ? [fillIn(sentence, { n: some.length, yours: total(some, (w) => w.yours), theirs: total(some, (w) => w.theirs) })] : []));
  const habits = [];
  let name = "";
  if (little.length && total(little, (w) => w.yours - w.theirs) >= rules.margin * little.length) habits.push("far");
  if (trail.length) {
    const last = trail.length - 1;
    const [first, now, readNow] = [trail[0], trail[last], reader[last]].map((shares) => leaderOf(shares, rules));
    const apart = pointsMoved(trail[last], reader[last]);
    sentences.push(fillIn(wording.apart, { points: apart }));
    if (first !== null && first === now && first !== readNow) {
      habits.push("held");
      name = explanations[first].short;
    } else if (most.length && total(most, (w) => w.theirs - w.yours) >= rules.margin * most.length) habits.push("hardly");
    if (!habits.length) habits.push(apart >= rules.apart ? "elsewhere" : "steady");
  }
  return { weeks, habits, summary: sentences.join(" "), advice: habits.map((habit) => fillIn(wording.habit[habit], { name })) };
}
