"""Problems of shape in words: what a key takes, what was found, and what to write instead."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from carelevel.frozen import record
from carelevel.operators import as_pair, described
from carelevel.problems import Path, Report, listed, quoted
from carelevel.reading.shape_types import fields, item_of, words_of
from carelevel.reading.shapes import KEBAB, SNAKE
from carelevel.reading.yaml_text import Document

# What people write, and the key they mean.
OTHER_KEYS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("reason", "rationale", "why", "justification", "explanation"), "because"),
        **dict.fromkeys(("because", "message", "words"), "text"),
        **dict.fromkeys(("condition", "conditions", "if", "where"), "when"),
        **dict.fromkeys(("name", "label"), "title"),
        **dict.fromkeys(("options", "choices", "members", "value"), "values"),
        **dict.fromkeys(("min", "max", "minimum", "maximum", "bounds"), "range"),
        **dict.fromkeys(("question", "prompt"), "ask"),
        **dict.fromkeys(("reference", "references", "citation", "cite", "ref"), "source"),
        **dict.fromkeys(("tests", "cases"), "examples"),
        **dict.fromkeys(("need", "needs", "must"), "requires"),
        **dict.fromkeys(("recommend", "recommends", "then"), "suggests"),
        **dict.fromkeys(("limit", "limits", "caps", "barrier"), "limits_to"),
        **dict.fromkeys(("expected", "expect", "result", "outcome"), "is"),
        **dict.fromkeys(("given", "person", "facts"), "case"),
        **dict.fromkeys(("link", "address", "website"), "url"),
        **dict.fromkeys(("direction", "worst"), "worse"),
        **dict.fromkeys(("page", "section", "paragraph"), "at"),
    }
)

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_WHAT_FOR = {
    "because": "say why, in words for those who read the answer",
    "when": "say for whom: `when: {fact: value}`",
    "unless": "say for whom it is not needed: `unless: {fact: value}`",
    "carelevel": "begin the file with `carelevel: 1`, the version of the language",
    "type": "it is one of `scale`, `choice`, `score`, `yes_no` and `set`",
    "is": "say what the criterion is in this case: `met`, `unmet` or `unknown`",
    "case": "say what is known of the person: `case: {fact: value}`",
    "range": "say the lowest and the highest value: `range: [0, 27]`",
    "values": "list the words: `values: [mild, moderate, severe]`",
    "title": "give it a name for readers",
    "levels": "list the levels of care, the least intensive first",
}


@record
class Found:
    """A problem of shape: what kind, where, with which value, and what the shape asks for there and in the mapping around it."""

    kind: str
    path: Path
    value: Any
    limits: Mapping[str, Any]
    wanted: Any
    around: Any
    is_key: bool
    document: Document

    @property
    def name(self) -> str:
        """What the value is called: its key, or the key of the list it stands in."""
        keys = [step for step in self.path if isinstance(step, str)]
        key = quoted(keys[-1]) if keys else "the file"
        return f"each item of {key}" if self.path and isinstance(self.path[-1], int) else key

    @property
    def text(self) -> str:
        """What the user wrote."""
        node = self.document.exact(self.path)
        return node.text if node is not None and node.text else str(self.value)

    def described(self) -> str:
        """Return what was found, numbers as they were written."""
        is_number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        return f"the number {quoted(self.text)}" if is_number else described(self.value)


def note(found: Found, report: Report) -> str | None:
    """Note a problem of shape; return what was most likely meant in place of the word found, if that can be guessed."""
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
            _pattern(found, report)
        case _ if found.kind in _EXPECTED:
            message = f"{found.name} takes {_EXPECTED[found.kind]}; found {found.described()}"
            report.add("wrong-type", found.path, message, _type_hint(found))
        case _:
            _limit(found, report)
    return None


def _unknown_key(found: Found, report: Report) -> str | None:
    word, allowed = str(found.path[-1]), list(fields(found.around))
    guess = report.guess(word, allowed, OTHER_KEYS)
    hint = None if guess is None else f"did you mean {quoted(guess)}?"
    report.add_key("unknown-key", found.path, f"the key {quoted(word)} has no meaning here; allowed are {listed(allowed, 30)}", hint)
    return guess


def _unknown_word(found: Found, report: Report) -> str | None:
    """Note a word that is not among the few allowed."""
    path, value, allowed = found.path, found.value, [str(word).lower() for word in words_of(found.wanted)]
    if found.kind == "union_tag_invalid":
        path, value = (*path, "type"), found.limits["tag"]
    if found.path == ("carelevel",):
        report.add("unknown-value", path, f"{found.name} is the version of the language, the number 1; found {found.described()}", "write `carelevel: 1`")
        return None
    guess = report.guess(value, allowed, {"y": "yes", "n": "no", "on": "yes", "off": "no"})
    hint = None if guess is None else f"did you mean {quoted(guess)}?"
    report.add("unknown-value", path, f"{quoted(value)} is not allowed for {quoted(path[-1])}; allowed are {listed(allowed)}", hint)
    return guess


def _pattern(found: Found, report: Report) -> None:
    """Note a name, an id, an address or a date that is not written as such."""
    pattern, word = str(found.limits["pattern"]), str(found.path[-1] if found.is_key else found.value)
    code, hint = "bad-name", None
    if pattern in {SNAKE, KEBAB}:
        mark, other = ("_", "-") if pattern == SNAKE else ("-", "_")
        message = f"{quoted(word)} cannot be a name here; allowed are small letters, digits and {mark}, a letter first"
        fixed = "".join(mark if c in f" {other}" else c for c in word.strip().lower())
        hint = f"write {quoted(fixed)}" if fixed[:1].isalpha() and fixed.isascii() and fixed.replace(mark, "").isalnum() else None
    elif "http" in pattern:
        message, hint = f"{quoted(word)} is no web address", "it begins with http:// or https://"
    elif "[0-9]{4}-" in pattern:
        code, message, hint = "wrong-type", f"{quoted(word)} is no date", "write year, month and day: 2026-11-01"
    else:
        message, hint = f"{quoted(word)} is no DOI", "it begins with 10. and has no https://doi.org/ before it"
    (report.add_key if found.is_key else report.add)(code, found.path, message, hint)


def _limit(found: Found, report: Report) -> None:
    """Note what is too short, too long, too small or too large."""
    limits = found.limits
    most = limits.get("max_length")
    match found.kind:
        case "too_short" | "too_long" if item_of(found.wanted) is int:
            report.add("wrong-type", found.path, f"{found.name} takes a list of two numbers, the lower one first; found {len(found.value)}")
        case "too_short" | "string_too_short":
            report.add("empty-group" if found.kind == "too_short" else "missing-value", found.path, f"{found.name} is empty")
        case "too_long" | "string_too_long":
            report.add("too-large", found.path, f"{found.name} is too long; at most {most:,} are allowed")
        case _:
            words = [f"{sign} {limits[key]:,}" for key, sign in (("ge", "at least"), ("le", "at most")) if key in limits]
            report.add("out-of-range", found.path, f"{quoted(found.text)} is not allowed for {found.name}; it is {' and '.join(words)}")


def _type_hint(found: Found) -> str | None:
    value, last = found.value, found.path[-1] if found.path else ""
    match found.kind:
        case "string_type" if isinstance(value, int | float) and not isinstance(value, bool):
            return f'put quotation marks around it: "{found.text}"'
        case "string_type" if isinstance(value, bool):
            return f'put quotation marks around it if it is text: "{found.text}"'
        case "string_type" if isinstance(value, dict):
            return "text with a colon or in braces needs quotation marks"
        case "string_type" if isinstance(value, list):
            return "write one text; a text that begins with [ needs quotation marks"
        case "int_type" if isinstance(value, str) and value.strip("+-").isdecimal():
            return f"take the quotation marks off: {value}"
        case "list_type" if item_of(found.wanted) is int:
            return as_pair(value) or "write [lowest, highest]"
        case "list_type" if isinstance(value, str):
            return f"write [{quoted(value)[1:-1]}]"
        case "list_type" if isinstance(value, dict):
            return "put a dash and a space before the first key of each item"
        case "dict_type" | "model_type" | "model_attributes_type" if isinstance(value, list):
            return "leave the dashes out: here stands `key: value`, one in each line"
        case "dict_type" | "model_type" | "model_attributes_type" if last in fields(found.wanted):
            return f"{quoted(last)} belongs to the entry above: begin it further to the right"
    return None
