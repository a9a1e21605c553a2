// A form for what a person needs from a program: hours that are taken, where they travel from, and what is required or preferred.

import { button, el, fill, say } from "./elements.js";

const DAYS = { mon: "Monday", tue: "Tuesday", wed: "Wednesday", thu: "Thursday", fri: "Friday", sat: "Saturday", sun: "Sunday" };
const WEIGHTS = { "": "does not matter", prefers: "preferred", requires: "required" };
// Shown first; all other facts of programs are folded away below.
const FIRST = ["waiting_days", "payers", "languages", "services", "times"];
const WHERE = ["distance_km", "modes"];

export const NONE = Object.freeze({ taken: [], travel: "", home: ["", ""], wishes: {} });

export function needsForm(parent, changed) {
  let state = structuredClone(NONE);
  let facts = [];
  const rows = el("div", { class: "taken" });
  const add = button("Add hours that are taken", () => addHours(), { class: "small" });

  function draw(next) {
    facts = next;
    const by = new Map(facts.map((fact) => [fact.id, fact]));
    const groups = (ids) => ids.filter((id) => by.has(id)).map((id) => group(by.get(id)));
    const rest = facts.map((fact) => fact.id).filter((id) => !FIRST.includes(id) && !WHERE.includes(id));
    const isOpen = parent.querySelector("details")?.open;
    fill(
      parent,
      hours(),
      el("fieldset", {}, el("legend", {}, "Where, and how"), home(), by.has("distance_km") ? distance(by.get("distance_km")) : null, by.has("modes") ? wishes(by.get("modes")) : null),
      groups(FIRST),
      el("details", { open: isOpen || rest.some((id) => Object.keys(state.wishes).some((key) => key.split(":")[0] === id && state.wishes[key].weight)) }, el("summary", {}, "More needs"), groups(rest)),
    );
    drawHours();
  }

  function show(next) {
    state = structuredClone(next);
    if (facts.length) draw(facts);
  }

  function tell() {
    changed(structuredClone(state));
  }

  // ---- Hours ----

  function hours() {
    const travel = input("number", "needs-travel", state.travel, (value) => (state.travel = value), { min: 0, max: 600, step: 1 });
    return el("fieldset", {}, el("legend", {}, "Hours that are taken", el("span", { class: "ask" }, "Work, school, care for someone: times when this person cannot attend.")), rows, add,
      el("div", { class: "number" }, el("label", { for: travel.id }, "Travel time in minutes, each way, when attending in person"), travel));
  }

  function addHours() {
    state.taken.push({ days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "17:00", because: "work" });
    drawHours();
    tell();
    rows.lastElementChild.querySelector("input").focus();
  }

  function drawHours() {
    fill(rows, state.taken.map((each, at) => hoursRow(each, at)));
  }

  function hoursRow(each, at) {
    const name = `Hours ${at + 1}`;
    const told = el("span", { class: "state", role: "status" }, lacking(each));
    const set = (key) => (value) => {
      each[key] = value;
      say(told, lacking(each));
    };
    const days = Object.entries(DAYS).map(([day, words]) =>
      el("label", { class: "choice" }, el("input", { type: "checkbox", checked: each.days.includes(day), "aria-label": words, onchange: (event) => (set("days")(Object.keys(DAYS).filter((other) => (other === day ? event.target.checked : each.days.includes(other)))), tell()) }), words.slice(0, 3)));
    const [from, to, because] = [["time", "from"], ["time", "to"], ["text", "because"]].map(([type, key]) => input(type, `needs-${key}-${at}`, each[key], set(key), key === "because" ? { maxlength: 200 } : {}));
    const remove = button("Remove", () => (state.taken.splice(at, 1), drawHours(), tell(), add.focus()), { class: "small", "aria-label": `Remove ${name.toLowerCase()}` });
    return el("div", { class: "hours", role: "group", "aria-label": name }, el("div", { class: "days" }, days),
      [["From", from], ["to", to], ["for", because]].map(([words, control]) => el("span", {}, el("label", { for: control.id }, words), " ", control)), remove, told);
  }

  // ---- Where ----

  function home() {
    const [north, east] = ["Latitude", "Longitude"].map((words, at) => {
      const control = input("number", `needs-${words.toLowerCase()}`, state.home[at], (value) => (state.home[at] = value), { step: "any", min: at ? -180 : -90, max: at ? 180 : 90 });
      return el("span", {}, el("label", { for: control.id }, words), " ", control);
    });
    return el("div", { class: "number" }, el("span", {}, "Where the person travels from (an approximate place is enough):"), north, east);
  }

  function distance(fact) {
    const wish = of(fact.id);
    const either = el("input", { type: "checkbox", checked: wish.telehealth, onchange: (event) => ((wish.telehealth = event.target.checked), tell()) });
    return el("div", {}, most(fact), facts.some((each) => each.id === "modes") ? el("label", { class: "choice" }, either, "… or by telehealth, at any distance") : null);
  }

  // ---- What is required or preferred ----

  function group(fact) {
    const control = fact.kind === "score" ? most(fact) : fact.kind === "set" ? wishes(fact) : fact.kind === "yes_no" ? wish(fact.id, fact.title) : choice(fact);
    return el("fieldset", {}, el("legend", {}, fact.title), control);
  }

  function wishes(fact) {
    return el("div", { class: "wishes" }, fact.values.map(({ value, words }) => wish(`${fact.id}:${value}`, words, `${fact.title}: ${words}`)));
  }

  function wish(key, words, name = words) {
    return el("div", { class: "wish" }, el("span", {}, words), weight(key, name));
  }

  function most(fact) {
    const wish = of(fact.id);
    const unit = fact.unit ? ` ${fact.unit}` : "";
    const control = input("number", `needs-${fact.id}`, wish.most ?? "", (value) => (wish.most = value), { min: fact.low, max: fact.high, step: 1 });
    return el("div", { class: "number" }, el("label", { for: control.id }, WHERE.includes(fact.id) ? `${fact.title}: at most` : "At most"), control, unit, weight(fact.id, fact.title));
  }

  function choice(fact) {
    const wish = of(fact.id);
    const control = el("select", { "aria-label": fact.title, onchange: (event) => ((wish.value = event.target.value), tell()) },
      [{ value: "", words: "any" }, ...fact.values].map(({ value, words }) => el("option", { value, selected: value === (wish.value ?? "") }, words)));
    return el("div", { class: "number" }, control, weight(fact.id, fact.title));
  }

  function weight(key, name) {
    const wish = of(key);
    return el("select", { "aria-label": `${name}, how much it matters`, "data-need": key, onchange: (event) => ((wish.weight = event.target.value), tell()) },
      Object.entries(WEIGHTS).map(([value, words]) => el("option", { value, selected: value === (wish.weight ?? "") }, words)));
  }

  function of(key) {
    return (state.wishes[key] ??= {});
  }

  function input(type, id, value, set, attributes) {
    return el("input", { type, id, value, autocomplete: "off", ...attributes, oninput: (event) => (set(event.target.value), tell()) });
  }

  return { draw, show, words: () => needsOf(state, facts), state: () => state };
}

