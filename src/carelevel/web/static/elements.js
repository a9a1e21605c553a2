// Makes elements from data. Users' words always become text: nothing on this page parses markup.

export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class") made.className = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

export function button(text, act, attributes = {}) {
  return el("button", { type: "button", onclick: act, ...attributes }, text);
}

export function fill(parent, ...children) {
  parent.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
}

// Screen readers announce every change, so text that stays the same is not set again.
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function counted(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

// Tabs with the usual keys of screen readers: arrows, Home and End.
export function tabs(list, panels, chosen) {
  const buttons = panels.map(({ id, title, panel }) => {
    panel.setAttribute("aria-labelledby", `tab-${id}`);
    return el("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": panel.id, onclick: () => choose(id) }, title);
  });
  function choose(id, focus = false) {
    panels.forEach(({ id: other, panel }, at) => {
      const is = other === id;
      panel.hidden = !is;
      buttons[at].setAttribute("aria-selected", String(is));
      buttons[at].tabIndex = is ? 0 : -1;
      if (is && focus) buttons[at].focus();
    });
    chosen?.(id);
  }
  list.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    choose(panels[(to + buttons.length) % buttons.length].id, true);
  });
  fill(list, buttons);
  choose(panels[0].id);
  return { choose, label: (id, text) => say(buttons[panels.findIndex((each) => each.id === id)], text) };
}
