// The workbench: the text on the left, the results on the right. After every edit, the page asks the server and shows its answer.

import { answerView } from "./answer.js";
import { checkView, compareView } from "./checking.js";
import { completer } from "./completion.js";
import * as drafts from "./drafts.js";
import { editor } from "./editor.js";
import { button, counted, el, fill, say, tabs } from "./elements.js";
import { factForm } from "./form.js";
import { interviewView } from "./interview.js";
import { programsView } from "./programs.js";
import { ask, later, latest, Refused, Unreachable } from "./server.js";
import { shareView } from "./sharing.js";
import { vignettesView, vignetteText } from "./vignettes.js";

const $ = (id) => document.getElementById(id);

let files = [];
let programFiles = [];
let folders = []; // folders in which a new set can be saved
let schemas = {};
let file = null; // name, writable, and what is on the disk: { criteria: { text, digest }, vignettes: { text, digest } }
let known = {};
let seen = null; // what the server said last
let names = null;
let formDigest = null;
let pressed = -Infinity; // time of the last key press
let since = null; // time of the first edit that is not shown yet
let saving = false;
let drawn = {}; // what the parts of the page show, so that nothing is redrawn without need

// ---- The parts of the page ------------------------------------------------------------------------------------------------------------------------------

const notices = $("notices");
const links = (word) => {
  const place = file && word.startsWith(`${file.name}:`) ? /^:(\d+):/.exec(word.slice(file.name.length)) : null;
  if (place) return { act: () => goTo(Number(place[1])), title: "Show in the editor" };
  // Looked up on each click, because lines move while someone types.
  if (seen?.lines?.[word]) return { act: () => goTo(seen.lines[word] ?? 1), title: "Show in the editor" };
  return form.has(word) ? { act: () => (views.choose("try"), form.focus(word)), title: "Go to the question" } : null;
};

const problems = el("div", { class: "found" });
const hosts = { criteria: el("div", { class: "editor" }), vignettes: el("div", { class: "editor" }) };
fill($("panel-criteria"), hosts.criteria, problems);
fill($("panel-written-vignettes"), hosts.vignettes);
const complete = (kind) => completer(kind, () => schemas[kind] ?? {}, () => names);
const written = {
  criteria: editor(hosts.criteria, { label: "Criteria, as YAML", changed: edited, complete: complete("criteria") }),
  vignettes: editor(hosts.vignettes, { label: "Vignettes, as YAML", changed: edited, complete: complete("vignettes") }),
};
const texts = tabs($("texts"), [
  { id: "criteria", title: "Criteria", panel: $("panel-criteria") },
  { id: "written-vignettes", title: "Vignettes", panel: $("panel-written-vignettes") },
]);

const headline = el("div", { class: "headline", role: "status", "aria-live": "polite" });
const ladder = el("ol", { class: "ladder", "aria-label": "Levels of care, most intensive first" });
const details = el("div", { class: "document" });
const wrong = el("div", {});
const next = el("p", { class: "next" });
const formHost = el("div", { class: "facts" });
const interviewHost = el("div", { class: "interview", hidden: true });
const form = factForm(formHost, (given) => knows(given));
const interviewing = interviewView(interviewHost, {
  ask: (members) => ask("/workbench/interview", { ...text(), case: known, ...members }),
  known: (given) => (form.show(given), knows(given)),
  stop: () => interview(false),
});
const clear = button("New case", () => (programs.forget(), attempt({})), { class: "small" });
const interviewed = button("Interview", () => interview(interviewHost.hidden), { class: "small", "aria-pressed": "false" });
fill(
  $("panel-try"),
  headline,
  next,
  el("div", { class: "trying" },
    el("section", { "aria-label": "The case" }, el("div", { class: "title" }, el("h2", {}, "The case"), interviewed, clear), interviewHost, formHost),
    el("section", { "aria-label": "The recommendation" }, wrong, el("h2", {}, "Levels"), ladder, details)),
);
const answer = answerView({ headline, ladder, details, links, why: () => levelLater() });
const vignettes = vignettesView($("panel-vignettes"), { goTo: (line, column, which = "vignettes") => goTo(line, column, which), attempt, save: addVignette, links, failed,
  cover: () => ask("/workbench/coverage", { ...text(), vignettes: written.vignettes.text() }) });
