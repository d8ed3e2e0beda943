function render({ model, el }) {
  speaks(model);
  const { verdicts, claims } = model.get("content");
  const nameOf = (id) => verdicts.find((verdict) => verdict.id === id).name;
  let draft = null;
  let focusOn = null; // what to put the focus on after the next drawing: "claim" or "result"

  const progress = make("p", { class: "aw-eyebrow" });
  const scene = make("div", { class: "aw-scene" });
  const turn = make("div", { class: "aw-turn" });
  const status = make("p", { class: "aw-tally", role: "status" });

  const reveal = () => {
    if (!draft) {
      status.textContent = t("Choose a label first; a guess will do.");
      return;
    }
    focusOn = "result";
    store(model, { picks: [...model.get("picks"), draft] });
  };
  const go = (at, picks) => {
    draft = null;
    focusOn = "claim";
    store(model, picks ? { at, picks } : { at });
  };
  const again = button(t("Start again"), () => go(0, []), "quiet");

  const drawQuestion = () => {
    turn.replaceChildren(
      radioGroup({
        legend: t("Which label fits best?"),
        options: verdicts.map(({ id, name, fits }) => ({ value: id, label: name, hint: fits })),
        chosen: draft,
        pick: (id) => {
          draft = id;
        },
      }),
      make("div", { class: "aw-buttons" }, button(t("Reveal"), reveal)),
    );
  };

  const drawResult = (claim, pick, last) => {
    const right = pick === claim.verdict;
    turn.replaceChildren(
      make("h4", { tabindex: -1 }, `${nameOf(claim.verdict)}.`),
      make("p", { class: "aw-said" }, right ? t("✓ So you said. {feedback}", { feedback: claim.feedback[pick] }) : t("You said “{label}”. {feedback}", { label: inside(nameOf(pick)), feedback: claim.feedback[pick] })),
      make(
        "div",
        { class: "aw-because" },
        make("p", { class: "aw-eyebrow" }, t("What there is behind it")),
        make("p", {}, claim.because),
        ...(claim.approximate ? [make("p", { class: "aw-approximate" }, t("≈ Not every figure here was checked at its source: take it as approximate."))] : []),
      ),
      make("div", { class: "aw-buttons" }, button(last ? t("See the board") : t("Next claim"), () => go(model.get("at") + 1))),
    );
  };

  const drawEnd = (picks) => {
    const hits = claims.filter(({ verdict }, i) => picks[i] === verdict).length;
    scene.replaceChildren(make("h3", { tabindex: -1 }, t("You labelled {hits} of {all} as we did.", { hits, all: claims.length })));
    turn.replaceChildren(
      make("p", { class: "aw-context" }, t("The labels are judgements, and people who know the research may differ on some of them. What counts is that you can say why.")),
      make(
        "div",
        { class: "aw-board" },
        ...verdicts.map(({ id, name }) =>
          make(
            "section",
            { class: "aw-bin", "aria-label": name },
            make("h4", {}, name),
            make(
              "ul",
              {},
              ...claims.flatMap((claim, i) =>
                claim.verdict === id ? [make("li", {}, claim.short, " ", make("span", { class: "aw-yours" }, picks[i] === id ? t("✓ as you said") : t("you said {label}", { label: inside(nameOf(picks[i])) })))] : [],
              ),
            ),
          ),
        ),
      ),
      make("div", { class: "aw-buttons" }, again),
    );
  };

  const draw = () => {
    const at = model.get("at");
    const picks = model.get("picks");
    const ended = at >= claims.length;
    progress.textContent = ended ? t("All claims sorted") : t("Claim {number} of {all}", { number: at + 1, all: claims.length });
    if (ended) drawEnd(picks);
    else {
      const claim = claims[at];
      scene.replaceChildren(make("h3", { tabindex: -1 }, t("“{words}”", { words: claim.says })));
      if (at < picks.length) drawResult(claim, picks[at], at === claims.length - 1);
      else drawQuestion();
    }
    const hits = picks.filter((pick, i) => pick === claims[i].verdict).length;
    status.textContent = ended || !picks.length ? "" : t("As we labelled them: {hits} of {all} so far.", { hits, all: picks.length });
    if (focusOn) (focusOn === "result" ? turn.querySelector("h4") : scene.querySelector("h3")).focus();
    focusOn = null;
  };

  return stage({ model, el, name: "sort-claims", label: t("Sort the claims"), changes: ["picks", "at"], draw, parts: [progress, scene, turn, status] });
}

export default { render };
