"""Writing a concrete syntax tree in the standard layout (`formatter.py`)."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import assert_never

from carelevel.model.serialize import can_be_misread
from carelevel.syntax.cst import Comment, Entry, Part, SourceText
from carelevel.syntax.scalars import bare, paragraph, verbatim, written

WIDTH = 120
"""Most characters in a line, unless a word is longer."""

STEP = 2
"""Spaces per step of indentation."""

FURTHEST = 60
"""Column up to which the comments of neighboring lines are aligned."""

APART = frozenset({"criteria", "sections", "vignettes"})
"""Sections with a blank line between items, unless each item takes one line."""

PEOPLE = "case"
"""The key of a case, which is wrapped like a paragraph if it is too long for one line."""


class Layout:
    """Writes a source line by line.

    A comment waits in a queue, the next one last, until the part after it is written.
    """

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.comments = list(reversed(source.comments))
        self.indices = [comment.index for comment in source.comments]
        self.lines: list[str] = []
        self.beside: dict[int, str] = {}
        self.dashes = ""
        self.is_first = True

    def whole(self) -> str:
        """Return the whole text in the standard layout."""
        root, end = self.source.root, len(self.source.text) + 1
        if root.entries:
            self._entries(root, 0, end)
        else:
            self._text("", root, 0)
        self._comments_before(end, 0)
        return "".join(f"{line}\n" for line in self._with_comments())

    # What a mapping or list holds

    def _entries(self, part: Part, indent: int, until: int, *, are_apart: bool = False) -> None:
        """Write the entries of a part, one per line, then the remaining comments of this part."""
        follows = [*(entry.start for entry in part.entries[1:]), min(until, part.end) if part.in_brackets else until]
        for number, (entry, following) in enumerate(zip(part.entries, follows, strict=True)):
            pair = part.entries[max(number - 1, 0) : number + 1]
            self._blank(is_wanted=are_apart and not all(self._takes_one_line(each, indent) for each in pair))
            self._comments_before(entry.start, indent)
            self._blank(is_wanted=self._follows_blank(entry.start))
            self._entry(entry, indent, following)
        while self.comments and self.comments[-1].index < follows[-1] and (part.in_brackets or self.comments[-1].column >= part.column):
            self._comment(indent)

    def _entry(self, entry: Entry, indent: int, until: int) -> None:
        key, value = entry.key, entry.value
        if key is None:
            self.dashes += "- "
            self._value("", value, indent + STEP, until)
            self.dashes = ""
            return
        # A list can start in the column of its key; comments in that column after its end do not belong to it.
        value.column = max(value.column, key.column + 1)
        self._value(f"{self._inline(key)}{' ' * (key.kind == 'alias')}:", value, indent, until, key.text)

    def _value(self, head: str, value: Part, indent: int, until: int, name: str = "") -> None:
        """Write a value after its key or dash."""
        if not value.entries:
            self._text(head, value, indent)
        elif value.in_brackets and not self._has_comments(value):
            self._in_brackets(head, value, indent, until, name)
        else:
            self._below(head, value, indent, until, name)

    def _below(self, head: str, value: Part, indent: int, until: int, name: str) -> None:
        """Write a mapping or list entry by entry, below its key."""
        anchor = _anchor(value)
        if head or anchor:
            self._write(_spaced(head, anchor), indent)
            self._comment_behind(value.entries[0].start)
            self.is_first = True
        self._entries(value, indent + STEP * bool(head), until, are_apart=indent == 0 and name in APART and value.kind == "list")

    def _in_brackets(self, head: str, value: Part, indent: int, until: int, name: str) -> None:
        line = _spaced(head, self._inline(value))
        if indent + len(line) <= WIDTH:
            self._line(line, value, indent)
        elif _is_filled(value, name):
            self._filled(head, value, indent)
        else:
            # The brackets are removed, so a comment after the closing bracket needs another place.
            if self.comments and self._is_behind(value):
                if head:
                    self.comments[-1] = replace(self.comments[-1], index=value.start)
                else:
                    self._comment(indent)
            self._below(head, value, indent, until, name)

    def _filled(self, head: str, value: Part, indent: int) -> None:
        """Write a long list of words or a case as a wrapped paragraph in brackets."""
        if head:
            self._write(_spaced(head, _anchor(value)), indent)
            self._comment_behind(value.start)
            self.is_first = True
            indent += STEP
        opening, closing = "{}" if value.kind == "mapping" else "[]"
        lines = [_spaced("" if head else _anchor(value), opening)]
        pieces = [f"{self._piece(entry)}{',' if entry is not value.entries[-1] else closing}" for entry in value.entries]
        for number, piece in enumerate(pieces):
            if number and indent + len(lines[-1]) + 1 + len(piece) > WIDTH:
                lines.append(f" {piece}")
            else:
                lines[-1] += f"{' ' * bool(number)}{piece}"
        self._comments_before(value.start, indent)
        self._write(lines[0], indent)
        self.lines += [f"{' ' * indent}{line}" for line in lines[1:]]
        self._comment_at_end(value)

    # Texts

    def _text(self, head: str, value: Part, indent: int) -> None:
        line = _spaced(head, self._inline(value))
        below = indent + STEP * bool(head)
        more = self._more_lines(value, below, is_long=indent + len(line) > WIDTH)
        self._line(_spaced(head, _anchor(value), more[0]) if more else line, value, indent)
        self.lines += [f"{' ' * below}{text}" if text else "" for text in more[1:]]

    def _more_lines(self, value: Part, indent: int, *, is_long: bool) -> list[str]:
        """Return the sign and the lines of a text over several lines, or nothing if it stays on one line."""
        if value.kind != "text" or _stays_bare(value):
            return []
        found = verbatim(value.text)
        if found:
            return [found[0], *found[1]]
        folded = paragraph(value.text, WIDTH - indent) if is_long else None
        return [">-", *folded] if folded else []

    def _inline(self, part: Part, *, in_brackets: bool = False) -> str:
        """Return a part as one line."""
        match part.kind:
            case "alias":
                return f"*{part.anchor}"
            case "mapping" | "list":
                opening, closing = "{}" if part.kind == "mapping" else "[]"
                return _spaced(_anchor(part), f"{opening}{', '.join(map(self._piece, part.entries))}{closing}")
            case "text":
                text = (bare if _stays_bare(part) else written)(part.text, in_brackets=in_brackets)
                return _spaced(_anchor(part), text)
            case _:
                assert_never(part.kind)

    def _piece(self, entry: Entry) -> str:
        value = self._inline(entry.value, in_brackets=True)
        return f"{self._inline(entry.key, in_brackets=True)}{' ' * (entry.key.kind == 'alias')}: {value}" if entry.key else value

    def _takes_one_line(self, entry: Entry, indent: int) -> bool:
        """Return whether an item fits on one line."""
        value = entry.value
        is_whole = not value.entries or (value.in_brackets and not self._has_comments(value))
        return is_whole and indent + STEP + len(self._inline(value)) <= WIDTH

    # Comments and lines

    def _has_comments(self, value: Part) -> bool:
        at = bisect_left(self.indices, value.start)
        return at < len(self.indices) and self.indices[at] < value.end

    def _line(self, line: str, value: Part, indent: int) -> None:
        """Write a line that ends with a value, with comments inside it above and a comment after it behind."""
        while self.comments and self.comments[-1].index < value.end and not self._is_last_before(value):
            self._comment(indent)
        self._write(line, indent)
        self._comment_at_end(value)

    def _is_last_before(self, value: Part) -> bool:
        """Return whether the next comment, inside a value, can move to the end of the line.

        It can if it followed other text and no other comment is already there.
        """
        following = self.comments[-2] if len(self.comments) > 1 else None
        is_last = following is None or (following.index >= value.end and not self._stands_behind(following, value))
        return is_last and not self.comments[-1].stands_alone

    def _comment_at_end(self, value: Part) -> None:
        if self.comments and (self.comments[-1].index < value.end or self._is_behind(value)):
            self.beside[len(self.lines) - 1] = self.comments.pop().text

    def _is_behind(self, value: Part) -> bool:
        return self._stands_behind(self.comments[-1], value)

    def _stands_behind(self, comment: Comment, value: Part) -> bool:
        if comment.stands_alone or comment.index < value.end:
            return False
        # A text over several lines ends at the start of the next line.
        between = self.source.text[max(value.end - 1, 0) : comment.index]
        return between[:1] != "\n" and not between[1:].strip(" \t,]}")

    def _comment_behind(self, until: int) -> None:
        """Put the next comment after the last written line, if it followed other text before `until`."""
        if self.comments and self.comments[-1].index < until and not self.comments[-1].stands_alone:
            self.beside[len(self.lines) - 1] = self.comments.pop().text

    def _comments_before(self, until: int, indent: int) -> None:
        while self.comments and self.comments[-1].index < until:
            self._comment(indent)

    def _comment(self, indent: int) -> None:
        """Write the next comment on its own line; pending dashes go to the line after it."""
        comment = self.comments.pop()
        self._blank(is_wanted=comment.stands_alone and self._follows_blank(comment.index))
        self.lines.append(f"{' ' * (indent - len(self.dashes))}{comment.text}")
        self.is_first = False

    def _write(self, text: str, indent: int) -> None:
        self.lines.append(f"{' ' * (indent - len(self.dashes))}{self.dashes}{text}".rstrip())
        self.dashes = ""
        self.is_first = False

    def _blank(self, *, is_wanted: bool) -> None:
        if is_wanted and not self.is_first and not self.dashes and self.lines[-1]:
            self.lines.append("")

    def _follows_blank(self, index: int) -> bool:
        """Return whether an empty line precedes the line that starts at an index."""
        *_, above, line = ("\n\n" + self.source.text[max(index - 10 * WIDTH, 0) : index]).rsplit("\n", 2)
        return not line.strip() and not above.strip()

    def _with_comments(self) -> Iterator[str]:
        """Yield the lines with their comments, aligned in neighboring lines."""
        for has_comments, run in groupby(range(len(self.lines)), self.beside.__contains__):
            numbers = list(run)
            widest = max(len(self.lines[number]) for number in numbers)
            for number in numbers:
                line = self.lines[number]
                yield f"{line.ljust(widest) if widest <= FURTHEST else line}  {self.beside[number]}" if has_comments else line


def _stays_bare(part: Part) -> bool:
    """Return whether a text stays without quotation marks, which would change its meaning."""
    return part.is_plain and can_be_misread(part.text)


def _is_filled(value: Part, name: str) -> bool:
    is_of_words = value.kind == "list" and not any(entry.value.entries for entry in value.entries)
    return is_of_words or (value.kind == "mapping" and name == PEOPLE)


def _anchor(part: Part) -> str:
    return f"&{part.anchor}" if part.anchor else ""


def _spaced(*parts: str) -> str:
    return " ".join(filter(None, parts))
