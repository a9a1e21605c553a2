"""Messages for problems of shape: what a key takes, what was found, and what to write instead."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from carelevel.model.frozen import record
from carelevel.model.operators import as_pair, described
from carelevel.model.problems import Path, Report, listed, quoted
from carelevel.syntax.condition_reader import ALL_OR_ANY
from carelevel.syntax.schema import KEBAB, SNAKE, CriterionShape
from carelevel.syntax.schema_types import fields, item_of, required, words_of
from carelevel.syntax.validation import bare
from carelevel.syntax.yaml_reader import Document

# Other words that people write, and the key they mean.
OTHER_KEYS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("reason", "rationale", "why", "justification", "explanation"), "because"),
        **dict.fromkeys(("because", "message", "words"), "text"),
        **dict.fromkeys(("condition", "conditions", "if", "where"), "when"),
        **dict.fromkeys(("name", "label"), "title"),
        **dict.fromkeys(("options", "choices", "members", "value"), "values"),
        **dict.fromkeys(("min", "max", "minimum", "maximum", "bounds"), "range"),
        **dict.fromkeys(("precision", "resolution", "decimals", "increment"), "step"),
        **dict.fromkeys(("question", "prompt"), "ask"),
        **dict.fromkeys(("reference", "references", "citation", "cite", "ref"), "source"),
        **dict.fromkeys(("tests", "cases"), "examples"),
        **dict.fromkeys(("need", "needs", "must"), "requires"),
        **dict.fromkeys(("recommend", "recommends", "then"), "suggests"),
        **dict.fromkeys(("limit", "limits", "caps", "barrier"), "limits_to"),
        **dict.fromkeys(("rule_out", "ruled_out", "excludes", "exclusion", "excluded", "contraindicates", "contraindicated"), "rules_out"),
        **dict.fromkeys(("refer", "refers_to", "referral", "redirect", "send_to", "go_to"), "refer_to"),
        **dict.fromkeys(("expected", "expect", "result", "outcome"), "is"),
        **dict.fromkeys(("given", "person", "facts"), "case"),
        **dict.fromkeys(("link", "address", "website"), "url"),
        **dict.fromkeys(("direction", "worst"), "worse"),
        **dict.fromkeys(("page", "section", "paragraph"), "at"),
        **dict.fromkeys(("code", "finding", "problem"), "check"),
        **dict.fromkeys(("phase", "phases", "stages"), "sections"),
        **dict.fromkeys(("else", "default", "fallback"), "otherwise"),
    }
)

# Other words that people write as values, and the value they mean; it is used only if the key allows it.
OTHER_WORDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("y", "on"), "yes"),
        **dict.fromkeys(("n", "off"), "no"),
        **dict.fromkeys(("yes", "true", "holds"), "met"),
        **dict.fromkeys(("no", "false"), "unmet"),
        **dict.fromkeys(("bool", "boolean", "flag", "yes/no"), "yes_no"),
        **dict.fromkeys(("int", "integer", "number", "numeric"), "score"),
        **dict.fromkeys(("ordinal", "likert", "ordered"), "scale"),
        **dict.fromkeys(("enum", "category", "categorical", "nominal", "select"), "choice"),
        **dict.fromkeys(("list", "multiple", "tags", "checkboxes"), "set"),
        **dict.fromkeys(("up", "higher"), "high"),
        **dict.fromkeys(("down", "lower"), "low"),
        **{day: day[:3] for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")},
    }
)

# A key and its value in braces or brackets, without a colon between them.
_GLUED = re.compile(r"([a-z_]+) *[\[{]")

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_WHAT_FOR = {
    "because": "write the reason that readers of the answer will see",
    "when": "write the condition: `when: {fact: value}`",
    "unless": "write when it is not needed: `unless: {fact: value}`",
    "carelevel": "begin the file with `carelevel: 1`, the version of the language",
    "type": "write one of `scale`, `choice`, `score`, `yes_no` and `set`",
    "is": "write what the criterion is in this case: `is: met`, `is: unmet` or `is: unknown`",
    "case": "write what is known about the person: `case: {fact: value}`",
    "range": "write the lowest and the highest value: `range: [0, 27]`",
    "values": "list the words: `values: [mild, moderate, severe]`",
    "title": "write a name for readers: `title: ...`",
    "levels": "list the levels of care, from the least to the most intensive",
    "id": "write a short name of its own: lowercase letters, digits and -",
    "version": 'write which version this is: `version: "1.0"`',
    "expect": "write what the answer should be: `expect: {level: iop}`",
    "level": "write which levels are allowed: `level: {at_least: iop}`",
    "check": "write the code of the finding: `check: unused-fact`",
    "text": "write what the reader should know",
    "based_on": "write which criteria this changes: `based_on: {set: ..., version: ...}`",
    "set": "write the id of a bundled set, or the name of a file next to this one: `set: county.yaml`",
    "after": "write the level below it: `after: outpatient`",
    "suggests": "write which level is meant when nothing else of the section says one: `suggests: outpatient`",
}
_INSTEAD = {
    "when": "write {fact: value}",
    "unless": "write {fact: value}",
    "applies_when": "write {fact: value}",
    "case": "write {fact: value}",
    "effective": "write {from: 2026-11-01}",
    "level": "write {is: ...}, {at_least: ...} or {at_most: ...}",
}


@record
class Found:
    """A problem of shape: its kind, path and value, and what the shape requires there.

    `wanted` is the type required at the path, `around` the type of the mapping that contains it, and `pattern` the required form of text.
    """

    kind: str
    path: Path
    value: Any
    limits: Mapping[str, Any]
    wanted: Any
    pattern: str
    around: Any
    is_key: bool
    document: Document

    @property
    def name(self) -> str:
        """The name of the value: its key, or the key of its list."""
        keys = [step for step in self.path if isinstance(step, str)]
        key = quoted(keys[-1]) if keys else "the file"
        return f"each item of {key}" if self.path and isinstance(self.path[-1], int) else key

    @property
    def text(self) -> str:
        """The text that the user wrote."""
        node = self.document.exact(self.path)
        return node.text if node is not None and node.text else str(self.value)

    @property
    def is_number(self) -> bool:
        """Whether the value is a number."""
        return isinstance(self.value, int | float) and not isinstance(self.value, bool)

    @property
    def is_misfit(self) -> bool:
        """Whether the value is a number that would not be valid as text either."""
        return self.kind == "string_type" and self.is_number and not re.search(self.pattern, self.text)

    def described(self) -> str:
        """Return a description of the value, with numbers as they were written."""
        return f"the number {quoted(self.text)}" if self.is_number else described(self.value)


def note(found: Found, report: Report) -> str | None:
    """Report a problem of shape; return the word that was probably meant, or None."""
    match found.kind:
        case "missing":
            key = str(found.path[-1])
            report.add("missing-key", found.path, f"{quoted(key)} is missing here", _WHAT_FOR.get(key))
        case "union_tag_not_found":
            report.add("missing-key", (*found.path, "type"), f"{quoted('type')} is missing here", _WHAT_FOR["type"])
        case "extra_forbidden":
            return _unknown_key(found, report)
        case "literal_error" | "union_tag_invalid":
            return _unknown_word(found, report)
        case "string_pattern_mismatch":
            return _pattern(found, report)
        case _ if found.is_misfit:
            return _pattern(found, report)
        case _ if found.kind in _EXPECTED:
            what = "a number" if found.kind == "int_type" and bare(found.wanted) is float and found.path[-1] == "step" else _EXPECTED[found.kind]
            message = f"{found.name} takes {what}; found {found.described()}"
            report.add("wrong-type", found.path, message, _type_hint(found))
        case _:
            _limit(found, report)
    return None


def _unknown_key(found: Found, report: Report) -> str | None:
    word, allowed = str(found.path[-1]), list(fields(found.around))
    if word == "<<":
        # A merge key, which the YAML reader reports.
        return None
    before = _GLUED.match(word)
    if before and before[1] in allowed:
        message = f"the key {quoted(word)} has no meaning here; allowed are {listed(allowed, 30)}"
        report.add_key("unknown-key", found.path, message, f"put a colon after {quoted(before[1])}")
        report.covered.add((*found.path[:-1], before[1]))
        return before[1]
    guess = report.guess(word, allowed, OTHER_KEYS)
    hint = None if guess is None else f"did you mean {quoted(guess)}?"
    if word == "section" and bare(found.around) is CriterionShape:
        hint = "list the criterion under `criteria` of its section; only what a local version adds names a section"
    report.add_key("unknown-key", found.path, f"the key {quoted(word)} has no meaning here; allowed are {listed(allowed, 30)}", hint)
    return guess


def _unknown_word(found: Found, report: Report) -> str | None:
    """Report a word that is not one of the allowed words."""
    path, value, allowed = found.path, found.text, [str(word).lower() for word in words_of(found.wanted)]
    if found.kind == "union_tag_invalid":
        path, value = (*path, "type"), str(found.limits["tag"])
    if found.path == ("carelevel",):
        report.add("unknown-value", path, f"{found.name} is the version of the language and must be 1; found {found.described()}", "write `carelevel: 1`")
        return None
    key = next((step for step in reversed(path) if isinstance(step, str)), path[-1])
    guess = report.guess(value, allowed, OTHER_WORDS)
    hint = None if guess is None else f"did you mean {quoted(guess)}?"
    report.add("unknown-value", path, f"{quoted(value)} is not allowed for {quoted(key)}; allowed are {listed(allowed)}", hint)
    return guess


def _pattern(found: Found, report: Report) -> str | None:
    """Report a name, id, address or date in the wrong form; return the name that was probably meant."""
    word, fixed = str(found.path[-1]) if found.is_key else found.text, None
    code, hint = "bad-name", None
    if found.pattern in {SNAKE, KEBAB}:
        message, fixed = _bad_name(word, found.pattern)
        hint = f"write {quoted(fixed)}" if fixed else "for numbers, write `type: score` with a `range`" if found.name.endswith("`values`") else None
    elif "http" in found.pattern:
        message, hint = f"{quoted(word)} is not a web address", "begin it with http:// or https://"
    elif "[0-9]{4}-" in found.pattern:
        code, message, hint = "wrong-type", f"{quoted(word)} is not a date", "write year, month and day: 2026-11-01"
    elif "24:00" in found.pattern:
        code, message, hint = "wrong-type", f"{quoted(word)} is not a time of day", "write hours and minutes, from 00:00 to 24:00: 09:30"
    else:
        message, hint = f"{quoted(word)} is not a DOI", "begin it with 10., without https://doi.org/ before it"
    (report.add_key if found.is_key else report.add)(code, found.path, message, hint)
    if found.is_misfit and isinstance(found.path[-1], int):
        # Report this once for a list of numbers.
        report.covered.add(found.path[:-1])
    return fixed


def _bad_name(word: str, pattern: str) -> tuple[str, str | None]:
    """Return the message for an invalid name, and the corrected name if possible."""
    mark, other, first = ("_", "-", ", beginning with a letter") if pattern == SNAKE else ("-", "_", "")
    message = f"{quoted(word)} cannot be a name here; allowed are lowercase letters, digits and {mark}{first}"
    fixed = "".join(mark if c in f" {other}" else c for c in word.strip().lower())
    return message, fixed if re.search(pattern, fixed) else None


def _limit(found: Found, report: Report) -> None:
    """Report a value that is too short, too long, too small or too large."""
    limits = found.limits
    most = limits.get("max_length")
    match found.kind:
        case "too_short" | "too_long" if item_of(found.wanted) in {int, float}:
            report.add("wrong-type", found.path, f"{found.name} takes a list of two numbers, the lower one first; found a list of {len(found.value)}")
        case "too_short" | "string_too_short":
            report.add("empty-group" if found.kind == "too_short" else "missing-value", found.path, f"{found.name} is empty")
        case "too_long" | "string_too_long":
            report.add("too-large", found.path, f"{found.name} is too long; at most {most:,} characters are allowed")
        case _:
            words = [f"{sign} {limits[key]:,}" for key, sign in (("ge", "at least"), ("le", "at most")) if key in limits]
            report.add("out-of-range", found.path, f"{found.name} must be {' and '.join(words)}; found {found.described()}")


def _type_hint(found: Found) -> str | None:
    value, last = found.value, found.path[-1] if found.path else ""
    match found.kind:
        case "string_type" if isinstance(value, int | float) and not isinstance(value, bool):
            return f'put quotation marks around it: "{found.text}"'
        case "string_type" if isinstance(value, bool):
            return f'put quotation marks around it if it is text: "{found.text}"'
        case "string_type" if isinstance(value, dict) and set(value) == {"title"} and isinstance(value["title"], str):
            return f"write the title alone: {quoted(value['title'])[1:-1]}"
        case "string_type" if isinstance(value, dict):
            return "text with a colon or in braces needs quotation marks"
        case "string_type" if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
            return f"leave the brackets out: {quoted(value[0])[1:-1]}"
        case "string_type" if isinstance(value, list):
            return "write one text; a text that begins with [ needs quotation marks"
        case "int_type" if isinstance(value, str) and value.strip("+-").isdecimal():
            return f"take the quotation marks off: {value}"
        case "list_type" if item_of(found.wanted) in {int, float}:
            return as_pair(value) or "write [lowest, highest]"
        case "list_type" if isinstance(value, str) and value.strip():
            return f"write [{quoted(value)[1:-1]}]"
        case "list_type" if isinstance(value, dict):
            return "put a dash and a space before the first key of each item"
        case "dict_type" if isinstance(value, list) and last == "applies_when":
            return f"{ALL_OR_ANY}; or give each part an `id`, a `when` and a `because`"
        case "dict_type" if isinstance(value, list) and last in {"when", "unless"}:
            return ALL_OR_ANY
        case "dict_type" | "model_type" | "model_attributes_type" if isinstance(value, list):
            return "take out the dashes and write `key: value`, one per line"
        case "dict_type" | "model_type" | "model_attributes_type" if last in fields(found.wanted):
            return f"{quoted(last)} belongs to the entry above: indent it further"
        case "dict_type" | "model_type" | "model_attributes_type" if last in _INSTEAD:
            return _INSTEAD[str(last)]
        case "dict_type" | "model_type" | "model_attributes_type" if isinstance(value, str) and value in words_of(found.wanted):
            return f"write {{type: {value}}}"
        case "dict_type" | "model_type" | "model_attributes_type" if isinstance(value, str) and value.strip() and required(found.wanted) == ["title"]:
            return f"write {{title: {quoted(value)[1:-1]}}}"
    return None
