"""Plain values written as YAML in every legal and untidy way, with comments in every place where one may stand."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

WORDS = (
    "fair",
    "try",
    "#1",
    "a: b",
    "it's",
    'the "end"',
    "back\\slash",
    "é",
    "{x}",
    "- dash",
    "yes",
    "none",
    "1.5",
    "x,y",
    "*star",
    "&and",
    "?",
    "!",
    "%",
    "@",
    "|",
    ">",
)

MISREAD = ("yes", "no", "on", "off", "y", "n")
"""Words that carelevel takes for text without quotation marks, and a reader of YAML 1.1 does not."""


class Untidy:
    """Writes one value; `comments` has the comments it put in, in their order."""

    def __init__(self, chance: Random, *, comments: bool = True) -> None:
        self.brackets = 0.3
        self.quotes_what_can_be_misread = False
        self.follows_lines = False
        self.chance = chance
        self.comments: list[str] = []
        self.has_comments = comments

    def document(self, value: Any) -> str:
        """Return a whole document."""
        head = "".join(self._alone() for _ in range(self._few()))
        start = "---\n" if self._often(0.1) else ""
        body = self._in_brackets(value, 0) + self._end() if self._often(self.brackets / 3) else "".join(self._block(value, 0))
        text = f"{head}{start}{body}{''.join(self._alone() for _ in range(self._few()))}"
        if self._often(0.2):
            text = text.rstrip("\n")
        return text.replace("\n", "\r\n") if self._often(0.1) else text

    # Blocks

    def _block(self, value: Any, indent: int, *, behind_dash: bool = False) -> Iterator[str]:
        if isinstance(value, dict | list) and value:
            for number, each in enumerate(value):
                # Nothing stands between a dash and what begins behind it.
                yield from (self._alone() for _ in range(0 if behind_dash and number == 0 else self._few()))
                yield from self._pair(each, value[each], indent) if isinstance(value, dict) else self._item(each, indent)
        else:
            yield f"{' ' * indent}{self._scalar(value) if not isinstance(value, dict | list) else json.dumps(value)}{self._end()}"

    def _pair(self, key: str, value: Any, indent: int) -> Iterator[str]:
        self.follows_lines = False
        head = f"{' ' * indent}{self._key(key)}:"
        if self._often(0.05):
            head = f"{' ' * indent}? {self._key(key)}{self._end()}{' ' * indent}:"
        if isinstance(value, dict | list) and value and not self._often(self.brackets):
            deeper = indent + self.chance.choice((0, 2)) if isinstance(value, list) else indent + self.chance.randint(1, 4)
            yield f"{head}{self._end()}"
            yield from self._block(value, deeper)
        else:
            yield from self._value(head, value, indent)

    def _item(self, value: Any, indent: int) -> Iterator[str]:
        self.follows_lines = False
        if isinstance(value, dict | list) and value and not self._often(self.brackets):
            gap = self.chance.randint(1, 3)
            if self._often(0.2):
                yield f"{' ' * indent}-{self._end()}"
                yield from self._block(value, indent + 1 + gap)
                return
            lines = list(self._block(value, indent + 1 + gap, behind_dash=True))
            yield f"{' ' * indent}-{' ' * gap}{lines[0].lstrip(' ')}"
            yield from lines[1:]
        else:
            yield from self._value(f"{' ' * indent}-", value, indent)

    def _value(self, head: str, value: Any, indent: int) -> Iterator[str]:
        if isinstance(value, str) and self._often(0.25) and _is_paragraph(value):
            yield from self._lines(head, value, indent + self.chance.randint(1, 4))
            return
        if self._often(0.15) and value is not None:
            yield f"{head}{self._end()}"
            yield from (self._alone() for _ in range(self._few()))
            head = " " * (indent + self.chance.randint(1, 4))
        else:
            head = f"{head} "
        text = self._in_brackets(value, indent + 1) if isinstance(value, dict | list) else self._scalar(value, indent=indent + 1)
        yield f"{head}{text}{self._end()}"

    def _lines(self, head: str, value: str, indent: int) -> Iterator[str]:
        comment = f"  {self._comment()}" if self.has_comments and self._often(0.2) else ""
        self.follows_lines = True
        if "\n" in value:
            yield f"{head} |{'' if value.endswith(chr(10)) else '-'}{comment}\n"
            yield from (f"{' ' * indent}{line}\n" if line else "\n" for line in value.removesuffix("\n").split("\n"))
        else:
            yield f"{head} >-{comment}\n"
            yield from (f"{' ' * indent}{line}\n" for line in self._cut(value))

    def _cut(self, value: str) -> list[str]:
        lines = [""]
        for word in value.split(" "):
            if lines[-1] and self._often(0.3):
                lines.append(word)
            else:
                lines[-1] += f"{' ' * bool(lines[-1])}{word}"
        return lines

    # In one line, or in brackets over several

    def _in_brackets(self, value: Any, indent: int) -> str:
        if not isinstance(value, dict | list):
            return self._scalar(value, in_brackets=True, indent=indent)
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        text = f"{opening}{self._space(indent)}"
        for number, each in enumerate(value):
            text += (
                f"{self._key(each, in_brackets=True)}:{self._space(indent) or ' '}{self._in_brackets(value[each], indent)}"
                if isinstance(value, dict)
                else self._in_brackets(each, indent)
            )
            text += f"{self._space(indent)},{self._space(indent) or ' '}" if number + 1 < len(value) or self._often(0.1) else self._space(indent)
        return f"{text}{closing}"

    def _space(self, indent: int) -> str:
        if self.has_comments and self._often(0.04):
            return f"  {self._comment()}\n{' ' * indent}"
        return self.chance.choice(("", "", "", "", " ", f"\n{' ' * indent}"))

    def _scalar(self, value: Any, *, in_brackets: bool = False, indent: int = 1) -> str:
        if value is None:
            return self.chance.choice(("null", "~", "NULL"))
        if isinstance(value, bool):
            return self.chance.choice((str(value).lower(), str(value), str(value).upper()))
        if not isinstance(value, str):
            return str(value)
        if self._is_plain(value) and not (in_brackets and set(value) & set(",[]{}?")) and not self._often(0.2):
            return value
        if value.isprintable() and self._often(0.5):
            quoted = f"'{value.replace(chr(39), 2 * chr(39))}'"
            return f"\n{' ' * indent}".join(quoted.split(" ", 1)) if _is_paragraph(value) and self._often(0.3) else quoted
        return json.dumps(value, ensure_ascii=max(value, default="") <= "\uffff" and self._often(0.3))

    def _key(self, key: str, *, in_brackets: bool = False) -> str:
        return key if self._is_plain(key) and not self._often(0.1) else json.dumps(key, ensure_ascii=False)

    def _is_plain(self, text: str) -> bool:
        return _is_plain(text) and not (self.quotes_what_can_be_misread and text.lower() in MISREAD)

    # Comments

    def _end(self) -> str:
        if self.has_comments and self._often(0.2):
            return f"{' ' * self.chance.randint(1, 5)}{self._comment()}\n"
        return f"{' ' * self._few()}\n"

    def _alone(self) -> str:
        if self.has_comments and self._often(0.5):
            # Further to the right it would be one more line of a text that ends here.
            return f"{' ' * self.chance.choice((0, 0, 2, 4)) * (not self.follows_lines)}{self._comment()}\n"
        return "\n"

    def _comment(self) -> str:
        self.comments.append(f"#{self.chance.choice((' ', '', '#'))}{len(self.comments)} {self.chance.choice(WORDS)}".rstrip())
        return self.comments[-1]

    def _few(self) -> int:
        return self.chance.choice((0, 0, 0, 0, 1, 2))

    def _often(self, share: float) -> bool:
        return self.chance.random() < share


def _is_plain(text: str) -> bool:
    return (
        text.replace("_", "").replace("-", "").replace(" ", "").isalnum()
        and text[0].isalpha()
        and text == text.strip()
        and text.lower() not in {"true", "false", "null"}
    )


def _is_paragraph(text: str) -> bool:
    lines = text.removesuffix("\n").split("\n")
    return all(line.isprintable() and line == line.strip() and line and "  " not in line for line in lines) and "\n\n" not in text
