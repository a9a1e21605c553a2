// Turns documents of the server into elements. Ids of criteria link to their line in the editor, ids of facts to the form.

import { button, el } from "./elements.js";

// `below` is the depth of the heading above them.
export function shown(blocks, links, below = 2) {
  return blocks.map((block) => one(block, links, below));
}

function one(block, links, below) {
  switch (block.kind) {
    case "heading":
      return el(`h${block.depth + below}`, {}, block.text);
    case "paragraph":
      return el("p", {}, line(block.line, links));
    case "list":
      return el("ul", {}, block.items.map((item) => el("li", {}, line(item.line, links), shown(item.below, links))));
    case "table":
      return el(
        "div",
        { class: "scrolled", tabindex: 0, role: "group", "aria-label": block.caption || "Table" },
        el(
          "table",
          {},
          el("thead", {}, el("tr", {}, block.header.map((text) => el("th", { scope: "col" }, text)))),
          el("tbody", {}, block.rows.map((row) => el("tr", {}, row.map((cell, at) => (block.row_headers && !at ? el("th", { scope: "row" }, line(cell, links)) : el("td", {}, line(cell, links))))))),
        ),
      );
    case "ladder":
      return el("p", {}, block.text);
    default:
      throw new Error(`a block of an unknown kind: ${block.kind}`);
  }
}

function line(spans, links) {
  return spans.map((span) => {
    let made = span.code ? codes(span.text, links) : span.text;
    if (span.link && /^https?:\/\//.test(span.link)) made = el("a", { href: span.link, rel: "noreferrer", target: "_blank" }, made);
    if (span.mark) made = el("mark", {}, made);
    return span.strong ? el("strong", {}, made) : made;
  });
}

function codes(text, links) {
  return text.split(", ").flatMap((word, at) => {
    const act = links?.(word);
    const made = act ? button(word, act.act, { class: "link", title: act.title }) : el("code", {}, word);
    return at ? [", ", made] : [made];
  });
}
