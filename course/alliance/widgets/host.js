// Stands in for a notebook on a page without one: it holds the state of a widget and tells of changes.
function hold(state) {
  const heard = {};
  return {
    heard,
    get: (name) => state[name],
    set(name, value) {
      state[name] = value;
      for (const told of heard[`change:${name}`] ?? []) told();
    },
    save_changes() {},
    send() {},
    on(event, told) { (heard[event] ??= []).push(told); },
    off(event, told) { heard[event] = (heard[event] ?? []).filter((other) => other !== told); },
  };
}

let alive = 0;

// Bring a widget to life in a place of the page. Each gets a module of its own, as in a notebook: it holds its language.
async function bringToLife(esm, state, place) {
  const { default: widget } = await import(`data:text/javascript;base64,${esm}#${(alive += 1)}`);
  const model = hold(state);
  place.replaceChildren();
  return { model, takeAway: widget.render({ model, el: place }) };
}
