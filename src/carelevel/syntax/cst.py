"""A concrete syntax tree of YAML text: every part with its position, and the comments.

The reader (`yaml_reader.py`) keeps the meaning of a file; this keeps its appearance. It parses only text that the reader accepts.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import yaml
from yaml.events import AliasEvent, CollectionEndEvent, Event, MappingStartEvent, NodeEvent, ScalarEvent
from yaml.tokens import BlockEntryToken, ScalarToken, Token

from carelevel.syntax.yaml_reader import LOADER

_COMMENT = re.compile("#[^\n\x85\u2028\u2029]*")
_HEADER_COMMENT = re.compile("[|>][-+0-9]*[ \t]+(#[^\n\x85\u2028\u2029]*)")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment.

    Attributes:
        text: from `#` to the end of the line.
        index: its position in the text.
        column: its indentation, from 0.
        stands_alone: whether it is on a line of its own.
    """

    text: str
    index: int
    column: int
    stands_alone: bool


@dataclass(slots=True)
class Part:
    """A text, mapping, list or alias.

    Attributes:
        kind: the kind of part.
        start: where it begins in the text.
        column: the column of its first character, from 0.
        end: where it ends in the text.
        anchor: the name of its anchor; for an alias, the name that it repeats.
        text: for a text, its content without quotation marks.
        is_plain: for a text, whether it has no quotation marks or tag, so it may be a number.
        in_brackets: whether a mapping or list is written as `{…}` or `[…]`.
        entries: the entries of a mapping or list; in a list they have no keys.
    """

    kind: Literal["text", "mapping", "list", "alias"]
    start: int
    column: int
    end: int = 0
    anchor: str = ""
    text: str = ""
    is_plain: bool = False
    in_brackets: bool = False
    entries: "list[Entry]" = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """A key with its value, or an item of a list; `start` includes the dash."""

    start: int
    key: Part | None
    value: Part


@dataclass(frozen=True, slots=True)
class SourceText:
    """A whole text.

    Attributes:
        text: the text, with one kind of line break.
        root: its content.
        comments: its comments, in order.
    """

    text: str
    root: Part
    comments: tuple[Comment, ...]


def source_of(text: str) -> SourceText:
    """Return the concrete syntax tree of a text.

    Args:
        text: text that `decoded` returned and `read_yaml` accepted.

    Raises:
        yaml.YAMLError: it is not YAML.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    tokens = list(yaml.scan(text, Loader=LOADER))
    dashes = [_mark(token.start_mark).index for token in tokens if isinstance(token, BlockEntryToken)]
    return SourceText(text, _root(yaml.parse(text, Loader=LOADER), dashes), tuple(_comments(text, tokens)))


def _root(events: Iterable[Event], dashes: list[int]) -> Part:
    """Return the parts from parser events, without recursion."""
    above = Part("list", 0, 0)
    open_parts, keys = [above], cast("list[Part | None]", [None])
    for event in events:
        if isinstance(event, NodeEvent):
            part = _part(event)
            if open_parts[-1].kind == "mapping" and keys[-1] is None:
                keys[-1] = part
            else:
                open_parts[-1].entries.append(Entry(_start(open_parts[-1], keys[-1], part, dashes), keys[-1], part))
                keys[-1] = None
            if part.kind in {"mapping", "list"}:
                open_parts.append(part)
                keys.append(None)
        elif isinstance(event, CollectionEndEvent):
            open_parts.pop().end = _mark(event.end_mark).index
            keys.pop()
    return above.entries[0].value


def _start(parent: Part, key: Part | None, value: Part, dashes: list[int]) -> int:
    if key is not None:
        return key.start
    return value.start if parent.in_brackets or not dashes else dashes[max(bisect_left(dashes, value.start) - 1, 0)]


def _part(event: NodeEvent) -> Part:
    start, end = _mark(event.start_mark), _mark(event.end_mark)
    anchor = str(event.anchor or "")
    match event:
        case AliasEvent():
            return Part("alias", start.index, start.column, end.index, anchor)
        case ScalarEvent():
            is_plain = bool(event.implicit[0]) and not event.style
            return Part("text", start.index, start.column, end.index, anchor, text=event.value, is_plain=is_plain)
        case _:
            kind: Literal["mapping", "list"] = "mapping" if isinstance(event, MappingStartEvent) else "list"
            return Part(kind, start.index, start.column, anchor=anchor, in_brackets=bool(cast("Any", event).flow_style))


def _comments(text: str, tokens: list[Token]) -> Iterator[Comment]:
    """Yield the comments between tokens, and those after the sign of a text of several lines."""
    at = 0
    for token in tokens:
        start, end = _mark(token.start_mark).index, _mark(token.end_mark).index
        for found in _COMMENT.finditer(text, at, start):
            yield _comment(text, found.start(), found[0])
        header = _HEADER_COMMENT.match(text, start) if isinstance(token, ScalarToken) and token.style in {"|", ">"} else None
        if header:
            yield _comment(text, header.start(1), header[1])
        at = max(at, end)
    for found in _COMMENT.finditer(text, at):
        yield _comment(text, found.start(), found[0])


def _comment(text: str, index: int, words: str) -> Comment:
    before = text[text.rfind("\n", 0, index) + 1 : index]
    return Comment(words.rstrip(), index, len(before), stands_alone=not before.strip())


def _mark(mark: Any) -> yaml.Mark:
    found: yaml.Mark = mark
    return found
