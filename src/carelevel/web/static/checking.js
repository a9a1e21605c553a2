// What the proofs find, each with the person, or the two, who show it.

import { button, counted, el, fill } from "./elements.js";

export function checkView(parent, { ask, goTo, attempt, failed }) {
  const summary = el("p", { class: "lead", role: "status" }, "Not checked yet.");
  const list = el("div", {});
  const start = button("Check", () => run(), { class: "main" });
  fill(parent, el("h2", {}, "Check"), el("p", {}, "Proves of everyone whom the criteria can be about, and not of examples: criteria that never matter, levels that nobody has, invariants that somebody breaks."), start, summary, list);

  async function run() {
    start.disabled = true;
    fill(summary, "Checking…");
    try {
      show(await ask());
    } catch (error) {
      fill(summary, error.message);
      failed(error);
    } finally {
      start.disabled = false;
    }
  }

  function show({ usable, problems }) {
    const findings = problems.filter((problem) => problem.severity !== "note");
    fill(summary, problems.length === 0 ? "Nothing was found." : usable ? `${counted(findings.length, "finding")}.` : "The text has problems that keep it from being checked.");
    fill(list, el("ul", { class: "problems" }, problems.map(finding)));
  }

  function finding(problem) {
    const people = Array.isArray(problem.witness) ? problem.witness : problem.witness ? [problem.witness] : [];
    return el(
      "li",
      { class: problem.severity },
      problem.place ? button(`Line ${problem.place.line}`, () => goTo(problem.place.line, problem.place.column), { class: "link" }) : null,
      ` ${problem.severity}: ${problem.message}`,
      problem.hint ? el("p", {}, `Hint: ${problem.hint}`) : null,
      people.length
        ? el("div", { class: "buttons" }, people.map((person, at) => button(people.length === 1 ? "Try this person" : `Try the ${at ? "second" : "first"} person`, () => attempt(person), { class: "small" })))
        : null,
    );
  }

  return { stale: () => list.childElementCount && fill(summary, "The text has changed since it was checked.") };
}
