function sureness() {
  return [
    { value: "guess", label: t("a guess") },
    { value: "fairly", label: t("fairly sure") },
    { value: "sure", label: t("sure") },
  ];
}

function render({ model, el }) {
  speaks(model);
  const { pillars, readings, scale, vignettes } = model.get("content");
  const hit = ({ client, pick }) => vignettes.find(({ id }) => id === client).weakest.includes(pick);
  let draft = { pick: null, sure: "" };
  let focusOn = null; // what to put the focus on after the next drawing: "client" or "result"

  const scene = make("div", { class: "aw-scene" });
  const turn = make("div", { class: "aw-turn" });
  const status = make("p", { class: "aw-tally", role: "status" });

  const reveal = () => {
    if (!draft.pick) {
      status.textContent = t("Choose a pillar first; a guess will do.");
      return;
    }
    focusOn = "result";
    const client = vignettes[model.get("at")].id;
    store(model, { answers: [...model.get("answers"), { client, ...draft }] });
  };
  const next = () => {
    draft = { pick: null, sure: "" };
    focusOn = "client";
    store(model, { at: model.get("at") + 1 });
  };
  const again = () => {
    draft = { pick: null, sure: "" };
    focusOn = "client";
    store(model, { answers: [], at: 0 });
  };

  const drawClient = ({ client, setting, context, says, cue }, at, revealed) => {
    const quote = make("blockquote", { class: "aw-says" });
    const [before, after] = says.split(cue);
    quote.append(...woven(t("“{words}”"), { words: revealed ? make("span", {}, before, make("mark", {}, cue), after) : says }));
    scene.replaceChildren(
      ...(vignettes.length > 1 ? [make("p", { class: "aw-eyebrow" }, t("Client {number} of {all}", { number: at + 1, all: vignettes.length }))] : []),
      make("h3", { tabindex: -1 }, client),
      make("p", { class: "aw-setting" }, setting),
      make("p", { class: "aw-context" }, context),
      quote,
    );
  };

  const drawQuestion = () => {
    turn.replaceChildren(
      radioGroup({
        legend: t("Which pillar is weakest here?"),
        options: pillars.map(({ id, asks }) => ({ value: id, label: capital(pillarWord(id)), hint: asks, mark: marker(id) })),
        chosen: draft.pick,
        pick: (pick) => {
          draft.pick = pick;
        },
      }),
      radioGroup({
        legend: t("How sure are you? (if you like)"),
        options: sureness(),
        chosen: draft.sure,
        compact: true,
        pick: (sure) => {
          draft.sure = sure;
        },
      }),
      make("div", { class: "aw-buttons" }, button(t("Reveal"), reveal)),
    );
  };

  const said = ({ pick, sure }, right) => {
    const words = { pillar: pillarWord(pick), sure: sureness().find(({ value }) => value === sure)?.label };
    if (right) return sure ? t("✓ You said {pillar}, {sure}, and so it is.", words) : t("✓ You said {pillar}, and so it is.", words);
    return sure ? t("You said {pillar}, {sure}. Compare the reasons below.", words) : t("You said {pillar}. Compare the reasons below.", words);
  };

  const drawResult = (vignette, answer, last) => {
    const reading = readProfile(vignette.profile, readings);
    const { figure, show: showFigure } = drawnTriangle(pillars, scale);
    const { verdict, show: showVerdict } = drawnVerdict();
    showFigure(vignette.profile, reading);
    showVerdict(reading);
    figure.classList.add("aw-unfolds");
    const right = hit(answer);
    turn.replaceChildren(
      make(
        "div",
        { class: "aw-two-columns" },
        figure,
        make(
          "div",
          { class: "aw-panel" },
          make("h4", { tabindex: -1 }, t("The weakest pillar is {pillar}.", { pillar: pillarWords(reading.weakest) })),
          make("p", { class: "aw-said" }, said(answer, right)),
          verdict,
          make("p", { class: "aw-summary" }, reading.summary),
        ),
      ),
      make(
        "dl",
        { class: "aw-reasons" },
        ...pillars.flatMap(({ id }) => {
          const weak = reading.weakest.includes(id);
          const term = make("dt", { class: weak ? "aw-weak" : "" }, marker(id), weak ? t("{pillar}: why it is the weakest", { pillar: capital(pillarWord(id)) }) : t("{pillar}: why not", { pillar: capital(pillarWord(id)) }));
          if (id === answer.pick) term.append(" ", make("span", { class: "aw-yours" }, t("your choice")));
          return [term, make("dd", {}, vignette.feedback[id])];
        }),
      ),
      make("div", { class: "aw-buttons" }, ...(last && vignettes.length === 1 ? [button(t("Try again"), again, "quiet")] : [button(last ? t("See how you did") : t("Next client"), next)])),
    );
  };

  const drawEnd = (answers) => {
    const rows = answers.map((answer) => {
      const { client, weakest } = vignettes.find(({ id }) => id === answer.client);
      return make(
        "li",
        {},
        make("span", { class: "aw-who" }, client.split(",")[0]),
        make("span", { class: "aw-what" }, marker(weakest[0]), pillarWords(weakest)),
        make("span", { class: "aw-yours" }, hit(answer) ? t("✓ as you said") : t("you said {pillar}", { pillar: pillarWord(answer.pick) })),
      );
    });
    scene.replaceChildren(make("p", { class: "aw-eyebrow" }, t("All clients seen")), make("h3", { tabindex: -1 }, tally(answers)));
    turn.replaceChildren(make("ul", { class: "aw-ledger" }, ...rows), make("div", { class: "aw-buttons" }, button(t("Start again"), again, "quiet")));
  };

  const tally = (answers) => {
    if (!answers.length || vignettes.length === 1) return "";
    const sure = answers.filter((answer) => answer.sure === "sure");
    const counts = { right: answers.filter(hit).length, all: answers.length, rightWhenSure: sure.filter(hit).length, sure: sure.length };
    return sure.length
      ? t("You named the weakest pillar for {right} of {all} clients. When you were sure: {rightWhenSure} of {sure}.", counts)
      : t("You named the weakest pillar for {right} of {all} clients.", counts);
  };

  const draw = () => {
    const at = model.get("at");
    const answers = model.get("answers");
    if (at >= vignettes.length) drawEnd(answers);
    else {
      const answer = answers[at];
      drawClient(vignettes[at], at, Boolean(answer));
      if (answer) drawResult(vignettes[at], answer, at === vignettes.length - 1);
      else drawQuestion();
    }
    // The end says it in its heading.
    status.textContent = at >= vignettes.length ? "" : tally(answers);
    if (focusOn) (focusOn === "result" ? turn.querySelector("h4") : scene.querySelector("h3")).focus();
    focusOn = null;
  };

  return stage({ model, el, name: "predict-weakest", label: t("Predict the weakest pillar"), changes: ["answers", "at"], draw, parts: [scene, turn, status] });
}

export default { render };
