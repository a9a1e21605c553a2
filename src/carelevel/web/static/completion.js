// Completions at the cursor: keys of the schema, and names that the file declares.

const OPERATORS = {
  is: "is this value", is_not: "is known and different", one_of: "is one of these", none_of: "is none of these",
  at_least: "this or more", at_most: "this or less", between: "from … to …, bounds included",
};
const OF_SETS = {
  includes: "has this member", includes_any: "has one of these", includes_all: "has all of these", excludes: "does not have this member", excludes_all: "has none of these",
};
const GROUPS = {
  all: "every part is met", any: "at least one part is met", none: "no part is met", at_least: "at least this many parts are met, such as members of a set", at_most: "at most this many parts are met", exactly: "exactly this many parts are met",
};
const NAMES = { level: "levels", requires: "levels", suggests: "levels", limits_to: "levels", rules_out: "levels", for: "levels", adds: "services", source: "sources", criterion: "criteria", lowest: "levels",
  highest: "levels", indicated: "levels", reasons: "criteria", barriers: "criteria", met: "criteria", unmet: "criteria", missing: "facts", section: "sections" };

// Returns the path of keys to the cursor (by indentation and brackets), and whether the cursor is at the value of the last key.
export function pathTo(lines, row, before) {
  const opened = brackets(before);
  const lead = opened.length ? opened[0].before : before;
  const [, indent, dashes, rest] = /^(\s*)((?:- +)*)(.*)$/.exec(lead);
  const own = /(?:^|,\s*)("?[\w-]+"?)\s*:\s*[^,]*$/.exec(rest)?.[1];
  const path = above(lines, row, dashes ? { column: indent.length, orAt: true } : { column: indent.length, orAt: false });
  if (own) path.push(bare(own));
  path.push(...opened.slice(1).flatMap(({ key }) => (key ? [key] : [])));
  const inside = opened.at(-1)?.inside ?? null;
  if (inside !== null) path.push(inside);
  return { path, value: opened.length ? inside !== null : Boolean(own) };
}

// Returns the parent keys in the lines above: those further left; for a list item also one at the column of its dash.
function above(lines, row, bound) {
  const path = [];
  for (let at = row - 1; at >= 0 && (bound.column > 0 || bound.orAt); at--) {
    const found = /^(\s*)((?:- +)*)("?[\w-]+"?)\s*:/.exec(lines[at]);
    if (!found) continue;
    const [, indent, dashes, key] = found;
    const column = indent.length + dashes.length;
    const isParent = column < bound.column || (bound.orAt && !dashes && column === bound.column);
    if (isParent) path.unshift(bare(key));
    if (dashes && (isParent || indent.length < bound.column)) bound = { column: indent.length, orAt: true };
    else if (isParent) bound = { column, orAt: false };
  }
  return path;
}

function bare(key) {
  return key.replaceAll('"', "");
}

// Returns the open brackets before the cursor, each with its key and the key inside it at whose value the cursor is.
function brackets(before) {
  const opened = [];
  let text = "";
  for (let at = 0; at < before.length; at++) {
    const sign = before[at];
    if (sign === "{" || sign === "[") {
      const key = /("?[\w-]+"?)\s*:\s*$/.exec(text)?.[1];
      opened.push({ before: before.slice(0, at), key: key ? bare(key) : null, inside: null, from: at + 1 });
      text = "";
    } else if ((sign === "}" || sign === "]") && opened.length) {
      opened.pop();
      text = "";
    } else if (sign === ",") {
      text = "";
    } else {
      text += sign;
    }
  }
  if (opened.length) {
    const inside = /("?[\w-]+"?)\s*:\s*[\w-]*$/.exec(text)?.[1];
    opened.at(-1).inside = inside ? bare(inside) : null;
  }
  return opened;
}

