// The findings of the proofs, each with one or two example cases; and a comparison of the text with a file on the disk.

import { shown } from "./documents.js";
import { button, counted, el, fill, say } from "./elements.js";

export function checkView(parent, { ask, goTo, attempt, failed }) {
  const summary = el("p", { class: "lead", role: "status" }, "Not checked yet.");
  const list = el("div", {});
  const start = button("Check", () => run(), { class: "main" });
  fill(parent, el("h2", {}, "Check"), el("p", {}, "Checks every possible case, not only examples. Finds criteria that never matter, levels that no one can have, and rules for everyone (invariants) that are broken."), start, summary, list);

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
    fill(summary, problems.length === 0 ? "No problems were found." : usable ? `${counted(findings.length, "finding")}.` : "Fix the errors in the text first, then check again.");
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
        ? el("div", { class: "buttons" }, people.map((person, at) => button(people.length === 1 ? "Try this case" : `Try the ${at ? "second" : "first"} case`, () => attempt(person), { class: "small" })))
        : null,
    );
  }

  return { stale: () => list.childElementCount && say(summary, "The text has changed since this check.") };
}

export function compareView(parent, { ask, attempt, links, failed }) {
  const other = el("select", { id: "compare-with" });
  const told = el("p", { role: "status" });
  const found = el("div", { class: "document" });
  const start = el("button", { class: "main" }, "Compare");
  const form = el("form", { class: "row", onsubmit: run }, el("div", {}, el("label", { for: other.id }, "Compare the text on the left with"), other), start);
  fill(parent, el("h2", {}, "Compare"), el("p", {}, "Compares decisions, not text, for every possible case: whose level changes, and to which. A share counts possible cases, not patients."), form, told, found);

  async function run(event) {
    event.preventDefault();
    start.disabled = true;
    fill(told, "Comparing…");
    fill(found);
    try {
      const { document, people } = await ask(other.value);
      fill(told);
      fill(found, shown(document, links), people.length ? [el("h3", {}, "Example cases"), el("ul", {}, people.map(({ words, case: given }) => el("li", {}, `${words} `, button("Try", () => attempt(given), { class: "small", "aria-label": `Try: ${words}` }))))] : null);
    } catch (error) {
      fill(told, error.message);
      failed(error);
    } finally {
      start.disabled = false;
    }
  }

  return {
    stale: () => found.childElementCount && say(told, "The text has changed since this comparison."),
    offer: (files, name) => {
      fill(other, files.map((each) => el("option", { value: each.name }, each.name === name ? "the saved file" : each.name)));
      other.value = name;
      fill(found);
      fill(told);
    },
  };
}
