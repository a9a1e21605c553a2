// Unsaved work. Texts stay in this browser until they are saved, so that a reload or a crash does not lose them. A case stays only as long as this tab is
// open, so that facts about a person are not left on a shared machine.

const DRAFT = "carelevel-draft:";
const CASE = "carelevel-case:";
const NEEDS = "carelevel-needs:";
const LAST = "carelevel-last";

export function keep(name, draft) {
  store(localStorage, DRAFT + name, draft);
}

export function kept(name) {
  return found(localStorage, DRAFT + name);
}

export function drop(name) {
  localStorage.removeItem(DRAFT + name);
}

export function keepCase(name, given) {
  store(sessionStorage, CASE + name, given);
}

export function keptCase(name) {
  return found(sessionStorage, CASE + name) ?? {};
}

export function keepNeeds(name, needs) {
  store(sessionStorage, NEEDS + name, needs);
}

export function keptNeeds(name) {
  return found(sessionStorage, NEEDS + name);
}

export function keepLast(name) {
  store(localStorage, LAST, name);
}

export function last() {
  return found(localStorage, LAST);
}

function store(where, key, value) {
  try {
    where.setItem(key, JSON.stringify(value));
  } catch {
    // The storage is full or not allowed: the page works without drafts.
  }
}

function found(where, key) {
  try {
    return JSON.parse(where.getItem(key));
  } catch {
    return null;
  }
}
