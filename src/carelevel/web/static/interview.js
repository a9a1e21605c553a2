// The interview: one question at a time, safety first, until no question can change the answer.

import { button, el, fill } from "./elements.js";
import { shown } from "./documents.js";

export function interviewView(parent, { ask, known, stop }) {
  let held = null;

  async function begin(members = {}) {
    held = null;
    await step(members);
  }

  async function step(members) {
    try {
      show(await ask({ ...(held ? { interview: held } : {}), ...members }));
    } catch (error) {
      if (!error.details) throw error;
      warn((error.details.problems ?? [{ message: error.message }]).map((problem) => problem.message).join("; "));
    }
  }

  function warn(text) {
    const told = parent.querySelector(".warning") ?? parent.appendChild(el("p", { class: "warning", role: "alert" }));
    fill(told, text);
  }

  function show(found) {
    held = found.interview;
    known(found.case);
    const asked = held.history.length;
    const back = asked ? button("Back", () => step({ step: "back" })) : null;
    const end = button("End the interview", stop);
    // Documentation never changes the level: it is asked about after it, and only where that is wanted.
    const papers = found.papers ? button("Ask about documentation", () => begin({ case: found.case, documentation: true })) : null;
    if (!found.question) {
      const skipped = held.skipped.length ? ` Not known: ${held.skipped.join(", ").replaceAll("_", " ")}.` : "";
      fill(parent, el("h3", { tabindex: -1 }, held.settled ? "The level is settled" : held.skipped.length ? "No questions left" : "No more questions are needed"), el("p", {}, `${found.headline}.${skipped}`), el("div", { class: "buttons" }, papers, back, end));
    } else {
      const form = questionForm(found, (value) => step({ step: "answer", value }));
      const skip = button("Not known", () => step({ step: "skip" }));
      form.append(el("div", { class: "buttons" }, el("button", { class: "main" }, "Next"), skip, back, end));
      fill(parent, el("h3", { tabindex: -1 }, found.question.ask), found.question.is_safety ? el("p", { class: "safety" }, "Safety first") : null,
        found.question.help ? el("p", {}, found.question.help) : null, form, el("details", { class: "help" }, el("summary", {}, "Why this question"), why(found.why)), shown(found.asks));
    }
    parent.querySelector("h3").focus();
  }

  function why(lines) {
    return [...lines.filter((each) => !each.startsWith("- ")).map((each) => el("p", {}, each)), el("ul", {}, lines.filter((each) => each.startsWith("- ")).map((each) => el("li", {}, each.slice(2))))];
  }

  function questionForm({ question }, answered) {
    const label = question.ask;
    if (question.range) {
      const [low, high] = question.range;
      const input = el("input", { type: "number", id: "asked", min: low, max: question.or_more ? null : high, step: question.step ?? 1, required: true });
      const never = question.values.length ? el("button", { type: "button", onclick: () => answered("never") }, "Never") : null;
      return on([el("label", { for: "asked" }, `${question.or_more && low === high ? `${low} or more` : `From ${low} to ${high}`}${question.or_more && low < high ? " or more" : ""}${question.unit ? ` ${question.unit}` : ""}`), input, never], () => answered(Number(input.value)));
    }
    const isSet = question.type === "set";
    const inputs = question.values.map(({ value, words }) => [el("input", { type: isSet ? "checkbox" : "radio", name: "asked", value, required: !isSet }), words]);
    const boxes = inputs.map(([input, words]) => el("label", { class: "choice" }, input, el("span", {}, words)));
    const more = isSet ? el("p", {}, "Any number of these, or none.") : null;
    const picked = () => inputs.filter(([input]) => input.checked).map(([input]) => input.value);
    return on([el("div", { class: "choices", role: isSet ? "group" : "radiogroup", "aria-label": label }, boxes), more], () => answered(isSet ? picked() : picked()[0]));
  }

  function on(parts, act) {
    return el("form", { onsubmit: (event) => (event.preventDefault(), act()) }, parts);
  }

  return { begin };
}