const checks = checkView($("panel-check"), { ask: () => ask("/workbench/check", text()), goTo, attempt, failed });
const compares = compareView($("panel-compare"), { ask: (other) => ask("/workbench/compare", { ...text(), with: other }), attempt, links, failed });
const programs = programsView($("panel-programs"), { current: () => ({ ...text(), case: known }), ask: (members) => ask("/workbench/programs", members), links, failed,
  keep: (needs) => drafts.keepNeeds(file.name, needs) });
const shares = shareView($("panel-share"), {
  failed,
  saveAs,
  current: (what) => ({ ...text(), ...(what === "recommendation" ? { case: known } : {}) }),
  openCase: async (name, content) => attempt((await ask("/workbench/case", { ...text(), file: name, content })).case),
  openText: async (_name, content) => (written.criteria.put(content), texts.choose("criteria", true)),
});
const views = tabs($("views"), [
  { id: "try", title: "Try", panel: $("panel-try") },
  { id: "vignettes", title: "Vignettes", panel: $("panel-vignettes") },
  { id: "check", title: "Check", panel: $("panel-check") },
  { id: "compare", title: "Compare", panel: $("panel-compare") },
  { id: "programs", title: "Programs", panel: $("panel-programs") },
  { id: "share", title: "Print and share", panel: $("panel-share") },
], (id) => programs.shown(id === "programs"));

// ---- Asking ---------------------------------------------------------------------------------------------------------------------------------------------

const text = () => ({ name: file.name, text: written.criteria.text() });

const look = latest(() => ask("/workbench/look", { ...text(), case: known, ...(formDigest ? { form: formDigest } : {}) }), looked, failed);
const follow = latest(() => ask("/workbench/follow", { ...text(), case: known, vignettes: written.vignettes.text() }), followed, failed);
const level = latest(() => ask("/workbench/level", { ...text(), case: known, level: answer.asked() }), (found) => answer.told(found.document), failed);
const followLater = later(follow, 200);
const levelLater = later(() => answer.asked() && level(), 50);
const keepLater = later(keepDraft, 200);

function edited() {
  since ??= began();
  // Not while someone types: a second question would delay the answer to the first.
  followLater.not();
  look();
  keepLater();
  checks.stale();
  compares.stale();
  vignettes.stale();
  saveState();
}

function knows(given) {
  known = given;
  since ??= began();
  drafts.keepCase(file.name, known);
  look();
}

// The editor reports a change a little after the key press.
function began() {
  const now = performance.now();
  return now - pressed < 100 ? pressed : now;
}

function looked(found) {
  seen = found;
  reachable();
  if (isNew("problems", found.problems)) showProblems(found);
  // Even when they are the same: they have to be restored where their text was replaced.
  written.criteria.underline(found.problems, file.name);
  if (found.form) {
    formDigest = found.form.digest;
    form.draw(found.form.facts);
    form.show(known);
  }
  showAnswer(found);
  if (since !== null) {
    const start = since;
    since = null;
    // Measured in the next frame, when it is on the screen.
    requestAnimationFrame(() => performance.measure("carelevel-look", { start, end: performance.now() }));
  }
  if (found.usable) {
    followLater();
  } else {
    if (isNew("vignettes", null)) vignettes.notRun();
    views.label("vignettes", "Vignettes");
  }
  levelLater();
  programs.changed();
}

function showAnswer(found) {
  $("panel-try").classList.toggle("is-stale", !found.usable);
  clear.disabled = interviewed.disabled = !found.usable;
  if (!found.usable) showNext(null);
  if (!isNew("answer", [found.usable, found.sound, found.case_problems, found.levels, found.answer, found.document])) return;
  fill(wrong);
  if (!found.usable) {
    answer.none("No answer: fix the problems in the criteria first.");
  } else if (found.case_problems) {
    answer.none("No answer: the case does not fit these criteria.");
    const foreign = found.case_problems.map((problem) => problem.path[0]);
    const forget = () => attempt(Object.fromEntries(Object.entries(known).filter(([id]) => !foreign.includes(id))));
    fill(wrong, el("ul", { class: "problems" }, found.case_problems.map((problem) => el("li", { class: "error" }, problem.message, problem.hint ? ` (${problem.hint})` : ""))),
      foreign.some(Boolean) ? button("Remove this from the case", forget, { class: "small" }) : null);
  } else {
    if (!found.sound) fill(wrong, el("p", { class: "warning" }, "Some examples in the criteria fail. This answer follows the text as it is, but programs will not load it until the examples pass."));
    answer.show(found.levels, found.answer, found.document);
  }
}

function showNext(question) {
  if (!isNew("next", question)) return;
  fill(next, question ? ["Ask next: ", button(question.ask, () => form.focus(question.fact), { class: "link", title: "Go to the question" })] : null);
}

