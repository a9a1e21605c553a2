// The parts of CodeMirror that the workbench uses, and nothing else.
export { EditorState, Compartment, Text } from "@codemirror/state";
export { EditorView, keymap, lineNumbers, drawSelection, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars } from "@codemirror/view";
export { defaultKeymap, history, historyKeymap, undo, redo, isolateHistory } from "@codemirror/commands";
export { HighlightStyle, syntaxHighlighting, bracketMatching, foldGutter, foldKeymap, indentUnit, indentOnInput } from "@codemirror/language";
export { yaml } from "@codemirror/lang-yaml";
export { autocompletion, completionKeymap, closeBrackets, closeBracketsKeymap, startCompletion } from "@codemirror/autocomplete";
export { setDiagnostics, diagnosticCount, lintGutter, lintKeymap, nextDiagnostic } from "@codemirror/lint";
export { search, searchKeymap } from "@codemirror/search";
export { tags } from "@lezer/highlight";