export function completer(kind, schema, names) {
  return (context) => {
    const at = context.state.doc.lineAt(context.pos);
    const before = at.text.slice(0, context.pos - at.from);
    if (/^\s*#|\s#/.test(before)) return null;
    const word = /[\w-]*$/.exec(before)[0];
    if (!context.explicit && !word && !/[:{[,-] $|\{$|\[$/.test(before)) return null;
    const lines = [];
    for (let number = 1; number < at.number; number++) lines.push(context.state.doc.line(number).text);
    const { path, value } = pathTo(lines, at.number - 1, before);
    const options = suggested(schema(kind), names(), path, value);
    return options.length ? { from: context.pos - word.length, options, validFor: /^[\w-]*$/ } : null;
  };
}

export function suggested(schema, names, path, value) {
  const node = at(schema, schema, path);
  const key = path.at(-1);
  const facts = names?.facts ?? {};
  if (value) {
    if (NAMES[key]) return words(names?.[NAMES[key]] ?? {});
    if (facts[key]) return [...facts[key].values.map((label) => ({ label })), ...operators(names, key, true)];
    const owner = path.at(-2);
    if (facts[owner] && (OPERATORS[key] || OF_SETS[key])) return facts[owner].values.map((label) => ({ label }));
    if (owner === "level") return words(names?.levels ?? {});
    if (node?.enum) return node.enum.map((label) => ({ label: String(label) }));
    return [];
  }
  const above = at(schema, schema, path.slice(0, -1));
  if (facts[key] && (above?.isCondition || above?.isCase)) return operators(names, key, false);
  const parts = Object.fromEntries(Object.entries(node?.properties ?? {}).map(([id, sub]) => [id, sub.description ?? ""]));
  if (node?.isCondition) return [...keys(Object.fromEntries(Object.entries(facts).map(([id, fact]) => [id, fact.title]))), ...keys(GROUPS), ...keys(parts)];
  if (node?.isCase) return keys(Object.fromEntries(Object.entries(facts).map(([id, fact]) => [id, fact.title])));
  if (NAMES[key]) return words(names?.[NAMES[key]] ?? {});
  return keys(parts);
}

function operators(names, fact, isValue) {
  const isSet = names?.sets?.includes(fact);
  return Object.entries(isSet ? OF_SETS : OPERATORS).map(([label, detail]) => ({ label, detail, apply: isValue ? `{${label}: ` : `${label}: ` }));
}

function words(named) {
  return Object.entries(named).map(([label, told]) => ({ label, detail: short(told?.title ?? told) }));
}

function keys(named) {
  return Object.entries(named).map(([label, told]) => ({ label, detail: short(told), apply: `${label}: ` }));
}

function short(text) {
  return text && text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

// Returns the part of the schema at a path; lists are transparent.
function at(schema, node, path) {
  let here = resolved(schema, node);
  for (const step of path) {
    // A condition, or a list of parts that have one: the next key tells which.
    if (here?.isEither) here = resolved(schema, here.items)?.properties?.[step] ? here : { isCondition: true };
    while (here?.items) here = resolved(schema, here.items);
    if (here?.isCondition) {
      if (["all", "any", "none", "of"].includes(step) || GROUPS[step]) continue;
      return { properties: {} };
    }
    here = resolved(schema, here?.properties?.[step] ?? (typeof here?.additionalProperties === "object" ? here.additionalProperties : null));
    if (!here) return null;
  }
  if (here?.isEither) return { isCondition: true, properties: resolved(schema, here.items)?.properties };
  while (here?.items) here = resolved(schema, here.items);
  return here;
}

function resolved(schema, node) {
  if (!node) return null;
  if (node.$ref) {
    const name = node.$ref.split("/").at(-1);
    if (name === "Condition") return { isCondition: true };
    if (name === "KnownFacts") return { isCase: true };
    return resolved(schema, schema.$defs[name]);
  }
  // A whole set, or a local version of another.
  const several = node.oneOf ?? node.anyOf ?? (node.then && node.else ? [node.then, node.else] : null);
  if (several && !node.properties) {
    const parts = several.map((each) => resolved(schema, each)).filter(Boolean);
    const words = parts.flatMap((part) => part.enum ?? []);
    const one = parts.find((part) => part.items) ?? {};
    const isEither = parts.some((part) => part.isCondition);
    return { ...one, properties: merged(parts), ...(isEither ? { isEither } : {}), ...(words.length ? { enum: [...new Set(words)] } : {}) };
  }
  return node;
}

// A key that several shapes have offers the words of all of them.
function merged(parts) {
  const properties = {};
  for (const [key, sub] of parts.flatMap((part) => Object.entries(part.properties ?? {}))) {
    properties[key] = properties[key]?.enum && sub.enum ? { enum: [...new Set([...properties[key].enum, ...sub.enum])] } : sub;
  }
  return properties;
}
