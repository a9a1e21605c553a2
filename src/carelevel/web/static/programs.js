// Programs for the recommendation of the case: which fit, which do not and why, what to ask, and a comparison.

import { shown } from "./documents.js";
import { button, el, fill, say } from "./elements.js";
import { NONE, needsForm } from "./needs.js";
import { download, later, latest, Refused, sendForm } from "./server.js";

const OUTCOMES = { fits: "fits", does_not_fit: "does not fit", cannot_be_told: "not known yet" };

export function programsView(parent, { current, ask, links, failed, keep }) {
  const file = el("select", { id: "programs-file", onchange: () => refresh() });
  const host = el("form", { onsubmit: (event) => event.preventDefault() });
  const needs = needsForm(host, (state) => (keep(state), soon()));
  const head = el("p", { class: "lead", role: "status" });
  const wrong = el("div", { role: "alert" });
  const found = el("div", { class: "document comparison" });
  const asking = el("div", {});
  const members = () => ({ ...current(), needs: needs.words(), ...(file.value ? { programs: file.value } : {}) });
  let isShown = false;
  let isReady = false;
  let ids = new Set();
  let drawn = {}; // what the parts of the sheet show, so that nothing is redrawn without need

  const refresh = latest(() => ask(members()), show, refused);
  const soon = later(() => isShown && isReady && refresh(), 250);

  fill(
    parent,
    el("h2", {}, "Programs"),
    el("p", {}, "Shows which programs fit the case under Try, at the level and with the services that are suggested now. What a program does not state is unknown: it counts neither as yes nor as no, and becomes a question to ask."),
    el("div", { class: "number" }, el("label", { for: file.id }, "Program file"), file),
    el("details", { open: true, class: "needs" }, el("summary", {}, "What this person needs from a program"), host,
      el("div", { class: "buttons" }, button("Clear these needs", () => forget(), { class: "small" }),
        button("Download the needs", () => download("needs.yaml", `${JSON.stringify(needs.words(), null, 2)}\n`, "application/yaml"), { class: "small" }))),
    head,
    wrong,
    el("div", { class: "buttons" }, button("Print the comparison", () => sendForm("/print", { ...members(), what: "programs" }, "_blank"), { title: "Opens a new page", class: "small" })),
    found,
    asking,
  );

  function forget() {
    keep(structuredClone(NONE));
    needs.show(NONE);
    refresh();
  }

  function isNew(what, content) {
    const text = JSON.stringify(content);
    const is = drawn[what] !== text;
    drawn[what] = text;
    return is;
  }

  function show(answer) {
    if (isNew("wrong", null)) fill(wrong);
    if (isNew("form", answer.form)) {
      needs.draw(answer.form);
      // Needs from before the questions were known have not been asked yet.
      if (Object.keys(needs.words()).length) return void refresh();
    }
    if (!isNew("answer", [answer.document, answer.asking])) return;
    ids = new Set(answer.asking.map((each) => each.id));
    const [first, ...rest] = answer.document;
    say(head, first.line.map((span) => span.text).join(""));
    fill(found, shown(rest, linked, 1));
    const open = new Set([...asking.querySelectorAll("details[open]")].map((each) => each.dataset.program));
    fill(asking, el("h3", {}, "What to ask"), el("p", {}, "Questions for a telephone call. What could rule a program out comes first."), answer.asking.map((each) => one(each, open.has(each.id))));
  }

  function one({ id, title, outcome, document }, isOpen) {
    const print = button("Print this list", () => sendForm("/print", { ...members(), what: "programs", ask: id }, "_blank"), { title: "Opens a new page", class: "small", "aria-label": `Print this list: ${title}` });
    return el("details", { "data-program": id, open: isOpen, class: "asks" }, el("summary", {}, `${title}: ${OUTCOMES[outcome]}`), shown(document.slice(1), linked, 2), el("div", { class: "buttons" }, print));
  }

  function linked(word) {
    return ids.has(word) ? { act: () => goTo(word), title: "What to ask" } : links(word);
  }

  function goTo(id) {
    const of = asking.querySelector(`details[data-program="${CSS.escape(id)}"]`);
    if (!of) return;
    of.open = true;
    of.scrollIntoView({ block: "center" });
    of.querySelector("summary").focus({ preventScroll: true });
  }

  // An earlier comparison must not stay on the page.
  function empty(words) {
    delete drawn.answer;
    say(head, words);
    fill(found);
    fill(asking);
  }

  function refused(error) {
    if (!(error instanceof Refused)) return failed(error);
    empty("Not compared.");
    if (!isNew("wrong", error.details)) return;
    const problems = error.details.problems ?? [];
    fill(wrong, problems.length
      ? el("ul", { class: "problems" }, problems.slice(0, 20).map((problem) => el("li", { class: "error" }, problem.place ? `${problem.place.file}:${problem.place.line}: ` : "", problem.message, problem.hint ? ` (${problem.hint})` : "")))
      : el("p", { class: "warning" }, `${error.details.detail}.`));
  }

  return {
    // Offers the program files that can be opened.
    offer(files, state) {
      fill(file, el("option", { value: "" }, "the file next to the criteria"), files.map((name) => el("option", { value: name }, name)));
      drawn = {};
      fill(wrong);
      empty("");
      needs.show(state ?? NONE);
      isReady = true;
      if (isShown) refresh();
    },
    shown(is) {
      isShown = is;
      if (is && isReady) refresh();
    },
    changed() {
      if (isShown) soon();
      else empty("");
    },
    forget() {
      keep(structuredClone(NONE));
      needs.show(NONE);
    },
  };
}