function lacking({ days, from, to, because }) {
  const missing = [!days.length && "a day", !from && "a start time", !to && "an end time", !because.trim() && "a reason"].filter(Boolean);
  return missing.length ? `Incomplete, so not used yet. Add: ${missing.join(", ")}.` : "";
}

// Needs in the words of a needs file.
export function needsOf(state, facts) {
  const made = { requires: [], prefers: [] };
  for (const [key, wish] of Object.entries(state.wishes)) {
    const fact = facts.find((each) => each.id === key.split(":")[0]);
    const condition = fact && wish.weight ? conditionOf(fact, key.split(":")[1], wish) : null;
    if (condition) made[wish.weight].push(condition);
  }
  // Hours until midnight end at 24:00 of the same day.
  const taken = state.taken.filter((each) => !lacking(each)).map((each) => ({ ...each, to: each.to === "00:00" ? "24:00" : each.to }));
  const home = state.home.map((each) => each.trim());
  return {
    ...(taken.length ? { taken } : {}),
    ...(state.travel ? { travel_minutes: Number(state.travel) } : {}),
    ...(home.every(Boolean) ? { home: home.map(Number) } : {}),
    ...Object.fromEntries(Object.entries(made).filter(([, conditions]) => conditions.length).map(([weight, conditions]) => [weight, { all: conditions }])),
  };
}

function conditionOf(fact, member, wish) {
  if (fact.kind === "set") return { [fact.id]: { includes: member } };
  if (fact.kind === "yes_no") return { [fact.id]: "yes" };
  if (fact.kind === "choice") return wish.value ? { [fact.id]: wish.value } : null;
  if (wish.most === undefined || wish.most === "") return null;
  const near = { [fact.id]: { at_most: Number(wish.most) } };
  return wish.telehealth ? { any: [near, { modes: { includes: "telehealth" } }] } : near;
}
