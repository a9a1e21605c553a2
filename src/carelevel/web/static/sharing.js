// Printing, downloading and opening files. A page that is printed or downloaded holds the case, but no identity.

import { button, el, fill } from "./elements.js";
import { download, Refused, sendForm } from "./server.js";

export function shareView(parent, { current, openCase, openText, saveAs, failed }) {
  const told = el("p", { class: "warning", role: "alert" });
  let offered;
  const print = (what, keep) => () => sendForm("/print", { ...current(what), what, ...(keep ? { download: true } : {}) }, keep ? "_self" : "_blank");
  fill(
    parent,
    el("h2", {}, "Print and share"),
    el("h3", {}, "The recommendation"),
    el("p", {}, "A page with the case, the criteria, their version, and the date. It does not say who the person is."),
    el("div", { class: "buttons" }, button("Print the recommendation", print("recommendation"), { title: "Opens a new page" }), button("Download the recommendation", print("recommendation", true))),
    el("h3", {}, "The criteria"),
    el("p", {}, "The whole set in plain English, for colleagues to review and sign."),
    el("div", { class: "buttons" }, button("Print the criteria", print("criteria"), { title: "Opens a new page" }), button("Download the criteria as a page", print("criteria", true))),
    el("h3", {}, "Save as a set of your own"),
    ...saving(),
    el("h3", {}, "Files"),
    el("div", { class: "buttons" },
      button("Download the case", () => download("case.json", `${JSON.stringify(current("recommendation").case, null, 2)}\n`, "application/json")),
      button("Download the criteria", () => download(current("criteria").name.split("/").at(-1).replace(/(\.ya?ml)?$/, ".yaml"), current("criteria").text, "application/yaml"))),
    picker("Open a case file", ".yaml,.yml,.json", openCase),
    picker("Open a criteria file as the text on the left", ".yaml,.yml", openText),
    told,
  );

  function saving() {
    const folder = el("select", { id: "save-folder" });
    const name = el("input", { id: "save-name", required: true, maxlength: 60, pattern: "[a-z0-9]+(-[a-z0-9]+)*", title: "lowercase letters, digits and -", autocomplete: "off" });
    const wrong = el("p", { class: "warning", role: "alert" });
    const within = el("div", {}, el("label", { for: folder.id }, "In the folder"), folder);
    const form = el("form", { class: "row", onsubmit: act }, within, el("div", {}, el("label", { for: name.id }, "Name"), name), el("button", {}, "Save as"));
    const nowhere = el("p", {}, "No folder is open to save in. Start the workbench with one: carelevel serve FOLDER.");

    async function act(event) {
      event.preventDefault();
      fill(wrong);
      try {
        await saveAs(folder.value, name.value);
        form.reset();
      } catch (error) {
        if (!(error instanceof Refused)) return failed(error);
        fill(wrong, `${error.details.detail}.`);
      }
    }

    offered = (folders) => {
      fill(folder, folders.map((each) => el("option", { value: each }, each)));
      form.hidden = !folders.length;
      within.hidden = folders.length < 2;
      nowhere.hidden = folders.length > 0;
    };
    return [el("p", {}, "Saves the text on the left and its vignettes as a new set in its own folder. Nothing is overwritten."), nowhere, form, wrong];
  }

  function picker(label, accept, open) {
    const input = el("input", { type: "file", accept, id: `open-${label.split(" ")[2]}` });
    input.addEventListener("change", async () => {
      const [file] = input.files;
      if (!file) return;
      fill(told);
      try {
        await open(file.name, await file.text());
      } catch (error) {
        if (!error.details) throw error;
        fill(told, (error.details.problems ?? []).map((problem) => `${problem.place ? `${problem.place.line}:${problem.place.column}: ` : ""}${problem.message}${problem.hint ? ` (${problem.hint})` : ""}`).join("; ") || error.message);
        failed?.(error);
      } finally {
        input.value = "";
      }
    });
    return el("p", {}, el("label", { for: input.id }, label), " ", input);
  }

  return { offer: (folders) => offered(folders), name: () => parent.querySelector("#save-name").focus() };
}
