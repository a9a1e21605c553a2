// The form with the facts. As in a case file, a fact that is not in the case is not known.

import { button, counted, el, fill } from "./elements.js";

export const NOT_KNOWN = "Not known";

export function factForm(parent, changed) {
  let facts = [];
  let known = {};
  const fields = new Map();

  // Draws the controls; values stay for facts that still exist.
  function draw(next) {
    facts = next;
    fields.clear();
    const open = new Set([...parent.querySelectorAll("details[open]")].map((each) => each.dataset.group));
    const groups = new Map();
    for (const fact of facts) {
      const made = field(fact);
      fields.set(fact.id, made);
      const group = fact.instrument ?? "";
      groups.set(group, [...(groups.get(group) ?? []), made.element]);
    }
    fill(
      parent,
      [...groups].map(([name, elements]) =>
        name
          ? el("details", { "data-group": name, open: open.has(name) }, el("summary", {}, `Instrument ${name}: ${counted(elements.length, "fact")}`), elements)
          : elements,
      ),
    );
    fields.forEach((each, id) => each.show(known[id]));
    bandsShown();
  }

  function show(given) {
    known = { ...given };
    fields.forEach((each, id) => each.show(known[id]));
    bandsShown();
  }

  function set(id, value) {
    if (value === undefined) delete known[id];
    else known[id] = value;
    changed({ ...known });
  }

  function bandsShown() {
    for (const fact of facts) for (const band of fact.bands) fields.get(fact.id).showBand?.(band.id, known[band.id]);
  }

  function field(fact) {
    if (fact.kind === "score") return scoreField(fact);
    if (fact.kind === "set") return setField(fact);
    return wordField(fact, fact.id, fact.values);
  }

  function around(fact, ...controls) {
    const partly = el("p", { class: "partly" });
    const legend = el("legend", {}, fact.title, el("span", { class: "ask" }, fact.ask));
    const help = fact.help ? el("details", { class: "help" }, el("summary", {}, "How to answer"), el("p", {}, fact.help)) : null;
    const element = el("fieldset", { id: `fact-${fact.id}`, "data-fact": fact.id }, legend, help, partly, controls);
    // A case can use operators that no control here can show.
    function tell(value) {
      const is = value !== null && typeof value === "object" && !Array.isArray(value) && fact.kind !== "set";
      fill(partly, is ? [`Partly known: ${said(value)}. `, button("Clear", () => (set(fact.id, undefined), show(known)), { class: "small" })] : []);
      element.classList.toggle("is-known", value !== undefined);
      return is;
    }
    return { element, tell };
  }

  function radios(name, values, label, picked) {
    const inputs = [];
    const shown = [{ value: "", words: NOT_KNOWN }, ...values].map(({ value, words }, at) => {
      const input = el("input", { type: "radio", name: `f-${name}`, value: String(value), onchange: () => picked(at ? value : undefined) });
      inputs.push(input);
      return el("label", { class: at ? "choice" : "choice unknown" }, input, el("span", {}, words));
    });
    const element = el("div", { class: "choices", role: "radiogroup", "aria-label": label }, shown);
    return { element, pick: (value) => inputs.forEach((input) => (input.checked = input.value === (value ?? ""))) };
  }

  function wordField(fact) {
    const group = radios(fact.id, fact.values, fact.title, (value) => (set(fact.id, value), tell(known[fact.id])));
    const { element, tell } = around(fact, group.element);
    return { element, show: (value) => group.pick(tell(value) ? null : value === true ? "yes" : value === false ? "no" : value) };
  }

  function scoreField(fact) {
    const told = el("output", { class: "band", id: `band-of-${fact.id}` });
    const unit = fact.unit ? ` ${fact.unit}` : "";
    const range = `${fact.low} to ${fact.high}${fact.or_more ? " or more" : ""}${unit}${fact.or_never ? ", or never" : ""}`;
    // Never is no number: it is said beside it.
    const never = fact.or_never ? el("input", { type: "checkbox", id: `never-${fact.id}`, onchange: () => toldNever(never.checked) }) : null;
    const number = el("input", { type: "number", id: `n-${fact.id}`, min: fact.low, max: fact.or_more ? null : fact.high, step: fact.step ?? 1, inputmode: fact.step ? "decimal" : "numeric",
      placeholder: NOT_KNOWN.toLowerCase(), "aria-describedby": told.id, oninput: typed });
    const bands = fact.bands.map((band) => ({
      band,
      group: radios(band.id, band.bands.map((each) => ({ value: each.value, words: `${each.words} (${each.low === each.high ? each.low : `${each.low}–${each.high}`})` })), `${band.title}, when only the band is known`, (value) => {
        forget(fact.id);
        set(band.id, value);
        show(known);
      }),
    }));
    const line = el("div", { class: "number" }, el("label", { for: number.id }, `Points, ${range}`.replace("Points", fact.unit ? "Number" : "Points")), number, never ? el("label", { class: "choice" }, never, el("span", {}, "Never")) : null, told,
      button("Clear", () => (forget(fact.id), set(fact.id, undefined), show(known), number.focus()), { class: "small", "aria-label": `Clear ${fact.title}` }));
    const { element, tell } = around(fact, line, bands.map(({ group }) => group.element));

    function toldNever(isNever) {
      number.value = "";
      for (const { band } of bands) forget(band.id);
      set(fact.id, isNever ? "never" : undefined);
      describe(isNever ? "never" : undefined);
      tell(isNever ? "never" : undefined);
    }

    function typed() {
      if (never) never.checked = false;
      const value = number.value.trim() === "" ? undefined : Number(number.value);
      for (const { band } of bands) forget(band.id);
      set(fact.id, value);
      describe(value);
      tell(value);
    }

    // In steps of 0.1 the browser has 3.0000000000000004 for 0.3: what is nearly a step is judged by carelevel, which counts exactly.
    function isStep(value) {
      const steps = value / (fact.step ?? 1);
      return fact.step ? Math.abs(steps - Math.round(steps)) < 1e-6 : Number.isInteger(value);
    }

    function describe(value) {
      if (value === "never") {
        number.setAttribute("aria-invalid", "false");
        const found = bands.map(({ band, group }) => [group, band.bands.find((each) => each.high === "never")]);
        for (const [group, band] of found) group.pick(band?.value);
        return fill(told, found.flatMap(([, band]) => (band ? [band.words] : [])).join("; "));
      }
      const within = bands.flatMap(({ band }) => band.bands.filter((each) => value >= each.low && value <= each.high));
      const wrong = number.validity.badInput || (value !== undefined && (!isStep(value) || value < fact.low || (value > fact.high && !fact.or_more)));
      number.setAttribute("aria-invalid", String(wrong));
      // The band of a number is selected, too.
      for (const { band, group } of bands) group.pick(wrong ? undefined : band.bands.find((each) => value >= each.low && value <= each.high)?.value);
      fill(told, wrong ? fact.step ? `A number from ${range} in steps of ${fact.step}` : `A whole number from ${range}` : value === undefined ? "" : within.map((each) => each.words).join("; "));
    }

    return {
      element,
      show(value) {
        const isPart = tell(value);
        number.value = value === undefined || value === null || value === "never" || isPart ? "" : value;
        if (never) never.checked = value === "never";
        describe(isPart || value === null ? undefined : value);
      },
      showBand(id, value) {
        const found = bands.find(({ band }) => band.id === id);
        if (value === undefined) return;
        found.group.pick(typeof value === "string" ? value : undefined);
        element.classList.add("is-known");
      },
    };
  }

  function forget(id) {
    delete known[id];
  }

  function setField(fact) {
    let members = {};
    const whole = el("input", { type: "checkbox", onchange: () => (whole.checked ? complete() : open()) });
    const boxes = fact.values.map(({ value, words }) => {
      const input = el("input", { type: "checkbox", value, onchange: () => mark(value, input.checked) });
      const state = el("span", { class: "state" });
      return { value, input, state, label: el("label", { class: "choice" }, input, el("span", {}, words), state) };
    });
    const { element, tell } = around(fact, el("div", { class: "choices", role: "group", "aria-label": fact.title }, boxes.map((box) => box.label)),
      el("label", { class: "choice whole" }, whole, el("span", {}, "The list is complete: unchecked means no")));

    function complete() {
      members = Object.fromEntries(fact.values.map(({ value }) => [value, members[value] === "yes" ? "yes" : "no"]));
      told();
    }
    function open() {
      members = Object.fromEntries(Object.entries(members).filter(([, held]) => held === "yes"));
      told();
    }
    function mark(value, is) {
      if (is) members[value] = "yes";
      else if (whole.checked) members[value] = "no";
      else delete members[value];
      told();
    }
    function told() {
      set(fact.id, Object.keys(members).length ? { ...members } : undefined);
      redraw();
      tell(known[fact.id]);
    }
    function redraw() {
      whole.checked = fact.values.every(({ value }) => members[value]);
      for (const { value, input, state } of boxes) {
        input.checked = members[value] === "yes";
        fill(state, members[value] === "no" ? "no" : members[value] ? "" : "not known");
      }
    }
    return {
      element,
      show(value) {
        members = membersOf(fact, value);
        redraw();
        tell(value);
      },
    };
  }

  // Facts that are not asked, since their `asked_when` is unmet. What is known of one stays in sight.
  function hide(ids) {
    fields.forEach(({ element }, id) => (element.hidden = ids.includes(id) && known[id] === undefined));
  }

  function focus(id) {
    const element = fields.get(id)?.element;
    if (element) element.hidden = false;
    focusOn(element);
  }

  return { draw, show, hide, focus, has: (id) => fields.has(id) };
}

export function focusOn(element) {
  if (!element) return;
  const around = element.closest("details");
  if (around) around.open = true;
  element.scrollIntoView({ block: "center" });
  (element.querySelector("input:checked") ?? element.querySelector("input"))?.focus({ preventScroll: true });
}

function membersOf(fact, value) {
  if (Array.isArray(value)) return Object.fromEntries(fact.values.map(({ value: member }) => [member, value.includes(member) ? "yes" : "no"]));
  if (value === null || typeof value !== "object") return {};
  const plain = Object.entries(value).filter(([member]) => fact.values.some((each) => each.value === member));
  return Object.fromEntries(plain.filter(([, held]) => held !== null).map(([member, held]) => [member, held === true || held === "yes" ? "yes" : "no"]));
}

const OPERATORS = { at_least: "at least", at_most: "at most", is: "", is_not: "not", one_of: "one of", none_of: "none of", between: "from" };

function said(value) {
  return Object.entries(value)
    .map(([operator, operand]) => `${OPERATORS[operator] ?? operator} ${Array.isArray(operand) ? operand.join(operator === "between" ? " to " : ", ") : operand}`.trim().replaceAll("_", " "))
    .join(", ");
}
