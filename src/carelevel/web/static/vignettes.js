// The vignettes with their results after every edit, and a form that adds the current case as a vignette.

import { shown } from "./documents.js";
import { button, counted, el, fill, say } from "./elements.js";

const OUTCOMES = { passed: "✓ passes", failed: "✗ fails", todo: "○ to do", "passed unexpectedly": "✗ passes, but is marked to do" };

export function vignettesView(parent, { goTo, attempt, save, cover, links, failed }) {
  const summary = el("p", { class: "lead", role: "status" });
  const only = el("input", { type: "checkbox", onchange: () => draw() });
  const problems = el("div", {});
  const body = el("tbody", {});
  const id = el("input", { id: "vignette-id", required: true, pattern: "[a-z0-9]+(-[a-z0-9]+)*", title: "lowercase letters, digits and -", autocomplete: "off" });
  const title = el("input", { id: "vignette-title", required: true, autocomplete: "off" });
  const told = el("p", { class: "warning", role: "alert" });
  const covered = el("p", { class: "lead", role: "status" });
  const missing = el("div", { class: "document" });
  const measure = button("Measure", () => reach());
  let rows = [];

  const form = el(
    "form",
    { class: "row", onsubmit: add },
    el("div", {}, el("label", { for: id.id }, "Id"), id),
    el("div", {}, el("label", { for: title.id }, "Title"), title),
    el("button", {}, "Add the current case"),
  );
  fill(
    parent,
    el("h2", {}, "Vignettes"),
    summary,
    problems,
    el("label", { class: "choice" }, only, el("span", {}, "Only those that fail")),
    el("div", { class: "scrolled", tabindex: 0, role: "group", "aria-label": "Table of vignettes" }, el("table", {}, el("thead", {}, el("tr", {}, ["Result", "Vignette", "Answer", "Try"].map((text) => el("th", { scope: "col" }, text)))), body)),
    el("h3", {}, "Add a vignette"),
    el("p", {}, "Turns the case under Try into a vignette that expects the current answer, and adds it to the vignettes on the left. Save them to keep it."),
    form,
    told,
    el("h3", {}, "Coverage"),
    el("p", {}, "Shows whether the examples and vignettes cover each condition met, not met and not known; both sides of each threshold; each criterion where it decides the level; and each level."),
    measure,
    covered,
    missing,
  );

  async function reach() {
    measure.disabled = true;
    fill(covered, "Measuring…");
    fill(missing);
    try {
      const found = await cover();
      fill(covered, `${found.said}.`.replace(/\.\.$/, "."));
      fill(
        missing,
        found.missing.length ? el("ul", {}, found.missing.map(({ line, words }) => el("li", {}, line ? button(`Line ${line}`, () => goTo(line, 1, "criteria"), { class: "link" }) : null, ` ${words}`))) : null,
        found.document.length ? el("details", {}, el("summary", {}, "Details"), shown(found.document.slice(1), links)) : null,
      );
    } catch (error) {
      fill(covered, error.message);
      failed(error);
    } finally {
      measure.disabled = false;
    }
  }

  function add(event) {
    event.preventDefault();
    if (rows.some((row) => row.id === id.value)) {
      fill(told, `The id ${id.value} is already used.`);
      return;
    }
    const wrong = save(id.value, title.value);
    fill(told, wrong ?? "");
    if (!wrong) form.reset();
  }

  function show(found) {
    rows = found.vignettes;
    fill(problems, found.vignette_problems.length ? el("ul", { class: "problems" }, found.vignette_problems.map((problem) =>
      el("li", { class: problem.severity }, problem.place ? button(`Line ${problem.place.line}`, () => goTo(problem.place.line, problem.place.column), { class: "link" }) : null, ` ${problem.message}`, problem.hint ? ` (${problem.hint})` : ""))) : null);
    draw();
  }

  // Results from before the error would be wrong for the text as it is.
  function notRun() {
    rows = [];
    fill(problems);
    fill(body);
    fill(summary, "Not run: fix the problems in the criteria first.");
    summary.className = "lead";
  }

  function draw() {
    const failing = rows.filter((row) => row.failed);
    const words = rows.length === 0 ? "There are no vignettes yet." : failing.length === 0 ? `All ${counted(rows.length, "vignette")} ${rows.some((row) => row.outcome === "todo") ? "pass or are to do" : "pass"}.` : `${failing.length} of ${counted(rows.length, "vignette")} fail.`;
    say(summary, words);
    summary.className = `lead ${failing.length ? "bad" : rows.length ? "good" : ""}`;
    fill(body, (only.checked ? failing : rows).map(row));
    return failing.length;
  }

  function row(each) {
    return el(
      "tr",
      { class: each.failed ? "failed" : "passed", "data-vignette": each.id },
      el("td", { class: each.failed ? "bad" : "good" }, OUTCOMES[each.outcome]),
      el("td", {}, button(each.id, () => goTo(each.line, 1), { class: "link", title: "Show in the editor" }), el("br"), each.title, each.todo ? el("p", {}, `To do: ${each.todo}`) : null),
      el("td", {}, each.answer ?? "", each.differences.length ? el("ul", {}, each.differences.map((d) => el("li", {}, `${d.member.replaceAll("_", " ")}: expected ${d.expected}, got ${d.actual}`))) : null),
      el("td", {}, button("Try", () => attempt(each.case), { class: "small", "aria-label": `Try ${each.id}` })),
    );
  }

  return { show, notRun, stale: () => covered.textContent && say(covered, "The texts have changed since this measurement."), failing: () => rows.filter((each) => each.failed).length };
}

// The parts of `applies_when` that the person does not meet, where it has parts.
function unmetParts(answer) {
  return answer.whom ? { unmet_parts: answer.whom.filter((each) => each.status === "unmet").map((each) => each.part) } : {};
}

// A vignette as YAML, to be added at the end of a vignette file.
export function vignetteText(text, criteria, { id, title, given, answer }) {
  const expect = answer.level ? { level: answer.level } : answer.possible.length ? { level: "none", lowest: answer.lowest, highest: answer.highest } : { applies: answer.applies, ...unmetParts(answer) };
  const begun = /^vignettes:[ \t]*(#.*)?$/m.test(text ?? "");
  const indent = (begun && /^vignettes:.*\n(?:\s*#.*\n|\s*\n)*([ ]*)- /m.exec(text)?.[1]) || "  ";
  const lines = [`- id: ${word(id)}`, `  title: ${JSON.stringify(title)}`, `  case: ${flow(given)}`, `  expect: ${flow(expect)}`];
  const start = begun ? (text.endsWith("\n") ? "" : "\n") : `criteria: ${word(criteria)}\nvignettes:\n`;
  return start + lines.map((line) => `${indent}${line}\n`).join("");
}

function flow(value) {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (value !== null && typeof value === "object") return `{${Object.entries(value).map(([key, item]) => `${word(key)}: ${flow(item)}`).join(", ")}}`;
  return typeof value === "string" ? word(value) : JSON.stringify(value);
}

function word(text) {
  return /^[A-Za-z_][\w-]*$/.test(text) && !/^(true|false|null)$/i.test(text) ? text : JSON.stringify(text);
}
