function render({ model, el }) {
  speaks(model);
  const { questions } = model.get("content");
  let draft = null;
  let shown = -1; // which question stands on the page
  let moved = false; // whether the reader asked for another one, so that the focus goes with it

  const scene = make("div", { class: "aw-scene" });
  const progress = make("p", { class: "aw-eyebrow" });
  const feedback = make("div", { class: "aw-feedback", role: "status" });
  const others = make("div", {});
  const rightOf = ({ options }) => options.findIndex(({ right }) => right);

  const check = button(t("Check"), () => {
    if (draft === null) {
      feedback.replaceChildren(make("p", {}, t("Choose an answer first; a guess will do.")));
      return;
    }
    const at = model.get("at");
    store(model, { attempts: model.get("attempts").map((tried, i) => (i === at ? [...tried, draft] : tried)) });
  });
  const next = button(t("Next question"), () => {
    moved = true;
    store(model, { at: model.get("at") + 1 });
  });
  const again = button(t("Start again"), () => {
    moved = true;
    store(model, { at: 0, attempts: questions.map(() => []) });
  }, "quiet");

  const drawQuestion = (question, chosen) => {
    draft = chosen ?? null;
    scene.replaceChildren(
      make("h3", { tabindex: -1 }, question.asks),
      radioGroup({
        legend: t("Choose one"),
        options: question.options.map(({ says }, i) => ({ value: i, label: says })),
        chosen: draft,
        pick: (i) => {
          draft = i;
        },
      }),
    );
  };

  const drawFeedback = (question, tried) => {
    if (!tried.length) {
      feedback.replaceChildren();
      others.replaceChildren();
      return;
    }
    const option = question.options[tried.at(-1)];
    feedback.replaceChildren(
      make("p", { class: option.right ? "aw-mark aw-right" : "aw-mark" }, option.right ? t("✓ Yes.") : t("Not quite. Try another, or go on.")),
      make("p", {}, option.feedback),
    );
    const rest = question.options.filter((other) => other !== option);
    others.replaceChildren(
      ...(option.right
        ? [make("details", {}, make("summary", {}, t("Why not the others?")), make("dl", { class: "aw-reasons" }, ...rest.flatMap(({ says, feedback: why }) => [make("dt", {}, says), make("dd", {}, why)])))]
        : []),
    );
  };

  const drawEnd = (attempts) => {
    const outcome = (question, tried) => {
      const right = rightOf(question);
      if (tried[0] === right) return t("✓ at the first try");
      if (tried.includes(right)) return t("✓ after another look");
      return tried.length ? t("worth another look") : t("not answered");
    };
    const first = questions.filter((question, i) => attempts[i][0] === rightOf(question)).length;
    scene.replaceChildren(
      make("h3", { tabindex: -1 }, t("{first} of {all} at the first try.", { first, all: questions.length })),
      make("p", { class: "aw-context" }, t("Only you see this. Where it says “another look”, read that section once more; the words will mean more now.")),
      make("ul", { class: "aw-ledger" }, ...questions.map((question, i) => make("li", {}, make("span", { class: "aw-who" }, question.about), make("span", { class: "aw-what" }, question.asks), make("span", { class: "aw-yours" }, outcome(question, attempts[i]))))),
    );
    feedback.replaceChildren();
    others.replaceChildren();
  };

  const draw = () => {
    const at = model.get("at");
    const attempts = model.get("attempts");
    const ended = at >= questions.length;
    progress.textContent = ended ? t("Self-check done") : t("Question {number} of {all}", { number: at + 1, all: questions.length });
    if (ended) drawEnd(attempts);
    else {
      if (at !== shown || !attempts[at].length) drawQuestion(questions[at], attempts[at].at(-1));
      drawFeedback(questions[at], attempts[at]);
    }
    shown = at;
    check.hidden = ended;
    next.hidden = ended || !attempts[at].length;
    // The next likely step stands out; neither button goes away, so that the focus is never lost.
    const solved = !ended && attempts[at].at(-1) === rightOf(questions[at]);
    check.classList.toggle("aw-quiet", solved);
    next.classList.toggle("aw-quiet", !solved);
    next.textContent = at === questions.length - 1 ? t("See the summary") : t("Next question");
    again.hidden = !ended;
    if (moved) scene.querySelector("h3").focus();
    moved = false;
  };

  return stage({
    model,
    el,
    name: "self-check",
    label: t("Self-check"),
    changes: ["attempts", "at"],
    draw,
    parts: [progress, scene, feedback, others, make("div", { class: "aw-buttons" }, check, next, again)],
  });
}

export default { render };
