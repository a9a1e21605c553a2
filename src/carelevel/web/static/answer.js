// The recommendation: its first sentence, the ladder of levels, and the details.

import { button, el, fill } from "./elements.js";
import { shown } from "./documents.js";

export function answerView({ headline, ladder, details, links, why }) {
  let open = null;
  const drawn = new WeakMap(); // what the region below a level shows, so that nothing is redrawn without need

  function show(levels, answer, document) {
    const [first, ...rest] = document.filter((block) => block.kind !== "ladder");
    fill(headline, shown([first], links));
    drawLadder(levels, answer);
    fill(details, shown(rest, links, 1));
  }

  function drawLadder(levels, answer) {
    const ranks = levels.map((level, rank) => (answer.possible.includes(level.id) ? rank : -1)).filter((rank) => rank >= 0);
    const [low, high] = [Math.min(...ranks), Math.max(...ranks)];
    // The explanation of a level stays open while the answer changes.
    const region = ladder.querySelector(".why-not");
    const rungs = levels.map((level, rank) => {
      const isPossible = ranks.includes(rank);
      const points = answer.indicated === level.id && (answer.reasons.length || answer.joint) && answer.possible.length > 1;
      const state = `${isPossible ? (answer.settled ? "Suggested" : "Possible") : "Not possible"}${points ? "; what is known so far points here" : ""}`;
      const asks = answer.possible.length && answer.level !== level.id;
      const isOpen = open === level.id && asks;
      const mark = el("span", { class: "mark", "aria-hidden": "true" });
      const classes = ["rung", isPossible && "is-possible", points && "is-indicated", rank >= low && rank <= high && "in-range", rank === high && "is-top", rank === low && "is-bottom"];
      return el(
        "li",
        { class: classes.filter(Boolean).join(" "), "data-level": level.id },
        mark,
        el("span", { class: "words" }, el("strong", {}, level.title), el("span", { class: "state" }, state)),
        asks
          ? button("Why not…", () => toggle(level.id, levels, answer), {
              class: "small",
              "aria-expanded": String(isOpen),
              "aria-label": `Why not ${level.title}, and what would change that`,
            })
          : null,
        isOpen ? (region ?? el("div", { class: "why-not", role: "region", "aria-label": `Why not ${level.title}` })) : null,
      );
    });
    const focused = document.activeElement?.closest?.("[data-level]")?.dataset.level;
    fill(ladder, rungs.reverse());
    if (focused) ladder.querySelector(`[data-level="${CSS.escape(focused)}"] button`)?.focus();
    if (open && !ladder.querySelector(".why-not")) open = null;
  }

  function toggle(level, levels, answer) {
    open = open === level ? null : level;
    ladder.querySelector(".why-not")?.remove();
    drawLadder(levels, answer);
    if (open) why(open);
  }

  return {
    show,
    asked: () => open,
    told: (blocks) => {
      const region = ladder.querySelector(".why-not");
      const text = JSON.stringify(blocks);
      if (!region || drawn.get(region) === text) return;
      drawn.set(region, text);
      fill(region, shown(blocks, links));
    },
    none(...words) {
      fill(headline, el("p", {}, words));
      fill(ladder);
      fill(details);
    },
  };
}
