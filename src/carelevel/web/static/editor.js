// The text editor: CodeMirror with completion and with the problems from the server underlined.

import {
  EditorState, EditorView, keymap, lineNumbers, drawSelection, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, defaultKeymap, history,
  historyKeymap, HighlightStyle, syntaxHighlighting, bracketMatching, indentUnit, yaml, autocompletion, completionKeymap, closeBrackets, closeBracketsKeymap,
  setDiagnostics, diagnosticCount, lintGutter, lintKeymap, search, searchKeymap, tags,
} from "./codemirror.js";

const COLOURS = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], class: "tok-key" },
  { tag: [tags.string, tags.special(tags.string)], class: "tok-string" },
  { tag: [tags.comment, tags.lineComment], class: "tok-comment" },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], class: "tok-punctuation" },
  { tag: [tags.keyword, tags.meta, tags.labelName, tags.typeName], class: "tok-meta" },
]);

export function editor(parent, { label, changed, complete }) {
  let quiet = false;
  const nonce = document.querySelector('meta[name="csp-nonce"]').content;
  const made = () => [
    EditorView.cspNonce.of(nonce),
    lineNumbers(), highlightActiveLineGutter(), highlightSpecialChars(), history(), drawSelection(), bracketMatching(), closeBrackets(), highlightActiveLine(),
    search({ top: true }), lintGutter(), indentUnit.of("  "), EditorState.tabSize.of(2), EditorView.lineWrapping, yaml(), syntaxHighlighting(COLOURS),
    autocompletion({ override: [complete], icons: false }),
    // Tab moves the focus and does not indent: people without a mouse must be able to leave the editor.
    keymap.of([
      ...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap,
    ]),
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !quiet) changed();
    }),
  ];
  const view = new EditorView({ parent, state: EditorState.create({ doc: "", extensions: made() }) });
  return {
    view,
    text: () => view.state.doc.toString(),
    // A new state, so that undo does not bring back the text of another file.
    open(text) {
      quiet = true;
      view.setState(EditorState.create({ doc: text, extensions: made() }));
      quiet = false;
    },
    // A change that can be undone.
    put(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, userEvent: "input" });
    },
    append(text) {
      const at = view.state.doc.length;
      view.dispatch({ changes: { from: at, insert: text }, selection: { anchor: at + text.length }, scrollIntoView: true, userEvent: "input" });
    },
    goTo(line, column = 1) {
      const at = position(view.state.doc, line, column);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
      view.focus();
    },
    underline(problems, file) {
      const here = problems.filter((problem) => problem.place?.file === file);
      if (here.length || diagnosticCount(view.state)) view.dispatch(setDiagnostics(view.state, here.map((problem) => diagnostic(view.state.doc, problem))));
    },
  };
}

// Lines and columns count characters from 1; the editor counts UTF-16 units from 0.
function position(doc, line, column) {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const before = Array.from(at.text).slice(0, column - 1).join("");
  return at.from + Math.min(before.length, at.length);
}

function diagnostic(doc, { severity, place, message, hint, code }) {
  const from = position(doc, place.line, place.column);
  const rest = doc.lineAt(from).text.slice(from - doc.lineAt(from).from);
  const word = /^"[^"]*"?|^'[^']*'?|^[^\s,:{}[\]#]+/.exec(rest)?.[0] ?? rest.slice(0, 1);
  const words = hint ? `${message}\n${hint}` : message;
  return { from, to: Math.min(from + Math.max(word.length, 1), doc.length), severity: severity === "note" ? "info" : severity, message: words, source: code };
}