function isNew(what, shown) {
  const text = JSON.stringify(shown);
  const is = drawn[what] !== text;
  drawn[what] = text;
  return is;
}

function followed(found) {
  if (!seen?.usable) return;
  names = found.vocabulary;
  showNext(found.question);
  form.hide(found.not_asked);
  written.vignettes.underline(found.vignette_problems, "vignettes.yaml");
  if (isNew("vignettes", [found.vignettes, found.vignette_problems])) vignettes.show(found);
  const failing = vignettes.failing();
  views.label("vignettes", failing ? `Vignettes: ${failing} ${failing === 1 ? "fails" : "fail"}` : "Vignettes");
}

function showProblems(found) {
  const counts = ["error", "warning"].map((severity) => [severity, found.problems.filter((problem) => problem.severity === severity).length]).filter(([, number]) => number);
  const words = counts.length ? counts.map(([severity, number]) => counted(number, severity)).join(", ") : "No problems";
  fill(
    problems,
    el("p", { role: "status" }, words),
    found.problems.length
      ? el("ul", { class: "problems" }, found.problems.slice(0, 100).map((problem) => {
          const { place } = problem;
          const isHere = place?.file === file.name;
          return el("li", { class: problem.severity }, place ? (isHere ? button(`Line ${place.line}`, () => goTo(place.line, place.column), { class: "link" }) : `${place.file}:${place.line}`) : null,
            ` ${problem.severity}: ${problem.message}`, problem.hint ? el("span", { class: "hint" }, ` ${problem.hint}`) : null);
        }))
      : null,
  );
}

// ---- What people can do -------------------------------------------------------------------------------------------------------------------------------------

function goTo(line, column = 1, which = "criteria") {
  texts.choose(which === "criteria" ? "criteria" : "written-vignettes");
  written[which].goTo(line, column);
}

function attempt(given) {
  interview(false);
  form.show(given);
  knows(given);
  views.choose("try");
  $("meaning").focus({ preventScroll: true });
}

function interview(is) {
  interviewHost.hidden = !is;
  formHost.hidden = is;
  next.hidden = is;
  interviewed.setAttribute("aria-pressed", String(is));
  if (is) interviewing.begin().catch(failed);
}

function addVignette(id, title) {
  if (!seen?.answer) return "There is no answer yet: fix the criteria or the case first.";
  const before = written.vignettes.text();
  written.vignettes.append(vignetteText(before, seen.answer.criteria.id, { id, title, given: known, answer: seen.answer }));
  texts.choose("written-vignettes");
  return null;
}

function isChanged(what) {
  return written[what].text() !== (file.saved[what].text ?? "");
}

function saveState() {
  const changed = ["criteria", "vignettes"].filter(isChanged);
  $("save").disabled = !file.writable && !folders.length;
  say($("save"), file.writable || !folders.length ? "Save" : "Save as…");
  say($("saved"), file.writable ? (changed.length ? "Not saved" : "Saved") : changed.length ? `Comes with carelevel: ${folders.length ? "save your changes as a set of your own" : "download your changes under Print and share"}` : "Comes with carelevel, read only");
  document.title = `${changed.length ? "• " : ""}${file.name} – carelevel workbench`;
}

async function saveAll() {
  if (!file || saving) return;
  if (!file.writable) {
    if (folders.length) (views.choose("share"), shares.name());
    return;
  }
  saving = true;
  try {
    await saveEach();
  } finally {
    saving = false;
  }
}

async function saveEach() {
  for (const what of ["criteria", "vignettes"]) {
    if (!isChanged(what)) continue;
    const now = written[what].text();
    try {
      const { digest } = await ask("/workbench/save", { name: file.name, what, text: now, ...(file.saved[what].digest ? { digest: file.saved[what].digest } : {}) });
      file.saved[what] = { text: now, digest };
    } catch (error) {
      failed(error);
      return;
    }
  }
  notice("save", null);
  keepDraft();
  saveState();
}

async function saveAs(folder, as) {
  const kept = written.vignettes.text();
  const made = await ask("/workbench/save-as", { folder, as, text: written.criteria.text(), ...(kept.trim() ? { vignettes: kept } : {}) });
  // The changes now belong to the new set, and the case moves along.
  if (!file.writable) drafts.drop(file.name);
  drafts.keepCase(made.name, known);
  listed(made);
  await open(made.name);
  notice("draft", el("p", {}, `Saved as ${made.name}. It still has the id and the version of the set it was copied from: change them.`));
}

