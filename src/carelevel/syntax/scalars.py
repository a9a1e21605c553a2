"""Writing text in YAML: without quotation marks if possible, over several lines if long."""

import re

from carelevel.model.serialize import can_be_misread
from carelevel.syntax.yaml_reader import is_text

_OPENING = frozenset("-?:,[]{}#&*!|>'\"%@`")
_IN_BRACKETS = frozenset(",[]{}?")
_ESCAPED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_BETWEEN_WORDS = re.compile(r"(?<=\S) (?=\S)")


def written(text: str, *, in_brackets: bool) -> str:
    """Return a text in one line, with quotation marks only if a YAML reader could misread it."""
    if not _needs_quotes(text, in_brackets=in_brackets):
        return text
    if ('"' in text or "\\" in text) and "'" not in text and not _ESCAPED.search(text):
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_ESCAPED.sub(_escape, escaped)}"'


def bare(word: str, *, in_brackets: bool) -> str:
    """Return a word without quotation marks; an empty value becomes null if it cannot stay empty."""
    if word == "~" or (not word and in_brackets):
        return "null"
    return word.lower() if word.isalpha() and not is_text(word) else word


def _needs_quotes(text: str, *, in_brackets: bool) -> bool:
    if not text or text != text.strip() or _ESCAPED.search(text) or can_be_misread(text):
        return True
    # A dash without a space after it can begin a word.
    if text[0] in _OPENING and not (text[0] == "-" and text[1:2].isalnum()):
        return True
    if ": " in text or " #" in text or text.endswith(":"):
        return True
    return in_brackets and not _IN_BRACKETS.isdisjoint(text)


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    known = {"\n": "\\n", "\t": "\\t"}.get(character)
    return known or (f"\\x{ord(character):02X}" if ord(character) < 256 else f"\\u{ord(character):04X}")


def paragraph(text: str, width: int) -> list[str] | None:
    """Return a long text as folded lines, or None if folding would change it."""
    if not text or "\n" in text or text != text.strip() or _ESCAPED.search(text):
        return None
    lines: list[str] = []
    for word in _BETWEEN_WORDS.split(text):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines if len(lines) > 1 else None


def verbatim(text: str) -> tuple[str, list[str]] | None:
    """Return the sign and the lines of a text over several lines, or None if it cannot be written so."""
    sign, body = ("|", text[:-1]) if text.endswith("\n") else ("|-", text)
    lines = body.split("\n")
    if "\n" not in text or not lines[0] or not lines[-1] or lines[0][0] in " \t":
        return None
    if any(_ESCAPED.search(line) or (line and not line.strip()) for line in lines):
        return None
    return sign, lines
