// Unsaved work. Texts are kept in this browser until they are saved, so that neither a reload nor a crash loses them. A case is kept only as long as this tab
// is open: what is known of a person is not left behind on a shared machine.

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
    // Full, or not allowed: the page works on without a net.
  }
}

function found(where, key) {
  try {
    return JSON.parse(where.getItem(key));
  } catch {
    return null;
  }
}
