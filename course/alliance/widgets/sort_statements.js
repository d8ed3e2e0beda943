function render({ model, el }) {
  speaks(model);
  const { deck, shapes } = model.get("content");
  const { kinds, cards, boundaries } = deck;
  const kindOf = (id) => kinds.find((kind) => kind.id === id);
  const called = (id) => inside(kindOf(id).name);
  const meant = (card, said) => (card.also.includes(said) ? said : card.kind);
  let focusOn = null; // what to put the focus on after the next drawing: "card" or "result"
  let drawnPicks = 0; // how many cards lay in the grid when it was last drawn

  const drawing = (id, name = "aw-glyph") => makeSvg("svg", { class: name, viewBox: "0 0 24 24", "aria-hidden": "true" }, makeSvg("path", { d: shapes[kindOf(id).shape] }));
  const quoted = (words) => (deck.quoted ? t("“{words}”", { words }) : words);

  const progress = make("p", { class: "aw-eyebrow" });
  const card = make("article", { class: "aw-card" });
  const turn = make("div", { class: "aw-turn" });
  const status = make("p", { class: "aw-summary", role: "status" });

  // The grid is built once; afterwards only what a card changes is changed.
  const cells = kinds.map((is) =>
    kinds.map((said) => {
      const count = make("span", { class: "aw-count" });
      const tiles = make("span", { class: "aw-tiles" });
      return { count, tiles, node: make("div", { class: `aw-cell${is === said ? ` aw-agree aw-of-${is.id}` : ""}` }, count, tiles) };
    }),
  );
  const figure = make(
    "figure",
    { class: "aw-grid", role: "img" },
    make("div", { class: "aw-corner" }, make("span", {}, t("You said →")), make("span", {}, t("It is ↓"))),
    ...kinds.map(({ id, name }) => make("div", { class: "aw-head" }, drawing(id), make("span", {}, name))),
    ...kinds.flatMap(({ id, name }, row) => [make("div", { class: "aw-side" }, drawing(id), make("span", {}, name)), ...cells[row].map(({ node }) => node)]),
  );

  const confusions = (picks) => {
    const counts = new Map(kinds.flatMap((is) => kinds.filter((said) => said !== is).map((said) => [`${said.id}>${is.id}`, 0])));
    let right = 0;
    picks.forEach((said, i) => {
      const is = meant(cards[i], said);
      if (is === said) right += 1;
      else counts.set(`${said}>${is}`, counts.get(`${said}>${is}`) + 1);
    });
    const most = Math.max(...counts.values());
    const pairs = [...counts].filter(([, count]) => count === most && count > 0).map(([pair]) => pair.split(">"));
    return { right, most, pairs };
  };

  const inWords = (picks) => {
    if (!picks.length) return t("No card sorted yet, {total} to go.", { total: cards.length });
    const { right, most, pairs } = confusions(picks);
    const score = t("{right} of {sorted} cards where we put them.", { right, sorted: picks.length });
    if (!pairs.length) return `${score} ${t("Nothing confused so far.")}`;
    if (most === 1 && pairs.length > 1) return `${score} ${t("No confusion came twice.")}`;
    const told = pairs.map(([one, is]) => t("“{said}” where we say “{meant}”", { said: called(one), meant: called(is) }));
    const words = { pair: told[0], pairs: told.join(t(", and ")), count: most };
    return `${score} ${mostOften(most, pairs.length > 1, words)}`;
  };

  const mostOften = (count, several, words) => {
    if (several) return count === 2 ? t("Most often you said {pairs}: twice each.", words) : t("Most often you said {pairs}: {count} times each.", words);
    if (count === 1) return t("Most often you said {pair}: once.", words);
    return count === 2 ? t("Most often you said {pair}: twice.", words) : t("Most often you said {pair}: {count} times.", words);
  };

  const sort = (id) => {
    focusOn = "result";
    store(model, { picks: [...model.get("picks"), id] });
  };
  const go = (at, picks) => {
    focusOn = "card";
    store(model, picks ? { at, picks } : { at });
  };
  const asking = () => model.get("at") < cards.length && model.get("picks").length <= model.get("at");

  const drawQuestion = () => {
    const id = freshId("asks");
    turn.replaceChildren(
      make("p", { class: "aw-asks", id }, deck.asks),
      make(
        "div",
        { class: "aw-kinds", role: "group", "aria-labelledby": id },
        ...kinds.map(({ id: kind, name, fits }, i) =>
          make(
            "button",
            { type: "button", class: `aw-kind aw-of-${kind}`, "aria-keyshortcuts": String(i + 1), onclick: () => sort(kind) },
            drawing(kind),
            make("span", { class: "aw-words" }, make("span", { class: "aw-label" }, name), " ", make("span", { class: "aw-hint" }, fits)),
            make("kbd", { "aria-hidden": "true" }, String(i + 1)),
          ),
        ),
      ),
    );
  };

  const drawResult = (one, said, last) => {
    const is = meant(one, said);
    const right = is === said;
    const second = right && said !== one.kind;
    const heading = right ? (second ? t("✓ {kind} fits too.", { kind: kindOf(said).name }) : `✓ ${kindOf(said).name}.`) : t("We say: {kind}.", { kind: called(is) });
    const words = [];
    if (second) words.push(make("p", {}, t("We put it under “{kind}” first.", { kind: called(one.kind) })));
    if (!right) words.push(make("p", {}, t("You said “{kind}”. {reason}", { kind: called(said), reason: boundaries.find((line) => line.said === said && line.meant === is).tells })));
    turn.replaceChildren(
      make("div", { class: `aw-answer aw-of-${is}${right ? " aw-right" : ""}` }, make("h4", { tabindex: -1 }, drawing(is), heading), ...words, make("p", {}, one.because)),
      make("div", { class: "aw-buttons" }, button(last ? t("See the whole grid") : t("Next card"), () => go(model.get("at") + 1))),
    );
  };

  const drawEnd = (picks) => {
    const { right, most, pairs } = confusions(picks);
    const telling = most > 1 || pairs.length === 1 ? pairs : [];
    const differ = cards.flatMap((one, i) => (meant(one, picks[i]) === picks[i] ? [] : [[one, picks[i]]]));
    card.replaceChildren(make("h3", { tabindex: -1 }, t("You put {right} of {all} where we did.", { right, all: cards.length })), make("p", { class: "aw-context" }, deck.closing));
    turn.replaceChildren(
      ...(telling.length
        ? [make("div", { class: "aw-answer" }, make("h4", {}, t("What tells them apart")), ...telling.map(([said, is]) => make("p", {}, make("b", {}, t("{one} or {other}?", { one: kindOf(said).name, other: called(is) }), " "), boundaries.find((line) => line.said === said && line.meant === is).tells)))]
        : []),
      ...(differ.length
        ? [
            make(
              "details",
              {},
              make("summary", {}, tn("The card that we place elsewhere", "The {count} cards that we place elsewhere", differ.length)),
              make(
                "ul",
                { class: "aw-elsewhere" },
                ...differ.map(([one, said]) => make("li", {}, make("span", {}, quoted(one.says)), " ", make("span", { class: "aw-yours" }, t("You said “{said}”, we say “{meant}”. {reason}", { said: called(said), meant: called(one.kind), reason: one.because })))),
              ),
            ),
          ]
        : []),
      make("div", { class: "aw-buttons" }, button(t("Start again"), () => go(0, []), "quiet")),
    );
  };

  const drawGrid = (picks, words) => {
    const piles = kinds.map(() => kinds.map(() => []));
    picks.forEach((said, i) => {
      const row = kinds.findIndex(({ id }) => id === meant(cards[i], said));
      piles[row][kinds.findIndex(({ id }) => id === said)].push(i);
    });
    const fresh = picks.length === drawnPicks + 1 ? picks.length - 1 : -1;
    cells.forEach((row, r) =>
      row.forEach(({ count, tiles }, c) => {
        const pile = piles[r][c];
        count.textContent = pile.length || "";
        tiles.replaceChildren(...pile.map((i) => make("span", { class: i === fresh ? "aw-tile aw-fresh" : "aw-tile" })));
      }),
    );
    drawnPicks = picks.length;
    figure.setAttribute("aria-label", t("Grid of what you said by what it is. {words}", { words }));
  };

  const draw = () => {
    const at = model.get("at");
    const picks = model.get("picks");
    const ended = at >= cards.length;
    const words = inWords(picks);
    progress.textContent = ended ? t("All cards sorted") : t("Card {number} of {all}", { number: at + 1, all: cards.length });
    body.classList.toggle("aw-ended", ended);
    card.style.setProperty("--left", ended ? 0 : Math.min(2, cards.length - at - 1));
    if (ended) drawEnd(picks);
    else {
      const one = cards[at];
      card.replaceChildren(make("h3", { tabindex: -1 }, quoted(one.says)), make("p", { class: "aw-who" }, one.who));
      if (at < picks.length) drawResult(one, picks[at], at === cards.length - 1);
      else drawQuestion();
    }
    drawGrid(picks, words);
    if (status.textContent !== words) status.textContent = words;
    if (focusOn) (focusOn === "result" ? turn.querySelector("h4") : card.querySelector("h3")).focus();
    focusOn = null;
  };

  // 1 to 4 sort the card, as long as the focus is in the widget.
  const byKey = (event) => {
    const kind = kinds[Number(event.key) - 1];
    if (!kind || !asking() || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    sort(kind.id);
  };
  const body = make("div", { class: "aw-table", onkeydown: byKey }, make("div", { class: "aw-hand" }, progress, card, turn), make("div", { class: "aw-board" }, figure, status));

  return stage({ model, el, name: "sort-statements", label: deck.name, changes: ["picks", "at"], draw, parts: [body] });
}

export default { render };
