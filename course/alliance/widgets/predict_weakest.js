const SURENESS = [
  { value: "guess", label: "a guess" },
  { value: "fairly", label: "fairly sure" },
  { value: "sure", label: "sure" },
];

function render({ model, el }) {
  const { pillars, readings, scale, vignettes } = model.get("content");
  const capital = (word) => word[0].toUpperCase() + word.slice(1);
  const hit = ({ client, pick }) => vignettes.find(({ id }) => id === client).weakest.includes(pick);
  let draft = { pick: null, sure: "" };
  let focusOn = null; // what to put the focus on after the next drawing: "client" or "result"

  const scene = make("div", { class: "aw-scene" });
  const turn = make("div", { class: "aw-turn" });
  const status = make("p", { class: "aw-tally", role: "status" });

  const reveal = () => {
    if (!draft.pick) {
      status.textContent = "Choose a pillar first; a guess will do.";
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
    if (revealed) quote.append("“", before, make("mark", {}, cue), after, "”");
    else quote.append(`“${says}”`);
    scene.replaceChildren(
      ...(vignettes.length > 1 ? [make("p", { class: "aw-eyebrow" }, `Client ${at + 1} of ${vignettes.length}`)] : []),
      make("h3", { tabindex: -1 }, client),
      make("p", { class: "aw-setting" }, setting),
      make("p", { class: "aw-context" }, context),
      quote,
    );
  };

  const drawQuestion = () => {
    turn.replaceChildren(
      radioGroup({
        legend: "Which pillar is weakest here?",
        options: pillars.map(({ id, asks }) => ({ value: id, label: capital(id), hint: asks, mark: marker(id) })),
        chosen: draft.pick,
        pick: (pick) => {
          draft.pick = pick;
        },
      }),
      radioGroup({
        legend: "How sure are you? (if you like)",
        options: SURENESS,
        chosen: draft.sure,
        compact: true,
        pick: (sure) => {
          draft.sure = sure;
        },
      }),
      make("div", { class: "aw-buttons" }, button("Reveal", reveal)),
    );
  };

  const drawResult = (vignette, answer, last) => {
    const reading = readProfile(vignette.profile, readings);
    const { figure, show: showFigure } = drawnTriangle(pillars, scale);
    const { verdict, show: showVerdict } = drawnVerdict();
    showFigure(vignette.profile, reading);
    showVerdict(reading);
    figure.classList.add("aw-unfolds");
    const right = hit(answer);
    const sureness = SURENESS.find(({ value }) => value === answer.sure);
    const said = `You said ${answer.pick}${sureness ? `, ${sureness.label}` : ""}`;
    turn.replaceChildren(
      make(
        "div",
        { class: "aw-two-columns" },
        figure,
        make(
          "div",
          { class: "aw-panel" },
          make("h4", { tabindex: -1 }, `The weakest pillar is ${reading.weakest.join(" and ")}.`),
          make("p", { class: "aw-said" }, right ? `✓ ${said}, and so it is.` : `${said}. Compare the reasons below.`),
          verdict,
          make("p", { class: "aw-summary" }, reading.summary),
        ),
      ),
      make(
        "dl",
        { class: "aw-reasons" },
        ...pillars.flatMap(({ id }) => {
          const weak = reading.weakest.includes(id);
          const term = make("dt", { class: weak ? "aw-weak" : "" }, marker(id), `${capital(id)}: ${weak ? "why it is the weakest" : "why not"}`);
          if (id === answer.pick) term.append(" ", make("span", { class: "aw-yours" }, "your choice"));
          return [term, make("dd", {}, vignette.feedback[id])];
        }),
      ),
      make("div", { class: "aw-buttons" }, ...(last && vignettes.length === 1 ? [button("Try again", again, "quiet")] : [button(last ? "See how you did" : "Next client", next)])),
    );
  };

  const drawEnd = (answers) => {
    const rows = answers.map((answer) => {
      const { client, weakest } = vignettes.find(({ id }) => id === answer.client);
      return make(
        "li",
        {},
        make("span", { class: "aw-who" }, client.split(",")[0]),
        make("span", { class: "aw-what" }, marker(weakest[0]), weakest.join(" and ")),
        make("span", { class: "aw-yours" }, hit(answer) ? "✓ as you said" : `you said ${answer.pick}`),
      );
    });
    scene.replaceChildren(make("p", { class: "aw-eyebrow" }, "All clients seen"), make("h3", { tabindex: -1 }, tally(answers)));
    turn.replaceChildren(make("ul", { class: "aw-ledger" }, ...rows), make("div", { class: "aw-buttons" }, button("Start again", again, "quiet")));
  };

  const tally = (answers) => {
    if (!answers.length || vignettes.length === 1) return "";
    const sure = answers.filter((answer) => answer.sure === "sure");
    const all = `You named the weakest pillar for ${answers.filter(hit).length} of ${answers.length} clients.`;
    return sure.length ? `${all} When you were sure: ${sure.filter(hit).length} of ${sure.length}.` : all;
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

  return stage({ model, el, name: "predict-weakest", label: "Predict the weakest pillar", changes: ["answers", "at"], draw, parts: [scene, turn, status] });
}

export default { render };