function listed(found) {
  ({ files, programs: programFiles, folders } = found);
  fill($("file"), files.map(({ name, writable }) => el("option", { value: name }, writable ? name : `${name} (comes with carelevel)`)));
  shares.offer(folders);
  const leftOut = found.left_out.map(({ name, why }) => el("li", {}, `${name}: ${why}`));
  notice("left-out", leftOut.length ? el("details", {}, el("summary", {}, leftOut.length === 1 ? "One file in the folder is not listed" : `${leftOut.length} files in the folder are not listed`), el("ul", {}, leftOut)) : null);
}

function keepDraft() {
  if (["criteria", "vignettes"].some(isChanged)) {
    const kept = Object.fromEntries(["criteria", "vignettes"].map((what) => [what, { text: written[what].text(), digest: file.saved[what].digest }]));
    drafts.keep(file.name, { ...kept, at: new Date().toISOString() });
  } else {
    drafts.drop(file.name);
  }
}

async function open(name) {
  const found = await ask("/workbench/open", { name });
  file = { name, writable: found.writable, saved: { criteria: found.criteria, vignettes: found.vignettes } };
  const draft = drafts.kept(name);
  for (const what of ["criteria", "vignettes"]) written[what].open(draft?.[what]?.text ?? file.saved[what].text ?? "");
  // Unsaved work is based on the file as it was then, so saving compares with that.
  notice("save", null);
  notice("draft", draft && restored(draft));
  known = drafts.keptCase(name);
  drafts.keepLast(name);
  formDigest = null;
  drawn = {};
  names = null;
  $("file").value = name;
  compares.offer(files, name);
  programs.offer(programFiles, drafts.keptNeeds(name));
  interview(false);
  saveState();
  look();
}

function restored(draft) {
  const isOld = ["criteria", "vignettes"].some((what) => draft[what].digest !== file.saved[what].digest);
  for (const what of ["criteria", "vignettes"]) file.saved[what] = { ...file.saved[what], digest: draft[what].digest };
  const words = `Your unsaved work from ${new Date(draft.at).toLocaleString()} was restored.${isOld ? " The file on the disk has changed since; saving will not overwrite it." : ""} `;
  return el("p", {}, words, button("Use the file on the disk instead", () => fromDisk(), { class: "small" }));
}

async function fromDisk() {
  drafts.drop(file.name);
  await open(file.name).catch(failed);
}

function notice(id, content, isAlert = false) {
  notices.querySelector(`[data-notice="${id}"]`)?.remove();
  if (content) notices.append(el("div", { "data-notice": id, class: "notice", role: isAlert ? "alert" : null }, content));
}

const isGone = () => notices.querySelector('[data-notice="gone"]') !== null;

function reachable() {
  if (isGone()) {
    notice("gone", null);
    follow();
  }
}

let retrying = null;

function failed(error) {
  if (error instanceof Unreachable) {
    // Shown once, not again at each attempt.
    if (!isGone()) notice("gone", el("p", {}, "The server does not answer. Your text is stored in this browser. Start the server again with carelevel serve."), true);
    clearTimeout(retrying);
    retrying = setTimeout(look, 2000);
    return;
  }
  if (!(error instanceof Refused)) throw error;
  // Problems of the text are listed below it.
  if (error.details.type === "urn:carelevel:problems") return;
  const isDisk = error.details.type === "urn:carelevel:changed-on-disk";
  const more = isDisk ? [" Download your text under Print and share, or ", button("open the file on the disk", () => fromDisk(), { class: "small" })] : [];
  notice("save", el("p", {}, `${error.details.detail}.`, more), true);
}

// ---- The beginning --------------------------------------------------------------------------------------------------------------------------------------

$("save").addEventListener("click", saveAll);
$("file").addEventListener("change", () => open($("file").value).catch(failed));
document.addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    saveAll();
  }
});

async function begin() {
  try {
    const found = await ask("/workbench/start");
    schemas = found.schemas;
    listed(found);
  } catch (error) {
    if (error instanceof Unreachable) {
      notice("gone", el("p", {}, "The server does not answer. Start it with carelevel serve, then reload this page."), true);
    } else {
      failed(error);
    }
    return;
  }
  const last = drafts.last();
  const given = files.filter((each) => each.writable);
  const first = [...given, ...files].find((each) => each.name === last && (each.writable || !given.length)) ?? files[0];
  await open(first.name).catch(failed);
}

begin();
